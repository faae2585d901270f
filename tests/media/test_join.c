/* SPDX-License-Identifier: MIT */
#include "media/media_helper.h"

enum { W = 160, H = 96 };

#ifdef GR_SANITIZED
/* x265 3.5 loses its own copies of three strings and a table whenever an encoder is closed. */
__attribute__((visibility("default"))) const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libx265";
}
#endif

/* Every frame is there once, at its time, and looks as it does in its own segment. */
static void expect_pictures(const HelperShow *show, const HelperMovie *movie)
{
    const GrJoinJob *job = &show->job;
    assert_int_equal(movie->frames, job->frame_count);
    uint64_t *hashes = calloc((size_t)job->frame_count + 1, sizeof *hashes);
    int total = 0;
    for (int i = 0; i < job->segment_count; i++)
        total += helper_segment_hashes(job->segment_paths[i], job->encode, hashes + total);
    assert_int_equal(total, job->frame_count);
    for (int i = 0; i < total; i++) {
        if (movie->pts[i] != i)
            fail_msg("frame %d is shown at %lld", i, (long long)movie->pts[i]);
        if (movie->hashes[i] != hashes[i])
            fail_msg("frame %d differs from its segment's", i);
    }
    free(hashes);
}

static void expect_tag(const HelperMovie *movie, const char *key, const char *value)
{
    const AVDictionaryEntry *entry = av_dict_get(movie->tags, key, NULL, AV_DICT_MATCH_CASE);
    if (!entry)
        entry = av_dict_get(movie->tags, key, NULL, 0);
    if (!entry || strcmp(entry->value, value) != 0)
        fail_msg("tag %s: %s", key, entry ? entry->value : "missing");
}

static void expect_tags(const HelperMovie *movie)
{
    assert_int_equal(movie->video->color_range, AVCOL_RANGE_MPEG);
    assert_int_equal(movie->video->color_primaries, AVCOL_PRI_BT709);
    assert_int_equal(movie->video->color_trc, AVCOL_TRC_BT709);
    assert_int_equal(movie->video->color_space, AVCOL_SPC_BT709);
    expect_tag(movie, "title", "A show");
    expect_tag(movie, "artist", "Anna B.");
    expect_tag(movie, "comment", "glyphreel test");
    expect_tag(movie, "encoder", "glyphreel test");
    assert_null(av_dict_get(movie->tags, "creation_time", NULL, 0));
}

static const int odd_lengths[] = {1, 2, 3, 48, 96, 97, 1, 0};
static const int short_lengths[] = {1, 2, 3, 48, 5, 0};
static const int few_frames[] = {1, 2, 3, 9, 0};
static const int one_frame[] = {1, 0};
static const int two_frames[] = {2, 0};

typedef struct Case {
    const char *name, *codec, *container;
    GrRational fps;
    const int *lengths;
    int64_t first; /* a render --from */
    bool sound;
} Case;

static const Case cases[] = {
    {"24", "libx264", "mp4", {24, 1}, odd_lengths, 0, true},
    {"ntsc", "libx264", "mp4", {30000, 1001}, odd_lengths, 0, true},
    {"silent", "libx264", "mp4", {24, 1}, short_lengths, 0, false},
    {"from", "libx264", "mp4", {25, 1}, short_lengths, 1000, true},
    {"decimal", "libx264", "mp4", {2997, 100}, short_lengths, 0, true},
    {"fast", "libx264", "mp4", {120, 1}, short_lengths, 0, true},
    {"one", "libx264", "mp4", {24, 1}, one_frame, 0, true},
    {"two", "libx264", "mp4", {24, 1}, two_frames, 0, true},
    {"quicktime", "libx264", "mov", {24, 1}, short_lengths, 0, true},
    {"matroska", "libx264", "mkv", {24, 1}, short_lengths, 0, true},
    {"matroska ntsc", "libx264", "mkv", {30000, 1001}, short_lengths, 0, true},
    {"matroska silent", "libx264", "mkv", {60, 1}, short_lengths, 0, false},
    {"mpeg4", "mpeg4", "mkv", {24, 1}, short_lengths, 0, true},
    {"mpeg4 mp4", "mpeg4", "mp4", {30000, 1001}, few_frames, 0, true},
    {"ffv1", "ffv1", "mkv", {24, 1}, short_lengths, 0, true},
    {"webm", "libvpx-vp9", "webm", {24, 1}, short_lengths, 0, true},
    {"webm mp4", "libvpx-vp9", "mp4", {24, 1}, few_frames, 0, true},
    {"hevc", "libx265", "mp4", {24, 1}, short_lengths, 0, true},
    {"hevc mkv", "libx265", "mkv", {24, 1}, few_frames, 0, false},
    {"av1", "libsvtav1", "mp4", {24, 1}, few_frames, 0, true},
    {"vp8", "libvpx", "webm", {24, 1}, few_frames, 0, false},
    {"mpeg2", "mpeg2video", "mkv", {24, 1}, few_frames, 0, true},
    {"xvid", "libxvid", "mp4", {24, 1}, few_frames, 0, false},
    {"by name", "mpeg1video", "mkv", {24, 1}, few_frames, 0, false},
    {"av1 webm", "libsvtav1", "webm", {24, 1}, few_frames, 0, false},
};

static void join_case(const Case *c)
{
    GrError error = {0};
    HelperShow show;
    HelperMovie movie;
    helper_show(&show, c->name, helper_settings(c->codec, W, H, c->fps), c->container, c->lengths,
                c->first);
    HelperSound sound = {.length = INT64_MAX, .rate = 48000, .channels = 2, .tone = true};
    if (c->sound)
        assert_done(helper_add_sound(&show, helper_sound(&sound), &error), error);
    assert_done(gr_join(&show.job, &error), error);
    uint64_t once = helper_file_hash(show.job.target);
    assert_done(gr_join_verify(&show.job, &error), error);
    helper_movie_open(&movie, show.job.target, c->fps);
    expect_pictures(&show, &movie);
    expect_tags(&movie);
    double length_s = (double)show.job.frame_count * (double)c->fps.den / (double)c->fps.num;
    double sound_s = movie.sound_start_s + (double)movie.samples / (movie.rate ? movie.rate : 1);
    if (c->sound && fabs(sound_s - length_s) > 1024.0 / movie.rate + 0.001)
        fail_msg("sound from %.4f s to %.4f s, picture to %.4f s", movie.sound_start_s, sound_s,
                 length_s);
    if (!c->sound)
        assert_null(movie.audio);
    helper_movie_close(&movie);

    sound.position = 0;
    assert_done(gr_join(&show.job, &error), error);
    assert_true(helper_file_hash(show.job.target) == once);
}

static void every_case_joins(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (!avcodec_find_encoder_by_name(cases[i].codec)) {
            note_skip(cases[i].name, "libavcodec has no such encoder");
            continue;
        }
        print_message("case %s\n", cases[i].name);
        join_case(&cases[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_case_joins)};
    return cmocka_run_group_tests(tests, helper_setup, helper_teardown);
}

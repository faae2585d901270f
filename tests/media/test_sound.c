/* SPDX-License-Identifier: MIT */
#include "media/media_helper.h"

/* Ten seconds at 30000/1001: 300 frames are 480480 samples at 48 kHz. */
static const int ten_seconds[] = {48, 48, 48, 48, 48, 48, 12, 0};
static const int two_seconds[] = {48, 0};
static const GrRational ntsc = {30000, 1001}, film = {24, 1};

static void join_with(HelperShow *show, const char *container, GrRational fps, const int *lengths,
                      HelperSound *sound, int64_t skip, HelperMovie *movie)
{
    GrError error = {0};
    bool webm = strcmp(container, "webm") == 0;
    helper_show(show, "sound", helper_settings(webm ? "libvpx-vp9" : "libx264", 32, 32, fps),
                container, lengths, 0);
    GrPcmSource source = helper_sound(sound);
    source.skip_frames = skip;
    assert_done(helper_add_sound(show, source, &error), error);
    assert_done(gr_join(&show->job, &error), error);
    assert_done(gr_join_verify(&show->job, &error), error);
    helper_movie_open(movie, show->job.target, fps);
}

/* Clicks land on the very samples where the source had them. */
static void expect_clicks(const HelperMovie *movie, int64_t every, int64_t skipped, int slack)
{
    int found = 0;
    for (int64_t at = every; at - skipped < movie->samples - every / 2; at += every) {
        int64_t middle = at - skipped, best = -1;
        if (middle < every / 2)
            continue;
        float loudest = 0;
        for (int64_t i = middle - every / 2; i < middle + every / 2; i++)
            if (fabsf(movie->left[i]) > loudest) {
                loudest = fabsf(movie->left[i]);
                best = i;
            }
        if (loudest < 0.2f || llabs(best - middle) > slack)
            fail_msg("click at %lld is at %lld, %.2f loud", (long long)middle, (long long)best,
                     (double)loudest);
        found++;
    }
    assert_true(found > 3);
}

static void clicks_stay_where_they_are(void **state)
{
    (void)state;
    static const struct {
        const char *name, *container;
        int rate, channels, largest;
        int64_t skip;
        int slack;
    } rows[] = {
        {"stereo", "mp4", 48000, 2, 0, 0, 0},
        {"small reads", "mp4", 48000, 2, 77, 0, 0},
        {"cd", "mp4", 44100, 2, 0, 0, 0},
        {"mono", "mp4", 48000, 1, 0, 0, 0},
        {"from the middle", "mp4", 48000, 2, 0, 100000, 0},
        {"odd rate", "mp4", 37800, 2, 0, 0, 1},
        {"quicktime", "mov", 48000, 2, 0, 0, 0},
        {"webm", "webm", 48000, 2, 0, 0, 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        HelperShow show;
        HelperMovie movie;
        HelperSound sound = {.length = INT64_MAX,
                             .every = rows[i].rate,
                             .rate = rows[i].rate,
                             .channels = rows[i].channels,
                             .largest = rows[i].largest};
        join_with(&show, rows[i].container, ntsc, ten_seconds, &sound, rows[i].skip, &movie);
        print_message("case %s: %d Hz, %lld samples\n", rows[i].name, movie.rate,
                      (long long)movie.samples);
        assert_int_equal(movie.audio->ch_layout.nb_channels, 2);
        expect_clicks(&movie, movie.rate, rows[i].skip * movie.rate / rows[i].rate, rows[i].slack);
        helper_movie_close(&movie);
    }
}

static float loudest_in(const HelperMovie *movie, int64_t from, int64_t to)
{
    float loudest = 0;
    for (int64_t i = from; i < to && i < movie->samples; i++)
        loudest = fabsf(movie->left[i]) > loudest ? fabsf(movie->left[i]) : loudest;
    return loudest;
}

static void the_length_is_exact(void **state)
{
    (void)state;
    HelperShow show;
    HelperMovie movie;
    HelperSound sound = {.length = INT64_MAX, .rate = 48000, .channels = 2, .tone = true};
    join_with(&show, "mp4", ntsc, ten_seconds, &sound, 0, &movie);
    assert_int_equal(movie.samples, 480480);
    helper_movie_close(&movie);
}

static void a_cut_sound_fades(void **state)
{
    (void)state;
    HelperShow show;
    HelperMovie movie;
    HelperSound sound = {.length = INT64_MAX, .rate = 48000, .channels = 2, .tone = true};
    join_with(&show, "mp4", film, two_seconds, &sound, 0, &movie);
    assert_int_equal(movie.samples, 96000);
    assert_true(loudest_in(&movie, 95000, 95500) > 0.4f);
    assert_true(loudest_in(&movie, 95985, 96000) < 0.1f);
    helper_movie_close(&movie);

    /* One that ends there by itself keeps its last samples. */
    sound = (HelperSound){.length = 96000, .rate = 48000, .channels = 2, .tone = true};
    join_with(&show, "mp4", film, two_seconds, &sound, 0, &movie);
    assert_true(loudest_in(&movie, 95900, 96000) > 0.4f);
    helper_movie_close(&movie);
}

static void a_short_sound_is_padded(void **state)
{
    (void)state;
    static const int64_t lengths[] = {0, 1, 40000, 95999};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        HelperShow show;
        HelperMovie movie;
        HelperSound sound = {.length = lengths[i], .rate = 48000, .channels = 2, .tone = true};
        join_with(&show, "mp4", film, two_seconds, &sound, 0, &movie);
        assert_int_equal(movie.samples, 96000);
        if (lengths[i] == 40000) {
            assert_true(loudest_in(&movie, 39000, 40000) > 0.4f);
            assert_true(loudest_in(&movie, 43000, 96000) < 0.01f);
        }
        helper_movie_close(&movie);
    }
}

static void mono_keeps_its_level(void **state)
{
    (void)state;
    HelperShow show;
    HelperMovie movie;
    HelperSound sound = {.length = INT64_MAX, .rate = 48000, .channels = 1, .tone = true};
    join_with(&show, "mp4", film, two_seconds, &sound, 0, &movie);
    float loudest = loudest_in(&movie, 20000, 60000);
    assert_true(loudest > 0.47f && loudest < 0.53f);
    helper_movie_close(&movie);
}

static void surround_is_mixed_without_clipping(void **state)
{
    (void)state;
    HelperShow show;
    HelperMovie movie;
    HelperSound sound = {.length = INT64_MAX, .rate = 48000, .channels = 6, .tone = true};
    join_with(&show, "mp4", film, two_seconds, &sound, 0, &movie);
    float loudest = loudest_in(&movie, 20000, 60000);
    assert_true(loudest > 0.3f && loudest < 0.6f);
    helper_movie_close(&movie);
}

static int broken_read(void *user, float *interleaved, int frames, int *got, GrError *error)
{
    int *calls = user;
    for (int i = 0; i < frames * 2; i++)
        interleaved[i] = i % 3 == 0 ? NAN : i % 3 == 1 ? INFINITY : 0.1f;
    *got = frames;
    if (++*calls == 3)
        return gr_error_set(error, GR_E_INPUT, "song.wav: unreadable");
    return GR_OK;
}

static void bad_sound_is_refused_or_survived(void **state)
{
    (void)state;
    GrError error = {0};
    HelperShow show;
    int calls = -100000;
    helper_show(&show, "bad", helper_settings("libx264", 32, 32, film), "mp4", two_seconds, 0);
    GrPcmSource source = {broken_read, &calls, 48000, 2, 0};
    assert_done(helper_add_sound(&show, source, &error), error); /* not-a-number is silence */
    assert_done(gr_join(&show.job, &error), error);
    unlink(show.sound_path);

    calls = 0;
    assert_refused(GR_E_INPUT, "song.wav: unreadable", helper_add_sound(&show, source, &error),
                   error);
    source.channels = 0;
    assert_refused(GR_E_INPUT, "0 channels", helper_add_sound(&show, source, &error), error);
    source.channels = 2;
    source.rate = 1;
    assert_refused(GR_E_INPUT, "at 1 Hz", helper_add_sound(&show, source, &error), error);
    assert_false(gr_path_exists(show.sound_path));
}

/* What was encoded for something else is not joined. */
static void sound_of_another_length_is_refused(void **state)
{
    (void)state;
    GrError error = {0};
    HelperShow show;
    HelperSound sound = {.length = INT64_MAX, .rate = 48000, .channels = 2, .tone = true};
    helper_show(&show, "other", helper_settings("libx264", 32, 32, film), "mp4", two_seconds, 7);
    assert_refused(GR_E_INPUT, "No such file",
                   (show.job.sound_path = helper_path("none.grs"), gr_join(&show.job, &error)),
                   error);
    show.job.frame_count++;
    assert_done(helper_add_sound(&show, helper_sound(&sound), &error), error);
    show.job.frame_count--;
    assert_refused(GR_E_PLAN, "sound of 49 frames from frame 7, not of 48 from 7",
                   gr_join(&show.job, &error), error);
    assert_done(helper_add_sound(&show, helper_sound(&sound), &error), error);
    show.job.container = "webm";
    snprintf(show.job.encode.codec, sizeof show.job.encode.codec, "libvpx-vp9");
    assert_refused(GR_E_PLAN, "the plan says 'libvpx-vp9'", gr_join(&show.job, &error), error);
    show.job.container = "mp4";
    snprintf(show.job.encode.codec, sizeof show.job.encode.codec, "libx264");
    assert_done(gr_join(&show.job, &error), error);
    assert_int_equal(truncate(show.sound_path, 5000), 0);
    assert_refused(GR_E_INPUT, "sound.grs: a damaged segment file", gr_join(&show.job, &error),
                   error);
    show.job.sound_path = show.paths[0];
    assert_refused(GR_E_ENCODE, "the sound was encoded by another version of libx264",
                   gr_join(&show.job, &error), error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clicks_stay_where_they_are),
        cmocka_unit_test(the_length_is_exact),
        cmocka_unit_test(a_cut_sound_fades),
        cmocka_unit_test(a_short_sound_is_padded),
        cmocka_unit_test(mono_keeps_its_level),
        cmocka_unit_test(surround_is_mixed_without_clipping),
        cmocka_unit_test(bad_sound_is_refused_or_survived),
        cmocka_unit_test(sound_of_another_length_is_refused),
    };
    return cmocka_run_group_tests(tests, helper_setup, helper_teardown);
}

/* SPDX-License-Identifier: MIT
 *
 * Joins that must be refused, and finished files that must not pass.
 */
#include "media/media_helper.h"

#include <errno.h>
#include <sys/mount.h>
#include <sys/stat.h>

enum { W = 160, H = 96 };

static const int lengths[] = {48, 10, 5, 0};
static const GrRational film = {24, 1};

static void make(HelperShow *show, const char *name)
{
    helper_show(show, name, helper_settings("libx264", W, H, film), "mp4", lengths, 0);
}

static void damaged_segments_are_refused(void **state)
{
    (void)state;
    GrError error = {0};
    HelperShow show;
    make(&show, "cut");
    struct stat info;
    assert_int_equal(stat(show.paths[1], &info), 0);
    assert_int_equal(truncate(show.paths[1], info.st_size - 10), 0);
    assert_refused(GR_E_INPUT, "cut-1.seg", gr_join(&show.job, &error), error);
    assert_false(gr_path_exists(show.job.target));
    unlink(show.paths[1]);
    assert_refused(GR_E_INPUT, "No such file", gr_join(&show.job, &error), error);
    assert_false(gr_path_exists(show.job.target));
}

static void other_plans_are_refused(void **state)
{
    (void)state;
    GrError error = {0};
    HelperShow show;
    make(&show, "plan");
    show.job.plan_hash++;
    assert_refused(GR_E_PLAN, "another plan", gr_join(&show.job, &error), error);
    show.job.plan_hash--;
    show.job.frame_count++;
    assert_refused(GR_E_PLAN, "63 frames, the plan 64", gr_join(&show.job, &error), error);
    show.job.frame_count--;
    const char *order[] = {show.paths[0], show.paths[2], show.paths[1]};
    show.job.segment_paths = order;
    assert_refused(GR_E_PLAN, "starts at frame 58, 48 comes next", gr_join(&show.job, &error),
                   error);
    show.job.segment_paths = show.path_list;
    snprintf(show.job.encode.codec, sizeof show.job.encode.codec, "mpeg4");
    assert_refused(GR_E_PLAN, "encoded by 'libx264'", gr_join(&show.job, &error), error);
    assert_false(gr_path_exists(show.job.target));
}

static void other_stream_headers_are_refused(void **state)
{
    (void)state;
    GrError error = {0};
    HelperShow show;
    make(&show, "header");
    HelperSegment other = {
        .settings = show.job.encode, .path = show.paths[1], .index = 1, .first = 48, .count = 10};
    snprintf(other.settings.extra, sizeof other.settings.extra, "cabac=0");
    assert_done(helper_encode(&other, &error), error);
    assert_refused(GR_E_ENCODE, "stream header differs", gr_join(&show.job, &error), error);
    assert_false(gr_path_exists(show.job.target));

    /* Another crf alone leaves the header equal, so that a plan may vary it. */
    other.settings = show.job.encode;
    other.settings.crf = 30;
    assert_done(helper_encode(&other, &error), error);
    assert_done(gr_join(&show.job, &error), error);
    assert_done(gr_join_verify(&show.job, &error), error);
}

static void containers_take_what_they_can(void **state)
{
    (void)state;
    static const struct {
        const char *container, *codec;
        int code;
        const char *text;
    } rows[] = {
        {"mp4", "libx264", 0, ""},
        {"mov", "libx264", 0, ""},
        {"mkv", "ffv1", 0, ""},
        {"webm", "libvpx-vp9", 0, ""},
        {"webm", "libx264", GR_E_USAGE, "webm cannot hold what libx264 makes (h264); use mp4 or"},
        {"mov", "libsvtav1", GR_E_USAGE, "mov cannot hold what libsvtav1 makes (av1); use mp4 or"},
        {"mov", "libvpx-vp9", GR_E_USAGE, "mov cannot hold what libvpx-vp9 makes (vp9); use mp4"},
        {"mov", "libvpx", GR_E_USAGE, "mov cannot hold what libvpx makes (vp8); use mkv or webm"},
        {"mp4", "ffv1", GR_E_USAGE, "mp4 cannot hold what ffv1 makes (ffv1); use "},
        {"avi", "libx264", GR_E_USAGE, "no container 'avi'"},
        {"mp4", "libx246", GR_E_USAGE, "no encoder 'libx246'"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        GrError error = {0};
        int code = gr_container_check(rows[i].container, rows[i].codec, &error);
        assert_refused(rows[i].code, rows[i].text, code, error);
    }
    assert_string_equal(gr_container_for("a/b.c/x.MP4"), "mp4");
    assert_string_equal(gr_container_for("x.m4v"), "mp4");
    assert_string_equal(gr_container_for("x.webm"), "webm");
    assert_null(gr_container_for("x.avi"));
    assert_null(gr_container_for("mp4"));
}

static void full_disks_leave_nothing(void **state)
{
    (void)state;
    GrError error = {0};
    HelperShow show;
    make(&show, "disk");
    assert_done(gr_join(&show.job, &error), error);
    struct stat info;
    assert_int_equal(stat(show.job.target, &info), 0);
    const char *folder = helper_path("disk");
    assert_int_equal(mkdir(folder, 0700), 0);
    /* Too small for the first packets, for the last ones, and for the index alone. */
    const long long sizes[] = {8192, info.st_size / 2, info.st_size / 4096 * 4096};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        char options[64];
        snprintf(options, sizeof options, "size=%lld", sizes[i] / 4096 * 4096);
        if (mount("none", folder, "tmpfs", 0, options) < 0) {
            note_skip("join on a full disk", "no right to mount");
            skip();
        }
        show.job.target = helper_path("disk/full.mp4");
        error.message[0] = '\0';
        int code = gr_join(&show.job, &error);
        bool left = gr_path_exists(show.job.target);
        umount(folder);
        assert_refused(GR_E_SPACE, "full.mp4", code, error);
        assert_false(left);
    }
    show.job.target = helper_path("no/folder/x.mp4");
    assert_refused(GR_E_ENCODE, "No such file", gr_join(&show.job, &error), error);
}

typedef struct Stopper {
    int calls, stop_at;
    double last;
} Stopper;

static bool stop(void *user, double done)
{
    Stopper *stopper = user;
    assert_true(done >= stopper->last && done <= 1.0);
    stopper->last = done;
    return ++stopper->calls != stopper->stop_at;
}

static void progress_ascends_and_stops(void **state)
{
    (void)state;
    GrError error = {0};
    HelperShow show;
    make(&show, "stop");
    Stopper stopper = {0};
    show.job.progress = stop;
    show.job.user = &stopper;
    assert_done(gr_join(&show.job, &error), error);
    assert_true(stopper.last == 1.0 && stopper.calls > 1);
    int calls = stopper.calls;
    stopper = (Stopper){0};
    assert_done(gr_join_verify(&show.job, &error), error);
    assert_true(stopper.last == 1.0 && stopper.calls > 1);
    stopper = (Stopper){.stop_at = 1};
    assert_refused(GR_E_INTERRUPTED, "interrupted", gr_join_verify(&show.job, &error), error);
    for (int at = 1; at < calls; at++) {
        stopper = (Stopper){.stop_at = at};
        assert_refused(GR_E_INTERRUPTED, "interrupted", gr_join(&show.job, &error), error);
        assert_false(gr_path_exists(show.job.target));
    }
}

/* Copies the finished file packet by packet, without packet `drop` of stream `stream`, and with
 * `late` ticks added to the time of that packet instead when `late` is not 0. */
static void rewrite(const char *from, const char *to, int stream, int64_t drop, int64_t late)
{
    AVFormatContext *in = NULL, *out = NULL;
    AVPacket *packet = av_packet_alloc();
    assert_int_equal(avformat_open_input(&in, from, NULL, NULL), 0);
    assert_true(avformat_find_stream_info(in, NULL) >= 0);
    assert_true(avformat_alloc_output_context2(&out, NULL, "mp4", to) >= 0);
    for (unsigned i = 0; i < in->nb_streams; i++) {
        AVStream *copy = avformat_new_stream(out, NULL);
        assert_true(avcodec_parameters_copy(copy->codecpar, in->streams[i]->codecpar) >= 0);
        copy->codecpar->codec_tag = 0;
        copy->time_base = in->streams[i]->time_base;
    }
    AVDictionary *options = NULL;
    av_dict_set(&options, "video_track_timescale", "12288", 0);
    av_dict_set(&options, "movie_timescale", "48000", 0);
    assert_true(avio_open(&out->pb, to, AVIO_FLAG_WRITE) >= 0);
    assert_true(avformat_write_header(out, &options) >= 0);
    av_dict_free(&options);
    int64_t counts[2] = {0, 0};
    while (av_read_frame(in, packet) >= 0) {
        int s = packet->stream_index;
        bool hit = s == stream && counts[s]++ == drop;
        if (hit && late)
            packet->pts += late;
        av_packet_rescale_ts(packet, in->streams[s]->time_base, out->streams[s]->time_base);
        if (!hit || late)
            assert_true(av_interleaved_write_frame(out, packet) >= 0);
        av_packet_unref(packet);
    }
    assert_int_equal(av_write_trailer(out), 0);
    avio_closep(&out->pb);
    avformat_free_context(out);
    avformat_close_input(&in);
    av_packet_free(&packet);
}

static void tampered_files_do_not_pass(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int64_t drop, late;
        const char *text;
    } rows[] = {
        {"a B-frame is missing", 2, 0, "62 frames, 63 were rendered; frame 1 is missing"},
        {"the last is missing", 62, 0, "62 frames, 63 were rendered; frame 6"},
        {"one is half a frame late", 2, 256, "between frames"},
        {"one is shown twice", 2, 512, "is there twice"},
    };
    GrError error = {0};
    HelperShow show;
    make(&show, "tamper");
    HelperSound sound = {.length = INT64_MAX, .rate = 48000, .channels = 2, .tone = true};
    assert_done(helper_add_sound(&show, helper_sound(&sound), &error), error);
    assert_done(gr_join(&show.job, &error), error);
    assert_done(gr_join_verify(&show.job, &error), error);
    const char *whole = show.job.target;
    show.job.target = helper_path("tampered.mp4");
    rewrite(whole, show.job.target, 0, -1, 0); /* the copy itself is fine */
    assert_done(gr_join_verify(&show.job, &error), error);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        print_message("case %s\n", rows[i].name);
        rewrite(whole, show.job.target, 0, rows[i].drop, rows[i].late);
        assert_refused(GR_E_VERIFY, rows[i].text, gr_join_verify(&show.job, &error), error);
    }
}

static void wrong_contents_do_not_pass(void **state)
{
    (void)state;
    GrError error = {0};
    HelperShow show;
    make(&show, "wrong");
    assert_done(gr_join(&show.job, &error), error);
    GrJoinJob right = show.job;
    show.job.sound_path = "any";
    assert_refused(GR_E_VERIFY, "there is no sound", gr_join_verify(&show.job, &error), error);
    show.job = right;
    show.job.encode.width = 320;
    assert_refused(GR_E_VERIFY, "160x96, not 320x96", gr_join_verify(&show.job, &error), error);
    show.job = right;
    show.job.encode.fps = (GrRational){25, 1};
    assert_refused(GR_E_VERIFY, "between frames", gr_join_verify(&show.job, &error), error);
    show.job = right;
    show.job.frame_count = 62;
    assert_refused(GR_E_VERIFY, "shows frame 62", gr_join_verify(&show.job, &error), error);
    show.job = right;
    snprintf(show.job.encode.codec, sizeof show.job.encode.codec, "mpeg4");
    assert_refused(GR_E_VERIFY, "h264, not that of mpeg4", gr_join_verify(&show.job, &error),
                   error);
    show.job = right;
    unlink(show.job.target);
    assert_refused(GR_E_VERIFY, "No such file", gr_join_verify(&show.job, &error), error);
}

/* Segments that say their frames were brighter or darker than what is in the file. */
static void false_brightness_does_not_pass(void **state)
{
    (void)state;
    static const struct {
        double brighter;
        bool passes;
    } rows[] = {{0, true}, {4, true}, {9, false}, {-9, false}, {100, false}, {NAN, false}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        GrError error = {0};
        HelperShow show;
        make(&show, "bright");
        HelperSegment other = {.settings = show.job.encode,
                               .path = show.paths[1],
                               .index = 1,
                               .first = 48,
                               .count = 10,
                               .brighter = rows[i].brighter};
        assert_done(helper_encode(&other, &error), error);
        assert_done(gr_join(&show.job, &error), error);
        int code = gr_join_verify(&show.job, &error);
        if (rows[i].passes)
            assert_done(code, error);
        else
            assert_refused(GR_E_VERIFY, "frame 48 (start of segment 1) decodes to a mean", code,
                           error);
    }
}

/* The pictures of two segments swapped under the same headers. */
static void swapped_pictures_do_not_pass(void **state)
{
    (void)state;
    GrError error = {0};
    HelperShow show;
    make(&show, "swap");
    const uint8_t black[3] = {16, 128, 128};
    HelperSegment other = {.settings = show.job.encode,
                           .path = helper_path("black.seg"),
                           .index = 2,
                           .first = 58,
                           .count = 5,
                           .flat = black};
    assert_done(helper_encode(&other, &error), error);
    show.path_list[2] = other.path;
    assert_done(gr_join(&show.job, &error), error);
    assert_done(gr_join_verify(&show.job, &error), error);
    show.path_list[2] = show.paths[2];
    assert_refused(GR_E_VERIFY, "decodes to a mean brightness of 0.0",
                   gr_join_verify(&show.job, &error), error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(damaged_segments_are_refused),
        cmocka_unit_test(other_plans_are_refused),
        cmocka_unit_test(other_stream_headers_are_refused),
        cmocka_unit_test(containers_take_what_they_can),
        cmocka_unit_test(full_disks_leave_nothing),
        cmocka_unit_test(progress_ascends_and_stops),
        cmocka_unit_test(tampered_files_do_not_pass),
        cmocka_unit_test(wrong_contents_do_not_pass),
        cmocka_unit_test(false_brightness_does_not_pass),
        cmocka_unit_test(swapped_pictures_do_not_pass),
    };
    return cmocka_run_group_tests(tests, helper_setup, helper_teardown);
}

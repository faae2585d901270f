/* SPDX-License-Identifier: MIT */
#include "media/media_helper.h"

#include "media/encode_tune.h"

#include <ctype.h>

static const GrRational film = {24, 1};

static void defaults_are_filled(void **state)
{
    (void)state;
    GrError error = {0};
    GrEncodeSettings settings = {.crf = -1};
    assert_done(gr_encode_settings_check(&settings, &error), error);
    assert_string_equal(settings.codec, "libx264");
    assert_string_equal(settings.preset, "veryfast");
    assert_true(settings.crf == 18);
}

static void mistakes_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *codec, *preset;
        double crf;
        int64_t bitrate;
        int w, h;
        GrRational fps;
        const char *extra, *text;
    } rows[] = {
        {"libx246", "", -1, 0, 0, 0, {0, 0}, "", "did you mean 'libx264'?; usable here: libx264,"},
        {"aac", "", -1, 0, 0, 0, {0, 0}, "", "no video encoder 'aac'"},
        {"gif", "", -1, 0, 0, 0, {0, 0}, "", "does not take yuv420p pictures, only rgb8"},
        {"prores_ks",
         "",
         -1,
         0,
         0,
         0,
         {0, 0},
         "",
         "4:2:0 of 8 bits: -c:v ffv1 into .mkv keeps all"},
        {"", "verfast", -1, 0, 0, 0, {0, 0}, "", "did you mean 'veryfast'?; it has: ultrafast"},
        {"", "best", -1, 0, 0, 0, {0, 0}, "", "no preset 'best'"},
        {"ffv1", "fast", -1, 0, 0, 0, {0, 0}, "", "ffv1 has no presets"},
        {"", "", 52, 0, 0, 0, {0, 0}, "", "crf 52 is outside 0..51"},
        {"mpeg4", "", 32, 0, 0, 0, {0, 0}, "", "crf 32 is outside 1..31"},
        {"", "", -1, 10, 0, 0, {0, 0}, "", "bitrate 10 is outside"},
        {"", "", -1, -4, 0, 0, {0, 0}, "", "bitrate -4 is outside"},
        {"", "", -1, 0, 641, 360, {0, 0}, "", "the nearest even size is 642x360"},
        {"", "", -1, 0, 640, 0, {0, 0}, "", "640x0 is outside 2x2"},
        {"", "", -1, 0, 20000, 2, {0, 0}, "", "20000x2 is outside"},
        {"", "", -1, 0, 0, 0, {5000, 1}, "", "a rate of 5000 is outside 1..240"},
        {"", "", -1, 0, 0, 0, {1, 2}, "", "a rate of 1/2 is outside 1..240"},
        {"", "", -1, 0, 0, 0, {2997003, 125000}, "", "2997003/125000: write it as a fraction"},
        {"", "", -1, 0, 0, 0, {-24, 1}, "", "-24 is outside"},
        {"", "", -1, 0, 0, 0, {0, 0}, "asm", "are not key=value"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        GrError error = {0};
        GrEncodeSettings settings = {.crf = rows[i].crf,
                                     .bitrate = rows[i].bitrate,
                                     .width = rows[i].w,
                                     .height = rows[i].h,
                                     .fps = rows[i].fps};
        snprintf(settings.codec, sizeof settings.codec, "%s", rows[i].codec);
        snprintf(settings.preset, sizeof settings.preset, "%s", rows[i].preset);
        snprintf(settings.extra, sizeof settings.extra, "%s", rows[i].extra);
        assert_refused(GR_E_USAGE, rows[i].text, gr_encode_settings_check(&settings, &error),
                       error);
    }
}

static void encoders_are_listed(void **state)
{
    (void)state;
    GrEncoderInfo list[100];
    int count = gr_encode_encoders(list, 100);
    assert_in_range(count, 2, 100);
    assert_string_equal(list[0].name, "libx264");
    assert_string_equal(list[0].containers, "mp4 mov mkv");
    for (int i = 0; i < count; i++)
        print_message("  %-14s %-18s %s%s\n", list[i].name, list[i].containers, list[i].summary,
                      list[i].hardware ? " (hardware)" : "");
    GrEncoderInfo few[2];
    assert_int_equal(gr_encode_encoders(few, 2), count);
    assert_string_equal(few[0].name, list[0].name);
    assert_string_equal(few[1].name, list[1].name);
}

static void a_try_finds_what_a_check_cannot(void **state)
{
    (void)state;
    GrError error = {0};
    GrEncodeSettings settings = helper_settings("libx264", 640, 360, film);
    assert_done(gr_encode_settings_try(&settings, &error), error);
    snprintf(settings.extra, sizeof settings.extra, "no-such-thing=1");
    assert_refused(GR_E_USAGE, "no-such-thing", gr_encode_settings_try(&settings, &error), error);
    settings = helper_settings("mjpeg", 640, 360, film);
    assert_refused(GR_E_ENCODE, "Non full-range YUV", gr_encode_settings_try(&settings, &error),
                   error);
    settings = helper_settings("ffv1", 640, 360, film);
    snprintf(settings.extra, sizeof settings.extra, "no-such-thing=1");
    assert_refused(GR_E_USAGE, "ffv1 has no option 'no-such-thing'",
                   gr_encode_settings_try(&settings, &error), error);
}

static void levels_follow_the_size(void **state)
{
    (void)state;
    static const struct {
        int w, h;
        GrRational fps;
        int64_t bitrate;
        int level, kbit;
    } rows[] = {
        {960, 540, {12, 1}, 0, 31, 14000},          {540, 960, {24, 1}, 0, 31, 14000},
        {1280, 720, {15, 1}, 0, 40, 20000},         {720, 1280, {60, 1}, 0, 40, 20000},
        {1920, 1080, {24, 1}, 0, 42, 50000},        {1080, 1920, {60, 1}, 0, 42, 50000},
        {1080, 1080, {30, 1}, 0, 42, 50000},        {1920, 1080, {120, 1}, 0, 51, 160000},
        {2560, 1440, {24, 1}, 0, 50, 90000},        {1440, 2560, {60, 1}, 0, 51, 160000},
        {2560, 1080, {30, 1}, 0, 50, 90000},        {3840, 2160, {30, 1}, 0, 51, 160000},
        {2160, 3840, {60, 1}, 0, 52, 200000},       {7680, 4320, {30, 1}, 0, 60, 240000},
        {16384, 16384, {60, 1}, 0, 62, 800000},     {4096, 32, {24, 1}, 0, 40, 20000},
        {1920, 1080, {24, 1}, 80000000, 50, 90000}, {1920, 1080, {60000, 1001}, 0, 42, 50000},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const GrH264Level *level =
            gr_h264_level(rows[i].w, rows[i].h, rows[i].fps, rows[i].bitrate);
        if (level->level != rows[i].level || level->kbit_per_s != rows[i].kbit)
            fail_msg("%dx%d: level %d, %d kbit/s", rows[i].w, rows[i].h, level->level,
                     level->kbit_per_s);
    }
}

/* The level in the stream header is ours, and x264 has no objection to any preset under it. */
static void presets_fit_their_level(void **state)
{
    (void)state;
    const GrEncoderKind *kind = gr_encoder_kind("libx264");
    static const int sizes[][2] = {{1920, 1080}, {960, 540}};
    for (int i = 0; kind->presets[i]; i++) {
        for (size_t s = 0; s < 2; s++) {
            GrError error = {0};
            GrEncodeSettings settings = helper_settings("libx264", sizes[s][0], sizes[s][1], film);
            snprintf(settings.preset, sizeof settings.preset, "%s", kind->presets[i]);
            AVCodecContext *context;
            assert_done(gr_encode_open(&settings, &context, &error), error);
            /* avcC or start code, then the parameter set: profile, constraints, level. */
            const uint8_t *sps = context->extradata;
            assert_int_equal(sps[4] & 31, 7);
            assert_int_equal(sps[7], s ? 31 : 42);
            if (strstr(gr_av_heard(), "level limit") || strstr(gr_av_heard(), "DPB"))
                fail_msg("%s: %s", kind->presets[i], gr_av_heard());
            avcodec_free_context(&context);
        }
    }
}

static uint64_t encode_hash(const char *name, GrEncodeSettings settings, int64_t count)
{
    GrError error = {0};
    HelperSegment segment = {
        .settings = settings, .path = helper_path("%s.seg", name), .count = count};
    assert_done(helper_encode(&segment, &error), error);
    return helper_file_hash(segment.path);
}

/* The bits do not depend on what the CPU can do; libavcodec has no flag for x264's, so its own
 * parameter is used: 0 is plain C, the numbers are x264's (SSE2, SSE4.2, AVX2 and what is below).
 */
static void every_cpu_gives_the_same_bytes(void **state)
{
    (void)state;
    static const char *const levels[] = {"asm=0", "asm=MMX2,SSE,SSE2",
                                         "asm=MMX2,SSE,SSE2,SSE3,SSSE3,SSE4",
                                         "asm=MMX2,SSE,SSE2,SSE3,SSSE3,SSE4,SSE4.2,AVX", NULL};
    GrEncodeSettings settings = helper_settings("libx264", 320, 192, film);
    uint64_t native = encode_hash("native", settings, 60);
    assert_true(encode_hash("again", settings, 60) == native);
    for (int i = 0; levels[i]; i++) {
        snprintf(settings.extra, sizeof settings.extra, "%s", levels[i]);
        if (encode_hash("asm", settings, 60) != native)
            fail_msg("%s gives other bytes", levels[i]);
    }
    snprintf(settings.extra, sizeof settings.extra, "asm=no-such-level");
    GrError error = {0};
    HelperSegment segment = {.settings = settings, .path = helper_path("x.seg"), .count = 1};
    assert_refused(GR_E_USAGE, "asm", helper_encode(&segment, &error), error);
    assert_false(gr_path_exists(segment.path));
}

/* The picture that was asked for in BT.709 code values is the one that a decoder returns. */
static void colours_survive(void **state)
{
    (void)state;
    static const uint8_t colours[][3] = {
        {63, 102, 240}, {173, 42, 26}, {32, 240, 118}, {16, 128, 128}, {235, 128, 128}};
    for (size_t i = 0; i < sizeof colours / sizeof colours[0]; i++) {
        GrError error = {0};
        HelperMovie movie;
        GrEncodeSettings settings = helper_settings("libx264", 320, 180, film);
        HelperSegment segment = {.settings = settings,
                                 .path = helper_path("colour.seg"),
                                 .count = 24,
                                 .flat = colours[i]};
        assert_done(helper_encode(&segment, &error), error);
        GrJoinJob job = {.segment_paths = &segment.path,
                         .segment_count = 1,
                         .plan_hash = HELPER_PLAN,
                         .encode = settings,
                         .frame_count = 24,
                         .target = helper_path("colour.mp4"),
                         .container = "mp4"};
        assert_done(gr_join(&job, &error), error);
        assert_done(gr_join_verify(&job, &error), error);
        helper_movie_open(&movie, job.target, film);
        const int *yuv = movie.last_yuv;
        for (int c = 0; c < 3; c++)
            if (abs(yuv[c] - colours[i][c]) > 1)
                fail_msg("colour %zu: plane %d is %d, not %d", i, c, yuv[c], colours[i][c]);
        helper_movie_close(&movie);
        /* As a player shows it: ITU-R BT.709, limited range. */
        double y = (yuv[0] - 16) / 219.0, cb = (yuv[1] - 128) / 224.0, cr = (yuv[2] - 128) / 224.0;
        double rgb[3] = {y + 1.5748 * cr, y - 0.1873 * cb - 0.4681 * cr, y + 1.8556 * cb};
        for (int c = 0; c < 3; c++) {
            double intent = i == 4 || i == (size_t)c ? 255 : 0;
            if (fabs(rgb[c] * 255 - intent) > 3)
                fail_msg("colour %zu: channel %d is %.1f", i, c, rgb[c] * 255);
        }
    }
}

static void pictures_are_roomy_and_reused(void **state)
{
    (void)state;
    GrError error = {0};
    GrSegmentWriter *writer;
    GrEncoder *encoder;
    GrSegmentHeader header = {HELPER_PLAN, 0, 0, 0, 30};
    GrEncodeSettings settings = helper_settings("libx264", 322, 182, film);
    assert_done(gr_segment_writer_create(helper_path("room.seg"), &header, &writer, &error), error);
    assert_done(gr_encoder_create(&settings, writer, &encoder, &error), error);
    const uint8_t *seen[2] = {NULL, NULL};
    GrYuvPicture picture, again;
    for (int i = 0; i < 30; i++) {
        assert_done(gr_encoder_picture(encoder, &picture, &error), error);
        assert_done(gr_encoder_picture(encoder, &again, &error), error);
        assert_ptr_equal(picture.plane[0], again.plane[0]);
        for (int p = 0; p < 3; p++) {
            int rows = p ? 91 : 182;
            assert_true((uintptr_t)picture.plane[p] % 64 == 0 && picture.stride[p] % 64 == 0);
            assert_true(picture.stride[p] >= (p ? 161 : 322) + 64);
            memset(picture.plane[p], 100 + i, (size_t)picture.stride[p] * (size_t)rows);
        }
        if (picture.plane[0] != seen[0] && picture.plane[0] != seen[1]) {
            assert_null(seen[1]);
            seen[seen[0] ? 1 : 0] = picture.plane[0];
        }
        assert_refused(GR_E_INTERNAL, "expected", gr_encoder_send(encoder, i + 1, &error), error);
        assert_done(gr_encoder_send(encoder, i, &error), error);
        assert_refused(GR_E_INTERNAL, "expected", gr_encoder_send(encoder, i + 1, &error), error);
        assert_done(gr_segment_writer_record(writer, &(GrFrameRecord){0}, &error), error);
    }
    assert_done(gr_encoder_flush(encoder, &error), error);
    assert_done(gr_segment_writer_commit(writer, &error), error);
    gr_encoder_destroy(encoder);
    gr_segment_writer_destroy(writer);
    gr_encoder_destroy(NULL);
    gr_segment_writer_destroy(NULL);
    gr_segment_reader_close(NULL);
}

static void bitrates_and_lossless_work(void **state)
{
    (void)state;
    static const struct {
        const char *codec;
        double crf;
        int64_t bitrate;
    } rows[] = {{"libx264", -1, 300000}, {"libx264", 0, 0}, {"mpeg4", -1, 300000},
                {"libx264", 51, 0},      {"libvpx", -1, 0}, {"mpeg2video", -1, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (!avcodec_find_encoder_by_name(rows[i].codec))
            continue;
        GrEncodeSettings settings = helper_settings(rows[i].codec, 160, 96, film);
        if (rows[i].crf >= 0)
            settings.crf = rows[i].crf;
        settings.bitrate = rows[i].bitrate;
        assert_true(encode_hash("rate", settings, 12) != 0);
    }
}

/* Segments that want more than their level allows do not each begin with a full buffer to spend. */
static void joined_segments_keep_to_their_level(void **state)
{
    (void)state;
    GrError error = {0};
    HelperShow show;
    static const int lengths[] = {24, 24, 24, 24, 0};
    GrEncodeSettings settings = helper_settings("libx264", 1280, 720, film);
    settings.crf = 1;
    const GrH264Level *level = gr_h264_level(1280, 720, film, 0);
    helper_show(&show, "level", settings, "mp4", lengths, 0);
    int64_t bits = 0;
    for (int i = 0; i < show.job.segment_count; i++) {
        GrSegmentReader *reader;
        assert_done(gr_segment_reader_open(show.paths[i], HELPER_PLAN, &reader, &error), error);
        for (int64_t n = 0; n < gr_segment_reader_packet_count(reader); n++) {
            GrPacketInfo packet;
            assert_done(gr_segment_reader_packet(reader, n, &packet, &error), error);
            bits += 8 * (int64_t)packet.size;
        }
        gr_segment_reader_close(reader);
    }
    double times = (double)bits / (level->kbit_per_s * 1000.0 * 4);
    print_message("%.2f times the level's rate\n", times);
    assert_true(times > 0.8 && times < 1.1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_are_filled),
        cmocka_unit_test(mistakes_are_named),
        cmocka_unit_test(encoders_are_listed),
        cmocka_unit_test(a_try_finds_what_a_check_cannot),
        cmocka_unit_test(levels_follow_the_size),
        cmocka_unit_test(presets_fit_their_level),
        cmocka_unit_test(every_cpu_gives_the_same_bytes),
        cmocka_unit_test(colours_survive),
        cmocka_unit_test(pictures_are_roomy_and_reused),
        cmocka_unit_test(bitrates_and_lossless_work),
        cmocka_unit_test(joined_segments_keep_to_their_level),
    };
    return cmocka_run_group_tests(tests, helper_setup, helper_teardown);
}

/* SPDX-License-Identifier: MIT */
#include "media/media_helper.h"

#include "media/still.h"

#include <libswscale/swscale.h>

/* Saturated bars with a ramp: what a wrong matrix or range would change. */
static void draw(const GrCanvas *canvas)
{
    for (int y = 0; y < canvas->height; y++)
        for (int x = 0; x < canvas->width; x++)
            for (int c = 0; c < 3; c++)
                gr_canvas_row(canvas, c, y)[x] =
                    (GrPixel)(((x * 8 / canvas->width) >> c & 1) * 255 * (y + 1) / canvas->height);
}

/* The first picture of a file as RGB24, `width` x `height`, by libav alone. */
static uint8_t *decode(const char *path, int *width, int *height)
{
    AVFormatContext *demux = NULL;
    AVPacket *packet = av_packet_alloc();
    AVFrame *frame = av_frame_alloc();
    gr_av_begin();
    assert_int_equal(avformat_open_input(&demux, path, NULL, NULL), 0);
    assert_true(avformat_find_stream_info(demux, NULL) >= 0);
    AVCodecContext *decoder = helper_decoder(demux->streams[0]->codecpar, (AVRational){1, 25});
    assert_int_equal(av_read_frame(demux, packet), 0);
    assert_int_equal(avcodec_send_packet(decoder, packet), 0);
    avcodec_send_packet(decoder, NULL);
    assert_int_equal(avcodec_receive_frame(decoder, frame), 0);
    *width = frame->width;
    *height = frame->height;
    struct SwsContext *scaler = sws_getContext(
        frame->width, frame->height, frame->format, frame->width, frame->height, AV_PIX_FMT_RGB24,
        SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT, NULL, NULL, NULL);
    const int *matrix = sws_getCoefficients(SWS_CS_ITU601);
    int range = frame->color_range == AVCOL_RANGE_JPEG || frame->format == AV_PIX_FMT_YUVJ444P;
    sws_setColorspaceDetails(scaler, matrix, range, matrix, 1, 0, 1 << 16, 1 << 16);
    uint8_t *pixels = av_malloc((size_t)frame->width * (size_t)frame->height * 3 + 64);
    uint8_t *to[4] = {pixels};
    int stride[4] = {frame->width * 3};
    sws_scale(scaler, (const uint8_t *const *)frame->data, frame->linesize, 0, frame->height, to,
              stride);
    sws_freeContext(scaler);
    avcodec_free_context(&decoder);
    avformat_close_input(&demux);
    av_packet_free(&packet);
    av_frame_free(&frame);
    return pixels;
}

static void expect_srgb(const char *path)
{
    GrError error = {0};
    char *data;
    size_t length;
    assert_done(gr_file_read(path, 1 << 20, &data, &length, &error), error);
    assert_non_null(memmem(data, length, "\0\0\0\1sRGB", 8));
    free(data);
}

static void pictures_come_back(void **state)
{
    (void)state;
    static const struct {
        const char *name, *encoder;
        int w, h;
        double mean_error, most; /* code values */
    } rows[] = {
        {"a.png", "png", 320, 180, 0, 0},      {"odd.png", "png", 1, 1, 0, 0},
        {"odd2.png", "png", 37, 21, 0, 0},     {"a.JPG", "mjpeg", 320, 180, 1.5, 24},
        {"odd.jpeg", "mjpeg", 37, 21, 3, 40},  {"dot.jpg", "mjpeg", 1, 1, 3, 6},
        {"a.webp", "libwebp", 320, 180, 0, 0}, {"odd.webp", "libwebp", 37, 21, 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (!avcodec_find_encoder_by_name(rows[i].encoder)) {
            note_skip(rows[i].name, "libavcodec has no such encoder");
            continue;
        }
        GrError error = {0};
        GrCanvas canvas = {0};
        const char *path = helper_path("%s", rows[i].name);
        assert_done(gr_canvas_create(&canvas, rows[i].w, rows[i].h, &error), error);
        draw(&canvas);
        assert_done(gr_still_write(path, &canvas, &error), error);
        assert_false(gr_path_exists(helper_path("%s.part", rows[i].name)));
        int w, h;
        uint8_t *pixels = decode(path, &w, &h);
        assert_true(w == rows[i].w && h == rows[i].h);
        double sum = 0, most = 0;
        for (int y = 0; y < h; y++)
            for (int x = 0; x < w; x++)
                for (int c = 0; c < 3; c++) {
                    double off =
                        fabs((double)pixels[(y * w + x) * 3 + c] - gr_canvas_row(&canvas, c, y)[x]);
                    sum += off;
                    most = off > most ? off : most;
                }
        print_message("  %s: mean error %.2f, most %.0f\n", rows[i].name, sum / (w * h * 3), most);
        if (sum / (w * h * 3) > rows[i].mean_error || most > rows[i].most)
            fail_msg("%s: mean error %.2f, most %.0f", rows[i].name, sum / (w * h * 3), most);
        if (strcmp(rows[i].encoder, "png") == 0)
            expect_srgb(path);
        uint64_t once = helper_file_hash(path);
        assert_done(gr_still_write(path, &canvas, &error), error);
        assert_true(helper_file_hash(path) == once);
        av_free(pixels);
        gr_canvas_finish(&canvas);
    }
}

static void other_endings_are_refused(void **state)
{
    (void)state;
    GrError error = {0};
    GrCanvas canvas = {0};
    static const char *const names[] = {"x.bmp", "x", "png", ".png.txt"};
    assert_done(gr_canvas_create(&canvas, 4, 4, &error), error);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_refused(GR_E_USAGE, ".png, .jpg", gr_still_check(names[i], &error), error);
        assert_refused(GR_E_USAGE, ".png, .jpg", gr_still_write(names[i], &canvas, &error), error);
    }
    assert_done(gr_still_check("x.PNG", &error), error);
    assert_refused(GR_E_USAGE, "No such file",
                   gr_still_write(helper_path("no/x.png"), &canvas, &error), error);
    gr_canvas_finish(&canvas);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pictures_come_back),
        cmocka_unit_test(other_endings_are_refused),
    };
    return cmocka_run_group_tests(tests, helper_setup, helper_teardown);
}

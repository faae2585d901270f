/* SPDX-License-Identifier: MIT */
#include "media/picture.h"

#include "media/av.h"
#include "media/picture_svg.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/display.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PIXELS_MAX = 1 << 26 };

typedef struct Reader {
    AVFormatContext *demux;
    AVCodecContext *decoder;
    AVPacket *packet;
    AVFrame *frame;
    int stream;
} Reader;

static int open_decoder(Reader *reader)
{
    const AVCodec *codec = NULL;
    int found = av_find_best_stream(reader->demux, AVMEDIA_TYPE_VIDEO, -1, -1, &codec, 0);
    if (found < 0)
        return found;
    reader->stream = found;
    reader->decoder = avcodec_alloc_context3(codec);
    reader->packet = av_packet_alloc();
    reader->frame = av_frame_alloc();
    if (!reader->decoder || !reader->packet || !reader->frame)
        return AVERROR(ENOMEM);
    int result =
        avcodec_parameters_to_context(reader->decoder, reader->demux->streams[found]->codecpar);
    reader->decoder->thread_count = 1;
    reader->decoder->max_pixels = 2 * (int64_t)PIXELS_MAX;
    reader->decoder->flags |= AV_CODEC_FLAG_BITEXACT;
    return result < 0 ? result : avcodec_open2(reader->decoder, codec, NULL);
}

static int read_frame(Reader *reader)
{
    for (;;) {
        int result = av_read_frame(reader->demux, reader->packet);
        if (result >= 0 && reader->packet->stream_index != reader->stream) {
            av_packet_unref(reader->packet);
            continue;
        }
        /* The end of the file drains the decoder. */
        int sent = avcodec_send_packet(reader->decoder, result >= 0 ? reader->packet : NULL);
        av_packet_unref(reader->packet);
        if (sent < 0 && sent != AVERROR_EOF)
            return sent;
        int got = avcodec_receive_frame(reader->decoder, reader->frame);
        if (got >= 0 || got != AVERROR(EAGAIN) || result < 0)
            return got;
    }
}

static int convert(const AVFrame *frame, GrPicture *picture)
{
    int flags =
        SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT | SWS_FULL_CHR_H_INP | SWS_BITEXACT | SWS_BICUBIC;
    enum AVPixelFormat format = (enum AVPixelFormat)frame->format;
    const AVPixFmtDescriptor *layout = av_pix_fmt_desc_get(format);
    struct SwsContext *scaler =
        sws_getContext(frame->width, frame->height, format, frame->width, frame->height,
                       AV_PIX_FMT_RGBA, flags, NULL, NULL, NULL);
    picture->width = frame->width;
    picture->height = frame->height;
    picture->has_alpha = layout && (layout->flags & AV_PIX_FMT_FLAG_ALPHA);
    picture->rgba = malloc((size_t)frame->width * (size_t)frame->height * 4 + 64);
    if (!scaler || !picture->rgba) {
        sws_freeContext(scaler);
        return scaler ? AVERROR(ENOMEM) : AVERROR(EINVAL);
    }
    /* Pictures in luma and chroma are JPEG's, at full range, unless they say otherwise. */
    bool full = frame->color_range != AVCOL_RANGE_MPEG;
    const int *matrix = sws_getCoefficients(SWS_CS_ITU601);
    sws_setColorspaceDetails(scaler, matrix, full, matrix, 1, 0, 1 << 16, 1 << 16);
    uint8_t *to[4] = {picture->rgba, NULL, NULL, NULL};
    int stride[4] = {frame->width * 4, 0, 0, 0};
    int rows = sws_scale(scaler, (const uint8_t *const *)frame->data, frame->linesize, 0,
                         frame->height, to, stride);
    sws_freeContext(scaler);
    return rows == frame->height ? 0 : AVERROR(EINVAL);
}

/* A camera that was held upright says so beside the picture: by turns of a quarter and mirrors. */
static int turn_upright(const AVFrame *frame, GrPicture *picture)
{
    const AVFrameSideData *side = av_frame_get_side_data(frame, AV_FRAME_DATA_DISPLAYMATRIX);
    if (!side || side->size < 9 * sizeof(int32_t))
        return 0;
    const int32_t *m = (const int32_t *)(const void *)side->data;
    int xx = (m[0] > 0) - (m[0] < 0), xy = (m[3] > 0) - (m[3] < 0);
    int yx = (m[1] > 0) - (m[1] < 0), yy = (m[4] > 0) - (m[4] < 0);
    bool quarter = !xx && !yy && xy && yx, upright = xx && yy && !xy && !yx;
    if ((!quarter && !upright) || (upright && xx > 0 && yy > 0))
        return 0;
    int width = picture->width, height = picture->height;
    int to_width = quarter ? height : width, to_height = quarter ? width : height;
    uint8_t *turned = malloc((size_t)width * (size_t)height * 4 + 64);
    if (!turned)
        return AVERROR(ENOMEM);
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            int to_x = xx * x + xy * y, to_y = yx * x + yy * y;
            to_x += xx + xy < 0 ? to_width - 1 : 0;
            to_y += yx + yy < 0 ? to_height - 1 : 0;
            memcpy(turned + 4 * ((size_t)to_y * (size_t)to_width + (size_t)to_x),
                   picture->rgba + 4 * ((size_t)y * (size_t)width + (size_t)x), 4);
        }
    }
    free(picture->rgba);
    picture->rgba = turned;
    picture->width = to_width;
    picture->height = to_height;
    return 0;
}

static bool is_animated_webp(const char *path)
{
    char head[64] = {0};
    FILE *file = fopen(path, "rb");
    size_t count = file ? fread(head, 1, sizeof head, file) : 0;
    if (file)
        fclose(file);
    return count > 34 && memcmp(head, "RIFF", 4) == 0 && memcmp(head + 8, "WEBPVP8X", 8) == 0 &&
           (head[20] & 2);
}

static int check_size(const char *path, const AVFrame *frame, GrError *error)
{
    bool large = (int64_t)frame->width * frame->height > PIXELS_MAX ||
                 frame->width > GR_PICTURE_SIDE_MAX || frame->height > GR_PICTURE_SIDE_MAX;
    return large ? gr_error_set(error, GR_E_INPUT,
                                "%s: %d x %d pixels: at most %d million are possible, and %d on a "
                                "side; make it smaller",
                                path, frame->width, frame->height, PIXELS_MAX / 1000000,
                                GR_PICTURE_SIDE_MAX)
                 : GR_OK;
}

int gr_picture_redraw(const char *path, int width, int height, GrPicture *picture, GrError *error)
{
    gr_picture_finish(picture);
    return gr_svg_draw(path, width, height, picture, error);
}

int gr_picture_read(const char *path, GrPicture *picture, GrError *error)
{
    Reader reader = {0};
    *picture = (GrPicture){0};
    if (!path || gr_svg_is(path))
        return gr_svg_draw(path, 0, 0, picture, error);
    int result = gr_av_open(&reader.demux, path);
    if (result >= 0)
        result = open_decoder(&reader);
    if (result >= 0)
        result = read_frame(&reader);
    int too_large = result >= 0 ? check_size(path, reader.frame, error) : GR_OK;
    if (result >= 0 && !too_large)
        result = convert(reader.frame, picture);
    if (result >= 0 && !too_large)
        result = turn_upright(reader.frame, picture);
    av_frame_free(&reader.frame);
    av_packet_free(&reader.packet);
    avcodec_free_context(&reader.decoder);
    avformat_close_input(&reader.demux);
    if (too_large)
        return too_large;
    if (result >= 0) {
        picture->aspect = (float)picture->width / (float)picture->height;
        return GR_OK;
    }
    gr_picture_finish(picture);
    if (is_animated_webp(path))
        return gr_error_set(
            error, GR_E_INPUT,
            "%s: an animated WebP, which libavcodec does not decode: save one frame "
            "of it, or all as GIF",
            path);
    return gr_av_error(error, result == AVERROR(ENOMEM) ? GR_E_SPACE : GR_E_INPUT, result,
                       "%s: cannot be read as a picture", path);
}

void gr_picture_finish(GrPicture *picture)
{
    if (!picture)
        return;
    free(picture->rgba);
    *picture = (GrPicture){0};
}

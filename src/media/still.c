/* SPDX-License-Identifier: MIT */
#include "media/still.h"

#include "base/files.h"
#include "media/av.h"

#include <libavcodec/avcodec.h>
#include <libswscale/swscale.h>
#include <string.h>
#include <strings.h>

typedef struct StillFormat {
    const char *ending, *encoder;
    enum AVPixelFormat pixels;
    enum AVColorRange range;
    enum AVColorSpace matrix;
    int side_max;
    const char *options; /* key=value:key=value */
    int quality;         /* lower is better, on the scale of mjpeg; 0: not by this scale */
} StillFormat;

/* PNG: level 3 takes half the time of level 6 for a file 6 to 9 % larger, and a filter per row is
 * smallest on all but bare text (measured on 1080p glyphs, with bloom, with grain). WebP without
 * loss: its lossy form halves the chroma, which greys thin coloured strokes, and for glyphs it is
 * the larger file. */
static const StillFormat formats[] = {
    {"png", "png", AV_PIX_FMT_RGB24, AVCOL_RANGE_JPEG, AVCOL_SPC_RGB, 16384,
     "compression_level=3:pred=mixed", 0},
    {"jpg", "mjpeg", AV_PIX_FMT_YUVJ444P, AVCOL_RANGE_JPEG, AVCOL_SPC_BT470BG, 16384,
     "huffman=optimal", 2},
    {"jpeg", "mjpeg", AV_PIX_FMT_YUVJ444P, AVCOL_RANGE_JPEG, AVCOL_SPC_BT470BG, 16384,
     "huffman=optimal", 2},
    {"webp", "libwebp", AV_PIX_FMT_RGB32, AVCOL_RANGE_JPEG, AVCOL_SPC_RGB, 16383,
     "lossless=1:quality=50:compression_level=2", 0},
};

static const StillFormat *format_of(const char *path)
{
    const char *ending = gr_path_extension(path);
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        if (strcasecmp(ending, formats[i].ending) == 0)
            return &formats[i];
    return NULL;
}

int gr_still_check(const char *path, GrError *error)
{
    const StillFormat *format = format_of(path);
    if (!format)
        return gr_error_set(error, GR_E_USAGE,
                            "%s: pictures are written as .png, .jpg (.jpeg) or .webp", path);
    if (!avcodec_find_encoder_by_name(format->encoder))
        return gr_error_set(error, GR_E_USAGE, "%s: this libavcodec has no %s encoder; use .png",
                            path, format->encoder);
    return GR_OK;
}

/* JPEG is BT.601 at full range by its own standard (JFIF); RGB stays what it is. */
static int convert(const GrCanvas *canvas, AVFrame *frame, const char *path, GrError *error)
{
    int flags =
        SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT | SWS_FULL_CHR_H_INP | SWS_BITEXACT | SWS_BICUBIC;
    struct SwsContext *scaler =
        sws_getContext(canvas->width, canvas->height, AV_PIX_FMT_GBRP, canvas->width,
                       canvas->height, (enum AVPixelFormat)frame->format, flags, NULL, NULL, NULL);
    if (!scaler)
        return gr_error_set(error, GR_E_ENCODE, "%s: a picture of %dx%d cannot be converted", path,
                            canvas->width, canvas->height);
    const int *matrix = sws_getCoefficients(SWS_CS_ITU601);
    sws_setColorspaceDetails(scaler, matrix, 1, matrix, 1, 0, 1 << 16, 1 << 16);
    const uint8_t *planes[4] = {canvas->plane[1], canvas->plane[2], canvas->plane[0], NULL};
    int stride = (int)canvas->stride;
    int strides[4] = {stride, stride, stride, 0};
    int rows = sws_scale(scaler, planes, strides, 0, canvas->height, frame->data, frame->linesize);
    sws_freeContext(scaler);
    if (rows != canvas->height)
        return gr_error_set(error, GR_E_ENCODE, "%s: the picture could not be converted", path);
    return GR_OK;
}

static int make_frame(const StillFormat *format, const GrCanvas *canvas, AVFrame **out,
                      const char *path, GrError *error)
{
    AVFrame *frame = *out = av_frame_alloc();
    if (!frame)
        return gr_error_memory(error, path, sizeof *frame);
    frame->format = format->pixels;
    frame->width = canvas->width;
    frame->height = canvas->height;
    frame->color_range = format->range;
    frame->colorspace = format->matrix;
    frame->color_primaries = AVCOL_PRI_BT709;
    frame->color_trc = AVCOL_TRC_IEC61966_2_1; /* sRGB: the PNG says so */
    frame->quality = format->quality * FF_QP2LAMBDA;
    int result = av_frame_get_buffer(frame, 0);
    if (result < 0)
        return gr_av_error(error, GR_E_SPACE, result, "%s", path);
    return convert(canvas, frame, path, error);
}

static int open_encoder(const StillFormat *format, const AVFrame *frame, AVCodecContext **out,
                        const char *path, GrError *error)
{
    const AVCodec *codec = avcodec_find_encoder_by_name(format->encoder);
    AVCodecContext *context = *out = avcodec_alloc_context3(codec);
    if (!context)
        return gr_error_memory(error, path, sizeof *context);
    context->width = frame->width;
    context->height = frame->height;
    context->pix_fmt = frame->format;
    context->time_base = (AVRational){1, 1};
    context->color_range = frame->color_range;
    context->colorspace = frame->colorspace;
    context->color_primaries = frame->color_primaries;
    context->color_trc = frame->color_trc;
    context->thread_count = 1;
    context->flags |= AV_CODEC_FLAG_BITEXACT;
    if (format->quality) {
        context->flags |= AV_CODEC_FLAG_QSCALE;
        context->global_quality = frame->quality;
    }
    AVDictionary *options = NULL;
    av_dict_parse_string(&options, format->options, "=", ":", 0);
    int result = avcodec_open2(context, codec, &options);
    av_dict_free(&options);
    return result < 0
               ? gr_av_error(error, GR_E_ENCODE, result, "%s: encoder %s", path, format->encoder)
               : GR_OK;
}

static int encode(AVCodecContext *context, const AVFrame *frame, AVPacket *packet, const char *path,
                  GrError *error)
{
    int result = avcodec_send_frame(context, frame);
    if (result >= 0)
        result = avcodec_send_frame(context, NULL);
    if (result >= 0)
        result = avcodec_receive_packet(context, packet);
    return result < 0 ? gr_av_error(error, GR_E_ENCODE, result, "%s", path) : GR_OK;
}

int gr_still_write(const char *path, const GrCanvas *canvas, GrError *error)
{
    int code = gr_still_check(path, error);
    if (code)
        return code;
    const StillFormat *format = format_of(path);
    if (canvas->width > format->side_max || canvas->height > format->side_max)
        return gr_error_set(error, GR_E_USAGE, "%s: .%s holds at most %d pixels a side, not %dx%d",
                            path, format->ending, format->side_max, canvas->width, canvas->height);
    AVFrame *frame = NULL;
    AVCodecContext *context = NULL;
    AVPacket *packet = av_packet_alloc();
    gr_av_begin();
    if (!packet)
        code = gr_error_memory(error, path, sizeof *packet);
    if (!code)
        code = make_frame(format, canvas, &frame, path, error);
    if (!code)
        code = open_encoder(format, frame, &context, path, error);
    if (!code)
        code = encode(context, frame, packet, path, error);
    if (!code)
        code = gr_file_write_atomic(path, packet->data, (size_t)packet->size, error);
    avcodec_free_context(&context);
    av_packet_free(&packet);
    av_frame_free(&frame);
    return code;
}

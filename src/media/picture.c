/* SPDX-License-Identifier: MIT */
#include "media/picture.h"

#include "media/av.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>
#include <stdlib.h>
#include <string.h>

enum { PIXELS_MAX = 1 << 27 };

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
    reader->decoder->max_pixels = PIXELS_MAX;
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

int gr_picture_read(const char *path, GrPicture *picture, GrError *error)
{
    Reader reader = {0};
    *picture = (GrPicture){0};
    gr_av_begin();
    char *url = gr_av_url(path);
    int result = url ? avformat_open_input(&reader.demux, url, NULL, NULL) : AVERROR(ENOMEM);
    av_free(url);
    if (result >= 0)
        result = open_decoder(&reader);
    if (result >= 0)
        result = read_frame(&reader);
    if (result >= 0)
        result = convert(reader.frame, picture);
    av_frame_free(&reader.frame);
    av_packet_free(&reader.packet);
    avcodec_free_context(&reader.decoder);
    avformat_close_input(&reader.demux);
    if (result >= 0)
        return GR_OK;
    gr_picture_finish(picture);
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

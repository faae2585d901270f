/* SPDX-License-Identifier: MIT */
#include "media/encoder.h"

#include "base/arena.h"
#include "media/av.h"
#include "media/encode_tune.h"
#include "media/segment_file.h"

#include <libavcodec/avcodec.h>
#include <libavutil/frame.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    POOL_START = 1, /* encoders that copy what they get, as x264 does, never need a second */
    POOL_MAX = 96,
    ROW_ALIGN = 64,
    ROW_SLACK = 64,
};

struct GrEncoder {
    AVCodecContext *context;
    AVPacket *packet;
    AVFrame *pool[POOL_MAX];
    int pool_count;
    AVFrame *current; /* handed out by gr_encoder_picture */
    GrSegmentWriter *writer;
    int64_t sent, received;
    char name[32];
};

static void free_plane(void *user, uint8_t *data)
{
    (void)user;
    gr_aligned_free(data);
}

/* libav's own frame buffers are aligned as its build likes; ours as the kernels need. */
static int add_plane(AVFrame *frame, int plane, int width, int height, GrError *error)
{
    int stride = (width + ROW_ALIGN - 1) / ROW_ALIGN * ROW_ALIGN + ROW_SLACK;
    size_t bytes = (size_t)stride * (size_t)height + ROW_SLACK;
    uint8_t *data = gr_aligned_alloc(bytes);
    if (!data)
        return gr_error_memory(error, "a picture for the encoder", bytes);
    frame->buf[plane] = av_buffer_create(data, bytes, free_plane, NULL, 0);
    if (!frame->buf[plane]) {
        gr_aligned_free(data);
        return gr_error_memory(error, "a picture for the encoder", bytes);
    }
    frame->data[plane] = data;
    frame->linesize[plane] = stride;
    return GR_OK;
}

static int add_frame(GrEncoder *encoder, GrError *error)
{
    const AVCodecContext *context = encoder->context;
    if (encoder->pool_count == POOL_MAX)
        return gr_error_set(error, GR_E_ENCODE, "encoder %s holds back %d pictures", encoder->name,
                            POOL_MAX);
    AVFrame *frame = av_frame_alloc();
    if (!frame)
        return gr_error_memory(error, "a picture for the encoder", sizeof *frame);
    encoder->pool[encoder->pool_count++] = frame;
    frame->format = context->pix_fmt;
    frame->width = context->width;
    frame->height = context->height;
    frame->sample_aspect_ratio = context->sample_aspect_ratio;
    frame->color_range = context->color_range;
    frame->color_primaries = context->color_primaries;
    frame->color_trc = context->color_trc;
    frame->colorspace = context->colorspace;
    frame->chroma_location = context->chroma_sample_location;
    int code = GR_OK;
    for (int plane = 0; plane < 3 && !code; plane++)
        code = add_plane(frame, plane, plane ? frame->width / 2 : frame->width,
                         plane ? frame->height / 2 : frame->height, error);
    return code;
}

static int write_stream(GrEncoder *encoder, GrError *error)
{
    const AVCodecContext *context = encoder->context;
    GrStreamInfo info = {.reorder_depth = context->has_b_frames,
                         .extradata = context->extradata,
                         .extradata_size = context->extradata_size};
    memcpy(info.codec, encoder->name, sizeof info.codec);
    int least = gr_encoder_kind(encoder->name)->reorder_depth;
    if (info.reorder_depth < least)
        info.reorder_depth = least;
    return gr_segment_writer_stream(encoder->writer, &info, error);
}

int gr_encoder_create(const GrEncodeSettings *settings, GrSegmentWriter *writer, GrEncoder **out,
                      GrError *error)
{
    *out = NULL;
    GrEncodeSettings complete = *settings;
    int code = gr_encode_settings_check(&complete, error);
    if (code)
        return code;
    if (complete.width <= 0 || complete.fps.num <= 0)
        return gr_error_set(error, GR_E_INTERNAL, "an encoder without size or rate");
    GrEncoder *encoder = calloc(1, sizeof *encoder);
    if (!encoder)
        return gr_error_memory(error, "an encoder", sizeof *encoder);
    encoder->writer = writer;
    memcpy(encoder->name, complete.codec, sizeof encoder->name);
    code = gr_encode_open(&complete, &encoder->context, error);
    if (code)
        goto done;
    encoder->packet = av_packet_alloc();
    if (!encoder->packet) {
        code = gr_error_memory(error, "a packet", sizeof *encoder->packet);
        goto done;
    }
    for (int i = 0; i < POOL_START && !code; i++)
        code = add_frame(encoder, error);
    if (!code)
        code = write_stream(encoder, error);
done:
    if (code)
        gr_encoder_destroy(encoder);
    else
        *out = encoder;
    return code;
}

static bool is_free(AVFrame *frame)
{
    return av_frame_is_writable(frame) > 0;
}

int gr_encoder_picture(GrEncoder *encoder, GrYuvPicture *picture, GrError *error)
{
    for (int i = 0; i < encoder->pool_count && !encoder->current; i++)
        if (is_free(encoder->pool[i]))
            encoder->current = encoder->pool[i];
    if (!encoder->current) {
        int code = add_frame(encoder, error);
        if (code)
            return code;
        encoder->current = encoder->pool[encoder->pool_count - 1];
    }
    AVFrame *frame = encoder->current;
    for (int plane = 0; plane < 3; plane++) {
        picture->plane[plane] = frame->data[plane];
        picture->stride[plane] = frame->linesize[plane];
    }
    picture->width = frame->width;
    picture->height = frame->height;
    return GR_OK;
}

/* Passes on every packet that is ready; at the end of the stream, until the encoder is empty. */
static int drain(GrEncoder *encoder, GrError *error)
{
    for (;;) {
        int result = avcodec_receive_packet(encoder->context, encoder->packet);
        if (result == AVERROR(EAGAIN) || result == AVERROR_EOF)
            return GR_OK;
        if (result < 0)
            return gr_av_error(error, GR_E_ENCODE, result, "encoder %s after frame %lld",
                               encoder->name, (long long)encoder->sent - 1);
        const AVPacket *packet = encoder->packet;
        GrPacketInfo info = {.pts = packet->pts,
                             .dts = packet->dts,
                             .flags = packet->flags,
                             .size = packet->size,
                             .data = packet->data};
        int code = gr_segment_writer_packet(encoder->writer, &info, error);
        av_packet_unref(encoder->packet);
        if (code)
            return code;
        encoder->received++;
    }
}

int gr_encoder_send(GrEncoder *encoder, int64_t index, GrError *error)
{
    AVFrame *frame = encoder->current;
    if (!frame || index != encoder->sent)
        return gr_error_set(error, GR_E_INTERNAL, "frame %lld sent to the encoder, %lld expected",
                            (long long)index, (long long)encoder->sent);
    gr_av_begin();
    frame->pts = index;
    frame->pict_type = AV_PICTURE_TYPE_NONE;
    encoder->current = NULL;
    int result = avcodec_send_frame(encoder->context, frame);
    if (result < 0)
        return gr_av_error(error, GR_E_ENCODE, result, "encoder %s at frame %lld", encoder->name,
                           (long long)index);
    encoder->sent++;
    return drain(encoder, error);
}

int gr_encoder_flush(GrEncoder *encoder, GrError *error)
{
    gr_av_begin();
    int result = avcodec_send_frame(encoder->context, NULL);
    if (result < 0)
        return gr_av_error(error, GR_E_ENCODE, result, "encoder %s at its end", encoder->name);
    int code = drain(encoder, error);
    if (!code && encoder->received != encoder->sent)
        code = gr_error_set(error, GR_E_ENCODE, "encoder %s gave %lld packets for %lld frames",
                            encoder->name, (long long)encoder->received, (long long)encoder->sent);
    return code;
}

void gr_encoder_destroy(GrEncoder *encoder)
{
    if (!encoder)
        return;
    avcodec_free_context(&encoder->context);
    av_packet_free(&encoder->packet);
    for (int i = 0; i < encoder->pool_count; i++)
        av_frame_free(&encoder->pool[i]);
    free(encoder);
}

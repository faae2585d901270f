/* SPDX-License-Identifier: MIT */
#include "media/join_sound.h"

#include "media/av.h"

#include <libavutil/channel_layout.h>
#include <libavutil/opt.h>
#include <libswresample/swresample.h>
#include <stdlib.h>
#include <string.h>

enum {
    BLOCK = 4096,          /* source frames per pull */
    BIT_RATE = 192000,     /* stereo */
    FADE_PER_SECOND = 100, /* a cut end fades over a hundredth of a second */
    FALLBACK_FRAME = 1024, /* for encoders that take any number of samples */
    RATE_MIN = 4000,
    RATE_MAX = 384000,
    CHANNELS_MAX = 32,
    LOUDEST = 64, /* 36 dB over full scale: louder is not sound */
};

struct GrSoundEncoder {
    GrPcmSource source;
    AVCodecContext *context;
    SwrContext *resampler;
    AVFrame *frame;
    float *block;  /* what is being pulled, as the source has it */
    float *stereo; /* the same for the resampler: mono is doubled, other layouts stay */
    int layout_channels;
    bool source_ended, flushed;
    int64_t length, position;         /* in source frames: until the end of the video, so far */
    float *tail;                      /* the last hundredth of a second, read ahead */
    int64_t tail_start, tail_frames;  /* tail_frames < 0: not read yet */
    int64_t out_length, out_position; /* in samples of the encoder */
};

/* round(frames * den * rate / num) without overflow. */
static int64_t samples_in(int64_t frames, GrRational fps, int rate)
{
    return av_rescale_rnd(frames, fps.den * rate, fps.num, AV_ROUND_NEAR_INF);
}

static int pull(GrSoundEncoder *encoder, float *to, int frames, int *got, GrError *error)
{
    const GrPcmSource *source = &encoder->source;
    *got = 0;
    while (*got < frames && !encoder->source_ended) {
        int now = 0;
        int code = source->read(source->user, to + (size_t)*got * (size_t)source->channels,
                                frames - *got, &now, error);
        if (code)
            return code;
        if (now < 0 || now > frames - *got)
            return gr_error_set(error, GR_E_INTERNAL, "the sound gave %d frames for %d", now,
                                frames - *got);
        if (now == 0)
            encoder->source_ended = true;
        *got += now;
    }
    /* Encoders refuse infinities; a float file may hold them, and anything else. */
    for (int i = 0; i < *got * source->channels; i++)
        to[i] = to[i] > -LOUDEST && to[i] < LOUDEST ? to[i] : 0.0f;
    return GR_OK;
}

static int skip_start(GrSoundEncoder *encoder, GrError *error)
{
    int code = GR_OK;
    int64_t left = encoder->source.skip_frames;
    while (left > 0 && !encoder->source_ended && !code) {
        int got = 0;
        code = pull(encoder, encoder->block, left < BLOCK ? (int)left : BLOCK, &got, error);
        left -= got;
    }
    return code;
}

/* Reads the end of the length one frame further than it goes: if there is a frame, the sound is cut
 * there and fades out, so that it does not click; a sound that ends by itself is left alone. */
static int read_tail(GrSoundEncoder *encoder, GrError *error)
{
    int channels = encoder->source.channels;
    int frames = (int)(encoder->length - encoder->tail_start);
    int got = 0;
    int code = pull(encoder, encoder->tail, frames + 1, &got, error);
    if (code)
        return code;
    memset(encoder->tail + (size_t)got * (size_t)channels, 0,
           (size_t)(frames + 1 - got) * (size_t)channels * sizeof(float));
    for (int i = 0; got > frames && i < frames; i++)
        for (int c = 0; c < channels; c++)
            encoder->tail[i * channels + c] *= (float)(frames - i) / (float)(frames + 1);
    encoder->tail_frames = frames;
    return GR_OK;
}

/* Exactly `frames` frames of the sound as it will be heard: source, tail, then silence for ever. */
static int next_block(GrSoundEncoder *encoder, float *to, int frames, GrError *error)
{
    size_t channels = (size_t)encoder->source.channels;
    for (int done = 0; done < frames;) {
        float *at = to + (size_t)done * channels;
        int64_t position = encoder->position;
        int64_t until = position < encoder->tail_start ? encoder->tail_start : encoder->length;
        int now = frames - done;
        if (until > position && until - position < now)
            now = (int)(until - position);
        int got = 0;
        int code = GR_OK;
        if (position < encoder->tail_start) {
            code = pull(encoder, at, now, &got, error);
        } else if (position < encoder->length) {
            if (encoder->tail_frames < 0)
                code = read_tail(encoder, error);
            got = now;
            if (!code)
                memcpy(at, encoder->tail + (size_t)(position - encoder->tail_start) * channels,
                       (size_t)now * channels * sizeof(float));
        }
        if (code)
            return code;
        memset(at + (size_t)got * channels, 0, (size_t)(now - got) * channels * sizeof(float));
        encoder->position += now;
        done += now;
    }
    return GR_OK;
}

/* Mono goes to both sides at its full level; libswresample would take 3 dB off. */
static const float *as_layout(GrSoundEncoder *encoder, int frames)
{
    if (encoder->source.channels != 1)
        return encoder->block;
    for (int i = 0; i < frames; i++)
        encoder->stereo[2 * i] = encoder->stereo[2 * i + 1] = encoder->block[i];
    return encoder->stereo;
}

static int fill_frame(GrSoundEncoder *encoder, int samples, GrError *error)
{
    AVFrame *frame = encoder->frame;
    int result = av_frame_make_writable(frame);
    int bytes = av_get_bytes_per_sample(frame->format);
    bool planar = av_sample_fmt_is_planar(frame->format) != 0;
    int in_count = 0; /* first what the resampler still holds */
    for (int done = 0; done < samples && result >= 0;) {
        uint8_t *out[2] = {NULL, NULL};
        for (int c = 0; c < (planar ? 2 : 1); c++)
            out[c] = frame->data[c] + (ptrdiff_t)done * bytes * (planar ? 1 : 2);
        const uint8_t *in = (const uint8_t *)encoder->block;
        if (in_count) {
            int code = next_block(encoder, encoder->block, in_count, error);
            if (code)
                return code;
            in = (const uint8_t *)as_layout(encoder, in_count);
        }
        result = swr_convert(encoder->resampler, out, samples - done, &in, in_count);
        done += result > 0 ? result : 0;
        in_count = BLOCK;
    }
    if (result < 0)
        return gr_av_error(error, GR_E_ENCODE, result, "the sound cannot be resampled");
    frame->nb_samples = samples;
    frame->pts = encoder->out_position;
    encoder->out_position += samples;
    return GR_OK;
}

static int pick_rate(const AVCodec *codec, int rate)
{
    const int *rates = codec->supported_samplerates;
    if (!rates)
        return rate <= 192000 ? rate : 48000;
    int best = 0;
    for (; *rates; rates++)
        if (*rates == rate)
            return rate;
        else if (*rates == 48000 || (!best && *rates >= 44100))
            best = *rates;
    return best ? best : 48000;
}

static int open_encoder(GrSoundEncoder *encoder, const char *container, GrError *error)
{
    const char *name = gr_container_sound_codec(container);
    const AVCodec *codec = name ? avcodec_find_encoder_by_name(name) : NULL;
    if (!codec)
        return gr_error_set(error, GR_E_ENCODE, "libavcodec has no sound encoder for %s",
                            container);
    AVCodecContext *context = encoder->context = avcodec_alloc_context3(codec);
    if (!context)
        return gr_error_memory(error, name, sizeof *context);
    context->sample_rate = pick_rate(codec, encoder->source.rate);
    context->sample_fmt = codec->sample_fmts ? codec->sample_fmts[0] : AV_SAMPLE_FMT_FLTP;
    for (const enum AVSampleFormat *f = codec->sample_fmts; f && *f != AV_SAMPLE_FMT_NONE; f++)
        if (*f == AV_SAMPLE_FMT_FLTP || *f == AV_SAMPLE_FMT_FLT)
            context->sample_fmt = *f;
    context->ch_layout = (AVChannelLayout)AV_CHANNEL_LAYOUT_STEREO;
    context->bit_rate = BIT_RATE;
    context->time_base = (AVRational){1, context->sample_rate};
    context->thread_count = 1;
    context->flags |= AV_CODEC_FLAG_GLOBAL_HEADER | AV_CODEC_FLAG_BITEXACT;
    int result = avcodec_open2(context, codec, NULL);
    if (result < 0)
        return gr_av_error(error, GR_E_ENCODE, result, "sound encoder %s cannot be opened", name);
    return GR_OK;
}

static int open_resampler(GrSoundEncoder *encoder, GrError *error)
{
    const AVCodecContext *context = encoder->context;
    AVChannelLayout from, to = context->ch_layout; /* 5.1's prototype is not const */
    av_channel_layout_default(&from, encoder->layout_channels);
    int result =
        swr_alloc_set_opts2(&encoder->resampler, &to, context->sample_fmt, context->sample_rate,
                            &from, AV_SAMPLE_FMT_FLT, encoder->source.rate, 0, NULL);
    av_channel_layout_uninit(&from);
    if (result >= 0) {
        av_opt_set_double(encoder->resampler, "rematrix_maxval", 1.0,
                          0); /* a downmix cannot clip */
        result = swr_init(encoder->resampler);
    }
    if (result < 0)
        return gr_av_error(error, GR_E_ENCODE, result, "sound of %d channels at %d Hz",
                           encoder->source.channels, encoder->source.rate);
    return GR_OK;
}

static int make_buffers(GrSoundEncoder *encoder, GrError *error)
{
    const AVCodecContext *context = encoder->context;
    size_t channels = (size_t)encoder->source.channels;
    size_t tail = (size_t)(encoder->length - encoder->tail_start) + 1;
    encoder->block = calloc((size_t)BLOCK * channels, sizeof(float));
    encoder->stereo = calloc((size_t)BLOCK * 2, sizeof(float));
    encoder->tail = calloc(tail * channels, sizeof(float));
    encoder->frame = av_frame_alloc();
    if (!encoder->block || !encoder->stereo || !encoder->tail || !encoder->frame)
        return gr_error_memory(error, "sound", (BLOCK + tail) * channels * sizeof(float));
    encoder->frame->format = context->sample_fmt;
    encoder->frame->sample_rate = context->sample_rate;
    encoder->frame->nb_samples = context->frame_size > 0 ? context->frame_size : FALLBACK_FRAME;
    int result = av_channel_layout_copy(&encoder->frame->ch_layout, &context->ch_layout);
    if (result >= 0)
        result = av_frame_get_buffer(encoder->frame, 0);
    return result < 0 ? gr_av_error(error, GR_E_SPACE, result, "sound") : GR_OK;
}

int gr_sound_encoder_create(const GrPcmSource *source, const char *container, int64_t frames,
                            GrRational fps, GrSoundEncoder **out, GrError *error)
{
    *out = NULL;
    if (source->rate < RATE_MIN || source->rate > RATE_MAX || source->channels < 1 ||
        source->channels > CHANNELS_MAX)
        return gr_error_set(error, GR_E_INPUT,
                            "sound of %d channels at %d Hz: 1..%d channels at %d..%d Hz are taken",
                            source->channels, source->rate, CHANNELS_MAX, RATE_MIN, RATE_MAX);
    GrSoundEncoder *encoder = calloc(1, sizeof *encoder);
    if (!encoder)
        return gr_error_memory(error, "sound", sizeof *encoder);
    encoder->source = *source;
    encoder->layout_channels = source->channels == 1 ? 2 : source->channels;
    encoder->length = samples_in(frames, fps, source->rate);
    int64_t fade = source->rate / FADE_PER_SECOND;
    encoder->tail_start = encoder->length > fade ? encoder->length - fade : 0;
    encoder->tail_frames = -1;
    int code = open_encoder(encoder, container, error);
    if (!code)
        code = open_resampler(encoder, error);
    if (!code)
        code = make_buffers(encoder, error);
    if (!code)
        code = skip_start(encoder, error);
    if (code) {
        gr_sound_encoder_destroy(encoder);
        return code;
    }
    encoder->out_length = samples_in(frames, fps, encoder->context->sample_rate);
    *out = encoder;
    return GR_OK;
}

const AVCodecContext *gr_sound_encoder_context(const GrSoundEncoder *encoder)
{
    return encoder->context;
}

static int feed(GrSoundEncoder *encoder, GrError *error)
{
    int64_t left = encoder->out_length - encoder->out_position;
    int size = encoder->context->frame_size > 0 ? encoder->context->frame_size : FALLBACK_FRAME;
    int result = 0;
    if (left > 0) {
        int code = fill_frame(encoder, left < size ? (int)left : size, error);
        if (code)
            return code;
        result = avcodec_send_frame(encoder->context, encoder->frame);
    } else if (!encoder->flushed) {
        encoder->flushed = true;
        result = avcodec_send_frame(encoder->context, NULL);
    }
    if (result < 0)
        return gr_av_error(error, GR_E_ENCODE, result, "the sound cannot be encoded");
    return GR_OK;
}

int gr_sound_encoder_next(GrSoundEncoder *encoder, AVPacket *packet, bool *got, GrError *error)
{
    for (;;) {
        int result = avcodec_receive_packet(encoder->context, packet);
        *got = result >= 0;
        if (result >= 0 || result == AVERROR_EOF)
            return GR_OK;
        if (result != AVERROR(EAGAIN))
            return gr_av_error(error, GR_E_ENCODE, result, "the sound cannot be encoded");
        int code = feed(encoder, error);
        if (code)
            return code;
    }
}

void gr_sound_encoder_destroy(GrSoundEncoder *encoder)
{
    if (!encoder)
        return;
    avcodec_free_context(&encoder->context);
    swr_free(&encoder->resampler);
    av_frame_free(&encoder->frame);
    free(encoder->block);
    free(encoder->stereo);
    free(encoder->tail);
    free(encoder);
}

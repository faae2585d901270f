/* SPDX-License-Identifier: MIT */
#include "media/sound.h"

#include "media/av.h"
#include "media/container.h"

#include <libavcodec/avcodec.h>
#include <libavutil/channel_layout.h>
#include <libavutil/intreadwrite.h>
#include <libavutil/opt.h>
#include <libswresample/swresample.h>
#include <stdio.h>
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

typedef struct Sound {
    GrPcmSource source;
    AVCodecContext *context;
    SwrContext *resampler;
    AVFrame *frame;
    AVPacket *packet;
    float *block;  /* what is being pulled, as the source has it */
    float *stereo; /* the same for the resampler: mono is doubled, other layouts stay */
    int layout_channels;
    bool source_ended, flushed;
    int64_t length, position;         /* in source frames: until the end of the video, so far */
    float *tail;                      /* the last hundredth of a second, read ahead */
    int64_t tail_start, tail_frames;  /* tail_frames < 0: not read yet */
    int64_t out_length, out_position; /* in samples of the encoder */
} Sound;

/* round(frames * den * rate / num) without overflow. */
static int64_t samples_in(int64_t frames, GrRational fps, int rate)
{
    return av_rescale_rnd(frames, fps.den * rate, fps.num, AV_ROUND_NEAR_INF);
}

static int pull(Sound *sound, float *to, int frames, int *got, GrError *error)
{
    const GrPcmSource *source = &sound->source;
    *got = 0;
    while (*got < frames && !sound->source_ended) {
        int now = 0;
        int code = source->read(source->user, to + (size_t)*got * (size_t)source->channels,
                                frames - *got, &now, error);
        if (code)
            return code;
        if (now < 0 || now > frames - *got)
            return gr_error_set(error, GR_E_INTERNAL, "the sound gave %d frames for %d", now,
                                frames - *got);
        if (now == 0)
            sound->source_ended = true;
        *got += now;
    }
    /* Encoders refuse infinities; a float file may hold them, and anything else. */
    for (int i = 0; i < *got * source->channels; i++)
        to[i] = to[i] > -LOUDEST && to[i] < LOUDEST ? to[i] : 0.0f;
    return GR_OK;
}

static int skip_start(Sound *sound, GrError *error)
{
    int code = GR_OK;
    int64_t left = sound->source.skip_frames;
    while (left > 0 && !sound->source_ended && !code) {
        int got = 0;
        code = pull(sound, sound->block, left < BLOCK ? (int)left : BLOCK, &got, error);
        left -= got;
    }
    return code;
}

/* Reads the end of the length one frame further than it goes: if there is a frame, the sound is cut
 * there and fades out, so that it does not click; a sound that ends by itself is left alone. */
static int read_tail(Sound *sound, GrError *error)
{
    int channels = sound->source.channels;
    int frames = (int)(sound->length - sound->tail_start);
    int got = 0;
    int code = pull(sound, sound->tail, frames + 1, &got, error);
    if (code)
        return code;
    memset(sound->tail + (size_t)got * (size_t)channels, 0,
           (size_t)(frames + 1 - got) * (size_t)channels * sizeof(float));
    for (int i = 0; got > frames && i < frames; i++)
        for (int c = 0; c < channels; c++)
            sound->tail[i * channels + c] *= (float)(frames - i) / (float)(frames + 1);
    sound->tail_frames = frames;
    return GR_OK;
}

/* Exactly `frames` frames of the sound as it will be heard: source, tail, then silence for ever. */
static int next_block(Sound *sound, float *to, int frames, GrError *error)
{
    size_t channels = (size_t)sound->source.channels;
    for (int done = 0; done < frames;) {
        float *at = to + (size_t)done * channels;
        int64_t position = sound->position;
        int64_t until = position < sound->tail_start ? sound->tail_start : sound->length;
        int now = frames - done;
        if (until > position && until - position < now)
            now = (int)(until - position);
        int got = 0;
        int code = GR_OK;
        if (position < sound->tail_start) {
            code = pull(sound, at, now, &got, error);
        } else if (position < sound->length) {
            if (sound->tail_frames < 0)
                code = read_tail(sound, error);
            got = now;
            if (!code)
                memcpy(at, sound->tail + (size_t)(position - sound->tail_start) * channels,
                       (size_t)now * channels * sizeof(float));
        }
        if (code)
            return code;
        memset(at + (size_t)got * channels, 0, (size_t)(now - got) * channels * sizeof(float));
        sound->position += now;
        done += now;
    }
    return GR_OK;
}

/* Mono goes to both sides at its full level; libswresample would take 3 dB off. */
static const float *as_layout(Sound *sound, int frames)
{
    if (sound->source.channels != 1)
        return sound->block;
    for (int i = 0; i < frames; i++)
        sound->stereo[2 * i] = sound->stereo[2 * i + 1] = sound->block[i];
    return sound->stereo;
}

static int fill_frame(Sound *sound, int samples, GrError *error)
{
    AVFrame *frame = sound->frame;
    int result = av_frame_make_writable(frame);
    int bytes = av_get_bytes_per_sample(frame->format);
    bool planar = av_sample_fmt_is_planar(frame->format) != 0;
    int in_count = 0; /* first what the resampler still holds */
    for (int done = 0; done < samples && result >= 0;) {
        uint8_t *out[2] = {NULL, NULL};
        for (int c = 0; c < (planar ? 2 : 1); c++)
            out[c] = frame->data[c] + (ptrdiff_t)done * bytes * (planar ? 1 : 2);
        const uint8_t *in = (const uint8_t *)sound->block;
        if (in_count) {
            int code = next_block(sound, sound->block, in_count, error);
            if (code)
                return code;
            in = (const uint8_t *)as_layout(sound, in_count);
        }
        result = swr_convert(sound->resampler, out, samples - done, &in, in_count);
        done += result > 0 ? result : 0;
        in_count = BLOCK;
    }
    if (result < 0)
        return gr_av_error(error, GR_E_ENCODE, result, "the sound cannot be resampled");
    frame->nb_samples = samples;
    frame->pts = sound->out_position;
    sound->out_position += samples;
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

static int open_encoder(const char *container, int rate, AVCodecContext **out, GrError *error)
{
    const char *name = gr_container_sound_codec(container);
    const AVCodec *codec = name ? avcodec_find_encoder_by_name(name) : NULL;
    if (!codec)
        return gr_error_set(error, GR_E_ENCODE, "libavcodec has no sound encoder for %s",
                            container);
    AVCodecContext *context = *out = avcodec_alloc_context3(codec);
    if (!context)
        return gr_error_memory(error, name, sizeof *context);
    context->sample_rate = pick_rate(codec, rate);
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

static int open_resampler(Sound *sound, GrError *error)
{
    const AVCodecContext *context = sound->context;
    AVChannelLayout from, to = context->ch_layout; /* 5.1's prototype is not const */
    av_channel_layout_default(&from, sound->layout_channels);
    int result =
        swr_alloc_set_opts2(&sound->resampler, &to, context->sample_fmt, context->sample_rate,
                            &from, AV_SAMPLE_FMT_FLT, sound->source.rate, 0, NULL);
    av_channel_layout_uninit(&from);
    if (result >= 0) {
        av_opt_set_double(sound->resampler, "rematrix_maxval", 1.0, 0); /* a downmix cannot clip */
        result = swr_init(sound->resampler);
    }
    if (result < 0)
        return gr_av_error(error, GR_E_ENCODE, result, "sound of %d channels at %d Hz",
                           sound->source.channels, sound->source.rate);
    return GR_OK;
}

static int make_buffers(Sound *sound, GrError *error)
{
    const AVCodecContext *context = sound->context;
    size_t channels = (size_t)sound->source.channels;
    size_t tail = (size_t)(sound->length - sound->tail_start) + 1;
    sound->block = calloc((size_t)BLOCK * channels, sizeof(float));
    sound->stereo = calloc((size_t)BLOCK * 2, sizeof(float));
    sound->tail = calloc(tail * channels, sizeof(float));
    sound->frame = av_frame_alloc();
    sound->packet = av_packet_alloc();
    if (!sound->block || !sound->stereo || !sound->tail || !sound->frame || !sound->packet)
        return gr_error_memory(error, "sound", (BLOCK + tail) * channels * sizeof(float));
    sound->frame->format = context->sample_fmt;
    sound->frame->sample_rate = context->sample_rate;
    sound->frame->nb_samples = context->frame_size > 0 ? context->frame_size : FALLBACK_FRAME;
    int result = av_channel_layout_copy(&sound->frame->ch_layout, &context->ch_layout);
    if (result >= 0)
        result = av_frame_get_buffer(sound->frame, 0);
    return result < 0 ? gr_av_error(error, GR_E_SPACE, result, "sound") : GR_OK;
}

static int open_sound(Sound *sound, const GrSoundJob *job, GrError *error)
{
    const GrPcmSource *source = &job->source;
    int64_t frames = job->header.frame_count;
    if (source->rate < RATE_MIN || source->rate > RATE_MAX || source->channels < 1 ||
        source->channels > CHANNELS_MAX)
        return gr_error_set(error, GR_E_INPUT,
                            "sound of %d channels at %d Hz: 1..%d channels at %d..%d Hz are taken",
                            source->channels, source->rate, CHANNELS_MAX, RATE_MIN, RATE_MAX);
    sound->source = *source;
    sound->layout_channels = source->channels == 1 ? 2 : source->channels;
    sound->length = samples_in(frames, job->fps, source->rate);
    int64_t fade = source->rate / FADE_PER_SECOND;
    sound->tail_start = sound->length > fade ? sound->length - fade : 0;
    sound->tail_frames = -1;
    int code = open_encoder(job->container, source->rate, &sound->context, error);
    if (!code)
        code = open_resampler(sound, error);
    if (!code)
        code = make_buffers(sound, error);
    if (!code)
        code = skip_start(sound, error);
    if (!code)
        sound->out_length = samples_in(frames, job->fps, sound->context->sample_rate);
    return code;
}

static void close_sound(Sound *sound)
{
    avcodec_free_context(&sound->context);
    swr_free(&sound->resampler);
    av_frame_free(&sound->frame);
    av_packet_free(&sound->packet);
    free(sound->block);
    free(sound->stereo);
    free(sound->tail);
}

static int feed(Sound *sound, GrError *error)
{
    int64_t left = sound->out_length - sound->out_position;
    int size = sound->context->frame_size > 0 ? sound->context->frame_size : FALLBACK_FRAME;
    int result = 0;
    if (left > 0) {
        int code = fill_frame(sound, left < size ? (int)left : size, error);
        if (code)
            return code;
        result = avcodec_send_frame(sound->context, sound->frame);
    } else if (!sound->flushed) {
        sound->flushed = true;
        result = avcodec_send_frame(sound->context, NULL);
    }
    if (result < 0)
        return gr_av_error(error, GR_E_ENCODE, result, "the sound cannot be encoded");
    return GR_OK;
}

/* The next packet; *got is false at the end. */
static int next_packet(Sound *sound, bool *got, GrError *error)
{
    for (;;) {
        int result = avcodec_receive_packet(sound->context, sound->packet);
        *got = result >= 0;
        if (result >= 0 || result == AVERROR_EOF)
            return GR_OK;
        if (result != AVERROR(EAGAIN))
            return gr_av_error(error, GR_E_ENCODE, result, "the sound cannot be encoded");
        int code = feed(sound, error);
        if (code)
            return code;
    }
}

static int write_packet(const AVPacket *packet, GrSegmentWriter *writer, GrError *error)
{
    GrPacketInfo info = {.pts = packet->pts,
                         .dts = packet->dts,
                         .flags = packet->flags,
                         .size = packet->size,
                         .data = packet->data,
                         .duration = (int32_t)packet->duration};
    size_t bytes = 0;
    const uint8_t *skip = av_packet_get_side_data(packet, AV_PKT_DATA_SKIP_SAMPLES, &bytes);
    if (skip && bytes >= 2 * sizeof(uint32_t)) {
        info.skip_start = (int32_t)AV_RL32(skip);
        info.skip_end = (int32_t)AV_RL32(skip + 4);
    }
    return gr_segment_writer_packet(writer, &info, error);
}

static GrStreamInfo describe_stream(const AVCodecContext *context)
{
    GrStreamInfo info = {.extradata = context->extradata,
                         .extradata_size = context->extradata_size,
                         .sample_rate = context->sample_rate};
    snprintf(info.codec, sizeof info.codec, "%s", context->codec->name);
    return info;
}

static int write_all(Sound *sound, const GrSoundJob *job, GrSegmentWriter *writer, GrError *error)
{
    GrStreamInfo info = describe_stream(sound->context);
    int code = gr_segment_writer_stream(writer, &info, error);
    for (bool more = true; more && !code;) {
        code = next_packet(sound, &more, error);
        if (!code && more)
            code = write_packet(sound->packet, writer, error);
        av_packet_unref(sound->packet);
        if (!code && job->progress)
            job->progress(job->user, av_rescale(job->header.frame_count, sound->out_position,
                                                sound->out_length ? sound->out_length : 1));
    }
    return code;
}

int gr_sound_write(const GrSoundJob *job, GrError *error)
{
    Sound sound = {0};
    GrSegmentWriter *writer = NULL;
    gr_av_begin();
    int code = open_sound(&sound, job, error);
    if (!code)
        code = gr_segment_writer_create(job->path, &job->header, &writer, error);
    if (!code)
        code = write_all(&sound, job, writer, error);
    if (!code)
        code = gr_segment_writer_commit(writer, error);
    gr_segment_writer_destroy(writer);
    close_sound(&sound);
    return code;
}

int gr_sound_parameters(const GrStreamInfo *info, const char *container, AVCodecParameters *par,
                        GrError *error)
{
    AVCodecContext *context = NULL;
    int code = open_encoder(container, info->sample_rate, &context, error);
    if (!code && (strcmp(context->codec->name, info->codec) != 0 ||
                  context->sample_rate != info->sample_rate ||
                  context->extradata_size != info->extradata_size ||
                  (info->extradata_size &&
                   memcmp(context->extradata, info->extradata, (size_t)info->extradata_size) != 0)))
        code = gr_error_set(error, GR_E_ENCODE, "the sound was encoded by another version of %s",
                            info->codec);
    int result = code ? 0 : avcodec_parameters_from_context(par, context);
    if (result < 0)
        code = gr_av_error(error, GR_E_ENCODE, result, "the sound");
    avcodec_free_context(&context);
    return code;
}

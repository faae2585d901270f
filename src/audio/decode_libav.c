/* SPDX-License-Identifier: MIT */
#include "audio/decoder.h"
#include "media/av.h"
#include "media/sound_copy.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/channel_layout.h>
#include <libavutil/opt.h>
#include <libswresample/swresample.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct AvState {
    AVFormatContext *format;
    AVCodecContext *codec;
    SwrContext *swr; /* to interleaved floats, and to the first frame's rate and layout */
    AVPacket *packet;
    AVFrame *frame;
    int stream, rate, channels;
    AVChannelLayout layout; /* what comes out */
    struct {
        int format, rate;
        AVChannelLayout layout;
    } in;           /* what `swr` is set up for */
    float *pending; /* converted, not yet given */
    int pending_capacity, pending_count, pending_given;
    int64_t silence_left; /* the sound of a video may begin after its picture */
    int64_t given;
    bool started, draining, finished;
    int damaged_packets;
    int read_error;
    char damage[160];
} AvState;

static void av_close(void *state)
{
    AvState *av = state;
    if (!av)
        return;
    av_frame_free(&av->frame);
    av_packet_free(&av->packet);
    swr_free(&av->swr);
    avcodec_free_context(&av->codec);
    avformat_close_input(&av->format);
    av_channel_layout_uninit(&av->layout);
    av_channel_layout_uninit(&av->in.layout);
    free(av->pending);
    free(av);
}

/* Converters are set up again when a stream changes its format on the way (joined mp3 files). */
static int set_up_swr(AvState *av, GrError *error)
{
    AVFrame *frame = av->frame;
    if (av->swr && av->in.format == frame->format && av->in.rate == frame->sample_rate &&
        av_channel_layout_compare(&av->in.layout, &frame->ch_layout) == 0)
        return GR_OK;
    swr_free(&av->swr);
    int result = swr_alloc_set_opts2(&av->swr, &av->layout, AV_SAMPLE_FMT_FLT, av->rate,
                                     &frame->ch_layout, frame->format, frame->sample_rate, 0, NULL);
    if (result >= 0)
        result = swr_init(av->swr);
    if (result >= 0)
        result = av_channel_layout_copy(&av->in.layout, &frame->ch_layout);
    if (result < 0) {
        swr_free(&av->swr);
        return gr_error_set(error, GR_E_INPUT, "%s: its samples cannot be converted: %s",
                            strncmp(av->format->url, "file:", 5) == 0 ? av->format->url + 5
                                                                      : av->format->url,
                            av_err2str(result));
    }
    av->in.format = frame->format;
    av->in.rate = frame->sample_rate;
    return GR_OK;
}

static double seconds(int64_t ticks, AVRational base)
{
    return (double)ticks * base.num / base.den;
}

static int convert_frame(AvState *av, GrError *error)
{
    if (!av->started) {
        av->started = true;
        av->silence_left =
            (int64_t)(gr_sound_gap_s(av->format, av->stream, av->frame->best_effort_timestamp) *
                          av->rate +
                      0.5);
    }
    int code = set_up_swr(av, error);
    if (code == GR_E_INPUT && av->given > 0) { /* a damaged packet can claim any layout */
        av->damaged_packets++;
        av->pending_count = av->pending_given = 0;
        return GR_OK;
    }
    if (code)
        return code;
    int room = swr_get_out_samples(av->swr, av->frame->nb_samples);
    if (room > av->pending_capacity) {
        size_t bytes = sizeof(float) * (size_t)room * (size_t)av->channels;
        float *larger = realloc(av->pending, bytes);
        if (!larger)
            return gr_error_memory(error, "decoded sound", bytes);
        av->pending = larger;
        av->pending_capacity = room;
    }
    uint8_t *planes[1] = {(uint8_t *)av->pending};
    int count = swr_convert(av->swr, planes, room, (const uint8_t **)av->frame->extended_data,
                            av->frame->nb_samples);
    if (count < 0) {
        av->damaged_packets++;
        count = 0;
    }
    av->pending_count = count;
    av->pending_given = 0;
    return GR_OK;
}

/* Puts one more packet into the decoder, or tells it that there are no more. */
static void feed(AvState *av)
{
    int result;
    while ((result = av_read_frame(av->format, av->packet)) >= 0) {
        bool ours = av->packet->stream_index == av->stream;
        if (ours && avcodec_send_packet(av->codec, av->packet) < 0)
            av->damaged_packets++;
        av_packet_unref(av->packet);
        if (ours)
            return;
    }
    if (result != AVERROR_EOF)
        av->read_error = result;
    avcodec_send_packet(av->codec, NULL);
    av->draining = true;
}

static int decode_more(AvState *av, GrError *error)
{
    while (!av->finished && av->pending_given == av->pending_count) {
        int result = avcodec_receive_frame(av->codec, av->frame);
        if (result >= 0) {
            int code = convert_frame(av, error);
            av_frame_unref(av->frame);
            if (code)
                return code;
        } else if (result == AVERROR_EOF || (av->draining && result == AVERROR(EAGAIN))) {
            av->finished = true;
        } else {
            if (result != AVERROR(EAGAIN))
                av->damaged_packets++;
            if (av->draining)
                av->finished = true;
            else
                feed(av);
        }
    }
    return GR_OK;
}

static int av_read(void *state, float *interleaved, int frames, int *got, GrError *error)
{
    AvState *av = state;
    *got = 0;
    int code = decode_more(av, error);
    if (code)
        return code;
    size_t frame_bytes = sizeof(float) * (size_t)av->channels;
    if (av->silence_left > 0) {
        *got = av->silence_left < frames ? (int)av->silence_left : frames;
        memset(interleaved, 0, frame_bytes * (size_t)*got);
        av->silence_left -= *got;
    } else {
        int left = av->pending_count - av->pending_given;
        *got = left < frames ? left : frames;
        if (*got)
            memcpy(interleaved, av->pending + (size_t)av->pending_given * (size_t)av->channels,
                   frame_bytes * (size_t)*got);
        av->pending_given += *got;
    }
    av->given += *got;
    return GR_OK;
}

/* The length that the file promises, or -1 when libav only guesses it from its size. */
static int64_t promised_length(const AvState *av)
{
    const AVStream *stream = av->format->streams[av->stream];
    double promised_s = -1;
    if (av->format->duration_estimation_method == AVFMT_DURATION_FROM_BITRATE)
        return -1;
    if (stream->duration > 0)
        promised_s = seconds(stream->duration, stream->time_base);
    else if (av->format->duration > 0)
        promised_s = (double)av->format->duration / AV_TIME_BASE;
    return promised_s >= 0 && promised_s < 1e6 ? (int64_t)(promised_s * av->rate + 0.5) : -1;
}

static const char *av_damage(void *state)
{
    AvState *av = state;
    int64_t promised = promised_length(av);
    /* Containers round, and count a codec's delay in or not. */
    int64_t grace = av->rate / 4 + promised / 200;
    if (av->read_error)
        snprintf(av->damage, sizeof av->damage, "reading stopped: %s", av_err2str(av->read_error));
    else if (promised > 0 && av->given + grace < promised)
        snprintf(av->damage, sizeof av->damage, "it ends early: %.2f s were promised",
                 (double)promised / av->rate);
    else if (av->damaged_packets)
        snprintf(av->damage, sizeof av->damage, "%d damaged packets", av->damaged_packets);
    else
        return NULL;
    return av->damage;
}

static int open_codec(AvState *av, const char *path, GrError *error)
{
    const AVCodec *decoder = NULL;
    av->stream = av_find_best_stream(av->format, AVMEDIA_TYPE_AUDIO, -1, -1, &decoder, 0);
    if (av->stream == AVERROR_STREAM_NOT_FOUND)
        return gr_error_set(error, GR_E_INPUT, "%s: has no sound in it", path);
    if (av->stream < 0 || !decoder)
        return gr_error_set(error, GR_E_INPUT, "%s: libav has no decoder for its sound", path);
    const AVCodecParameters *parameters = av->format->streams[av->stream]->codecpar;
    av->codec = avcodec_alloc_context3(decoder);
    av->packet = av_packet_alloc();
    av->frame = av_frame_alloc();
    if (!av->codec || !av->packet || !av->frame)
        return gr_error_memory(error, "a sound decoder", sizeof *av);
    av->codec->thread_count = 1;
    int result = avcodec_parameters_to_context(av->codec, parameters);
    av->codec->pkt_timebase = av->format->streams[av->stream]->time_base;
    if (result >= 0)
        result = avcodec_open2(av->codec, decoder, NULL);
    if (result < 0)
        return gr_av_error(error, GR_E_INPUT, result, "%s: its sound (%s) cannot be decoded", path,
                           decoder->name);
    for (unsigned i = 0; i < av->format->nb_streams; i++)
        if ((int)i != av->stream)
            av->format->streams[i]->discard = AVDISCARD_ALL;
    av->rate = av->codec->sample_rate;
    av->channels = av->codec->ch_layout.nb_channels;
    if (av->rate < 1 || av->channels < 1 || av->channels > GR_DECODER_MAX_CHANNELS)
        return gr_error_set(error, GR_E_INPUT, "%s: %d channels at %d Hz cannot be read", path,
                            av->channels, av->rate);
    if (av_channel_layout_copy(&av->layout, &av->codec->ch_layout) < 0)
        return gr_error_memory(error, "a sound decoder", sizeof *av);
    return GR_OK;
}

int gr_decoder_open_libav(const char *path, GrDecoder *decoder, GrError *error)
{
    AvState *av = calloc(1, sizeof *av);
    if (!av)
        return gr_error_memory(error, "a sound decoder", sizeof *av);
    int result = gr_av_open(&av->format, path);
    if (result >= 0)
        result = avformat_find_stream_info(av->format, NULL);
    int code = result < 0 ? gr_av_error(error, GR_E_INPUT, result,
                                        "%s: is not a sound file that can be read", path)
                          : open_codec(av, path, error);
    if (code) {
        av_close(av);
        return code;
    }
    *decoder = (GrDecoder){.state = av,
                           .rate = av->rate,
                           .channels = av->channels,
                           .length = promised_length(av),
                           .read = av_read,
                           .damage = av_damage,
                           .close = av_close};
    return GR_OK;
}

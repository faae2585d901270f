/* SPDX-License-Identifier: MIT */
#include "media/sound_copy.h"

#include "media/av.h"
#include "media/container.h"

#include <libavcodec/avcodec.h>
#include <libavutil/channel_layout.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LEAD_MOST = 16,
    RESERVOIR = 511,
    OPUS_RATE = 48000,    /* whatever its input had */
    OPUS_HEAD_BYTES = 19, /* RFC 7845: the pre-skip is at byte 10, in 48 kHz */
    OPUS_PRE_SKIP = 10,
    GUESSES = 64, /* packets of which one must give sound */
};

enum { IN_MP4 = 1, IN_MOV = 2, IN_MKV = 4, IN_WEBM = 8 };

/* What may be copied and where players take it. `lead`: packets before the first that is heard,
 * which its decoder must have seen: overlapping windows, the bit reservoir of MP3 (511 bytes, which
 * are eight frames at 32 kbit/s and two at 192: RESERVOIR tells), twice the 80 ms of Opus. */
static const struct {
    enum AVCodecID id;
    int lead;
    unsigned in;
} codecs[] = {
    {AV_CODEC_ID_AAC, 2, IN_MP4 | IN_MOV | IN_MKV},
    {AV_CODEC_ID_MP3, 10, IN_MP4 | IN_MOV | IN_MKV},
    {AV_CODEC_ID_AC3, 1, IN_MP4 | IN_MOV | IN_MKV},
    {AV_CODEC_ID_EAC3, 1, IN_MP4 | IN_MOV | IN_MKV},
    {AV_CODEC_ID_ALAC, 0, IN_MP4 | IN_MOV},
    {AV_CODEC_ID_FLAC, 0, IN_MP4 | IN_MKV},
    {AV_CODEC_ID_OPUS, 8, IN_MP4 | IN_MKV | IN_WEBM},
    {AV_CODEC_ID_VORBIS, 2, IN_MKV | IN_WEBM},
};
enum { CODECS = sizeof codecs / sizeof *codecs };

typedef struct Source {
    AVFormatContext *format;
    AVStream *stream;
    AVPacket *packet;
    int codec;       /* of `codecs` */
    int rate;        /* that packets are counted in */
    double origin_s; /* of the stream's clock: where its first sample is heard */
} Source;

/* A packet and where it is heard, in samples since the start of this video. */
typedef struct Placed {
    AVPacket *packet;
    int64_t at, length;
} Placed;

typedef struct Copy {
    const GrSoundCopyJob *job;
    Source source;
    GrSegmentWriter *writer;
    int64_t from, length; /* samples of the source before the video, and of the video */
    Placed lead[LEAD_MOST];
    int lead_count;
    int64_t expected; /* where the next packet is, if it follows the last */
    bool placed, begun;
} Copy;

double gr_sound_gap_s(const AVFormatContext *format, int stream, int64_t first)
{
    const AVStream *sound = format->streams[stream];
    double gap_s = 0;
    if (first == AV_NOPTS_VALUE)
        return 0;
    double sound_s = (double)first * av_q2d(sound->time_base);
    for (unsigned i = 0; i < format->nb_streams; i++) {
        const AVStream *other = format->streams[i];
        if (other->codecpar->codec_type != AVMEDIA_TYPE_VIDEO ||
            other->start_time == AV_NOPTS_VALUE ||
            (other->disposition & AV_DISPOSITION_ATTACHED_PIC))
            continue;
        double later_s = sound_s - (double)other->start_time * av_q2d(other->time_base);
        gap_s = later_s > gap_s ? later_s : gap_s;
    }
    /* Below a codec's own delay it is rounding of the container; above an hour it is nonsense. */
    return gap_s > 0.01 && gap_s < 3600 ? gap_s : 0;
}

static unsigned container_bit(const char *container)
{
    for (int i = 0; gr_container_names[i]; i++)
        if (strcmp(container, gr_container_names[i]) == 0)
            return 1u << i;
    return 0;
}

static int refuse(const char *source, const char *container, enum AVCodecID id, unsigned in,
                  GrError *error)
{
    char others[64] = "";
    size_t used = 0;
    for (int i = 0; gr_container_names[i]; i++)
        if (in & 1u << i)
            used += (size_t)snprintf(others + used, sizeof others - used, "%s%s",
                                     used ? " or " : "", gr_container_names[i]);
    return gr_error_set(error, GR_E_USAGE,
                        "%s: its sound (%s) cannot be copied into %s as it is%s%s; without copy "
                        "(-c:a encode) it is encoded",
                        source, avcodec_get_name(id), container, used ? ", but into " : "", others);
}

static int pick_codec(Source *source, const char *path, const char *container, GrError *error)
{
    const AVCodecParameters *par = source->stream->codecpar;
    unsigned bit = container_bit(container), in = 0;
    source->codec = -1;
    for (int i = 0; i < CODECS; i++)
        if (codecs[i].id == par->codec_id) {
            source->codec = i;
            in = codecs[i].in;
        }
    if (!(in & bit))
        return refuse(path, container, par->codec_id, in, error);
    bool needs_head = par->codec_id != AV_CODEC_ID_MP3 && par->codec_id != AV_CODEC_ID_AC3 &&
                      par->codec_id != AV_CODEC_ID_EAC3;
    if (needs_head && !par->extradata_size)
        return gr_error_set(error, GR_E_USAGE,
                            "%s: its sound (%s) has no header that could be copied into %s; "
                            "without copy (-c:a encode) it is encoded",
                            path, avcodec_get_name(par->codec_id), container);
    source->rate = par->codec_id == AV_CODEC_ID_OPUS ? OPUS_RATE : par->sample_rate;
    return source->rate > 0 ? GR_OK
                            : gr_error_set(error, GR_E_INPUT, "%s: has no sample rate", path);
}

static void close_source(Source *source)
{
    av_packet_free(&source->packet);
    avformat_close_input(&source->format);
}

static int open_source(const char *path, const char *container, Source *source, GrError *error)
{
    memset(source, 0, sizeof *source);
    source->packet = av_packet_alloc();
    if (!source->packet)
        return gr_error_memory(error, "a sound", sizeof *source);
    int result = gr_av_open(&source->format, path);
    if (result >= 0)
        result = avformat_find_stream_info(source->format, NULL);
    int stream = result < 0
                     ? result
                     : av_find_best_stream(source->format, AVMEDIA_TYPE_AUDIO, -1, -1, NULL, 0);
    if (stream < 0)
        return gr_av_error(error, GR_E_INPUT, stream, "%s: has no sound that can be copied", path);
    for (unsigned i = 0; i < source->format->nb_streams; i++)
        if ((int)i != stream)
            source->format->streams[i]->discard = AVDISCARD_ALL;
    source->stream = source->format->streams[stream];
    return pick_codec(source, path, container, error);
}

int gr_sound_copy_check(const char *path, const char *container, GrError *error)
{
    Source source;
    int code = open_source(path, container, &source, error);
    close_source(&source);
    return code;
}

/* The next packet of the sound; false at the end. */
static bool next_packet(Source *source)
{
    for (;;) {
        av_packet_unref(source->packet);
        if (av_read_frame(source->format, source->packet) < 0)
            return false;
        if (source->packet->stream_index == source->stream->index)
            return true;
    }
}

/* Where a decoder begins to give samples: whatever containers and codecs say of delays, this is
 * what is heard. */
static int find_origin(Source *source, const char *path, GrError *error)
{
    const AVCodecParameters *par = source->stream->codecpar;
    const AVCodec *codec = avcodec_find_decoder(par->codec_id);
    AVCodecContext *decoder = codec ? avcodec_alloc_context3(codec) : NULL;
    AVFrame *frame = av_frame_alloc();
    int64_t first = AV_NOPTS_VALUE;
    int result = !codec             ? AVERROR_DECODER_NOT_FOUND
                 : decoder && frame ? avcodec_parameters_to_context(decoder, par)
                                    : AVERROR(ENOMEM);
    if (result >= 0) {
        decoder->thread_count = 1;
        decoder->pkt_timebase = source->stream->time_base;
        result = avcodec_open2(decoder, codec, NULL);
    }
    bool found = false;
    for (int i = 0; i < GUESSES && result >= 0 && !found && next_packet(source); i++) {
        if (avcodec_send_packet(decoder, source->packet) < 0)
            continue;
        found = avcodec_receive_frame(decoder, frame) >= 0;
        first = found ? frame->best_effort_timestamp : first;
    }
    if (found && first != AV_NOPTS_VALUE)
        source->origin_s = (double)first * av_q2d(source->stream->time_base) -
                           gr_sound_gap_s(source->format, source->stream->index, first);
    av_frame_free(&frame);
    avcodec_free_context(&decoder);
    return found ? GR_OK
                 : gr_av_error(error, GR_E_INPUT, result < 0 ? result : AVERROR_INVALIDDATA,
                               "%s: no sound could be read", path);
}

/* Samples in a packet. *exact: not rounded by a container's clock. */
static int64_t length_of(const Source *source, bool *exact)
{
    const AVRational base = source->stream->time_base, sample = {1, source->rate};
    int samples = av_get_audio_frame_duration2(source->stream->codecpar, source->packet->size);
    int64_t length = av_rescale_q(source->packet->duration, base, sample);
    bool counted = length > 0 && base.num * (int64_t)source->rate == base.den;
    *exact = (counted || samples > 0) &&
             source->stream->codecpar->codec_id != AV_CODEC_ID_VORBIS; /* of two kinds of packets */
    return counted || samples <= 0 ? length : samples;
}

/* Packets follow each other, as they do for a decoder, whatever rounding their times went through.
 * Only where their lengths are rounded as well, times keep them from drifting. */
static int64_t place_of(const Copy *copy, bool exact)
{
    const Source *source = &copy->source;
    const AVRational base = source->stream->time_base;
    int64_t pts = source->packet->pts;
    if (pts == AV_NOPTS_VALUE || (copy->placed && exact))
        return copy->expected;
    double at_s = (double)pts * av_q2d(base) - source->origin_s, at = at_s * source->rate;
    int64_t place = (int64_t)(at < 0 ? at - 0.5 : at + 0.5) - copy->from;
    int64_t slack = (int64_t)(1.5 * av_q2d(base) * source->rate) + 1;
    int64_t off = place - copy->expected;
    return copy->placed && off <= slack && off >= -slack ? copy->expected : place;
}

static int write_stream(Copy *copy, int64_t first, GrError *error)
{
    const AVCodecParameters *par = copy->source.stream->codecpar;
    GrStreamInfo info = {.extradata_size = par->extradata_size, .sample_rate = copy->source.rate};
    uint8_t *head = malloc((size_t)par->extradata_size + 1);
    if (!head)
        return gr_error_memory(error, "a sound", (size_t)par->extradata_size);
    if (par->extradata_size)
        memcpy(head, par->extradata, (size_t)par->extradata_size);
    snprintf(info.codec, sizeof info.codec, "%s", avcodec_get_name(par->codec_id));
    info.extradata = head;
    info.copied = (GrCopiedStream){.channels = par->ch_layout.nb_channels,
                                   .frame_samples = par->frame_size,
                                   .delay = first < 0 ? (int32_t)-first : 0,
                                   .profile = par->profile,
                                   .bits = par->bits_per_raw_sample,
                                   .bit_rate = (int32_t)par->bit_rate};
    if (par->codec_id == AV_CODEC_ID_OPUS && par->extradata_size >= OPUS_HEAD_BYTES) {
        head[OPUS_PRE_SKIP] = (uint8_t)(info.copied.delay & 255);
        head[OPUS_PRE_SKIP + 1] = (uint8_t)(info.copied.delay >> 8 & 255);
    }
    int code = gr_segment_writer_stream(copy->writer, &info, error);
    free(head);
    return code;
}

static int write_packet(Copy *copy, const Placed *placed, GrError *error)
{
    int64_t beyond = placed->at + placed->length - copy->length;
    int64_t cut = beyond > 0 ? beyond : 0;
    GrPacketInfo info = {.pts = placed->at,
                         .dts = placed->at,
                         .flags = placed->packet->flags & AV_PKT_FLAG_KEY,
                         .size = placed->packet->size,
                         .data = placed->packet->data,
                         .duration = (int32_t)(placed->length - cut),
                         .skip_end = (int32_t)cut};
    int code = copy->begun ? GR_OK : write_stream(copy, placed->at, error);
    copy->begun = true;
    return code ? code : gr_segment_writer_packet(copy->writer, &info, error);
}

static void forget(Copy *copy, int count)
{
    for (int i = 0; i < count; i++)
        av_packet_free(&copy->lead[i].packet);
    copy->lead_count -= count;
    memmove(copy->lead, copy->lead + count, (size_t)copy->lead_count * sizeof *copy->lead);
}

/* Keeps a packet that ends before the video begins, of the last ones that may be needed. */
static int keep(Copy *copy, const Placed *placed, GrError *error)
{
    int most = codecs[copy->source.codec].lead;
    if (!most)
        return GR_OK;
    if (copy->lead_count == most)
        forget(copy, 1);
    Placed *slot = &copy->lead[copy->lead_count];
    *slot = *placed;
    slot->packet = av_packet_clone(placed->packet);
    if (!slot->packet)
        return gr_error_memory(error, "a sound", (unsigned long long)placed->packet->size);
    copy->lead_count++;
    return GR_OK;
}

/* Those of the kept that are not needed after all. */
static int unneeded(const Copy *copy)
{
    int first = copy->lead_count, bytes = 0;
    if (codecs[copy->source.codec].id != AV_CODEC_ID_MP3)
        return 0;
    while (first > 0 && bytes <= RESERVOIR)
        bytes += copy->lead[--first].packet->size;
    return first > 0 ? first - 1 : 0; /* windows overlap as well */
}

static int take_packet(Copy *copy, GrError *error)
{
    bool exact;
    int64_t length = length_of(&copy->source, &exact);
    Placed placed = {copy->source.packet, place_of(copy, exact), length};
    copy->expected = placed.at + placed.length;
    copy->placed = true;
    if (placed.at >= copy->length)
        return GR_OK;
    /* WebM has no times before 0, and no way to begin within a packet of Vorbis. */
    if (placed.at < 0 && codecs[copy->source.codec].id == AV_CODEC_ID_VORBIS &&
        strcmp(copy->job->container, "webm") == 0)
        return GR_OK;
    if (placed.at + placed.length <= 0)
        return keep(copy, &placed, error);
    int code = GR_OK;
    forget(copy, copy->begun ? 0 : unneeded(copy));
    for (int i = 0; i < copy->lead_count && !code; i++)
        code = write_packet(copy, &copy->lead[i], error);
    forget(copy, copy->lead_count);
    return code ? code : write_packet(copy, &placed, error);
}

static int write_all(Copy *copy, GrError *error)
{
    const GrSoundCopyJob *job = copy->job;
    int code = GR_OK;
    while (!code && (!copy->placed || copy->expected < copy->length) &&
           next_packet(&copy->source)) {
        code = take_packet(copy, error);
        if (job->progress && copy->expected > 0 && copy->length > 0) {
            int64_t done = copy->expected < copy->length ? copy->expected : copy->length;
            job->progress(job->user, av_rescale(job->header.frame_count, done, copy->length));
        }
    }
    if (!code && !copy->begun)
        code = gr_error_set(error, GR_E_INPUT, "%s: has no sound where this part of the show is",
                            job->source);
    return code;
}

int gr_sound_copy_write(const GrSoundCopyJob *job, GrError *error)
{
    Copy copy = {.job = job};
    int code = open_source(job->source, job->container, &copy.source, error);
    if (!code)
        code = find_origin(&copy.source, job->source, error);
    double origin_s = copy.source.origin_s;
    close_source(&copy.source);
    if (!code)
        code = open_source(job->source, job->container, &copy.source, error);
    if (code)
        goto done;
    copy.source.origin_s = origin_s;
    const int rate = copy.source.rate;
    copy.from = av_rescale_rnd(job->start_ns, rate, GR_NS_PER_S, AV_ROUND_NEAR_INF) +
                gr_frame_first_sample(job->header.first_frame, job->fps, rate);
    copy.length = av_rescale_rnd(job->header.frame_count, job->fps.den * rate, job->fps.num,
                                 AV_ROUND_NEAR_INF);
    code = gr_segment_writer_create(job->path, &job->header, &copy.writer, error);
    if (!code)
        code = write_all(&copy, error);
    if (!code)
        code = gr_segment_writer_commit(copy.writer, error);
done:
    forget(&copy, copy.lead_count);
    gr_segment_writer_destroy(copy.writer);
    close_source(&copy.source);
    return code;
}

int gr_sound_copy_parameters(const GrStreamInfo *info, AVCodecParameters *par, GrError *error)
{
    const AVCodecDescriptor *codec = avcodec_descriptor_get_by_name(info->codec);
    if (!codec)
        return gr_error_set(error, GR_E_PLAN, "the sound is %s, which libavcodec does not know",
                            info->codec);
    par->codec_type = AVMEDIA_TYPE_AUDIO;
    par->codec_id = codec->id;
    par->sample_rate = info->sample_rate;
    par->frame_size = info->copied.frame_samples;
    par->initial_padding = info->copied.delay;
    par->profile = info->copied.profile;
    par->bits_per_raw_sample = par->bits_per_coded_sample = info->copied.bits;
    par->bit_rate = info->copied.bit_rate;
    par->seek_preroll = codec->id == AV_CODEC_ID_OPUS ? OPUS_RATE * 80 / 1000 : 0;
    av_channel_layout_default(&par->ch_layout, info->copied.channels);
    if (!info->extradata_size)
        return GR_OK;
    par->extradata = av_mallocz((size_t)info->extradata_size + AV_INPUT_BUFFER_PADDING_SIZE);
    if (!par->extradata)
        return gr_error_memory(error, "a sound", (unsigned long long)info->extradata_size);
    memcpy(par->extradata, info->extradata, (size_t)info->extradata_size);
    par->extradata_size = info->extradata_size;
    return GR_OK;
}

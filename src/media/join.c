/* SPDX-License-Identifier: MIT */
#include "media/join.h"

#include "media/av.h"
#include "media/sound.h"
#include "media/sound_copy.h"

#include <errno.h>
#include <fcntl.h>
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/dict.h>
#include <libavutil/intreadwrite.h>
#include <string.h>
#include <unistd.h>

enum {
    TIMESCALE_MIN = 10000,
    SKIP_BYTES = 10, /* of libav's side data: samples to skip at the start and end, two reasons */
    ASK_EVERY = 64,  /* calls of libav's interrupt callback between two questions to the caller */
};

typedef struct Join {
    const GrJoinJob *job;
    AVFormatContext *mux;
    AVStream *video, *audio;
    AVRational audio_base;
    int64_t audio_shift; /* samples */
    AVPacket *video_packet, *audio_packet;
    bool has_video, has_audio; /* a packet is waiting, in the time bases of the encoders */
    GrSegmentReader *segment, *sound;
    int64_t next_sound; /* packet */
    int next_segment;
    int64_t packet_in_segment;
    int64_t origin;      /* first frame of the first segment, in frames of the whole show */
    int64_t base;        /* first frame of the open segment, in frames of this file */
    int64_t next_packet; /* of the whole file */
    int reorder_depth;
    GrStreamInfo first; /* stream of the first segment, its extradata copied */
    uint8_t *first_extradata;
    int asked;
    bool stopped;
    char *url;
} Join;

/* libav asks this while it reads and writes, which covers the pass that moves the index to the
 * front of the file. */
static int ask(void *user)
{
    Join *join = user;
    if (join->asked++ % ASK_EVERY == 0 && join->job->progress) {
        double done = (double)join->next_packet / (double)join->job->frame_count;
        join->stopped = join->stopped || !join->job->progress(join->job->user, done);
    }
    return join->stopped;
}

static int interrupted(GrError *error)
{
    return gr_error_set(error, GR_E_INTERRUPTED, "interrupted while joining");
}

static uint8_t *copy_extradata(const uint8_t *from, int bytes)
{
    uint8_t *copy = av_mallocz((size_t)bytes + AV_INPUT_BUFFER_PADDING_SIZE);
    if (copy && bytes)
        memcpy(copy, from, (size_t)bytes);
    return copy;
}

static int check_stream(Join *join, const char *path, GrError *error)
{
    const GrStreamInfo *info = gr_segment_reader_stream(join->segment);
    const GrStreamInfo *first = &join->first;
    if (strcmp(info->codec, join->job->encode.codec) != 0)
        return gr_error_set(error, GR_E_PLAN, "%s: encoded by '%s', the plan says '%s'", path,
                            info->codec, join->job->encode.codec);
    if (join->next_segment == 1) {
        join->first = *info;
        join->first_extradata = copy_extradata(info->extradata, info->extradata_size);
        if (!join->first_extradata)
            return gr_error_memory(error, path, (unsigned long long)info->extradata_size);
        return GR_OK;
    }
    if (info->reorder_depth != first->reorder_depth ||
        info->extradata_size != first->extradata_size ||
        (info->extradata_size &&
         memcmp(info->extradata, join->first_extradata, (size_t)info->extradata_size) != 0))
        return gr_error_set(error, GR_E_ENCODE,
                            "%s: its stream header differs from %s, so they cannot be joined; were "
                            "they made by two versions of %s?",
                            path, join->job->segment_paths[0], info->codec);
    return GR_OK;
}

/* Opens the next segment that has frames; none is open after the last. */
static int next_segment(Join *join, GrError *error)
{
    const GrJoinJob *job = join->job;
    if (join->segment)
        join->base += gr_segment_reader_header(join->segment)->frame_count;
    gr_segment_reader_close(join->segment);
    join->segment = NULL;
    join->packet_in_segment = 0;
    if (join->next_segment == job->segment_count) {
        if (join->base != job->frame_count)
            return gr_error_set(error, GR_E_PLAN, "the segments have %lld frames, the plan %lld",
                                (long long)join->base, (long long)job->frame_count);
        return GR_OK;
    }
    const char *path = job->segment_paths[join->next_segment++];
    int code = gr_segment_reader_open(path, job->plan_hash, &join->segment, error);
    if (code)
        return code;
    const GrSegmentHeader *header = gr_segment_reader_header(join->segment);
    if (join->next_segment == 1)
        join->origin = header->first_frame;
    if (header->first_frame != join->origin + join->base)
        return gr_error_set(error, GR_E_PLAN, "%s: starts at frame %lld, %lld comes next", path,
                            (long long)header->first_frame, (long long)(join->origin + join->base));
    return check_stream(join, path, error);
}

/* Fills an empty packet; the times are the caller's to set. */
static int fill_packet(AVPacket *packet, const GrPacketInfo *info, const char *path, GrError *error)
{
    int result = av_new_packet(packet, info->size);
    if (result < 0)
        return gr_av_error(error, GR_E_SPACE, result, "%s", path);
    memcpy(packet->data, info->data, (size_t)info->size);
    packet->flags = info->flags;
    return GR_OK;
}

static int next_video(Join *join, GrError *error)
{
    if (join->has_video)
        return GR_OK;
    int code = GR_OK;
    while (!code && join->segment &&
           join->packet_in_segment == gr_segment_reader_packet_count(join->segment))
        code = next_segment(join, error);
    if (code || !join->segment)
        return code;
    GrPacketInfo info;
    code = gr_segment_reader_packet(join->segment, join->packet_in_segment, &info, error);
    if (code)
        return code;
    const char *path = join->job->segment_paths[join->next_segment - 1];
    int64_t dts = join->next_packet - join->reorder_depth;
    int64_t count = gr_segment_reader_header(join->segment)->frame_count;
    if (info.pts < 0 || info.pts >= count || join->base + info.pts < dts)
        return gr_error_set(error, GR_E_ENCODE, "%s: packet %lld shows frame %lld: out of order",
                            path, (long long)join->packet_in_segment, (long long)info.pts);
    if (join->packet_in_segment == 0 && !(info.flags & AV_PKT_FLAG_KEY))
        return gr_error_set(error, GR_E_ENCODE, "%s: does not start with a key frame", path);
    AVPacket *packet = join->video_packet;
    code = fill_packet(packet, &info, path, error);
    if (code)
        return code;
    packet->pts = join->base + info.pts;
    packet->dts = dts;
    packet->duration = 1;
    join->packet_in_segment++;
    join->next_packet++;
    join->has_video = true;
    return GR_OK;
}

static int next_audio(Join *join, GrError *error)
{
    if (!join->sound || join->has_audio ||
        join->next_sound == gr_segment_reader_packet_count(join->sound))
        return GR_OK;
    GrPacketInfo info;
    AVPacket *packet = join->audio_packet;
    int code = gr_segment_reader_packet(join->sound, join->next_sound, &info, error);
    if (!code)
        code = fill_packet(packet, &info, join->job->sound_path, error);
    if (code)
        return code;
    packet->pts = info.pts + join->audio_shift;
    packet->dts = info.dts + join->audio_shift;
    packet->duration = info.duration;
    if (info.skip_start || info.skip_end) {
        uint8_t *skip = av_packet_new_side_data(packet, AV_PKT_DATA_SKIP_SAMPLES, SKIP_BYTES);
        if (!skip)
            return gr_error_memory(error, join->job->sound_path, SKIP_BYTES);
        memset(skip, 0, SKIP_BYTES);
        AV_WL32(skip, (uint32_t)info.skip_start);
        AV_WL32(skip + 4, (uint32_t)info.skip_end);
    }
    join->next_sound++;
    join->has_audio = true;
    return GR_OK;
}

static AVRational frame_base(const GrJoinJob *job)
{
    return av_inv_q(gr_av_rational(job->encode.fps));
}

static int add_video(Join *join, GrError *error)
{
    const GrJoinJob *job = join->job;
    AVStream *stream = join->video = avformat_new_stream(join->mux, NULL);
    if (!stream)
        return gr_error_memory(error, job->target, sizeof *stream);
    const AVCodec *codec = avcodec_find_encoder_by_name(job->encode.codec);
    if (!codec)
        return gr_error_set(error, GR_E_USAGE, "no encoder '%s'", job->encode.codec);
    AVCodecParameters *par = stream->codecpar;
    par->codec_type = AVMEDIA_TYPE_VIDEO;
    par->codec_id = codec->id;
    par->format = AV_PIX_FMT_YUV420P;
    par->width = job->encode.width;
    par->height = job->encode.height;
    par->sample_aspect_ratio = stream->sample_aspect_ratio = (AVRational){1, 1};
    par->field_order = AV_FIELD_PROGRESSIVE;
    par->color_range = AVCOL_RANGE_MPEG;
    par->color_primaries = AVCOL_PRI_BT709;
    par->color_trc = AVCOL_TRC_BT709;
    par->color_space = AVCOL_SPC_BT709;
    par->chroma_location = AVCHROMA_LOC_CENTER;
    par->video_delay = join->reorder_depth;
    par->extradata = copy_extradata(join->first_extradata, join->first.extradata_size);
    if (!par->extradata)
        return gr_error_memory(error, job->target, (unsigned long long)join->first.extradata_size);
    par->extradata_size = join->first.extradata_size;
    bool quicktime = strcmp(job->container, "mp4") == 0 || strcmp(job->container, "mov") == 0;
    if (codec->id == AV_CODEC_ID_HEVC && quicktime)
        par->codec_tag = MKTAG('h', 'v', 'c', '1'); /* Apple's players want the headers outside */
    stream->time_base = frame_base(job);
    stream->avg_frame_rate = stream->r_frame_rate = gr_av_rational(job->encode.fps);
    return GR_OK;
}

static int open_sound(Join *join, GrError *error)
{
    const GrJoinJob *job = join->job;
    int code = gr_segment_reader_open(job->sound_path, job->plan_hash, &join->sound, error);
    if (code)
        return code;
    const GrSegmentHeader *header = gr_segment_reader_header(join->sound);
    if (header->first_frame != join->origin || header->frame_count != job->frame_count)
        return gr_error_set(
            error, GR_E_PLAN, "%s: the sound of %lld frames from frame %lld, not of %lld from %lld",
            job->sound_path, (long long)header->frame_count, (long long)header->first_frame,
            (long long)job->frame_count, (long long)join->origin);
    return GR_OK;
}

static bool is_matroska(const char *container)
{
    return strcmp(container, "mkv") == 0 || strcmp(container, "webm") == 0;
}

static int add_audio(Join *join, GrError *error)
{
    const GrJoinJob *job = join->job;
    if (!job->sound_path)
        return GR_OK;
    int code = open_sound(join, error);
    if (code)
        return code;
    AVStream *stream = join->audio = avformat_new_stream(join->mux, NULL);
    if (!stream)
        return gr_error_memory(error, job->target, sizeof *stream);
    const GrStreamInfo *info = gr_segment_reader_stream(join->sound);
    code = info->copied.channels
               ? gr_sound_copy_parameters(info, stream->codecpar, error)
               : gr_sound_parameters(info, job->container, stream->codecpar, error);
    stream->codecpar->codec_tag = 0;
    stream->time_base = join->audio_base = (AVRational){1, info->sample_rate};
    /* Matroska says how long Opus takes to get going, and players take that off: the times in the
     * file are later by it, and not negative, which browsers refuse. */
    if (stream->codecpar->codec_id == AV_CODEC_ID_OPUS && is_matroska(job->container))
        join->audio_shift = stream->codecpar->initial_padding;
    return code;
}

/* The program that made the file; MP4's muxer has another name for it than the rest. To be called
 * between init and header: under AVFMT_FLAG_BITEXACT, init removes the tag. */
static void set_tool(Join *join)
{
    const char *comment = join->job->comment;
    bool mp4 = strcmp(join->job->container, "mp4") == 0;
    if (comment && comment[0])
        av_dict_set(&join->mux->metadata, mp4 ? "encoding_tool" : "encoder", comment, 0);
}

static void set_options(Join *join, AVDictionary **options)
{
    const GrJoinJob *job = join->job;
    AVDictionary **tags = &join->mux->metadata;
    if (job->title && job->title[0])
        av_dict_set(tags, "title", job->title, 0);
    if (job->artist && job->artist[0])
        av_dict_set(tags, "artist", job->artist, 0);
    if (job->comment && job->comment[0])
        av_dict_set(tags, "comment", job->comment, 0);
    join->mux->flags |= AVFMT_FLAG_BITEXACT;
    join->mux->strict_std_compliance = FF_COMPLIANCE_EXPERIMENTAL; /* FLAC and Opus in MP4 */
    if (strcmp(job->container, "mp4") == 0 || strcmp(job->container, "mov") == 0) {
        /* A whole number of ticks per frame: a multiple of the rate's numerator. */
        int64_t timescale = job->encode.fps.num;
        while (timescale < TIMESCALE_MIN)
            timescale *= 2;
        av_dict_set(options, "movflags", "+faststart", 0);
        av_dict_set_int(options, "video_track_timescale", timescale, 0);
        av_dict_set(options, "movie_timescale", "48000", 0); /* 1000 rounds the sound's edit */
    } else {
        /* Matroska keeps no DTS; shifting everything by the sound's delay would start the picture
         * late. */
        join->mux->avoid_negative_ts = AVFMT_AVOID_NEG_TS_DISABLED;
    }
}

static int open_mux(Join *join, GrError *error)
{
    const GrJoinJob *job = join->job;
    const char *muxer = gr_container_muxer(job->container);
    int code = gr_container_check(job->container, job->encode.codec, error);
    if (code)
        return code;
    int result = avformat_alloc_output_context2(&join->mux, NULL, muxer, NULL);
    if (result < 0)
        return gr_av_error(error, GR_E_ENCODE, result, "%s", job->target);
    join->url = gr_av_url(job->target);
    join->mux->url = gr_av_url(job->target);
    if (!join->url || !join->mux->url)
        return gr_error_memory(error, job->target, strlen(job->target));
    join->mux->interrupt_callback = (AVIOInterruptCB){ask, join};
    code = add_video(join, error);
    if (!code)
        code = add_audio(join, error);
    if (code)
        return code;
    AVDictionary *options = NULL;
    set_options(join, &options);
    result = avio_open2(&join->mux->pb, join->url, AVIO_FLAG_WRITE, &join->mux->interrupt_callback,
                        NULL);
    if (result >= 0)
        result = avformat_init_output(join->mux, &options);
    set_tool(join);
    if (result >= 0)
        result = avformat_write_header(join->mux, NULL);
    av_dict_free(&options);
    return result < 0 ? gr_av_error(error, GR_E_ENCODE, result, "%s", job->target) : GR_OK;
}

static int write_packet(Join *join, AVPacket *packet, AVStream *stream, AVRational base,
                        GrError *error)
{
    packet->stream_index = stream->index;
    av_packet_rescale_ts(packet, base, stream->time_base);
    int result = av_interleaved_write_frame(join->mux, packet);
    if (result >= 0 && join->mux->pb->error < 0)
        result = join->mux->pb->error;
    return result < 0 ? gr_av_error(error, GR_E_ENCODE, result, "%s", join->job->target) : GR_OK;
}

static int write_all(Join *join, GrError *error)
{
    AVRational video_base = frame_base(join->job);
    for (;;) {
        int code = next_video(join, error);
        if (!code)
            code = next_audio(join, error);
        if (code)
            return code;
        if (ask(join))
            return interrupted(error);
        bool video_next = join->has_video;
        if (join->has_video && join->has_audio)
            video_next = av_compare_ts(join->video_packet->dts, video_base, join->audio_packet->dts,
                                       join->audio_base) <= 0;
        if (video_next) {
            join->has_video = false;
            code = write_packet(join, join->video_packet, join->video, video_base, error);
        } else if (join->has_audio) {
            join->has_audio = false;
            code = write_packet(join, join->audio_packet, join->audio, join->audio_base, error);
        } else {
            return GR_OK;
        }
        if (code)
            return code;
    }
}

/* Closing flushes libav's buffer, so a disk can still turn out to be full here. */
static int close_mux(Join *join, bool complete, GrError *error)
{
    int result = complete ? av_write_trailer(join->mux) : 0;
    if (complete && result >= 0 && join->mux->pb->error < 0)
        result = join->mux->pb->error;
    int closed = avio_closep(&join->mux->pb);
    if (result >= 0)
        result = closed;
    if (!complete || result >= 0)
        return GR_OK;
    return join->stopped ? interrupted(error)
                         : gr_av_error(error, GR_E_ENCODE, result, "%s", join->job->target);
}

static int flush_to_disk(const char *path, GrError *error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return gr_error_errno(error, GR_E_ENCODE, "%s", path);
    int failed = fsync(fd);
    int cause = errno;
    close(fd);
    errno = cause;
    return failed ? gr_error_errno(error, GR_E_ENCODE, "%s: could not be flushed to disk", path)
                  : GR_OK;
}

static void release(Join *join)
{
    avformat_free_context(join->mux);
    gr_segment_reader_close(join->segment);
    gr_segment_reader_close(join->sound);
    av_packet_free(&join->video_packet);
    av_packet_free(&join->audio_packet);
    av_free(join->first_extradata);
    av_free(join->url);
}

int gr_join(const GrJoinJob *job, GrError *error)
{
    Join join = {.job = job};
    gr_av_begin();
    if (job->segment_count < 1 || job->frame_count < 1)
        return gr_error_set(error, GR_E_INTERNAL, "nothing to join");
    int code = GR_OK;
    join.video_packet = av_packet_alloc();
    join.audio_packet = av_packet_alloc();
    if (!join.video_packet || !join.audio_packet)
        code = gr_error_memory(error, "packets", 2 * sizeof(AVPacket));
    if (!code)
        code = next_segment(&join, error);
    join.reorder_depth = join.first.reorder_depth;
    if (!code)
        code = open_mux(&join, error);
    if (!code)
        code = write_all(&join, error);
    bool created = join.mux && join.mux->pb;
    if (created) {
        int closed = close_mux(&join, code == GR_OK, error);
        code = code ? code : closed;
    }
    if (!code)
        code = flush_to_disk(job->target, error);
    if (code && created)
        unlink(job->target);
    release(&join);
    if (!code && job->progress)
        job->progress(job->user, 1.0);
    return code;
}

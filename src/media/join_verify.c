/* SPDX-License-Identifier: MIT */
#include "media/join.h"

#include "media/av.h"
#include "media/join_samples.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    ASK_EVERY = 64, /* packets between two questions to the caller */
    DEFAULT_AUDIO_FRAME = 1024,
};
typedef struct Verify {
    const GrJoinJob *job;
    AVFormatContext *demux;
    AVStream *video, *audio;
    AVPacket *packet;
    GrJoinSamples samples;
    uint8_t *shown;         /* one per frame: a packet with its time was there */
    GrSegmentReader *sound; /* what was to be joined */
    int64_t packets, last_dts, sounds, first_sound, sound_end, last_sound;
    bool matroska, has_dts, has_sound;
} Verify;

static int fail(const Verify *verify, GrError *error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static int fail(const Verify *verify, GrError *error, const char *format, ...)
{
    char what[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    return gr_error_set(error, GR_E_VERIFY, "%s: verification: %s", verify->job->target, what);
}

static int check_streams(Verify *verify, GrError *error)
{
    const GrJoinJob *job = verify->job;
    for (unsigned i = 0; i < verify->demux->nb_streams; i++) {
        AVStream *stream = verify->demux->streams[i];
        AVStream **slot = stream->codecpar->codec_type == AVMEDIA_TYPE_VIDEO   ? &verify->video
                          : stream->codecpar->codec_type == AVMEDIA_TYPE_AUDIO ? &verify->audio
                                                                               : NULL;
        if (!slot || *slot)
            return fail(verify, error, "stream %u is not expected", i);
        *slot = stream;
    }
    if (!verify->video)
        return fail(verify, error, "there is no picture");
    if (job->sound_path && !verify->audio)
        return fail(verify, error, "there is no sound");
    if (!job->sound_path && verify->audio)
        return fail(verify, error, "there is sound, but the show has none");
    const AVCodecParameters *par = verify->video->codecpar;
    const AVCodec *codec = avcodec_find_encoder_by_name(job->encode.codec);
    if (!codec || par->codec_id != codec->id)
        return fail(verify, error, "the video codec is %s, not that of %s",
                    avcodec_get_name(par->codec_id), job->encode.codec);
    if (par->width != job->encode.width || par->height != job->encode.height)
        return fail(verify, error, "the size is %dx%d, not %dx%d", par->width, par->height,
                    job->encode.width, job->encode.height);
    if (par->color_primaries != AVCOL_PRI_BT709 || par->color_trc != AVCOL_TRC_BT709 ||
        par->color_space != AVCOL_SPC_BT709)
        return fail(verify, error,
                    "the colour tags are not BT.709 (primaries %d, transfer %d, matrix %d)",
                    (int)par->color_primaries, (int)par->color_trc, (int)par->color_space);
    return GR_OK;
}

static int check_video_packet(Verify *verify, GrError *error)
{
    const AVPacket *packet = verify->packet;
    const GrJoinJob *job = verify->job;
    AVRational base = verify->video->time_base, frames = av_inv_q(gr_av_rational(job->encode.fps));
    long long number = verify->packets++;
    if (packet->pts == AV_NOPTS_VALUE)
        return fail(verify, error, "video packet %lld has no time", number);
    int64_t frame = av_rescale_q_rnd(packet->pts, base, frames, AV_ROUND_NEAR_INF);
    int64_t exact = av_rescale_q_rnd(frame, frames, base, AV_ROUND_NEAR_INF);
    /* MP4's ticks hold n/fps exactly; Matroska's milliseconds hold its nearest. */
    if (packet->pts != exact)
        return fail(verify, error, "video packet %lld is shown at %.6f s, between frames", number,
                    (double)packet->pts * av_q2d(base));
    if (frame < 0 || frame >= job->frame_count)
        return fail(verify, error, "video packet %lld shows frame %lld, outside 0..%lld", number,
                    (long long)frame, (long long)job->frame_count - 1);
    if (verify->shown[frame])
        return fail(verify, error, "frame %lld is there twice", (long long)frame);
    verify->shown[frame] = 1;
    if (!verify->matroska) { /* which stores no DTS */
        if (packet->dts == AV_NOPTS_VALUE || packet->dts > packet->pts ||
            (verify->has_dts && packet->dts <= verify->last_dts))
            return fail(verify, error, "video packet %lld: its DTS does not ascend", number);
        verify->has_dts = true;
        verify->last_dts = packet->dts;
    }
    return gr_join_samples_offer(&verify->samples, frame, packet, error);
}

/* Byte for byte the packet whose turn it is, at its time but for the rounding of the container. */
static int check_against_made(Verify *verify, GrError *error)
{
    const AVPacket *packet = verify->packet;
    long long number = verify->sounds++;
    const AVRational samples = {1, gr_segment_reader_stream(verify->sound)->sample_rate};
    GrPacketInfo made;
    if (number >= gr_segment_reader_packet_count(verify->sound))
        return fail(verify, error, "there are more than %lld sound packets", number);
    int code = gr_segment_reader_packet(verify->sound, number, &made, error);
    if (code)
        return code;
    if (packet->size != made.size || memcmp(packet->data, made.data, (size_t)made.size) != 0)
        return fail(verify, error, "sound packet %lld is not the one that was made", number);
    int64_t at = av_rescale_q(made.pts, samples, verify->audio->time_base);
    int64_t grace = verify->matroska ? 2 : 1; /* its milliseconds round time and delay apart */
    if (packet->pts > at + grace || packet->pts < at - grace)
        return fail(verify, error, "sound packet %lld is at %.6f s, not at %.6f s", number,
                    (double)packet->pts * av_q2d(verify->audio->time_base),
                    (double)made.pts * av_q2d(samples));
    return GR_OK;
}

static int check_audio_packet(Verify *verify, GrError *error)
{
    const AVPacket *packet = verify->packet;
    if (packet->pts == AV_NOPTS_VALUE)
        return fail(verify, error, "a sound packet has no time");
    if (verify->has_sound && packet->pts < verify->first_sound)
        return fail(verify, error, "the sound's times do not ascend");
    int code = check_against_made(verify, error);
    if (code)
        return code;
    if (!verify->has_sound)
        verify->first_sound = packet->pts;
    verify->has_sound = true;
    if (packet->pts + packet->duration > verify->sound_end) {
        verify->sound_end = packet->pts + packet->duration;
        verify->last_sound = packet->duration;
    }
    return GR_OK;
}

static int read_packets(Verify *verify, GrError *error)
{
    const GrJoinJob *job = verify->job;
    int64_t asked = 0;
    for (;;) {
        int result = av_read_frame(verify->demux, verify->packet);
        if (result == AVERROR_EOF)
            return GR_OK;
        if (result < 0)
            return gr_av_error(error, GR_E_VERIFY, result, "%s: verification", job->target);
        int code = verify->packet->stream_index == verify->video->index
                       ? check_video_packet(verify, error)
                       : check_audio_packet(verify, error);
        av_packet_unref(verify->packet);
        if (code)
            return code;
        double done = (double)verify->packets / (double)job->frame_count;
        if (job->progress && asked++ % ASK_EVERY == 0 && !job->progress(job->user, done))
            return gr_error_set(error, GR_E_INTERRUPTED, "interrupted while verifying");
    }
}

static int check_counts(Verify *verify, GrError *error)
{
    const GrJoinJob *job = verify->job;
    if (verify->packets != job->frame_count) {
        int64_t missing = 0;
        while (missing < job->frame_count && verify->shown[missing])
            missing++;
        return fail(verify, error, "%lld frames, %lld were rendered; frame %lld is missing",
                    (long long)verify->packets, (long long)job->frame_count, (long long)missing);
    }
    if (verify->sound && verify->sounds != gr_segment_reader_packet_count(verify->sound))
        return fail(verify, error, "%lld sound packets, %lld were made", (long long)verify->sounds,
                    (long long)gr_segment_reader_packet_count(verify->sound));
    for (int i = 0; i < verify->samples.count; i++) {
        const GrJoinSample *sample = &verify->samples.list[i];
        if (!sample->packet)
            return fail(verify, error, "frame %lld, where segment %d starts, is not a key frame",
                        (long long)sample->frame, sample->segment);
    }
    return GR_OK;
}

static int check_lengths(Verify *verify, GrError *error)
{
    const GrJoinJob *job = verify->job;
    double frame_s = (double)job->encode.fps.den / (double)job->encode.fps.num;
    double length_s = frame_s * (double)job->frame_count;
    double allowed_s = frame_s / 2.0;
    if (verify->audio) {
        const AVCodecParameters *par = verify->audio->codecpar;
        int samples = par->frame_size > 0 ? par->frame_size : DEFAULT_AUDIO_FRAME;
        double audio_frame_s = (double)samples / (double)par->sample_rate;
        double tick_s = av_q2d(verify->audio->time_base);
        double start_s = (double)verify->first_sound * tick_s;
        double end_s = (double)verify->sound_end * tick_s;
        if (!verify->has_sound)
            return fail(verify, error, "the sound is empty");
        /* A copied sound begins with what its decoder needs, and may be over before the picture. */
        bool copied = gr_segment_reader_stream(verify->sound)->copied.channels > 0;
        if (!copied && fabs(start_s) > audio_frame_s + tick_s)
            return fail(verify, error, "the sound starts at %.4f s", start_s);
        double last_s = (double)verify->last_sound * tick_s; /* counts what is not played, too */
        if (copied && last_s > audio_frame_s)
            audio_frame_s = last_s;
        if (copied ? end_s > length_s + audio_frame_s + tick_s
                   : fabs(end_s - length_s) > audio_frame_s + tick_s)
            return fail(verify, error, "the sound ends at %.4f s, the picture at %.4f s", end_s,
                        length_s);
        if (verify->matroska && audio_frame_s > allowed_s)
            allowed_s = audio_frame_s; /* its duration counts the padding of the last packet, */
        if (verify->matroska && start_s < 0)
            allowed_s -= start_s; /* and what comes before the start */
    }
    double duration_s = (double)verify->demux->duration / AV_TIME_BASE;
    if (verify->demux->duration == AV_NOPTS_VALUE || fabs(duration_s - length_s) > allowed_s + 1e-3)
        return fail(verify, error, "the duration is %.4f s, not %.4f s", duration_s, length_s);
    return GR_OK;
}

/* Looking into the packets would decode some. Matroska's sound has gaps in its times without it. */
static bool header_says_all(const AVFormatContext *demux)
{
    for (unsigned i = 0; i < demux->nb_streams; i++) {
        const AVCodecParameters *par = demux->streams[i]->codecpar;
        if (par->codec_type == AVMEDIA_TYPE_VIDEO && par->width == 0)
            return false; /* MPEG-4 part 2 says its size within */
    }
    return true;
}

static int open_file(Verify *verify, GrError *error)
{
    const GrJoinJob *job = verify->job;
    verify->packet = av_packet_alloc();
    verify->shown = calloc((size_t)job->frame_count + 1, 1);
    if (!verify->packet || !verify->shown)
        return gr_error_memory(error, "verification", (unsigned long long)job->frame_count);
    int result = gr_av_open(&verify->demux, job->target);
    if (result >= 0)
        verify->matroska = strstr(verify->demux->iformat->name, "matroska") != NULL;
    if (result >= 0 && (verify->matroska || !header_says_all(verify->demux)))
        result = avformat_find_stream_info(verify->demux, NULL);
    if (result < 0)
        return gr_av_error(error, GR_E_VERIFY, result, "%s: verification", job->target);
    return GR_OK;
}

int gr_join_verify(const GrJoinJob *job, GrError *error)
{
    Verify verify = {.job = job};
    gr_av_begin();
    int code = gr_join_samples_load(&verify.samples, job, error);
    if (!code)
        code = open_file(&verify, error);
    if (!code)
        code = check_streams(&verify, error);
    if (!code && job->sound_path)
        code = gr_segment_reader_open_again(job->sound_path, job->plan_hash, &verify.sound, error);
    if (!code)
        code = read_packets(&verify, error);
    if (!code)
        code = check_counts(&verify, error);
    if (!code)
        code = check_lengths(&verify, error);
    if (!code)
        code = gr_join_samples_check(&verify.samples, verify.video->codecpar, error);
    avformat_close_input(&verify.demux);
    av_packet_free(&verify.packet);
    gr_join_samples_finish(&verify.samples);
    gr_segment_reader_close(verify.sound);
    free(verify.shown);
    if (!code && job->progress)
        job->progress(job->user, 1.0);
    return code;
}

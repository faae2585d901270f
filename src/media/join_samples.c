/* SPDX-License-Identifier: MIT */
#include "media/join_samples.h"

#include "media/av.h"

#include <libavutil/cpu.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

/* Code values by which a decoded key frame's mean may differ: quantisation moves it by well under
 * one; a picture that is missing, grey or someone else's by tens. */
static const double brightness_tolerance = 6.0;

int gr_join_samples_load(GrJoinSamples *samples, const GrJoinJob *job, GrError *error)
{
    int segments = job->segment_count;
    int count = segments < GR_JOIN_SAMPLES ? segments : GR_JOIN_SAMPLES;
    int64_t origin = 0;
    samples->job = job;
    for (int i = 0; i < count; i++) {
        int segment = count > 1 ? (int)((int64_t)i * (segments - 1) / (count - 1)) : 0;
        GrSegmentReader *reader;
        int code = gr_segment_reader_open_again(job->segment_paths[segment], job->plan_hash,
                                                &reader, error);
        if (code)
            return code;
        const GrSegmentHeader *header = gr_segment_reader_header(reader);
        if (i == 0)
            origin = header->first_frame;
        if (header->frame_count > 0) {
            GrJoinSample *sample = &samples->list[samples->count++];
            sample->frame = header->first_frame - origin;
            sample->segment = segment;
            sample->mean_luma = (double)gr_segment_reader_records(reader)[0].mean_luma;
        }
        gr_segment_reader_close(reader);
    }
    return GR_OK;
}

int gr_join_samples_offer(GrJoinSamples *samples, int64_t frame, const AVPacket *packet,
                          GrError *error)
{
    for (int i = 0; i < samples->count; i++) {
        GrJoinSample *sample = &samples->list[i];
        if (sample->frame != frame || !(packet->flags & AV_PKT_FLAG_KEY))
            continue;
        sample->packet = av_packet_clone(packet);
        if (!sample->packet)
            return gr_error_memory(error, samples->job->target, (unsigned long long)packet->size);
    }
    return GR_OK;
}

/* Mean of the luma plane as full-range code values, the scale of GrFrameRecord. */
static double picture_mean(const AVFrame *picture)
{
    uint64_t sum = 0;
    for (int y = 0; y < picture->height; y++) {
        const uint8_t *row = picture->data[0] + (ptrdiff_t)y * picture->linesize[0];
        for (int x = 0; x < picture->width; x++)
            sum += row[x];
    }
    double mean = (double)sum / ((double)picture->width * picture->height);
    return (mean - 16.0) * 255.0 / 219.0;
}

/* QuickTime has no tag for the range, its pictures are limited by definition; elsewhere the
 * container or the stream must say so. */
static bool range_is_limited(const GrJoinJob *job, const AVCodecParameters *par,
                             const AVFrame *picture)
{
    enum AVColorRange range = picture->color_range;
    if (range == AVCOL_RANGE_UNSPECIFIED)
        range = par->color_range;
    return range == AVCOL_RANGE_MPEG ||
           (range == AVCOL_RANGE_UNSPECIFIED && strcmp(job->container, "mov") == 0);
}

static int check_picture(const GrJoinJob *job, const AVCodecParameters *par, const AVFrame *picture,
                         const GrJoinSample *sample, GrError *error)
{
    long long frame = sample->frame;
    const char *target = job->target;
    if (picture->width != job->encode.width || picture->height != job->encode.height)
        return gr_error_set(error, GR_E_VERIFY, "%s: verification: frame %lld decodes to %dx%d",
                            target, frame, picture->width, picture->height);
    if (!range_is_limited(job, par, picture))
        return gr_error_set(error, GR_E_VERIFY,
                            "%s: verification: frame %lld is not tagged as limited range", target,
                            frame);
    double mean = picture_mean(picture);
    if (!(fabs(mean - sample->mean_luma) <= brightness_tolerance))
        return gr_error_set(error, GR_E_VERIFY,
                            "%s: verification: frame %lld (start of segment %d) decodes to a mean "
                            "brightness of %.2f, but %.2f was drawn",
                            target, frame, sample->segment, mean, sample->mean_luma);
    return GR_OK;
}

static int decode(const GrJoinJob *job, const AVCodecParameters *par, const GrJoinSample *sample,
                  AVFrame *picture, GrError *error)
{
    const AVCodec *codec = avcodec_find_decoder(par->codec_id);
    if (!codec)
        return gr_error_set(error, GR_E_VERIFY,
                            "%s: verification: libavcodec has no decoder for %s", job->target,
                            avcodec_get_name(par->codec_id));
    AVCodecContext *decoder = avcodec_alloc_context3(codec);
    if (!decoder)
        return gr_error_memory(error, "a decoder", sizeof *decoder);
    decoder->thread_count = 1;
    int result = avcodec_parameters_to_context(decoder, par);
    if (result >= 0)
        result = avcodec_open2(decoder, codec, NULL);
    if (result >= 0)
        result = avcodec_send_packet(decoder, sample->packet);
    if (result >= 0)
        result = avcodec_send_packet(decoder, NULL);
    if (result >= 0)
        result = avcodec_receive_frame(decoder, picture);
    avcodec_free_context(&decoder);
    return result < 0
               ? gr_av_error(error, GR_E_VERIFY, result,
                             "%s: verification: frame %lld (start of segment %d) cannot be decoded",
                             job->target, (long long)sample->frame, sample->segment)
               : GR_OK;
}

static void check_sample(const GrJoinJob *job, const AVCodecParameters *par, GrJoinSample *sample)
{
    AVFrame *picture = av_frame_alloc();
    gr_av_begin();
    int code = picture ? decode(job, par, sample, picture, &sample->error)
                       : gr_error_memory(&sample->error, "a picture", sizeof *picture);
    if (!code)
        check_picture(job, par, picture, sample, &sample->error);
    av_frame_free(&picture);
}

typedef struct Crew {
    GrJoinSamples *samples;
    const AVCodecParameters *par;
    atomic_int next;
} Crew;

static void *check_some(void *user)
{
    Crew *crew = user;
    for (int i; (i = atomic_fetch_add(&crew->next, 1)) < crew->samples->count;)
        check_sample(crew->samples->job, crew->par, &crew->samples->list[i]);
    return NULL;
}

int gr_join_samples_check(GrJoinSamples *samples, const AVCodecParameters *par, GrError *error)
{
    Crew crew = {.samples = samples, .par = par};
    pthread_t helpers[GR_JOIN_SAMPLES];
    int cores = av_cpu_count(), started = 0;
    while (started + 1 < cores && started + 1 < samples->count &&
           pthread_create(&helpers[started], NULL, check_some, &crew) == 0)
        started++;
    check_some(&crew);
    while (started > 0)
        pthread_join(helpers[--started], NULL);
    for (int i = 0; i < samples->count; i++) {
        const GrError *own = &samples->list[i].error;
        if (own->code)
            return gr_error_set(error, own->code, "%s", own->message);
    }
    return GR_OK;
}

void gr_join_samples_finish(GrJoinSamples *samples)
{
    for (int i = 0; i < samples->count; i++)
        av_packet_free(&samples->list[i].packet);
}

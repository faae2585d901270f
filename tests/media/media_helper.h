/* SPDX-License-Identifier: MIT
 *
 * What the media tests share: a folder of their own, synthetic pictures and sounds, segments made
 * of them, and a decoder that shows what is in a finished file.
 */
#ifndef MEDIA_HELPER_H
#define MEDIA_HELPER_H

/* cmocka wants these four before itself. */

#include "unit.h"

#include "base/files.h"
#include "base/hash.h"
#include "media/av.h"
#include "media/join.h"
#include "media/sound.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { HELPER_PLAN = 0x1234, HELPER_SEGMENTS_MAX = 16 };

static char helper_folder[256];

static inline int helper_setup(void **state)
{
    (void)state;
    const char *base = getenv("TMPDIR");
    snprintf(helper_folder, sizeof helper_folder, "%s/glyphreel-media-XXXXXX",
             base ? base : "/tmp");
    return mkdtemp(helper_folder) ? 0 : -1;
}

static inline int helper_teardown(void **state)
{
    (void)state;
    return getenv("GLYPHREEL_KEEP") ? 0 : gr_folder_remove(helper_folder, NULL);
}

/* A path in the test's folder; a few live at the same time. */
static inline const char *helper_path(const char *format, ...)
    __attribute__((format(printf, 1, 2)));
static inline const char *helper_path(const char *format, ...)
{
    static char paths[32][512];
    static int next;
    char *path = paths[next++ % 32];
    int used = snprintf(path, sizeof paths[0], "%s/", helper_folder);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(path + used, sizeof paths[0] - (size_t)used, format, arguments);
    va_end(arguments);
    return path;
}

#define assert_done(code, error)                                                                   \
    do {                                                                                           \
        int code_ = (code);                                                                        \
        if (code_)                                                                                 \
            fail_msg("code %d: %s", code_, (error).message);                                       \
    } while (0)

#define assert_refused(expected, text, code, error)                                                \
    do {                                                                                           \
        int code_ = (code);                                                                        \
        if (code_ != (expected) || !strstr((error).message, text))                                 \
            fail_msg("code %d, expected %d with '%s': %s", code_, expected, text,                  \
                     (error).message);                                                             \
    } while (0)

static inline uint64_t helper_file_hash(const char *path)
{
    char *data;
    size_t length;
    GrError error = {0};
    assert_done(gr_file_read(path, (size_t)1 << 30, &data, &length, &error), error);
    uint64_t hash = gr_hash_bytes(data, length, 0);
    free(data);
    return hash;
}

static inline GrEncodeSettings helper_settings(const char *codec, int width, int height,
                                               GrRational fps)
{
    GrEncodeSettings settings = {.crf = -1, .width = width, .height = height, .fps = fps};
    snprintf(settings.codec, sizeof settings.codec, "%s", codec);
    GrError error = {0};
    assert_done(gr_encode_settings_check(&settings, &error), error);
    return settings;
}

/* Moving gradients, a little texture, and a brightness that differs from frame to frame. */
static inline double helper_draw(const GrYuvPicture *picture, int64_t frame)
{
    uint64_t sum = 0;
    int level = 40 + (int)(frame * 37 % 120);
    for (int y = 0; y < picture->height; y++)
        for (int x = 0; x < picture->width; x++) {
            int ramp = (x + y * 2 + (int)frame * 3) & 63;
            int value = level + ramp / 2 + ((x / 8 + y / 8 + (int)frame / 4) & 1) * 12;
            picture->plane[0][y * picture->stride[0] + x] = (uint8_t)value;
            sum += (uint64_t)value;
        }
    for (int plane = 1; plane < 3; plane++)
        for (int y = 0; y < picture->height / 2; y++)
            memset(picture->plane[plane] + y * picture->stride[plane],
                   128 + (plane == 1 ? y : -y) % 40 + (int)(frame % 16),
                   (size_t)picture->width / 2);
    double mean = (double)sum / ((double)picture->width * picture->height);
    return (mean - 16.0) * 255.0 / 219.0;
}

typedef struct HelperSegment {
    GrEncodeSettings settings;
    const char *path;
    int index;
    int64_t first, count;
    double brighter;     /* added to the recorded brightness */
    const uint8_t *flat; /* Y, Cb, Cr of every pixel instead of gradients */
} HelperSegment;

static inline int helper_encode(const HelperSegment *segment, GrError *error)
{
    GrSegmentWriter *writer = NULL;
    GrEncoder *encoder = NULL;
    GrSegmentHeader header = {HELPER_PLAN, 77, segment->index, segment->first, segment->count};
    int code = gr_segment_writer_create(segment->path, &header, &writer, error);
    if (!code)
        code = gr_encoder_create(&segment->settings, writer, &encoder, error);
    for (int64_t i = 0; i < segment->count && !code; i++) {
        GrYuvPicture picture;
        code = gr_encoder_picture(encoder, &picture, error);
        if (code)
            break;
        double mean = helper_draw(&picture, segment->first + i);
        for (int plane = 0; plane < 3 && segment->flat; plane++)
            memset(picture.plane[plane], segment->flat[plane],
                   (size_t)picture.stride[plane] *
                       (size_t)(plane ? picture.height / 2 : picture.height));
        if (segment->flat)
            mean = (segment->flat[0] - 16.0) * 255.0 / 219.0;
        GrFrameRecord record = {(uint64_t)(segment->first + i), (float)(mean + segment->brighter),
                                255};
        code = gr_encoder_send(encoder, i, error);
        if (!code)
            code = gr_segment_writer_record(writer, &record, error);
    }
    if (!code)
        code = gr_encoder_flush(encoder, error);
    if (!code)
        code = gr_segment_writer_commit(writer, error);
    gr_encoder_destroy(encoder);
    gr_segment_writer_destroy(writer);
    return code;
}

/* A set of segments and the job that joins them. */
typedef struct HelperShow {
    char paths[HELPER_SEGMENTS_MAX][512];
    const char *path_list[HELPER_SEGMENTS_MAX];
    char sound_path[512];
    GrJoinJob job;
} HelperShow;

static inline void helper_show(HelperShow *show, const char *name, GrEncodeSettings settings,
                               const char *container, const int *lengths, int64_t first)
{
    GrError error = {0};
    memset(show, 0, sizeof *show);
    int64_t frames = 0;
    int count = 0;
    for (; lengths[count]; count++) {
        snprintf(show->paths[count], sizeof show->paths[0], "%s/%s-%d.seg", helper_folder, name,
                 count);
        show->path_list[count] = show->paths[count];
        HelperSegment segment = {.settings = settings,
                                 .path = show->paths[count],
                                 .index = count,
                                 .first = first + frames,
                                 .count = lengths[count]};
        assert_done(helper_encode(&segment, &error), error);
        frames += lengths[count];
    }
    show->job = (GrJoinJob){.segment_paths = show->path_list,
                            .segment_count = count,
                            .plan_hash = HELPER_PLAN,
                            .encode = settings,
                            .frame_count = frames,
                            .title = "A show",
                            .artist = "Anna B.",
                            .comment = "glyphreel test",
                            .target = helper_path("%s.%s.part", name, container),
                            .container = container};
}

/* Sound: a click every `every` frames of silence, or a loud tone; ends after `length` frames. */
typedef struct HelperSound {
    int64_t position, length, every;
    int rate, channels, largest;
    bool tone;
} HelperSound;

static inline int helper_sound_read(void *user, float *interleaved, int frames, int *got,
                                    GrError *error)
{
    HelperSound *sound = user;
    (void)error;
    int now = frames;
    if (sound->largest && now > sound->largest)
        now = sound->largest;
    if (now > sound->length - sound->position)
        now = (int)(sound->length - sound->position);
    for (int i = 0; i < now; i++) {
        int64_t at = sound->position + i;
        double value = sound->tone ? 0.5 * cos((double)at * 6.283185307179586 * 441.0 / sound->rate)
                                   : (at % sound->every == 0 && at > 0 ? 0.9 : 0.0);
        for (int c = 0; c < sound->channels; c++)
            interleaved[i * sound->channels + c] = (float)value;
    }
    sound->position += now;
    *got = now;
    return GR_OK;
}

static inline GrPcmSource helper_sound(HelperSound *sound)
{
    return (GrPcmSource){helper_sound_read, sound, sound->rate, sound->channels, 0};
}

/* Writes the sound of a show that helper_show has made, for its join. */
static inline int helper_add_sound(HelperShow *show, GrPcmSource source, GrError *error)
{
    GrSegmentReader *first;
    int code = gr_segment_reader_open(show->paths[0], HELPER_PLAN, &first, error);
    if (code)
        return code;
    int64_t origin = gr_segment_reader_header(first)->first_frame;
    gr_segment_reader_close(first);
    snprintf(show->sound_path, sizeof show->sound_path, "%s/sound.grs", helper_folder);
    show->job.sound_path = show->sound_path;
    GrSoundJob job = {.source = source,
                      .path = show->sound_path,
                      .container = show->job.container,
                      .header = {HELPER_PLAN, 78, -1, origin, show->job.frame_count},
                      .fps = show->job.encode.fps};
    return gr_sound_write(&job, error);
}

/* Everything in a finished file, decoded. */
typedef struct HelperMovie {
    int frames;
    int64_t *pts; /* in frames; -1 where the time is not that of a frame */
    uint64_t *hashes;
    int last_yuv[3]; /* of the middle pixel of the last frame */
    float *left;     /* sound after libav has taken out the encoder's delay */
    int64_t samples;
    double sound_start_s; /* when the first of them is heard */
    int rate;
    AVCodecParameters *video, *audio;
    AVDictionary *tags;
    double duration_s;
} HelperMovie;

static inline uint64_t helper_picture_hash(const AVFrame *frame)
{
    uint64_t hash = 0;
    for (int plane = 0; plane < 3; plane++)
        for (int y = 0; y < (plane ? frame->height / 2 : frame->height); y++)
            hash = gr_hash_bytes(frame->data[plane] + y * frame->linesize[plane],
                                 (size_t)(plane ? frame->width / 2 : frame->width), hash);
    return hash;
}

static inline void helper_take_picture(HelperMovie *movie, const AVFrame *frame, AVRational base,
                                       GrRational fps)
{
    movie->pts = realloc(movie->pts, sizeof *movie->pts * (size_t)(movie->frames + 1));
    movie->hashes = realloc(movie->hashes, sizeof *movie->hashes * (size_t)(movie->frames + 1));
    AVRational step = av_inv_q(gr_av_rational(fps));
    int64_t number = av_rescale_q_rnd(frame->pts, base, step, AV_ROUND_NEAR_INF);
    int64_t exact = av_rescale_q_rnd(number, step, base, AV_ROUND_NEAR_INF);
    movie->pts[movie->frames] = frame->pts == exact ? number : -1;
    movie->hashes[movie->frames++] = helper_picture_hash(frame);
    for (int plane = 0; plane < 3; plane++) {
        int shift = plane ? 2 : 1;
        movie->last_yuv[plane] =
            frame->data[plane][frame->height / (2 * shift) * frame->linesize[plane] +
                               frame->width / (2 * shift)];
    }
}

static inline void helper_take_sound(HelperMovie *movie, const AVFrame *frame, AVRational base)
{
    if (!movie->samples)
        movie->sound_start_s = (double)frame->pts * av_q2d(base);
    size_t count = (size_t)(movie->samples + frame->nb_samples + 1);
    movie->left = realloc(movie->left, sizeof *movie->left * count);
    bool planar = av_sample_fmt_is_planar(frame->format) != 0;
    const float *from = (const float *)frame->data[0];
    for (int i = 0; i < frame->nb_samples; i++)
        movie->left[movie->samples++] = from[planar ? i : i * frame->ch_layout.nb_channels];
}

static inline AVCodecContext *helper_decoder(const AVCodecParameters *par, AVRational base)
{
    const AVCodec *codec = avcodec_find_decoder(par->codec_id);
    AVCodecContext *context = avcodec_alloc_context3(codec);
    assert_true(avcodec_parameters_to_context(context, par) >= 0);
    context->thread_count = 1;
    context->pkt_timebase = base;
    assert_true(avcodec_open2(context, codec, NULL) >= 0);
    return context;
}

static inline void helper_decode(HelperMovie *movie, AVCodecContext *decoder, AVPacket *packet,
                                 AVFrame *frame, AVRational base, GrRational fps)
{
    assert_true(avcodec_send_packet(decoder, packet) >= 0);
    while (avcodec_receive_frame(decoder, frame) >= 0) {
        if (decoder->codec_type == AVMEDIA_TYPE_VIDEO)
            helper_take_picture(movie, frame, base, fps);
        else
            helper_take_sound(movie, frame, base);
        av_frame_unref(frame);
    }
}

static inline void helper_movie_open(HelperMovie *movie, const char *path, GrRational fps)
{
    memset(movie, 0, sizeof *movie);
    gr_av_begin();
    AVFormatContext *demux = NULL;
    AVCodecContext *decoders[2] = {NULL};
    AVPacket *packet = av_packet_alloc();
    AVFrame *frame = av_frame_alloc();
    assert_int_equal(avformat_open_input(&demux, path, NULL, NULL), 0);
    assert_true(avformat_find_stream_info(demux, NULL) >= 0);
    assert_in_range(demux->nb_streams, 1, 2);
    for (unsigned i = 0; i < demux->nb_streams; i++) {
        AVCodecParameters *par = demux->streams[i]->codecpar;
        AVCodecParameters **to =
            par->codec_type == AVMEDIA_TYPE_VIDEO ? &movie->video : &movie->audio;
        *to = avcodec_parameters_alloc();
        avcodec_parameters_copy(*to, par);
        decoders[i] = helper_decoder(par, demux->streams[i]->time_base);
        if (par->codec_type == AVMEDIA_TYPE_AUDIO)
            movie->rate = par->sample_rate;
    }
    av_dict_copy(&movie->tags, demux->metadata, 0);
    movie->duration_s = (double)demux->duration / AV_TIME_BASE;
    int64_t sound_end = INT64_MAX;
    while (av_read_frame(demux, packet) >= 0) {
        int i = packet->stream_index;
        if (decoders[i]->codec_type == AVMEDIA_TYPE_AUDIO &&
            demux->streams[i]->time_base.den == movie->rate)
            sound_end = packet->pts + packet->duration;
        helper_decode(movie, decoders[i], packet, frame, demux->streams[i]->time_base, fps);
        av_packet_unref(packet);
    }
    for (unsigned i = 0; i < demux->nb_streams; i++) {
        helper_decode(movie, decoders[i], NULL, frame, demux->streams[i]->time_base, fps);
        avcodec_free_context(&decoders[i]);
    }
    /* The last packet says how much of it counts; libavcodec returns all of it. */
    if (movie->samples > sound_end)
        movie->samples = sound_end;
    av_packet_free(&packet);
    av_frame_free(&frame);
    avformat_close_input(&demux);
}

static inline void helper_movie_close(HelperMovie *movie)
{
    free(movie->pts);
    free(movie->hashes);
    free(movie->left);
    avcodec_parameters_free(&movie->video);
    avcodec_parameters_free(&movie->audio);
    av_dict_free(&movie->tags);
}

/* The pictures of one segment file by itself, in order of time. */
static inline int helper_segment_hashes(const char *path, GrEncodeSettings settings,
                                        uint64_t *hashes)
{
    GrError error = {0};
    GrSegmentReader *reader;
    assert_done(gr_segment_reader_open(path, HELPER_PLAN, &reader, &error), error);
    const GrStreamInfo *info = gr_segment_reader_stream(reader);
    AVCodecParameters *par = avcodec_parameters_alloc();
    par->codec_type = AVMEDIA_TYPE_VIDEO;
    par->codec_id = avcodec_find_encoder_by_name(settings.codec)->id;
    par->width = settings.width;
    par->height = settings.height;
    par->format = AV_PIX_FMT_YUV420P;
    par->extradata = av_mallocz((size_t)info->extradata_size + AV_INPUT_BUFFER_PADDING_SIZE);
    par->extradata_size = info->extradata_size;
    if (info->extradata_size)
        memcpy(par->extradata, info->extradata, (size_t)info->extradata_size);
    AVCodecContext *decoder = helper_decoder(par, av_inv_q(gr_av_rational(settings.fps)));
    AVFrame *frame = av_frame_alloc();
    AVPacket *packet = av_packet_alloc();
    int64_t count = gr_segment_reader_packet_count(reader);
    int frames = 0;
    for (int64_t i = 0; i <= count; i++) {
        GrPacketInfo data = {0};
        if (i < count) {
            assert_done(gr_segment_reader_packet(reader, i, &data, &error), error);
            assert_int_equal(av_new_packet(packet, data.size), 0);
            memcpy(packet->data, data.data, (size_t)data.size);
            packet->pts = data.pts;
            packet->flags = data.flags;
        }
        assert_true(avcodec_send_packet(decoder, i < count ? packet : NULL) >= 0);
        while (avcodec_receive_frame(decoder, frame) >= 0)
            hashes[frames++] = helper_picture_hash(frame);
        av_packet_unref(packet);
    }
    av_packet_free(&packet);
    av_frame_free(&frame);
    avcodec_free_context(&decoder);
    avcodec_parameters_free(&par);
    gr_segment_reader_close(reader);
    return frames;
}

#endif

/* SPDX-License-Identifier: MIT */
#include "media/film_reader.h"

#include "media/av.h"
#include "media/film_drawn.h"
#include "media/film_open.h"
#include "media/film_raster.h"
#include "media/film_stills.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Packets by which a key picture must lie ahead for a jump to be worth it. */
enum { JUMP_LEAST = 12 };

struct GrFilmReader {
    const GrFilm *film;
    GrFilmDemux demux;
    AVCodecContext *decoder;
    AVPacket *packet;
    AVFrame *frame;  /* the last one that was decoded */
    AVFrame *good;   /* the last good one at or before what is wanted, until it is made small */
    int64_t picture; /* its number; -1: none */
    int64_t ahead;   /* number of `frame` where it lies after what was wanted; -1: none */
    int64_t next;    /* the packet that is read next */
    int64_t counted; /* pictures that came out since the start, where nothing else tells them */
    int64_t run;     /* the packet at which this run began; -1: none has */
    /* What cannot be trusted: packets from the broken one to the next key picture. */
    int64_t bad_from, bad_until;
    int64_t damage;
    bool drained;
    bool starved; /* memory was lacking, which is no damage */
    GrFilmReducer *reducer;
    size_t raster_bytes;
    int64_t found;        /* what the last call showed; -1: nothing */
    int64_t made;         /* of this run; the decoder has room for that picture again */
    int64_t kept;         /* a picture that took the place of others; -1: none */
    uint8_t *raster;      /* and how it looks */
    uint8_t *drawn;       /* of the film that the program draws */
    GrFilmStills *stills; /* of a sequence */
};

/* Notes what libav says, and gives it back. */
static int noted(GrFilmReader *reader, int result)
{
    reader->starved = reader->starved || result == AVERROR(ENOMEM);
    return result;
}

/* Some decoders keep to themselves that there was no room for a picture. */
static int make_room(AVCodecContext *decoder, AVFrame *frame, int flags)
{
    return noted(decoder->opaque, avcodec_default_get_buffer2(decoder, frame, flags));
}

static int open_decoder(GrFilmReader *reader, GrError *error)
{
    const AVStream *stream = reader->demux.format->streams[reader->demux.stream];
    AVCodecContext *decoder = reader->decoder = avcodec_alloc_context3(reader->demux.codec);
    reader->packet = av_packet_alloc();
    reader->frame = av_frame_alloc();
    reader->good = av_frame_alloc();
    if (!decoder || !reader->packet || !reader->frame || !reader->good)
        return gr_error_memory(error, "a film's decoder", sizeof *decoder);
    int result = avcodec_parameters_to_context(decoder, stream->codecpar);
    decoder->thread_count = 1;
    decoder->thread_type = FF_THREAD_SLICE; /* a hint at frames would want more of make_room */
    decoder->opaque = reader;
    decoder->get_buffer2 = make_room;
    decoder->pkt_timebase = stream->time_base;
    decoder->flags |= AV_CODEC_FLAG_BITEXACT;
    decoder->idct_algo = FF_IDCT_SIMPLE;
    if (result >= 0)
        result = avcodec_open2(decoder, reader->demux.codec, NULL);
    return result < 0 ? gr_av_error(error, GR_E_INPUT, result, "%s: %s cannot be decoded",
                                    reader->film->path, reader->demux.codec->name)
                      : GR_OK;
}

/* As before the first packet, or before the one that a jump leads to. */
static void forget(GrFilmReader *reader)
{
    avcodec_flush_buffers(reader->decoder);
    av_frame_unref(reader->frame);
    av_frame_unref(reader->good);
    reader->picture = reader->ahead = reader->made = -1;
    reader->bad_from = reader->bad_until = 0;
    reader->counted = 0;
    reader->drained = false;
}

int gr_film_reader_open(const GrFilm *film, int factor, GrFilmReader **out, GrError *error)
{
    GrFilmReader *reader = calloc(1, sizeof *reader);
    *out = NULL;
    if (!reader)
        return gr_error_memory(error, "a film's decoder", sizeof *reader);
    reader->film = film;
    reader->demux.stream = -1;
    reader->damage = reader->run = reader->kept = reader->found = -1;
    int cols, rows;
    gr_film_raster_size(film, factor, &cols, &rows);
    reader->raster_bytes = (size_t)cols * (size_t)rows * 4;
    int code = gr_film_reducer_create(film, factor, &reader->reducer, error);
    reader->raster = malloc(reader->raster_bytes);
    if (!code && !reader->raster) {
        code = gr_error_memory(error, "a film's pictures", reader->raster_bytes);
    } else if (!code && !film->path) {
        reader->drawn = malloc((size_t)film->width * (size_t)film->height * 4);
        code = reader->drawn ? GR_OK : gr_error_memory(error, "a film", 0);
    } else if (!code && film->sequence) {
        code = gr_film_stills_open(film, reader->reducer, reader->raster_bytes, &reader->stills,
                                   error);
    } else if (!code) {
        code = gr_film_demux_open(&reader->demux, film->path, error);
        if (!code)
            code = open_decoder(reader, error);
        if (!code)
            forget(reader);
    }
    if (code)
        gr_film_reader_close(reader);
    else
        *out = reader;
    return code;
}

void gr_film_reader_close(GrFilmReader *reader)
{
    if (!reader)
        return;
    av_frame_free(&reader->frame);
    av_frame_free(&reader->good);
    av_packet_free(&reader->packet);
    avcodec_free_context(&reader->decoder);
    gr_film_demux_close(&reader->demux);
    gr_film_stills_close(reader->stills);
    gr_film_reducer_destroy(reader->reducer);
    free(reader->raster);
    free(reader->drawn);
    free(reader);
}

static bool is_ours(const GrFilmReader *reader)
{
    return reader->packet->stream_index == reader->demux.stream && reader->packet->size > 0;
}

/* Reads up to the packet `key`, which is left in reader->packet. */
static bool read_to(GrFilmReader *reader, int64_t key, bool from_start)
{
    const GrFilm *film = reader->film;
    int64_t pts = film->packets[key].pts, number = 0;
    while (noted(reader, av_read_frame(reader->demux.format, reader->packet)) >= 0) {
        if (is_ours(reader)) {
            bool same = from_start ? number == key
                                   : reader->packet->pts == pts &&
                                         ((reader->packet->flags & AV_PKT_FLAG_KEY) || key == 0);
            if (same)
                return true;
            /* Past it: the jump led too far. */
            if (!from_start && reader->packet->pts != AV_NOPTS_VALUE && reader->packet->pts > pts &&
                (reader->packet->flags & AV_PKT_FLAG_KEY))
                break;
            number++;
        }
        av_packet_unref(reader->packet);
    }
    av_packet_unref(reader->packet);
    return false;
}

/* Puts the file at a key packet and leaves that in reader->packet. */
static int jump(GrFilmReader *reader, int64_t key, GrError *error)
{
    const GrFilm *film = reader->film;
    bool there = false;
    forget(reader);
    reader->run = -1;
    if (key > 0 && !film->untimed && reader->demux.format) {
        int result = av_seek_frame(reader->demux.format, reader->demux.stream,
                                   film->packets[key].pts, AVSEEK_FLAG_BACKWARD);
        there = result >= 0 && read_to(reader, key, false);
    }
    /* Some formats cannot jump, and some end up elsewhere: from the start all is found. */
    if (!there) {
        gr_film_demux_close(&reader->demux);
        int code = gr_film_demux_open(&reader->demux, film->path, error);
        if (code)
            return code;
        there = read_to(reader, key, true);
    }
    if (!there && !reader->starved)
        return gr_error_set(error, GR_E_INPUT, "%s: has changed since the show was read",
                            film->path);
    reader->run = reader->next = key;
    return GR_OK;
}

/* What came of packet `at` and all that lies on it, up to the next key picture, is not to be
 * trusted. It may come out late, when that key picture was read long ago. */
static void distrust(GrFilmReader *reader, int64_t at)
{
    const GrFilm *film = reader->film;
    int64_t until = at + 1, picture = film->packets[at].picture;
    if (at >= reader->bad_from && at < reader->bad_until)
        return;
    while (until < reader->next && !film->packets[until].key)
        until++;
    reader->bad_from = at;
    reader->bad_until = until < reader->next ? until : INT64_MAX;
    if (picture >= 0 && (reader->damage < 0 || picture < reader->damage))
        reader->damage = picture;
}

/* Gives the decoder the packet at hand, or reads one first; the end of the file drains it. */
static void feed(GrFilmReader *reader)
{
    const GrFilm *film = reader->film;
    bool have = reader->packet->size > 0;
    while (!have && reader->next < film->packet_count &&
           noted(reader, av_read_frame(reader->demux.format, reader->packet)) >= 0) {
        have = is_ours(reader);
        if (!have)
            av_packet_unref(reader->packet);
    }
    if (!have) {
        avcodec_send_packet(reader->decoder, NULL);
        reader->drained = true;
        return;
    }
    int64_t at = reader->next++;
    if (film->packets[at].key && reader->bad_until == INT64_MAX)
        reader->bad_until = at;
    if (noted(reader, avcodec_send_packet(reader->decoder, reader->packet)) < 0 ||
        (reader->packet->flags & AV_PKT_FLAG_CORRUPT))
        distrust(reader, at);
    av_packet_unref(reader->packet);
}

/* Which picture a decoded frame is. */
static int64_t number_of(GrFilmReader *reader)
{
    const GrFilm *film = reader->film;
    int64_t pts = reader->frame->best_effort_timestamp, low = 0, high = film->picture_count - 1;
    if (film->untimed || pts == AV_NOPTS_VALUE)
        return reader->counted < film->picture_count ? reader->counted : film->picture_count - 1;
    while (low < high) {
        int64_t middle = low + (high - low + 1) / 2;
        if (film->packets[film->packet[middle]].pts <= pts)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

/* The next picture that comes out, good or not: its number, or -1 at the end. */
static int64_t next_picture(GrFilmReader *reader)
{
    for (;;) {
        int result = noted(reader, avcodec_receive_frame(reader->decoder, reader->frame));
        if (result >= 0) {
            int64_t number = number_of(reader);
            reader->counted++;
            if (reader->frame->decode_error_flags || (reader->frame->flags & AV_FRAME_FLAG_CORRUPT))
                distrust(reader, reader->film->packet[number]);
            return number;
        }
        if (result == AVERROR_EOF || reader->drained || reader->starved)
            return -1;
        if (result != AVERROR(EAGAIN))
            distrust(reader, reader->next - 1);
        feed(reader);
    }
}

/* What is seen before the key picture at which a jump ended may lie on others before it. */
static bool is_trusted(const GrFilmReader *reader, int64_t picture)
{
    const GrFilm *film = reader->film;
    int64_t packet = film->packet[picture];
    bool leads = reader->run > 0 && picture < film->packets[reader->run].picture;
    return !leads && (packet < reader->bad_from || packet >= reader->bad_until);
}

/* Goes on until the wanted picture is there, or is known to be missing. */
static void advance(GrFilmReader *reader, int64_t wanted)
{
    while (reader->picture < wanted) {
        if (reader->ahead < 0)
            reader->ahead = next_picture(reader);
        if (reader->ahead < 0 || reader->ahead > wanted)
            return;
        if (is_trusted(reader, reader->ahead)) {
            av_frame_unref(reader->good);
            av_frame_move_ref(reader->good, reader->frame);
            reader->picture = reader->ahead;
        }
        reader->ahead = -1;
    }
}

static bool is_reachable(const GrFilmReader *reader, int64_t wanted)
{
    const GrFilm *film = reader->film;
    if (reader->run < 0 || wanted < reader->picture)
        return false;
    if (wanted == reader->picture)
        return true;
    if (reader->ahead >= 0 && wanted < reader->ahead)
        return reader->picture >= 0;
    int64_t key = gr_film_key_for(film, wanted, film->packet_count);
    return key - reader->next < JUMP_LEAST;
}

/* What is at hand cannot be gone on with, and what came of it says nothing about the film. */
static int lack_memory(GrFilmReader *reader, int64_t damage, GrError *error)
{
    const GrFilm *film = reader->film;
    reader->starved = false;
    reader->damage = damage;
    reader->run = -1;
    return gr_error_memory(error, film->path, (size_t)film->width * (size_t)film->height * 4);
}

static int decode(GrFilmReader *reader, int64_t wanted, GrError *error)
{
    const GrFilm *film = reader->film;
    const int64_t damage = reader->damage;
    if (is_reachable(reader, wanted)) {
        advance(reader, wanted);
        if (reader->starved)
            return lack_memory(reader, damage, error);
        if (reader->picture >= 0)
            return GR_OK;
    }
    /* Where a key picture is damaged itself, or does not serve, from an earlier one. */
    for (int64_t before = film->packet_count; before > film->first;) {
        int64_t key = gr_film_key_for(film, wanted, before);
        int code = jump(reader, key, error);
        if (code)
            return code;
        if (!reader->starved)
            advance(reader, wanted);
        if (reader->starved)
            return lack_memory(reader, damage, error);
        if (reader->picture >= 0)
            return GR_OK;
        before = key;
    }
    return GR_OK;
}

/* Makes small what was decoded; GR_E_INPUT where there is nothing. What takes the place of others
 * is kept, since they will be asked for. */
static int make_small(GrFilmReader *reader, int64_t wanted, uint8_t *rgba, GrError *error)
{
    if (reader->picture < 0)
        return GR_E_INPUT;
    if (reader->kept == reader->picture) {
        memcpy(rgba, reader->raster, reader->raster_bytes);
        return GR_OK;
    }
    if (!reader->good->buf[0])
        return GR_E_INPUT;
    int code = gr_film_reduce(reader->reducer, reader->good, rgba, error);
    if (code)
        return code;
    if (reader->picture != wanted) {
        memcpy(reader->raster, rgba, reader->raster_bytes);
        reader->kept = reader->picture;
    }
    reader->made = reader->picture;
    av_frame_unref(reader->good);
    return GR_OK;
}

static int show_nothing(GrFilmReader *reader, int64_t picture, uint8_t *rgba)
{
    reader->found = -1;
    if (reader->damage < 0)
        reader->damage = picture;
    memset(rgba, 0, reader->raster_bytes);
    return GR_OK;
}

static int show_still(GrFilmReader *reader, int64_t picture, uint8_t *rgba, GrError *error)
{
    int64_t broken;
    int code =
        gr_film_stills_picture(reader->stills, picture, rgba, &reader->found, &broken, error);
    reader->damage = broken >= 0 ? broken : reader->damage;
    return code || reader->found >= 0 ? code : show_nothing(reader, picture, rgba);
}

int gr_film_reader_picture(GrFilmReader *reader, int64_t picture, uint8_t *rgba, GrError *error)
{
    const GrFilm *film = reader->film;
    reader->found = picture;
    if (reader->drawn) {
        gr_film_drawn_picture(picture, reader->drawn);
        return gr_film_reduce_rgba(reader->reducer, reader->drawn, film->width, film->height, rgba,
                                   error);
    }
    gr_av_begin();
    if (reader->stills)
        return show_still(reader, picture, rgba, error);
    int code = decode(reader, picture, error);
    if (!code && reader->picture >= 0 && reader->picture == reader->made &&
        reader->picture != reader->kept) {
        reader->run = -1; /* its frame was given back: once more from its key picture */
        code = decode(reader, reader->picture, error);
    }
    if (code)
        return code;
    reader->found = reader->picture;
    code = make_small(reader, picture, rgba, error);
    return code == GR_E_INPUT ? show_nothing(reader, picture, rgba) : code;
}

int64_t gr_film_reader_found(const GrFilmReader *reader)
{
    return reader->found;
}

void gr_film_reader_hurry(GrFilmReader *reader)
{
    if (!reader->decoder)
        return;
    reader->decoder->skip_frame = AVDISCARD_NONREF;
    reader->decoder->skip_loop_filter = AVDISCARD_ALL;
}

int64_t gr_film_reader_damage(const GrFilmReader *reader)
{
    return reader->damage;
}

void gr_film_reader_damage_words(const GrFilmReader *reader, char *text, size_t capacity)
{
    const GrFilm *film = reader->film;
    if (reader->stills)
        snprintf(text, capacity, "%s: the picture before stays",
                 gr_film_stills_why(reader->stills));
    else
        snprintf(text, capacity, "%s: is damaged at %.2f s: the last good picture stays",
                 film->path, (double)film->start_ns[reader->damage] / GR_NS_PER_S);
}

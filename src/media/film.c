/* SPDX-License-Identifier: MIT */
#include "media/film.h"

#include "base/rational.h"
#include "media/av.h"
#include "media/film_drawn.h"
#include "media/film_glance.h"
#include "media/film_key.h"
#include "media/film_open.h"
#include "media/film_sequence.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    PICTURES_MAX = 1 << 24,
    SIDE_MAX = 16384,
    PIXELS_MAX = 1 << 26,
    GLANCE_PIXELS = 16000000, /* that may be decoded for a glance */
    GLANCE_LEAST = 6          /* pictures that may be, however large */
};

static const int64_t A_MILLISECOND = 1000000;
static const double LATE_SOUND_S = 0.1, AN_HOUR_S = 3600.0;
/* From the first picture to the last: three years, which is far from what 64 bits of nanoseconds
 * hold. */
static const double SPAN_MAX_S = 1.0e8;

typedef struct Scan {
    const GrFilmDemux *demux;
    AVPacket *packet;
    int64_t capacity;
    int64_t last_duration; /* of the packet that is seen last, in ticks */
    int64_t last_pts;
} Scan;

static int add_packet(GrFilm *film, Scan *scan, GrError *error)
{
    const AVPacket *packet = scan->packet;
    if (film->packet_count == scan->capacity) {
        int64_t capacity = scan->capacity ? 2 * scan->capacity : 1024;
        if (capacity > PICTURES_MAX)
            return gr_error_set(error, GR_E_INPUT, "%s: more than %d pictures", film->path,
                                PICTURES_MAX);
        GrFilmPacket *more = realloc(film->packets, (size_t)capacity * sizeof *more);
        if (!more)
            return gr_error_memory(error, film->path, (size_t)capacity * sizeof *more);
        film->packets = more;
        scan->capacity = capacity;
    }
    bool shown = !(packet->flags & AV_PKT_FLAG_DISCARD);
    bool key = gr_film_packet_is_key(scan->demux->format->streams[film->stream]->codecpar, packet);
    film->untimed = film->untimed || packet->pts == AV_NOPTS_VALUE;
    film->packets[film->packet_count++] =
        (GrFilmPacket){.pts = packet->pts, .picture = shown ? 0 : -1, .key = key};
    if (shown && packet->pts != AV_NOPTS_VALUE && packet->pts >= scan->last_pts) {
        scan->last_pts = packet->pts;
        scan->last_duration = packet->duration;
    }
    return GR_OK;
}

static int scan_packets(GrFilm *film, Scan *scan, GrError *error)
{
    int code = GR_OK;
    scan->last_pts = INT64_MIN;
    scan->packet = av_packet_alloc();
    if (!scan->packet)
        return gr_error_memory(error, film->path, sizeof *scan->packet);
    int result = 0;
    while (!code && (result = av_read_frame(scan->demux->format, scan->packet)) >= 0) {
        if (scan->packet->stream_index == film->stream && scan->packet->size > 0)
            code = add_packet(film, scan, error);
        av_packet_unref(scan->packet);
    }
    av_packet_free(&scan->packet);
    if (!code && result == AVERROR(ENOMEM))
        return gr_error_memory(error, film->path, sizeof *film->packets);
    if (!code && film->packet_count == 0)
        return gr_error_set(error, GR_E_INPUT, "%s: holds no pictures: it is cut short",
                            film->path);
    return code;
}

static AVRational usual_rate(const AVStream *stream)
{
    AVRational rate =
        stream->avg_frame_rate.num > 0 ? stream->avg_frame_rate : stream->r_frame_rate;
    return rate.num > 0 && rate.den > 0 ? rate : (AVRational){25, 1};
}

static int64_t ns_of(int64_t ticks, AVRational base)
{
    return av_rescale_q(ticks, base, (AVRational){1, GR_NS_PER_S});
}

typedef struct Seen {
    int64_t pts, packet;
} Seen;

static int by_time(const void *a, const void *b)
{
    const Seen *one = a, *other = b;
    if (one->pts != other->pts)
        return one->pts < other->pts ? -1 : 1;
    return (one->packet > other->packet) - (one->packet < other->packet);
}

/* What begins in the middle, as recordings do, is seen from its first key picture on: those before
 * lie on others that are not there. */
static void leave_out_the_unfounded(GrFilm *film, const Scan *scan)
{
    int64_t key = 0, first = INT64_MAX;
    while (key < film->packet_count && !film->packets[key].key)
        key++;
    if (key == 0 || key == film->packet_count || film->untimed || film->packets[key].picture < 0)
        return;
    int64_t from = film->packets[key].pts;
    film->first = key;
    for (int64_t i = 0; i < film->packet_count; i++) {
        GrFilmPacket *packet = &film->packets[i];
        if (packet->picture < 0 || (i >= key && packet->pts >= from))
            continue;
        packet->picture = -1;
        first = packet->pts < first ? packet->pts : first;
    }
    if (first < from)
        film->unfounded_ns =
            ns_of(from - first, scan->demux->format->streams[film->stream]->time_base);
}

/* The pictures that are seen, sorted by when. */
static int order_pictures(GrFilm *film, GrError *error)
{
    Seen *seen = malloc((size_t)film->packet_count * sizeof *seen);
    film->packet = malloc((size_t)film->packet_count * sizeof *film->packet);
    film->start_ns = malloc((size_t)film->packet_count * sizeof *film->start_ns);
    if (!seen || !film->packet || !film->start_ns) {
        free(seen);
        return gr_error_memory(error, film->path, (size_t)film->packet_count * sizeof *seen);
    }
    int64_t count = 0;
    for (int64_t i = 0; i < film->packet_count; i++)
        if (film->packets[i].picture >= 0)
            seen[count++] = (Seen){film->untimed ? i : film->packets[i].pts, i};
    qsort(seen, (size_t)count, sizeof *seen, by_time);
    for (int64_t i = 0; i < count; i++) {
        film->packet[i] = seen[i].packet;
        film->packets[seen[i].packet].picture = i;
    }
    film->picture_count = count;
    free(seen);
    if (count == 0)
        return gr_error_set(error, GR_E_INPUT, "%s: none of its pictures is to be seen",
                            film->path);
    /* Whoever counts has to begin at the start. */
    for (int64_t i = 1; i < film->packet_count && film->untimed; i++)
        film->packets[i].key = false;
    film->packets[0].key = true;
    return GR_OK;
}

/* The film begins with its picture, unless its sound is there well before: then with the sound, as
 * whoever hears the file does. */
static int64_t lead_ns(const GrFilm *film, const AVFormatContext *format)
{
    double lead_s = 0, first_s = (double)film->packets[film->packet[0]].pts *
                                 av_q2d(format->streams[film->stream]->time_base);
    for (unsigned i = 0; i < format->nb_streams; i++) {
        const AVStream *stream = format->streams[i];
        if (stream->codecpar->codec_type != AVMEDIA_TYPE_AUDIO ||
            stream->start_time == AV_NOPTS_VALUE)
            continue;
        double later_s = first_s - (double)stream->start_time * av_q2d(stream->time_base);
        lead_s = later_s > lead_s ? later_s : lead_s;
    }
    return lead_s > LATE_SOUND_S && lead_s < AN_HOUR_S ? (int64_t)(lead_s * 1.0e9 + 0.5) : 0;
}

/* A damaged file may claim any times. */
static int check_span(const GrFilm *film, const Scan *scan, GrError *error)
{
    AVRational base = scan->demux->format->streams[film->stream]->time_base;
    double first = (double)film->packets[film->packet[0]].pts;
    double last = (double)film->packets[film->packet[film->picture_count - 1]].pts;
    double lasts = (double)scan->last_duration;
    if (film->untimed || (last - first + (lasts > 0 ? lasts : 0)) * av_q2d(base) <= SPAN_MAX_S)
        return GR_OK;
    return gr_error_set(error, GR_E_INPUT, "%s: its pictures are years apart", film->path);
}

static void time_pictures(GrFilm *film, const Scan *scan)
{
    const AVFormatContext *format = scan->demux->format;
    const AVStream *stream = format->streams[film->stream];
    AVRational base = stream->time_base, rate = usual_rate(stream);
    AVRational frame = {rate.den, rate.num};
    int64_t count = film->picture_count;
    if (film->untimed) {
        for (int64_t i = 0; i < count; i++)
            film->start_ns[i] = ns_of(i, frame);
        film->length_ns = ns_of(count, frame);
        film->tolerance_ns = 1000;
    } else {
        int64_t first = film->packets[film->packet[0]].pts, lead = lead_ns(film, format);
        for (int64_t i = 0; i < count; i++)
            film->start_ns[i] = lead + ns_of(film->packets[film->packet[i]].pts - first, base);
        int64_t last = film->start_ns[count - 1];
        int64_t lasts = scan->last_duration > 0 ? ns_of(scan->last_duration, base)
                        : count > 1             ? last - film->start_ns[count - 2]
                                                : ns_of(1, frame);
        film->length_ns = last + (lasts > 0 ? lasts : 1);
        /* Ticks of a millisecond and less stand for frame rates that they cannot tell exactly. */
        int64_t tick = ns_of(1, base);
        film->tolerance_ns = tick <= A_MILLISECOND ? tick / 2 + 1 : 1000;
    }
    bool guessed = format->duration_estimation_method == AVFMT_DURATION_FROM_BITRATE;
    if (stream->duration > 0 && !guessed)
        film->promised_ns = ns_of(stream->duration, base);
    else if (format->duration > 0 && !guessed)
        film->promised_ns = ns_of(format->duration, AV_TIME_BASE_Q);
}

static GrTurn turn_of(const AVStream *stream)
{
    size_t bytes = 0;
    const uint8_t *matrix = av_stream_get_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, &bytes);
    return gr_turn_of(matrix, bytes);
}

static int describe(GrFilm *film, const GrFilmDemux *demux, GrError *error)
{
    AVStream *stream = demux->format->streams[demux->stream];
    const AVCodecParameters *parameters = stream->codecpar;
    int width = parameters->width, height = parameters->height;
    film->stream = demux->stream;
    film->width = width;
    film->height = height;
    film->turn = turn_of(stream);
    snprintf(film->codec, sizeof film->codec, "%s", demux->codec->name);
    if (width < 1 || height < 1)
        return gr_error_set(error, GR_E_INPUT, "%s: its pictures have no size", film->path);
    if (width > SIDE_MAX || height > SIDE_MAX || (int64_t)width * height > PIXELS_MAX)
        return gr_error_set(error, GR_E_INPUT,
                            "%s: %d x %d pixels: at most %d million are possible, and %d on a side",
                            film->path, width, height, PIXELS_MAX / 1000000, SIDE_MAX);
    AVRational shape = av_guess_sample_aspect_ratio(demux->format, stream, NULL);
    double aspect = (double)width / height;
    if (shape.num > 0 && shape.den > 0)
        aspect *= (double)shape.num / shape.den;
    aspect = film->turn.xx ? aspect : 1.0 / aspect;
    film->aspect = (float)(aspect < 0.01 ? 0.01 : aspect > 100.0 ? 100.0 : aspect);
    return GR_OK;
}

static int read_film(GrFilm *film, GrError *error)
{
    GrFilmDemux demux = {0};
    Scan scan = {.demux = &demux};
    int code = gr_film_demux_open(&demux, film->path, error);
    if (!code)
        code = describe(film, &demux, error);
    if (!code)
        code = scan_packets(film, &scan, error);
    if (!code)
        leave_out_the_unfounded(film, &scan);
    if (!code)
        code = order_pictures(film, error);
    if (!code)
        code = check_span(film, &scan, error);
    if (!code)
        time_pictures(film, &scan);
    gr_film_demux_close(&demux);
    return code ? code : gr_digest_file(film->path, NULL, NULL, &film->digest, error);
}

/* Without a path it is the film that the program draws, without a spec a film's file. */
static int open_film(const char *path, const GrSequenceSpec *spec, GrFilm **out, GrError *error)
{
    GrFilm *film = calloc(1, sizeof *film);
    *out = NULL;
    if (!film)
        return gr_error_memory(error, "a film", sizeof *film);
    film->path = path ? strdup(path) : NULL;
    int code = gr_film_glances_create(film, error);
    if (!code && path && !film->path)
        code = gr_error_memory(error, path, strlen(path));
    if (!code && !path)
        code = gr_film_drawn_describe(film, error);
    else if (!code)
        code = spec ? gr_film_sequence_describe(film, spec, error) : read_film(film, error);
    if (code)
        gr_film_close(film);
    else
        *out = film;
    return code;
}

int gr_film_open(const char *path, GrFilm **out, GrError *error)
{
    return open_film(path, NULL, out, error);
}

int gr_film_open_sequence(const char *pattern, const GrSequenceSpec *spec, GrFilm **out,
                          GrError *error)
{
    return open_film(pattern, spec, out, error);
}

void gr_film_close(GrFilm *film)
{
    if (!film)
        return;
    gr_film_forget_glances(film);
    free(film->glances);
    gr_film_sequence_destroy(film->sequence);
    free(film->path);
    free(film->packets);
    free(film->start_ns);
    free(film->packet);
    free(film);
}

int64_t gr_film_picture_at(const GrFilm *film, int64_t time_ns)
{
    int64_t low = 0, high = film->picture_count - 1;
    while (low < high) {
        int64_t middle = low + (high - low + 1) / 2;
        if (film->start_ns[middle] <= time_ns + film->tolerance_ns)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

/* Halves of the way there and back are as long as the film. */
static int64_t turned_back(int64_t at_ns, int64_t length_ns)
{
    int64_t in = at_ns % (2 * length_ns);
    in = in < 0 ? in + 2 * length_ns : in;
    return in < length_ns ? in : 2 * length_ns - 1 - in;
}

int64_t gr_film_shown(const GrFilm *film, const GrFilmSpec *spec)
{
    /* What is farther is nonsense. */
    double at = spec->at_s > -SPAN_MAX_S ? spec->at_s : -SPAN_MAX_S;
    at = at < SPAN_MAX_S ? at : SPAN_MAX_S;
    int64_t length = film->length_ns;
    /* Rounded, and a little late: a time that a float holds is not quite the one that was meant. */
    int64_t at_ns = (int64_t)(at * 1.0e9 + (at < 0.0 ? -0.5 : 0.5)) + film->tolerance_ns;
    switch (spec->loop) {
    case GR_FILM_REPEAT:
        at_ns %= length;
        at_ns = at_ns < 0 ? at_ns + length : at_ns;
        break;
    case GR_FILM_MIRROR:
        at_ns = turned_back(at_ns, length);
        break;
    case GR_FILM_BLACK:
        if (at_ns < 0 || at_ns >= length)
            return -1;
        break;
    case GR_FILM_HOLD:
        break;
    }
    return gr_film_picture_at(film, at_ns - film->tolerance_ns);
}

/* A key picture serves those that are seen after it; some that are decoded after it are seen before
 * and lie on others (open groups of pictures). */
int64_t gr_film_key_for(const GrFilm *film, int64_t picture, int64_t before)
{
    int64_t packet = film->packet[picture], at = packet < before ? packet : before - 1;
    at = at > film->first ? at : film->first;
    while (at > film->first &&
           !(film->packets[at].key &&
             (film->untimed || film->packets[at].pts <= film->packets[packet].pts)))
        at--;
    return at;
}

int64_t gr_film_glance(const GrFilm *film, int64_t picture)
{
    if (!film->path)
        return picture;
    int64_t most = GLANCE_PIXELS / ((int64_t)film->width * film->height);
    most = most > GLANCE_LEAST ? most : GLANCE_LEAST;
    int64_t key = gr_film_key_for(film, picture, film->packet_count);
    int64_t from = film->packets[key].picture;
    if (from < 0 || picture - from <= most)
        return picture;
    return from + most;
}

bool gr_film_is_made_of(const GrFilm *film, const char *path)
{
    char file[GR_PATH_CAPACITY];
    if (!film->sequence)
        return film->path && gr_path_same_file(path, film->path);
    for (int64_t i = 0; i < film->packet_count; i++) {
        gr_sequence_path(&film->sequence->name, film->sequence->stills[i].number, file);
        if (gr_path_same_file(path, file))
            return true;
    }
    int32_t number = gr_sequence_number(&film->sequence->name, path);
    return number >= 0 && number >= film->sequence->first;
}

const char *gr_film_complaint(const GrFilm *film, char *text, int capacity)
{
    if (film->sequence) {
        long long missing = film->sequence->missing;
        snprintf(text, (size_t)capacity, "lacks %lld of %lld pictures, the first is %d: %s",
                 missing, (long long)film->picture_count, (int)film->sequence->first_missing,
                 "the picture before stays");
        return missing ? text : NULL;
    }
    /* Containers round, and some count a delay in. */
    int64_t grace = GR_NS_PER_S / 2 + film->promised_ns / 100;
    if (film->unfounded_ns > 0) {
        snprintf(text, (size_t)capacity,
                 "begins in the middle: it is seen from its first key picture on, %.2f s later",
                 (double)film->unfounded_ns / GR_NS_PER_S);
        return text;
    }
    if (film->promised_ns <= film->length_ns + grace)
        return NULL;
    snprintf(text, (size_t)capacity, "ends after %.2f s of %.2f s: it is cut short",
             (double)film->length_ns / GR_NS_PER_S, (double)film->promised_ns / GR_NS_PER_S);
    return text;
}

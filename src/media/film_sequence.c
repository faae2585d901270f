/* SPDX-License-Identifier: MIT */
#include "media/film_sequence.h"

#include "base/files.h"
#include "base/rational.h"
#include "media/picture_decode.h"
#include "media/picture_head.h"
#include "media/picture_svg.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { PICTURES_MAX = 1 << 24, FILE_BYTES_MAX = 1 << 30 };

/* What a scene's start as a float may be off by. */
static const int64_t TOLERANCE_NS = 50000;

/* What is known while files are read. */
typedef struct Survey {
    const GrSequenceSpec *spec;
    const GrSequenceNumbers *numbers;
    int64_t from; /* in these, the first that counts */
    char first[GR_PATH_CAPACITY];
    int width, height; /* by the first file's own words; 0: they are not known */
    int orientation;
} Survey;

static int none_found(const GrFilm *film, const Survey *survey, GrError *error)
{
    const GrSequenceNumbers *numbers = survey->numbers;
    if (numbers->count)
        return gr_error_set(error, GR_E_INPUT, "%s: no number from %d on: the last is %d",
                            film->path, (int)survey->spec->first,
                            (int)numbers->list[numbers->count - 1]);
    return gr_error_set(error, GR_E_INPUT, "%s: no file has such a name%s%s%s", film->path,
                        numbers->other[0] ? "; '" : "", numbers->other,
                        numbers->other[0] ? "' has its number written otherwise" : "");
}

/* Which numbers are not there between the first and the last. */
static int check_gaps(const GrFilm *film, const Survey *survey, GrError *error)
{
    const int32_t *list = survey->numbers->list;
    int64_t from = survey->from, last = survey->numbers->count - 1, gap = -1;
    int64_t missing = (int64_t)list[last] - list[from] + 1 - (last - from + 1);
    char path[GR_PATH_CAPACITY], more[64] = "";
    if (survey->spec->first >= 0 && list[from] != survey->spec->first) {
        gr_sequence_path(&film->sequence->name, survey->spec->first, path);
        return gr_error_set(error, GR_E_INPUT, "%s is missing, which would be the first", path);
    }
    if (missing > PICTURES_MAX)
        return gr_error_set(error, GR_E_INPUT, "%s: numbers from %d to %d: more than %d pictures",
                            film->path, (int)list[from], (int)list[last], PICTURES_MAX);
    for (int64_t i = from; i < last && gap < 0; i++)
        gap = list[i + 1] != list[i] + 1 ? i : -1;
    if (gap < 0)
        return GR_OK;
    film->sequence->missing = missing;
    film->sequence->first_missing = list[gap] + 1;
    if (survey->spec->lenient)
        return GR_OK;
    gr_sequence_path(&film->sequence->name, list[gap] + 1, path);
    if (missing > 1)
        snprintf(more, sizeof more, " and %lld other%s are missing", (long long)missing - 1,
                 missing > 2 ? "s" : "");
    return gr_error_set(error, GR_E_INPUT,
                        "%s%s, in a sequence from %d to %d (with --lenient the picture before "
                        "stays)",
                        path, missing > 1 ? more : " is missing", (int)list[from], (int)list[last]);
}

/* Only of a file: whoever opens a pipe waits. */
static int look_at_file(const char *path, struct stat *info, GrError *error)
{
    const char *fault = gr_file_fault(path);
    if (fault)
        return gr_error_set(error, GR_E_INPUT, "%s: %s", path, fault);
    return stat(path, info) < 0 ? gr_error_errno(error, GR_E_INPUT, "%s", path) : GR_OK;
}

static int64_t changed_ns(const struct stat *info)
{
    return (int64_t)info->st_mtim.tv_sec * GR_NS_PER_S + info->st_mtim.tv_nsec;
}

static int check_head(Survey *survey, const char *path, const GrPictureHead *head, bool first,
                      GrError *error)
{
    if (first) {
        survey->width = head->width;
        survey->height = head->height;
        survey->orientation = head->orientation;
        memcpy(survey->first, path, sizeof survey->first);
    }
    if (head->flaw)
        return gr_error_set(error, GR_E_INPUT, "%s: %s", path, head->flaw);
    if (survey->width && !head->width)
        return gr_error_set(error, GR_E_INPUT, "%s: is no picture of a known kind", path);
    return GR_OK;
}

/* Pictures of other kinds are looked at when they are decoded. */
static int check_size(const Survey *survey, const char *path, const GrPictureHead *head,
                      GrError *error)
{
    bool fits = head->width == survey->width && head->height == survey->height;
    if (!survey->width || (fits && head->orientation == survey->orientation))
        return GR_OK;
    if (fits)
        return gr_error_set(error, GR_E_INPUT,
                            "%s is turned by its EXIF orientation %d, %s by %d: the pictures of a "
                            "sequence are turned alike",
                            path, head->orientation, survey->first, survey->orientation);
    return gr_error_set(error, GR_E_INPUT,
                        "%s has %d x %d pixels, %s %d x %d: the pictures of a sequence have one "
                        "size",
                        path, head->width, head->height, survey->first, survey->width,
                        survey->height);
}

/* Reads one file; *broken where there is no picture in it. */
static int read_still(Survey *survey, const GrFilm *film, GrStill *still, bool *broken,
                      GrError *error)
{
    char path[GR_PATH_CAPACITY], *data;
    size_t bytes;
    struct stat info;
    gr_sequence_path(&film->sequence->name, still->number, path);
    bool first = still == film->sequence->stills;
    *broken = false;
    /* Before it is read: what changes meanwhile is not what was read. */
    int code = look_at_file(path, &info, error);
    if (!code)
        code = gr_file_read(path, FILE_BYTES_MAX, &data, &bytes, error);
    if (code)
        return code;
    GrPictureHead head = gr_picture_head((const uint8_t *)data, bytes);
    still->bytes = (int64_t)bytes;
    still->changed_ns = changed_ns(&info);
    still->digest = gr_digest_bytes(data, bytes);
    free(data);
    code = check_head(survey, path, &head, first, error);
    *broken = code != GR_OK;
    return code ? code : check_size(survey, path, &head, error);
}

/* The first picture itself. */
static int look_at_first(GrFilm *film, GrError *error)
{
    char path[GR_PATH_CAPACITY];
    AVFrame *frame = av_frame_alloc();
    gr_sequence_path(&film->sequence->name, film->sequence->stills[0].number, path);
    if (!frame)
        return gr_error_memory(error, path, sizeof *frame);
    int code = gr_svg_is(path) ? gr_error_set(error, GR_E_INPUT,
                                              "%s: an SVG: the pictures of a sequence are of "
                                              "pixels (PNG, JPEG, WebP)",
                                              path)
                               : gr_picture_decode(path, true, frame, error);
    if (!code) {
        film->width = frame->width;
        film->height = frame->height;
        film->turn = gr_picture_turn(path, frame);
        AVRational shape = frame->sample_aspect_ratio;
        double aspect = (double)frame->width / frame->height;
        if (shape.num > 0 && shape.den > 0)
            aspect *= (double)shape.num / shape.den;
        aspect = film->turn.xx ? aspect : 1.0 / aspect;
        film->aspect = (float)(aspect < 0.01 ? 0.01 : aspect > 100.0 ? 100.0 : aspect);
        snprintf(film->codec, sizeof film->codec, "pictures");
    }
    av_frame_free(&frame);
    return code;
}

/* All files, without those that are broken where the reader is lenient. */
static int read_stills(GrFilm *film, Survey *survey, GrError *error)
{
    GrFilmSequence *sequence = film->sequence;
    const int32_t *list = survey->numbers->list + survey->from;
    int64_t count = survey->numbers->count - survey->from;
    sequence->stills = calloc((size_t)count, sizeof *sequence->stills);
    if (!sequence->stills)
        return gr_error_memory(error, film->path, (size_t)count * sizeof *sequence->stills);
    for (int64_t i = 0; i < count; i++) {
        GrStill *still = &sequence->stills[film->packet_count];
        bool broken;
        *still = (GrStill){.number = list[i]};
        int code = read_still(survey, film, still, &broken, error);
        if (code && !(broken && survey->spec->lenient && i > 0))
            return code;
        film->packet_count += !code;
        if (code && (!sequence->missing || list[i] < sequence->first_missing))
            sequence->first_missing = list[i];
        sequence->missing += code != GR_OK;
        if (i == 0 && (code = look_at_first(film, error)) != GR_OK)
            return code;
    }
    return GR_OK;
}

/* One picture for each number; where it has no file, the one before stands. */
static int lay_out(GrFilm *film, const Survey *survey, GrError *error)
{
    const GrRational rate = survey->spec->rate;
    const GrStill *stills = film->sequence->stills;
    const int32_t *list = survey->numbers->list;
    int64_t count = (int64_t)list[survey->numbers->count - 1] - stills[0].number + 1, packet = 0;
    film->picture_count = count;
    film->packets = calloc((size_t)film->packet_count, sizeof *film->packets);
    film->packet = calloc((size_t)count, sizeof *film->packet);
    film->start_ns = calloc((size_t)count, sizeof *film->start_ns);
    GrDigest *digests = calloc((size_t)count, sizeof *digests);
    if (!film->packets || !film->packet || !film->start_ns || !digests) {
        free(digests);
        return gr_error_memory(error, film->path, (size_t)count * sizeof *digests);
    }
    for (int64_t i = 0; i < film->packet_count; i++) {
        int64_t picture = stills[i].number - stills[0].number;
        film->packets[i] = (GrFilmPacket){.pts = picture, .picture = picture, .key = true};
    }
    for (int64_t i = 0; i < count; i++) {
        packet += packet + 1 < film->packet_count && film->packets[packet + 1].picture == i;
        film->packet[i] = packet;
        film->start_ns[i] = gr_frame_start_ns(i, rate);
        digests[i] = stills[packet].digest;
    }
    film->length_ns = gr_frame_start_ns(count, rate);
    film->tolerance_ns = TOLERANCE_NS;
    film->digest = gr_digest_bytes(digests, (size_t)count * sizeof *digests);
    free(digests);
    return GR_OK;
}

int gr_film_sequence_describe(GrFilm *film, const GrSequenceSpec *spec, GrError *error)
{
    GrSequenceNumbers numbers = {0};
    Survey survey = {.spec = spec, .numbers = &numbers};
    film->sequence = calloc(1, sizeof *film->sequence);
    if (!film->sequence)
        return gr_error_memory(error, film->path, sizeof *film->sequence);
    film->sequence->first = spec->first;
    int code = gr_sequence_parse(film->path, &film->sequence->name, error);
    if (!code)
        code = gr_sequence_find(&film->sequence->name, &numbers, error);
    while (survey.from < numbers.count && numbers.list[survey.from] < spec->first)
        survey.from++;
    if (!code && survey.from == numbers.count)
        code = none_found(film, &survey, error);
    if (!code)
        code = check_gaps(film, &survey, error);
    if (!code)
        code = read_stills(film, &survey, error);
    if (!code)
        code = lay_out(film, &survey, error);
    gr_sequence_numbers_finish(&numbers);
    return code;
}

void gr_film_sequence_destroy(GrFilmSequence *sequence)
{
    if (!sequence)
        return;
    free(sequence->stills);
    free(sequence);
}

int gr_film_sequence_check(const GrFilm *film, int64_t packet, char path[GR_PATH_CAPACITY],
                           GrError *error)
{
    const GrStill *still = &film->sequence->stills[packet];
    struct stat info;
    GrDigest digest;
    gr_sequence_path(&film->sequence->name, still->number, path);
    int code = look_at_file(path, &info, error);
    if (code || (info.st_size == still->bytes && changed_ns(&info) == still->changed_ns))
        return code;
    /* A copy of the same, with another date. */
    code = gr_digest_file(path, NULL, NULL, &digest, error);
    if (!code && !gr_digest_equal(digest, still->digest))
        code = gr_error_set(error, GR_E_INPUT, "%s: has changed since the show was read", path);
    return code;
}

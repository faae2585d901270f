/* SPDX-License-Identifier: MIT */
#include "render/flashes.h"

#include "base/grow.h"

#include <stdlib.h>
#include <string.h>

enum {
    TOO_MANY = 4,         /* flashes within a second */
    KEPT = 64,            /* a power of two */
    TOGETHER_RATE = 24,   /* changes within 1/24 s come together */
    LEAST_CHANGE = 26,    /* a tenth of 255, reached */
    DARKER_BELOW = 204,   /* 0.80 of it */
    LEAST_RED_CHANGE = 8, /* 20/320 of GR_RED_ONE, exceeded */
};

enum { DOWN, UP, WAYS, NO_WAY = WAYS };

/* Changes of a block one way that came together with those of others. */
typedef struct Beats {
    uint32_t count;
    int32_t at[KEPT]; /* frames of the last ones, by count */
} Beats;

/* One block's way up and down. */
typedef struct Trace {
    uint8_t least, most; /* where the last change came from, and how far the value went since */
    bool least_red, most_red; /* whether these were saturated reds */
    uint8_t way;              /* of the last change */
    uint8_t swing;            /* the size of the last change that is over */
    int32_t changed;          /* frame of the last change */
    Beats beats[WAYS];
} Trace;

/* What the blocks of one kind do at the frame at hand. */
typedef struct Moment {
    int blocks;    /* that flash too often */
    int64_t first; /* sum of the frames at which too many began */
    int32_t last;  /* latest change */
    int flashes;   /* within a second, of all these */
    int swing;
} Moment;

struct GrFlashes {
    GrLightShape shape;
    GrRational fps;
    int field_cols, field_rows; /* of ten degrees, in blocks */
    Trace *traces[GR_FLASH_KINDS];
    int32_t together; /* frames within which changes come at the same time */
    uint8_t *marks;   /* by block, for one question at a time */
    int16_t *steps;   /* of the number of marked fields that hold a block: as the sums */
    uint16_t *sums;   /* of marked blocks above and left of a corner: (cols + 1) x (rows + 1) */
    int32_t frame;
    GrFlashSpan open[GR_FLASH_KINDS];
    bool is_open[GR_FLASH_KINDS];
    GrFlashSpan *spans;
    int count, capacity;
};

static int within(int value, int most)
{
    return value < 1 ? 1 : value > most ? most : value;
}

/* The frame fills a screen of 16:9 as far as its shape allows. */
static void size_field(GrFlashes *flashes)
{
    const GrLightShape *shape = &flashes->shape;
    double aspect = (double)shape->width / (double)shape->height;
    double height = aspect > 16.0 / 9.0 ? 16.0 / 9.0 / aspect : 1.0; /* of the screen's */
    int rows = (int)(shape->rows / (3.0 * height) + 0.5);
    int cols = (int)(shape->cols * (4.0 / 9.0) / (height * aspect) + 0.5);
    flashes->field_rows = within(rows, shape->rows);
    flashes->field_cols = within(cols, shape->cols);
}

int gr_flashes_create(int width, int height, GrRational fps, GrFlashes **out, GrError *error)
{
    GrFlashes *flashes = calloc(1, sizeof *flashes);
    *out = NULL;
    if (!flashes)
        return gr_error_memory(error, "flashes", sizeof *flashes);
    flashes->shape = gr_light_shape(width, height);
    flashes->fps = fps;
    size_field(flashes);
    int32_t together = (int32_t)(fps.num / fps.den / TOGETHER_RATE);
    flashes->together = together > 1 ? together : 1;
    size_t blocks = (size_t)flashes->shape.cols * (size_t)flashes->shape.rows;
    size_t corners = (size_t)(flashes->shape.cols + 1) * (size_t)(flashes->shape.rows + 1);
    flashes->sums = calloc(corners, sizeof *flashes->sums);
    flashes->steps = calloc(corners, sizeof *flashes->steps);
    flashes->marks = calloc(blocks, 1);
    bool missing = !flashes->sums || !flashes->marks || !flashes->steps;
    for (int kind = 0; kind < GR_FLASH_KINDS; kind++) {
        flashes->traces[kind] = calloc(blocks, sizeof(Trace));
        missing = missing || !flashes->traces[kind];
    }
    if (missing) {
        gr_flashes_destroy(flashes);
        return gr_error_memory(error, "flashes", blocks * 2 * sizeof(Trace));
    }
    *out = flashes;
    return GR_OK;
}

void gr_flashes_destroy(GrFlashes *flashes)
{
    if (!flashes)
        return;
    for (int kind = 0; kind < GR_FLASH_KINDS; kind++)
        free(flashes->traces[kind]);
    free(flashes->sums);
    free(flashes->marks);
    free(flashes->steps);
    free(flashes->spans);
    free(flashes);
}

static bool is_change(GrFlashKind kind, int lower, int higher, bool red)
{
    if (kind == GR_FLASH_RED)
        return red && higher - lower >= LEAST_RED_CHANGE;
    return higher - lower >= LEAST_CHANGE && lower < DARKER_BELOW;
}

static void note_change(Trace *trace, int way, int32_t frame)
{
    if (trace->way != NO_WAY)
        trace->swing = (uint8_t)(trace->most - trace->least);
    trace->way = (uint8_t)way;
    trace->changed = frame;
}

/* Follows a block from turn to turn: it changed once it is far enough from its last turn. */
static void follow(Trace *trace, GrFlashKind kind, int value, bool red, int32_t frame)
{
    if (frame == 0) {
        trace->least = trace->most = (uint8_t)value;
        trace->least_red = trace->most_red = red;
        trace->way = NO_WAY;
        return;
    }
    bool up = trace->way != UP && is_change(kind, trace->least, value, red || trace->least_red);
    bool down = trace->way != DOWN && is_change(kind, value, trace->most, red || trace->most_red);
    if (up || down)
        note_change(trace, up ? UP : DOWN, frame);
    if (up || (trace->way != DOWN && value >= trace->most)) {
        trace->most_red = red || (value == trace->most && trace->most_red);
        trace->most = (uint8_t)value;
    }
    if (down || (trace->way != UP && value <= trace->least)) {
        trace->least_red = red || (value == trace->least && trace->least_red);
        trace->least = (uint8_t)value;
    }
}

/* Whether the second that ends with a frame has begun at another one. */
static bool within_second(const GrFlashes *flashes, int32_t since, int32_t frame)
{
    return (int64_t)(frame - since) * flashes->fps.den < flashes->fps.num;
}

static int32_t beat_at(const Beats *beats, uint32_t back)
{
    return beats->at[(beats->count - back) % KEPT];
}

static bool too_often(const GrFlashes *flashes, const Beats *beats)
{
    return beats->count >= TOO_MANY &&
           within_second(flashes, beat_at(beats, TOO_MANY), flashes->frame);
}

static bool flashes_too_often(const GrFlashes *flashes, const Trace *trace)
{
    return too_often(flashes, &trace->beats[DOWN]) || too_often(flashes, &trace->beats[UP]);
}

static int lesser(int a, int b)
{
    return a < b ? a : b;
}

static void add_to_moment(const GrFlashes *flashes, const Trace *trace, Moment *moment)
{
    int most = 0, first = INT32_MAX;
    for (int way = 0; way < WAYS; way++) {
        const Beats *beats = &trace->beats[way];
        uint32_t known = beats->count < KEPT ? beats->count : KEPT, beat = 0;
        while (beat < known && within_second(flashes, beat_at(beats, beat + 1), flashes->frame))
            beat++;
        most = (int)beat > most ? (int)beat : most;
        if (beat >= TOO_MANY)
            first = lesser(first, beat_at(beats, TOO_MANY));
    }
    moment->first += first;
    moment->flashes += most;
    moment->last = trace->changed > moment->last ? trace->changed : moment->last;
    moment->swing = trace->swing > moment->swing ? trace->swing : moment->swing;
    moment->blocks++;
}

static void follow_blocks(GrFlashes *flashes, GrFlashKind kind, const uint8_t *light)
{
    int blocks = flashes->shape.cols * flashes->shape.rows;
    for (int i = 0; i < blocks; i++) {
        bool is_red = kind == GR_FLASH_RED;
        int value = is_red ? light[blocks + i] >> 1 : light[i];
        follow(&flashes->traces[kind][i], kind, value, is_red && (light[blocks + i] & 1),
               flashes->frame);
    }
}

static void sum_marks(GrFlashes *flashes)
{
    int cols = flashes->shape.cols, width = cols + 1;
    for (int row = 0; row < flashes->shape.rows; row++) {
        uint16_t *above = flashes->sums + row * width, *sums = above + width;
        uint16_t along = 0;
        for (int col = 0; col < cols; col++) {
            along = (uint16_t)(along + flashes->marks[row * cols + col]);
            sums[col + 1] = (uint16_t)(above[col + 1] + along);
        }
    }
}

/* Whether more than a quarter of some field is marked. Notes in `steps` where such fields begin and
 * end. */
static bool some_field_is_marked(GrFlashes *flashes)
{
    int high = flashes->field_rows, wide = flashes->field_cols, width = flashes->shape.cols + 1;
    bool some = false;
    sum_marks(flashes);
    memset(flashes->steps, 0,
           (size_t)width * (size_t)(flashes->shape.rows + 1) * sizeof *flashes->steps);
    for (int row = 0; row + high <= flashes->shape.rows; row++) {
        const uint16_t *top = flashes->sums + row * width, *bottom = top + high * width;
        int16_t *begin = flashes->steps + row * width, *end = begin + high * width;
        for (int col = 0; col + wide <= flashes->shape.cols; col++) {
            int blocks = bottom[col + wide] - bottom[col] - top[col + wide] + top[col];
            if (4 * blocks <= high * wide)
                continue;
            some = true;
            begin[col]++, begin[col + wide]--;
            end[col]--, end[col + wide]++;
        }
    }
    return some;
}

/* Leaves only those marks that lie in a field of which they take more than a quarter. */
static void keep_marks_in_fields(GrFlashes *flashes)
{
    int cols = flashes->shape.cols, width = cols + 1;
    for (int row = 0; row < flashes->shape.rows; row++) {
        int16_t *steps = flashes->steps + row * width, *above = steps - width;
        int along = 0;
        for (int col = 0; col < cols; col++) {
            along += steps[col];
            steps[col] = (int16_t)(along + (row > 0 ? above[col] : 0));
            flashes->marks[row * cols + col] &= steps[col] > 0;
        }
    }
}

/* A change counts where more than a quarter of a field changes the same way at the same time. */
static void count_beats(GrFlashes *flashes, GrFlashKind kind, int way)
{
    int blocks = flashes->shape.cols * flashes->shape.rows, marked = 0;
    Trace *traces = flashes->traces[kind];
    for (int i = 0; i < blocks; i++) {
        flashes->marks[i] =
            traces[i].way == way && flashes->frame - traces[i].changed < flashes->together;
        marked += flashes->marks[i];
    }
    if (4 * marked <= flashes->field_cols * flashes->field_rows || !some_field_is_marked(flashes))
        return;
    keep_marks_in_fields(flashes);
    for (int i = 0; i < blocks; i++) {
        Beats *beats = &traces[i].beats[way];
        bool counted = beats->count > 0 && beat_at(beats, 1) >= traces[i].changed;
        if (flashes->marks[i] && !counted)
            beats->at[beats->count++ % KEPT] = flashes->frame;
    }
}

/* Whether more than a quarter of some field flashes too often, and how. */
static bool some_field_flashes(GrFlashes *flashes, GrFlashKind kind, Moment *moment)
{
    int blocks = flashes->shape.cols * flashes->shape.rows;
    for (int i = 0; i < blocks; i++) {
        const Trace *trace = &flashes->traces[kind][i];
        flashes->marks[i] = flashes_too_often(flashes, trace);
        if (flashes->marks[i])
            add_to_moment(flashes, trace, moment);
    }
    return moment->blocks > 0 && some_field_is_marked(flashes);
}

static int close_span(GrFlashes *flashes, GrFlashKind kind, GrError *error)
{
    if (!gr_grow((void **)&flashes->spans, &flashes->capacity, flashes->count + 1,
                 sizeof *flashes->spans))
        return gr_error_memory(error, "flashes", sizeof *flashes->spans);
    flashes->spans[flashes->count++] = flashes->open[kind];
    flashes->is_open[kind] = false;
    return GR_OK;
}

static float greater(float a, float b)
{
    return a > b ? a : b;
}

static void extend_span(GrFlashes *flashes, GrFlashKind kind, const Moment *moment)
{
    GrFlashSpan *span = &flashes->open[kind];
    if (!flashes->is_open[kind])
        *span = (GrFlashSpan){.kind = kind, .first = moment->first / moment->blocks};
    flashes->is_open[kind] = true;
    int blocks = flashes->shape.cols * flashes->shape.rows;
    float one = kind == GR_FLASH_RED ? (float)GR_RED_ONE : 255.0f;
    span->last = moment->last > span->last ? moment->last : span->last;
    span->rate = greater(span->rate, (float)moment->flashes / (float)moment->blocks);
    span->area = greater(span->area, (float)moment->blocks / (float)blocks);
    span->change = greater(span->change, (float)moment->swing / one);
}

int gr_flashes_add(GrFlashes *flashes, const uint8_t *light, GrError *error)
{
    int code = GR_OK;
    for (int kind = 0; kind < GR_FLASH_KINDS && !code; kind++) {
        Moment moment = {.blocks = 0};
        follow_blocks(flashes, (GrFlashKind)kind, light);
        count_beats(flashes, (GrFlashKind)kind, DOWN);
        count_beats(flashes, (GrFlashKind)kind, UP);
        if (some_field_flashes(flashes, (GrFlashKind)kind, &moment))
            extend_span(flashes, (GrFlashKind)kind, &moment);
        else if (flashes->is_open[kind] &&
                 !within_second(flashes, (int32_t)flashes->open[kind].last, flashes->frame))
            code = close_span(flashes, (GrFlashKind)kind, error);
    }
    flashes->frame++;
    return code;
}

int gr_flashes_end(GrFlashes *flashes, GrError *error)
{
    int code = GR_OK;
    for (int kind = 0; kind < GR_FLASH_KINDS && !code; kind++)
        if (flashes->is_open[kind])
            code = close_span(flashes, (GrFlashKind)kind, error);
    return code;
}

const GrFlashSpan *gr_flashes_spans(const GrFlashes *flashes, int *count)
{
    *count = flashes->count;
    return flashes->spans;
}

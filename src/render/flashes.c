/* SPDX-License-Identifier: MIT */
#include "render/flashes.h"

#include "base/grow.h"

#include <stdlib.h>
#include <string.h>

enum {
    CHANGES_TOO_MANY = 7, /* three flashes are six changes */
    CHANGES_KEPT = 64,    /* a power of two */
    LEAST_CHANGE = 26,    /* a tenth of 255, reached */
    DARKER_BELOW = 204,   /* 0.80 of it */
    LEAST_RED_CHANGE = 8, /* 20/320 of GR_RED_ONE, exceeded */
};

/* One block's way up and down. */
typedef struct Trace {
    uint8_t least, most; /* where the last change came from, and how far the value went since */
    bool least_red, most_red; /* whether these were saturated reds */
    int8_t way;               /* of the last change: 1 up, -1 down, 0 none yet */
    uint8_t swing;            /* the size of the last change that is over */
    uint32_t count;           /* of changes */
    int32_t at[CHANGES_KEPT]; /* frames of the last ones, by count */
} Trace;

/* What the blocks of one kind do at the frame at hand. */
typedef struct Moment {
    int blocks;       /* that flash too often */
    int64_t first;    /* sum of the frames of the first changes that are too many */
    int32_t last;     /* latest change */
    uint32_t changes; /* within a second, of all these */
    int swing;
} Moment;

struct GrFlashes {
    GrLightShape shape;
    GrRational fps;
    int field_cols, field_rows; /* of ten degrees, in blocks */
    Trace *traces[GR_FLASH_KINDS];
    uint16_t *sums; /* of flashing blocks above and left of a corner: (cols + 1) x (rows + 1) */
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
    size_t blocks = (size_t)flashes->shape.cols * (size_t)flashes->shape.rows;
    size_t corners = (size_t)(flashes->shape.cols + 1) * (size_t)(flashes->shape.rows + 1);
    flashes->sums = calloc(corners, sizeof *flashes->sums);
    bool missing = !flashes->sums;
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
    if (trace->way)
        trace->swing = (uint8_t)(trace->most - trace->least);
    trace->way = (int8_t)way;
    trace->at[trace->count++ % CHANGES_KEPT] = frame;
}

/* Follows a block from turn to turn: it changed once it is far enough from its last turn. */
static void follow(Trace *trace, GrFlashKind kind, int value, bool red, int32_t frame)
{
    if (frame == 0) {
        trace->least = trace->most = (uint8_t)value;
        trace->least_red = trace->most_red = red;
        return;
    }
    bool up = trace->way <= 0 && is_change(kind, trace->least, value, red || trace->least_red);
    bool down = trace->way >= 0 && is_change(kind, value, trace->most, red || trace->most_red);
    if (up || down)
        note_change(trace, up ? 1 : -1, frame);
    if (up || (trace->way >= 0 && value >= trace->most)) {
        trace->most_red = red || (value == trace->most && trace->most_red);
        trace->most = (uint8_t)value;
    }
    if (down || (trace->way <= 0 && value <= trace->least)) {
        trace->least_red = red || (value == trace->least && trace->least_red);
        trace->least = (uint8_t)value;
    }
}

/* Whether the second that ends with a frame has begun at another one. */
static bool within_second(const GrFlashes *flashes, int32_t since, int32_t frame)
{
    return (int64_t)(frame - since) * flashes->fps.den < flashes->fps.num;
}

static int32_t change_at(const Trace *trace, uint32_t back)
{
    return trace->at[(trace->count - back) % CHANGES_KEPT];
}

static bool flashes_too_often(const GrFlashes *flashes, const Trace *trace)
{
    return trace->count >= CHANGES_TOO_MANY &&
           within_second(flashes, change_at(trace, CHANGES_TOO_MANY), flashes->frame);
}

static void add_to_moment(const GrFlashes *flashes, const Trace *trace, Moment *moment)
{
    uint32_t changes = CHANGES_TOO_MANY;
    uint32_t known = trace->count < CHANGES_KEPT ? trace->count : CHANGES_KEPT;
    while (changes < known && within_second(flashes, change_at(trace, changes + 1), flashes->frame))
        changes++;
    int32_t last = change_at(trace, 1);
    moment->first += change_at(trace, CHANGES_TOO_MANY);
    moment->last = moment->blocks == 0 || last > moment->last ? last : moment->last;
    moment->changes += changes;
    moment->swing = trace->swing > moment->swing ? trace->swing : moment->swing;
    moment->blocks++;
}

static void look_at_blocks(GrFlashes *flashes, GrFlashKind kind, const uint8_t *light,
                           Moment *moment)
{
    int cols = flashes->shape.cols, blocks = cols * flashes->shape.rows;
    for (int i = 0; i < blocks; i++) {
        Trace *trace = &flashes->traces[kind][i];
        int value = kind == GR_FLASH_RED ? light[blocks + i] >> 1 : light[i];
        follow(trace, kind, value, kind == GR_FLASH_RED && (light[blocks + i] & 1), flashes->frame);
        if (flashes_too_often(flashes, trace))
            add_to_moment(flashes, trace, moment);
    }
}

static void sum_blocks(GrFlashes *flashes, GrFlashKind kind)
{
    int cols = flashes->shape.cols, width = cols + 1;
    for (int row = 0; row < flashes->shape.rows; row++) {
        uint16_t *above = flashes->sums + row * width, *sums = above + width;
        uint16_t along = 0;
        for (int col = 0; col < cols; col++) {
            along = (uint16_t)(along + flashes_too_often(flashes,
                                                         &flashes->traces[kind][row * cols + col]));
            sums[col + 1] = (uint16_t)(above[col + 1] + along);
        }
    }
}

/* Whether more than a quarter of some field flashes too often. */
static bool some_field_flashes(GrFlashes *flashes, GrFlashKind kind)
{
    int high = flashes->field_rows, wide = flashes->field_cols, width = flashes->shape.cols + 1;
    sum_blocks(flashes, kind);
    for (int row = 0; row + high <= flashes->shape.rows; row++) {
        const uint16_t *top = flashes->sums + row * width, *bottom = top + high * width;
        for (int col = 0; col + wide <= flashes->shape.cols; col++) {
            int blocks = bottom[col + wide] - bottom[col] - top[col + wide] + top[col];
            if (4 * blocks > high * wide)
                return true;
        }
    }
    return false;
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
    span->rate = greater(span->rate, 0.5f * (float)moment->changes / (float)moment->blocks);
    span->area = greater(span->area, (float)moment->blocks / (float)blocks);
    span->change = greater(span->change, (float)moment->swing / one);
}

int gr_flashes_add(GrFlashes *flashes, const uint8_t *light, GrError *error)
{
    int code = GR_OK;
    for (int kind = 0; kind < GR_FLASH_KINDS && !code; kind++) {
        Moment moment = {.blocks = 0};
        look_at_blocks(flashes, (GrFlashKind)kind, light, &moment);
        if (moment.blocks && some_field_flashes(flashes, (GrFlashKind)kind))
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

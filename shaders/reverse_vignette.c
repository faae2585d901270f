/* SPDX-License-Identifier: MIT
 *
 * Reverse vignette: the middle of the frame lies in the dark and light comes from its edges, as
 * around an eclipse. Within `size` of the way to the edge nothing but the loss is seen, then it
 * eases out over `softness`; the rounding is dithered by less than one code value.
 */
#include "base/level.h"
#include "base/simd.h"
#include "common/dither.h"

#include <string.h>

typedef struct Params {
    float strength, size, softness, roundness;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, strength, "", 0.75, 0, 1, "how much of the light the middle loses"),
    GR_FLOAT(Params, size, "", 0.15, 0, 1,
             "of the wholly dark part; 1 reaches the nearer edge of the frame"),
    GR_FLOAT(Params, softness, "", 0.9, 0.02, 2, "width of the way back into the light"),
    GR_FLOAT(Params, roundness, "", 0.5, 0, 1, "0: an ellipse of the frame's shape .. 1: a circle"),
};

enum {
    REACH = 32767, /* the squared distance at which all is light again */
    FULL = 65000,  /* the loss of the middle, before strength: smoothing needs room for rounding */
};

typedef struct Frame {
    uint16_t range; /* from there to where the wholly dark part begins */
    int shift;      /* range << shift lies in the upper half of 16 bits */
    uint16_t factor, strength;
    float row_scale, row_px; /* of the squared vertical distance; screen units per pixel */
} Frame;

static uint16_t *columns_of(const GrShaderInput *input)
{
    return (uint16_t *)((char *)input->frame_scratch + gr_align64(sizeof(Frame)));
}

static size_t frame_scratch_bytes(const GrShaderInput *input)
{
    return gr_align64(sizeof(Frame)) + (size_t)gr_row_span(input->width) * sizeof(uint16_t);
}

static size_t band_scratch_bytes(const GrShaderInput *input)
{
    return (size_t)gr_row_span(input->width) * sizeof(uint16_t);
}

static void begin(const GrShaderInput *input)
{
    const Params *p = input->params;
    Frame *frame = input->frame_scratch;
    uint16_t *columns = columns_of(input);
    float size = gr_unitf(p->size), end = size + gr_clampf(p->softness, 0.02f, 2.0f);
    float shorter = gr_minf(input->aspect, 1.0f), round = gr_unitf(p->roundness);
    float unit = (float)REACH / (end * end);
    float circle = round / (shorter * shorter);
    float across = circle + (1.0f - round) / (input->aspect * input->aspect);
    frame->row_scale = (circle + 1.0f - round) * unit;
    frame->row_px = 2.0f / (float)input->height;
    frame->strength = (uint16_t)gr_to_int(gr_unitf(p->strength) * 65535.0f);

    frame->range = (uint16_t)gr_to_int((float)REACH - size * size * unit);
    frame->shift = 0;
    while (frame->range << frame->shift < 32768)
        frame->shift++;
    frame->factor =
        (uint16_t)gr_to_int(0.5f * FULL * 65536.0f / (float)(frame->range << frame->shift));

    float column_px = 2.0f * input->aspect / (float)input->width;
    for (int x = 0; x < gr_row_span(input->width); x++) {
        float sx = ((float)x + 0.5f) * column_px - input->aspect;
        columns[x] = (uint16_t)gr_to_int(gr_minf(sx * sx * across * unit, REACH));
    }
}

static void loss_row(const Frame *frame, const uint16_t *columns, uint16_t *loss, uint16_t down,
                     int span)
{
    const Word reach = word_of(REACH), row = word_of(down), range = word_of(frame->range);
    const Word factor = word_of(frame->factor), strength = word_of(frame->strength);
    const int shift = frame->shift, step = (int)(sizeof(Word) / sizeof *loss);
    for (int x = 0; x < span; x += step) {
        Word distance, t, square;
        memcpy(&distance, columns + x, sizeof distance);
        distance = (Word)(distance + row);
        t = (Word)(word_greater(reach, distance) - distance);
        t = (Word)(word_lesser(t, range) << shift);
        t = (Word)(word_high_product(t, factor) * 2);
        square = word_high_product(t, t);
        t = (Word)(square + 2 * (Word)(square - word_high_product(square, t)));
        t = word_high_product(t, strength);
        memcpy(loss + x, &t, sizeof t);
    }
}

static void apply(const GrShaderInput *input, GrPixel *r, GrPixel *g, GrPixel *b, int y)
{
    const Frame *frame = input->frame_scratch;
    uint16_t *loss = input->band_scratch;
    int span = gr_row_span(input->width);
    if (frame->strength == 0)
        return;
    float sy = ((float)y + 0.5f) * frame->row_px - 1.0f;
    loss_row(frame, columns_of(input), loss,
             (uint16_t)gr_to_int(gr_minf(sy * sy * frame->row_scale, REACH)), span);
    GrPixel *const rows[3] = {r, g, b};
    for (int c = 0; c < 3; c++)
        gr_darken_span(rows[c], loss, gr_dither_at(input, y), span);
}

extern const GrShader GR_LEVEL_NAME(gr_shader_reverse_vignette);
const GrShader GR_LEVEL_NAME(gr_shader_reverse_vignette) = {
    .name = "reverse_vignette",
    .family = "tone",
    .summary = "the middle in the dark, light at the edges, as around an eclipse",
    .params = GR_PARAM_TABLE(Params, params),
    .access = GR_ACCESS_POINT,
    .frame_scratch_bytes = frame_scratch_bytes,
    .band_scratch_bytes = band_scratch_bytes,
    .begin = begin,
    .apply = apply,
};

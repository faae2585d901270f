/* SPDX-License-Identifier: MIT
 *
 * Reverse vignette: the middle of the frame lies in the dark and light comes from its edges, as
 * around an eclipse. Within `size` of the way to the edge nothing but the loss is seen, then it
 * eases out over `softness`; the rounding is dithered by less than one code value.
 */
#include "base/level.h"
#include "base/simd.h"
#include "common/dither.h"

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
    uint16_t factor;
    uint16_t first, second;  /* of strength, three quarters and all */
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
    frame->first = (uint16_t)gr_to_int(gr_unitf(p->strength) * 0.75f * 65535.0f);
    frame->second = (uint16_t)gr_to_int(gr_unitf(p->strength) * 65535.0f);

    frame->range = (uint16_t)gr_to_int((float)REACH - size * size * unit);
    frame->shift = 0;
    while (frame->range << frame->shift < 32768)
        frame->shift++;
    frame->factor =
        (uint16_t)gr_to_int(0.5f * FULL * 65536.0f / (float)(frame->range << frame->shift));

    float column_px = 2.0f * input->aspect / (float)input->width;
    for (int x = 0; x < gr_row_span(input->width); x++) {
        float sx = ((float)x + 0.5f) * column_px - input->aspect;
        columns[gr_unpacked_place(x)] =
            (uint16_t)gr_to_int(gr_minf(sx * sx * across * unit, REACH));
    }
}

/* strength * (3 t^2 - 2 t^3), of a register or of one place; with a half of t in 16 bits. */
static inline Word loss_of(const Frame *frame, Word distance)
{
    Word t = word_lesser(word_beyond(word_of(REACH), distance), word_of(frame->range)), square;
    t = word_high_product((Word)(t << frame->shift), word_of(frame->factor));
    square = word_high_product(t, t);
    t = (Word)(word_of(frame->first) - word_high_product(t, word_of(frame->second)));
    return (Word)(word_high_product(square, t) * 16);
}

#ifdef WIDE_BYTES

static void darken_rows(const Frame *given, const uint16_t *columns, GrPixel *const rows[3],
                        const uint8_t *dither, uint16_t row_down, int span)
{
    const Frame frame = *given;
    const Word down = word_of(row_down);
    Word noise[2];
    gr_dither_wide(dither, 0, noise);
    for (int x = 0; x < span; x += WIDE_BYTES) {
        Word loss[2] = {loss_of(&frame, (Word)wide_load(columns + x) + down),
                        loss_of(&frame, (Word)wide_load(columns + x + WIDE_BYTES / 2) + down)};
        if (WIDE_BYTES < 64)
            gr_dither_wide(dither, x, noise);
        gr_darken_wide(rows, x, loss, noise);
    }
}

#else

static void darken_rows(const Frame *given, const uint16_t *restrict columns,
                        GrPixel *const rows[3], const uint8_t *restrict dither, uint16_t down,
                        int span)
{
    const Frame frame = *given;
    uint16_t loss[64];
    for (int x = 0; x < span; x += 64) {
        for (int i = 0; i < 64; i++)
            loss[i] = loss_of(&frame, (Word)(columns[x + i] + down));
        for (int c = 0; c < 3; c++)
            gr_darken_span(rows[c] + x, loss, dither, 64);
    }
}

#endif

static void apply(const GrShaderInput *input, GrPixel *r, GrPixel *g, GrPixel *b, int y)
{
    const Frame *frame = input->frame_scratch;
    GrPixel *const rows[3] = {r, g, b};
    if (frame->first == 0)
        return;
    float sy = ((float)y + 0.5f) * frame->row_px - 1.0f;
    uint16_t down = (uint16_t)gr_to_int(gr_minf(sy * sy * frame->row_scale, REACH));
    darken_rows(frame, columns_of(input), rows, gr_dither_at(input, y), down,
                gr_row_span(input->width));
}

extern const GrShader GR_LEVEL_NAME(gr_shader_reverse_vignette);
const GrShader GR_LEVEL_NAME(gr_shader_reverse_vignette) = {
    .name = "reverse_vignette",
    .family = "tone",
    .summary = "the middle in the dark, light at the edges, as around an eclipse",
    .params = GR_PARAM_TABLE(Params, params),
    .access = GR_ACCESS_POINT,
    .frame_scratch_bytes = frame_scratch_bytes,
    .begin = begin,
    .apply = apply,
};

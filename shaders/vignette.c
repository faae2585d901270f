/* SPDX-License-Identifier: MIT
 *
 * Vignette: the corners of the frame fall off in brightness, as behind a lens. With d the squared
 * distance from the middle, 1 in the corners, the loss is strength * ((d - d0) / (1 - d0))^2: flat
 * in the middle, without an edge where it begins, close to the cos^4 law at full softness. The
 * rounding is dithered by less than one code value, so that large even areas do not band.
 */
#include "base/level.h"
#include "common/dither.h"

typedef struct Params {
    float strength, softness, roundness;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, strength, "", 0.3, 0, 1, "how much of the light the corners lose"),
    GR_FLOAT(Params, softness, "", 0.75, 0, 1,
             "0: only the corners are touched .. 1: the fall-off begins in the middle"),
    GR_FLOAT(Params, roundness, "", 0.35, 0, 1,
             "0: an ellipse of the frame's shape .. 1: a circle"),
};

typedef struct Frame {
    int span;
    uint16_t start; /* d0 in 14 bits */
    uint16_t shift; /* sqrt(strength) / (1 - d0) = 2^shift * factor / 65536 */
    uint16_t factor;
    uint16_t lift;   /* from 14 to 16 bits; a variable, since compilers narrow a high product only
                        behind a truncation that they cannot prove void */
    float row_scale; /* of the squared distance from the middle row, in screen units */
    float row_px;    /* screen units per pixel */
} Frame;

enum { CORNER = 16383 }; /* d in the corners */

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

    /* Both shapes are 1 in the corner; what lies between is their mix. */
    float round = gr_unitf(p->roundness);
    float circle = round / (input->aspect * input->aspect + 1.0f);
    float across = circle + (1.0f - round) * 0.5f / (input->aspect * input->aspect);
    frame->row_scale = circle + (1.0f - round) * 0.5f;
    frame->row_px = 2.0f / (float)input->height;
    frame->span = gr_row_span(input->width);

    float start = 0.85f * (1.0f - gr_unitf(p->softness));
    float scale = gr_sqrtf(gr_unitf(p->strength)) / (1.0f - start);
    frame->shift = 0;
    for (; scale >= 1.0f; scale *= 0.5f)
        frame->shift++;
    frame->start = (uint16_t)gr_to_int(start * CORNER);
    frame->lift = 4;
    frame->factor = (uint16_t)gr_to_int(scale * 65535.0f);

    float column_px = 2.0f * input->aspect / (float)input->width;
    for (int x = 0; x < frame->span; x++) {
        float sx = ((float)x + 0.5f) * column_px - input->aspect;
        columns[gr_unpacked_place(x)] = (uint16_t)gr_to_int(gr_unitf(sx * sx * across) * CORNER);
    }
}

static size_t band_scratch_bytes(const GrShaderInput *input)
{
    return (size_t)gr_row_span(input->width) * sizeof(uint16_t);
}

#ifdef WIDE_BYTES

static inline Word loss_of(const Frame *frame, const uint16_t *columns, Word down)
{
    Word d = (Word)wide_load(columns) + down;
    d = word_lesser(d, word_of(CORNER));
    d = word_beyond(d, word_of(frame->start)) << frame->shift;
    d = word_high_product(d, word_of(frame->factor)) << 2;
    return word_high_product(d, d);
}

static void darken_rows(const Frame *given, const uint16_t *columns, GrPixel *const rows[3],
                        const uint8_t *dither, uint16_t *scratch, uint16_t row_down)
{
    const Frame frame = *given;
    const Word down = word_of(row_down);
    Word noise[2];
    (void)scratch;
    gr_dither_wide(dither, 0, noise);
    for (int x = 0; x < frame.span; x += WIDE_BYTES) {
        Word loss[2] = {loss_of(&frame, columns + x, down),
                        loss_of(&frame, columns + x + WIDE_BYTES / 2, down)};
        if (wide_is_zero((Wide)(loss[0] | loss[1])))
            continue; /* the middle of the frame */
        if (WIDE_BYTES < 64)
            gr_dither_wide(dither, x, noise);
        gr_darken_wide(rows, x, loss, noise);
    }
}

#else

static void loss_row(const Frame *frame, const uint16_t *restrict columns, uint16_t *restrict loss,
                     uint16_t down)
{
    uint16_t start = frame->start, factor = frame->factor, lift = frame->lift;
    int shift = frame->shift;
    columns = GR_ALIGNED(columns);
    loss = GR_ALIGNED(loss);
    for (int x = 0; x < frame->span; x++) {
        uint16_t d = (uint16_t)(columns[x] + down);
        d = (uint16_t)(gr_sub_saturated(d < CORNER ? d : CORNER, start) << shift);
        d = (uint16_t)(gr_mulhi(d, factor) * lift);
        loss[x] = gr_mulhi(d, d);
    }
}

/* Losses fall toward the middle of a row: the blocks in which there is none are left alone. */
static void darken_rows(const Frame *frame, const uint16_t *columns, GrPixel *const rows[3],
                        const uint8_t *dither, uint16_t *loss, uint16_t row_down)
{
    int left = 0, right = frame->span;
    loss_row(frame, columns, loss, row_down);
    while (left < frame->span && loss[left] != 0)
        left += 64;
    while (right > left && loss[right - 1] != 0)
        right -= 64;
    for (int c = 0; c < 3; c++) {
        gr_darken_span(rows[c], loss, dither, left);
        gr_darken_span(rows[c] + right, loss + right, dither, frame->span - right);
    }
}

#endif

static void apply(const GrShaderInput *input, GrPixel *r, GrPixel *g, GrPixel *b, int y)
{
    const Frame *frame = input->frame_scratch;
    GrPixel *const rows[3] = {r, g, b};
    if (frame->factor == 0)
        return;
    float sy = ((float)y + 0.5f) * frame->row_px - 1.0f;
    uint16_t down = (uint16_t)gr_to_int(gr_unitf(sy * sy * frame->row_scale) * CORNER);
    darken_rows(frame, columns_of(input), rows, gr_dither_at(input, y), input->band_scratch, down);
}

extern const GrShader GR_LEVEL_NAME(gr_shader_vignette);
const GrShader GR_LEVEL_NAME(gr_shader_vignette) = {
    .name = "vignette",
    .family = "tone",
    .summary = "the corners fall off in brightness, as behind a lens",
    .params = GR_PARAM_TABLE(Params, params),
    .access = GR_ACCESS_POINT,
    .frame_scratch_bytes = frame_scratch_bytes,
    .band_scratch_bytes = band_scratch_bytes,
    .begin = begin,
    .apply = apply,
};

/* SPDX-License-Identifier: MIT
 *
 * Blur: the picture out of focus, under a bell-shaped kernel of any width at one cost
 * (common/blur.h). Even at hundreds of pixels no steps show: what is made is finer than a code
 * value and rounded by blue noise.
 */
#include "common/blur.h"
#include "base/level.h"
#include "common/dither.h"

typedef struct Params {
    float radius, amount;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, radius, "px", 12, 0, 400,
             "how far a point spreads: two standard deviations of the bell"),
    GR_FLOAT(Params, amount, "", 1, 0, 1, "how much of the sharp picture is replaced"),
};

typedef struct Frame {
    GrBlur blur;
    uint16_t amount; /* of the blurred picture, of 65536 */
    bool all;
} Frame;

static size_t frame_scratch_bytes(const GrShaderInput *input)
{
    return gr_blur_bytes(input, sizeof(Frame));
}

static void begin(const GrShaderInput *input)
{
    const Params *p = input->params;
    Frame *frame = input->frame_scratch;
    float amount = gr_unitf(p->amount), sigma = 0.5f * gr_maxf(p->radius, 0.0f) * input->px;
    frame->all = amount >= 1.0f;
    frame->amount = (uint16_t)gr_to_int(amount * 65535.0f);
    gr_blur_begin(input, &frame->blur, sigma, sizeof *frame);
    frame->blur.off = amount <= 0.0f || sigma < 0.05f;
}

static void mix_span(GrPixel *restrict row, const uint16_t *restrict light,
                     const uint8_t *restrict dither, uint16_t amount, int span)
{
    row = GR_ALIGNED(row);
    for (int x = 0; x < span; x += 64)
        for (int i = 0; i < 64; i++) {
            uint16_t value = gr_mix16((uint16_t)(row[x + i] << 8), light[x + i], amount);
            row[x + i] = (GrPixel)((uint16_t)(value + dither[i]) >> 8);
        }
}

static void apply(const GrShaderInput *input, GrPixel *r, GrPixel *g, GrPixel *b, int y)
{
    const Frame *frame = input->frame_scratch;
    const uint8_t *dither = gr_dither_at(input, y);
    GrPixel *rows[3] = {r, g, b};
    int span = gr_row_span(input->width);
    for (int c = 0; c < 3 && !frame->blur.off; c++) {
        const uint16_t *light = gr_blur_row(input, &frame->blur, c, y);
        if (frame->all)
            gr_round_span(rows[c], light, dither, span);
        else
            mix_span(rows[c], light, dither, frame->amount, span);
    }
}

extern const GrShader GR_LEVEL_NAME(gr_shader_blur);
const GrShader GR_LEVEL_NAME(gr_shader_blur) = {
    .name = "blur",
    .family = "glow",
    .summary = "the picture out of focus, as far as you like",
    .params = GR_PARAM_TABLE(Params, params),
    .access = GR_ACCESS_POINT,
    .frame_scratch_bytes = frame_scratch_bytes,
    .band_scratch_bytes = gr_blur_band_bytes,
    .begin = begin,
    .survey = gr_blur_survey,
    .survey_end = gr_blur_end,
    .apply = apply,
};

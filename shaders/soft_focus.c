/* SPDX-License-Identifier: MIT
 *
 * Soft focus: a sharp picture with a blurred one printed over it, as through a diffusion filter, or
 * as M. Orton sandwiched two slides. The blurred picture (common/blur.h) is screened over the sharp
 * one by `lift`, which makes lights swim, and replaces it for the rest, which makes outlines melt.
 */
#include "base/level.h"
#include "common/blur.h"
#include "common/dither.h"

typedef struct Params {
    float radius, amount, lift;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, radius, "px", 18, 2, 200,
             "how far light wanders: two standard deviations of the blur"),
    GR_FLOAT(Params, amount, "", 0.7, 0, 1, "how much of the soft picture is laid over"),
    GR_FLOAT(Params, lift, "", 0.8, 0, 1,
             "0: the blur veils the picture .. 1: it only brightens it"),
};

typedef struct Frame {
    GrBlur blur;
    uint16_t veil, glow; /* weights of 65536: of the blur, and of the blur that is screened */
    uint16_t nothing;    /* 0; a variable, since compilers narrow a high product only behind a
                            truncation that they cannot prove void */
} Frame;

static size_t frame_scratch_bytes(const GrShaderInput *input)
{
    return gr_blur_bytes(input, sizeof(Frame));
}

static void begin(const GrShaderInput *input)
{
    const Params *p = input->params;
    Frame *frame = input->frame_scratch;
    float amount = gr_unitf(p->amount), lift = gr_unitf(p->lift);
    frame->nothing = 0;
    /* (1 - a) p + a (lift (p + b - pb) + (1 - lift) b) */
    frame->veil = (uint16_t)gr_to_int(amount * (1.0f - lift) * 65535.0f);
    frame->glow = (uint16_t)gr_to_int(amount * lift * 65535.0f);
    gr_blur_begin(input, &frame->blur, 0.5f * gr_maxf(p->radius, 0.0f) * input->px, sizeof *frame);
    frame->blur.off = amount <= 0.0f;
}

static void soften_span(GrPixel *restrict row, const uint16_t *restrict light,
                        const uint8_t *restrict dither, const Frame *frame, int span)
{
    uint16_t veil = frame->veil, glow = frame->glow;
    uint16_t nothing = frame->nothing;
    row = GR_ALIGNED(row);
    for (int x = 0; x < span; x += 64)
        for (int i = 0; i < 64; i++) {
            GrPixel p = row[x + i];
            uint16_t value = gr_mix16((uint16_t)(p << 8), light[x + i], veil);
            uint16_t room = (uint16_t)((uint8_t)~p * 257);
            uint16_t bright = (uint16_t)(gr_mulhi(light[x + i], room) + nothing);
            value = (uint16_t)(value + gr_mulhi(bright, glow));
            value = value < 65280 ? value : 65280;
            row[x + i] = (GrPixel)((uint16_t)(value + dither[i]) >> 8);
        }
}

static void apply(const GrShaderInput *input, GrPixel *r, GrPixel *g, GrPixel *b, int y)
{
    const Frame *frame = input->frame_scratch;
    const uint8_t *dither = gr_dither_at(input, y);
    GrPixel *rows[3] = {r, g, b};
    for (int c = 0; c < 3 && !frame->blur.off; c++)
        soften_span(rows[c], gr_blur_row(input, &frame->blur, c, y), dither, frame,
                    gr_row_span(input->width));
}

extern const GrShader GR_LEVEL_NAME(gr_shader_soft_focus);
const GrShader GR_LEVEL_NAME(gr_shader_soft_focus) = {
    .name = "soft_focus",
    .family = "glow",
    .summary = "a blurred picture printed over the sharp one: lights swim, outlines melt",
    .params = GR_PARAM_TABLE(Params, params),
    .access = GR_ACCESS_POINT,
    .frame_scratch_bytes = frame_scratch_bytes,
    .band_scratch_bytes = gr_blur_band_bytes,
    .begin = begin,
    .survey = gr_blur_survey,
    .survey_end = gr_blur_end,
    .apply = apply,
};

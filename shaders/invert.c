/* SPDX-License-Identifier: MIT
 *
 * Invert: the negative. `keep_hue` turns the light only: what was dark becomes bright in its own
 * colour, as in a dark theme made light, by inverting around the middle of the brightest and the
 * darkest channel instead of around grey. On the way between picture and negative, `amount` 0.5 is
 * an even grey.
 */
#include "common/curves.h"

typedef struct Params {
    float amount;
    bool keep_hue;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, amount, "", 1, 0, 1, "0: the picture .. 0.5: grey .. 1: its negative"),
    GR_BOOL(Params, keep_hue, 0, "inverts the light and keeps the colours"),
};

static void begin(const GrShaderInput *input)
{
    const Params *p = input->params;
    GrCurves *curves = input->frame_scratch;
    float amount = gr_unitf(p->amount);
    for (int i = 0; i < 256; i++)
        curves->tables.of[0][i] = (uint8_t)gr_to_int((float)i + amount * (float)(255 - 2 * i));
    gr_curves_settle(curves, true);
}

/* Each channel moves by 255 - brightest - darkest: the colour's spread, and so its hue, stays. */
static void turn_light(GrPixel *restrict r, GrPixel *restrict g, GrPixel *restrict b,
                       int16_t amount, int span) /* 512: all of it */
{
    r = GR_ALIGNED(r);
    g = GR_ALIGNED(g);
    b = GR_ALIGNED(b);
    for (int x = 0; x < span; x++) {
        GrPixel high = r[x] > g[x] ? r[x] : g[x], low = r[x] < g[x] ? r[x] : g[x];
        high = high > b[x] ? high : b[x];
        low = low < b[x] ? low : b[x];
        int16_t way = (int16_t)((255 - high - low) * 128);
        int16_t move = gr_mulhi_signed(way, amount);
        r[x] = (GrPixel)(r[x] + move);
        g[x] = (GrPixel)(g[x] + move);
        b[x] = (GrPixel)(b[x] + move);
    }
}

static void apply(const GrShaderInput *input, GrPixel *r, GrPixel *g, GrPixel *b, int y)
{
    const Params *p = input->params;
    int16_t amount = (int16_t)gr_to_int(gr_unitf(p->amount) * 512.0f);
    if (p->keep_hue)
        turn_light(r, g, b, amount, gr_row_span(input->width));
    else
        curves_apply(input, r, g, b, y);
}

extern const GrShader GR_LEVEL_NAME(gr_shader_invert);
const GrShader GR_LEVEL_NAME(gr_shader_invert) = {
    .name = "invert",
    .family = "colour",
    .summary = "the negative, of all or of the light alone",
    .params = GR_PARAM_TABLE(Params, params),
    .access = GR_ACCESS_POINT,
    .frame_scratch_bytes = curves_bytes,
    .begin = begin,
    .apply = apply,
};

/* SPDX-License-Identifier: MIT
 *
 * Scanlines: dark lines between the lines of an old tube. The brightness of a row is the mean of a
 * periodic profile over the height of that row, from a closed form of its integral, and the period
 * is a whole number of rows: lines are even at every output height and never beat against the
 * raster. A period that would be below two rows leaves only the mean darkening.
 */
#include "base/level.h"
#include "base/simd.h"
#include "common/pixel.h"

typedef struct Params {
    float period, strength, softness, duty, roll;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, period, "px", 4, 2, 64, "height of a line and its gap together"),
    GR_FLOAT(Params, strength, "", 0.35, 0, 1, "how dark the gaps are"),
    GR_FLOAT(Params, softness, "", 0.6, 0, 1, "0: hard edges .. 1: rounded lines"),
    GR_FLOAT(Params, duty, "", 0.5, 0.1, 0.9, "share of the period that is gap"),
    GR_RATE(Params, roll, "Hz", 0, -8, 8,
            "lines passing a place per second, downward; lines of two pixels stand still"),
};

typedef struct Frame {
    int period;       /* rows; below 2: no lines */
    float phase;      /* periods, 0..1 */
    float duty, ramp; /* of the trapezoid: full gap and one edge, in periods */
    float strength;
} Frame;

static size_t frame_scratch_bytes(const GrShaderInput *input)
{
    (void)input;
    return sizeof(Frame);
}

static void begin(const GrShaderInput *input)
{
    const Params *p = input->params;
    Frame *frame = input->frame_scratch;
    float duty = gr_clampf(p->duty, 0.05f, 0.95f);
    frame->period = gr_to_int(p->period * input->px);
    frame->duty = duty;
    /* The widest edge that the narrower of gap and line can hold. */
    frame->ramp = gr_unitf(p->softness) * gr_minf(duty, 1.0f - duty);
    frame->strength = gr_unitf(p->strength);
    float turned = gr_part_of((double)p->roll * input->moment->scene_s);
    frame->phase = frame->period > 2 ? turned : 0.0f;
}

/* Integral from 0 to u (0..1) of an edge that rises smoothly from 0 to 1: of 3u^2 - 2u^3. */
static float edge_integral(float u)
{
    return u * u * u * (1.0f - 0.5f * u);
}

/* Integral from 0 to x of the gap's profile: one gap of height 1 in the middle of each period,
 * `duty` wide at half height, with edges `ramp` wide. */
static float gap_integral(const Frame *frame, float x)
{
    float whole = gr_floorf(x);
    float u = x - whole;
    float rise = 0.5f - 0.5f * frame->duty - 0.5f * frame->ramp;
    float fall = 0.5f + 0.5f * frame->duty - 0.5f * frame->ramp;
    float edge = gr_maxf(frame->ramp, 1e-6f);
    float up = gr_clampf((u - rise) / edge, 0.0f, 1.0f);
    float down = gr_clampf((u - fall) / edge, 0.0f, 1.0f);
    float area = edge * (edge_integral(up) - edge_integral(down));
    area += gr_maxf(u - rise - edge, 0.0f) - gr_maxf(u - fall - edge, 0.0f);
    return whole * frame->duty + area;
}

/* Brightness of a row, 256 for all. */
static int row_weight(const Frame *frame, int y)
{
    float gap = frame->duty;
    if (frame->period >= 2) {
        float step = 1.0f / (float)frame->period;
        /* The gap's middle lies at three quarters of the period: of two rows the second is dark. */
        float from = (float)(y % frame->period) * step - frame->phase + 0.75f;
        gap = (gap_integral(frame, from + step) - gap_integral(frame, from)) / step;
    }
    return gr_to_int(256.0f - 256.0f * frame->strength * gr_unitf(gap));
}

static void scale(GrPixel *restrict row, int span, uint8_t weight)
{
    row = GR_ALIGNED(row);
#ifdef WIDE_BYTES
    const Wide zero = wide_zero();
    for (int x = 0; x < span; x += WIDE_BYTES) {
        Wide pixels = wide_load(row + x);
        Word low = ((Word)wide_low8(pixels, zero) * weight + 128) >> 8;
        Word high = ((Word)wide_high8(pixels, zero) * weight + 128) >> 8;
        wide_store(row + x, wide_pack16((Wide)low, (Wide)high));
    }
#else
    for (int x = 0; x < span; x++)
        row[x] = (GrPixel)((uint16_t)(row[x] * weight + 128) >> 8);
#endif
}

static void apply(const GrShaderInput *input, GrPixel *r, GrPixel *g, GrPixel *b, int y)
{
    int weight = row_weight(input->frame_scratch, y);
    if (weight >= 256)
        return;
    int span = gr_row_span(input->width);
    scale(r, span, (uint8_t)weight);
    scale(g, span, (uint8_t)weight);
    scale(b, span, (uint8_t)weight);
}

extern const GrShader GR_LEVEL_NAME(gr_shader_scanlines);
const GrShader GR_LEVEL_NAME(gr_shader_scanlines) = {
    .name = "scanlines",
    .family = "lines",
    .summary = "dark lines between the rows of an old tube",
    .params = GR_PARAM_TABLE(Params, params),
    .access = GR_ACCESS_POINT,
    .frame_scratch_bytes = frame_scratch_bytes,
    .begin = begin,
    .apply = apply,
};

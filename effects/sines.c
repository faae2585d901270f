/* SPDX-License-Identifier: MIT
 *
 * Sines: swells of a sea at night, one layer before the other. Each layer is the ground under a sum
 * of three sines; its crest catches the light, its side towards the light is bright, and it sinks
 * into the dark down to the crest of the layer before it, which hides the rest. Layers near the
 * viewer are larger and run faster, which reads as depth. The look of stacked curves is that of the
 * pulsar chart in H. Craft's thesis (Cornell, 1970); drawing far to near is the painter's way.
 */
#include "base/level.h"
#include "common/motion.h"
#include "model/effect.h"

#include "base/rng.h"

typedef struct Params {
    float layers, height, waves, roughness, speed, lag, crest, shade, horizon, react;
} Params;

enum { MAX_LAYERS = 24 };

static const GrParam params[] = {
    GR_COUNT(Params, layers, "", 8, 1, MAX_LAYERS,
             "layers, one before the other; a fraction lets the nearest come up"),
    GR_FLOAT(Params, height, "screen", 0.2, 0, 1, "of the waves"),
    GR_FLOAT(Params, waves, "waves/screen", 0.42, 0.02, 8,
             "waves on half the frame's height: higher is finer"),
    GR_FLOAT(Params, roughness, "", 0.5, 0, 1, "0 one plain sine, 1 choppy water"),
    GR_RATE(Params, speed, "waves/s", 0.22, -8, 8, "how fast they run; negative runs left"),
    GR_FLOAT(Params, lag, "turns", 0.13, -1, 1,
             "how far each layer is behind the next: small is a cloth, large a rough sea"),
    GR_FLOAT(Params, crest, "screen", 0.035, 0.001, 0.5, "width of the light on the crests"),
    GR_FLOAT(Params, shade, "", 0.7, 0, 1, "0 flat layers, 1 layers that are lit from one side"),
    GR_FLOAT(Params, horizon, "screen", -0.72, -1, 0.8,
             "where the farthest layer lies; -1 is the top"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "how strongly it answers the sound (loud parts run faster, the bass lifts the near "
             "waves and high tones the far ones, beats light the crests); 0 is not at all"),
};

static size_t padded_cols(const GrGrid *grid)
{
    return ((size_t)grid->cols + 15) / 16 * 16;
}

static size_t scratch_bytes(const GrGrid *grid, const void *unused)
{
    (void)unused;
    return 2 * sizeof(float) * MAX_LAYERS * padded_cols(grid);
}

/* A layer is one curve over the columns: its height there and how it slopes. */
static void trace(const GrFieldInput *input, int layer, double time_s, float *restrict top,
                  float *restrict slope)
{
    static const GrSignal bands[] = {GR_SIGNAL_HI, GR_SIGNAL_MID, GR_SIGNAL_LOMID, GR_SIGNAL_BASS};
    const Params *p = input->params;
    const uint32_t seed = gr_rng_fold(input->seed);
    const float near = gr_unitf((float)layer / p->layers);
    const GrSignal band = bands[(int)(near * 3.999f)];
    const float lift = p->height * (0.35f + 0.65f * near) *
                       (1.0f + 0.45f * gr_push(input->moment, band, p->react));
    const float wave = GR_TAU * p->waves * (1.7f - 0.9f * near);
    const double run = time_s * (double)p->speed * (double)(0.55f + 0.45f * near);
    const double behind = (double)layer * (double)p->lag;
    const float a = gr_phase(run - behind + (double)gr_rng_unit(seed, 1, 0));
    const float b = gr_phase(1.31 * run - 1.7 * behind + (double)gr_rng_unit(seed, 2, 0));
    const float c = gr_phase(1.83 * run + 2.3 * behind + (double)gr_rng_unit(seed, 3, 0));
    const float second = 0.75f * p->roughness, third = 0.4f * p->roughness;
    /* The nearest of all lies just below the frame: from there layers come up. */
    const float base = gr_lerpf(p->horizon, 1.0f + 1.5f * p->height, near * (0.6f + 0.4f * near));
    const float *restrict x = input->grid->x;
    const int cols = input->grid->cols;
    for (int i = 0; i < cols; i++) {
        float u = wave * x[i] - a, v = 1.73f * wave * x[i] - b, w = 3.1f * wave * x[i] - c;
        top[i] = base - lift * (gr_sinf(u) + second * gr_sinf(v) + third * gr_sinf(w));
        slope[i] =
            wave * lift * (gr_cosf(u) + 1.73f * second * gr_cosf(v) + 3.1f * third * gr_cosf(w));
    }
}

typedef struct Light {
    float per_cell, per_crest, per_body, crest, body, shade;
} Light;

/* One row of one layer over what is behind it. */
static void cover_row(const Light *light, float y, const float *restrict top,
                      const float *restrict slope, float *restrict value, int cols)
{
    const Light l = *light;
    for (int i = 0; i < cols; i++) {
        /* Where the curve is steep, its edge is seen at a slant. */
        float upright = 1.0f / gr_sqrtf(1.0f + slope[i] * slope[i]);
        float below = (y - top[i]) * upright;
        float there = gr_unitf(below * l.per_cell + 0.5f);
        float deep = gr_maxf(below, 0.0f);
        float line = 1.0f / (1.0f + deep * deep * l.per_crest);
        float side = 0.5f + 0.5f * slope[i] * upright;
        float lit = l.body * gr_exp2f(-deep * l.per_body) * (1.0f - l.shade * (1.0f - side));
        float sum = lit + l.crest * line * (1.0f - 0.75f * l.shade * (1.0f - side));
        value[i] = value[i] + there * (sum - value[i]);
    }
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const GrGrid *grid = input->grid;
    const double time_s = gr_motion_s(input->moment, p->react);
    const float beat = gr_push(input->moment, GR_SIGNAL_BEAT_DECAY, p->react);
    const size_t padded = padded_cols(grid);
    const int cols = grid->cols, layers = gr_members(p->layers);
    float *const tops = input->scratch, *const slopes = tops + MAX_LAYERS * padded;
    Light lights[MAX_LAYERS];
    const float step = (1.0f - p->horizon) / p->layers;
    for (int k = 0; k < layers; k++) {
        const float near = gr_unitf((float)k / p->layers);
        trace(input, k, time_s, tops + (size_t)k * padded, slopes + (size_t)k * padded);
        const float width = p->crest * (0.35f + 0.9f * near) + 0.4f * grid->cell_h;
        lights[k].per_cell = 1.0f / grid->cell_h;
        lights[k].per_crest = 1.0f / (width * width);
        lights[k].per_body = 1.3f / (step * (0.5f + near));
        lights[k].crest = (0.4f + 0.5f * near) * (1.0f + 0.3f * beat);
        lights[k].body = 0.3f + 0.3f * near;
        lights[k].shade = p->shade;
    }
    for (int row = 0; row < grid->rows; row++) {
        const size_t at = (size_t)row * (size_t)cols;
        float *restrict value = output->value + at;
        const float y = grid->y[at];
        for (int i = 0; i < cols; i++) {
            value[i] = 0.0f;
        }
        for (int k = 0; k < layers; k++) {
            cover_row(&lights[k], y, tops + (size_t)k * padded, slopes + (size_t)k * padded, value,
                      cols);
        }
        for (int i = 0; i < cols; i++) {
            value[i] = gr_unitf(value[i]);
        }
    }
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_sines);
const GrEffect GR_LEVEL_NAME(gr_effect_sines) = {
    .name = "sines",
    .family = "waves",
    .summary = "swells of a sea at night, one layer of sines before the other",
    .params = GR_PARAM_TABLE(Params, params),
    .scratch_bytes = scratch_bytes,
    .draw = draw,
};

/* SPDX-License-Identifier: MIT
 *
 * Static: the snow of a screen without a station. Every cell has a new random brightness so many
 * times a second; bars of a lost signal roll through it, whole rows tear sideways, and now and then
 * a row bursts into white. All is a hash of the cell and the time, so that any frame can be drawn
 * alone, and one picture fades into the next in between, so that every frame rate shows the same.
 * What one sees on an analogue set: https://en.wikipedia.org/wiki/Noise_(video).
 */
#include "base/level.h"
#include "common/motion.h"
#include "common/noise.h"
#include "model/effect.h"

typedef struct Params {
    float rate, density, grain, bars, roll, tear, bursts, react;
} Params;

static const GrParam params[] = {
    GR_RATE(Params, rate, "1/s", 12, 0, 60, "how often each cell changes"),
    GR_FLOAT(Params, density, "", 0.55, 0.02, 1, "how much of the snow is light"),
    GR_FLOAT(Params, grain, "cells", 1, 1, 16, "width of a grain: more draws snow out into dashes"),
    GR_FLOAT(Params, bars, "", 0.8, 0, 1, "depth of the dark bars that roll through"),
    GR_RATE(Params, roll, "screen/s", 0.35, -8, 8, "how fast bars roll; negative rolls up"),
    GR_FLOAT(Params, tear, "screen", 0.25, 0, 2, "how far rows are torn sideways"),
    GR_FLOAT(Params, bursts, "", 0.5, 0, 1, "how often a row bursts into white"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "how strongly it answers the sound (loud parts snow harder, beats tear the rows, high "
             "tones set off bursts); 0 is not at all"),
};

/* What is the same for a row: which way it is torn and how much light is in it. */
typedef struct Row {
    float torn, light, burst;
} Row;

static Row look_of(const GrFieldInput *input, double time_s, float y, int row)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const uint32_t seed = gr_rng_fold(input->seed);
    const float beat = gr_unitf(gr_push(m, GR_SIGNAL_BEAT_DECAY, p->react));
    const float high = gr_push(m, GR_SIGNAL_HI, p->react);
    Row look;
    /* Tears are noise down the picture that moves on with time. */
    GrCount down = gr_count(time_s * 0.9), band = gr_count(time_s * (double)p->roll * 0.5);
    const GrNoise noise = {gr_rng_u32(seed, 5, 0), down.whole, 0, 1.0f, 0.0f};
    float shift = gr_noise_at(&noise, down.part, 5.5f * y + 40.0f).value;
    float jag = gr_noise_at(&noise, down.part, 21.0f * y + 90.0f).value;
    float strength = gr_smoothstepf(0.08f, 0.4f, gr_absf(shift)) + beat;
    look.torn = p->tear * strength * (2.2f * shift + 1.4f * jag);
    /* Two bars, one narrow and one wide, that roll at paces of their own. */
    float wide = gr_fractf(0.5f * y - band.part),
          narrow = gr_fractf(y - gr_count(time_s * (double)p->roll * 1.7).part);
    float dark = gr_smoothstepf(0.1f, 0.34f, gr_absf(wide - 0.5f));
    float line = gr_smoothstepf(0.03f, 0.1f, gr_absf(narrow - 0.5f));
    look.light = 1.0f - p->bars * (1.0f - (0.1f + 0.9f * dark) * (0.35f + 0.65f * line));
    /* Bursts light up at once and fade within their turn. */
    GrCount turn = gr_count(time_s * 3.0 + (double)gr_rng_unit(seed, (uint32_t)row, 8));
    float dice = gr_rng_unit(seed, (uint32_t)turn.whole * 4096u + (uint32_t)row, 9);
    float chance = p->bursts * (0.12f + 0.1f * high);
    float alive = gr_unitf(turn.part * 12.0f) * (1.0f - turn.part);
    look.burst = dice < chance ? alive * alive : 0.0f;
    return look;
}

static inline float grain_at(uint32_t key, int32_t place)
{
    uint32_t h = gr_rng_mix(key ^ ((uint32_t)place * 0x8da6b343u));
    return (float)(int32_t)(h >> 8) * (1.0f / 16777216.0f);
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const GrGrid *grid = input->grid;
    const double time_s = gr_motion_s(input->moment, p->react);
    const uint32_t seed = gr_rng_fold(input->seed);
    const float loud = gr_push(input->moment, GR_SIGNAL_RMS, p->react);
    const GrCount turn = gr_count(time_s * (double)p->rate);
    const float part = turn.part, per_grain = 1.0f / p->grain;
    const float density = gr_unitf(p->density * (1.0f + 0.3f * loud));
    /* A grain is lit where its number is among the highest; the brightest are rare. */
    const float from = 1.0f - density, per_light = 1.0f / density;
    for (int row = 0; row < grid->rows; row++) {
        const size_t at = (size_t)row * (size_t)grid->cols;
        float *restrict value = output->value + at;
        const float *restrict x = grid->x + at;
        const Row look = look_of(input, time_s, grid->y[at], row);
        const uint32_t now = gr_rng_u32(seed, (uint32_t)turn.whole, (uint32_t)row);
        const uint32_t next = gr_rng_u32(seed, (uint32_t)turn.whole + 1u, (uint32_t)row);
        const float torn = look.torn / grid->cell_w, light = look.light, burst = look.burst;
        const float offset = grain_at(now, row) * p->grain;
        const float per_cell = 1.0f / grid->cell_w;
        for (int i = 0; i < grid->cols; i++) {
            float place = gr_floorf((x[i] * per_cell + torn + offset) * per_grain);
            int32_t cell = (int32_t)place;
            float a = gr_maxf(grain_at(now, cell) - from, 0.0f) * per_light;
            float b = gr_maxf(grain_at(next, cell) - from, 0.0f) * per_light;
            float snow = a + (b - a) * part;
            float lit = snow * (0.6f + 0.65f * snow) * light;
            value[i] = gr_unitf(lit + burst * (0.55f + 0.75f * snow));
        }
    }
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_static);
const GrEffect GR_LEVEL_NAME(gr_effect_static) = {
    .name = "static",
    .family = "waves",
    .summary = "the snow of a screen without a station, with rolling bars and torn rows",
    .params = GR_PARAM_TABLE(Params, params),
    .draw = draw,
};

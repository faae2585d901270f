/* SPDX-License-Identifier: MIT
 *
 * Code rain: columns of glyphs light up behind bright heads that fall at their own speeds, and fade
 * slowly behind them; slow columns are dim, which reads as depth. Each drop is a closed form of
 * time: a head runs down a cycle longer than the frame, and each cycle has its own length and
 * glyphs. Glyphs change now and then, keyed on ticks. The look is that of the title of "The
 * Matrix" (1999).
 */
#include "base/level.h"
#include "common/motion.h"
#include "model/effect.h"

#include "base/rng.h"

enum { MAX_DROPS = 6 };

/* Part of the drops that are just coming or going as `density` changes. */
#define EDGE 0.1f

typedef struct Params {
    float speed, length, drops, density, change, heads, depth, react;
} Params;

static const GrParam params[] = {
    GR_RATE(Params, speed, "screen/s", 0.95, 0, 20, "how fast heads fall; the frame is 2 high"),
    GR_FLOAT(Params, length, "screen", 1.4, 0.05, 6, "of a tail"),
    GR_COUNT(Params, drops, "", 3, 1, MAX_DROPS, "drops that share a column"),
    GR_FLOAT(Params, density, "", 0.8, 0.02, 1, "how many of the drops are there"),
    GR_RATE(Params, change, "1/s", 0.7, 0, 24, "how often a glyph becomes another"),
    GR_FLOAT(Params, heads, "", 1, 0, 1, "how white the heads are: 0 has the layer's colour"),
    GR_FLOAT(Params, depth, "", 0.55, 0, 1, "how much dimmer slow drops are"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "how strongly it answers the sound (loud parts fall faster, beats light up the tails, "
             "high tones change the glyphs); 0 is not at all"),
};

/* One drop of every column; arrays of grid->cols. */
typedef struct Drop {
    float *head;     /* y of the head, 0 at the frame's top edge, in screen units */
    float *per_tail; /* 1 / length */
    float *gain;
    float *key; /* names the drop's glyphs, 0..65535 */
    float there;
} Drop;

static size_t scratch_bytes(const GrGrid *grid, const void *unused)
{
    (void)unused;
    return (size_t)MAX_DROPS * 4 * sizeof(float) * (((size_t)grid->cols + 15) / 16 * 16);
}

static void place_drops(const GrFieldInput *input, Drop drops[MAX_DROPS], double time_s,
                        uint32_t seed)
{
    const Params *p = input->params;
    const int cols = input->grid->cols;
    const size_t padded = ((size_t)cols + 15) / 16 * 16;
    const float per_density = 1.0f / p->density;
    float *memory = input->scratch;
    for (int d = 0; d < gr_members(p->drops); d++) {
        Drop *drop = &drops[d];
        drop->there = gr_member(p->drops, d);
        drop->head = memory;
        drop->per_tail = memory + padded;
        drop->gain = memory + 2 * padded;
        drop->key = memory + 3 * padded;
        memory += 4 * padded;
        for (int c = 0; c < cols; c++) {
            uint32_t id = gr_rng_u32(seed, (uint32_t)c, (uint32_t)d);
            float pace = gr_rng_unit(id, 1, 0);
            pace = 0.4f + 0.5f * pace + 0.9f * pace * pace * pace;
            /* The longest tail has left before the next cycle begins. */
            float cycle = 2.0f + 1.5f * p->length + 1.6f * gr_rng_unit(id, 2, 0);
            GrCount fallen = gr_count(time_s * (double)(pace * p->speed / cycle) +
                                      (double)gr_rng_unit(id, 3, 0));
            uint32_t turn = (uint32_t)fallen.whole;
            float near = gr_unitf((pace - 0.4f) * 2.2f);
            drop->head[c] = fallen.part * cycle;
            drop->per_tail[c] = 1.0f / (p->length * (0.35f + 1.15f * gr_rng_unit(id, turn, 4)));
            drop->gain[c] =
                gr_unitf((1.0f + EDGE - gr_rng_unit(id, turn, 5) * per_density) / EDGE) *
                (1.0f - p->depth * (0.85f - 0.85f * near));
            drop->key[c] = (float)(int32_t)(gr_rng_u32(id, turn, 6) >> 16);
        }
    }
}

/* Lights one row by one drop of each column, keeping the brightest. */
static void light_row(const Drop *drop, float y, float per_cell, float soft, int cols,
                      float *restrict value, float *restrict light, float *restrict key)
{
    const float *restrict head = drop->head, *restrict per_tail = drop->per_tail;
    const float *restrict gain = drop->gain, *restrict drop_key = drop->key;
    const float there = drop->there;
    for (int c = 0; c < cols; c++) {
        float behind = head[c] - y, cells = behind * per_cell;
        float tail = gr_unitf(1.0f - behind * per_tail[c]);
        float old = tail * tail;
        tail = (old + (tail - old) * soft) * gr_unitf(cells + 1.0f);
        /* The head glides: while one cell goes dark the next comes up. */
        float front = gr_unitf(1.25f - gr_absf(cells - 0.25f) * 1.25f);
        float lit = there * gain[c] * gr_maxf(tail * 0.92f, front);
        key[c] = lit > value[c] ? drop_key[c] : key[c];
        float white = there * front * gr_minf(4.0f * gain[c], 0.25f + 0.75f * gain[c]);
        light[c] = gr_maxf(light[c], white);
        value[c] = gr_maxf(value[c], lit);
    }
}

/* Chooses the glyphs of one row and lets each shimmer. `key` becomes the pick. */
static void pick_row(uint32_t seed, int row, float elapsed, float heads, int cols,
                     float *restrict value, float *restrict light, float *restrict key)
{
    for (int c = 0; c < cols; c++) {
        uint32_t id =
            gr_rng_mix(seed ^ ((uint32_t)c * 0x8da6b343u) ^ ((uint32_t)row * 0xd8163841u));
        float start = (float)(int32_t)(id & 0xffffu) * (1.0f / 65536.0f);
        float pace = 0.25f + 1.5f * (float)(int32_t)(id >> 16) * (1.0f / 65536.0f);
        int32_t epoch = (int32_t)(elapsed * pace + start);
        uint32_t glyph = gr_rng_mix(id + (uint32_t)epoch * 0x9e3779b9u + (uint32_t)(int32_t)key[c]);
        float shimmer = (float)(int32_t)(glyph & 0xffu) * (1.0f / 255.0f);
        key[c] = (float)(int32_t)(glyph >> 8) * (1.0f / 16777216.0f);
        float white = light[c] * light[c];
        value[c] = gr_unitf(value[c] * (0.7f + 0.3f * gr_maxf(shimmer, white)));
        light[c] = gr_unitf(white * heads);
    }
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const GrGrid *grid = input->grid;
    const uint32_t seed = gr_rng_fold(input->seed);
    const float beat = gr_unitf(gr_push(m, GR_SIGNAL_BEAT_DECAY, p->react));
    const float loud = gr_unitf(gr_push(m, GR_SIGNAL_RMS, p->react));
    const float soft = gr_unitf(0.45f + 0.35f * beat + 0.3f * loud);
    const float cell = 2.0f / (float)grid->rows;
    const float since_s = (float)((double)m->tick * (double)m->tick_s);
    const float elapsed = p->change * since_s;
    Drop drops[MAX_DROPS];
    place_drops(input, drops, gr_motion_s(m, p->react), seed);

    for (int row = 0; row < grid->rows; row++) {
        const size_t at = (size_t)row * (size_t)grid->cols;
        float *restrict value = output->value + at, *restrict light = output->light + at;
        float *restrict key = output->pick + at;
        for (int c = 0; c < grid->cols; c++) {
            value[c] = 0.0f;
            light[c] = 0.0f;
            key[c] = 0.0f;
        }
        for (int d = 0; d < gr_members(p->drops); d++) {
            light_row(&drops[d], ((float)row + 1.0f) * cell, 1.0f / cell, soft, grid->cols, value,
                      light, key);
        }
        pick_row(seed, row, elapsed, p->heads, grid->cols, value, light, key);
    }
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_rain_code);
const GrEffect GR_LEVEL_NAME(gr_effect_rain_code) = {
    .name = "rain_code",
    .family = "particles",
    .summary = "columns of glyphs that fall behind white heads and fade",
    .params = GR_PARAM_TABLE(Params, params),
    .flags = GR_EFFECT_BOUND | GR_EFFECT_PICKS | GR_EFFECT_LIGHTS,
    .scratch_bytes = scratch_bytes,
    .draw = draw,
};

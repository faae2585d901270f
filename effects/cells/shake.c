/* SPDX-License-Identifier: MIT
 *
 * Shake: the whole layer jolts from cell to cell, hard on a beat and settling after it. Each jolt
 * has a place of its own; rows may be torn out of step with each other. What is moved in at an edge
 * is the picture's mirror image.
 */
#include "../common/cells.h"
#include "base/level.h"

#include <string.h>

typedef struct Params {
    float amount, rate, calm, across, tear, react;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, amount, "cells", 3, 0, 60, "how far it jolts, in heights of a cell"),
    GR_RATE(Params, rate, "1/s", 16, 0.5, 60, "how many jolts a second"),
    GR_FLOAT(Params, calm, "", 0.2, 0, 1, "how much of the shaking there is between beats"),
    GR_FLOAT(Params, across, "", 0.6, 0, 1,
             "0: only up and down, 1: only to the sides, 0.5: both alike"),
    GR_FLOAT_LIKE(Params, tear, "", 0.25, 0, 1, "0.4", "how many rows jolt further than the rest"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "how strongly it answers the sound (beats and loud bass shake it); 0 is not at all"),
};

static size_t scratch_bytes(const GrGrid *grid, const void *unused)
{
    (void)unused;
    return (size_t)grid->count * (sizeof(uint16_t) + 3);
}

/* A copy of all cells, to be read from. */
static GrCellPlanes copy_cells(const GrCellInput *input, const GrCellPlanes *planes)
{
    size_t count = (size_t)input->grid->count;
    uint8_t *memory = input->scratch;
    GrCellPlanes copy = {.glyph = input->scratch};
    memcpy(copy.glyph, planes->glyph, count * sizeof(uint16_t));
    for (int plane = 0; plane < 3; plane++) {
        copy.rgb[plane] = memory + count * (sizeof(uint16_t) + (size_t)plane);
        memcpy(copy.rgb[plane], planes->rgb[plane], count);
    }
    return copy;
}

/* -1..1. */
static float swing(uint32_t seed, int32_t jolt, uint32_t axis)
{
    return 2.0f * gr_rng_unit(seed, (uint32_t)jolt, axis) - 1.0f;
}

static void apply(const GrCellInput *input, const GrCellPlanes *planes)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const GrGrid *grid = input->grid;
    const uint32_t seed = gr_rng_fold(input->seed);
    const GrCount jolt = gr_count((double)p->rate * m->scene_s);
    const float beat = gr_push(m, GR_SIGNAL_BEAT_DECAY, p->react);
    const float bass = gr_push(m, GR_SIGNAL_BASS, p->react);
    const float force = p->amount * (p->calm + (1.0f - p->calm) * beat * beat + 0.3f * bass * beat);
    const float wide = gr_unitf(2.0f * p->across), high = gr_unitf(2.0f - 2.0f * p->across);
    /* A cell is about half as wide as it is high. */
    const int dx = (int)gr_roundf(2.0f * force * wide * swing(seed, jolt.whole, 1));
    const int dy = (int)gr_roundf(force * high * swing(seed, jolt.whole, 2));
    const float torn = p->tear * gr_unitf(force);
    if (!dx && !dy && torn <= 0.0f)
        return;
    const GrCellPlanes from = copy_cells(input, planes);
    for (int row = 0; row < grid->rows; row++) {
        uint32_t id = gr_rng_u32(seed, (uint32_t)(jolt.whole / 2), (uint32_t)(row / 2) + 3u);
        float chance = gr_rng_unit(id, 1, 0);
        int extra = chance < torn ? (int)gr_roundf(4.0f * force * swing(id, 2, 0)) : 0;
        int source = gr_cell_mirror(row + dy, grid->rows) * grid->cols;
        for (int col = 0; col < grid->cols; col++) {
            int at = source + gr_cell_mirror(col + dx + extra, grid->cols);
            int to = row * grid->cols + col;
            planes->glyph[to] = from.glyph[at];
            planes->rgb[0][to] = from.rgb[0][at];
            planes->rgb[1][to] = from.rgb[1][at];
            planes->rgb[2][to] = from.rgb[2][at];
        }
    }
}

extern const GrCellEffect GR_LEVEL_NAME(gr_cell_effect_shake);
const GrCellEffect GR_LEVEL_NAME(gr_cell_effect_shake) = {
    .name = "shake",
    .family = "motion",
    .summary = "the layer jolts on the beat and settles",
    .params = GR_PARAM_TABLE(Params, params),
    .scratch_bytes = scratch_bytes,
    .apply = apply,
};

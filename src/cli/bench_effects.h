/* SPDX-License-Identifier: MIT
 *
 * Measuring effects: each with its defaults, on the two grids that fields are mostly drawn on.
 */
#ifndef GR_CLI_BENCH_EFFECTS_H
#define GR_CLI_BENCH_EFFECTS_H

#include "model/effect.h"

typedef struct GrEffectCost {
    double md_ms, sm_ms; /* drawing one field, processor time, median of rounds */
    double cell_ns;      /* of a cell of sm */
    double step_ms;      /* one tick of a simulation on md; 0 without one */
} GrEffectCost;

int gr_bench_effect(const GrEffect *effect, int rounds, GrEffectCost *cost, GrError *error);

#endif

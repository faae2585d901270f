/* SPDX-License-Identifier: MIT
 *
 * Measuring shaders: each with its defaults over one picture of 1920x1080.
 */
#ifndef GR_CLI_BENCH_SHADERS_H
#define GR_CLI_BENCH_SHADERS_H

#include "model/shader.h"

typedef struct GrShaderCost {
    double ms;    /* a frame, processor time, median of rounds */
    double bytes; /* pixels that its passes must read and write; tables and scratch are its own */
} GrShaderCost;

/* Point and row shaders run as the executor runs them: four of them fused, row by row, in a window
 * that stays in cache, as behind whatever drew it; what is told is one's share. With a survey there
 * is one, since it begins a run of its own. */
int gr_bench_shader(const GrShader *shader, int rounds, GrShaderCost *cost, GrError *error);
/* Bytes a second, read and written, of copying between blocks that no cache holds. */
int gr_bench_copy(int rounds, double *bytes_per_s, GrError *error);

#endif

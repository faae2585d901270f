/* SPDX-License-Identifier: MIT
 *
 * Measuring expressions: over the cells of a grid, as the effect `formula` draws them, and one
 * value at a time, as animated parameters are worked out once a frame.
 */
#ifndef GR_CLI_BENCH_EXPR_H
#define GR_CLI_BENCH_EXPR_H

#include "base/error.h"

typedef struct GrFormulaResult {
    double million_per_s; /* operators and calls as written, of every cell; median of rounds */
    double frame_us;      /* one field */
    int operations, steps, cells; /* a cell as written, a cell as done, a frame */
} GrFormulaResult;

typedef struct GrParametersResult {
    double frame_us; /* all of them, once; median of rounds */
    int count;
} GrParametersResult;

int gr_bench_formula(int rounds, GrFormulaResult *result, GrError *error);
int gr_bench_parameters(int rounds, GrParametersResult *result, GrError *error);

#endif

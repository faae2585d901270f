/* SPDX-License-Identifier: MIT
 *
 * The workloads of `bench` as it runs them: each measures and tells what it measured, as lines or
 * as a part of the JSON document.
 */
#ifndef GR_CLI_BENCH_RUN_H
#define GR_CLI_BENCH_RUN_H

#include "base/json.h"
#include "cli/settings.h"

typedef struct GrBenchRun {
    const char *name;
    double target; /* of a show: its ceiling in milliseconds a frame, at 1080p on one core */
    const GrLoadArguments *load;
    const char *size; /* WxH of shows; NULL: 1920x1080 */
    int frames, rounds;
    GrJson *json; /* NULL: lines to `out` */
    GrText *out;
    GrError *error;
} GrBenchRun;

typedef int GrBenchRunner(const GrBenchRun *run);
GrBenchRunner gr_bench_run_show, gr_bench_run_formula, gr_bench_run_parameters,
    gr_bench_run_effects, gr_bench_run_shaders, gr_bench_run_blends, gr_bench_run_feedback,
    gr_bench_run_hearing, gr_bench_run_workers;

#endif

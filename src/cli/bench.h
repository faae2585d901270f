/* SPDX-License-Identifier: MIT
 *
 * Measuring one workload: a show of scenes/bench drawn on one core, with medians over rounds.
 */
#ifndef GR_CLI_BENCH_H
#define GR_CLI_BENCH_H

#include "cli/settings.h"
#include "farm/render_job.h"

enum { GR_BENCH_MOST_ROUNDS = 99 };

/* Of this process alone: loops that wait for nothing are measured whatever else runs. */
double gr_bench_cpu_s(void);
double gr_bench_median(double *values, int count); /* sorts them */

typedef struct GrBenchRequest {
    const char *name; /* scenes/bench/NAME.yaml */
    const GrLoadArguments *load;
    int width, height, frames, rounds;
} GrBenchRequest;

typedef struct GrBenchResult {
    char name[32];
    int width, height, frames;
    double draw_ms;                  /* everything but the encoder; median of rounds */
    double stage_ms[GR_STAGE_COUNT]; /* likewise */
    double encode_ms, encode_mbit_s;
    double our_allocations, library_allocations; /* a frame, drawing and encoding */
    uint64_t private_bytes;                      /* of a worker with its encoder running */
    double first_frame_s; /* from reading the show to the first drawn frame */
} GrBenchResult;

/* In a process of its own, so that its memory is its own. */
int gr_bench_measure(const GrBenchRequest *request, GrBenchResult *result, GrError *error);

typedef struct GrScalingResult {
    double one_s, two_s, ratio; /* medians; the ratio is the median of the pairs' ratios */
} GrScalingResult;

/* Whole renders with one and with two workers, interleaved. */
int gr_bench_scaling(const GrBenchRequest *request, GrScalingResult *result, GrError *error);

#endif

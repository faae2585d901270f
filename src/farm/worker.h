/* SPDX-License-Identifier: MIT
 *
 * What a worker does with one segment: paint its frames, encode them, write the segment file.
 */
#ifndef GR_FARM_WORKER_H
#define GR_FARM_WORKER_H

#include "farm/plan.h"
#include "farm/pool.h"

typedef struct GrWork {
    const GrPlan *plan;
    const GrFrozen *frozen;
    const char *folder;
} GrWork;

/* Runs in the worker. The file appears under its name only when it is whole and on disk. */
int gr_work_segment(const GrWork *work, const GrSegment *segment, GrPulse *pulse, GrError *error);

/* Frames painted and encoded by themselves: what `auto` and the bench measure. Frames come from
 * `spots` places of the span first <= frame < first + count, `run` frames each. */
typedef struct GrSample {
    int64_t frames, seeks;
    double frame_s;         /* mean wall-clock seconds a frame, encoder included */
    double seek_s;          /* mean of finding a place: replay and pre-roll */
    uint64_t private_bytes; /* of the process that measured */
} GrSample;

int gr_work_sample(const GrWork *work, int spots, int run, double limit_s, GrPulse *pulse,
                   GrSample *sample, GrError *error);

#endif

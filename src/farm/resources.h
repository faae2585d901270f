/* SPDX-License-Identifier: MIT
 *
 * How many workers, and how many threads in each: from cores (affinity and cgroup quota counted),
 * memory, and the number of segments. Never a reason for another picture.
 */
#ifndef GR_FARM_RESOURCES_H
#define GR_FARM_RESOURCES_H

#include "base/cpu.h"

#include <stdbool.h>

typedef struct GrResources {
    int workers, threads;
    bool memory_short; /* fewer workers than the cores would allow */
} GrResources;

/* What decides how much memory one worker takes. */
typedef struct GrWorkerLoad {
    int width, height;
    bool encodes;
    bool two_scenes; /* the show has transitions: a painter holds two scenes */
} GrWorkerLoad;

/* Private memory of one worker with its encoder. */
uint64_t gr_worker_bytes(const GrWorkerLoad *load);
/* Cores that may be kept busy: all of them up to three, one left free from four, two from eight. */
int gr_usable_workers(const GrMachine *machine);
/* `workers` and `threads` are the user's wishes, 0 where nothing was said. `threads` above 1 only
 * where there are more cores than segments. `sound` is one more task, for one more worker. */
GrResources gr_resources_choose(const GrMachine *machine, const GrWorkerLoad *load, int segments,
                                bool sound, int workers, int threads);

#endif

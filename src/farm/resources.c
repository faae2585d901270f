/* SPDX-License-Identifier: MIT */
#include "farm/resources.h"

uint64_t gr_worker_bytes(const GrWorkerLoad *load)
{
    /* Measured: 1 to 20 bytes a pixel of our own and 47 of x264 with its usual preset, over a base
     * of libraries and stacks; slower presets take an eighth more. A second scene takes at most
     * 19 bytes a pixel for its feedback, 3 for a background and 6 for canvases; few take all. */
    uint64_t pixels = (uint64_t)load->width * (uint64_t)load->height;
    uint64_t per_pixel = (load->encodes ? 80u : 20u) + (load->two_scenes ? 20u : 0u);
    return (20u << 20) + pixels * per_pixel;
}

int gr_usable_workers(const GrMachine *machine)
{
    int cores = machine->usable_cores;
    int free_cores = cores >= 8 ? 2 : cores >= 4 ? 1 : 0;
    return cores - free_cores < 1 ? 1 : cores - free_cores;
}

GrResources gr_resources_choose(const GrMachine *machine, const GrWorkerLoad *load, int segments,
                                bool sound, int workers, int threads)
{
    int by_cores = gr_usable_workers(machine);
    GrResources result = {.workers = workers, .threads = threads};
    if (workers < 1) {
        /* A tenth stays free for the page cache of the files being written. */
        uint64_t room = machine->usable_memory / 10 * 9;
        uint64_t by_memory = room / gr_worker_bytes(load);
        result.memory_short = machine->usable_memory > 0 && by_memory < (uint64_t)by_cores;
        result.workers = result.memory_short ? (int)by_memory : by_cores;
    }
    int painters = result.workers < segments ? result.workers : segments;
    painters = painters < 1 ? 1 : painters;
    int tasks = segments + sound;
    result.workers = result.workers < tasks ? result.workers : tasks;
    result.workers = result.workers < 1 ? 1 : result.workers;
    if (threads < 1) {
        result.threads = result.memory_short || workers > 0 ? 1 : by_cores / painters;
        result.threads = result.threads < 1 ? 1 : result.threads;
    }
    return result;
}

/* SPDX-License-Identifier: MIT
 *
 * What this machine is: SIMD levels, usable cores (affinity and cgroup quota counted) and the
 * memory that may be used (cgroup v1 and v2, the least over all ancestors).
 */
#ifndef GR_BASE_CPU_H
#define GR_BASE_CPU_H

#include <stdbool.h>
#include <stdint.h>

typedef enum GrCpuLevel {
    GR_CPU_NONE, /* plain C, not vectorised */
    GR_CPU_SSE2,
    GR_CPU_AVX2,
    GR_CPU_AVX512,
    GR_CPU_VBMI, /* kernels and shaders with VBMI and VBMI2; all else is that of AVX512 */
    GR_CPU_LEVELS
} GrCpuLevel;

extern const char *const gr_cpu_level_names[GR_CPU_LEVELS + 1]; /* NULL-terminated */

/* The best level that both this CPU runs and this build contains. */
GrCpuLevel gr_cpu_best(void);
bool gr_cpu_usable(GrCpuLevel level);

/* Bytes of the last cache that a core may count on if all are busy: its part of what several share.
 * 0 where the system does not tell. */
uint64_t gr_cpu_cache_share(void);
/* The same from a recorded tree, for tests: `root` stands for /sys/devices/system/cpu/cpu0/cache.
 */
uint64_t gr_cpu_cache_share_in(const char *root);

typedef struct GrMachine {
    int online_cores;
    int affinity_cores;
    double cgroup_cpu_quota;   /* cores; 0 when unlimited */
    int usable_cores;          /* at least 1 */
    uint64_t total_memory;     /* bytes */
    uint64_t available_memory; /* MemAvailable */
    /* Of the level that leaves the least room; the limit is 0 when none has one. What the kernel
     * can drop at once (inactive pages of files) is not counted as used. */
    uint64_t cgroup_memory_limit;
    uint64_t cgroup_memory_used;
    uint64_t usable_memory; /* what may still be taken: the least of the above */
} GrMachine;

/* Reads the live machine. */
void gr_machine_detect(GrMachine *machine);
/* The same from recorded trees, for tests: `proc_root` stands for /proc and `cgroup_root` for
 * /sys/fs/cgroup. Affinity still comes from the kernel unless `affinity_cores` is positive. */
void gr_machine_detect_in(GrMachine *machine, const char *proc_root, const char *cgroup_root,
                          int affinity_cores);

#endif

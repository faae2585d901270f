/* SPDX-License-Identifier: MIT */
#include "base/cpu.h"

#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *const gr_cpu_level_names[GR_CPU_LEVELS + 1] = {"none",   "sse2", "avx2",
                                                           "avx512", "vbmi", NULL};

bool gr_cpu_usable(GrCpuLevel level)
{
    switch (level) {
    case GR_CPU_NONE:
        return true;
#ifdef GR_HAVE_LEVEL_SSE2
    case GR_CPU_SSE2:
        return __builtin_cpu_supports("sse2");
#endif
#ifdef GR_HAVE_LEVEL_AVX2
    case GR_CPU_AVX2: /* the objects are compiled for x86-64-v3, which is more than avx2 */
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2") &&
               __builtin_cpu_supports("fma");
#endif
#ifdef GR_HAVE_LEVEL_AVX512
    case GR_CPU_AVX512: /* x86-64-v4 */
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
               __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
               __builtin_cpu_supports("avx512cd");
#endif
#ifdef GR_HAVE_LEVEL_VBMI
    case GR_CPU_VBMI:
        return gr_cpu_usable(GR_CPU_AVX512) && __builtin_cpu_supports("avx512vbmi") &&
               __builtin_cpu_supports("avx512vbmi2");
#endif
    default:
        return false;
    }
}

GrCpuLevel gr_cpu_best(void)
{
    GrCpuLevel best = GR_CPU_NONE;
    for (int level = GR_CPU_NONE; level < GR_CPU_LEVELS; level++)
        if (gr_cpu_usable((GrCpuLevel)level))
            best = (GrCpuLevel)level;
    return best;
}

static bool read_line(const char *path, char *line, int capacity)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return false;
    bool got = fgets(line, capacity, file) != NULL;
    fclose(file);
    return got;
}

/* How many there are in a list like 0-3,8,10-11. */
static int count_listed(const char *list)
{
    int count = 0;
    while (*list >= '0' && *list <= '9') {
        char *end;
        long first = strtol(list, &end, 10), last = first;
        if (*end == '-')
            last = strtol(end + 1, &end, 10);
        count += last >= first && last - first < 4096 ? (int)(last - first) + 1 : 1;
        list = *end == ',' ? end + 1 : "";
    }
    return count;
}

static uint64_t bytes_of_cache(const char *line)
{
    char *unit;
    uint64_t size = strtoull(line, &unit, 10);
    return size << (*unit == 'K' ? 10 : *unit == 'M' ? 20 : 0);
}

uint64_t gr_cpu_cache_share_in(const char *root)
{
    enum { MOST_CACHES = 16 };
    char path[4200], line[512];
    uint64_t share = 0;
    long last = 0;
    for (int i = 0; i < MOST_CACHES; i++) {
        snprintf(path, sizeof path, "%s/index%d/level", root, i);
        long level = read_line(path, line, sizeof line) ? strtol(line, NULL, 10) : 0;
        if (level <= last)
            continue;
        snprintf(path, sizeof path, "%s/index%d/size", root, i);
        uint64_t size = read_line(path, line, sizeof line) ? bytes_of_cache(line) : 0;
        snprintf(path, sizeof path, "%s/index%d/shared_cpu_list", root, i);
        int cores = read_line(path, line, sizeof line) ? count_listed(line) : 0;
        if (size == 0)
            continue;
        last = level;
        share = size / (uint64_t)(cores > 0 ? cores : 1);
    }
    return share;
}

uint64_t gr_cpu_cache_share(void)
{
    return gr_cpu_cache_share_in("/sys/devices/system/cpu/cpu0/cache");
}

/* A number from a one-line file; 0 for "max", -1 and what does not exist. */
static uint64_t read_limit(const char *folder, const char *name)
{
    char path[4600], line[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (!read_line(path, line, sizeof line) || line[0] == '-')
        return 0;
    uint64_t value = strtoull(line, NULL, 10);
    return value >= (UINT64_C(1) << 60) ? 0 : value; /* v1 writes a huge number for "no limit" */
}

/* One line of a memory.stat: "name bytes"; 0 without it. */
static uint64_t read_stat(const char *folder, const char *name)
{
    char path[4600], line[128];
    uint64_t value = 0;
    size_t length = strlen(name);
    snprintf(path, sizeof path, "%s/memory.stat", folder);
    FILE *file = fopen(path, "re");
    while (file && fgets(line, sizeof line, file)) {
        if (strncmp(line, name, length) == 0 && line[length] == ' ') {
            value = strtoull(line + length + 1, NULL, 10);
            break;
        }
    }
    if (file)
        fclose(file);
    return value;
}

typedef struct Limits {
    double cpu;
    uint64_t memory, memory_used;
} Limits;

static void take_cpu(Limits *limits, double quota, double period)
{
    if (quota <= 0 || period <= 0)
        return;
    double cores = quota / period;
    if (limits->cpu <= 0 || cores < limits->cpu)
        limits->cpu = cores;
}

static uint64_t room_in(uint64_t limit, uint64_t used)
{
    return limit > used ? limit - used : 0;
}

/* The level that leaves the least counts, and that need not be the one with the lowest limit. Pages
 * of files that nobody has touched lately count as used, but the kernel drops them before it
 * refuses anything. */
static void take_memory(Limits *limits, uint64_t limit, uint64_t used, uint64_t droppable)
{
    if (!limit)
        return;
    used -= droppable < used ? droppable : used;
    if (!limits->memory || room_in(limit, used) < room_in(limits->memory, limits->memory_used)) {
        limits->memory = limit;
        limits->memory_used = used;
    }
}

static void look_v2(Limits *limits, const char *folder)
{
    char path[4600], line[128];
    snprintf(path, sizeof path, "%s/cpu.max", folder);
    double quota, period;
    if (read_line(path, line, sizeof line) && sscanf(line, "%lf %lf", &quota, &period) == 2)
        take_cpu(limits, quota, period);
    take_memory(limits, read_limit(folder, "memory.max"), read_limit(folder, "memory.current"),
                read_stat(folder, "inactive_file"));
}

static void look_v1_cpu(Limits *limits, const char *folder)
{
    take_cpu(limits, (double)read_limit(folder, "cpu.cfs_quota_us"),
             (double)read_limit(folder, "cpu.cfs_period_us"));
}

static void look_v1_memory(Limits *limits, const char *folder)
{
    take_memory(limits, read_limit(folder, "memory.limit_in_bytes"),
                read_limit(folder, "memory.usage_in_bytes"),
                read_stat(folder, "total_inactive_file"));
}

/* Looks at a cgroup's folder and all its ancestors up to the mount point. */
static void look_up(Limits *limits, const char *mount, const char *group,
                    void (*look)(Limits *, const char *))
{
    char folder[4400];
    snprintf(folder, sizeof folder, "%s%s", mount, group);
    size_t root = strlen(mount);
    for (;;) {
        look(limits, folder);
        char *slash = strrchr(folder, '/');
        if (!slash || (size_t)(slash - folder) < root)
            return;
        *slash = '\0';
        if (strlen(folder) < root)
            return;
    }
}

static bool has_controller(const char *list, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = list; (at = strstr(at, name)); at += length)
        if ((at == list || at[-1] == ',') && (at[length] == ',' || at[length] == '\0'))
            return true;
    return false;
}

/* Each line of /proc/self/cgroup is "id:controllers:path"; v2's has no controllers. */
static void look_at_cgroups(Limits *limits, const char *proc_root, const char *cgroup_root)
{
    char path[4200], line[4096], mount[4300];
    snprintf(path, sizeof path, "%s/self/cgroup", proc_root);
    FILE *file = fopen(path, "re");
    if (!file)
        return;
    while (fgets(line, sizeof line, file)) {
        char *controllers = strchr(line, ':');
        char *group = controllers ? strchr(controllers + 1, ':') : NULL;
        if (!group)
            continue;
        controllers++;
        *group++ = '\0';
        group[strcspn(group, "\n")] = '\0';
        if (strcmp(group, "/") == 0)
            group = "";
        if (*controllers == '\0') {
            look_up(limits, cgroup_root, group, look_v2);
            snprintf(mount, sizeof mount, "%s/unified", cgroup_root);
            look_up(limits, mount, group, look_v2);
        }
        if (has_controller(controllers, "cpu")) {
            snprintf(mount, sizeof mount, "%s/cpu", cgroup_root);
            look_up(limits, mount, group, look_v1_cpu);
        }
        if (has_controller(controllers, "memory")) {
            snprintf(mount, sizeof mount, "%s/memory", cgroup_root);
            look_up(limits, mount, group, look_v1_memory);
        }
    }
    fclose(file);
}

static void look_at_memory(GrMachine *machine, const char *proc_root)
{
    char path[4200], line[256];
    snprintf(path, sizeof path, "%s/meminfo", proc_root);
    FILE *file = fopen(path, "re");
    if (!file)
        return;
    while (fgets(line, sizeof line, file)) {
        uint64_t kib;
        if (sscanf(line, "MemTotal: %" SCNu64, &kib) == 1)
            machine->total_memory = kib * 1024;
        else if (sscanf(line, "MemAvailable: %" SCNu64, &kib) == 1)
            machine->available_memory = kib * 1024;
    }
    fclose(file);
}

static int count_affinity(int online)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0)
        return CPU_COUNT(&set);
    return online;
}

void gr_machine_detect_in(GrMachine *machine, const char *proc_root, const char *cgroup_root,
                          int affinity_cores)
{
    memset(machine, 0, sizeof *machine);
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    machine->online_cores = online > 0 ? (int)online : 1;
    machine->affinity_cores =
        affinity_cores > 0 ? affinity_cores : count_affinity(machine->online_cores);
    Limits limits = {0};
    look_at_cgroups(&limits, proc_root, cgroup_root);
    look_at_memory(machine, proc_root);
    machine->cgroup_cpu_quota = limits.cpu;
    machine->cgroup_memory_limit = limits.memory;
    machine->cgroup_memory_used = limits.memory_used;
    machine->usable_cores = machine->affinity_cores;
    if (limits.cpu > 0) {
        int cores = (int)(limits.cpu + 0.5);
        if (cores < 1)
            cores = 1;
        if (cores < machine->usable_cores)
            machine->usable_cores = cores;
    }
    machine->usable_memory = machine->available_memory;
    if (limits.memory) {
        uint64_t left = room_in(limits.memory, limits.memory_used);
        if (left < machine->usable_memory)
            machine->usable_memory = left;
    }
}

void gr_machine_detect(GrMachine *machine)
{
    gr_machine_detect_in(machine, "/proc", "/sys/fs/cgroup", 0);
}

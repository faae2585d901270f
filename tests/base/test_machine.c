/* SPDX-License-Identifier: MIT
 *
 * Cores and memory from recorded /proc and cgroup trees: v1, v2, both, and limits on an ancestor.
 * The trees are written into a temporary folder from the table below.
 */
#include "unit.h"

#include "base/cpu.h"
#include "base/files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct Tree {
    const char *name;
    const char *files[18]; /* path, content, path, content, ... */
    double quota;
    int usable_cores; /* of 8 by affinity */
    uint64_t limit, usable_memory;
} Tree;

#define MEMINFO "proc/meminfo", "MemTotal: 16777216 kB\nMemFree: 1 kB\nMemAvailable: 8388608 kB\n"
#define GIB     (UINT64_C(1) << 30)

static const Tree trees[] = {
    {"no limits", {MEMINFO, "proc/self/cgroup", "0::/\n"}, 0, 8, 0, 8 * GIB},
    {"v2",
     {MEMINFO, "proc/self/cgroup", "0::/job\n", "cg/job/cpu.max", "250000 100000\n",
      "cg/job/memory.max", "4294967296\n", "cg/job/memory.current", "1073741824\n"},
     2.5,
     3,
     4 * GIB,
     3 * GIB},
    {"v2, the parent is stricter",
     {MEMINFO, "proc/self/cgroup", "0::/a/b\n", "cg/a/cpu.max", "100000 100000\n", "cg/a/b/cpu.max",
      "max 100000\n", "cg/a/memory.max", "2147483648\n", "cg/a/b/memory.max", "8589934592\n"},
     1,
     1,
     2 * GIB,
     2 * GIB},
    {"v1",
     {MEMINFO, "proc/self/cgroup", "4:memory:/x\n3:cpu,cpuacct:/x\n", "cg/cpu/x/cpu.cfs_quota_us",
      "400000\n", "cg/cpu/x/cpu.cfs_period_us", "100000\n", "cg/memory/x/memory.limit_in_bytes",
      "1073741824\n", "cg/memory/x/memory.usage_in_bytes", "536870912\n"},
     4,
     4,
     GIB,
     GIB / 2},
    {"v1 without limits beside an empty v2 mount",
     {MEMINFO, "proc/self/cgroup", "4:memory:/\n3:cpu,cpuacct:/\n0::/\n", "cg/cpu/cpu.cfs_quota_us",
      "-1\n", "cg/memory/memory.limit_in_bytes", "9223372036854771712\n"},
     0,
     8,
     0,
     8 * GIB},
    {"v2, the parent has the higher limit and less room",
     {MEMINFO, "proc/self/cgroup", "0::/a/b\n", "cg/a/memory.max", "4294967296\n",
      "cg/a/memory.current", "3758096384\n", "cg/a/b/memory.max", "2147483648\n",
      "cg/a/b/memory.current", "536870912\n"},
     0,
     8,
     4 * GIB,
     GIB / 2},
    {"v2, cached files are room",
     {MEMINFO, "proc/self/cgroup", "0::/job\n", "cg/job/memory.max", "4294967296\n",
      "cg/job/memory.current", "4294967296\n", "cg/job/memory.stat",
      "anon 1073741824\nfile 3221225472\nactive_file 1\ninactive_file 2147483648\n"},
     0,
     8,
     4 * GIB,
     2 * GIB},
    {"v2, cached files decide which level is the tightest",
     {MEMINFO, "proc/self/cgroup", "0::/a/b\n", "cg/a/memory.max", "4294967296\n",
      "cg/a/memory.current", "4294967296\n", "cg/a/memory.stat", "inactive_file 3221225472\n",
      "cg/a/b/memory.max", "2147483648\n", "cg/a/b/memory.current", "1073741824\n",
      "cg/a/b/memory.stat", "inactive_file 0\n"},
     0,
     8,
     2 * GIB,
     GIB},
    {"v2, no room at all",
     {MEMINFO, "proc/self/cgroup", "0::/job\n", "cg/job/memory.max", "1073741824\n",
      "cg/job/memory.current", "2147483648\n"},
     0,
     8,
     GIB,
     0},
    {"v2, more cache than use",
     {MEMINFO, "proc/self/cgroup", "0::/job\n", "cg/job/memory.max", "1073741824\n",
      "cg/job/memory.current", "1000\n", "cg/job/memory.stat", "inactive_file 2000\n"},
     0,
     8,
     GIB,
     GIB},
    {"v1, cached files of the whole tree below are room",
     {MEMINFO, "proc/self/cgroup", "4:memory:/x/y\n", "cg/memory/x/memory.limit_in_bytes",
      "4294967296\n", "cg/memory/x/memory.usage_in_bytes", "4294967296\n",
      "cg/memory/x/memory.stat", "inactive_file 4294967296\ntotal_inactive_file 1073741824\n",
      "cg/memory/x/y/memory.limit_in_bytes", "3221225472\n", "cg/memory/x/y/memory.usage_in_bytes",
      "1073741824\n"},
     0,
     8,
     4 * GIB,
     GIB},
    {"a container that sees its host's path",
     {MEMINFO, "proc/self/cgroup", "0::/../../docker/abc\n", "cg/cpu.max", "150000 100000\n"},
     1.5,
     2,
     0,
     8 * GIB},
};

static void put(const char *root, const char *path, const char *content)
{
    char full[GR_PATH_CAPACITY], folder[GR_PATH_CAPACITY];
    GrError error;
    snprintf(full, sizeof full, "%s/%s", root, path);
    gr_path_parent(full, folder);
    assert_int_equal(gr_folder_create(folder, &error), 0);
    assert_int_equal(gr_file_write_atomic(full, content, strlen(content), &error), 0);
}

static void reads_recorded_trees(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(trees); i++) {
        const Tree *tree = &trees[i];
        char root[] = "/tmp/gr-machine-XXXXXX", proc[64], cgroup[64];
        GrMachine machine;
        assert_non_null(mkdtemp(root));
        for (int f = 0; tree->files[f]; f += 2)
            put(root, tree->files[f], tree->files[f + 1]);
        snprintf(proc, sizeof proc, "%s/proc", root);
        snprintf(cgroup, sizeof cgroup, "%s/cg", root);
        gr_machine_detect_in(&machine, proc, cgroup, 8);
        gr_folder_remove(root, NULL);
        if (machine.cgroup_cpu_quota != tree->quota || machine.usable_cores != tree->usable_cores ||
            machine.cgroup_memory_limit != tree->limit ||
            machine.usable_memory != tree->usable_memory)
            fail_msg("%s: quota %g, %d cores, limit %llu, usable %llu", tree->name,
                     machine.cgroup_cpu_quota, machine.usable_cores,
                     (unsigned long long)machine.cgroup_memory_limit,
                     (unsigned long long)machine.usable_memory);
    }
}

static void finds_a_cores_part_of_the_last_cache(void **state)
{
    (void)state;
    static const struct {
        const char *files[12];
        uint64_t share;
    } caches[] = {
        {{NULL}, 0},
        {{"index0/level", "1\n", "index0/size", "32K\n", "index0/shared_cpu_list", "0\n"},
         32 << 10},
        {{"index0/level", "3\n", "index0/size", "32M\n", "index0/shared_cpu_list", "0-3,8-11\n",
          "index1/level", "1\n", "index1/size", "64K\n"},
         4 << 20},
        {{"index2/level", "2\n", "index2/size", "1024K\n", "index2/shared_cpu_list", "0,4\n",
          "index3/level", "3\n"},
         512 << 10},
    };
    for (size_t i = 0; i < COUNT_OF(caches); i++) {
        char root[] = "/tmp/gr-machine-XXXXXX";
        assert_non_null(mkdtemp(root));
        for (int f = 0; f < 12 && caches[i].files[f]; f += 2)
            put(root, caches[i].files[f], caches[i].files[f + 1]);
        uint64_t share = gr_cpu_cache_share_in(root);
        gr_folder_remove(root, NULL);
        assert_int_equal(share, caches[i].share);
    }
}

static void the_live_machine_makes_sense(void **state)
{
    (void)state;
    GrMachine machine;
    gr_machine_detect(&machine);
    assert_true(machine.usable_cores >= 1 && machine.usable_cores <= machine.online_cores);
    assert_true(machine.usable_memory > 0 && machine.usable_memory <= machine.total_memory);
    assert_true(gr_cpu_usable(GR_CPU_NONE));
    assert_true(gr_cpu_usable(gr_cpu_best()));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_recorded_trees),
        cmocka_unit_test(finds_a_cores_part_of_the_last_cache),
        cmocka_unit_test(the_live_machine_makes_sense),
    };
    return cmocka_run_group_tests_name("machine", tests, NULL, NULL);
}

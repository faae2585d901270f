/* SPDX-License-Identifier: MIT
 *
 * How many workers and threads a machine gets.
 */
#include "farm/resources.h"
#include "unit.h"

#define GB(n) ((uint64_t)((n)*1073741824.0))

static const struct {
    const char *name;
    int cores;
    uint64_t memory; /* 0: unknown */
    int width, height;
    bool encodes;
    int segments, workers, threads; /* the last two as the user said */
    int expect_workers, expect_threads;
    bool expect_short, sound;
} table[] = {
    {"one core", 1, GB(8), 1920, 1080, true, 50, 0, 0, 1, 1, false, false},
    {"two cores", 2, GB(8), 1920, 1080, true, 50, 0, 0, 2, 1, false, false},
    {"three cores", 3, GB(8), 1920, 1080, true, 50, 0, 0, 3, 1, false, false},
    {"four: one is left free", 4, GB(8), 1920, 1080, true, 50, 0, 0, 3, 1, false, false},
    {"eight: two are left free", 8, GB(8), 1920, 1080, true, 50, 0, 0, 6, 1, false, false},
    {"64 cores", 64, GB(64), 1920, 1080, true, 50, 0, 0, 50, 1, false, false},
    {"idle cores become threads", 16, GB(64), 1920, 1080, true, 3, 0, 0, 3, 4, false, false},
    {"one segment", 8, GB(64), 1920, 1080, true, 1, 0, 0, 1, 6, false, false},
    {"threads as said", 8, GB(64), 1920, 1080, true, 1, 0, 2, 1, 2, false, false},
    {"-j as said", 2, GB(8), 1920, 1080, true, 50, 7, 0, 7, 1, false, false},
    {"-j beyond the segments", 2, GB(8), 1920, 1080, true, 3, 7, 0, 3, 1, false, false},
    {"-j in spite of memory", 2, GB(0.1), 1920, 1080, true, 50, 4, 0, 4, 1, false, false},
    {"memory for three", 16, GB(0.65), 1920, 1080, true, 50, 0, 0, 3, 1, true, false},
    {"memory for none: one all the same", 16, GB(0.05), 1920, 1080, true, 50, 0, 0, 1, 1, true,
     false},
    {"4K needs more", 16, GB(2), 3840, 2160, true, 50, 0, 0, 2, 1, true, false},
    {"drafts need less", 16, GB(0.65), 960, 540, true, 50, 0, 0, 10, 1, true, false},
    {"no encoder, less memory", 16, GB(0.65), 1920, 1080, false, 50, 0, 0, 10, 1, true, false},
    {"sound beside the segments", 16, GB(64), 1920, 1080, true, 3, 0, 0, 4, 4, false, true},
    {"sound has no worker too many", 2, GB(8), 1920, 1080, true, 50, 0, 0, 2, 1, false, true},
    {"-j is kept with sound", 2, GB(8), 1920, 1080, true, 3, 3, 0, 3, 1, false, true},
    {"memory unknown", 4, 0, 1920, 1080, true, 50, 0, 0, 3, 1, false, false},
    {"nothing left to do", 4, GB(8), 1920, 1080, true, 0, 0, 1, 1, 1, false, false},
};

static void chooses(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        GrMachine machine = {.usable_cores = table[i].cores, .usable_memory = table[i].memory};
        GrWorkerLoad load = {table[i].width, table[i].height, table[i].encodes, false};
        GrResources r = gr_resources_choose(&machine, &load, table[i].segments, table[i].sound,
                                            table[i].workers, table[i].threads);
        if (r.workers != table[i].expect_workers || r.threads != table[i].expect_threads ||
            r.memory_short != table[i].expect_short) {
            fail_msg("%s: %d workers, %d threads, short %d", table[i].name, r.workers, r.threads,
                     r.memory_short);
        }
    }
}

static void a_worker_fits_its_promise(void **state)
{
    (void)state;
    GrWorkerLoad hd = {1920, 1080, true, false}, uhd = {3840, 2160, true, false};
    uint64_t alone = gr_worker_bytes(&hd);
    assert_in_range(alone, 160000000, 200000000);
    assert_in_range(gr_worker_bytes(&uhd), 600000000, 700000000);
    hd.two_scenes = true;
    assert_in_range(gr_worker_bytes(&hd) - alone, 27 * 1920 * 1080 / 2, 27 * 1920 * 1080);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chooses),
        cmocka_unit_test(a_worker_fits_its_promise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

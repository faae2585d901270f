/* SPDX-License-Identifier: MIT
 *
 * For tests of kernels: rows with guards around them, filled alike, that one level and plain C work
 * on.
 */
#ifndef GR_TESTS_KERNEL_BENCH_H
#define GR_TESTS_KERNEL_BENCH_H

#include "unit.h"

#include "base/arena.h"
#include "base/rng.h"
#include "render/frozen.h"
#include "render/kernels/kernels.h"

#include <string.h>

enum { ROW = 4096, GUARD = 256, SIZES = 6 };
static const int sizes[SIZES] = {64, 128, 192, 320, 1920, 3840};

typedef struct Bench {
    uint8_t *bytes[12];
    uint16_t *words[8];
} Bench;

static void *guarded(size_t bytes)
{
    uint8_t *memory = gr_aligned_alloc(bytes + 2 * GUARD);
    assert_non_null(memory);
    return memory + GUARD;
}

static void open_bench(Bench *bench)
{
    for (int i = 0; i < 12; i++)
        bench->bytes[i] = guarded(ROW);
    for (int i = 0; i < 8; i++)
        bench->words[i] = guarded(ROW * 2);
}

static void close_bench(Bench *bench)
{
    for (int i = 0; i < 12; i++)
        gr_aligned_free(bench->bytes[i] - GUARD);
    for (int i = 0; i < 8; i++)
        gr_aligned_free((uint8_t *)bench->words[i] - GUARD);
}

/* Random with many extremes, the same for every level; guards hold a pattern. */
static void fill(Bench *bench, uint32_t seed)
{
    for (int i = 0; i < 12; i++)
        for (int k = -GUARD; k < ROW + GUARD; k++) {
            uint32_t x = gr_rng_u32(seed, (uint32_t)i, (uint32_t)(k + GUARD));
            uint32_t kind = x >> 29;
            bench->bytes[i][k] = (uint8_t)(kind == 0 ? 0 : kind == 1 ? 255 : x);
        }
    for (int i = 0; i < 8; i++)
        for (int k = -GUARD / 2; k < ROW + GUARD / 2; k++) {
            uint32_t x = gr_rng_u32(seed + 1, (uint32_t)i, (uint32_t)(k + GUARD));
            uint32_t kind = x >> 29;
            bench->words[i][k] = (uint16_t)(kind == 0 ? 0 : kind == 1 ? 65535 : x);
        }
}

static void assert_same(const Bench *a, const Bench *b)
{
    for (int i = 0; i < 12; i++)
        assert_memory_equal(a->bytes[i] - GUARD, b->bytes[i] - GUARD, ROW + 2 * GUARD);
    for (int i = 0; i < 8; i++)
        assert_memory_equal(a->words[i] - GUARD / 2, b->words[i] - GUARD / 2, ROW * 2 + 2 * GUARD);
}

typedef void Exercise(const GrKernels *kernels, Bench *bench, int n, uint32_t seed);

static void assert_levels_agree(Exercise *exercise)
{
    Bench plain, wide;
    open_bench(&plain);
    open_bench(&wide);
    int compared = 0;
    for (int level = GR_CPU_NONE + 1; level < GR_CPU_LEVELS; level++) {
        const GrKernels *kernels = gr_kernels_for((GrCpuLevel)level);
        if (!kernels)
            continue;
        for (uint32_t seed = 0; seed < 84; seed++) {
            int n = sizes[seed % SIZES];
            fill(&plain, seed);
            fill(&wide, seed);
            exercise(&gr_kernels_none, &plain, n, seed);
            exercise(kernels, &wide, n, seed);
            assert_same(&plain, &wide);
            compared++;
        }
    }
#if defined(__x86_64__)
    assert_true(compared > 0);
#endif
    close_bench(&plain);
    close_bench(&wide);
}

#define LEVEL_TEST(name)                                                                           \
    static void test_##name(void **state)                                                          \
    {                                                                                              \
        (void)state;                                                                               \
        assert_levels_agree(use_##name);                                                           \
    }

#endif

/* SPDX-License-Identifier: MIT
 *
 * Every warp of the catalogue: coordinates that are numbers on every grid and at every extreme of
 * its parameters, the same bits on every SIMD level, parameters that do something, no jump where
 * angles meet, and for each a place that must come from another one.
 */
#include "unit.h"

#include "base/arena.h"
#include "base/hash.h"
#include "base/rng.h"
#include "model/catalogue.h"
#include "registry.h"
#include "scene/params.h"

#include <math.h>
#include <string.h>

static const GrCpuLevel levels[] = {GR_CPU_NONE, GR_CPU_SSE2, GR_CPU_AVX2, GR_CPU_AVX512};

typedef struct Bench {
    const GrWarp *warp;
    GrGrid grid;
    GrArena arena;
    GrMoment moment;
    void *params;
    float *x, *y, *field;
} Bench;

enum { GUARD = 16 };
static const float guard = -77.25f;

static void use_best_level(void)
{
    for (size_t i = 0; i < COUNT_OF(levels); i++)
        if (gr_cpu_usable(levels[i]))
            gr_registry_install(levels[i]);
}

static void set_defaults(Bench *bench)
{
    assert_int_equal(gr_params_init(&bench->warp->params, bench->params, &bench->arena, NULL),
                     GR_OK);
}

static void open_bench(Bench *bench, const GrWarp *warp, int cols, int rows, int width, int height)
{
    memset(bench, 0, sizeof *bench);
    bench->warp = warp;
    assert_int_equal(gr_grid_create_cells(&bench->grid, cols, rows, width, height, NULL), GR_OK);
    size_t floats = (size_t)bench->grid.count + GUARD;
    bench->params = gr_aligned_alloc(warp->params.size);
    bench->x = gr_aligned_alloc(floats * sizeof(float));
    bench->y = gr_aligned_alloc(floats * sizeof(float));
    bench->field = gr_aligned_alloc(floats * sizeof(float));
    for (int i = 0; i < bench->grid.count; i++)
        bench->field[i] = gr_rng_unit(9, (uint32_t)i, 0);
    set_defaults(bench);
}

static void close_bench(Bench *bench)
{
    gr_aligned_free(bench->params);
    gr_aligned_free(bench->x);
    gr_aligned_free(bench->y);
    gr_aligned_free(bench->field);
    gr_arena_finish(&bench->arena);
    gr_grid_finish(&bench->grid);
}

static void run(Bench *bench, double time_s)
{
    int count = bench->grid.count;
    bench->moment = (GrMoment){.scene_s = time_s, .show_s = time_s, .t = (float)time_s};
    memcpy(bench->x, bench->grid.x, (size_t)count * sizeof(float));
    memcpy(bench->y, bench->grid.y, (size_t)count * sizeof(float));
    for (int i = 0; i < GUARD; i++)
        bench->x[count + i] = bench->y[count + i] = guard;
    const GrWarpInput input = {&bench->grid, &bench->moment, bench->params, bench->field};
    bench->warp->apply(&input, bench->x, bench->y, count);
    for (int i = 0; i < GUARD; i++)
        assert_true(bench->x[count + i] == guard && bench->y[count + i] == guard);
    for (int i = 0; i < count; i++)
        if (!isfinite(bench->x[i]) || !isfinite(bench->y[i]))
            fail_msg("%s at %g s: cell %d comes from %g, %g", bench->warp->name, time_s, i,
                     (double)bench->x[i], (double)bench->y[i]);
}

static uint64_t checksum(const Bench *bench, uint64_t seed)
{
    size_t bytes = (size_t)bench->grid.count * sizeof(float);
    return gr_hash_bytes(bench->y, bytes, gr_hash_bytes(bench->x, bytes, seed));
}

static double most_of(const GrParam *param)
{
    int count = 0;
    while (param->type == GR_PARAM_CHOICE && param->choices[count])
        count++;
    return param->type == GR_PARAM_CHOICE ? count - 1 : param->max;
}

static uint64_t run_with(Bench *bench, const GrParam *param, double value)
{
    set_defaults(bench);
    assert_int_equal(gr_param_set_number(param, "", value, bench->params, NULL), GR_OK);
    run(bench, 3.3);
    return checksum(bench, 0);
}

/* All extremes, early and late, in one number. */
static uint64_t run_all(Bench *bench)
{
    static const double times[] = {0.0, 3.3, 10000.0};
    uint64_t sum = 0;
    const GrParamTable *table = &bench->warp->params;
    for (int i = -1; i < table->count; i++) {
        const GrParam *param = i < 0 ? NULL : &table->params[i];
        if (param && param->type == GR_PARAM_FIELD)
            continue;
        for (int end = 0; end < 2; end++) {
            double least = param && param->type == GR_PARAM_CHOICE ? 0.0 : param ? param->min : 0.0;
            set_defaults(bench);
            if (param)
                assert_int_equal(gr_param_set_number(param, "", end ? most_of(param) : least,
                                                     bench->params, NULL),
                                 GR_OK);
            for (size_t t = 0; t < COUNT_OF(times); t++) {
                run(bench, times[t]);
                sum = checksum(bench, sum);
            }
        }
    }
    return sum;
}

static void is_the_same_on_every_level(void **state)
{
    (void)state;
    static const int grids[][4] = {{1, 1, 1920, 1080},
                                   {3, 7, 1920, 1080},
                                   {61, 2, 1920, 64},
                                   {96, 28, 1920, 1080},
                                   {44, 40, 1080, 1920}};
    uint64_t first[64][COUNT_OF(grids)];
    for (size_t l = 0; l < COUNT_OF(levels); l++) {
        if (!gr_cpu_usable(levels[l]))
            continue;
        gr_registry_install(levels[l]);
        const GrWarp *const *warps = gr_catalogue()->warps;
        for (int i = 0; warps[i]; i++) {
            assert_true(i < (int)COUNT_OF(first));
            for (size_t g = 0; g < COUNT_OF(grids); g++) {
                Bench bench;
                open_bench(&bench, warps[i], grids[g][0], grids[g][1], grids[g][2], grids[g][3]);
                uint64_t sum = run_all(&bench);
                if (levels[l] == GR_CPU_NONE)
                    first[i][g] = sum;
                else if (sum != first[i][g])
                    fail_msg("%s differs on level %s, grid %zu", warps[i]->name,
                             gr_cpu_level_names[levels[l]], g);
                close_bench(&bench);
            }
        }
    }
}

static void every_parameter_does_something(void **state)
{
    (void)state;
    use_best_level();
    int count = 0;
    for (const GrWarp *const *w = gr_catalogue()->warps; *w; w++, count++) {
        Bench bench;
        open_bench(&bench, *w, 48, 14, 1920, 1080);
        assert_true((*w)->summary && (*w)->family && (*w)->apply && (*w)->params.count > 0);
        for (int i = 0; i < (*w)->params.count; i++) {
            const GrParam *param = &(*w)->params.params[i];
            assert_true(param->help && param->unit);
            if (param->type == GR_PARAM_FIELD)
                continue;
            double least = param->type == GR_PARAM_CHOICE ? 0.0 : param->min;
            if (strcmp(param->unit, "turns") == 0) /* whole turns are none */
                least += 0.13;
            if (run_with(&bench, param, least) == run_with(&bench, param, most_of(param)))
                fail_msg("%s.%s changes nothing", (*w)->name, param->name);
        }
        run(&bench, 1.0);
        assert_true(memcmp(bench.x, bench.grid.x, (size_t)bench.grid.count * sizeof(float)) ||
                    memcmp(bench.y, bench.grid.y, (size_t)bench.grid.count * sizeof(float)));
        close_bench(&bench);
    }
    assert_true(count >= 13);
}

/* Where a cell's light comes from: an odd grid has a cell in its very middle. */
typedef struct Place {
    const char *warp, *param;
    double value;
    float at_x, at_y, from_x, from_y;
} Place;

static const Place places[] = {
    {"rotate", "turns", 0.25, 0.5f, 0.0f, 0.0f, -0.5f},
    {"scale", "by", 2.0, 0.5f, 0.5f, 0.25f, 0.25f},
    {"skew", "across", 0.5, 0.0f, 0.5f, 0.25f, 0.5f},
    {"shift", "x", 0.5, 0.5f, 0.0f, 0.0f, 0.0f},
    {"tile", "count", 3.0, 0.0f, 0.0f, 0.0f, 0.0f},
    {"polar", "copies", 1.0, 0.6f, 0.0f, -1.0f, 0.0f},
    {"inverse_polar", "turns", 1.0, 0.0f, 0.0f, 0.0f, -0.7f},
    {"twist", "amount", 0.25, 0.0f, 0.0f, 0.0f, 0.0f},
    {"fisheye", "strength", 0.5, 0.0f, 0.0f, 0.0f, 0.0f},
    {"wave", "amount", 0.0, 0.5f, 0.5f, 0.5f, 0.5f},
    {"mobius", "spread", 0.9, 0.9f, 0.0f, 0.862044f, 0.0f},
    {"kaleidoscope", "sectors", 6.0, 0.0f, 0.0f, 0.6f, 0.1f},
    {"field", "amount", 0.0, 0.5f, 0.5f, 0.5f, 0.5f},
};

static void moves_what_it_says(void **state)
{
    (void)state;
    use_best_level();
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        const Place *place = &places[i];
        const GrWarp *warp = gr_warp_find(place->warp);
        Bench bench;
        assert_non_null(warp);
        open_bench(&bench, warp, 3, 3, 900, 900);
        const GrParam *param = gr_param_find(&warp->params, place->param);
        assert_int_equal(gr_param_set_number(param, "", place->value, bench.params, NULL), GR_OK);
        bench.grid.x[4] = place->at_x;
        bench.grid.y[4] = place->at_y;
        run(&bench, 0.0);
        if (fabsf(bench.x[4] - place->from_x) > 2e-5f || fabsf(bench.y[4] - place->from_y) > 2e-5f)
            fail_msg("%s: %g, %g comes from %g, %g", place->warp, (double)place->at_x,
                     (double)place->at_y, (double)bench.x[4], (double)bench.y[4]);
        close_bench(&bench);
    }
}

/* Left of the middle the angle jumps from pi to -pi: what comes from there must not. */
static void shows_no_seam_where_angles_meet(void **state)
{
    (void)state;
    static const char *const round[] = {"polar", "twist", "kaleidoscope", "mobius"};
    use_best_level();
    for (size_t i = 0; i < COUNT_OF(round); i++) {
        Bench bench;
        open_bench(&bench, gr_warp_find(round[i]), 2, 2, 900, 900);
        for (int cell = 0; cell < 4; cell++) {
            bench.grid.x[cell] = -0.4f - 0.3f * (float)(cell / 2);
            bench.grid.y[cell] = cell % 2 ? 1e-5f : -1e-5f;
        }
        run(&bench, 2.7);
        for (int cell = 0; cell < 4; cell += 2)
            if (fabsf(bench.x[cell] - bench.x[cell + 1]) > 1e-3f ||
                fabsf(bench.y[cell] - bench.y[cell + 1]) > 1e-3f)
                fail_msg("%s: a seam", round[i]);
        close_bench(&bench);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_the_same_on_every_level),
        cmocka_unit_test(every_parameter_does_something),
        cmocka_unit_test(moves_what_it_says),
        cmocka_unit_test(shows_no_seam_where_angles_meet),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

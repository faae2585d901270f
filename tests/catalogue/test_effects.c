/* SPDX-License-Identifier: MIT
 *
 * Every effect of the catalogue, whatever it is: in range on every grid and at every extreme of its
 * parameters, the same bytes on every SIMD level and in any order of frames. What the pictures look
 * like is in test_effect_looks.c.
 */
#include "unit.h"

#include "catalogue/stage.h"
#include "registry.h"

#include <stdio.h>
#include <stdlib.h>

enum { MOST_EFFECTS = 256 };

static const GrCpuLevel levels[] = {GR_CPU_NONE, GR_CPU_SSE2, GR_CPU_AVX2, GR_CPU_AVX512};

typedef struct GridCase {
    const char *name;
    int cols, rows, width, height;
} GridCase;

static const GridCase small_grids[] = {
    {"one cell", 1, 1, 1920, 1080}, {"two cells", 2, 1, 1920, 1080}, {"odd", 3, 7, 1920, 1080},
    {"square", 17, 33, 1000, 1000}, {"strip", 61, 2, 1920, 64},
};
/* Sanitizers are slow: the long sweep of extremes runs on fewer cells there. */
#ifdef GR_SANITIZED
static const GridCase sweep_grid = {"small md", 96, 28, 1920, 1080};
#else
static const GridCase sweep_grid = {"md", 192, 56, 1920, 1080};
#endif
static const GridCase usual_grid = {"md", 192, 56, 1920, 1080};
static const GridCase portrait_grid = {"portrait lg", 160, 45, 1080, 1920};
static const GridCase huge_grid = {"huge", 640, 360, 3840, 2160};

/* Fails with everything that is needed to do it again. */
static void require(StageFault fault, const Stage *stage, const char *grid, GrCpuLevel level,
                    const char *what, double time_s)
{
    if (fault) {
        fail_msg("%s on %s, level %s, %s, t=%g: %s", stage->effect->name, grid,
                 gr_cpu_level_names[level], what, time_s, fault);
    }
}

static int use_best_level(void)
{
    GrCpuLevel best = GR_CPU_NONE;
    for (size_t i = 0; i < COUNT_OF(levels); i++) {
        best = gr_cpu_usable(levels[i]) ? levels[i] : best;
    }
    gr_registry_install(best);
    return (int)best;
}

static void open_on(Stage *stage, const GrEffect *effect, const GridCase *grid)
{
    assert_true(stage_open(stage, effect, grid->cols, grid->rows, grid->width, grid->height));
}

static bool has_history(const GrEffect *effect)
{
    return effect->step != NULL;
}

/* Draws at all the times that matter; a simulation goes only as far as is quick. */
static uint64_t try_times(Stage *stage, const char *grid, GrCpuLevel level, const char *what,
                          bool far)
{
    static const double closed[] = {0.0, 1.0, 9.9, 10000.0};
    static const double stepped[] = {0.0, 0.25, 1.0, 10.0};
    const bool history = has_history(stage->effect);
    const double *times = history ? stepped : closed;
    uint64_t sum = 0;
    stage->ticks = -1;
    for (int i = 0; i < (history && !far ? 2 : 4); i++) {
        StageFault fault = stage_draw(stage, times[i]);
        fault = fault ? fault : stage_inspect(stage);
        require(fault, stage, grid, level, what, times[i]);
        sum = sum * 31 + stage_checksum(stage);
    }
    return sum;
}

/* Default, then each parameter at its least and most. `each` may be NULL. */
typedef void Visit(Stage *stage, const GridCase *grid, GrCpuLevel level, const char *what,
                   void *user);

static void each_expression(Stage *stage, const GridCase *grid, GrCpuLevel level,
                            const GrParam *param, Visit *visit, void *user)
{
    static const char *const texts[] = {"0",    "1e30*x - 1e30*y", "1/x", "log(y) ^ 99",
                                        "bass", "tan(1e5*r) % a"};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        assert_true(stage_express(stage, param->name, texts[i]));
        visit(stage, grid, level, texts[i], user);
    }
}

/* A simulation's time before the scene is what takes long; a sweep does with little of it. */
static void shorten_the_start(Stage *stage)
{
    stage_set(stage, "grown", 0.1);
    stage_set(stage, "warm", 0.1);
}

static void each_extreme(Stage *stage, const GridCase *grid, GrCpuLevel level, Visit *visit,
                         void *user)
{
    const GrParamTable *table = &stage->effect->params;
    shorten_the_start(stage);
    visit(stage, grid, level, "defaults", user);
    for (int i = 0; i < table->count; i++) {
        const GrParam *param = &table->params[i];
        if (param->type == GR_PARAM_TEXT || param->type == GR_PARAM_COLOUR ||
            param->type == GR_PARAM_FIELD || param->film) { /* tests/media */
            continue;
        }
        if (param->type == GR_PARAM_EXPR) {
            each_expression(stage, grid, level, param, visit, user);
            assert_true(stage_defaults(stage));
            continue;
        }
        const double ends[2] = {param->type == GR_PARAM_CHOICE ? 0.0 : param->min,
                                stage_param_max(param)};
        for (int k = 0; k < 2; k++) {
            char what[96];
            snprintf(what, sizeof what, "%s: %g", param->name, ends[k]);
            stage_set(stage, param->name, ends[k]);
            visit(stage, grid, level, what, user);
        }
        assert_true(stage_defaults(stage));
        shorten_the_start(stage);
    }
}

static void visit_all_sounds(Stage *stage, const GridCase *grid, GrCpuLevel level, const char *what,
                             void *user)
{
    (void)user;
    for (int sound = STAGE_SILENT; sound <= STAGE_NOISE; sound++) {
        stage->sound = (StageSound)sound;
        try_times(stage, grid->name, level, what, false);
    }
}

static void stays_in_range_on_small_grids(void **state)
{
    (void)state;
    const GrCpuLevel best = (GrCpuLevel)use_best_level();
    for (size_t l = 0; l < COUNT_OF(levels); l++) {
        if (!gr_cpu_usable(levels[l])) {
            continue;
        }
        gr_registry_install(levels[l]);
        for (const GrEffect *const *e = gr_catalogue()->effects; *e; e++) {
            for (size_t g = 0; g < COUNT_OF(small_grids); g++) {
                /* A lattice of its own is no smaller on small grids: one level is long enough. */
                if (has_history(*e) && g > 0 && levels[l] != best) {
                    continue;
                }
                Stage stage;
                open_on(&stage, *e, &small_grids[g]);
                each_extreme(&stage, &small_grids[g], levels[l], visit_all_sounds, NULL);
                stage_close(&stage);
            }
        }
    }
}

static void stays_in_range_on_the_huge_grid(void **state)
{
    (void)state;
    GrCpuLevel best = (GrCpuLevel)use_best_level();
    for (const GrEffect *const *e = gr_catalogue()->effects; *e; e++) {
        Stage stage;
        open_on(&stage, *e, &huge_grid);
        stage.sound = STAGE_NOISE;
        shorten_the_start(&stage);
        try_times(&stage, huge_grid.name, best, "noise", false);
        stage_close(&stage);
    }
}

typedef struct Sums {
    uint64_t sum[128];
    int count;
    bool check;
    int at;
} Sums;

static void visit_levels(Stage *stage, const GridCase *grid, GrCpuLevel level, const char *what,
                         void *user)
{
    Sums *sums = user;
    stage->sound = STAGE_NOISE;
    uint64_t sum = try_times(stage, grid->name, level, what, false);
    assert_true(sums->at < (int)COUNT_OF(sums->sum));
    if (sums->check && sums->sum[sums->at] != sum) {
        require("differs from level none", stage, grid->name, level, what, -1.0);
    }
    sums->sum[sums->at++] = sum;
}

/* Also covers the ranges on the usual grids. */
static void gives_the_same_bytes_on_every_level(void **state)
{
    (void)state;
    static Sums sums[MOST_EFFECTS];
    const GridCase *const grids[] = {&sweep_grid, &portrait_grid};
    for (size_t g = 0; g < COUNT_OF(grids); g++) {
        memset(sums, 0, sizeof sums);
        for (size_t l = 0; l < COUNT_OF(levels); l++) {
            if (!gr_cpu_usable(levels[l])) {
                continue;
            }
            gr_registry_install(levels[l]);
            const GrEffect *const *effects = gr_catalogue()->effects;
            for (int i = 0; effects[i] && i < MOST_EFFECTS; i++) {
                Stage stage;
                open_on(&stage, effects[i], grids[g]);
                sums[i].check = levels[l] != GR_CPU_NONE;
                sums[i].at = 0;
                if (g == 0) {
                    each_extreme(&stage, grids[g], levels[l], visit_levels, &sums[i]);
                } else {
                    visit_levels(&stage, grids[g], levels[l], "defaults", &sums[i]);
                }
                stage_close(&stage);
            }
        }
    }
}

/* A simulation's bytes may part ways late: ten seconds of it on two levels. */
static void simulations_agree_after_ten_seconds(void **state)
{
    (void)state;
    const GridCase grid = {"small md", 96, 28, 1920, 1080};
    uint64_t first[MOST_EFFECTS] = {0};
    for (size_t l = 0; l < COUNT_OF(levels); l++) {
        if (!gr_cpu_usable(levels[l])) {
            continue;
        }
        gr_registry_install(levels[l]);
        const GrEffect *const *effects = gr_catalogue()->effects;
        for (int i = 0; effects[i] && i < MOST_EFFECTS; i++) {
            if (!has_history(effects[i])) {
                continue;
            }
            Stage stage;
            open_on(&stage, effects[i], &grid);
            stage.sound = STAGE_LOUD;
            uint64_t sum = try_times(&stage, grid.name, levels[l], "ten seconds", true);
            if (levels[l] == GR_CPU_NONE) {
                first[i] = sum;
            } else if (sum != first[i]) {
                require("differs from level none", &stage, grid.name, levels[l], "loud", 10.0);
            }
            stage_close(&stage);
        }
    }
}

static void a_frame_alone_equals_it_in_sequence(void **state)
{
    (void)state;
    static const double times[] = {0.0, 0.6, 0.61, 1.0, 1.7, 2.25};
    GrCpuLevel best = (GrCpuLevel)use_best_level();
    for (const GrEffect *const *e = gr_catalogue()->effects; *e; e++) {
        Stage stage;
        open_on(&stage, *e, &usual_grid);
        stage.sound = STAGE_LOUD;
        for (size_t i = 0; i < COUNT_OF(times); i++) {
            require(stage_draw(&stage, times[i]), &stage, "md", best, "loud", times[i]);
            uint64_t sum = stage_checksum(&stage);
            require(stage_draw(&stage, times[i]), &stage, "md", best, "loud", times[i]);
            if (stage_checksum(&stage) != sum) {
                require("drawing again gives other bytes", &stage, "md", best, "loud", times[i]);
            }
            if (stage_alone(&stage, times[i]) != sum) {
                require("alone differs from in sequence", &stage, "md", best, "loud", times[i]);
            }
        }
        stage_close(&stage);
    }
}

static void tables_are_complete(void **state)
{
    (void)state;
    use_best_level();
    for (const GrEffect *const *e = gr_catalogue()->effects; *e; e++) {
        assert_true((*e)->summary && (*e)->family && (*e)->draw && (*e)->params.count > 0);
        assert_true(((*e)->step != NULL) == ((*e)->state_bytes != NULL));
        assert_true(((*e)->init != NULL) == ((*e)->state_bytes != NULL));
        const GrParam *react = gr_param_find(&(*e)->params, "react");
        assert_true(!react || (react->min == 0.0 && react->def > 0.0));
        for (int i = 0; i < (*e)->params.count; i++) {
            const GrParam *p = &(*e)->params.params[i];
            if (p->type == GR_PARAM_FLOAT || p->type == GR_PARAM_INT) {
                assert_true(p->min < p->max && p->def >= p->min && p->def <= p->max && p->unit);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_are_complete),
        cmocka_unit_test(stays_in_range_on_small_grids),
        cmocka_unit_test(stays_in_range_on_the_huge_grid),
        cmocka_unit_test(gives_the_same_bytes_on_every_level),
        cmocka_unit_test(simulations_agree_after_ten_seconds),
        cmocka_unit_test(a_frame_alone_equals_it_in_sequence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

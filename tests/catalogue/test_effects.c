/* SPDX-License-Identifier: MIT
 *
 * Every effect of the catalogue, whatever it is: in range on every grid and at every extreme of its
 * parameters, the same bytes on every SIMD level and in any order of frames, and worth looking at.
 */
#include "unit.h"

#include "catalogue/stage.h"
#include "registry.h"

#include <math.h>
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

static void each_extreme(Stage *stage, const GridCase *grid, GrCpuLevel level, Visit *visit,
                         void *user)
{
    const GrParamTable *table = &stage->effect->params;
    visit(stage, grid, level, "defaults", user);
    for (int i = 0; i < table->count; i++) {
        const GrParam *param = &table->params[i];
        if (param->type == GR_PARAM_TEXT || param->type == GR_PARAM_COLOUR) {
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
    for (size_t l = 0; l < COUNT_OF(levels); l++) {
        if (!gr_cpu_usable(levels[l])) {
            continue;
        }
        gr_registry_install(levels[l]);
        for (const GrEffect *const *e = gr_catalogue()->effects; *e; e++) {
            for (size_t g = 0; g < COUNT_OF(small_grids); g++) {
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
        stage_set(&stage, "grown", 0.1);
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

/* What an effect has its stencil made of is as good as what it draws. */
static uint64_t stencil_checksum(const Stage *stage)
{
    GrStencilSpec spec;
    memset(&spec, 0, sizeof spec);
    if (stage->effect->stencil)
        stage->effect->stencil(stage->params, &spec);
    return gr_hash_bytes(&spec, sizeof spec, 0);
}

static uint64_t frame_with(Stage *stage, const char *name, double value)
{
    assert_true(stage_defaults(stage));
    stage_set(stage, name, value);
    stage->ticks = -1;
    assert_null(stage_draw(stage, 3.3));
    return stage_checksum(stage) ^ stencil_checksum(stage);
}

static void every_parameter_does_something(void **state)
{
    (void)state;
    const GridCase grid = {"small md", 96, 28, 1920, 1080};
    use_best_level();
    for (const GrEffect *const *e = gr_catalogue()->effects; *e; e++) {
        Stage stage;
        open_on(&stage, *e, &grid);
        stage.sound = STAGE_LOUD;
        for (int i = 0; i < (*e)->params.count; i++) {
            const GrParam *param = &(*e)->params.params[i];
            if (param->type == GR_PARAM_TEXT || param->type == GR_PARAM_COLOUR ||
                param->type == GR_PARAM_EXPR) { /* test_formula.c */
                continue;
            }
            assert_true(param->help && strlen(param->help) > 8);
            double low = param->type == GR_PARAM_CHOICE ? 0.0 : param->min;
            double high = stage_param_max(param);
            uint64_t at_low = frame_with(&stage, param->name, low);
            uint64_t at_high = frame_with(&stage, param->name, high);
            if (at_low == at_high) {
                fail_msg("%s.%s changes nothing from %g to %g", (*e)->name, param->name, low, high);
            }
            for (int k = 0; param->type == GR_PARAM_CHOICE && k < (int)high; k++) {
                if (frame_with(&stage, param->name, k) == frame_with(&stage, param->name, k + 1)) {
                    fail_msg("%s.%s: choices %d and %d look alike", (*e)->name, param->name, k,
                             k + 1);
                }
            }
        }
        stage_close(&stage);
    }
}

static void effects_differ_from_each_other(void **state)
{
    (void)state;
    use_best_level();
    uint64_t sums[MOST_EFFECTS];
    int count = 0;
    for (const GrEffect *const *e = gr_catalogue()->effects; *e; e++) {
        Stage stage;
        open_on(&stage, *e, &portrait_grid);
        assert_null(stage_draw(&stage, 0.5));
        size_t bytes = (size_t)stage.grid.count * sizeof(float);
        sums[count] = gr_hash_bytes(stage.plane[0], bytes, 0);
        for (int i = 0; i < count; i++) {
            assert_true(sums[i] != sums[count]);
        }
        count++;
        stage_close(&stage);
    }
    assert_true(count >= 8);
}

/* React 0: loud and silent frames are the same, flow and beats included. By default they differ. */
static void reactions_can_be_switched_off(void **state)
{
    (void)state;
    use_best_level();
    for (const GrEffect *const *e = gr_catalogue()->effects; *e; e++) {
        if (!gr_param_find(&(*e)->params, "react")) {
            continue;
        }
        uint64_t sum[2][2]; /* react default or 0, silent or loud */
        for (int off = 0; off < 2; off++) {
            for (int loud = 0; loud < 2; loud++) {
                Stage stage;
                open_on(&stage, *e, &portrait_grid);
                stage.sound = loud ? STAGE_LOUD : STAGE_SILENT;
                if (off) {
                    stage_set(&stage, "react", 0.0);
                }
                assert_null(stage_draw(&stage, 2.1));
                sum[off][loud] = stage_checksum(&stage);
                stage_close(&stage);
            }
        }
        if (sum[0][0] == sum[0][1]) {
            fail_msg("%s does not hear the sound", (*e)->name);
        }
        if (sum[1][0] != sum[1][1]) {
            fail_msg("%s reacts at react: 0", (*e)->name);
        }
    }
}

/* From black to white in every second of the first ten, and neither empty nor washed out. */
static void uses_the_whole_tonal_range(void **state)
{
    (void)state;
    use_best_level();
    for (const GrEffect *const *e = gr_catalogue()->effects; *e; e++) {
        for (int sound = STAGE_SILENT; sound <= STAGE_LOUD; sound++) {
            Stage stage;
            open_on(&stage, *e, &usual_grid);
            stage.sound = (StageSound)sound;
            for (int s = 0; s <= 10; s++) {
                double sum = 0.0, time_s = (double)s + 0.02;
                float low = 2.0f, high = -1.0f;
                int dark = 0, count = stage.grid.count;
                assert_null(stage_draw(&stage, time_s));
                for (int i = 0; i < count; i++) {
                    float value = stage.plane[0][i];
                    sum += (double)value;
                    low = value < low ? value : low;
                    high = value > high ? value : high;
                    dark += value < 0.1f ? 1 : 0;
                }
                double mean = sum / count;
                if (low > 0.02f || high < 0.95f || mean < 0.11 || mean > 0.62 ||
                    dark < count / 12) {
                    fail_msg("%s at %g s (sound %d): %g..%g, mean %g, %d of %d cells dark",
                             (*e)->name, time_s, sound, (double)low, (double)high, mean, dark,
                             count);
                }
            }
            stage_close(&stage);
        }
    }
}

static double mean_change(const GrEffect *effect, double time_s, double later_s)
{
    Stage stage;
    open_on(&stage, effect, &usual_grid);
    assert_null(stage_draw(&stage, time_s));
    float *old = malloc((size_t)stage.grid.count * sizeof(float));
    assert_non_null(old);
    memcpy(old, stage.plane[0], (size_t)stage.grid.count * sizeof(float));
    assert_null(stage_draw(&stage, later_s));
    double sum = 0.0;
    for (int i = 0; i < stage.grid.count; i++) {
        sum += fabs((double)stage.plane[0][i] - (double)old[i]);
    }
    sum /= stage.grid.count;
    free(old);
    stage_close(&stage);
    return sum;
}

/* Between ticks as well, and as smooth after hours as at the start. */
static void moves_and_moves_smoothly(void **state)
{
    (void)state;
    use_best_level();
    for (const GrEffect *const *e = gr_catalogue()->effects; *e; e++) {
        double half_second = mean_change(*e, 4.0, 4.5);
        if (half_second < 0.008) {
            fail_msg("%s: stands still (%g in half a second)", (*e)->name, half_second);
        }
        for (int far = 0; far < 2 && !has_history(*e); far++) {
            double start = far ? 10000.01 : 4.01;
            double little = mean_change(*e, start, start + 1.0 / 400.0);
            if (little <= 0.0 || little > 0.02) {
                fail_msg("%s: jumps or rests by %g within 1/400 s at %g s", (*e)->name, little,
                         start);
            }
        }
    }
}

static double row_step(const Stage *stage, int row, int cols)
{
    const float *a = stage->plane[0] + (ptrdiff_t)row * stage->grid.cols, *b = a + stage->grid.cols;
    double sum = 0.0;
    for (int i = 0; i < cols; i++) {
        sum += fabs((double)a[i] - (double)b[i]);
    }
    return sum / cols;
}

/* The angle jumps from pi to -pi left of the middle: what is drawn from it must not. */
static void shows_no_seam_where_angles_meet(void **state)
{
    (void)state;
    static const char *const round[] = {"tunnel", "rings", "vortex"};
    use_best_level();
    for (size_t n = 0; n < COUNT_OF(round); n++) {
        const GrEffect *effect = gr_effect_find(round[n]);
        assert_non_null(effect);
        Stage stage;
        open_on(&stage, effect, &(GridCase){"fine", 320, 180, 1920, 1080});
        stage_set(&stage, "bend", 0.0); /* keeps the tunnel's middle in the middle */
        double seam = 0.0, beside = 0.0;
        for (int i = 0; i < 24; i++) {
            assert_null(stage_draw(&stage, 0.37 * i));
            const int middle = stage.grid.rows / 2, cols = stage.grid.cols / 2 - 20;
            seam += row_step(&stage, middle - 1, cols);
            beside +=
                0.25 * (row_step(&stage, middle - 3, cols) + row_step(&stage, middle - 2, cols) +
                        row_step(&stage, middle, cols) + row_step(&stage, middle + 1, cols));
        }
        if (seam > 1.35 * beside) {
            fail_msg("%s: %g across the seam, %g beside it", round[n], seam / 24, beside / 24);
        }
        stage_close(&stage);
    }
}

/* Changes across and down, per screen unit, are alike although cells are twice as high as wide. */
static void is_the_same_in_all_directions(void **state)
{
    (void)state;
    static const char *const even[] = {"reaction", "fbm"};
    use_best_level();
    for (size_t n = 0; n < COUNT_OF(even); n++) {
        double across = 0.0, down = 0.0;
        for (int seed = 0; seed < 4; seed++) {
            Stage stage;
            open_on(&stage, gr_effect_find(even[n]), &usual_grid);
            stage_set(&stage, "relief", 0.0);
            stage_set(&stage, "seeds", 60.0 + seed);
            stage_set(&stage, "drift", 0.5 * seed);
            assert_null(stage_draw(&stage, 6.0));
            const int cols = stage.grid.cols, rows = stage.grid.rows;
            for (int y = 0; y + 1 < rows; y++) {
                for (int x = 0; x + 2 < cols; x++) {
                    /* Two columns are about as far as one row. */
                    const float *v = stage.plane[0] + y * cols + x;
                    across += fabs((double)v[2] - (double)v[0]) / (2.0 * (double)stage.grid.cell_w);
                    down += fabs((double)v[cols] - (double)v[0]) / (double)stage.grid.cell_h;
                }
            }
            stage_close(&stage);
        }
        if (across / down < 0.8 || across / down > 1.25) {
            fail_msg("%s: %g times as much change across as down", even[n], across / down);
        }
    }
}

/* A circle is a circle: the field of a square frame is its own mirror image at the diagonal. */
static void rings_are_round(void **state)
{
    (void)state;
    use_best_level();
    Stage stage;
    open_on(&stage, gr_effect_find("rings"), &(GridCase){"square", 64, 64, 1000, 1000});
    stage_set(&stage, "wobble", 0.0);
    stage_set(&stage, "arcs", 0.0);
    assert_null(stage_draw(&stage, 1.3));
    for (int y = 0; y < 64; y++) {
        for (int x = 0; x < 64; x++) {
            double a = (double)stage.plane[0][y * 64 + x], b = (double)stage.plane[0][x * 64 + y];
            assert_true(fabs(a - b) < 1e-3);
        }
    }
    stage_close(&stage);
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
        cmocka_unit_test(every_parameter_does_something),
        cmocka_unit_test(effects_differ_from_each_other),
        cmocka_unit_test(reactions_can_be_switched_off),
        cmocka_unit_test(uses_the_whole_tonal_range),
        cmocka_unit_test(moves_and_moves_smoothly),
        cmocka_unit_test(shows_no_seam_where_angles_meet),
        cmocka_unit_test(is_the_same_in_all_directions),
        cmocka_unit_test(rings_are_round),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

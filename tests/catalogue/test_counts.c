/* SPDX-License-Identifier: MIT
 *
 * Numbers of things that a show lets grow and shrink: whatever is declared as one (GR_COUNT) moves
 * smoothly, over whole numbers and between them, and nothing that could be one is a whole number.
 */
#include "unit.h"

#include "catalogue/stage.h"
#include "registry.h"

#include <math.h>
#include <stdlib.h>

static const GrCpuLevel levels[] = {GR_CPU_NONE, GR_CPU_SSE2, GR_CPU_AVX2, GR_CPU_AVX512};

static void use_best_level(void)
{
    for (size_t i = 0; i < COUNT_OF(levels); i++)
        if (gr_cpu_usable(levels[i]))
            gr_registry_install(levels[i]);
}

enum { COLS = 96, ROWS = 28 };

/* What has to be set for a count to be seen at all. */
typedef struct Setting {
    const char *owner, *param;
    double value;
} Setting;

static const Setting settings[] = {
    {"sdf", "contours", 0.0}, {"vu", "kind", 1.0},    {"rings", "wobble", 0.15},
    {"fluid", "warm", 0.2},   {"drift", "gain", 0.8}, {"sdf", "join", 0.0},
};

/* Whole numbers that nobody would see popping, and why. */
static const char *const whole[] = {
    "attractor.points", /* how even the haze is; its light does not depend on it */
    "reaction.steps",   /* a speed */
    "reaction.seeds",   /* sown before the scene begins */
};

/* A picture with a count at a value. The two that draw it need nothing of each other. */
typedef void (*Draw)(const void *of, const GrParam *count, double value, float *picture);

static void draw_effect(const void *of, const GrParam *count, double value, float *picture)
{
    const GrEffect *effect = of;
    Stage stage;
    assert_true(stage_open(&stage, effect, COLS, ROWS, 1920, 1080));
    stage.sound = STAGE_LOUD;
    for (size_t i = 0; i < COUNT_OF(settings); i++)
        if (!strcmp(settings[i].owner, effect->name))
            stage_set(&stage, settings[i].param, settings[i].value);
    stage_set(&stage, count->name, value);
    /* A simulation with another number all along soon goes ways of its own. */
    assert_null(stage_draw(&stage, effect->step ? 0.2 : 1.3));
    memcpy(picture, stage.plane[0], (size_t)stage.grid.count * sizeof(float));
    stage_close(&stage);
}

/* A warp bends smooth hills. */
static void draw_warp(const void *of, const GrParam *count, double value, float *picture)
{
    const GrWarp *warp = of;
    GrGrid grid;
    GrArena arena = {0};
    GrMoment moment = {.scene_s = 1.3, .show_s = 1.3, .t = 1.3f};
    void *params = gr_aligned_alloc(warp->params.size);
    assert_int_equal(gr_grid_create_cells(&grid, COLS, ROWS, 1920, 1080, NULL), GR_OK);
    assert_int_equal(gr_params_init(&warp->params, params, &arena, NULL), GR_OK);
    assert_int_equal(gr_param_set_number(count, warp->name, value, params, NULL), GR_OK);
    const GrWarpInput input = {&grid, &moment, params, NULL};
    warp->apply(&input, grid.x, grid.y, grid.count);
    for (int i = 0; i < grid.count; i++)
        picture[i] = 0.5f + 0.5f * gr_sinf(2.3f * grid.x[i]) * gr_cosf(3.1f * grid.y[i] + 0.4f);
    gr_grid_finish(&grid);
    gr_arena_finish(&arena);
    gr_aligned_free(params);
}

static double difference(const float *a, const float *b)
{
    double sum = 0.0;
    for (int i = 0; i < COLS * ROWS; i++)
        sum += fabs((double)a[i] - (double)b[i]);
    return sum / (COLS * ROWS);
}

/* Beside what one more makes of the picture, a 50th of one must move it little, wherever. */
static bool moves_at(Draw draw, const void *of, const char *name, const GrParam *count,
                     double number)
{
    static float from[COLS * ROWS], to[COLS * ROWS];
    static const double places[] = {0.0, 0.5, 1.0};
    draw(of, count, number, from);
    draw(of, count, number + 1.0, to);
    const double most = difference(from, to);
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        draw(of, count, fmax(number + places[i] - 0.01, count->min), from);
        draw(of, count, fmin(number + places[i] + 0.01, count->max), to);
        const double step = difference(from, to);
        if (getenv("GR_SHOW_COUNTS"))
            printf("%s.%s at %g: %.5f of %.5f\n", name, count->name, number + places[i], step,
                   most);
        if (step > 0.3 * most + 1e-6)
            fail_msg("%s.%s jumps at %g: by %g, and by %g for one more", name, count->name,
                     number + places[i], step, most);
    }
    return most > 1e-4;
}

static void moves(Draw draw, const void *of, const char *name, const GrParam *count)
{
    const double numbers[] = {count->min, floor(count->def),
                              floor(0.5 * (count->min + count->max))};
    bool seen = false;
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        const double number = fmin(fmax(numbers[i], count->min), count->max - 1.0);
        seen = moves_at(draw, of, name, count, number) || seen;
    }
    if (!seen)
        fail_msg("%s.%s: one more is not seen", name, count->name);
}

static int counts_move(Draw draw, const void *of, const char *name, const GrParamTable *table)
{
    int counts = 0;
    for (int i = 0; i < table->count; i++) {
        const GrParam *param = &table->params[i];
        if (param->fades) {
            assert_true(param->type == GR_PARAM_FLOAT && param->max > param->min + 1.0);
            moves(draw, of, name, param);
            counts++;
        }
    }
    return counts;
}

static void counts_of_effects_move_smoothly(void **state)
{
    (void)state;
    int counts = 0;
    use_best_level();
    for (const GrEffect *const *e = gr_catalogue()->effects; *e; e++)
        counts += counts_move(draw_effect, *e, (*e)->name, &(*e)->params);
    assert_true(counts >= 18);
}

static void counts_of_warps_move_smoothly(void **state)
{
    (void)state;
    int counts = 0;
    use_best_level();
    for (const GrWarp *const *w = gr_catalogue()->warps; *w; w++)
        counts += counts_move(draw_warp, *w, (*w)->name, &(*w)->params);
    assert_true(counts >= 2);
}

static void refuse_whole(const char *name, const GrParamTable *table)
{
    for (int i = 0; i < table->count; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s.%s", name, table->params[i].name);
        bool known = table->params[i].type != GR_PARAM_INT || table->params[i].fixed;
        for (size_t k = 0; k < COUNT_OF(whole); k++)
            known = known || !strcmp(path, whole[k]);
        if (!known)
            fail_msg("%s is a whole number: animated it pops; let it be a GR_COUNT", path);
    }
}

static void no_count_is_a_whole_number(void **state)
{
    (void)state;
    use_best_level();
    for (const GrEffect *const *e = gr_catalogue()->effects; *e; e++)
        refuse_whole((*e)->name, &(*e)->params);
    for (const GrWarp *const *w = gr_catalogue()->warps; *w; w++)
        refuse_whole((*w)->name, &(*w)->params);
}

/* What the others are worth: a count that is cut off to a whole number is found out. */
static void draw_popping(const void *of, const GrParam *count, double value, float *picture)
{
    draw_effect(of, count, floor(value), picture);
}

static bool pops(Draw draw, const GrEffect *effect, const GrParam *count)
{
    static float from[COLS * ROWS], to[COLS * ROWS], one[COLS * ROWS];
    draw(effect, count, 4.99, from);
    draw(effect, count, 5.01, to);
    draw(effect, count, 6.0, one);
    return difference(from, to) > 0.3 * difference(to, one);
}

static void a_count_that_pops_is_found_out(void **state)
{
    (void)state;
    use_best_level();
    const GrEffect *effect = gr_effect_find("tunnel");
    const GrParam *sides = gr_param_find(&effect->params, "sides");
    assert_true(pops(draw_popping, effect, sides));
    assert_false(pops(draw_effect, effect, sides));
}

/* Shares of what there is, whose members come one by one. */
static const char *const shares[][2] = {
    {"bubbles", "pop"}, {"rain_code", "density"}, {"wells", "caught"}};

static double largest_step(const GrEffect *effect, const GrParam *share, double value)
{
    static float from[COLS * ROWS], to[COLS * ROWS];
    double most = 0.0;
    draw_effect(effect, share, value, from);
    draw_effect(effect, share, value + 0.0005, to);
    for (int i = 0; i < COLS * ROWS; i++)
        most = fmax(most, fabs((double)to[i] - (double)from[i]));
    return most;
}

/* No cell lights up at once where one more comes in. */
static void members_of_shares_fade_in(void **state)
{
    (void)state;
    use_best_level();
    for (size_t i = 0; i < COUNT_OF(shares); i++) {
        const GrEffect *effect = gr_effect_find(shares[i][0]);
        const GrParam *share = gr_param_find(&effect->params, shares[i][1]);
        for (double value = 0.1; value < 0.95; value += 0.02) {
            const double step = largest_step(effect, share, value);
            if (step > 0.12)
                fail_msg("%s.%s: a cell jumps by %g at %g", effect->name, share->name, step, value);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_of_shares_fade_in),
        cmocka_unit_test(counts_of_effects_move_smoothly),
        cmocka_unit_test(counts_of_warps_move_smoothly),
        cmocka_unit_test(no_count_is_a_whole_number),
        cmocka_unit_test(a_count_that_pops_is_found_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

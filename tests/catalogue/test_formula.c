/* SPDX-License-Identifier: MIT
 *
 * Expressions over cells: whatever is written and whatever comes in, every SIMD level gives the
 * bits that one cell at a time gives, and nothing but finite numbers.
 */
#include "unit.h"

#include "catalogue/stage.h"
#include "registry.h"

#include <math.h>
#include <string.h>

enum { EXPRESSIONS = 400, TEXT = GR_EXPR_TEXT_MAX };

static const GrCpuLevel levels[] = {GR_CPU_NONE, GR_CPU_SSE2, GR_CPU_AVX2, GR_CPU_AVX512};

/* Writes random expressions. */
typedef struct Writer {
    uint32_t seed, drawn;
    char text[TEXT];
    size_t length;
} Writer;

static uint32_t draw_lot(Writer *w, uint32_t of)
{
    return gr_rng_u32(w->seed, w->drawn++, 0) % of;
}

static void put(Writer *w, const char *text)
{
    size_t length = strlen(text);
    if (w->length + length < sizeof w->text) {
        memcpy(w->text + w->length, text, length + 1);
        w->length += length;
    }
}

static void write_leaf(Writer *w)
{
    static const char *const leaves[] = {
        "x",    "y",   "r",   "a",    "col",    "row",        "t",     "p",     "bass", "0",
        "1",    "-1",  "0.5", "2",    "3",      "tempo",      "1e30",  "1e-30", "cols", "rows",
        "flow", "1e7", "4e6", "1e10", "aspect", "beat_phase", "-0.25", "1e-38", "pi",
    };
    put(w, leaves[draw_lot(w, COUNT_OF(leaves))]);
}

static void write_value(Writer *w, int depth);

static void write_call(Writer *w, int depth)
{
    int functions = 0;
    while (gr_expr_functions[functions].name && !gr_expr_functions[functions].heard)
        functions++;
    uint32_t lot = draw_lot(w, (uint32_t)(functions + GR_EASE_COUNT / 4));
    const GrExprFunction *f = lot < (uint32_t)functions ? &gr_expr_functions[lot] : NULL;
    int most = f ? f->most == GR_EXPR_ANY ? 4 : f->most : 1, least = f ? f->least : 1;
    int count = least + (int)draw_lot(w, (uint32_t)(most - least + 1));
    put(w, f ? f->name : gr_ease_infos[draw_lot(w, GR_EASE_COUNT)].name);
    for (int i = 0; i < count; i++) {
        put(w, i ? ", " : "(");
        write_value(w, depth - 1);
    }
    put(w, ")");
}

static void write_value(Writer *w, int depth)
{
    static const char *const operators[] = {" + ",  " - ",  " * ",  " / ",   " % ",  " ^ ", " < ",
                                            " <= ", " == ", " != ", " and ", " or ", " > "};
    uint32_t lot = depth > 0 ? draw_lot(w, 10) : 9;
    if (lot < 4) {
        put(w, "(");
        write_value(w, depth - 1);
        put(w, operators[draw_lot(w, COUNT_OF(operators))]);
        write_value(w, depth - 1);
        put(w, ")");
    } else if (lot < 8) {
        write_call(w, depth);
    } else if (lot < 9) {
        put(w, draw_lot(w, 2) ? "(-" : "(!");
        write_value(w, depth - 1);
        put(w, ")");
    } else {
        write_leaf(w);
    }
}

/* Three views of the same value that fit into 0..1: squeezed, what is behind the point, and cut. */
static const char *const views[] = {"0.5 + 0.5*(%s)/(1 + abs(%s))", "fract(%s)%.0s", "%s%.0s"};

static void uniforms_of(const Stage *stage, float uniforms[GR_UNIFORM_COUNT])
{
    gr_expr_uniforms(&stage->moment, uniforms);
    uniforms[GR_UNIFORM_SEED] = gr_expr_seed(0x5eedu); /* as stage_input has it */
    uniforms[GR_UNIFORM_FLOW] =
        (float)(stage->moment.scene_s + (stage->moment.flow_s - stage->moment.scene_s) * 0.5);
    uniforms[GR_UNIFORM_ASPECT] = stage->grid.aspect;
    uniforms[GR_UNIFORM_COLS] = (float)stage->grid.cols;
    uniforms[GR_UNIFORM_ROWS] = (float)stage->grid.rows;
}

static float one_cell(const Stage *stage, const GrExpr *expr, const float *uniforms, int index)
{
    const GrGrid *grid = &stage->grid;
    const float cell[GR_EXPR_CELL_INPUTS] = {
        grid->x[index],
        grid->y[index],
        grid->r[index],
        grid->a[index],
        (float)(index % grid->cols),
        (float)(index / grid->cols),
    };
    return gr_expr_at_cell(expr, uniforms, cell);
}

static void check_cells(Stage *stage, const char *text, GrCpuLevel level)
{
    const GrExpr *expr = *(const GrExpr *const *)stage->params; /* the first parameter */
    float uniforms[GR_UNIFORM_COUNT];
    stage->ticks = -1;
    assert_null(stage_draw(stage, 2.7));
    StageFault fault = stage_inspect(stage);
    if (fault)
        fail_msg("%s: level %s: %s", text, gr_cpu_level_names[level], fault);
    uniforms_of(stage, uniforms);
    for (int i = 0; i < stage->grid.count; i++) {
        float raw = one_cell(stage, expr, uniforms, i), want = gr_unitf(raw);
        if (!(fabsf(raw) <= GR_EXPR_LIMIT))
            fail_msg("%s: %g at cell %d", text, (double)raw, i);
        if (memcmp(&want, &stage->plane[0][i], sizeof want) != 0)
            fail_msg("%s: cell %d is %.9g, level %s says %.9g", text, i, (double)want,
                     gr_cpu_level_names[level], (double)stage->plane[0][i]);
    }
}

static void open_formula(Stage *stage, int cols, int rows)
{
    const GrEffect *formula = gr_effect_find("formula");
    assert_non_null(formula);
    assert_true(stage_open(stage, formula, cols, rows, 1920, 1080));
    stage->sound = STAGE_LOUD;
}

static void levels_agree_with_single_cells(void **state)
{
    (void)state;
    for (size_t l = 0; l < COUNT_OF(levels); l++) {
        if (!gr_cpu_usable(levels[l])) {
            note_skip(gr_cpu_level_names[levels[l]], "no such SIMD level");
            continue;
        }
        gr_registry_install(levels[l]);
        Stage stage;
        open_formula(&stage, 37, 11); /* 407 cells: a block and an odd rest */
        int compiled = 0;
        for (uint32_t seed = 0; seed < EXPRESSIONS; seed++) {
            Writer writer = {.seed = seed};
            char text[2 * TEXT];
            write_value(&writer, 2 + (int)(seed % 4));
            snprintf(text, sizeof text, views[seed % 3], writer.text, writer.text);
            if (strlen(text) > GR_EXPR_TEXT_MAX || !stage_express(&stage, "value", text))
                continue; /* too long, or too much */
            check_cells(&stage, text, levels[l]);
            compiled++;
        }
        assert_true(compiled > EXPRESSIONS * 9 / 10);
        stage_close(&stage);
    }
}

/* Each function by itself, on inputs far out. */
static void every_function_agrees_on_extremes(void **state)
{
    (void)state;
    static const char *const inputs[] = {"x",     "1e20*x", "1e-20*y",    "(1/x)", "1e30*sign(y)",
                                         "4e6*x", "(-0*x)", "floor(4*y)", "1e5*a"};
    for (size_t l = 0; l < COUNT_OF(levels); l++) {
        if (!gr_cpu_usable(levels[l]))
            continue;
        gr_registry_install(levels[l]);
        Stage stage;
        open_formula(&stage, 29, 9);
        for (const GrExprFunction *f = gr_expr_functions; f->name; f++) {
            if (f->heard)
                continue;
            int count = f->most == GR_EXPR_ANY ? 3 : f->most;
            for (uint32_t round = 0; round < 12; round++) {
                char call[256], text[600];
                int at = snprintf(call, sizeof call, "%s", f->name);
                for (int i = 0; i < count; i++)
                    at += snprintf(call + at, sizeof call - (size_t)at, "%s%s", i ? ", " : "(",
                                   inputs[gr_rng_u32(round, (uint32_t)i, 7) % COUNT_OF(inputs)]);
                strcat(call, ")");
                snprintf(text, sizeof text, views[round % 3], call, call);
                assert_true(stage_express(&stage, "value", text));
                check_cells(&stage, text, levels[l]);
            }
        }
        stage_close(&stage);
    }
}

static void cells_know_where_they_are(void **state)
{
    (void)state;
    gr_registry_install(GR_CPU_NONE);
    static const int sizes[][2] = {{1, 1}, {3, 7}, {320, 83}, {1280, 720}, {1279, 719}};
    for (size_t s = 0; s < COUNT_OF(sizes); s++) {
        Stage stage;
        open_formula(&stage, sizes[s][0], sizes[s][1]);
        assert_true(stage_express(&stage, "value", "(col + cols*row) / 1e6"));
        assert_null(stage_draw(&stage, 0));
        for (int i = 0; i < stage.grid.count; i++) {
            float want = gr_op_divide((float)i, 1e6f);
            assert_true(fabsf(stage.plane[0][i] - want) < 1e-7f);
        }
        stage_close(&stage);
    }
}

static float mean_of(Stage *stage, const char *text)
{
    double sum = 0;
    assert_true(stage_express(stage, "value", text));
    stage->ticks = -1;
    assert_null(stage_draw(stage, 1.0));
    for (int i = 0; i < stage->grid.count; i++)
        sum += (double)stage->plane[0][i];
    return (float)(sum / stage->grid.count);
}

/* Noise and lots are spread as their help says, and differ with the seed. */
static void chance_is_fair(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        float low, high;
    } cases[] = {
        {"random(col, row)", 0.48f, 0.52f},
        {"(random(col, row) - 0.5)^2", 0.082f, 0.085f}, /* variance 1/12 */
        {"noise(30*x)", 0.45f, 0.55f},
        {"noise(30*x, 30*y)", 0.47f, 0.53f},
        {"noise(30*x, 30*y, 4.5)", 0.47f, 0.53f},
        {"(noise(30*x) - 0.5)^2", 0.02f, 0.06f},
        {"(noise(30*x, 30*y) - 0.5)^2", 0.02f, 0.06f},
        {"(noise(30*x, 30*y, 4.5) - 0.5)^2", 0.02f, 0.06f},
        {"noise(30*x) <= 0 or noise(30*x) >= 1", 0, 0.01f},
        {"noise(30*x, 30*y) <= 0 or noise(30*x, 30*y) >= 1", 0, 0.01f},
        {"noise(30*x, 30*y, 4.5) <= 0 or noise(30*x, 30*y, 4.5) >= 1", 0, 0.01f},
    };
    gr_registry_install(GR_CPU_NONE);
    Stage stage;
    open_formula(&stage, 320, 83);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        float mean = mean_of(&stage, cases[i].text);
        if (!(mean >= cases[i].low && mean <= cases[i].high))
            fail_msg("%s: mean %g", cases[i].text, (double)mean);
    }
    stage_close(&stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels_agree_with_single_cells),
        cmocka_unit_test(every_function_agrees_on_extremes),
        cmocka_unit_test(cells_know_where_they_are),
        cmocka_unit_test(chance_is_fair),
    };
    return cmocka_run_group_tests_name("catalogue/formula", tests, NULL, NULL);
}

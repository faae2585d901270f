/* SPDX-License-Identifier: MIT
 *
 * Expressions: what they are worth, and what is said, and where, when they are wrong.
 */
#include "unit.h"

#include "scene/expr.h"

#include <math.h>
#include <string.h>

static const char *const own_signals[] = {"kick", "swell"};
static const GrExprVar vars[] = {
    {"half", "0.5"},          {"wide", "2 * half + bass"},  {"loop_a", "1 + loop_b"},
    {"loop_b", "2 * loop_a"}, {"selfish", "selfish"},       {"broken", "1 + "},
    {"places", "x + y"},      {"outer", "half + mistaken"}, {"once", "noise(t) + 1"},
};
static const GrExprScope scope = {
    .own_signals = own_signals, .own_signal_count = 2, .vars = vars, .var_count = COUNT_OF(vars)};
static GrBandList bands;
static const GrExprScope signal_scope = {
    .bands = &bands, .own_signals = own_signals, .own_signal_count = 1, .later_signals = 1};
static const GrExprScope cell_scope = {.cells = true,
                                       .own_signals = own_signals,
                                       .own_signal_count = 2,
                                       .vars = vars,
                                       .var_count = COUNT_OF(vars)};

static void fill_uniforms(float uniforms[GR_UNIFORM_COUNT])
{
    memset(uniforms, 0, GR_UNIFORM_COUNT * sizeof *uniforms);
    uniforms[GR_UNIFORM_T] = 3.0f;
    uniforms[GR_UNIFORM_P] = 0.25f;
    uniforms[GR_UNIFORM_SHOW_T] = 13.0f;
    uniforms[GR_UNIFORM_FRAME] = 312.0f;
    uniforms[GR_UNIFORM_FPS] = 24.0f;
    uniforms[GR_UNIFORM_DURATION] = 12.0f;
    uniforms[GR_UNIFORM_TOTAL] = 60.0f;
    uniforms[GR_UNIFORM_FLOW] = 4.0f;
    uniforms[GR_UNIFORM_BEAT_COUNT] = 17.0f;
    uniforms[GR_UNIFORM_BAR_COUNT] = 4.0f;
    uniforms[GR_UNIFORM_SECTION] = 2.0f;
    uniforms[GR_UNIFORM_TEMPO] = 128.0f;
    uniforms[GR_UNIFORM_SIGNALS + GR_SIGNAL_BASS] = 0.75f;
    uniforms[GR_UNIFORM_SIGNALS + GR_SIGNAL_BEAT_PHASE] = 0.6f;
    uniforms[GR_UNIFORM_OWN + 1] = 0.125f;
}

static const struct {
    const char *text;
    double value;
} values[] = {
    {"1", 1},
    {".5", 0.5},
    {"1e3", 1000},
    {"2.5e-1", 0.25},
    {"1 + 2 * 3", 7},
    {"(1 + 2) * 3", 9},
    {"2 - 3 - 4", -5},
    {"24 / 4 / 3", 2},
    {"7 % 4", 3},
    {"-7 % 4", 1},
    {"7 % -4", -1},
    {"2 ^ 3 ^ 2", 512},
    {"-2 ^ 2", -4},
    {"(-2) ^ 2", 4},
    {"2 ^ -1", 0.5},
    {"(-2) ^ 3", -8},
    {"pow(-2, t)", -8},
    {"pow(-4, 0.3)", 0},
    {"0 ^ -2", 0},
    {"0 ^ 0", 1},
    {"9 ^ 0.5", 3},
    {"--3", 3},
    {"+3", 3},
    {"2 < 3", 1},
    {"3 <= 3", 1},
    {"2 > 3", 0},
    {"3 >= 4", 0},
    {"1 + 1 == 2", 1},
    {"1 != 2", 1},
    {"1 and 0", 0},
    {"2 and 3", 1},
    {"0 or 0.5", 1},
    {"0 || 0", 0},
    {"1 && 1", 1},
    {"not 0", 1},
    {"not 1 == 2", 1},
    {"!1 == 2", 0},
    {"!(1 == 2)", 1},
    {"1 or 1 and 0", 1},
    {"1 < 2 and 2 < 3", 1},
    {"1 ? 2 : 3", 2},
    {"0 ? 2 : 0 ? 3 : 4", 4},
    {"if(t > 2, 10, 20)", 10},
    {"if(beat_phase < 0.5, 0.2, 0.4)", 0.4},
    {"1 / 0", 0},
    {"mod(5, 0)", 0},
    {"sqrt(-4)", 0},
    {"log(0)", -87.3365},
    {"log(-1)", -87.3365},
    {"1e30 * 1e30", 1e30},
    {"-1e30 * 1e30", -1e30},
    {"1e30 + 1e30 - 1e30", 0},
    {"exp(1000)", 1e30},
    {"tan(pi / 2) > 1e5 or tan(pi / 2) < -1e5", 1},
    {"asin(2)", 1.5707963},
    {"acos(-7)", 3.1415927},
    {"sin(1e20)", 0},
    {"cos(1e20)", 1},
    {"floor(1e20) == 1e20", 1},
    {"fract(1e20)", 0},
    {"abs(-2)", 2},
    {"min(3, 1, 2)", 1},
    {"max(3, 1, 2, 7)", 7},
    {"clamp(5, 0, 2)", 2},
    {"lerp(2, 8, p)", 3.5},
    {"mix(2, 8, 0.5)", 5},
    {"smoothstep(0, 1, 0.25)", 0.15625},
    {"smoothstep(1, 0, 0.25)", 0.84375},
    {"smoothstep(2, 2, 1)", 0},
    {"smoothstep(2, 2, 2)", 1},
    {"step(0.5, 0.4) + step(0.5, 0.5)", 1},
    {"pulse(3.05, 0.1)", 1},
    {"pulse(3.15, 0.1)", 0},
    {"tri(0.25)", 0.5},
    {"tri(-0.5)", 1},
    {"saw(-0.25)", 0.75},
    {"square(0.4) - square(0.6)", 1},
    {"sin(pi / 6)", 0.5},
    {"cos(tau)", 1},
    {"tan(pi / 4)", 1},
    {"atan(1)", 0.78539816},
    {"atan2(1, -1)", 2.3561945},
    {"exp(1) - e", 0},
    {"log(e)", 1},
    {"log2(8)", 3},
    {"log10(1000)", 3},
    {"floor(-1.5)", -2},
    {"ceil(-1.5)", -1},
    {"ceil(1.25)", 2},
    {"round(2.5)", 3},
    {"round(-2.5)", -2},
    {"fract(-0.25)", 0.75},
    {"mod(-1, 3)", 2},
    {"sign(-3) + sign(0) + sign(9)", 0},
    {"hypot(3, 4)", 5},
    {"length(2, 3, 6)", 7},
    {"hypot(1e30, 1e30)", 1e30},
    {"linear(0.3)", 0.3},
    {"in_quad(0.5)", 0.25},
    {"out_cubic(0.5)", 0.875},
    {"in_out_sine(2)", 1},
    {"out_bounce(-1)", 0},
    {"t", 3},
    {"p", 0.25},
    {"T", 13},
    {"frame / fps", 13},
    {"duration - t", 9},
    {"total", 60},
    {"flow", 4},
    {"beat_count % 4 + 10 * bar_count", 41},
    {"section", 2},
    {"60 / tempo", 0.46875},
    {"3 + 2*bass", 4.5},
    {"swell * 8 + kick", 1},
    {"half", 0.5},
    {"wide", 1.75},
    {"wide * wide - wide ^ 2", 0},
    {"random(3) == random(3.9)", 1},
    {"random(3) == random(4)", 0},
    {"random(3, 0) == random(3)", 1},
    {"random(3, 1) == random(1, 3)", 0},
    {"random(-1) == random(-0.5)", 1},
    {"abs(noise(t, 0.2, 4) - 0.5) <= 0.5", 1},
    {"abs(noise(2.4999) - noise(2.5)) < 0.001", 1},
    {"noise(3) == noise(4)", 0},
    {"once - once + 1", 1},
    {"\t1 +\n 2 ", 3},
};

static const GrExpr *compile(const char *text, const GrExprScope *with, GrArena *arena)
{
    const GrExpr *expr;
    GrExprFault fault;
    if (gr_expr_compile(text, with, arena, &expr, &fault))
        fail_msg("'%s' at %zu: %s", text, fault.offset, fault.message);
    return expr;
}

static void expressions_have_their_values(void **state)
{
    (void)state;
    float uniforms[GR_UNIFORM_COUNT];
    GrArena arena = {0};
    fill_uniforms(uniforms);
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        const GrExpr *expr = compile(values[i].text, &scope, &arena);
        double got = (double)gr_expr_value(expr, uniforms), want = values[i].value;
        if (!(fabs(got - want) <= 2e-6 * fmax(1, fabs(want))))
            fail_msg("'%s' is %.9g, not %.9g", values[i].text, got, want);
    }
    gr_arena_finish(&arena);
}

static const struct {
    const char *text;
    int offset, length; /* what is marked; -1: whatever */
    const char *message;
} faults[] = {
    {"", 0, 0, "is empty"},
    {"   ", 0, 3, "is empty"},
    {"2 + bas", 4, 3, "did you mean 'bass'?"},
    {"2 + time", 4, 4, "there is no 'time': write t"},
    {"2 + xyzzy", 4, 5, "names are times (t, p, T, ...), signals"},
    {"wxyzw(2)", 0, 5, "no function 'wxyzw'"},
    {"sinn(2)", 0, 4, "did you mean 'sin'?"},
    {"smoothstep(0, 1)", 0, 10, "smoothstep takes 3: low, high, x (not 2)"},
    {"1 + min(2)", 4, 3, "min takes 2 or more: a, b, ... (not 1)"},
    {"noise()", 0, 5, "noise takes 1 to 3"},
    {"random(1,2,3)", 0, 6, "random takes 1 or 2"},
    {"shared_noise()", 0, 12, "shared_noise takes 1 to 3"},
    {"shared_random(1)", 0, 13, "write lot"},
    {"in_quad(1, 2)", 0, 7, "in_quad takes 1: x (not 2)"},
    {"sin", 0, 3, "'sin' is a function: write sin(x)"},
    {"in_sine * 2", 0, 7, "'in_sine' is an easing"},
    {"bass(2)", 0, 4, "'bass' is no function"},
    {"2 * (3 + (4)", 4, 1, "this ( is never closed"},
    {"sin(3 + 4", 3, 1, "this ( is never closed"},
    {"(3 + 4))", 7, 1, "this ) closes nothing"},
    {"2s", 0, 2, "have no unit: write 2 "},
    {"1 + 4 beats", 4, 7, "have no unit: write 4"},
    {"50%", 0, 3, "write 0.5"},
    {"2x", 0, 2, "write 2*x"},
    {"2 (3)", 2, 1, "an operator is missing before this"},
    {"t p", 2, 1, "an operator is missing before this"},
    {"sin(t p)", 6, 1, "an operator, a comma or ) is missing"},
    {"(t p)", 3, 1, "an operator or ) is missing"},
    {"1,5", 1, 1, "decimals follow a point"},
    {"(1,5)", 2, 1, "decimals follow a point"},
    {"x + 1", 0, 1, "differs from cell to cell"},
    {"cols", 0, 4, "differs from cell to cell"},
    {"t = 1", 2, 1, "written =="},
    {"t & 1", 2, 1, "write `and`"},
    {"t | 1", 2, 1, "write `or`"},
    {"t ** 2", 2, 2, "a power is written ^"},
    {"$half", 0, 1, "without $"},
    {"1 +", 3, 0, "ends where a value is expected"},
    {"1 + * 2", 4, 1, "a value is expected here"},
    {"sin(", 4, 0, "ends where a value is expected"},
    {"min(1,)", 6, 1, "a value is expected here"},
    {"1 < 2 < 3", 6, 1, "comparisons do not chain"},
    {"1 ? 2", 2, 1, "has no : behind it"},
    {"1 : 2", 2, 1, "has no ? before it"},
    {"1.2.3", 0, 4, "a number has one point"},
    {"1e99", 0, 4, "numbers end at 1e30"},
    {".", 0, 1, "a point without digits"},
    {"2 \xc3\x97 3", 2, 2, "a product is written *"},
    {"\xe4\xb8\xad", 0, 3, "means nothing in an expression"},
    {"loop_a", 0, 6, "the var uses itself: loop_a -> loop_b -> loop_a"},
    {"1 + selfish", 4, 7, "the var uses itself: selfish -> selfish"},
    {"2 * broken", 4, 6, "in the var broken, at '': ends where a value is expected"},
    {"2 * outer", 4, 5, "in the var outer, at 'mistaken': there is no 'mistaken'"},
    {"places", 0, 6, "in the var places, at 'x + y': 'x' differs from cell to cell"},
};

static void faults_point_at_what_is_wrong(void **state)
{
    (void)state;
    GrArena arena = {0};
    for (size_t i = 0; i < COUNT_OF(faults); i++) {
        const GrExpr *expr;
        GrExprFault fault;
        int code = gr_expr_compile(faults[i].text, &scope, &arena, &expr, &fault);
        if (code != GR_E_SHOW || expr)
            fail_msg("'%s' was taken", faults[i].text);
        if ((int)fault.offset != faults[i].offset || (int)fault.length != faults[i].length ||
            !strstr(fault.message, faults[i].message))
            fail_msg("'%s': %zu+%zu: %s", faults[i].text, fault.offset, fault.length,
                     fault.message);
    }
    gr_arena_finish(&arena);
}

/* Texts that are too much, made by repeating a part. */
static void too_much_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *before, *part, *after, *message;
        int times;
    } cases[] = {
        {"", "(", "1", "nested more than 100 deep", 2000},
        {"", "-", "1", "nested more than 100 deep", 2000},
        {"", "!", "1", "nested more than 100 deep", 500},
        {"", "not ", "1", "nested more than 100 deep", 500},
        {"", "sin(", "1", "nested more than 100 deep", 500},
        {"1", "^2", "", "nested more than 100 deep", 500},
        {"1", "?1:1", "", "nested more than 100 deep", 500},
        {"1", " + 1", "", "longer than 4000 bytes", 1500},
        {"1", "1", "", "more digits than anybody needs", 100},
        {"", "a", "", "there is no 'aaa", 3000},
    };
    GrArena arena = {0};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char text[8192];
        strcpy(text, cases[i].before);
        for (int k = 0; k < cases[i].times; k++)
            strcat(text, cases[i].part);
        strcat(text, cases[i].after);
        const GrExpr *expr;
        GrExprFault fault;
        assert_int_equal(gr_expr_compile(text, NULL, &arena, &expr, &fault), GR_E_SHOW);
        if (!strstr(fault.message, cases[i].message) || fault.offset > strlen(text))
            fail_msg("%s...: %s", cases[i].part, fault.message);
    }
    gr_arena_finish(&arena);
}

/* Vars that double each other are worked out once each, and too many different parts refused. */
static void growth_is_bounded(void **state)
{
    (void)state;
    enum { LEVELS = 60 };
    char names[LEVELS][8], texts[LEVELS][32];
    GrExprVar doubling[LEVELS];
    for (int i = 0; i < LEVELS; i++) {
        snprintf(names[i], sizeof names[i], "v%d", i);
        snprintf(texts[i], sizeof texts[i], i ? "v%d + v%d" : "t", i - 1, i - 1);
        doubling[i] = (GrExprVar){names[i], texts[i]};
    }
    GrExprScope with = {.vars = doubling, .var_count = LEVELS};
    GrArena arena = {0};
    float uniforms[GR_UNIFORM_COUNT];
    fill_uniforms(uniforms);
    const GrExpr *expr = compile("v59", &with, &arena);
    assert_true(gr_expr_value(expr, uniforms) == 3.0f * 576460752303423488.0f);
    assert_int_equal(expr->step_count, LEVELS - 1);

    char many[GR_EXPR_TEXT_MAX + 1] = "t";
    GrExprFault fault;
    for (int i = 0; i < 1900; i++)
        strcat(many, "*t");
    assert_int_equal(gr_expr_compile(many, NULL, &arena, &expr, &fault), GR_E_SHOW);
    assert_non_null(strstr(fault.message, "at most 1000 parts"));
    gr_arena_finish(&arena);
}

static void work_is_done_once(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int steps, cell_steps, written;
    } cases[] = {
        {"2 * 3 + sin(1)", 0, 0, 3},
        {"x * 1 + 0", 0, 0, 2},
        {"x * (2 + 3 * t) + y * (2 + 3 * t)", 2, 3, 7},
        {"sin(x + t) + sin(x + t)", 0, 3, 5},
        {"t * t + t * t", 2, 0, 3},
        {"if(1, x, sin(y)) + 1", 0, 1, 3},
        {"x ^ 4", 0, 2, 1},
        {"0 * sin(x)", 0, 0, 2},
    };
    GrArena arena = {0};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const GrExpr *expr = compile(cases[i].text, &cell_scope, &arena);
        if (expr->step_count != cases[i].steps || expr->cell_step_count != cases[i].cell_steps ||
            expr->written != cases[i].written)
            fail_msg("'%s': %d steps, %d for cells, %d written", cases[i].text, expr->step_count,
                     expr->cell_step_count, expr->written);
    }
    gr_arena_finish(&arena);
}

static void slots_are_used_again(void **state)
{
    (void)state;
    GrArena arena = {0};
    char text[1024] = "x";
    for (int i = 0; i < 50; i++)
        snprintf(text + strlen(text), 16, " * y + %d", i);
    const GrExpr *expr = compile(text, &cell_scope, &arena);
    int own = expr->cell_slot_count - expr->spread_count - expr->cell_count;
    assert_true(own <= 3);
    for (int i = 0; i < expr->cell_step_count; i++)
        for (int k = 0; k < 4; k++)
            assert_int_not_equal(expr->cell_steps[i].in[k], expr->cell_steps[i].out);
    gr_arena_finish(&arena);
}

static void what_an_expression_needs_is_known(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool constant, signals;
    } cases[] = {
        {"1 + 2", true, false},      {"t + 1", false, false},   {"bass", false, true},
        {"kick", false, true},       {"tempo", false, true},    {"beat_count", false, true},
        {"random(1)", false, false}, {"0 * bass", true, false}, {"half * 2", true, false},
        {"flow", false, true},       {"x", false, false},       {"section", false, true},
    };
    GrArena arena = {0};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const GrExpr *expr = compile(cases[i].text, &cell_scope, &arena);
        float value;
        if (gr_expr_is_constant(expr, &value) != cases[i].constant ||
            gr_expr_uses_signals(expr) != cases[i].signals)
            fail_msg("%s", cases[i].text);
    }
    gr_arena_finish(&arena);
}

static void hashes_tell_expressions_apart(void **state)
{
    (void)state;
    static const char *const texts[] = {"x",     "y",     "t",          "p",         "x + y",
                                        "x - y", "x + t", "x + 1",      "x + 2",     "1",
                                        "2",     "bass",  "sin(x) + y", "cos(x) + y"};
    GrArena arena = {0};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        const GrExpr *one = compile(texts[i], &cell_scope, &arena);
        for (size_t k = 0; k < COUNT_OF(texts); k++) {
            const GrExpr *other = compile(texts[k], &cell_scope, &arena);
            assert_int_equal(one->hash == other->hash, i == k);
        }
    }
    assert_true(compile("x*2 + 1", &cell_scope, &arena)->hash ==
                compile(" (x * 2)+1.0", &cell_scope, &arena)->hash);
    gr_arena_finish(&arena);
}

static void every_entry_of_the_tables_works(void **state)
{
    (void)state;
    GrArena arena = {0};
    for (const GrExprFunction *f = gr_expr_functions; f->name; f++) {
        assert_true(gr_expr_name_taken(f->name) == !f->yields && f->help && f->arguments);
        (void)compile(f->example, f->heard ? &signal_scope : &cell_scope, &arena);
    }
    for (const GrExprVariable *v = gr_expr_variables; v->name; v++) {
        assert_true(gr_expr_name_taken(v->name) && v->help);
        (void)compile(v->example, &cell_scope, &arena);
        (void)compile(v->name, &cell_scope, &arena);
    }
    for (const GrSignalInfo *s = gr_signal_infos; s->name; s++)
        (void)compile(s->name, &scope, &arena);
    for (int i = 0; i < GR_EASE_COUNT; i++) {
        char text[64];
        snprintf(text, sizeof text, "%s(0.3)", gr_ease_infos[i].name);
        float value;
        assert_true(gr_expr_is_constant(compile(text, &scope, &arena), &value));
        assert_true(value == gr_ease((GrEase)i, 0.3f));
    }
    assert_false(gr_expr_name_taken("kick"));
    gr_arena_finish(&arena);
}

static void words_and_expressions_look_different(void **state)
{
    (void)state;
    assert_true(gr_expr_looks_like("sin(x)") && gr_expr_looks_like("x*y"));
    assert_true(gr_expr_looks_like("x-y") && gr_expr_looks_like("0.5"));
    assert_false(gr_expr_looks_like("plasma") || gr_expr_looks_like("rain_code"));
    assert_true(gr_expr_name_valid("kick_2") && gr_expr_name_valid("_a"));
    assert_false(gr_expr_name_valid("2a") || gr_expr_name_valid("") || gr_expr_name_valid("a-b"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(expressions_have_their_values),
        cmocka_unit_test(faults_point_at_what_is_wrong),
        cmocka_unit_test(too_much_is_refused),
        cmocka_unit_test(growth_is_bounded),
        cmocka_unit_test(work_is_done_once),
        cmocka_unit_test(slots_are_used_again),
        cmocka_unit_test(what_an_expression_needs_is_known),
        cmocka_unit_test(hashes_tell_expressions_apart),
        cmocka_unit_test(every_entry_of_the_tables_works),
        cmocka_unit_test(words_and_expressions_look_different),
    };
    return cmocka_run_group_tests_name("scene/expr", tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
#include "scene/expr_names.h"

#include "base/text.h"
#include "scene/source.h"

#include <stdio.h>
#include <string.h>

#define FN1(name_, op_, args_, help_, example_)                                                    \
    {                                                                                              \
        .name = name_, .least = 1, .most = 1, .arguments = args_, .help = help_,                   \
        .example = example_, .operations = 1, .op = {                                              \
            op_                                                                                    \
        }                                                                                          \
    }
#define FN2(name_, op_, args_, help_, example_)                                                    \
    {                                                                                              \
        .name = name_, .least = 2, .most = 2, .arguments = args_, .help = help_,                   \
        .example = example_, .operations = 1, .op = {                                              \
            op_                                                                                    \
        }                                                                                          \
    }
#define FN3(name_, op_, args_, help_, example_)                                                    \
    {                                                                                              \
        .name = name_, .least = 3, .most = 3, .arguments = args_, .help = help_,                   \
        .example = example_, .operations = 1, .op = {                                              \
            op_                                                                                    \
        }                                                                                          \
    }

#define LENGTH_HELP "length of the line from 0 to (x, y) or (x, y, z)"

const GrExprFunction gr_expr_functions[] = {
    FN1("abs", GR_EXPR_OP_ABS, "x", "x without its sign", "abs(x)"),
    {.name = "min",
     .least = 2,
     .most = GR_EXPR_ANY,
     .arguments = "a, b, ...",
     .help = "the least of its arguments",
     .example = "min(bass, 0.5)",
     .operations = 1,
     .op = {GR_EXPR_OP_MIN}},
    {.name = "max",
     .least = 2,
     .most = GR_EXPR_ANY,
     .arguments = "a, b, ...",
     .help = "the greatest of its arguments",
     .example = "max(bass, mid, hi)",
     .operations = 1,
     .op = {GR_EXPR_OP_MAX}},
    FN3("clamp", GR_EXPR_OP_CLAMP, "x, low, high", "x, but not below low and not above high",
        "clamp(2*bass, 0.2, 1)"),
    FN3("lerp", GR_EXPR_OP_LERP, "a, b, mix", "from a (mix 0) to b (mix 1), evenly",
        "lerp(2, 8, p)"),
    FN3("mix", GR_EXPR_OP_LERP, "a, b, mix", "the same as lerp", "mix(2, 8, p)"),
    FN3("if", GR_EXPR_OP_SELECT, "c, a, b", "a where c is not 0, else b; also c ? a : b",
        "if(beat_phase < 0.5, 0.2, 0.4)"),
    FN3("smoothstep", GR_EXPR_OP_SMOOTHSTEP, "low, high, x",
        "0 up to low, 1 from high on, a soft rise between", "smoothstep(0.2, 0.8, p)"),
    FN2("step", GR_EXPR_OP_STEP, "edge, x", "0 below the edge, 1 from it on", "step(0.5, p)"),
    FN2("pulse", GR_EXPR_OP_PULSE, "x, width",
        "1 for the first part, of that width, of every whole number, else 0", "pulse(t, 0.1)"),
    FN1("tri", GR_EXPR_OP_TRI, "x", "up and down between 0 and 1, once in every whole number",
        "tri(t / 4)"),
    FN1("saw", GR_EXPR_OP_FRACT, "x", "from 0 to 1, then at once back, in every whole number",
        "saw(t / 4)"),
    FN1("square", GR_EXPR_OP_SQUARE, "x",
        "1 for the first half of every whole number, 0 for the second", "square(t / 4)"),
    FN1("sin", GR_EXPR_OP_SIN, "x", "sine of an angle (a turn is tau)", "0.5 + 0.5*sin(tau*t/4)"),
    FN1("cos", GR_EXPR_OP_COS, "x", "cosine of an angle (a turn is tau)", "cos(6*r - 2*t)"),
    FN1("tan", GR_EXPR_OP_TAN, "x", "tangent of an angle", "tan(x)"),
    FN1("asin", GR_EXPR_OP_ASIN, "x", "the angle whose sine is x", "asin(p)"),
    FN1("acos", GR_EXPR_OP_ACOS, "x", "the angle whose cosine is x", "acos(p)"),
    FN1("atan", GR_EXPR_OP_ATAN, "x", "the angle whose tangent is x", "atan(2*x)"),
    FN2("atan2", GR_EXPR_OP_ATAN2, "y, x", "the direction from 0 to (x, y), -pi to pi",
        "atan2(y, x - 0.5)"),
    FN1("exp", GR_EXPR_OP_EXP, "x", "e to the power of x", "exp(-3*r)"),
    FN1("log", GR_EXPR_OP_LOG, "x", "natural logarithm (of 0 and less: -87.3)", "log(1 + r)"),
    FN1("log2", GR_EXPR_OP_LOG2, "x", "logarithm to the base 2", "log2(1 + r)"),
    FN1("log10", GR_EXPR_OP_LOG10, "x", "logarithm to the base 10", "log10(1 + r)"),
    FN2("pow", GR_EXPR_OP_POW, "x, y", "x to the power of y, like x ^ y", "pow(bass, 2)"),
    FN1("sqrt", GR_EXPR_OP_SQRT, "x", "square root (of less than 0: 0)", "sqrt(rms)"),
    FN1("floor", GR_EXPR_OP_FLOOR, "x", "the whole number at or below x", "floor(t)"),
    FN1("ceil", GR_EXPR_OP_CEIL, "x", "the whole number at or above x", "ceil(t)"),
    FN1("round", GR_EXPR_OP_ROUND, "x", "the nearest whole number; halves go up", "round(4*bass)"),
    FN1("fract", GR_EXPR_OP_FRACT, "x", "what x has beyond floor(x)", "fract(0.1*t)"),
    FN2("mod", GR_EXPR_OP_MOD, "x, n", "remainder of x / n with n's sign, like x % n (of 0: 0)",
        "mod(beat_count, 4)"),
    FN1("sign", GR_EXPR_OP_SIGN, "x", "-1, 0 or 1", "sign(x)"),
    {.name = "hypot",
     .least = 2,
     .most = 3,
     .arguments = "x, y or x, y, z",
     .help = LENGTH_HELP,
     .example = "hypot(x - 0.5, y)",
     .operations = 2,
     .op = {GR_EXPR_OP_HYPOT, GR_EXPR_OP_HYPOT3}},
    {.name = "length",
     .least = 2,
     .most = 3,
     .arguments = "x, y or x, y, z",
     .help = LENGTH_HELP,
     .example = "length(x, 2*y)",
     .operations = 2,
     .op = {GR_EXPR_OP_HYPOT, GR_EXPR_OP_HYPOT3}},
    {.name = "noise",
     .least = 1,
     .most = 3,
     .arguments = "x or x, y or x, y, z",
     .help = "smooth randomness, 0 to 1 about 0.5, with about one hill in every whole number",
     .example = "noise(3*x, 3*y, t)",
     .seeded = GR_EXPR_SEEDED,
     .operations = 3,
     .op = {GR_EXPR_OP_NOISE, GR_EXPR_OP_NOISE2, GR_EXPR_OP_NOISE3}},
    {.name = "random",
     .least = 1,
     .most = 2,
     .arguments = "i or i, j",
     .help = "a number from 0 to 1 by chance for each floor(i); another layer has others",
     .example = "random(beat_count)",
     .seeded = GR_EXPR_SEEDED,
     .operations = 2,
     .op = {GR_EXPR_OP_RANDOM, GR_EXPR_OP_RANDOM2}},
    {.name = "lot",
     .least = 1,
     .most = 2,
     .arguments = "i or i, j",
     .help = "like random, but the same in every layer and scene of the show",
     .example = "lot(beat_count)",
     .seeded = GR_EXPR_SEEDED_BY_SHOW,
     .yields = 1,
     .operations = 2,
     .op = {GR_EXPR_OP_RANDOM, GR_EXPR_OP_RANDOM2}},
    {.name = "shared_noise",
     .least = 1,
     .most = 3,
     .arguments = "x or x, y or x, y, z",
     .help = "like noise, but the same in every layer and scene of the show",
     .example = "shared_noise(3*x, 3*y)",
     .seeded = GR_EXPR_SEEDED_BY_SHOW,
     .yields = 1,
     .operations = 3,
     .op = {GR_EXPR_OP_NOISE, GR_EXPR_OP_NOISE2, GR_EXPR_OP_NOISE3}},
    {.name = "band",
     .least = 2,
     .most = 2,
     .arguments = "low_hz, high_hz",
     .help = "energy between two frequencies, 0 to 1; only in the show's `signals:`",
     .example = "band(40, 120)",
     .heard = GR_EXPR_BAND},
    {.name = "mel",
     .least = 1,
     .most = 1,
     .arguments = "n",
     .help = "energy in the nth of 40 bands that ears tell apart alike, 20 Hz to 16 kHz; only in "
             "the show's `signals:`",
     .example = "mel(5)",
     .heard = GR_EXPR_MEL},
    {.name = "chroma",
     .least = 1,
     .most = 1,
     .arguments = "n",
     .help = "how much a note sounds in any octave, 0 C, 1 C sharp .. 9 A .. 11 B; only in the "
             "show's `signals:`",
     .example = "chroma(9)",
     .heard = GR_EXPR_CHROMA},
    {0},
};

const GrExprVariable gr_expr_variables[] = {
    {"t", GR_EXPR_OF_TIME, GR_UNIFORM_T, 0, "seconds since the scene began", "sin(t)"},
    {"p", GR_EXPR_OF_TIME, GR_UNIFORM_P, 0,
     "progress of the scene, 0 to 1; in a transition its own, eased", "lerp(2, 8, p)"},
    {"T", GR_EXPR_OF_TIME, GR_UNIFORM_SHOW_T, 0, "seconds since the show began", "0.02*T"},
    {"frame", GR_EXPR_OF_TIME, GR_UNIFORM_FRAME, 0,
     "whole frames of the show's own fps since it began", "mod(frame, 24) / 24"},
    {"fps", GR_EXPR_OF_TIME, GR_UNIFORM_FPS, 0, "the show's own frames a second", "frame / fps"},
    {"duration", GR_EXPR_OF_TIME, GR_UNIFORM_DURATION, 0, "length of the scene in seconds",
     "duration - t"},
    {"total", GR_EXPR_OF_TIME, GR_UNIFORM_TOTAL, 0, "length of the show in seconds", "T / total"},
    {"flow", GR_EXPR_OF_TIME, GR_UNIFORM_FLOW, 0,
     "seconds since the scene began that run faster where the music is loud", "sin(6*r - 2*flow)"},
    {"beat_count", GR_EXPR_OF_TIME, GR_UNIFORM_BEAT_COUNT, 0,
     "whole beats since the first of bar 1: 0, 1, 2, ...", "random(beat_count)"},
    {"bar_count", GR_EXPR_OF_TIME, GR_UNIFORM_BAR_COUNT, 0,
     "whole bars since bar 1 began: 0, 1, 2, ...", "mod(bar_count, 2)"},
    {"section", GR_EXPR_OF_TIME, GR_UNIFORM_SECTION, 0, "number of the music's section, from 1",
     "section >= 3"},
    {"tempo", GR_EXPR_OF_TIME, GR_UNIFORM_TEMPO, 0, "beats a minute", "60 / tempo"},
    {"pi", GR_EXPR_NUMBER, 0, 3.14159265358979f, "half a turn", "sin(pi*p)"},
    {"tau", GR_EXPR_NUMBER, 0, 6.28318530717959f, "a whole turn", "sin(tau*p)"},
    {"e", GR_EXPR_NUMBER, 0, 2.71828182845905f, "the base of exp and log", "e ^ -t"},
    {"x", GR_EXPR_OF_CELLS, GR_EXPR_CELL_X, 0, "of the cell: -aspect (left) to aspect, 0 mid",
     "sin(6*x)"},
    {"y", GR_EXPR_OF_CELLS, GR_EXPR_CELL_Y, 0, "of the cell: -1 (top) to 1 (bottom)", "sin(6*y)"},
    {"r", GR_EXPR_OF_CELLS, GR_EXPR_CELL_R, 0, "distance of the cell from the middle", "exp(-2*r)"},
    {"a", GR_EXPR_OF_CELLS, GR_EXPR_CELL_A, 0, "angle of the cell about the middle, -pi to pi",
     "sin(5*a + t)"},
    {"col", GR_EXPR_OF_CELLS, GR_EXPR_CELL_COL, 0, "column of the cell: 0, 1, ..., cols - 1",
     "random(col)"},
    {"row", GR_EXPR_OF_CELLS, GR_EXPR_CELL_ROW, 0, "row of the cell, from the top: 0, 1, ...",
     "random(col, row)"},
    {"cols", GR_EXPR_OF_GRID, GR_UNIFORM_COLS, 0, "columns of the grid", "col / cols"},
    {"rows", GR_EXPR_OF_GRID, GR_UNIFORM_ROWS, 0, "rows of the grid", "row / rows"},
    {"aspect", GR_EXPR_OF_FRAME, GR_UNIFORM_ASPECT, 0, "width of the frame / its height",
     "x / aspect"},
    {0},
};

/* What users of other tools write for what has another name here. */
static const struct {
    const char *theirs, *ours;
} habits[] = {
    {"time", "t"},
    {"seconds", "t"},
    {"progress", "p"},
    {"bar", "bar_count or bar_phase"},
    {"bpm", "tempo"},
    {"volume", "rms"},
    {"energy", "rms"},
    {"treble", "hi"},
    {"high", "hi"},
    {"height", "rows"},
    {"radius", "r"},
    {"angle", "a"},
    {"theta", "a"},
    {"ln", "log"},
    {"rand", "random"},
    {"rnd", "random"},
    {"int", "floor"},
    {"trunc", "floor"},
    {"frac", "fract"},
    {"remap", "lerp"},
    {"perlin", "noise"},
    {"select", "if"},
    {"true", "1"},
    {"false", "0"},
    {"yes", "1"},
    {"no", "0"},
    {"shared_random", "lot"},
};

static const char *function_name(const GrExprScope *scope, int i)
{
    (void)scope;
    return gr_expr_functions[i].name;
}

static const char *variable_name(const GrExprScope *scope, int i)
{
    (void)scope;
    return gr_expr_variables[i].name;
}

static const char *ease_name(const GrExprScope *scope, int i)
{
    (void)scope;
    return gr_ease_infos[i].name;
}

static const char *signal_name(const GrExprScope *scope, int i)
{
    (void)scope;
    return gr_signal_infos[i].name;
}

static const char *own_name(const GrExprScope *scope, int i)
{
    return i < scope->own_signal_count ? scope->own_signals[i] : NULL;
}

static const char *var_name(const GrExprScope *scope, int i)
{
    return i < scope->var_count ? scope->vars[i].name : NULL;
}

/* Every kind of name, in the order in which they are tried. */
static const struct {
    GrNameKind kind;
    const char *(*at)(const GrExprScope *scope, int i); /* NULL behind the last */
} kinds[] = {
    {GR_NAME_VARIABLE, variable_name}, {GR_NAME_FUNCTION, function_name}, {GR_NAME_EASE, ease_name},
    {GR_NAME_SIGNAL, signal_name},     {GR_NAME_OWN, own_name},           {GR_NAME_VAR, var_name},
};
enum { KINDS = sizeof kinds / sizeof *kinds, BUILT_IN_KINDS = 4 };

static bool yields(GrNameMeaning meaning)
{
    return (meaning.kind == GR_NAME_SIGNAL && gr_signal_infos[meaning.index].yields) ||
           (meaning.kind == GR_NAME_FUNCTION && gr_expr_functions[meaning.index].yields);
}

GrNameMeaning gr_expr_name(const GrExprScope *scope, const char *name)
{
    GrNameMeaning found = {GR_NAME_UNKNOWN, 0};
    for (int k = 0; k < KINDS; k++) {
        const char *candidate;
        for (int i = 0; (candidate = kinds[k].at(scope, i)) != NULL; i++)
            if (strcmp(candidate, name) == 0 && (found.kind == GR_NAME_UNKNOWN || yields(found)))
                found = (GrNameMeaning){kinds[k].kind, i};
    }
    return found;
}

bool gr_expr_name_taken(const char *name)
{
    static const char *const words[] = {"and", "or", "not"};
    static const GrExprScope nothing;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i], name) == 0)
            return true;
    GrNameMeaning meaning = gr_expr_name(&nothing, name);
    return meaning.kind != GR_NAME_UNKNOWN && !yields(meaning);
}

/* All names behind each other, for gr_nearest_name: the show's own, then values, then functions, or
 * the other way round. */
static const char *name_at(const GrExprScope *scope, int index, bool functions_first)
{
    static const int order[2][BUILT_IN_KINDS] = {{0, 3, 1, 2}, {1, 2, 0, 3}};
    if (index < scope->own_signal_count)
        return scope->own_signals[index];
    index -= scope->own_signal_count;
    if (index < scope->var_count)
        return scope->vars[index].name;
    index -= scope->var_count;
    for (int k = 0; k < BUILT_IN_KINDS; k++)
        for (int i = 0; kinds[order[functions_first][k]].at(scope, i); i++)
            if (index-- == 0)
                return kinds[order[functions_first][k]].at(scope, i);
    return NULL;
}

static const char *value_name_at(const void *names, int index)
{
    return name_at(names, index, false);
}

static const char *called_name_at(const void *names, int index)
{
    return name_at(names, index, true);
}

void gr_expr_unknown(const GrExprScope *scope, const char *name, bool called,
                     char message[GR_EXPR_MESSAGE])
{
    char quoted[GR_QUOTE_CAPACITY];
    const char *near = NULL;
    for (size_t i = 0; i < sizeof habits / sizeof *habits; i++)
        if (strcmp(habits[i].theirs, name) == 0)
            near = habits[i].ours;
    gr_quote(quoted, name);
    for (int i = 0; i < scope->later_signals; i++) {
        if (strcmp(scope->own_signals[scope->own_signal_count + i], name) == 0) {
            snprintf(message, GR_EXPR_MESSAGE,
                     i ? "'%s' is defined below: a signal can use only those above it"
                       : "'%s' is this signal itself: it can use only those above it",
                     quoted);
            return;
        }
    }
    if (near) {
        snprintf(message, GR_EXPR_MESSAGE, "there is no '%s': write %s", quoted, near);
        return;
    }
    near = gr_nearest_name(name, called ? called_name_at : value_name_at, scope);
    if (near)
        snprintf(message, GR_EXPR_MESSAGE, "there is no '%s'; did you mean '%s'?", quoted, near);
    else if (called)
        snprintf(message, GR_EXPR_MESSAGE,
                 "there is no function '%s' (`glyphreel list functions` shows all)", quoted);
    else
        snprintf(message, GR_EXPR_MESSAGE,
                 "there is no '%s': names are times (t, p, T, ...), signals (bass, beat_phase, "
                 "...)%s and the show's own signals and vars",
                 quoted, scope->cells ? ", cells (x, y, r, a, ...)" : "");
}

int gr_expr_band(const GrExprScope *scope, const GrExprFunction *function, const GrBand *band,
                 char message[GR_EXPR_MESSAGE])
{
    GrBandList *bands = scope->bands;
    int index = 0;
    if (!bands) {
        snprintf(message, GR_EXPR_MESSAGE,
                 "%s() is measured while the sound is heard: define a signal at the top of the "
                 "show, signals: {kick: \"%s\"}, and use its name here",
                 function->name, function->example);
        return -1;
    }
    if (!band) {
        snprintf(message, GR_EXPR_MESSAGE,
                 function->heard == GR_EXPR_BAND
                     ? "band() wants two fixed numbers, its edges in Hz: band(40, 120)"
                 : function->heard == GR_EXPR_MEL
                     ? "mel() wants a fixed whole number from 1 to 40: mel(5)"
                     : "chroma() wants a fixed whole number, from 0 (C) to 11 (B): chroma(9)");
        return -1;
    }
    double low = (double)band->low_hz, high = (double)band->high_hz;
    while (index < bands->count &&
           (bands->list[index].low_hz != band->low_hz ||
            bands->list[index].high_hz != band->high_hz || bands->list[index].pitch != band->pitch))
        index++;
    if (!band->pitch && !(low < high)) {
        snprintf(message, GR_EXPR_MESSAGE,
                 "band(%g, %g): the lower edge comes first, like band(40, 120)", low, high);
        return -1;
    }
    if (!band->pitch && (low < GR_BAND_LOWEST_HZ || high > GR_BAND_HIGHEST_HZ)) {
        snprintf(message, GR_EXPR_MESSAGE, "band(%g, %g): edges lie within %d..%d Hz", low, high,
                 GR_BAND_LOWEST_HZ, GR_BAND_HIGHEST_HZ);
        return -1;
    }
    if (index == GR_BANDS_MAX) {
        snprintf(message, GR_EXPR_MESSAGE, "a show measures at most %d different bands",
                 GR_BANDS_MAX);
        return -1;
    }
    if (index == bands->count)
        bands->list[bands->count++] = *band;
    return index;
}

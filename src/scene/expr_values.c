/* SPDX-License-Identifier: MIT
 *
 * What names stand for: variables, signals, vars and calls.
 */
#include "scene/expr_parts.h"

#include "base/text.h"

#include <stdio.h>

/* "a -> b -> a" of the vars that use each other. */
static GrExprRef fail_cycle(GrExprParser *p, int var)
{
    const char *names[GR_EXPR_DEPTH_MAX + 1];
    int count = 0;
    for (const GrExprParser *at = p; at && at->var; at = at->within) {
        names[count++] = at->var;
        if (at->var_index == var)
            break;
    }
    GrText chain = {0};
    for (int i = count - 1; i >= 0; i--)
        gr_text_printf(&chain, "%s -> ", names[i]);
    gr_parse_fail(p, p->token.offset, p->token.length, "the var uses itself: %s%s",
                  gr_text_string(&chain), p->compiler->scope->vars[var].name);
    gr_text_finish(&chain);
    return 0;
}

static GrExprRef use_var(GrExprParser *p, int index)
{
    GrExprCompiler *c = p->compiler;
    for (int i = 0; i < c->known_count; i++)
        if (c->known[i].var == index)
            return c->known[i].value;
    for (const GrExprParser *at = p; at && at->var; at = at->within)
        if (at->var_index == index)
            return fail_cycle(p, index);
    if (c->known_count == GR_EXPR_VARS_MAX)
        return gr_parse_fail(p, p->token.offset, p->token.length, "uses more than %d vars",
                             GR_EXPR_VARS_MAX);
    const GrExprVar *var = &c->scope->vars[index];
    GrExprParser inner = {
        .compiler = c, .text = var->text, .within = p, .var = var->name, .var_index = index};
    GrExprRef value = gr_parse_text(&inner);
    if (!c->failed && c->known_count < GR_EXPR_VARS_MAX) {
        c->known[c->known_count].var = index;
        c->known[c->known_count++].value = value;
    }
    return value;
}

/* What is the same in all scenes: a signal is of the whole show. */
static bool is_of_show(GrUniform uniform)
{
    return uniform == GR_UNIFORM_SHOW_T || uniform == GR_UNIFORM_TOTAL ||
           (uniform >= GR_UNIFORM_BEAT_COUNT && uniform <= GR_UNIFORM_TEMPO);
}

static GrExprRef use_variable(GrExprParser *p, const GrExprVariable *variable)
{
    GrExprBuild *build = &p->compiler->build;
    if (variable->kind == GR_EXPR_NUMBER)
        return gr_build_number(build, variable->number);
    bool everywhere = variable->kind == GR_EXPR_OF_TIME || variable->kind == GR_EXPR_OF_FRAME;
    if (everywhere && p->compiler->scope->bands && !is_of_show((GrUniform)variable->index))
        return gr_parse_fail(
            p, p->token.offset, p->token.length,
            "'%s' (%s) is not known here, since a signal belongs to the whole show: T is "
            "the show's time",
            variable->name, variable->help);
    if (everywhere)
        return gr_build_uniform(build, (GrUniform)variable->index);
    if (!p->compiler->scope->cells)
        return gr_parse_fail(
            p, p->token.offset, p->token.length,
            "'%s' differs from cell to cell (%s): only the field `formula` knows it",
            variable->name, variable->help);
    return variable->kind == GR_EXPR_OF_GRID ? gr_build_uniform(build, (GrUniform)variable->index)
                                             : gr_build_cell(build, (GrExprCell)variable->index);
}

GrExprRef gr_parse_variable(GrExprParser *p)
{
    char name[GR_EXPR_NAME_MAX + 1], message[GR_EXPR_MESSAGE];
    GrExprCompiler *c = p->compiler;
    gr_parse_name(p, &p->token, name);
    GrNameMeaning meaning = gr_expr_name(c->scope, name);
    GrExprRef value = 0;
    switch (meaning.kind) {
    case GR_NAME_VARIABLE:
        value = use_variable(p, &gr_expr_variables[meaning.index]);
        break;
    case GR_NAME_SIGNAL:
        value = gr_build_uniform(&c->build, (GrUniform)(GR_UNIFORM_SIGNALS + meaning.index));
        break;
    case GR_NAME_OWN:
        value = gr_build_uniform(&c->build, (GrUniform)(GR_UNIFORM_OWN + meaning.index));
        break;
    case GR_NAME_VAR:
        value = use_var(p, meaning.index);
        break;
    case GR_NAME_FUNCTION:
        return gr_parse_fail(p, p->token.offset, p->token.length,
                             "'%s' is a function: write %s(%s)", name, name,
                             gr_expr_functions[meaning.index].arguments);
    case GR_NAME_EASE:
        return gr_parse_fail(p, p->token.offset, p->token.length, "'%s' is an easing: write %s(p)",
                             name, name);
    default:
        gr_expr_unknown(c->scope, name, false, message);
        return gr_parse_fail_at(p, &p->token, message);
    }
    value = gr_parse_leaf(p, value);
    if (!c->failed)
        gr_parse_advance(p);
    return value;
}

typedef struct Call {
    GrToken name, open;
    int count;
    GrExprRef arguments[4]; /* of most functions; min and max fold theirs as they come */
} Call;

static GrExprRef wrong_count(GrExprParser *p, const Call *call, const char *name, int least,
                             int most, const char *arguments)
{
    char takes[32];
    if (most == GR_EXPR_ANY)
        snprintf(takes, sizeof takes, "%d or more", least);
    else if (most > least)
        snprintf(takes, sizeof takes, most == least + 1 ? "%d or %d" : "%d to %d", least, most);
    else
        snprintf(takes, sizeof takes, "%d", least);
    return gr_parse_fail(p, call->name.offset, call->name.length, "%s takes %s: %s (not %d)", name,
                         takes, arguments, call->count);
}

/* The arguments up to the closing parenthesis, which is taken. Of any number, `chain` makes one. */
static bool parse_arguments(GrExprParser *p, Call *call, const GrExprFunction *chain)
{
    enum { KEPT = sizeof call->arguments / sizeof *call->arguments };
    if (p->token.kind == GR_TOKEN_CLOSE) {
        gr_parse_advance(p);
        return !p->compiler->failed;
    }
    do {
        GrExprRef value = gr_parse_choice(p);
        if (chain && call->count)
            call->arguments[0] = gr_parse_operation(p, (GrExprOp)chain->op[0], 2,
                                                    (GrExprRef[]){call->arguments[0], value});
        else if (call->count < KEPT)
            call->arguments[call->count] = value;
        call->count++;
    } while (gr_parse_take(p, GR_TOKEN_COMMA));
    if (p->compiler->failed)
        return false;
    if (p->token.kind == GR_TOKEN_END)
        gr_parse_fail_at(p, &call->open, "this ( is never closed");
    else if (p->token.kind != GR_TOKEN_CLOSE)
        gr_parse_fail_at(p, &p->token, "an operator, a comma or ) is missing before this");
    else
        gr_parse_advance(p);
    return !p->compiler->failed;
}

static bool whole_within(float number, int least, int most)
{
    return number >= (float)least && number <= (float)most && number == (float)(int)number;
}

/* What a call means, where its arguments are fixed numbers that do. */
static bool find_band(GrExprParser *p, const Call *call, GrExprHeard heard, GrBand *band)
{
    GrExprBuild *build = &p->compiler->build;
    float first, second = 0;
    bool fixed =
        gr_build_is_constant(build, call->arguments[0], &first) &&
        (heard != GR_EXPR_BAND || gr_build_is_constant(build, call->arguments[1], &second));
    *band = (GrBand){first, second, 0};
    if (fixed && heard == GR_EXPR_MEL) {
        fixed = whole_within(first, 1, GR_MEL_BANDS);
        *band = gr_mel_band(fixed ? (int)first : 1);
    } else if (fixed && heard == GR_EXPR_CHROMA) {
        fixed = whole_within(first, 0, GR_PITCHES - 1);
        *band = (GrBand){.pitch = fixed ? (int)first + 1 : 1};
    }
    return fixed;
}

static GrExprRef use_band(GrExprParser *p, const Call *call, const GrExprFunction *function)
{
    GrExprBuild *build = &p->compiler->build;
    char message[GR_EXPR_MESSAGE];
    GrBand band;
    bool fixed = find_band(p, call, (GrExprHeard)function->heard, &band);
    int index = gr_expr_band(p->compiler->scope, function, fixed ? &band : NULL, message);
    return index < 0
               ? gr_parse_fail_at(p, &call->name, message)
               : gr_parse_leaf(p, gr_build_uniform(build, (GrUniform)(GR_UNIFORM_BANDS + index)));
}

static GrExprRef call_function(GrExprParser *p, Call *call, const GrExprFunction *function)
{
    bool chain = function->most == GR_EXPR_ANY;
    if (!parse_arguments(p, call, chain ? function : NULL))
        return 0;
    if (call->count < function->least || call->count > function->most)
        return wrong_count(p, call, function->name, function->least, function->most,
                           function->arguments);
    if (chain)
        return call->arguments[0];
    if (function->heard)
        return use_band(p, call, function);
    GrExprRef in[5];
    int count = 0;
    bool of_show = function->seeded == GR_EXPR_SEEDED_BY_SHOW;
    if (of_show && p->compiler->scope->bands)
        return gr_parse_fail(p, call->name.offset, call->name.length,
                             "%s() is not known here: what %s() gives a signal is the same "
                             "wherever that signal is used",
                             function->name,
                             function->op[0] == GR_EXPR_OP_NOISE ? "noise" : "random");
    if (function->seeded)
        in[count++] =
            gr_build_uniform(&p->compiler->build, of_show ? GR_UNIFORM_LOTS : GR_UNIFORM_SEED);
    for (int i = 0; i < call->count; i++)
        in[count++] = call->arguments[i];
    return gr_parse_operation(p, (GrExprOp)function->op[call->count - function->least], count, in);
}

GrExprRef gr_parse_call(GrExprParser *p)
{
    char name[GR_EXPR_NAME_MAX + 1], message[GR_EXPR_MESSAGE];
    Call call = {.name = p->token};
    gr_parse_name(p, &p->token, name);
    GrNameMeaning meaning = gr_expr_name(p->compiler->scope, name);
    if (meaning.kind == GR_NAME_UNKNOWN) {
        gr_expr_unknown(p->compiler->scope, name, true, message);
        return gr_parse_fail_at(p, &p->token, message);
    }
    if (meaning.kind != GR_NAME_FUNCTION && meaning.kind != GR_NAME_EASE)
        return gr_parse_fail(p, p->token.offset, p->token.length,
                             "'%s' is no function; a product is written %s*(...)", name, name);
    p->compiler->written++;
    gr_parse_advance(p);
    call.open = p->token;
    gr_parse_advance(p);
    if (meaning.kind == GR_NAME_FUNCTION)
        return call_function(p, &call, &gr_expr_functions[meaning.index]);
    if (!parse_arguments(p, &call, NULL))
        return 0;
    if (call.count != 1)
        return wrong_count(p, &call, name, 1, 1, "x");
    return gr_parse_operation(p, (GrExprOp)(GR_EXPR_OP_LINEAR + meaning.index), 1, call.arguments);
}

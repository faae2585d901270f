/* SPDX-License-Identifier: MIT
 *
 * Recursive descent. From loose to tight: c ? a : b; or; and; not; comparisons; + -; * / %; the
 * signs - + !; ^, which groups from the right and takes a sign behind it.
 */
#include "scene/expr.h"

#include "base/text.h"
#include "scene/expr_build.h"
#include "scene/expr_lex.h"
#include "scene/expr_names.h"
#include "scene/source.h"

#include <stdio.h>
#include <string.h>

/* What is shared by a text and the vars that it uses. */
typedef struct Compiler {
    const GrExprScope *scope;
    GrExprBuild build;
    GrExprFault *fault;
    bool failed;
    int depth, written;
    struct {
        int var;
        GrExprRef value;
    } known[GR_EXPR_VARS_MAX];
    int known_count;
} Compiler;

/* One text: the expression itself, or a var's. */
typedef struct Parser {
    Compiler *compiler;
    const char *text;
    GrToken token;               /* the next one */
    const struct Parser *within; /* the text that uses this var */
    const char *var;             /* its name; NULL for the expression itself */
    int var_index;
} Parser;

static GrExprRef parse_choice(Parser *p);
static GrExprRef parse_signed(Parser *p);

/* Reports the first fault only. Within a var, it is the name in the text around it that is
 * marked. */
static GrExprRef fail(Parser *p, size_t offset, size_t length, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static GrExprRef fail(Parser *p, size_t offset, size_t length, const char *format, ...)
{
    GrExprFault *fault = p->compiler->fault;
    if (p->compiler->failed)
        return 0;
    p->compiler->failed = true;
    char message[GR_EXPR_MESSAGE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    *fault = (GrExprFault){.offset = offset, .length = length};
    if (p->var) {
        char quoted[GR_QUOTE_CAPACITY];
        snprintf(fault->message, sizeof fault->message, "in the var %s, at '%s': %s", p->var,
                 gr_quote(quoted, p->text + offset), message);
    } else {
        memcpy(fault->message, message, sizeof message);
    }
    size_t cut; /* a message that was too long may end within a character */
    if (!gr_utf8_valid(fault->message, strlen(fault->message), &cut))
        fault->message[cut] = '\0';
    for (; p->within; p = (Parser *)p->within) {
        fault->offset = p->within->token.offset;
        fault->length = p->within->token.length;
    }
    return 0;
}

static GrExprRef fail_at(Parser *p, const GrToken *token, const char *message)
{
    return fail(p, token->offset, token->length, "%s", message);
}

static void advance(Parser *p)
{
    p->token = gr_token_at(p->text, p->token.offset + p->token.length);
    if (p->token.kind == GR_TOKEN_WRONG)
        fail_at(p, &p->token, p->token.wrong);
}

static bool take(Parser *p, GrTokenKind kind)
{
    if (p->compiler->failed || p->token.kind != kind)
        return false;
    advance(p);
    return true;
}

static bool enter(Parser *p)
{
    if (++p->compiler->depth > GR_EXPR_DEPTH_MAX)
        fail(p, p->token.offset, p->token.length, "nested more than %d deep", GR_EXPR_DEPTH_MAX);
    return !p->compiler->failed;
}

static GrExprRef leave(Parser *p, GrExprRef value)
{
    p->compiler->depth--;
    return value;
}

static GrExprRef operation(Parser *p, GrExprOp op, int count, const GrExprRef *in)
{
    Compiler *c = p->compiler;
    if (c->failed)
        return 0;
    GrExprRef value = gr_build_op(&c->build, op, count, in);
    if (c->build.full)
        fail(p, p->token.offset, 0, "too much: an expression has at most %d parts",
             GR_EXPR_NODES_MAX);
    return value;
}

static GrExprRef two(Parser *p, GrExprOp op, GrExprRef a, GrExprRef b)
{
    p->compiler->written++;
    return operation(p, op, 2, (GrExprRef[]){a, b});
}

/* A leaf; leaves and operations fill the same room. */
static GrExprRef leaf(Parser *p, GrExprRef value)
{
    if (p->compiler->build.full)
        fail(p, p->token.offset, p->token.length, "too much: an expression has at most %d parts",
             GR_EXPR_NODES_MAX);
    return value;
}

static void copy_name(const Parser *p, const GrToken *token, char name[GR_EXPR_NAME_MAX + 1])
{
    size_t length = token->length < GR_EXPR_NAME_MAX ? token->length : GR_EXPR_NAME_MAX;
    memcpy(name, p->text + token->offset, length);
    name[length] = '\0';
}

/* "a -> b -> a" of the vars that use each other. */
static GrExprRef fail_cycle(Parser *p, int var)
{
    const char *names[GR_EXPR_DEPTH_MAX + 1];
    int count = 0;
    for (const Parser *at = p; at && at->var; at = at->within) {
        names[count++] = at->var;
        if (at->var_index == var)
            break;
    }
    GrText chain = {0};
    for (int i = count - 1; i >= 0; i--)
        gr_text_printf(&chain, "%s -> ", names[i]);
    fail(p, p->token.offset, p->token.length, "the var uses itself: %s%s", gr_text_string(&chain),
         p->compiler->scope->vars[var].name);
    gr_text_finish(&chain);
    return 0;
}

/* Parses a whole text. */
static GrExprRef parse_text(Parser *p)
{
    size_t length = strlen(p->text);
    if (length > GR_EXPR_TEXT_MAX)
        return fail(p, GR_EXPR_TEXT_MAX, 1, "longer than %d bytes: use vars for its parts",
                    GR_EXPR_TEXT_MAX);
    p->token = (GrToken){0};
    advance(p);
    if (p->token.kind == GR_TOKEN_END)
        return fail(p, 0, length, "is empty: write a number or an expression like 3 + 2*bass");
    GrExprRef value = parse_choice(p);
    if (p->compiler->failed || p->token.kind == GR_TOKEN_END)
        return value;
    switch (p->token.kind) {
    case GR_TOKEN_CLOSE:
        return fail_at(p, &p->token, "this ) closes nothing");
    case GR_TOKEN_COMMA:
        return fail_at(p, &p->token,
                       "a comma stands between arguments only; decimals follow a point");
    case GR_TOKEN_COLON:
        return fail_at(p, &p->token, "this : has no ? before it");
    default:
        return fail_at(p, &p->token, "an operator is missing before this");
    }
}

static GrExprRef use_var(Parser *p, int index)
{
    Compiler *c = p->compiler;
    for (int i = 0; i < c->known_count; i++)
        if (c->known[i].var == index)
            return c->known[i].value;
    for (const Parser *at = p; at && at->var; at = at->within)
        if (at->var_index == index)
            return fail_cycle(p, index);
    if (c->known_count == GR_EXPR_VARS_MAX)
        return fail(p, p->token.offset, p->token.length, "uses more than %d vars",
                    GR_EXPR_VARS_MAX);
    const GrExprVar *var = &c->scope->vars[index];
    Parser inner = {
        .compiler = c, .text = var->text, .within = p, .var = var->name, .var_index = index};
    GrExprRef value = parse_text(&inner);
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

static GrExprRef use_variable(Parser *p, const GrExprVariable *variable)
{
    GrExprBuild *build = &p->compiler->build;
    if (variable->kind == GR_EXPR_NUMBER)
        return gr_build_number(build, variable->number);
    if (variable->kind == GR_EXPR_OF_TIME && p->compiler->scope->bands &&
        !is_of_show((GrUniform)variable->index))
        return fail(p, p->token.offset, p->token.length,
                    "'%s' (%s) is not known here, since a signal belongs to the whole show: T is "
                    "the show's time",
                    variable->name, variable->help);
    if (variable->kind == GR_EXPR_OF_TIME)
        return gr_build_uniform(build, (GrUniform)variable->index);
    if (!p->compiler->scope->cells)
        return fail(p, p->token.offset, p->token.length,
                    "'%s' differs from cell to cell (%s): only the field `formula` knows it",
                    variable->name, variable->help);
    return variable->kind == GR_EXPR_OF_GRID ? gr_build_uniform(build, (GrUniform)variable->index)
                                             : gr_build_cell(build, (GrExprCell)variable->index);
}

/* A name that stands for a value; it is the next token. */
static GrExprRef parse_variable(Parser *p)
{
    char name[GR_EXPR_NAME_MAX + 1], message[GR_EXPR_MESSAGE];
    Compiler *c = p->compiler;
    copy_name(p, &p->token, name);
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
        return fail(p, p->token.offset, p->token.length, "'%s' is a function: write %s(%s)", name,
                    name, gr_expr_functions[meaning.index].arguments);
    case GR_NAME_EASE:
        return fail(p, p->token.offset, p->token.length, "'%s' is an easing: write %s(p)", name,
                    name);
    default:
        gr_expr_unknown(c->scope, name, false, message);
        return fail_at(p, &p->token, message);
    }
    value = leaf(p, value);
    if (!c->failed)
        advance(p);
    return value;
}

typedef struct Call {
    GrToken name, open;
    int count;
    GrExprRef arguments[4]; /* of most functions; min and max fold theirs as they come */
} Call;

static GrExprRef wrong_count(Parser *p, const Call *call, const char *name, int least, int most,
                             const char *arguments)
{
    char takes[32];
    if (most == GR_EXPR_ANY)
        snprintf(takes, sizeof takes, "%d or more", least);
    else if (most > least)
        snprintf(takes, sizeof takes, most == least + 1 ? "%d or %d" : "%d to %d", least, most);
    else
        snprintf(takes, sizeof takes, "%d", least);
    return fail(p, call->name.offset, call->name.length, "%s takes %s: %s (not %d)", name, takes,
                arguments, call->count);
}

/* The arguments up to the closing parenthesis, which is taken. Of any number, `chain` makes one. */
static bool parse_arguments(Parser *p, Call *call, const GrExprFunction *chain)
{
    enum { KEPT = sizeof call->arguments / sizeof *call->arguments };
    if (p->token.kind == GR_TOKEN_CLOSE) {
        advance(p);
        return !p->compiler->failed;
    }
    do {
        GrExprRef value = parse_choice(p);
        if (chain && call->count)
            call->arguments[0] =
                operation(p, (GrExprOp)chain->op[0], 2, (GrExprRef[]){call->arguments[0], value});
        else if (call->count < KEPT)
            call->arguments[call->count] = value;
        call->count++;
    } while (take(p, GR_TOKEN_COMMA));
    if (p->compiler->failed)
        return false;
    if (p->token.kind == GR_TOKEN_END)
        fail_at(p, &call->open, "this ( is never closed");
    else if (p->token.kind != GR_TOKEN_CLOSE)
        fail_at(p, &p->token, "an operator, a comma or ) is missing before this");
    else
        advance(p);
    return !p->compiler->failed;
}

static GrExprRef use_band(Parser *p, const Call *call)
{
    GrExprBuild *build = &p->compiler->build;
    char message[GR_EXPR_MESSAGE];
    GrBand band;
    bool fixed = gr_build_is_constant(build, call->arguments[0], &band.low_hz) &
                 gr_build_is_constant(build, call->arguments[1], &band.high_hz);
    int index = gr_expr_band(p->compiler->scope, fixed ? &band : NULL, message);
    return index < 0 ? fail_at(p, &call->name, message)
                     : leaf(p, gr_build_uniform(build, (GrUniform)(GR_UNIFORM_BANDS + index)));
}

static GrExprRef call_function(Parser *p, Call *call, const GrExprFunction *function)
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
        return use_band(p, call);
    GrExprRef in[5];
    int count = 0;
    if (function->seeded)
        in[count++] = gr_build_uniform(&p->compiler->build, GR_UNIFORM_SEED);
    for (int i = 0; i < call->count; i++)
        in[count++] = call->arguments[i];
    return operation(p, (GrExprOp)function->op[call->count - function->least], count, in);
}

/* A name with a parenthesis behind it. */
static GrExprRef parse_call(Parser *p)
{
    char name[GR_EXPR_NAME_MAX + 1], message[GR_EXPR_MESSAGE];
    Call call = {.name = p->token};
    copy_name(p, &p->token, name);
    GrNameMeaning meaning = gr_expr_name(p->compiler->scope, name);
    if (meaning.kind == GR_NAME_UNKNOWN) {
        gr_expr_unknown(p->compiler->scope, name, true, message);
        return fail_at(p, &p->token, message);
    }
    if (meaning.kind != GR_NAME_FUNCTION && meaning.kind != GR_NAME_EASE)
        return fail(p, p->token.offset, p->token.length,
                    "'%s' is no function; a product is written %s*(...)", name, name);
    p->compiler->written++;
    advance(p);
    call.open = p->token;
    advance(p);
    if (meaning.kind == GR_NAME_FUNCTION)
        return call_function(p, &call, &gr_expr_functions[meaning.index]);
    if (!parse_arguments(p, &call, NULL))
        return 0;
    if (call.count != 1)
        return wrong_count(p, &call, name, 1, 1, "x");
    return operation(p, (GrExprOp)(GR_EXPR_OP_LINEAR + meaning.index), 1, call.arguments);
}

/* After a number: what makes it a time or the like elsewhere. */
static bool is_unit(const char *word)
{
    static const char *const units[] = {
        "s",  "ms", "min", "h",   "f",     "beat", "beats", "bar",    "bars",   "px",
        "hz", "Hz", "kHz", "deg", "turns", "turn", "cells", "frames", "seconds"};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(units[i], word) == 0)
            return true;
    return false;
}

static GrExprRef parse_number(Parser *p)
{
    GrToken number = p->token;
    GrExprRef value = leaf(p, gr_build_number(&p->compiler->build, number.number));
    advance(p);
    if (p->compiler->failed)
        return 0;
    size_t behind = p->token.offset - number.offset + p->token.length;
    if (p->token.kind == GR_TOKEN_NAME) {
        char word[GR_EXPR_NAME_MAX + 1];
        copy_name(p, &p->token, word);
        if (is_unit(word))
            return fail(p, number.offset, behind,
                        "numbers in an expression have no unit: write %g (t counts seconds, "
                        "beat_count beats)",
                        (double)number.number);
        return fail(p, number.offset, behind, "an operator is missing: write %g*%s",
                    (double)number.number, word);
    }
    if (p->token.kind == GR_TOKEN_PERCENT &&
        gr_token_at(p->text, p->token.offset + 1).kind == GR_TOKEN_END)
        return fail(p, number.offset, behind, "%% is the remainder here: write %g",
                    (double)number.number / 100);
    return value;
}

static GrExprRef parse_group(Parser *p)
{
    GrToken open = p->token;
    advance(p);
    GrExprRef value = parse_choice(p);
    if (p->compiler->failed)
        return 0;
    if (p->token.kind == GR_TOKEN_END)
        return fail_at(p, &open, "this ( is never closed");
    if (p->token.kind == GR_TOKEN_COMMA)
        return fail_at(p, &p->token,
                       "a comma stands between arguments only; decimals follow a point");
    if (p->token.kind != GR_TOKEN_CLOSE)
        return fail_at(p, &p->token, "an operator or ) is missing before this");
    advance(p);
    return value;
}

static GrExprRef parse_operand(Parser *p)
{
    if (p->compiler->failed)
        return 0;
    switch (p->token.kind) {
    case GR_TOKEN_NUMBER:
        return parse_number(p);
    case GR_TOKEN_NAME:
        return gr_token_at(p->text, p->token.offset + p->token.length).kind == GR_TOKEN_OPEN
                   ? parse_call(p)
                   : parse_variable(p);
    case GR_TOKEN_OPEN:
        return parse_group(p);
    case GR_TOKEN_END:
        return fail_at(p, &p->token, "ends where a value is expected");
    default:
        return fail_at(p, &p->token, "a value is expected here: a number, a name or (");
    }
}

/* What stands behind a sign or a ^, one level deeper. */
static GrExprRef parse_deeper(Parser *p)
{
    return leave(p, enter(p) ? parse_signed(p) : 0);
}

static GrExprRef parse_power(Parser *p)
{
    GrExprRef base = parse_operand(p);
    if (!take(p, GR_TOKEN_POWER))
        return base;
    return two(p, GR_EXPR_OP_POW, base, parse_deeper(p));
}

static GrExprRef one(Parser *p, GrExprOp op, GrExprRef a)
{
    p->compiler->written++;
    return operation(p, op, 1, &a);
}

static GrExprRef parse_signed(Parser *p)
{
    if (take(p, GR_TOKEN_MINUS))
        return one(p, GR_EXPR_OP_NEG, parse_deeper(p));
    if (take(p, GR_TOKEN_BANG))
        return one(p, GR_EXPR_OP_NOT, parse_deeper(p));
    return take(p, GR_TOKEN_PLUS) ? parse_deeper(p) : parse_power(p);
}

static GrExprRef parse_product(Parser *p)
{
    GrExprRef value = parse_signed(p);
    for (;;) {
        if (take(p, GR_TOKEN_TIMES))
            value = two(p, GR_EXPR_OP_MUL, value, parse_signed(p));
        else if (take(p, GR_TOKEN_OVER))
            value = two(p, GR_EXPR_OP_DIV, value, parse_signed(p));
        else if (take(p, GR_TOKEN_PERCENT))
            value = two(p, GR_EXPR_OP_MOD, value, parse_signed(p));
        else
            return value;
    }
}

static GrExprRef parse_sum(Parser *p)
{
    GrExprRef value = parse_product(p);
    for (;;) {
        if (take(p, GR_TOKEN_PLUS))
            value = two(p, GR_EXPR_OP_ADD, value, parse_product(p));
        else if (take(p, GR_TOKEN_MINUS))
            value = two(p, GR_EXPR_OP_SUB, value, parse_product(p));
        else
            return value;
    }
}

typedef struct Comparison {
    GrTokenKind token;
    GrExprOp op;
    bool swapped;
} Comparison;

static const Comparison *comparison_of(GrTokenKind token)
{
    static const Comparison comparisons[] = {
        {GR_TOKEN_LESS, GR_EXPR_OP_LESS, false},
        {GR_TOKEN_LESS_EQUAL, GR_EXPR_OP_LESS_EQUAL, false},
        {GR_TOKEN_GREATER, GR_EXPR_OP_LESS, true},
        {GR_TOKEN_GREATER_EQUAL, GR_EXPR_OP_LESS_EQUAL, true},
        {GR_TOKEN_EQUAL, GR_EXPR_OP_EQUAL, false},
        {GR_TOKEN_UNEQUAL, GR_EXPR_OP_UNEQUAL, false},
    };
    for (size_t i = 0; i < sizeof comparisons / sizeof *comparisons; i++)
        if (comparisons[i].token == token)
            return &comparisons[i];
    return NULL;
}

static GrExprRef parse_comparison(Parser *p)
{
    GrExprRef left = parse_sum(p);
    const Comparison *comparison = comparison_of(p->token.kind);
    if (p->compiler->failed || !comparison)
        return left;
    advance(p);
    GrExprRef right = parse_sum(p);
    if (!p->compiler->failed && comparison_of(p->token.kind))
        return fail_at(p, &p->token, "comparisons do not chain: write a < b and b < c");
    return comparison->swapped ? two(p, comparison->op, right, left)
                               : two(p, comparison->op, left, right);
}

static GrExprRef parse_not(Parser *p)
{
    if (!take(p, GR_TOKEN_NOT))
        return parse_comparison(p);
    return one(p, GR_EXPR_OP_NOT, leave(p, enter(p) ? parse_not(p) : 0));
}

static GrExprRef parse_and(Parser *p)
{
    GrExprRef value = parse_not(p);
    while (take(p, GR_TOKEN_AND))
        value = two(p, GR_EXPR_OP_AND, value, parse_not(p));
    return value;
}

static GrExprRef parse_or(Parser *p)
{
    GrExprRef value = parse_and(p);
    while (take(p, GR_TOKEN_OR))
        value = two(p, GR_EXPR_OP_OR, value, parse_and(p));
    return value;
}

static GrExprRef parse_choice(Parser *p)
{
    if (!enter(p))
        return leave(p, 0);
    GrExprRef in[3] = {parse_or(p)};
    GrToken question = p->token;
    if (!take(p, GR_TOKEN_QUESTION))
        return leave(p, in[0]);
    in[1] = parse_choice(p);
    if (!p->compiler->failed && p->token.kind != GR_TOKEN_COLON)
        fail_at(p, &question, "this ? has no : behind it (c ? a : b)");
    if (!take(p, GR_TOKEN_COLON))
        return leave(p, 0);
    in[2] = parse_choice(p);
    p->compiler->written++;
    return leave(p, operation(p, GR_EXPR_OP_SELECT, 3, in));
}

int gr_expr_compile(const char *text, const GrExprScope *scope, GrArena *arena, const GrExpr **out,
                    GrExprFault *fault)
{
    static const GrExprScope nothing;
    Compiler compiler;
    gr_build_init(&compiler.build);
    compiler.scope = scope ? scope : &nothing;
    compiler.fault = fault;
    compiler.failed = false;
    compiler.depth = compiler.written = compiler.known_count = 0;
    Parser parser = {.compiler = &compiler, .text = text};
    *out = NULL;
    GrExprRef root = parse_text(&parser);
    if (compiler.failed)
        return GR_E_SHOW;
    *out = gr_build_finish(&compiler.build, root, compiler.written, text, arena);
    return *out ? GR_OK : GR_E_SPACE;
}

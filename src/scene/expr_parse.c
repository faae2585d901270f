/* SPDX-License-Identifier: MIT
 *
 * Recursive descent. From loose to tight: c ? a : b; or; and; not; comparisons; + -; * / %; the
 * signs - + !; ^, which groups from the right and takes a sign behind it.
 */
#include "scene/expr_parts.h"

#include "base/text.h"
#include "scene/source.h"

#include <stdio.h>
#include <string.h>

static GrExprRef parse_signed(GrExprParser *p);

GrExprRef gr_parse_fail(GrExprParser *p, size_t offset, size_t length, const char *format, ...)
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
    for (; p->within; p = (GrExprParser *)p->within) {
        fault->offset = p->within->token.offset;
        fault->length = p->within->token.length;
    }
    return 0;
}

GrExprRef gr_parse_fail_at(GrExprParser *p, const GrToken *token, const char *message)
{
    return gr_parse_fail(p, token->offset, token->length, "%s", message);
}

void gr_parse_advance(GrExprParser *p)
{
    p->token = gr_token_at(p->text, p->token.offset + p->token.length);
    if (p->token.kind == GR_TOKEN_WRONG)
        gr_parse_fail_at(p, &p->token, p->token.wrong);
}

bool gr_parse_take(GrExprParser *p, GrTokenKind kind)
{
    if (p->compiler->failed || p->token.kind != kind)
        return false;
    gr_parse_advance(p);
    return true;
}

static bool enter(GrExprParser *p)
{
    if (++p->compiler->depth > GR_EXPR_DEPTH_MAX)
        gr_parse_fail(p, p->token.offset, p->token.length, "nested more than %d deep",
                      GR_EXPR_DEPTH_MAX);
    return !p->compiler->failed;
}

static GrExprRef leave(GrExprParser *p, GrExprRef value)
{
    p->compiler->depth--;
    return value;
}

GrExprRef gr_parse_operation(GrExprParser *p, GrExprOp op, int count, const GrExprRef *in)
{
    GrExprCompiler *c = p->compiler;
    if (c->failed)
        return 0;
    GrExprRef value = gr_build_op(&c->build, op, count, in);
    if (c->build.full)
        gr_parse_fail(p, p->token.offset, 0, "too much: an expression has at most %d parts",
                      GR_EXPR_NODES_MAX);
    return value;
}

static GrExprRef two(GrExprParser *p, GrExprOp op, GrExprRef a, GrExprRef b)
{
    p->compiler->written++;
    return gr_parse_operation(p, op, 2, (GrExprRef[]){a, b});
}

GrExprRef gr_parse_leaf(GrExprParser *p, GrExprRef value)
{
    if (p->compiler->build.full)
        gr_parse_fail(p, p->token.offset, p->token.length,
                      "too much: an expression has at most %d parts", GR_EXPR_NODES_MAX);
    return value;
}

void gr_parse_name(const GrExprParser *p, const GrToken *token, char name[GR_EXPR_NAME_MAX + 1])
{
    size_t length = token->length < GR_EXPR_NAME_MAX ? token->length : GR_EXPR_NAME_MAX;
    memcpy(name, p->text + token->offset, length);
    name[length] = '\0';
}

GrExprRef gr_parse_text(GrExprParser *p)
{
    size_t length = strlen(p->text);
    if (length > GR_EXPR_TEXT_MAX)
        return gr_parse_fail(p, GR_EXPR_TEXT_MAX, 1, "longer than %d bytes: use vars for its parts",
                             GR_EXPR_TEXT_MAX);
    p->token = (GrToken){0};
    gr_parse_advance(p);
    if (p->token.kind == GR_TOKEN_END)
        return gr_parse_fail(p, 0, length,
                             "is empty: write a number or an expression like 3 + 2*bass");
    GrExprRef value = gr_parse_choice(p);
    if (p->compiler->failed || p->token.kind == GR_TOKEN_END)
        return value;
    switch (p->token.kind) {
    case GR_TOKEN_CLOSE:
        return gr_parse_fail_at(p, &p->token, "this ) closes nothing");
    case GR_TOKEN_COMMA:
        return gr_parse_fail_at(p, &p->token,
                                "a comma stands between arguments only; decimals follow a point");
    case GR_TOKEN_COLON:
        return gr_parse_fail_at(p, &p->token, "this : has no ? before it");
    default:
        return gr_parse_fail_at(p, &p->token, "an operator is missing before this");
    }
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

static GrExprRef parse_number(GrExprParser *p)
{
    GrToken number = p->token;
    GrExprRef value = gr_parse_leaf(p, gr_build_number(&p->compiler->build, number.number));
    gr_parse_advance(p);
    if (p->compiler->failed)
        return 0;
    size_t behind = p->token.offset - number.offset + p->token.length;
    if (p->token.kind == GR_TOKEN_NAME) {
        char word[GR_EXPR_NAME_MAX + 1];
        gr_parse_name(p, &p->token, word);
        if (is_unit(word))
            return gr_parse_fail(
                p, number.offset, behind,
                "numbers in an expression have no unit: write %g (t counts seconds, "
                "beat_count beats)",
                (double)number.number);
        return gr_parse_fail(p, number.offset, behind, "an operator is missing: write %g*%s",
                             (double)number.number, word);
    }
    if (p->token.kind == GR_TOKEN_PERCENT &&
        gr_token_at(p->text, p->token.offset + 1).kind == GR_TOKEN_END)
        return gr_parse_fail(p, number.offset, behind, "%% is the remainder here: write %g",
                             (double)number.number / 100);
    return value;
}

static GrExprRef parse_group(GrExprParser *p)
{
    GrToken open = p->token;
    gr_parse_advance(p);
    GrExprRef value = gr_parse_choice(p);
    if (p->compiler->failed)
        return 0;
    if (p->token.kind == GR_TOKEN_END)
        return gr_parse_fail_at(p, &open, "this ( is never closed");
    if (p->token.kind == GR_TOKEN_COMMA)
        return gr_parse_fail_at(p, &p->token,
                                "a comma stands between arguments only; decimals follow a point");
    if (p->token.kind != GR_TOKEN_CLOSE)
        return gr_parse_fail_at(p, &p->token, "an operator or ) is missing before this");
    gr_parse_advance(p);
    return value;
}

static GrExprRef parse_operand(GrExprParser *p)
{
    if (p->compiler->failed)
        return 0;
    switch (p->token.kind) {
    case GR_TOKEN_NUMBER:
        return parse_number(p);
    case GR_TOKEN_NAME:
        return gr_token_at(p->text, p->token.offset + p->token.length).kind == GR_TOKEN_OPEN
                   ? gr_parse_call(p)
                   : gr_parse_variable(p);
    case GR_TOKEN_OPEN:
        return parse_group(p);
    case GR_TOKEN_END:
        return gr_parse_fail_at(p, &p->token, "ends where a value is expected");
    default:
        return gr_parse_fail_at(p, &p->token, "a value is expected here: a number, a name or (");
    }
}

/* What stands behind a sign or a ^, one level deeper. */
static GrExprRef parse_deeper(GrExprParser *p)
{
    return leave(p, enter(p) ? parse_signed(p) : 0);
}

static GrExprRef parse_power(GrExprParser *p)
{
    GrExprRef base = parse_operand(p);
    if (!gr_parse_take(p, GR_TOKEN_POWER))
        return base;
    return two(p, GR_EXPR_OP_POW, base, parse_deeper(p));
}

static GrExprRef one(GrExprParser *p, GrExprOp op, GrExprRef a)
{
    p->compiler->written++;
    return gr_parse_operation(p, op, 1, &a);
}

static GrExprRef parse_signed(GrExprParser *p)
{
    if (gr_parse_take(p, GR_TOKEN_MINUS))
        return one(p, GR_EXPR_OP_NEG, parse_deeper(p));
    if (gr_parse_take(p, GR_TOKEN_BANG))
        return one(p, GR_EXPR_OP_NOT, parse_deeper(p));
    return gr_parse_take(p, GR_TOKEN_PLUS) ? parse_deeper(p) : parse_power(p);
}

static GrExprRef parse_product(GrExprParser *p)
{
    GrExprRef value = parse_signed(p);
    for (;;) {
        if (gr_parse_take(p, GR_TOKEN_TIMES))
            value = two(p, GR_EXPR_OP_MUL, value, parse_signed(p));
        else if (gr_parse_take(p, GR_TOKEN_OVER))
            value = two(p, GR_EXPR_OP_DIV, value, parse_signed(p));
        else if (gr_parse_take(p, GR_TOKEN_PERCENT))
            value = two(p, GR_EXPR_OP_MOD, value, parse_signed(p));
        else
            return value;
    }
}

static GrExprRef parse_sum(GrExprParser *p)
{
    GrExprRef value = parse_product(p);
    for (;;) {
        if (gr_parse_take(p, GR_TOKEN_PLUS))
            value = two(p, GR_EXPR_OP_ADD, value, parse_product(p));
        else if (gr_parse_take(p, GR_TOKEN_MINUS))
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

static GrExprRef parse_comparison(GrExprParser *p)
{
    GrExprRef left = parse_sum(p);
    const Comparison *comparison = comparison_of(p->token.kind);
    if (p->compiler->failed || !comparison)
        return left;
    gr_parse_advance(p);
    GrExprRef right = parse_sum(p);
    if (!p->compiler->failed && comparison_of(p->token.kind))
        return gr_parse_fail_at(p, &p->token, "comparisons do not chain: write a < b and b < c");
    return comparison->swapped ? two(p, comparison->op, right, left)
                               : two(p, comparison->op, left, right);
}

static GrExprRef parse_not(GrExprParser *p)
{
    if (!gr_parse_take(p, GR_TOKEN_NOT))
        return parse_comparison(p);
    return one(p, GR_EXPR_OP_NOT, leave(p, enter(p) ? parse_not(p) : 0));
}

static GrExprRef parse_and(GrExprParser *p)
{
    GrExprRef value = parse_not(p);
    while (gr_parse_take(p, GR_TOKEN_AND))
        value = two(p, GR_EXPR_OP_AND, value, parse_not(p));
    return value;
}

static GrExprRef parse_or(GrExprParser *p)
{
    GrExprRef value = parse_and(p);
    while (gr_parse_take(p, GR_TOKEN_OR))
        value = two(p, GR_EXPR_OP_OR, value, parse_and(p));
    return value;
}

GrExprRef gr_parse_choice(GrExprParser *p)
{
    if (!enter(p))
        return leave(p, 0);
    GrExprRef in[3] = {parse_or(p)};
    GrToken question = p->token;
    if (!gr_parse_take(p, GR_TOKEN_QUESTION))
        return leave(p, in[0]);
    in[1] = gr_parse_choice(p);
    if (!p->compiler->failed && p->token.kind != GR_TOKEN_COLON)
        gr_parse_fail_at(p, &question, "this ? has no : behind it (c ? a : b)");
    if (!gr_parse_take(p, GR_TOKEN_COLON))
        return leave(p, 0);
    in[2] = gr_parse_choice(p);
    p->compiler->written++;
    return leave(p, gr_parse_operation(p, GR_EXPR_OP_SELECT, 3, in));
}

int gr_expr_compile(const char *text, const GrExprScope *scope, GrArena *arena, const GrExpr **out,
                    GrExprFault *fault)
{
    static const GrExprScope nothing;
    GrExprCompiler compiler;
    gr_build_init(&compiler.build);
    compiler.scope = scope ? scope : &nothing;
    compiler.fault = fault;
    compiler.failed = false;
    compiler.depth = compiler.written = compiler.known_count = 0;
    GrExprParser parser = {.compiler = &compiler, .text = text};
    *out = NULL;
    GrExprRef root = gr_parse_text(&parser);
    if (compiler.failed)
        return GR_E_SHOW;
    *out = gr_build_finish(&compiler.build, root, compiler.written, text, arena);
    return *out ? GR_OK : GR_E_SPACE;
}

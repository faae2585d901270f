/* SPDX-License-Identifier: MIT
 *
 * Between the files that read expressions: expr_parse.c has the grammar, expr_values.c what names
 * stand for. Everything returns 0, a node that means nothing, once there is a fault.
 */
#ifndef GR_SCENE_EXPR_PARTS_H
#define GR_SCENE_EXPR_PARTS_H

#include "scene/expr_build.h"
#include "scene/expr_lex.h"
#include "scene/expr_names.h"

/* What is shared by a text and the vars that it uses. */
typedef struct GrExprCompiler {
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
} GrExprCompiler;

/* One text: the expression itself, or a var's. */
typedef struct GrExprParser {
    GrExprCompiler *compiler;
    const char *text;
    GrToken token;                     /* the next one */
    const struct GrExprParser *within; /* the text that uses this var */
    const char *var;                   /* its name; NULL for the expression itself */
    int var_index;
} GrExprParser;

/* Reports the first fault only. Within a var, it is the name in the text around it that is
 * marked. */
GrExprRef gr_parse_fail(GrExprParser *p, size_t offset, size_t length, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
GrExprRef gr_parse_fail_at(GrExprParser *p, const GrToken *token, const char *message);
void gr_parse_advance(GrExprParser *p);
/* Advances past a token of a kind; false for any other. */
bool gr_parse_take(GrExprParser *p, GrTokenKind kind);
GrExprRef gr_parse_operation(GrExprParser *p, GrExprOp op, int count, const GrExprRef *in);
/* A leaf; leaves and operations fill the same room. */
GrExprRef gr_parse_leaf(GrExprParser *p, GrExprRef value);
void gr_parse_name(const GrExprParser *p, const GrToken *token, char name[GR_EXPR_NAME_MAX + 1]);
/* A whole text, and an expression within one. */
GrExprRef gr_parse_text(GrExprParser *p);
GrExprRef gr_parse_choice(GrExprParser *p);

/* A name that stands for a value, and one with a parenthesis behind it; it is the next token. */
GrExprRef gr_parse_variable(GrExprParser *p);
GrExprRef gr_parse_call(GrExprParser *p);

#endif

/* SPDX-License-Identifier: MIT
 *
 * The words of an expression.
 */
#ifndef GR_SCENE_EXPR_LEX_H
#define GR_SCENE_EXPR_LEX_H

#include "scene/expr.h"

typedef enum GrTokenKind {
    GR_TOKEN_END,
    GR_TOKEN_NUMBER,
    GR_TOKEN_NAME,
    GR_TOKEN_OPEN,
    GR_TOKEN_CLOSE,
    GR_TOKEN_COMMA,
    GR_TOKEN_PLUS,
    GR_TOKEN_MINUS,
    GR_TOKEN_TIMES,
    GR_TOKEN_OVER,
    GR_TOKEN_PERCENT,
    GR_TOKEN_POWER,
    GR_TOKEN_LESS,
    GR_TOKEN_LESS_EQUAL,
    GR_TOKEN_GREATER,
    GR_TOKEN_GREATER_EQUAL,
    GR_TOKEN_EQUAL,
    GR_TOKEN_UNEQUAL,
    GR_TOKEN_AND,
    GR_TOKEN_OR,
    GR_TOKEN_NOT,  /* the word, which takes in a whole comparison */
    GR_TOKEN_BANG, /* !, which takes in one operand */
    GR_TOKEN_QUESTION,
    GR_TOKEN_COLON,
    GR_TOKEN_WRONG, /* `wrong` says why */
} GrTokenKind;

typedef struct GrToken {
    GrTokenKind kind;
    size_t offset, length;
    float number;
    const char *wrong;
} GrToken;

/* The token at or behind `offset` of a terminated text. */
GrToken gr_token_at(const char *text, size_t offset);

#endif

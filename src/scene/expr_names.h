/* SPDX-License-Identifier: MIT
 *
 * What a name in an expression means, and words for one that means nothing.
 */
#ifndef GR_SCENE_EXPR_NAMES_H
#define GR_SCENE_EXPR_NAMES_H

#include "scene/expr.h"

enum { GR_EXPR_NAME_MAX = 100 };

typedef enum GrNameKind {
    GR_NAME_UNKNOWN,
    GR_NAME_VARIABLE, /* index in gr_expr_variables */
    GR_NAME_FUNCTION, /* index in gr_expr_functions */
    GR_NAME_EASE,     /* GrEase */
    GR_NAME_SIGNAL,   /* GrSignal */
    GR_NAME_OWN,      /* index of an own signal */
    GR_NAME_VAR,      /* index of a var */
} GrNameKind;

typedef struct GrNameMeaning {
    GrNameKind kind;
    int index;
} GrNameMeaning;

GrNameMeaning gr_expr_name(const GrExprScope *scope, const char *name);
/* "there is no 'bas'; did you mean 'bass'?" */
void gr_expr_unknown(const GrExprScope *scope, const char *name, bool called,
                     char message[GR_EXPR_MESSAGE]);

/* The index of a band among those that the scope collects, or -1 with what is wrong. `band` NULL:
 * what `function` was given are no fixed numbers that it takes. */
int gr_expr_band(const GrExprScope *scope, const GrExprFunction *function, const GrBand *band,
                 char message[GR_EXPR_MESSAGE]);

#endif

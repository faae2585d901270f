/* SPDX-License-Identifier: MIT
 *
 * Expressions as users write them: `3 + 2*bass`, `smoothstep(0.2, 0.8, p)`, `beat_phase < 0.5 ? 0.2
 * : 0.4`. One call compiles a text into a GrExpr (model/expr.h) or says what is wrong and where in
 * the text. The tables are what `list`, `describe` and the reference know.
 */
#ifndef GR_SCENE_EXPR_H
#define GR_SCENE_EXPR_H

#include "base/arena.h"
#include "model/own_signal.h"

enum {
    GR_EXPR_TEXT_MAX = 4000, /* bytes of one expression */
    GR_EXPR_DEPTH_MAX = 100, /* parentheses, calls and vars within each other */
    GR_EXPR_VARS_MAX = 64,   /* different vars that one expression can use */
};

/* One of the show's `vars`: its text stands for a sub-expression. */
typedef struct GrExprVar {
    const char *name, *text;
} GrExprVar;

/* What names mean besides the tables below, which come first. Zeroed: nothing. */
typedef struct GrExprScope {
    bool cells;                     /* x, y, r, a, col, row, cols and rows are known */
    const char *const *own_signals; /* by index; may be NULL when there are none */
    int own_signal_count;
    /* For what an own signal comes from; NULL elsewhere. band() adds to them, and what belongs to a
     * scene is not known. */
    GrBandList *bands;
    int later_signals; /* how many of own_signals follow that are not known yet: itself first */
    const GrExprVar *vars;
    int var_count;
} GrExprScope;

enum { GR_EXPR_MESSAGE = 400 };

typedef struct GrExprFault {
    size_t offset, length; /* bytes of the text that are meant */
    char message[GR_EXPR_MESSAGE];
} GrExprFault;

/* Compiles a text that ends with a zero byte. GR_E_SHOW fills the fault; GR_E_SPACE is a lack of
 * memory. The expression lives in the arena. */
int gr_expr_compile(const char *text, const GrExprScope *scope, GrArena *arena, const GrExpr **out,
                    GrExprFault *fault);

/* True for a name that has a meaning already, so that no var and no own signal can have it. */
bool gr_expr_name_taken(const char *name);
/* True for what can be a name in an expression: a letter or _, then letters, digits and _. */
bool gr_expr_name_valid(const char *name);
/* True for a text that cannot be a mere word: it holds an operator, a parenthesis or a digit. */
bool gr_expr_looks_like(const char *text);

/* What a function's randomness comes from: the scene or the layer that holds it, or the show. */
typedef enum GrExprSeed { GR_EXPR_UNSEEDED, GR_EXPR_SEEDED, GR_EXPR_SEEDED_BY_SHOW } GrExprSeed;

/* What is measured while the sound is heard, so that only an own signal can come from it. */
typedef enum GrExprHeard { GR_EXPR_UNHEARD, GR_EXPR_BAND, GR_EXPR_MEL, GR_EXPR_CHROMA } GrExprHeard;

typedef struct GrExprFunction {
    const char *name;
    int least, most;       /* arguments; most GR_EXPR_ANY: any number */
    const char *arguments; /* "low, high, x" */
    const char *help, *example;
    uint8_t heard;      /* GrExprHeard */
    uint8_t seeded;     /* GrExprSeed: it goes before the arguments */
    uint8_t yields;     /* a show may call something of its own the same, which hides it */
    uint8_t operations; /* how many there are, for `least` arguments and then one more each */
    uint16_t op[3];     /* GrExprOp */
} GrExprFunction;
enum { GR_EXPR_ANY = 1000 };

/* All functions but the easings, which take one argument each: gr_ease_infos. Ends with NULL. */
extern const GrExprFunction gr_expr_functions[];

typedef enum GrExprVariableKind {
    GR_EXPR_OF_TIME,  /* a GrUniform */
    GR_EXPR_OF_FRAME, /* a GrUniform that is known where pictures are drawn */
    GR_EXPR_OF_GRID,  /* a GrUniform that is known only where there are cells */
    GR_EXPR_OF_CELLS, /* a GrExprCell */
    GR_EXPR_NUMBER,   /* a constant */
} GrExprVariableKind;

typedef struct GrExprVariable {
    const char *name;
    GrExprVariableKind kind;
    int index;
    float number;
    const char *help, *example;
} GrExprVariable;

/* All variables but the signals: gr_signal_infos. Ends with a NULL name. */
extern const GrExprVariable gr_expr_variables[];

#endif

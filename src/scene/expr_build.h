/* SPDX-License-Identifier: MIT
 *
 * The back half of the compiler of expressions: nodes go in one by one, innermost first; out comes
 * a GrExpr. Constants are folded, equal nodes are one node, what is never used is dropped, what
 * depends on no cell is set apart, and slots are used again as soon as they are free.
 */
#ifndef GR_SCENE_EXPR_BUILD_H
#define GR_SCENE_EXPR_BUILD_H

#include "base/arena.h"
#include "model/expr.h"

enum {
    GR_EXPR_NODES_MAX = 1000, /* so that slots never run out */
    GR_EXPR_BUCKETS = 2048,
};

typedef uint16_t GrExprRef; /* of a node */

typedef struct GrExprNode {
    uint8_t kind, level; /* of expr_build.c */
    uint16_t op;         /* GrExprOp, GrUniform or GrExprCell */
    GrExprRef in[4];
    float number;
    uint16_t next; /* in its bucket, + 1 */
} GrExprNode;

typedef struct GrExprBuild {
    int count;
    bool full; /* there was no room for a node: whatever comes out is of no use */
    GrExprNode nodes[GR_EXPR_NODES_MAX];
    uint16_t buckets[GR_EXPR_BUCKETS]; /* node + 1 */
} GrExprBuild;

void gr_build_init(GrExprBuild *build);
GrExprRef gr_build_number(GrExprBuild *build, float number);
GrExprRef gr_build_uniform(GrExprBuild *build, GrUniform uniform);
GrExprRef gr_build_cell(GrExprBuild *build, GrExprCell cell);
/* `in` holds as many operands as the operation has. */
GrExprRef gr_build_op(GrExprBuild *build, GrExprOp op, int count, const GrExprRef *in);
/* True for a node that is the same number whatever the inputs. */
bool gr_build_is_constant(const GrExprBuild *build, GrExprRef ref, float *value);
/* Keeps a copy of the text that all this was made from. NULL without memory. */
const GrExpr *gr_build_finish(const GrExprBuild *build, GrExprRef root, int written,
                              const char *text, GrArena *arena);

#endif

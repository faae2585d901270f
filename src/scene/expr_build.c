/* SPDX-License-Identifier: MIT */
#include "scene/expr_build.h"

#include "base/hash.h"

#include <string.h>

typedef enum Kind { NUMBER, UNIFORM, CELL, OPERATION } Kind;
typedef enum Level { CONSTANT, ONCE, EVERY_CELL } Level;

enum { NOWHERE = 0xffff, LONGEST_CHAIN = 8 };

void gr_build_init(GrExprBuild *build)
{
    build->count = 0;
    build->full = false;
    memset(build->buckets, 0, sizeof build->buckets);
}

static bool same(const GrExprNode *a, const GrExprNode *b)
{
    return a->kind == b->kind && a->op == b->op && memcmp(a->in, b->in, sizeof a->in) == 0 &&
           gr_float_to_bits(a->number) == gr_float_to_bits(b->number);
}

/* The node that is equal, or a new one. */
static GrExprRef intern(GrExprBuild *build, GrExprNode node)
{
    uint32_t hash =
        gr_rng_u32((uint32_t)node.kind << 16 | node.op, (uint32_t)node.in[0] << 16 | node.in[1],
                   (uint32_t)node.in[2] << 16 | node.in[3]);
    hash = gr_rng_mix(hash ^ (uint32_t)gr_float_to_bits(node.number));
    uint16_t *bucket = &build->buckets[hash % GR_EXPR_BUCKETS];
    for (int at = *bucket; at; at = build->nodes[at - 1].next)
        if (same(&build->nodes[at - 1], &node))
            return (GrExprRef)(at - 1);
    if (build->count == GR_EXPR_NODES_MAX) {
        build->full = true;
        return 0;
    }
    node.next = *bucket;
    build->nodes[build->count++] = node;
    *bucket = (uint16_t)build->count;
    return (GrExprRef)(build->count - 1);
}

GrExprRef gr_build_number(GrExprBuild *build, float number)
{
    return intern(build, (GrExprNode){.kind = NUMBER, .level = CONSTANT, .number = number});
}

GrExprRef gr_build_uniform(GrExprBuild *build, GrUniform uniform)
{
    return intern(build, (GrExprNode){.kind = UNIFORM, .level = ONCE, .op = (uint16_t)uniform});
}

GrExprRef gr_build_cell(GrExprBuild *build, GrExprCell cell)
{
    return intern(build, (GrExprNode){.kind = CELL, .level = EVERY_CELL, .op = (uint16_t)cell});
}

bool gr_build_is_constant(const GrExprBuild *build, GrExprRef ref, float *value)
{
    *value = build->nodes[ref].number;
    return build->nodes[ref].kind == NUMBER;
}

static bool is_number(const GrExprBuild *build, GrExprRef ref, float number)
{
    const GrExprNode *node = &build->nodes[ref];
    return node->kind == NUMBER && node->number == number;
}

static GrExprRef two(GrExprBuild *build, GrExprOp op, GrExprRef a, GrExprRef b)
{
    return gr_build_op(build, op, 2, (GrExprRef[]){a, b});
}

/* A power with a small whole exponent is a chain of products: exact where a logarithm is not. */
static bool simplify_power(GrExprBuild *build, GrExprRef base, GrExprRef exponent, GrExprRef *out)
{
    const GrExprNode *node = &build->nodes[exponent];
    if (node->kind != NUMBER)
        return false;
    float power = node->number, size = gr_absf(power);
    if (power == 0.5f) {
        *out = gr_build_op(build, GR_EXPR_OP_SQRT, 1, &base);
        return true;
    }
    if (size > LONGEST_CHAIN || size != gr_floorf(size) || size == 0.0f)
        return false;
    GrExprRef square = base, product = 0;
    bool started = false;
    for (int left = (int)size; left; left /= 2) {
        if (left & 1) {
            product = started ? two(build, GR_EXPR_OP_MUL, product, square) : square;
            started = true;
        }
        if (left > 1)
            square = two(build, GR_EXPR_OP_MUL, square, square);
    }
    *out =
        power > 0.0f ? product : two(build, GR_EXPR_OP_DIV, gr_build_number(build, 1.0f), product);
    return true;
}

/* What is the same number, whatever the operands. */
static bool simplify(GrExprBuild *build, GrExprOp op, const GrExprRef *in, GrExprRef *out)
{
    switch (op) {
    case GR_EXPR_OP_ADD:
        *out = is_number(build, in[0], 0.0f) ? in[1] : in[0];
        return is_number(build, in[0], 0.0f) || is_number(build, in[1], 0.0f);
    case GR_EXPR_OP_SUB:
        *out = in[0];
        return is_number(build, in[1], 0.0f);
    case GR_EXPR_OP_MUL:
        *out = is_number(build, in[0], 1.0f) || is_number(build, in[1], 0.0f) ? in[1] : in[0];
        return is_number(build, in[0], 1.0f) || is_number(build, in[1], 0.0f) ||
               is_number(build, in[1], 1.0f) || is_number(build, in[0], 0.0f);
    case GR_EXPR_OP_DIV:
        *out = in[0];
        return is_number(build, in[1], 1.0f);
    case GR_EXPR_OP_POW:
        return simplify_power(build, in[0], in[1], out);
    case GR_EXPR_OP_SELECT:
        if (build->nodes[in[0]].kind != NUMBER)
            return false;
        *out = build->nodes[in[0]].number != 0.0f ? in[1] : in[2];
        return true;
    default:
        return false;
    }
}

GrExprRef gr_build_op(GrExprBuild *build, GrExprOp op, int count, const GrExprRef *in)
{
    GrExprNode node = {.kind = OPERATION, .level = CONSTANT, .op = (uint16_t)op};
    GrExprRef simple;
    float operand[4];
    if (build->full)
        return 0;
    if (simplify(build, op, in, &simple))
        return simple;
    for (int i = 0; i < 4; i++) { /* missing operands repeat the first: steps read all four */
        node.in[i] = in[i < count ? i : 0];
        const GrExprNode *from = &build->nodes[node.in[i]];
        node.level = from->level > node.level ? from->level : node.level;
        operand[i] = from->number;
    }
    if (node.level == CONSTANT)
        return gr_build_number(build,
                               gr_expr_operate(op, operand[0], operand[1], operand[2], operand[3]));
    return intern(build, node);
}

/* Where everything goes. */
typedef struct Layout {
    const GrExprBuild *build;
    bool used[GR_EXPR_NODES_MAX];
    uint16_t slot[GR_EXPR_NODES_MAX];      /* of the first kind, or of a cell's own */
    uint16_t cell_slot[GR_EXPR_NODES_MAX]; /* of a cell's, for what is spread */
    uint16_t last_use[GR_EXPR_NODES_MAX]; /* the last node of the same kind of slot that reads it */
    uint16_t free[GR_EXPR_SLOTS_MAX];
    int free_count;
    GrExpr expr;
    GrExprStep steps[GR_EXPR_NODES_MAX], cell_steps[GR_EXPR_NODES_MAX];
    float constants[GR_EXPR_NODES_MAX];
    uint16_t uniforms[GR_EXPR_NODES_MAX], spread[GR_EXPR_NODES_MAX], cells[GR_EXPR_NODES_MAX];
} Layout;

static void mark_used(Layout *l, GrExprRef root)
{
    l->used[root] = true;
    for (int i = root; i >= 0; i--) { /* operands always come before */
        const GrExprNode *node = &l->build->nodes[i];
        for (int k = 0; l->used[i] && node->kind == OPERATION && k < 4; k++)
            l->used[node->in[k]] = true;
    }
    for (int i = 0; i <= root; i++) {
        const GrExprNode *node = &l->build->nodes[i];
        for (int k = 0; l->used[i] && node->kind == OPERATION && k < 4; k++) {
            const GrExprNode *from = &l->build->nodes[node->in[k]];
            bool spread = node->level == EVERY_CELL && from->level != EVERY_CELL;
            l->last_use[node->in[k]] = spread                                ? NOWHERE
                                       : l->last_use[node->in[k]] == NOWHERE ? NOWHERE
                                                                             : (uint16_t)i;
        }
    }
    l->last_use[root] = NOWHERE;
}

/* Slots of what is there before any step: constants, uniforms, cells. */
static void place_inputs(Layout *l, GrExprRef root)
{
    GrExpr *e = &l->expr;
    for (int kind = NUMBER; kind <= CELL; kind++) {
        for (int i = 0; i <= root; i++) {
            const GrExprNode *node = &l->build->nodes[i];
            if (!l->used[i] || node->kind != kind)
                continue;
            if (kind == NUMBER)
                l->constants[e->constant_count++] = node->number;
            else if (kind == UNIFORM)
                l->uniforms[e->uniform_count++] = node->op;
            else
                l->cells[e->cell_count++] = node->op;
            if (kind != CELL)
                l->slot[i] = (uint16_t)e->slot_count++;
        }
    }
}

/* Gives every operation of a level its slot. The operands' slots become free only behind it, so
 * that no step writes to what it reads. */
static void place_steps(Layout *l, GrExprRef root, bool of_cells, GrExprStep *steps, int *count,
                        int *slots)
{
    l->free_count = 0;
    for (int i = 0; i <= root; i++) {
        const GrExprNode *node = &l->build->nodes[i];
        if (!l->used[i] || node->kind != OPERATION || (node->level == EVERY_CELL) != of_cells)
            continue;
        GrExprStep *step = &steps[(*count)++];
        l->slot[i] = l->free_count ? l->free[--l->free_count] : (uint16_t)(*slots)++;
        *step = (GrExprStep){.op = node->op, .out = l->slot[i]};
        for (int k = 0; k < 4; k++) {
            GrExprRef in = node->in[k];
            const GrExprNode *from = &l->build->nodes[in];
            bool spread = of_cells && from->level != EVERY_CELL;
            bool again = false;
            for (int j = 0; j < k; j++)
                again = again || node->in[j] == in;
            step->in[k] = spread ? l->cell_slot[in] : l->slot[in];
            if (!again && !spread && from->kind == OPERATION && l->last_use[in] == i)
                l->free[l->free_count++] = l->slot[in];
        }
    }
}

/* What cells read but do not differ in. */
static void place_spread(Layout *l, GrExprRef root)
{
    GrExpr *e = &l->expr;
    memset(l->cell_slot, 0xff, sizeof l->cell_slot);
    for (int i = 0; i <= root; i++) {
        const GrExprNode *node = &l->build->nodes[i];
        for (int k = 0; l->used[i] && node->kind == OPERATION && node->level == EVERY_CELL && k < 4;
             k++) {
            GrExprRef in = node->in[k];
            if (l->build->nodes[in].level != EVERY_CELL && l->cell_slot[in] == NOWHERE) {
                l->cell_slot[in] = (uint16_t)e->spread_count;
                l->spread[e->spread_count++] = l->slot[in];
            }
        }
    }
    e->cell_slot_count = e->spread_count;
    for (int i = 0; i <= root; i++)
        if (l->used[i] && l->build->nodes[i].kind == CELL)
            l->slot[i] = (uint16_t)e->cell_slot_count++;
}

typedef struct Part {
    const void **at;
    const void *from;
    size_t bytes;
} Part;

/* Copies all lists behind the expression, and hashes them. */
static const GrExpr *keep(const Layout *l, GrArena *arena)
{
    GrExpr e = l->expr;
    const void *at[6];
    const Part parts[] = {
        {&at[0], l->steps, (size_t)e.step_count * sizeof *l->steps},
        {&at[1], l->cell_steps, (size_t)e.cell_step_count * sizeof *l->cell_steps},
        {&at[2], l->constants, (size_t)e.constant_count * sizeof *l->constants},
        {&at[3], l->uniforms, (size_t)e.uniform_count * sizeof *l->uniforms},
        {&at[4], l->spread, (size_t)e.spread_count * sizeof *l->spread},
        {&at[5], l->cells, (size_t)e.cell_count * sizeof *l->cells},
    };
    enum { PARTS = sizeof parts / sizeof *parts };
    size_t total = sizeof e;
    uint64_t hash = gr_hash_bytes(&e.result, sizeof e.result, e.of_cells);
    for (int i = 0; i < PARTS; i++) {
        hash = gr_hash_bytes(parts[i].from, parts[i].bytes, hash + parts[i].bytes);
        total += (parts[i].bytes + 7) / 8 * 8;
    }
    char *block = gr_arena_alloc(arena, total), *to = block + sizeof e;
    if (!block)
        return NULL;
    for (int i = 0; i < PARTS; i++) {
        memcpy(to, parts[i].from, parts[i].bytes);
        *parts[i].at = to;
        to += (parts[i].bytes + 7) / 8 * 8;
    }
    e.steps = at[0];
    e.cell_steps = at[1];
    e.constants = at[2];
    e.uniforms = at[3];
    e.spread = at[4];
    e.cells = at[5];
    e.hash = hash;
    memcpy(block, &e, sizeof e);
    return (const GrExpr *)(void *)block;
}

const GrExpr *gr_build_finish(const GrExprBuild *build, GrExprRef root, int written,
                              const char *text, GrArena *arena)
{
    Layout l;
    memset(l.used, 0, sizeof l.used);
    memset(l.last_use, 0, sizeof l.last_use);
    l.build = build;
    l.expr = (GrExpr){.written = written, .text = gr_arena_copy_text(arena, text)};
    mark_used(&l, root);
    place_inputs(&l, root);
    place_steps(&l, root, false, l.steps, &l.expr.step_count, &l.expr.slot_count);
    place_spread(&l, root);
    place_steps(&l, root, true, l.cell_steps, &l.expr.cell_step_count, &l.expr.cell_slot_count);
    l.expr.of_cells = build->nodes[root].level == EVERY_CELL;
    l.expr.result = l.slot[root];
    return l.expr.text ? keep(&l, arena) : NULL;
}

/* SPDX-License-Identifier: MIT
 *
 * Any bytes as an expression: of a parameter, of cells, of an own signal. The first line is the
 * expression, a line NAME=TEXT behind it a var.
 * Compiling must end, soon, and either point at a place in the text or give an expression whose
 * values are finite numbers whatever comes in.
 */
#include "base/text.h"
#include "fuzz/fuzz.h"
#include "scene/expr.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_VARS = 200, LONGEST = 1 << 16 };

static void require(bool promise)
{
    if (!promise)
        abort();
}

static void fill(float *values, int count, int round)
{
    static const float odd[] = {0.0f,   -0.0f, 1.0f,   -1.5f,    1e30f,     -1e30f,
                                1e-40f, 3e38f, 4.2e6f, INFINITY, -INFINITY, NAN};
    for (int i = 0; i < count; i++)
        values[i] = odd[(i * 7 + round * 5) % (int)(sizeof odd / sizeof *odd)];
}

static void check_expression(const GrExpr *expr, const GrExpr *again)
{
    float uniforms[GR_UNIFORM_HEARD], cell[GR_EXPR_CELL_INPUTS], constant;
    require(expr->hash == again->hash && expr->slot_count <= GR_EXPR_SLOTS_MAX);
    require(expr->cell_slot_count <= GR_EXPR_SLOTS_MAX);
    for (int round = 0; round < 12; round++) {
        fill(uniforms, GR_UNIFORM_HEARD, round);
        for (int i = 0; i < GR_EXPR_CELL_INPUTS; i++) /* a grid's are always usual numbers */
            cell[i] = (float)(i * round) * 0.37f - 2.0f;
        float value = gr_expr_at_cell(expr, uniforms, cell);
        require(fabsf(value) <= GR_EXPR_LIMIT);
        if (gr_expr_is_constant(expr, &constant))
            require(value == constant);
        value = gr_expr_value(expr, uniforms);
        require(fabsf(value) <= GR_EXPR_LIMIT);
    }
    (void)gr_expr_uses_signals(expr);
}

static void check_fault(const char *text, bool utf8, const GrExprFault *fault)
{
    size_t length = strlen(text), message = strlen(fault->message);
    require(message > 0 && message < GR_EXPR_MESSAGE);
    require(fault->offset <= length && fault->length <= length - fault->offset);
    if (utf8)
        require(gr_utf8_valid(fault->message, message, NULL));
}

/* Takes the lines apart in place; returns how many vars there are. */
static int split(char *text, GrExprVar *vars)
{
    int count = 0;
    char *line = strchr(text, '\n');
    while (line && count < MOST_VARS) {
        *line++ = '\0';
        char *next = strchr(line, '\n'), *equals = strchr(line, '=');
        if (equals && (!next || equals < next)) {
            *equals = '\0';
            vars[count++] = (GrExprVar){line, equals + 1};
        }
        line = next;
    }
    if (line)
        *line = '\0';
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const signals[] = {"kick", "swell"};
    static GrExprVar vars[MOST_VARS];
    if (size > LONGEST)
        return 0;
    char *text = malloc(size + 1);
    require(text);
    memcpy(text, data, size);
    text[size] = '\0';
    bool utf8 = gr_utf8_valid(text, strlen(text), NULL);
    GrExprScope scope = {.own_signals = signals, .own_signal_count = 2, .vars = vars};
    scope.var_count = split(text, vars);
    for (int kind = 0; kind < 3; kind++) {
        GrBandList bands = {0};
        GrArena arena = {0};
        const GrExpr *expr, *again;
        GrExprFault fault = {0};
        scope.cells = kind == 1;
        scope.bands = kind == 2 ? &bands : NULL;
        if (gr_expr_compile(text, &scope, &arena, &expr, &fault)) {
            require(!expr);
            check_fault(text, utf8, &fault);
        } else {
            require(gr_expr_compile(text, &scope, &arena, &again, &fault) == GR_OK);
            check_expression(expr, again);
        }
        require(bands.count <= GR_BANDS_MAX);
        gr_arena_finish(&arena);
    }
    (void)gr_expr_looks_like(text);
    free(text);
    return 0;
}

/* SPDX-License-Identifier: MIT */
#include "scene/bind.h"

#include "scene/params.h"

#include <string.h>

/* A call in a flow mapping without quotes: YAML ends the text at the call's first comma. */
static bool is_cut_by_comma(const GrNode *node)
{
    size_t length, used = strlen(node->text);
    const char *rest = gr_source_rest(node->source, node->line, node->column, &length);
    if (node->quoted || length <= used || memcmp(rest, node->text, used) != 0 || rest[used] != ',')
        return false;
    int open = 0;
    for (const char *at = node->text; *at; at++)
        open += (*at == '(') - (*at == ')');
    return open > 0;
}

bool gr_bind_expr(GrBinder *b, const char *path, const GrNode *node, bool cells,
                  const GrExpr **expr)
{
    const char *text;
    GrExprFault fault;
    const GrExpr *compiled;
    GrExprScope names = b->names;
    names.cells = cells;
    if (!gr_bind_scalar(b, path, node, "an expression like 3 + 2*bass", &text))
        return false;
    int code = gr_expr_compile(text, &names, b->arena, &compiled, &fault);
    if (code == GR_OK) {
        *expr = compiled;
        return true;
    }
    if (code == GR_E_SPACE) {
        gr_bind_no_memory(b);
        return false;
    }
    GrNode at = *node;
    at.column = gr_node_column(node, fault.offset);
    gr_bind_error(b, &at, path, "%s%s", fault.message,
                  is_cut_by_comma(node)
                      ? ": within { } or [ ] a comma ends it, so put the expression in quotes"
                      : "");
    return false;
}

void *gr_bind_defaults(GrBinder *b, const GrParamTable *table)
{
    GrError error;
    void *values = gr_bind_alloc(b, 1, table->size);
    if (!values)
        return NULL;
    int code = gr_params_init(table, values, b->arena, &error);
    if (code == GR_OK)
        return values;
    if (code == GR_E_SPACE)
        gr_bind_no_memory(b);
    else
        gr_problem_add(b->problems, b->source, GR_PROBLEM_ERROR, code, 0, 0, "%s", error.message);
    return NULL;
}

/* SPDX-License-Identifier: MIT */
#include "scene/params.h"

#include "scene/expr.h"

int gr_params_init(const GrParamTable *table, void *values, GrArena *arena, GrError *error)
{
    static const GrExprScope cells = {.cells = true};
    gr_param_defaults(table, values);
    for (int i = 0; i < table->count; i++) {
        const GrParam *param = &table->params[i];
        const GrExpr **slot = (const GrExpr **)(void *)((char *)values + param->offset);
        GrExprFault fault;
        if (param->type != GR_PARAM_EXPR)
            continue;
        int code = gr_expr_compile(param->def_text, &cells, arena, slot, &fault);
        if (code == GR_E_SPACE)
            return gr_error_set(error, code, "out of memory");
        if (code)
            return gr_error_set(error, GR_E_INTERNAL, "%s: the default '%s', byte %zu: %s",
                                param->name, param->def_text, fault.offset, fault.message);
    }
    return GR_OK;
}

/* SPDX-License-Identifier: MIT */
#include "scene/params.h"

#include "model/catalogue.h"
#include "scene/animation.h"
#include "scene/expr.h"

/* A field by its name alone. */
static int init_field(const GrParam *param, GrFields *out, GrArena *arena, GrError *error)
{
    const GrEffect *effect = gr_effect_find(param->def_text);
    if (!effect)
        return gr_error_set(error, GR_E_INTERNAL, "%s: there is no effect '%s'", param->name,
                            param->def_text);
    GrFieldUse *use = GR_ARENA_NEW(arena, GrFieldUse, 1);
    GrAnimation *still = GR_ARENA_NEW(arena, GrAnimation, 1);
    void *values = gr_arena_alloc(arena, effect->params.size);
    if (!use || !still || !values)
        return gr_error_set(error, GR_E_SPACE, "out of memory");
    *use = (GrFieldUse){.effect = effect, .params = values, .animation = still};
    *out = (GrFields){use, 1};
    return gr_params_init(&effect->params, values, arena, error);
}

int gr_params_init(const GrParamTable *table, void *values, GrArena *arena, GrError *error)
{
    static const GrExprScope cells = {.cells = true};
    gr_param_defaults(table, values);
    for (int i = 0; i < table->count; i++) {
        const GrParam *param = &table->params[i];
        void *slot = (char *)values + param->offset;
        GrExprFault fault;
        int code = GR_OK;
        if (param->type == GR_PARAM_FIELD && param->def_text)
            code = init_field(param, slot, arena, error);
        if (code)
            return code;
        if (param->type != GR_PARAM_EXPR)
            continue;
        code = gr_expr_compile(param->def_text, &cells, arena, slot, &fault);
        if (code == GR_E_SPACE)
            return gr_error_set(error, code, "out of memory");
        if (code)
            return gr_error_set(error, GR_E_INTERNAL, "%s: the default '%s', byte %zu: %s",
                                param->name, param->def_text, fault.offset, fault.message);
    }
    return GR_OK;
}

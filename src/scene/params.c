/* SPDX-License-Identifier: MIT */
#include "scene/params.h"

#include "model/catalogue.h"
#include "scene/animation.h"
#include "scene/expr.h"

#include <string.h>

static int compile(const GrParam *param, const char *text, void *values, GrArena *arena,
                   GrError *error)
{
    static const GrExprScope cells = {.cells = true};
    const GrExpr **slot = (const GrExpr **)(void *)((char *)values + param->offset);
    GrExprFault fault;
    int code = gr_expr_compile(text, &cells, arena, slot, &fault);
    if (code == GR_E_SPACE)
        return gr_error_set(error, code, "out of memory");
    if (code)
        return gr_error_set(error, GR_E_INTERNAL, "%s: the default '%s', byte %zu: %s", param->name,
                            text, fault.offset, fault.message);
    return GR_OK;
}

/* A field by its name alone, or an expression. */
static int init_field(const GrParam *param, const char *text, GrFieldUse *use, GrArena *arena,
                      GrError *error)
{
    const GrEffect *named = gr_effect_find(text);
    const GrEffect *effect = named ? named : gr_effect_find("formula");
    if (!effect)
        return gr_error_set(error, GR_E_INTERNAL, "%s: there is no effect '%s'", param->name, text);
    GrAnimation *still = GR_ARENA_NEW(arena, GrAnimation, 1);
    void *values = gr_arena_alloc(arena, effect->params.size);
    if (!still || !values)
        return gr_error_set(error, GR_E_SPACE, "out of memory");
    *use = (GrFieldUse){.effect = effect, .params = values, .animation = still};
    int code = gr_params_init(&effect->params, values, arena, error);
    if (!code && !named)
        code = compile(gr_param_find(&effect->params, "value"), text, values, arena, error);
    return code;
}

/* Several of them are parted by `|`. */
static int init_fields(const GrParam *param, GrFields *out, GrArena *arena, GrError *error)
{
    char *rest = gr_arena_copy_text(arena, param->def_text);
    GrFieldUse *uses = GR_ARENA_NEW(arena, GrFieldUse, GR_FIELDS_LIST_MAX);
    int count = 0, code = GR_OK;
    if (!rest || !uses)
        return gr_error_set(error, GR_E_SPACE, "out of memory");
    while (rest && count < GR_FIELDS_LIST_MAX && !code) {
        char *text = rest, *bar = param->several ? strstr(rest, " | ") : NULL;
        rest = bar ? bar + 3 : NULL;
        if (bar)
            *bar = '\0';
        code = init_field(param, text, &uses[count++], arena, error);
    }
    *out = (GrFields){uses, count};
    return code;
}

int gr_params_init(const GrParamTable *table, void *values, GrArena *arena, GrError *error)
{
    int code = GR_OK;
    gr_param_defaults(table, values);
    for (int i = 0; i < table->count && !code; i++) {
        const GrParam *param = &table->params[i];
        if (param->type == GR_PARAM_FIELD && param->def_text)
            code = init_fields(param, (void *)((char *)values + param->offset), arena, error);
        else if (param->type == GR_PARAM_EXPR)
            code = compile(param, param->def_text, values, arena, error);
    }
    return code;
}

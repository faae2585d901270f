/* SPDX-License-Identifier: MIT */
#include "scene/bind.h"

#include <assert.h>

static bool is_animated(const GrBindBlock *block, const GrParam *param)
{
    return block->animation && gr_bind_is_animated(block->animation, param->name);
}

static void check_with(GrBinder *b, const char *path, const GrNode *value, const GrParam *param,
                       const GrParamTable *table, const GrBindBlock *block)
{
    const GrParam *other = gr_param_find(table, param->with);
    assert(other && other->type == GR_PARAM_CHOICE);
    bool plain = gr_param_is_default(param, block->values) && !is_animated(block, param);
    if (!plain && (int)gr_param_get_number(other, block->values) != param->with_choice)
        gr_bind_warning(b, value, path, "%s does nothing without `%s: %s`", param->name,
                        other->name, other->choices[param->with_choice]);
}

static void check_below(GrBinder *b, const char *path, const GrNode *map, const GrParam *param,
                        const GrParamTable *table, const GrBindBlock *block)
{
    const GrParam *other = gr_param_find(table, param->below);
    assert(other);
    double low = gr_param_get_number(param, block->values);
    double high = gr_param_get_number(other, block->values);
    const GrNode *value = gr_node_find(map, param->name);
    value = value ? value : gr_node_find(map, other->name);
    if (value && low >= high && !is_animated(block, param) && !is_animated(block, other))
        gr_bind_warning(b, value, path, "%s (%g) is not below %s (%g): nothing lies between",
                        param->name, low, other->name, high);
}

void gr_bind_warn_idle(GrBinder *b, const char *path, const GrNode *map, const GrParamTable *table,
                       const GrBindBlock *block)
{
    for (int i = 0; i < table->count; i++) {
        const GrParam *param = &table->params[i];
        const GrNode *value = gr_node_find(map, param->name);
        if (param->with && value)
            check_with(b, path, value, param, table, block);
        if (param->below)
            check_below(b, path, map, param, table, block);
    }
}

/* SPDX-License-Identifier: MIT */
#include "model/param.h"

#include "base/hash.h"
#include "base/text.h"
#include "model/colour.h"
#include "model/cube.h"
#include "model/expr.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *gr_param_type_name(GrParamType type)
{
    static const char *const names[] = {"number",         "whole number", "yes or no",  "choice",
                                        "colour",         "text",         "expression", "field",
                                        "row of colours", "cube file",    "frame rate"};
    return names[type];
}

static const char *param_name_at(const void *names, int index)
{
    const GrParamTable *table = names;
    return index < table->count ? table->params[index].name : NULL;
}

const GrParam *gr_param_find(const GrParamTable *table, const char *name)
{
    for (int i = 0; i < table->count; i++)
        if (strcmp(table->params[i].name, name) == 0)
            return &table->params[i];
    return NULL;
}

const char *gr_param_nearest(const GrParamTable *table, const char *name)
{
    return gr_nearest_name(name, param_name_at, table);
}

static void *slot(const GrParam *param, void *values)
{
    return (char *)values + param->offset;
}

static void store_number(const GrParam *param, double value, void *values)
{
    void *to = slot(param, values);
    if (param->type == GR_PARAM_FLOAT)
        *(float *)to = (float)value;
    else if (param->type == GR_PARAM_BOOL)
        *(bool *)to = value != 0;
    else
        *(int32_t *)to = (int32_t)value;
}

void gr_param_defaults(const GrParamTable *table, void *values)
{
    for (int i = 0; i < table->count; i++) {
        const GrParam *param = &table->params[i];
        if (param->type == GR_PARAM_COLOUR && !param->def_text) {
            *(GrColour *)slot(param, values) = (GrColour){.r = -1, .g = -1, .b = -1};
        } else if (param->type == GR_PARAM_COLOUR) {
            bool known = gr_colour_parse(param->def_text, slot(param, values));
            assert(known);
            (void)known;
        } else if (param->type == GR_PARAM_TEXT) {
            *(const char **)slot(param, values) = param->def_text;
        } else if (param->type == GR_PARAM_EXPR) {
            *(const GrExpr **)slot(param, values) = NULL;
        } else if (param->type == GR_PARAM_FIELD) {
            *(GrFields *)slot(param, values) = (GrFields){0};
        } else if (param->type == GR_PARAM_COLOURS) {
            bool known = gr_colour_row_parse(param->def_text, slot(param, values));
            assert(known);
            (void)known;
        } else if (param->type == GR_PARAM_CUBE) {
            *(const GrCube **)slot(param, values) = NULL;
        } else if (param->type == GR_PARAM_FPS) {
            *(GrRational *)slot(param, values) = (GrRational){0, 1};
        } else {
            store_number(param, param->def, values);
        }
    }
}

static int choice_count(const GrParam *param)
{
    int count = 0;
    while (param->choices[count])
        count++;
    return count;
}

int gr_param_set_number(const GrParam *param, const char *owner, double value, void *values,
                        GrError *error)
{
    double low = param->min, high = param->max;
    switch (param->type) {
    case GR_PARAM_CHOICE:
        low = 0;
        high = choice_count(param) - 1;
        break;
    case GR_PARAM_COLOUR:
    case GR_PARAM_TEXT:
    case GR_PARAM_EXPR:
    case GR_PARAM_FIELD:
    case GR_PARAM_COLOURS:
    case GR_PARAM_CUBE:
    case GR_PARAM_FPS:
        return gr_error_set(error, GR_E_SHOW, "%s.%s: is a %s, not a number", owner, param->name,
                            gr_param_type_name(param->type));
    default:
        break;
    }
    if (!isfinite(value))
        return gr_error_set(error, GR_E_SHOW, "%s.%s: not a finite number", owner, param->name);
    if (param->type != GR_PARAM_FLOAT && value != floor(value))
        return gr_error_set(error, GR_E_SHOW, "%s.%s: %g is not a whole number", owner, param->name,
                            value);
    if (value < low || value > high)
        return gr_error_set(error, GR_E_SHOW, "%s.%s: %g is outside %g..%g", owner, param->name,
                            value, low, high);
    store_number(param, value, values);
    return GR_OK;
}

static int set_choice(const GrParam *param, const char *owner, const char *text, void *values,
                      GrError *error)
{
    GrText list = {0};
    for (int i = 0; param->choices[i]; i++) {
        if (strcmp(param->choices[i], text) == 0) {
            store_number(param, i, values);
            gr_text_finish(&list);
            return GR_OK;
        }
        gr_text_printf(&list, "%s%s", i ? ", " : "", param->choices[i]);
    }
    const char *near = gr_nearest_string(text, param->choices);
    if (near)
        gr_error_set(error, GR_E_SHOW, "%s.%s: '%s' is unknown; did you mean '%s'?", owner,
                     param->name, text, near);
    else
        gr_error_set(error, GR_E_SHOW, "%s.%s: '%s' is not one of %s", owner, param->name, text,
                     gr_text_string(&list));
    gr_text_finish(&list);
    return GR_E_SHOW;
}

static int set_bool(const GrParam *param, const char *owner, const char *text, void *values,
                    GrError *error)
{
    static const char *const words[] = {"no", "yes", "false", "true", "off", "on", "0", "1"};
    for (int i = 0; i < 8; i++) {
        if (strcmp(words[i], text) == 0) {
            store_number(param, i & 1, values);
            return GR_OK;
        }
    }
    return gr_error_set(error, GR_E_SHOW, "%s.%s: '%s' is neither yes nor no", owner, param->name,
                        text);
}

int gr_param_set_text(const GrParam *param, const char *owner, const char *text, void *values,
                      GrError *error)
{
    switch (param->type) {
    case GR_PARAM_CHOICE:
        return set_choice(param, owner, text, values, error);
    case GR_PARAM_BOOL:
        return set_bool(param, owner, text, values, error);
    case GR_PARAM_TEXT:
        *(const char **)slot(param, values) = text;
        return GR_OK;
    case GR_PARAM_EXPR:
    case GR_PARAM_FIELD:
    case GR_PARAM_CUBE:
    case GR_PARAM_FPS:
        return gr_error_set(error, GR_E_INTERNAL, "%s.%s: was not made by the loader", owner,
                            param->name);
    case GR_PARAM_COLOURS: {
        GrColourRow row;
        if (!gr_colour_row_parse(text, &row))
            return gr_error_set(error, GR_E_SHOW, "%s.%s: '%s' is no colour ramp and no colours",
                                owner, param->name, text);
        *(GrColourRow *)slot(param, values) = row;
        return GR_OK;
    }
    case GR_PARAM_COLOUR: {
        GrColour colour;
        if (!gr_colour_parse(text, &colour)) {
            const char *near = gr_nearest_string(text, gr_colour_names);
            return gr_error_set(error, GR_E_SHOW,
                                near ? "%s.%s: '%s' is no colour; did you mean '%s'?"
                                     : "%s.%s: '%s' is no colour (write ff8800 or a name)",
                                owner, param->name, text, near);
        }
        *(GrColour *)slot(param, values) = colour;
        return GR_OK;
    }
    default:
        break;
    }
    char *end;
    double value = strtod(text, &end); /* the program never leaves the C locale */
    if (end == text || *end)
        return gr_error_set(error, GR_E_SHOW, "%s.%s: '%s' is not a number", owner, param->name,
                            text);
    return gr_param_set_number(param, owner, value, values, error);
}

double gr_param_get_number(const GrParam *param, const void *values)
{
    const void *from = (const char *)values + param->offset;
    switch (param->type) {
    case GR_PARAM_FLOAT:
        return (double)*(const float *)from;
    case GR_PARAM_INT:
    case GR_PARAM_CHOICE:
        return *(const int32_t *)from;
    case GR_PARAM_BOOL:
        return *(const bool *)from;
    default:
        return 0;
    }
}

bool gr_param_is_default(const GrParam *param, const void *values)
{
    const GrColour *is = (const void *)((const char *)values + param->offset);
    GrColour usual;
    switch (param->type) {
    case GR_PARAM_FLOAT:
        return gr_param_get_number(param, values) == (double)(float)param->def;
    case GR_PARAM_INT:
    case GR_PARAM_CHOICE:
    case GR_PARAM_BOOL:
        return gr_param_get_number(param, values) == param->def;
    case GR_PARAM_COLOUR:
        return param->def_text && gr_colour_parse(param->def_text, &usual) && is->r == usual.r &&
               is->g == usual.g && is->b == usual.b;
    default:
        return false;
    }
}

static void hash_colour(GrHash *hash, const GrColour *colour)
{
    gr_hash_add(hash, &colour->r, sizeof colour->r);
    gr_hash_add(hash, &colour->g, sizeof colour->g);
    gr_hash_add(hash, &colour->b, sizeof colour->b);
}

void gr_param_hash(const GrParamTable *table, const void *values, GrHash *hash)
{
    for (int i = 0; i < table->count; i++) {
        const GrParam *param = &table->params[i];
        const void *from = (const char *)values + param->offset;
        gr_hash_add_string(hash, param->name);
        if (param->type == GR_PARAM_COLOUR) {
            hash_colour(hash, from);
        } else if (param->type == GR_PARAM_COLOURS) {
            const GrColourRow *row = from;
            gr_hash_add_u64(hash, (uint64_t)row->count);
            for (int k = 0; k < row->count; k++)
                hash_colour(hash, &row->list[k]);
        } else if (param->type == GR_PARAM_CUBE) {
            const GrCube *cube = *(const GrCube *const *)from;
            gr_hash_add_u64(hash, cube ? cube->hash : 0);
        } else if (param->type == GR_PARAM_FPS) {
            const GrRational *rate = from;
            gr_hash_add_u64(hash, (uint64_t)rate->num);
            gr_hash_add_u64(hash, (uint64_t)rate->den);
        } else if (param->type == GR_PARAM_TEXT) {
            gr_hash_add_string(hash, *(const char *const *)from);
        } else if (param->type == GR_PARAM_EXPR) {
            const GrExpr *expr = *(const GrExpr *const *)from;
            gr_hash_add_u64(hash, expr ? expr->hash : 0);
        } else if (param->type == GR_PARAM_FIELD) {
            gr_hash_add_u64(hash, (uint64_t)((const GrFields *)from)->count);
        } else {
            double value = gr_param_get_number(param, values);
            gr_hash_add(hash, &value, sizeof value);
        }
    }
}

/* SPDX-License-Identifier: MIT
 *
 * Blocks of parameters, and what of them changes over time.
 */
#include "scene/resolve_parts.h"

#include "base/files.h"
#include "glyph/font.h"
#include "model/cube.h"
#include "model/own_signal.h"
#include "scene/bind.h"
#include "scene/expr_names.h"

#include <math.h>
#include <string.h>

static void begin_line(GrResolver *r)
{
    int indent = 2 * r->depth - (r->item ? 2 : 0);
    gr_text_printf(r->out, "%*s%s", indent, "", r->item ? "- " : "");
    r->item = false;
}

void gr_resolve_key(GrResolver *r, const char *key)
{
    begin_line(r);
    gr_text_printf(r->out, "%s: ", key);
}

void gr_resolve_end_line(GrResolver *r)
{
    gr_text_puts(r->out, "\n");
}

void gr_resolve_open(GrResolver *r, const char *key)
{
    begin_line(r);
    gr_text_printf(r->out, "%s:\n", key);
    r->depth++;
}

void gr_resolve_close(GrResolver *r)
{
    r->depth--;
}

void gr_resolve_open_item(GrResolver *r)
{
    r->item = true;
    r->depth++;
}

void gr_resolve_text(GrResolver *r, const char *key, const char *text)
{
    gr_resolve_key(r, key);
    gr_yaml_text(r->out, text, GR_YAML_BLOCK);
    gr_resolve_end_line(r);
}

void gr_resolve_time(GrResolver *r, const char *key, int64_t ns)
{
    gr_resolve_key(r, key);
    gr_yaml_time(r->out, ns);
    gr_resolve_end_line(r);
}

void gr_resolve_file(GrResolver *r, const char *path, GrYamlPlace place)
{
    char whole[GR_PATH_CAPACITY];
    if (r->code)
        return;
    r->code = gr_path_absolute(path, whole, r->error);
    if (!r->code && !gr_utf8_valid(whole, strlen(whole), NULL))
        r->code = gr_error_set(r->error, GR_E_INPUT,
                               "the path of a file is not UTF-8: a show cannot name it");
    if (!r->code)
        gr_yaml_text(r->out, whole, place);
}

void gr_resolve_font(GrResolver *r, const char *name, GrYamlPlace place)
{
    if (gr_font_is_file(name))
        gr_resolve_file(r, name, place);
    else
        gr_yaml_text(r->out, name, place);
}

static bool in_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* The vars that a text names, and those that they name. */
static void mark_vars(GrResolver *r, const char *text)
{
    char name[GR_EXPR_NAME_MAX + 1];
    for (size_t length; *text; text += length ? length : 1) {
        for (length = 0; in_name(text[length]); length++)
            continue;
        size_t kept = length < GR_EXPR_NAME_MAX ? length : GR_EXPR_NAME_MAX;
        memcpy(name, text, kept);
        name[kept] = '\0';
        int var = gr_names_find(&r->vars, name);
        if (var < 0 || r->used[var])
            continue;
        r->used[var] = true;
        mark_vars(r, r->show->vars[var].text);
    }
}

void gr_resolve_expr(GrResolver *r, const GrExpr *expr, GrYamlPlace place)
{
    mark_vars(r, expr->text);
    gr_yaml_text(r->out, expr->text, place);
}

static void write_key_list(GrResolver *r, const char *key, const void *thing)
{
    const GrAnimated *animated = thing;
    gr_resolve_open(r, key);
    for (int i = 0; i < animated->keys->count; i++) {
        const GrKeyframe *at = &animated->keys->keys[i];
        gr_resolve_open_item(r);
        begin_line(r);
        gr_text_puts(r->out, "[");
        gr_yaml_time(r->out, (int64_t)llround(at->time_s * (double)GR_NS_PER_S));
        gr_text_puts(r->out, ", ");
        if (animated->param->type == GR_PARAM_COLOUR)
            gr_yaml_colour(r->out, at->colour, GR_YAML_FLOW);
        else if (at->expr)
            gr_resolve_expr(r, at->expr, GR_YAML_FLOW);
        else
            gr_yaml_float(r->out, at->number);
        gr_text_printf(r->out, ", %s]\n", gr_ease_infos[at->ease].name);
        gr_resolve_close(r);
    }
    gr_resolve_close(r);
}

static void write_loop(GrResolver *r, const char *key, const void *thing)
{
    const GrAnimated *animated = thing;
    gr_resolve_key(r, key);
    gr_text_puts(r->out, animated->keys->loop ? "yes\n" : "no\n");
}

const GrKeyWriter gr_keyframe_writers[] = {{"keys", write_key_list}, {"loop", write_loop}, {0}};

static void write_value(GrResolver *r, const GrParam *param, const void *values)
{
    const void *from = (const char *)values + param->offset;
    switch (param->type) {
    case GR_PARAM_FLOAT:
        gr_yaml_float(r->out, *(const float *)from);
        break;
    case GR_PARAM_INT:
        gr_text_printf(r->out, "%d", (int)*(const int32_t *)from);
        break;
    case GR_PARAM_BOOL:
        gr_text_puts(r->out, *(const bool *)from ? "yes" : "no");
        break;
    case GR_PARAM_CHOICE:
        gr_yaml_text(r->out, param->choices[*(const int32_t *)from], GR_YAML_BLOCK);
        break;
    case GR_PARAM_COLOUR:
        gr_yaml_colour(r->out, *(const GrColour *)from, GR_YAML_BLOCK);
        break;
    case GR_PARAM_TEXT:
        if (param->picture)
            gr_resolve_file(r, *(const char *const *)from, GR_YAML_BLOCK);
        else
            gr_yaml_text(r->out, *(const char *const *)from, GR_YAML_BLOCK);
        break;
    case GR_PARAM_EXPR:
        gr_resolve_expr(r, *(const GrExpr *const *)from, GR_YAML_BLOCK);
        break;
    case GR_PARAM_COLOURS: {
        const GrColourRow *row = from;
        for (int i = 0; i < row->count; i++) {
            gr_text_puts(r->out, i ? ", " : "[");
            gr_yaml_colour(r->out, row->list[i], GR_YAML_FLOW);
        }
        gr_text_puts(r->out, "]");
        break;
    }
    case GR_PARAM_CUBE:
        gr_resolve_file(r, (*(const GrCube *const *)from)->path, GR_YAML_BLOCK);
        break;
    case GR_PARAM_FPS:
        gr_yaml_rate(r->out, *(const GrRational *)from);
        break;
    case GR_PARAM_FIELD: /* write_fields */
        break;
    }
}

static const GrAnimated *find_animated(const GrAnimation *animation, const GrParam *param)
{
    for (int i = 0; animation && i < animation->count; i++)
        if (animation->list[i].param == param)
            return &animation->list[i];
    return NULL;
}

/* Some parameters count only together with others: the loader complains when they stand there for
 * nothing. */
static bool counts(const GrKeySet *set, const GrParam *param, const void *values)
{
    if (param->type == GR_PARAM_TEXT)
        return *(const char *const *)(const void *)((const char *)values + param->offset) != NULL;
    if (set == &gr_exposure_keys)
        return ((const GrExposure *)values)->mode == GR_EXPOSURE_FIXED ||
               param->offset == offsetof(GrExposure, mode);
    if (set == &gr_hue_keys && param->offset == offsetof(GrLayerLook, hue_span))
        return ((const GrLayerLook *)values)->hue_rule != GR_HUE_FIXED ||
               gr_param_get_number(param, values) != param->def;
    if (set == &gr_signal_keys && (param->offset == offsetof(GrOwnSignal, hold) ||
                                   param->offset == offsetof(GrOwnSignal, decay)))
        return ((const GrOwnSignal *)values)->triggers;
    return true;
}

/* Not given, and without a default. */
static bool is_absent(const GrParam *param, const void *values)
{
    const void *from = (const char *)values + param->offset;
    return (param->type == GR_PARAM_TEXT && !*(const char *const *)from) ||
           (param->type == GR_PARAM_CUBE && !*(const GrCube *const *)from) ||
           (param->type == GR_PARAM_FPS && !((const GrRational *)from)->num) ||
           (param->type == GR_PARAM_FIELD && !((const GrFields *)from)->count) ||
           (param->type == GR_PARAM_COLOUR && ((const GrColour *)from)->r < 0);
}

void gr_resolve_field(GrResolver *r, const char *key, const GrFieldUse *use)
{
    if (!use->effect->params.count) {
        gr_resolve_text(r, key, use->effect->name);
        return;
    }
    gr_resolve_open(r, key);
    gr_resolve_use(r, use->effect->name, &use->effect->params, use->params, use->animation);
    gr_resolve_close(r);
}

static void write_fields(GrResolver *r, const char *key, const GrParam *param, const void *values)
{
    const GrFields *fields = (const void *)((const char *)values + param->offset);
    if (!param->several) {
        gr_resolve_field(r, key, &fields->list[0]);
        return;
    }
    gr_resolve_open(r, key);
    for (int i = 0; i < fields->count; i++) {
        const GrFieldUse *use = &fields->list[i];
        gr_resolve_open_item(r);
        gr_resolve_use(r, use->effect->name, &use->effect->params, use->params, use->animation);
        gr_resolve_close(r);
    }
    gr_resolve_close(r);
}

void gr_resolve_params(GrResolver *r, const GrKeySet *set, const void *values,
                       const GrAnimation *animation)
{
    for (int i = 0; i < set->params->count; i++) {
        const GrParam *param = &set->params->params[i];
        const char *key = gr_key_of_param(set, param);
        const GrAnimated *animated = find_animated(animation, param);
        bool absent = !animated && is_absent(param, values);
        if (!key || absent || (!animated && !counts(set, param, values)))
            continue;
        if (param->type == GR_PARAM_FIELD) {
            write_fields(r, key, param, values);
            continue;
        }
        if (animated && animated->keys) {
            gr_resolve_open(r, key);
            gr_resolve_keys(r, gr_keyframe_keys.keys, gr_keyframe_writers, animated);
            gr_resolve_close(r);
            continue;
        }
        gr_resolve_key(r, key);
        if (animated)
            gr_resolve_expr(r, animated->expr, GR_YAML_BLOCK);
        else
            write_value(r, param, values);
        gr_resolve_end_line(r);
    }
}

void gr_resolve_use(GrResolver *r, const char *name, const GrParamTable *params, const void *values,
                    const GrAnimation *animation)
{
    const GrKeySet set = {.name = name, .params = params};
    if (!params->count) {
        begin_line(r);
        gr_text_printf(r->out, "%s\n", name);
        return;
    }
    gr_resolve_open(r, name);
    gr_resolve_params(r, &set, values, animation);
    gr_resolve_close(r);
}

static bool same_colour(GrColour a, GrColour b)
{
    return a.r == b.r && a.g == b.g && a.b == b.b;
}

void gr_resolve_background(GrResolver *r, const char *key, const GrBackground *background,
                           const GrAnimation *animation)
{
    bool plain = same_colour(background->from, background->to) && background->angle == 0;
    if (plain && (!animation || !animation->count)) {
        gr_resolve_key(r, key);
        gr_yaml_colour(r->out, background->from, GR_YAML_BLOCK);
        gr_resolve_end_line(r);
        return;
    }
    gr_resolve_open(r, key);
    gr_resolve_params(r, &gr_background_keys, background, animation);
    gr_resolve_close(r);
}

/* SPDX-License-Identifier: MIT
 *
 * A bare value where parameters belong, `{wipe: 1s}`: the parameter that is probably meant.
 */
#include "scene/bind.h"

#include "model/catalogue.h"
#include "model/mask.h"
#include "model/motion.h"
#include "model/transition.h"
#include "scene/time_spec.h"
#include "scene/value_text.h"

#include <stdio.h>
#include <string.h>

#define TABLE_OF(find)                                                                             \
    do {                                                                                           \
        found = find(name) ? &find(name)->params : NULL;                                           \
    } while (0)

/* `what` as gr_bind_use has it. NULL: there is no such name. */
static const GrParamTable *table_of(const char *what, const char *name)
{
    const GrParamTable *found = NULL;
    if (strcmp(what, "field") == 0)
        TABLE_OF(gr_effect_find);
    else if (strcmp(what, "warp") == 0)
        TABLE_OF(gr_warp_find);
    else if (strcmp(what, "shader") == 0)
        TABLE_OF(gr_shader_find);
    else if (strcmp(what, "cell effect") == 0)
        TABLE_OF(gr_cell_effect_find);
    else if (strcmp(what, "mask") == 0)
        TABLE_OF(gr_mask_find);
    else if (strcmp(what, "transition") == 0)
        TABLE_OF(gr_transition_find);
    else if (strcmp(what, "motion") == 0)
        TABLE_OF(gr_motion_find);
    return found;
}

static bool is_number(const GrParam *param)
{
    return param->type == GR_PARAM_FLOAT || param->type == GR_PARAM_INT;
}

/* How much a number says about the whole; the later, the more likely meant. */
static int weight_of(const GrParam *param)
{
    static const char *const names[] = {"speed", "cell", "size",   "width",    "scale",  "radius",
                                        "count", "open", "levels", "strength", "amount", "opacity"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(param->name, names[i]) == 0)
            return (int)i + 1;
    return 0;
}

static const GrParam *number_meant(const GrParamTable *table, double number)
{
    const GrParam *best = NULL;
    for (int i = 0; i < table->count; i++) {
        const GrParam *param = &table->params[i];
        if (is_number(param) && number >= param->min && number <= param->max &&
            (!best || weight_of(param) > weight_of(best)))
            best = param;
    }
    return best;
}

static bool takes_word(const GrParam *param, const char *word)
{
    GrColour colour;
    if (param->type == GR_PARAM_COLOUR)
        return gr_colour_parse(word, &colour);
    for (int i = 0; param->type == GR_PARAM_CHOICE && param->choices[i]; i++)
        if (strcmp(param->choices[i], word) == 0)
            return true;
    return false;
}

static const GrParam *word_meant(const GrParamTable *table, const char *word)
{
    const GrParam *text = NULL;
    for (int i = 0; i < table->count; i++) {
        const GrParam *param = &table->params[i];
        if (takes_word(param, word))
            return param;
        if (!text && (param->type == GR_PARAM_TEXT || param->type == GR_PARAM_CUBE))
            text = param;
    }
    return text;
}

static const GrParam *time_meant(const GrParamTable *table)
{
    for (int i = 0; i < table->count; i++)
        if (is_number(&table->params[i]) && strcmp(table->params[i].unit, "s") == 0)
            return &table->params[i];
    return NULL;
}

/* The name of what is meant, or NULL. */
static const char *name_meant(const GrBinder *b, const char *what, const char *name,
                              const char *value)
{
    const GrParamTable *table = table_of(what, name);
    const GrParam *param = NULL;
    GrTimeSpec spec;
    double number;
    bool is_plain = gr_number_parse(value, &number);
    bool is_time =
        gr_time_spec_parse(value, b->rate, &spec, NULL) == GR_OK && spec.anchor == GR_TIME_DURATION;
    if (table && is_time && strcmp(what, "transition") == 0 && strcmp(name, "cut") != 0)
        return "length";
    if (table)
        param = is_plain  ? number_meant(table, number)
                : is_time ? time_meant(table)
                          : word_meant(table, value);
    return param ? param->name : NULL;
}

bool gr_bind_want_params(GrBinder *b, const char *what, const GrNode *name, const GrNode *value)
{
    static const char wants[] = "a mapping of parameters";
    char own[GR_BIND_PATH], quoted[GR_QUOTE_CAPACITY];
    bool is_text = value->kind == GR_NODE_SCALAR && strlen(value->text) < 40;
    const char *meant = is_text ? name_meant(b, what, name->text, value->text) : NULL;
    snprintf(own, sizeof own, "%s", gr_quote(quoted, name->text));
    if (!meant)
        return gr_bind_want_map(b, own, value, wants);
    gr_bind_error(b, value, own, "wants %s, not %s: for its %s write {%s: {%s: %s}}", wants,
                  gr_node_word(value), meant, own, meant, gr_quote(quoted, value->text));
    return false;
}

/* SPDX-License-Identifier: MIT */
#include "cli/param_words.h"

void gr_param_default_words(const GrParam *param, GrText *out)
{
    switch (param->type) {
    case GR_PARAM_CHOICE:
        gr_text_puts(out, param->choices[(int)param->def]);
        break;
    case GR_PARAM_BOOL:
        gr_text_puts(out, param->def != 0 ? "yes" : "no");
        break;
    case GR_PARAM_COLOUR:
    case GR_PARAM_TEXT:
    case GR_PARAM_EXPR:
    case GR_PARAM_FIELD:
    case GR_PARAM_COLOURS:
    case GR_PARAM_CUBE:
    case GR_PARAM_FPS:
        gr_text_puts(out, param->def_text ? param->def_text : "none");
        break;
    case GR_PARAM_FLOAT:
    case GR_PARAM_INT:
        gr_text_printf(out, "%.7g", param->def);
        break;
    }
}

void gr_param_range_words(const GrParam *param, GrText *out)
{
    if (param->type == GR_PARAM_CHOICE) {
        gr_text_puts(out, "one of");
        for (int i = 0; param->choices[i]; i++)
            gr_text_printf(out, "%s %s", i ? "," : "", param->choices[i]);
    } else if (param->type == GR_PARAM_FLOAT || param->type == GR_PARAM_INT) {
        gr_text_printf(out, "%.7g to %.7g%s%s%s%s", param->min, param->max, *param->unit ? " " : "",
                       param->unit, param->fixed ? ", never changing" : "",
                       param->fades ? ", fractions fade" : "");
    } else if (param->type == GR_PARAM_FIELD) {
        gr_text_puts(out, param->several ? "one, or a list of them" : "");
    } else if (param->several) {
        gr_text_puts(out, "several parted by | or a list");
    }
}

const char *gr_entry_param_name(const GrEntry *entry, const GrParam *param)
{
    return entry->keys ? gr_key_of_param(entry->keys, param) : param->name;
}

/* SPDX-License-Identifier: MIT */
#include "cli/view.h"

#include "base/text.h"
#include "cli/command.h"
#include "farm/profile.h"
#include "model/catalogue.h"
#include "model/colour.h"
#include "model/hue.h"
#include "model/transition.h"
#include "scene/expr.h"

#include <stdio.h>
#include <string.h>

static void visit_effects(GrEntryVisit *visit, void *user)
{
    for (const GrEffect *const *at = gr_catalogue()->effects; *at; at++)
        if (!visit(user, &(GrEntry){.name = (*at)->name,
                                    .family = (*at)->family,
                                    .summary = (*at)->summary,
                                    .params = &(*at)->params,
                                    .detail = (*at)->step
                                                  ? "has a history: replayed from its scene's start"
                                                  : NULL}))
            return;
}

static void visit_shaders(GrEntryVisit *visit, void *user)
{
    static const char *const reads[] = {"reads: its own pixel", "reads: its own row",
                                        "reads: pixels anywhere"};
    for (const GrShader *const *at = gr_catalogue()->shaders; *at; at++)
        if (!visit(user, &(GrEntry){.name = (*at)->name,
                                    .family = (*at)->family,
                                    .summary = (*at)->summary,
                                    .params = &(*at)->params,
                                    .detail = reads[(*at)->access]}))
            return;
}

static void visit_palettes(GrEntryVisit *visit, void *user)
{
    for (const GrPalette *at = gr_palettes; at->name; at++)
        if (!visit(user,
                   &(GrEntry){.name = at->name, .summary = at->summary, .detail = at->glyphs}))
            return;
}

static void visit_colours(GrEntryVisit *visit, void *user)
{
    for (const GrColourRamp *at = gr_colour_ramps; at->name; at++) {
        char stops[GR_RAMP_STOPS * 8] = "";
        for (int i = 0; i < at->count; i++) {
            strcat(stops, i ? " " : "");
            strcat(stops, at->stops[i]);
        }
        if (!visit(user, &(GrEntry){.name = at->name, .summary = at->summary, .detail = stops}))
            return;
    }
}

static void visit_blends(GrEntryVisit *visit, void *user)
{
    for (const GrBlendInfo *at = gr_blend_infos; at->name; at++)
        if (!visit(user, &(GrEntry){.name = at->name, .summary = at->help}))
            return;
}

static void visit_hues(GrEntryVisit *visit, void *user)
{
    for (const GrHueInfo *at = gr_hue_infos; at->name; at++)
        if (!visit(user, &(GrEntry){.name = at->name, .summary = at->help}))
            return;
}

static void visit_transitions(GrEntryVisit *visit, void *user)
{
    for (const GrTransitionKind *at = gr_transition_kinds; at->name; at++) {
        const GrKeySet set = {.name = at->name,
                              .keys = at->id == GR_TRANSITION_CUT ? NULL : gr_transition_keys,
                              .params = &at->params};
        if (!visit(user, &(GrEntry){.name = at->name,
                                    .summary = at->summary,
                                    .params = &at->params,
                                    .keys = &set}))
            return;
    }
}

static void visit_signals(GrEntryVisit *visit, void *user)
{
    for (const GrSignalInfo *at = gr_signal_infos; at->name; at++)
        if (!visit(user, &(GrEntry){.name = at->name, .summary = at->help}))
            return;
}

static void visit_functions(GrEntryVisit *visit, void *user)
{
    char call[96];
    for (const GrExprFunction *at = gr_expr_functions; at->name; at++) {
        snprintf(call, sizeof call, "%s(%s), as in %s", at->name, at->arguments, at->example);
        if (!visit(user, &(GrEntry){.name = at->name, .summary = at->help, .detail = call}))
            return;
    }
}

static void visit_variables(GrEntryVisit *visit, void *user)
{
    char use[96];
    for (const GrExprVariable *at = gr_expr_variables; at->name; at++) {
        bool cells = at->kind == GR_EXPR_OF_CELLS || at->kind == GR_EXPR_OF_GRID;
        snprintf(use, sizeof use, "%sas in %s", cells ? "only in the field formula, " : "",
                 at->example);
        if (!visit(user, &(GrEntry){.name = at->name, .summary = at->help, .detail = use}))
            return;
    }
}

static void visit_easings(GrEntryVisit *visit, void *user)
{
    for (const GrEaseInfo *at = gr_ease_infos; at->name; at++)
        if (!visit(user, &(GrEntry){.name = at->name, .summary = at->help}))
            return;
}

static void visit_grids(GrEntryVisit *visit, void *user)
{
    for (const GrGridSize *at = gr_grid_sizes; at->name; at++) {
        char cells[64];
        snprintf(cells, sizeof cells, "%d x %d cells at 16:9", at->cols_16_9, at->rows_16_9);
        if (!visit(user, &(GrEntry){.name = at->name, .summary = at->summary, .detail = cells}))
            return;
    }
}

static void visit_profiles(GrEntryVisit *visit, void *user)
{
    for (const GrProfile *at = gr_profiles; at->name; at++) {
        char size[64];
        snprintf(size, sizeof size, "short side %d, %d frames a second", at->short_side, at->fps);
        if (!visit(user, &(GrEntry){.name = at->name, .summary = at->summary, .detail = size}))
            return;
    }
    visit(user, &(GrEntry){.name = "auto",
                           .summary = "production, or less where time or memory is short",
                           .detail = "what holds when neither -q nor a size and rate were given"});
}

static void visit_aspects(GrEntryVisit *visit, void *user)
{
    for (const GrAspect *at = gr_aspects; at->name; at++)
        if (!visit(user, &(GrEntry){.name = at->name, .summary = at->summary}))
            return;
}

static void visit_parts(GrEntryVisit *visit, void *user)
{
    for (const GrKeySet *const *at = gr_key_sets; *at; at++)
        if (!visit(user, &(GrEntry){.name = (*at)->name,
                                    .summary = (*at)->summary,
                                    .params = (*at)->params,
                                    .detail = (*at)->place,
                                    .keys = *at}))
            return;
}

static void visit_commands(GrEntryVisit *visit, void *user)
{
    for (const GrCommand *const *at = gr_commands; *at; at++)
        if (!visit(
                user,
                &(GrEntry){.name = (*at)->name, .summary = (*at)->summary, .detail = (*at)->usage}))
            return;
}

const GrKind gr_kinds[] = {
    {"effects", "effect", "fields: what a layer shows", visit_effects},
    {"shaders", "shader", "passes over the pixels after the glyphs", visit_shaders},
    {"palettes", "palette", "ramps of glyphs", visit_palettes},
    {"colours", "colour", "colour ramps for a layer's `colours:`", visit_colours},
    {"transitions", "transition", "how a scene comes in over the one before", visit_transitions},
    {"hues", "hue", "rules for where on its colours a cell lies", visit_hues},
    {"blends", "blend", "how a layer meets what is below it", visit_blends},
    {"grids", "grid", "sizes of cells", visit_grids},
    {"profiles", "profile", "quality: size and rate", visit_profiles},
    {"aspects", "aspect", "shapes of the frame", visit_aspects},
    {"signals", "signal", "what effects hear, one number per frame", visit_signals},
    {"functions", "function", "what an expression can call", visit_functions},
    {"variables", "variable", "what an expression knows, besides the signals", visit_variables},
    {"easings", "easing", "how a value goes to a key; functions of expressions, too",
     visit_easings},
    {"parts", "part", "parts of a show and the keys they take", visit_parts},
    {"commands", "command", "of this program", visit_commands},
    {NULL, NULL, NULL, NULL},
};

const GrKind *gr_kind_find(const char *name)
{
    for (const GrKind *kind = gr_kinds; kind->name; kind++)
        if (strcmp(kind->name, name) == 0 || strcmp(kind->singular, name) == 0)
            return kind;
    return NULL;
}

static const char *kind_name_at(const void *names, int index)
{
    return ((const GrKind *)names)[index].name;
}

const char *gr_kind_nearest(const char *name)
{
    return gr_nearest_name(name, kind_name_at, gr_kinds);
}

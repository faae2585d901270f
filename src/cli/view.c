/* SPDX-License-Identifier: MIT */
#include "cli/view.h"

#include "base/text.h"
#include "cli/command.h"
#include "cli/examples.h"
#include "cli/view_fonts.h"
#include "farm/profile.h"
#include "model/catalogue.h"
#include "model/colour.h"
#include "model/ease.h"
#include "model/hue.h"
#include "model/mood.h"
#include "model/motion.h"
#include "model/transition.h"
#include "scene/expr.h"
#include "scene/look.h"

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
    static const char *const looks[] = {"reads: all of the picture before its own pixel",
                                        "reads: all of the picture before its own row",
                                        "reads: pixels anywhere"};
    for (const GrShader *const *at = gr_catalogue()->shaders; *at; at++) {
        const GrKeySet set = {
            .name = (*at)->name, .keys = gr_shader_keys, .params = &(*at)->params};
        if (!visit(user, &(GrEntry){.name = (*at)->name,
                                    .family = (*at)->family,
                                    .summary = (*at)->summary,
                                    .params = &(*at)->params,
                                    .keys = &set,
                                    .detail = ((*at)->survey ? looks : reads)[(*at)->access]}))
            return;
    }
}

static void visit_moods(GrEntryVisit *visit, void *user)
{
    for (const GrMood *at = gr_moods; at->name; at++)
        if (!visit(user, &(GrEntry){.name = at->name, .summary = at->summary, .detail = at->chain}))
            return;
}

static void visit_cells(GrEntryVisit *visit, void *user)
{
    for (const GrCellEffect *const *at = gr_catalogue()->cells; *at; at++)
        if (!visit(user, &(GrEntry){.name = (*at)->name,
                                    .family = (*at)->family,
                                    .summary = (*at)->summary,
                                    .params = &(*at)->params}))
            return;
}

static void visit_warps(GrEntryVisit *visit, void *user)
{
    for (const GrWarp *const *at = gr_catalogue()->warps; *at; at++)
        if (!visit(user, &(GrEntry){.name = (*at)->name,
                                    .family = (*at)->family,
                                    .summary = (*at)->summary,
                                    .params = &(*at)->params}))
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

/* Some rules go by something beside the field. */
static const char *pattern_of_hue(GrHueRule rule)
{
    return rule == GR_HUE_FIELD    ? "hue: {by: @, field: fbm}"
           : rule == GR_HUE_SOURCE ? "field: footage\nhue: {by: @, vivid: 1.5}"
                                   : NULL;
}

static void visit_hues(GrEntryVisit *visit, void *user)
{
    for (const GrHueInfo *at = gr_hue_infos; at->name; at++)
        if (!visit(user, &(GrEntry){.name = at->name,
                                    .summary = at->help,
                                    .pattern = pattern_of_hue((GrHueRule)(at - gr_hue_infos))}))
            return;
}

static void visit_transitions(GrEntryVisit *visit, void *user)
{
    for (const GrTransitionKind *at = gr_transition_kinds; at->name; at++) {
        const GrKeySet set = gr_transition_kind_keys(at);
        if (!visit(user, &(GrEntry){.name = at->name,
                                    .summary = at->summary,
                                    .params = &at->params,
                                    .keys = &set}))
            return;
    }
}

static void visit_masks(GrEntryVisit *visit, void *user)
{
    for (const GrMaskKind *at = gr_mask_kinds; at->name; at++) {
        const GrKeySet set = gr_mask_kind_keys(at);
        if (!visit(user, &(GrEntry){.name = at->name,
                                    .summary = at->summary,
                                    .params = &at->params,
                                    .keys = &set}))
            return;
    }
}

static void visit_motions(GrEntryVisit *visit, void *user)
{
    for (const GrMotionKind *at = gr_motion_kinds; at->name; at++)
        if (!visit(user, &(GrEntry){.name = at->name,
                                    .summary = at->summary,
                                    .params = at->params.count ? &at->params : NULL}))
            return;
}

static void visit_signals(GrEntryVisit *visit, void *user)
{
    for (const GrSignalInfo *at = gr_signal_infos; at->name; at++)
        if (!visit(user, &(GrEntry){.name = at->name, .summary = at->help}))
            return;
}

static void visit_functions(GrEntryVisit *visit, void *user)
{
    for (const GrExprFunction *at = gr_expr_functions; at->name; at++) {
        char call[96];
        snprintf(call, sizeof call, "%s(%s)", at->name, at->arguments);
        if (!visit(user, &(GrEntry){.name = at->name,
                                    .summary = at->help,
                                    .detail = call,
                                    .example = at->example,
                                    .part = at->heard ? "signal" : NULL,
                                    .pattern = at->heard ? "from: @" : NULL}))
            return;
    }
}

static void visit_variables(GrEntryVisit *visit, void *user)
{
    static const char *const where[] = {[GR_EXPR_OF_TIME] = "everywhere",
                                        [GR_EXPR_OF_FRAME] = "everywhere but in signals",
                                        [GR_EXPR_OF_GRID] = "where there are cells",
                                        [GR_EXPR_OF_CELLS] = "where there are cells",
                                        [GR_EXPR_NUMBER] = "everywhere"};
    for (const GrExprVariable *at = gr_expr_variables; at->name; at++)
        if (!visit(user, &(GrEntry){.name = at->name,
                                    .summary = at->help,
                                    .detail = where[at->kind],
                                    .example = at->example}))
            return;
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
        char size[96];
        int used = snprintf(size, sizeof size, "short side %d, %d frames a second", at->short_side,
                            at->fps);
        if (at->particle_cap)
            snprintf(size + used, sizeof size - (size_t)used, ", at most %d particles a field",
                     at->particle_cap);
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

static void visit_looks(GrEntryVisit *visit, void *user)
{
    for (const GrLookFile *file = gr_look_files; file->name; file++) {
        GrArena arena = {0};
        GrProblems problems = {0};
        GrLook look = {0};
        GrText scenes = {0};
        bool more = true;
        if (gr_look_open(file, &arena, &problems, &look) == GR_OK) {
            gr_look_describe(&look, &scenes);
            more = visit(user, &(GrEntry){.name = file->name,
                                          .summary = look.summary,
                                          .detail = gr_text_string(&scenes)});
        }
        gr_text_finish(&scenes);
        gr_problems_finish(&problems);
        gr_arena_finish(&arena);
        if (!more)
            return;
    }
}

static void visit_parts(GrEntryVisit *visit, void *user)
{
    bool more = true;
    for (const GrKeySet *const *at = gr_key_sets; *at && more; at++) {
        GrText example = {0};
        const GrKey *key;
        const GrKeySet *home = gr_example_home(*at, &key);
        if (home)
            gr_text_printf(&example, "%s: %s", key->name,
                           (*at)->example ? (*at)->example : key->example);
        else
            gr_example_show(*at, NULL, &example);
        more = visit(user, &(GrEntry){.name = (*at)->name,
                                      .summary = (*at)->summary,
                                      .params = (*at)->params,
                                      .detail = (*at)->place,
                                      .keys = *at,
                                      .example = gr_text_string(&example),
                                      .part = (home ? home : *at)->name});
        gr_text_finish(&example);
    }
}

static void visit_commands(GrEntryVisit *visit, void *user)
{
    for (const GrCommand *const *at = gr_commands; *at; at++) {
        const char *examples = (*at)->examples + strspn((*at)->examples, " ");
        char first[160];
        snprintf(first, sizeof first, "%.*s", (int)strcspn(examples, "\n"), examples);
        if (!visit(user, &(GrEntry){.name = (*at)->name,
                                    .summary = (*at)->summary,
                                    .detail = (*at)->usage,
                                    .example = first}))
            return;
    }
}

const GrKind gr_kinds[] = {
    {.name = "effects",
     .singular = "effect",
     .summary = "fields: what a layer shows",
     .visit = visit_effects,
     .part = "layer",
     .example = "field: @"},
    {.name = "shaders",
     .singular = "shader",
     .summary = "passes over the pixels after the glyphs",
     .visit = visit_shaders,
     .part = "scene",
     .example = "shaders: [@]"},
    {.name = "moods",
     .singular = "mood",
     .summary = "chains of shaders that make a look together",
     .visit = visit_moods,
     .part = "scene",
     .example = "shaders: [@]"},
    {.name = "cells",
     .singular = "cell",
     .summary = "cell effects: what becomes of a layer's glyphs, and text among them",
     .visit = visit_cells,
     .part = "layer",
     .example = "cells: [@]"},
    {.name = "warps",
     .singular = "warp",
     .summary = "what bends the picture of a layer's field before it is drawn",
     .visit = visit_warps,
     .part = "layer",
     .example = "warp: [@]"},
    {.name = "palettes",
     .singular = "palette",
     .summary = "ramps of glyphs",
     .visit = visit_palettes,
     .part = "layer",
     .example = "palette: @",
     .literal = true},
    {.name = "fonts",
     .singular = "font",
     .summary = "stacks of fonts, and the families that are installed",
     .visit = gr_view_fonts,
     .visit_here = gr_view_fonts_here,
     .part = "layer",
     .example = "font: @"},
    {.name = "colours",
     .singular = "colour",
     .summary = "colour ramps for a layer's `colours:`",
     .visit = visit_colours,
     .part = "layer",
     .example = "colours: @",
     .literal = true},
    {.name = "transitions",
     .singular = "transition",
     .summary = "how a scene comes in over the one before",
     .visit = visit_transitions,
     .part = "scene",
     .example = "transition: @"},
    {.name = "motions",
     .singular = "motion",
     .summary = "how a text comes, stays and goes",
     .visit = visit_motions,
     .part = "text",
     .example = "motion: @"},
    {.name = "hues",
     .singular = "hue",
     .summary = "rules for where on its colours a cell lies",
     .visit = visit_hues,
     .part = "layer",
     .example = "hue: {by: @, base: 0.6}"},
    {.name = "blends",
     .singular = "blend",
     .summary = "how a layer meets what is below it",
     .visit = visit_blends,
     .part = "layer",
     .example = "blend: @"},
    {.name = "masks",
     .singular = "mask",
     .summary = "shapes in which a layer is seen or a shader works",
     .visit = visit_masks,
     .part = "layer",
     .example = "mask: @"},
    {.name = "grids",
     .singular = "grid",
     .summary = "sizes of cells",
     .visit = visit_grids,
     .part = "layer",
     .example = "grid: @"},
    {.name = "profiles",
     .singular = "profile",
     .summary = "quality: size and rate",
     .visit = visit_profiles,
     .example = "glyphreel render show.yaml -o show.mp4 -q @"},
    {.name = "aspects",
     .singular = "aspect",
     .summary = "shapes of the frame",
     .visit = visit_aspects,
     .example = "glyphreel render show.yaml -o show.mp4 --aspect @"},
    {.name = "signals",
     .singular = "signal",
     .summary = "what effects and expressions hear, one number per frame",
     .visit = visit_signals,
     .part = "layer",
     .example = "field: @ * exp(-2*r)"},
    {.name = "variables",
     .singular = "variable",
     .summary = "what an expression knows, besides the signals",
     .visit = visit_variables,
     .part = "layer",
     .example = "field: @"},
    {.name = "functions",
     .singular = "function",
     .summary = "what an expression can call; the easings are functions, too",
     .visit = visit_functions,
     .part = "layer",
     .example = "field: @",
     .literal = true},
    {.name = "easings",
     .singular = "easing",
     .summary = "how a value goes to a key; functions of expressions, too",
     .visit = visit_easings,
     .part = "layer",
     .example = "field: @(p)"},
    {.name = "looks",
     .singular = "look",
     .summary = "complete styles of several scenes, for `style:` and for songs without a show",
     .visit = visit_looks,
     .part = "show",
     .example = "style: @"},
    {.name = "parts",
     .singular = "part",
     .summary = "parts of a show and the keys they take",
     .visit = visit_parts,
     .example = "@"},
    {.name = "commands",
     .singular = "command",
     .summary = "of this program",
     .visit = visit_commands,
     .example = "@",
     .literal = true},
    {0},
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

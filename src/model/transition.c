/* SPDX-License-Identifier: MIT */
#include "model/transition.h"

#include "base/rational.h"
#include "base/text.h"

#include <string.h>

typedef GrTransitionParams P;

#define THREE(with, UPPER, lower, how) "in_" #lower, "out_" #lower, "in_out_" #lower,
static const char *const ease_names[] = {"linear", GR_EASE_FAMILIES(THREE, ) NULL};
#undef THREE
static const char *const shape_names[] = {"circle", "diamond", "square", "hexagon", NULL};
static const char *const direction_names[] = {"left", "right", "up", "down", NULL};
/* Those of gr_grid_sizes, in its order. */
static const char *const cell_names[] = {"xs", "sm", "md", "lg", "xl", "xxl", NULL};
enum { CELLS_MD = 2 };
static const char *const says_names[] = {"auto", "order", "cover", NULL};
static const char *const says_help[] = {
    "cover where an expression in it uses p, else order",
    "where it is highest changes first, evenly over the length; of a field all values count",
    "how much of the new scene is seen there", NULL};

#define EASED_BY(ease_, help_)                                                                     \
    {                                                                                              \
        .name = "ease", .type = GR_PARAM_CHOICE, .offset = offsetof(P, ease), .unit = "",          \
        .def = ease_, .choices = ease_names, .help = help_                                         \
    }
#define EASE     EASED_BY(GR_EASE_IN_OUT_SINE, "how the new scene gathers speed")
#define SEED     GR_FIXED_INT(P, seed, "", 0, 0, 1000000, "another number, another arrangement")
#define FEATHER  GR_FLOAT(P, feather, "screen", 0.12, 0, 2, "width of the soft edge")
#define CENTRE_X GR_FLOAT(P, x, "screen", 0, -4, 4, "middle, to the right of the frame's")
#define CENTRE_Y GR_FLOAT(P, y, "screen", 0, -4, 4, "middle, below the frame's")
#define GLOW                                                                                       \
    GR_FLOAT(P, glow, "", 0.8, 0, 1, "light along the edge; 0 is none"),                           \
        GR_FLOAT(P, glow_width, "screen", 0.16, 0.002, 2, "how far that light reaches"),           \
        GR_COLOUR(P, colour, "3c8cff", "of that light; its core is white")

static const GrParam crossfade[] = {EASE};

static const GrParam wipe[] = {
    EASE,
    GR_FLOAT(P, angle, "turns", 0, -1, 1, "where the edge travels: 0 to the right, 0.25 downwards"),
    FEATHER,
    GR_INT(P, strips, "", 1, 1, 64, "how many edges travel at once: blinds"),
    GLOW,
};

static const GrParam iris[] = {
    EASE,
    GR_CHOICE(P, shape, shape_names, GR_IRIS_CIRCLE, "of the opening"),
    CENTRE_X,
    CENTRE_Y,
    GR_BOOL(P, closes, 0, "the older scene shrinks instead of the new one growing"),
    FEATHER,
    GLOW,
};

static const GrParam clock[] = {
    EASE,
    GR_FLOAT(P, angle, "turns", 0.75, -1, 1, "where a hand starts: 0.75 is upwards, at twelve"),
    GR_INT(P, hands, "", 1, 1, 32, "how many hands sweep at once: a fan"),
    GR_BOOL(P, backwards, 0, "against the clock"),
    CENTRE_X,
    CENTRE_Y,
    FEATHER,
    GLOW,
};

static const GrParam dissolve[] = {
    EASE,
    GR_CHOICE(P, cells, cell_names, CELLS_MD, "size of the cells, as that of a layer's grid"),
    GR_FLOAT(P, softness, "", 0.06, 0, 1, "how long one cell takes, as a share of the way"),
    GR_FIXED_FLOAT(P, clumps, "", 0.85, 0, 1, "0 is cell by cell, 1 grows in islands"),
    GR_FIXED_FLOAT(P, sweep, "", 0, 0, 1, "how much of the order follows a line across the frame"),
    GR_FIXED_FLOAT(P, angle, "turns", 0, -1, 1, "where that line travels: 0 to the right"),
    SEED,
    GR_FLOAT(P, glow, "", 0.9, 0, 1, "cells light up as they change; 0 is none"),
    GR_FLOAT(P, glow_width, "", 0.07, 0.002, 1, "how long they are lit, as a share of the way"),
    GR_COLOUR(P, colour, "ff6a10", "of that light; its core is white"),
};

static const GrParam mask[] = {
    EASE,
    {.name = "by",
     .type = GR_PARAM_CHOICE,
     .offset = offsetof(P, by),
     .unit = "",
     .choices = says_names,
     .choice_help = says_help,
     .help = "what the mask's value says"},
    GR_FLOAT(P, softness, "", 0.1, 0, 1, "how long one place takes, as a share of the way"),
    GR_FLOAT(P, glow, "", 0.8, 0, 1, "light where places change; 0 is none"),
    GR_FLOAT(P, glow_width, "", 0.07, 0.002, 1, "how long they are lit, as a share of the way"),
    GR_COLOUR(P, colour, "ff6a10", "of that light; its core is white"),
};

static const GrParam glitch[] = {
    EASED_BY(GR_EASE_LINEAR, "how the storm comes and goes"),
    GR_INT(P, bands, "", 18, 1, 60, "how many strips the picture is torn into"),
    GR_FLOAT(P, strength, "", 0.5, 0, 1, "how far they are displaced"),
    GR_INT(P, hold, "ticks", 3, 1, 24,
           "how long until it is torn anew; below 3 it may flash too often"),
    GR_FLOAT(P, split, "screen", 0.03, 0, 0.5, "distance between red and blue at the worst"),
    SEED,
};

static const GrParam flash[] = {
    EASED_BY(GR_EASE_LINEAR, "how the flash comes and goes"),
    GR_COLOUR(P, colour, "ffffff", "what the picture burns out to"),
    GR_FLOAT(P, peak, "", 0.25, 0, 1, "when it is brightest, as a share of the length: the cut"),
    GR_FLOAT(P, strength, "", 0.8, 0, 1, "how much both scenes are overexposed around it"),
};

static const GrParam push[] = {
    EASE,
    GR_CHOICE(P, direction, direction_names, GR_PUSH_LEFT, "where both scenes move"),
    GR_FLOAT(P, blur, "ticks", 0.5, 0, 2, "how long the shutter is open: blurs what moves"),
};

static const GrParam zoom[] = {
    EASE,
    GR_FLOAT(P, amount, "", 3, 1.05, 16, "how much larger the older scene grows"),
    CENTRE_X,
    CENTRE_Y,
    GR_FLOAT(P, blur, "ticks", 0.5, 0, 2, "how long the shutter is open: blurs what moves"),
};

#define KIND(id, name, summary, table)                                                             \
    [GR_TRANSITION_##id] = {GR_TRANSITION_##id, name, summary, GR_PARAM_TABLE(P, table)}

const GrTransitionKind gr_transition_kinds[] = {
    [GR_TRANSITION_CUT] = {GR_TRANSITION_CUT,
                           "cut",
                           "none: the new scene is there at once",
                           {NULL, 0, sizeof(P)}},
    KIND(CROSSFADE, "crossfade", "one scene fades into the other", crossfade),
    KIND(WIPE, "wipe", "a soft, lit edge travels across the frame, or many as blinds", wipe),
    KIND(IRIS, "iris", "an opening grows from the middle, or closes over the older scene", iris),
    KIND(CLOCK, "clock", "a hand sweeps around, or several as a fan", clock),
    KIND(DISSOLVE, "dissolve", "cell by cell, each lit up as it changes, like burning paper",
         dissolve),
    KIND(MASK, "mask", "any mask decides where the new scene is seen first, lit like burning paper",
         mask),
    KIND(GLITCH, "glitch", "strips tear, channels part, and what settles is the new scene", glitch),
    KIND(FLASH, "flash", "both scenes burn out to a flash that hides the cut", flash),
    KIND(PUSH, "push", "the new scene pushes the older one out", push),
    KIND(ZOOM, "zoom", "a flight through the older scene, which grows until the new one is there",
         zoom),
    {.name = NULL},
};

static const char *name_at(const void *kinds, int index)
{
    return ((const GrTransitionKind *)kinds)[index].name;
}

const GrTransitionKind *gr_transition_find(const char *name)
{
    for (const GrTransitionKind *kind = gr_transition_kinds; kind->name; kind++)
        if (strcmp(kind->name, name) == 0)
            return kind;
    return NULL;
}

const char *gr_transition_nearest(const char *name)
{
    return gr_nearest_name(name, name_at, gr_transition_kinds);
}

float gr_transition_part(const GrTransition *transition, double scene_s)
{
    double length_s = (double)transition->length_ns / (double)GR_NS_PER_S;
    return gr_unitf((float)(scene_s / length_s));
}

float gr_transition_way(const GrTransition *transition, double scene_s)
{
    return gr_ease((GrEase)transition->params.ease, gr_transition_part(transition, scene_s));
}

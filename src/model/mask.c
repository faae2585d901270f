/* SPDX-License-Identifier: MIT */
#include "model/mask.h"

#include "base/text.h"

#include <string.h>

const char *const gr_mask_joins[] = {"union", "intersect", "subtract", NULL};
const char *const gr_mask_join_help[] = {"what either shows", "what both show",
                                         "what those before it show and this one does not", NULL};
static const char *const image_parts[] = {"alpha", "light", NULL};
static const char *const image_part_help[] = {"how opaque it is", "how bright it is", NULL};

#define JOINED                                                                                     \
    {.name = "combine",                                                                            \
     .type = GR_PARAM_CHOICE,                                                                      \
     .offset = offsetof(GrMaskParams, combine),                                                    \
     .unit = "",                                                                                   \
     .choices = gr_mask_joins,                                                                     \
     .choice_help = gr_mask_join_help,                                                             \
     .help = "how it is joined to the shapes before it in a list"},                                \
        GR_BOOL(GrMaskParams, invert, 0, "what lies outside of it is seen instead")
#define FEATHER                                                                                    \
    GR_FLOAT_LIKE(GrMaskParams, feather, "screen", 0, 0, 8, "0.2", "width of its soft edge")
#define AT                                                                                         \
    GR_FLOAT(GrMaskParams, x, "screen", 0, -64, 64, "where its middle is"),                        \
        GR_FLOAT(GrMaskParams, y, "screen", 0, -64, 64, "how high its middle is: -1 is the top")
#define OPEN                                                                                       \
    GR_FLOAT_LIKE(GrMaskParams, open, "", 0.5, 0, 1, "\"t / 10\"",                                 \
                  "how far it has come: 0 shows nothing, 1 everything")
#define ANGLE(def_, help_)                                                                         \
    GR_FLOAT_LIKE(GrMaskParams, angle, "turns", def_, -64, 64, "0.125", help_)
#define ENDS(axis)                                                                                 \
    GR_FLOAT_LIKE(GrMaskParams, from, "screen", -1, -64, 64, "-0.5",                               \
                  "the " axis " where nothing is seen yet"),                                       \
        GR_FLOAT_LIKE(GrMaskParams, to, "screen", 1, -64, 64, "0.5",                               \
                      "the " axis " from where on everything is")

static const GrParam circle[] = {
    AT, GR_FLOAT(GrMaskParams, radius, "screen", 0.6, 0, 64, "1 reaches the top and bottom"),
    FEATHER, JOINED};
static const GrParam rect[] = {
    AT,
    GR_FLOAT_LIKE(GrMaskParams, width, "screen", 2, 0, 64, "1.6", "from side to side"),
    GR_FLOAT_LIKE(GrMaskParams, height, "screen", 1, 0, 64, "0.9", "from top to bottom"),
    GR_FLOAT_LIKE(GrMaskParams, corner, "screen", 0, 0, 64, "0.1", "radius of its corners"),
    ANGLE(0, "how far it is turned, clockwise"),
    FEATHER,
    JOINED};
static const GrParam ring[] = {
    AT, GR_FLOAT(GrMaskParams, radius, "screen", 0.6, 0, 64, "of the middle of its line"),
    GR_FLOAT_LIKE(GrMaskParams, thickness, "screen", 0.2, 0, 64, "0.1", "of its line"), FEATHER,
    JOINED};
static const GrParam gradient_h[] = {ENDS("x"), JOINED};
static const GrParam gradient_v[] = {ENDS("y"), JOINED};
static const GrParam gradient_radial[] = {
    AT,
    GR_FLOAT_LIKE(GrMaskParams, inner, "screen", 0, 0, 64, "0.3", "up to here everything is seen"),
    GR_FLOAT(GrMaskParams, radius, "screen", 1, 0, 64, "from here on nothing is"), JOINED};
static const GrParam iris[] = {AT, OPEN, FEATHER, JOINED};
static const GrParam wipe[] = {OPEN, FEATHER, JOINED};
static const GrParam wipe_angle[] = {
    OPEN, ANGLE(0.125, "where it goes: 0 to the right, 0.25 downwards"), FEATHER, JOINED};
static const GrParam hands[] = {
    AT, OPEN, ANGLE(-0.25, "where it starts: 0 at the right, -0.25 at the top"), FEATHER, JOINED};
static const GrParam dissolve[] = {
    OPEN, GR_FLOAT_LIKE(GrMaskParams, cell, "px", 30, 2, 1000, "60", "size of its squares"),
    GR_FLOAT_LIKE(GrMaskParams, softness, "", 0.1, 0, 1, "0.5",
                  "how long one square takes, of the way"),
    JOINED};
static const GrParam field[] = {
    GR_FIELD(GrMaskParams, of, "0.5 + 0.5 * sin(7*x + 2*sin(4*y + t))", "fbm",
             "the field, drawn on the layer's grid, elsewhere on md"),
    GR_FLOAT_LIKE(GrMaskParams, level, "", 0.5, 0, 1, "0.4", "what is above it is seen"),
    GR_FLOAT_LIKE(GrMaskParams, softness, "", 0.1, 0, 1, "0.3",
                  "how far around the level it takes to be seen"),
    JOINED};
static const GrParam image[] = {
    {.name = "by",
     .type = GR_PARAM_CHOICE,
     .offset = offsetof(GrMaskParams, by),
     .unit = "",
     .def = GR_MASK_BY_ALPHA,
     .choices = image_parts,
     .choice_help = image_part_help,
     .help = "what of the picture counts"},
    AT,
    GR_FLOAT_LIKE(GrMaskParams, size, "screen", 2, 0, 64, "0.5 + t",
                  "its height; 2 is the frame's, the width follows"),
    ANGLE(0, "how far it is turned, clockwise"),
    GR_FLOAT_LIKE(GrMaskParams, feather, "screen", 0, 0, 8, "0.2",
                  "width of its soft edge; around the picture nothing is covered"),
    JOINED};

static const GrParam group[] = {JOINED};

#define KIND(id_, name_, table, summary_)                                                          \
    [id_] = {.id = id_,                                                                            \
             .name = name_,                                                                        \
             .summary = summary_,                                                                  \
             .params = GR_PARAM_TABLE(GrMaskParams, table)}

const GrMaskKind gr_mask_kinds[GR_MASK_COUNT] = {
    KIND(GR_MASK_CIRCLE, "circle", circle, "a disc"),
    KIND(GR_MASK_RECT, "rect", rect, "a rectangle, turned and with round corners if you like"),
    KIND(GR_MASK_RING, "ring", ring, "a ring"),
    KIND(GR_MASK_GRADIENT_H, "gradient_h", gradient_h, "more and more from one x to another"),
    KIND(GR_MASK_GRADIENT_V, "gradient_v", gradient_v, "more and more from one y to another"),
    KIND(GR_MASK_GRADIENT_RADIAL, "gradient_radial", gradient_radial,
         "less and less from a middle outwards"),
    KIND(GR_MASK_IRIS, "iris", iris, "a circle that opens from nothing to the whole frame"),
    KIND(GR_MASK_WIPE_H, "wipe_h", wipe, "an edge that goes from the left to the right"),
    KIND(GR_MASK_WIPE_V, "wipe_v", wipe, "an edge that goes from the top to the bottom"),
    KIND(GR_MASK_WIPE_ANGLE, "wipe_angle", wipe_angle, "an edge that goes anywhere"),
    KIND(GR_MASK_CLOCK, "clock", hands, "a hand that goes round"),
    KIND(GR_MASK_DISSOLVE, "dissolve", dissolve, "squares that come one by one, by chance"),
    KIND(GR_MASK_FIELD, "field", field, "where a field is above a level"),
    KIND(GR_MASK_IMAGE, "image", image, "the shape of a picture: PNG, JPEG, WebP or SVG"),
    KIND(GR_MASK_GROUP, "group", group, "shapes that are joined first and count as one"),
    [GR_MASK_TEXT] = {0},
};

static const char *name_at(const void *kinds, int index)
{
    return ((const GrMaskKind *)kinds)[index].name;
}

const GrMaskKind *gr_mask_find(const char *name)
{
    for (const GrMaskKind *at = gr_mask_kinds; at->name; at++)
        if (strcmp(at->name, name) == 0)
            return at;
    return NULL;
}

const char *gr_mask_nearest(const char *name)
{
    return gr_nearest_name(name, name_at, gr_mask_kinds);
}

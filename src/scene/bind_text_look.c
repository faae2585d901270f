/* SPDX-License-Identifier: MIT
 *
 * How a text looks: the table of its parameters, and the keys of its outline, shadow, glow and
 * plate.
 */
#include "scene/bind.h"

#include <stdio.h>
#include <string.h>

const char *const gr_text_sides[] = {"start", "centre", "end", NULL};
const char *const gr_text_side_help[] = {"where reading begins: left; right in Arabic and Hebrew",
                                         "in the middle", "where reading ends", NULL};

static const char *const anchors[] = {"top", "middle", "baseline", "bottom", NULL};
static const char *const anchor_help[] = {
    "the block hangs below its place", "the block's middle is at its place",
    "the first line stands on it", "the block stands on its place", NULL};
static const char *const flows[] = {"auto", "ltr", "rtl", NULL};
static const char *const flow_help[] = {"each paragraph by its first letter", "left to right",
                                        "right to left", NULL};

#define PART(key, member) .name = key, .offset = offsetof(GrTextLook, member)
#define PART_FLOAT(key, member, unit_, def_, min_, max_, like, fixed_, help_)                      \
    {                                                                                              \
        PART(key, member), .type = GR_PARAM_FLOAT, .unit = unit_, .def = def_, .min = min_,        \
                           .max = max_, .fixed = fixed_, .example = like, .help = help_            \
    }
#define PART_COLOUR(key, member, def_, help_)                                                      \
    {                                                                                              \
        PART(key, member), .type = GR_PARAM_COLOUR, .unit = "", .def_text = def_, .help = help_    \
    }
#define PART_CHOICE(key, member, names, helps, def_, help_)                                        \
    {                                                                                              \
        PART(key, member), .type = GR_PARAM_CHOICE, .unit = "", .choices = names,                  \
                           .choice_help = helps, .def = def_, .help = help_                        \
    }

static const GrParam text_params[] = {
    PART_FLOAT("x", x, "screen", 0, -64, 64, "-0.8", false, "where it stands: 0 is the middle"),
    PART_FLOAT("y", y, "screen", 0, -64, 64, "0.6", false,
               "how high it stands: -1 is the top, 1 the bottom"),
    PART_FLOAT("size", size, "px", 90, 4, 2000, "120", true, "height of the letters' em"),
    PART_FLOAT("width", width, "", 0, 0, 8, "0.6", true,
               "of the frame's width: longer lines wrap; 0 is as wide as is safe"),
    PART_FLOAT("leading", leading, "sizes", 1.2, 0.3, 8, "1.4", true, "from line to line"),
    PART_FLOAT("tracking", tracking, "em", 0, -0.5, 4, "0.08", true, "more room between letters"),
    PART_CHOICE("align", align, gr_text_sides, gr_text_side_help, GR_TEXT_CENTRE,
                "which side of lines and block is at the place"),
    PART_CHOICE("anchor", anchor, anchors, anchor_help, GR_TEXT_MIDDLE,
                "which height of the block is at the place"),
    PART_COLOUR("colour", colour, "ffffff", "of the letters, as it comes out"),
    PART_COLOUR("sung", sung, "ffd166",
                "what a motion like karaoke fills them with; dark letters b3261e"),
    PART_FLOAT("opacity", opacity, "", 1, 0, 1, NULL, false, "how much of it is seen"),
    PART_CHOICE("blend", blend, gr_blend_names, NULL, GR_BLEND_NORMAL,
                "how the letters meet what is below them"),
    PART_CHOICE("light", light, gr_light_names, gr_light_help, GR_LIGHT_SRGB,
                "what the blend's numbers are"),
    PART_CHOICE("direction", direction, flows, flow_help, GR_TEXT_AUTO, "of reading"),
    {PART("language", language), .type = GR_PARAM_TEXT, .unit = "", .example = "tr",
     .help = "a BCP 47 tag, for letters that differ by language"},
    {PART("features", features), .type = GR_PARAM_TEXT, .unit = "", .example = "\"ss01, liga=0\"",
     .help = "OpenType features to switch on, or off with =0"},
    {PART("emoji", emoji), .type = GR_PARAM_BOOL, .unit = "", .def = 1, .max = 1,
     .help = "emoji keep their own colours"},
    {PART("safe", safe), .type = GR_PARAM_BOOL, .unit = "", .def = 1, .max = 1,
     .help = "keep off the frame's edges, and in portrait off what players draw over them"},
    {PART("above_shaders", above_shaders), .type = GR_PARAM_BOOL, .unit = "", .def = 0, .max = 1,
     .help = "drawn after the shaders: readable whatever they do"},
    PART_FLOAT("outline.width", outline_width, "px", 0, 0, 60, "4", true, "0 is none"),
    PART_COLOUR("outline.colour", outline_colour, "000000", "of the outline"),
    PART_FLOAT("shadow.x", shadow_x, "em", 0, -4, 4, "0.04", false, "how far to the right"),
    PART_FLOAT("shadow.y", shadow_y, "em", 0.035, -4, 4, "0.06", false, "how far down"),
    PART_FLOAT("shadow.blur", shadow_blur, "em", 0.08, 0, 1, "0.15", true, "how soft its edge is"),
    PART_FLOAT("shadow.opacity", shadow_opacity, "", 0.7, 0, 1, "0.5", false,
               "how dark it is; 0 is none"),
    PART_COLOUR("shadow.colour", shadow_colour, "000000", "of the shadow"),
    PART_FLOAT("glow.size", glow_size, "px", 26, 1, 100, "40", true, "how far the light reaches"),
    PART_FLOAT("glow.strength", glow_strength, "", 0, 0, 4, "0.7", false,
               "how much light; 0 is none"),
    PART_COLOUR("glow.colour", glow_colour, "ffffff", "of the light"),
    PART_FLOAT("plate.opacity", plate_opacity, "", 0, 0, 1, "0.6", false,
               "how much of what is behind it is hidden; 0 is no plate"),
    PART_FLOAT("plate.padding", plate_padding, "em", 0.45, 0, 8, "0.6", false,
               "room around the lines"),
    PART_FLOAT("plate.radius", plate_radius, "em", 0.5, 0, 8, "0.3", false, "of its corners"),
    PART_FLOAT("plate.blur", plate_blur, "px", 26, 0, 400, "40", false, "how soft its edge is"),
    PART_COLOUR("plate.colour", plate_colour, "000000", "of the plate; behind dark letters ffffff"),
};
const GrParamTable gr_text_params = GR_PARAM_TABLE(GrTextLook, text_params);

#define PART_SET(lower, summary_)                                                                  \
    const GrKeySet gr_##lower##_keys = {                                                           \
        .name = #lower,                                                                            \
        .place = #lower ": of a text",                                                             \
        .summary = summary_ " Short: yes or no.",                                                  \
        .params = &gr_text_params,                                                                 \
        .prefix = #lower ".",                                                                      \
    }

PART_SET(outline, "A line around the letters.");
PART_SET(shadow, "What the letters throw on what is behind them; it is there unless `shadow: no`.");
PART_SET(glow, "Light around the letters.");
PART_SET(plate, "A soft plate behind the lines, on which they can be read whatever moves there.");

void gr_bind_text_part(GrBinder *b, const char *path, const GrNode *value, const GrKeySet *set,
                       const char *number, float there, const GrBindBlock *block)
{
    char name[32];
    snprintf(name, sizeof name, "%s%s", set->prefix, number);
    const GrParam *param = gr_param_find(set->params, name);
    const char *text;
    bool given = value->kind == GR_NODE_MAP;
    if (!given && !gr_bind_scalar(b, path, value, "yes, no or a mapping", &text))
        return;
    bool yes = !given && strcmp(text, "yes") == 0;
    if (!given && !yes && strcmp(text, "no") != 0 && strcmp(text, "none") != 0) {
        char quoted[GR_QUOTE_CAPACITY];
        gr_bind_error(b, value, path, "wants yes, no or a mapping, not '%s'",
                      gr_quote(quoted, text));
        return;
    }
    *(float *)(void *)((char *)block->values + param->offset) = given || yes ? there : 0.0f;
    if (given)
        gr_bind_map(b, path, value, set, NULL, block);
}

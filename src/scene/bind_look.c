/* SPDX-License-Identifier: MIT
 *
 * The parts that are plain parameters: background, exposure, and how a layer looks.
 */
#include "scene/bind.h"

#include "model/harmony.h"

#include <string.h>

/* Named as written in a layer; "hue.x" is the key x of its `hue:` mapping. */
static const char *const hue_spaces[] = {"oklch", "hsv", NULL};
static const char *const hue_space_help[] = {"even steps of colour at one lightness",
                                             "the screen's own wheel: glaring, uneven", NULL};

#define LOOK(key, member) .name = key, .offset = offsetof(GrLayerLook, member)

static const GrParam layer_params[] = {
    GR_FLOAT_LIKE(GrLayerLook, saturation, "", 0.85, 0, 1, "0.5", "how colourful; 0 is grey"),
    GR_FLOAT_LIKE(GrLayerLook, lightness, "", 0.74, 0, 1, "0.6",
                  "how light the colours of the wheel are, before the field's value dims them"),
    GR_FLOAT(
        GrLayerLook, gain, "", 1, 0, 16,
        "multiplies the field's value, before the exposure; a scene's own gain comes after it"),
    GR_FLOAT(GrLayerLook, opacity, "", 1, 0, 1, "how much of the layer is seen; 0 is nothing"),
    GR_CHOICE(GrLayerLook, blend, gr_blend_names, GR_BLEND_NORMAL,
              "how the glyphs meet what is below them; screen and add let light add up"),
    {LOOK("light", light), .type = GR_PARAM_CHOICE, .unit = "", .choices = gr_light_names,
     .choice_help = gr_light_help, .help = "what the blend's numbers are"},
    {LOOK("hue.by", hue_rule), .type = GR_PARAM_CHOICE, .unit = "", .def = GR_HUE_FIXED,
     .choices = gr_hue_names, .help = "what decides where on the colours a cell lies"},
    {LOOK("hue.base", hue), .type = GR_PARAM_FLOAT, .unit = "turns", .def = 0, .min = -64,
     .max = 64, .example = "0.6",
     .help = "where the colours start: 0 red, 0.33 green, 0.67 blue on the wheel"},
    {LOOK("hue.span", hue_span), .type = GR_PARAM_FLOAT, .unit = "turns", .def = 1, .min = -16,
     .max = 16, .example = "0.4", .help = "how much of the colours the rule passes through"},
    {LOOK("hue.speed", hue_speed), .rate = true, .type = GR_PARAM_FLOAT, .unit = "turns/s",
     .def = 0, .min = -16, .max = 16, .example = "0.1", .help = "how fast the colours move on"},
    {LOOK("hue.angle", hue_angle), .type = GR_PARAM_FLOAT, .unit = "turns", .def = 0, .min = -1,
     .max = 1, .example = "0.25",
     .help = "direction of the rule gradient: 0 to the right, 0.25 downwards"},
    {LOOK("hue.space", hue_space), .type = GR_PARAM_CHOICE, .unit = "", .def = 0,
     .choices = hue_spaces, .choice_help = hue_space_help, .help = "which colour wheel"},
    {LOOK("hue.steps", hue_steps), .type = GR_PARAM_INT, .unit = "", .def = 0, .min = 0, .max = 64,
     .example = "5",
     .help = "sharp steps of colour instead of a gradient, as many as this; 0 is smooth"},
    {LOOK("hue.vivid", hue_vivid), .type = GR_PARAM_FLOAT, .unit = "", .def = 1.2, .min = 0,
     .max = 4, .example = "1.5",
     .help = "of the rule source: how colourful beside the picture, of which 1 keeps the colours"},
    {LOOK("hue.lift", hue_lift), .type = GR_PARAM_FLOAT, .unit = "", .def = 0.65, .min = 0,
     .max = 1, .example = "0.4",
     .help = "of the rule source: how far dark colours are lit, since glyphs are dark themselves"},
    {LOOK("hue.field", hue_field), .type = GR_PARAM_FIELD, .unit = "", .example = "fbm",
     .help = "the field of the rule field, which the layer's warps bend as well"},
};
const GrParamTable gr_layer_params = GR_PARAM_TABLE(GrLayerLook, layer_params);

const GrKeySet gr_hue_keys = {
    .name = "hue",
    .place = "hue: of a layer",
    .summary = "Where on its colours a cell lies: base + span x rule + speed x time. Short: a "
               "number (the base of a fixed hue) or the name of a rule.",
    .params = &gr_layer_params,
    .prefix = "hue.",
};

typedef struct Harmony {
    int32_t harmony;
    GrColour seed;
} Harmony;

static const GrParam harmony_params[] = {
    {.name = "harmony",
     .type = GR_PARAM_CHOICE,
     .offset = offsetof(Harmony, harmony),
     .unit = "",
     .def = GR_HARMONY_TRIADIC,
     .choices = gr_harmony_names,
     .choice_help = gr_harmony_help,
     .example = "triadic",
     .help = "which colours of the wheel go with the seed"},
    GR_COLOUR_LIKE(Harmony, seed, "ff6f61", "12c8ff",
                   "the colour that the others are found from; they are as colourful"),
};
static const GrParamTable harmony_table = GR_PARAM_TABLE(Harmony, harmony_params);

static const char *const harmony_needs[] = {"harmony", "seed", NULL};

const GrKeySet gr_harmony_keys = {
    .name = "harmony",
    .place = "colours: of a layer, or one of the show's colours:",
    .summary = "Colours that go together, found from one.",
    .params = &harmony_table,
    .needs = harmony_needs,
};

bool gr_bind_harmony(GrBinder *b, const char *path, const GrNode *node, const GrColour **out,
                     int *count)
{
    Harmony made;
    GrColour stops[GR_HARMONY_STOPS];
    const GrBindBlock block = {&made, NULL};
    int problems = b->problems->count;
    gr_param_defaults(&harmony_table, &made);
    gr_bind_map(b, path, node, &gr_harmony_keys, NULL, &block);
    for (int i = 0; harmony_needs[i]; i++)
        if (gr_bind_lacks(node, &gr_harmony_keys, harmony_needs[i]))
            gr_bind_error(b, node, path, "has no `%s`", harmony_needs[i]);
    int stop_count = gr_harmony_colours((GrHarmony)made.harmony, made.seed, stops);
    GrColour *kept = GR_BIND_NEW(b, GrColour, stop_count);
    if (!kept || b->problems->count > problems)
        return false;
    memcpy(kept, stops, (size_t)stop_count * sizeof *kept);
    *out = kept;
    *count = stop_count;
    return true;
}

static const char *const exposure_modes[] = {"auto", "frame", "off", "fixed", NULL};
static const char *const exposure_mode_help[] = {"planned over the scene, so that fades stay fades",
                                                 "each frame by itself; may flicker", "none",
                                                 "black, white and gamma as given", NULL};

static const GrParam exposure_params[] = {
    {.name = "mode",
     .type = GR_PARAM_CHOICE,
     .offset = offsetof(GrExposure, mode),
     .unit = "",
     .def = GR_EXPOSURE_AUTO,
     .choices = exposure_modes,
     .choice_help = exposure_mode_help,
     .help = "how the tone curve is found"},
    GR_FLOAT_LIKE(GrExposure, black, "", 0, 0, 0.99, "0.02",
                  "the value that becomes black (mode fixed)"),
    GR_FLOAT_LIKE(GrExposure, white, "", 1, 0.01, 1, "0.9",
                  "the value that becomes white (mode fixed)"),
    GR_FLOAT_LIKE(GrExposure, gamma, "", 1, 0.1, 10, "0.8",
                  "bends the middle: below 1 lifts it, above 1 lowers it (mode fixed)"),
};
const GrParamTable gr_exposure_params = GR_PARAM_TABLE(GrExposure, exposure_params);

const GrKeySet gr_exposure_keys = {
    .name = "exposure",
    .place = "exposure: of a scene",
    .summary = "The tone curve of a scene. Short: the name of a mode; black, white or gamma alone "
               "mean mode fixed.",
    .params = &gr_exposure_params,
};

static const GrParam background_params[] = {
    GR_COLOUR_LIKE(GrBackground, from, "000000", "05060a", "the colour where the gradient starts"),
    GR_COLOUR_LIKE(GrBackground, to, "000000", "1a0b2e", "the colour where it ends"),
    GR_FLOAT_LIKE(GrBackground, angle, "turns", 0.25, -1, 1, "0.5",
                  "direction of the gradient: 0 to the right, 0.25 downwards"),
};
const GrParamTable gr_background_params = GR_PARAM_TABLE(GrBackground, background_params);

static const char *const background_needs[] = {"from", "to", NULL};

const GrKeySet gr_background_keys = {
    .name = "background",
    .place = "background: of the show or a scene",
    .summary = "What is behind all layers: a gradient. Short: one colour.",
    .params = &gr_background_params,
    .needs = background_needs,
};

/* One colour for all of it, which may change over time: both ends do as the first. */
static void bind_plain_background(GrBinder *b, const char *path, const GrNode *node,
                                  const GrBindBlock *block)
{
    GrBackground *background = block->values;
    if (!gr_bind_are_keyframes(node)) {
        if (gr_bind_colour(b, path, node, &background->from))
            background->to = background->from;
        return;
    }
    for (int i = 0; background_needs[i]; i++)
        if (!gr_bind_keyframes(b, path, gr_param_find(&gr_background_params, background_needs[i]),
                               node, block))
            return;
}

void gr_bind_background(GrBinder *b, const char *path, const GrNode *node, GrBackground *background,
                        GrAnimation *animation)
{
    const GrBindBlock block = {background, animation};
    *animation = (GrAnimation){0};
    gr_param_defaults(&gr_background_params, background);
    if (node->kind == GR_NODE_SCALAR || gr_bind_are_keyframes(node)) {
        background->angle = 0;
        bind_plain_background(b, path, node, &block);
        return;
    }
    if (!gr_bind_want_map(b, path, node, "a colour, or a gradient {from: ..., to: ...}"))
        return;
    gr_bind_map(b, path, node, &gr_background_keys, NULL, &block);
    for (int i = 0; background_needs[i]; i++)
        if (gr_bind_lacks(node, &gr_background_keys, background_needs[i]))
            gr_bind_error(b, node, path, "a gradient needs `%s`", background_needs[i]);
}

void gr_exposure_defaults(GrExposure *exposure)
{
    gr_param_defaults(&gr_exposure_params, exposure);
}

void gr_bind_exposure(GrBinder *b, const char *path, const GrNode *node, GrExposure *exposure,
                      GrAnimation *animation)
{
    const GrBindBlock block = {exposure, animation};
    const GrParam *mode = gr_param_find(&gr_exposure_params, "mode");
    const char *text;
    if (node->kind != GR_NODE_MAP) {
        GrExposure read = *exposure;
        char quoted[GR_QUOTE_CAPACITY];
        GrError error;
        if (!gr_bind_scalar(b, path, node, "auto, frame, off or {black: ..., white: ...}", &text))
            return;
        if (gr_param_set_text(mode, "", text, &read, &error))
            gr_bind_error(b, node, path,
                          "'%s' is not one of auto, frame, off, fixed, or a mapping of black, "
                          "white and gamma",
                          gr_quote(quoted, text));
        else
            *exposure = read;
        return;
    }
    if (!gr_node_find(node, "mode"))
        exposure->mode = GR_EXPOSURE_FIXED;
    gr_bind_map(b, path, node, &gr_exposure_keys, NULL, &block);
    for (int i = 0; i < node->count; i++) {
        const GrNode *key = node->pairs[i].key;
        if (exposure->mode != GR_EXPOSURE_FIXED && strcmp(key->text, "mode") != 0 &&
            gr_key_set_param(&gr_exposure_keys, key->text))
            gr_bind_error(b, key, path, "'%s' counts with mode fixed only", key->text);
    }
    if (!animation->count && exposure->black >= exposure->white)
        gr_bind_error(b, node, path, "black (%g) must be below white (%g)", (double)exposure->black,
                      (double)exposure->white);
}

/* SPDX-License-Identifier: MIT
 *
 * The part `feedback` of a scene: its parameters, the presets and the movements by name.
 */
#include "scene/bind.h"

#include <string.h>

static const char *const preset_names[] = {"none",    "tunnel", "rainbow", "ghost",
                                           "mandala", "evolve", "haze",    NULL};
static const char *const preset_help[] = {"the defaults of the other keys",
                                          "flies forward: every edge leaves walls behind",
                                          "grows slowly, and each older picture has the next hue",
                                          "what has gone lingers where it was, and fades",
                                          "both sides alike, turning: a rose of trails",
                                          "shrinks and turns inwards, changing colour",
                                          "rises like smoke, softer with each step",
                                          NULL};

static const char *const transform_names[] = {"none",       "zoom",   "shrink", "rotate_cw",
                                              "rotate_ccw", "up",     "down",   "left",
                                              "right",      "mirror", NULL};
static const char *const transform_help[] = {
    "only what zoom, rotate, x, y and mirror say",
    "grows by that share",
    "shrinks by that share",
    "turns clockwise by that many turns",
    "turns the other way",
    "rises by that many screen units",
    "sinks",
    "moves to the left",
    "moves to the right",
    "its mirror image is laid over it; 0.5 makes both sides alike",
    NULL};

static const GrParam feedback_params[] = {
    {.name = "preset",
     .type = GR_PARAM_CHOICE,
     .offset = offsetof(GrFeedback, preset),
     .unit = "",
     .def = GR_FEEDBACK_NONE,
     .choices = preset_names,
     .choice_help = preset_help,
     .example = "ghost",
     .help = "what the other keys start from; `feedback: ghost` is short for it"},
    {.name = "transform",
     .type = GR_PARAM_CHOICE,
     .offset = offsetof(GrFeedback, transform),
     .unit = "",
     .def = GR_TRANSFORM_NONE,
     .choices = transform_names,
     .choice_help = transform_help,
     .example = "zoom",
     .help = "a movement by name, by `amount`; adds to zoom, rotate, x, y and mirror"},
    GR_FLOAT_LIKE(GrFeedback, amount, "per 1/24 s", 0.02, 0, 1, "0.02",
                  "how far `transform` moves: a share, turns or screen units; not given, what "
                  "suits it"),
    GR_FLOAT_LIKE(GrFeedback, zoom, "per 1/24 s", 0.015, -0.25, 0.25, "0.03",
                  "how much the older picture grows; 0.015 is 1.5 %, negative shrinks"),
    GR_FLOAT_LIKE(GrFeedback, rotate, "turns per 1/24 s", 0, -0.5, 0.5, "0.002",
                  "how far the older picture turns"),
    GR_FLOAT_LIKE(GrFeedback, x, "screen per 1/24 s", 0, -0.5, 0.5, "0.004",
                  "how far the older picture moves to the right"),
    GR_FLOAT_LIKE(GrFeedback, y, "screen per 1/24 s", 0, -0.5, 0.5, "-0.004",
                  "how far the older picture moves down; negative rises"),
    GR_FLOAT_LIKE(GrFeedback, mirror, "", 0, 0, 1, "0.5",
                  "lays its mirror image over it: 0.5 makes both sides alike, 1 turns it over"),
    GR_FLOAT_LIKE(GrFeedback, decay, "per 1/24 s", 0.8, 0, 1, "0.85",
                  "what is left of the older picture"),
    GR_FLOAT(GrFeedback, opacity, "", 0.4, 0, 1,
             "how strongly it is mixed in; decay x opacity is at most 0.95"),
    GR_CHOICE(
        GrFeedback, blend, gr_echo_names, GR_BLEND_SCREEN,
        "how the older picture meets the new one; the harsh modes of layers are not here: they "
        "would make more of an echo than it is"),
    GR_FLOAT_LIKE(GrFeedback, hue, "turns per 1/24 s", 0, -0.5, 0.5, "0.01",
                  "how far the older picture's colours move round the wheel"),
};
const GrParamTable gr_feedback_params = GR_PARAM_TABLE(GrFeedback, feedback_params);

const GrKeySet gr_feedback_keys = {
    .name = "feedback",
    .place = "feedback: of a scene",
    .summary = "Mixes the older picture, moved a little, into the new one: trails and tunnels. "
               "The same at every frame rate. Short: the name of a preset.",
    .params = &gr_feedback_params,
};

/* What a preset fills in; opacity is 0.95 in all, so that any decay goes with them. */
static const GrFeedback presets[GR_FEEDBACK_PRESETS] = {
    [GR_FEEDBACK_TUNNEL] = {.zoom = 0.035f,
                            .rotate = 0.0025f,
                            .decay = 0.95f,
                            .blend = GR_BLEND_LIGHTEN,
                            .hue = 0.004f},
    [GR_FEEDBACK_RAINBOW] = {.zoom = 0.014f,
                             .decay = 0.98f,
                             .blend = GR_BLEND_LIGHTEN,
                             .hue = 0.03f},
    [GR_FEEDBACK_GHOST] = {.zoom = 0.002f, .decay = 0.95f, .blend = GR_BLEND_LIGHTEN},
    [GR_FEEDBACK_MANDALA] = {.zoom = 0.01f,
                             .rotate = 0.006f,
                             .mirror = 0.5f,
                             .decay = 0.95f,
                             .blend = GR_BLEND_LIGHTEN,
                             .hue = 0.006f},
    [GR_FEEDBACK_EVOLVE] = {.zoom = -0.025f,
                            .rotate = 0.004f,
                            .decay = 0.96f,
                            .blend = GR_BLEND_LIGHTEN,
                            .hue = 0.012f},
    [GR_FEEDBACK_HAZE] = {.zoom = 0.008f, .y = -0.012f, .decay = 0.98f, .blend = GR_BLEND_LIGHTEN},
};

/* Of a movement that is given without an amount. */
static const float usual_amounts[GR_TRANSFORMS] = {0.02f,  0.02f,  0.02f,  0.004f, 0.004f,
                                                   0.012f, 0.012f, 0.012f, 0.012f, 0.5f};

static void start_from(int32_t preset, GrFeedback *feedback)
{
    if (preset == GR_FEEDBACK_NONE)
        return;
    *feedback = presets[preset];
    feedback->preset = preset;
    feedback->amount = usual_amounts[GR_TRANSFORM_NONE];
    feedback->opacity = 0.95f;
}

GrFeedback gr_feedback_of_preset(GrFeedbackPreset preset)
{
    GrFeedback feedback = {0};
    start_from((int32_t)preset, &feedback);
    return feedback;
}

/* Reads a choice ahead of the other keys, which its value is the ground for; what is wrong with it
 * is reported when all are read. */
static int32_t ahead(const GrNode *map, const char *key, GrFeedback feedback)
{
    const GrParam *param = gr_param_find(&gr_feedback_params, key);
    const GrNode *value = gr_node_find(map, key);
    GrError error;
    if (value && value->kind == GR_NODE_SCALAR)
        gr_param_set_text(param, "feedback", value->text, &feedback, &error);
    return (int32_t)gr_param_get_number(param, &feedback);
}

static void check_weight(GrBinder *b, const char *path, const GrNode *node,
                         const GrFeedback *feedback)
{
    static const double highest = 0.95; /* so that the loop forgets; held to it when it changes */
    double product = (double)feedback->decay * (double)feedback->opacity;
    if (product > highest + 1e-6)
        gr_bind_error(b, node, path,
                      "decay x opacity is %.3g; above %g the picture never forgets (opacity up "
                      "to %.3g goes with this decay)",
                      product, highest, highest / (double)feedback->decay);
    if (feedback->opacity <= 0 || feedback->decay <= 0)
        gr_bind_warning(b, node, path, "shows nothing: %s is 0",
                        feedback->opacity <= 0 ? "opacity" : "decay");
}

void gr_bind_feedback(GrBinder *b, const char *path, const GrNode *node, GrFeedback *feedback,
                      GrAnimation *animation)
{
    const GrBindBlock block = {feedback, animation};
    gr_param_defaults(&gr_feedback_params, feedback);
    if (node->kind == GR_NODE_SCALAR) {
        const GrParam *preset = gr_param_find(&gr_feedback_params, "preset");
        if (gr_bind_param(b, path, preset, node, &block))
            start_from(feedback->preset, feedback);
        return;
    }
    if (!gr_bind_want_map(b, path, node, "a preset, or a mapping like {zoom: 0.015, decay: 0.8}"))
        return;
    start_from(ahead(node, "preset", *feedback), feedback);
    int32_t transform = ahead(node, "transform", *feedback);
    feedback->amount = usual_amounts[transform];
    if (transform != GR_TRANSFORM_NONE && feedback->preset == GR_FEEDBACK_NONE)
        feedback->zoom = 0;
    gr_bind_map(b, path, node, &gr_feedback_keys, NULL, &block);
    const GrNode *amount = gr_node_find(node, "amount");
    if (amount && transform == GR_TRANSFORM_NONE &&
        (feedback->amount != usual_amounts[transform] || gr_bind_is_animated(animation, "amount")))
        gr_bind_warning(b, amount, path,
                        "amount does nothing without `transform:`; zoom, rotate, x and y are "
                        "numbers of their own");
    if (!gr_bind_is_animated(animation, "decay") && !gr_bind_is_animated(animation, "opacity"))
        check_weight(b, path, node, feedback);
}

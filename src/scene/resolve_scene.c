/* SPDX-License-Identifier: MIT
 *
 * Scenes, their layers, shaders and transitions.
 */
#include "scene/resolve_parts.h"

#include "scene/bind.h"
#include "scene/value_text.h"

static void write_layer_name(GrResolver *r, const char *key, const void *thing)
{
    gr_resolve_text(r, key, ((const GrLayer *)thing)->name);
}

static void write_grid(GrResolver *r, const char *key, const void *thing)
{
    const GrGridSpec *grid = &((const GrLayer *)thing)->grid;
    gr_resolve_key(r, key);
    if (grid->named)
        gr_text_puts(r->out, grid->named->name);
    else
        gr_yaml_float(r->out, grid->cell_px);
    gr_resolve_end_line(r);
}

static void write_field(GrResolver *r, const char *key, const void *thing)
{
    const GrLayer *layer = thing;
    const GrFieldUse use = {
        .effect = layer->effect, .params = layer->params, .animation = &layer->params_animation};
    if (layer->effect)
        gr_resolve_field(r, key, &use);
}

static void write_warp(GrResolver *r, const char *key, const void *thing)
{
    const GrLayer *layer = thing;
    if (!layer->warp_count)
        return;
    gr_resolve_open(r, key);
    for (int i = 0; i < layer->warp_count; i++) {
        const GrWarpUse *use = &layer->warps[i];
        gr_resolve_open_item(r);
        gr_resolve_use(r, use->warp->name, &use->warp->params, use->params, &use->animation);
        gr_resolve_close(r);
    }
    gr_resolve_close(r);
}

static void write_cells(GrResolver *r, const char *key, const void *thing)
{
    const GrLayer *layer = thing;
    if (!layer->cell_count)
        return;
    gr_resolve_open(r, key);
    for (int i = 0; i < layer->cell_count; i++) {
        const GrCellUse *use = &layer->cells[i];
        gr_resolve_open_item(r);
        gr_resolve_use(r, use->effect->name, &use->effect->params, use->params, &use->animation);
        gr_resolve_close(r);
    }
    gr_resolve_close(r);
}

static bool is_built_in(const GrPalette *palette)
{
    const GrPalette *at = gr_palettes;
    while (at->name && at != palette)
        at++;
    return at->name != NULL;
}

static void write_palette(GrResolver *r, const char *key, const void *thing)
{
    const GrPalette *palette = ((const GrLayer *)thing)->palette;
    if (is_built_in(palette))
        gr_resolve_text(r, key, palette->name);
}

static void write_glyphs(GrResolver *r, const char *key, const void *thing)
{
    const GrPalette *palette = ((const GrLayer *)thing)->palette;
    if (!is_built_in(palette))
        gr_resolve_text(r, key, palette->glyphs);
}

static void write_ramp(GrResolver *r, const char *key, const void *thing)
{
    gr_resolve_text(r, key, gr_ramp_order_names[((const GrLayer *)thing)->look.ramp_order]);
}

static void write_emoji(GrResolver *r, const char *key, const void *thing)
{
    gr_resolve_text(r, key, ((const GrLayer *)thing)->style.colour_emoji ? "colour" : "plain");
}

static void write_oversample(GrResolver *r, const char *key, const void *thing)
{
    gr_resolve_key(r, key);
    gr_text_printf(r->out, "%d\n", ((const GrLayer *)thing)->style.oversample);
}

static void write_font(GrResolver *r, const char *key, const void *thing)
{
    const GrLayer *layer = thing;
    if (!layer->font)
        return;
    gr_resolve_key(r, key);
    gr_resolve_font(r, layer->font, GR_YAML_BLOCK);
    gr_resolve_end_line(r);
}

static void write_hue(GrResolver *r, const char *key, const void *thing)
{
    const GrLayer *layer = thing;
    gr_resolve_open(r, key);
    gr_resolve_params(r, &gr_hue_keys, &layer->look, &layer->look_animation);
    gr_resolve_close(r);
}

static void write_colours(GrResolver *r, const char *key, const void *thing)
{
    const GrLayer *layer = thing;
    if (!layer->colours)
        return;
    gr_resolve_key(r, key);
    for (int i = 0; i < layer->colour_count; i++) {
        gr_text_puts(r->out, i ? ", " : "[");
        gr_yaml_colour(r->out, layer->colours[i], GR_YAML_FLOW);
    }
    gr_text_puts(r->out, "]\n");
}

const GrKeyWriter gr_layer_writers[] = {
    {"name", write_layer_name},
    {"grid", write_grid},
    {"field", write_field},
    {"warp", write_warp},
    {"cells", write_cells},
    {"palette", write_palette},
    {"glyphs", write_glyphs},
    {"ramp", write_ramp},
    {"font", write_font},
    {"emoji", write_emoji},
    {"oversample", write_oversample},
    {"hue", write_hue},
    {"colours", write_colours},
    {"mask", gr_resolve_mask},
    {0},
};

static void write_scene_name(GrResolver *r, const char *key, const void *thing)
{
    gr_resolve_text(r, key, ((const GrScene *)thing)->name);
}

/* The frames are those of the show's own rate, from 0 for the whole show. */
static void write_start(GrResolver *r, const char *key, const void *thing)
{
    const GrScene *scene = thing;
    GrRational rate = r->show->fps.num ? r->show->fps : GR_DEFAULT_RATE;
    int64_t first = gr_first_frame_at(scene->start_ns, rate),
            last = gr_first_frame_at(scene->end_ns, rate) - 1;
    gr_resolve_key(r, key);
    gr_yaml_time(r->out, scene->start_ns);
    if (last < first)
        gr_text_puts(r->out, " # no frame\n");
    else
        gr_text_printf(r->out, " # frames %lld..%lld\n", (long long)first, (long long)last);
}

static void write_length(GrResolver *r, const char *key, const void *thing)
{
    const GrScene *scene = thing;
    gr_resolve_time(r, key, scene->end_ns - scene->start_ns);
}

static void write_scene_background(GrResolver *r, const char *key, const void *thing)
{
    const GrScene *scene = thing;
    gr_resolve_background(r, key, &scene->background, &scene->background_animation);
}

static void write_fade_in(GrResolver *r, const char *key, const void *thing)
{
    gr_resolve_time(r, key, ((const GrScene *)thing)->fade_in_ns);
}

static void write_fade_out(GrResolver *r, const char *key, const void *thing)
{
    gr_resolve_time(r, key, ((const GrScene *)thing)->fade_out_ns);
}

static void write_transition_length(GrResolver *r, const char *key, const void *thing)
{
    gr_resolve_time(r, key, ((const GrScene *)thing)->transition->length_ns);
}

static void write_transition_mask(GrResolver *r, const char *key, const void *thing)
{
    gr_resolve_masks(r, key, &((const GrScene *)thing)->transition_masks);
}

const GrKeyWriter gr_transition_writers[] = {
    {"length", write_transition_length}, {"of", write_transition_mask}, {0}};

static void write_transition(GrResolver *r, const char *key, const void *thing)
{
    const GrScene *scene = thing;
    const GrTransition *transition = scene->transition;
    if (!transition) {
        gr_resolve_text(r, key, gr_transition_kinds[GR_TRANSITION_CUT].name);
        return;
    }
    const GrKeySet set = gr_transition_kind_keys(transition->kind);
    gr_resolve_open(r, key);
    gr_resolve_open(r, transition->kind->name);
    gr_resolve_keys(r, set.keys, gr_transition_writers, scene);
    gr_resolve_params(r, &set, &transition->params, &scene->transition_animation);
    gr_resolve_close(r);
    gr_resolve_close(r);
}

static void write_exposure(GrResolver *r, const char *key, const void *thing)
{
    const GrScene *scene = thing;
    gr_resolve_open(r, key);
    gr_resolve_params(r, &gr_exposure_keys, &scene->exposure, &scene->exposure_animation);
    gr_resolve_close(r);
}

static void write_feedback(GrResolver *r, const char *key, const void *thing)
{
    const GrScene *scene = thing;
    if (!scene->feedback)
        return;
    gr_resolve_open(r, key);
    gr_resolve_params(r, &gr_feedback_keys, scene->feedback, &scene->feedback_animation);
    gr_resolve_close(r);
}

static void write_layers(GrResolver *r, const char *key, const void *thing)
{
    const GrScene *scene = thing;
    gr_resolve_open(r, key);
    for (int i = 0; i < scene->layer_count; i++) {
        const GrLayer *layer = &scene->layers[i];
        gr_resolve_open_item(r);
        if (layer->text) {
            gr_resolve_text_layer(r, layer);
        } else if (layer->picture) {
            gr_resolve_picture_layer(r, layer);
        } else {
            gr_resolve_keys(r, gr_layer_keys.keys, gr_layer_writers, layer);
            gr_resolve_params(r, &gr_layer_keys, &layer->look, &layer->look_animation);
        }
        gr_resolve_close(r);
    }
    gr_resolve_close(r);
}

static void write_where(GrResolver *r, const char *key, const void *thing)
{
    gr_resolve_masks(r, key, &((const GrShaderUse *)thing)->where);
}

const GrKeyWriter gr_shader_writers[] = {{"where", write_where}, {0}};

static void write_shaders(GrResolver *r, const char *key, const void *thing)
{
    const GrScene *scene = thing;
    if (!scene->shader_count) {
        gr_resolve_key(r, key);
        gr_text_puts(r->out, "[]\n");
        return;
    }
    gr_resolve_open(r, key);
    for (int i = 0; i < scene->shader_count; i++) {
        const GrShaderUse *use = &scene->shaders[i];
        gr_resolve_open_item(r);
        if (use->where.count) {
            const GrKeySet set = {.params = &use->shader->params};
            gr_resolve_open(r, use->shader->name);
            gr_resolve_keys(r, gr_shader_keys, gr_shader_writers, use);
            gr_resolve_params(r, &set, use->params, &use->animation);
            gr_resolve_close(r);
        } else {
            gr_resolve_use(r, use->shader->name, &use->shader->params, use->params,
                           &use->animation);
        }
        gr_resolve_close(r);
    }
    gr_resolve_close(r);
}

const GrKeyWriter gr_scene_writers[] = {
    {"name", write_scene_name},       {"length", write_length},
    {"start", write_start},           {"background", write_scene_background},
    {"fade_in", write_fade_in},       {"fade_out", write_fade_out},
    {"transition", write_transition}, {"exposure", write_exposure},
    {"feedback", write_feedback},     {"layers", write_layers},
    {"shaders", write_shaders},       {0},
};

void gr_resolve_scene(GrResolver *r, const GrScene *scene)
{
    gr_resolve_open_item(r);
    gr_resolve_keys(r, gr_scene_keys.keys, gr_scene_writers, scene);
    gr_resolve_params(r, &gr_scene_keys, &scene->look, &scene->look_animation);
    gr_resolve_close(r);
}

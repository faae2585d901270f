/* SPDX-License-Identifier: MIT */
#include "render/frozen_parts.h"

#include "base/hash.h"
#include "base/vmath.h"
#include "media/film_glance.h"
#include "render/moments.h"
#include "render/trail.h"

#include <stdlib.h>
#include <string.h>

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

static int larger_int(int a, int b)
{
    return a > b ? a : b;
}

static int freeze_block(GrFrozen *frozen, const GrScoreSource *source, const void *values,
                        size_t size, const GrAnimation *animation, GrBlock *block, GrError *error)
{
    return gr_block_init(block, values, size, animation, source, &frozen->arena,
                         &frozen->scene_blocks, error);
}

/* Room in a scene state's memory for blocks. */
static size_t reserve(GrFrozen *frozen, size_t bytes)
{
    size_t offset = frozen->scene_blocks;
    frozen->scene_blocks += (bytes + 63) / 64 * 64;
    return offset;
}

static int freeze_cells(GrFrozen *frozen, const GrScoreSource *source, GrFrozenLayer *out,
                        GrError *error)
{
    const GrLayer *layer = out->layer;
    int code = GR_OK;
    for (int i = 0; i < out->atlas->glyph_count; i++)
        out->has_wide = out->has_wide || out->atlas->columns[i] == 2;
    out->cells = GR_ARENA_NEW(&frozen->arena, GrFrozenCell, layer->cell_count + 1);
    if (!out->cells)
        return gr_error_memory(error, "cell effects", sizeof(GrFrozenCell));
    for (int i = 0; i < layer->cell_count && !code; i++) {
        const GrCellUse *use = &layer->cells[i];
        GrFrozenCell *cell = &out->cells[i];
        code =
            gr_frozen_cell_init(cell, use, out->grid, out->atlas,
                                gr_library_shapes(frozen->library, layer), &frozen->arena, error);
        if (!code)
            code = freeze_block(frozen, source, use->params, use->effect->params.size,
                                &use->animation, &cell->params, error);
        cell->seed = gr_hash_string(use->effect->name, out->seed) + (uint64_t)i;
        out->scratch_bytes = larger(out->scratch_bytes, cell->scratch_bytes);
    }
    return code;
}

static int freeze_layer(GrFrozen *frozen, const GrScoreSource *source, const GrLayer *layer,
                        GrFontCabinet *cabinet, GrFrozenLayer *out, GrError *error)
{
    const GrScene *scene = source->scene;
    out->layer = layer;
    out->grid = gr_library_grid(frozen->library, layer);
    out->atlas = gr_library_atlas(frozen->library, layer);
    int code =
        gr_ramp_create(&out->ramp, out->atlas, layer->palette, layer->look.ramp_order, error);
    if (code) {
        gr_error_context(error, "scene '%s', %s", scene->name, layer->name);
        if (layer->place.file)
            gr_error_context(error, "%s:%d:%d", layer->place.file, layer->place.line,
                             layer->place.column);
        return code;
    }
    gr_wheel_init(&out->wheel, layer, &layer->look);
    out->seed = gr_hash_string(layer->name, gr_hash_string(scene->name, frozen->settings.seed));
    out->particle_cap = (float)frozen->settings.particle_cap;
    const GrEffect *effect = layer->effect;
    if (effect) {
        out->state_bytes = effect->state_bytes ? effect->state_bytes(out->grid, layer->params) : 0;
        out->scratch_bytes =
            effect->scratch_bytes ? effect->scratch_bytes(out->grid, layer->params) : 0;
        code = freeze_block(frozen, source, layer->params, effect->params.size,
                            &layer->params_animation, &out->params, error);
    }
    if (!code)
        code = gr_frozen_add_fields(frozen, source, cabinet, out, error);
    if (!code)
        code = freeze_cells(frozen, source, out, error);
    if (!code)
        code = freeze_block(frozen, source, &layer->look, sizeof layer->look,
                            &layer->look_animation, &out->look, error);
    if (!code)
        code = gr_frozen_add_masks(frozen, source, &layer->masks, layer->font, out->grid, out->seed,
                                   cabinet, &out->masks, error);
    if (!code && effect)
        code = gr_frozen_stencil_cells(frozen, layer, effect, layer->params, out->grid, cabinet,
                                       &out->stencil, error);
    if (!code && effect)
        code = gr_frozen_add_film(frozen, source, layer, effect, &out->params, out->grid,
                                  &out->film, error);
    frozen->needs.wheels = frozen->needs.wheels || gr_block_changes(&out->look);
    frozen->needs.sources = frozen->needs.sources || gr_layer_takes_colours(layer);
    return code;
}

static GrShaderInput shader_input(const GrFrozen *frozen, const GrFrozenShader *shader)
{
    int width = frozen->settings.width, height = frozen->settings.height;
    return (GrShaderInput){.width = width,
                           .height = height,
                           .px = (float)(width < height ? width : height) / 1080.0f,
                           .aspect = (float)width / (float)height,
                           .params = shader->use->params,
                           .seed = shader->seed};
}

static int freeze_shader(GrFrozen *frozen, const GrScoreSource *source, int index,
                         size_t *frame_bytes, GrFontCabinet *cabinet, GrFrozenShader *out,
                         GrError *error)
{
    const GrScene *scene = source->scene;
    const GrShader *shader = scene->shaders[index].shader;
    out->use = &scene->shaders[index];
    uint64_t seed = gr_hash_string(scene->name, frozen->settings.seed);
    out->seed = gr_hash_string(shader->name, seed) + (uint64_t)index;
    GrShaderInput input = shader_input(frozen, out);
    size_t bytes = shader->prepared_bytes ? shader->prepared_bytes(&input) : 0;
    int code = freeze_block(frozen, source, out->use->params, shader->params.size,
                            &out->use->animation, &out->params, error);
    if (!code)
        code = gr_frozen_add_masks(frozen, source, &out->use->where, NULL, NULL, out->seed, cabinet,
                                   &out->where, error);
    if (code)
        return code;
    if (bytes && gr_block_changes(&out->params)) {
        out->own_prepared = reserve(frozen, bytes);
        out->prepared_for = reserve(frozen, shader->params.size);
    }
    if (bytes) {
        out->prepared = gr_arena_alloc(&frozen->arena, bytes);
        if (!out->prepared)
            return gr_error_memory(error, shader->name, bytes);
        input.prepared = out->prepared;
    }
    if (shader->prepare)
        shader->prepare(&input, out->prepared);
    out->frame_bytes = shader->frame_scratch_bytes ? shader->frame_scratch_bytes(&input) : 0;
    out->band_bytes = shader->band_scratch_bytes ? shader->band_scratch_bytes(&input) : 0;
    out->frame_offset = *frame_bytes;
    *frame_bytes += (out->frame_bytes + 63) / 64 * 64;
    return GR_OK;
}

/* Cuts the list of shaders into passes: before every gather, and between a survey and its apply. */
static void cut_passes(GrFrozenScene *scene)
{
    int count = 0;
    GrPass *pass = &scene->passes[count++];
    *pass = (GrPass){.gather = -1, .survey = -1};
    for (int i = 0; i < scene->scene->shader_count; i++) {
        const GrShader *shader = scene->shaders[i].use->shader;
        bool gathers = shader->access == GR_ACCESS_GATHER;
        if (gathers || shader->survey) {
            if (shader->survey)
                pass->survey = i;
            pass = &scene->passes[count++];
            *pass = (GrPass){.gather = gathers ? i : -1, .first = i, .last = i, .survey = -1};
            if (gathers) {
                pass->first = pass->last = i + 1;
                /* One that works in some places only leaves its source in the others. */
                pass->from_other = !shader->keeps_source || scene->shaders[i].where.count;
            }
        }
        if (!gathers)
            pass->last = i + 1;
    }
    scene->pass_count = count;
}

/* How long feedback remembers where it is strongest. */
static int64_t longest_preroll(const GrFrozenScene *of)
{
    const GrScene *scene = of->scene;
    double most = gr_trail_weight(scene->feedback);
    if (!gr_block_changes(&of->feedback))
        return gr_trail_preroll(most);
    GrScore score;
    GrFeedback at;
    most = 0.0;
    for (int64_t tick = 0; tick <= of->tick_count; tick++) {
        gr_score_fill(&score, &of->source, (GrSceneTime){tick, 0.0});
        gr_block_read(&of->feedback, &score, &at);
        double weight = gr_trail_weight(&at);
        most = weight > most ? weight : most;
    }
    return gr_trail_preroll(most);
}

/* What a scene itself has of parameters. */
static int freeze_blocks(GrFrozen *frozen, GrFrozenScene *out, GrError *error)
{
    const GrScoreSource *source = &out->source;
    const GrScene *scene = out->scene;
    int code = freeze_block(frozen, source, &scene->background, sizeof scene->background,
                            &scene->background_animation, &out->background, error);
    if (!code)
        code = freeze_block(frozen, source, &scene->exposure, sizeof scene->exposure,
                            &scene->exposure_animation, &out->exposure, error);
    if (!code)
        code = freeze_block(frozen, source, &scene->look, sizeof scene->look,
                            &scene->look_animation, &out->look, error);
    if (!code && scene->transition)
        code = freeze_block(frozen, &out->mix_source, &scene->transition->params,
                            sizeof scene->transition->params, &scene->transition_animation,
                            &out->transition, error);
    if (!code && scene->feedback) {
        code = freeze_block(frozen, source, scene->feedback, sizeof *scene->feedback,
                            &scene->feedback_animation, &out->feedback, error);
        out->preroll = code ? 0 : longest_preroll(out);
    }
    return code;
}

static int freeze_transition(GrFrozen *frozen, const GrScene *scene, GrFontCabinet *cabinet,
                             GrFrozenScene *out, GrError *error)
{
    const GrRenderSettings *settings = &frozen->settings;
    if (scene->transition)
        out->mixed_until =
            gr_first_frame_at(scene->start_ns + scene->transition->length_ns, settings->fps);
    int code = gr_mix_init(&out->mix, &frozen->arena, scene, settings->seed, settings->width,
                           settings->height, error);
    if (!code)
        code = gr_frozen_add_masks(frozen, &out->mix_source, &scene->transition_masks, NULL, NULL,
                                   out->mix.seed, cabinet, &out->mix.masks, error);
    out->mix.masks.whole_fields = !out->mix.covers;
    return code;
}

static int freeze_scene(GrFrozen *frozen, int index, GrFontCabinet *cabinet, GrError *error)
{
    const GrScene *scene = &frozen->show->scenes[index];
    const GrRenderSettings *settings = &frozen->settings;
    GrFrozenScene *out = &frozen->scenes[index];
    int shaders = settings->exposure_only ? 0 : scene->shader_count;
    out->scene = scene;
    out->source = (GrScoreSource){.show = frozen->show,
                                  .hearing = frozen->hearing,
                                  .scene = scene,
                                  .seed = gr_hash_string(scene->name, settings->seed),
                                  .lots = settings->seed,
                                  .aspect = (float)settings->width / (float)settings->height};
    out->mix_source = out->source;
    out->mix_source.transition = scene->transition;
    out->first_frame = gr_first_frame_at(scene->start_ns, settings->fps);
    out->mixed_until = out->first_frame;
    out->tick_count = gr_scene_tick_count(scene, frozen->show->tick);
    gr_backdrop_init(&out->backdrop, &scene->background, settings->width, settings->height);
    out->layers = GR_ARENA_NEW(&frozen->arena, GrFrozenLayer, scene->layer_count + 1);
    out->shaders = GR_ARENA_NEW(&frozen->arena, GrFrozenShader, shaders + 1);
    out->passes = GR_ARENA_NEW(&frozen->arena, GrPass, shaders + 1);
    if (!out->layers || !out->shaders || !out->passes)
        return gr_error_memory(error, "scenes", sizeof(GrFrozenLayer));
    frozen->scene_blocks = 64; /* an offset of 0 means none */
    frozen->scene_planes = 0;
    frozen->scene_films = 0;
    int code = freeze_blocks(frozen, out, error);
    if (code)
        return code;
    for (int i = 0; i < scene->layer_count; i++) {
        code = !gr_layer_has_glyphs(&scene->layers[i])
                   ? gr_frozen_add_text(frozen, &out->source, i, cabinet, out, error)
                   : freeze_layer(frozen, &out->source, &scene->layers[i], cabinet, &out->layers[i],
                                  error);
        if (code)
            return code;
    }
    if (!settings->exposure_only) {
        code = freeze_transition(frozen, scene, cabinet, out, error);
        if (code)
            return code;
    }
    size_t frame_bytes = 0;
    for (int i = 0; i < shaders; i++) {
        code =
            freeze_shader(frozen, &out->source, i, &frame_bytes, cabinet, &out->shaders[i], error);
        if (code)
            return code;
    }
    frozen->needs.frame_scratch = larger(frozen->needs.frame_scratch, frame_bytes);
    frozen->needs.blocks = larger(frozen->needs.blocks, frozen->scene_blocks);
    frozen->needs.host_planes = larger_int(frozen->needs.host_planes, frozen->scene_planes);
    if (shaders == 0) {
        out->passes[0] = (GrPass){.gather = -1, .survey = -1};
        out->pass_count = 1;
    } else {
        cut_passes(out);
    }
    return GR_OK;
}

static void add_layer_needs(GrNeeds *needs, int index, const GrFrozenLayer *layer)
{
    needs->layers = larger_int(needs->layers, index + 1);
    if (!gr_layer_has_glyphs(layer->layer)) {
        gr_frozen_add_text_needs(&needs->text, index, layer->text);
        return;
    }
    needs->layer_cells[index] = larger_int(needs->layer_cells[index], layer->grid->count);
    needs->layer_rows[index] = larger_int(needs->layer_rows[index], layer->grid->rows);
    needs->layer_state[index] = larger(needs->layer_state[index], layer->state_bytes);
    needs->cells = larger_int(needs->cells, layer->grid->count);
    needs->cols = larger_int(needs->cols, layer->grid->cols);
    needs->field_scratch = larger(needs->field_scratch, layer->scratch_bytes);
    needs->glyph_stride = larger_int(needs->glyph_stride, layer->atlas->stride);
    needs->own_colours = needs->own_colours || layer->atlas->colour_count > 0;
}

/* One past the last frame that shows a scene: it may live on under the next one's transition. */
static int64_t last_seen(const GrFrozen *frozen, int scene)
{
    return scene + 1 < frozen->show->scene_count ? frozen->scenes[scene + 1].mixed_until
                                                 : frozen->frame_count;
}

/* Between two ticks a frame needs both their histories, and threads draw bands in any order. */
static void add_feedback_needs(GrFrozen *frozen, int index)
{
    GrNeeds *needs = &frozen->needs;
    const GrRenderSettings *settings = &frozen->settings;
    const GrFrozenScene *scene = &frozen->scenes[index];
    needs->feedback = true;
    int lead = gr_trail_lead(scene->scene->feedback, settings->width, settings->height);
    needs->trail_lead = larger_int(needs->trail_lead, lead);
    /* What changes over time may reach anywhere. */
    bool both = settings->threads > 1 || gr_block_changes(&scene->feedback);
    for (int64_t f = scene->first_frame; !both && f < last_seen(frozen, index); f++)
        both =
            gr_scene_time_of_frame(scene->scene, frozen->show->tick, f, settings->fps).part > 0.0;
    if (both)
        needs->trail_lead = settings->height;
}

static int sum_needs(GrFrozen *frozen, GrError *error)
{
    GrNeeds *needs = &frozen->needs;
    const GrRenderSettings *settings = &frozen->settings;
    int most = 1;
    for (int s = 0; s < frozen->show->scene_count; s++)
        most = larger_int(most, frozen->show->scenes[s].layer_count);
    needs->layer_cells = GR_ARENA_NEW(&frozen->arena, int, most);
    needs->layer_rows = GR_ARENA_NEW(&frozen->arena, int, most);
    needs->layer_state = GR_ARENA_NEW(&frozen->arena, size_t, most);
    needs->text.pieces = GR_ARENA_NEW(&frozen->arena, int, most);
    needs->text.lines = GR_ARENA_NEW(&frozen->arena, int, most);
    if (!needs->layer_cells || !needs->layer_rows || !needs->layer_state || !needs->text.pieces ||
        !needs->text.lines)
        return gr_error_memory(error, "scenes", (size_t)most * sizeof(size_t));
    for (int s = 0; s < frozen->show->scene_count; s++) {
        const GrFrozenScene *scene = &frozen->scenes[s];
        for (int i = 0; i < scene->scene->layer_count; i++)
            add_layer_needs(needs, i, &scene->layers[i]);
        if (!scene->backdrop.plain || gr_block_changes(&scene->background))
            needs->backdrop_canvas = true;
        if (settings->exposure_only)
            continue;
        if (scene->scene->feedback)
            add_feedback_needs(frozen, s);
        for (int i = 0; i < scene->scene->shader_count; i++) {
            needs->where =
                scene->shaders[i].where.count ? larger_int(needs->where, i + 1) : needs->where;
            needs->band_scratch = larger(needs->band_scratch, scene->shaders[i].band_bytes);
        }
        for (int i = 0; i < scene->pass_count; i++)
            needs->other_canvas = needs->other_canvas || scene->passes[i].from_other;
        needs->mixes = needs->mixes || scene->mixed_until > scene->first_frame;
        needs->mix_cells = larger_int(needs->mix_cells, scene->mix.cols * scene->mix.rows);
    }
    return GR_OK;
}

static int check_settings(const GrShow *show, const GrRenderSettings *settings, GrError *error)
{
    if (settings->width < 1 || settings->height < 1 || settings->width > GR_CANVAS_MAX_SIDE ||
        settings->height > GR_CANVAS_MAX_SIDE)
        return gr_error_set(error, GR_E_USAGE, "a frame of %dx%d: each side is 1..%d",
                            settings->width, settings->height, GR_CANVAS_MAX_SIDE);
    if (settings->fps.num <= 0 || settings->fps.den <= 0 || show->tick.num <= 0 ||
        show->tick.den <= 0 || show->scene_count < 1)
        return gr_error_set(error, GR_E_INTERNAL, "a freeze without scenes, frame rate or tick");
    return GR_OK;
}

int gr_frozen_build(const GrShow *show, const GrHearing *hearing, const GrRenderSettings *settings,
                    GrFontCabinet *cabinet, GrFrozen **out, GrError *error)
{
    *out = NULL;
    int code = check_settings(show, settings, error);
    if (code)
        return code;
    GrFrozen *frozen = calloc(1, sizeof *frozen);
    if (!frozen)
        return gr_error_memory(error, "the freeze", sizeof *frozen);
    frozen->show = show;
    frozen->hearing = hearing;
    frozen->settings = *settings;
    frozen->settings.threads = settings->threads < 1 ? 1 : settings->threads;
    frozen->frame_count = gr_first_frame_at(show->length_ns, settings->fps);
    frozen->scenes = GR_ARENA_NEW(&frozen->arena, GrFrozenScene, show->scene_count);
    if (!frozen->scenes)
        code = gr_error_memory(error, "scenes", sizeof(GrFrozenScene));
    if (!code)
        code = gr_library_create(show, settings->width, settings->height, cabinet, &frozen->library,
                                 error);
    for (int s = 0; !code && s < show->scene_count; s++)
        code = freeze_scene(frozen, s, cabinet, error);
    if (frozen->texts)
        gr_text_set_seal(frozen->texts);
    if (!code)
        code = sum_needs(frozen, error);
    if (code)
        gr_frozen_destroy(frozen);
    else
        *out = frozen;
    return code;
}

int gr_frozen_create(const GrShow *show, const GrHearing *hearing, const GrRenderSettings *settings,
                     GrFrozen **out, GrError *error)
{
    GrFontCabinet cabinet = {.show = show};
    GrFrozen *frozen = NULL;
    *out = NULL;
    int code = gr_frozen_build(show, hearing, settings, &cabinet, &frozen, error);
    if (!code && !settings->exposure_only)
        code = gr_milestones_create(frozen, error);
    if (!code && !settings->exposure_only)
        code = gr_frozen_plan_tones(frozen, &cabinet, error);
    if (!code && settings->dim_flashes)
        code = gr_frozen_plan_dims(frozen, &cabinet, error);
    gr_font_cabinet_finish(&cabinet);
    for (int i = 0; i < show->films.count; i++)
        gr_film_forget_glances(show->films.list[i]);
    if (code)
        gr_frozen_destroy(frozen);
    else
        *out = frozen;
    return code;
}

void gr_frozen_destroy(GrFrozen *frozen)
{
    if (!frozen)
        return;
    gr_milestones_destroy(frozen);
    gr_library_destroy(frozen->library);
    gr_text_set_destroy(frozen->texts);
    gr_film_close(frozen->drawn_film);
    gr_arena_finish(&frozen->arena);
    free(frozen);
}

const GrRenderSettings *gr_frozen_settings(const GrFrozen *frozen)
{
    return &frozen->settings;
}

const GrShow *gr_frozen_show(const GrFrozen *frozen)
{
    return frozen->show;
}

int64_t gr_frozen_frame_count(const GrFrozen *frozen)
{
    return frozen->frame_count;
}

int64_t gr_frozen_scene_start(const GrFrozen *frozen, int scene)
{
    return scene < frozen->show->scene_count ? frozen->scenes[scene].first_frame
                                             : frozen->frame_count;
}

int gr_frozen_scene_of(const GrFrozen *frozen, int64_t frame)
{
    int scene = frozen->show->scene_count - 1;
    while (scene > 0 && frozen->scenes[scene].first_frame > frame)
        scene--;
    return scene;
}

uint64_t gr_frozen_glyph_hash(const GrFrozen *frozen)
{
    uint64_t hash = gr_library_glyph_hash(frozen->library);
    const uint64_t more[] = {frozen->texts ? gr_text_set_hash(frozen->texts) : 0,
                             frozen->stencils_hash};
    return more[0] || more[1] ? gr_hash_bytes(more, sizeof more, hash) : hash;
}

void gr_frozen_describe_tone(const GrFrozen *frozen, int scene, double scene_s, GrToneReport *out)
{
    const GrFrozenScene *of = &frozen->scenes[scene];
    double ticks = scene_s * gr_rational_value(frozen->show->tick);
    ticks = ticks > 0.0 ? ticks : 0.0;
    GrTone tone = gr_tone_plan_at(&of->tones, (int64_t)ticks, ticks - (double)(int64_t)ticks);
    *out = (GrToneReport){of->tones.count > 0, tone.black, tone.white, tone.gamma};
}

/* SPDX-License-Identifier: MIT */
#include "render/painter_parts.h"

#include "base/blue_noise.h"
#include "base/clock.h"
#include "base/rng.h"

#include <omp.h>
#include <string.h>

enum { FUSED_MOST = 16 }; /* shaders that a row goes through at once */

/* One picture in the making. */
typedef struct Picture {
    GrPainter *painter;
    GrSceneState *state;
    const GrFrozenScene *scene;
    const GrPictureOrder *order;
    GrScore score;
    const GrBackdrop *backdrop;
    GrToneCurves curves, fade;       /* exposure before the feedback, fade after it */
    GrToneCurves dim;                /* of flashes, last of all */
    float exposed_gain, shaded_gain; /* of texts after the exposure, and after the shaders */
    GrTrailFrame trail;
    bool has_trail;
    const GrCanvas *from; /* of the pass that is running */
    const GrCanvas *to;
    const GrCanvas *older; /* of a mix */
    bool windowed;         /* no later pass wants the pixels of this one: bands stay in cache */
    const GrPass *pass;
    bool last_pass;
    int planes_used; /* of the painter's for fields of masks */
    uint32_t noise;  /* where the thresholds of blue noise lie, other ones for each tick */
} Picture;

typedef void BandWork(Picture *picture, GrBandWorker *worker, int y0, int y1);

static uint32_t noise_at(GrSceneTime time)
{
    return gr_rng_u32(UINT32_C(0x6e6f6973), (uint32_t)time.tick, (uint32_t)(time.tick >> 32));
}

static void run_threaded(Picture *picture, BandWork *work, int height, int threads)
{
    int bands = (height + GR_BAND_ROWS - 1) / GR_BAND_ROWS;
#pragma omp parallel for num_threads(threads) schedule(dynamic, 1)
    for (int band = 0; band < bands; band++) {
        int y0 = band * GR_BAND_ROWS, y1 = y0 + GR_BAND_ROWS;
        work(picture, &picture->painter->workers[omp_get_thread_num()], y0,
             y1 < height ? y1 : height);
    }
}

/* With one thread OpenMP is never entered: it would leave threads behind that do not survive a
 * fork. */
static void run_bands(Picture *picture, BandWork *work)
{
    const GrRenderSettings *settings = &picture->painter->frozen->settings;
    if (settings->threads > 1) {
        run_threaded(picture, work, settings->height, settings->threads);
        return;
    }
    for (int y0 = 0; y0 < settings->height; y0 += GR_BAND_ROWS) {
        int y1 = y0 + GR_BAND_ROWS;
        work(picture, &picture->painter->workers[0], y0,
             y1 < settings->height ? y1 : settings->height);
    }
}

/* A window is a canvas of which only the rows of one band exist. */
static void aim(const Picture *picture, GrBandWorker *worker, int y0, int y1)
{
    worker->to = *picture->to;
    for (int plane = 0; plane < 3 && picture->windowed; plane++)
        worker->to.plane[plane] = worker->window[plane] - y0 * picture->to->stride;
    gr_rows_aim(&worker->band, &worker->to, y0, y1);
    worker->band.noise = picture->noise;
}

static uint64_t lap(GrBandWorker *worker, GrStage stage, uint64_t since)
{
    uint64_t now = gr_clock_ns();
    worker->stage_ns[stage] += now - since;
    return now;
}

static void curve_band(const GrToneCurves *curves, const GrRows *band, uint32_t noise, int y0,
                       int y1)
{
    const GrCanvas *canvas = band->canvas;
    int span = gr_kernel_span(canvas->width);
    for (int y = y0; y < y1 && !curves->identity; y++)
        for (int plane = 0; plane < 3; plane++)
            gr_kernels()->curve(gr_canvas_row(canvas, plane, y), &curves->channel[plane],
                                curves->fades ? gr_blue_noise_row(noise, y) : NULL, span);
}

static void compose_band(Picture *picture, GrBandWorker *worker, int y0, int y1)
{
    aim(picture, worker, y0, y1);
    uint64_t clock = gr_clock_ns();
    gr_compose_band(picture->state->cells, picture->state->texts, picture->state->sprites,
                    picture->scene->scene->layer_count, picture->backdrop, &picture->state->drawn,
                    &worker->band, &worker->compose);
    lap(worker, GR_STAGE_GLYPHS, clock);
}

/* Texts and pictures that are drawn after the layers of glyphs. */
static void draw_texts(Picture *picture, GrBandWorker *worker, GrTextWhen when, float gain)
{
    const GrFrozenScene *scene = picture->scene;
    if (!scene->has_text[when])
        return;
    uint64_t clock = gr_clock_ns();
    for (int i = 0; i < scene->scene->layer_count; i++) {
        const GrFrozenText *text = scene->layers[i].text;
        if (text && text->when == when)
            gr_text_band(&picture->state->texts[i], &worker->band, gain, &worker->compose.text);
        const GrFrozenSprite *sprite = scene->layers[i].sprite;
        if (sprite && sprite->when == when)
            gr_sprite_band(&picture->state->sprites[i], &worker->band, &worker->compose.sprite);
    }
    gr_rows_settle(&worker->band);
    lap(worker, GR_STAGE_TEXT, clock);
}

/* Exposure and feedback of a composed band. */
static void develop_band(Picture *picture, GrBandWorker *worker, int y0, int y1)
{
    aim(picture, worker, y0, y1);
    uint64_t clock = gr_clock_ns();
    curve_band(&picture->curves, &worker->band, picture->noise, y0, y1);
    lap(worker, GR_STAGE_GLYPHS, clock);
    draw_texts(picture, worker, GR_TEXT_EXPOSED, picture->exposed_gain);
    if (!picture->has_trail)
        return;
    clock = gr_clock_ns();
    gr_trail_band(&picture->state->trail, &picture->trail, &worker->to, y0, y1, &worker->trail);
    if (picture->order->finish)
        curve_band(&picture->fade, &worker->band, picture->noise + GR_BLUE_NOISE_FADE, y0, y1);
    lap(worker, GR_STAGE_FEEDBACK, clock);
}

static GrShaderInput shader_input(const Picture *picture, const GrBandWorker *worker, int index)
{
    const GrFrozenShader *shader = &picture->scene->shaders[index];
    const GrRenderSettings *settings = &picture->painter->frozen->settings;
    int width = settings->width, height = settings->height;
    return (GrShaderInput){
        .width = width,
        .height = height,
        .px = (float)(width < height ? width : height) / 1080.0f,
        .aspect = (float)width / (float)height,
        .moment = &picture->score.moment,
        .params = gr_block_last(&shader->params, picture->state->blocks),
        .seed = shader->seed,
        .prepared = shader->own_prepared ? (char *)picture->state->blocks + shader->own_prepared
                                         : shader->prepared,
        .frame_scratch = (char *)picture->painter->frame_scratch + shader->frame_offset,
        .band_scratch = worker->shader_scratch};
}

static const GrShader *shader_at(const Picture *picture, int index)
{
    return picture->scene->shaders[index].use->shader;
}

static void keep_rows(GrBandWorker *worker, int y)
{
    size_t span = (size_t)gr_kernel_span(worker->to.width);
    for (int plane = 0; plane < 3; plane++)
        memcpy(worker->kept[plane], gr_canvas_row(&worker->to, plane, y), span);
}

/* Mixes what a shader made of a row with what was there, by the shader's mask; `before` NULL: that
 * is in the canvas that the pass reads. */
static void keep_where(const Picture *picture, GrBandWorker *worker, int index, int y,
                       GrPixel *const before[3])
{
    int span = gr_kernel_span(worker->to.width);
    const uint16_t *where =
        gr_mask_row(&picture->painter->where[index], y, 0, span, worker->compose.mask.row);
    const uint8_t *dither = gr_blue_noise_row(picture->noise + GR_BLUE_NOISE_WHERE, y);
    gr_kernels()->mask_bytes(worker->where, where,
                             gr_blue_noise_row(picture->noise + GR_BLUE_NOISE_WHERE_MASK, y), span);
    for (int plane = 0; plane < 3; plane++) {
        GrPixel *row = gr_canvas_row(&worker->to, plane, y);
        const GrPixel *was = before ? before[plane] : gr_canvas_row(picture->from, plane, y);
        gr_kernels()->blend[GR_BLEND_NORMAL](row, was, row, worker->where, dither, span);
    }
}

static void shade_row(const Picture *picture, GrBandWorker *worker, int index,
                      const GrShaderInput *input, int y)
{
    const GrShader *shader = shader_at(picture, index);
    bool masked = picture->scene->shaders[index].where.count;
    if (masked)
        keep_rows(worker, y);
    shader->apply(input, gr_canvas_row(&worker->to, 0, y), gr_canvas_row(&worker->to, 1, y),
                  gr_canvas_row(&worker->to, 2, y), y);
    if (masked)
        keep_where(picture, worker, index, y, worker->kept);
}

/* Row by row, so that a row stays in the innermost cache while it goes through all of them. */
static void shade_rows(const Picture *picture, GrBandWorker *worker, int first, int last, int y0,
                       int y1)
{
    GrShaderInput inputs[FUSED_MOST];
    for (int i = first; i < last; i++)
        inputs[i - first] = shader_input(picture, worker, i);
    for (int y = y0; y < y1; y++)
        for (int i = first; i < last; i++)
            shade_row(picture, worker, i, &inputs[i - first], y);
}

static void shade_band(Picture *picture, GrBandWorker *worker, int y0, int y1)
{
    const GrPass *pass = picture->pass;
    if (pass->gather >= 0) {
        GrShaderInput input = shader_input(picture, worker, pass->gather);
        shader_at(picture, pass->gather)->gather(&input, picture->from, &worker->to, y0, y1);
        for (int y = y0; y < y1 && picture->scene->shaders[pass->gather].where.count; y++)
            keep_where(picture, worker, pass->gather, y, NULL);
    }
    for (int i = pass->first; i < pass->last; i += FUSED_MOST)
        shade_rows(picture, worker, i, i + FUSED_MOST < pass->last ? i + FUSED_MOST : pass->last,
                   y0, y1);
    if (pass->survey >= 0) {
        GrShaderInput input = shader_input(picture, worker, pass->survey);
        shader_at(picture, pass->survey)->survey(&input, &worker->to, y0, y1);
    }
}

static void deliver_band(Picture *picture, GrBandWorker *worker, int y0, int y1)
{
    curve_band(&picture->dim, &worker->band, picture->noise + GR_BLUE_NOISE_DIM, y0, y1);
    gr_deliver_band(picture->painter, picture->order, worker, y0, y1);
}

static void finish_band(Picture *picture, GrBandWorker *worker, int y0, int y1)
{
    aim(picture, worker, y0, y1);
    uint64_t clock = gr_clock_ns();
    shade_band(picture, worker, y0, y1);
    lap(worker, GR_STAGE_SHADERS, clock);
    if (!picture->last_pass)
        return;
    draw_texts(picture, worker, GR_TEXT_SHADED, picture->shaded_gain);
    clock = gr_clock_ns();
    deliver_band(picture, worker, y0, y1);
    lap(worker, GR_STAGE_YUV, clock);
}

/* Everything from the background to the first barrier while the band is in cache. */
static void first_band(Picture *picture, GrBandWorker *worker, int y0, int y1)
{
    bool exposed_later = picture->scene->scene->exposure.mode == GR_EXPOSURE_FRAME;
    if (!exposed_later)
        compose_band(picture, worker, y0, y1);
    develop_band(picture, worker, y0, y1);
    if (picture->order->finish)
        finish_band(picture, worker, y0, y1);
}

static GrTone frame_tone(Picture *picture)
{
    run_bands(picture, compose_band);
    GrToneCount *count = picture->painter->tone_count;
    memset(count, 0, sizeof *count);
    gr_tone_count(count, picture->to, picture->backdrop, 4);
    return gr_tone_derive(count);
}

static void choose_curves(Picture *picture)
{
    const GrScene *scene = picture->scene->scene;
    void *blocks = picture->state->blocks;
    const GrExposure *exposure = gr_block_at(&picture->scene->exposure, &picture->score, blocks);
    const GrSceneLook *look = gr_block_at(&picture->scene->look, &picture->score, blocks);
    GrSceneTime time = picture->order->time;
    float fade = (float)gr_fade_at(scene, picture->score.moment.scene_s), gain = look->gain;
    picture->shaded_gain = gain * fade;
    if (picture->has_trail)
        gr_tone_curves_fixed(&picture->fade, gr_tone_identity, fade); /* echoes fade as well */
    else
        gain *= fade;
    picture->exposed_gain = gain;
    GrTone tone = gr_tone_identity;
    switch ((GrExposureMode)exposure->mode) {
    case GR_EXPOSURE_AUTO:
        tone = gr_tone_plan_at(&picture->scene->tones, time.tick, time.part);
        break;
    case GR_EXPOSURE_FRAME:
        tone = frame_tone(picture);
        break;
    case GR_EXPOSURE_FIXED:
        tone = (GrTone){exposure->black, exposure->white, exposure->gamma, 1.0f};
        gr_tone_curves_fixed(&picture->curves, tone, gain);
        return;
    case GR_EXPOSURE_OFF:
        break;
    }
    gr_tone_curves(&picture->curves, tone, gain, picture->backdrop);
}

static void light_sprites(Picture *picture)
{
    for (int i = 0; i < picture->scene->scene->layer_count; i++) {
        const GrFrozenSprite *sprite = picture->scene->layers[i].sprite;
        if (sprite && sprite->when != GR_TEXT_IN_PLACE)
            gr_sprite_light(&picture->state->sprites[i], sprite->when == GR_TEXT_SHADED
                                                             ? picture->shaded_gain
                                                             : picture->exposed_gain);
    }
}

/* A mask that belongs to no layer of glyphs, and the fields among its shapes. */
static void begin_mask(Picture *picture, const GrFrozenMasks *masks, GrMaskNow *now)
{
    GrPainter *painter = picture->painter;
    void *blocks = picture->state->blocks;
    float **planes = painter->host_planes + picture->planes_used;
    if (masks->host) {
        GrFieldStage stage;
        gr_field_stage_begin(&stage, masks->host, &painter->cell_scratch.field, &picture->score,
                             NULL, blocks);
        gr_field_stage_draw_masks(&stage, masks, planes);
        picture->planes_used += masks->fields;
    }
    gr_mask_begin(now, masks, &picture->score, blocks, planes);
}

/* A text or a picture; one of which nothing was frozen is not drawn. */
static void begin_text(Picture *picture, int index)
{
    GrSceneState *state = picture->state;
    const GrFrozenLayer *layer = &picture->scene->layers[index];
    state->texts[index].frozen = NULL;
    state->sprites[index].frozen = NULL;
    if (layer->sprite) {
        gr_sprite_begin(&state->sprites[index], layer->sprite, &picture->score, state->blocks);
        begin_mask(picture, &layer->masks, &state->sprites[index].mask);
    }
    if (!layer->text)
        return;
    gr_text_begin(&state->texts[index], layer->text, &picture->score, state->blocks);
    begin_mask(picture, &layer->masks, &state->texts[index].mask);
}

static void draw_fields(Picture *picture)
{
    GrPainter *painter = picture->painter;
    GrSceneState *state = picture->state;
    uint64_t clock = gr_clock_ns(), decoded = gr_reels_ns(painter->cell_scratch.field.reels);
    for (int i = 0; i < picture->scene->scene->layer_count; i++) {
        const GrFrozenLayer *layer = &picture->scene->layers[i];
        if (gr_layer_has_glyphs(layer->layer))
            gr_cells_draw(&state->cells[i], &painter->cell_scratch, &picture->score, state->blocks);
        else
            begin_text(picture, i);
    }
    gr_painter_lap_fields(painter, clock, decoded);
}

/* Whether a pass makes its pixels anew and all that is wanted of them is seen band by band. */
static bool can_be_windowed(const Picture *picture, int pass)
{
    const GrFrozenScene *scene = picture->scene;
    bool made_anew = pass == 0 ? scene->scene->exposure.mode != GR_EXPOSURE_FRAME
                               : scene->passes[pass].gather >= 0;
    if (!made_anew || !picture->order->finish)
        return made_anew;
    if (pass == scene->pass_count - 1)
        return !picture->order->want_canvas;
    return scene->passes[pass + 1].gather >= 0 && !scene->passes[pass + 1].from_other;
}

static void run_passes(Picture *picture)
{
    GrPainter *painter = picture->painter;
    const GrFrozenScene *scene = picture->scene;
    for (int i = 0; i < scene->pass_count; i++) {
        picture->pass = &scene->passes[i];
        picture->last_pass = i == scene->pass_count - 1;
        picture->windowed = can_be_windowed(picture, i);
        if (picture->pass->from_other) {
            picture->from = picture->to;
            picture->to = picture->state->canvas[picture->to == picture->state->canvas[0]];
        }
        run_bands(picture, i == 0 ? first_band : finish_band);
        if (!picture->order->finish)
            return;
        if (picture->pass->survey >= 0) {
            uint64_t clock = gr_clock_ns();
            GrShaderInput input =
                shader_input(picture, &painter->workers[0], picture->pass->survey);
            if (shader_at(picture, picture->pass->survey)->survey_end)
                shader_at(picture, picture->pass->survey)->survey_end(&input);
            painter->stage_ns[GR_STAGE_SHADERS] += gr_clock_ns() - clock;
        }
    }
}

/* Tables of a shader whose parameters change over time are made again when they did. */
static void renew_tables(const Picture *picture, int index)
{
    const GrFrozenShader *frozen = &picture->scene->shaders[index];
    char *blocks = picture->state->blocks;
    if (!frozen->own_prepared)
        return;
    GrShaderInput input = shader_input(picture, &picture->painter->workers[0], index);
    void *made_for = blocks + frozen->prepared_for;
    if (memcmp(made_for, input.params, frozen->params.size) == 0)
        return;
    memcpy(made_for, input.params, frozen->params.size);
    input.moment = NULL;
    shader_at(picture, index)->prepare(&input, blocks + frozen->own_prepared);
}

static void begin_shaders(Picture *picture)
{
    uint64_t clock = gr_clock_ns();
    for (int i = 0; i < picture->scene->scene->shader_count; i++) {
        const GrFrozenShader *frozen = &picture->scene->shaders[i];
        gr_block_at(&frozen->params, &picture->score, picture->state->blocks);
        renew_tables(picture, i);
        if (frozen->where.count)
            begin_mask(picture, &frozen->where, &picture->painter->where[i]);
        GrShaderInput input = shader_input(picture, &picture->painter->workers[0], i);
        if (shader_at(picture, i)->begin)
            shader_at(picture, i)->begin(&input);
    }
    picture->painter->stage_ns[GR_STAGE_SHADERS] += gr_clock_ns() - clock;
}

/* The scene's background; where it changes over time, made and drawn anew. */
static const GrBackdrop *backdrop_now(const Picture *picture)
{
    GrSceneState *state = picture->state;
    const GrRenderSettings *settings = &picture->painter->frozen->settings;
    if (!gr_block_changes(&picture->scene->background))
        return &picture->scene->backdrop;
    gr_backdrop_init(&state->own_backdrop,
                     gr_block_at(&picture->scene->background, &picture->score, state->blocks),
                     settings->width, settings->height);
    if (!state->own_backdrop.plain)
        gr_backdrop_draw(&state->own_backdrop, &state->drawn);
    return &state->own_backdrop;
}

static void begin(Picture *picture, GrPainter *painter, GrSceneState *state,
                  const GrPictureOrder *order)
{
    const GrFrozen *frozen = painter->frozen;
    *picture = (Picture){.painter = painter,
                         .state = state,
                         .scene = &frozen->scenes[state->scene],
                         .order = order,
                         .to = state->canvas[0],
                         .noise = noise_at(order->time)};
    gr_score_fill(&picture->score, &picture->scene->source, order->time);
    picture->backdrop = backdrop_now(picture);
}

void gr_picture_draw(GrPainter *painter, GrSceneState *state, const GrPictureOrder *order,
                     GrFrameStats *stats)
{
    Picture picture;
    begin(&picture, painter, state, order);
    gr_tone_curves_fixed(&picture.dim, gr_tone_identity, 1.0f - order->dimmed);
    const GrScene *scene = picture.scene->scene;
    picture.has_trail = scene->feedback && !painter->frozen->settings.exposure_only;
    if (picture.has_trail)
        gr_trail_begin(&state->trail,
                       gr_block_at(&picture.scene->feedback, &picture.score, state->blocks),
                       order->time.tick, order->time.part, &picture.trail);
    picture.windowed = !order->want_canvas && (picture.scene->pass_count == 1 || !order->finish) &&
                       scene->exposure.mode != GR_EXPOSURE_FRAME;
    draw_fields(&picture);
    choose_curves(&picture);
    light_sprites(&picture);
    if (order->finish)
        begin_shaders(&picture);
    run_passes(&picture);
    if (picture.has_trail)
        gr_trail_end(&state->trail, &picture.trail);
    painter->finished = picture.to;
    gr_deliver_stats(painter, order, stats);
}

static void mix_band(Picture *picture, GrBandWorker *worker, int y0, int y1)
{
    aim(picture, worker, y0, y1);
    uint64_t clock = gr_clock_ns();
    gr_mix_band(&picture->painter->mix, picture->older, picture->from, &worker->to, y0, y1,
                &worker->mix);
    clock = lap(worker, GR_STAGE_SHADERS, clock);
    deliver_band(picture, worker, y0, y1);
    lap(worker, GR_STAGE_YUV, clock);
}

void gr_picture_mix(GrPainter *painter, const GrPictureOrder *order, const GrCanvas *older,
                    const GrCanvas *newer, const GrCanvas *into, GrFrameStats *stats)
{
    const GrFrozen *frozen = painter->frozen;
    Picture picture = {.painter = painter,
                       .state = &painter->states[painter->now],
                       .order = order,
                       .older = older,
                       .from = newer,
                       .to = into,
                       .noise = noise_at(order->time),
                       .windowed = !order->want_canvas};
    uint64_t clock = gr_clock_ns();
    gr_tone_curves_fixed(&picture.dim, gr_tone_identity, 1.0f - order->dimmed);
    const GrFrozenScene *scene = &frozen->scenes[painter->states[painter->now].scene];
    gr_score_fill(&picture.score, &scene->mix_source, order->time);
    gr_block_read(&scene->transition, &picture.score, &painter->mix.params);
    if (scene->mix.masks.count)
        begin_mask(&picture, &scene->mix.masks, &painter->mix.mask);
    painter->mix.noise = picture.noise;
    gr_mix_begin(&painter->mix, &scene->mix, gr_scene_time_s(order->time, frozen->show->tick),
                 order->time.tick, 1.0 / gr_rational_value(frozen->show->tick));
    painter->stage_ns[GR_STAGE_SHADERS] += gr_clock_ns() - clock;
    run_bands(&picture, mix_band);
    painter->finished = into;
    gr_deliver_stats(painter, order, stats);
}

void gr_picture_compose(GrPainter *painter, GrSceneState *state, GrSceneTime time)
{
    GrPictureOrder order = {.time = time};
    Picture picture;
    begin(&picture, painter, state, &order);
    draw_fields(&picture);
    run_bands(&picture, compose_band);
}

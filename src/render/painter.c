/* SPDX-License-Identifier: MIT */
#include "render/painter_parts.h"

#include "base/clock.h"

#include <stdlib.h>
#include <string.h>

const char *const gr_stage_names[GR_STAGE_COUNT] = {
    [GR_STAGE_DECODE] = "decoding",   [GR_STAGE_FIELDS] = "fields",
    [GR_STAGE_GLYPHS] = "glyphs",     [GR_STAGE_TEXT] = "text",
    [GR_STAGE_FEEDBACK] = "feedback", [GR_STAGE_SHADERS] = "shaders",
    [GR_STAGE_YUV] = "yuv",           [GR_STAGE_PREROLL] = "preroll",
};

static int create_worker(GrPainter *painter, GrBandWorker *worker, GrError *error)
{
    const GrNeeds *needs = &painter->frozen->needs;
    int width = painter->frozen->settings.width;
    int code = gr_compose_scratch_init(&worker->compose, &painter->arena, needs, width, error);
    if (!code)
        code = gr_rows_init(&worker->band, &painter->arena, width, error);
    if (!code && needs->feedback)
        code = gr_trail_scratch_init(&worker->trail, &painter->arena, width, error);
    if (!code && needs->mixes)
        code = gr_mix_scratch_init(&worker->mix, &painter->arena, width, error);
    if (!code)
        code = gr_light_meter_init(&worker->light, &painter->arena, &painter->light_shape, error);
    if (code)
        return code;
    worker->shader_scratch = gr_arena_alloc(&painter->arena, needs->band_scratch);
    bool missing = !worker->shader_scratch;
    for (int plane = 0; plane < 3; plane++) {
        worker->window[plane] =
            gr_arena_alloc(&painter->arena, (size_t)painter->canvas[0].stride * GR_BAND_ROWS);
        missing = missing || !worker->window[plane];
    }
    size_t row = (size_t)gr_kernel_span(width) + GR_KERNEL_STEP;
    worker->where = needs->where ? gr_arena_alloc(&painter->arena, row) : NULL;
    missing = missing || (needs->where && !worker->where);
    for (int plane = 0; plane < 3 && needs->where; plane++) {
        worker->kept[plane] = gr_arena_alloc(&painter->arena, row);
        missing = missing || !worker->kept[plane];
    }
    for (int i = 0; i < 4; i++) {
        worker->yuv[i] = gr_arena_alloc(&painter->arena, row);
        missing = missing || !worker->yuv[i];
    }
    return missing ? gr_error_memory(error, "shader scratch", needs->band_scratch) : GR_OK;
}

static int create_state(GrPainter *painter, GrSceneState *state, GrError *error)
{
    const GrNeeds *needs = &painter->frozen->needs;
    int width = painter->frozen->settings.width, height = painter->frozen->settings.height;
    int code = GR_OK;
    state->scene = -1;
    state->canvas[0] = &painter->canvas[0];
    state->canvas[1] = &painter->canvas[1];
    state->cells = GR_ARENA_NEW(&painter->arena, GrCells, needs->layers + 1);
    state->texts = GR_ARENA_NEW(&painter->arena, GrTextState, needs->layers + 1);
    state->sprites = GR_ARENA_NEW(&painter->arena, GrSpriteState, needs->layers + 1);
    state->blocks = gr_arena_alloc(&painter->arena, needs->blocks);
    if (!state->sprites || !state->cells || !state->blocks || !state->texts)
        return gr_error_memory(error, "layers", sizeof(GrCells) + needs->blocks);
    for (int i = 0; i < needs->layers && !code; i++)
        code = gr_cells_init(&state->cells[i], &painter->arena, needs, i, error);
    for (int i = 0; i < needs->layers && !code; i++)
        code = gr_text_state_init(&state->texts[i], &painter->arena, &needs->text, i, error);
    if (!code && needs->backdrop_canvas)
        code = gr_canvas_create(&state->drawn, width, height, error);
    if (!code && needs->feedback)
        code =
            gr_trail_init(&state->trail, &painter->arena, width, height, needs->trail_lead, error);
    return code;
}

static int create_parts(GrPainter *painter, GrError *error)
{
    const GrFrozen *frozen = painter->frozen;
    const GrNeeds *needs = &frozen->needs;
    int width = frozen->settings.width, height = frozen->settings.height, code = GR_OK;
    painter->light_shape = gr_light_shape(width, height);
    gr_light_curve(&painter->light_curve);
    painter->workers = GR_ARENA_NEW(&painter->arena, GrBandWorker, frozen->settings.threads);
    painter->tone_count = GR_ARENA_NEW(&painter->arena, GrToneCount, 1);
    painter->frame_scratch = gr_arena_alloc(&painter->arena, needs->frame_scratch);
    painter->where = needs->where ? GR_ARENA_NEW(&painter->arena, GrMaskNow, needs->where) : NULL;
    if (needs->where && !painter->where)
        return gr_error_memory(error, "masks", sizeof(GrMaskNow));
    painter->host_planes = GR_ARENA_NEW(&painter->arena, float *, needs->host_planes + 1);
    for (int i = 0; painter->host_planes && i < needs->host_planes; i++) {
        painter->host_planes[i] = GR_ARENA_NEW(&painter->arena, float, needs->cells + 32);
        if (!painter->host_planes[i])
            return gr_error_memory(error, "masks", (size_t)needs->cells * sizeof(float));
    }
    if (!painter->host_planes || !painter->workers || !painter->tone_count ||
        !painter->frame_scratch)
        return gr_error_memory(error, "a painter", needs->frame_scratch);
    for (int i = 0; i < (needs->mixes ? 2 : 1) && !code; i++)
        code = create_state(painter, &painter->states[i], error);
    if (!code)
        code = gr_cell_scratch_init(&painter->cell_scratch, &painter->arena, needs, error);
    if (!code)
        code = gr_reels_create(&painter->cell_scratch.field.reels, &painter->arena, needs,
                               frozen->settings.exposure_only, error);
    for (int i = 0; i < (needs->mixes ? 3 : needs->other_canvas ? 2 : 1) && !code; i++)
        code = gr_canvas_create(&painter->canvas[i], width, height, error);
    for (int i = 0; i < frozen->settings.threads && !code; i++)
        code = create_worker(painter, &painter->workers[i], error);
    if (!code && needs->mixes)
        code = gr_mix_frame_init(&painter->mix, &painter->arena, width, needs->mix_cells, error);
    return code;
}

int gr_painter_create(const GrFrozen *frozen, GrPainter **out, GrError *error)
{
    *out = NULL;
    GrPainter *painter = calloc(1, sizeof *painter);
    if (!painter)
        return gr_error_memory(error, "a painter", sizeof *painter);
    painter->frozen = frozen;
    painter->next_frame = -1;
    int code = create_parts(painter, error);
    painter->finished = &painter->canvas[0];
    if (code)
        gr_painter_destroy(painter);
    else
        *out = painter;
    return code;
}

void gr_painter_destroy(GrPainter *painter)
{
    if (!painter)
        return;
    for (int i = 0; i < 3; i++)
        gr_canvas_finish(&painter->canvas[i]);
    for (int i = 0; i < 2; i++)
        gr_canvas_finish(&painter->states[i].drawn);
    gr_reels_finish(painter->cell_scratch.field.reels);
    gr_arena_finish(&painter->arena);
    free(painter);
}

void gr_state_enter(const GrPainter *painter, GrSceneState *state, int scene)
{
    const GrFrozenScene *frozen = &painter->frozen->scenes[scene];
    if (!frozen->backdrop.plain && state->scene != scene)
        gr_backdrop_draw(&frozen->backdrop, &state->drawn);
    for (int i = 0; i < frozen->scene->layer_count; i++)
        gr_cells_enter(&state->cells[i], &frozen->layers[i]);
    /* No parameters are these: the tables of the first picture are made. */
    memset(state->blocks, 0xff, painter->frozen->needs.blocks);
    gr_trail_reset(&state->trail);
    state->trail_start = 0;
    state->scene = scene;
}

const GrBackdrop *gr_state_backdrop(const GrPainter *painter, const GrSceneState *state)
{
    const GrFrozenScene *scene = &painter->frozen->scenes[state->scene];
    return gr_block_changes(&scene->background) ? &state->own_backdrop : &scene->backdrop;
}

void gr_painter_lap_fields(GrPainter *painter, uint64_t since, uint64_t decoded_before)
{
    uint64_t decoded = gr_reels_ns(painter->cell_scratch.field.reels) - decoded_before;
    painter->stage_ns[GR_STAGE_DECODE] += decoded;
    painter->stage_ns[GR_STAGE_FIELDS] += gr_clock_ns() - since - decoded;
}

void gr_state_step_to(GrPainter *painter, GrSceneState *state, int64_t tick)
{
    const GrFrozen *frozen = painter->frozen;
    const GrScene *scene = frozen->scenes[state->scene].scene;
    uint64_t clock = gr_clock_ns(), decoded = gr_reels_ns(painter->cell_scratch.field.reels);
    for (int i = 0; i < scene->layer_count; i++) {
        GrCells *cells = &state->cells[i];
        gr_cells_leap(cells, tick);
        while (gr_cells_behind(cells, tick) && !gr_interrupt_seen(frozen->settings.interrupted)) {
            GrScore score;
            GrSceneTime time = {cells->steps < 0 ? 0 : cells->steps, 0.0};
            gr_score_fill(&score, &frozen->scenes[state->scene].source, time);
            gr_cells_step(cells, &painter->cell_scratch, &score, state->blocks);
        }
    }
    gr_painter_lap_fields(painter, clock, decoded);
}

/* Draws the pictures on ticks up to and including `last` whose trails are still missing. */
static void trail_to(GrPainter *painter, GrSceneState *state, int64_t last)
{
    int64_t first = state->trail.count > 0 ? state->trail.tick + 1 : state->trail_start;
    const GrInterrupt *interrupted = painter->frozen->settings.interrupted;
    for (int64_t tick = first; tick <= last && !gr_interrupt_seen(interrupted); tick++) {
        GrPictureOrder order = {.time = {tick, 0.0}};
        gr_state_step_to(painter, state, tick);
        gr_picture_draw(painter, state, &order, NULL);
    }
}

static GrSceneTime time_of(const GrPainter *painter, int scene, int64_t frame)
{
    const GrFrozen *frozen = painter->frozen;
    return gr_scene_time_of_frame(frozen->scenes[scene].scene, frozen->show->tick, frame,
                                  frozen->settings.fps);
}

static void enter(GrPainter *painter, GrSceneState *state, int scene)
{
    gr_state_enter(painter, state, scene);
    if (painter->frozen->scenes[scene].scene->feedback)
        state->trail_start = gr_run_first_tick(painter->frozen, scene, painter->run_start);
}

/* Gives both states to the scenes that a frame shows. A scene that a transition leaves beneath
 * keeps its state; a scene that was never seen, shorter than a frame, begins there. */
static void choose_scenes(GrPainter *painter, int64_t frame)
{
    const GrFrozen *frozen = painter->frozen;
    int scene = gr_frozen_scene_of(frozen, frame);
    painter->mixed = frame < frozen->scenes[scene].mixed_until;
    if (painter->mixed && painter->states[painter->now].scene == scene - 1)
        painter->now = !painter->now;
    GrSceneState *state = &painter->states[painter->now], *older = &painter->states[!painter->now];
    if (painter->mixed && older->scene != scene - 1)
        enter(painter, older, scene - 1);
    if (state->scene != scene)
        enter(painter, state, scene);
}

/* All ticks before a frame's own: what drawing the frame before would have left behind. */
static void catch_up(GrPainter *painter, GrSceneState *state, int64_t frame)
{
    int64_t before = time_of(painter, state->scene, frame).tick - 1;
    if (painter->frozen->scenes[state->scene].scene->feedback)
        trail_to(painter, state, before);
    gr_state_step_to(painter, state, before);
}

int gr_painter_seek(GrPainter *painter, int64_t run_start, int64_t frame, GrError *error)
{
    const GrFrozen *frozen = painter->frozen;
    if (frame < 0 || frame >= frozen->frame_count || run_start < 0 || run_start > frame)
        return gr_error_set(error, GR_E_INTERNAL,
                            "frame %lld of a run from %lld: the show has %lld frames",
                            (long long)frame, (long long)run_start, (long long)frozen->frame_count);
    uint64_t stage_ns[GR_STAGE_COUNT];
    memcpy(stage_ns, painter->stage_ns, sizeof stage_ns);
    uint64_t clock = gr_clock_ns();
    painter->run_start = run_start;
    painter->states[0].scene = painter->states[1].scene = -1;
    choose_scenes(painter, frame);
    for (int i = 0; i < 2; i++)
        if (i == painter->now || painter->mixed)
            catch_up(painter, &painter->states[i], frame);
    painter->next_frame = frame;
    memcpy(painter->stage_ns, stage_ns, sizeof stage_ns);
    painter->stage_ns[GR_STAGE_PREROLL] += gr_clock_ns() - clock;
    return gr_interrupt_check(frozen->settings.interrupted, error);
}

int gr_painter_run_ahead(GrPainter *painter, int64_t run_start, GrError *error)
{
    const GrFrozen *frozen = painter->frozen;
    uint64_t stage_ns[GR_STAGE_COUNT];
    memcpy(stage_ns, painter->stage_ns, sizeof stage_ns);
    uint64_t clock = gr_clock_ns();
    choose_scenes(painter, run_start);
    for (int i = 0; i < 2; i++) {
        GrSceneState *state = &painter->states[i];
        if (i == painter->now || painter->mixed)
            gr_state_step_to(painter, state,
                             gr_run_first_tick(frozen, state->scene, run_start) - 1);
    }
    memcpy(painter->stage_ns, stage_ns, sizeof stage_ns);
    painter->stage_ns[GR_STAGE_PREROLL] += gr_clock_ns() - clock;
    return gr_interrupt_check(frozen->settings.interrupted, error);
}

/* Draws the scene of a state at the order's time, and whatever it takes to get there. */
static const GrCanvas *draw_scene(GrPainter *painter, GrSceneState *state,
                                  const GrPictureOrder *order, GrFrameStats *stats)
{
    bool on_tick = order->time.part <= 0.0;
    if (painter->frozen->scenes[state->scene].scene->feedback)
        trail_to(painter, state, on_tick ? order->time.tick - 1 : order->time.tick);
    gr_state_step_to(painter, state, order->time.tick);
    gr_picture_draw(painter, state, order, stats);
    return painter->finished;
}

/* Both scenes, each complete with its own exposure, feedback and shaders, then the mix of them. */
static void draw_mixed(GrPainter *painter, const GrPictureOrder *order, GrFrameStats *stats)
{
    GrSceneState *state = &painter->states[painter->now], *older = &painter->states[!painter->now];
    GrCanvas *canvas = painter->canvas;
    GrPictureOrder beneath = {.time = time_of(painter, older->scene, painter->next_frame),
                              .finish = true,
                              .want_canvas = true};
    GrPictureOrder above = beneath;
    above.time = order->time;
    older->canvas[0] = &canvas[0];
    older->canvas[1] = &canvas[1];
    const GrCanvas *first = draw_scene(painter, older, &beneath, NULL);
    state->canvas[0] = first == &canvas[0] ? &canvas[1] : &canvas[0];
    state->canvas[1] = &canvas[2];
    const GrCanvas *second = draw_scene(painter, state, &above, NULL);
    gr_picture_mix(painter, order, first, second, state->canvas[second == state->canvas[0]], stats);
}

int gr_painter_draw(GrPainter *painter, const GrYuvPicture *yuv, bool want_checksum,
                    GrFrameStats *stats, GrError *error)
{
    const GrFrozen *frozen = painter->frozen;
    const GrRenderSettings *settings = &frozen->settings;
    int64_t frame = painter->next_frame;
    if (frame < 0 || frame >= frozen->frame_count)
        return gr_error_set(error, GR_E_INTERNAL, "a painter was asked for frame %lld of %lld",
                            (long long)frame, (long long)frozen->frame_count);
    if (yuv && (settings->width % 2 || settings->height % 2 || yuv->width != settings->width ||
                yuv->height != settings->height))
        return gr_error_set(error, GR_E_INTERNAL,
                            "a %dx%d frame does not fit a %dx%d 4:2:0 picture", settings->width,
                            settings->height, yuv->width, yuv->height);
    choose_scenes(painter, frame);
    GrSceneState *state = &painter->states[painter->now];
    GrPictureOrder order = {.time = time_of(painter, state->scene, frame),
                            .finish = true,
                            .yuv = yuv,
                            .want_stats = stats != NULL,
                            .want_canvas = !yuv || want_checksum,
                            .dimmed = 1.0f - gr_dim_at(frozen, frame)};
    if (painter->mixed)
        draw_mixed(painter, &order, stats);
    else
        draw_scene(painter, state, &order, stats);
    if (want_checksum && stats)
        stats->checksum = gr_canvas_checksum(painter->finished);
    painter->next_frame++;
    int code = gr_reels_fault(painter->cell_scratch.field.reels, error);
    return code ? code : gr_interrupt_check(settings->interrupted, error);
}

const GrCanvas *gr_painter_canvas(const GrPainter *painter)
{
    return painter->finished;
}

const uint8_t *gr_painter_light(const GrPainter *painter, int *bytes)
{
    *bytes = gr_light_bytes(&painter->light_shape);
    return painter->light;
}

const uint64_t *gr_painter_stage_ns(const GrPainter *painter)
{
    return painter->stage_ns;
}

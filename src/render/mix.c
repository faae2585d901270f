/* SPDX-License-Identifier: MIT */
#include "render/mix_parts.h"

#include "base/hash.h"
#include "base/rng.h"
#include "base/vmath.h"

static void begin_crossfade(GrMixFrame *frame, double shutter)
{
    (void)shutter;
    frame->alpha = gr_mix_byte(frame->at);
}

static void row_crossfade(const GrMixJob *job, int y)
{
    GrPixel *alpha = job->scratch->row[0];
    memset(alpha, job->frame->alpha, (size_t)job->span);
    for (int plane = 0; plane < 3; plane++)
        gr_kernels()->blend[GR_BLEND_NORMAL](
            gr_canvas_row(job->out, plane, y), gr_canvas_row(job->older, plane, y),
            gr_canvas_row(job->newer, plane, y), alpha, gr_mix_dither(job, y), job->span);
}

/* Rises fast, falls slowly: what the eye takes for a flash. */
static void begin_flash(GrMixFrame *frame, double shutter)
{
    (void)shutter;
    const GrTransitionParams *params = gr_mix_params(frame);
    float peak = params->peak, part = gr_unitf(frame->at);
    bool rises = part < peak;
    float way = rises ? part / peak : (1.0f - part) / gr_maxf(1.0f - peak, 1.0e-6f);
    float burn = way * way, veil = burn * burn * way; /* blacks must not stay fogged */
    GrTone tone = gr_tone_identity;
    tone.white = 1.0f - 0.85f * params->strength * burn;
    tone.gamma = 1.0f - 0.5f * params->strength * burn;
    gr_tone_curves_fixed(&frame->curves, tone, 1.0f);
    frame->alpha = gr_mix_byte(veil);
    frame->at = rises ? 0.0f : 1.0f;
}

static void row_flash(const GrMixJob *job, int y)
{
    const GrMixFrame *frame = job->frame;
    const GrKernels *kernels = gr_kernels();
    GrPixel *alpha = job->scratch->row[0];
    gr_mix_copy_row(job, frame->at > 0.0f ? job->newer : job->older, y);
    memset(alpha, frame->alpha, (size_t)job->span);
    for (int plane = 0; plane < 3; plane++) {
        GrPixel *row = gr_canvas_row(job->out, plane, y);
        if (!frame->curves.identity)
            kernels->curve(row, &frame->curves.channel[plane], NULL, job->span);
        kernels->blend[GR_BLEND_NORMAL](row, row, frame->colour[plane], alpha,
                                        gr_mix_dither(job, y), job->span);
    }
}

static const struct {
    GrMixBegin *begin;
    GrMixRow *row;
} looks[GR_TRANSITION_COUNT] = {
    [GR_TRANSITION_CROSSFADE] = {begin_crossfade, row_crossfade},
    [GR_TRANSITION_WIPE] = {gr_begin_wipe, gr_row_edge},
    [GR_TRANSITION_IRIS] = {gr_begin_iris, gr_row_edge},
    [GR_TRANSITION_CLOCK] = {gr_begin_clock, gr_row_edge},
    [GR_TRANSITION_DISSOLVE] = {gr_begin_dissolve, gr_row_dissolve},
    [GR_TRANSITION_MASK] = {gr_begin_mask, gr_row_mask},
    [GR_TRANSITION_GLITCH] = {gr_begin_glitch, gr_row_glitch},
    [GR_TRANSITION_FLASH] = {begin_flash, row_flash},
    [GR_TRANSITION_PUSH] = {gr_begin_push, gr_row_push},
    [GR_TRANSITION_ZOOM] = {gr_begin_zoom, gr_row_zoom},
};

int gr_mix_init(GrMix *mix, GrArena *arena, const GrScene *scene, uint64_t seed, int width,
                int height, GrError *error)
{
    mix->transition = scene->transition;
    if (!mix->transition)
        return GR_OK;
    mix->width = width;
    mix->height = height;
    mix->covers = gr_masks_cover(&scene->transition_masks, mix->transition->params.by);
    uint64_t own = gr_hash_string(mix->transition->kind->name, gr_hash_string(scene->name, seed));
    mix->seed = gr_rng_fold(own + (uint64_t)mix->transition->params.seed);
    return mix->transition->kind->id == GR_TRANSITION_DISSOLVE
               ? gr_mix_order_cells(mix, arena, error)
               : GR_OK;
}

int gr_mix_frame_init(GrMixFrame *frame, GrArena *arena, int width, int cells, GrError *error)
{
    size_t span = (size_t)gr_kernel_span(width) + GR_KERNEL_STEP;
    bool missing = false;
    for (int plane = 0; plane < 3; plane++) {
        frame->colour[plane] = gr_arena_alloc(arena, span);
        frame->cells[plane] = gr_arena_alloc(arena, (size_t)cells + GR_KERNEL_STEP);
        missing = missing || !frame->colour[plane] || !frame->cells[plane];
    }
    frame->white = gr_arena_alloc(arena, span);
    missing = missing || !frame->white;
    missing = !gr_mask_rows_init(frame->mask_rows, arena, width) || missing;
    for (int of = 0; of < 2; of++)
        for (int i = 0; i < GR_MIX_ZOOM_TAPS; i++) {
            GrRescale *across = &frame->taps[of][i].across;
            across->place = GR_ARENA_NEW(arena, uint32_t, span);
            across->from = GR_ARENA_NEW(arena, uint16_t, span);
            across->pick = gr_arena_alloc(arena, 2 * span);
            across->weight = gr_arena_alloc(arena, 2 * span);
            missing =
                missing || !across->place || !across->from || !across->pick || !across->weight;
        }
    return missing ? gr_error_memory(error, "a transition", span * 2 * GR_MIX_ZOOM_TAPS * 10)
                   : GR_OK;
}

int gr_mix_scratch_init(GrMixScratch *scratch, GrArena *arena, int width, GrError *error)
{
    size_t span = (size_t)gr_kernel_span(width) + GR_KERNEL_STEP;
    scratch->sum = GR_ARENA_NEW(arena, uint16_t, span);
    bool missing = !scratch->sum;
    for (int i = 0; i < GR_MIX_ROWS; i++) {
        scratch->row[i] = gr_arena_alloc(arena, span);
        missing = missing || !scratch->row[i];
    }
    missing = !gr_mask_rows_init(scratch->mask, arena, width) || missing;
    return missing ? gr_error_memory(error, "a transition", span * (GR_MIX_ROWS + 2)) : GR_OK;
}

static void paint_colours(GrMixFrame *frame, const GrTransitionParams *params)
{
    const float channel[3] = {params->colour.r, params->colour.g, params->colour.b};
    size_t span = (size_t)gr_kernel_span(frame->mix->width);
    for (int plane = 0; plane < 3; plane++)
        memset(frame->colour[plane], gr_mix_byte(channel[plane]), span);
    memset(frame->white, GR_PIXEL_MAX, span);
    frame->glow = (uint16_t)(gr_unitf(params->glow) * 65535.0f + 0.5f);
}

void gr_mix_begin(GrMixFrame *frame, const GrMix *mix, double scene_s, int64_t tick, double tick_s)
{
    const GrTransition *transition = mix->transition;
    double length_s = (double)transition->length_ns / (double)GR_NS_PER_S;
    frame->mix = mix;
    frame->part = gr_transition_part(transition, scene_s);
    frame->at = gr_transition_way(transition, scene_s);
    frame->tick = tick;
    if (frame->part <= 0.0f)
        return;
    paint_colours(frame, &frame->params);
    looks[transition->kind->id].begin(frame, (double)frame->params.blur * tick_s / length_s);
}

void gr_mix_band(const GrMixFrame *frame, const GrCanvas *older, const GrCanvas *newer,
                 const GrCanvas *out, int y0, int y1, const GrMixScratch *scratch)
{
    GrMixJob job = {frame, older, newer, out, scratch, gr_kernel_span(out->width)};
    GrMixRow *row = looks[frame->mix->transition->kind->id].row;
    for (int y = y0; y < y1; y++) {
        if (frame->part <= 0.0f)
            gr_mix_copy_row(&job, older, y);
        else
            row(&job, y);
    }
}

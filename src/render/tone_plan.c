/* SPDX-License-Identifier: MIT */
#include "base/vmath.h"
#include "render/painter_parts.h"

#include <string.h>

enum { RASTER_SHORT_SIDE = 540, RASTER_LONG_SIDE = 1920, EVEN_SAMPLES = 8 };

/* How much of a knot is the whole scene's tone; the rest is its own moment's. */
static const float SCENE_SHARE = 0.7f;

GrTone gr_tone_plan_at(const GrTonePlan *plan, int64_t tick, double part)
{
    if (plan->count == 0)
        return gr_tone_identity;
    int next = 0;
    while (next < plan->count && plan->tick[next] <= tick)
        next++;
    if (next == 0)
        return plan->tone[0];
    if (next == plan->count)
        return plan->tone[plan->count - 1];
    int64_t from = plan->tick[next - 1], to = plan->tick[next];
    double mix = ((double)(tick - from) + part) / (double)(to - from);
    return gr_tone_mix(plan->tone[next - 1], plan->tone[next], (float)mix);
}

void gr_small_raster(const GrRenderSettings *output, int short_side, GrRenderSettings *raster)
{
    *raster = *output;
    int64_t w = output->width, h = output->height;
    int64_t less = w < h ? w : h, more = w < h ? h : w;
    int64_t side = short_side, long_side = (side * more + less / 2) / less;
    if (long_side > RASTER_LONG_SIDE) {
        long_side = RASTER_LONG_SIDE;
        side = (RASTER_LONG_SIDE * less + more / 2) / more;
        side = side < 1 ? 1 : side;
    }
    raster->width = (int)(w < h ? side : long_side);
    raster->height = (int)(w < h ? long_side : side);
    raster->threads = 1;
    raster->dim_flashes = false;
}

static int64_t loudest_tick(const GrFrozen *frozen, const GrFrozenScene *scene)
{
    int64_t loudest = 0;
    float most = -1.0f;
    for (int64_t tick = 0; tick < scene->tick_count; tick++) {
        GrSignals signals;
        gr_signals_at(frozen->show, frozen->hearing, scene->scene, (GrSceneTime){tick, 0.0},
                      &signals);
        if (signals.v[GR_SIGNAL_RMS] > most) {
            most = signals.v[GR_SIGNAL_RMS];
            loudest = tick;
        }
    }
    return loudest;
}

/* The middles of equal spans and the loudest moment, ascending and distinct. */
static int choose_ticks(const GrFrozen *frozen, const GrFrozenScene *scene,
                        int64_t ticks[GR_TONE_KNOTS])
{
    int count = 0;
    int64_t loudest = loudest_tick(frozen, scene);
    for (int i = 0; i < EVEN_SAMPLES; i++) {
        int64_t tick = (2 * i + 1) * scene->tick_count / (2 * EVEN_SAMPLES);
        if (loudest < tick && (count == 0 || ticks[count - 1] < loudest))
            ticks[count++] = loudest;
        if (count == 0 || ticks[count - 1] < tick)
            ticks[count++] = tick;
    }
    if (ticks[count - 1] < loudest)
        ticks[count++] = loudest;
    return count;
}

/* Rounded to 1/1024, so that the last bits of a sum never matter. */
static float coarse(float value)
{
    return gr_roundf(value * 1024.0f) * (1.0f / 1024.0f);
}

static void plan_scene(const GrFrozen *frozen, GrPainter *painter, int index, GrTonePlan *plan)
{
    const GrFrozenScene *scene = &frozen->scenes[index];
    GrToneCount all = {.total = 0};
    plan->count = choose_ticks(frozen, scene, plan->tick);
    GrSceneState *state = &painter->states[0];
    gr_state_enter(painter, state, index);
    for (int i = 0; i < plan->count; i++) {
        gr_state_step_to(painter, state, plan->tick[i]);
        gr_picture_compose(painter, state, (GrSceneTime){plan->tick[i], 0.0});
        GrToneCount *count = painter->tone_count;
        memset(count, 0, sizeof *count);
        gr_tone_count(count, state->canvas[0], gr_state_backdrop(painter, state), 2);
        plan->tone[i] = gr_tone_derive(count);
        gr_tone_merge(&all, count);
    }
    GrTone whole = gr_tone_derive(&all);
    for (int i = 0; i < plan->count; i++) {
        GrTone tone = gr_tone_mix(plan->tone[i], whole, SCENE_SHARE);
        plan->tone[i] = (GrTone){coarse(tone.black), coarse(tone.white), coarse(tone.gamma),
                                 coarse(tone.depth)};
    }
}

int gr_frozen_plan_tones(GrFrozen *frozen, GrFontCabinet *cabinet, GrError *error)
{
    bool wanted = false;
    for (int i = 0; i < frozen->show->scene_count; i++)
        wanted = wanted || frozen->show->scenes[i].exposure.mode == GR_EXPOSURE_AUTO;
    if (!wanted)
        return GR_OK;
    GrRenderSettings raster;
    GrFrozen *small = NULL;
    GrPainter *painter = NULL;
    gr_small_raster(&frozen->settings, RASTER_SHORT_SIDE, &raster);
    raster.exposure_only = true;
    int code = gr_frozen_build(frozen->show, frozen->hearing, &raster, cabinet, &small, error);
    if (!code)
        gr_milestones_lend(frozen, small);
    if (!code)
        code = gr_painter_create(small, &painter, error);
    for (int i = 0; i < frozen->show->scene_count && !code; i++) {
        if (frozen->show->scenes[i].exposure.mode == GR_EXPOSURE_AUTO)
            plan_scene(small, painter, i, &frozen->scenes[i].tones);
        code = gr_interrupt_check(raster.interrupted, error);
    }
    gr_painter_destroy(painter);
    gr_frozen_destroy(small);
    if (code)
        gr_error_context(error, "planning the exposure");
    return code;
}

/* SPDX-License-Identifier: MIT */
#include "render/motion_parts.h"

static float coming(const GrMotionScene *m)
{
    return m->in_s > 0.0f ? gr_unitf(m->at_s / m->in_s) : 1.0f;
}

static float going(const GrMotionScene *m)
{
    return m->out_s > 0.0f ? gr_unitf((m->at_s - m->length_s) / m->out_s + 1.0f) : 0.0f;
}

/* How far a letter is when the last starts `stagger` of the way later than the first; `order` is
 * 0 for the first and 1 for the last. */
static float staggered(float way, float stagger, float order)
{
    float room = gr_minf(stagger, 0.95f);
    return gr_unitf((way - room * order) / (1.0f - room));
}

static float order_of(const GrMotionScene *m, int letter)
{
    int last = m->places->letter_count - 1;
    return last > 0 ? gr_minf((float)letter / (float)last, 1.0f) : 0.0f;
}

static void pose_fade(const GrMotionScene *m, GrPose *poses)
{
    const GrMotionParams *params = m->params;
    float in = coming(m), out = going(m);
    for (int i = 0, letter = 0; i < m->block->piece_count; i++) {
        float order = order_of(m, letter);
        float came = staggered(in, params->stagger, order);
        float went = staggered(out, params->stagger, order);
        float rest = gr_ease((GrEase)params->ease, came);
        poses[i].dy = params->rise * m->px * (1.0f - rest - 0.5f * gr_ease_in_cubic(went));
        poses[i].alpha =
            gr_smoothstepf(0.0f, 0.8f, came) * (1.0f - gr_smoothstepf(0.0f, 1.0f, went));
        letter += !m->block->pieces[i].blank;
    }
}

/* 1 at a beat, then dying away; the first beat of a bar is stronger. */
static float beat_light(const GrMotionScene *m)
{
    const GrBeats *beats = m->moment->beats;
    int beat = beats ? gr_beats_before(beats, m->moment->show_s) : -1;
    if (beat < 0)
        return 0.0f;
    float since_s = (float)(m->moment->show_s - beats->time_s[beat]);
    bool first = gr_beats_bar_phase(beats, beat, 0.0) < 0.01;
    return (first ? 1.0f : 0.72f) * gr_expf(-2.6f * since_s / m->params->decay);
}

static void pose_flash(const GrMotionScene *m, GrPose *poses)
{
    const GrMotionParams *params = m->params;
    const GrTextBlock *block = m->block;
    float react = params->react, light = gr_unitf(beat_light(m) * react);
    float base = gr_lerpf(1.0f, params->dim, gr_unitf(react));
    /* It appears within two pictures, as a light that is switched on. */
    float there = gr_unitf(m->at_s / 0.06f) * (1.0f - gr_smoothstepf(0.0f, 1.0f, going(m)));
    for (int i = 0; i < block->piece_count; i++) {
        const GrPiece *piece = &block->pieces[i];
        poses[i].dx = (piece->mid_x - 0.5f * block->width) * params->pop * light;
        poses[i].dy = (piece->mid_y - 0.5f * block->height) * params->pop * light;
        poses[i].light = params->light * light;
        poses[i].alpha = there * gr_lerpf(base, 1.0f, light);
    }
}

typedef struct Place {
    float dx, dy;
} Place;

/* Where a letter comes from (round 0) or goes to (1), px. */
static Place afar(const GrMotionScene *m, const GrPiece *piece, uint32_t seed, int letter,
                  int round)
{
    uint32_t at = (uint32_t)letter * 4u + (uint32_t)round * 2u;
    float u = gr_rng_unit(seed, at, 0u), v = gr_rng_unit(seed, at, 1u);
    float far = m->params->amount * m->px * (0.35f + 0.65f * u);
    float side = 2.0f * v - 1.0f;
    switch ((GrMotionFrom)m->params->from) {
    case GR_MOTION_ABOVE:
        return (Place){0.3f * far * side, -far};
    case GR_MOTION_BELOW:
        return (Place){0.3f * far * side, far};
    case GR_MOTION_SIDES:
        return (Place){piece->mid_x < 0.5f * m->block->width ? -far : far, 0.25f * far * side};
    case GR_MOTION_AROUND:
        break;
    }
    return (Place){far * gr_cosf(GR_TAU * v), far * gr_sinf(GR_TAU * v)};
}

/* A way that bends: what is left of it is turned, the less the nearer it comes. */
static Place bent(Place place, float left, float turns)
{
    float c = gr_cosf(GR_TAU * turns * left), s = gr_sinf(GR_TAU * turns * left);
    return (Place){left * (c * place.dx - s * place.dy), left * (s * place.dx + c * place.dy)};
}

static void pose_scatter(const GrMotionScene *m, GrPose *poses)
{
    const GrMotionParams *params = m->params;
    uint32_t seed =
        gr_rng_fold(m->plan->texts.seed ^ (uint64_t)params->seed << 32) + (uint32_t)m->shown->cue;
    float in = coming(m), out = going(m);
    float tremble = 5.0f * m->px * params->react * gr_unitf(gr_signal(m->moment, GR_SIGNAL_BASS));
    for (int i = 0, letter = 0; i < m->block->piece_count; i++) {
        const GrPiece *piece = &m->block->pieces[i];
        float order = gr_rng_unit(seed, (uint32_t)letter, 2u);
        float came = staggered(in, params->stagger, order);
        float went = staggered(out, params->stagger, order);
        float left = 1.0f - gr_ease((GrEase)params->ease, came);
        float turns = 0.22f * (gr_rng_unit(seed, (uint32_t)letter, 3u) - 0.5f);
        Place from = bent(afar(m, piece, seed, letter, 0), left, turns);
        Place to = bent(afar(m, piece, seed, letter, 1), gr_ease_in_cubic(went), -turns);
        float phase = gr_rng_unit(seed, (uint32_t)letter, 4u);
        float shake = gr_sinf(GR_TAU * gr_fractf(m->at_s * (2.0f + 3.0f * phase) + phase));
        poses[i].dx = from.dx + to.dx;
        poses[i].dy = from.dy + to.dy + tremble * shake;
        poses[i].alpha =
            gr_smoothstepf(0.0f, 0.45f, came) * (1.0f - gr_smoothstepf(0.2f, 1.0f, went));
        poses[i].light = 0.5f * gr_smoothstepf(0.1f, 0.9f, left);
        letter += !piece->blank;
    }
}

static void pose_wave(const GrMotionScene *m, GrPose *poses)
{
    const GrMotionParams *params = m->params;
    const GrTextBlock *block = m->block;
    float bass = gr_unitf(gr_signal(m->moment, GR_SIGNAL_BASS));
    float high =
        params->amplitude * m->px * gr_lerpf(1.0f, 0.45f + 1.1f * bass, gr_unitf(params->react));
    double turns = (double)params->speed * m->moment->scene_s;
    float travelled = (float)(turns - (double)(int64_t)turns);
    float length = gr_maxf(params->length * m->px, 1.0f);
    float there =
        gr_smoothstepf(0.0f, 1.0f, coming(m)) * (1.0f - gr_smoothstepf(0.0f, 1.0f, going(m)));
    for (int i = 0; i < block->piece_count; i++) {
        const GrPiece *piece = &block->pieces[i];
        float along = block->rtl ? block->width - piece->mid_x : piece->mid_x;
        /* Lines below lag behind, so that a block moves like a flag and not like a pile. */
        float phase = gr_fractf(along / length + 0.18f * (float)piece->line - travelled);
        float swell = gr_sinf(GR_TAU * phase);
        poses[i].dy = -high * swell;
        poses[i].dx = 0.25f * high * gr_cosf(GR_TAU * phase);
        poses[i].light = 0.18f * gr_maxf(swell, 0.0f) * gr_unitf(params->react) * bass;
        poses[i].alpha = there;
    }
}

/* Karaoke comes before it is sung and goes when it was. */
static void pose_karaoke(const GrMotionScene *m, GrPose *poses)
{
    const GrMotionParams *params = m->params;
    float lead_s = gr_motion_lead_s(m->plan, params, m->shown->cue);
    float tail_s = gr_motion_tail_s(m->plan, params, m->shown->cue);
    float in_s = gr_minf(params->in, gr_maxf(lead_s, 0.12f));
    float out_s = gr_minf(params->out, gr_maxf(tail_s, 0.12f));
    float comes = in_s > 0.0f ? gr_smoothstepf(0.0f, in_s, m->at_s + lead_s) : 1.0f;
    float left_s = m->length_s + tail_s - m->at_s;
    float goes = out_s > 0.0f ? gr_smoothstepf(0.0f, out_s, left_s) : 1.0f;
    for (int i = 0; i < m->block->piece_count; i++) {
        poses[i].alpha = comes * goes;
        poses[i].dy = 10.0f * m->px * (1.0f - comes);
    }
    gr_motion_pose_sung(m, poses);
}

/* Coming and going leave a fifth of a short cue's time to be read. */
static void fit_times(GrMotionScene *m)
{
    float both = m->in_s + m->out_s, most = 0.8f * m->length_s;
    float scale = both > most ? most / both : 1.0f;
    m->in_s *= scale;
    m->out_s *= scale;
}

void gr_motion_pose(const GrMotionPlan *plan, const GrMotionParams *params, const GrMoment *moment,
                    const GrMotionShown *shown, GrPose *poses, GrCaret *caret)
{
    const GrCue *cue = &plan->texts.cues->list[shown->cue];
    GrMotionScene scene = {
        .plan = plan,
        .params = params,
        .moment = moment,
        .shown = shown,
        .cue = cue,
        .places = &plan->cues[shown->cue],
        .block = &plan->texts.blocks[shown->cue],
        .px = plan->texts.px,
        .at_s = (float)shown->at_s,
        .length_s = gr_motion_length(cue),
        .in_s = params->in,
        .out_s = params->out,
    };
    fit_times(&scene);
    *caret = (GrCaret){.alpha = 0.0f};
    for (int i = 0; i < scene.block->piece_count; i++)
        poses[i] = (GrPose){.alpha = 1.0f, .soft = 1.0f, .fill = -1.0f};
    switch (plan->kind->id) {
    case GR_MOTION_TYPEWRITER:
        gr_motion_pose_typed(&scene, poses, caret);
        break;
    case GR_MOTION_FADE:
        pose_fade(&scene, poses);
        break;
    case GR_MOTION_FLASH:
        pose_flash(&scene, poses);
        break;
    case GR_MOTION_SCATTER:
        pose_scatter(&scene, poses);
        break;
    case GR_MOTION_WAVE:
        pose_wave(&scene, poses);
        break;
    case GR_MOTION_KARAOKE:
        pose_karaoke(&scene, poses);
        break;
    case GR_MOTION_STACK:
        gr_motion_pose_sung(&scene, poses);
        break;
    case GR_MOTION_STILL:
    case GR_MOTION_COUNT:
        break;
    }
}

/* SPDX-License-Identifier: MIT
 *
 * Karaoke: what is sung fills, is lifted and lit. A stack does the same with its middle line.
 */
#include "render/motion_parts.h"

#define ALL_OF_IT 1e4f /* a slope so wide that a letter has one colour */

/* When a piece's unit is sung, and where the piece lies in it. */
typedef struct Sung {
    float start_s, end_s;
    float from, to;
} Sung;

static Sung sung_line(const GrCue *cue)
{
    Sung sung = {0.0f, gr_motion_length(cue), 0.0f, 1.0f};
    if (cue->part_count > 0) {
        sung.start_s = gr_motion_since(cue, cue->parts[0].start_ns);
        sung.end_s = gr_motion_since(cue, cue->parts[cue->part_count - 1].end_ns);
    }
    return sung;
}

static Sung sung_part(const GrCue *cue, const GrMotionPiece *piece, bool word)
{
    int first = word ? piece->word_first : piece->part;
    int last = word ? piece->word_last : piece->part;
    return (Sung){gr_motion_since(cue, cue->parts[first].start_ns),
                  gr_motion_since(cue, cue->parts[last].end_ns),
                  word ? piece->word_from : piece->part_from,
                  word ? piece->word_to : piece->part_to};
}

static Sung sung_unit(const GrCue *cue, const GrMotionPiece *piece, GrMotionUnit unit)
{
    if (unit == GR_MOTION_LINE || piece->part < 0)
        return sung_line(cue);
    return sung_part(cue, piece, unit == GR_MOTION_WORD);
}

/* An edge with a slope of `soft` px runs through the unit: it starts before the first letter and
 * ends behind the last, so that none is lit too early or left half lit. */
static void fill_along(GrPose *pose, const Sung *sung, float at_s, float width, float soft)
{
    float share = gr_maxf(sung->to - sung->from, 1e-4f), unit_width = width / share;
    float slope = gr_minf(soft / gr_maxf(unit_width, 1.0f), 0.8f);
    float length_s = gr_maxf(sung->end_s - sung->start_s, 1e-3f);
    float along = gr_unitf((at_s - sung->start_s) / length_s);
    float edge = along * (1.0f + slope) - 0.5f * slope;
    pose->fill = (edge - sung->from) / share;
    pose->soft = slope / share;
}

static void fill_at_once(GrPose *pose, float start_s, float at_s)
{
    float amount = gr_smoothstepf(start_s - 0.03f, start_s + 0.1f, at_s);
    pose->soft = ALL_OF_IT;
    pose->fill = (amount - 0.5f) * ALL_OF_IT + 0.5f;
}

static float filled(const GrPose *pose)
{
    return gr_unitf((pose->fill - 0.5f) / gr_maxf(pose->soft, 1.0f) + 0.5f);
}

/* Quick up, held while it is sung, slow down. */
static float emphasis(float start_s, float end_s, float at_s)
{
    float up = gr_smoothstepf(start_s - 0.07f, start_s + 0.09f, at_s);
    return up * (1.0f - gr_smoothstepf(end_s, end_s + 0.45f, at_s));
}

static void pose_piece(const GrMotionScene *m, int index, GrPose *pose)
{
    const GrMotionParams *params = m->params;
    const GrMotionPiece *piece = &m->places->pieces[index];
    const GrPiece *at = &m->block->pieces[index];
    GrMotionUnit unit = (GrMotionUnit)params->by;
    Sung sung = sung_unit(m->cue, piece, unit);
    float length_s = sung.end_s - sung.start_s;
    /* This letter's own share of the time, which the lift follows. */
    float start_s = sung.start_s + sung.from * length_s;
    float end_s = sung.start_s + sung.to * length_s;
    bool sweep = params->sweep && (unit == GR_MOTION_WORD || unit == GR_MOTION_SYLLABLE);
    if (sweep)
        fill_along(pose, &sung, m->at_s, at->x1 - at->x0, params->soft * m->px);
    else
        fill_at_once(pose, unit == GR_MOTION_LETTER ? start_s : sung.start_s, m->at_s);
    float high = unit == GR_MOTION_LINE              ? 0.0f
                 : sweep || unit == GR_MOTION_LETTER ? emphasis(start_s, end_s, m->at_s)
                                                     : emphasis(sung.start_s, sung.end_s, m->at_s);
    float beat = gr_unitf(gr_signal(m->moment, GR_SIGNAL_BEAT_DECAY));
    pose->dy -= params->lift * m->px * high * (1.0f + 0.35f * params->react * beat);
    pose->light = gr_maxf(pose->light, params->light * high);
}

void gr_motion_pose_sung(const GrMotionScene *m, GrPose *poses)
{
    bool stack = m->plan->kind->id == GR_MOTION_STACK;
    if (stack && m->params->by == GR_MOTION_LINE)
        return;
    for (int i = 0; i < m->block->piece_count; i++) {
        pose_piece(m, i, &poses[i]);
        if (stack)
            continue;
        float whole = poses[i].alpha;
        poses[i].alpha *= gr_lerpf(m->params->dim, 1.0f, filled(&poses[i]));
        poses[i].unsung = whole - poses[i].alpha;
    }
}

/* SPDX-License-Identifier: MIT
 *
 * The typewriter: when each letter is struck, and where the caret is.
 */
#include "render/motion_parts.h"

/* How long the stroke of a piece takes, in usual strokes: people rest at the ends of sentences. */
static float stroke(const GrMotionScene *m, int index, uint32_t seed)
{
    const GrPiece *piece = &m->block->pieces[index];
    char byte = m->cue->text[piece->byte_from];
    bool pause = index > 0 && (byte == ' ' || byte == '\n') &&
                 m->block->pieces[index - 1].byte_to == piece->byte_from;
    char before = pause ? m->cue->text[piece->byte_from - 1] : '\0';
    float rest = before == '.' || before == '!' || before == '?'   ? 5.0f
                 : before == ',' || before == ';' || before == ':' ? 2.5f
                 : byte == '\n'                                    ? 3.0f
                                                                   : 1.0f;
    float uneven = 2.0f * gr_rng_unit(seed, (uint32_t)index, 1u) - 1.0f;
    return rest * (1.0f + 0.9f * m->params->jitter * uneven);
}

/* The scale that makes it ready while there is time left to read it. */
static float stroke_s(const GrMotionScene *m, uint32_t seed)
{
    float total = 0.0f, rate = gr_maxf(m->params->rate, 0.01f);
    for (int i = 0; i < m->block->piece_count; i++)
        total += stroke(m, i, seed);
    float ready_s = 0.75f * gr_maxf(m->length_s - m->out_s, 0.0f);
    return gr_minf(1.0f / rate, ready_s / gr_maxf(total, 1e-6f));
}

static float struck_s(const GrMotionScene *m, int index)
{
    const GrMotionPiece *piece = &m->places->pieces[index];
    if (piece->part < 0)
        return 0.0f;
    const GrCuePart *part = &m->cue->parts[piece->part];
    float start_s = gr_motion_since(m->cue, part->start_ns);
    /* Within its word a hand is faster than a voice that holds it. */
    float length_s = gr_minf(gr_motion_since(m->cue, part->end_ns) - start_s, 0.45f);
    return start_s + piece->part_from * length_s;
}

static void place_caret(const GrMotionScene *m, int last, float since_s, float alpha,
                        GrCaret *caret)
{
    const GrTextBlock *block = m->block;
    if (block->line_count == 0)
        return;
    const GrPiece *piece = last >= 0 ? &block->pieces[last] : NULL;
    const GrTextLine *line = &block->lines[piece ? piece->line : 0];
    float height = line->bottom - line->top, gap = 0.04f * height, width = 0.07f * height;
    bool rtl = piece ? piece->rtl : block->rtl;
    float x = piece ? (rtl ? piece->x0 : piece->x1) : rtl ? line->x1 : line->x0;
    x += rtl ? -gap - width : gap;
    /* Lit while it types, then a second's blink. */
    float turns = gr_fractf(gr_maxf(since_s - 0.25f, 0.0f) / 1.06f);
    float blink = since_s < 0.25f || turns < 0.5f ? 1.0f : 0.0f;
    *caret = (GrCaret){.x0 = x,
                       .x1 = x + width,
                       .top = line->baseline - 0.62f * height,
                       .bottom = line->baseline + 0.12f * height,
                       .alpha = blink * alpha};
}

void gr_motion_pose_typed(const GrMotionScene *m, GrPose *poses, GrCaret *caret)
{
    uint32_t seed = gr_rng_fold(m->plan->texts.seed ^ (uint64_t)m->params->seed << 32) +
                    (uint32_t)m->shown->cue;
    bool follow = m->params->follow && !m->cue->guessed && m->cue->part_count > 0;
    float unit_s = follow ? 0.0f : stroke_s(m, seed), now_s = 0.0f, last_s = 0.0f;
    float going = gr_unitf((m->length_s - m->at_s) / gr_maxf(m->out_s, 1e-3f));
    int last = -1;
    for (int i = 0; i < m->block->piece_count; i++) {
        now_s = follow ? struck_s(m, i) : now_s + unit_s * stroke(m, i, seed);
        float since_s = m->at_s - now_s;
        bool there = since_s >= 0.0f;
        poses[i].alpha = there ? going : 0.0f;
        /* Ink that is fresh is bright. */
        poses[i].light = there ? 0.6f * gr_expf(-since_s * 9.0f) : 0.0f;
        if (there && m->cue->text[m->block->pieces[i].byte_from] != '\n') {
            last = i;
            last_s = now_s;
        }
    }
    if (m->params->caret)
        place_caret(m, last, m->at_s - last_s, going, caret);
}

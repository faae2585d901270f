/* SPDX-License-Identifier: MIT
 *
 * Texts at a moment: which cues are seen, where, and where their letters are.
 */
#include "render/text.h"

#include "base/vmath.h"

#include <string.h>

int gr_text_state_init(GrTextState *state, GrArena *arena, const GrTextNeeds *needs, int index,
                       GrError *error)
{
    size_t pieces = (size_t)needs->pieces[index], lines = (size_t)needs->lines[index];
    state->poses = GR_ARENA_NEW(arena, GrPose, pieces + 1);
    state->spans = GR_ARENA_NEW(arena, GrTextSpan, lines + 1);
    if (!state->poses || !state->spans)
        return gr_error_memory(error, "letters",
                               pieces * sizeof(GrPose) + lines * sizeof(GrTextSpan));
    return GR_OK;
}

/* What players of phones draw over a film is at its bottom, most of it. */
GrTextSafe gr_text_safe_box(int width, int height)
{
    return width < height ? (GrTextSafe){0.06f, 0.09f, 0.15f} : (GrTextSafe){0.05f, 0.05f, 0.05f};
}

/* Moves a span into the room, or to the room's middle where it is too long. */
static float kept_inside(float from, float length, float low, float high)
{
    if (length > high - low)
        return 0.5f * (low + high - length);
    return gr_clampf(from, low, high - length);
}

static float place_across(const GrTextLook *look, const GrTextBlock *block, float x)
{
    if (look->align == GR_TEXT_CENTRE)
        return x - 0.5f * block->width;
    return (look->align == GR_TEXT_END) == !block->rtl ? x - block->width : x;
}

/* The middle of a block is that of its capitals, not of its line boxes: descenders are few. */
static float place_down(const GrTextLook *look, const GrTextBlock *block, float size, float y)
{
    if (!block->line_count)
        return y;
    const GrTextLine *first = &block->lines[0], *last = &block->lines[block->line_count - 1];
    switch ((GrTextAnchor)look->anchor) {
    case GR_TEXT_TOP:
        return y - first->top;
    case GR_TEXT_MIDDLE:
        return y - 0.5f * (first->baseline - 0.71f * size + last->baseline);
    case GR_TEXT_BASELINE:
        return y - first->baseline;
    case GR_TEXT_BOTTOM:
        break;
    }
    return y - last->bottom;
}

void gr_text_origin(const GrFrozenText *frozen, const GrTextLook *look, const GrTextBlock *block,
                    float *out_x, float *out_y)
{
    float width = (float)frozen->width, height = (float)frozen->height;
    float x = 0.5f * (width + look->x * height), y = 0.5f * height * (1.0f + look->y);
    x = place_across(look, block, x);
    y = place_down(look, block, look->size * frozen->px, y);
    if (look->safe) {
        GrTextSafe safe = gr_text_safe_box(frozen->width, frozen->height);
        x = kept_inside(x, block->width, safe.x * width, (1.0f - safe.x) * width);
        y = kept_inside(y, block->height, safe.top * height, (1.0f - safe.bottom) * height);
    }
    *out_x = x;
    *out_y = y;
}

/* The step whose axes are nearest to those of the moment. */
static const GrTextStep *step_now(const GrFrozenText *frozen, const GrScore *score, void *blocks)
{
    const float *at = gr_block_at(&frozen->axes, score, blocks);
    int index = 0, times = 1;
    for (int i = 0; i < frozen->text->axes.count; i++) {
        int levels = frozen->axis_levels[i];
        float range = frozen->axis_high[i] - frozen->axis_low[i];
        float share = levels > 1 ? gr_unitf((at[i] - frozen->axis_low[i]) / range) : 0.0f;
        index += times * (int)(share * (float)(levels - 1) + 0.5f);
        times *= levels;
    }
    return &frozen->steps[index];
}

static void find_spans(const GrTextBlock *block, const GrPose *poses, GrTextSpan *spans)
{
    for (int l = 0; l < block->line_count; l++) {
        const GrTextLine *line = &block->lines[l];
        const GrPose *pose = &poses[line->first_piece];
        GrTextSpan *span = &spans[l];
        *span = (GrTextSpan){0};
        for (int p = 0; p < line->piece_count; p++, pose++) {
            span->low_x = p ? gr_minf(span->low_x, pose->dx) : pose->dx;
            span->high_x = p ? gr_maxf(span->high_x, pose->dx) : pose->dx;
            span->low_y = p ? gr_minf(span->low_y, pose->dy) : pose->dy;
            span->high_y = p ? gr_maxf(span->high_y, pose->dy) : pose->dy;
            span->mean_x += pose->dx;
            span->mean_y += pose->dy;
            span->faintest = p ? gr_minf(span->faintest, pose->alpha) : pose->alpha;
            span->alpha = gr_maxf(span->alpha, pose->alpha);
            span->plate = gr_maxf(span->plate, pose->alpha + pose->unsung);
        }
        float share = line->piece_count ? 1.0f / (float)line->piece_count : 0.0f;
        span->mean_x *= share;
        span->mean_y *= share;
    }
}

/* Whether some letter has another colour than the text's. */
static bool has_tints(const GrTextBlock *block, const GrPose *poses)
{
    for (int i = 0; i < block->piece_count; i++)
        if (poses[i].light > 0.0f || poses[i].fill > -0.5f * poses[i].soft)
            return true;
    return false;
}

static bool stands_still(const GrFrozenText *frozen)
{
    const GrAnimation *animation = &frozen->text->look_animation;
    for (int i = 0; i < animation->count; i++)
        if (animation->list[i].param->offset <= offsetof(GrTextLook, y))
            return false;
    return true;
}

void gr_text_begin(GrTextState *state, const GrFrozenText *frozen, const GrScore *score,
                   void *blocks)
{
    GrMotionShown list[GR_MOTION_SHOWN_MAX];
    const GrTextStep *step = step_now(frozen, score, blocks);
    const GrMotionParams *params = gr_block_at(&frozen->motion, score, blocks);
    /* A scene that lies beneath the next one keeps what it showed last, but for lyrics: words that
     * are sung have an end of their own, and what is sung then is the newer scene's. */
    double end_s = (double)(frozen->scene->end_ns - 1000) * 1e-9, at_s = score->moment.show_s;
    if (!frozen->text->file && at_s > end_s)
        at_s = end_s;
    int count = gr_motion_shown(&step->plan, params, at_s, list);
    GrPose *poses = state->poses;
    GrTextSpan *spans = state->spans;
    state->frozen = frozen;
    state->look = gr_block_at(&frozen->look, score, blocks);
    state->coloured = frozen->coloured;
    state->shown_count = 0;
    for (int i = 0; i < count; i++) {
        GrTextShown *shown = &state->shown[state->shown_count];
        const GrTextBlock *block = &step->blocks[list[i].cue];
        if (list[i].alpha <= 0.0f)
            continue;
        *shown = (GrTextShown){.block = block,
                               .boxes = step->boxes[list[i].cue],
                               .poses = poses,
                               .spans = spans,
                               .alpha = list[i].alpha};
        gr_text_origin(frozen, state->look, block, &shown->x, &shown->y);
        if (stands_still(frozen)) {
            shown->x = gr_roundf(shown->x);
            shown->y = gr_roundf(shown->y);
        }
        shown->x += list[i].dx;
        shown->y += list[i].dy;
        gr_motion_pose(&step->plan, params, &score->moment, &list[i], poses, &shown->caret);
        find_spans(block, poses, spans);
        state->coloured = state->coloured || has_tints(block, poses);
        poses += block->piece_count;
        spans += block->line_count;
        state->shown_count++;
    }
}

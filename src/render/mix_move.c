/* SPDX-License-Identifier: MIT
 *
 * Transitions that move the pictures: the push and the zoom. What moves is seen through a shutter
 * that stays open for a while: a mean of several places (taps).
 */
#include "render/mix_parts.h"

#include "base/vmath.h"

/* The way at a place in the shutter's time. */
static float way_at(const GrMixFrame *frame, double shutter, int tap, int count)
{
    double off = count > 1 ? ((double)tap + 0.5) / (double)count - 0.5 : 0.0;
    return gr_ease((GrEase)gr_mix_params(frame)->ease, frame->part + (float)(shutter * off));
}

/* As many taps as leave no more than `gap` pixels between them: a power of two. */
static int taps_for(float pixels, float gap, int most)
{
    int count = 1;
    while (count < most && (float)count * gap < gr_absf(pixels))
        count *= 2;
    return count;
}

static int shift_of(int taps)
{
    int shift = 0;
    while (1 << shift < taps)
        shift++;
    return shift;
}

static bool is_upright(const GrMixFrame *frame)
{
    int direction = gr_mix_params(frame)->direction;
    return direction == GR_PUSH_UP || direction == GR_PUSH_DOWN;
}

void gr_begin_push(GrMixFrame *frame, double shutter)
{
    float extent = (float)(is_upright(frame) ? frame->mix->height : frame->mix->width);
    float moved = way_at(frame, shutter, 1, 2) - way_at(frame, shutter, 0, 2);
    int count = taps_for(2.0f * moved * extent, 4.0f, GR_MIX_TAPS);
    frame->tap_count[0] = count;
    for (int i = 0; i < count; i++)
        frame->taps[0][i].offset =
            (int)(gr_unitf(way_at(frame, shutter, i, count)) * extent + 0.5f);
}

static void pile_sideways(const GrMixJob *job, int plane, int y, int offset)
{
    int width = job->frame->mix->width;
    bool to_left = gr_mix_params(job->frame)->direction == GR_PUSH_LEFT;
    const GrPixel *older = gr_canvas_row(job->older, plane, y);
    const GrPixel *newer = gr_canvas_row(job->newer, plane, y);
    uint16_t *sum = job->scratch->sum;
    if (to_left) {
        gr_kernels()->pile(sum, older + offset, width - offset);
        gr_kernels()->pile(sum + width - offset, newer, offset);
    } else {
        gr_kernels()->pile(sum, newer + width - offset, offset);
        gr_kernels()->pile(sum + offset, older, width - offset);
    }
}

static void pile_upright(const GrMixJob *job, int plane, int y, int offset)
{
    int height = job->frame->mix->height;
    bool up = gr_mix_params(job->frame)->direction == GR_PUSH_UP;
    int source = up ? y + offset : y - offset;
    const GrCanvas *from = source < 0 || source >= height ? job->newer : job->older;
    source += source < 0 ? height : source >= height ? -height : 0;
    gr_kernels()->pile(job->scratch->sum, gr_canvas_row(from, plane, source),
                       job->frame->mix->width);
}

void gr_row_push(const GrMixJob *job, int y)
{
    const GrMixFrame *frame = job->frame;
    int count = frame->tap_count[0];
    bool upright = is_upright(frame);
    for (int plane = 0; plane < 3; plane++) {
        memset(job->scratch->sum, 0, (size_t)job->span * sizeof(uint16_t));
        for (int i = 0; i < count; i++) {
            if (upright)
                pile_upright(job, plane, y, frame->taps[0][i].offset);
            else
                pile_sideways(job, plane, y, frame->taps[0][i].offset);
        }
        gr_kernels()->pile_mean(gr_canvas_row(job->out, plane, y), job->scratch->sum,
                                shift_of(count), job->span);
    }
}

/* Where a number lies between 0 and `last` when both are mirrors. */
static float mirrored(float at, float last)
{
    if (last <= 0.0f)
        return 0.0f;
    at = gr_modf(gr_absf(at), 2.0f * last);
    return gr_clampf(at > last ? 2.0f * last - at : at, 0.0f, last);
}

/* The place in the source, in so many parts of a pixel, of pixel `at` of a picture scaled about
 * `middle`. */
static uint32_t place_of(int at, float middle, float scale, int size, float parts)
{
    float from = middle + ((float)at - middle) / scale;
    return (uint32_t)(int32_t)(mirrored(from, (float)(size - 1)) * parts + 0.5f);
}

static float middle_x(const GrMixFrame *frame)
{
    return 0.5f * ((float)frame->mix->width + gr_mix_params(frame)->x * (float)frame->mix->height) -
           0.5f;
}

static float middle_y(const GrMixFrame *frame)
{
    return 0.5f * (1.0f + gr_mix_params(frame)->y) * (float)frame->mix->height - 0.5f;
}

void gr_begin_zoom(GrMixFrame *frame, double shutter)
{
    int width = frame->mix->width;
    float amount = gr_mix_params(frame)->amount, doublings = gr_log2f(amount);
    float moved = way_at(frame, shutter, 1, 2) - way_at(frame, shutter, 0, 2);
    /* At the frame's side, where the picture moves fastest. */
    int count =
        taps_for(2.0f * moved * doublings * 0.7f * 0.5f * (float)width, 9.0f, GR_MIX_ZOOM_TAPS);
    frame->alpha = gr_mix_byte(gr_smoothstepf(0.3f, 0.75f, frame->at));
    for (int newer = 0; newer < 2; newer++) {
        frame->tap_count[newer] = count;
        for (int i = 0; i < count; i++) {
            GrMixTap *tap = &frame->taps[newer][i];
            float way = way_at(frame, shutter, i, count) - (newer ? 1.0f : 0.0f);
            tap->scale = gr_exp2f(doublings * way);
            uint32_t *place = tap->across.place;
            for (int x = 0; x < width; x++)
                place[x] = place_of(x, middle_x(frame), tap->scale, width, GR_RESCALE_PARTS);
            for (int x = width; x < gr_kernel_span(width); x++)
                place[x] = place[width - 1];
            gr_kernels()->rescale_plan(&tap->across, gr_kernel_span(width));
        }
    }
}

/* Adds one row of a picture as one tap sees it. */
static void see_row(const GrMixJob *job, const GrCanvas *from, const GrMixTap *tap, int plane,
                    int y)
{
    GrPixel *between = job->scratch->row[0];
    int height = job->frame->mix->height;
    uint32_t place = place_of(y, middle_y(job->frame), tap->scale, height, GR_LEAN_PARTS);
    int top = (int)(place / GR_LEAN_PARTS), part = (int)(place % GR_LEAN_PARTS);
    const GrPixel *source = gr_canvas_row(from, plane, top);
    if (part > 0) {
        gr_kernels()->lean(between, source, gr_canvas_row(from, plane, top + 1), part, job->span);
        source = between;
    }
    gr_kernels()->rescale(job->scratch->sum, source, &tap->across, job->span);
}

static void see_through_shutter(const GrMixJob *job, bool newer, int plane, int y, GrPixel *out)
{
    const GrMixFrame *frame = job->frame;
    int count = frame->tap_count[newer];
    uint16_t *sum = job->scratch->sum;
    memset(sum, 0, (size_t)job->span * sizeof *sum);
    for (int i = 0; i < count; i++)
        see_row(job, newer ? job->newer : job->older, &frame->taps[newer][i], plane, y);
    gr_kernels()->pile_mean(out, sum, shift_of(count * GR_RESCALE_PARTS), job->span);
}

void gr_row_zoom(const GrMixJob *job, int y)
{
    uint8_t alpha = job->frame->alpha;
    GrPixel *const *row = job->scratch->row;
    for (int plane = 0; plane < 3; plane++) {
        GrPixel *out = gr_canvas_row(job->out, plane, y);
        if (alpha < 255)
            see_through_shutter(job, false, plane, y, out);
        if (alpha == 0)
            continue;
        see_through_shutter(job, true, plane, y, row[3]);
        memset(row[2], alpha, (size_t)job->span);
        gr_kernels()->blend[GR_BLEND_NORMAL](out, out, row[3], row[2], gr_mix_dither(job, y),
                                             job->span);
    }
}

/* SPDX-License-Identifier: MIT */
#include "render/trail.h"

#include "base/vmath.h"

#define FIXED_ONE ((int64_t)1 << 32)

/* Below so many samples in a row, single ones are cheaper than a vector's worth; where all runs are
 * as short as the other, all are single. */
enum { SHORT_RUN = 4, LONG_RUN = 5 };

/* A block's last place is less than a whole sample further than its first, by what their fractions
 * can tell. */
#define MOST_IN_BLOCK ((FIXED_ONE - (1 << 17)) / (GR_TURN_STEP - 1))

/* A tick never shrinks the picture to less than this. */
static const float LEAST_ZOOM = 0.05f;

static int64_t to_fixed(double value)
{
    return (int64_t)(value * (double)FIXED_ONE);
}

GrTrailMotion gr_trail_motion(const GrFeedback *feedback)
{
    GrTrailMotion motion = {feedback->zoom, feedback->rotate, feedback->x, feedback->y,
                            feedback->mirror};
    float amount = feedback->amount;
    switch ((GrFeedbackTransform)feedback->transform) {
    case GR_TRANSFORM_ZOOM:
        motion.zoom += amount;
        break;
    case GR_TRANSFORM_SHRINK:
        motion.zoom -= amount;
        break;
    case GR_TRANSFORM_ROTATE_CW:
        motion.rotate += amount;
        break;
    case GR_TRANSFORM_ROTATE_CCW:
        motion.rotate -= amount;
        break;
    case GR_TRANSFORM_UP:
        motion.y -= amount;
        break;
    case GR_TRANSFORM_DOWN:
        motion.y += amount;
        break;
    case GR_TRANSFORM_LEFT:
        motion.x -= amount;
        break;
    case GR_TRANSFORM_RIGHT:
        motion.x += amount;
        break;
    case GR_TRANSFORM_MIRROR:
        motion.mirror = gr_minf(motion.mirror + amount, 1.0f);
        break;
    case GR_TRANSFORM_NONE:
    case GR_TRANSFORMS:
        break;
    }
    return motion;
}

/* (m^ticks - 1) / (m - 1) for complex m: how far a move that each tick first multiplies by m has
 * come; by its series where m is so near 1 that the quotient would lose its digits. */
static void moved_part(double re, double im, double to_re, double to_im, double ticks, double *x,
                       double *y)
{
    double off_re = re - 1.0, off_im = im, square = off_re * off_re + off_im * off_im;
    if (square < 1e-6) {
        double second = 0.5 * ticks * (ticks - 1.0);
        *x = ticks + second * off_re;
        *y = second * off_im;
        return;
    }
    double gone_re = to_re - 1.0, gone_im = to_im;
    *x = (gone_re * off_re + gone_im * off_im) / square;
    *y = (gone_im * off_re - gone_re * off_im) / square;
}

static double grown(float zoom, float ticks)
{
    return zoom == 0.0f ? 1.0 : (double)gr_powf(gr_maxf(1.0f + zoom, LEAST_ZOOM), ticks);
}

/* Where the picture's middle goes in so many ticks, in screen units. */
static void shift_of(const GrTrailMotion *motion, float ticks, double *x, double *y)
{
    float angle = motion->rotate * GR_TAU;
    double one = grown(motion->zoom, 1.0f), all = grown(motion->zoom, ticks), part_x, part_y;
    moved_part(one * (double)gr_cosf(angle), one * (double)gr_sinf(angle),
               all * (double)gr_cosf(angle * ticks), all * (double)gr_sinf(angle * ticks),
               (double)ticks, &part_x, &part_y);
    *x = part_x * (double)motion->x - part_y * (double)motion->y;
    *y = part_x * (double)motion->y + part_y * (double)motion->x;
}

GrTrailWarp gr_warp_of(const GrFeedback *feedback, double ticks, int width, int height)
{
    GrTrailMotion motion = gr_trail_motion(feedback);
    float of = (float)ticks;
    double scale = 1.0 / grown(motion.zoom, of);
    float angle = motion.rotate * GR_TAU * of;
    bool turned = motion.rotate != 0.0f;
    double c = (turned ? (double)gr_cosf(angle) : 1.0) * scale;
    double s = (turned ? (double)gr_sinf(angle) : 0.0) * scale;
    double middle_x = 0.5 * (width - 1), middle_y = 0.5 * (height - 1);
    GrTrailWarp warp = {
        .dx = to_fixed(c), .dy = to_fixed(-s), .down_x = to_fixed(s), .down_y = to_fixed(c)};
    double from_x = middle_x, from_y = middle_y;
    if (motion.x != 0.0f || motion.y != 0.0f) {
        double x, y;
        shift_of(&motion, of, &x, &y);
        from_x += x * 0.5 * height;
        from_y += y * 0.5 * height;
    }
    warp.x0 = to_fixed(middle_x - c * from_x - s * from_y);
    warp.y0 = to_fixed(middle_y + s * from_x - c * from_y);
    return warp;
}

/* Into 0 .. count - 1, mirrored at both edges. */
static int mirrored(int64_t index, int count)
{
    if (index >= 0 && index < count)
        return (int)index;
    int64_t period = 2 * (int64_t)count;
    index %= period;
    index += index < 0 ? period : 0;
    return (int)(index < count ? index : period - 1 - index);
}

static inline uint16_t between(uint16_t a, uint16_t b, uint32_t f)
{
    return (uint16_t)(a - ((uint32_t)a * f >> 16) + ((uint32_t)b * f >> 16));
}

/* Single samples x0 <= x < x1 from anywhere: the same arithmetic as the kernels. */
static void sample_some(const GrTrailWarp *warp, uint16_t *const out[3], const GrHistory *source,
                        int64_t row_x, int64_t row_y, int x0, int x1)
{
    int width = source->width, height = source->height;
    int64_t at_x = row_x + x0 * warp->dx, at_y = row_y + x0 * warp->dy;
    for (int x = x0; x < x1; x++, at_x += warp->dx, at_y += warp->dy) {
        int left = mirrored(at_x >> 32, width), right = mirrored((at_x >> 32) + 1, width);
        ptrdiff_t above = gr_history_offset(source, mirrored(at_y >> 32, height));
        ptrdiff_t below = gr_history_offset(source, mirrored((at_y >> 32) + 1, height));
        uint32_t fx = (uint32_t)at_x >> 16, fy = (uint32_t)at_y >> 16;
        for (int plane = 0; plane < 3; plane++) {
            const uint16_t *from = source->plane[plane];
            out[plane][x] = between(between(from[above + left], from[below + left], fy),
                                    between(from[above + right], from[below + right], fy), fx);
        }
    }
}

static int64_t ceil_div(int64_t a, int64_t b)
{
    int64_t q = a / b;
    return q * b < a ? q + 1 : q; /* b > 0 */
}

/* Narrows first <= x < last to where 0 <= start + x * step < limit. */
static void narrow(int64_t start, int64_t step, int64_t limit, int *first, int *last)
{
    int64_t from = *first, to = *last;
    if (step == 0) {
        if (start < 0 || start >= limit)
            to = from;
    } else {
        /* Mirrored so that the step is positive: v < limit becomes limit - 1 - v >= 0. */
        int64_t low = step > 0 ? start : limit - 1 - start;
        int64_t pace = step > 0 ? step : -step;
        int64_t enter = ceil_div(-low, pace), leave = ceil_div(limit - low, pace);
        from = enter > from ? enter : from;
        to = leave < to ? leave : to;
    }
    to = to < from ? from : to;
    if (from > *last)
        from = to = *last;
    *first = (int)from;
    *last = (int)to;
}

/* For how many steps the whole part of a position that moves by `drift` a step stays the same. */
static int64_t steps_within(int64_t position, int64_t drift)
{
    int64_t rest = (int64_t)(uint32_t)position;
    if (drift > 0)
        return ceil_div(FIXED_ONE - rest, drift);
    if (drift < 0)
        return rest / -drift + 1;
    return INT32_MAX;
}

/* The inside of a row, in runs in which source and target move in step: there the samples are
 * contiguous and a kernel reads them as such. A run may write past its end; the next one follows
 * and writes over it. */
static void sample_runs(const GrTrailWarp *warp, uint16_t *const out[3], const GrHistory *source,
                        int64_t row_x, int64_t row_y, int x0, int x1, const uint16_t *fx,
                        const uint16_t *fy)
{
    for (int x = x0; x < x1;) {
        int64_t at_x = row_x + x * warp->dx, at_y = row_y + x * warp->dy;
        int64_t run = steps_within(at_x, warp->dx - FIXED_ONE);
        int64_t level = steps_within(at_y, warp->dy);
        run = level < run ? level : run;
        run = run < x1 - x ? run : x1 - x;
        int count = (int)run;
        if (count < SHORT_RUN) {
            sample_some(warp, out, source, row_x, row_y, x, x + count);
        } else {
            ptrdiff_t from = (ptrdiff_t)(at_x >> 32);
            int top = mirrored(at_y >> 32, source->height);
            int bottom = mirrored((at_y >> 32) + 1, source->height);
            for (int plane = 0; plane < 3; plane++)
                gr_kernels()->warp(out[plane] + x, gr_history_row(source, plane, top) + from,
                                   gr_history_row(source, plane, bottom) + from, fx + x, fy + x,
                                   count);
        }
        x += count;
    }
}

/* The inside of a row where runs would be short: single samples, from rows that may be mirrored. */
static void sample_singly(const GrTrailWarp *warp, uint16_t *const out[3], const GrHistory *source,
                          int64_t row_x, int64_t row_y, int x0, int x1)
{
    int first = x0, last = x1;
    int64_t height = source->height * FIXED_ONE;
    narrow(row_y + height, warp->dy, 3 * height - FIXED_ONE, &first, &last);
    sample_some(warp, out, source, row_x, row_y, x0, first);
    GrLine line = {.start = source->start,
                   .rows = source->rows,
                   .height = source->height,
                   .stride = (int32_t)source->stride,
                   .x = row_x + first * warp->dx,
                   .y = row_y + first * warp->dy,
                   .dx = warp->dx,
                   .dy = warp->dy};
    uint16_t *to[3];
    for (int plane = 0; plane < 3; plane++) {
        line.plane[plane] = source->plane[plane];
        to[plane] = out[plane] + first;
    }
    gr_kernels()->line(to, &line, last - first);
    sample_some(warp, out, source, row_x, row_y, last, x1);
}

/* The inside of a row in blocks, where a picture is turned or scaled a little. A block may write
 * past the end. */
static void sample_blocks(const GrTrailWarp *warp, uint16_t *const out[3], const GrHistory *source,
                          int64_t row_x, int64_t row_y, int x0, int x1, const uint16_t *fx,
                          const uint16_t *fy)
{
    bool left = warp->dx < FIXED_ONE, up = warp->dy < 0;
    GrTurn turn = {.left = left, .up = up};
    for (int plane = 0; plane < 3; plane++)
        turn.plane[plane] = source->plane[plane];
    for (int x = x0; x < x1; x += GR_TURN_STEP) {
        ptrdiff_t from = (ptrdiff_t)((row_x + x * warp->dx) >> 32) - left;
        int64_t row = ((row_y + x * warp->dy) >> 32) - up;
        for (int i = 0; i < 3; i++)
            turn.row[i] = gr_history_offset(source, mirrored(row + i, source->height)) + from;
        turn.fx = fx + x;
        turn.fy = fy + x;
        uint16_t *const to[3] = {out[0] + x, out[1] + x, out[2] + x};
        gr_kernels()->turn(to, &turn);
    }
}

/* Whether a source moves away from its target by more than that within a sample. */
static bool strays(const GrTrailWarp *warp, int64_t most)
{
    int64_t drift = warp->dx - FIXED_ONE;
    return drift > most || drift < -most || warp->dy > most || warp->dy < -most;
}

static bool is_turned(const GrTrailWarp *warp)
{
    return warp->dy != 0 || warp->down_x != 0;
}

void gr_warp_columns(const GrTrailWarp *warp, int width, GrWarpColumns *columns)
{
    int64_t drift = warp->dx - FIXED_ONE, end = warp->x0 + (width - 1) * warp->dx;
    columns->left = warp->x0 < 0 ? (int)-(warp->x0 >> 32) : 0;
    columns->right = (end >> 32) + 2 > width ? (int)((end >> 32) + 2 - width) : 0;
    columns->stretched = !is_turned(warp) && drift * GR_WARP_STEP <= FIXED_ONE &&
                         drift * GR_WARP_STEP >= -FIXED_ONE && columns->left <= width &&
                         columns->right <= width;
    if (!columns->stretched)
        return;
    GrStretch *stretch = &columns->stretch;
    for (int start = 0; start < width; start += GR_WARP_STEP) {
        int rest = width - start < GR_WARP_STEP ? width - start : GR_WARP_STEP;
        int64_t at = warp->x0 + start * warp->dx;
        /* Within a block a sample is at one of two distances from its source. */
        int64_t from = (at >> 32) - start,
                last = ((at + (rest - 1) * warp->dx) >> 32) - start - rest + 1;
        from = last < from ? last : from;
        stretch->from[start / GR_WARP_STEP] = (int32_t)from;
        for (int i = start; i < start + GR_WARP_STEP; i++, at += warp->dx) {
            stretch->further[i] = (at >> 32) - i > from ? 0xffff : 0;
            stretch->fraction[i] = (uint16_t)(at >> 16);
        }
    }
}

static void stretch_row(const GrHistory *source, int64_t row_y, uint16_t *const out[3],
                        const GrWarpColumns *columns, uint16_t *line)
{
    int top = mirrored(row_y >> 32, source->height);
    int bottom = mirrored((row_y >> 32) + 1, source->height);
    int width = source->width;
    line += gr_kernel_span(width);
    for (int plane = 0; plane < 3; plane++) {
        gr_kernels()->between(line, gr_history_row(source, plane, top),
                              gr_history_row(source, plane, bottom), (uint16_t)(row_y >> 16),
                              gr_kernel_span(width));
        for (int i = 0; i < columns->left; i++)
            line[-1 - i] = line[i];
        for (int i = 0; i < columns->right; i++)
            line[width + i] = line[width - 1 - i];
        gr_kernels()->stretch(out[plane], line, &columns->stretch, width);
    }
}

void gr_warp_row(const GrTrailWarp *warp, const GrHistory *source, int y, int echo,
                 const GrTrailScratch *scratch)
{
    int64_t row_x = warp->x0 + y * warp->down_x, row_y = warp->y0 + y * warp->down_y;
    uint16_t *const *out = scratch->echo[echo];
    if (scratch->columns[echo].stretched) {
        stretch_row(source, row_y, out, &scratch->columns[echo], scratch->line);
        return;
    }
    int first = 0, last = source->width;
    /* A block looks one sample further to the left than its own lie. */
    int beyond = source->width < GR_TRAIL_MARGIN ? source->width - 1 : GR_TRAIL_MARGIN - 1;
    narrow(row_x + beyond * FIXED_ONE, warp->dx,
           (int64_t)(source->width - 1 + 2 * beyond) * FIXED_ONE, &first, &last);
    sample_some(warp, out, source, row_x, row_y, 0, first);
    if (strays(warp, FIXED_ONE / LONG_RUN)) {
        sample_singly(warp, out, source, row_x, row_y, first, last);
    } else if (first < last) {
        const uint16_t *fx = scratch->fraction_x, *fy = scratch->fraction_y;
        int span = gr_kernel_span(source->width) + GR_KERNEL_STEP;
        gr_kernels()->ramp(scratch->fraction_x, (uint32_t)row_x, (uint32_t)warp->dx, span);
        gr_kernels()->ramp(scratch->fraction_y, (uint32_t)row_y, (uint32_t)warp->dy, span);
        /* Runs that a turn does not cut are long enough. */
        bool level = warp->dy <= FIXED_ONE / 64 && warp->dy >= -FIXED_ONE / 64;
        if (level || strays(warp, MOST_IN_BLOCK))
            sample_runs(warp, out, source, row_x, row_y, first, last, fx, fy);
        else
            sample_blocks(warp, out, source, row_x, row_y, first, last, fx, fy);
    }
    sample_some(warp, out, source, row_x, row_y, last, source->width);
}

/* SPDX-License-Identifier: MIT */
#include "render/warp_parts.h"

#include "base/vmath.h"

#include <string.h>

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

static int64_t ceil_div(int64_t a, int64_t b)
{
    int64_t q = a / b;
    return q * b < a ? q + 1 : q; /* b > 0 */
}

GrFold gr_fold(int64_t whole, int count)
{
    int64_t period = 2 * (int64_t)count, first = whole;
    if (whole < 0 || whole >= period) {
        first = whole % period;
        first += first < 0 ? period : 0;
    }
    int64_t start = whole - first;
    bool back = first >= count;
    return (GrFold){.low = start + (back ? count : 0),
                    .high = start + (back ? period : count),
                    .index = (int)(back ? period - 2 - first : first),
                    .back = back};
}

/* Narrows a fold down to where its indices are from `low` to `high`, both among them. */
static void narrow(GrFold *fold, int64_t whole, int low, int high)
{
    int64_t before = fold->index - low, after = high - fold->index;
    int64_t down = fold->back ? after : before, up = fold->back ? before : after;
    fold->low = whole - down > fold->low ? whole - down : fold->low;
    fold->high = whole + up + 1 < fold->high ? whole + up + 1 : fold->high;
}

/* How many of n samples, `step` apart from `at` on, lie in a fold. */
static int64_t within(const GrFold *fold, int64_t at, int64_t step, int64_t n)
{
    int64_t last = (at + (n - 1) * step) >> 32;
    if (last >= fold->low && last < fold->high)
        return n;
    return step > 0 ? ceil_div(fold->high * FIXED_ONE - at, step)
                    : (at - fold->low * FIXED_ONE) / -step + 1;
}

GrFold gr_warp_rows(const GrHistory *source, int64_t whole, GrPatch *line)
{
    GrFold fold = gr_fold(whole, source->height);
    int seam = source->count - source->start - 1; /* after this row the ring begins anew */
    int upper = fold.index < 0 ? 0 : fold.index;
    int lower = fold.index + 1 < source->height ? fold.index + 1 : fold.index;
    line->top = gr_history_row(source, fold.back ? lower : upper);
    line->bottom = gr_history_row(source, fold.back ? upper : lower);
    line->stride = (int32_t)(fold.back ? -source->stride : source->stride);
    if (upper == lower || upper == seam)
        narrow(&fold, whole, fold.index, fold.index);
    else if (upper < seam)
        narrow(&fold, whole, 0, seam < source->height ? seam - 1 : source->height - 2);
    else
        narrow(&fold, whole, seam + 1, source->height - 2);
    return fold;
}

/* In pieces that a kernel sees as one picture: a mirror image is read backwards. */
static void sample_row(const GrTrailWarp *warp, const GrHistory *source, const GrTile *tile,
                       int row, uint16_t *out)
{
    int64_t x = warp->x0 + (tile->y + row) * warp->down_x + tile->x * warp->dx;
    int64_t y = warp->y0 + (tile->y + row) * warp->down_y + tile->x * warp->dy;
    for (int done = 0; done < tile->columns;) {
        GrPatch line = {.dx = warp->dx,
                        .dy = warp->dy,
                        .down_x = warp->down_x,
                        .down_y = warp->down_y,
                        .rows = 1};
        GrFold across = gr_fold(x >> 32, source->width),
               down = gr_warp_rows(source, y >> 32, &line);
        int64_t n = within(&down, y, warp->dy, tile->columns - done);
        n = within(&across, x, warp->dx, n);
        line.top += (ptrdiff_t)3 * across.index;
        line.bottom += (ptrdiff_t)3 * across.index;
        line.step = across.back ? -3 : 3;
        line.first_row = (int32_t)(down.low - (y >> 32));
        line.last_row = (int32_t)(down.high - (y >> 32));
        line.x = (int64_t)(uint32_t)x;
        line.y = (int64_t)(uint32_t)y;
        line.out = out + (ptrdiff_t)3 * done;
        line.columns = (int)n;
        gr_kernels()->patch(&line);
        done += (int)n;
        x += n * warp->dx;
        y += n * warp->dy;
    }
}

static bool is_turned(const GrTrailWarp *warp)
{
    return warp->dy != 0 || warp->down_x != 0;
}

/* Of the places that a tile's pixels come from. */
typedef struct Bounds {
    int64_t left, right, upper, lower;
} Bounds;

static Bounds bounds_of(const GrTrailWarp *warp, const GrTile *tile)
{
    Bounds bounds = {INT64_MAX, INT64_MIN, INT64_MAX, INT64_MIN};
    for (int corner = 0; corner < 4; corner++) {
        int at_x = tile->x + (corner & 1 ? tile->columns - 1 : 0);
        int at_y = tile->y + (corner & 2 ? tile->rows - 1 : 0);
        int64_t x = source_x(warp, at_x, at_y), y = source_y(warp, at_x, at_y);
        bounds.left = x < bounds.left ? x : bounds.left;
        bounds.right = x > bounds.right ? x : bounds.right;
        bounds.upper = y < bounds.upper ? y : bounds.upper;
        bounds.lower = y > bounds.lower ? y : bounds.lower;
    }
    return bounds;
}

GrPatch gr_warp_patch(const GrWarpColumns *columns, const GrTile *tile, uint16_t *out,
                      ptrdiff_t pitch)
{
    const GrTrailWarp *warp = &columns->warp;
    return (GrPatch){.plan = is_turned(warp) ? columns->plan : NULL,
                     .dx = warp->dx,
                     .dy = warp->dy,
                     .down_x = warp->down_x,
                     .down_y = warp->down_y,
                     .out = out,
                     .pitch = pitch,
                     .columns = tile->columns,
                     .rows = tile->rows};
}

bool gr_warp_is_one_piece(const GrTrailWarp *warp, const GrHistory *source, const GrTile *tile,
                          GrPatch *patch)
{
    const Bounds bounds = bounds_of(warp, tile);
    int64_t left = bounds.left >> 32, upper = bounds.upper >> 32;
    GrFold across = gr_fold(left, source->width), down = gr_warp_rows(source, upper, patch);
    patch->top += (ptrdiff_t)3 * across.index;
    patch->bottom += (ptrdiff_t)3 * across.index;
    patch->step = across.back ? -3 : 3;
    patch->first_row = (int32_t)(down.low - upper);
    patch->last_row = (int32_t)(down.high - upper);
    patch->x = source_x(warp, tile->x, tile->y) - left * FIXED_ONE;
    patch->y = source_y(warp, tile->x, tile->y) - upper * FIXED_ONE;
    return bounds.right >> 32 < across.high && bounds.lower >> 32 < down.high;
}

/* What meets a mirror image or the ring's end is drawn by rows: as little as possible of it where
 * these are the picture's, too, while turned ones are better long. */
void gr_warp_sample(const GrWarpColumns *columns, const GrHistory *source, const GrTile *tile,
                    uint16_t *out, ptrdiff_t pitch)
{
    enum { LEAST = 128 };
    const GrTrailWarp *warp = &columns->warp;
    GrPatch patch = gr_warp_patch(columns, tile, out, pitch);
    if (gr_warp_is_one_piece(warp, source, tile, &patch)) {
        gr_kernels()->patch(&patch);
    } else if (!is_turned(warp) && tile->rows > 1 && tile->columns >= LEAST) {
        GrTile left = *tile, right = *tile;
        left.columns = tile->columns / 2;
        right.columns -= left.columns;
        right.x += left.columns;
        gr_warp_sample(columns, source, &left, out, pitch);
        gr_warp_sample(columns, source, &right, out + (ptrdiff_t)3 * left.columns, pitch);
    } else {
        for (int row = 0; row < tile->rows; row++)
            sample_row(warp, source, tile, row, out + row * pitch);
    }
}

static void find_stretch(const GrTrailWarp *warp, int width, GrStretch *stretch)
{
    for (int start = 0; start < 3 * width; start += GR_WARP_STEP) {
        int last = start + GR_WARP_STEP < 3 * width ? start + GR_WARP_STEP - 1 : 3 * width - 1;
        /* Within a block a sample is at one of two distances from its source. */
        int64_t from = ((warp->x0 + start / 3 * warp->dx) >> 32) - start / 3;
        int64_t other = ((warp->x0 + last / 3 * warp->dx) >> 32) - last / 3;
        from = other < from ? other : from;
        stretch->from[start / GR_WARP_STEP] = (int32_t)(3 * from);
        for (int i = start; i < start + GR_WARP_STEP; i++) {
            int64_t at = warp->x0 + i / 3 * warp->dx;
            stretch->further[i] = (at >> 32) - i / 3 > from ? 0xffff : 0;
            stretch->fraction[i] = (uint16_t)(at >> 16);
        }
    }
}

/* Lines that cross many rows, or lie far apart: no prefetcher follows them. */
static bool is_better_in_tiles(const GrTrailWarp *warp)
{
    int64_t along = warp->dx < 0 ? -warp->dx : warp->dx;
    int64_t across = warp->dy < 0 ? -warp->dy : warp->dy;
    return across > FIXED_ONE / 8 || (across > 0 && along > FIXED_ONE + FIXED_ONE / 8);
}

void gr_warp_columns(const GrTrailWarp *warp, int width, ptrdiff_t stride, GrWarpColumns *columns)
{
    /* Of so many pixels a block can have samples. */
    enum { PIXELS = (GR_WARP_STEP + 4) / 3 };
    if (columns->width == width && !memcmp(&columns->warp, warp, sizeof *warp))
        return;
    int64_t drift = warp->dx - FIXED_ONE, end = warp->x0 + (width - 1) * warp->dx;
    columns->warp = *warp;
    columns->width = width;
    columns->left = warp->x0 < 0 ? (int)-(warp->x0 >> 32) : 0;
    columns->right = (end >> 32) + 2 > width ? (int)((end >> 32) + 2 - width) : 0;
    columns->tiled = is_better_in_tiles(warp);
    columns->stretched = !is_turned(warp) && !gr_kernels()->fast_patches &&
                         drift * PIXELS <= FIXED_ONE && drift * PIXELS >= -FIXED_ONE &&
                         columns->left <= width && columns->right <= width;
    columns->still = !is_turned(warp) && drift == 0 && warp->x0 == 0 && warp->y0 == 0 &&
                     warp->down_y == FIXED_ONE;
    if (columns->stretched)
        find_stretch(warp, width, &columns->stretch);
    GrTile none = {0};
    GrPatch like = gr_warp_patch(columns, &none, NULL, 0);
    if (is_turned(warp))
        gr_kernels()->plan_patch(columns->plan, &like);
    if (columns->tiled)
        gr_warp_find_tiles(warp, stride, &columns->tiles);
}

static void mirror_line(uint16_t *line, const GrWarpColumns *columns, int width)
{
    for (int i = 0; i < columns->left; i++)
        memcpy(line - (ptrdiff_t)3 * (i + 1), line + (ptrdiff_t)3 * i, 3 * sizeof *line);
    for (int i = 0; i < columns->right; i++)
        memcpy(line + (ptrdiff_t)3 * (width + i), line + (ptrdiff_t)3 * (width - 1 - i),
               3 * sizeof *line);
}

static void stretch_row(const GrHistory *source, int64_t row_y, uint16_t *out,
                        const GrWarpColumns *columns, uint16_t *line)
{
    GrPatch rows;
    gr_warp_rows(source, row_y >> 32, &rows);
    int samples = 3 * gr_kernel_span(source->width);
    line += samples;
    gr_kernels()->between(line, rows.top, rows.bottom, (uint16_t)(row_y >> 16), samples);
    mirror_line(line, columns, source->width);
    gr_kernels()->stretch(out, line, &columns->stretch, 3 * source->width);
}

void gr_warp_tile(const GrTrailWarp *warp, const GrHistory *source, const GrTile *tile,
                  const GrWarpColumns *columns, uint16_t *line, uint16_t *out, ptrdiff_t pitch)
{
    if (columns->tiled) {
        gr_warp_sample_tiles(columns, source, tile, out, pitch);
        return;
    }
    if (!columns->stretched) {
        gr_warp_sample(columns, source, tile, out, pitch);
        return;
    }
    for (int row = 0; row < tile->rows; row++)
        stretch_row(source, warp->y0 + (tile->y + row) * warp->down_y, out + row * pitch, columns,
                    line);
}

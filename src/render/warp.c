/* SPDX-License-Identifier: MIT */
#include "render/trail.h"

#include "base/vmath.h"

#include <string.h>

#define FIXED_ONE ((int64_t)1 << 32)

enum { FOOTPRINT_ROWS = 512 };

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

/* A place along an axis of `count`, which goes on in mirror images: the one before it is at
 * `index`, -1 .. count - 1, the one after it next to that. The same is true from `low` up to before
 * `high`; in an image that is mirrored the index falls. */
typedef struct Fold {
    int64_t low, high;
    int index;
    bool back;
} Fold;

static Fold folded(int64_t whole, int count)
{
    int64_t period = 2 * (int64_t)count, first = whole;
    if (whole < 0 || whole >= period) {
        first = whole % period;
        first += first < 0 ? period : 0;
    }
    int64_t start = whole - first;
    bool back = first >= count;
    return (Fold){.low = start + (back ? count : 0),
                  .high = start + (back ? period : count),
                  .index = (int)(back ? period - 2 - first : first),
                  .back = back};
}

/* Narrows a fold down to where its indices are from `low` to `high`, both among them. */
static void narrow(Fold *fold, int64_t whole, int low, int high)
{
    int64_t before = fold->index - low, after = high - fold->index;
    int64_t down = fold->back ? after : before, up = fold->back ? before : after;
    fold->low = whole - down > fold->low ? whole - down : fold->low;
    fold->high = whole + up + 1 < fold->high ? whole + up + 1 : fold->high;
}

/* How many of n samples, `step` apart from `at` on, lie in a fold. */
static int64_t within(const Fold *fold, int64_t at, int64_t step, int64_t n)
{
    int64_t last = (at + (n - 1) * step) >> 32;
    if (last >= fold->low && last < fold->high)
        return n;
    return step > 0 ? ceil_div(fold->high * FIXED_ONE - at, step)
                    : (at - fold->low * FIXED_ONE) / -step + 1;
}

/* Rows that lie between the same two rows, or between neighbours that follow each other in memory:
 * not across the ring's end, and not where the picture meets its mirror image. */
static Fold rows_of(const GrHistory *source, int64_t whole, GrPatch *line)
{
    Fold fold = folded(whole, source->height);
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
        Fold across = folded(x >> 32, source->width), down = rows_of(source, y >> 32, &line);
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

static int64_t source_x(const GrTrailWarp *warp, int x, int y)
{
    return warp->x0 + y * warp->down_x + x * warp->dx;
}

static int64_t source_y(const GrTrailWarp *warp, int x, int y)
{
    return warp->y0 + y * warp->down_y + x * warp->dy;
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

static GrPatch patch_of(const GrTrailWarp *warp, const GrTile *tile, uint16_t *out, ptrdiff_t pitch)
{
    return (GrPatch){.dx = warp->dx,
                     .dy = warp->dy,
                     .down_x = warp->down_x,
                     .down_y = warp->down_y,
                     .out = out,
                     .pitch = pitch,
                     .columns = tile->columns,
                     .rows = tile->rows};
}

/* False if a tile does not lie between pixels of one image, in rows that follow each other in
 * memory. */
static bool is_one_piece(const GrTrailWarp *warp, const GrHistory *source, const GrTile *tile,
                         GrPatch *patch)
{
    const Bounds bounds = bounds_of(warp, tile);
    int64_t left = bounds.left >> 32, upper = bounds.upper >> 32;
    Fold across = folded(left, source->width), down = rows_of(source, upper, patch);
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
static void sample_tile(const GrTrailWarp *warp, const GrHistory *source, const GrTile *tile,
                        uint16_t *out, ptrdiff_t pitch)
{
    enum { LEAST = 128 };
    GrPatch patch = patch_of(warp, tile, out, pitch);
    if (is_one_piece(warp, source, tile, &patch)) {
        gr_kernels()->patch(&patch);
    } else if (!is_turned(warp) && tile->rows > 1 && tile->columns >= LEAST) {
        GrTile left = *tile, right = *tile;
        left.columns = tile->columns / 2;
        right.columns -= left.columns;
        right.x += left.columns;
        sample_tile(warp, source, &left, out, pitch);
        sample_tile(warp, source, &right, out + (ptrdiff_t)3 * left.columns, pitch);
    } else {
        for (int row = 0; row < tile->rows; row++)
            sample_row(warp, source, tile, row, out + row * pitch);
    }
}

/* Pixels of a row and of its mirror images, from `x` on. */
static void unfold_row(const GrHistory *source, int64_t x, int64_t y, int count, uint16_t *out)
{
    int height = source->height, width = source->width;
    int64_t at_y = y % (2 * (int64_t)height), at_x = x % (2 * (int64_t)width);
    at_y += at_y < 0 ? 2 * height : 0;
    at_x += at_x < 0 ? 2 * width : 0;
    const uint16_t *row =
        gr_history_row(source, (int)(at_y < height ? at_y : 2 * height - 1 - at_y));
    while (count > 0) {
        int left = (int)(at_x < width ? width - at_x : 2 * width - at_x);
        int n = count < left ? count : left;
        if (at_x < width)
            memcpy(out, row + 3 * at_x, (size_t)n * 3 * sizeof *out);
        else
            gr_kernels()->backwards(out, row + (ptrdiff_t)3 * (left - n), n);
        out += (ptrdiff_t)3 * n;
        count -= n;
        at_x = at_x < width ? width : 0;
    }
}

/* A tile that meets a mirror image or the ring's end, from a copy of what it lies between. False if
 * that is too large. */
static bool sample_unfolded(const GrTrailWarp *warp, const GrHistory *source, const GrTile *tile,
                            uint16_t *unfolded, uint16_t *out, ptrdiff_t pitch)
{
    const Bounds bounds = bounds_of(warp, tile);
    int64_t x = bounds.left >> 32, y = bounds.upper >> 32;
    int64_t columns = (bounds.right >> 32) + 2 - x, rows = (bounds.lower >> 32) + 2 - y;
    if (columns > GR_TRAIL_UNFOLDED || rows > GR_TRAIL_UNFOLDED)
        return false;
    uint16_t *first = unfolded + GR_PATCH_REACH;
    for (int i = 0; i < (int)rows; i++)
        unfold_row(source, x, y + i, (int)columns, first + (ptrdiff_t)i * GR_TRAIL_UNFOLDED_PITCH);
    GrPatch patch = patch_of(warp, tile, out, pitch);
    patch.top = first;
    patch.bottom = first + GR_TRAIL_UNFOLDED_PITCH;
    patch.stride = GR_TRAIL_UNFOLDED_PITCH;
    patch.step = 3;
    patch.last_row = (int32_t)rows - 1;
    patch.x = source_x(warp, tile->x, tile->y) - x * FIXED_ONE;
    patch.y = source_y(warp, tile->x, tile->y) - y * FIXED_ONE;
    gr_kernels()->patch(&patch);
    return true;
}

/* Lets a patch ask for the lines of a tile that begins there. */
static void ask_for_tile(const GrTrailWarp *warp, const GrHistory *source, int x, int y,
                         const GrWarpTiles *tiles, GrPatch *patch)
{
    GrPatch first;
    Fold across = folded(source_x(warp, x, y) >> 32, source->width);
    Fold down = rows_of(source, source_y(warp, x, y) >> 32, &first);
    patch->ask_from = first.top + (ptrdiff_t)3 * across.index;
    patch->ask = tiles->line[across.back][down.back];
    patch->asked = tiles->lines;
    patch->ask_near = tiles->near;
}

/* While a tile is drawn the next one's source is on its way. */
static void sample_tiles(const GrTrailWarp *warp, const GrHistory *source, const GrTile *band,
                         const GrWarpTiles *tiles, uint16_t *out, ptrdiff_t pitch)
{
    GrTile tile = *band;
    int end = band->x + band->columns;
    for (; tile.x < end; tile.x += GR_TRAIL_TILE, out += (ptrdiff_t)3 * GR_TRAIL_TILE) {
        tile.columns = end - tile.x < GR_TRAIL_TILE ? end - tile.x : GR_TRAIL_TILE;
        GrPatch patch = patch_of(warp, &tile, out, pitch);
        bool is_whole = is_one_piece(warp, source, &tile, &patch);
        bool is_last = tile.x + GR_TRAIL_TILE >= end;
        ask_for_tile(warp, source, is_last ? band->x : tile.x + GR_TRAIL_TILE,
                     tile.y + (is_last ? tile.rows : 0), tiles, &patch);
        if (is_whole) {
            gr_kernels()->patch(&patch);
            continue;
        }
        for (int i = 0; i < patch.asked; i++)
            __builtin_prefetch((const char *)patch.ask_from + patch.ask[i], 0, 2);
        if (!sample_unfolded(warp, source, &tile, tiles->unfolded, out, pitch))
            sample_tile(warp, source, &tile, out, pitch);
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

/* Which pixels of each row a tile's pixels lie between, from where its first one is on. */
typedef struct Footprint {
    int first, count; /* rows */
    int least[FOOTPRINT_ROWS], most[FOOTPRINT_ROWS];
} Footprint;

static void mark(Footprint *print, int64_t x, int64_t y)
{
    /* The first one lies between pixels, too. */
    int at = (int)((x + FIXED_ONE / 2) >> 32),
        row = (int)((y + FIXED_ONE / 2) >> 32) - print->first;
    for (int i = row; i <= row + 1 && i < FOOTPRINT_ROWS; i++) {
        for (; print->count <= i; print->count++) {
            print->least[print->count] = INT32_MAX;
            print->most[print->count] = INT32_MIN;
        }
        print->least[i] = at < print->least[i] ? at : print->least[i];
        print->most[i] = at > print->most[i] ? at : print->most[i];
    }
}

/* Along its sides, a few places to a row. */
static void find_footprint(const GrTrailWarp *warp, Footprint *print)
{
    enum { TO_A_ROW = 4 };
    const int64_t right = GR_TRAIL_TILE - 1, down = GR_BAND_ROWS - 1;
    const int64_t x[] = {0, right * warp->dx, right * warp->dx + down * warp->down_x,
                         down * warp->down_x};
    const int64_t y[] = {0, right * warp->dy, right * warp->dy + down * warp->down_y,
                         down * warp->down_y};
    int64_t least = 0;
    for (int i = 0; i < 4; i++)
        least = y[i] < least ? y[i] : least;
    print->first = (int)((least + FIXED_ONE / 2) >> 32);
    print->count = 0;
    for (int i = 0; i < 4; i++) {
        int64_t to_x = x[(i + 1) % 4] - x[i], to_y = y[(i + 1) % 4] - y[i];
        int steps = TO_A_ROW * ((int)((to_y < 0 ? -to_y : to_y) >> 32) + 1);
        for (int k = 0; k < steps; k++)
            mark(print, x[i] + to_x / steps * k, y[i] + to_y / steps * k);
    }
}

static void find_tiles(const GrTrailWarp *warp, ptrdiff_t stride, GrWarpTiles *tiles)
{
    enum { LINE = 64, NEAREST_CACHE = 32768, PIXEL = 3 * sizeof(uint16_t) };
    int64_t across = warp->dx < 0 ? -warp->dx : warp->dx,
            rise = warp->dy < 0 ? -warp->dy : warp->dy;
    Footprint print;
    find_footprint(warp, &print);
    for (int turned = 0; turned < 4; turned++) {
        int32_t *place = tiles->line[turned & 1][turned >> 1];
        int count = 0;
        for (int i = 0; i < print.count; i++) {
            int from = turned & 1 ? -print.most[i] : print.least[i];
            int to = turned & 1 ? -print.least[i] : print.most[i];
            int32_t row = (int32_t)((print.first + i) * stride * (ptrdiff_t)sizeof(uint16_t));
            row = turned & 2 ? -row : row;
            int32_t last = row + (to + 2) * PIXEL - 1;
            for (int32_t at = row + from * PIXEL; count < GR_TRAIL_LINES; at += LINE) {
                place[count++] = at < last ? at : last;
                if (at >= last)
                    break;
            }
        }
        tiles->lines = count;
    }
    tiles->near = rise < 4 * across && 2 * LINE * tiles->lines <= NEAREST_CACHE;
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
    columns->tiled = (warp->dy < 0 ? -warp->dy : warp->dy) > FIXED_ONE / 8;
    columns->stretched = !is_turned(warp) && !gr_kernels()->fast_patches &&
                         drift * PIXELS <= FIXED_ONE && drift * PIXELS >= -FIXED_ONE &&
                         columns->left <= width && columns->right <= width;
    columns->still = !is_turned(warp) && drift == 0 && warp->x0 == 0 && warp->y0 == 0 &&
                     warp->down_y == FIXED_ONE;
    if (columns->stretched)
        find_stretch(warp, width, &columns->stretch);
    if (columns->tiled)
        find_tiles(warp, stride, &columns->tiles);
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
    rows_of(source, row_y >> 32, &rows);
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
        sample_tiles(warp, source, tile, &columns->tiles, out, pitch);
        return;
    }
    if (!columns->stretched) {
        sample_tile(warp, source, tile, out, pitch);
        return;
    }
    for (int row = 0; row < tile->rows; row++)
        stretch_row(source, warp->y0 + (tile->y + row) * warp->down_y, out + row * pitch, columns,
                    line);
}

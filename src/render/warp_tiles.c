/* SPDX-License-Identifier: MIT */
#include "render/warp_parts.h"

#include <string.h>

enum { FOOTPRINT_ROWS = 512 };

/* As many samples or a few more, of which both sides have room. */
static void copy_samples(uint16_t *to, const uint16_t *from, int count)
{
    enum { AT_ONCE = 32 };
    for (int i = 0; i < count; i += AT_ONCE)
        memcpy(to + i, from + i, AT_ONCE * sizeof *to);
}

static int within_period(int64_t at, int count)
{
    int64_t period = 2 * (int64_t)count, rest = at % period;
    return (int)(rest < 0 ? rest + period : rest);
}

/* Pixels of a row and of its mirror images, from `x` on. */
static void unfold_row(const uint16_t *row, int width, int x, int count, uint16_t *out)
{
    while (count > 0) {
        int left = x < width ? width - x : 2 * width - x;
        int n = count < left ? count : left;
        if (x < width)
            copy_samples(out, row + (ptrdiff_t)3 * x, 3 * n);
        else
            gr_kernels()->backwards(out, row + (ptrdiff_t)3 * (left - n), n);
        out += (ptrdiff_t)3 * n;
        count -= n;
        x = x < width ? width : 0;
    }
}

/* A tile that meets a mirror image or the ring's end, from a copy of what it lies between. False if
 * that is too large. */
static bool sample_unfolded(const GrWarpColumns *columns, const GrHistory *source,
                            const GrTile *tile, GrPatch *patch)
{
    const GrTrailWarp *warp = &columns->warp;
    const GrWarpTiles *tiles = &columns->tiles;
    if (tiles->rows == 0)
        return false;
    const int height = source->height, width = source->width;
    int64_t x = source_x(warp, tile->x, tile->y), y = source_y(warp, tile->x, tile->y);
    int row = within_period((y >> 32) + tiles->first_row, height);
    uint16_t *first = tiles->unfolded + GR_PATCH_REACH - (ptrdiff_t)3 * tiles->first_column;
    for (int i = 0; i < tiles->rows; i++) {
        const uint16_t *from = gr_history_row(source, row < height ? row : 2 * height - 1 - row);
        int least = tiles->least[i], start = within_period((x >> 32) + least, width);
        unfold_row(from, width, start, tiles->most[i] + 1 - least,
                   first + (ptrdiff_t)i * GR_TRAIL_UNFOLDED_PITCH + (ptrdiff_t)3 * least);
        row = row + 1 < 2 * height ? row + 1 : 0;
    }
    patch->top = first - (ptrdiff_t)tiles->first_row * GR_TRAIL_UNFOLDED_PITCH;
    patch->bottom = patch->top + GR_TRAIL_UNFOLDED_PITCH;
    patch->stride = GR_TRAIL_UNFOLDED_PITCH;
    patch->step = 3;
    patch->first_row = tiles->first_row;
    patch->last_row = tiles->first_row + GR_TRAIL_UNFOLDED + GR_PATCH_ROWS - 1;
    patch->x = (int64_t)(uint32_t)x;
    patch->y = (int64_t)(uint32_t)y;
    gr_kernels()->patch(patch);
    return true;
}

/* Lets a patch ask for the lines of a tile that begins there. */
static void ask_for_tile(const GrTrailWarp *warp, const GrHistory *source, int x, int y,
                         const GrWarpTiles *tiles, GrPatch *patch)
{
    GrPatch first;
    GrFold across = gr_fold(source_x(warp, x, y) >> 32, source->width);
    GrFold down = gr_warp_rows(source, source_y(warp, x, y) >> 32, &first);
    patch->ask_from = first.top + (ptrdiff_t)3 * across.index;
    patch->ask = tiles->line[across.back][down.back];
    patch->asked = tiles->lines;
    patch->ask_near = tiles->near;
}

/* While a tile is drawn the next one's source is on its way. */
static void sample_row_of_tiles(const GrWarpColumns *columns, const GrHistory *source,
                                const GrTile *band, uint16_t *out, ptrdiff_t pitch)
{
    const GrTrailWarp *warp = &columns->warp;
    const int end = band->x + band->columns;
    GrTile tile = *band;
    for (; tile.x < end; tile.x += GR_TRAIL_TILE, out += (ptrdiff_t)3 * GR_TRAIL_TILE) {
        tile.columns = end - tile.x < GR_TRAIL_TILE ? end - tile.x : GR_TRAIL_TILE;
        GrPatch patch = gr_warp_patch(columns, &tile, out, pitch);
        bool is_whole = gr_warp_is_one_piece(warp, source, &tile, &patch);
        bool is_last = tile.x + GR_TRAIL_TILE >= end;
        ask_for_tile(warp, source, is_last ? band->x : tile.x + GR_TRAIL_TILE,
                     tile.y + (is_last ? tile.rows : 0), &columns->tiles, &patch);
        if (is_whole)
            gr_kernels()->patch(&patch);
        else if (!sample_unfolded(columns, source, &tile, &patch))
            gr_warp_sample(columns, source, &tile, out, pitch);
    }
}

void gr_warp_sample_tiles(const GrWarpColumns *columns, const GrHistory *source, const GrTile *band,
                          uint16_t *out, ptrdiff_t pitch)
{
    const int rows = columns->tiles.tile_rows;
    for (int done = 0; done < band->rows; done += rows) {
        GrTile part = *band;
        part.y += done;
        part.rows = band->rows - done < rows ? band->rows - done : rows;
        sample_row_of_tiles(columns, source, &part, out + done * pitch, pitch);
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

/* Of a tile, from its first pixel on, in order round it. */
typedef struct Corners {
    int64_t x[5], y[5]; /* the first one again */
} Corners;

static Corners corners_of(const GrTrailWarp *warp, int rows)
{
    const int64_t right = GR_TRAIL_TILE - 1, down = rows - 1;
    return (Corners){
        {0, right * warp->dx, right * warp->dx + down * warp->down_x, down * warp->down_x, 0},
        {0, right * warp->dy, right * warp->dy + down * warp->down_y, down * warp->down_y, 0}};
}

static int64_t highest(const Corners *corners)
{
    int64_t y = 0;
    for (int i = 1; i < 4; i++)
        y = corners->y[i] < y ? corners->y[i] : y;
    return y;
}

static int64_t lowest(const Corners *corners)
{
    int64_t y = 0;
    for (int i = 1; i < 4; i++)
        y = corners->y[i] > y ? corners->y[i] : y;
    return y;
}

/* Along its sides, a few places to a row. */
static void find_footprint(const Corners *corners, Footprint *print)
{
    enum { TO_A_ROW = 4 };
    print->first = (int)((highest(corners) + FIXED_ONE / 2) >> 32);
    print->count = 0;
    for (int i = 0; i < 4; i++) {
        int64_t to_x = corners->x[i + 1] - corners->x[i], to_y = corners->y[i + 1] - corners->y[i];
        int steps = TO_A_ROW * ((int)((to_y < 0 ? -to_y : to_y) >> 32) + 1);
        for (int k = 0; k < steps; k++)
            mark(print, corners->x[i] + to_x / steps * k, corners->y[i] + to_y / steps * k);
    }
}

typedef struct Span {
    double least, most;
} Span;

/* Where a side is, from one y to another. */
static void add_side(Span *span, const Corners *corners, int side, double from, double to)
{
    const double one = (double)FIXED_ONE;
    double x = (double)corners->x[side] / one, y = (double)corners->y[side] / one;
    double to_x = (double)corners->x[side + 1] / one - x;
    double to_y = (double)corners->y[side + 1] / one - y;
    for (int end = 0; end < 2; end++) {
        double at_y = y + end * to_y, at_x = x + end * to_x;
        double in_y = at_y < from ? from : at_y > to ? to : at_y;
        if ((in_y - y) * (in_y - y - to_y) > 0.0)
            return; /* not there at all */
        at_x += to_y != 0.0 ? (in_y - at_y) / to_y * to_x : 0.0;
        span->least = at_x < span->least ? at_x : span->least;
        span->most = at_x > span->most ? at_x : span->most;
    }
}

static int whole_below(double x)
{
    enum { FAR = 1 << 20 };
    return (int)(x + FAR) - FAR;
}

/* Which pixels of each row a tile lies between, wherever between pixels its first one does: a few
 * too many. */
static void find_room(const Corners *corners, GrWarpTiles *tiles)
{
    const int top = (int)(highest(corners) >> 32);
    const int rows = (int)(lowest(corners) >> 32) + 3 - top;
    int left = 0, right = 0;
    tiles->rows = 0;
    if (rows > GR_TRAIL_UNFOLDED)
        return;
    for (int row = 0; row < rows; row++) {
        /* From pixels less than two rows above it, to less than one below. */
        Span span = {1e6, -1e6};
        for (int side = 0; side < 4; side++)
            add_side(&span, corners, side, row + top - 2.0, row + top + 1.0);
        int least = whole_below(span.least) - 1, most = whole_below(span.most) + 3;
        left = least < left ? least : left;
        right = most > right ? most : right;
        if (right + 1 - left > GR_TRAIL_UNFOLDED)
            return;
        tiles->least[row] = (int16_t)least;
        tiles->most[row] = (int16_t)most;
    }
    tiles->first_row = top;
    tiles->first_column = left;
    tiles->rows = rows;
}

enum { LINE = 64, NEAREST_CACHE = 32768, PIXEL = 3 * sizeof(uint16_t) };

/* In the order of rows, where each line follows the one before: in that of their use it takes half
 * as long again. */
static int find_lines(const Footprint *print, bool x_falls, bool y_falls, ptrdiff_t stride,
                      int32_t *place)
{
    int count = 0;
    for (int i = 0; i < print->count; i++) {
        int from = x_falls ? -print->most[i] : print->least[i];
        int to = x_falls ? -print->least[i] : print->most[i];
        int32_t row = (int32_t)((print->first + i) * stride * (ptrdiff_t)sizeof(uint16_t));
        row = y_falls ? -row : row;
        int32_t last = row + (to + 2) * PIXEL - 1;
        for (int32_t at = row + from * PIXEL; count < GR_TRAIL_LINES; at += LINE) {
            place[count++] = at < last ? at : last;
            if (at >= last)
                break;
        }
    }
    return count;
}

void gr_warp_find_tiles(const GrTrailWarp *warp, ptrdiff_t stride, GrWarpTiles *tiles)
{
    tiles->tile_rows = GR_BAND_ROWS;
    Corners corners = corners_of(warp, tiles->tile_rows);
    find_room(&corners, tiles);
    if (tiles->rows == 0) {
        tiles->tile_rows /= 2;
        corners = corners_of(warp, tiles->tile_rows);
        find_room(&corners, tiles);
    }
    Footprint print;
    find_footprint(&corners, &print);
    for (int falls = 0; falls < 4; falls++)
        tiles->lines =
            find_lines(&print, falls & 1, falls & 2, stride, tiles->line[falls & 1][falls >> 1]);
    const int64_t across = warp->dx < 0 ? -warp->dx : warp->dx;
    const int64_t rise = warp->dy < 0 ? -warp->dy : warp->dy;
    tiles->near = rise < 4 * across && 2 * LINE * tiles->lines <= NEAREST_CACHE;
}

/* SPDX-License-Identifier: MIT
 *
 * Pictures of samples, drawn tile by tile.
 */
#ifndef GR_SHADERS_COMMON_TILES_H
#define GR_SHADERS_COMMON_TILES_H

#include "sampled.h"

enum {
    GR_TILE = 128,     /* pixels of a row that are made at once */
    GR_TILE_LINE = 16, /* packed pixels in a cache line */
    GR_TILE_AHEAD = 6, /* rows that the source is fetched ahead */
    GR_TILE_ROOM = 4,  /* rows that room in the target is fetched ahead */
};

/* Columns of a row of tiles. */
static inline int gr_tile_span(int width)
{
    return (width + GR_TILE - 1) / GR_TILE * GR_TILE;
}

/* Where a band's tiles go on so many rows later: further down, or at the next tile's top. */
typedef struct GrTilePlace {
    int x, y;
} GrTilePlace;

static inline GrTilePlace gr_tile_ahead(int rows, const GrTilePlace *at, int width, int y0, int y1)
{
    int beyond = at->y + rows - y1;
    if (beyond < 0)
        return (GrTilePlace){at->x, at->y + rows};
    if (at->x + GR_TILE >= width || y0 + beyond >= y1)
        return *at;
    return (GrTilePlace){at->x + GR_TILE, y0 + beyond};
}

typedef struct GrTileRow {
    int x, y, count;
    GrTilePlace next; /* what comes GR_TILE_AHEAD rows later: its source can be fetched now */
} GrTileRow;

/* Draws `count` pixels of a row, at most GR_TILE; as many may be written. */
typedef void GrDrawTileRow(const GrShaderInput *input, const GrTileRow *row, uint32_t *packed);

/* Columns x.. of a row. */
static inline void gr_deliver_tile(const GrCanvas *target, int x, int y, const uint32_t *packed,
                                   int count)
{
    gr_unpack_row(gr_canvas_row(target, 0, y) + x, gr_canvas_row(target, 1, y) + x,
                  gr_canvas_row(target, 2, y) + x, packed, count);
}

/* Rows of `target` tile by tile, since what neighbouring rows read is then still in the nearest
 * cache. No machine foresees what a tile reads and writes, so both are fetched ahead. A row is
 * taken apart after the next one is drawn: what has just been written cannot be read at another
 * width before it has left for the cache, and would wait there for all that was written before it.
 */
static inline void gr_draw_tiles(const GrShaderInput *input, const GrCanvas *target, int y0, int y1,
                                 GrDrawTileRow *draw)
{
    _Alignas(64) uint32_t packed[2][GR_TILE];
    for (int x = 0; x < input->width; x += GR_TILE) {
        int count = input->width - x < GR_TILE ? input->width - x : GR_TILE;
        for (int y = y0; y < y1; y++) {
            GrTilePlace at = {x, y}, room = gr_tile_ahead(GR_TILE_ROOM, &at, input->width, y0, y1);
            GrTileRow row = {x, y, count, gr_tile_ahead(GR_TILE_AHEAD, &at, input->width, y0, y1)};
            for (int c = 0; c < 3; c++)
                __builtin_prefetch(gr_canvas_row(target, c, room.y) + room.x, 1);
            draw(input, &row, packed[y & 1]);
            if (y > y0)
                gr_deliver_tile(target, x, y - 1, packed[~y & 1], count);
        }
        gr_deliver_tile(target, x, y1 - 1, packed[(y1 - 1) & 1], count);
    }
}

static inline void gr_fetch_packed(const GrSampler *sampler, ptrdiff_t x, ptrdiff_t y)
{
    ptrdiff_t at = (y * sampler->stride + x) * (ptrdiff_t)sizeof *sampler->packed;
    __builtin_prefetch((const void *)((uintptr_t)sampler->packed + (uintptr_t)at));
}

/* Where a place has been moved beyond an edge by less than the picture: its mirror image. */
static inline int32_t gr_reflected(int32_t at, int32_t last)
{
    int32_t right = last - (at < 0 ? -at : at);
    right = last - (right < 0 ? -right : right);
    return right < 0 ? 0 : right;
}

/* Where each pixel of a tile's row comes from, in 1/65536 pixel. */
typedef struct GrTilePlaces {
    _Alignas(64) int32_t x[GR_TILE];
    _Alignas(64) int32_t y[GR_TILE];
} GrTilePlaces;

/* A tile's row from places that have moved by at most `reach`, beyond edges by less than the
 * picture: mirror images are read there. */
static inline void gr_draw_moved(const GrSampler *sampler, const GrTileRow *row,
                                 GrTilePlaces *places, int reach, uint32_t *packed)
{
    int last_x = sampler->width - 1, last_y = sampler->height - 1;
    int off = (reach >> 16) + 1;
    if (row->x < off || row->x + GR_TILE - 1 + off > last_x)
        for (int i = 0; i < GR_TILE; i++)
            places->x[i] = gr_reflected(places->x[i], last_x << 16);
    if (row->y < off || row->y + off > last_y)
        for (int i = 0; i < GR_TILE; i++)
            places->y[i] = gr_reflected(places->y[i], last_y << 16);
    for (int i = row->y % GR_TILE_LINE; i < GR_TILE; i += GR_TILE_LINE)
        gr_fetch_packed(sampler, (places->x[i] >> 16) + row->next.x - row->x,
                        (places->y[i] >> 16) + row->next.y - row->y);
    gr_sample_places(sampler, packed, places->x, places->y, row->count);
}

#endif

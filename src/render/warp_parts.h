/* SPDX-License-Identifier: MIT
 *
 * Between warp.c and warp_tiles.c: where the samples of a warp lie in a history and its mirror
 * images, and what is drawn in tiles.
 */
#ifndef GR_RENDER_WARP_PARTS_H
#define GR_RENDER_WARP_PARTS_H

#include "render/trail.h"

#define FIXED_ONE ((int64_t)1 << 32)

/* A place along an axis of `count`, which goes on in mirror images: the one before it is at
 * `index`, -1 .. count - 1, the one after it next to that. The same is true from `low` up to before
 * `high`; in an image that is mirrored the index falls. */
typedef struct GrFold {
    int64_t low, high;
    int index;
    bool back;
} GrFold;

GrFold gr_fold(int64_t whole, int count);
/* Rows that lie between the same two rows, or between neighbours that follow each other in memory:
 * not across the ring's end, and not where the picture meets its mirror image. Fills in which. */
GrFold gr_warp_rows(const GrHistory *source, int64_t whole, GrPatch *patch);
/* Of a tile; where it comes from is not filled in. */
GrPatch gr_warp_patch(const GrWarpColumns *columns, const GrTile *tile, uint16_t *out,
                      ptrdiff_t pitch);
/* False if a tile does not lie between pixels of one image, in rows that follow each other in
 * memory; else the patch knows where it comes from. */
bool gr_warp_is_one_piece(const GrTrailWarp *warp, const GrHistory *source, const GrTile *tile,
                          GrPatch *patch);
/* A tile that may meet anything. */
void gr_warp_sample(const GrWarpColumns *columns, const GrHistory *source, const GrTile *tile,
                    uint16_t *out, ptrdiff_t pitch);

/* What is the same for all tiles of a warp. */
void gr_warp_find_tiles(const GrTrailWarp *warp, ptrdiff_t stride, GrWarpTiles *tiles);
/* The rows of a band. */
void gr_warp_sample_tiles(const GrWarpColumns *columns, const GrHistory *source, const GrTile *band,
                          uint16_t *out, ptrdiff_t pitch);

static inline int64_t source_x(const GrTrailWarp *warp, int x, int y)
{
    return warp->x0 + y * warp->down_x + x * warp->dx;
}

static inline int64_t source_y(const GrTrailWarp *warp, int x, int y)
{
    return warp->y0 + y * warp->down_y + x * warp->dy;
}

#endif

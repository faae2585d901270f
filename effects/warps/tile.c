/* SPDX-License-Identifier: MIT
 *
 * Tile: the whole picture again and again, like tiles of the frame's own shape. Mirrored tiles meet
 * without a seam; plain ones show their edges. Rows may be laid like bricks.
 */
#include "../common/motion.h"
#include "base/level.h"
#include "model/warp.h"

typedef struct Params {
    float count, part, bricks, shift_x, shift_y;
    bool mirror;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, count, "", 3, 0.25, 32, "how many of them fit across the frame"),
    GR_FLOAT_LIKE(Params, part, "", 1, 0.02, 4, "0.5",
                  "how much of the picture a tile shows: 1 is all of it"),
    GR_BOOL(Params, mirror, 1, "every other tile is a mirror image, so that no seam is seen"),
    GR_FLOAT_LIKE(Params, bricks, "", 0, 0, 1, "0.5",
                  "how far every other row is moved, in tiles: 0.5 lies like bricks"),
    GR_RATE(Params, shift_x, "tiles/s", 0, -8, 8, "how fast the tiles pass to the right"),
    GR_RATE(Params, shift_y, "tiles/s", 0, -8, 8, "how fast they pass downwards"),
};

static void apply(const GrWarpInput *input, float *restrict x, float *restrict y, int count)
{
    const Params *p = input->params;
    const double time_s = input->moment->scene_s;
    const float aspect = input->grid->aspect, number = p->count, bricks = p->bricks;
    /* Two tiles are a period, mirrored or not. */
    const float way_x = 2.0f * gr_count(0.5 * time_s * (double)p->shift_x).part;
    const float way_y = 2.0f * gr_count(0.5 * time_s * (double)p->shift_y).part;
    const float folded = p->mirror ? 1.0f : 0.0f, part = p->part;
    for (int i = 0; i < count; i++) {
        float u = 0.5f * (x[i] / aspect + 1.0f) * number - way_x;
        float v = 0.5f * (y[i] + 1.0f) * number - way_y;
        float row = gr_floorf(v), odd_row = row - 2.0f * gr_floorf(0.5f * row);
        u = u + bricks * odd_row;
        float col = gr_floorf(u), odd_col = col - 2.0f * gr_floorf(0.5f * col);
        float in_x = 2.0f * (u - col) - 1.0f, in_y = 2.0f * (v - row) - 1.0f;
        x[i] = in_x * (1.0f - 2.0f * folded * odd_col) * aspect * part;
        y[i] = in_y * (1.0f - 2.0f * folded * odd_row) * part;
    }
}

extern const GrWarp GR_LEVEL_NAME(gr_warp_tile);
const GrWarp GR_LEVEL_NAME(gr_warp_tile) = {
    .name = "tile",
    .family = "fold",
    .summary = "repeats the picture in tiles, mirrored or not",
    .params = GR_PARAM_TABLE(Params, params),
    .apply = apply,
};

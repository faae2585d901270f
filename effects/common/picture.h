/* SPDX-License-Identifier: MIT
 *
 * What pictures made of glyphs share, still or moving: outlines by the gradient of Sobel, an
 * ordered dither (Bayer 1973), and how light becomes a value.
 */
#ifndef GR_EFFECTS_PICTURE_H
#define GR_EFFECTS_PICTURE_H

#include "base/vmath.h"

#include <stddef.h>
#include <stdint.h>

/* How steep the light is at a cell, by those around it. */
static inline float gr_picture_steepness(const float *light, int cols, int rows, int col, int row)
{
    int left = col > 0 ? -1 : 0, right = col + 1 < cols ? 1 : 0;
    int up = row > 0 ? -cols : 0, down = row + 1 < rows ? cols : 0;
    const float *at = light + (ptrdiff_t)row * cols + col;
    float across = at[up + right] + 2.0f * at[right] + at[down + right] - at[up + left] -
                   2.0f * at[left] - at[down + left];
    float along = at[down + left] + 2.0f * at[down] + at[down + right] - at[up + left] -
                  2.0f * at[up] - at[up + right];
    return gr_unitf(0.6f * gr_sqrtf(across * across + along * along));
}

/* An 8 x 8 matrix of Bayer's by the bits of the place: -0.5..0.5. */
static inline float gr_picture_threshold(int col, int row)
{
    uint32_t x = (uint32_t)col, y = (uint32_t)row ^ x, sum = 0;
    for (int bit = 0; bit < 3; bit++)
        sum = sum << 2 | (y >> bit & 1) << 1 | (x >> bit & 1);
    return ((float)(int32_t)sum + 0.5f) / 64.0f - 0.5f;
}

typedef struct GrPictureTone {
    float contrast, raised, dither, edges;
} GrPictureTone;

/* `bright` is the light of a cell, `line` how much of an outline it is. */
static inline float gr_picture_value(const GrPictureTone *tone, float bright, float line, int col,
                                     int row)
{
    float value = gr_lerpf(bright, line, tone->edges);
    return (value - 0.5f) * tone->contrast + 0.5f + tone->raised +
           tone->dither * gr_picture_threshold(col, row);
}

/* How much of it is seen where it covers a cell by so much. */
static inline float gr_picture_cover(const GrPictureTone *tone, float ink, float line)
{
    return gr_maxf(gr_unitf(1.6f * ink), line * tone->edges);
}

#endif

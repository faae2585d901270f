/* SPDX-License-Identifier: MIT
 *
 * Pictures of glyphs onto lines of coverage, sixteen columns at a time: that is what a compiler
 * makes one register of on every level.
 */
#include "render/kernels/parts.h"

enum { BLOCK = 16 };

static inline uint16_t faded(uint8_t cover, uint16_t alpha)
{
    return (uint16_t)((uint16_t)(cover * alpha + 128) >> 8);
}

static inline uint8_t clamp_sum(uint16_t sum)
{
    return (uint8_t)(sum > 255 ? 255 : sum);
}

#define STAMP_ROWS(expression)                                                                     \
    for (int row = 0; row < s->rows; row++) {                                                      \
        uint8_t *restrict line = s->line + row * s->pitch;                                         \
        const uint8_t *restrict ink = s->ink + row * s->stride;                                    \
        for (int at = 0; at < columns; at += BLOCK)                                                \
            for (int i = at; i < at + BLOCK; i++)                                                  \
                line[i] = (expression);                                                            \
    }

static void stamp_most(const GrStamp *s, int columns)
{
    STAMP_ROWS(line[i] > ink[i] ? line[i] : ink[i])
}

static void stamp_most_faded(const GrStamp *s, int columns)
{
    uint16_t alpha = s->alpha;
    STAMP_ROWS((uint8_t)(line[i] > faded(ink[i], alpha) ? line[i] : faded(ink[i], alpha)))
}

static void stamp_sum(const GrStamp *s, int columns)
{
    uint16_t alpha = s->alpha;
    STAMP_ROWS(clamp_sum((uint16_t)(line[i] + faded(ink[i], alpha))))
}

/* Where a letter covers more than those before it, it has its own colour. */
static void stamp_tinted(const GrStamp *s, int columns)
{
    uint16_t alpha = s->alpha;
    for (int row = 0; row < s->rows; row++) {
        uint8_t *restrict line = s->line + row * s->pitch;
        const uint8_t *restrict ink = s->ink + row * s->stride;
        GrPixel *restrict r = s->colour[0] + row * s->pitch;
        GrPixel *restrict g = s->colour[1] + row * s->pitch;
        GrPixel *restrict b = s->colour[2] + row * s->pitch;
        for (int at = 0; at < columns; at += BLOCK) {
            uint8_t wins[BLOCK];
            for (int i = 0; i < BLOCK; i++) {
                uint8_t cover = (uint8_t)faded(ink[at + i], alpha), old = line[at + i];
                wins[i] = cover >= old && cover ? 255 : 0;
                line[at + i] = cover > old ? cover : old;
            }
            for (int i = 0; i < BLOCK; i++)
                r[at + i] = (GrPixel)((s->tint[0][at + i] & wins[i]) | (r[at + i] & ~wins[i]));
            for (int i = 0; i < BLOCK; i++)
                g[at + i] = (GrPixel)((s->tint[1][at + i] & wins[i]) | (g[at + i] & ~wins[i]));
            for (int i = 0; i < BLOCK; i++)
                b[at + i] = (GrPixel)((s->tint[2][at + i] & wins[i]) | (b[at + i] & ~wins[i]));
        }
    }
}

void stamp_ink(const GrStamp *stamp)
{
    int columns = (stamp->columns + BLOCK - 1) & ~(BLOCK - 1);
    if (stamp->colour[0])
        stamp_tinted(stamp, columns);
    else if (stamp->adds)
        stamp_sum(stamp, columns);
    else if (stamp->alpha >= 256)
        stamp_most(stamp, columns);
    else
        stamp_most_faded(stamp, columns);
}

void shift_ink(uint8_t *out, const uint8_t *above, const uint8_t *row, int fx, int fy, int n)
{
    /* Four weights whose sum is 256. */
    uint16_t corner = (uint16_t)((fx * fy + 128) >> 8), left = (uint16_t)(fx - corner);
    uint16_t top = (uint16_t)(fy - corner), rest = (uint16_t)(256 - fx - fy + corner);
    for (int i = 0; i < n; i++)
        out[i] = (uint8_t)((uint16_t)(row[i] * rest + row[i - 1] * left + above[i] * top +
                                      above[i - 1] * corner + 128) >>
                           8);
}

void mask_alpha(uint8_t *alpha, const uint8_t *mask, int n)
{
    n = whole_steps(n);
    PARALLEL_LOOP
    for (int i = 0; i < n; i++)
        alpha[i] = (uint8_t)div255((uint16_t)(alpha[i] * mask[i]));
}

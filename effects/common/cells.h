/* SPDX-License-Identifier: MIT
 *
 * What cell effects share: colours of cells, writing a glyph more or less visibly, backdrops, and
 * the beat that a moment is at.
 */
#ifndef GR_EFFECTS_CELLS_H
#define GR_EFFECTS_CELLS_H

#include "base/rng.h"
#include "base/vmath.h"
#include "model/cell_effect.h"
#include "model/colour.h"
#include "motion.h"

/* A colour with R, G, B from the low byte up. */
static inline uint32_t gr_cell_pack(GrColour colour)
{
    uint32_t r = (uint32_t)(int32_t)(gr_unitf(colour.r) * 255.0f + 0.5f);
    uint32_t g = (uint32_t)(int32_t)(gr_unitf(colour.g) * 255.0f + 0.5f);
    uint32_t b = (uint32_t)(int32_t)(gr_unitf(colour.b) * 255.0f + 0.5f);
    return r | g << 8 | b << 16;
}

/* The ink of a text: a colour of its own, or the layer's at each cell. */
typedef struct GrCellInk {
    bool own;
    uint32_t rgb;
} GrCellInk;

static inline GrCellInk gr_cell_ink(GrColour colour)
{
    bool own = colour.r >= 0.0f;
    return (GrCellInk){own, own ? gr_cell_pack(colour) : 0};
}

static inline uint32_t gr_cell_ink_at(const GrCellInput *input, GrCellInk ink, int cell)
{
    return ink.own ? ink.rgb : input->colour[input->place[cell]];
}

/* 0..256 for 0..1. */
static inline uint32_t gr_cell_weight(float part)
{
    return (uint32_t)(int32_t)(gr_unitf(part) * 256.0f + 0.5f);
}

/* Nothing at 0, the colour at 256, on to white at 512. */
static inline uint8_t gr_cell_lit(uint32_t value, uint32_t light)
{
    return (uint8_t)(light <= 256 ? value * light >> 8
                                  : value + ((255 - value) * (light - 256) >> 8));
}

static inline void gr_cell_colour(const GrCellPlanes *planes, int cell, uint32_t rgb,
                                  uint32_t light)
{
    planes->rgb[0][cell] = gr_cell_lit(rgb & 255, light);
    planes->rgb[1][cell] = gr_cell_lit(rgb >> 8 & 255, light);
    planes->rgb[2][cell] = gr_cell_lit(rgb >> 16 & 255, light);
}

/* What is left of a cell, of 256. */
static inline void gr_cell_dim(const GrCellPlanes *planes, int cell, uint32_t keep)
{
    for (int plane = 0; plane < 3; plane++)
        planes->rgb[plane][cell] = (uint8_t)(planes->rgb[plane][cell] * keep >> 8);
}

/* Writes a glyph. `light` is 0..512 as above; `seen` of 256 is how far it has taken the place of
 * what was there: a cell holds one glyph, so the old one goes dark before the new one comes up. A
 * line break is a blank. */
static inline void gr_cell_write(const GrCellPlanes *planes, int cell, uint16_t glyph, uint32_t rgb,
                                 uint32_t light, uint32_t seen)
{
    bool blank = planes->glyph[cell] == 0;
    if (!blank && seen < 128) {
        gr_cell_dim(planes, cell, 256 - 2 * seen);
        return;
    }
    seen = blank ? seen : 2 * seen - 256;
    if (!seen)
        return;
    planes->glyph[cell] = glyph == GR_CELL_BREAK ? 0 : glyph;
    gr_cell_colour(planes, cell, rgb, light);
    if (seen < 256)
        gr_cell_dim(planes, cell, seen);
}

/* Darkens what a text stands on: fully between the columns and rows, softly in the margin around
 * them. */
static inline void gr_cell_backdrop(const GrGrid *grid, const GrCellPlanes *planes, GrCellItem cols,
                                    GrCellItem rows, int margin, float amount)
{
    int top = rows.first - margin / 2, bottom = rows.first + rows.count + margin / 2;
    int left = cols.first - margin, right = cols.first + cols.count + margin;
    float per_cell = 1.0f / (float)(margin + 1);
    if (amount <= 0.0f)
        return;
    for (int row = top < 0 ? 0 : top; row < bottom && row < grid->rows; row++) {
        int above = rows.first - row, below = row - (rows.first + rows.count - 1);
        int far_y = above > below ? above : below;
        for (int col = left < 0 ? 0 : left; col < right && col < grid->cols; col++) {
            int before = cols.first - col, after = col - (cols.first + cols.count - 1);
            int far_x = before > after ? before : after;
            /* A row is about as high as two columns are wide. */
            float x = (float)(far_x > 0 ? far_x : 0), y = (float)(far_y > 0 ? 2 * far_y : 0);
            float part = gr_unitf(1.0f - per_cell * gr_sqrtf(x * x + y * y));
            part = part * part * (3.0f - 2.0f * part);
            if (part > 0.0f)
                gr_cell_dim(planes, row * grid->cols + col, 256 - gr_cell_weight(part * amount));
        }
    }
}

/* Beats since the first bar, with fractions: the music's own, or by the clock where there is none
 * and where an effect is not to hear it. */
static inline double gr_cell_beats(const GrMoment *moment, bool heard, double beats_a_second)
{
    if (!heard || !moment->beats || moment->beats->count < 2)
        return moment->scene_s * beats_a_second;
    const GrMusic music = {.beats = *moment->beats};
    return gr_music_beat_at(&music, moment->show_s);
}

/* Column or row of the grid for a place in screen units, which may lie outside. */
static inline int gr_cell_col(const GrGrid *grid, float x)
{
    return (int)gr_floorf((x + grid->aspect) / (2.0f * grid->aspect) * (float)grid->cols);
}

static inline int gr_cell_row(const GrGrid *grid, float y)
{
    return (int)gr_floorf((y + 1.0f) * 0.5f * (float)grid->rows);
}

/* A remainder that is never negative. */
static inline int gr_cell_wrap(int64_t value, int period)
{
    int64_t rest = period > 0 ? value % period : 0;
    return (int)(rest < 0 ? rest + period : rest);
}

/* Mirrored at both ends instead of running out: 0 <= result < count for any value. */
static inline int gr_cell_mirror(int value, int count)
{
    int at = gr_cell_wrap(value, 2 * count);
    return at < count ? at : 2 * count - 1 - at;
}

/* One of `count` things by chance, hardly ever the one before. */
static inline int gr_cell_draw(uint32_t seed, int32_t number, int count)
{
    uint32_t now = gr_rng_u32(seed, (uint32_t)number, 1) % (uint32_t)count;
    uint32_t before = gr_rng_u32(seed, (uint32_t)number - 1u, 1) % (uint32_t)count;
    return (int)(now == before ? (now + 1) % (uint32_t)count : now);
}

/* Of a count that fades: how much there is of number `index`, 0..1. */
static inline float gr_cell_share(float count, int index)
{
    return gr_unitf(count - (float)index);
}

#endif

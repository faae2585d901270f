/* SPDX-License-Identifier: MIT */
#include "base/vmath.h"
#include "model/hue.h"
#include "render/kernels/parts.h"

#include <string.h>

void levels_of_cells(uint8_t *level, const float *value, float gain, int count)
{
    for (int i = 0; i < count; i++)
        level[i] = (uint8_t)(int32_t)(gr_unitf(value[i] * gain) * 255.0f + 0.5f);
}

static inline uint16_t place_at(float position)
{
    return (uint16_t)((int32_t)gr_floorf(gr_clampf(position, -1.0e6f, 1.0e6f)) & (GR_PLACES - 1));
}

#define PLACE_LOOP(number)                                                                         \
    for (int i = 0; i < count; i++)                                                                \
    place[i] = place_at((base + span * (number)) * scale)

/* Three drifting waves that cross: 0..1, smooth, never the same twice. */
static inline float blobs(float x, float y, float t)
{
    return 0.5f + (gr_sinf(2.1f * x + 0.31f * t) + gr_sinf(1.7f * y - 0.23f * t) +
                   gr_sinf(1.3f * x - 1.9f * y + 0.17f * t + 1.0f)) *
                      (1.0f / 6.0f);
}

void places_of_cells(uint16_t *place, const GrPlaces *places)
{
    const float *x = places->x, *y = places->y, *r = places->r, *a = places->a;
    const float *value = places->value;
    float base = places->base, span = places->span, scale = places->scale;
    float along_x = places->along_x, along_y = places->along_y, t = places->t;
    int count = places->count;
    switch ((GrHueRule)places->rule) {
    case GR_HUE_ANGLE:
        PLACE_LOOP(a[i] * (1.0f / GR_TAU));
        break;
    case GR_HUE_DISTANCE:
        PLACE_LOOP(r[i]);
        break;
    case GR_HUE_VALUE:
    case GR_HUE_TEMPERATURE:
    case GR_HUE_FIELD:
    case GR_HUE_MONO:
        PLACE_LOOP(gr_unitf(value[i]));
        break;
    case GR_HUE_GRADIENT:
        PLACE_LOOP(0.5f + x[i] * along_x + y[i] * along_y);
        break;
    case GR_HUE_PLASMA:
        PLACE_LOOP(blobs(x[i], y[i], t));
        break;
    case GR_HUE_FIXED:
    case GR_HUE_CYCLE:
    case GR_HUE_CENTROID:
    case GR_HUE_SOURCE: /* has colours of its own */
    case GR_HUE_COUNT:
        PLACE_LOOP(0.0f); /* the number is the same everywhere: it is part of the base */
        break;
    }
}

/* A cell's shade comes from its glyph and its level: a dark colour would be dark twice over. What
 * is nearly black is lit less, so that its noise stays dark. */
void tint_cells(uint32_t *out, const float *const rgb[3], float vivid, float lift, int count)
{
    const float *red = rgb[0], *green = rgb[1], *blue = rgb[2];
    for (int i = 0; i < count; i++) {
        float luma = 0.2126f * red[i] + 0.7152f * green[i] + 0.0722f * blue[i];
        float r = gr_maxf(luma + vivid * (red[i] - luma), 0.0f);
        float g = gr_maxf(luma + vivid * (green[i] - luma), 0.0f);
        float b = gr_maxf(luma + vivid * (blue[i] - luma), 0.0f);
        float most = gr_maxf(gr_maxf(r, g), b);
        float scale = gr_lerpf(1.0f, 1.0f / gr_maxf(most, 0.12f), lift);
        scale = gr_minf(scale, 1.0f / gr_maxf(most, 0.004f));
        uint32_t r8 = (uint32_t)(int32_t)(gr_unitf(r * scale) * 255.0f + 0.5f);
        uint32_t g8 = (uint32_t)(int32_t)(gr_unitf(g * scale) * 255.0f + 0.5f);
        uint32_t b8 = (uint32_t)(int32_t)(gr_unitf(b * scale) * 255.0f + 0.5f);
        out[i] = r8 | g8 << 8 | b8 << 16;
    }
}

static void choose_glyphs(const GrPaint *paint)
{
    const uint8_t *level = paint->level;
    uint16_t *glyph = paint->glyph;
    if (!paint->pick) {
        for (int i = 0; i < paint->count; i++)
            glyph[i] = paint->glyph_of[level[i]];
        return;
    }
    /* The blank is no choice: a cell that shows nothing has value 0. */
    float choices = (float)(paint->glyph_count - 1);
    int last = paint->glyph_count - 1;
    for (int i = 0; i < paint->count; i++) {
        int choice = 1 + (int)(gr_unitf(paint->pick[i]) * choices);
        choice = choice > last ? last : choice;
        glyph[i] = level[i] ? paint->glyphs[choice] : 0;
    }
}

/* A cell's colour and shade, looked up; in pieces, so that the arithmetic runs on whole vectors. */
enum { PIECE = 256 };

typedef struct Piece {
    uint32_t colour[PIECE]; /* R, G, B from the low byte up */
    uint8_t shade[PIECE];
} Piece;

static void look_up(Piece *piece, const GrPaint *paint, int start, int count)
{
    const uint16_t *place = paint->place + start;
    const uint8_t *level = paint->level + start;
    if (paint->own)
        memcpy(piece->colour, paint->own + start, (size_t)count * sizeof *paint->own);
    else
        for (int i = 0; i < count; i++)
            piece->colour[i] = paint->table[place[i]];
    for (int i = 0; i < count; i++)
        piece->shade[i] = paint->pick ? level[i] : paint->shade_of[level[i]];
}

static void shade_plane(uint8_t *out, const Piece *piece, int shift, int count)
{
    for (int i = 0; i < count; i++) {
        uint16_t colour = (uint8_t)(piece->colour[i] >> shift);
        out[i] = (uint8_t)div255((uint16_t)(colour * piece->shade[i]));
    }
}

/* The same on the way to white, before the shade. */
static void shade_lit_plane(uint8_t *out, const Piece *piece, const float *light, int shift,
                            int count)
{
    for (int i = 0; i < count; i++) {
        float colour = (float)(uint8_t)(piece->colour[i] >> shift);
        float whiter = colour + (255.0f - colour) * gr_unitf(light[i]);
        uint16_t level = (uint8_t)(int32_t)(whiter + 0.5f);
        out[i] = (uint8_t)div255((uint16_t)(level * piece->shade[i]));
    }
}

void paint_cells(const GrPaint *paint)
{
    Piece piece;
    choose_glyphs(paint);
    for (int start = 0; start < paint->count; start += PIECE) {
        int count = paint->count - start < PIECE ? paint->count - start : PIECE;
        look_up(&piece, paint, start, count);
        for (int plane = 0; plane < 3; plane++) {
            uint8_t *out = paint->rgb[plane] + start;
            if (paint->light)
                shade_lit_plane(out, &piece, paint->light + start, 8 * plane, count);
            else
                shade_plane(out, &piece, 8 * plane, count);
        }
    }
}

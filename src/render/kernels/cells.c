/* SPDX-License-Identifier: MIT */
#include "base/vmath.h"
#include "model/hue.h"
#include "render/kernels/parts.h"

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
    case GR_HUE_COUNT:
        PLACE_LOOP(0.0f); /* the number is the same everywhere: it is part of the base */
        break;
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

static inline uint8_t lit(uint8_t colour, float light)
{
    float whiter = (float)colour + (255.0f - (float)colour) * gr_unitf(light);
    return (uint8_t)(int32_t)(whiter + 0.5f);
}

void paint_cells(const GrPaint *paint)
{
    choose_glyphs(paint);
    const uint16_t *place = paint->place;
    const uint8_t *level = paint->level;
    const uint8_t *red = paint->table[0], *green = paint->table[1], *blue = paint->table[2];
    uint8_t *r = paint->rgb[0], *g = paint->rgb[1], *b = paint->rgb[2];
    for (int i = 0; i < paint->count; i++) {
        r[i] = red[place[i]];
        g[i] = green[place[i]];
        b[i] = blue[place[i]];
    }
    for (int plane = 0; plane < 3; plane++) {
        uint8_t *colour = paint->rgb[plane];
        if (paint->light)
            for (int i = 0; i < paint->count; i++)
                colour[i] = lit(colour[i], paint->light[i]);
    }
    for (int i = 0; i < paint->count; i++) {
        uint8_t shade = paint->pick ? level[i] : paint->shade_of[level[i]];
        r[i] = (uint8_t)div255((uint16_t)(r[i] * shade));
        g[i] = (uint8_t)div255((uint16_t)(g[i] * shade));
        b[i] = (uint8_t)div255((uint16_t)(b[i] * shade));
    }
}

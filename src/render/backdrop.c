/* SPDX-License-Identifier: MIT */
#include "render/backdrop.h"

#include "base/blue_noise.h"
#include "base/vmath.h"

#include <string.h>

static bool same_colour(GrColour a, GrColour b)
{
    return a.r == b.r && a.g == b.g && a.b == b.b;
}

static uint16_t fine_level(float value)
{
    return (uint16_t)(int32_t)(gr_unitf(value) * 65280.0f + 0.5f);
}

void gr_backdrop_init(GrBackdrop *backdrop, const GrBackground *background, int width, int height)
{
    memset(backdrop, 0, sizeof *backdrop);
    backdrop->plain = same_colour(background->from, background->to);
    for (int i = 0; i < GR_BACKDROP_STEPS; i++) {
        float mix = (float)i / (float)(GR_BACKDROP_STEPS - 1);
        GrColour colour = backdrop->plain ? background->from
                                          : gr_colour_mix(background->from, background->to, mix);
        backdrop->steps[0][i] = fine_level(colour.r);
        backdrop->steps[1][i] = fine_level(colour.g);
        backdrop->steps[2][i] = fine_level(colour.b);
    }
    for (int plane = 0; plane < 3; plane++) {
        unsigned low = 65535, high = 0;
        for (int i = 0; i < GR_BACKDROP_STEPS; i++) {
            unsigned level = backdrop->steps[plane][i];
            low = level < low ? level : low;
            high = level > high ? level : high;
        }
        unsigned round = backdrop->plain ? 128 : 0;
        backdrop->low[plane] = (uint8_t)((low + round) >> 8);
        backdrop->high[plane] = (uint8_t)(backdrop->plain ? (high + 128) >> 8 : (high + 255) >> 8);
    }
    backdrop->black = backdrop->plain && !(backdrop->low[0] | backdrop->low[1] | backdrop->low[2]);
    /* The frame's corners along the direction are the ends of the gradient. */
    float dx = gr_cosf(background->angle * GR_TAU), dy = gr_sinf(background->angle * GR_TAU);
    float reach = gr_absf(dx) * (float)width + gr_absf(dy) * (float)height;
    float scale = (float)(GR_BACKDROP_STEPS - 1) / (reach > 0.0f ? reach : 1.0f);
    backdrop->along_x = dx * scale;
    backdrop->along_y = dy * scale;
    backdrop->offset = 0.5f * (float)(GR_BACKDROP_STEPS - 1) -
                       0.5f * ((float)(width - 1) * dx + (float)(height - 1) * dy) * scale;
}

void gr_backdrop_draw(const GrBackdrop *backdrop, const GrCanvas *canvas)
{
    for (int y = 0; y < canvas->height; y++) {
        GrPixel *row[3];
        for (int plane = 0; plane < 3; plane++)
            row[plane] = gr_canvas_row(canvas, plane, y);
        if (backdrop->plain) {
            for (int plane = 0; plane < 3; plane++)
                memset(row[plane], backdrop->low[plane], (size_t)canvas->width);
            continue;
        }
        float start = backdrop->offset + (float)y * backdrop->along_y;
        for (int x = 0; x < canvas->width; x++) {
            float at = gr_clampf(start + (float)x * backdrop->along_x, 0.0f,
                                 (float)(GR_BACKDROP_STEPS - 1));
            int step = (int)(at + 0.5f);
            unsigned dither = gr_blue_noise[y & 63][x & 63];
            for (int plane = 0; plane < 3; plane++)
                row[plane][x] = (GrPixel)((backdrop->steps[plane][step] + dither) >> 8);
        }
    }
}

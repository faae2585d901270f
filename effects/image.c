/* SPDX-License-Identifier: MIT
 *
 * A picture as a field. One sees a photograph, a logo or a drawing made of glyphs: its light is the
 * field, cell by cell. Its outlines can be drawn instead of its surfaces, found by the gradient of
 * Sobel; an ordered dither (Bayer 1973) breaks even areas up into glyphs of neighbouring steps. A
 * band of light wanders through it, and the bass makes it brighter. The picture is read and made as
 * coarse as the cells before the first frame (model/stencil.h); where it has no ink, all is dark.
 */
#include "base/level.h"
#include "base/vmath.h"
#include "common/picture.h"
#include "model/effect.h"

typedef struct Params {
    const char *file;
    int32_t fit;
    float size, x, y;
    float contrast, brightness, edges, dither;
    float sweep, speed, react;
    bool invert;
} Params;

static const char *const fits[] = {"contain", "cover", NULL};

static const GrParam params[] = {
    GR_PICTURE(Params, file, "cover.png", "the picture; without one an eye is drawn"),
    {.name = "fit",
     .type = GR_PARAM_CHOICE,
     .offset = offsetof(Params, fit),
     .unit = "",
     .choices = fits,
     .fixed = true,
     .help = "all of it is inside the frame, or it fills the frame"},
    GR_FIXED_FLOAT(Params, size, "", 1, 0.01, 16, "of what just fits"),
    GR_FIXED_FLOAT(Params, x, "screen", 0, -64, 64, "where its middle is"),
    GR_FIXED_FLOAT(Params, y, "screen", 0, -64, 64, "how high its middle is: -1 is the top"),
    GR_FLOAT(Params, contrast, "", 1.25, 0, 8, "how far apart dark and bright are"),
    GR_FLOAT(Params, brightness, "", 0, -1, 1, "added to all of it"),
    GR_FLOAT(Params, edges, "", 0, 0, 1, "how much its outlines take the place of its surfaces"),
    GR_FLOAT(Params, dither, "", 0.12, 0, 1, "how far neighbouring cells are set apart"),
    GR_FLOAT(Params, sweep, "", 0.6, 0, 1, "how bright the band of light is that wanders over it"),
    GR_RATE(Params, speed, "", 1, -20, 20, "how fast that wanders"),
    GR_BOOL(Params, invert, 0, "its dark is bright"),
    GR_REACT(Params),
};

static void stencil(const void *values, GrStencilSpec *out)
{
    const Params *p = values;
    *out = (GrStencilSpec){.kind = GR_STENCIL_PICTURE,
                           .file = p->file,
                           .covers = p->fit == 1,
                           .size = p->size,
                           .x = p->x,
                           .y = p->y};
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const GrGrid *grid = input->grid;
    const float *light = input->stencil->sharp, *ink = input->stencil->soft;
    float bass = gr_unitf(gr_signal(m, GR_SIGNAL_BASS) * p->react);
    float beat = gr_unitf(gr_signal(m, GR_SIGNAL_BEAT_DECAY) * p->react);
    float drift = (float)(m->scene_s * (double)p->speed * 0.4);
    float band = p->sweep * (0.5f + 0.5f * beat);
    const GrPictureTone tone = {p->contrast, p->brightness + 0.12f * bass, p->dither, p->edges};
    for (int row = 0; row < grid->rows; row++) {
        for (int col = 0; col < grid->cols; col++) {
            int i = row * grid->cols + col;
            float bright = p->invert ? ink[i] - light[i] : light[i];
            float line = p->edges > 0.0f
                             ? gr_picture_steepness(light, grid->cols, grid->rows, col, row)
                             : 0.0f;
            float value = gr_picture_value(&tone, bright, line, col, row);
            float at = gr_fractf(0.3f * grid->x[i] + 0.12f * grid->y[i] - drift) - 0.5f;
            float glow = band * gr_maxf(1.0f - 36.0f * at * at, 0.0f);
            value *= 1.0f - 0.5f * p->sweep + glow;
            output->value[i] = gr_unitf(value) * gr_picture_cover(&tone, ink[i], line);
        }
    }
}

static void colours(const GrFieldInput *input, float *const rgb[3])
{
    const Params *p = input->params;
    for (int plane = 0; plane < 3; plane++) {
        const float *from = input->stencil->colour[plane];
        for (int i = 0; i < input->grid->count; i++)
            rgb[plane][i] = p->invert ? 1.0f - from[i] : from[i];
    }
}

const GrEffect GR_LEVEL_NAME(gr_effect_image) = {
    .name = "image",
    .family = "own",
    .summary = "a picture made of glyphs, by its light or by its outlines",
    .params = GR_PARAM_TABLE(Params, params),
    .stencil = stencil,
    .colours = colours,
    .draw = draw,
};

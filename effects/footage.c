/* SPDX-License-Identifier: MIT
 *
 * A film as a field. One sees footage made of glyphs: its light is the field, cell by cell, or its
 * outlines, found by the gradient of Sobel; an ordered dither (Bayer 1973) breaks even areas up.
 * The renderer decodes it and makes it small (model/film.h); a cell is the mean over the area that
 * it covers, wherever warps have moved it. Black and white are planned from what the scene shows of
 * the film. The bass makes it brighter, and beats make it jump a little nearer. The colours of the
 * film are what the hue rule `source` takes.
 */
#include "base/level.h"
#include "base/vmath.h"
#include "common/film.h"
#include "common/picture.h"
#include "model/effect.h"

typedef struct Params {
    const char *file;
    GrRational fps;
    float start, speed;
    int32_t loop, first, fit;
    float zoom, x, y;
    float contrast, brightness, gamma, levels;
    float edges, dither, react;
    bool invert;
} Params;

static const char *const loops[] = {"repeat", "mirror", "hold", "black", NULL};
static const char *const loop_help[] = {"it begins again", "it runs backwards, then forwards again",
                                        "its first and its last picture stay", "nothing is seen"};
static const char *const fits[] = {"cover", "contain", "stretch", NULL};
static const char *const fit_help[] = {"it fills the frame, what stands out is cut off",
                                       "all of it is inside the frame", "it is bent to the frame"};

static const GrParam params[] = {
    GR_FILM(Params, file, "clip.mp4",
            "the film, or numbered pictures: frames/shot_%04d.png; without one a globe turns"),
    GR_FLOAT_LIKE(Params, start, "s", 0, -86400, 86400, "12.5",
                  "where in the film the scene begins"),
    GR_RATE(Params, speed, "", 1, -16, 16, "how fast it runs; below 0 backwards"),
    {.name = "loop",
     .type = GR_PARAM_CHOICE,
     .offset = offsetof(Params, loop),
     .unit = "",
     .choices = loops,
     .choice_help = loop_help,
     .help = "what is seen before its start and after its end"},
    GR_FILM_FPS(Params, fps, "how many numbered pictures are a second"),
    GR_FILM_FIRST(Params, first, "the number of the first of them; -1: the smallest there is"),
    {.name = "fit",
     .type = GR_PARAM_CHOICE,
     .offset = offsetof(Params, fit),
     .unit = "",
     .choices = fits,
     .choice_help = fit_help,
     .help = "how it fills the frame"},
    GR_FLOAT(Params, zoom, "", 1, 0.05, 16, "how large it is, of what fits"),
    GR_FLOAT(Params, x, "screen", 0, -2, 2, "where its middle is"),
    GR_FLOAT(Params, y, "screen", 0, -1.5, 1.5, "how high its middle is: -1 is the top"),
    GR_FLOAT(Params, levels, "", 1, 0, 1,
             "how far its darkest is made black and its brightest white, as the scene shows it"),
    GR_FLOAT(Params, contrast, "", 1.2, 0, 8, "how far apart dark and bright are"),
    GR_FLOAT(Params, brightness, "", 0, -1, 1, "added to all of it"),
    GR_FLOAT(Params, gamma, "", 0.9, 0.2, 5, "bends the middle: below 1 lifts it"),
    GR_FLOAT(Params, edges, "", 0, 0, 1, "how much its outlines take the place of its surfaces"),
    GR_FLOAT(Params, dither, "", 0.1, 0, 1, "how far neighbouring cells are set apart"),
    GR_BOOL(Params, invert, 0, "its dark is bright, its colours are turned over"),
    GR_REACT(Params),
};

static void film(const void *values, const GrMoment *moment, GrFilmSpec *out)
{
    const Params *p = values;
    *out = (GrFilmSpec){.source = {p->file, p->fps, p->first},
                        .at_s = (double)p->start + moment->scene_s * (double)p->speed,
                        .loop = (GrFilmLoop)p->loop};
}

static size_t scratch_bytes(const GrGrid *grid, const void *values)
{
    (void)values;
    return 2 * ((size_t)grid->count + 16) * sizeof(float);
}

static GrFilmView view_of(const GrFieldInput *input)
{
    const Params *p = input->params;
    float beat = gr_unitf(gr_signal(input->moment, GR_SIGNAL_BEAT_DECAY) * p->react);
    return gr_film_view(input->film, input->grid, p->fit, p->zoom * (1.0f + 0.04f * beat), p->x,
                        p->y);
}

static inline GrFilmTexel sample(const GrFilmView *view, const GrGrid *grid, int cell)
{
    return gr_film_sample(view, gr_film_fold(grid->x[cell], grid->aspect),
                          gr_film_fold(grid->y[cell], 1.0f));
}

/* Light and cover of every cell. */
static void look(const GrFieldInput *input, float *light, float *ink)
{
    const Params *p = input->params;
    const GrGrid *grid = input->grid;
    const GrFilmView view = view_of(input);
    float black = p->levels * input->film->black;
    float scale = 1.0f / gr_maxf(gr_lerpf(1.0f, input->film->white, p->levels) - black, 0.05f);
    for (int i = 0; i < grid->count; i++) {
        GrFilmTexel texel = sample(&view, grid, i);
        ink[i] = texel.a;
        light[i] = gr_unitf((gr_film_light(texel) - black * texel.a) * scale);
    }
    for (int i = 0; i < grid->count; i++)
        light[i] = gr_powf(gr_maxf(light[i], 1.0e-6f), p->gamma);
    for (int i = 0; i < grid->count && p->invert; i++)
        light[i] = gr_maxf(ink[i] - light[i], 0.0f);
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const GrGrid *grid = input->grid;
    float *light = input->scratch, *ink = light + grid->count + 16;
    if (!input->film || !input->film->rgba) {
        for (int i = 0; i < grid->count; i++)
            output->value[i] = 0.0f;
        return;
    }
    float bass = gr_unitf(gr_signal(input->moment, GR_SIGNAL_BASS) * p->react);
    const GrPictureTone tone = {p->contrast, p->brightness + 0.1f * bass, p->dither, p->edges};
    look(input, light, ink);
    for (int row = 0; row < grid->rows; row++) {
        for (int col = 0; col < grid->cols; col++) {
            int i = row * grid->cols + col;
            float line = p->edges > 0.0f
                             ? gr_picture_steepness(light, grid->cols, grid->rows, col, row)
                             : 0.0f;
            float value = gr_picture_value(&tone, light[i], line, col, row);
            output->value[i] = gr_unitf(value) * gr_picture_cover(&tone, ink[i], line);
        }
    }
}

static void colours(const GrFieldInput *input, float *const rgb[3])
{
    const Params *p = input->params;
    const GrGrid *grid = input->grid;
    if (!input->film || !input->film->rgba) {
        for (int i = 0; i < grid->count; i++)
            rgb[0][i] = rgb[1][i] = rgb[2][i] = 0.0f;
        return;
    }
    const GrFilmView view = view_of(input);
    float sign = p->invert ? -1.0f : 1.0f, base = p->invert ? 1.0f : 0.0f;
    for (int i = 0; i < grid->count; i++) {
        GrFilmTexel texel = sample(&view, grid, i);
        float scale = sign / gr_maxf(texel.a, 0.004f);
        rgb[0][i] = base + texel.r * scale;
        rgb[1][i] = base + texel.g * scale;
        rgb[2][i] = base + texel.b * scale;
    }
}

const GrEffect GR_LEVEL_NAME(gr_effect_footage) = {
    .name = "footage",
    .family = "own",
    .summary = "a film made of glyphs, by its light or by its outlines",
    .params = GR_PARAM_TABLE(Params, params),
    .scratch_bytes = scratch_bytes,
    .film = film,
    .colours = colours,
    .draw = draw,
};

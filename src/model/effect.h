/* SPDX-License-Identifier: MIT
 *
 * An effect: a descriptor by which the renderer makes a field, a float in 0..1 for every cell of a
 * grid. One file in effects/ defines one, as `const GrEffect GR_LEVEL_NAME(gr_effect_NAME)`; the
 * build finds it, compiles it for every SIMD level and puts it in the registry.
 *
 * Effects keep no statics and never call rand, time, getenv, malloc or libm; randomness is
 * base/rng.h, mathematics base/vmath.h. What needs history keeps it in `state`: init() at the
 * scene's first tick, step() once a tick, draw() reads it only. A state is kept and taken up in
 * another process as the bytes that it is (render/milestones.h): no pointers in it, and nothing
 * that one call could do with as scratch.
 */
#ifndef GR_MODEL_EFFECT_H
#define GR_MODEL_EFFECT_H

#include "model/film.h"
#include "model/grid.h"
#include "model/moment.h"
#include "model/param.h"
#include "model/stencil.h"

typedef struct GrFieldHost GrFieldHost;

typedef struct GrFieldInput {
    const GrGrid *grid;
    const GrMoment *moment;
    const void *params;            /* the effect's own struct */
    uint64_t seed;                 /* of the show, the scene's name and the layer's name */
    void *state;                   /* state_bytes(), zeroed before init(); draw() must not write */
    void *scratch;                 /* scratch_bytes(), contents undefined; valid during one call */
    const GrStencilCells *stencil; /* what stencil() asked for; NULL: nothing */
    const GrFilmPicture *film;     /* what film() asked for; NULL: nothing */
    const GrFieldHost *host;       /* draws the fields among the parameters; NULL: there are none */
    float particle_cap;            /* the most particles to draw; 0: all that there are */
} GrFieldInput;

/* Every plane has grid->count floats (and slack up to a multiple of 16) in cell order. */
typedef struct GrFieldOutput {
    float *value; /* always written: 0..1 */
    /* Only with GR_EFFECT_PICKS: which glyph of the palette, 0..1 evenly over its glyphs; value is
     * then brightness alone. */
    float *pick;
    /* Only with GR_EFFECT_LIGHTS: 0 the layer's colour .. 1 white. */
    float *light;
} GrFieldOutput;

enum {
    GR_EFFECT_PICKS = 1,
    GR_EFFECT_LIGHTS = 2,
    /* The field is bound to the grid's columns and rows: drawn on other coordinates it would be the
     * same. So is whatever has a state or a stencil. Warps move such a field once it is drawn. */
    GR_EFFECT_BOUND = 4,
};

typedef struct GrEffect {
    const char *name;
    const char *family;  /* waves noise simulation shapes sound own particles */
    const char *summary; /* one sentence: what one sees */
    GrParamTable params;
    unsigned flags;
    unsigned hears; /* GR_HEARS_...: what it reads of the sonogram */
    size_t (*state_bytes)(const GrGrid *grid, const void *params);   /* NULL: no history */
    size_t (*scratch_bytes)(const GrGrid *grid, const void *params); /* NULL: none */
    /* Asks for a picture that is made before the fork, from the parameters as the show gives them:
     * those that decide what it is are fixed, and those with the letters and their font are called
     * `text` and `font`; a picture's file is a GR_PICTURE. NULL: none. */
    void (*stencil)(const void *params, GrStencilSpec *out);
    /* Asks for a film's picture, at each moment anew; the file is a GR_FILM. NULL: none. */
    void (*film)(const void *params, const GrMoment *moment, GrFilmSpec *out);
    /* The colours of what it shows, 0..1 by cell, for the hue rule `source`. NULL: it has none. */
    void (*colours)(const GrFieldInput *input, float *const rgb[3]);
    void (*init)(const GrFieldInput *input); /* with state_bytes */
    /* Advances the state by one tick; `moment` is that of the tick, at its start. */
    void (*step)(const GrFieldInput *input);
    void (*draw)(const GrFieldInput *input, const GrFieldOutput *output);
} GrEffect;

static inline bool gr_effect_is_bound(const GrEffect *effect)
{
    return (effect->flags & GR_EFFECT_BOUND) || effect->state_bytes || effect->stencil;
}

/* A field that is a parameter of another effect, of a warp or of a layer's hue. */
struct GrFieldUse {
    const GrEffect *effect;
    const void *params;
    const struct GrAnimation *animation; /* scene/animation.h; what of the parameters changes */
    int index;                           /* among all such fields of its layer */
    uint64_t path;                       /* where in the layer it stands: keys its randomness */
};

/* The renderer's side of that. The values are 0..1, for each cell of `grid`, which has the cells of
 * the layer's grid at whatever coordinates. */
struct GrFieldHost {
    void (*draw)(const GrFieldHost *host, const GrFieldUse *use, const GrGrid *grid, float *value);
};

/* For an effect's draw(): another field on the same cells. */
static inline void gr_field_draw(const GrFieldInput *input, const GrFieldUse *use, float *value)
{
    input->host->draw(input->host, use, input->grid, value);
}

#endif

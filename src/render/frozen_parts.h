/* SPDX-License-Identifier: MIT
 *
 * What the freeze holds, for the files of this room only. Everything is const once
 * gr_frozen_create has returned.
 */
#ifndef GR_RENDER_FROZEN_PARTS_H
#define GR_RENDER_FROZEN_PARTS_H

#include "glyph/atlas.h"
#include "render/animate.h"
#include "render/backdrop.h"
#include "render/cell_chain.h"
#include "render/frozen.h"
#include "render/library.h"
#include "render/masks.h"
#include "render/milestones.h"
#include "render/mix.h"
#include "render/sprite.h"
#include "render/stencil.h"
#include "render/text.h"
#include "render/tone.h"
#include "render/wheel.h"

/* What is known before the fork of a film that a field shows. */
typedef struct GrFrozenFilm {
    const GrFilm *film;
    int factor; /* by which its pictures are made smaller */
    int cols, rows;
    float black, white; /* planned from pictures that the scene shows */
} GrFrozenFilm;

/* A field that is a parameter of another one, of a warp or of a hue. */
typedef struct GrFrozenField {
    const GrFieldUse *use;
    GrBlock params;
    uint64_t seed;
    const GrStencilCells *stencil;
    const GrFrozenFilm *film;
    size_t state_at, state_bytes; /* its part of the layer's state */
    size_t scratch_at;            /* and of the scratch for fields */
} GrFrozenField;

typedef struct GrFrozenWarp {
    const GrWarpUse *use;
    GrBlock params;
    const GrFieldUse *field; /* the first among its parameters, or NULL */
} GrFrozenWarp;

typedef struct GrFrozenLayer {
    const GrLayer *layer;
    const GrFrozenText *text; /* NULL, and no sprite either: glyphs, and what follows counts */
    const GrFrozenSprite *sprite;
    GrFrozenMasks masks;
    const GrStencilCells *stencil; /* that its effect asked for, or NULL */
    const GrFrozenFilm *film;      /* the same */
    const GrGrid *grid;            /* shared by all layers of the same cells */
    const GrAtlas *atlas;          /* shared by all layers of the same grid and fonts */
    GrRamp ramp;
    GrWheel wheel;
    GrBlock params, look; /* const void * of the effect's own, GrLayerLook */
    uint64_t seed;
    /* Of its effect and of all fields within; the effect's own state is the first of it. */
    size_t state_bytes, scratch_bytes;
    size_t own_state_bytes;
    GrFrozenField *fields;   /* layer->field_count of them */
    GrFrozenWarp *warps;     /* layer->warp_count */
    GrFrozenCell *cells;     /* layer->cell_count of them */
    float particle_cap;      /* as in the settings */
    bool has_wide;           /* some glyphs of the atlas take two cells */
    GrMilestones milestones; /* of a simulation */
} GrFrozenLayer;

/* Whether its hue may ask for the colours of what its field shows. */
static inline bool gr_layer_takes_colours(const GrLayer *layer)
{
    return layer->has_source &&
           (layer->look.hue_rule == GR_HUE_SOURCE || layer->look_animation.count > 0);
}

typedef struct GrFrozenShader {
    const GrShaderUse *use;
    uint64_t seed;
    GrBlock params;
    GrFrozenMasks where;
    void *prepared;
    /* Where a scene's state has tables of its own, made anew when the parameters change, and the
     * parameters that they were made for; 0 when they never do. */
    size_t own_prepared, prepared_for;
    size_t frame_bytes, band_bytes;
    size_t frame_offset; /* of its part of the frame scratch */
} GrFrozenShader;

/* A walk over all bands of the frame. The first starts from the composed picture; others may start
 * with a gather. Then shaders run in place; last comes the survey of the next one, or the end. */
typedef struct GrPass {
    int gather;      /* shader that makes this pass's pixels, or -1 */
    bool from_other; /* it reads the other canvas */
    int first, last; /* shaders applied in place: first <= i < last */
    int survey;      /* shader that looks at the result, or -1 */
} GrPass;

enum { GR_TONE_KNOTS = 10 };

/* The planned exposure of a scene: tones at some of its ticks. */
typedef struct GrTonePlan {
    int count; /* 0: no plan */
    int64_t tick[GR_TONE_KNOTS];
    GrTone tone[GR_TONE_KNOTS];
} GrTonePlan;

typedef struct GrFrozenScene {
    const GrScene *scene;
    bool has_text[GR_TEXT_SHADED + 1]; /* or a picture, by when it is drawn */
    GrScoreSource source;
    GrScoreSource mix_source; /* of its transition */
    GrFrozenLayer *layers;
    GrFrozenShader *shaders;
    GrPass *passes;
    int pass_count;
    GrBackdrop backdrop;
    /* GrBackground, GrExposure, ..., GrTransitionParams */
    GrBlock background, exposure, feedback, look, transition;
    int64_t preroll; /* ticks after which feedback has forgotten a picture */
    GrTonePlan tones;
    GrMix mix; /* how it comes in */
    int64_t first_frame;
    int64_t mixed_until; /* frames before this one show the scene before it as well */
    int64_t tick_count;
} GrFrozenScene;

/* The most that any scene needs: what a painter allocates. */
typedef struct GrNeeds {
    int layers;
    int *layer_cells; /* by layer index */
    int *layer_rows;
    size_t *layer_state;
    int cells, cols;
    size_t field_scratch, frame_scratch, band_scratch;
    size_t blocks;    /* bytes for parameters that change over time, of the scene with the most */
    bool nested;      /* some layer has fields within its field, warps or a hue by field */
    bool wheels;      /* and for the colours of layers whose look does */
    int glyph_stride; /* widest padded glyph row */
    bool own_colours; /* some glyphs have colours of their own */
    bool other_canvas, feedback, backdrop_canvas;
    int trail_lead; /* of the feedbacks' histories */
    GrTextNeeds text;
    int mask_planes;   /* fields that are masks, of the layer with the most */
    int host_planes;   /* and of the texts and shaders of the scene with the most */
    int where;         /* shaders that have a mask, and those before them */
    bool mixes;        /* two scenes are seen at once */
    int mix_cells;     /* of the finest dissolve */
    int films;         /* fields that show films, of the scene with the most */
    size_t film_bytes; /* of the largest raster */
    bool sources;      /* some hues have the colours of films or pictures */
} GrNeeds;

/* Frames whose flashes are too many and too strong are shown darker. */
typedef struct GrDim {
    int64_t first, last;
    float gain; /* of sRGB values */
} GrDim;

struct GrFrozen {
    GrArena arena;
    const GrShow *show;
    const GrHearing *hearing;
    GrRenderSettings settings;
    int64_t frame_count;
    GrFrozenScene *scenes;
    GrLibrary *library;
    GrTextSet *texts;       /* NULL: the show has none */
    uint64_t stencils_hash; /* of all stencils */
    GrDim *dims;            /* in no order; half a second around each it comes and goes */
    int dim_count;
    GrNeeds needs;
    size_t scene_blocks;    /* of the scene that is being frozen */
    int scene_films;        /* of its fields that show films */
    GrFilm *drawn_film;     /* the program's own; NULL: not shown */
    int scene_planes;       /* of its masks that belong to no layer of glyphs */
    void *milestone_memory; /* shared between processes; NULL: none */
    size_t milestone_bytes;
};

/* The freeze without planned exposure, fonts from an open cabinet. */
int gr_frozen_build(const GrShow *show, const GrHearing *hearing, const GrRenderSettings *settings,
                    GrFontCabinet *cabinet, GrFrozen **out, GrError *error);
/* frozen_text.c: a layer of text; for the exposure's plan only what it depends on. */
int gr_frozen_add_text(GrFrozen *frozen, const GrScoreSource *source, int index,
                       GrFontCabinet *cabinet, GrFrozenScene *scene, GrError *error);
/* frozen_fields.c: the fields within a layer, and its warps, once its own effect is frozen. */
int gr_frozen_add_fields(GrFrozen *frozen, const GrScoreSource *source, GrFontCabinet *cabinet,
                         GrFrozenLayer *out, GrError *error);
/* The stencil that an effect asks for; *cells is NULL if none. */
int gr_frozen_stencil_cells(GrFrozen *frozen, const GrLayer *layer, const GrEffect *effect,
                            const void *params, const GrGrid *grid, GrFontCabinet *cabinet,
                            const GrStencilCells **cells, GrError *error);
/* frozen_film.c: the film that an effect shows; *out is NULL if none. */
int gr_frozen_add_film(GrFrozen *frozen, const GrScoreSource *source, const GrLayer *layer,
                       const GrEffect *effect, const GrBlock *params, const GrGrid *grid,
                       const GrFrozenFilm **out, GrError *error);
int gr_frozen_make_stencil(GrFrozen *frozen, const GrStencilSpec *spec, const char *font,
                           bool blurred, GrFontCabinet *cabinet, GrStencil **out, GrError *error);
/* frozen_masks.c: `font` is the layer's; `grid` (or NULL) the one that fields are drawn on. */
int gr_frozen_add_masks(GrFrozen *frozen, const GrScoreSource *source, const GrMasks *masks,
                        const char *font, const GrGrid *grid, uint64_t seed, GrFontCabinet *cabinet,
                        GrFrozenMasks *out, GrError *error);
void gr_frozen_add_text_needs(GrTextNeeds *needs, int index, const GrFrozenText *text);
/* Draws a handful of moments of every scene with planned exposure and fills the plans. */
int gr_frozen_plan_tones(GrFrozen *frozen, GrFontCabinet *cabinet, GrError *error);
/* The same settings for a raster with so short a side, whatever the output's size. */
void gr_small_raster(const GrRenderSettings *output, int short_side, GrRenderSettings *raster);
/* dim_plan.c: draws the whole show, small, looks for flashes and plans how dark they are shown. */
int gr_frozen_plan_dims(GrFrozen *frozen, GrFontCabinet *cabinet, GrError *error);
/* The factor for a frame of the show: 1 where nothing is dimmed. */
float gr_dim_at(const GrFrozen *frozen, int64_t frame);
GrTone gr_tone_plan_at(const GrTonePlan *plan, int64_t tick, double part);

#endif

/* SPDX-License-Identifier: MIT
 *
 * Layers that are pictures, from the file to the pixel. The freeze makes a picture at the size at
 * which it is shown: one that stands still as rows of colour and coverage at whole pixels, one that
 * moves as levels, each smaller by the root of two, between whose texels rows are sampled.
 */
#ifndef GR_RENDER_SPRITE_H
#define GR_RENDER_SPRITE_H

#include "render/animate.h"
#include "render/kernels/kernels.h"
#include "render/masks.h"
#include "render/rows.h"
#include "render/text.h"
#include "render/tone.h"

enum { GR_SPRITE_LEVELS = 20 };

typedef struct GrSpriteLevel {
    int width, height;      /* of all of it */
    int left, top;          /* what is kept begins here */
    int stride, cols, rows; /* texels: as GrTexelWalk wants them */
    uint32_t *texels;
} GrSpriteLevel;

typedef struct GrFrozenSprite {
    const GrPictureLayer *picture;
    GrTextWhen when;
    GrBlock look;
    int width, height;  /* of the frame */
    float across, down; /* half of its sides at scale 1, pixels */
    float most;         /* the scale at which the first level is as large as it is shown */
    GrSpriteLevel level[GR_SPRITE_LEVELS];
    int level_count;
    bool still;
    /* Of one that stands still: what of the frame it covers, and rows of it from x0 on. */
    int x0, x1, y0, y1;
    ptrdiff_t pitch;
    uint8_t *cover;
    GrPixel *colour[3];
} GrFrozenSprite;

/* A picture at the moment that is drawn. */
typedef struct GrSpriteState {
    const GrFrozenSprite *frozen; /* NULL: nothing is drawn */
    const GrPictureLook *look;
    GrMaskNow mask;
    GrToneCurves gain;    /* of its colours */
    GrTexelWalk sample;   /* of the frame's first pixel */
    float down_u, down_v; /* from row to row */
    int y0, y1;
} GrSpriteState;

/* Rows of one thread; of whoever has this. */
typedef struct GrSpriteScratch {
    uint8_t *cover;
    GrMaskScratch mask;
    GrPixel *colour[3];
} GrSpriteScratch;

/* Freezes one layer; *bytes grows as in gr_block_init, *hash by what the file became. */
int gr_sprite_freeze(GrFrozenSprite **out, const GrScoreSource *source, const GrLayer *layer,
                     GrTextWhen when, int width, int height, GrArena *arena, size_t *bytes,
                     uint64_t *hash, GrError *error);
/* Without its gain: that of all colours, gr_sprite_light sets. */
void gr_sprite_begin(GrSpriteState *state, const GrFrozenSprite *frozen, const GrScore *score,
                     void *blocks);
void gr_sprite_light(GrSpriteState *state, float gain);
void gr_sprite_band(const GrSpriteState *state, GrRows *band, const GrSpriteScratch *scratch);

/* Where its first pixel looks into a level, for a look at its moment. */
void gr_sprite_aim(GrSpriteState *state, const GrFrozenSprite *frozen, const GrPictureLook *look);
/* One row of it: from a step of the kernels up to another; false when nothing of it is there. */
bool gr_sprite_row(const GrSpriteState *state, int y, GrPixel *const colour[3], uint8_t *cover,
                   int *x0, int *x1);

#endif

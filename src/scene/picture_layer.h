/* SPDX-License-Identifier: MIT
 *
 * A layer that is a picture from a file, bound to no grid: a logo, a cover. Part of a show
 * (scene/show.h), const once it is loaded. Places and sizes are in screen units (model/grid.h).
 */
#ifndef GR_SCENE_PICTURE_LAYER_H
#define GR_SCENE_PICTURE_LAYER_H

#include "model/param.h"
#include "scene/animation.h"

/* How a picture fills its box. */
typedef enum GrPictureFit {
    GR_PICTURE_CONTAIN, /* all of it is in the box */
    GR_PICTURE_COVER,   /* it fills the box, what stands out is cut off */
    GR_PICTURE_WIDTH,   /* as wide as the box */
    GR_PICTURE_HEIGHT,  /* as high as the box */
    GR_PICTURE_STRETCH  /* exactly the box */
} GrPictureFit;

typedef struct GrPictureLook {
    float x, y;          /* of its middle */
    float width, height; /* of the box; 0: the frame's */
    float scale, rotate; /* turns */
    float opacity;
    int32_t fit;          /* GrPictureFit */
    int32_t blend, light; /* GrBlend, GrLight */
    bool safe, above_shaders;
} GrPictureLook;

typedef struct GrPictureLayer {
    GrPlace place;    /* of the file's name */
    const char *file; /* with its folder */
    GrPictureLook look;
    GrAnimation look_animation;
} GrPictureLayer;

extern const GrParamTable gr_picture_params;
extern const char *const gr_picture_fits[], *const gr_picture_fit_help[];

#endif

/* SPDX-License-Identifier: MIT
 *
 * What a layer of text or of lyrics holds beside what all layers have: its cues, how they look and
 * how they move. Part of a show (scene/show.h), const once it is loaded. "px" is 1/1080 of the
 * frame's short side, places are in screen units (model/grid.h).
 */
#ifndef GR_SCENE_TEXT_LAYER_H
#define GR_SCENE_TEXT_LAYER_H

#include "glyph/text_block.h"
#include "model/colour.h"
#include "model/cue.h"
#include "model/motion.h"
#include "scene/animation.h"

/* Which height of a block stands at its place. */
typedef enum GrTextAnchor {
    GR_TEXT_TOP,
    GR_TEXT_MIDDLE,
    GR_TEXT_BASELINE, /* of the first line */
    GR_TEXT_BOTTOM
} GrTextAnchor;

/* Everything of a text layer that is a plain parameter. */
typedef struct GrTextLook {
    float x, y;
    float size, width, leading, tracking;
    float opacity;
    GrColour colour, sung;
    int32_t align, anchor, direction; /* GrTextAlign, GrTextAnchor, GrTextDirection */
    int32_t blend, light;             /* GrBlend, GrLight */
    const char *language, *features;  /* or NULL */
    bool emoji, safe, above_shaders;
    float outline_width;
    GrColour outline_colour;
    float shadow_x, shadow_y, shadow_blur, shadow_opacity;
    GrColour shadow_colour;
    float glow_size, glow_strength;
    GrColour glow_colour;
    float plate_opacity, plate_padding, plate_radius, plate_blur;
    GrColour plate_colour;
} GrTextLook;

typedef struct GrTextLayer {
    GrPlace place;        /* of the text or of the file's name */
    const char *file;     /* of the lyrics, with its folder; NULL: a text of the show */
    const char *encoding; /* of that file, NULL: as it was found */
    int64_t offset_ns;    /* is in the cues already */
    GrCues cues;          /* on the show's clock; a text is one cue over its scene */
    GrTextLook look;
    GrAnimation look_animation;
    const GrMotionKind *motion;
    GrMotionParams motion_params;
    GrAnimation motion_animation;
    GrParamTable axes; /* of the variable font, a float each, named by their tags */
    const float *axis_values;
    GrAnimation axes_animation;
} GrTextLayer;

extern const GrParamTable gr_text_params;

#endif

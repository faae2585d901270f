/* SPDX-License-Identifier: MIT
 *
 * A show as the renderer sees it: checked, resolved, with every default filled in. Made by
 * scene/load.h, const afterwards, owned by one arena.
 */
#ifndef GR_SCENE_SHOW_H
#define GR_SCENE_SHOW_H

#include "base/arena.h"
#include "glyph/atlas.h"
#include "model/blend.h"
#include "model/cell_effect.h"
#include "model/colour.h"
#include "model/effect.h"
#include "model/hue.h"
#include "model/palette.h"
#include "model/shader.h"
#include "model/sound.h"
#include "model/transition.h"
#include "model/warp.h"
#include "scene/animation.h"
#include "scene/expr.h"
#include "scene/films.h"
#include "scene/mask.h"
#include "scene/picture_layer.h"
#include "scene/text_layer.h"

typedef struct GrBackground {
    GrColour from, to; /* equal for a plain colour */
    float angle;       /* direction of the gradient in turns: 0 to the right, 0.25 downwards */
} GrBackground;

typedef enum GrExposureMode {
    GR_EXPOSURE_AUTO,  /* planned over the scene */
    GR_EXPOSURE_FRAME, /* each frame by itself */
    GR_EXPOSURE_OFF,
    GR_EXPOSURE_FIXED, /* black, white and gamma as given */
} GrExposureMode;

typedef struct GrExposure {
    int32_t mode;              /* GrExposureMode */
    float black, white, gamma; /* of sRGB values in 0..1; gamma below 1 lifts the middle */
} GrExposure;

/* What feedback may be started from: a name for a whole set of its values. */
typedef enum GrFeedbackPreset {
    GR_FEEDBACK_NONE,
    GR_FEEDBACK_TUNNEL,
    GR_FEEDBACK_RAINBOW,
    GR_FEEDBACK_GHOST,
    GR_FEEDBACK_MANDALA,
    GR_FEEDBACK_EVOLVE,
    GR_FEEDBACK_HAZE,
    GR_FEEDBACK_PRESETS
} GrFeedbackPreset;

/* One movement by name, with an amount. */
typedef enum GrFeedbackTransform {
    GR_TRANSFORM_NONE,
    GR_TRANSFORM_ZOOM,
    GR_TRANSFORM_SHRINK,
    GR_TRANSFORM_ROTATE_CW,
    GR_TRANSFORM_ROTATE_CCW,
    GR_TRANSFORM_UP,
    GR_TRANSFORM_DOWN,
    GR_TRANSFORM_LEFT,
    GR_TRANSFORM_RIGHT,
    GR_TRANSFORM_MIRROR,
    GR_TRANSFORMS
} GrFeedbackTransform;

/* Picture feedback; everything is per 1/24 s of the show's clock, whatever the frame rate. */
typedef struct GrFeedback {
    int32_t preset;    /* GrFeedbackPreset: where the values below came from, no more */
    int32_t transform; /* GrFeedbackTransform: adds its amount to the movement below */
    float amount;      /* of it: a share, turns or screen units */
    float zoom;        /* 0.015: grows by 1.5 % */
    float rotate;      /* turns, clockwise */
    float x, y;        /* screen units to the right and downwards */
    float mirror;      /* left for right: 0 none, 0.5 both alike, 1 turned over */
    float decay;       /* what is left of the older picture */
    float opacity;     /* with which it is mixed under the new one; decay x opacity <= 0.95 */
    int32_t blend;     /* GrBlend, below GR_ECHO_COUNT */
    float hue;         /* turns by which its colours rotate */
} GrFeedback;

/* How a layer colours and draws its field: the part of a layer that is plain parameters. */
typedef struct GrLayerLook {
    float saturation, gain, opacity;
    float lightness;                /* of the colour wheel's colours */
    float hue, hue_span, hue_speed; /* see model/hue.h; turns, turns, turns a second */
    float hue_angle;                /* direction of rule `gradient`, turns */
    int32_t hue_rule;               /* GrHueRule */
    int32_t hue_space;              /* 0 oklch, 1 hsv */
    int32_t hue_steps;              /* of colour; 0: smooth */
    GrFields hue_field;             /* of rule `field`, at most one */
    float hue_vivid, hue_lift;      /* of rule `source` */
    int32_t blend, light;           /* GrBlend, GrLight */
    GrRampOrder ramp_order;
} GrLayerLook;

/* An item of a layer's `cells:`. */
typedef struct GrCellUse {
    GrPlace place;
    const GrCellEffect *effect;
    void *params;
    GrAnimation animation;
} GrCellUse;

/* An item of a layer's `warp:`. */
typedef struct GrWarpUse {
    GrPlace place;
    const GrWarp *warp;
    void *params;
    GrAnimation animation;
} GrWarpUse;

/* A lattice of glyphs, a text, or a picture. */
typedef struct GrLayer GrLayer;
struct GrLayer {
    GrPlace place;
    const char *name;        /* given, or "layer 1" */
    const char *font;        /* NULL: the show's; a file with its folder */
    const GrTextLayer *text; /* NULL, and no picture either: glyphs, and what follows counts */
    const GrPictureLayer *picture;
    GrGridSpec grid;
    GrAtlasStyle style;
    const GrEffect *effect; /* NULL: blank, but for what cell effects write */
    const void *params;
    GrAnimation params_animation;
    const GrWarpUse *warps;
    int warp_count;
    /* All fields that are parameters of its field, its warps, its hue or of each other: by index.
     */
    const GrFieldUse *const *fields;
    int field_count;
    /* Whose colours the hue rule `source` takes: `has_source`, and the field that is within the
     * layer's own, or NULL for that itself. */
    bool has_source;
    const GrFieldUse *source;
    const GrCellUse *cells;
    int cell_count;
    const GrPalette *palette; /* a named one or one made of a literal string */
    const GrColour *colours;  /* evenly spaced stops of a ramp; NULL: the colour wheel */
    int colour_count;
    GrLayerLook look;
    GrAnimation look_animation;
    GrMasks masks;
};

static inline bool gr_layer_has_glyphs(const GrLayer *layer)
{
    return !layer->text && !layer->picture;
}

typedef struct GrShaderUse {
    GrPlace place;
    const GrShader *shader;
    const void *params;
    GrAnimation animation;
    GrMasks where;
} GrShaderUse;

/* What of a scene is plain parameters. */
typedef struct GrSceneLook {
    float gain; /* after exposure */
} GrSceneLook;

typedef struct GrScene {
    GrPlace place;
    const char *name; /* unique in the show */
    int64_t start_ns, end_ns;
    GrBackground background; /* its own or the show's */
    GrAnimation background_animation;
    const GrLayer *layers; /* bottom first */
    int layer_count;
    const GrShaderUse *shaders;
    int shader_count;
    GrExposure exposure;
    GrAnimation exposure_animation;
    const GrFeedback *feedback; /* NULL: none */
    GrAnimation feedback_animation;
    GrSceneLook look;
    GrAnimation look_animation;
    int64_t fade_in_ns, fade_out_ns; /* gain from and to zero, after exposure */
    bool changes;                    /* some of its parameters change over time */
    const GrTransition *transition;  /* how it comes in over the scene before it; NULL: a cut */
    GrAnimation transition_animation;
    GrMasks transition_masks; /* of one by a mask */
} GrScene;

/* What is written must not take its place. */
typedef struct GrShowFile {
    const char *path;
    const char *role; /* "the show file", "the font of scene 'drop', layer 2" */
} GrShowFile;

typedef struct GrShow {
    const char *path;        /* of the file */
    const GrShowFile *files; /* that one, all others it was made of, and all that it names */
    int file_count;
    const char *title;  /* given, or the file's name without its ending */
    const char *artist; /* NULL or "": not told */
    int width, height;  /* 0: not given */
    GrRational fps;     /* num 0: not given */
    GrRational tick;    /* ticks a second, 24 by default */
    uint64_t seed;
    GrBackground background;
    GrSoundSpec sound;
    GrFilms films; /* that its fields show */
    const char *const
        *fonts; /* families, files with their folder, stacks or "builtin", in order of preference */
    int font_count;
    const GrScene *scenes; /* in order of time, no gaps, no overlaps */
    int scene_count;
    int64_t length_ns; /* end of the last scene */
    /* Its times needed more of the sound than a show of its length hears otherwise: all of it. */
    bool hears_all;
    const GrExprVar *vars; /* that expressions may use by name, for whoever writes them out again */
    int var_count;
    uint64_t content_hash; /* of everything above that can change a pixel or a sample */
    GrArena arena;
} GrShow;

/* The tables behind layers, scenes, exposure, feedback and the show itself: their keys, ranges
 * and help, for `describe` and the docs. Defined beside the loader of each part. */
extern const GrParamTable gr_layer_params, gr_exposure_params, gr_feedback_params,
    gr_background_params, gr_scene_params;
/* What a preset other than GR_FEEDBACK_NONE fills in. */
GrFeedback gr_feedback_of_preset(GrFeedbackPreset preset);

void gr_show_destroy(GrShow *show);

/* Whether two scenes are ever seen at once. */
bool gr_show_has_transitions(const GrShow *show);
/* Index of the scene at a time; the last one at and after the end. */
int gr_show_scene_at(const GrShow *show, int64_t time_ns);

#endif

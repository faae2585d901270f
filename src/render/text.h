/* SPDX-License-Identifier: MIT
 *
 * Layers of text, from the show to the pixel. Blocks and inks are made before the fork
 * (glyph/text_block.h); for a picture gr_text_begin finds out which cues are seen and where their
 * letters are, and gr_text_band blends what of them lies in a band of rows: plate, shadow, glow,
 * outline, letters, from below.
 */
#ifndef GR_RENDER_TEXT_H
#define GR_RENDER_TEXT_H

#include "glyph/text_block.h"
#include "model/canvas.h"
#include "render/animate.h"
#include "render/library.h"
#include "render/masks.h"
#include "render/motion.h"
#include "render/rows.h"

enum { GR_TEXT_STEPS = 32, GR_TEXT_AXES = 8 };

/* Where in a picture's making a text is drawn. */
typedef enum GrTextWhen {
    GR_TEXT_IN_PLACE, /* below a layer of glyphs: exposed with it */
    GR_TEXT_EXPOSED,  /* above them all: after the exposure, before feedback and shaders */
    GR_TEXT_SHADED    /* after the shaders */
} GrTextWhen;

typedef struct GrTextRect {
    int x0, y0, x1, y1; /* empty when x0 >= x1 */
} GrTextRect;

/* What the marks of a line touch, by kind of ink, and the plate behind it; block px. */
typedef struct GrTextLineBox {
    GrTextRect ink[GR_INK_KINDS];
    GrInk strip[GR_INK_KINDS]; /* the marks as one picture; without cover: there is none */
    float plate_x0, plate_x1, plate_y0, plate_y1;
} GrTextLineBox;

/* A text with its axes at one place: a block and its boxes for every cue. */
typedef struct GrTextStep {
    GrTextBlock *blocks;
    GrTextLineBox **boxes; /* by cue, by line */
    GrMotionPlan plan;
} GrTextStep;

typedef struct GrFrozenText {
    const GrTextLayer *text;
    const GrScene *scene;
    const GrTextSet *set;
    GrTextWhen when;
    GrCues cues; /* that the scene may show */
    GrTextStep *steps;
    int step_count;
    float axis_low[GR_TEXT_AXES], axis_high[GR_TEXT_AXES];
    int axis_levels[GR_TEXT_AXES];
    GrBlock look, motion, axes; /* GrTextLook, GrMotionParams, a float by axis */
    uint64_t seed;
    bool coloured;     /* some ink has colours of its own */
    int pieces, lines; /* of all cues that may be seen at once, at most */
    int stride;        /* of the widest ink */
    float px;          /* pixels for one of a frame whose short side is 1080 */
    int width, height; /* of the frame */
} GrFrozenText;

/* How far the letters of a line are from where they stand. */
typedef struct GrTextSpan {
    float low_x, high_x, low_y, high_y, mean_x, mean_y;
    float faintest, alpha; /* of the weakest and the strongest */
    float plate;           /* of the strongest, as if it were sung */
} GrTextSpan;

typedef struct GrTextShown {
    const GrTextBlock *block;
    const GrTextLineBox *boxes;
    const GrPose *poses;
    const GrTextSpan *spans; /* by line */
    float x, y;              /* of the block's origin, pixels of the frame */
    float alpha;
    GrCaret caret;
} GrTextShown;

/* A text at the moment that is drawn. */
typedef struct GrTextState {
    const GrFrozenText *frozen;
    const GrTextLook *look;
    GrMaskNow mask;
    GrTextShown shown[GR_MOTION_SHOWN_MAX];
    int shown_count;
    bool coloured; /* letters differ in colour */
    GrPose *poses;
    GrTextSpan *spans;
} GrTextState;

/* One per thread. */
typedef struct GrTextScratch {
    uint8_t *cover; /* GR_BAND_ROWS lines */
    ptrdiff_t pitch;
    GrPixel *colour[3]; /* as many lines */
    GrPixel *plain[3];  /* one line of one colour */
    uint8_t *row[2], *shifted;
    GrPixel *tint[3];   /* colours along one ink */
    GrMaskScratch mask; /* of whoever has this scratch */
} GrTextScratch;

typedef struct GrTextNeeds {
    bool any, coloured;
    int stride;
    int *pieces, *lines; /* by layer index */
} GrTextNeeds;

/* Freezes one layer; *bytes grows as in gr_block_init. `set` takes its inks. */
int gr_text_freeze(GrFrozenText **out, const GrScoreSource *source, const GrLayer *layer,
                   GrTextWhen when, int width, int height, uint64_t seed, GrTextSet *set,
                   GrFontCabinet *cabinet, GrArena *arena, size_t *bytes, GrError *error);
int gr_text_state_init(GrTextState *state, GrArena *arena, const GrTextNeeds *needs, int index,
                       GrError *error);
int gr_text_scratch_init(GrTextScratch *scratch, GrArena *arena, const GrTextNeeds *needs,
                         int width, GrError *error);
void gr_text_begin(GrTextState *state, const GrFrozenText *frozen, const GrScore *score,
                   void *blocks);
/* All colours are multiplied by `gain`. */
void gr_text_band(const GrTextState *state, GrRows *band, float gain, const GrTextScratch *scratch);

/* Where a block stands: its origin for a look, in pixels of the frame. */
void gr_text_origin(const GrFrozenText *frozen, const GrTextLook *look, const GrTextBlock *block,
                    float *x, float *y);

/* The box in which a safe text or picture stays, as shares of the frame: its sides' margin, top and
 * bottom. */
typedef struct GrTextSafe {
    float x, top, bottom;
} GrTextSafe;
GrTextSafe gr_text_safe_box(int width, int height);

/* GR_E_INPUT with the letters that no font serves. */
int gr_text_check_served(const GrTextBlock *block, GrError *error);

#endif

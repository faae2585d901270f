/* SPDX-License-Identifier: MIT
 *
 * The painter draws frames of a frozen show: one per worker. It owns canvases, simulation states,
 * feedback history and scratch; after its creation nothing is allocated.
 */
#ifndef GR_RENDER_PAINTER_H
#define GR_RENDER_PAINTER_H

#include "media/encoder.h"
#include "render/frozen.h"

typedef struct GrPainter GrPainter;

/* Wall-clock nanoseconds by stage, summed over frames: what the bench prints. */
typedef enum GrStage {
    GR_STAGE_DECODE, /* films */
    GR_STAGE_FIELDS, /* fields, steps, glyph and colour choice */
    GR_STAGE_GLYPHS, /* background, drawing and blending glyphs, exposure */
    GR_STAGE_TEXT,   /* texts after the exposure or the shaders */
    GR_STAGE_FEEDBACK,
    GR_STAGE_SHADERS,
    GR_STAGE_YUV,
    GR_STAGE_PREROLL, /* replayed steps and pre-roll, all stages of them */
    GR_STAGE_COUNT
} GrStage;
extern const char *const gr_stage_names[GR_STAGE_COUNT];

typedef struct GrFrameStats {
    uint64_t checksum; /* of the R, G, B planes, when asked for */
    float mean_luma;
    int max_luma;
} GrFrameStats;

int gr_painter_create(const GrFrozen *frozen, GrPainter **out, GrError *error);
void gr_painter_destroy(GrPainter *painter);

/* Seeking and drawing end with GR_E_INTERRUPTED once the settings' flag is set. */

/* Prepares to draw from `frame` on. `run_start` is where the segment that contains the frame
 * starts in the whole show's plan: simulations are replayed from their scene's start, or from
 * the latest state that was kept of them, and feedback
 * from `run_start` less its pre-roll (never before its scene's start), so that any frame equals
 * the same frame of the whole render. Must be called before the first draw; frames are then drawn
 * in ascending order without gaps. */
int gr_painter_seek(GrPainter *painter, int64_t run_start, int64_t frame, GrError *error);

/* Steps the simulations to where a painter that starts at a frame will take them up, so that they
 * are kept for it; draws nothing. Frames ascend from call to call. */
int gr_painter_run_ahead(GrPainter *painter, int64_t run_start, GrError *error);

/* Draws the next frame. `yuv` may be NULL (then the RGB canvas is complete); `stats` may be NULL.
 * `want_checksum` fills stats->checksum. */
int gr_painter_draw(GrPainter *painter, const GrYuvPicture *yuv, bool want_checksum,
                    GrFrameStats *stats, GrError *error);
/* The finished frame, valid until the next draw. */
const GrCanvas *gr_painter_canvas(const GrPainter *painter);
/* Its raster of light (render/light.h), if it was drawn with stats. */
const uint8_t *gr_painter_light(const GrPainter *painter, int *bytes);
const uint64_t *gr_painter_stage_ns(const GrPainter *painter); /* GR_STAGE_COUNT values */

#endif

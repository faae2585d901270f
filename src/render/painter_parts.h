/* SPDX-License-Identifier: MIT
 *
 * The painter's inside, for the files of this room only.
 */
#ifndef GR_RENDER_PAINTER_PARTS_H
#define GR_RENDER_PAINTER_PARTS_H

#include "render/compose.h"
#include "render/light.h"
#include "render/mix.h"
#include "render/moments.h"
#include "render/painter.h"
#include "render/trail.h"

/* One per thread: nobody else touches it while bands are drawn. */
typedef struct GrBandWorker {
    GrComposeScratch compose;
    GrTrailScratch trail;
    GrMixScratch mix;
    void *shader_scratch;
    GrPixel *kept[3]; /* a row before a shader that has a mask, and a row of that mask */
    uint8_t *where;
    GrPixel *window[3]; /* GR_BAND_ROWS rows: a band that no later pass will want */
    GrCanvas to;        /* where the band at hand is drawn */
    GrRows band;
    uint8_t *yuv[4]; /* rows of Y, Y, U, V for pictures whose rows are too short for a kernel */
    GrLightMeter light;
    uint64_t luma_sum;
    int luma_most;
    uint64_t stage_ns[GR_STAGE_COUNT];
} GrBandWorker;

/* Everything of a scene that lives on from picture to picture. */
typedef struct GrSceneState {
    int scene;               /* whose layers are set up; -1: none */
    GrCells *cells;          /* by layer index */
    GrTextState *texts;      /* by layer index */
    GrSpriteState *sprites;  /* by layer index */
    void *blocks;            /* parameters that change over time */
    GrBackdrop own_backdrop; /* where the background is one of them */
    GrCanvas drawn;          /* a background that is not plain */
    GrTrail trail;
    int64_t trail_start;       /* tick from which this run's feedback is drawn */
    const GrCanvas *canvas[2]; /* where it draws at present; the second for gathers only */
} GrSceneState;

struct GrPainter {
    const GrFrozen *frozen;
    GrArena arena;
    GrSceneState states[2]; /* the second only where the show has transitions */
    int now;                /* index of the frame's own scene's; the other one is beneath */
    bool mixed;             /* the frame shows both */
    GrCellScratch cell_scratch;
    GrCanvas canvas[3]; /* as many as GrNeeds says */
    GrMixFrame mix;
    GrBandWorker *workers; /* settings.threads of them */
    void *frame_scratch;
    GrMaskNow *where;    /* by shader; NULL: none has a mask */
    float **host_planes; /* fields of masks that belong to no layer of glyphs */
    GrToneCount *tone_count;
    GrLightShape light_shape;
    GrCurve light_curve;
    uint8_t light[GR_LIGHT_MOST_BYTES]; /* of the finished frame, if its stats were asked for */
    int64_t run_start;
    int64_t next_frame; /* -1 before the first seek */
    const GrCanvas *finished;
    uint64_t stage_ns[GR_STAGE_COUNT];
};

/* What becomes of a picture. */
typedef struct GrPictureOrder {
    GrSceneTime time;
    bool finish; /* run the shaders and deliver it; otherwise only its trail is wanted */
    const GrYuvPicture *yuv;
    bool want_stats;
    bool want_canvas; /* the whole frame in RGB */
    float dimmed;     /* by how much it is darker than drawn; 0: not */
} GrPictureOrder;

/* Draws one picture of a state's scene. The simulations must have reached its tick. */
void gr_picture_draw(GrPainter *painter, GrSceneState *state, const GrPictureOrder *order,
                     GrFrameStats *stats);
/* Mixes the finished pictures of both scenes; `into` is a third canvas, used when the order wants
 * it. */
void gr_picture_mix(GrPainter *painter, const GrPictureOrder *order, const GrCanvas *older,
                    const GrCanvas *newer, const GrCanvas *into, GrFrameStats *stats);
/* Fields and glyphs only, into the state's first canvas. */
void gr_picture_compose(GrPainter *painter, GrSceneState *state, GrSceneTime time);
/* The last of a finished band: into the encoder's picture, where the order has one, and measured.
 */
void gr_deliver_band(const GrPainter *painter, const GrPictureOrder *order, GrBandWorker *worker,
                     int y0, int y1);
/* Sums up what the threads measured of a picture, and makes their meters ready for the next. */
void gr_deliver_stats(GrPainter *painter, const GrPictureOrder *order, GrFrameStats *stats);
/* The background that a state's last picture was drawn over. */
const GrBackdrop *gr_state_backdrop(const GrPainter *painter, const GrSceneState *state);
/* Gives a state to a scene: everything is as before its first tick. */
void gr_state_enter(const GrPainter *painter, GrSceneState *state, int scene);
/* Counts time since a clock as that of fields, less what films took of it since their own clock. */
void gr_painter_lap_fields(GrPainter *painter, uint64_t since, uint64_t decoded_before);
/* Advances all simulations of a state until they have seen `tick`, or an interrupt. */
void gr_state_step_to(GrPainter *painter, GrSceneState *state, int64_t tick);

#endif

/* SPDX-License-Identifier: MIT
 *
 * The freeze: everything that drawing needs and that does not change from frame to frame: grids,
 * atlases, ramps, colour tables, shader tables, the exposure plan. Made in the master before the
 * fork, const from then on; workers read it copy-on-write. No threads, no OpenMP in here.
 */
#ifndef GR_RENDER_FROZEN_H
#define GR_RENDER_FROZEN_H

#include "base/cpu.h"
#include "base/interrupt.h"
#include "model/canvas.h"
#include "model/signal.h"
#include "scene/show.h"

typedef struct GrRenderSettings {
    int width, height;
    GrRational fps;
    uint64_t seed;    /* the show's, unless overridden */
    int particle_cap; /* the most particles that a field draws; 0: all that there are */
    int threads;      /* OpenMP threads inside a worker; 1: OpenMP is not entered */
    /* Frames at which painters will start, ascending: simulations are kept there for them
     * (render/milestones.h). Borrowed for the freeze itself. May be none. */
    const int64_t *starts;
    int start_count;
    size_t milestone_bytes; /* the most that what is kept may take; 0: as usual */
    /* Ends the freeze and whatever a painter replays, with GR_E_INTERRUPTED; NULL: nothing does. */
    const GrInterrupt *interrupted;
    bool dim_flashes;   /* show passages with too many flashes darker (render/flashes.h) */
    bool exposure_only; /* internal: freezing for the exposure plan itself */
} GrRenderSettings;

typedef struct GrFrozen GrFrozen;

/* Show and hearing are borrowed and must outlive it. */
int gr_frozen_create(const GrShow *show, const GrHearing *hearing, const GrRenderSettings *settings,
                     GrFrozen **out, GrError *error);
void gr_frozen_destroy(GrFrozen *frozen);

const GrRenderSettings *gr_frozen_settings(const GrFrozen *frozen);
const GrShow *gr_frozen_show(const GrFrozen *frozen);
int64_t gr_frozen_frame_count(const GrFrozen *frozen);
/* Scene of a frame. */
int gr_frozen_scene_of(const GrFrozen *frozen, int64_t frame);
/* First frame of a scene; one past the last for scene_count. */
int64_t gr_frozen_scene_start(const GrFrozen *frozen, int scene);
/* Chooses the kernels; call once at start, before anything else here. */
void gr_render_use_level(GrCpuLevel level);

/* Of all glyphs as they were rasterised: other fonts, or another FreeType, give another one. */
uint64_t gr_frozen_glyph_hash(const GrFrozen *frozen);

/* The planned exposure of a scene at a time, for reports: levels of the way from the background to
 * white, 0..1. `planned` is false for scenes with another exposure mode. */
typedef struct GrToneReport {
    bool planned;
    float black, white, gamma;
} GrToneReport;

void gr_frozen_describe_tone(const GrFrozen *frozen, int scene, double scene_s, GrToneReport *out);

#endif

/* SPDX-License-Identifier: MIT */
#include "render/painter_parts.h"

#include "base/vmath.h"
#include "render/flashes.h"

/* The whole show is drawn once so small; blocks of light are as large as ever. */
enum { DIM_SHORT_SIDE = 270 };

/* Changes end up this large, of white and of pure red: a little below what counts as one. */
static const float GENERAL_CHANGE = 0.08f, RED_CHANGE = 0.05f;
static const double RAMP_S = 0.5;

/* In sRGB values, what makes such a change small enough. */
static float gain_for(const GrFlashSpan *span)
{
    float wanted = span->kind == GR_FLASH_RED ? RED_CHANGE : GENERAL_CHANGE;
    return span->change > wanted ? gr_linear_to_srgb(wanted / span->change) : 1.0f;
}

static int keep_dims(GrFrozen *frozen, const GrFlashes *flashes, GrError *error)
{
    int count;
    const GrFlashSpan *spans = gr_flashes_spans(flashes, &count);
    frozen->dims = GR_ARENA_NEW(&frozen->arena, GrDim, count + 1);
    if (!frozen->dims)
        return gr_error_memory(error, "flashes", sizeof(GrDim) * (size_t)count);
    for (int i = 0; i < count; i++)
        frozen->dims[i] = (GrDim){spans[i].first, spans[i].last, gain_for(&spans[i])};
    frozen->dim_count = count;
    return GR_OK;
}

static int watch_show(GrFrozen *small, GrFlashes *flashes, GrError *error)
{
    GrPainter *painter = NULL;
    int bytes, code = gr_painter_create(small, &painter, error);
    if (!code)
        code = gr_painter_seek(painter, 0, 0, error);
    for (int64_t frame = 0; frame < small->frame_count && !code; frame++) {
        GrFrameStats stats;
        code = gr_painter_draw(painter, NULL, false, &stats, error);
        if (!code)
            code = gr_flashes_add(flashes, gr_painter_light(painter, &bytes), error);
    }
    gr_painter_destroy(painter);
    return code ? code : gr_flashes_end(flashes, error);
}

int gr_frozen_plan_dims(GrFrozen *frozen, GrFontCabinet *cabinet, GrError *error)
{
    GrRenderSettings raster;
    GrFrozen *small = NULL;
    GrFlashes *flashes = NULL;
    gr_small_raster(&frozen->settings, DIM_SHORT_SIDE, &raster);
    int code = gr_frozen_build(frozen->show, frozen->hearing, &raster, cabinet, &small, error);
    if (!code) {
        gr_milestones_lend(frozen, small);
        for (int i = 0; i < frozen->show->scene_count; i++)
            small->scenes[i].tones = frozen->scenes[i].tones;
        code = gr_flashes_create(raster.width, raster.height, raster.fps, &flashes, error);
    }
    if (!code)
        code = watch_show(small, flashes, error);
    if (!code)
        code = keep_dims(frozen, flashes, error);
    gr_flashes_destroy(flashes);
    gr_frozen_destroy(small);
    if (code)
        gr_error_context(error, "looking for flashes");
    return code;
}

float gr_dim_at(const GrFrozen *frozen, int64_t frame)
{
    double ramp = RAMP_S * gr_rational_value(frozen->settings.fps);
    float gain = 1.0f;
    for (int i = 0; i < frozen->dim_count; i++) {
        const GrDim *dim = &frozen->dims[i];
        int64_t away = frame < dim->first ? dim->first - frame : frame - dim->last;
        float off = away > 0 ? gr_minf((float)((double)away / ramp), 1.0f) : 0.0f;
        gain = gr_minf(gain, gr_lerpf(dim->gain, 1.0f, off));
    }
    return gain;
}

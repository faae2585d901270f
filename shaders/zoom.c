/* SPDX-License-Identifier: MIT
 *
 * Zoom: the picture larger or smaller about a point, with a slow breath if wanted. Made smaller, it
 * is surrounded by its mirror images. Bilinear; a row of the result is a straight line of samples.
 */
#include "base/level.h"
#include "common/sampled.h"

typedef struct Params {
    float factor, x, y, breath, speed;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, factor, "", 1.25, 0.25, 8, "how much larger; below 1 is smaller"),
    GR_FLOAT_LIKE(Params, x, "screen", 0, -4, 4, "0.4",
                  "the point that stays, right of the middle"),
    GR_FLOAT_LIKE(Params, y, "screen", 0, -4, 4, "-0.3", "and below the middle"),
    GR_FLOAT(Params, breath, "", 0.08, 0, 1, "how far it goes in and out by itself; 0 is still"),
    GR_RATE(Params, speed, "Hz", 0.15, -4, 4, "how often it does"),
};

typedef struct Frame {
    GrSampled sampled;
    GrAffine map;
} Frame;

static size_t frame_scratch_bytes(const GrShaderInput *input)
{
    return gr_sampled_bytes(input, sizeof(Frame));
}

static void begin(const GrShaderInput *input)
{
    const Params *p = input->params;
    Frame *frame = input->frame_scratch;
    gr_sampled_begin(input, sizeof *frame);
    float swing = gr_sinf(gr_part_of((double)p->speed * input->moment->scene_s) * GR_TAU);
    float factor = gr_clampf(p->factor * gr_exp2f(p->breath * swing), 0.1f, 32.0f);
    frame->map = gr_affine_about(input, factor, 0.0f, p->x, p->y);
}

static void gather(const GrShaderInput *input, const GrCanvas *source, GrCanvas *target, int y0,
                   int y1)
{
    const Frame *frame = input->frame_scratch;
    (void)source;
    gr_sample_rows(input, &frame->map, target, y0, y1);
}

extern const GrShader GR_LEVEL_NAME(gr_shader_zoom);
const GrShader GR_LEVEL_NAME(gr_shader_zoom) = {
    .name = "zoom",
    .family = "geometry",
    .summary = "the picture larger or smaller about a point, breathing",
    .params = GR_PARAM_TABLE(Params, params),
    .access = GR_ACCESS_GATHER,
    .tears = true,
    .keeps_source = true,
    .frame_scratch_bytes = frame_scratch_bytes,
    .band_scratch_bytes = gr_sampled_row_bytes,
    .begin = begin,
    .survey = gr_sampled_survey,
    .gather = gather,
};

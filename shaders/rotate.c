/* SPDX-License-Identifier: MIT
 *
 * Rotate: the picture turned about a point, at rest or on and on; what comes in at the corners is
 * its own mirror image, never a smear or a hole. Bilinear; a row is a straight line of samples.
 */
#include "base/level.h"
#include "common/sampled.h"

typedef struct Params {
    float angle, speed, zoom, x, y;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, angle, "turns", 0.03, -1, 1, "how far it is turned, clockwise"),
    GR_RATE(Params, speed, "turns/s", 0.01, -4, 4, "how fast it turns on; negative is back"),
    GR_FLOAT(Params, zoom, "", 1.1, 0.25, 8, "and how much larger it is"),
    GR_FLOAT_LIKE(Params, x, "screen", 0, -4, 4, "0.4",
                  "the point that stays, right of the middle"),
    GR_FLOAT_LIKE(Params, y, "screen", 0, -4, 4, "-0.3", "and below the middle"),
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
    double turns = (double)p->angle + (double)p->speed * input->moment->scene_s;
    frame->map =
        gr_affine_about(input, gr_clampf(p->zoom, 0.1f, 32.0f), gr_part_of(turns), p->x, p->y);
}

static void gather(const GrShaderInput *input, const GrCanvas *source, GrCanvas *target, int y0,
                   int y1)
{
    const Frame *frame = input->frame_scratch;
    (void)source;
    gr_sample_rows(input, &frame->map, target, y0, y1);
}

extern const GrShader GR_LEVEL_NAME(gr_shader_rotate);
const GrShader GR_LEVEL_NAME(gr_shader_rotate) = {
    .name = "rotate",
    .family = "geometry",
    .summary = "the picture turned about a point, mirrored where it ends",
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

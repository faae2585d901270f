/* SPDX-License-Identifier: MIT
 *
 * Saturation: colours nearer to grey or farther from it, at unchanged luminance. 0 is grey, 1 the
 * picture, and above that colours glow until a channel is full.
 */
#include "base/level.h"
#include "common/matrix.h"

typedef struct Params {
    float amount;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, amount, "", 1.5, 0, 3, "0: grey .. 1: the picture .. 3: as garish as it gets"),
};

typedef struct Frame {
    GrMatrix matrix;
    bool idle;
} Frame;

static size_t frame_scratch_bytes(const GrShaderInput *input)
{
    (void)input;
    return sizeof(Frame);
}

static void begin(const GrShaderInput *input)
{
    const Params *p = input->params;
    Frame *frame = input->frame_scratch;
    float weights[3][3];
    frame->idle = p->amount == 1.0f;
    gr_matrix_saturate(weights, gr_clampf(p->amount, 0.0f, 3.0f));
    gr_matrix_set(&frame->matrix, weights);
}

static void apply(const GrShaderInput *input, GrPixel *r, GrPixel *g, GrPixel *b, int y)
{
    const Frame *frame = input->frame_scratch;
    (void)y;
    if (!frame->idle)
        gr_matrix_apply(&frame->matrix, r, g, b, gr_row_span(input->width));
}

extern const GrShader GR_LEVEL_NAME(gr_shader_saturation);
const GrShader GR_LEVEL_NAME(gr_shader_saturation) = {
    .name = "saturation",
    .family = "colour",
    .summary = "colours nearer to grey or farther from it, luminance unchanged",
    .params = GR_PARAM_TABLE(Params, params),
    .access = GR_ACCESS_POINT,
    .frame_scratch_bytes = frame_scratch_bytes,
    .begin = begin,
    .apply = apply,
};

/* SPDX-License-Identifier: MIT
 *
 * Saturation: colours nearer to grey or farther from it, at unchanged luminance. 0 is grey, 1 the
 * picture, and above that colours glow until a channel is full.
 */
#include "common/matrix_shader.h"

typedef struct Params {
    float amount;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, amount, "", 1.5, 0, 3, "0: grey .. 1: the picture .. 3: as garish as it gets"),
};

static void begin(const GrShaderInput *input)
{
    const Params *p = input->params;
    GrMatrixFrame *frame = input->frame_scratch;
    float weights[3][3];
    frame->idle = p->amount == 1.0f;
    gr_matrix_saturate(weights, gr_clampf(p->amount, 0.0f, 3.0f));
    gr_matrix_set(&frame->matrix, weights);
}

extern const GrShader GR_LEVEL_NAME(gr_shader_saturation);
const GrShader GR_LEVEL_NAME(gr_shader_saturation) = {
    .name = "saturation",
    .family = "colour",
    .summary = "colours nearer to grey or farther from it, luminance unchanged",
    .params = GR_PARAM_TABLE(Params, params),
    GR_MATRIX_SHADER,
};

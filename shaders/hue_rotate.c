/* SPDX-License-Identifier: MIT
 *
 * Hue rotate: all colours move around the wheel, each by the same turn, at unchanged luminance (as
 * far as the turned colour can be that bright). Red goes to yellow and green. With a speed it never
 * stops.
 */
#include "common/matrix_shader.h"

typedef struct Params {
    float turn, speed;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, turn, "turns", 0.33, -1, 1, "how far: 0.33 takes red to green"),
    GR_RATE(Params, speed, "turns a second", 0, -4, 4, "how fast it goes on turning"),
};

static void begin(const GrShaderInput *input)
{
    const Params *p = input->params;
    GrMatrixFrame *frame = input->frame_scratch;
    float weights[3][3];
    double way = (double)p->speed * input->moment->scene_s;
    way -= (double)(int64_t)way;
    float turn = gr_fractf(p->turn + (float)way);
    frame->idle = turn == 0.0f;
    gr_matrix_turn(weights, turn);
    gr_matrix_set(&frame->matrix, weights);
}

extern const GrShader GR_LEVEL_NAME(gr_shader_hue_rotate);
const GrShader GR_LEVEL_NAME(gr_shader_hue_rotate) = {
    .name = "hue_rotate",
    .family = "colour",
    .summary = "turns all colours around the wheel, luminance unchanged",
    .params = GR_PARAM_TABLE(Params, params),
    GR_MATRIX_SHADER,
};

/* SPDX-License-Identifier: MIT
 *
 * Hue rotate: all colours move around the wheel, each by the same turn, at unchanged luminance (as
 * far as the turned colour can be that bright). Red goes to yellow and green. With a speed it never
 * stops.
 */
#include "base/level.h"
#include "common/matrix.h"

typedef struct Params {
    float turn, speed;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, turn, "turns", 0.33, -1, 1, "how far: 0.33 takes red to green"),
    GR_RATE(Params, speed, "turns a second", 0, -4, 4, "how fast it goes on turning"),
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
    double way = (double)p->speed * input->moment->scene_s;
    way -= (double)(int64_t)way;
    float turn = gr_fractf(p->turn + (float)way);
    frame->idle = turn == 0.0f;
    gr_matrix_turn(weights, turn);
    gr_matrix_set(&frame->matrix, weights);
}

static void apply(const GrShaderInput *input, GrPixel *r, GrPixel *g, GrPixel *b, int y)
{
    const Frame *frame = input->frame_scratch;
    (void)y;
    if (!frame->idle)
        gr_matrix_apply(&frame->matrix, r, g, b, gr_row_span(input->width));
}

extern const GrShader GR_LEVEL_NAME(gr_shader_hue_rotate);
const GrShader GR_LEVEL_NAME(gr_shader_hue_rotate) = {
    .name = "hue_rotate",
    .family = "colour",
    .summary = "turns all colours around the wheel, luminance unchanged",
    .params = GR_PARAM_TABLE(Params, params),
    .access = GR_ACCESS_POINT,
    .frame_scratch_bytes = frame_scratch_bytes,
    .begin = begin,
    .apply = apply,
};

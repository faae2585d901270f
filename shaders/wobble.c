/* SPDX-License-Identifier: MIT
 *
 * Wobble: colours sway around the wheel, a wave of hue that goes down the picture like the colour
 * of a badly tracked tape. Two sines whose periods share no multiple keep it from repeating; the
 * louder the sound, the farther it sways. Luminance is unchanged.
 */
#include "base/level.h"
#include "common/matrix.h"

typedef struct Params {
    float amount, waves, speed, react;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, amount, "turns", 0.09, 0, 0.5, "how far colours sway to either side"),
    GR_FLOAT(Params, waves, "", 1.5, 0, 16, "waves over the height; 0: all of the picture at once"),
    GR_RATE(Params, speed, "Hz", 0.35, -8, 8, "waves passing a place per second, downward"),
    GR_REACT(Params),
};

typedef struct Frame {
    float reach; /* turns */
    float phase; /* of the wave, turns */
    float drift; /* of the second one */
    float row;   /* waves a row */
} Frame;

static size_t frame_scratch_bytes(const GrShaderInput *input)
{
    (void)input;
    return sizeof(Frame);
}

static float turned(double turns)
{
    return (float)(turns - (double)(int64_t)turns);
}

static void begin(const GrShaderInput *input)
{
    const Params *p = input->params;
    Frame *frame = input->frame_scratch;
    float loud = gr_signal(input->moment, GR_SIGNAL_RMS);
    float answer = gr_maxf(1.0f + p->react * (1.6f * loud - 0.6f), 0.0f);
    double way = (double)p->speed * input->moment->scene_s;
    frame->reach = gr_clampf(p->amount * answer, 0.0f, 0.5f);
    frame->phase = turned(way);
    frame->drift = turned(way * 0.6180339887);
    frame->row = p->waves / (float)input->height;
}

static void apply(const GrShaderInput *input, GrPixel *r, GrPixel *g, GrPixel *b, int y)
{
    const Frame *frame = input->frame_scratch;
    if (frame->reach <= 0.0f)
        return;
    float place = ((float)y + 0.5f) * frame->row, weights[3][3];
    float sway = 0.65f * gr_sinf(GR_TAU * (place - frame->phase)) +
                 0.35f * gr_sinf(GR_TAU * (2.3f * place - frame->drift));
    GrMatrix matrix;
    gr_matrix_turn(weights, frame->reach * sway);
    gr_matrix_set(&matrix, weights);
    gr_matrix_apply(&matrix, r, g, b, gr_row_span(input->width));
}

extern const GrShader GR_LEVEL_NAME(gr_shader_wobble);
const GrShader GR_LEVEL_NAME(gr_shader_wobble) = {
    .name = "wobble",
    .family = "colour",
    .summary = "a wave of hue goes down the picture, farther where the sound is loud",
    .params = GR_PARAM_TABLE(Params, params),
    .access = GR_ACCESS_POINT,
    .frame_scratch_bytes = frame_scratch_bytes,
    .begin = begin,
    .apply = apply,
};

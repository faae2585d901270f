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
    GR_REACT_TO(Params, "loud parts sway farther"),
};

/* Followed by a matrix for each row. */
typedef struct Frame {
    bool idle;
} Frame;

static GrMatrix *matrices_of(const GrShaderInput *input)
{
    return (GrMatrix *)((char *)input->frame_scratch + gr_align64(sizeof(Frame)));
}

static size_t frame_scratch_bytes(const GrShaderInput *input)
{
    return gr_align64(sizeof(Frame)) + (size_t)input->height * sizeof(GrMatrix);
}

static float turned(double turns)
{
    return (float)(turns - (double)(int64_t)turns);
}

enum { SOME = 64 }; /* rows whose matrices are made together */

typedef struct Turns {
    float cosine[SOME], sine[SOME];
} Turns;

/* How far some rows sway. */
static void sway_rows(Turns *turns, int first, float row, float phase, float drift, float reach)
{
    for (int i = 0; i < SOME; i++) {
        float place = ((float)(first + i) + 0.5f) * row;
        float sway = 0.65f * gr_sinf(GR_TAU * (place - phase)) +
                     0.35f * gr_sinf(GR_TAU * (2.3f * place - drift));
        float angle = reach * sway * GR_TAU;
        turns->cosine[i] = gr_cosf(angle);
        turns->sine[i] = gr_sinf(angle);
    }
}

/* gr_matrix_turn_by() for all of them, weight by weight. */
static void turn_rows(float weights[3][3][SOME], const Turns *turns)
{
    for (int k = 0; k < 3; k++) {
        float luma[SOME] = {0};
        for (int c = 0; c < 3; c++) {
            const float side = c == k ? 0.0f : (k - c + 3) % 3 == 1 ? -1.0f : 1.0f;
            const float own = c == k ? 1.0f : 0.0f;
            for (int i = 0; i < SOME; i++) {
                weights[c][k][i] = (1.0f - turns->cosine[i]) / 3.0f +
                                   side * (turns->sine[i] * 0.57735027f) + own * turns->cosine[i];
                luma[i] += gr_luma_weights[c] * weights[c][k][i];
            }
        }
        for (int c = 0; c < 3; c++)
            for (int i = 0; i < SOME; i++)
                weights[c][k][i] += gr_luma_weights[k] - luma[i];
    }
}

static void set_rows(GrMatrix *matrices, float weights[3][3][SOME], int count)
{
    for (int c = 0; c < 3; c++)
        for (int k = 0; k < 3; k++) {
            int16_t whole[SOME];
            for (int i = 0; i < SOME; i++)
                whole[i] = gr_matrix_weight(weights[c][k][i]);
            for (int i = 0; i < count; i++)
                matrices[i].of[c][k] = whole[i];
        }
    for (int i = 0; i < count; i++)
        matrices[i].unit = GR_MATRIX_UNIT;
}

static void begin(const GrShaderInput *input)
{
    const Params *p = input->params;
    Frame *frame = input->frame_scratch;
    GrMatrix *matrices = matrices_of(input);
    float loud = gr_signal(input->moment, GR_SIGNAL_RMS);
    float answer = gr_maxf(1.0f + p->react * (1.6f * loud - 0.6f), 0.0f);
    double way = (double)p->speed * input->moment->scene_s;
    float reach = gr_clampf(p->amount * answer, 0.0f, 0.5f);
    frame->idle = reach <= 0.0f;
    for (int y = 0; y < input->height && !frame->idle; y += SOME) {
        Turns turns;
        float weights[3][3][SOME];
        sway_rows(&turns, y, p->waves / (float)input->height, turned(way),
                  turned(way * 0.6180339887), reach);
        turn_rows(weights, &turns);
        set_rows(matrices + y, weights, input->height - y < SOME ? input->height - y : SOME);
    }
}

static void apply(const GrShaderInput *input, GrPixel *r, GrPixel *g, GrPixel *b, int y)
{
    const Frame *frame = input->frame_scratch;
    if (!frame->idle)
        gr_matrix_apply(&matrices_of(input)[y], r, g, b, gr_row_span(input->width));
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

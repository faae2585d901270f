/* SPDX-License-Identifier: MIT
 *
 * Wave: the picture sways as if printed on cloth. A sine runs across it in any direction and moves
 * it sideways to its way; `cross` sends a second one through it, at a right angle and out of step,
 * which makes water of cloth. Both displacements are sines of the place, so a pixel costs two of
 * them and one bilinear sample; what is moved in from beyond an edge is the mirror image.
 */
#include "base/level.h"
#include "common/sampled.h"

typedef struct Params {
    float amount, length, speed, angle, cross;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, amount, "px", 16, 0, 200, "how far it sways to either side"),
    GR_FLOAT(Params, length, "screen", 0.7, 0.05, 8, "from crest to crest"),
    GR_RATE(Params, speed, "Hz", 0.4, -8, 8, "waves a second; negative is the other way"),
    GR_FLOAT(Params, angle, "turns", 0.25, -1, 1, "where it runs: 0 to the right, 0.25 downwards"),
    GR_FLOAT(Params, cross, "", 0.4, 0, 1, "how strong a second wave is, at a right angle to it"),
};

typedef struct Frame {
    GrSampled sampled;
    float way_x, way_y;       /* turns of the wave a pixel to the right and a pixel down */
    float phase[2], reach[2]; /* of each wave, turns at the middle and 1/65536 pixels */
    float side_x, side_y;     /* where the first one moves to, as a direction */
} Frame;

static size_t frame_scratch_bytes(const GrShaderInput *input)
{
    return gr_sampled_bytes(input, sizeof(Frame));
}

static size_t band_scratch_bytes(const GrShaderInput *input)
{
    return 3 * gr_sampled_row_bytes(input);
}

static float part_of(double turns)
{
    return gr_fractf((float)(turns - (double)(int64_t)turns));
}

static void begin(const GrShaderInput *input)
{
    const Params *p = input->params;
    Frame *frame = input->frame_scratch;
    gr_sampled_begin(input, sizeof *frame);
    float c = gr_cosf(gr_fractf(p->angle) * GR_TAU), s = gr_sinf(gr_fractf(p->angle) * GR_TAU);
    float pace = 2.0f / ((float)input->height * gr_maxf(p->length, 0.01f));
    frame->way_x = c * pace;
    frame->way_y = s * pace;
    frame->side_x = -s;
    frame->side_y = c;
    /* The second one is a little longer and slower: the pattern never repeats at once. */
    double turns = (double)p->speed * input->moment->scene_s;
    frame->phase[0] = part_of(-turns);
    frame->phase[1] = part_of(0.25 - 0.83 * turns);
    float most = (float)(input->width < input->height ? input->width : input->height) - 1.0f;
    frame->reach[0] = gr_clampf(p->amount * input->px, 0.0f, 0.7f * most) * 65536.0f;
    frame->reach[1] = frame->reach[0] * p->cross;
}

static void places_of_row(const Frame *frame, const GrShaderInput *input, int y,
                          int32_t *restrict at_x, int32_t *restrict at_y)
{
    int width = input->width;
    int32_t last_x = (width - 1) << 16, last_y = (input->height - 1) << 16;
    float down = (float)y - 0.5f * (float)(input->height - 1);
    float middle = 0.5f * (float)(width - 1);
    float first = frame->phase[0] + down * frame->way_y;
    float second = frame->phase[1] + down * frame->way_x * 0.81f;
    float way_x = frame->way_x, way_y = -frame->way_y * 0.81f;
    float ax = frame->side_x * frame->reach[0], ay = frame->side_y * frame->reach[0];
    float bx = frame->side_y * frame->reach[1], by = -frame->side_x * frame->reach[1];
    at_x = GR_ALIGNED(at_x);
    at_y = GR_ALIGNED(at_y);
    for (int x = 0; x < gr_row_span(width); x++) {
        float across = (float)x - middle;
        float a = gr_cosf((first + across * way_x) * GR_TAU), b = gr_cosf((second + across * way_y) * GR_TAU);
        at_x[x] = gr_reflected((x << 16) + (int32_t)(a * ax + b * bx), last_x);
        at_y[x] = gr_reflected((y << 16) + (int32_t)(a * ay + b * by), last_y);
    }
}

static void gather(const GrShaderInput *input, const GrCanvas *source, GrCanvas *target, int y0,
                   int y1)
{
    const Frame *frame = input->frame_scratch;
    int span = gr_row_span(input->width);
    uint32_t *packed = input->band_scratch;
    int32_t *at_x = (int32_t *)packed + span, *at_y = at_x + span;
    (void)source;
    for (int y = y0; y < y1; y++) {
        places_of_row(frame, input, y, at_x, at_y);
        gr_sample_places(&frame->sampled.sampler, packed, at_x, at_y, input->width);
        gr_sampled_deliver(target, y, packed);
    }
}

extern const GrShader GR_LEVEL_NAME(gr_shader_wave);
const GrShader GR_LEVEL_NAME(gr_shader_wave) = {
    .name = "wave",
    .family = "geometry",
    .summary = "the picture sways like cloth, or like what is seen through water",
    .params = GR_PARAM_TABLE(Params, params),
    .access = GR_ACCESS_GATHER,
    .tears = true,
    .keeps_source = true,
    .frame_scratch_bytes = frame_scratch_bytes,
    .band_scratch_bytes = band_scratch_bytes,
    .begin = begin,
    .survey = gr_sampled_survey,
    .gather = gather,
};

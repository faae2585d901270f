/* SPDX-License-Identifier: MIT
 *
 * Wave: the picture sways as if printed on cloth. A sine runs across it in any direction and moves
 * it sideways to its way; `cross` sends a second one through it, at a right angle and out of step,
 * which makes water of cloth. Each is a sine of a sum, so that tables of columns and of rows serve
 * every pixel; what is moved in from beyond an edge is the mirror image.
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

/* cos(u + v) and sin(u + v) come from those of a column and of a row: one table of columns. */
typedef struct Frame {
    GrSampled sampled;
    float way_x, way_y;       /* turns of the wave a pixel to the right and a pixel down */
    float phase[2], reach[2]; /* of each wave, turns at the middle and 1/65536 pixels */
    float side_x, side_y;     /* where the first one moves to, as a direction */
    size_t columns;           /* bytes from the frame: cosines and sines of either wave */
} Frame;

/* The second wave is a little longer and slower: the pattern does not repeat at once. */
static const float SECOND_WAY = 0.81f;

static size_t lay_out(const GrShaderInput *input, Frame *frame)
{
    frame->columns = gr_sampled_bytes(input, sizeof *frame);
    return frame->columns + 4 * (size_t)gr_row_span(input->width) * sizeof(float);
}

static size_t frame_scratch_bytes(const GrShaderInput *input)
{
    Frame frame;
    return lay_out(input, &frame);
}

static float *columns_of(const GrShaderInput *input, int which)
{
    const Frame *frame = input->frame_scratch;
    return (float *)((char *)input->frame_scratch + frame->columns) +
           which * gr_row_span(input->width);
}

static void begin(const GrShaderInput *input)
{
    const Params *p = input->params;
    Frame *frame = input->frame_scratch;
    gr_sampled_begin(input, sizeof *frame);
    lay_out(input, frame);
    float c = gr_cosf(gr_fractf(p->angle) * GR_TAU), s = gr_sinf(gr_fractf(p->angle) * GR_TAU);
    float pace = 2.0f / ((float)input->height * gr_maxf(p->length, 0.01f));
    frame->way_x = c * pace;
    frame->way_y = s * pace;
    frame->side_x = -s;
    frame->side_y = c;
    double turns = (double)p->speed * input->moment->scene_s;
    frame->phase[0] = gr_part_of(-turns);
    frame->phase[1] = gr_part_of(0.25 - 0.83 * turns);
    float most = (float)(input->width < input->height ? input->width : input->height) - 1.0f;
    frame->reach[0] = gr_clampf(p->amount * input->px, 0.0f, 0.7f * most) * 65536.0f;
    frame->reach[1] = frame->reach[0] * p->cross;
    const float way[2] = {frame->way_x, -frame->way_y * SECOND_WAY};
    for (int wave = 0; wave < 2; wave++) {
        float *cosines = columns_of(input, 2 * wave), *sines = columns_of(input, 2 * wave + 1);
        for (int x = 0; x < gr_row_span(input->width); x++) {
            float at = gr_fractf(((float)x - 0.5f * (float)(input->width - 1)) * way[wave]);
            cosines[x] = gr_cosf(at * GR_TAU);
            sines[x] = gr_sinf(at * GR_TAU);
        }
    }
}

static void places_of_tile(const GrShaderInput *input, int x0, int y, int32_t *restrict at_x,
                           int32_t *restrict at_y)
{
    const Frame *frame = input->frame_scratch;
    int32_t last_x = (input->width - 1) << 16, last_y = (input->height - 1) << 16;
    float down = (float)y - 0.5f * (float)(input->height - 1);
    const float way[2] = {frame->way_y, frame->way_x * SECOND_WAY};
    float cosine[2], sine[2];
    for (int wave = 0; wave < 2; wave++) {
        float turns = gr_fractf(frame->phase[wave] + down * way[wave]) * GR_TAU;
        cosine[wave] = gr_cosf(turns) * frame->reach[wave];
        sine[wave] = gr_sinf(turns) * frame->reach[wave];
    }
    const float *c0 = columns_of(input, 0) + x0, *s0 = columns_of(input, 1) + x0;
    const float *c1 = columns_of(input, 2) + x0, *s1 = columns_of(input, 3) + x0;
    float side_x = frame->side_x, side_y = frame->side_y;
    int32_t row = y << 16;
    at_x = GR_ALIGNED(at_x);
    at_y = GR_ALIGNED(at_y);
    for (int i = 0; i < GR_TILE; i++) {
        float a = c0[i] * cosine[0] - s0[i] * sine[0];
        float b = c1[i] * cosine[1] - s1[i] * sine[1];
        at_x[i] = gr_reflected(((x0 + i) << 16) + (int32_t)(a * side_x + b * side_y), last_x);
        at_y[i] = gr_reflected(row + (int32_t)(a * side_y - b * side_x), last_y);
    }
}

static void gather(const GrShaderInput *input, const GrCanvas *source, GrCanvas *target, int y0,
                   int y1)
{
    (void)source;
    gr_sample_tiles(input, target, y0, y1, places_of_tile);
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
    .begin = begin,
    .survey = gr_sampled_survey,
    .gather = gather,
};

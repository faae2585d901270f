/* SPDX-License-Identifier: MIT
 *
 * Wave: the picture sways as if printed on cloth. A sine runs across it in any direction and moves
 * it sideways to its way; `cross` sends a second one through it, at a right angle and out of step,
 * which makes water of cloth. Each is a sine of a sum, so that tables of columns and of rows serve
 * every pixel; what is moved in from beyond an edge is the mirror image.
 */
#include "base/level.h"
#include "common/tiles.h"

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

/* sin(u + v) comes from the sines and cosines of a column and of a row. */
typedef struct Frame {
    GrSampled sampled;
    float side_x, side_y; /* where the first wave moves to, as a direction */
    int reach;            /* 1/65536 pixels, at most */
    size_t columns, rows; /* bytes from the frame: cosines and sines of either wave */
} Frame;

/* A table of them. */
typedef enum Sine { COSINE, SINE, SECOND_COSINE, SECOND_SINE, SINES } Sine;

/* The second wave is a little longer and slower: the pattern does not repeat at once. */
static const float SECOND_WAY = 0.81f;

static size_t lay_out(const GrShaderInput *input, Frame *frame)
{
    size_t table = (size_t)gr_tile_span(input->width) * sizeof(float);
    frame->columns = gr_sampled_bytes(input, sizeof *frame);
    frame->rows = frame->columns + SINES * table;
    return frame->rows + SINES * gr_align64((size_t)input->height * sizeof(float));
}

static size_t frame_scratch_bytes(const GrShaderInput *input)
{
    Frame frame;
    return lay_out(input, &frame);
}

static float *columns_of(const GrShaderInput *input, Sine which)
{
    const Frame *frame = input->frame_scratch;
    return (float *)((char *)input->frame_scratch + frame->columns) +
           (int)which * gr_tile_span(input->width);
}

static float *rows_of(const GrShaderInput *input, Sine which)
{
    const Frame *frame = input->frame_scratch;
    size_t table = gr_align64((size_t)input->height * sizeof(float));
    return (float *)((char *)input->frame_scratch + frame->rows + which * table);
}

/* Of `count` places around a middle, `way` turns apart. */
static void fill_sines(float *restrict cosines, float *restrict sines, int count, float middle,
                       float way, float phase, float reach)
{
    for (int i = 0; i < count; i++) {
        float turns = gr_fractf(phase + ((float)i - middle) * way) * GR_TAU;
        cosines[i] = gr_cosf(turns) * reach;
        sines[i] = gr_sinf(turns) * reach;
    }
}

static void begin(const GrShaderInput *input)
{
    const Params *p = input->params;
    Frame *frame = input->frame_scratch;
    gr_sampled_begin(input, sizeof *frame);
    lay_out(input, frame);
    float c = gr_cosf(gr_fractf(p->angle) * GR_TAU), s = gr_sinf(gr_fractf(p->angle) * GR_TAU);
    float pace = 2.0f / ((float)input->height * gr_maxf(p->length, 0.01f));
    float way_x = c * pace, way_y = s * pace;
    frame->side_x = -s;
    frame->side_y = c;
    double turns = (double)p->speed * input->moment->scene_s;
    float most = (float)(input->width < input->height ? input->width : input->height) - 1.0f;
    float reach = gr_clampf(p->amount * input->px, 0.0f, 0.7f * most) * 65536.0f;
    frame->reach = (int)(reach * (1.0f + p->cross));
    float middle_x = 0.5f * (float)(input->width - 1), middle_y = 0.5f * (float)(input->height - 1);
    int span = gr_tile_span(input->width), height = input->height;
    fill_sines(columns_of(input, COSINE), columns_of(input, SINE), span, middle_x, way_x, 0.0f,
               1.0f);
    fill_sines(columns_of(input, SECOND_COSINE), columns_of(input, SECOND_SINE), span, middle_x,
               -way_y * SECOND_WAY, 0.0f, 1.0f);
    fill_sines(rows_of(input, COSINE), rows_of(input, SINE), height, middle_y, way_y,
               gr_part_of(-turns), reach);
    fill_sines(rows_of(input, SECOND_COSINE), rows_of(input, SECOND_SINE), height, middle_y,
               way_x * SECOND_WAY, gr_part_of(0.25 - 0.83 * turns), reach * p->cross);
}

static void draw_row(const GrShaderInput *input, const GrTileRow *row, uint32_t *packed)
{
    const Frame *frame = input->frame_scratch;
    const float *restrict c0 = columns_of(input, COSINE) + row->x;
    const float *restrict s0 = columns_of(input, SINE) + row->x;
    const float *restrict c1 = columns_of(input, SECOND_COSINE) + row->x;
    const float *restrict s1 = columns_of(input, SECOND_SINE) + row->x;
    float cosine = rows_of(input, COSINE)[row->y], sine = rows_of(input, SINE)[row->y];
    float second_cosine = rows_of(input, SECOND_COSINE)[row->y];
    float second_sine = rows_of(input, SECOND_SINE)[row->y];
    float side_x = frame->side_x, side_y = frame->side_y;
    GrTilePlaces places;
    for (int i = 0; i < GR_TILE; i++) {
        float a = c0[i] * cosine - s0[i] * sine;
        float b = c1[i] * second_cosine - s1[i] * second_sine;
        places.x[i] = ((row->x + i) << 16) + (int32_t)(a * side_x + b * side_y);
        places.y[i] = (row->y << 16) + (int32_t)(a * side_y - b * side_x);
    }
    gr_draw_moved(&frame->sampled.sampler, row, &places, frame->reach, packed);
}

static void gather(const GrShaderInput *input, const GrCanvas *source, GrCanvas *target, int y0,
                   int y1)
{
    (void)source;
    gr_draw_tiles(input, target, y0, y1, draw_row);
}

extern const GrShader GR_LEVEL_NAME(gr_shader_wave);
const GrShader GR_LEVEL_NAME(gr_shader_wave) = {
    .name = "wave",
    .summary = "the picture sways like cloth, or like what is seen through water",
    .params = GR_PARAM_TABLE(Params, params),
    GR_SAMPLED_SHADER,
    .frame_scratch_bytes = frame_scratch_bytes,
    .begin = begin,
    .survey = gr_sampled_survey,
    .gather = gather,
};

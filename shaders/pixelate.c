/* SPDX-License-Identifier: MIT
 *
 * Pixelate: the picture as a wall of lamps. Each block has the mean light of what it covers, made
 * brighter since glyphs leave much black; a gap leaves the wall dark between blocks, and round ones
 * look like the bulbs of a scoreboard. Blocks lie around the middle of the frame. Sums are taken in
 * the survey (per block and band, since blocks and bands cut each other anywhere), the rest is
 * painting.
 */
#include "base/level.h"
#include "common/pixel.h"

#include <string.h>

typedef struct Params {
    float size, gap, gain;
    bool round;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, size, "px", 20, 2, 400, "how large the blocks are, from one to the next"),
    GR_FLOAT(Params, gap, "", 0.12, 0, 0.8, "how much of that is dark between them"),
    GR_FLOAT(Params, gain, "", 1.5, 0.25, 8,
             "how bright they are, beside the mean of what they cover"),
    GR_BOOL(Params, round, false, "round lamps instead of squares"),
};

enum { SIZE_MOST = 4096 };

/* Blocks along one axis: the first may begin before the frame. */
typedef struct Axis {
    float first, size;
    int count;
} Axis;

typedef struct Frame {
    Axis across, down;
    /* Bytes from the frame: sums by block row + band and block, colours by block, the block of each
     * row; by column: the distance from the middle of its block, pixels. */
    size_t sums, colours, row_block, off_x;
} Frame;

static Axis axis_of(float size, int length)
{
    Axis axis = {.size = size};
    /* A block in the middle, whose neighbours fill the frame. */
    float half = 0.5f * (float)length;
    int before = (int)gr_floorf(half / size - 0.5f) + 1;
    axis.count = 2 * before + 1;
    axis.first = half - ((float)before + 0.5f) * size;
    return axis;
}

static int edge_of(const Axis *axis, int block, int length)
{
    float at = axis->first + (float)block * axis->size;
    int edge = gr_to_int(gr_clampf(at, 0.0f, (float)length));
    return edge;
}

static float size_of(const GrShaderInput *input)
{
    const Params *p = input->params;
    return gr_clampf(p->size * input->px, 1.0f, SIZE_MOST);
}

static int least_size(const GrShaderInput *input)
{
    int least = (int)(2.0f * input->px);
    return least < 1 ? 1 : least;
}

/* For blocks of the least size: what is animated may come to it. */
static size_t lay_out(const GrShaderInput *input, Frame *frame)
{
    int least = least_size(input);
    size_t cols = (size_t)(input->width / least) + 4, rows = (size_t)(input->height / least) + 4;
    size_t bands = (size_t)(input->height / GR_BAND_ROWS) + 2;
    frame->sums = gr_align64(sizeof *frame);
    frame->colours = frame->sums + gr_align64(cols * (rows + bands) * 3 * sizeof(uint32_t));
    frame->row_block = frame->colours + gr_align64(cols * rows * 3);
    frame->off_x = frame->row_block + gr_align64((size_t)input->height * sizeof(int32_t));
    return frame->off_x + (size_t)gr_row_span(input->width) * sizeof(float);
}

static size_t frame_scratch_bytes(const GrShaderInput *input)
{
    Frame frame;
    return lay_out(input, &frame);
}

static size_t band_scratch_bytes(const GrShaderInput *input)
{
    return (size_t)gr_row_span(input->width) * 3 * sizeof(uint16_t);
}

static void *part_of(const GrShaderInput *input, size_t offset)
{
    return (char *)input->frame_scratch + offset;
}

static void begin(const GrShaderInput *input)
{
    Frame *frame = input->frame_scratch;
    lay_out(input, frame);
    float size = gr_maxf(size_of(input), (float)least_size(input));
    frame->across = axis_of(size, input->width);
    frame->down = axis_of(size, input->height);
    int32_t *row_block = part_of(input, frame->row_block);
    for (int block = 0; block < frame->down.count; block++)
        for (int y = edge_of(&frame->down, block, input->height);
             y < edge_of(&frame->down, block + 1, input->height); y++)
            row_block[y] = block;
    float *off_x = part_of(input, frame->off_x);
    for (int x = 0; x < gr_row_span(input->width); x++) {
        float at = ((float)x + 0.5f - frame->across.first) / size;
        off_x[x] = (at - gr_floorf(at) - 0.5f) * size;
    }
}

/* The sums of a piece of rows: three for each block. */
static uint32_t *sums_of(const GrShaderInput *input, int block_row, int band)
{
    const Frame *frame = input->frame_scratch;
    uint32_t *sums = part_of(input, frame->sums);
    return sums + (size_t)(block_row + band) * (size_t)frame->across.count * 3;
}

static void add_blocks(const GrShaderInput *input, const uint16_t *columns, uint32_t *sums)
{
    const Frame *frame = input->frame_scratch;
    int span = gr_row_span(input->width), from = 0;
    for (int block = 0; block < frame->across.count; block++) {
        int to = edge_of(&frame->across, block + 1, input->width);
        for (int c = 0; c < 3; c++) {
            uint32_t sum = 0;
            for (int x = from; x < to; x++)
                sum += columns[c * span + x];
            sums[3 * block + c] = sum;
        }
        from = to;
    }
}

static void add_row(uint16_t *restrict columns, const GrPixel *restrict row, int span, bool first)
{
    columns = GR_ALIGNED(columns);
    row = GR_ALIGNED(row);
    uint16_t keep = first ? 0 : 0xffff;
    for (int x = 0; x < span; x++)
        columns[x] = (uint16_t)((columns[x] & keep) + row[x]);
}

static void survey(const GrShaderInput *input, const GrCanvas *source, int y0, int y1)
{
    const Frame *frame = input->frame_scratch;
    const int32_t *row_block = part_of(input, frame->row_block);
    uint16_t *columns = input->band_scratch;
    int span = gr_row_span(input->width);
    for (int y = y0; y < y1; y++) {
        bool first = y % GR_BAND_ROWS == 0 || row_block[y] != row_block[y - 1];
        for (int c = 0; c < 3; c++)
            add_row(columns + c * span, gr_canvas_row(source, c, y), span, first);
        if (y + 1 == y1 || (y + 1) % GR_BAND_ROWS == 0 || row_block[y + 1] != row_block[y])
            add_blocks(input, columns, sums_of(input, row_block[y], y / GR_BAND_ROWS));
    }
}

static void survey_end(const GrShaderInput *input)
{
    const Params *p = input->params;
    const Frame *frame = input->frame_scratch;
    GrPixel *colour = part_of(input, frame->colours);
    float gain = gr_clampf(p->gain, 0.0f, 16.0f);
    for (int row = 0; row < frame->down.count; row++) {
        int top = edge_of(&frame->down, row, input->height);
        int end = edge_of(&frame->down, row + 1, input->height), left = 0;
        for (int col = 0; col < frame->across.count; col++, colour += 3) {
            int right = edge_of(&frame->across, col + 1, input->width);
            float mean[3] = {0.0f, 0.0f, 0.0f}, most = 0.0f;
            int count = (right - left) * (end - top);
            for (int c = 0; c < 3 && count; c++) {
                uint64_t sum = 0;
                for (int band = top / GR_BAND_ROWS; band <= (end - 1) / GR_BAND_ROWS; band++)
                    sum += sums_of(input, row, band)[3 * col + c];
                mean[c] = (float)sum / (float)count * gain;
                most = gr_maxf(most, mean[c]);
            }
            /* What is too bright keeps its colour. */
            float held = most > 255.0f ? 255.0f / most : 1.0f;
            for (int c = 0; c < 3; c++)
                colour[c] = (GrPixel)gr_to_int(mean[c] * held);
            left = right;
        }
    }
}

/* How much of each pixel of a row is lamp, of 256. */
static void cover_row(const Params *p, const float *restrict off_x, float off_y, float size,
                      uint16_t *restrict cover, int span)
{
    float reach = 0.5f * size * (1.0f - gr_clampf(p->gap, 0.0f, 0.95f)) + 0.5f;
    float square_y = off_y * off_y;
    float high = gr_clampf(reach - gr_absf(off_y), 0.0f, 1.0f) * 256.0f;
    off_x = GR_ALIGNED(off_x);
    cover = GR_ALIGNED(cover);
    for (int x = 0; x < span; x++) {
        float round = gr_clampf(reach - gr_sqrtf(off_x[x] * off_x[x] + square_y), 0.0f, 1.0f);
        float wide = gr_clampf(reach - gr_absf(off_x[x]), 0.0f, 1.0f);
        cover[x] = (uint16_t)(int)(p->round ? round * 256.0f : wide * high);
    }
}

static void dim_row(GrPixel *restrict row, const uint16_t *restrict cover, int span)
{
    row = GR_ALIGNED(row);
    cover = GR_ALIGNED(cover);
    for (int x = 0; x < span; x++)
        row[x] = (GrPixel)((uint16_t)((uint16_t)(row[x] * cover[x]) + (cover[x] >> 1)) >> 8);
}

static void apply(const GrShaderInput *input, GrPixel *r, GrPixel *g, GrPixel *b, int y)
{
    const Params *p = input->params;
    const Frame *frame = input->frame_scratch;
    const int32_t *row_block = part_of(input, frame->row_block);
    const GrPixel *colours = part_of(input, frame->colours);
    int block_row = row_block[y], from = 0, span = gr_row_span(input->width);
    GrPixel *rows[3] = {r, g, b};
    colours += (size_t)block_row * (size_t)frame->across.count * 3;
    for (int block = 0; block < frame->across.count; block++) {
        int to = edge_of(&frame->across, block + 1, input->width);
        for (int c = 0; c < 3; c++)
            memset(rows[c] + from, colours[3 * block + c], (size_t)(to - from));
        from = to;
    }
    if (p->gap <= 0.0f && !p->round)
        return;
    float size = frame->down.size;
    float middle = frame->down.first + ((float)block_row + 0.5f) * size;
    uint16_t *cover = input->band_scratch;
    cover_row(p, part_of(input, frame->off_x), (float)y + 0.5f - middle, size, cover, span);
    for (int c = 0; c < 3; c++)
        dim_row(rows[c], cover, span);
}

extern const GrShader GR_LEVEL_NAME(gr_shader_pixelate);
const GrShader GR_LEVEL_NAME(gr_shader_pixelate) = {
    .name = "pixelate",
    .family = "geometry",
    .summary = "blocks of one colour each, like a wall of lamps",
    .params = GR_PARAM_TABLE(Params, params),
    .access = GR_ACCESS_POINT,
    .tears = true,
    .frame_scratch_bytes = frame_scratch_bytes,
    .band_scratch_bytes = band_scratch_bytes,
    .begin = begin,
    .survey = survey,
    .survey_end = survey_end,
    .apply = apply,
};

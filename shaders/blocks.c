/* SPDX-License-Identifier: MIT
 *
 * Blocks: a stream that lost packets. Patches of macro-blocks show what was elsewhere, repeat one
 * block like a stuck record, keep only a coarse mosaic of themselves, or have their colours apart.
 * Patches are drawn by lot for every beat and hold until the next; a beat breaks more of them.
 */
#include "base/level.h"
#include "common/glitch.h"

typedef struct Params {
    float size, share, distance;
    int32_t hold;
    float react;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, size, "px", 40, 8, 240, "side of a block"),
    GR_FLOAT(Params, share, "", 0.25, 0, 1, "how much of the picture is broken"),
    GR_FLOAT(Params, distance, "px", 240, 0, 960, "how far away a block may have come from"),
    GR_INT(Params, hold, "", 1, 1, 16, "beats until other blocks break"),
    GR_REACT_TO(Params, "beats break more blocks"),
};

/* Blocks that break together. */
enum { PATCH_COLUMNS = 5, PATCH_ROWS = 2, MOSAIC = 4 };

typedef enum Damage { MOVED, STUCK, COARSE, PARTED, DAMAGES } Damage;

typedef struct Frame {
    uint32_t seed;
    float size, share, distance; /* pixels */
    int columns, rows;           /* blocks */
} Frame;

typedef struct Block {
    Damage damage;
    int x0, x1, y0, y1;
    int dx, dy;
    int from_x, from_y; /* STUCK: the block that is repeated */
} Block;

static size_t frame_scratch_bytes(const GrShaderInput *input)
{
    (void)input;
    return sizeof(Frame);
}

static void begin(const GrShaderInput *input)
{
    const Params *p = input->params;
    Frame *frame = input->frame_scratch;
    float drive = gr_glitch_drive(p->react, gr_signal(input->moment, GR_SIGNAL_BEAT_DECAY));
    frame->seed = gr_glitch_seed(input, p->hold);
    frame->size = gr_maxf(p->size * input->px, 2.0f);
    frame->share = gr_unitf(p->share * drive);
    frame->distance = gr_maxf(p->distance * input->px, 0.0f);
    frame->columns = (int)((float)input->width / frame->size) + 1;
    frame->rows = (int)((float)input->height / frame->size) + 1;
}

static int edge_of(const Frame *frame, int i, int most)
{
    int at = (int)((float)i * frame->size);
    return at < most ? at : most;
}

/* The block at (column, row), or false where nothing is broken. */
static bool find_block(const GrShaderInput *input, int column, int row, Block *block)
{
    const Frame *frame = input->frame_scratch;
    uint32_t patch_row = (uint32_t)(row / PATCH_ROWS);
    /* Patches of different rows do not stand on top of each other. */
    int slide = (int)(gr_rng_u32(frame->seed, patch_row, 5) % PATCH_COLUMNS);
    int first = (column + slide) / PATCH_COLUMNS * PATCH_COLUMNS - slide;
    uint32_t patch = gr_rng_u32(frame->seed, patch_row, (uint32_t)(first + PATCH_COLUMNS));
    uint32_t place = (uint32_t)(column - first) | (uint32_t)(row % PATCH_ROWS) << 8;
    if (gr_rng_unit(patch, 1, 0) >= frame->share * 1.25f || gr_rng_unit(patch, 2, place) > 0.8f)
        return false;
    first = first > 0 ? first : 0;
    block->damage = (Damage)(gr_rng_u32(patch, 3, 0) % DAMAGES);
    block->x0 = edge_of(frame, column, input->width);
    block->x1 = edge_of(frame, column + 1, input->width);
    block->y0 = edge_of(frame, row, input->height);
    block->y1 = edge_of(frame, row + 1, input->height);
    block->dx = gr_to_int(gr_glitch_either(patch, 4, 0) * frame->distance);
    block->dy = gr_to_int(gr_glitch_either(patch, 5, 0) * 0.4f * frame->distance);
    block->from_x = edge_of(frame, first, input->width);
    block->from_y = edge_of(frame, row - row % PATCH_ROWS, input->height);
    return block->x1 > block->x0 && block->y1 > block->y0;
}

static int within(int at, int size, int most)
{
    at = at < most - size ? at : most - size;
    return at > 0 ? at : 0;
}

/* Rows y0 <= y < y1 of a block from another place; the whole block is kept within the frame. */
static void copy_plane(const GrCanvas *source, GrCanvas *target, const Block *block, int c, int x,
                       int y, int y0, int y1)
{
    int width = block->x1 - block->x0, height = block->y1 - block->y0;
    x = within(x, width, source->width);
    y = within(y, height, source->height);
    for (int row = y0; row < y1; row++)
        memcpy(gr_canvas_row(target, c, row) + block->x0,
               gr_canvas_row(source, c, y + row - block->y0) + x, (size_t)width);
}

static GrPixel mean_of(const GrCanvas *source, int c, int x0, int x1, int y0, int y1)
{
    uint32_t sum = 0;
    uint32_t count = (uint32_t)((x1 - x0) * (y1 - y0));
    for (int y = y0; y < y1; y++)
        for (int x = x0; x < x1; x++)
            sum += gr_canvas_row(source, c, y)[x];
    return (GrPixel)((sum + count / 2) / count);
}

/* A few squares of the block's own colours, brighter than their mean: ink is mostly gaps. */
static void coarsen(const GrCanvas *source, GrCanvas *target, const Block *block, int y0, int y1)
{
    int width = block->x1 - block->x0, height = block->y1 - block->y0;
    for (int j = 0; j < MOSAIC; j++)
        for (int i = 0; i < MOSAIC; i++) {
            int left = block->x0 + width * i / MOSAIC, right = block->x0 + width * (i + 1) / MOSAIC;
            int top = block->y0 + height * j / MOSAIC;
            int bottom = block->y0 + height * (j + 1) / MOSAIC;
            int from = top > y0 ? top : y0, to = bottom < y1 ? bottom : y1;
            for (int c = 0; c < 3 && right > left && to > from; c++) {
                int mean = mean_of(source, c, left, right, top, bottom);
                mean = mean + mean / 2 < 255 ? mean + mean / 2 : 255;
                for (int y = from; y < to; y++)
                    memset(gr_canvas_row(target, c, y) + left, mean, (size_t)(right - left));
            }
        }
}

static void break_block(const GrCanvas *source, GrCanvas *target, const Block *block, int y0,
                        int y1)
{
    y0 = y0 > block->y0 ? y0 : block->y0;
    y1 = y1 < block->y1 ? y1 : block->y1;
    if (block->damage == COARSE) {
        coarsen(source, target, block, y0, y1);
        return;
    }
    for (int c = 0; c < 3; c++) {
        int x = block->x0 + block->dx, y = block->y0 + block->dy;
        if (block->damage == STUCK) {
            x = block->from_x;
            y = block->from_y;
        } else if (block->damage == PARTED) {
            x = block->x0 + block->dx * (1 - c) / 3;
            y = block->y0;
        }
        copy_plane(source, target, block, c, x, y, y0, y1);
    }
}

static void gather(const GrShaderInput *input, const GrCanvas *source, GrCanvas *target, int y0,
                   int y1)
{
    const Frame *frame = input->frame_scratch;
    for (int y = y0; y < y1; y++)
        for (int c = 0; c < 3; c++)
            memcpy(gr_canvas_row(target, c, y), gr_canvas_row(source, c, y), (size_t)input->width);
    for (int row = 0; row < frame->rows && frame->share > 0.0f; row++) {
        if (edge_of(frame, row + 1, input->height) <= y0 ||
            edge_of(frame, row, input->height) >= y1)
            continue;
        for (int column = 0; column < frame->columns; column++) {
            Block block;
            if (find_block(input, column, row, &block))
                break_block(source, target, &block, y0, y1);
        }
    }
}

extern const GrShader GR_LEVEL_NAME(gr_shader_blocks);
const GrShader GR_LEVEL_NAME(gr_shader_blocks) = {
    .name = "blocks",
    .family = "glitch",
    .summary = "a stream that lost packets: blocks moved, stuck, coarse, anew on every beat",
    .params = GR_PARAM_TABLE(Params, params),
    .access = GR_ACCESS_GATHER,
    .tears = true,
    .frame_scratch_bytes = frame_scratch_bytes,
    .begin = begin,
    .gather = gather,
};

/* SPDX-License-Identifier: MIT
 *
 * Corrupted blocks: rectangles in which the glyphs are wrong, as when a stream loses packets. A
 * block is one of four kinds: foreign glyphs in the right colours, the picture from elsewhere, rows
 * smeared from their left end, or light turned round. It comes at once and dissolves cell by cell.
 */
#include "../common/cells.h"
#include "base/level.h"

typedef struct Params {
    float blocks, size, rate, dissolve, bright, react;
    int32_t kind;
} Params;

enum { KIND_ANY, KIND_GLYPHS, KIND_COPY, KIND_SMEAR, KIND_INVERT };

static const char *const kinds[] = {"any", "glyphs", "copy", "smear", "invert", NULL};
static const char *const kind_help[] = {"a mixture of all", "wrong glyphs of the palette",
                                        "the picture from elsewhere", "rows drawn out sideways",
                                        "what was dark is bright"};

static const GrParam params[] = {
    GR_FLOAT(Params, blocks, "", 24, 0, 96, "how many blocks there are at a time; counts fade"),
    GR_FLOAT(Params, size, "screen", 0.9, 0.02, 4, "how wide the widest are"),
    GR_RATE(Params, rate, "1/s", 1.3, 0, 24, "how often a block becomes another"),
    GR_FLOAT(Params, dissolve, "", 0.6, 0, 1, "for how much of its life it dissolves"),
    {.name = "kind",
     .type = GR_PARAM_CHOICE,
     .offset = offsetof(Params, kind),
     .unit = "",
     .def = KIND_ANY,
     .choices = kinds,
     .choice_help = kind_help,
     .help = "what happens in it"},
    GR_FLOAT_LIKE(Params, bright, "", 0.3, 0, 1, "0.6", "how much brighter it is as it comes"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "how strongly it answers the sound (beats and new sounds bring more and larger "
             "blocks); 0 is not at all"),
};

enum { BLOCKS_MAX = 192 /* twice the parameter: beats bring more */ };

/* One block as it is now; columns and rows of the grid. */
typedef struct Block {
    uint32_t id;
    int kind;
    int x0, x1, y0, y1;
    uint32_t left;   /* cells whose number is lower are in it: 0..256 */
    uint32_t bright; /* 256 and up */
    int dx, dy;      /* where a copy comes from */
} Block;

/* False when nothing of it is in the picture. */
static bool find_block(const GrCellInput *input, int index, double time, float push, Block *block)
{
    const Params *p = input->params;
    const GrGrid *grid = input->grid;
    uint32_t slot = gr_rng_u32(gr_rng_fold(input->seed), (uint32_t)index, 1);
    float pace = 0.5f + gr_rng_unit(slot, 1, 0);
    GrCount life = gr_count(time * (double)pace + (double)gr_rng_unit(slot, 2, 0));
    uint32_t id = gr_rng_u32(slot, (uint32_t)life.whole, 3);
    float gone = p->dissolve > 0.0f ? (life.part - 1.0f + p->dissolve) / p->dissolve : 0.0f;
    float there = (1.0f - gr_unitf(gone)) * gr_cell_share(p->blocks * push, index);
    float chance = gr_rng_unit(id, 1, 0);
    float wide = p->size * (0.12f + 0.88f * chance * chance) * (0.7f + 0.3f * push);
    float high = wide * (0.06f + 0.5f * gr_rng_unit(id, 2, 0));
    float x = (2.0f * gr_rng_unit(id, 3, 0) - 1.0f) * grid->aspect,
          y = 2.0f * gr_rng_unit(id, 4, 0) - 1.0f;
    block->id = id;
    block->kind = p->kind == KIND_ANY ? 1 + (int)(4.0f * gr_rng_unit(id, 5, 0)) : p->kind;
    block->x0 = gr_cell_col(grid, x - 0.5f * wide);
    block->x1 = gr_cell_col(grid, x + 0.5f * wide) + 1;
    block->y0 = gr_cell_row(grid, y - 0.5f * high);
    block->y1 = gr_cell_row(grid, y + 0.5f * high) + 1;
    block->x0 = block->x0 < 0 ? 0 : block->x0;
    block->y0 = block->y0 < 0 ? 0 : block->y0;
    block->x1 = block->x1 > grid->cols ? grid->cols : block->x1;
    block->y1 = block->y1 > grid->rows ? grid->rows : block->y1;
    block->left = gr_cell_weight(there);
    block->bright = 256 + gr_cell_weight(p->bright * gr_unitf(1.0f - 3.0f * life.part));
    block->dx = (int)((gr_rng_unit(id, 6, 0) - 0.5f) * (float)grid->cols);
    block->dy = (int)((gr_rng_unit(id, 7, 0) - 0.5f) * (float)grid->rows);
    return block->left && block->x0 < block->x1 && block->y0 < block->y1;
}

static void copy_cell(const GrCellPlanes *planes, int to, int from)
{
    planes->glyph[to] = planes->glyph[from];
    for (int plane = 0; plane < 3; plane++)
        planes->rgb[plane][to] = planes->rgb[plane][from];
}

/* The glyph that is as far from the palette's other end. */
static void invert_cell(const GrCellInput *input, const GrCellPlanes *planes, int cell)
{
    uint32_t most = planes->rgb[0][cell];
    for (int plane = 1; plane < 3; plane++)
        most = planes->rgb[plane][cell] > most ? planes->rgb[plane][cell] : most;
    most = planes->glyph[cell] ? most : 0;
    int last = input->ramp_count - 1;
    int at = last - (int)(most * (uint32_t)last / 256);
    planes->glyph[cell] = input->ramp[at > 0 ? at : 0];
    gr_cell_colour(planes, cell, input->colour[input->place[cell]], 256 - most * 240 / 256);
}

static void corrupt_cell(const GrCellInput *input, const GrCellPlanes *planes, const Block *block,
                         int row, int col, uint32_t hash)
{
    const GrGrid *grid = input->grid;
    int cell = row * grid->cols + col;
    switch (block->kind) {
    case KIND_COPY:
        copy_cell(planes, cell,
                  gr_cell_mirror(row + block->dy, grid->rows) * grid->cols +
                      gr_cell_mirror(col + block->dx, grid->cols));
        break;
    case KIND_SMEAR:
        copy_cell(planes, cell, row * grid->cols + block->x0);
        break;
    case KIND_INVERT:
        invert_cell(input, planes, cell);
        break;
    default: /* where there is light, or a few of the dark cells */
        if (planes->glyph[cell] || hash >> 29 == 0) {
            bool dark = !planes->glyph[cell];
            planes->glyph[cell] = input->ramp[hash % (uint32_t)input->ramp_count];
            if (dark)
                gr_cell_colour(planes, cell, input->colour[input->place[cell]], 150);
        }
        break;
    }
    if (block->bright > 256)
        gr_cell_colour(planes, cell,
                       planes->rgb[0][cell] | (uint32_t)planes->rgb[1][cell] << 8 |
                           (uint32_t)planes->rgb[2][cell] << 16,
                       block->bright);
}

static void apply(const GrCellInput *input, const GrCellPlanes *planes)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const float beat = gr_push(m, GR_SIGNAL_BEAT_DECAY, p->react);
    const float onset = gr_push(m, GR_SIGNAL_ONSET, p->react);
    const float push = 0.5f + 0.7f * beat * beat + 0.3f * onset;
    const double time = (double)p->rate * m->scene_s;
    const float most = p->blocks * push;
    for (int i = 0; i < BLOCKS_MAX && (float)i < most; i++) {
        Block block;
        if (!find_block(input, i, time, push, &block))
            continue;
        for (int row = block.y0; row < block.y1; row++)
            for (int col = block.x0; col < block.x1; col++) {
                uint32_t hash = gr_rng_u32(block.id, (uint32_t)row, (uint32_t)col);
                if ((hash & 255) < block.left)
                    corrupt_cell(input, planes, &block, row, col, gr_rng_mix(hash));
            }
    }
}

extern const GrCellEffect GR_LEVEL_NAME(gr_cell_effect_corrupt);
const GrCellEffect GR_LEVEL_NAME(gr_cell_effect_corrupt) = {
    .name = "corrupt",
    .family = "damage",
    .summary = "blocks in which glyphs, places or light are wrong",
    .params = GR_PARAM_TABLE(Params, params),
    .apply = apply,
};

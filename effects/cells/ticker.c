/* SPDX-License-Identifier: MIT
 *
 * Tickers: rows of text that run across the picture, each at a pace of its own. Rows are added
 * outwards from the middle one, so that a count that grows moves none of them. Text goes from cell
 * to cell; what is smooth is its light, which fades out at both ends of a row.
 */
#include "../common/cells.h"
#include "base/level.h"

typedef struct Params {
    const char *text;
    float rows, speed, spread, gap, y, spacing, fade, light, depth, backdrop, react;
    int32_t direction;
    GrColour colour;
} Params;

static const char *const directions[] = {"left", "right", "both", NULL};
static const char *const direction_help[] = {"as one reads", "against it",
                                             "every other row the other way"};

static const GrParam params[] = {
    GR_TEXTS(Params, text, "all channels open|signal found|stand by|the night is young",
             "what runs: texts one after the other; each row begins with another one"),
    GR_FLOAT(Params, rows, "", 3, 0, 360, "how many rows; a part of one is faint"),
    GR_RATE(Params, speed, "cells/s", 9, -240, 240, "how fast the text runs"),
    GR_FLOAT(Params, spread, "", 0.5, 0, 1, "how different the rows' speeds are"),
    {.name = "direction",
     .type = GR_PARAM_CHOICE,
     .offset = offsetof(Params, direction),
     .unit = "",
     .def = 0,
     .choices = directions,
     .choice_help = direction_help,
     .help = "which way it runs"},
    GR_FLOAT(Params, gap, "cells", 6, 1, 200, "between two texts"),
    GR_FLOAT_LIKE(Params, y, "screen", 0, -1, 1, "0.8", "where the middle row is; 1 is the bottom"),
    GR_FLOAT(Params, spacing, "cells", 2, 1, 60, "from one row to the next; 1 leaves none between"),
    GR_FLOAT(Params, fade, "cells", 10, 0, 200, "how far in from both ends the text fades"),
    GR_FLOAT(Params, light, "", 0.9, 0, 1, "how bright the text is"),
    GR_FLOAT(Params, depth, "", 0.45, 0, 1, "how much dimmer slow rows are"),
    GR_FLOAT(Params, backdrop, "", 0.85, 0, 1, "how far the cells behind a row are darkened"),
    GR_COLOUR_OPTIONAL(Params, colour, "ffd166", "of the text; without it the layer's own"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "how strongly it answers the sound (each beat lights up another row, loud parts run "
             "faster); 0 is not at all"),
};

enum { ROWS_MAX = 360 };

/* Where a row's text is in the endless strip of all texts. */
typedef struct Strip {
    const GrCellText *text;
    int gap, length; /* of the whole strip */
} Strip;

static Strip strip_of(const GrCellInput *input)
{
    const Params *p = input->params;
    Strip strip = {&input->texts[0], (int)p->gap, 0};
    for (int i = 0; i < strip.text->item_count; i++)
        strip.length += strip.text->items[i].count + strip.gap;
    return strip;
}

/* The row below or above the middle that comes `index`-th: 0, 1, -1, 2, -2, ... */
static int place_of(int index)
{
    return index % 2 ? (index + 1) / 2 : -(index / 2);
}

/* One row as it is now. */
typedef struct Row {
    int at;       /* row of the grid */
    int64_t from; /* place in the strip that its first column shows */
    uint32_t light, keep;
} Row;

static Row find_row(const GrCellInput *input, const Strip *strip, int index, double moved,
                    float flare)
{
    const Params *p = input->params;
    uint32_t id = gr_rng_u32(gr_rng_fold(input->seed), (uint32_t)index, 0);
    float chance = gr_rng_unit(id, 1, 0);
    float pace = 1.0f + p->spread * (1.4f * chance - 0.7f);
    bool back = p->direction == 1 || (p->direction == 2 && index % 2);
    GrCount cells = gr_count(moved * (double)pace);
    int64_t start = 0;
    for (int i = 0; i < index % strip->text->item_count; i++)
        start += strip->text->items[i].count + strip->gap;
    start -= (int64_t)(gr_rng_unit(id, 2, 0) * 0.5f * (float)input->grid->cols);
    float there = gr_cell_share(p->rows, index);
    float light = p->light * (1.0f - p->depth * p->spread * (1.0f - chance));
    light = light + (1.6f - light) * flare;
    return (Row){.at = gr_cell_row(input->grid, p->y * 0.999f) + place_of(index) * (int)p->spacing,
                 .from = start + (back ? -(int64_t)cells.whole : cells.whole),
                 .light = gr_cell_weight(light * 0.5f * there) * 2,
                 .keep = 256 - gr_cell_weight(p->backdrop * there)};
}

static void draw_row(const GrCellInput *input, const GrCellPlanes *planes, const Strip *strip,
                     const Row *row, GrCellInk ink)
{
    const Params *p = input->params;
    const GrCellText *text = strip->text;
    const int cols = input->grid->cols, first = row->at * cols;
    const float per_fade = p->fade > 0.0f ? 256.0f / p->fade : 256.0f * 256.0f;
    int item = 0, at = gr_cell_wrap(row->from, strip->length);
    while (at >= text->items[item].count + strip->gap)
        at -= text->items[item++].count + strip->gap;
    for (int col = 0; col < cols; col++) {
        const GrCellItem *shown = &text->items[item];
        /* A blank next to a letter belongs to the text: nothing shows through there. */
        bool within = at <= shown->count || at + 1 == shown->count + strip->gap;
        uint16_t glyph = at < shown->count ? text->glyph[shown->first + at] : 0;
        int end = col < cols - 1 - col ? col + 1 : cols - col;
        float edge = (float)end * per_fade;
        uint32_t seen = edge < 256.0f ? (uint32_t)(int32_t)edge : 256;
        gr_cell_dim(planes, first + col, row->keep);
        if (within)
            gr_cell_write(planes, first + col, glyph, gr_cell_ink_at(input, ink, first + col),
                          row->light * seen >> 8, row->light ? 256 : 0);
        if (++at == shown->count + strip->gap) {
            at = 0;
            item = item + 1 < text->item_count ? item + 1 : 0;
        }
    }
}

static void apply(const GrCellInput *input, const GrCellPlanes *planes)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const Strip strip = strip_of(input);
    const int count = (int)gr_clampf(p->rows + 0.999f, 0.0f, ROWS_MAX);
    if (!strip.text->item_count)
        return;
    const double moved = (double)p->speed * gr_motion_s(m, p->react);
    const float beat = gr_unitf(gr_push(m, GR_SIGNAL_BEAT_DECAY, p->react));
    const int struck = count ? gr_cell_wrap(m->beat_count, count) : 0;
    for (int i = 0; i < count; i++) {
        float flare = i == struck ? beat * beat : 0.0f;
        Row row = find_row(input, &strip, i, moved, flare);
        if (row.at >= 0 && row.at < input->grid->rows)
            draw_row(input, planes, &strip, &row, gr_cell_ink(p->colour));
    }
}

extern const GrCellEffect GR_LEVEL_NAME(gr_cell_effect_ticker);
const GrCellEffect GR_LEVEL_NAME(gr_cell_effect_ticker) = {
    .name = "ticker",
    .family = "text",
    .summary = "rows of text that run across the picture",
    .params = GR_PARAM_TABLE(Params, params),
    .apply = apply,
};

/* SPDX-License-Identifier: MIT
 *
 * Messages: one text after the other comes up, stays and goes. The letters do not come and go all
 * at once but scattered, each fading by itself.
 */
#include "../common/cell_lines.h"
#include "base/level.h"

typedef struct Params {
    const char *text;
    float every, fade, scatter, x, y, width, wander, light, backdrop, react;
    int32_t by, align, order;
    GrColour colour;
} Params;

static const char *const units[] = {"seconds", "beats", "bars", NULL};
static const char *const unit_help[] = {"the clock", "the music's beats", "four beats"};
static const char *const aligns[] = GR_CELL_ALIGNS;
static const char *const orders[] = {"in_turn", "random", NULL};

static const GrParam params[] = {
    GR_TEXTS(Params, text, "we are not alone|the signal is old|stay on this line",
             "the messages; a line break breaks the line"),
    GR_FIXED_FLOAT(Params, every, "", 4, 0.1, 600, "how long each has, in what `by` says"),
    {.name = "by",
     .type = GR_PARAM_CHOICE,
     .offset = offsetof(Params, by),
     .unit = "",
     .def = 0,
     .choices = units,
     .choice_help = unit_help,
     .help = "what that counts"},
    GR_FLOAT(Params, fade, "", 0.28, 0.01, 0.5,
             "of its time that a message takes to come, and to go"),
    GR_FLOAT(Params, scatter, "", 0.6, 0, 1, "how far apart the letters come and go"),
    GR_FLOAT_LIKE(Params, x, "screen", 0, -4, 4, "-0.5", "where it stands: 0 is the middle"),
    GR_FLOAT_LIKE(Params, y, "screen", 0, -1, 1, "0.6", "where it stands: 1 is the bottom"),
    GR_CHOICE(Params, align, aligns, GR_CELL_CENTRE, "which end of a line is at x"),
    GR_FLOAT(Params, width, "", 0.7, 0.05, 1, "of the frame: longer lines are broken"),
    GR_FLOAT_LIKE(Params, wander, "", 0, 0, 1, "0.7", "how far from its place each may stand"),
    GR_CHOICE(Params, order, orders, 0, "which comes next"),
    GR_FLOAT(Params, light, "", 1, 0, 1, "how bright the text is"),
    GR_FLOAT(Params, backdrop, "", 0.85, 0, 1, "how far the cells behind it are darkened"),
    GR_COLOUR_OPTIONAL(Params, colour, "fff1c1", "of the text; without it the layer's own"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "how strongly it answers the sound (letters light up on the beat); 0 is not at all"),
};

enum { BEATS_A_SECOND = 2 };

/* How many messages there have been, with the part of the one at hand. */
static GrCount count_messages(const GrCellInput *input)
{
    const Params *p = input->params;
    double time = p->by == 0 ? input->moment->scene_s
                             : gr_cell_beats(input->moment, true, BEATS_A_SECOND) *
                                   (p->by == 2 ? 1.0 / GR_BEATS_A_BAR : 1.0);
    return gr_count(time / (double)p->every);
}

/* Which of the texts a number means. */
static int choose(const GrCellInput *input, const GrCellText *text, int32_t number)
{
    const Params *p = input->params;
    if (p->order == 0)
        return gr_cell_wrap(number, text->item_count);
    return gr_cell_draw(gr_rng_fold(input->seed), number, text->item_count);
}

/* How far a letter is there at a part of the message's time. */
static float seen_at(const Params *p, float part, float chance)
{
    float late = p->scatter * chance * 0.75f * p->fade;
    float own = p->fade * (1.0f - 0.75f * p->scatter);
    float in = gr_unitf((part - late) / own), out = gr_unitf((1.0f - part - late) / own);
    float there = gr_minf(in, out);
    return there * there * (3.0f - 2.0f * there);
}

static void apply(const GrCellInput *input, const GrCellPlanes *planes)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const GrGrid *grid = input->grid;
    const GrCellText *text = &input->texts[0];
    if (!text->item_count)
        return;
    const GrCount count = count_messages(input);
    const uint32_t id = gr_rng_u32(gr_rng_fold(input->seed), (uint32_t)count.whole, 3);
    GrCellLines lines;
    gr_cell_break(&lines, text, text->items[choose(input, text, count.whole)],
                  (int)(p->width * (float)grid->cols));
    float x = p->x + p->wander * grid->aspect * (1.6f * gr_rng_unit(id, 1, 0) - 0.8f);
    float y = p->y + p->wander * (1.6f * gr_rng_unit(id, 2, 0) - 0.8f);
    int left = gr_cell_hold(gr_cell_start(grid, gr_clampf(x, -8.0f, 8.0f), lines.longest, p->align),
                            lines.longest, grid->cols);
    int top = gr_cell_hold(gr_cell_row(grid, gr_clampf(y, -1.0f, 0.999f)) - lines.count / 2,
                           lines.count, grid->rows);
    const float beat = gr_unitf(gr_push(m, GR_SIGNAL_BEAT_DECAY, p->react));
    const float whole =
        gr_minf(gr_unitf(count.part / p->fade), gr_unitf((1.0f - count.part) / p->fade));
    gr_cell_backdrop(grid, planes, (GrCellItem){left, lines.longest},
                     (GrCellItem){top, lines.count}, 3, p->backdrop * whole);
    const GrCellInk ink = gr_cell_ink(p->colour);
    for (int line = 0; line < lines.count && top + line < grid->rows; line++) {
        const GrCellItem *at = &lines.line[line];
        int spare = lines.longest - at->count;
        int col = left + (p->align == GR_CELL_CENTRE  ? spare / 2
                          : p->align == GR_CELL_RIGHT ? spare
                                                      : 0);
        for (int i = 0; i < at->count && col + i < grid->cols; i++) {
            int letter = at->first + i, cell = (top + line) * grid->cols + col + i;
            /* Both halves of a wide letter are one. */
            uint32_t own = (uint32_t)(text->columns[letter] == 0 ? letter - 1 : letter);
            float seen = seen_at(p, count.part, gr_rng_unit(id, own, 4));
            float glint =
                gr_rng_unit(id, own, 5 + (uint32_t)(m->beat_count & 0xff)) < 0.3f ? 1.0f : 0.15f;
            float light = p->light + 0.8f * beat * beat * glint;
            gr_cell_write(planes, cell, text->glyph[letter], gr_cell_ink_at(input, ink, cell),
                          gr_cell_weight(light * 0.5f) * 2, gr_cell_weight(seen));
        }
    }
}

extern const GrCellEffect GR_LEVEL_NAME(gr_cell_effect_messages);
const GrCellEffect GR_LEVEL_NAME(gr_cell_effect_messages) = {
    .name = "messages",
    .family = "text",
    .summary = "one text after the other comes up letter by letter and goes again",
    .params = GR_PARAM_TABLE(Params, params),
    .apply = apply,
};

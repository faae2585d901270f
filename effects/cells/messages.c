/* SPDX-License-Identifier: MIT
 *
 * Messages: one text after the other comes up, stays and goes. The letters do not come and go all
 * at once but scattered, each fading by itself.
 */
#include "../common/cell_letters.h"
#include "../common/cell_lines.h"
#include "base/level.h"

typedef struct Params {
    const char *text;
    float every, size, fade, scatter, x, y, width, wander, light, backdrop, react;
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
    GR_FLOAT(Params, size, "cells", 1, 1, 64,
             "how high the letters are: 1 writes plain ones, 5 and more draw them with cells"),
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

/* How a message stands in the grid now. */
typedef struct Message {
    GrCellLines lines;
    GrCount count;
    uint32_t id;
    int size, left, top; /* cells a letter takes; columns and rows */
} Message;

static void place_message(const GrCellInput *input, Message *message)
{
    const Params *p = input->params;
    const GrGrid *grid = input->grid;
    const GrCellText *text = &input->texts[0];
    GrCellItem item = text->items[choose(input, text, message->count.whole)];
    int room = (int)(p->width * (float)grid->cols);
    /* As large as asked for, or as there is room for. */
    for (int size = (int)p->size;; size -= size / 8 + 1) {
        message->size = size >= GR_LETTER_LEAST ? size : 1;
        gr_cell_break(&message->lines, text, item, room / message->size);
        if (message->size == 1 || (message->lines.longest * message->size <= grid->cols &&
                                   message->lines.count * message->size <= grid->rows))
            break;
    }
    int wide = message->lines.longest * message->size, high = message->lines.count * message->size;
    float x = p->x + p->wander * grid->aspect * (1.6f * gr_rng_unit(message->id, 1, 0) - 0.8f);
    float y = p->y + p->wander * (1.6f * gr_rng_unit(message->id, 2, 0) - 0.8f);
    message->left = gr_cell_hold(gr_cell_start(grid, gr_clampf(x, -8.0f, 8.0f), wide, p->align),
                                 wide, grid->cols);
    message->top =
        gr_cell_hold(gr_cell_row(grid, gr_clampf(y, -1.0f, 0.999f)) - high / 2, high, grid->rows);
}

static void write_line(const GrCellInput *input, const GrCellPlanes *planes, const Message *message,
                       int index)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const GrCellText *text = &input->texts[0];
    const GrCellItem *line = &message->lines.line[index];
    const float beat = gr_unitf(gr_push(m, GR_SIGNAL_BEAT_DECAY, p->react));
    const uint32_t struck = (uint32_t)m->beat_count & 0xffff;
    int spare = message->lines.longest - line->count;
    int first = p->align == GR_CELL_CENTRE ? spare / 2 : p->align == GR_CELL_RIGHT ? spare : 0;
    for (int i = 0; i < line->count; i++) {
        int at = line->first + i;
        /* Both halves of a wide letter are one. */
        uint32_t own = (uint32_t)(text->columns[at] == 0 ? at - 1 : at);
        float seen = seen_at(p, message->count.part, gr_rng_unit(message->id, own, 4));
        float glint = gr_rng_unit(message->id, own, 5 + struck) < 0.3f ? 0.8f : 0.12f;
        const GrLetter letter = {.text = text,
                                 .index = at,
                                 .left = message->left + (first + i) * message->size,
                                 .top = message->top + index * message->size,
                                 .size = message->size,
                                 .light =
                                     gr_cell_weight((p->light + beat * beat * glint) * 0.5f) * 2,
                                 .seen = gr_cell_weight(seen),
                                 .ink = gr_cell_ink(p->colour)};
        gr_letter_draw(input, planes, &letter);
    }
}

static void apply(const GrCellInput *input, const GrCellPlanes *planes)
{
    const Params *p = input->params;
    if (!input->texts[0].item_count)
        return;
    Message message = {.count = count_messages(input)};
    message.id = gr_rng_u32(gr_rng_fold(input->seed), (uint32_t)message.count.whole, 3);
    place_message(input, &message);
    float part = gr_minf(message.count.part, 1.0f - message.count.part);
    gr_cell_backdrop(input->grid, planes,
                     (GrCellItem){message.left, message.lines.longest * message.size},
                     (GrCellItem){message.top, message.lines.count * message.size},
                     3 + message.size / 2, p->backdrop * gr_unitf(part / p->fade));
    for (int i = 0; i < message.lines.count; i++)
        write_line(input, planes, &message, i);
}

extern const GrCellEffect GR_LEVEL_NAME(gr_cell_effect_messages);
const GrCellEffect GR_LEVEL_NAME(gr_cell_effect_messages) = {
    .name = "messages",
    .family = "text",
    .summary = "one text after the other comes up letter by letter and goes again",
    .params = GR_PARAM_TABLE(Params, params),
    .shapes = true,
    .apply = apply,
};

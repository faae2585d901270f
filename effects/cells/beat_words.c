/* SPDX-License-Identifier: MIT
 *
 * Words on the beat: each beat (or every few) brings the next word, large, made of the palette's
 * glyphs or of its own letters, bright at first and fading until the next one. Letters are drawn
 * from their outlines at the size of the grid, so that a word looks the same at any resolution;
 * where cells are too few for that, it is written plainly.
 */
#include "../common/cell_letters.h"
#include "../common/cell_lines.h"
#include "base/level.h"

typedef struct Params {
    const char *text;
    float every, size, width, x, y, fade, flash, pace, light, backdrop, react;
    int32_t fill, order;
    GrColour colour;
} Params;

enum { FILL_PALETTE, FILL_LETTERS, FILL_LINE };

static const char *const fills[] = {"palette", "letters", "line", NULL};
static const char *const fill_help[] = {"large, of the palette's glyphs",
                                        "large, of its own letters", "a plain line of text"};
static const char *const orders[] = {"in_turn", "random", NULL};

static const GrParam params[] = {
    GR_TEXTS(Params, text, "move with me now",
             "the words; with more than one text each is shown as a whole"),
    GR_FIXED_FLOAT(Params, every, "beats", 1, 0.25, 64, "how long each has; 4 is a bar"),
    GR_FLOAT(Params, size, "", 0.5, 0, 1, "how high the letters are, of the frame"),
    GR_FLOAT(Params, width, "", 0.88, 0.05, 1, "of the frame: longer words are smaller"),
    GR_FLOAT_LIKE(Params, x, "screen", 0, -4, 4, "0.4", "where its middle is: 0 is the frame's"),
    GR_FLOAT_LIKE(Params, y, "screen", 0, -1, 1, "0.5", "where its middle is: 1 is the bottom"),
    GR_FLOAT(Params, fade, "", 0.8, 0, 1, "how far it has faded when the next one comes"),
    GR_FLOAT(Params, flash, "", 0.7, 0, 1, "how white it is as it comes"),
    {.name = "fill",
     .type = GR_PARAM_CHOICE,
     .offset = offsetof(Params, fill),
     .unit = "",
     .def = FILL_PALETTE,
     .choices = fills,
     .choice_help = fill_help,
     .help = "what it is made of"},
    GR_CHOICE(Params, order, orders, 0, "which comes next"),
    GR_RATE(Params, pace, "beats/s", 2, 0, 20, "how fast beats come where none are heard"),
    GR_FLOAT(Params, light, "", 1, 0, 1, "how bright the letters are"),
    GR_FLOAT(Params, backdrop, "", 0.85, 0, 1, "how far the cells behind it are darkened"),
    GR_COLOUR_OPTIONAL(Params, colour, "f72585", "of the letters; without it the layer's own"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "whether it follows the beats that are heard, and how much brighter loud ones make "
             "it; 0 is not at all"),
};

/* The n-th word of a text that has no parts, counted round. */
static GrCellItem word_of(const GrCellText *text, GrCellItem whole, int32_t number,
                          const GrCellInput *input)
{
    const Params *p = input->params;
    int words = 0, end = whole.first + whole.count;
    for (int pass = 0, wanted = 0; pass < 2; pass++) {
        if (pass && !words)
            break;
        if (pass)
            wanted = p->order ? gr_cell_draw(gr_rng_fold(input->seed), number, words)
                              : gr_cell_wrap(number, words);
        for (int at = whole.first, seen = 0; at < end; at++) {
            bool letter = text->glyph[at] && text->glyph[at] != GR_CELL_BREAK;
            bool before =
                at > whole.first && text->glyph[at - 1] && text->glyph[at - 1] != GR_CELL_BREAK;
            if (!letter || before)
                continue;
            words += !pass;
            if (!pass || seen++ != wanted)
                continue;
            int stop = at;
            while (stop < end && text->glyph[stop] && text->glyph[stop] != GR_CELL_BREAK)
                stop++;
            return (GrCellItem){at, stop - at};
        }
    }
    return whole;
}

static GrCellItem choose(const GrCellInput *input, int32_t number)
{
    const Params *p = input->params;
    const GrCellText *text = &input->texts[0];
    if (text->item_count == 1)
        return word_of(text, text->items[0], number, input);
    return text->items[p->order ? gr_cell_draw(gr_rng_fold(input->seed), number, text->item_count)
                                : gr_cell_wrap(number, text->item_count)];
}

/* How a word stands in the grid now. */
typedef struct Word {
    GrCellItem item;
    int size; /* cells a letter takes each way; 1: it is written plainly */
    int left, top;
    uint32_t light, seen;
    GrCellInk ink;
} Word;

static void place_word(const GrCellInput *input, Word *word)
{
    const Params *p = input->params;
    const GrGrid *grid = input->grid;
    /* A letter has the proportions of a cell. */
    int high = (int)(p->size * (float)grid->rows);
    int wide = (int)(p->width * (float)grid->cols) / word->item.count;
    word->size = high < wide ? high : wide;
    if (word->size < GR_LETTER_LEAST || p->fill == FILL_LINE || input->ramp_count < 2)
        word->size = 1;
    int width = word->item.count * word->size;
    word->left = gr_cell_hold(gr_cell_start(grid, p->x, width, GR_CELL_CENTRE), width, grid->cols);
    word->top =
        gr_cell_hold(gr_cell_row(grid, p->y * 0.999f) - word->size / 2, word->size, grid->rows);
}

static void apply(const GrCellInput *input, const GrCellPlanes *planes)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    if (!input->texts[0].item_count)
        return;
    const bool heard = p->react > 0.0f;
    const GrCount count = gr_count(gr_cell_beats(m, heard, (double)p->pace) / (double)p->every);
    Word word = {.item = choose(input, count.whole), .ink = gr_cell_ink(p->colour)};
    place_word(input, &word);
    const float gone = count.part, fresh = gr_unitf(1.0f - 4.0f * gone * p->every);
    const float loud = 0.3f * gr_unitf(gr_push(m, GR_SIGNAL_BEAT_DECAY, p->react)) - 0.15f;
    const float there = 1.0f - p->fade * gone * gone;
    float light = (p->light + (heard ? loud : 0.0f)) * (0.35f + 0.65f * there);
    light += (1.9f - light) * p->flash * fresh * fresh * p->light;
    word.light = gr_cell_weight(light * 0.5f) * 2;
    word.seen = p->light > 0.0f ? 128 + gr_cell_weight(there) / 2 : 0;
    gr_cell_backdrop(input->grid, planes, (GrCellItem){word.left, word.item.count * word.size},
                     (GrCellItem){word.top, word.size}, 3 + word.size / 3,
                     p->backdrop * (0.3f + 0.7f * there));
    for (int i = 0; i < word.item.count; i++) {
        const GrLetter letter = {.text = &input->texts[0],
                                 .index = word.item.first + i,
                                 .left = word.left + i * word.size,
                                 .top = word.top,
                                 .size = word.size,
                                 .light = word.light,
                                 .seen = word.seen,
                                 .own = p->fill == FILL_LETTERS,
                                 .ink = word.ink};
        gr_letter_draw(input, planes, &letter);
    }
}

extern const GrCellEffect GR_LEVEL_NAME(gr_cell_effect_beat_words);
const GrCellEffect GR_LEVEL_NAME(gr_cell_effect_beat_words) = {
    .name = "beat_words",
    .family = "text",
    .summary = "a large word on every beat, made of glyphs",
    .params = GR_PARAM_TABLE(Params, params),
    .shapes = true,
    .apply = apply,
};

/* SPDX-License-Identifier: MIT
 *
 * A typewriter: texts are typed stroke by stroke into a box, stand for a while, and are taken back
 * or fade before the next one. Strokes come a little unevenly; the last few glow; a cursor blinks,
 * with the beat where there is one. Everything is counted in strokes since the scene began, so that
 * a rate that changes over time types faster and slower but never jumps.
 */
#include "../common/cell_letters.h"
#include "../common/cell_lines.h"
#include "base/level.h"

typedef struct Params {
    const char *text, *cursor;
    float rate, hold, size, x, y, width, rows, uneven, glow, light, backdrop, react;
    int32_t align, ending;
    bool loop;
    GrColour colour;
} Params;

enum { END_ERASE, END_FADE, END_CUT };

static const char *const aligns[] = GR_CELL_ALIGNS;
static const char *const endings[] = {"erase", "fade", "cut", NULL};
static const char *const ending_help[] = {"it is taken back, four times as fast",
                                          "its light goes out", "it is gone at once"};

static const GrParam params[] = {
    GR_TEXTS(Params, text, "good evening|the machine is listening|what would you like to hear?",
             "what is typed, one text after the other; a line break breaks the line"),
    GR_RATE(Params, rate, "strokes/s", 15, 0, 240, "how fast it types"),
    GR_FIXED_FLOAT(Params, hold, "strokes", 30, 0, 10000,
                   "how long a finished text stands: 30 are two seconds at a rate of 15"),
    {.name = "ending",
     .type = GR_PARAM_CHOICE,
     .offset = offsetof(Params, ending),
     .unit = "",
     .def = END_ERASE,
     .choices = endings,
     .choice_help = ending_help,
     .help = "what then becomes of it"},
    GR_BOOL(Params, loop, 1, "whether it begins again after the last text, which stays otherwise"),
    GR_FLOAT(Params, size, "cells", 1, 1, 64,
             "how high the letters are: 1 writes plain ones, 5 and more draw them with cells"),
    GR_FLOAT_LIKE(Params, x, "screen", 0, -4, 4, "-0.5", "where the box is: 0 is the middle"),
    GR_FLOAT_LIKE(Params, y, "screen", 0, -1, 1, "0.6", "where the box is: 1 is the bottom"),
    GR_FLOAT(Params, width, "", 0.7, 0.05, 1, "of the frame: longer lines are broken"),
    GR_FLOAT(Params, rows, "lines", 12, 1, 360, "that the box has at most: older ones scroll out"),
    GR_CHOICE(Params, align, aligns, GR_CELL_LEFT, "where in the box a line stands"),
    GR_TEXT(Params, cursor, "\xe2\x96\x88", "the character behind the last one; none without"),
    GR_FLOAT(Params, uneven, "", 0.6, 0, 1, "how uneven the strokes are"),
    GR_FLOAT(Params, glow, "strokes", 8, 0, 100, "how long a new character is brighter"),
    GR_FLOAT(Params, light, "", 0.9, 0, 1, "how bright the text is"),
    GR_FLOAT(Params, backdrop, "", 0.85, 0, 1, "how far the cells behind it are darkened"),
    GR_COLOUR_OPTIONAL(Params, colour, "7cffb2", "of the text; without it the layer's own"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "how strongly it answers the sound (loud parts type faster, the cursor blinks on the "
             "beat); 0 is not at all"),
};

/* A text at a moment: how many of its characters are there, and how bright all of them are. */
typedef struct Page {
    GrCellItem item;
    double typed; /* strokes since its first one */
    int shown;    /* glyphs from the first on */
    float seen;
    bool busy; /* a key is going down */
} Page;

enum { ERASE_PACE = 4, FADE_STROKES = 12, PAUSE_STROKES = 6 };

/* Strokes from the first key of a text to the first of the next. */
static int strokes_of(const Params *p, int length)
{
    int ending = p->ending == END_ERASE  ? length / ERASE_PACE
                 : p->ending == END_FADE ? FADE_STROKES
                                         : 0;
    return length + (int)p->hold + ending + PAUSE_STROKES;
}

/* A key comes up to one stroke late. */
static double late(const Params *p, uint32_t seed, int key)
{
    return (double)(p->uneven * gr_rng_unit(seed, (uint32_t)key, 1));
}

static Page find_page(const GrCellInput *input, double strokes)
{
    const Params *p = input->params;
    const GrCellText *text = &input->texts[0];
    const int64_t most = (int64_t)1 << 40;
    int64_t round = 0, whole = strokes < (double)most ? (int64_t)strokes : most;
    for (int i = 0; i < text->item_count; i++)
        round += strokes_of(p, text->items[i].count);
    int64_t turns = p->loop ? whole / round : 0;
    double at = strokes - (double)(turns * round);
    int index = 0;
    while (index + 1 < text->item_count && at >= (double)strokes_of(p, text->items[index].count))
        at -= (double)strokes_of(p, text->items[index++].count);
    Page page = {.item = text->items[index], .typed = at, .seen = 1.0f};
    const int length = page.item.count;
    const bool last = !p->loop && index + 1 == text->item_count;
    const double left = at - (double)length - (double)(int)p->hold;
    uint32_t seed = gr_rng_u32(gr_rng_fold(input->seed), (uint32_t)index, 2);
    page.shown = at < (double)length ? (int)at : length;
    if (page.shown < length && at - (double)page.shown >= late(p, seed, page.shown))
        page.shown++;
    page.busy = page.shown < length;
    if (!last && left > 0.0) {
        page.seen = p->ending == END_FADE ? gr_unitf(1.0f - (float)left / FADE_STROKES) : 1.0f;
        if (p->ending == END_CUT || (p->ending == END_FADE && page.seen <= 0.0f))
            page.shown = 0;
        if (p->ending == END_ERASE)
            page.shown = length - (left < 1e6 ? (int)(left * ERASE_PACE) : length);
        page.shown = page.shown < 0 ? 0 : page.shown;
        page.busy = p->ending == END_ERASE && page.shown > 0;
    }
    /* Both halves of a wide character come with one key. */
    page.shown +=
        page.shown > 0 && page.shown < length && text->columns[page.item.first + page.shown] == 0;
    return page;
}

/* The box, and which lines of the text it shows. Widths and rows are counted in letters. */
typedef struct Box {
    int size; /* cells a letter takes each way */
    int left, top, width, rows, first;
} Box;

static int letter_size(const Params *p)
{
    return p->size >= GR_LETTER_LEAST ? (int)p->size : 1;
}

static Box place_box(const GrCellInput *input, const GrCellLines *all, int line)
{
    const Params *p = input->params;
    const GrGrid *grid = input->grid;
    Box box = {.size = letter_size(p), .rows = (int)p->rows};
    int most = grid->rows / box.size;
    box.rows = box.rows < all->count ? box.rows : all->count;
    box.rows = box.rows < most ? box.rows : most;
    box.rows = box.rows > 0 ? box.rows : 1;
    box.width = all->longest + 1; /* the cursor stands behind the last letter */
    int wide = box.width * box.size, high = box.rows * box.size;
    box.left = gr_cell_hold(gr_cell_start(grid, p->x, wide, GR_CELL_CENTRE), wide, grid->cols);
    box.top = gr_cell_hold(gr_cell_row(grid, p->y * 0.999f) - high / 2, high, grid->rows);
    box.first = line - box.rows + 1 > 0 ? line - box.rows + 1 : 0;
    return box;
}

/* The letter of the box's line at which one of so many letters starts. */
static int column_of(const Params *p, const Box *box, int count)
{
    int spare = box->width - 1 - count;
    spare = spare > 0 ? spare : 0;
    return p->align == GR_CELL_CENTRE ? spare / 2 : p->align == GR_CELL_RIGHT ? spare : 0;
}

/* A glyph of a text, in a row and a column of the box. */
static void write_letter(const GrCellInput *input, const GrCellPlanes *planes, const Box *box,
                         int row, int col, const GrCellText *text, int index, float light,
                         float seen)
{
    const Params *p = input->params;
    const GrLetter letter = {.text = text,
                             .index = index,
                             .left = box->left + col * box->size,
                             .top = box->top + (row - box->first) * box->size,
                             .size = box->size,
                             .light = gr_cell_weight(light * 0.5f) * 2,
                             .seen = gr_cell_weight(seen),
                             .ink = gr_cell_ink(p->colour)};
    if (row >= box->first && row < box->first + box->rows)
        gr_letter_draw(input, planes, &letter);
}

/* How bright the cursor is: steady while keys go down, else blinking. */
static float cursor_light(const GrCellInput *input, bool busy)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    float part = gr_count(gr_cell_beats(m, p->react > 0.0f, 1.6)).part;
    float blink = gr_smoothstepf(0.62f, 0.5f, part) + gr_smoothstepf(0.92f, 1.0f, part);
    return busy ? 1.0f : gr_unitf(blink);
}

static void apply(const GrCellInput *input, const GrCellPlanes *planes)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const GrCellText *text = &input->texts[0], *cursor = &input->texts[1];
    if (!text->item_count)
        return;
    Page page = find_page(input, (double)p->rate * gr_motion_s(m, p->react));
    GrCellLines lines;
    gr_cell_break(&lines, text, page.item,
                  (int)(p->width * (float)input->grid->cols) / letter_size(p) - 1);
    int end = page.item.first + page.shown, line = 0;
    while (line + 1 < lines.count && end >= lines.line[line + 1].first)
        line++;
    Box box = place_box(input, &lines, line);
    gr_cell_backdrop(input->grid, planes, (GrCellItem){box.left, box.width * box.size},
                     (GrCellItem){box.top, box.rows * box.size}, 3 + box.size / 2, p->backdrop);
    int col = 0;
    for (int row = 0; row <= line; row++) {
        const GrCellItem *at = &lines.line[row];
        int count = end - at->first < at->count ? end - at->first : at->count;
        col = column_of(p, &box, at->count);
        for (int i = 0; i < count; i++, col++) {
            float age = (float)(page.typed - (double)(at->first + i - page.item.first));
            float fresh = p->glow > 0.0f ? gr_unitf(1.0f - age / p->glow) : 0.0f;
            write_letter(input, planes, &box, row, col, text, at->first + i,
                         p->light + (1.9f - p->light) * fresh * fresh * 0.8f, page.seen);
        }
    }
    if (cursor->item_count)
        write_letter(input, planes, &box, line, col, cursor, cursor->items[0].first, p->light,
                     cursor_light(input, page.busy));
}

extern const GrCellEffect GR_LEVEL_NAME(gr_cell_effect_typewriter);
const GrCellEffect GR_LEVEL_NAME(gr_cell_effect_typewriter) = {
    .name = "typewriter",
    .family = "text",
    .summary = "texts are typed stroke by stroke behind a cursor",
    .params = GR_PARAM_TABLE(Params, params),
    .shapes = true,
    .apply = apply,
};

/* SPDX-License-Identifier: MIT
 *
 * A hex dump that scrolls up: offset, bytes, and the same bytes as characters, in as many panels
 * side by side as there is room for. The bytes are those of a text, or a made-up file: runs of
 * zeros, words, tables and noise, so that it has a texture. Bytes are as bright as they are large;
 * some flare up on the beat. Rows come up and go down in light, not all at once.
 */
#include "../common/cells.h"
#include "base/level.h"

#include <string.h>

typedef struct Params {
    const char *text;
    float speed, bytes, light, depth, flares, fade, backdrop, react;
    bool characters;
    GrColour colour;
} Params;

static const GrParam params[] = {
    GR_RATE(Params, speed, "rows/s", 5, -120, 120, "how fast it scrolls"),
    GR_FLOAT(Params, bytes, "", 16, 1, 64, "in a row, where there is room for as many"),
    GR_BOOL(Params, characters, 1, "whether the bytes are shown as characters as well"),
    GR_FLOAT(Params, light, "", 0.85, 0, 1, "how bright the largest bytes are"),
    GR_FLOAT(Params, depth, "", 0.7, 0, 1, "how much dimmer small bytes are"),
    GR_FLOAT_LIKE(Params, flares, "", 0.05, 0, 1, "0.15", "how many of the bytes flare up"),
    GR_FLOAT(Params, fade, "rows", 4, 0, 60, "how far in from both ends the rows fade"),
    GR_FLOAT(Params, backdrop, "", 0.9, 0, 1, "how far the cells behind it are darkened"),
    GR_TEXT(Params, text, NULL,
            "whose bytes are dumped, again and again; without it a made-up file"),
    GR_COLOUR_OPTIONAL(Params, colour, "7cffb2", "of the digits; without it the layer's own"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "how strongly it answers the sound (beats make bytes flare, loud parts scroll "
             "faster); 0 is not at all"),
};

/* All of ASCII that is seen; `|` must be kept from parting it. */
static const char glyphs[] = "!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\\\]^_`"
                             "abcdefghijklmnopqrstuvwxyz{\\|}~";

enum { OFFSET_CELLS = 10, PANEL_GAP = 4 };

static uint16_t glyph_of(const GrCellInput *input, uint32_t byte)
{
    return byte > 0x20 && byte < 0x7f ? input->own[byte - 0x21] : 0;
}

static uint16_t digit_of(const GrCellInput *input, uint32_t digit)
{
    return glyph_of(input, digit < 10 ? '0' + digit : 'a' + digit - 10);
}

/* What the made-up file holds at a place. */
static uint32_t made_up(uint32_t seed, uint32_t row, uint32_t index)
{
    static const char words[] = "signal.lost .text .data /dev/tty0 NOISE.WAV root: open(2) hello "
                                "world ERR_OK 0xdeadbeef midnight.drive .rodata mirror stack ";
    uint32_t block = gr_rng_u32(seed, row / 5, 1), kind = block % 8;
    uint32_t noise = gr_rng_u32(seed, row, 2 + index);
    switch (kind) {
    case 0: /* nothing, but for a few */
        return noise % 11 ? 0 : noise >> 24;
    case 1:
    case 2: /* words */
        return (uint8_t)words[(block % 61 + (row % 5) * 16 + index) % (sizeof words - 1)];
    case 3: /* a table: every fourth byte counts up */
        return index % 4 == 3 ? (row * 4 + index / 4) & 255 : index % 4 == 2 ? block >> 24 : 0;
    case 4: /* small numbers */
        return (noise >> 24) & 31;
    default:
        return noise >> 24;
    }
}

/* Where everything stands. */
typedef struct Layout {
    int bytes, width, panels, left;
    bool offsets, characters;
} Layout;

static int width_of(const Layout *layout)
{
    int width = layout->offsets ? OFFSET_CELLS : 0;
    width += 3 * layout->bytes + (layout->bytes > 8 ? 1 : 0);
    return width + (layout->characters ? layout->bytes + 3 : 0);
}

/* What does not fit goes: first bytes, down to eight, then the characters, then the offsets. */
static Layout lay_out(const GrCellInput *input)
{
    const Params *p = input->params;
    const int cols = input->grid->cols;
    Layout layout = {.bytes = (int)p->bytes, .offsets = true, .characters = p->characters};
    while (width_of(&layout) > cols && layout.bytes > 8)
        layout.bytes--;
    if (width_of(&layout) > cols)
        layout.characters = false;
    if (width_of(&layout) > cols)
        layout.offsets = false;
    while (width_of(&layout) > cols && layout.bytes > 1)
        layout.bytes--;
    layout.width = width_of(&layout);
    layout.panels = (cols + PANEL_GAP) / (layout.width + PANEL_GAP);
    layout.panels = layout.panels > 0 ? layout.panels : 1;
    int room = cols - layout.panels * (layout.width + PANEL_GAP) + PANEL_GAP;
    layout.left = room > 0 ? room / 2 : 0;
    return layout;
}

/* What is the same for all rows of a frame. */
typedef struct Dump {
    const GrCellInput *input;
    const GrCellPlanes *planes;
    Layout layout;
    GrCellInk ink;
    uint32_t seed;
    int length; /* of the text; 0: there is none */
    float flare;
    int32_t struck; /* which bytes flare */
} Dump;

static void put(const Dump *dump, int row, int col, uint16_t glyph, float light)
{
    const GrGrid *grid = dump->input->grid;
    if (col < 0 || col >= grid->cols)
        return;
    int cell = row * grid->cols + col;
    dump->planes->glyph[cell] = glyph;
    gr_cell_colour(dump->planes, cell, gr_cell_ink_at(dump->input, dump->ink, cell),
                   gr_cell_weight(light * 0.5f) * 2);
}

static uint32_t byte_at(const Dump *dump, int64_t row, int index)
{
    const Params *p = dump->input->params;
    if (!dump->length)
        return made_up(dump->seed, (uint32_t)row, (uint32_t)index);
    int64_t at = row * dump->layout.bytes + index;
    return (uint8_t)p->text[gr_cell_wrap(at, dump->length)];
}

static void draw_panel(const Dump *dump, int row, int64_t number, int left, float seen)
{
    const Params *p = dump->input->params;
    const Layout *layout = &dump->layout;
    uint32_t offset = (uint32_t)(number * layout->bytes);
    int col = left;
    for (int i = 0; layout->offsets && i < 8; i++)
        put(dump, row, col++, digit_of(dump->input, offset >> (28 - 4 * i) & 15),
            0.42f * p->light * seen);
    col = left + (layout->offsets ? OFFSET_CELLS : 0);
    int ascii = col + 3 * layout->bytes + (layout->bytes > 8 ? 1 : 0);
    for (int i = 0; layout->characters && i < 2; i++)
        put(dump, row, ascii + i * (layout->bytes + 1), glyph_of(dump->input, '|'), 0.3f * seen);
    for (int i = 0; i < layout->bytes; i++, col += 3) {
        uint32_t byte = byte_at(dump, number, i);
        uint32_t id =
            gr_rng_u32(dump->seed ^ (uint32_t)dump->struck, (uint32_t)number, (uint32_t)i);
        float light = p->light * (1.0f - p->depth * (1.0f - (float)(int32_t)byte / 255.0f));
        if ((float)(int32_t)(id >> 8) * (1.0f / 16777216.0f) < p->flares)
            light += (1.9f - light) * dump->flare;
        light *= seen;
        col += i == 8;
        put(dump, row, col, digit_of(dump->input, byte >> 4), light);
        put(dump, row, col + 1, digit_of(dump->input, byte & 15), light);
        uint16_t shown = glyph_of(dump->input, byte);
        if (layout->characters)
            put(dump, row, ascii + 1 + i, shown || byte == ' ' ? shown : glyph_of(dump->input, '.'),
                shown ? gr_maxf(light, 0.75f * seen * p->light) : 0.5f * light);
    }
}

static void apply(const GrCellInput *input, const GrCellPlanes *planes)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const GrGrid *grid = input->grid;
    const float beat = gr_unitf(gr_push(m, GR_SIGNAL_BEAT_DECAY, p->react));
    const bool heard = p->react > 0.0f;
    const GrCount beats = gr_count(gr_cell_beats(m, heard, 2.0));
    const GrCount rows = gr_count((double)p->speed * gr_motion_s(m, p->react));
    Dump dump = {.input = input,
                 .planes = planes,
                 .layout = lay_out(input),
                 .ink = gr_cell_ink(p->colour),
                 .seed = gr_rng_fold(input->seed),
                 .length = p->text ? (int)strlen(p->text) : 0,
                 .flare = 0.25f * (1.0f - beats.part) + 0.75f * beat * beat,
                 .struck = beats.whole};
    for (int row = 0; row < grid->rows; row++) {
        /* Rows glide through the fade: the part of a row that has scrolled counts. */
        float from_top = (float)row + 1.0f - rows.part;
        float from_end = (float)(grid->rows - row) - 1.0f + rows.part;
        float near = gr_minf(from_top, from_end);
        float seen = gr_unitf(near / (p->fade + 1.0f));
        for (int col = 0; col < grid->cols; col++)
            gr_cell_dim(planes, row * grid->cols + col, 256 - gr_cell_weight(p->backdrop));
        for (int panel = 0; panel < dump.layout.panels; panel++) {
            /* Each panel is further on in the file. */
            int64_t number = (int64_t)rows.whole + row + (int64_t)panel * 4096;
            number = number < 0 ? number + ((int64_t)1 << 28) : number;
            draw_panel(&dump, row, number,
                       dump.layout.left + panel * (dump.layout.width + PANEL_GAP), seen);
        }
    }
}

extern const GrCellEffect GR_LEVEL_NAME(gr_cell_effect_hexdump);
const GrCellEffect GR_LEVEL_NAME(gr_cell_effect_hexdump) = {
    .name = "hexdump",
    .family = "text",
    .summary = "offsets, bytes and characters that scroll up the screen",
    .params = GR_PARAM_TABLE(Params, params),
    .glyphs = glyphs,
    .apply = apply,
};

/* SPDX-License-Identifier: MIT
 *
 * The specimen of a font: a sheet with a dark ground. Above its name, its letters and a sentence in
 * several sizes, set as text; below its palettes in three columns, cell by cell. Each palette shows
 * its ramp from dark to light and its glyphs.
 */
#include "cli/describe_font.h"

#include "glyph/palette_text.h"
#include "glyph/specimen.h"
#include "glyph/text_block.h"
#include "media/still.h"

#include <stdio.h>
#include <string.h>

enum {
    WIDTH = 1920,
    MARGIN = 72,
    COLUMNS = 3,
    GUTTER = 48,
    STRIP = (WIDTH - 2 * MARGIN - (COLUMNS - 1) * GUTTER) / COLUMNS,
    CELL_WIDTH = 12,
    CELL_HEIGHT = 24,
    CAPTION = 22,
    CAPTION_HEIGHT = 28,
    STRIP_ROWS = 16, /* as many rows of cells a palette may take: two of its ramp, then glyphs */
    BLOCK_GAP = 36,
    BLOCKS_MAX = 64,
    ASIDE = 520,          /* room for the two large letters */
    HEADER_HEIGHT = 1100, /* at most */
};

typedef struct Ink {
    uint8_t r, g, b;
} Ink;

static const Ink ground = {12, 14, 20}, paper = {236, 232, 222}, quiet = {124, 132, 150},
                 accent = {255, 158, 100};
/* Neighbouring palettes have different tints, so that columns read as a list. */
static const Ink tints[] = {{236, 232, 222}, {140, 214, 255}, {255, 196, 132},
                            {166, 226, 160}, {214, 178, 255}, {255, 160, 160}};

static void mix(GrCanvas *canvas, int x, int y, Ink ink, int coverage)
{
    const uint8_t values[3] = {ink.r, ink.g, ink.b};
    if (x < 0 || y < 0 || x >= canvas->width || y >= canvas->height)
        return;
    for (int plane = 0; plane < 3; plane++) {
        GrPixel *at = gr_canvas_row(canvas, plane, y) + x;
        *at = (GrPixel)((*at * (255 - coverage) + values[plane] * coverage + 127) / 255);
    }
}

static void fill(GrCanvas *canvas, int x, int y, int width, int height, Ink ink)
{
    for (int row = y; row < y + height; row++)
        for (int column = x; column < x + width; column++)
            mix(canvas, column, row, ink, 255);
}

typedef struct Sheet {
    GrCanvas *canvas;
    const GrFonts *fonts;
    GrTextSet *set;
    int unit; /* sizes of letters are multiples of it, so that bitmaps stay crisp */
    GrError *error;
} Sheet;

static void put_mark(const Sheet *sheet, const GrMark *mark, int x, int y, Ink ink)
{
    const GrInk *picture = gr_text_ink(sheet->set, GR_INK_FILL, mark->ink);
    for (int row = 0; picture && row < picture->height; row++)
        for (int column = 0; column < picture->width; column++) {
            ptrdiff_t at = (ptrdiff_t)row * picture->stride + column;
            if (picture->rgb[0])
                ink = (Ink){picture->rgb[0][at], picture->rgb[1][at], picture->rgb[2][at]};
            mix(sheet->canvas, x + mark->x - picture->left + column,
                y + mark->y - picture->top + row, ink, picture->cover[at]);
        }
}

/* A text whose first line stands on `y`, or whose lines wrap to `width`. */
typedef struct Line {
    int x, y, size;
    Ink ink;
    float width;
    bool from_right;
} Line;

static int set_text(const Sheet *sheet, const Line *line, const char *text, GrTextBlock *block)
{
    GrTextStyle style = {.size_px = (float)line->size,
                         .width_px = line->width,
                         .leading = 1.25f,
                         .shadow_blur_px = -1.0f,
                         .colour_emoji = true};
    return gr_text_set_add(sheet->set, sheet->fonts, text, strlen(text), &style, block,
                           sheet->error);
}

/* Writes it; *y becomes its last baseline. */
static int write_text(const Sheet *sheet, const Line *line, const char *text, int *y)
{
    GrTextBlock block;
    int code = set_text(sheet, line, text, &block);
    if (code || !block.line_count)
        return code;
    int left = line->x - (line->from_right ? block.ink_right : block.ink_left);
    int top = line->y - (int)block.lines[0].baseline;
    for (int i = 0; i < block.mark_count; i++)
        put_mark(sheet, &block.marks[i], left, top, line->ink);
    if (y)
        *y = top + (int)block.lines[block.line_count - 1].baseline;
    return GR_OK;
}

/* Lessens the size until the text fits into one line. */
static int fit(const Sheet *sheet, Line *line, int width, const char *text)
{
    GrTextBlock block;
    int code;
    while (!(code = set_text(sheet, line, text, &block)) &&
           block.ink_right - block.ink_left > width && line->size > sheet->unit)
        line->size -= sheet->unit;
    return code;
}

static const char capitals[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789",
                  small[] = "abcdefghijklmnopqrstuvwxyz &!?@#$%()[]{}",
                  sentence[] = "Quick glyphs jump, vex lazy frames, and bow into night.";

/* A Latin font's alphabet, and a sentence in sizes that go down. */
static int write_latin(const Sheet *sheet, int *y)
{
    Line line = {.x = MARGIN, .y = *y, .size = 48, .ink = paper};
    int code = fit(sheet, &line, WIDTH - 2 * MARGIN - ASIDE, small);
    for (int i = 0; i < 2 && !code; i++, line.y += 72)
        code = write_text(sheet, &line, i ? small : capitals, NULL);
    line.size = 96;
    line.y = *y + 190;
    code = code ? code : fit(sheet, &line, WIDTH - 2 * MARGIN, sentence);
    for (int i = 0; i < 3 && !code; i++) {
        line.ink = i ? quiet : paper;
        code = write_text(sheet, &line, sentence, y);
        line.size = (line.size * 5 / 8 + sheet->unit / 2) / sheet->unit * sheet->unit;
        line.y += line.size * 3 / 2 + 8;
    }
    return code;
}

/* What a font without Latin letters is for: letters of its largest script, or signs. */
static int write_other(const Sheet *sheet, const GrFontFacts *facts, int *y)
{
    enum { LETTERS = 52, HANGUL_STEP = 97 };
    const char *script = facts->script_count ? facts->scripts[0].name : NULL;
    GrText sample = {0};
    if (script)
        gr_font_sample(sheet->fonts, script, strcmp(script, "Hangul") == 0 ? HANGUL_STEP : 1,
                       LETTERS, &sample);
    if (!sample.length)
        gr_font_sample(sheet->fonts, NULL, 1 + facts->code_point_count / (2 * LETTERS), LETTERS,
                       &sample);
    Line line = {.x = MARGIN, .y = *y + 30, .size = 80, .ink = paper, .width = WIDTH - 2 * MARGIN};
    int code = sample.failed ? gr_error_memory(sheet->error, "letters", 0)
                             : write_text(sheet, &line, gr_text_string(&sample), y);
    gr_text_finish(&sample);
    return code;
}

static bool has_latin(const GrFonts *fonts)
{
    int had, wanted;
    gr_font_coverage(fonts, capitals, &had, &wanted, NULL);
    return had == wanted;
}

/* *bottom becomes where the palettes begin. */
static int draw_header(const Sheet *sheet, const GrFontFacts *facts, int *bottom)
{
    char about[240], axes[80] = "";
    bool latin = has_latin(sheet->fonts);
    Line name = {.x = MARGIN, .y = 236, .size = 160, .ink = paper};
    Line line = {.x = MARGIN, .y = 308, .size = 32, .ink = quiet};
    for (int i = 0; i < facts->axis_count && i < 4; i++) {
        size_t used = strlen(axes);
        snprintf(axes + used, sizeof axes - used, "%s %s",
                 i ? "" : ", variable:", facts->axes[i].tag);
    }
    snprintf(about, sizeof about, "%s, %s, %s, %d characters%s", facts->style, facts->format,
             facts->monospace ? "monospace" : "proportional", facts->code_point_count, axes);
    fill(sheet->canvas, MARGIN, MARGIN, 96, 6, accent);
    int code = fit(sheet, &name, WIDTH - 2 * MARGIN - (latin ? ASIDE : 0), facts->family);
    code = code ? code : write_text(sheet, &name, facts->family, NULL);
    code = code ? code : write_text(sheet, &line, about, NULL);
    if (latin && !code) {
        Line aside = {WIDTH - MARGIN, 446, 384, accent, 0.0f, true};
        code = fit(sheet, &aside, ASIDE - 60, "Aa");
        code = code ? code : write_text(sheet, &aside, "Aa", NULL);
    }
    *bottom = 408;
    if (!code)
        code = latin ? write_latin(sheet, bottom) : write_other(sheet, facts, bottom);
    *bottom += 84;
    return code;
}

typedef struct Block {
    const GrPalette *palette;
    GrText glyphs; /* those that the font has */
    int had, wanted, height, rows;
    GrCanvas strip; /* white on black */
} Block;

static bool holds(const char *text, const GrCluster *wanted)
{
    GrCluster cluster;
    while (gr_cluster_next(&text, &cluster) > 0)
        if (gr_cluster_compare(cluster.text, cluster.length, wanted->text, wanted->length) == 0)
            return true;
    return false;
}

static int keep_own(const GrPalette *palette, const char *lacking, GrText *out)
{
    const char *at = palette->glyphs;
    GrCluster cluster;
    while (gr_cluster_next(&at, &cluster) > 0)
        if (!holds(lacking, &cluster))
            gr_text_append(out, cluster.text, cluster.length);
    return out->failed ? GR_E_SPACE : GR_OK;
}

static int draw_block(Block *block, const GrFonts *fonts, GrError *error)
{
    const GrPalette own = {
        .name = block->palette->name, .summary = "", .glyphs = gr_text_string(&block->glyphs)};
    int bottom = 0;
    int code = gr_canvas_create(&block->strip, STRIP, STRIP_ROWS * CELL_HEIGHT, error);
    for (int plane = 0; !code && plane < 3; plane++)
        for (int y = 0; y < block->strip.height; y++)
            memset(gr_canvas_row(&block->strip, plane, y), 0, STRIP);
    if (!code)
        code = gr_specimen_draw(&block->strip, 0, fonts, NULL, &own, GR_RAMP_SORTED, CELL_WIDTH,
                                CELL_HEIGHT, &bottom, error);
    bottom = bottom < block->strip.height ? bottom : block->strip.height;
    block->rows = bottom;
    block->height = CAPTION_HEIGHT + bottom + BLOCK_GAP;
    return code;
}

/* The palettes of which the font has at least half. */
static int make_blocks(const GrFonts *fonts, Block *blocks, int *count, GrError *error)
{
    int code = GR_OK;
    for (const GrPalette *palette = gr_palettes; palette->name && !code; palette++) {
        GrText lacking = {0};
        Block *block = &blocks[*count];
        *block = (Block){.palette = palette};
        gr_font_coverage(fonts, palette->glyphs, &block->had, &block->wanted, &lacking);
        if (2 * block->had >= block->wanted && *count < BLOCKS_MAX) {
            ++*count;
            code = keep_own(palette, gr_text_string(&lacking), &block->glyphs);
            code = code ? code : draw_block(block, fonts, error);
        }
        gr_text_finish(&lacking);
    }
    return code;
}

static int place_block(const Sheet *sheet, const Block *block, int x, int y, Ink ink)
{
    char caption[64];
    if (block->had < block->wanted)
        snprintf(caption, sizeof caption, "%s  %d of %d", block->palette->name, block->had,
                 block->wanted);
    else
        snprintf(caption, sizeof caption, "%s", block->palette->name);
    for (int row = 0; row < block->rows; row++)
        for (int column = 0; column < STRIP; column++)
            mix(sheet->canvas, x + column, y + CAPTION_HEIGHT + row, ink,
                gr_canvas_row(&block->strip, 0, row)[column]);
    Line line = {.x = x, .y = y + CAPTION_HEIGHT - 10, .size = CAPTION, .ink = quiet};
    line.size = line.size / sheet->unit * sheet->unit;
    return write_text(sheet, &line, caption, NULL);
}

static int columns_for(const Block *blocks, int count, int room)
{
    int columns = 1, y = 0;
    for (int i = 0; i < count; i++) {
        if (y > 0 && y + blocks[i].height > room) {
            columns++;
            y = 0;
        }
        y += blocks[i].height;
    }
    return columns;
}

/* The least height in which all blocks find room: columns are filled one after the other. */
static int column_height(const Block *blocks, int count)
{
    int room = 0;
    for (int i = 0; i < count; i++)
        room = blocks[i].height > room ? blocks[i].height : room;
    while (columns_for(blocks, count, room) > COLUMNS)
        room += 4;
    return room;
}

static int draw_blocks(const Sheet *sheet, const Block *blocks, int count, int top, int room)
{
    int code = GR_OK, x = MARGIN, y = top;
    for (int i = 0; i < count && !code; i++) {
        if (y > top && y + blocks[i].height > top + room) {
            x += STRIP + GUTTER;
            y = top;
        }
        code =
            place_block(sheet, &blocks[i], x, y, tints[i % (int)(sizeof tints / sizeof tints[0])]);
        y += blocks[i].height;
    }
    return code;
}

static int draw_sheet(const GrFonts *fonts, const GrFontFacts *facts, const Block *blocks,
                      int count, const char *path, GrError *error)
{
    GrCanvas canvas = {0};
    Sheet sheet = {
        .canvas = &canvas, .fonts = fonts, .unit = facts->units_per_em ? 2 : 16, .error = error};
    int room = column_height(blocks, count), top = 0;
    int code = gr_canvas_create(&canvas, WIDTH, HEADER_HEIGHT + room, error);
    code = code ? code : gr_text_set_create(&sheet.set, error);
    if (!code) {
        fill(&canvas, 0, 0, WIDTH, canvas.height, ground);
        code = draw_header(&sheet, facts, &top);
    }
    code = code ? code : draw_blocks(&sheet, blocks, count, top, room);
    if (!code) {
        GrCanvas used = canvas;
        used.height = top + room + MARGIN - BLOCK_GAP;
        code = gr_still_write(path, &used, error);
    }
    gr_text_set_destroy(sheet.set);
    gr_canvas_finish(&canvas);
    return code;
}

int gr_font_specimen(const GrFonts *fonts, const GrFontFacts *facts, const char *path,
                     GrError *error)
{
    Block blocks[BLOCKS_MAX + 1];
    int count = 0;
    int code = make_blocks(fonts, blocks, &count, error);
    if (!code)
        code = draw_sheet(fonts, facts, blocks, count, path, error);
    for (int i = 0; i < count; i++) {
        gr_text_finish(&blocks[i].glyphs);
        gr_canvas_finish(&blocks[i].strip);
    }
    return code;
}

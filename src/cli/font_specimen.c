/* SPDX-License-Identifier: MIT
 *
 * The specimen of a font: a sheet with a dark ground, its name and letters above, its palettes in
 * three columns below. Each palette shows its ramp from dark to light and its glyphs.
 */
#include "cli/describe_font.h"

#include "glyph/palette_text.h"
#include "glyph/specimen.h"
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
    CAPTION_WIDTH = 9,
    CAPTION_HEIGHT = 18,
    STRIP_ROWS = 16, /* as many rows of cells a palette may take: two of its ramp, then glyphs */
    BLOCK_GAP = 36,
    HEADER_HEIGHT = 560,
    BLOCKS_MAX = 64,
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

typedef struct Line {
    int x, y, cell_width, cell_height;
    Ink ink;
} Line;

/* One line of text, cell by cell, as a grid would show it. */
static int write_line(GrCanvas *canvas, const GrFonts *fonts, Line line, const char *text,
                      GrError *error)
{
    const GrPalette letters = {.name = "specimen", .summary = "", .glyphs = text};
    const GrPalette *palette = &letters;
    GrGrid grid = {0};
    GrAtlas atlas = {0};
    int code = gr_grid_create_cells(&grid, 1, 1, line.cell_width, line.cell_height, error);
    if (!code)
        code = gr_atlas_create(&atlas, fonts, &grid, NULL, &palette, NULL, 1, error);
    GrCluster cluster;
    int x = line.x;
    while (!code && gr_cluster_next(&text, &cluster) > 0) {
        int glyph = gr_atlas_find(&atlas, cluster.text, cluster.length);
        for (int half = 0; half < cluster.columns; half++, x += line.cell_width) {
            const uint8_t *pixels = gr_atlas_rows(&atlas, 0, 0, glyph + half);
            for (int row = 0; row < line.cell_height; row++)
                for (int column = 0; column < line.cell_width; column++)
                    mix(canvas, x + column, line.y + row, line.ink,
                        pixels[row * atlas.stride + column]);
        }
    }
    gr_atlas_finish(&atlas);
    gr_grid_finish(&grid);
    return code;
}

static int column_count(const char *text)
{
    GrCluster cluster;
    int count = 0;
    while (gr_cluster_next(&text, &cluster) > 0)
        count += cluster.columns;
    return count;
}

static int draw_header(GrCanvas *canvas, const GrFonts *fonts, const GrFontFacts *facts,
                       GrError *error)
{
    static const char *const rows[] = {"ABCDEFGHIJKLMNOPQRSTUVWXYZ  0123456789",
                                       "abcdefghijklmnopqrstuvwxyz  &!?@#$%()[]{}",
                                       "Il1|  O0o  .,:;  \"'`  <=>  +-*/\\  ~^_"};
    char about[200];
    int count = column_count(facts->family), cell = (WIDTH - 2 * MARGIN) / (count ? count : 1);
    cell = cell > 80 ? 80 : cell < 12 ? 12 : cell;
    snprintf(about, sizeof about, "%s  -  %s  -  %s  -  %d characters", facts->style, facts->format,
             facts->monospace ? "monospace" : "proportional", facts->code_point_count);
    fill(canvas, MARGIN, MARGIN, 96, 6, accent);
    int y = MARGIN + 30;
    int code =
        write_line(canvas, fonts, (Line){MARGIN, y, cell, cell * 2, paper}, facts->family, error);
    y += cell * 2 + 12;
    if (!code)
        code = write_line(canvas, fonts, (Line){MARGIN, y, 12, 24, quiet}, about, error);
    y += 60;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0] && !code; i++, y += 60)
        code = write_line(canvas, fonts, (Line){MARGIN, y, 28, 54, i == 2 ? quiet : paper}, rows[i],
                          error);
    if (!code)
        code = write_line(canvas, fonts, (Line){WIDTH - MARGIN - 340, 230, 170, 300, accent}, "Aa",
                          error);
    return code;
}

typedef struct Block {
    const GrPalette *palette;
    GrText glyphs; /* those that the font has */
    int had, wanted, height, rows;
    GrCanvas strip; /* white on black */
} Block;

static int keep_own(const GrPalette *palette, const char *lacking, GrText *out)
{
    const char *at = palette->glyphs;
    int32_t c;
    while ((c = gr_palette_next(&at)) > 0) {
        const char *other = lacking;
        int32_t d;
        char bytes[4];
        while ((d = gr_palette_next(&other)) > 0 && d != c)
            continue;
        if (d != c)
            gr_text_append(out, bytes, (size_t)gr_utf8_write(bytes, (uint32_t)c));
    }
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
        code = gr_specimen_draw(&block->strip, 0, fonts, NULL, &own, false, CELL_WIDTH, CELL_HEIGHT,
                                &bottom, error);
    bottom = bottom < block->strip.height ? bottom : block->strip.height;
    block->rows = bottom;
    block->height = CAPTION_HEIGHT + 10 + bottom + BLOCK_GAP;
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

static int place_block(GrCanvas *canvas, const GrFonts *fonts, const Block *block, int x, int y,
                       Ink ink, GrError *error)
{
    char caption[64];
    if (block->had < block->wanted)
        snprintf(caption, sizeof caption, "%s  %d of %d", block->palette->name, block->had,
                 block->wanted);
    else
        snprintf(caption, sizeof caption, "%s", block->palette->name);
    for (int row = 0; row < block->rows; row++)
        for (int column = 0; column < STRIP; column++)
            mix(canvas, x + column, y + CAPTION_HEIGHT + 10 + row, ink,
                gr_canvas_row(&block->strip, 0, row)[column]);
    return write_line(canvas, fonts, (Line){x, y, CAPTION_WIDTH, CAPTION_HEIGHT, quiet}, caption,
                      error);
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

static int draw_sheet(const GrFonts *fonts, const GrFontFacts *facts, const Block *blocks,
                      int count, const char *path, GrError *error)
{
    GrCanvas canvas = {0};
    int room = column_height(blocks, count);
    int code = gr_canvas_create(&canvas, WIDTH, HEADER_HEIGHT + room + MARGIN - BLOCK_GAP, error);
    if (code)
        return code;
    fill(&canvas, 0, 0, WIDTH, canvas.height, ground);
    code = draw_header(&canvas, fonts, facts, error);
    int x = MARGIN, y = HEADER_HEIGHT;
    for (int i = 0; i < count && !code; i++) {
        if (y > HEADER_HEIGHT && y + blocks[i].height > HEADER_HEIGHT + room) {
            x += STRIP + GUTTER;
            y = HEADER_HEIGHT;
        }
        code = place_block(&canvas, fonts, &blocks[i], x, y,
                           tints[i % (int)(sizeof tints / sizeof tints[0])], error);
        y += blocks[i].height;
    }
    if (!code)
        code = gr_still_write(path, &canvas, error);
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

/* SPDX-License-Identifier: MIT */
#include "glyph/atlas.h"

#include "glyph/palette_text.h"
#include "unit.h"

#include <string.h>

typedef struct Case {
    const char *name;
    int cols, rows, width, height;
} Case;

static const Case grids[] = {
    {"md", 192, 56, 1920, 1080}, {"sm", 320, 83, 1920, 1080},
    {"lg", 160, 45, 1920, 1080}, {"xs draft", 384, 108, 960, 540},
    {"1x1 cells", 7, 5, 7, 5},   {"1x1 and 2x2", 7, 5, 9, 8},
    {"3x5", 11, 3, 33, 15},      {"odd", 3, 2, 200, 401},
    {"200x400", 1, 1, 200, 400}, {"fewer pixels than cells", 9, 9, 4, 6},
};

static GrFonts *open_fonts(const char *name)
{
    GrFonts *fonts = NULL;
    GrError error = {0};
    if (gr_fonts_open(&name, 1, &fonts, &error) < 0) {
        fail_msg("%s", error.message);
    }
    return fonts;
}

static void make_grid(const Case *c, GrGrid *grid)
{
    GrError error = {0};
    if (gr_grid_create_cells(grid, c->cols, c->rows, c->width, c->height, &error) < 0) {
        fail_msg("%s: %s", c->name, error.message);
    }
}

static void check_cells(const GrAtlas *atlas, const GrGrid *grid)
{
    for (int i = 0; i < grid->cols; i++) {
        int width = grid->col_edge[i + 1] - grid->col_edge[i];
        assert_true(width == atlas->widths[0] || width == atlas->widths[1]);
    }
    for (int i = 0; i < grid->rows; i++) {
        int height = grid->row_edge[i + 1] - grid->row_edge[i];
        assert_true(height == atlas->heights[0] || height == atlas->heights[1]);
    }
    assert_int_equal(atlas->stride % 16, 0);
    assert_true(atlas->stride >= atlas->widths[1]);
    assert_true(atlas->glyph_stride >= atlas->stride * atlas->heights[1]);
    for (int k = 0; k < 4; k++) {
        int w = atlas->widths[k % 2], h = atlas->heights[k / 2];
        assert_int_equal((uintptr_t)atlas->coverage[k / 2][k % 2] % 16, 0);
        for (int g = 0; g < atlas->glyph_count; g++) {
            const uint8_t *pixels = gr_atlas_rows(atlas, k / 2, k % 2, g);
            for (int y = 0; y < h; y++) {
                for (int x = w; x < atlas->stride; x++) {
                    assert_int_equal(pixels[y * atlas->stride + x], 0);
                }
            }
        }
    }
}

static void every_grid_gets_its_cells(void **state)
{
    (void)state;
    static const char *const fonts_names[] = {"builtin", "DejaVu Sans Mono", "book", "pixel"};
    static const GrPalette mixed = {"mixed", "", "@gW|_^░█▚╬⣿Åωᚠ★ｱ☿"};
    const GrPalette *palettes[] = {&mixed, gr_palette_find("ascii")};
    for (size_t f = 0; f < COUNT_OF(fonts_names); f++) {
        GrFonts *fonts = open_fonts(fonts_names[f]);
        for (size_t i = 0; i < COUNT_OF(grids); i++) {
            GrGrid grid;
            GrAtlas atlas;
            GrError error = {0};
            make_grid(&grids[i], &grid);
            if (gr_atlas_create(&atlas, fonts, &grid, NULL, palettes, NULL, 2, &error) < 0) {
                fail_msg("%s, %s: %s", fonts_names[f], grids[i].name, error.message);
            }
            check_cells(&atlas, &grid);
            assert_int_equal(atlas.glyph_count, 95 + 11);
            assert_int_equal(atlas.code_points[0], ' ');
            assert_true(atlas.ink[0] == 0.0f);
            for (int g = 1; g < atlas.glyph_count; g++) {
                assert_true(atlas.code_points[g] > atlas.code_points[g - 1]);
                assert_true(atlas.ink[g] > 0.0f && atlas.ink[g] <= 1.0f);
            }
            gr_atlas_finish(&atlas);
            gr_grid_finish(&grid);
        }
        gr_fonts_close(fonts);
    }
}

/* A letter that can be read is the same picture in every cell size; a full block fills each. */
static void sizes_agree(void **state)
{
    (void)state;
    static const Case c = {"mixed sizes", 10, 5, 105, 97};
    static const GrPalette palette = {"p", "", "R█"};
    const GrPalette *palettes = &palette;
    GrFonts *fonts = open_fonts("DejaVu Sans Mono");
    GrGrid grid;
    GrAtlas atlas;
    GrError error = {0};
    make_grid(&c, &grid);
    assert_int_equal(gr_atlas_create(&atlas, fonts, &grid, NULL, &palettes, NULL, 1, &error), 0);
    assert_int_equal(atlas.widths[0], 10);
    assert_int_equal(atlas.widths[1], 11);
    assert_int_equal(atlas.heights[0], 19);
    assert_int_equal(atlas.heights[1], 20);
    for (int k = 0; k < 4; k++) {
        const uint8_t *letter = gr_atlas_rows(&atlas, k / 2, k % 2, 1);
        const uint8_t *block = gr_atlas_rows(&atlas, k / 2, k % 2, 2);
        for (int y = 0; y < atlas.heights[k / 2]; y++) {
            for (int x = 0; x < atlas.widths[k % 2]; x++) {
                bool shared = x < 10 && y < 19;
                int first = shared ? gr_atlas_rows(&atlas, 0, 0, 1)[y * atlas.stride + x] : 0;
                assert_int_equal(letter[y * atlas.stride + x], first);
                assert_int_equal(block[y * atlas.stride + x], 255);
            }
        }
    }
    assert_true(atlas.ink[2] == 1.0f);
    gr_atlas_finish(&atlas);
    gr_atlas_finish(&atlas); /* zeroed: nothing happens */
    gr_grid_finish(&grid);
    gr_fonts_close(fonts);
}

static double mean_of(const GrAtlas *atlas, int size, int glyph)
{
    const uint8_t *pixels = gr_atlas_rows(atlas, size / 2, size % 2, glyph);
    int w = atlas->widths[size % 2], h = atlas->heights[size / 2];
    double sum = 0;
    for (int y = 0; y < h; y++) {
        for (int x = 0; x < w; x++) {
            sum += pixels[y * atlas->stride + x];
        }
    }
    return sum / (w * h);
}

/* Where cells are small, a larger one gives as much light for its size as a smaller one. */
static void small_cells_make_no_seams(void **state)
{
    (void)state;
    static const struct {
        Case grid;
        const char *glyphs;
    } cases[] = {
        {{"1 or 2 pixels", 7, 5, 9, 8}, "@gW|_^░▒█▗▚▟▌▀╬│─⣿⠁🬀"},
        {{"1 or 2 by 3", 7, 5, 9, 15}, "@gW|_^▌▚│"},
        {{"3 by 1 or 2", 7, 5, 21, 8}, "@gW|_^▀▚─"},
        {{"2 or 3, twice in a row", 90, 45, 182, 102}, "@gW|_^░█"},
        {{"4 or 5 by 7 or 8", 45, 17, 182, 125}, "@gW|_^░█"},
    };
    static const char *const names[] = {"builtin", "DejaVu Sans Mono", "pixel"};
    for (size_t i = 0; i < COUNT_OF(cases) * COUNT_OF(names); i++) {
        const Case *c = &cases[i / COUNT_OF(names)].grid;
        GrPalette palette = {"p", "", cases[i / COUNT_OF(names)].glyphs};
        const GrPalette *palettes = &palette;
        GrFonts *fonts = open_fonts(names[i % COUNT_OF(names)]);
        GrGrid grid;
        GrAtlas atlas;
        make_grid(c, &grid);
        assert_int_equal(gr_atlas_create(&atlas, fonts, &grid, NULL, &palettes, NULL, 1, NULL), 0);
        assert_true(atlas.widths[1] > atlas.widths[0] || atlas.heights[1] > atlas.heights[0]);
        for (int k = 0; k < 4 * atlas.glyph_count; k++) {
            double mean = mean_of(&atlas, k % 4, k / 4), first = mean_of(&atlas, 0, k / 4);
            if (mean < first - 0.51 || mean > first + 0.51) {
                fail_msg("%s, %s: U+%04X has %.2f, not %.2f", c->name, names[i % COUNT_OF(names)],
                         (unsigned)atlas.code_points[k / 4], mean, first);
            }
        }
        gr_atlas_finish(&atlas);
        gr_grid_finish(&grid);
        gr_fonts_close(fonts);
    }
}

/* Glyphs of any font lie inside their cell with their body: the ink is not cut at an edge. A cut
 * stroke shows as a long fully inked run along a border. */
static void letters_are_not_cut(void **state)
{
    (void)state;
    static const char *const names[] = {"katakana", "runes", "greek", "cyrillic", "alchemy",
                                        "zodiac",   "stars", "ascii", "halffill"};
    static const char *const fonts_names[] = {"DejaVu Sans Mono", "DejaVu Serif"};
    for (size_t f = 0; f < COUNT_OF(fonts_names); f++) {
        GrFonts *fonts = open_fonts(fonts_names[f]);
        for (size_t i = 0; i < COUNT_OF(names); i++) {
            const GrPalette *palette = gr_palette_find(names[i]);
            assert_non_null(palette);
            static const Case c = {"large", 1, 1, 100, 190};
            GrGrid grid;
            GrAtlas atlas;
            GrError error = {0};
            make_grid(&c, &grid);
            assert_int_equal(gr_atlas_create(&atlas, fonts, &grid, NULL, &palette, NULL, 1, &error),
                             0);
            for (int g = 1; g < atlas.glyph_count; g++) {
                const uint8_t *pixels = gr_atlas_rows(&atlas, 0, 0, g);
                int top = 0, bottom = 0;
                for (int x = 0; x < 100; x++) {
                    top += pixels[x] > 128;
                    bottom += pixels[189 * atlas.stride + x] > 128;
                }
                if (top > 12 || bottom > (atlas.code_points[g] == '_' ? 100 : 12)) {
                    fail_msg("U+%04X in %s touches an edge with %d and %d pixels",
                             (unsigned)atlas.code_points[g], fonts_names[f], top, bottom);
                }
            }
            gr_atlas_finish(&atlas);
            gr_grid_finish(&grid);
        }
        gr_fonts_close(fonts);
    }
}

static void wrong_palettes_are_errors(void **state)
{
    (void)state;
    static const struct {
        const char *name, *glyphs, *asker, *said;
    } cases[] = {
        {"odd", "ab\xCD\xB8", "scene 'drop', layer 2",
         "scene 'drop', layer 2: palette 'odd': no font has U+0378 "},
        {"odd", "ab\xCD\xB8", NULL, "palette 'odd': no font has U+0378 "},
        {NULL, "x\xCD\xB8", NULL, "palette 'x\xCD\xB8': no font has U+0378 "},
        {"bytes", "ab\xFF", "scene 'a', layer 1",
         "scene 'a', layer 1: palette 'bytes': byte 3 is not UTF-8"},
    };
    GrFonts *fonts = open_fonts("builtin");
    GrGrid grid;
    make_grid(&grids[0], &grid);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        GrPalette good = {"good", "", "xyz"};
        GrPalette bad = {cases[i].name, "", cases[i].glyphs};
        const GrPalette *palettes[] = {&good, &bad};
        const char *askers[] = {"somebody else", cases[i].asker};
        GrAtlas atlas;
        GrError error = {0};
        assert_int_equal(gr_atlas_create(&atlas, fonts, &grid, NULL, palettes, askers, 2, &error),
                         GR_E_INPUT);
        if (strncmp(error.message, cases[i].said, strlen(cases[i].said)) != 0) {
            fail_msg("said: %s", error.message);
        }
        assert_null(atlas.memory);
    }
    gr_grid_finish(&grid);
    gr_fonts_close(fonts);
}

static void texts_are_read_as_cells(void **state)
{
    (void)state;
    static const struct {
        const char *glyphs;
        int32_t read[4];
    } cases[] = {
        {"a\nb\r\n\tc", {'a', 'b', 'c', 0}},
        {"\xEF\xBB\xBF"
         "A",
         {'A', 0}},                                    /* byte order mark */
        {"★\xEF\xB8\x8F", {0x2605, 0}},                /* variation selector */
        {"a\xC2\xA0\xE3\x80\x80", {'a', ' ', ' ', 0}}, /* spaces are blanks */
        {"", {0}},
        {"\xC0", {-1, 0}},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *cursor = cases[i].glyphs;
        for (int k = 0;; k++) {
            GrCluster cluster;
            int status = gr_cluster_next(&cursor, &cluster);
            int32_t c = status > 0 ? (int32_t)cluster.first : status;
            assert_int_equal(c, cases[i].read[k]);
            if (c == 0) {
                break;
            }
        }
    }
    assert_string_equal(gr_palette_nearest("katakna"), "katakana");
    assert_null(gr_palette_find("katakna"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_grid_gets_its_cells), cmocka_unit_test(sizes_agree),
        cmocka_unit_test(small_cells_make_no_seams), cmocka_unit_test(letters_are_not_cut),
        cmocka_unit_test(wrong_palettes_are_errors), cmocka_unit_test(texts_are_read_as_cells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

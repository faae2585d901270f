/* SPDX-License-Identifier: MIT
 *
 * Glyphs of outline fonts against a stored reference, within a tolerance: another version of
 * FreeType may place an edge elsewhere, but a glyph that is missing, shifted, cut, turned or too
 * thin is seen. `test_glyph_outlines --regenerate > tests/glyph/outlines.txt` writes the reference
 * anew.
 */
#include "glyph/atlas.h"

#include "unit.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const glyphs[] = {"R", "g", "@", "M",   ".", "é",  "e\xCC\xA3", "ж", "Ω",
                                     "ᚠ", "★", "ｱ", "क्षि", "กี", "漢", "한",        "😀"};
static const struct {
    const char *font;
    int width, height;
    GrAtlasStyle style;
} cases[] = {
    {"DejaVu Sans Mono", 5, 10, {0}},
    {"DejaVu Sans Mono", 10, 19, {0}},
    {"DejaVu Sans Mono", 24, 49, {0}},
    {"DejaVu Sans Mono", 10, 19, {.oversample = 4}},
    {"Noto Sans Mono", 10, 19, {0}},
    {"DejaVu Serif", 15, 30, {0}},
    {"DejaVu Serif", 15, 30, {.oversample = 3}},
};

/* Mean coverage of the quarters of a cell in per mille, the upper ones first, and the middle of its
 * ink in hundredths of a pixel. */
typedef struct Facts {
    int quarters[4];
    int x, y;
} Facts;

/* How far a fact may be from the reference. A stroke of full weight is about 200 per mille of its
 * quarter, a stroke's width some tenths of a pixel by hinting. */
enum { QUARTER_TOLERANCE = 45, MIDDLE_TOLERANCE = 30 };

static Facts look_at(const GrAtlas *atlas, int glyph)
{
    int w = atlas->widths[0], h = atlas->heights[0];
    const uint8_t *rows = gr_atlas_rows(atlas, 0, 0, glyph);
    double sums[4] = {0}, areas[4] = {0}, x_sum = 0, y_sum = 0, all = 0;
    for (int y = 0; y < h; y++) {
        for (int x = 0; x < w; x++) {
            int quarter = (2 * y >= h) * 2 + (2 * x >= w);
            double value = rows[y * atlas->stride + x] / 255.0;
            sums[quarter] += value;
            areas[quarter] += 1;
            x_sum += value * (x + 0.5);
            y_sum += value * (y + 0.5);
            all += value;
        }
    }
    Facts facts = {.x = all > 0 ? (int)lround(100 * x_sum / all) : 0,
                   .y = all > 0 ? (int)lround(100 * y_sum / all) : 0};
    for (int i = 0; i < 4; i++) {
        facts.quarters[i] = (int)lround(1000 * sums[i] / areas[i]);
    }
    return facts;
}

typedef void Visit(FILE *reference, size_t index, const char *glyph, int half, const Facts *facts);

static void visit_all(FILE *reference, Visit *visit)
{
    char text[256] = "";
    for (size_t g = 0; g < COUNT_OF(glyphs); g++) {
        strcat(text, glyphs[g]);
    }
    const GrPalette palette = {"p", "", text}, *palettes = &palette;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        GrFonts *fonts = NULL;
        GrGrid grid = {0};
        GrAtlas atlas = {0};
        GrError error = {0};
        if (gr_fonts_open(&cases[i].font, 1, &fonts, &error) < 0 ||
            gr_grid_create_cells(&grid, 1, 1, cases[i].width, cases[i].height, &error) < 0 ||
            gr_atlas_create(&atlas, fonts, &grid, &cases[i].style, &palettes, NULL, 1, &error) <
                0) {
            fail_msg("%s", error.message);
        }
        for (size_t g = 0; g < COUNT_OF(glyphs); g++) {
            int glyph = gr_atlas_find(&atlas, glyphs[g], strlen(glyphs[g]));
            assert_true(glyph > 0);
            for (int half = 0; half < (atlas.columns[glyph] == 2 ? 2 : 1); half++) {
                Facts facts = look_at(&atlas, glyph + half);
                visit(reference, i, glyphs[g], half, &facts);
            }
        }
        gr_atlas_finish(&atlas);
        gr_grid_finish(&grid);
        gr_fonts_close(fonts);
    }
}

static void write_line(FILE *out, size_t index, const char *glyph, int half, const Facts *facts)
{
    fprintf(out, "%zu %d %d %d %d %d %d %d %s\n", index, half, facts->quarters[0],
            facts->quarters[1], facts->quarters[2], facts->quarters[3], facts->x, facts->y, glyph);
}

static void compare_line(FILE *reference, size_t index, const char *glyph, int half,
                         const Facts *facts)
{
    char line[256], name[64];
    size_t case_index;
    int line_half;
    Facts wanted;
    assert_non_null(fgets(line, sizeof line, reference));
    assert_int_equal(sscanf(line, "%zu %d %d %d %d %d %d %d %63s", &case_index, &line_half,
                            &wanted.quarters[0], &wanted.quarters[1], &wanted.quarters[2],
                            &wanted.quarters[3], &wanted.x, &wanted.y, name),
                     9);
    assert_int_equal(case_index, index);
    assert_int_equal(line_half, half);
    assert_string_equal(name, glyph);
    bool near = abs(facts->x - wanted.x) <= MIDDLE_TOLERANCE &&
                abs(facts->y - wanted.y) <= MIDDLE_TOLERANCE;
    for (int i = 0; i < 4; i++) {
        near = near && abs(facts->quarters[i] - wanted.quarters[i]) <= QUARTER_TOLERANCE;
    }
    if (!near) {
        fail_msg("%s %dx%d: '%s' has quarters %d %d %d %d and its middle at %d %d; not as in %s",
                 cases[index].font, cases[index].width, cases[index].height, glyph,
                 facts->quarters[0], facts->quarters[1], facts->quarters[2], facts->quarters[3],
                 facts->x, facts->y, line);
    }
}

static void glyphs_are_as_they_were(void **state)
{
    (void)state;
    FILE *reference = fopen(GR_TEST_DIR "/glyph/outlines.txt", "r");
    char rest[8];
    assert_non_null(reference);
    visit_all(reference, compare_line);
    assert_null(fgets(rest, sizeof rest, reference));
    fclose(reference);
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "--regenerate") == 0) {
        visit_all(stdout, write_line);
        return 0;
    }
    const struct CMUnitTest tests[] = {cmocka_unit_test(glyphs_are_as_they_were)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

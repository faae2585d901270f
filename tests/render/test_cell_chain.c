/* SPDX-License-Identifier: MIT
 *
 * Chains of cell effects: texts become glyphs of an atlas, effects run in their order, and halves
 * of wide glyphs and glyphs with colours of their own are put right behind them.
 */
#include "unit.h"

#include "render/cell_chain.h"

#include <string.h>

/* ---- texts ---- */

typedef struct TextCase {
    const char *name, *source;
    const char *items; /* in brackets; a line break is / */
} TextCase;

static const TextCase texts[] = {
    {"one", "on air", "[on air]"},
    {"several", "a|b c|d", "[a][b c][d]"},
    {"blanks around", "  a | b  ", "[a][b]"},
    {"empty ones", "||a||b|", "[a][b]"},
    {"nothing", "", ""},
    {"nothing but blanks", " | \n ", ""},
    {"a plain bar", "a\\|b|c", "[a|b][c]"},
    {"a plain backslash", "a\\\\|b", "[a\\][b]"},
    {"other backslashes", "a\\b\\", "[a\\b\\]"},
    {"line breaks", "a\nb|\nc\n", "[a/b][c]"},
    {"tabs are left out", "a\tb", "[ab]"},
};

static GrAtlas make_atlas(const GrGrid *grid)
{
    static const char *const builtin[] = {"builtin"};
    const GrPalette palette = {.name = "test", .glyphs = "abcd|\\onair"};
    const GrPalette *const list[] = {&palette};
    GrFonts *fonts;
    GrAtlas atlas;
    GrError error;
    assert_int_equal(gr_fonts_open(builtin, 1, &fonts, &error), 0);
    assert_int_equal(gr_atlas_create(&atlas, fonts, grid, NULL, list, NULL, 1, &error), 0);
    gr_fonts_close(fonts);
    return atlas;
}

static void texts_become_items(void **state)
{
    (void)state;
    GrGrid grid;
    assert_int_equal(gr_grid_create_cells(&grid, 1, 1, GR_CELL_SHAPE_W, GR_CELL_SHAPE_H, NULL), 0);
    GrAtlas atlas = make_atlas(&grid);
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        GrArena arena = {0};
        GrCellText text;
        char read[64] = "", *to = read;
        assert_int_equal(gr_cell_text_init(&text, texts[i].source, &atlas, &atlas, &arena, NULL),
                         0);
        for (int k = 0; k < text.item_count; k++) {
            *to++ = '[';
            for (int g = text.items[k].first; g < text.items[k].first + text.items[k].count; g++) {
                uint16_t glyph = text.glyph[g];
                bool letter = glyph && glyph != GR_CELL_BREAK;
                *to++ = (char)(glyph == GR_CELL_BREAK ? '/'
                               : glyph                ? (int)atlas.code_points[glyph]
                                                      : ' ');
                assert_int_equal(text.columns[g], 1);
                assert_int_equal(text.shape[g] != NULL, letter);
                if (letter)
                    assert_ptr_equal(text.shape[g], gr_atlas_rows(&atlas, 0, 0, glyph));
            }
            *to++ = ']';
        }
        *to = '\0';
        if (strcmp(read, texts[i].items) != 0)
            fail_msg("%s: %s, not %s", texts[i].name, read, texts[i].items);
        gr_arena_finish(&arena);
    }
    assert_int_equal(atlas.stride, GR_CELL_SHAPE_W);
    gr_atlas_finish(&atlas);
    gr_grid_finish(&grid);
}

/* ---- running ---- */

enum { COLS = 6, LETTER = 1, LEFT = 2, RIGHT = 3, COLOURED = 4, GLYPHS = 5 };

typedef struct Stamp {
    int32_t at, glyph;
} Stamp;

static void stamp(const GrCellInput *input, const GrCellPlanes *planes)
{
    const Stamp *p = input->params;
    planes->glyph[p->at] = (uint16_t)p->glyph;
    for (int plane = 0; plane < 3; plane++)
        planes->rgb[plane][p->at] = (uint8_t)(10 * plane + 1 + (input->seed == 7));
}

static const GrParam stamp_params[] = {
    GR_INT(Stamp, at, "", 0, 0, COLS - 1, "which cell"),
    GR_INT(Stamp, glyph, "", 0, 0, GLYPHS - 1, "what is written"),
};
static const GrCellEffect stamp_effect = {
    .name = "stamp", .params = GR_PARAM_TABLE(Stamp, stamp_params), .apply = stamp};

typedef struct RunCase {
    const char *name;
    uint16_t painted[COLS];
    Stamp stamps[3];
    int count;
    uint16_t left[COLS];
} RunCase;

static RunCase runs[] = {
    {"nothing", {1, 0, 1, 0, 1, 0}, {{0, 0}}, 0, {1, 0, 1, 0, 1, 0}},
    {"in their order", {0}, {{1, 1}, {2, 1}, {1, 0}}, 3, {0, 0, 1}},
    {"a whole one stays", {0}, {{1, LEFT}, {2, RIGHT}}, 2, {0, LEFT, RIGHT}},
    {"a left half alone", {LEFT, RIGHT, 1}, {{1, 1}}, 1, {0, 1, 1}},
    {"a right half alone", {LEFT, RIGHT, 1}, {{0, 1}}, 1, {1, 0, 1}},
    {"at the end", {0}, {{5, LEFT}}, 1, {0}},
    {"at the start", {0}, {{0, RIGHT}}, 1, {0}},
    {"the wrong way round", {0}, {{2, RIGHT}, {3, LEFT}}, 2, {0}},
    {"two lefts", {0}, {{2, LEFT}, {3, LEFT}, {4, RIGHT}}, 3, {0, 0, 0, LEFT, RIGHT}},
};

static void chains_run_in_order_and_mend(void **state)
{
    (void)state;
    uint8_t columns[GLYPHS] = {1, 1, 2, 0, 1};
    uint16_t colour_of[GLYPHS] = {0, 0, 0, 0, 1};
    const GrAtlas atlas = {
        .glyph_count = GLYPHS, .columns = columns, .colour_of = colour_of, .colour_count = 1};
    const GrGrid grid = {.cols = COLS, .rows = 1, .count = COLS};
    GrRamp ramp = {.count = 1};
    GrScore score = {0};
    const GrCellStage stage = {
        .grid = &grid, .atlas = &atlas, .ramp = &ramp, .score = &score, .has_wide = true};
    for (size_t i = 0; i < COUNT_OF(runs); i++) {
        uint16_t glyph[COLS];
        uint8_t rgb[3][COLS] = {{0}};
        GrCellUse uses[3];
        GrFrozenCell chain[3];
        memcpy(glyph, runs[i].painted, sizeof glyph);
        memset(chain, 0, sizeof chain);
        for (int k = 0; k < runs[i].count; k++) {
            uses[k] = (GrCellUse){.effect = &stamp_effect, .params = &runs[i].stamps[k]};
            chain[k].use = &uses[k];
            chain[k].params = (GrBlock){.values = &runs[i].stamps[k], .size = sizeof(Stamp)};
        }
        gr_cell_chain_run(chain, runs[i].count, &stage,
                          &(GrCellPlanes){glyph, {rgb[0], rgb[1], rgb[2]}});
        for (int c = 0; c < COLS; c++)
            if (glyph[c] != runs[i].left[c])
                fail_msg("%s: cell %d is %d, not %d", runs[i].name, c, glyph[c], runs[i].left[c]);
    }
}

/* A picture keeps its colours: its cell says how bright it is. */
static void own_colours_lose_the_hue(void **state)
{
    (void)state;
    uint8_t columns[GLYPHS] = {1, 1, 2, 0, 1};
    uint16_t colour_of[GLYPHS] = {0, 0, 0, 0, 1};
    uint16_t glyph[COLS] = {LETTER};
    uint8_t rgb[3][COLS] = {{9}, {5}, {3}};
    const GrAtlas atlas = {
        .glyph_count = GLYPHS, .columns = columns, .colour_of = colour_of, .colour_count = 1};
    const GrGrid grid = {.cols = COLS, .rows = 1, .count = COLS};
    GrRamp ramp = {.count = 1};
    GrScore score = {0};
    Stamp at = {2, COLOURED};
    const GrCellUse use = {.effect = &stamp_effect, .params = &at};
    const GrFrozenCell chain = {
        .use = &use, .params = {.values = &at, .size = sizeof at}, .seed = 7};
    gr_cell_chain_run(
        &chain, 1, &(GrCellStage){.grid = &grid, .atlas = &atlas, .ramp = &ramp, .score = &score},
        &(GrCellPlanes){glyph, {rgb[0], rgb[1], rgb[2]}});
    for (int plane = 0; plane < 3; plane++)
        assert_int_equal(rgb[plane][2], 22);
    assert_int_equal(rgb[1][0], 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_become_items),
        cmocka_unit_test(chains_run_in_order_and_mend),
        cmocka_unit_test(own_colours_lose_the_hue),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

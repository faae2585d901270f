/* SPDX-License-Identifier: MIT
 *
 * A linear ramp of values must be a linear ramp of mean light, in every palette, font and grid.
 */
#include "glyph/atlas.h"

#include "glyph/palette_text.h"
#include "unit.h"

#include <math.h>
#include <string.h>

static const struct {
    const char *name;
    int cols, rows, width, height;
} grids[] = {
    {"md", 192, 56, 1920, 1080},
    {"sm", 320, 83, 1920, 1080},
    {"lg", 160, 45, 1920, 1080},
    {"xs draft", 384, 108, 960, 540},
};

/* Chains stay open: fontconfig takes its time. */
static struct {
    const char *name;
    GrFonts *fonts;
} chains[8];

static GrFonts *chain_of(const char *name)
{
    GrError error = {0};
    size_t i = 0;
    while (chains[i].name && strcmp(chains[i].name, name) != 0) {
        i++;
    }
    assert_true(i < COUNT_OF(chains));
    if (!chains[i].name && gr_fonts_open(&name, 1, &chains[i].fonts, &error) < 0) {
        fail_msg("%s", error.message);
    }
    chains[i].name = name;
    return chains[i].fonts;
}

static int close_chains(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(chains); i++) {
        gr_fonts_close(chains[i].fonts);
    }
    return 0;
}

typedef struct Fixture {
    GrGrid grid;
    GrAtlas atlas;
    GrRamp ramp;
} Fixture;

static void set_up(Fixture *f, const char *font, size_t grid, const GrPalette *palette,
                   GrRampOrder order)
{
    static const GrAtlasStyle own_colours = {.colour_emoji = true};
    GrError error = {0};
    memset(f, 0, sizeof *f);
    if (gr_grid_create_cells(&f->grid, grids[grid].cols, grids[grid].rows, grids[grid].width,
                             grids[grid].height, &error) < 0 ||
        gr_atlas_create(&f->atlas, chain_of(font), &f->grid, &own_colours, &palette, NULL, 1,
                        &error) < 0 ||
        gr_ramp_create(&f->ramp, &f->atlas, palette, order, &error) < 0) {
        fail_msg("%s", error.message);
    }
}

static void tear_down(Fixture *f)
{
    gr_atlas_finish(&f->atlas);
    gr_grid_finish(&f->grid);
}

static int size_index(const int sizes[2], int size)
{
    return size == sizes[0] ? 0 : 1;
}

static double pixel_light(const Fixture *f, int size, int glyph, long at)
{
    static const double weights[3] = {0.2126, 0.7152, 0.0722};
    double cover = gr_atlas_rows(&f->atlas, size / 2, size % 2, glyph)[at], light = 0;
    if (!f->atlas.colour_of[glyph]) {
        return cover;
    }
    for (int plane = 0; plane < 3; plane++) {
        const uint8_t *own = gr_atlas_colours(&f->atlas, size / 2, size % 2, plane, glyph);
        light += weights[plane] * own[at];
    }
    return cover * light / 255.0;
}

/* The mean code value of the whole frame when every cell shows one glyph, measured by drawing. */
static double light_of_glyph(const Fixture *f, int glyph, int shade)
{
    double sum = 0;
    for (int k = 0; k < 4; k++) {
        int w = f->atlas.widths[k % 2], h = f->atlas.heights[k / 2];
        int cells_x = 0, cells_y = 0;
        for (int i = 0; i < f->grid.cols; i++) {
            int width = f->grid.col_edge[i + 1] - f->grid.col_edge[i];
            cells_x += size_index(f->atlas.widths, width) == k % 2;
        }
        for (int i = 0; i < f->grid.rows; i++) {
            int height = f->grid.row_edge[i + 1] - f->grid.row_edge[i];
            cells_y += size_index(f->atlas.heights, height) == k / 2;
        }
        double cell = 0;
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                cell += pixel_light(f, k, glyph, (long)y * f->atlas.stride + x) * shade / 255.0;
            }
        }
        sum += cell * cells_x * cells_y;
    }
    return sum / (255.0 * f->grid.width * f->grid.height);
}

static double light_of(const Fixture *f, int level)
{
    int glyph = f->ramp.glyph_of[level], shade = f->ramp.shade_of[level];
    double light = light_of_glyph(f, glyph, shade);
    if (f->atlas.columns[glyph] == 2) {
        light = 0.5 * (light + light_of_glyph(f, glyph + 1, shade));
    }
    return light;
}

/* Beside those of the catalogue: wide letters, pictures, both among narrow ones. */
static const GrPalette others[] = {
    {"kanji", "", "一二三十口日目田国語東西龍鬱"},
    {"full-width kana", "", "アイウエオカキクケコサシスセソ"},
    {"emoji", "",
     "😀🚀🌈🔥🍉💜👨\xE2\x80\x8D👩\xE2\x80\x8D👧🇩🇪👍🏽🐙⬛⬜🟥"},
    {"mixed", "", " .-+*龍😀#永🟦%@"},
    {"marks", "", "éẽe\xCC\x81\xCC\xA3q\xCC\x8Aกีก่ाक्षि"},
    {NULL, NULL, NULL},
};

static void check_linear(const char *font, size_t grid, const GrPalette *palette)
{
    Fixture f;
    set_up(&f, font, grid, palette, GR_RAMP_SORTED);
    double white = light_of(&f, 255);
    assert_true(fabs(white - (double)f.ramp.white) < 0.01 * white);
    for (int step = 0; step < 32; step++) {
        int level = step * 255 / 31;
        double light = light_of(&f, level) / white;
        if (fabs(light - level / 255.0) > 0.03) {
            fail_msg("%s, %s, %s: level %d gives %.3f", font, grids[grid].name, palette->name,
                     level, light);
        }
    }
    tear_down(&f);
}

typedef void Check(const char *font, size_t grid, const GrPalette *palette);

static void check_all(Check *check)
{
    static const char *const fonts[] = {"builtin", "DejaVu Sans Mono", "Noto Sans Mono"};
    for (size_t f = 0; f < COUNT_OF(fonts); f++) {
        for (size_t g = 0; g < COUNT_OF(grids); g++) {
            for (const GrPalette *p = gr_palettes; p->name; p++) {
                check(fonts[f], g, p);
            }
            for (const GrPalette *p = others; p->name; p++) {
                check(fonts[f], g, p);
            }
        }
    }
}

static void light_is_linear(void **state)
{
    (void)state;
    check_all(check_linear);
}

/* The glyphs that levels show, in order: a change of glyph is a step of light as well, at least a
 * quarter of the mean one. Where glyphs are about equally dense they need not be thinned: that all
 * of them share the levels is tested below. */
static void check_evenness(const char *font, size_t grid, const GrPalette *palette)
{
    Fixture f;
    set_up(&f, font, grid, palette, GR_RAMP_SORTED);
    float least = 1.0f, before = -1.0f, first = 0.0f;
    int count = 0, last = 0;
    for (int level = 1; level < 256; level++) {
        int glyph = f.ramp.glyph_of[level];
        if (glyph != last) {
            float ink = f.atlas.ink[glyph];
            first = before < 0.0f ? ink : first;
            if (before >= 0.0f) {
                count++;
                least = ink - before < least ? ink - before : least;
            }
            before = ink;
            last = glyph;
        }
    }
    float densest = f.atlas.ink[f.ramp.glyphs[f.ramp.count - 1]];
    bool dense_alike = f.atlas.ink[f.ramp.glyphs[1 + (f.ramp.count - 2) / 10]] >= 0.39f * densest;
    float mean = count ? (before - first) / (float)count : 0.0f;
    if (count && !dense_alike && least < 0.22f * mean) {
        fail_msg("%s, %s, %s: a step of %.4f where the mean is %.4f", font, grids[grid].name,
                 palette->name, (double)least, (double)mean);
    }
    /* Whatever the glyphs, 32 levels are 31 equal steps of light. */
    double white = light_of(&f, 255);
    for (int step = 0; step < 31; step++) {
        double rise = (light_of(&f, (step + 1) * 255 / 31) - light_of(&f, step * 255 / 31)) / white;
        double even = ((step + 1) * 255 / 31 - step * 255 / 31) / 255.0;
        if (fabs(rise - even) > 0.25 * even) {
            fail_msg("%s, %s, %s: step %d rises by %.4f, not %.4f", font, grids[grid].name,
                     palette->name, step, rise, even);
        }
    }
    tear_down(&f);
}

static void steps_of_light_are_even(void **state)
{
    (void)state;
    check_all(check_evenness);
}

static void every_palette_is_linear_in_the_default_stack(void **state)
{
    (void)state;
    int palettes = 0;
    for (const GrPalette *palette = gr_palettes; palette->name; palette++, palettes++) {
        Fixture f;
        set_up(&f, "terminal", 0, palette, GR_RAMP_SORTED);
        assert_true(palette->summary && palette->summary[0]);
        assert_true(f.ramp.count >= 3 && f.ramp.white > 0.02f);
        assert_int_equal(f.ramp.glyphs[0], 0);
        assert_int_equal(f.ramp.glyph_of[0], 0);
        assert_int_equal(f.ramp.shade_of[0], 0);
        for (int i = 1; i < f.ramp.count; i++) {
            assert_true(f.atlas.ink[f.ramp.glyphs[i]] >= f.atlas.ink[f.ramp.glyphs[i - 1]]);
            assert_int_not_equal(f.ramp.glyphs[i], f.ramp.glyphs[i - 1]);
        }
        double white = light_of(&f, 255), before = -1;
        for (int level = 0; level < 256; level++) {
            double light = light_of(&f, level) / white;
            if (fabs(light - level / 255.0) > 0.015 || light < before - 0.006) {
                fail_msg("%s: level %d gives %.4f", palette->name, level, light);
            }
            before = light;
        }
        tear_down(&f);
    }
    assert_true(palettes >= 35);
}

/* Dark tones come from dim glyphs of some density, not from lonely bright dots. */
static void glyph_grows_with_value(void **state)
{
    (void)state;
    Fixture f;
    set_up(&f, "DejaVu Sans Mono", 0, gr_palette_find("dense"), GR_RAMP_SORTED);
    float densest = f.atlas.ink[f.ramp.glyphs[f.ramp.count - 1]], before = 0.0f;
    for (int level = 1; level < 256; level++) {
        float ink = f.atlas.ink[f.ramp.glyph_of[level]];
        float value = (float)level / 255.0f;
        assert_true(ink >= before);
        assert_true(ink >= densest * value * 0.999f);
        assert_true(fabsf(ink - densest * powf(value, 0.6f)) < 0.1f * densest);
        before = ink;
    }
    tear_down(&f);
}

/* Where glyphs are about equally dense, all of them share the levels. */
static void even_palettes_use_all_their_glyphs(void **state)
{
    (void)state;
    static const char *const names[] = {"katakana", "digits", "hex", "greek", "cyrillic", "binary"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        Fixture f;
        set_up(&f, "DejaVu Sans Mono", 0, gr_palette_find(names[i]), GR_RAMP_SORTED);
        int used = 0, most = 0;
        for (int g = 1; g < f.ramp.count; g++) {
            int levels = 0;
            for (int level = 1; level < 256; level++) {
                levels += f.ramp.glyph_of[level] == f.ramp.glyphs[g];
            }
            used += levels > 0;
            most = levels > most ? levels : most;
        }
        int glyphs = f.ramp.count - 1;
        if (used * 10 < glyphs * 8 || most > 3 * 255 / glyphs + 2) {
            fail_msg("%s uses %d of %d, one of them for %d levels", names[i], used, glyphs, most);
        }
        tear_down(&f);
    }
}

static void raw_keeps_the_order(void **state)
{
    (void)state;
    static const GrPalette palette = {"p", "", "8.@8 -"};
    static const char order[] = "8.@-";
    Fixture f;
    set_up(&f, "builtin", 0, &palette, GR_RAMP_RAW);
    assert_int_equal(f.ramp.count, 5);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(f.atlas.code_points[f.ramp.glyphs[i + 1]], order[i]);
    }
    assert_int_equal(f.ramp.shade_of[0], 0);
    for (int level = 1; level < 256; level++) {
        int part = (level - 1) * 4 / 255;
        assert_int_equal(f.atlas.code_points[f.ramp.glyph_of[level]], order[part]);
    }
    assert_int_equal(f.ramp.shade_of[255], 255);
    /* The dot is too sparse for its share of the light: full brightness. */
    assert_int_equal(f.ramp.shade_of[120], 255);
    /* '@' is denser than the last glyph: dimmed to its share. */
    double white = light_of(&f, 255);
    assert_true(fabs(light_of(&f, 190) / white - 190 / 255.0) < 0.02);
    tear_down(&f);
}

static void print_makes_tones_by_glyphs_alone(void **state)
{
    (void)state;
    Fixture f;
    set_up(&f, "DejaVu Sans Mono", 0, gr_palette_find("dots"), GR_RAMP_PRINT);
    int used = 0;
    for (int level = 1; level < 256; level++) {
        int glyph = f.ramp.glyph_of[level], before = f.ramp.glyph_of[level - 1];
        assert_int_equal(f.ramp.shade_of[level], glyph ? 255 : 0);
        assert_true(light_of(&f, level) >= light_of(&f, level - 1));
        used += glyph != before;
    }
    assert_int_equal(f.ramp.glyph_of[1], 0);
    assert_true(used >= 4);
    tear_down(&f);
}

static void edge_cases(void **state)
{
    (void)state;
    static const struct {
        const char *glyphs;
        int count;
    } cases[] = {{"", 1}, {"  ", 1}, {"⠀", 1}, {"#", 2}, {"##", 2}, {" #", 2}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        for (int order = 0; gr_ramp_order_names[order]; order++) {
            GrPalette palette = {"p", "", cases[i].glyphs};
            Fixture f;
            set_up(&f, "builtin", 0, &palette, (GrRampOrder)order);
            assert_int_equal(f.ramp.count, cases[i].count);
            assert_true((f.ramp.white > 0.0f) == (cases[i].count > 1));
            assert_int_equal(f.ramp.shade_of[255], cases[i].count > 1 ? 255 : 0);
            tear_down(&f);
        }
    }
    /* More glyphs than a ramp holds: Hangul syllables, thinned. */
    static char many[3 * 2000 + 1];
    for (int i = 0; i < 2000; i++) {
        int c = 0xAC00 + i;
        many[3 * i] = (char)(0xE0 | (c >> 12));
        many[3 * i + 1] = (char)(0x80 | ((c >> 6) & 0x3F));
        many[3 * i + 2] = (char)(0x80 | (c & 0x3F));
    }
    GrPalette palette = {"many", "", many};
    Fixture f;
    set_up(&f, "Unifont", 0, &palette, GR_RAMP_SORTED);
    assert_int_equal(f.ramp.count, GR_RAMP_GLYPHS);
    tear_down(&f);
}

static void a_foreign_palette_is_our_mistake(void **state)
{
    (void)state;
    static const GrPalette other = {"other", "", "xyz"};
    Fixture f;
    set_up(&f, "builtin", 0, gr_palette_find("binary"), GR_RAMP_SORTED);
    GrError error = {0};
    GrRamp ramp;
    assert_int_equal(gr_ramp_create(&ramp, &f.atlas, &other, GR_RAMP_SORTED, &error),
                     GR_E_INTERNAL);
    tear_down(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(light_is_linear),
        cmocka_unit_test(steps_of_light_are_even),
        cmocka_unit_test(every_palette_is_linear_in_the_default_stack),
        cmocka_unit_test(glyph_grows_with_value),
        cmocka_unit_test(even_palettes_use_all_their_glyphs),
        cmocka_unit_test(raw_keeps_the_order),
        cmocka_unit_test(print_makes_tones_by_glyphs_alone),
        cmocka_unit_test(edge_cases),
        cmocka_unit_test(a_foreign_palette_is_our_mistake),
    };
    return cmocka_run_group_tests(tests, NULL, close_chains);
}

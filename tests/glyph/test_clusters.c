/* SPDX-License-Identifier: MIT
 *
 * What one cell, or a pair of them, shows: clusters, their width, and their picture.
 */
#include "glyph/atlas.h"

#include "colour_font.h"
#include "glyph/palette_text.h"
#include "glyph/raster.h"
#include "unit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Clusters of a text, each with a bar behind it; columns and whether they are emoji likewise. */
static const struct {
    const char *text, *clusters, *columns, *emoji;
} texts[] = {
    {"ab", "a|b|", "11", "--"},
    {"a\nb\r\n\tc", "a|b|c|", "111", "---"},
    {"\xEF\xBB\xBF"
     "A\xE2\x80\x8D",
     "A|", "1", "-"}, /* byte order mark, stray joiner */
    {"a\xC2\xA0\xE3\x80\x80x", "a| | |x|", "1111", "----"},
    {"e\xCC\x81x", "e\xCC\x81|x|", "11", "--"},
    {"e\xCC\x81\xCC\x82\xCC\xA3", "e\xCC\x81\xCC\x82\xCC\xA3|", "1", "-"},
    {"क्षिकि", "क्षि|कि|", "11", "--"},
    {"กีก่า", "กี|ก่|า|", "111", "---"},
    {"漢字アｱＡ", "漢|字|ア|ｱ|Ａ|", "22212", "-----"},
    {"한글", "한|글|", "22", "--"},
    {"\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB", "\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB|", "2",
     "-"}, /* conjoining jamo */
    {"😀★", "😀|★|", "21", "+-"},
    {"❤", "❤|", "1", "-"},
    {"❤\xEF\xB8\x8F", "❤\xEF\xB8\x8F|", "2", "+"},
    {"⚡⚡\xEF\xB8\x8E", "⚡|⚡\xEF\xB8\x8E|", "21", "+-"},
    {"★\xEF\xB8\x8F", "★|", "1", "-"}, /* no emoji: the selector says nothing */
    {"1\xEF\xB8\x8F\xE2\x83\xA3"
     "1\xEF\xB8\x8F"
     "1",
     "1\xEF\xB8\x8F\xE2\x83\xA3|1|1|", "211", "+--"},
    {"👍🏽👍", "👍🏽|👍|", "22", "++"},
    {"✌🏽", "✌🏽|", "2", "+"},
    {"👨\xE2\x80\x8D👩\xE2\x80\x8D👧a", "👨\xE2\x80\x8D👩\xE2\x80\x8D👧|a|", "21", "+-"},
    {"🇩🇪🇫🇷", "🇩🇪|🇫🇷|", "22", "++"},
    {"🏴\xF3\xA0\x81\xA7\xF3\xA0\x81\xA2\xF3\xA0\x81\xA5\xF3\xA0\x81\xAE\xF3\xA0\x81\xA7\xF3\xA0"
     "\x81\xBF",
     "🏴\xF3\xA0\x81\xA7\xF3\xA0\x81\xA2\xF3\xA0\x81\xA5\xF3\xA0\x81\xAE\xF3\xA0\x81\xA7\xF3\xA0"
     "\x81\xBF|",
     "2", "+"},
    {"", "", "", ""},
};

static void texts_are_cut_into_clusters(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        char clusters[256] = "", columns[16] = "", emoji[16] = "";
        const char *cursor = texts[i].text;
        GrCluster cluster;
        int status;
        for (int n = 0; (status = gr_cluster_next(&cursor, &cluster)) > 0; n++) {
            strncat(clusters, cluster.text, cluster.length);
            strcat(clusters, "|");
            columns[n] = (char)('0' + cluster.columns);
            emoji[n] = cluster.emoji ? '+' : '-';
        }
        assert_int_equal(status, 0);
        assert_string_equal(clusters, texts[i].clusters);
        assert_string_equal(columns, texts[i].columns);
        assert_string_equal(emoji, texts[i].emoji);
    }
}

static void broken_and_endless_texts_end(void **state)
{
    (void)state;
    static const char *const broken[] = {"\xC0", "\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80",
                                         "\xE2\x82"};
    GrCluster cluster;
    for (size_t i = 0; i < COUNT_OF(broken); i++) {
        const char *cursor = broken[i];
        assert_int_equal(gr_cluster_next(&cursor, &cluster), -1);
        assert_true(cursor > broken[i]);
    }
    const char *late = "a\xCC\x81\xFFz";
    assert_int_equal(gr_cluster_next(&late, &cluster), 1);
    assert_int_equal(cluster.length, 3);
    assert_int_equal(gr_cluster_next(&late, &cluster), -1);
    /* A letter under a thousand accents is cut, and all of it is read. */
    static char tower[2 + 2 * 1000];
    tower[0] = 'a';
    for (int i = 0; i < 1000; i++) {
        memcpy(tower + 1 + 2 * i, "\xCC\x81", 2);
    }
    const char *cursor = tower;
    uint32_t codes[GR_CLUSTER_CODES];
    size_t bytes = 0;
    while (gr_cluster_next(&cursor, &cluster) > 0) {
        bytes += cluster.length;
        assert_true(gr_cluster_codes(&cluster, codes) <= GR_CLUSTER_CODES);
    }
    assert_int_equal(bytes, sizeof tower - 1);
}

typedef struct Fixture {
    GrFonts *fonts;
    GrGrid grid;
    GrAtlas atlas;
} Fixture;

static void set_up(Fixture *f, const char *font, int cols, int rows, int width, int height,
                   const GrAtlasStyle *style, const char *glyphs)
{
    const GrPalette palette = {"p", "", glyphs}, *palettes = &palette;
    GrError error = {0};
    memset(f, 0, sizeof *f);
    if (gr_fonts_open(&font, 1, &f->fonts, &error) < 0 ||
        gr_grid_create_cells(&f->grid, cols, rows, width, height, &error) < 0 ||
        gr_atlas_create(&f->atlas, f->fonts, &f->grid, style, &palettes, NULL, 1, &error) < 0) {
        fail_msg("%s", error.message);
    }
}

static void tear_down(Fixture *f)
{
    gr_atlas_finish(&f->atlas);
    gr_grid_finish(&f->grid);
    gr_fonts_close(f->fonts);
}

static void an_atlas_knows_its_clusters(void **state)
{
    (void)state;
    Fixture f;
    set_up(&f, "terminal", 10, 5, 100, 95, NULL, "b漢a\xCC\x81🇩🇪a漢");
    assert_int_equal(f.atlas.glyph_count, 1 + 1 + 1 + 1 + 2 + 2); /* blank, a, á, b, 漢, flag */
    assert_int_equal(gr_atlas_find(&f.atlas, " ", 1), 0);
    static const char *const narrow[] = {"a", "b", "a\xCC\x81"}, *const wide[] = {"漢", "🇩🇪"};
    for (size_t i = 0; i < COUNT_OF(narrow); i++) {
        int glyph = gr_atlas_find(&f.atlas, narrow[i], strlen(narrow[i]));
        assert_true(glyph > 0 && f.atlas.columns[glyph] == 1);
    }
    for (size_t i = 0; i < COUNT_OF(wide); i++) {
        int glyph = gr_atlas_find(&f.atlas, wide[i], strlen(wide[i]));
        assert_true(glyph > 0 && f.atlas.columns[glyph] == 2 && f.atlas.columns[glyph + 1] == 0);
        assert_true(f.atlas.ink[glyph] > 0.02f && f.atlas.ink[glyph] == f.atlas.ink[glyph + 1]);
    }
    assert_int_equal(gr_atlas_find(&f.atlas, "c", 1), -1);
    assert_int_equal(gr_atlas_find(&f.atlas, "a\xCC", 2), -1);
    tear_down(&f);
}

/* Both halves beside each other in cells of the given sizes. */
static void join_halves(const GrAtlas *atlas, int glyph, int row, int left, int right, uint8_t *out)
{
    int w = atlas->widths[left];
    for (int y = 0; y < atlas->heights[row]; y++) {
        const uint8_t *a = gr_atlas_rows(atlas, row, left, glyph) + y * atlas->stride;
        const uint8_t *b = gr_atlas_rows(atlas, row, right, glyph + 1) + y * atlas->stride;
        memcpy(out + y * 256, a, (size_t)w);
        memcpy(out + y * 256 + w, b, (size_t)atlas->widths[right]);
    }
}

/* Whatever sizes the two cells have, the glyph is the same picture, whole in the middle. */
static void halves_meet_without_a_seam(void **state)
{
    (void)state;
    static const int grids[][4] = {{20, 9, 211, 205},
                                   {192, 56, 1920, 1080},
                                   {320, 83, 1920, 1080},
                                   {10, 5, 505, 433},
                                   {384, 108, 1920, 1080}};
    static const char *const glyphs[] = {"一", "王", "🟥", "한"};
    static uint8_t first[256 * 256], now[256 * 256];
    for (size_t g = 0; g < COUNT_OF(grids); g++) {
        Fixture f;
        set_up(&f, "terminal", grids[g][0], grids[g][1], grids[g][2], grids[g][3], NULL,
               "一王🟥한");
        int w = f.atlas.widths[0], h = f.atlas.heights[0];
        for (size_t i = 0; i < COUNT_OF(glyphs); i++) {
            int glyph = gr_atlas_find(&f.atlas, glyphs[i], strlen(glyphs[i]));
            join_halves(&f.atlas, glyph, 0, 0, 0, first);
            int crossing = 0;
            for (int y = 0; y < h; y++) {
                crossing += first[y * 256 + w - 1] > 64 && first[y * 256 + w] > 64;
            }
            assert_true(crossing > 0 || i == 3);
            for (int k = 1; k < 8; k++) {
                int extra = f.atlas.widths[k & 1] - w;
                join_halves(&f.atlas, glyph, k >> 2, k & 1, k >> 1 & 1, now);
                for (int y = 0; y < h; y++) {
                    assert_memory_equal(now + y * 256 + extra, first + y * 256, (size_t)(2 * w));
                    assert_true(extra == 0 || now[y * 256] == 0);
                }
            }
        }
        tear_down(&f);
    }
}

/* Cells of a few pixels are stretched instead: no blank column between or beside the halves. */
static void small_halves_fill_their_cells(void **state)
{
    (void)state;
    Fixture f;
    static uint8_t joined[256 * 256];
    set_up(&f, "terminal", 90, 45, 230, 202, NULL, "⬛🟦");
    int glyph = gr_atlas_find(&f.atlas, "🟦", strlen("🟦"));
    assert_int_equal(f.atlas.widths[0] + 1, f.atlas.widths[1]);
    for (int k = 0; k < 4; k++) {
        int width = f.atlas.widths[k & 1] + f.atlas.widths[k >> 1];
        join_halves(&f.atlas, glyph, 0, k & 1, k >> 1, joined);
        int middle = f.atlas.heights[0] / 2;
        for (int x = 0; x < width; x++) {
            assert_true(joined[middle * 256 + x] > 60);
        }
    }
    tear_down(&f);
}

static double difference(const Fixture *f, const char *a, const char *b)
{
    int x = gr_atlas_find(&f->atlas, a, strlen(a)), y = gr_atlas_find(&f->atlas, b, strlen(b));
    double sum = 0;
    for (int half = 0; half < (f->atlas.columns[x] == 2 ? 2 : 1); half++) {
        const uint8_t *p = gr_atlas_rows(&f->atlas, 0, 0, x + half);
        const uint8_t *q = gr_atlas_rows(&f->atlas, 0, 0, y + half);
        for (int i = 0; i < f->atlas.glyph_stride; i++) {
            sum += abs(p[i] - q[i]);
        }
    }
    return sum / (255.0 * f->atlas.widths[0] * f->atlas.heights[0]);
}

/* A sequence is one picture of its own, not that of its first part. */
static void sequences_have_their_own_pictures(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"e\xCC\x81", "e"},
        {"ก่", "ก"},
        {"कि", "क"},
        {"q\xCC\x81", "q"}, /* q has no accented form */
        {"👨\xE2\x80\x8D👩\xE2\x80\x8D👧", "👨"},
        {"🇩🇪", "🇫🇷"},
        {"👍🏽", "👍"},
        {"1\xEF\xB8\x8F\xE2\x83\xA3", "2\xEF\xB8\x8F\xE2\x83\xA3"},
    };
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        char both[64];
        Fixture f;
        snprintf(both, sizeof both, "%s %s", pairs[i][0], pairs[i][1]);
        set_up(&f, "terminal", 1, 1, 20, 38, NULL, both);
        if (difference(&f, pairs[i][0], pairs[i][1]) < 0.01) {
            fail_msg("'%s' looks like '%s'", pairs[i][0], pairs[i][1]);
        }
        tear_down(&f);
    }
    /* Composed and decomposed spellings look alike. */
    Fixture f;
    set_up(&f, "terminal", 1, 1, 20, 38, NULL, "e\xCC\x81é");
    assert_true(difference(&f, "e\xCC\x81", "é") == 0.0);
    tear_down(&f);
}

/* A mark that another font draws, or that its own font leaves beside its base, stands over it. */
static void marks_stand_over_their_base(void **state)
{
    (void)state;
    static const char *const clusters[] = {"é\xCC\x82", "q\xCC\x8A", "漢\xCC\x82"};
    for (size_t i = 0; i < COUNT_OF(clusters); i++) {
        Fixture f;
        set_up(&f, "DejaVu Sans Mono", 1, 1, 40, 76, NULL, clusters[i]);
        int glyph = gr_atlas_find(&f.atlas, clusters[i], strlen(clusters[i]));
        double moment = 0, sum = 0;
        for (int half = 0; half < f.atlas.columns[glyph]; half++) {
            const uint8_t *rows = gr_atlas_rows(&f.atlas, 0, 0, glyph + half);
            for (int y = 0; y < 76 / 4; y++) {
                for (int x = 0; x < 40; x++) {
                    moment += rows[y * f.atlas.stride + x] * (half * 40 + x + 0.5);
                    sum += rows[y * f.atlas.stride + x];
                }
            }
        }
        double middle = 20.0 * f.atlas.columns[glyph];
        assert_true(sum > 0 && fabs(moment / sum - middle) < 6.0);
        tear_down(&f);
    }
}

static void emoji_keep_their_colours_where_asked(void **state)
{
    (void)state;
    static const GrAtlasStyle colour = {.colour_emoji = true};
    for (int kept = 0; kept < 2; kept++) {
        Fixture f;
        set_up(&f, "terminal", 8, 5, 87, 99, kept ? &colour : NULL, "A🟥🟩");
        int red = gr_atlas_find(&f.atlas, "🟥", strlen("🟥"));
        assert_int_equal(f.atlas.colour_of[gr_atlas_find(&f.atlas, "A", 1)], 0);
        assert_int_equal(f.atlas.colour_count, kept ? 4 : 0);
        assert_int_equal(f.atlas.colour_of[red] > 0, kept);
        const uint8_t *cover = gr_atlas_rows(&f.atlas, 0, 0, red);
        long middle = (long)f.atlas.heights[0] / 2 * f.atlas.stride + f.atlas.widths[0] / 2;
        if (kept) {
            assert_int_equal(cover[middle], 255);
            assert_true(gr_atlas_colours(&f.atlas, 0, 0, 0, red)[middle] > 150);
            assert_true(gr_atlas_colours(&f.atlas, 0, 0, 1, red)[middle] < 100);
            assert_true(gr_atlas_colours(&f.atlas, 0, 0, 2, red)[middle] < 100);
        } else { /* the light of red */
            assert_in_range(cover[middle], 50, 140);
        }
        /* Its light is the same either way, and less than what it covers. */
        static float plain;
        assert_true(!kept || fabsf(f.atlas.ink[red] - plain) < 0.01f);
        plain = f.atlas.ink[red];
        assert_true(plain > 0.1f && plain < 0.6f);
        tear_down(&f);
    }
}

/* Layers of colours, in an emoji's two cells: red, purple where a half of blue lies over it, and
 * the foreground's white. */
static void layers_of_colours_are_laid_over_each_other(void **state)
{
    (void)state;
    static const GrAtlasStyle colour = {.colour_emoji = true};
    char path[] = "/tmp/glyphreel-test-XXXXXX.ttf";
    int handle = mkstemps(path, 4);
    assert_true(handle >= 0);
    FILE *file = fdopen(handle, "w");
    assert_non_null(file);
    write_colour_font(file);
    fclose(file);
    Fixture f;
    set_up(&f, path, 4, 4, 80, 160, &colour, "😀");
    unlink(path);
    int glyph = gr_atlas_find(&f.atlas, "😀", strlen("😀"));
    assert_true(glyph > 0 && f.atlas.colour_of[glyph] && f.atlas.colour_of[glyph + 1]);
    static const struct {
        int x, y, cover, red, green, blue; /* of the pair's 40x40 pixels */
    } places[] = {{2, 2, 255, 255, 0, 0},      {18, 20, 255, 127, 0, 128},
                  {21, 20, 255, 127, 0, 128},  {37, 2, 255, 255, 0, 0},
                  {2, 37, 255, 255, 255, 255}, {37, 38, 255, 255, 255, 255}};
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        int half = places[i].x / 20;
        long at = (long)places[i].y * f.atlas.stride + places[i].x % 20;
        assert_int_equal(gr_atlas_rows(&f.atlas, 0, 0, glyph + half)[at], places[i].cover);
        assert_int_equal(gr_atlas_colours(&f.atlas, 0, 0, 0, glyph + half)[at], places[i].red);
        assert_int_equal(gr_atlas_colours(&f.atlas, 0, 0, 1, glyph + half)[at], places[i].green);
        assert_int_equal(gr_atlas_colours(&f.atlas, 0, 0, 2, glyph + half)[at], places[i].blue);
    }
    tear_down(&f);
}

/* Drawn four times as large, unhinted: another picture with about the same light. */
static void oversampling_changes_edges_not_light(void **state)
{
    (void)state;
    static const GrAtlasStyle styles[] = {{.oversample = 1}, {.oversample = 2}, {.oversample = 4}};
    Fixture f[3];
    for (int i = 0; i < 3; i++) {
        set_up(&f[i], "DejaVu Sans Mono", 1, 1, 10, 19, &styles[i], "Rg█e\xCC\x81");
    }
    int letter = gr_atlas_find(&f[0].atlas, "R", 1);
    int block = gr_atlas_find(&f[0].atlas, "█", strlen("█"));
    for (int i = 1; i < 3; i++) {
        const uint8_t *plain = gr_atlas_rows(&f[0].atlas, 0, 0, letter);
        const uint8_t *large = gr_atlas_rows(&f[i].atlas, 0, 0, letter);
        assert_true(memcmp(plain, large, (size_t)f[0].atlas.glyph_stride) != 0);
        assert_true(fabsf(f[i].atlas.ink[letter] / f[0].atlas.ink[letter] - 1.0f) < 0.12f);
        assert_true(f[i].atlas.ink[block] == 1.0f);
    }
    for (int i = 0; i < 3; i++) {
        tear_down(&f[i]);
    }
}

static void what_no_font_has_is_named(void **state)
{
    (void)state;
    const GrPalette palette = {"odd", "", "a\xCC\x81 b\xCD\xB8\xCC\x81"}, *palettes = &palette;
    GrFonts *fonts = NULL;
    GrGrid grid;
    GrAtlas atlas;
    GrError error = {0};
    assert_int_equal(gr_fonts_open(NULL, 0, &fonts, &error), 0);
    assert_int_equal(gr_grid_create_cells(&grid, 1, 1, 10, 19, &error), 0);
    assert_int_equal(gr_atlas_create(&atlas, fonts, &grid, NULL, &palettes, NULL, 1, &error),
                     GR_E_INPUT);
    assert_non_null(strstr(error.message, "no font has U+0378"));
    gr_grid_finish(&grid);
    gr_fonts_close(fonts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_cut_into_clusters),
        cmocka_unit_test(broken_and_endless_texts_end),
        cmocka_unit_test(an_atlas_knows_its_clusters),
        cmocka_unit_test(halves_meet_without_a_seam),
        cmocka_unit_test(small_halves_fill_their_cells),
        cmocka_unit_test(sequences_have_their_own_pictures),
        cmocka_unit_test(marks_stand_over_their_base),
        cmocka_unit_test(emoji_keep_their_colours_where_asked),
        cmocka_unit_test(layers_of_colours_are_laid_over_each_other),
        cmocka_unit_test(oversampling_changes_edges_not_light),
        cmocka_unit_test(what_no_font_has_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

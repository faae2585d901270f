/* SPDX-License-Identifier: MIT
 *
 * The pictures of text: fills, outlines, shadows, glows, emoji, and what happens to bad input.
 */
#include "glyph/text_block.h"

#include "base/text.h"
#include "glyph/colour_font.h"
#include "unit.h"

#include <math.h>
#include <string.h>

static const GrTextStyle plain = {.size_px = 40.0f, .shadow_blur_px = -1.0f};

typedef struct Scene {
    GrFonts *fonts;
    GrTextSet *set;
    GrTextBlock block;
} Scene;

static Scene begin(const char *font)
{
    Scene scene = {0};
    GrError error = {0};
    if (gr_fonts_open(&font, 1, &scene.fonts, &error) < 0 ||
        gr_text_set_create(&scene.set, &error) < 0) {
        fail_msg("%s", error.message);
    }
    return scene;
}

static void add(Scene *scene, const char *text, const GrTextStyle *style)
{
    GrError error = {0};
    if (gr_text_set_add(scene->set, scene->fonts, text, strlen(text), style, &scene->block,
                        &error) < 0) {
        fail_msg("'%s': %s", text, error.message);
    }
}

static void clear(Scene *scene)
{
    gr_text_set_destroy(scene->set);
    gr_fonts_close(scene->fonts);
}

static const GrInk *ink_of(const Scene *scene, GrInkKind kind, int mark)
{
    return gr_text_ink(scene->set, kind, scene->block.marks[mark].ink);
}

static double sum_of(const GrInk *ink)
{
    double sum = 0.0;
    for (int y = 0; y < ink->height; y++) {
        for (int x = 0; x < ink->stride; x++) {
            sum += ink->cover[y * ink->stride + x];
            assert_true(x < ink->width || ink->cover[y * ink->stride + x] == 0);
        }
    }
    return sum / 255.0;
}

static int cover_at(const GrInk *ink, int x, int y)
{
    x += ink->left;
    y += ink->top;
    bool inside = x >= 0 && x < ink->width && y >= 0 && y < ink->height;
    return inside ? ink->cover[y * ink->stride + x] : 0;
}

/* Nothing of `inner` sticks out of `outer`. */
static void assert_covers(const GrInk *outer, const GrInk *inner)
{
    for (int y = 0; y < inner->height; y++) {
        for (int x = 0; x < inner->width; x++) {
            int own = inner->cover[y * inner->stride + x];
            assert_true(cover_at(outer, x - inner->left, y - inner->top) >= own);
        }
    }
}

static void an_outline_goes_round_its_letter(void **state)
{
    (void)state;
    static const struct {
        const char *font, *text;
        float size, outline;
    } rows[] = {
        {"DejaVu Sans", "O", 40, 3}, {"DejaVu Sans", "g", 200, 12}, {"EB Garamond", "&", 20, 1},
        {"builtin", "A", 32, 2},     {"book", "😀", 60, 4},          {"DejaVu Sans", ".", 40, 0.5f},
        {"Inter", "a", 60, 3},       {"DejaVu Sans", "i", 12, 30},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Scene scene = begin(rows[i].font);
        GrTextStyle style = plain;
        style.size_px = rows[i].size;
        style.outline_px = rows[i].outline;
        style.colour_emoji = true;
        add(&scene, rows[i].text, &style);
        const GrInk *fill = ink_of(&scene, GR_INK_FILL, 0);
        const GrInk *outline = ink_of(&scene, GR_INK_OUTLINE, 0);
        assert_non_null(outline);
        assert_covers(outline, fill);
        int reach = (int)rows[i].outline;
        assert_true(outline->left >= fill->left + reach - 1);
        assert_true(outline->left <= fill->left + reach + 3);
        assert_true(outline->height >= fill->height + 2 * reach - 2);
        assert_true(sum_of(outline) > sum_of(fill) * 1.05);
        assert_null(outline->rgb[0]);
        assert_null(gr_text_ink(scene.set, GR_INK_SHADOW, scene.block.marks[0].ink));
        assert_null(gr_text_ink(scene.set, GR_INK_GLOW, scene.block.marks[0].ink));
        clear(&scene);
    }
}

static void a_blur_moves_light_and_loses_none(void **state)
{
    (void)state;
    for (float reach = 0.0f; reach < 40.0f; reach = reach * 1.5f + 1.0f) {
        Scene scene = begin("DejaVu Sans");
        GrTextStyle style = plain;
        style.size_px = 60.0f;
        style.shadow_blur_px = reach;
        style.glow_px = 2.0f * reach;
        add(&scene, "S", &style);
        double fill = sum_of(ink_of(&scene, GR_INK_FILL, 0));
        const GrInk *shadow = ink_of(&scene, GR_INK_SHADOW, 0);
        const GrInk *glow = ink_of(&scene, GR_INK_GLOW, 0);
        assert_true(fabs(sum_of(shadow) / fill - 1.0) < 0.02);
        assert_true((glow != NULL) == (reach > 0.0f));
        assert_true(!glow || fabs(sum_of(glow) / fill - 1.0) < 0.02);
        assert_true(!glow || glow->width > shadow->width);
        /* It stays where it was. */
        const GrInk *ink = ink_of(&scene, GR_INK_FILL, 0);
        assert_int_equal(2 * shadow->left - shadow->width, 2 * ink->left - ink->width);
        assert_int_equal(2 * shadow->top - shadow->height, 2 * ink->top - ink->height);
        clear(&scene);
    }
}

/* The same letter at each quarter of a pixel is another picture with as much ink. */
static void quarters_of_a_pixel_show(void **state)
{
    (void)state;
    Scene scene = begin("DejaVu Sans");
    GrTextStyle style = plain;
    style.size_px = 20.0f;
    add(&scene, "iiiiiiiiiiiiiiii", &style);
    int different[16], count = 0;
    double least = 1e9, most = 0.0;
    for (int i = 0; i < scene.block.mark_count; i++) {
        bool known = false;
        for (int k = 0; k < count; k++) {
            known = known || different[k] == scene.block.marks[i].ink;
        }
        if (!known) {
            different[count++] = scene.block.marks[i].ink;
            double sum = sum_of(ink_of(&scene, GR_INK_FILL, i));
            least = sum < least ? sum : least;
            most = sum > most ? sum : most;
        }
    }
    assert_true(count >= 3 && count <= 4);
    assert_true(most - least < 0.5);
    assert_int_equal(gr_text_ink_count(scene.set), count);
    /* Where the pen is and where the ink is agree to an eighth of a pixel. */
    for (int i = 0; i < scene.block.mark_count; i++) {
        const GrMark *mark = &scene.block.marks[i];
        float off = scene.block.pieces[i].x0 - (float)mark->x;
        assert_true(off > -0.126f && off < 0.876f);
    }
    clear(&scene);
}

static void the_same_text_makes_the_same_bytes(void **state)
{
    (void)state;
    GrTextStyle style = {.size_px = 33.3f,
                         .width_px = 300.0f,
                         .outline_px = 1.7f,
                         .shadow_blur_px = 6.0f,
                         .glow_px = 11.0f,
                         .colour_emoji = true};
    uint64_t hashes[3];
    for (int i = 0; i < 3; i++) {
        Scene scene = begin("book");
        style.tracking_em = i == 2 ? 0.01f : 0.0f;
        add(&scene, "Same bytes, שלום, 🎉 always and क्षत्रिय.", &style);
        int inks = gr_text_ink_count(scene.set);
        size_t bytes = gr_text_ink_bytes(scene.set);
        add(&scene, "Same bytes, שלום, 🎉 always and क्षत्रिय.", &style);
        assert_int_equal(gr_text_ink_count(scene.set), inks); /* nothing is drawn twice */
        assert_int_equal(gr_text_ink_bytes(scene.set), bytes);
        hashes[i] = gr_text_set_hash(scene.set);
        gr_text_set_seal(scene.set);
        assert_int_equal(gr_text_set_hash(scene.set), hashes[i]);
        assert_non_null(ink_of(&scene, GR_INK_FILL, 0));
        clear(&scene);
    }
    assert_true(hashes[0] == hashes[1]);
    assert_true(hashes[0] != hashes[2]);
}

static void emoji_keep_their_colours_where_asked(void **state)
{
    (void)state;
    static const float sizes[] = {7.0f, 40.0f, 109.0f, 300.0f};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        Scene scene = begin("book");
        GrTextStyle style = plain;
        style.size_px = sizes[i];
        style.colour_emoji = true;
        add(&scene, "🟥", &style);
        const GrInk *ink = ink_of(&scene, GR_INK_FILL, 0);
        assert_non_null(ink->rgb[0]);
        int x = ink->width / 2, y = ink->height / 2, at = y * ink->stride + x;
        assert_true(ink->rgb[0][at] > 150 && ink->rgb[1][at] < 120 && ink->rgb[2][at] < 120);
        assert_int_equal(ink->cover[at], 255);
        assert_true((float)ink->height > 0.8f * sizes[i] && (float)ink->height < 1.4f * sizes[i]);
        assert_true(scene.block.width > (float)ink->width * 0.95f);
        style.colour_emoji = false;
        add(&scene, "🟥", &style);
        assert_null(ink_of(&scene, GR_INK_FILL, 0)->rgb[0]);
        clear(&scene);
    }
}

/* Whether one pixel of a coloured ink is about this colour. */
static bool is_about(const GrInk *ink, float x, float y, int red, int green, int blue)
{
    int at = (int)(y * (float)ink->height) * ink->stride + (int)(x * (float)ink->width);
    return abs(ink->rgb[0][at] - red) < 4 && abs(ink->rgb[1][at] - green) < 4 &&
           abs(ink->rgb[2][at] - blue) < 4 && ink->cover[at] == 255;
}

static void layers_of_colour_are_painted(void **state)
{
    (void)state;
    static const char path[] = "./test-text-colour.ttf";
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    write_colour_font(file);
    assert_int_equal(fclose(file), 0);
    Scene scene = begin(path);
    GrTextStyle style = plain;
    style.colour_emoji = true;
    style.outline_px = 2.0f;
    add(&scene, "\xF0\x9F\x98\x80H", &style);
    const GrInk *ink = ink_of(&scene, GR_INK_FILL, 0);
    assert_non_null(ink->rgb[0]);
    assert_int_equal(ink->width, 40);
    assert_true(is_about(ink, 0.1f, 0.1f, 255, 0, 0));
    assert_true(is_about(ink, 0.5f, 0.5f, 127, 0, 128));
    assert_true(is_about(ink, 0.5f, 0.95f, 255, 255, 255)); /* the text's own colour */
    assert_covers(ink_of(&scene, GR_INK_OUTLINE, 0), ink);
    assert_null(ink_of(&scene, GR_INK_FILL, 1)->rgb[0]);
    clear(&scene);
    remove(path);
}

static void axes_change_letters_and_go_back(void **state)
{
    (void)state;
    Scene scene = begin("Inter");
    GrTextAxis axes[8];
    int count = gr_fonts_axes(scene.fonts, axes, 8), weight = -1;
    for (int i = 0; i < count; i++) {
        weight = strcmp(axes[i].tag, "wght") == 0 ? i : weight;
    }
    assert_true(weight >= 0);
    assert_true(axes[weight].min == 100.0f && axes[weight].normal == 400.0f &&
                axes[weight].max == 900.0f);
    static const float values[] = {100.0f, 400.0f, 650.0f, 900.0f, 5000.0f};
    double ink[COUNT_OF(values)];
    GrTextStyle style = plain;
    add(&scene, "H", &style);
    double normal = sum_of(ink_of(&scene, GR_INK_FILL, 0));
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        GrAxisValue value = {"wght", values[i]};
        style.axes = &value;
        style.axis_count = 1;
        add(&scene, "H", &style);
        ink[i] = sum_of(ink_of(&scene, GR_INK_FILL, 0));
    }
    assert_true(ink[0] < ink[1] && ink[1] < ink[2] && ink[2] < ink[3] && ink[3] == ink[4]);
    assert_true(fabs(ink[1] - normal) < 0.01);
    style.axis_count = 0;
    style.size_px = 41.0f; /* not found among the inks that are there */
    add(&scene, "H", &style);
    assert_true(fabs(sum_of(ink_of(&scene, GR_INK_FILL, 0)) / normal - 1.0) < 0.1);
    GrAxisValue unknown = {"XXXX", 1.0f};
    style.axes = &unknown;
    style.axis_count = 1;
    add(&scene, "H", &style);
    clear(&scene);
    scene = begin("DejaVu Sans");
    assert_int_equal(gr_fonts_axes(scene.fonts, axes, 8), 0);
    clear(&scene);
}

static void what_no_font_has_is_listed(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int count;
        uint32_t code_point;
        size_t byte;
        int marks, bad_bytes;
    } rows[] = {
        {"ab", 0, 0, 0, 2, 0},
        {"a\xCD\xB8z", 1, 0x378, 1, 2, 0}, /* unassigned */
        {"a\xCD\xB8\xCD\xB8z\xCD\xB8", 1, 0x378, 1, 2, 0},
        {"z👍\xE2\x83\xA0", 1, 0x20E0, 1, 2, 0},     /* no emoji font has this circle */
        {"\xF4\x8F\xBF\xBD", 1, 0x10FFFD, 0, 0, 0}, /* private */
        {"a\x01\x02\x7F\xC2\x80z", 0, 0, 0, 2, 0},  /* controls */
        {"a\tz", 0, 0, 0, 2, 0},
        {"a\xED\xA0\x80z", 0, 0, 0, 2, 3}, /* a lone surrogate */
        {"a\xFFz\xC3", 0, 0, 0, 2, 2},
        {"a\xEF\xBF\xBFz", 0, 0, 0, 2, 0}, /* no character: U+FFFF */
        {"\xE2\x80\x8B\xEF\xBB\xBF\xE2\x80\x8D", 0, 0, 0, 0, 0},
        {"\xEF\xB8\x8F", 0, 0, 0, 0, 0},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Scene scene = begin("DejaVu Sans");
        add(&scene, rows[i].text, &plain);
        const GrTextBlock *block = &scene.block;
        if (block->missing_count != rows[i].count || block->mark_count != rows[i].marks ||
            block->bad_bytes != rows[i].bad_bytes) {
            fail_msg("row %zu: %d missing, %d marks, %d bad bytes", i, block->missing_count,
                     block->mark_count, block->bad_bytes);
        }
        if (rows[i].count) {
            assert_int_equal(block->missing[0].code_point, rows[i].code_point);
            assert_int_equal(block->missing[0].byte_offset, rows[i].byte);
        }
        clear(&scene);
    }
}

static void styles_out_of_range_are_refused(void **state)
{
    (void)state;
    Scene scene = begin("DejaVu Sans");
    GrError error = {0};
    GrTextStyle style = plain;
    style.size_px = 0.5f;
    assert_int_equal(gr_text_set_add(scene.set, scene.fonts, "a", 1, &style, &scene.block, &error),
                     GR_E_SHOW);
    style.size_px = NAN;
    assert_int_equal(gr_text_set_add(scene.set, scene.fonts, "a", 1, &style, &scene.block, &error),
                     GR_E_SHOW);
    style = plain;
    style.features = "nonsense";
    assert_int_equal(gr_text_set_add(scene.set, scene.fonts, "a", 1, &style, &scene.block, &error),
                     GR_E_SHOW);
    style = plain;
    style.size_px = 4096.0f; /* U+FDFD is as wide as a sentence */
    int code =
        gr_text_set_add(scene.set, scene.fonts, "\xEF\xB7\xBD", 3, &style, &scene.block, &error);
    assert_true(code == 0 || (code == GR_E_SHOW && strstr(error.message, "too big")));
    clear(&scene);
}

/* Sizes from a pixel to two thousand; the face of each kind. */
static void every_size_is_drawn(void **state)
{
    (void)state;
    static const float sizes[] = {1.0f, 2.5f, 9.0f, 17.0f, 96.0f, 2000.0f};
    static const char *const fonts[] = {"builtin", "DejaVu Sans", "Terminus", "EB Garamond"};
    for (size_t f = 0; f < COUNT_OF(fonts); f++) {
        for (size_t i = 0; i < COUNT_OF(sizes); i++) {
            Scene scene = begin(fonts[f]);
            GrTextStyle style = plain;
            style.size_px = sizes[i];
            style.shadow_blur_px = sizes[i] / 10.0f;
            add(&scene, "H", &style);
            assert_int_equal(scene.block.mark_count, 1);
            const GrInk *ink = ink_of(&scene, GR_INK_FILL, 0);
            float tall = (float)ink->height / sizes[i];
            if (sizes[i] > 8.0f && (tall < 0.5f || tall > 1.4f)) {
                fail_msg("%s at %g: H is %d pixels high", fonts[f], (double)sizes[i], ink->height);
            }
            assert_true(sizes[i] < 8.0f || scene.block.width > 0.4f * sizes[i]);
            clear(&scene);
        }
    }
}

static void long_texts_are_laid_out(void **state)
{
    (void)state;
    enum { LONG = 100000 };
    static const char *const patterns[] = {"a",
                                           "a ",
                                           "\xCC\x81",
                                           "ab\n",
                                           "س",
                                           "क्",
                                           "中",
                                           "ไ",
                                           "(",
                                           "\xE2\x80\xAE",
                                           "\xF0\x9F\x91\xA8\xE2\x80\x8D",
                                           "\xFF",
                                           "\xCD\xB8"};
    char *text = malloc(LONG * 8);
    for (size_t i = 0; i < COUNT_OF(patterns); i++) {
        size_t length = 0, each = strlen(patterns[i]);
        for (int k = 0; k < LONG; k++, length += each) {
            memcpy(text + length, patterns[i], each);
        }
        Scene scene = begin("DejaVu Sans");
        GrTextStyle style = {.size_px = 10.0f, .width_px = 500.0f, .shadow_blur_px = -1.0f};
        GrError error = {0};
        if (gr_text_set_add(scene.set, scene.fonts, text, length, &style, &scene.block, &error)) {
            fail_msg("pattern %zu: %s", i, error.message);
        }
        clear(&scene);
    }
    free(text);
}

static size_t write_wild(uint32_t *random, char *text, size_t room)
{
    static const uint32_t bases[] = {0x20,  0x300,  0x590,  0x600,   0x900,
                                     0xE00, 0x2000, 0x2060, 0x1F300, 0xFE00};
    size_t length = 0;
    while (length + 4 < room) {
        *random = *random * 1664525u + 1013904223u;
        uint32_t c = bases[(*random >> 8) % COUNT_OF(bases)] + ((*random >> 20) & 0x7F);
        length += (size_t)gr_utf8_write(text + length, c);
    }
    return length;
}

static void wild_texts_are_laid_out(void **state)
{
    (void)state;
    uint32_t random = 12345;
    Scene scene = begin("book");
    for (int round = 0; round < 300; round++) {
        char text[64];
        size_t length = write_wild(&random, text, sizeof text);
        GrTextStyle style = {.size_px = 12.0f,
                             .width_px = (float)(round % 50) + 1.0f,
                             .tracking_em = round % 3 == 0 ? 0.1f : 0.0f,
                             .align = (GrTextAlign)(round % 3),
                             .shadow_blur_px = -1.0f};
        GrError error = {0};
        int code =
            gr_text_set_add(scene.set, scene.fonts, text, length, &style, &scene.block, &error);
        assert_int_equal(code, 0);
        int at = 0;
        for (int p = 0; p < scene.block.piece_count; p++) {
            const GrPiece *piece = &scene.block.pieces[p];
            assert_true(piece->byte_from >= at && piece->byte_to > piece->byte_from);
            assert_true(piece->x1 >= piece->x0 - 0.01f);
            assert_true(piece->first_mark + piece->mark_count <= scene.block.mark_count);
            at = piece->byte_to;
        }
    }
    clear(&scene);
}

/* What the marks of the first line cover at a place of the block. */
static int marks_cover(const Scene *scene, GrInkKind kind, int x, int y, bool adds)
{
    int cover = 0;
    const GrTextLine *line = &scene->block.lines[0];
    for (int p = 0; p < line->piece_count; p++) {
        const GrPiece *piece = &scene->block.pieces[line->first_piece + p];
        for (int m = 0; m < piece->mark_count; m++) {
            const GrMark *mark = &scene->block.marks[piece->first_mark + m];
            const GrInk *ink = gr_text_ink(scene->set, kind, mark->ink);
            int one = ink ? cover_at(ink, x - mark->x, y - mark->y) : 0;
            cover = adds ? cover + one : cover > one ? cover : one;
        }
    }
    return cover < 255 ? cover : 255;
}

static void a_strip_is_its_letters(void **state)
{
    (void)state;
    static const char *const text = "thirty letters and more of them";
    const GrTextStyle style = {.size_px = 24.0f, .shadow_blur_px = 3.0f, .outline_px = 1.5f};
    enum { X0 = -8, Y0 = -8, X1 = 600, Y1 = 60 };
    Scene scene = begin("builtin");
    GrInk strip;
    GrError error;
    add(&scene, text, &style);
    for (int kind = GR_INK_FILL; kind <= GR_INK_SHADOW; kind++) {
        assert_int_equal(gr_text_strip(scene.set, &scene.block, 0, (GrInkKind)kind, X0, Y0, X1, Y1,
                                       &strip, &error),
                         0);
        assert_non_null(strip.cover);
        assert_true(sum_of(&strip) > 100.0);
        for (int y = Y0; y < Y1; y++)
            for (int x = X0; x < X1; x++)
                assert_int_equal(cover_at(&strip, x, y),
                                 marks_cover(&scene, (GrInkKind)kind, x, y, kind == GR_INK_SHADOW));
    }
    assert_int_equal(
        gr_text_strip(scene.set, &scene.block, 0, GR_INK_GLOW, X0, Y0, X1, Y1, &strip, &error), 0);
    assert_null(strip.cover); /* the style wants no glow */
    add(&scene, "a few letters", &style);
    assert_int_equal(
        gr_text_strip(scene.set, &scene.block, 0, GR_INK_FILL, X0, Y0, X1, Y1, &strip, &error), 0);
    assert_null(strip.cover); /* it would not pay */
    clear(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_outline_goes_round_its_letter),
        cmocka_unit_test(a_blur_moves_light_and_loses_none),
        cmocka_unit_test(quarters_of_a_pixel_show),
        cmocka_unit_test(the_same_text_makes_the_same_bytes),
        cmocka_unit_test(emoji_keep_their_colours_where_asked),
        cmocka_unit_test(layers_of_colour_are_painted),
        cmocka_unit_test(axes_change_letters_and_go_back),
        cmocka_unit_test(what_no_font_has_is_listed),
        cmocka_unit_test(styles_out_of_range_are_refused),
        cmocka_unit_test(every_size_is_drawn),
        cmocka_unit_test(long_texts_are_laid_out),
        cmocka_unit_test(wild_texts_are_laid_out),
        cmocka_unit_test(a_strip_is_its_letters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

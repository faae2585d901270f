/* SPDX-License-Identifier: MIT
 *
 * Layers of text in pictures: where they stand, what covers what, colours as written, and that
 * nothing but the show and the frame's number decides a byte.
 */
#include "unit.h"

#include "base/files.h"
#include "registry.h"
#include "render/blend_formulas.h"
#include "small_studio.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WIDTH = 320, HEIGHT = 180 };

static SmallStudio open_or_fail(const char *text, int width, int height, int threads)
{
    SmallStudio studio;
    if (studio_open(&studio, text, width, height, gr_rational(24, 1), threads))
        fail_msg("%s", studio.error.message);
    return studio;
}

static uint64_t draw_at(SmallStudio *studio, int64_t frame)
{
    GrFrameStats stats;
    if (gr_painter_seek(studio->painter, 0, frame, &studio->error) ||
        gr_painter_draw(studio->painter, NULL, true, &stats, &studio->error))
        fail_msg("%s", studio->error.message);
    return stats.checksum;
}

/* What differs from the background: its box, and the highest value of each channel. */
typedef struct Seen {
    int x0, y0, x1, y1, count, most[3];
} Seen;

static Seen look(const SmallStudio *studio, int back)
{
    const GrCanvas *canvas = gr_painter_canvas(studio->painter);
    Seen seen = {canvas->width, canvas->height, 0, 0, 0, {0}};
    for (int y = 0; y < canvas->height; y++)
        for (int x = 0; x < canvas->width; x++) {
            bool differs = false;
            for (int plane = 0; plane < 3; plane++) {
                int value = gr_canvas_row(canvas, plane, y)[x];
                seen.most[plane] = value > seen.most[plane] ? value : seen.most[plane];
                differs = differs || value != back;
            }
            if (!differs)
                continue;
            seen.count++;
            seen.x0 = x < seen.x0 ? x : seen.x0;
            seen.y0 = y < seen.y0 ? y : seen.y0;
            seen.x1 = x + 1 > seen.x1 ? x + 1 : seen.x1;
            seen.y1 = y + 1 > seen.y1 ? y + 1 : seen.y1;
        }
    return seen;
}

static Seen seen_of(const char *layers, int width, int height, int64_t frame)
{
    char text[2048];
    snprintf(text, sizeof text,
             "fonts: [builtin]\nbackground: 000000\nscenes:\n- length: 2s\n  layers: [%s]\n",
             layers);
    SmallStudio studio = open_or_fail(text, width, height, 1);
    draw_at(&studio, frame);
    Seen seen = look(&studio, 0);
    studio_close(&studio);
    return seen;
}

#define PLAIN "text: HH, size: 200, shadow: no"

static void test_places(void **state)
{
    (void)state;
    static const struct {
        const char *name, *layer;
        int width, height;
        double x, y; /* of the ink's middle, of the frame; negative: not looked at */
        double slack;
    } cases[] = {
        {"in the middle", "{" PLAIN "}", WIDTH, HEIGHT, 0.5, 0.5, 0.02},
        {"in the middle of a portrait", "{" PLAIN "}", HEIGHT, WIDTH, 0.5, 0.5, 0.02},
        {"to the right", "{" PLAIN ", x: 0.8}", WIDTH, HEIGHT, 0.725, 0.5, 0.02},
        {"low", "{" PLAIN ", at: [0, 0.5]}", WIDTH, HEIGHT, 0.5, 0.75, 0.02},
        {"kept inside", "{" PLAIN ", at: [9, 0]}", WIDTH, HEIGHT, 0.88, 0.5, 0.03},
        {"an axis of time", "{" PLAIN ", x: -0.8 + 0.8*t}", WIDTH, HEIGHT, 0.5, 0.5, 0.02},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Seen seen = seen_of(cases[i].layer, cases[i].width, cases[i].height, 24);
        double x = 0.5 * (seen.x0 + seen.x1) / cases[i].width;
        double y = 0.5 * (seen.y0 + seen.y1) / cases[i].height;
        if (!seen.count || fabs(x - cases[i].x) > cases[i].slack ||
            fabs(y - cases[i].y) > cases[i].slack)
            fail_msg("%s: at %g, %g instead of %g, %g", cases[i].name, x, y, cases[i].x,
                     cases[i].y);
    }
}

/* Left, middle and right of a place, and the three heights. */
static void test_sides(void **state)
{
    (void)state;
    Seen left = seen_of("{" PLAIN ", align: start}", WIDTH, HEIGHT, 0);
    Seen right = seen_of("{" PLAIN ", align: end}", WIDTH, HEIGHT, 0);
    assert_true(left.x0 >= WIDTH / 2 - 1 && right.x1 <= WIDTH / 2 + 1);
    assert_int_equal(left.count, right.count);
    Seen top = seen_of("{" PLAIN ", anchor: top}", WIDTH, HEIGHT, 0);
    Seen bottom = seen_of("{" PLAIN ", anchor: bottom}", WIDTH, HEIGHT, 0);
    Seen base = seen_of("{" PLAIN ", anchor: baseline}", WIDTH, HEIGHT, 0);
    assert_true(top.y0 >= HEIGHT / 2 && bottom.y1 <= HEIGHT / 2);
    /* The built-in font is drawn in whole steps of its pixels. */
    assert_in_range(base.y1 - HEIGHT / 2 + 2, 0, 8);
}

/* Each part adds pixels of its own colour around the letters. */
static void test_parts(void **state)
{
    (void)state;
    static const struct {
        const char *name, *with;
        int channel; /* that only the part brings */
    } cases[] = {
        {"outline", "outline: {width: 12, colour: 00ff00}", 1},
        {"shadow", "shadow: {x: 0.1, y: 0.1, opacity: 1, colour: 00ff00}", 1},
        {"glow", "glow: {strength: 1, colour: 00ff00}", 1},
        {"strong glow", "glow: {strength: 3, colour: 00ff00}", 1},
        {"plate", "plate: {opacity: 0.5, colour: 00ff00}", 1},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char layer[256];
        bool shadow = strncmp(cases[i].with, "shadow", 6) == 0;
        Seen plain = seen_of("{text: HH, size: 200, colour: ff0000, shadow: no}", WIDTH, HEIGHT, 0);
        snprintf(layer, sizeof layer, "{text: HH, size: 200, colour: ff0000%s, %s}",
                 shadow ? "" : ", shadow: no", cases[i].with);
        Seen more = seen_of(layer, WIDTH, HEIGHT, 0);
        if (plain.most[1] || plain.most[0] != 255)
            fail_msg("%s: the letters are not as written", cases[i].name);
        if (more.count <= plain.count || more.most[cases[i].channel] < 100)
            fail_msg("%s: %d pixels instead of more than %d, %d", cases[i].name, more.count,
                     plain.count, more.most[cases[i].channel]);
    }
}

/* A page that is drawn line by line is the same as one whose letters are all moved a little. */
static void test_bands_do_not_show(void **state)
{
    (void)state;
    Seen whole = seen_of("{" PLAIN "}", WIDTH, HEIGHT, 0);
    for (int up = 1; up < 12; up++) {
        char layer[256];
        snprintf(layer, sizeof layer, "{" PLAIN ", safe: no, y: %.9f}", -2.0 * up / HEIGHT);
        Seen moved = seen_of(layer, WIDTH, HEIGHT, 0);
        assert_int_equal(moved.count, whole.count);
        assert_int_equal(moved.y0, whole.y0 - up);
    }
}

/* Lines that reach beyond both sides are cut there and nowhere else: what a wider frame shows in
 * its middle. */
static void test_sides_cut(void **state)
{
    (void)state;
    enum { WIDER = WIDTH + 256 };
    static const char *const places[] = {"0", "0.011", "-0.3", "0.2501"};
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        char text[512];
        snprintf(text, sizeof text,
                 "fonts: [builtin]\nbackground: 203040\nscenes:\n- length: 2s\n  layers:\n"
                 "  - {text: \"%s\", size: 96, width: 8, safe: no, x: \"%s + 0*t\"}\n",
                 "forty letters in a row, wider than a frame", places[i]);
        SmallStudio narrow = open_or_fail(text, WIDTH, HEIGHT, 1);
        SmallStudio wide = open_or_fail(text, WIDER, HEIGHT, 1);
        draw_at(&narrow, 0);
        draw_at(&wide, 0);
        Seen seen = look(&narrow, 0);
        assert_in_range(seen.most[0], 200, 255);
        for (int plane = 0; plane < 3; plane++)
            for (int y = 0; y < HEIGHT; y++)
                assert_memory_equal(gr_canvas_row(gr_painter_canvas(narrow.painter), plane, y),
                                    gr_canvas_row(gr_painter_canvas(wide.painter), plane, y) +
                                        (WIDER - WIDTH) / 2,
                                    WIDTH);
        studio_close(&narrow);
        studio_close(&wide);
    }
}

/* Above all glyphs and after the shaders colours are as written, whatever the exposure makes of
 * the rest; below a layer of glyphs they are exposed with it. */
static void test_colours(void **state)
{
    (void)state;
    static const struct {
        const char *name, *scene;
        int r, g, b; /* of the text; -1: not looked at */
    } cases[] = {
        {"alone", "layers: [TEXT]", 0x40, 0x80, 0xc0},
        {"over glyphs", "layers: [{field: plasma, opacity: 0}, TEXT]", 0x40, 0x80, 0xc0},
        {"with gain", "gain: 0.5\n  layers: [TEXT]", 0x20, 0x40, 0x60},
        {"with gain, over shaders", "gain: 0.5\n  layers: [ABOVE]\n  shaders: [tint]", 0x20, 0x40,
         0x60},
        {"over shaders", "layers: [ABOVE]\n  shaders: [kaleidoscope, tint]", 0x40, 0x80, 0xc0},
        {"under glyphs, exposed",
         "exposure: {white: 0.5}\n  layers: [TEXT, {field: {formula: {value: 0}}}]", 0x80, 0xff,
         0xff},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char text[1024] = "fonts: [builtin]\nscenes:\n- length: 1s\n  ";
        for (const char *at = cases[i].scene; *at; at++) {
            size_t end = strlen(text);
            bool plain = strncmp(at, "TEXT", 4) == 0, above = strncmp(at, "ABOVE", 5) == 0;
            if (plain || above) {
                snprintf(text + end, sizeof text - end,
                         "{text: H, size: 900, colour: '4080c0', shadow: no%s}",
                         above ? ", above_shaders: yes" : "");
                at += above ? 4 : 3;
            } else {
                text[end] = *at;
                text[end + 1] = '\0';
            }
        }
        SmallStudio studio = open_or_fail(text, WIDTH, HEIGHT, 1);
        draw_at(&studio, 3);
        Seen seen = look(&studio, 0);
        if (abs(seen.most[0] - cases[i].r) > 2 || abs(seen.most[1] - cases[i].g) > 2 ||
            abs(seen.most[2] - cases[i].b) > 2)
            fail_msg("%s: %02x%02x%02x", cases[i].name, seen.most[0], seen.most[1], seen.most[2]);
        studio_close(&studio);
    }
}

/* Nothing of text is in the plan of the exposure but what is exposed. */
static void test_exposure_is_not_moved(void **state)
{
    (void)state;
    GrToneReport tones[3];
    static const char *const layers[] = {
        "{field: plasma, gain: 0.3}",
        "{field: plasma, gain: 0.3}, {text: HHHH, size: 400}",
        "{text: HHHH, size: 400}, {field: plasma, gain: 0.3}",
    };
    for (int i = 0; i < 3; i++) {
        char text[512];
        snprintf(text, sizeof text, "fonts: [builtin]\nscenes:\n- length: 1s\n  layers: [%s]\n",
                 layers[i]);
        SmallStudio studio = open_or_fail(text, WIDTH, HEIGHT, 1);
        gr_frozen_describe_tone(studio.frozen, 0, 0.5, &tones[i]);
        studio_close(&studio);
    }
    assert_true(tones[0].planned && tones[0].black == tones[1].black &&
                tones[0].white == tones[1].white && tones[0].gamma == tones[1].gamma);
    assert_true(tones[2].white > tones[0].white);
}

/* What is masked is seen inside of the letters only, inverted outside of them only. */
static void test_mask(void **state)
{
    (void)state;
    Seen all =
        seen_of("{field: {formula: {value: 1}}, grid: lg, palette: blocks}", WIDTH, HEIGHT, 0);
    Seen in = seen_of(
        "{field: {formula: {value: 1}}, grid: lg, palette: blocks, mask: {text: H, size: 400}}",
        WIDTH, HEIGHT, 0);
    Seen out = seen_of("{field: {formula: {value: 1}}, grid: lg, palette: blocks, mask: {text: H, "
                       "size: 400, invert: yes}}",
                       WIDTH, HEIGHT, 0);
    assert_true(in.count > 500 && in.count < all.count / 2);
    assert_true(in.x0 > 100 && in.x1 < 220);
    assert_int_equal(out.x0, 0);
    assert_in_range(in.count + out.count - all.count, 0, all.count / 20);
    Seen soft = seen_of("{field: {formula: {value: 1}}, grid: lg, palette: blocks, mask: {text: H, "
                        "size: 400, feather: 60}}",
                        WIDTH, HEIGHT, 0);
    assert_true(soft.count > in.count);
    Seen fits =
        seen_of("{field: {formula: {value: 1}}, grid: lg, palette: blocks, mask: {text: H}}", WIDTH,
                HEIGHT, 0);
    assert_in_range(fits.y1 - fits.y0, (int)(0.45 * HEIGHT), (int)(0.85 * HEIGHT));
}

/* The brightest of a layer in light over black, in a scene that is not exposed. */
static Seen seen_in_light(const char *layer, double opacity)
{
    char text[512];
    snprintf(text, sizeof text,
             "fonts: [builtin]\nbackground: 000000\nscenes:\n- length: 2s\n  exposure: off\n"
             "  layers: [{%s, light: linear, opacity: %g}]\n",
             layer, opacity);
    SmallStudio studio = open_or_fail(text, WIDTH, HEIGHT, 1);
    draw_at(&studio, 0);
    Seen seen = look(&studio, 0);
    studio_close(&studio);
    return seen;
}

/* What is hardly there is as bright as its opacity says, to one code value: one 255th of white is
 * thirteen. */
static void test_faint_in_light(void **state)
{
    (void)state;
    static const char *const layers[] = {PLAIN, PLAIN ", colour: ff8020",
                                         "field: {formula: {value: 1}}, grid: lg, palette: blocks"};
    static const double opacities[] = {0.0007, 0.004, 0.0059, 0.01, 0.37, 0.999};
    for (size_t l = 0; l < sizeof layers / sizeof *layers; l++) {
        Seen whole = seen_in_light(layers[l], 1.0);
        assert_true(whole.most[0] + whole.most[1] + whole.most[2] > 255 && whole.count > 500);
        for (size_t o = 0; o < sizeof opacities / sizeof *opacities; o++) {
            Seen faint = seen_in_light(layers[l], opacities[o]);
            for (int plane = 0; plane < 3; plane++) {
                double light = opacities[o] * to_light(whole.most[plane] / 255.0);
                double off = faint.most[plane] - 255.0 * to_code(light);
                if (fabs(off) > 1.0)
                    fail_msg("%s, opacity %g: off by %.2f", layers[l], opacities[o], off);
            }
        }
    }
}

/* The field `text` has light where the word is. */
static void test_field(void **state)
{
    (void)state;
    Seen word = seen_of("{field: {text: {text: I, glow: 0, soft: 0, shimmer: 0}}, grid: sm}", WIDTH,
                        HEIGHT, 24);
    assert_true(word.count > 300);
    assert_true(word.x0 > WIDTH / 4 && word.x1 < 3 * WIDTH / 4);
}

static const char busy[] =
    "fonts: [builtin]\n"
    "scenes:\n"
    "- length: 1s\n"
    "  name: one\n"
    "  layers:\n"
    "  - {text: Below, size: 160, x: -0.5 + t, motion: wave, blend: screen, glow: yes}\n"
    "  - {field: plasma, grid: lg, mask: {text: OOO, size: 500, feather: 20}, opacity: 0.6}\n"
    "  - {field: {text: {text: ab}}, grid: xl, blend: add, opacity: 0.5}\n"
    "  - {text: [Words that, go on], size: 120, motion: karaoke, plate: yes, outline: yes}\n"
    "  - {text: Over, y: 0.6, motion: {scatter: {in: 0.4s}}, above_shaders: yes}\n"
    "  feedback: {decay: 0.8}\n"
    "  shaders: [kaleidoscope, vignette]\n"
    "- length: 1s\n"
    "  name: two\n"
    "  transition: {crossfade: {length: 500ms}}\n"
    "  layers: [{text: type, motion: typewriter, size: 300, blend: difference}]\n";

static void test_same_bytes(void **state)
{
    (void)state;
    static const GrCpuLevel levels[] = {GR_CPU_NONE, GR_CPU_SSE2, GR_CPU_AVX2, GR_CPU_AVX512};
    uint64_t sums[48];
    SmallStudio plain = open_or_fail(busy, WIDTH, HEIGHT, 1);
    assert_int_equal(gr_painter_seek(plain.painter, 0, 0, &plain.error), 0);
    for (int i = 0; i < 48; i++) {
        GrFrameStats stats;
        assert_int_equal(gr_painter_draw(plain.painter, NULL, true, &stats, &plain.error), 0);
        sums[i] = stats.checksum;
    }
    for (int64_t frame = 0; frame < 48; frame += 5)
        if (draw_at(&plain, frame) != sums[frame])
            fail_msg("frame %d alone differs from in sequence", (int)frame);
    studio_close(&plain);
    for (size_t i = 0; i < COUNT_OF(levels); i++) {
        if (!gr_cpu_usable(levels[i]))
            continue;
        gr_render_use_level(levels[i]);
        gr_registry_install(levels[i]);
        SmallStudio studio = open_or_fail(busy, WIDTH, HEIGHT, 2);
        for (int64_t frame = 3; frame < 48; frame += 11)
            if (draw_at(&studio, frame) != sums[frame])
                fail_msg("frame %d differs with two threads on %s", (int)frame,
                         gr_cpu_level_names[levels[i]]);
        studio_close(&studio);
    }
    gr_render_use_level(GR_CPU_NONE);
    gr_registry_install(GR_CPU_NONE);
}

/* Extremes of size, place and frame: nothing but a picture comes out. */
/* More glyphs than there may be are an error, also where axes have more steps to come. */
static void test_too_much(void **state)
{
    (void)state;
    SmallStudio studio;
    const char *show = "fonts: Inter\n"
                       "scenes: [{length: 2s, layers: [{text: "
                       "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ, "
                       "size: 2000, shadow: no, axes: {wght: 100 + 400*t}}]}]\n";
    int code = studio_open(&studio, show, 1920, 1080, gr_rational(24, 1), 1);
    assert_int_equal(code, GR_E_SPACE);
    assert_non_null(strstr(studio.error.message, "need more than 512 MB"));
    studio_close(&studio);
}

static void test_extremes(void **state)
{
    (void)state;
    static const char *const layers[] = {
        "{text: X, size: 2000, at: [64, -64], safe: no}",
        "{text: X, size: 2000, glow: {size: 100, strength: 4}, shadow: {blur: 1, x: 4}}",
        "{text: i, size: 4, outline: {width: 60}}",
        "{text: 'a b c', width: 0.01, leading: 0.3, tracking: -0.5}",
        "{text: ab, size: 500, motion: {scatter: {amount: 4000}}, plate: {padding: 8, blur: 400}}",
    };
    static const struct {
        int width, height;
    } frames[] = {{16, 16}, {64, 2}, {2, 64}, {321, 33}};
    for (size_t l = 0; l < COUNT_OF(layers); l++)
        for (size_t f = 0; f < COUNT_OF(frames); f++)
            seen_of(layers[l], frames[f].width, frames[f].height, 5);
}

/* What a scene beneath the next one shows: a text stays, words that were sung go. */
static void test_beneath(void **state)
{
    static const char words[] = "1\n00:00:00,000 --> 00:00:01,250\nHH\n";
    static const struct {
        const char *layer;
        int64_t frame;
        bool seen;
    } at[] = {{"text: HH", 26, true},
              {"text: HH", 36, true},
              {"lyrics", 26, true},
              {"lyrics", 36, false}};
    char path[] = "/tmp/gr-words-XXXXXX.srt", layer[128], text[1024];
    GrError error;
    (void)state;
    int file = mkstemps(path, 4);
    assert_true(file >= 0);
    close(file);
    assert_int_equal(gr_file_write_atomic(path, words, sizeof words - 1, &error), GR_OK);
    for (size_t i = 0; i < COUNT_OF(at); i++) {
        bool sung = strcmp(at[i].layer, "lyrics") == 0;
        snprintf(layer, sizeof layer, "%s%s", sung ? "lyrics: " : at[i].layer, sung ? path : "");
        snprintf(
            text, sizeof text,
            "fonts: [builtin]\nbackground: 000000\nscenes:\n- length: 1s\n  layers: [{%s, size: "
            "200, shadow: no}]\n- length: 2s\n  transition: {crossfade: {length: 1s}}\n  "
            "layers: [{grid: xl, field: plasma, gain: 0}]\n",
            layer);
        SmallStudio studio = open_or_fail(text, WIDTH, HEIGHT, 1);
        draw_at(&studio, at[i].frame);
        Seen seen = look(&studio, 0);
        if ((seen.count > 0) != at[i].seen)
            fail_msg("%s: %d pixels at frame %d", at[i].layer, seen.count, (int)at[i].frame);
        studio_close(&studio);
    }
    remove(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_beneath),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_sides),
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_bands_do_not_show),
        cmocka_unit_test(test_sides_cut),
        cmocka_unit_test(test_colours),
        cmocka_unit_test(test_exposure_is_not_moved),
        cmocka_unit_test(test_mask),
        cmocka_unit_test(test_faint_in_light),
        cmocka_unit_test(test_field),
        cmocka_unit_test(test_same_bytes),
        cmocka_unit_test(test_extremes),
        cmocka_unit_test(test_too_much),
    };
    gr_registry_install(GR_CPU_NONE);
    gr_render_use_level(gr_cpu_best()); /* fills tables */
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT
 *
 * Good shows: every value arrives, defaults are filled in, and the content hash follows content.
 */
#include "model/grid.h"
#include "scene/fake_catalogue.h"
#include "scene/load.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define S  GR_NS_PER_S
#define MS (GR_NS_PER_S / 1000)

#define SMALL "scenes: [{length: 6s, layers: [{field: plasma}]}]\n"

static GrShow *load(const char *text)
{
    static GrError error;
    GrShow *show;
    GrProblems problems = {0};
    if (gr_show_load_text("tests/show.yaml", text, strlen(text), NULL, &show, &problems, &error))
        fail_msg("%s\n%s", text, error.message);
    assert_int_equal(problems.error_count, 0);
    gr_problems_finish(&problems);
    return show;
}

static bool near(float a, double b)
{
    return fabs((double)a - b) < 1e-6;
}

static bool is_colour(GrColour colour, const char *text)
{
    GrColour other;
    return gr_colour_parse(text, &other) && memcmp(&colour, &other, sizeof colour) == 0;
}

static const char whole_show[] =
    "title: Night drive\n"
    "size: 1080x1920\n"
    "fps: 30000/1001\n"
    "tick: 1/12 s\n"
    "seed: 18446744073709551615\n"
    "background: {from: 05060a, to: 1a0b2e, angle: 0.5}\n"
    "audio: {synth: {bpm: 128, bars: 12}}\n"
    "fonts: [terminal, \"DejaVu Sans Mono\", builtin]\n"
    "scenes:\n"
    "  - name: dawn\n"
    "    length: 6s\n"
    "    start: 0\n"
    "    background: red\n"
    "    gain: 0.5\n"
    "    fade_in: 500ms\n"
    "    fade_out: 1s\n"
    "    exposure: {black: 0.02, white: 0.9, gamma: 0.8}\n"
    "    feedback: {zoom: -0.01, decay: 0.9, blend: add, opacity: 0.5, rotate: 0.1, hue: -0.2}\n"
    "    layers:\n"
    "      - name: stars\n"
    "        grid: lg\n"
    "        field: {rings: {count: 5, width: 0.25, period: 500ms, soft: yes, mode: glow,\n"
    "                        tint: \"#0f0\", label: hello}}\n"
    "        palette: blocks\n"
    "        ramp: raw\n"
    "        font: pixel\n"
    "        emoji: colour\n"
    "        oversample: 3\n"
    "        hue: {by: angle, base: 0.5, span: 0.3, speed: 0.1, angle: 0.25, space: hsv}\n"
    "        colours: [ff0000, \"#00ff00\", blue]\n"
    "        saturation: 0.8\n"
    "        lightness: 0.7\n"
    "        gain: 2\n"
    "        opacity: 0.6\n"
    "        blend: screen\n"
    "      - grid: 22.5\n"
    "        field: plasma\n"
    "        glyphs: \" .:*#\"\n"
    "        hue: distance\n"
    "        colours: neon\n"
    "    shaders:\n"
    "      - vignette\n"
    "      - bloom: {strength: 0.75}\n"
    "      - bloom\n"
    "  - length: 30f\n"
    "    start: 6\n"
    "    exposure: frame\n"
    "    shaders: vignette\n"
    "    layers: [{field: {plasma: }, hue: 0.6, colours: red}]\n";

static void check_layers(const GrScene *scene)
{
    const GrLayer *stars = &scene->layers[0], *second = &scene->layers[1];
    const GrLayerLook *look = &stars->look;
    assert_string_equal(stars->name, "stars");
    assert_string_equal(stars->grid.named->name, "lg");
    assert_ptr_equal(stars->effect, &fake_rings);
    const FakeRings *rings = stars->params;
    assert_int_equal(rings->count, 5);
    assert_true(near(rings->width, 0.25) && near(rings->period, 0.5) && rings->soft);
    assert_int_equal(rings->mode, 2);
    assert_true(is_colour(rings->tint, "00ff00"));
    assert_string_equal(rings->label, "hello");
    assert_string_equal(stars->palette->name, "blocks");
    assert_string_equal(stars->font, "pixel");
    assert_int_equal(look->ramp_order, GR_RAMP_RAW);
    assert_true(stars->style.colour_emoji);
    assert_int_equal(stars->style.oversample, 3);
    assert_int_equal(look->hue_rule, GR_HUE_ANGLE);
    assert_int_equal(look->hue_space, 1);
    assert_int_equal(look->blend, GR_BLEND_SCREEN);
    assert_true(near(look->hue, 0.5) && near(look->hue_span, 0.3) && near(look->hue_speed, 0.1));
    assert_true(near(look->hue_angle, 0.25) && near(look->saturation, 0.8));
    assert_true(near(look->lightness, 0.7) && near(look->gain, 2) && near(look->opacity, 0.6));
    assert_int_equal(stars->colour_count, 3);
    assert_true(is_colour(stars->colours[1], "00ff00") && is_colour(stars->colours[2], "blue"));
    assert_int_equal(stars->place.line, 20);
    assert_int_equal(stars->place.column, 9);
    assert_string_equal(stars->place.file, "tests/show.yaml");

    assert_string_equal(second->name, "layer 2");
    assert_null(second->grid.named);
    assert_true(near(second->grid.cell_px, 22.5));
    assert_string_equal(second->palette->glyphs, " .:*#");
    assert_int_equal(second->look.hue_rule, GR_HUE_DISTANCE);
    assert_int_equal(second->colour_count, gr_colour_ramp_find("neon")->count);
    assert_true(is_colour(second->colours[0], gr_colour_ramp_find("neon")->stops[0]));
    assert_null(second->font);
    assert_false(second->style.colour_emoji);
    assert_int_equal(second->style.oversample, 1);
}

static void every_value_arrives(void **state)
{
    (void)state;
    GrShow *show = load(whole_show);
    assert_string_equal(show->title, "Night drive");
    assert_string_equal(show->path, "tests/show.yaml");
    assert_int_equal(show->width, 1080);
    assert_int_equal(show->height, 1920);
    assert_int_equal(show->fps.num, 30000);
    assert_int_equal(show->fps.den, 1001);
    assert_int_equal(show->tick.num, 12);
    assert_true(show->seed == UINT64_MAX);
    assert_true(is_colour(show->background.from, "05060a") && near(show->background.angle, 0.5));
    assert_int_equal(show->sound.kind, GR_SOUND_SYNTH);
    assert_true(near(show->sound.synth.bpm, 128));
    assert_int_equal(show->sound.synth.bars, 12);
    assert_int_equal(show->font_count, 3);
    assert_string_equal(show->fonts[1], "DejaVu Sans Mono");
    assert_int_equal(show->scene_count, 2);
    assert_int_equal(show->length_ns, 6 * S + 1001 * MS);

    const GrScene *dawn = &show->scenes[0], *second = &show->scenes[1];
    assert_string_equal(dawn->name, "dawn");
    assert_int_equal(dawn->end_ns, 6 * S);
    assert_true(is_colour(dawn->background.from, "red") && is_colour(dawn->background.to, "red"));
    assert_true(near(dawn->look.gain, 0.5));
    assert_int_equal(dawn->fade_in_ns, 500 * MS);
    assert_int_equal(dawn->fade_out_ns, S);
    assert_int_equal(dawn->exposure.mode, GR_EXPOSURE_FIXED);
    assert_true(near(dawn->exposure.black, 0.02) && near(dawn->exposure.white, 0.9));
    assert_true(near(dawn->exposure.gamma, 0.8));
    const GrFeedback *feedback = dawn->feedback;
    assert_true(near(feedback->zoom, -0.01) && near(feedback->decay, 0.9));
    assert_true(near(feedback->opacity, 0.5) && near(feedback->rotate, 0.1));
    assert_true(near(feedback->hue, -0.2) && feedback->blend == GR_BLEND_ADD);
    assert_int_equal(dawn->layer_count, 2);
    check_layers(dawn);
    assert_int_equal(dawn->shader_count, 3);
    assert_ptr_equal(dawn->shaders[0].shader, &fake_vignette);
    assert_true(near(((const FakeBloom *)dawn->shaders[1].params)->strength, 0.75));
    assert_true(near(((const FakeBloom *)dawn->shaders[2].params)->strength, 0.5));
    assert_int_equal(dawn->shaders[1].place.line, 43);

    assert_string_equal(second->name, "scene 2");
    assert_int_equal(second->start_ns, 6 * S);
    assert_int_equal(second->exposure.mode, GR_EXPOSURE_FRAME);
    assert_true(is_colour(second->background.to, "1a0b2e"));
    assert_null(second->feedback);
    assert_int_equal(second->shader_count, 1);
    assert_true(near(second->layers[0].look.hue, 0.6));
    assert_int_equal(second->layers[0].look.hue_rule, GR_HUE_FIXED);
    assert_int_equal(second->layers[0].colour_count, 1);
    gr_show_destroy(show);
}

static void defaults(void **state)
{
    (void)state;
    GrShow *show = load(SMALL);
    assert_string_equal(show->title, "show");
    assert_int_equal(show->width, 0);
    assert_int_equal(show->fps.num, 0);
    assert_int_equal(show->tick.num, 24);
    assert_int_equal(show->tick.den, 1);
    assert_true(show->seed == 0);
    assert_int_equal(show->sound.kind, GR_SOUND_NONE);
    assert_true(is_colour(show->background.from, "000000"));
    assert_int_equal(show->font_count, 1);
    assert_string_equal(show->fonts[0], "terminal");
    const GrScene *scene = &show->scenes[0];
    const GrLayer *layer = &scene->layers[0];
    assert_string_equal(scene->name, "scene 1");
    assert_int_equal(scene->exposure.mode, GR_EXPOSURE_AUTO);
    assert_true(near(scene->look.gain, 1) && near(scene->exposure.gamma, 1));
    assert_int_equal(scene->shader_count, 0);
    assert_string_equal(layer->name, "layer 1");
    assert_string_equal(layer->grid.named->name, "md");
    assert_string_equal(layer->palette->name, "dense");
    assert_true(near(((const FakePlasma *)layer->params)->speed, 1));
    assert_null(layer->colours);
    assert_true(near(layer->look.saturation, 0.85) && near(layer->look.lightness, 0.74));
    assert_true(near(layer->look.hue_span, 1) && near(layer->look.hue, 0));
    assert_true(near(layer->look.gain, 1) && near(layer->look.opacity, 1));
    assert_int_equal(layer->look.blend, GR_BLEND_NORMAL);
    assert_int_equal(layer->look.ramp_order, GR_RAMP_SORTED);
    gr_show_destroy(show);
}

/* Where a value stands in the file must not matter. */
static void order_is_free(void **state)
{
    (void)state;
    GrShow *a = load("fps: 12\nbackground: red\nseed: 3\n" SMALL);
    GrShow *b = load(SMALL "seed: 3\nbackground: red\nfps: 12\n");
    assert_true(a->content_hash == b->content_hash);
    assert_true(is_colour(b->scenes[0].background.from, "red"));
    gr_show_destroy(a);
    gr_show_destroy(b);
    a = load("scenes: [{length: 24f, layers: [{field: plasma}]}]\nfps: 12\n");
    assert_int_equal(a->length_ns, 2 * S);
    gr_show_destroy(a);
}

static void short_forms(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        GrSoundKind kind;
        double tempo;
    } cases[] = {
        {"audio: none\n" SMALL, GR_SOUND_NONE, 0},
        {"audio: {tempo: 90.5}\n" SMALL, GR_SOUND_NONE, 90.5},
        {"audio: {synth: }\n" SMALL, GR_SOUND_SYNTH, 0},
        {"audio: {synth: {}}\n" SMALL, GR_SOUND_SYNTH, 0},
        {"fonts: builtin\n" SMALL, GR_SOUND_NONE, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        GrShow *show = load(cases[i].text);
        assert_int_equal(show->sound.kind, cases[i].kind);
        assert_true(near(show->sound.tempo_bpm, cases[i].tempo));
        gr_show_destroy(show);
    }
}

static void a_field_may_be_an_expression(void **state)
{
    (void)state;
    static const struct {
        const char *field, *same; /* as another */
    } cases[] = {
        {"sin(6*r - t)", "{formula: {value: sin(6*r-t)}}"},
        {"{formula: {react: 1}}", "formula"},
        {"formula", "{formula: {value: 'r'}}"},
        {"0.5", "{formula: {value: 1/2}}"},
        {"'x > 0 ? 1 : 0'", "'if(0 < x, 1, 0)'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const FakeFormula *made[2];
        GrShow *shows[2];
        for (int k = 0; k < 2; k++) {
            char text[256];
            snprintf(text, sizeof text, "scenes: [{length: 1s, layers: [{field: %s}]}]\n",
                     k ? cases[i].same : cases[i].field);
            shows[k] = load(text);
            made[k] = shows[k]->scenes[0].layers[0].params;
            assert_string_equal(shows[k]->scenes[0].layers[0].effect->name, "formula");
        }
        assert_true(made[0]->value->hash == made[1]->value->hash);
        assert_true(shows[0]->content_hash == shows[1]->content_hash);
        gr_show_destroy(shows[0]);
        gr_show_destroy(shows[1]);
    }
}

static void anchors_and_merges(void **state)
{
    (void)state;
    GrShow *show = load("\xef\xbb\xbfscenes:\n"
                        "  - &first\n"
                        "    name: a\n"
                        "    length: 2s\n"
                        "    layers: &both\n"
                        "      - &base {field: plasma, gain: 2, opacity: 0.5}\n"
                        "      - {<<: *base, gain: 3}\n"
                        "  - <<: *first\n"
                        "    name: b\n"
                        "  - {name: c, length: 1s, layers: *both}\n"
                        "  - name: d\n"
                        "    length: 1s\n"
                        "    layers: [{<<: [{gain: 4}, *base]}]\n");
    assert_int_equal(show->scene_count, 4);
    assert_true(near(show->scenes[0].layers[1].look.gain, 3));
    assert_true(near(show->scenes[0].layers[1].look.opacity, 0.5));
    assert_int_equal(show->scenes[1].end_ns, 4 * S);
    assert_int_equal(show->scenes[1].layer_count, 2);
    assert_true(near(show->scenes[2].layers[0].look.gain, 2));
    assert_true(near(show->scenes[3].layers[0].look.gain, 4));
    assert_int_equal(show->scenes[0].place.column, 5);
    gr_show_destroy(show);
}

static void scene_at(void **state)
{
    (void)state;
    GrShow *show = load("scenes:\n"
                        "  - {length: 2s, layers: [{field: plasma}]}\n"
                        "  - {length: 1s, layers: [{field: plasma}]}\n"
                        "  - {length: 3s, layers: [{field: plasma}]}\n");
    static const struct {
        int64_t ns;
        int scene;
    } cases[] = {{-5, 0},    {0, 0},         {2 * S - 1, 0}, {2 * S, 1}, {3 * S - 1, 1},
                 {3 * S, 2}, {6 * S - 1, 2}, {6 * S, 2},     {99 * S, 2}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(gr_show_scene_at(show, cases[i].ns), cases[i].scene);
    gr_show_destroy(show);
}

static uint64_t hash_of(const char *text)
{
    GrShow *show = load(text);
    uint64_t hash = show->content_hash;
    gr_show_destroy(show);
    return hash;
}

static char *replaced(const char *text, const char *from, const char *to)
{
    const char *at = strstr(text, from);
    if (!at)
        fail_msg("'%s' is not in the show", from);
    char *out = malloc(strlen(text) + strlen(to) + 1);
    sprintf(out, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    return out;
}

static void content_hash(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
        bool same;
    } cases[] = {
        {"title: Night drive\n", "title: Day\n", true},
        {"title: Night drive\n", "", true},
        {"title: Night drive\n", "# a remark\n\n", true},
        {"length: 6s", "length: 6000ms", true},
        {"palette: blocks", "palette: \"blocks\"", true},
        {"ff0000, ", "red, ", true},
        {"1080x1920", "1080x1918", false},
        {"fps: 30000/1001", "fps: 30", false},
        {"tick: 1/12 s", "tick: 24", false},
        {"seed: 18446744073709551615", "seed: 1", false},
        {"1a0b2e", "1a0b2f", false},
        {"bpm: 128", "bpm: 127", false},
        {"terminal, ", "", false},
        {"name: dawn", "name: dusk", false},
        {"name: stars", "name: star", false},
        {"    background: red\n", "", false},
        {"fade_in: 500ms", "fade_in: 499ms", false},
        {"gain: 0.5", "gain: 0.6", false},
        {"fade_out: 1s", "fade_out: 2s", false},
        {"black: 0.02", "black: 0.03", false},
        {"zoom: -0.01", "zoom: 0.01", false},
        {"grid: lg", "grid: md", false},
        {"grid: 22.5", "grid: 22", false},
        {"count: 5", "count: 6", false},
        {"label: hello", "label: bye", false},
        {"palette: blocks", "palette: dense", false},
        {"ramp: raw", "ramp: sorted", false},
        {"ramp: raw", "ramp: print", false},
        {"font: pixel", "font: builtin", false},
        {"emoji: colour", "emoji: plain", false},
        {"oversample: 3", "oversample: 2", false},
        {"speed: 0.1", "speed: 0.2", false},
        {"ff0000, ", "fe0000, ", false},
        {"opacity: 0.6", "opacity: 0.7", false},
        {" .:*#", " .:*%", false},
        {"strength: 0.75", "strength: 0.7", false},
        {"      - vignette\n", "", false},
        {"exposure: frame", "exposure: off", false},
    };
    uint64_t hash = hash_of(whole_show);
    assert_true(hash == hash_of(whole_show));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *text = replaced(whole_show, cases[i].from, cases[i].to);
        if ((hash_of(text) == hash) != cases[i].same)
            fail_msg("%s -> %s", cases[i].from, cases[i].to);
        free(text);
    }
}

int main(void)
{
    fake_catalogue_install();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_value_arrives),
        cmocka_unit_test(defaults),
        cmocka_unit_test(order_is_free),
        cmocka_unit_test(short_forms),
        cmocka_unit_test(a_field_may_be_an_expression),
        cmocka_unit_test(anchors_and_merges),
        cmocka_unit_test(scene_at),
        cmocka_unit_test(content_hash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

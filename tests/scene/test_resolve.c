/* SPDX-License-Identifier: MIT
 *
 * Shows written out with everything resolved: how values are written, and that what comes
 * out is the same show. (That no key is forgotten: test_resolve_keys.c.)
 */
#include "unit.h"

#include "scene/bind.h"
#include "scene/fake_catalogue.h"
#include "scene/resolve_again.h"
#include "scene/resolve_text.h"
#include "scene/value_text.h"

static const struct {
    const char *text, *block, *flow;
} texts[] = {
    {"night drive", "night drive", "night drive"},
    {"", "''", "''"},
    {" x", "' x'", "' x'"},
    {"x ", "'x '", "'x '"},
    {"it's", "it's", "it's"},
    {"'x'", "'''x'''", "'''x'''"},
    {"a: b", "'a: b'", "'a: b'"},
    {"a:b", "a:b", "'a:b'"},
    {"a:", "'a:'", "'a:'"},
    {"a #b", "'a #b'", "'a #b'"},
    {"a#b", "a#b", "a#b"},
    {"#b", "'#b'", "'#b'"},
    {"max(a, b)", "max(a, b)", "'max(a, b)'"},
    {"x[0]", "x[0]", "'x[0]'"},
    {"- a", "'- a'", "'- a'"},
    {"-a", "-a", "-a"},
    {"--- a", "'--- a'", "'--- a'"},
    {"? a", "'? a'", "'? a'"},
    {"p < 0.5 ? 1 : 2", "'p < 0.5 ? 1 : 2'", "'p < 0.5 ? 1 : 2'"},
    {"*a", "'*a'", "'*a'"},
    {"&a", "'&a'", "'&a'"},
    {"!a", "'!a'", "'!a'"},
    {"%a", "'%a'", "'%a'"},
    {"@a", "'@a'", "'@a'"},
    {"`a", "'`a'", "'`a'"},
    {"|", "'|'", "'|'"},
    {">", "'>'", "'>'"},
    {"~", "'~'", "'~'"},
    {"null", "'null'", "'null'"},
    {"NULL", "'NULL'", "'NULL'"},
    {"yes", "'yes'", "'yes'"},
    {"off", "'off'", "'off'"},
    {"offset", "offset", "offset"},
    {"010203", "'010203'", "'010203'"},
    {"1e1010", "'1e1010'", "'1e1010'"},
    {"0x1f", "'0x1f'", "'0x1f'"},
    {"12:30", "'12:30'", "'12:30'"},
    {"2001-12-14", "'2001-12-14'", "'2001-12-14'"},
    {".5", "'.5'", "'.5'"},
    {"-.inf", "'-.inf'", "'-.inf'"},
    {"...", "'...'", "'...'"},
    {"2*t", "2*t", "2*t"},
    {"05060a", "05060a", "05060a"},
    {"cost $5", "cost $$5", "cost $$5"},
    {"$name", "'$$name'", "'$$name'"},
    {"${name}", "'$${name}'", "'$${name}'"},
    {"$$", "'$$$$'", "'$$$$'"},
    {"a\nb", "\"a\\nb\"", "\"a\\nb\""},
    {"a\tb$\"\\", "\"a\\x09b$$\\\"\\\\\"", "\"a\\x09b$$\\\"\\\\\""},
    {"\xc3\xbc\xe2\x96\x88", "\xc3\xbc\xe2\x96\x88", "\xc3\xbc\xe2\x96\x88"},
    {"a\xc2\x85", "\"a\\x85\"", "\"a\\x85\""},
    {"\xef\xbb\xbf", "\"\\ufeff\"", "\"\\ufeff\""},
    {"a\xe2\x80\xa8z", "\"a\\u2028z\"", "\"a\\u2028z\""},
};

/* What the loader makes of a title that is written so. */
static void title_is(const char *yaml, const char *text)
{
    static GrError error;
    GrShow *show;
    GrProblems problems = {0};
    GrText whole = {0};
    gr_text_printf(&whole, "title: %s\nscenes: [{length: 1s, layers: [{field: plasma}]}]\n", yaml);
    if (gr_show_load_text("x.yaml", gr_text_string(&whole), whole.length, NULL, &show, &problems,
                          &error))
        fail_msg("%s: %s", yaml, error.message);
    assert_string_equal(show->title, text);
    assert_int_equal(problems.count, 0);
    gr_text_finish(&whole);
    gr_show_destroy(show);
    gr_problems_finish(&problems);
}

static void texts_are_quoted_where_needed(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        GrText block = {0}, flow = {0};
        gr_yaml_text(&block, texts[i].text, GR_YAML_BLOCK);
        gr_yaml_text(&flow, texts[i].text, GR_YAML_FLOW);
        assert_string_equal(gr_text_string(&block), texts[i].block);
        assert_string_equal(gr_text_string(&flow), texts[i].flow);
        title_is(gr_text_string(&block), texts[i].text);
        title_is(gr_text_string(&flow), texts[i].text);
        gr_text_finish(&block);
        gr_text_finish(&flow);
    }
}

static const struct {
    float value;
    const char *text;
} floats[] = {
    {0.0f, "0"},
    {-0.0f, "-0"},
    {1.0f, "1"},
    {120.0f, "120"},
    {0.1f, "0.1"},
    {-0.85f, "-0.85"},
    {0.015f, "0.015"},
    {1.0f / 3.0f, "0.33333334"},
    {16777216.0f, "16777216"},
    {123456.7f, "123456.7"},
    {0.1f + 0.2f, "0.3"},
    {0x1.000002p0f, "1.0000001"},
    {3e-5f, "0.00003"},
    {1e-20f, "1e-20"},
    {1e30f, "1e+30"},
    {0x1p-149f, "1e-45"},
};

static void floats_are_exact_and_short(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(floats); i++) {
        GrText text = {0};
        double back;
        gr_yaml_float(&text, floats[i].value);
        assert_string_equal(gr_text_string(&text), floats[i].text);
        assert_true(gr_number_parse(gr_text_string(&text), &back));
        float again = (float)back;
        assert_memory_equal(&again, &floats[i].value, sizeof again);
        gr_text_finish(&text);
    }
}

static const struct {
    int64_t ns;
    const char *text;
} times[] = {
    {0, "0s"},
    {1, "0.000000001s"},
    {1500000000, "1.5s"},
    {360000LL * 1000000000, "360000s"},
    {359999999999999, "359999.999999999s"},
    {-250000000, "start - 0.25s"},
};

static void times_are_exact(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(times); i++) {
        GrText text = {0};
        GrTimeSpec spec;
        GrError error;
        const GrTimeScope scope = {.start_ns = GR_NS_PER_S, .end_ns = -1};
        int64_t ns;
        gr_yaml_time(&text, times[i].ns);
        assert_string_equal(gr_text_string(&text), times[i].text);
        assert_int_equal(gr_time_spec_parse(times[i].text, GR_DEFAULT_RATE, &spec, &error), 0);
        if (times[i].ns < 359000LL * GR_NS_PER_S) {
            assert_int_equal(gr_time_moment(&spec, &scope, &ns, &error), 0);
            assert_int_equal(ns - scope.start_ns, times[i].ns);
        }
        gr_text_finish(&text);
    }
}

/* One whose resolved form must hold a line (after its indentation), and does not warn otherwise
 * than the show itself. `more` goes to the top, `scene` into its second scene, `layer` into that
 * scene's layer. */
static const struct {
    const char *name, *more, *scene, *layer;
    const char *lines[8];
} cases[] = {
    {"defaults",
     "",
     "",
     "",
     {"tick: 1/24 s", "start: 4s # frames 96..143", "speed: 1", "transition: cut"}},
    {"a title that needs quotes", "title: 'yes: $$5'", "", "", {"title: 'yes: $$5'"}},
    {"a title over two lines", "title: \"a\\nb\"", "", "", {"title: \"a\\nb\""}},
    {"size, rate, tick, seed",
     "size: 640x360\nfps: 30000/1001\ntick: 30\nseed: 18446744073709551615",
     "",
     "",
     {"size: 640x360", "fps: 30000/1001", "tick: 1/30 s", "seed: 18446744073709551615"}},
    {"frames of another rate",
     "fps: 30000/1001",
     "length: 36f",
     "",
     {"start: 4s # frames 120..155", "length: 1.2012s"}},
    {"a background",
     "background: {from: red, to: '000010', angle: 0.5}",
     "background: white",
     "",
     {"from: ff0000", "to: '000010'", "angle: 0.5", "background: ffffff"}},
    {"a background that changes",
     "background: [[0s, red], [1s, blue, in_sine]]",
     "",
     "",
     {"- [0s, ff0000, linear]", "- [1s, 0000ff, in_sine]", "loop: no"}},
    {"an end of it that changes",
     "background: {from: {keys: [[0s, red], [1s, blue]], loop: yes}, to: green}",
     "",
     "",
     {"loop: yes", "to: '008000'"}},
    {"its own over one that changes",
     "background: [[0s, red], [1s, blue]]",
     "background: [[0s, white], [500ms, black]]",
     "",
     {"- [0.5s, '000000', linear]"}},
    {"a tempo", "audio: {tempo: 97.5}", "", "", {"tempo: 97.5"}},
    {"a tempo at the top", "tempo: 97.5", "", "", {"tempo: 97.5"}},
    {"a soundtrack",
     "audio: {tempo: 97.5, loudness: -16, peak: -2, fade_out: 1s}",
     "",
     "",
     {"loudness: -16", "peak: -2", "fade_out: 1s"}},
    {"the synth", "audio: {synth: {bpm: 128, style: half}}", "", "", {"bpm: 128", "style: half"}},
    {"sections", "tempo: 120\nsections: [0s, bar 2, 3.25s]", "", "", {"sections: [0s, 2s, 3.25s]"}},
    {"fonts",
     "fonts: [terminal, builtin]",
     "",
     "font: builtin",
     {"fonts: [terminal, builtin]", "font: builtin"}},
    {"musical times",
     "tempo: 100",
     "length: 2 bars\nfade_in: 1 beat\nfade_out: 1/3 beat",
     "",
     {"length: 4.8s", "fade_in: 0.6s", "fade_out: 0.2s"}},
    {"a transition", "", "transition: wipe", "", {"wipe:", "length: 1s", "feather: "}},
    {"a transition's own",
     "",
     "transition: {iris: {length: 1/3 bar, shape: hexagon}}",
     "",
     {"iris:", "shape: hexagon"}},
    {"exposure by name", "", "exposure: off", "", {"mode: 'off'"}},
    {"exposure of its own",
     "",
     "exposure: {white: 0.8, gamma: 1 + 0.1*t}",
     "",
     {"mode: fixed", "white: 0.8", "gamma: 1 + 0.1*t"}},
    {"feedback",
     "",
     "feedback: {decay: 0.85, opacity: 0.5*p}",
     "",
     {"decay: 0.85", "opacity: 0.5*p"}},
    {"feedback by its name",
     "",
     "feedback: tunnel",
     "",
     {"preset: tunnel", "zoom: 0.035", "opacity: 0.95", "blend: lighten"}},
    {"feedback from a preset",
     "",
     "feedback: {decay: 0.5, preset: haze, transform: left}",
     "",
     {"preset: haze", "y: -0.012", "decay: 0.5", "transform: left", "amount: 0.012"}},
    {"feedback by a movement",
     "",
     "feedback: {transform: mirror, hue: 0.1*p}",
     "",
     {"preset: none", "transform: mirror", "amount: 0.5", "zoom: 0", "hue: 0.1*p"}},
    {"a gain that changes", "", "gain: 0.5 + 0.5*p", "", {"gain: 0.5 + 0.5*p"}},
    {"shaders",
     "",
     "shaders: [vignette, {bloom: {strength: 2*0.25}}]",
     "",
     {"- vignette", "- bloom:", "strength: 0.5"}},
    {"cell effects",
     "",
     "",
     "cells: [shake, {ticker: {text: [one, 'a|b', '#2'], rows: 1 + p, colour: red}}]",
     {"- shake", "- ticker:", "text: one|a\\|b|#2", "rows: 1 + p"}},
    {"one cell effect", "", "", "cells: {ticker: {text: a|b}}", {"- ticker:", "text: a|b"}},
    {"cell effects without a field",
     "",
     "layers: [{cells: shake, name: c}]",
     "",
     {"name: c", "- shake"}},
    {"a grid in px", "", "", "grid: 13.7", {"grid: 13.7"}},
    {"glyphs", "", "", "glyphs: ' .:''$$'", {"glyphs: ' .:''$$'"}},
    {"how glyphs are drawn",
     "",
     "",
     "emoji: colour\noversample: 2",
     {"emoji: colour", "oversample: 2"}},
    {"a palette of the show's own",
     "palettes: {dense: ab}",
     "",
     "palette: dense\nramp: raw",
     {"glyphs: ab", "ramp: raw"}},
    {"colours of the show's own",
     "colours: {dusk: [red, '010203']}",
     "",
     "colours: dusk",
     {"colours: [ff0000, '010203']"}},
    {"a harmony",
     "",
     "",
     "colours: {harmony: analogous, seed: ff6f61}",
     {"colours: [f1669d, ff6f61, e87e00]"}},
    {"warps",
     "",
     "",
     "warp: [flip, {twist: {amount: 2*p, field: {rings: {count: 3 + p}}}}]",
     {"- flip", "- twist:", "amount: 2*p", "rings:", "count: 3 + p"}},
    {"one warp", "", "", "warp: twist", {"- twist:", "plasma:"}},
    {"fields within fields",
     "",
     "",
     "hue: {field: {mix: {a: {mix: {b: 1 - r}}, list: [plasma, {rings: {count: [[0s, 1]]}}]}}}",
     {"mix:", "a:", "b:", "formula:", "value: 1 - r", "list:", "- plasma:", "- rings:"}},
    {"hue by field",
     "",
     "",
     "hue: {field: {rings: {width: p}}}",
     {"by: field", "field:", "rings:", "width: p"}},
    {"hue by number", "", "", "hue: 0.6", {"base: 0.6", "by: fixed"}},
    {"hue by rule", "", "", "hue: angle", {"by: angle", "span: 1"}},
    {"a span without a rule", "", "", "hue: {span: 0.5}", {"span: 0.5"}},
    {"a hue that changes", "", "", "hue: mod(t, 1)", {"base: mod(t, 1)"}},
    {"keys with expressions",
     "",
     "",
     "opacity: [[0s, 0], [1s, 'min(p, bass)', out_cubic]]",
     {"- [0s, 0, linear]", "- [1s, 'min(p, bass)', out_cubic]"}},
    {"keys before the scene",
     "tempo: 120",
     "",
     "gain: [[bar 1, 0], [beat 9.5, 2], [end, 1]]",
     {"- [start - 4s, 0, linear]", "- [0.25s, 2, linear]", "- [2s, 1, linear]"}},
    {"vars in expressions",
     "vars: {high: 2*low*p, low: '0.5', c: d, d: 7, note: 'it $$ a: b'}",
     "",
     "gain: 1 + high",
     {"high: 2*low*p", "low: 0.5", "gain: 1 + high"}},
    {"vars as values",
     "vars: {loud: 0.5, deep: {plasma: {speed: 3}}}",
     "gain: $loud",
     "",
     {"gain: 0.5"}},
    {"signals",
     "tempo: 120\nvars: {loud: 0.25*rms}\nsignals:\n  kick: 'band(40, 120)'\n  hit: {from: "
     "kick + loud, threshold: 0.5, decay: 1 beat, lookahead: -0.02s}\n  late: {from: hit, smooth: "
     "33ms, max: 2}",
     "",
     "gain: 0.5 + hit",
     {"from: band(40, 120)", "from: kick + loud", "lookahead: -0.02s", "decay: 0.5"}},
    {"an own place beats an inherited one",
     "layers: {t: {text: A, font: builtin, x: 1, y: 0.5}}",
     "layers: [{extends: t, at: [-1, 0]}]",
     "",
     {"x: -1", "y: 0"}},
    {"half of an own place beats that of an inherited one",
     "layers: {t: {text: A, font: builtin, at: [1, 0.5]}}",
     "layers: [{extends: t, x: -1}]",
     "",
     {"x: -1", "y: 0.5"}},
    {"an own place beats one that is merged in",
     "x-t: &t {text: A, font: builtin, x: 1, y: 0.5}",
     "layers: [{<<: *t, at: [-1, 0]}]",
     "",
     {"x: -1", "y: 0"}},
    {"of two that are merged in the first one's place counts",
     "x-t: &t {text: A, font: builtin, at: [-1, 0]}\nx-u: &u {x: 1, y: 0.5, opacity: 0.5}",
     "layers: [{<<: [*t, *u]}]",
     "",
     {"x: -1", "y: 0", "opacity: 0.5"}},
    {"a choice that has a colon", "", "", "gain: 'p < 0.5 ? 1 : 2'", {"gain: 'p < 0.5 ? 1 : 2'"}},
    {"the order of keys", "", "", "opacity: p\ngain: 1 + p\nsaturation: p", {"saturation: p"}},
    {"a formula",
     "",
     "layers: [{field: 'sin(6*r - t)', name: f}]",
     "",
     {"formula:", "value: sin(6*r - t)"}},
    {"every type",
     "",
     "layers: [{name: r, field: {rings: {count: 3 + t, width: 0.25, period: 1500ms, soft: on, "
     "mode: "
     "glow, tint: blue, label: 'no'}}}]",
     "",
     {"period: 1.5", "soft: yes", "tint: 0000ff", "label: 'no'"}},
};

static void case_text(size_t i, GrText *text)
{
    bool layers = strncmp(cases[i].scene, "layers", 6) == 0;
    bool length = strncmp(cases[i].scene, "length", 6) == 0;
    gr_text_printf(text, "%s\nscenes:\n- {name: a, length: 4s, layers: [{field: plasma}]}\n- %s\n",
                   cases[i].more, length ? "name: b" : "length: 2s");
    for (const char *at = cases[i].scene; *at; at += strcspn(at, "\n") + (strchr(at, '\n') != NULL))
        gr_text_printf(text, "  %.*s\n", (int)strcspn(at, "\n"), at);
    if (!layers)
        gr_text_puts(text, "  layers:\n  - field: plasma\n");
    for (const char *at = cases[i].layer; *at; at += strcspn(at, "\n") + (strchr(at, '\n') != NULL))
        gr_text_printf(text, "    %.*s\n", (int)strcspn(at, "\n"), at);
}

static bool has_line(const char *text, const char *line)
{
    size_t length = strlen(line);
    for (const char *at = text; (at = strstr(at, line)) != NULL; at += length)
        if ((at == text || at[-1] == '\n' || (at[-1] == ' ' && at[-2] == ' ') ||
             (at[-1] == ' ' && at[-2] == '-')) &&
            (at[length] == '\n' || line[length - 1] == ' '))
            return true;
    return false;
}

static void shows_stay_the_same(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        static GrError error;
        GrShow *show;
        GrProblems problems = {0};
        GrText text = {0}, resolved = {0};
        int warnings;
        case_text(i, &text);
        if (gr_show_load_text("x.yaml", gr_text_string(&text), text.length, NULL, &show, &problems,
                              &error))
            fail_msg("%s: %s", cases[i].name, error.message);
        const char *wrong = resolve_again(show, &resolved, &warnings);
        if (wrong || warnings != problems.warning_count)
            fail_msg("%s: %s\n%s", cases[i].name, wrong ? wrong : "other warnings",
                     gr_text_string(&resolved));
        for (int j = 0; j < 8 && cases[i].lines[j]; j++)
            if (!has_line(gr_text_string(&resolved), cases[i].lines[j]))
                fail_msg("%s: no line '%s' in\n%s", cases[i].name, cases[i].lines[j],
                         gr_text_string(&resolved));
        gr_text_finish(&text);
        gr_text_finish(&resolved);
        gr_show_destroy(show);
        gr_problems_finish(&problems);
    }
}

/* Vars that no expression uses are left out. */
static void only_vars_that_are_used(void **state)
{
    (void)state;
    static const char text[] =
        "vars: {used: 2, unused: 3, title: a, long_name: used}\ntitle: $title\n"
        "scenes: [{length: 1s, gain: used*p, layers: [{field: plasma, hue: 0.5 + p}]}]\n";
    GrShow *show;
    GrProblems problems = {0};
    GrText resolved = {0};
    static GrError error;
    assert_int_equal(
        gr_show_load_text("x.yaml", text, strlen(text), NULL, &show, &problems, &error), 0);
    assert_null(resolve_again(show, &resolved, NULL));
    assert_non_null(strstr(gr_text_string(&resolved), "\nvars:\n  used: 2\nscenes:\n"));
    gr_text_finish(&resolved);
    gr_show_destroy(show);
    gr_problems_finish(&problems);
}

/* Names that are made of others are names that may be written. */
static void made_names_fit(void **state)
{
    (void)state;
    static GrError error;
    GrShow *show;
    GrProblems problems = {0};
    GrText text = {0}, resolved = {0};
    char name[GR_NAME_MAX * 2 + 1];
    for (int i = 0; i < GR_NAME_MAX; i++)
        memcpy(name + 2 * i, "\xc3\xbc", 3);
    gr_text_printf(
        &text, "scenes: [{name: %s, repeat: 12, length: 1s, layers: [{field: plasma}]}]\n", name);
    assert_int_equal(gr_show_load_text("x.yaml", gr_text_string(&text), text.length, NULL, &show,
                                       &problems, &error),
                     0);
    assert_int_equal(strlen(show->scenes[11].name), 2 * (GR_NAME_MAX - 3) + 3);
    assert_null(resolve_again(show, &resolved, NULL));
    gr_text_finish(&text);
    gr_text_finish(&resolved);
    gr_show_destroy(show);
    gr_problems_finish(&problems);
}

int main(void)
{
    fake_catalogue_install();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_quoted_where_needed),
        cmocka_unit_test(floats_are_exact_and_short),
        cmocka_unit_test(times_are_exact),
        cmocka_unit_test(shows_stay_the_same),
        cmocka_unit_test(only_vars_that_are_used),
        cmocka_unit_test(made_names_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT
 *
 * Fields within fields, warps and hues by field, as whole frames: the same whichever way they are
 * reached, what is composed looks like what it is composed of, and each place has luck of its own.
 */
#include "unit.h"

#include "registry.h"
#include "small_studio.h"

#include <stdio.h>

/* Simulations and letters at every place, numbers that change, on a grid that warps bend. */
static const char busy[] =
    "fonts: [builtin]\n"
    "scenes:\n"
    "  - name: one\n"
    "    length: 1s\n"
    "    layers:\n"
    "      - grid: lg\n"
    "        warp: [{field: {field: {mix: {a: reaction, weight_b: p}}, amount: 0.2 + 0.1*bass}}, "
    "{rotate: {speed: 1 + p}}, kaleidoscope]\n"
    "        field: {morph: {from: reaction, to: {text: {text: IN, font: builtin}}, at: p, edge: "
    "{sequence: {fields: [plasma, reaction], every: 0.3s}}}}\n"
    "        hue: {field: {masked: {field: {rings: {count: 3 + p}}}}, span: 0.5}\n"
    "      - {grid: md, field: rain_code, warp: {twist: {amount: p}}, blend: add}\n"
    "  - {name: two, length: 0.5s, layers: [{field: {mix: {a: reaction, b: rain_code}}}]}\n";

static void open_or_fail(SmallStudio *studio, const char *text)
{
    if (studio_open(studio, text, 160, 90, gr_rational(24, 1), 1))
        fail_msg("%s", studio->error.message);
}

static uint64_t draw_at(SmallStudio *studio, int64_t frame)
{
    GrFrameStats stats;
    if (gr_painter_seek(studio->painter, 0, frame, &studio->error) ||
        gr_painter_draw(studio->painter, NULL, true, &stats, &studio->error))
        fail_msg("%s", studio->error.message);
    return stats.checksum;
}

static void alone_equals_in_sequence(void **state)
{
    (void)state;
    SmallStudio studio, other;
    open_or_fail(&studio, busy);
    open_or_fail(&other, busy);
    assert_int_equal(gr_painter_seek(other.painter, 0, 0, &other.error), 0);
    for (int64_t frame = 0; frame < gr_frozen_frame_count(studio.frozen); frame++) {
        GrFrameStats stats;
        assert_int_equal(gr_painter_draw(other.painter, NULL, true, &stats, &other.error), 0);
        if (frame % 5 == 0 && draw_at(&studio, frame) != stats.checksum)
            fail_msg("frame %d alone is another", (int)frame);
    }
    studio_close(&studio);
    studio_close(&other);
}

static void every_level_draws_the_same(void **state)
{
    (void)state;
    static const GrCpuLevel levels[] = {GR_CPU_NONE, GR_CPU_SSE2, GR_CPU_AVX2, GR_CPU_AVX512};
    uint64_t first[3] = {0};
    for (size_t l = 0; l < COUNT_OF(levels); l++) {
        if (!gr_cpu_usable(levels[l]))
            continue;
        SmallStudio studio;
        gr_registry_install(levels[l]);
        gr_render_use_level(levels[l]);
        open_or_fail(&studio, busy);
        for (int i = 0; i < 3; i++) {
            uint64_t sum = draw_at(&studio, 3 + 13 * i);
            first[i] = levels[l] == GR_CPU_NONE ? sum : first[i];
            assert_true(sum == first[i]);
        }
        studio_close(&studio);
    }
}

/* One layer of a field with what is said about it. */
static uint64_t draw_layer(const char *layer)
{
    char text[512];
    SmallStudio studio;
    snprintf(text, sizeof text,
             "fonts: [builtin]\nscenes: [{name: s, length: 2s, exposure: off, layers: [{name: l, "
             "grid: lg, %s}]}]\n",
             layer);
    open_or_fail(&studio, text);
    uint64_t sum = draw_at(&studio, 25);
    studio_close(&studio);
    return sum;
}

typedef struct Pair {
    const char *name, *a, *b;
    bool same;
} Pair;

static const Pair pairs[] = {
    {"a warp that does nothing", "field: {plasma: {}}", "field: plasma, warp: {scale: {by: 1}}",
     true},
    {"a warp that does nothing to letters", "field: {text: {react: 0}}",
     "field: {text: {react: 0}}, warp: {rotate: {turns: 1}}", true},
    {"no warps", "field: rings", "field: rings, warp: []", true},
    {"warps move fields", "field: rings", "field: rings, warp: {skew: {across: 0.3}}", false},
    {"and letters", "field: text", "field: text, warp: {skew: {across: 0.3}}", false},
    {"and simulations", "field: reaction", "field: reaction, warp: {skew: {across: 0.3}}", false},
    {"and columns", "field: rain_code", "field: rain_code, warp: {skew: {across: 0.3}}", false},
    {"and formulas", "field: \"x + 0*y\"", "field: \"x + 0*y\", warp: {skew: {across: 0.3}}",
     false},
    {"their order counts", "field: rings, warp: [{shift: {x: 0.3}}, {rotate: {turns: 0.25}}]",
     "field: rings, warp: [{rotate: {turns: 0.25}}, {shift: {x: 0.3}}]", false},
    {"the last is done last", "field: \"x + 0*y\", warp: [{scale: {by: 2}}, {shift: {x: 0.5}}]",
     "field: \"(x - 0.5)/2\"", true},
    {"a mix of nothing else", "field: \"fract(x)\"", "field: {mix: {a: \"fract(x)\", weight_b: 0}}",
     true},
    {"a sum", "field: \"min(1, 0.2 + abs(x)/4 + abs(y)/2)\"",
     "field: {mix: {a: \"0.2 + abs(x)/4\", b: \"abs(y)/2\", blend: add}}", true},
    {"the first of a morph", "field: \"fract(x)\"", "field: {morph: {from: \"fract(x)\", at: 0}}",
     true},
    {"the second of a morph", "field: \"fract(x)\"", "field: {morph: {to: \"fract(x)\", at: 1}}",
     true},
    {"the second of a sequence", "field: \"fract(x)\"",
     "field: {sequence: {fields: [plasma, \"fract(x)\", plasma], every: 1s, fade: 0}}", true},
    {"hue by field", "field: \"fract(x)\", hue: {by: value}",
     "field: \"fract(x)\", hue: {field: \"fract(x)\"}", true},
    {"hue by the same colours", "field: \"fract(x)\", hue: {by: value}, colours: neon",
     "field: \"fract(x)\", hue: {field: \"fract(x)\"}, colours: neon", true},
    {"two of a kind have luck of their own", "field: {mix: {a: fbm, b: fbm, blend: difference}}",
     "field: \"0*x\"", false},
    {"steps", "field: plasma, hue: {by: value, steps: 3}", "field: plasma, hue: value", false},
};

static void composed_is_what_it_is_composed_of(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(pairs); i++)
        if ((draw_layer(pairs[i].a) == draw_layer(pairs[i].b)) != pairs[i].same)
            fail_msg("%s: %s are %s", pairs[i].name, pairs[i].a,
                     pairs[i].same ? "different" : "the same");
}

int main(void)
{
    gr_registry_install(GR_CPU_SSE2);
    gr_render_use_level(GR_CPU_SSE2);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alone_equals_in_sequence),
        cmocka_unit_test(every_level_draws_the_same),
        cmocka_unit_test(composed_is_what_it_is_composed_of),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

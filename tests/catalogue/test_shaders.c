/* SPDX-License-Identifier: MIT
 *
 * Every shader, at every SIMD level this machine runs: the contract of model/shader.h (bytes,
 * bands, guards, scratch), the ends of each parameter, and promises that all of them make.
 */
#include "catalogue/shader_bench.h"

#include "base/rng.h"

static void use_level(GrCpuLevel level)
{
    gr_registry_install(level);
}

static const GrShader *shader_at(int i)
{
    return gr_catalogue()->shaders[i];
}

/* ---- the contract ---- */

static void catalogue_is_complete(void **state)
{
    (void)state;
    static const char *const names[] = {
        "bands",       "bend",      "blocks", "bloom",        "blur",   "chromatic",  "crt",
        "displace",    "edge_glow", "grain",  "kaleidoscope", "mirror", "pixel_sort", "pixelate",
        "radial_blur", "rgb_split", "rotate", "scanlines",    "shift",  "soft_focus", "swap",
        "tint",        "vignette",  "wave",   "zoom"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_non_null(gr_shader_find(names[i]));
    for (int i = 0; shader_at(i); i++) {
        const GrShader *shader = shader_at(i);
        assert_non_null(shader->summary);
        assert_non_null(shader->family);
        assert_true(!shader->keeps_source || (shader->gather && shader->survey));
        assert_true(shader->access == GR_ACCESS_GATHER ? shader->gather && !shader->apply
                                                       : shader->apply && !shader->gather);
        assert_true(!shader->prepared_bytes == !shader->prepare);
        for (int k = 0; k < shader->params.count; k++) {
            const GrParam *param = &shader->params.params[k];
            assert_true(strlen(param->help) > 4);
            if (param->type == GR_PARAM_FLOAT || param->type == GR_PARAM_INT)
                assert_true(param->min <= param->def && param->def <= param->max);
        }
    }
}

static void sizes_levels_and_bands(void **state)
{
    (void)state;
    static const int sizes[][2] = {{1, 1},    {2, 2},     {3, 5},      {17, 33},    {64, 32},
                                   {101, 67}, {640, 360}, {1148, 813}, {1920, 1080}};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        int width = sizes[s][0], height = sizes[s][1];
        use_level(GR_CPU_NONE);
        for (int i = 0; shader_at(i); i++) {
            Bench bench;
            const char *name = shader_at(i)->name;
            bench_open(&bench, name, width, height);
            bench.order = RUNNER_WHOLE;
            uint64_t expected = bench_redraw(&bench);
            for (int level = GR_CPU_NONE; level < GR_CPU_LEVELS; level++) {
                if (!gr_cpu_usable((GrCpuLevel)level))
                    continue;
                use_level((GrCpuLevel)level);
                bench.shader = gr_shader_find(name);
                /* Once is enough for the largest; undefined memory differs every time. */
                for (int order = width > 1000 ? RUNNER_BACKWARD : 0; order < RUNNER_ORDERS;
                     order++) {
                    bench.order = (RunnerOrder)order;
                    bench.scratch_fill = 0x11 + 0x37 * order;
                    bench.slack = 0x77 + order;
                    if (bench_redraw(&bench) != expected)
                        fail_msg("%s at %dx%d, level %s, order %d: other bytes", name, width,
                                 height, gr_cpu_level_names[level], order);
                }
            }
            use_level(GR_CPU_NONE);
            bench_close(&bench);
        }
    }
}

static void same_on_all_levels(const char *name, const char *param, double value)
{
    Bench bench;
    bench_open(&bench, name, 310, 173);
    bench_set(&bench, param, value);
    uint64_t expected = bench_run(&bench);
    bench.order = RUNNER_WHOLE;
    for (int level = GR_CPU_NONE; level < GR_CPU_LEVELS; level++) {
        if (!gr_cpu_usable((GrCpuLevel)level))
            continue;
        use_level((GrCpuLevel)level);
        bench.shader = gr_shader_find(name);
        bench.scratch_fill = 0xff - level;
        if (bench_redraw(&bench) != expected)
            fail_msg("%s.%s at %g: level %s differs", name, param, value,
                     gr_cpu_level_names[level]);
    }
    bench_close(&bench);
    use_level(gr_cpu_best());
}

/* Each number at its ends: same bytes on all levels, guards intact, and a visible difference. */
static void parameters_at_their_ends(void **state)
{
    (void)state;
    use_level(gr_cpu_best());
    for (int i = 0; shader_at(i); i++) {
        const GrParamTable *table = &shader_at(i)->params;
        for (int k = 0; k < table->count; k++) {
            const GrParam *param = &table->params[k];
            if (param->type == GR_PARAM_COLOUR || param->type == GR_PARAM_COLOURS ||
                param->type == GR_PARAM_CUBE)
                continue;
            /* A whole turn on is the same place. */
            double high = strcmp(param->unit, "turns") == 0 ? 0.3 * param->max : param->max;
            for (int c = 0; param->type == GR_PARAM_CHOICE && param->choices[c]; c++)
                high = c;
            uint64_t sums[2];
            for (int end = 0; end < 2; end++) {
                double value = end ? high : param->min;
                same_on_all_levels(shader_at(i)->name, param->name, value);
                Bench bench;
                bench_open(&bench, shader_at(i)->name, 1213, 683);
                bench_set(&bench, param->name, value);
                sums[end] = bench_run(&bench);
                bench_close(&bench);
            }
            if (sums[0] == sums[1])
                fail_msg("%s.%s makes no difference", shader_at(i)->name, param->name);
        }
    }
    use_level(gr_cpu_best());
}

/* All numbers at random places within their ranges, at awkward sizes. */
static void random_parameters(void **state)
{
    (void)state;
    for (int round = 0; round < 60; round++) {
        use_level(gr_cpu_best());
        for (int i = 0; shader_at(i); i++) {
            Bench bench;
            uint32_t at = (uint32_t)(round * 64 + i);
            bench_open(&bench, shader_at(i)->name, 1 + (int)(gr_rng_u32(1, at, 0) % 300),
                       1 + (int)(gr_rng_u32(2, at, 0) % 300));
            bench.moment.scene_s = 1000.0 * (double)gr_rng_unit(4, at, 0);
            for (int k = 0; k < bench.shader->params.count; k++) {
                const GrParam *param = &bench.shader->params.params[k];
                double u = (double)gr_rng_unit(3, at, (uint32_t)k);
                double value = param->min + u * (param->max - param->min);
                if (param->type == GR_PARAM_FLOAT)
                    bench_set(&bench, param->name, value);
                else if (param->type == GR_PARAM_INT)
                    bench_set(&bench, param->name, (double)(int)value);
            }
            uint64_t sum = bench_redraw(&bench);
            use_level(GR_CPU_NONE);
            bench.shader = shader_at(i);
            bench.order = RUNNER_WHOLE;
            bench.scratch_fill = 0xee;
            bench.slack = 0x99;
            if (bench_redraw(&bench) != sum)
                fail_msg("%s, round %d: levels differ", bench.shader->name, round);
            bench_close(&bench);
            use_level(gr_cpu_best());
        }
    }
}

static void tables_stay_small(void **state)
{
    (void)state;
    for (int i = 0; shader_at(i); i++) {
        const GrShader *shader = shader_at(i);
        unsigned char params[PARAM_BYTES];
        GrShaderInput input = {.width = 3840, .height = 2160, .px = 2, .aspect = 16.0f / 9.0f};
        gr_param_defaults(&shader->params, params);
        input.params = params;
        assert_true(runner_size(shader->prepared_bytes, &input) <= 16u << 20);
        assert_true(runner_size(shader->band_scratch_bytes, &input) <= 1u << 20);
    }
}

/* ---- promises that several shaders make ---- */

static void nothing_changes_at_rest(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"vignette", "strength=0"},
        {"grain", "amount=0"},
        {"scanlines", "strength=0"},
        {"tint", "amount=0"},
        {"chromatic", "shift=0"},
        {"bands", "count=0"},
        {"bend", "count=0"},
        {"blocks", "share=0"},
        {"bloom", "strength=0"},
        {"bloom", "strength=0 light=1"},
        {"blur", "radius=0"},
        {"blur", "amount=0"},
        {"edge_glow", "strength=0 keep=1"},
        {"pixel_sort", "share=0"},
        {"radial_blur", "amount=0"},
        {"soft_focus", "amount=0"},
        {"crt", "curvature=0 edge=0 scan=0 mask=0"},
        {"displace", "amount=0"},
        {"rgb_split", "amount=0"},
        {"rotate", "angle=0 speed=0 zoom=1"},
        {"rotate", "angle=1 speed=0 zoom=1"},
        {"shift", "red_x=0 red_y=0 blue_x=0 blue_y=0"},
        {"swap", "amount=0"},
        {"wave", "amount=0"},
        {"zoom", "factor=1 breath=0"},
        {"invert", "amount=0"},
        {"invert", "amount=0 keep_hue=1"},
        {"posterize", "amount=0"},
        {"solarize", "amount=0"},
        {"threshold", "amount=0"},
        {"hue_rotate", "turn=0"},
        {"saturation", "amount=1"},
        {"wobble", "amount=0"},
        {"reverse_vignette", "strength=0"},
        {"contrast", "amount=0"},
        {"gamma", "gamma=1"},
        {"levels", "black=0 white=1"},
        {"brightness", "amount=0"},
        {"flash", "react=0"},
        {"letterbox", "amount=0"},
        {"static", "amount=0 bar=0 dropouts=0"},
        {"lut", "amount=0"},
        {"halftone", "amount=0"},
        {"ramp", "amount=0"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Bench bench;
        bench_open(&bench, cases[i][0], 333, 222);
        uint64_t before = gr_canvas_checksum(&bench.canvas);
        bench_set_all(&bench, cases[i][1]);
        if (bench_run(&bench) != before)
            fail_msg("%s with %s changes the picture", cases[i][0], cases[i][1]);
        bench_close(&bench);
    }
}

/* Those that are there to give light, or another colour, to the dark. */
static bool lights_the_dark(const char *name)
{
    static const char *const names[] = {"flash", "invert", "lut", "ramp", "static", NULL};
    for (int i = 0; names[i]; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

static void black_stays_black(void **state)
{
    (void)state;
    for (int i = 0; shader_at(i); i++) {
        Bench bench;
        if (lights_the_dark(shader_at(i)->name))
            continue;
        bench_open(&bench, shader_at(i)->name, 320, 180);
        fill(&bench.canvas, 0, 0, 0);
        bench_run(&bench);
        for (int c = 0; c < 3; c++)
            assert_true(plane_mean(bench.result, c) == 0.0);
        bench_close(&bench);
    }
}

static void brightness_is_sane(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        double low, high; /* mean luma, of the picture's */
    } cases[] = {
        {"bands", 0.99, 1.01}, {"bend", 0.7, 1.6},         {"blocks", 0.8, 1.3},
        {"blur", 0.99, 1.01},  {"soft_focus", 1.02, 1.6},  {"radial_blur", 0.8, 1.6},
        {"bloom", 1.02, 1.6},  {"chromatic", 0.99, 1.01},  {"crt", 0.65, 1.0},
        {"grain", 0.99, 1.01}, {"kaleidoscope", 0.5, 2.0}, {"scanlines", 0.7, 0.95},
        {"tint", 0.98, 1.02},  {"vignette", 0.75, 0.99},   {"displace", 0.9, 1.1},
        {"mirror", 0.5, 2.0},  {"pixelate", 0.9, 1.4},     {"rgb_split", 0.97, 1.03},
        {"rotate", 0.8, 1.2},  {"shift", 0.99, 1.01},      {"swap", 0.5, 2.0},
        {"wave", 0.9, 1.1},    {"zoom", 0.7, 1.3},
    };
    static const int sizes[][2] = {{640, 360}, {960, 540}, {1280, 720}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int s = 0; s < 3; s++) {
            Bench bench;
            bench_open(&bench, cases[i].name, sizes[s][0], sizes[s][1]);
            double before = luma_mean(&bench.canvas);
            bench_run(&bench);
            double ratio = luma_mean(bench.result) / before;
            if (ratio < cases[i].low || ratio > cases[i].high)
                fail_msg("%s at %dx%d: brightness changes by %.3f", cases[i].name, sizes[s][0],
                         sizes[s][1], ratio);
            bench_close(&bench);
        }
}

/* A draft, enlarged in thought, is the final made small: mean difference over blocks of the same
 * part of the picture. */
static void drafts_look_like_finals(void **state)
{
    (void)state;
    enum { COLS = 32, ROWS = 18 };
    for (int i = 0; shader_at(i); i++) {
        static double blocks[2][3][ROWS][COLS];
        memset(blocks, 0, sizeof blocks);
        for (int size = 0; size < 2; size++) {
            Bench bench;
            int scale = size ? 2 : 1;
            bench_open(&bench, shader_at(i)->name, 640 * scale, 360 * scale);
            bench_run(&bench);
            for (int c = 0; c < 3; c++)
                for (int y = 0; y < 360 * scale; y++)
                    for (int x = 0; x < 640 * scale; x++)
                        blocks[size][c][y / (20 * scale)][x / (20 * scale)] +=
                            gr_canvas_row(bench.result, c, y)[x] / (400.0 * scale * scale);
            bench_close(&bench);
        }
        double sum = 0;
        for (int k = 0; k < 3 * ROWS * COLS; k++) {
            double off = (&blocks[0][0][0][0])[k] - (&blocks[1][0][0][0])[k];
            sum += off < 0 ? -off : off;
        }
        if (sum / (3 * ROWS * COLS) > 3.0)
            fail_msg("%s: draft and final differ by %.2f", shader_at(i)->name,
                     sum / (3 * ROWS * COLS));
    }
}

static void reactions_can_be_switched_off(void **state)
{
    (void)state;
    static const char *const names[] = {"bands", "bend",       "blocks", "chromatic", "flash",
                                        "grain", "pixel_sort", "wobble", NULL};
    for (int i = 0; names[i]; i++)
        for (int on = 0; on < 2; on++) {
            uint64_t sums[2];
            for (int loud = 0; loud < 2; loud++) {
                Bench bench;
                bench_open(&bench, names[i], 320, 180);
                bench_set(&bench, "react", on);
                for (int s = 0; s < GR_SIGNAL_COUNT; s++)
                    bench.moment.signals.v[s] = (float)loud;
                sums[loud] = bench_run(&bench);
                bench_close(&bench);
            }
            assert_int_equal(sums[0] != sums[1], on);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(catalogue_is_complete),    cmocka_unit_test(sizes_levels_and_bands),
        cmocka_unit_test(parameters_at_their_ends), cmocka_unit_test(random_parameters),
        cmocka_unit_test(tables_stay_small),        cmocka_unit_test(nothing_changes_at_rest),
        cmocka_unit_test(black_stays_black),        cmocka_unit_test(brightness_is_sane),
        cmocka_unit_test(drafts_look_like_finals),  cmocka_unit_test(reactions_can_be_switched_off),
    };
    gr_registry_install(gr_cpu_best());
    return cmocka_run_group_tests(tests, NULL, NULL);
}

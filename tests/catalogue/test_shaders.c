/* SPDX-License-Identifier: MIT
 *
 * Every shader, at every SIMD level this machine runs: the contract of model/shader.h (bytes,
 * bands, guards, scratch), the meaning of each parameter, and what each shader promises to the eye.
 */
#include "catalogue/shader_runner.h"

#include "base/rng.h"
#include "base/vmath.h"
#include "registry.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { GUARD_BYTE = 0xa5, PARAM_BYTES = 256, TOP_GUARD = 512 };

/* ---- pictures ---- */

/* A canvas in guarded memory, with one line of guard behind each row's slack. */
static void canvas_open(GrCanvas *canvas, int width, int height)
{
    memset(canvas, 0, sizeof *canvas);
    canvas->width = width;
    canvas->height = height;
    canvas->stride = ((width + GR_ROW_SLACK + 63) & ~63) + 64;
    size_t plane = (size_t)canvas->stride * (size_t)height;
    canvas->memory = gr_aligned_alloc(plane * 3 + 2 * TOP_GUARD);
    assert_non_null(canvas->memory);
    memset(canvas->memory, GUARD_BYTE, plane * 3 + 2 * TOP_GUARD);
    for (int c = 0; c < 3; c++)
        canvas->plane[c] = (GrPixel *)canvas->memory + TOP_GUARD + (size_t)c * plane;
}

static void canvas_close(GrCanvas *canvas)
{
    gr_aligned_free(canvas->memory);
    memset(canvas, 0, sizeof *canvas);
}

static bool canvas_intact(const GrCanvas *canvas)
{
    const GrPixel *start = canvas->memory, *end = gr_canvas_row(canvas, 2, canvas->height);
    for (int i = 0; i < TOP_GUARD; i++)
        if (start[i] != GUARD_BYTE || end[i] != GUARD_BYTE)
            return false;
    for (int c = 0; c < 3; c++)
        for (int y = 0; y < canvas->height; y++)
            for (ptrdiff_t x = canvas->width + GR_ROW_SLACK; x < canvas->stride; x++)
                if (gr_canvas_row(canvas, c, y)[x] != GUARD_BYTE)
                    return false;
    return true;
}

/* Glyph-like: soft blobs, ramps and hard edges of every brightness, in screen units. The slack is
 * filled with `slack`, which nothing may see. */
static void draw_picture(GrCanvas *canvas, int slack)
{
    float px = 2.0f / (float)canvas->height;
    float aspect = (float)canvas->width / (float)canvas->height;
    static float columns[4096];
    assert_true(canvas->width <= 4096);
    for (int x = 0; x < canvas->width; x++)
        columns[x] = gr_sinf(20.0f * (((float)x + 0.5f) * px - aspect));
    for (int y = 0; y < canvas->height; y++) {
        float rows = gr_sinf(17.0f * (((float)y + 0.5f) * px - 1.0f));
        for (int x = 0; x < canvas->width; x++) {
            float sx = ((float)x + 0.5f) * px - aspect, sy = ((float)y + 0.5f) * px - 1.0f;
            float r = gr_sqrtf(sx * sx + sy * sy);
            float blob = gr_unitf(0.5f + 2.0f * columns[x] * rows);
            float ring = 0.5f + 0.5f * gr_sinf(7.0f * r);
            float v[3] = {blob * ring, blob * (1.0f - ring), sx > 0.3f && sy > 0.1f ? 1.0f : ring};
            if (sx < -0.9f)
                v[0] = v[1] = v[2] = 0.5f + 0.5f * sy;
            for (int c = 0; c < 3; c++)
                gr_canvas_row(canvas, c, y)[x] = (GrPixel)(gr_unitf(v[c]) * 255.0f);
        }
        for (int c = 0; c < 3; c++)
            memset(gr_canvas_row(canvas, c, y) + canvas->width, slack, GR_ROW_SLACK);
    }
}

static void fill(GrCanvas *canvas, int r, int g, int b)
{
    for (int y = 0; y < canvas->height; y++) {
        memset(gr_canvas_row(canvas, 0, y), r, (size_t)canvas->width);
        memset(gr_canvas_row(canvas, 1, y), g, (size_t)canvas->width);
        memset(gr_canvas_row(canvas, 2, y), b, (size_t)canvas->width);
    }
}

static double plane_mean(const GrCanvas *canvas, int c)
{
    double sum = 0;
    for (int y = 0; y < canvas->height; y++)
        for (int x = 0; x < canvas->width; x++)
            sum += gr_canvas_row(canvas, c, y)[x];
    return sum / ((double)canvas->width * canvas->height);
}

static double luma_mean(const GrCanvas *canvas)
{
    double mean;
    int maximum;
    gr_canvas_brightness(canvas, &mean, &maximum);
    return mean;
}

/* ---- one shader over one picture ---- */

typedef struct Bench {
    const GrShader *shader;
    _Alignas(16) unsigned char params[PARAM_BYTES];
    GrMoment moment;
    GrCanvas canvas, target;
    GrCanvas *result;
    uint64_t seed;
    int scratch_fill, slack;
    RunnerOrder order;
} Bench;

static void bench_open(Bench *bench, const char *name, int width, int height)
{
    memset(bench, 0, sizeof *bench);
    bench->shader = gr_shader_find(name);
    assert_non_null(bench->shader);
    assert_true(bench->shader->params.size <= PARAM_BYTES);
    gr_param_defaults(&bench->shader->params, bench->params);
    bench->moment.scene_s = bench->moment.show_s = 0.37;
    bench->moment.t = 0.37f;
    bench->moment.tick = 8;
    bench->moment.tick_s = 1.0f / 24.0f;
    bench->moment.signals.v[GR_SIGNAL_RMS] = 0.7f;
    bench->moment.signals.v[GR_SIGNAL_BEAT_DECAY] = 0.8f;
    bench->seed = 0x1234567890abcdefu;
    bench->order = RUNNER_BANDS;
    canvas_open(&bench->canvas, width, height);
    canvas_open(&bench->target, width, height);
    draw_picture(&bench->canvas, 0);
}

static void bench_close(Bench *bench)
{
    canvas_close(&bench->canvas);
    canvas_close(&bench->target);
}

static void bench_set(Bench *bench, const char *param, double value)
{
    GrError error;
    const GrParam *found = gr_param_find(&bench->shader->params, param);
    assert_non_null(found);
    int code = gr_param_set_number(found, bench->shader->name, value, bench->params, &error);
    assert_int_equal(code, 0);
}

/* "name=value name=value" */
static void bench_set_all(Bench *bench, const char *settings)
{
    char name[32];
    double value;
    int used;
    while (sscanf(settings, " %31[a-z_]=%lf%n", name, &value, &used) == 2) {
        bench_set(bench, name, value);
        settings += used;
    }
}

/* Runs on the picture that the canvas holds and returns a checksum. */
static uint64_t bench_run(Bench *bench)
{
    ShaderRunner run;
    runner_open(&run, bench->shader, bench->params, bench->canvas.width, bench->canvas.height,
                bench->seed, bench->scratch_fill);
    bench->result =
        runner_frame(&run, &bench->moment, &bench->canvas, &bench->target, bench->order);
    assert_true(runner_intact(&run));
    assert_true(canvas_intact(&bench->canvas));
    assert_true(canvas_intact(&bench->target));
    runner_close(&run);
    return gr_canvas_checksum(bench->result);
}

static uint64_t bench_redraw(Bench *bench)
{
    draw_picture(&bench->canvas, bench->slack);
    return bench_run(bench);
}

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
    static const char *const names[] = {"bloom",        "chromatic", "crt",  "grain",
                                        "kaleidoscope", "scanlines", "tint", "vignette"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_non_null(gr_shader_find(names[i]));
    for (int i = 0; shader_at(i); i++) {
        const GrShader *shader = shader_at(i);
        assert_non_null(shader->summary);
        assert_non_null(shader->family);
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
    static const int sizes[][2] = {{1, 1},   {2, 2},    {3, 5},     {17, 33},
                                   {64, 32}, {101, 67}, {640, 360}, {1920, 1080}};
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
    use_level(GR_CPU_NONE);
    bench.shader = gr_shader_find(name);
    bench.order = RUNNER_WHOLE;
    bench.scratch_fill = 0xff;
    if (bench_redraw(&bench) != expected)
        fail_msg("%s.%s at %g: levels differ", name, param, value);
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
            if (param->type == GR_PARAM_COLOUR)
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
        {"bloom", "strength=0"},
        {"crt", "curvature=0 edge=0 scan=0 mask=0"},
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

static void black_stays_black(void **state)
{
    (void)state;
    for (int i = 0; shader_at(i); i++) {
        Bench bench;
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
        {"bloom", 1.02, 1.6},  {"chromatic", 0.99, 1.01},  {"crt", 0.65, 1.0},
        {"grain", 0.99, 1.01}, {"kaleidoscope", 0.5, 2.0}, {"scanlines", 0.7, 0.95},
        {"tint", 0.98, 1.02},  {"vignette", 0.75, 0.99},
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
    static const char *const names[] = {"grain", "chromatic"};
    for (int i = 0; i < 2; i++)
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

/* ---- what each shader promises ---- */

static void vignette_falls_from_the_middle(void **state)
{
    (void)state;
    Bench bench;
    bench_open(&bench, "vignette", 640, 360);
    bench_set_all(&bench, "strength=0.2 softness=0.5");
    fill(&bench.canvas, 200, 200, 200);
    bench_run(&bench);
    const GrCanvas *out = bench.result;
    assert_int_equal(gr_canvas_row(out, 0, 180)[320], 200);
    assert_in_range(gr_canvas_row(out, 0, 0)[0], 158, 162); /* a fifth less in the corner */
    int before = 0;
    for (int x = 0; x < 320; x++) { /* rising towards the middle, but for the dither's step */
        int here = gr_canvas_row(out, 0, 0)[x];
        assert_true(here >= before - 1);
        before = here > before ? here : before;
    }
    bench_set_all(&bench, "strength=1 softness=1");
    fill(&bench.canvas, 255, 255, 255);
    bench_run(&bench);
    assert_in_range(gr_canvas_row(bench.result, 1, 359)[639], 0, 4);
    bench_close(&bench);
}

static void grain_is_like_film(void **state)
{
    (void)state;
    double deviation[3] = {0};
    static const int levels[3] = {20, 128, 235};
    for (int i = 0; i < 3; i++) {
        Bench bench;
        double sum = 0, squares = 0, count = 640.0 * 360.0;
        bench_open(&bench, "grain", 640, 360);
        bench_set_all(&bench, "amount=8 react=0");
        fill(&bench.canvas, levels[i], levels[i], levels[i]);
        bench_run(&bench);
        for (int y = 0; y < 360; y++)
            for (int x = 0; x < 640; x++) {
                double off = gr_canvas_row(bench.result, 1, y)[x] - levels[i];
                sum += off;
                squares += off * off;
            }
        assert_true(sum / count > -0.15 && sum / count < 0.15); /* zero mean */
        deviation[i] = squares / count;
        bench_close(&bench);
    }
    assert_true(deviation[1] > 3.6 * 3.6 && deviation[1] < 4.5 * 4.5); /* half of the amount */
    assert_true(deviation[0] < 0.3 * deviation[1] && deviation[2] < 0.3 * deviation[1]);
}

static void grain_changes_with_the_tick(void **state)
{
    (void)state;
    Bench bench;
    bench_open(&bench, "grain", 320, 180);
    uint64_t first = bench_redraw(&bench);
    bench.moment.scene_s += 0.01;
    bench.moment.tick_part = 0.5f;
    assert_true(bench_redraw(&bench) == first); /* the same tick */
    bench.moment.tick++;
    assert_true(bench_redraw(&bench) != first);
    bench.moment.tick--;
    assert_true(bench_redraw(&bench) == first);
    bench.seed++;
    assert_true(bench_redraw(&bench) != first);
    bench_close(&bench);
}

/* No shift of the frame looks like the frame: a repeated tile would. */
static void grain_does_not_tile(void **state)
{
    (void)state;
    enum { W = 640, H = 360 };
    Bench bench;
    bench_open(&bench, "grain", W, H);
    bench_set_all(&bench, "amount=30 react=0");
    fill(&bench.canvas, 128, 128, 128);
    bench_run(&bench);
    for (int dy = 0; dy < H - 60; dy += 2)
        for (int dx = dy ? 0 : 16; dx < W - 60; dx += 97) {
            double product = 0, square = 0;
            for (int y = 0; y < 60; y += 3)
                for (int x = 0; x < 60; x++) {
                    double a = gr_canvas_row(bench.result, 0, y)[x] - 128.0;
                    double b = gr_canvas_row(bench.result, 0, y + dy)[x + dx] - 128.0;
                    product += a * b;
                    square += a * a;
                }
            assert_true(dy < 4 || product < 0.5 * square);
        }
    bench_close(&bench);
}

static void scanlines_are_even(void **state)
{
    (void)state;
    static const int heights[] = {120, 360, 480, 540, 720, 1080};
    for (size_t i = 0; i < sizeof heights / sizeof *heights; i++)
        for (int roll = 0; roll < 2; roll++) {
            Bench bench;
            bench_open(&bench, "scanlines", 64, heights[i]);
            bench_set_all(&bench, roll ? "strength=0.5 roll=0.7" : "strength=0.5");
            bench.moment.scene_s = 1.3;
            /* px follows the short side: make the frame as wide as a real one is. */
            canvas_close(&bench.canvas);
            canvas_close(&bench.target);
            canvas_open(&bench.canvas, heights[i] * 2, heights[i]);
            canvas_open(&bench.target, heights[i] * 2, heights[i]);
            fill(&bench.canvas, 255, 255, 255);
            bench_run(&bench);
            int period = (int)(4.0 * heights[i] / 1080.0 + 0.5);
            period = period < 1 ? 1 : period;
            for (int y = period; y < heights[i]; y++)
                assert_int_equal(gr_canvas_row(bench.result, 0, y)[7],
                                 gr_canvas_row(bench.result, 0, y - period)[7]);
            double mean = 0;
            for (int y = 0; y < period; y++)
                mean += gr_canvas_row(bench.result, 0, y)[7] / (double)period;
            assert_true(mean > 189.0 && mean < 193.5); /* a quarter less, at any height */
            bench_close(&bench);
        }
}

static void tint_keeps_the_luminance(void **state)
{
    (void)state;
    static const int colours[][3] = {{0, 0, 0},    {40, 40, 40},  {128, 128, 128}, {255, 0, 0},
                                     {0, 200, 40}, {30, 60, 240}, {250, 240, 0},   {255, 255, 255}};
    for (int tone = 0; tone < 12; tone++)
        for (size_t i = 0; i < sizeof colours / sizeof *colours; i++) {
            Bench bench;
            bench_open(&bench, "tint", 16, 16);
            bench_set(&bench, "tone", tone);
            fill(&bench.canvas, colours[i][0], colours[i][1], colours[i][2]);
            double before = luma_mean(&bench.canvas);
            bench_run(&bench);
            double off = luma_mean(bench.result) - before;
            if (off < -3 || off > 3)
                fail_msg("tone %d on colour %d: luma off by %.1f", tone, (int)i, off);
            bench_close(&bench);
        }
    Bench bench;
    bench_open(&bench, "tint", 16, 16); /* matrix: grey becomes green */
    bench_set(&bench, "tone", 2);
    fill(&bench.canvas, 100, 100, 100);
    bench_run(&bench);
    assert_true(plane_mean(bench.result, 1) > 2 * plane_mean(bench.result, 0));
    bench_close(&bench);
}

static void tint_takes_a_colour(void **state)
{
    (void)state;
    uint64_t sums[2];
    for (int i = 0; i < 2; i++) {
        Bench bench;
        GrError error;
        bench_open(&bench, "tint", 64, 32);
        bench_set(&bench, "tone", 11);
        const GrParam *param = gr_param_find(&bench.shader->params, "colour");
        assert_int_equal(
            gr_param_set_text(param, "tint", i ? "ff0000" : "0000ff", bench.params, &error), 0);
        fill(&bench.canvas, 60, 60, 60);
        sums[i] = bench_run(&bench);
        assert_true(plane_mean(bench.result, i ? 0 : 2) >
                    1.5 * plane_mean(bench.result, i ? 2 : 0));
        bench_close(&bench);
    }
    assert_true(sums[0] != sums[1]);
}

static void chromatic_moves_red_and_blue_apart(void **state)
{
    (void)state;
    Bench bench;
    bench_open(&bench, "chromatic", 2160, 1080);
    bench_set_all(&bench, "shift=3 react=0");
    fill(&bench.canvas, 0, 0, 0);
    for (int c = 0; c < 3; c++)
        gr_canvas_row(&bench.canvas, c, 5)[100] = 200;
    bench_run(&bench);
    assert_int_equal(gr_canvas_row(bench.result, 0, 5)[103], 200);
    assert_int_equal(gr_canvas_row(bench.result, 1, 5)[100], 200);
    assert_int_equal(gr_canvas_row(bench.result, 2, 5)[97], 200);
    assert_int_equal(gr_canvas_row(bench.result, 0, 5)[100], 0);
    bench_set_all(&bench, "shift=-2.5");
    fill(&bench.canvas, 0, 0, 0);
    gr_canvas_row(&bench.canvas, 0, 9)[1] = 200; /* half out of the frame: reflected */
    bench_run(&bench);
    assert_int_equal(gr_canvas_row(bench.result, 0, 9)[0], 0);
    fill(&bench.canvas, 90, 90, 90); /* an even field has no edges to shift */
    bench_run(&bench);
    for (int c = 0; c < 3; c++)
        for (int x = 0; x < 2160; x++)
            assert_int_equal(gr_canvas_row(bench.result, c, 3)[x], 90);
    bench_close(&bench);
}

static void bloom_is_round_and_smooth(void **state)
{
    (void)state;
    enum { W = 960, H = 540, X = 480, Y = 270 };
    Bench bench;
    bench_open(&bench, "bloom", W, H);
    bench_set_all(&bench, "strength=4 size=100");
    fill(&bench.canvas, 0, 0, 0);
    for (int y = Y - 8; y < Y + 8; y++)
        for (int x = X - 8; x < X + 8; x++)
            for (int c = 0; c < 3; c++)
                gr_canvas_row(&bench.canvas, c, y)[x] = 255;
    bench_run(&bench);
    const GrCanvas *out = bench.result;
    assert_true(gr_canvas_row(out, 0, Y)[X + 12] > 25); /* there is a halo */
    assert_true(gr_canvas_row(out, 0, Y)[X + 300] <= 1);
    int before = 255;
    for (int d = 9; d < 200; d++) { /* falling without steps, the same in all directions */
        int right = gr_canvas_row(out, 0, Y)[X + d], left = gr_canvas_row(out, 0, Y)[X - 1 - d];
        int down = gr_canvas_row(out, 0, Y + d)[X], up = gr_canvas_row(out, 0, Y - 1 - d)[X];
        assert_true(right <= before + 1);
        assert_true(d < 20 || before - right <= 6);
        assert_true(abs(right - left) <= 3);
        assert_true(abs(right - down) <= 4 + right / 6 && abs(right - up) <= 4 + right / 6);
        before = right;
    }
    bench_close(&bench);
}

static void bloom_respects_its_threshold(void **state)
{
    (void)state;
    Bench bench;
    bench_open(&bench, "bloom", 320, 180);
    bench_set_all(&bench, "threshold=0.5 strength=2");
    fill(&bench.canvas, 100, 90, 20);
    uint64_t before = gr_canvas_checksum(&bench.canvas);
    assert_true(bench_run(&bench) == before);
    /* An even field glows evenly and every level adds to it without wrapping round. */
    int last = 0;
    for (int level = 130; level <= 255; level += 5) {
        fill(&bench.canvas, level, level, level);
        bench_run(&bench);
        int here = gr_canvas_row(bench.result, 0, 90)[160];
        for (int y = 0; y < 180; y++)
            for (int x = 0; x < 320; x++)
                assert_true(abs(gr_canvas_row(bench.result, 2, y)[x] - here) <= 1);
        assert_true(here >= level && here >= last);
        last = here;
    }
    bench_close(&bench);
}

static void kaleidoscope_is_symmetric(void **state)
{
    (void)state;
    static const int sizes[][2] = {{320, 180}, {321, 181}, {90, 160}};
    for (int segments = 2; segments <= 9; segments++)
        for (int s = 0; s < 3; s++) {
            int w = sizes[s][0], h = sizes[s][1];
            Bench bench;
            bench_open(&bench, "kaleidoscope", w, h);
            bench_set(&bench, "segments", segments);
            bench_run(&bench);
            for (int y = 0; y < h; y++)
                for (int x = 0; x < w; x++) {
                    int here = gr_canvas_row(bench.result, 1, y)[x];
                    assert_int_equal(here, gr_canvas_row(bench.result, 1, y)[w - 1 - x]);
                    if (segments % 2 == 0)
                        assert_int_equal(here, gr_canvas_row(bench.result, 1, h - 1 - y)[x]);
                }
            bench_close(&bench);
        }
}

/* The figure repeats around the middle: points turned by a segment's angle agree; and mirrors keep
 * an even field even (a smear or a hole would show). */
static void kaleidoscope_repeats_around(void **state)
{
    (void)state;
    for (int turning = 0; turning < 2; turning++) {
        Bench bench;
        bench_open(&bench, "kaleidoscope", 400, 400);
        bench_set_all(&bench, turning ? "segments=5 turn=0.31 zoom=0.7" : "segments=6");
        for (int y = 0; y < 400; y++) /* smooth, so that rounding of places does not matter */
            for (int x = 0; x < 400; x++)
                for (int c = 0; c < 3; c++)
                    gr_canvas_row(&bench.canvas, c, y)[x] = (GrPixel)(x / 4 + y / 4 + 20 * c);
        bench_run(&bench);
        float angle = GR_TAU / (turning ? 5.0f : 6.0f);
        for (int i = 0; i < 3000; i++) {
            float r = 190.0f * gr_rng_unit(5, (uint32_t)i, 0);
            float a = GR_TAU * gr_rng_unit(6, (uint32_t)i, 0);
            int here = 0, there = 0;
            for (int turned = 0; turned < 2; turned++) {
                float b = a + angle * (float)turned;
                int x = (int)(200.0f + r * gr_cosf(b)), y = (int)(200.0f + r * gr_sinf(b));
                *(turned ? &there : &here) = gr_canvas_row(bench.result, 0, y)[x];
            }
            assert_true(abs(here - there) <= 2);
        }
        fill(&bench.canvas, 77, 140, 201);
        bench_run(&bench);
        for (int y = 0; y < 400; y++)
            for (int x = 0; x < 400; x++)
                assert_int_equal(gr_canvas_row(bench.result, 2, y)[x], 201);
        bench_close(&bench);
    }
}

static void crt_is_a_tube(void **state)
{
    (void)state;
    Bench bench;
    bench_open(&bench, "crt", 960, 540);
    fill(&bench.canvas, 180, 180, 180);
    bench_run(&bench);
    const GrCanvas *out = bench.result;
    for (int c = 0; c < 3; c++) { /* corners black, middle bright, edges between */
        assert_int_equal(gr_canvas_row(out, c, 0)[0], 0);
        assert_int_equal(gr_canvas_row(out, c, 539)[959], 0);
        assert_true(gr_canvas_row(out, c, 270)[480] > 140);
        assert_true(gr_canvas_row(out, c, 270)[12] < gr_canvas_row(out, c, 270)[480]);
    }
    /* Flat and clean it moves nothing; bent, the middle stays and the corners come in. */
    bench_set_all(&bench, "curvature=0.1 edge=0 scan=0 mask=0");
    fill(&bench.canvas, 0, 0, 0);
    for (int x = 0; x < 960; x++)
        gr_canvas_row(&bench.canvas, 0, 40)[x] = 255;
    bench_run(&bench);
    int middle = 0, side = 0;
    for (int y = 0; y < 270; y++) {
        middle = gr_canvas_row(out, 0, y)[480] > 60 ? y : middle;
        side = gr_canvas_row(out, 0, y)[100] > 60 ? y : side;
    }
    assert_in_range(middle, 39, 41);
    assert_in_range(side, 49, 58); /* 230 px from the middle at a stretch of 1.063 */
    bench_close(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(catalogue_is_complete),
        cmocka_unit_test(sizes_levels_and_bands),
        cmocka_unit_test(parameters_at_their_ends),
        cmocka_unit_test(random_parameters),
        cmocka_unit_test(tables_stay_small),
        cmocka_unit_test(nothing_changes_at_rest),
        cmocka_unit_test(black_stays_black),
        cmocka_unit_test(brightness_is_sane),
        cmocka_unit_test(drafts_look_like_finals),
        cmocka_unit_test(reactions_can_be_switched_off),
        cmocka_unit_test(vignette_falls_from_the_middle),
        cmocka_unit_test(grain_is_like_film),
        cmocka_unit_test(grain_changes_with_the_tick),
        cmocka_unit_test(grain_does_not_tile),
        cmocka_unit_test(scanlines_are_even),
        cmocka_unit_test(tint_keeps_the_luminance),
        cmocka_unit_test(tint_takes_a_colour),
        cmocka_unit_test(chromatic_moves_red_and_blue_apart),
        cmocka_unit_test(bloom_is_round_and_smooth),
        cmocka_unit_test(bloom_respects_its_threshold),
        cmocka_unit_test(kaleidoscope_is_symmetric),
        cmocka_unit_test(kaleidoscope_repeats_around),
        cmocka_unit_test(crt_is_a_tube),
    };
    gr_registry_install(gr_cpu_best());
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT
 *
 * One shader over one picture in guarded memory: what the tests of shaders share.
 */
#ifndef GR_TESTS_SHADER_BENCH_H
#define GR_TESTS_SHADER_BENCH_H

#include "unit.h"

#include "catalogue/shader_runner.h"

#include "base/vmath.h"
#include "registry.h"

#include <stdio.h>

enum { GUARD_BYTE = 0xa5, PARAM_BYTES = 256, TOP_GUARD = 512 };

/* ---- pictures ---- */

/* A canvas in guarded memory, with one line of guard behind each row's slack. */
static inline void canvas_open(GrCanvas *canvas, int width, int height)
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

static inline void canvas_close(GrCanvas *canvas)
{
    gr_aligned_free(canvas->memory);
    memset(canvas, 0, sizeof *canvas);
}

static inline bool canvas_intact(const GrCanvas *canvas)
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
static inline void draw_picture(GrCanvas *canvas, int slack)
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

static inline void fill(GrCanvas *canvas, int r, int g, int b)
{
    for (int y = 0; y < canvas->height; y++) {
        memset(gr_canvas_row(canvas, 0, y), r, (size_t)canvas->width);
        memset(gr_canvas_row(canvas, 1, y), g, (size_t)canvas->width);
        memset(gr_canvas_row(canvas, 2, y), b, (size_t)canvas->width);
    }
}

static inline double plane_mean(const GrCanvas *canvas, int c)
{
    double sum = 0;
    for (int y = 0; y < canvas->height; y++)
        for (int x = 0; x < canvas->width; x++)
            sum += gr_canvas_row(canvas, c, y)[x];
    return sum / ((double)canvas->width * canvas->height);
}

static inline double luma_mean(const GrCanvas *canvas)
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

static inline void bench_open(Bench *bench, const char *name, int width, int height)
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

static inline void bench_close(Bench *bench)
{
    canvas_close(&bench->canvas);
    canvas_close(&bench->target);
}

static inline void bench_set(Bench *bench, const char *param, double value)
{
    GrError error;
    const GrParam *found = gr_param_find(&bench->shader->params, param);
    assert_non_null(found);
    int code = gr_param_set_number(found, bench->shader->name, value, bench->params, &error);
    assert_int_equal(code, 0);
}

/* "name=value name=value" */
static inline void bench_set_all(Bench *bench, const char *settings)
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
static inline uint64_t bench_run(Bench *bench)
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

static inline uint64_t bench_redraw(Bench *bench)
{
    draw_picture(&bench->canvas, bench->slack);
    return bench_run(bench);
}

#endif

/* SPDX-License-Identifier: MIT */
#include "cli/bench_shaders.h"

#include "base/arena.h"
#include "base/rng.h"
#include "base/vmath.h"
#include "cli/bench.h"
#include "scene/params.h"

#include <string.h>

enum {
    WIDTH = 1920,
    HEIGHT = 1080,
    FRAMES = 8,
    FUSED = 4, /* of a shader in a chain */
    COPIED = 64 << 20,
};

/* Strokes on black under soft light: what glyphs make of a frame. */
static void draw_picture(const GrCanvas *canvas)
{
    for (int c = 0; c < 3; c++)
        for (int y = 0; y < canvas->height; y++)
            for (int x = 0; x < canvas->width; x++) {
                uint32_t cell = gr_rng_u32(7, (uint32_t)(x / 10), (uint32_t)(y / 19));
                uint32_t row = gr_rng_u32(cell, (uint32_t)(y % 19 / 2), 0);
                float light = 0.5f + 0.5f * gr_sinf(0.006f * (float)(x + c * 400)) *
                                         gr_cosf(0.008f * (float)(y - c * 300));
                float ink = (row >> (x % 10)) & 1 ? 255.0f : 0.0f;
                gr_canvas_row(canvas, c, y)[x] = (GrPixel)(ink * light);
            }
}

typedef struct Bench {
    const GrShader *shader;
    GrShaderInput input[FUSED]; /* each with tables and scratch of its own, as links of a chain */
    int count;
    GrMoment moment;
    GrCanvas picture, target;
    int frame;
} Bench;

static void set_moment(GrMoment *moment, int frame)
{
    double time_s = 3.0 + frame / 24.0;
    *moment = (GrMoment){.show_s = time_s,
                         .scene_s = time_s,
                         .flow_s = time_s,
                         .duration_s = 10,
                         .t = (float)time_s,
                         .p = (float)time_s / 10,
                         .tick = 72 + frame,
                         .tick_s = 1.0f / 24,
                         .tempo = 120,
                         .beat_count = 6 + frame / 12};
    for (int i = 0; i < GR_SIGNAL_COUNT; i++)
        moment->signals.v[i] = 0.5f;
}

static void *block(GrArena *arena, size_t (*size)(const GrShaderInput *),
                   const GrShaderInput *input, size_t *total)
{
    size_t bytes = (size ? size(input) : 0) + 64;
    *total += bytes;
    return gr_arena_alloc(arena, bytes);
}

static int prepare(Bench *bench, GrShaderInput *input, GrArena *arena, GrError *error)
{
    const GrShader *shader = bench->shader;
    void *params = gr_arena_alloc(arena, shader->params.size + 64);
    size_t total = shader->params.size;
    if (!params)
        return gr_error_memory(error, "a shader's parameters", total);
    gr_param_defaults(&shader->params, params);
    *input = (GrShaderInput){.width = WIDTH,
                             .height = HEIGHT,
                             .px = 1.0f,
                             .aspect = (float)WIDTH / HEIGHT,
                             .params = params,
                             .seed = 1};
    void *prepared = block(arena, shader->prepared_bytes, input, &total);
    input->frame_scratch = block(arena, shader->frame_scratch_bytes, input, &total);
    input->band_scratch = input == bench->input
                              ? block(arena, shader->band_scratch_bytes, input, &total)
                              : bench->input[0].band_scratch;
    if (!prepared || !input->frame_scratch || !input->band_scratch)
        return gr_error_memory(error, "a shader's memory", total);
    if (shader->prepare)
        shader->prepare(input, prepared);
    input->prepared = prepared;
    input->moment = &bench->moment;
    return GR_OK;
}

static int prepare_all(Bench *bench, GrArena *arena, GrError *error)
{
    int code = GR_OK;
    bench->count = bench->shader->gather || bench->shader->survey ? 1 : FUSED;
    for (int i = 0; !code && i < bench->count; i++)
        code = prepare(bench, &bench->input[i], arena, error);
    return code;
}

static int band_end(int y0)
{
    return y0 + GR_BAND_ROWS < HEIGHT ? y0 + GR_BAND_ROWS : HEIGHT;
}

/* The rows of a band, all in the first ones of the target. */
static void apply_band(const Bench *bench, int y0)
{
    for (int y = y0; y < band_end(y0); y++)
        for (int i = 0; i < bench->count; i++)
            bench->shader->apply(&bench->input[i], gr_canvas_row(&bench->target, 0, y - y0),
                                 gr_canvas_row(&bench->target, 1, y - y0),
                                 gr_canvas_row(&bench->target, 2, y - y0), y);
}

static void begin(const Bench *bench, const GrShaderInput *input)
{
    const GrShader *shader = bench->shader;
    if (shader->begin)
        shader->begin(input);
    for (int y = 0; shader->survey && y < HEIGHT; y += GR_BAND_ROWS)
        shader->survey(input, &bench->picture, y, band_end(y));
    if (shader->survey_end)
        shader->survey_end(input);
}

static void run_frame(Bench *bench)
{
    const GrShader *shader = bench->shader;
    set_moment(&bench->moment, bench->frame++);
    for (int i = 0; i < bench->count; i++)
        begin(bench, &bench->input[i]);
    for (int y = 0; y < HEIGHT; y += GR_BAND_ROWS) {
        if (shader->gather)
            shader->gather(bench->input, &bench->picture, &bench->target, y, band_end(y));
        else
            apply_band(bench, y);
    }
}

/* In place again and again a picture would fade or burn: each round starts from the same. */
static void refresh_target(const Bench *bench)
{
    for (int c = 0; c < 3; c++)
        memcpy(bench->target.plane[c], bench->picture.plane[c],
               (size_t)(bench->picture.stride * HEIGHT));
}

static double moved_bytes(const GrShader *shader)
{
    const double picture = 3.0 * WIDTH * HEIGHT;
    double moved = shader->survey ? picture : 0.0;
    return moved + (shader->keeps_source ? picture : 2 * picture);
}

int gr_bench_shader(const GrShader *shader, int rounds, GrShaderCost *cost, GrError *error)
{
    Bench bench = {.shader = shader};
    GrArena arena = {0};
    double ms[GR_BENCH_MOST_ROUNDS];
    int code = gr_canvas_create(&bench.picture, WIDTH, HEIGHT, error);
    if (!code)
        code = gr_canvas_create(&bench.target, WIDTH, HEIGHT, error);
    if (!code)
        code = prepare_all(&bench, &arena, error);
    if (!code) {
        draw_picture(&bench.picture);
        refresh_target(&bench);
        run_frame(&bench);
        for (int round = 0; round < rounds; round++) {
            refresh_target(&bench);
            double start = gr_bench_cpu_s();
            for (int i = 0; i < FRAMES; i++)
                run_frame(&bench);
            ms[round] = (gr_bench_cpu_s() - start) * 1e3 / (FRAMES * bench.count);
        }
        *cost = (GrShaderCost){gr_bench_median(ms, rounds), moved_bytes(shader)};
    }
    gr_canvas_finish(&bench.picture);
    gr_canvas_finish(&bench.target);
    gr_arena_finish(&arena);
    return code;
}

int gr_bench_copy(int rounds, double *bytes_per_s, GrError *error)
{
    GrArena arena = {0};
    double speed[GR_BENCH_MOST_ROUNDS];
    char *from = gr_arena_alloc(&arena, COPIED), *to = gr_arena_alloc(&arena, COPIED);
    int code = GR_OK;
    if (!from || !to) {
        code = gr_error_memory(error, "blocks to copy", 2 * (size_t)COPIED);
    } else {
        memset(from, 1, COPIED);
        memset(to, 2, COPIED);
        for (int round = 0; round < rounds; round++) {
            double start = gr_bench_cpu_s();
            memcpy(to, from, COPIED);
            double seconds = gr_bench_cpu_s() - start;
            speed[round] = 2.0 * COPIED / (seconds > 0 ? seconds : 1e-9);
            from[round] = to[COPIED - 1 - round]; /* so that no copy is void */
        }
        *bytes_per_s = gr_bench_median(speed, rounds);
    }
    gr_arena_finish(&arena);
    return code;
}

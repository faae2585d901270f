/* SPDX-License-Identifier: MIT */
#include "cli/bench_blends.h"

#include "base/arena.h"
#include "base/rng.h"
#include "cli/bench.h"
#include "cli/bench_shaders.h"
#include "model/shader.h"
#include "render/kernels/kernels.h"
#include "render/rows.h"

/* Cells of ten columns and nineteen rows: the grid md. */
enum { WIDTH = 1920, HEIGHT = 1080, LAYERS = 4, FRAMES = 2, ROW = WIDTH, CELL_W = 10, CELL_H = 19 };
static const double TARGET_MS = 0.35;

/* A band as it is composed: what is drawn into, a row of colours for each plane, and rows of
 * coverage, either somehow everywhere or strokes with nothing between them. */
typedef struct Sample {
    GrCanvas canvas;
    GrRows band;
    GrPixel *ink[3];
    uint8_t *everywhere, *strokes;
} Sample;

static int make_sample(Sample *sample, GrArena *arena, GrError *error)
{
    enum { PIXELS = GR_BAND_ROWS * ROW };
    int code = gr_rows_init(&sample->band, arena, WIDTH, error);
    if (code)
        return code;
    sample->canvas = (GrCanvas){.width = WIDTH, .height = GR_BAND_ROWS, .stride = ROW};
    sample->everywhere = gr_arena_alloc(arena, PIXELS);
    sample->strokes = gr_arena_alloc(arena, PIXELS);
    bool made = sample->everywhere && sample->strokes;
    for (int c = 0; c < 3; c++) {
        sample->canvas.plane[c] = gr_arena_alloc(arena, PIXELS);
        sample->ink[c] = gr_arena_alloc(arena, ROW);
        made = made && sample->canvas.plane[c] && sample->ink[c];
    }
    if (!made)
        return gr_error_memory(error, "a band", 5 * (size_t)PIXELS);
    for (int c = 0; c < 3; c++)
        for (int i = 0; i < PIXELS; i++) {
            sample->canvas.plane[c][i] = (GrPixel)gr_rng_u32(1, (uint32_t)c, (uint32_t)i);
            sample->ink[c][i % ROW] =
                (GrPixel)gr_rng_u32(2, (uint32_t)c, (uint32_t)(i % ROW / CELL_W));
        }
    for (int i = 0; i < PIXELS; i++) {
        uint32_t any = gr_rng_u32(3, 0, (uint32_t)i);
        uint32_t cell = gr_rng_u32(4, (uint32_t)(i % ROW / CELL_W), (uint32_t)(i / ROW / CELL_H));
        uint32_t row = gr_rng_u32(cell, (uint32_t)(i / ROW % CELL_H / 2), 0);
        bool inked = cell % 3 == 0 && (row >> (i % ROW % CELL_W) & 1);
        sample->everywhere[i] = (uint8_t)(1 + any % 255);
        sample->strokes[i] = inked ? 255 : 0;
    }
    return GR_OK;
}

/* One layer: a row of cells after the other, each with the rows of it that lie in the band. */
static void blend_layer(Sample *sample, GrBlend mode, GrLight light, uint8_t *alpha, int y0)
{
    GrRows *band = &sample->band;
    GrRowsInk ink = {.span = WIDTH,
                     .colour = {sample->ink[0], sample->ink[1], sample->ink[2]},
                     .alpha_pitch = ROW,
                     .opacity = GR_OPAQUE};
    for (ink.y = 0; ink.y < band->y1; ink.y += ink.rows) {
        int left = CELL_H - (y0 + ink.y) % CELL_H, most = band->y1 - ink.y;
        ink.rows = left < most ? left : most;
        ink.alpha = alpha + ink.y * ROW;
        gr_rows_blend(band, mode, light, &ink);
    }
}

static void blend_frame(Sample *sample, GrBlend mode, GrLight light, uint8_t *alpha)
{
    for (int y0 = 0; y0 < HEIGHT; y0 += GR_BAND_ROWS) {
        int rows = HEIGHT - y0 < GR_BAND_ROWS ? HEIGHT - y0 : GR_BAND_ROWS;
        gr_rows_aim(&sample->band, &sample->canvas, 0, rows);
        for (int layer = 0; layer < LAYERS; layer++)
            blend_layer(sample, mode, light, alpha, y0);
        gr_rows_settle(&sample->band);
    }
}

/* Of one layer. */
static double median_ms(Sample *sample, GrBlend mode, GrLight light, uint8_t *alpha, int rounds)
{
    double ms[GR_BENCH_MOST_ROUNDS];
    blend_frame(sample, mode, light, alpha);
    for (int round = 0; round < rounds; round++) {
        double start = gr_bench_cpu_s();
        for (int i = 0; i < FRAMES; i++)
            blend_frame(sample, mode, light, alpha);
        ms[round] = (gr_bench_cpu_s() - start) * 1e3 / (FRAMES * LAYERS);
    }
    return gr_bench_median(ms, rounds);
}

/* For each channel of a pixel, and each layer: ink, coverage, what is below and the result; below
 * and result are twice as wide in light, and a share of the way there and back comes to that. */
static double moved_bytes(GrLight light)
{
    double bytes = light == GR_LIGHT_SRGB ? 4.0 : 6.0 + 6.0 / LAYERS;
    return bytes * 3 * WIDTH * HEIGHT;
}

static void measure(Sample *sample, int mode, GrLight light, int rounds, double copy_bytes_s,
                    GrJson *json, GrText *out)
{
    double ms = median_ms(sample, (GrBlend)mode, light, sample->everywhere, rounds);
    double strokes_ms = median_ms(sample, (GrBlend)mode, light, sample->strokes, rounds);
    double share = moved_bytes(light) / (ms / 1e3) / copy_bytes_s;
    if (json) {
        gr_json_open_object(json);
        gr_json_key_string(json, "name", gr_blend_names[mode]);
        gr_json_key_string(json, "light", gr_light_names[light]);
        gr_json_key_number(json, "ms", ms);
        gr_json_key_number(json, "strokes_ms", strokes_ms);
        gr_json_key_number(json, "megabytes", moved_bytes(light) / 1e6);
        gr_json_key_number(json, "share_of_copy", share);
        gr_json_close_object(json);
    } else {
        gr_text_printf(out, "%-18s%-8s%8.3f%10.3f%9.1f%9.0f %%\n", gr_blend_names[mode],
                       gr_light_names[light], ms, strokes_ms, moved_bytes(light) / 1e6,
                       share * 100);
    }
}

int gr_bench_blends(int rounds, GrJson *json, GrText *out, GrError *error)
{
    GrArena arena = {0};
    Sample sample;
    double copy = 1;
    int code = gr_bench_copy(rounds, &copy, error);
    if (!code)
        code = make_sample(&sample, &arena, error);
    if (!code && json) {
        gr_json_open_object(json);
        gr_json_key_string(json, "name", "blends");
        gr_json_key_number(json, "target_ms", TARGET_MS);
        gr_json_key_number(json, "copy_bytes_per_s", copy);
        gr_json_key(json, "blends");
        gr_json_open_array(json);
    } else if (!code) {
        gr_text_printf(out,
                       "blends, one layer of a chain of %d, 1920x1080, one core (target %.2f ms); "
                       "a copy moves %.1f GB/s (read and written)\nlinear: with a share of the way "
                       "to light and back, which all layers of the chain go together\n"
                       "%-18s%-8s%8s%10s%9s%11s\n",
                       LAYERS, TARGET_MS, copy / 1e9, "", "light", "ms", "strokes", "MB",
                       "of copying");
    }
    for (int light = 0; !code && light < GR_LIGHT_COUNT; light++)
        for (int mode = 0; mode < GR_BLEND_COUNT; mode++)
            measure(&sample, mode, (GrLight)light, rounds, copy, json, out);
    if (!code && json) {
        gr_json_close_array(json);
        gr_json_close_object(json);
    }
    gr_arena_finish(&arena);
    return code;
}

/* SPDX-License-Identifier: MIT */
#include "cli/bench_blends.h"

#include "base/arena.h"
#include "base/rng.h"
#include "cli/bench.h"
#include "cli/bench_shaders.h"
#include "model/shader.h"
#include "render/kernels/kernels.h"

enum { WIDTH = 1920, HEIGHT = 1080, LAYERS = 4, FRAMES = 2, ROW = WIDTH, CELL_ROWS = 19 };
static const double TARGET_MS = 0.35;

/* A band as it is composed: three planes that are drawn into, a row of colours for each, and rows
 * of coverage, either somehow everywhere or strokes with nothing between them. */
typedef struct Band {
    GrPixel *plane[3], *ink[3];
    uint8_t *prepared[3];
    uint8_t *everywhere, *strokes;
} Band;

static bool make_band(Band *band, GrArena *arena)
{
    enum { PIXELS = GR_BAND_ROWS * ROW };
    bool made = true;
    for (int c = 0; c < 3; c++) {
        band->plane[c] = gr_arena_alloc(arena, PIXELS);
        band->ink[c] = gr_arena_alloc(arena, ROW);
        band->prepared[c] = gr_arena_alloc(arena, ROW * GR_PREPARED_BYTES);
        made = made && band->plane[c] && band->ink[c] && band->prepared[c];
    }
    band->everywhere = gr_arena_alloc(arena, PIXELS);
    band->strokes = gr_arena_alloc(arena, PIXELS);
    if (!made || !band->everywhere || !band->strokes)
        return false;
    for (int c = 0; c < 3; c++)
        for (int i = 0; i < PIXELS; i++) {
            band->plane[c][i] = (GrPixel)gr_rng_u32(1, (uint32_t)c, (uint32_t)i);
            band->ink[c][i % ROW] = (GrPixel)gr_rng_u32(2, (uint32_t)c, (uint32_t)(i % ROW / 10));
        }
    for (int i = 0; i < PIXELS; i++) {
        uint32_t any = gr_rng_u32(3, 0, (uint32_t)i);
        uint32_t cell = gr_rng_u32(4, (uint32_t)(i % ROW / 10), (uint32_t)(i / ROW / CELL_ROWS));
        uint32_t row = gr_rng_u32(cell, (uint32_t)(i / ROW % CELL_ROWS / 2), 0);
        bool inked = cell % 3 == 0 && (row >> (i % ROW % 10) & 1);
        band->everywhere[i] = (uint8_t)(1 + any % 255);
        band->strokes[i] = inked ? 255 : 0;
    }
    return true;
}

/* A layer of glyphs: rows of one row of cells share their inks. */
static void blend_band(const Band *band, const GrLay *lay, const uint8_t *alpha, int rows)
{
    const uint8_t *ink[3] = {band->ink[0], band->ink[1], band->ink[2]};
    for (int y = 0; y < rows; y++) {
        for (int c = 0; c < 3 && lay->prepare && y % CELL_ROWS == 0; c++) {
            lay->prepare(band->prepared[c], band->ink[c], ROW);
            ink[c] = band->prepared[c];
        }
        GrPixel *const out[3] = {band->plane[0] + y * ROW, band->plane[1] + y * ROW,
                                 band->plane[2] + y * ROW};
        lay->lay(out, (const GrPixel *const[3]){out[0], out[1], out[2]}, ink, alpha + y * ROW, ROW);
    }
}

static void blend_frame(const Band *band, const GrLay *lay, const uint8_t *alpha)
{
    for (int y0 = 0; y0 < HEIGHT; y0 += GR_BAND_ROWS)
        for (int layer = 0; layer < LAYERS; layer++)
            blend_band(band, lay, alpha, HEIGHT - y0 < GR_BAND_ROWS ? HEIGHT - y0 : GR_BAND_ROWS);
}

/* Of one layer. */
static double median_ms(const Band *band, const GrLay *lay, const uint8_t *alpha, int rounds)
{
    double ms[GR_BENCH_MOST_ROUNDS];
    blend_frame(band, lay, alpha);
    for (int round = 0; round < rounds; round++) {
        double start = gr_bench_cpu_s();
        for (int i = 0; i < FRAMES; i++)
            blend_frame(band, lay, alpha);
        ms[round] = (gr_bench_cpu_s() - start) * 1e3 / (FRAMES * LAYERS);
    }
    return gr_bench_median(ms, rounds);
}

/* Below, ink and coverage are read, and the result is written. */
static double moved_bytes(void)
{
    return 4.0 * 3 * WIDTH * HEIGHT;
}

static void measure(const Band *band, int mode, GrLight light, int rounds, double copy_bytes_s,
                    GrJson *json, GrText *out)
{
    const GrLay *lay = gr_lay(gr_kernels(), mode, light);
    double ms = median_ms(band, lay, band->everywhere, rounds);
    double strokes_ms = median_ms(band, lay, band->strokes, rounds);
    double share = moved_bytes() / (ms / 1e3) / copy_bytes_s;
    if (json) {
        gr_json_open_object(json);
        gr_json_key_string(json, "name", gr_blend_names[mode]);
        gr_json_key_string(json, "light", gr_light_names[light]);
        gr_json_key_number(json, "ms", ms);
        gr_json_key_number(json, "strokes_ms", strokes_ms);
        gr_json_key_number(json, "megabytes", moved_bytes() / 1e6);
        gr_json_key_number(json, "share_of_copy", share);
        gr_json_close_object(json);
    } else {
        gr_text_printf(out, "%-18s%-8s%8.3f%10.3f%9.1f%9.0f %%\n", gr_blend_names[mode],
                       gr_light_names[light], ms, strokes_ms, moved_bytes() / 1e6, share * 100);
    }
}

int gr_bench_blends(int rounds, GrJson *json, GrText *out, GrError *error)
{
    GrArena arena = {0};
    Band band;
    double copy = 1;
    int code = gr_bench_copy(rounds, &copy, error);
    if (!code && !make_band(&band, &arena))
        code = gr_error_memory(error, "a band", 5 * (size_t)GR_BAND_ROWS * ROW);
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
                       "a copy moves %.1f GB/s (read and written)\n%-18s%-8s%8s%10s%9s%11s\n",
                       LAYERS, TARGET_MS, copy / 1e9, "", "light", "ms", "strokes", "MB",
                       "of copying");
    }
    for (int light = 0; !code && light < GR_LIGHT_COUNT; light++)
        for (int mode = 0; mode < GR_BLEND_COUNT; mode++)
            measure(&band, mode, (GrLight)light, rounds, copy, json, out);
    if (!code && json) {
        gr_json_close_array(json);
        gr_json_close_object(json);
    }
    gr_arena_finish(&arena);
    return code;
}

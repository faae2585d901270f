/* SPDX-License-Identifier: MIT */
#include "cli/bench_feedback.h"

#include "base/arena.h"
#include "base/rng.h"
#include "cli/bench.h"
#include "render/trail.h"
#include "scene/show.h"

enum { WIDTH = 1920, HEIGHT = 1080, TICKS = 4 };
static const double TARGET_MS = 3;

/* As strong as a preset. */
#define LASTING .decay = 0.95f, .opacity = 0.95f, .blend = GR_BLEND_LIGHTEN

static const struct {
    const char *name;
    GrFeedback feedback;
} movements[] = {
    {"none", {LASTING}},
    {"zoom 0.015", {LASTING, .zoom = 0.015f}},
    {"zoom -0.1", {LASTING, .zoom = -0.1f}},
    {"zoom 0.25", {LASTING, .zoom = 0.25f}},
    {"move 0.1, 0.03", {LASTING, .x = 0.1f, .y = 0.03f}},
    {"mirror 0.5", {LASTING, .mirror = 0.5f}},
    {"hue 0.03", {LASTING, .hue = 0.03f}},
    {"rotate 0.0005", {LASTING, .rotate = 0.0005f}},
    {"rotate 0.004, zoom 0.02", {LASTING, .rotate = 0.004f, .zoom = 0.02f}},
    {"rotate 0.01", {LASTING, .rotate = 0.01f}},
    {"rotate 0.03", {LASTING, .rotate = 0.03f}},
    {"rotate 0.06", {LASTING, .rotate = 0.06f}},
    {"rotate 0.1", {LASTING, .rotate = 0.1f}},
    {"rotate 0.1, zoom -0.25", {LASTING, .rotate = 0.1f, .zoom = -0.25f}},
    {"rotate 0.25", {LASTING, .rotate = 0.25f}},
    {"rotate 0.5", {LASTING, .rotate = 0.5f}},
};
enum { MOVEMENTS = sizeof movements / sizeof *movements };

/* A trail and the window that bands are drawn in, filled once: what a band shows does not matter,
 * and no time is lost on drawing it. */
typedef struct Studio {
    GrArena arena;
    GrTrail trail;
    GrTrailScratch scratch;
    GrCanvas window;
} Studio;

static int open_studio(Studio *studio, GrError *error)
{
    int code = gr_trail_init(&studio->trail, &studio->arena, WIDTH, HEIGHT, HEIGHT, error);
    if (!code)
        code = gr_trail_scratch_init(&studio->scratch, &studio->arena, WIDTH, error);
    if (!code)
        code = gr_canvas_create(&studio->window, WIDTH, GR_BAND_ROWS, error);
    for (int plane = 0; !code && plane < 3; plane++)
        for (int y = 0; y < GR_BAND_ROWS; y++)
            for (int x = 0; x < WIDTH; x++)
                gr_canvas_row(&studio->window, plane, y)[x] =
                    (GrPixel)gr_rng_u32(1, (uint32_t)(plane * GR_BAND_ROWS + y), (uint32_t)x);
    return code;
}

/* Its memory is as small as in a show that has a frame on every tick. */
static void advance(Studio *studio, const GrFeedback *feedback, int64_t tick)
{
    GrTrailFrame frame;
    gr_trail_begin(&studio->trail, feedback, tick, 0.0, &frame);
    for (int y0 = 0; y0 < HEIGHT; y0 += GR_BAND_ROWS) {
        GrCanvas canvas = studio->window;
        for (int plane = 0; plane < 3; plane++)
            canvas.plane[plane] -= y0 * canvas.stride;
        int y1 = y0 + GR_BAND_ROWS;
        gr_trail_band(&studio->trail, &frame, &canvas, y0, y1 < HEIGHT ? y1 : HEIGHT,
                      &studio->scratch);
    }
    gr_trail_end(&studio->trail, &frame);
}

static double median_ms(Studio *studio, const GrFeedback *feedback, int rounds)
{
    double ms[GR_BENCH_MOST_ROUNDS];
    int64_t tick = 0;
    studio->trail.lead = gr_trail_lead(feedback, WIDTH, HEIGHT);
    gr_trail_reset(&studio->trail);
    for (; tick < TICKS; tick++)
        advance(studio, feedback, tick);
    for (int round = 0; round < rounds; round++) {
        double start = gr_bench_cpu_s();
        for (int i = 0; i < TICKS; i++)
            advance(studio, feedback, tick++);
        ms[round] = (gr_bench_cpu_s() - start) * 1e3 / TICKS;
    }
    return gr_bench_median(ms, rounds);
}

static void measure(Studio *studio, const char *name, const GrFeedback *feedback, int rounds,
                    GrJson *json, GrText *out)
{
    double ms = median_ms(studio, feedback, rounds);
    if (json) {
        gr_json_open_object(json);
        gr_json_key_string(json, "name", name);
        gr_json_key_number(json, "ms", ms);
        gr_json_close_object(json);
    } else {
        gr_text_printf(out, "%-26s%8.2f\n", name, ms);
    }
}

int gr_bench_feedback(int rounds, GrJson *json, GrText *out, GrError *error)
{
    Studio studio = {0};
    const GrParam *names = gr_param_find(&gr_feedback_params, "preset");
    int code = open_studio(&studio, error);
    if (!code && json) {
        gr_json_open_object(json);
        gr_json_key_string(json, "name", "feedback");
        gr_json_key_number(json, "target_ms", TARGET_MS);
        gr_json_key(json, "movements");
        gr_json_open_array(json);
    } else if (!code) {
        gr_text_printf(out, "feedback, one tick, 1920x1080, one core (target %.0f ms)\n%-26s%8s\n",
                       TARGET_MS, "", "ms");
    }
    for (int i = 0; !code && i < MOVEMENTS; i++)
        measure(&studio, movements[i].name, &movements[i].feedback, rounds, json, out);
    for (int i = GR_FEEDBACK_NONE + 1; !code && i < GR_FEEDBACK_PRESETS; i++) {
        GrFeedback preset = gr_feedback_of_preset((GrFeedbackPreset)i);
        measure(&studio, names->choices[i], &preset, rounds, json, out);
    }
    if (!code && json) {
        gr_json_close_array(json);
        gr_json_close_object(json);
    }
    gr_canvas_finish(&studio.window);
    gr_arena_finish(&studio.arena);
    return code;
}

/* SPDX-License-Identifier: MIT
 *
 * Parameters that change over time, from the show's text to pictures.
 */
#include "unit.h"

#include "registry.h"
#include "render/animate.h"
#include "render/painter_parts.h"
#include "small_studio.h"

#include <math.h>

enum { WIDTH = 192, HEIGHT = 108 };
static const GrRational FPS = {24, 1};

static const char *const SHOW =
    "seed: 3\n"
    "background: [[0s, black], [2s, \"300040\", in_out_sine]]\n"
    "scenes:\n"
    "- name: a\n"
    "  length: 3s\n"
    "  gain: 0.7 + 0.3*beat_decay\n"
    "  layers:\n"
    "  - field: {tunnel: {speed: [[0s, 1], [1s, 9, out_cubic], [2s, 1]], twist: sin(t)}}\n"
    "    hue: 0.1*t\n"
    "    saturation: p\n"
    "  - {grid: xl, field: {reaction: {steps: 2 + 6*bass}}, opacity: 1 - 0.5*p, blend: screen}\n"
    "  feedback: {zoom: 0.02*bass, rotate: 0.01*sin(t), decay: 0.8, opacity: 0.2 + 0.2*p}\n"
    "  shaders:\n"
    "  - grain: {size: 1 + 3*p}\n"
    "  - kaleidoscope: {segments: 3 + floor(4*p)}\n"
    "- name: b\n"
    "  length: 1s\n"
    "  exposure: {black: 0.2*p, white: 1 - 0.3*p}\n"
    "  layers: [{field: plasma, gain: 1 + p}]\n"
    "  shaders: [{grain: {size: 4 - 3*p}}]\n";

static void draw(SmallStudio *studio, int64_t frame, uint64_t *checksum)
{
    GrFrameStats stats;
    assert_int_equal(gr_painter_draw(studio->painter, NULL, true, &stats, &studio->error), 0);
    checksum[frame] = stats.checksum;
}

static void test_frame_alone_is_frame_in_sequence(void **state)
{
    (void)state;
    SmallStudio studio;
    uint64_t whole[96], alone[96];
    assert_int_equal(studio_open(&studio, SHOW, WIDTH, HEIGHT, FPS, 1), 0);
    gr_painter_seek(studio.painter, 0, 0, &studio.error);
    for (int64_t i = 0; i < 96; i++)
        draw(&studio, i, whole);
    static const int64_t frames[] = {0, 1, 23, 24, 47, 71, 72, 73, 95};
    for (size_t i = 0; i < sizeof frames / sizeof frames[0]; i++) {
        gr_painter_seek(studio.painter, 0, frames[i], &studio.error);
        draw(&studio, frames[i], alone);
        if (alone[frames[i]] != whole[frames[i]])
            fail_msg("frame %d", (int)frames[i]);
    }
    studio_close(&studio);
}

static void test_rates_agree(void **state)
{
    (void)state;
    static const GrRational rates[] = {{12, 1}, {24, 1}, {60, 1}};
    uint64_t at_halves[3][8]; /* every half second */
    for (int r = 0; r < 3; r++) {
        SmallStudio studio;
        uint64_t checksum[240];
        assert_int_equal(studio_open(&studio, SHOW, WIDTH, HEIGHT, rates[r], 1), 0);
        gr_painter_seek(studio.painter, 0, 0, &studio.error);
        for (int64_t i = 0; i < 4 * rates[r].num; i++)
            draw(&studio, i, checksum);
        for (int h = 0; h < 8; h++)
            at_halves[r][h] = checksum[h * rates[r].num / 2];
        studio_close(&studio);
    }
    assert_memory_equal(at_halves[0], at_halves[1], sizeof at_halves[0]);
    assert_memory_equal(at_halves[1], at_halves[2], sizeof at_halves[0]);
}

/* What a speed drives is its integral: it goes on evenly where the speed itself jumps. */
static void test_speeds_never_jump(void **state)
{
    (void)state;
    SmallStudio studio;
    assert_int_equal(studio_open(&studio, SHOW, WIDTH, HEIGHT, FPS, 1), 0);
    const GrFrozenScene *scene = &studio.frozen->scenes[0];
    const GrBlock *block = &scene->layers[0].params;
    const GrParam *speed = gr_param_find(&scene->layers[0].layer->effect->params, "speed");
    assert_true(gr_block_changes(block) && speed->rate);
    char values[256];
    double before = 0.0, most = 0.0;
    for (int64_t i = 0; i < 72 * 4; i++) {
        GrScore score;
        gr_score_fill(&score, &scene->source, (GrSceneTime){i / 4, (double)(i % 4) / 4.0});
        gr_block_read(block, &score, values);
        double way = gr_param_get_number(speed, values) * score.moment.scene_s;
        assert_true(way >= before - 1e-4);
        most = way - before > most ? way - before : most;
        before = way;
    }
    assert_true(most <= 9.0 / 96.0 + 1e-4); /* never faster than the fastest key */
    /* 1 s from 1 to 9 by out_cubic, 1 s back in a line, 1 s at 1. */
    assert_true(fabs(before - (7.0 + 5.0 + 1.0)) < 0.1);
    studio_close(&studio);
}

static void test_values_are_held_to_their_range(void **state)
{
    (void)state;
    static const char text[] = "scenes:\n"
                               "- length: 2s\n"
                               "  layers: [{field: {reaction: {steps: 200*p, react: -1 - p}}}]\n";
    SmallStudio studio;
    assert_int_equal(studio_open(&studio, text, WIDTH, HEIGHT, FPS, 1), 0);
    const GrFrozenScene *scene = &studio.frozen->scenes[0];
    const GrParamTable *table = &scene->layers[0].layer->effect->params;
    const GrParam *count = gr_param_find(table, "steps"), *least = gr_param_find(table, "react");
    char values[256];
    static const struct {
        int64_t tick;
        double count;
    } cases[] = {{0, 1}, {2, 8}, {47, 0}}; /* 0: its maximum */
    for (size_t i = 0; i < 3; i++) {
        GrScore score;
        gr_score_fill(&score, &scene->source, (GrSceneTime){cases[i].tick, 0.0});
        gr_block_read(&scene->layers[0].params, &score, values);
        double wanted = cases[i].count > 0 ? cases[i].count : count->max;
        assert_true(gr_param_get_number(count, values) == wanted);
        assert_true((float)gr_param_get_number(least, values) == (float)least->min);
    }
    studio_close(&studio);
}

int main(void)
{
    gr_render_use_level(gr_cpu_best());
    gr_registry_install(gr_cpu_best());
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_frame_alone_is_frame_in_sequence),
        cmocka_unit_test(test_rates_agree),
        cmocka_unit_test(test_speeds_never_jump),
        cmocka_unit_test(test_values_are_held_to_their_range),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

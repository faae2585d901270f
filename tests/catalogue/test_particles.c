/* SPDX-License-Identifier: MIT
 *
 * What particles promise beyond the sweep of all effects: marks glide between cells, are round on
 * screen, trails have no seams, counts fade in, and bursts begin with their beat.
 */
#include "unit.h"

#include "../effects/common/particles.h"
#include "catalogue/stage.h"
#include "registry.h"

#include <math.h>

enum { COLS = 64, ROWS = 40 };

typedef struct Paper {
    GrGrid grid;
    GrMarks marks;
    float value[COLS * ROWS], pick[COLS * ROWS], light[COLS * ROWS];
} Paper;

static void lay_out(Paper *paper, int width, int height)
{
    if (!paper->grid.memory) {
        assert_int_equal(gr_grid_create_cells(&paper->grid, COLS, ROWS, width, height, NULL), 0);
    }
    const GrFieldInput input = {.grid = &paper->grid};
    const GrFieldOutput output = {paper->value, paper->pick, paper->light};
    paper->marks = gr_marks_begin(&input, &output);
}

static double sum_of(const Paper *paper)
{
    double sum = 0.0;
    for (int i = 0; i < COLS * ROWS; i++) {
        sum += (double)paper->value[i];
    }
    return sum;
}

/* The middle of all light, in screen units. */
static void middle_of(const Paper *paper, double *x, double *y)
{
    double sum = sum_of(paper);
    *x = *y = 0.0;
    for (int i = 0; i < COLS * ROWS; i++) {
        *x += (double)(paper->value[i] * paper->grid.x[i]) / sum;
        *y += (double)(paper->value[i] * paper->grid.y[i]) / sum;
    }
}

static void marks_glide_between_cells(void **state)
{
    (void)state;
    static const float radii[] = {0.0f, 0.01f, 0.06f, 0.2f};
    static Paper paper;
    lay_out(&paper, 1600, 1000);
    for (size_t r = 0; r < COUNT_OF(radii); r++) {
        double least = 1e9, most = 0.0;
        for (int i = 0; i < 40; i++) {
            float x = 0.11f + 0.0037f * (float)i, y = -0.2f + 0.0051f * (float)i;
            lay_out(&paper, 1600, 1000);
            gr_marks_spot(&paper.marks, x, y, (GrMark){radii[r], 0.8f, 0.5f, 0.0f});
            double at_x, at_y, sum = sum_of(&paper);
            middle_of(&paper, &at_x, &at_y);
            assert_true(fabs(at_x - (double)x) < 0.2 * (double)paper.marks.cell_w);
            assert_true(fabs(at_y - (double)y) < 0.2 * (double)paper.marks.cell_h);
            least = sum < least ? sum : least;
            most = sum > most ? sum : most;
        }
        if (most > 1.4 * least) {
            fail_msg("radius %g: light flickers from %g to %g", (double)radii[r], least, most);
        }
    }
    gr_grid_finish(&paper.grid);
}

/* Half the width of what is lit along an axis, by the second moment. */
static void widths_of(const Paper *paper, double *across, double *down)
{
    double sum = sum_of(paper);
    *across = *down = 0.0;
    for (int i = 0; i < COLS * ROWS; i++) {
        double v = (double)paper->value[i], x = (double)paper->grid.x[i];
        double y = (double)paper->grid.y[i];
        *across += v * x * x / sum;
        *down += v * y * y / sum;
    }
    *across = sqrt(*across);
    *down = sqrt(*down);
}

static void marks_are_round_whatever_the_cells(void **state)
{
    (void)state;
    static const int sizes[][2] = {{1920, 1080}, {1080, 1920}, {1000, 1000}, {400, 1000}};
    static Paper paper;
    for (size_t s = 0; s < COUNT_OF(sizes); s++) {
        for (int ring = 0; ring < 2; ring++) {
            double across, down;
            lay_out(&paper, sizes[s][0], sizes[s][1]);
            GrMark mark = {0.35f * gr_particle_unit_of(&paper.grid), 0.9f, 0.5f, 0.0f};
            if (ring) {
                gr_marks_ring(&paper.marks, 0.0f, 0.0f, 0.02f, 1.0f, 0.0f, mark);
            } else {
                gr_marks_spot(&paper.marks, 0.0f, 0.0f, mark);
            }
            widths_of(&paper, &across, &down);
            if (fabs(across / down - 1.0) > 0.18) { /* cells are coarse: a rim is a cell thick */
                fail_msg("%dx%d, ring %d: %g across, %g down", sizes[s][0], sizes[s][1], ring,
                         across, down);
            }
        }
        gr_grid_finish(&paper.grid);
    }
}

/* A line in two pieces is the line, but for the rounding where they meet. */
static void pieces_of_a_trail_join(void **state)
{
    (void)state;
    static const float ends[][2] = {{0.9f, 0.1f}, {0.3f, 0.7f}, {-0.8f, -0.4f}, {0.02f, -0.8f}};
    static Paper whole, cut;
    const GrMark mark = {0.03f, 0.9f, 0.5f, 0.0f};
    for (size_t e = 0; e < COUNT_OF(ends); e++) {
        const float x = ends[e][0], y = ends[e][1];
        lay_out(&whole, 1600, 1000);
        lay_out(&cut, 1600, 1000);
        gr_marks_streak(&whole.marks, 0.0f, 0.0f, x, y, 1.0f, GR_ROUND_HEAD | GR_ROUND_TAIL, mark);
        gr_marks_streak(&cut.marks, 0.0f, 0.0f, 0.37f * x, 0.37f * y, 1.0f, GR_ROUND_HEAD, mark);
        gr_marks_streak(&cut.marks, 0.37f * x, 0.37f * y, x, y, 1.0f, GR_ROUND_TAIL, mark);
        for (int i = 0; i < COLS * ROWS; i++) {
            assert_true(fabs((double)(whole.value[i] - cut.value[i])) < 0.02);
        }
        assert_true(sum_of(&whole) > 10.0);
    }
    gr_grid_finish(&whole.grid);
    gr_grid_finish(&cut.grid);
}

/* Far outside, at the edges, on a line of no length: nothing is written but in the frame. */
static void marks_outside_leave_no_trace(void **state)
{
    (void)state;
    static const float far[] = {-1e30f, -5.0f, 5.0f, 1e30f};
    static Paper paper;
    const GrMark mark = {0.1f, 1.0f, 0.5f, 1.0f};
    lay_out(&paper, 1600, 1000);
    for (size_t i = 0; i < COUNT_OF(far); i++) {
        gr_marks_spot(&paper.marks, far[i], 0.0f, mark);
        gr_marks_spot(&paper.marks, 0.0f, far[i], mark);
        gr_marks_ring(&paper.marks, far[i], far[i], 0.02f, 1.0f, 1.0f, mark);
        gr_marks_streak(&paper.marks, far[i], -3.0f, far[i], 3.0f, 0.5f, 0, mark);
        gr_marks_streak(&paper.marks, -3.0f, far[i], 3.0f, far[i], 0.5f, 0, mark);
    }
    assert_true(sum_of(&paper) == 0.0);
    gr_marks_streak(&paper.marks, 0.2f, 0.2f, 0.2f, 0.2f, 0.5f, GR_ROUND_HEAD, mark);
    assert_true(sum_of(&paper) > 1.0);
    gr_grid_finish(&paper.grid);
}

static double difference(Stage *stage, const char *name, double from, double to)
{
    static float before[192 * 56];
    stage_set(stage, name, from);
    assert_null(stage_draw(stage, 2.3));
    memcpy(before, stage->plane[0], sizeof before);
    stage_set(stage, name, to);
    assert_null(stage_draw(stage, 2.3));
    double sum = 0.0;
    for (int i = 0; i < stage->grid.count; i++) {
        sum += fabs((double)stage->plane[0][i] - (double)before[i]);
    }
    return sum;
}

/* The last particle has the light that the count's fraction gives it. */
static void counts_fade_in(void **state)
{
    (void)state;
    static const struct {
        const char *effect, *count;
    } cases[] = {
        {"burst", "count"}, {"embers", "count"},  {"starfield", "count"},
        {"orbit", "count"}, {"wells", "count"},   {"snow", "count"},
        {"rain", "count"},  {"bubbles", "count"}, {"bubbles", "fizz"},
    };
    gr_registry_install(GR_CPU_NONE);
    for (size_t c = 0; c < COUNT_OF(cases); c++) {
        Stage stage;
        assert_true(stage_open(&stage, gr_effect_find(cases[c].effect), 192, 56, 1920, 1080));
        double whole = 0.0, little = 0.0;
        for (int i = 0; i < 24; i++) {
            whole += difference(&stage, cases[c].count, 30.0 + i, 31.0 + i);
            little += difference(&stage, cases[c].count, 30.0 + i, 30.02 + i);
        }
        if (whole <= 0.0 || little > 0.06 * whole) {
            fail_msg("%s.%s: %g for a particle, %g for a fiftieth of it", cases[c].effect,
                     cases[c].count, whole, little);
        }
        stage_close(&stage);
    }
}

static uint64_t drawn_with_cap(Stage *stage, float cap)
{
    GrFieldInput input = stage_input(stage);
    const StageHost host = {{stage_draw_within}, &input};
    input.host = &host.host;
    input.particle_cap = cap;
    stage->effect->draw(&input,
                        &(GrFieldOutput){stage->plane[0], stage->plane[1], stage->plane[2]});
    return stage_checksum(stage);
}

/* What a profile allows is as if a show had asked for no more; without a cap all are drawn, and one
 * above what there is changes nothing. */
static void caps_are_counts(void **state)
{
    (void)state;
    static const struct {
        const char *effect;
        double asked;
        float cap, allowed;
    } cases[] = {
        {"embers", 900, 250, 250}, {"starfield", 2000, 700.5f, 700.5f},
        {"orbit", 900, 250, 250},  {"wells", 900, 250, 250},
        {"snow", 900, 250, 250},   {"rain", 900, 250, 250},
        {"burst", 300, 500, 50},   {"bubbles", 300, 40, 40},
        {"follow", 900, 250, 250},
    };
    gr_registry_install(GR_CPU_NONE);
    for (size_t c = 0; c < COUNT_OF(cases); c++) {
        Stage stage;
        assert_true(stage_open(&stage, gr_effect_find(cases[c].effect), 192, 56, 1920, 1080));
        if (strcmp(cases[c].effect, "bubbles") == 0) {
            stage_set(&stage, "fizz", 0.0);
        }
        stage_set(&stage, "count", cases[c].asked);
        assert_null(stage_draw(&stage, 2.3));
        const uint64_t all = drawn_with_cap(&stage, 0.0f);
        const uint64_t capped = drawn_with_cap(&stage, cases[c].cap);
        const uint64_t roomy = drawn_with_cap(&stage, 20000.0f);
        gr_param_set_number(gr_param_find(&stage.effect->params, "count"), "",
                            (double)cases[c].allowed, stage.params, NULL);
        const uint64_t fewer = drawn_with_cap(&stage, 0.0f);
        if (capped != fewer || capped == all || roomy != all) {
            fail_msg("%s with %g particles of %g", cases[c].effect, (double)cases[c].cap,
                     cases[c].asked);
        }
        stage_close(&stage);
    }
}

/* With a beat more, nothing changes before it, and much at once after it. */
static void bursts_begin_with_their_beat(void **state)
{
    (void)state;
    static const struct {
        double time_s;
        bool differs;
    } cases[] = {{2.9, false}, {2.9999, false}, {3.01, true}, {3.4, true}};
    gr_registry_install(GR_CPU_NONE);
    Stage stage;
    assert_true(stage_open(&stage, gr_effect_find("burst"), 192, 56, 1920, 1080));
    stage.sound = STAGE_LOUD;
    const double other[] = {0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.5, 4.0};
    const double with[] = {0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        stage.beats.time_s = other;
        stage.beats.count = (int)COUNT_OF(other);
        assert_null(stage_draw(&stage, cases[i].time_s));
        uint64_t without = stage_checksum(&stage);
        stage.beats.time_s = with;
        stage.beats.count = (int)COUNT_OF(with);
        assert_null(stage_draw(&stage, cases[i].time_s));
        if ((stage_checksum(&stage) != without) != cases[i].differs) {
            fail_msg("at %g s", cases[i].time_s);
        }
    }
    stage_close(&stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_glide_between_cells),
        cmocka_unit_test(marks_are_round_whatever_the_cells),
        cmocka_unit_test(pieces_of_a_trail_join),
        cmocka_unit_test(marks_outside_leave_no_trace),
        cmocka_unit_test(counts_fade_in),
        cmocka_unit_test(caps_are_counts),
        cmocka_unit_test(bursts_begin_with_their_beat),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

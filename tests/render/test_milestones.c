/* SPDX-License-Identifier: MIT
 *
 * Milestones: where they stand, that they are taken up, and that no picture depends on them.
 */
#include "unit.h"

#include "registry.h"
#include "render/frozen_parts.h"
#include "small_studio.h"

#include <stdio.h>

/* Simulations under a transition, under feedback, with parameters that change, and two at once; a
 * scene without any. Exposure off: nobody but the test steps them. */
static const char show_text[] =
    "fonts: [builtin]\n"
    "scenes:\n"
    "  - {name: one, length: 3s, exposure: off, layers: [\n"
    "       {grid: xxl, field: reaction, palette: blocks},\n"
    "       {grid: xl, field: {life: {pace: 8 + 4*sin(t)}}, palette: dots, blend: screen}]}\n"
    "  - {name: two, length: 3s, exposure: off, transition: {crossfade: {length: 1.5s}},\n"
    "     feedback: {zoom: 0.02, decay: 0.5, opacity: 0.5, blend: screen},\n"
    "     layers: [{grid: xxl, field: boids, palette: dots}]}\n"
    "  - {name: three, length: 2s, exposure: off, layers: [{grid: xxl, field: plasma,\n"
    "     palette: dots}]}\n"
    "  - {name: four, length: 2s, exposure: off, layers: [{grid: xxl, field: water, palette: dots},"
    "\n     {grid: xxl, field: fire, palette: dots, blend: add}]}\n";

enum { FPS = 24, FRAMES = 240, STARTS = 10, EVERY = FRAMES / STARTS };

/* `bytes` 0: as much memory as it takes. */
static void open_with(SmallStudio *studio, const char *text, const int64_t *starts, int count,
                      size_t bytes)
{
    if (studio_open(studio, text, 128, 72, gr_rational(FPS, 1), 1))
        fail_msg("%s", studio->error.message);
    gr_painter_destroy(studio->painter);
    gr_frozen_destroy(studio->frozen);
    studio->painter = NULL;
    studio->frozen = NULL;
    GrRenderSettings settings = {.width = 128,
                                 .height = 72,
                                 .fps = gr_rational(FPS, 1),
                                 .seed = 7,
                                 .threads = 1,
                                 .starts = starts,
                                 .start_count = count,
                                 .milestone_bytes = bytes};
    if (gr_frozen_create(studio->show, studio->hearing, &settings, &studio->frozen,
                         &studio->error) ||
        gr_painter_create(studio->frozen, &studio->painter, &studio->error))
        fail_msg("%s", studio->error.message);
}

/* Painters start every second, or nobody says where. */
static void open_with_starts(SmallStudio *studio, const char *text, int count, size_t bytes)
{
    static int64_t starts[STARTS];
    for (int i = 0; i < STARTS; i++)
        starts[i] = (int64_t)i * EVERY;
    open_with(studio, text, starts, count, bytes);
}

static void run_ahead(SmallStudio *studio)
{
    for (int i = 0; i < STARTS; i++)
        assert_int_equal(gr_painter_run_ahead(studio->painter, i * EVERY, &studio->error), GR_OK);
}

static uint64_t frame_at(SmallStudio *studio, int64_t run_start, int64_t frame)
{
    GrFrameStats stats;
    if (gr_painter_seek(studio->painter, run_start, frame, &studio->error) ||
        gr_painter_draw(studio->painter, NULL, true, &stats, &studio->error))
        fail_msg("%s", studio->error.message);
    return stats.checksum;
}

static const GrMilestones *of_layer(const SmallStudio *studio, int scene, int layer)
{
    return &studio->frozen->scenes[scene].layers[layer].milestones;
}

static void they_stand_where_painters_start(void **state)
{
    (void)state;
    SmallStudio studio;
    open_with_starts(&studio, show_text, STARTS, 0);
    /* Scene one is seen for 1.5 s of the second, at whose start it was 3 s old. */
    static const int64_t one[] = {24, 48, 72, 96}, four[] = {24};
    const GrMilestones *m = of_layer(&studio, 0, 1);
    assert_int_equal(m->count, COUNT_OF(one));
    assert_memory_equal(m->steps, one, sizeof one);
    assert_ptr_equal(m->steps, of_layer(&studio, 0, 0)->steps);
    m = of_layer(&studio, 3, 0);
    assert_int_equal(m->count, COUNT_OF(four));
    assert_memory_equal(m->steps, four, sizeof four);
    assert_int_equal(of_layer(&studio, 2, 0)->count, 0);
    /* Feedback is drawn from earlier on. */
    m = of_layer(&studio, 1, 0);
    int64_t preroll = studio.frozen->scenes[1].preroll;
    assert_true(preroll > 0 && m->count >= 1);
    for (int i = 0; i < m->count; i++)
        assert_int_equal((m->steps[i] + preroll) % 24, 0);
    assert_true(gr_milestones_missing(studio.frozen, 48));
    assert_false(gr_milestones_missing(studio.frozen, 0));
    run_ahead(&studio);
    for (int i = 0; i < STARTS; i++)
        assert_false(gr_milestones_missing(studio.frozen, i * EVERY));
    studio_close(&studio);
}

static void no_picture_depends_on_them(void **state)
{
    (void)state;
    SmallStudio plain, kept, thinned;
    open_with_starts(&plain, show_text, 0, 0);
    open_with_starts(&kept, show_text, STARTS, 0);
    assert_null(plain.frozen->milestone_memory);
    run_ahead(&kept);
    open_with_starts(&thinned, show_text, STARTS, kept.frozen->milestone_bytes / 2);
    run_ahead(&thinned);
    for (int64_t frame = 0; frame < FRAMES; frame += 5) {
        int64_t run = frame / EVERY * EVERY;
        uint64_t sum = frame_at(&plain, run, frame);
        if (frame_at(&kept, run, frame) != sum)
            fail_msg("frame %d differs where all states were kept", (int)frame);
        if (frame_at(&thinned, run, frame) != sum)
            fail_msg("frame %d differs where half of them were kept", (int)frame);
    }
    studio_close(&plain);
    studio_close(&kept);
    studio_close(&thinned);
}

/* A kept state that was tampered with shows; one that is not marked as kept is left alone. */
static void they_are_taken_up(void **state)
{
    (void)state;
    SmallStudio studio;
    open_with_starts(&studio, show_text, STARTS, 0);
    run_ahead(&studio);
    uint64_t sum = frame_at(&studio, 216, 217);
    const GrMilestones *m = of_layer(&studio, 3, 0);
    float *heights = (float *)(void *)(m->states + m->bytes / 16 * 4);
    for (int i = 0; i < 256; i++)
        heights[i] += 3.0f;
    assert_true(frame_at(&studio, 216, 217) != sum);
    atomic_store(&m->kept[0], 0);
    assert_true(gr_milestones_missing(studio.frozen, 216));
    /* Whoever goes by puts it right for all that come after. */
    assert_true(frame_at(&studio, 216, 217) == sum);
    assert_false(gr_milestones_missing(studio.frozen, 216));
    assert_true(frame_at(&studio, 216, 217) == sum);
    studio_close(&studio);
}

static void they_keep_within_their_memory(void **state)
{
    (void)state;
    SmallStudio all, some, none;
    open_with_starts(&all, show_text, STARTS, 0);
    size_t bytes = all.frozen->milestone_bytes;
    assert_true(bytes > 0 && bytes < GR_MILESTONE_BYTES);
    static const int shares[] = {2, 3, 4};
    for (size_t i = 0; i < COUNT_OF(shares); i++) {
        open_with_starts(&some, show_text, STARTS, bytes / (size_t)shares[i]);
        assert_true(some.frozen->milestone_bytes <= bytes / (size_t)shares[i]);
        assert_true(some.frozen->milestone_bytes > 0);
        studio_close(&some);
    }
    open_with_starts(&none, show_text, STARTS, 1);
    assert_null(none.frozen->milestone_memory);
    assert_false(gr_milestones_missing(none.frozen, 48));
    studio_close(&none);
    studio_close(&all);
}

/* The exposure plan steps through the scenes anyway: it leaves what it passes. */
static void the_exposure_plan_leaves_them(void **state)
{
    (void)state;
    static const char planned[] = "fonts: [builtin]\n"
                                  "scenes: [{name: a, length: 10s, layers: [{grid: xxl, field: "
                                  "reaction, palette: blocks}]}]\n";
    SmallStudio studio;
    open_with_starts(&studio, planned, STARTS, 0);
    const GrMilestones *m = of_layer(&studio, 0, 0);
    assert_int_equal(m->count, STARTS - 1);
    for (int i = 0; i < m->count - 1; i++)
        assert_true(atomic_load(&m->kept[i]));
    SmallStudio plain;
    open_with_starts(&plain, planned, 0, 0);
    for (int64_t frame = 24; frame < FRAMES; frame += 31)
        assert_true(frame_at(&studio, frame / EVERY * EVERY, frame) == frame_at(&plain, 0, frame));
    studio_close(&plain);
    studio_close(&studio);
}

/* One scene of each simulation, cut into segments of two seconds, against all of it in one go. The
 * soak asks for longer scenes. */
static void segments_equal_the_show_in_one_go(void **state)
{
    (void)state;
    static const char *const fields[] = {"reaction", "life",  "attractor", "fire",
                                         "water",    "fluid", "boids",     "rain_code"};
    const char *wish = getenv("GR_SCENE_SECONDS");
    const int seconds = wish ? atoi(wish) : 3, frames = (int)COUNT_OF(fields) * seconds * FPS;
    char text[4096];
    int length = snprintf(text, sizeof text, "fonts: [builtin]\nscenes:\n");
    for (size_t i = 0; i < COUNT_OF(fields); i++)
        length += snprintf(text + length, sizeof text - (size_t)length,
                           "  - {name: s%d, length: %ds, layers: [{grid: xl, field: %s, palette: "
                           "blocks, hue: value}]}\n",
                           (int)i, seconds, fields[i]);
    static int64_t starts[1024];
    int count = 0;
    for (int at = 0; at < frames; at += 2 * FPS)
        starts[count++] = at;
    SmallStudio whole, cut;
    open_with(&whole, text, NULL, 0, 0);
    open_with(&cut, text, starts, count, 0);
    for (int i = 0; i < count; i++)
        assert_int_equal(gr_painter_run_ahead(cut.painter, starts[i], &cut.error), GR_OK);
    assert_int_equal(gr_painter_seek(whole.painter, 0, 0, &whole.error), GR_OK);
    for (int64_t frame = 0; frame < frames; frame++) {
        GrFrameStats a, b;
        if (frame % (2 * FPS) == 0)
            assert_int_equal(gr_painter_seek(cut.painter, frame, frame, &cut.error), GR_OK);
        assert_int_equal(gr_painter_draw(whole.painter, NULL, true, &a, &whole.error), GR_OK);
        assert_int_equal(gr_painter_draw(cut.painter, NULL, true, &b, &cut.error), GR_OK);
        if (a.checksum != b.checksum)
            fail_msg("frame %d (%s) differs", (int)frame, fields[frame / (seconds * FPS)]);
    }
    studio_close(&whole);
    studio_close(&cut);
}

static int setup(void **state)
{
    (void)state;
    gr_registry_install(gr_cpu_best());
    gr_render_use_level(gr_cpu_best());
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(they_stand_where_painters_start),
        cmocka_unit_test(no_picture_depends_on_them),
        cmocka_unit_test(they_are_taken_up),
        cmocka_unit_test(they_keep_within_their_memory),
        cmocka_unit_test(the_exposure_plan_leaves_them),
        cmocka_unit_test(segments_equal_the_show_in_one_go),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}

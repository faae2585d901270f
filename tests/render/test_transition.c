/* SPDX-License-Identifier: MIT
 *
 * Transitions: what they show at their ends and in between, and that a frame is the same picture
 * whichever way it is reached while two scenes are live.
 */
#include "unit.h"

#include "registry.h"
#include "render/mix_parts.h"
#include "render/painter_parts.h"
#include "small_studio.h"

#include <malloc.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct Case {
    const char *name, *spec;
} Case;

static const Case cases[] = {
    {"crossfade", "crossfade: {length: 500ms}"},
    {"linear", "crossfade: {length: 500ms, ease: linear}"},
    {"wipe", "wipe: {length: 500ms, angle: 0.1}"},
    {"blinds", "wipe: {length: 500ms, strips: 7, angle: -0.3, feather: 0, ease: out_bounce}"},
    {"iris", "iris: {length: 500ms, x: 0.3}"},
    {"diamond", "iris: {length: 500ms, shape: diamond, closes: yes}"},
    {"square", "iris: {length: 500ms, shape: square, glow: 0}"},
    {"hexagon", "iris: {length: 500ms, shape: hexagon}"},
    {"clock", "clock: {length: 500ms}"},
    {"fan", "clock: {length: 500ms, hands: 5, backwards: yes, ease: in_back}"},
    {"dissolve", "dissolve: {length: 500ms}"},
    {"sweep", "dissolve: {length: 500ms, cells: xl, sweep: 0.7, clumps: 0, seed: 3}"},
    {"glitch", "glitch: {length: 500ms}"},
    {"torn", "glitch: {length: 500ms, bands: 60, strength: 1, split: 0.5}"},
    {"eased glitch", "glitch: {length: 500ms, ease: in_out_quad}"},
    {"flash", "flash: {length: 500ms}"},
    {"eased flash", "flash: {length: 500ms, ease: in_out_quad}"},
    {"late flash", "flash: {length: 500ms, peak: 1, colour: red}"},
    {"early flash", "flash: {length: 500ms, peak: 0}"},
    {"burn", "mask: {length: 500ms, of: {field: {of: fbm}}}"},
    {"stencil",
     "mask: {length: 500ms, of: [{text: GO, feather: 20}, {gradient_h: {from: -3}}], by: "
     "order, softness: 0.4, glow: p}"},
    {"a group that follows",
     "mask: {length: 500ms, ease: in_out_back, of: [[clock, {circle: {radius: "
     "2*p + 0.1*bass, combine: intersect}}], {dissolve: {open: p}}]}"},
    {"push", "push: {length: 500ms}"},
    {"push up", "push: {length: 500ms, direction: up, blur: 2}"},
    {"push down", "push: {length: 500ms, direction: down, blur: 0, ease: in_out_back}"},
    {"push right", "push: {length: 500ms, direction: right}"},
    {"zoom", "zoom: {length: 500ms}"},
    {"a wipe that changes",
     "wipe: {length: 500ms, angle: 0.1 + t, feather: [[0s, 0], [400ms, 0.5]], glow: bass}"},
    {"an iris that wanders",
     "iris: {length: 500ms, x: 0.5*sin(9*t), colour: [[0s, red], [500ms, blue]]}"},
    {"far zoom", "zoom: {length: 500ms, amount: 16, x: 1, blur: 2, ease: out_back}"},
};
enum { CASES = sizeof cases / sizeof cases[0], SHOW_BYTES = 1 << 15, MOST_FRAMES = 1000 };

/* History, feedback, a survey and a gather on both sides of the seam; `spec` NULL: a cut. */
static const char *show_text(char text[SHOW_BYTES], const char *first_length, const char *spec)
{
    snprintf(text, SHOW_BYTES,
             "fonts: [builtin]\n"
             "scenes:\n"
             "  - name: one\n"
             "    length: %s\n"
             "    exposure: off\n"
             "    background: '201008'\n"
             "    layers:\n"
             "      - {grid: xl, field: reaction, palette: blocks, hue: angle}\n"
             "    feedback: {zoom: 0.02, rotate: 0.004, decay: 0.8, blend: screen, hue: 0.01}\n"
             "    shaders: [kaleidoscope, bloom]\n"
             "  - name: two\n"
             "    length: 1s\n"
             "    transition: %s%s%s\n"
             "    exposure: frame\n"
             "    background: {from: '102030', to: '400810', angle: 0.1}\n"
             "    layers:\n"
             "      - {grid: lg, field: plasma, palette: dense, hue: 0.6}\n"
             "      - {grid: xl, field: rain_code, palette: binary, blend: difference}\n"
             "    feedback: {zoom: -0.03, decay: 0.8, blend: normal}\n"
             "    shaders: [chromatic, {kaleidoscope: {segments: 4}}]\n",
             first_length, spec ? "{" : "", spec ? spec : "cut", spec ? "}" : "");
    return text;
}

static SmallStudio open_text(const char *text, int width, int height, int fps, int threads)
{
    SmallStudio studio;
    if (studio_open(&studio, text, width, height, gr_rational(fps, 1), threads))
        fail_msg("%s", studio.error.message);
    return studio;
}

/* One show with every case, its scenes no longer than their transitions. */
static SmallStudio open_all(int width, int height, int fps, int threads)
{
    static const char *const bodies[] = {
        "    layers: [{grid: xl, field: reaction, palette: blocks, hue: angle}]\n"
        "    feedback: {zoom: 0.02, rotate: 0.004, decay: 0.8, blend: screen, hue: 0.01}\n"
        "    shaders: [kaleidoscope, bloom]\n",
        "    background: {from: '102030', to: '400810', angle: 0.1}\n"
        "    layers: [{grid: lg, field: plasma, palette: dense, hue: 0.6}]\n"
        "    shaders: [vignette]\n",
    };
    char text[SHOW_BYTES];
    int length = snprintf(text, SHOW_BYTES, "fonts: [builtin]\nscenes:\n");
    for (int i = 0; i <= CASES; i++)
        length +=
            snprintf(text + length, (size_t)(SHOW_BYTES - length),
                     "  - name: s%d\n    length: 500ms\n    exposure: off\n"
                     "    transition: %s%s%s\n%s",
                     i, i ? "{" : "", i ? cases[i - 1].spec : "cut", i ? "}" : "", bodies[i % 2]);
    assert_in_range(length, 1, SHOW_BYTES - 1);
    return open_text(text, width, height, fps, threads);
}

/* Which case a frame of that show belongs to. */
static const char *case_at(int frame, int fps)
{
    int scene = 2 * frame / fps;
    return scene ? cases[scene - 1].name : "the first scene";
}

static SmallStudio open_case(const Case *c, int width, int height, int fps, int threads)
{
    char text[SHOW_BYTES];
    return open_text(show_text(text, "1s", c ? c->spec : NULL), width, height, fps, threads);
}

static uint64_t draw(SmallStudio *studio)
{
    GrFrameStats stats;
    if (gr_painter_draw(studio->painter, NULL, true, &stats, &studio->error))
        fail_msg("%s", studio->error.message);
    return stats.checksum;
}

static void seek(SmallStudio *studio, int64_t run_start, int64_t frame)
{
    if (gr_painter_seek(studio->painter, run_start, frame, &studio->error))
        fail_msg("%s", studio->error.message);
}

static uint64_t draw_at(SmallStudio *studio, int64_t run_start, int64_t frame)
{
    seek(studio, run_start, frame);
    return draw(studio);
}

static int draw_all(SmallStudio *studio, uint64_t sums[MOST_FRAMES])
{
    int count = (int)gr_frozen_frame_count(studio->frozen);
    assert_in_range(count, 1, MOST_FRAMES);
    seek(studio, 0, 0);
    for (int i = 0; i < count; i++)
        sums[i] = draw(studio);
    return count;
}

/* Before it and after its length the show is as with a cut; on its first frame it shows the older
 * scene as it runs on; in between every frame is another picture than either scene alone. */
static void test_ends(void **state)
{
    (void)state;
    static uint64_t cut[MOST_FRAMES], longer[MOST_FRAMES], mixed[MOST_FRAMES];
    char text[SHOW_BYTES];
    SmallStudio plain = open_case(NULL, 160, 90, 24, 1);
    SmallStudio runs_on = open_text(show_text(text, "3s", NULL), 160, 90, 24, 1);
    draw_all(&plain, cut);
    draw_all(&runs_on, longer);
    for (int i = 0; i < (int)CASES_TO_RUN(cases, 2); i++) {
        SmallStudio studio = open_case(&cases[i], 160, 90, 24, 1);
        bool swings = strstr(cases[i].spec, "in_out_back"); /* stands at both ends for a while */
        int count = draw_all(&studio, mixed);
        assert_int_equal(count, 48);
        for (int frame = 0; frame < count; frame++) {
            bool both = frame > 24 && frame < 36;
            if (both && swings)
                continue;
            uint64_t expected = frame <= 24 ? longer[frame] : cut[frame];
            if (both ? mixed[frame] == cut[frame] && frame < 34 : mixed[frame] != expected)
                fail_msg("%s, frame %d", cases[i].name, frame);
        }
        assert_true(mixed[26] != longer[26] || swings);
        studio_close(&studio);
    }
    studio_close(&plain);
    studio_close(&runs_on);
}

/* An easing moves what happens; half-way, one that is symmetrical leaves it where it was. */
static void test_storms_and_flashes_are_eased(void **state)
{
    (void)state;
    static const char *const kinds[] = {"glitch", "flash"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        char plain[64], eased[64];
        snprintf(plain, sizeof plain, "%s: {length: 500ms}", kinds[i]);
        snprintf(eased, sizeof eased, "%s: {length: 500ms, ease: in_out_cubic}", kinds[i]);
        SmallStudio a = open_case(&(Case){"plain", plain}, 160, 90, 24, 1);
        SmallStudio b = open_case(&(Case){"eased", eased}, 160, 90, 24, 1);
        for (int frame = 27; frame <= 33; frame += 3)
            if ((draw_at(&a, 0, frame) == draw_at(&b, 0, frame)) != (frame == 30))
                fail_msg("%s, frame %d", kinds[i], frame);
        studio_close(&a);
        studio_close(&b);
    }
}

static void test_alone_equals_sequence(void **state)
{
    (void)state;
    static uint64_t sums[MOST_FRAMES];
    for (int i = 0; i < (int)CASES_TO_RUN(cases, 2); i += 2)
        for (int fps = 24; fps <= 60; fps += 36) {
            SmallStudio studio = open_case(&cases[i], 96, 54, fps, 1);
            int count = draw_all(&studio, sums);
            for (int frame = fps - 2; frame < count; frame += fps / 8)
                if (draw_at(&studio, 0, frame) != sums[frame])
                    fail_msg("%s at %d, frame %d", cases[i].name, fps, frame);
            studio_close(&studio);
        }
}

/* A run that starts inside: its frames agree with each other, and with the whole show to a code
 * value of each scene's feedback, doubled by shaders. */
static void test_runs_from_inside(void **state)
{
    (void)state;
    SmallStudio run = open_case(&cases[0], 96, 54, 24, 1);
    SmallStudio whole = open_case(&cases[0], 96, 54, 24, 1);
    uint64_t sums[20];
    for (int start = 24; start <= 30; start += 6) {
        seek(&run, start, start);
        seek(&whole, 0, start);
        for (int i = 0; i < 18; i++) {
            sums[i] = draw(&run);
            draw(&whole);
            const GrCanvas *a = gr_painter_canvas(run.painter);
            const GrCanvas *b = gr_painter_canvas(whole.painter);
            for (int plane = 0; plane < 3; plane++)
                for (int y = 0; y < 54; y++)
                    for (int x = 0; x < 96; x++) {
                        int off = gr_canvas_row(a, plane, y)[x] - gr_canvas_row(b, plane, y)[x];
                        assert_in_range(off + 2, 0, 4);
                    }
        }
        for (int i = 17; i >= 0; i -= 3)
            assert_true(draw_at(&run, start, start + i) == sums[i]);
    }
    studio_close(&run);
    studio_close(&whole);
}

static void test_rates_agree_at_equal_times(void **state)
{
    (void)state;
    static uint64_t at_12[MOST_FRAMES], at_24[MOST_FRAMES], at_60[MOST_FRAMES];
    SmallStudio slow = open_all(96, 54, 12, 1), usual = open_all(96, 54, 24, 1);
    SmallStudio fast = open_all(96, 54, 60, 1);
    int count = draw_all(&slow, at_12);
    draw_all(&usual, at_24);
    draw_all(&fast, at_60);
    for (int k = 0; k < count; k++)
        if (at_12[k] != at_24[2 * k] || at_12[k] != at_60[5 * k])
            fail_msg("%s, second %g", case_at(k, 12), k / 12.0);
    studio_close(&slow);
    studio_close(&usual);
    studio_close(&fast);
}

static void use_level(GrCpuLevel level)
{
    gr_registry_install(level);
    gr_render_use_level(level);
}

static void test_levels_and_threads_agree(void **state)
{
    (void)state;
    static uint64_t plain[MOST_FRAMES], sums[MOST_FRAMES];
    use_level(GR_CPU_NONE);
    SmallStudio studio = open_all(98, 50, 24, 1);
    int count = draw_all(&studio, plain);
    studio_close(&studio);
    for (int level = 1; level < GR_CPU_LEVELS; level++) {
        if (!gr_cpu_usable((GrCpuLevel)level))
            continue;
        use_level((GrCpuLevel)level);
        studio = open_all(98, 50, 24, 1 + level % 2);
        draw_all(&studio, sums);
        for (int k = 0; k < count; k++)
            if (plain[k] != sums[k])
                fail_msg("%s, level %d, frame %d", case_at(k, 24), level, k);
        studio_close(&studio);
    }
    use_level(gr_cpu_best());
}

static void test_sizes(void **state)
{
    (void)state;
    static const int sizes[][2] = {{1, 1}, {2, 2}, {1, 40}, {40, 1}, {17, 33}, {65, 31}, {2100, 9}};
    static uint64_t sums[MOST_FRAMES];
    for (size_t s = 0; s < CASES_TO_RUN(sizes, 2); s++) {
        SmallStudio studio = open_all(sizes[s][0], sizes[s][1], 12, 1);
        draw_all(&studio, sums);
        studio_close(&studio);
    }
}

/* Scenes shorter than a frame are never seen, but what comes after them may come in over them. */
static void test_unseen_scenes(void **state)
{
    (void)state;
    static const char text[] = "fonts: [builtin]\n"
                               "scenes:\n"
                               "  - {name: a, length: 1s, layers: [{grid: xl, field: plasma}]}\n"
                               "  - name: b\n"
                               "    length: 10ms\n"
                               "    transition: {wipe: {length: 10ms}}\n"
                               "    layers: [{grid: xl, field: tunnel}]\n"
                               "    feedback: {decay: 0.9, zoom: 0.1}\n"
                               "  - name: c\n"
                               "    length: 1s\n"
                               "    transition: crossfade\n"
                               "    layers: [{grid: xl, field: rings}]\n"
                               "  - name: d\n"
                               "    length: 1s\n"
                               "    transition: {push: {length: 500ms}}\n"
                               "    layers: [{grid: xl, field: fbm}]\n";
    static uint64_t sums[MOST_FRAMES];
    SmallStudio studio = open_text(text, 96, 54, 24, 1);
    int count = draw_all(&studio, sums);
    for (int frame = 20; frame < count; frame += 3)
        assert_true(draw_at(&studio, 0, frame) == sums[frame]);
    studio_close(&studio);
}

/* YUV made band by band is that of the whole canvas. */
static void test_yuv(void **state)
{
    (void)state;
    SmallStudio studio = open_case(&cases[2], 162, 90, 24, 1);
    enum { BYTES = 162 * 90 * 3 / 2 };
    static uint8_t band_wise[BYTES], whole[BYTES];
    for (int i = 0; i < 2; i++) {
        uint8_t *to = i ? whole : band_wise;
        GrYuvPicture yuv = {.plane = {to, to + 162 * 90, to + 162 * 90 * 5 / 4},
                            .stride = {162, 81, 81},
                            .width = 162,
                            .height = 90};
        GrFrameStats stats;
        seek(&studio, 0, 30);
        assert_int_equal(gr_painter_draw(studio.painter, &yuv, i == 1, &stats, &studio.error), 0);
    }
    assert_memory_equal(band_wise, whole, BYTES);
    studio_close(&studio);
}

/* The second scene's memory is there only where it is needed, and drawing allocates nothing. */
static void test_memory(void **state)
{
    (void)state;
    SmallStudio plain = open_case(NULL, 96, 54, 24, 1);
    assert_null(plain.painter->states[1].cells);
    assert_null(plain.painter->canvas[2].memory);
    assert_null(plain.painter->mix.white);
    studio_close(&plain);
    SmallStudio studio = open_case(&cases[10], 96, 54, 60, 1);
    assert_non_null(studio.painter->states[1].cells);
    seek(&studio, 0, 50);
#if !defined(GR_SANITIZED)
    draw(&studio);
    size_t before = mallinfo2().uordblks, mapped = mallinfo2().hblkhd;
    for (int i = 0; i < 60; i++)
        draw(&studio);
    assert_int_equal(mallinfo2().uordblks, before);
    assert_int_equal(mallinfo2().hblkhd, mapped);
#endif
    studio_close(&studio);
}

/* One moment over black and white. */
typedef struct Bench {
    GrArena arena;
    GrTransition transition;
    GrScene scene;
    GrMix mix;
    GrMixFrame frame;
    GrMixScratch scratch;
    GrCanvas black, white, out;
} Bench;

static void open_bench(Bench *bench, const char *kind, int width, int height)
{
    GrError error;
    memset(bench, 0, sizeof *bench);
    bench->transition.kind = gr_transition_find(kind);
    bench->transition.length_ns = GR_NS_PER_S;
    gr_param_defaults(&bench->transition.kind->params, &bench->transition.params);
    bench->transition.params.glow = 0.0f;
    bench->scene = (GrScene){.name = "x", .transition = &bench->transition};
    GrCanvas *const canvases[] = {&bench->black, &bench->white, &bench->out};
    for (int i = 0; i < 3; i++)
        assert_int_equal(gr_canvas_create(canvases[i], width, height, &error), 0);
    for (int plane = 0; plane < 3; plane++)
        for (int y = 0; y < height; y++) {
            memset(gr_canvas_row(&bench->black, plane, y), 0, (size_t)width);
            memset(gr_canvas_row(&bench->white, plane, y), 255, (size_t)width);
        }
}

static void start_bench(Bench *bench)
{
    GrError error;
    int width = bench->out.width;
    assert_int_equal(
        gr_mix_init(&bench->mix, &bench->arena, &bench->scene, 7, width, bench->out.height, &error),
        0);
    assert_int_equal(gr_mix_frame_init(&bench->frame, &bench->arena, width,
                                       bench->mix.cols * bench->mix.rows, &error),
                     0);
    assert_int_equal(gr_mix_scratch_init(&bench->scratch, &bench->arena, width, &error), 0);
}

static void close_bench(Bench *bench)
{
    gr_canvas_finish(&bench->black);
    gr_canvas_finish(&bench->white);
    gr_canvas_finish(&bench->out);
    gr_arena_finish(&bench->arena);
}

/* The share of white: the scene that comes in. */
static double mix_at(Bench *bench, double at_s)
{
    bench->frame.params = bench->mix.transition->params;
    gr_mix_begin(&bench->frame, &bench->mix, at_s, (int64_t)(at_s * 24.0), 1.0 / 24.0);
    gr_mix_band(&bench->frame, &bench->black, &bench->white, &bench->out, 0, bench->out.height,
                &bench->scratch);
    double sum = 0.0;
    for (int y = 0; y < bench->out.height; y++)
        for (int x = 0; x < bench->out.width; x++)
            sum += gr_canvas_row(&bench->out, 1, y)[x];
    return sum / (255.0 * bench->out.width * bench->out.height);
}

static int pixel(const Bench *bench, int x, int y)
{
    return gr_canvas_row(&bench->out, 0, y)[x];
}

/* The new scene's share grows from nothing to all without a jump at either end. */
static void test_masks_grow(void **state)
{
    (void)state;
    static const char *const kinds[] = {"crossfade", "wipe", "iris", "clock",
                                        "dissolve",  "push", "zoom"};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        Bench bench;
        double before = 0.0;
        open_bench(&bench, kinds[i], 320, 180);
        start_bench(&bench);
        for (int k = 0; k < 100; k++) {
            double share = mix_at(&bench, k / 100.0);
            if (share < before - 1.0e-9 || share > before + 0.06 || (k == 0 && share > 0.0))
                fail_msg("%s at %d: %g after %g", kinds[i], k, share, before);
            before = share;
        }
        if (before < 0.99)
            fail_msg("%s ends at %g", kinds[i], before);
        close_bench(&bench);
    }
}

static void test_mask_values(void **state)
{
    (void)state;
    Bench bench;
    open_bench(&bench, "wipe", 320, 180);
    bench.transition.params.angle = 0.25f; /* downwards */
    bench.transition.params.feather = 0.2f;
    start_bench(&bench);
    mix_at(&bench, 0.5);
    assert_int_equal(pixel(&bench, 100, 80), 255); /* the edge is 18 rows wide, half-way at 90 */
    assert_int_equal(pixel(&bench, 100, 100), 0);
    assert_in_range(pixel(&bench, 10, 89), 128, 160);
    assert_int_equal(pixel(&bench, 10, 89), pixel(&bench, 310, 89));
    assert_in_range(pixel(&bench, 10, 89) + pixel(&bench, 10, 90), 254, 256);
    close_bench(&bench);

    open_bench(&bench, "iris", 320, 180);
    bench.transition.params.ease = GR_EASE_LINEAR;
    bench.transition.params.feather = 0.0f;
    start_bench(&bench);
    mix_at(&bench, 0.4); /* of the way to a corner at 2.04: a circle of 73 pixels, edge included */
    for (int turn = 0; turn < 4; turn++) {
        int dx = turn % 2 ? 0 : turn ? -1 : 1, dy = turn % 2 ? turn - 2 : 0;
        assert_int_equal(pixel(&bench, 160 + dx * 68, 90 + dy * 68), 255);
        assert_int_equal(pixel(&bench, 160 + dx * 79, 90 + dy * 79), 0);
    }
    close_bench(&bench);

    open_bench(&bench, "clock", 320, 180);
    bench.transition.params.ease = GR_EASE_LINEAR;
    bench.transition.params.feather = 0.0f;
    start_bench(&bench);
    mix_at(&bench, 0.25); /* from twelve to three */
    assert_int_equal(pixel(&bench, 200, 40), 255);
    assert_int_equal(pixel(&bench, 200, 140), 0);
    assert_int_equal(pixel(&bench, 100, 40), 0);
    close_bench(&bench);

    open_bench(&bench, "push", 320, 180);
    bench.transition.params.blur = 0.0f;
    start_bench(&bench);
    mix_at(&bench, 0.5);
    assert_int_equal(pixel(&bench, 159, 90), 0);
    assert_int_equal(pixel(&bench, 160, 90), 255);
    close_bench(&bench);

    open_bench(&bench, "flash", 320, 180);
    start_bench(&bench);
    mix_at(&bench, 0.25);
    assert_int_equal(pixel(&bench, 3, 3), 255); /* all white at its peak */
    assert_in_range(mix_at(&bench, 0.24) * 100.0, 60, 100);
    close_bench(&bench);
}

/* Half-way through a glitch, over many cuts: how many strips jump and how far, how far channels
 * part, how many are smeared and burnt. Of a storm s, evenly between 0.55 and 1. */
static void test_storm_has_its_shares(void **state)
{
    (void)state;
    enum { TICKS = 2000, WIDTH = 3200, HEIGHT = 1800 };
    double bands = 0, far = 0, parted = 0, smeared = 0, burnt = 0, moved = 0;
    Bench bench;
    open_bench(&bench, "glitch", WIDTH, HEIGHT);
    bench.transition.params.bands = 60;
    bench.transition.params.hold = 1;
    bench.transition.params.strength = 0.8f;
    bench.transition.params.split = 0.05f;
    start_bench(&bench);
    bench.frame.params = bench.transition.params;
    for (int tick = 0; tick < TICKS; tick++) {
        gr_mix_begin(&bench.frame, &bench.mix, 0.5, tick, 1.0 / 24.0);
        for (int i = 0; i < bench.frame.band_count; i++) {
            const GrMixBand *band = &bench.frame.bands[i];
            bands += 1;
            moved += band->shift[1] != 0;
            far += abs(band->shift[1]);
            parted += abs(band->shift[0] - band->shift[1]) + abs(band->shift[2] - band->shift[1]);
            smeared += band->smeared;
            burnt += band->burnt == 255;
        }
    }
    const double mean = 0.775, square = 0.775 * 0.775 + 0.45 * 0.45 / 12.0;
    const struct {
        const char *what;
        double is, should;
    } rows[] = {
        {"jump", moved, 0.15 + 0.8 * mean},
        {"how far", far, (0.15 * mean + 0.8 * square) * 0.6 * 0.8 * WIDTH / 3.0},
        {"channels", parted, 2.0 * 0.05 * 0.5 * HEIGHT * mean},
        {"smeared", smeared, 0.4 * 0.8 * mean},
        {"burnt", burnt, 0.5 * 0.8 * mean},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (fabs(rows[i].is / bands / rows[i].should - 1.0) > 0.03)
            fail_msg("%s: %g, not %g", rows[i].what, rows[i].is / bands, rows[i].should);
    close_bench(&bench);
}

/* To the nearest, and held to what there is. */
static void test_shares_are_rounded(void **state)
{
    (void)state;
    static const struct {
        float share;
        int byte;
    } rows[] = {
        {0.0f, 0},   {100.48f / 255.0f, 100}, {100.52f / 255.0f, 101}, {1.0f, 255}, {-0.25f, 0},
        {1.25f, 255}};
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_int_equal(gr_mix_byte(rows[i].share), rows[i].byte);
    Bench bench;
    open_bench(&bench, "flash", 64, 36);
    bench.transition.params.colour = (GrColour){rows[1].share, rows[2].share, rows[5].share};
    bench.transition.params.glow = 100.48f / 65535.0f;
    start_bench(&bench);
    mix_at(&bench, 0.5);
    assert_int_equal(bench.frame.colour[0][63], 100);
    assert_int_equal(bench.frame.colour[1][63], 101);
    assert_int_equal(bench.frame.colour[2][63], 255);
    assert_int_equal(bench.frame.glow, 100);
    close_bench(&bench);
}

int main(void)
{
    use_level(gr_cpu_best());
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ends),
        cmocka_unit_test(test_storms_and_flashes_are_eased),
        cmocka_unit_test(test_alone_equals_sequence),
        cmocka_unit_test(test_runs_from_inside),
        cmocka_unit_test(test_rates_agree_at_equal_times),
        cmocka_unit_test(test_levels_and_threads_agree),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_unseen_scenes),
        cmocka_unit_test(test_yuv),
        cmocka_unit_test(test_memory),
        cmocka_unit_test(test_masks_grow),
        cmocka_unit_test(test_mask_values),
        cmocka_unit_test(test_storm_has_its_shares),
        cmocka_unit_test(test_shares_are_rounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT
 *
 * Feedback: transforms against a double reference, weights, and what is left after a pre-roll.
 */
#include "unit.h"

#include "base/rng.h"
#include "render/frozen.h"
#include "render/trail.h"

#include <math.h>
#include <string.h>

static int mirrored(int index, int count)
{
    int period = 2 * count, at = ((index % period) + period) % period;
    return at < count ? at : period - 1 - at;
}

static double sample(const uint16_t *plane, ptrdiff_t stride, int width, int height, double x,
                     double y)
{
    int x0 = (int)floor(x), y0 = (int)floor(y);
    double fx = x - x0, fy = y - y0, sum = 0.0;
    for (int i = 0; i < 4; i++) {
        int at_x = mirrored(x0 + (i & 1), width), at_y = mirrored(y0 + (i >> 1), height);
        sum += plane[at_y * stride + 3 * at_x] * (i & 1 ? fx : 1 - fx) * (i >> 1 ? fy : 1 - fy);
    }
    return sum;
}

/* Back from where a pixel is to where it was `ticks` ago: the moves of whole ticks one by one, so
 * that parts must fit between them. */
static void step_back(const GrFeedback *feedback, double part, int height, double *x, double *y)
{
    double angle = (double)feedback->rotate * part * 6.283185307179586;
    double scale = pow(1.0 + (double)feedback->zoom, -part);
    double dx = *x - part * 0.5 * height * (double)feedback->x;
    double dy = *y - part * 0.5 * height * (double)feedback->y;
    *x = scale * (cos(angle) * dx + sin(angle) * dy);
    *y = scale * (cos(angle) * dy - sin(angle) * dx);
}

static void test_transforms(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        GrFeedback feedback;
        double ticks;
        int width, height;
    } cases[] = {
        {"nothing", {0}, 1, 200, 40},
        {"zoom", {.zoom = 0.015f}, 1, 500, 60},
        {"least zoom", {.zoom = 0.0001f}, 1, 500, 60},
        {"zoom, a part", {.zoom = 0.015f}, 0.4, 500, 60},
        {"slow shrink", {.zoom = -0.02f}, 1, 900, 60},
        {"shrink", {.zoom = -0.04f}, 1, 333, 60},
        {"fast zoom", {.zoom = 0.9f}, 1, 200, 50},
        {"fast shrink", {.zoom = -0.5f}, 1, 200, 50},
        {"turn", {.rotate = 0.01f}, 1, 400, 80},
        {"turn back", {.rotate = -0.03f}, 1.4, 400, 80},
        {"quarter", {.rotate = 0.25f}, 1, 120, 70},
        {"half", {.rotate = 0.5f}, 1, 120, 70},
        {"both", {.zoom = 0.02f, .rotate = 0.004f}, 1, 700, 90},
        {"shrink and turn", {.zoom = -0.025f, .rotate = 0.004f}, 1, 700, 90},
        {"shrink and turn a little", {.zoom = -0.1f, .rotate = 0.01f}, 1, 40, 90},
        {"one pixel", {.zoom = 0.1f, .rotate = 0.1f}, 1, 1, 1},
        {"one row", {.zoom = 0.02f}, 1, 300, 1},
        {"one column", {.zoom = 0.02f, .rotate = 0.01f}, 1, 1, 80},
        {"move", {.x = 0.031f, .y = -0.017f}, 1, 333, 90},
        {"move far", {.x = -0.5f, .y = 0.5f}, 1, 70, 333},
        {"move, a part", {.x = 0.2f, .y = 0.1f}, 0.37, 200, 60},
        {"move one pixel", {.x = 0.5f, .y = 0.5f}, 1, 1, 1},
        {"move and zoom", {.x = -0.02f, .y = 0.03f, .zoom = 0.02f}, 1, 500, 70},
        {"move and shrink", {.x = -0.02f, .y = 0.03f, .zoom = -0.03f}, 2, 500, 70},
        {"all", {.x = 0.04f, .y = 0.03f, .zoom = 0.02f, .rotate = 0.01f}, 2, 400, 90},
        {"nearly still", {.x = 0.1f, .y = 0.1f, .zoom = 0.0004f}, 2, 400, 90},
        {"zoom by name", {.transform = GR_TRANSFORM_ZOOM, .amount = 0.02f}, 1, 400, 90},
        {"turn by name", {.transform = GR_TRANSFORM_ROTATE_CW, .amount = 0.01f}, 1, 400, 90},
        {"rise by name", {.transform = GR_TRANSFORM_UP, .amount = 0.02f}, 1, 400, 90},
    };
    GrArena arena = {0};
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        int width = cases[c].width, height = cases[c].height;
        GrTrail trail = {0};
        GrTrailScratch scratch = {0};
        assert_int_equal(gr_trail_init(&trail, &arena, width, height, height, NULL), 0);
        assert_int_equal(gr_trail_scratch_init(&scratch, &arena, width, NULL), 0);
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
                for (int plane = 0; plane < 3; plane++)
                    trail.rows[y * trail.stride + 3 * x + plane] =
                        (uint16_t)(32768.0 + 30000.0 * sin(0.05 * x + plane) * cos(0.07 * y));
        GrFeedback feedback = cases[c].feedback;
        GrTrailWarp warp = gr_warp_of(&feedback, cases[c].ticks, width, height);
        GrTrailMotion motion = gr_trail_motion(&feedback);
        feedback.zoom = motion.zoom;
        feedback.rotate = motion.rotate;
        feedback.x = motion.x;
        feedback.y = motion.y;
        GrHistory source = gr_trail_history(&trail, 0);
        for (int y = 0; y < height; y++)
            gr_trail_mirror_row(&source, y);
        gr_warp_columns(&warp, width, trail.stride, &scratch.columns[0]);
        for (int y = 0; y < height; y++) {
            GrTile tile = {0, y, width, 1};
            gr_warp_tile(&warp, &source, &tile, &scratch.columns[0], scratch.line, scratch.echo[0],
                         0);
            for (int x = 0; x < width; x++) {
                double sx = x - 0.5 * (width - 1), sy = y - 0.5 * (height - 1);
                double whole = floor(cases[c].ticks), part = cases[c].ticks - whole;
                for (int i = 0; i < (int)whole; i++)
                    step_back(&feedback, 1.0, height, &sx, &sy);
                if (part > 0.0)
                    step_back(&feedback, part, height, &sx, &sy);
                sx += 0.5 * (width - 1);
                sy += 0.5 * (height - 1);
                for (int plane = 0; plane < 3; plane++) {
                    double want = sample(trail.rows + plane, trail.stride, width, height, sx, sy);
                    /* Rounding, and 1/65536 of a pixel along a slope of 2100 a pixel. */
                    if (fabs(want - scratch.echo[0][3 * x + plane]) > 3.5)
                        fail_msg("%s: %d,%d plane %d: %d instead of %.2f", cases[c].name, x, y,
                                 plane, scratch.echo[0][3 * x + plane], want);
                }
            }
        }
    }
    gr_arena_finish(&arena);
}

/* Two parts one after the other are the whole. */
static void test_parts_fit(void **state)
{
    (void)state;
    static const GrFeedback cases[] = {
        {.x = 0.1f, .y = -0.2f},
        {.x = 0.1f, .y = -0.2f, .zoom = 0.05f},
        {.x = 0.3f, .zoom = 0.0003f, .rotate = 0.0001f},
        {.x = 0.02f, .y = 0.2f, .zoom = -0.1f, .rotate = 0.03f},
        {.x = 0.02f, .y = 0.2f, .rotate = -0.2f},
    };
    const double one = 4294967296.0, width = 640, height = 360;
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++)
        for (double part = 0.125; part < 1.0; part += 0.25) {
            GrTrailWarp whole = gr_warp_of(&cases[c], 1.0, (int)width, (int)height);
            GrTrailWarp first = gr_warp_of(&cases[c], part, (int)width, (int)height);
            GrTrailWarp rest = gr_warp_of(&cases[c], 1.0 - part, (int)width, (int)height);
            for (int corner = 0; corner < 4; corner++) {
                double x = corner & 1 ? width : 0, y = corner & 2 ? height : 0;
                double mid_x = (double)rest.x0 + x * (double)rest.dx + y * (double)rest.down_x;
                double mid_y = (double)rest.y0 + x * (double)rest.dy + y * (double)rest.down_y;
                mid_x /= one;
                mid_y /= one;
                double off_x = (double)first.x0 + mid_x * (double)first.dx +
                               mid_y * (double)first.down_x - (double)whole.x0 -
                               x * (double)whole.dx - y * (double)whole.down_x;
                double off_y = (double)first.y0 + mid_x * (double)first.dy +
                               mid_y * (double)first.down_y - (double)whole.y0 -
                               x * (double)whole.dy - y * (double)whole.down_y;
                if (fabs(off_x) + fabs(off_y) > 0.01 * one)
                    fail_msg("case %d, part %.3f: off by %.4f, %.4f pixels", (int)c, part,
                             off_x / one, off_y / one);
            }
        }
}

static void test_preroll(void **state)
{
    (void)state;
    static const struct {
        float decay, opacity;
        int64_t ticks;
    } cases[] = {{0.8f, 0.4f, 6}, {0, 1, 1}, {1, 1, 122}, {2, 2, 122}, {0.9f, 0.9f, 30}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        GrFeedback feedback = {.decay = cases[i].decay, .opacity = cases[i].opacity};
        assert_int_equal(gr_trail_preroll(gr_trail_weight(&feedback)), cases[i].ticks);
        assert_true(gr_trail_weight(&feedback) <= 0.95);
    }
}

static void fill(GrCanvas *canvas, uint32_t seed)
{
    for (int plane = 0; plane < 3; plane++)
        for (int y = 0; y < canvas->height; y++)
            for (int x = 0; x < canvas->width; x++)
                gr_canvas_row(canvas, plane, y)[x] =
                    (GrPixel)gr_rng_u32(seed, (uint32_t)(plane * 64 + y), (uint32_t)x);
}

static void advance(GrTrail *trail, const GrFeedback *feedback, GrCanvas *canvas, int64_t tick,
                    double part, GrTrailScratch *scratch)
{
    GrTrailFrame frame;
    gr_trail_begin(trail, feedback, tick, part, &frame);
    gr_trail_band(trail, &frame, canvas, 0, canvas->height, scratch);
    gr_trail_end(trail, &frame);
}

/* A half of mirror image makes an echo the same from both sides, all of it turns it over. */
static void test_mirror(void **state)
{
    (void)state;
    enum { W = 75, H = 3 };
    GrArena arena = {0};
    GrTrail trail = {0};
    GrTrailScratch scratch = {0};
    GrCanvas canvas, first;
    assert_int_equal(gr_trail_init(&trail, &arena, W, H, H, NULL), 0);
    assert_int_equal(gr_trail_scratch_init(&scratch, &arena, W, NULL), 0);
    assert_int_equal(gr_canvas_create(&canvas, W, H, NULL), 0);
    assert_int_equal(gr_canvas_create(&first, W, H, NULL), 0);
    for (int half = 0; half < 2; half++) {
        GrFeedback feedback = {.decay = 0.9f,
                               .opacity = 1.0f,
                               .blend = GR_BLEND_SCREEN,
                               .mirror = half ? 0.25f : 1.0f,
                               .transform = half ? GR_TRANSFORM_MIRROR : GR_TRANSFORM_NONE,
                               .amount = 0.25f};
        gr_trail_reset(&trail);
        fill(&canvas, 5);
        fill(&first, 5);
        advance(&trail, &feedback, &canvas, 0, 0.0, &scratch);
        memset(canvas.memory, 0, (size_t)canvas.stride * H * 3);
        advance(&trail, &feedback, &canvas, 1, 0.0, &scratch);
        for (int x = 0; x < W; x++) {
            double there = gr_canvas_row(&first, 2, 1)[W - 1 - x],
                   here = gr_canvas_row(&first, 2, 1)[x];
            double want = 0.9 * (half ? fmax(here, there) : there);
            assert_true(fabs(want - gr_canvas_row(&canvas, 2, 1)[x]) < 1.0);
        }
    }
    gr_canvas_finish(&canvas);
    gr_canvas_finish(&first);
    gr_arena_finish(&arena);
}

/* In every mode: two histories that began differently show the same after a pre-roll, to one code
 * value; a still picture stays within what the mode allows; black stays black. */
static void test_modes_settle(void **state)
{
    (void)state;
    enum { W = 70, H = 20 };
    GrArena arena = {0};
    GrTrail a = {0}, b = {0};
    GrTrailScratch scratch = {0};
    GrCanvas one, two;
    assert_int_equal(gr_trail_init(&a, &arena, W, H, H, NULL), 0);
    assert_int_equal(gr_trail_init(&b, &arena, W, H, H, NULL), 0);
    assert_int_equal(gr_trail_scratch_init(&scratch, &arena, W, NULL), 0);
    assert_int_equal(gr_canvas_create(&one, W, H, NULL), 0);
    assert_int_equal(gr_canvas_create(&two, W, H, NULL), 0);
    for (int mode = 0; mode < GR_ECHO_COUNT; mode++) {
        GrFeedback feedback = {.zoom = 0.03f,
                               .rotate = 0.01f,
                               .decay = 0.9f,
                               .opacity = 0.9f,
                               .blend = mode,
                               .hue = 0.02f};
        gr_trail_reset(&a);
        gr_trail_reset(&b);
        int64_t preroll = gr_trail_preroll(gr_trail_weight(&feedback));
        for (int64_t tick = 0; tick < 20 + preroll; tick++) {
            fill(&one, (uint32_t)tick);
            fill(&two, (uint32_t)tick + (tick < 20 ? 1000 : 0));
            advance(&a, &feedback, &one, tick, 0.0, &scratch);
            advance(&b, &feedback, &two, tick, 0.0, &scratch);
        }
        int worst = 0;
        for (int plane = 0; plane < 3; plane++)
            for (int y = 0; y < H; y++)
                for (int x = 0; x < W; x++) {
                    int off = gr_canvas_row(&one, plane, y)[x] - gr_canvas_row(&two, plane, y)[x];
                    off = off < 0 ? -off : off;
                    worst = off > worst ? off : worst;
                }
        if (worst > 1)
            fail_msg("%s: cutting changes %d code values", gr_blend_names[mode], worst);
        /* What nothing leaves of nothing is a middle grey in one mode. */
        int black = mode == GR_BLEND_GRAIN_EXTRACT ? 128 : 0;
        gr_trail_reset(&a);
        for (int64_t tick = 0; tick < 40; tick++) {
            for (int plane = 0; plane < 3; plane++)
                memset(one.plane[plane], 0, (size_t)one.stride * H);
            advance(&a, &feedback, &one, tick, 0.0, &scratch);
            assert_int_equal(gr_canvas_row(&one, 1, H / 2)[W / 2], black);
        }
    }
    gr_canvas_finish(&one);
    gr_canvas_finish(&two);
    gr_arena_finish(&arena);
}

/* A history that overwrites the one before shows what two whole ones show. */
static void test_lead(void **state)
{
    (void)state;
    enum { W = 150, H = 90 };
    static const struct {
        const char *name;
        float zoom, rotate;
    } cases[] = {
        {"nothing", 0, 0},        {"zoom", 0.015f, 0},        {"shrink", -0.03f, 0},
        {"fast zoom", 0.25f, 0},  {"fast shrink", -0.25f, 0}, {"turn", 0, 0.004f},
        {"turn back", 0, -0.01f}, {"quarter", 0, 0.25f},      {"half", 0.1f, 0.5f},
        {"both", -0.05f, 0.003f},
    };
    static const float moves[][2] = {{0, 0}, {0.03f, 0.05f}, {-0.1f, -0.04f}, {0, 0.4f}};
    GrArena arena = {0};
    GrTrailScratch scratch = {0};
    GrCanvas one, two;
    assert_int_equal(gr_trail_scratch_init(&scratch, &arena, W, NULL), 0);
    assert_int_equal(gr_canvas_create(&one, W, H, NULL), 0);
    assert_int_equal(gr_canvas_create(&two, W, H, NULL), 0);
    for (size_t k = 0; k < 4 * sizeof cases / sizeof cases[0]; k++) {
        size_t c = k / 4;
        GrFeedback feedback = {.zoom = cases[c].zoom,
                               .rotate = cases[c].rotate,
                               .x = moves[k % 4][0],
                               .y = moves[k % 4][1],
                               .mirror = 0.3f,
                               .decay = 0.95f,
                               .opacity = 1.0f,
                               .blend = GR_BLEND_LIGHTEN};
        GrTrail whole = {0}, least = {0};
        int lead = gr_trail_lead(&feedback, W, H);
        assert_in_range(lead, 1, H);
        assert_int_equal(gr_trail_init(&whole, &arena, W, H, H, NULL), 0);
        assert_int_equal(gr_trail_init(&least, &arena, W, H, lead, NULL), 0);
        for (int64_t tick = 0; tick < 30; tick++) {
            fill(&one, (uint32_t)tick);
            fill(&two, (uint32_t)tick);
            advance(&whole, &feedback, &one, tick, 0.0, &scratch);
            advance(&least, &feedback, &two, tick, 0.0, &scratch);
            if (gr_canvas_checksum(&one) != gr_canvas_checksum(&two))
                fail_msg("%s: tick %d differs with a lead of %d", cases[c].name, (int)tick, lead);
        }
    }
    gr_canvas_finish(&one);
    gr_canvas_finish(&two);
    gr_arena_finish(&arena);
}

/* A picture that is turned in tiles is the same as row by row, in mirror images of it, too, and so
 * is what the next tick finds. */
static void test_tiles(void **state)
{
    (void)state;
    enum { W = 10 * GR_TRAIL_TILE + 45, H = 70 };
    static const GrFeedback cases[] = {{.rotate = 0.003f, .zoom = 0.02f},
                                       {.rotate = -0.1f},
                                       {.rotate = 0.25f, .x = 0.3f},
                                       {.rotate = 0.03f, .y = 1.3f},
                                       {.rotate = 0.1f, .zoom = -0.25f},
                                       {.rotate = 0.2f, .zoom = -0.8f},
                                       {.rotate = -0.4f, .x = -2.5f},
                                       {.rotate = 0.62f, .zoom = 0.4f},
                                       {.rotate = 0.5f}};
    GrArena arena = {0};
    GrTrailScratch scratch = {0};
    GrCanvas canvas;
    assert_int_equal(gr_trail_scratch_init(&scratch, &arena, W, NULL), 0);
    assert_int_equal(gr_canvas_create(&canvas, W, H, NULL), 0);
    uint16_t *row = gr_aligned_alloc(sizeof *row * 3 * (W + 64));
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        GrFeedback feedback = cases[c];
        feedback.decay = 0.9f;
        feedback.opacity = 1.0f;
        feedback.blend = GR_BLEND_LIGHTEN;
        GrTrail trail = {0};
        GrTrailFrame frame;
        assert_int_equal(gr_trail_init(&trail, &arena, W, H, H, NULL), 0);
        for (int64_t tick = 0; tick < 2; tick++) {
            fill(&canvas, (uint32_t)tick);
            advance(&trail, &feedback, &canvas, tick, 0.0, &scratch);
        }
        memset(canvas.memory, 0, (size_t)canvas.stride * H * 3);
        advance(&trail, &feedback, &canvas, 2, 0.0, &scratch);
        gr_trail_begin(&trail, &feedback, 3, 0.0, &frame);
        GrHistory source = gr_trail_history(&trail, 1), kept = gr_trail_history(&trail, 2);
        gr_warp_columns(&frame.warp[0], W, trail.stride, &scratch.columns[0]);
        for (int y = 0; y < H; y++) {
            GrTile tile = {0, y, W, 1};
            gr_warp_tile(&frame.warp[0], &source, &tile, &scratch.columns[0], scratch.line, row, 0);
            const uint16_t *stored = gr_history_row(&kept, y);
            for (int i = 0; i < 3 * W; i++) {
                assert_int_equal(stored[i], row[i] * (uint32_t)frame.weight[0] >> 16);
                int off = gr_canvas_row(&canvas, i % 3, y)[i / 3] - stored[i] / 257;
                assert_in_range(off, 0, 1);
            }
            assert_memory_equal(stored - 3, stored, 6);
            assert_memory_equal(stored + (ptrdiff_t)3 * W, stored + (ptrdiff_t)3 * (W - 1), 6);
        }
    }
    gr_aligned_free(row);
    gr_canvas_finish(&canvas);
    gr_arena_finish(&arena);
}

/* Just after a tick and just before the next, a frame looks like those ticks' frames. */
static void test_between_ticks(void **state)
{
    (void)state;
    enum { W = 96, H = 24 };
    static const double parts[] = {1e-4, 0.9999};
    GrArena arena = {0};
    GrTrail trail = {0};
    GrTrailScratch scratch = {0};
    GrCanvas canvas, kept;
    assert_int_equal(gr_trail_init(&trail, &arena, W, H, H, NULL), 0);
    assert_int_equal(gr_trail_scratch_init(&scratch, &arena, W, NULL), 0);
    assert_int_equal(gr_canvas_create(&canvas, W, H, NULL), 0);
    assert_int_equal(gr_canvas_create(&kept, W, H, NULL), 0);
    for (int mode = 0; mode < GR_ECHO_COUNT; mode++) {
        GrFeedback feedback = {
            .zoom = 0.02f, .rotate = 0.005f, .decay = 0.9f, .opacity = 0.8f, .blend = mode};
        gr_trail_reset(&trail);
        for (int64_t tick = 0; tick < 6; tick++) {
            fill(&canvas, 3);
            advance(&trail, &feedback, &canvas, tick, 0.0, &scratch);
            memcpy(kept.memory, canvas.memory, (size_t)canvas.stride * H * 3);
        }
        for (int i = 0; i < 2; i++) {
            if (i == 1) {
                fill(&kept, 3);
                GrTrail next = trail; /* the next tick's picture, without advancing ours */
                GrTrailFrame frame;
                gr_trail_begin(&next, &feedback, 6, 0.0, &frame);
                frame.on_tick = false;
                gr_trail_band(&next, &frame, &kept, 0, H, &scratch);
            }
            fill(&canvas, 3);
            advance(&trail, &feedback, &canvas, 5, parts[i], &scratch);
            for (int plane = 0; plane < 3; plane++)
                for (int y = 0; y < H; y++)
                    for (int x = 0; x < W; x++)
                        assert_in_range(gr_canvas_row(&canvas, plane, y)[x] -
                                            gr_canvas_row(&kept, plane, y)[x] + 2,
                                        0, 4);
        }
    }
    gr_canvas_finish(&canvas);
    gr_canvas_finish(&kept);
    gr_arena_finish(&arena);
}

/* What was kept of another warp does not count. */
static void test_other_warps_before(void **state)
{
    (void)state;
    enum { W = 400, H = 48 };
    static const GrFeedback before = {.zoom = 0.01f, .rotate = 0.1f};
    static const GrFeedback now[] = {
        {.zoom = -0.5f}, {.zoom = -0.1f}, {.zoom = 0.02f}, {.rotate = 0.03f}};
    GrArena arena = {0};
    GrTrail trail = {0};
    GrTrailScratch used = {0};
    assert_int_equal(gr_trail_init(&trail, &arena, W, H, H, NULL), 0);
    assert_int_equal(gr_trail_scratch_init(&used, &arena, W, NULL), 0);
    for (ptrdiff_t i = 0; i < H * trail.stride; i++)
        trail.rows[i] = (uint16_t)gr_rng_u32(5, (uint32_t)i, 0);
    GrHistory source = gr_trail_history(&trail, 0);
    for (size_t c = 0; c < sizeof now / sizeof *now; c++) {
        const GrTile tile = {0, 16, W, 16};
        GrTrailScratch unused = {0};
        assert_int_equal(gr_trail_scratch_init(&unused, &arena, W, NULL), 0);
        const ptrdiff_t pitch = 3 * W + 64;
        uint16_t *rows = gr_aligned_alloc(2 * 17 * (size_t)pitch * sizeof *rows);
        uint16_t *other = rows + 17 * pitch;
        GrTrailWarp was = gr_warp_of(&before, 1.0, W, H), is = gr_warp_of(&now[c], 1.0, W, H);
        gr_warp_columns(&was, W, trail.stride, &used.columns[0]);
        gr_warp_columns(&is, W, trail.stride, &used.columns[0]);
        gr_warp_columns(&is, W, trail.stride, &unused.columns[0]);
        gr_warp_tile(&is, &source, &tile, &used.columns[0], used.line, rows, pitch);
        gr_warp_tile(&is, &source, &tile, &unused.columns[0], unused.line, other, pitch);
        for (int y = 0; y < 16; y++)
            assert_memory_equal(rows + y * pitch, other + y * pitch, 6 * W);
        gr_aligned_free(rows);
    }
    gr_arena_finish(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_transforms),         cmocka_unit_test(test_preroll),
        cmocka_unit_test(test_parts_fit),          cmocka_unit_test(test_mirror),
        cmocka_unit_test(test_modes_settle),       cmocka_unit_test(test_lead),
        cmocka_unit_test(test_between_ticks),      cmocka_unit_test(test_tiles),
        cmocka_unit_test(test_other_warps_before),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    gr_render_use_level(gr_cpu_best());
    return failed + cmocka_run_group_tests_name("at the best level", tests, NULL, NULL);
}

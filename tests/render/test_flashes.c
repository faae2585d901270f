/* SPDX-License-Identifier: MIT
 *
 * What counts as too many flashes, on rasters of light and on drawn frames.
 */
#include "unit.h"

#include "registry.h"
#include "render/flashes.h"
#include "small_studio.h"

#include <math.h>
#include <stdio.h>

/* A flash as it is seen by the analyser: a level that changes, over a share of the raster. */
typedef enum Wave { SQUARE, SINE, ONCE_A_BEAT, STAIRS, CHECKER, DRIFT, BURST } Wave;

typedef struct Case {
    const char *name;
    int fps;
    double hz;        /* flashes a second */
    double low, high; /* relative luminance, or R - G - B */
    int cols, rows;   /* of the 32 x 18 blocks, from the middle */
    Wave wave;
    bool red, saturated;
    bool general_found, red_found;
} Case;

static const Case cases[] = {
    {"two a second", 24, 2, 0, 1, 32, 18, SQUARE, .general_found = false},
    {"three a second are still allowed", 24, 3, 0, 1, 32, 18, SQUARE, .general_found = false},
    {"four a second", 24, 4, 0, 1, 32, 18, SQUARE, .general_found = true},
    {"ten a second", 24, 10, 0, 1, 32, 18, SQUARE, .general_found = true},
    {"every other frame", 24, 12, 0, 1, 32, 18, SQUARE, .general_found = true},
    {"two a second at 60", 60, 2, 0, 1, 32, 18, SQUARE, .general_found = false},
    {"three a second at 60", 60, 3, 0, 1, 32, 18, SQUARE, .general_found = false},
    {"four a second at 60", 60, 4, 0, 1, 32, 18, SQUARE, .general_found = true},
    {"ten a second at 60", 60, 10, 0, 1, 32, 18, SQUARE, .general_found = true},
    {"thirty a second at 60", 60, 30, 0, 1, 32, 18, SQUARE, .general_found = true},
    {"smoothly", 60, 5, 0, 1, 32, 18, SINE, .general_found = true},
    {"smoothly and slowly", 60, 2.5, 0, 1, 32, 18, SINE, .general_found = false},
    {"short lights", 60, 5, 0, 1, 32, 18, ONCE_A_BEAT, .general_found = true},
    {"ever brighter is no flash", 24, 4, 0, 1, 32, 18, STAIRS, .general_found = false},
    {"a checkerboard that swaps", 24, 5, 0, 1, 32, 18, CHECKER, .general_found = true},
    {"stripes that drift by", 24, 5, 0, 1, 32, 18, DRIFT, .general_found = false},
    {"stripes that drift by at 60", 60, 5, 0, 1, 32, 18, DRIFT, .general_found = false},
    {"four and no more", 24, 4, 0, 1, 32, 18, BURST, .general_found = true},
    {"four slower ones and no more", 24, 2.4, 0, 1, 32, 18, BURST, .general_found = false},
    {"low contrast", 24, 8, 0.3, 0.38, 32, 18, SQUARE, .general_found = false},
    {"just enough contrast", 24, 8, 0.3, 0.42, 32, 18, SQUARE, .general_found = true},
    {"bright on bright", 24, 8, 0.85, 1, 32, 18, SQUARE, .general_found = false},
    {"a small area", 24, 8, 0, 1, 3, 3, SQUARE, .general_found = false},
    {"a quarter of a field", 24, 8, 0, 1, 4, 3, SQUARE, .general_found = false},
    {"more than a quarter of a field", 24, 8, 0, 1, 4, 4, SQUARE, .general_found = true},
    {"a thin line across", 24, 8, 0, 1, 32, 1, SQUARE, .general_found = false},
    {"red ten times", 24, 10, 0, 0.15, 32, 18, SQUARE, true, true, false, true},
    {"red ten times at 60", 60, 10, 0, 0.15, 32, 18, SQUARE, true, true, false, true},
    {"red twice", 24, 2, 0, 0.15, 32, 18, SQUARE, true, true, false, false},
    {"pale red", 24, 10, 0, 0.15, 32, 18, SQUARE, true, false, false, false},
    {"faint red", 24, 10, 0, 0.05, 32, 18, SQUARE, true, true, false, false},
    {"a small area of red", 24, 10, 0, 0.9, 3, 4, SQUARE, true, true, false, false},
};

static double level_at(const Case *c, int frame, int col, int row)
{
    double at = frame * c->hz / c->fps;
    at += c->wave == CHECKER ? 0.5 * ((col + row) & 1) : c->wave == DRIFT ? col / 12.0 : 0.0;
    double part = at - floor(at);
    double share = 0.0;
    switch (c->wave) {
    case SQUARE:
    case CHECKER:
    case DRIFT:
        share = part < 0.5;
        break;
    case SINE:
        share = 0.5 - 0.5 * cos(at * 6.283185307179586);
        break;
    case ONCE_A_BEAT:
        share = part < 0.2;
        break;
    case BURST: /* after a second of quiet */
        share = frame >= c->fps && at - c->hz < 4.0 && part < 0.5;
        break;
    case STAIRS:
        share = fmin(1.0, floor(at) * 0.11);
        break;
    }
    return c->low + (c->high - c->low) * share;
}

static void fill_light(const Case *c, const GrLightShape *shape, int frame, uint8_t *light)
{
    int blocks = shape->cols * shape->rows;
    memset(light, 0, (size_t)(2 * blocks));
    for (int i = 0; i < blocks; i++) {
        int col = i % shape->cols, row = i / shape->cols;
        bool inside = col >= 12 && row >= 7 && col < 12 + c->cols && row < 7 + c->rows;
        inside = inside || (c->cols == shape->cols && row >= 7 && row < 7 + c->rows) ||
                 (c->cols == shape->cols && c->rows == shape->rows);
        double value = inside ? level_at(c, frame, col, row) : c->low;
        if (c->red)
            light[blocks + i] =
                (uint8_t)((int)(value * GR_RED_ONE + 0.5) * 2 + (c->saturated && value > 0));
        else
            light[i] = (uint8_t)(value * 255 + 0.5);
    }
}

static GrFlashes *analyse(const Case *c, int seconds)
{
    GrFlashes *flashes = NULL;
    GrLightShape shape = gr_light_shape(1920, 1080);
    uint8_t light[GR_LIGHT_MOST_BYTES];
    assert_int_equal(gr_flashes_create(1920, 1080, gr_rational(c->fps, 1), &flashes, NULL), 0);
    for (int frame = 0; frame < seconds * c->fps; frame++) {
        fill_light(c, &shape, frame, light);
        assert_int_equal(gr_flashes_add(flashes, light, NULL), 0);
    }
    assert_int_equal(gr_flashes_end(flashes, NULL), 0);
    return flashes;
}

static void test_limits(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int count;
        bool found[GR_FLASH_KINDS] = {false};
        GrFlashes *flashes = analyse(&cases[i], 4);
        const GrFlashSpan *spans = gr_flashes_spans(flashes, &count);
        for (int s = 0; s < count; s++)
            found[spans[s].kind] = true;
        if (found[GR_FLASH_GENERAL] != cases[i].general_found ||
            found[GR_FLASH_RED] != cases[i].red_found)
            fail_msg("%s: general %d, red %d", cases[i].name, found[GR_FLASH_GENERAL],
                     found[GR_FLASH_RED]);
        gr_flashes_destroy(flashes);
    }
}

/* One passage, from its first change to its last, with its rate, area and size. */
static void test_spans(void **state)
{
    (void)state;
    const Case fast = {"", 24, 6, 0.1, 0.6, 32, 9, SQUARE, false, false, true, false};
    int count;
    GrFlashes *flashes = analyse(&fast, 5);
    const GrFlashSpan *spans = gr_flashes_spans(flashes, &count);
    assert_int_equal(count, 1);
    assert_int_equal(spans->kind, GR_FLASH_GENERAL);
    assert_int_equal(spans->first, 2);
    assert_int_equal(spans->last, 118);
    assert_true(fabsf(spans->rate - 6.0f) < 0.6f);
    assert_true(fabsf(spans->area - 0.5f) < 0.01f);
    assert_true(fabsf(spans->change - 0.5f) < 0.01f);
    gr_flashes_destroy(flashes);
}

static void test_quiet_between_two_passages(void **state)
{
    (void)state;
    const Case fast = {"", 24, 8, 0, 1, 32, 18, SQUARE, false, false, true, false};
    const GrLightShape shape = gr_light_shape(1920, 1080);
    uint8_t light[GR_LIGHT_MOST_BYTES];
    int count;
    GrFlashes *flashes = NULL;
    assert_int_equal(gr_flashes_create(1920, 1080, gr_rational(24, 1), &flashes, NULL), 0);
    for (int frame = 0; frame < 240; frame++) {
        fill_light(&fast, &shape, frame < 72 || frame >= 144 ? frame : 1, light);
        assert_int_equal(gr_flashes_add(flashes, light, NULL), 0);
    }
    assert_int_equal(gr_flashes_end(flashes, NULL), 0);
    const GrFlashSpan *spans = gr_flashes_spans(flashes, &count);
    assert_int_equal(count, 2);
    assert_in_range(spans[0].last, 66, 73);
    assert_in_range(spans[1].first, 140, 147);
    gr_flashes_destroy(flashes);
}

/* A field is a third of the screen's height and a quarter of its width; a frame fills a screen of
 * 16:9 as far as its shape allows. More than a quarter of a field has to flash. */
static void test_fields_of_frames(void **state)
{
    (void)state;
    static const struct {
        int width, height, cols, rows;
    } sizes[] = {{1920, 1080, 8, 6}, {1890, 1000, 9, 6}, {2560, 1080, 11, 8}, {1080, 1920, 14, 11},
                 {1000, 1000, 8, 6}, {25, 15, 7, 5},     {5, 3, 1, 1}};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        GrLightShape shape = gr_light_shape(sizes[i].width, sizes[i].height);
        int quarter = sizes[i].cols * sizes[i].rows / 4;
        for (int more = 0; more < 2; more++) {
            uint8_t light[GR_LIGHT_MOST_BYTES] = {0};
            GrFlashes *flashes = NULL;
            int count, left = quarter + more;
            assert_int_equal(gr_flashes_create(sizes[i].width, sizes[i].height, gr_rational(24, 1),
                                               &flashes, NULL),
                             0);
            for (int frame = 0; frame < 48; frame++, left = quarter + more) {
                for (int row = 0; row < sizes[i].rows; row++)
                    for (int col = 0; 2 * col < sizes[i].cols && left > 0; col++, left--)
                        light[row * shape.cols + col] = frame & 1 ? 255 : 0;
                assert_int_equal(gr_flashes_add(flashes, light, NULL), 0);
            }
            assert_int_equal(gr_flashes_end(flashes, NULL), 0);
            gr_flashes_spans(flashes, &count);
            if (count != more)
                fail_msg("%d x %d, %d blocks: %d passages", sizes[i].width, sizes[i].height,
                         quarter + more, count);
            gr_flashes_destroy(flashes);
        }
    }
}

static void test_shapes(void **state)
{
    (void)state;
    static const struct {
        int width, height, cols, rows;
    } sizes[] = {{1920, 1080, 32, 18}, {3840, 2160, 32, 18}, {1280, 720, 32, 18},
                 {1080, 1920, 18, 32}, {1000, 1000, 18, 18}, {16384, 256, 64, 18},
                 {5, 3, 5, 3},         {1, 1, 1, 1}};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        GrLightShape shape = gr_light_shape(sizes[i].width, sizes[i].height);
        assert_int_equal(shape.cols, sizes[i].cols);
        assert_int_equal(shape.rows, sizes[i].rows);
        assert_in_range(gr_light_bytes(&shape), 2, GR_LIGHT_MOST_BYTES);
    }
}

/* Of plain colours, at odd sizes, whatever the bands: the relative luminance and the red of WCAG.
 */
static void test_meter_reads_plain_colours(void **state)
{
    (void)state;
    static const struct {
        int r, g, b, light, red;
        bool saturated;
    } rows[] = {{0, 0, 0, 0, 0, false},         {255, 255, 255, 255, 0, false},
                {255, 0, 0, 54, 127, true},     {0, 255, 0, 182, 0, false},
                {0, 0, 255, 18, 0, false},      {188, 188, 188, 128, 0, false},
                {255, 120, 120, 92, 79, false}, {188, 0, 0, 27, 64, true}};
    static const int sizes[][2] = {{1920, 1080}, {318, 182}, {54, 96}, {7, 5}, {1, 1}};
    GrCurve curve;
    gr_light_curve(&curve);
    for (size_t size = 0; size < COUNT_OF(sizes); size++) {
        GrArena arena = {0};
        GrCanvas canvas;
        GrLightMeter meter[2] = {{0}};
        GrLightShape shape = gr_light_shape(sizes[size][0], sizes[size][1]);
        uint8_t light[GR_LIGHT_MOST_BYTES];
        assert_int_equal(gr_canvas_create(&canvas, shape.width, shape.height, NULL), 0);
        assert_int_equal(gr_light_meter_init(&meter[0], &arena, &shape, NULL), 0);
        assert_int_equal(gr_light_meter_init(&meter[1], &arena, &shape, NULL), 0);
        for (size_t i = 0; i < COUNT_OF(rows); i++) {
            const int rgb[3] = {rows[i].r, rows[i].g, rows[i].b};
            for (int plane = 0; plane < 3; plane++)
                for (int y = 0; y < shape.height; y++)
                    memset(gr_canvas_row(&canvas, plane, y), rgb[plane], (size_t)shape.width);
            for (int y = 0; y < shape.height; y += GR_BAND_ROWS)
                gr_light_meter_add(&meter[y / GR_BAND_ROWS % 2], &shape, &curve, &canvas, y,
                                   y + GR_BAND_ROWS < shape.height ? y + GR_BAND_ROWS
                                                                   : shape.height);
            gr_light_meter_take(&meter[0], &meter[1], &shape);
            gr_light_meter_read(&meter[0], &shape, light);
            int blocks = shape.cols * shape.rows;
            for (int block = 0; block < blocks; block++) {
                assert_in_range(light[block] + 1, rows[i].light, rows[i].light + 2);
                assert_in_range(light[blocks + block] / 2 + 1, rows[i].red, rows[i].red + 2);
                assert_int_equal(light[blocks + block] & 1, rows[i].saturated);
            }
        }
        gr_canvas_finish(&canvas);
        gr_arena_finish(&arena);
    }
}

/* Lines of two pixels are seen as half of the light at every size of block. */
static void test_meter_is_not_fooled_by_lines(void **state)
{
    (void)state;
    GrCurve curve;
    gr_light_curve(&curve);
    for (int period = 2; period <= 12; period++) {
        GrArena arena = {0};
        GrCanvas canvas;
        GrLightMeter meter = {0};
        GrLightShape shape = gr_light_shape(1920, 1080);
        uint8_t light[GR_LIGHT_MOST_BYTES];
        int sum = 0, blocks = shape.cols * shape.rows;
        assert_int_equal(gr_canvas_create(&canvas, shape.width, shape.height, NULL), 0);
        assert_int_equal(gr_light_meter_init(&meter, &arena, &shape, NULL), 0);
        for (int plane = 0; plane < 3; plane++)
            for (int y = 0; y < shape.height; y++)
                memset(gr_canvas_row(&canvas, plane, y), y % period < period / 2 ? 255 : 0,
                       (size_t)shape.width);
        gr_light_meter_add(&meter, &shape, &curve, &canvas, 0, 200);
        for (int y = 200; y < 1080; y += 80)
            gr_light_meter_add(&meter, &shape, &curve, &canvas, y, y + 80);
        gr_light_meter_read(&meter, &shape, light);
        int want = 255 * (period / 2) / period;
        for (int i = 0; i < blocks; i++) {
            sum += light[i];
            assert_in_range(light[i] + 80, want, want + 160);
        }
        assert_in_range(sum / blocks, want - 16, want + 16);
        gr_canvas_finish(&canvas);
        gr_arena_finish(&arena);
    }
}

/* A drawn show: what its frames are found to do, with any number of threads. */
static int spans_of_show(const char *gain, int fps, int threads, GrFlashSpan *first)
{
    char text[1024];
    snprintf(text, sizeof text,
             "fonts: [builtin]\n"
             "scenes:\n"
             "  - {name: a, length: 3s, exposure: off, gain: '%s', background: ffffff,\n"
             "     layers: [{grid: xl, field: plasma, palette: blocks}]}\n",
             gain);
    SmallStudio studio;
    GrFlashes *flashes = NULL;
    int count, bytes;
    if (studio_open(&studio, text, 320, 180, gr_rational(fps, 1), threads))
        fail_msg("%s", studio.error.message);
    assert_int_equal(gr_flashes_create(320, 180, gr_rational(fps, 1), &flashes, NULL), 0);
    assert_int_equal(gr_painter_seek(studio.painter, 0, 0, &studio.error), 0);
    for (int frame = 0; frame < 3 * fps; frame++) {
        GrFrameStats stats;
        assert_int_equal(gr_painter_draw(studio.painter, NULL, false, &stats, &studio.error), 0);
        assert_int_equal(gr_flashes_add(flashes, gr_painter_light(studio.painter, &bytes), NULL),
                         0);
    }
    assert_int_equal(gr_flashes_end(flashes, NULL), 0);
    const GrFlashSpan *spans = gr_flashes_spans(flashes, &count);
    if (count && first)
        *first = *spans;
    gr_flashes_destroy(flashes);
    studio_close(&studio);
    return count;
}

static void test_drawn_shows(void **state)
{
    (void)state;
    GrFlashSpan one = {0}, three = {0};
    assert_int_equal(spans_of_show("if(mod(t * 2, 1) < 0.5, 1, 0.2)", 24, 1, NULL), 0);
    assert_int_equal(spans_of_show("if(mod(t * 6, 1) < 0.5, 1, 0.2)", 24, 1, &one), 1);
    assert_int_equal(spans_of_show("if(mod(t * 6, 1) < 0.5, 1, 0.2)", 24, 3, &three), 1);
    assert_memory_equal(&one, &three, sizeof one);
    assert_int_equal(spans_of_show("if(mod(t * 6, 1) < 0.5, 1, 0.2)", 60, 1, &three), 1);
    assert_true(fabsf(one.change - three.change) < 0.1f);
    assert_int_equal(spans_of_show("if(mod(t * 6, 1) < 0.5, 1, 0.97)", 24, 1, NULL), 0);
}

int main(void)
{
    gr_registry_install(gr_cpu_best());
    gr_render_use_level(gr_cpu_best());
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_spans),
        cmocka_unit_test(test_quiet_between_two_passages),
        cmocka_unit_test(test_fields_of_frames),
        cmocka_unit_test(test_shapes),
        cmocka_unit_test(test_meter_reads_plain_colours),
        cmocka_unit_test(test_meter_is_not_fooled_by_lines),
        cmocka_unit_test(test_drawn_shows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

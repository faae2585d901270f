/* SPDX-License-Identifier: MIT
 *
 * Masks: what each shape covers and where its edges lie, how shapes and groups of them are joined,
 * that a picture of a mask is what its rows are, and that every level draws the same rows.
 */
#include "unit.h"

#include "base/arena.h"
#include "base/rng.h"
#include "render/frozen.h"
#include "render/masks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { W = 321, H = 180, SPAN = 384 };

typedef struct Sheet {
    GrMask mask[GR_MASKS_MAX];
    GrFrozenShape shape[GR_MASKS_MAX];
    GrFrozenMasks masks;
    GrMaskNow now;
    uint16_t *rows[GR_MASK_ROWS];
} Sheet;

static void open_sheet(Sheet *sheet)
{
    memset(sheet, 0, sizeof *sheet);
    sheet->masks = (GrFrozenMasks){.list = sheet->shape, .width = W, .height = H};
    for (int i = 0; i < GR_MASK_ROWS; i++)
        sheet->rows[i] = gr_aligned_alloc(SPAN * sizeof(uint16_t));
}

static void close_sheet(Sheet *sheet)
{
    for (int i = 0; i < GR_MASK_ROWS; i++)
        gr_aligned_free(sheet->rows[i]);
}

/* One more shape with the defaults of its kind. */
static GrMaskParams *add(Sheet *sheet, GrMaskId id)
{
    int at = sheet->masks.count++;
    GrMask *mask = &sheet->mask[at];
    mask->id = id;
    mask->table = &gr_mask_kinds[id].params;
    gr_param_defaults(mask->table, &mask->params);
    sheet->shape[at] = (GrFrozenShape){
        .mask = mask, .params = {.values = &mask->params, .size = sizeof mask->params}, .seed = 7};
    return &mask->params;
}

static void draw(Sheet *sheet, uint16_t picture[H][SPAN])
{
    gr_mask_begin(&sheet->now, &sheet->masks, NULL, NULL, NULL);
    for (int y = 0; y < H; y++)
        memcpy(picture[y], gr_mask_row(&sheet->now, y, 0, SPAN, sheet->rows), sizeof picture[y]);
}

/* The value at a place in screen units. */
static int at(uint16_t picture[H][SPAN], double x, double y)
{
    int column = (int)floor((x + (double)W / H) * H / 2.0), row = (int)floor((y + 1.0) * H / 2.0);
    return picture[row][column];
}

static uint16_t one[H][SPAN], two[H][SPAN];

static void test_places(void **state)
{
    (void)state;
    static const struct {
        GrMaskId id;
        double in_x, in_y, out_x, out_y; /* places that are covered and that are not */
    } cases[] = {
        {GR_MASK_CIRCLE, 0.0, 0.58, 0.0, 0.62},      {GR_MASK_RECT, 0.98, 0.48, 1.02, 0.0},
        {GR_MASK_RING, 0.5, 0.28, 0.0, 0.0},         {GR_MASK_RING, 0.0, 0.69, 0.0, 0.72},
        {GR_MASK_GRADIENT_H, 1.02, 0.0, -1.02, 0.0}, {GR_MASK_GRADIENT_V, 0.0, 0.999, 0.0, -0.999},
        {GR_MASK_IRIS, 0.0, 0.99, 1.4, 0.0},         {GR_MASK_WIPE_H, -0.02, 0.0, 0.02, 0.0},
        {GR_MASK_WIPE_V, 0.0, -0.02, 0.0, 0.02},     {GR_MASK_WIPE_ANGLE, -0.1, 0.0, 0.1, 0.0},
        {GR_MASK_CLOCK, 0.1, 0.5, -0.1, 0.5},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Sheet sheet;
        open_sheet(&sheet);
        GrMaskParams *params = add(&sheet, cases[i].id);
        draw(&sheet, one);
        assert_in_range(at(one, cases[i].in_x, cases[i].in_y), 65200, 65535);
        assert_in_range(at(one, cases[i].out_x, cases[i].out_y), 0, 335);
        params->invert = true;
        draw(&sheet, two);
        for (int y = 0; y < H; y++)
            for (int x = 0; x < W; x++)
                assert_int_equal(two[y][x], 65535 - one[y][x]);
        close_sheet(&sheet);
    }
}

/* 0 shows nothing, 1 everything, and between them nothing ever goes back. */
static void test_open(void **state)
{
    (void)state;
    static const GrMaskId ids[] = {GR_MASK_IRIS,       GR_MASK_WIPE_H, GR_MASK_WIPE_V,
                                   GR_MASK_WIPE_ANGLE, GR_MASK_CLOCK,  GR_MASK_DISSOLVE};
    static const float feathers[] = {0.0f, 0.4f};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        for (int f = 0; f < 2; f++) {
            Sheet sheet;
            open_sheet(&sheet);
            GrMaskParams *params = add(&sheet, ids[i]);
            params->feather = feathers[f];
            memset(one, 0, sizeof one);
            for (int step = 0; step <= 16; step++) {
                params->open = (float)step / 16.0f;
                draw(&sheet, two);
                for (int y = 0; y < H; y++)
                    for (int x = 0; x < W; x++) {
                        assert_true(ids[i] == GR_MASK_CLOCK || two[y][x] >= one[y][x]);
                        assert_true((step || !two[y][x]) && (step < 16 || two[y][x] == 65535));
                    }
                memcpy(one, two, sizeof one);
            }
            close_sheet(&sheet);
        }
}

static void test_feather(void **state)
{
    (void)state;
    Sheet sheet;
    open_sheet(&sheet);
    GrMaskParams *params = add(&sheet, GR_MASK_CIRCLE);
    params->radius = 0.5f;
    params->feather = 0.4f;
    draw(&sheet, one);
    assert_int_equal(at(one, 0.28, 0.0), 65535);
    assert_in_range(at(one, 0.5, 0.0), 30300, 35300);
    assert_int_equal(at(one, 0.72, 0.0), 0);
    for (int x = W / 2; x < W - 1; x++)
        assert_true(one[H / 2][x] >= one[H / 2][x + 1]);
    params->radius = 0.0f;
    draw(&sheet, one);
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++)
            assert_int_equal(one[y][x], 0);
    close_sheet(&sheet);
}

static int joined(int a, int b, GrMaskJoin join)
{
    int rest = 65535 - b;
    switch (join) {
    case GR_MASK_UNION:
        return a > b ? a : b;
    case GR_MASK_INTERSECT:
        return a < b ? a : b;
    case GR_MASK_SUBTRACT:
        return a < rest ? a : rest;
    }
    return -1;
}

static void test_joins(void **state)
{
    (void)state;
    static uint16_t all[H][SPAN];
    for (int join = GR_MASK_UNION; join <= GR_MASK_SUBTRACT; join++) {
        Sheet a, b, both;
        open_sheet(&a);
        open_sheet(&b);
        open_sheet(&both);
        add(&a, GR_MASK_CIRCLE)->feather = 0.5f;
        add(&b, GR_MASK_GRADIENT_H)->invert = join == GR_MASK_INTERSECT;
        add(&both, GR_MASK_CIRCLE)->feather = 0.5f;
        GrMaskParams *second = add(&both, GR_MASK_GRADIENT_H);
        second->invert = join == GR_MASK_INTERSECT;
        second->combine = join;
        draw(&a, one);
        draw(&b, two);
        draw(&both, all);
        for (int y = 0; y < H; y++)
            for (int x = 0; x < W; x++)
                assert_int_equal(all[y][x], joined(one[y][x], two[y][x], (GrMaskJoin)join));
        close_sheet(&a);
        close_sheet(&b);
        close_sheet(&both);
    }
}

static uint16_t leaf[GR_MASKS_MAX][H][SPAN];

/* A tree by lot: lists of one to four shapes, some of which are groups. */
static void grow(Sheet *sheet, uint32_t seed, int depth)
{
    static const GrMaskId ids[] = {GR_MASK_CIRCLE, GR_MASK_RECT, GR_MASK_RING, GR_MASK_GRADIENT_H,
                                   GR_MASK_WIPE_ANGLE};
    int count = 1 + (int)(gr_rng_unit(seed, (uint32_t)sheet->masks.count, 0) * 4.0f);
    for (int i = 0; i < count && sheet->masks.count + 2 < GR_MASKS_MAX; i++) {
        uint32_t lot = (uint32_t)sheet->masks.count;
        int at = sheet->masks.count;
        bool group = depth + 1 < GR_MASKS_DEPTH && gr_rng_unit(seed, lot, 1) < 0.4f;
        GrMaskParams *params =
            add(sheet, group ? GR_MASK_GROUP : ids[(int)(gr_rng_unit(seed, lot, 2) * 4.99f)]);
        params->combine = (int32_t)(gr_rng_unit(seed, lot, 3) * 2.99f);
        params->invert = gr_rng_unit(seed, lot, 4) < 0.3f;
        params->x = gr_rng_unit(seed, lot, 5) - 0.5f;
        params->feather = 0.3f;
        if (!group)
            continue;
        grow(sheet, seed, depth + 1);
        sheet->mask[at].members = sheet->masks.count - at - 1;
    }
}

/* The value of a list at a pixel, from those of its shapes alone. */
static int value_of(const Sheet *sheet, int first, int count, int x, int y)
{
    int value = sheet->mask[first].params.combine == GR_MASK_UNION ? 0 : 65535;
    for (int i = first; i < first + count; i += 1 + sheet->mask[i].members) {
        const GrMask *mask = &sheet->mask[i];
        int own = mask->members ? value_of(sheet, i + 1, mask->members, x, y) : leaf[i][y][x];
        value = joined(value, mask->params.invert ? 65535 - own : own,
                       (GrMaskJoin)mask->params.combine);
    }
    return value;
}

static void test_groups(void **state)
{
    (void)state;
    int deepest = 0;
    for (uint32_t seed = 0; seed < 40; seed++) {
        Sheet sheet;
        open_sheet(&sheet);
        grow(&sheet, seed, 0);
        draw(&sheet, one);
        for (int i = 0; i < sheet.masks.count; i++) {
            Sheet alone;
            if (sheet.mask[i].members)
                continue;
            open_sheet(&alone);
            GrMaskParams *params = add(&alone, sheet.mask[i].id);
            *params = sheet.mask[i].params;
            params->combine = GR_MASK_UNION;
            params->invert = false;
            draw(&alone, leaf[i]);
            close_sheet(&alone);
        }
        for (int y = 0; y < H; y += 3)
            for (int x = 0; x < W; x++)
                assert_int_equal(one[y][x], value_of(&sheet, 0, sheet.masks.count, x, y));
        for (int i = 0; i < sheet.masks.count; i++)
            deepest = sheet.mask[i].members > deepest ? sheet.mask[i].members : deepest;
        close_sheet(&sheet);
    }
    assert_true(deepest > 6);
}

/* Slow edges are as fine as words are: within two of what they are in doubles. */
static void test_slopes_are_fine(void **state)
{
    (void)state;
    Sheet sheet;
    open_sheet(&sheet);
    GrMaskParams *params = add(&sheet, GR_MASK_GRADIENT_H);
    params->from = -1.7f;
    params->to = 1.9f;
    draw(&sheet, one);
    for (int x = 0; x < W; x++) {
        double place = (x + 0.5) * 2.0 / H - (double)W / H, in = (place + 1.7) / 3.6;
        assert_true(fabs(one[H / 2][x] - 65535.0 * fmin(1.0, fmax(0.0, in))) <= 2.0);
    }
    close_sheet(&sheet);
    open_sheet(&sheet);
    params = add(&sheet, GR_MASK_CIRCLE);
    params->radius = 0.9f;
    params->feather = 0.9f;
    draw(&sheet, one);
    for (int x = 0; x < W; x++) {
        double across = (x + 0.5) * 2.0 / H - (double)W / H, down = (H / 2 + 0.5) * 2.0 / H - 1.0;
        double in = (0.9 - hypot(across, down)) / 0.9 + 0.5;
        in = fmin(1.0, fmax(0.0, in));
        assert_true(fabs(one[H / 2][x] - 65535.0 * in * in * (3.0 - 2.0 * in)) <= 2.0);
    }
    close_sheet(&sheet);
}

/* Half of the squares are there half way, each whole or not at all but for those that just come. */
static void test_dissolve(void **state)
{
    (void)state;
    Sheet sheet;
    int full = 0, none = 0;
    open_sheet(&sheet);
    GrMaskParams *params = add(&sheet, GR_MASK_DISSOLVE);
    params->cell = 12.0f;
    params->softness = 0.0f;
    draw(&sheet, one);
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++) {
            full += one[y][x] == 65535;
            none += one[y][x] == 0;
        }
    assert_true(full > W * H * 45 / 100 && full < W * H * 55 / 100 &&
                full + none > W * H * 99 / 100);
    close_sheet(&sheet);
}

static void test_baked_is_drawn(void **state)
{
    (void)state;
    GrArena arena = {0};
    Sheet sheet;
    open_sheet(&sheet);
    add(&sheet, GR_MASK_RING)->feather = 0.3f;
    add(&sheet, GR_MASK_RECT)->combine = GR_MASK_SUBTRACT;
    draw(&sheet, one);
    assert_int_equal(gr_mask_bake(&sheet.masks, &arena, NULL), 0);
    assert_non_null(sheet.masks.still);
    draw(&sheet, two);
    for (int y = 0; y < H; y++)
        assert_memory_equal(one[y], two[y], W * sizeof **one);
    gr_arena_finish(&arena);
    close_sheet(&sheet);
}

/* A linear field between its cells is a line. */
static void test_cells(void **state)
{
    (void)state;
    enum { COLS = 9 };
    float cells[COLS + 1];
    int32_t place[SPAN];
    uint16_t *row = gr_aligned_alloc(SPAN * sizeof *row);
    for (int i = 0; i <= COLS; i++)
        cells[i] = (float)i / (COLS - 1);
    for (int x = 0; x < SPAN; x++)
        place[x] = x * (COLS - 1) * 256 / SPAN;
    const GrMaskCells what = {
        .above = cells, .below = cells, .down = 0.4f, .place = place, .low = 0.25f, .scale = 2.0f};
    gr_kernels_none.mask_cells(row, &what, SPAN);
    for (int x = 0; x < SPAN; x++) {
        double at = place[x] / (256.0 * (COLS - 1));
        double in = fmin(1.0, fmax(0.0, (at - 0.25) * 2.0));
        assert_true(fabs(in * in * (3.0 - 2.0 * in) * 65535.0 - row[x]) <= 2.0);
    }
    gr_aligned_free(row);
}

static void test_levels_are_equal(void **state)
{
    (void)state;
    const size_t bytes = (SPAN + 64) * sizeof(uint16_t);
    uint16_t *a = gr_aligned_alloc(bytes), *b = gr_aligned_alloc(bytes);
    for (int level = 1; level < GR_CPU_LEVELS; level++) {
        const GrKernels *kernels = gr_kernels_for((GrCpuLevel)level);
        for (uint32_t seed = 0; kernels && seed < 600; seed++) {
            GrMaskForm form = {.figure = (GrMaskFigure)(seed % (GR_FIGURE_SPECKLE + 1))};
            float *numbers[] = {&form.x, &form.y,     &form.turn_x, &form.turn_y, &form.a,
                                &form.b, &form.scale, &form.bias,   &form.c};
            for (uint32_t i = 0; i < 9; i++)
                *numbers[i] = (gr_rng_unit(seed, 1, i) - 0.4f) * (i == 6 ? 60.0f : 3.0f);
            form.step = gr_rng_unit(seed, 2, 0) * 0.02f;
            form.ease = (float)(seed & 1);
            form.seed = seed;
            memset(a, 9, bytes);
            memset(b, 9, bytes);
            gr_kernels_none.mask_row(a, &form, SPAN);
            kernels->mask_row(b, &form, SPAN);
            assert_memory_equal(a, b, bytes);
            form.a = -form.a;
            uint16_t *rows[] = {a, b};
            for (int i = 0; i < 2; i++) {
                uint16_t *other = gr_aligned_alloc(SPAN * sizeof *other);
                kernels->mask_row(other, &form, SPAN);
                (i ? kernels : &gr_kernels_none)
                    ->mask_join(rows[i], other, (GrMaskJoin)(seed % 3), seed & 4, SPAN);
                gr_aligned_free(other);
            }
            assert_memory_equal(a, b, bytes);
        }
    }
    gr_aligned_free(a);
    gr_aligned_free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_places),   cmocka_unit_test(test_open),
        cmocka_unit_test(test_feather),  cmocka_unit_test(test_slopes_are_fine),
        cmocka_unit_test(test_joins),    cmocka_unit_test(test_groups),
        cmocka_unit_test(test_dissolve), cmocka_unit_test(test_baked_is_drawn),
        cmocka_unit_test(test_cells),    cmocka_unit_test(test_levels_are_equal),
    };
    gr_render_use_level(GR_CPU_NONE);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

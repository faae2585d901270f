/* SPDX-License-Identifier: MIT
 *
 * Characters drawn by rule must tile: what leaves a cell on one side enters the next one.
 */
#include "glyph/rule_glyphs.h"

#include "unit.h"

#include <math.h>
#include <string.h>

enum { SIDE = 420, GUARD = 0x5A };

typedef struct Drawn {
    int width, height;
    uint8_t pixels[SIDE * SIDE];
} Drawn;

static Drawn drawn[4];

static const int sizes[][2] = {
    {10, 19}, {6, 13}, {12, 24}, {11, 20}, {5, 10}, {7, 7}, {20, 38}, {19, 9}, {200, 400},
};
static const int tiny_sizes[][2] = {{1, 1}, {2, 1}, {1, 2}, {3, 5}, {2, 7}, {4, 4}};

static Drawn *draw(int slot, uint32_t code_point, const int size[2])
{
    Drawn *d = &drawn[slot];
    d->width = size[0];
    d->height = size[1];
    memset(d->pixels, GUARD, sizeof d->pixels);
    gr_rule_draw(code_point, (GrCell){d->pixels, d->width, d->height, SIDE, 0, 0});
    return d;
}

static int at(const Drawn *d, int x, int y)
{
    return d->pixels[y * SIDE + x];
}

static double mean_of(const Drawn *d)
{
    double sum = 0;
    for (int y = 0; y < d->height; y++) {
        for (int x = 0; x < d->width; x++) {
            sum += at(d, x, y);
        }
    }
    return sum / (255.0 * d->width * d->height);
}

static void nothing_leaves_the_cell(void **state)
{
    (void)state;
    static const uint32_t ranges[][2] = {{0x2500, 0x259F}, {0x2800, 0x28FF}, {0x1FB00, 0x1FB3B}};
    for (size_t r = 0; r < COUNT_OF(ranges); r++) {
        assert_false(gr_rule_has(ranges[r][0] - 1));
        for (uint32_t c = ranges[r][0]; c <= ranges[r][1]; c++) {
            assert_true(gr_rule_has(c));
            for (size_t s = 0; s < COUNT_OF(sizes) - 1 + COUNT_OF(tiny_sizes); s++) {
                const int *size =
                    s < COUNT_OF(tiny_sizes) ? tiny_sizes[s] : sizes[s - COUNT_OF(tiny_sizes)];
                const Drawn *d = draw(0, c, size);
                for (int y = 0; y < 60; y++) {
                    for (int x = 0; x < 60; x++) {
                        if (x >= d->width || y >= d->height) {
                            assert_int_equal(at(d, x, y), GUARD);
                        }
                    }
                }
                assert_true(c == 0x2800 || mean_of(d) > 0.0 || size[0] < 5 || size[1] < 7);
            }
        }
    }
    assert_false(gr_rule_has(0x25A0) || gr_rule_has(0x2900) || gr_rule_has(0x1FB3C));
}

/* Pairs that together fill the cell, without a gap and without an overlap. */
static void halves_complete_each_other(void **state)
{
    (void)state;
    static const uint32_t pairs[][2] = {
        {0x2580, 0x2584}, /* upper and lower half */
        {0x258C, 0x2590}, /* left and right half */
        {0x2594, 0x2587}, /* upper eighth and lower seven */
        {0x2595, 0x2589}, /* right eighth and left seven */
        {0x2596, 0x259C},   {0x2597, 0x259B}, {0x2598, 0x259F},
        {0x259D, 0x2599},   {0x259A, 0x259E}, {0x1FB00, 0x1FB3B},
        {0x1FB01, 0x1FB3A}, {0x2588, 0x2800}, /* full and nothing */
    };
    for (size_t p = 0; p < COUNT_OF(pairs); p++) {
        for (size_t s = 0; s < COUNT_OF(sizes) + COUNT_OF(tiny_sizes); s++) {
            const int *size = s < COUNT_OF(sizes) ? sizes[s] : tiny_sizes[s - COUNT_OF(sizes)];
            const Drawn *a = draw(0, pairs[p][0], size), *b = draw(1, pairs[p][1], size);
            for (int y = 0; y < size[1]; y++) {
                for (int x = 0; x < size[0]; x++) {
                    int sum = at(a, x, y) + at(b, x, y);
                    assert_in_range(sum, 252, 258); /* each of six parts is rounded by itself */
                }
            }
        }
    }
}

static void eighths_rise(void **state)
{
    (void)state;
    for (size_t s = 0; s < COUNT_OF(sizes) + COUNT_OF(tiny_sizes); s++) {
        const int *size = s < COUNT_OF(sizes) ? sizes[s] : tiny_sizes[s - COUNT_OF(sizes)];
        double below_up = 0, below_right = 0;
        for (int n = 1; n <= 8; n++) {
            double up = mean_of(draw(0, 0x2580u + (uint32_t)n, size));
            double right = mean_of(draw(0, 0x2590u - (uint32_t)n, size));
            assert_true(up > below_up && right > below_right);
            /* Edges are rounded to whole pixels. */
            double slack_up = 0.5 / size[1] + 0.004, slack_right = 0.5 / size[0] + 0.004;
            assert_true(up > n / 8.0 - slack_up && up < n / 8.0 + slack_up);
            assert_true(right > n / 8.0 - slack_right && right < n / 8.0 + slack_right);
            below_up = up;
            below_right = right;
        }
    }
}

static void shades_are_exact_and_flat(void **state)
{
    (void)state;
    static const int levels[] = {64, 128, 191};
    for (uint32_t i = 0; i < 3; i++) {
        const Drawn *d = draw(0, 0x2591 + i, (const int[]){11, 7});
        for (int y = 0; y < 7; y++) {
            for (int x = 0; x < 11; x++) {
                assert_int_equal(at(d, x, y), levels[i]);
            }
        }
    }
}

/* What Unicode's names say of U+2500 to U+257F: weight of the line that leaves the cell upwards,
 * to the right, downwards, to the left (0 none, 1 light, 2 heavy, 3 double); dashes and diagonals,
 * which need not reach an edge, are left out. */
static const struct {
    uint32_t code_point;
    const char *edges;
} lines[] = {
    {0x2500, "0101"}, {0x2501, "0202"}, {0x2502, "1010"}, {0x2503, "2020"}, {0x250C, "0110"},
    {0x250F, "0220"}, {0x2512, "0021"}, {0x2515, "1200"}, {0x2518, "1001"}, {0x251B, "2002"},
    {0x251E, "2110"}, {0x2522, "1220"}, {0x2525, "1012"}, {0x2529, "2012"}, {0x252C, "0111"},
    {0x252E, "0211"}, {0x2531, "0122"}, {0x2535, "1102"}, {0x253A, "2201"}, {0x253C, "1111"},
    {0x2540, "2111"}, {0x2544, "2211"}, {0x2549, "2122"}, {0x254B, "2222"}, {0x2550, "0303"},
    {0x2551, "3030"}, {0x2552, "0310"}, {0x2553, "0130"}, {0x2554, "0330"}, {0x2557, "0033"},
    {0x255A, "3300"}, {0x255D, "3003"}, {0x255E, "1310"}, {0x255F, "3130"}, {0x2560, "3330"},
    {0x2563, "3033"}, {0x2564, "0313"}, {0x2566, "0333"}, {0x2569, "3303"}, {0x256A, "1313"},
    {0x256B, "3131"}, {0x256C, "3333"}, {0x256D, "0110"}, {0x256E, "0011"}, {0x256F, "1001"},
    {0x2570, "1100"}, {0x2574, "0001"}, {0x2577, "0010"}, {0x257C, "0201"}, {0x257F, "2010"},
};

static void check_edge(const Drawn *d, const Drawn *model, bool upright, bool far_end, bool inked)
{
    int length = upright ? d->width : d->height;
    for (int i = 0; i < length; i++) {
        int x = upright ? i : far_end ? d->width - 1 : 0;
        int y = upright ? far_end ? d->height - 1 : 0 : i;
        int expected = inked ? at(model, upright ? i : 0, upright ? 0 : i) : 0;
        assert_int_equal(at(d, x, y), expected);
    }
}

static void box_lines_meet_at_the_edges(void **state)
{
    (void)state;
    static const uint32_t upright_lines[] = {0x2502, 0x2502, 0x2503, 0x2551};
    static const uint32_t level_lines[] = {0x2500, 0x2500, 0x2501, 0x2550};
    for (size_t s = 0; s < COUNT_OF(sizes); s++) {
        for (size_t i = 0; i < COUNT_OF(lines); i++) {
            const Drawn *d = draw(0, lines[i].code_point, sizes[s]);
            for (int direction = 0; direction < 4; direction++) {
                int weight = lines[i].edges[direction] - '0';
                bool upright = direction % 2 == 0;
                const Drawn *model =
                    draw(1, upright ? upright_lines[weight] : level_lines[weight], sizes[s]);
                check_edge(d, model, upright, direction == 1 || direction == 2, weight != 0);
            }
        }
    }
}

static void joints_have_no_holes(void **state)
{
    (void)state;
    /* Cells whose strokes must form one connected figure; doubles of ╬ and the like do not. */
    static const uint32_t joints[] = {0x250C, 0x2513, 0x2516, 0x251B, 0x2520, 0x253C,
                                      0x2541, 0x254B, 0x2552, 0x2553, 0x255B, 0x255C,
                                      0x256A, 0x256B, 0x256D, 0x256F, 0x257D};
    static uint8_t seen[SIDE * SIDE];
    static int stack[4 * SIDE * SIDE];
    for (size_t s = 0; s + 1 < COUNT_OF(sizes); s++) {
        for (size_t i = 0; i < COUNT_OF(joints); i++) {
            const Drawn *d = draw(0, joints[i], sizes[s]);
            int inked = 0, reached = 0, top = 0;
            memset(seen, 0, sizeof seen);
            for (int y = 0; y < d->height; y++) {
                for (int x = 0; x < d->width; x++) {
                    if (at(d, x, y) > 0) {
                        if (inked++ == 0) {
                            stack[top++] = y * SIDE + x;
                        }
                    }
                }
            }
            while (top > 0) {
                int place = stack[--top], x = place % SIDE, y = place / SIDE;
                if (x < 0 || y < 0 || x >= d->width || y >= d->height || seen[place] ||
                    at(d, x, y) == 0) {
                    continue;
                }
                seen[place] = 1;
                reached++;
                stack[top++] = place + 1;
                stack[top++] = place + SIDE;
                if (x > 0) {
                    stack[top++] = place - 1;
                }
                if (y > 0) {
                    stack[top++] = place - SIDE;
                }
            }
            assert_int_equal(reached, inked);
        }
    }
}

static void dashes_repeat_evenly(void **state)
{
    (void)state;
    static const struct {
        uint32_t code_point;
        int count;
        bool upright;
    } cases[] = {{0x2504, 3, false}, {0x2507, 3, true},  {0x2508, 4, false},
                 {0x250B, 4, true},  {0x254C, 2, false}, {0x254F, 2, true}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const Drawn *d = draw(0, cases[i].code_point, (const int[]){24, 48});
        int length = cases[i].upright ? 48 : 24, dashes = 0, before = 0;
        for (int k = 0; k < length; k++) {
            int now = cases[i].upright ? at(d, 12, k) : at(d, k, 24);
            dashes += now > 0 && before == 0;
            before = now;
        }
        assert_int_equal(dashes, cases[i].count);
        assert_int_equal(before, 0); /* a gap at the end: the next cell's dash stays apart */
    }
}

static void braille_dots_are_where_unicode_says(void **state)
{
    (void)state;
    static const struct {
        int bit, column, row;
    } dots[] = {{0, 0, 0}, {1, 0, 1}, {2, 0, 2}, {3, 1, 0},
                {4, 1, 1}, {5, 1, 2}, {6, 0, 3}, {7, 1, 3}};
    for (size_t s = 0; s < COUNT_OF(sizes); s++) {
        const int *size = sizes[s];
        double one = mean_of(draw(0, 0x2801, size)), all = mean_of(draw(0, 0x28FF, size));
        assert_true(all > 7.9 * one && all < 8.1 * one);
        for (size_t i = 0; i < COUNT_OF(dots); i++) {
            const Drawn *d = draw(0, 0x2800u + (1u << dots[i].bit), size);
            for (int y = 0; y < size[1]; y++) {
                for (int x = 0; x < size[0]; x++) {
                    int column = (2 * x + 1) / size[0], row = (4 * y + 2) / size[1];
                    bool own = column == dots[i].column && row == dots[i].row;
                    /* Smooth edges may touch the next part, the body may not. */
                    assert_true(own || at(d, x, y) < 160);
                }
            }
            double mean = mean_of(d);
            assert_true(mean > 0.98 * one && mean < 1.02 * one);
        }
    }
}

/* Cells w by h, and neighbours that are a pixel wider or higher, as the edges of a grid make them.
 * Not every size: but all residues of the divisions in question occur. */
#define FOR_ALL_SIZES(w, h)                                                                        \
    for (int w = 3; w <= 41; w += 1 + (w > 12))                                                    \
        for (int h = 5; h <= 83; h += 1 + 2 * (h > 20))

/* The same character three times in a row or column; the second cell is a pixel longer. */
typedef struct Strip {
    int length, across; /* pixels along and across */
    uint8_t pixels[260][100];
} Strip;

static void lay_strip(Strip *strip, uint32_t c, int w, int h, bool upright)
{
    static uint8_t cell[100 * 100];
    strip->length = 0;
    strip->across = upright ? w : h;
    for (int i = 0; i < 3; i++) {
        int width = w + (!upright && i == 1), height = h + (upright && i == 1);
        gr_rule_draw(c, (GrCell){cell, width, height, 100, w, h});
        int along = upright ? height : width;
        for (int k = 0; k < along; k++) {
            for (int a = 0; a < strip->across; a++) {
                strip->pixels[strip->length][a] = upright ? cell[k * 100 + a] : cell[a * 100 + k];
            }
            strip->length++;
        }
    }
}

/* Whole lines and blocks are the same at each pixel along their run, across borders too. */
static void runs_have_no_seams(void **state)
{
    (void)state;
    static Strip strip;
    enum { LEVEL = 1, UPRIGHT = 2, BOTH = 3 };
    static const struct {
        uint32_t code_point;
        unsigned runs;
    } cases[] = {
        {0x2500, LEVEL},   {0x2501, LEVEL},   {0x2550, LEVEL},   {0x2502, UPRIGHT},
        {0x2503, UPRIGHT}, {0x2551, UPRIGHT}, {0x2588, BOTH},    {0x2591, BOTH},
        {0x2592, BOTH},    {0x2593, BOTH},    {0x2580, LEVEL},   {0x2584, LEVEL},
        {0x2581, LEVEL},   {0x2587, LEVEL},   {0x2594, LEVEL},   {0x258C, UPRIGHT},
        {0x2590, UPRIGHT}, {0x2589, UPRIGHT}, {0x258F, UPRIGHT}, {0x2595, UPRIGHT},
        {0x1FB02, LEVEL},  {0x1FB0B, LEVEL},  {0x1FB2D, LEVEL},
    };
    FOR_ALL_SIZES(w, h)
    {
        for (size_t i = 0; i < 2 * COUNT_OF(cases); i++) {
            bool upright = i % 2 == 1;
            if ((cases[i / 2].runs & (upright ? UPRIGHT : LEVEL)) == 0) {
                continue;
            }
            lay_strip(&strip, cases[i / 2].code_point, w, h, upright);
            int sum = 0;
            for (int k = 0; k < strip.length; k++) {
                for (int a = 0; a < strip.across; a++) { /* parts are rounded by themselves */
                    int off = strip.pixels[k][a] - strip.pixels[0][a];
                    assert_in_range(off + 1, 0, 2);
                    sum += strip.pixels[k][a];
                }
            }
            assert_true(sum > 30 * strip.length);
        }
    }
}

/* Dashes and gaps repeat across borders as within a cell, to a pixel. */
static void dashes_go_on_across_borders(void **state)
{
    (void)state;
    static Strip strip;
    static const struct {
        uint32_t code_point;
        int count;
        bool upright;
    } cases[] = {{0x2504, 3, false}, {0x2505, 3, false}, {0x2506, 3, true}, {0x2507, 3, true},
                 {0x2508, 4, false}, {0x2509, 4, false}, {0x250A, 4, true}, {0x250B, 4, true},
                 {0x254C, 2, false}, {0x254D, 2, false}, {0x254E, 2, true}, {0x254F, 2, true}};
    FOR_ALL_SIZES(w, h)
    {
        for (size_t i = 0; i < COUNT_OF(cases); i++) {
            int cell = cases[i].upright ? h : w, changes = 0, run = 0, ink = 0;
            int least[2] = {1000, 1000}, most[2] = {0, 0};
            lay_strip(&strip, cases[i].code_point, w, h, cases[i].upright);
            int line = ((cases[i].upright ? w : h) - 1) / 2;
            for (int k = 0; k < strip.length; k++) {
                ink += strip.pixels[k][line];
            }
            double share = ink / (255.0 * strip.length);
            assert_true(share > 0.4 && share < 0.85);
            for (int k = 1; k < strip.length && cell >= 2 * cases[i].count; k++) {
                bool now = strip.pixels[k][line] > 0, before = strip.pixels[k - 1][line] > 0;
                run++;
                if (now != before) {
                    if (changes++ > 0) {
                        least[before] = run < least[before] ? run : least[before];
                        most[before] = run > most[before] ? run : most[before];
                    }
                    run = 0;
                }
            }
            if (changes > 0) { /* else there is no room for whole pixels: shades stand for them */
                assert_true(least[0] >= 1 && most[0] - least[0] <= 1);
                assert_true(least[1] >= 1 && most[1] - least[1] <= 2);
            }
        }
    }
}

/* A ring of four arcs is closed, and as wide at the borders as its straight parts; a diagonal
 * reaches both its corners. */
static void arcs_and_diagonals_meet(void **state)
{
    (void)state;
    static const uint32_t corners[] = {0x256D, 0x256E, 0x2570, 0x256F};
    static uint8_t ring[200 * 200];
    FOR_ALL_SIZES(w, h)
    {
        for (int i = 0; i < 4; i++) { /* the right and the lower cells are a pixel larger */
            uint8_t *at = ring + i / 2 * h * 200 + i % 2 * w;
            gr_rule_draw(corners[i], (GrCell){at, w + i % 2, h + i / 2, 200, w, h});
        }
        for (int y = 0; y < 2 * h; y++) {
            assert_int_equal(ring[y * 200 + w - 1], ring[y * 200 + w]);
        }
        for (int x = 0; x < 2 * w; x++) {
            assert_int_equal(ring[(h - 1) * 200 + x], ring[h * 200 + x]);
        }
        for (uint32_t c = 0x2571; c <= 0x2573; c++) {
            const int size[2] = {w, h};
            const Drawn *d = draw(0, c, size);
            bool rises = c != 0x2572, falls = c != 0x2571;
            assert_true(!rises || (at(d, 0, h - 1) > 90 && at(d, w - 1, 0) > 90));
            assert_true(!falls || (at(d, 0, 0) > 90 && at(d, w - 1, h - 1) > 90));
            for (int y = 0; y < h; y++) { /* unbroken: ink in every row */
                int most = 0;
                for (int x = 0; x < w; x++) {
                    most = at(d, x, y) > most ? at(d, x, y) : most;
                }
                assert_true(most > 90);
            }
        }
    }
}

/* Blocks that share the cell between them leave nothing out and take nothing twice. */
static void partitions_are_complete(void **state)
{
    (void)state;
    static const uint32_t parts[][5] = {
        {0x2596, 0x2597, 0x2598, 0x259D, 0}, /* quadrants */
        {0x2580, 0x2584, 0, 0, 0},           {0x258C, 0x2590, 0, 0, 0},
        {0x1FB02, 0x1FB0B, 0x1FB2D, 0, 0}, /* thirds */
        {0x2594, 0x2587, 0, 0, 0},           {0x2595, 0x2589, 0, 0, 0},
    };
    FOR_ALL_SIZES(w, h)
    {
        const int size[2] = {w, h};
        for (size_t p = 0; p < COUNT_OF(parts); p++) {
            static int sum[100 * 100];
            memset(sum, 0, sizeof sum);
            for (int i = 0; parts[p][i]; i++) {
                const Drawn *d = draw(0, parts[p][i], size);
                for (int k = 0; k < w * h; k++) {
                    sum[k] += at(d, k % w, k / w);
                }
            }
            for (int k = 0; k < w * h; k++) {
                assert_in_range(sum[k], 253, 257);
            }
        }
    }
}

/* Where the middle of a character's ink lies along an axis, and how much there is of it. */
static double middle_of(uint32_t c, int w, int h, int width, int height, bool upright, double *ink)
{
    static uint8_t cell[100 * 100];
    double moment = 0;
    *ink = 0;
    gr_rule_draw(c, (GrCell){cell, width, height, 100, w, h});
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            moment += cell[y * 100 + x] * ((upright ? y : x) + 0.5);
            *ink += cell[y * 100 + x];
        }
    }
    return moment / *ink;
}

/* Braille dots are one size in cells that differ by a pixel, and as far from the next cell's dots
 * as from each other, to a pixel. */
static void dots_go_on_across_borders(void **state)
{
    (void)state;
    static const uint32_t level[] = {0x2801, 0x2808}, rows[] = {0x2801, 0x2802, 0x2804, 0x2840};
    for (int w = 6; w <= 41; w++) {
        for (int h = 12; h <= 83; h++) {
            for (int upright = 0; upright < 2; upright++) {
                int count = upright ? 4 : 2, along = upright ? h : w, start = 0;
                double pitch = (double)along / count, before = 0, first = 0;
                for (int i = 0; i < 3 * count; i++) {
                    bool larger = i / count == 1;
                    double ink, at = middle_of(upright ? rows[i % count] : level[i % count], w, h,
                                               w + (larger && !upright), h + (larger && upright),
                                               upright, &ink);
                    at += start;
                    first = i == 0 ? ink : first;
                    assert_true(fabs(ink / first - 1.0) < 0.02);
                    if (i > 0 && fabs(at - before - pitch) > 1.3) {
                        fail_msg("%dx%d: dots %.2f apart, not %.2f", w, h, at - before, pitch);
                    }
                    before = at;
                    start += i % count == count - 1 ? along + larger : 0;
                }
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_leaves_the_cell),
        cmocka_unit_test(halves_complete_each_other),
        cmocka_unit_test(eighths_rise),
        cmocka_unit_test(shades_are_exact_and_flat),
        cmocka_unit_test(box_lines_meet_at_the_edges),
        cmocka_unit_test(joints_have_no_holes),
        cmocka_unit_test(dashes_repeat_evenly),
        cmocka_unit_test(braille_dots_are_where_unicode_says),
        cmocka_unit_test(runs_have_no_seams),
        cmocka_unit_test(dashes_go_on_across_borders),
        cmocka_unit_test(arcs_and_diagonals_meet),
        cmocka_unit_test(partitions_are_complete),
        cmocka_unit_test(dots_go_on_across_borders),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

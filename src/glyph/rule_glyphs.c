/* SPDX-License-Identifier: MIT */
#include "glyph/rule_glyphs.h"

#include "base/vmath.h"

#include <string.h>

bool gr_rule_has(uint32_t code_point)
{
    return (code_point >= 0x2500 && code_point <= 0x259F) ||
           (code_point >= 0x2800 && code_point <= 0x28FF) ||
           (code_point >= 0x1FB00 && code_point <= 0x1FB3B);
}

void gr_cell_fill(GrCell cell, int x0, int y0, int x1, int y1, uint8_t value)
{
    x0 = x0 > 0 ? x0 : 0;
    y0 = y0 > 0 ? y0 : 0;
    x1 = x1 < cell.width ? x1 : cell.width;
    y1 = y1 < cell.height ? y1 : cell.height;
    for (int y = y0; y < y1 && x0 < x1; y++) {
        memset(cell.pixels + y * cell.stride + x0, value, (size_t)(x1 - x0));
    }
}

void gr_cell_add(GrCell cell, int x, int y, float coverage)
{
    uint8_t *pixel = cell.pixels + y * cell.stride + x;
    int sum = *pixel + (int)(gr_unitf(coverage) * 255.0f + 0.5f);
    *pixel = (uint8_t)(sum < 255 ? sum : 255);
}

/* Where part `part` of `parts` begins: on a whole pixel where parts are two pixels or more (crisp
 * edges), else exactly, so that eighths of a tiny cell still differ in light. 4/8 is the same edge
 * as 1/2. */
static float edge_of(int part, int parts, int length)
{
    while (part % 2 == 0 && parts % 2 == 0) {
        part /= 2;
        parts /= 2;
    }
    float exact = (float)(part * length) / (float)parts;
    return length >= 2 * parts ? gr_floorf(exact + 0.5f) : exact;
}

static float overlap(float from, float to, int pixel)
{
    float low = gr_maxf(from, (float)pixel);
    float high = gr_minf(to, (float)pixel + 1.0f);
    return gr_maxf(high - low, 0.0f);
}

/* Adds a rectangle given in pixels, exactly: each pixel by the share of it that is covered. */
static void add_area(GrCell cell, float left, float right, float top, float bottom)
{
    for (int y = 0; y < cell.height; y++) {
        float rows = overlap(top, bottom, y);
        if (rows <= 0.0f) {
            continue;
        }
        for (int x = 0; x < cell.width; x++) {
            float area = rows * overlap(left, right, x);
            if (area > 0.0f) {
                gr_cell_add(cell, x, y, area);
            }
        }
    }
}

/* Adds a rectangle given in parts of the cell: columns [x0, x1) of `x_parts`, rows likewise. */
static void add_parts(GrCell cell, int x0, int x1, int x_parts, int y0, int y1, int y_parts)
{
    add_area(cell, edge_of(x0, x_parts, cell.width), edge_of(x1, x_parts, cell.width),
             edge_of(y0, y_parts, cell.height), edge_of(y1, y_parts, cell.height));
}

enum { UPPER_LEFT = 1, UPPER_RIGHT = 2, LOWER_LEFT = 4, LOWER_RIGHT = 8 };

static void draw_quadrants(GrCell cell, unsigned mask)
{
    for (int i = 0; i < 4; i++) {
        if (mask & (1u << i)) {
            add_parts(cell, i % 2, i % 2 + 1, 2, i / 2, i / 2 + 1, 2);
        }
    }
}

static void draw_block(GrCell cell, uint32_t code_point)
{
    /* U+2596 to U+259F in order. */
    static const uint8_t quadrants[10] = {
        LOWER_LEFT,
        LOWER_RIGHT,
        UPPER_LEFT,
        UPPER_LEFT | LOWER_LEFT | LOWER_RIGHT,
        UPPER_LEFT | LOWER_RIGHT,
        UPPER_LEFT | UPPER_RIGHT | LOWER_LEFT,
        UPPER_LEFT | UPPER_RIGHT | LOWER_RIGHT,
        UPPER_RIGHT,
        UPPER_RIGHT | LOWER_LEFT,
        UPPER_RIGHT | LOWER_LEFT | LOWER_RIGHT,
    };
    int n = (int)(code_point - 0x2580);
    if (n == 0x00) {
        add_parts(cell, 0, 1, 1, 0, 1, 2);
    } else if (n <= 0x08) {
        add_parts(cell, 0, 1, 1, 8 - n, 8, 8);
    } else if (n <= 0x0F) {
        add_parts(cell, 0, 0x10 - n, 8, 0, 1, 1);
    } else if (n == 0x10) {
        add_parts(cell, 1, 2, 2, 0, 1, 1);
    } else if (n <= 0x13) {
        /* Shades are flat: 1/4, 1/2 and 3/4 at every size, no seams at odd sizes, no moire. */
        static const uint8_t shades[3] = {64, 128, 191};
        gr_cell_fill(cell, 0, 0, cell.width, cell.height, shades[n - 0x11]);
    } else if (n == 0x14) {
        add_parts(cell, 0, 1, 1, 0, 1, 8);
    } else if (n == 0x15) {
        add_parts(cell, 7, 8, 8, 0, 1, 1);
    } else {
        draw_quadrants(cell, quadrants[n - 0x16]);
    }
}

/* A round dot around a centre, one pixel of smooth edge. */
static void add_dot(GrCell cell, float cx, float cy, float radius)
{
    int x0 = (int)gr_maxf(gr_floorf(cx - radius - 1.0f), 0.0f);
    int y0 = (int)gr_maxf(gr_floorf(cy - radius - 1.0f), 0.0f);
    for (int y = y0; y < cell.height && (float)y < cy + radius + 1.0f; y++) {
        for (int x = x0; x < cell.width && (float)x < cx + radius + 1.0f; x++) {
            float dx = (float)x + 0.5f - cx, dy = (float)y + 0.5f - cy;
            float distance = gr_sqrtf(dx * dx + dy * dy);
            float coverage = radius + 0.5f - distance;
            if (coverage > 0.0f) {
                gr_cell_add(cell, x, y, coverage);
            }
        }
    }
}

/* The middle of part `part` of `parts`, moved so that a dot of whole diameter lies on whole pixels:
 * then all dots of all cells are the same picture. */
static float dot_centre(int part, int parts, int length, int diameter)
{
    float exact = (float)((2 * part + 1) * length) / (float)(2 * parts);
    float half = diameter % 2 != 0 ? 0.5f : 0.0f;
    return gr_floorf(exact - half + 0.5f) + half;
}

static void draw_braille(GrCell cell, uint32_t code_point)
{
    /* Bit i of the code point is the dot in this column and row. */
    static const uint8_t column[8] = {0, 0, 0, 1, 1, 1, 0, 1};
    static const uint8_t row[8] = {0, 1, 2, 0, 1, 2, 3, 3};
    float pitch_x = (float)cell.width / 2.0f, pitch_y = (float)cell.height / 4.0f;
    float least_x = cell.least_width > 0 ? (float)cell.least_width / 2.0f : pitch_x;
    float least_y = cell.least_height > 0 ? (float)cell.least_height / 4.0f : pitch_y;
    float pitch = gr_minf(least_x, least_y);
    int diameter = (int)(pitch * 0.8f + 0.5f);
    for (int i = 0; i < 8; i++) {
        if (((code_point >> i) & 1) == 0) {
            continue;
        }
        if (pitch < 3.0f) { /* too small for a round dot: the square in which it would lie */
            float left = (float)column[i] * pitch_x, top = (float)row[i] * pitch_y;
            add_area(cell, left, left + 0.75f * pitch_x, top, top + 0.75f * pitch_y);
        } else {
            float cx = dot_centre(column[i], 2, cell.width, diameter);
            float cy = dot_centre(row[i], 4, cell.height, diameter);
            add_dot(cell, cx, cy, (float)diameter / 2.0f);
        }
    }
}

static void draw_sextant(GrCell cell, uint32_t code_point)
{
    /* All masks of six but the empty one, the left half, the right half and the full one, which
     * are blocks already. */
    unsigned mask = code_point - 0x1FB00 + 1;
    mask += mask >= 21;
    mask += mask >= 42;
    for (int i = 0; i < 6; i++) {
        if (mask & (1u << i)) {
            add_parts(cell, i % 2, i % 2 + 1, 2, i / 2, i / 2 + 1, 3);
        }
    }
}

void gr_rule_draw(uint32_t code_point, GrCell cell)
{
    gr_cell_fill(cell, 0, 0, cell.width, cell.height, 0);
    if (code_point < 0x2580) {
        gr_box_draw(code_point, cell);
    } else if (code_point < 0x25A0) {
        draw_block(cell, code_point);
    } else if (code_point < 0x2900) {
        draw_braille(cell, code_point);
    } else {
        draw_sextant(cell, code_point);
    }
}

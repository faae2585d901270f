/* SPDX-License-Identifier: MIT */
#include "render/kernels/parts.h"

/* Glyph rows are copied whole, 16 bytes at a time: what a copy writes past its cell is zero and is
 * overwritten by the next cell. Down a cell first, so that its source pointer stays in a register.
 */
static void cover_16(uint8_t *lines, ptrdiff_t pitch, const uint8_t *const *cells, const int *edge,
                     int count, int rows)
{
    for (int i = 0; i < count; i++) {
        const uint8_t *from = cells[i];
        uint8_t *to = lines + edge[i];
        for (int row = 0; row < rows; row++, from += 16, to += pitch)
            memcpy(to, from, 16);
    }
}

static void cover_32(uint8_t *lines, ptrdiff_t pitch, const uint8_t *const *cells, const int *edge,
                     int count, int rows)
{
    for (int i = 0; i < count; i++) {
        const uint8_t *from = cells[i];
        uint8_t *to = lines + edge[i];
        for (int row = 0; row < rows; row++, from += 32, to += pitch)
            memcpy(to, from, 32);
    }
}

void cover_lines(uint8_t *lines, ptrdiff_t pitch, const uint8_t *const *cells, const int *edge,
                 int count, int rows, int stride)
{
    if (stride == 16) {
        cover_16(lines, pitch, cells, edge, count, rows);
        return;
    }
    if (stride == 32) {
        cover_32(lines, pitch, cells, edge, count, rows);
        return;
    }
    for (int i = 0; i < count; i++) {
        const uint8_t *from = cells[i];
        uint8_t *to = lines + edge[i];
        for (int row = 0; row < rows; row++, from += stride, to += pitch)
            memcpy(to, from, (size_t)stride);
    }
}

void spread_cells(GrPixel *line, const uint8_t *cells, const int *edge, int count)
{
    for (int i = 0; i < count; i++) {
        GrPixel *to = line + edge[i], *end = line + edge[i + 1];
        for (; to < end; to += 16)
            memset(to, cells[i], 16);
    }
}

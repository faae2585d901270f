/* SPDX-License-Identifier: MIT
 *
 * Blurring and growing pictures of coverage, in whole numbers: the same bytes everywhere.
 */
#include "glyph/text_ink.h"

#include "base/vmath.h"

#include <stdlib.h>
#include <string.h>

/* One box over a line of `count` values, `radius` to each side; beyond the ends there is nothing.
 */
static void box_line(const uint16_t *from, uint16_t *to, int count, int radius)
{
    uint32_t width = 2 * (uint32_t)radius + 1;
    uint64_t reciprocal = ((1ull << 32) + width / 2) / width;
    uint32_t sum = 0;
    for (int i = 0; i < radius && i < count; i++) {
        sum += from[i];
    }
    for (int i = 0; i < count; i++) {
        if (i + radius < count) {
            sum += from[i + radius];
        }
        if (i - radius - 1 >= 0) {
            sum -= from[i - radius - 1];
        }
        to[i] = (uint16_t)((sum * reciprocal + (1ull << 31)) >> 32);
    }
}

/* Columns side by side, so that rows are read as they lie. */
static void box_columns(const uint16_t *from, uint16_t *to, int width, int height, int radius,
                        uint32_t *sums)
{
    uint32_t span = 2 * (uint32_t)radius + 1;
    uint64_t reciprocal = ((1ull << 32) + span / 2) / span;
    memset(sums, 0, (size_t)width * sizeof *sums);
    for (int y = 0; y < radius && y < height; y++) {
        for (int x = 0; x < width; x++) {
            sums[x] += from[(long)y * width + x];
        }
    }
    for (int y = 0; y < height; y++) {
        for (int x = 0; y + radius < height && x < width; x++) {
            sums[x] += from[(long)(y + radius) * width + x];
        }
        for (int x = 0; y - radius - 1 >= 0 && x < width; x++) {
            sums[x] -= from[(long)(y - radius - 1) * width + x];
        }
        for (int x = 0; x < width; x++) {
            to[(long)y * width + x] = (uint16_t)((sums[x] * reciprocal + (1ull << 31)) >> 32);
        }
    }
}

/* Three boxes come close to a Gaussian; their radii add up to the reach. */
static void box_radii(float reach, int radii[3])
{
    int total = (int)gr_roundf(reach);
    total = total < 1 ? 1 : total;
    for (int i = 0; i < 3; i++) {
        radii[i] = (total + i) / 3;
    }
}

int gr_cover_blur(const GrCover *from, float reach, GrCover *out, GrError *error)
{
    *out = (GrCover){0};
    if (!from->at) {
        return 0;
    }
    int radii[3];
    box_radii(reach, radii);
    int margin = radii[0] + radii[1] + radii[2];
    int code = gr_cover_create(out, from->left - margin, from->top - margin,
                               from->width + 2 * margin, from->height + 2 * margin, error);
    if (code < 0) {
        return code;
    }
    size_t count = (size_t)out->width * (size_t)out->height;
    uint16_t *a = calloc(count, sizeof *a), *b = calloc(count, sizeof *b);
    uint32_t *sums = calloc((size_t)out->width, sizeof *sums);
    if (!a || !b || !sums) {
        code = gr_error_memory(error, "blurring a glyph", count * sizeof *a);
        goto done;
    }
    for (int y = 0; y < from->height; y++) {
        for (int x = 0; x < from->width; x++) {
            a[(size_t)(y + margin) * (size_t)out->width + (size_t)(x + margin)] =
                (uint16_t)(from->at[(size_t)y * (size_t)from->width + (size_t)x] * 257u);
        }
    }
    for (int pass = 0; pass < 3; pass++) {
        if (radii[pass] == 0) {
            continue;
        }
        for (int y = 0; y < out->height; y++) {
            box_line(a + (size_t)y * (size_t)out->width, b + (size_t)y * (size_t)out->width,
                     out->width, radii[pass]);
        }
        box_columns(b, a, out->width, out->height, radii[pass], sums);
    }
    for (size_t i = 0; i < count; i++) {
        out->at[i] = (uint8_t)((a[i] + 128u) / 257u);
    }
done:
    free(a);
    free(b);
    free(sums);
    return code;
}

enum { FAR = 1 << 28 };

/* Squared distances along one line: f is 0 where there is ink, and what earlier passes found
 * elsewhere; the lower envelope of the parabolas over it (Felzenszwalb and Huttenlocher). */
static void distance_line(const int32_t *f, int32_t *out, int count, int *vertex, float *border)
{
    int k = -1;
    for (int q = 0; q < count; q++) {
        if (f[q] >= FAR) {
            continue;
        }
        float at = 0.0f;
        while (k >= 0) {
            int v = vertex[k];
            at = ((float)(f[q] - f[v]) + (float)q * (float)q - (float)v * (float)v) /
                 (float)(2 * (q - v));
            if (at > border[k]) {
                break;
            }
            k--;
        }
        k++;
        vertex[k] = q;
        border[k] = k == 0 ? -1e9f : at;
    }
    for (int q = 0, now = 0; q < count; q++) {
        if (k < 0) {
            out[q] = FAR;
            continue;
        }
        while (now < k && border[now + 1] < (float)q) {
            now++;
        }
        int away = q - vertex[now];
        out[q] = away * away + f[vertex[now]];
    }
}

int gr_cover_grow(const GrCover *from, float radius, GrCover *out, GrError *error)
{
    *out = (GrCover){0};
    if (!from->at) {
        return 0;
    }
    int margin = (int)radius + 2;
    int code = gr_cover_create(out, from->left - margin, from->top - margin,
                               from->width + 2 * margin, from->height + 2 * margin, error);
    if (code < 0) {
        return code;
    }
    int width = out->width, height = out->height;
    int longest = width > height ? width : height;
    size_t count = (size_t)width * (size_t)height;
    int32_t *field = malloc(count * sizeof *field);
    int32_t *line = malloc(2 * (size_t)longest * sizeof *line);
    int *vertex = malloc((size_t)longest * sizeof *vertex);
    float *border = malloc((size_t)longest * sizeof *border);
    if (!field || !line || !vertex || !border) {
        code = gr_error_memory(error, "an outline", count * sizeof *field);
        goto done;
    }
    for (size_t i = 0; i < count; i++) {
        int x = (int)(i % (size_t)width) - margin, y = (int)(i / (size_t)width) - margin;
        bool inside = x >= 0 && x < from->width && y >= 0 && y < from->height;
        uint8_t ink = inside ? from->at[(size_t)y * (size_t)from->width + (size_t)x] : 0;
        field[i] = ink >= 128 ? 0 : FAR;
        out->at[i] = ink;
    }
    for (int x = 0; x < width; x++) {
        for (int y = 0; y < height; y++) {
            line[y] = field[(size_t)y * (size_t)width + (size_t)x];
        }
        distance_line(line, line + longest, height, vertex, border);
        for (int y = 0; y < height; y++) {
            field[(size_t)y * (size_t)width + (size_t)x] = line[longest + y];
        }
    }
    for (int y = 0; y < height; y++) {
        distance_line(field + (size_t)y * (size_t)width, line, width, vertex, border);
        for (int x = 0; x < width; x++) {
            float reach = radius + 0.5f - gr_sqrtf((float)line[x]);
            uint8_t grown = (uint8_t)(gr_unitf(reach) * 255.0f + 0.5f);
            uint8_t *at = &out->at[(size_t)y * (size_t)width + (size_t)x];
            *at = *at > grown ? *at : grown;
        }
    }
done:
    free(field);
    free(line);
    free(vertex);
    free(border);
    return code;
}

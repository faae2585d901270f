/* SPDX-License-Identifier: MIT */
#include "media/picture_scale.h"

#include <stdlib.h>
#include <string.h>

/* For one row or column of the result: which of the source count, and how much. */
typedef struct Taps {
    int *first, *count;
    float *weight; /* `most` for each */
    int most;
} Taps;

static double cubic(double x)
{
    x = x < 0.0 ? -x : x;
    if (x < 1.0)
        return (1.5 * x - 2.5) * x * x + 1.0;
    return x < 2.0 ? ((-0.5 * x + 2.5) * x - 4.0) * x + 2.0 : 0.0;
}

/* Of what lies between `low` and `high`. */
static int make_taps(Taps *taps, double low, double high, double from, double to, int source,
                     int count)
{
    double step = (to - from) / count, reach = step > 1.0 ? step : 1.0;
    taps->most = (int)(4.0 * reach) + 3;
    taps->first = calloc((size_t)count, sizeof *taps->first);
    taps->count = calloc((size_t)count, sizeof *taps->count);
    taps->weight = calloc((size_t)count * (size_t)taps->most, sizeof *taps->weight);
    if (!taps->first || !taps->count || !taps->weight)
        return GR_E_SPACE;
    int least = (int)low, last = (int)high + (high > (double)(int)high) - 1;
    last = last < source ? last : source - 1;
    for (int i = 0; i < count; i++) {
        double middle = from + (i + 0.5) * step, sum = 0.0, begin = middle - 2.0 * reach;
        float *weight = taps->weight + (ptrdiff_t)i * taps->most;
        int first = begin < least ? least : (int)begin, n = 0;
        first = first > last ? last : first;
        for (int at = first; at <= last && at < middle + 2.0 * reach && n < taps->most; at++, n++) {
            weight[n] = (float)cubic((at + 0.5 - middle) / reach);
            sum += (double)weight[n];
        }
        for (int k = 0; k < n; k++)
            weight[k] = (float)((double)weight[k] / sum);
        taps->first[i] = first;
        taps->count[i] = n;
    }
    return GR_OK;
}

static void free_taps(Taps *taps)
{
    free(taps->first);
    free(taps->count);
    free(taps->weight);
}

static void premultiply(const uint8_t *row, int width, float *out)
{
    for (int x = 0; x < width; x++) {
        float alpha = (float)row[4 * x + 3] / 255.0f;
        for (int c = 0; c < 3; c++)
            out[4 * x + c] = (float)row[4 * x + c] * alpha;
        out[4 * x + 3] = (float)row[4 * x + 3];
    }
}

static void across(const float *row, const Taps *taps, int width, float *out)
{
    for (int x = 0; x < width; x++) {
        const float *weight = taps->weight + (ptrdiff_t)x * taps->most;
        const float *from = row + 4 * (ptrdiff_t)taps->first[x];
        float sum[4] = {0};
        for (int k = 0; k < taps->count[x]; k++)
            for (int c = 0; c < 4; c++)
                sum[c] += from[4 * k + c] * weight[k];
        memcpy(out + 4 * (ptrdiff_t)x, sum, sizeof sum);
    }
}

static uint8_t byte_of(float value)
{
    return (uint8_t)((value < 0.0f ? 0.0f : value > 255.0f ? 255.0f : value) + 0.5f);
}

static void take_row(const float *sum, GrPicture *out, int y)
{
    uint8_t *to = out->rgba + (size_t)y * (size_t)out->width * 4;
    for (int x = 0; x < out->width; x++, sum += 4, to += 4) {
        float alpha = sum[3] > 255.0f ? 255.0f : sum[3];
        for (int c = 0; c < 3; c++)
            to[c] = alpha >= 0.5f ? byte_of(sum[c] * 255.0f / alpha) : 0;
        to[3] = byte_of(alpha);
    }
}

/* So many rows of the result are in the making at once. */
static int rows_open(const Taps *taps, int height)
{
    int most = 1;
    for (int at = 0, next = 0; at < height; at++) {
        while (next < height && taps->first[next] < taps->first[at] + taps->count[at])
            next++;
        most = next - at > most ? next - at : most;
    }
    return most;
}

/* Rows in the making: one after the other, in a ring of `open`. */
typedef struct Sums {
    float *rows;
    size_t span;
    int open;
} Sums;

static float *sum_of(const Sums *sums, int y)
{
    return sums->rows + (size_t)(y % sums->open) * sums->span;
}

static void add_row(const Sums *sums, const Taps *y_taps, int to, int y, const float *narrow)
{
    int tap = y - y_taps->first[to];
    float *sum = sum_of(sums, to);
    if (tap >= y_taps->count[to])
        return;
    float weight = y_taps->weight[(ptrdiff_t)to * y_taps->most + tap];
    for (size_t i = 0; i < sums->span; i++)
        sum[i] += narrow[i] * weight;
}

/* Each row of the source is narrowed once and added to all rows of the result that it counts for.
 */
static void run(const GrPicture *from, const Taps *x_taps, const Taps *y_taps, float *row,
                float *narrow, const Sums *sums, GrPicture *out)
{
    int first = 0, height = out->height;
    for (int y = y_taps->first[0]; y < from->height && first < height; y++) {
        premultiply(from->rgba + (size_t)y * (size_t)from->width * 4, from->width, row);
        across(row, x_taps, out->width, narrow);
        for (int to = first; to < height && y_taps->first[to] <= y; to++)
            add_row(sums, y_taps, to, y, narrow);
        while (first < height && y_taps->first[first] + y_taps->count[first] - 1 <= y) {
            take_row(sum_of(sums, first), out, first);
            memset(sum_of(sums, first), 0, sums->span * sizeof *sums->rows);
            first++;
        }
    }
}

int gr_picture_scale(const GrPicture *from, const GrPicturePart *part, const GrPicturePart *seen,
                     int width, int height, GrPicture *out, GrError *error)
{
    Taps x_taps = {0}, y_taps = {0};
    size_t span = (size_t)width * 4, bytes = span * (size_t)height;
    Sums sums = {.span = span};
    *out = (GrPicture){.width = width,
                       .height = height,
                       .aspect = (float)width / (float)height,
                       .has_alpha = from->has_alpha,
                       .rgba = malloc(bytes + 64)};
    float *row = malloc((size_t)from->width * 4 * sizeof *row);
    float *narrow = malloc(span * sizeof *narrow);
    int code = make_taps(&x_taps, part->x0, part->x1, seen->x0, seen->x1, from->width, width);
    code = code ? code
                : make_taps(&y_taps, part->y0, part->y1, seen->y0, seen->y1, from->height, height);
    if (!code) {
        sums.open = rows_open(&y_taps, height);
        sums.rows = calloc(span * (size_t)sums.open, sizeof *sums.rows);
    }
    if (code || !out->rgba || !row || !narrow || !sums.rows)
        code = gr_error_memory(error, "a picture", bytes);
    else
        run(from, &x_taps, &y_taps, row, narrow, &sums, out);
    free_taps(&x_taps);
    free_taps(&y_taps);
    free(row);
    free(narrow);
    free(sums.rows);
    if (code)
        gr_picture_finish(out);
    return code;
}

/* SPDX-License-Identifier: MIT */
#include "render/cutout.h"

#include "base/vmath.h"
#include "render/kernels/kernels.h"

#include <stdlib.h>
#include <string.h>

/* A level that is being made: its texels from `left` and `top` on, in its own units. */
typedef struct Plane {
    int left, top, width, height;
    float texel, variance;
    float *at;
} Plane;

/* Binomials: their variance is (count - 1) / 4. `first` is the first texel that counts for one. */
typedef struct Spread {
    float taps[10];
    int count, first, stride;
} Spread;

static const Spread SOFTER = {{0.0625f, 0.25f, 0.375f, 0.25f, 0.0625f}, 5, -2, 1};
static const Spread COARSER = {{1.0f / 512, 9.0f / 512, 36.0f / 512, 84.0f / 512, 126.0f / 512,
                                126.0f / 512, 84.0f / 512, 36.0f / 512, 9.0f / 512, 1.0f / 512},
                               10,
                               -4,
                               2};

/* Floor of a half, of negative numbers too. */
static int half_of(int value)
{
    return (value - (value & 1)) / 2;
}

/* Where what `count` texels from `first` on are spread to begins and ends. */
static void spread_range(const Spread *spread, int first, int count, int *from, int *size)
{
    int low = first - (spread->first + spread->count - 1), high = first + count - 1 - spread->first;
    *from = spread->stride == 2 ? half_of(low + 1) : low;
    *size = (spread->stride == 2 ? half_of(high) : high) - *from + 1;
}

/* A row across, tap by tap: each is added to those of out's texels that have it. */
static void spread_across(const Spread *spread, const float *restrict in, int first, int count,
                          float *restrict out, int from, int size)
{
    const int stride = spread->stride;
    memset(out, 0, (size_t)size * sizeof *out);
    for (int k = 0; k < spread->count; k++) {
        const int start = from * stride + spread->first + k - first;
        const float tap = spread->taps[k];
        int i = start < 0 ? (stride - 1 - start) / stride : 0;
        int end = start < count ? (count - 1 - start) / stride + 1 : 0;
        end = end < size ? end : size;
        if (stride == 1)
            for (; i < end; i++)
                out[i] += tap * in[start + i];
        else
            for (; i < end; i++)
                out[i] += tap * in[start + 2 * i];
    }
}

/* Row `at` of what rows are spread to. */
static void spread_down(const Spread *spread, const float *restrict in, int first, int count,
                        float *restrict out, int at, int width)
{
    memset(out, 0, (size_t)width * sizeof *out);
    for (int k = 0; k < spread->count; k++) {
        const int row = at * spread->stride + spread->first + k - first;
        if (row < 0 || row >= count)
            continue;
        const float tap = spread->taps[k], *from = in + (ptrdiff_t)row * width;
        for (int x = 0; x < width; x++)
            out[x] += tap * from[x];
    }
}

/* Puts a softer plane in the place of one. */
static int spread_plane(Plane *plane, const Spread *spread, GrError *error)
{
    Plane next = *plane;
    spread_range(spread, plane->left, plane->width, &next.left, &next.width);
    spread_range(spread, plane->top, plane->height, &next.top, &next.height);
    size_t across = (size_t)next.width * (size_t)plane->height;
    size_t count = (size_t)next.width * (size_t)next.height;
    float *wide = malloc(across * sizeof *wide);
    next.at = malloc(count * sizeof *next.at);
    if (!wide || !next.at) {
        free(wide);
        free(next.at);
        return gr_error_memory(error, "a soft mask", (across + count) * sizeof *wide);
    }
    for (int y = 0; y < plane->height; y++)
        spread_across(spread, plane->at + (ptrdiff_t)y * plane->width, plane->left, plane->width,
                      wide + (ptrdiff_t)y * next.width, next.left, next.width);
    for (int y = 0; y < next.height; y++)
        spread_down(spread, wide, plane->top, plane->height, next.at + (ptrdiff_t)y * next.width,
                    next.top + y, next.width);
    next.variance += 0.25f * (float)(spread->count - 1) * plane->texel * plane->texel;
    next.texel *= (float)spread->stride;
    free(wide);
    free(plane->at);
    *plane = next;
    return GR_OK;
}

/* Around the texels lies one of nothing, and behind that one more: what is clamped to the last ones
 * is 0. */
static int keep_level(const Plane *plane, GrArena *arena, GrCutoutLevel *level, GrError *error)
{
    ptrdiff_t stride = plane->width + 3;
    size_t count = (size_t)stride * (size_t)(plane->height + 3);
    uint16_t *texels = GR_ARENA_NEW(arena, uint16_t, count);
    if (!texels)
        return gr_error_memory(error, "a mask", count * sizeof *texels);
    for (int y = 0; y < plane->height; y++) {
        const float *from = plane->at + (ptrdiff_t)y * plane->width;
        uint16_t *to = texels + (y + 1) * stride + 1;
        for (int x = 0; x < plane->width; x++)
            to[x] = (uint16_t)(int32_t)(gr_clampf(from[x], 0.0f, 65535.0f) + 0.5f);
    }
    *level = (GrCutoutLevel){.texels = texels,
                             .width = plane->width + 2,
                             .height = plane->height + 2,
                             .left = (float)plane->left - 0.5f,
                             .top = (float)plane->top - 0.5f,
                             .texel = plane->texel,
                             .variance = plane->variance};
    return GR_OK;
}

static int begin_plane(Plane *plane, const GrStencil *drawn, GrError *error)
{
    size_t count = (size_t)drawn->width * (size_t)drawn->height;
    *plane = (Plane){.width = drawn->width, .height = drawn->height, .texel = 1.0f};
    plane->at = malloc(count * sizeof *plane->at);
    if (!plane->at)
        return gr_error_memory(error, "a mask", count * sizeof *plane->at);
    for (int y = 0; y < drawn->height; y++)
        for (int x = 0; x < drawn->width; x++)
            plane->at[(ptrdiff_t)y * drawn->width + x] = (float)drawn->cover[y * drawn->stride + x];
    return GR_OK;
}

/* How far the bell of a feather reaches, as the variance that it has in pixels. Letters have three
 * means of a third of it each; a picture's edge is as wide as the smooth steps of other shapes. */
static float feather_variance(const GrCutout *cutout, float feather)
{
    int least = cutout->width < cutout->height ? cutout->width : cutout->height;
    float third = feather * (float)least / 3240.0f;
    float wide = 0.5f * feather * (float)cutout->height;
    return cutout->letters ? third * (third + 1.0f) : wide * wide * 0.05f;
}

/* What `texels` per pixel want, in texels: what is made smaller is smoothed by a tent that is two
 * pixels wide. */
static float variance_wanted(float texels, float soft)
{
    float squared = texels * texels;
    return soft * squared + (texels > 1.0f ? (squared - 1.0f) / 6.0f : 0.0f);
}

/* Between the ticks that were asked, and under the next scene, a mask may go further. */
static const float SLACK = 2.0f;

int gr_cutout_create(GrCutout *cutout, const GrStencil *drawn, const GrCutoutRange *range,
                     GrArena *arena, GrError *error)
{
    Plane plane;
    float texels = cutout->texels / range->least, enlarged = cutout->texels / range->most;
    float most = variance_wanted(texels, feather_variance(cutout, range->feather));
    if (cutout->letters && enlarged < 1.0f)
        most = gr_maxf(most, 1.0f);
    int code = begin_plane(&plane, drawn, error);
    for (cutout->count = 0; cutout->count < GR_CUTOUT_LEVELS && !code; cutout->count++) {
        int at = cutout->count;
        if (at && cutout->level[at - 1].variance >= SLACK * most)
            break;
        if (at)
            code = spread_plane(&plane, at % 2 ? &SOFTER : &COARSER, error);
        if (!code)
            code = keep_level(&plane, arena, &cutout->level[at], error);
    }
    free(plane.at);
    return code;
}

/* The two levels around a variance. */
static void choose_levels(GrCutoutNow *now, const GrCutout *cutout, float variance)
{
    int at = 0;
    while (at + 1 < cutout->count && cutout->level[at + 1].variance <= variance)
        at++;
    const GrCutoutLevel *low = &cutout->level[at];
    bool last = at + 1 == cutout->count || variance <= low->variance;
    now->levels = last ? 1 : 2;
    now->level[0] = low;
    now->level[1] = last ? low : low + 1;
    now->mix = last ? 0.0f : (variance - low->variance) / (low[1].variance - low->variance);
}

/* A pixel's own box and what shows it count as soft as this. */
static const float PIXEL_VARIANCE = 0.16f;

void gr_cutout_begin(GrCutoutNow *now, const GrCutout *cutout, const GrMaskParams *params)
{
    float scale = cutout->letters ? params->scale : params->size;
    *now = (GrCutoutNow){.gain = 1.0f};
    if (scale < 1.0e-4f)
        return;
    float texels = cutout->texels / scale, soft = feather_variance(cutout, params->feather);
    float variance = variance_wanted(texels, soft);
    if (cutout->letters && texels < 1.0f) {
        variance = gr_maxf(variance, gr_minf(1.0f / texels - 1.0f, 1.0f));
        float made = gr_minf(variance, cutout->level[cutout->count - 1].variance);
        now->gain = gr_sqrtf((made + PIXEL_VARIANCE) / (soft + PIXEL_VARIANCE)) / texels;
        now->gain = gr_maxf(now->gain, 1.0f);
    }
    choose_levels(now, cutout, variance);
    float turn_x = gr_cosf(params->angle * GR_TAU), turn_y = gr_sinf(params->angle * GR_TAU);
    float width = (float)cutout->width, height = (float)cutout->height;
    float x = 0.5f - 0.5f * (width + params->x * height);
    float y = 0.5f - 0.5f * height * (1.0f + params->y);
    now->step_x = texels * turn_x;
    now->step_y = texels * turn_y;
    for (int i = 0; i < 2; i++) {
        const GrCutoutLevel *level = now->level[i];
        float across = cutout->middle_x + x * now->step_x + y * now->step_y;
        float down = cutout->middle_y + y * now->step_x - x * now->step_y;
        now->x[i] = across / level->texel - level->left;
        now->y[i] = down / level->texel - level->top;
    }
}

/* Cuts a range of columns to those at which start + step * column is in 0..most. */
static void cut_range(float start, float step, float most, float *from, float *to)
{
    if (gr_absf(step) < 1.0e-6f) {
        *to = start < 0.0f || start > most ? *from : *to;
        return;
    }
    float one = -start / step, other = (most - start) / step;
    *from = gr_maxf(*from, gr_minf(one, other) - 1.0f);
    *to = gr_minf(*to, gr_maxf(one, other) + 2.0f);
}

void gr_cutout_row(const GrCutoutNow *now, int y, int x0, int n, uint16_t *row)
{
    GrMaskCutout cut = {.count = now->levels, .mix = now->mix, .gain = now->gain};
    float from = (float)x0, to = (float)(x0 + n);
    for (int i = 0; i < now->levels; i++) {
        const GrCutoutLevel *level = now->level[i];
        float step_x = now->step_x / level->texel, step_y = now->step_y / level->texel;
        cut.of[i] = (GrMaskTexels){.texels = level->texels,
                                   .stride = level->width + 1,
                                   .x = now->x[i] + (float)y * step_y,
                                   .y = now->y[i] + (float)y * step_x,
                                   .step_x = step_x,
                                   .step_y = -step_y,
                                   .most_x = (float)(level->width - 1),
                                   .most_y = (float)(level->height - 1)};
    }
    memset(row, 0, (size_t)n * sizeof *row);
    if (!now->levels)
        return;
    const GrMaskTexels *softer = &cut.of[now->levels - 1]; /* reaches further */
    cut_range(softer->x, softer->step_x, softer->most_x, &from, &to);
    cut_range(softer->y, softer->step_y, softer->most_y, &from, &to);
    if (from >= to)
        return;
    int first = ((int)from - x0) & ~(GR_KERNEL_STEP - 1);
    int end = gr_kernel_span((int)to - x0);
    end = end < n ? end : n;
    cut.column = x0 + first;
    gr_kernels()->mask_cutout(row + first, &cut, end - first);
}

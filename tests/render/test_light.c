/* SPDX-License-Identifier: MIT
 *
 * Blending in linear light: rows go there and back, every mode against its formula in doubles for
 * all pairs of below and ink, also under an opacity and a mask, every level against plain C, and
 * rows that change between bytes and light as layers of both kinds alternate.
 */
#include "unit.h"

#include "base/arena.h"
#include "base/blue_noise.h"
#include "base/rng.h"
#include "render/blend_formulas.h"
#include "render/frozen.h"
#include "render/kernels/kernels.h"
#include "render/kernels/light.h"
#include "render/rows.h"

#include <stdlib.h>
#include <string.h>

enum { PAIRS = 65536, GUARD = 64 };

static uint16_t *new_light(int pixels)
{
    uint16_t *light = gr_aligned_alloc((size_t)(3 * pixels + GUARD) * sizeof *light);
    assert_non_null(light);
    return light;
}

static GrPixel *new_row(int pixels)
{
    GrPixel *row = gr_aligned_alloc((size_t)pixels + GUARD);
    assert_non_null(row);
    return row;
}

static int word_at(int pixel, int plane)
{
    return pixel / 64 * GR_LIGHT_BLOCK + plane * 64 + gr_light_place(pixel % 64);
}

/* Every code value comes back as itself, and light is as near as whole numbers are. */
static void test_codes_return(void **state)
{
    (void)state;
    GrPixel *codes[3] = {new_row(256), new_row(256), new_row(256)};
    GrPixel *back[3] = {new_row(256), new_row(256), new_row(256)};
    uint16_t *light = new_light(256);
    for (int i = 0; i < 256; i++)
        for (int plane = 0; plane < 3; plane++)
            codes[plane][i] = (GrPixel)(plane == 1 ? 255 - i : i);
    for (int level = 0; level < GR_CPU_LEVELS; level++) {
        const GrKernels *kernels = gr_kernels_for((GrCpuLevel)level);
        if (!kernels)
            continue;
        kernels->to_light(light, (const GrPixel *const *)codes, 256);
        for (int i = 0; i < 256; i++) {
            uint16_t value = light[word_at(i, 0)];
            assert_int_equal(value, gr_light_tables.light.word[i]);
            assert_true(fabs(value - 65535.0 * to_light(i / 255.0)) < 0.6);
        }
        kernels->from_light(back, light, NULL, 256);
        for (int plane = 0; plane < 3; plane++)
            assert_memory_equal(back[plane], codes[plane], 256);
    }
    for (int plane = 0; plane < 3; plane++) {
        gr_aligned_free(codes[plane]);
        gr_aligned_free(back[plane]);
    }
    gr_aligned_free(light);
}

/* All light there is leads to the same code value on every level, the nearest one or nearly. */
static void test_light_to_codes(void **state)
{
    (void)state;
    uint16_t *light = new_light(PAIRS);
    GrPixel *rows[3] = {new_row(PAIRS), new_row(PAIRS), new_row(PAIRS)};
    for (int i = 0; i < PAIRS; i++)
        for (int plane = 0; plane < 3; plane++)
            light[word_at(i, plane)] = (uint16_t)(i + 99 * plane);
    for (int level = 0; level < GR_CPU_LEVELS; level++) {
        const GrKernels *kernels = gr_kernels_for((GrCpuLevel)level);
        if (!kernels)
            continue;
        kernels->from_light(rows, light, NULL, PAIRS);
        for (int i = 0; i < PAIRS; i++)
            for (int plane = 0; plane < 3; plane++) {
                uint16_t value = (uint16_t)(i + 99 * plane);
                if (rows[plane][i] != gr_code_of_light(&gr_light_tables.code, value, 0))
                    fail_msg("light %d is %d on %s", value, rows[plane][i], kernels->name);
            }
        for (int i = 0; i < PAIRS && level == 0; i++) {
            double off = rows[0][i] - 255.0 * to_code(i / 65535.0);
            if (fabs(off) > 0.65)
                fail_msg("light %d is %.3f code values off", i, off);
        }
    }
    gr_aligned_free(light);
    for (int plane = 0; plane < 3; plane++)
        gr_aligned_free(rows[plane]);
}

/* By thresholds light is rounded sooner or later: every code value still comes back as itself, all
 * levels agree, and in the mean of all thresholds what is between two codes stays between them. */
static void test_light_is_dithered(void **state)
{
    (void)state;
    enum { MOST = 4096 };
    uint16_t *light = new_light(PAIRS);
    GrPixel *rows[3] = {new_row(PAIRS), new_row(PAIRS), new_row(PAIRS)};
    int *sums = calloc(MOST, sizeof *sums);
    assert_non_null(sums);
    for (int row = 0; row < 64; row++) {
        const uint8_t *dither = gr_blue_noise_row((uint32_t)row * 641, row);
        for (int level = 0; level < GR_CPU_LEVELS; level++) {
            const GrKernels *kernels = gr_kernels_for((GrCpuLevel)level);
            if (!kernels)
                continue;
            for (int i = 0; i < PAIRS; i++)
                for (int plane = 0; plane < 3; plane++)
                    light[word_at(i, plane)] =
                        (uint16_t)(plane ? gr_light_tables.light.word[(i * plane) & 255] : i / 16);
            kernels->from_light(rows, light, dither, PAIRS);
            for (int i = 0; i < PAIRS; i++) {
                assert_int_equal(rows[1][i], i & 255);
                assert_int_equal(rows[2][i], (2 * i) & 255);
                uint16_t noise = gr_light_noise(dither[i % 64]);
                assert_int_equal(
                    rows[0][i], gr_code_of_light(&gr_light_tables.code, (uint16_t)(i / 16), noise));
                sums[i / 16] += level ? 0 : rows[0][i];
            }
        }
    }
    for (int i = 0; i < MOST; i++) {
        double off = sums[i] / 1024.0 - 255.0 * to_code(i / 65535.0);
        if (fabs(off) > 0.4)
            fail_msg("light %d is %.3f code values off in the mean", i, off);
    }
    free(sums);
    gr_aligned_free(light);
    for (int plane = 0; plane < 3; plane++)
        gr_aligned_free(rows[plane]);
}

/* Pairs of below and ink, otherwise distributed in each plane. */
typedef struct Pairs {
    GrPixel *below[3], *ink[3], *out[3];
    uint8_t *alpha;
    uint16_t *mask; /* counts where a test says so */
    uint32_t opacity;
    bool masked;
    uint16_t *light;
} Pairs;

static void open_pairs(Pairs *pairs)
{
    for (int plane = 0; plane < 3; plane++) {
        pairs->below[plane] = new_row(PAIRS);
        pairs->ink[plane] = new_row(PAIRS);
        pairs->out[plane] = new_row(PAIRS);
        for (int i = 0; i < PAIRS; i++) {
            int at = plane == 2 ? PAIRS - 1 - i : i;
            pairs->below[plane][i] = (GrPixel)(plane == 1 ? at : at >> 8);
            pairs->ink[plane][i] = (GrPixel)(plane == 1 ? at >> 8 : at);
        }
    }
    pairs->masked = false;
    pairs->opacity = GR_OPAQUE;
    pairs->mask = gr_aligned_alloc(PAIRS * sizeof *pairs->mask);
    pairs->alpha = new_row(PAIRS);
    pairs->light = new_light(PAIRS);
}

static void close_pairs(Pairs *pairs)
{
    for (int plane = 0; plane < 3; plane++) {
        gr_aligned_free(pairs->below[plane]);
        gr_aligned_free(pairs->ink[plane]);
        gr_aligned_free(pairs->out[plane]);
    }
    gr_aligned_free(pairs->mask);
    gr_aligned_free(pairs->alpha);
    gr_aligned_free(pairs->light);
}

/* `layers` times the same layer. */
static void blend_pairs(const Pairs *pairs, const GrKernels *kernels, int mode, int layers)
{
    GrLightBlend blend = {.light = pairs->light,
                          .ink = {pairs->ink[0], pairs->ink[1], pairs->ink[2]},
                          .alpha = pairs->alpha,
                          .mask = pairs->masked ? pairs->mask : NULL,
                          .opacity = pairs->opacity,
                          .rows = 1,
                          .n = PAIRS};
    kernels->to_light(pairs->light, (const GrPixel *const *)pairs->below, PAIRS);
    for (int layer = 0; layer < layers; layer++)
        kernels->blend_linear[mode](&blend);
    kernels->from_light(pairs->out, pairs->light, NULL, PAIRS);
}

static void check_mode(const Pairs *pairs, int mode, double opacity)
{
    double worst = 0.0;
    blend_pairs(pairs, &gr_kernels_none, mode, 1);
    for (int plane = 0; plane < 3; plane++)
        for (int i = 0; i < PAIRS; i++) {
            double a = opacity * pairs->alpha[i] / 255.0 *
                       (pairs->masked ? pairs->mask[i] / 65535.0 : 1.0);
            double b = to_light(pairs->below[plane][i] / 255.0);
            double k = to_light(pairs->ink[plane][i] / 255.0);
            double mixed = to_code(b + a * (mode_of(mode, b, k, 0.5) - b)) * 255.0;
            double off = fabs(mixed - pairs->out[plane][i]);
            worst = off > worst ? off : worst;
            if (off > 1.0)
                fail_msg("%s, opacity %g, cover %d, mask %d: %d with %d gives %d instead of %.3f",
                         gr_blend_names[mode], opacity, pairs->alpha[i],
                         pairs->masked ? pairs->mask[i] : 65535, pairs->below[plane][i],
                         pairs->ink[plane][i], pairs->out[plane][i], mixed);
        }
    if (getenv("GR_SHOW_WORST"))
        print_message("%s opacity %g%s: worst %.3f\n", gr_blend_names[mode], opacity,
                      pairs->masked ? " masked" : "", worst);
}

static void test_modes_are_exact(void **state)
{
    (void)state;
    static const int alphas[] = {0, 1, 2, 31, 77, 127, 128, 191, 200, 254, 255};
    Pairs pairs;
    open_pairs(&pairs);
    for (int mode = 0; mode < GR_BLEND_COUNT; mode++)
        for (size_t i = 0; i < sizeof alphas / sizeof *alphas; i++) {
            memset(pairs.alpha, alphas[i], PAIRS);
            check_mode(&pairs, mode, 1.0);
        }
    close_pairs(&pairs);
}

/* Every mask over every colour under white, over near black and over anything; covered wholly or
 * somehow. */
static void scatter_pairs(const Pairs *pairs, bool wholly)
{
    for (int i = 0; i < PAIRS; i++) {
        uint32_t any = gr_rng_u32(7, wholly, (uint32_t)i);
        pairs->alpha[i] = (uint8_t)(wholly ? 255 : any >> 24);
        pairs->mask[i] = (uint16_t)(wholly ? i % 256 * 257 : (int)(i * 40503u));
        pairs->below[0][i] = pairs->ink[1][i] = (GrPixel)(i >> 8);
        pairs->below[1][i] = (GrPixel)(any & 15);
        pairs->ink[0][i] = 255;
        pairs->below[2][i] = (GrPixel)(any >> 8);
        pairs->ink[2][i] = (GrPixel)(any >> 16);
    }
}

static void test_thinned_modes_are_exact(void **state)
{
    (void)state;
    static const double opacities[] = {0.004, 0.37, 1.0};
    Pairs pairs;
    open_pairs(&pairs);
    for (int round = 0; round < 4; round++) {
        scatter_pairs(&pairs, round & 1);
        pairs.masked = round & 2;
        for (size_t i = 0; i < sizeof opacities / sizeof *opacities; i++) {
            pairs.opacity = gr_opacity_of((float)opacities[i]);
            for (int mode = 0; mode < GR_BLEND_COUNT; mode++)
                check_mode(&pairs, mode, opacities[i]);
        }
    }
    close_pairs(&pairs);
}

/* A mask that hides nothing is as good as none, or, under an opacity, a few 65535ths off; one that
 * hides all leaves light as it was. */
static void test_masks_of_one_value(void **state)
{
    (void)state;
    Pairs pairs;
    open_pairs(&pairs);
    uint16_t *expected = new_light(PAIRS);
    const size_t bytes = 3 * PAIRS * sizeof *expected;
    for (int mode = 0; mode < GR_BLEND_COUNT; mode++)
        for (int opacity = mode % 2; opacity <= 256; opacity += opacity < 250 ? 50 : 1) {
            scatter_pairs(&pairs, false);
            pairs.opacity = (uint32_t)opacity * (GR_OPAQUE / 256);
            pairs.masked = false;
            blend_pairs(&pairs, &gr_kernels_none, mode, 1);
            memcpy(expected, pairs.light, bytes);
            pairs.masked = true;
            memset(pairs.mask, 255, PAIRS * sizeof *pairs.mask);
            blend_pairs(&pairs, &gr_kernels_none, mode, 1);
            for (int i = 0; i < 3 * PAIRS; i++)
                if (abs(pairs.light[i] - expected[i]) > (opacity < 256 ? 4 : 0))
                    fail_msg("%s, opacity %d of 256: a mask makes %d of %d", gr_blend_names[mode],
                             opacity, pairs.light[i], expected[i]);
            gr_kernels_none.to_light(expected, (const GrPixel *const *)pairs.below, PAIRS);
            memset(pairs.mask, 0, PAIRS * sizeof *pairs.mask);
            pairs.mask[PAIRS / 2] = 65535; /* so that one block is not left out */
            pairs.alpha[PAIRS / 2] = 0;
            blend_pairs(&pairs, &gr_kernels_none, mode, 1);
            if (memcmp(pairs.light, expected, bytes) != 0)
                fail_msg("%s changes what is masked", gr_blend_names[mode]);
        }
    gr_aligned_free(expected);
    close_pairs(&pairs);
}

/* Nothing is rounded to code values between layers: eight faint ones add up. */
static void test_layers_add_up(void **state)
{
    (void)state;
    enum { LAYERS = 8 };
    static const int modes[] = {GR_BLEND_NORMAL, GR_BLEND_ADD, GR_BLEND_SCREEN, GR_BLEND_MULTIPLY};
    Pairs pairs;
    open_pairs(&pairs);
    memset(pairs.alpha, 3, PAIRS);
    for (size_t m = 0; m < sizeof modes / sizeof *modes; m++) {
        blend_pairs(&pairs, &gr_kernels_none, modes[m], LAYERS);
        for (int i = 0; i < PAIRS; i++) {
            double b = to_light(pairs.below[0][i] / 255.0), k = to_light(pairs.ink[0][i] / 255.0);
            for (int layer = 0; layer < LAYERS; layer++)
                b += 3.0 / 255.0 * (mode_of(modes[m], b, k, 0.5) - b);
            double off = pairs.out[0][i] - 255.0 * to_code(b);
            if (fabs(off) > 1.2)
                fail_msg("%s: %d with %d is %.3f off after %d layers", gr_blend_names[modes[m]],
                         pairs.below[0][i], pairs.ink[0][i], off, LAYERS);
        }
    }
    close_pairs(&pairs);
}

static void test_levels_agree_on_all_pairs(void **state)
{
    (void)state;
    static const int alphas[] = {1, 85, 128, 170, 255};
    Pairs pairs;
    open_pairs(&pairs);
    uint16_t *expected = new_light(PAIRS);
    for (int i = 0; i < PAIRS; i++)
        pairs.mask[i] = (uint16_t)(i * 40503u);
    for (size_t i = 0; i < sizeof alphas / sizeof *alphas; i++)
        for (int mode = 0; mode < GR_BLEND_COUNT; mode++) {
            memset(pairs.alpha, alphas[i], PAIRS);
            pairs.opacity = i % 2 ? GR_OPAQUE * 7 / 9 : GR_OPAQUE;
            pairs.masked = (mode + (int)i) % 3 == 0;
            blend_pairs(&pairs, &gr_kernels_none, mode, 2);
            memcpy(expected, pairs.light, 3 * PAIRS * sizeof *expected);
            for (int level = 1; level < GR_CPU_LEVELS; level++) {
                const GrKernels *kernels = gr_kernels_for((GrCpuLevel)level);
                if (!kernels)
                    continue;
                blend_pairs(&pairs, kernels, mode, 2);
                if (memcmp(pairs.light, expected, 3 * PAIRS * sizeof *expected) != 0)
                    fail_msg("%s, alpha %d differs on %s", gr_blend_names[mode], alphas[i],
                             kernels->name);
            }
        }
    gr_aligned_free(expected);
    close_pairs(&pairs);
}

/* Rows of any light, among them blocks that are not covered and what lies between rows. */
enum {
    ROWS = 5,
    MOST = 1984,
    ALPHA_PITCH = MOST + 64,
    MASK_PITCH = MOST + 5,
    PITCH = 3 * MOST + 32
};

static void blend_some(const GrKernels *kernels, int mode, uint32_t seed, int n, uint16_t *light)
{
    static _Alignas(64) GrPixel ink[3][MOST];
    static _Alignas(64) uint8_t alpha[ROWS * ALPHA_PITCH];
    static uint16_t mask[ROWS * MASK_PITCH + 1];
    for (int i = 0; i < ROWS * MASK_PITCH + 1; i++)
        mask[i] = (uint16_t)(gr_rng_u32(seed, 5, (uint32_t)i / 64) % 3
                                 ? gr_rng_u32(seed, 6, (uint32_t)i) >> i % 2 * 16
                                 : 0u - i % 2);
    for (int i = 0; i < ROWS * PITCH; i++)
        light[i] = (uint16_t)gr_rng_u32(seed, 1, (uint32_t)i);
    for (int i = 0; i < 3 * MOST; i++) { /* all dark, all light or anything, by blocks */
        uint32_t kind = gr_rng_u32(seed, 8, (uint32_t)i / 64) % 3,
                 x = gr_rng_u32(seed, 2, (uint32_t)i);
        ink[i / MOST][i % MOST] = (GrPixel)(kind == 0 ? x & 127 : kind == 1 ? x | 192 : x);
    }
    for (int i = 0; i < ROWS * ALPHA_PITCH; i++) {
        uint32_t x = gr_rng_u32(seed, 3, (uint32_t)i);
        bool bare = gr_rng_u32(seed, 4, (uint32_t)i / 64) % 3 == 0;
        alpha[i] = (uint8_t)(bare || x >> 30 == 0 ? 0 : x >> 30 == 1 ? 255 : x);
    }
    GrLightBlend blend = {.light = light,
                          .pitch = PITCH,
                          .ink = {ink[0], ink[1], ink[2]},
                          .alpha = alpha,
                          .mask = seed % 2 ? mask + 1 : NULL,
                          .alpha_pitch = ALPHA_PITCH,
                          .mask_pitch = MASK_PITCH,
                          .opacity = seed / 2 % 2 ? gr_rng_u32(seed, 7, 0) >> 16 : GR_OPAQUE,
                          .rows = ROWS,
                          .n = n};
    kernels->blend_linear[mode](&blend);
}

static void test_levels_are_equal(void **state)
{
    (void)state;
    static const int widths[] = {64, 128, 320, MOST};
    uint16_t *plain = new_light(ROWS * PITCH), *fast = new_light(ROWS * PITCH);
    for (int level = 1; level < GR_CPU_LEVELS; level++) {
        const GrKernels *kernels = gr_kernels_for((GrCpuLevel)level);
        for (int mode = 0; kernels && mode < GR_BLEND_COUNT; mode++)
            for (uint32_t seed = 0; seed < 8; seed++) {
                int width = widths[(seed + seed / 4) % 4];
                blend_some(&gr_kernels_none, mode, seed, width, plain);
                blend_some(kernels, mode, seed, width, fast);
                if (memcmp(plain, fast, ROWS * PITCH * sizeof *plain) != 0)
                    fail_msg("%s differs on %s", gr_blend_names[mode], kernels->name);
            }
    }
    gr_aligned_free(plain);
    gr_aligned_free(fast);
}

/* Where nothing is covered light stays exactly what it was. */
static void test_no_alpha_leaves_light(void **state)
{
    (void)state;
    Pairs pairs;
    open_pairs(&pairs);
    memset(pairs.alpha, 0, PAIRS);
    for (int i = 0; i < PAIRS; i += 64)
        pairs.alpha[i] = 200; /* so that no block is left out */
    uint16_t *before = new_light(PAIRS);
    gr_kernels_none.to_light(before, (const GrPixel *const *)pairs.below, PAIRS);
    for (int mode = 0; mode < GR_BLEND_COUNT; mode++) {
        blend_pairs(&pairs, &gr_kernels_none, mode, 3);
        for (int i = 0; i < 3 * PAIRS; i++)
            if (i % 64 && pairs.light[i] != before[i])
                fail_msg("%s moves %d to %d", gr_blend_names[mode], before[i], pairs.light[i]);
    }
    gr_aligned_free(before);
    close_pairs(&pairs);
}

/* A band of odd width on which layers of both kinds alternate, whole and in part. */
enum { WIDTH = 613, SPAN = 640, HEIGHT = 23, BLENDS = 40 };

typedef struct Layer {
    GrBlend mode;
    GrLight light;
    int y, rows, x0, span;
    uint32_t opacity;
    const uint16_t *mask; /* a row for all rows, or NULL */
    bool picture;
} Layer;

static int pick(uint32_t seed, int layer, int what, int count)
{
    return (int)(gr_rng_u32(seed, (uint32_t)layer, (uint32_t)what) % (uint32_t)count);
}

static Layer layer_at(uint32_t seed, int i)
{
    Layer layer = {.mode = (GrBlend)pick(seed, i, 0, GR_BLEND_COUNT),
                   .light = pick(seed, i, 1, 3) ? GR_LIGHT_LINEAR : GR_LIGHT_SRGB,
                   .y = pick(seed, i, 2, HEIGHT),
                   .x0 = 64 * pick(seed, i, 3, SPAN / 64),
                   .opacity =
                       pick(seed, i, 7, 2) ? (uint32_t)pick(seed, i, 8, GR_OPAQUE) : GR_OPAQUE};
    layer.rows = 1 + pick(seed, i, 4, HEIGHT - layer.y);
    layer.span = 64 + 64 * pick(seed, i, 5, (SPAN - layer.x0) / 64);
    return layer;
}

/* The same by single pixels: bytes that are light in between, row by row. */
typedef struct Expected {
    GrPixel *pixels[3]; /* HEIGHT rows of SPAN */
    uint16_t *light;    /* of a whole row each */
    bool is_light[HEIGHT], dithered[HEIGHT];
    uint32_t noise;
} Expected;

static void expect_light(Expected *expected, int y, bool wanted)
{
    uint16_t *light = expected->light + y * 3 * SPAN;
    GrPixel *rows[3] = {expected->pixels[0] + y * SPAN, expected->pixels[1] + y * SPAN,
                        expected->pixels[2] + y * SPAN};
    if (wanted && !expected->is_light[y])
        gr_kernels_none.to_light(light, (const GrPixel *const *)rows, SPAN);
    if (!wanted && expected->is_light[y]) {
        const uint8_t *dither = gr_blue_noise_row(expected->noise + GR_BLUE_NOISE_LIGHT, y);
        gr_kernels_none.from_light(rows, light, expected->dithered[y] ? dither : NULL, SPAN);
        expected->dithered[y] = false;
    }
    expected->is_light[y] = wanted;
}

/* What bytes are left of alpha. */
static uint8_t thin_byte(uint8_t alpha, const Layer *layer, int x, const uint8_t *dither)
{
    uint32_t shown = layer->mask ? (uint32_t)((uint64_t)layer->mask[x] * layer->opacity >> 16) : 0;
    return (uint8_t)(layer->mask
                         ? ((uint32_t)(alpha * 256) * shown / 65536 + (dither[x % 64] | 1)) / 256
                         : ((uint64_t)alpha * layer->opacity + GR_OPAQUE / 2) / GR_OPAQUE);
}

static void expect_layer(Expected *expected, const Layer *layer, GrPixel *const ink[3],
                         const uint8_t *alpha)
{
    static _Alignas(64) uint8_t thin[SPAN];
    const bool dithered = layer->mask || (layer->picture && layer->opacity < GR_OPAQUE);
    const uint32_t apart = expected->noise + GR_BLUE_NOISE_APART;
    for (int y = layer->y; y < layer->y + layer->rows; y++) {
        const uint8_t *cover = alpha + y * SPAN + layer->x0;
        expect_light(expected, y, layer->light == GR_LIGHT_LINEAR);
        if (layer->light == GR_LIGHT_LINEAR && dithered)
            expected->dithered[y] = true;
        GrLightBlend blend = {.light = expected->light + y * 3 * SPAN + 3 * layer->x0,
                              .ink = {ink[0] + layer->x0, ink[1] + layer->x0, ink[2] + layer->x0},
                              .alpha = cover,
                              .mask = layer->mask ? layer->mask + layer->x0 : NULL,
                              .opacity = layer->opacity,
                              .rows = 1,
                              .n = layer->span};
        if (layer->light == GR_LIGHT_LINEAR)
            gr_kernels_none.blend_linear[layer->mode](&blend);
        for (int i = 0; i < layer->span; i++)
            thin[i] =
                thin_byte(cover[i], layer, layer->x0 + i, gr_blue_noise_row(expected->noise, y));
        for (int plane = 0; plane < 3 && layer->light == GR_LIGHT_SRGB; plane++) {
            GrPixel *row = expected->pixels[plane] + y * SPAN + layer->x0;
            gr_kernels_none.blend[layer->mode](row, row, blend.ink[plane], thin,
                                               dithered ? gr_blue_noise_row(apart, y) : NULL,
                                               layer->span);
        }
    }
}

static void alternate(GrRows *rows, const GrCanvas *canvas, Expected *expected, uint32_t seed)
{
    static _Alignas(64) GrPixel ink[3][SPAN];
    static _Alignas(64) uint8_t alpha[HEIGHT * SPAN];
    static uint16_t mask[SPAN];
    for (int i = 0; i < HEIGHT * SPAN; i++)
        for (int plane = 0; plane < 3; plane++) {
            GrPixel *to = gr_canvas_row(canvas, plane, i / SPAN) + i % SPAN;
            *to = (GrPixel)gr_rng_u32(seed, 100 + (uint32_t)plane, (uint32_t)i);
            expected->pixels[plane][i] = *to;
        }
    gr_rows_aim(rows, canvas, 0, HEIGHT);
    rows->noise = expected->noise = gr_rng_u32(seed, 8, 0);
    for (int i = 0; i < BLENDS; i++) {
        Layer layer = layer_at(seed, i);
        layer.mask = pick(seed, i, 6, 2) ? mask : NULL;
        layer.picture = pick(seed, i, 9, 2);
        for (int at = 0; at < SPAN; at++)
            mask[at] = (uint16_t)gr_rng_u32(seed, 300 + (uint32_t)i, (uint32_t)at);
        for (int at = 0; at < HEIGHT * SPAN; at++) {
            uint32_t x = gr_rng_u32(seed, 200 + (uint32_t)i, (uint32_t)at);
            alpha[at] = (uint8_t)(x % 3 ? 0 : x >> 24);
            if (at < SPAN)
                for (int plane = 0; plane < 3; plane++)
                    ink[plane][at] = (GrPixel)(x >> (4 * plane));
        }
        GrRowsInk laid = {.y = layer.y,
                          .rows = layer.rows,
                          .x0 = layer.x0,
                          .span = layer.span,
                          .colour = {ink[0] + layer.x0, ink[1] + layer.x0, ink[2] + layer.x0},
                          .alpha = alpha + layer.y * SPAN + layer.x0,
                          .alpha_pitch = SPAN,
                          .opacity = layer.opacity,
                          .mask = layer.mask ? layer.mask + layer.x0 : NULL,
                          .picture = layer.picture};
        expect_layer(expected, &layer, (GrPixel *const[3]){ink[0], ink[1], ink[2]}, alpha);
        gr_rows_blend(rows, layer.mode, layer.light, &laid);
    }
    gr_rows_settle(rows);
    for (int y = 0; y < HEIGHT; y++)
        expect_light(expected, y, false);
}

static void test_layers_alternate(void **state)
{
    (void)state;
    GrArena arena = {0};
    GrError error = {0};
    GrRows rows;
    GrCanvas canvas;
    Expected expected = {.light = new_light(HEIGHT * SPAN)};
    assert_int_equal(gr_canvas_create(&canvas, WIDTH, HEIGHT, &error), GR_OK);
    assert_int_equal(gr_rows_init(&rows, &arena, WIDTH, &error), GR_OK);
    for (int plane = 0; plane < 3; plane++)
        expected.pixels[plane] = new_row(HEIGHT * SPAN);
    for (int level = 0; level < GR_CPU_LEVELS; level++) {
        gr_render_use_level((GrCpuLevel)level);
        for (uint32_t seed = 0; seed < 6; seed++) {
            alternate(&rows, &canvas, &expected, seed);
            for (int plane = 0; plane < 3; plane++)
                for (int y = 0; y < HEIGHT; y++)
                    assert_memory_equal(gr_canvas_row(&canvas, plane, y),
                                        expected.pixels[plane] + y * SPAN, WIDTH);
        }
    }
    gr_render_use_level(GR_CPU_NONE);
    for (int plane = 0; plane < 3; plane++)
        gr_aligned_free(expected.pixels[plane]);
    gr_aligned_free(expected.light);
    gr_canvas_finish(&canvas);
    gr_arena_finish(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_codes_return),
        cmocka_unit_test(test_light_to_codes),
        cmocka_unit_test(test_light_is_dithered),
        cmocka_unit_test(test_modes_are_exact),
        cmocka_unit_test(test_thinned_modes_are_exact),
        cmocka_unit_test(test_masks_of_one_value),
        cmocka_unit_test(test_layers_add_up),
        cmocka_unit_test(test_levels_agree_on_all_pairs),
        cmocka_unit_test(test_levels_are_equal),
        cmocka_unit_test(test_no_alpha_leaves_light),
        cmocka_unit_test(test_layers_alternate),
    };
    gr_render_use_level(GR_CPU_NONE);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

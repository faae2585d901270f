/* SPDX-License-Identifier: MIT
 *
 * R'G'B' to Y'CbCr, BT.709, limited range. Weights are those of the standard times 219/255 (luma)
 * and 224/255 (chroma) in 1/32768 and 1/65536; each chroma row of weights sums to 0, so that grey
 * is exactly 128. Errors: luma 0.5014, chroma 0.5025 code values at most.
 */
#include "base/simd.h"
#include "render/kernels/parts.h"

enum {
    Y_R = 5983,
    Y_G = 20127,
    Y_B = 2032,
    U_R = -6596,
    U_G = -22189,
    U_B = 28785,
    V_R = 28784,
    V_G = -26145,
    V_B = -2639,
    /* Offset and rounding as a product of a byte and a 16-bit weight: 16.5 and 128.5. */
    Y_ONE = 33,
    Y_ROUND = 16384, /* (16 << 15) + (1 << 14) = 33 * 16384 */
    C_ONE = 2056,
    C_ROUND = 16384, /* (128 << 18) + (1 << 17) = 2056 * 16384: four pixels, weights of 1/65536 */
};

#ifdef WIDE_BYTES

/* A pair of 16-bit weights for wide_dot. */
static inline Wide weights(int first, int second)
{
    return wide_splat32((int)((uint32_t)(uint16_t)first | (uint32_t)(uint16_t)second << 16));
}

/* Luma of half a vector: bytes r, g and b, 1 interleaved. */
static inline Wide luma_half(Wide rg, Wide bo, Wide of_rg, Wide of_bo)
{
    Wide zero = wide_zero();
    Wide first =
        wide_add32(wide_dot(wide_low8(rg, zero), of_rg), wide_dot(wide_low8(bo, zero), of_bo));
    Wide second =
        wide_add32(wide_dot(wide_high8(rg, zero), of_rg), wide_dot(wide_high8(bo, zero), of_bo));
    return wide_pack32(wide_shift32(first, 15), wide_shift32(second, 15));
}

static inline void luma_row(uint8_t *y, const GrPixel *const rgb[3], int n)
{
    Wide of_rg = weights(Y_R, Y_G), of_bo = weights(Y_B, Y_ROUND), one = wide_splat8(Y_ONE);
    for (int i = 0; i < n; i += WIDE_BYTES) {
        Wide r = wide_load(rgb[0] + i), g = wide_load(rgb[1] + i), b = wide_load(rgb[2] + i);
        Wide low = luma_half(wide_low8(r, g), wide_low8(b, one), of_rg, of_bo);
        Wide high = luma_half(wide_high8(r, g), wide_high8(b, one), of_rg, of_bo);
        wide_store_any(y + i, wide_pack16(low, high));
    }
}

/* Sums of 2x2 pixels. */
static inline Wide boxes(const GrPixel *above, const GrPixel *under)
{
    Wide one = wide_splat8(1);
    return wide_add16(wide_pairs(wide_load(above), one), wide_pairs(wide_load(under), one));
}

static inline Wide chroma_half(Wide rg_low, Wide bo_low, Wide rg_high, Wide bo_high, Wide of_rg,
                               Wide of_bo)
{
    Wide first = wide_add32(wide_dot(rg_low, of_rg), wide_dot(bo_low, of_bo));
    Wide second = wide_add32(wide_dot(rg_high, of_rg), wide_dot(bo_high, of_bo));
    return wide_pack32(wide_shift32(first, 18), wide_shift32(second, 18));
}

static inline void chroma_words(const GrPixel *const above[3], const GrPixel *const under[3], int i,
                                Wide *u, Wide *v)
{
    Wide r = boxes(above[0] + i, under[0] + i), g = boxes(above[1] + i, under[1] + i);
    Wide b = boxes(above[2] + i, under[2] + i), one = wide_splat16(C_ONE);
    Wide rg_low = wide_low16(r, g), rg_high = wide_high16(r, g);
    Wide bo_low = wide_low16(b, one), bo_high = wide_high16(b, one);
    *u = chroma_half(rg_low, bo_low, rg_high, bo_high, weights(U_R, U_G), weights(U_B, C_ROUND));
    *v = chroma_half(rg_low, bo_low, rg_high, bo_high, weights(V_R, V_G), weights(V_B, C_ROUND));
}

static inline void chroma_row(uint8_t *u, uint8_t *v, const GrPixel *const above[3],
                              const GrPixel *const under[3], int n)
{
    int i = 0;
    for (; i + 2 * WIDE_BYTES <= n; i += 2 * WIDE_BYTES) {
        Wide u0, v0, u1, v1;
        chroma_words(above, under, i, &u0, &v0);
        chroma_words(above, under, i + WIDE_BYTES, &u1, &v1);
        wide_store_any(u + i / 2, wide_in_order(wide_pack16(u0, u1)));
        wide_store_any(v + i / 2, wide_in_order(wide_pack16(v0, v1)));
    }
    if (i < n) { /* an odd number of 64-byte steps: half a vector is left */
        Wide u0, v0;
        uint8_t half[2][WIDE_BYTES];
        chroma_words(above, under, i, &u0, &v0);
        wide_store_any(half[0], wide_in_order(wide_pack16(u0, u0)));
        wide_store_any(half[1], wide_in_order(wide_pack16(v0, v0)));
        memcpy(u + i / 2, half[0], WIDE_BYTES / 2);
        memcpy(v + i / 2, half[1], WIDE_BYTES / 2);
    }
}

#else

static inline void luma_row(uint8_t *y, const GrPixel *const rgb[3], int n)
{
    const GrPixel *r = ALIGNED(rgb[0]), *g = ALIGNED(rgb[1]), *b = ALIGNED(rgb[2]);
    PARALLEL_LOOP
    for (int i = 0; i < n; i++)
        y[i] = (uint8_t)((Y_R * r[i] + Y_G * g[i] + Y_B * b[i] + Y_ONE * Y_ROUND) >> 15);
}

static inline void chroma_row(uint8_t *u, uint8_t *v, const GrPixel *const above[3],
                              const GrPixel *const under[3], int n)
{
    const GrPixel *r0 = ALIGNED(above[0]), *g0 = ALIGNED(above[1]), *b0 = ALIGNED(above[2]);
    const GrPixel *r1 = ALIGNED(under[0]), *g1 = ALIGNED(under[1]), *b1 = ALIGNED(under[2]);
    PARALLEL_LOOP
    for (int i = 0; i < n / 2; i++) {
        int r = r0[2 * i] + r0[2 * i + 1] + r1[2 * i] + r1[2 * i + 1];
        int g = g0[2 * i] + g0[2 * i + 1] + g1[2 * i] + g1[2 * i + 1];
        int b = b0[2 * i] + b0[2 * i + 1] + b1[2 * i] + b1[2 * i + 1];
        u[i] = (uint8_t)((U_R * r + U_G * g + U_B * b + C_ONE * C_ROUND) >> 18);
        v[i] = (uint8_t)((V_R * r + V_G * g + V_B * b + C_ONE * C_ROUND) >> 18);
    }
}

#endif

void yuv_rows(uint8_t *const y[2], uint8_t *u, uint8_t *v, const GrPixel *const above[3],
              const GrPixel *const under[3], int n)
{
    n = whole_steps(n);
    luma_row(y[0], above, n);
    if (y[1])
        luma_row(y[1], under, n);
    if (u)
        chroma_row(u, v, above, under, n);
}

uint64_t sum_bytes(const uint8_t *row, int n, int *maximum)
{
    uint64_t total = 0;
    uint8_t highest = 0;
    for (int start = 0; start < n; start += 4096) {
        int end = n - start < 4096 ? n : start + 4096;
        uint32_t part = 0;
        for (int i = start; i < end; i++)
            part += row[i];
        for (int i = start; i < end; i++)
            highest = row[i] > highest ? row[i] : highest;
        total += part;
    }
    *maximum = highest > *maximum ? highest : *maximum;
    return total;
}

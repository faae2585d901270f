/* SPDX-License-Identifier: MIT
 *
 * Kaleidoscope: one wedge of the picture, seen between two mirrors. With n segments the figure has
 * 2n wedges, each a rotation or a reflection of the same part of the source. So within a wedge the
 * source coordinates are an affine function of the pixel: a row is cut where it meets the mirrors
 * and again where the source leaves the frame (there it is reflected, never smeared), and what
 * remains are straight runs of fixed-point steps, sampled bilinearly from a packed copy of the part
 * of the source that the wedge can see. No table depends on the angle, so turning costs nothing.
 *
 * A mirror stands upright unless the figure turns: then the left half of a row is the reversed
 * right half, and with an even number of segments the lower half of the frame is the upper half
 * upside down; that quarter is drawn once, in survey_end(). A figure that turns is, with an even
 * number of segments, the same after half a turn: its upper half is drawn once.
 */
#include "base/level.h"
#include "common/pixel.h"

#include <string.h>
#ifdef __AVX2__
#include <immintrin.h>
#endif

typedef struct Params {
    int32_t segments;
    float angle, spin, turn, zoom;
} Params;

enum { SEGMENTS_MAX = 24 };

static const GrParam params[] = {
    GR_INT(Params, segments, "", 6, 2, SEGMENTS_MAX, "how many times the figure repeats around"),
    GR_FLOAT(Params, angle, "turns", 0, -1, 1, "which part of the picture the mirrors see"),
    GR_RATE(Params, spin, "turns/s", 0.01, -2, 2, "how fast the picture turns behind the mirrors"),
    GR_RATE(Params, turn, "turns/s", 0, -2, 2, "how fast the whole figure turns"),
    GR_FLOAT(Params, zoom, "", 1, 0.25, 4, "above 1: a smaller part of the picture, larger"),
};

enum { STEPS = 16 }; /* a pixel is sampled in sixteenths, so that all sums fit 16 bits */

/* 8 channels of 16 bits: two packed pixels, widened. Lowered by the compiler where a machine has no
 * such registers. */
typedef uint16_t Lanes __attribute__((vector_size(16)));
typedef uint8_t Bytes __attribute__((vector_size(16)));
typedef uint64_t Halves __attribute__((vector_size(16)));

/* The source seen by one wedge, per column and row step, in 1/65536 pixel. */
typedef struct Affine {
    int64_t xx, xy, yx, yy;
} Affine;

typedef struct Frame {
    int wedges;
    bool upright; /* left is right reversed */
    bool even;    /* the lower half is the upper half: upside down, or turned if not upright */
    Affine wedge[2 * SEGMENTS_MAX];
    float slope[2 * SEGMENTS_MAX];  /* cotangent of each wedge's first mirror */
    float sine[2 * SEGMENTS_MAX];   /* and its sine */
    int x0, x1, y0, y1;             /* the part of the source that can be seen */
    int packed_stride;              /* pixels */
    float first_mirror;             /* turns */
    size_t packed, upper_rows, row; /* bytes from the frame scratch */
#ifndef __AVX2__
    Lanes across[STEPS]; /* weights of a pixel and its right neighbour */
    Lanes down[STEPS];   /* weight of the row below */
#endif
} Frame;

static int half_width(const GrShaderInput *input)
{
    return (input->width + 1) / 2;
}

static size_t lay_out(const GrShaderInput *input, Frame *frame)
{
    /* One column and one row more than the source: neighbours of the last ones, with no weight. */
    frame->packed_stride = input->width + 16;
    frame->packed = gr_align64(sizeof *frame);
    size_t bytes = (size_t)frame->packed_stride * (size_t)(input->height + 1) * sizeof(uint32_t);
    frame->upper_rows = frame->packed + gr_align64(bytes);
    bytes = (size_t)gr_row_span(input->width) * (size_t)((input->height + 1) / 2) * 3;
    frame->row = frame->upper_rows + gr_align64(bytes);
    return frame->row + (size_t)gr_row_span(input->width) * 4;
}

static size_t frame_scratch_bytes(const GrShaderInput *input)
{
    Frame frame;
    return lay_out(input, &frame);
}

static size_t band_scratch_bytes(const GrShaderInput *input)
{
    return (size_t)gr_row_span(input->width) * 4;
}

static float wrapped_turns(double turns)
{
    turns -= (double)(int64_t)turns;
    return gr_fractf((float)turns);
}

/* The interval of source coordinates along one axis that folding [low, high] reaches. */
static void folded_interval(float low, float high, int size, int *from, int *to)
{
    float last = (float)(size - 1);
    float a = gr_maxf(low, 0.0f), b = gr_minf(high, last);
    if (low < -last || high > 2.0f * last || low > last || high < 0.0f) {
        a = 0.0f;
        b = last;
    }
    if (low < 0.0f) {
        a = 0.0f;
        b = gr_maxf(b, -low);
    }
    if (high > last) {
        b = last;
        a = gr_minf(a, 2.0f * last - high);
    }
    *from = (int)gr_clampf(gr_floorf(a) - 2.0f, 0.0f, last);
    *to = (int)gr_clampf(gr_floorf(b) + 3.0f, 0.0f, last) + 1;
}

/* What the wedge between two directions can see out to the frame's corners. */
static void bound_source(const GrShaderInput *input, Frame *frame, float middle, float half,
                         float zoom)
{
    float w = (float)input->width, h = (float)input->height;
    float reach = 0.5f * gr_sqrtf(w * w + h * h) / zoom + 2.0f;
    float low_x = 0.0f, high_x = 0.0f, low_y = 0.0f, high_y = 0.0f;
    for (int i = 0; i <= 16; i++) { /* points of the arc; the chord's sagitta is added below */
        float a = (middle + half * ((float)i / 8.0f - 1.0f)) * GR_TAU;
        float x = gr_cosf(a) * reach, y = gr_sinf(a) * reach;
        low_x = gr_minf(low_x, x);
        high_x = gr_maxf(high_x, x);
        low_y = gr_minf(low_y, y);
        high_y = gr_maxf(high_y, y);
    }
    float step = half * GR_TAU / 8.0f;
    float sagitta = reach * step * step * 0.125f + 2.0f;
    float cx = 0.5f * (w - 1.0f), cy = 0.5f * (h - 1.0f);
    folded_interval(cx + low_x - sagitta, cx + high_x + sagitta, input->width, &frame->x0,
                    &frame->x1);
    folded_interval(cy + low_y - sagitta, cy + high_y + sagitta, input->height, &frame->y0,
                    &frame->y1);
}

static void begin(const GrShaderInput *input)
{
    const Params *p = input->params;
    Frame *frame = input->frame_scratch;
    int segments = p->segments < 2 ? 2 : p->segments;
    segments = segments < SEGMENTS_MAX ? segments : SEGMENTS_MAX;
    lay_out(input, frame);
    double seconds = input->moment->scene_s;
    float turned = wrapped_turns(p->turn * seconds);
    float zoom = gr_clampf(p->zoom, 0.1f, 16.0f);
    float half = 0.25f / (float)segments; /* of a wedge, in turns */
    float middle = gr_fractf(p->angle) + wrapped_turns(p->spin * seconds);
    frame->wedges = 2 * segments;
    frame->upright = turned == 0.0f;
    frame->even = segments % 2 == 0;
    frame->first_mirror = 0.25f + turned;
    bound_source(input, frame, middle, half, zoom);
    for (int k = 0; k < frame->wedges; k++) {
        /* Mirrors start from the downward direction, so that one of them stands upright. */
        float mirror = 0.25f + turned + 2.0f * half * (float)k;
        frame->sine[k] = gr_sinf(gr_fractf(mirror) * GR_TAU);
        frame->slope[k] = gr_cosf(gr_fractf(mirror) * GR_TAU) /
                          (gr_absf(frame->sine[k]) > 1e-6f ? frame->sine[k] : 1e-6f);
        /* Even wedges are turned onto the source's, odd ones reflected first. */
        float sign = k & 1 ? -1.0f : 1.0f;
        float a = k & 1 ? middle - half + mirror + 2.0f * half : middle - half - mirror;
        float c = gr_cosf(gr_fractf(a) * GR_TAU) / zoom * 65536.0f;
        float s = gr_sinf(gr_fractf(a) * GR_TAU) / zoom * 65536.0f;
        frame->wedge[k].xx = gr_to_int(c);
        frame->wedge[k].xy = gr_to_int(-s * sign);
        frame->wedge[k].yx = gr_to_int(s);
        frame->wedge[k].yy = gr_to_int(c * sign);
    }
#ifndef __AVX2__
    for (int i = 0; i < STEPS; i++)
        for (int lane = 0; lane < 8; lane++)
            frame->across[i][lane] = (uint16_t)(lane < 4 ? STEPS - i : i);
    for (int i = 0; i < STEPS; i++)
        frame->down[i] = (Lanes){0} + (uint16_t)i;
#endif
}

static uint32_t *packed_row(const GrShaderInput *input, int y)
{
    const Frame *frame = input->frame_scratch;
    return (uint32_t *)input->frame_scratch + frame->packed / 4 +
           (size_t)y * (size_t)frame->packed_stride;
}

static void pack_row(uint32_t *restrict out, const GrPixel *restrict r, const GrPixel *restrict g,
                     const GrPixel *restrict b, int count)
{
    for (int x = 0; x < count; x++)
        out[x] = (uint32_t)r[x] | (uint32_t)g[x] << 8 | (uint32_t)b[x] << 16;
}

static void survey(const GrShaderInput *input, const GrCanvas *source, int y0, int y1)
{
    const Frame *frame = input->frame_scratch;
    int x0 = frame->x0, count = frame->x1 - frame->x0;
    y0 = y0 > frame->y0 ? y0 : frame->y0;
    y1 = y1 < frame->y1 ? y1 : frame->y1;
    for (int y = y0; y < y1; y++) {
        uint32_t *row = packed_row(input, y) + x0;
        pack_row(row, gr_canvas_row(source, 0, y) + x0, gr_canvas_row(source, 1, y) + x0,
                 gr_canvas_row(source, 2, y) + x0, count);
        row[count] = 0;
        if (y == input->height - 1)
            memset(packed_row(input, y + 1) + x0, 0, sizeof *row * (size_t)(count + 1));
    }
}

#ifdef __AVX2__

/* What four samples need: indices of their pixels; per sample the weights of two neighbours in a
 * row, as words, and of two rows, as bytes. */
typedef struct Taps {
    __m128i index, across, down;
} Taps;

static inline Taps taps_at(__m128i x, __m128i y, __m128i pitch)
{
    const __m128i last = _mm_set1_epi32(STEPS - 1), all = _mm_set1_epi32(STEPS);
    __m128i part_x = _mm_and_si128(_mm_srli_epi32(x, 12), last);
    __m128i part_y = _mm_and_si128(_mm_srli_epi32(y, 12), last);
    __m128i whole = _mm_blend_epi16(_mm_srli_epi32(x, 16), y, 0xaa);
    return (Taps){_mm_madd_epi16(whole, pitch),
                  _mm_add_epi32(_mm_sub_epi32(_mm_slli_epi32(part_x, 16), part_x), all),
                  _mm_add_epi32(_mm_sub_epi32(_mm_slli_epi32(part_y, 8), part_y), all)};
}

/* A pixel and its right neighbour, each the weighed sum of two rows, weighed by their distance. */
static inline __m128i weighed_pair(const uint32_t *at, const uint32_t *under, __m128i down,
                                   __m128i across)
{
    __m128i rows = _mm_unpacklo_epi8(_mm_loadl_epi64((const __m128i *)at),
                                     _mm_loadl_epi64((const __m128i *)under));
    return _mm_mullo_epi16(_mm_maddubs_epi16(rows, down), across);
}

/* Adds the neighbours of two samples. */
static inline __m128i sum_of_pairs(__m128i first, __m128i second)
{
    __m128i sum =
        _mm_add_epi16(_mm_unpacklo_epi64(first, second), _mm_unpackhi_epi64(first, second));
    return _mm_srli_epi16(_mm_add_epi16(sum, _mm_set1_epi16(STEPS * STEPS / 2)), 8);
}

static inline __m128i four_samples(const uint32_t *source, ptrdiff_t stride, const Taps *taps)
{
    const uint32_t *below = source + stride;
    __m128i pair[4];
    uint64_t low = (uint64_t)_mm_cvtsi128_si64(taps->index);
    uint64_t high = (uint64_t)_mm_extract_epi64(taps->index, 1);
    const size_t index[4] = {(uint32_t)low, low >> 32, (uint32_t)high, high >> 32};
    for (int i = 0; i < 4; i++) {
        const __m128i words = _mm_set1_epi16((short)(4 * i | (4 * i + 1) << 8));
        const __m128i sides = _mm_add_epi8(words, _mm_set_epi32(0x02020202, 0x02020202, 0, 0));
        pair[i] =
            weighed_pair(source + index[i], below + index[i], _mm_shuffle_epi8(taps->down, words),
                         _mm_shuffle_epi8(taps->across, sides));
    }
    return _mm_packus_epi16(sum_of_pairs(pair[0], pair[1]), sum_of_pairs(pair[2], pair[3]));
}

/* A straight run without an edge in it, by fours; the last ones repeat the last sample. */
static void sample_run(const Frame *frame, const uint32_t *source, uint32_t *out, int count,
                       int32_t x, int32_t y, int32_t dx, int32_t dy)
{
    ptrdiff_t stride = frame->packed_stride;
    const __m128i pitch = _mm_set1_epi32((int)(stride << 16 | 1)),
                  order = _mm_setr_epi32(0, 1, 2, 3);
    const __m128i step_x = _mm_set1_epi32(dx), step_y = _mm_set1_epi32(dy);
    __m128i at_x = _mm_add_epi32(_mm_set1_epi32(x), _mm_mullo_epi32(order, step_x));
    __m128i at_y = _mm_add_epi32(_mm_set1_epi32(y), _mm_mullo_epi32(order, step_y));
    for (; count >= 4; count -= 4, out += 4) {
        Taps taps = taps_at(at_x, at_y, pitch);
        _mm_storeu_si128((__m128i *)out, four_samples(source, stride, &taps));
        at_x = _mm_add_epi32(at_x, _mm_slli_epi32(step_x, 2));
        at_y = _mm_add_epi32(at_y, _mm_slli_epi32(step_y, 2));
    }
    if (count > 0) {
        __m128i excess = _mm_sub_epi32(order, _mm_min_epi32(order, _mm_set1_epi32(count - 1)));
        at_x = _mm_sub_epi32(at_x, _mm_mullo_epi32(excess, step_x));
        at_y = _mm_sub_epi32(at_y, _mm_mullo_epi32(excess, step_y));
        Taps taps = taps_at(at_x, at_y, pitch);
        uint32_t rest[4];
        _mm_storeu_si128((__m128i *)rest, four_samples(source, stride, &taps));
        memcpy(out, rest, (size_t)count * sizeof *out);
    }
}

#else

static inline Lanes widened_pair(const char *at)
{
    uint64_t pair;
    memcpy(&pair, at, sizeof pair);
    Bytes bytes = (Bytes)(Halves){pair, 0}, zero = {0};
    return (Lanes)__builtin_shufflevector(bytes, zero, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6,
                                          22, 7, 23);
}

static inline Lanes weights_at(const Lanes *table, int32_t place)
{
    Lanes weights; /* sixteenths of a pixel, times the 16 bytes of an entry */
    memcpy(&weights, (const char *)table + ((place >> 8) & 0xf0), sizeof weights);
    return weights;
}

/* A pixel and its right neighbour, each the mean of two rows, weighed by their distance. */
static inline Lanes weighed_pair(const Frame *frame, const char *packed, size_t row_bytes,
                                 int32_t x, int32_t y)
{
    const char *at = packed + (size_t)(y >> 16) * row_bytes + (size_t)(x >> 16) * 4;
    Lanes above = widened_pair(at), below = widened_pair(at + row_bytes);
    Lanes mean = above * (uint16_t)STEPS + (below - above) * weights_at(frame->down, y);
    return mean * weights_at(frame->across, x);
}

/* Adds the neighbours of two pixels at once and packs both. */
static inline uint64_t packed_sums(Lanes first, Lanes second)
{
    Lanes left = __builtin_shufflevector(first, second, 0, 1, 2, 3, 8, 9, 10, 11);
    Lanes right = __builtin_shufflevector(first, second, 4, 5, 6, 7, 12, 13, 14, 15);
    Lanes sum = (left + right + (uint16_t)(STEPS * STEPS / 2)) >> 8;
    Bytes bytes = (Bytes)sum, zero = {0};
    Halves packed = (Halves)__builtin_shufflevector(bytes, zero, 0, 2, 4, 6, 8, 10, 12, 14, 16, 17,
                                                    18, 19, 20, 21, 22, 23);
    return packed[0];
}

/* A straight run without an edge in it. */
static void sample_run(const Frame *frame, const uint32_t *source, uint32_t *out, int count,
                       int32_t x, int32_t y, int32_t dx, int32_t dy)
{
    const char *packed = (const char *)source;
    size_t row_bytes = (size_t)frame->packed_stride * sizeof *source;
    for (; count >= 2; count -= 2, out += 2) {
        Lanes first = weighed_pair(frame, packed, row_bytes, x, y);
        x += dx;
        y += dy;
        Lanes second = weighed_pair(frame, packed, row_bytes, x, y);
        x += dx;
        y += dy;
        uint64_t two = packed_sums(first, second);
        memcpy(out, &two, sizeof two);
    }
    if (count) {
        Lanes last = weighed_pair(frame, packed, row_bytes, x, y);
        *out = (uint32_t)packed_sums(last, last);
    }
}

#endif

/* One coordinate brought back into the frame by reflection. */
typedef struct Folded {
    int32_t at, step;
    int64_t steps; /* samples until it leaves the frame again */
} Folded;

static Folded fold(int64_t at, int64_t step, int size)
{
    int64_t last = (int64_t)(size - 1) << 16;
    if (last == 0)
        return (Folded){0, 0, INT32_MAX};
    int64_t m = at % (2 * last);
    m = m < 0 ? m + 2 * last : m;
    if (m > last) {
        m = 2 * last - m;
        step = -step;
    }
    int64_t steps = step > 0 ? (last - m) / step + 1 : step < 0 ? m / -step + 1 : INT32_MAX;
    return (Folded){(int32_t)m, (int32_t)step, steps};
}

/* Pixels x0 <= x < x1 of row y, all within wedge k. */
static void sample_wedge(const GrShaderInput *input, uint32_t *out, int k, int x0, int x1, int y)
{
    const Frame *frame = input->frame_scratch;
    const Affine *wedge = &frame->wedge[k];
    const uint32_t *packed = packed_row(input, 0);
    int64_t across = 2 * x0 + 1 - input->width, down = 2 * y + 1 - input->height;
    int64_t x =
        ((int64_t)(input->width - 1) << 15) + ((wedge->xx * across + wedge->xy * down) >> 1);
    int64_t y_at =
        ((int64_t)(input->height - 1) << 15) + ((wedge->yx * across + wedge->yy * down) >> 1);
    for (int left = x1 - x0; left > 0;) {
        Folded fx = fold(x, wedge->xx, input->width), fy = fold(y_at, wedge->yx, input->height);
        int64_t steps = fx.steps < fy.steps ? fx.steps : fy.steps;
        int count = steps < left ? (int)steps : left;
        sample_run(frame, packed, out, count, fx.at, fy.at, fx.step, fy.step);
        x += wedge->xx * count;
        y_at += wedge->yx * count;
        out += count;
        left -= count;
    }
}

/* Packed pixels x0.. of row y up to the right edge, cut where the row meets the mirrors. */
static void sample_row(const GrShaderInput *input, uint32_t *out, int x0, int y)
{
    const Frame *frame = input->frame_scratch;
    int width = input->width, wedges = frame->wedges;
    float down = (float)y + 0.5f - 0.5f * (float)input->height;
    float across = (float)x0 + 0.5f - 0.5f * (float)width;
    float turns = gr_atan2f(down, across) / GR_TAU - frame->first_mirror;
    int k = (int)gr_floorf(gr_fractf(turns) * (float)wedges);
    k = k < wedges ? k : wedges - 1;
    /* Going right, angles fall in the lower half of the frame and rise in the upper. */
    int step = down < 0.0f ? 1 : wedges - 1;
    for (int i = 0; i < wedges && x0 < width; i++) {
        int mirror = down < 0.0f ? (k + 1) % wedges : k;
        int x1 = width;
        if (frame->sine[mirror] * (down < 0.0f ? -1.0f : 1.0f) > 1e-6f && i + 1 < wedges) {
            float edge = down * frame->slope[mirror] + 0.5f * (float)width - 0.5f;
            x1 = (int)gr_clampf(-gr_floorf(-edge), (float)x0, (float)width);
        }
        sample_wedge(input, out, k, x0, x1, y);
        out += x1 - x0;
        x0 = x1;
        k = (k + step) % wedges;
    }
}

static void unpack_row(GrPixel *restrict r, GrPixel *restrict g, GrPixel *restrict b,
                       const uint32_t *restrict packed, int count)
{
    for (int x = 0; x < count; x++) {
        r[x] = (GrPixel)packed[x];
        g[x] = (GrPixel)(packed[x] >> 8);
        b[x] = (GrPixel)(packed[x] >> 16);
    }
}

/* out[0..count) is in[0..count) backwards. */
static void reverse_row(GrPixel *restrict out, const GrPixel *restrict in, int count)
{
    for (int x = 0; x < count; x++)
        out[x] = in[count - 1 - x];
}

static GrPixel *upper_row(const GrShaderInput *input, int c, int y)
{
    const Frame *frame = input->frame_scratch;
    return (GrPixel *)input->frame_scratch + frame->upper_rows +
           (size_t)(3 * y + c) * (size_t)gr_row_span(input->width);
}

/* Pixels left.. of row y are drawn; the others are made of them. */
static int left_of(const GrShaderInput *input)
{
    const Frame *frame = input->frame_scratch;
    return frame->upright ? input->width - half_width(input) : 0;
}

static void survey_end(const GrShaderInput *input)
{
    const Frame *frame = input->frame_scratch;
    uint32_t *packed = (uint32_t *)input->frame_scratch + frame->row / 4;
    int left = left_of(input);
    for (int y = 0; y < (input->height + 1) / 2 && frame->even; y++) {
        sample_row(input, packed, left, y);
        unpack_row(upper_row(input, 0, y), upper_row(input, 1, y), upper_row(input, 2, y), packed,
                   input->width - left);
    }
}

static void copy_upper_row(const GrShaderInput *input, GrPixel *const row[3], int y)
{
    const Frame *frame = input->frame_scratch;
    int left = left_of(input), twin = input->height - 1 - y;
    for (int c = 0; c < 3; c++) {
        const GrPixel *from = upper_row(input, c, y < twin ? y : twin);
        if (frame->upright || y <= twin)
            memcpy(row[c] + left, from, (size_t)(input->width - left));
        else
            reverse_row(row[c], from, input->width);
    }
}

static void gather(const GrShaderInput *input, const GrCanvas *source, GrCanvas *target, int y0,
                   int y1)
{
    const Frame *frame = input->frame_scratch;
    int half = half_width(input), left = left_of(input);
    (void)source;
    for (int y = y0; y < y1; y++) {
        GrPixel *row[3];
        for (int c = 0; c < 3; c++)
            row[c] = gr_canvas_row(target, c, y);
        if (frame->even) {
            copy_upper_row(input, row, y);
        } else {
            uint32_t *packed = input->band_scratch;
            sample_row(input, packed, left, y);
            unpack_row(row[0] + left, row[1] + left, row[2] + left, packed, input->width - left);
        }
        for (int c = 0; frame->upright && c < 3; c++)
            reverse_row(row[c], row[c] + half, left);
    }
}

extern const GrShader GR_LEVEL_NAME(gr_shader_kaleidoscope);
const GrShader GR_LEVEL_NAME(gr_shader_kaleidoscope) = {
    .name = "kaleidoscope",
    .family = "geometry",
    .summary = "one wedge of the picture between mirrors, repeated around the middle",
    .params = GR_PARAM_TABLE(Params, params),
    .access = GR_ACCESS_GATHER,
    .tears = true,
    .keeps_source = true,
    .frame_scratch_bytes = frame_scratch_bytes,
    .band_scratch_bytes = band_scratch_bytes,
    .begin = begin,
    .survey = survey,
    .survey_end = survey_end,
    .gather = gather,
};

/* SPDX-License-Identifier: MIT
 *
 * CRT: the picture on the bulging glass of an old tube, its rounded corners in black, with the
 * lines of the beam and the stripes of an aperture grille.
 *
 * The lens is two one-dimensional stretches, each growing with the square of the distance along the
 * other axis: down the columns first, then along the rows. Both are nearly the identity, so a group
 * of neighbours lies at nearly the same distance from its sources: groups are sums of three (at the
 * worst a few more) shifted rows under hat-shaped weights, which is linear interpolation without
 * fetching any pixel by itself. Lines of the beam follow
 * the glass and fade out where they would be too fine for the raster to carry; the grille is a
 * whole number of pixels. Both keep the mean brightness. How dark the rim is does not depend on the
 * frame and is the same in its four quarters: one is made before the fork.
 */
#include "base/level.h"
#include "common/dither.h"

#include <string.h>
#ifdef __AVX2__
#include <immintrin.h>
#endif

typedef struct Params {
    float curvature, edge, scan, lines, mask, pitch;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, curvature, "", 0.07, 0, 0.25, "how far the corners are drawn in; 0: flat"),
    GR_FLOAT(Params, edge, "", 0.45, 0, 1, "how dark the glass gets towards its rim"),
    GR_FLOAT(Params, scan, "", 0.35, 0, 1, "depth of the gaps between the beam's lines"),
    GR_FLOAT(Params, lines, "", 216, 60, 1080, "lines of the beam over the height"),
    GR_FLOAT(Params, mask, "", 0.2, 0, 1, "depth of the colour stripes"),
    GR_FLOAT(Params, pitch, "px", 4, 3, 24, "width of a red, a green and a blue stripe together"),
};

enum {
    AHEAD = 6,  /* rows that are fetched before they are wanted: groups that wander from row to row
                   are no stream that a cache foresees */
    GROUP = 16, /* pixels that share the whole part of their distance to the source */
    MASK_UNIT = 32768,    /* brightness 1 in the mask's numbers */
    MASK_CEILING = 32639, /* of a channel after the mask: 255 once doubled and rounded */
};

/* Made once, followed by the loss of light at the rim: the upper half's rows, whole ones first,
 * then their two ends. */
typedef struct Glass {
    int span;
    float curve_x, curve_y;       /* stretch at the ends of the other axis */
    float half_w, half_h, radius; /* pixels: of the glass and its corners */
    float rim, rim_inverse, edge; /* width of the darkening in pixels; its depth */
    int whole_rows, rows;         /* 0 rows: nothing is darkened */
    int left, right;              /* the ends: x < left and x >= right */
} Glass;

typedef struct Frame {
    int span, margin;
    uint16_t scan, scan_mean; /* loss between lines: amplitude, of 256; mean, of 65535 */
    uint32_t line_step;       /* lines per pixel, 2^-16 */
    bool grille;              /* the mask's rows differ from one */
    size_t bend, mask[3];     /* rows, in bytes from the frame scratch */
} Frame;

/* A band's scratch: the row between the two stretches. */
typedef struct Rows {
    int32_t *place;         /* in the source, of each column */
    uint16_t *part, *light; /* its fraction; what the beam leaves */
    GrPixel *bent[3];       /* stretched downward, with margins on both sides */
} Rows;

static Glass glass_of(const GrShaderInput *input)
{
    const Params *p = input->params;
    float w = (float)input->width, h = (float)input->height;
    float longer = gr_maxf(w, h), shorter = gr_minf(w, h);
    float curvature = gr_clampf(p->curvature, 0.0f, 0.25f);
    Glass glass = {.span = gr_row_span(input->width)};
    /* Equal curvature both ways, as on a sphere; the stretch is `curvature` along the longer. */
    glass.curve_x = curvature * (h / longer) * (h / longer);
    glass.curve_y = curvature * (w / longer) * (w / longer);
    glass.half_w = 0.5f * w;
    glass.half_h = 0.5f * h;
    glass.radius = 0.5f * shorter * gr_minf(0.12f, 1.3f * curvature);
    glass.rim = 0.5f * shorter * 0.22f;
    glass.rim_inverse = 1.0f / glass.rim;
    glass.edge = gr_unitf(p->edge);
    if (glass.edge <= 0.0f && glass.radius <= 0.0f)
        return glass;
    float margin = gr_maxf(glass.rim, glass.radius);
    int side = (int)(margin + glass.half_w * glass.curve_x) + 2;
    glass.left = (side + 63) & ~63;
    glass.right = (input->width - glass.left) & ~63;
    glass.rows = (input->height + 1) / 2;
    while (glass.whole_rows < glass.rows &&
           (2 * glass.left >= input->width ||
            (glass.half_h - 0.5f - (float)glass.whole_rows) * (1.0f + 1.5f * glass.curve_y) >
                glass.half_h - margin))
        glass.whole_rows++;
    return glass;
}

/* Where a row's losses begin, in samples behind the glass; at `rows`: how many there are. */
static size_t loss_offset(const Glass *glass, int row)
{
    size_t whole = (size_t)(row < glass->whole_rows ? row : glass->whole_rows);
    size_t ends = (size_t)(glass->left + glass->span - glass->right);
    return whole * (size_t)glass->span + ((size_t)row - whole) * ends;
}

/* Room for all of every second row, which is the most that any curvature needs: it may change over
 * time. What is not needed is never touched. */
static size_t prepared_bytes(const GrShaderInput *input)
{
    size_t rows = (size_t)(input->height + 1) / 2, span = (size_t)gr_row_span(input->width);
    return gr_align64(sizeof(Glass)) + rows * span * sizeof(uint16_t);
}

static uint16_t *losses_of(const void *prepared)
{
    return (uint16_t *)((uintptr_t)prepared + gr_align64(sizeof(Glass)));
}

/* Loss of light towards the rim and all of it beyond, of 65535. Distances from the middle in
 * pixels of the source; the glass is a box with rounded corners. */
static inline uint16_t rim_loss(const Glass *glass, float across, float down)
{
    float qx = gr_absf(across) - (glass->half_w - glass->radius);
    float qy = gr_absf(down) - (glass->half_h - glass->radius);
    float ox = gr_maxf(qx, 0.0f), oy = gr_maxf(qy, 0.0f);
    float distance = gr_sqrtf(ox * ox + oy * oy) + gr_minf(gr_maxf(qx, qy), 0.0f) - glass->radius;
    float t = gr_unitf(1.0f + distance * glass->rim_inverse);
    float light = 1.0f - glass->edge * t * t * t;
    light *= gr_unitf(-0.7f * distance);
    return (uint16_t)(int32_t)(65535.0f - 65535.0f * light);
}

static void fill_losses(const Glass *glass, uint16_t *restrict loss, int y, int from, int to)
{
    float down = (float)y + 0.5f - glass->half_h;
    float down_unit = down / glass->half_h, across_unit = 1.0f / glass->half_w;
    float stretch = 1.0f + down_unit * down_unit * glass->curve_x;
    for (int x = from; x < to; x++) {
        float across = ((float)x + 0.5f - glass->half_w) * stretch;
        float u = across * across_unit;
        loss[x - from] =
            rim_loss(glass, across, down * (1.0f + gr_minf(u * u, 1.5f) * glass->curve_y));
    }
}

static void prepare(const GrShaderInput *input, void *prepared)
{
    Glass glass = glass_of(input);
    memcpy(prepared, &glass, sizeof glass);
    for (int y = 0; y < glass.rows; y++) {
        uint16_t *loss = losses_of(prepared) + loss_offset(&glass, y);
        if (y < glass.whole_rows) {
            fill_losses(&glass, loss, y, 0, glass.span);
        } else {
            fill_losses(&glass, loss, y, 0, glass.left);
            fill_losses(&glass, loss + glass.left, y, glass.right, glass.span);
        }
    }
}

static size_t lay_out(const GrShaderInput *input, Frame *frame)
{
    frame->span = gr_row_span(input->width);
    frame->margin = (frame->span / 7 + 2 * 64) & ~63; /* the largest stretch and a block more */
    size_t row = (size_t)frame->span;
    frame->bend = gr_align64(sizeof *frame);
    size_t bytes = frame->bend + row * sizeof(int32_t);
    for (int c = 0; c < 3; c++, bytes += row * sizeof(uint16_t))
        frame->mask[c] = bytes;
    return bytes;
}

static size_t frame_scratch_bytes(const GrShaderInput *input)
{
    Frame frame;
    return lay_out(input, &frame);
}

static size_t band_scratch_bytes(const GrShaderInput *input)
{
    Frame frame;
    lay_out(input, &frame);
    return (size_t)frame.span * (sizeof(int32_t) + 2 * sizeof(uint16_t)) +
           (size_t)(frame.span + 2 * frame.margin) * 3 + GROUP * 32;
}

static Rows rows_of(const GrShaderInput *input)
{
    const Frame *frame = input->frame_scratch;
    Rows rows;
    rows.place = input->band_scratch;
    rows.part = (uint16_t *)(rows.place + frame->span + GROUP);
    rows.light = rows.part + frame->span + GROUP;
    GrPixel *bent = (GrPixel *)(rows.light + frame->span + GROUP) + frame->margin;
    for (int c = 0; c < 3; c++)
        rows.bent[c] = bent + (ptrdiff_t)c * (frame->span + 2 * frame->margin);
    return rows;
}

static void *frame_row(const GrShaderInput *input, size_t bytes)
{
    return (char *)input->frame_scratch + bytes;
}

/* Stripes of the three colours a third of a pitch apart, around a mean that `bright` lifts. */
static void fill_mask(const GrShaderInput *input, const Frame *frame, float depth, float bright)
{
    const Params *p = input->params;
    int pitch = gr_to_int(p->pitch * input->px);
    pitch = pitch > 1 ? pitch : 1;
    for (int c = 0; c < 3; c++) {
        uint16_t *mask = frame_row(input, frame->mask[c]);
        for (int x = 0; x < frame->span; x++) {
            if (x >= pitch) {
                mask[x] = mask[x - pitch];
                continue;
            }
            float turn = ((float)x + 0.5f) / (float)pitch - (float)c / 3.0f;
            float wave = pitch < 3 ? 0.0f : gr_cosf(turn * GR_TAU);
            float light = bright * (1.0f - 0.5f * depth * (1.0f - wave));
            mask[x] = (uint16_t)gr_to_int(gr_minf(light * MASK_UNIT, 65535.0f));
        }
    }
}

static void begin(const GrShaderInput *input)
{
    const Params *p = input->params;
    Frame *frame = input->frame_scratch;
    lay_out(input, frame);
    const Glass *glass = input->prepared;
    float w = (float)input->width, h = (float)input->height;
    int32_t *bend = frame_row(input, frame->bend);
    for (int x = 0; x < frame->span; x++) {
        float across = (float)(2 * x + 1 - input->width) / w;
        bend[x] = (int32_t)(gr_minf(across * across, 1.5f) * glass->curve_y * 65536.0f);
    }

    /* Lines below two and a bit rows would beat against the raster: only their mean remains. */
    float scan = gr_unitf(p->scan), depth = gr_unitf(p->mask);
    float lines = gr_maxf(p->lines, 1.0f);
    float carried = gr_smoothstepf(2.2f, 3.6f, h / lines);
    frame->scan_mean = (uint16_t)gr_to_int(0.5f * scan * (1.0f - carried) * 65535.0f);
    frame->scan = (uint16_t)gr_to_int(scan * carried * 256.0f);
    frame->line_step = (uint32_t)(lines / h * 65536.0f);
    float bright = 1.0f / ((1.0f - 0.5f * scan) * (1.0f - 0.5f * depth));
    bright = gr_minf(gr_powf(bright, 0.7f), 1.8f);
    frame->grille = scan > 0.0f || depth > 0.0f;
    fill_mask(input, frame, depth, bright);
}

/* A group in registers, lowered by the compiler where a machine's are shorter. Passed in memory
 * only, since how such values are passed differs between SIMD levels. */
typedef uint16_t Lanes __attribute__((vector_size(2 * GROUP)));
typedef uint8_t Bytes __attribute__((vector_size(GROUP)));

#ifdef __AVX2__

static inline void widen(Lanes *out, const GrPixel *from)
{
    *out = (Lanes)_mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)from));
}

/* Of lanes that are at most 255. */
static inline void narrow(GrPixel *out, const Lanes *lanes)
{
    __m256i wide = (__m256i)*lanes;
    _mm_storeu_si128((__m128i *)out, _mm_packus_epi16(_mm256_castsi256_si128(wide),
                                                      _mm256_extracti128_si256(wide, 1)));
}

static inline void multiply_high(Lanes *a, const Lanes *b)
{
    *a = (Lanes)_mm256_mulhi_epu16((__m256i)*a, (__m256i)*b);
}

static inline void subtract_saturated(Lanes *a, const Lanes *b)
{
    *a = (Lanes)_mm256_subs_epu16((__m256i)*a, (__m256i)*b);
}

#else

static inline void widen(Lanes *out, const GrPixel *from)
{
    Bytes bytes;
    memcpy(&bytes, from, sizeof bytes);
    *out = __builtin_convertvector(bytes, Lanes);
}

static inline void narrow(GrPixel *out, const Lanes *lanes)
{
    Bytes bytes = __builtin_convertvector(*lanes, Bytes);
    memcpy(out, &bytes, sizeof bytes);
}

/* Loops over single numbers: gcc takes comparisons of lanes wider than a register apart. */
#define EACH_LANE(function)                                                                        \
    uint16_t x[GROUP], y[GROUP];                                                                   \
    memcpy(x, a, sizeof x);                                                                        \
    memcpy(y, b, sizeof y);                                                                        \
    for (int i = 0; i < GROUP; i++)                                                                \
        x[i] = function(x[i], y[i]);                                                               \
    memcpy(a, x, sizeof x);

static inline void multiply_high(Lanes *a, const Lanes *b)
{
    EACH_LANE(gr_mulhi)
}

static inline void subtract_saturated(Lanes *a, const Lanes *b)
{
    EACH_LANE(gr_sub_saturated)
}

#endif

static inline void load(Lanes *lanes, const uint16_t *from)
{
    memcpy(lanes, from, sizeof *lanes);
}

/* `at`: places in 1/256 pixel after the first tap. Sums are code values times 256. */
static inline void sum_pair(Lanes *sum, const GrPixel *a, const GrPixel *b, const Lanes *at)
{
    Lanes first, second;
    widen(&first, a);
    widen(&second, b);
    *sum = (first << 8) + (second - first) * *at;
}

/* Where a third tap is reached: what the outer two weigh. */
typedef struct Weights {
    Lanes first, last;
} Weights;

static inline void weigh_three(Weights *weights, const Lanes *at)
{
    Lanes whole = (Lanes){0} + 256;
    weights->first = whole;
    weights->last = *at;
    subtract_saturated(&weights->first, at);
    subtract_saturated(&weights->last, &whole);
}

static inline void sum_three(Lanes *sum, const GrPixel *a, const GrPixel *b, const GrPixel *c,
                             const Weights *weights)
{
    Lanes first, middle, last;
    widen(&first, a);
    widen(&middle, b);
    widen(&last, c);
    *sum = (middle << 8) + (first - middle) * weights->first + (last - middle) * weights->last;
}

/* One tap of many, where the stretch is so strong that three do not reach. */
static inline void add_tap(Lanes *sum, const GrPixel *from, const Lanes *at, int tap)
{
    Lanes pixels, after = *at - (uint16_t)(tap * 256), before = (uint16_t)(tap * 256) - *at;
    widen(&pixels, from);
    *sum += pixels *
            (((256 - after) & (Lanes)(after < 256)) | ((256 - before) & (Lanes)(before < 256)));
}

/* `light` is a fraction of 65536; NULL: all. */
static inline void store_dimmed(GrPixel *out, Lanes *sum, const uint16_t *light)
{
    if (light) {
        Lanes fraction;
        load(&fraction, light);
        multiply_high(sum, &fraction);
    }
    *sum = (*sum + 128) >> 8;
    narrow(out, sum);
}

/* The mask's unit is half of 65536, so it may brighten; with a ceiling. NULL: none. */
static inline void store_masked(GrPixel *out, Lanes *sum, const uint16_t *mask)
{
    if (mask) {
        Lanes fraction, excess, ceiling = (Lanes){0} + MASK_CEILING;
        load(&fraction, mask);
        multiply_high(sum, &fraction);
        excess = *sum;
        subtract_saturated(&excess, &ceiling);
        *sum = (*sum - excess) * 2;
    }
    *sum = (*sum + 128) >> 8;
    narrow(out, sum);
}

/* Where each column of a row looks in the source: in 2^-16 pixel, and the low bits in 2^-8. */
static void place_row(const int32_t *restrict bend, int32_t *restrict place,
                      uint16_t *restrict part, int32_t middle, int32_t down, int span)
{
    for (int x = 0; x < span; x++) {
        place[x] = middle + ((down * bend[x]) >> 1);
        part[x] = (uint16_t)(place[x] >> 8);
    }
}

/* What the gaps between the beam's lines leave of 65535: smoothstep t^2 (3 - 2t) of the distance
 * from a line, in 8 bits. */
static void beam_row(uint16_t *restrict beam, const int32_t *restrict place, const Frame *frame,
                     int span)
{
    uint32_t step = frame->line_step;
    uint16_t light = (uint16_t)(65535 - frame->scan_mean), scan = frame->scan;
    for (int x = 0; x < span; x++) {
        int16_t phase = (int16_t)(((uint32_t)place[x] * step) >> 16);
        uint16_t t = (uint16_t)(phase < 0 ? ~phase : phase); /* 32767 on a line, 0 between two */
        t = (uint16_t)(255 - (t >> 7));
        uint16_t square = (uint16_t)(t * t) >> 8;
        uint16_t loss = (uint16_t)(square * (uint16_t)(768 - 2 * t)) >> 8;
        beam[x] = (uint16_t)(light - loss * scan);
    }
}

static const GrPixel *clamped_row(const GrCanvas *source, int c, int y)
{
    y = y < 0 ? 0 : y;
    return gr_canvas_row(source, c, y < source->height ? y : source->height - 1);
}

/* A group of columns from source rows `first` to `last`. */
static inline void down_group(const GrCanvas *source, const Rows *rows, int x, int first, int last,
                              const uint16_t *light)
{
    Lanes at, sum;
    Weights weights;
    load(&at, rows->part + x);
    at -= (uint16_t)(first * 256);
    if (first < 0 || first + 2 >= source->height || last > first + 2) {
        for (int c = 0; c < 3; c++) {
            sum = (Lanes){0};
            for (int row = first; row <= last; row++)
                add_tap(&sum, clamped_row(source, c, row) + x, &at, row - first);
            store_dimmed(rows->bent[c] + x, &sum, light);
        }
        return;
    }
    weigh_three(&weights, &at);
    ptrdiff_t stride = source->stride, from = first * stride + x;
    for (int c = 0; c < 3; c++) {
        const GrPixel *above = source->plane[c] + from;
        if (x % 64 == 0)
            __builtin_prefetch((const void *)((uintptr_t)above + (uintptr_t)(AHEAD * stride)));
        if (last == first + 1)
            sum_pair(&sum, above, above + stride, &at);
        else
            sum_three(&sum, above, above + stride, above + 2 * stride, &weights);
        store_dimmed(rows->bent[c] + x, &sum, light);
    }
}

/* Down the columns: every column has its own place. */
static void stretch_down(const GrShaderInput *input, const GrCanvas *source, const Rows *rows,
                         int y)
{
    const Frame *frame = input->frame_scratch;
    int32_t down = 2 * y + 1 - input->height;
    int32_t middle = (input->height - 1 + down) * 32768;
    bool beam = frame->scan > 0 || frame->scan_mean > 0;
    place_row(frame_row(input, frame->bend), rows->place, rows->part, middle, down, frame->span);
    if (beam)
        beam_row(rows->light, rows->place, frame, frame->span);
    for (int x = 0; x < input->width; x += GROUP) {
        /* Places rise or fall steadily on each side of the middle column. */
        int32_t low = rows->place[x], high = rows->place[x + GROUP - 1];
        if (x < input->width / 2 && x + GROUP > input->width / 2) {
            int32_t centre = rows->place[input->width / 2];
            low = high < low ? high : low;
            high = rows->place[x] > high ? rows->place[x] : high;
            low = centre < low ? centre : low;
            high = centre > high ? centre : high;
        } else if (low > high) {
            low = high;
            high = rows->place[x];
        }
        down_group(source, rows, x, low >> 16, (high >> 16) + 1, beam ? rows->light + x : NULL);
    }
    for (int c = 0; c < 3; c++) {
        memset(rows->bent[c] - frame->margin, rows->bent[c][0], (size_t)frame->margin);
        memset(rows->bent[c] + input->width, rows->bent[c][input->width - 1],
               (size_t)(frame->span + frame->margin - input->width));
    }
}

/* Along the row: its stretch is constant, so the distance to the source grows steadily. */
static void stretch_along(const GrShaderInput *input, GrCanvas *target, const Rows *rows, int y)
{
    const Frame *frame = input->frame_scratch;
    const Glass *glass = input->prepared;
    float down = (float)(2 * y + 1 - input->height) / (float)input->height;
    int32_t stretch = (int32_t)(down * down * glass->curve_x * 65536.0f);
    int32_t place = ((1 - input->width) * stretch) >> 1;
    const uint16_t *mask[3] = {NULL, NULL, NULL};
    for (int c = 0; c < 3 && frame->grille; c++)
        mask[c] = frame_row(input, frame->mask[c]);
    /* Places of a group are its first plus these, in 2^-8 and in 2^-16 pixel. */
    Lanes high, low;
    for (int i = 0; i < GROUP; i++) {
        high[i] = (uint16_t)(i * (stretch >> 8));
        low[i] = (uint16_t)(i * (stretch & 255));
    }
    for (int x = 0; x < input->width; x += GROUP, place += GROUP * stretch) {
        int first = place >> 16, last = ((place + (GROUP - 1) * stretch) >> 16) + 1;
        Lanes sum, at = ((low + (uint16_t)(place & 255)) >> 8) + high;
        Weights weights;
        at += (uint16_t)((place >> 8) - first * 256);
        weigh_three(&weights, &at);
        for (int c = 0; c < 3; c++) {
            const GrPixel *from = rows->bent[c] + x + first;
            if (last - first == 1) {
                sum_pair(&sum, from, from + 1, &at);
            } else if (last - first == 2) {
                sum_three(&sum, from, from + 1, from + 2, &weights);
            } else {
                sum = (Lanes){0};
                for (int tap = 0; tap <= last - first; tap++)
                    add_tap(&sum, from + tap, &at, tap);
            }
            store_masked(gr_canvas_row(target, c, y) + x, &sum, mask[c] ? mask[c] + x : NULL);
        }
    }
}

static void darken_rim(const GrShaderInput *input, GrCanvas *target, int y)
{
    const Glass *glass = input->prepared;
    const uint8_t *dither = gr_dither_at(input, y);
    int twin = y < input->height - 1 - y ? y : input->height - 1 - y;
    if (twin >= glass->rows)
        return;
    const uint16_t *loss = losses_of(glass) + loss_offset(glass, twin);
    for (int c = 0; c < 3; c++) {
        GrPixel *row = gr_canvas_row(target, c, y);
        if (twin < glass->whole_rows) {
            gr_darken_span(row, loss, dither, glass->span);
            continue;
        }
        gr_darken_span(row, loss, dither, glass->left);
        gr_darken_span(row + glass->right, loss + glass->left, dither, glass->span - glass->right);
    }
}

static void gather(const GrShaderInput *input, const GrCanvas *source, GrCanvas *target, int y0,
                   int y1)
{
    Rows rows = rows_of(input);
    for (int y = y0; y < y1; y++) {
        stretch_down(input, source, &rows, y);
        stretch_along(input, target, &rows, y);
        darken_rim(input, target, y);
    }
}

extern const GrShader GR_LEVEL_NAME(gr_shader_crt);
const GrShader GR_LEVEL_NAME(gr_shader_crt) = {
    .name = "crt",
    .family = "geometry",
    .summary = "an old tube: bulging glass, beam lines, colour stripes, rounded black corners",
    .params = GR_PARAM_TABLE(Params, params),
    .access = GR_ACCESS_GATHER,
    .prepared_bytes = prepared_bytes,
    .prepare = prepare,
    .frame_scratch_bytes = frame_scratch_bytes,
    .band_scratch_bytes = band_scratch_bytes,
    .begin = begin,
    .gather = gather,
};

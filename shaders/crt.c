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
 * whole number of pixels. Both keep the mean brightness.
 */
#include "base/level.h"
#include "common/pixel.h"

#include <string.h>

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
    GROUP = 16,           /* pixels that share the whole part of their distance to the source */
    MASK_UNIT = 32768,    /* brightness 1 in the mask's numbers */
    MASK_CEILING = 32639, /* of a channel after the mask: 255 once doubled and rounded */
};

typedef struct Frame {
    int span, margin;
    float curve_x, curve_y;       /* stretch at the ends of the other axis */
    float half_w, half_h, radius; /* pixels: of the glass and its corners */
    float rim, rim_inverse, edge; /* width of the darkening in pixels; its depth */
    uint16_t scan, scan_mean;     /* loss between lines: amplitude, of 256; mean, of 65535 */
    uint32_t line_step;           /* lines per pixel, 2^-16 */
    bool grille;                  /* the mask's rows differ from one */
    size_t bend, mask[3], dither; /* rows, in bytes from the frame scratch */
} Frame;

/* A band's scratch: the rows between the two stretches. */
typedef struct Rows {
    int32_t *place;         /* in the source, of each column */
    uint16_t *part, *light; /* its fraction; what the beam (later: the rim) leaves or takes */
    uint16_t *value[3];     /* code values times 256 */
    GrPixel *bent[3];       /* stretched downward, with margins on both sides */
} Rows;

static size_t lay_out(const GrShaderInput *input, Frame *frame)
{
    frame->span = gr_row_span(input->width);
    frame->margin = (frame->span / 7 + 2 * 64) & ~63; /* the largest stretch and a block more */
    size_t row = (size_t)frame->span;
    frame->bend = gr_align64(sizeof *frame);
    size_t bytes = frame->bend + row * sizeof(int32_t);
    for (int c = 0; c < 3; c++, bytes += row * sizeof(uint16_t))
        frame->mask[c] = bytes;
    frame->dither = bytes;
    return bytes + row;
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
    return (size_t)frame.span * (sizeof(int32_t) + 5 * sizeof(uint16_t)) +
           (size_t)(frame.span + 2 * frame.margin) * 3 + GROUP * 32;
}

static Rows rows_of(const GrShaderInput *input)
{
    const Frame *frame = input->frame_scratch;
    Rows rows;
    rows.place = input->band_scratch;
    rows.part = (uint16_t *)(rows.place + frame->span + GROUP);
    rows.light = rows.part + frame->span + GROUP;
    uint16_t *value = rows.light + frame->span + GROUP;
    GrPixel *bent = (GrPixel *)(value + 3 * (frame->span + GROUP)) + frame->margin;
    for (int c = 0; c < 3; c++)
        rows.value[c] = value + (ptrdiff_t)c * (frame->span + GROUP);
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
    float w = (float)input->width, h = (float)input->height;
    float longer = gr_maxf(w, h), shorter = gr_minf(w, h);
    float curvature = gr_clampf(p->curvature, 0.0f, 0.25f);
    /* Equal curvature both ways, as on a sphere; the stretch is `curvature` along the longer. */
    frame->curve_x = curvature * (h / longer) * (h / longer);
    frame->curve_y = curvature * (w / longer) * (w / longer);
    frame->half_w = 0.5f * w;
    frame->half_h = 0.5f * h;
    frame->radius = 0.5f * shorter * gr_minf(0.12f, 1.3f * curvature);
    frame->rim = 0.5f * shorter * 0.22f;
    frame->rim_inverse = 1.0f / frame->rim;
    frame->edge = gr_unitf(p->edge);

    int32_t *bend = frame_row(input, frame->bend);
    uint8_t *dither = frame_row(input, frame->dither);
    for (int x = 0; x < frame->span; x++) {
        float across = (float)(2 * x + 1 - input->width) / w;
        bend[x] = (int32_t)(gr_minf(across * across, 1.5f) * frame->curve_y * 65536.0f);
        dither[x] = gr_dither_column(x);
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

/* Widened pixels. Interleaving with zeros is one instruction with AVX2, where gcc 12 makes five of
 * the plain conversion; without AVX2 it is the other way round. */
#ifdef __AVX2__
#define WIDEN(bytes)                                                                               \
    ((Lanes)__builtin_shufflevector(bytes, (Bytes){0}, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21,   \
                                    6, 22, 7, 23, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29,    \
                                    14, 30, 15, 31))
#else
#define WIDEN(bytes) __builtin_convertvector(bytes, Lanes)
#endif

/* Interpolation weights of a group, from its places in 1/256 pixel after that of its first tap. */
typedef struct Weights {
    Lanes tap[3];
} Weights;

static inline void weigh_group(Weights *weights, const uint16_t *place, uint16_t base)
{
    Lanes at;
    memcpy(&at, place, sizeof at);
    at -= base;
    Lanes first = (256 - at) & (Lanes)(at < 256);
    Lanes last = (at - 256) & (Lanes)(at > 256);
    weights->tap[0] = first;
    weights->tap[1] = 256 - first - last;
    weights->tap[2] = last;
}

/* Code values times 256. */
static inline void sum_group(uint16_t *value, const GrPixel *a, const GrPixel *b, const GrPixel *c,
                             const Weights *weights)
{
    Bytes first, second, third;
    memcpy(&first, a, sizeof first);
    memcpy(&second, b, sizeof second);
    memcpy(&third, c, sizeof third);
    Lanes sum = WIDEN(first) * weights->tap[0] + WIDEN(second) * weights->tap[1] +
                WIDEN(third) * weights->tap[2];
    memcpy(value, &sum, sizeof sum);
}

/* The same where two taps reach. */
static inline void sum_pair(uint16_t *value, const GrPixel *a, const GrPixel *b,
                            const Weights *weights)
{
    Bytes first, second;
    memcpy(&first, a, sizeof first);
    memcpy(&second, b, sizeof second);
    Lanes sum = WIDEN(first) * weights->tap[0] + WIDEN(second) * weights->tap[1];
    memcpy(value, &sum, sizeof sum);
}

/* One tap of many, at a place of its own, where the stretch is so strong that three do not reach.
 */
static inline void add_tap(uint16_t *value, const GrPixel *from, const uint16_t *place,
                           uint16_t tap)
{
    Bytes pixels;
    Lanes at, sum;
    memcpy(&pixels, from, sizeof pixels);
    memcpy(&at, place, sizeof at);
    memcpy(&sum, value, sizeof sum);
    Lanes after = at - tap, before = tap - at;
    Lanes weight =
        ((256 - after) & (Lanes)(after < 256)) | ((256 - before) & (Lanes)(before < 256));
    sum += WIDEN(pixels) * weight;
    memcpy(value, &sum, sizeof sum);
}

/* `light` is a fraction of 65536. */
static void dim_row(GrPixel *restrict out, const uint16_t *restrict value,
                    const uint16_t *restrict light, int span)
{
    for (int x = 0; x < span; x++)
        out[x] = (GrPixel)((uint16_t)(gr_mulhi(value[x], light[x]) + 128) >> 8);
}

/* The mask's unit is half of 65536, so it may brighten; with a ceiling. */
static void mask_row(GrPixel *restrict out, const uint16_t *restrict value,
                     const uint16_t *restrict mask, int span)
{
    for (int x = 0; x < span; x++) {
        uint16_t light = gr_mulhi(value[x], mask[x]);
        light = light < MASK_CEILING ? light : MASK_CEILING;
        out[x] = (GrPixel)((uint16_t)(2 * light + 128) >> 8);
    }
}

static void round_row(GrPixel *restrict out, const uint16_t *restrict value, int span)
{
    for (int x = 0; x < span; x++)
        out[x] = (GrPixel)((uint16_t)(value[x] + 128) >> 8);
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
static inline void down_group(const GrCanvas *source, const Rows *rows, int x, int first, int last)
{
    Weights weights;
    weigh_group(&weights, rows->part + x, (uint16_t)(first * 256));
    if (first >= 0 && first + 2 < source->height && last <= first + 2) {
        ptrdiff_t stride = source->stride, at = first * stride + x;
        for (int c = 0; c < 3; c++) {
            const GrPixel *from = source->plane[c] + at;
            sum_group(rows->value[c] + x, from, from + stride, from + 2 * stride, &weights);
        }
        return;
    }
    for (int c = 0; c < 3; c++) {
        uint16_t *value = rows->value[c] + x;
        memset(value, 0, GROUP * sizeof *value);
        for (int row = first; row <= last; row++)
            add_tap(value, clamped_row(source, c, row) + x, rows->part + x, (uint16_t)(row * 256));
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
        down_group(source, rows, x, low >> 16, (high >> 16) + 1);
    }
    for (int c = 0; c < 3; c++) {
        if (beam)
            dim_row(rows->bent[c], rows->value[c], rows->light, frame->span);
        else
            round_row(rows->bent[c], rows->value[c], frame->span);
        memset(rows->bent[c] - frame->margin, rows->bent[c][0], (size_t)frame->margin);
        memset(rows->bent[c] + input->width, rows->bent[c][input->width - 1],
               (size_t)(frame->span + frame->margin - input->width));
    }
}

static void part_row(uint16_t *restrict part, int32_t start, int32_t stretch, int span)
{
    for (int x = 0; x < span; x++)
        part[x] = (uint16_t)((start + x * stretch) >> 8);
}

/* Along the row: its stretch is constant, so the distance to the source grows steadily. */
static void stretch_along(const GrShaderInput *input, GrCanvas *target, const Rows *rows, int y)
{
    const Frame *frame = input->frame_scratch;
    float down = (float)(2 * y + 1 - input->height) / (float)input->height;
    int32_t stretch = (int32_t)(down * down * frame->curve_x * 65536.0f);
    int32_t start = ((1 - input->width) * stretch) >> 1;
    part_row(rows->part, start, stretch, frame->span);
    for (int x = 0; x < input->width; x += GROUP) {
        Weights weights;
        int first = (start + x * stretch) >> 16;
        int last = ((start + (x + GROUP - 1) * stretch) >> 16) + 1;
        weigh_group(&weights, rows->part + x, (uint16_t)(first * 256));
        for (int c = 0; c < 3; c++) {
            const GrPixel *from = rows->bent[c] + x + first;
            uint16_t *value = rows->value[c] + x;
            if (last - first == 1) {
                sum_pair(value, from, from + 1, &weights);
            } else if (last - first == 2) {
                sum_group(value, from, from + 1, from + 2, &weights);
            } else {
                memset(value, 0, GROUP * sizeof *value);
                for (int tap = first; tap <= last; tap++)
                    add_tap(value, from + tap - first, rows->part + x, (uint16_t)(tap * 256));
            }
        }
    }
    for (int c = 0; c < 3; c++) {
        if (frame->grille)
            mask_row(gr_canvas_row(target, c, y), rows->value[c], frame_row(input, frame->mask[c]),
                     frame->span);
        else
            round_row(gr_canvas_row(target, c, y), rows->value[c], frame->span);
    }
}

/* Loss of light towards the rim and all of it beyond, of 65535. Distances from the middle in
 * pixels of the source; the glass is a box with rounded corners. */
static inline uint16_t rim_loss(const Frame *frame, float across, float down)
{
    float qx = gr_absf(across) - (frame->half_w - frame->radius);
    float qy = gr_absf(down) - (frame->half_h - frame->radius);
    float ox = gr_maxf(qx, 0.0f), oy = gr_maxf(qy, 0.0f);
    float distance = gr_sqrtf(ox * ox + oy * oy) + gr_minf(gr_maxf(qx, qy), 0.0f) - frame->radius;
    float t = gr_unitf(1.0f + distance * frame->rim_inverse);
    float light = 1.0f - frame->edge * t * t * t;
    light *= gr_unitf(-0.7f * distance);
    return (uint16_t)(int32_t)(65535.0f - 65535.0f * light);
}

static void darken_rim(const GrShaderInput *input, GrCanvas *target, uint16_t *restrict loss, int y,
                       int from, int to)
{
    const Frame *frame = input->frame_scratch;
    const uint8_t *dither = frame_row(input, frame->dither);
    float down = (float)y + 0.5f - frame->half_h;
    float down_unit = down / frame->half_h, across_unit = 1.0f / frame->half_w;
    float stretch = 1.0f + down_unit * down_unit * frame->curve_x;
    for (int x = from; x < to; x++) {
        float across = ((float)x + 0.5f - frame->half_w) * stretch;
        float u = across * across_unit;
        loss[x] = rim_loss(frame, across, down * (1.0f + gr_minf(u * u, 1.5f) * frame->curve_y));
    }
    for (int c = 0; c < 3; c++)
        gr_darken_span(gr_canvas_row(target, c, y) + from, loss + from, dither + from,
                       gr_dither_row(y), to - from);
}

static void finish_rim(const GrShaderInput *input, GrCanvas *target, uint16_t *loss, int y)
{
    const Frame *frame = input->frame_scratch;
    if (frame->edge <= 0.0f && frame->radius <= 0.0f)
        return;
    float margin = gr_maxf(frame->rim, frame->radius);
    float down = gr_absf((float)y + 0.5f - frame->half_h);
    int side = (int)(margin + frame->half_w * frame->curve_x) + 2;
    side = (side + 63) & ~63;
    if (down * (1.0f + 1.5f * frame->curve_y) > frame->half_h - margin ||
        2 * side >= input->width) {
        darken_rim(input, target, loss, y, 0, frame->span);
    } else {
        darken_rim(input, target, loss, y, 0, side);
        darken_rim(input, target, loss, y, (input->width - side) & ~63, frame->span);
    }
}

static void gather(const GrShaderInput *input, const GrCanvas *source, GrCanvas *target, int y0,
                   int y1)
{
    Rows rows = rows_of(input);
    for (int y = y0; y < y1; y++) {
        stretch_down(input, source, &rows, y);
        stretch_along(input, target, &rows, y);
        finish_rim(input, target, rows.light, y);
    }
}

extern const GrShader GR_LEVEL_NAME(gr_shader_crt);
const GrShader GR_LEVEL_NAME(gr_shader_crt) = {
    .name = "crt",
    .family = "geometry",
    .summary = "an old tube: bulging glass, beam lines, colour stripes, rounded black corners",
    .params = GR_PARAM_TABLE(Params, params),
    .access = GR_ACCESS_GATHER,
    .frame_scratch_bytes = frame_scratch_bytes,
    .band_scratch_bytes = band_scratch_bytes,
    .begin = begin,
    .gather = gather,
};

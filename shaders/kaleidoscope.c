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
#include "common/sample.h"

#include <string.h>

typedef struct Params {
    int32_t segments;
    float angle, spin, turn, zoom;
} Params;

enum {
    SEGMENTS_MAX = 24,
    ROWS = 32, /* drawn together, so many columns at a time */
    COLUMNS = 64,
};

static const GrParam params[] = {
    GR_INT(Params, segments, "", 6, 2, SEGMENTS_MAX, "how many times the figure repeats around"),
    GR_FLOAT(Params, angle, "turns", 0, -1, 1, "which part of the picture the mirrors see"),
    GR_RATE(Params, spin, "turns/s", 0.01, -2, 2, "how fast the picture turns behind the mirrors"),
    GR_RATE(Params, turn, "turns/s", 0, -2, 2, "how fast the whole figure turns"),
    GR_FLOAT(Params, zoom, "", 1, 0.25, 4, "above 1: a smaller part of the picture, larger"),
};

/* The source seen by one wedge, per column and row step, in 1/65536 pixel. */
typedef struct Affine {
    int64_t xx, xy, yx, yy;
} Affine;

/* Where rows are drawn to. */
typedef struct Rows {
    GrPixel *plane[3];
    ptrdiff_t stride;
} Rows;

typedef struct Frame {
    GrSampler sampler;
    int wedges;
    bool upright; /* left is right reversed */
    bool even;    /* the lower half is the upper half: upside down, or turned if not upright */
    Affine wedge[2 * SEGMENTS_MAX];
    float slope[2 * SEGMENTS_MAX]; /* cotangent of each wedge's first mirror */
    float sine[2 * SEGMENTS_MAX];  /* and its sine */
    int x0, x1, y0, y1;            /* the part of the source that can be seen */
    float first_mirror;            /* turns */
    size_t packed, upper_rows;     /* bytes from the frame scratch */
} Frame;

static int half_width(const GrShaderInput *input)
{
    return (input->width + 1) / 2;
}

static size_t lay_out(const GrShaderInput *input, Frame *frame)
{
    frame->packed = gr_align64(sizeof *frame);
    size_t bytes = gr_sampler_bytes(input->width, input->height);
    frame->upper_rows = frame->packed + gr_align64(bytes);
    bytes = (size_t)gr_row_span(input->width) * (size_t)((input->height + 1) / 2) * 3;
    return frame->upper_rows + gr_align64(bytes);
}

static size_t frame_scratch_bytes(const GrShaderInput *input)
{
    Frame frame;
    return lay_out(input, &frame);
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
    gr_sampler_init(&frame->sampler, (char *)frame + frame->packed, input->width, input->height);
    double seconds = input->moment->scene_s;
    float turned = gr_part_of(p->turn * seconds);
    float zoom = gr_clampf(p->zoom, 0.1f, 16.0f);
    float half = 0.25f / (float)segments; /* of a wedge, in turns */
    float middle = gr_fractf(p->angle) + gr_part_of(p->spin * seconds);
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
}

static void survey(const GrShaderInput *input, const GrCanvas *source, int y0, int y1)
{
    const Frame *frame = input->frame_scratch;
    y0 = y0 > frame->y0 ? y0 : frame->y0;
    y1 = y1 < frame->y1 ? y1 : frame->y1;
    gr_sampler_take(&frame->sampler, source, frame->x0, frame->x1, y0, y1);
}

/* Pixels x0 <= x < x1 of row y, all within wedge k. */
static void sample_wedge(const GrShaderInput *input, uint32_t *out, int k, int x0, int x1, int y)
{
    const Frame *frame = input->frame_scratch;
    const Affine *wedge = &frame->wedge[k];
    int64_t across = 2 * x0 + 1 - input->width, down = 2 * y + 1 - input->height;
    int64_t x =
        ((int64_t)(input->width - 1) << 15) + ((wedge->xx * across + wedge->xy * down) >> 1);
    int64_t y_at =
        ((int64_t)(input->height - 1) << 15) + ((wedge->yx * across + wedge->yy * down) >> 1);
    gr_sample_line(&frame->sampler, out, x1 - x0, x, y_at, wedge->xx, wedge->yx);
}

/* How far a row is drawn. */
typedef struct Walk {
    int x, end; /* the next pixel, and where the mirror behind it stands */
    int wedge, mirrors;
} Walk;

static void find_mirror(const GrShaderInput *input, Walk *walk, int y)
{
    const Frame *frame = input->frame_scratch;
    int width = input->width, wedges = frame->wedges;
    float down = (float)y + 0.5f - 0.5f * (float)input->height;
    int mirror = down < 0.0f ? (walk->wedge + 1) % wedges : walk->wedge;
    walk->end = width;
    if (frame->sine[mirror] * (down < 0.0f ? -1.0f : 1.0f) > 1e-6f && ++walk->mirrors < wedges) {
        float edge = down * frame->slope[mirror] + 0.5f * (float)width - 0.5f;
        walk->end = (int)gr_clampf(-gr_floorf(-edge), (float)walk->x, (float)width);
    }
}

static Walk walk_from(const GrShaderInput *input, int x, int y)
{
    const Frame *frame = input->frame_scratch;
    float down = (float)y + 0.5f - 0.5f * (float)input->height;
    float across = (float)x + 0.5f - 0.5f * (float)input->width;
    float turns = gr_atan2f(down, across) / GR_TAU - frame->first_mirror;
    int k = (int)gr_floorf(gr_fractf(turns) * (float)frame->wedges);
    Walk walk = {.x = x, .wedge = k < frame->wedges ? k : frame->wedges - 1};
    find_mirror(input, &walk, y);
    return walk;
}

/* Packed pixels of row y up to `end`, cut where the row meets the mirrors. */
static void walk_to(const GrShaderInput *input, Walk *walk, uint32_t *out, int end, int y)
{
    const Frame *frame = input->frame_scratch;
    /* Going right, angles fall in the lower half of the frame and rise in the upper. */
    int step = 2 * y + 1 < input->height ? 1 : frame->wedges - 1;
    for (;;) {
        int x1 = walk->end < end ? walk->end : end;
        if (x1 > walk->x)
            sample_wedge(input, out, walk->wedge, walk->x, x1, y);
        out += x1 - walk->x;
        walk->x = x1;
        if (x1 == end)
            return;
        walk->wedge = (walk->wedge + step) % frame->wedges;
        find_mirror(input, walk, y);
    }
}

/* Columns left.. of some rows; what belongs to `left` goes to the start of each. A few rows at a
 * time and not far to the right: what they see is in cache until the last of them has seen it. */
static void draw_rows(const GrShaderInput *input, const Rows *to, int left, int y0, int y1)
{
    uint32_t packed[COLUMNS];
    Walk walks[ROWS];
    for (int first = y0; first < y1; first += ROWS) {
        int count = y1 - first < ROWS ? y1 - first : ROWS;
        for (int i = 0; i < count; i++)
            walks[i] = walk_from(input, left, first + i);
        for (int x = left; x < input->width; x += COLUMNS) {
            int end = x + COLUMNS < input->width ? x + COLUMNS : input->width;
            for (int i = 0; i < count; i++) {
                ptrdiff_t at = (first + i - y0) * to->stride + x - left;
                walk_to(input, &walks[i], packed, end, first + i);
                gr_unpack_row(to->plane[0] + at, to->plane[1] + at, to->plane[2] + at, packed,
                              end - x);
            }
        }
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
    const Rows to = {{upper_row(input, 0, 0), upper_row(input, 1, 0), upper_row(input, 2, 0)},
                     (ptrdiff_t)3 * gr_row_span(input->width)};
    if (frame->even)
        draw_rows(input, &to, left_of(input), 0, (input->height + 1) / 2);
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
    const Rows to = {{gr_canvas_row(target, 0, y0) + left, gr_canvas_row(target, 1, y0) + left,
                      gr_canvas_row(target, 2, y0) + left},
                     target->stride};
    (void)source;
    if (!frame->even)
        draw_rows(input, &to, left, y0, y1);
    for (int y = y0; y < y1; y++) {
        GrPixel *row[3];
        for (int c = 0; c < 3; c++)
            row[c] = gr_canvas_row(target, c, y);
        if (frame->even)
            copy_upper_row(input, row, y);
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
    .begin = begin,
    .survey = survey,
    .survey_end = survey_end,
    .gather = gather,
};

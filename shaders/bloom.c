/* SPDX-License-Identifier: MIT
 *
 * Bloom: bright places spill light around them, as in a lens or an eye. The survey keeps what is
 * brighter than a soft threshold and shrinks it (2x or 4x, so that one cell is about the same part
 * of the picture on small and large frames). survey_end() halves that again and again with the
 * kernel 1 3 3 1 and comes back up with 1 3 | 3 1, adding each level by its share: a sum of ever
 * wider near-Gaussians (the dual filter of M. Bjorge, "Bandwidth-efficient rendering", 2015, with
 * weights per level). apply() enlarges the finest level bilinearly and screens it over the pixels,
 * dithered by less than one code value so that wide faint halos do not band.
 *
 * Light is held in 13 bits (32 steps per code value): the kernels' sums then fit 16. Where it is
 * shown by its root, in linear light, the levels are floats.
 */
#include "base/level.h"
#include "common/bloom_wide.h"
#include "common/dither.h"
#include "common/wide_light.h"

typedef struct Params {
    float threshold, size, strength;
    int32_t light;
} Params;

enum { VALUES, LINEAR };
static const char *const light_names[] = {"values", "linear", NULL};
static const char *const light_help[] = {
    "screened over code values, as image editors do: soft and wide",
    "added as light is in a lens: hot cores, coloured halos that never grey (slower)", NULL};

static const GrParam params[] = {
    GR_FLOAT(Params, threshold, "", 0.35, 0, 1,
             "brightness from which a pixel begins to glow; 0: everything does"),
    GR_FLOAT(Params, size, "px", 40, 4, 300, "how far the glow reaches"),
    GR_FLOAT(Params, strength, "", 1, 0, 4, "how much light is spilled"),
    {.name = "light",
     .type = GR_PARAM_CHOICE,
     .offset = offsetof(Params, light),
     .unit = "",
     .choices = light_names,
     .choice_help = light_help,
     .help = "in what the glow is spread and added"},
};

/* The most that light is lifted to is 1 / SHOULDER; at most 1, so that it never exceeds 13 bits. */
#define SHOULDER 1.1f

typedef struct Frame {
    GrPyramid pyramid;
    GrWideLight wide;                  /* in linear light */
    int count;                         /* levels in use */
    uint16_t share[GR_PYRAMID_LEVELS]; /* of 65535 in all */
    uint16_t start, slope; /* of the soft threshold: code value, sixteenths per code value */
    float gain;
    bool linear;
} Frame;

static size_t lay_out(const GrShaderInput *input, Frame *frame)
{
    memset(frame, 0, sizeof *frame);
    size_t bytes = gr_pyramid_lay_out(&frame->pyramid, input->width, input->height,
                                      input->px < 0.75f ? 2 : 4, sizeof *frame);
    return ((const Params *)input->params)->light == LINEAR
               ? gr_wide_lay_out(&frame->wide, &frame->pyramid, bytes)
               : bytes;
}

static size_t frame_scratch_bytes(const GrShaderInput *input)
{
    Frame frame;
    return lay_out(input, &frame);
}

static uint16_t *light_row(const GrShaderInput *input, int k, int c, int y)
{
    const Frame *frame = input->frame_scratch;
    return gr_light_row(input, &frame->pyramid, k, c, y);
}

static uint16_t *spare_row(const GrShaderInput *input, int index)
{
    const Frame *frame = input->frame_scratch;
    return gr_spare_row(input, &frame->pyramid, index);
}

static void begin(const GrShaderInput *input)
{
    const Params *p = input->params;
    Frame *frame = input->frame_scratch;
    lay_out(input, frame);

    frame->linear = p->light == LINEAR;

    /* A level's halo has a radius (standard deviation) of about 0.85 of its sample, in linear
     * light, where it is softened more, of 1.5. All levels up to the size asked for get equal
     * light, so that brightness falls with the square of the distance; one more fades out. */
    float share[GR_PYRAMID_LEVELS] = {0}, sum = 0.0f;
    float size = gr_maxf(p->size * input->px, 0.5f);
    float radius = frame->linear ? 1.5f : 0.85f;
    int last = 0;
    for (int k = 0; k < frame->pyramid.count; k++) {
        float octaves = gr_log2f(radius * (float)(frame->pyramid.factor << k) / size) + 1.0f;
        share[k] = k ? gr_unitf(1.0f - octaves) : 1.0f;
        last = share[k] > 0.0f ? k : last;
        sum += share[k];
    }
    frame->count = last + 1;
    for (int k = 0; k <= last; k++)
        frame->share[k] = (uint16_t)(share[k] / sum * 65535.0f);

    float start = gr_unitf(p->threshold) * 245.0f;
    float width = gr_maxf((255.0f - start) * 0.6f, 20.0f);
    frame->start = (uint16_t)gr_to_int(start);
    frame->slope = (uint16_t)gr_to_int(16.0f * 255.0f / width);
    frame->gain = gr_maxf(p->strength, 0.0f) * 2.2f;
}

static size_t band_scratch_bytes(const GrShaderInput *input)
{
    return (size_t)(gr_row_span(input->width) + 128) * (3 * sizeof(uint16_t) + 1);
}

/* The soft threshold on the brightest channel. */
static void weigh_row(uint8_t *restrict weights, const GrPixel *restrict r,
                      const GrPixel *restrict g, const GrPixel *restrict b, uint16_t start,
                      uint16_t slope, int span)
{
    uint8_t low = (uint8_t)start;
    for (int x = 0; x < span; x++) {
        GrPixel high = r[x] > g[x] ? r[x] : g[x];
        high = high > b[x] ? high : b[x];
        uint8_t excess = (uint8_t)((high > low ? high : low) - low);
        uint16_t weight = (uint16_t)((uint16_t)(excess * slope) >> 4);
        weights[x] = (uint8_t)(weight < 255 ? weight : 255);
    }
}

static void gather_row(uint16_t *restrict sum, const GrPixel *restrict row,
                       const uint8_t *restrict weights, int span)
{
    for (int x = 0; x < span; x++)
        sum[x] = (uint16_t)(sum[x] + ((uint16_t)(row[x] * weights[x]) >> 2));
}

/* The same in light: a code value's square. */
static void gather_light(uint16_t *restrict sum, const GrPixel *restrict row,
                         const uint8_t *restrict weights, int span)
{
    for (int x = 0; x < span; x++) {
        uint16_t light = (uint16_t)(row[x] * row[x] + 255) >> 8;
        sum[x] = (uint16_t)(sum[x] + ((uint16_t)(light * weights[x]) >> 2));
    }
}

#ifdef __AVX2__

/* Four rows at once, without sums in memory. */
static bool survey_fours(const GrShaderInput *input, const GrCanvas *source, int y0, int y1)
{
    const Frame *frame = input->frame_scratch;
    if (frame->pyramid.factor != 4 || input->width % 4 != 0 || frame->linear)
        return false;
    for (int y = y0; y < y1; y += 4) {
        uint16_t *light[3];
        const GrPixel *rows[4][3];
        for (int c = 0; c < 3; c++) {
            light[c] = light_row(input, 0, c, y / 4);
            for (int i = 0; i < 4; i++)
                rows[i][c] =
                    gr_canvas_row(source, c, y + i < input->height ? y + i : input->height - 1);
        }
        gr_gather_fours(light, rows, frame->start, frame->slope, gr_row_span(input->width));
    }
    return true;
}

#else

static bool survey_fours(const GrShaderInput *input, const GrCanvas *source, int y0, int y1)
{
    (void)input, (void)source, (void)y0, (void)y1;
    return false;
}

#endif

static void survey(const GrShaderInput *input, const GrCanvas *source, int y0, int y1)
{
    const Frame *frame = input->frame_scratch;
    int factor = frame->pyramid.factor, span = gr_row_span(input->width);
    uint16_t *sum[3];
    size_t sums = (size_t)(span + 128) * 3 * sizeof(uint16_t);
    uint8_t *weights = (uint8_t *)input->band_scratch + sums;
    if (frame->gain <= 0.0f || survey_fours(input, source, y0, y1))
        return;
    for (int c = 0; c < 3; c++)
        sum[c] = (uint16_t *)input->band_scratch + (size_t)c * (size_t)(span + 128);
    for (int y = y0; y < y1; y += factor) {
        memset(input->band_scratch, 0, sums);
        for (int i = 0; i < factor; i++) {
            int row = y + i < input->height ? y + i : input->height - 1;
            const GrPixel *rows[3];
            for (int c = 0; c < 3; c++)
                rows[c] = gr_canvas_row(source, c, row);
            weigh_row(weights, rows[0], rows[1], rows[2], frame->start, frame->slope, span);
            for (int c = 0; c < 3; c++)
                (frame->linear ? gather_light : gather_row)(sum[c], rows[c], weights, span);
        }
        for (int c = 0; c < 3; c++) {
            for (int x = input->width; x % factor; x++)
                sum[c][x] = sum[c][input->width - 1];
            gr_shrink_row(light_row(input, 0, c, y / factor), sum[c], factor,
                          frame->pyramid.level[0].width);
        }
    }
}

static void soften_across(uint16_t *restrict out, const uint16_t *restrict in, int span)
{
    for (int x = 0; x < span; x++)
        out[x] = (uint16_t)((uint16_t)(in[x - 1] + 2 * in[x] + in[x + 1] + 2) >> 2);
}

static void soften_down(uint16_t *restrict above, uint16_t *restrict row,
                        const uint16_t *restrict below, int span)
{
    for (int x = 0; x < span; x++) {
        uint16_t here = row[x];
        row[x] = (uint16_t)((uint16_t)(above[x] + 2 * here + below[x] + 2) >> 2);
        above[x] = here;
    }
}

/* 1 2 1 both ways, in place: takes the lattice of the shrinking out of the finest level. */
static void soften(const GrShaderInput *input, int c)
{
    const Frame *frame = input->frame_scratch;
    const GrPyramidLevel *level = &frame->pyramid.level[0];
    int span = gr_samples_span(level->width);
    uint16_t *spare = spare_row(input, 0);
    for (int y = 0; y < level->height; y++) {
        uint16_t *row = light_row(input, 0, c, y);
        gr_pad_light(row, level->width);
        soften_across(spare, row, span);
        memcpy(row, spare, (size_t)span * sizeof *row);
    }
    uint16_t *bottom = spare_row(input, 1);
    memcpy(spare, light_row(input, 0, c, 0), (size_t)span * sizeof *spare);
    memcpy(bottom, light_row(input, 0, c, level->height - 1), (size_t)span * sizeof *bottom);
    for (int y = 0; y < level->height; y++)
        soften_down(spare, light_row(input, 0, c, y),
                    y + 1 < level->height ? light_row(input, 0, c, y + 1) : bottom, span);
}

/* Gain with a shoulder: twice the light is not twice as white. The brightest channel decides for
 * all three, so that strong light keeps its hue. */
static void expose_row(uint16_t *restrict r, uint16_t *restrict g, uint16_t *restrict b, float gain,
                       int span)
{
    float bend = gain * SHOULDER / (float)GR_LIGHT_MAX;
    for (int x = 0; x < span; x++) {
        uint16_t high = r[x] > g[x] ? r[x] : g[x];
        high = high > b[x] ? high : b[x];
        float scale = gain / (1.0f + (float)(int32_t)high * bend);
        r[x] = (uint16_t)(int32_t)((float)(int32_t)r[x] * scale + 0.5f);
        g[x] = (uint16_t)(int32_t)((float)(int32_t)g[x] * scale + 0.5f);
        b[x] = (uint16_t)(int32_t)((float)(int32_t)b[x] * scale + 0.5f);
    }
}

/* The same, and from light to the values that show it. */
static void expose_light(uint16_t *const out[3], float *const light[3], float gain, int width)
{
    float bend = gain * SHOULDER / (float)GR_LIGHT_MAX;
    for (int x = 0; x < width; x++) {
        float high = light[0][x] > light[1][x] ? light[0][x] : light[1][x];
        high = high > light[2][x] ? high : light[2][x];
        float scale = gain * (float)GR_LIGHT_MAX / (1.0f + high * bend);
        for (int c = 0; c < 3; c++)
            out[c][x] = (uint16_t)(int32_t)(gr_sqrtf(light[c][x] * scale) + 0.5f);
    }
}

static void take_light(float *restrict out, const uint16_t *restrict light, int width)
{
    for (int x = 0; x < width; x++)
        out[x] = (float)light[x];
}

static void spread_light(const GrShaderInput *input)
{
    const Frame *frame = input->frame_scratch;
    const GrPyramid *pyramid = &frame->pyramid;
    const GrWideLight *wide = &frame->wide;
    int last = frame->count - 1;
    float share[GR_PYRAMID_LEVELS];
    for (int k = 0; k <= last; k++)
        share[k] = (float)frame->share[k] * (1.0f / 65535.0f);
    for (int c = 0; c < 3; c++) {
        for (int k = 0; k < last; k++)
            gr_wide_halve(input, pyramid, wide, k, c);
        soften(input, c);
        for (int k = 1; k <= last; k++)
            for (int pass = 0; pass < 3; pass++)
                gr_wide_soften(input, pyramid, wide, k, c);
        for (int y = 0; last > 0 && y < pyramid->level[last].height; y++)
            gr_wide_scale(gr_wide_row(input, pyramid, wide, last, c, y), share[last],
                          pyramid->level[last].width);
        for (int k = last - 1; k > 0; k--)
            for (int y = 0; y < pyramid->level[k].height; y++)
                gr_wide_double_row(input, pyramid, wide, k, c, y, share[k],
                                   gr_wide_row(input, pyramid, wide, k, c, y));
    }
    int width = pyramid->level[0].width;
    for (int y = 0; y < pyramid->level[0].height; y++) {
        uint16_t *rows[3];
        float *light[3];
        for (int c = 0; c < 3; c++) {
            rows[c] = light_row(input, 0, c, y);
            light[c] = gr_wide_spare(input, wide, 1 + c);
            take_light(light[c], rows[c], width);
            if (last > 0)
                gr_wide_double_row(input, pyramid, wide, 0, c, y, share[0], light[c]);
        }
        expose_light(rows, light, frame->gain, width);
    }
}

static void spread_values(const GrShaderInput *input)
{
    const Frame *frame = input->frame_scratch;
    int last = frame->count - 1;
    for (int c = 0; c < 3; c++) {
        for (int k = 0; k < last; k++)
            gr_pyramid_halve(input, &frame->pyramid, k, c);
        soften(input, c);
        for (int y = 0; y < frame->pyramid.level[last].height; y++)
            gr_scale_light(light_row(input, last, c, y), frame->share[last],
                           gr_samples_span(frame->pyramid.level[last].width));
        for (int k = last - 1; k >= 0; k--)
            gr_pyramid_double(input, &frame->pyramid, k, c, frame->share[k]);
    }
    for (int y = 0; y < frame->pyramid.level[0].height; y++)
        expose_row(light_row(input, 0, 0, y), light_row(input, 0, 1, y), light_row(input, 0, 2, y),
                   frame->gain, gr_samples_span(frame->pyramid.level[0].width));
}

static void survey_end(const GrShaderInput *input)
{
    const Frame *frame = input->frame_scratch;
    if (frame->gain > 0.0f)
        (frame->linear ? spread_light : spread_values)(input);
}

/* Screen: out = p + light * (255 - p) / 255; `light` has 8 bits behind the code value. */
static inline GrPixel screen(GrPixel p, uint16_t light, uint8_t noise)
{
    uint16_t room = (uint16_t)((uint8_t)~p * 257);
    uint16_t value = (uint16_t)((p << 8) + gr_mulhi(light, room));
    return (GrPixel)((uint16_t)(value + noise) >> 8);
}

static void screen_span(GrPixel *restrict row, const uint16_t *restrict light,
                        const uint8_t *restrict dither, int span)
{
    row = GR_ALIGNED(row);
    for (int x = 0; x < span; x += 64)
        for (int i = 0; i < 64; i++)
            row[x + i] = screen(row[x + i], light[x + i], dither[i]);
}

/* Light adds where values are roots of it: out = sqrt(p^2 + light^2), the greatest of five lines
 * that touch that circle (0.5 % less at most); exactly p without light. */
static inline GrPixel add_light(GrPixel p, uint16_t light, uint8_t noise)
{
    uint16_t value = (uint16_t)(p << 8);
    uint16_t more = value > light ? value : light, less = value < light ? value : light;
    uint16_t sum = (uint16_t)(more >> 1);
    uint16_t line = (uint16_t)(gr_mulhi(more, 32138) + gr_mulhi(less, 6393)); /* 11.25 degrees */
    sum = sum > line ? sum : line;
    line = (uint16_t)(gr_mulhi(more, 30274) + gr_mulhi(less, 12540));
    sum = sum > line ? sum : line;
    line = (uint16_t)(gr_mulhi(more, 27246) + gr_mulhi(less, 18205));
    sum = sum > line ? sum : line;
    line = (uint16_t)(gr_mulhi(more, 23170) + gr_mulhi(less, 23170));
    sum = sum > line ? sum : line;
    sum = sum < 32640 ? sum : 32640;
    return (GrPixel)((uint16_t)(sum * 2 + noise) >> 8);
}

static void light_span(GrPixel *restrict row, const uint16_t *restrict light,
                       const uint8_t *restrict dither, int span)
{
    row = GR_ALIGNED(row);
    for (int x = 0; x < span; x += 64)
        for (int i = 0; i < 64; i++)
            row[x + i] = add_light(row[x + i], light[x + i], dither[i]);
}

static void apply(const GrShaderInput *input, GrPixel *r, GrPixel *g, GrPixel *b, int y)
{
    const Frame *frame = input->frame_scratch;
    if (frame->gain <= 0.0f)
        return;
    int span = gr_row_span(input->width);
    const uint8_t *dither = gr_dither_at(input, y);
    uint16_t *between = (uint16_t *)input->band_scratch + GR_PYRAMID_PAD;
    uint16_t *light = (uint16_t *)input->band_scratch + (size_t)(span + 128);
    GrPixel *rows[3] = {r, g, b};
    for (int c = 0; c < 3; c++) {
        gr_light_between(input, &frame->pyramid, between, c, y);
#ifdef __AVX2__
        if (frame->pyramid.factor == 4 && !frame->linear) {
            gr_screen_fours(rows[c], between, dither, span);
            continue;
        }
#endif
        gr_enlarge(&frame->pyramid, light, between);
        (frame->linear ? light_span : screen_span)(rows[c], light, dither, span);
    }
}

extern const GrShader GR_LEVEL_NAME(gr_shader_bloom);
const GrShader GR_LEVEL_NAME(gr_shader_bloom) = {
    .name = "bloom",
    .family = "glow",
    .summary = "bright places spill soft light around them",
    .params = GR_PARAM_TABLE(Params, params),
    .access = GR_ACCESS_POINT,
    .frame_scratch_bytes = frame_scratch_bytes,
    .band_scratch_bytes = band_scratch_bytes,
    .begin = begin,
    .survey = survey,
    .survey_end = survey_end,
    .apply = apply,
};

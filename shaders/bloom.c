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
 * Light is held in 13 bits (32 steps per code value): the kernels' sums then fit 16.
 */
#include "base/level.h"
#include "common/bloom_wide.h"
#include "common/pixel.h"

#include <string.h>

typedef struct Params {
    float threshold, size, strength;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, threshold, "", 0.35, 0, 1,
             "brightness from which a pixel begins to glow; 0: everything does"),
    GR_FLOAT(Params, size, "px", 40, 4, 300, "how far the glow reaches"),
    GR_FLOAT(Params, strength, "", 1, 0, 4, "how much light is spilled"),
};

enum {
    LEVELS_MAX = 9,
    PAD = 32,         /* before and after a row, in samples */
    LIGHT_MAX = 8160, /* 255 in 13 bits */
};

/* The most that light is lifted to is 1 / SHOULDER; at most 1, so that it never exceeds 13 bits. */
#define SHOULDER 1.1f

typedef struct Level {
    int width, height, stride;
    size_t offset[3]; /* of the planes' first samples from the frame scratch, in samples */
} Level;

typedef struct Frame {
    int factor; /* pixels to a sample of the first level */
    int count;  /* levels in use */
    Level level[LEVELS_MAX];
    uint16_t share[LEVELS_MAX]; /* of 65535 in all */
    uint16_t start, slope;      /* of the soft threshold: code value, sixteenths per code value */
    float gain;
    size_t rows; /* two spare rows, in samples from the frame scratch */
    int spare_stride;
    size_t dither; /* a row of it, in bytes from the frame scratch */
} Frame;

static int samples_span(int width)
{
    return (width + 31) & ~31;
}

/* Sizes and places; depends on the size of the frame alone. Returns the bytes needed. */
static size_t lay_out(const GrShaderInput *input, Frame *frame)
{
    memset(frame, 0, sizeof *frame);
    frame->factor = input->px < 0.75f ? 2 : 4;
    int width = (input->width + frame->factor - 1) / frame->factor;
    int height = (input->height + frame->factor - 1) / frame->factor;
    size_t samples = gr_align64(sizeof *frame) / sizeof(uint16_t);
    frame->spare_stride = 2 * PAD + samples_span(width) + 64;
    frame->rows = samples + PAD;
    samples += 2 * (size_t)frame->spare_stride;
    for (int k = 0; k < LEVELS_MAX; k++) {
        Level *level = &frame->level[k];
        level->width = width;
        level->height = height;
        level->stride = 2 * PAD + samples_span(width);
        for (int c = 0; c < 3; c++) {
            level->offset[c] = samples + PAD;
            samples += (size_t)level->stride * (size_t)height;
        }
        frame->count++;
        if (width == 1 || height == 1)
            break;
        width = (width + 1) / 2;
        height = (height + 1) / 2;
    }
    frame->dither = gr_align64((samples + 64) * sizeof(uint16_t));
    return frame->dither + (size_t)gr_row_span(input->width);
}

static size_t frame_scratch_bytes(const GrShaderInput *input)
{
    Frame frame;
    return lay_out(input, &frame);
}

static uint8_t *dither_of(const GrShaderInput *input)
{
    const Frame *frame = input->frame_scratch;
    return (uint8_t *)input->frame_scratch + frame->dither;
}

static uint16_t *light_row(const GrShaderInput *input, int k, int c, int y)
{
    const Frame *frame = input->frame_scratch;
    const Level *level = &frame->level[k];
    y = y < 0 ? 0 : y;
    y = y < level->height ? y : level->height - 1;
    return (uint16_t *)input->frame_scratch + level->offset[c] + (size_t)y * (size_t)level->stride;
}

static uint16_t *spare_row(const GrShaderInput *input, int index)
{
    const Frame *frame = input->frame_scratch;
    return (uint16_t *)input->frame_scratch + frame->rows +
           (size_t)index * (size_t)frame->spare_stride;
}

static void begin(const GrShaderInput *input)
{
    const Params *p = input->params;
    Frame *frame = input->frame_scratch;
    lay_out(input, frame);

    /* A level's halo has a radius (standard deviation) of about 0.85 of its sample. All levels up
     * to the size asked for get equal light, so that brightness falls with the square of the
     * distance; one more fades out. */
    float share[LEVELS_MAX] = {0}, sum = 0.0f;
    float size = gr_maxf(p->size * input->px, 0.5f);
    int last = 0;
    for (int k = 0; k < frame->count; k++) {
        float octaves = gr_log2f(0.85f * (float)(frame->factor << k) / size) + 1.0f;
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
    for (int x = 0; x < gr_row_span(input->width); x++)
        dither_of(input)[x] = gr_dither_column(x);
}

static size_t band_scratch_bytes(const GrShaderInput *input)
{
    return (size_t)(gr_row_span(input->width) + 128) * 3 * sizeof(uint16_t);
}

/* Adds a row of pixels, weighed by the soft threshold on the brightest channel. */
static void gather_row(uint16_t *restrict sum_r, uint16_t *restrict sum_g, uint16_t *restrict sum_b,
                       const GrPixel *restrict r, const GrPixel *restrict g,
                       const GrPixel *restrict b, uint16_t start, uint16_t slope, int span)
{
    r = GR_ALIGNED(r);
    g = GR_ALIGNED(g);
    b = GR_ALIGNED(b);
    uint8_t low = (uint8_t)start;
    for (int x = 0; x < span; x++) {
        GrPixel high = r[x] > g[x] ? r[x] : g[x];
        high = high > b[x] ? high : b[x];
        uint8_t excess = (uint8_t)((high > low ? high : low) - low);
        uint16_t weight = (uint16_t)((uint16_t)(excess * slope) >> 4);
        weight = weight < 255 ? weight : 255;
        sum_r[x] = (uint16_t)(sum_r[x] + ((uint16_t)(r[x] * weight) >> 2));
        sum_g[x] = (uint16_t)(sum_g[x] + ((uint16_t)(g[x] * weight) >> 2));
        sum_b[x] = (uint16_t)(sum_b[x] + ((uint16_t)(b[x] * weight) >> 2));
    }
}

static void shrink_row(uint16_t *restrict light, const uint16_t *restrict sum, int factor,
                       int width)
{
    int span = samples_span(width);
    if (factor == 2) {
        for (int i = 0; i < span; i++)
            light[i] = (uint16_t)((uint16_t)(sum[2 * i] + sum[2 * i + 1]) >> 3);
        return;
    }
    for (int i = 0; i < span; i++) {
        uint16_t left = (uint16_t)((sum[4 * i] >> 2) + (sum[4 * i + 1] >> 2));
        uint16_t right = (uint16_t)((sum[4 * i + 2] >> 2) + (sum[4 * i + 3] >> 2));
        light[i] = (uint16_t)((uint16_t)(left + right) >> 3);
    }
}

#ifdef __AVX2__

/* Four rows at once, without sums in memory. */
static bool survey_fours(const GrShaderInput *input, const GrCanvas *source, int y0, int y1)
{
    const Frame *frame = input->frame_scratch;
    if (frame->factor != 4 || input->width % 4 != 0)
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
    int factor = frame->factor, span = gr_row_span(input->width);
    uint16_t *sum[3];
    if (frame->gain <= 0.0f || survey_fours(input, source, y0, y1))
        return;
    for (int c = 0; c < 3; c++)
        sum[c] = (uint16_t *)input->band_scratch + (size_t)c * (size_t)(span + 128);
    for (int y = y0; y < y1; y += factor) {
        memset(input->band_scratch, 0, band_scratch_bytes(input));
        for (int i = 0; i < factor; i++) {
            int row = y + i < input->height ? y + i : input->height - 1;
            gather_row(sum[0], sum[1], sum[2], gr_canvas_row(source, 0, row),
                       gr_canvas_row(source, 1, row), gr_canvas_row(source, 2, row), frame->start,
                       frame->slope, span);
        }
        for (int c = 0; c < 3; c++) {
            for (int x = input->width; x % factor; x++)
                sum[c][x] = sum[c][input->width - 1];
            shrink_row(light_row(input, 0, c, y / factor), sum[c], factor, frame->level[0].width);
        }
    }
}

/* Repeats the ends of a row into its margins. */
static void pad_row(uint16_t *row, int width)
{
    for (int i = 1; i <= 2; i++) {
        row[-i] = row[0];
        row[width - 1 + i] = row[width - 1];
    }
}

static void halve_down(uint16_t *restrict out, const uint16_t *restrict a,
                       const uint16_t *restrict b, const uint16_t *restrict c,
                       const uint16_t *restrict d, int span)
{
    for (int x = 0; x < span; x++)
        out[x] = (uint16_t)((uint16_t)(a[x] + 3 * (b[x] + c[x]) + d[x] + 4) >> 3);
}

static void halve_across(uint16_t *restrict out, const uint16_t *restrict in, int span)
{
    for (int i = 0; i < span; i++)
        out[i] = (uint16_t)((uint16_t)(in[2 * i - 1] + 3 * (in[2 * i] + in[2 * i + 1]) +
                                       in[2 * i + 2] + 4) >>
                            3);
}

static void halve(const GrShaderInput *input, int k, int c)
{
    const Frame *frame = input->frame_scratch;
    const Level *from = &frame->level[k], *to = &frame->level[k + 1];
    uint16_t *spare = spare_row(input, 0);
    for (int y = 0; y < to->height; y++) {
        halve_down(spare, light_row(input, k, c, 2 * y - 1), light_row(input, k, c, 2 * y),
                   light_row(input, k, c, 2 * y + 1), light_row(input, k, c, 2 * y + 2),
                   samples_span(from->width));
        pad_row(spare, from->width);
        halve_across(light_row(input, k + 1, c, y), spare, samples_span(to->width));
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
    const Level *level = &frame->level[0];
    int span = samples_span(level->width);
    uint16_t *spare = spare_row(input, 0);
    for (int y = 0; y < level->height; y++) {
        uint16_t *row = light_row(input, 0, c, y);
        pad_row(row, level->width);
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

/* A share of light in 13 bits. */
static inline uint16_t share_of(uint16_t light, uint16_t share)
{
    return (uint16_t)(gr_mulhi((uint16_t)(light << 3), share) + 4) >> 3;
}

static void scale_row(uint16_t *row, uint16_t share, int span)
{
    for (int x = 0; x < span; x++)
        row[x] = share_of(row[x], share);
}

static void double_down(uint16_t *restrict out, const uint16_t *restrict near,
                        const uint16_t *restrict far, int span)
{
    for (int x = 0; x < span; x++)
        out[x] = (uint16_t)((uint16_t)(3 * near[x] + far[x] + 2) >> 2);
}

static void double_across(uint16_t *restrict out, const uint16_t *restrict in, uint16_t share,
                          int span)
{
    for (int i = 0; i < span; i++) {
        uint16_t even = (uint16_t)((uint16_t)(in[i - 1] + 3 * in[i] + 2) >> 2);
        uint16_t odd = (uint16_t)((uint16_t)(3 * in[i] + in[i + 1] + 2) >> 2);
        out[2 * i] = (uint16_t)(even + share_of(out[2 * i], share));
        out[2 * i + 1] = (uint16_t)(odd + share_of(out[2 * i + 1], share));
    }
}

/* Level k becomes its own share of light and all of level k + 1's. */
static void collect(const GrShaderInput *input, int k, int c)
{
    const Frame *frame = input->frame_scratch;
    const Level *from = &frame->level[k + 1], *to = &frame->level[k];
    uint16_t *spare = spare_row(input, 0);
    for (int y = 0; y < to->height; y++) {
        int far = y & 1 ? y / 2 + 1 : y / 2 - 1;
        double_down(spare, light_row(input, k + 1, c, y / 2), light_row(input, k + 1, c, far),
                    samples_span(from->width));
        pad_row(spare, from->width);
        double_across(light_row(input, k, c, y), spare, frame->share[k],
                      samples_span(to->width) / 2);
    }
}

/* Gain with a shoulder: twice the light is not twice as white. The brightest channel decides for
 * all three, so that strong light keeps its hue. */
static void expose_row(uint16_t *restrict r, uint16_t *restrict g, uint16_t *restrict b, float gain,
                       int span)
{
    float bend = gain * SHOULDER / (float)LIGHT_MAX;
    for (int x = 0; x < span; x++) {
        uint16_t high = r[x] > g[x] ? r[x] : g[x];
        high = high > b[x] ? high : b[x];
        float scale = gain / (1.0f + (float)(int32_t)high * bend);
        r[x] = (uint16_t)(int32_t)((float)(int32_t)r[x] * scale + 0.5f);
        g[x] = (uint16_t)(int32_t)((float)(int32_t)g[x] * scale + 0.5f);
        b[x] = (uint16_t)(int32_t)((float)(int32_t)b[x] * scale + 0.5f);
    }
}

static void survey_end(const GrShaderInput *input)
{
    const Frame *frame = input->frame_scratch;
    int last = frame->count - 1;
    if (frame->gain <= 0.0f)
        return;
    for (int c = 0; c < 3; c++) {
        for (int k = 0; k < last; k++)
            halve(input, k, c);
        soften(input, c);
        for (int y = 0; y < frame->level[last].height; y++)
            scale_row(light_row(input, last, c, y), frame->share[last],
                      samples_span(frame->level[last].width));
        for (int k = last - 1; k >= 0; k--)
            collect(input, k, c);
    }
    for (int y = 0; y < frame->level[0].height; y++)
        expose_row(light_row(input, 0, 0, y), light_row(input, 0, 1, y), light_row(input, 0, 2, y),
                   frame->gain, samples_span(frame->level[0].width));
}

/* `part` of 8 from the lower row. */
static void blend_rows(uint16_t *restrict out, const uint16_t *restrict above,
                       const uint16_t *restrict below, uint16_t part, int span)
{
    uint16_t rest = (uint16_t)(8 - part);
    for (int x = 0; x < span; x++)
        out[x] = (uint16_t)((uint16_t)(above[x] * rest + below[x] * part + 4) >> 3);
}

/* Screen: out = p + light * (255 - p) / 255; `light` has 8 bits behind the code value. */
static inline GrPixel screen(GrPixel p, uint16_t light, uint8_t noise)
{
    uint16_t room = (uint16_t)((uint8_t)~p * 257);
    uint16_t value = (uint16_t)((p << 8) + gr_mulhi(light, room));
    return (GrPixel)((uint16_t)(value + noise) >> 8);
}

static void enlarge4(uint16_t *restrict out, const uint16_t *restrict in, int span)
{
    for (int i = 0; i < span; i++) {
        out[4 * i] = (uint16_t)(in[i - 1] * 3 + in[i] * 5);
        out[4 * i + 1] = (uint16_t)(in[i - 1] + in[i] * 7);
        out[4 * i + 2] = (uint16_t)(in[i] * 7 + in[i + 1]);
        out[4 * i + 3] = (uint16_t)(in[i] * 5 + in[i + 1] * 3);
    }
}

static void enlarge2(uint16_t *restrict out, const uint16_t *restrict in, int span)
{
    for (int i = 0; i < span; i++) {
        out[2 * i] = (uint16_t)(in[i - 1] * 2 + in[i] * 6);
        out[2 * i + 1] = (uint16_t)(in[i] * 6 + in[i + 1] * 2);
    }
}

static void screen_span(GrPixel *restrict row, const uint16_t *restrict light, uint8_t dither_row,
                        const uint8_t *restrict dither, int span)
{
    row = GR_ALIGNED(row);
    for (int x = 0; x < span; x++)
        row[x] = screen(row[x], light[x], (uint8_t)(dither[x] + dither_row));
}

static void apply(const GrShaderInput *input, GrPixel *r, GrPixel *g, GrPixel *b, int y)
{
    const Frame *frame = input->frame_scratch;
    if (frame->gain <= 0.0f)
        return;
    int factor = frame->factor, width = frame->level[0].width;
    int span = samples_span(width);
    uint16_t *blended = (uint16_t *)input->band_scratch + PAD;
    uint16_t *light = (uint16_t *)input->band_scratch + (size_t)(gr_row_span(input->width) + 128);
    GrPixel *rows[3] = {r, g, b};
    /* Eighths of a sample from the middle of row `cell` to the middle of this pixel. */
    int down = (2 * (y % factor) + 1) * 4 / factor - 4;
    int cell = y / factor;
    int above = down < 0 ? cell - 1 : cell;
    for (int c = 0; c < 3; c++) {
        blend_rows(blended, light_row(input, 0, c, above), light_row(input, 0, c, above + 1),
                   (uint16_t)(down & 7), span);
        pad_row(blended, width);
#ifdef __AVX2__
        if (factor == 4) {
            gr_screen_fours(rows[c], blended, gr_dither_row(y), dither_of(input),
                            gr_row_span(input->width));
            continue;
        }
#endif
        if (factor == 2)
            enlarge2(light, blended, span);
        else
            enlarge4(light, blended, span);
        screen_span(rows[c], light, gr_dither_row(y), dither_of(input), gr_row_span(input->width));
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

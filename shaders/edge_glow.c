/* SPDX-License-Identifier: MIT
 *
 * Edge glow: outlines light up like neon tubes. The picture is smoothed (common/blur.h) until its
 * glyphs run together into shapes; where brightness then changes fast, there is an edge. Its slope,
 * measured against that of a step from black to white under the same smoothing, becomes light in
 * the colour that changes, a narrow tube with a wide halo; it is screened over the dimmed picture.
 */
#include "base/level.h"
#include "common/blur.h"
#include "common/dither.h"

typedef struct Params {
    float detail, strength, glow, keep;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, detail, "px", 24, 3, 100,
             "what is smaller than this is no shape: 6 outlines glyphs, 24 what they draw"),
    GR_FLOAT(Params, strength, "", 1.8, 0, 6, "how bright the outlines are"),
    GR_FLOAT(Params, glow, "px", 60, 0, 300, "how far they shine"),
    GR_FLOAT(Params, keep, "", 0.2, 0, 1, "how much of the picture remains between them"),
};

/* Of its light that an outline keeps; the rest are its halos. */
#define TUBE 0.62f

typedef struct Frame {
    GrBlur blur;
    GrPyramid edges;
    int levels;
    uint16_t share[GR_PYRAMID_LEVELS]; /* of the tube and of each halo, of 65535 */
    uint16_t loss;                     /* of the picture, of 65536 */
    float slope, strength;
} Frame;

static size_t edges_start(const GrShaderInput *input)
{
    return gr_blur_bytes(input, sizeof(Frame));
}

static size_t frame_scratch_bytes(const GrShaderInput *input)
{
    GrPyramid pyramid;
    return gr_pyramid_lay_out(&pyramid, input->width, input->height, 2, edges_start(input));
}

/* A tube as wide as its edge is soft, and halos from there to where they end. */
static void share_light(Frame *frame, float tube, float reach)
{
    float share[GR_PYRAMID_LEVELS] = {0}, sum = 0.0f;
    for (int k = 1; k < frame->edges.count; k++) {
        float width = 0.85f * (float)(frame->edges.factor << k);
        share[k] = gr_unitf(gr_log2f(width / tube)) * gr_unitf(1.0f - gr_log2f(width / reach));
        sum += share[k];
        frame->levels = share[k] > 0.0f ? k : frame->levels;
    }
    frame->share[0] = (uint16_t)gr_to_int(TUBE * 65535.0f);
    for (int k = 1; k <= frame->levels; k++)
        frame->share[k] = (uint16_t)gr_to_int(share[k] / sum * (1.0f - TUBE) * 65535.0f);
}

static void begin(const GrShaderInput *input)
{
    const Params *p = input->params;
    Frame *frame = input->frame_scratch;
    memset(frame, 0, sizeof *frame);
    float sigma = gr_maxf(0.35f * p->detail * input->px, GR_BLUR_COARSE);
    gr_blur_begin(input, &frame->blur, sigma, sizeof *frame);
    int factor = frame->blur.pyramid.factor;
    /* Comparing samples that are two apart blurs as well, by a box. */
    float rest = gr_sqrtf(sigma * sigma - (float)(factor * factor) / 3.0f);
    gr_blur_begin(input, &frame->blur, gr_maxf(rest, GR_BLUR_COARSE), sizeof *frame);
    factor = frame->blur.pyramid.factor;
    gr_pyramid_lay_out(&frame->edges, input->width, input->height, factor, edges_start(input));
    /* What a smoothed step of height 1 differs by between two samples: erf(x), by tanh. */
    float x = (float)factor / (gr_maxf(rest, GR_BLUR_COARSE) * 1.41421356f);
    frame->slope = 1.0f / (gr_tanhf(x * (1.1283792f + 0.1009f * x * x)) * (float)GR_LIGHT_MAX);
    frame->strength = gr_maxf(p->strength, 0.0f);
    frame->loss = (uint16_t)gr_to_int((1.0f - gr_unitf(p->keep)) * 65535.0f);
    share_light(frame, 1.5f * sigma, gr_maxf(p->glow * input->px, 1.0f));
}

/* Slopes below a tenth are texture, above a third outlines: t^2 with a shoulder. */
static void edge_row(uint16_t *restrict out, const uint16_t *restrict above,
                     const uint16_t *restrict row, const uint16_t *restrict below,
                     const Frame *frame, int span)
{
    float slope = frame->slope, strength = frame->strength;
    for (int x = 0; x < span; x++) {
        float across = (float)((int32_t)row[x + 1] - (int32_t)row[x - 1]);
        float down = (float)((int32_t)below[x] - (int32_t)above[x]);
        float t = gr_sqrtf(across * across + down * down) * slope * 4.0f;
        float light = strength * t * t / (1.0f + t * 0.5f);
        light = light / (1.0f + 0.6f * light);
        out[x] = (uint16_t)(int32_t)(gr_minf(light, 1.0f) * (float)GR_LIGHT_MAX);
    }
}

static void find_edges(const GrShaderInput *input, const Frame *frame, int c)
{
    const GrPyramid *picture = &frame->blur.pyramid;
    int height = picture->level[0].height, width = picture->level[0].width;
    for (int y = 0; y < height; y++)
        gr_pad_light(gr_light_row(input, picture, 0, c, y), width);
    for (int y = 0; y < height; y++)
        edge_row(gr_light_row(input, &frame->edges, 0, c, y),
                 gr_light_row(input, picture, 0, c, y - 1), gr_light_row(input, picture, 0, c, y),
                 gr_light_row(input, picture, 0, c, y + 1), frame, gr_samples_span(width));
}

static void survey_end(const GrShaderInput *input)
{
    const Frame *frame = input->frame_scratch;
    gr_blur_end(input);
    for (int c = 0; c < 3; c++) {
        int last = frame->levels;
        find_edges(input, frame, c);
        for (int k = 0; k < last; k++)
            gr_pyramid_halve(input, &frame->edges, k, c);
        for (int y = 0; y < frame->edges.level[last].height; y++)
            gr_scale_light(gr_light_row(input, &frame->edges, last, c, y), frame->share[last],
                           gr_samples_span(frame->edges.level[last].width));
        for (int k = last - 1; k >= 0; k--)
            gr_pyramid_double(input, &frame->edges, k, c, frame->share[k]);
    }
}

static void light_span(GrPixel *restrict row, const uint16_t *restrict light,
                       const uint8_t *restrict dither, uint16_t loss, int span)
{
    row = GR_ALIGNED(row);
    for (int x = 0; x < span; x += 64)
        for (int i = 0; i < 64; i++) {
            uint16_t dim = (uint16_t)(row[x + i] << 8);
            dim = (uint16_t)(dim - gr_mulhi(dim, loss));
            uint16_t value = (uint16_t)(dim + gr_mulhi(light[x + i], (uint16_t)(65280 - dim)));
            row[x + i] = (GrPixel)((uint16_t)(value + dither[i]) >> 8);
        }
}

static void apply(const GrShaderInput *input, GrPixel *r, GrPixel *g, GrPixel *b, int y)
{
    const Frame *frame = input->frame_scratch;
    int span = gr_row_span(input->width);
    const uint8_t *dither = gr_dither_at(input, y);
    uint16_t *between = (uint16_t *)input->band_scratch + GR_PYRAMID_PAD;
    uint16_t *light = (uint16_t *)input->band_scratch + (size_t)(span + 192);
    GrPixel *rows[3] = {r, g, b};
    for (int c = 0; c < 3; c++) {
        gr_light_between(input, &frame->edges, between, c, y);
        gr_enlarge(&frame->edges, light, between);
        light_span(rows[c], light, dither, frame->loss, span);
    }
}

extern const GrShader GR_LEVEL_NAME(gr_shader_edge_glow);
const GrShader GR_LEVEL_NAME(gr_shader_edge_glow) = {
    .name = "edge_glow",
    .family = "glow",
    .summary = "outlines light up like neon tubes over the dimmed picture",
    .params = GR_PARAM_TABLE(Params, params),
    .access = GR_ACCESS_POINT,
    .frame_scratch_bytes = frame_scratch_bytes,
    .band_scratch_bytes = gr_blur_band_bytes,
    .begin = begin,
    .survey = gr_blur_survey,
    .survey_end = survey_end,
    .apply = apply,
};

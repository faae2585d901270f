/* SPDX-License-Identifier: MIT
 *
 * The frame of a shader that draws the whole picture anew from samples of it: a copy is taken in
 * the survey, and the shader only says where pixels come from.
 */
#ifndef GR_SHADERS_COMMON_SAMPLED_H
#define GR_SHADERS_COMMON_SAMPLED_H

#include "sample.h"

/* The first member of a shader's own frame. */
typedef struct GrSampled {
    GrSampler sampler;
} GrSampled;

static inline size_t gr_sampled_bytes(const GrShaderInput *input, size_t frame_bytes)
{
    return gr_align64(frame_bytes) + gr_sampler_bytes(input->width, input->height);
}

static inline void gr_sampled_begin(const GrShaderInput *input, size_t frame_bytes)
{
    GrSampled *frame = input->frame_scratch;
    gr_sampler_init(&frame->sampler, (char *)frame + gr_align64(frame_bytes), input->width,
                    input->height);
}

/* `survey` of all of them. */
static inline void gr_sampled_survey(const GrShaderInput *input, const GrCanvas *source, int y0,
                                     int y1)
{
    const GrSampled *frame = input->frame_scratch;
    gr_sampler_take(&frame->sampler, source, 0, input->width, y0, y1);
}

/* A row of packed pixels. */
static inline size_t gr_sampled_row_bytes(const GrShaderInput *input)
{
    return (size_t)gr_row_span(input->width) * 4;
}

static inline void gr_sampled_deliver(const GrCanvas *target, int y, const uint32_t *packed)
{
    gr_unpack_row(gr_canvas_row(target, 0, y), gr_canvas_row(target, 1, y),
                  gr_canvas_row(target, 2, y), packed, target->width);
}

/* Where the light of a pixel comes from, in 1/65536 pixel: an affine map of its place. */
typedef struct GrAffine {
    int64_t x, y;           /* of pixel 0, 0 */
    int64_t dx, dy;         /* of a step to the right */
    int64_t down_x, down_y; /* of a step down */
} GrAffine;

/* Turned by `turns` clockwise and enlarged by `scale` about a point, which is given in screen units
 * from the middle. */
static inline GrAffine gr_affine_about(const GrShaderInput *input, float scale, float turns,
                                       float x, float y)
{
    float c = gr_cosf(gr_fractf(turns) * GR_TAU) / scale * 65536.0f;
    float s = gr_sinf(gr_fractf(turns) * GR_TAU) / scale * 65536.0f;
    float half = 0.5f * (float)input->height;
    GrAffine map = {.dx = gr_to_int(c), .dy = gr_to_int(-s), .down_x = gr_to_int(s)};
    map.down_y = map.dx;
    /* In half pixels, so that a middle between two pixels is whole. */
    int64_t at_x = (int64_t)gr_to_int((x * half) * 512.0f) + (int64_t)(input->width - 1) * 256;
    int64_t at_y = (int64_t)gr_to_int((y * half) * 512.0f) + (int64_t)(input->height - 1) * 256;
    map.x = at_x * 128 - (map.dx * at_x + map.down_x * at_y) / 512;
    map.y = at_y * 128 - (map.dy * at_x + map.down_y * at_y) / 512;
    return map;
}

/* Pixels x0 <= x < x1 of row y under a map. */
static inline void gr_sample_affine(const GrSampler *sampler, const GrAffine *map, uint32_t *out,
                                    int x0, int x1, int y)
{
    gr_sample_line(sampler, out, x1 - x0, map->x + map->dx * x0 + map->down_x * y,
                   map->y + map->dy * x0 + map->down_y * y, map->dx, map->dy);
}

/* What descriptors of such shaders have in common. */
#define GR_SAMPLED_SHADER                                                                          \
    .family = "geometry", .access = GR_ACCESS_GATHER, .tears = true, .keeps_source = true

#endif

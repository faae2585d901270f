/* SPDX-License-Identifier: MIT
 *
 * Shaders that show the whole picture under one affine map: they differ in how begin() makes it.
 */
#ifndef GR_SHADERS_COMMON_AFFINE_SHADER_H
#define GR_SHADERS_COMMON_AFFINE_SHADER_H

#include "base/level.h"
#include "sampled.h"

typedef struct GrAffineFrame {
    GrSampled sampled;
    GrAffine map;
} GrAffineFrame;

static inline size_t gr_affine_bytes(const GrShaderInput *input)
{
    return gr_sampled_bytes(input, sizeof(GrAffineFrame));
}

/* Enlarged by `scale`, turned clockwise, about a point in screen units. */
static inline void gr_affine_begin(const GrShaderInput *input, float scale, float turns, float x,
                                   float y)
{
    GrAffineFrame *frame = input->frame_scratch;
    gr_sampled_begin(input, sizeof *frame);
    frame->map = gr_affine_about(input, gr_clampf(scale, 0.1f, 32.0f), turns, x, y);
}

static inline void gr_affine_gather(const GrShaderInput *input, const GrCanvas *source,
                                    GrCanvas *target, int y0, int y1)
{
    const GrAffineFrame *frame = input->frame_scratch;
    uint32_t *packed = input->band_scratch;
    (void)source;
    for (int y = y0; y < y1; y++) {
        gr_sample_affine(&frame->sampled.sampler, &frame->map, packed, 0, input->width, y);
        gr_sampled_deliver(target, y, packed);
    }
}

/* The rest of a descriptor. */
#define GR_AFFINE_SHADER                                                                           \
    GR_SAMPLED_SHADER, .frame_scratch_bytes = gr_affine_bytes,                                     \
                       .band_scratch_bytes = gr_sampled_row_bytes, .begin = begin,                 \
                       .survey = gr_sampled_survey, .gather = gr_affine_gather

#endif

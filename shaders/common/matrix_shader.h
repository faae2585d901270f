/* SPDX-License-Identifier: MIT
 *
 * For shaders that are one matrix over the channels: they make it in begin(), the rest is here.
 */
#ifndef GR_SHADERS_COMMON_MATRIX_SHADER_H
#define GR_SHADERS_COMMON_MATRIX_SHADER_H

#include "base/level.h"
#include "matrix.h"

/* A frame's scratch. */
typedef struct GrMatrixFrame {
    GrMatrix matrix;
    bool idle; /* it changes nothing */
} GrMatrixFrame;

static size_t matrix_bytes(const GrShaderInput *input)
{
    (void)input;
    return sizeof(GrMatrixFrame);
}

static void matrix_apply(const GrShaderInput *input, GrPixel *r, GrPixel *g, GrPixel *b, int y)
{
    const GrMatrixFrame *frame = input->frame_scratch;
    (void)y;
    if (!frame->idle)
        gr_matrix_apply(&frame->matrix, r, g, b, gr_row_span(input->width));
}

/* The rest of a descriptor. */
#define GR_MATRIX_SHADER                                                                           \
    .access = GR_ACCESS_POINT, .frame_scratch_bytes = matrix_bytes, .begin = begin,                \
    .apply = matrix_apply

#endif

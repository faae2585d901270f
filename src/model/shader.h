/* SPDX-License-Identifier: MIT
 *
 * A shader: a pass over pixels after the glyphs are drawn. One file in shaders/ defines one, as
 * `const GrShader GR_LEVEL_NAME(gr_shader_NAME)`. The rules of model/effect.h hold.
 *
 * A shader says what it reads. The executor keeps the user's order, runs POINT and ROWS shaders
 * band by band while the pixels are in cache, a row through all of them before the next row, and
 * puts a barrier only before a GATHER and between a survey and its apply.
 *
 *   POINT   changes a pixel from its own value and place: apply(), in place.
 *   ROWS    reads other pixels of the same row only: apply(), in place; copies what it needs into
 *           its scratch row first.
 *   GATHER  reads pixels anywhere: gather(), from one canvas to another. One that keeps its source
 *           reads what its survey has copied and nothing else: the bands before it need not be
 *           remembered, and it may draw where they were.
 * A shader of any class may have a survey: it reads the whole frame, in bands that may come in any
 * order and on several threads (bands start on multiples of GR_BAND_ROWS), into the frame scratch,
 * then survey_end() finishes it before the first apply() or gather(). Bloom is a survey that
 * shrinks and blurs, and a POINT apply that adds.
 */
#ifndef GR_MODEL_SHADER_H
#define GR_MODEL_SHADER_H

#include "model/canvas.h"
#include "model/moment.h"
#include "model/param.h"

typedef enum GrShaderAccess { GR_ACCESS_POINT, GR_ACCESS_ROWS, GR_ACCESS_GATHER } GrShaderAccess;

typedef struct GrShaderInput {
    int width, height;
    float px;     /* pixels in a "px" unit: short side / 1080 */
    float aspect; /* width / height */
    const GrMoment *moment;
    const void *params;
    uint64_t seed;
    const void *prepared; /* prepared_bytes(): made once by prepare(), const from then on */
    void *frame_scratch;  /* frame_scratch_bytes(): shared by all bands of one frame */
    void *band_scratch;   /* band_scratch_bytes(): one per thread, undefined in each call */
} GrShaderInput;

typedef struct GrShader {
    const char *name;
    const char *family; /* geometry channels colour glow noise lines tone glitch light */
    const char *summary;
    GrParamTable params;
    GrShaderAccess access;
    bool tears;        /* takes the picture apart: what is written in it cannot be read any more */
    bool keeps_source; /* GATHER with a survey: gather() does not read `source` */
    /* Tables: params are those of the scene, `moment` is NULL. Size 0 or NULL: none. */
    size_t (*prepared_bytes)(const GrShaderInput *input);
    void (*prepare)(const GrShaderInput *input, void *prepared);
    size_t (*frame_scratch_bytes)(const GrShaderInput *input);
    size_t (*band_scratch_bytes)(const GrShaderInput *input);
    /* Once a frame, before everything else: per-frame constants into the frame scratch. */
    void (*begin)(const GrShaderInput *input);
    void (*survey)(const GrShaderInput *input, const GrCanvas *source, int y0, int y1);
    void (*survey_end)(const GrShaderInput *input);
    /* POINT and ROWS: one row in place; pixels up to GR_ROW_SLACK past width may be overwritten. */
    void (*apply)(const GrShaderInput *input, GrPixel *r, GrPixel *g, GrPixel *b, int y);
    /* GATHER: rows y0 <= y < y1 of `target` from anywhere in `source`. */
    void (*gather)(const GrShaderInput *input, const GrCanvas *source, GrCanvas *target, int y0,
                   int y1);
} GrShader;

#endif

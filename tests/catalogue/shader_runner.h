/* SPDX-License-Identifier: MIT
 *
 * Runs one shader over one canvas by the letter of model/shader.h: the smallest executor there is.
 * Used by the catalogue test and by the preview. All memory is the runner's; scratch is filled with
 * a pattern first, so that a shader that reads what it did not write is caught by differing bytes.
 */
#ifndef GR_TESTS_SHADER_RUNNER_H
#define GR_TESTS_SHADER_RUNNER_H

#include "base/arena.h"
#include "model/shader.h"

#include <stdlib.h>
#include <string.h>

enum { RUNNER_GUARD = 256 };

typedef enum RunnerOrder {
    RUNNER_WHOLE,    /* one survey and one gather over all rows */
    RUNNER_BANDS,    /* GR_BAND_ROWS at a time, downward */
    RUNNER_BACKWARD, /* the same, from the last band to the first */
    RUNNER_ORDERS
} RunnerOrder;

typedef struct ShaderRunner {
    const GrShader *shader;
    GrShaderInput input;
    void *prepared, *frame_scratch, *band_scratch;
    size_t prepared_bytes, frame_bytes, band_bytes;
} ShaderRunner;

static inline size_t runner_size(size_t (*size)(const GrShaderInput *), const GrShaderInput *input)
{
    return size ? size(input) : 0;
}

static inline void *runner_block(size_t bytes, int fill)
{
    if (!bytes)
        return NULL;
    unsigned char *block = gr_aligned_alloc(bytes + RUNNER_GUARD);
    memset(block, fill, bytes);
    memset(block + bytes, 0xa5, RUNNER_GUARD);
    return block;
}

static inline int runner_block_intact(const void *block, size_t bytes)
{
    const unsigned char *guard = (const unsigned char *)block + bytes;
    for (int i = 0; block && i < RUNNER_GUARD; i++)
        if (guard[i] != 0xa5)
            return 0;
    return 1;
}

/* `params` is borrowed and read again by every frame. */
static inline void runner_open(ShaderRunner *run, const GrShader *shader, const void *params,
                               int width, int height, uint64_t seed, int fill)
{
    memset(run, 0, sizeof *run);
    run->shader = shader;
    run->input.width = width;
    run->input.height = height;
    run->input.px = (float)(width < height ? width : height) / 1080.0f;
    run->input.aspect = (float)width / (float)height;
    run->input.params = params;
    run->input.seed = seed;
    run->prepared_bytes = runner_size(shader->prepared_bytes, &run->input);
    run->frame_bytes = runner_size(shader->frame_scratch_bytes, &run->input);
    run->band_bytes = runner_size(shader->band_scratch_bytes, &run->input);
    run->prepared = runner_block(run->prepared_bytes, fill);
    run->frame_scratch = runner_block(run->frame_bytes, fill);
    run->band_scratch = runner_block(run->band_bytes, fill);
    if (shader->prepare)
        shader->prepare(&run->input, run->prepared);
    run->input.prepared = run->prepared;
    run->input.frame_scratch = run->frame_scratch;
    run->input.band_scratch = run->band_scratch;
}

static inline int runner_intact(const ShaderRunner *run)
{
    return runner_block_intact(run->prepared, run->prepared_bytes) &&
           runner_block_intact(run->frame_scratch, run->frame_bytes) &&
           runner_block_intact(run->band_scratch, run->band_bytes);
}

static inline void runner_close(ShaderRunner *run)
{
    gr_aligned_free(run->prepared);
    gr_aligned_free(run->frame_scratch);
    gr_aligned_free(run->band_scratch);
    memset(run, 0, sizeof *run);
}

typedef void RunnerBand(const ShaderRunner *run, GrCanvas *canvas, GrCanvas *target, int y0,
                        int y1);

/* Undefined contents, as promised. */
static inline void runner_soil(const ShaderRunner *run, int i)
{
    if (run->band_scratch)
        memset(run->band_scratch, 0x5a + i, run->band_bytes);
}

static inline void runner_survey_band(const ShaderRunner *run, GrCanvas *canvas, GrCanvas *target,
                                      int y0, int y1)
{
    (void)target;
    run->shader->survey(&run->input, canvas, y0, y1);
}

static inline void runner_apply_band(const ShaderRunner *run, GrCanvas *canvas, GrCanvas *target,
                                     int y0, int y1)
{
    (void)target;
    for (int y = y0; y < y1; y++) {
        runner_soil(run, y);
        run->shader->apply(&run->input, gr_canvas_row(canvas, 0, y), gr_canvas_row(canvas, 1, y),
                           gr_canvas_row(canvas, 2, y), y);
    }
}

static inline void runner_gather_band(const ShaderRunner *run, GrCanvas *canvas, GrCanvas *target,
                                      int y0, int y1)
{
    /* The executor may let a source go that a shader keeps. */
    const GrCanvas *source = run->shader->keeps_source ? target : canvas;
    run->shader->gather(&run->input, source, target, y0, y1);
}

static inline void runner_bands(const ShaderRunner *run, GrCanvas *canvas, GrCanvas *target,
                                RunnerOrder order, RunnerBand *band)
{
    int height = canvas->height, step = order == RUNNER_WHOLE ? height : GR_BAND_ROWS;
    int count = (height + step - 1) / step;
    for (int i = 0; i < count; i++) {
        int y0 = (order == RUNNER_BACKWARD ? count - 1 - i : i) * step;
        int y1 = y0 + step < height ? y0 + step : height;
        runner_soil(run, i);
        band(run, canvas, target, y0, y1);
    }
}

/* The finished frame is the returned canvas: `canvas` itself, or `target` after a gather. */
static inline GrCanvas *runner_frame(ShaderRunner *run, const GrMoment *moment, GrCanvas *canvas,
                                     GrCanvas *target, RunnerOrder order)
{
    const GrShader *shader = run->shader;
    run->input.moment = moment;
    if (shader->begin)
        shader->begin(&run->input);
    if (shader->survey)
        runner_bands(run, canvas, target, order, runner_survey_band);
    if (shader->survey_end)
        shader->survey_end(&run->input);
    if (shader->access == GR_ACCESS_GATHER) {
        runner_bands(run, canvas, target, order, runner_gather_band);
        return target;
    }
    runner_bands(run, canvas, target, order, runner_apply_band);
    return canvas;
}

#endif

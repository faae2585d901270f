/* SPDX-License-Identifier: MIT
 *
 * RGB split: red grows and blue shrinks about a point, so that colours part more and more towards
 * the edges, as in a lens that does not focus them alike. The growth is even, so it parts into a
 * step down the columns and one along the rows, both linear between pixels. Along a row the whole
 * part of the way stays the same for many pixels: they are read in such runs, each a plain loop.
 * Mirrored at the edges.
 */
#include "base/level.h"
#include "common/rows.h"

#include <string.h>

typedef struct Params {
    float amount, x, y;
} Params;

static const GrParam params[] = {
    GR_FLOAT(
        Params, amount, "px", 12, -100, 100,
        "how far red and blue have moved where the frame's long side ends; negative swaps them"),
    GR_FLOAT_LIKE(Params, x, "screen", 0, -4, 4, "0.4", "where they meet, right of the middle"),
    GR_FLOAT_LIKE(Params, y, "screen", 0, -4, 4, "-0.3", "and below the middle"),
};

enum { BLOCK = 32 };

/* Of red and of blue: where a pixel comes from, in 1/65536 pixel. */
typedef struct Stretch {
    int64_t x, y; /* of pixel 0, 0 */
    int64_t step; /* of one to the right or down */
} Stretch;

typedef struct Frame {
    Stretch stretch[2];
} Frame;

static int parts_length(const GrShaderInput *input)
{
    return gr_row_span(input->width) + 64;
}

/* Behind it the part of each column's place, of 256, of red and of blue. */
static size_t frame_scratch_bytes(const GrShaderInput *input)
{
    return gr_align64(sizeof(Frame)) + (size_t)parts_length(input) * 2 * sizeof(uint16_t);
}

static uint16_t *parts_of(const GrShaderInput *input, int which)
{
    return (uint16_t *)((char *)input->frame_scratch + gr_align64(sizeof(Frame))) +
           which * parts_length(input);
}

/* The most that a place is moved is less than the short side. */
static int margin_of(const GrShaderInput *input)
{
    return gr_row_span(input->width) + 64;
}

static size_t band_scratch_bytes(const GrShaderInput *input)
{
    return (size_t)(gr_row_span(input->width) + 2 * margin_of(input));
}

static void begin(const GrShaderInput *input)
{
    const Params *p = input->params;
    Frame *frame = input->frame_scratch;
    float side = (float)(input->width > input->height ? input->width : input->height);
    float share = gr_clampf(p->amount * input->px * 2.0f / side, -0.3f, 0.3f);
    float half = 0.5f * (float)input->height;
    for (int k = 0; k < 2; k++) {
        Stretch *stretch = &frame->stretch[k];
        float scale = 1.0f / (1.0f + (k ? -share : share));
        stretch->step = gr_to_int(scale * 65536.0f);
        int64_t middle_x = (int64_t)gr_to_int(gr_clampf(p->x, -64.0f, 64.0f) * half * 256.0f) +
                           (int64_t)(input->width - 1) * 128;
        int64_t middle_y = (int64_t)gr_to_int(gr_clampf(p->y, -64.0f, 64.0f) * half * 256.0f) +
                           (int64_t)(input->height - 1) * 128;
        stretch->x = middle_x * 256 - stretch->step * middle_x / 256;
        stretch->y = middle_y * 256 - stretch->step * middle_y / 256;
        uint16_t *parts = parts_of(input, k);
        for (int x = 0; x < parts_length(input); x++)
            parts[x] = (uint16_t)((stretch->x + x * stretch->step) >> 8 & 255);
    }
}

/* A run may write past its end; the next one writes over it. */
static void blend_run(GrPixel *restrict out, const GrPixel *restrict from,
                      const uint16_t *restrict part, int count)
{
    for (int start = 0; start < count; start += BLOCK)
        for (int x = start; x < start + BLOCK; x++)
            out[x] = gr_between(from[x], from[x + 1], part[x]);
}

/* For how many pixels the whole part of a place stays as far from theirs. */
static int run_at(int64_t place, int64_t drift)
{
    int64_t rest = place & 65535;
    if (drift == 0)
        return INT32_MAX;
    return (int)(drift > 0 ? (65536 - rest + drift - 1) / drift : rest / -drift + 1);
}

static void stretch_row(const GrShaderInput *input, const Stretch *stretch, const uint16_t *parts,
                        const GrCanvas *source, GrPixel *out, int channel, int y)
{
    int width = input->width;
    int64_t at_y = stretch->y + y * stretch->step;
    int row = (int)(at_y >> 16);
    GrPixel *middle = (GrPixel *)input->band_scratch + margin_of(input);
    gr_blend_rows(middle, gr_canvas_row(source, channel, gr_mirror_index(row, input->height)),
                  gr_canvas_row(source, channel, gr_mirror_index(row + 1, input->height)),
                  (uint16_t)(at_y >> 8 & 255), gr_row_span(width));
    int first = (int)(stretch->x >> 16);
    int last = (int)((stretch->x + (width - 1) * stretch->step) >> 16) + 1;
    for (int i = first; i < 0; i++)
        middle[i] = middle[gr_mirror_index(i, width)];
    for (int i = width; i <= last; i++)
        middle[i] = middle[gr_mirror_index(i, width)];
    for (int x = 0; x < width;) {
        int64_t place = stretch->x + x * stretch->step;
        int run = run_at(place, stretch->step - 65536);
        run = run < width - x ? run : width - x;
        blend_run(out + x, middle + (place >> 16), parts + x, run);
        x += run;
    }
}

static void gather(const GrShaderInput *input, const GrCanvas *source, GrCanvas *target, int y0,
                   int y1)
{
    const Frame *frame = input->frame_scratch;
    for (int y = y0; y < y1; y++)
        for (int k = 0; k < 2; k++)
            stretch_row(input, &frame->stretch[k], parts_of(input, k), source,
                        gr_canvas_row(target, 2 * k, y), 2 * k, y);
    for (int y = y0; y < y1; y++)
        memcpy(gr_canvas_row(target, 1, y), gr_canvas_row(source, 1, y), (size_t)input->width);
}

extern const GrShader GR_LEVEL_NAME(gr_shader_rgb_split);
const GrShader GR_LEVEL_NAME(gr_shader_rgb_split) = {
    .name = "rgb_split",
    .family = "channels",
    .summary = "red and blue part from the middle outwards",
    .params = GR_PARAM_TABLE(Params, params),
    .access = GR_ACCESS_GATHER,
    .frame_scratch_bytes = frame_scratch_bytes,
    .band_scratch_bytes = band_scratch_bytes,
    .begin = begin,
    .gather = gather,
};

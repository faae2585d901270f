/* SPDX-License-Identifier: MIT
 *
 * Chromatic: red and blue slide apart sideways, like the fringes of a cheap lens or a tube whose
 * guns have drifted; a beat knocks them further. Sub-pixel (linear), mirrored at the edges.
 */
#include "base/level.h"
#include "common/rows.h"

#include <string.h>

typedef struct Params {
    float shift, react;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, shift, "px", 2, -64, 64,
             "how far red goes right and blue goes left; negative is the other way round"),
    GR_REACT_TO(Params, "beats part the colours further"),
};

enum { REACH_MAX = 8192 };

typedef struct Frame {
    int whole[2]; /* where red and blue read, relative to the pixel; blue is red's mirror image */
    uint16_t part[2];
} Frame;

static float reach_px(const GrShaderInput *input, float beat)
{
    const Params *p = input->params;
    float reach = p->shift * input->px * (1.0f + p->react * 1.5f * beat);
    return gr_clampf(reach, -REACH_MAX, REACH_MAX);
}

/* The row's mirrored margins: the table's largest shift and reaction. */
static int margin_of(const GrShaderInput *input)
{
    float reach = 64.0f * input->px * (1.0f + 4.0f * 1.5f);
    return (gr_to_int(gr_minf(reach, REACH_MAX)) + 2 + 63) & ~63;
}

static size_t frame_scratch_bytes(const GrShaderInput *input)
{
    (void)input;
    return sizeof(Frame);
}

static size_t band_scratch_bytes(const GrShaderInput *input)
{
    return (size_t)(gr_row_span(input->width) + 2 * margin_of(input) + 128);
}

static void begin(const GrShaderInput *input)
{
    Frame *frame = input->frame_scratch;
    float reach = reach_px(input, gr_signal(input->moment, GR_SIGNAL_BEAT_DECAY));
    int steps = gr_to_int(reach * 256.0f);
    for (int side = 0; side < 2; side++) {
        int offset = side ? steps : -steps;
        frame->part[side] = (uint16_t)(offset & 255);
        frame->whole[side] = (offset - (offset & 255)) / 256;
    }
}

static void slide(const GrShaderInput *input, GrPixel *row, int whole, uint16_t part)
{
    int width = input->width, span = gr_row_span(width), margin = margin_of(input);
    GrPixel *middle = (GrPixel *)input->band_scratch + margin;
    memcpy(middle, row, (size_t)width);
    for (int i = 1; i <= -whole; i++)
        middle[-i] = row[gr_mirror_index(-i, width)];
    for (int i = 0; i <= whole + 1; i++)
        middle[width + i] = row[gr_mirror_index(width + i, width)];
    gr_blend_along(row, middle + whole, part, span);
}

static void apply(const GrShaderInput *input, GrPixel *r, GrPixel *g, GrPixel *b, int y)
{
    const Frame *frame = input->frame_scratch;
    (void)g;
    (void)y;
    if (frame->whole[0] == 0 && frame->part[0] == 0)
        return;
    slide(input, r, frame->whole[0], frame->part[0]);
    slide(input, b, frame->whole[1], frame->part[1]);
}

extern const GrShader GR_LEVEL_NAME(gr_shader_chromatic);
const GrShader GR_LEVEL_NAME(gr_shader_chromatic) = {
    .name = "chromatic",
    .family = "channels",
    .summary = "red and blue slide apart sideways, further on every beat",
    .params = GR_PARAM_TABLE(Params, params),
    .access = GR_ACCESS_ROWS,
    .frame_scratch_bytes = frame_scratch_bytes,
    .band_scratch_bytes = band_scratch_bytes,
    .begin = begin,
    .apply = apply,
};

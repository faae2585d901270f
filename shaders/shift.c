/* SPDX-License-Identifier: MIT
 *
 * Shift: each channel moves on its own, like three plates that were printed out of register. Linear
 * between pixels in both directions, mirrored at the edges; what moves nothing costs a copy.
 */
#include "base/level.h"
#include "common/rows.h"

#include <string.h>

typedef struct Params {
    float red_x, red_y, green_x, green_y, blue_x, blue_y;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, red_x, "px", 5, -200, 200, "how far red moves to the right"),
    GR_FLOAT(Params, red_y, "px", -3, -200, 200, "and down; negative is up"),
    GR_FLOAT(Params, green_x, "px", 0, -200, 200, "how far green moves to the right"),
    GR_FLOAT(Params, green_y, "px", 0, -200, 200, "and down"),
    GR_FLOAT(Params, blue_x, "px", -5, -200, 200, "how far blue moves to the right"),
    GR_FLOAT(Params, blue_y, "px", 3, -200, 200, "and down"),
};

enum { REACH_MAX = 8192 };

/* Where a channel is read from, beside its place. */
typedef struct Move {
    int x, y;
    uint16_t part_x, part_y; /* of 256, further to the right and down */
} Move;

typedef struct Frame {
    Move move[3];
} Frame;

static size_t frame_scratch_bytes(const GrShaderInput *input)
{
    (void)input;
    return sizeof(Frame);
}

/* The row's mirrored margins: the table's largest shift. */
static int margin_of(const GrShaderInput *input)
{
    float reach = gr_minf(200.0f * input->px, REACH_MAX);
    return (gr_to_int(reach) + 2 + 63) & ~63;
}

static size_t band_scratch_bytes(const GrShaderInput *input)
{
    return (size_t)(gr_row_span(input->width) + 2 * margin_of(input) + 64);
}

static void set_move(const GrShaderInput *input, Move *move, float x, float y)
{
    float most = gr_minf(200.0f * input->px, REACH_MAX);
    int steps_x = -gr_to_int(gr_clampf(x * input->px, -most, most) * 256.0f);
    int steps_y = -gr_to_int(gr_clampf(y * input->px, -most, most) * 256.0f);
    move->part_x = (uint16_t)(steps_x & 255);
    move->part_y = (uint16_t)(steps_y & 255);
    move->x = (steps_x - move->part_x) / 256;
    move->y = (steps_y - move->part_y) / 256;
}

static void begin(const GrShaderInput *input)
{
    const Params *p = input->params;
    Frame *frame = input->frame_scratch;
    set_move(input, &frame->move[0], p->red_x, p->red_y);
    set_move(input, &frame->move[1], p->green_x, p->green_y);
    set_move(input, &frame->move[2], p->blue_x, p->blue_y);
}

static void move_row(const GrShaderInput *input, const Move *move, const GrCanvas *source,
                     GrPixel *out, int channel, int y)
{
    int width = input->width, span = gr_row_span(width);
    const GrPixel *above =
        gr_canvas_row(source, channel, gr_mirror_index(y + move->y, input->height));
    const GrPixel *below =
        gr_canvas_row(source, channel, gr_mirror_index(y + move->y + 1, input->height));
    if (move->x == 0 && move->part_x == 0) {
        if (move->part_y)
            gr_blend_rows(out, above, below, move->part_y, span);
        else
            memcpy(out, above, (size_t)width);
        return;
    }
    GrPixel *middle = (GrPixel *)input->band_scratch + margin_of(input);
    if (move->part_y)
        gr_blend_rows(middle, above, below, move->part_y, span);
    else
        memcpy(middle, above, (size_t)width);
    for (int i = 1; i <= -move->x; i++)
        middle[-i] = middle[gr_mirror_index(-i, width)];
    for (int i = 0; i <= move->x + 1; i++)
        middle[width + i] = middle[gr_mirror_index(width + i, width)];
    gr_blend_along(out, middle + move->x, move->part_x, span);
}

static void gather(const GrShaderInput *input, const GrCanvas *source, GrCanvas *target, int y0,
                   int y1)
{
    const Frame *frame = input->frame_scratch;
    for (int y = y0; y < y1; y++)
        for (int c = 0; c < 3; c++)
            move_row(input, &frame->move[c], source, gr_canvas_row(target, c, y), c, y);
}

extern const GrShader GR_LEVEL_NAME(gr_shader_shift);
const GrShader GR_LEVEL_NAME(gr_shader_shift) = {
    .name = "shift",
    .family = "channels",
    .summary = "red, green and blue each move on their own",
    .params = GR_PARAM_TABLE(Params, params),
    .access = GR_ACCESS_GATHER,
    .frame_scratch_bytes = frame_scratch_bytes,
    .band_scratch_bytes = band_scratch_bytes,
    .begin = begin,
    .gather = gather,
};

/* SPDX-License-Identifier: MIT
 *
 * Letterbox: bars that leave a picture of another shape: above and below it where that is wider
 * than the frame, at its sides where it is narrower. The shape and how far the bars have come in
 * can be animated; their edges cover parts of pixels, so that they glide.
 */
#include "base/level.h"
#include "common/pixel.h"
#include "model/colour.h"

#include <string.h>

typedef struct Params {
    float aspect, closed, amount;
    GrColour colour;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, aspect, "", 2.39, 0.3, 8,
             "width over height of what stays: 2.39 is the wide screen, 1.33 old television"),
    GR_FLOAT(Params, closed, "", 0, 0, 1, "1: the bars meet in the middle, like closing eyes"),
    GR_FLOAT(Params, amount, "", 1, 0, 1, "0: the bars are outside .. 1: they have come in"),
    GR_COLOUR(Params, colour, "000000", "of the bars"),
};

typedef struct Frame {
    float bar; /* pixels */
    bool sides;
    GrPixel colour[3];
} Frame;

static size_t frame_scratch_bytes(const GrShaderInput *input)
{
    (void)input;
    return sizeof(Frame);
}

static void begin(const GrShaderInput *input)
{
    const Params *p = input->params;
    Frame *frame = input->frame_scratch;
    float aspect = gr_clampf(p->aspect, 0.3f, 8.0f);
    frame->sides = aspect < input->aspect;
    float open = frame->sides ? aspect / input->aspect : input->aspect / aspect;
    float bar = 1.0f - open * (1.0f - gr_unitf(p->closed));
    float side = (float)(frame->sides ? input->width : input->height);
    frame->bar = 0.5f * side * bar * gr_unitf(p->amount);
    const float colour[3] = {p->colour.r, p->colour.g, p->colour.b};
    for (int c = 0; c < 3; c++)
        frame->colour[c] = (GrPixel)gr_to_int(gr_unitf(colour[c]) * 255.0f);
}

/* How much of a pixel the bar covers that begins at pixel 0, 256 for all. */
static int covered(float bar, int at)
{
    return gr_to_int(256.0f * gr_unitf(bar - (float)at));
}

static GrPixel mixed(GrPixel pixel, GrPixel over, int share)
{
    return (GrPixel)((pixel * (256 - share) + over * share + 128) >> 8);
}

static void cover_row(GrPixel *row, GrPixel colour, int share, int width)
{
    if (share >= 256) {
        memset(row, colour, (size_t)width);
        return;
    }
    for (int x = 0; x < width; x++)
        row[x] = mixed(row[x], colour, share);
}

static void cover_sides(GrPixel *row, GrPixel colour, float bar, int width)
{
    int whole = (int)bar;
    int most = whole < (width + 1) / 2 ? whole : (width + 1) / 2;
    memset(row, colour, (size_t)most);
    memset(row + width - most, colour, (size_t)most);
    if (most == whole && 2 * whole < width) {
        int share = covered(bar, whole), last = width - 1 - whole;
        row[whole] = mixed(row[whole], colour, share);
        if (last > whole)
            row[last] = mixed(row[last], colour, share);
    }
}

static void apply(const GrShaderInput *input, GrPixel *r, GrPixel *g, GrPixel *b, int y)
{
    const Frame *frame = input->frame_scratch;
    GrPixel *const rows[3] = {r, g, b};
    int nearest = y < input->height - 1 - y ? y : input->height - 1 - y;
    int share = covered(frame->bar, nearest);
    for (int c = 0; c < 3; c++) {
        if (frame->sides)
            cover_sides(rows[c], frame->colour[c], frame->bar, input->width);
        else if (share > 0)
            cover_row(rows[c], frame->colour[c], share, input->width);
    }
}

extern const GrShader GR_LEVEL_NAME(gr_shader_letterbox);
const GrShader GR_LEVEL_NAME(gr_shader_letterbox) = {
    .name = "letterbox",
    .family = "light",
    .summary = "bars that leave a picture of another shape",
    .params = GR_PARAM_TABLE(Params, params),
    .access = GR_ACCESS_POINT,
    .frame_scratch_bytes = frame_scratch_bytes,
    .begin = begin,
    .apply = apply,
};

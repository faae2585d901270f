/* SPDX-License-Identifier: MIT
 *
 * Bands: horizontal slices of the picture torn sideways, their colours coming apart, as on a tape
 * that lost its tracking. Where slices are and which way each goes changes on every beat and holds
 * until the next; how far they go follows the beat's decay and the sub bass.
 */
#include "base/level.h"
#include "common/glitch.h"

typedef struct Params {
    float count, shift, split, height;
    int32_t hold;
    float react;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, count, "", 16, 0, GR_STRIPS_MAX, "how many slices are torn out"),
    GR_FLOAT(Params, shift, "px", 180, 0, 960, "how far a slice may slide; what leaves comes back"),
    GR_FLOAT(Params, split, "px", 20, 0, 200, "how far red and blue part within a slice"),
    GR_FLOAT(Params, height, "screen", 0.3, 0.02, 1,
             "height of the tallest slices; 2 is the frame"),
    GR_INT(Params, hold, "", 1, 1, 16, "beats until the slices change"),
    GR_REACT_TO(Params, "beats and the lowest bass tear slices further"),
};

typedef struct Frame {
    int count;
    GrStrip strips[GR_STRIPS_MAX];
    float shift, split; /* pixels */
} Frame;

static size_t frame_scratch_bytes(const GrShaderInput *input)
{
    (void)input;
    return sizeof(Frame);
}

static size_t band_scratch_bytes(const GrShaderInput *input)
{
    return (size_t)gr_row_span(input->width);
}

static void begin(const GrShaderInput *input)
{
    const Params *p = input->params;
    Frame *frame = input->frame_scratch;
    float pulse = 0.8f * gr_signal(input->moment, GR_SIGNAL_BEAT_DECAY) +
                  0.4f * gr_signal(input->moment, GR_SIGNAL_SUB);
    float drive = gr_glitch_drive(p->react, pulse) * input->px;
    frame->shift = p->shift * drive;
    frame->split = p->split * drive;
    frame->count = gr_glitch_strips(input, gr_glitch_seed(input, p->hold), p->count, 0.01f,
                                    gr_maxf(p->height, 0.01f), frame->strips);
}

static void apply(const GrShaderInput *input, GrPixel *r, GrPixel *g, GrPixel *b, int y)
{
    const Frame *frame = input->frame_scratch;
    const GrStrip *strip = gr_glitch_strip_at(frame->strips, frame->count, y);
    if (!strip)
        return;
    GrPixel *rows[3] = {r, g, b};
    float way = gr_glitch_either(strip->seed, 1, 0), part = gr_rng_unit(strip->seed, 2, 0);
    /* Most slices move a little, a few far. */
    float shift = frame->shift * way * gr_absf(way);
    for (int c = 0; c < 3; c++) {
        int by = gr_to_int(shift + frame->split * part * (float)(1 - c));
        if (by == 0)
            continue;
        memcpy(input->band_scratch, rows[c], (size_t)input->width);
        gr_wrap_row(rows[c], input->band_scratch, input->width, by);
    }
}

extern const GrShader GR_LEVEL_NAME(gr_shader_bands);
const GrShader GR_LEVEL_NAME(gr_shader_bands) = {
    .name = "bands",
    .family = "glitch",
    .summary = "slices torn sideways, colours coming apart, anew on every beat",
    .params = GR_PARAM_TABLE(Params, params),
    .access = GR_ACCESS_ROWS,
    .tears = true,
    .frame_scratch_bytes = frame_scratch_bytes,
    .band_scratch_bytes = band_scratch_bytes,
    .begin = begin,
    .apply = apply,
};

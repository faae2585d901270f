/* SPDX-License-Identifier: MIT
 *
 * Mirror: one part of the picture and its reflection. The mirror stands upright, lies level, both
 * (a quarter four times), or leans along a diagonal, and may glide. A row is at most two straight
 * lines of samples, one on either side of where it meets the mirror.
 */
#include "base/level.h"
#include "common/sampled.h"

typedef enum Mode { MODE_H, MODE_V, MODE_QUAD, MODE_DIAG } Mode;

typedef struct Params {
    int32_t mode;
    bool other;
    float x, y;
} Params;

static const char *const modes[] = {"h", "v", "quad", "diag", NULL};
static const char *const mode_help[] = {
    "the left half, and its reflection on the right", "the upper half, and its reflection below",
    "the upper left quarter, four times", "above the rising diagonal, and its reflection below",
    NULL};

static const GrParam params[] = {
    {.name = "mode",
     .type = GR_PARAM_CHOICE,
     .offset = offsetof(Params, mode),
     .unit = "",
     .def = MODE_QUAD,
     .choices = modes,
     .choice_help = mode_help,
     .help = "how the mirror stands"},
    GR_BOOL(Params, other, false, "keeps the other part: right, lower, below the diagonal"),
    GR_FLOAT_LIKE(Params, x, "screen", 0, -2, 2, "0.3",
                  "how far right of the middle the mirror stands (h, quad, diag)"),
    GR_FLOAT_LIKE(Params, y, "screen", 0, -2, 2, "0.2",
                  "how far below the middle the level one lies (v, quad, diag)"),
};

/* A reflection: what is on the far side of a line comes from the near side. */
typedef struct Frame {
    GrSampled sampled;
    GrAffine
        map[4]; /* bit 0: reflected across the upright or leaning mirror; bit 1: the level one */
    int64_t upright; /* where it stands, in 1/65536 pixel */
    int64_t level;
} Frame;

static size_t frame_scratch_bytes(const GrShaderInput *input)
{
    return gr_sampled_bytes(input, sizeof(Frame));
}

static int64_t place_of(float at, int size, int height)
{
    float shift = at * 0.5f * (float)height * 256.0f;
    return (int64_t)(size - 1) * 32768 + (int64_t)gr_to_int(shift) * 256;
}

static void begin(const GrShaderInput *input)
{
    const Params *p = input->params;
    Frame *frame = input->frame_scratch;
    const int64_t one = 65536;
    gr_sampled_begin(input, sizeof *frame);
    frame->upright = place_of(p->x, input->width, input->height);
    frame->level = place_of(p->y, input->height, input->height);
    for (int i = 0; i < 4; i++) {
        GrAffine map = {.dx = one, .down_y = one};
        if (p->mode == MODE_DIAG && i & 1) {
            /* Rising to the right: x and y change places, with their signs turned. */
            map = (GrAffine){.x = frame->upright + frame->level,
                             .y = frame->upright + frame->level,
                             .dy = -one,
                             .down_x = -one};
        } else {
            if (i & 1) {
                map.x = 2 * frame->upright;
                map.dx = -one;
            }
            if (i & 2) {
                map.y = 2 * frame->level;
                map.down_y = -one;
            }
        }
        frame->map[i] = map;
    }
}

/* Pixels of a row before a place in 1/65536 pixel, within the row. */
static int pixels_before(int64_t place, int width)
{
    int64_t count = (place + 65535) >> 16;
    return count < 0 ? 0 : count > width ? width : (int)count;
}

static void gather(const GrShaderInput *input, const GrCanvas *source, GrCanvas *target, int y0,
                   int y1)
{
    const Params *p = input->params;
    const Frame *frame = input->frame_scratch;
    const GrSampler *sampler = &frame->sampled.sampler;
    uint32_t *packed = input->band_scratch;
    int width = input->width;
    (void)source;
    for (int y = y0; y < y1; y++) {
        int64_t down = (int64_t)y * 65536;
        bool level = (p->mode == MODE_V || p->mode == MODE_QUAD) &&
                     (p->other ? down < frame->level : down > frame->level);
        int split = width, first = level ? 2 : 0;
        if (p->mode == MODE_H || p->mode == MODE_QUAD)
            split = pixels_before(frame->upright, width);
        else if (p->mode == MODE_DIAG)
            split = pixels_before(frame->upright + frame->level - down, width);
        bool leans = p->mode != MODE_V;
        int left = first | (leans && p->other), right = first | (leans && !p->other);
        gr_sample_affine(sampler, &frame->map[left], packed, 0, split, y);
        gr_sample_affine(sampler, &frame->map[right], packed + split, split, width, y);
        gr_sampled_deliver(target, y, packed);
    }
}

extern const GrShader GR_LEVEL_NAME(gr_shader_mirror);
const GrShader GR_LEVEL_NAME(gr_shader_mirror) = {
    .name = "mirror",
    .summary = "half of the picture and its reflection: h, v, quad or diag",
    .params = GR_PARAM_TABLE(Params, params),
    GR_SAMPLED_SHADER,
    .frame_scratch_bytes = frame_scratch_bytes,
    .band_scratch_bytes = gr_sampled_row_bytes,
    .begin = begin,
    .survey = gr_sampled_survey,
    .gather = gather,
};

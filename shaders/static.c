/* SPDX-License-Identifier: MIT
 *
 * Static: a television without a station. Snow: flecks a few pixels wide, drawn out along the line,
 * new every tick, that take the place of the picture in part. A bar of heavier snow rolls down the
 * screen, and single lines drop out whole. Flecks come from a bank of rows made before the fork; a
 * hash of tick and row chooses which and from where, so that nothing repeats visibly.
 */
#include "base/level.h"
#include "base/rng.h"
#include "common/pixel.h"

typedef struct Params {
    float amount, size, dropouts, bar, roll;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, amount, "", 0.22, 0, 1, "of snow everywhere: 1 leaves nothing of the picture"),
    GR_FIXED_FLOAT(Params, size, "px", 3, 1, 24, "height of a fleck"),
    GR_FLOAT(Params, dropouts, "", 0.02, 0, 1, "share of the lines that are snow in part"),
    GR_FLOAT(Params, bar, "", 0.45, 0, 1, "how much more snow the rolling bar has"),
    GR_RATE(Params, roll, "Hz", 0.3, -8, 8, "how often the bar comes down the screen in a second"),
};

enum { BANK_ROWS = 128, BANK_SHIFT = 512 };

typedef struct Bank {
    float cell; /* pixels */
    int stride;
} Bank;

typedef struct Frame {
    uint32_t seed;
    float bar; /* where its middle is, 0..1 of the height */
} Frame;

static int bank_stride(const GrShaderInput *input)
{
    return gr_row_span(input->width) + BANK_SHIFT + 64;
}

static size_t prepared_bytes(const GrShaderInput *input)
{
    return gr_align64(sizeof(Bank)) + (size_t)bank_stride(input) * BANK_ROWS;
}

/* Light of a fleck: more dark ones than bright ones. */
static float fleck(uint32_t seed, int row, int at)
{
    float u = gr_rng_unit(seed, (uint32_t)row, (uint32_t)at);
    return u * u;
}

static void prepare(const GrShaderInput *input, void *prepared)
{
    const Params *p = input->params;
    Bank *bank = prepared;
    GrPixel *out = (GrPixel *)prepared + gr_align64(sizeof(Bank));
    uint32_t seed = gr_rng_fold(input->seed);
    bank->cell = gr_maxf(gr_clampf(p->size, 1.0f, 24.0f) * input->px, 1.0f);
    bank->stride = bank_stride(input);
    for (int row = 0; row < BANK_ROWS; row++) {
        /* Flecks are drawn out along the line, some more than others. */
        float left = 0.0f, right = fleck(seed, row, 0), start = 0.0f, length = 1.0f;
        int cell = 0;
        for (int x = 0; x < bank->stride; x++) {
            while ((float)x >= start + length) {
                start += length;
                left = right;
                right = fleck(seed, row, ++cell);
                length = bank->cell * (1.0f + 2.5f * fleck(seed + 1, row, cell));
            }
            float f = gr_smoothstepf(0.55f, 1.0f, ((float)x - start) / length);
            *out++ = (GrPixel)gr_to_int(255.0f * (left + (right - left) * f));
        }
    }
}

static size_t frame_scratch_bytes(const GrShaderInput *input)
{
    (void)input;
    return sizeof(Frame);
}

static void begin(const GrShaderInput *input)
{
    const Params *p = input->params;
    Frame *frame = input->frame_scratch;
    int64_t tick = input->moment->tick;
    frame->seed = gr_rng_u32(gr_rng_fold(input->seed), (uint32_t)tick, (uint32_t)(tick >> 32));
    float way = gr_part_of((double)p->roll * input->moment->scene_s + 0.35);
    frame->bar = way * 1.5f - 0.25f; /* in from above, out below */
}

static void snow_span(GrPixel *restrict r, GrPixel *restrict g, GrPixel *restrict b,
                      const GrPixel *restrict snow, uint16_t share, int from, int to)
{
    uint16_t keep = (uint16_t)(256 - share);
    for (int x = from; x < to; x++) {
        uint16_t light = (uint16_t)(snow[x] * share + 128);
        r[x] = (GrPixel)((uint16_t)(r[x] * keep + light) >> 8);
        g[x] = (GrPixel)((uint16_t)(g[x] * keep + light) >> 8);
        b[x] = (GrPixel)((uint16_t)(b[x] * keep + light) >> 8);
    }
}

static void apply(const GrShaderInput *input, GrPixel *r, GrPixel *g, GrPixel *b, int y)
{
    const Params *p = input->params;
    const Bank *bank = input->prepared;
    const Frame *frame = input->frame_scratch;
    const GrPixel *rows = (const GrPixel *)input->prepared + gr_align64(sizeof(Bank));
    int line = (int)(((float)y + 0.5f) / bank->cell), span = gr_row_span(input->width);
    uint32_t bits = gr_rng_u32(frame->seed, (uint32_t)line, 1);
    const GrPixel *snow =
        rows + (size_t)(bits % BANK_ROWS) * (size_t)bank->stride + (bits >> 16) % BANK_SHIFT;
    float off = ((float)y + 0.5f) / (float)input->height - frame->bar;
    float heavy = gr_unitf(p->bar) * gr_smoothstepf(0.16f, 0.0f, gr_absf(off));
    float share = gr_unitf(gr_unitf(p->amount) + heavy);
    int weight = gr_to_int(256.0f * share);
    if (weight > 0)
        snow_span(r, g, b, snow, (uint16_t)weight, 0, span);
    if (gr_rng_unit(frame->seed, (uint32_t)line, 2) >= gr_unitf(p->dropouts))
        return;
    float from = gr_rng_unit(frame->seed, (uint32_t)line, 3) * 1.2f - 0.2f;
    float length = 0.1f + 0.7f * fleck(frame->seed, line, 4);
    int left = (int)(gr_unitf(from) * (float)input->width);
    int right = (int)(gr_unitf(from + length) * (float)input->width);
    snow_span(r, g, b, snow, 200, left, right);
}

extern const GrShader GR_LEVEL_NAME(gr_shader_static);
const GrShader GR_LEVEL_NAME(gr_shader_static) = {
    .name = "static",
    .family = "noise",
    .summary = "the snow, the rolling bar and the lost lines of an empty channel",
    .params = GR_PARAM_TABLE(Params, params),
    .access = GR_ACCESS_POINT,
    .prepared_bytes = prepared_bytes,
    .prepare = prepare,
    .frame_scratch_bytes = frame_scratch_bytes,
    .begin = begin,
    .apply = apply,
};

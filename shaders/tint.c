/* SPDX-License-Identifier: MIT
 *
 * Tint: the picture drawn towards one colour at unchanged luminance. The tinted pixel lies on a
 * ramp black - colour - white at the pixel's own luma: below the colour's luma it is the colour
 * darkened, above it the colour mixed with white. Each channel of that ramp is two straight pieces,
 * so no table is needed; since the mix keeps the luma, any amount of it does.
 */
#include "base/level.h"
#include "base/simd.h"
#include "common/pixel.h"
#include "model/colour.h"

typedef struct Params {
    int32_t tone;
    GrColour colour;
    float amount;
} Params;

enum { TONE_CUSTOM = 11 };

/* `share`: how much of the tint `amount: 1` means; gradings keep most of the picture's colours. */
static const struct {
    GrColour colour;
    float share;
} tones[] = {
    {{1.00f, 0.62f, 0.25f}, 0.38f}, /* warm */
    {{0.25f, 0.55f, 1.00f}, 0.38f}, /* cool */
    {{0.10f, 1.00f, 0.25f}, 0.94f}, /* matrix */
    {{1.00f, 0.62f, 0.05f}, 0.94f}, /* amber */
    {{0.76f, 0.58f, 0.38f}, 0.92f}, /* sepia */
    {{1.00f, 0.12f, 0.62f}, 0.75f}, /* neon_pink */
    {{0.45f, 0.82f, 1.00f}, 0.85f}, /* ice */
    {{0.85f, 0.03f, 0.05f}, 0.90f}, /* blood */
    {{0.22f, 0.60f, 0.20f}, 0.80f}, /* forest */
    {{0.30f, 0.10f, 0.60f}, 0.85f}, /* void */
    {{1.00f, 0.38f, 0.22f}, 0.62f}, /* sunset */
};

static const GrColour plain_colour = {1.0f, 0.5333333f, 0.0f}; /* of custom, without one */

static const char *const tone_names[] = {"warm",      "cool",   "matrix", "amber",  "sepia",
                                         "neon_pink", "ice",    "blood",  "forest", "void",
                                         "sunset",    "custom", NULL};

static const char *const tone_help[] = {
    "late sun: a grading that keeps the colours",
    "moonlight: a grading that keeps the colours",
    "green phosphor",
    "amber phosphor",
    "old photograph",
    "hot pink",
    "pale blue",
    "dark red",
    "leaf green",
    "deep violet",
    "orange red",
    "the colour given by `colour`, which needs no tone; else orange",
    NULL};

static const GrParam params[] = {
    {.name = "tone",
     .type = GR_PARAM_CHOICE,
     .offset = offsetof(Params, tone),
     .unit = "",
     .def = 0,
     .choices = tone_names,
     .choice_help = tone_help,
     .help = "a named tint, or custom",
     .example = "custom"},
    GR_COLOUR_OPTIONAL(Params, colour, "ff6f61", "a tint of your own, instead of the tone's"),
    GR_FLOAT(Params, amount, "", 1, 0, 1, "how far towards the tint"),
};

typedef struct Frame {
    uint16_t knee;    /* luma of the colour, 16 bits */
    uint16_t low[3];  /* slope of each channel below the knee, times amount, 2^-12 */
    uint16_t high[3]; /* and above */
    uint16_t keep;    /* of the pixel's own colour, 2^-12 */
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
    bool own = p->colour.r >= 0.0f;
    GrColour colour = own ? p->colour : plain_colour;
    float amount = gr_unitf(p->amount);
    if (!own && p->tone >= 0 && p->tone < TONE_CUSTOM) {
        colour = tones[p->tone].colour;
        amount *= tones[p->tone].share;
    }
    frame->keep = (uint16_t)gr_to_int(4096.0f * (1.0f - amount));
    amount = (float)(4096 - frame->keep) / 4096.0f;

    float channels[3] = {gr_unitf(colour.r), gr_unitf(colour.g), gr_unitf(colour.b)};
    float luma = (54.0f * channels[0] + 183.0f * channels[1] + 19.0f * channels[2]) / 256.0f;
    /* A slope fits 16 bits at 2^-12 up to 16; a darker colour is met by its own brighter kin. */
    float lift = gr_maxf(channels[0], gr_maxf(channels[1], channels[2]));
    lift = lift > 0.0f ? gr_maxf(1.0f, gr_minf(0.07f / gr_maxf(luma, 1e-6f), 1.0f / lift)) : 1.0f;
    luma = gr_clampf(luma * lift, 0.07f, 0.999f);
    frame->knee = (uint16_t)gr_to_int(luma * 65280.0f);
    for (int c = 0; c < 3; c++) {
        float channel = gr_minf(channels[c] * lift, 1.0f);
        frame->low[c] = (uint16_t)gr_to_int(gr_minf(channel / luma, 15.9f) * amount * 4096.0f);
        float slope = (1.0f - channel) / (1.0f - luma);
        frame->high[c] = (uint16_t)gr_to_int(gr_minf(slope, 15.9f) * amount * 4096.0f);
    }
}

#ifdef WIDE_BYTES

/* One channel of half a register, its code values in the upper bytes; `low` and `high` are the
 * parts of the luma. Sums are sixteenths of a code value, rounded by a product. */
static inline Word tinted(Word pixel, Word low, Word high, const Frame *frame, int c)
{
    Word sum = word_high_product(low, word_of(frame->low[c])) +
               word_high_product(high, word_of(frame->high[c])) +
               word_high_product(pixel, word_of(frame->keep));
    return (Word)wide_product_rounded16((Wide)sum, wide_splat16(2048));
}

/* Green's part is given to red and to blue, so that both products of pairs fit 16 bits. */
static inline Word luma_of(Wide red_green, Wide green_blue)
{
    return (Word)wide_pairs(red_green, wide_splat16(54 | 74 << 8)) +
           (Word)wide_pairs(green_blue, wide_splat16(109 | 19 << 8));
}

static inline void tint_half(Word pixels[3], Word luma, const Frame *frame)
{
    Word low = word_lesser(luma, word_of(frame->knee)), high = luma - low;
    for (int c = 0; c < 3; c++)
        pixels[c] = tinted(pixels[c], low, high, frame, c);
}

static void tint_span(GrPixel *r, GrPixel *g, GrPixel *b, const Frame *frame, int span)
{
    GrPixel *const rows[3] = {r, g, b};
    const Wide zero = wide_zero();
    const Frame own = *frame;
    for (int x = 0; x < span; x += WIDE_BYTES) {
        Word low[3], high[3];
        Wide all[3];
        for (int c = 0; c < 3; c++) {
            all[c] = wide_load(rows[c] + x);
            low[c] = (Word)wide_low8(zero, all[c]);
            high[c] = (Word)wide_high8(zero, all[c]);
        }
        tint_half(low, luma_of(wide_low8(all[0], all[1]), wide_low8(all[1], all[2])), &own);
        tint_half(high, luma_of(wide_high8(all[0], all[1]), wide_high8(all[1], all[2])), &own);
        for (int c = 0; c < 3; c++)
            wide_store(rows[c] + x, wide_pack16((Wide)low[c], (Wide)high[c]));
    }
}

#else

static void tint_span(GrPixel *restrict r, GrPixel *restrict g, GrPixel *restrict b,
                      const Frame *frame, int span)
{
    r = GR_ALIGNED(r);
    g = GR_ALIGNED(g);
    b = GR_ALIGNED(b);
    uint16_t knee = frame->knee, keep = frame->keep;
    uint16_t low_r = frame->low[0], low_g = frame->low[1], low_b = frame->low[2];
    uint16_t high_r = frame->high[0], high_g = frame->high[1], high_b = frame->high[2];
    for (int x = 0; x < span; x++) {
        uint16_t luma = (uint16_t)(54 * r[x] + 183 * g[x] + 19 * b[x]);
        uint16_t low = luma < knee ? luma : knee;
        uint16_t high = (uint16_t)(luma - low);
        uint16_t own_r = (uint16_t)(r[x] << 8), own_g = (uint16_t)(g[x] << 8);
        uint16_t own_b = (uint16_t)(b[x] << 8);
        uint16_t tr = (uint16_t)(gr_mulhi(low, low_r) + gr_mulhi(high, high_r));
        uint16_t tg = (uint16_t)(gr_mulhi(low, low_g) + gr_mulhi(high, high_g));
        uint16_t tb = (uint16_t)(gr_mulhi(low, low_b) + gr_mulhi(high, high_b));
        r[x] = (GrPixel)((uint16_t)(tr + gr_mulhi(own_r, keep) + 8) >> 4);
        g[x] = (GrPixel)((uint16_t)(tg + gr_mulhi(own_g, keep) + 8) >> 4);
        b[x] = (GrPixel)((uint16_t)(tb + gr_mulhi(own_b, keep) + 8) >> 4);
    }
}

#endif

static void apply(const GrShaderInput *input, GrPixel *r, GrPixel *g, GrPixel *b, int y)
{
    const Frame *frame = input->frame_scratch;
    (void)y;
    if (frame->keep < 4096)
        tint_span(r, g, b, frame, gr_row_span(input->width));
}

extern const GrShader GR_LEVEL_NAME(gr_shader_tint);
const GrShader GR_LEVEL_NAME(gr_shader_tint) = {
    .name = "tint",
    .family = "colour",
    .summary = "draws the picture towards one colour, luminance unchanged",
    .params = GR_PARAM_TABLE(Params, params),
    .access = GR_ACCESS_POINT,
    .frame_scratch_bytes = frame_scratch_bytes,
    .begin = begin,
    .apply = apply,
};

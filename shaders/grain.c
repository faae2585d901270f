/* SPDX-License-Identifier: MIT
 *
 * Grain: the grain of film. Noise on cells of about two pixels (finer noise costs the encoder much
 * and shows little), softly interpolated with weights whose squares sum to one, so that no lattice
 * shows. It scales the colour of a pixel, hue and black untouched, by what film does: m (1 - m) of
 * the brightest channel m, strongest in mid-tones, nothing in black and white.
 *
 * A bank of noise rows, already interpolated across, is made before the fork; every tick each row
 * of cells takes a row of the bank and an offset by a hash, so that nothing repeats visibly.
 */
#include "base/level.h"
#include "base/rng.h"
#include "base/simd.h"
#include "common/pixel.h"

typedef struct Params {
    float amount, size, react;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, amount, "", 6, 0, 32,
             "how far mid-tones swing, in code values of 255 (two standard deviations)"),
    GR_FLOAT(Params, size, "px", 2, 1, 8, "size of a grain; its value at the scene's start counts"),
    GR_REACT_TO(Params, "loud parts have more of it"),
};

enum {
    BANK_ROWS = 256,
    BANK_SHIFT = 1024, /* how far a row may be shifted */
    NOISE_SIGMA = 37,  /* of the bank's numbers: four bytes of a hash, summed and divided by 4 */
    SWING_MAX = 50,    /* code values: the largest that 16 bits hold in noise_span() */
};

typedef struct Bank {
    float cell; /* pixels */
    int stride;
} Bank;

typedef struct Frame {
    uint32_t seed;
    float gain;   /* of the bank's numbers */
    int16_t unit; /* 2^7 */
} Frame;

static int bank_stride(const GrShaderInput *input)
{
    return gr_row_span(input->width) + BANK_SHIFT + 64;
}

static size_t prepared_bytes(const GrShaderInput *input)
{
    return gr_align64(sizeof(Bank)) + (size_t)bank_stride(input) * BANK_ROWS;
}

static int8_t *bank_rows(const GrShaderInput *input)
{
    return (int8_t *)(uintptr_t)input->prepared + gr_align64(sizeof(Bank));
}

/* -127..127, bell-shaped. */
static float noise_at(uint32_t seed, int row, int cell)
{
    uint32_t bits = gr_rng_u32(seed, (uint32_t)row, (uint32_t)cell);
    uint32_t sum = (bits & 255) + (bits >> 8 & 255) + (bits >> 16 & 255) + (bits >> 24);
    return (float)((int)sum - 510) * 0.25f;
}

static void prepare(const GrShaderInput *input, void *prepared)
{
    const Params *p = input->params;
    Bank *bank = prepared;
    int8_t *out = (int8_t *)prepared + gr_align64(sizeof(Bank));
    uint32_t seed = gr_rng_fold(input->seed);
    bank->cell = gr_maxf(p->size * input->px, 1.0f);
    bank->stride = bank_stride(input);
    for (int row = 0; row < BANK_ROWS; row++) {
        int cell = -1;
        float left = 0.0f, right = noise_at(seed, row, 0);
        for (int x = 0; x < bank->stride; x++) {
            float place = (float)x / bank->cell;
            for (; (float)cell + 1.0f <= place; cell++) {
                left = right;
                right = noise_at(seed, row, cell + 2);
            }
            float f = gr_smoothstepf(0.0f, 1.0f, place - (float)cell);
            float norm = gr_sqrtf((1.0f - f) * (1.0f - f) + f * f);
            float value = (left + (right - left) * f) / norm;
            *out++ = (int8_t)gr_to_int(gr_clampf(value, -127.0f, 127.0f));
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
    float answer = 1.0f + p->react * (1.2f * gr_signal(input->moment, GR_SIGNAL_RMS) - 0.5f);
    float amount = gr_clampf(p->amount * gr_maxf(answer, 0.0f), 0.0f, SWING_MAX);
    int64_t tick = input->moment->tick;
    frame->seed = gr_rng_u32(gr_rng_fold(input->seed), (uint32_t)tick, (uint32_t)(tick >> 32));
    /* apply() adds p * (255 - p) * noise / 2^22, which is noise / 258 in the middle of the range;
     * a swing of `amount` is a deviation of half of it. */
    frame->unit = 128;
    frame->gain = 0.5f * amount * 258.0f / NOISE_SIGMA;
}

static const int8_t *noise_row(const GrShaderInput *input, uint32_t seed, int cell_row)
{
    const Bank *bank = input->prepared;
    uint32_t bits = gr_rng_u32(seed, (uint32_t)cell_row, 1);
    return bank_rows(input) + (size_t)(bits % BANK_ROWS) * (size_t)bank->stride +
           (bits >> 16) % BANK_SHIFT;
}

#ifdef WIDE_BYTES

/* Half of a register of signed bytes, widened by interleaving with zeros below. */
static inline Word signed_words(Wide interleaved)
{
    return (Word)wide_shift_signed16(interleaved, 8);
}

static inline Word signed_product(Word a, Word b)
{
    return (Word)wide_product_high_signed16((Wide)a, (Wide)b);
}

/* add_span() of half a register; sums are clamped when they are packed. */
static inline Wide swung(Wide half, Word noise)
{
    Word pixels = (Word)half, sum = (pixels << 4) + signed_product(noise, pixels << 7) + 8;
    return wide_shift_signed16((Wide)sum, 4);
}

/* noise_span(), weigh_span() and add_span() of three rows in one; 2^7 is `unit`. */
static void grain_rows(const GrShaderInput *input, GrPixel *const rows[3], const int8_t *above,
                       const int8_t *below, int16_t weight_above, int16_t weight_below)
{
    int span = gr_row_span(input->width);
    const Wide zero = wide_zero();
    const Word of_above = word_of((uint16_t)weight_above);
    const Word of_below = word_of((uint16_t)weight_below);
    for (int x = 0; x < span; x += WIDE_BYTES) {
        Wide over = wide_load_any(above + x), under = wide_load_any(below + x), pixels[3];
        for (int c = 0; c < 3; c++)
            pixels[c] = wide_load(rows[c] + x);
        Wide room = wide_max8(wide_max8(pixels[0], pixels[1]), pixels[2]);
        room = wide_sub_clamp8(wide_splat8(255), room);
        Word low = signed_words(wide_low8(zero, over)) * of_above +
                   signed_words(wide_low8(zero, under)) * of_below;
        Word high = signed_words(wide_high8(zero, over)) * of_above +
                    signed_words(wide_high8(zero, under)) * of_below;
        low = signed_product(low, (Word)wide_low8(room, zero) << 7);
        high = signed_product(high, (Word)wide_high8(room, zero) << 7);
        for (int c = 0; c < 3; c++)
            wide_store(rows[c] + x, wide_pack16(swung(wide_low8(pixels[c], zero), low),
                                                swung(wide_high8(pixels[c], zero), high)));
    }
}

#else

static void noise_span(int16_t *restrict noise, const int8_t *restrict above,
                       const int8_t *restrict below, int16_t weight_above, int16_t weight_below,
                       int span)
{
    noise = GR_ALIGNED(noise);
    for (int x = 0; x < span; x++)
        noise[x] = (int16_t)(above[x] * weight_above + below[x] * weight_below);
}

/* `unit` is a variable only so that compilers see a truncation to 16 bits in front of the high
 * product and keep 16-bit lanes; with a constant they prove it void and widen to 32. */
static void weigh_span(int16_t *restrict noise, const GrPixel *restrict r,
                       const GrPixel *restrict g, const GrPixel *restrict b, int16_t unit, int span)
{
    noise = GR_ALIGNED(noise);
    r = GR_ALIGNED(r);
    g = GR_ALIGNED(g);
    b = GR_ALIGNED(b);
    for (int x = 0; x < span; x++) {
        GrPixel high = r[x] > g[x] ? r[x] : g[x];
        high = high > b[x] ? high : b[x];
        noise[x] = gr_mulhi_signed(noise[x], (int16_t)((uint8_t)~high * unit));
    }
}

static void add_span(GrPixel *restrict row, const int16_t *restrict noise, int16_t unit, int span)
{
    row = GR_ALIGNED(row);
    noise = GR_ALIGNED(noise);
    for (int x = 0; x < span; x++) {
        int16_t swing = gr_mulhi_signed(noise[x], (int16_t)(row[x] * unit));
        int16_t value = (int16_t)((row[x] << 4) + swing + 8);
        value = (int16_t)(value >> 4);
        value = value < 0 ? 0 : value;
        value = value > 255 ? 255 : value;
        row[x] = (GrPixel)value;
    }
}

static void grain_rows(const GrShaderInput *input, GrPixel *const rows[3], const int8_t *above,
                       const int8_t *below, int16_t weight_above, int16_t weight_below)
{
    const Frame *frame = input->frame_scratch;
    int16_t *noise = input->band_scratch;
    int span = gr_row_span(input->width);
    noise_span(noise, above, below, weight_above, weight_below, span);
    weigh_span(noise, rows[0], rows[1], rows[2], frame->unit, span);
    for (int c = 0; c < 3; c++)
        add_span(rows[c], noise, frame->unit, span);
}

#endif

static size_t band_scratch_bytes(const GrShaderInput *input)
{
    return (size_t)gr_row_span(input->width) * sizeof(int16_t);
}

static void apply(const GrShaderInput *input, GrPixel *r, GrPixel *g, GrPixel *b, int y)
{
    const Bank *bank = input->prepared;
    const Frame *frame = input->frame_scratch;
    if (frame->gain <= 0.0f)
        return;
    float place = ((float)y + 0.5f) / bank->cell + 0.5f;
    float cell = gr_floorf(place);
    float f = gr_smoothstepf(0.0f, 1.0f, place - cell);
    float gain = frame->gain / gr_sqrtf((1.0f - f) * (1.0f - f) + f * f);
    GrPixel *const rows[3] = {r, g, b};
    grain_rows(input, rows, noise_row(input, frame->seed, (int)cell),
               noise_row(input, frame->seed, (int)cell + 1), (int16_t)gr_to_int((1.0f - f) * gain),
               (int16_t)gr_to_int(f * gain));
}

extern const GrShader GR_LEVEL_NAME(gr_shader_grain);
const GrShader GR_LEVEL_NAME(gr_shader_grain) = {
    .name = "grain",
    .family = "noise",
    .summary = "film grain, strongest in mid-tones, louder with the sound",
    .params = GR_PARAM_TABLE(Params, params),
    .access = GR_ACCESS_POINT,
    .prepared_bytes = prepared_bytes,
    .prepare = prepare,
    .frame_scratch_bytes = frame_scratch_bytes,
    .band_scratch_bytes = band_scratch_bytes,
    .begin = begin,
    .apply = apply,
};

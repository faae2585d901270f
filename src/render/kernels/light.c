/* SPDX-License-Identifier: MIT */
#include "render/kernels/light_words.h"

void bytes_to_light(uint16_t *light, const GrPixel *const rgb[3], int n)
{
    const CodeTable table = get_codes(&gr_light_tables.light);
    for (int at = 0; at < n; at += STEP, light += GR_LIGHT_BLOCK)
        for (int plane = 0; plane < 3; plane++)
            row_of_codes(light + plane * STEP, &table, rgb[plane] + at);
}

#ifdef WIDE_BYTES
static inline Word piece_of(Word light)
{
    Word dark = (Word)(light >> GR_LIGHT_DARK_DIGITS);
#ifdef __AVX512VBMI2__
    Word bright = (Word)_mm512_shrdi_epi16((Wide)light, wide_splat16(1), GR_LIGHT_BRIGHT_DIGITS);
#else
    Word bright = (Word)(GR_LIGHT_FEW + (Word)(light >> GR_LIGHT_BRIGHT_DIGITS));
#endif
    return word_lesser(dark, bright);
}

static inline Word code_of(Word light, Piece piece, Word noise)
{
    return (Word)((piece.start + word_high_product(light, piece.slope) + noise) >> 4);
}

/* gr_light_noise() of a block's columns, in the order of words. */
static inline void get_noise(Word out[PARTS], const uint8_t *dither)
{
    for (int i = 0; i < PARTS / 2; i++) {
        Wide all = wide_load_any(dither + i * WIDE_BYTES), zero = wide_zero();
        Word low = (Word)wide_low8(all, zero), high = (Word)wide_high8(all, zero);
        out[i] = (Word)((low * GR_LIGHT_NOISE >> 8) - GR_LIGHT_NOISE / 2);
        out[i + PARTS / 2] = (Word)((high * GR_LIGHT_NOISE >> 8) - GR_LIGHT_NOISE / 2);
    }
}

/* Pressing words together runs on the units that products need. */
static inline Wide low_bytes(Word first, Word second)
{
#ifdef __AVX512VBMI__
#define EIGHT_OF(from)                                                                             \
    (from), (from) + 2, (from) + 4, (from) + 6, (from) + 8, (from) + 10, (from) + 12, (from) + 14
#define SIXTEEN(lane) EIGHT_OF(16 * (lane)), EIGHT_OF(64 + 16 * (lane))
    static const uint8_t of[64] = {SIXTEEN(0), SIXTEEN(1), SIXTEEN(2), SIXTEEN(3)};
    return _mm512_permutex2var_epi8((Wide)first, wide_load_any(of), (Wide)second);
#else
    return wide_pack16((Wide)first, (Wide)second);
#endif
}

static ALWAYS_INLINE void bytes_loop(GrPixel *const rgb[3], const uint16_t *light,
                                     const uint8_t *dither, int n)
{
    const Pieces pieces = get_pieces(&gr_light_tables.code);
    Word noise[PARTS] = {{0}};
    if (dither)
        get_noise(noise, dither);
    for (int at = 0; at < n; at += STEP, light += GR_LIGHT_BLOCK)
        for (int plane = 0; plane < 3; plane++)
            for (int i = 0; i < STEP; i += WIDE_BYTES) {
                const uint16_t *from = light + plane * STEP + i / 2;
                Word first = word_load(from), second = word_load(from + STEP / 2);
                Piece piece[2];
                pick_pieces(piece, &pieces, piece_of(first), piece_of(second));
                Word low = code_of(first, piece[0], noise[i / WIDE_BYTES]);
                Word high = code_of(second, piece[1], noise[i / WIDE_BYTES + PARTS / 2]);
                wide_store_any(rgb[plane] + at + i, low_bytes(low, high));
            }
}

/* Without thresholds nothing is added. */
void light_to_bytes(GrPixel *const rgb[3], const uint16_t *light, const uint8_t *dither, int n)
{
    if (dither)
        bytes_loop(rgb, light, dither, n);
    else
        bytes_loop(rgb, light, NULL, n);
}
#else
static void round_by(GrPixel *const rgb[3], const uint16_t *light, const uint8_t *dither, int n)
{
    uint16_t noise[STEP];
    for (int i = 0; i < STEP; i++)
        noise[i] = gr_light_noise(dither[i]);
    for (int at = 0; at < n; at += STEP, light += GR_LIGHT_BLOCK)
        for (int plane = 0; plane < 3; plane++)
            for (int i = 0; i < STEP; i++)
                rgb[plane][at + i] = gr_code_of_light(
                    &gr_light_tables.code, light[plane * STEP + gr_light_place(i)], noise[i]);
}

void light_to_bytes(GrPixel *const rgb[3], const uint16_t *light, const uint8_t *dither, int n)
{
    if (dither) {
        round_by(rgb, light, dither, n);
        return;
    }
    const uint8_t *code_of = gr_light_tables.code_of;
    for (int at = 0; at < n; at += STEP, light += GR_LIGHT_BLOCK)
        for (int plane = 0; plane < 3; plane++)
            for (int first = 0; first < STEP; first += EIGHT) {
                GrPixel *to = rgb[plane] + at + first;
                const uint16_t *from = light + plane * STEP + gr_light_place(first);
                for (int i = 0; i < EIGHT; i++)
                    to[i] = code_of[from[i]];
            }
}
#endif

/* SPDX-License-Identifier: MIT */
#include "render/kernels/light_words.h"

void bytes_to_light(uint16_t *light, const GrPixel *const rgb[3], int n)
{
    const CodeTable table = get_codes(&gr_light_tables.light);
    for (int at = 0; at < n; at += STEP, light += GR_LIGHT_BLOCK)
        for (int plane = 0; plane < 3; plane++)
            words_of_codes(light + plane * STEP, &table, rgb[plane] + at);
}

#ifdef WIDE_BYTES
static inline Word piece_of(Word light)
{
    Word dark = word_high_product(light, word_of(GR_LIGHT_DARK));
#ifdef __AVX512VBMI2__
    Word bright = (Word)_mm512_shrdi_epi16((Wide)light, wide_splat16(1), GR_LIGHT_BRIGHT_DIGITS);
#else
    Word bright = (Word)(GR_LIGHT_FEW + (Word)(light >> GR_LIGHT_BRIGHT_DIGITS));
#endif
    return word_lesser(dark, bright);
}

static inline Word code_of(Word light, Piece piece)
{
    return (Word)((piece.start + word_high_product(light, piece.slope)) >> 4);
}

static inline Wide low_bytes(Word first, Word second)
{
#ifdef __AVX512VBMI__
    static const uint8_t of[64] = {
        0,  2,  4,   6,   8,   10,  12,  14,  16,  18,  20,  22,  24,  26,  28,  30,
        32, 34, 36,  38,  40,  42,  44,  46,  48,  50,  52,  54,  56,  58,  60,  62,
        64, 66, 68,  70,  72,  74,  76,  78,  80,  82,  84,  86,  88,  90,  92,  94,
        96, 98, 100, 102, 104, 106, 108, 110, 112, 114, 116, 118, 120, 122, 124, 126,
    };
    return _mm512_permutex2var_epi8((Wide)first, wide_load_any(of), (Wide)second);
#else
    return wide_in_order(wide_pack16((Wide)first, (Wide)second));
#endif
}

void light_to_bytes(GrPixel *const rgb[3], const uint16_t *light, int n)
{
    const Pieces pieces = get_pieces(&gr_light_tables.code);
    for (int at = 0; at < n; at += STEP, light += GR_LIGHT_BLOCK)
        for (int plane = 0; plane < 3; plane++)
            for (int i = 0; i < STEP; i += WIDE_BYTES) {
                const uint16_t *from = light + plane * STEP + i;
                Word first = word_load(from), second = word_load(from + WIDE_BYTES / 2);
                Piece piece[2];
                pick_pieces(piece, &pieces, piece_of(first), piece_of(second));
                wide_store_any(rgb[plane] + at + i,
                               low_bytes(code_of(first, piece[0]), code_of(second, piece[1])));
            }
}
#else
void light_to_bytes(GrPixel *const rgb[3], const uint16_t *light, int n)
{
    const uint8_t *code_of = gr_light_tables.code_of;
    for (int at = 0; at < n; at += STEP, light += GR_LIGHT_BLOCK)
        for (int plane = 0; plane < 3; plane++)
            for (int i = 0; i < STEP; i++)
                rgb[plane][at + i] = code_of[light[plane * STEP + i]];
}
#endif

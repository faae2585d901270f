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
    Word bright = (Word)(GR_LIGHT_FEW + word_high_product(light, word_of(GR_LIGHT_BRIGHT)));
    return word_lesser(dark, bright);
}

static inline Word code_of(Word light, Piece piece)
{
    return (Word)((piece.start + word_high_product(light, piece.slope)) >> 4);
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
                Wide codes =
                    wide_pack16((Wide)code_of(first, piece[0]), (Wide)code_of(second, piece[1]));
                wide_store_any(rgb[plane] + at + i, wide_in_order(codes));
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

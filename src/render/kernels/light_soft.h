/* SPDX-License-Identifier: MIT
 *
 * Softlight on light, a part of blend_linear.c: b moves towards b * b under dark ink and towards
 * D(b) (fill_soft in render/light_tables.c) under light ink, by a strength. Planes of a block whose
 * ink is all dark look nothing up.
 */
#ifndef GR_RENDER_KERNELS_LIGHT_SOFT_H
#define GR_RENDER_KERNELS_LIGHT_SOFT_H

/* How far b is within its piece, and which that is. */
enum { SOFT_WIDTH = 6 };

static inline Word soft_moved(Word b, Word aim, Word share)
{
    return (Word)(b + word_product_signed((Word)(aim - b), share));
}

/* How far an ink is from the middle, in 65535ths of which a half is all, and where it is light. */
static inline void soft_ink(InkBlock *out, const GrPixel *const ink[3], int at)
{
    light_ink(out, GR_BLEND_SOFTLIGHT, ink, at);
    FOR_INK
    {
        Word k = out[0][plane][part];
        out[0][plane][part] = word_lesser(k ^ 0x7fff, k ^ 0x8000);
        out[1][plane][part] = (Word)(0 - (Word)(k >> 15));
    }
}

static inline Word soft_curve(Word b, Piece piece)
{
    return (Word)(piece.start + word_high_product((Word)(b << SOFT_WIDTH), piece.slope));
}

#ifdef WIDE_BYTES
#if WIDE_BYTES == 64
static inline void soft_aims(Word aim[2], const Word b[2], const Pieces *pieces, const Turn lit[2])
{
    FOR_PARTS
    {
        Wide of = (Wide)b[part];
        Wide place = _mm512_mask_srli_epi16(of, lit[part], of, 16 - SOFT_WIDTH);
        Wide along = _mm512_mask_slli_epi16(of, lit[part], of, SOFT_WIDTH);
        Wide start =
            _mm512_maskz_permutex2var_epi16(lit[part], pieces->start[0], place, pieces->start[1]);
        Wide slope =
            _mm512_mask2_permutex2var_epi16(pieces->slope[0], place, lit[part], pieces->slope[1]);
        aim[part] = (Word)start + word_high_product((Word)along, (Word)slope);
    }
}
#else
static inline void soft_aims(Word aim[2], const Word b[2], const Pieces *pieces, const Turn lit[2])
{
    Piece piece[2];
    pick_pieces(piece, pieces, b[0] >> (16 - SOFT_WIDTH), b[1] >> (16 - SOFT_WIDTH));
    for (int i = 0; i < 2; i++)
        aim[i] = (Word)_mm256_blendv_epi8((Wide)word_high_product(b[i], b[i]),
                                          (Wide)soft_curve(b[i], piece[i]), (Wide)lit[i]);
}
#endif

static inline void soft_words(uint16_t *words, const Pieces *pieces, const Word strength[2],
                              const Turn lit[2], bool dark, const Word a[2])
{
    Word b[2] = {word_load(words), word_load(words + WIDE_BYTES / 2)}, aim[2];
    if (dark)
        for (int i = 0; i < 2; i++)
            aim[i] = word_high_product(b[i], b[i]);
    else
        soft_aims(aim, b, pieces, lit);
    for (int i = 0; i < 2; i++)
        wide_store(words + i * (WIDE_BYTES / 2),
                   (Wide)soft_moved(b[i], aim[i], word_high_product(strength[i], a[i])));
}

static ALWAYS_INLINE void softlight_loop(const GrLightBlend *given, const bool thin)
{
    const GrLightBlend blend = *given;
    const Pieces pieces = get_pieces(&gr_light_tables.soft);
    for (int at = 0; at < blend.n; at += STEP) {
        InkBlock k[2];
        soft_ink(k, blend.ink, at);
        Turn lit[3][PARTS];
        bool dark[3];
        FOR_PLANES
        {
            Word any = {0};
            FOR_PARTS
            {
                lit[plane][part] = turn_of(k[1][plane][part]);
                any |= k[1][plane][part];
            }
            dark[plane] = wide_is_zero((Wide)any);
            __asm__("" : "+r"(dark[plane])); /* or masks are asked again row by row */
        }
        AlphaBlock alpha = alpha_block(&blend, at);
        uint16_t *light = blend.light + at / STEP * GR_LIGHT_BLOCK;
        for (int row = 0; row < blend.rows; row++) {
            Word a[PARTS];
            if (get_alpha(a, &alpha, thin, true))
                FOR_PLANES
            for (int part = 0; part < PARTS; part += 2)
                soft_words(light + plane * STEP + part * (WIDE_BYTES / 2), &pieces,
                           &k[0][plane][part], &lit[plane][part], dark[plane], a + part);
            to_next_row(&alpha);
            light += blend.pitch;
        }
    }
}
#else
/* Loops apart: compilers do not find the instruction in a product of a product. */
static inline void soft_shares(uint16_t *share, const uint16_t *strength, const uint16_t *a)
{
    PARALLEL_LOOP
    for (int i = 0; i < STEP; i++)
        share[i] = word_high_product(strength[i], a[i]);
}

static inline void soft_row(uint16_t *b, const uint16_t *strength, const uint16_t *lit,
                            const uint16_t *a)
{
    _Alignas(64) uint16_t share[STEP], place[STEP], start[STEP], slope[STEP];
    const GrLightPieces *pieces = &gr_light_tables.soft;
    soft_shares(share, strength, a);
    for (int i = 0; i < STEP; i++)
        place[i] = b[i] >> (16 - SOFT_WIDTH);
    for (int i = 0; i < STEP; i++) {
        start[i] = pieces->start[place[i]];
        slope[i] = pieces->slope[place[i]];
    }
    PARALLEL_LOOP
    for (int i = 0; i < STEP; i++) {
        Word curve = soft_curve(b[i], (Piece){start[i], slope[i]});
        Word square = word_high_product(b[i], b[i]);
        Word aim = (Word)(square ^ ((square ^ curve) & lit[i]));
        b[i] = soft_moved(b[i], aim, share[i]);
    }
}

static inline void soft_dark_row(uint16_t *b, const uint16_t *strength, const uint16_t *a)
{
    _Alignas(64) uint16_t share[STEP];
    soft_shares(share, strength, a);
    PARALLEL_LOOP
    for (int i = 0; i < STEP; i++)
        b[i] = soft_moved(b[i], word_high_product(b[i], b[i]), share[i]);
}

static inline bool is_dark(const uint16_t *lit)
{
    uint16_t any = 0;
    for (int i = 0; i < STEP; i++)
        any |= lit[i];
    return !any;
}

static ALWAYS_INLINE void softlight_loop(const GrLightBlend *blend, const bool thin)
{
    _Alignas(64) InkBlock k[2];
    _Alignas(64) uint16_t a[STEP];
    uint16_t *block = blend->light;
    for (int at = 0; at < blend->n; at += STEP, block += GR_LIGHT_BLOCK) {
        soft_ink(k, blend->ink, at);
        const bool dark[3] = {is_dark(k[1][0]), is_dark(k[1][1]), is_dark(k[1][2])};
        AlphaBlock alpha = alpha_block(blend, at);
        for (int row = 0; row < blend->rows; row++, to_next_row(&alpha)) {
            if (!get_alpha(a, &alpha, thin))
                continue;
            for (int plane = 0; plane < 3; plane++) {
                uint16_t *b = ALIGNED(block + row * blend->pitch + plane * STEP);
                if (dark[plane])
                    soft_dark_row(b, k[0][plane], a);
                else
                    soft_row(b, k[0][plane], k[1][plane], a);
            }
        }
    }
}
#endif

#endif

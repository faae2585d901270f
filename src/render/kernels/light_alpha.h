/* SPDX-License-Identifier: MIT
 *
 * Alpha of blends on light, as words: near black one 255th of alpha is many code values, so masks
 * have words as well, and what they and an opacity leave of coverage is two 65535ths off at most.
 * Where there are neither, it is coverage times 257; and so it is wherever they take nothing away.
 */
#ifndef GR_RENDER_KERNELS_LIGHT_ALPHA_H
#define GR_RENDER_KERNELS_LIGHT_ALPHA_H

#include "render/kernels/light_words.h"

/* A block of columns, from the first row on; so many 65536ths are what the opacity leaves. */
typedef struct AlphaBlock {
    const uint8_t *cover;
    const uint16_t *mask;
    ptrdiff_t cover_pitch, mask_pitch;
    Word part;
    bool masked, faded;
} AlphaBlock;

static inline bool is_thinned(const GrLightBlend *blend)
{
    return blend->mask || blend->opacity < GR_OPAQUE;
}

static inline AlphaBlock alpha_block(const GrLightBlend *blend, int at)
{
    const bool masked = blend->mask;
    return (AlphaBlock){.cover = blend->alpha + at,
                        .mask = masked ? blend->mask + at : blend->light, /* not read */
                        .cover_pitch = blend->alpha_pitch,
                        .mask_pitch = masked ? blend->mask_pitch : 0,
                        .part = word_of((uint16_t)blend->opacity),
                        .masked = masked,
                        .faded = blend->opacity < GR_OPAQUE};
}

/* What a mask leaves of alpha. The high product has one less of both than it should, unless it is
 * nothing: so all of either leaves the other as it is. */
static inline Word masked_word(Word a, Word mask)
{
    Word left = word_high_product(a, mask);
    return (Word)(left + word_lesser(left, word_of(1)));
}

static inline void to_next_row(AlphaBlock *block)
{
    block->cover += block->cover_pitch;
    block->mask += block->mask_pitch;
}

#ifdef WIDE_BYTES
#if WIDE_BYTES == 64
/* Whether nothing of a block is covered, by loads and units that have little else to do. */
static inline bool is_bare(const uint8_t *alpha)
{
    uint64_t word;
    bool bare;
    __asm__("movq (%2), %0\n\torq 8(%2), %0\n\torq 16(%2), %0\n\torq 24(%2), %0\n\t"
            "orq 32(%2), %0\n\torq 40(%2), %0\n\torq 48(%2), %0\n\torq 56(%2), %0"
            : "=&r"(word), "=@ccz"(bare)
            : "r"(alpha), "m"(*(const uint8_t(*)[STEP])alpha));
    return bare;
}
#endif

/* Modes are busy if they wait for calculations rather than for loads and stores. */
static ALWAYS_INLINE bool get_cover(Word a[PARTS], const uint8_t *cover, bool busy)
{
    (void)busy;
#if WIDE_BYTES == 64
    Wide all = wide_load(cover);
    if (busy ? is_bare(cover) : wide_is_zero(all))
        return false;
    a[0] = (Word)wide_low8(all, all);
    a[1] = (Word)wide_high8(all, all);
#else
    Wide first = wide_load(cover), second = wide_load(cover + WIDE_BYTES);
    if (wide_is_zero((Wide)((Word)first | (Word)second)))
        return false;
    a[0] = (Word)wide_low8(first, first);
    a[1] = (Word)wide_low8(second, second);
    a[2] = (Word)wide_high8(first, first);
    a[3] = (Word)wide_high8(second, second);
#endif
    return true;
}

/* Words of a mask as alpha has them. */
static ALWAYS_INLINE void get_mask(Word m[PARTS], const uint16_t *mask)
{
    for (int i = 0; i < PARTS / 2; i++) {
        const uint16_t *from = mask + i * WIDE_BYTES;
        Wide first = wide_load_any(from), second = wide_load_any(from + WIDE_BYTES / 2);
        m[i] = (Word)wide_even_parts(first, second);
        m[i + PARTS / 2] = (Word)wide_odd_parts(first, second);
    }
}

static ALWAYS_INLINE bool get_masked(Word a[PARTS], const uint16_t *mask)
{
    Word any = (Word)wide_zero(), m[PARTS];
    get_mask(m, mask);
    FOR_PARTS
    {
        a[part] = masked_word(a[part], m[part]);
        any |= a[part];
    }
    return !wide_is_zero((Wide)any);
}

/* False where nothing of the block is covered. */
static ALWAYS_INLINE bool get_alpha(Word a[PARTS], const AlphaBlock *block, bool thin, bool busy)
{
    if (!get_cover(a, block->cover, busy))
        return false;
    if (thin && block->faded)
        FOR_PARTS a[part] = word_high_product(a[part], block->part);
    return !thin || !block->masked || get_masked(a, block->mask);
}
#else

typedef uint8_t EightBytes __attribute__((vector_size(EIGHT)));
typedef uint16_t EightWords __attribute__((vector_size(2 * EIGHT)));

static inline EightWords eight_words(const uint8_t *from)
{
    EightBytes bytes;
    memcpy(&bytes, from, sizeof bytes);
    return __builtin_convertvector(bytes, EightWords);
}

static inline bool is_bare(const void *from, int bytes)
{
    uint64_t any = 0, word;
    for (int i = 0; i < bytes; i += 8) {
        memcpy(&word, (const char *)from + i, sizeof word);
        any |= word;
    }
    return !any;
}

static inline void get_mask(uint16_t *restrict m, const uint16_t *mask)
{
    for (int first = 0; first < STEP; first += EIGHT)
        memcpy(m + gr_light_place(first), mask + first, EIGHT * sizeof *m);
}

static ALWAYS_INLINE bool get_alpha(uint16_t a[STEP], const AlphaBlock *block, bool thin)
{
    _Alignas(64) uint16_t m[STEP];
    const bool masked = thin && block->masked;
    if (is_bare(block->cover, STEP) || (masked && is_bare(block->mask, STEP * 2)))
        return false;
    for (int first = 0; first < STEP; first += EIGHT) {
        EightWords words = eight_words(block->cover + first) * 257;
        memcpy(a + gr_light_place(first), &words, sizeof words);
    }
    if (thin && block->faded) {
        PARALLEL_LOOP
        for (int i = 0; i < STEP; i++)
            a[i] = word_high_product(a[i], block->part);
    }
    if (masked) {
        get_mask(m, block->mask);
        PARALLEL_LOOP
        for (int i = 0; i < STEP; i++)
            a[i] = masked_word(a[i], m[i]);
    }
    return true;
}
#endif

#endif

/* SPDX-License-Identifier: MIT
 *
 * Alpha of blends on light, as words: near black one 255th of alpha is many code values, so what an
 * opacity and a mask leave of coverage is 1.5 65535ths off at most. Where there are neither, it is
 * coverage times 257; and so it is wherever they take nothing away.
 */
#ifndef GR_RENDER_KERNELS_LIGHT_ALPHA_H
#define GR_RENDER_KERNELS_LIGHT_ALPHA_H

#include "render/kernels/light_words.h"

#define ALWAYS_INLINE inline __attribute__((always_inline))

/* A block of columns, from the first row on. Coverage times mask is at most 65025: `whole`, all
 * ones or nothing, and so many 65536ths of it are what the opacity leaves, as words. Without a mask
 * these are 65536ths of words. */
typedef struct AlphaBlock {
    const uint8_t *cover, *mask;
    ptrdiff_t cover_pitch, mask_pitch;
    Word whole, part;
    bool masked;
} AlphaBlock;

static inline bool is_thinned(const GrLightBlend *blend)
{
    return blend->mask || blend->opacity < GR_OPAQUE;
}

static inline AlphaBlock alpha_block(const GrLightBlend *blend, int at)
{
    const bool masked = blend->mask;
    uint32_t factor = masked ? (blend->opacity * 257 + 254) / 255 : blend->opacity;
    uint16_t whole = factor < 65536 ? 0 : 0xffff;
    return (AlphaBlock){.cover = blend->alpha + at,
                        .mask = (masked ? blend->mask : blend->alpha) + at,
                        .cover_pitch = blend->alpha_pitch,
                        .mask_pitch = masked ? blend->mask_pitch : blend->alpha_pitch,
                        .whole = word_of(whole),
                        .part = word_of((uint16_t)factor),
                        .masked = masked};
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

static ALWAYS_INLINE bool get_masked(Word a[PARTS], const AlphaBlock *block)
{
    const Wide zero = wide_zero();
    Word any = (Word)zero;
    for (int i = 0; i < PARTS / 2; i++) {
        Wide cover = wide_load(block->cover + i * WIDE_BYTES);
        Wide mask = wide_load_any(block->mask + i * WIDE_BYTES);
        a[i] = (Word)wide_low8(cover, zero) * (Word)wide_low8(mask, zero);
        a[i + PARTS / 2] = (Word)wide_high8(cover, zero) * (Word)wide_high8(mask, zero);
        any |= a[i] | a[i + PARTS / 2];
    }
    if (wide_is_zero((Wide)any))
        return false;
    FOR_PARTS
    a[part] = (Word)((Word)(a[part] & block->whole) + word_high_product(a[part], block->part));
    return true;
}

/* False where nothing of the block is covered. */
static ALWAYS_INLINE bool get_alpha(Word a[PARTS], const AlphaBlock *block, bool thin, bool busy)
{
    if (thin && block->masked)
        return get_masked(a, block);
    if (!get_cover(a, block->cover, busy))
        return false;
    for (int part = 0; part < PARTS && thin; part++)
        a[part] = word_high_product(a[part], block->part);
    return true;
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

static inline bool is_bare(const uint8_t *cover)
{
    uint64_t any = 0, word;
    for (int i = 0; i < STEP; i += 8) {
        memcpy(&word, cover + i, sizeof word);
        any |= word;
    }
    return !any;
}

static ALWAYS_INLINE bool get_alpha(uint16_t a[STEP], const AlphaBlock *block, bool thin)
{
    const bool masked = thin && block->masked;
    if (is_bare(block->cover) || (masked && is_bare(block->mask)))
        return false;
    for (int first = 0; first < STEP; first += EIGHT) {
        EightWords words = eight_words(block->cover + first);
        words *= masked ? eight_words(block->mask + first) : (EightWords){0} + 257;
        memcpy(a + gr_light_place(first), &words, sizeof words);
    }
    PARALLEL_LOOP
    for (int i = 0; i < STEP && thin; i++)
        a[i] = (Word)((Word)(a[i] & block->whole) + word_high_product(a[i], block->part));
    return true;
}
#endif

#endif

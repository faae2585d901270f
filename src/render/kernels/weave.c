/* SPDX-License-Identifier: MIT */
#include "render/kernels/parts.h"

#if defined(__AVX512VBMI__)
#include <immintrin.h>

/* Which pixel each of 192 woven bytes is, plus 64 where it is green and 128 where it is blue. */
#define PIXEL(p)   (p), (p) | 64, (p) | 128
#define FOUR(p)    PIXEL(p), PIXEL((p) + 1), PIXEL((p) + 2), PIXEL((p) + 3)
#define SIXTEEN(p) FOUR(p), FOUR((p) + 4), FOUR((p) + 8), FOUR((p) + 12)
static const uint8_t woven_from[192] = {SIXTEEN(0), SIXTEEN(16), SIXTEEN(32), SIXTEEN(48)};

void weave_row(GrPixel *out, const GrPixel *const rgb[3], int n)
{
    __m512i from[3];
    for (int k = 0; k < 3; k++)
        from[k] = _mm512_loadu_si512(woven_from + (ptrdiff_t)64 * k);
    for (int x = 0; x < n; x += 64) {
        __m512i red = _mm512_load_si512(rgb[0] + x), green = _mm512_load_si512(rgb[1] + x);
        __m512i blue = _mm512_load_si512(rgb[2] + x);
        for (int k = 0; k < 3; k++) {
            __m512i both = _mm512_permutex2var_epi8(red, from[k], green);
            both = _mm512_mask_permutexvar_epi8(both, _mm512_movepi8_mask(from[k]), from[k], blue);
            _mm512_store_si512(out + (ptrdiff_t)3 * x + (ptrdiff_t)64 * k, both);
        }
    }
}

#define THIRDS(x) (x), (x) + 3, (x) + 6, (x) + 9, (x) + 12, (x) + 15, (x) + 18, (x) + 21
static const uint8_t thirds[64] = {THIRDS(0),  THIRDS(24),  THIRDS(48),  THIRDS(72),
                                   THIRDS(96), THIRDS(120), THIRDS(144), THIRDS(168)};

/* A pixel's bytes are three times as far on; from 128 on they are in the last register. */
void unweave_row(GrPixel *const rgb[3], const GrPixel *in, int n)
{
    __m512i from[3];
    from[0] = _mm512_loadu_si512(thirds);
    for (int c = 1; c < 3; c++)
        from[c] = _mm512_add_epi8(from[0], _mm512_set1_epi8((char)c));
    for (int x = 0; x < n; x += 64) {
        const GrPixel *at = in + (ptrdiff_t)3 * x;
        __m512i a = _mm512_load_si512(at), b = _mm512_load_si512(at + 64);
        __m512i last = _mm512_load_si512(at + 128);
        for (int c = 0; c < 3; c++) {
            __m512i pixels = _mm512_permutex2var_epi8(a, from[c], b);
            pixels =
                _mm512_mask_permutexvar_epi8(pixels, _mm512_movepi8_mask(from[c]), from[c], last);
            _mm512_store_si512(rgb[c] + x, pixels);
        }
    }
}

#elif defined(__AVX2__)
#include <immintrin.h>

/* For each third of woven bytes and each channel: which of its sixteen pixels stands there. */
#define NONE -1
static const int8_t woven_from[3][3][16] = {
    {{0, NONE, NONE, 1, NONE, NONE, 2, NONE, NONE, 3, NONE, NONE, 4, NONE, NONE, 5},
     {NONE, 0, NONE, NONE, 1, NONE, NONE, 2, NONE, NONE, 3, NONE, NONE, 4, NONE, NONE},
     {NONE, NONE, 0, NONE, NONE, 1, NONE, NONE, 2, NONE, NONE, 3, NONE, NONE, 4, NONE}},
    {{NONE, NONE, 6, NONE, NONE, 7, NONE, NONE, 8, NONE, NONE, 9, NONE, NONE, 10, NONE},
     {5, NONE, NONE, 6, NONE, NONE, 7, NONE, NONE, 8, NONE, NONE, 9, NONE, NONE, 10},
     {NONE, 5, NONE, NONE, 6, NONE, NONE, 7, NONE, NONE, 8, NONE, NONE, 9, NONE, NONE}},
    {{NONE, 11, NONE, NONE, 12, NONE, NONE, 13, NONE, NONE, 14, NONE, NONE, 15, NONE, NONE},
     {NONE, NONE, 11, NONE, NONE, 12, NONE, NONE, 13, NONE, NONE, 14, NONE, NONE, 15, NONE},
     {10, NONE, NONE, 11, NONE, NONE, 12, NONE, NONE, 13, NONE, NONE, 14, NONE, NONE, 15}},
};
/* And back: for each channel and each third, which of its bytes are pixels of that channel. */
static const int8_t unwoven_from[3][3][16] = {
    {{0, 3, 6, 9, 12, 15, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE},
     {NONE, NONE, NONE, NONE, NONE, NONE, 2, 5, 8, 11, 14, NONE, NONE, NONE, NONE, NONE},
     {NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, 1, 4, 7, 10, 13}},
    {{1, 4, 7, 10, 13, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE},
     {NONE, NONE, NONE, NONE, NONE, 0, 3, 6, 9, 12, 15, NONE, NONE, NONE, NONE, NONE},
     {NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, 2, 5, 8, 11, 14}},
    {{2, 5, 8, 11, 14, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE},
     {NONE, NONE, NONE, NONE, NONE, 1, 4, 7, 10, 13, NONE, NONE, NONE, NONE, NONE, NONE},
     {NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, 0, 3, 6, 9, 12, 15}},
};

static inline __m256i both_halves(const int8_t from[16])
{
    return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)from));
}

/* Half of a register is 16 pixels of a channel, or a third of what they become. */
static inline __m256i picked(const __m256i in[3], const int8_t from[3][16])
{
    __m256i a = _mm256_shuffle_epi8(in[0], both_halves(from[0]));
    __m256i b = _mm256_shuffle_epi8(in[1], both_halves(from[1]));
    __m256i c = _mm256_shuffle_epi8(in[2], both_halves(from[2]));
    return _mm256_or_si256(_mm256_or_si256(a, b), c);
}

void weave_row(GrPixel *out, const GrPixel *const rgb[3], int n)
{
    for (int x = 0; x < n; x += 32) {
        __m256i in[3], part[3];
        for (int c = 0; c < 3; c++)
            in[c] = _mm256_load_si256((const __m256i *)(const void *)(rgb[c] + x));
        for (int c = 0; c < 3; c++)
            part[c] = picked(in, woven_from[c]);
        __m256i *to = (__m256i *)(void *)(out + (ptrdiff_t)3 * x);
        _mm256_store_si256(to, _mm256_permute2x128_si256(part[0], part[1], 0x20));
        _mm256_store_si256(to + 1, _mm256_blend_epi32(part[2], part[0], 0xf0));
        _mm256_store_si256(to + 2, _mm256_permute2x128_si256(part[1], part[2], 0x31));
    }
}

void unweave_row(GrPixel *const rgb[3], const GrPixel *in, int n)
{
    for (int x = 0; x < n; x += 32) {
        const __m256i *from = (const __m256i *)(const void *)(in + (ptrdiff_t)3 * x);
        __m256i a = _mm256_load_si256(from), b = _mm256_load_si256(from + 1);
        __m256i c = _mm256_load_si256(from + 2);
        const __m256i part[3] = {_mm256_blend_epi32(a, b, 0xf0),
                                 _mm256_permute2x128_si256(a, c, 0x21),
                                 _mm256_blend_epi32(b, c, 0xf0)};
        for (int k = 0; k < 3; k++)
            _mm256_store_si256((__m256i *)(void *)(rgb[k] + x), picked(part, unwoven_from[k]));
    }
}

#elif defined(__SSE2__)
#include <immintrin.h>

/* 48 bytes in three registers. What is woven is the planes with every place multiplied by 3, modulo
 * 47, and 16 times that is where it was: four times what a riffle does, which doubles places. */
typedef struct Deck {
    __m128i a, b, c;
} Deck;

static inline Deck riffled(Deck in)
{
    return (Deck){_mm_unpacklo_epi8(in.a, _mm_srli_si128(in.b, 8)),
                  _mm_unpacklo_epi8(_mm_srli_si128(in.a, 8), in.c),
                  _mm_unpacklo_epi8(in.b, _mm_srli_si128(in.c, 8))};
}

/* Even places first, then odd ones. */
static inline Deck parted(Deck in)
{
    const __m128i even = _mm_set1_epi16(0xff);
    return (Deck){_mm_packus_epi16(_mm_and_si128(in.a, even), _mm_and_si128(in.b, even)),
                  _mm_packus_epi16(_mm_and_si128(in.c, even), _mm_srli_epi16(in.a, 8)),
                  _mm_packus_epi16(_mm_srli_epi16(in.b, 8), _mm_srli_epi16(in.c, 8))};
}

static inline __m128i load_bytes(const GrPixel *from)
{
    return _mm_load_si128((const __m128i *)(const void *)from);
}

static inline void store_bytes(GrPixel *to, __m128i bytes)
{
    _mm_store_si128((__m128i *)(void *)to, bytes);
}

void weave_row(GrPixel *out, const GrPixel *const rgb[3], int n)
{
    const GrPixel *red = rgb[0], *green = rgb[1], *blue = rgb[2];
    for (int x = 0; x < n; x += 16, out += 48) {
        Deck deck = {load_bytes(red + x), load_bytes(green + x), load_bytes(blue + x)};
        deck = parted(parted(parted(parted(deck))));
        store_bytes(out, deck.a);
        store_bytes(out + 16, deck.b);
        store_bytes(out + 32, deck.c);
    }
}

void unweave_row(GrPixel *const rgb[3], const GrPixel *in, int n)
{
    GrPixel *red = rgb[0], *green = rgb[1], *blue = rgb[2];
    for (int x = 0; x < n; x += 16, in += 48) {
        Deck deck = {load_bytes(in), load_bytes(in + 16), load_bytes(in + 32)};
        deck = riffled(riffled(riffled(riffled(deck))));
        store_bytes(red + x, deck.a);
        store_bytes(green + x, deck.b);
        store_bytes(blue + x, deck.c);
    }
}

#else

void weave_row(GrPixel *out, const GrPixel *const rgb[3], int n)
{
    for (int i = 0; i < n; i++)
        for (int c = 0; c < 3; c++)
            out[3 * i + c] = rgb[c][i];
}

void unweave_row(GrPixel *const rgb[3], const GrPixel *in, int n)
{
    for (int i = 0; i < n; i++)
        for (int c = 0; c < 3; c++)
            rgb[c][i] = in[3 * i + c];
}

#endif

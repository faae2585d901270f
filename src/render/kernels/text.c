/* SPDX-License-Identifier: MIT
 *
 * Pictures of glyphs onto lines of coverage, sixteen columns at a time: most letters of running
 * text are no wider.
 */
#include "base/simd.h"
#include "render/kernels/parts.h"

enum { BLOCK = 16 };

#ifdef WIDE_BYTES
/* Sixteen columns; a compiler takes the loops below for single bytes. */
typedef __m128i Columns;

static inline Columns columns_at(const uint8_t *from)
{
    return _mm_loadu_si128((const Columns *)from);
}

static inline void put_columns(uint8_t *to, Columns columns)
{
    _mm_storeu_si128((Columns *)to, columns);
}

static inline Columns faded_columns(const uint8_t *ink, Columns alpha)
{
    const Columns zero = _mm_setzero_si128(), half = _mm_set1_epi16(128);
    Columns cover = columns_at(ink);
    Columns low = _mm_mullo_epi16(_mm_unpacklo_epi8(cover, zero), alpha);
    Columns high = _mm_mullo_epi16(_mm_unpackhi_epi8(cover, zero), alpha);
    return _mm_packus_epi16(_mm_srli_epi16(_mm_add_epi16(low, half), 8),
                            _mm_srli_epi16(_mm_add_epi16(high, half), 8));
}

/* The same of whole registers: a line of a page is one ink. */
static inline Wide faded_wide(const uint8_t *ink, Wide alpha)
{
    const Wide zero = wide_zero();
    const Word half = word_of(128);
    Wide cover = wide_load_any(ink);
    Word low = (Word)wide_low8(cover, zero) * (Word)alpha + half;
    Word high = (Word)wide_high8(cover, zero) * (Word)alpha + half;
    return wide_pack16(wide_shift16((Wide)low, 8), wide_shift16((Wide)high, 8));
}

#define STAMP_ROWS(wide, expression)                                                               \
    for (int row = 0; row < s->rows; row++) {                                                      \
        uint8_t *line = s->line + row * s->pitch;                                                  \
        const uint8_t *ink = s->ink + row * s->stride;                                             \
        int at = 0;                                                                                \
        for (; at + WIDE_BYTES <= columns; at += WIDE_BYTES)                                       \
            wide_store_any(line + at, (wide));                                                     \
        for (; at < columns; at += BLOCK)                                                          \
            put_columns(line + at, (expression));                                                  \
    }

static void stamp_most(const GrStamp *s, int columns)
{
    STAMP_ROWS(wide_max8(wide_load_any(line + at), wide_load_any(ink + at)),
               _mm_max_epu8(columns_at(line + at), columns_at(ink + at)))
}

static void stamp_most_faded(const GrStamp *s, int columns)
{
    const Columns alpha = _mm_set1_epi16((short)s->alpha);
    const Wide wide_alpha = wide_splat16(s->alpha);
    STAMP_ROWS(wide_max8(wide_load_any(line + at), faded_wide(ink + at, wide_alpha)),
               _mm_max_epu8(columns_at(line + at), faded_columns(ink + at, alpha)))
}

static void stamp_sum(const GrStamp *s, int columns)
{
    const Columns alpha = _mm_set1_epi16((short)s->alpha);
    const Wide wide_alpha = wide_splat16(s->alpha);
    STAMP_ROWS(wide_add_clamp8(wide_load_any(line + at), faded_wide(ink + at, wide_alpha)),
               _mm_adds_epu8(columns_at(line + at), faded_columns(ink + at, alpha)))
}

/* Where a letter covers more than those before it, it has its own colour. */
static void stamp_tinted(const GrStamp *s, int columns)
{
    const Columns alpha = _mm_set1_epi16((short)s->alpha), zero = _mm_setzero_si128();
    for (int row = 0; row < s->rows; row++) {
        uint8_t *line = s->line + row * s->pitch;
        const uint8_t *ink = s->ink + row * s->stride;
        for (int at = 0; at < columns; at += BLOCK) {
            Columns cover = faded_columns(ink + at, alpha);
            Columns most = _mm_max_epu8(columns_at(line + at), cover);
            Columns wins =
                _mm_andnot_si128(_mm_cmpeq_epi8(cover, zero), _mm_cmpeq_epi8(cover, most));
            put_columns(line + at, most);
            for (int plane = 0; plane < 3; plane++) {
                uint8_t *colour = s->colour[plane] + row * s->pitch + at;
                put_columns(colour, _mm_blendv_epi8(columns_at(colour),
                                                    columns_at(s->tint[plane] + at), wins));
            }
        }
    }
}
#else
static inline uint16_t faded(uint8_t cover, uint16_t alpha)
{
    return (uint16_t)((uint16_t)(cover * alpha + 128) >> 8);
}

static inline uint8_t clamp_sum(uint16_t sum)
{
    return (uint8_t)(sum > 255 ? 255 : sum);
}

#define STAMP_ROWS(expression)                                                                     \
    for (int row = 0; row < s->rows; row++) {                                                      \
        uint8_t *restrict line = s->line + row * s->pitch;                                         \
        const uint8_t *restrict ink = s->ink + row * s->stride;                                    \
        for (int at = 0; at < columns; at += BLOCK)                                                \
            for (int i = at; i < at + BLOCK; i++)                                                  \
                line[i] = (expression);                                                            \
    }

static void stamp_most(const GrStamp *s, int columns)
{
    STAMP_ROWS(line[i] > ink[i] ? line[i] : ink[i])
}

static void stamp_most_faded(const GrStamp *s, int columns)
{
    uint16_t alpha = s->alpha;
    STAMP_ROWS((uint8_t)(line[i] > faded(ink[i], alpha) ? line[i] : faded(ink[i], alpha)))
}

static void stamp_sum(const GrStamp *s, int columns)
{
    uint16_t alpha = s->alpha;
    STAMP_ROWS(clamp_sum((uint16_t)(line[i] + faded(ink[i], alpha))))
}

static void stamp_tinted(const GrStamp *s, int columns)
{
    uint16_t alpha = s->alpha;
    for (int row = 0; row < s->rows; row++) {
        uint8_t *restrict line = s->line + row * s->pitch;
        const uint8_t *restrict ink = s->ink + row * s->stride;
        GrPixel *restrict r = s->colour[0] + row * s->pitch;
        GrPixel *restrict g = s->colour[1] + row * s->pitch;
        GrPixel *restrict b = s->colour[2] + row * s->pitch;
        for (int at = 0; at < columns; at += BLOCK) {
            uint8_t wins[BLOCK];
            for (int i = 0; i < BLOCK; i++) {
                uint8_t cover = (uint8_t)faded(ink[at + i], alpha), old = line[at + i];
                wins[i] = cover >= old && cover ? 255 : 0;
                line[at + i] = cover > old ? cover : old;
            }
            for (int i = 0; i < BLOCK; i++)
                r[at + i] = (GrPixel)((s->tint[0][at + i] & wins[i]) | (r[at + i] & ~wins[i]));
            for (int i = 0; i < BLOCK; i++)
                g[at + i] = (GrPixel)((s->tint[1][at + i] & wins[i]) | (g[at + i] & ~wins[i]));
            for (int i = 0; i < BLOCK; i++)
                b[at + i] = (GrPixel)((s->tint[2][at + i] & wins[i]) | (b[at + i] & ~wins[i]));
        }
    }
}
#endif

void stamp_ink(const GrStamp *stamp)
{
    int columns = (stamp->columns + BLOCK - 1) & ~(BLOCK - 1);
    if (stamp->colour[0])
        stamp_tinted(stamp, columns);
    else if (stamp->adds)
        stamp_sum(stamp, columns);
    else if (stamp->alpha >= 256)
        stamp_most(stamp, columns);
    else
        stamp_most_faded(stamp, columns);
}

void shift_ink(uint8_t *out, const uint8_t *above, const uint8_t *row, int fx, int fy, int n)
{
    /* Four weights whose sum is 256. */
    uint16_t corner = (uint16_t)((fx * fy + 128) >> 8), left = (uint16_t)(fx - corner);
    uint16_t top = (uint16_t)(fy - corner), rest = (uint16_t)(256 - fx - fy + corner);
    for (int i = 0; i < n; i++)
        out[i] = (uint8_t)((uint16_t)(row[i] * rest + row[i - 1] * left + above[i] * top +
                                      above[i - 1] * corner + 128) >>
                           8);
}

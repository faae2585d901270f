/* SPDX-License-Identifier: MIT
 *
 * Looking up words of light's tables (kernels/light.h) for the GR_KERNEL_STEP pixels of a block.
 */
#ifndef GR_RENDER_KERNELS_LIGHT_WORDS_H
#define GR_RENDER_KERNELS_LIGHT_WORDS_H

#include "base/simd.h"
#include "render/kernels/light.h"
#include "render/kernels/parts.h"

/* Words of so many pixels are in order. */
enum { STEP = GR_KERNEL_STEP, EIGHT = 8 };

#ifdef WIDE_BYTES
/* Registers of words in a block. */
enum { PARTS = 2 * STEP / WIDE_BYTES };

#define FOR_PARTS _Pragma("GCC unroll 4") for (int part = 0; part < PARTS; part++)

/* Once: compilers load again wherever they can have it as an operand, and loads are what there are
 * too many of. */
static inline Wide once(Wide loaded)
{
#if WIDE_BYTES == 64
    __asm__("" : "+v"(loaded));
#else
    __asm__("" : "+x"(loaded));
#endif
    return loaded;
}

static inline Word word_load(const uint16_t *from)
{
    return (Word)once(wide_load(from));
}
#endif

#ifdef __AVX512VBMI__
typedef struct CodeTable {
    WholeTable lower, upper;
} CodeTable;

static inline WholeTable get_bytes(const uint8_t *from)
{
    WholeTable table = whole_table(from);
    for (int i = 0; i < 4; i++)
        table.part[i] = once(table.part[i]);
    return table;
}

/* What a mask leaves out of such an instruction stays what was looked up by, so that the second
 * looks up what the first has left alone. Its masks serve both bytes of a word. */
static inline Wide pick_bytes(const WholeTable *table, Wide codes)
{
    __mmask64 is_upper = _mm512_movepi8_mask(codes);
    __mmask64 is_lower = _mm512_testn_epi8_mask(codes, wide_splat8(128));
    Wide lower = _mm512_mask2_permutex2var_epi8(table->part[0], codes, is_lower, table->part[1]);
    return _mm512_mask2_permutex2var_epi8(table->part[2], lower, is_upper, table->part[3]);
}

static inline CodeTable get_codes(const GrCodeWords *from)
{
    return (CodeTable){get_bytes(from->bytes[0]), get_bytes(from->bytes[1])};
}

static inline void words_of_codes(Word out[PARTS], const CodeTable *table, const uint8_t *codes)
{
    Wide code = wide_load_any(codes);
    Wide low = pick_bytes(&table->lower, code), high = pick_bytes(&table->upper, code);
    out[0] = (Word)wide_low8(low, high);
    out[1] = (Word)wide_high8(low, high);
}

/* Of words whose upper byte is nothing, or the same as the lower one. */
static inline void bytes_of_codes(Word out[PARTS], const CodeTable *table, const uint8_t *codes,
                                  bool twice)
{
    Wide low = pick_bytes(&table->lower, wide_load_any(codes));
    Wide high = twice ? low : wide_zero();
    out[0] = (Word)wide_low8(low, high);
    out[1] = (Word)wide_high8(low, high);
}

static inline void row_of_codes(uint16_t *out, const CodeTable *table, const uint8_t *codes)
{
    Word words[PARTS];
    words_of_codes(words, table, codes);
    FOR_PARTS
    wide_store(out + part * (WIDE_BYTES / 2), (Wide)words[part]);
}
#else
typedef struct CodeTable {
    const uint16_t *word;
} CodeTable;

static inline CodeTable get_codes(const GrCodeWords *from)
{
    return (CodeTable){from->word};
}

static inline void row_of_codes(uint16_t *out, const CodeTable *table, const uint8_t *codes)
{
    for (int first = 0; first < STEP; first += EIGHT) {
        uint16_t *to = out + gr_light_place(first);
        for (int i = 0; i < EIGHT; i++) {
            uint32_t at = codes[first + i];
            __asm__("" : "+r"(at)); /* a load for each: a gather takes twice as long */
            to[i] = table->word[at];
        }
    }
}

#ifdef WIDE_BYTES
static inline void words_of_codes(Word out[PARTS], const CodeTable *table, const uint8_t *codes)
{
    _Alignas(64) uint16_t words[STEP];
    row_of_codes(words, table, codes);
    FOR_PARTS
    out[part] = word_load(words + part * (WIDE_BYTES / 2));
}

static inline void bytes_of_codes(Word out[PARTS], const CodeTable *table, const uint8_t *codes,
                                  bool twice)
{
    (void)twice;
    words_of_codes(out, table, codes);
}
#endif
#endif

typedef struct Piece {
    Word start, slope;
} Piece;

#ifdef WIDE_BYTES
#if WIDE_BYTES == 64
typedef struct Pieces {
    Wide start[2], slope[2];
} Pieces;

static inline Pieces get_pieces(const GrLightPieces *from)
{
    return (Pieces){{wide_load_any(from->start), wide_load_any(from->start + 32)},
                    {wide_load_any(from->slope), wide_load_any(from->slope + 32)}};
}

static inline void pick_pieces(Piece out[2], const Pieces *pieces, Word first, Word second)
{
    const Wide *start = pieces->start, *slope = pieces->slope;
    out[0].start = (Word)_mm512_permutex2var_epi16(start[0], (Wide)first, start[1]);
    out[0].slope = (Word)_mm512_permutex2var_epi16(slope[0], (Wide)first, slope[1]);
    out[1].start = (Word)_mm512_permutex2var_epi16(start[0], (Wide)second, start[1]);
    out[1].slope = (Word)_mm512_permutex2var_epi16(slope[0], (Wide)second, slope[1]);
}
#else
typedef struct Pieces {
    Wide bytes[4][4]; /* sixteen of each table at a time */
} Pieces;

static inline Pieces get_pieces(const GrLightPieces *from)
{
    Pieces pieces;
    for (int table = 0; table < 4; table++)
        for (int of = 0; of < 4; of++)
            pieces.bytes[table][of] = wide_table(from->bytes[table] + 16 * of);
    return pieces;
}

/* A byte shuffle gives nothing where a number's highest bit is set. */
static inline void pick_pieces(Piece out[2], const Pieces *pieces, Word first, Word second)
{
    Byte of = (Byte)wide_pack16((Wide)first, (Wide)second), picked[4];
    Wide at[4];
    for (int i = 0; i < 4; i++)
        at[i] = (Wide)byte_sum((Byte)(of ^ byte_of((uint8_t)(16 * i))), byte_of(0x70));
    for (int table = 0; table < 4; table++)
        picked[table] = (Byte)wide_pick(pieces->bytes[table][0], at[0]) |
                        (Byte)wide_pick(pieces->bytes[table][1], at[1]) |
                        (Byte)wide_pick(pieces->bytes[table][2], at[2]) |
                        (Byte)wide_pick(pieces->bytes[table][3], at[3]);
    out[0].start = (Word)wide_low8((Wide)picked[0], (Wide)picked[1]);
    out[0].slope = (Word)wide_low8((Wide)picked[2], (Wide)picked[3]);
    out[1].start = (Word)wide_high8((Wide)picked[0], (Wide)picked[1]);
    out[1].slope = (Word)wide_high8((Wide)picked[2], (Wide)picked[3]);
}
#endif
#endif

#endif

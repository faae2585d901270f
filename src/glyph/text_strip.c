/* SPDX-License-Identifier: MIT */
#include "glyph/text_set.h"

#include <limits.h>

enum { LETTERS_THAT_PAY = 24 };

/* Of a whole show; the lines that come later are drawn letter by letter. */
static const size_t strips_limit_bytes = (size_t)32 << 20;

/* A line's letters can become one picture if none is cut off or has colours of its own. */
static bool fits(const GrTextSet *set, const GrTextBlock *block, const GrTextLine *line,
                 GrInkKind kind)
{
    int letters = 0;
    const GrPiece *piece = &block->pieces[line->first_piece];
    for (int p = 0; p < line->piece_count; p++, piece++) {
        if (piece->clip_from != INT_MIN || piece->clip_to != INT_MAX)
            return false;
        for (int m = 0; m < piece->mark_count; m++) {
            const GrInk *ink = gr_text_ink(set, kind, block->marks[piece->first_mark + m].ink);
            if (ink && ink->rgb[0])
                return false;
            letters += ink != NULL;
        }
    }
    return letters >= LETTERS_THAT_PAY;
}

static uint8_t joined(uint8_t a, uint8_t b, bool adds)
{
    int sum = a + b;
    if (adds)
        return (uint8_t)(sum < 255 ? sum : 255);
    return a > b ? a : b;
}

static void put(const GrInk *strip, uint8_t *cover, const GrInk *ink, const GrMark *mark, bool adds)
{
    int x0 = mark->x - ink->left + strip->left, y0 = mark->y - ink->top + strip->top;
    for (int y = 0; y < ink->height; y++) {
        uint8_t *to = cover + (ptrdiff_t)(y0 + y) * strip->stride + x0;
        const uint8_t *from = ink->cover + (ptrdiff_t)y * ink->stride;
        for (int x = 0; x < ink->width; x++)
            to[x] = joined(to[x], from[x], adds);
    }
}

int gr_text_strip(GrTextSet *set, const GrTextBlock *block, int line, GrInkKind kind, int x0,
                  int y0, int x1, int y1, GrInk *out, GrError *error)
{
    const GrTextLine *letters = &block->lines[line];
    bool adds = kind == GR_INK_SHADOW || kind == GR_INK_GLOW;
    GrInk strip = {.left = -x0,
                   .top = -y0,
                   .width = x1 - x0,
                   .height = y1 - y0,
                   .stride = (x1 - x0 + 15) / 16 * 16};
    *out = (GrInk){0};
    if (strip.width <= 0 || strip.height <= 0 || !fits(set, block, letters, kind))
        return GR_OK;
    size_t bytes = (size_t)strip.stride * (size_t)strip.height;
    if (bytes > strips_limit_bytes - set->strip_bytes)
        return GR_OK;
    uint8_t *cover = gr_arena_alloc(&set->arena, bytes);
    if (!cover)
        return gr_error_memory(error, "a line of text", bytes);
    set->strip_bytes += bytes;
    const GrPiece *piece = &block->pieces[letters->first_piece];
    for (int p = 0; p < letters->piece_count; p++, piece++) {
        for (int m = 0; m < piece->mark_count; m++) {
            const GrMark *mark = &block->marks[piece->first_mark + m];
            const GrInk *ink = gr_text_ink(set, kind, mark->ink);
            if (ink)
                put(&strip, cover, ink, mark, adds);
        }
    }
    strip.cover = cover;
    *out = strip;
    return GR_OK;
}

/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a text: the first four are its style, then comes the text. Laying it out must end,
 * and pieces, marks and lines must hang together whatever the text is.
 */
#include "fuzz/fuzz.h"
#include "glyph/text_block.h"

#include <stdlib.h>
#include <string.h>

enum { STYLE_BYTES = 4, LONGEST = 1 << 14 };

static void require(bool promise)
{
    if (!promise) {
        abort();
    }
}

static void check_pieces(const GrTextBlock *block, int size)
{
    int at = 0, line = 0;
    for (int i = 0; i < block->piece_count; i++) {
        const GrPiece *piece = &block->pieces[i];
        require(piece->line >= line && piece->line < block->line_count);
        require(piece->byte_from >= at && piece->byte_to > piece->byte_from);
        require(piece->byte_to <= size && piece->x1 >= piece->x0 - 0.01f);
        require(piece->word >= 0 && piece->word < block->word_count);
        require(piece->first_mark >= 0 && piece->mark_count >= 0);
        require(piece->first_mark + piece->mark_count <= block->mark_count);
        require(piece->blank == (piece->mark_count == 0));
        require(piece->clip_from <= piece->clip_to);
        at = piece->byte_to;
        line = piece->line;
    }
}

static void check_block(const GrTextSet *set, const GrTextBlock *block, int size)
{
    int pieces = 0;
    for (int i = 0; i < block->line_count; i++) {
        const GrTextLine *line = &block->lines[i];
        require(line->first_piece == pieces && line->piece_count >= 0);
        require(line->x0 >= -0.01f && line->x1 <= block->width + 0.01f && line->x0 <= line->x1);
        pieces += line->piece_count;
    }
    require(pieces == block->piece_count && block->line_count > 0);
    check_pieces(block, size);
    for (int i = 0; i < block->mark_count; i++) {
        int ink = block->marks[i].ink;
        require(ink >= 0 && ink < gr_text_ink_count(set));
        require(gr_text_ink(set, GR_INK_FILL, ink) != NULL);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *const names[] = {"book"};
    GrError error;
    if (size < STYLE_BYTES || size > LONGEST) {
        return 0;
    }
    GrTextStyle style = {.size_px = 4.0f + (float)(data[0] % 32),
                         .width_px = 4.0f * (float)data[1],
                         .tracking_em = data[2] & 1 ? 0.1f : 0.0f,
                         .align = (GrTextAlign)(data[2] / 2 % 3),
                         .direction = (GrTextDirection)(data[2] / 8 % 3),
                         .colour_emoji = data[3] & 1,
                         .outline_px = (float)(data[3] / 2 % 4),
                         .shadow_blur_px = (float)(data[3] / 8 % 4) - 1.0f};
    GrFonts *fonts;
    GrTextSet *set;
    GrTextBlock block;
    require(gr_fonts_open(names, 1, &fonts, &error) == 0);
    require(gr_text_set_create(&set, &error) == 0);
    const char *text = (const char *)data + STYLE_BYTES;
    require(gr_text_set_add(set, fonts, text, size - STYLE_BYTES, &style, &block, &error) == 0);
    check_block(set, &block, (int)size - STYLE_BYTES);
    gr_text_set_destroy(set);
    gr_fonts_close(fonts);
    return 0;
}

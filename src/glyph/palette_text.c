/* SPDX-License-Identifier: MIT */
#include "glyph/palette_text.h"

#include "base/text.h"

#include <stdbool.h>
#include <string.h>

static bool is_left_out(int32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD || (c >= 0x200B && c <= 0x200F) ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) ||
           (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF || (c >= 0xE0000 && c <= 0xE0FFF);
}

static bool is_space(int32_t c)
{
    return c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F ||
           c == 0x3000;
}

int32_t gr_palette_next(const char **cursor)
{
    const char *end = *cursor + strlen(*cursor);
    int32_t c;
    do {
        c = gr_utf8_next(cursor, end);
    } while (c > 0 && is_left_out(c));
    return c > 0 && is_space(c) ? 0x20 : c;
}

const GrPalette *gr_palette_find(const char *name)
{
    for (const GrPalette *palette = gr_palettes; palette->name; palette++) {
        if (strcmp(palette->name, name) == 0) {
            return palette;
        }
    }
    return NULL;
}

static const char *name_at(const void *names, int index)
{
    const GrPalette *palettes = names;
    return palettes[index].name;
}

const char *gr_palette_nearest(const char *name)
{
    return gr_nearest_name(name, name_at, gr_palettes);
}

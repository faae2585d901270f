/* SPDX-License-Identifier: MIT */
#include "glyph/palette_text.h"

#include "base/text.h"

#include <string.h>

int32_t gr_palette_next(const char **cursor)
{
    int32_t c;
    do {
        c = gr_utf8_next(cursor, *cursor + strnlen(*cursor, 4));
    } while (c > 0 && gr_cluster_ignores((uint32_t)c));
    return c > 0 && gr_cluster_blanks((uint32_t)c) ? 0x20 : c;
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

/* SPDX-License-Identifier: MIT */
#include "glyph/palette_text.h"

#include "base/text.h"

#include <string.h>

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

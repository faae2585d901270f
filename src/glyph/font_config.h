/* SPDX-License-Identifier: MIT
 *
 * Asking fontconfig: private to font_find.c and font_list.c, the only ones that know it.
 */
#ifndef GR_GLYPH_FONT_CONFIG_H
#define GR_GLYPH_FONT_CONFIG_H

#include "glyph/font_find.h"

#include <fontconfig/fontconfig.h>

/* The installed faces that a pattern fits, with these facts; both arguments are consumed and may be
 * NULL. NULL without memory. */
FcFontSet *gr_font_config_list(const GrFontFinder *finder, FcPattern *pattern,
                               FcObjectSet *objects);
bool gr_font_config_flag(FcPattern *face, const char *object);

#endif

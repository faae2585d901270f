/* SPDX-License-Identifier: MIT */
#include "glyph/font_missing.h"

#include "glyph/font_chain.h"

#include <stdio.h>
#include <string.h>

#include <unicode/uchar.h>
#include <unicode/uscript.h>

bool gr_glyph_is_drawn(uint32_t code_point)
{
    UChar32 c = (UChar32)code_point;
    return !u_isUWhiteSpace(c) && u_charType(c) != U_CONTROL_CHAR &&
           !u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

static bool is_listed(const GrMissing *list, int count, uint32_t code_point)
{
    for (int i = 0; i < count; i++) {
        if (list[i].code_point == code_point) {
            return true;
        }
    }
    return false;
}

int gr_fonts_missing(const GrFonts *fonts, const char *utf8, size_t length, GrMissing *list,
                     int capacity, int *count, GrError *error)
{
    const char *at = utf8, *end = utf8 + length;
    *count = 0;
    while (at < end) {
        const char *from = at;
        int32_t c = gr_utf8_next(&at, end);
        GrServer server;
        int listed = *count < capacity ? *count : capacity;
        if (c <= 0 || !gr_glyph_is_drawn((uint32_t)c) || is_listed(list, listed, (uint32_t)c)) {
            continue;
        }
        int code = gr_fonts_find_server(fonts, (uint32_t)c, &server, error);
        if (code < 0) {
            return code;
        }
        if (server.kind != GR_SERVER_NONE) {
            continue;
        }
        if (*count < capacity) {
            list[*count] = (GrMissing){(uint32_t)c, (size_t)(from - utf8)};
        }
        ++*count;
    }
    return 0;
}

static void block_words(UChar32 c, GrText *out)
{
    int32_t block = u_getIntPropertyValue(c, UCHAR_BLOCK);
    const char *name = u_getPropertyValueName(UCHAR_BLOCK, block, U_LONG_PROPERTY_NAME);
    gr_text_puts(out, "block ");
    for (; name && *name; name++) {
        gr_text_append(out, *name == '_' ? " " : name, 1);
    }
}

void gr_glyph_words(uint32_t code_point, GrText *out)
{
    UChar32 c = (UChar32)code_point;
    char name[128] = "", text[5] = {0};
    UErrorCode status = U_ZERO_ERROR;
    u_charName(c, U_UNICODE_CHAR_NAME, name, (int32_t)sizeof name, &status);
    gr_text_printf(out, "U+%04X", (unsigned)code_point);
    if (u_isgraph(c) && u_charType(c) != U_PRIVATE_USE_CHAR) {
        gr_utf8_write(text, code_point);
        gr_text_printf(out, " '%s'", text);
    }
    gr_text_puts(out, " (");
    if (U_SUCCESS(status) && name[0]) {
        gr_text_puts(out, name);
    } else {
        block_words(c, out);
    }
    gr_text_puts(out, ")");
}

static const GrFontPackage *find_package(uint32_t code_point)
{
    UErrorCode status = U_ZERO_ERROR;
    const char *script = uscript_getShortName(uscript_getScript((UChar32)code_point, &status));
    for (const GrFontPackage *row = gr_font_packages; row->package; row++) {
        if (code_point >= row->from && code_point <= row->to &&
            (!row->script || (script && strcmp(row->script, script) == 0))) {
            return row;
        }
    }
    return NULL;
}

void gr_glyph_advice(uint32_t code_point, GrText *out)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar32 c = (UChar32)code_point;
    int type = u_charType(c);
    const GrFontPackage *row = find_package(code_point);
    if (type == U_PRIVATE_USE_CHAR) {
        gr_text_puts(out, "it is for private use: only a font that was made for it has it");
    } else if (type == U_UNASSIGNED || type == U_SURROGATE) {
        gr_text_printf(out, "Unicode %s has no such character", U_UNICODE_VERSION);
    } else if (row && row->family) {
        gr_text_printf(out, "Debian's %s (%s) may have it", row->package, row->family);
    } else if (row) {
        gr_text_printf(out, "Debian's %s (Noto Sans %s) may have it", row->package,
                       uscript_getName(uscript_getScript(c, &status)));
    } else {
        gr_text_puts(out, "no font that we know of has it");
    }
}

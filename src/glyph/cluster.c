/* SPDX-License-Identifier: MIT */
#include "glyph/cluster.h"

#include "base/text.h"

#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>

enum { TEXT_SELECTOR = 0xFE0E, EMOJI_SELECTOR = 0xFE0F, KEYCAP = 0x20E3, JOINER = 0x200D };

bool gr_cluster_ignores(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD || (c >= 0x200B && c <= 0x200F) ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) ||
           (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF || (c >= 0xE0000 && c <= 0xE0FFF);
}

bool gr_cluster_blanks(uint32_t c)
{
    return c == 0x20 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F ||
           c == 0x205F || c == 0x3000;
}

/* What follows in the text: code points and where each ends. */
typedef struct Ahead {
    uint32_t codes[GR_CLUSTER_CODES + 1];
    const char *ends[GR_CLUSTER_CODES + 1];
    int count;
} Ahead;

/* No rule of Unicode joins two of these. */
static bool stands_alone(uint32_t c)
{
    return u_getIntPropertyValue((UChar32)c, UCHAR_GRAPHEME_CLUSTER_BREAK) == U_GCB_OTHER;
}

/* How many of the code points ahead are one cluster, by ICU's rules. */
static int measure(const Ahead *ahead)
{
    if (ahead->count < 2 || (stands_alone(ahead->codes[0]) && stands_alone(ahead->codes[1]))) {
        return 1;
    }
    UChar units[2 * (GR_CLUSTER_CODES + 1)];
    int32_t length = 0;
    for (int i = 0; i < ahead->count; i++) {
        U16_APPEND_UNSAFE(units, length, ahead->codes[i]);
    }
    UErrorCode status = U_ZERO_ERROR;
    UBreakIterator *breaks = ubrk_open(UBRK_CHARACTER, "", units, length, &status);
    int32_t end = U_SUCCESS(status) ? ubrk_next(breaks) : 0;
    int count = 0;
    for (int32_t unit = 0; unit < end; count++) {
        unit += U16_LENGTH(ahead->codes[count]);
    }
    ubrk_close(breaks);
    count = count < GR_CLUSTER_CODES ? count : GR_CLUSTER_CODES;
    return count > 0 ? count : 1;
}

static bool has(uint32_t c, UProperty property)
{
    return u_hasBinaryProperty((UChar32)c, property);
}

/* Digits and the like are emoji only in a keycap. */
static bool takes_selector(const uint32_t *codes, int count)
{
    return has(codes[0], UCHAR_EMOJI) && (codes[0] >= 0x80 || (count > 2 && codes[2] == KEYCAP));
}

bool gr_cluster_is_emoji(const uint32_t *codes, int count)
{
    uint32_t next = count > 1 ? codes[1] : 0;
    if (next == TEXT_SELECTOR) {
        return false;
    }
    if (next == EMOJI_SELECTOR) {
        return takes_selector(codes, count);
    }
    bool modified = has(next, UCHAR_EMOJI_MODIFIER) && has(codes[0], UCHAR_EMOJI_MODIFIER_BASE);
    bool joined = count > 2 && next == JOINER && has(codes[0], UCHAR_EXTENDED_PICTOGRAPHIC) &&
                  has(codes[2], UCHAR_EXTENDED_PICTOGRAPHIC);
    return has(codes[0], UCHAR_EMOJI_PRESENTATION) || modified || joined;
}

static bool is_wide(uint32_t c)
{
    int width = u_getIntPropertyValue((UChar32)c, UCHAR_EAST_ASIAN_WIDTH);
    return width == U_EA_WIDE || width == U_EA_FULLWIDTH;
}

/* What counts of the cluster: without trailing code points that change nothing. */
static int trimmed(const uint32_t *codes, int count)
{
    while (count > 1 && gr_cluster_ignores(codes[count - 1])) {
        uint32_t last = codes[count - 1];
        bool selects = count == 2 && (last == TEXT_SELECTOR || last == EMOJI_SELECTOR);
        bool ends_flag = last == 0xE007F;
        if (ends_flag || (selects && takes_selector(codes, count))) {
            break;
        }
        count--;
    }
    return count;
}

/* Looks no further than it must: texts may be long. */
static int32_t next_code(const char **cursor)
{
    return gr_utf8_next(cursor, *cursor + strnlen(*cursor, 4));
}

int gr_cluster_next(const char **cursor, GrCluster *out)
{
    const char *start = *cursor;
    int32_t c;
    while ((c = next_code(cursor)) > 0 && gr_cluster_ignores((uint32_t)c)) {
        start = *cursor;
    }
    if (c <= 0) {
        return c;
    }
    *out = (GrCluster){.text = start, .first = (uint32_t)c, .columns = 1};
    if (gr_cluster_blanks((uint32_t)c)) {
        out->text = " ";
        out->length = 1;
        out->first = 0x20;
    }
    Ahead ahead = {.codes = {(uint32_t)c}, .ends = {*cursor}, .count = 1};
    const char *at = *cursor;
    while (ahead.count <= GR_CLUSTER_CODES && (c = next_code(&at)) > 0) {
        ahead.codes[ahead.count] = (uint32_t)c;
        ahead.ends[ahead.count++] = at;
        if (ahead.count == 2 && stands_alone(ahead.codes[0]) && stands_alone(ahead.codes[1])) {
            break;
        }
    }
    int count = measure(&ahead);
    *cursor = ahead.ends[count - 1];
    if (out->length == 0) {
        count = trimmed(ahead.codes, count);
        out->length = (size_t)(ahead.ends[count - 1] - start);
        out->emoji = gr_cluster_is_emoji(ahead.codes, count);
        bool as_text = count > 1 && ahead.codes[1] == TEXT_SELECTOR;
        out->columns = out->emoji || (is_wide(out->first) && !as_text) ? 2 : 1;
    }
    return 1;
}

int gr_cluster_codes(const GrCluster *cluster, uint32_t *codes)
{
    const char *at = cluster->text, *end = at + cluster->length;
    int count = 0;
    int32_t c;
    while (count < GR_CLUSTER_CODES && at < end && (c = gr_utf8_next(&at, end)) > 0) {
        codes[count++] = (uint32_t)c;
    }
    return count;
}

int gr_cluster_compare(const char *a, size_t a_length, const char *b, size_t b_length)
{
    int order = memcmp(a, b, a_length < b_length ? a_length : b_length);
    return order != 0 ? order : (a_length > b_length) - (a_length < b_length);
}

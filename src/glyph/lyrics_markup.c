/* SPDX-License-Identifier: MIT */
#include "glyph/lyrics_draft.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static bool is_tag(const char *from, const char *to, const char *const *names)
{
    for (; *names; names++) {
        size_t length = strlen(*names);
        if (gr_lyrics_begins(from, to, *names) &&
            (from + length == to || !isalnum((unsigned char)from[length])))
            return true;
    }
    return false;
}

/* `&name;` at the cursor: one code point, or nothing and the cursor stays. */
static uint32_t entity(const char **cursor, const char *end)
{
    static const struct {
        const char *name;
        uint32_t code;
    } known[] = {{"&amp;", '&'},    {"&lt;", '<'},     {"&gt;", '>'},   {"&nbsp;", 0xa0},
                 {"&lrm;", 0x200e}, {"&rlm;", 0x200f}, {"&quot;", '"'}, {"&apos;", '\''}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (gr_lyrics_begins(*cursor, end, known[i].name)) {
            *cursor += strlen(known[i].name);
            return known[i].code;
        }
    const char *at = *cursor + 2;
    uint32_t code = 0;
    if (end - *cursor < 4 || (*cursor)[1] != '#')
        return 0;
    bool hex = *at == 'x' || *at == 'X';
    const char *first = at += hex;
    for (; at < end && at - first < 7 && isxdigit((unsigned char)*at); at++) {
        char digit = (char)tolower((unsigned char)*at);
        if (!hex && digit > '9')
            break;
        code = code * (hex ? 16 : 10) + (uint32_t)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
    }
    bool plain =
        code > 0 && code < 0x110000 && (code & 0xfffff800) != 0xd800 && (code & 0xfffe) != 0xfffe;
    if (at == first || at >= end || *at != ';' || !plain)
        return 0;
    *cursor = at + 1;
    return code;
}

typedef struct Markup {
    GrLyricsWork *work;
    GrLyricsMarkup kind;
    bool hidden; /* inside <rt>: how a word is read, not what is sung */
} Markup;

/* What stands in angle brackets, without them. False: it is no tag but text. */
static bool take_tag(Markup *m, const char *from, const char *to)
{
    static const char *const simple[] = {"b", "i", "u",    "s",    "font", "br",
                                         "c", "v", "lang", "ruby", "rt",   NULL};
    const char *at = from;
    int64_t ns;
    if (gr_lyrics_time(&at, to, m->kind == GR_MARKUP_LRC, &ns) && at == to) {
        gr_lyrics_stamp(m->work, ns, GR_LYRICS_OPEN);
        return true;
    }
    bool closes = from < to && *from == '/';
    if (m->kind == GR_MARKUP_LRC ||
        (m->kind == GR_MARKUP_SRT && !is_tag(from + closes, to, simple)))
        return false;
    if (gr_lyrics_begins(from, to, "br"))
        gr_lyrics_put_code(m->work, '\n');
    static const char *const reading[] = {"rt", NULL};
    if (is_tag(from + closes, to, reading))
        m->hidden = !closes;
    return true;
}

/* [00:01.00] inside a line of LRC is a time of a word too. */
static bool take_bracket(Markup *m, const char **cursor, const char *to)
{
    const char *at = *cursor + 1;
    int64_t ns;
    if (m->kind != GR_MARKUP_LRC || !gr_lyrics_time(&at, to, true, &ns) || at >= to || *at != ']')
        return false;
    gr_lyrics_stamp(m->work, ns, GR_LYRICS_OPEN);
    *cursor = at + 1;
    return true;
}

void gr_lyrics_put_markup(GrLyricsWork *work, GrLyricsMarkup kind, const char *from, const char *to)
{
    enum { LONGEST_TAG = 400 };
    Markup m = {work, kind, false};
    for (const char *at = from; at < to;) {
        size_t left = (size_t)(to - at), look = left < LONGEST_TAG ? left : LONGEST_TAG;
        const char *close = *at == '<' ? memchr(at, '>', look) : NULL;
        if (close && take_tag(&m, at + 1, close)) {
            at = close + 1;
            continue;
        }
        close = *at == '{' && left > 1 && at[1] == '\\' ? memchr(at, '}', look) : NULL;
        if (close && kind == GR_MARKUP_SRT) {
            at = close + 1;
            continue;
        }
        if (*at == '[' && take_bracket(&m, &at, to))
            continue;
        uint32_t code = *at == '&' && kind != GR_MARKUP_LRC ? entity(&at, to) : 0;
        if (!code) {
            int32_t next = gr_utf8_next(&at, to);
            code = next > 0 ? (uint32_t)next : 0;
        }
        if (code && !m.hidden)
            gr_lyrics_put_code(work, code);
    }
}

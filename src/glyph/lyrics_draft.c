/* SPDX-License-Identifier: MIT */
#include "glyph/lyrics_draft.h"
#include "base/grow.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool gr_lyrics_next_line(GrLyricsLines *lines, GrLyricsLine *out)
{
    if (lines->at >= lines->end)
        return false;
    const char *stop = memchr(lines->at, '\n', (size_t)(lines->end - lines->at));
    stop = stop ? stop : lines->end;
    *out = (GrLyricsLine){lines->at, stop, ++lines->number};
    lines->at = stop < lines->end ? stop + 1 : stop;
    return true;
}

GrLyricsLine gr_lyrics_trim(GrLyricsLine line)
{
    while (line.from < line.to && *line.from == ' ')
        line.from++;
    while (line.to > line.from && line.to[-1] == ' ')
        line.to--;
    return line;
}

bool gr_lyrics_begins(const char *from, const char *to, const char *word)
{
    for (; *word; word++, from++)
        if (from >= to || tolower((unsigned char)*from) != tolower((unsigned char)*word))
            return false;
    return true;
}

static bool digit(const char *at, const char *end)
{
    return at < end && *at >= '0' && *at <= '9';
}

/* At most nine digits, so that nothing overflows. */
static bool number(const char **cursor, const char *end, int64_t *value)
{
    const char *at = *cursor;
    *value = 0;
    for (; digit(at, end) && at - *cursor < 9; at++)
        *value = *value * 10 + (*at - '0');
    if (at == *cursor || digit(at, end))
        return false;
    *cursor = at;
    return true;
}

static int64_t fraction(const char **cursor, const char *end)
{
    int64_t ns = 0, unit = 100000000;
    const char *at = *cursor;
    for (; digit(at, end); at++, unit /= 10)
        ns += (*at - '0') * unit;
    *cursor = at;
    return ns;
}

bool gr_lyrics_time(const char **cursor, const char *end, bool colon_fraction, int64_t *ns)
{
    enum { LONGEST_S = 1000 * 3600 };
    const char *at = *cursor;
    bool negative = at < end && *at == '-';
    int64_t fields[3], part_ns = 0;
    int count = 0;
    at += negative;
    while (count < 3 && number(&at, end, &fields[count])) {
        count++;
        bool more = at < end && *at == ':' && digit(at + 1, end);
        if (!more || count == 3 || (colon_fraction && count == 2))
            break;
        at++;
    }
    if (count < 2 || digit(at, end))
        return false;
    bool dot = at < end && (*at == '.' || *at == ',' || (colon_fraction && *at == ':'));
    if (dot && digit(at + 1, end)) {
        at++;
        part_ns = fraction(&at, end);
    }
    int64_t seconds =
        count == 2 ? fields[0] * 60 + fields[1] : fields[0] * 3600 + fields[1] * 60 + fields[2];
    if (fields[count - 1] > 59 || (count == 3 && fields[1] > 59) || seconds > LONGEST_S)
        return false;
    *ns = seconds * 1000000000 + part_ns;
    *ns = negative ? -*ns : *ns;
    *cursor = at;
    return true;
}

void gr_lyrics_warn(GrLyricsWork *work, int line, const char *format, ...)
{
    char message[400];
    va_list arguments;
    GrLyricsReport *report = work->report;
    if (report->warning_count == GR_LYRICS_MOST_WARNINGS) {
        report->unsaid++;
        return;
    }
    if (!report->warnings)
        report->warnings = GR_ARENA_NEW(work->arena, GrLyricsWarning, GR_LYRICS_MOST_WARNINGS);
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    char *kept = report->warnings ? gr_arena_copy_text(work->arena, message) : NULL;
    if (kept)
        report->warnings[report->warning_count++] = (GrLyricsWarning){line, kept};
    else
        work->failed = true;
}

static bool grow(GrLyricsWork *work, void **list, int count, int *capacity, size_t size)
{
    bool grown = gr_grow(list, capacity, count + 1, size);
    work->failed = work->failed || !grown;
    return grown;
}

void gr_lyrics_begin(GrLyricsWork *work, int64_t start_ns, int64_t end_ns, int line)
{
    work->open = (GrLyricsDraft){.start_ns = start_ns, .end_ns = end_ns, .line = line};
    work->open.text_from = work->texts.length;
    work->open.stamp_from = work->stamp_count;
    work->is_open = true;
    work->cut = false;
}

static char last_byte(const GrLyricsWork *work)
{
    size_t length = work->texts.length;
    return length > work->open.text_from ? work->texts.data[length - 1] : '\n';
}

static void put_space(GrLyricsWork *work, bool new_line)
{
    char last = last_byte(work);
    if (last == '\n')
        return;
    if (last == ' ' && new_line)
        work->texts.data[work->texts.length - 1] = '\n';
    else if (last != ' ')
        gr_text_append(&work->texts, new_line ? "\n" : " ", 1);
}

void gr_lyrics_put_code(GrLyricsWork *work, uint32_t code_point)
{
    char bytes[4];
    if (code_point < 0x20 || (code_point >= 0x7f && code_point < 0xa0) || code_point == ' ') {
        put_space(work, code_point == '\n');
        return;
    }
    if (work->open.letters == GR_LYRICS_MOST_LETTERS) {
        if (!work->cut)
            gr_lyrics_warn(work, work->open.line, "more than %d letters: the rest is cut off",
                           GR_LYRICS_MOST_LETTERS);
        work->cut = true;
        return;
    }
    work->open.letters++;
    gr_text_append(&work->texts, bytes, (size_t)gr_utf8_write(bytes, code_point));
}

void gr_lyrics_put(GrLyricsWork *work, const char *from, const char *to)
{
    while (from < to) {
        int32_t code = gr_utf8_next(&from, to);
        if (code > 0)
            gr_lyrics_put_code(work, (uint32_t)code);
    }
}

void gr_lyrics_stamp(GrLyricsWork *work, int64_t start_ns, int64_t end_ns)
{
    if (work->stamp_count >= GR_LYRICS_MOST_PARTS ||
        !grow(work, (void **)&work->stamps, work->stamp_count, &work->stamp_capacity,
              sizeof *work->stamps))
        return;
    int byte = (int)(work->texts.length - work->open.text_from);
    work->stamps[work->stamp_count++] = (GrLyricsStamp){byte, start_ns, end_ns};
    work->open.stamp_count++;
}

static bool keep(GrLyricsWork *work, const GrLyricsDraft *draft)
{
    if (work->draft_count > GR_LYRICS_MOST_CUES || /* one too many is told when they are settled */
        !grow(work, (void **)&work->drafts, work->draft_count, &work->draft_capacity,
              sizeof *work->drafts))
        return false;
    work->drafts[work->draft_count] = *draft;
    work->drafts[work->draft_count].order = work->draft_count;
    work->draft_count++;
    return true;
}

bool gr_lyrics_end(GrLyricsWork *work)
{
    if (!work->is_open)
        return false;
    GrLyricsDraft *draft = &work->open;
    work->is_open = false;
    work->failed |= work->texts.failed;
    if (work->failed)
        return false;
    while (work->texts.length > draft->text_from && strchr(" \n", last_byte(work)))
        work->texts.length--;
    draft->text_length = (int)(work->texts.length - draft->text_from);
    if (draft->text_length == 0) {
        work->stamp_count = draft->stamp_from;
        return false;
    }
    const char *text = work->texts.data + draft->text_from;
    draft->letters = gr_lyrics_letters(text, text + draft->text_length);
    return keep(work, draft);
}

void gr_lyrics_repeat(GrLyricsWork *work, const GrLyricsDraft *draft, int64_t start_ns)
{
    GrLyricsDraft again = *draft;
    again.start_ns = start_ns;
    again.shift_ns = start_ns - draft->start_ns;
    if (again.end_ns != GR_LYRICS_OPEN)
        again.end_ns += again.shift_ns;
    again.again = true;
    keep(work, &again);
}

void gr_lyrics_mark_end(GrLyricsWork *work, int64_t start_ns, int line)
{
    GrLyricsDraft mark = {.start_ns = start_ns, .end_ns = start_ns, .line = line, .again = true};
    keep(work, &mark);
}

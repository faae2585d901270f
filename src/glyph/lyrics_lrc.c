/* SPDX-License-Identifier: MIT
 *
 * LRC: `[00:12.50]words`, several times before a line that is sung again, `[ti:...]` and other
 * facts; enhanced LRC has `<00:12.90>` before each word. A line without words ends the one before.
 */
#include "glyph/lyrics_draft.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_TIMES = 256 }; /* of one line */

static char *fact(GrLyricsWork *work, const char *from, const char *to)
{
    GrLyricsLine value = gr_lyrics_trim((GrLyricsLine){from, to, 0});
    return gr_arena_printf(work->arena, "%.*s", (int)(value.to - value.from), value.from);
}

/* Milliseconds; what is positive makes the words come sooner. */
static void read_offset(GrLyricsWork *work, const char *from, const char *to, int line)
{
    GrLyricsLine value = gr_lyrics_trim((GrLyricsLine){from, to, 0});
    const char *at = value.from;
    bool negative = at < value.to && *at == '-';
    int64_t ms = 0;
    at += at < value.to && (*at == '-' || *at == '+');
    const char *first = at;
    for (; at < value.to && at - first < 9 && *at >= '0' && *at <= '9'; at++)
        ms = ms * 10 + (*at - '0');
    if (at == first || at != value.to) {
        gr_lyrics_warn(work, line, "this offset cannot be read (milliseconds: [offset:250])");
        return;
    }
    work->offset_ns = (negative ? ms : -ms) * 1000000;
}

static bool read_fact(GrLyricsWork *work, GrLyricsLine line)
{
    const char *at = line.from + 1, *close = memchr(at, ']', (size_t)(line.to - at));
    const char *colon = close ? memchr(at, ':', (size_t)(close - at)) : NULL;
    if (!colon)
        return false;
    if (gr_lyrics_begins(at, close, "offset:"))
        read_offset(work, colon + 1, close, line.number);
    else if (gr_lyrics_begins(at, close, "ti:") && !work->report->title)
        work->report->title = fact(work, colon + 1, close);
    else if (gr_lyrics_begins(at, close, "ar:") && !work->report->artist)
        work->report->artist = fact(work, colon + 1, close);
    return true;
}

/* A time that stands behind the last word is the end of the line. */
static void take_closing_time(GrLyricsWork *work)
{
    GrLyricsDraft *draft = &work->drafts[work->draft_count - 1];
    if (draft->stamp_count == 0)
        return;
    const GrLyricsStamp *last = &work->stamps[draft->stamp_from + draft->stamp_count - 1];
    if (last->byte >= draft->text_length && last->start_ns > draft->start_ns)
        draft->end_ns = last->start_ns;
}

static void read_line(GrLyricsWork *work, GrLyricsLine line)
{
    int64_t times[MOST_TIMES];
    int count = 0;
    const char *at = line.from;
    while (at < line.to && *at == '[') {
        const char *cursor = at + 1;
        int64_t ns;
        if (!gr_lyrics_time(&cursor, line.to, true, &ns) || cursor >= line.to || *cursor != ']')
            break;
        if (count == MOST_TIMES)
            gr_lyrics_warn(work, line.number, "more than %d times of one line", MOST_TIMES);
        if (count < MOST_TIMES)
            times[count] = ns;
        count += count <= MOST_TIMES;
        at = cursor + 1;
        while (at < line.to && *at == ' ')
            at++;
    }
    count = count > MOST_TIMES ? MOST_TIMES : count;
    if (count == 0) {
        if (!(at < line.to && *at == '[' && read_fact(work, line)) && at < line.to)
            gr_lyrics_warn(work, line.number, "a line without a time is left out");
        return;
    }
    gr_lyrics_begin(work, times[0], GR_LYRICS_OPEN, line.number);
    gr_lyrics_put_markup(work, GR_MARKUP_LRC, at, line.to);
    if (!gr_lyrics_end(work)) {
        for (int i = 0; i < count; i++)
            gr_lyrics_mark_end(work, times[i], line.number);
        return;
    }
    take_closing_time(work);
    const GrLyricsDraft first = work->drafts[work->draft_count - 1];
    for (int i = 1; i < count; i++)
        gr_lyrics_repeat(work, &first, times[i]);
}

void gr_lyrics_read_lrc(GrLyricsWork *work, const char *text, size_t size)
{
    GrLyricsLines lines = {text, text + size, 0};
    GrLyricsLine line;
    while (gr_lyrics_next_line(&lines, &line) && !work->failed)
        read_line(work, gr_lyrics_trim(line));
}

/* SPDX-License-Identifier: MIT
 *
 * SubRip and WebVTT: blocks of a line with `start --> end` and lines of text.
 */
#include "glyph/lyrics_draft.h"

#include <string.h>

static const char *find_arrow(GrLyricsLine line)
{
    return memmem(line.from, (size_t)(line.to - line.from), "-->", 3);
}

static bool blank(GrLyricsLine line)
{
    line = gr_lyrics_trim(line);
    return line.from == line.to;
}

static bool counter(GrLyricsLine line)
{
    line = gr_lyrics_trim(line);
    const char *at = line.from;
    while (at < line.to && *at >= '0' && *at <= '9')
        at++;
    return at == line.to && at > line.from && at - line.from <= 9;
}

static void skip_spaces(const char **at, const char *to)
{
    while (*at < to && **at == ' ')
        ++*at;
}

static bool read_times(GrLyricsLine line, int64_t *start_ns, int64_t *end_ns)
{
    const char *at = line.from;
    skip_spaces(&at, line.to);
    if (!gr_lyrics_time(&at, line.to, false, start_ns))
        return false;
    skip_spaces(&at, line.to);
    if (!gr_lyrics_begins(at, line.to, "-->"))
        return false;
    at += 3;
    skip_spaces(&at, line.to);
    return gr_lyrics_time(&at, line.to, false, end_ns) && (at == line.to || *at == ' ');
}

typedef struct Timed {
    GrLyricsWork *work;
    GrLyricsMarkup markup;
    bool vtt, in_cue;
    GrText text; /* of the cue so far: tags may reach over lines */
} Timed;

static void finish_cue(Timed *t)
{
    if (t->in_cue) {
        const char *text = gr_text_string(&t->text);
        gr_lyrics_put_markup(t->work, t->markup, text, text + t->text.length);
        t->work->failed |= t->text.failed;
        int line = t->work->open.line;
        if (!gr_lyrics_end(t->work) && !t->work->failed)
            gr_lyrics_warn(t->work, line, "a cue without a text is left out");
    }
    t->text.length = 0;
    t->in_cue = false;
}

static void begin_cue(Timed *t, GrLyricsLine line)
{
    int64_t start_ns, end_ns;
    finish_cue(t);
    if (!read_times(line, &start_ns, &end_ns)) {
        gr_lyrics_warn(t->work, line.number,
                       "this time cannot be read (00:00:01%c000 --> 00:00:02%c500): "
                       "its cue is left out",
                       t->vtt ? '.' : ',', t->vtt ? '.' : ',');
        return;
    }
    gr_lyrics_begin(t->work, start_ns, end_ns, line.number);
    t->in_cue = true;
}

/* A blank line ends a cue; in SubRip only when a new one follows, for texts with blank lines in
 * them are found everywhere. */
static bool ends_at_blank(const Timed *t, GrLyricsLines ahead)
{
    GrLyricsLine next, after;
    if (t->vtt || !gr_lyrics_next_line(&ahead, &next) || find_arrow(next))
        return true;
    return counter(next) && gr_lyrics_next_line(&ahead, &after) && find_arrow(after);
}

static void skip_blanks(GrLyricsLines *lines)
{
    GrLyricsLines ahead = *lines;
    GrLyricsLine line;
    while (gr_lyrics_next_line(&ahead, &line) && blank(line))
        *lines = ahead;
}

static void take_line(Timed *t, GrLyricsLine line, GrLyricsLines *lines)
{
    GrLyricsLines ahead = *lines;
    GrLyricsLine next;
    if (find_arrow(line)) {
        begin_cue(t, line);
    } else if (blank(line)) {
        skip_blanks(lines);
        ahead = *lines;
        if (ends_at_blank(t, *lines))
            finish_cue(t);
        else if (t->in_cue && gr_lyrics_next_line(&ahead, &next) && counter(next))
            gr_lyrics_warn(t->work, next.number,
                           "a number without a time below it: taken for text of the cue above");
    } else if (counter(line) && !t->vtt && gr_lyrics_next_line(&ahead, &next) && find_arrow(next)) {
        finish_cue(t);
    } else if (t->in_cue) {
        gr_text_append(&t->text, line.from, (size_t)(line.to - line.from));
        gr_text_append(&t->text, "\n", 1);
    }
}

void gr_lyrics_read_timed(GrLyricsWork *work, GrLyricsFormat format, const char *text, size_t size)
{
    bool vtt = format == GR_LYRICS_VTT;
    Timed t = {.work = work, .markup = vtt ? GR_MARKUP_VTT : GR_MARKUP_SRT, .vtt = vtt};
    GrLyricsLines lines = {text, text + size, 0};
    GrLyricsLine line;
    while (gr_lyrics_next_line(&lines, &line))
        take_line(&t, line, &lines);
    finish_cue(&t);
    gr_text_finish(&t.text);
}

/* SPDX-License-Identifier: MIT
 *
 * ASS and SSA: the lines `Dialogue:`, whose fields `Format:` names. Of the override tags only those
 * of karaoke count here, and which parts are drawings.
 */
#include "glyph/lyrics_draft.h"

#include <stdlib.h>
#include <string.h>

enum { START, END, TEXT, FIELDS };
static const char *const field_names[FIELDS] = {"Start", "End", "Text"};

typedef struct Ass {
    GrLyricsWork *work;
    int column[FIELDS]; /* of the line's commas, from 0 */
    bool drawing, drew; /* now; anywhere in the line */
    int64_t voice_ns;   /* where the next syllable starts */
} Ass;

static const char *value_of(GrLyricsLine line, const char *key)
{
    return gr_lyrics_begins(line.from, line.to, key) ? line.from + strlen(key) : NULL;
}

static void read_format(Ass *ass, const char *at, const char *to)
{
    for (int column = 0; at < to; column++) {
        const char *comma = memchr(at, ',', (size_t)(to - at));
        GrLyricsLine name = gr_lyrics_trim((GrLyricsLine){at, comma ? comma : to, 0});
        for (int f = 0; f < FIELDS; f++)
            if (gr_lyrics_begins(name.from, name.to, field_names[f]) &&
                name.to - name.from == (ptrdiff_t)strlen(field_names[f]))
                ass->column[f] = column;
        at = comma ? comma + 1 : to;
    }
}

/* The text is the last field: its commas are its own. */
static bool read_fields(const Ass *ass, GrLyricsLine line, const char *at, GrLyricsLine out[FIELDS])
{
    memset(out, 0, FIELDS * sizeof *out);
    for (int column = 0; column <= ass->column[TEXT]; column++) {
        const char *comma = memchr(at, ',', (size_t)(line.to - at));
        bool last = column == ass->column[TEXT];
        if (!comma && !last)
            return false;
        for (int f = 0; f < FIELDS; f++)
            if (ass->column[f] == column)
                out[f] = (GrLyricsLine){at, last ? line.to : comma, line.number};
        at = last ? line.to : comma + 1;
    }
    return out[START].from && out[END].from && out[TEXT].from;
}

static bool read_time(GrLyricsLine field, int64_t *ns)
{
    field = gr_lyrics_trim(field);
    const char *at = field.from;
    return gr_lyrics_time(&at, field.to, false, ns) && at == field.to;
}

static int64_t centiseconds(const char *at, const char *to)
{
    int64_t value = 0;
    const char *first = at;
    for (; at < to && at - first < 7 && *at >= '0' && *at <= '9'; at++)
        value = value * 10 + (*at - '0');
    return value * 10000000;
}

/* \k50 \kf50 \ko50 \K50: the syllable that follows lasts half a second. \kt50: it starts half a
 * second after the line. */
static void take_karaoke(Ass *ass, const char *at, const char *to)
{
    char kind = at < to ? *at : '\0';
    if (kind == 't') {
        ass->voice_ns = ass->work->open.start_ns + centiseconds(at + 1, to);
        return;
    }
    at += kind == 'f' || kind == 'o';
    if (at >= to || *at < '0' || *at > '9')
        return;
    int64_t length_ns = centiseconds(at, to);
    gr_lyrics_stamp(ass->work, ass->voice_ns, ass->voice_ns + length_ns);
    ass->voice_ns += length_ns;
}

static void take_overrides(Ass *ass, const char *at, const char *to)
{
    while (at < to) {
        if (*at++ != '\\' || at >= to)
            continue;
        if (*at == 'k' || *at == 'K')
            take_karaoke(ass, at + 1, to);
        else if (*at == 'p' && at + 1 < to && at[1] >= '0' && at[1] <= '9')
            ass->drew |= ass->drawing = centiseconds(at + 1, to) > 0;
    }
}

/* \N and friends at the cursor; false when it is a plain backslash. */
static bool take_escape(Ass *ass, const char **cursor, const char *to)
{
    static const struct {
        char letter;
        uint32_t code;
    } escapes[] = {{'N', '\n'}, {'n', ' '}, {'h', 0xa0}, {'{', '{'}, {'}', '}'}};
    if (to - *cursor < 2)
        return false;
    for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++)
        if ((*cursor)[1] == escapes[i].letter) {
            if (!ass->drawing)
                gr_lyrics_put_code(ass->work, escapes[i].code);
            *cursor += 2;
            return true;
        }
    return false;
}

static void put_text(Ass *ass, const char *at, const char *to)
{
    const char *no_close = NULL; /* from here on there is none: do not look again and again */
    ass->drawing = ass->drew = false;
    ass->voice_ns = ass->work->open.start_ns;
    while (at < to) {
        const char *close = *at == '{' && !no_close ? memchr(at, '}', (size_t)(to - at)) : NULL;
        if (*at == '{' && !close)
            no_close = at;
        if (close) {
            take_overrides(ass, at + 1, close);
            at = close + 1;
            continue;
        }
        if (*at == '\\' && take_escape(ass, &at, to))
            continue;
        int32_t code = gr_utf8_next(&at, to);
        if (code > 0 && !ass->drawing)
            gr_lyrics_put_code(ass->work, (uint32_t)code);
    }
}

bool gr_lyrics_put_ass(GrLyricsWork *work, const char *from, const char *to)
{
    Ass ass = {.work = work};
    put_text(&ass, from, to);
    return ass.drew;
}

static void read_dialogue(Ass *ass, GrLyricsLine line, const char *at)
{
    GrLyricsLine fields[FIELDS];
    int64_t start_ns, end_ns;
    if (!read_fields(ass, line, at, fields)) {
        gr_lyrics_warn(ass->work, line.number,
                       "a Dialogue with fewer fields than Format names is left out");
        return;
    }
    if (!read_time(fields[START], &start_ns) || !read_time(fields[END], &end_ns)) {
        gr_lyrics_warn(ass->work, line.number,
                       "this time cannot be read (0:00:01.00): its cue is left out");
        return;
    }
    gr_lyrics_begin(ass->work, start_ns, end_ns, line.number);
    bool drew = gr_lyrics_put_ass(ass->work, fields[TEXT].from, fields[TEXT].to);
    if (!gr_lyrics_end(ass->work) && !drew && !ass->work->failed)
        gr_lyrics_warn(ass->work, line.number, "a cue without a text is left out");
}

void gr_lyrics_read_ass(GrLyricsWork *work, const char *text, size_t size)
{
    Ass ass = {.work = work, .column = {1, 2, 9}};
    GrLyricsLines lines = {text, text + size, 0};
    GrLyricsLine line;
    bool events = true; /* [V4+ Styles] has a Format of its own */
    while (gr_lyrics_next_line(&lines, &line)) {
        const char *value;
        line = gr_lyrics_trim(line);
        if (line.from < line.to && *line.from == '[')
            events = gr_lyrics_begins(line.from, line.to, "[Events]");
        else if ((value = value_of(line, "Title:")) != NULL && !work->report->title) {
            GrLyricsLine title = gr_lyrics_trim((GrLyricsLine){value, line.to, 0});
            work->report->title =
                gr_arena_printf(work->arena, "%.*s", (int)(title.to - title.from), title.from);
        } else if ((value = value_of(line, "Format:")) != NULL && events)
            read_format(&ass, value, line.to);
        else if ((value = value_of(line, "Dialogue:")) != NULL)
            read_dialogue(&ass, line, value);
    }
}

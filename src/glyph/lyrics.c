/* SPDX-License-Identifier: MIT */
#include "glyph/lyrics.h"

#include "base/files.h"
#include "glyph/lyrics_draft.h"
#include "media/subtitles.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

const char *gr_lyrics_format_name(GrLyricsFormat format)
{
    static const char *const names[] = {"?", "SRT", "WebVTT", "ASS", "LRC", "a track"};
    return names[format];
}

static bool has_time_in_brackets(GrLyricsLine line)
{
    int64_t ns;
    const char *at = line.from + 1;
    return line.from < line.to && *line.from == '[' && gr_lyrics_time(&at, line.to, true, &ns) &&
           at < line.to && *at == ']';
}

/* By the first line that only one format has. */
static GrLyricsFormat recognise(const char *text, size_t size)
{
    GrLyricsLines lines = {text, text + size, 0};
    GrLyricsLine line;
    while (gr_lyrics_next_line(&lines, &line)) {
        line = gr_lyrics_trim(line);
        if (gr_lyrics_begins(line.from, line.to, "WEBVTT"))
            return GR_LYRICS_VTT;
        if (gr_lyrics_begins(line.from, line.to, "[Script Info]") ||
            gr_lyrics_begins(line.from, line.to, "[Events]") ||
            gr_lyrics_begins(line.from, line.to, "Dialogue:"))
            return GR_LYRICS_ASS;
        if (has_time_in_brackets(line))
            return GR_LYRICS_LRC;
        if (memmem(line.from, (size_t)(line.to - line.from), "-->", 3))
            return GR_LYRICS_SRT;
    }
    return GR_LYRICS_UNKNOWN;
}

static int read_drafts(GrLyricsWork *work, const char *name, const char *text, size_t size,
                       GrError *error)
{
    work->report->format = recognise(text, size);
    switch (work->report->format) {
    case GR_LYRICS_SRT:
    case GR_LYRICS_VTT:
        gr_lyrics_read_timed(work, work->report->format, text, size);
        break;
    case GR_LYRICS_ASS:
        gr_lyrics_read_ass(work, text, size);
        break;
    case GR_LYRICS_LRC:
        gr_lyrics_read_lrc(work, text, size);
        break;
    case GR_LYRICS_TRACK:
    case GR_LYRICS_UNKNOWN:
        return gr_error_set(error, GR_E_INPUT,
                            "%s: no lyrics in it: neither SubRip nor WebVTT, ASS or LRC", name);
    }
    if (work->failed)
        return gr_error_memory(error, name, work->texts.capacity);
    return GR_OK;
}

static int by_line(const void *a, const void *b)
{
    const GrLyricsWarning *x = a, *y = b;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    return strcmp(x->message, y->message);
}

/* Drafts to cues, and what is over then. */
static int finish(GrLyricsWork *work, const char *name, const GrLyricsOptions *options, GrCues *out,
                  int code, GrError *error)
{
    static const GrLyricsOptions none = {0};
    GrLyricsReport *report = work->report;
    if (!code)
        code = gr_lyrics_settle(work, name, options ? options : &none, out, error);
    if (!code && work->failed)
        code = gr_error_memory(error, name, work->texts.capacity);
    if (!code && out->count == 0 && !work->past)
        code = gr_error_set(error, GR_E_INPUT, "%s: no cue in it%s%s", name,
                            report->warning_count ? ": " : "",
                            report->warning_count ? report->warnings[0].message : "");
    if (report->warning_count)
        qsort(report->warnings, (size_t)report->warning_count, sizeof *report->warnings, by_line);
    gr_text_finish(&work->texts);
    free(work->drafts);
    free(work->stamps);
    return code;
}

int gr_lyrics_read_bytes(const char *name, const char *bytes, size_t length,
                         const GrLyricsOptions *options, GrArena *arena, GrCues *out,
                         GrLyricsReport *report, GrError *error)
{
    GrLyricsWork work = {.arena = arena, .report = report};
    char *text = NULL;
    size_t size = 0;
    memset(out, 0, sizeof *out);
    memset(report, 0, sizeof *report);
    int code = gr_lyrics_decode(&work, name, bytes, length, options ? options->encoding : NULL,
                                &text, &size, error);
    if (!code)
        code = read_drafts(&work, name, text, size, error);
    code = finish(&work, name, options, out, code, error);
    free(text);
    return code;
}

static int take_text(void *user, int64_t start_ns, int64_t end_ns, const char *text, size_t length,
                     GrError *error)
{
    GrLyricsWork *work = user;
    gr_lyrics_begin(work, start_ns, end_ns, work->draft_count + 1);
    gr_lyrics_put_ass(work, text, text + length);
    gr_lyrics_end(work);
    return work->failed ? gr_error_memory(error, "lyrics", work->texts.capacity) : GR_OK;
}

static int read_track(const char *path, const GrLyricsOptions *options, GrArena *arena, GrCues *out,
                      GrLyricsReport *report, GrError *error)
{
    GrLyricsWork work = {.arena = arena, .report = report};
    memset(out, 0, sizeof *out);
    *report = (GrLyricsReport){.format = GR_LYRICS_TRACK, .encoding = "UTF-8"};
    int code = gr_subtitles_read(path, take_text, &work, error);
    return finish(&work, path, options, out, code, error);
}

/* What is no text, or none of ours, may be what libavformat reads; if it is not, what we have to
 * say about it is more to the point. */
int gr_lyrics_read(const char *path, const GrLyricsOptions *options, GrArena *arena, GrCues *out,
                   GrLyricsReport *report, GrError *error)
{
    char *bytes;
    size_t length;
    GrError other;
    memset(out, 0, sizeof *out);
    memset(report, 0, sizeof *report);
    int code = gr_file_read(path, GR_LYRICS_MOST_BYTES, &bytes, &length, error);
    if (!code) {
        code = gr_lyrics_read_bytes(path, bytes, length, options, arena, out, report, error);
        free(bytes);
    }
    struct stat info;
    if (code != GR_E_INPUT || report->format != GR_LYRICS_UNKNOWN || stat(path, &info) < 0 ||
        !S_ISREG(info.st_mode))
        return code;
    if (read_track(path, options, arena, out, report, &other) == GR_OK)
        return GR_OK;
    memset(report, 0, sizeof *report);
    return code;
}

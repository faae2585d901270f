/* SPDX-License-Identifier: MIT
 *
 * Drafts to cues: in order, each with an end, a row and its parts.
 */
#include "base/grow.h"
#include "glyph/lyrics_draft.h"

#include <stdlib.h>
#include <string.h>

#define MS 1000000LL

enum {
    SNAP_MS = 150, /* an overlap that nobody meant */
};

typedef struct Settle {
    GrLyricsWork *work;
    GrLyricsDraft **order;
    GrLyricsWords *words;
    GrCuePart *parts; /* of one cue, before they are copied */
    int part_capacity;
    int64_t part_total;
} Settle;

static int64_t clamp(int64_t x, int64_t low, int64_t high)
{
    x = x > low ? x : low;
    return x < high ? x : high;
}

static double seconds(int64_t ns)
{
    return (double)ns * 1e-9;
}

/* Time to read a text: about fifteen letters a second, and one to find it. */
static int64_t reading_time(const GrLyricsDraft *draft)
{
    return clamp(1000 * MS + draft->letters * 65 * MS, 1200 * MS, 8000 * MS);
}

/* Time to sing a line that nobody ended: slow, and held. */
static int64_t singing_time(const GrLyricsDraft *draft)
{
    return clamp(2000 * MS + draft->letters * 180 * MS, 4000 * MS, 12000 * MS);
}

static int by_start(const void *a, const void *b)
{
    const GrLyricsDraft *x = *(GrLyricsDraft *const *)a, *y = *(GrLyricsDraft *const *)b;
    if (x->start_ns != y->start_ns)
        return x->start_ns < y->start_ns ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

/* In the order of the file: what is wrong with a cue by itself. */
static void mend_each(Settle *s, int64_t offset_ns)
{
    GrLyricsWork *work = s->work;
    int64_t latest_ns = INT64_MIN;
    for (int i = 0; i < work->draft_count; i++) {
        GrLyricsDraft *draft = &work->drafts[i];
        bool open = draft->end_ns == GR_LYRICS_OPEN;
        bool backwards = !open && draft->end_ns < draft->start_ns;
        if (backwards) {
            gr_lyrics_warn(work, draft->line, "ends %.3f s before it starts: turned around",
                           seconds(draft->start_ns - draft->end_ns));
            int64_t end_ns = draft->start_ns;
            draft->start_ns = draft->end_ns;
            draft->end_ns = end_ns;
        }
        if (!draft->again && !backwards && draft->start_ns < latest_ns)
            gr_lyrics_warn(work, draft->line, "starts before the cue above it: sorted");
        latest_ns = draft->again ? latest_ns : draft->start_ns;
        draft->start_ns += offset_ns;
        draft->end_ns += open ? 0 : offset_ns;
        draft->shift_ns += offset_ns;
    }
}

/* Sorted: ends that are open or at once become the next start, within reason. */
static void mend_ends(Settle *s)
{
    int64_t later_ns = INT64_MAX, next_ns = INT64_MAX; /* the next start that is another time */
    for (int i = s->work->draft_count - 1; i >= 0; i--) {
        GrLyricsDraft *draft = s->order[i];
        if (draft->start_ns != later_ns) {
            next_ns = later_ns;
            later_ns = draft->start_ns;
        }
        int64_t room_ns = next_ns == INT64_MAX ? INT64_MAX : next_ns - draft->start_ns;
        int64_t length_ns = 0;
        if (draft->text_length == 0)
            continue;
        if (draft->end_ns == GR_LYRICS_OPEN) {
            length_ns = singing_time(draft);
        } else if (draft->end_ns == draft->start_ns) {
            length_ns = reading_time(draft);
            gr_lyrics_warn(s->work, draft->line, "has no length: shown for %.1f s",
                           seconds(length_ns < room_ns ? length_ns : room_ns));
        } else {
            continue;
        }
        draft->end_ns = draft->start_ns + (length_ns < room_ns ? length_ns : room_ns);
    }
}

static bool same(const GrLyricsWork *work, const GrLyricsDraft *a, const GrLyricsDraft *b)
{
    const char *texts = gr_text_string(&work->texts);
    return a->start_ns == b->start_ns && a->end_ns == b->end_ns &&
           a->text_length == b->text_length &&
           memcmp(texts + a->text_from, texts + b->text_from, (size_t)a->text_length) == 0;
}

/* Leaves out what is no cue, is there twice or is over before the show begins: nothing is wrong
 * with words that were sung before an excerpt. */
static int sift(Settle *s, int64_t begin_ns)
{
    int count = 0;
    for (int i = 0; i < s->work->draft_count; i++) {
        GrLyricsDraft *draft = s->order[i];
        if (draft->text_length == 0)
            continue;
        if (draft->end_ns <= 0 && draft->end_ns + begin_ns > 0) {
            s->work->past++;
            continue;
        }
        if (draft->end_ns <= 0) {
            gr_lyrics_warn(s->work, draft->line, "is over before time 0: left out");
            continue;
        }
        if (count > 0 && same(s->work, draft, s->order[count - 1])) {
            gr_lyrics_warn(s->work, draft->line, "is the same as line %d: left out",
                           s->order[count - 1]->line);
            continue;
        }
        if (draft->start_ns < 0 && draft->start_ns + begin_ns < 0)
            gr_lyrics_warn(s->work, draft->line, "starts %.3f s before time 0: starts there",
                           seconds(-draft->start_ns - begin_ns));
        draft->start_ns = draft->start_ns < 0 ? 0 : draft->start_ns;
        s->order[count++] = draft;
    }
    return count;
}

/* Of the last in each row the one that is longest seen after a time, or NULL. */
static const GrLyricsDraft *still_seen(GrLyricsDraft *const last[GR_LYRICS_MOST_ROWS], int64_t ns)
{
    const GrLyricsDraft *longest = NULL;
    for (int row = 0; row < GR_LYRICS_MOST_ROWS; row++)
        if (last[row] && last[row]->end_ns > ns &&
            (!longest || last[row]->end_ns > longest->end_ns))
            longest = last[row];
    return longest;
}

/* A row for each, like that of a subtitle renderer: the first that is free. */
static int give_rows(Settle *s, int count, int *rows)
{
    GrLyricsDraft *last[GR_LYRICS_MOST_ROWS] = {NULL};
    int kept = 0;
    for (int i = 0; i < count; i++) {
        GrLyricsDraft *draft = s->order[i];
        GrLyricsDraft *under = last[0];
        int64_t over_ns = under ? under->end_ns - draft->start_ns : 0;
        int row = 0;
        if (over_ns > 0 && over_ns <= SNAP_MS * MS &&
            draft->start_ns - under->start_ns > 2 * SNAP_MS * MS) {
            gr_lyrics_warn(s->work, under->line, "ends %.3f s after line %d starts: cut short",
                           seconds(over_ns), draft->line);
            under->end_ns = draft->start_ns;
        }
        while (row < GR_LYRICS_MOST_ROWS && last[row] && last[row]->end_ns > draft->start_ns)
            row++;
        if (row == GR_LYRICS_MOST_ROWS) {
            gr_lyrics_warn(s->work, draft->line, "more than %d cues at a time: left out", row);
            continue;
        }
        const GrLyricsDraft *other = still_seen(last, draft->start_ns);
        if (other)
            gr_lyrics_warn(s->work, draft->line, "overlaps line %d by %.3f s: shown in row %d",
                           other->line, seconds(other->end_ns - draft->start_ns), row + 1);
        last[row] = draft;
        rows[kept] = row;
        s->order[kept++] = draft;
    }
    return kept;
}

static bool add_part(Settle *s, int *count, GrCuePart part)
{
    if (!gr_grow((void **)&s->parts, &s->part_capacity, *count + 1, sizeof *s->parts))
        return false;
    s->parts[(*count)++] = part;
    return true;
}

/* Times between two for parts that have none of their own, by their letters. A word takes a little
 * more than its letters. */
static void spread(GrCuePart *parts, int count, const char *text, int64_t start_ns, int64_t end_ns)
{
    double total = 0, sum = 0, length_ns = (double)(end_ns - start_ns);
    for (int i = 0; i < count; i++)
        total += gr_lyrics_letters(text + parts[i].byte_from, text + parts[i].byte_to) + 0.6;
    for (int i = 0; i < count; i++) {
        parts[i].start_ns = start_ns + (int64_t)(sum / total * length_ns);
        sum += gr_lyrics_letters(text + parts[i].byte_from, text + parts[i].byte_to) + 0.6;
        parts[i].end_ns = start_ns + (int64_t)(sum / total * length_ns);
    }
    if (count > 0)
        parts[count - 1].end_ns = end_ns;
}

typedef struct Span {
    int from, to; /* bytes */
    int64_t start_ns, end_ns;
} Span;

/* The words, or pieces of words, within a span. `*word` walks on from span to span. */
static bool add_span(Settle *s, int *count, Span span, const char *text, const GrLyricsWord *words,
                     int word_count, int *word)
{
    int first = *count;
    while (*word < word_count && words[*word].to <= span.from)
        ++*word;
    for (int w = *word; w < word_count && words[w].from < span.to; w++) {
        int from = words[w].from > span.from ? words[w].from : span.from;
        int to = words[w].to < span.to ? words[w].to : span.to;
        GrCuePart part = {.byte_from = from, .byte_to = to, .word_start = from == words[w].from};
        if (from < to && !add_part(s, count, part))
            return false;
    }
    if (*count > first)
        spread(s->parts + first, *count - first, text, span.start_ns, span.end_ns);
    return true;
}

/* Stamp n of a draft, or what stands before the first (-1), as a span of the cue's time. The times
 * never run backwards: `*now` is how far they are. */
static Span span_of(const Settle *s, const GrLyricsDraft *draft, int n, int64_t *now)
{
    const GrLyricsStamp *stamps = s->work->stamps + draft->stamp_from;
    bool last = n + 1 == draft->stamp_count;
    Span span = {0, draft->text_length, draft->start_ns, draft->end_ns};
    int64_t next_ns = last ? draft->end_ns : stamps[n + 1].start_ns + draft->shift_ns;
    if (!last)
        span.to = stamps[n + 1].byte;
    if (n >= 0) {
        span.from = stamps[n].byte;
        span.start_ns = stamps[n].start_ns + draft->shift_ns;
    }
    bool closed = n >= 0 && stamps[n].end_ns != GR_LYRICS_OPEN;
    span.end_ns = closed ? stamps[n].end_ns + draft->shift_ns : next_ns;
    span.start_ns = clamp(span.start_ns, *now, draft->end_ns);
    span.end_ns = clamp(span.end_ns, span.start_ns, draft->end_ns);
    *now = span.end_ns;
    span.from = span.from < draft->text_length ? span.from : draft->text_length;
    span.to = span.to < draft->text_length ? span.to : draft->text_length;
    return span;
}

static bool find_parts(Settle *s, const GrLyricsDraft *draft, int *count)
{
    const char *text = gr_text_string(&s->work->texts) + draft->text_from;
    const GrLyricsWord *words;
    int word_count = gr_lyrics_words_find(s->words, text, draft->text_length, &words), word = 0;
    int64_t now = draft->start_ns;
    *count = 0;
    if (word_count < 0)
        return false;
    if (draft->stamp_count == 0) {
        /* Nobody sings to the very end: at a usual pace, and a rest before the next. */
        int64_t sung_ns = 500 * MS + draft->letters * 170 * MS;
        int64_t most_ns = (draft->end_ns - draft->start_ns) / 100 * 93;
        Span span = {0, draft->text_length, draft->start_ns,
                     draft->start_ns + (sung_ns < most_ns ? sung_ns : most_ns)};
        return add_span(s, count, span, text, words, word_count, &word);
    }
    s->work->report->word_times = true;
    for (int n = -1; n < draft->stamp_count; n++)
        if (!add_span(s, count, span_of(s, draft, n, &now), text, words, word_count, &word))
            return false;
    return true;
}

static int make_cue(Settle *s, const GrLyricsDraft *draft, int row, GrCue *cue, GrError *error)
{
    int count;
    GrArena *arena = s->work->arena;
    if (!find_parts(s, draft, &count))
        return gr_error_memory(error, "lyrics", (size_t)s->part_capacity * 2 * sizeof *s->parts);
    s->part_total += count;
    if (s->part_total > GR_LYRICS_MOST_PARTS)
        return gr_error_set(error, GR_E_INPUT, "more than %d words", GR_LYRICS_MOST_PARTS);
    GrCuePart *parts = count ? GR_ARENA_NEW(arena, GrCuePart, count) : NULL;
    char *text = GR_ARENA_NEW(arena, char, draft->text_length + 1);
    if (!text || (count && !parts))
        return gr_error_memory(error, "lyrics", (size_t)count * sizeof *parts);
    memcpy(text, gr_text_string(&s->work->texts) + draft->text_from, (size_t)draft->text_length);
    if (count)
        memcpy(parts, s->parts, (size_t)count * sizeof *parts);
    *cue = (GrCue){draft->start_ns, draft->end_ns, text,        parts,
                   count,           row,           draft->line, draft->stamp_count == 0};
    return GR_OK;
}

static int settle(Settle *s, int *rows, const char *name, const GrLyricsOptions *options,
                  GrCues *out, GrError *error)
{
    GrLyricsWork *work = s->work;
    mend_each(s, options->offset_ns - options->begin_ns + work->offset_ns);
    for (int i = 0; i < work->draft_count; i++)
        s->order[i] = &work->drafts[i];
    qsort(s->order, (size_t)work->draft_count, sizeof *s->order, by_start);
    mend_ends(s);
    int count = give_rows(s, sift(s, options->begin_ns), rows);
    GrCue *cues = count ? GR_ARENA_NEW(work->arena, GrCue, count) : NULL;
    if (count && !cues)
        return gr_error_memory(error, name, (size_t)count * sizeof *cues);
    for (int i = 0; i < count; i++) {
        int code = make_cue(s, s->order[i], rows[i], &cues[i], error);
        if (code)
            return gr_error_context(error, "%s:%d", name, s->order[i]->line);
    }
    *out = (GrCues){cues, count};
    return GR_OK;
}

int gr_lyrics_settle(GrLyricsWork *work, const char *name, const GrLyricsOptions *options,
                     GrCues *out, GrError *error)
{
    Settle s = {.work = work};
    int code = GR_OK;
    size_t count = (size_t)work->draft_count;
    if (work->draft_count > GR_LYRICS_MOST_CUES)
        return gr_error_set(error, GR_E_INPUT, "%s: more than %d cues", name, GR_LYRICS_MOST_CUES);
    s.words = gr_lyrics_words_open(error);
    if (!s.words)
        return error ? error->code : GR_E_INTERNAL;
    s.order = calloc(count + 1, sizeof(GrLyricsDraft *));
    int *rows = calloc(count + 1, sizeof *rows);
    if (!s.order || !rows)
        code = gr_error_memory(error, name, (count + 1) * sizeof *s.order);
    else
        code = settle(&s, rows, name, options, out, error);
    gr_lyrics_words_close(s.words);
    free(s.order);
    free(s.parts);
    free(rows);
    return code;
}

int gr_lyrics_guess_parts(GrCue *cue, GrArena *arena, GrError *error)
{
    GrLyricsReport report = {0};
    GrLyricsWork work = {.arena = arena, .report = &report};
    Settle s = {.work = &work, .words = gr_lyrics_words_open(error)};
    if (!s.words)
        return error ? error->code : GR_E_INTERNAL;
    const char *end = cue->text + strlen(cue->text);
    GrLyricsDraft draft = {.start_ns = cue->start_ns,
                           .end_ns = cue->end_ns > cue->start_ns ? cue->end_ns : cue->start_ns,
                           .text_length = (int)(end - cue->text),
                           .letters = gr_lyrics_letters(cue->text, end)};
    GrCue guessed = {0};
    gr_text_append(&work.texts, cue->text, (size_t)draft.text_length);
    int code = work.texts.failed ? gr_error_memory(error, "words", (size_t)draft.text_length)
                                 : make_cue(&s, &draft, 0, &guessed, error);
    cue->parts = guessed.parts;
    cue->part_count = guessed.part_count;
    cue->guessed = true;
    gr_lyrics_words_close(s.words);
    gr_text_finish(&work.texts);
    free(s.parts);
    return code;
}

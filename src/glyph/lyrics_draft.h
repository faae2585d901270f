/* SPDX-License-Identifier: MIT
 *
 * What the readers of the formats share: drafts of cues, gathered in the order of the file, which
 * lyrics_settle.c turns into cues. Internal to the lyrics reader.
 */
#ifndef GR_GLYPH_LYRICS_DRAFT_H
#define GR_GLYPH_LYRICS_DRAFT_H

#include "base/text.h"
#include "glyph/lyrics.h"

#define GR_LYRICS_OPEN INT64_MIN /* an end that the file does not say */

/* From this byte of the draft's text on the voice is at this time. */
typedef struct GrLyricsStamp {
    int byte;
    int64_t start_ns, end_ns; /* the end may be GR_LYRICS_OPEN: the next stamp's start */
} GrLyricsStamp;

typedef struct GrLyricsDraft {
    int64_t start_ns, end_ns;
    int64_t shift_ns;         /* added to its stamps: a line of LRC that is sung again */
    size_t text_from;         /* in the texts; several drafts may share one */
    int text_length, letters; /* 0: it only ends the one before */
    int stamp_from, stamp_count;
    int line, order;
    bool again; /* LRC: a line's second time and so on, which is never out of order */
} GrLyricsDraft;

typedef struct GrLyricsWork {
    GrText texts;
    GrLyricsDraft *drafts;
    GrLyricsStamp *stamps;
    int draft_count, draft_capacity, stamp_count, stamp_capacity;
    GrLyricsDraft open; /* the one that is being written */
    bool is_open, cut, failed;
    int64_t offset_ns; /* of the file itself */
    int past;          /* cues that are over when the show begins */
    GrArena *arena;
    GrLyricsReport *report;
} GrLyricsWork;

/* Lines of a text, from 1. */
typedef struct GrLyricsLines {
    const char *at, *end;
    int number;
} GrLyricsLines;
typedef struct GrLyricsLine {
    const char *from, *to;
    int number;
} GrLyricsLine;
bool gr_lyrics_next_line(GrLyricsLines *lines, GrLyricsLine *out);
GrLyricsLine gr_lyrics_trim(GrLyricsLine line);
bool gr_lyrics_begins(const char *from, const char *to, const char *word); /* in ASCII, any case */

/* [-][H:]MM:SS[.fraction] with . , or : before the fraction, which needs `colon_fraction` for the
 * last. Moves the cursor behind it, or leaves it. */
bool gr_lyrics_time(const char **cursor, const char *end, bool colon_fraction, int64_t *ns);

void gr_lyrics_warn(GrLyricsWork *work, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* One draft after the other: begin, put text and stamps, end. White space is made single, and none
 * is left at the ends of lines. A draft without text is dropped by `end`. */
void gr_lyrics_begin(GrLyricsWork *work, int64_t start_ns, int64_t end_ns, int line);
void gr_lyrics_put(GrLyricsWork *work, const char *from, const char *to); /* UTF-8, \n: new line */
void gr_lyrics_put_code(GrLyricsWork *work, uint32_t code_point);
void gr_lyrics_stamp(GrLyricsWork *work, int64_t start_ns, int64_t end_ns);
bool gr_lyrics_end(GrLyricsWork *work); /* whether it was kept */
/* The same text once more, at another time. */
void gr_lyrics_repeat(GrLyricsWork *work, const GrLyricsDraft *draft, int64_t start_ns);
/* Ends whatever is sung before. */
void gr_lyrics_mark_end(GrLyricsWork *work, int64_t start_ns, int line);

/* Text with tags in angle brackets, <00:01.00> as stamps, {\overrides} and entities. */
typedef enum GrLyricsMarkup { GR_MARKUP_SRT, GR_MARKUP_VTT, GR_MARKUP_LRC } GrLyricsMarkup;
void gr_lyrics_put_markup(GrLyricsWork *work, GrLyricsMarkup markup, const char *from,
                          const char *to);

/* Words of ASS with their tags; whether there was a drawing among them. */
bool gr_lyrics_put_ass(GrLyricsWork *work, const char *from, const char *to);

/* The readers: clean UTF-8 in, drafts out. */
void gr_lyrics_read_timed(GrLyricsWork *work, GrLyricsFormat format, const char *text, size_t size);
void gr_lyrics_read_ass(GrLyricsWork *work, const char *text, size_t size);
void gr_lyrics_read_lrc(GrLyricsWork *work, const char *text, size_t size);

/* Any bytes to UTF-8 without control characters but \n. The result is malloc'd. Warnings go to the
 * work, encoding to its report. */
int gr_lyrics_decode(GrLyricsWork *work, const char *name, const char *bytes, size_t length,
                     const char *encoding, char **text, size_t *size, GrError *error);

/* Words: `to` excludes the white space behind. */
typedef struct GrLyricsWord {
    int from, to, letters;
} GrLyricsWord;
typedef struct GrLyricsWords GrLyricsWords; /* finds them; holds ICU's iterator */
GrLyricsWords *gr_lyrics_words_open(GrError *error);
void gr_lyrics_words_close(GrLyricsWords *words);
/* How many there are; *list is valid until the next call. Negative without memory. */
int gr_lyrics_words_find(GrLyricsWords *words, const char *text, int length,
                         const GrLyricsWord **list);
/* What is a letter to a singer: no spaces, marks, formats. */
int gr_lyrics_letters(const char *from, const char *to);

int gr_lyrics_settle(GrLyricsWork *work, const char *name, const GrLyricsOptions *options,
                     GrCues *out, GrError *error);

#endif

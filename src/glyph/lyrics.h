/* SPDX-License-Identifier: MIT
 *
 * Reads lyrics: SubRip, WebVTT, ASS/SSA with its karaoke tags, LRC with and without the times of
 * words, into cues (model/cue.h). Called while a show is bound, before the fork.
 *
 * The reader is ours and not libavformat's: its demuxers forget the lines that warnings point at,
 * take a time that they cannot read for text, hide cues that end before they start, and its LRC
 * applies `[offset:]` in microseconds. Well-formed files are read the same (tests/glyph).
 *
 * Where libavformat does serve is everything else that it opens: the track of texts in a film,
 * MicroDVD, SAMI and their like (media/subtitles.h).
 *
 * What is wrong in a file is mended and told: cues out of order are sorted, one that ends before it
 * starts is turned around, one of no length gets a time to be read in, cues that overlap get rows.
 * Text is cleaned: no control characters, no markup, no bytes that are no text.
 */
#ifndef GR_GLYPH_LYRICS_H
#define GR_GLYPH_LYRICS_H

#include "base/arena.h"
#include "base/error.h"
#include "model/cue.h"

#include <stddef.h>

enum {
    GR_LYRICS_MOST_BYTES = 16 << 20,
    GR_LYRICS_MOST_CUES = 100000,
    GR_LYRICS_MOST_PARTS = 2000000,
    GR_LYRICS_MOST_LETTERS = 4000, /* of one cue; more are cut off */
    GR_LYRICS_MOST_ROWS = 8,       /* cues at a time; more are left out */
    GR_LYRICS_MOST_WARNINGS = 60,
};

typedef enum GrLyricsFormat {
    GR_LYRICS_UNKNOWN,
    GR_LYRICS_SRT,
    GR_LYRICS_VTT,
    GR_LYRICS_ASS,
    GR_LYRICS_LRC,
    GR_LYRICS_TRACK /* what libavformat reads */
} GrLyricsFormat;

typedef struct GrLyricsOptions {
    const char *encoding; /* NULL: by its signature, UTF-8 if it is that, else ICU's guess */
    int64_t offset_ns;    /* added to every time */
    int64_t begin_ns;     /* where in all this the show begins, whose cues are told from there */
} GrLyricsOptions;

typedef struct GrLyricsWarning {
    int line; /* of the file, from 1; 0: of no line; a track's texts are counted instead */
    const char *message;
} GrLyricsWarning;

/* Its texts live in the arena. */
typedef struct GrLyricsReport {
    GrLyricsFormat format;
    const char *encoding; /* what it was read as */
    bool encoding_guessed;
    bool word_times;            /* some cue has times of its own for words or syllables */
    const char *title, *artist; /* NULL when it does not say */
    GrLyricsWarning *warnings;
    int warning_count;
    int unsaid; /* warnings beyond GR_LYRICS_MOST_WARNINGS */
} GrLyricsReport;

/* A file without a single cue is an error; one whose cues are all over when the show begins is not.
 * Messages begin with the file's name. */
int gr_lyrics_read(const char *path, const GrLyricsOptions *options, GrArena *arena, GrCues *out,
                   GrLyricsReport *report, GrError *error);
/* The same from memory; `name` is for messages. */
int gr_lyrics_read_bytes(const char *name, const char *bytes, size_t length,
                         const GrLyricsOptions *options, GrArena *arena, GrCues *out,
                         GrLyricsReport *report, GrError *error);

/* Gives a text of another origin the words that a file without their times gets: spread over the
 * cue at the pace of a voice. */
int gr_lyrics_guess_parts(GrCue *cue, GrArena *arena, GrError *error);

const char *gr_lyrics_format_name(GrLyricsFormat format);
bool gr_lyrics_encoding_known(const char *name);
const char *gr_lyrics_encoding_nearest(const char *name); /* for a "did you mean", or NULL */

#endif

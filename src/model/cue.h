/* SPDX-License-Identifier: MIT
 *
 * Cues: texts with times, as a lyrics file gives them (glyph/lyrics.h). A plain text layer is one
 * cue over its scene. Times are nanoseconds of the clock that the cues follow: the show's.
 */
#ifndef GR_MODEL_CUE_H
#define GR_MODEL_CUE_H

#include <stdbool.h>
#include <stdint.h>

/* A word or a syllable of a cue and when it is sung. Parts are in the text's order and do not
 * overlap, neither in bytes nor in time; what lies between them (spaces) belongs to none. */
typedef struct GrCuePart {
    int64_t start_ns, end_ns;
    int byte_from, byte_to; /* of the cue's text */
    bool word_start;        /* false: it goes on with the word of the part before */
} GrCuePart;

typedef struct GrCue {
    int64_t start_ns, end_ns; /* always end > start */
    const char *text;         /* valid UTF-8, \n between lines, no other control characters */
    const GrCuePart *parts;
    int part_count;
    int row;  /* cues that overlap in time have different rows, 0 the first */
    int line; /* of the file, from 1; 0 when it comes from none */
    bool
        guessed; /* the file has no times of words: the parts' are spread over the cue by letters */
} GrCue;

typedef struct GrCues {
    const GrCue *list; /* in the order of their starts */
    int count;
} GrCues;

#endif

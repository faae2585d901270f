/* SPDX-License-Identifier: MIT
 *
 * Times as users write them, everywhere: in a show and on the command line.
 *
 *   durations   12.5  12.5s  500ms  2min  1.5h  1:23.5  1:02:03  36f  8 beats  1/2 bar
 *   positions   bar 16  beat 33  section 2  start  end
 *   offsets     section 2 - 1 beat    end - 4 bars + 500ms
 *
 * A bare number is seconds; `f` counts frames of the show file's own rate. A duration in beats is
 * as long as those beats are where it lies, since a tempo may drift. Bars, beats and sections are
 * counted from 1; `start` and `end` are those of what holds the time: a scene, or the show.
 */
#ifndef GR_SCENE_TIME_SPEC_H
#define GR_SCENE_TIME_SPEC_H

#include "base/error.h"
#include "base/rational.h"
#include "model/music.h"

#include <stdbool.h>

enum { GR_TIME_TERMS_MAX = 8 };

typedef enum GrTimeAnchor {
    GR_TIME_DURATION, /* none: only terms */
    GR_TIME_START,
    GR_TIME_END,
    GR_TIME_BAR,
    GR_TIME_BEAT,
    GR_TIME_SECTION,
} GrTimeAnchor;

typedef enum GrTimeUnit { GR_TIME_NS, GR_TIME_BEATS, GR_TIME_BARS } GrTimeUnit;

typedef struct GrTimeTerm {
    GrTimeUnit unit;
    int64_t ns;   /* signed, as is the count */
    double count; /* of beats or bars */
} GrTimeTerm;

typedef struct GrTimeSpec {
    const char *text; /* borrowed, for messages */
    GrTimeAnchor anchor;
    double number; /* of a bar, beat or section */
    int term_count;
    GrTimeTerm terms[GR_TIME_TERMS_MAX];
} GrTimeSpec;

/* What a time is resolved in. */
typedef struct GrTimeScope {
    int64_t start_ns, end_ns; /* of what holds the time; a negative end: not known */
    const GrMusic *music;     /* needed when gr_time_needs_music() says so */
} GrTimeScope;

/* Strict: the whole text counts. `fps` 0: 24. GR_E_SHOW with what to write instead. */
int gr_time_spec_parse(const char *text, GrRational fps, GrTimeSpec *out, GrError *error);
bool gr_time_needs_music(const GrTimeSpec *spec);

/* A moment on the show's clock; a duration counts from the scope's start. Never before 0, at most
 * 100 hours. */
int gr_time_moment(const GrTimeSpec *spec, const GrTimeScope *scope, int64_t *ns, GrError *error);
/* How long a duration is when it starts at a moment, or when it ends there; not negative. A
 * position is an error: it has no length. */
int gr_time_length(const GrTimeSpec *spec, int64_t from_ns, const GrMusic *music, int64_t *ns,
                   GrError *error);
int gr_time_length_before(const GrTimeSpec *spec, int64_t end_ns, const GrMusic *music, int64_t *ns,
                          GrError *error);

#endif

/* SPDX-License-Identifier: MIT
 *
 * The loudness of a whole sound by EBU R 128, as those measure it who level sounds: for people to
 * read. A pass of its own; kept with what was heard.
 */
#ifndef GR_AUDIO_PROGRAMME_H
#define GR_AUDIO_PROGRAMME_H

#include "audio/hear.h"

/* Where there is nothing to be measured, -HUGE_VAL (`range`: 0). */
typedef struct GrProgramme {
    double integrated;            /* LUFS */
    double range;                 /* LU, of EBU Tech 3342 */
    double momentary, short_term; /* the highest, LUFS: of 400 ms and of three seconds */
    double peak;                  /* dBTP, true */
} GrProgramme;

/* Of a sound that has a listening. Errors as gr_hear. */
int gr_listen_programme(const GrSoundSpec *sound, GrHearStop *stop, void *user,
                        GrProgramme *programme, GrError *error);

#endif

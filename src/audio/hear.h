/* SPDX-License-Identifier: MIT
 *
 * Hearing: from a show's sound to beats, parts and signals, before the freeze. Features are
 * measured on a fixed fine raster of the track, normalised robustly over it, then gathered into
 * the exact span of each frame, so that they agree between frame rates. One thread, no OpenMP.
 *
 * A track is analysed once: whoever asks first (the loader, for a scene that starts at bar 16; or
 * the plan, for signals) leaves what was heard in the sound's GrListening, if it has one.
 */
#ifndef GR_AUDIO_HEAR_H
#define GR_AUDIO_HEAR_H

#include "audio/tags.h"
#include "media/loudness_meter.h"
#include "model/signal.h"
#include "model/sound.h"

#include <stdbool.h>

/* A track is heard to its end, or to this long after the show's: normalisation and tempo see the
 * whole of a song whatever part a show uses, but a show of ten seconds does not read ten hours. */
enum { GR_HEAR_BEYOND_S = 600 };

/* Asked between blocks of sound and steps of the analysis; true ends the hearing at once. */
typedef bool GrHearStop(void *user);

/* Empty at first; one per sound. */
int gr_listening_create(GrListening **out, GrError *error);
void gr_listening_destroy(GrListening *listening);
/* Makes it empty again: for who asks with another tempo. What it owned is gone. */
void gr_listening_forget(GrListening *listening);

/* Beats, parts and length of a sound that has a listening, which owns the result. The synth and a
 * bare tempo know theirs at once; a file is analysed if nobody did so before. `show_s`: how long
 * the show is; negative: not known yet. Errors as gr_hear. */
int gr_listen(const GrSoundSpec *sound, double show_s, GrHearStop *stop, void *user,
              const GrMusic **music, GrError *error);

/* How loud the sound is, 0..1 over the whole of it, GR_LOUDNESS_HZ values a second, which belong to
 * its listening; none without a sound. Analyses it if nobody did so before, the synth's, too. */
enum { GR_LOUDNESS_HZ = 100 };
int gr_listen_loudness(const GrSoundSpec *sound, double show_s, GrHearStop *stop, void *user,
                       const float **loudness, int64_t *count, GrError *error);

/* Fills `out` with signals for the first `duration_ns` of the show at both rates. Past the end of
 * the sound there is silence (and beats go on at its tempo); without sound the signals are made
 * from the tempo (120 if none). GR_E_INPUT names a file that cannot be heard.
 * GR_E_INTERRUPTED when `stop` said so; it may be NULL. */
int gr_hear(const GrSoundSpec *sound, int64_t duration_ns, GrRational fps, GrRational ticks,
            GrHearStop *stop, void *user, GrHearing *out, GrError *error);

/* All of a sound file that has a listening, as a show of its own length hears it, and its loudness
 * by EBU R 128. `promised_ns`: how long the file says it is; where that holds, one pass over it is
 * enough for everything, else (and when it is negative: not known) there is a second one. */
int gr_hear_whole(const GrSoundSpec *sound, int64_t promised_ns, GrRational fps, GrRational ticks,
                  GrHearStop *stop, void *user, GrHearing *out, GrProgramme *programme,
                  GrError *error);

/* The tags of a sound file that has a listening, kept with what was heard. */
void gr_listen_tags(const GrSoundSpec *sound, GrHearStop *stop, void *user, GrSoundTags *tags);

#endif

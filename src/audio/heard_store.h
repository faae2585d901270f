/* SPDX-License-Identifier: MIT
 *
 * What was heard, kept in the cache (base/cache.h) for the next who hears the same: what a
 * listening holds, the levels of a frame rate, a sonogram. An entry's name is the digest of all
 * that it was made from: the bytes of the file (or what the synth plays), this analyser (its
 * sources, its compiler, the libraries that decode) and what was asked for. So what comes out of
 * the cache is what would be made, to the bit. Private to hear.c.
 */
#ifndef GR_AUDIO_HEARD_STORE_H
#define GR_AUDIO_HEARD_STORE_H

#include "audio/hear.h"
#include "audio/levels.h"
#include "audio/listening.h"
#include "media/loudness_meter.h"

#include <stdbool.h>

typedef struct GrHeardStore {
    bool usable; /* there is a cache, and the sound has a digest */
    const GrSoundSpec *sound;
    GrContent content;
} GrHeardStore;

/* A digest is taken once for a listening, while the file stays as it is. `stop` may be NULL; an
 * interrupted store is of no use. */
void gr_heard_store_begin(GrHeardStore *store, const GrSoundSpec *sound, GrListening *listening,
                          GrHearStop *stop, void *user);
/* What was heard is to be kept: the file is still the one whose digest was taken. */
bool gr_heard_store_holds(const GrHeardStore *store);

/* The analysis, with the music if the listening does not know it yet. `show_s` as in gr_listen;
 * gr_heard_most(): how many samples would be heard. */
bool gr_heard_load(const GrHeardStore *store, double show_s, GrListening *listening);
void gr_heard_save(const GrHeardStore *store, double show_s, const GrListening *listening);
int64_t gr_heard_most(double show_s, int rate);

/* What is kept beside it, of a sound of which `samples` were heard: a GrLevels, which has its rate
 * and count and gets its memory; a GrSonogram that was created; a GrProgramme, of the whole. */
typedef enum GrHeardPart {
    GR_HEARD_LEVELS,
    GR_HEARD_SONOGRAM,
    GR_HEARD_PROGRAMME,
    GR_HEARD_TAGS
} GrHeardPart;

bool gr_heard_load_part(const GrHeardStore *store, GrHeardPart part, int64_t samples, void *thing);
void gr_heard_save_part(const GrHeardStore *store, GrHeardPart part, int64_t samples,
                        const void *thing);

#endif

/* SPDX-License-Identifier: MIT */
#include "scene/direct.h"

#include "audio/hear.h"

/* Beats a minute. What lights with every beat would flash more than three times a second a little
 * above it, which harms some who watch. */
static const double HURRIED_BPM = 178;

/* Nobody said what the tempo is, so that it may be taken as half of what is heard. */
static bool is_open(const GrSoundSpec *sound)
{
    return sound->kind == GR_SOUND_FILE && !(sound->tempo_bpm > 0) && !sound->tempo_octave &&
           !sound->beats;
}

int gr_direct_hear(GrSoundSpec *sound, double show_s, GrHearStop *stop, void *user, GrSong *song,
                   GrError *error)
{
    int code = gr_listen(sound, show_s, stop, user, &song->music, error);
    if (!code && is_open(sound) && song->music->beats.tempo_bpm > HURRIED_BPM) {
        sound->tempo_octave = -1;
        song->halved = true;
        gr_listening_forget(sound->listening);
        code = gr_listen(sound, show_s, stop, user, &song->music, error);
    }
    return code ? code
                : gr_listen_loudness(sound, show_s, stop, user, &song->loudness,
                                     &song->loudness_count, error);
}

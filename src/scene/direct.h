/* SPDX-License-Identifier: MIT
 *
 * The director: lays the scenes of a look on a song. Four steps, each a file: what is heard
 * (direct_hear.c), where scenes begin and what each is for (direct_lay.c), which of the look's
 * scenes plays there and how it comes in (direct_cast.c), and the text of the show
 * (direct_write.c). The same song, look and seed give the same text.
 */
#ifndef GR_SCENE_DIRECT_H
#define GR_SCENE_DIRECT_H

#include "audio/hear.h"
#include "audio/tags.h"
#include "model/music.h"
#include "scene/look.h"

#include <stdint.h>

enum { GR_DIRECTED_MAX = 4000 };

/* What the director knows of a song. */
typedef struct GrSong {
    const GrMusic *music;
    double length_s;
    bool heard;            /* it has a sound: the show may end with it */
    bool halved;           /* so fast that every other beat counts: the show has `tempo: half` */
    const float *loudness; /* 0..1, GR_LOUDNESS_HZ a second; NULL: not known */
    int64_t loudness_count;
    const char *title, *artist; /* "" without */
    double fit; /* 1, or less on a frame that is narrower than a square: its width in heights */
    /* Sizes at which they fit, the artist on one line, on a frame whose shorter side is 1080. */
    int title_px, artist_px;
} GrSong;

/* One scene of the show, on bars counted from 0; the first begins with the show and the last ends
 * with it. */
typedef struct GrDirected {
    int from_bar, to_bar;
    double from_s, to_s;
    int part; /* of the song, from 0 */
    int like; /* an earlier part that is called the same, which comes back; -1: none */
    bool first_of_part, strongest;
    GrRole role;
    float energy;   /* of its part: 0, the quietest of the song, to 1 */
    float loudness; /* and as it is heard: what `analyze` calls a section's energy */
    const GrLookScene *scene;
    const char *template;     /* the scene's own, or one for when it is back */
    int again;                /* how often the template played before */
    const GrNode *transition; /* or NULL */
} GrDirected;

typedef struct GrDirection {
    GrDirected *scenes;
    int count;
} GrDirection;

/* Listens to a sound: fills in the music and its loudness. A song that hurries is heard at half its
 * tempo, as `sound` says then, unless it said what its beats are. Errors as gr_listen. */
int gr_direct_hear(GrSoundSpec *sound, double show_s, GrHearStop *stop, void *user, GrSong *song,
                   GrError *error);
/* `pace`: how fast scenes follow each other, 1 as a rule. */
int gr_direct_lay(const GrSong *song, double pace, GrArena *arena, GrDirection *direction);
void gr_direct_cast(const GrLook *look, uint64_t seed, GrDirection *direction);

/* The song's title and artist as the show's, if it has them; what the show says of the tempo, if
 * anything; the vars of the song; and `scenes:`. To be read with the look's text. */
void gr_direct_write_names(const GrSong *song, GrText *out);
void gr_direct_write_tempo(const GrSong *song, GrText *out);
void gr_direct_write_vars(const GrSong *song, GrText *out);
void gr_direct_write_scenes(const GrLook *look, const GrSong *song, const GrDirection *direction,
                            GrText *out);
/* A text as a YAML scalar in quotes; `vars`: a dollar in it is one. */
void gr_direct_quote(const char *text, bool vars, GrText *out);

/* The title and artist of a sound file: its tags, else what its name says. */
void gr_direct_tags(const char *path, GrSoundTags *tags);
/* Fills what depends on the frame: `aspect` is width over height. */
void gr_direct_fit(GrSong *song, double aspect);

#endif

/* SPDX-License-Identifier: MIT
 *
 * Music as time: beats, bars and the parts of a song, and how they turn into seconds and back.
 * Beats and bars are counted from 0 here, as distances from bar 1 ("bar 16" begins at bar 15.0).
 * Beat 0 is bar 0: the first downbeat at or after the start of the sound.
 */
#ifndef GR_MODEL_MUSIC_H
#define GR_MODEL_MUSIC_H

enum { GR_BEATS_A_BAR = 4, GR_OTHER_TEMPI = 3 };

/* Beat times in seconds, ascending, and their tempo. Beats exist outside the track's length too
 * (one before 0 and one after the end), so that a phase is always defined. */
typedef struct GrBeats {
    int count;
    const double *time_s;
    double tempo_bpm;
    int first_downbeat; /* index of the first beat of a bar; bars have four beats */
    /* Bars of other lengths: indices of all their first beats, ascending; `first_downbeat` is the
     * first of them. NULL: every fourth beat. */
    const int *downbeats;
    int downbeat_count;
    /* Where the tempo was heard: how sure that is (1 where somebody said it, 0 where nothing is to
     * be heard), and what it could be as well: half and double first, 0 where there are no more. */
    float confidence;
    double other_bpm[GR_OTHER_TEMPI];
} GrBeats;

/* Index of the last beat at or before a time, or -1. */
int gr_beats_before(const GrBeats *beats, double time_s);
/* How far through its bar a beat is, 0..1, `phase` (0..1) of the way to the next one. */
double gr_beats_bar_phase(const GrBeats *beats, int index, double phase);

/* What a part of a song may be, and by what one tells: a row of gr_guess_infos. */
typedef enum GrGuess {
    GR_GUESS_NONE,
    GR_GUESS_INTRO,
    GR_GUESS_VERSE,
    GR_GUESS_VERSE_STEADY,
    GR_GUESS_BUILD,
    GR_GUESS_DROP,
    GR_GUESS_DROP_AGAIN,
    GR_GUESS_BREAK,
    GR_GUESS_OUTRO,
    GR_GUESS_COUNT
} GrGuess;

typedef struct GrGuessInfo {
    const char *name, *reason; /* several guesses share a name */
} GrGuessInfo;
extern const GrGuessInfo gr_guess_infos[GR_GUESS_COUNT];

/* A part of a song. It ends where the next one starts, the last with the sound. */
typedef struct GrSection {
    double start_s;
    const char *label; /* parts that sound alike share it; "" without one */
    float energy;      /* 0 the quietest part .. 1 the loudest; 0 where nothing was heard */
    GrGuess guess;
} GrSection;

typedef struct GrMusic {
    GrBeats beats;
    const GrSection *sections; /* ascending; `section 1` is the first */
    int section_count;
    double duration_s; /* of the sound; 0 without any */
} GrMusic;

/* With fractions, and beyond both ends by the last interval there. A time within a microsecond of a
 * beat is that beat. */
double gr_music_beat_at(const GrMusic *music, double time_s);
double gr_music_time_of_beat(const GrMusic *music, double beat);
double gr_music_bar_at(const GrMusic *music, double time_s);
double gr_music_time_of_bar(const GrMusic *music, double bar);
/* 1 in the first part and so on; 0 before it and where there are none. */
int gr_music_section_at(const GrMusic *music, double time_s);

/* What an expression wants to know of a moment; a few binary searches. */
typedef struct GrMusicPlace {
    int beat, bar; /* whole ones since bar 1; negative before it */
    int section;   /* from 1 */
    float tempo;   /* beats a minute, of the whole piece */
} GrMusicPlace;

GrMusicPlace gr_music_place(const GrMusic *music, double time_s);

#endif

/* SPDX-License-Identifier: MIT
 *
 * The synth's styles as data: drum and note patterns of 32 sixteenths (two bars), chords, which
 * sounds play them, and how loud each part is in each section. Private to the synth.
 */
#ifndef GR_AUDIO_SYNTH_STYLE_H
#define GR_AUDIO_SYNTH_STYLE_H

#include "audio/synth_voice.h"

typedef enum SynthSection {
    SECTION_INTRO,
    SECTION_BUILD,
    SECTION_DROP,
    SECTION_BREAK,
    SECTION_RISE,
    SECTION_PEAK,
    SECTION_OUTRO,
    SECTION_END, /* the last bar: one hit that rings out */
    SECTION_COUNT
} SynthSection;

typedef enum SynthPart {
    PART_KICK,
    PART_SNARE,
    PART_HAT,
    PART_PERC,
    PART_BASS,
    PART_PAD,
    PART_ARP,
    PART_KEYS,
    PART_LEAD,
    PART_COUNT
} SynthPart;

enum { STEPS_PER_BAR = 16, PATTERN_STEPS = 32, CHORD_NOTES = 5, STYLE_CHORDS = 8 };

typedef struct SynthChord {
    int bass;               /* semitones from the key note */
    int notes[CHORD_NOTES]; /* of the pad, ascending */
} SynthChord;

/* In drum patterns 1..9 is how hard, '.' a rest. In bass patterns 0 is the chord's bass note, 5 its
 * fifth, 7 its seventh, 8 its octave, '-' holds. In arpeggio, lead and keys patterns a digit is a
 * note of the chord, counted upwards through the octaves; keys play the whole chord, 1..9 hard;
 * where they are guitars it is a fifth on the bass note, up to 5 muted by the palm, above ringing.
 */
typedef struct SynthStyle {
    float swing;   /* part of a sixteenth by which every second one is late */
    float shuffle; /* 1: the beat is divided in three, and off-beats fall on the third part */
    int key;       /* MIDI note of the pad's key note */
    int bars_per_chord, chord_count;
    SynthChord chords[STYLE_CHORDS];
    const char *kick, *snare, *clap, *hat, *open_hat, *perc, *bass, *keys;
    const char *arp[3], *lead[2]; /* the seed chooses */
    VoiceKind bass_voice, arp_voice, keys_voice, lead_voice, perc_voice;
    int arp_octave, lead_octave, bass_octave; /* above the pad's */
    float duck;                               /* how far the kick presses the pad down */
    float delay_send, reverb_send, reverb_s, pad_reverb;
    float gain[PART_COUNT]; /* the mix */
    float drive;            /* into the master's saturation */
    /* 0..9 by section and part, in the order of SynthPart. */
    const char *levels[SECTION_COUNT];
    float bright[SECTION_COUNT + 1]; /* filters, at the start of each section */
} SynthStyle;

const SynthStyle *synth_style(int style); /* an unknown one is the first */

#endif

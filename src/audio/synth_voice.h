/* SPDX-License-Identifier: MIT
 *
 * One note or hit of the synth. A voice is plain state: it is started, then asked for blocks of
 * mono samples until its length is over. Private to the synth.
 */
#ifndef GR_AUDIO_SYNTH_VOICE_H
#define GR_AUDIO_SYNTH_VOICE_H

#include <stdbool.h>
#include <stdint.h>

enum { SYNTH_BLOCK = 64 };

typedef enum VoiceKind {
    VOICE_KICK,
    VOICE_SOFT_KICK,
    VOICE_SNARE,
    VOICE_CLAP,
    VOICE_HAT,
    VOICE_OPEN_HAT,
    VOICE_CRASH,
    VOICE_RIM,
    VOICE_SHAKER,
    VOICE_RISER,
    VOICE_BASS_SAW,
    VOICE_BASS_SUB,
    VOICE_BASS_ROUND,
    VOICE_BASS_DRONE,
    VOICE_PLUCK,
    VOICE_STAB,
    VOICE_KEYS,
    VOICE_BELL,
    VOICE_LEAD,
    VOICE_GUITAR, /* a distorted fifth that rings, */
    VOICE_CHUG,   /* and one under the palm */
    VOICE_KIND_COUNT
} VoiceKind;

/* State variable filter (Zavalishin's trapezoidal form): stable while its cutoff moves. */
typedef struct Filter {
    float s1, s2;
} Filter;
typedef struct FilterShape {
    float k, a1, a2, a3;
} FilterShape;

FilterShape filter_shape(float cutoff_hz, float damping); /* damping 2: none, 0.3: rings */

static inline float filter_low(Filter *f, const FilterShape *c, float x, float *band)
{
    float v3 = x - f->s2;
    float v1 = c->a1 * f->s1 + c->a2 * v3;
    float v2 = f->s2 + c->a2 * f->s1 + c->a3 * v3;
    f->s1 = 2.0f * v1 - f->s1;
    f->s2 = 2.0f * v2 - f->s2;
    *band = v1;
    return v2;
}

typedef struct Voice {
    VoiceKind kind;
    int age, length; /* samples; over when age reaches length */
    float velocity, pan, bright;
    uint32_t phase[6], step[6];
    float fall[3], fall_log2[3]; /* exponentials and their log2 per sample; [0] is loudness */
    float fall_slope[3];         /* per sample of this block, in which they are straight lines */
    float attack_slope, release_slope;
    Filter filter[2];
    uint32_t noise;
} Voice;

/* `length_s` counts for notes that are held; the others know their own. `bright` 0..1 opens the
 * filters. `pan` -1 left .. 1 right. */
void voice_start(Voice *voice, VoiceKind kind, float hz, float velocity, float length_s, float pan,
                 float bright, uint32_t noise);
/* Writes `count` <= SYNTH_BLOCK samples, zeros after its end. */
void voice_render(Voice *voice, float *out, int count);
bool voice_over(const Voice *voice);

float synth_note_hz(float midi_note);
uint32_t synth_phase_step(float hz);
/* Adds a saw without audible aliasing: the differentiated parabola, whose value at a sample depends
 * on its phase alone, so that the loop vectorises. `gain` goes to `gain_end` over the block. */
void synth_add_saw(float *out, int count, uint32_t *phase, uint32_t step, float gain,
                   float gain_end);

#endif

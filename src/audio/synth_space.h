/* SPDX-License-Identifier: MIT
 *
 * The synth's echo, reverb and master. Private to the synth.
 */
#ifndef GR_AUDIO_SYNTH_SPACE_H
#define GR_AUDIO_SYNTH_SPACE_H

enum { REVERB_LINES = 8, DIFFUSERS = 4 };

/* A ping-pong echo: left and right feed each other through a low pass. */
typedef struct Echo {
    float *line[2];
    int length, at;
    float damped[2];
} Echo;

/* A feedback delay network of eight lines behind two diffusers a side. */
typedef struct Reverb {
    float *memory;
    float *line[REVERB_LINES], *diffuser[DIFFUSERS];
    int at[REVERB_LINES], diffuser_at[DIFFUSERS];
    float gain[REVERB_LINES], last[REVERB_LINES];
} Reverb;

typedef struct Master {
    float drive;
    float before[2], blocked[2]; /* of the DC blocker */
} Master;

int echo_init(Echo *echo, double length_s); /* -1 without memory */
/* Adds the echo of `in` to `out`. */
void echo_run(Echo *echo, const float *in_left, const float *in_right, float *out_left,
              float *out_right, int count);
void echo_finish(Echo *echo);

int reverb_init(Reverb *reverb, float fall_s); /* to -60 dB; -1 without memory */
void reverb_run(Reverb *reverb, const float *in_left, const float *in_right, float *out_left,
                float *out_right, int count); /* count <= SYNTH_BLOCK */
void reverb_finish(Reverb *reverb);

/* Removes DC and saturates softly below -1 dBFS, in place. */
void master_run(Master *master, float *left, float *right, int count);

#endif

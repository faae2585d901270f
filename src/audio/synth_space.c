/* SPDX-License-Identifier: MIT */
#include "audio/synth_space.h"
#include "audio/synth.h"
#include "audio/synth_voice.h"
#include "base/vmath.h"

#include <stdlib.h>
#include <string.h>

/* Mutually prime, 29 to 73 ms: no two lines ring at the same pitch. */
static const int line_length[REVERB_LINES] = {1399, 1597, 1873, 2111, 2383, 2741, 3079, 3511};
static const int diffuser_length[DIFFUSERS] = {241, 617, 277, 571};

int echo_init(Echo *echo, double length_s)
{
    echo->length = (int)(length_s * GR_SYNTH_RATE + 0.5);
    for (int side = 0; side < 2; side++) {
        echo->line[side] = calloc((size_t)echo->length, sizeof(float));
        if (!echo->line[side])
            return -1;
    }
    return 0;
}

void echo_run(Echo *echo, const float *in_left, const float *in_right, float *out_left,
              float *out_right, int count)
{
    const float again = 0.42f, damping = 0.45f;
    for (int i = 0; i < count; i++) {
        float left = echo->line[0][echo->at], right = echo->line[1][echo->at];
        echo->damped[0] += (left - echo->damped[0]) * (1.0f - damping);
        echo->damped[1] += (right - echo->damped[1]) * (1.0f - damping);
        out_left[i] += left;
        out_right[i] += right;
        /* What comes in goes to the left first; the sides then take turns. */
        echo->line[0][echo->at] = 0.5f * (in_left[i] + in_right[i]) + again * echo->damped[1];
        echo->line[1][echo->at] = again * echo->damped[0] + 0.25f * (in_right[i] - in_left[i]);
        echo->at = echo->at + 1 < echo->length ? echo->at + 1 : 0;
    }
}

void echo_finish(Echo *echo)
{
    free(echo->line[0]);
    free(echo->line[1]);
}

int reverb_init(Reverb *reverb, float fall_s)
{
    int total = 0;
    for (int i = 0; i < REVERB_LINES; i++)
        total += line_length[i];
    for (int i = 0; i < DIFFUSERS; i++)
        total += diffuser_length[i];
    reverb->memory = calloc((size_t)total, sizeof(float));
    if (!reverb->memory)
        return -1;
    float *next = reverb->memory;
    for (int i = 0; i < REVERB_LINES; i++) {
        reverb->line[i] = next;
        next += line_length[i];
        float turns = fall_s * (float)GR_SYNTH_RATE / (float)line_length[i];
        reverb->gain[i] = gr_powf(0.001f, 1.0f / turns);
    }
    for (int i = 0; i < DIFFUSERS; i++) {
        reverb->diffuser[i] = next;
        next += diffuser_length[i];
    }
    return 0;
}

/* Every delay is longer than a block, so what a block reads was written before it: the loops below
 * have no feedback inside a block and vectorise. */
static void ring_read(const float *ring, int length, int at, float *out, int count)
{
    int first = length - at < count ? length - at : count;
    memcpy(out, ring + at, sizeof *out * (size_t)first);
    memcpy(out + first, ring, sizeof *out * (size_t)(count - first));
}

static int ring_write(float *ring, int length, int at, const float *in, int count)
{
    int first = length - at < count ? length - at : count;
    memcpy(ring + at, in, sizeof *in * (size_t)first);
    memcpy(ring, in + first, sizeof *in * (size_t)(count - first));
    return at + count < length ? at + count : at + count - length;
}

static void diffuse(Reverb *reverb, int which, float *x, int count)
{
    float late[SYNTH_BLOCK], next[SYNTH_BLOCK];
    int length = diffuser_length[which], *at = &reverb->diffuser_at[which];
    ring_read(reverb->diffuser[which], length, *at, late, count);
    for (int i = 0; i < count; i++) {
        float y = late[i] - 0.6f * x[i];
        next[i] = x[i] + 0.6f * y;
        x[i] = y;
    }
    *at = ring_write(reverb->diffuser[which], length, *at, next, count);
}

/* Hadamard's matrix of order eight in three rounds of sums and differences: every line feeds every
 * other with the same weight, and no energy is added. */
static void scatter(float v[REVERB_LINES][SYNTH_BLOCK], int count)
{
    for (int span = 1; span < REVERB_LINES; span *= 2) {
        for (int k = 0; k < REVERB_LINES; k++) {
            if (k & span)
                continue;
            for (int i = 0; i < count; i++) {
                float a = v[k][i], b = v[k + span][i];
                v[k][i] = a + b;
                v[k + span][i] = a - b;
            }
        }
    }
}

/* The line's end, darker with each turn: a low pass of two taps. */
static void read_line(Reverb *reverb, int k, float *out, int count)
{
    float late[SYNTH_BLOCK + 1];
    late[0] = reverb->last[k];
    ring_read(reverb->line[k], line_length[k], reverb->at[k], late + 1, count);
    reverb->last[k] = late[count];
    float now = 0.68f * reverb->gain[k], before = 0.32f * reverb->gain[k];
    for (int i = 0; i < count; i++)
        out[i] = now * late[i + 1] + before * late[i];
}

void reverb_run(Reverb *reverb, const float *in_left, const float *in_right, float *out_left,
                float *out_right, int count)
{
    const float still = 1e-18f; /* keeps a long silence out of the slow subnormal numbers */
    float side[2][SYNTH_BLOCK], v[REVERB_LINES][SYNTH_BLOCK];
    for (int i = 0; i < count; i++) {
        side[0][i] = in_left[i] + still;
        side[1][i] = in_right[i] + still;
    }
    for (int d = 0; d < DIFFUSERS; d++)
        diffuse(reverb, d, side[d / 2], count);
    for (int k = 0; k < REVERB_LINES; k++)
        read_line(reverb, k, v[k], count);
    for (int i = 0; i < count; i++) {
        out_left[i] += 0.35f * (v[0][i] + v[2][i] - v[4][i] + v[6][i]);
        out_right[i] += 0.35f * (v[1][i] - v[3][i] + v[5][i] + v[7][i]);
    }
    scatter(v, count);
    for (int k = 0; k < REVERB_LINES; k++) {
        for (int i = 0; i < count; i++)
            v[k][i] = 0.35355339f * v[k][i] + side[k % 2][i];
        reverb->at[k] = ring_write(reverb->line[k], line_length[k], reverb->at[k], v[k], count);
    }
}

void reverb_finish(Reverb *reverb)
{
    free(reverb->memory);
}

void master_run(Master *master, float *left, float *right, int count)
{
    const float ceiling = 0.86f; /* -1.3 dBFS */
    const float pole = 0.9985f;  /* 11 Hz */
    float *sides[2] = {left, right};
    for (int s = 0; s < 2; s++) {
        float *x = sides[s];
        for (int i = 0; i < count; i++) {
            float y = x[i] - master->before[s] + pole * master->blocked[s];
            master->before[s] = x[i];
            master->blocked[s] = y;
            x[i] = y;
        }
        for (int i = 0; i < count; i++)
            x[i] = ceiling * gr_tanhf(x[i] * master->drive);
    }
}

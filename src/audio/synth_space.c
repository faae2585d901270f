/* SPDX-License-Identifier: MIT */
#include "audio/synth_space.h"
#include "audio/synth.h"
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

static float diffuse(Reverb *reverb, int which, float x)
{
    float *slot = &reverb->diffuser[which][reverb->diffuser_at[which]];
    float late = *slot, y = late - 0.6f * x;
    *slot = x + 0.6f * y;
    reverb->diffuser_at[which]++;
    if (reverb->diffuser_at[which] == diffuser_length[which])
        reverb->diffuser_at[which] = 0;
    return y;
}

/* Hadamard's matrix of order eight in three rounds of sums and differences: every line feeds every
 * other with the same weight, and no energy is added. */
static void scatter(float v[REVERB_LINES])
{
    for (int span = 1; span < REVERB_LINES; span *= 2) {
        for (int i = 0; i < REVERB_LINES; i += 2 * span) {
            for (int k = i; k < i + span; k++) {
                float a = v[k], b = v[k + span];
                v[k] = a + b;
                v[k + span] = a - b;
            }
        }
    }
    for (int i = 0; i < REVERB_LINES; i++)
        v[i] *= 0.35355339f;
}

void reverb_run(Reverb *reverb, const float *in_left, const float *in_right, float *out_left,
                float *out_right, int count)
{
    const float still = 1e-18f; /* keeps a long silence out of the slow subnormal numbers */
    float damped[REVERB_LINES];
    memcpy(damped, reverb->damped, sizeof damped);
    for (int i = 0; i < count; i++) {
        float left = diffuse(reverb, 1, diffuse(reverb, 0, in_left[i] + still));
        float right = diffuse(reverb, 3, diffuse(reverb, 2, in_right[i] + still));
        float v[REVERB_LINES];
        for (int k = 0; k < REVERB_LINES; k++)
            v[k] = reverb->line[k][reverb->at[k]];
        for (int k = 0; k < REVERB_LINES; k++) {
            damped[k] += (v[k] - damped[k]) * 0.62f;
            v[k] = damped[k] * reverb->gain[k];
        }
        out_left[i] += 0.35f * (v[0] + v[2] - v[4] + v[6]);
        out_right[i] += 0.35f * (v[1] - v[3] + v[5] + v[7]);
        scatter(v);
        for (int k = 0; k < REVERB_LINES; k++) {
            int at = reverb->at[k];
            reverb->line[k][at] = v[k] + (k % 2 ? right : left);
            reverb->at[k] = at + 1 < line_length[k] ? at + 1 : 0;
        }
    }
    memcpy(reverb->damped, damped, sizeof damped);
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

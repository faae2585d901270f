/* SPDX-License-Identifier: MIT
 *
 * What effects of the family sound have in common: levels that rise at once and fall as things do,
 * worked out from what was heard in the seconds before, so that any frame can be drawn alone.
 */
#ifndef GR_EFFECTS_HEARD_H
#define GR_EFFECTS_HEARD_H

#include "base/vmath.h"
#include "model/moment.h"

enum { GR_FALL_TICKS_MAX = 120 };

/* How a level falls: it stays, then drops faster and faster. */
typedef struct GrFall {
    float hold_s, gravity; /* heights a second, a second */
} GrFall;

/* How far down so long after. */
static inline float gr_fallen(GrFall fall, float since_s)
{
    float s = gr_maxf(since_s - fall.hold_s, 0.0f);
    return 0.5f * fall.gravity * s * s;
}

/* Ticks after which nothing of the highest level is left. */
static inline int gr_fall_ticks(GrFall fall, float tick_s)
{
    float s = fall.hold_s + gr_sqrtf(2.0f / gr_maxf(fall.gravity, 0.01f));
    return (int)gr_clampf(s / tick_s + 1.0f, 1.0f, (float)GR_FALL_TICKS_MAX);
}

/* The highest that each tone has come down to. At ticks it is exact, in between it moves on. */
static inline void gr_fallen_tones(const GrMoment *m, GrFall fall, float out[GR_TONES])
{
    float here[GR_TONES] = {0}, next[GR_TONES] = {0}, heard[GR_TONES];
    const int ticks = gr_fall_ticks(fall, m->tick_s);
    for (int k = 0; k <= ticks; k++) { /* ticks before the next one */
        float to_next = gr_fallen(fall, (float)k * m->tick_s);
        float to_here = gr_fallen(fall, (float)(k - 1) * m->tick_s);
        gr_sonogram_tones(m->sonogram, (double)(m->sonogram_row + 1 - k), heard);
        for (int b = 0; b < GR_TONES; b++) {
            next[b] = gr_maxf(next[b], heard[b] - to_next);
            here[b] = gr_maxf(here[b], k ? heard[b] - to_here : 0.0f);
        }
    }
    for (int b = 0; b < GR_TONES; b++)
        out[b] = gr_lerpf(here[b], next[b], m->tick_part);
}

/* The loudest of the tones from one place to another (gr_tone_place), at least the one between. */
static inline float gr_loudest_tone(const float tones[GR_TONES], float from, float to)
{
    float middle = gr_clampf(0.5f * (from + to) - 0.5f, 0.0f, (float)(GR_TONES - 1));
    int below = (int)middle, above = below + 1 < GR_TONES ? below + 1 : below;
    float high = gr_lerpf(tones[below], tones[above], middle - (float)below);
    for (int b = (int)gr_maxf(from + 0.5f, 0.0f); (float)b + 0.5f < to && b < GR_TONES; b++)
        high = gr_maxf(high, tones[b]);
    return high;
}

/* A row of bytes, and how far to the next. Before the show what is to come is there, mirrored, so
 * that nothing that scrolls begins empty. */
typedef struct GrHeardRow {
    int32_t here, next;
    float part;
} GrHeardRow;

static inline GrHeardRow gr_heard_mirrored(float now_part, int32_t now_row, float ago, int32_t last)
{
    float at = now_part - ago, whole = gr_floorf(at);
    int32_t here = now_row + (int32_t)whole, next = here + 1;
    here = here < 0 ? -1 - here : here;
    next = next < 0 ? -1 - next : next;
    here = here < last ? here : last;
    next = next < last ? next : last;
    return (GrHeardRow){here, next, at - whole};
}

#endif

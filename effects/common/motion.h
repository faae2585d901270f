/* SPDX-License-Identifier: MIT
 *
 * Time and counts for effects: motion that follows the clock or surges with the sound, phases that
 * stay exact after hours (worked out in double and handed to the loops as small floats), and
 * numbers of things that may be a fraction.
 */
#ifndef GR_EFFECTS_MOTION_H
#define GR_EFFECTS_MOTION_H

#include "base/vmath.h"
#include "model/moment.h"

/* Scene time in seconds that runs fast where the music is loud: the clock alone at react 0, half
 * and half at 1, the sound alone from 2 on. It never jumps and never runs backwards. */
static inline double gr_motion_s(const GrMoment *moment, float react)
{
    double share = (double)gr_unitf(react * 0.5f);
    return moment->scene_s + (moment->flow_s - moment->scene_s) * share;
}

/* A signal times react, for "more of this with the sound": 0 .. 2 however high react is. */
static inline float gr_push(const GrMoment *moment, GrSignal signal, float react)
{
    return gr_clampf(gr_signal(moment, signal) * react, 0.0f, 2.0f);
}

/* A growing number as a whole and a part in 0..1. The whole wraps around at 2^31, which only hashes
 * ever see. */
typedef struct GrCount {
    int32_t whole;
    float part;
} GrCount;

static inline GrCount gr_count(double number)
{
    int64_t whole = (int64_t)number;
    whole -= (double)whole > number ? 1 : 0;
    return (GrCount){(int32_t)(uint32_t)(uint64_t)whole, (float)(number - (double)whole)};
}

/* Turns as an angle in 0..2 pi. */
static inline float gr_phase(double turns)
{
    return gr_count(turns).part * GR_TAU;
}

/* How many members a count that may be a fraction has, and how much member `i` of them is there. */
static inline int gr_members(float count)
{
    int whole = (int)count;
    return whole + ((float)whole < count ? 1 : 0);
}

static inline float gr_member(float count, int i)
{
    return gr_unitf(count - (float)i);
}

/* Among how many member `i` has its place where members share out a way: one that fades in is where
 * it will stay, and the others make room. */
static inline float gr_among(float count, int i)
{
    return gr_maxf(count, (float)(i + 1));
}

/* Parts around a circle. All are equal but the last of a count that is not whole: it is as narrow
 * as its fraction, so that the circle closes, and a count that grows lets it unfold. */
typedef struct GrAround {
    float last, narrow; /* which one that is, and how wide beside the others */
    float laps;         /* 0 where all are equal, which need no counting */
} GrAround;

static inline GrAround gr_around(float count)
{
    float last = (float)(gr_members(count) - 1), narrow = count - last;
    return (GrAround){last, narrow, narrow < 1.0f ? 1.0f : 0.0f};
}

/* How far a place is from the middle of its part: 0 to half a part, which it is at all edges; in a
 * narrow one it is as near its edges as that allows. `circle` is once around, `part` a whole part.
 */
static inline float gr_around_fold(const GrAround *around, float at, float circle, float part)
{
    at = at - around->laps * circle * gr_floorf(at / circle);
    float number = gr_floorf(at / part), in = at - part * number;
    float wide = number >= around->last ? around->narrow * part : part;
    return 0.5f * part - gr_minf(in, wide - in);
}

#endif

/* SPDX-License-Identifier: MIT
 *
 * Particles by the block, with the way that they came behind them. An effect says where those of a
 * block are now and were a little earlier, each in plain loops over the block, so that they
 * vectorise; the marks are then drawn one after the other in their order.
 */
#ifndef GR_EFFECTS_TRAILS_H
#define GR_EFFECTS_TRAILS_H

#include "particles.h"

/* How long the way of a particle stays visible: every effect that has some calls it `trail`. */
#define GR_TRAIL(S, unit_, def_, max_, help_) GR_FLOAT(S, trail, unit_, def_, 0, max_, help_)

enum { GR_TROOP = 64, GR_TRAIL_PIECES = 3, GR_TRAIL_PLACES = 6 };

/* Particles that follow each other in the count. */
typedef struct GrTroop {
    int first, count;
    uint32_t place[GR_TROOP]; /* names the place in the count (gr_particle_place) */
    float share[GR_TROOP];    /* how much of it there is (gr_particle_share) */
} GrTroop;

/* Lives of a troop. */
typedef struct GrLives {
    uint32_t id[GR_TROOP];
    float age[GR_TROOP];
} GrLives;

/* Their marks: place 0 is the newest, of `pieces` + 1; without pieces they are spots. */
typedef struct GrTrails {
    int pieces;
    float x[GR_TRAIL_PLACES][GR_TROOP], y[GR_TRAIL_PLACES][GR_TROOP];
    float radius[GR_TROOP], gain[GR_TROOP], pick[GR_TROOP], white[GR_TROOP];
    float cool;                               /* white of a piece beside that of the one before */
    bool dims;                                /* something stands before them: */
    float through[GR_TRAIL_PLACES][GR_TROOP]; /* light that gets past it at each place */
} GrTrails;

static inline GrTroop gr_troop_of(uint32_t seed, float count, int first)
{
    GrTroop troop = {.first = first, .count = gr_particle_count(count) - first};
    troop.count = troop.count < GR_TROOP ? troop.count : GR_TROOP;
    for (int i = 0; i < GR_TROOP; i++) {
        troop.place[i] = gr_particle_place(seed, first + i);
        troop.share[i] = gr_particle_share(count, first + i);
    }
    return troop;
}

/* Lives at a number of lives since the scene began, times each one's pace. */
static inline void gr_troop_live(const GrTroop *troop, double lives, const float *pace,
                                 GrLives *out)
{
    for (int i = 0; i < troop->count; i++) {
        const GrLife life = gr_particle_life(troop->place[i], lives * (double)pace[i]);
        out->id[i] = life.id;
        out->age[i] = life.age;
    }
    for (int i = troop->count; i < GR_TROOP; i++) {
        out->id[i] = 0;
        out->age[i] = 0.0f;
    }
}

/* Place `k` of a trail in parts of it. */
static inline float gr_trail_part(const GrTrails *trails, int k)
{
    return trails->pieces ? (float)k / (float)trails->pieces : 0.0f;
}

static inline void gr_trails_draw(const GrMarks *marks, const GrTrails *t, int count)
{
    for (int i = 0; i < count; i++) {
        GrMark mark = {t->radius[i], t->gain[i], t->pick[i], t->white[i]};
        if (t->pieces == 0) {
            gr_marks_spot(marks, t->x[0][i], t->y[0][i], mark);
        }
        const GrReach reach = gr_marks_reaches(marks, mark.radius);
        for (int k = 1; k <= t->pieces; k++) {
            const float fade = gr_trail_fade(k, t->pieces);
            gr_marks_line(marks, t->x[k - 1][i], t->y[k - 1][i], t->x[k][i], t->y[k][i], fade,
                          k == 1 ? GR_ROUND_HEAD : 0, reach, mark);
            mark.gain *= fade;
            mark.white *= t->cool;
            mark.gain *= t->dims ? t->through[k][i] : 1.0f;
        }
    }
}

/* Says where a troop is and was, and what its marks are. All GR_TROOP of them may be written. */
typedef void GrTroopPlacing(const void *scene, const GrTroop *troop, GrTrails *trails);

/* Draws `count` particles, the last of which may be a fraction. */
static inline void gr_trails_run(const GrMarks *marks, uint32_t seed, float count,
                                 GrTroopPlacing *place, const void *scene)
{
    GrTrails trails;
    for (int first = 0; first < gr_particle_count(count); first += GR_TROOP) {
        const GrTroop troop = gr_troop_of(seed, count, first);
        trails.pieces = GR_TRAIL_PIECES;
        trails.cool = 1.0f;
        trails.dims = false;
        place(scene, &troop, &trails);
        gr_trails_draw(marks, &trails, troop.count);
    }
}

#endif

/* SPDX-License-Identifier: MIT
 *
 * Milestones: what the simulations of a scene were at the ticks where workers will start, so that a
 * replay need not begin at the scene's start. They lie in memory that is shared between master and
 * workers. They are a memory of what anybody would work out anyway, byte for byte: whoever steps a
 * simulation past one that is missing leaves it there (the exposure plan, the task of the farm that
 * runs ahead, a worker), and whoever is behind takes the latest that is there. So nothing waits for
 * them, and nothing is wrong without them or when who was writing one is killed.
 */
#ifndef GR_RENDER_MILESTONES_H
#define GR_RENDER_MILESTONES_H

#include "base/error.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct GrFrozen GrFrozen;

/* Of all milestones of a show, unless the settings ask for less: what does not fit is thinned out,
 * and a replay then starts a little earlier. */
#define GR_MILESTONE_BYTES ((size_t)128 << 20)

/* Those of one layer. */
typedef struct GrMilestones {
    int count;
    const int64_t *steps; /* ascending: how many ticks the kept state has seen */
    size_t bytes;         /* of one state */
    char *states;
    _Atomic uint8_t *kept; /* whether a state is there */
} GrMilestones;

/* Makes room for the states of a freeze; its settings say where workers start. Without memory to
 * share there are none. */
int gr_milestones_create(GrFrozen *frozen, GrError *error);
/* Before the arena of the freeze goes. */
void gr_milestones_destroy(GrFrozen *frozen);
/* Layers of another freeze of the same show that have the same cells leave and find their states in
 * the same place. */
void gr_milestones_lend(const GrFrozen *owner, GrFrozen *other);
/* Whether one is missing that a worker which starts at `run_start` would look for. */
bool gr_milestones_missing(const GrFrozen *frozen, int64_t run_start);

/* Takes up the latest state that has seen more than `seen` ticks and no more than `wanted`. Returns
 * how many it has seen: `seen` when there was none. */
int64_t gr_milestones_load(const GrMilestones *milestones, int64_t seen, int64_t wanted,
                           void *state);
/* Leaves a state that has seen so many ticks, if that is a milestone. */
void gr_milestones_keep(const GrMilestones *milestones, int64_t seen, const void *state);

/* The tick from which whoever starts at a frame draws a scene: the frame's own, or as much earlier
 * as feedback asks for; 0 in the scene's beginning. */
int64_t gr_run_first_tick(const GrFrozen *frozen, int scene, int64_t run_start);

#endif

/* SPDX-License-Identifier: MIT
 *
 * Parameters at a moment. A block is the parameters of one thing (a field, a layer's look, a
 * shader); where nothing in it changes over time, it is the show's own memory, else a copy that is
 * filled for each picture. Speeds are summed up tick by tick at the freeze, so that what they drive
 * never jumps and any frame can be drawn alone.
 */
#ifndef GR_RENDER_ANIMATE_H
#define GR_RENDER_ANIMATE_H

#include "base/arena.h"
#include "model/signal.h"
#include "render/moments.h"
#include "scene/animation.h"

/* What the moments of a scene are made of; borrowed. */
typedef struct GrScoreSource {
    const GrShow *show;
    const GrHearing *hearing;
    const GrScene *scene;
    uint64_t seed;                  /* of random() in its expressions */
    uint64_t lots;                  /* the seed of lot(): the show's */
    float aspect;                   /* of the frame */
    const GrTransition *transition; /* what p is the progress of; NULL: the scene */
} GrScoreSource;

/* A moment and, in scenes where something changes over time, what expressions see of it. */
typedef struct GrScore {
    GrMoment moment;
    GrSceneTime time;
    float uniforms[GR_UNIFORM_COUNT];
} GrScore;

void gr_score_fill(GrScore *score, const GrScoreSource *source, GrSceneTime time);

typedef struct GrBlock {
    const void *values; /* as the show gives them */
    size_t size;
    const GrAnimation *animation;
    double *
        *ways; /* by animated parameter: for speeds, the way made by each tick; NULL for others */
    int64_t ticks;
    size_t offset; /* of its copy in a scene state's memory for blocks; 0 when it never changes */
} GrBlock;

/* Takes up a block; *bytes is what all copies of the scene need so far (not 0), and grows. */
int gr_block_init(GrBlock *block, const void *values, size_t size, const GrAnimation *animation,
                  const GrScoreSource *source, GrArena *arena, size_t *bytes, GrError *error);
/* The values at a moment: in `memory` at the block's offset, or the show's own. */
const void *gr_block_at(const GrBlock *block, const GrScore *score, void *memory);
/* What an expression or keyframes say, before the parameter's range holds it. */
float gr_animated_value(const GrAnimated *animated, const GrScore *score);
/* What gr_block_at gave last. */
static inline const void *gr_block_last(const GrBlock *block, const void *memory)
{
    return block->offset ? (const char *)memory + block->offset : block->values;
}
/* The same into memory of the block's size. */
void gr_block_read(const GrBlock *block, const GrScore *score, void *values);
bool gr_block_changes(const GrBlock *block);

#endif

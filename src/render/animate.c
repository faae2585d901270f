/* SPDX-License-Identifier: MIT */
#include "render/animate.h"

#include "base/vmath.h"

#include <string.h>

void gr_score_fill(GrScore *score, const GrScoreSource *source, GrSceneTime time)
{
    score->time = time;
    gr_moment_fill(&score->moment, source->show, source->hearing, source->scene, time);
    score->moment.lots = gr_expr_seed(source->lots);
    score->moment.aspect = source->aspect;
    if (source->transition)
        score->moment.p = gr_unitf(gr_transition_way(source->transition, score->moment.scene_s));
    if (!source->scene->changes)
        return;
    gr_expr_uniforms(&score->moment, score->uniforms);
    score->uniforms[GR_UNIFORM_SEED] = gr_expr_seed(source->seed);
}

bool gr_block_changes(const GrBlock *block)
{
    return block->animation && block->animation->count > 0;
}

float gr_animated_value(const GrAnimated *animated, const GrScore *score)
{
    return animated->expr
               ? gr_expr_value(animated->expr, score->uniforms)
               : gr_keyframes_value(animated->keys, score->moment.scene_s, score->uniforms);
}

static float value_at(const GrAnimated *animated, const GrScore *score)
{
    return gr_clampf(gr_animated_value(animated, score), (float)animated->param->min,
                     (float)animated->param->max);
}

/* The way that a speed has made by the start of each tick, by trapezoids. */
static int sum_up(GrBlock *block, int index, const GrScoreSource *source, GrArena *arena,
                  GrError *error)
{
    double *way = GR_ARENA_NEW(arena, double, block->ticks + 1);
    if (!way)
        return gr_error_memory(error, "speeds", (size_t)(block->ticks + 1) * sizeof *way);
    const double tick_s = 1.0 / gr_rational_value(source->show->tick);
    GrScore score;
    float before = 0.0f;
    for (int64_t tick = 0; tick <= block->ticks; tick++) {
        gr_score_fill(&score, source, (GrSceneTime){tick, 0.0});
        float value = value_at(&block->animation->list[index], &score);
        way[tick] = tick ? way[tick - 1] + 0.5 * ((double)before + (double)value) * tick_s : 0.0;
        before = value;
    }
    block->ways[index] = way;
    return GR_OK;
}

int gr_block_init(GrBlock *block, const void *values, size_t size, const GrAnimation *animation,
                  const GrScoreSource *source, GrArena *arena, size_t *bytes, GrError *error)
{
    *block = (GrBlock){.values = values, .size = size, .animation = animation};
    if (!gr_block_changes(block))
        return GR_OK;
    block->offset = *bytes;
    *bytes += (size + 63) / 64 * 64;
    block->ticks = gr_scene_tick_count(source->scene, source->show->tick);
    block->ways = GR_ARENA_NEW(arena, double *, animation->count);
    int code = block->ways ? GR_OK : gr_error_memory(error, "speeds", sizeof(double *));
    for (int i = 0; i < animation->count && !code; i++)
        if (animation->list[i].param->rate)
            code = sum_up(block, i, source, arena, error);
    return code;
}

/* A speed as what the time since the scene's start is multiplied by. */
static float mean_speed(const GrBlock *block, int index, const GrScore *score)
{
    const double *way = block->ways[index];
    const double tick_s = (double)score->moment.tick_s, time_s = score->moment.scene_s;
    float now = value_at(&block->animation->list[index], score);
    if (time_s <= 0.0)
        return now;
    int64_t tick = score->time.tick;
    double part = score->time.part, made;
    if (tick < block->ticks)
        made = way[tick] + (way[tick + 1] - way[tick]) * part;
    else /* past the scene's end, beneath the next one */
        made = way[block->ticks] + (double)now * ((double)(tick - block->ticks) + part) * tick_s;
    return (float)(made / time_s);
}

static void set_animated(const GrBlock *block, int index, const GrScore *score, char *values)
{
    const GrAnimated *animated = &block->animation->list[index];
    const GrParam *param = animated->param;
    void *slot = values + param->offset;
    if (param->type == GR_PARAM_COLOUR)
        *(GrColour *)slot = gr_keyframes_colour(animated->keys, score->moment.scene_s);
    else if (param->type == GR_PARAM_INT)
        *(int32_t *)slot = (int32_t)gr_roundf(value_at(animated, score));
    else
        *(float *)slot = param->rate ? mean_speed(block, index, score) : value_at(animated, score);
}

void gr_block_read(const GrBlock *block, const GrScore *score, void *values)
{
    memcpy(values, block->values, block->size);
    for (int i = 0; gr_block_changes(block) && i < block->animation->count; i++)
        set_animated(block, i, score, values);
}

const void *gr_block_at(const GrBlock *block, const GrScore *score, void *memory)
{
    if (!gr_block_changes(block))
        return block->values;
    char *values = (char *)memory + block->offset;
    gr_block_read(block, score, values);
    return values;
}

/* SPDX-License-Identifier: MIT */
#include "cli/bench_effects.h"

#include "base/arena.h"
#include "cli/bench.h"
#include "scene/params.h"

enum { FRAMES = 12, TICKS = 12 };

/* A moment of a loud song of 120 beats a minute, without a list of its beats. */
static void set_moment(GrMoment *moment, double time_s)
{
    *moment = (GrMoment){.show_s = time_s,
                         .scene_s = time_s,
                         .flow_s = time_s,
                         .duration_s = 10,
                         .t = (float)time_s,
                         .p = (float)time_s / 10,
                         .tick = (int64_t)(time_s * 24),
                         .tick_s = 1.0f / 24};
    for (int i = 0; i < GR_SIGNAL_COUNT; i++)
        moment->signals.v[i] = 0.5f;
}

typedef struct Bench {
    const GrEffect *effect;
    GrFieldInput input;
    GrFieldOutput output;
    GrMoment moment;
    int tick, frame;
} Bench;

static double draw_s(Bench *bench)
{
    double start = gr_bench_cpu_s();
    for (int i = 0; i < FRAMES; i++) {
        set_moment(&bench->moment, 3.0 + bench->frame++ / 24.0);
        bench->effect->draw(&bench->input, &bench->output);
    }
    return (gr_bench_cpu_s() - start) / FRAMES;
}

static double step_s(Bench *bench)
{
    if (!bench->effect->step)
        return 0;
    double start = gr_bench_cpu_s();
    for (int i = 0; i < TICKS; i++) {
        set_moment(&bench->moment, bench->tick++ / 24.0);
        bench->effect->step(&bench->input);
    }
    return (gr_bench_cpu_s() - start) / TICKS;
}

static int measure(const GrEffect *effect, const GrGrid *grid, GrArena *arena, int rounds,
                   double *ms, double *step_ms, GrError *error)
{
    Bench bench = {.effect = effect};
    double drawn[GR_BENCH_MOST_ROUNDS], stepped[GR_BENCH_MOST_ROUNDS];
    const size_t plane = ((size_t)grid->count + 16) * sizeof(float);
    void *params = gr_arena_alloc(arena, effect->params.size);
    float *planes[4]; /* what is drawn, and a stencil */
    bool room = params != NULL;
    for (int i = 0; i < 4; i++)
        room = (planes[i] = gr_arena_alloc(arena, plane)) != NULL && room;
    if (!room)
        return gr_error_memory(error, "a field", plane);
    int code = gr_params_init(&effect->params, params, arena, error);
    if (code)
        return code;
    for (int i = 0; i < grid->count; i++)
        planes[3][i] = (float)(i / 8 % 2); /* as wide as letters */
    const GrStencilCells stencil = {planes[3], planes[3]};
    size_t state = effect->state_bytes ? effect->state_bytes(grid, params) : 0;
    size_t scratch = effect->scratch_bytes ? effect->scratch_bytes(grid, params) : 0;
    bench.input = (GrFieldInput){.grid = grid,
                                 .moment = &bench.moment,
                                 .params = params,
                                 .seed = 1,
                                 .state = gr_arena_alloc(arena, state + 64),
                                 .scratch = gr_arena_alloc(arena, scratch + 64),
                                 .stencil = effect->stencil ? &stencil : NULL};
    bench.output = (GrFieldOutput){planes[0], effect->flags & GR_EFFECT_PICKS ? planes[1] : NULL,
                                   effect->flags & GR_EFFECT_LIGHTS ? planes[2] : NULL};
    if (!bench.input.state || !bench.input.scratch)
        return gr_error_memory(error, "an effect's memory", state + scratch);
    set_moment(&bench.moment, 0);
    if (effect->init)
        effect->init(&bench.input);
    step_s(&bench);
    draw_s(&bench);
    for (int round = 0; round < rounds; round++) {
        stepped[round] = step_s(&bench) * 1e3;
        drawn[round] = draw_s(&bench) * 1e3;
    }
    *step_ms = gr_bench_median(stepped, rounds);
    *ms = gr_bench_median(drawn, rounds);
    return GR_OK;
}

int gr_bench_effect(const GrEffect *effect, int rounds, GrEffectCost *cost, GrError *error)
{
    static const char *const grids[] = {"md", "sm"};
    double ms[2] = {0}, step_ms[2] = {0};
    int count = 1, code = GR_OK;
    for (int g = 0; !code && g < 2; g++) {
        const GrGridSpec spec = {.named = gr_grid_size_find(grids[g])};
        GrArena arena = {0};
        GrGrid grid = {0};
        code = gr_grid_create(&grid, spec, 1920, 1080, error);
        if (!code)
            code = measure(effect, &grid, &arena, rounds, &ms[g], &step_ms[g], error);
        count = code ? count : grid.count;
        gr_grid_finish(&grid);
        gr_arena_finish(&arena);
    }
    if (!code)
        *cost = (GrEffectCost){ms[0], ms[1], ms[1] * 1e6 / count, step_ms[0]};
    return code;
}

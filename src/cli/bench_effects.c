/* SPDX-License-Identifier: MIT */
#include "cli/bench_effects.h"

#include "audio/imagined.h"
#include "base/arena.h"
#include "cli/bench.h"
#include "scene/params.h"

enum { FRAMES = 12, TICKS = 12, ROWS = 960 };

/* A moment of a loud song of 120 beats a minute, without a list of its beats. */
static void set_moment(GrMoment *moment, const GrSonogram *sonogram, double time_s)
{
    *moment = (GrMoment){.sonogram = sonogram,
                         .sonogram_row = (int64_t)(time_s * 24) % ROWS,
                         .show_s = time_s,
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
    GrSonogram sonogram;
    int tick, frame;
    GrFilmPicture film;
} Bench;

/* Draws the fields among an effect's parameters, none of which has others or a history. */
typedef struct Host {
    GrFieldHost host; /* first */
    const GrFieldInput *input;
    void *scratch; /* for the one that wants the most */
    float *pick, *light;
} Host;

static void draw_within(const GrFieldHost *host, const GrFieldUse *use, const GrGrid *grid,
                        float *value)
{
    const Host *own = (const Host *)(const void *)host;
    GrFieldInput input = *own->input;
    GrFieldOutput output = {value, own->pick, own->light};
    input.grid = grid;
    input.params = use->params;
    input.scratch = own->scratch;
    use->effect->draw(&input, &output);
}

static size_t scratch_of(const GrEffect *effect, const GrGrid *grid, const void *params)
{
    return effect->scratch_bytes ? effect->scratch_bytes(grid, params) : 0;
}

static size_t scratch_within(const GrParamTable *table, const GrGrid *grid, const void *params)
{
    size_t most = 64;
    for (int i = 0; i < table->count; i++) {
        const GrParam *param = &table->params[i];
        const GrFields *fields = (const void *)((const char *)params + param->offset);
        for (int k = 0; param->type == GR_PARAM_FIELD && k < fields->count; k++) {
            size_t own = scratch_of(fields->list[k].effect, grid, fields->list[k].params);
            most = own > most ? own : most;
        }
    }
    return most;
}

/* What is shown to an effect that asks for a film: a raster as 1080p gives it on the grid md. */
static int make_film(GrFilmPicture *film, GrArena *arena, GrError *error)
{
    enum { COLS = 320, ROWS_HIGH = 180 };
    uint8_t *rgba = gr_arena_alloc(arena, (size_t)COLS * ROWS_HIGH * 4);
    if (!rgba)
        return gr_error_memory(error, "a film", (size_t)COLS * ROWS_HIGH * 4);
    for (int i = 0; i < COLS * ROWS_HIGH * 4; i++)
        rgba[i] = (uint8_t)(i % 4 == 3 ? 255 : i / 4 % COLS + i / 4 / COLS);
    *film = (GrFilmPicture){
        .rgba = rgba, .cols = COLS, .rows = ROWS_HIGH, .aspect = 16.0f / 9.0f, .white = 1.0f};
    return GR_OK;
}

static double draw_s(Bench *bench)
{
    double start = gr_bench_cpu_s();
    for (int i = 0; i < FRAMES; i++) {
        set_moment(&bench->moment, &bench->sonogram, 3.0 + bench->frame++ / 24.0);
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
        set_moment(&bench->moment, &bench->sonogram, bench->tick++ / 24.0);
        bench->effect->step(&bench->input);
    }
    return (gr_bench_cpu_s() - start) / TICKS;
}

static int prepare(Bench *bench, Host *host, GrStencilCells *stencil, GrArena *arena,
                   GrError *error)
{
    const GrEffect *effect = bench->effect;
    const GrGrid *grid = bench->input.grid;
    const size_t plane = ((size_t)grid->count + 16) * sizeof(float);
    void *params = gr_arena_alloc(arena, effect->params.size);
    float *planes[6]; /* what is drawn, a stencil, what nobody wants of a field within */
    bool room = params != NULL;
    for (int i = 0; i < 6; i++)
        room = (planes[i] = gr_arena_alloc(arena, plane)) != NULL && room;
    if (!room)
        return gr_error_memory(error, "a field", plane);
    int code = gr_params_init(&effect->params, params, arena, error);
    if (!code)
        code = gr_sonogram_create(&bench->sonogram, gr_rational(24, 1), ROWS, effect->hears, error);
    if (code)
        return code;
    if (effect->film) {
        code = make_film(&bench->film, arena, error);
        if (code)
            return code;
    }
    if (effect->hears)
        gr_imagine_sonogram(120.0, &bench->sonogram);
    for (int i = 0; i < grid->count; i++)
        planes[3][i] = (float)(i / 8 % 2); /* as wide as letters */
    *stencil = (GrStencilCells){.sharp = planes[3], .soft = planes[3]};
    size_t state = effect->state_bytes ? effect->state_bytes(grid, params) : 0;
    size_t scratch = scratch_of(effect, grid, params);
    size_t within = scratch_within(&effect->params, grid, params);
    *host =
        (Host){{draw_within}, &bench->input, gr_arena_alloc(arena, within), planes[4], planes[5]};
    bench->input = (GrFieldInput){.grid = grid,
                                  .moment = &bench->moment,
                                  .params = params,
                                  .host = &host->host,
                                  .seed = 1,
                                  .state = gr_arena_alloc(arena, state + 64),
                                  .scratch = gr_arena_alloc(arena, scratch + 64),
                                  .stencil = effect->stencil ? stencil : NULL,
                                  .film = effect->film ? &bench->film : NULL};
    bench->output = (GrFieldOutput){planes[0], effect->flags & GR_EFFECT_PICKS ? planes[1] : NULL,
                                    effect->flags & GR_EFFECT_LIGHTS ? planes[2] : NULL};
    if (!bench->input.state || !bench->input.scratch || !host->scratch)
        return gr_error_memory(error, "an effect's memory", state + scratch + within);
    return GR_OK;
}

static int measure(const GrEffect *effect, const GrGrid *grid, GrArena *arena, int rounds,
                   double *ms, double *step_ms, GrError *error)
{
    Bench bench = {.effect = effect, .input = {.grid = grid}};
    Host host;
    GrStencilCells stencil;
    double drawn[GR_BENCH_MOST_ROUNDS], stepped[GR_BENCH_MOST_ROUNDS];
    int code = prepare(&bench, &host, &stencil, arena, error);
    if (!code) {
        set_moment(&bench.moment, &bench.sonogram, 0);
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
    }
    gr_sonogram_finish(&bench.sonogram);
    return code;
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

/* SPDX-License-Identifier: MIT
 *
 * A stage for trying effects: a grid, guarded planes, state and scratch, and moments whose sound is
 * silent, loud or noise. Memory that an effect must leave alone is filled with a pattern and
 * looked at afterwards.
 */
#ifndef GR_TESTS_STAGE_H
#define GR_TESTS_STAGE_H

#include "audio/imagined.h"
#include "base/arena.h"
#include "base/hash.h"
#include "base/rng.h"
#include "base/vmath.h"
#include "media/film.h"
#include "model/effect.h"
#include "scene/expr.h"
#include "scene/params.h"

#include <stdbool.h>
#include <string.h>

typedef enum StageSound { STAGE_SILENT, STAGE_LOUD, STAGE_NOISE } StageSound;

/* A film of three seconds that is narrower than the stage's frames: a disc that goes round in front
 * of stripes, with a hole in it where nothing is. */
enum { STAGE_FILM_COLS = 48, STAGE_FILM_ROWS = 36, STAGE_FILM_PICTURES = 72 };

enum { STAGE_GUARD = 64, STAGE_PLANES = 3, STAGE_BEATS = 64, STAGE_ROWS = 960, STAGE_BEFORE = 96 };

#define STAGE_PATTERN 0x7fc0dea1 /* a NaN: it cannot pass for a value */

typedef struct Stage {
    const GrEffect *effect;
    void *params;
    GrArena arena; /* of the expressions in them */
    GrGrid grid;
    GrMoment moment;
    GrBeats beats;
    double beat_times[STAGE_BEATS];
    float *plane[STAGE_PLANES]; /* value, pick, light: behind a guard, before another */
    void *plane_memory[STAGE_PLANES];
    unsigned char *state, *scratch;
    size_t state_bytes, scratch_bytes;
    float *sharp, *soft; /* a stencil: stripes, as wide as letters */
    GrStencilCells stencil;
    uint8_t film_rgba[STAGE_FILM_COLS * STAGE_FILM_ROWS * 4];
    GrFilmPicture film;
    int64_t ticks; /* stepped so far, -1 before init */
    StageSound sound;
    uint64_t seed;
} Stage;

/* What went wrong, in words, or NULL. */
typedef const char *StageFault;

static inline void stage_fill(void *memory, size_t floats)
{
    for (size_t i = 0; i < floats; i++) {
        ((int32_t *)memory)[i] = STAGE_PATTERN;
    }
}

static inline bool stage_is_filled(const void *memory, size_t floats)
{
    for (size_t i = 0; i < floats; i++) {
        if (((const int32_t *)memory)[i] != STAGE_PATTERN) {
            return false;
        }
    }
    return true;
}

/* A block of `bytes` followed by a guard. */
static inline unsigned char *stage_block(size_t bytes)
{
    size_t padded = (bytes + 3) / 4 * 4;
    unsigned char *block = gr_aligned_alloc(padded + STAGE_GUARD * 4);
    stage_fill(block + padded, STAGE_GUARD);
    return block;
}

static inline size_t stage_plane_floats(const Stage *stage)
{
    return ((size_t)stage->grid.count + 15) / 16 * 16;
}

/* Every parameter as it is by default. */
static inline bool stage_defaults(Stage *stage)
{
    return gr_params_init(&stage->effect->params, stage->params, &stage->arena, NULL) == GR_OK;
}

static inline bool stage_open(Stage *stage, const GrEffect *effect, int cols, int rows, int width,
                              int height)
{
    memset(stage, 0, sizeof *stage);
    stage->effect = effect;
    stage->seed = 0x5eedu;
    stage->params = gr_aligned_alloc(effect->params.size + 64);
    if (!stage_defaults(stage) ||
        gr_grid_create_cells(&stage->grid, cols, rows, width, height, NULL) < 0) {
        return false;
    }
    for (int i = 0; i < STAGE_BEATS; i++) {
        stage->beat_times[i] = 0.5 * i - 1.0; /* 120 a minute */
    }
    stage->beats = (GrBeats){
        .count = STAGE_BEATS, .time_s = stage->beat_times, .tempo_bpm = 120.0, .first_downbeat = 2};
    size_t floats = stage_plane_floats(stage);
    for (int i = 0; i < STAGE_PLANES; i++) {
        float *memory = gr_aligned_alloc((floats + 2 * STAGE_GUARD) * sizeof(float));
        stage_fill(memory, floats + 2 * STAGE_GUARD);
        stage->plane_memory[i] = memory;
        stage->plane[i] = memory + STAGE_GUARD;
    }
    stage->sharp = gr_aligned_alloc(floats * sizeof(float));
    stage->soft = gr_aligned_alloc(floats * sizeof(float));
    for (size_t i = 0; i < floats; i++) {
        float x = i < (size_t)stage->grid.count ? stage->grid.x[i] : 9.0f;
        float y = i < (size_t)stage->grid.count ? stage->grid.y[i] : 9.0f;
        float wave = gr_sinf(4.0f * x) + 0.7f - y * y;
        stage->sharp[i] = wave > 0.0f ? 1.0f : 0.0f;
        stage->soft[i] = gr_unitf(0.5f + wave);
    }
    stage->stencil = (GrStencilCells){.sharp = stage->sharp, .soft = stage->soft};
    stage->ticks = -1;
    return true;
}

static inline void stage_close(Stage *stage)
{
    for (int i = 0; i < STAGE_PLANES; i++) {
        gr_aligned_free(stage->plane_memory[i]);
    }
    gr_aligned_free(stage->sharp);
    gr_aligned_free(stage->soft);
    gr_aligned_free(stage->state);
    gr_aligned_free(stage->scratch);
    gr_aligned_free(stage->params);
    gr_arena_finish(&stage->arena);
    gr_grid_finish(&stage->grid);
    memset(stage, 0, sizeof *stage);
}

/* The highest value that a parameter takes; choices count their words. */
static inline double stage_param_max(const GrParam *param)
{
    if (param->type != GR_PARAM_CHOICE) {
        return param->max;
    }
    int count = 0;
    while (param->choices[count]) {
        count++;
    }
    return count - 1;
}

static inline void stage_set(Stage *stage, const char *name, double value)
{
    const GrParam *param = gr_param_find(&stage->effect->params, name);
    if (param) {
        gr_param_set_number(param, stage->effect->name, value, stage->params, NULL);
    }
}

/* Fields among the parameters: drawn with what memory they ask for, made anew each time, as the
 * stage's own effects are. None of them has a history. */
typedef struct StageHost {
    GrFieldHost host; /* first */
    const GrFieldInput *input;
} StageHost;

static inline void stage_draw_within(const GrFieldHost *host, const GrFieldUse *use,
                                     const GrGrid *grid, float *value)
{
    const StageHost *from = (const StageHost *)(const void *)host;
    GrFieldInput input = *from->input;
    size_t bytes = use->effect->scratch_bytes ? use->effect->scratch_bytes(grid, use->params) : 0;
    float *more = gr_aligned_alloc(((size_t)grid->count + 16) * 2 * sizeof(float));
    GrFieldOutput output = {value, more, more + grid->count + 16};
    input.grid = grid;
    input.params = use->params;
    input.seed += 1 + use->path;
    input.state = NULL;
    input.scratch = gr_aligned_alloc(bytes + 64);
    use->effect->draw(&input, &output);
    gr_aligned_free(input.scratch);
    gr_aligned_free(more);
}

/* Puts an expression into a parameter of the effect; false when it is none. */
static inline bool stage_express(Stage *stage, const char *name, const char *text)
{
    static const GrExprScope cells = {.cells = true};
    const GrParam *param = gr_param_find(&stage->effect->params, name);
    GrExprFault fault;
    return gr_expr_compile(text, &cells, &stage->arena,
                           (const GrExpr **)(void *)((char *)stage->params + param->offset),
                           &fault) == GR_OK;
}

/* Loud is music, noise is bytes by chance; both go round and round. */
static inline const GrSonogram *stage_sonogram(StageSound sound)
{
    static GrSonogram made[STAGE_NOISE + 1];
    GrSonogram *s = &made[sound];
    if (sound == STAGE_SILENT || s->rows ||
        gr_sonogram_create(s, gr_rational(24, 1), STAGE_ROWS,
                           GR_HEARS_TONES | GR_HEARS_PITCHES | GR_HEARS_LEVELS | GR_HEARS_WAVE,
                           NULL) < 0) {
        return s->rows ? s : NULL;
    }
    gr_imagine_sonogram(120.0, s);
    for (uint32_t i = 0; sound == STAGE_NOISE && i < STAGE_ROWS * GR_TONES; i++) {
        s->tones[i] = (uint8_t)gr_rng_u32(1, i, 0);
        s->pitches[i % (STAGE_ROWS * GR_PITCHES)] = (uint8_t)gr_rng_u32(2, i, 0);
        s->levels[i % (STAGE_ROWS * GR_EARS)] = (uint8_t)gr_rng_u32(3, i, 0);
        s->wave[i] = (int8_t)(gr_rng_u32(4, i, 0) & 255u);
        s->wave_scale[i % STAGE_ROWS] = (uint8_t)(gr_rng_u32(5, i, 0) & 63u);
    }
    return s;
}

/* Silence has no beats either. Loud is every signal at its highest, with the beat running. */
static inline void stage_moment(Stage *stage, double time_s)
{
    GrMoment *m = &stage->moment;
    memset(m, 0, sizeof *m);
    m->show_s = time_s;
    m->scene_s = time_s;
    m->duration_s = 20.0;
    m->flow_s = time_s;
    m->t = (float)time_s;
    m->p = (float)(time_s / 20.0 < 1.0 ? time_s / 20.0 : 1.0);
    m->tick_s = 1.0f / 24.0f;
    m->tick = (int64_t)(time_s * 24.0 + 1e-6);
    m->tick_part = (float)(time_s * 24.0 - (double)m->tick);
    m->tick_part = m->tick_part > 0.0f ? m->tick_part : 0.0f;
    m->beats = stage->sound == STAGE_SILENT ? NULL : &stage->beats;
    m->sonogram = stage_sonogram(stage->sound);
    m->sonogram_row = (m->tick + STAGE_BEFORE) % STAGE_ROWS;
    if (stage->sound == STAGE_SILENT) {
        return;
    }
    m->flow_s = time_s * 1.3 + 0.2;
    double beat = time_s * 2.0;
    float phase = (float)(beat - (double)(int64_t)beat);
    for (int i = 0; i < GR_SIGNAL_COUNT; i++) {
        uint32_t key = (uint32_t)(int64_t)(time_s * 1000.0);
        m->signals.v[i] = stage->sound == STAGE_LOUD ? 1.0f : gr_rng_unit(77, key, (uint32_t)i);
    }
    if (stage->sound == STAGE_LOUD) {
        m->signals.v[GR_SIGNAL_BEAT_PHASE] = phase;
        m->signals.v[GR_SIGNAL_BEAT_DECAY] = 1.0f - 0.8f * phase;
        m->signals.v[GR_SIGNAL_BEAT] = phase < 1.0f / 12.0f ? 1.0f : 0.0f;
    }
}

/* What the renderer would show at the stage's moment, or nothing. */
static inline const GrFilmPicture *stage_film(Stage *stage)
{
    int64_t starts[STAGE_FILM_PICTURES];
    GrFilm film = {.start_ns = starts,
                   .picture_count = STAGE_FILM_PICTURES,
                   .length_ns = 3000000000,
                   .tolerance_ns = 1000};
    GrFilmSpec spec = {0};
    if (!stage->effect->film) {
        return NULL;
    }
    for (int i = 0; i < STAGE_FILM_PICTURES; i++) {
        starts[i] = i * film.length_ns / STAGE_FILM_PICTURES;
    }
    stage->effect->film(stage->params, &stage->moment, &spec);
    int64_t picture = gr_film_shown(&film, &spec);
    float turn = GR_TAU * (float)picture / STAGE_FILM_PICTURES;
    for (int i = 0; i < STAGE_FILM_COLS * STAGE_FILM_ROWS; i++) {
        float x = ((float)(i % STAGE_FILM_COLS) + 0.5f) / (STAGE_FILM_COLS / 2) - 1.0f;
        float y = ((float)(i / STAGE_FILM_COLS) + 0.5f) / (STAGE_FILM_ROWS / 2) - 1.0f;
        float dx = x - 0.5f * gr_cosf(turn), dy = y - 0.5f * gr_sinf(turn);
        float disc = gr_unitf(2.0f - 5.0f * (dx * dx + dy * dy));
        float light = 0.25f + 0.15f * gr_sinf(9.0f * x + turn) + 0.5f * disc;
        bool hole = (x - 0.7f) * (x - 0.7f) + (y + 0.7f) * (y + 0.7f) < 0.04f;
        for (int c = 0; c < 3; c++) {
            stage->film_rgba[4 * i + c] = hole ? 0 : (uint8_t)(gr_unitf(light) * 255.0f);
        }
        stage->film_rgba[4 * i + 3] = hole ? 0 : 255;
    }
    stage->film = (GrFilmPicture){.rgba = picture < 0 ? NULL : stage->film_rgba,
                                  .cols = STAGE_FILM_COLS,
                                  .rows = STAGE_FILM_ROWS,
                                  .aspect = 4.0f / 3.0f,
                                  .black = 0.1f,
                                  .white = 0.9f};
    return &stage->film;
}

static inline GrFieldInput stage_input(Stage *stage)
{
    return (GrFieldInput){.grid = &stage->grid,
                          .moment = &stage->moment,
                          .params = stage->params,
                          .seed = stage->seed,
                          .state = stage->state,
                          .scratch = stage->scratch,
                          .stencil = stage->effect->stencil ? &stage->stencil : NULL};
}

/* Makes state and scratch for the parameters as they are now, and plants the state. */
static inline void stage_begin(Stage *stage)
{
    const GrEffect *e = stage->effect;
    gr_aligned_free(stage->state);
    gr_aligned_free(stage->scratch);
    stage->state_bytes = e->state_bytes ? e->state_bytes(&stage->grid, stage->params) : 0;
    stage->scratch_bytes = e->scratch_bytes ? e->scratch_bytes(&stage->grid, stage->params) : 0;
    stage->state = stage_block(stage->state_bytes);
    stage->scratch = stage_block(stage->scratch_bytes);
    stage_fill(stage->scratch, stage->scratch_bytes / 4); /* contents are undefined */
    stage->ticks = 0;
    if (e->init) {
        stage_moment(stage, 0.0);
        GrFieldInput input = stage_input(stage);
        const StageHost host = {{stage_draw_within}, &input};
        input.host = &host.host;
        e->init(&input);
    }
}

/* Draws the frame at a time; a simulation steps forward to its tick first. */
static inline StageFault stage_draw(Stage *stage, double time_s)
{
    const GrEffect *e = stage->effect;
    if (stage->ticks < 0) {
        stage_begin(stage);
    }
    GrFieldInput input = stage_input(stage);
    const StageHost host = {{stage_draw_within}, &input};
    input.host = &host.host;
    for (int64_t tick = (int64_t)(time_s * 24.0 + 1e-6); e->step && stage->ticks < tick;
         stage->ticks++) {
        stage_moment(stage, (double)stage->ticks / 24.0);
        e->step(&input);
    }
    stage_moment(stage, time_s);
    input.film = stage_film(stage);
    size_t floats = stage_plane_floats(stage);
    for (int i = 0; i < STAGE_PLANES; i++) {
        stage_fill(stage->plane[i], floats);
    }
    uint64_t before = gr_hash_bytes(stage->state, stage->state_bytes, 1);
    GrFieldOutput output = {stage->plane[0], e->flags & GR_EFFECT_PICKS ? stage->plane[1] : NULL,
                            e->flags & GR_EFFECT_LIGHTS ? stage->plane[2] : NULL};
    e->draw(&input, &output);
    if (gr_hash_bytes(stage->state, stage->state_bytes, 1) != before) {
        return "draw() wrote to the state";
    }
    return NULL;
}

static inline bool stage_writes(const Stage *stage, int plane)
{
    return plane == 0 || (plane == 1 && (stage->effect->flags & GR_EFFECT_PICKS)) ||
           (plane == 2 && (stage->effect->flags & GR_EFFECT_LIGHTS));
}

/* Range of every plane, and every guard. */
static inline StageFault stage_inspect(const Stage *stage)
{
    size_t floats = stage_plane_floats(stage);
    for (int i = 0; i < STAGE_PLANES; i++) {
        if (!stage_is_filled(stage->plane[i] - STAGE_GUARD, STAGE_GUARD) ||
            !stage_is_filled(stage->plane[i] + floats, STAGE_GUARD)) {
            return "wrote outside a plane";
        }
        for (int c = 0; c < stage->grid.count; c++) {
            float value = stage->plane[i][c];
            if (stage_writes(stage, i) && !(value >= 0.0f && value <= 1.0f)) {
                return "a value outside 0..1, a NaN or a cell left out";
            }
        }
    }
    if (!stage_is_filled(stage->state + (stage->state_bytes + 3) / 4 * 4, STAGE_GUARD)) {
        return "wrote behind the state";
    }
    if (!stage_is_filled(stage->scratch + (stage->scratch_bytes + 3) / 4 * 4, STAGE_GUARD)) {
        return "wrote behind the scratch";
    }
    return NULL;
}

static inline uint64_t stage_checksum(const Stage *stage)
{
    uint64_t sum = 0;
    for (int i = 0; i < STAGE_PLANES; i++) {
        if (stage_writes(stage, i)) {
            sum = gr_hash_bytes(stage->plane[i], (size_t)stage->grid.count * sizeof(float), sum);
        }
    }
    return sum;
}

/* A frame by itself, on a stage of its own with the parameters of another. */
static inline uint64_t stage_alone(const Stage *like, double time_s)
{
    Stage stage;
    if (!stage_open(&stage, like->effect, like->grid.cols, like->grid.rows, like->grid.width,
                    like->grid.height)) {
        return 0;
    }
    memcpy(stage.params, like->params, like->effect->params.size);
    stage.sound = like->sound;
    uint64_t sum = stage_draw(&stage, time_s) ? 0 : stage_checksum(&stage);
    stage_close(&stage);
    return sum;
}

#endif

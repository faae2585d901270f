/* SPDX-License-Identifier: MIT
 *
 * Scope: an oscilloscope that shows the real sound of the tick's own time, drawn by a beam that
 * glows more where it is slow. As a line from left to right, around a circle, left against right
 * (a Lissajous figure: a mono sound is an upright stroke, a wide one a cloud) or each sample
 * against a slightly earlier one, which makes loops of tones. A line starts where the wave rises
 * through zero most steeply, as a triggered scope's does, so that a steady tone stands still. Older
 * waves move away and dim like phosphor. The beam adds light to the four cells around each of its
 * steps; the glow is that light spread by running means.
 */
#include "base/level.h"
#include "common/heard.h"
#include "common/motion.h"
#include "model/effect.h"

#include <string.h>

enum { LINE, CIRCLE, LISSAJOUS, LOOPS };
enum { TRACES_MAX = 8, DELAY = 22 };

typedef struct Params {
    float gain, span, smooth, size, width, glow, spread, trail, spin;
    int32_t kind;
} Params;

static const char *const kinds[] = {"line", "circle", "lissajous", "loops", NULL};
static const char *const kind_help[] = {"the wave from left to right", "the wave around a circle",
                                        "left against right: how wide the sound is",
                                        "the wave against itself a moment before", NULL};

static const GrParam params[] = {
    {.name = "kind",
     .type = GR_PARAM_CHOICE,
     .offset = offsetof(Params, kind),
     .unit = "",
     .def = LINE,
     .choices = kinds,
     .choice_help = kind_help,
     .help = "what the beam draws"},
    GR_FLOAT(Params, gain, "", 1, 0.1, 8, "how high waves are beside the track's own peaks"),
    GR_FLOAT(Params, span, "s", 0.026, 0.004, 0.2,
             "how much sound is seen at once; a tick's at most"),
    GR_FLOAT(Params, smooth, "s", 0.001, 0, 0.01,
             "the beam's own slowness: higher leaves only deep tones"),
    GR_FLOAT(Params, size, "screen", 0.6, 0.05, 1, "of a peak; of the circle"),
    GR_FLOAT(Params, width, "screen", 0.02, 0.004, 0.2, "of the beam"),
    GR_FLOAT(Params, glow, "", 0.55, 0, 1, "light around the beam"),
    GR_FLOAT(Params, spread, "screen/s", 2, 0, 8, "how fast older waves move away"),
    GR_FLOAT(Params, trail, "s", 0.09, 0, 1, "time in which an older wave loses half its light"),
    GR_RATE(Params, spin, "turns/s", 0, -2, 2, "how fast it turns"),
};

/* The cells with one more all around, which takes what leaves the frame. */
typedef struct Screen {
    float *light;
    int cols, rows, stride;
    float left, top, per_w, per_h; /* from screen units to cells */
} Screen;

typedef struct Path {
    float x[GR_WAVE_POINTS], y[GR_WAVE_POINTS];
    int count;
} Path;

static void add_light(const Screen *screen, float x, float y, float light)
{
    /* Places in the padded plane: 0 is the middle of the cell before the first. */
    float u = gr_clampf(x, 0.0f, (float)screen->cols + 0.999f);
    float v = gr_clampf(y, 0.0f, (float)screen->rows + 0.999f);
    int col = (int)u, row = (int)v;
    float right = u - (float)col, down = v - (float)row;
    float *at = screen->light + row * screen->stride + col;
    at[0] += light * (1.0f - right) * (1.0f - down);
    at[1] += light * right * (1.0f - down);
    at[screen->stride] += light * (1.0f - right) * down;
    at[screen->stride + 1] += light * right * down;
}

/* Walks along a path in steps shorter than a cell. The faster, the darker. */
static void beam(const Screen *screen, const Path *path, float light)
{
    for (int i = 0; i + 1 < path->count; i++) {
        float x = (path->x[i] - screen->left) * screen->per_w + 0.5f;
        float y = (path->y[i] - screen->top) * screen->per_h + 0.5f;
        float dx = (path->x[i + 1] - path->x[i]) * screen->per_w;
        float dy = (path->y[i + 1] - path->y[i]) * screen->per_h;
        float length = gr_sqrtf(dx * dx + dy * dy);
        int steps = (int)(length * 1.5f) + 1;
        steps = steps < 256 ? steps : 256;
        float per_step = 1.0f / (float)steps, slow = 1.0f / (1.0f + 0.05f * length);
        for (int k = 0; k < steps; k++) {
            float part = ((float)k + 0.5f) * per_step;
            add_light(screen, x + dx * part, y + dy * part, light * slow * length * per_step);
        }
    }
}

/* Where the wave rises through zero most steeply, leaving room for `count` points. */
static int trigger(const float *wave, int count)
{
    int best = 0;
    float steepest = 0.0f;
    for (int i = 2; i + 2 < GR_WAVE_POINTS && i + count <= GR_WAVE_POINTS; i++) {
        float before = wave[i - 2] + wave[i - 1], after = wave[i] + wave[i + 1];
        bool rises = before < 0.0f && after >= 0.0f;
        if (rises && after - before > steepest) {
            steepest = after - before;
            best = i;
        }
    }
    return best;
}

/* What the traces of a frame share. */
typedef struct Figure {
    const Params *p;
    float aspect, near, per_point;
    float cos, sin;
    int count; /* points */
} Figure;

/* Both ends come to rest, so that a circle closes and a line enters calmly. */
static float rest(int i, int count)
{
    float at = (float)i / (float)(count - 1);
    return gr_smoothstepf(0.0f, 0.09f, gr_minf(at, 1.0f - at));
}

/* Quiet sound makes a small figure, but not as small as it is. */
static float lifted(const float wave[GR_WAVE_POINTS])
{
    float peak = 0.1f;
    for (int i = 0; i < GR_WAVE_POINTS; i++)
        peak = gr_maxf(peak, gr_absf(wave[i]));
    return gr_minf(gr_powf(peak, -0.55f), 1.2f / peak);
}

/* A mean of the points around each, `reach` on both sides, taken twice. */
static void calm(float wave[GR_WAVE_POINTS], int reach)
{
    float sum[GR_WAVE_POINTS + 1];
    for (int round = 0; round < 2 && reach; round++) {
        sum[0] = 0.0f;
        for (int i = 0; i < GR_WAVE_POINTS; i++)
            sum[i + 1] = sum[i] + wave[i];
        for (int i = 0; i < GR_WAVE_POINTS; i++) {
            int from = i > reach ? i - reach : 0;
            int to = i + reach < GR_WAVE_POINTS ? i + reach + 1 : GR_WAVE_POINTS;
            wave[i] = (sum[to] - sum[from]) / (float)(to - from);
        }
    }
}

/* `away`: how far it has moved, `shrunk`: how flat it has become. */
static void make_path(const Figure *f, const float *left, const float *right, float away,
                      float shrunk, Path *path)
{
    const Params *p = f->p;
    float mono[GR_WAVE_POINTS];
    for (int i = 0; i < GR_WAVE_POINTS; i++)
        mono[i] = 0.5f * (left[i] + right[i]);
    const bool figure = p->kind == LISSAJOUS || p->kind == LOOPS;
    const int first = figure ? 0 : trigger(mono, f->count);
    const float size = p->size * f->near, high = p->gain * size * shrunk;
    const float tall = figure ? high * lifted(mono) : high;
    path->count = figure ? GR_WAVE_POINTS - DELAY : f->count;
    for (int i = 0; i < path->count; i++) {
        int at = first + i;
        float x, y, wave = high * mono[at];
        if (p->kind == LINE) {
            x = f->aspect * (2.0f * (float)i / (float)(path->count - 1) - 1.0f);
            y = -wave * rest(i, path->count) + away;
        } else if (p->kind == CIRCLE) {
            float turn = GR_TAU * (float)i / (float)(path->count - 1);
            float r = gr_absf(0.8f * size + away + 0.45f * wave * rest(i, path->count));
            x = -r * gr_sinf(turn);
            y = r * gr_cosf(turn);
        } else {
            float grown = 1.0f + away;
            bool lissajous = p->kind == LISSAJOUS;
            x = tall * (lissajous ? 1.6f * (left[at] - right[at]) : 1.2f * mono[at]);
            y = -tall * (lissajous ? 1.2f * mono[at] : 1.2f * mono[at + DELAY]);
            x = x * grown;
            y = y * grown;
        }
        path->x[i] = f->cos * x - f->sin * y;
        path->y[i] = f->sin * x + f->cos * y;
    }
}

static void draw_traces(const GrFieldInput *input, const Screen *screen)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const float turn = gr_phase(m->scene_s * (double)p->spin);
    const Figure figure = {.p = p,
                           .aspect = input->grid->aspect,
                           .near = gr_minf(1.0f, input->grid->aspect),
                           .cos = gr_cosf(turn),
                           .sin = gr_sinf(turn),
                           .count = (int)gr_clampf(p->span / m->tick_s * GR_WAVE_POINTS, 16.0f,
                                                   (float)GR_WAVE_POINTS)};
    const int reach = (int)(0.5f * p->smooth / m->tick_s * GR_WAVE_POINTS + 0.5f);
    const bool figures = p->kind == LISSAJOUS || p->kind == LOOPS;
    float left[GR_WAVE_POINTS], right[GR_WAVE_POINTS];
    Path path;
    for (int k = 0; k < TRACES_MAX; k++) {
        float age_s = ((float)k + m->tick_part) * m->tick_s, away = p->spread * age_s;
        float light = gr_exp2f(-age_s / gr_maxf(p->trail, 0.001f));
        /* The last one is gone before there is one more. */
        light = light * gr_unitf((float)TRACES_MAX - (float)k - m->tick_part);
        if (light < 0.02f)
            return;
        light = light * (k == 0 ? 1.0f - 0.3f * m->tick_part : 0.36f) * (figures ? 0.6f : 2.0f);
        gr_sonogram_wave(m->sonogram, m->sonogram_row - k, left, right);
        calm(left, reach);
        calm(right, reach);
        float shrunk = figures ? 1.0f : 1.0f / (1.0f + 9.0f * age_s);
        make_path(&figure, left, right, away, shrunk, &path);
        beam(screen, &path, light);
        if (p->kind == LINE && away > 0.0f) {
            make_path(&figure, left, right, -away, shrunk, &path);
            beam(screen, &path, light);
        }
    }
}

/* A running mean forwards and back, along rows and down columns. */
static void spread_light(const Screen *s, float *plane, float keep_w, float keep_h)
{
    const int rows = s->rows + 2, cols = s->cols + 2;
    for (int row = 0; row < rows; row++) {
        float *restrict v = plane + row * s->stride, now = 0.0f;
        for (int c = 0; c < cols; c++)
            v[c] = now = v[c] + (now - v[c]) * keep_w;
        now = 0.0f;
        for (int c = cols - 1; c >= 0; c--)
            v[c] = now = v[c] + (now - v[c]) * keep_w;
    }
    for (int row = 1; row < rows; row++) {
        float *restrict v = plane + row * s->stride;
        const float *restrict above = v - s->stride;
        for (int c = 0; c < cols; c++)
            v[c] = v[c] + (above[c] - v[c]) * keep_h;
    }
    for (int row = rows - 2; row >= 0; row--) {
        float *restrict v = plane + row * s->stride;
        const float *restrict below = v + s->stride;
        for (int c = 0; c < cols; c++)
            v[c] = v[c] + (below[c] - v[c]) * keep_h;
    }
}

static size_t plane_floats(const GrGrid *grid)
{
    return (size_t)(grid->cols + 2) * (size_t)(grid->rows + 2);
}

static size_t scratch_bytes(const GrGrid *grid, const void *params_)
{
    (void)params_;
    return 2 * sizeof(float) * plane_floats(grid);
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const GrGrid *grid = input->grid;
    const size_t floats = plane_floats(grid);
    const Screen screen = {.light = input->scratch,
                           .cols = grid->cols,
                           .rows = grid->rows,
                           .stride = grid->cols + 2,
                           .left = -grid->aspect,
                           .top = -1.0f,
                           .per_w = 1.0f / grid->cell_w,
                           .per_h = 1.0f / grid->cell_h};
    float *soft = screen.light + floats;
    memset(screen.light, 0, floats * sizeof(float));
    draw_traces(input, &screen);
    memcpy(soft, screen.light, floats * sizeof(float));
    /* How much of the last cell a mean keeps: a beam finer than a cell is one cell wide. */
    const float fine = 0.35f * p->width, wide = 0.07f;
    float thin_w = gr_exp2f(-grid->cell_w / fine), thin_h = gr_exp2f(-grid->cell_h / fine);
    spread_light(&screen, screen.light, thin_w, thin_h);
    for (int round = 0; round < 2; round++)
        spread_light(&screen, soft, gr_exp2f(-grid->cell_w / wide), gr_exp2f(-grid->cell_h / wide));
    /* A spread line keeps its light in the middle, whatever the cells. */
    const float line = -1.9f * (1.0f + fine / gr_sqrtf(grid->cell_w * grid->cell_h));
    const float glow = p->glow * 0.16f * wide / gr_sqrtf(grid->cell_w * grid->cell_h) * 6.0f;
    for (int row = 0; row < grid->rows; row++) {
        const float *restrict lit = screen.light + (row + 1) * screen.stride + 1;
        const float *restrict around = soft + (row + 1) * screen.stride + 1;
        float *restrict v = output->value + row * grid->cols;
        for (int c = 0; c < grid->cols; c++) {
            float dark = gr_exp2f(line * lit[c]) * (1.0f - 0.5f * gr_unitf(glow * around[c]));
            v[c] = gr_unitf(1.05f - 1.08f * dark);
        }
    }
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_scope);
const GrEffect GR_LEVEL_NAME(gr_effect_scope) = {
    .name = "scope",
    .family = "sound",
    .summary = "an oscilloscope: the real wave of the moment as a glowing line or figure",
    .params = GR_PARAM_TABLE(Params, params),
    .hears = GR_HEARS_WAVE,
    .scratch_bytes = scratch_bytes,
    .draw = draw,
};

/* SPDX-License-Identifier: MIT
 *
 * Particles: marks that are lighter than cells are large. A mark lights the cells around its place
 * by how near their centres are, with an edge that is at least a cell wide on each axis, so that it
 * glides from cell to cell, and is round on screen where it is larger. Marks are put together like
 * light on a screen, 1 - (1 - a)(1 - b), which never leaves 0..1; the brightest one of a cell
 * chooses its glyph: its own in its core, lighter ones of the palette towards its edge.
 *
 * Places are screen units. Sizes and ways are meant beside the frame's shorter side, which counts
 * as 2 (gr_particle_unit_of), so that an upright frame is as full as a wide one.
 */
#ifndef GR_EFFECTS_PARTICLES_H
#define GR_EFFECTS_PARTICLES_H

#include "model/effect.h"
#include "motion.h"

#include "base/rng.h"

typedef struct GrMarks {
    float *restrict value, *restrict pick, *restrict light;
    int cols, rows;
    float aspect, per_w, per_h; /* cells in a screen unit */
    float cell_w, cell_h;
} GrMarks;

typedef struct GrMark {
    float radius; /* screen units */
    float gain;   /* 0..1 */
    float pick;   /* 0..1: its own glyph */
    float white;  /* 0..1, of its core */
} GrMark;

enum { GR_MARK_BLOCK = 8 };

/* Ends of a streak that are round; others stop at the point, so that pieces of a trail join. */
enum { GR_ROUND_HEAD = 1, GR_ROUND_TAIL = 2 };

static inline GrMarks gr_marks_begin(const GrFieldInput *input, const GrFieldOutput *output)
{
    const GrGrid *grid = input->grid;
    for (int i = 0; i < grid->count; i++) {
        output->value[i] = 0.0f;
        output->pick[i] = 0.0f;
        output->light[i] = 0.0f;
    }
    return (GrMarks){
        .value = output->value,
        .pick = output->pick,
        .light = output->light,
        .cols = grid->cols,
        .rows = grid->rows,
        .aspect = grid->aspect,
        .per_w = (float)grid->cols / (2.0f * grid->aspect),
        .per_h = (float)grid->rows * 0.5f,
        .cell_w = 2.0f * grid->aspect / (float)grid->cols,
        .cell_h = 2.0f / (float)grid->rows,
    };
}

/* What a length of 1 beside the shorter side is in screen units. */
static inline float gr_particle_unit_of(const GrGrid *grid)
{
    return gr_minf(1.0f, grid->aspect);
}

/* One more number of a particle, 0 <= result < 1: cheap, since `id` is a hash already. */
static inline float gr_particle_draw(uint32_t id, uint32_t which)
{
    return (float)(int32_t)(gr_rng_mix(id + which * 0x9e3779b9u) >> 8) * (1.0f / 16777216.0f);
}

/* A life out of many that follow each other in one place of the count. */
typedef struct GrLife {
    uint32_t id; /* names this life */
    float age;   /* 0..1 of it */
} GrLife;

/* Names a place of the count: what stays the same from life to life is drawn from it. */
static inline uint32_t gr_particle_place(uint32_t seed, int index)
{
    return gr_rng_u32(seed, (uint32_t)index, 0x11f3u);
}

/* The life at a number of lives since the scene began; places begin at different ages. */
static inline GrLife gr_particle_life(uint32_t place, double lives)
{
    GrCount turn = gr_count(lives + (double)gr_particle_draw(place, 1));
    return (GrLife){gr_rng_mix(place ^ ((uint32_t)turn.whole * 0x85ebca6bu)), turn.part};
}

/* How many there are where a show asks for `count`: a draft draws no more than its profile allows.
 */
static inline float gr_particles_allowed(const GrFieldInput *input, float count)
{
    return input->particle_cap > 0.0f ? gr_minf(count, input->particle_cap) : count;
}

static inline int gr_particle_count(float count)
{
    return (int)(count + 0.999f);
}

/* How much of particle `index` there is where `count` are, of which the last is but a fraction. */
static inline float gr_particle_share(float count, int index)
{
    return gr_unitf(count - (float)index);
}

/* 0 at both ends of a life, 1 between; `in` and `out` are shares of it. */
static inline float gr_particle_fade(float age, float in, float out)
{
    return gr_unitf(age / in) * gr_unitf((1.0f - age) / out);
}

static inline void gr_marks_light(const GrMarks *marks, int at, float v, float pick, float white)
{
    float before = marks->value[at];
    marks->pick[at] = v >= before ? pick * gr_unitf(v * 1.8f) : marks->pick[at];
    marks->value[at] = before + v * (1.0f - before);
    marks->light[at] = gr_maxf(marks->light[at], v * v * white);
}

/* Makes dust of all the light so far: grains that glimmer slowly, one a cell, light glyphs of the
 * palette where it is dim. Soft light would otherwise show as bands of one glyph. What is bright
 * stays whole. */
static inline void gr_marks_settle(const GrMarks *marks, uint32_t seed, double time_s)
{
    const float glimmer = gr_count(time_s * 0.16).part;
    const int count = marks->cols * marks->rows;
    float *restrict value = marks->value, *restrict pick = marks->pick;
    for (int i = 0; i < count; i++) {
        const uint32_t id = gr_rng_mix(seed ^ ((uint32_t)i * 0x9e3779b9u));
        const float start = (float)(int32_t)(id & 0xffffu) * (1.0f / 65536.0f);
        const float pace = (float)(int32_t)((id >> 16) & 1u) + 1.0f;
        const float turn = gr_fractf(start + pace * glimmer);
        const float wave = 1.0f - gr_absf(2.0f * turn - 1.0f);
        const float v = value[i], grain = 0.25f + 1.65f * wave * wave;
        value[i] = gr_unitf(v * (grain + (1.0f - grain) * v * v));
        const float glyph = (float)(int32_t)(id >> 17) * (1.0f / 32768.0f);
        pick[i] = glyph * (0.12f + 0.8f * value[i] * value[i]);
    }
}

/* Ends a picture: the faintest light goes to nothing, since a glyph that is darker than a show's
 * background would be a speck on it. */
static inline void gr_marks_end(const GrMarks *marks)
{
    const int count = marks->cols * marks->rows;
    float *restrict value = marks->value;
    for (int i = 0; i < count; i++) {
        value[i] = gr_unitf(value[i] * 1.05f - 0.05f);
    }
}

/* Half the width of a mark on one axis, in cells: its own and the edge that makes it glide. */
static inline float gr_marks_reach(float radius, float per_unit)
{
    float cells = radius * per_unit;
    return gr_sqrtf(1.0f + cells * cells);
}

/* Light of the i-th of n pieces of a trail beside that of the one before it. */
static inline float gr_trail_fade(int i, int n)
{
    const float part = (float)(n - i) / (float)(n - i + 1);
    return part * gr_sqrtf(part);
}

/* A round mark. */
static inline void gr_marks_spot(const GrMarks *marks, float x, float y, GrMark mark)
{
    const float wx = gr_marks_reach(mark.radius, marks->per_w);
    const float wy = gr_marks_reach(mark.radius, marks->per_h);
    const float cx = (x + marks->aspect) * marks->per_w - 0.5f;
    const float cy = (y + 1.0f) * marks->per_h - 0.5f;
    const float last_col = (float)(marks->cols - 1), last_row = (float)(marks->rows - 1);
    if (!(mark.gain > 0.004f && cx > -wx && cx < last_col + wx && cy > -wy && cy < last_row + wy)) {
        return;
    }
    const int left = (int)gr_maxf(cx - wx + 1.0f, 0.0f), right = (int)gr_minf(cx + wx, last_col);
    const int top = (int)gr_maxf(cy - wy + 1.0f, 0.0f), bottom = (int)gr_minf(cy + wy, last_row);
    const float ex = 1.0f / wx, ey = 1.0f / wy;
    for (int row = top; row <= bottom; row++) {
        const float dy = ((float)row - cy) * ey;
        const int start = row * marks->cols;
        for (int col = left; col <= right; col++) {
            const float dx = ((float)col - cx) * ex;
            const float q = gr_maxf(1.0f - dx * dx - dy * dy, 0.0f);
            gr_marks_light(marks, start + col, mark.gain * q * q, mark.pick, mark.white);
        }
    }
}

/* A circle with a thin bright rim, as a bubble or a ring on water has. `flat` makes it an ellipse
 * that is `flat` times as high as wide; `inside` lights what it encloses. */
static inline void gr_marks_ring(const GrMarks *marks, float x, float y, float thick, float flat,
                                 float inside, GrMark mark)
{
    const float reach_x = mark.radius + thick + marks->cell_w;
    const float reach_y = mark.radius * flat + thick + marks->cell_h;
    const float last_col = (float)(marks->cols - 1), last_row = (float)(marks->rows - 1);
    const float cx = (x + marks->aspect) * marks->per_w - 0.5f;
    const float cy = (y + 1.0f) * marks->per_h - 0.5f;
    const float wx = reach_x * marks->per_w, wy = reach_y * marks->per_h;
    if (!(mark.gain > 0.004f && cx > -wx && cx < last_col + wx && cy > -wy && cy < last_row + wy)) {
        return;
    }
    const int left = (int)gr_maxf(cx - wx + 1.0f, 0.0f), right = (int)gr_minf(cx + wx, last_col);
    const int top = (int)gr_maxf(cy - wy + 1.0f, 0.0f), bottom = (int)gr_minf(cy + wy, last_row);
    const float tall = 1.0f / flat;
    for (int row = top; row <= bottom; row++) {
        const float dy = ((float)row - cy) * marks->cell_h * tall;
        const int start = row * marks->cols;
        for (int col = left; col <= right; col++) {
            const float dx = ((float)col - cx) * marks->cell_w;
            const float d = gr_sqrtf(dx * dx + dy * dy), per = 1.0f / (d + 1e-6f);
            const float nx = dx * per * marks->cell_w, ny = dy * per * marks->cell_h * tall;
            /* The rim is thick + half a cell in the direction that it faces. */
            const float width = thick + 0.75f * gr_sqrtf(nx * nx + ny * ny);
            const float gap = d - mark.radius, away = gap / width;
            const float rim = gr_maxf(1.0f - away * away, 0.0f);
            const float full = inside * gr_unitf(0.5f - away);
            gr_marks_light(marks, start + col, mark.gain * gr_maxf(rim, full), mark.pick,
                           mark.white);
        }
    }
}

/* A line as a row sees it, in halves of its width. */
typedef struct GrLine {
    float cx, ex, dy, tx, ty, per_length2, least_u, most_u, fade;
} GrLine;

/* `width` columns of a row from `first` on. Those that the line does not reach stay as they are. */
static inline void gr_marks_line_block(const GrLine *line, GrMark mark, int first, int width,
                                       float *restrict value, float *restrict pick,
                                       float *restrict light)
{
    const GrLine l = *line;
    for (int i = 0; i < width; i++) {
        const float dx = ((float)(first + i) - l.cx) * l.ex;
        const float along = (dx * l.tx + l.dy * l.ty) * l.per_length2;
        const float u = gr_unitf(along);
        const float gx = dx - u * l.tx, gy = l.dy - u * l.ty;
        const float q = gr_maxf(1.0f - gx * gx - gy * gy, 0.0f);
        float v = mark.gain * q * q * (1.0f + l.fade * u);
        v = along >= l.least_u ? v : 0.0f;
        v = along < l.most_u ? v : 0.0f;
        const float before = value[i];
        pick[i] = v >= before ? mark.pick * gr_unitf(v * 1.8f) : pick[i];
        value[i] = before + v * (1.0f - before);
        light[i] = gr_maxf(light[i], v * v * mark.white * (1.0f - u));
    }
}

/* Columns left..right of a row, in whole vectors, so that short rows cost no loop: lines are the
 * larger part of all that particles cost. */
static inline void gr_marks_line_row(const GrMarks *marks, int row, int left, int right,
                                     const GrLine *line, GrMark mark)
{
    const int cols = marks->cols;
    const int blocks = (right - left) / GR_MARK_BLOCK + 1, whole = blocks * GR_MARK_BLOCK;
    const size_t at = (size_t)row * (size_t)cols;
    if (whole > cols) {
        const size_t from = at + (size_t)left;
        gr_marks_line_block(line, mark, left, right - left + 1, marks->value + from,
                            marks->pick + from, marks->light + from);
        return;
    }
    int first = left < cols - whole ? left : cols - whole;
    for (int i = 0; i < blocks; i++, first += GR_MARK_BLOCK) {
        const size_t from = at + (size_t)first;
        gr_marks_line_block(line, mark, first, GR_MARK_BLOCK, marks->value + from,
                            marks->pick + from, marks->light + from);
    }
}

/* Half the width of a line on both axes, and what that divides by. */
typedef struct GrReach {
    float wx, wy, ex, ey;
} GrReach;

static inline GrReach gr_marks_reaches(const GrMarks *marks, float radius)
{
    const float wx = gr_marks_reach(radius, marks->per_w);
    const float wy = gr_marks_reach(radius, marks->per_h);
    return (GrReach){wx, wy, 1.0f / wx, 1.0f / wy};
}

/* A line from a head to a tail, which has `fade` of the head's light; `reach` is that of the mark's
 * radius, which the pieces of a trail share. */
static inline void gr_marks_line(const GrMarks *marks, float x, float y, float tail_x, float tail_y,
                                 float fade, int round, GrReach reach, GrMark mark)
{
    const float wx = reach.wx, wy = reach.wy, ex = reach.ex, ey = reach.ey;
    const float cx = (x + marks->aspect) * marks->per_w - 0.5f;
    const float cy = (y + 1.0f) * marks->per_h - 0.5f;
    const float tx = (tail_x - x) * marks->per_w * ex, ty = (tail_y - y) * marks->per_h * ey;
    const float last_col = (float)(marks->cols - 1), last_row = (float)(marks->rows - 1);
    const float length2 = tx * tx + ty * ty;
    if (!(mark.gain > 0.004f) || !(length2 < 1e8f)) {
        return;
    }
    if (length2 < 1e-4f) {
        if (round & GR_ROUND_HEAD) {
            gr_marks_spot(marks, x, y, mark);
        }
        return;
    }
    const float high = cy + wy * (gr_minf(ty, 0.0f) - 1.0f);
    const float low = cy + wy * (gr_maxf(ty, 0.0f) + 1.0f);
    float near = cx + wx * (gr_minf(tx, 0.0f) - 1.0f), far = cx + wx * (gr_maxf(tx, 0.0f) + 1.0f);
    if (high > last_row || low < 0.0f || near > last_col || far < 0.0f) {
        return;
    }
    /* What a row sees of a line that is both long and steep is less than the whole. */
    const bool narrow = far - near > 2.0f * GR_MARK_BLOCK && (ty > 0.5f || ty < -0.5f);
    const float per_ty = narrow ? 1.0f / ty : 0.0f;
    const int top = (int)gr_maxf(high + 1.0f, 0.0f), bottom = (int)gr_minf(low, last_row);
    GrLine line = {.cx = cx,
                   .ex = ex,
                   .tx = tx,
                   .ty = ty,
                   .per_length2 = 1.0f / length2,
                   .least_u = round & GR_ROUND_HEAD ? -1e9f : 0.0f,
                   .most_u = round & GR_ROUND_TAIL ? 1e9f : 1.0f,
                   .fade = fade - 1.0f};
    for (int row = top; row <= bottom; row++) {
        line.dy = ((float)row - cy) * ey;
        if (narrow) {
            const float a = (line.dy - 1.0f) * per_ty, b = (line.dy + 1.0f) * per_ty;
            const float from = gr_unitf(gr_minf(a, b)), to = gr_unitf(gr_maxf(a, b));
            near = cx + wx * (gr_minf(tx * from, tx * to) - 1.0f);
            far = cx + wx * (gr_maxf(tx * from, tx * to) + 1.0f);
        }
        const int left = (int)gr_maxf(near + 1.0f, 0.0f), right = (int)gr_minf(far, last_col);
        if (left <= right) {
            gr_marks_line_row(marks, row, left, right, &line, mark);
        }
    }
}

static inline void gr_marks_streak(const GrMarks *marks, float x, float y, float tail_x,
                                   float tail_y, float fade, int round, GrMark mark)
{
    gr_marks_line(marks, x, y, tail_x, tail_y, fade, round, gr_marks_reaches(marks, mark.radius),
                  mark);
}

#endif

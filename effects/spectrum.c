/* SPDX-License-Identifier: MIT
 *
 * Spectrum: the tones of the moment as bars of light, deep ones on one side and high ones on the
 * other, evenly by octaves. They leap with the sound and fall as things fall, a cap stays behind
 * on each for a moment, and a floor mirrors them. Standing, mirrored at the middle, or as rays
 * around a disc. Heights are decibels of the real track; the fall is worked out backwards from
 * what was heard (h - g t^2 / 2, the highest of the last seconds). The form is that of the spectrum
 * analysers of hi-fi sets.
 */
#include "base/level.h"
#include "common/heard.h"
#include "common/motion.h"
#include "model/effect.h"

enum { BARS_MAX = 96, STANDING = 0, MIRRORED = 1, RADIAL = 2 };

typedef struct Params {
    float count, gap, height, floor, glow, caps, gravity, hold, low, high, size, spin;
    int32_t shape;
} Params;

static const char *const shapes[] = {"bars", "mirror", "radial", NULL};
static const char *const shape_help[] = {"bars on a floor, deep tones on the left",
                                         "up and down from the middle, deep tones inside",
                                         "rays around a disc, deep tones at its top", NULL};

static const GrParam params[] = {
    {.name = "shape",
     .type = GR_PARAM_CHOICE,
     .offset = offsetof(Params, shape),
     .unit = "",
     .def = STANDING,
     .choices = shapes,
     .choice_help = shape_help,
     .help = "how the bars stand"},
    GR_COUNT(Params, count, "bars", 48, 4, BARS_MAX,
             "how many; a cell and a gap is the least that one takes"),
    GR_FLOAT(Params, gap, "", 0.25, 0, 0.9, "dark between bars, as a part of one"),
    GR_FLOAT(Params, height, "screen", 1.45, 0.1, 2, "of a bar as loud as the track gets"),
    GR_FLOAT(Params, floor, "", 0.6, 0, 1, "how brightly the floor mirrors the bars"),
    GR_FLOAT(Params, glow, "", 0.6, 0, 1, "light that hangs above the bars"),
    GR_FLOAT(Params, caps, "", 1, 0, 1, "light of the caps that stay behind"),
    GR_FLOAT(Params, gravity, "1/s2", 5, 0.5, 60, "how fast bars fall, in heights"),
    GR_FLOAT(Params, hold, "s", 0.35, 0, 2, "how long a cap stays before it falls"),
    GR_FLOAT(Params, low, "Hz", 40, 40, 2000, "the deepest tone"),
    GR_FLOAT(Params, high, "Hz", 14000, 400, 16000, "the highest tone"),
    GR_FLOAT(Params, size, "screen", 0.34, 0.05, 0.9, "radius of the disc that rays stand on"),
    GR_RATE(Params, spin, "turns/s", 0.02, -2, 2, "how fast the rays turn"),
};

typedef struct Bars {
    float level[BARS_MAX + 1], cap[BARS_MAX + 1];
    int count;
} Bars;

static void hear(const GrMoment *m, const Params *p, Bars *bars)
{
    float tones[GR_TONES], caps[GR_TONES];
    const float from = gr_tone_place(p->low);
    const float to = gr_tone_place(gr_maxf(p->high, p->low * 1.5f));
    gr_fallen_tones(m, (GrFall){0.0f, p->gravity}, tones);
    gr_fallen_tones(m, (GrFall){p->hold, p->gravity * 0.3f}, caps);
    for (int i = 0; i < bars->count; i++) {
        float a = gr_lerpf(from, to, (float)i / (float)bars->count);
        float b = gr_lerpf(from, to, (float)(i + 1) / (float)bars->count);
        /* Squared, so that what stands out stands out: noise stays low. */
        float level = gr_loudest_tone(tones, a, b), cap = gr_loudest_tone(caps, a, b);
        bars->level[i] = level * level * (0.55f + 0.45f * level);
        bars->cap[i] = cap * cap * (0.55f + 0.45f * cap);
    }
    bars->level[bars->count] = bars->cap[bars->count] = 0.0f;
}

/* What a bar looks like. */
typedef struct Look {
    float soft, glow, caps, cap_half; /* heights */
} Look;

/* Light at a height of a bar, without what is beside it. */
static inline float light_at(float u, float level, float cap, const Look *look)
{
    float top = gr_unitf((level - u) / look->soft + 0.5f);
    float up = u / (level + 0.02f);
    float body = top * (0.42f + 0.35f * up * up + 0.3f * level * up);
    float tip = gr_unitf(1.0f - gr_absf(level - look->soft - u) / (2.0f * look->soft)) * top *
                (0.25f + 0.75f * gr_unitf(level * 4.0f));
    float over = gr_maxf(u - level, 0.0f);
    float halo = look->glow * (1.0f - top) * gr_sqrtf(level) * 0.55f * gr_exp2f(-over * 6.0f);
    float line = gr_unitf(1.0f - (gr_absf(u - cap) - look->cap_half) / look->soft);
    float shown = gr_unitf(cap * 12.0f - 0.5f) * gr_unitf((cap - level) * 30.0f + 0.6f);
    return gr_maxf(gr_maxf(body + 0.5f * tip, halo), look->caps * line * shown * 0.95f);
}

/* How much of a cell a bar covers: `off` from its middle, `half` as wide, both in cells. */
static inline float cover(float off, float half)
{
    return gr_unitf(half - gr_absf(off) + 0.5f);
}

static void draw_upright(const GrFieldInput *input, const Bars *bars, int pitch,
                         float *restrict value)
{
    const Params *p = input->params;
    const GrGrid *grid = input->grid;
    const bool mirrored = p->shape == MIRRORED;
    const int cols = grid->cols, left = mirrored ? 0 : (cols - bars->count * pitch) / 2;
    const float wide = (float)pitch * (1.0f - p->gap);
    /* The floor lies where the bars and their mirror image fill the frame well. */
    const float floor_y = mirrored ? 0.0f : 0.62f,
                height = mirrored ? 0.66f * p->height : p->height;
    const Look look = {0.5f * grid->cell_h / height, p->glow, p->caps,
                       0.35f * grid->cell_h / height};
    const float below_height = mirrored ? height : 0.5f * height;
    const float below_gain = mirrored ? 1.0f : p->floor * 0.75f;
    float *restrict level = input->scratch, *restrict cap = level + cols;
    float *restrict covered = cap + cols;
    for (int c = 0; c < cols; c++) {
        /* Bars begin at a cell's edge, so that all are alike. */
        int at = !mirrored ? c - left : 2 * c < cols ? (cols - 1) / 2 - c : c - cols / 2;
        int bar = at < 0 ? bars->count : at / pitch;
        bar = bar < bars->count ? bar : bars->count;
        level[c] = bars->level[bar];
        cap[c] = bars->cap[bar];
        covered[c] = gr_unitf(wide - (float)(at % pitch));
    }
    for (int row = 0; row < grid->rows; row++) {
        const int first = row * grid->cols;
        const float above = floor_y - grid->y[first];
        const bool under = above < 0.0f;
        const float u = under ? -above / below_height : above / height;
        const float fade = mirrored ? 1.0f : gr_exp2f(-2.2f * u);
        const float gain = under ? below_gain * fade : 1.0f;
        const float ground =
            mirrored ? 0.0f : 0.35f * gr_unitf(1.0f - gr_absf(above) / (0.8f * grid->cell_h));
        float *restrict v = value + first;
        for (int c = 0; c < grid->cols; c++) {
            float lit = gain * light_at(u, level[c], cap[c], &look) * covered[c];
            v[c] = gr_unitf(gr_maxf(lit, ground));
        }
    }
}

static void draw_round(const GrFieldInput *input, const Bars *bars, float *restrict value)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const GrGrid *grid = input->grid;
    const float near = gr_minf(1.0f, grid->aspect), deep = bars->level[0] + bars->level[1];
    const float disc = p->size * near * (1.0f + 0.06f * deep), reach = 0.72f * p->height * near;
    const float cell = gr_sqrtf(grid->cell_w * grid->cell_h), per_cell = 1.0f / cell;
    const float turn = gr_phase(m->scene_s * (double)p->spin + 0.25), count = (float)bars->count;
    const float per_reach = 1.0f / reach, gap = 1.0f - p->gap;
    const Look look = {0.6f * cell * per_reach, p->glow, p->caps, 0.35f * cell * per_reach};
    const float glow = p->glow * (0.1f + 0.2f * deep), inside = 1.0f / (0.9f * disc + cell);
    const float *restrict r = grid->r, *restrict a = grid->a;
    for (int i = 0; i < grid->count; i++) {
        float turned = (a[i] + turn) * (1.0f / GR_TAU);
        float side = gr_absf(turned - gr_roundf(turned)) * 2.0f;
        float at = gr_minf(side * count, count - 0.001f);
        int bar = (int)at;
        float level = bars->level[bar], cap = bars->cap[bar];
        /* Rays keep their width: a pitch is as wide as it is on the disc. */
        float out = r[i] - disc, under = out < 0.0f ? 1.0f : 0.0f;
        float pitch = GR_PI * gr_maxf(r[i], 0.05f) / count * per_cell;
        float covered = cover((at - (float)bar - 0.5f) * pitch, 0.5f * pitch * gap);
        float u = gr_absf(out) * per_reach * (1.0f + under);
        float lit = light_at(u, level, cap, &look) * covered;
        float inner = gr_unitf(r[i] * inside * 1.6f - 0.5f) * p->floor;
        lit = lit * (under > 0.0f ? inner : 1.0f);
        float rim = gr_unitf(1.2f - gr_absf(out) * per_cell) * 0.7f;
        float air = glow / (1.0f + 30.0f * out * out);
        value[i] = gr_unitf(gr_maxf(lit, rim) +
                            air * (1.0f - covered * 0.6f) * gr_unitf(1.3f - r[i] + disc));
    }
}

static size_t scratch_bytes(const GrGrid *grid, const void *params_)
{
    (void)params_;
    return sizeof(float) * (3 * (size_t)grid->cols + (size_t)grid->count);
}

/* The picture of a whole number of bars. */
static void draw_bars(const GrFieldInput *input, int count, float *value)
{
    const Params *p = input->params;
    const int cols = input->grid->cols;
    Bars bars = {.count = count};
    int pitch = 2 * cols / count, room = p->shape == MIRRORED ? (cols + 1) / 2 : cols;
    pitch = (pitch + 1) / 2 > 2 ? (pitch + 1) / 2 : 2; /* rounded */
    if (p->shape != RADIAL)
        bars.count = room / pitch < BARS_MAX ? room / pitch : BARS_MAX;
    bars.count = bars.count > 1 ? bars.count : 1;
    hear(input->moment, p, &bars);
    if (p->shape == RADIAL)
        draw_round(input, &bars, value);
    else
        draw_upright(input, &bars, pitch, value);
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const int whole = (int)p->count;
    const float more = p->count - (float)whole;
    float *restrict value = output->value;
    float *restrict next = (float *)input->scratch + 3 * (ptrdiff_t)input->grid->cols;
    draw_bars(input, whole, value);
    if (more == 0.0f)
        return;
    draw_bars(input, whole + 1, next);
    for (int i = 0; i < input->grid->count; i++)
        value[i] = gr_lerpf(value[i], next[i], more);
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_spectrum);
const GrEffect GR_LEVEL_NAME(gr_effect_spectrum) = {
    .name = "spectrum",
    .family = "sound",
    .summary =
        "the sound's tones as bars that leap and fall, caps that stay, and a mirroring floor",
    .params = GR_PARAM_TABLE(Params, params),
    .hears = GR_HEARS_TONES,
    .scratch_bytes = scratch_bytes,
    .draw = draw,
};

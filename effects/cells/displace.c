/* SPDX-License-Identifier: MIT
 *
 * Displaced bands: strips of rows slide sideways and back, as when a picture loses its
 * synchronisation. Every band lives for a while with a place, a height and a shift of its own,
 * which grows and goes back again; red and blue slide further than green, so that a band has
 * coloured edges.
 */
#include "../common/cells.h"
#include "base/level.h"

typedef struct Params {
    float bands, height, amount, rate, split, flicker, react;
    int32_t along;
} Params;

static const char *const ways[] = {"rows", "columns", NULL};
static const char *const way_help[] = {"strips across, which slide sideways",
                                       "strips from top to bottom, which slide up and down"};

static const GrParam params[] = {
    GR_FLOAT(Params, bands, "", 9, 0, 48, "how many bands there are at a time; counts fade"),
    GR_FLOAT(Params, height, "screen", 0.22, 0.01, 2, "of a band; each has its own"),
    GR_FLOAT(Params, amount, "screen", 0.6, 0, 4, "how far the furthest slide"),
    GR_RATE(Params, rate, "1/s", 1.1, 0, 24, "how often a band becomes another"),
    GR_FLOAT(Params, split, "cells", 2, 0, 40, "how far the colours part"),
    GR_FLOAT_LIKE(Params, flicker, "", 0.25, 0, 1, "0.5",
                  "how jerky: 0 slides smoothly, 1 jumps from place to place"),
    {.name = "along",
     .type = GR_PARAM_CHOICE,
     .offset = offsetof(Params, along),
     .unit = "",
     .def = 0,
     .choices = ways,
     .choice_help = way_help,
     .help = "which way the bands lie"},
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "how strongly it answers the sound (beats throw the bands out, loud parts change them "
             "faster); 0 is not at all"),
};

enum { BANDS_MAX = 48 };

static size_t scratch_bytes(const GrGrid *grid, const void *unused)
{
    (void)unused;
    size_t line = (size_t)(grid->cols > grid->rows ? grid->cols : grid->rows);
    return (line * (sizeof(uint16_t) + 3) + 3) / 4 * 4 + line * sizeof(float);
}

/* Adds the shifts of one band to those of the lines that it covers. */
static void add_band(const GrCellInput *input, int index, double time, float push, float *shift,
                     int lines)
{
    const Params *p = input->params;
    uint32_t id = gr_rng_u32(gr_rng_fold(input->seed), (uint32_t)index, 1);
    float pace = 0.6f + 0.8f * gr_rng_unit(id, 1, 0);
    GrCount life = gr_count(time * (double)pace + (double)gr_rng_unit(id, 2, 0));
    uint32_t own = gr_rng_u32(id, (uint32_t)life.whole, 3);
    const float span = p->along == 1 ? 2.0f * input->grid->aspect : 2.0f;
    float high = p->height * (0.3f + 1.4f * gr_rng_unit(own, 1, 0)) / span * (float)lines;
    float middle = gr_rng_unit(own, 2, 0) * (float)lines;
    float furthest = 2.0f * gr_rng_unit(own, 3, 0) - 1.0f;
    /* Out quickly, back slowly. */
    float out =
        gr_smoothstepf(0.0f, 0.12f, life.part) * (1.0f - life.part) * (1.0f - life.part) * 1.35f;
    GrCount jerk = gr_count((double)life.part * 9.0);
    float jerky = 2.0f * gr_rng_unit(own, (uint32_t)jerk.whole, 4) - 1.0f;
    float way = gr_lerpf(furthest * out, jerky * out, p->flicker);
    float amount = way * push * gr_cell_share(p->bands, index);
    int first = (int)gr_floorf(middle - 0.5f * high), last = (int)gr_floorf(middle + 0.5f * high);
    for (int line = first < 0 ? 0 : first; line <= last && line < lines; line++)
        shift[line] += amount;
}

/* A line of cells: `step` apart, the first at `start`. */
typedef struct Line {
    int start, step, count;
} Line;

static void slide(const GrCellInput *input, const GrCellPlanes *planes, const Line *line, int by,
                  int split)
{
    const size_t count = (size_t)line->count;
    uint16_t *glyph = input->scratch;
    uint8_t *rgb = (uint8_t *)input->scratch + count * sizeof(uint16_t);
    for (int i = 0, at = line->start; i < line->count; i++, at += line->step) {
        glyph[i] = planes->glyph[at];
        for (int plane = 0; plane < 3; plane++)
            rgb[(size_t)plane * count + (size_t)i] = planes->rgb[plane][at];
    }
    for (int i = 0, at = line->start; i < line->count; i++, at += line->step) {
        planes->glyph[at] = glyph[gr_cell_mirror(i + by, line->count)];
        for (int plane = 0; plane < 3; plane++) {
            int from = gr_cell_mirror(i + by + (plane - 1) * split, line->count);
            planes->rgb[plane][at] = rgb[(size_t)plane * count + (size_t)from];
        }
    }
}

static void apply(const GrCellInput *input, const GrCellPlanes *planes)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const GrGrid *grid = input->grid;
    const bool upright = p->along == 1;
    const int lines = upright ? grid->cols : grid->rows;
    const int length = upright ? grid->rows : grid->cols;
    const size_t longest = (size_t)(grid->cols > grid->rows ? grid->cols : grid->rows);
    float *shift = (float *)(void *)((uint8_t *)input->scratch +
                                     (longest * (sizeof(uint16_t) + 3) + 3) / 4 * 4);
    const float beat = gr_push(m, GR_SIGNAL_BEAT_DECAY, p->react);
    const float push = p->amount * (0.45f + 0.8f * beat * beat);
    const double time = (double)p->rate * gr_motion_s(m, p->react);
    const float per_screen =
        upright ? 0.5f * (float)grid->rows : 0.5f * (float)grid->cols / grid->aspect;
    for (int i = 0; i < lines; i++)
        shift[i] = 0.0f;
    for (int i = 0; i < BANDS_MAX && (float)i < p->bands; i++)
        add_band(input, i, time, push, shift, lines);
    for (int i = 0; i < lines; i++) {
        int by = (int)gr_roundf(gr_clampf(shift[i] * per_screen, -4000.0f, 4000.0f));
        int split = (int)gr_roundf(p->split * gr_unitf(gr_absf(shift[i]) * 6.0f));
        const Line line = {upright ? i : i * grid->cols, upright ? grid->cols : 1, length};
        if (by || split)
            slide(input, planes, &line, by, by < 0 ? -split : split);
    }
}

extern const GrCellEffect GR_LEVEL_NAME(gr_cell_effect_displace);
const GrCellEffect GR_LEVEL_NAME(gr_cell_effect_displace) = {
    .name = "displace",
    .family = "motion",
    .summary = "bands of the layer slide out of place and back",
    .params = GR_PARAM_TABLE(Params, params),
    .scratch_bytes = scratch_bytes,
    .apply = apply,
};

/* SPDX-License-Identifier: MIT
 *
 * Scanning bars: bright bars pass over the cells with a tail behind them, like the beam of a
 * copier. They light up what is there and fill what is blank with glyphs of the palette.
 */
#include "../common/cells.h"
#include "base/level.h"

typedef struct Params {
    float bars, speed, width, tail, strength, fill, dim, react;
    int32_t towards;
    GrColour colour;
} Params;

static const char *const ways[] = {"down", "up", "right", "left", NULL};

static const GrParam params[] = {
    GR_FLOAT(Params, bars, "", 2, 0, 24, "how many bars there are; a part of one is faint"),
    GR_RATE(Params, speed, "screen/s", 0.55, -20, 20, "how fast they pass; the frame is 2 high"),
    GR_FLOAT(Params, width, "screen", 0.05, 0.005, 2, "of a bar's bright front"),
    GR_FLOAT(Params, tail, "screen", 0.5, 0, 4, "how far the light behind it reaches"),
    GR_FLOAT(Params, strength, "", 0.9, 0, 1, "how bright the front is"),
    GR_FLOAT(Params, fill, "", 0.55, 0, 1, "how bright what was blank becomes"),
    GR_FLOAT_LIKE(Params, dim, "", 0.35, 0, 1, "0.7", "how dark the layer is away from the bars"),
    GR_CHOICE(Params, towards, ways, 0, "which way they go"),
    GR_COLOUR_OPTIONAL(Params, colour, "9bf6ff", "of the light; without it the layer's own"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "how strongly it answers the sound (loud parts let them pass faster, beats flare "
             "them); 0 is not at all"),
};

enum { BARS_MAX = 24 };

static size_t scratch_bytes(const GrGrid *grid, const void *unused)
{
    (void)unused;
    return 2 * sizeof(float) * (size_t)(grid->cols > grid->rows ? grid->cols : grid->rows);
}

/* Light of the fronts and of the tails on each line that a bar is parallel to. */
static void light_lines(const GrCellInput *input, int lines, float reach, float *front, float *tail)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const bool back = p->towards % 2 != 0;
    const float way = 2.0f * reach;
    const double moved = (double)p->speed * gr_motion_s(m, p->react) / (double)way;
    const float per_line = way / (float)lines, soft = p->width + 0.5f * per_line;
    const int most = (int)gr_clampf(p->bars + 0.999f, 0.0f, BARS_MAX);
    for (int i = 0; i < lines; i++)
        front[i] = tail[i] = 0.0f;
    for (int k = 0; k < most; k++) {
        /* Evenly spread, and where the next one comes does not depend on how many there are. */
        float head = gr_count(moved + (double)k * 0.61803398875).part * way;
        float there = gr_cell_share(p->bars, k);
        for (int i = 0; i < lines; i++) {
            float at = ((float)(back ? lines - 1 - i : i) + 0.5f) * per_line;
            float behind = head - at;
            if (p->speed < 0.0f)
                behind = -behind;
            float near =
                gr_minf(gr_absf(behind), gr_minf(gr_absf(behind + way), gr_absf(behind - way)));
            behind = behind < 0.0f ? behind + way : behind;
            float bright = gr_unitf(1.0f - near / soft);
            float old = p->tail > 0.0f ? gr_unitf(1.0f - behind / p->tail) : 0.0f;
            front[i] = gr_maxf(front[i], there * bright * bright * (3.0f - 2.0f * bright));
            tail[i] = gr_maxf(tail[i], there * old * old);
        }
    }
}

static void light_cell(const GrCellInput *input, const GrCellPlanes *planes, int cell, float front,
                       float tail, GrCellInk ink)
{
    const Params *p = input->params;
    const float lit = gr_unitf(front + 0.5f * tail);
    uint32_t rgb = gr_cell_ink_at(input, ink, cell);
    if (!planes->glyph[cell]) {
        float value = p->fill * gr_unitf(front + 0.6f * tail);
        int last = input->ramp_count - 1, at = (int)(value * (float)last + 0.5f);
        planes->glyph[cell] = input->ramp[at > last ? last : at];
        gr_cell_colour(planes, cell, rgb, gr_cell_weight(0.25f + 0.75f * value));
        return;
    }
    gr_cell_dim(planes, cell, gr_cell_weight(1.0f - p->dim * (1.0f - lit)));
    uint32_t add = gr_cell_weight(p->strength * (front + 0.25f * tail));
    for (int plane = 0; plane < 3; plane++) {
        uint32_t value = planes->rgb[plane][cell], to = rgb >> (8 * plane) & 255;
        to = front > 0.5f ? gr_cell_lit(to, 256 + gr_cell_weight(front - 0.5f)) : to;
        uint32_t more = value + (to * add >> 8);
        planes->rgb[plane][cell] = (uint8_t)(more > 255 ? 255 : more);
    }
}

static void apply(const GrCellInput *input, const GrCellPlanes *planes)
{
    const Params *p = input->params;
    const GrGrid *grid = input->grid;
    const bool across = p->towards >= 2;
    const int lines = across ? grid->cols : grid->rows;
    float *front = input->scratch,
          *tail = front + (grid->cols > grid->rows ? grid->cols : grid->rows);
    const float beat = gr_push(input->moment, GR_SIGNAL_BEAT_DECAY, p->react);
    const float flare = 0.8f + 0.6f * beat * beat;
    const GrCellInk ink = gr_cell_ink(p->colour);
    light_lines(input, lines, across ? grid->aspect : 1.0f, front, tail);
    for (int row = 0; row < grid->rows; row++)
        for (int col = 0; col < grid->cols; col++) {
            int line = across ? col : row;
            light_cell(input, planes, row * grid->cols + col, gr_unitf(front[line] * flare),
                       tail[line], ink);
        }
}

extern const GrCellEffect GR_LEVEL_NAME(gr_cell_effect_scanbars);
const GrCellEffect GR_LEVEL_NAME(gr_cell_effect_scanbars) = {
    .name = "scanbars",
    .family = "damage",
    .summary = "bright bars pass over the cells with a tail of light",
    .params = GR_PARAM_TABLE(Params, params),
    .scratch_bytes = scratch_bytes,
    .apply = apply,
};

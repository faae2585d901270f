/* SPDX-License-Identifier: MIT
 *
 * Tunnel: a flight through a winding shaft of lit bricks that sinks into black. A cell's distance
 * from the vanishing point gives its depth on the wall (depth = size / r), its angle the place
 * around it; the vanishing point is pulled aside so that the shaft bends. Of a number of bricks
 * around that is not whole the last brick is as narrow as its fraction, so that no seam shows and
 * an animated number lets bricks grow out of a joint. The table-driven version of this is told in
 * https://lodev.org/cgtutor/tunnel.html.
 */
#include "base/level.h"
#include "common/motion.h"
#include "model/effect.h"

#include "base/rng.h"

typedef struct Params {
    float speed, sides, depth, bend, twist, fog, joints, complexity, react;
} Params;

static const GrParam params[] = {
    GR_RATE(Params, speed, "bricks/s", 2.2, -30, 30, "of the flight; negative flies backwards"),
    GR_COUNT(Params, sides, "bricks", 14, 2, 64,
             "bricks around the wall; a fraction is a brick that grows out of a joint"),
    GR_FLOAT(Params, depth, "bricks", 2.4, 0.2, 16,
             "how deep the wall reads: higher makes shorter bricks and a longer shaft"),
    GR_FLOAT(Params, bend, "screen", 0.36, 0, 1, "how far the far end winds from the middle"),
    GR_FLOAT(Params, twist, "turns", 0.05, -1, 1, "how far the wall turns over a brick's length"),
    GR_FLOAT(Params, fog, "", 0.3, 0, 2, "how soon the shaft sinks into black; 0 never does"),
    GR_FLOAT(Params, joints, "", 0.1, 0, 0.45, "width of the dark joints, as a part of a brick"),
    GR_FLOAT(Params, complexity, "", 4, 0, 5,
             "0 plain rings, 1 rows around too, 2 bricks set off, 3 each lit by itself, 4 windows, "
             "5 carved; in-between values mix"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "how strongly it answers the sound (loud parts fly faster, windows light up with the "
             "bands, a ring of light comes with each beat); 0 is not at all"),
};

/* How much of feature number `n` a complexity shows. */
static float share(float complexity, float n)
{
    return gr_unitf(complexity - n + 1.0f);
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const double time_s = gr_motion_s(m, p->react);
    const uint32_t seed = gr_rng_fold(input->seed);
    const GrCount flown = gr_count(time_s * (double)p->speed);
    const float flown_part = flown.part;
    const int32_t flown_whole = flown.whole;
    const float sides = p->sides, depth = p->depth, fog = p->fog, joints = p->joints;
    const float twist = p->twist * sides, turned = gr_count(time_s * 0.013).part * sides;
    const float sway = gr_phase(time_s * 0.061), lift = gr_phase(time_s * 0.047 + 0.21);
    const float bend_x = p->bend * gr_sinf(sway) * gr_minf(1.3f, input->grid->aspect);
    const float bend_y = p->bend * gr_sinf(lift) * gr_minf(1.0f, 1.3f / input->grid->aspect);
    const float rows = share(p->complexity, 1.0f), offset = share(p->complexity, 2.0f) * 0.5f;
    const float uneven = share(p->complexity, 3.0f), windows = share(p->complexity, 4.0f);
    const float carved = share(p->complexity, 5.0f);
    const float low = 0.5f * (gr_push(m, GR_SIGNAL_BASS, p->react));
    const float mid = 0.5f * (gr_push(m, GR_SIGNAL_MID, p->react));
    const float high = 0.5f * (gr_push(m, GR_SIGNAL_HI, p->react));
    const float beat = gr_unitf(gr_push(m, GR_SIGNAL_BEAT_DECAY, p->react));
    const float ring_at = 9.0f * gr_unitf(1.0f - gr_signal(m, GR_SIGNAL_BEAT_PHASE) * 1.15f);
    const float last = (float)(gr_members(sides) - 1), narrow = gr_member(sides, (int)last);
    const float cell = gr_maxf(input->grid->cell_h, input->grid->cell_w);
    const float *restrict x = input->grid->x, *restrict y = input->grid->y;
    float *restrict value = output->value;
    const int count = input->grid->count;

    for (int i = 0; i < count; i++) {
        /* The far end follows the bend, the near wall does not. */
        float far = 1.0f / (1.0f + 0.7f * (x[i] * x[i] + y[i] * y[i]));
        float cx = x[i] - bend_x * far, cy = y[i] - bend_y * far;
        float r = gr_sqrtf(cx * cx + cy * cy);
        float z = 1.0f / (r + 0.03f);
        float along = z * depth, around = gr_atan2f(cy, cx) * (sides / GR_TAU);

        float w = along + flown_part;
        float row = gr_floorf(w), fw = w - row;
        uint32_t row_id = (uint32_t)((int32_t)row + flown_whole);
        float odd = (float)(int32_t)(row_id & 1u) * offset;
        float u = around + turned + twist * along / depth + odd;
        float lap = sides * gr_floorf(u / sides);
        float column = gr_clampf(gr_floorf(u - lap), 0.0f, last), fu = u - (column + lap);
        float wide = column == last ? narrow : 1.0f;
        uint32_t id = gr_rng_u32(seed, row_id, (uint32_t)(int32_t)column);
        float tone = (float)(int32_t)(id & 0xffffu) * (1.0f / 65535.0f);
        float kind = (float)(int32_t)((id >> 16) & 0xffffu) * (1.0f / 65535.0f);

        /* Bricks that a cell spans: what is finer than the cells melts into a mean. */
        float span_w = cell * depth * z * z, span_u = cell * sides / (GR_TAU * (r + 0.01f));
        float edge_w = 0.5f - gr_absf(fw - 0.5f), edge_u = 0.5f * wide - gr_absf(fu - 0.5f * wide);
        float soft_w = gr_maxf(0.05f, 0.8f * span_w), soft_u = gr_maxf(0.05f, 0.8f * span_u);
        float face_w = gr_unitf((edge_w - joints) / soft_w + 0.5f);
        float face_u = gr_unitf((edge_u - joints * 0.8f) / soft_u + 0.5f);
        face_u = 1.0f - rows * (1.0f - face_u);
        float face = face_w * face_u;
        float blur = gr_unitf(1.6f - 1.6f * gr_maxf(span_w, span_u * rows));
        face = 0.55f + (face - 0.55f) * blur;

        float shine = 1.0f - uneven * 0.85f * (1.0f - tone * tone) * blur;
        /* A rim of light on the side that faces the viewer. */
        float rim = gr_unitf(1.0f - gr_absf(fw - joints - 0.12f) * 9.0f) * face_u * blur * 0.35f;
        float inner = gr_unitf((gr_minf(edge_w, edge_u) - 0.27f) * 14.0f);
        /* Each face is lit from the mouth of the shaft. */
        float lit = face * shine * (0.95f - 0.5f * fw * blur) + rim;
        lit = lit * (1.0f - 0.6f * carved * inner * blur);
        float band = kind < 0.33f ? low : kind < 0.66f ? mid : high;
        float window = tone > 0.84f ? 1.0f : 0.0f;
        lit = lit + windows * face * (window * 0.35f + band * (0.25f + window) * 0.7f) * blur;

        float gap = z - ring_at;
        float ring = beat * 0.9f * (0.25f + face) / (1.0f + 5.0f * gap * gap);
        float air = gr_exp2f(-fog * gr_maxf(z - 1.0f, 0.0f) * 1.4f);
        float hole = gr_unitf(r * 9.0f - 0.35f);
        value[i] = gr_unitf((lit + ring) * air * hole * 1.25f - 0.04f);
    }
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_tunnel);
const GrEffect GR_LEVEL_NAME(gr_effect_tunnel) = {
    .name = "tunnel",
    .family = "waves",
    .summary = "a flight through a winding shaft of lit bricks that sinks into black",
    .params = GR_PARAM_TABLE(Params, params),
    .draw = draw,
};

/* SPDX-License-Identifier: MIT
 *
 * Noise: an archipelago cut from layers of paper. One smooth noise, a little roughened by a finer
 * one, is cut into terraces; each is bright along its upper edge and falls off into the shade of
 * the next, so that hills and hollows read as depth. With no terraces it is the noise itself:
 * gradient noise for round hills (Perlin 1985), value noise for coarser, blockier ones. The whole
 * boils in place and drifts.
 */
#include "base/level.h"
#include "common/octaves.h"
#include "model/effect.h"

typedef struct Params {
    float scale, stretch, direction, drift, speed, detail, terraces, relief, contrast, level, react;
    int32_t kind;
} Params;

enum { GRADIENT, VALUE };
static const char *const kinds[] = {"gradient", "value", NULL};

static const GrParam params[] = {
    GR_FLOAT(Params, scale, "", 1.5, 0.1, 30, "size of the hills: higher is finer"),
    GR_CHOICE(Params, kind, kinds, GRADIENT, "gradient: round hills; value: blockier ones"),
    GR_COUNT(Params, terraces, "", 5, 0, 16,
             "steps between the lowest and the highest; below 1 they melt into smooth noise"),
    GR_FLOAT(Params, relief, "", 0.65, 0, 1, "0 flat terraces, 1 each falls off into the dark"),
    GR_FLOAT(Params, detail, "", 0.25, 0, 1, "how rough the coasts are"),
    GR_FLOAT(Params, stretch, "", 1, 0.1, 10, "drawn out along the direction: 1 is even"),
    GR_FLOAT(Params, direction, "turns", 0.06, -1, 1, "where it drifts: 0 right, 0.25 down"),
    GR_RATE(Params, drift, "screen/s", 0.07, -4, 4, "how fast it passes by"),
    GR_RATE(Params, speed, "", 1, -10, 10, "of its boiling; 0 keeps its shape"),
    GR_FLOAT(Params, contrast, "", 1, 0.1, 4, "higher parts light and dark further"),
    GR_FLOAT(Params, level, "", 0.5, 0, 1, "how much of it is light"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "how strongly it answers the sound (loud parts flow faster, bass raises the land, "
             "beats light the coasts); 0 is not at all"),
};

enum { BLOCK = 256 };

/* Height before it is cut; both kinds have the same spread. */
static void add_noise(const GrOctave *octave, int32_t kind, float weight, const float *restrict x,
                      const float *restrict y, float *restrict sum, int n)
{
    const GrOctave o = *octave;
    if (kind == VALUE) {
        for (int i = 0; i < n; i++) {
            float px = x[i] * o.xx + y[i] * o.xy + o.dx, py = x[i] * o.yx + y[i] * o.yy + o.dy;
            sum[i] = sum[i] + weight * 0.62f * gr_noise_value_at(&o.noise, px, py);
        }
    } else {
        for (int i = 0; i < n; i++) {
            sum[i] = sum[i] + weight * gr_octave_at(&o, x[i], y[i]).value;
        }
    }
}

/* Values on a lattice cannot turn as gradients do: they boil by crossing over to others. */
typedef struct Layer {
    GrOctave octave;
    float weight;
} Layer;

static int set_layers(const GrFieldInput *input, double time_s, Layer layers[4])
{
    const Params *p = input->params;
    const uint32_t seed = gr_rng_fold(input->seed);
    /* Coordinates are turned into the direction first, so drift is along the first of them. */
    const double way = time_s * (double)p->drift / (double)p->stretch;
    int count = 0;
    for (int o = 0; o < 2; o++) {
        const float scale = p->scale * (o ? 3.7f : 1.0f);
        const float weight = o ? 0.45f * p->detail : 1.0f;
        const double boil = time_s * (double)p->speed * (0.05 + 0.06 * (double)o);
        if (p->kind == GRADIENT) {
            layers[count++] = (Layer){gr_octave(seed, o, scale, way, 0.0, boil), weight};
            continue;
        }
        GrCount turn = gr_count(boil * 5.0);
        const float angle = 0.25f * GR_TAU * turn.part;
        for (int k = 0; k < 2; k++) {
            Layer *l = &layers[count++];
            l->octave = gr_octave(seed, o, scale, way, 0.0, 0.0);
            l->octave.noise.seed = gr_rng_u32(seed, (uint32_t)(turn.whole + k), (uint32_t)o + 50u);
            /* Squares of cosine and sine add up to 1: the spread stays the same. */
            l->weight = weight * (k ? gr_sinf(angle) : gr_cosf(angle));
        }
    }
    return count;
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    Layer layers[4];
    const int layer_count = set_layers(input, gr_motion_s(m, p->react), layers);
    const float bass = gr_push(m, GR_SIGNAL_BASS, p->react);
    const float beat = gr_push(m, GR_SIGNAL_BEAT_DECAY, p->react);
    const float c = gr_cosf(p->direction * GR_TAU), s = gr_sinf(p->direction * GR_TAU);
    const float per_stretch = 1.0f / p->stretch;
    const float gain = 1.05f * p->contrast, level = p->level + 0.05f * bass;
    const float terraces = gr_maxf(p->terraces, 1.0f), cut = gr_unitf(p->terraces);
    const float relief = p->relief, low = 1.0f - p->relief, rim = 0.3f + 0.3f * beat;
    /* As soft as a cell on a slope of middling steepness. */
    const float soft =
        gr_clampf(1.3f * input->grid->cell_h * p->scale * gain * terraces, 0.03f, 0.6f);
    const int count = input->grid->count;

    for (int start = 0; start < count; start += BLOCK) {
        const int n = count - start < BLOCK ? count - start : BLOCK;
        const float *restrict x = input->grid->x + start, *restrict y = input->grid->y + start;
        float *restrict value = output->value + start;
        float along[BLOCK], across[BLOCK], sum[BLOCK] = {0};
        for (int i = 0; i < n; i++) {
            along[i] = (c * x[i] + s * y[i]) * per_stretch;
            across[i] = c * y[i] - s * x[i];
        }
        for (int k = 0; k < layer_count; k++) {
            add_noise(&layers[k].octave, p->kind, layers[k].weight, along, across, sum, n);
        }
        for (int i = 0; i < n; i++) {
            float plain = level + gain * sum[i];
            /* Bent so that heights are spread evenly and every terrace has its share. */
            float bent = plain - 0.5f;
            float high = gr_unitf(0.5f + 0.56f * bent / gr_sqrtf(0.1f + bent * bent));
            float at = high * 0.999f * terraces, floor = gr_floorf(at);
            float part = at - floor;
            /* A step's own light grows with height; up to its edge it grows within the step. */
            float tone = (floor + 0.75f) / (terraces + 0.25f);
            float fall = 1.0f - relief * (1.0f - part);
            float coast = gr_unitf((part - 0.7f) * 3.3f);
            float stepped = tone * (0.12f + 0.88f * fall * fall + rim * coast * coast * relief);
            /* Towards its edge, within a cell, a step goes over to the foot of the next. */
            float foot = (tone + 1.0f / (terraces + 0.25f)) * (0.12f + 0.88f * low * low);
            float over = gr_unitf((part - 1.0f) / soft + 1.0f) * gr_unitf(terraces - 1.0f - floor);
            stepped = (stepped + over * (foot - stepped)) * gr_unitf(at * 1.4f);
            float smooth = high * high * (3.0f - 2.0f * high);
            value[i] = gr_unitf(smooth + cut * (stepped * 1.2f - 0.035f - smooth));
        }
    }
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_noise);
const GrEffect GR_LEVEL_NAME(gr_effect_noise) = {
    .name = "noise",
    .family = "noise",
    .summary = "an archipelago of terraces cut from smooth noise, or the noise itself",
    .params = GR_PARAM_TABLE(Params, params),
    .draw = draw,
};

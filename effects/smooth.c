/* SPDX-License-Identifier: MIT
 *
 * Smooth: folds of silk under a slow wind. Octaves of crossed sines, each turned against the last
 * and laid on cloth that the coarser ones have already bent, make a height; its slope towards a
 * light gives the sheen. The height is evaluated twice, a little way apart, and the difference is
 * the slope. Bending coordinates by sines of each other is an old habit of demos; "Texturing and
 * Modeling" (Ebert and others) tells it as domain distortion.
 */
#include "base/level.h"
#include "common/motion.h"
#include "model/effect.h"

#include "base/rng.h"

typedef struct Params {
    float scale, octaves, gain, speed, fold, sheen, light, contrast, react;
} Params;

enum { MAX_OCTAVES = 6, BLOCK = 256 };

static const GrParam params[] = {
    GR_FLOAT(Params, scale, "", 1.1, 0.1, 12, "size of the folds: higher is finer"),
    GR_COUNT(Params, octaves, "", 4, 1, MAX_OCTAVES,
             "layers of folds; a fraction fades the finest in"),
    GR_FLOAT(Params, gain, "", 0.5, 0.1, 0.9, "how strong each layer is beside the last"),
    GR_RATE(Params, speed, "", 1, -10, 10, "of the wind; 0 stands still"),
    GR_FLOAT(Params, fold, "", 0.85, 0, 2,
             "how far folds are bent by coarser ones: 0 is a lattice"),
    GR_FLOAT(Params, sheen, "", 0.8, 0, 1, "0 shows height alone, 1 light from one side alone"),
    GR_FLOAT(Params, light, "turns", -0.35, -0.5, 0.5,
             "where light comes from: 0 right, 0.25 below"),
    GR_FLOAT(Params, contrast, "", 1, 0.1, 4, "higher parts light and dark further"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "how strongly it answers the sound (loud parts blow faster, bass deepens the folds, "
             "beats brighten the sheen); 0 is not at all"),
};

typedef struct Fold {
    float c, s, scale, weight, bend, along, across;
} Fold;

static void set_folds(const GrFieldInput *input, double time_s, Fold *folds)
{
    const Params *p = input->params;
    const uint32_t seed = gr_rng_fold(input->seed);
    float scale = p->scale, weight = 1.0f, power = 0.0f;
    for (int o = 0; o < gr_members(p->octaves); o++) {
        Fold *f = &folds[o];
        const float angle = 0.4f + 2.399963f * (float)o; /* the golden angle: none line up */
        const double pace = time_s * (double)p->speed * (1.0 + 0.37 * (double)o);
        f->c = gr_cosf(angle);
        f->s = gr_sinf(angle);
        f->scale = scale * 2.2f;
        f->weight = weight * gr_member(p->octaves, o);
        f->bend = p->fold * gr_member(p->octaves, o) / f->scale;
        f->along = gr_phase(0.061 * pace + (double)gr_rng_unit(seed, (uint32_t)o, 1));
        f->across = gr_phase(-0.047 * pace + (double)gr_rng_unit(seed, (uint32_t)o, 2));
        power += f->weight * f->weight;
        weight *= p->gain;
        scale *= 1.83f;
    }
    for (int o = 0; o < gr_members(p->octaves); o++) {
        folds[o].weight /= gr_sqrtf(power);
    }
}

/* Adds one octave's height and bends the coordinates for the next. */
static void add_fold(const Fold *fold, float *restrict x, float *restrict y, float *restrict height,
                     int n)
{
    const Fold f = *fold;
    for (int i = 0; i < n; i++) {
        float u = (f.c * x[i] - f.s * y[i]) * f.scale + f.along;
        float v = (f.s * x[i] + f.c * y[i]) * f.scale + f.across;
        float su = gr_sinf(u), cv = gr_cosf(v);
        height[i] = height[i] + f.weight * su * cv;
        float bu = f.bend * cv, bv = f.bend * su;
        x[i] = x[i] + f.c * bu + f.s * bv;
        y[i] = y[i] - f.s * bu + f.c * bv;
    }
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    Fold folds[MAX_OCTAVES];
    set_folds(input, gr_motion_s(m, p->react), folds);
    const float bass = gr_push(m, GR_SIGNAL_BASS, p->react);
    const float beat = gr_push(m, GR_SIGNAL_BEAT_DECAY, p->react);
    const float apart = 0.04f / p->scale;
    const float to_x = apart * gr_cosf(p->light * GR_TAU),
                to_y = apart * gr_sinf(p->light * GR_TAU);
    const float steep = 3.4f * p->contrast * (1.0f + 0.3f * bass), tall = 1.1f * p->contrast;
    const float sheen = p->sheen, shine = 0.55f + 0.3f * beat;
    const int count = input->grid->count, octaves = gr_members(p->octaves);

    for (int start = 0; start < count; start += BLOCK) {
        const int n = count - start < BLOCK ? count - start : BLOCK;
        const float *restrict x = input->grid->x + start, *restrict y = input->grid->y + start;
        float *restrict value = output->value + start;
        float ax[BLOCK], ay[BLOCK], bx[BLOCK], by[BLOCK], a[BLOCK], b[BLOCK];
        for (int i = 0; i < n; i++) {
            ax[i] = x[i], ay[i] = y[i], a[i] = 0.0f;
            bx[i] = x[i] + to_x, by[i] = y[i] + to_y, b[i] = 0.0f;
        }
        for (int o = 0; o < octaves; o++) {
            add_fold(&folds[o], ax, ay, a, n);
            add_fold(&folds[o], bx, by, b, n);
        }
        for (int i = 0; i < n; i++) {
            float slope = (a[i] - b[i]) * steep * 2.0f, high = a[i] * tall;
            float side = 0.5f + 0.5f * slope / gr_sqrtf(1.0f + slope * slope);
            float level = 0.5f + 0.5f * high / gr_sqrtf(0.5f + high * high);
            float gloss = side * side * side;
            float lit = gr_lerpf(level * level, side * side * (0.45f + 0.55f * level), sheen);
            value[i] = gr_unitf((lit + shine * gloss * gloss * sheen) * 1.3f - 0.06f);
        }
    }
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_smooth);
const GrEffect GR_LEVEL_NAME(gr_effect_smooth) = {
    .name = "smooth",
    .family = "waves",
    .summary = "folds of silk that bend each other under a slow wind",
    .params = GR_PARAM_TABLE(Params, params),
    .draw = draw,
};

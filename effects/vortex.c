/* SPDX-License-Identifier: MIT
 *
 * Vortex: luminous gas that spirals into a dark eye. Noise is laid out over the angle and the
 * logarithm of the distance, so that it grows from the eye outwards without end and keeps its shape
 * while it falls in; shearing the two makes arms. The noise repeats after a whole number of cells
 * around, so no seam shows; between two numbers of arms their gas fades over. The mapping is the
 * logarithmic spiral (https://en.wikipedia.org/wiki/ Logarithmic_spiral), which every turn and zoom
 * leaves alike.
 */
#include "base/level.h"
#include "common/motion.h"
#include "common/noise.h"
#include "model/effect.h"

typedef struct Params {
    float arms, tightness, spin, fall, eye, detail, contrast, react;
} Params;

static const GrParam params[] = {
    GR_COUNT(Params, arms, "", 3, 1, 16, "spiral arms"),
    GR_FLOAT(Params, tightness, "turns", 0.42, -3, 3,
             "how far an arm winds while its distance grows by e; the sign is the direction"),
    GR_RATE(Params, spin, "turns/s", 0.05, -2, 2, "how fast it all turns"),
    GR_FLOAT(Params, fall, "", 0.35, -5, 5, "how fast the gas falls inwards; negative blows out"),
    GR_FLOAT(Params, eye, "screen", 0.13, 0, 1.5, "radius of the dark eye in the middle"),
    GR_FLOAT(Params, detail, "", 0.75, 0, 1, "0 smooth arms, 1 arms torn into filaments"),
    GR_FLOAT(Params, contrast, "", 1, 0.2, 4, "higher darkens what lies between the arms"),
    GR_FLOAT(
        Params, react, "", 1, 0, 4,
        "how strongly it answers the sound (loud parts spin faster, bass lights the rim of the "
        "eye, beats brighten the arms); 0 is not at all"),
};

enum { BLOCK = 256, OCTAVES = 4 };

/* Adds one octave of ridged noise: sharp crests where the noise changes sign. */
static void add_octave(const GrNoise *noise, float scale, float period, float lift, float weight,
                       float finest, const float *restrict around, const float *restrict along,
                       const float *restrict r, float *restrict sum, float *restrict bend, int n)
{
    for (int i = 0; i < n; i++) {
        GrNoiseSample s = gr_noise_around(noise, around[i] * scale + bend[i] * 0.35f,
                                          along[i] * scale + lift, period);
        float crest = 1.0f - 3.2f * gr_absf(s.value);
        /* Towards the eye an octave gets finer than the cells: there it fades out. */
        float seen = gr_unitf(r[i] * finest - 0.6f);
        sum[i] = sum[i] + weight * seen * crest;
        bend[i] = bend[i] + s.value * 1.2f;
    }
}

/* The gas at a moment. */
typedef struct Gas {
    GrNoise noise[OCTAVES];
    float lift[OCTAVES];
    float turned, wind, cell;
} Gas;

static Gas gas_of(const GrFieldInput *input, double time_s)
{
    const Params *p = input->params;
    const uint32_t seed = gr_rng_fold(input->seed);
    Gas gas = {.turned = gr_phase(time_s * (double)p->spin),
               .wind = p->tightness * GR_TAU,
               .cell = gr_maxf(input->grid->cell_h, input->grid->cell_w)};
    for (int o = 0; o < OCTAVES; o++) {
        double turned = time_s * 0.02 * (double)(o + 1);
        GrCount fallen = gr_count(time_s * (double)p->fall * (double)(1 << o));
        gas.noise[o] = (GrNoise){gr_rng_u32(seed, (uint32_t)o, 7), 0, fallen.whole,
                                 gr_cosf(gr_phase(turned)), gr_sinf(gr_phase(turned))};
        gas.lift[o] = fallen.part;
    }
    return gas;
}

/* The gas of a whole number of arms at a block of places. */
static void blow(const Gas *gas, float arms, const float *restrict r, const float *restrict a,
                 const float *restrict log_r, float *restrict sum, int n)
{
    /* About eight cells of noise around, and a whole number of them for each arm. */
    const float period = arms * gr_roundf(gr_maxf(1.0f, 8.0f / arms));
    const float per_turn = period / GR_TAU, wind = gas->wind, turned = gas->turned;
    float around[BLOCK], along[BLOCK], bend[BLOCK] = {0}, weight = 0.5f;
    for (int i = 0; i < n; i++) {
        /* Gas that winds less than the arms crosses them in wisps. */
        around[i] = (a[i] - turned + 0.55f * wind * log_r[i]) * per_turn;
        along[i] = log_r[i] * per_turn;
        sum[i] = 0.0f;
    }
    for (int o = 0; o < OCTAVES; o++) {
        const float scale = (float)(1 << o);
        add_octave(&gas->noise[o], scale, period * scale, gas->lift[o], weight,
                   GR_TAU / (period * scale * 1.6f * gas->cell), around, along, r, sum, bend, n);
        weight *= 0.55f;
    }
}

/* How far inside an arm each place of a block is. A fraction of an arm is one that splits off. */
static void wind_arms(const Gas *gas, float arms, const float *restrict a,
                      const float *restrict log_r, float *restrict arm, int n)
{
    const GrAround around = gr_around(arms);
    const float wind = gas->wind, turned = gas->turned;
    for (int i = 0; i < n; i++) {
        arm[i] = arms * (a[i] - turned + wind * log_r[i]);
    }
    for (int i = 0; i < n && around.laps > 0.0f; i++) {
        arm[i] = GR_TAU * (0.5f - gr_around_fold(&around, arm[i] * (1.0f / GR_TAU), arms, 1.0f));
    }
    for (int i = 0; i < n; i++) {
        arm[i] = 0.5f + 0.5f * gr_cosf(arm[i]);
    }
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const Gas gas = gas_of(input, gr_motion_s(m, p->react));
    const float arms = gr_floorf(p->arms), more = p->arms - arms;
    const float bass = gr_push(m, GR_SIGNAL_BASS, p->react);
    const float beat = gr_push(m, GR_SIGNAL_BEAT_DECAY, p->react);
    const float eye = p->eye, per_rim = 1.0f / (0.25f * eye + 0.03f), detail = p->detail;
    const float rim_gain = eye > 0.0f ? 0.55f + 0.5f * bass : 0.0f;
    const float contrast = p->contrast, gain = 1.0f + 0.25f * beat;
    const int count = input->grid->count;

    for (int start = 0; start < count; start += BLOCK) {
        const int n = count - start < BLOCK ? count - start : BLOCK;
        const float *restrict r = input->grid->r + start, *restrict a = input->grid->a + start;
        float *restrict value = output->value + start;
        float log_r[BLOCK], sum[BLOCK], next[BLOCK], arm[BLOCK];
        for (int i = 0; i < n; i++)
            log_r[i] = gr_logf(r[i] + 0.02f);
        wind_arms(&gas, p->arms, a, log_r, arm, n);
        blow(&gas, arms, r, a, log_r, sum, n);
        if (more > 0.0f) {
            blow(&gas, arms + 1.0f, r, a, log_r, next, n);
            for (int i = 0; i < n; i++)
                sum[i] = sum[i] + more * (next[i] - sum[i]);
        }
        for (int i = 0; i < n; i++) {
            float torn = 1.0f - detail * (1.0f - gr_clampf(sum[i] * 1.35f, -0.4f, 1.3f));
            float lit = gr_maxf(torn, 0.0f) * (0.07f + arm[i] * arm[i] * (0.35f + 0.6f * arm[i]));
            lit = gr_powf(lit * gain, contrast);
            float gap = (r[i] - eye) * per_rim;
            float rim = rim_gain / (1.0f + gap * gap * 5.0f);
            float open = gr_unitf(gap * 1.5f + 0.8f);
            float shade = 1.0f / (1.0f + 0.22f * r[i] * r[i]);
            value[i] = gr_unitf((lit * shade * 1.15f + rim * (0.5f + torn * 0.5f)) * open);
        }
    }
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_vortex);
const GrEffect GR_LEVEL_NAME(gr_effect_vortex) = {
    .name = "vortex",
    .family = "waves",
    .summary = "luminous gas that spirals into a dark eye",
    .params = GR_PARAM_TABLE(Params, params),
    .draw = draw,
};

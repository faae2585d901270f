/* SPDX-License-Identifier: MIT */
#include "audio/synth_voice.h"
#include "audio/synth.h"
#include "base/rng.h"
#include "base/vmath.h"

#include <string.h>

#define RATE          ((float)GR_SYNTH_RATE)
#define PHASE_TO_UNIT (1.0f / 2147483648.0f) /* a signed 32-bit phase to -1..1 */

typedef struct Instrument {
    float attack_s, fall_s, length_s, release_s; /* length 0: as long as the note is held */
    float fall2_s, fall3_s;                      /* further exponentials of its own use */
    void (*fill)(Voice *voice, float *out, int count);
} Instrument;

float synth_note_hz(float midi_note)
{
    return 440.0f * gr_exp2f((midi_note - 69.0f) * (1.0f / 12.0f));
}

uint32_t synth_phase_step(float hz)
{
    return (uint32_t)(int32_t)(hz * (4294967296.0f / RATE));
}

FilterShape filter_shape(float cutoff_hz, float damping)
{
    float w = gr_clampf(cutoff_hz, 20.0f, 0.45f * RATE) * (GR_PI / RATE);
    float g = gr_sinf(w) / gr_cosf(w);
    float a1 = 1.0f / (1.0f + g * (g + damping));
    return (FilterShape){damping, a1, g * a1, g * g * a1};
}

static float phase_sin(uint32_t phase)
{
    return gr_sinf((float)(int32_t)phase * (PHASE_TO_UNIT * GR_PI));
}

void synth_add_saw(float *out, int count, uint32_t *phase, uint32_t step, float gain,
                   float gain_end)
{
    uint32_t start = *phase;
    float scale = 1.0f / ((float)(int32_t)step * (4.0f * 0.5f * PHASE_TO_UNIT));
    float slope = (gain_end - gain) / (float)count * scale;
    gain *= scale;
    for (int i = 0; i < count; i++) {
        uint32_t now = start + (uint32_t)i * step;
        float x1 = (float)(int32_t)now * PHASE_TO_UNIT;
        float x0 = (float)(int32_t)(now - step) * PHASE_TO_UNIT;
        out[i] += (x1 - x0) * (x1 + x0) * (gain + slope * (float)i);
    }
    *phase = start + (uint32_t)count * step;
}

static void add_sine(float *out, int count, uint32_t *phase, uint32_t step, float gain)
{
    uint32_t start = *phase;
    for (int i = 0; i < count; i++)
        out[i] += gain * phase_sin(start + (uint32_t)i * step);
    *phase = start + (uint32_t)count * step;
}

static void add_noise(Voice *voice, float *out, int count, float gain)
{
    for (int i = 0; i < count; i++) {
        uint32_t bits = gr_rng_mix(voice->noise + (uint32_t)(voice->age + i));
        out[i] += gain * ((float)(int32_t)bits * PHASE_TO_UNIT);
    }
}

static void low_pass(Voice *voice, int which, float *out, int count, float hz, float damping)
{
    FilterShape shape = filter_shape(hz, damping);
    Filter filter = voice->filter[which];
    float band;
    for (int i = 0; i < count; i++)
        out[i] = filter_low(&filter, &shape, out[i], &band);
    voice->filter[which] = filter;
}

static void high_pass(Voice *voice, int which, float *out, int count, float hz, float damping)
{
    FilterShape shape = filter_shape(hz, damping);
    Filter filter = voice->filter[which];
    for (int i = 0; i < count; i++) {
        float band, x = out[i];
        float low = filter_low(&filter, &shape, x, &band);
        out[i] = x - damping * band - low;
    }
    voice->filter[which] = filter;
}

static void band_pass(Voice *voice, int which, float *out, int count, float hz, float damping)
{
    FilterShape shape = filter_shape(hz, damping);
    Filter filter = voice->filter[which];
    for (int i = 0; i < count; i++) {
        float band;
        filter_low(&filter, &shape, out[i], &band);
        out[i] = damping * band;
    }
    voice->filter[which] = filter;
}

/* An exponential at sample i of the block. */
static float falling(const Voice *voice, int which, int i)
{
    return voice->fall[which] + voice->fall_slope[which] * (float)i;
}

/* A drum skin: a sine whose pitch falls in two stages. */
static void fill_drum(Voice *voice, float *out, int count, float hz, float drop, float snap,
                      float drive)
{
    float base = hz * (4294967296.0f / RATE);
    uint32_t phase[SYNTH_BLOCK], now = voice->phase[0];
    for (int i = 0; i < count; i++) {
        float bend = 1.0f + drop * falling(voice, 1, i) + snap * falling(voice, 2, i);
        now += (uint32_t)(int32_t)(base * bend);
        phase[i] = now;
    }
    voice->phase[0] = now;
    for (int i = 0; i < count; i++)
        out[i] = gr_tanhf(drive * phase_sin(phase[i]));
}

static void fill_kick(Voice *voice, float *out, int count)
{
    fill_drum(voice, out, count, 49.0f, 2.6f, 9.0f, 1.5f);
    /* The beater: two milliseconds of noise that small loudspeakers can show. */
    if (voice->age < 144) {
        for (int i = 0; i < count; i++) {
            float left = gr_maxf(0.0f, 1.0f - (float)(voice->age + i) * (1.0f / 144.0f));
            uint32_t bits = gr_rng_mix(voice->noise + (uint32_t)(voice->age + i));
            out[i] += 0.2f * left * left * ((float)(int32_t)bits * PHASE_TO_UNIT);
        }
    }
}

static void fill_soft_kick(Voice *voice, float *out, int count)
{
    fill_drum(voice, out, count, 44.0f, 1.6f, 2.0f, 1.1f);
}

static void fill_snare(Voice *voice, float *out, int count)
{
    float skin[SYNTH_BLOCK] = {0};
    add_noise(voice, out, count, 0.95f);
    high_pass(voice, 0, out, count, 1100.0f, 1.2f);
    low_pass(voice, 1, out, count, 9500.0f, 1.4f);
    add_sine(skin, count, &voice->phase[0], voice->step[0], 0.75f);
    add_sine(skin, count, &voice->phase[1], voice->step[1], 0.4f);
    for (int i = 0; i < count; i++) {
        out[i] += skin[i] * falling(voice, 1, i);
    }
}

/* Hands do not meet at once: three short bursts, then the room. */
static void fill_clap(Voice *voice, float *out, int count)
{
    const int burst = GR_SYNTH_RATE / 95;
    add_noise(voice, out, count, 3.2f);
    band_pass(voice, 0, out, count, 1500.0f, 0.9f);
    for (int i = 0; i < count; i++) {
        int at = voice->age + i;
        int since = at < 3 * burst ? at % burst : at - 2 * burst;
        float fall = voice->fall_log2[at < 2 * burst ? 1 : 2];
        out[i] *= gr_exp2f(fall * (float)since);
    }
}

/* Six square waves out of tune, as in the drum machines of the eighties, and noise. */
static void add_metal(Voice *voice, float *out, int count, float gain)
{
    for (int p = 0; p < 6; p++) {
        uint32_t start = voice->phase[p], step = voice->step[p];
        for (int i = 0; i < count; i++)
            out[i] += (int32_t)(start + (uint32_t)i * step) < 0 ? -gain : gain;
        voice->phase[p] = start + (uint32_t)count * step;
    }
}

static void fill_hat(Voice *voice, float *out, int count)
{
    add_noise(voice, out, count, 0.8f);
    add_metal(voice, out, count, 0.14f);
    high_pass(voice, 0, out, count, 8200.0f, 1.0f);
    high_pass(voice, 1, out, count, 6500.0f, 1.4f);
}

static void fill_crash(Voice *voice, float *out, int count)
{
    add_noise(voice, out, count, 0.75f);
    add_metal(voice, out, count, 0.045f);
    high_pass(voice, 0, out, count, 3600.0f, 1.4f);
    low_pass(voice, 1, out, count, 12500.0f, 1.6f);
}

static void fill_rim(Voice *voice, float *out, int count)
{
    add_sine(out, count, &voice->phase[0], voice->step[0], 0.7f);
    add_sine(out, count, &voice->phase[1], voice->step[1], 0.5f);
    add_noise(voice, out, count, 0.25f);
    high_pass(voice, 0, out, count, 500.0f, 1.4f);
}

static void fill_shaker(Voice *voice, float *out, int count)
{
    add_noise(voice, out, count, 1.6f);
    band_pass(voice, 0, out, count, 7200.0f, 0.8f);
}

/* Noise that climbs six octaves and swells until the next section cuts it off. */
static void fill_riser(Voice *voice, float *out, int count)
{
    float done = (float)voice->age / (float)voice->length;
    add_noise(voice, out, count, 2.6f * done * done);
    band_pass(voice, 0, out, count, 180.0f * gr_exp2f(6.0f * done), 0.7f);
}

static void fill_bass_saw(Voice *voice, float *out, int count)
{
    synth_add_saw(out, count, &voice->phase[0], voice->step[0], 0.5f, 0.5f);
    synth_add_saw(out, count, &voice->phase[1], voice->step[1], 0.4f, 0.4f);
    float open = 140.0f * gr_exp2f(3.2f * voice->bright + 2.0f * voice->fall[1] * voice->velocity);
    low_pass(voice, 0, out, count, open, 0.75f);
    add_sine(out, count, &voice->phase[2], voice->step[0], 0.55f);
}

static void fill_bass_sub(Voice *voice, float *out, int count)
{
    float hz = (float)(int32_t)voice->step[0];
    uint32_t phase[SYNTH_BLOCK], now = voice->phase[0];
    for (int i = 0; i < count; i++) {
        now += (uint32_t)(int32_t)(hz * (1.0f + 0.9f * falling(voice, 1, i)));
        phase[i] = now;
    }
    voice->phase[0] = now;
    for (int i = 0; i < count; i++)
        out[i] = phase_sin(phase[i]);
    /* A sub alone is silent on a telephone: saturation gives it harmonics. */
    float drive = 1.3f + 1.6f * voice->bright;
    for (int i = 0; i < count; i++)
        out[i] = 0.95f * gr_tanhf(drive * out[i] + 0.25f * out[i] * out[i]) - 0.1f;
    high_pass(voice, 0, out, count, 24.0f, 1.4f);
}

static void fill_bass_round(Voice *voice, float *out, int count)
{
    add_sine(out, count, &voice->phase[0], voice->step[0], 0.85f);
    add_sine(out, count, &voice->phase[1], 2 * voice->step[0], 0.30f * (0.4f + voice->bright));
    add_sine(out, count, &voice->phase[2], 3 * voice->step[0],
             0.20f * voice->fall[1] * (0.4f + voice->bright));
}

static void fill_pluck(Voice *voice, float *out, int count)
{
    synth_add_saw(out, count, &voice->phase[0], voice->step[0], 0.5f, 0.5f);
    synth_add_saw(out, count, &voice->phase[1], voice->step[1], 0.5f, 0.5f);
    float open = 420.0f * gr_exp2f(2.4f * voice->bright + 2.6f * voice->fall[1]);
    low_pass(voice, 0, out, count, open, 0.8f);
}

/* Two-operator frequency modulation; `ratio` by step[1]. */
static void fill_fm(Voice *voice, float *out, int count, float index)
{
    uint32_t carrier = voice->phase[0], modulator = voice->phase[1];
    uint32_t carrier_step = voice->step[0], modulator_step = voice->step[1];
    float from = index * voice->fall[1], slope = index * voice->fall_slope[1];
    for (int i = 0; i < count; i++) {
        float bend =
            (from + slope * (float)i) * phase_sin(modulator + (uint32_t)i * modulator_step);
        float angle = (float)(int32_t)(carrier + (uint32_t)i * carrier_step);
        out[i] = gr_sinf(angle * (PHASE_TO_UNIT * GR_PI) + bend);
    }
    voice->phase[0] = carrier + (uint32_t)count * carrier_step;
    voice->phase[1] = modulator + (uint32_t)count * modulator_step;
}

static void fill_keys(Voice *voice, float *out, int count)
{
    fill_fm(voice, out, count, 1.5f * voice->velocity * (0.5f + voice->bright));
    /* The tine of an electric piano, high above the note, for the first moment. */
    if (voice->fall[2] < 0.001f)
        return;
    float tine[SYNTH_BLOCK] = {0};
    add_sine(tine, count, &voice->phase[2], voice->step[2], 0.12f * voice->velocity);
    for (int i = 0; i < count; i++)
        out[i] += tine[i] * falling(voice, 2, i);
}

static void fill_bell(Voice *voice, float *out, int count)
{
    fill_fm(voice, out, count, 0.5f + 1.1f * voice->bright);
    for (int i = 0; i < count; i++)
        out[i] *= 0.8f;
    add_sine(out, count, &voice->phase[2], voice->step[0], 0.3f);
}

static void fill_lead(Voice *voice, float *out, int count)
{
    /* A slow vibrato that only long notes reach. */
    float late = gr_unitf((float)(voice->age - 12000) * (1.0f / 12000.0f));
    float bend = 1.0f + 0.004f * late * gr_sinf((float)voice->age * (GR_TAU * 5.2f / RATE));
    uint32_t a = (uint32_t)(int32_t)((float)(int32_t)voice->step[0] * bend);
    uint32_t b = (uint32_t)(int32_t)((float)(int32_t)voice->step[1] * bend);
    synth_add_saw(out, count, &voice->phase[0], a, 0.42f, 0.42f);
    synth_add_saw(out, count, &voice->phase[1], b, 0.42f, 0.42f);
    low_pass(voice, 0, out, count, 900.0f * gr_exp2f(2.2f * voice->bright), 0.9f);
}

/* Root, fifth and octave through an amplifier that clips, and a cabinet that ends at 5 kHz. */
static void fill_fifth(Voice *voice, float *out, int count, float drive, float cabinet_hz)
{
    for (int string = 0; string < 3; string++)
        synth_add_saw(out, count, &voice->phase[string], voice->step[string], 0.4f, 0.4f);
    high_pass(voice, 0, out, count, 130.0f, 1.4f);
    for (int i = 0; i < count; i++)
        out[i] = gr_tanhf(drive * out[i]);
    low_pass(voice, 1, out, count, cabinet_hz, 0.9f);
}

static void fill_guitar(Voice *voice, float *out, int count)
{
    fill_fifth(voice, out, count, 6.0f, 3200.0f + 1800.0f * voice->bright);
}

static void fill_chug(Voice *voice, float *out, int count)
{
    fill_fifth(voice, out, count, 1.0f + 6.0f * voice->fall[1], 700.0f + 3200.0f * voice->fall[1]);
}

static const Instrument instruments[VOICE_KIND_COUNT] = {
    [VOICE_KICK] = {0.0006f, 0.16f, 0.5f, 0.06f, 0.030f, 0.0055f, fill_kick},
    [VOICE_SOFT_KICK] = {0.004f, 0.22f, 0.7f, 0.1f, 0.045f, 0.012f, fill_soft_kick},
    [VOICE_SNARE] = {0.0006f, 0.095f, 0.4f, 0.05f, 0.05f, 0, fill_snare},
    [VOICE_CLAP] = {0.0006f, 0.35f, 0.5f, 0.05f, 0.0045f, 0.075f, fill_clap},
    [VOICE_HAT] = {0.0006f, 0.028f, 0.13f, 0.02f, 0, 0, fill_hat},
    [VOICE_OPEN_HAT] = {0.0008f, 0.17f, 0.5f, 0.08f, 0, 0, fill_hat},
    [VOICE_CRASH] = {0.001f, 0.75f, 3.2f, 0.8f, 0, 0, fill_crash},
    [VOICE_RIM] = {0.0004f, 0.018f, 0.09f, 0.02f, 0, 0, fill_rim},
    [VOICE_SHAKER] = {0.018f, 0.035f, 0.14f, 0.03f, 0, 0, fill_shaker},
    [VOICE_RISER] = {0.05f, 1000.0f, 0, 0.012f, 0, 0, fill_riser},
    [VOICE_BASS_SAW] = {0.002f, 0.9f, 0, 0.02f, 0.09f, 0, fill_bass_saw},
    [VOICE_BASS_SUB] = {0.004f, 0.7f, 0, 0.05f, 0.035f, 0, fill_bass_sub},
    [VOICE_BASS_ROUND] = {0.004f, 0.55f, 0, 0.04f, 0.12f, 0, fill_bass_round},
    [VOICE_BASS_DRONE] = {0.45f, 8.0f, 0, 0.7f, 1.5f, 0, fill_bass_round},
    [VOICE_PLUCK] = {0.002f, 0.16f, 0.6f, 0.1f, 0.10f, 0, fill_pluck},
    [VOICE_STAB] = {0.002f, 0.13f, 0.45f, 0.08f, 0.07f, 0, fill_pluck},
    [VOICE_KEYS] = {0.002f, 0.55f, 1.8f, 0.25f, 0.35f, 0.06f, fill_keys},
    [VOICE_BELL] = {0.003f, 0.9f, 3.2f, 0.6f, 0.5f, 0, fill_bell},
    [VOICE_LEAD] = {0.012f, 1.6f, 0, 0.09f, 0, 0, fill_lead},
    [VOICE_GUITAR] = {0.002f, 3.0f, 0, 0.03f, 0, 0, fill_guitar},
    [VOICE_CHUG] = {0.0015f, 0.10f, 0.3f, 0.04f, 0.05f, 0, fill_chug},
};

static float fall_log2(float fall_s)
{
    return fall_s > 0.0f ? -1.442695040888963f / (fall_s * RATE) : 0.0f;
}

static void tune(Voice *voice, float hz)
{
    static const float metal_hz[6] = {3110, 4270, 5130, 6680, 7930, 9470};
    voice->step[0] = synth_phase_step(hz);
    switch (voice->kind) {
    case VOICE_SNARE:
        voice->step[0] = synth_phase_step(186.0f);
        voice->step[1] = synth_phase_step(331.0f);
        break;
    case VOICE_RIM:
        voice->step[0] = synth_phase_step(1710.0f);
        voice->step[1] = synth_phase_step(835.0f);
        break;
    case VOICE_HAT:
    case VOICE_OPEN_HAT:
    case VOICE_CRASH:
        for (int i = 0; i < 6; i++)
            voice->step[i] = synth_phase_step(metal_hz[i]);
        break;
    case VOICE_KEYS:
        voice->step[1] = voice->step[0];
        voice->step[2] = synth_phase_step(gr_minf(hz * 6.7f, 9000.0f));
        break;
    case VOICE_BELL:
        voice->step[1] = synth_phase_step(hz * 3.51f);
        break;
    case VOICE_GUITAR:
    case VOICE_CHUG: /* the take on the left is a little lower than that on the right */
        hz *= 1.0f + 0.0015f * voice->pan;
        voice->step[0] = synth_phase_step(hz);
        voice->step[1] = synth_phase_step(hz * 1.4983f);
        voice->step[2] = synth_phase_step(hz * 2.0f);
        break;
    default:
        voice->step[1] = synth_phase_step(hz * 1.0046f); /* eight cents */
        break;
    }
}

void voice_start(Voice *voice, VoiceKind kind, float hz, float velocity, float length_s, float pan,
                 float bright, uint32_t noise)
{
    const Instrument *instrument = &instruments[kind];
    memset(voice, 0, sizeof *voice);
    voice->kind = kind;
    voice->velocity = velocity;
    voice->pan = pan;
    voice->bright = bright;
    voice->noise = noise;
    float seconds =
        instrument->length_s > 0 ? instrument->length_s : length_s + instrument->release_s;
    voice->length = (int)(seconds * RATE);
    voice->attack_slope = 1.0f / (instrument->attack_s * RATE);
    voice->release_slope = 1.0f / (instrument->release_s * RATE);
    const float falls[3] = {instrument->fall_s, instrument->fall2_s, instrument->fall3_s};
    for (int i = 0; i < 3; i++) {
        voice->fall[i] = 1.0f;
        voice->fall_log2[i] = fall_log2(falls[i]);
    }
    tune(voice, hz);
    /* Saws out of phase: two that start together would thin each other in the same way each time.
     */
    voice->phase[1] = gr_rng_mix(noise ^ 0x51edu);
}

bool voice_over(const Voice *voice)
{
    return voice->age >= voice->length;
}

void voice_render(Voice *voice, float *out, int count)
{
    float next[3];
    for (int f = 0; f < 3; f++) {
        next[f] = voice->fall[f] * gr_exp2f(voice->fall_log2[f] * (float)count);
        voice->fall_slope[f] = (next[f] - voice->fall[f]) / (float)count;
    }
    memset(out, 0, sizeof *out * (size_t)count);
    instruments[voice->kind].fill(voice, out, count);
    float attack = (float)voice->age * voice->attack_slope;
    float release = (float)(voice->length - voice->age) * voice->release_slope;
    float attack_slope = voice->attack_slope, release_slope = -voice->release_slope;
    float loud = voice->fall[0] * voice->velocity,
          loud_slope = voice->fall_slope[0] * voice->velocity;
    for (int i = 0; i < count; i++) {
        float at = (float)i;
        float shape = gr_unitf(attack + attack_slope * at) * gr_unitf(release + release_slope * at);
        out[i] *= shape * (loud + loud_slope * at);
    }
    memcpy(voice->fall, next, sizeof next);
    voice->age += count;
    /* What has fallen by 80 dB is not worth its time. */
    if (voice->fall[0] < 1e-4f)
        voice->length = voice->age;
}

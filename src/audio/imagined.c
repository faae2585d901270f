/* SPDX-License-Identifier: MIT */
#include "audio/imagined.h"

#include "audio/sonogram_maker.h"
#include "base/rng.h"
#include "base/vmath.h"

#include <string.h>

enum { VOICES_MAX = 32, CHORD = 3, BEATS_A_CHORD = 4 };

/* A minor, F, C, G: semitones above A, in the octave of 220 Hz. */
static const int chords[4][CHORD] = {{0, 3, 7}, {-4, 0, 3}, {-2, 3, 7}, {-2, 2, 5}};
static const int basses[4] = {0, -4, 3, -2};
static const int arpeggio[8] = {0, 1, 2, 1, 2, 0, 1, 2};

/* What sounds at a moment. */
typedef struct Voice {
    float hz, loud; /* 0..1 */
    float octaves;  /* how wide it is among the tones */
    float pan;      /* 0 left .. 1 right */
    bool noise;     /* rather than a tone */
} Voice;

typedef struct Moment {
    Voice voices[VOICES_MAX];
    int count;
} Moment;

static float struck(float since_s, float fall_s)
{
    return since_s >= 0 ? gr_expf(-since_s / fall_s) : 0.0f;
}

static void add(Moment *m, Voice voice)
{
    if (m->count < VOICES_MAX && voice.loud > 0.01f)
        m->voices[m->count++] = voice;
}

static float hz_of(int semitones)
{
    return 220.0f * gr_exp2f((float)semitones * (1.0f / 12.0f));
}

/* A note with its first overtones. */
static void add_note(Moment *m, int semitones, float loud, float pan, float bright)
{
    for (int k = 1; k <= 4; k++) {
        float share = k == 1 ? 1.0f : bright * gr_exp2f(-0.7f * (float)k);
        add(m, (Voice){.hz = (float)k * hz_of(semitones),
                       .loud = loud * share,
                       .octaves = 0.07f,
                       .pan = pan});
    }
}

static void imagine(Moment *m, double beat, double beat_s)
{
    int64_t whole = (int64_t)beat;
    float part = (float)(beat - (double)whole), since = part * (float)beat_s;
    float half = part < 0.5f ? part + 0.5f : part - 0.5f;
    float snare_since = since + (whole % 2 ? 0.0f : (float)beat_s);
    float swell = 0.5f - 0.5f * gr_cosf(GR_TAU * gr_fractf((float)(beat * (1.0 / 32.0))));
    int bar = (int)(whole / BEATS_A_CHORD % 4), eighth = (int)(whole * 2 + (part < 0.5f ? 0 : 1));
    float since_eighth = gr_fractf(part * 2.0f) * 0.5f * (float)beat_s;
    float kick = struck(since, 0.14f), snare = whole == 0 ? 0.0f : struck(snare_since, 0.12f);
    float sixteenth = gr_fractf(part * 4.0f) * 0.25f * (float)beat_s;
    float hat = gr_maxf(struck(half * (float)beat_s, 0.07f), 0.45f * struck(sixteenth, 0.05f));
    m->count = 0;
    add(m, (Voice){.hz = 52.0f + 40.0f * kick * kick, .loud = kick, .octaves = 0.35f, .pan = 0.5f});
    add(m, (Voice){.hz = 190.0f, .loud = 0.7f * snare, .octaves = 0.3f, .pan = 0.45f});
    add(m, (Voice){2400.0f, 0.75f * snare, 1.7f, 0.55f, true});
    add(m, (Voice){9500.0f, (0.5f + 0.4f * swell) * hat, 1.0f, 0.65f, true});
    add_note(m, basses[bar] - 12, 0.9f - 0.35f * kick, 0.5f, 0.8f);
    for (int i = 0; i < CHORD; i++)
        add_note(m, chords[bar][i], 0.5f + 0.2f * swell, 0.2f + 0.3f * (float)i, 0.9f);
    int lead = chords[bar][arpeggio[eighth % 8]] + (eighth % 16 < 8 ? 12 : 24);
    add_note(m, lead, (0.6f + 0.3f * swell) * struck(since_eighth, 0.25f),
             eighth % 2 ? 0.85f : 0.15f, 0.6f);
}

static void write_tones(const Moment *m, uint8_t *row)
{
    const float per_octave = gr_tone_place(2.0f * GR_TONE_LOW_HZ);
    for (int b = 0; b < GR_TONES; b++) {
        float level = 0.0f;
        for (int i = 0; i < m->count; i++) {
            const Voice *v = &m->voices[i];
            float off = (gr_tone_place(v->hz) - (float)b - 0.5f) / (v->octaves * per_octave);
            float skirt = 0.32f / (1.0f + 0.06f * off * off); /* as rooms and windows make */
            level = gr_maxf(level, v->loud * gr_maxf(gr_exp2f(-off * off), skirt));
        }
        row[b] = (uint8_t)(gr_unitf(0.95f * gr_sqrtf(level)) * 255.0f + 0.5f);
    }
}

static void write_pitches(const Moment *m, uint8_t *row)
{
    float value[GR_PITCHES] = {0};
    for (int i = 0; i < m->count; i++) {
        const Voice *v = &m->voices[i];
        if (v->noise || v->octaves > 0.1f)
            continue;
        int pitch = (int)gr_roundf(12.0f * gr_log2f(v->hz * (1.0f / 440.0f)) + 129.0f) % GR_PITCHES;
        value[pitch] = gr_maxf(value[pitch], v->loud);
    }
    for (int i = 0; i < GR_PITCHES; i++)
        row[i] = (uint8_t)(gr_unitf(1.15f * value[i]) * 255.0f + 0.5f);
}

static void write_levels(const Moment *m, uint8_t *row)
{
    float ear[GR_EARS] = {0};
    for (int i = 0; i < m->count; i++) {
        ear[0] += m->voices[i].loud * (1.0f - m->voices[i].pan) * 0.25f;
        ear[1] += m->voices[i].loud * m->voices[i].pan * 0.25f;
    }
    for (int e = 0; e < GR_EARS; e++)
        row[e] = (uint8_t)(gr_unitf(gr_sqrtf(ear[e]) * 0.95f) * 255.0f + 0.5f);
}

/* Low voices are louder, as in music; what is too high for the points is left out. */
static void write_wave(const Moment *m, GrSonogram *s, int64_t row)
{
    float samples[GR_WAVE_POINTS * GR_EARS] = {0};
    double start_s = gr_frame_start_s(row, s->rate), length_s = 1.0 / gr_rational_value(s->rate);
    for (int i = 0; i < m->count; i++) {
        const Voice *v = &m->voices[i];
        float loud = v->loud * gr_minf(1.0f, 0.42f * gr_sqrtf(110.0f / v->hz));
        for (int k = 0; k < GR_WAVE_POINTS && v->hz < 3000.0f; k++) {
            double turns = (start_s + length_s * k / GR_WAVE_POINTS) * (double)v->hz;
            float wave = gr_sinf((float)(turns - (double)(int64_t)turns) * GR_TAU);
            if (v->noise)
                wave = gr_rng_unit(11, (uint32_t)row, (uint32_t)k) - 0.5f;
            samples[2 * k] += loud * (1.0f - v->pan) * wave;
            samples[2 * k + 1] += loud * v->pan * wave;
        }
    }
    gr_sonogram_write_wave(s, row, samples, GR_WAVE_POINTS);
}

void gr_imagine_sonogram(double tempo_bpm, GrSonogram *s)
{
    const double beat_s = 60.0 / tempo_bpm;
    for (int64_t n = 0; n < s->rows; n++) {
        Moment moment;
        imagine(&moment, gr_frame_start_s(n, s->rate) / beat_s, beat_s);
        if (s->tones)
            write_tones(&moment, s->tones + n * GR_TONES);
        if (s->pitches)
            write_pitches(&moment, s->pitches + n * GR_PITCHES);
        if (s->levels)
            write_levels(&moment, s->levels + n * GR_EARS);
        if (s->wave)
            write_wave(&moment, s, n);
    }
    s->wave_gain = 1.1f;
}

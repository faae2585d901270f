/* SPDX-License-Identifier: MIT */
#include "audio/sonogram_maker.h"

#include "audio/tones.h"
#include "base/vmath.h"

#include <stdlib.h>
#include <string.h>

enum {
    FEED_FRAMES = 4096,
    CODES = 256,
    TONE_SPAN = 120,  /* codes from silent to as loud as it gets: 48 dB */
    LEVEL_SPAN = 90,  /* 36 dB */
    SILENT_CODE = 25, /* -70 dB: nothing below it is music */
    APART = 60,       /* a tone's own loudest is at most 24 dB below the loudest of all */
    HALF_OCTAVE = 5,  /* in tones */
};

typedef uint32_t Histogram[CODES];

struct GrSonogramMaker {
    GrSonogram *sonogram;
    int rate, channels;
    int64_t samples; /* heard */
    GrToneMeter meter;
    float *mono; /* the samples from `mono_first` on that windows still need */
    int64_t mono_first, measured;
    int mono_count, mono_capacity;
    float *ears; /* of the tick that is being heard */
    int ear_count;
    int64_t tick, tick_end;
    Histogram tones[GR_TONES], pitches, levels, scales;
};

int gr_sonogram_maker_create(GrSonogram *s, int rate, int channels, GrSonogramMaker **out,
                             GrError *error)
{
    GrSonogramMaker *m = calloc(1, sizeof *m);
    *out = NULL;
    if (!m)
        return gr_error_memory(error, "what effects hear", sizeof *m);
    m->sonogram = s;
    m->rate = rate;
    m->channels = channels;
    m->tick_end = gr_frame_first_sample(1, s->rate, rate);
    int code = gr_tone_meter_init(&m->meter, rate, error), size = m->meter.narrow.size;
    int longest = (int)((double)rate / gr_rational_value(s->rate)) + 2;
    m->mono_capacity = 2 * size + FEED_FRAMES + longest;
    m->mono = code ? NULL : calloc((size_t)m->mono_capacity, sizeof *m->mono);
    m->ears = code ? NULL : calloc((size_t)longest * GR_EARS, sizeof *m->ears);
    m->mono_first = -(size / 2);
    m->mono_count = size / 2;
    if (!code && (!m->mono || !m->ears))
        code = gr_error_memory(error, "what effects hear", (unsigned long long)size * 12);
    if (code)
        gr_sonogram_maker_destroy(m);
    else
        *out = m;
    return code;
}

void gr_sonogram_maker_destroy(GrSonogramMaker *m)
{
    if (!m)
        return;
    gr_tone_meter_finish(&m->meter);
    free(m->mono);
    free(m->ears);
    free(m);
}

/* The middle of a tick, in samples. */
static int64_t centre_of(const GrSonogramMaker *m, int64_t tick)
{
    GrRational rate = m->sonogram->rate;
    return (gr_frame_first_sample(tick, rate, m->rate) +
            gr_frame_first_sample(tick + 1, rate, m->rate)) /
           2;
}

static void count_codes(Histogram *histograms, bool apart, const uint8_t *codes, int count)
{
    for (int i = 0; i < count; i++)
        if (codes[i] > SILENT_CODE)
            histograms[apart ? i : 0][codes[i]]++;
}

static void measure(GrSonogramMaker *m, const float *samples)
{
    GrSonogram *s = m->sonogram;
    uint8_t tones[GR_TONES], pitches[GR_PITCHES];
    int64_t row = m->measured++;
    gr_tone_meter_measure(&m->meter, samples);
    if (s->tones) {
        gr_tone_meter_tones(&m->meter, tones);
        count_codes(m->tones, true, tones, GR_TONES);
        if (row < s->rows)
            memcpy(s->tones + row * GR_TONES, tones, sizeof tones);
    }
    if (s->pitches) {
        gr_tone_meter_pitches(&m->meter, pitches);
        count_codes(&m->pitches, false, pitches, GR_PITCHES);
        if (row < s->rows)
            memcpy(s->pitches + row * GR_PITCHES, pitches, sizeof pitches);
    }
}

static void measure_complete(GrSonogramMaker *m)
{
    const int size = m->meter.narrow.size;
    for (;;) {
        int64_t centre = centre_of(m, m->measured);
        int64_t start = centre - size / 2 - m->mono_first;
        if (start + size > m->mono_count || centre >= m->samples)
            return;
        measure(m, m->mono + start);
    }
}

static void take_mono(GrSonogramMaker *m, const float *samples, int frames)
{
    int64_t first = centre_of(m, m->measured) - m->meter.narrow.size / 2;
    int64_t drop = first - m->mono_first;
    if (drop > 0 && m->mono_count + frames > m->mono_capacity) {
        drop = drop < m->mono_count ? drop : m->mono_count;
        memmove(m->mono, m->mono + drop, sizeof(float) * (size_t)(m->mono_count - drop));
        m->mono_first += drop;
        m->mono_count -= (int)drop;
    }
    float *to = m->mono + m->mono_count;
    for (int i = 0; i < frames; i++) {
        const float *x = samples + (size_t)i * (size_t)m->channels;
        to[i] = m->channels == 1 ? x[0] : 0.5f * (x[0] + x[1]);
    }
    m->mono_count += frames;
    measure_complete(m);
}

static float wave_point(const float *samples, int count, int ear, int point)
{
    int from = point * count / GR_WAVE_POINTS, to = (point + 1) * count / GR_WAVE_POINTS;
    float sum = 0.0f;
    if (count >= 2 * GR_WAVE_POINTS) {
        for (int i = from; i < to; i++)
            sum += samples[2 * i + ear];
        return sum / (float)(to - from);
    }
    float at = ((float)point + 0.5f) * (float)count / (float)GR_WAVE_POINTS - 0.5f;
    at = gr_clampf(at, 0.0f, (float)(count - 1));
    int here = (int)at, next = here + 1 < count ? here + 1 : here;
    return gr_lerpf(samples[2 * here + ear], samples[2 * next + ear], at - (float)here);
}

/* The finest scale that has room for a peak. */
static uint8_t scale_for(float peak)
{
    float scale = gr_floorf(8.0f * (4.0f - gr_log2f(gr_maxf(peak, 1e-9f))) - 0.01f);
    return (uint8_t)gr_clampf(scale, 0.0f, 255.0f);
}

void gr_sonogram_write_wave(GrSonogram *s, int64_t row, const float *samples, int count)
{
    float point[GR_WAVE_POINTS * GR_EARS], peak = 0.0f;
    if (count < 1)
        return;
    for (int i = 0; i < GR_WAVE_POINTS * GR_EARS; i++) {
        point[i] = wave_point(samples, count, i % GR_EARS, i / GR_EARS);
        peak = gr_maxf(peak, gr_absf(point[i]));
    }
    uint8_t scale = scale_for(peak);
    float per = 127.0f * gr_exp2f(0.125f * (float)scale - 4.0f);
    s->wave_scale[row] = scale;
    int8_t *to = s->wave + row * GR_WAVE_POINTS * GR_EARS;
    for (int i = 0; i < GR_WAVE_POINTS * GR_EARS; i++)
        to[i] = (int8_t)gr_roundf(gr_clampf(point[i] * per, -127.0f, 127.0f));
}

static void close_tick(GrSonogramMaker *m)
{
    GrSonogram *s = m->sonogram;
    uint8_t codes[GR_EARS] = {0};
    float energy[GR_EARS] = {0}, peak = 0.0f;
    for (int i = 0; i < m->ear_count * GR_EARS; i++) {
        energy[i % GR_EARS] += m->ears[i] * m->ears[i];
        peak = gr_maxf(peak, gr_absf(m->ears[i]));
    }
    for (int e = 0; e < GR_EARS && m->ear_count; e++)
        codes[e] = gr_power_code(energy[e] / (float)m->ear_count);
    count_codes(&m->levels, false, codes, GR_EARS);
    if (peak > 3e-4f)
        m->scales[scale_for(peak)]++;
    if (m->tick < s->rows && s->levels)
        memcpy(s->levels + m->tick * GR_EARS, codes, sizeof codes);
    if (m->tick < s->rows && s->wave)
        gr_sonogram_write_wave(s, m->tick, m->ears, m->ear_count);
    m->ear_count = 0;
    m->tick++;
    m->tick_end = gr_frame_first_sample(m->tick + 1, s->rate, m->rate);
}

static void take_ears(GrSonogramMaker *m, const float *samples, int frames)
{
    for (int i = 0; i < frames; i++) {
        const float *x = samples + (size_t)i * (size_t)m->channels;
        m->ears[2 * m->ear_count] = x[0];
        m->ears[2 * m->ear_count + 1] = x[m->channels - 1];
        m->ear_count++;
        while (m->samples + i + 1 >= m->tick_end)
            close_tick(m);
    }
}

void gr_sonogram_maker_feed(GrSonogramMaker *m, const float *interleaved, int frames)
{
    const bool spectra = m->sonogram->tones || m->sonogram->pitches;
    for (int done = 0; done < frames;) {
        int part = frames - done < FEED_FRAMES ? frames - done : FEED_FRAMES;
        const float *x = interleaved + (size_t)done * (size_t)m->channels;
        take_ears(m, x, part);
        m->samples += part;
        if (spectra)
            take_mono(m, x, part);
        done += part;
    }
}

/* The code that all but the loudest `share` of what was heard lies below; 0 in silence. */
static int loudest(const Histogram histogram, float share)
{
    uint64_t all = 0, above = 0;
    for (int i = 0; i < CODES; i++)
        all += histogram[i];
    for (int i = CODES - 1; i > 0 && all; i--) {
        above += histogram[i];
        if ((float)above > share * (float)all)
            return i;
    }
    return 0;
}

/* 0 at `span` codes below the top, 230 at the top, pressed together above it. */
static uint8_t level_of(int code, int top, int span)
{
    float x = 1.0f + (float)(code - top) / (float)span;
    if (top == 0 || code <= SILENT_CODE || x <= 0.0f)
        return 0;
    float over = gr_maxf(x - 1.0f, 0.0f) * 2.0f;
    x = 0.9f * gr_minf(x, 1.0f) + 0.1f * over / (over + 1.0f);
    return (uint8_t)(x * 255.0f + 0.5f);
}

/* What each tone is judged by: the loudest that its neighbours get, leaning to the loudest of all.
 * If each were judged by itself alone, a drum would raise all of them to one height. */
static void find_tops(const GrSonogramMaker *m, int top[GR_TONES])
{
    int own[GR_TONES], highest = 0;
    for (int b = 0; b < GR_TONES; b++) {
        own[b] = loudest(m->tones[b], 0.01f);
        highest = own[b] > highest ? own[b] : highest;
    }
    for (int b = 0; b < GR_TONES && highest; b++)
        own[b] = own[b] > highest - APART ? own[b] : highest - APART;
    for (int b = 0; b < GR_TONES; b++) {
        int sum = 0, count = 0;
        for (int k = b - HALF_OCTAVE; k <= b + HALF_OCTAVE; k++) {
            sum += k >= 0 && k < GR_TONES ? own[k] : 0;
            count += k >= 0 && k < GR_TONES;
        }
        top[b] = (2 * sum / count + highest) / 3;
    }
}

static void finish_tones(GrSonogramMaker *m)
{
    GrSonogram *s = m->sonogram;
    int top[GR_TONES];
    find_tops(m, top);
    for (int64_t i = 0; i < s->rows * GR_TONES; i++)
        s->tones[i] = level_of(s->tones[i], top[i % GR_TONES], TONE_SPAN);
}

/* Amplitudes again, without what all classes have; the strongest of a chord is 1, of a quiet one
 * less. They fall within a third of a second. */
static void finish_pitches(GrSonogramMaker *m)
{
    GrSonogram *s = m->sonogram;
    const int top = loudest(m->pitches, 0.05f);
    const float keep = gr_expf(-1.0f / (0.18f * (float)gr_rational_value(s->rate)));
    float held[GR_PITCHES] = {0};
    for (int64_t n = 0; n < s->rows; n++) {
        uint8_t *row = s->pitches + n * GR_PITCHES;
        float value[GR_PITCHES], sum = 0.0f, high = 0.3f;
        for (int i = 0; i < GR_PITCHES; i++) {
            bool heard = top && row[i] > SILENT_CODE;
            value[i] = heard ? gr_exp2f((float)(row[i] - top) * 0.06644f) : 0.0f;
            sum += value[i];
            high = gr_maxf(high, value[i]);
        }
        for (int i = 0; i < GR_PITCHES; i++) {
            float own = gr_maxf(value[i] - 0.4f * sum / GR_PITCHES, 0.0f) / high;
            held[i] = gr_maxf(own, held[i] * keep);
            row[i] = (uint8_t)(gr_unitf(held[i]) * 255.0f + 0.5f);
        }
    }
}

float gr_sonogram_gain(const uint32_t scales[256])
{
    /* Low codes are loud: mirrored, so that the loudest are high. */
    Histogram mirrored;
    for (int i = 0; i < CODES; i++)
        mirrored[CODES - 1 - i] = scales[i];
    int code = CODES - 1 - loudest(mirrored, 0.1f);
    return code < CODES - 1 ? gr_exp2f(0.125f * (float)code - 4.0f) : 1.0f;
}

void gr_sonogram_maker_end(GrSonogramMaker *m)
{
    static const float silence[FEED_FRAMES * GR_EARS];
    GrSonogram *s = m->sonogram;
    if (m->ear_count)
        close_tick(m);
    if (m->samples && (s->tones || s->pitches))
        for (int left = m->meter.narrow.size; left > 0; left -= FEED_FRAMES)
            take_mono(m, silence, left < FEED_FRAMES ? left : FEED_FRAMES);
    if (s->tones)
        finish_tones(m);
    if (s->pitches)
        finish_pitches(m);
    const int top = loudest(m->levels, 0.05f);
    for (int64_t i = 0; s->levels && i < s->rows * GR_EARS; i++)
        s->levels[i] = level_of(s->levels[i], top, LEVEL_SPAN);
    s->wave_gain = gr_sonogram_gain(m->scales);
}

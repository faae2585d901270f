/* SPDX-License-Identifier: MIT */
#include "model/sonogram.h"

#include "base/arena.h"
#include "base/hash.h"
#include "base/vmath.h"

#include <string.h>

enum { WAVE_ROW = GR_WAVE_POINTS * GR_EARS };

static void *plane(bool wanted, int64_t rows, size_t row_bytes, bool *missing)
{
    if (!wanted)
        return NULL;
    void *memory = gr_aligned_alloc((size_t)(rows > 0 ? rows : 1) * row_bytes);
    if (memory)
        memset(memory, 0, (size_t)(rows > 0 ? rows : 1) * row_bytes);
    *missing |= !memory;
    return memory;
}

int gr_sonogram_create(GrSonogram *s, GrRational rate, int64_t rows, unsigned hears, GrError *error)
{
    bool missing = false;
    *s = (GrSonogram){.rate = rate, .rows = rows, .hears = hears, .wave_gain = 1.0f};
    s->tones = plane(hears & GR_HEARS_TONES, rows, GR_TONES, &missing);
    s->pitches = plane(hears & GR_HEARS_PITCHES, rows, GR_PITCHES, &missing);
    s->levels = plane(hears & GR_HEARS_LEVELS, rows, GR_EARS, &missing);
    s->wave = plane(hears & GR_HEARS_WAVE, rows, WAVE_ROW, &missing);
    s->wave_scale = plane(hears & GR_HEARS_WAVE, rows, 1, &missing);
    if (!missing)
        return GR_OK;
    gr_sonogram_finish(s);
    return gr_error_memory(error, "what was heard", (unsigned long long)rows * WAVE_ROW);
}

void gr_sonogram_finish(GrSonogram *s)
{
    if (!s)
        return;
    gr_aligned_free(s->tones);
    gr_aligned_free(s->pitches);
    gr_aligned_free(s->levels);
    gr_aligned_free(s->wave);
    gr_aligned_free(s->wave_scale);
    memset(s, 0, sizeof *s);
}

static void add_plane(GrHash *hash, const void *memory, int64_t rows, size_t row_bytes)
{
    if (memory)
        gr_hash_add(hash, memory, (size_t)rows * row_bytes);
}

void gr_sonogram_hash(const GrSonogram *s, GrHash *hash)
{
    gr_hash_add_u64(hash, s->hears);
    gr_hash_add_u64(hash, (uint64_t)s->rows);
    add_plane(hash, s->tones, s->rows, GR_TONES);
    add_plane(hash, s->pitches, s->rows, GR_PITCHES);
    add_plane(hash, s->levels, s->rows, GR_EARS);
    add_plane(hash, s->wave, s->rows, WAVE_ROW);
    add_plane(hash, s->wave_scale, s->rows, 1);
    gr_hash_add_u64(hash, (uint64_t)(s->wave_gain * 4096.0f));
}

static void blend_rows(const uint8_t *memory, int64_t rows, int width, double row, float *out)
{
    if (!memory || rows < 1 || row <= -1.0) {
        memset(out, 0, sizeof *out * (size_t)width);
        return;
    }
    int64_t whole = (int64_t)(row + 1.0) - 1;
    float part = (float)(row - (double)whole);
    int64_t here = whole < rows ? whole : rows - 1, next = whole + 1 < rows ? whole + 1 : rows - 1;
    for (int i = 0; i < width; i++) {
        float a = here < 0 ? 0.0f : (float)memory[here * width + i];
        float b = (float)memory[next * width + i];
        out[i] = (a + (b - a) * part) * (1.0f / 255.0f);
    }
}

void gr_sonogram_tones(const GrSonogram *s, double row, float out[GR_TONES])
{
    blend_rows(s ? s->tones : NULL, s ? s->rows : 0, GR_TONES, row, out);
}

void gr_sonogram_pitches(const GrSonogram *s, double row, float out[GR_PITCHES])
{
    blend_rows(s ? s->pitches : NULL, s ? s->rows : 0, GR_PITCHES, row, out);
}

void gr_sonogram_levels(const GrSonogram *s, double row, float out[GR_EARS])
{
    blend_rows(s ? s->levels : NULL, s ? s->rows : 0, GR_EARS, row, out);
}

void gr_sonogram_wave(const GrSonogram *s, int64_t row, float left[GR_WAVE_POINTS],
                      float right[GR_WAVE_POINTS])
{
    float gain = 0.0f;
    const int8_t *from = NULL;
    if (s && s->wave && s->rows > 0 && row >= 0) {
        row = row < s->rows ? row : s->rows - 1;
        from = s->wave + row * WAVE_ROW;
        gain = s->wave_gain * gr_exp2f(4.0f - 0.125f * (float)s->wave_scale[row]) * (1.0f / 127.0f);
    }
    for (int i = 0; i < GR_WAVE_POINTS; i++) {
        left[i] = from ? gain * (float)from[2 * i] : 0.0f;
        right[i] = from ? gain * (float)from[2 * i + 1] : 0.0f;
    }
}

float gr_tone_place(float hz)
{
    const float octaves = gr_log2f(GR_TONE_HIGH_HZ / GR_TONE_LOW_HZ);
    return gr_log2f(hz * (1.0f / GR_TONE_LOW_HZ)) * ((float)GR_TONES / octaves);
}

float gr_tone_hz(float place)
{
    const float octaves = gr_log2f(GR_TONE_HIGH_HZ / GR_TONE_LOW_HZ);
    return GR_TONE_LOW_HZ * gr_exp2f(place * octaves * (1.0f / (float)GR_TONES));
}

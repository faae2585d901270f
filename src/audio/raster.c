/* SPDX-License-Identifier: MIT */
#include "audio/raster.h"
#include "audio/k_weight.h"
#include "audio/spectrum.h"
#include "audio/timbre.h"
#include "base/rational.h"
#include "base/vmath.h"

#include <stdlib.h>
#include <string.h>

enum { FEED_FRAMES = 4096 };

struct GrRasterMaker {
    GrRaster *raster;
    int channels;
    GrSpectrum spectrum;
    GrTimbre timbre;
    GrKWeight weight;
    GrBandList bands;
    float *mono; /* the samples from `mono_first` on that windows still need */
    int64_t mono_first;
    int mono_count, mono_capacity;
    struct {
        int64_t index, end; /* end: the first sample behind it */
        double energy, side, weighted;
        float peak;
        int64_t frames;
    } block, fine;
};

static const GrRational row_rate = {RASTER_HZ, 1}, fine_rate = {RASTER_FINE_HZ, 1};

/* Room for one more element; grows by half. */
static int grow(void **memory, int64_t count, int64_t *capacity, size_t size, GrError *error)
{
    if (count < *capacity)
        return GR_OK;
    int64_t wanted = *capacity ? *capacity + *capacity / 2 : 1024;
    void *larger = realloc(*memory, (size_t)wanted * size);
    if (!larger)
        return gr_error_memory(error, "what was heard", (unsigned long long)wanted * size);
    memset((char *)larger + (size_t)*capacity * size, 0, (size_t)(wanted - *capacity) * size);
    *memory = larger;
    *capacity = wanted;
    return GR_OK;
}

/* Room for the own bands of the next row. */
static int add_band_row(GrRaster *raster, GrError *error)
{
    void *memory = raster->bands;
    size_t size = (size_t)raster->band_count * sizeof *raster->bands;
    int code = size ? grow(&memory, raster->count, &raster->band_capacity, size, error) : GR_OK;
    raster->bands = memory;
    return code;
}

static int row_at(GrRaster *raster, int64_t index, GrRasterRow **row, GrError *error)
{
    while (raster->count <= index) {
        void *memory = raster->rows;
        int code = grow(&memory, raster->count, &raster->capacity, sizeof *raster->rows, error);
        raster->rows = memory;
        if (!code)
            code = add_band_row(raster, error);
        if (code)
            return code;
        memset(&raster->rows[raster->count++], 0, sizeof *raster->rows);
    }
    *row = &raster->rows[index];
    return GR_OK;
}

int gr_raster_maker_create(int rate, int channels, const GrBandList *bands, GrRaster *raster,
                           GrRasterMaker **out, GrError *error)
{
    *out = NULL;
    memset(raster, 0, sizeof *raster);
    raster->rate = rate;
    GrRasterMaker *maker = calloc(1, sizeof *maker);
    if (!maker)
        return gr_error_memory(error, "the analysis", sizeof *maker);
    maker->raster = raster;
    maker->channels = channels;
    if (bands)
        maker->bands = *bands;
    raster->band_count = maker->bands.count;
    int code = gr_spectrum_init(&maker->spectrum, rate, error);
    if (!code) {
        int size = maker->spectrum.size;
        gr_timbre_init(&maker->timbre, rate, maker->spectrum.band_log2_hz);
        gr_k_weight_init(&maker->weight, rate);
        maker->mono_capacity = 2 * size + FEED_FRAMES;
        maker->mono = calloc((size_t)maker->mono_capacity, sizeof *maker->mono);
        /* The first window is centred on the first sample. */
        maker->mono_first = -(size / 2);
        maker->mono_count = size / 2;
        if (!maker->mono)
            code = gr_error_memory(error, "the analysis", (unsigned long long)size * 12);
    }
    maker->block.end = gr_frame_first_sample(1, row_rate, rate);
    maker->fine.end = gr_frame_first_sample(1, fine_rate, rate);
    if (code) {
        gr_raster_maker_destroy(maker);
        return code;
    }
    *out = maker;
    return GR_OK;
}

static int close_block(GrRasterMaker *maker, GrError *error)
{
    GrRasterRow *row;
    int code = row_at(maker->raster, maker->block.index, &row, error);
    if (code)
        return code;
    if (maker->block.frames) {
        row->level = (float)(maker->block.energy / (double)maker->block.frames);
        row->peak = maker->block.peak;
        row->timbre.weighted = (float)(maker->block.weighted / (double)maker->block.frames);
        /* Both ears on their own make half of the energy differ: that is as wide as sound gets. */
        float side = (float)(maker->block.side / (2.0 * maker->block.energy + 1e-12));
        row->timbre.side = (uint8_t)(gr_sqrtf(gr_unitf(side)) * 255.0f + 0.5f);
    }
    maker->block.index++;
    maker->block.end = gr_frame_first_sample(maker->block.index + 1, row_rate, maker->raster->rate);
    maker->block.energy = maker->block.side = maker->block.weighted = 0;
    maker->block.peak = 0;
    maker->block.frames = 0;
    return GR_OK;
}

static int close_fine(GrRasterMaker *maker, GrError *error)
{
    GrRaster *raster = maker->raster;
    void *memory = raster->fine;
    int code = grow(&memory, raster->fine_count, &raster->fine_capacity, sizeof(float), error);
    raster->fine = memory;
    if (code)
        return code;
    double frames = maker->fine.frames ? (double)maker->fine.frames : 1.0;
    raster->fine[raster->fine_count++] = (float)(maker->fine.energy / frames);
    maker->fine.index++;
    maker->fine.end = gr_frame_first_sample(maker->fine.index + 1, fine_rate, raster->rate);
    maker->fine.energy = 0;
    maker->fine.frames = 0;
    return GR_OK;
}

/* Levels of both channels; spans may be shorter than a sample at low rates, so several can end at
 * the same one. */
static int measure_levels(GrRasterMaker *maker, const float *samples, int frames, GrError *error)
{
    int64_t now = maker->raster->samples;
    int done = 0, code = GR_OK;
    while (done < frames && !code) {
        int64_t stop = maker->fine.end < maker->block.end ? maker->fine.end : maker->block.end;
        int64_t part = stop - (now + done);
        part = part < frames - done ? part : frames - done;
        int values = (int)part * maker->channels;
        const float *x = samples + (size_t)done * (size_t)maker->channels;
        float energy = 0, side = 0, peak = 0;
        for (int i = 0; i < values; i++) {
            float a = x[i] < 0 ? -x[i] : x[i];
            peak = a > peak ? a : peak;
            energy += a * a;
        }
        for (int i = 0; i + 1 < values && maker->channels == 2; i += 2)
            side += (x[i] - x[i + 1]) * (x[i] - x[i + 1]);
        maker->block.side += (double)side;
        maker->block.weighted +=
            (double)gr_k_weight_energy(&maker->weight, x, (int)part, maker->channels);
        double share = (double)energy / maker->channels;
        maker->block.energy += share;
        maker->block.peak = peak > maker->block.peak ? peak : maker->block.peak;
        maker->block.frames += part;
        maker->fine.energy += share;
        maker->fine.frames += part;
        done += (int)part;
        while (!code && now + done >= maker->fine.end)
            code = close_fine(maker, error);
        while (!code && now + done >= maker->block.end)
            code = close_block(maker, error);
    }
    return code;
}

static int add_chroma(GrRaster *raster, int64_t row, const float chroma[RASTER_CHROMA],
                      GrError *error)
{
    int64_t at = row / RASTER_CHROMA_ROWS;
    size_t size = RASTER_CHROMA * sizeof(float);
    while (raster->chroma_count <= at) {
        void *memory = raster->chroma;
        int code = grow(&memory, raster->chroma_count, &raster->chroma_capacity, size, error);
        raster->chroma = memory;
        if (code)
            return code;
        raster->chroma_count++;
    }
    for (int i = 0; i < RASTER_CHROMA; i++)
        raster->chroma[at * RASTER_CHROMA + i] += chroma[i];
    return GR_OK;
}

static void measure_timbre(GrRasterMaker *maker, int64_t index, const float *samples)
{
    GrSpectrum *s = &maker->spectrum;
    GrRasterRow *rows = maker->raster->rows;
    uint8_t share;
    int middle = s->size / 2;
    gr_timbre_hits(&maker->timbre, s->bands, &rows[index].timbre);
    if (gr_timbre_share(&maker->timbre, s->bands, &share))
        rows[index - TIMBRE_LATE].timbre.harmonic = share;
    rows[index].timbre.contrast = gr_timbre_contrast(s->fourier.power, s->size, s->rate);
    rows[index].timbre.crossings =
        gr_timbre_crossings(samples + middle - middle / 2, middle, s->rate);
}

/* The last windows' shares, and no more room than is needed. */
static void end_timbre(GrRasterMaker *maker)
{
    GrRaster *raster = maker->raster;
    int64_t measured = maker->spectrum.measured;
    uint8_t share;
    for (int i = 0; i < TIMBRE_LATE; i++) {
        int64_t row = measured + i - TIMBRE_LATE;
        if (gr_timbre_share(&maker->timbre, NULL, &share) && row >= 0 && row < raster->count)
            raster->rows[row].timbre.harmonic = share;
    }
    void *smaller =
        raster->count ? realloc(raster->rows, (size_t)raster->count * sizeof *raster->rows) : NULL;
    if (smaller) {
        raster->rows = smaller;
        raster->capacity = raster->count;
    }
}

/* Measures every window that is complete. */
static int measure_windows(GrRasterMaker *maker, GrError *error)
{
    int size = maker->spectrum.size;
    for (;;) {
        int64_t index = maker->spectrum.measured;
        int64_t centre = gr_frame_first_sample(index, row_rate, maker->raster->rate);
        int64_t start = centre - size / 2 - maker->mono_first;
        if (start + size > maker->mono_count || centre >= maker->raster->samples)
            return GR_OK;
        GrRasterRow *row;
        int code = row_at(maker->raster, index, &row, error);
        if (code)
            return code;
        float chroma[RASTER_CHROMA];
        gr_spectrum_measure(&maker->spectrum, maker->mono + start, row, chroma);
        measure_timbre(maker, index, maker->mono + start);
        for (int b = 0; b < maker->bands.count; b++)
            maker->raster->bands[index * maker->bands.count + b] =
                gr_spectrum_band(&maker->spectrum, maker->bands.list[b]);
        code = add_chroma(maker->raster, index, chroma, error);
        if (code)
            return code;
    }
}

static int take_mono(GrRasterMaker *maker, const float *samples, int frames, GrError *error)
{
    int64_t next = maker->spectrum.measured;
    int64_t first =
        gr_frame_first_sample(next, row_rate, maker->raster->rate) - maker->spectrum.size / 2;
    int drop = (int)(first - maker->mono_first);
    if (drop > 0 && maker->mono_count + frames > maker->mono_capacity) {
        drop = drop < maker->mono_count ? drop : maker->mono_count;
        memmove(maker->mono, maker->mono + drop,
                sizeof(float) * (size_t)(maker->mono_count - drop));
        maker->mono_first += drop;
        maker->mono_count -= drop;
    }
    float *to = maker->mono + maker->mono_count;
    if (!samples)
        memset(to, 0, sizeof(float) * (size_t)frames);
    else if (maker->channels == 1)
        memcpy(to, samples, sizeof(float) * (size_t)frames);
    else
        for (int i = 0; i < frames; i++)
            to[i] = 0.5f * (samples[2 * i] + samples[2 * i + 1]);
    maker->mono_count += frames;
    return measure_windows(maker, error);
}

int gr_raster_maker_feed(GrRasterMaker *maker, const float *interleaved, int frames, GrError *error)
{
    int code = GR_OK;
    for (int done = 0; done < frames && !code;) {
        int part = frames - done < FEED_FRAMES ? frames - done : FEED_FRAMES;
        const float *x = interleaved + (size_t)done * (size_t)maker->channels;
        code = measure_levels(maker, x, part, error);
        maker->raster->samples += part;
        if (!code)
            code = take_mono(maker, x, part, error);
        done += part;
    }
    return code;
}

int gr_raster_maker_end(GrRasterMaker *maker, GrError *error)
{
    int code = GR_OK;
    if (maker->raster->samples == 0)
        return GR_OK;
    for (int left = maker->spectrum.size; left > 0 && !code;) {
        int part = left < FEED_FRAMES ? left : FEED_FRAMES;
        code = take_mono(maker, NULL, part, error);
        left -= part;
    }
    if (!code && maker->block.frames)
        code = close_block(maker, error);
    if (!code && maker->fine.frames)
        code = close_fine(maker, error);
    if (!code)
        end_timbre(maker);
    return code;
}

void gr_raster_maker_destroy(GrRasterMaker *maker)
{
    if (!maker)
        return;
    gr_spectrum_finish(&maker->spectrum);
    free(maker->mono);
    free(maker);
}

void gr_raster_finish(GrRaster *raster)
{
    if (!raster)
        return;
    free(raster->rows);
    free(raster->bands);
    free(raster->fine);
    free(raster->chroma);
    memset(raster, 0, sizeof *raster);
}

double gr_raster_duration_s(const GrRaster *raster)
{
    return raster->rate ? (double)raster->samples / raster->rate : 0.0;
}

/* SPDX-License-Identifier: MIT */
#include "audio/timbre.h"

#include "base/vmath.h"

#include <string.h>

enum { USUAL_ROWS = 200, NEIGHBOURS = 3 /* bands on each side: a median in frequency */ };

static const float least_usual = 1e-4f;
/* Of all that sounds: what lies below is leakage of a window, not a drum. */
static const float leakage = 0.004f;
static const float kick_top_hz = 125.0f, snare_from_hz = 900.0f, snare_top_hz = 5500.0f;
static const float hat_from_hz = 7000.0f;

void gr_timbre_init(GrTimbre *t, int rate, const float band_log2_hz[TIMBRE_BANDS])
{
    memset(t, 0, sizeof *t);
    t->rate = rate;
    for (int b = 0; b < TIMBRE_BANDS; b++) {
        float hz = gr_exp2f(band_log2_hz[b]);
        if (hz < kick_top_hz)
            t->drum[b] = 1 + RASTER_KICK;
        else if (hz > snare_from_hz && hz < snare_top_hz)
            t->drum[b] = 1 + RASTER_SNARE;
        else if (hz > hat_from_hz)
            t->drum[b] = 1 + RASTER_HAT;
    }
}

static uint16_t stored(float rise)
{
    return (uint16_t)(gr_clampf(rise, 0.0f, 15.0f) * RASTER_HIT_STEPS + 0.5f);
}

/* Every range against its own last seconds, and against what the other drums leave in it. */
void gr_timbre_hits(GrTimbre *t, const float bands[TIMBRE_BANDS], GrRasterTimbre *out)
{
    float *old = t->against[t->measured % TIMBRE_LAG], all = 0;
    float sum[RASTER_HITS] = {0}, count[RASTER_HITS] = {0}, rise[RASTER_HITS];
    float share = t->measured < USUAL_ROWS ? 1.0f / (float)(t->measured + 1) : 1.0f / USUAL_ROWS;
    for (int b = 0; b < TIMBRE_BANDS; b++) {
        float amplitude = gr_sqrtf(bands[b]), floor = least_usual + leakage * t->usual_sum;
        float now = gr_log2f(1.0f + amplitude / (t->usual[b] + floor));
        if (t->drum[b]) {
            float up = t->measured >= TIMBRE_LAG ? now - old[b] : 0.0f;
            sum[t->drum[b] - 1] += gr_maxf(up, 0.0f);
            count[t->drum[b] - 1] += 1.0f;
        }
        t->usual[b] += (amplitude - t->usual[b]) * share;
        all += amplitude;
        old[b] = now;
    }
    t->usual_sum += (all - t->usual_sum) * share;
    t->measured++;
    for (int h = 0; h < RASTER_HITS; h++)
        rise[h] = count[h] > 0 ? sum[h] / count[h] : 0.0f;
    out->hit[RASTER_KICK] = stored(rise[RASTER_KICK] - 0.3f * rise[RASTER_SNARE]);
    out->hit[RASTER_SNARE] =
        stored(rise[RASTER_SNARE] - 0.4f * rise[RASTER_KICK] - 0.25f * rise[RASTER_HAT]);
    out->hit[RASTER_HAT] = stored(rise[RASTER_HAT] - 0.6f * rise[RASTER_SNARE]);
}

/* One value leaves a sorted list and one comes in. */
static void replace(float *sorted, int count, float leaves, float comes)
{
    int at = 0;
    while (at + 1 < count && sorted[at] != leaves)
        at++;
    while (at + 1 < count && sorted[at + 1] < comes) {
        sorted[at] = sorted[at + 1];
        at++;
    }
    while (at > 0 && sorted[at - 1] > comes) {
        sorted[at] = sorted[at - 1];
        at--;
    }
    sorted[at] = comes;
}

static float median_of_neighbours(const float *bands, int at)
{
    float sorted[2 * NEIGHBOURS + 1];
    int count = 0;
    for (int b = at - NEIGHBOURS; b <= at + NEIGHBOURS; b++) {
        if (b < 0 || b >= TIMBRE_BANDS)
            continue;
        int k = count++;
        for (; k > 0 && sorted[k - 1] > bands[b]; k--)
            sorted[k] = sorted[k - 1];
        sorted[k] = bands[b];
    }
    return sorted[count / 2];
}

bool gr_timbre_share(GrTimbre *t, const float *bands, uint8_t *share)
{
    int64_t now = t->measured - 1; /* hits come first */
    if (!bands)
        now = t->measured++;
    float *row = t->ring[now % TIMBRE_ROWS];
    for (int b = 0; b < TIMBRE_BANDS; b++) {
        float amplitude = bands ? gr_sqrtf(bands[b]) : 0.0f;
        replace(t->sorted[b], TIMBRE_ROWS, row[b], amplitude);
        row[b] = amplitude;
    }
    if (now < TIMBRE_LATE)
        return false;
    const float *then = t->ring[(now - TIMBRE_LATE) % TIMBRE_ROWS];
    float tone = 0, all = 1e-9f;
    for (int b = 0; b < TIMBRE_BANDS; b++) {
        float lasting = t->sorted[b][TIMBRE_ROWS / 2], wide = median_of_neighbours(then, b);
        lasting *= lasting;
        wide *= wide;
        tone += then[b] * lasting / (lasting + wide + 1e-12f);
        all += then[b];
    }
    *share = (uint8_t)(gr_unitf(tone / all) * 255.0f + 0.5f);
    return true;
}

/* In octaves from 125 Hz: the highest bin over the lowest five that lie together. White noise has
 * about 4 doublings, tones 15 and more. */
uint8_t gr_timbre_contrast(const float *power, int size, int rate)
{
    float bin_hz = (float)rate / (float)size, sum = 0, weights = 1e-9f;
    for (float low = 125.0f; low < 8000.0f && 2.0f * low < 0.5f * (float)rate; low *= 2.0f) {
        int first = (int)(low / bin_hz), last = (int)(2.0f * low / bin_hz);
        float most = 0, least = 1e9f, all = 0;
        for (int k = first; k + 4 <= last; k++) {
            float five = power[k] + power[k + 1] + power[k + 2] + power[k + 3] + power[k + 4];
            most = gr_maxf(most, power[k]);
            least = gr_minf(least, five);
            all += power[k];
        }
        float weight = gr_sqrtf(all);
        sum += weight * gr_log2f((most + 1e-12f) / (0.2f * least + 1e-12f));
        weights += weight;
    }
    return (uint8_t)(gr_unitf((sum / weights - 4.0f) * (1.0f / 14.0f)) * 255.0f + 0.5f);
}

/* On a scale of octaves, 100 Hz to 8 kHz. */
uint8_t gr_timbre_crossings(const float *x, int count, int rate)
{
    int crossings = 0;
    for (int i = 0; i + 1 < count; i++)
        crossings += (x[i] < 0.0f) != (x[i + 1] < 0.0f);
    float hz = 0.5f * (float)crossings * (float)rate / (float)count;
    float place = hz > 100.0f ? gr_log2f(hz * 0.01f) * (1.0f / 6.32f) : 0.0f;
    return (uint8_t)(gr_unitf(place) * 255.0f + 0.5f);
}

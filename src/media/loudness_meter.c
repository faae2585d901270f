/* SPDX-License-Identifier: MIT */
#include "media/loudness_meter.h"

#include "media/true_peak.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
    TENTHS = 10,     /* a second */
    GATED = 4,       /* tenths of a block that gates judge, and of the momentary loudness */
    SHORT_TERM = 30, /* tenths */
    RANGE_STEP = 10, /* tenths from one value of the range to the next */
    EARS = 2,
    STAGES = 2,
};

static const double absolute_gate = -70, relative_gate = -10, range_gate = -20; /* LUFS, LU, LU */

const GrProgramme gr_programme_silent = {-HUGE_VAL, 0, -HUGE_VAL, -HUGE_VAL, -HUGE_VAL};

/* Both ears side by side, so that their chains of operations run beside each other. */
typedef double Ears __attribute__((vector_size(16)));

typedef struct Stage {
    double b0, b1, b2, a1, a2;
    Ears state[2];
} Stage;

struct GrLoudnessMeter {
    Stage stage[STAGES];
    GrTruePeak peak[EARS];
    int channels;
    int tenth_frames, filled; /* of a tenth; of the one that is being heard */
    Ears energy;              /* of that one */
    double *tenths;           /* mean squares, both ears' summed */
    int64_t count, capacity;
};

/* The analog filters whose bilinear transforms at 48 kHz are the coefficients of BS.1770. */
static void make_filters(GrLoudnessMeter *m, int rate)
{
    const double pi = 3.14159265358979323846, gain = pow(10, 3.999843853973347 / 20);
    double q = 0.7071752369554196, k = tan(pi * fmin(1681.974450955533 / rate, 0.49));
    double middle = pow(gain, 0.4996667741545416), norm = 1 + k / q + k * k;
    m->stage[0] = (Stage){.b0 = (gain + middle * k / q + k * k) / norm,
                          .b1 = 2 * (k * k - gain) / norm,
                          .b2 = (gain - middle * k / q + k * k) / norm,
                          .a1 = 2 * (k * k - 1) / norm,
                          .a2 = (1 - k / q + k * k) / norm};
    q = 0.5003270373238773;
    k = tan(pi * 38.13547087602444 / rate);
    norm = 1 + k / q + k * k;
    m->stage[1] = (Stage){
        .b0 = 1, .b1 = -2, .b2 = 1, .a1 = 2 * (k * k - 1) / norm, .a2 = (1 - k / q + k * k) / norm};
}

int gr_loudness_meter_create(int rate, int channels, GrLoudnessMeter **out, GrError *error)
{
    GrLoudnessMeter *m = calloc(1, sizeof *m);
    *out = m;
    if (!m)
        return gr_error_memory(error, "a loudness meter", sizeof *m);
    m->channels = channels;
    m->tenth_frames = (rate + TENTHS / 2) / TENTHS;
    make_filters(m, rate);
    for (int e = 0; e < EARS; e++)
        gr_true_peak_init(&m->peak[e], rate);
    return GR_OK;
}

void gr_loudness_meter_destroy(GrLoudnessMeter *m)
{
    if (!m)
        return;
    free(m->tenths);
    free(m);
}

static inline Ears pass(Stage *s, Ears x)
{
    Ears y = s->b0 * x + s->state[0];
    s->state[0] = (s->b1 * x + s->state[1]) - s->a1 * y;
    s->state[1] = s->b2 * x - s->a2 * y;
    return y;
}

static void weigh(GrLoudnessMeter *m, const float *x, int frames)
{
    Stage shelf = m->stage[0], high = m->stage[1];
    Ears energy = m->energy;
    const int step = m->channels, other = m->channels - 1;
    for (int i = 0; i < frames; i++) {
        Ears y = {(double)x[i * step], (double)x[i * step + other]};
        y = pass(&high, pass(&shelf, y));
        energy += y * y;
    }
    m->stage[0] = shelf;
    m->stage[1] = high;
    m->energy = energy;
}

/* What a filter still holds of a sound that ended long ago is too small to count and slow to
 * reckon with. */
static void settle(GrLoudnessMeter *m)
{
    for (int s = 0; s < STAGES; s++)
        for (int i = 0; i < 2; i++)
            for (int e = 0; e < EARS; e++)
                if (fabs(m->stage[s].state[i][e]) < 1e-30)
                    m->stage[s].state[i][e] = 0;
}

static int close_tenth(GrLoudnessMeter *m, GrError *error)
{
    if (m->count == m->capacity) {
        int64_t wanted = m->capacity ? 2 * m->capacity : 1024;
        double *larger = realloc(m->tenths, (size_t)wanted * sizeof *larger);
        if (!larger)
            return gr_error_memory(error, "a loudness meter", (size_t)wanted * sizeof *larger);
        m->tenths = larger;
        m->capacity = wanted;
    }
    m->tenths[m->count++] = (m->energy[0] + m->energy[1]) / m->tenth_frames;
    m->energy = (Ears){0, 0};
    m->filled = 0;
    settle(m);
    return GR_OK;
}

int gr_loudness_meter_feed(GrLoudnessMeter *m, const float *interleaved, int frames, GrError *error)
{
    int code = GR_OK;
    for (int c = 0; c < m->channels; c++)
        gr_true_peak_feed(&m->peak[c], interleaved + c, frames, m->channels);
    for (int done = 0; done < frames && !code;) {
        int part = m->tenth_frames - m->filled;
        part = part < frames - done ? part : frames - done;
        weigh(m, interleaved + (size_t)done * (size_t)m->channels, part);
        m->filled += part;
        done += part;
        if (m->filled == m->tenth_frames)
            code = close_tenth(m, error);
    }
    return code;
}

static double lufs(double energy)
{
    return energy > 0 ? 10 * log10(energy) - 0.691 : -HUGE_VAL;
}

static double energy_of(double level)
{
    return pow(10, (level + 0.691) / 10);
}

/* The mean over so many tenths that end with one; before the first there is silence. */
static double mean_at(const GrLoudnessMeter *m, int64_t last, int tenths)
{
    double sum = 0;
    for (int64_t i = last - tenths + 1 > 0 ? last - tenths + 1 : 0; i <= last; i++)
        sum += m->tenths[i];
    return sum / tenths;
}

static double highest_mean(const GrLoudnessMeter *m, int tenths)
{
    double most = 0;
    for (int64_t i = 0; i < m->count; i++) {
        double mean = mean_at(m, i, tenths);
        most = mean > most ? mean : most;
    }
    return most;
}

/* The mean of all blocks that lie within the sound and reach a gate; `step` tenths apart. */
static double gated_mean(const GrLoudnessMeter *m, int64_t whole, int tenths, int step, double gate)
{
    double sum = 0;
    int64_t counted = 0;
    for (int64_t i = tenths - 1; i < whole; i += step) {
        double mean = mean_at(m, i, tenths);
        bool counts = mean >= gate;
        sum += counts ? mean : 0;
        counted += counts;
    }
    return counted ? sum / (double)counted : 0;
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* From the tenth to the ninety-fifth of a hundred parts of what is not silence beside the rest. */
static int find_range(const GrLoudnessMeter *m, int64_t whole, double *range, GrError *error)
{
    double gate = energy_of(absolute_gate);
    double relative = gated_mean(m, whole, SHORT_TERM, RANGE_STEP, gate) * pow(10, range_gate / 10);
    double *values = malloc(sizeof *values * (size_t)(whole / RANGE_STEP + 1));
    int64_t count = 0;
    *range = 0;
    if (!values)
        return gr_error_memory(error, "a loudness range", (size_t)whole);
    gate = relative > gate ? relative : gate;
    for (int64_t i = SHORT_TERM - 1; i < whole; i += RANGE_STEP) {
        double mean = mean_at(m, i, SHORT_TERM);
        if (mean >= gate)
            values[count++] = mean;
    }
    if (count) {
        double last = (double)(count - 1);
        qsort(values, (size_t)count, sizeof *values, compare_doubles);
        *range =
            lufs(values[(int64_t)(last * 0.95 + 0.5)]) - lufs(values[(int64_t)(last * 0.1 + 0.5)]);
    }
    free(values);
    return GR_OK;
}

int gr_loudness_meter_end(GrLoudnessMeter *m, GrProgramme *p, GrError *error)
{
    const int64_t whole = m->count; /* tenths that are full: gates judge no others */
    double peak = 0, gate = energy_of(absolute_gate);
    int code = m->filled ? close_tenth(m, error) : GR_OK;
    *p = gr_programme_silent;
    if (code)
        return code;
    for (int c = 0; c < m->channels; c++)
        peak = fmax(peak, (double)gr_true_peak_end(&m->peak[c]));
    p->peak = peak > 0 ? 20 * log10(peak) : -HUGE_VAL;
    p->momentary = lufs(highest_mean(m, GATED));
    p->short_term = lufs(highest_mean(m, SHORT_TERM));
    double relative = gated_mean(m, whole, GATED, 1, gate) * pow(10, relative_gate / 10);
    p->integrated = lufs(gated_mean(m, whole, GATED, 1, relative > gate ? relative : gate));
    return find_range(m, whole, &p->range, error);
}

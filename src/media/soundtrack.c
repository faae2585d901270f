/* SPDX-License-Identifier: MIT */
#include "media/soundtrack.h"

#include "base/log.h"
#include "media/loudness_meter.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    BLOCK = 4096,
    CHANNELS_MAX = 2,
    AHEAD_PER_SECOND = 200, /* the limiter sees a two hundredth of a second ahead */
    PHASES = 4, /* places between samples where peaks are looked for, with the samples */
    TAPS = 12,  /* samples that each of them is made of */
    PASSES = 5, /* at most, to reach a loudness through a limiter */
};

static const double peak_unasked =
    -1;                               /* dBTP: as far as a gain goes when no limiter is asked for */
static const double margin_db = 0.15; /* what twelve taps do not see between samples */
static const double release_s = 0.08;
static const double close_lu = 0.05;

struct GrSoundtrackFilter {
    GrSoundtrack track;
    GrPcmSource source;
    double gain;
    int64_t length, read, entered; /* in frames: of the show, from the source, into the ring */
    int64_t fade_in, fade_out;
    bool ended;
    /* The limiter: a ring of the last samples, and what each may be multiplied by. */
    float ceiling, recover;
    float taps[PHASES][TAPS];
    int ahead, delay, ring, lowest_head, lowest_count;
    float *samples;  /* ring frames */
    float *needed;   /* ring */
    float *lows;     /* ring: the least of `needed` over the window that ends there */
    int64_t *lowest; /* a queue of frames whose `needed` ascends */
    double low_sum;
    float needed_before;
};

bool gr_soundtrack_acts(const GrSoundtrack *track)
{
    return track->levelled || track->limited || track->fade_in_ns || track->fade_out_ns;
}

static double from_db(double db)
{
    return pow(10, db / 20);
}

/* Windowed sinc at each quarter between two samples. */
static void make_taps(GrSoundtrackFilter *f)
{
    for (int p = 0; p < PHASES; p++)
        for (int t = 0; t < TAPS; t++) {
            double x = t - (TAPS / 2 - 1) - (double)p / PHASES;
            double window = 0.5 + 0.5 * cos(M_PI * x / (TAPS / 2));
            f->taps[p][t] = (float)(x == 0 ? 1 : sin(M_PI * x) / (M_PI * x) * window);
        }
}

static int make_limiter(GrSoundtrackFilter *f, GrError *error)
{
    size_t channels = (size_t)f->source.channels;
    f->ceiling = (float)from_db((double)f->track.peak - margin_db);
    f->recover = (float)(1 - exp(-1 / (release_s * f->source.rate)));
    f->ahead = f->source.rate / AHEAD_PER_SECOND + 1;
    f->delay = f->ahead + TAPS / 2; /* peak_around() looks so far back */
    f->ring = 2 * (f->ahead + TAPS);
    f->samples = calloc((size_t)f->ring * channels, sizeof *f->samples);
    f->needed = calloc((size_t)f->ring, sizeof *f->needed);
    f->lows = calloc((size_t)f->ring, sizeof *f->lows);
    f->lowest = calloc((size_t)f->ring, sizeof *f->lowest);
    f->needed_before = 1;
    if (!f->samples || !f->needed || !f->lows || !f->lowest)
        return gr_error_memory(error, "a limiter", (size_t)f->ring * 32);
    for (int i = 0; i < f->ring; i++)
        f->lows[i] = f->needed[i] = 1;
    f->low_sum = f->ahead + 1;
    make_taps(f);
    return GR_OK;
}

int gr_soundtrack_open(const GrSoundtrack *track, double gain_db, const GrPcmSource *source,
                       int64_t length, GrSoundtrackFilter **out, GrError *error)
{
    GrSoundtrackFilter *f = *out = calloc(1, sizeof *f);
    if (!f)
        return gr_error_memory(error, "a soundtrack", sizeof *f);
    f->track = *track;
    f->source = *source;
    f->gain = from_db(gain_db);
    f->length = length;
    f->fade_in = (int64_t)((double)track->fade_in_ns / 1e9 * source->rate);
    f->fade_out = (int64_t)((double)track->fade_out_ns / 1e9 * source->rate);
    int code = GR_OK;
    if (source->channels < 1 || source->channels > CHANNELS_MAX)
        code = gr_error_set(error, GR_E_INTERNAL, "a soundtrack of %d channels", source->channels);
    if (!code && track->limited)
        code = make_limiter(f, error);
    if (code) {
        gr_soundtrack_close(f);
        *out = NULL;
    }
    return code;
}

void gr_soundtrack_close(GrSoundtrackFilter *f)
{
    if (!f)
        return;
    free(f->samples);
    free(f->needed);
    free(f->lows);
    free(f->lowest);
    free(f);
}

/* A raised cosine: it leaves and arrives without a corner. */
static double fade_at(const GrSoundtrackFilter *f, int64_t frame)
{
    double level = 1;
    if (frame < f->fade_in)
        level *= 0.5 - 0.5 * cos(M_PI * (double)frame / (double)f->fade_in);
    int64_t left = f->length - frame;
    if (left < f->fade_out)
        level *= left > 0 ? 0.5 - 0.5 * cos(M_PI * (double)left / (double)f->fade_out) : 0;
    return level;
}

/* The source's next frames with gain and fades. */
static int read_faded(GrSoundtrackFilter *f, float *to, int frames, int *got, GrError *error)
{
    int channels = f->source.channels;
    int code = f->source.read(f->source.user, to, frames, got, error);
    for (int i = 0; i < *got && !code; i++) {
        float level = (float)(f->gain * fade_at(f, f->read + i));
        for (int c = 0; c < channels; c++)
            to[i * channels + c] *= level;
    }
    f->read += code ? 0 : *got;
    return code;
}

/* The highest magnitude at and between the samples around the frame that is TAPS / 2 before the
 * newest. */
static float peak_around(const GrSoundtrackFilter *f, int64_t newest)
{
    float most = 0;
    for (int c = 0; c < f->source.channels; c++)
        for (int p = 0; p < PHASES; p++) {
            float sum = 0;
            for (int t = 0; t < TAPS; t++) {
                int64_t frame = newest - TAPS + 1 + t;
                if (frame >= 0)
                    sum += f->taps[p][t] * f->samples[frame % f->ring * f->source.channels + c];
            }
            sum = sum < 0 ? -sum : sum;
            most = sum > most ? sum : most;
        }
    return most;
}

/* What frame `at` may be multiplied by goes into the window of the least: D. Lemire, "Streaming
 * Maximum-Minimum Filter Using No More than Three Comparisons per Element", 2006. */
static void take_needed(GrSoundtrackFilter *f, int64_t at, float needed)
{
    int64_t *queue = f->lowest;
    f->needed[at % f->ring] = needed;
    while (f->lowest_count &&
           f->needed[queue[(f->lowest_head + f->lowest_count - 1) % f->ring] % f->ring] >= needed)
        f->lowest_count--;
    queue[(f->lowest_head + f->lowest_count++) % f->ring] = at;
    while (queue[f->lowest_head] < at - f->ahead) {
        f->lowest_head = (f->lowest_head + 1) % f->ring;
        f->lowest_count--;
    }
    float low = f->needed[queue[f->lowest_head] % f->ring];
    int64_t gone = at - f->ahead - 1;
    f->low_sum += (double)low - (gone >= 0 ? (double)f->lows[gone % f->ring] : 1);
    f->lows[at % f->ring] = low;
}

/* One frame in (NULL: silence behind the end), and the one that is `delay` older out. Since each
 * least covers that frame, so does their mean: what comes out is below the ceiling. */
static void limit(GrSoundtrackFilter *f, const float *in, int64_t newest, float *out)
{
    int channels = f->source.channels;
    float *place = f->samples + newest % f->ring * channels;
    for (int c = 0; c < channels; c++)
        place[c] = in ? in[c] : 0;
    float peak = peak_around(f, newest);
    float needed = peak > f->ceiling ? f->ceiling / peak : 1;
    float eased = f->needed_before + (1 - f->needed_before) * f->recover;
    f->needed_before = needed < eased ? needed : eased;
    take_needed(f, newest, f->needed_before);
    int64_t oldest = newest - f->delay;
    float level = (float)(f->low_sum / (f->ahead + 1));
    for (int c = 0; c < channels && oldest >= 0; c++)
        out[c] = f->samples[oldest % f->ring * channels + c] * level;
}

static int read_limited(GrSoundtrackFilter *f, float *to, int frames, int *got, GrError *error)
{
    float block[BLOCK * CHANNELS_MAX];
    int channels = f->source.channels, code = GR_OK;
    for (*got = 0; *got < frames && !code;) {
        int want = frames - *got < BLOCK ? frames - *got : BLOCK, now = 0;
        if (!f->ended)
            code = read_faded(f, block, want, &now, error);
        f->ended |= !code && now == 0;
        int count = f->ended ? want : now;
        for (int i = 0; i < count && !code; i++, f->entered++) {
            if (f->ended && f->entered - f->delay >= f->read)
                return GR_OK; /* all that was read is out */
            limit(f, f->ended ? NULL : block + i * channels, f->entered, to + *got * channels);
            *got += f->entered >= f->delay;
        }
    }
    return code;
}

int gr_soundtrack_read(void *filter, float *interleaved, int frames, int *got, GrError *error)
{
    GrSoundtrackFilter *f = filter;
    *got = 0;
    return f->track.limited ? read_limited(f, interleaved, frames, got, error)
                            : read_faded(f, interleaved, frames, got, error);
}

int gr_loudness_measure(const GrPcmSource *source, int64_t length, GrLoudness *loudness,
                        GrError *error)
{
    float block[BLOCK * CHANNELS_MAX];
    GrLoudnessMeter *meter;
    GrProgramme programme = gr_programme_silent;
    int got = 1, code = gr_loudness_meter_create(source->rate, source->channels, &meter, error);
    for (int64_t done = 0; done < length && got && !code; done += got) {
        int want = length - done < BLOCK ? (int)(length - done) : BLOCK;
        code = source->read(source->user, block, want, &got, error);
        code = code ? code : gr_loudness_meter_feed(meter, block, got, error);
    }
    code = code ? code : gr_loudness_meter_end(meter, &programme, error);
    *loudness = (GrLoudness){programme.integrated, programme.peak};
    gr_loudness_meter_destroy(meter);
    return code;
}

/* One pass over the sound as it would be with a gain. */
static int measure_with(const GrSoundtrack *track, double gain_db, GrPcmOpen *open,
                        GrPcmClose *close, void *user, double length_s, GrLoudness *loudness,
                        GrError *error)
{
    GrPcmSource source = {0};
    GrSoundtrackFilter *filter = NULL;
    int code = open(user, &source, error);
    if (code)
        return code;
    int64_t length = (int64_t)(length_s * source.rate + 0.5);
    code = gr_soundtrack_open(track, gain_db, &source, length, &filter, error);
    GrPcmSource filtered = {gr_soundtrack_read, filter, source.rate, source.channels, 0};
    if (!code)
        code = gr_loudness_measure(&filtered, length, loudness, error);
    gr_soundtrack_close(filter);
    close(user, &source);
    return code;
}

int gr_soundtrack_gain(const GrSoundtrack *track, GrPcmOpen *open, GrPcmClose *close, void *user,
                       double length_s, double *gain_db, GrError *error)
{
    GrLoudness loudness;
    double target = (double)track->loudness;
    *gain_db = 0;
    for (int pass = 0, code; track->levelled && pass < PASSES; pass++) {
        code = measure_with(track, *gain_db, open, close, user, length_s, &loudness, error);
        if (code || !isfinite(loudness.integrated)) /* silence stays silence */
            return code;
        double missing = target - loudness.integrated;
        if (!track->limited && missing > 0 && loudness.peak + missing > peak_unasked) {
            double room = peak_unasked - loudness.peak;
            gr_log(
                GR_LOG_NOTE,
                "the sound stays at %.1f LUFS: more would clip its peaks (a limiter, `peak: -1`, "
                "would allow %.1f)",
                loudness.integrated + (room > 0 ? room : 0), target);
            missing = room > 0 ? room : 0;
        }
        *gain_db += missing;
        if (!track->limited || fabs(missing) < close_lu)
            break;
    }
    return GR_OK;
}

/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "media/soundtrack.h"

#include <math.h>
#include <string.h>

enum { RATE = 48000, SECONDS = 12, FRAMES = RATE * SECONDS };

/* Bursts of a tone between its samples' peaks, at several levels, drums rather than music in its
 * range. */
typedef struct Tone {
    int64_t at;
    double level;
    int channels, blocks; /* most frames that one read gives */
} Tone;

static float tone_at(const Tone *tone, int64_t frame, int channel)
{
    double t = (double)frame / RATE, part = fmod(t, 0.5);
    double envelope = 0.08 + 2 * exp(-60 * part);
    return (float)(tone->level * envelope * sin(2 * M_PI * (RATE / 4.0) * t + M_PI / 4 + channel) +
                   tone->level * 0.3 * sin(2 * M_PI * 220 * t));
}

static int read_tone(void *user, float *interleaved, int frames, int *got, GrError *error)
{
    Tone *tone = user;
    (void)error;
    int64_t left = FRAMES - tone->at;
    *got = frames < tone->blocks ? frames : tone->blocks;
    *got = *got < left ? *got : (int)left;
    for (int i = 0; i < *got; i++)
        for (int c = 0; c < tone->channels; c++)
            interleaved[i * tone->channels + c] = tone_at(tone, tone->at + i, c);
    tone->at += *got;
    return GR_OK;
}

static int open_tone(void *user, GrPcmSource *source, GrError *error)
{
    Tone *tone = user;
    (void)error;
    tone->at = 0;
    *source = (GrPcmSource){read_tone, tone, RATE, tone->channels, 0};
    return GR_OK;
}

static void close_tone(void *user, GrPcmSource *source)
{
    (void)user;
    (void)source;
}

/* The whole through a filter; free. */
static float *filtered(const GrSoundtrack *track, double gain_db, Tone *tone, int ask,
                       int64_t *count)
{
    GrPcmSource source;
    GrSoundtrackFilter *filter;
    float *all = calloc((size_t)(FRAMES + 8192) * 2, sizeof *all);
    int got = 1;
    assert_non_null(all);
    open_tone(tone, &source, NULL);
    assert_int_equal(gr_soundtrack_open(track, gain_db, &source, FRAMES, &filter, NULL), GR_OK);
    for (*count = 0; got; *count += got) {
        assert_true(*count <= FRAMES);
        assert_int_equal(gr_soundtrack_read(filter, all + *count * tone->channels, ask, &got, NULL),
                         GR_OK);
    }
    gr_soundtrack_close(filter);
    return all;
}

typedef struct Memory {
    const float *samples;
    int64_t at, count;
    int channels;
} Memory;

static int read_memory(void *user, float *to, int frames, int *got, GrError *error)
{
    Memory *m = user;
    (void)error;
    *got = m->count - m->at < frames ? (int)(m->count - m->at) : frames;
    memcpy(to, m->samples + m->at * m->channels, (size_t)(*got * m->channels) * sizeof *to);
    m->at += *got;
    return GR_OK;
}

static void loudness_is_reached(void **state)
{
    static const struct {
        const char *name;
        GrSoundtrack track;
        double level;
        int channels;
        double want; /* LUFS */
    } rows[] = {
        {"down", {.levelled = true, .loudness = -30}, 0.5, 2, -30},
        {"up", {.levelled = true, .loudness = -23}, 0.01, 2, -23},
        {"mono", {.levelled = true, .loudness = -23}, 0.05, 1, -23},
        {"limited", {.levelled = true, .loudness = -14, .limited = true, .peak = -1}, 0.05, 2, -14},
        {"hard", {.levelled = true, .loudness = -11, .limited = true, .peak = -2}, 0.3, 2, -11},
        {"limited mono",
         {.levelled = true, .loudness = -16, .limited = true, .peak = -6},
         0.2,
         1,
         -16},
        {"with fades",
         {.levelled = true, .loudness = -20, .fade_in_ns = 2000000000, .fade_out_ns = 3000000000},
         0.1,
         2,
         -20},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Tone tone = {.level = rows[i].level, .channels = rows[i].channels, .blocks = 5000};
        GrLoudness loudness;
        int64_t count;
        double gain_db;
        assert_int_equal(gr_soundtrack_gain(&rows[i].track, open_tone, close_tone, &tone, SECONDS,
                                            &gain_db, NULL),
                         GR_OK);
        float *all = filtered(&rows[i].track, gain_db, &tone, 4096, &count);
        Memory memory = {all, 0, count, tone.channels};
        const GrPcmSource source = {read_memory, &memory, RATE, tone.channels, 0};
        assert_int_equal(count, FRAMES);
        assert_int_equal(gr_loudness_measure(&source, FRAMES, &loudness, NULL), GR_OK);
        print_message("%s: %.2f LUFS, %.2f dBTP, gain %.2f dB\n", rows[i].name, loudness.integrated,
                      loudness.peak, gain_db);
        assert_true(fabs(loudness.integrated - rows[i].want) < 0.3);
        assert_true(!rows[i].track.limited || loudness.peak <= (double)rows[i].track.peak);
        free(all);
    }
}

/* Without a limiter the gain ends where peaks would clip, and a loud sound is not made louder. */
static void peaks_bound_the_gain(void **state)
{
    const GrSoundtrack track = {.levelled = true, .loudness = -6};
    Tone tone = {.level = 0.1, .channels = 2, .blocks = 4096};
    GrLoudness loudness;
    int64_t count;
    double gain_db;
    (void)state;
    assert_int_equal(
        gr_soundtrack_gain(&track, open_tone, close_tone, &tone, SECONDS, &gain_db, NULL), GR_OK);
    float *all = filtered(&track, gain_db, &tone, 4096, &count);
    Memory memory = {all, 0, count, 2};
    const GrPcmSource source = {read_memory, &memory, RATE, 2, 0};
    assert_int_equal(gr_loudness_measure(&source, FRAMES, &loudness, NULL), GR_OK);
    assert_true(loudness.peak > -1.1 && loudness.peak < -0.9);
    free(all);
    tone.level = 0.7; /* its peaks are above already */
    assert_int_equal(
        gr_soundtrack_gain(&track, open_tone, close_tone, &tone, SECONDS, &gain_db, NULL), GR_OK);
    assert_true(gain_db == 0);
}

static void silence_stays_silent(void **state)
{
    const GrSoundtrack track = {.levelled = true, .loudness = -14, .limited = true, .peak = -1};
    Tone tone = {.level = 0, .channels = 2, .blocks = 4096};
    int64_t count;
    double gain_db;
    (void)state;
    assert_int_equal(
        gr_soundtrack_gain(&track, open_tone, close_tone, &tone, SECONDS, &gain_db, NULL), GR_OK);
    assert_true(gain_db == 0);
    float *all = filtered(&track, gain_db, &tone, 4096, &count);
    for (int64_t i = 0; i < count * 2; i++)
        assert_true(all[i] == 0);
    free(all);
}

/* What is below the ceiling passes as it is, at its time. */
static void a_limiter_that_has_nothing_to_do_does_nothing(void **state)
{
    const GrSoundtrack track = {.limited = true, .peak = -1};
    Tone tone = {.level = 0.2, .channels = 2, .blocks = 1000};
    int64_t count;
    (void)state;
    float *all = filtered(&track, 0, &tone, 4096, &count);
    assert_int_equal(count, FRAMES);
    for (int64_t i = 0; i < count; i++)
        for (int c = 0; c < 2; c++)
            assert_true(fabsf(all[2 * i + c] - tone_at(&tone, i, c)) < 1e-6f);
    free(all);
}

static void the_size_of_reads_changes_nothing(void **state)
{
    const GrSoundtrack track = {.limited = true, .peak = -9, .fade_in_ns = 1000000000};
    Tone tone = {.level = 1, .channels = 2, .blocks = 100000}, torn = tone;
    int64_t one, other;
    (void)state;
    torn.blocks = 77;
    float *whole = filtered(&track, 3, &tone, 4096, &one);
    float *parts = filtered(&track, 3, &torn, 333, &other);
    assert_int_equal(one, other);
    assert_memory_equal(whole, parts, (size_t)one * 2 * sizeof *whole);
    free(whole);
    free(parts);
}

static void fades_come_and_go(void **state)
{
    const GrSoundtrack track = {.fade_in_ns = 2000000000, .fade_out_ns = 4000000000};
    static const struct {
        double at_s, level;
    } rows[] = {{0, 0}, {1, 0.5}, {2, 1}, {5, 1}, {8, 1}, {10, 0.5}, {11.99, 0}};
    Tone tone = {.level = 0.5, .channels = 1, .blocks = 4096};
    int64_t count;
    (void)state;
    float *all = filtered(&track, 0, &tone, 4096, &count);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        double sum = 0, plain = 0;
        for (int k = 0; k < 200; k++) {
            int64_t at = (int64_t)(rows[i].at_s * RATE) + k;
            sum += fabs((double)all[at]);
            plain += fabs((double)tone_at(&tone, at, 0));
        }
        assert_true(fabs(sum / plain - rows[i].level) < 0.01);
    }
    assert_true(all[0] == 0 && fabsf(all[count - 1]) < 1e-4f);
    free(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loudness_is_reached),
        cmocka_unit_test(peaks_bound_the_gain),
        cmocka_unit_test(silence_stays_silent),
        cmocka_unit_test(a_limiter_that_has_nothing_to_do_does_nothing),
        cmocka_unit_test(the_size_of_reads_changes_nothing),
        cmocka_unit_test(fades_come_and_go),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

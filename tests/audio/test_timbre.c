/* SPDX-License-Identifier: MIT
 *
 * Drums, shares, width and loudness rise where they must, beside each other in one table.
 */
#include "audio/sounds.h"

#include "base/rng.h"

enum { RATE = 48000, SECONDS = 6 };

static float noise(int64_t i, uint32_t salt)
{
    return gr_rng_unit(9, (uint32_t)i, salt) - 0.5f;
}

static float fall(int64_t i, int64_t samples)
{
    float left = 1.0f - (float)(i % (RATE / 2)) / (float)samples;
    return left > 0 ? left * left * left : 0.0f;
}

static float drum(int64_t i, int ear)
{
    (void)ear;
    return 0.9f * fall(i, RATE / 5) * sine_440(i * 55 / 440, RATE);
}

static float cymbal(int64_t i, int ear)
{
    (void)ear; /* twice the difference: hardly anything is left below some kHz */
    float high = noise(i, 1) - 2 * noise(i - 1, 1) + noise(i - 2, 1);
    return 0.15f * fall(i, RATE / 12) * (high + noise(i - 4, 1) - noise(i - 1, 1));
}

static float snare(int64_t i, int ear)
{
    (void)ear;
    float low = 0;
    for (int k = 0; k < 6; k++)
        low += noise(i - k, 2);
    return 0.4f * fall(i, RATE / 8) * (low - noise(i - 30, 2));
}

static float pad(int64_t i, int ear)
{
    (void)ear;
    return 0.3f * (sine_440(i, RATE) + sine_440(i * 5 / 4, RATE));
}

static float hiss(int64_t i, int ear)
{
    (void)ear;
    return 0.4f * noise(i, 3);
}

static float two_hisses(int64_t i, int ear)
{
    return 0.4f * noise(i, 3 + (uint32_t)ear);
}

static float quiet(int64_t i, int ear)
{
    (void)i;
    (void)ear;
    return 0;
}

static float offset(int64_t i, int ear)
{
    (void)i;
    (void)ear;
    return 0.5f;
}

static float click(int64_t i, int ear)
{
    (void)ear;
    return i == 2 * RATE ? 0.9f : 0.0f;
}

static float swell(int64_t i, int ear)
{
    return i < 3 * RATE ? 0.05f * pad(i, ear) : pad(i, ear);
}

typedef float Ear(int64_t i, int ear);

/* Mean or highest value of a signal between two and five and a half seconds. */
static double measured(Ear *ear, GrSignal signal, bool highest)
{
    static float block[RATE * 2];
    const char *path = sound_path("timbre.wav");
    SF_INFO info = {.samplerate = RATE, .channels = 2, .format = SF_FORMAT_WAV | SF_FORMAT_PCM_16};
    SNDFILE *file = sf_open(path, SFM_WRITE, &info);
    assert_non_null(file);
    for (int s = 0; s < SECONDS; s++) {
        for (int i = 0; i < 2 * RATE; i++)
            block[i] = ear((int64_t)s * RATE + i / 2, i % 2);
        sf_writef_float(file, block, RATE);
    }
    sf_close(file);
    GrHearing hearing;
    double sum = 0, most = 0;
    assert_int_equal(hear_file(path, SECONDS, gr_rational(20, 1), &hearing, NULL), GR_OK);
    for (int n = 0; n < 20 * SECONDS; n++) {
        const float *v = hearing.at_frames.frames[n].v;
        for (int s = 0; s < GR_SIGNAL_COUNT; s++)
            assert_true(v[s] >= 0.0f && v[s] <= 1.0f);
        if (n < 40 || n >= 110)
            continue;
        sum += (double)v[signal] / 70;
        most = (double)v[signal] > most ? (double)v[signal] : most;
    }
    gr_hearing_finish(&hearing);
    return highest ? most : sum;
}

static void each_rises_where_it_must(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        GrSignal signal;
        Ear *high, *low;
        bool highest;
        double least, most; /* of the one, of the other */
    } cases[] = {
        {"kick, not cymbal", GR_SIGNAL_KICK, drum, cymbal, true, 0.8, 0.45},
        {"kick, not pad", GR_SIGNAL_KICK, drum, pad, true, 0.7, 0.2},
        {"cymbal, not kick", GR_SIGNAL_HAT, cymbal, drum, true, 0.8, 0.45},
        {"cymbal, not pad", GR_SIGNAL_HAT, cymbal, pad, true, 0.7, 0.2},
        {"snare, not kick", GR_SIGNAL_SNARE, snare, drum, true, 0.7, 0.45},
        {"snare, not pad", GR_SIGNAL_SNARE, snare, pad, true, 0.7, 0.2},
        {"pad lasts", GR_SIGNAL_HARMONIC, pad, cymbal, false, 0.8, 0.5},
        {"clicks do not", GR_SIGNAL_PERCUSSIVE, click, pad, true, 0.5, 0.2},
        {"hiss crosses zero", GR_SIGNAL_ZCR, hiss, pad, false, 0.8, 0.5},
        {"tones stand out", GR_SIGNAL_CONTRAST, pad, hiss, false, 0.6, 0.3},
        {"two hisses are wide", GR_SIGNAL_WIDTH, two_hisses, hiss, false, 0.9, 0.01},
        {"loud", GR_SIGNAL_LOUDNESS, swell, quiet, true, 0.8, 0.0},
        {"no crossing in DC", GR_SIGNAL_ZCR, hiss, offset, false, 0.8, 0.01},
        {"no drum in DC", GR_SIGNAL_KICK, drum, offset, true, 0.7, 0.1},
        {"nothing in silence", GR_SIGNAL_PERCUSSIVE, click, quiet, true, 0.5, 0.0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        double high = measured(cases[i].high, cases[i].signal, cases[i].highest);
        double low = measured(cases[i].low, cases[i].signal, cases[i].highest);
        print_message("%-22s %.3f, %.3f\n", cases[i].name, high, low);
        if (high < cases[i].least || low > cases[i].most)
            fail_msg("%s: %.3f and %.3f, not over %.3f and under %.3f", cases[i].name, high, low,
                     cases[i].least, cases[i].most);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_rises_where_it_must),
    };
    return cmocka_run_group_tests(tests, sounds_begin, sounds_end);
}

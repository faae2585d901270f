/* SPDX-License-Identifier: MIT
 *
 * The loudness meter against libebur128, which is written by others from the same papers, and
 * against what can be reckoned by hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "media/loudness_meter.h"
#include "media/true_peak.h"

#include <ebur128.h>
#include <math.h>
#include <stdlib.h>

enum { SECONDS = 25, TENTHS = 10 };

static float noise(int64_t i, int ear)
{
    return gr_rng_unit(3, (uint32_t)i, (uint32_t)ear) - 0.5f;
}

static float tone(double hz, int64_t i, int rate)
{
    return (float)sin(6.283185307179586 * hz * (double)i / rate);
}

static float steady(int64_t i, int ear, int rate)
{
    return 0.3f * tone(997, i, rate) + 0.02f * noise(i, ear);
}

/* Quiet, loud, silent for longer than gates look, loud again. */
static float song(int64_t i, int ear, int rate)
{
    double time_s = (double)i / rate;
    float level = time_s < 8 ? 0.02f : time_s < 14 ? 0.7f : time_s < 19 ? 0.0f : 0.3f;
    return level * (0.5f * tone(60 + 30 * ear, i, rate) + tone(3000, i * (int64_t)(1 + ear), rate) +
                    noise(i, ear));
}

/* Between its samples a sine of a quarter of the rate is louder by 3 dB. */
static float between(int64_t i, int ear, int rate)
{
    (void)ear;
    (void)rate;
    return i % 4 < 2 ? 0.5f : -0.5f;
}

/* One place that goes over, and only between two samples. */
static float once(int64_t i, int ear, int rate)
{
    int64_t at = 3 * (int64_t)rate + 17;
    return ear == 0 && (i == at || i == at + 1) ? 0.9f : 0.1f * tone(300, i, rate);
}

static float nothing(int64_t i, int ear, int rate)
{
    (void)i;
    (void)ear;
    (void)rate;
    return 0;
}

static const struct {
    const char *name;
    float (*sample)(int64_t i, int ear, int rate);
    int rate, channels, frames;
} cases[] = {
    {"a steady tone", steady, 48000, 2, SECONDS * 48000},
    {"one channel", steady, 44100, 1, SECONDS * 44100},
    {"loud and quiet", song, 44100, 2, SECONDS * 44100},
    {"a rate that tenths do not divide", song, 11025, 2, SECONDS * 11025},
    {"a low rate", song, 8000, 1, SECONDS * 8000},
    {"peaks between samples", between, 48000, 2, 10 * 48000},
    {"one peak", once, 48000, 2, 10 * 48000},
    {"too short for a gate", steady, 48000, 2, 9000},
    {"silence", nothing, 44100, 2, 5 * 44100},
};

static float *make(int n)
{
    float *x = malloc(sizeof *x * (size_t)cases[n].frames * (size_t)cases[n].channels);
    assert_non_null(x);
    for (int64_t i = 0; i < (int64_t)cases[n].frames * cases[n].channels; i++)
        x[i] = cases[n].sample(i / cases[n].channels, (int)(i % cases[n].channels), cases[n].rate);
    return x;
}

/* In pieces of `piece` frames, whose length must not matter. */
static GrProgramme ours(int n, const float *x, int piece)
{
    GrLoudnessMeter *meter;
    GrProgramme programme;
    GrError error;
    assert_int_equal(gr_loudness_meter_create(cases[n].rate, cases[n].channels, &meter, &error), 0);
    for (int done = 0; done < cases[n].frames; done += piece) {
        int part = piece < cases[n].frames - done ? piece : cases[n].frames - done;
        const float *from = x + (size_t)done * (size_t)cases[n].channels;
        assert_int_equal(gr_loudness_meter_feed(meter, from, part, &error), 0);
    }
    assert_int_equal(gr_loudness_meter_end(meter, &programme, &error), 0);
    gr_loudness_meter_destroy(meter);
    return programme;
}

static GrProgramme theirs(int n, const float *x)
{
    const int modes = EBUR128_MODE_I | EBUR128_MODE_LRA | EBUR128_MODE_S | EBUR128_MODE_TRUE_PEAK;
    const int tenth = (cases[n].rate + TENTHS / 2) / TENTHS;
    ebur128_state *state =
        ebur128_init((unsigned)cases[n].channels, (unsigned long)cases[n].rate, modes);
    GrProgramme p = {-HUGE_VAL, 0, -HUGE_VAL, -HUGE_VAL, 0};
    double now;
    assert_non_null(state);
    if (cases[n].channels == 1)
        ebur128_set_channel(state, 0, EBUR128_DUAL_MONO);
    for (int done = 0; done < cases[n].frames; done += tenth) {
        int part = tenth < cases[n].frames - done ? tenth : cases[n].frames - done;
        ebur128_add_frames_float(state, x + (size_t)done * (size_t)cases[n].channels, (size_t)part);
        ebur128_loudness_momentary(state, &now);
        p.momentary = fmax(p.momentary, now);
        ebur128_loudness_shortterm(state, &now);
        p.short_term = fmax(p.short_term, now);
    }
    ebur128_loudness_global(state, &p.integrated);
    ebur128_loudness_range(state, &p.range);
    for (int c = 0; c < cases[n].channels; c++) {
        ebur128_true_peak(state, (unsigned)c, &now);
        p.peak = fmax(p.peak, now);
    }
    p.peak = p.peak > 0 ? 20 * log10(p.peak) : -HUGE_VAL;
    ebur128_destroy(&state);
    return p;
}

static void expect_near(const char *name, const char *what, double ours_is, double theirs_is)
{
    if (ours_is == theirs_is || fabs(ours_is - theirs_is) < 0.002)
        return;
    fail_msg("%s: %s is %.6f, libebur128 says %.6f", name, what, ours_is, theirs_is);
}

static void measures_as_libebur128_does(void **state)
{
    (void)state;
    for (int n = 0; n < (int)(sizeof cases / sizeof *cases); n++) {
        float *x = make(n);
        GrProgramme a = ours(n, x, 8192), b = theirs(n, x);
        expect_near(cases[n].name, "integrated", a.integrated, b.integrated);
        expect_near(cases[n].name, "range", a.range, b.range);
        expect_near(cases[n].name, "peak", a.peak, b.peak);
        expect_near(cases[n].name, "momentary", a.momentary, b.momentary);
        expect_near(cases[n].name, "short term", a.short_term, b.short_term);
        free(x);
    }
}

static void pieces_do_not_matter(void **state)
{
    (void)state;
    for (int n = 0; n < (int)(sizeof cases / sizeof *cases); n++) {
        float *x = make(n);
        GrProgramme whole = ours(n, x, cases[n].frames), pieces = ours(n, x, 997);
        assert_memory_equal(&whole, &pieces, sizeof whole);
        free(x);
    }
}

/* What is not interpolated cannot be higher: the same with every block interpolated. */
static void skipped_blocks_change_nothing(void **state)
{
    (void)state;
    for (int n = 0; n < (int)(sizeof cases / sizeof *cases); n++) {
        float *x = make(n);
        for (int c = 0; c < cases[n].channels; c++) {
            GrTruePeak some, all;
            gr_true_peak_init(&some, cases[n].rate);
            gr_true_peak_init(&all, cases[n].rate);
            all.reach = 1e9f;
            gr_true_peak_feed(&some, x + c, cases[n].frames, cases[n].channels);
            gr_true_peak_feed(&all, x + c, cases[n].frames, cases[n].channels);
            assert_true(some.reach < 2.5f);
            assert_true(gr_true_peak_end(&some) == gr_true_peak_end(&all));
        }
        free(x);
    }
}

static void knows_places_between_samples(void **state)
{
    (void)state;
    float *x = make(5);
    GrProgramme p = ours(5, x, 4096);
    assert_true(fabs(p.peak - 20 * log10(0.5 * sqrt(2))) < 0.2); /* the start rings */
    free(x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(measures_as_libebur128_does),
        cmocka_unit_test(pieces_do_not_matter),
        cmocka_unit_test(skipped_blocks_change_nothing),
        cmocka_unit_test(knows_places_between_samples),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
#include "audio/sounds.h"
#include "audio/synth.h"
#include "base/arena.h"
#include "base/hash.h"

/* The same bytes on every machine. Made by this test: a change of sound changes the line that it
 * prints. */
static const struct {
    const char *name;
    GrSynthSpec spec;
    uint64_t hash;
} pieces[] = {
    {"drive", {120, 8, 0, 0}, 0x3c6ad95e679eda91},
    {"half", {140, 8, 1, 0}, 0xce0e220612055f2a},
    {"breaks", {100, 8, 2, 0}, 0x8fe42358dac5a8c9},
    {"ambient", {72, 8, 3, 0}, 0x9dadb2b0617b55ca},
    {"pulse", {126, 8, 4, 0}, 0x4ba14d487790a893},
    {"drive, seed 7", {120, 8, 0, 7}, 0x4ed91c24c3567615},
    {"one bar", {120, 1, 0, 0}, 0xf140b79ea589ab39},
};

static float *render(const GrSynthSpec *spec, int step, int64_t *length)
{
    GrSynth *synth;
    *length = gr_synth_length(spec);
    float *samples = malloc(sizeof *samples * 2 * (size_t)*length + 64);
    assert_non_null(samples);
    assert_int_equal(gr_synth_create(spec, &synth, NULL), GR_OK);
    int64_t at = 0;
    int got;
    while ((got = gr_synth_read(synth, samples + 2 * at,
                                *length - at < step ? (int)(*length - at) : step)) > 0)
        at += got;
    float more[2];
    assert_int_equal(gr_synth_read(synth, more, 1), 0);
    assert_int_equal(at, *length);
    gr_synth_destroy(synth);
    return samples;
}

static double level(const float *samples, int64_t from, int64_t to)
{
    double sum = 0;
    for (int64_t i = 2 * from; i < 2 * to; i++)
        sum += (double)samples[i] * (double)samples[i];
    return sum / (double)(2 * (to - from));
}

static void test_same_bytes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        int64_t length;
        float *samples = render(&pieces[i].spec, 4096, &length);
        uint64_t hash = gr_hash_bytes(samples, sizeof *samples * 2 * (size_t)length, 0);
        if (hash != pieces[i].hash)
            fail_msg("%s: 0x%016llx", pieces[i].name, (unsigned long long)hash);
        free(samples);
    }
}

static void test_reads_of_any_size_agree(void **state)
{
    (void)state;
    GrSynthSpec spec = {133, 3, 2, 5};
    int64_t length, same;
    float *whole = render(&spec, 1 << 20, &length), *bits = render(&spec, 37, &same);
    assert_int_equal(length, same);
    assert_memory_equal(whole, bits, sizeof *whole * 2 * (size_t)length);
    free(whole);
    free(bits);
}

static void test_length_is_exact(void **state)
{
    (void)state;
    assert_int_equal(gr_synth_length(&(GrSynthSpec){120, 12, 0, 0}), 24 * 48000);
    assert_int_equal(gr_synth_length(&(GrSynthSpec){90, 1, 3, 0}), 128000);
    /* Out of range is brought into range, never a crash. */
    assert_int_equal(gr_synth_length(&(GrSynthSpec){0, 0, -3, 0}), 6 * 48000);
}

static void test_levels(void **state)
{
    (void)state;
    for (int style = 0; gr_synth_style_names[style]; style++) {
        GrSynthSpec spec = {118, 16, style, 0};
        int64_t length;
        float *samples = render(&spec, 4096, &length);
        double sum = 0;
        float peak = 0;
        for (int64_t i = 0; i < 2 * length; i++) {
            float a = samples[i] < 0 ? -samples[i] : samples[i];
            assert_true(a < 0.891f); /* -1 dBFS; a NaN fails too */
            peak = a > peak ? a : peak;
            sum += (double)samples[i];
        }
        assert_true(peak > 0.4f);
        assert_true(sum / (double)(2 * length) < 0.002 && sum / (double)(2 * length) > -0.002);
        double power = level(samples, 0, length);
        assert_true(power > 0.004 && power < 0.1);
        /* The ends are silent: no click when a show begins, loops or stops. */
        for (int i = 0; i < 4; i++) {
            assert_true(samples[i] < 0.02f && samples[i] > -0.02f);
            assert_true(samples[2 * length - 1 - i] < 1e-3f &&
                        samples[2 * length - 1 - i] > -1e-3f);
        }
        free(samples);
    }
}

static void test_arrangement(void **state)
{
    (void)state;
    for (int style = 0; gr_synth_style_names[style]; style++) {
        GrSynthSpec spec = {120, 16, style, 0};
        int64_t length, bar = 96000;
        float *samples = render(&spec, 4096, &length);
        double intro = level(samples, 0, 2 * bar), drop = level(samples, 4 * bar, 8 * bar);
        double rest = level(samples, 8 * bar, 10 * bar), peak = level(samples, 12 * bar, 14 * bar);
        double tail = level(samples, length - bar / 8, length);
        assert_true(drop > 1.3 * intro);
        assert_true(peak > 1.3 * rest);
        assert_true(tail < 0.01 * peak);
        free(samples);
    }
}

static void test_seeds_differ(void **state)
{
    (void)state;
    int64_t length;
    float *a = render(&(GrSynthSpec){120, 2, 0, 1}, 4096, &length);
    float *b = render(&(GrSynthSpec){120, 2, 0, 2}, 4096, &length);
    assert_memory_not_equal(a, b, sizeof *a * 2 * (size_t)length);
    free(a);
    free(b);
}

static void test_true_beats(void **state)
{
    (void)state;
    GrBeats beats;
    double *memory;
    GrSynthSpec spec = {128, 4, 0, 0};
    assert_int_equal(gr_synth_beats(&spec, 20.0, &beats, &memory, NULL), GR_OK);
    assert_true(beats.time_s[0] < 0 && beats.time_s[1] == 0.0);
    assert_int_equal(beats.first_downbeat, 1);
    assert_true(beats.tempo_bpm == 128.0);
    assert_true(beats.time_s[beats.count - 1] > 20.0);
    for (int i = 1; i < beats.count; i++)
        assert_true(beats.time_s[i] == (double)(i - 1) * 60.0 / 128.0);
    gr_aligned_free(memory);
}

static void test_params(void **state)
{
    (void)state;
    GrSynthSpec spec;
    GrError error;
    gr_param_defaults(&gr_synth_params, &spec);
    assert_true(spec.bpm == 120.0f && spec.bars == 16 && spec.style == 0 && spec.seed == 0);
    const GrParam *style = gr_param_find(&gr_synth_params, "style");
    assert_int_equal(gr_param_set_text(style, "synth", "ambient", &spec, &error), GR_OK);
    assert_string_equal(gr_synth_style_names[spec.style], "ambient");
    assert_int_not_equal(gr_param_set_text(style, "synth", "polka", &spec, &error), GR_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_bytes),      cmocka_unit_test(test_reads_of_any_size_agree),
        cmocka_unit_test(test_length_is_exact), cmocka_unit_test(test_levels),
        cmocka_unit_test(test_arrangement),     cmocka_unit_test(test_seeds_differ),
        cmocka_unit_test(test_true_beats),      cmocka_unit_test(test_params),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

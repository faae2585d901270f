/* SPDX-License-Identifier: MIT
 *
 * The show's own signals, from the text of a show to numbers. At 100 frames a second a frame is a
 * row of the raster, so that times can be counted exactly.
 */
#include "audio/sounds.h"
#include "base/vmath.h"
#include "model/own_signal.h"
#include "scene/fake_catalogue.h"
#include "scene/load.h"

static const char scenes[] =
    "scenes: [{length: 6s, layers: [{field: plasma, opacity: 0.5*kick}]}]\n";
static const GrRational ROWS = {100, 1}, TICKS = {24, 1};

/* A show whose top is `format`; its signals at a rate of frames and at ticks. */
typedef struct Heard {
    GrShow *show;
    GrHearing hearing;
} Heard;

static void hear(Heard *heard, GrRational fps, const char *top)
{
    static GrError error;
    GrProblems problems = {0};
    GrText text = {0};
    gr_text_printf(&text, "%s%s", top, scenes);
    int code = gr_show_load_text("/nowhere/x.yaml", gr_text_string(&text), text.length, NULL,
                                 &heard->show, &problems, &error);
    if (code)
        fail_msg("%s\n%s", top, error.message);
    assert_int_equal(gr_hear(&heard->show->sound, heard->show->length_ns, fps, TICKS, NULL, NULL,
                             &heard->hearing, &error),
                     GR_OK);
    gr_problems_finish(&problems);
    gr_text_finish(&text);
}

static void finish(Heard *heard)
{
    gr_hearing_finish(&heard->hearing);
    gr_show_destroy(heard->show);
}

static float own_at(const Heard *heard, int64_t frame, int signal)
{
    const GrSignalTrack *track = &heard->hearing.at_frames;
    assert_in_range(frame, 0, track->count - 1);
    return track->own[frame * track->own_count + signal];
}

static void expect(const Heard *heard, const char *what, int64_t frame, int signal, float value,
                   float within)
{
    float got = own_at(heard, frame, signal);
    if (!(gr_absf(got - value) <= within))
        fail_msg("%s: %.5f in frame %lld, not %.5f", what, (double)got, (long long)frame,
                 (double)value);
}

/* In the middle of frames at 60 a second, and well within those of 12 and 24. */
static const double clicks_s[] = {44.5 / 60, 101.5 / 60, 161.5 / 60};

static float clicks(int64_t frame, int rate)
{
    for (size_t i = 0; i < COUNT_OF(clicks_s); i++)
        if (frame == (int64_t)(clicks_s[i] * rate))
            return 0.9f;
    return 0.0f;
}

static void kicks_have_no_lag(void **state)
{
    (void)state;
    static const int rates[] = {24, 25, 60};
    char top[600];
    const char *path = sound_path("clicks.wav");
    write_wave(path, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44100, 1, 6 * 44100, clicks);
    snprintf(
        top, sizeof top,
        "audio: %s\nsignals:\n  kick: {from: \"band(40, 120)\", attack: 0ms, release: 120ms}\n",
        path);
    for (size_t r = 0; r < COUNT_OF(rates); r++) {
        Heard heard;
        hear(&heard, gr_rational(rates[r], 1), top);
        for (size_t i = 0; i < COUNT_OF(clicks_s); i++) {
            int64_t frame = (int64_t)(clicks_s[i] * rates[r]);
            expect(&heard, "a click", frame, 0, 1, 0.15f);
            for (int64_t n = frame - 5; n < frame + 5; n++)
                if (n != frame && own_at(&heard, n, 0) >= own_at(&heard, frame, 0))
                    fail_msg("%d fps: the click of frame %lld shows in %lld", rates[r],
                             (long long)frame, (long long)n);
            /* The window that measures it is 43 ms wide: nothing is known earlier than half of it.
             */
            int64_t before = (int64_t)((clicks_s[i] - 0.035) * rates[r]) - 1;
            assert_true(own_at(&heard, before, 0) < 0.05f);
        }
        finish(&heard);
    }
}

static void smoothing_is_symmetric(void **state)
{
    (void)state;
    Heard heard;
    hear(&heard, TICKS,
         "signals: {kick: {from: abs(T - 2) < 0.105, smooth: 500ms},"
         " b: {from: 0.25, smooth: 2s}, c: {from: T < 3, smooth: 10ms}}\n");
    float sum = 0, spread = 0, middle = own_at(&heard, 48, 0);
    for (int64_t n = 0; n < 96; n++) {
        float value = own_at(&heard, n, 0), off = ((float)n + 0.5f) / 24.0f - 2.0f;
        expect(&heard, "mirrored", 95 - n, 0, value, 1.5f / 4096.0f);
        assert_true(value <= middle);
        sum += value / 24.0f;
        spread += value / 24.0f * off * off;
        expect(&heard, "a constant stays", n, 1, 0.25f, 0.0f);
    }
    assert_true(gr_absf(sum - 0.21f) < 0.004f); /* what was there is kept */
    /* Variances add up: 0.5^2 / 12 of the smoothing, 0.21^2 / 12 of the pulse. */
    assert_true(gr_absf(spread / sum - 0.0245f) < 0.002f);
    assert_true(own_at(&heard, 30, 0) == 0.0f && own_at(&heard, 40, 0) > 0.05f);
    assert_true(own_at(&heard, 71, 2) > 0.85f && own_at(&heard, 73, 2) == 0.0f);
    finish(&heard);
}

static void triggers_decay(void **state)
{
    (void)state;
    Heard heard;
    hear(&heard, ROWS,
         "signals:\n"
         "  kick: {from: \"T >= 1 and T < 1.2 or T >= 1.3 and T < 3\", threshold: 0.5, decay: "
         "300ms}\n"
         "  b: {from: T >= 2, threshold: 1, hold: 100ms, decay: 50ms}\n"
         "  c: {from: 1, threshold: 0.5, decay: 1s}\n"
         "  d: {from: T >= 2, threshold: 1, decay: 0s}\n"
         "  hit: {from: beat, threshold: 0.5, decay: 200ms}\n");
    static const struct {
        const char *name;
        int signal, frame;
        float value;
    } cases[] = {
        {"before", 0, 99, 0},           {"at once", 0, 100, 1},
        {"falls evenly", 0, 115, 0.5f}, {"nearly down", 0, 129, 1.0f / 30.0f},
        {"again", 0, 130, 1},           {"falls again", 0, 145, 0.5f},
        {"is down", 0, 160, 0},         {"stays down", 0, 320, 0},
        {"holds", 1, 210, 1},           {"then falls", 1, 211, 0.8f},
        {"to nothing", 1, 215, 0},      {"never crossed", 2, 0, 0},
        {"nor later", 2, 50, 0},        {"one row", 3, 200, 1},
        {"only one", 3, 201, 0},        {"first beat", 4, 0, 1},
        {"second beat", 4, 50, 1},      {"between", 4, 60, 0.5f},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect(&heard, cases[i].name, cases[i].frame, cases[i].signal, cases[i].value,
               1.0f / 4096.0f);
    /* A tick shows the trigger that lies in it, and none before. */
    const GrSignalTrack *ticks = &heard.hearing.at_ticks;
    assert_true(ticks->own[24 * ticks->own_count] == 1.0f);
    assert_true(ticks->own[23 * ticks->own_count] == 0.0f);
    assert_int_equal(ticks->own_struck, 31);
    finish(&heard);
}

static void envelopes_follow(void **state)
{
    (void)state;
    Heard heard;
    hear(&heard, ROWS,
         "signals: {kick: {from: T >= 1 and T < 3, attack: 100ms, release: 200ms}}\n");
    expect(&heard, "before", 99, 0, 0, 0);
    expect(&heard, "one constant up", 109, 0, 0.632f, 0.002f);
    expect(&heard, "up", 290, 0, 1, 0.001f);
    expect(&heard, "one constant down", 319, 0, 0.368f, 0.002f);
    expect(&heard, "down", 500, 0, 0, 0.001f);
    finish(&heard);
}

static void lookahead_shifts(void **state)
{
    (void)state;
    Heard heard;
    hear(&heard, ROWS,
         "audio: {synth: {bpm: 117, bars: 4}}\n"
         "signals:\n"
         "  kick: {from: \"band(40, 120) + 0.1*onset\", release: 50ms}\n"
         "  early: {from: kick, lookahead: 70ms}\n"
         "  late: {from: kick, lookahead: -130ms}\n"
         "  between: {from: kick, lookahead: 15ms}\n"
         "  rest: {from: 1 - kick, lookahead: -200ms}\n"
         "  struck: {from: kick, threshold: 0.5, lookahead: -1/2 beat}\n");
    for (int64_t n = 20; n < 590; n++) {
        expect(&heard, "earlier", n, 1, own_at(&heard, n + 7, 0), 0);
        expect(&heard, "later", n, 2, own_at(&heard, n - 13, 0), 0);
        float middle = 0.5f * (own_at(&heard, n + 1, 0) + own_at(&heard, n + 2, 0));
        expect(&heard, "between rows", n, 3, middle, 1.0f / 4096.0f);
    }
    expect(&heard, "silence before the start", 0, 2, 0, 0);
    expect(&heard, "of which this is made", 0, 4, 1, 0);
    finish(&heard);
}

static void mixes(void **state)
{
    (void)state;
    Heard heard;
    hear(&heard, TICKS,
         "audio: {synth: {bpm: 120, bars: 4}}\n"
         "signals:\n"
         "  kick: {from: \"band(40, 120)\", release: 100ms}\n"
         "  both: 0.6*rms + 0.4*kick\n"
         "  duck: 1 - kick\n"
         "  shaped: {from: rms, gain: 1.5, curve: 2, min: 0.1, max: 0.6}\n"
         "  wide: {from: 4*(bass - 0.5), min: -2, max: 3, curve: 2}\n"
         "  music: {from: beat_count + 10*bar_count + 100*section + tempo/1000, max: 100}\n"
         "  lot: random(bar_count)\n"
         "  clock: T / total\n"
         "  dip: 1 - beat\n");
    const GrSignalTrack *track = &heard.hearing.at_frames;
    bool low = false, high = false;
    for (int64_t n = 0; n < track->count; n++) {
        const float *v = track->frames[n].v, step = 1.0f / 4096.0f;
        float a = own_at(&heard, n, 0), rms = v[GR_SIGNAL_RMS];
        expect(&heard, "a mix", n, 1, gr_unitf(0.6f * rms + 0.4f * a), step);
        expect(&heard, "a difference", n, 2, 1 - a, step);
        expect(&heard, "shaped", n, 3, gr_clampf(2.25f * rms * rms, 0.1f, 0.6f), step);
        float swing = 4 * (v[GR_SIGNAL_BASS] - 0.5f);
        expect(&heard, "beyond 0..1", n, 4, gr_clampf(swing * gr_absf(swing), -2.0f, 3.0f),
               2 * step);
        expect(&heard, "time", n, 7, (float)n / 24.0f / 6.0f, step);
        expect(&heard, "a beat's own frame", n, 8, 1.0f - v[GR_SIGNAL_BEAT], 0);
        low = low || own_at(&heard, n, 3) == own_at(&heard, 0, 3);
        high = high || own_at(&heard, n, 4) < 0.0f;
    }
    assert_true(low && high && heard.hearing.at_ticks.own_struck == 0);
    expect(&heard, "counts", 0, 5, 100, 0.0f); /* limited */
    assert_true(own_at(&heard, 0, 6) == own_at(&heard, 40, 6));
    assert_true(own_at(&heard, 0, 6) != own_at(&heard, 50, 6));
    finish(&heard);
}

static float two_tones(int64_t frame, int rate)
{
    double time_s = (double)frame / rate;
    if (time_s >= 1 && time_s < 2)
        return sine_440(frame * 80 / 440, rate) * 0.8f; /* steps, but most of it is at 80 Hz */
    return time_s >= 3 && time_s < 4 ? 0.5f * sine_440(frame, rate) : 0.0f;
}

static void bands_are_measured(void **state)
{
    (void)state;
    Heard heard;
    char top[600];
    const char *path = sound_path("tones.wav");
    write_wave(path, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 22050, 1, 6 * 22050, two_tones);
    snprintf(top, sizeof top,
             "audio: %s\nsections: [0s, beat 3]\nsignals:\n  kick: band(40, 120)\n  b: band(400, "
             "500)\n  c: {from: \"band(400, 500)\"}\n  d: band(11500, 24000)\n  m: mel(6)\n"
             "  la: chroma(9)\n  di: chroma(1)\n",
             path);
    hear(&heard, ROWS, top); /* `beat 3` has the loader listen */
    assert_int_equal(heard.show->sound.own->bands.count, 6);
    for (int64_t n = 120; n < 180; n++) {
        assert_true(own_at(&heard, n, 0) > 0.6f && own_at(&heard, n, 1) < 0.4f);
        assert_true(own_at(&heard, n + 200, 0) < 0.2f && own_at(&heard, n + 200, 1) > 0.6f);
        assert_true(own_at(&heard, n, 1) == own_at(&heard, n, 2));
        assert_true(own_at(&heard, n, 3) == 0.0f); /* beyond half the rate */
        assert_true(own_at(&heard, n, 4) < 0.4f && own_at(&heard, n + 200, 4) > 0.6f);
        assert_true(own_at(&heard, n + 200, 5) > 0.6f && own_at(&heard, n + 200, 6) < 0.2f);
        assert_true(own_at(&heard, 250, 0) == 0.0f && own_at(&heard, 450, 1) == 0.0f);
    }
    finish(&heard);
}

static void without_sound(void **state)
{
    (void)state;
    Heard heard;
    hear(&heard, TICKS,
         "tempo: 120\nsignals: {kick: 'band(20, 60)', b: 'band(60, 500)', c: 'band(17000, 20000)',"
         " d: 'band(2, 10)', hit: {from: onset, threshold: 0.6, decay: 100ms}}\n");
    const GrSignalTrack *track = &heard.hearing.at_frames;
    for (int64_t n = 0; n < track->count; n++) {
        const float *v = track->frames[n].v, step = 1.5f / 4096.0f;
        expect(&heard, "one of the usual bands", n, 0, v[GR_SIGNAL_SUB], 0);
        float share = gr_log2f(250.0f / 60.0f);
        float mix = (share * v[GR_SIGNAL_BASS] + v[GR_SIGNAL_LOMID]) / (share + 1.0f);
        expect(&heard, "a mix by octaves", n, 1, mix, step);
        expect(&heard, "above all", n, 2, v[GR_SIGNAL_HI], 0);
        expect(&heard, "below all", n, 3, v[GR_SIGNAL_SUB], 0);
        if (v[GR_SIGNAL_BEAT] > 0.0f)
            expect(&heard, "a hit on the beat", n, 4, 1, 0);
    }
    finish(&heard);
}

static void rates_agree(void **state)
{
    (void)state;
    static const char top[] = "audio: {synth: {bpm: 117, bars: 4}}\n"
                              "signals:\n"
                              "  kick: {from: \"band(40, 120)\", release: 120ms, lookahead: 20ms, "
                              "gain: 1.2, curve: 0.7}\n"
                              "  hit: {from: onset, threshold: 0.6, decay: 300ms}\n"
                              "  swell: {from: 0.6*rms + 0.4*kick, smooth: 500ms}\n"
                              "  duck: 1 - kick\n";
    Heard slow, middle, fast;
    hear(&slow, gr_rational(12, 1), top);
    hear(&middle, gr_rational(24, 1), top);
    hear(&fast, gr_rational(60, 1), top);
    const GrSignalTrack *ticks[] = {&slow.hearing.at_ticks, &middle.hearing.at_ticks,
                                    &fast.hearing.at_ticks};
    size_t bytes = (size_t)(ticks[0]->count * ticks[0]->own_count) * sizeof(float);
    assert_memory_equal(ticks[0]->own, ticks[1]->own, bytes);
    assert_memory_equal(ticks[0]->own, ticks[2]->own, bytes);
    assert_memory_equal(ticks[1]->own, middle.hearing.at_frames.own, bytes);
    for (int64_t n = 0; n < slow.hearing.at_frames.count; n++) {
        for (int k = 0; k < 2; k++) /* a hit is as high in a long frame */
            expect(&slow, "the highest", n, k,
                   gr_maxf(own_at(&middle, 2 * n, k), own_at(&middle, 2 * n + 1, k)), 0);
        float mean = 0.5f * (own_at(&middle, 2 * n, 2) + own_at(&middle, 2 * n + 1, 2));
        expect(&slow, "the mean", n, 2, mean, 1.5f / 4096.0f);
    }
    finish(&slow);
    finish(&middle);
    finish(&fast);
}

static uint64_t hash_of(const char *top)
{
    Heard heard;
    hear(&heard, TICKS, top);
    uint64_t hash = heard.show->content_hash;
    finish(&heard);
    return hash;
}

static void the_show_s_hash_covers_them(void **state)
{
    (void)state;
    static const char *const shows[] = {
        "signals: {kick: rms}\n",
        "signals: {kick: 2*rms}\n",
        "signals: {kick: \"band(40, 120)\"}\n",
        "signals: {kick: \"band(40, 121)\"}\n",
        "signals: {kick: {from: rms, release: 1s}}\n",
        "signals: {kick: {from: rms, smooth: 1s}}\n",
        "signals: {kick: {from: rms, lookahead: 1s}}\n",
        "signals: {kick: {from: rms, threshold: 0.5}}\n",
        "signals: {kick: {from: rms, threshold: 0.6}}\n",
        "signals: {kick: {from: rms, threshold: 0.6, decay: 1s}}\n",
        "signals: {kick: rms, b: rms}\n",
    };
    for (size_t i = 0; i < COUNT_OF(shows); i++)
        for (size_t j = 0; j < i; j++)
            if (hash_of(shows[i]) == hash_of(shows[j]))
                fail_msg("%s and %s", shows[i], shows[j]);
    assert_true(hash_of("signals: {kick: rms}\n") ==
                hash_of("signals: {kick: {from: rms, gain: 2/2}}\n"));
}

/* Of a show with so many signals and bands; every message names the limit. */
static int errors_of(int signals, int bands)
{
    static GrError error;
    GrShow *show;
    GrProblems problems = {0};
    GrText text = {0};
    gr_text_puts(&text, "signals:\n  kick: rms\n");
    for (int i = 1; i < signals; i++) {
        gr_text_printf(&text, "  b%d: kick", i);
        for (int j = 0; i == 1 && j < bands; j++)
            gr_text_printf(&text, " + band(20, %d)", 30 + j);
        gr_text_puts(&text, "\n");
    }
    gr_text_puts(&text, scenes);
    gr_show_load_text("x.yaml", text.data, text.length, NULL, &show, &problems, &error);
    int count = problems.error_count;
    if (count && !strstr(error.message, "at most 32"))
        fail_msg("%s", error.message);
    gr_show_destroy(show);
    gr_problems_finish(&problems);
    gr_text_finish(&text);
    return count;
}

static void there_are_limits(void **state)
{
    (void)state;
    assert_int_equal(errors_of(32, 32), 0);
    assert_int_equal(errors_of(33, 1), 1);
    assert_int_equal(errors_of(2, 33), 1);
}

int main(void)
{
    fake_catalogue_install();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kicks_have_no_lag),  cmocka_unit_test(smoothing_is_symmetric),
        cmocka_unit_test(triggers_decay),     cmocka_unit_test(envelopes_follow),
        cmocka_unit_test(lookahead_shifts),   cmocka_unit_test(mixes),
        cmocka_unit_test(bands_are_measured), cmocka_unit_test(without_sound),
        cmocka_unit_test(rates_agree),        cmocka_unit_test(the_show_s_hash_covers_them),
        cmocka_unit_test(there_are_limits),
    };
    return cmocka_run_group_tests(tests, sounds_begin, sounds_end);
}

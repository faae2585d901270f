/* SPDX-License-Identifier: MIT */
#include "audio/sounds.h"
#include "base/rng.h"

static const GrRational rates[] = {{24, 1}, {30000, 1001}, {60, 1}};

static float distance(float a, float b)
{
    return a > b ? a - b : b - a;
}

static float noise(int64_t frame, int rate)
{
    (void)rate;
    return gr_rng_unit(1, (uint32_t)frame, 2) * 2.0f - 1.0f;
}

/* One loud sample in quiet noise. */
static int64_t click_at;
static float click(int64_t frame, int rate)
{
    return frame == click_at ? 0.9f : 0.002f * noise(frame, rate);
}

static float click_in_silence(int64_t frame, int rate)
{
    (void)rate;
    return frame == click_at ? 0.9f : 0.0f;
}

static void expect_click(const char *what, const char *path, double length_s, int rate)
{
    for (size_t r = 0; r < sizeof rates / sizeof rates[0]; r++) {
        GrHearing hearing;
        assert_int_equal(hear_file(path, length_s, rates[r], &hearing, NULL), GR_OK);
        /* The frame whose span [n/fps, (n+1)/fps) holds the sample, in whole numbers. */
        int64_t frame = click_at * rates[r].num / (rates[r].den * rate);
        const GrSignals *frames = hearing.at_frames.frames;
        static const GrSignal asked[] = {GR_SIGNAL_PEAK, GR_SIGNAL_RMS};
        for (size_t s = 0; s < 2; s++) {
            float at = frames[frame].v[asked[s]];
            for (int64_t n = 0; n < hearing.at_frames.count; n++)
                if (n != frame && frames[n].v[asked[s]] >= at)
                    fail_msg(
                        "%s, %lld/%lld fps: %s of frame %lld is %.4f, of the click's (%lld) %.4f",
                        what, (long long)rates[r].num, (long long)rates[r].den,
                        gr_signal_infos[asked[s]].name, (long long)n, (double)frames[n].v[asked[s]],
                        (long long)frame, (double)at);
        }
        gr_hearing_finish(&hearing);
    }
}

static void test_a_click_lands_in_its_frame(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int rate;
        int64_t seconds, at; /* sample */
        Wave *wave;
    } cases[] = {
        {"early", 48000, 4, 50000, click},
        {"on a frame's first sample", 48000, 4, 96000, click},
        {"before a frame's first sample", 48000, 4, 95999, click},
        {"odd rate", 44100, 5, 150001, click},
        {"in silence", 44100, 5, 100003, click_in_silence},
        {"the last sample", 44100, 3, 44100 * 3 - 1, click},
        {"after ten minutes", 8000, 602, 8000 * 600 + 4321, click},
        {"after ten minutes at 22 kHz", 22050, 602, 22050 * 601 + 7, click_in_silence},
    };
    const char *path = sound_path("click.wav");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        click_at = cases[i].at;
        write_wave(path, SF_FORMAT_WAV | SF_FORMAT_PCM_16, cases[i].rate, 1,
                   cases[i].seconds * cases[i].rate, cases[i].wave);
        expect_click(cases[i].name, path, (double)cases[i].seconds, cases[i].rate);
    }
}

static void test_rates_agree(void **state)
{
    (void)state;
    GrSoundSpec sound = {.kind = GR_SOUND_SYNTH, .synth = {117, 8, 0, 0}};
    GrHearing slow, fast;
    int64_t length_ns = 16000000000;
    GrRational tick = {24, 1};
    assert_int_equal(gr_hear(&sound, length_ns, gr_rational(24, 1), tick, NULL, NULL, &slow, NULL),
                     GR_OK);
    assert_int_equal(gr_hear(&sound, length_ns, gr_rational(48, 1), tick, NULL, NULL, &fast, NULL),
                     GR_OK);
    assert_int_equal(slow.at_frames.count * 2, fast.at_frames.count);
    for (int64_t n = 0; n < slow.at_frames.count; n++) {
        const float *a = slow.at_frames.frames[n].v;
        const float *b = fast.at_frames.frames[2 * n].v, *c = fast.at_frames.frames[2 * n + 1].v;
        /* Means of spans: exact but for the last digit kept. */
        for (int s = GR_SIGNAL_SUB; s <= GR_SIGNAL_FLATNESS; s++)
            if (distance(a[s], 0.5f * (b[s] + c[s])) > 1.5f / 4096.0f)
                fail_msg("%s of frame %lld: %.4f, %.4f and %.4f", gr_signal_infos[s].name,
                         (long long)n, (double)a[s], (double)b[s], (double)c[s]);
        static const GrSignal highest[] = {GR_SIGNAL_PEAK, GR_SIGNAL_FLUX, GR_SIGNAL_ONSET,
                                           GR_SIGNAL_BEAT};
        for (size_t k = 0; k < 4; k++) {
            GrSignal s = highest[k];
            assert_true(a[s] == (b[s] > c[s] ? b[s] : c[s]));
        }
        assert_true(a[GR_SIGNAL_RMS] >=
                    (b[GR_SIGNAL_RMS] < c[GR_SIGNAL_RMS] ? b : c)[GR_SIGNAL_RMS]);
        assert_true(a[GR_SIGNAL_RMS] <=
                    (b[GR_SIGNAL_RMS] > c[GR_SIGNAL_RMS] ? b : c)[GR_SIGNAL_RMS]);
        assert_true(a[GR_SIGNAL_BEAT_PHASE] == b[GR_SIGNAL_BEAT_PHASE]);
        assert_true(slow.at_frames.flow_s[n] == fast.at_frames.flow_s[2 * n]);
        /* Ticks at 24 a second are the frames of a show of 24. */
        assert_memory_equal(&slow.at_frames.frames[n], &fast.at_ticks.frames[n], sizeof(GrSignals));
        assert_memory_equal(&slow.at_frames.frames[n], &slow.at_ticks.frames[n], sizeof(GrSignals));
    }
    gr_hearing_finish(&slow);
    gr_hearing_finish(&fast);
}

/* Swells that a click of a hundred times their level must not flatten. */
static float swells(int64_t frame, int rate)
{
    int64_t part = frame % rate;
    float loud = part < rate / 2 ? 0.1f : 0.01f;
    return loud * sine_440(frame, rate);
}
static float swells_and_click(int64_t frame, int rate)
{
    bool burst = frame >= 5 * rate && frame < 5 * rate + 400;
    return burst ? 10.0f * noise(frame, rate) : swells(frame, rate);
}

static void test_one_click_flattens_nothing(void **state)
{
    (void)state;
    const char *plain = sound_path("plain.wav"), *clicked = sound_path("clicked.wav");
    write_wave(plain, SF_FORMAT_WAV | SF_FORMAT_FLOAT, 44100, 1, 441000, swells);
    write_wave(clicked, SF_FORMAT_WAV | SF_FORMAT_FLOAT, 44100, 1, 441000, swells_and_click);
    GrHearing a, b;
    assert_int_equal(hear_file(plain, 10, gr_rational(24, 1), &a, NULL), GR_OK);
    assert_int_equal(hear_file(clicked, 10, gr_rational(24, 1), &b, NULL), GR_OK);
    static const GrSignal asked[] = {GR_SIGNAL_RMS, GR_SIGNAL_PEAK, GR_SIGNAL_LOMID};
    for (size_t s = 0; s < 3; s++) {
        for (int64_t n = 0; n < 240; n++) {
            if (n > 115 && n < 145)
                continue;
            float x = a.at_frames.frames[n].v[asked[s]], y = b.at_frames.frames[n].v[asked[s]];
            if (distance(x, y) > 0.06f)
                fail_msg("%s of frame %lld: %.3f without and %.3f with the click",
                         gr_signal_infos[asked[s]].name, (long long)n, (double)x, (double)y);
        }
        assert_true(a.at_frames.frames[5].v[asked[s]] > 0.8f);
        assert_true(a.at_frames.frames[20].v[asked[s]] < 0.5f);
    }
    gr_hearing_finish(&a);
    gr_hearing_finish(&b);
}

static float tone_40(int64_t frame, int rate)
{
    return sine_440(frame, rate * 11);
}
static float tone_5000(int64_t frame, int rate)
{
    return sine_440(frame * 125, rate * 11);
}

static void test_bands_and_timbre(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        Wave *wave;
        GrSignal ratio;
        float flat_low, flat_high;
    } cases[] = {
        {"40 Hz", tone_40, GR_SIGNAL_SUB_RATIO, 0, 0.25f},
        {"440 Hz", sine_440, GR_SIGNAL_LOMID_RATIO, 0, 0.25f},
        {"5 kHz", tone_5000, GR_SIGNAL_HI_RATIO, 0, 0.25f},
        {"noise", noise, GR_SIGNAL_HI_RATIO, 0.9f, 1},
    };
    const char *path = sound_path("tone.wav");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        GrHearing hearing;
        write_wave(path, SF_FORMAT_WAV | SF_FORMAT_FLOAT, 48000, 1, 48000 * 3, cases[i].wave);
        assert_int_equal(hear_file(path, 3, gr_rational(24, 1), &hearing, NULL), GR_OK);
        const float *v = hearing.at_frames.frames[36].v;
        float sum = 0;
        for (int s = GR_SIGNAL_SUB_RATIO; s <= GR_SIGNAL_HI_RATIO; s++) {
            sum += v[s];
            if (v[s] > v[cases[i].ratio])
                fail_msg("%s: %s is %.3f, %s only %.3f", cases[i].name, gr_signal_infos[s].name,
                         (double)v[s], gr_signal_infos[cases[i].ratio].name,
                         (double)v[cases[i].ratio]);
        }
        assert_true(distance(sum, 1.0f) < 0.01f);
        if (v[GR_SIGNAL_FLATNESS] < cases[i].flat_low || v[GR_SIGNAL_FLATNESS] > cases[i].flat_high)
            fail_msg("%s: flatness %.3f", cases[i].name, (double)v[GR_SIGNAL_FLATNESS]);
        gr_hearing_finish(&hearing);
    }
}

static float constant(int64_t frame, int rate)
{
    (void)frame;
    (void)rate;
    return 0.5f;
}

static float not_numbers(int64_t frame, int rate)
{
    uint32_t nan_bits = 0x7fc00000u, huge_bits = 0x7f7fffffu;
    float bad;
    memcpy(&bad, frame % 2 ? &nan_bits : &huge_bits, sizeof bad);
    return frame % 1000 < 2 ? bad : 0.1f * sine_440(frame, rate);
}

static void test_odd_sounds_give_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        Wave *wave;
        int rate;
        int64_t frames;
        bool silent; /* all but the beats is 0 */
        int format;  /* 0: floats */
        int channels;
    } cases[] = {
        {"silence", silence, 44100, 44100 * 4, true, 0, 1},
        {"empty", silence, 44100, 0, true, 0, 1},
        {"one sample", constant, 44100, 1, false, 0, 1},
        {"DC", constant, 48000, 48000 * 4, false, 0, 1},
        {"noise at 8 kHz", noise, 8000, 8000, false, 0, 1},
        {"192 kHz", noise, 192000, 192000, false, 0, 1},
        {"not numbers", not_numbers, 48000, 96000, false, 0, 1},
        {"8 bits at 8 kHz", noise, 8000, 16000, false, SF_FORMAT_PCM_U8, 1},
        {"silence of 8 bits", silence, 8000, 16000, true, SF_FORMAT_PCM_U8, 1},
        {"7.1", noise, 48000, 96000, false, SF_FORMAT_PCM_16, 8},
        {"7.1 at 192 kHz", noise, 192000, 192000, false, SF_FORMAT_PCM_24, 8},
    };
    const char *path = sound_path("odd.wav");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        GrHearing hearing;
        int format = cases[i].format ? cases[i].format : SF_FORMAT_FLOAT;
        write_wave(path, SF_FORMAT_WAV | format, cases[i].rate, cases[i].channels, cases[i].frames,
                   cases[i].wave);
        assert_int_equal(hear_file(path, 6, gr_rational(24, 1), &hearing, NULL), GR_OK);
        assert_int_equal(hearing.at_frames.count, 144);
        for (int64_t n = 0; n < 144; n++) {
            for (int s = 0; s < GR_SIGNAL_COUNT; s++) {
                float v = hearing.at_frames.frames[n].v[s];
                bool past = n > 24 * cases[i].frames / cases[i].rate + 24;
                bool zero = s < GR_SIGNAL_BEAT && (cases[i].silent || past);
                if (!(v >= 0 && v <= 1) || (zero && v > 0.01f))
                    fail_msg("%s: %s of frame %lld is %g", cases[i].name, gr_signal_infos[s].name,
                             (long long)n, (double)v);
            }
            assert_true(hearing.at_frames.flow_s[n + 1] >= hearing.at_frames.flow_s[n]);
            assert_true(hearing.at_frames.flow_s[n + 1] < 1000.0);
        }
        assert_true(hearing.beats.count > 12 && hearing.beats.time_s[0] < 0);
        assert_true(hearing.beats.time_s[hearing.beats.count - 1] > 6.0);
        gr_hearing_finish(&hearing);
    }
}

static void test_twice_the_same(void **state)
{
    (void)state;
    const char *path = sound_path("twice.wav");
    GrSynthSpec spec = {131, 8, 2, 3};
    GrHearing a, b;
    write_synth(path, &spec);
    assert_int_equal(hear_file(path, 14, gr_rational(30000, 1001), &a, NULL), GR_OK);
    assert_int_equal(hear_file(path, 14, gr_rational(30000, 1001), &b, NULL), GR_OK);
    size_t count = (size_t)a.at_frames.count;
    assert_memory_equal(a.at_frames.frames, b.at_frames.frames, count * sizeof(GrSignals));
    assert_memory_equal(a.at_frames.flow_s, b.at_frames.flow_s, (count + 1) * sizeof(double));
    assert_int_equal(a.beats.count, b.beats.count);
    assert_memory_equal(a.beats.time_s, b.beats.time_s, (size_t)a.beats.count * sizeof(double));
    for (int64_t n = 0; n < a.at_frames.count; n++)
        for (int s = 0; s < GR_SIGNAL_COUNT; s++) {
            float steps = a.at_frames.frames[n].v[s] * 4096.0f;
            assert_true(steps == (float)(int)steps);
        }
    gr_hearing_finish(&a);
    gr_hearing_finish(&b);
}

static void test_flow(void **state)
{
    (void)state;
    GrSoundSpec sound = {.kind = GR_SOUND_SYNTH, .synth = {120, 16, 0, 0}};
    GrHearing hearing;
    assert_int_equal(gr_hear(&sound, 32000000000, gr_rational(24, 1), gr_rational(24, 1), NULL,
                             NULL, &hearing, NULL),
                     GR_OK);
    const double *flow = hearing.at_frames.flow_s;
    assert_true(flow[0] == 0.0 && flow[768] > 31.9 && flow[768] < 32.1);
    /* The intro is slow, the drop fast. */
    double intro = flow[48] - flow[0], drop = flow[288] - flow[240];
    assert_true(drop > 1.5 * intro);
    gr_hearing_finish(&hearing);
}

static bool stops_at(void *user)
{
    return --*(int *)user < 0;
}

static void test_a_stop_ends_the_hearing(void **state)
{
    (void)state;
    GrSoundSpec sound = {.kind = GR_SOUND_SYNTH, .synth = {120, 16, 0, 0}};
    GrRational fps = gr_rational(30, 1), ticks = gr_rational(24, 1);
    int64_t length_ns = 4000000000;
    GrHearing hearing;
    int asked = 1 << 30;
    assert_int_equal(gr_hear(&sound, length_ns, fps, ticks, stops_at, &asked, &hearing, NULL), 0);
    int times = (1 << 30) - asked;
    gr_hearing_finish(&hearing);
    assert_true(times > 32 * 44100 / 8192); /* once a block, at least */
    /* While it listens, before the beats are looked for, and at each later step. */
    for (int at = 0; at < times; at += at < times - 8 ? times / 4 - 1 : 1) {
        GrError error = {0};
        asked = at;
        assert_int_equal(gr_hear(&sound, length_ns, fps, ticks, stops_at, &asked, &hearing, &error),
                         GR_E_INTERRUPTED);
        assert_int_equal(asked, -1); /* and it did not go on */
        assert_null(hearing.at_frames.frames);
        assert_string_equal(error.message, "interrupted");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_click_lands_in_its_frame),
        cmocka_unit_test(test_rates_agree),
        cmocka_unit_test(test_one_click_flattens_nothing),
        cmocka_unit_test(test_bands_and_timbre),
        cmocka_unit_test(test_odd_sounds_give_numbers),
        cmocka_unit_test(test_twice_the_same),
        cmocka_unit_test(test_flow),
        cmocka_unit_test(test_a_stop_ends_the_hearing),
    };
    return cmocka_run_group_tests(tests, sounds_begin, sounds_end);
}

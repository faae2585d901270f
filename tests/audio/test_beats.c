/* SPDX-License-Identifier: MIT */
#include "audio/beats.h"
#include "audio/sounds.h"
#include "audio/synth.h"
#include "base/arena.h"
#include "base/rng.h"
#include "base/vmath.h"

static double distance(double a, double b)
{
    return a > b ? a - b : b - a;
}

/* F-measure at 70 ms over the length of the piece, and the mean error of the hits. */
static double f_measure(const GrBeats *found, const GrBeats *truth, double length_s, double *bias_s)
{
    int hits = 0, wanted = 0, given = 0;
    double sum = 0;
    for (int i = 0; i < found->count; i++)
        given += found->time_s[i] >= -0.05 && found->time_s[i] < length_s - 0.05;
    for (int i = 0; i < truth->count; i++) {
        if (truth->time_s[i] < 0 || truth->time_s[i] >= length_s - 0.05)
            continue;
        wanted++;
        int before = gr_beats_before(found, truth->time_s[i]);
        for (int k = before; k <= before + 1; k++) {
            if (k < 0 || k >= found->count || distance(found->time_s[k], truth->time_s[i]) > 0.07)
                continue;
            hits++;
            sum += found->time_s[k] - truth->time_s[i];
            break;
        }
    }
    *bias_s = hits ? sum / hits : 1.0;
    return 2.0 * hits / (wanted + given);
}

static void test_tracker_finds_the_synths_beats(void **state)
{
    (void)state;
    /* Slow half-time and anything from about 160 on are heard at another metrical level by people
     * too; they are not asked for. */
    static const struct {
        int style;
        float bpm;
    } cases[] = {
        {0, 84}, {0, 91.7f}, {0, 128}, {0, 140}, {1, 100},    {1, 140},
        {2, 84}, {2, 120},   {2, 140}, {4, 84},  {4, 126.5f},
    };
    const char *path = sound_path("synth.wav");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        GrSynthSpec spec = {cases[i].bpm, 16, cases[i].style, 0};
        double length_s = 16 * 240.0 / (double)spec.bpm, bias_s, *memory;
        GrHearing hearing;
        GrBeats truth;
        write_synth(path, &spec);
        assert_int_equal(hear_file(path, length_s, gr_rational(24, 1), &hearing, NULL), GR_OK);
        assert_int_equal(gr_synth_beats(&spec, length_s, &truth, &memory, NULL), GR_OK);
        double f = f_measure(&hearing.beats, &truth, length_s, &bias_s);
        if (f < 0.9 || distance(bias_s, 0) > 0.012)
            fail_msg("%s at %g: F %.3f, bias %.1f ms, tempo %.2f",
                     gr_synth_style_names[cases[i].style], (double)spec.bpm, f, bias_s * 1e3,
                     hearing.beats.tempo_bpm);
        gr_aligned_free(memory);
        gr_hearing_finish(&hearing);
    }
}

static void test_synth_uses_its_true_beats(void **state)
{
    (void)state;
    GrSoundSpec sound = {.kind = GR_SOUND_SYNTH, .synth = {150, 4, 1, 0}};
    GrHearing hearing;
    assert_int_equal(gr_hear(&sound, 6400000000, gr_rational(25, 1), gr_rational(24, 1), NULL, NULL,
                             &hearing, NULL),
                     GR_OK);
    /* 150 a minute at 25 frames a second: a beat every tenth frame, exactly. */
    for (int64_t n = 0; n < hearing.at_frames.count; n++) {
        const float *v = hearing.at_frames.frames[n].v;
        assert_true(v[GR_SIGNAL_BEAT] == (n % 10 == 0 ? 1.0f : 0.0f));
        if (n % 10 == 0)
            assert_true(v[GR_SIGNAL_BEAT_DECAY] == 1.0f && v[GR_SIGNAL_BEAT_PHASE] == 0.0f);
        if (n % 40 == 0)
            assert_true(v[GR_SIGNAL_BAR_PHASE] == 0.0f);
    }
    gr_hearing_finish(&hearing);
}

/* A click track: a short burst on each beat, lower on the first of four. */
static double click_period_s = 0.5, click_first_s = 0.0;
static float clicks(int64_t frame, int rate)
{
    double at = (double)frame / rate - click_first_s;
    if (at < 0)
        return 0.0f;
    int64_t beat = (int64_t)(at / click_period_s);
    double since = at - (double)beat * click_period_s;
    if (since > 0.03)
        return 0.0f;
    int pitch = beat % 4 == 0 ? 80 : 1000;
    int half = (int)(since * 2 * pitch);
    return (half % 2 ? -0.6f : 0.6f) * (float)(1.0 - since / 0.03);
}

static void test_clicks(void **state)
{
    (void)state;
    static const struct {
        double period_s, first_s;
        int rate;
        float tempo; /* given by the show, or 0 */
    } cases[] = {
        {0.5, 0.0, 48000, 0},   {0.5, 0.23, 44100, 0},   {0.6, 0.1, 8000, 0},
        {0.45, 0.3, 192000, 0}, {0.52, 0.4, 22050, 0},   {0.5, 0.2, 48000, 120},
        {1.2, 0.3, 16000, 50},  {0.3, 0.05, 44100, 200},
    };
    const char *path = sound_path("clicks.wav");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        GrHearing hearing;
        click_period_s = cases[i].period_s;
        click_first_s = cases[i].first_s;
        write_wave(path, SF_FORMAT_WAV | SF_FORMAT_PCM_16, cases[i].rate, 1, 20L * cases[i].rate,
                   clicks);
        GrSoundSpec sound = {.kind = GR_SOUND_FILE, .path = path, .tempo_bpm = cases[i].tempo};
        assert_int_equal(gr_hear(&sound, 20000000000, gr_rational(30, 1), gr_rational(24, 1), NULL,
                                 NULL, &hearing, NULL),
                         GR_OK);
        const GrBeats *beats = &hearing.beats;
        double tempo = 60.0 / cases[i].period_s;
        if (distance(beats->tempo_bpm, tempo) > 0.005 * tempo)
            fail_msg("case %zu: tempo %.3f", i, beats->tempo_bpm);
        assert_true(beats->time_s[0] < 0 && beats->time_s[beats->count - 1] > 20.0);
        for (int k = 0; k < beats->count; k++) {
            double whole = (beats->time_s[k] - click_first_s) / click_period_s;
            int64_t nearest = (int64_t)(whole + 1000.5) - 1000;
            if (distance(whole, (double)nearest) * click_period_s > 0.012)
                fail_msg("case %zu: beat %d at %.4f s", i, k, beats->time_s[k]);
            bool first_of_bar = (k - beats->first_downbeat) % 4 == 0;
            if (first_of_bar != (nearest % 4 == 0))
                fail_msg("case %zu: the bar begins at the wrong beat (%.3f s)", i,
                         beats->time_s[k]);
        }
        gr_hearing_finish(&hearing);
    }
}

/* What is on the beat is the question, not the tempo, unless that changes. A drummer: kick, snare
 * and cymbal at the eighths of a bar, each a level, over a low hum. */
typedef struct Drums {
    const char *name, *kick, *snare, *cymbal; /* eight digits */
    double bpm, faster, length_s;             /* `faster`: by how much at the end, as a share */
} Drums;
static Drums drums;

/* In beats; the tempo grows evenly. */
static double beat_at(double time_s)
{
    return drums.bpm / 60.0 * time_s * (1.0 + 0.5 * drums.faster * time_s / drums.length_s);
}

static float drumming(int64_t frame, int rate)
{
    double time_s = (double)frame / rate, halves = 2.0 * beat_at(time_s);
    int64_t half = (int64_t)halves;
    int place = (int)(half % 8);
    float since = (float)((halves - (double)half) * 30.0 / drums.bpm);
    float noise = gr_rng_unit(9u, (uint32_t)frame, 0) - 0.5f;
    float kick = gr_sinf(2.0f * GR_PI * 55.0f * since) * gr_expf(-since / 0.06f);
    float snare = (noise + 0.4f * gr_sinf(2.0f * GR_PI * 210.0f * since)) * gr_expf(-since / 0.05f);
    float cymbal = 0.3f * noise * gr_expf(-since / 0.02f);
    float hum = gr_sinf(2.0f * GR_PI * 98.0f * (float)(time_s - (double)(int64_t)time_s));
    return 0.02f * hum + 0.06f * (kick * (float)(drums.kick[place] - '0') +
                                  snare * (float)(drums.snare[place] - '0') +
                                  cymbal * (float)(drums.cymbal[place] - '0'));
}

static void test_beats_of_drums(void **state)
{
    (void)state;
    static const Drums cases[] = {
        {"a backbeat", "90000900", "00900090", "55555555", 120, 0, 40},
        {"a snare on every off-beat", "90909090", "09090909", "55555555", 150, 0, 40},
        {"the same with both feet", "96969696", "09090909", "77777777", 150, 0, 40},
        {"kicks with cymbals between them", "90909090", "00500050", "09090909", 126, 0, 40},
        {"a song that gets faster", "90000900", "00900090", "75757575", 120, 0.12, 150},
    };
    const char *path = sound_path("drums.wav");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        GrHearing hearing;
        drums = cases[i];
        double times[1024], bias_s;
        GrBeats truth = {.time_s = times};
        for (double t = 0; t < drums.length_s && truth.count < 1024; t += 0.001)
            if (beat_at(t) >= truth.count)
                times[truth.count++] = t;
        write_wave(path, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 22050, 1,
                   (long)(drums.length_s * 22050.0), drumming);
        GrSoundSpec sound = {.kind = GR_SOUND_FILE,
                             .path = path,
                             .tempo_bpm = drums.faster > 0 ? 0 : (float)drums.bpm};
        assert_int_equal(gr_hear(&sound, (int64_t)(drums.length_s * 1e9), gr_rational(24, 1),
                                 gr_rational(24, 1), NULL, NULL, &hearing, NULL),
                         GR_OK);
        double f = f_measure(&hearing.beats, &truth, drums.length_s, &bias_s);
        if (f < 0.97 || distance(bias_s, 0) > 0.015)
            fail_msg("%s: F %.3f, bias %.1f ms, tempo %.2f", drums.name, f, bias_s * 1e3,
                     hearing.beats.tempo_bpm);
        gr_hearing_finish(&hearing);
    }
}

/* What a show may correct: half, double, a shift by half a beat or by beats, a time. */
static void test_corrections(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int octave;
        float shift;
        int64_t offset_ns;
        double beat_s, bar_s, period_s; /* a beat, a first of a bar */
    } cases[] = {
        {"as heard", 0, 0, 0, 0.2, 0.2, 0.5},
        {"half", -1, 0, 0, 0.2, 0.2, 1.0},
        {"double", 1, 0, 0, 0.2, 0.2, 0.25},
        {"half a beat later", 0, 0.5f, 0, 0.45, 0.45, 0.5},
        {"half a beat sooner", 0, -0.5f, 0, 0.45, 1.95, 0.5},
        {"a bar that begins later", 0, 1, 0, 0.2, 0.7, 0.5},
        {"a later beat", 0, 0, 30000000, 0.23, 0.23, 0.5},
        {"a sooner one", 0, 0, -230000000, 0.47, 1.97, 0.5},
    };
    const char *path = sound_path("corrected.wav");
    click_period_s = 0.5;
    click_first_s = 0.2;
    write_wave(path, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 1, 20L * 48000, clicks);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        GrHearing hearing;
        GrSoundSpec sound = {.kind = GR_SOUND_FILE,
                             .path = path,
                             .tempo_octave = cases[i].octave,
                             .beat_shift = cases[i].shift,
                             .beat_offset_ns = cases[i].offset_ns};
        assert_int_equal(gr_hear(&sound, 20000000000, gr_rational(30, 1), gr_rational(24, 1), NULL,
                                 NULL, &hearing, NULL),
                         GR_OK);
        const GrBeats *beats = &hearing.beats;
        assert_true(beats->time_s[0] < 0 && beats->time_s[beats->count - 1] > 20.0);
        double beat = beats->time_s[gr_beats_before(beats, cases[i].beat_s + 0.012)];
        double period = beats->time_s[9] - beats->time_s[8];
        bool bar = false;
        for (int k = beats->first_downbeat; k < beats->count; k += 4)
            bar = bar || distance(beats->time_s[k], cases[i].bar_s) < 0.012;
        if (distance(beat, cases[i].beat_s) > 0.012 || distance(period, cases[i].period_s) > 0.012)
            fail_msg("%s: a beat at %.3f s, the next after %.3f s", cases[i].name, beat, period);
        if (!bar && cases[i].octave == 0)
            fail_msg("%s: no bar at %.3f s", cases[i].name, cases[i].bar_s);
        gr_hearing_finish(&hearing);
    }
}

static void test_beats_without_sound(void **state)
{
    (void)state;
    GrSoundSpec sound = {.kind = GR_SOUND_NONE, .tempo_bpm = 90};
    GrHearing hearing;
    assert_int_equal(gr_hear(&sound, 10000000000, gr_rational(24, 1), gr_rational(24, 1), NULL,
                             NULL, &hearing, NULL),
                     GR_OK);
    assert_true(hearing.duration_s == 0.0);
    assert_true(hearing.beats.tempo_bpm == 90.0);
    assert_true(hearing.beats.time_s[0] < 0);
    assert_true(hearing.beats.time_s[hearing.beats.count - 1] > 10.0);
    double on = 0, off = 0, highest[GR_SIGNAL_COUNT] = {0};
    for (int64_t n = 0; n < 240; n++) {
        const float *v = hearing.at_frames.frames[n].v;
        on += n % 16 == 0 ? (double)v[GR_SIGNAL_SUB] : 0;
        off += n % 16 == 12 ? (double)v[GR_SIGNAL_SUB] : 0;
        for (int s = 0; s < GR_SIGNAL_COUNT; s++) {
            assert_true(v[s] >= 0.0f && v[s] <= 1.0f);
            highest[s] = (double)v[s] > highest[s] ? (double)v[s] : highest[s];
        }
    }
    assert_true(on > 4 * off);
    for (int s = 0; s < GR_SIGNAL_COUNT; s++)
        if (highest[s] < 0.2)
            fail_msg("%s never moves: %.3f", gr_signal_infos[s].name, highest[s]);
    assert_true(distance(hearing.at_frames.flow_s[240], 10.0) < 0.2);
    gr_hearing_finish(&hearing);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tracker_finds_the_synths_beats),
        cmocka_unit_test(test_synth_uses_its_true_beats),
        cmocka_unit_test(test_clicks),
        cmocka_unit_test(test_beats_of_drums),
        cmocka_unit_test(test_corrections),
        cmocka_unit_test(test_beats_without_sound),
    };
    return cmocka_run_group_tests(tests, sounds_begin, sounds_end);
}

/* SPDX-License-Identifier: MIT
 *
 * What effects of the family sound are given to see: that a tone, a chord, a click and each ear
 * stand where they sound, at any rate of frames and ticks.
 */
#include "audio/sounds.h"

#include "audio/imagined.h"
#include "base/hash.h"

#include <math.h>

enum {
    ALL = GR_HEARS_TONES | GR_HEARS_PITCHES | GR_HEARS_LEVELS | GR_HEARS_WAVE,
    SECONDS = 4,
    CLICK_AT = 61000, /* sample */
};

static const GrRational rates[] = {{24, 1}, {30000, 1001}, {12, 1}, {60, 1}};

static void hear(const char *path, GrRational fps, GrRational ticks, unsigned hears,
                 GrHearing *hearing)
{
    GrSoundSpec sound = {
        .kind = path ? GR_SOUND_FILE : GR_SOUND_NONE, .path = path, .hears = hears};
    assert_int_equal(gr_hear(&sound, SECONDS * GR_NS_PER_S, fps, ticks, NULL, NULL, hearing, NULL),
                     GR_OK);
}

static uint64_t hash_of(const GrSonogram *sonogram)
{
    GrHash *hash = gr_hash_create();
    assert_non_null(hash);
    gr_sonogram_hash(sonogram, hash);
    uint64_t sum = gr_hash_value(hash);
    gr_hash_destroy(hash);
    return sum;
}

static int highest(const float *values, int count)
{
    int best = 0;
    for (int i = 1; i < count; i++)
        best = values[i] > values[best] ? i : best;
    return best;
}

static float click(int64_t frame, int rate)
{
    (void)rate;
    return frame >= CLICK_AT && frame < CLICK_AT + 24 ? 0.8f : 0.0f;
}

/* Right after left. */
static void write_left_only(const char *path)
{
    enum { FRAMES = 48000 * SECONDS };
    float *samples = calloc(FRAMES * 2, sizeof *samples);
    assert_non_null(samples);
    for (int64_t i = 0; i < FRAMES; i++)
        samples[2 * i + (i < FRAMES / 2 ? 0 : 1)] = sine_440(i, 48000);
    SF_INFO info = {.samplerate = 48000, .channels = 2, .format = SF_FORMAT_WAV | SF_FORMAT_FLOAT};
    SNDFILE *file = sf_open(path, SFM_WRITE, &info);
    assert_non_null(file);
    assert_int_equal(sf_writef_float(file, samples, FRAMES), FRAMES);
    sf_close(file);
    free(samples);
}

static void a_tone_lights_its_band_and_its_pitch_class(void **state)
{
    static const int sample_rates[] = {8000, 22050, 44100, 48000, 96000};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(sample_rates); i++) {
        for (size_t k = 0; k < COUNT_OF(rates); k++) {
            int rate = sample_rates[i];
            const char *path = sound_path("a.wav");
            GrHearing hearing;
            write_wave(path, SF_FORMAT_WAV | SF_FORMAT_FLOAT, rate, 1, (int64_t)rate * SECONDS,
                       sine_440);
            hear(path, rates[0], rates[k], ALL, &hearing);
            float tones[GR_TONES], pitches[GR_PITCHES];
            double middle = (double)(hearing.sonogram.rows / 2);
            gr_sonogram_tones(&hearing.sonogram, middle, tones);
            gr_sonogram_pitches(&hearing.sonogram, middle, pitches);
            assert_int_equal(highest(tones, GR_TONES), (int)gr_tone_place(440.0f));
            assert_true(tones[(int)gr_tone_place(440.0f)] > 0.85f);
            assert_true(tones[(int)gr_tone_place(110.0f)] < 0.3f);
            assert_int_equal(highest(pitches, GR_PITCHES), 9);
            assert_true(pitches[9] > 0.9f);
            for (int p = 0; p < GR_PITCHES; p++) /* the wave's third overtone is E */
                assert_true(p == 9 || pitches[p] < 0.3f);
            gr_hearing_finish(&hearing);
        }
    }
}

static void a_click_stands_in_its_own_tick(void **state)
{
    (void)state;
    const char *path = sound_path("click.wav");
    write_wave(path, SF_FORMAT_WAV | SF_FORMAT_FLOAT, 48000, 1, 48000 * SECONDS, click);
    for (size_t k = 0; k < COUNT_OF(rates); k++) {
        GrHearing hearing;
        hear(path, rates[0], rates[k], GR_HEARS_WAVE | GR_HEARS_LEVELS, &hearing);
        const GrSonogram *s = &hearing.sonogram;
        assert_null(s->tones);
        assert_null(s->pitches);
        double per_tick = 48000.0 * (double)rates[k].den / (double)rates[k].num;
        int64_t own = (int64_t)(CLICK_AT / per_tick);
        int point = (int)((CLICK_AT + 12 - (double)own * per_tick) / per_tick * GR_WAVE_POINTS);
        for (int64_t row = 0; row < s->rows; row++) {
            float left[GR_WAVE_POINTS], right[GR_WAVE_POINTS];
            gr_sonogram_wave(s, row, left, right);
            int at = highest(left, GR_WAVE_POINTS);
            assert_true(row == own ? left[at] > 0.5f : left[at] == 0.0f);
            assert_memory_equal(left, right, sizeof left);
            if (row == own)
                assert_true(abs(at - point) <= 5);
        }
        gr_hearing_finish(&hearing);
    }
}

static void a_sine_is_a_sine(void **state)
{
    (void)state;
    const char *path = sound_path("sine.wav");
    GrHearing hearing;
    float left[GR_WAVE_POINTS], right[GR_WAVE_POINTS];
    write_wave(path, SF_FORMAT_WAV | SF_FORMAT_FLOAT, 48000, 1, 48000 * SECONDS, sine_440);
    hear(path, rates[0], rates[0], GR_HEARS_WAVE, &hearing);
    for (int64_t row = 0; row < hearing.sonogram.rows; row += 7) {
        int crossings = 0;
        float high = 0.0f;
        gr_sonogram_wave(&hearing.sonogram, row, left, right);
        for (int i = 1; i < GR_WAVE_POINTS; i++) {
            crossings += left[i - 1] < 0.0f && left[i] >= 0.0f;
            high = left[i] > high ? left[i] : high;
            int64_t sample = row * 2000 + (int64_t)(i * 2000 / GR_WAVE_POINTS) + 4;
            assert_true(fabsf(left[i] - 2.0f * sine_440(sample, 48000)) < 0.12f);
        }
        assert_in_range(crossings, 17, 19); /* 440 / 24 */
        assert_true(high > 0.9f && high < 1.1f);
    }
    gr_hearing_finish(&hearing);
}

static void each_ear_has_its_own(void **state)
{
    (void)state;
    const char *path = sound_path("ears.wav");
    GrHearing hearing;
    float early[GR_EARS], late[GR_EARS], left[GR_WAVE_POINTS], right[GR_WAVE_POINTS];
    write_left_only(path);
    hear(path, rates[0], rates[0], GR_HEARS_LEVELS | GR_HEARS_WAVE, &hearing);
    gr_sonogram_levels(&hearing.sonogram, 20.0, early);
    gr_sonogram_levels(&hearing.sonogram, 70.0, late);
    assert_true(early[0] > 0.8f && early[1] == 0.0f && late[0] == 0.0f && late[1] > 0.8f);
    gr_sonogram_wave(&hearing.sonogram, 20, left, right);
    assert_true(left[highest(left, GR_WAVE_POINTS)] > 0.8f);
    assert_true(right[highest(right, GR_WAVE_POINTS)] == 0.0f);
    gr_hearing_finish(&hearing);
}

static void frame_rates_and_earlier_listening_change_nothing(void **state)
{
    (void)state;
    const char *path = sound_path("piece.wav");
    write_synth(path, &(GrSynthSpec){.bpm = 120, .bars = 4, .style = 0});
    uint64_t sum = 0;
    for (size_t k = 0; k < COUNT_OF(rates); k++) {
        GrHearing hearing;
        hear(path, rates[k], rates[0], ALL, &hearing);
        assert_true(k == 0 || hash_of(&hearing.sonogram) == sum);
        sum = hash_of(&hearing.sonogram);
        gr_hearing_finish(&hearing);
    }
    GrSoundSpec sound = {.kind = GR_SOUND_FILE, .path = path, .hears = ALL};
    GrHearing hearing;
    const GrMusic *music;
    assert_int_equal(gr_listening_create(&sound.listening, NULL), GR_OK);
    assert_int_equal(gr_listen(&sound, SECONDS, NULL, NULL, &music, NULL), GR_OK);
    assert_int_equal(
        gr_hear(&sound, SECONDS * GR_NS_PER_S, rates[0], rates[0], NULL, NULL, &hearing, NULL),
        GR_OK);
    assert_true(hash_of(&hearing.sonogram) == sum);
    hearing.sonogram.tones[GR_TONES * 10] ^= 1;
    assert_true(hash_of(&hearing.sonogram) != sum);
    gr_hearing_finish(&hearing);
    gr_listening_destroy(sound.listening);
}

/* Half of a show without music, and a show that asks for nothing. */
static void silence_is_silent_and_unasked_is_nothing(void **state)
{
    (void)state;
    const char *path = sound_path("short.wav");
    GrHearing hearing;
    float tones[GR_TONES], pitches[GR_PITCHES], levels[GR_EARS];
    write_wave(path, SF_FORMAT_WAV | SF_FORMAT_FLOAT, 48000, 1, 48000 * 2, sine_440);
    hear(path, rates[0], rates[0], ALL, &hearing);
    gr_sonogram_tones(&hearing.sonogram, 80.0, tones);
    gr_sonogram_pitches(&hearing.sonogram, 95.0, pitches);
    gr_sonogram_levels(&hearing.sonogram, 80.0, levels);
    assert_true(tones[highest(tones, GR_TONES)] == 0.0f);
    assert_true(pitches[highest(pitches, GR_PITCHES)] < 0.01f);
    assert_true(levels[0] == 0.0f && levels[1] == 0.0f);
    gr_hearing_finish(&hearing);

    write_wave(path, SF_FORMAT_WAV | SF_FORMAT_FLOAT, 48000, 1, 48000 * 2, silence);
    hear(path, rates[0], rates[0], ALL, &hearing);
    for (int64_t i = 0; i < hearing.sonogram.rows * GR_TONES; i++)
        assert_int_equal(hearing.sonogram.tones[i], 0);
    for (int64_t i = 0; i < hearing.sonogram.rows * GR_PITCHES; i++)
        assert_int_equal(hearing.sonogram.pitches[i], 0);
    gr_hearing_finish(&hearing);

    hear(path, rates[0], rates[0], 0, &hearing);
    assert_true(hearing.sonogram.rows == 0 && !hearing.sonogram.tones && !hearing.sonogram.wave);
    gr_hearing_finish(&hearing);
}

/* A show without sound: deep tones on the beat, A minor first, waves that are seen. */
static void an_imagined_piece_has_it_all(void **state)
{
    (void)state;
    GrHearing hearing;
    hear(NULL, rates[0], rates[0], ALL, &hearing);
    const GrSonogram *s = &hearing.sonogram;
    float on[GR_TONES], off[GR_TONES], pitches[GR_PITCHES], levels[GR_EARS];
    float left[GR_WAVE_POINTS], right[GR_WAVE_POINTS];
    const int kick = (int)gr_tone_place(92.0f);
    gr_sonogram_tones(s, 24.0, on); /* 120 a minute: a beat every 12 ticks */
    gr_sonogram_tones(s, 34.0, off);
    assert_true(on[kick] > off[kick] + 0.2f);
    gr_sonogram_pitches(s, 30.0, pitches);
    assert_true(pitches[9] > 0.4f && pitches[0] > 0.3f && pitches[4] > 0.3f);
    assert_true(pitches[1] < 0.1f && pitches[8] < 0.1f);
    gr_sonogram_levels(s, 30.0, levels);
    assert_true(levels[0] > 0.2f && levels[1] > 0.2f);
    for (int64_t row = 0; row < s->rows; row++) {
        gr_sonogram_wave(s, row, left, right);
        float high = left[highest(left, GR_WAVE_POINTS)];
        assert_true(high > 0.15f && high < 1.6f);
    }
    gr_hearing_finish(&hearing);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tone_lights_its_band_and_its_pitch_class),
        cmocka_unit_test(a_click_stands_in_its_own_tick),
        cmocka_unit_test(a_sine_is_a_sine),
        cmocka_unit_test(each_ear_has_its_own),
        cmocka_unit_test(frame_rates_and_earlier_listening_change_nothing),
        cmocka_unit_test(silence_is_silent_and_unasked_is_nothing),
        cmocka_unit_test(an_imagined_piece_has_it_all),
    };
    return cmocka_run_group_tests(tests, sounds_begin, sounds_end);
}

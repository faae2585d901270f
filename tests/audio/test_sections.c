/* SPDX-License-Identifier: MIT
 *
 * The parts of a song, beats that were written down, and that a track is heard once: what a show
 * asks while it is loaded and what its signals are made from agree.
 */
#include "audio/sounds.h"

/* Adds a stretch of the synth's loud part (its "drop") in some style to a file. */
static void add_part(SNDFILE *file, const GrSynthSpec *spec, int bars)
{
    static float block[8192];
    GrSoundSpec sound = {.kind = GR_SOUND_SYNTH, .synth = *spec};
    double bar_s = 240.0 / (double)spec->bpm;
    int64_t skip = (int64_t)(bar_s * spec->bars / 4 * 48000 + 0.5);
    int64_t left = (int64_t)(bar_s * bars * 48000 + 0.5);
    GrSoundReader *reader;
    assert_int_equal(gr_sound_reader_open(&sound, &reader, NULL), GR_OK);
    while (left > 0) {
        int got, wanted = skip > 0 && skip < 4096 ? (int)skip : 4096;
        wanted = skip <= 0 && left < wanted ? (int)left : wanted;
        assert_int_equal(gr_sound_reader_read(reader, block, wanted, &got, NULL), GR_OK);
        assert_true(got > 0);
        if (skip <= 0) {
            sf_writef_float(file, block, got);
            left -= got;
        }
        skip -= got;
    }
    gr_sound_reader_close(reader);
}

typedef struct Part {
    int style, seed, bars;
} Part;

static void write_song(const char *path, const Part *parts, int count)
{
    SF_INFO info = {.samplerate = 48000, .channels = 2, .format = SF_FORMAT_WAV | SF_FORMAT_PCM_16};
    SNDFILE *file = sf_open(path, SFM_WRITE, &info);
    assert_non_null(file);
    for (int i = 0; i < count; i++) {
        GrSynthSpec spec = {120, 128, parts[i].style, parts[i].seed};
        add_part(file, &spec, parts[i].bars);
    }
    sf_close(file);
}

static void hear(const char *path, GrHearing *hearing)
{
    assert_int_equal(hear_file(path, 20, gr_rational(24, 1), hearing, NULL), GR_OK);
}

/* Parts that anybody would tell apart, at the bars where they were put together. */
static void parts_are_found(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        Part parts[4];
        int count;
    } songs[] = {
        {"one piece", {{0, 0, 32}}, 1},
        {"drive, then ambient", {{0, 0, 16}, {3, 0, 16}}, 2},
        {"and back", {{0, 0, 16}, {3, 0, 12}, {0, 0, 16}}, 3},
        {"four styles", {{1, 0, 12}, {4, 0, 16}, {2, 3, 12}, {0, 5, 16}}, 4},
    };
    for (size_t i = 0; i < COUNT_OF(songs); i++) {
        const char *path = sound_path("song.wav");
        GrHearing hearing;
        write_song(path, songs[i].parts, songs[i].count);
        hear(path, &hearing);
        double start = 0;
        if (hearing.section_count != songs[i].count)
            fail_msg("%s: %d parts, the second at %g s", songs[i].name, hearing.section_count,
                     hearing.section_count > 1 ? hearing.sections[1].start_s : 0.0);
        for (int k = 0; k < songs[i].count; k++) {
            double off = hearing.sections[k].start_s - start;
            if (off > 2.05 || off < -2.05) /* a bar */
                fail_msg("%s: part %d at %g s, not %g", songs[i].name, k + 1,
                         hearing.sections[k].start_s, start);
            start += songs[i].parts[k].bars * 2.0;
        }
        gr_hearing_finish(&hearing);
    }
}

/* What the synth arranged is found in its sound, as far as one hears it. */
static void the_synth_knows_its_parts(void **state)
{
    (void)state;
    const char *path = sound_path("synth.wav");
    GrSoundSpec sound = {.kind = GR_SOUND_SYNTH, .synth = {120, 96, 0, 0}};
    const GrMusic *music;
    GrHearing hearing;
    int met = 0;
    assert_int_equal(gr_listening_create(&sound.listening, NULL), GR_OK);
    assert_int_equal(gr_listen(&sound, -1, NULL, NULL, &music, NULL), GR_OK);
    assert_int_equal(music->section_count, 8);
    assert_string_equal(music->sections[2].label, "drop");
    assert_true(music->sections[2].start_s == 48.0 && music->duration_s == 192.0);
    write_synth(path, &sound.synth);
    hear(path, &hearing);
    for (int i = 0; i < hearing.section_count; i++)
        for (int k = 0; k < music->section_count; k++) {
            double off = hearing.sections[i].start_s - music->sections[k].start_s;
            met += off < 2.05 && off > -2.05;
        }
    assert_in_range(met, 6, 8);
    assert_true(hearing.section_count - met <= 1);
    gr_hearing_finish(&hearing);
    gr_listening_destroy(sound.listening);
}

static void same_track(const GrSignalTrack *a, const GrSignalTrack *b)
{
    assert_int_equal(a->count, b->count);
    assert_memory_equal(a->frames, b->frames, (size_t)a->count * sizeof *a->frames);
    assert_memory_equal(a->flow_s, b->flow_s, (size_t)(a->count + 1) * sizeof *a->flow_s);
}

static bool count_calls(void *user)
{
    ++*(int *)user;
    return false;
}

/* Whoever hears first: the same beats, parts and signals, and the file is analysed once. */
static void a_track_is_heard_once(void **state)
{
    (void)state;
    const char *path = sound_path("once.wav");
    GrSynthSpec spec = {125, 24, 0, 0};
    write_synth(path, &spec);
    for (int kind = GR_SOUND_NONE; kind <= GR_SOUND_SYNTH; kind++) {
        GrSoundSpec sound = {.kind = (GrSoundKind)kind, .path = path, .synth = spec};
        GrHearing fresh, kept;
        GrRational fps = gr_rational(30, 1), ticks = gr_rational(24, 1);
        int64_t length_ns = 20000000000;
        const GrMusic *music, *again;
        assert_int_equal(gr_hear(&sound, length_ns, fps, ticks, NULL, NULL, &fresh, NULL), GR_OK);
        assert_int_equal(gr_listening_create(&sound.listening, NULL), GR_OK);
        assert_int_equal(gr_listen(&sound, -1, NULL, NULL, &music, NULL), GR_OK);
        if (kind == GR_SOUND_FILE) {
            int calls = 0; /* what was analysed is not listened to again */
            assert_int_equal(gr_listen(&sound, 20, count_calls, &calls, &again, NULL), GR_OK);
            assert_ptr_equal(again, music);
            assert_int_equal(calls, 0);
        }
        assert_int_equal(gr_hear(&sound, length_ns, fps, ticks, NULL, NULL, &kept, NULL), GR_OK);
        same_track(&fresh.at_frames, &kept.at_frames);
        same_track(&fresh.at_ticks, &kept.at_ticks);
        assert_true(fresh.duration_s == kept.duration_s && kept.duration_s == music->duration_s);
        assert_int_equal(fresh.section_count, kept.section_count);
        for (int i = 0; i < music->beats.count && i < kept.beats.count; i++)
            assert_true(kept.beats.time_s[i] == music->beats.time_s[i]);
        assert_true(kept.beats.time_s[kept.beats.count - 1] > 20);
        gr_hearing_finish(&fresh);
        gr_hearing_finish(&kept);
        gr_listening_destroy(sound.listening);
    }
}

/* Beats that were written down count, whatever is heard; they go on at both ends. */
static void written_beats(void **state)
{
    (void)state;
    static const double times[] = {1.0, 1.6, 2.2, 2.9, 3.6};
    static const int bars[] = {0, 3};
    static const GrSection parts[] = {{.start_s = 1.0, .label = "x"},
                                      {.start_s = 2.9, .label = "y"}};
    const GrBeatList list = {.time_s = times,
                             .count = COUNT_OF(times),
                             .downbeats = bars,
                             .downbeat_count = COUNT_OF(bars),
                             .sections = parts,
                             .section_count = COUNT_OF(parts)};
    GrSoundSpec sound = {.kind = GR_SOUND_NONE, .beats = &list};
    GrHearing hearing;
    assert_int_equal(gr_hear(&sound, 10000000000, gr_rational(10, 1), gr_rational(10, 1), NULL,
                             NULL, &hearing, NULL),
                     GR_OK);
    const GrBeats *beats = &hearing.beats;
    assert_true(beats->time_s[0] < 0 && beats->time_s[beats->count - 1] > 10);
    GrMusic music = gr_hearing_music(&hearing);
    assert_true(gr_music_time_of_beat(&music, 0) == 1.0);
    assert_true(gr_music_time_of_bar(&music, 1) == 2.9);
    assert_int_equal(hearing.section_count, 2);
    assert_string_equal(hearing.sections[1].label, "y");
    const GrSignals *frames = hearing.at_frames.frames;
    assert_true(frames[10].v[GR_SIGNAL_BEAT] == 1.0f && frames[11].v[GR_SIGNAL_BEAT] == 0.0f);
    assert_true(frames[29].v[GR_SIGNAL_BEAT] == 1.0f);
    assert_true(frames[29].v[GR_SIGNAL_BAR_PHASE] == 0.0f);
    assert_true(frames[16].v[GR_SIGNAL_BAR_PHASE] > 0.33f &&
                frames[16].v[GR_SIGNAL_BAR_PHASE] < 0.34f);
    gr_hearing_finish(&hearing);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_are_found),
        cmocka_unit_test(the_synth_knows_its_parts),
        cmocka_unit_test(a_track_is_heard_once),
        cmocka_unit_test(written_beats),
    };
    return cmocka_run_group_tests(tests, sounds_begin, sounds_end);
}

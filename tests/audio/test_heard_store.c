/* SPDX-License-Identifier: MIT
 *
 * What comes out of the cache is what would be heard, to the bit.
 */
#include "audio/sounds.h"

#include "base/cache.h"
#include "model/own_signal.h"

#include <dirent.h>
#include <sys/wait.h>
#include <unistd.h>

/* Reading the song asks some 70 times a pass, its digest a dozen. */
enum { READS = 40 };
enum { ALL = GR_HEARS_TONES | GR_HEARS_PITCHES | GR_HEARS_LEVELS | GR_HEARS_WAVE };

#define PIECE .bpm = 128, .bars = 6, .style = 1, .seed = 3
static const GrSynthSpec piece = {PIECE};
static char cache[512], song[512];
static int asked; /* how often the hearing asked whether to stop: once a block of sound, and more */

static bool count_questions(void *user)
{
    (void)user;
    asked++;
    return false;
}

static int begin(void **state)
{
    if (sounds_begin(state))
        return -1;
    snprintf(cache, sizeof cache, "%s", sound_path("cache"));
    snprintf(song, sizeof song, "%s", sound_path("song.wav"));
    write_synth(song, &piece);
    return 0;
}

static int set_up(void **state)
{
    (void)state;
    gr_cache_use(cache);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    gr_cache_use(NULL);
    return gr_folder_remove(cache, NULL);
}

typedef struct All {
    GrHearing hearing;
    uint64_t music, loudness; /* what gr_listen and gr_listen_loudness give */
    int asked;
} All;

static uint64_t hash_music(const GrMusic *music)
{
    const GrBeats *b = &music->beats;
    uint64_t sum = gr_hash_bytes(&music->duration_s, sizeof(double), 0);
    sum = gr_hash_bytes(b->time_s, (size_t)b->count * sizeof(double), sum);
    sum = gr_hash_bytes(&b->tempo_bpm, sizeof(double), sum);
    sum = gr_hash_bytes(&b->first_downbeat, sizeof(int), sum);
    if (b->downbeats)
        sum = gr_hash_bytes(b->downbeats, (size_t)b->downbeat_count * sizeof(int), sum);
    for (int i = 0; i < music->section_count; i++) {
        sum = gr_hash_bytes(&music->sections[i].start_s, sizeof(double), sum);
        sum = gr_hash_string(music->sections[i].label, sum);
    }
    return sum;
}

static void hear_all(const GrSoundSpec *spec, bool listen_first, double show_s, All *all)
{
    GrSoundSpec sound = *spec;
    const GrMusic *music;
    const float *loudness;
    int64_t count;
    asked = 0;
    memset(all, 0, sizeof *all);
    assert_int_equal(gr_listening_create(&sound.listening, NULL), GR_OK);
    if (listen_first) {
        assert_int_equal(gr_listen(&sound, -1, count_questions, NULL, &music, NULL), GR_OK);
        all->music = hash_music(music);
        assert_int_equal(
            gr_listen_loudness(&sound, -1, count_questions, NULL, &loudness, &count, NULL), GR_OK);
        all->loudness = gr_hash_bytes(loudness, (size_t)count * sizeof *loudness, 0);
    }
    assert_int_equal(gr_hear(&sound, (int64_t)(show_s * 1e9), gr_rational(30000, 1001),
                             gr_rational(24, 1), count_questions, NULL, &all->hearing, NULL),
                     GR_OK);
    all->asked = asked;
    gr_listening_destroy(sound.listening);
}

static void same_track(const GrSignalTrack *a, const GrSignalTrack *b)
{
    assert_int_equal(a->count, b->count);
    assert_memory_equal(a->frames, b->frames, (size_t)a->count * sizeof *a->frames);
    assert_memory_equal(a->flow_s, b->flow_s, (size_t)(a->count + 1) * sizeof *a->flow_s);
    if (a->own_count)
        assert_memory_equal(a->own, b->own, (size_t)(a->count * a->own_count) * sizeof *a->own);
}

static uint64_t hash_sonogram(const GrSonogram *sonogram)
{
    GrHash *hash = gr_hash_create();
    assert_non_null(hash);
    gr_sonogram_hash(sonogram, hash);
    uint64_t sum = gr_hash_value(hash);
    gr_hash_destroy(hash);
    return sum;
}

static void same(const All *a, const All *b)
{
    GrMusic x = gr_hearing_music(&a->hearing), y = gr_hearing_music(&b->hearing);
    assert_int_equal(hash_music(&x), hash_music(&y));
    assert_int_equal(a->music, b->music);
    assert_int_equal(a->loudness, b->loudness);
    same_track(&a->hearing.at_frames, &b->hearing.at_frames);
    same_track(&a->hearing.at_ticks, &b->hearing.at_ticks);
    assert_int_equal(hash_sonogram(&a->hearing.sonogram), hash_sonogram(&b->hearing.sonogram));
}

static const double listed_times[] = {0.5, 1.0, 1.5, 2.1, 2.6, 3.0, 3.4};
static const int listed_bars[] = {1, 4};
static const GrBeatList listed = {listed_times, 7, listed_bars, 2, 0, NULL, 0, "beats"};
static const GrSection parts[] = {{0, "one", 0, GR_GUESS_NONE}, {5, "two", 0, GR_GUESS_NONE}};
static const GrOwnSignals bands = {
    .bands = {2, {{.low_hz = 100, .high_hz = 200}, {.low_hz = 3000, .high_hz = 5000}}}};

static const struct {
    const char *name;
    GrSoundSpec sound;
    bool listen_first;
    double show_s;
} rows[] = {
    {"a song", {.kind = GR_SOUND_FILE, .path = song}, false, 8},
    {"listened to before", {.kind = GR_SOUND_FILE, .path = song}, true, 8},
    {"a show that is longer", {.kind = GR_SOUND_FILE, .path = song}, false, 30},
    {"longer, listened to", {.kind = GR_SOUND_FILE, .path = song}, true, 30},
    {"sonogram", {.kind = GR_SOUND_FILE, .path = song, .hears = ALL}, false, 8},
    {"a part of it", {.kind = GR_SOUND_FILE, .path = song, .hears = GR_HEARS_WAVE}, true, 8},
    {"bands", {.kind = GR_SOUND_FILE, .path = song, .own = &bands}, false, 8},
    {"tempo", {.kind = GR_SOUND_FILE, .path = song, .tempo_bpm = 64}, true, 8},
    {"beats", {.kind = GR_SOUND_FILE, .path = song, .beats = &listed}, true, 8},
    {"sections",
     {.kind = GR_SOUND_FILE, .path = song, .sections = parts, .section_count = 2},
     true,
     8},
    {"synth", {.kind = GR_SOUND_SYNTH, .synth = {PIECE}, .hears = ALL}, false, 8},
    {"synth, listened to", {.kind = GR_SOUND_SYNTH, .synth = {PIECE}}, true, 30},
    {"nothing", {.kind = GR_SOUND_NONE, .hears = ALL}, false, 8},
};

/* Each alone, then all with what the others left. */
static void the_cache_changes_nothing(void **state)
{
    (void)state;
    All fresh[COUNT_OF(rows)], first, second;
    gr_cache_use(NULL);
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        hear_all(&rows[i].sound, rows[i].listen_first, rows[i].show_s, &fresh[i]);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        print_message("%s\n", rows[i].name);
        gr_folder_remove(cache, NULL);
        gr_cache_use(cache);
        hear_all(&rows[i].sound, rows[i].listen_first, rows[i].show_s, &first);
        hear_all(&rows[i].sound, rows[i].listen_first, rows[i].show_s, &second);
        same(&fresh[i], &first);
        same(&fresh[i], &second);
        assert_true(first.asked >= fresh[i].asked);
        if (rows[i].sound.kind != GR_SOUND_NONE)
            assert_true(second.asked < READS); /* no sound was read */
        gr_hearing_finish(&first.hearing);
        gr_hearing_finish(&second.hearing);
    }
    for (size_t i = 0; i < 2 * COUNT_OF(rows); i++) {
        size_t k = i % COUNT_OF(rows);
        hear_all(&rows[k].sound, rows[k].listen_first, rows[k].show_s, &first);
        same(&fresh[k], &first);
        assert_true(i < COUNT_OF(rows) || rows[k].sound.kind == GR_SOUND_NONE ||
                    first.asked < READS);
        gr_hearing_finish(&first.hearing);
    }
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        gr_hearing_finish(&fresh[i].hearing);
}

/* Changes a byte in the middle of every entry, or cuts the entry there. */
static void spoil(bool cut)
{
    DIR *dir = opendir(cache);
    assert_non_null(dir);
    for (const struct dirent *at; (at = readdir(dir));) {
        char path[1024];
        snprintf(path, sizeof path, "%s/%s", cache, at->d_name);
        FILE *file = at->d_name[0] == '.' ? NULL : fopen(path, "r+b");
        if (!file)
            continue;
        fseek(file, 0, SEEK_END);
        long middle = ftell(file) / 2;
        fseek(file, middle, SEEK_SET);
        int byte = fgetc(file);
        fseek(file, middle, SEEK_SET);
        fputc(byte ^ 1, file);
        fclose(file);
        if (cut)
            assert_int_equal(truncate(path, middle), 0);
    }
    closedir(dir);
}

static int notes;

static void count_notes(void *user, GrLogLevel level, const char *message)
{
    (void)user;
    notes += level == GR_LOG_NOTE && strstr(message, "damaged") != NULL;
}

static void damaged_entries_are_made_again(void **state)
{
    const GrSoundSpec sound = {.kind = GR_SOUND_FILE, .path = song, .hears = ALL};
    All fresh, again;
    (void)state;
    gr_log_set_sink(count_notes, NULL, GR_LOG_NOTE);
    hear_all(&sound, true, 8, &fresh);
    for (int cut = 0; cut < 2; cut++) {
        notes = 0;
        spoil(cut);
        hear_all(&sound, true, 8, &again);
        same(&fresh, &again);
        assert_true(notes > 0);
        gr_hearing_finish(&again.hearing);
        hear_all(&sound, true, 8, &again);
        same(&fresh, &again);
        assert_true(again.asked < READS);
        gr_hearing_finish(&again.hearing);
    }
    gr_hearing_finish(&fresh.hearing);
    gr_log_set_sink(count_warnings, NULL, GR_LOG_WARNING);
}

/* Many at once, with nothing there: all hear the same, and whole entries are what is left. */
static void many_hear_at_once(void **state)
{
    enum { MANY = 6 };
    const GrSoundSpec sound = {.kind = GR_SOUND_FILE, .path = song, .hears = ALL};
    All fresh, again;
    (void)state;
    gr_cache_use(NULL);
    hear_all(&sound, true, 8, &fresh);
    gr_cache_use(cache);
    for (int i = 0; i < MANY; i++) {
        if (fork() == 0) {
            hear_all(&sound, true, 8, &again);
            same(&fresh, &again);
            _exit(0);
        }
    }
    for (int i = 0, status; i < MANY; i++) {
        assert_true(wait(&status) > 0);
        assert_int_equal(status, 0);
    }
    assert_int_equal(gr_cache_measure(cache).entries, 4);
    hear_all(&sound, true, 8, &again);
    same(&fresh, &again);
    assert_true(again.asked < READS);
    gr_hearing_finish(&again.hearing);
    gr_hearing_finish(&fresh.hearing);
}

/* The bytes count, not the name; and what is wrong with a file is told each time. */
static void content_counts(void **state)
{
    static const GrSynthSpec other = {.bpm = 90, .bars = 4, .style = 2, .seed = 1};
    const char *path = sound_path("changing.wav"), *cut = sound_path("cut.wav");
    const GrSoundSpec sound = {.kind = GR_SOUND_FILE, .path = path};
    const GrSoundSpec damaged = {.kind = GR_SOUND_FILE, .path = cut};
    All first, second;
    (void)state;
    cut_file(song, path, 1);
    hear_all(&sound, true, 8, &first);
    write_synth(path, &other);
    hear_all(&sound, true, 8, &second);
    assert_int_not_equal(first.music, second.music);
    gr_hearing_finish(&second.hearing);
    cut_file(song, path, 1);
    hear_all(&sound, true, 8, &second);
    same(&first, &second);
    assert_true(second.asked < READS);
    gr_hearing_finish(&first.hearing);
    gr_hearing_finish(&second.hearing);
    int entries = gr_cache_measure(cache).entries;
    cut_file(song, cut, 0.6);
    for (int i = 0; i < 2; i++) {
        warnings = 0;
        hear_all(&damaged, false, 8, &first);
        assert_int_equal(warnings, 1);
        gr_hearing_finish(&first.hearing);
    }
    assert_int_equal(gr_cache_measure(cache).entries, entries);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_cache_changes_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(damaged_entries_are_made_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(many_hear_at_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(content_counts, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, begin, sounds_end);
}

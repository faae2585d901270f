/* SPDX-License-Identifier: MIT
 *
 * The parts of the built-in synth's songs, as they are found in their sound beside what was
 * arranged.
 */
#include "audio/sounds.h"

#include "audio/section_names.h"
#include "audio/sections.h"
#include "audio/synth.h"
#include "base/arena.h"

typedef struct Song {
    GrSynthSpec spec;
    GrMusic music;
    GrSection *truth, *found;
    int truth_count, found_count;
    double *beats;
} Song;

static void listen(Song *song)
{
    static float block[8192];
    GrSynth *synth;
    GrRaster raster;
    GrRasterMaker *maker;
    int got;
    assert_int_equal(gr_synth_create(&song->spec, &synth, NULL), GR_OK);
    assert_int_equal(gr_raster_maker_create(GR_SYNTH_RATE, 2, NULL, &raster, &maker, NULL), GR_OK);
    while ((got = gr_synth_read(synth, block, 4096)) > 0)
        assert_int_equal(gr_raster_maker_feed(maker, block, got, NULL), GR_OK);
    assert_int_equal(gr_raster_maker_end(maker, NULL), GR_OK);
    assert_int_equal(gr_synth_beats(&song->spec, 0, &song->music.beats, &song->beats, NULL), GR_OK);
    assert_int_equal(gr_synth_sections(&song->spec, &song->truth, &song->truth_count, NULL), GR_OK);
    song->music.duration_s = gr_raster_duration_s(&raster);
    assert_int_equal(
        gr_sections_find(&raster, &song->music, &song->found, &song->found_count, NULL), GR_OK);
    gr_raster_maker_destroy(maker);
    gr_raster_finish(&raster);
    gr_synth_destroy(synth);
}

static void forget(Song *song)
{
    gr_aligned_free(song->beats);
    free(song->truth);
    free(song->found);
}

static bool near(const GrSection *section, const GrSection *sections, int count, double bar_s)
{
    for (int i = 0; i < count; i++) {
        double off = section->start_s - sections[i].start_s;
        if (off < 1.01 * bar_s && off > -1.01 * bar_s)
            return true;
    }
    return false;
}

/* Boundaries but the first; the last bar, one chord that rings out, is no part of a song. */
static double f_measure(const Song *song)
{
    double bar_s = 240.0 / (double)song->spec.bpm, hits = 0, met = 0;
    int wanted = song->truth_count - 2, given = 0;
    for (int i = 1; i <= wanted; i++)
        hits += near(&song->truth[i], song->found + 1, song->found_count - 1, bar_s);
    for (int i = 1; i < song->found_count; i++) {
        met += near(&song->found[i], song->truth + 1, song->truth_count - 1, bar_s);
        given++;
    }
    double recall = hits / wanted, precision = given ? met / given : 0;
    return recall + precision > 0 ? 2 * recall * precision / (recall + precision) : 0;
}

static const GrSection *found_at(const Song *song, const char *name)
{
    for (int i = 0; i + 1 < song->truth_count; i++)
        if (!strcmp(song->truth[i].label, name)) {
            double middle = 0.5 * (song->truth[i].start_s + song->truth[i + 1].start_s);
            int k = song->found_count - 1;
            while (k > 0 && song->found[k].start_s > middle)
                k--;
            return &song->found[k];
        }
    fail_msg("no %s", name);
    return NULL;
}

static void print_song(const Song *song, double f)
{
    double bar_s = 240.0 / (double)song->spec.bpm;
    print_message("style %d, %3d bars:", song->spec.style, song->spec.bars);
    for (int i = 1; i + 1 < song->truth_count; i++)
        print_message(" %g", song->truth[i].start_s / bar_s);
    print_message(" found");
    for (int i = 0; i < song->found_count; i++)
        print_message(" %g%s(%s %.2f)", song->found[i].start_s / bar_s, song->found[i].label,
                      gr_guess_infos[song->found[i].guess].name, (double)song->found[i].energy);
    print_message(" F %.2f\n", f);
}

/* The louder halves are drops, what begins and ends the song is told by its place. */
static int guessed(const Song *song)
{
    static const struct {
        const char *part, *guess;
    } wanted[] = {{"intro", "intro"}, {"drop", "drop"}, {"peak", "drop"}, {"outro", "outro"}};
    int right = 0;
    for (size_t i = 0; i < COUNT_OF(wanted); i++)
        right +=
            !strcmp(gr_guess_infos[found_at(song, wanted[i].part)->guess].name, wanted[i].guess);
    return right;
}

static void parts_of_every_style(void **state)
{
    (void)state;
    static const int lengths[] = {32, 64, 96};
    double sum = 0;
    int songs = 0, alike = 0, right = 0;
    for (int style = 0; style < 5; style++)
        for (size_t i = 0; i < COUNT_OF(lengths); i++) {
            float bpm = (float)(130 + 17 * style);
            Song song = {.spec = {bpm, lengths[i], style, (int)i}};
            listen(&song);
            double f = f_measure(&song);
            print_song(&song, f);
            if (f < 0.6)
                fail_msg("style %d, %d bars: F is only %.3f", style, lengths[i], f);
            for (int k = 0; k < song.found_count; k++)
                assert_true(song.found[k].energy >= 0 && song.found[k].energy <= 1);
            sum += f;
            alike += !strcmp(found_at(&song, "drop")->label, found_at(&song, "peak")->label);
            right += guessed(&song);
            songs++;
            forget(&song);
        }
    print_message("mean F %.3f, drop and peak alike in %d of %d, guesses right %d of %d\n",
                  sum / songs, alike, songs, right, 4 * songs);
    assert_true(sum / songs >= 0.88);
    assert_true(alike >= songs * 8 / 10);
    assert_true(right >= 4 * songs * 8 / 10);
}

/* From energies and labels: '0'..'9', and what each part is taken for. */
static void guesses(void **state)
{
    (void)state;
    static const struct {
        const char *name, *energies, *labels;
        const char *guesses; /* first letters */
    } cases[] = {
        {"a club track", "069349 5", "ABCADC B", "ibdbbd o"},
        {"one part", "5", "A", "v"},
        {"all alike", "5555", "ABAB", "vvvv"},
        {"loud from the start", "9399", "ABAC", "dbdd"},
        {"verses and refrains", "2494942", "ABCBCBA", "ibdbdbo"},
        {"a lull", "29629", "ABCDB", "idvbd"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        GrSection sections[8] = {{0}};
        static char labels[8][2];
        int count = 0;
        char got[9] = "";
        for (const char *at = cases[i].energies; *at; at++) {
            if (*at == ' ')
                continue;
            labels[count][0] = cases[i].labels[at - cases[i].energies];
            sections[count].label = labels[count];
            sections[count++].energy = (float)(*at - '0') / 9.0f;
        }
        gr_sections_guess(sections, count);
        for (int k = 0; k < count; k++) {
            const GrGuessInfo *info = &gr_guess_infos[sections[k].guess];
            assert_true(info->reason[0] != 0);
            got[k] = info->name[0];
        }
        char wanted[9] = "";
        for (const char *at = cases[i].guesses; *at; at++)
            if (*at != ' ')
                wanted[strlen(wanted)] = *at;
        if (strcmp(got, wanted) != 0)
            fail_msg("%s: %s, not %s", cases[i].name, got, wanted);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(guesses),
        cmocka_unit_test(parts_of_every_style),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

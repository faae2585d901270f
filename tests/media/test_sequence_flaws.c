/* SPDX-License-Identifier: MIT
 *
 * Sequences of numbered pictures of which some are missing, broken or others than before.
 */
#include "media/sequence_helper.h"

#include <fcntl.h>
#include <sys/stat.h>

static void what_is_missing(void **state)
{
    (void)state;
    char text[256];
    const char *pattern = pictures("gaps", "%04d.png", MOVES);
    const GrSequenceSpec from[] = {{{24, 1}, 5, false}, {{24, 1}, 99, false}, {{24, 1}, 0, true}};
    GrFilm *whole = open_sequence(pattern, &usual);
    assert_null(gr_film_complaint(whole, text, sizeof text));
    remove(helper_path("gaps/0017.png"));
    refused(pattern, &usual, GR_E_INPUT,
            "gaps/0017.png is missing, in a sequence from 1 to 40 (with --lenient");
    remove(helper_path("gaps/0018.png"));
    refused(pattern, &usual, GR_E_INPUT, "gaps/0017.png and 1 other are missing");
    remove(helper_path("gaps/0030.png"));
    refused(pattern, &usual, GR_E_INPUT, "gaps/0017.png and 2 others are missing");
    remove(helper_path("gaps/0005.png"));
    refused(pattern, &from[0], GR_E_INPUT, "gaps/0005.png is missing, which would be the first");
    refused(pattern, &from[1], GR_E_INPUT, "no number from 99 on: the last is 40");
    refused(pattern, &from[2], GR_E_INPUT, "gaps/0000.png is missing");
    refused(helper_path("gaps/x%%d.png"), &usual, GR_E_INPUT, "no file has such a name");
    refused(helper_path("gaps/%%d.png"), &usual, GR_E_INPUT, "'0001.png' has its number");
    refused(helper_path("nowhere/%%d.png"), &usual, GR_E_INPUT, "nowhere: No such file");

    GrFilm *film = open_sequence(pattern, &lenient);
    assert_int_equal(film->picture_count, PICTURES);
    assert_non_null(gr_film_complaint(film, text, sizeof text));
    assert_non_null(strstr(text, "lacks 4 of 40 pictures, the first is 5"));
    assert_false(gr_digest_equal(film->digest, whole->digest));
    GrFilmReader *reader = open_reader(film, 1);
    uint64_t sums[PICTURES];
    for (int i = 0; i < PICTURES; i++)
        sums[i] = sum_of(film, reader, i);
    for (int i = 1; i < PICTURES; i++) {
        bool gap = i == 4 || i == 16 || i == 17 || i == 29;
        if ((sums[i] == sums[i - 1]) != gap)
            fail_msg("picture %d is %s", i, gap ? "there" : "the one before");
    }
    for (int i = PICTURES - 1; i >= 0; i--)
        if (sum_of(film, reader, i) != sums[i])
            fail_msg("picture %d is another one backwards", i);
    assert_int_equal(gr_film_reader_damage(reader), -1);
    gr_film_reader_close(reader);
    gr_film_close(film);
    gr_film_close(whole);
}

static void what_is_wrong(void **state)
{
    (void)state;
    static const char *const kept = "wrong/kept";
    GrError error = {0};
    const char *pattern = pictures("wrong", "%04d.png", MOVES);
    const char *tenth = helper_path("wrong/0010.png"), *first = helper_path("wrong/0001.png");
    copy(tenth, helper_path("%s", kept));
    make("wrong/0010.png", "-f lavfi -i color=red:s=48x64 -frames:v 1");
    refused(pattern, &usual, GR_E_INPUT, "wrong/0010.png has 48 x 64 pixels, ");
    refused(pattern, &lenient, GR_E_INPUT, "wrong/0001.png 96 x 64: the pictures of a sequence");
    assert_done(gr_file_write_atomic(tenth, "", 0, &error), error);
    refused(pattern, &usual, GR_E_INPUT, "wrong/0010.png: is empty");
    assert_done(gr_file_write_atomic(tenth, "no picture", 10, &error), error);
    refused(pattern, &usual, GR_E_INPUT, "wrong/0010.png: is no picture of a known kind");
    GrFilm *film = open_sequence(pattern, &lenient);
    assert_int_equal(film->packet_count, PICTURES - 1);
    gr_film_close(film);
    remove(tenth);
    assert_int_equal(mkdir(tenth, 0700), 0);
    refused(pattern, &usual, GR_E_INPUT, "wrong/0010.png: is a folder");
    assert_int_equal(rmdir(tenth), 0);
    copy(helper_path("%s", kept), tenth);
    film = open_sequence(pattern, &usual);
    gr_film_close(film);

    assert_done(gr_file_write_atomic(first, "no picture", 10, &error), error);
    refused(pattern, &usual, GR_E_INPUT, "wrong/0001.png: cannot be read as a picture");
    refused(pattern, &lenient, GR_E_INPUT, "wrong/0001.png: cannot be read as a picture");
    assert_done(gr_file_write_atomic(helper_path("1.svg"),
                                     "<svg xmlns='http://www.w3.org/2000/svg'/>", 41, &error),
                error);
    refused(helper_path("%%d.svg"), &usual, GR_E_INPUT, "1.svg: an SVG");
}

/* Broken where only decoding shows it: the one before stays, alone as in sequence, and each is
 * told. */
static void broken_inside(void **state)
{
    (void)state;
    static const struct {
        const char *folder, *name, *arguments, *seventh, *eighth, *twentieth;
    } rows[] = {
        {"bad", "%d.png", MOVES, "bad/7.png", "bad/8.png", "bad/20.png"},
        {"badj", "%d.jpg", MOVES "-q:v 2", "badj/7.jpg", "badj/8.jpg", "badj/20.jpg"},
    };
    for (size_t k = 0; k < COUNT_OF(rows); k++) {
        char words[512];
        const char *pattern = pictures(rows[k].folder, rows[k].name, rows[k].arguments);
        uint64_t sums[PICTURES];
        GrFilm *whole = open_sequence(pattern, &usual);
        damage(helper_path("%s", rows[k].seventh));
        damage(helper_path("%s", rows[k].eighth));
        damage(helper_path("%s", rows[k].twentieth));
        GrFilm *film = open_sequence(pattern, &usual);
        assert_false(gr_digest_equal(film->digest, whole->digest));
        GrFilmReader *reader = open_reader(film, 1);
        for (int i = 0; i < PICTURES; i++) {
            sums[i] = sum_of(film, reader, i);
            bool bad = i == 6 || i == 7 || i == 19;
            if (i > 0 && (sums[i] == sums[i - 1]) != bad)
                fail_msg("%s: picture %d", rows[k].folder, i + 1);
            if (bad != (gr_film_reader_damage(reader) == i))
                fail_msg("%s: damage at %d", rows[k].folder, i + 1);
        }
        assert_int_equal(gr_film_reader_found(reader), PICTURES - 1);
        gr_film_reader_damage_words(reader, words, sizeof words);
        assert_non_null(strstr(words, rows[k].twentieth));
        assert_non_null(strstr(words, ": cannot be read as a picture: the picture before stays"));
        for (int i = PICTURES - 1; i >= 0; i--) {
            GrFilmReader *fresh = open_reader(film, 1);
            bool bad = i == 6 || i == 7 || i == 19;
            if (sum_of(film, fresh, i) != sums[i] || sum_of(film, reader, i) != sums[i])
                fail_msg("%s: picture %d is another one alone", rows[k].folder, i + 1);
            if (bad != (gr_film_reader_damage(fresh) == i))
                fail_msg("%s: damage at %d alone", rows[k].folder, i + 1);
            gr_film_reader_close(fresh);
        }
        /* Each that is asked for is told, whatever was found on the way to those before it. */
        GrFilmReader *backwards = open_reader(film, 1);
        for (int i = PICTURES - 1; i >= 0; i--) {
            bool bad = i == 6 || i == 7 || i == 19;
            sum_of(film, backwards, i);
            if (bad != (gr_film_reader_damage(backwards) == i))
                fail_msg("%s: damage at %d backwards", rows[k].folder, i + 1);
        }
        gr_film_reader_close(backwards);
        gr_film_reader_close(reader);
        gr_film_close(film);
        gr_film_close(whole);
    }
}

/* What is not what it was when the show was read is an error; a new date alone is none. */
static void changed_since(void **state)
{
    (void)state;
    static uint8_t raster[WIDTH * HEIGHT * 4];
    const char *pattern = pictures("since", "%d.png", MOVES "-frames:v 3");
    const char *second = helper_path("since/2.png"), *kept = helper_path("since/kept");
    GrError error = {0};
    GrFilm *film = open_sequence(pattern, &usual);
    GrFilmReader *reader = open_reader(film, 1);
    uint64_t sum = sum_of(film, reader, 1);
    assert_int_equal(rename(second, kept), 0);
    assert_refused(GR_E_INPUT, "since/2.png: No such file",
                   gr_film_reader_picture(reader, 1, raster, &error), error);
    copy(helper_path("since/3.png"), second);
    assert_refused(GR_E_INPUT, "since/2.png: has changed since the show was read",
                   gr_film_reader_picture(reader, 1, raster, &error), error);
    remove(second);
    assert_int_equal(mkfifo(second, 0600), 0); /* whoever opened it would wait */
    assert_refused(GR_E_INPUT, "since/2.png: is not a regular file",
                   gr_film_reader_picture(reader, 1, raster, &error), error);
    refused(pattern, &usual, GR_E_INPUT, "since/2.png: is not a regular file");
    remove(second);
    copy(kept, second);
    const struct timespec then[2] = {{1000000000, 0}, {1000000000, 0}};
    assert_int_equal(utimensat(AT_FDCWD, second, then, 0), 0);
    assert_true(sum_of(film, reader, 1) == sum);
    assert_true(gr_film_is_made_of(film, second));
    assert_false(gr_film_is_made_of(film, kept));
    gr_film_reader_close(reader);

    /* Each file counts, whatever its date. */
    GrFilm *again = open_sequence(pattern, &usual);
    assert_true(gr_digest_equal(again->digest, film->digest));
    gr_film_close(again);
    copy(helper_path("since/3.png"), second);
    again = open_sequence(pattern, &usual);
    assert_false(gr_digest_equal(again->digest, film->digest));
    gr_film_close(again);
    gr_film_close(film);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_missing),
        cmocka_unit_test(what_is_wrong),
        cmocka_unit_test(broken_inside),
        cmocka_unit_test(changed_since),
    };
    return cmocka_run_group_tests(tests, helper_setup, helper_teardown);
}

/* SPDX-License-Identifier: MIT
 *
 * Films that are none, or not whole.
 */
#include "media/film_helper.h"

#include <libavutil/mem.h>
#include <limits.h>

static void refused(const char *path, const char *words)
{
    GrFilm *film = NULL;
    GrError error = {0};
    assert_refused(GR_E_INPUT, words, gr_film_open(path, &film, &error), error);
    assert_null(film);
}

static void cut(const char *from, const char *to, long bytes)
{
    char command[1400], source[512];
    snprintf(source, sizeof source, "%s", helper_path("%s", from));
    snprintf(command, sizeof command, "head -c %ld '%s' > '%s'", bytes, source,
             helper_path("%s", to));
    assert_int_equal(system(command), 0);
}

static void what_is_no_film(void **state)
{
    (void)state;
    refused(helper_path("nowhere.mp4"), "No such file");
    refused(helper_path("."), "");
    make("song.wav", "-f lavfi -i sine=d=1");
    refused(helper_path("song.wav"), "no moving picture");
    make("cover.png", "-f lavfi -i color=red:s=32x32 -frames:v 1");
    make("cover.mp3",
         "-f lavfi -i sine=d=1 -i cover.png -map 0:a -map 1:v -disposition:v attached_pic "
         "-c:v copy");
    refused(helper_path("cover.mp3"), "no moving picture");
    make("whole.mp4", MOVES LOSSLESS);
    cut("whole.mp4", "headless.mp4", 9000);
    refused(helper_path("headless.mp4"), "headless.mp4");
    make("jumps.nut", "-i whole.mp4 -c copy -bsf:v "
                      "\"setts=ts=if(gte(N\\,20)\\,TS+9000000000000000000\\,TS)\"");
    refused(helper_path("jumps.nut"), "its pictures are years apart");
    cut("whole.mp4", "empty.mp4", 0);
    refused(helper_path("empty.mp4"), "empty.mp4");
    make("years.mkv", "-f lavfi -i testsrc2=s=96x64:r=10 -frames:v 2 -vf setpts=N*2e8/TB "
                      "-vsync passthrough -c:v ffv1");
    refused(helper_path("years.mkv"), "years apart");
}

/* One whose end is missing is shorter, and says so. */
static void cut_short(void **state)
{
    (void)state;
    char text[128];
    make("front.mp4", "-f lavfi -i testsrc2=s=96x64:r=24:d=4 -movflags +faststart -g 12 "
                      "-c:v libx264 -pix_fmt yuv420p");
    GrFilm *whole = open_film(helper_path("front.mp4"));
    assert_null(gr_film_complaint(whole, text, sizeof text));
    cut("front.mp4", "short.mp4", 24000);
    GrFilm *film = open_film(helper_path("short.mp4"));
    assert_true(film->picture_count > 10 && film->picture_count < whole->picture_count);
    assert_non_null(gr_film_complaint(film, text, sizeof text));
    assert_non_null(strstr(text, "of 4.00 s"));
    assert_false(gr_digest_equal(film->digest, whole->digest));
    gr_film_close(whole);
    gr_film_close(film);
}

/* One that breaks in its middle: the last good picture stays until the next key picture, alone as
 * in sequence. */
static void broken_in_the_middle(void **state)
{
    (void)state;
    GrError error = {0};
    char *data;
    size_t length;
    make("sound.mkv", "-f lavfi -i testsrc2=s=96x64:r=24 -frames:v 40 -c:v libx264 -g 10 -bf 2 "
                      "-pix_fmt yuv420p");
    assert_done(gr_file_read(helper_path("sound.mkv"), 1 << 24, &data, &length, &error), error);
    GrFilm *whole = open_film(helper_path("sound.mkv"));
    for (size_t i = length * 4 / 10; i < length * 5 / 10; i++)
        data[i] = (char)(i * 37 + 11);
    FILE *file = fopen(helper_path("broken.mkv"), "wb");
    assert_int_equal(fwrite(data, 1, length, file), length);
    fclose(file);
    free(data);
    GrFilm *film = open_film(helper_path("broken.mkv"));
    GrFilmReader *good = open_reader(whole, 1), *reader = open_reader(film, 1);
    uint64_t sums[PICTURES];
    int same = 0, held = 0;
    int64_t count = film->picture_count;
    assert_true(count > 20 && count <= PICTURES);
    for (int64_t i = 0; i < count; i++) {
        sums[i] = sum_of(film, reader, i);
        int64_t as = gr_film_picture_at(whole, film->start_ns[i]);
        same += sums[i] == sum_of(whole, good, as);
        held += i > 0 && sums[i] == sums[i - 1];
    }
    assert_true(gr_film_reader_damage(reader) >= 0 || count < PICTURES);
    assert_true(same >= 20);
    assert_true(held + (PICTURES - count) > 0);
    for (int64_t i = count - 1; i >= 0; i--) {
        GrFilmReader *fresh = open_reader(film, 1);
        if (sum_of(film, fresh, i) != sums[i])
            fail_msg("picture %d is another one alone", (int)i);
        gr_film_reader_close(fresh);
    }
    gr_film_reader_close(good);
    gr_film_reader_close(reader);
    gr_film_close(whole);
    gr_film_close(film);
}

/* One that goes away while it is shown: each picture that must be fetched is an error, until it is
 * back. */
static void gone_for_a_while(void **state)
{
    (void)state;
    static uint8_t raster[WIDTH * HEIGHT * 4];
    char kept[512], path[512];
    snprintf(path, sizeof path, "%s", make("gone.mp4", MOVES "-c:v libx264 -g 4 -pix_fmt yuv420p"));
    snprintf(kept, sizeof kept, "%s.kept", path);
    GrFilm *film = open_film(path);
    GrFilmReader *reader = open_reader(film, 1);
    uint64_t first = sum_of(film, reader, 0), last = sum_of(film, reader, PICTURES - 1);
    assert_int_equal(rename(path, kept), 0);
    for (int i = 0; i < 4; i++) {
        GrError error = {0};
        /* From the start, where nothing has to be sought, and from a key picture. */
        assert_int_equal(gr_film_reader_picture(reader, i % 2 ? 20 : 0, raster, &error),
                         GR_E_INPUT);
        assert_non_null(strstr(error.message, "gone.mp4"));
    }
    assert_int_equal(rename(kept, path), 0);
    assert_true(sum_of(film, reader, 0) == first);
    assert_true(sum_of(film, reader, PICTURES - 1) == last);
    gr_film_reader_close(reader);
    gr_film_close(film);
}

/* A recording that was switched on in the middle: its first key picture is its first picture, and
 * what is left of it is the same as in the whole. */
static void begins_in_the_middle(void **state)
{
    (void)state;
    char command[1400], text[128], source[512];
    make("record.ts", MOVES "-c:v libx264 -g 12 -bf 2 -pix_fmt yuv420p");
    snprintf(source, sizeof source, "%s", helper_path("record.ts"));
    /* Packets of 188 bytes; tables come again before long. */
    snprintf(command, sizeof command, "tail -c +%d '%s' > '%s'", 188 * 20 + 1, source,
             helper_path("middle.ts"));
    assert_int_equal(system(command), 0);
    GrFilm *whole = open_film(helper_path("record.ts")),
           *film = open_film(helper_path("middle.ts"));
    GrFilmReader *good = open_reader(whole, 1), *reader = open_reader(film, 1);
    int64_t left_out = whole->picture_count - film->picture_count;
    assert_true(left_out >= 12 && film->picture_count >= 12);
    assert_true(film->unfounded_ns > 0);
    assert_string_equal(gr_film_complaint(film, text, sizeof text) ? "told" : "", "told");
    assert_non_null(strstr(text, "begins in the middle"));
    for (int64_t i = film->picture_count - 1; i >= 0; i--)
        if (sum_of(film, reader, i) != sum_of(whole, good, left_out + i))
            fail_msg("picture %d is another one than in the whole", (int)i);
    assert_int_equal(gr_film_reader_damage(reader), -1);
    gr_film_reader_close(good);
    gr_film_reader_close(reader);
    gr_film_close(whole);
    gr_film_close(film);
}

/* Lack of memory is no damage, wherever it is felt; what is shown once there is some is as ever. */
static void starved(void **state)
{
    (void)state;
    static const struct {
        const char *file, *codec;
        size_t room; /* for each piece of memory that libav asks for */
        int64_t picture;
    } cases[] = {
        {"read.mkv", "-c:v mjpeg", 512, 1},
        /* A packet is copied to 256 KiB and more, a picture has 375 KiB. */
        {"decoded.mp4", "-c:v libx264 -g 4 -pix_fmt yuv420p -vf scale=800:480", 300000, 30},
        {"made small.nut", "-c:v rawvideo -pix_fmt rgb565le", 14000, 9}, /* a picture has 12288 */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint8_t raster[2][WIDTH * HEIGHT * 4] = {{0}};
        char arguments[256];
        GrError error = {0};
        snprintf(arguments, sizeof arguments, MOVES "%s", cases[i].codec);
        GrFilm *film = open_film(make(cases[i].file, arguments));
        GrFilmReader *reader = open_reader(film, 10), *other = open_reader(film, 10);
        int64_t wanted = cases[i].picture;
        assert_done(gr_film_reader_picture(other, wanted, raster[0], &error), error);
        if (wanted == 1)
            assert_done(gr_film_reader_picture(reader, 0, raster[1], &error), error);
        for (int again = 0; again < 2; again++) {
            av_max_alloc(cases[i].room);
            int code = gr_film_reader_picture(reader, wanted, raster[1], &error);
            av_max_alloc(INT_MAX);
            assert_refused(GR_E_SPACE, "memory", code, error);
        }
        assert_int_equal(gr_film_reader_damage(reader), -1);
        assert_done(gr_film_reader_picture(reader, wanted, raster[1], &error), error);
        assert_memory_equal(raster[0], raster[1], sizeof *raster);
        gr_film_reader_close(reader);
        gr_film_reader_close(other);
        gr_film_close(film);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_film),      cmocka_unit_test(cut_short),
        cmocka_unit_test(broken_in_the_middle), cmocka_unit_test(gone_for_a_while),
        cmocka_unit_test(begins_in_the_middle), cmocka_unit_test(starved),
    };
    return cmocka_run_group_tests(tests, helper_setup, helper_teardown);
}

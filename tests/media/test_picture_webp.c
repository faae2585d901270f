/* SPDX-License-Identifier: MIT
 *
 * Animated WebP shows its first frame, as GIF and APNG do.
 */
#include "media/film_helper.h"

#include "media/picture.h"

#define MOVING "-f lavfi -i testsrc2=s=64x48:r=5 -pix_fmt bgra -frames:v 4 -loop 0 "
#define FIRST  "-f lavfi -i testsrc2=s=64x48:r=5 -pix_fmt rgba -frames:v 1 "

static GrPicture read_picture(const char *file)
{
    GrPicture picture;
    GrError error = {0};
    assert_done(gr_picture_read(helper_path("%s", file), &picture, &error), error);
    return picture;
}

static double difference(const GrPicture *one, const GrPicture *other)
{
    double sum = 0.0;
    int bytes = 4 * one->width * one->height;
    assert_int_equal(one->width, other->width);
    assert_int_equal(one->height, other->height);
    for (int i = 0; i < bytes; i++)
        sum += abs(one->rgba[i] - other->rgba[i]);
    return sum / bytes;
}

static void first_frames(void **state)
{
    (void)state;
    static const struct {
        const char *file, *codec;
        double most; /* by which bytes differ in the mean */
    } cases[] = {
        {"lossless.webp", "-c:v libwebp_anim -lossless 1", 0.0},
        {"lossy.webp", "-c:v libwebp_anim -quality 95", 8.0},
        {"clear.webp", "-vf colorchannelmixer=aa=0.5 -c:v libwebp_anim -lossless 1", 0.0},
        {"film.gif", "-pix_fmt rgb8", 40.0},
        {"film.apng", "-f apng -plays 0", 0.0},
    };
    make("first.png", FIRST);
    make("first_clear.png", FIRST "-vf colorchannelmixer=aa=0.5");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char arguments[512];
        bool clear = strstr(cases[i].file, "clear");
        snprintf(arguments, sizeof arguments, MOVING "%s", cases[i].codec);
        make(cases[i].file, arguments);
        GrPicture picture = read_picture(cases[i].file);
        GrPicture wanted = read_picture(clear ? "first_clear.png" : "first.png");
        if (difference(&picture, &wanted) > cases[i].most)
            fail_msg("%s: differs by %.2f", cases[i].file, difference(&picture, &wanted));
        assert_int_equal(picture.rgba[3], wanted.rgba[3]);
        gr_picture_finish(&picture);
        gr_picture_finish(&wanted);
    }
}

/* Numbered pictures may move, too. */
static void of_a_sequence(void **state)
{
    (void)state;
    static uint8_t raster[4 * 64 * 48];
    const GrSequenceSpec spec = {{24, 1}, -1, false};
    GrFilm *film = NULL;
    GrError error = {0};
    make("shot_1.webp", MOVING "-c:v libwebp_anim -lossless 1");
    assert_done(gr_film_open_sequence(helper_path("shot_%%d.webp"), &spec, &film, &error), error);
    GrFilmReader *reader = open_reader(film, 1);
    assert_done(gr_film_reader_picture(reader, 0, raster, &error), error);
    GrPicture wanted = read_picture("first.png");
    assert_memory_equal(raster, wanted.rgba, sizeof raster);
    gr_picture_finish(&wanted);
    gr_film_reader_close(reader);
    gr_film_close(film);
}

/* One that is a part of the picture, and files that end too soon. */
static void what_is_refused(void **state)
{
    (void)state;
    char *data;
    size_t length;
    GrError error = {0};
    GrPicture picture;
    const char *path = make("odd.webp", MOVING "-c:v libwebp_anim -lossless 1");
    assert_done(gr_file_read(path, 1 << 24, &data, &length, &error), error);
    char *frame = memmem(data, length, "ANMF", 4);
    assert_non_null(frame);
    frame[8 + 6]--; /* a column less */
    assert_done(gr_file_write_atomic(path, data, length, &error), error);
    assert_refused(GR_E_INPUT, "whose first frame is not a whole picture",
                   gr_picture_read(path, &picture, &error), error);
    frame[8 + 6]++;
    for (size_t cut = (size_t)(frame - data) + 60; cut > 21; cut -= 7) {
        assert_done(gr_file_write_atomic(path, data, cut, &error), error);
        assert_refused(GR_E_INPUT, "odd.webp: ", gr_picture_read(path, &picture, &error), error);
    }
    free(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_frames),
        cmocka_unit_test(of_a_sequence),
        cmocka_unit_test(what_is_refused),
    };
    return cmocka_run_group_tests(tests, helper_setup, helper_teardown);
}

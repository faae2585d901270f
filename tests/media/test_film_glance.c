/* SPDX-License-Identifier: MIT */
#include "media/film_helper.h"

#include "media/film_glance.h"

/* What is looked at for a plan is near, and never far from a key picture. */
static void glances(void **state)
{
    (void)state;
    GrFilm film = {.path = "x", .width = 3840, .height = 2160, .picture_count = 300};
    GrFilmPacket packets[300];
    int64_t order[300];
    for (int i = 0; i < 300; i++) {
        packets[i] = (GrFilmPacket){.pts = i, .picture = i, .key = i % 100 == 0};
        order[i] = i;
    }
    film.packets = packets;
    film.packet = order;
    film.packet_count = 300;
    assert_int_equal(gr_film_glance(&film, 105), 105);
    assert_int_equal(gr_film_glance(&film, 190), 106);
    film.width = film.height = 64;
    assert_int_equal(gr_film_glance(&film, 190), 190);
}

/* Pictures for plans are those of a reader, near ones of a large film, and kept until forgotten. */
static void glances_are_kept(void **state)
{
    (void)state;
    static const struct {
        const char *file, *arguments;
        int factor, most_off; /* of a byte, in the mean */
    } rows[] = {
        {"small.mp4", "-f lavfi -i testsrc2=s=128x96:r=24 -frames:v 12 -c:v libx264 -bf 2", 8, 0},
        {"large.mp4",
         "-f lavfi -i testsrc2=s=1600x900:r=24 -frames:v 12 -c:v libx264 -preset ultrafast -bf 2",
         50, 4},
        {"large.avi", "-f lavfi -i testsrc2=s=1600x900:r=24 -frames:v 12 -c:v mjpeg -q:v 2", 50, 0},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *path = make(rows[i].file, rows[i].arguments);
        GrError error = {0};
        GrFilm *film = open_film(path);
        GrFilmReader *reader = open_reader(film, rows[i].factor);
        size_t bytes = bytes_of(film, rows[i].factor);
        uint8_t *exact = calloc(3, bytes), *first = exact + bytes, *second = first + bytes;
        assert_done(gr_film_reader_picture(reader, 5, exact, &error), error);
        assert_done(gr_film_glance_picture(film, rows[i].factor, 5, first, &error), error);
        size_t off = 0;
        for (size_t b = 0; b < bytes; b++)
            off += (size_t)abs(first[b] - exact[b]);
        if (off > bytes * (size_t)rows[i].most_off)
            fail_msg("%s: off by %zu in all of %zu bytes", rows[i].file, off, bytes);
        assert_int_equal(remove(path), 0);
        assert_done(gr_film_glance_picture(film, rows[i].factor, 5, second, &error), error);
        assert_memory_equal(first, second, bytes);
        gr_film_forget_glances(film);
        assert_int_equal(gr_film_glance_picture(film, rows[i].factor, 5, second, &error),
                         GR_E_INPUT);
        free(exact);
        gr_film_reader_close(reader);
        gr_film_close(film);
    }
}

/* A large film that is damaged here and there looks the same whichever moment of it is looked at
 * first. */
static void order_does_not_matter(void **state)
{
    (void)state;
    enum { FACTOR = 50, MOMENTS = 12 };
    GrError error = {0};
    char *data;
    size_t length;
    const char *path =
        make("torn.mkv", "-f lavfi -i testsrc2=s=1600x900:r=24 -frames:v 48 -c:v libx264 -preset "
                         "veryfast -g 12 -bf 3");
    assert_done(gr_file_read(path, 1 << 24, &data, &length, &error), error);
    for (size_t i = length * 9 / 20; i < length * 10 / 20; i++)
        data[i] = (char)(i * 37 + 11);
    FILE *file = fopen(path, "wb");
    assert_int_equal(fwrite(data, 1, length, file), length);
    fclose(file);
    free(data);
    GrFilm *film = open_film(path);
    GrFilmReader *reader = open_reader(film, FACTOR);
    size_t bytes = bytes_of(film, FACTOR);
    uint8_t *raster = calloc(1, bytes);
    for (int64_t i = 0; i < film->picture_count; i++)
        assert_done(gr_film_reader_picture(reader, i, raster, &error), error);
    assert_true(gr_film_reader_damage(reader) > 0);
    gr_film_reader_close(reader);
    uint64_t sums[MOMENTS];
    for (int pass = 0; pass < 4; pass++) {
        for (int i = 0; i < MOMENTS; i++) {
            int at = pass == 0 ? i : pass == 1 ? MOMENTS - 1 - i : (5 * i + pass) % MOMENTS;
            int64_t picture = film->picture_count * at / MOMENTS;
            if (pass == 3) /* each by itself */
                gr_film_forget_glances(film);
            assert_done(gr_film_glance_picture(film, FACTOR, picture, raster, &error), error);
            uint64_t sum = gr_hash_bytes(raster, bytes, 0);
            if (pass == 0)
                sums[at] = sum;
            else if (sums[at] != sum)
                fail_msg("pass %d: picture %d is another one", pass, (int)picture);
        }
        gr_film_forget_glances(film);
    }
    free(raster);
    gr_film_close(film);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(glances),
        cmocka_unit_test(glances_are_kept),
        cmocka_unit_test(order_does_not_matter),
    };
    return cmocka_run_group_tests(tests, helper_setup, helper_teardown);
}

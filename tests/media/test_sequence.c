/* SPDX-License-Identifier: MIT
 *
 * Sequences of numbered pictures as films.
 */
#include "media/sequence_helper.h"

#include "media/picture.h"
#include "media/picture_head.h"

static void names(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *first, *thousandth; /* paths of the numbers 1 and 1000 */
        const char *words;                        /* or what is wrong; all NULL: no pattern */
    } rows[] = {
        {"a/s_%04d.png", "a/s_0001.png", "a/s_1000.png", NULL},
        {"s%d.png", "s1.png", "s1000.png", NULL},
        {"%02d", "01", "1000", NULL},
        {"a%%b%03d%%.jpg", "a%b001%.jpg", "a%b1000%.jpg", NULL},
        {"50%d/x%d/s%d_50%.png", "50%d/x%d/s1_50%.png", "50%d/x%d/s1000_50%.png", NULL},
        {"100%s_%d.png", "100%s_1.png", "100%s_1000.png", NULL},
        {"%dd.png", "1d.png", "1000d.png", NULL},
        {"%00001d_%d", "%00001d_1", "%00001d_1000", NULL},
        {"a%d_%d.png", NULL, NULL, "more than one place"},
        {"a%4d.png", NULL, NULL, "write %04d"},
        {"a%099d.png", NULL, NULL, "at most 64"},
        {"a.png", NULL, NULL, NULL},
        {"a%.png", NULL, NULL, NULL},
        {"a%%d.png", NULL, NULL, NULL},
        {"a%5.2d.png", NULL, NULL, NULL},
        {"a%x%i%s.png", NULL, NULL, NULL},
        {"%d/a.png", NULL, NULL, NULL},
        {"%", NULL, NULL, NULL},
        {"%0", NULL, NULL, NULL},
        {"", NULL, NULL, NULL},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        GrSequenceName name;
        GrError error = {0};
        char path[GR_PATH_CAPACITY];
        if (gr_sequence_is(rows[i].pattern) != (rows[i].first || rows[i].words))
            fail_msg("%s: taken for what it is not", rows[i].pattern);
        int code = gr_sequence_parse(rows[i].pattern, &name, &error);
        if (!rows[i].first) {
            assert_refused(GR_E_SHOW, rows[i].words ? rows[i].words : "no place", code, error);
            continue;
        }
        assert_done(code, error);
        gr_sequence_path(&name, 1, path);
        assert_string_equal(path, rows[i].first);
        gr_sequence_path(&name, 1000, path);
        assert_string_equal(path, rows[i].thousandth);
    }
    /* What is there under that very name is a file. */
    GrError error = {0};
    assert_done(gr_file_write_atomic(helper_path("all%%d.mov"), "x", 1, &error), error);
    assert_false(gr_sequence_is(helper_path("all%%d.mov")));
    assert_true(gr_sequence_is(helper_path("none%%d.mov")));
}

static void numbers_are_found(void **state)
{
    (void)state;
    static const char *const files[] = {
        "s_0007.p",  "s_0010.p",  "s_12345.p", "s_012345.p", "s_11.p",         "s_0012.png",
        "as_0013.p", "s_.p",      "s_00a4.p",  "s_0008.p",   "s_2147483647.p", "s_2147483648.p",
        "s_-001.p",  "s_ 0014.p", "s_0000.p",  ".p"};
    static const int32_t fours[] = {0, 7, 8, 10, 12345, 2147483647},
                         plain[] = {11, 12345, 2147483647};
    GrSequenceName name;
    GrSequenceNumbers numbers;
    GrError error = {0};
    assert_done(gr_folder_create(helper_path("numbers"), &error), error);
    for (size_t i = 0; i < COUNT_OF(files); i++)
        assert_done(gr_file_write_atomic(helper_path("numbers/%s", files[i]), "x", 1, &error),
                    error);
    assert_done(gr_sequence_parse(helper_path("numbers/s_%%04d.p"), &name, &error), error);
    assert_done(gr_sequence_find(&name, &numbers, &error), error);
    assert_int_equal(numbers.count, COUNT_OF(fours));
    assert_memory_equal(numbers.list, fours, sizeof fours);
    assert_string_equal(numbers.other, "s_012345.p");
    gr_sequence_numbers_finish(&numbers);
    assert_done(gr_sequence_parse(helper_path("numbers/s_%%d.p"), &name, &error), error);
    assert_done(gr_sequence_find(&name, &numbers, &error), error);
    assert_int_equal(numbers.count, COUNT_OF(plain));
    assert_memory_equal(numbers.list, plain, sizeof plain);
    gr_sequence_numbers_finish(&numbers);
    assert_done(gr_sequence_parse(helper_path("nowhere/s_%%d.p"), &name, &error), error);
    assert_refused(GR_E_INPUT, "nowhere", gr_sequence_find(&name, &numbers, &error), error);
}

/* A picture by itself is the picture in sequence, and that of a film that holds the same. */
static void pictures_are_a_film(void **state)
{
    (void)state;
    static const struct {
        const char *folder, *name, *arguments, *film;
    } rows[] = {
        {"png", "%04d.png", MOVES, "-framerate 24 -i png/%04d.png -c:v png"},
        {"wide", "%d.png", MOVES "-pix_fmt rgba64be", "-framerate 24 -i wide/%d.png -c:v png"},
        {"pal", "p%d.png", MOVES "-pix_fmt pal8", "-framerate 24 -i pal/p%d.png -c:v png"},
        {"grey", "%03d.png", MOVES "-pix_fmt gray16be", NULL},
        {"jpeg", "j_%02d.jpg", MOVES "-q:v 2", "-framerate 24 -i jpeg/j_%02d.jpg -c:v copy"},
        {"webp", "w%d.webp", MOVES "-c:v libwebp -f image2", NULL},
        {"lossless", "w%d.webp", MOVES "-c:v libwebp -lossless 1 -f image2", NULL},
        {"bmp", "%d.bmp", MOVES, NULL},
        {"tiff", "%d.tiff", MOVES, NULL},
    };
    for (size_t k = 0; k < COUNT_OF(rows); k++) {
        GrFilm *film =
            open_sequence(pictures(rows[k].folder, rows[k].name, rows[k].arguments), &usual);
        GrFilmReader *reader = open_reader(film, 1);
        uint64_t sums[PICTURES];
        assert_int_equal(film->picture_count, PICTURES);
        for (int i = 0; i < PICTURES; i++)
            sums[i] = sum_of(film, reader, i);
        for (int i = 1; i < PICTURES; i++)
            if (sums[i] == sums[i - 1])
                fail_msg("%s: picture %d is the one before", rows[k].folder, i);
        for (int i = 0, at = 17; i < PICTURES; i++, at = (at * 29 + 13) % PICTURES)
            if (sum_of(film, reader, at) != sums[at])
                fail_msg("%s: picture %d is another one after a jump", rows[k].folder, at);
        assert_int_equal(gr_film_reader_damage(reader), -1);
        gr_film_reader_close(reader);
        if (rows[k].film) {
            GrFilm *same = open_film(make("same.mov", rows[k].film));
            reader = open_reader(same, 1);
            assert_int_equal(same->picture_count, PICTURES);
            for (int i = 0; i < PICTURES; i++) {
                int64_t apart = same->start_ns[i] - film->start_ns[i];
                if (sum_of(same, reader, i) != sums[i] || apart > 1 || apart < -1)
                    fail_msg("%s: picture %d is another one in a film", rows[k].folder, i);
            }
            gr_film_reader_close(reader);
            gr_film_close(same);
        }
        gr_film_close(film);
    }
}

typedef struct Look {
    const char *folder, *name, *arguments;
    float u, v;
    Texel wants;
    int within;
} Look;

static const Look looks[] = {
    {"red", "%d.png", PLAIN("0xd02040"), .5f, .5f, {0xd0, 0x20, 0x40, 255}, 1},
    {"redj", "%d.jpg", PLAIN("0xd02040") "-q:v 1", .5f, .5f, {0xd0, 0x20, 0x40, 255}, 4},
    {"redw",
     "%d.webp",
     PLAIN("0xd02040") "-c:v libwebp -q 100 -f image2",
     .5f,
     .5f,
     {0xd0, 0x20, 0x40, 255},
     4},
    /* Large ones are not taken for television. */
    {"large",
     "%d.jpg",
     "-f lavfi -i color=0xd02040:s=1280x720:r=10 -frames:v 1 -q:v 1",
     .5f,
     .5f,
     {0xd0, 0x20, 0x40, 255},
     4},
    {"largew",
     "%d.webp",
     "-f lavfi -i color=0xd02040:s=1280x720:r=10 -frames:v 1 -c:v libwebp -q 100 -f image2",
     .5f,
     .5f,
     {0xd0, 0x20, 0x40, 255},
     4},
    {"half",
     "%d.png",
     "-f lavfi -i color=0x40ff80@0.5:s=96x64:r=10,format=rgba -frames:v 2",
     .5f,
     .5f,
     {32, 127, 64, 127},
     1},
    {"halfw",
     "%d.webp",
     "-f lavfi -i color=0x40ff80@0.5:s=96x64:r=10,format=rgba -frames:v 2 -c:v libwebp -lossless 1 "
     "-f image2",
     .5f,
     .5f,
     {32, 127, 64, 127},
     1},
    {"deep",
     "%d.png",
     "-f lavfi -i color=0x40ff80@0.5:s=96x64:r=10,format=rgba -frames:v 2 -pix_fmt rgba64be",
     .5f,
     .5f,
     {32, 127, 64, 127},
     1},
};

static void colours_and_cover(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(looks); i++) {
        const Look *look = &looks[i];
        GrFilm *film = open_sequence(pictures(look->folder, look->name, look->arguments), &usual);
        GrFilmReader *reader = open_reader(film, 4);
        Texel t = texel_at(film, reader, 4, film->picture_count - 1, look->u, look->v);
        const int off[] = {t.r - look->wants.r, t.g - look->wants.g, t.b - look->wants.b,
                           t.a - look->wants.a};
        for (int k = 0; k < 4; k++)
            if (abs(off[k]) > look->within)
                fail_msg("%s: %d %d %d %d", look->folder, t.r, t.g, t.b, t.a);
        gr_film_reader_close(reader);
        gr_film_close(film);
    }
    GrFilm *film = open_sequence(pictures("shape", "%d.png", PLAIN("red") "-vf setsar=2"), &usual);
    assert_true(film->aspect > 2.99f && film->aspect < 3.01f);
    gr_film_close(film);
}

/* EXIF with an orientation and nothing else, in either byte order; as JPEG, PNG and WebP have it.
 */
enum { EXIF_BYTES = 26 };

static void write_exif(uint8_t *out, int orientation, bool little)
{
    static const uint8_t orders[2][EXIF_BYTES] = {
        {'M', 'M', 0, '*', 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1},
        {'I', 'I', '*', 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0},
    };
    memcpy(out, orders[little], EXIF_BYTES);
    out[little ? 18 : 19] = (uint8_t)orientation;
}

static void put_number(uint8_t *out, uint32_t value, bool little)
{
    for (int i = 0; i < 4; i++)
        out[i] = (uint8_t)(value >> 8 * (little ? i : 3 - i));
}

/* The checksum of PNG's chunks (its specification, annex D). */
static uint32_t checksum(const uint8_t *data, size_t bytes)
{
    uint32_t sum = UINT32_MAX;
    for (size_t i = 0; i < bytes; i++) {
        sum ^= data[i];
        for (int bit = 0; bit < 8; bit++)
            sum = sum >> 1 ^ (sum & 1 ? 0xedb88320u : 0);
    }
    return ~sum;
}

/* Puts an orientation into a picture's file; what is left out of a WebP's head is its size. */
static void orient(const char *path, int orientation, bool little)
{
    char *data;
    size_t length, at;
    uint8_t more[64] = {0}, *made;
    size_t bytes = 0;
    GrError error = {0};
    assert_done(gr_file_read(path, 1 << 24, &data, &length, &error), error);
    if (strstr(path, ".jpg")) {
        memcpy(more,
               "\xff\xe1\0\x22"
               "Exif\0",
               10);
        write_exif(more + 10, orientation, little);
        at = 2;
        bytes = 10 + EXIF_BYTES;
    } else if (strstr(path, ".png")) {
        put_number(more, EXIF_BYTES, false);
        memcpy(more + 4, "eXIf", 4);
        write_exif(more + 8, orientation, little);
        put_number(more + 8 + EXIF_BYTES, checksum(more + 4, 4 + EXIF_BYTES), false);
        at = length - 12; /* before IEND */
        bytes = 12 + EXIF_BYTES;
    } else {
        memcpy(more, "EXIF", 4);
        put_number(more + 4, 6 + EXIF_BYTES, true);
        memcpy(more + 8, "Exif\0", 6);
        write_exif(more + 14, orientation, little);
        at = length;
        bytes = 14 + EXIF_BYTES;
        put_number((uint8_t *)data + 4, (uint32_t)(length + bytes - 8), true);
    }
    made = malloc(length + bytes);
    memcpy(made, data, at);
    memcpy(made + at, more, bytes);
    memcpy(made + at + bytes, data + at, length - at);
    assert_done(gr_file_write_atomic(path, made, length + bytes, &error), error);
    free(made);
    free(data);
}

/* White at the left, in the upper half alone: where it comes out. */
#define CORNER                                                                                     \
    "-f lavfi -i color=black:s=96x64:r=10,format=rgb24,drawbox=0:0:24:32:white:fill -frames:v 1 "

/* A camera that was held on its side says so in the picture. */
static void turned(void **state)
{
    (void)state;
    static const struct {
        const char *name, *arguments;
    } kinds[] = {
        {"1.jpg", CORNER "-q:v 1"},
        {"1.png", CORNER},
        {"1.webp", CORNER "-c:v libwebp -lossless 1 -f image2"},
    };
    static const struct {
        bool quarter, right, low;
    } rows[] = {{false, false, false}, {false, true, false}, {false, true, true},
                {false, false, true},  {true, false, false}, {true, true, false},
                {true, true, true},    {true, false, true}};
    for (size_t i = 0; i < COUNT_OF(kinds) * 8; i++) {
        const char *name = kinds[i / 8].name;
        int orientation = (int)(i % 8) + 1, cols, rows_of;
        char folder[32], pattern[300];
        snprintf(folder, sizeof folder, "turned%d%s", orientation, name + 2);
        const char *path = pictures(folder, name, kinds[i / 8].arguments);
        orient(path, orientation, i % 2);
        snprintf(pattern, sizeof pattern, "%s/%s/%%d%s", helper_folder, folder, name + 1);
        GrFilm *film = open_sequence(pattern, &usual);
        GrFilmReader *reader = open_reader(film, 1);
        gr_film_raster_size(film, 1, &cols, &rows_of);
        bool quarter = rows[i % 8].quarter;
        float x = rows[i % 8].right ? .9f : .1f, y = rows[i % 8].low ? .9f : .1f;
        int bright = 0;
        for (int k = 0; k < 4; k++)
            bright += texel_at(film, reader, 1, 0, k % 2 ? .9f : .1f, k / 2 ? .9f : .1f).g > 250;
        if (cols != (quarter ? HEIGHT : WIDTH) || rows_of != (quarter ? WIDTH : HEIGHT) ||
            (film->aspect < 1) != quarter || bright != 1 ||
            texel_at(film, reader, 1, 0, x, y).g < 250)
            fail_msg("%s by orientation %d: %d x %d, %d", name, orientation, cols, rows_of, bright);
        gr_film_reader_close(reader);
        gr_film_close(film);
        GrPicture picture;
        GrError error = {0};
        assert_done(gr_picture_read(path, &picture, &error), error);
        assert_int_equal(picture.width, cols);
        int at = (int)(y * (float)rows_of) * cols + (int)(x * (float)cols);
        assert_true(picture.rgba[4 * at] > 250);
        gr_picture_finish(&picture);
    }
}

/* One that is turned otherwise than the first would come out lying on its side. */
static void turned_otherwise(void **state)
{
    (void)state;
    static const char *const kinds[] = {"%d.jpg", "%d.png", "%d.webp"};
    static const char *const arguments[] = {"", "", "-c:v libwebp -f image2"};
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        char folder[32], all[300], path[400];
        snprintf(folder, sizeof folder, "otherwise%d", (int)i);
        snprintf(all, sizeof all, "-f lavfi -i color=black:s=96x64:r=10 -frames:v 3 %s",
                 arguments[i]);
        const char *pattern = pictures(folder, kinds[i], all);
        snprintf(path, sizeof path, "%s/%s/2%s", helper_folder, folder, kinds[i] + 2);
        orient(path, 3, true);
        refused(pattern, &usual, GR_E_INPUT, "is turned by its EXIF orientation 3");
        refused(pattern, &lenient, GR_E_INPUT, "by 1: the pictures of a sequence are turned alike");
    }
}

static void times(void **state)
{
    (void)state;
    static const struct {
        GrRational rate;
        int32_t first;
        double time_s;
        int picture;
        double length_s;
    } rows[] = {
        {{24, 1}, -1, 0, 0, 40 / 24.0},
        {{24, 1}, -1, 7 / 24.0, 7, 40 / 24.0},
        {{24, 1}, -1, 7 / 24.0 - 1e-4, 6, 40 / 24.0},
        {{24, 1}, -1, 7.9 / 24, 7, 40 / 24.0},
        {{24, 1}, -1, 99, 39, 40 / 24.0},
        {{24, 1}, -1, -1, 0, 40 / 24.0},
        {{30000, 1001}, -1, 20 * 1001 / 30000.0, 20, 40 * 1001 / 30000.0},
        {{30000, 1001}, -1, 20 * 1001 / 30000.0 - 1e-4, 19, 40 * 1001 / 30000.0},
        {{1, 1}, 38, 2.5, 2, 3},
    };
    const char *pattern = pictures("times", "%04d.png", MOVES);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const GrSequenceSpec spec = {rows[i].rate, rows[i].first, false};
        GrFilm *film = open_sequence(pattern, &spec);
        assert_int_equal(gr_film_picture_at(film, (int64_t)(rows[i].time_s * 1e9)),
                         rows[i].picture);
        assert_true(fabs((double)film->length_ns - rows[i].length_s * 1e9) < 2);
        /* A scene's start is a float. */
        for (int k = 0; k < film->picture_count; k++) {
            double exact = (double)k * (double)rows[i].rate.den / (double)rows[i].rate.num;
            GrFilmSpec at = {.at_s = (double)(float)(exact + 8.0) - 8.0, .loop = GR_FILM_HOLD};
            assert_int_equal(gr_film_shown(film, &at), k);
        }
        gr_film_close(film);
    }
}

/* Sizes without decoding, and files that end too early wherever that is. */
static void heads(void **state)
{
    (void)state;
    static const struct {
        const char *file, *arguments;
    } rows[] = {
        {"h.png", PLAIN("red") "-frames:v 1"},
        {"h.jpg", PLAIN("red") "-frames:v 1"},
        {"progressive.jpg", "-f lavfi -i testsrc2=s=96x64 -frames:v 1 -q:v 1 -huffman 1"},
        {"h.webp", "-f lavfi -i testsrc2=s=96x64 -frames:v 1 -c:v libwebp -f image2"},
        {"l.webp", "-f lavfi -i testsrc2=s=96x64 -frames:v 1 -c:v libwebp -lossless 1 -f image2"},
        {"x.webp",
         "-f lavfi -i color=red@0.5:s=96x64,format=rgba -frames:v 1 -c:v libwebp -f image2"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char *data;
        size_t length;
        GrError error = {0};
        const char *path = make(rows[i].file, rows[i].arguments);
        orient(path, 6, i % 2);
        assert_done(gr_file_read(path, 1 << 24, &data, &length, &error), error);
        GrPictureHead head = gr_picture_head((const uint8_t *)data, length);
        if (head.width != WIDTH || head.height != HEIGHT || head.orientation != 6 || head.flaw)
            fail_msg("%s: %d x %d, %s", rows[i].file, head.width, head.height,
                     head.flaw ? head.flaw : "fine");
        for (size_t cut = 16; cut < length; cut++) {
            /* Of its own size, so that a byte too far is found. */
            uint8_t *part = malloc(cut);
            head = gr_picture_head(memcpy(part, data, cut), cut);
            if (!head.flaw)
                fail_msg("%s: %zu of %zu bytes are fine", rows[i].file, cut, length);
            free(part);
        }
        free(data);
    }
    GrPictureHead other = gr_picture_head((const uint8_t *)"BM 16 bytes more", 16);
    assert_true(other.width == 0 && !other.flaw);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names),
        cmocka_unit_test(numbers_are_found),
        cmocka_unit_test(pictures_are_a_film),
        cmocka_unit_test(colours_and_cover),
        cmocka_unit_test(turned),
        cmocka_unit_test(turned_otherwise),
        cmocka_unit_test(times),
        cmocka_unit_test(heads),
    };
    return cmocka_run_group_tests(tests, helper_setup, helper_teardown);
}

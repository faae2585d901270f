/* SPDX-License-Identifier: MIT */
#include "media/film_helper.h"

/* Picture n is an even grey of 20 + 5 n. */
#define GREYS(rate) "-f lavfi -i \"color=s=96x64:d=2:r=" rate ",geq=lum='20+5*N':cb=128:cr=128\" "

typedef struct Kind {
    const char *file, *arguments;
} Kind;

static const Kind kinds[] = {
    {"h264.mp4", MOVES "-c:v libx264 -g 12 -bf 3 -pix_fmt yuv420p"},
    {"h264-one-key.mp4", MOVES "-c:v libx264 -g 999 -bf 3 -pix_fmt yuv420p"},
    {"h264-open.mkv", MOVES "-c:v libx264 -g 8 -x264-params open-gop=1:bframes=3 -pix_fmt yuv420p"},
    {"h264.ts", MOVES "-c:v libx264 -g 12 -bf 2 -pix_fmt yuv420p"},
    {"h264.avi", MOVES "-c:v libx264 -g 12 -bf 2 -pix_fmt yuv420p"},
    {"refresh.mp4",
     MOVES "-c:v libx264 -g 16 -x264-params intra-refresh=1:bframes=0 -pix_fmt yuv420p"},
    {"hevc.mp4", MOVES "-c:v libx265 -x265-params log-level=none:keyint=12 -pix_fmt yuv420p10le"},
    {"mpeg4.avi", MOVES "-c:v mpeg4 -g 9"},
    {"mpeg4-b.mp4", MOVES "-c:v mpeg4 -bf 2 -g 9"},
    {"mjpeg.avi", MOVES "-c:v mjpeg"},
    {"vp8.webm", MOVES "-c:v libvpx -g 10 -auto-alt-ref 1 -lag-in-frames 12 -b:v 200k"},
    {"vp9.webm", MOVES "-c:v libvpx-vp9 -g 12 -lag-in-frames 12 -b:v 200k"},
    {"moves.gif", MOVES},
    {"prores.mov", MOVES "-c:v prores_ks -pix_fmt yuv422p10le"},
    {"ffv1.mkv", MOVES "-c:v ffv1 -g 6 -pix_fmt yuv444p"},
    {"raw.nut", MOVES "-c:v rawvideo -pix_fmt rgb24"},
};

/* A picture by itself is the picture in sequence, bit for bit, wherever the reader was before. */
static void random_is_sequential(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT_OF(kinds); k++) {
        GrFilm *film = open_film(make(kinds[k].file, kinds[k].arguments));
        GrFilmReader *reader = open_reader(film, 1);
        uint64_t sums[PICTURES];
        if (film->picture_count != PICTURES)
            fail_msg("%s: %d pictures", kinds[k].file, (int)film->picture_count);
        for (int i = 0; i < PICTURES; i++)
            sums[i] = sum_of(film, reader, i);
        for (int i = 1; i < PICTURES; i++)
            if (sums[i] == sums[i - 1])
                fail_msg("%s: picture %d is the one before", kinds[k].file, i);
        for (int i = 0, at = 17; i < 3 * PICTURES; i++, at = (at * 29 + 13) % PICTURES)
            if (sum_of(film, reader, at) != sums[at] ||
                (i % 4 == 0 && sum_of(film, reader, at) != sums[at]))
                fail_msg("%s: picture %d is another one after a jump", kinds[k].file, at);
        for (int at = PICTURES - 1; at >= 0; at -= 3) {
            GrFilmReader *fresh = open_reader(film, 1);
            if (sum_of(film, fresh, at) != sums[at])
                fail_msg("%s: picture %d is another one alone", kinds[k].file, at);
            gr_film_reader_close(fresh);
        }
        if (gr_film_reader_damage(reader) >= 0)
            fail_msg("%s: damaged at %d", kinds[k].file, (int)gr_film_reader_damage(reader));
        gr_film_reader_close(reader);
        gr_film_close(film);
    }
}

typedef struct Time {
    const char *file, *arguments;
    double time_s;
    int grey; /* number of the picture */
} Time;

static const Time times[] = {
    {"24.mp4", GREYS("24") "-frames:v 30 " LOSSLESS, 0, 0},
    {"24.mp4", NULL, 7.0 / 24, 7},
    {"24.mp4", NULL, 7.0 / 24 - 1e-4, 6},
    {"24.mp4", NULL, 7.9 / 24, 7},
    {"24.mp4", NULL, 99, 29},
    {"24.mp4", NULL, -1, 0},
    /* Milliseconds cannot tell 24 pictures a second. */
    {"24.mkv", GREYS("24") "-frames:v 30 " LOSSLESS, 1.0 / 24, 1},
    {"24.mkv", NULL, 10.0 / 24, 10},
    {"24.mkv", NULL, 11.0 / 24, 11},
    {"24.mkv", NULL, 10.9 / 24, 10},
    {"ntsc.mp4", GREYS("30000/1001") "-frames:v 30 " LOSSLESS, 20 * 1001.0 / 30000, 20},
    {"ntsc.mp4", NULL, 20 * 1001.0 / 30000 - 1e-4, 19},
    /* Pictures 0..9 last 1/10 s, the others 1/20 s. */
    {"vfr.mp4",
     GREYS("20") "-frames:v 30 -vf \"settb=1/20,setpts='if(lt(N,10),2*N,10+N)'\" "
                 "-vsync passthrough -enc_time_base 1:20 " LOSSLESS,
     0.95, 9},
    {"vfr.mp4", NULL, 1.0, 10},
    {"vfr.mp4", NULL, 1.12, 12},
    /* A film that starts at 5 s, and one whose first pictures an edit list leaves out. */
    {"late.ts", GREYS("25") "-frames:v 20 -output_ts_offset 5 " LOSSLESS, 6 / 25.0, 6},
    {"edited.mp4", "-ss 0.42 -i 24.mp4 -c copy ", 0.0, 11},
    {"edited.mp4", NULL, 5.0 / 24, 16},
    {"gif.gif",
     GREYS("10") "-vf \"split[a][b];[a]palettegen[p];[b][p]paletteuse=dither=none\" -frames:v 12 ",
     0.51, 5},
};

static void times_find_their_picture(void **state)
{
    (void)state;
    GrFilm *film = NULL;
    GrFilmReader *reader = NULL;
    for (size_t i = 0; i < COUNT_OF(times); i++) {
        if (times[i].arguments) {
            gr_film_reader_close(reader);
            gr_film_close(film);
            film = open_film(make(times[i].file, times[i].arguments));
            reader = open_reader(film, 2);
        }
        int64_t picture = gr_film_picture_at(film, (int64_t)(times[i].time_s * 1e9));
        Texel texel = texel_at(film, reader, 2, picture, 0.5f, 0.5f);
        double seen = (texel.g * 219.0 / 255 + 16 - 20) / 5;
        if (seen < times[i].grey - 0.35 || seen > times[i].grey + 0.35)
            fail_msg("%s at %.4f s: picture %.2f instead of %d", times[i].file, times[i].time_s,
                     seen, times[i].grey);
    }
    gr_film_reader_close(reader);
    gr_film_close(film);
}

typedef struct Colour {
    const char *file, *arguments;
    float u, v;
    Texel wants;
    int within;
} Colour;

#define TAGGED(matrix, range)                                                                      \
    "-vf scale=out_color_matrix=" matrix ":out_range=" range " -colorspace " matrix                \
    " -color_range " range " "

static const Colour colours[] = {
    {"601.mp4", PLAIN("0xd02040") LOSSLESS, .5f, .5f, {0xd0, 0x20, 0x40, 255}, 3},
    {"709.mp4",
     PLAIN("0xd02040") TAGGED("bt709", "tv") LOSSLESS,
     .5f,
     .5f,
     {0xd0, 0x20, 0x40, 255},
     3},
    {"full.mp4",
     PLAIN("0x20d060") TAGGED("bt709", "pc") LOSSLESS,
     .5f,
     .5f,
     {0x20, 0xd0, 0x60, 255},
     3},
    {"large.mp4",
     "-f lavfi -i color=0xd02040:s=1280x720:r=10 -frames:v 1 "
     "-vf scale=out_color_matrix=bt709 " LOSSLESS,
     .5f,
     .5f,
     {0xd0, 0x20, 0x40, 255},
     3},
    {"ten.mkv",
     PLAIN("0x3060f0") "-c:v ffv1 -pix_fmt yuv422p10le",
     .5f,
     .5f,
     {0x30, 0x60, 0xf0, 255},
     3},
    {"jpeg.avi", PLAIN("0xd0c020") "-c:v mjpeg -q:v 2", .5f, .5f, {0xd0, 0xc0, 0x20, 255}, 6},
    {"grey.mkv", PLAIN("0x808080") "-c:v ffv1 -pix_fmt gray", .5f, .5f, {128, 128, 128, 255}, 2},
    {"rgb.mov",
     "-f lavfi -i color=0x12c8ff:s=96x64:r=10,format=rgb24 -frames:v 3 -c:v qtrle",
     .5f,
     .5f,
     {0x12, 0xc8, 0xff, 255},
     0},
    /* Half covered: colours come multiplied. */
    {"half.mov",
     "-f lavfi -i color=0x40ff80@0.5:s=96x64:r=10,format=argb -frames:v 3 -c:v qtrle",
     .5f,
     .5f,
     {32, 127, 64, 127},
     1},
    {"yuva.mkv",
     "-f lavfi -i color=0x40ff80@0.5:s=96x64:r=10,format=yuva444p -frames:v 3 -c:v ffv1",
     .5f,
     .5f,
     {32, 127, 64, 127},
     3},
    {"hole.gif",
     "-f lavfi -i \"color=s=96x64:r=10:d=0.3,format=rgba,geq=r=255:g=0:b=0:a='255*lt(X,48)',"
     "split[a][b];[a]palettegen[p];[b][p]paletteuse\" -frames:v 3",
     .75f,
     .5f,
     {0, 0, 0, 0},
     0},
    {"hole.gif", NULL, .25f, .5f, {255, 0, 0, 255}, 4},
#define COVERED                                                                                    \
    "-f lavfi -i \"color=0x40ff80:s=96x64:r=10:d=0.3,format=yuva420p,"                             \
    "geq=lum='lum(X,Y)':cb='cb(X,Y)':cr='cr(X,Y)':a='255*lt(X,48)'\" -frames:v 3 "
    {"cover9.webm",
     COVERED "-c:v libvpx-vp9 -pix_fmt yuva420p -lossless 1 ",
     .8f,
     .5f,
     {0, 0, 0, 0},
     0},
    {"cover9.webm", NULL, .2f, .5f, {0x40, 0xff, 0x80, 255}, 3},
    {"cover8.webm",
     COVERED "-c:v libvpx -pix_fmt yuva420p -auto-alt-ref 0 -b:v 1M ",
     .9f,
     .5f,
     {0, 0, 0, 0},
     0},
    {"cover8.webm", NULL, .1f, .5f, {0x40, 0xff, 0x80, 255}, 6},
    /* White at the left, turned by a quarter to the left: it comes out at the bottom. */
    {"side.mp4",
     "-f lavfi -i color=black:s=96x64:r=10,drawbox=0:0:24:64:white:fill -frames:v 3 " LOSSLESS,
     .1f,
     .5f,
     {255, 255, 255, 255},
     2},
    {"turned.mp4",
     "-i side.mp4 -c copy -metadata:s:v rotate=90 ",
     .5f,
     .9f,
     {255, 255, 255, 255},
     2},
    {"turned.mp4", NULL, .1f, .1f, {0, 0, 0, 255}, 2},
};

static void colours_and_cover(void **state)
{
    (void)state;
    GrFilm *film = NULL;
    GrFilmReader *reader = NULL;
    for (size_t i = 0; i < COUNT_OF(colours); i++) {
        const Colour *c = &colours[i];
        if (c->arguments) {
            gr_film_reader_close(reader);
            gr_film_close(film);
            film = open_film(make(c->file, c->arguments));
            reader = open_reader(film, 4);
        }
        Texel t = texel_at(film, reader, 4, film->picture_count - 1, c->u, c->v);
        const int off[] = {t.r - c->wants.r, t.g - c->wants.g, t.b - c->wants.b, t.a - c->wants.a};
        for (int k = 0; k < 4; k++)
            if (off[k] > c->within || off[k] < -c->within)
                fail_msg("%s: %d %d %d %d", c->file, t.r, t.g, t.b, t.a);
    }
    gr_film_reader_close(reader);
    gr_film_close(film);
}

static void shapes(void **state)
{
    (void)state;
    GrFilm *film = open_film(helper_path("turned.mp4"));
    int cols, rows;
    gr_film_raster_size(film, 2, &cols, &rows);
    assert_int_equal(cols, 32);
    assert_int_equal(rows, 48);
    assert_true(film->aspect > 0.66f && film->aspect < 0.67f);
    gr_film_close(film);
    film = open_film(make("wide.mp4", PLAIN("red") "-vf setsar=2 " LOSSLESS));
    assert_true(film->aspect > 2.99f && film->aspect < 3.01f);
    /* As many rows as are asked for, if it has them. */
    assert_int_equal(gr_film_factor(film, 64), 1);
    assert_int_equal(gr_film_factor(film, 20), 2);
    assert_int_equal(gr_film_factor(film, 10), 6);
    gr_film_close(film);
}

/* The mean over squares is that of the pixels: a checkerboard becomes an even grey. */
static void squares_are_means(void **state)
{
    (void)state;
    GrFilm *film = open_film(make(
        "checks.mkv", "-f lavfi -i \"color=s=94x62:r=5,geq=lum='16+219*mod(X+Y,2)':cb=128:cr=128\" "
                      "-frames:v 1 -c:v ffv1 -pix_fmt yuv420p "));
    for (int factor = 2; factor <= 8; factor += 2) {
        GrFilmReader *reader = open_reader(film, factor);
        for (int i = 0; i < 5; i++) {
            Texel t = texel_at(film, reader, factor, 0, 0.21f * (float)i, 0.23f * (float)i);
            assert_true(t.g >= 127 && t.g <= 128 && t.r == t.g && t.b == t.g);
        }
        gr_film_reader_close(reader);
    }
    gr_film_close(film);
}

static void the_drawn_film(void **state)
{
    (void)state;
    GrFilm *film = open_film(NULL);
    GrFilmReader *reader = open_reader(film, 1);
    Texel day = texel_at(film, reader, 1, 3, 0.38f, 0.35f);
    Texel night = texel_at(film, reader, 1, 3, 0.62f, 0.72f);
    assert_int_equal(film->picture_count, 240);
    assert_int_equal(film->length_ns, 10000000000);
    assert_true(day.g > night.g + 60);
    assert_int_equal(day.a, 255);
    gr_film_reader_close(reader);
    gr_film_close(film);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_is_sequential), cmocka_unit_test(times_find_their_picture),
        cmocka_unit_test(colours_and_cover),    cmocka_unit_test(shapes),
        cmocka_unit_test(squares_are_means),    cmocka_unit_test(the_drawn_film),
    };
    return cmocka_run_group_tests(tests, helper_setup, helper_teardown);
}

/* SPDX-License-Identifier: MIT
 *
 * Pictures whose colours a profile explains, of each kind of file, against the formulas of their
 * colour spaces in doubles. The profiles are made here.
 */
#include "media/sequence_helper.h"

#include "media/picture.h"
#include "media/still.h"

#include <lcms2.h>

enum { PATCH = 16, PATCHES = 8, PROFILE_MAX = 65000 };

static const uint8_t colours[PATCHES][3] = {{200, 100, 50},  {50, 180, 90},   {90, 60, 200},
                                            {128, 128, 128}, {230, 220, 210}, {30, 20, 40},
                                            {255, 255, 255}, {170, 170, 60}};

typedef struct Profile {
    uint8_t bytes[PROFILE_MAX];
    size_t count;
} Profile;

/* Chromaticities of the primaries, and a curve: 0 stands for that of sRGB. */
typedef struct Space {
    const char *name;
    double x[3], y[3], gamma;
} Space;

static const Space srgb = {"sRGB", {0.64, 0.30, 0.15}, {0.33, 0.60, 0.06}, 0.0};
static const Space spaces[] = {
    {"Display P3", {0.680, 0.265, 0.150}, {0.320, 0.690, 0.060}, 0.0},
    {"Adobe RGB", {0.64, 0.21, 0.15}, {0.33, 0.71, 0.06}, 563.0 / 256.0},
    {"gamma 1.8", {0.64, 0.30, 0.15}, {0.33, 0.60, 0.06}, 1.8},
};
static const double white_x = 0.3127, white_y = 0.3290; /* of all of them */

static void save(cmsHPROFILE profile, Profile *out)
{
    cmsUInt32Number bytes = PROFILE_MAX;
    assert_non_null(profile);
    assert_true(cmsSaveProfileToMem(profile, out->bytes, &bytes));
    out->count = bytes;
    cmsCloseProfile(profile);
}

static void make_matrix_profile(const Space *space, Profile *out)
{
    static const double curve[] = {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
    const cmsCIExyY white = {white_x, white_y, 1.0};
    const cmsCIExyYTRIPLE primaries = {{space->x[0], space->y[0], 1.0},
                                       {space->x[1], space->y[1], 1.0},
                                       {space->x[2], space->y[2], 1.0}};
    cmsToneCurve *tone = space->gamma > 0.0 ? cmsBuildGamma(NULL, space->gamma)
                                            : cmsBuildParametricToneCurve(NULL, 4, curve);
    cmsToneCurve *const tones[] = {tone, tone, tone};
    save(cmsCreateRGBProfile(&white, &primaries, tones), out);
    cmsFreeToneCurve(tone);
}

/* Green and blue change places. */
static cmsInt32Number swap_places(CMSREGISTER const cmsUInt16Number in[],
                                  CMSREGISTER cmsUInt16Number out[], CMSREGISTER void *to_lab)
{
    const cmsUInt16Number swapped[] = {in[0], in[2], in[1]};
    cmsDoTransform(to_lab, swapped, out, 1);
    return TRUE;
}

static void make_table_profile(Profile *out)
{
    cmsHPROFILE profile = cmsCreateProfilePlaceholder(NULL);
    cmsHPROFILE rgb = cmsCreate_sRGBProfile(), lab = cmsCreateLab4Profile(NULL);
    cmsHTRANSFORM to_lab =
        cmsCreateTransform(rgb, TYPE_RGB_16, lab, TYPE_Lab_16, INTENT_PERCEPTUAL, 0);
    cmsPipeline *pipeline = cmsPipelineAlloc(NULL, 3, 3);
    cmsStage *table = cmsStageAllocCLut16bit(NULL, 17, 3, 3, NULL);
    cmsSetProfileVersion(profile, 4.3);
    cmsSetDeviceClass(profile, cmsSigInputClass);
    cmsSetColorSpace(profile, cmsSigRgbData);
    cmsSetPCS(profile, cmsSigLabData);
    assert_true(cmsStageSampleCLut16bit(table, swap_places, to_lab, 0));
    assert_true(
        cmsPipelineInsertStage(pipeline, cmsAT_END, cmsStageAllocToneCurves(NULL, 3, NULL)));
    assert_true(cmsPipelineInsertStage(pipeline, cmsAT_END, table));
    assert_true(
        cmsPipelineInsertStage(pipeline, cmsAT_END, cmsStageAllocToneCurves(NULL, 3, NULL)));
    assert_true(cmsWriteTag(profile, cmsSigAToB0Tag, pipeline));
    assert_true(cmsWriteTag(profile, cmsSigMediaWhitePointTag, cmsD50_XYZ()));
    cmsPipelineFree(pipeline);
    cmsDeleteTransform(to_lab);
    cmsCloseProfile(rgb);
    cmsCloseProfile(lab);
    save(profile, out);
}

static void invert(double m[3][3])
{
    double r[3][3], sum = 0.0;
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < 3; k++)
            r[k][i] = m[(i + 1) % 3][(k + 1) % 3] * m[(i + 2) % 3][(k + 2) % 3] -
                      m[(i + 1) % 3][(k + 2) % 3] * m[(i + 2) % 3][(k + 1) % 3];
    for (int k = 0; k < 3; k++)
        sum += m[0][k] * r[k][0];
    for (int i = 0; i < 9; i++)
        m[i / 3][i % 3] = r[i / 3][i % 3] / sum;
}

static void multiply(double m[3][3], const double v[3], double out[3])
{
    for (int i = 0; i < 3; i++)
        out[i] = m[i][0] * v[0] + m[i][1] * v[1] + m[i][2] * v[2];
}

/* Light of a space to XYZ. */
static void matrix_of(const Space *space, double m[3][3])
{
    const double white[3] = {white_x / white_y, 1.0, (1.0 - white_x - white_y) / white_y};
    double inverse[3][3], share[3];
    for (int c = 0; c < 3; c++) {
        m[0][c] = space->x[c] / space->y[c];
        m[1][c] = 1.0;
        m[2][c] = (1.0 - space->x[c] - space->y[c]) / space->y[c];
    }
    memcpy(inverse, m, sizeof inverse);
    invert(inverse);
    multiply(inverse, white, share);
    for (int i = 0; i < 9; i++)
        m[i / 3][i % 3] *= share[i % 3];
}

static void expected_of(const Space *space, const uint8_t from[3], double out[3])
{
    double light[3], xyz[3], m[3][3];
    for (int c = 0; c < 3; c++) {
        double v = from[c] / 255.0;
        light[c] = space->gamma > 0.0 ? pow(v, space->gamma)
                   : v <= 0.04045     ? v / 12.92
                                      : pow((v + 0.055) / 1.055, 2.4);
    }
    matrix_of(space, m);
    multiply(m, light, xyz);
    matrix_of(&srgb, m);
    invert(m);
    multiply(m, xyz, light);
    for (int c = 0; c < 3; c++) {
        double v = fmin(fmax(light[c], 0.0), 1.0);
        out[c] = 255.0 * (v <= 0.0031308 ? 12.92 * v : 1.055 * pow(v, 1 / 2.4) - 0.055);
    }
}

static size_t put(uint8_t *to, const void *bytes, size_t count)
{
    memcpy(to, bytes, count);
    return count;
}

static size_t put_number(uint8_t *to, uint32_t number, bool big)
{
    for (int i = 0; i < 4; i++)
        to[i] = (uint8_t)(number >> 8 * (big ? 3 - i : i));
    return 4;
}

/* A chunk with its checksum; zlib's format, packed by nothing. */
static size_t put_png_chunk(uint8_t *to, const Profile *profile)
{
    size_t used = put(to + 8, "made\0\0\x78\x01\x01", 9) + 8, count = profile->count;
    uint32_t a = 1, b = 0, sum = ~0u;
    for (size_t i = 0; i < 4; i++)
        to[used++] = (uint8_t)((i < 2 ? count : ~count) >> 8 * (i % 2));
    used += put(to + used, profile->bytes, count);
    for (size_t i = 0; i < count; i++) {
        a = (a + profile->bytes[i]) % 65521;
        b = (b + a) % 65521;
    }
    used += put_number(to + used, b << 16 | a, true);
    put_number(to, (uint32_t)used - 8, true);
    put(to + 4, "iCCP", 4);
    for (size_t i = 4; i < used; i++) {
        sum ^= to[i];
        for (int bit = 0; bit < 8; bit++)
            sum = sum >> 1 ^ (sum & 1 ? 0xedb88320u : 0);
    }
    return used + put_number(to + used, ~sum, true);
}

static size_t put_jpeg_segment(uint8_t *to, const Profile *profile)
{
    size_t length = profile->count + 16;
    const uint8_t head[] = {0xff, 0xe2, (uint8_t)(length >> 8), (uint8_t)length};
    put(to, head, 4);
    put(to + 4, "ICC_PROFILE\0\1\1", 14);
    return 18 + put(to + 18, profile->bytes, profile->count);
}

static size_t put_webp_chunks(uint8_t *to, const Profile *profile)
{
    const uint8_t frame[] = {0x20, 0, 0, 0, PATCH * PATCHES - 1, 0, 0, PATCH - 1, 0, 0};
    size_t used = put(to, "VP8X\x0a\0\0\0", 8);
    used += put(to + used, frame, sizeof frame);
    used += put(to + used, "ICCP", 4);
    used += put_number(to + used, (uint32_t)profile->count, false);
    used += put(to + used, profile->bytes, profile->count);
    to[used] = 0;
    return used + profile->count % 2;
}

/* Writes a file again with a profile in it. */
static void embed(const char *path, const Profile *profile)
{
    static uint8_t out[2 * PROFILE_MAX];
    char *data;
    size_t length, at, used;
    GrError error = {0};
    const char *ending = gr_path_extension(path);
    assert_done(gr_file_read(path, PROFILE_MAX, &data, &length, &error), error);
    at = strcmp(ending, "png") == 0 ? 33 : strcmp(ending, "jpg") == 0 ? 2 : 12;
    used = put(out, data, at);
    used += at == 33  ? put_png_chunk(out + used, profile)
            : at == 2 ? put_jpeg_segment(out + used, profile)
                      : put_webp_chunks(out + used, profile);
    used += put(out + used, data + at, length - at);
    if (at == 12)
        put_number(out + 4, (uint32_t)used - 8, false);
    assert_done(gr_file_write_atomic(path, out, used, &error), error);
    free(data);
}

static const char *write_patches(const char *file)
{
    GrCanvas canvas;
    GrError error = {0};
    const char *path = helper_path("%s", file);
    assert_done(gr_canvas_create(&canvas, PATCH * PATCHES, PATCH, &error), error);
    for (int plane = 0; plane < 3; plane++)
        for (int y = 0; y < PATCH; y++)
            for (int x = 0; x < PATCH * PATCHES; x++)
                gr_canvas_row(&canvas, plane, y)[x] = colours[x / PATCH][plane];
    assert_done(gr_still_write(path, &canvas, &error), error);
    gr_canvas_finish(&canvas);
    return path;
}

static GrPicture read_picture(const char *path)
{
    GrPicture picture;
    GrError error = {0};
    assert_done(gr_picture_read(path, &picture, &error), error);
    return picture;
}

static const uint8_t *patch_of(const GrPicture *picture, int index)
{
    int x = index * PATCH + PATCH / 2, y = PATCH / 2;
    return picture->rgba + 4 * (y * picture->width + x);
}

static const char *const files[] = {"patches.png", "patches.jpg", "patches.webp"};

/* By primaries and curves, in every kind of file. */
static void colours_are_those_meant(void **state)
{
    (void)state;
    static Profile profile;
    for (size_t s = 0; s < COUNT_OF(spaces); s++)
        for (size_t f = 0; f < COUNT_OF(files); f++) {
            make_matrix_profile(&spaces[s], &profile);
            embed(write_patches(files[f]), &profile);
            GrPicture picture = read_picture(helper_path("%s", files[f]));
            for (int i = 0; i < PATCHES; i++) {
                double wanted[3], most = f == 1 ? 4.0 : 1.6;
                expected_of(&spaces[s], colours[i], wanted);
                for (int c = 0; c < 3; c++)
                    if (fabs(wanted[c] - patch_of(&picture, i)[c]) > most)
                        fail_msg("%s in %s, colour %d: %d instead of %.1f", spaces[s].name,
                                 files[f], i, patch_of(&picture, i)[c], wanted[c]);
            }
            gr_picture_finish(&picture);
        }
}

static void tables_count_as_well(void **state)
{
    (void)state;
    static Profile profile;
    make_table_profile(&profile);
    embed(write_patches("table.png"), &profile);
    GrPicture picture = read_picture(helper_path("table.png"));
    for (int i = 0; i < PATCHES; i++) {
        const uint8_t swapped[] = {colours[i][0], colours[i][2], colours[i][1]};
        for (int c = 0; c < 3; c++) /* a table's black may be darker than ours */
            assert_true(abs(patch_of(&picture, i)[c] - swapped[c]) <= 10);
    }
    gr_picture_finish(&picture);
}

/* Grey whose values are light itself. */
static void grey_has_profiles_too(void **state)
{
    (void)state;
    static Profile profile;
    const char *path =
        make("grey.png", "-f lavfi -i color=0x808080:s=16x16 -frames:v 1 -pix_fmt gray");
    GrPicture plain = read_picture(path);
    cmsToneCurve *straight = cmsBuildGamma(NULL, 1.0);
    save(cmsCreateGrayProfile(cmsD50_xyY(), straight), &profile);
    cmsFreeToneCurve(straight);
    embed(path, &profile);
    GrPicture picture = read_picture(path);
    double light = plain.rgba[0] / 255.0;
    double wanted = 255.0 * (1.055 * pow(light, 1 / 2.4) - 0.055);
    for (int c = 0; c < 3; c++)
        assert_true(fabs(picture.rgba[c] - wanted) < 1.6);
    assert_int_equal(picture.rgba[3], 255);
    gr_picture_finish(&plain);
    gr_picture_finish(&picture);
}

/* sRGB by another name leaves every pixel as it is, and so does what is of no use, with a warning.
 */
static void others_change_nothing(void **state)
{
    (void)state;
    static Profile profiles[4];
    static const char *const names[] = {"sRGB", "damaged", "cut", "of CMYK"};
    save(cmsCreate_sRGBProfile(), &profiles[0]);
    for (int i = 1; i < 4; i++)
        make_matrix_profile(&spaces[0], &profiles[i]);
    memset(profiles[1].bytes + 36, 'x', 80);
    profiles[2].count = 140;
    memcpy(profiles[3].bytes + 16, "CMYK", 4);
    for (size_t i = 0; i < COUNT_OF(profiles); i++) {
        const char *path = write_patches("other.jpg");
        GrPicture plain = read_picture(path);
        embed(path, &profiles[i]);
        GrPicture picture = read_picture(path);
        if (memcmp(plain.rgba, picture.rgba, (size_t)4 * PATCH * PATCH * PATCHES) != 0)
            fail_msg("%s: other pixels", names[i]);
        if ((strstr(picture.complaint, "has a colour profile that") != NULL) != (i > 0))
            fail_msg("%s: '%s'", names[i], picture.complaint);
        gr_picture_finish(&plain);
        gr_picture_finish(&picture);
    }
}

static void expect_colours(GrFilmReader *reader, int number, const Space *space)
{
    static uint8_t raster[4 * PATCH * PATCH * PATCHES];
    const GrPicture picture = {.width = PATCH * PATCHES, .height = PATCH, .rgba = raster};
    GrError error = {0};
    assert_done(gr_film_reader_picture(reader, number, raster, &error), error);
    for (int k = 0; k < PATCHES; k++) {
        double wanted[3];
        expected_of(space, colours[k], wanted);
        for (int c = 0; c < 3; c++)
            if (fabs(wanted[c] - patch_of(&picture, k)[c]) > 1.6)
                fail_msg("picture %d, colour %d: %d instead of %.1f", number, k,
                         patch_of(&picture, k)[c], wanted[c]);
    }
}

/* Numbered pictures, each by its own. */
static void films_of_pictures(void **state)
{
    (void)state;
    static Profile profile;
    GrError error = {0};
    assert_done(gr_folder_create(helper_path("shots"), &error), error);
    for (int i = 0; i < 3; i++) {
        const char *path = write_patches(i == 0   ? "shots/1.png"
                                         : i == 1 ? "shots/2.png"
                                                  : "shots/3.png");
        if (i < 2)
            make_matrix_profile(&spaces[i], &profile);
        if (i < 2)
            embed(path, &profile);
    }
    GrFilm *film = open_sequence(helper_path("shots/%%d.png"), &usual);
    GrFilmReader *reader = open_reader(film, 1);
    for (int i = 0; i < 3; i++)
        expect_colours(reader, i, i < 2 ? &spaces[i] : &srgb);
    gr_film_reader_close(reader);
    gr_film_close(film);
}

static void a_film_of_one_picture(void **state)
{
    (void)state;
    static Profile profile;
    const char *path = write_patches("alone.png");
    make_matrix_profile(&spaces[0], &profile);
    embed(path, &profile);
    GrFilm *film = open_film(helper_path("alone.png"));
    GrFilmReader *reader = open_reader(film, 1);
    expect_colours(reader, 0, &spaces[0]);
    gr_film_reader_close(reader);
    gr_film_close(film);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(colours_are_those_meant), cmocka_unit_test(tables_count_as_well),
        cmocka_unit_test(grey_has_profiles_too),   cmocka_unit_test(others_change_nothing),
        cmocka_unit_test(films_of_pictures),       cmocka_unit_test(a_film_of_one_picture),
    };
    return cmocka_run_group_tests(tests, helper_setup, helper_teardown);
}

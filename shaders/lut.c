/* SPDX-License-Identifier: MIT
 *
 * LUT: the colours of a .cube file, as programs for grading write them: a curve for each channel or
 * a lattice of colours. Between the points of a lattice a colour is mixed from the four corners of
 * the tetrahedron that it lies in: the cell's diagonal, which is where greys are, stays one line,
 * so that greys are never tinted by interpolation. Without a file: a film look, teal in the
 * shadows, amber in the lights (common/film_look.h).
 */
#include "base/level.h"
#include "common/film_look.h"
#include "common/table.h"
#include "common/tetrahedra.h"
#include "model/colour.h"
#include "model/cube.h"

typedef struct Params {
    const GrCube *file;
    float amount;
} Params;

static const GrParam params[] = {
    GR_CUBE_FILE(Params, file, "grade.cube",
                 "a .cube file, beside the show; without one a film look"),
    GR_FLOAT(Params, amount, "", 1, 0, 1, "how far towards its colours"),
};

enum {
    POINT_UNIT = 64, /* code value 1 in a point */
    CHUNK = 64,      /* pixels whose cells are found together */
};

/* Points may lie beyond black and white, so that what is mixed of them reaches these where it
 * should; the way from one to another has to fit 16 bits. */
static const float POINT_LEAST = -0.5f, POINT_MOST = 1.5f;

/* A point's red, green, blue and nothing. */
typedef struct Point {
    int16_t of[4];
} Point;

/* Made before the fork, followed by the lattice. */
typedef struct Grade {
    GrTables curves; /* of a table of one dimension */
    GrFilmLook film;
    bool idle, is_film;
    int size; /* points along an axis; 0: curves, or the film */
    GrTetrahedra
        tetrahedra; /* places; and of a small lattice all, whose records follow its points */
} Grade;

static int lattice_size(const Params *p)
{
    return p->file && p->file->axes == 3 ? p->file->size : 0;
}

static size_t prepared_bytes(const GrShaderInput *input)
{
    size_t size = (size_t)lattice_size(input->params);
    size_t bytes = gr_align64(sizeof(Grade)) + gr_align64(size * size * size * sizeof(Point));
    return bytes + (size <= GR_TETRAHEDRA_MOST ? gr_tetrahedra_bytes((int)size) : 0);
}

/* A bit for each column. */
static size_t band_scratch_bytes(const GrShaderInput *input)
{
    return (size_t)gr_row_span(input->width) / 8;
}

static Point *lattice_of(const void *prepared)
{
    return (Point *)((uintptr_t)prepared + gr_align64(sizeof(Grade)));
}

static GrTetrahedron *tetrahedra_of(const Grade *grade)
{
    size_t size = (size_t)grade->size;
    return (GrTetrahedron *)((uintptr_t)lattice_of(grade) +
                             gr_align64(size * size * size * sizeof(Point)));
}

static float mixed(float from, float to, float amount)
{
    return from + (to - from) * amount;
}

static void fill_lattice(const Params *p, Point *out, int size, const float low[3],
                         const float step[3])
{
    int at = 0;
    for (int b = 0; b < size; b++)
        for (int g = 0; g < size; g++)
            for (int r = 0; r < size; r++, at++) {
                const float own[3] = {low[0] + (float)r * step[0], low[1] + (float)g * step[1],
                                      low[2] + (float)b * step[2]};
                const float *graded = p->file->value[at];
                for (int c = 0; c < 3; c++) {
                    float value = gr_clampf(mixed(own[c], graded[c], gr_unitf(p->amount)),
                                            POINT_LEAST, POINT_MOST);
                    out[at].of[c] = (int16_t)gr_to_int(value * 255.0f * POINT_UNIT);
                }
                out[at].of[3] = 0;
            }
}

static void fill_curves(const Params *p, GrTables *curves)
{
    const GrCube *cube = p->file;
    for (int c = 0; c < 3; c++)
        for (int i = 0; i < 256; i++) {
            float own = (float)i / 255.0f;
            float place = gr_unitf((own - cube->low[c]) / (cube->high[c] - cube->low[c])) *
                          (float)(cube->size - 1);
            int first = (int)place < cube->size - 2 ? (int)place : cube->size - 2;
            float a = cube->value[first][c], b = cube->value[first + 1][c];
            float value = a + (b - a) * (place - (float)first);
            curves->of[c][i] = gr_code_value(gr_unitf(mixed(own, value, gr_unitf(p->amount))));
        }
}

static void prepare(const GrShaderInput *input, void *prepared)
{
    const Params *p = input->params;
    Grade *grade = prepared;
    grade->size = lattice_size(p);
    grade->idle = p->amount <= 0.0f;
    grade->is_film = !p->file;
    if (grade->is_film) {
        gr_film_look_prepare(&grade->film, gr_unitf(p->amount));
        return;
    }
    if (!grade->size) {
        fill_curves(p, &grade->curves);
        gr_tables_settle(&grade->curves);
        return;
    }
    const float *low = p->file->low, *high = p->file->high;
    GrTetrahedra *places = &grade->tetrahedra;
    float step[3];
    places->size = grade->size;
    for (int c = 0; c < 3; c++) {
        step[c] = (high[c] - low[c]) / (float)(grade->size - 1);
        float per_value = gr_clampf(1.0f / (255.0f * step[c]), 0.0f, 20.0f);
        places->scale[c] = gr_to_int(per_value * 65536.0f);
        places->base[c] = gr_to_int(gr_clampf(-low[c] / step[c], -16000.0f, 16000.0f) * 65536.0f) +
                          128; /* to the nearest 256th of a cell */
    }
    fill_lattice(p, lattice_of(prepared), grade->size, low, step);
    if (grade->size > GR_TETRAHEDRA_MOST)
        return;
    gr_tetrahedra_fill(tetrahedra_of(grade), (const int16_t(*)[4])lattice_of(grade), grade->size);
    gr_tetrahedra_settle(places, tetrahedra_of(grade));
}

/* The tetrahedra of some pixels: the first corner of the cell, the ways to the second and third
 * one, and what each corner weighs, in pairs of 16 bits; the fourth is the cell's last corner. */
typedef struct Corners {
    int32_t first[CHUNK], second[CHUNK], third[CHUNK];
    int32_t weight01[CHUNK], weight23[CHUNK];
} Corners;

static void find_corners(const Grade *grade, const GrPixel *restrict r, const GrPixel *restrict g,
                         const GrPixel *restrict b, Corners *restrict to)
{
    const int32_t size = grade->size, edge = size - 2;
    const int32_t ways[3] = {1, size, size * size};
    const GrTetrahedra *places = &grade->tetrahedra;
    for (int x = 0; x < CHUNK; x++) {
        int32_t pr = gr_tetrahedra_place(places, 0, r[x]);
        int32_t pg = gr_tetrahedra_place(places, 1, g[x]);
        int32_t pb = gr_tetrahedra_place(places, 2, b[x]);
        int32_t cr = pr >> 8 < edge ? pr >> 8 : edge, fr = pr - (cr << 8);
        int32_t cg = pg >> 8 < edge ? pg >> 8 : edge, fg = pg - (cg << 8);
        int32_t cb = pb >> 8 < edge ? pb >> 8 : edge, fb = pb - (cb << 8);
        /* The largest part first; of equal ones the order does not matter. */
        int32_t most = fr > fg ? fr : fg, least = fr < fg ? fr : fg;
        most = most > fb ? most : fb;
        least = least < fb ? least : fb;
        int32_t middle = fr + fg + fb - most - least;
        int32_t way = fr == most ? ways[0] : fg == most ? ways[1] : ways[2];
        int32_t left = fb == least ? ways[2] : fg == least ? ways[1] : ways[0];
        to->first[x] = cr + cg * ways[1] + cb * ways[2];
        to->second[x] = way;
        to->third[x] = ways[0] + ways[1] + ways[2] - left;
        to->weight01[x] = (256 - most) | (most - middle) << 16;
        to->weight23[x] = (middle - least) | least << 16;
    }
}

#ifdef WIDE_BYTES

static inline __m128i corner(const Point *point)
{
    return _mm_loadl_epi64((const __m128i *)point);
}

static inline __m128i mix_corners(const Point *lattice, const Corners *of, int x, int32_t whole)
{
    const Point *first = lattice + of->first[x];
    __m128i a = _mm_unpacklo_epi16(corner(first), corner(first + of->second[x]));
    __m128i b = _mm_unpacklo_epi16(corner(first + of->third[x]), corner(first + whole));
    a = _mm_madd_epi16(a, _mm_set1_epi32(of->weight01[x]));
    b = _mm_madd_epi16(b, _mm_set1_epi32(of->weight23[x]));
    return _mm_srai_epi32(_mm_add_epi32(_mm_add_epi32(a, b), _mm_set1_epi32(8192)), 14);
}

static void grade_chunk(const Point *lattice, const Corners *of, int32_t whole, GrPixel *r,
                        GrPixel *g, GrPixel *b)
{
    const __m128i apart = _mm_setr_epi8(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    for (int x = 0; x < CHUNK; x += 4) {
        __m128i left = _mm_packs_epi32(mix_corners(lattice, of, x, whole),
                                       mix_corners(lattice, of, x + 1, whole));
        __m128i right = _mm_packs_epi32(mix_corners(lattice, of, x + 2, whole),
                                        mix_corners(lattice, of, x + 3, whole));
        __m128i four = _mm_shuffle_epi8(_mm_packus_epi16(left, right), apart);
        int32_t out[4];
        _mm_storeu_si128((__m128i *)out, four);
        memcpy(r + x, &out[0], sizeof *out);
        memcpy(g + x, &out[1], sizeof *out);
        memcpy(b + x, &out[2], sizeof *out);
    }
}

#else

static void grade_chunk(const Point *lattice, const Corners *of, int32_t whole, GrPixel *r,
                        GrPixel *g, GrPixel *b)
{
    GrPixel *const rows[3] = {r, g, b};
    for (int x = 0; x < CHUNK; x++) {
        const Point *first = lattice + of->first[x];
        const Point *second = first + of->second[x], *third = first + of->third[x];
        int32_t w0 = of->weight01[x] & 0xffff, w1 = of->weight01[x] >> 16;
        int32_t w2 = of->weight23[x] & 0xffff, w3 = of->weight23[x] >> 16;
        for (int c = 0; c < 3; c++) {
            int32_t sum = first->of[c] * w0 + second->of[c] * w1 + third->of[c] * w2 +
                          first[whole].of[c] * w3 + 8192;
            rows[c][x] = gr_tetrahedra_pixel(sum >> 14);
        }
    }
}

#endif

static void apply(const GrShaderInput *input, GrPixel *r, GrPixel *g, GrPixel *b, int y)
{
    const Grade *grade = input->prepared;
    int span = gr_row_span(input->width);
    (void)y;
    if (grade->idle)
        return;
    if (grade->is_film) {
        gr_film_look_apply(&grade->film, r, g, b, span);
        return;
    }
    if (!grade->size) {
        gr_tables_apply(&grade->curves, r, g, b, span);
        return;
    }
    if (grade->size <= GR_TETRAHEDRA_MOST) {
        gr_tetrahedra_row(&grade->tetrahedra, tetrahedra_of(grade), r, g, b, input->band_scratch,
                          span);
        return;
    }
    int32_t whole = 1 + grade->size + grade->size * grade->size;
    for (int x = 0; x < span; x += CHUNK) {
        Corners corners;
        find_corners(grade, r + x, g + x, b + x, &corners);
        grade_chunk(lattice_of(grade), &corners, whole, r + x, g + x, b + x);
    }
}

extern const GrShader GR_LEVEL_NAME(gr_shader_lut);
const GrShader GR_LEVEL_NAME(gr_shader_lut) = {
    .name = "lut",
    .family = "colour",
    .summary = "the colours of a .cube file, or a film look",
    .params = GR_PARAM_TABLE(Params, params),
    .access = GR_ACCESS_POINT,
    .prepared_bytes = prepared_bytes,
    .band_scratch_bytes = band_scratch_bytes,
    .prepare = prepare,
    .apply = apply,
};

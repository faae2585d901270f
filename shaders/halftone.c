/* SPDX-License-Identifier: MIT
 *
 * Halftone: the picture as a screen of round dots, as in print. The screen is turned by an angle,
 * and the size of a dot follows the light of its neighbourhood, so that its area is what the eye
 * takes for that light; dots that grow into each other leave a lattice of round-cornered holes.
 * `light` has glowing dots of red, green and blue on black, each colour on a screen of its own;
 * `print` has cyan, magenta and yellow ink on white paper; `mono` one ink on one paper.
 *
 * A survey shrinks the frame to the means of blocks a quarter to half a dot wide, as squares of
 * radii; a row takes its squares from there, linearly. How far a pixel lies within its dot is told
 * by the squares of its distance and of the radius alone: around the edge their difference is as
 * good as that of their roots, under a slope that follows the radius. All of it is numbers of 16
 * bits, in which a place within a cell wraps by itself.
 */
#include "base/level.h"
#include "base/simd.h"
#include "common/pixel.h"
#include "common/sums.h"
#include "model/colour.h"

#include <string.h>

typedef struct Params {
    float size, angle, gamma;
    int32_t mode;
    GrColour ink, paper;
    float amount;
} Params;

enum { MODE_LIGHT, MODE_PRINT, MODE_MONO };

static const char *const modes[] = {"light", "print", "mono", NULL};
static const char *const mode_help[] = {"red, green and blue dots on black",
                                        "cyan, magenta and yellow dots on white paper",
                                        "dots of one ink on one paper", NULL};

static const GrParam params[] = {
    GR_FLOAT(Params, size, "px", 14, 4, 96, "distance between dots"),
    GR_FLOAT(Params, angle, "turns", 0.0417, -0.25, 0.25, "of the screen"),
    GR_FLOAT(Params, gamma, "", 1.3, 0.5, 3, "above 1 dots of mid-tones are smaller"),
    {.name = "mode",
     .type = GR_PARAM_CHOICE,
     .offset = offsetof(Params, mode),
     .unit = "",
     .def = MODE_LIGHT,
     .choices = modes,
     .choice_help = mode_help,
     .help = "what the dots are made of"},
    GR_COLOUR(Params, ink, "ffffff", "of the dots, with mode: mono"),
    GR_COLOUR(Params, paper, "000000", "between the dots, with mode: mono"),
    GR_FLOAT(Params, amount, "", 1, 0, 1, "how far towards the dots"),
};

enum {
    BLOCK_MOST = 32,
    LIGHTS = 256,
    GROUP = 64, /* columns whose places within a cell are counted from the first of them */
    PAD = 16,   /* blocks before a row of them */
    PAD_AFTER = 64,
    STEEPEST = 100, /* edges of the smallest dots, times those of the largest */
};

/* What one light makes of a dot. */
typedef struct Dot {
    int16_t square; /* of its radius, cells^2 * 2^15 */
    int16_t slope;  /* of the edge: code values a unit of `square`, * 2^(16 - shift) */
} Dot;

typedef struct Frame {
    float cell;  /* pixels from dot to dot */
    int screens; /* 3, or 1 with one ink */
    int block, block_bits, cols, rows;
    int shift;
    Dot dot[LIGHTS];
    uint8_t dot_byte[4][LIGHTS]; /* lower and upper bytes of squares and of slopes */
    double wave[3][2];           /* of each screen: its axes' cosine and sine, per pixel in cells */
    /* Of a group's columns, in the order in which halves of registers have them: how far they are
     * from the first one, cells * 2^16, and how far it is to the next block, 2^15; what to pick of
     * the blocks for the one before, the one behind and the one around them. */
    uint16_t lane[3][2][GROUP];
    int16_t part[GROUP];
    uint16_t pick[3][GROUP];
    uint8_t ink[3], paper[3];
    uint16_t amount; /* 256: nothing else is left */
} Frame;

/* The block is half a dot or less, and a whole number of them makes a band. */
static int block_size(const GrShaderInput *input)
{
    const Params *p = input->params;
    float cell = gr_clampf(p->size, 4.0f, 96.0f) * input->px;
    int block = 1;
    while (block < BLOCK_MOST && (float)(4 * block) <= cell)
        block *= 2;
    return block;
}

static size_t lattice_row_bytes(const GrShaderInput *input, int block)
{
    size_t cols = (size_t)((input->width + block - 1) / block);
    return gr_align64((PAD + cols + PAD_AFTER) * sizeof(int16_t));
}

/* Room for the smallest blocks that there can be: the size may change from frame to frame. */
static size_t frame_scratch_bytes(const GrShaderInput *input)
{
    int block = 1;
    while (block < BLOCK_MOST && (float)(4 * block) <= 4.0f * input->px)
        block *= 2;
    size_t rows = (size_t)((input->height + block - 1) / block);
    return gr_align64(sizeof(Frame)) + lattice_row_bytes(input, block) * 2 * 3 * rows;
}

static size_t squares_bytes(const GrShaderInput *input)
{
    return gr_align64((size_t)(gr_row_span(input->width) + PAD + PAD_AFTER) * sizeof(uint16_t));
}

/* Per thread: sums of columns; or squares of a row of pixels and its coverage. */
static size_t band_scratch_bytes(const GrShaderInput *input)
{
    return squares_bytes(input) + (size_t)gr_row_span(input->width);
}

/* Of a row of blocks: its squares (0) or its slopes (1). */
static int16_t *lattice_of(const GrShaderInput *input, int screen, int row, int what)
{
    const Frame *frame = input->frame_scratch;
    size_t bytes = lattice_row_bytes(input, frame->block);
    size_t index = ((size_t)row * 3 + (size_t)screen) * 2 + (size_t)what;
    char *rows = (char *)input->frame_scratch + gr_align64(sizeof(Frame));
    return (int16_t *)(rows + bytes * index) + PAD;
}

/* A row of it, behind the squares. */
static GrPixel *coverage_of(const GrShaderInput *input)
{
    return (GrPixel *)input->band_scratch + squares_bytes(input);
}

/* Share of a cell that a dot covers: a circle, less what it shares with its neighbours. */
static float dot_area(float r)
{
    float area = 0.5f * GR_TAU * r * r;
    if (r <= 0.5f)
        return area;
    float half = gr_sqrtf(gr_maxf(r * r - 0.25f, 0.0f));
    return area - 4.0f * (r * r * gr_atan2f(half, 0.5f) - 0.5f * half);
}

/* A parabola that is cut off at full and at nothing. Its mean is the square of the radius, so that
 * an edge adds nothing to a dot, however wide it is; what is too small to be full in its middle is
 * made as wide as it takes. */
static Dot dot_of(const Frame *frame, float radius)
{
    float cell = frame->cell, slope = STEEPEST * 0.5f * cell / (0.7072f + 0.6f / cell);
    float square = -1.0f / slope;
    if (radius > 0.0f) {
        slope = gr_minf(gr_minf(0.5f * cell / radius, cell * cell), slope);
        square = radius * radius;
        if (square * slope < 0.5f)
            square = radius * gr_sqrtf(2.0f / slope) - 0.5f / slope;
    }
    square = gr_clampf(square * 32768.0f, -8192.0f, 24500.0f);
    slope = gr_clampf(slope * 510.0f / (float)(1 << frame->shift), 1.0f, 32767.0f);
    return (Dot){(int16_t)gr_to_int(square), (int16_t)gr_to_int(slope)};
}

static void fill_dots(Frame *frame, float gamma, bool inverse)
{
    enum { STEPS = 2048 };
    const float most = 0.7072f;
    int step = 0;
    frame->shift = 0;
    while (STEEPEST * 255.0f * frame->cell / most / (float)(1 << frame->shift) > 32767.0f)
        frame->shift++;
    for (int i = 0; i < LIGHTS; i++) {
        float wanted = gr_powf((float)i / (LIGHTS - 1), gamma);
        while (step < STEPS && dot_area(most * (float)step / STEPS) < wanted)
            step++;
        float radius = most * (float)step / STEPS;
        /* Nothing is no dot at all, and all of it leaves no hole. */
        radius = i == 0            ? -0.6f / frame->cell
                 : i == LIGHTS - 1 ? most + 0.6f / frame->cell
                                   : radius;
        frame->dot[inverse ? LIGHTS - 1 - i : i] = dot_of(frame, radius);
    }
    for (int i = 0; i < LIGHTS; i++) {
        frame->dot_byte[0][i] = (uint8_t)frame->dot[i].square;
        frame->dot_byte[1][i] = (uint8_t)((uint16_t)frame->dot[i].square >> 8);
        frame->dot_byte[2][i] = (uint8_t)frame->dot[i].slope;
        frame->dot_byte[3][i] = (uint8_t)((uint16_t)frame->dot[i].slope >> 8);
    }
}

static uint8_t code_of(float light)
{
    return (uint8_t)gr_to_int(255.0f * gr_unitf(light));
}

/* A number of cells without its whole part, in 2^32. */
static uint32_t part_of_cell(double cells)
{
    return (uint32_t)(int64_t)(cells * 4294967296.0);
}

/* Half a register has words that another half's stand between once both are packed. */
static inline int column_of(int i)
{
#if defined(WIDE_BYTES) && WIDE_BYTES == 64
    return i % 32 / 8 * 16 + i / 32 * 8 + i % 8;
#else
    return i;
#endif
}

/* Which block, from that of the first column on, each of some columns is to pick. */
static inline uint16_t pick_of(int block)
{
#if defined(WIDE_BYTES) && WIDE_BYTES == 32
    return (uint16_t)(0x0100 + 0x0202 * block);
#else
    return (uint16_t)block;
#endif
}

static void fill_columns(Frame *frame)
{
    const int block = frame->block, bits = frame->block_bits, first = (1 - block) >> (bits + 1);
    for (int i = 0; i < GROUP; i++) {
        int x = column_of(i), twice = (2 * x + 1 + block) & (2 * block - 1);
        frame->part[i] = (int16_t)(twice * (16384 / block));
        for (int s = 0; s < frame->screens; s++) {
            frame->lane[s][0][i] = (uint16_t)(part_of_cell(x * frame->wave[s][0]) >> 16);
            frame->lane[s][1][i] = (uint16_t)(part_of_cell(-x * frame->wave[s][1]) >> 16);
        }
#if defined(WIDE_BYTES) && WIDE_BYTES == 32
        x %= 8;
#endif
        int over = ((2 * x + 1 - block) >> (bits + 1)) - first;
        frame->pick[0][i] = pick_of(over);
        frame->pick[1][i] = pick_of(over + 1);
        frame->pick[2][i] = pick_of(x >> bits);
    }
}

static void begin(const GrShaderInput *input)
{
    static const float angles[3] = {0.0f, 1.0f / 12, 2.0f / 12};
    const Params *p = input->params;
    Frame *frame = input->frame_scratch;
    frame->cell = gr_clampf(p->size, 4.0f, 96.0f) * input->px;
    frame->screens = p->mode == MODE_MONO ? 1 : 3;
    frame->block = block_size(input);
    for (frame->block_bits = 0; 1 << frame->block_bits < frame->block;)
        frame->block_bits++;
    frame->cols = (input->width + frame->block - 1) / frame->block;
    frame->rows = (input->height + frame->block - 1) / frame->block;
    frame->amount = (uint16_t)gr_to_int(256.0f * gr_unitf(p->amount));
    fill_dots(frame, gr_clampf(p->gamma, 0.5f, 3.0f), p->mode == MODE_PRINT);
    for (int s = 0; s < frame->screens; s++) {
        float angle = (p->angle + angles[s]) * GR_TAU;
        frame->wave[s][0] = (double)gr_cosf(angle) / (double)frame->cell;
        frame->wave[s][1] = (double)gr_sinf(angle) / (double)frame->cell;
    }
    fill_columns(frame);
    const float ink[3] = {p->ink.r, p->ink.g, p->ink.b};
    const float paper[3] = {p->paper.r, p->paper.g, p->paper.b};
    for (int c = 0; c < 3; c++) {
        bool print = p->mode == MODE_PRINT, mono = p->mode == MODE_MONO;
        frame->ink[c] = mono ? code_of(ink[c]) : print ? 0 : 255;
        frame->paper[c] = mono ? code_of(paper[c]) : print ? 255 : 0;
    }
}

/* Means of one row of blocks of one plane, 0..255, in the band scratch. */
static uint16_t *block_means(const GrShaderInput *input, const GrCanvas *source, int plane, int row)
{
    const Frame *frame = input->frame_scratch;
    uint16_t *sums = input->band_scratch;
    int y0 = row * frame->block, whole = frame->cols * frame->block;
    int y1 = y0 + frame->block < source->height ? y0 + frame->block : source->height;
    int columns = frame->block > 1 ? 2 : 1, half = (source->width + columns - 1) / columns;
    memset(sums, 0, (size_t)half * sizeof *sums);
    for (int y = y0; y < y1; y++)
        (columns > 1 ? gr_add_pairs : gr_add_row)(sums, gr_canvas_row(source, plane, y),
                                                  source->width / columns);
    if (half * columns > source->width) /* the last column once more */
        for (int y = y0; y < y1; y++)
            sums[half - 1] =
                (uint16_t)(sums[half - 1] + 2 * gr_canvas_row(source, plane, y)[source->width - 1]);
    for (int x = half; x < whole / columns; x++)
        sums[x] = sums[half - 1];
    for (int wide = 4; wide <= frame->block; wide *= 2) {
        uint16_t *joined = sums + 2 * (whole / wide);
        gr_join_pairs(joined, sums, whole / wide, wide > 8);
        sums = joined;
        columns = wide > 8 ? columns : wide;
    }
    uint32_t count = (uint32_t)(columns * (y1 - y0)), factor = (65536 + count / 2) / count;
    for (int col = 0; col < frame->cols; col++) {
        uint32_t mean = (sums[col] * factor + 32768) >> 16;
        sums[col] = (uint16_t)(mean < 255 ? mean : 255);
    }
    return sums;
}

/* Edges go on beyond the first and the last block. */
static void pad_lattice(int16_t *row, int cols)
{
    for (int i = 1; i <= PAD; i++)
        row[-i] = row[0];
    for (int i = 0; i < PAD_AFTER; i++)
        row[cols + i] = row[cols - 1];
}

/* May write as many as make whole registers. */
static void pick_dots(const Frame *frame, int16_t *squares, int16_t *slopes, const uint16_t *lights)
{
#ifdef __AVX512VBMI__
    int16_t *const out[2] = {squares, slopes};
    for (int k = 0; k < 2; k++) {
        const WholeTable lower = whole_table(frame->dot_byte[2 * k]);
        const WholeTable upper = whole_table(frame->dot_byte[2 * k + 1]);
        for (int col = 0; col < frame->cols; col += 64) {
            Byte at =
                (Byte)wide_pack16(wide_load_any(lights + col), wide_load_any(lights + col + 32));
            Wide low = (Wide)whole_pick(&lower, at), high = (Wide)whole_pick(&upper, at);
            wide_store_any(out[k] + col, wide_low8(low, high));
            wide_store_any(out[k] + col + 32, wide_high8(low, high));
        }
    }
#else
    for (int col = 0; col < frame->cols; col++) {
        Dot dot = frame->dot[lights[col]];
        squares[col] = dot.square;
        slopes[col] = dot.slope;
    }
#endif
}

static void lay_dots(const GrShaderInput *input, int screen, int row, const uint16_t *lights)
{
    const Frame *frame = input->frame_scratch;
    int16_t *squares = lattice_of(input, screen, row, 0),
            *slopes = lattice_of(input, screen, row, 1);
    pick_dots(frame, squares, slopes, lights);
    pad_lattice(squares, frame->cols);
    pad_lattice(slopes, frame->cols);
}

/* Lumas in the first screen's squares, until they are dots. */
static void lay_grey_dots(const GrShaderInput *input, const GrCanvas *source, int row)
{
    static const uint16_t weights[3] = {54, 183, 19};
    const Frame *frame = input->frame_scratch;
    uint16_t *luma = (uint16_t *)lattice_of(input, 0, row, 0);
    for (int c = 0; c < 3; c++) {
        const uint16_t *means = block_means(input, source, c, row);
        for (int col = 0; col < frame->cols; col++)
            luma[col] = (uint16_t)((c ? luma[col] : 128) + means[col] * weights[c]);
    }
    uint16_t *lights = input->band_scratch;
    for (int col = 0; col < frame->cols; col++)
        lights[col] = luma[col] >> 8;
    lay_dots(input, 0, row, lights);
}

static void survey(const GrShaderInput *input, const GrCanvas *source, int y0, int y1)
{
    const Frame *frame = input->frame_scratch;
    for (int row = y0 / frame->block; row * frame->block < y1; row++) {
        if (frame->screens == 1)
            lay_grey_dots(input, source, row);
        for (int s = 0; s < frame->screens && frame->screens > 1; s++)
            lay_dots(input, s, row, block_means(input, source, s, row));
    }
}

/* What a row of pixels needs of one screen. */
typedef struct Screen {
    const int16_t *squares, *slopes; /* of blocks */
    uint32_t u, v, step_u, step_v;   /* of the first column; of a group; cells * 2^32 */
    const uint16_t *lane_u, *lane_v;
} Screen;

static void between_rows(int16_t *restrict out, const int16_t *restrict above,
                         const int16_t *restrict below, int16_t part, int count)
{
    for (int i = 0; i < count; i++) {
        int16_t way = (int16_t)(below[i] - above[i]);
        out[i] = (int16_t)(above[i] + (int16_t)(2 * gr_mulhi_signed(way, part)));
    }
}

static Screen screen_at(const GrShaderInput *input, int screen, int y)
{
    const Frame *frame = input->frame_scratch;
    const double *wave = frame->wave[screen];
    int twice = 2 * y + 1 - frame->block, bits = frame->block_bits + 1;
    int over = twice >> bits, under = over + 1 < frame->rows ? over + 1 : over;
    int16_t part = (int16_t)((twice - over * (1 << bits)) * (16384 / frame->block));
    int16_t *squares = (int16_t *)input->band_scratch + PAD;
    over = over > 0 ? over : 0;
    between_rows(squares - PAD, lattice_of(input, screen, over, 0) - PAD,
                 lattice_of(input, screen, under, 0) - PAD, part, PAD + frame->cols + PAD_AFTER);
    double left = 0.5 - 0.5 * input->width, down = (double)y + 0.5 - 0.5 * input->height;
    return (Screen){.squares = squares,
                    .slopes = lattice_of(input, screen, y >> frame->block_bits, 1),
                    .u = part_of_cell(left * wave[0] + down * wave[1]),
                    .v = part_of_cell(down * wave[0] - left * wave[1]),
                    .step_u = part_of_cell(GROUP * wave[0]),
                    .step_v = part_of_cell(-GROUP * wave[1]),
                    .lane_u = frame->lane[screen][0],
                    .lane_v = frame->lane[screen][1]};
}

#ifdef WIDE_BYTES

enum { LANES = WIDE_BYTES / 2 };

#if WIDE_BYTES == 64
#define wide_shift_left16(a, count) _mm512_sll_epi16(a, count)
#else
#define wide_shift_left16(a, count) _mm256_sll_epi16(a, count)
#endif

/* What is within a dot and how far. */
typedef struct Edge {
    Wide most, least;
    __m128i shift;
} Edge;

static inline Edge edge_of(const Frame *frame)
{
    int16_t most = (int16_t)(32767 >> frame->shift);
    return (Edge){wide_splat16(most), wide_splat16(-most), _mm_cvtsi32_si128(frame->shift)};
}

/* Squares of the radius less those of the distance, under the slope. */
static inline Wide weigh(const Edge *edge, Wide u, Wide v, Wide square, Wide slope)
{
    Wide distance = wide_add16(wide_product_high_signed16(u, u), wide_product_high_signed16(v, v));
    Wide within = wide_sub16(square, wide_shift16(distance, 1));
    within = wide_max_signed16(wide_min_signed16(within, edge->most), edge->least);
    return wide_product_high_signed16(wide_shift_left16(within, edge->shift), slope);
}

/* Between two squares. */
static inline Wide mean_of(Wide over, Wide under, Wide part)
{
    return wide_add16(over, wide_product_rounded16(wide_sub16(under, over), part));
}

#if WIDE_BYTES == 64

/* Of 32 blocks, or of 64. */
static inline Wide spread(const Wide blocks[2], Wide picks, bool few)
{
    return few ? _mm512_permutexvar_epi16(picks, blocks[0])
               : _mm512_permutex2var_epi16(blocks[0], picks, blocks[1]);
}

/* `few`: a group's columns have 32 blocks at most, the next one's first included. */
static inline void cover_groups(const Frame *frame, const Screen *screen, GrPixel *out, Byte turn,
                                bool few, int span)
{
    const Edge edge = edge_of(frame);
    const int bits = frame->block_bits, before = 1 - frame->block;
    const int16_t *squares = screen->squares, *slopes = screen->slopes;
    uint32_t u = screen->u, v = screen->v, step_u = screen->step_u, step_v = screen->step_v;
    Wide lane_u[2], lane_v[2], part[2], pick[3][2];
    for (int i = 0; i < 2; i++) {
        lane_u[i] = wide_load_any(screen->lane_u + LANES * i);
        lane_v[i] = wide_load_any(screen->lane_v + LANES * i);
        part[i] = wide_load_any(frame->part + LANES * i);
        for (int k = 0; k < 3; k++)
            pick[k][i] = wide_load_any(frame->pick[k] + LANES * i);
    }
    for (int x = 0; x < span; x += GROUP, u += step_u, v += step_v) {
        const int16_t *at = squares + ((2 * x + before) >> (bits + 1)),
                      *near = slopes + (x >> bits);
        const Wide square[2] = {wide_load_any(at), wide_load_any(at + (few ? 0 : 32))};
        const Wide slope[2] = {wide_load_any(near), wide_load_any(near + (few ? 0 : 32))};
        const Wide from_u = wide_splat16((int16_t)(u >> 16)),
                   from_v = wide_splat16((int16_t)(v >> 16));
        Wide half[2];
        for (int i = 0; i < 2; i++) {
            Wide mean =
                mean_of(spread(square, pick[0][i], few), spread(square, pick[1][i], few), part[i]);
            half[i] = weigh(&edge, wide_add16(from_u, lane_u[i]), wide_add16(from_v, lane_v[i]),
                            mean, spread(slope, pick[2][i], few));
        }
        wide_store(out + x, (Wide)((Byte)wide_pack_signed16(half[0], half[1]) ^ turn));
    }
}

/* How much of each pixel a dot covers, 0..255; `flip` what it leaves. */
static void cover(const Frame *given, const Screen *of, GrPixel *out, uint8_t flip, int span)
{
    const Frame *frame = given;
    const Screen screen = *of;
    if (frame->block > 2)
        cover_groups(frame, &screen, out, byte_of(flip ^ 128), true, span);
    else
        cover_groups(frame, &screen, out, byte_of(flip ^ 128), false, span);
}

#else

/* What is picked of the blocks from `at` on; 128-bit parts have blocks of their own. */
static inline Wide spread(const int16_t *blocks, const int at[2], const uint16_t *pick)
{
    __m128i low = _mm_loadu_si128((const __m128i *)(blocks + at[0]));
    __m128i high = _mm_loadu_si128((const __m128i *)(blocks + at[1]));
    return wide_pick(_mm256_inserti128_si256(_mm256_castsi128_si256(low), high, 1),
                     wide_load_any(pick));
}

/* 127 code values less than how much of the columns from x on is covered, by half a register. */
static inline Wide cover_half(const Frame *frame, const Edge *edge, const Screen *screen,
                              uint16_t group_u, uint16_t group_v, int x)
{
    const int bits = frame->block_bits, lane = x % GROUP;
    const int at[2] = {(2 * x + 1 - frame->block) >> (bits + 1),
                       (2 * x + 17 - frame->block) >> (bits + 1)};
    const int near[2] = {x >> bits, (x + 8) >> bits};
    Wide u = wide_add16(wide_splat16(group_u), wide_load_any(screen->lane_u + lane));
    Wide v = wide_add16(wide_splat16(group_v), wide_load_any(screen->lane_v + lane));
    Wide mean =
        mean_of(spread(screen->squares, at, frame->pick[0]),
                spread(screen->squares + 1, at, frame->pick[0]), wide_load_any(frame->part + lane));
    return weigh(edge, u, v, mean, spread(screen->slopes, near, frame->pick[2]));
}

/* How much of each pixel a dot covers, 0..255; `flip` what it leaves. */
static void cover(const Frame *given, const Screen *of, GrPixel *out, uint8_t flip, int span)
{
    const Frame *frame = given;
    const Screen screen = *of;
    const Byte turn = byte_of(flip ^ 128);
    const Edge edge = edge_of(frame);
    for (int x = 0; x < span; x += WIDE_BYTES) {
        uint32_t group = (uint32_t)(x / GROUP);
        uint16_t u = (uint16_t)((screen.u + group * screen.step_u) >> 16);
        uint16_t v = (uint16_t)((screen.v + group * screen.step_v) >> 16);
        Wide low = cover_half(frame, &edge, &screen, u, v, x);
        Wide high = cover_half(frame, &edge, &screen, u, v, x + LANES);
        wide_store(out + x, (Wide)((Byte)wide_in_order(wide_pack_signed16(low, high)) ^ turn));
    }
}

#endif

#else

/* How much of each pixel a dot covers, 0..255; `flip` what it leaves. */
static void cover(const Frame *frame, const Screen *screen, GrPixel *out, uint8_t flip, int span)
{
    const int bits = frame->block_bits, block = frame->block, shift = frame->shift;
    const int most = 32767 >> shift;
    for (int x = 0; x < span; x++) {
        uint32_t group = (uint32_t)(x / GROUP);
        int16_t u =
            (int16_t)(((screen->u + group * screen->step_u) >> 16) + screen->lane_u[x % GROUP]);
        int16_t v =
            (int16_t)(((screen->v + group * screen->step_v) >> 16) + screen->lane_v[x % GROUP]);
        int at = (2 * x + 1 - block) >> (bits + 1);
        int16_t square = screen->squares[at];
        int16_t way = (int16_t)(screen->squares[at + 1] - square);
        square = (int16_t)(square + ((way * frame->part[x % GROUP] + 16384) >> 15));
        uint16_t distance = (uint16_t)(gr_mulhi_signed(u, u) + gr_mulhi_signed(v, v));
        int within = square - (distance >> 1);
        within = within < most ? within : most;
        within = within > -most ? within : -most;
        within = gr_mulhi_signed((int16_t)(within * (1 << shift)), screen->slopes[x >> bits]) + 128;
        within = within > 0 ? within < 255 ? within : 255 : 0;
        out[x] = (GrPixel)within ^ flip;
    }
}

#endif

/* row + (paper + (ink - paper) * share - row) * amount */
static void print_row(GrPixel *restrict row, const GrPixel *restrict share, uint16_t paper,
                      uint16_t ink, uint16_t amount, int span)
{
    uint16_t keep = (uint16_t)(256 - amount);
    for (int x = 0; x < span; x++) {
        uint16_t value = (uint16_t)(paper * (uint16_t)(255 - share[x]) + ink * share[x] + 128);
        value = (uint16_t)(value + (value >> 8)) >> 8;
        row[x] = (GrPixel)((uint16_t)(row[x] * keep + value * amount + 128) >> 8);
    }
}

static void apply(const GrShaderInput *input, GrPixel *r, GrPixel *g, GrPixel *b, int y)
{
    const Params *p = input->params;
    const Frame *frame = input->frame_scratch;
    GrPixel *const rows[3] = {r, g, b};
    int span = gr_row_span(input->width);
    bool plain = frame->amount == 256 && frame->screens == 3;
    if (frame->amount == 0)
        return;
    for (int c = 0; c < frame->screens; c++) {
        Screen screen = screen_at(input, c, y);
        uint8_t flip = p->mode == MODE_PRINT ? 255 : 0;
        GrPixel *share = plain ? rows[c] : coverage_of(input);
        cover(frame, &screen, share, plain ? flip : 0, span);
        for (int k = c; !plain && k < (frame->screens == 1 ? 3 : c + 1); k++)
            print_row(rows[k], share, frame->paper[k], frame->ink[k], frame->amount, span);
    }
}

extern const GrShader GR_LEVEL_NAME(gr_shader_halftone);
const GrShader GR_LEVEL_NAME(gr_shader_halftone) = {
    .name = "halftone",
    .family = "lines",
    .summary = "a turned screen of round dots whose size follows the light, as in print",
    .params = GR_PARAM_TABLE(Params, params),
    .access = GR_ACCESS_POINT,
    .frame_scratch_bytes = frame_scratch_bytes,
    .band_scratch_bytes = band_scratch_bytes,
    .begin = begin,
    .survey = survey,
    .apply = apply,
};

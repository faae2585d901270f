/* SPDX-License-Identifier: MIT
 *
 * Halftone: the picture as a screen of round dots, as in print. The screen is turned by an angle,
 * and the size of a dot follows the light of its neighbourhood, so that its area is what the eye
 * takes for that light; dots that grow into each other leave a lattice of round-cornered holes.
 * `light` has glowing dots of red, green and blue on black, each colour on a screen of its own;
 * `print` has cyan, magenta and yellow ink on white paper; `mono` one ink on one paper.
 *
 * A survey (common/halftone_dots.h) makes squares of radii for blocks a quarter to half a dot wide;
 * a row takes its squares from there, linearly. How far a pixel lies within its dot is told by the
 * squares of its distance and of the radius alone: around the edge their difference is as good as
 * that of their roots, under a slope that follows the radius. All of it is numbers of 16 bits, in
 * which a place within a cell wraps by itself.
 */
#include "base/level.h"
#include "base/simd.h"
#include "common/halftone_dots.h"
#include "common/pixel.h"
#include "model/colour.h"

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
    {.name = "ink",
     .type = GR_PARAM_COLOUR,
     .offset = offsetof(Params, ink),
     .unit = "",
     .def_text = "ffffff",
     .with = "mode",
     .with_choice = MODE_MONO,
     .help = "of the dots, with mode: mono"},
    {.name = "paper",
     .type = GR_PARAM_COLOUR,
     .offset = offsetof(Params, paper),
     .unit = "",
     .def_text = "000000",
     .with = "mode",
     .with_choice = MODE_MONO,
     .help = "between the dots, with mode: mono"},
    GR_FLOAT(Params, amount, "", 1, 0, 1, "how far towards the dots"),
};

enum { GROUP = 64 }; /* columns whose places within a cell are counted from the first of them */

typedef struct Frame {
    GrHalftoneDots dots;
    double wave[3][2]; /* of each screen: its axes' cosine and sine, per pixel in cells */
    /* Of a group's columns, in the order in which halves of registers have them: how far they are
     * from the first one, cells * 2^16, and how far it is to the next block, 2^15; what to pick of
     * the blocks for the one before, the one behind and the one around them. */
    uint16_t lane[3][2][GROUP];
    int16_t part[GROUP];
    uint16_t pick[3][GROUP];
    uint8_t ink[3], paper[3];
    uint16_t amount; /* 256: nothing else is left */
} Frame;

/* Room for the smallest blocks that there can be: the size may change from frame to frame. */
static size_t frame_scratch_bytes(const GrShaderInput *input)
{
    return gr_align64(sizeof(Frame)) +
           gr_halftone_lattice_bytes(input->width, input->height, 4.0f * input->px);
}

static size_t squares_bytes(const GrShaderInput *input)
{
    return gr_align64(
        (size_t)(gr_row_span(input->width) + GR_HALFTONE_PAD + GR_HALFTONE_PAD_AFTER) *
        sizeof(uint16_t));
}

/* Per thread: sums of columns; or squares of a row of pixels and its coverage. */
static size_t band_scratch_bytes(const GrShaderInput *input)
{
    return squares_bytes(input) + (size_t)gr_row_span(input->width);
}

/* A row of it, behind the squares. */
static GrPixel *coverage_of(const GrShaderInput *input)
{
    return (GrPixel *)input->band_scratch + squares_bytes(input);
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
    const int block = frame->dots.block, bits = frame->dots.block_bits,
              first = (1 - block) >> (bits + 1);
    for (int i = 0; i < GROUP; i++) {
        int x = column_of(i), twice = (2 * x + 1 + block) & (2 * block - 1);
        frame->part[i] = (int16_t)(twice * (16384 / block));
        for (int s = 0; s < frame->dots.screens; s++) {
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
    frame->dots.cell = gr_clampf(p->size, 4.0f, 96.0f) * input->px;
    frame->dots.screens = p->mode == MODE_MONO ? 1 : 3;
    gr_halftone_begin(&frame->dots, input->width, input->height,
                      (char *)input->frame_scratch + gr_align64(sizeof(Frame)));
    frame->amount = (uint16_t)gr_to_int(256.0f * gr_unitf(p->amount));
    gr_halftone_fill(&frame->dots, gr_clampf(p->gamma, 0.5f, 3.0f), p->mode == MODE_PRINT);
    for (int s = 0; s < frame->dots.screens; s++) {
        float angle = (p->angle + angles[s]) * GR_TAU;
        frame->wave[s][0] = (double)gr_cosf(angle) / (double)frame->dots.cell;
        frame->wave[s][1] = (double)gr_sinf(angle) / (double)frame->dots.cell;
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

static void survey(const GrShaderInput *input, const GrCanvas *source, int y0, int y1)
{
    const Frame *frame = input->frame_scratch;
    gr_halftone_survey(&frame->dots, input->band_scratch, source, y0, y1);
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
    int twice = 2 * y + 1 - frame->dots.block, bits = frame->dots.block_bits + 1;
    int over = twice >> bits, under = over + 1 < frame->dots.rows ? over + 1 : over;
    int16_t part = (int16_t)((twice - over * (1 << bits)) * (16384 / frame->dots.block));
    int16_t *squares = (int16_t *)input->band_scratch + GR_HALFTONE_PAD;
    over = over > 0 ? over : 0;
    between_rows(squares - GR_HALFTONE_PAD,
                 gr_halftone_row(&frame->dots, screen, over, 0) - GR_HALFTONE_PAD,
                 gr_halftone_row(&frame->dots, screen, under, 0) - GR_HALFTONE_PAD, part,
                 GR_HALFTONE_PAD + frame->dots.cols + GR_HALFTONE_PAD_AFTER);
    double left = 0.5 - 0.5 * input->width, down = (double)y + 0.5 - 0.5 * input->height;
    return (Screen){.squares = squares,
                    .slopes = gr_halftone_row(&frame->dots, screen, y >> frame->dots.block_bits, 1),
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
    int16_t most = (int16_t)(32767 >> frame->dots.shift);
    return (Edge){wide_splat16(most), wide_splat16(-most), _mm_cvtsi32_si128(frame->dots.shift)};
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
    const int bits = frame->dots.block_bits, before = 1 - frame->dots.block;
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
    if (frame->dots.block > 2)
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
    const int bits = frame->dots.block_bits, lane = x % GROUP;
    const int at[2] = {(2 * x + 1 - frame->dots.block) >> (bits + 1),
                       (2 * x + 17 - frame->dots.block) >> (bits + 1)};
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
    const int bits = frame->dots.block_bits, block = frame->dots.block, shift = frame->dots.shift;
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
    bool plain = frame->amount == 256 && frame->dots.screens == 3;
    if (frame->amount == 0)
        return;
    for (int c = 0; c < frame->dots.screens; c++) {
        Screen screen = screen_at(input, c, y);
        uint8_t flip = p->mode == MODE_PRINT ? 255 : 0;
        GrPixel *share = plain ? rows[c] : coverage_of(input);
        cover(frame, &screen, share, plain ? flip : 0, span);
        for (int k = c; !plain && k < (frame->dots.screens == 1 ? 3 : c + 1); k++)
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

/* SPDX-License-Identifier: MIT
 *
 * Halftone: the picture as a screen of round dots, as in print. The screen is turned by an angle,
 * and the size of a dot follows the light of its neighbourhood, so that its area is what the eye
 * takes for that light; dots that grow into each other leave a lattice of round-cornered holes.
 * `light` has glowing dots of red, green and blue on black, each colour on a screen of its own;
 * `print` has cyan, magenta and yellow ink on white paper; `mono` one ink on one paper.
 *
 * A survey shrinks the frame to the means of blocks about half a dot wide, as radii; a row takes
 * its radii from there, linearly, and each pixel is covered by how far it lies within its dot.
 */
#include "base/level.h"
#include "common/pixel.h"
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

enum { BLOCK_MOST = 32, RADII = 256 };

typedef struct Frame {
    float cell;  /* pixels from dot to dot */
    int screens; /* 3, or 1 with one ink */
    int block, cols, rows;
    float radius[RADII]; /* over the mean of a block, in cells */
    float wave[3][2];    /* of each screen: its axes' cosine and sine, per pixel in cells */
    float ink[3], paper[3];
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

/* Room for the smallest blocks that there can be: the size may change from frame to frame. */
static size_t frame_scratch_bytes(const GrShaderInput *input)
{
    int block = 1;
    while (block < BLOCK_MOST && (float)(4 * block) <= 4.0f * input->px)
        block *= 2;
    size_t cols = (size_t)((input->width + block - 1) / block);
    size_t rows = (size_t)((input->height + block - 1) / block);
    return gr_align64(sizeof(Frame)) + gr_align64(cols * 3 * sizeof(float)) * rows;
}

/* Per thread: column sums of a survey, or radii of a row and its blocks. */
static size_t band_scratch_bytes(const GrShaderInput *input)
{
    return (size_t)(gr_row_span(input->width) + 64) * 2 * sizeof(float);
}

static float *radii_of(const GrShaderInput *input, int screen, int row)
{
    const Frame *frame = input->frame_scratch;
    size_t bytes = gr_align64((size_t)frame->cols * 3 * sizeof(float)) * (size_t)row;
    char *rows = (char *)input->frame_scratch + gr_align64(sizeof(Frame));
    return (float *)(rows + bytes) + (size_t)screen * (size_t)frame->cols;
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

static void fill_radii(Frame *frame, float gamma, bool inverse)
{
    enum { STEPS = 2048 };
    const float most = 0.7072f;
    int step = 0;
    for (int i = 0; i < RADII; i++) {
        float wanted = gr_powf((float)i / (RADII - 1), gamma);
        while (step < STEPS && dot_area(most * (float)step / STEPS) < wanted)
            step++;
        float radius = most * (float)step / STEPS;
        /* Nothing is no dot at all, and all of it leaves no hole. */
        radius = i == 0 ? -0.6f / frame->cell : i == RADII - 1 ? most + 0.6f / frame->cell : radius;
        frame->radius[inverse ? RADII - 1 - i : i] = radius;
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
    frame->cols = (input->width + frame->block - 1) / frame->block;
    frame->rows = (input->height + frame->block - 1) / frame->block;
    fill_radii(frame, gr_clampf(p->gamma, 0.5f, 3.0f), p->mode == MODE_PRINT);
    for (int s = 0; s < frame->screens; s++) {
        float angle = (p->angle + angles[s]) * GR_TAU;
        frame->wave[s][0] = gr_cosf(angle) / frame->cell;
        frame->wave[s][1] = gr_sinf(angle) / frame->cell;
    }
    const float ink[3] = {p->ink.r, p->ink.g, p->ink.b};
    const float paper[3] = {p->paper.r, p->paper.g, p->paper.b};
    for (int c = 0; c < 3; c++) {
        bool print = p->mode == MODE_PRINT, mono = p->mode == MODE_MONO;
        frame->ink[c] = 255.0f * (mono ? gr_unitf(ink[c]) : print ? 0.0f : 1.0f);
        frame->paper[c] = 255.0f * (mono ? gr_unitf(paper[c]) : print ? 1.0f : 0.0f);
    }
}

static void add_row(uint16_t *restrict sums, const GrPixel *restrict row, int width)
{
    for (int x = 0; x < width; x++)
        sums[x] = (uint16_t)(sums[x] + row[x]);
}

/* Means of one row of blocks of one plane, as numbers 0..255. */
static void block_means(const GrShaderInput *input, const GrCanvas *source, int plane, int row,
                        float *out)
{
    const Frame *frame = input->frame_scratch;
    uint16_t *sums = input->band_scratch;
    int y0 = row * frame->block;
    int y1 = y0 + frame->block < source->height ? y0 + frame->block : source->height;
    memset(sums, 0, (size_t)source->width * sizeof *sums);
    for (int y = y0; y < y1; y++)
        add_row(sums, gr_canvas_row(source, plane, y), source->width);
    for (int col = 0, x = 0; col < frame->cols; col++) {
        int end = x + frame->block < source->width ? x + frame->block : source->width;
        int count = (end - x) * (y1 - y0);
        int sum = 0;
        for (; x < end; x++)
            sum += sums[x];
        out[col] = (float)sum / (float)count;
    }
}

static void survey(const GrShaderInput *input, const GrCanvas *source, int y0, int y1)
{
    const Frame *frame = input->frame_scratch;
    for (int row = y0 / frame->block; row * frame->block < y1; row++) {
        float *radii[3];
        for (int c = 0; c < 3; c++) {
            radii[c] = radii_of(input, c, row);
            block_means(input, source, c, row, radii[c]);
        }
        for (int col = 0; col < frame->cols; col++) {
            if (frame->screens == 1)
                radii[0][col] =
                    (54.0f * radii[0][col] + 183.0f * radii[1][col] + 19.0f * radii[2][col]) /
                    256.0f;
            for (int s = 0; s < frame->screens; s++)
                radii[s][col] = frame->radius[(int)(radii[s][col] + 0.5f)];
        }
    }
}

/* A row at twice the width: each new sample lies a quarter of the old distance from its nearest. */
static void double_row(const float *restrict from, float *restrict to, int count)
{
    to[0] = from[0];
    for (int k = 0; k + 1 < count; k++) {
        to[2 * k + 1] = 0.75f * from[k] + 0.25f * from[k + 1];
        to[2 * k + 2] = 0.25f * from[k] + 0.75f * from[k + 1];
    }
    to[2 * count - 1] = from[count - 1];
}

/* Radii for each pixel of a row, in one of the two rows that are given. */
static float *spread_radii(const GrShaderInput *input, int screen, int y, float *row, float *other)
{
    const Frame *frame = input->frame_scratch;
    float place =
        gr_clampf(((float)y + 0.5f) / (float)frame->block - 0.5f, 0.0f, (float)(frame->rows - 1));
    int over = (int)place, under = over + 1 < frame->rows ? over + 1 : over, count = frame->cols;
    const float *above = radii_of(input, screen, over), *below = radii_of(input, screen, under);
    float part = place - (float)over;
    for (int col = 0; col < count; col++)
        row[col] = above[col] + (below[col] - above[col]) * part;
    for (int block = frame->block; block > 1; block /= 2, count *= 2) {
        double_row(row, other, count);
        float *doubled = other;
        other = row;
        row = doubled;
    }
    return row;
}

/* How much of each pixel a dot covers, 0..1, in place of the radii. */
static void cover(const Frame *frame, int screen, float left, float down, float *restrict radii,
                  int width)
{
    const float cosine = frame->wave[screen][0], sine = frame->wave[screen][1];
    const float u0 = left * cosine + down * sine, v0 = down * cosine - left * sine;
    const float cell = frame->cell;
    for (int x = 0; x < width; x++) {
        float u = u0 + (float)x * cosine, v = v0 - (float)x * sine;
        u -= gr_floorf(u + 0.5f);
        v -= gr_floorf(v + 0.5f);
        float within = radii[x] - gr_sqrtf(u * u + v * v);
        radii[x] = gr_unitf(0.5f + within * cell);
    }
}

static void print_row(GrPixel *restrict row, const float *restrict share, float paper, float ink,
                      float amount, int width)
{
    for (int x = 0; x < width; x++) {
        float value = paper + (ink - paper) * share[x];
        float own = (float)row[x];
        row[x] = (GrPixel)(int32_t)(own + (value - own) * amount + 0.5f);
    }
}

static void apply(const GrShaderInput *input, GrPixel *r, GrPixel *g, GrPixel *b, int y)
{
    const Params *p = input->params;
    const Frame *frame = input->frame_scratch;
    GrPixel *const rows[3] = {r, g, b};
    float *first = input->band_scratch, *second = first + gr_row_span(input->width) + 64;
    float *radii = first;
    float left = 0.5f - 0.5f * (float)input->width, down = (float)y + 0.5f;
    float amount = gr_unitf(p->amount);
    down -= 0.5f * (float)input->height;
    if (amount <= 0.0f)
        return;
    for (int c = 0; c < 3; c++) {
        if (c < frame->screens) {
            radii = spread_radii(input, c, y, first, second);
            cover(frame, c, left, down, radii, input->width);
        }
        print_row(rows[c], radii, frame->paper[c], frame->ink[c], amount, input->width);
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

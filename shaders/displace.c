/* SPDX-License-Identifier: MIT
 *
 * Displace: the picture seen through uneven glass. Each pixel is taken from a little elsewhere; how
 * far and where to is a slow turbulence (value noise in two octaves that also changes with time),
 * or the slope of the picture's own light, smoothed, so that bright parts bulge like drops. The
 * displacement is worked out at the corners of a lattice of 16 pixels and read in between linearly:
 * it is smooth at that scale, and a pixel then costs little more than its bilinear sample. What is
 * moved in from beyond an edge is the mirror image.
 */
#include "base/level.h"
#include "base/rng.h"
#include "common/tiles.h"

typedef struct Params {
    int32_t by;
    float amount, size, speed;
} Params;

typedef enum By { BY_NOISE, BY_LIGHT } By;

static const char *const by_names[] = {"noise", "light", NULL};
static const char *const by_help[] = {"a slow turbulence, like rippled glass",
                                      "the picture's own light: bright parts bulge", NULL};

static const GrParam params[] = {
    {.name = "by",
     .type = GR_PARAM_CHOICE,
     .offset = offsetof(Params, by),
     .unit = "",
     .def = BY_NOISE,
     .choices = by_names,
     .choice_help = by_help,
     .help = "what moves the picture"},
    GR_FLOAT(Params, amount, "px", 40, -200, 200, "how far at most; negative is the other way"),
    {.name = "size",
     .type = GR_PARAM_FLOAT,
     .offset = offsetof(Params, size),
     .unit = "screen",
     .def = 0.45,
     .min = 0.1,
     .max = 4,
     .with = "by",
     .with_choice = BY_NOISE,
     .help = "how large the bumps of the noise are"},
    {.name = "speed",
     .type = GR_PARAM_FLOAT,
     .offset = offsetof(Params, speed),
     .unit = "Hz",
     .def = 0.25,
     .min = -4,
     .max = 4,
     .rate = true,
     .with = "by",
     .with_choice = BY_NOISE,
     .help = "how fast the noise changes"},
};

enum { STEP = 16, STEP_BITS = 4 };

typedef struct Frame {
    GrSampled sampled;
    int cols, rows;               /* corners of the lattice */
    int reach;                    /* 1/65536 pixels, at most */
    size_t move_x, move_y, light; /* bytes from the frame: 1/65536 pixels; sums of luma */
} Frame;

static size_t lay_out(const GrShaderInput *input, Frame *frame)
{
    frame->cols = (gr_tile_span(input->width) >> STEP_BITS) + 2;
    frame->rows = (input->height >> STEP_BITS) + 2;
    size_t bytes = gr_align64((size_t)frame->cols * (size_t)frame->rows * 4);
    frame->move_x = gr_sampled_bytes(input, sizeof *frame);
    frame->move_y = frame->move_x + bytes;
    frame->light = frame->move_y + bytes;
    return frame->light + bytes;
}

static size_t frame_scratch_bytes(const GrShaderInput *input)
{
    Frame frame;
    return lay_out(input, &frame);
}

static int32_t *plane_of(const GrShaderInput *input, size_t offset)
{
    return (int32_t *)((char *)input->frame_scratch + offset);
}

static float eased(float x)
{
    return x * x * (3.0f - 2.0f * x);
}

/* The random numbers at the eight corners of a cube: those of the one that was asked for last. */
typedef struct Cube {
    bool filled;
    float x, y, z;
    float corner[2][4]; /* of either layer: above left and right, below left and right */
} Cube;

static void fill_cube(Cube *cube, uint32_t seed, float x, float y, float z)
{
    uint32_t left = (uint32_t)(int32_t)x, above = (uint32_t)(int32_t)y;
    for (int k = 0; k < 2; k++) {
        uint32_t of = gr_rng_u32(seed, (uint32_t)((int32_t)z + k), 0);
        for (uint32_t i = 0; i < 4; i++)
            cube->corner[k][i] = gr_rng_unit(of, left + (i & 1), above + (i >> 1));
    }
    cube->filled = true;
    cube->x = x;
    cube->y = y;
    cube->z = z;
}

/* Value noise in -1..1: eight corners of a cube, eased. Cubes are larger than the lattice's steps
 * as a rule, so neighbours share one. */
static float noise_at(Cube *cube, uint32_t seed, float x, float y, float z)
{
    float cx = gr_floorf(x), cy = gr_floorf(y), cz = gr_floorf(z);
    float fx = eased(x - cx), fy = eased(y - cy), fz = eased(z - cz), layer[2];
    if (!cube->filled || cube->x != cx || cube->y != cy || cube->z != cz)
        fill_cube(cube, seed, cx, cy, cz);
    for (int k = 0; k < 2; k++) {
        const float *corner = cube->corner[k];
        layer[k] =
            gr_lerpf(gr_lerpf(corner[0], corner[1], fx), gr_lerpf(corner[2], corner[3], fx), fy);
    }
    return 2.0f * gr_lerpf(layer[0], layer[1], fz) - 1.0f;
}

static float reach_of(const GrShaderInput *input)
{
    const Params *p = input->params;
    float most = (float)(input->width < input->height ? input->width : input->height) - 1.0f;
    return gr_clampf(p->amount * input->px, -0.7f * most, 0.7f * most) * 65536.0f;
}

static void begin(const GrShaderInput *input)
{
    const Params *p = input->params;
    Frame *frame = input->frame_scratch;
    gr_sampled_begin(input, sizeof *frame);
    lay_out(input, frame);
    frame->reach = (int)(1.02f * gr_absf(reach_of(input)));
    if (p->by != BY_NOISE)
        return;
    int32_t *move_x = plane_of(input, frame->move_x), *move_y = plane_of(input, frame->move_y);
    float scale = 2.0f / ((float)input->height * gr_maxf(p->size, 0.02f));
    float reach = reach_of(input) * 0.7f;
    uint32_t seed = (uint32_t)(input->seed ^ input->seed >> 32);
    double flown = (double)p->speed * input->moment->scene_s;
    float z = (float)(flown - 1048576.0 * (double)(int64_t)(flown / 1048576.0)) + 7.0f;
    Cube cube[4] = {0};
    for (int row = 0, i = 0; row < frame->rows; row++)
        for (int col = 0; col < frame->cols; col++, i++) {
            float x = (float)(col * STEP) * scale - 0.5f * (float)input->width * scale;
            float y = (float)(row * STEP) * scale - 0.5f * (float)input->height * scale;
            float a = noise_at(&cube[0], seed, x, y, z) +
                      0.45f * noise_at(&cube[1], seed + 1, 2.0f * x, 2.0f * y, 1.6f * z);
            float b = noise_at(&cube[2], seed + 2, x, y, z + 0.5f) +
                      0.45f * noise_at(&cube[3], seed + 3, 2.0f * x, 2.0f * y, 1.6f * z + 0.5f);
            move_x[i] = (int32_t)(a * reach);
            move_y[i] = (int32_t)(b * reach);
        }
}

/* Of a row of a square, which may be cut by the edge. */
static inline int32_t light_of_pixels(const GrPixel *r, const GrPixel *g, const GrPixel *b,
                                      int count)
{
    uint16_t sum = 0; /* 16 times 14 times 255 fits */
    if (count >= STEP)
        for (int i = 0; i < STEP; i++)
            sum = (uint16_t)(sum + (uint16_t)(3 * r[i] + 10 * g[i] + b[i]));
    else
        for (int i = 0; i < count; i++)
            sum = (uint16_t)(sum + (uint16_t)(3 * r[i] + 10 * g[i] + b[i]));
    return sum;
}

/* Adds up the light of each square of the lattice; bands start on squares. */
static void survey(const GrShaderInput *input, const GrCanvas *source, int y0, int y1)
{
    const Params *p = input->params;
    const Frame *frame = input->frame_scratch;
    gr_sampled_survey(input, source, y0, y1);
    if (p->by != BY_LIGHT)
        return;
    int32_t *light = plane_of(input, frame->light);
    for (int y = y0; y < y1; y++) {
        int32_t *row = light + (y >> STEP_BITS) * frame->cols;
        if (y % STEP == 0)
            memset(row, 0, sizeof *row * (size_t)frame->cols);
        const GrPixel *r = gr_canvas_row(source, 0, y), *g = gr_canvas_row(source, 1, y),
                      *b = gr_canvas_row(source, 2, y);
        for (int x = 0; x < input->width; x += STEP)
            row[x >> STEP_BITS] += light_of_pixels(r + x, g + x, b + x, input->width - x);
    }
}

/* The light of a square, 0..1; of those beyond an edge, the one before it. */
static float light_of(const Frame *frame, const GrShaderInput *input, const float *level, int col,
                      int row)
{
    int last_col = (input->width - 1) >> STEP_BITS, last_row = (input->height - 1) >> STEP_BITS;
    col = col < 0 ? 0 : col > last_col ? last_col : col;
    row = row < 0 ? 0 : row > last_row ? last_row : row;
    return level[row * frame->cols + col];
}

/* Sums to means, in place: an int32_t and a float have the same size. */
static void settle_light(const GrShaderInput *input, const Frame *frame)
{
    int32_t *sums = plane_of(input, frame->light);
    for (int row = 0; row <= (input->height - 1) >> STEP_BITS; row++)
        for (int col = 0; col <= (input->width - 1) >> STEP_BITS; col++) {
            int wide = input->width - col * STEP, high = input->height - row * STEP;
            int count = (wide < STEP ? wide : STEP) * (high < STEP ? high : STEP);
            int32_t *sum = sums + row * frame->cols + col;
            float mean = (float)*sum / (float)(count * 14 * 255);
            *sum = gr_float_to_bits(mean);
        }
}

/* One line of squares, `count` of them `pitch` apart, softened in place. */
static void soften_line(float *level, int count, int pitch)
{
    float before = level[0];
    for (int i = 0; i < count; i++) {
        float here = level[i * pitch], after = level[(i + 1 < count ? i + 1 : i) * pitch];
        level[i * pitch] = 0.25f * before + 0.5f * here + 0.25f * after;
        before = here;
    }
}

/* Strokes of glyphs are finer than what may bulge. */
static void soften(const GrShaderInput *input, const Frame *frame, float *level)
{
    enum { ROUNDS = 3 };
    int cols = ((input->width - 1) >> STEP_BITS) + 1, rows = ((input->height - 1) >> STEP_BITS) + 1;
    for (int round = 0; round < ROUNDS; round++) {
        for (int row = 0; row < rows; row++)
            soften_line(level + row * frame->cols, cols, 1);
        for (int col = 0; col < cols; col++)
            soften_line(level + col, rows, frame->cols);
    }
}

static void survey_end(const GrShaderInput *input)
{
    /* Of the light around a corner: squares within three of it, nearer ones more. */
    static const float weight[6] = {1, 5, 10, 10, 5, 1};
    static const float slope[6] = {-1, -3, -2, 2, 3, 1};
    const Params *p = input->params;
    const Frame *frame = input->frame_scratch;
    if (p->by != BY_LIGHT)
        return;
    settle_light(input, frame);
    float *level = (float *)plane_of(input, frame->light);
    soften(input, frame, level);
    int32_t *move_x = plane_of(input, frame->move_x), *move_y = plane_of(input, frame->move_y);
    float reach = reach_of(input);
    for (int row = 0, i = 0; row < frame->rows; row++)
        for (int col = 0; col < frame->cols; col++, i++) {
            float x = 0.0f, y = 0.0f;
            for (int v = 0; v < 6; v++)
                for (int h = 0; h < 6; h++) {
                    float light = light_of(frame, input, level, col + h - 3, row + v - 3);
                    x += slope[h] * weight[v] * light;
                    y += weight[h] * slope[v] * light;
                }
            /* Steep slopes lead no farther than the amount. */
            x *= 0.06f;
            y *= 0.06f;
            float steep = gr_sqrtf(1.0f + x * x + y * y);
            move_x[i] = (int32_t)(x / steep * reach);
            move_y[i] = (int32_t)(y / steep * reach);
        }
}

/* As many places as a step has pixels. Written out, since gcc makes single numbers of a loop as
 * short as this. */
typedef int32_t Line __attribute__((vector_size(STEP * 4)));

/* A lattice's line `part` of a square below `top`. */
static inline int32_t move_at(const int32_t *top, int cols, int part)
{
    return top[0] + (top[cols] - top[0]) / STEP * part;
}

static void draw_row(const GrShaderInput *input, const GrTileRow *row, uint32_t *packed)
{
    const Frame *frame = input->frame_scratch;
    int part = row->y % STEP, cols = frame->cols;
    int first = (row->y >> STEP_BITS) * cols + (row->x >> STEP_BITS);
    const int32_t *move_x = plane_of(input, frame->move_x) + first;
    const int32_t *move_y = plane_of(input, frame->move_y) + first;
    int32_t x = move_at(move_x, cols, part), y = move_at(move_y, cols, part);
    const Line order = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    GrTilePlaces places;
    for (int at = 0; at < GR_TILE; at += STEP) {
        int32_t next_x = move_at(++move_x, cols, part), next_y = move_at(++move_y, cols, part);
        int32_t step_x = 65536 + (next_x - x) / STEP, step_y = (next_y - y) / STEP;
        x += (row->x + at) << 16;
        y += row->y << 16;
        Line along_x = x + order * step_x, along_y = y + order * step_y;
        memcpy(places.x + at, &along_x, sizeof along_x);
        memcpy(places.y + at, &along_y, sizeof along_y);
        x = next_x;
        y = next_y;
    }
    gr_draw_moved(&frame->sampled.sampler, row, &places, frame->reach, packed);
}

static void gather(const GrShaderInput *input, const GrCanvas *source, GrCanvas *target, int y0,
                   int y1)
{
    (void)source;
    gr_draw_tiles(input, target, y0, y1, draw_row);
}

extern const GrShader GR_LEVEL_NAME(gr_shader_displace);
const GrShader GR_LEVEL_NAME(gr_shader_displace) = {
    .name = "displace",
    .summary = "the picture through uneven glass, or bulging where it is bright",
    .params = GR_PARAM_TABLE(Params, params),
    GR_SAMPLED_SHADER,
    .frame_scratch_bytes = frame_scratch_bytes,
    .begin = begin,
    .survey = survey,
    .survey_end = survey_end,
    .gather = gather,
};

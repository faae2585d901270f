/* SPDX-License-Identifier: MIT
 *
 * Pixel sort: runs of pixels above a threshold are sorted by brightness along rows or columns, so
 * that ink runs out of shapes like wet paint (K. Asendorf's ASDFPixelSort made the look). Glyphs
 * are mostly gaps: a run goes on as long as its surroundings, not its pixel, are bright enough, and
 * its dark pixels become the gradient that its bright ones end in. Lines are a few pixels thick and
 * sorted once, with 64 counters. Which lines run and where they break is drawn by lot on each beat.
 */
#include "base/level.h"
#include "common/glitch.h"

typedef struct Params {
    int32_t towards;
    float threshold, length, share, line;
    int32_t hold;
    float react;
} Params;

static const char *const way_names[] = {"right", "left", "down", "up", NULL};
static const char *const way_help[] = {
    "rows, the brightest end to the right", "rows, the brightest end to the left",
    "columns, the brightest end below", "columns, the brightest end above", NULL};

static const GrParam params[] = {
    {.name = "towards",
     .type = GR_PARAM_CHOICE,
     .offset = offsetof(Params, towards),
     .unit = "",
     .def = 2,
     .choices = way_names,
     .choice_help = way_help,
     .help = "where the light runs to"},
    GR_FLOAT(Params, threshold, "", 0.16, 0, 1, "brightness of the surroundings that starts a run"),
    GR_FLOAT(Params, length, "px", 320, 8, 2000, "longest run"),
    GR_FLOAT(Params, share, "", 0.75, 0, 1, "how many lines are sorted"),
    GR_FLOAT(Params, line, "px", 3, 1, 24, "thickness of a line"),
    GR_INT(Params, hold, "", 1, 1, 16, "beats until other lines run"),
    GR_REACT_TO(Params, "beats let light run further"),
};

enum { KEYS = 64, SORTED = 1 << 24 };

typedef struct Frame {
    uint32_t seed;
    int thickness, count, length, stride; /* of lines; pixels */
    int window;                           /* half of the surroundings */
    int threshold;                        /* luma of 255 */
    float longest, share, step;
    size_t lines, luma; /* bytes from the frame scratch: packed pixels; sums of one line */
    bool columns, backward;
} Frame;

/* Room for lines of one pixel along either side. */
static size_t lay_out(const GrShaderInput *input, Frame *frame, int thickness, bool columns)
{
    frame->thickness = thickness;
    frame->columns = columns;
    frame->length = columns ? input->height : input->width;
    frame->count = ((columns ? input->width : input->height) + thickness - 1) / thickness;
    frame->stride = (frame->length + 31) & ~15;
    frame->lines = gr_align64(sizeof *frame);
    size_t longer = (size_t)(input->width > input->height ? input->width : input->height) + 32;
    size_t rows = (size_t)(input->width + 32) * (size_t)input->height;
    size_t across = (size_t)(input->height + 32) * (size_t)input->width;
    frame->luma = frame->lines + gr_align64((rows > across ? rows : across) * sizeof(uint32_t));
    return frame->luma + gr_align64((longer + 1) * sizeof(uint32_t)) + longer * sizeof(uint32_t);
}

static size_t frame_scratch_bytes(const GrShaderInput *input)
{
    Frame frame;
    return lay_out(input, &frame, 1, false);
}

static void begin(const GrShaderInput *input)
{
    const Params *p = input->params;
    Frame *frame = input->frame_scratch;
    int thickness = gr_to_int(p->line * input->px);
    lay_out(input, frame, thickness > 1 ? thickness : 1, p->towards >= 2);
    frame->backward = p->towards == 1 || p->towards == 3;
    float drive = gr_glitch_drive(p->react, gr_signal(input->moment, GR_SIGNAL_BEAT_DECAY));
    frame->seed = gr_glitch_seed(input, p->hold);
    frame->window = gr_to_int(gr_maxf(16.0f * input->px, 1.0f));
    frame->threshold = gr_to_int(gr_unitf(p->threshold) * 255.0f);
    frame->step = (float)frame->thickness / (gr_maxf(p->line, 1.0f) * input->px);
    frame->longest = p->length * input->px * drive;
    frame->share = gr_unitf(p->share * gr_minf(drive + 0.3f, 1.3f));
}

static uint32_t *line_at(const GrShaderInput *input, int i)
{
    const Frame *frame = input->frame_scratch;
    return (uint32_t *)((char *)input->frame_scratch + frame->lines) +
           (size_t)i * (size_t)frame->stride;
}

static inline uint32_t packed(const GrPixel *r, const GrPixel *g, const GrPixel *b, int x)
{
    return (uint32_t)r[x] | (uint32_t)g[x] << 8 | (uint32_t)b[x] << 16;
}

/* A line is its middle row or column. */
static void survey(const GrShaderInput *input, const GrCanvas *source, int y0, int y1)
{
    const Frame *frame = input->frame_scratch;
    int thick = frame->thickness;
    for (int y = y0; y < y1; y++) {
        const GrPixel *r = gr_canvas_row(source, 0, y), *g = gr_canvas_row(source, 1, y);
        const GrPixel *b = gr_canvas_row(source, 2, y);
        if (frame->columns) {
            for (int i = 0; i < frame->count; i++) {
                int x = i * thick + thick / 2;
                line_at(input, i)[y] = packed(r, g, b, x < input->width ? x : input->width - 1);
            }
            continue;
        }
        int i = y / thick, middle = i * thick + thick / 2;
        uint32_t *line = line_at(input, i);
        if (y == (middle < input->height ? middle : input->height - 1))
            for (int x = 0; x < input->width; x++)
                line[x] = packed(r, g, b, x);
    }
}

static inline uint32_t luma_of(uint32_t pixel)
{
    return (54 * (pixel & 255) + 183 * (pixel >> 8 & 255) + 19 * (pixel >> 16 & 255)) >> 8;
}

/* Stable, dark first; or bright first. */
static void sort_run(const Frame *frame, uint32_t *run, uint32_t *spare, int count)
{
    uint32_t starts[KEYS + 1] = {0};
    uint32_t flip = frame->backward ? KEYS - 1 : 0;
    for (int i = 0; i < count; i++)
        starts[((luma_of(run[i]) >> 2) ^ flip) + 1]++;
    for (int key = 0; key < KEYS; key++)
        starts[key + 1] += starts[key];
    for (int i = 0; i < count; i++)
        spare[starts[(luma_of(run[i]) >> 2) ^ flip]++] = run[i] | SORTED;
    memcpy(run, spare, (size_t)count * sizeof *run);
}

/* Sums of luma before each pixel, so that the mean of any stretch is two of them. */
static void sum_line(const uint32_t *line, uint32_t *sums, int length)
{
    sums[0] = 0;
    for (int i = 0; i < length; i++)
        sums[i + 1] = sums[i] + luma_of(line[i]);
}

static bool is_bright(const Frame *frame, const uint32_t *sums, int i)
{
    int from = i - frame->window, to = i + frame->window + 1;
    from = from > 0 ? from : 0;
    to = to < frame->length ? to : frame->length;
    return (int)(sums[to] - sums[from]) > frame->threshold * (to - from);
}

static void sort_line(const GrShaderInput *input, int index)
{
    const Frame *frame = input->frame_scratch;
    uint32_t *line = line_at(input, index);
    uint32_t *sums = (uint32_t *)((char *)input->frame_scratch + frame->luma);
    uint32_t *spare = sums + frame->length + 1;
    /* By the place on the screen, not the number: a draft breaks where the final does. */
    uint32_t place = (uint32_t)gr_to_int((float)index * frame->step);
    if (gr_rng_unit(frame->seed, place, 1) >= frame->share)
        return;
    sum_line(line, sums, frame->length);
    for (int i = 0, cut = 0; i < frame->length; cut++) {
        if (!is_bright(frame, sums, i)) {
            i++;
            continue;
        }
        float wish =
            frame->longest * (0.25f + 0.75f * gr_rng_unit(frame->seed, place, 2u + (uint32_t)cut));
        int end = i + 1, most = i + 1 + gr_to_int(wish);
        while (end < frame->length && end < most && is_bright(frame, sums, end))
            end++;
        sort_run(frame, line + i, spare, end - i);
        i = end;
    }
}

static void survey_end(const GrShaderInput *input)
{
    const Frame *frame = input->frame_scratch;
    for (int i = 0; i < frame->count && frame->longest >= 1.0f; i++)
        sort_line(input, i);
}

static void lay_pixel(GrPixel *r, GrPixel *g, GrPixel *b, int x, uint32_t pixel)
{
    r[x] = (GrPixel)pixel;
    g[x] = (GrPixel)(pixel >> 8);
    b[x] = (GrPixel)(pixel >> 16);
}

static void apply(const GrShaderInput *input, GrPixel *r, GrPixel *g, GrPixel *b, int y)
{
    const Frame *frame = input->frame_scratch;
    if (!frame->columns) {
        const uint32_t *line = line_at(input, y / frame->thickness);
        for (int x = 0; x < input->width; x++)
            if (line[x] & SORTED)
                lay_pixel(r, g, b, x, line[x]);
        return;
    }
    for (int i = 0, x = 0; i < frame->count; i++) {
        uint32_t pixel = line_at(input, i)[y];
        for (int k = 0; k < frame->thickness && x < input->width; k++, x++)
            if (pixel & SORTED)
                lay_pixel(r, g, b, x, pixel);
    }
}

extern const GrShader GR_LEVEL_NAME(gr_shader_pixel_sort);
const GrShader GR_LEVEL_NAME(gr_shader_pixel_sort) = {
    .name = "pixel_sort",
    .family = "glitch",
    .summary = "runs of pixels sorted by brightness: light runs out of shapes like wet paint",
    .params = GR_PARAM_TABLE(Params, params),
    .access = GR_ACCESS_POINT,
    .tears = true,
    .frame_scratch_bytes = frame_scratch_bytes,
    .begin = begin,
    .survey = survey,
    .survey_end = survey_end,
    .apply = apply,
};

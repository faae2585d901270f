/* SPDX-License-Identifier: MIT
 *
 * CRT: the picture on the bulging glass of an old tube, its rounded corners in black, with the
 * lines of the beam and the stripes of an aperture grille.
 *
 * The lens is two one-dimensional stretches, each growing with the square of the distance along the
 * other axis: down the columns first, then along the rows. Both are nearly the identity, so that a
 * block of neighbours lies between a few rows (common/stretch.h): linear interpolation without
 * fetching any pixel by itself. Lines of the beam follow the glass and fade out where they would be
 * too fine for the raster to carry; the grille is a whole number of pixels. Both keep the mean
 * brightness. How dark the rim is does not depend on the frame and is the same in its four
 * quarters: one is made before the fork.
 */
#include "base/level.h"
#include "common/dither.h"
#include "common/stretch.h"

typedef struct Params {
    float curvature, edge, scan, lines, mask, pitch;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, curvature, "", 0.07, 0, 0.25, "how far the corners are drawn in; 0: flat"),
    GR_FLOAT(Params, edge, "", 0.45, 0, 1, "how dark the glass gets towards its rim"),
    GR_FLOAT(Params, scan, "", 0.35, 0, 1, "depth of the gaps between the beam's lines"),
    GR_FLOAT(Params, lines, "", 216, 60, 1080, "lines of the beam over the height"),
    GR_FLOAT(Params, mask, "", 0.2, 0, 1, "depth of the colour stripes"),
    GR_FLOAT(Params, pitch, "px", 4, 3, 24, "width of a red, a green and a blue stripe together"),
};

enum {
    AHEAD = 6,  /* rows that are fetched before they are wanted: blocks that wander from row to row
                   are no stream that a cache foresees */
    PARTS = 64, /* of a code value, in what light leaves of a pixel */
    FULL = 32767,                               /* all of the beam's light */
    LIT = PARTS * 65536 / GR_STRETCH_WHOLE + 4, /* takes sums to parts: products are cut off */
};

/* Made once, followed by the loss of light at the rim: the upper half's rows, whole ones first,
 * then their two ends. */
typedef struct Glass {
    int span;
    float curve_x, curve_y;       /* stretch at the ends of the other axis */
    float half_w, half_h, radius; /* pixels: of the glass and its corners */
    float rim, rim_inverse, edge; /* width of the darkening in pixels; its depth */
    int whole_rows, rows;         /* 0 rows: nothing is darkened */
    int left, right;              /* the ends: x < left and x >= right */
} Glass;

/* How the columns of a block are drawn down: the least of them and the way to the most. */
typedef struct Bend {
    int32_t least;
    uint16_t most;
} Bend;

typedef struct Frame {
    int span, margin;
    uint16_t mean, scan;           /* the beam's light and half its depth, of FULL */
    uint32_t line_step;            /* lines per pixel, 2^-16 */
    int32_t most;                  /* of the ways that columns of a block are apart, 2^-16 */
    size_t blocks, steps, mask[3]; /* rows, in bytes from the frame scratch */
    uint16_t even[GR_STRETCH];     /* steps of a layer each */
} Frame;

static Glass glass_of(const GrShaderInput *input)
{
    const Params *p = input->params;
    float w = (float)input->width, h = (float)input->height;
    float longer = gr_maxf(w, h), shorter = gr_minf(w, h);
    float curvature = gr_clampf(p->curvature, 0.0f, 0.25f);
    Glass glass = {.span = gr_row_span(input->width)};
    /* Equal curvature both ways, as on a sphere; the stretch is `curvature` along the longer. */
    glass.curve_x = curvature * (h / longer) * (h / longer);
    glass.curve_y = curvature * (w / longer) * (w / longer);
    glass.half_w = 0.5f * w;
    glass.half_h = 0.5f * h;
    glass.radius = 0.5f * shorter * gr_minf(0.12f, 1.3f * curvature);
    glass.rim = 0.5f * shorter * 0.22f;
    glass.rim_inverse = 1.0f / glass.rim;
    glass.edge = gr_unitf(p->edge);
    if (glass.edge <= 0.0f && glass.radius <= 0.0f)
        return glass;
    float margin = gr_maxf(glass.rim, glass.radius);
    int side = (int)(margin + glass.half_w * glass.curve_x) + 2;
    glass.left = (side + 63) & ~63;
    glass.right = (input->width - glass.left) & ~63;
    glass.rows = (input->height + 1) / 2;
    while (glass.whole_rows < glass.rows &&
           (2 * glass.left >= input->width ||
            (glass.half_h - 0.5f - (float)glass.whole_rows) * (1.0f + 1.5f * glass.curve_y) >
                glass.half_h - margin))
        glass.whole_rows++;
    return glass;
}

/* Where a row's losses begin, in samples behind the glass; at `rows`: how many there are. */
static size_t loss_offset(const Glass *glass, int row)
{
    size_t whole = (size_t)(row < glass->whole_rows ? row : glass->whole_rows);
    size_t ends = (size_t)(glass->left + glass->span - glass->right);
    return whole * (size_t)glass->span + ((size_t)row - whole) * ends;
}

/* Room for all of every second row, which is the most that any curvature needs: it may change over
 * time. What is not needed is never touched. */
static size_t prepared_bytes(const GrShaderInput *input)
{
    size_t rows = (size_t)(input->height + 1) / 2, span = (size_t)gr_row_span(input->width);
    return gr_align64(sizeof(Glass)) + rows * span * sizeof(uint16_t);
}

static uint16_t *losses_of(const void *prepared)
{
    return (uint16_t *)((uintptr_t)prepared + gr_align64(sizeof(Glass)));
}

/* Loss of light towards the rim and all of it beyond, of 65535. Distances from the middle in
 * pixels of the source; the glass is a box with rounded corners. */
static inline uint16_t rim_loss(const Glass *glass, float across, float down)
{
    float qx = gr_absf(across) - (glass->half_w - glass->radius);
    float qy = gr_absf(down) - (glass->half_h - glass->radius);
    float ox = gr_maxf(qx, 0.0f), oy = gr_maxf(qy, 0.0f);
    float distance = gr_sqrtf(ox * ox + oy * oy) + gr_minf(gr_maxf(qx, qy), 0.0f) - glass->radius;
    float t = gr_unitf(1.0f + distance * glass->rim_inverse);
    float light = 1.0f - glass->edge * t * t * t;
    light *= gr_unitf(-0.7f * distance);
    return (uint16_t)(int32_t)(65535.0f - 65535.0f * light);
}

static void fill_losses(const Glass *glass, uint16_t *restrict loss, int y, int from, int to)
{
    float down = (float)y + 0.5f - glass->half_h;
    float down_unit = down / glass->half_h, across_unit = 1.0f / glass->half_w;
    float stretch = 1.0f + down_unit * down_unit * glass->curve_x;
    for (int x = from; x < to; x++) {
        float across = ((float)x + 0.5f - glass->half_w) * stretch;
        float u = across * across_unit;
        loss[gr_unpacked_place(x - from)] =
            rim_loss(glass, across, down * (1.0f + gr_minf(u * u, 1.5f) * glass->curve_y));
    }
}

static void prepare(const GrShaderInput *input, void *prepared)
{
    Glass glass = glass_of(input);
    memcpy(prepared, &glass, sizeof glass);
    for (int y = 0; y < glass.rows; y++) {
        uint16_t *loss = losses_of(prepared) + loss_offset(&glass, y);
        if (y < glass.whole_rows) {
            fill_losses(&glass, loss, y, 0, glass.span);
        } else {
            fill_losses(&glass, loss, y, 0, glass.left);
            fill_losses(&glass, loss + glass.left, y, glass.right, glass.span);
        }
    }
}

static size_t lay_out(const GrShaderInput *input, Frame *frame)
{
    frame->span = gr_row_span(input->width);
    frame->margin = (frame->span / 7 + 2 * 64) & ~63; /* the largest stretch and a block more */
    size_t row = (size_t)frame->span;
    frame->blocks = gr_align64(sizeof *frame);
    frame->steps = frame->blocks + gr_align64(row / GR_STRETCH * sizeof(Bend));
    size_t bytes = frame->steps + row * sizeof(uint16_t);
    for (int c = 0; c < 3; c++, bytes += row * sizeof(uint16_t))
        frame->mask[c] = bytes;
    return bytes;
}

static size_t frame_scratch_bytes(const GrShaderInput *input)
{
    Frame frame;
    return lay_out(input, &frame);
}

/* The row between the two stretches, in three channels, with margins on both sides. */
static size_t band_scratch_bytes(const GrShaderInput *input)
{
    Frame frame;
    lay_out(input, &frame);
    return (size_t)(frame.span + 2 * frame.margin) * 3;
}

static GrPixel *bent_row(const GrShaderInput *input, int c)
{
    const Frame *frame = input->frame_scratch;
    return (GrPixel *)input->band_scratch + (ptrdiff_t)c * (frame->span + 2 * frame->margin) +
           frame->margin;
}

static void *frame_row(const GrShaderInput *input, size_t offset)
{
    return (char *)input->frame_scratch + offset;
}

/* Stripes of red, green and blue; a whole number of pixels wide together, so that they never beat
 * against the raster. Unit: LIT. */
static void fill_mask(const GrShaderInput *input, const Frame *frame, float depth, float bright)
{
    const Params *p = input->params;
    int pitch = gr_to_int(p->pitch * input->px);
    pitch = pitch > 1 ? pitch : 1;
    for (int c = 0; c < 3; c++) {
        uint16_t *mask = frame_row(input, frame->mask[c]);
        for (int x = 0; x < frame->span; x++) {
            if (x >= pitch) {
                mask[gr_unpacked_place(x)] = mask[gr_unpacked_place(x - pitch)];
                continue;
            }
            float turn = ((float)x + 0.5f) / (float)pitch - (float)c / 3.0f;
            float wave = pitch < 3 ? 0.0f : gr_cosf(turn * GR_TAU);
            float light = bright * (1.0f - 0.5f * depth * (1.0f - wave));
            mask[gr_unpacked_place(x)] = (uint16_t)gr_to_int(gr_minf(light * LIT, 65535.0f));
        }
    }
}

/* How far a column is drawn in or out: rows for each row from the middle, 2^-16. */
static int32_t bend_at(const GrShaderInput *input, int x)
{
    const Glass *glass = input->prepared;
    float across = (float)(2 * x + 1 - input->width) / (float)input->width;
    return (int32_t)(gr_minf(across * across, 1.5f) * glass->curve_y * 65536.0f);
}

static void fill_bends(const GrShaderInput *input, Frame *frame)
{
    Bend *blocks = frame_row(input, frame->blocks);
    uint16_t *steps = frame_row(input, frame->steps);
    frame->most = 0;
    for (int from = 0; from < frame->span; from += GR_STRETCH) {
        int32_t least = INT32_MAX, most = 0;
        for (int x = from; x < from + GR_STRETCH; x++) {
            int32_t bend = bend_at(input, x);
            least = bend < least ? bend : least;
            most = bend > most ? bend : most;
        }
        blocks[from / GR_STRETCH].least = least;
        frame->most = most - least > frame->most ? most - least : frame->most;
    }
    for (int x = 0; x < frame->span; x++) {
        Bend *block = &blocks[x / GR_STRETCH];
        int64_t way = bend_at(input, x) - block->least;
        uint16_t step = (uint16_t)(frame->most ? way * GR_STRETCH_ALL / frame->most : 0);
        steps[gr_unpacked_place(x)] = step;
        block->most = x % GR_STRETCH && block->most > step ? block->most : step;
    }
}

static void begin(const GrShaderInput *input)
{
    const Params *p = input->params;
    Frame *frame = input->frame_scratch;
    lay_out(input, frame);
    fill_bends(input, frame);
    for (int i = 0; i < GR_STRETCH; i++)
        frame->even[gr_unpacked_place(i)] = (uint16_t)(i * GR_STRETCH_ONE);

    /* Lines below two and a bit rows would beat against the raster: only their mean remains. */
    float h = (float)input->height, scan = gr_unitf(p->scan), depth = gr_unitf(p->mask);
    float lines = gr_maxf(p->lines, 1.0f);
    float carried = gr_smoothstepf(2.2f, 3.6f, h / lines);
    frame->mean = (uint16_t)gr_to_int((1.0f - 0.5f * scan) * FULL);
    frame->scan = (uint16_t)gr_to_int(0.5f * scan * carried * FULL);
    frame->line_step = (uint32_t)(lines / h * 65536.0f);
    float bright = 1.0f / ((1.0f - 0.5f * scan) * (1.0f - 0.5f * depth));
    fill_mask(input, frame, depth, gr_minf(gr_powf(bright, 0.7f), 1.8f));
}

/* Down the columns: every column has its own place. */
static void stretch_down(const GrShaderInput *input, const GrCanvas *source, int y)
{
    const Frame frame = *(const Frame *)input->frame_scratch;
    const Bend *blocks = frame_row(input, frame.blocks);
    const uint16_t *steps = frame_row(input, frame.steps);
    GrPixel *const bent[3] = {bent_row(input, 0), bent_row(input, 1), bent_row(input, 2)};
    int down = 2 * y + 1 - input->height;
    int rate = (int)(((int64_t)down * frame.most + 128) >> 8);
    GrLayers layers = {.step = source->stride, .last = source->height - 1};
    for (int x = 0; x < frame.span; x += GR_STRETCH) {
        const Bend *block = &blocks[x / GR_STRETCH];
        int place = y * GR_STRETCH_ONE + ((down * block->least) >> 8);
        GrStretch stretch;
        Word sums[3][GR_STRETCH_WORDS];
        gr_stretch_places(&stretch, steps + x, block->most, rate, place);
        for (int c = 0; c < 3; c++) {
            layers.plane[c] = source->plane[c] + x;
            ptrdiff_t ahead = (stretch.first + stretch.count + AHEAD) * layers.step;
            __builtin_prefetch((const void *)((uintptr_t)layers.plane[c] + (uintptr_t)ahead));
        }
        gr_stretch_sums(sums, &stretch, &layers);
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < GR_STRETCH_WORDS; i++)
                sums[c][i] = word_product_rounded(sums[c][i], word_of(32768 / GR_STRETCH_WHOLE));
            gr_stretch_store(bent[c] + x, sums[c]);
        }
    }
    /* What lies further beyond the glass than a block is black. */
    for (int c = 0; c < 3; c++) {
        memset(bent[c] - GR_STRETCH, bent[c][0], GR_STRETCH);
        memset(bent[c] + input->width, bent[c][input->width - 1], GR_STRETCH);
    }
}

/* What the beam leaves of FULL: from line to line a smooth step down and up again, which is
 * (3 w - w^3) / 2 of a w that goes from 1 on a line to -1 between two. */
static inline Word beam_light(Word phase, const Frame *frame)
{
    Word w = (Word)((Word)(phase << 1) ^ (Word)(0 - (phase >> 15)) ^ 32768);
    Word cube = word_product_signed(word_high_product_signed(w, w), word_of(frame->scan));
    Word slope = (Word)((uint16_t)(frame->scan + frame->scan / 2) - cube);
    return (Word)((Word)(frame->mean + word_product_signed(w, slope)) << 1);
}

/* Where a row's columns are among the beam's lines: how it changes with a block's least bend, and
 * with its steps. In turns, 2^-16. */
typedef struct Beam {
    int64_t down;
    uint32_t first;
    Word whole, part;
} Beam;

/* The second stretch takes pixels from further out, where the first one bent them by its square. */
static Beam beam_of(const GrShaderInput *input, int y, int32_t stretch)
{
    const Frame *frame = input->frame_scratch;
    int64_t one = 65536 + stretch, down = ((2 * y + 1 - input->height) * one * one) >> 24;
    int64_t way = (down * frame->most >> 9) * frame->line_step >> 16; /* of GR_STRETCH_ALL */
    return (Beam){.down = down * frame->line_step,
                  .first = (uint32_t)y * frame->line_step,
                  .whole = word_of((uint16_t)(way >> 15)),
                  .part = word_of((uint16_t)(way & 32767))};
}

static inline void light_block(Word light[GR_STRETCH_WORDS], const Beam *beam, const Frame *frame,
                               const uint16_t *steps, int32_t least)
{
    const Word first = word_of((uint16_t)(beam->first + (uint32_t)(beam->down * least >> 25)));
    for (int i = 0; i < GR_STRETCH_WORDS; i++) {
        Word step = gr_stretch_word(steps, i);
        Word way = (Word)((Word)(step * beam->whole) + word_product_signed(step, beam->part));
        light[i] = beam_light((Word)(first + way), frame);
    }
}

/* Of PARTS to whole ones. At the rim, for which there is a loss, by blue noise. */
static inline void round_block(Word sums[GR_STRETCH_WORDS], const uint16_t *loss,
                               const Word noise[GR_STRETCH_WORDS])
{
    for (int i = 0; !loss && i < GR_STRETCH_WORDS; i++)
        sums[i] = (Word)((Word)(sums[i] + PARTS / 2) / PARTS);
    for (int i = 0; loss && i < GR_STRETCH_WORDS; i++) {
        Word value = (Word)(word_lesser(sums[i], word_of(255 * PARTS)) * (256 / PARTS));
        value = word_high_product(value, word_rest(gr_stretch_word(loss, i)));
        sums[i] = (Word)((Word)(value + noise[i]) >> 8);
    }
}

/* Thresholds as gr_darken() has them. */
static inline void noise_block(Word noise[GR_STRETCH_WORDS], const uint8_t *dither)
{
#ifdef WIDE_BYTES
    for (int i = 0; i < GR_STRETCH_BYTES; i++)
        gr_dither_wide(dither, i * WIDE_BYTES, noise + (ptrdiff_t)2 * i);
#else
    for (int i = 0; i < GR_STRETCH_WORDS; i++)
        noise[i] = dither[i] | 1;
#endif
}

/* Losses at the rim in the block at x of a row of the upper half, or NULL. */
static const uint16_t *loss_at(const Glass *glass, int x, int row)
{
    bool whole = row < glass->whole_rows;
    if (row >= glass->rows || (!whole && x >= glass->left && x < glass->right))
        return NULL;
    return losses_of(glass) + loss_offset(glass, row) +
           (whole || x < glass->left ? x : glass->left + x - glass->right);
}

/* Along the row: its stretch is constant, so the distance to the source grows steadily. */
static void stretch_along(const GrShaderInput *input, GrCanvas *target, int y)
{
    const Frame frame = *(const Frame *)input->frame_scratch;
    const Glass *glass = input->prepared;
    const Bend *blocks = frame_row(input, frame.blocks);
    const uint16_t *steps = frame_row(input, frame.steps);
    float down = (float)(2 * y + 1 - input->height) / (float)input->height;
    int32_t slope = (int32_t)(down * down * glass->curve_x * 65536.0f);
    const Beam beam = beam_of(input, y, slope);
    int twin = y < input->height - 1 - y ? y : input->height - 1 - y;
    Word noise[GR_STRETCH_WORDS];
    noise_block(noise, gr_dither_at(input, y));
    GrLayers layers = {.step = 1, .last = INT32_MAX};
    for (int x = 0; x < frame.span; x += GR_STRETCH) {
        const uint16_t *loss = loss_at(glass, x, twin);
        int place = ((2 * x + 1 - input->width) * slope) >> 8;
        GrStretch stretch;
        Word light[GR_STRETCH_WORDS], sums[3][GR_STRETCH_WORDS];
        gr_stretch_places(&stretch, frame.even, (GR_STRETCH - 1) * GR_STRETCH_ONE, slope >> 1,
                          place);
        for (int c = 0; c < 3; c++)
            layers.plane[c] = bent_row(input, c) + x + stretch.first;
        stretch.first = 0;
        gr_stretch_sums(sums, &stretch, &layers);
        light_block(light, &beam, &frame, steps + x, blocks[x / GR_STRETCH].least);
        for (int c = 0; c < 3; c++) {
            const uint16_t *mask = (uint16_t *)frame_row(input, frame.mask[c]) + x;
            for (int i = 0; i < GR_STRETCH_WORDS; i++)
                sums[c][i] = word_high_product(
                    sums[c][i], word_high_product(light[i], gr_stretch_word(mask, i)));
            round_block(sums[c], loss, noise);
            gr_stretch_store(gr_canvas_row(target, c, y) + x, sums[c]);
        }
    }
}

static void gather(const GrShaderInput *input, const GrCanvas *source, GrCanvas *target, int y0,
                   int y1)
{
    for (int y = y0; y < y1; y++) {
        stretch_down(input, source, y);
        stretch_along(input, target, y);
    }
}

extern const GrShader GR_LEVEL_NAME(gr_shader_crt);
const GrShader GR_LEVEL_NAME(gr_shader_crt) = {
    .name = "crt",
    .family = "geometry",
    .summary = "an old tube: bulging glass, beam lines, colour stripes, rounded black corners",
    .params = GR_PARAM_TABLE(Params, params),
    .access = GR_ACCESS_GATHER,
    .prepared_bytes = prepared_bytes,
    .prepare = prepare,
    .frame_scratch_bytes = frame_scratch_bytes,
    .band_scratch_bytes = band_scratch_bytes,
    .begin = begin,
    .gather = gather,
};

/* SPDX-License-Identifier: MIT
 *
 * Radial blur: light is drawn out into streaks away from a point, as by a lens that is zoomed while
 * the shutter is open. A point is the mean of 2^n points on its way to the middle; n passes do it,
 * each the mean of the picture and of itself enlarged, by the square of the factor before (a sum of
 * shifts doubles with every pass). At half size an enlargement is a blend of two rows and then of
 * neighbours in a row: groups of columns lie at nearly the same distance from their sources, so
 * that these are a few shifted loads under weights that are the same in every row. Near the middle,
 * where streaks are shorter than a few pixels, the sharp picture takes their place.
 */
#include "base/level.h"
#include "base/simd.h"
#include "common/blur.h"
#include "common/dither.h"

typedef struct Params {
    float amount, x, y, fade, keep;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, amount, "", 0.22, 0, 0.8, "length of a streak, as a part of its way out"),
    GR_FLOAT(Params, x, "screen", 0, -2, 2,
             "where the streaks come from: -1 is half a height left"),
    GR_FLOAT(Params, y, "screen", 0, -1, 1, "-1 is the upper edge, 1 the lower"),
    GR_FLOAT(Params, fade, "", 0.35, 0, 1,
             "0: streaks are even along their length .. 1: they fade out like rays"),
    GR_FLOAT(Params, keep, "", 0.3, 0, 1, "how much of the sharp picture shines through"),
};

enum {
    PASSES = 6,
#ifdef WIDE_BYTES
    GROUP = WIDE_BYTES / 2,
#else
    GROUP = 16,
#endif
    TAPS = GROUP * 5 / 8 + 2, /* of a group: it shrinks to 0.43 of its width at the least */
    FACTOR = 2,
};

typedef struct Pass {
    float scale;
    uint16_t share; /* of the enlarged picture, of 65536 */
} Pass;

typedef struct Frame {
    GrPyramid ping, pong; /* one level of each is used */
    Pass pass[PASSES];
    float middle_x, middle_y;    /* samples */
    float length;                /* of a streak, as a part of the distance */
    size_t first, taps, weights; /* of the groups of one pass; bytes from the frame scratch */
    uint16_t keep;               /* of the sharp picture, of 65535 */
    bool off;
} Frame;

static int group_count(const GrShaderInput *input)
{
    return gr_samples_span((input->width + FACTOR - 1) / FACTOR) / GROUP;
}

static size_t lay_out(const GrShaderInput *input, Frame *frame)
{
    memset(frame, 0, sizeof *frame);
    size_t bytes =
        gr_pyramid_lay_out(&frame->ping, input->width, input->height, FACTOR, sizeof *frame);
    bytes = gr_pyramid_lay_out(&frame->pong, input->width, input->height, FACTOR, bytes);
    frame->first = bytes;
    bytes += gr_align64((size_t)group_count(input) * sizeof(int32_t));
    frame->taps = bytes;
    bytes += gr_align64((size_t)group_count(input) * sizeof(int32_t));
    frame->weights = bytes;
    return bytes + (size_t)group_count(input) * TAPS * GROUP * sizeof(uint16_t);
}

static size_t frame_scratch_bytes(const GrShaderInput *input)
{
    Frame frame;
    return lay_out(input, &frame);
}

static void begin(const GrShaderInput *input)
{
    const Params *p = input->params;
    Frame *frame = input->frame_scratch;
    lay_out(input, frame);
    float amount = gr_clampf(p->amount, 0.0f, 0.8f);
    frame->off = amount <= 0.0f;
    frame->length = amount;
    frame->keep = (uint16_t)(65535 - gr_to_int((1.0f - gr_unitf(p->keep)) * 65535.0f));
    /* 64 samples lie at powers of `step` from 1 down to 1 - amount. */
    float step = gr_powf(1.0f - amount, 1.0f / (float)((1 << PASSES) - 1));
    float fade = gr_powf(0.1f, gr_unitf(p->fade) / (float)((1 << PASSES) - 1));
    for (int i = 0; i < PASSES; i++) {
        frame->pass[i].scale = step;
        frame->pass[i].share = (uint16_t)gr_to_int(65536.0f * fade / (1.0f + fade));
        step *= step;
        fade *= fade;
    }
    float w = (float)input->width, h = (float)input->height;
    float x = gr_clampf(0.5f * (w + p->x * h), 0.0f, w),
          y = gr_clampf(0.5f * (h + p->y * h), 0.0f, h);
    frame->middle_x = x / FACTOR - 0.5f;
    frame->middle_y = y / FACTOR - 0.5f;
}

static void survey(const GrShaderInput *input, const GrCanvas *source, int y0, int y1)
{
    const Frame *frame = input->frame_scratch;
    if (!frame->off)
        gr_blur_shrink(input, &frame->ping, source, y0, y1);
}

/* Where each group's sources begin and what each of its columns takes of them. */
static void plan_groups(const GrShaderInput *input, const Frame *frame, float scale)
{
    int32_t *first = (void *)((char *)input->frame_scratch + frame->first);
    int32_t *taps = (void *)((char *)input->frame_scratch + frame->taps);
    uint16_t *weights = (void *)((char *)input->frame_scratch + frame->weights);
    int last = frame->ping.level[0].width - 1;
    for (int g = 0; g < group_count(input); g++, weights += TAPS * GROUP) {
        int32_t place[GROUP], low = INT32_MAX, high = INT32_MIN;
        for (int i = 0; i < GROUP; i++) { /* 1/256 sample from the column itself */
            int x = g * GROUP + i;
            if (i > 0 && x > last) { /* nobody sees these */
                place[i] = place[i - 1];
                continue;
            }
            float source = frame->middle_x + ((float)x - frame->middle_x) * scale;
            source = gr_clampf(source, 0.0f, (float)last);
            place[i] = gr_to_int(source * 256.0f) - 256 * i;
            low = place[i] < low ? place[i] : low;
            high = place[i] > high ? place[i] : high;
        }
        first[g] = low >> 8;
        taps[g] = (high >> 8) - (low >> 8) + 2;
        taps[g] = taps[g] < TAPS ? taps[g] : TAPS;
        memset(weights, 0, TAPS * GROUP * sizeof *weights);
        for (int i = 0; i < GROUP; i++) {
            int tap = (place[i] >> 8) - first[g], part = place[i] & 255;
            tap = tap < TAPS - 2 ? tap : TAPS - 2;
            weights[tap * GROUP + i] = (uint16_t)((256 - part) * 256 - 1);
            weights[(tap + 1) * GROUP + i] = (uint16_t)(part ? part * 256 - 1 : 0);
        }
    }
}

/* Two rows, in 256ths. */
static void blend_rows(uint16_t *restrict out, const uint16_t *restrict above,
                       const uint16_t *restrict below, uint16_t part, int span)
{
    uint16_t rest = (uint16_t)(256 - part);
    uint16_t low = (uint16_t)(part << 8), high = (uint16_t)(rest << 8);
    if (part == 0) {
        memcpy(out, above, (size_t)span * sizeof *out);
        return;
    }
    for (int x = 0; x < span; x++)
        out[x] = (uint16_t)((uint16_t)(gr_mulhi((uint16_t)(above[x] << 3), high) +
                                       gr_mulhi((uint16_t)(below[x] << 3), low) + 4) >>
                            3);
}

#ifdef WIDE_BYTES

/* A group: its taps weighed and added, then mixed with what is there. Light is taken to 16 bits. */
static inline void enlarge_group(uint16_t *out, const uint16_t *here, const uint16_t *from,
                                 const uint16_t *weights, int taps, uint16_t share)
{
    Word sum = word_of(0);
    for (int t = 0; t < taps; t++, weights += GROUP)
        sum += word_high_product((Word)wide_load_any(from + t) << 3, (Word)wide_load_any(weights));
    Word sharp = word_high_product((Word)wide_load_any(here) << 3, word_of((uint16_t)~share));
    sum = sharp + word_high_product(sum, word_of(share)) + word_of(5);
    wide_store_any(out, (Wide)(sum >> 3));
}

#else

static inline void enlarge_group(uint16_t *restrict out, const uint16_t *restrict here,
                                 const uint16_t *restrict from, const uint16_t *restrict weights,
                                 int taps, uint16_t share)
{
    uint16_t sum[GROUP] = {0}, keep = (uint16_t)~share;
    for (int t = 0; t < taps; t++, weights += GROUP)
        for (int i = 0; i < GROUP; i++)
            sum[i] = (uint16_t)(sum[i] + gr_mulhi((uint16_t)(from[t + i] << 3), weights[i]));
    for (int i = 0; i < GROUP; i++) {
        uint16_t sharp = gr_mulhi((uint16_t)(here[i] << 3), keep);
        out[i] = (uint16_t)(sharp + gr_mulhi(sum[i], share) + 5) >> 3;
    }
}

#endif

static void enlarge_row(const GrShaderInput *input, const Frame *frame, uint16_t *out,
                        const uint16_t *here, const uint16_t *blended, uint16_t share)
{
    const int32_t *first = (const void *)((const char *)input->frame_scratch + frame->first);
    const int32_t *taps = (const void *)((const char *)input->frame_scratch + frame->taps);
    const uint16_t *weights = (const void *)((const char *)input->frame_scratch + frame->weights);
    for (int g = 0; g < group_count(input); g++)
        enlarge_group(out + g * GROUP, here + g * GROUP, blended + first[g],
                      weights + (ptrdiff_t)g * TAPS * GROUP, taps[g], share);
}

static void enlarge(const GrShaderInput *input, const GrPyramid *from, const GrPyramid *to,
                    const Pass *pass)
{
    const Frame *frame = input->frame_scratch;
    int width = from->level[0].width, height = from->level[0].height;
    uint16_t *blended = gr_spare_row(input, &frame->ping, 0);
    plan_groups(input, frame, pass->scale);
    for (int y = 0; y < height; y++) {
        float source = frame->middle_y + ((float)y - frame->middle_y) * pass->scale;
        int place = gr_to_int(gr_clampf(source, 0.0f, (float)(height - 1)) * 256.0f);
        for (int c = 0; c < 3; c++) {
            blend_rows(blended, gr_light_row(input, from, 0, c, place >> 8),
                       gr_light_row(input, from, 0, c, (place >> 8) + 1), (uint16_t)(place & 255),
                       gr_samples_span(width));
            gr_pad_light(blended, width);
            enlarge_row(input, frame, gr_light_row(input, to, 0, c, y),
                        gr_light_row(input, from, 0, c, y), blended, pass->share);
        }
    }
}

static void survey_end(const GrShaderInput *input)
{
    const Frame *frame = input->frame_scratch;
    for (int i = 0; i < PASSES && !frame->off; i++)
        enlarge(input, i & 1 ? &frame->pong : &frame->ping, i & 1 ? &frame->ping : &frame->pong,
                &frame->pass[i]);
}

/* How much of a pixel is blurred: all where its streak is four pixels and more. */
static void weigh_row(const GrShaderInput *input, const Frame *frame, uint16_t *restrict weight,
                      int y)
{
    float down = (float)y - (frame->middle_y * FACTOR + 0.5f);
    float middle = frame->middle_x * FACTOR + 0.5f;
    float square = down * down, length = frame->length;
    for (int x = 0; x < gr_row_span(input->width); x++) {
        float across = (float)x - middle;
        float streak = gr_sqrtf(across * across + square) * length;
        float part = gr_unitf((streak - 0.5f) * (1.0f / 3.5f));
        weight[x] = (uint16_t)(int32_t)(part * part * (3.0f - 2.0f * part) * 65535.0f);
    }
}

/* light * weight + sharp * (1 - weight + keep): an even field is as bright in the middle. */
static void mix_span(GrPixel *restrict row, const uint16_t *restrict light,
                     const uint16_t *restrict weight, const uint8_t *restrict dither, uint16_t keep,
                     int span)
{
    row = GR_ALIGNED(row);
    for (int x = 0; x < span; x += 64)
        for (int i = 0; i < 64; i++) {
            uint16_t sharp = (uint16_t)(row[x + i] << 8), blurred = weight[x + i];
            uint16_t more = (uint16_t)((keep > blurred ? keep : blurred) - blurred);
            uint16_t less = (uint16_t)((keep > blurred ? keep : blurred) - keep);
            uint16_t above = (uint16_t)(65280 - sharp), added = gr_mulhi(sharp, more);
            sharp = (uint16_t)(sharp - gr_mulhi(sharp, less) + (added < above ? added : above));
            uint16_t streak = gr_mulhi(light[x + i], blurred);
            uint16_t room = (uint16_t)(65280 - sharp);
            uint16_t value = (uint16_t)(sharp + (streak < room ? streak : room));
            row[x + i] = (GrPixel)((uint16_t)(value + dither[i]) >> 8);
        }
}

static void apply(const GrShaderInput *input, GrPixel *r, GrPixel *g, GrPixel *b, int y)
{
    const Frame *frame = input->frame_scratch;
    if (frame->off)
        return;
    int span = gr_row_span(input->width);
    const uint8_t *dither = gr_dither_at(input, y);
    const GrPyramid *made = PASSES % 2 ? &frame->pong : &frame->ping;
    uint16_t *between = (uint16_t *)input->band_scratch + GR_PYRAMID_PAD;
    uint16_t *light = (uint16_t *)input->band_scratch + (size_t)(span + 192);
    uint16_t *weight = light + (size_t)(span + 192);
    GrPixel *rows[3] = {r, g, b};
    weigh_row(input, frame, weight, y);
    for (int c = 0; c < 3; c++) {
        gr_light_between(input, made, between, c, y);
        gr_enlarge(made, light, between);
        mix_span(rows[c], light, weight, dither, frame->keep, span);
    }
}

extern const GrShader GR_LEVEL_NAME(gr_shader_radial_blur);
const GrShader GR_LEVEL_NAME(gr_shader_radial_blur) = {
    .name = "radial_blur",
    .family = "glow",
    .summary = "light drawn out into streaks away from a point, as by a zooming lens",
    .params = GR_PARAM_TABLE(Params, params),
    .access = GR_ACCESS_POINT,
    .frame_scratch_bytes = frame_scratch_bytes,
    .band_scratch_bytes = gr_blur_band_bytes,
    .begin = begin,
    .survey = survey,
    .survey_end = survey_end,
    .apply = apply,
};

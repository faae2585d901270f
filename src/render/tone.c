/* SPDX-License-Identifier: MIT */
#include "render/tone.h"

#include "base/vmath.h"

#include <string.h>

const GrTone gr_tone_identity = {0.0f, 1.0f, 1.0f, 1.0f};

/* Glyph art is mostly gaps: a mean of about a quarter is bright without being blown. */
static const float TARGET_MEAN = 60.0f / 255.0f;
static const float LEAST_GAMMA = 0.55f, MOST_GAMMA = 1.25f;
static const float LEAST_WHITE = 0.25f, MOST_BLACK = 0.10f;
static const double BLACK_SHARE = 0.01, WHITE_SHARE = 0.996;

/* Over black a pixel lies as far above it as its brightest channel, and nothing lies below. Pixels
 * side by side are counted apart: equal ones would wait for each other. */
static void count_over_black(GrToneCount *count, const GrCanvas *canvas, int step)
{
    uint32_t bins[4][GR_TONE_BINS] = {{0}};
    uint64_t before = count->total;
    for (int y = 0; y < canvas->height; y += step) {
        const GrPixel *r = gr_canvas_row(canvas, 0, y);
        const GrPixel *g = gr_canvas_row(canvas, 1, y);
        const GrPixel *b = gr_canvas_row(canvas, 2, y);
        for (int x = 0; x < canvas->width; x++) {
            unsigned most = r[x] > g[x] ? r[x] : g[x];
            bins[x & 3][b[x] > most ? b[x] : most]++;
        }
        count->total += (uint64_t)canvas->width;
    }
    for (int i = 0; i < GR_TONE_BINS; i++)
        count->above[i] += bins[0][i] + bins[1][i] + bins[2][i] + bins[3][i];
    count->below[0] += (uint32_t)(count->total - before);
}

void gr_tone_count(GrToneCount *count, const GrCanvas *canvas, const GrBackdrop *backdrop, int step)
{
    uint8_t above[3][256], below[3][256];
    if (backdrop->black) {
        count_over_black(count, canvas, step);
        return;
    }
    for (int plane = 0; plane < 3; plane++) {
        int low = backdrop->low[plane], high = backdrop->high[plane];
        for (int x = 0; x < 256; x++) {
            above[plane][x] = (uint8_t)(x > high ? (x - high) * 255 / (255 - high) : 0);
            below[plane][x] = (uint8_t)(x < low ? (low - x) * 255 / low : 0);
        }
    }
    for (int y = 0; y < canvas->height; y += step) {
        const GrPixel *r = gr_canvas_row(canvas, 0, y);
        const GrPixel *g = gr_canvas_row(canvas, 1, y);
        const GrPixel *b = gr_canvas_row(canvas, 2, y);
        for (int x = 0; x < canvas->width; x++) {
            unsigned up = above[0][r[x]], down = below[0][r[x]];
            unsigned up_g = above[1][g[x]], down_g = below[1][g[x]];
            unsigned up_b = above[2][b[x]], down_b = below[2][b[x]];
            up = up_g > up ? up_g : up;
            down = down_g > down ? down_g : down;
            count->above[up_b > up ? up_b : up]++;
            count->below[down_b > down ? down_b : down]++;
        }
        count->total += (uint64_t)canvas->width;
    }
}

void gr_tone_merge(GrToneCount *into, const GrToneCount *from)
{
    for (int i = 0; i < GR_TONE_BINS; i++) {
        into->above[i] += from->above[i];
        into->below[i] += from->below[i];
    }
    into->total += from->total;
}

static float quantile(const uint32_t *bins, uint64_t total, double share)
{
    double wanted = share * (double)total, seen = 0.0;
    for (int i = 0; i < GR_TONE_BINS; i++) {
        seen += bins[i];
        if (seen >= wanted)
            return (float)i / 255.0f;
    }
    return 1.0f;
}

static float shaped(GrTone tone, float x)
{
    return gr_powf(gr_unitf((x - tone.black) / (tone.white - tone.black)), tone.gamma);
}

static float mean_after(const GrToneCount *count, GrTone tone)
{
    double sum = 0.0;
    for (int i = 0; i < GR_TONE_BINS; i++)
        sum += (double)count->above[i] * (double)shaped(tone, (float)i / 255.0f);
    return (float)(sum / (double)count->total);
}

GrTone gr_tone_derive(const GrToneCount *count)
{
    GrTone tone = gr_tone_identity;
    if (count->total == 0)
        return tone;
    float darkest = quantile(count->below, count->total, WHITE_SHARE);
    if (darkest > 0.0f)
        tone.depth = gr_maxf(darkest, LEAST_WHITE);
    if (count->above[0] == count->total)
        return tone;
    tone.black = gr_minf(quantile(count->above, count->total, BLACK_SHARE), MOST_BLACK);
    tone.white = gr_maxf(quantile(count->above, count->total, WHITE_SHARE), LEAST_WHITE);
    float low = LEAST_GAMMA, high = MOST_GAMMA;
    for (int i = 0; i < 10; i++) {
        tone.gamma = 0.5f * (low + high);
        if (mean_after(count, tone) > TARGET_MEAN)
            low = tone.gamma;
        else
            high = tone.gamma;
    }
    return tone;
}

GrTone gr_tone_mix(GrTone a, GrTone b, float mix)
{
    return (GrTone){gr_lerpf(a.black, b.black, mix), gr_lerpf(a.white, b.white, mix),
                    gr_lerpf(a.gamma, b.gamma, mix), gr_lerpf(a.depth, b.depth, mix)};
}

static int to_level(float value)
{
    return (int)(gr_unitf(value) * 255.0f + 0.5f);
}

/* A rising function of a level, 0..255. */
typedef int LevelAt(const GrTone *tone, int room, float gain, float x);

/* Pieces through the function's values at 0, 16, 32 ... and at `room`, behind which it stays the
 * same. Slopes are rounded up, so that the end is reached; sums saturate. */
static void pieces_through(GrPiecewise *pieces, LevelAt *level_at, const GrTone *tone, int room,
                           float gain)
{
    for (int i = 0; i < GR_CURVE_SEGMENTS; i++) {
        int start = 16 * i, end = start + 16 < room ? start + 16 : room;
        int base = level_at(tone, room, gain, (float)(start < room ? start : room));
        int rise = level_at(tone, room, gain, (float)end) - base;
        int slope = end > start ? (16 * rise + end - start - 1) / (end - start) : 0;
        pieces->base[i] = (uint8_t)base;
        pieces->slope[i] = (uint8_t)(slope > 255 ? 255 : slope);
    }
}

/* The tone over `room` levels above the background, times gain. */
static int risen(const GrTone *tone, int room, float gain, float x)
{
    float share = room > 0 ? x / (float)room : 0.0f;
    return to_level(shaped(*tone, share) * (float)room / 255.0f * gain);
}

static int fallen(const GrTone *tone, int room, float gain, float x)
{
    return to_level(gr_minf(x / tone->depth, (float)room) / 255.0f * gain);
}

static int straight(const GrTone *tone, int room, float gain, float x)
{
    (void)tone;
    (void)room;
    return to_level(x / 255.0f * gain);
}

static int piece_at(const GrPiecewise *pieces, int x, int rounding)
{
    int value = pieces->base[x >> 4] + ((pieces->slope[x >> 4] * (x & 15) + rounding) >> 4);
    return value > 255 ? 255 : value;
}

static int clamp_level(int value)
{
    return value < 0 ? 0 : value > 255 ? 255 : value;
}

/* The same arithmetic as the kernels. */
uint8_t gr_curve_at(const GrCurve *curve, uint8_t x, int rounding)
{
    int inside = clamp_level((x < curve->high ? x : curve->high) - curve->low);
    int out = curve->shape == GR_CURVE_RISE ? 0 : curve->floor;
    if (curve->shape == GR_CURVE_BETWEEN)
        out = clamp_level(out + piece_at(&curve->middle, inside, rounding));
    out = clamp_level(out + piece_at(&curve->rise, clamp_level(x - curve->high), rounding));
    if (curve->shape != GR_CURVE_RISE)
        out = clamp_level(out - piece_at(&curve->fall, clamp_level(curve->low - x), rounding));
    return (uint8_t)out;
}

static void fill_table(GrCurve *curve)
{
    for (int x = 0; x < 256; x++)
        curve->table[x] = gr_curve_at(curve, (uint8_t)x, 8);
}

static bool tone_is_identity(GrTone tone)
{
    return tone.black == 0.0f && tone.white == 1.0f && tone.gamma == 1.0f && tone.depth == 1.0f;
}

void gr_tone_curves(GrToneCurves *curves, GrTone tone, float gain, const GrBackdrop *backdrop)
{
    memset(curves, 0, sizeof *curves);
    curves->fades = gain < 1.0f;
    curves->identity = gain == 1.0f && tone_is_identity(tone);
    if (curves->identity)
        return;
    for (int plane = 0; plane < 3; plane++) {
        GrCurve *curve = &curves->channel[plane];
        if (backdrop->black && plane > 0) {
            *curve = curves->channel[0];
            continue;
        }
        curve->low = backdrop->low[plane];
        curve->high = backdrop->high[plane];
        curve->floor = (uint8_t)to_level((float)curve->low / 255.0f * gain);
        curve->shape = curve->high == 0            ? GR_CURVE_RISE
                       : curve->low == curve->high ? GR_CURVE_AROUND
                                                   : GR_CURVE_BETWEEN;
        pieces_through(&curve->rise, risen, &tone, 255 - curve->high, gain);
        pieces_through(&curve->fall, fallen, &tone, curve->low, gain);
        pieces_through(&curve->middle, straight, &tone, 255, gain);
        fill_table(curve);
    }
}

void gr_tone_curves_fixed(GrToneCurves *curves, GrTone tone, float gain)
{
    memset(curves, 0, sizeof *curves);
    curves->fades = gain < 1.0f;
    curves->identity = gain == 1.0f && tone_is_identity(tone);
    if (curves->identity)
        return;
    GrCurve *curve = &curves->channel[0];
    curve->shape = GR_CURVE_RISE;
    curve->high = (uint8_t)to_level(tone.black); /* subtracted first, so that black is exact */
    GrTone above = tone;
    above.black = 0.0f;
    above.white = gr_maxf(tone.white - tone.black, 1.0f / 255.0f);
    pieces_through(&curve->rise, risen, &above, 255, gain);
    fill_table(curve);
    curves->channel[1] = curves->channel[2] = *curve;
}

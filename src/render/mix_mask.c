/* SPDX-License-Identifier: MIT
 *
 * Transitions by any mask. Either its value is how much of the new scene is seen, or where it is
 * highest the scene changes first: as many places at any moment as should have, whatever values the
 * mask has. Both are tables over the upper twelve digits of a mask's values.
 */
#include "render/mix_parts.h"

#include "base/blue_noise.h"
#include "base/vmath.h"

enum { VALUES = GR_MIX_VALUES, SAMPLED_ROWS = 96 };

static inline int value_of(uint16_t mask)
{
    return mask / (65536 / VALUES);
}

/* How often each value is there. */
static int64_t count_values(const GrMixFrame *frame, int64_t counts[VALUES])
{
    const GrMix *mix = frame->mix;
    const int rows = mix->height < SAMPLED_ROWS ? mix->height : SAMPLED_ROWS;
    memset(counts, 0, VALUES * sizeof *counts);
    for (int i = 0; i < rows; i++) {
        int y = (int)((int64_t)(2 * i + 1) * mix->height / (2 * rows));
        const uint16_t *row =
            gr_mask_row(&frame->mask, y, 0, gr_kernel_span(mix->width), frame->mask_rows);
        for (int x = 0; x < mix->width; x++)
            counts[value_of(row[x])]++;
    }
    return (int64_t)rows * mix->width;
}

static void set_entry(GrMixFrame *frame, int value, float mask, float near)
{
    float hot = near * near * near;
    uint32_t glow = gr_mix_byte(near), core = gr_mix_byte(hot * hot * hot);
    frame->table[value] =
        (uint32_t)(int32_t)(gr_unitf(mask) * 65280.0f + 0.5f) | glow << 16 | core << 24;
}

/* A value that much of the picture shares takes as much of the way to change over, without light;
 * one that few places have takes no longer than its softness. */
static void begin_order(GrMixFrame *frame)
{
    const GrTransitionParams *params = gr_mix_params(frame);
    float soft = gr_maxf(params->softness, 0.002f), lit = params->glow_width;
    float room = gr_maxf(0.5f * soft, frame->glow > 0 ? lit : 0.0f);
    float at = gr_lerpf(-room, 1.0f + room, frame->at);
    int64_t counts[VALUES], above = 0;
    float share = 1.0f / (float)count_values(frame, counts);
    for (int value = VALUES - 1; value >= 0; value--) {
        float from = (float)above * share;
        above += counts[value];
        float to = (float)above * share, take = gr_maxf(to - from, 1.0e-6f);
        float far = gr_maxf(gr_maxf(from - at, at - to), 0.0f);
        float near = gr_maxf(1.0f - far / lit, 0.0f) * gr_minf(lit / take, 1.0f);
        set_entry(frame, value, gr_smoothstepf(from - 0.5f * soft, to + 0.5f * soft, at), near);
    }
}

/* What the mask covers too early fades in, what it never does fades in at the end. */
static void begin_cover(GrMixFrame *frame)
{
    float soft = gr_maxf(gr_mix_params(frame)->softness, 0.002f);
    float most = gr_smoothstepf(0.0f, soft, frame->at);
    float least = gr_smoothstepf(1.0f - soft, 1.0f, frame->at);
    for (int value = 0; value < VALUES; value++) {
        float own = (float)value * (1.0f / (VALUES - 1));
        set_entry(frame, value, gr_maxf(gr_minf(own, most), least),
                  4.0f * own * (1.0f - own) * most * (1.0f - least));
    }
}

void gr_begin_mask(GrMixFrame *frame, double shutter)
{
    (void)shutter;
    if (frame->mix->covers)
        begin_cover(frame);
    else
        begin_order(frame);
}

void gr_row_mask(const GrMixJob *job, int y)
{
    const GrMixFrame *frame = job->frame;
    const GrMixScratch *scratch = job->scratch;
    const uint16_t *row = gr_mask_row(&frame->mask, y, 0, job->span, scratch->mask);
    const uint8_t *dither = gr_blue_noise_row(frame->noise + GR_BLUE_NOISE_MIX_MASK, y);
    uint8_t *restrict mask = scratch->row[0], *restrict glow = scratch->row[1];
    uint8_t *restrict core = scratch->row[2];
    for (int x = 0; x < job->span; x++) {
        uint32_t entry = frame->table[value_of(row[x])];
        mask[x] = (uint8_t)(((entry & 65535) + dither[x & 63]) >> 8);
        glow[x] = (uint8_t)(entry >> 16);
        core[x] = (uint8_t)(entry >> 24);
    }
    gr_mix_light_row(job, y);
}

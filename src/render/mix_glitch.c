/* SPDX-License-Identifier: MIT
 *
 * The glitch: torn strips. Every few ticks the picture is cut anew; strips are displaced, smeared,
 * overdriven, their channels part, most of all in the middle, and more and more of them show the
 * new scene and stay with it: a place that went to and fro would flash.
 */
#include "render/mix_parts.h"

#include "base/rng.h"
#include "base/vmath.h"

enum { CUT, JUMP, SIDE, SPLIT, SMEAR, BURN, SOURCE, BURST };

/* How torn the picture is at a part of the length, before chance has its say. */
static float disorder(float part)
{
    float bow = 4.0f * part * (1.0f - part);
    return gr_sqrtf(bow) * bow;
}

static void tear(const GrMixFrame *frame, GrMixBand *band, uint32_t seed, uint32_t index)
{
    const GrTransitionParams *params = gr_mix_params(frame);
    float way = gr_unitf(frame->at);
    float storm = disorder(way) * (0.55f + 0.45f * gr_rng_unit(seed, 0, BURST));
    float width = (float)frame->mix->width, height = (float)frame->mix->height;
    float side = 2.0f * gr_rng_unit(seed, index, SIDE) - 1.0f;
    bool jumps = gr_rng_unit(seed, index, JUMP) < 0.15f + 0.8f * storm;
    float shift = jumps ? side * gr_absf(side) * 0.6f * params->strength * storm * width : 0.0f;
    float split =
        params->split * 0.5f * height * storm * (0.25f + 1.5f * gr_rng_unit(seed, index, SPLIT));
    split = side < 0.0f ? -split : split;
    band->shift[0] = (int)gr_roundf(shift + split);
    band->shift[1] = (int)gr_roundf(shift);
    band->shift[2] = (int)gr_roundf(shift - split);
    band->newer = gr_rng_unit(frame->mix->seed, index, SOURCE) < gr_smoothstepf(0.12f, 0.8f, way);
    band->smeared = gr_rng_unit(seed, index, SMEAR) < 0.4f * params->strength * storm;
    bool burns = gr_rng_unit(seed, index, BURN) < 0.5f * params->strength * storm;
    band->burnt = burns ? 255 : 0;
}

void gr_begin_glitch(GrMixFrame *frame, double shutter)
{
    (void)shutter;
    int height = frame->mix->height, count = gr_mix_params(frame)->bands;
    int hold = gr_mix_params(frame)->hold;
    uint32_t seed = gr_rng_u32(frame->mix->seed, (uint32_t)(frame->tick / hold), 1);
    int y = 0;
    frame->band_count = 0;
    for (int i = 0; i < count && y < height; i++) {
        /* Edges anywhere between those of equal strips: thin ones and thick ones. */
        float jitter = gr_rng_unit(seed, (uint32_t)i, CUT) * 1.6f - 0.8f;
        int end = (int)(((float)i + 1.0f + jitter) * (float)height / (float)count);
        end = i == count - 1 || end > height ? height : end;
        if (end <= y)
            continue;
        GrMixBand *band = &frame->bands[frame->band_count++];
        *band = (GrMixBand){.y0 = y, .y1 = end};
        tear(frame, band, seed, (uint32_t)i);
        y = end;
    }
}

/* Moved to the right, around the edges. */
static void copy_turned(GrPixel *out, const GrPixel *row, int shift, int width)
{
    int cut = shift % width;
    cut = cut < 0 ? cut + width : cut;
    memcpy(out, row + width - cut, (size_t)cut);
    memcpy(out + cut, row, (size_t)(width - cut));
}

static const GrMixBand *band_at(const GrMixFrame *frame, int y)
{
    const GrMixBand *band = frame->bands;
    while (band->y1 <= y && band < frame->bands + frame->band_count - 1)
        band++;
    return band;
}

void gr_row_glitch(const GrMixJob *job, int y)
{
    const GrMixBand *band = band_at(job->frame, y);
    const GrCanvas *from = band->newer ? job->newer : job->older;
    int source = band->smeared ? (band->y0 + band->y1) / 2 : y;
    GrPixel *alpha = job->scratch->row[0], *ink = job->scratch->row[1];
    memset(alpha, band->burnt, (size_t)job->span);
    for (int plane = 0; plane < 3; plane++) {
        GrPixel *out = gr_canvas_row(job->out, plane, y);
        copy_turned(out, gr_canvas_row(from, plane, source), band->shift[plane],
                    job->frame->mix->width);
        if (!band->burnt)
            continue;
        memcpy(ink, out, (size_t)job->span);
        gr_kernels()->blend[GR_BLEND_ADD](out, out, ink, alpha, NULL, job->span);
    }
}

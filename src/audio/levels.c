/* SPDX-License-Identifier: MIT */
#include "audio/levels.h"

#include <stdlib.h>
#include <string.h>

int gr_levels_init(GrLevels *levels, GrRational rate, int64_t count, int sample_rate, int channels,
                   GrError *error)
{
    *levels =
        (GrLevels){.rate = rate, .sample_rate = sample_rate, .channels = channels, .count = count};
    levels->energy = calloc((size_t)count + 1, sizeof *levels->energy);
    levels->peak = calloc((size_t)count + 1, sizeof *levels->peak);
    if (!levels->energy || !levels->peak)
        return gr_error_memory(error, "levels", (unsigned long long)count * 8);
    levels->frame_end = gr_frame_first_sample(1, rate, sample_rate);
    return GR_OK;
}

static void close_frame(GrLevels *levels)
{
    if (levels->frame_samples)
        levels->energy[levels->frame] =
            (float)(levels->frame_energy / (double)(levels->frame_samples * levels->channels));
    levels->frame++;
    levels->frame_end = gr_frame_first_sample(levels->frame + 1, levels->rate, levels->sample_rate);
    levels->frame_samples = 0;
    levels->frame_energy = 0;
}

void gr_levels_feed(GrLevels *levels, const float *interleaved, int frames)
{
    for (int done = 0; done < frames && levels->frame < levels->count;) {
        int64_t part = levels->frame_end - levels->samples;
        part = part < frames - done ? part : frames - done;
        const float *x = interleaved + (size_t)done * (size_t)levels->channels;
        int values = (int)part * levels->channels;
        /* Eight sums side by side: one chain of additions would wait for itself. */
        float energy[8] = {0}, peak[8] = {0}, highest = levels->peak[levels->frame];
        for (int i = 0; i + 8 <= values; i += 8) {
            for (int k = 0; k < 8; k++) {
                float a = x[i + k] < 0 ? -x[i + k] : x[i + k];
                peak[k] = a > peak[k] ? a : peak[k];
                energy[k] += a * a;
            }
        }
        for (int i = values & ~7; i < values; i++) {
            float a = x[i] < 0 ? -x[i] : x[i];
            peak[0] = a > peak[0] ? a : peak[0];
            energy[0] += a * a;
        }
        for (int k = 0; k < 8; k++) {
            highest = peak[k] > highest ? peak[k] : highest;
            levels->frame_energy += (double)energy[k];
        }
        levels->peak[levels->frame] = highest;
        levels->frame_samples += part;
        levels->samples += part;
        done += (int)part;
        while (levels->frame < levels->count && levels->samples >= levels->frame_end)
            close_frame(levels);
    }
}

void gr_levels_end(GrLevels *levels)
{
    if (levels->frame < levels->count && levels->frame_samples)
        close_frame(levels);
}

void gr_levels_finish(GrLevels *levels)
{
    if (!levels)
        return;
    free(levels->energy);
    free(levels->peak);
    memset(levels, 0, sizeof *levels);
}

/* SPDX-License-Identifier: MIT
 *
 * Exposure: from what a picture holds to a tone, from a tone to the curves of its three channels.
 * A tone acts on the distance from the background: a pixel of the background's own level keeps it,
 * what is brighter is spread up to white, what is darker down to black. Over black that is the
 * usual curve with a black point, a white point and a gamma.
 */
#ifndef GR_RENDER_TONE_H
#define GR_RENDER_TONE_H

#include "render/backdrop.h"
#include "render/kernels/kernels.h"

typedef struct GrTone {
    float black, white, gamma; /* of the way from the background to white, 0..1 */
    float depth;               /* how far towards black what is darker goes now; 1 maps to black */
} GrTone;

enum { GR_TONE_BINS = 256 };

/* How many pixels lie how far from the background: above it by their brightest channel, and below
 * it by their darkest, both in 255ths of the way that there is. */
typedef struct GrToneCount {
    uint32_t above[GR_TONE_BINS], below[GR_TONE_BINS];
    uint64_t total;
} GrToneCount;

typedef struct GrToneCurves {
    GrCurve channel[3];
    bool identity;
    bool fades; /* by its gain: its values are dithered, so that what is slow does not band */
} GrToneCurves;

extern const GrTone gr_tone_identity;

/* Counts every `step`-th row. */
void gr_tone_count(GrToneCount *count, const GrCanvas *canvas, const GrBackdrop *backdrop,
                   int step);
void gr_tone_merge(GrToneCount *into, const GrToneCount *from);
/* The tone that makes such pictures well lit. */
GrTone gr_tone_derive(const GrToneCount *count);
GrTone gr_tone_mix(GrTone a, GrTone b, float mix);
/* Curves for a tone and a gain after it, around the background. */
void gr_tone_curves(GrToneCurves *curves, GrTone tone, float gain, const GrBackdrop *backdrop);
/* Curves with fixed points on the scale of levels, whatever the background. */
void gr_tone_curves_fixed(GrToneCurves *curves, GrTone tone, float gain);

#endif

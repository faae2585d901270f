/* SPDX-License-Identifier: MIT
 *
 * Finds flashes that may harm viewers with photosensitive epilepsy, in rasters of light
 * (render/light.h), one a frame, in order: whatever frames a worker drew does not matter. The
 * limits are those of WCAG 2 ("three flashes or below threshold"), which ITU-R BT.1702 shares: a
 * flash is a pair of opposing changes of relative luminance by a tenth or more, the darker of the
 * two below 0.80; or a pair of changes to or from a saturated red (R / (R + G + B) >= 0.8) by which
 * R - G - B changes by more than 20/320. More than three within a second are too many where they
 * take more than a quarter of some field of ten degrees: a third of the height of a 16:9 screen,
 * and four thirds of that wide. Only changes
 * that come together are flashes, within 1/24 s over so much of a field: where a pattern drifts by,
 * one place after the other gets brighter.
 */
#ifndef GR_RENDER_FLASHES_H
#define GR_RENDER_FLASHES_H

#include "base/rational.h"
#include "render/light.h"

typedef enum GrFlashKind { GR_FLASH_GENERAL, GR_FLASH_RED, GR_FLASH_KINDS } GrFlashKind;

/* A while in which there are too many flashes of one kind. */
typedef struct GrFlashSpan {
    GrFlashKind kind;
    int64_t first, last; /* from the first change that is too many, on average over the
                            area, to the last of all; by frames added */
    float rate;   /* flashes within a second, where there are too many, when there are most */
    float area;   /* of the whole frame, at most */
    float change; /* the greatest that belongs to it, of white or of pure red: 0..1 */
} GrFlashSpan;

typedef struct GrFlashes GrFlashes;

int gr_flashes_create(int width, int height, GrRational fps, GrFlashes **out, GrError *error);
void gr_flashes_destroy(GrFlashes *flashes);
/* The next frame. */
int gr_flashes_add(GrFlashes *flashes, const uint8_t *light, GrError *error);
/* No more frames. The spans lie in the order of their ends. */
int gr_flashes_end(GrFlashes *flashes, GrError *error);
const GrFlashSpan *gr_flashes_spans(const GrFlashes *flashes, int *count);

#endif

/* SPDX-License-Identifier: MIT
 *
 * ICC profiles that pictures bring along: from the colours that they mean to sRGB, as browsers do
 * it, which is what all else here is in. For the files of this room only. No threads.
 */
#ifndef GR_MEDIA_COLOUR_PROFILE_H
#define GR_MEDIA_COLOUR_PROFILE_H

#include "base/error.h"

#include <libavutil/frame.h>
#include <stddef.h>
#include <stdint.h>

typedef struct GrColourProfile GrColourProfile;

/* The profile of a decoded picture. *out is NULL where it has none, or where its colours are sRGB
 * as they are. GR_E_INPUT with what is wrong with it ("has a colour profile that is damaged"),
 * after which one goes on without. */
int gr_colour_profile_open(const AVFrame *frame, GrColourProfile **out, GrError *error);
/* Pixels of R, G, B and alpha, which stays. */
void gr_colour_profile_apply(const GrColourProfile *profile, uint8_t *rgba, size_t pixels);
/* The same of colours that have been multiplied by alpha. */
void gr_colour_profile_apply_covered(const GrColourProfile *profile, uint8_t *rgba, size_t pixels);
void gr_colour_profile_close(GrColourProfile *profile);

/* Tells one profile from another; 0: the picture has none. */
uint64_t gr_colour_profile_hash(const AVFrame *frame);

#endif

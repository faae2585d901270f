/* SPDX-License-Identifier: MIT
 *
 * Quality profiles and output settings: command line, then `-q`, then the show's own size and rate
 * (its aspect is kept under `-q`), then defaults. `auto` is production unless time or memory is
 * short.
 */
#ifndef GR_FARM_PROFILE_H
#define GR_FARM_PROFILE_H

#include "media/encoder.h"
#include "scene/show.h"

typedef struct GrProfile {
    const char *name, *summary;
    int short_side; /* 540, 720, 1080, 2160 */
    int fps;
    int particle_cap; /* the most particles that a field draws; 0: all that there are */
} GrProfile;
extern const GrProfile gr_profiles[]; /* draft preview production max; ends with a NULL name */
const GrProfile *gr_profile_find(const char *name);

typedef struct GrAspect {
    const char *name, *summary;
    int w, h;
} GrAspect;
extern const GrAspect gr_aspects[]; /* landscape portrait feed square ultrawide; ends with NULL */
const GrAspect *gr_aspect_find(const char *name);

enum {
    GR_VIDEO_SIDE_MIN = 16, /* one macroblock */
    GR_VIDEO_SIDE_MAX = 8192,
};

/* What the user said; zero or NULL where nothing was said. */
typedef struct GrWish {
    const char *quality, *aspect;
    int width, height;
    GrRational fps;
    bool dim_flashes; /* see GrRenderSettings */
} GrWish;

/* Size and rate for a wish without looking at time or memory ("auto" counts as production).
 * `even` asks for sides that 4:2:0 can hold: an odd side that the user gave is then GR_E_USAGE
 * naming the nearest even size. */
int gr_profile_resolve(const GrWish *wish, const GrShow *show, bool even, int *width, int *height,
                       GrRational *fps, const char **profile_name, GrError *error);

/* The same with what a render needs to know beyond it. */
typedef struct GrChoice {
    int width, height;
    GrRational fps;
    const char *profile; /* a profile's name, "auto", "show" or "custom" */
    bool auto_size;      /* nobody said a size: auto may choose a smaller one */
    bool auto_fps;       /* nobody said a rate */
    int particle_cap;    /* of the profile that was asked for */
    char reason[256];    /* who said what, in words */
} GrChoice;

int gr_profile_choose(const GrWish *wish, const GrShow *show, bool even, GrChoice *choice,
                      GrError *error);
/* Replaces size and rate, where nobody said them, by a smaller profile's short side (the shape is
 * kept) and rate. False when that changes nothing. */
bool gr_choice_shrink(GrChoice *choice, int short_side, int fps);

#endif

/* SPDX-License-Identifier: MIT
 *
 * Scenes that come out too dark or too bright: the mean of a frame below 8 or above 180 of 255 for
 * more than a second, where nobody asked for it: not in fades or where flashes are dimmed, not
 * where the gain is 0 or goes up and down, not over a background that is as bright itself, not
 * where there is nothing but text, and not too bright while a flash brings the scene in.
 */
#ifndef GR_RENDER_BRIGHTNESS_H
#define GR_RENDER_BRIGHTNESS_H

#include "render/frozen.h"

/* A while in which a scene is too dark or too bright. */
typedef struct GrDimRun {
    int scene;
    bool bright;
    int64_t first, count; /* frames */
    double mean;          /* of their means, 0..255 */
} GrDimRun;

/* Looks at frames in order; they may be a selection. */
typedef struct GrDimWatch {
    const GrFrozen *frozen;
    GrDimRun run;
    double sum;
} GrDimWatch;

void gr_dim_watch_begin(GrDimWatch *watch, const GrFrozen *frozen);
/* A frame's mean brightness, and for how many frames it stands. True when that ends a run, which
 * *out then is. */
bool gr_dim_watch_add(GrDimWatch *watch, int64_t frame, int64_t stands_for, double mean,
                      GrDimRun *out);
bool gr_dim_watch_end(GrDimWatch *watch, GrDimRun *out);

/* A frame's time for reports: "1:02.5", and "0:04" below a minute. */
enum { GR_CLOCK_TEXT = 24 };
const char *gr_clock_print(char text[GR_CLOCK_TEXT], int64_t frame, GrRational fps);

enum { GR_DIM_WORDS = 400 };
/* What to do about it: "raise its gain (0.1), or set exposure: auto". */
void gr_dim_advice(const GrFrozen *frozen, const GrDimRun *run, char words[GR_DIM_WORDS]);
/* All of it: "scene 'a' (0:12-0:20) is very dark, mean brightness 4 of 255: raise...". */
void gr_dim_print(const GrFrozen *frozen, const GrDimRun *run, char words[GR_DIM_WORDS]);

#endif

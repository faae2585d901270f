/* SPDX-License-Identifier: MIT
 *
 * What of a show changes over time. Every block of parameters (of a field, a layer's look, a
 * shader, feedback, ...) has its values as the show gives them, and a list of those that an
 * expression or keyframes take the place of. The renderer evaluates them once a picture
 * (render/animate.h).
 */
#ifndef GR_SCENE_ANIMATION_H
#define GR_SCENE_ANIMATION_H

#include "model/expr.h"
#include "model/keyframes.h"
#include "model/param.h"

/* Where in which file something was written: for errors found later than the check. */
typedef struct GrPlace {
    const char *file;
    int line, column;
} GrPlace;

typedef struct GrAnimated {
    const GrParam *param;
    const GrExpr *expr;      /* NULL: keyframes */
    const GrKeyframes *keys; /* NULL: an expression */
    GrPlace place;
    const char *path; /* in words: "scene 'drop', layer 2: rings.count" */
} GrAnimated;

typedef struct GrAnimation {
    const GrAnimated *list;
    int count;
} GrAnimation;

#endif

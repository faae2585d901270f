/* SPDX-License-Identifier: MIT
 *
 * A loaded show written out again as a show file of its own, with everything resolved: no include,
 * var, extends, style, template, cut or repeat is left; every scene has its start and length, every
 * parameter stands there with its value, also where that is the default, and times are in seconds.
 * What changes over time stays as it is written: expressions as text, with the vars that they use,
 * and keyframes. Loading the result gives a show of the same content hash and warnings, hence the
 * same frames; resolving that gives the same text.
 *
 * Files are named by their whole paths, so that the result may be kept anywhere on the machine.
 * Size and frame rate are left open where the show leaves them open: the profile decides.
 */
#ifndef GR_SCENE_RESOLVE_H
#define GR_SCENE_RESOLVE_H

#include "base/text.h"
#include "scene/keys.h"
#include "scene/show.h"

int gr_resolve(const GrShow *show, GrText *out, GrError *error);

/* What becomes of a key of a set: for the test that none was forgotten. */
typedef enum GrKeyFate {
    GR_KEY_FORGOTTEN,
    GR_KEY_WRITTEN,
    GR_KEY_USED_UP, /* what it says is in other keys then */
} GrKeyFate;
GrKeyFate gr_resolve_fate(const GrKeySet *set, const char *key);

#endif

/* SPDX-License-Identifier: MIT
 *
 * The music of a loaded show, and the moments that a command line names: "bar 16", "1:02",
 * "section 2 - 1 beat". A sound file is heard when the first of them needs it, and once.
 */
#ifndef GR_SCENE_SHOW_TIME_H
#define GR_SCENE_SHOW_TIME_H

#include "scene/show.h"

/* The show owns the result. Errors as gr_listen. */
int gr_show_music(const GrShow *show, const GrMusic **music, GrError *error);
/* A moment on the show's clock; durations count from its start, `end` is its end, `f` counts frames
 * of its own rate. GR_E_USAGE when the text is no time or not in the show's music. */
int gr_show_moment(const GrShow *show, const char *text, int64_t *ns, GrError *error);

#endif

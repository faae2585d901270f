/* SPDX-License-Identifier: MIT
 *
 * What only time tells about a show: which of its changing parameters leave their range, and which
 * layers are never seen. Every tick of every scene is looked at, without drawing.
 */
#ifndef GR_RENDER_WATCH_H
#define GR_RENDER_WATCH_H

#include "model/signal.h"
#include "scene/load.h"

/* True when parameters follow the sound: then the hearing has to be a real one. */
bool gr_watch_needs_hearing(const GrShow *show);
/* Adds warnings, each at its place. The hearing may be empty when nothing needs it. */
int gr_watch(const GrShow *show, const GrHearing *hearing, GrProblems *problems, GrError *error);

#endif

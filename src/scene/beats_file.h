/* SPDX-License-Identifier: MIT
 *
 * Beats files: where the beats of a song are, in a form that a user may edit. Either JSON,
 *
 *   {"beats": [0.52, 1.01, ...], "downbeats": [0.52, ...], "tempo": 122,
 *    "sections": [{"time": 0.52, "label": "intro"}, 61.4]}
 *
 * where all but the beats may be left out and a bare list is the beats; or one time in seconds per
 * line, behind it `*` or `1` where a bar begins (trackers write 1 2 3 4), `#` before a remark.
 */
#ifndef GR_SCENE_BEATS_FILE_H
#define GR_SCENE_BEATS_FILE_H

#include "base/arena.h"
#include "model/sound.h"
#include "scene/source.h"

enum { GR_BEATS_MAX = 200000, GR_SECTIONS_MAX = 1000 };

/* Reads PATH into the arena. What is wrong with it is in the problems, with its own name, line and
 * column, and the result is NULL. `code` of the problems: GR_E_INPUT. */
const GrBeatList *gr_beats_file_read(const char *path, GrArena *arena, GrProblems *problems);
/* The list of a sound of which a show hears what follows `start_ns`: its times and parts moved,
 * those before it gone. NULL where fewer than two beats are left, which is in the problems. */
const GrBeatList *gr_beats_file_from(const GrBeatList *list, int64_t start_ns, GrArena *arena,
                                     GrProblems *problems);
/* The same from memory. */
const GrBeatList *gr_beats_file_parse(const char *path, const char *text, size_t length,
                                      GrArena *arena, GrProblems *problems);

#endif

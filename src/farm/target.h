/* SPDX-License-Identifier: MIT
 *
 * Where a render goes, and whether it can go there: looked at before any work is done.
 */
#ifndef GR_FARM_TARGET_H
#define GR_FARM_TARGET_H

#include "base/files.h"
#include "farm/plan.h"

typedef struct GrTarget {
    GrOutputKind kind;
    char path[GR_PATH_CAPACITY]; /* "" for null: */
    bool stream;                 /* hash: to standard output or a device: nothing to rename */
    const char *container;       /* video only */
} GrTarget;

/* Reads "film.mp4", "hash:FILE", "hash:-" or "null:". */
int gr_target_parse(const char *text, GrTarget *target, GrError *error);
/* What "hash:-" becomes. It is written through the descriptor, never opened by this name. */
bool gr_target_is_stdout(const char *path);
/* A file that is written is none that the show is made of, hears or shows, and none that would be
 * one more of its numbered pictures: GR_E_USAGE. */
int gr_target_check_inputs(const char *path, const GrShow *show, GrError *error);
/* The target does not exist (or may be overwritten), is no input of the show, and its folder is
 * there and can be written. A symbolic link is followed, so that the link stays. */
int gr_target_check(GrTarget *target, const GrShow *show, bool overwrite, GrError *error);
/* Refuses when the disk cannot hold even a thrifty estimate of segments and video. */
int gr_target_check_room(const GrTarget *target, const GrPlan *plan, const char *work_folder,
                         GrError *error);
/* True when two paths (or their nearest existing parents) are on one file system. */
bool gr_target_same_disk(const char *a, const char *b);
/* Gives a finished file its name; unless it may overwrite, refuses one that appeared meanwhile. */
int gr_target_deliver(const char *from, const char *to, bool overwrite, GrError *error);

#endif

/* SPDX-License-Identifier: MIT
 *
 * A look: a complete style of several scenes that share colour, palette and motion. Its file
 * (scenes/looks/NAME.yaml, docs/looks.md) is a part of a show, with its scenes as templates and
 * beside them `x-look:`, which says what each is good for. Who composes a show of it is the
 * director (scene/direct.h).
 */
#ifndef GR_SCENE_LOOK_H
#define GR_SCENE_LOOK_H

#include "base/arena.h"
#include "scene/tree.h"

#include <stddef.h>

/* A built-in one, as it was when the program was built. */
typedef struct GrLookFile {
    const char *name;
    const char *text; /* terminated */
    size_t length;
} GrLookFile;
extern const GrLookFile gr_look_files[]; /* ends with a NULL name */

#define GR_LOOK_DEFAULT "neon"

/* What a scene does for a song. */
typedef enum GrRole {
    GR_ROLE_INTRO,
    GR_ROLE_VERSE,
    GR_ROLE_BUILD,
    GR_ROLE_DROP,
    GR_ROLE_BREAK,
    GR_ROLE_OUTRO,
    GR_ROLE_COUNT
} GrRole;

typedef struct GrRoleInfo {
    const char *name, *help;
    float scene_s; /* about how long a scene stands in it */
} GrRoleInfo;
extern const GrRoleInfo gr_role_infos[GR_ROLE_COUNT + 1]; /* ends with a NULL name */

typedef struct GrLookScene {
    const char *name;         /* of the template */
    unsigned roles;           /* a bit each */
    float energy;             /* 0 still .. 1 the strongest */
    const char *const *again; /* templates for when it comes back, in turn */
    int again_count;
} GrLookScene;

typedef struct GrLook {
    const char *name, *summary;
    double pace; /* how fast its scenes follow each other; 1 as a rule */
    const GrLookScene *scenes;
    int scene_count;
    const GrNode *into[GR_ROLE_COUNT]; /* transitions into a part of that role; NULL: cuts */
    const GrNode *within;              /* and between the scenes of a part */
    bool names_song, names_artist;     /* it has layers `title` and `artist` */
    const GrNode *root;                /* all of it */
} GrLook;

const GrLookFile *gr_look_file_find(const char *name);
const char *gr_look_name_at(const void *unused, int index); /* NULL ends the list */
/* Whether a style's name is that of a file with a look of the user's own. */
bool gr_look_is_path(const char *name);

/* Reads a look from its tree. Mistakes in `x-look:` are reported and give GR_E_SHOW. */
int gr_look_read(const char *name, const GrNode *root, GrArena *arena, GrProblems *problems,
                 GrLook *look);
/* A built-in one on its own: for `list` and `describe`. */
int gr_look_open(const GrLookFile *file, GrArena *arena, GrProblems *problems, GrLook *look);

/* "street: intro, verse, outro; ..." on one line. */
void gr_look_describe(const GrLook *look, GrText *out);
/* The text of a look without `x-look:`, which stands first and ends where the next line begins
 * with a letter or a remark. */
void gr_look_show_text(const char *text, size_t length, GrText *out);

#endif

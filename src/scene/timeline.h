/* SPDX-License-Identifier: MIT
 *
 * Where the scenes of a show lie, before any of them is bound: of each item of `scenes:` only what
 * decides that is read (length, start, until, repeat, cut), and music is asked for only when a time
 * needs it. Scenes follow each other; those without a length share what is left between the places
 * that are known: a `start`, an `until`, the end of the show. A scene that is repeated or cut to
 * the beat lies in several places.
 */
#ifndef GR_SCENE_TIMELINE_H
#define GR_SCENE_TIMELINE_H

#include "scene/bind.h"

enum {
    GR_SCENES_MAX = 10000,
    GR_SCENE_VALUES_MAX = 4000000, /* nodes of all scenes, each counted as often as it plays */
};

/* One playing of a scene. */
typedef struct GrSpan {
    const GrNode *node; /* the scene's mapping (or whatever stands there instead) */
    int number;         /* of the item, from 1 */
    const char *name;   /* NULL: its own, or "scene N" */
    bool again;         /* the same node was in an earlier span */
    bool template;      /* a named one: the name is the template's key */
    int64_t start_ns, end_ns;
} GrSpan;

typedef struct GrTimeline {
    GrSpan *spans; /* names are in the show's arena */
    int count;
    bool known; /* false: a mistake, which is reported, leaves starts and ends open */
    int64_t end_ns;
} GrTimeline;

/* `scenes` is the list; `templates` the mapping of scenes that play only where they are named,
 * `length` what the show says of its own length (each NULL: none). Mistakes are reported, and the
 * spans are there nevertheless, so that those inside the scenes can be found, too. */
void gr_timeline_lay(GrBinder *binder, const char *path, const GrNode *scenes,
                     const GrNode *templates, const GrNode *length, GrTimeline *out);
void gr_timeline_finish(GrTimeline *timeline);

#endif

/* SPDX-License-Identifier: MIT
 *
 * What the two halves of the timeline share: timeline.c reads items and makes spans of them,
 * timeline_lay.c decides where they begin and end. Private to these.
 */
#ifndef GR_SCENE_TIMELINE_PARTS_H
#define GR_SCENE_TIMELINE_PARTS_H

#include "scene/timeline.h"

/* A time of an item, if it has one. */
typedef struct GrTimelineTime {
    const GrNode *node; /* NULL: none */
    GrTimeSpec spec;
    bool wrong; /* not a time; reported */
} GrTimelineTime;

/* One playing of a scene, or a whole `cut:`, which is laid as one and divided afterwards. */
typedef struct GrTimelineItem {
    const GrNode *node; /* the scene's */
    int number, copy;   /* from 1; of a repeated scene */
    bool cut;
    GrTimelineTime length, start, until;
    const GrNode *from; /* of a cut: */
    GrTimelineTime every;
    int64_t start_ns, end_ns;
} GrTimelineItem;

typedef struct GrTimelineWork {
    GrBinder *b;
    GrTimelineItem *items;
    int count;
    const GrNode *length; /* of the show, or NULL */
    int64_t show_end_ns;  /* once asked for: -1 not yet, -2 not to be had */
    bool wrong;           /* something could not be placed */
} GrTimelineWork;

/* Sets what messages call an item. */
void gr_timeline_enter(GrTimelineWork *work, const GrTimelineItem *item);
/* The music that a time needs, for its scope. False: it cannot be had, which is reported. */
bool gr_timeline_music(GrTimelineWork *work, const GrTimelineTime *time, const char *path,
                       const GrMusic **music);
/* Gives every item its start and end; false when some could not be had. */
void gr_timeline_place(GrTimelineWork *work);

#endif

/* SPDX-License-Identifier: MIT
 *
 * The rule that cuts a show into segments: a function of its scenes and the frame rate alone.
 *
 * Scenes are cut into pieces, whole GOPs long except each scene's last one: of about two seconds,
 * which is many enough for many workers, or of about four where a start in the middle costs more
 * than a new GOP, since a history has to be made up for. A remainder too short to be worth an
 * encoder joins the piece before it, and neighbouring very short scenes share a segment. The last
 * piece of a show, if it has no history, is halved down to less than a GOP, so that the workers end
 * together. No piece but the last is 1 frame longer than a multiple of two GOPs: x264 alternates
 * idr_pic_id from 0 at each key frame, so the one-frame GOP at its end would carry the same number
 * as the key frame that follows it in the joined stream, which H.264 forbids.
 */
#ifndef GR_FARM_SEGMENTS_H
#define GR_FARM_SEGMENTS_H

#include "base/error.h"
#include "base/rational.h"
#include "media/encoder.h"

#include <stdbool.h>

typedef struct GrCuts {
    int64_t *at; /* count + 1 frames: segment i is at[i] <= frame < at[i + 1] */
    int count;
} GrCuts;

enum {
    GR_SEGMENT_REST_MIN = GR_GOP_FRAMES / 2, /* shorter remainders join the piece before */
    GR_SEGMENT_SCENE_MIN = GR_GOP_FRAMES,    /* shorter scenes share a segment */
};

/* Frames of a full piece at a rate: the multiple of the GOP nearest to two seconds, or four. */
int64_t gr_segment_piece_frames(GrRational fps, bool history);
/* `starts` has scene_count + 1 ascending frames, the last one being the end of the show. `history`
 * tells of each scene whether its frames depend on earlier ones. */
int gr_cuts_create(const int64_t *starts, const bool *history, int scene_count, GrRational fps,
                   GrCuts *cuts, GrError *error);
/* The part first <= frame < end of whole-show cuts, with the rule of idr_pic_id kept: what a
 * render of a part delivers. A segment of it may hold frames of two of the show's. */
int gr_cuts_clip(const GrCuts *whole, int64_t first, int64_t end, GrCuts *part, GrError *error);
/* Index of the segment that contains a frame, which must lie within the cuts. */
int gr_cuts_find(const GrCuts *cuts, int64_t frame);
void gr_cuts_finish(GrCuts *cuts);

#endif

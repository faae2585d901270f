/* SPDX-License-Identifier: MIT
 *
 * The work folder of a render: segment files, logs, the manifest that says what they belong to, and
 * the lock that keeps a second render of the same target out. What a render leaves behind when it
 * is stopped is what the next one resumes from; leftovers of another plan or another build of the
 * program are swept away. Files that are not ours are never touched.
 */
#ifndef GR_FARM_WORK_FOLDER_H
#define GR_FARM_WORK_FOLDER_H

#include "base/files.h"
#include "farm/plan.h"
#include "media/segment_file.h"

typedef struct GrWorkFolder {
    char path[GR_PATH_CAPACITY];
    int lock;       /* file descriptor, -1 without a folder */
    bool temporary; /* nobody could find it again: not kept for a resume */
    /* From the manifest, when there is one of this build. */
    bool has_manifest;
    uint64_t plan_hash;
    uint64_t auto_key; /* which question the recorded decision of `auto` answers */
    int auto_width, auto_height;
    GrRational auto_fps;
    char auto_reason[256];
} GrWorkFolder;

/* Where the work of a target goes: .NAME.glyphreel beside it, or a folder of its own below
 * `work_dir`, or a fresh temporary one when the target is no file (NULL). */
int gr_work_folder_place(const char *target, const char *work_dir, GrWorkFolder *folder,
                         GrError *error);
/* Makes the folder, takes its lock and reads its manifest. GR_E_USAGE when another render holds
 * it. `build` identifies this program. */
int gr_work_folder_open(GrWorkFolder *folder, uint64_t build, GrError *error);
/* Drops what does not belong to this plan, writes the manifest. */
int gr_work_folder_adopt(GrWorkFolder *folder, uint64_t build, const GrPlan *plan, GrError *error);
/* True when a file of the segment format is there and whole, with just this header; one that is
 * not is removed. */
bool gr_work_file_reuse(const char *path, const GrSegmentHeader *header);
/* Marks the segments that are already there and whole. Returns how many. */
int gr_work_folder_reuse(const GrWorkFolder *folder, const GrPlan *plan, bool *done);
/* Lets go of the lock; `keep` leaves segments and logs, else all of ours goes. */
void gr_work_folder_close(GrWorkFolder *folder, bool keep);
/* True when the folder holds a finished segment or sound: something a next run can use. */
bool gr_work_folder_has_segments(const GrWorkFolder *folder);

/* Indices of what is no segment: the sound, and running ahead, which has nothing but a log. */
enum { GR_WORK_SOUND = -1, GR_WORK_AHEAD = -2 };
void gr_work_segment_path(const char *folder, int index, char path[GR_PATH_CAPACITY]);
GrSegmentHeader gr_work_segment_header(const GrPlan *plan, const GrSegment *segment);
void gr_work_log_path(const char *folder, int index, char path[GR_PATH_CAPACITY]);
/* A hash of the running program's file: another build may draw other pixels. */
uint64_t gr_work_build_hash(void);

#endif

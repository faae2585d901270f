/* SPDX-License-Identifier: MIT */
#include "base/log.h"
#include "base/text.h"
#include "farm/job.h"
#include "media/join.h"
#include "media/segment_file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct Steps {
    GrFarm *farm;
    GrPhase phase;
} Steps;

static bool step_done(void *user, double done)
{
    Steps *steps = user;
    gr_farm_tell(steps->farm, steps->phase, done, 0);
    return !gr_interrupt_seen(steps->farm->job->interrupted);
}

/* All segment paths, one after the other in one block. */
static const char **list_paths(const GrFarm *farm, GrError *error)
{
    size_t count = (size_t)farm->plan.segment_count;
    size_t room = strlen(farm->folder.path) + 32;
    const char **paths = malloc(count * (sizeof *paths + room));
    if (!paths) {
        gr_error_memory(error, "segment paths", count * room);
        return NULL;
    }
    char *text = (char *)(paths + count);
    for (size_t i = 0; i < count; i++) {
        char path[GR_PATH_CAPACITY];
        gr_work_segment_path(farm->folder.path, (int)i, path);
        memcpy(text, path, strlen(path) + 1);
        paths[i] = text;
        text += room;
    }
    return paths;
}

/* On the target's own file system, so that a rename delivers it. */
static int temporary_path(const GrFarm *farm, char path[GR_PATH_CAPACITY], GrError *error)
{
    char parent[GR_PATH_CAPACITY];
    int length;
    if (gr_target_same_disk(farm->folder.path, farm->target.path)) {
        length = snprintf(path, GR_PATH_CAPACITY, "%s/joined.%s", farm->folder.path,
                          farm->target.kind == GR_OUTPUT_VIDEO ? farm->target.container : "txt");
    } else {
        gr_path_parent(farm->target.path, parent);
        length = snprintf(path, GR_PATH_CAPACITY, "%s/.%s.part", parent,
                          gr_path_name(farm->target.path));
    }
    return length < GR_PATH_CAPACITY
               ? 0
               : gr_error_set(error, GR_E_USAGE, "%s: the path is too long", farm->target.path);
}

static int join_video(GrFarm *farm, const char *path, GrError *error)
{
    Steps steps = {farm, GR_PHASE_JOIN};
    char sound[GR_PATH_CAPACITY];
    const char **paths = list_paths(farm, error);
    GrJoinJob join = {
        .segment_paths = paths,
        .segment_count = farm->plan.segment_count,
        .plan_hash = farm->plan.hash,
        .encode = farm->plan.encode,
        .frame_count = farm->plan.count,
        .title = farm->job->show->title,
        .artist = farm->job->show->artist,
        .comment = farm->job->tool ? farm->job->tool : "glyphreel",
        .target = path,
        .container = farm->target.container,
        .sound_path = farm->has_sound ? sound : NULL,
        .progress = step_done,
        .user = &steps,
    };
    gr_farm_tell(farm, GR_PHASE_JOIN, 0, 0);
    gr_work_segment_path(farm->folder.path, GR_WORK_SOUND, sound);
    int code = paths ? gr_join(&join, error) : GR_E_SPACE;
    if (!code) {
        steps.phase = GR_PHASE_VERIFY;
        gr_farm_tell(farm, GR_PHASE_VERIFY, 0, 0);
        code = gr_join_verify(&join, error);
    }
    free(paths);
    return code;
}

/* Where the lines of hash: go. */
typedef struct Sink {
    int fd;
    int code; /* of a failure that is not a full disk */
    const char *name;
} Sink;

/* Standard output is used as it is: opening it by name would cut a file that the shell opened for
 * appending, and a socket has no name that could be opened. */
static int open_sink(const char *path, Sink *sink, GrError *error)
{
    if (gr_target_is_stdout(path)) {
        *sink = (Sink){fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3), GR_E_INTERNAL, "standard output"};
    } else {
        *sink =
            (Sink){open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666), GR_E_USAGE, path};
    }
    return sink->fd < 0 ? gr_error_errno(error, sink->code, "%s", sink->name) : 0;
}

static int write_all(const Sink *sink, const GrText *text, GrError *error)
{
    for (size_t done = 0; done < text->length;) {
        ssize_t wrote = write(sink->fd, text->data + done, text->length - done);
        if (wrote < 0 && errno != EINTR) {
            return gr_error_errno(error, sink->code, "%s", sink->name);
        }
        done += wrote > 0 ? (size_t)wrote : 0;
    }
    return 0;
}

/* frame / fps in microseconds, rounded, without leaving 64 bits. */
static int64_t frame_time_us(int64_t frame, GrRational fps)
{
    int64_t scaled = frame * 1000000;
    return scaled / fps.num * fps.den + (scaled % fps.num * fps.den + fps.num / 2) / fps.num;
}

/* The lines of one segment: number, time and checksum of each frame. */
static int hash_lines(const GrFarm *farm, const GrSegment *segment, GrText *text, GrError *error)
{
    char path[GR_PATH_CAPACITY];
    GrSegmentReader *reader = NULL;
    gr_work_segment_path(farm->folder.path, segment->index, path);
    int code = gr_segment_reader_open(path, farm->plan.hash, &reader, error);
    const GrFrameRecord *records = code ? NULL : gr_segment_reader_records(reader);
    text->length = 0;
    for (int64_t i = 0; i < segment->count && !code; i++) {
        int64_t frame = segment->first + i;
        int64_t us = frame_time_us(frame, farm->plan.fps);
        gr_text_printf(text, "%" PRId64 " %" PRId64 ".%06" PRId64 " %016" PRIx64 "\n", frame,
                       us / 1000000, us % 1000000, records[i].checksum);
    }
    gr_segment_reader_close(reader);
    if (!code && text->failed) {
        code = gr_error_memory(error, "checksums", (unsigned long long)segment->count * 64);
    }
    return code;
}

static int write_hashes(GrFarm *farm, const char *path, GrError *error)
{
    GrText text = {0};
    Sink sink;
    int code = open_sink(path, &sink, error);
    if (code) {
        return code;
    }
    for (int i = 0; i < farm->plan.segment_count && !code; i++) {
        code = hash_lines(farm, &farm->plan.segments[i], &text, error);
        if (!code) {
            code = write_all(&sink, &text, error);
        }
        gr_farm_tell(farm, GR_PHASE_JOIN, (double)(i + 1) / farm->plan.segment_count, 0);
    }
    if (close(sink.fd) < 0 && !code) {
        code = gr_error_errno(error, sink.code, "%s", sink.name);
    }
    gr_text_finish(&text);
    return code;
}

static void note_result(GrFarm *farm)
{
    struct stat info;
    if (stat(farm->target.path, &info) == 0 && S_ISREG(info.st_mode)) {
        farm->report->file_bytes = (uint64_t)info.st_size;
    }
}

int gr_farm_assemble(GrFarm *farm, GrError *error)
{
    char path[GR_PATH_CAPACITY];
    if (farm->target.kind == GR_OUTPUT_NULL) {
        return 0;
    }
    if (farm->target.stream) {
        return write_hashes(farm, farm->target.path, error);
    }
    int code = temporary_path(farm, path, error);
    if (!code) {
        code = farm->target.kind == GR_OUTPUT_VIDEO ? join_video(farm, path, error)
                                                    : write_hashes(farm, path, error);
    }
    if (!code) {
        code = gr_target_deliver(path, farm->target.path, farm->job->overwrite, error);
    }
    if (!code) {
        note_result(farm);
    } else if (code != GR_E_VERIFY) {
        unlink(path); /* half a file helps nobody; one that failed verification may */
    }
    return code;
}

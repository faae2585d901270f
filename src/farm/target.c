/* SPDX-License-Identifier: MIT */
#include "farm/target.h"

#include "base/log.h"
#include "media/join.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int set_path(GrTarget *target, const char *path, GrError *error)
{
    if (snprintf(target->path, sizeof target->path, "%s", path) >= (int)sizeof target->path) {
        return gr_error_set(error, GR_E_USAGE, "the target's path is too long");
    }
    return 0;
}

int gr_target_parse(const char *text, GrTarget *target, GrError *error)
{
    memset(target, 0, sizeof *target);
    if (!text || !*text) {
        return gr_error_set(error, GR_E_USAGE, "no output: give one with -o FILE");
    }
    if (strncmp(text, "null:", 5) == 0) {
        target->kind = GR_OUTPUT_NULL;
        target->stream = true;
        return text[5] == '\0'
                   ? 0
                   : gr_error_set(error, GR_E_USAGE, "%s: null: takes no file name", text);
    }
    if (strncmp(text, "hash:", 5) == 0) {
        target->kind = GR_OUTPUT_HASH;
        if (text[5] == '\0') {
            return gr_error_set(error, GR_E_USAGE,
                                "hash: needs a file: hash:FILE, or hash:- for standard output");
        }
        return set_path(target, strcmp(text + 5, "-") == 0 ? "/dev/stdout" : text + 5, error);
    }
    target->kind = GR_OUTPUT_VIDEO;
    target->container = gr_container_for(text);
    if (text[strlen(text) - 1] == '/' || *gr_path_name(text) == '\0') {
        return gr_error_set(error, GR_E_USAGE, "%s: a folder's name; give a file's", text);
    }
    if (!target->container) {
        return gr_error_set(error, GR_E_USAGE,
                            "%s: the name must end in .mp4, .mov, .mkv or .webm (or use hash:FILE "
                            "or null:)",
                            text);
    }
    return set_path(target, text, error);
}

bool gr_target_is_stdout(const char *path)
{
    return strcmp(path, "/dev/stdout") == 0;
}

int gr_target_check_inputs(const char *path, const GrShow *show, GrError *error)
{
    const char *film = gr_films_name_of(&show->films, path);
    bool exists = gr_path_exists(path);
    for (int i = 0; i < show->file_count; i++) {
        const char *file = show->files[i].path, *role = show->files[i].role;
        bool of_film = film && strcmp(film, file) == 0;
        if (of_film && !exists) {
            return gr_error_set(error, GR_E_USAGE,
                                "%s would be one more picture of %s (%s): give it another name or "
                                "folder",
                                path, role, gr_path_name(file));
        }
        if (of_film || gr_path_same_file(path, file)) {
            return gr_error_set(error, GR_E_USAGE, "%s is %s: it will not be overwritten", path,
                                role);
        }
    }
    return 0;
}

int gr_target_check(GrTarget *target, const GrShow *show, bool overwrite, GrError *error)
{
    struct stat info;
    char resolved[GR_PATH_CAPACITY];
    if (target->kind == GR_OUTPUT_NULL) {
        return 0;
    }
    if (gr_target_is_stdout(target->path) && fstat(STDOUT_FILENO, &info) < 0) {
        return gr_error_errno(error, GR_E_INTERNAL, "standard output");
    }
    int code = gr_target_check_inputs(target->path, show, error);
    if (code) {
        return code;
    }
    if (stat(target->path, &info) == 0) {
        if (S_ISDIR(info.st_mode)) {
            return gr_error_set(error, GR_E_USAGE, "%s is a folder", target->path);
        }
        if (!S_ISREG(info.st_mode)) {
            target->stream = true;
            return target->kind == GR_OUTPUT_HASH
                       ? 0
                       : gr_error_set(error, GR_E_USAGE,
                                      "%s is no regular file; null: renders without a file",
                                      target->path);
        }
        if (gr_target_is_stdout(target->path)) {
            target->stream = true; /* redirected to a file: that is the shell's to judge */
            return 0;
        }
        if (!overwrite) {
            return gr_error_set(error, GR_E_USAGE, "%s exists; -y overwrites it", target->path);
        }
        if (realpath(target->path, resolved)) {
            memcpy(target->path, resolved, sizeof resolved);
        }
    } else if (!overwrite && lstat(target->path, &info) == 0) {
        return gr_error_set(error, GR_E_USAGE,
                            "%s is a link that leads to no file; -y puts one in its place",
                            target->path);
    }
    return gr_file_check_place(target->path, error);
}

/* Bytes that segments or video take at some bits per pixel. */
static uint64_t video_bytes(const GrPlan *plan, double bits_per_pixel)
{
    double seconds = gr_frame_start_s(plan->count, plan->fps);
    if (plan->kind != GR_OUTPUT_VIDEO) {
        return (uint64_t)plan->count * 64;
    }
    if (plan->encode.bitrate > 0) {
        return (uint64_t)((double)plan->encode.bitrate * seconds / 8);
    }
    return (uint64_t)((double)plan->count * plan->width * plan->height * bits_per_pixel / 8);
}

static uint64_t megabytes(uint64_t bytes)
{
    return (bytes + 999999) / 1000000;
}

int gr_target_check_room(const GrTarget *target, const GrPlan *plan, const char *work_folder,
                         GrError *error)
{
    /* Quiet shows need 0.05 bits a pixel, the noisiest 2. */
    uint64_t least = video_bytes(plan, 0.02) + 65536, likely = video_bytes(plan, 0.5);
    char parent[GR_PATH_CAPACITY];
    uint64_t room = 0;
    bool one_disk = true;
    int factor = 1;
    if (plan->kind == GR_OUTPUT_VIDEO) {
        one_disk = gr_target_same_disk(target->path, work_folder);
        factor = one_disk ? 2 : 1; /* the segments are still there while the video is written */
    }
    int code = gr_disk_free(work_folder, &room, error);
    if (!code && room < factor * least) {
        code = gr_error_set(error, GR_E_SPACE,
                            "%s: %llu MB are free, and this render takes at least %llu MB",
                            work_folder, (unsigned long long)megabytes(room),
                            (unsigned long long)megabytes(factor * least));
    } else if (!code && room < factor * likely) {
        gr_log(GR_LOG_WARNING, "%s: %llu MB are free; this render may take up to %llu MB",
               work_folder, (unsigned long long)megabytes(room),
               (unsigned long long)megabytes(factor * likely));
    }
    if (!code && !one_disk) {
        gr_path_parent(target->path, parent);
        code = gr_disk_free(parent, &room, error);
        if (!code && room < least) {
            code = gr_error_set(
                error, GR_E_SPACE, "%s: %llu MB are free, and the video takes at least %llu MB",
                parent, (unsigned long long)megabytes(room), (unsigned long long)megabytes(least));
        }
    }
    return code;
}

static bool device_of(const char *path, dev_t *device)
{
    struct stat info;
    char parent[GR_PATH_CAPACITY];
    if (stat(path, &info) < 0) {
        gr_path_parent(path, parent);
        if (stat(parent, &info) < 0) {
            return false;
        }
    }
    *device = info.st_dev;
    return true;
}

bool gr_target_same_disk(const char *a, const char *b)
{
    dev_t first, second;
    return device_of(a, &first) && device_of(b, &second) && first == second;
}

int gr_target_deliver(const char *from, const char *to, bool overwrite, GrError *error)
{
    if (overwrite) {
        return gr_file_flush_and_rename(from, to, error);
    }
    return gr_file_flush_and_name(from, to, error);
}

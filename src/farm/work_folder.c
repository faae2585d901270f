/* SPDX-License-Identifier: MIT */
#include "farm/work_folder.h"

#include "base/hash.h"
#include "base/log.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MANIFEST_FORMAT = 1, MANIFEST_LIMIT = 1 << 16 };

static int join_path(char out[GR_PATH_CAPACITY], const char *folder, const char *name)
{
    return snprintf(out, GR_PATH_CAPACITY, "%s/%s", folder, name);
}

/* gr_work_folder_place has made sure that there is room. */
static void segment_file(char path[GR_PATH_CAPACITY], const char *folder, int index,
                         const char *ending)
{
    int length = index == GR_WORK_SOUND
                     ? snprintf(path, GR_PATH_CAPACITY, "%s/sound.%s", folder, ending)
                 : index == GR_WORK_AHEAD
                     ? snprintf(path, GR_PATH_CAPACITY, "%s/ahead.%s", folder, ending)
                     : snprintf(path, GR_PATH_CAPACITY, "%s/seg-%04d.%s", folder, index, ending);
    if (length >= GR_PATH_CAPACITY) {
        path[0] = '\0';
    }
}

void gr_work_segment_path(const char *folder, int index, char path[GR_PATH_CAPACITY])
{
    segment_file(path, folder, index, "grs");
}

void gr_work_log_path(const char *folder, int index, char path[GR_PATH_CAPACITY])
{
    segment_file(path, folder, index, "log");
}

uint64_t gr_work_build_hash(void)
{
    char *data = NULL;
    size_t length = 0;
    uint64_t hash = 0;
    if (gr_file_read("/proc/self/exe", (size_t)1 << 30, &data, &length, NULL) == 0) {
        hash = gr_hash_bytes(data, length, 0);
    }
    free(data);
    return hash;
}

/* Names of files are added to a work folder's. */
static bool fits(int length)
{
    return length >= 0 && length + 32 <= GR_PATH_CAPACITY;
}

static int place_temporary(const char *work_dir, GrWorkFolder *folder, GrError *error)
{
    const char *temp = work_dir ? work_dir : getenv("TMPDIR");
    temp = temp && *temp ? temp : "/tmp";
    int code = fits(join_path(folder->path, temp, "glyphreel-XXXXXX"))
                   ? 0
                   : gr_error_set(error, GR_E_USAGE, "%s: the path is too long", temp);
    if (!code && work_dir) {
        code = gr_folder_create(work_dir, error);
    }
    if (!code && !mkdtemp(folder->path)) {
        code = gr_error_errno(error, GR_E_USAGE, "%s: no temporary folder can be made", temp);
    }
    folder->temporary = !code;
    return code;
}

int gr_work_folder_place(const char *target, const char *work_dir, GrWorkFolder *folder,
                         GrError *error)
{
    char parent[GR_PATH_CAPACITY], resolved[GR_PATH_CAPACITY];
    int code = 0, length = 0;
    *folder = (GrWorkFolder){.lock = -1};
    if (!target) {
        code = place_temporary(work_dir, folder, error);
    } else if (work_dir) {
        /* Two targets of one name may share a work folder: the rest of the path tells them apart.
         */
        gr_path_parent(target, parent);
        uint64_t hash = gr_hash_string(realpath(parent, resolved) ? resolved : parent, 0);
        length = snprintf(folder->path, sizeof folder->path, "%s/%s.%08llx.glyphreel", work_dir,
                          gr_path_name(target), (unsigned long long)hash & 0xffffffffu);
    } else {
        gr_path_parent(target, parent);
        length = snprintf(folder->path, sizeof folder->path, "%s/.%s.glyphreel", parent,
                          gr_path_name(target));
    }
    if (target && !fits(length)) {
        code = gr_error_set(error, GR_E_USAGE, "%s: the path is too long", target);
    }
    if (code) {
        folder->path[0] = '\0'; /* there is no such folder to look into or to clean */
    }
    return code;
}

static int open_lock(GrWorkFolder *folder, const char *path, GrError *error)
{
    folder->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (folder->lock < 0) {
        return gr_error_errno(error, GR_E_USAGE, "%s: the work folder cannot be written", path);
    }
    if (flock(folder->lock, LOCK_EX | LOCK_NB) == 0) {
        return 0;
    }
    if (errno != EWOULDBLOCK) {
        gr_log(GR_LOG_WARNING, "%s: this file system has no locks (%s)", path, strerror(errno));
        return 0;
    }
    char owner[32] = "";
    ssize_t got = pread(folder->lock, owner, sizeof owner - 1, 0);
    owner[got > 0 ? got : 0] = '\0';
    owner[strspn(owner, "0123456789")] = '\0';
    close(folder->lock);
    folder->lock = -1;
    return gr_error_set(error, GR_E_USAGE, "another render (process %s) is at work on this: %s",
                        owner[0] ? owner : "unknown", folder->path);
}

static int take_lock(GrWorkFolder *folder, GrError *error)
{
    char path[GR_PATH_CAPACITY + 8], text[32];
    snprintf(path, sizeof path, "%s/lock", folder->path);
    /* Whoever had the lock may remove the file while we wait at its door: then take the new one. */
    for (int i = 0; i < 100; i++) {
        struct stat held, named;
        int code = gr_folder_create(folder->path, error);
        if (!code) {
            code = open_lock(folder, path, error);
        }
        if (code) {
            return code;
        }
        if (fstat(folder->lock, &held) == 0 && stat(path, &named) == 0 &&
            held.st_ino == named.st_ino) {
            int length = snprintf(text, sizeof text, "%d\n", (int)getpid());
            if (ftruncate(folder->lock, 0) < 0 ||
                pwrite(folder->lock, text, (size_t)length, 0) < 0) {
                return gr_error_errno(error, GR_E_USAGE, "%s", path);
            }
            return 0;
        }
        close(folder->lock);
        folder->lock = -1;
    }
    return gr_error_set(error, GR_E_USAGE, "%s: the lock cannot be taken", path);
}

/* "key value" at the start of a line of the manifest. */
static const char *manifest_value(const char *text, const char *key)
{
    size_t length = strlen(key);
    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, key, length) == 0 && line[length] == ' ') {
            return line + length + 1;
        }
    }
    return "";
}

static void read_manifest(GrWorkFolder *folder, uint64_t build)
{
    char path[GR_PATH_CAPACITY + 16];
    char *text = NULL;
    size_t length = 0;
    snprintf(path, sizeof path, "%s/manifest", folder->path);
    if (gr_file_read(path, MANIFEST_LIMIT, &text, &length, NULL) == 0 &&
        strtol(manifest_value(text, "glyphreel-work"), NULL, 10) == MANIFEST_FORMAT &&
        strtoull(manifest_value(text, "build"), NULL, 16) == build) {
        long long num = 0, den = 0;
        folder->has_manifest = true;
        folder->plan_hash = strtoull(manifest_value(text, "plan"), NULL, 16);
        folder->auto_key = strtoull(manifest_value(text, "auto"), NULL, 16);
        if (sscanf(manifest_value(text, "auto-size"), "%dx%d", &folder->auto_width,
                   &folder->auto_height) != 2 ||
            sscanf(manifest_value(text, "auto-fps"), "%lld/%lld", &num, &den) != 2 || num <= 0 ||
            den <= 0) {
            folder->auto_key = 0;
        }
        folder->auto_fps = (GrRational){num, den};
        const char *reason = manifest_value(text, "auto-reason");
        snprintf(folder->auto_reason, sizeof folder->auto_reason, "%.*s",
                 (int)strcspn(reason, "\n"), reason);
    }
    free(text);
}

static int write_manifest(const GrWorkFolder *folder, uint64_t build, GrError *error)
{
    char path[GR_PATH_CAPACITY + 16];
    GrText text = {0};
    snprintf(path, sizeof path, "%s/manifest", folder->path);
    gr_text_printf(&text, "glyphreel-work %d\nbuild %016llx\nplan %016llx\n", MANIFEST_FORMAT,
                   (unsigned long long)build, (unsigned long long)folder->plan_hash);
    if (folder->auto_key) {
        gr_text_printf(&text, "auto %016llx\nauto-size %dx%d\nauto-fps %lld/%lld\nauto-reason %s\n",
                       (unsigned long long)folder->auto_key, folder->auto_width,
                       folder->auto_height, (long long)folder->auto_fps.num,
                       (long long)folder->auto_fps.den, folder->auto_reason);
    }
    int code = text.failed ? gr_error_memory(error, "the manifest", MANIFEST_LIMIT)
                           : gr_file_write_atomic(path, text.data, text.length, error);
    gr_text_finish(&text);
    return code;
}

int gr_work_folder_open(GrWorkFolder *folder, uint64_t build, GrError *error)
{
    GrError own = {0};
    int code = take_lock(folder, &own);
    if (code) {
        return gr_error_set(error, code, "%s", own.message);
    }
    read_manifest(folder, build);
    return 0;
}

/* Calls for each file of ours; patterns, so that nothing else in a folder is ever removed. */
static int for_each_of(const char *folder, const char *const *patterns, bool remove_them)
{
    int count = 0;
    DIR *dir = opendir(folder);
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        for (int i = 0; patterns[i]; i++) {
            if (fnmatch(patterns[i], entry->d_name, 0) == 0) {
                count++;
                if (remove_them) {
                    unlinkat(dirfd(dir), entry->d_name, 0);
                }
                break;
            }
        }
    }
    if (dir) {
        closedir(dir);
    }
    return count;
}

static const char *const part_files[] = {"*.part", "sample*", NULL};
static const char *const stale_files[] = {"*.part", "sample*", "joined.*", NULL};
static const char *const segment_files[] = {"seg-*.grs", "sound.grs", NULL};
static const char *const work_files[] = {"seg-*.grs", "seg-*.log", "sound.grs", "sound.log",
                                         "ahead.log", "*.part",    "sample*",   "joined.*",
                                         "manifest",  NULL};

int gr_work_folder_adopt(GrWorkFolder *folder, uint64_t build, const GrPlan *plan, GrError *error)
{
    static const char *const drawn[] = {"seg-*.grs", NULL};
    bool ours = folder->has_manifest && folder->plan_hash == plan->hash;
    int lost = ours ? 0 : for_each_of(folder->path, drawn, false);
    if (lost) {
        gr_log(GR_LOG_NOTE,
               "%d finished segment%s of an earlier run %s of another show or other settings: all "
               "is drawn anew",
               lost, lost == 1 ? "" : "s", lost == 1 ? "is" : "are");
    }
    for_each_of(folder->path, ours ? stale_files : work_files, true);
    folder->plan_hash = plan->hash;
    folder->has_manifest = true;
    return write_manifest(folder, build, error);
}

GrSegmentHeader gr_work_segment_header(const GrPlan *plan, const GrSegment *segment)
{
    return (GrSegmentHeader){
        .plan_hash = plan->hash,
        .segment_key = segment->key,
        .index = segment->index,
        .first_frame = segment->first,
        .frame_count = segment->count,
    };
}

bool gr_work_file_reuse(const char *path, const GrSegmentHeader *header)
{
    GrSegmentReader *reader = NULL;
    GrError why = {0};
    bool same = false;
    if (!gr_path_exists(path)) {
        return false;
    }
    if (gr_segment_reader_open(path, header->plan_hash, &reader, &why) == 0) {
        const GrSegmentHeader *found = gr_segment_reader_header(reader);
        same = found->segment_key == header->segment_key && found->index == header->index &&
               found->first_frame == header->first_frame &&
               found->frame_count == header->frame_count;
    }
    gr_segment_reader_close(reader);
    if (!same) {
        gr_log(GR_LOG_NOTE, "%s is made anew%s%s", path, why.message[0] ? ": " : "", why.message);
        unlink(path);
    }
    return same;
}

int gr_work_folder_reuse(const GrWorkFolder *folder, const GrPlan *plan, bool *done)
{
    int count = 0;
    for (int i = 0; i < plan->segment_count; i++) {
        char path[GR_PATH_CAPACITY];
        GrSegmentHeader header = gr_work_segment_header(plan, &plan->segments[i]);
        gr_work_segment_path(folder->path, i, path);
        done[i] = gr_work_file_reuse(path, &header);
        count += done[i];
    }
    return count;
}

bool gr_work_folder_has_segments(const GrWorkFolder *folder)
{
    return for_each_of(folder->path, segment_files, false) > 0;
}

void gr_work_folder_close(GrWorkFolder *folder, bool keep)
{
    char lock[GR_PATH_CAPACITY + 8];
    if (!folder->path[0]) {
        return;
    }
    if (folder->lock >= 0 || folder->temporary) {
        for_each_of(folder->path, keep ? part_files : work_files, true);
        snprintf(lock, sizeof lock, "%s/lock", folder->path);
        unlink(lock); /* while it is still held: see take_lock */
        if (!keep && rmdir(folder->path) < 0 && errno != ENOENT) {
            gr_log(GR_LOG_WARNING, "%s: other files are in the work folder, so it stays",
                   folder->path);
        }
    }
    if (folder->lock >= 0) {
        close(folder->lock);
        folder->lock = -1;
    }
}

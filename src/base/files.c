/* SPDX-License-Identifier: MIT */
#include "base/files.h"
#include "base/log.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

int gr_file_read(const char *path, size_t limit, char **data, size_t *length, GrError *error)
{
    int code = GR_OK;
    char *content = NULL;
    size_t used = 0;
    struct stat info;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &info) < 0) {
        code = gr_error_errno(error, GR_E_INPUT, "%s", path);
        goto done;
    }
    if (S_ISDIR(info.st_mode)) {
        code = gr_error_set(error, GR_E_INPUT, "%s: is a folder, not a file", path);
        goto done;
    }
    if (info.st_size > 0 && (unsigned long long)info.st_size > limit) {
        code = gr_error_set(error, GR_E_INPUT, "%s: %lld bytes; at most %zu are read", path,
                            (long long)info.st_size, limit);
        goto done;
    }
    size_t capacity = (size_t)info.st_size + 4096;
    content = malloc(capacity + 1);
    while (content) {
        if (used == capacity) {
            char *larger = realloc(content, capacity * 2 + 1);
            if (!larger)
                break;
            content = larger;
            capacity *= 2;
        }
        ssize_t got = read(fd, content + used, capacity - used);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            code = gr_error_errno(error, GR_E_INPUT, "%s", path);
            goto done;
        }
        if (got == 0) {
            content[used] = '\0';
            *data = content;
            *length = used;
            content = NULL;
            goto done;
        }
        used += (size_t)got;
        if (used > limit) { /* a pipe or a growing file */
            code = gr_error_set(error, GR_E_INPUT, "%s: more than %zu bytes", path, limit);
            goto done;
        }
    }
    code = gr_error_memory(error, path, capacity);
done:
    free(content);
    if (fd >= 0)
        close(fd);
    return code;
}

/* Some file systems cannot flush a folder, and one that may be written need not be readable (a drop
 * box): the rename stands all the same. */
static void flush_folder_of(const char *path)
{
    char folder[GR_PATH_CAPACITY];
    gr_path_parent(path, folder);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || (fsync(fd) < 0 && errno != EINVAL && errno != EROFS))
        gr_log(GR_LOG_INFO, "%s: its folder could not be flushed to disk: %s", path,
               strerror(errno));
    if (fd >= 0)
        close(fd);
}

static int flush_file(const char *from, GrError *error)
{
    int fd = open(from, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return gr_error_errno(error, GR_E_USAGE, "%s", from);
    int failed = fsync(fd);
    int cause = errno;
    close(fd);
    errno = cause;
    if (failed)
        return gr_error_errno(error, GR_E_USAGE, "%s: could not be flushed to disk", from);
    return GR_OK;
}

int gr_file_flush_and_rename(const char *from, const char *to, GrError *error)
{
    int code = flush_file(from, error);
    if (code)
        return code;
    if (rename(from, to) < 0)
        return gr_error_errno(error, GR_E_USAGE, "%s: could not be renamed to %s", from, to);
    flush_folder_of(to);
    return GR_OK;
}

/* Not every file system has the flag, and not every kernel the call. */
static int rename_anew(const char *from, const char *to)
{
    int result = renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
    if (result < 0 && (errno == EINVAL || errno == ENOSYS)) {
        struct stat info;
        if (lstat(to, &info) == 0) {
            errno = EEXIST;
            return -1;
        }
        result = rename(from, to);
    }
    return result;
}

int gr_file_flush_and_name(const char *from, const char *to, GrError *error)
{
    int code = flush_file(from, error);
    if (code)
        return code;
    if (rename_anew(from, to) < 0)
        return errno == EEXIST
                   ? gr_error_set(error, GR_E_USAGE, "%s appeared while it was being made", to)
                   : gr_error_errno(error, GR_E_USAGE, "%s: could not be renamed to %s", from, to);
    flush_folder_of(to);
    return GR_OK;
}

int gr_file_write_all(int fd, const char *path, const void *data, size_t length, GrError *error)
{
    for (size_t done = 0; done < length;) {
        ssize_t wrote = write(fd, (const char *)data + done, length - done);
        if (wrote >= 0)
            done += (size_t)wrote;
        else if (errno != EINTR)
            return gr_error_errno(error, GR_E_USAGE, "%s", path);
    }
    return GR_OK;
}

int gr_file_write_atomic(const char *path, const void *data, size_t length, GrError *error)
{
    char part[GR_PATH_CAPACITY];
    if (snprintf(part, sizeof part, "%s.part", path) >= (int)sizeof part)
        return gr_error_set(error, GR_E_USAGE, "%s: the path is too long", path);
    int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0)
        return gr_error_errno(error, GR_E_USAGE, "%s", part);
    int code = gr_file_write_all(fd, part, data, length, error);
    if (close(fd) < 0 && !code)
        code = gr_error_errno(error, GR_E_USAGE, "%s", part);
    if (!code)
        code = gr_file_flush_and_rename(part, path, error);
    if (code)
        unlink(part);
    return code;
}

bool gr_path_exists(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0;
}

bool gr_path_is_folder(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

const char *gr_file_fault(const char *path)
{
    struct stat info;
    if (stat(path, &info) < 0)
        return strerror(errno);
    if (S_ISDIR(info.st_mode))
        return "is a folder, not a file";
    if (!S_ISREG(info.st_mode))
        return "is not a regular file";
    return access(path, R_OK) < 0 ? strerror(errno) : NULL;
}

int gr_file_check_place(const char *path, GrError *error)
{
    char parent[GR_PATH_CAPACITY];
    if (strlen(path) >= GR_PATH_CAPACITY)
        return gr_error_set(error, GR_E_USAGE, "%s: the path is too long", path);
    gr_path_parent(path, parent);
    if (gr_path_is_folder(path))
        return gr_error_set(error, GR_E_USAGE, "%s is a folder", path);
    if (!gr_path_is_folder(parent))
        return gr_error_set(error, GR_E_USAGE, "%s: there is no folder %s", path, parent);
    if (access(parent, W_OK | X_OK) < 0)
        return gr_error_errno(error, GR_E_USAGE, "%s: the folder %s cannot be written", path,
                              parent);
    return GR_OK;
}

bool gr_path_same_file(const char *a, const char *b)
{
    struct stat first, second;
    return stat(a, &first) == 0 && stat(b, &second) == 0 && first.st_dev == second.st_dev &&
           first.st_ino == second.st_ino;
}

int gr_folder_create(const char *path, GrError *error)
{
    char partial[GR_PATH_CAPACITY];
    if (snprintf(partial, sizeof partial, "%s", path) >= (int)sizeof partial)
        return gr_error_set(error, GR_E_USAGE, "%s: the path is too long", path);
    for (char *slash = partial + 1; *partial && (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        if (mkdir(partial, 0777) < 0 && errno != EEXIST && !gr_path_is_folder(partial))
            return gr_error_errno(error, GR_E_USAGE, "%s", partial);
        *slash = '/';
    }
    if (mkdir(partial, 0777) < 0 && (errno != EEXIST || !gr_path_is_folder(partial)))
        return gr_error_errno(error, GR_E_USAGE, "%s", partial);
    return GR_OK;
}

static int remove_entry(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    (void)info, (void)kind, (void)where;
    return remove(path);
}

int gr_folder_remove(const char *path, GrError *error)
{
    if (nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT) < 0 && errno != ENOENT)
        return gr_error_errno(error, GR_E_INPUT, "%s: could not be removed", path);
    return GR_OK;
}

int gr_disk_free(const char *folder, uint64_t *bytes, GrError *error)
{
    struct statvfs info;
    if (statvfs(folder, &info) < 0)
        return gr_error_errno(error, GR_E_INPUT, "%s", folder);
    *bytes = (uint64_t)info.f_bavail * info.f_frsize;
    return GR_OK;
}

void gr_path_parent(const char *path, char out[GR_PATH_CAPACITY])
{
    const char *slash = strrchr(path, '/');
    size_t length = slash ? (size_t)(slash - path) : 0;
    if (!slash)
        snprintf(out, GR_PATH_CAPACITY, ".");
    else if (length == 0)
        snprintf(out, GR_PATH_CAPACITY, "/");
    else
        snprintf(out, GR_PATH_CAPACITY, "%.*s", (int)length, path);
}

const char *gr_path_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

const char *gr_path_extension(const char *path)
{
    const char *name = gr_path_name(path);
    const char *dot = strrchr(name, '.');
    return dot && dot != name ? dot + 1 : "";
}

int gr_path_absolute(const char *path, char out[GR_PATH_CAPACITY], GrError *error)
{
    char folder[GR_PATH_CAPACITY] = "";
    if (path[0] != '/' && !getcwd(folder, sizeof folder))
        return gr_error_errno(error, GR_E_INPUT, "the current folder");
    while (folder[0] && path[0] == '.' && path[1] == '/')
        path += 2;
    const char *slash = folder[0] && strcmp(folder, "/") != 0 ? "/" : "";
    if (snprintf(out, GR_PATH_CAPACITY, "%s%s%s", folder, slash, path) >= GR_PATH_CAPACITY)
        return gr_error_set(error, GR_E_INPUT, "%s: the path is too long", path);
    return GR_OK;
}

int gr_path_beside(const char *file, const char *relative, char out[GR_PATH_CAPACITY],
                   GrError *error)
{
    const char *slash = strrchr(file, '/');
    int folder = relative[0] == '/' || !slash ? 0 : (int)(slash - file + 1);
    if (snprintf(out, GR_PATH_CAPACITY, "%.*s%s", folder, file, relative) >= GR_PATH_CAPACITY)
        return gr_error_set(error, GR_E_INPUT, "%s: the path is too long", relative);
    return GR_OK;
}

/* The folder that holds a path, from the root, with a slash at its end. */
static int whole_parent(const char *path, char out[PATH_MAX + 1], GrError *error)
{
    char parent[GR_PATH_CAPACITY];
    gr_path_parent(path, parent);
    if (!realpath(parent, out))
        return gr_error_errno(error, GR_E_INPUT, "%s", parent);
    size_t length = strlen(out);
    if (out[length - 1] != '/')
        memcpy(out + length, "/", 2);
    return GR_OK;
}

int gr_path_from(const char *file, const char *path, char out[GR_PATH_CAPACITY], GrError *error)
{
    char from[PATH_MAX + 1], to[PATH_MAX + 1];
    size_t same = 0, length = 0;
    int code = whole_parent(file, from, error);
    if (!code)
        code = whole_parent(path, to, error);
    if (code)
        return code;
    for (size_t i = 0; from[i] && from[i] == to[i]; i++)
        if (from[i] == '/')
            same = i + 1;
    if (path[0] == '/' && from[same])
        return gr_path_absolute(path, out, error);
    out[0] = '\0';
    for (const char *at = from + same; *at && length + 3 < GR_PATH_CAPACITY; at++)
        if (*at == '/')
            length += (size_t)snprintf(out + length, GR_PATH_CAPACITY - length, "../");
    length += (size_t)snprintf(out + length, GR_PATH_CAPACITY - length, "%s%s", to + same,
                               gr_path_name(path));
    return length < GR_PATH_CAPACITY
               ? GR_OK
               : gr_error_set(error, GR_E_INPUT, "%s: the path is too long", path);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name); /* whatever the locale */
}

GrFileKind gr_path_kind(const char *path)
{
    enum { MOST_ENDINGS = 12 };
    static const char *const endings[][MOST_ENDINGS] = {
        [GR_FILE_SHOW] = {"yaml", "yml", "json"},
        [GR_FILE_PICTURE] = {"png", "jpg", "jpeg", "webp", "gif", "svg", "svgz", "bmp", "tif",
                             "tiff"},
        [GR_FILE_SOUND] = {"wav", "flac", "mp3", "ogg", "oga", "opus", "m4a", "aac", "aif", "aiff",
                           "wma", "mka"},
        [GR_FILE_FILM] = {"mp4", "mov", "mkv", "webm", "avi", "m4v", "mpg"},
        [GR_FILE_LYRICS] = {"srt", "vtt", "ass", "ssa", "lrc"},
        [GR_FILE_FONT] = {"ttf", "otf", "ttc", "otc"},
    };
    const char *ending = gr_path_extension(path);
    for (size_t kind = 0; kind < sizeof endings / sizeof *endings; kind++)
        for (int i = 0; i < MOST_ENDINGS && endings[kind][i]; i++)
            if (strcasecmp(endings[kind][i], ending) == 0)
                return (GrFileKind)kind;
    return GR_FILE_OTHER;
}

/* With the same ending, or one of the same kind, which people mix up. */
static bool ends_alike(const char *name, const char *other)
{
    GrFileKind kind = gr_path_kind(name);
    return strcasecmp(gr_path_extension(name), gr_path_extension(other)) == 0 ||
           (kind != GR_FILE_OTHER && kind == gr_path_kind(other));
}

/* Up to the ending. */
static bool begins_the_same(const char *name, const char *other)
{
    size_t length = strlen(name) - strlen(gr_path_extension(name));
    return length == strlen(other) - strlen(gr_path_extension(other)) &&
           strncasecmp(name, other, length) == 0;
}

/* The files of a folder that end like the one that is sought, one after the other. */
typedef struct Folder {
    struct dirent **list;
    int count;
} Folder;

static const char *entry_name_at(const void *names, int index)
{
    const Folder *folder = names;
    return index < folder->count ? folder->list[index]->d_name : NULL;
}

bool gr_file_near(const char *path, char name[GR_PATH_CAPACITY])
{
    char parent[GR_PATH_CAPACITY];
    struct dirent **list = NULL;
    gr_path_parent(path, parent);
    int count = scandir(parent, &list, NULL, by_name);
    Folder alike = {list, 0};
    const char *same = NULL; /* but for its ending, or small and large letters */
    for (int i = 0; i < count; i++) {
        struct dirent *entry = list[i];
        if (!ends_alike(entry->d_name, path))
            continue;
        if (!same && begins_the_same(entry->d_name, gr_path_name(path)))
            same = entry->d_name;
        list[i] = list[alike.count];
        list[alike.count++] = entry;
    }
    const char *near = same ? same : gr_nearest_name(gr_path_name(path), entry_name_at, &alike);
    bool found = near != NULL;
    if (found)
        snprintf(name, GR_PATH_CAPACITY, "%s", near);
    for (int i = 0; i < count; i++)
        free(list[i]);
    free(list);
    return found;
}

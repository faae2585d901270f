/* SPDX-License-Identifier: MIT */
#include "base/cache.h"

#include "base/log.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char suffix[] = ".heard"; /* of entries; what is being written has more behind it */
enum { KEY_DIGITS = 32, NAME_CAPACITY = 64, LEFT_BEHIND_S = 3600 };

/* Before an entry's content, as this machine writes numbers: another byte order is another magic.
 */
typedef struct Head {
    uint64_t magic, key_low, key_high, length, checksum;
} Head;

static const uint64_t magic = 0x4752434143484531u;

static char used_folder[GR_PATH_CAPACITY];

bool gr_cache_place(char folder[GR_PATH_CAPACITY])
{
    const char *own = getenv("GLYPHREEL_CACHE"), *xdg = getenv("XDG_CACHE_HOME");
    const char *home = getenv("HOME");
    int length = 0;
    if (own)
        length = snprintf(folder, GR_PATH_CAPACITY, "%s", own);
    else if (xdg && xdg[0] == '/') /* the specification: others are to be ignored */
        length = snprintf(folder, GR_PATH_CAPACITY, "%s/glyphreel", xdg);
    else if (home && home[0])
        length = snprintf(folder, GR_PATH_CAPACITY, "%s/.cache/glyphreel", home);
    return length > 0 && length < GR_PATH_CAPACITY - NAME_CAPACITY;
}

void gr_cache_use(const char *folder)
{
    snprintf(used_folder, sizeof used_folder, "%s", folder ? folder : "");
}

bool gr_cache_used(void)
{
    return used_folder[0] != '\0';
}

/* False for a folder whose name leaves no room. */
static bool entry_path(const char *folder, const char *name, char path[GR_PATH_CAPACITY])
{
    return snprintf(path, GR_PATH_CAPACITY, "%s/%s", folder, name) < GR_PATH_CAPACITY;
}

static bool path_of(GrDigest key, char path[GR_PATH_CAPACITY])
{
    char name[NAME_CAPACITY];
    snprintf(name, sizeof name, "%016" PRIx64 "%016" PRIx64 "%s", key.high, key.low, suffix);
    return entry_path(used_folder, name, path);
}

static bool is_whole(const char *data, size_t length, GrDigest key)
{
    Head head;
    if (length < sizeof head)
        return false;
    memcpy(&head, data, sizeof head);
    return head.magic == magic && head.key_low == key.low && head.key_high == key.high &&
           head.length == length - sizeof head &&
           head.checksum == gr_hash_bytes(data + sizeof head, length - sizeof head, 0);
}

bool gr_cache_load(GrDigest key, char **data, size_t *length)
{
    char path[GR_PATH_CAPACITY];
    if (!gr_cache_used() || !path_of(key, path) || !gr_path_exists(path) ||
        gr_file_read(path, GR_CACHE_BYTES, data, length, NULL))
        return false;
    if (!is_whole(*data, *length, key)) {
        gr_log(GR_LOG_NOTE, "%s: is damaged; it is made again", path);
        free(*data);
        unlink(path);
        return false;
    }
    *length -= sizeof(Head);
    memmove(*data, *data + sizeof(Head), *length);
    utimensat(AT_FDCWD, path, NULL, 0); /* what was used last is dropped last */
    return true;
}

static int write_entry(const char *path, const Head *head, const void *data, GrError *error)
{
    char part[GR_PATH_CAPACITY];
    if (snprintf(part, sizeof part, "%s.XXXXXX", path) >= (int)sizeof part)
        return gr_error_set(error, GR_E_INPUT, "%s: the path is too long", path);
    int fd = mkostemp(part, O_CLOEXEC), code;
    if (fd < 0)
        return gr_error_errno(error, GR_E_INPUT, "%s", part);
    code = gr_file_write_all(fd, part, head, sizeof *head, error);
    if (!code)
        code = gr_file_write_all(fd, part, data, head->length, error);
    if (close(fd) < 0 && !code)
        code = gr_error_errno(error, GR_E_INPUT, "%s", part);
    if (!code)
        code = gr_file_flush_and_rename(part, path, error);
    if (code)
        unlink(part);
    return code;
}

void gr_cache_save(GrDigest key, const void *data, size_t length)
{
    char path[GR_PATH_CAPACITY];
    GrError error;
    const Head head = {magic, key.low, key.high, length, gr_hash_bytes(data, length, 0)};
    if (!gr_cache_used() || length > GR_CACHE_BYTES / 4 || !path_of(key, path))
        return;
    int code = gr_folder_create(used_folder, &error);
    if (!code) {
        gr_cache_trim(used_folder, GR_CACHE_BYTES - length);
        code = write_entry(path, &head, data, &error);
    }
    if (code)
        gr_log(GR_LOG_INFO, "nothing is kept for the next time: %s", error.message);
}

typedef struct Entry {
    char name[NAME_CAPACITY];
    struct timespec used;
    uint64_t bytes;
    bool partial; /* being written, or left behind by somebody who was */
} Entry;

/* Files of others, whatever they are called, are not ours to count or remove. */
static bool is_ours(const char *name, bool *partial)
{
    size_t digits = strspn(name, "0123456789abcdef"), all = strlen(name);
    *partial = all == KEY_DIGITS + sizeof suffix - 1 + strlen(".XXXXXX");
    return digits == KEY_DIGITS && strncmp(name + digits, suffix, sizeof suffix - 1) == 0 &&
           (*partial || all == KEY_DIGITS + sizeof suffix - 1);
}

static int by_last_use(const void *a, const void *b)
{
    const struct timespec *x = &((const Entry *)a)->used, *y = &((const Entry *)b)->used;
    return x->tv_sec != y->tv_sec ? (x->tv_sec > y->tv_sec) - (x->tv_sec < y->tv_sec)
                                  : (x->tv_nsec > y->tv_nsec) - (x->tv_nsec < y->tv_nsec);
}

/* All of ours, those that were not used for longest first. Without memory: some. */
static Entry *list_entries(const char *folder, int *count)
{
    Entry *list = NULL;
    int room = 0;
    DIR *dir = opendir(folder);
    *count = 0;
    for (const struct dirent *at; dir && (at = readdir(dir));) {
        Entry entry = {0};
        struct stat info;
        if (!is_ours(at->d_name, &entry.partial) ||
            fstatat(dirfd(dir), at->d_name, &info, AT_SYMLINK_NOFOLLOW) < 0 ||
            !S_ISREG(info.st_mode))
            continue;
        if (*count == room) {
            Entry *larger = realloc(list, (size_t)(room * 2 + 64) * sizeof *list);
            if (!larger)
                break;
            list = larger;
            room = room * 2 + 64;
        }
        memcpy(entry.name, at->d_name, strlen(at->d_name) + 1);
        entry.used = info.st_mtim;
        entry.bytes = (uint64_t)info.st_size;
        list[(*count)++] = entry;
    }
    if (dir)
        closedir(dir);
    if (list)
        qsort(list, (size_t)*count, sizeof *list, by_last_use);
    return list;
}

GrCacheSize gr_cache_measure(const char *folder)
{
    GrCacheSize size = {0};
    int count;
    Entry *list = list_entries(folder, &count);
    for (int i = 0; i < count; i++) {
        size.entries += !list[i].partial;
        size.bytes += list[i].bytes;
    }
    free(list);
    return size;
}

void gr_cache_trim(const char *folder, uint64_t bytes)
{
    char path[GR_PATH_CAPACITY];
    uint64_t all = gr_cache_measure(folder).bytes;
    int count;
    Entry *list = list_entries(folder, &count);
    const time_t now = time(NULL);
    for (int i = 0; i < count; i++) {
        bool left = list[i].partial && now - list[i].used.tv_sec > LEFT_BEHIND_S;
        if ((!left && (all <= bytes || list[i].partial)) ||
            !entry_path(folder, list[i].name, path) || unlink(path) < 0)
            continue;
        all -= list[i].bytes < all ? list[i].bytes : all;
    }
    free(list);
}

int gr_cache_clear(const char *folder, GrCacheSize *removed, GrError *error)
{
    char path[GR_PATH_CAPACITY];
    int count, code = GR_OK;
    Entry *list = list_entries(folder, &count);
    *removed = (GrCacheSize){0};
    for (int i = 0; i < count && !code; i++) {
        if (!entry_path(folder, list[i].name, path) || (unlink(path) < 0 && errno != ENOENT))
            code = gr_error_errno(error, GR_E_INPUT, "%s: could not be removed", path);
        removed->entries += !code && !list[i].partial;
        removed->bytes += code ? 0 : list[i].bytes;
    }
    free(list);
    if (!code)
        rmdir(folder); /* others' files keep it */
    return code;
}

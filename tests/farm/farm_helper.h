/* SPDX-License-Identifier: MIT
 *
 * What the farm's tests share: a folder of their own, and a look at the children of this process.
 */
#ifndef FARM_HELPER_H
#define FARM_HELPER_H

#include "base/files.h"
#include "unit.h"

#include <dirent.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char helper_folder[256];

static inline int helper_setup(void **state)
{
    (void)state;
    const char *base = getenv("TMPDIR");
    snprintf(helper_folder, sizeof helper_folder, "%s/glyphreel-farm-XXXXXX",
             base && *base ? base : "/tmp");
    return mkdtemp(helper_folder) ? 0 : -1;
}

static inline int helper_teardown(void **state)
{
    (void)state;
    return gr_folder_remove(helper_folder, NULL);
}

static inline const char *helper_path(const char *name)
{
    static char paths[16][512];
    static int next;
    char *path = paths[next++ % 16];
    snprintf(path, sizeof paths[0], "%s/%s", helper_folder, name);
    return path;
}

static inline void helper_write(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

/* How many entries of a folder end in `ending` ("" counts all), or -1 without the folder. */
static inline int helper_count(const char *folder, const char *ending)
{
    int count = 0;
    DIR *dir = opendir(folder);
    if (!dir) {
        return -1;
    }
    for (struct dirent *entry; (entry = readdir(dir));) {
        size_t length = strlen(entry->d_name), tail = strlen(ending);
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
                 length >= tail && strcmp(entry->d_name + length - tail, ending) == 0;
    }
    closedir(dir);
    return count;
}

/* Process ids of our children, living or waiting to be reaped. */
static inline int helper_children(pid_t *pids, int capacity)
{
    int count = 0;
    DIR *dir = opendir("/proc");
    for (struct dirent *entry; dir && (entry = readdir(dir)) && count < capacity;) {
        char path[300], text[512];
        int parent = 0;
        snprintf(path, sizeof path, "/proc/%.200s/stat", entry->d_name);
        FILE *file = entry->d_name[0] >= '1' && entry->d_name[0] <= '9' ? fopen(path, "r") : NULL;
        if (file && fgets(text, sizeof text, file) && strrchr(text, ')') &&
            sscanf(strrchr(text, ')'), ") %*c %d", &parent) == 1 && parent == (int)getpid()) {
            pids[count++] = (pid_t)atoi(entry->d_name);
        }
        if (file) {
            fclose(file);
        }
    }
    if (dir) {
        closedir(dir);
    }
    return count;
}

/* Signals a child that has not ended; false when it had. */
static inline bool helper_hit(pid_t child, int with)
{
    siginfo_t ended = {0};
    return waitid(P_PID, (id_t)child, &ended, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           ended.si_pid == 0 && kill(child, with) == 0;
}

#endif

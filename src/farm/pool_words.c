/* SPDX-License-Identifier: MIT */
#include "farm/pool_words.h"

#include "base/files.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TAIL_BYTES = 2000, TAIL_LINES = 6 };

void gr_pool_death_words(int status, const char *stuck, bool oom, char *text, size_t capacity)
{
    if (stuck) {
        snprintf(text, capacity, "was stuck (%s)", stuck);
    } else if (WIFEXITED(status)) {
        snprintf(text, capacity, "left with exit status %d before it was done",
                 WEXITSTATUS(status));
    } else if (WIFSIGNALED(status)) {
        const char *name = sigabbrev_np(WTERMSIG(status));
        const char *more = "";
        if (WTERMSIG(status) == SIGKILL) {
            more = oom ? ", as memory ran out" : " (by someone, or because memory ran out)";
        }
        snprintf(text, capacity, "was killed by SIG%s%s", name ? name : "?", more);
    } else {
        snprintf(text, capacity, "ended with status %d", status);
    }
}

void gr_pool_log_tail(const char *path, GrText *text)
{
    char bytes[TAIL_BYTES];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return;
    }
    off_t size = lseek(fd, 0, SEEK_END);
    ssize_t got = pread(fd, bytes, sizeof bytes, size > TAIL_BYTES ? size - TAIL_BYTES : 0);
    close(fd);
    while (got > 0 && bytes[got - 1] == '\n') {
        got--;
    }
    ssize_t start = got;
    for (int lines = 0; start > 0; start--) {
        if (bytes[start - 1] == '\n' && ++lines == TAIL_LINES) {
            break;
        }
    }
    for (ssize_t i = start; i < got; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (i == start || bytes[i - 1] == '\n') {
            gr_text_puts(text, "    ");
        }
        if (c == '\n' || c == '\t' || (c >= 32 && c != 127)) {
            gr_text_append(text, &bytes[i], 1);
        } else {
            gr_text_printf(text, "\\x%02x", c);
        }
    }
}

uint64_t gr_pool_oom_kills(void)
{
    char *data = NULL;
    size_t length = 0;
    uint64_t kills = 0;
    if (gr_file_read("/proc/vmstat", 1 << 20, &data, &length, NULL) == 0) {
        const char *line = strstr(data, "\noom_kill ");
        kills = line ? strtoull(line + 10, NULL, 10) : 0;
    }
    free(data);
    return kills;
}

bool gr_pool_disk_is_full(const char *folder)
{
    uint64_t bytes = 0;
    return folder && gr_disk_free(folder, &bytes, NULL) == 0 && bytes < (1u << 20);
}

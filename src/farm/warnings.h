/* SPDX-License-Identifier: MIT
 *
 * Warnings, each once with how often it was given: workers write theirs into their logs, which go
 * with the work folder, so the master gathers them when the tasks are done.
 */
#ifndef GR_FARM_WARNINGS_H
#define GR_FARM_WARNINGS_H

#include <stdbool.h>

enum { GR_WARNINGS = 32, GR_WARNING_WORDS = 512 };

typedef struct GrWarning {
    char text[GR_WARNING_WORDS]; /* what is longer is cut off before a character */
    int times;                   /* by how many tasks, or callers of gr_warnings_add */
    int log;                     /* the last one that it stood in */
} GrWarning;

typedef struct GrWarnings {
    GrWarning list[GR_WARNINGS]; /* in the order in which they were first given */
    int count;
    int left_out; /* that did not fit, each time that one was given */
    int logs;     /* that were read */
} GrWarnings;

/* True when the text was not known, also when it did not fit. */
bool gr_warnings_add(GrWarnings *warnings, const char *text, int times);
/* Adds what a worker's log has, each text once; a log that is not there has none. */
void gr_warnings_read_log(GrWarnings *warnings, const char *path);

#endif

/* SPDX-License-Identifier: MIT
 *
 * How a render tells how far it is, on stderr: one rewritten line on a terminal, a line every few
 * seconds otherwise, JSON lines, or what Open Job Description's runtimes read.
 */
#ifndef GR_CLI_PROGRESS_H
#define GR_CLI_PROGRESS_H

#include "farm/render_job.h"

typedef enum GrProgressMode {
    GR_PROGRESS_AUTO,
    GR_PROGRESS_LINE,
    GR_PROGRESS_PLAIN,
    GR_PROGRESS_JSON,
    GR_PROGRESS_OPENJD,
    GR_PROGRESS_NONE
} GrProgressMode;
extern const char *const gr_progress_names[]; /* NULL-terminated, in the order of the enum */

typedef struct GrProgressPrinter {
    GrProgressMode mode;
    double last_s;
    int last_phase, last_percent;
    int line_length; /* characters on the rewritten line */
} GrProgressPrinter;

void gr_progress_begin(GrProgressPrinter *printer, GrProgressMode mode, bool quiet);
void gr_progress_show(void *printer, const GrProgress *progress); /* a GrProgressSink */
void gr_progress_end(GrProgressPrinter *printer);

#endif

/* SPDX-License-Identifier: MIT */
#include "cli/progress.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

const char *const gr_progress_names[] = {"auto", "line", "plain", "json", "openjd", "none", NULL};

static const double PLAIN_EVERY_S = 5;

void gr_progress_begin(GrProgressPrinter *printer, GrProgressMode mode, bool quiet)
{
    memset(printer, 0, sizeof *printer);
    if (mode == GR_PROGRESS_AUTO)
        mode = quiet                   ? GR_PROGRESS_NONE
               : isatty(STDERR_FILENO) ? GR_PROGRESS_LINE
                                       : GR_PROGRESS_PLAIN;
    printer->mode = mode;
    printer->last_s = -PLAIN_EVERY_S;
    printer->last_phase = -1;
    printer->last_percent = -1;
}

static void format_duration(double seconds, char out[24])
{
    if (seconds < 0)
        snprintf(out, 24, "--:--");
    else if (seconds < 3600)
        snprintf(out, 24, "%d:%02d", (int)seconds / 60, (int)seconds % 60);
    else
        snprintf(out, 24, "%d:%02d:%02d", (int)(seconds / 3600) % 10000, (int)seconds / 60 % 60,
                 (int)seconds % 60);
}

static void format_line(const GrProgress *progress, char *out, int capacity)
{
    if (progress->phase != GR_PHASE_RENDER) {
        snprintf(out, (size_t)capacity, "%3d%%  %s", (int)(progress->total_share * 100),
                 gr_phase_names[progress->phase]);
        return;
    }
    char eta[24];
    format_duration(progress->eta_s, eta);
    snprintf(out, (size_t)capacity, "%3d%%  frame %lld of %lld  %.1f fps  ETA %s  %d worker%s",
             (int)(progress->total_share * 100), (long long)progress->frames_done,
             (long long)progress->frames_total, progress->fps, eta, progress->workers_running,
             progress->workers_running == 1 ? "" : "s");
}

static void show_json(const GrProgress *progress)
{
    fprintf(stderr,
            "{\"version\":1,\"phase\":\"%s\",\"frames_done\":%lld,\"frames_total\":%lld,"
            "\"segments_done\":%d,\"segments_total\":%d,\"workers\":%d,\"fps\":%.3f,"
            "\"eta_s\":%.1f,\"share\":%.4f,\"elapsed_s\":%.3f}\n",
            gr_phase_names[progress->phase], (long long)progress->frames_done,
            (long long)progress->frames_total, progress->segments_done, progress->segments_total,
            progress->workers_running, progress->fps, progress->eta_s, progress->total_share,
            progress->elapsed_s);
}

void gr_progress_show(void *user, const GrProgress *progress)
{
    GrProgressPrinter *printer = user;
    char line[160];
    int percent = (int)(progress->total_share * 100);
    bool new_phase = (int)progress->phase != printer->last_phase;
    switch (printer->mode) {
    case GR_PROGRESS_LINE: {
        format_line(progress, line, sizeof line);
        int length = (int)strlen(line);
        fprintf(stderr, "\r%s%*s", line,
                printer->line_length > length ? printer->line_length - length : 0, "");
        fflush(stderr);
        printer->line_length = length;
        break;
    }
    case GR_PROGRESS_PLAIN:
        if (!new_phase && progress->elapsed_s - printer->last_s < PLAIN_EVERY_S)
            break;
        format_line(progress, line, sizeof line);
        fprintf(stderr, "glyphreel: %s\n", line);
        printer->last_s = progress->elapsed_s;
        break;
    case GR_PROGRESS_JSON:
        show_json(progress);
        break;
    case GR_PROGRESS_OPENJD:
        if (new_phase)
            fprintf(stderr, "openjd_status: %s\n", gr_phase_names[progress->phase]);
        if (percent != printer->last_percent)
            fprintf(stderr, "openjd_progress: %d\n", percent);
        break;
    case GR_PROGRESS_AUTO:
    case GR_PROGRESS_NONE:
        break;
    }
    printer->last_phase = (int)progress->phase;
    printer->last_percent = percent;
}

void gr_progress_end(GrProgressPrinter *printer)
{
    if (printer->mode == GR_PROGRESS_LINE && printer->line_length) {
        fprintf(stderr, "\r%*s\r", printer->line_length, "");
        fflush(stderr);
    }
}

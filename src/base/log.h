/* SPDX-License-Identifier: MIT
 *
 * The log. Below src/cli nothing prints: messages go to one sink that the command line installs
 * (a worker's sink writes to its own log file). Without a sink they are dropped.
 */
#ifndef GR_BASE_LOG_H
#define GR_BASE_LOG_H

typedef enum GrLogLevel {
    GR_LOG_ERROR,
    GR_LOG_WARNING,
    GR_LOG_NOTE, /* what a user wants to know: the profile chosen, the fonts found */
    GR_LOG_INFO, /* -v */
    GR_LOG_DEBUG /* -vv */
} GrLogLevel;

typedef void GrLogSink(void *user, GrLogLevel level, const char *message);

void gr_log_set_sink(GrLogSink *sink, void *user, GrLogLevel most_detailed);
void gr_log(GrLogLevel level, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif

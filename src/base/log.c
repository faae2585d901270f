/* SPDX-License-Identifier: MIT */
#include "base/log.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

static GrLogSink *current_sink;
static void *current_user;
static GrLogLevel current_limit = GR_LOG_NOTE;

void gr_log_set_sink(GrLogSink *sink, void *user, GrLogLevel most_detailed)
{
    current_sink = sink;
    current_user = user;
    current_limit = most_detailed;
}

void gr_log(GrLogLevel level, const char *format, ...)
{
    if (!current_sink || level > current_limit)
        return;
    char message[4096];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    current_sink(current_user, level, message);
}

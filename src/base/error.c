/* SPDX-License-Identifier: MIT */
#include "base/error.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

int gr_error_set(GrError *error, int code, const char *format, ...)
{
    if (error) {
        va_list arguments;
        error->code = code;
        va_start(arguments, format);
        vsnprintf(error->message, sizeof error->message, format, arguments);
        va_end(arguments);
    }
    return code;
}

int gr_error_errno(GrError *error, int code, const char *format, ...)
{
    int cause = errno;
    if (cause == ENOSPC || cause == ENOMEM || cause == EDQUOT || cause == EFBIG)
        code = GR_E_SPACE;
    if (error) {
        va_list arguments;
        error->code = code;
        va_start(arguments, format);
        int used = vsnprintf(error->message, sizeof error->message, format, arguments);
        va_end(arguments);
        if (used >= 0 && (size_t)used < sizeof error->message)
            snprintf(error->message + used, sizeof error->message - (size_t)used, ": %s",
                     strerror(cause));
    }
    return code;
}

int gr_error_context(GrError *error, const char *format, ...)
{
    if (!error)
        return GR_E_INTERNAL;
    char prefix[GR_ERROR_CAPACITY];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(prefix, sizeof prefix - 2, format, arguments);
    va_end(arguments);
    strcat(prefix, ": ");
    size_t length = strlen(prefix);
    size_t kept = strlen(error->message);
    if (kept > sizeof error->message - 1 - length)
        kept = sizeof error->message - 1 - length;
    memmove(error->message + length, error->message, kept);
    memcpy(error->message, prefix, length);
    error->message[length + kept] = '\0';
    return error->code;
}

int gr_error_memory(GrError *error, const char *what, unsigned long long bytes)
{
    return gr_error_set(error, GR_E_SPACE, "out of memory: %llu bytes for %s", bytes, what);
}

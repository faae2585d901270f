/* SPDX-License-Identifier: MIT
 *
 * Errors travel up as a negative code and one message with context, made where the facts are known.
 * A fallible function returns 0 or such a code and fills the caller's GrError. Nothing below
 * src/cli prints or exits. The absolute value of a code is the process's exit status.
 */
#ifndef GR_BASE_ERROR_H
#define GR_BASE_ERROR_H

#include <stdarg.h>

typedef enum GrCode {
    GR_OK = 0,
    GR_E_INTERNAL = -1,     /* a mistake of ours */
    GR_E_USAGE = -2,        /* the command line is wrong; a place cannot be written */
    GR_E_SHOW = -3,         /* the show file is invalid */
    GR_E_INPUT = -4,        /* an input, font or asset is missing or unreadable */
    GR_E_PLAN = -5,         /* plan or version mismatch */
    GR_E_ENCODE = -6,       /* encoder or muxer failed */
    GR_E_SPACE = -7,        /* out of memory or disk */
    GR_E_WORKER = -8,       /* a worker died and its retries ran out */
    GR_E_VERIFY = -9,       /* the finished file failed verification */
    GR_E_BATCH = -10,       /* some jobs of a batch failed */
    GR_E_FLASHES = -11,     /* flashes that may harm, and the render was to fail on them */
    GR_E_INTERRUPTED = -75, /* interrupted; run again to resume */
} GrCode;

enum { GR_ERROR_CAPACITY = 8192 };

typedef struct GrError {
    int code;
    char message[GR_ERROR_CAPACITY];
} GrError;

/* Sets code and message and returns the code, so that `return gr_error_set(...)` reads well.
 * The error may be NULL; then only the code is returned. */
int gr_error_set(GrError *error, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same, with errno's text after the message and GR_E_SPACE instead of `code` when errno says
 * that memory, disk or the limit on a file's size ran out. Call it before anything can change
 * errno. */
int gr_error_errno(GrError *error, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Puts "CONTEXT: " before the message and returns the error's code. */
int gr_error_context(GrError *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* GR_E_SPACE with the number of bytes that could not be had. */
int gr_error_memory(GrError *error, const char *what, unsigned long long bytes);

#endif

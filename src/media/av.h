/* SPDX-License-Identifier: MIT
 *
 * Our manners with libav: its log goes to ours instead of stderr, and its error numbers become
 * GrError with the words that the library said about them.
 */
#ifndef GR_MEDIA_AV_H
#define GR_MEDIA_AV_H

#include "base/error.h"
#include "base/rational.h"

#include <libavutil/rational.h>
#include <stdint.h>

struct AVFormatContext;

/* Call before a libav operation that can fail: sends libav's log to gr_log and forgets what it said
 * before on this thread. */
void gr_av_begin(void);
/* Warnings and errors of libav on this thread since gr_av_begin, oldest first, as many as fit. */
const char *gr_av_heard(void);
/* Sets code and message, followed by libav's text for `cause` and what was heard. Causes that mean
 * a full disk or memory become GR_E_SPACE, a stop by an interrupt callback GR_E_INTERRUPTED. */
int gr_av_error(GrError *error, int code, int cause, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* The URL by which libav opens a plain path, whatever characters it has. NULL without memory;
 * av_free it. */
char *gr_av_url(const char *path);
/* Begins, and opens a file to read it: libav's result. A playlist must not make us fetch what
 * it names, so only files are opened. */
int gr_av_open(struct AVFormatContext **format, const char *path);
/* A hash of libavcodec's version and configuration: another one may encode to other bytes. */
uint64_t gr_av_build_hash(void);
AVRational gr_av_rational(GrRational r);

#endif

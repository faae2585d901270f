/* SPDX-License-Identifier: MIT
 *
 * Values as users write them in a show: numbers, sizes, rates. Strict and independent of the
 * locale: the whole text counts, or nothing. Times are in scene/time_spec.h.
 */
#ifndef GR_SCENE_VALUE_TEXT_H
#define GR_SCENE_VALUE_TEXT_H

#include "base/error.h"
#include "base/rational.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    GR_SIDE_MIN = 16,
    GR_SIDE_MAX = 16384,
    GR_TICK_MAX = 240,
    GR_TIME_MAX_HOURS = 100,
};
#define GR_DEFAULT_RATE ((GrRational){24, 1})

/* "12", "-0.5", ".5", "1e3"; no blanks, no "inf" or "nan", and finite. */
bool gr_number_parse(const char *text, double *out);
/* What a user most likely did when a text is no number: "write 0.5". `unit`: of the number
 * that is wanted, or NULL. "" if nothing is known. */
void gr_number_hint(const char *text, const char *unit, char *out, size_t capacity);
/* 0 to 2^64 - 1, digits only. */
bool gr_u64_parse(const char *text, uint64_t *out);

/* These read a part of a text and move *at behind it: a whole number of at most nine digits; digits
 * and at most nine decimals (further ones round down) as billionths, exactly. */
bool gr_take_whole(const char **at, int64_t *out);
bool gr_take_decimal(const char **at, int64_t *billionths);

/* The following say what is wrong in a form that goes behind "size: ". */
int gr_size_parse(const char *text, int *width, int *height, GrError *error);
int gr_fps_parse(const char *text, GrRational *out, GrError *error);
/* "30000/1001" for "29.97", which is taken as it stands: what broadcast means by it; or NULL. */
const char *gr_fps_broadcast(const char *text);
/* "24" (ticks a second) or a length: "1/24 s", "50 ms". */
int gr_tick_parse(const char *text, GrRational *out, GrError *error);

/* A time for messages: "6s", "12.5s", "1:02.5". */
enum { GR_TIME_TEXT = 40 };
const char *gr_time_print(char out[GR_TIME_TEXT], int64_t ns);

#endif

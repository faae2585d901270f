/* SPDX-License-Identifier: MIT
 *
 * Exact time. A rate is a fraction (30000/1001); a time on the show's clock is a whole number of
 * nanoseconds. Frame n of a rate covers [n/rate, (n+1)/rate).
 */
#ifndef GR_BASE_RATIONAL_H
#define GR_BASE_RATIONAL_H

#include <stdbool.h>
#include <stdint.h>

#define GR_NS_PER_S 1000000000LL

typedef struct GrRational {
    int64_t num, den; /* den > 0, in lowest terms */
} GrRational;

GrRational gr_rational(int64_t num, int64_t den); /* reduced */
/* Reads "24", "29.97" (as 2997/100) or "30000/1001". */
bool gr_rational_parse(const char *text, GrRational *out);
double gr_rational_value(GrRational r);

/* Frame rates, the same for shows, options and encoders: 1 to 240 frames a second, in lowest terms
 * with both terms at most a million. The numerator becomes the clock of the container, which has 32
 * bits for it and for its multiples; every broadcast rate fits many times over. */
enum { GR_FPS_MIN = 1, GR_FPS_MAX = 240, GR_FPS_TERM_MAX = 1000000, GR_RATE_TEXT = 160 };

bool gr_rate_usable(GrRational rate);
/* What is wrong with a rate that is not usable: "a rate of 241 is outside 1..240 ...". */
const char *gr_rate_complaint(char out[GR_RATE_TEXT], GrRational rate);

/* floor(n * to / from): the index at rate `to` that contains the start of frame n of rate `from`.
 */
int64_t gr_rate_convert(int64_t n, GrRational from, GrRational to);
/* True when frame n of rate `from` starts exactly where some frame of rate `to` starts. */
bool gr_rate_coincides(int64_t n, GrRational from, GrRational to);
/* The first frame that starts at or after a time (a microsecond of grace absorbs the rounding of a
 * time that was given in frames). */
int64_t gr_first_frame_at(int64_t time_ns, GrRational rate);
/* The frame that contains a time. */
int64_t gr_frame_containing(int64_t time_ns, GrRational rate);
int64_t gr_frame_start_ns(int64_t frame, GrRational rate); /* rounded down */
double gr_frame_start_s(int64_t frame, GrRational rate);
/* floor(n * sample_rate / rate): first sample of frame n. */
int64_t gr_frame_first_sample(int64_t frame, GrRational rate, int sample_rate);

#endif

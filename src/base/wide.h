/* SPDX-License-Identifier: MIT
 *
 * 128-bit integers for exact time: products of nanoseconds and rates.
 */
#ifndef GR_BASE_WIDE_H
#define GR_BASE_WIDE_H

__extension__ typedef __int128 GrWide;

/* A time that was given in frames is rounded to nanoseconds; this much later or earlier is the
 * same moment. Frames and ticks must agree on it. */
enum { GR_GRACE_NS = 1000 };

static inline GrWide gr_wide_floor_div(GrWide a, GrWide b) /* b > 0 */
{
    GrWide q = a / b;
    return q * b > a ? q - 1 : q;
}

#endif

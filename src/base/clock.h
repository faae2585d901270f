/* SPDX-License-Identifier: MIT
 *
 * The one clock, which only runs forward: for progress, timeouts and figures, never for anything
 * that reaches a pixel.
 */
#ifndef GR_BASE_CLOCK_H
#define GR_BASE_CLOCK_H

#include <stdint.h>
#include <time.h>

static inline uint64_t gr_clock_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static inline double gr_clock_s(void)
{
    return (double)gr_clock_ns() * 1e-9;
}

static inline void gr_clock_sleep_ms(int ms)
{
    struct timespec pause = {ms / 1000, (ms % 1000) * 1000000L};
    nanosleep(&pause, NULL);
}

#endif

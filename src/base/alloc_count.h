/* SPDX-License-Identifier: MIT
 *
 * Counts the allocations that our own objects make, by wrapping the allocator, and mmap, by which
 * arenas grow, at link time (libraries' own are not seen). The frame loop's count must stay 0. The
 * wrapper is linked into the program only; the weak reference lets tests link without it.
 */
#ifndef GR_BASE_ALLOC_COUNT_H
#define GR_BASE_ALLOC_COUNT_H

#include <stdint.h>

/* Allocations of this process so far. */
uint64_t gr_alloc_count_wrapped(void) __attribute__((weak));

static inline uint64_t gr_alloc_count(void)
{
    return gr_alloc_count_wrapped ? gr_alloc_count_wrapped() : 0;
}

#endif

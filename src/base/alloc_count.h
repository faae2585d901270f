/* SPDX-License-Identifier: MIT
 *
 * Counts allocations. Those of our own objects are seen by wrapping the allocator, and mmap, by
 * which arenas grow, at link time: the frame loop's count must stay 0. Those of the libraries are
 * seen because the program defines the allocator's functions itself and hands on to glibc's. It is
 * linked into the program only, and does nothing under sanitizers, which have an allocator of
 * their own; the weak reference lets tests link without it.
 */
#ifndef GR_BASE_ALLOC_COUNT_H
#define GR_BASE_ALLOC_COUNT_H

#include <stdint.h>

/* Of this process so far; all 0 where nobody counts. */
typedef struct GrAllocCount {
    uint64_t ours;
    uint64_t libraries; /* libc's own included; memory that they map themselves is not seen */
} GrAllocCount;

GrAllocCount gr_alloc_count_wrapped(void) __attribute__((weak));

static inline GrAllocCount gr_alloc_count(void)
{
    return gr_alloc_count_wrapped ? gr_alloc_count_wrapped() : (GrAllocCount){0};
}

#endif

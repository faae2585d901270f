/* SPDX-License-Identifier: MIT */
#include "base/alloc_count.h"

#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/types.h>

static atomic_uint_fast64_t heap;      /* all allocations of the process */
static atomic_uint_fast64_t our_heap;  /* those of them that our objects made */
static atomic_uint_fast64_t our_mmaps; /* of our objects as well */

static uint64_t read_count(const atomic_uint_fast64_t *count)
{
    return atomic_load_explicit(count, memory_order_relaxed);
}

GrAllocCount gr_alloc_count_wrapped(void)
{
    /* Ours is counted before the whole: read in this order, the difference is never negative. */
    uint64_t all = read_count(&heap), ours = read_count(&our_heap);
    return (GrAllocCount){ours + read_count(&our_mmaps), all > ours ? all - ours : 0};
}

#ifndef GR_SANITIZED

static void note(atomic_uint_fast64_t *count)
{
    atomic_fetch_add_explicit(count, 1, memory_order_relaxed);
}

/* What everybody calls: symbols of the program come before those of libc. */
#define GR_INTERPOSED __attribute__((visibility("default")))
GR_INTERPOSED void *malloc(size_t bytes);
GR_INTERPOSED void *calloc(size_t items, size_t bytes);
GR_INTERPOSED void *realloc(void *memory, size_t bytes);
GR_INTERPOSED void *memalign(size_t alignment, size_t bytes);
GR_INTERPOSED void *aligned_alloc(size_t alignment, size_t bytes);
GR_INTERPOSED int posix_memalign(void **memory, size_t alignment, size_t bytes);

/* The same under the names that glibc keeps for whoever does this; its free() serves them all. */
void *__libc_malloc(size_t bytes);
void *__libc_calloc(size_t items, size_t bytes);
void *__libc_realloc(void *memory, size_t bytes);
void *__libc_memalign(size_t alignment, size_t bytes);

void *malloc(size_t bytes)
{
    note(&heap);
    return __libc_malloc(bytes);
}

void *calloc(size_t items, size_t bytes)
{
    note(&heap);
    return __libc_calloc(items, bytes);
}

void *realloc(void *memory, size_t bytes)
{
    note(&heap);
    return __libc_realloc(memory, bytes);
}

void *memalign(size_t alignment, size_t bytes)
{
    note(&heap);
    return __libc_memalign(alignment, bytes);
}

void *aligned_alloc(size_t alignment, size_t bytes)
{
    return memalign(alignment, bytes);
}

int posix_memalign(void **memory, size_t alignment, size_t bytes)
{
    note(&heap);
    if (alignment % sizeof(void *) != 0 || alignment == 0 || (alignment & (alignment - 1)) != 0)
        return EINVAL;
    int before = errno;
    void *got = __libc_memalign(alignment, bytes);
    errno = before; /* which it does not set */
    if (!got)
        return ENOMEM;
    *memory = got;
    return 0;
}

void *__real_malloc(size_t bytes);
void *__real_calloc(size_t items, size_t bytes);
void *__real_realloc(void *memory, size_t bytes);
void *__real_aligned_alloc(size_t alignment, size_t bytes);
int __real_posix_memalign(void **memory, size_t alignment, size_t bytes);
char *__real_strdup(const char *text);
void *__real_mmap(void *hint, size_t bytes, int protection, int flags, int fd, off_t offset);

void *__wrap_malloc(size_t bytes);
void *__wrap_calloc(size_t items, size_t bytes);
void *__wrap_realloc(void *memory, size_t bytes);
void *__wrap_aligned_alloc(size_t alignment, size_t bytes);
int __wrap_posix_memalign(void **memory, size_t alignment, size_t bytes);
char *__wrap_strdup(const char *text);
void *__wrap_mmap(void *hint, size_t bytes, int protection, int flags, int fd, off_t offset);

void *__wrap_malloc(size_t bytes)
{
    note(&our_heap);
    return __real_malloc(bytes);
}

void *__wrap_calloc(size_t items, size_t bytes)
{
    note(&our_heap);
    return __real_calloc(items, bytes);
}

void *__wrap_realloc(void *memory, size_t bytes)
{
    note(&our_heap);
    return __real_realloc(memory, bytes);
}

void *__wrap_aligned_alloc(size_t alignment, size_t bytes)
{
    note(&our_heap);
    return __real_aligned_alloc(alignment, bytes);
}

int __wrap_posix_memalign(void **memory, size_t alignment, size_t bytes)
{
    note(&our_heap);
    return __real_posix_memalign(memory, alignment, bytes);
}

char *__wrap_strdup(const char *text)
{
    note(&our_heap);
    return __real_strdup(text);
}

void *__wrap_mmap(void *hint, size_t bytes, int protection, int flags, int fd, off_t offset)
{
    note(&our_mmaps);
    return __real_mmap(hint, bytes, protection, flags, fd, offset);
}

#endif

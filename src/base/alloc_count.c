/* SPDX-License-Identifier: MIT */
#include "base/alloc_count.h"

#include <stdatomic.h>
#include <stddef.h>
#include <sys/types.h>

static atomic_uint_fast64_t count;

uint64_t gr_alloc_count_wrapped(void)
{
    return atomic_load_explicit(&count, memory_order_relaxed);
}

#ifndef GR_SANITIZED

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

static void note(void)
{
    atomic_fetch_add_explicit(&count, 1, memory_order_relaxed);
}

void *__wrap_malloc(size_t bytes)
{
    note();
    return __real_malloc(bytes);
}

void *__wrap_calloc(size_t items, size_t bytes)
{
    note();
    return __real_calloc(items, bytes);
}

void *__wrap_realloc(void *memory, size_t bytes)
{
    note();
    return __real_realloc(memory, bytes);
}

void *__wrap_aligned_alloc(size_t alignment, size_t bytes)
{
    note();
    return __real_aligned_alloc(alignment, bytes);
}

int __wrap_posix_memalign(void **memory, size_t alignment, size_t bytes)
{
    note();
    return __real_posix_memalign(memory, alignment, bytes);
}

char *__wrap_strdup(const char *text)
{
    note();
    return __real_strdup(text);
}

void *__wrap_mmap(void *hint, size_t bytes, int protection, int flags, int fd, off_t offset)
{
    note();
    return __real_mmap(hint, bytes, protection, flags, fd, offset);
}

#endif

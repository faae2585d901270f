/* SPDX-License-Identifier: MIT */
#include "base/arena.h"

#include "base/leak_check.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum {
    ALIGNMENT = 64,
    CHUNK_BYTES = 1 << 20,
    LARGE_BYTES = 4 << 20, /* whole pictures; less would mostly be rounding */
};

struct GrArenaChunk {
    GrArenaChunk *next;
    size_t size, used;
};

static size_t round_up(size_t bytes, size_t unit)
{
    return (bytes + unit - 1) / unit * unit;
}

/* Pictures are read across rows, each in another page. Where the system has no large ones it stays
 * with small ones. */
static void ask_for_large_pages(void *memory, size_t bytes)
{
    (void)madvise(memory, bytes, MADV_HUGEPAGE);
}

static GrArenaChunk *map_chunk(size_t payload)
{
    size_t size = round_up(payload + ALIGNMENT, CHUNK_BYTES);
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return NULL;
    if (size >= LARGE_BYTES)
        ask_for_large_pages(memory, size);
    gr_leak_check_look_into(memory, size);
    GrArenaChunk *chunk = memory;
    chunk->size = size;
    chunk->used = ALIGNMENT; /* the header's own room */
    return chunk;
}

void *gr_arena_alloc(GrArena *arena, size_t bytes)
{
    if (bytes > SIZE_MAX / 2)
        return NULL;
    bytes = round_up(bytes ? bytes : 1, ALIGNMENT);
    GrArenaChunk *chunk = arena->chunks;
    if (!chunk || chunk->size - chunk->used < bytes) {
        chunk = map_chunk(bytes);
        if (!chunk)
            return NULL;
        chunk->next = arena->chunks;
        arena->chunks = chunk;
        arena->total_bytes += chunk->size;
    }
    void *memory = (char *)chunk + chunk->used;
    chunk->used += bytes;
    return memory;
}

void *gr_arena_alloc_array(GrArena *arena, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / 2 / size)
        return NULL;
    return gr_arena_alloc(arena, count * size);
}

char *gr_arena_copy_text(GrArena *arena, const char *text)
{
    size_t bytes = strlen(text) + 1;
    char *copy = gr_arena_alloc(arena, bytes);
    return copy ? memcpy(copy, text, bytes) : NULL;
}

char *gr_arena_printf(GrArena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *text = length < 0 ? NULL : gr_arena_alloc(arena, (size_t)length + 1);
    if (!text)
        return NULL;
    va_start(arguments, format);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    va_end(arguments);
    return text;
}

void gr_arena_finish(GrArena *arena)
{
    if (!arena)
        return;
    for (GrArenaChunk *chunk = arena->chunks, *next; chunk; chunk = next) {
        next = chunk->next;
        gr_leak_check_forget(chunk, chunk->size);
        munmap(chunk, chunk->size);
    }
    memset(arena, 0, sizeof *arena);
}

void *gr_aligned_alloc(size_t bytes)
{
    if (bytes > SIZE_MAX / 2)
        return NULL;
    size_t size = round_up(bytes ? bytes : 1, ALIGNMENT);
    void *memory = aligned_alloc(ALIGNMENT, size);
    return memory ? memset(memory, 0, size) : NULL;
}

void gr_aligned_free(void *memory)
{
    free(memory);
}

#ifdef GR_SANITIZED /* which see what is written beside the memory of an allocator only */

void *gr_pages_map(size_t bytes)
{
    return gr_aligned_alloc(bytes);
}

void gr_pages_unmap(void *memory, size_t bytes)
{
    (void)bytes;
    gr_aligned_free(memory);
}

#else

void *gr_pages_map(size_t bytes)
{
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return NULL;
    if (bytes >= LARGE_BYTES)
        ask_for_large_pages(memory, bytes);
    return memory;
}

void gr_pages_unmap(void *memory, size_t bytes)
{
    if (memory)
        munmap(memory, bytes);
}

#endif

/* SPDX-License-Identifier: MIT
 *
 * A linear allocator over anonymous memory. Objects that live until a show is done come from a
 * growing arena; a worker's scratch comes from one that is reset, so that the frame loop never
 * calls malloc. Memory is zeroed on first use and aligned to 64 bytes.
 */
#ifndef GR_BASE_ARENA_H
#define GR_BASE_ARENA_H

#include <stddef.h>

typedef struct GrArenaChunk GrArenaChunk;

typedef struct GrArena {
    GrArenaChunk *chunks; /* newest first */
    size_t total_bytes;   /* mapped so far */
} GrArena;

/* A zeroed GrArena is ready for use. Returns zeroed memory, or NULL when there is none left. */
void *gr_arena_alloc(GrArena *arena, size_t bytes);
#define GR_ARENA_NEW(arena, type, count)                                                           \
    ((type *)gr_arena_alloc_array((arena), (size_t)(count), sizeof(type)))
void *gr_arena_alloc_array(GrArena *arena, size_t count, size_t size);
char *gr_arena_copy_text(GrArena *arena, const char *text);
char *gr_arena_printf(GrArena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Releases everything. Takes NULL and zeroed arenas. */
void gr_arena_finish(GrArena *arena);

/* Plain 64-byte aligned, zeroed memory for buffers with an owner of their own. */
void *gr_aligned_alloc(size_t bytes);
void gr_aligned_free(void *memory);

/* Zeroed memory that takes room only where it is written: for what is large and may never be
 * needed. `bytes` are the same when it is given back. */
void *gr_pages_map(size_t bytes);
void gr_pages_unmap(void *memory, size_t bytes);

#endif

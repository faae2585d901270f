/* SPDX-License-Identifier: MIT
 *
 * The cache: a folder of files that could all be made again, each under the digest of what it was
 * made from. Any number of programs may use it at once: an entry appears under its name only when
 * it is whole and on disk, what is read is verified, and one that vanishes is not missed. A cache
 * that cannot be written is no error, and a damaged entry is removed with a note. Everything here
 * may be asked for without a cache: then nothing is found and nothing is kept.
 */
#ifndef GR_BASE_CACHE_H
#define GR_BASE_CACHE_H

#include "base/files.h"
#include "base/hash.h"

/* All entries together; beyond that those that were not used for longest are dropped. */
#define GR_CACHE_BYTES ((uint64_t)1 << 30)

/* Where a user's cache is: $GLYPHREEL_CACHE, else glyphreel in $XDG_CACHE_HOME or ~/.cache. False
 * when nothing says where, or GLYPHREEL_CACHE is empty, which means none. */
bool gr_cache_place(char folder[GR_PATH_CAPACITY]);
/* The cache of this process: nothing until this is called; NULL: none. One thread. */
void gr_cache_use(const char *folder);
bool gr_cache_used(void);

/* False when there is no such entry, or none that is whole. *data: free. */
bool gr_cache_load(GrDigest key, char **data, size_t *length);
void gr_cache_save(GrDigest key, const void *data, size_t length);

typedef struct GrCacheSize {
    int entries;
    uint64_t bytes;
} GrCacheSize;

/* What lies in a folder; nothing when it is not there. */
GrCacheSize gr_cache_measure(const char *folder);
/* Drops what was not used for longest until the rest is within `bytes`, and what others left
 * half-written an hour ago. */
void gr_cache_trim(const char *folder, uint64_t bytes);
/* Removes all entries, and the folder if nothing else is in it. */
int gr_cache_clear(const char *folder, GrCacheSize *removed, GrError *error);

#endif

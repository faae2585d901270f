/* SPDX-License-Identifier: MIT
 *
 * Content hashes (XXH3). Streams are fed field by field, never as padded structs. Most are of 64
 * bits; what names content for good, whatever else there is, has 128.
 */
#ifndef GR_BASE_HASH_H
#define GR_BASE_HASH_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct GrHash GrHash;

uint64_t gr_hash_bytes(const void *data, size_t bytes, uint64_t seed);
uint64_t gr_hash_string(const char *text, uint64_t seed); /* NULL hashes as "" */

GrHash *gr_hash_create(void); /* NULL without memory */
void gr_hash_reset(GrHash *hash);
void gr_hash_add(GrHash *hash, const void *data, size_t bytes);
void gr_hash_add_string(GrHash *hash,
                        const char *text); /* with its length, so "ab","c" != "a","bc" */
void gr_hash_add_u64(GrHash *hash, uint64_t value);
uint64_t gr_hash_value(const GrHash *hash);
void gr_hash_destroy(GrHash *hash);

typedef struct GrDigest {
    uint64_t low, high;
} GrDigest;

bool gr_digest_equal(GrDigest a, GrDigest b);
GrDigest gr_digest_bytes(const void *data, size_t bytes);
/* Of all that is in a file, streamed. `stop` (may be NULL) is asked now and then: GR_E_INTERRUPTED.
 */
int gr_digest_file(const char *path, bool (*stop)(void *user), void *user, GrDigest *digest,
                   GrError *error);

#endif

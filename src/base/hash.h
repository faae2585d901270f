/* SPDX-License-Identifier: MIT
 *
 * 64-bit content hashes (XXH3). Streams are fed field by field, never as padded structs.
 */
#ifndef GR_BASE_HASH_H
#define GR_BASE_HASH_H

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

#endif

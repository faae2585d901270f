/* SPDX-License-Identifier: MIT */
#include "base/hash.h"

#include <string.h>
#include <xxhash.h>

uint64_t gr_hash_bytes(const void *data, size_t bytes, uint64_t seed)
{
    return XXH3_64bits_withSeed(data, bytes, seed);
}

uint64_t gr_hash_string(const char *text, uint64_t seed)
{
    return gr_hash_bytes(text ? text : "", text ? strlen(text) : 0, seed);
}

GrHash *gr_hash_create(void)
{
    /* XXH3 aligns its own state; a GrHash is that state under our name. */
    XXH3_state_t *state = XXH3_createState();
    if (state)
        XXH3_64bits_reset(state);
    return (GrHash *)state;
}

void gr_hash_reset(GrHash *hash)
{
    XXH3_64bits_reset((XXH3_state_t *)hash);
}

void gr_hash_add(GrHash *hash, const void *data, size_t bytes)
{
    XXH3_64bits_update((XXH3_state_t *)hash, data, bytes);
}

void gr_hash_add_string(GrHash *hash, const char *text)
{
    size_t length = text ? strlen(text) : 0;
    gr_hash_add_u64(hash, length);
    gr_hash_add(hash, text ? text : "", length);
}

void gr_hash_add_u64(GrHash *hash, uint64_t value)
{
    gr_hash_add(hash, &value, sizeof value);
}

uint64_t gr_hash_value(const GrHash *hash)
{
    return XXH3_64bits_digest((const XXH3_state_t *)hash);
}

void gr_hash_destroy(GrHash *hash)
{
    XXH3_freeState((XXH3_state_t *)hash);
}

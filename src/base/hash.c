/* SPDX-License-Identifier: MIT */
#include "base/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

enum { FILE_BLOCK = 1 << 18 };

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

bool gr_digest_equal(GrDigest a, GrDigest b)
{
    return a.low == b.low && a.high == b.high;
}

GrDigest gr_digest_bytes(const void *data, size_t bytes)
{
    XXH128_hash_t hash = XXH3_128bits(data, bytes);
    return (GrDigest){hash.low64, hash.high64};
}

int gr_digest_file(const char *path, bool (*stop)(void *user), void *user, GrDigest *digest,
                   GrError *error)
{
    int code = GR_OK;
    ssize_t got = 1;
    char *block = malloc(FILE_BLOCK);
    XXH3_state_t *state = XXH3_createState();
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        code = gr_error_errno(error, GR_E_INPUT, "%s", path);
    else if (!block || !state)
        code = gr_error_memory(error, "a hash", FILE_BLOCK);
    else
        XXH3_128bits_reset(state);
    while (!code && got) {
        got = read(fd, block, FILE_BLOCK);
        if (got > 0)
            XXH3_128bits_update(state, block, (size_t)got);
        else if (got < 0 && errno != EINTR)
            code = gr_error_errno(error, GR_E_INPUT, "%s", path);
        if (!code && stop && stop(user))
            code = gr_error_set(error, GR_E_INTERRUPTED, "interrupted");
    }
    if (!code) {
        XXH128_hash_t hash = XXH3_128bits_digest(state);
        *digest = (GrDigest){hash.low64, hash.high64};
    }
    if (fd >= 0)
        close(fd);
    XXH3_freeState(state);
    free(block);
    return code;
}

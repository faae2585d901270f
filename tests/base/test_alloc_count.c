/* SPDX-License-Identifier: MIT
 *
 * Who allocates: linked with the counting allocator, as the program is.
 */
#include "base/alloc_count.h"

#include "unit.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <xxhash.h>

/* Through these, so that no compiler takes an allocation that is freed at once for superfluous. */
static void *volatile kept;
static volatile size_t bytes = 100;

static void keep(void *memory)
{
    assert_non_null(memory);
    kept = memory;
    free(kept);
}

static void by_malloc(void)
{
    keep(malloc(bytes));
}

static void by_calloc(void)
{
    keep(calloc(bytes, 3));
}

static void by_realloc(void)
{
    keep(realloc(NULL, bytes));
}

static void by_aligned_alloc(void)
{
    keep(aligned_alloc(64, bytes / 50 * 64));
    assert_int_equal((uintptr_t)kept % 64, 0);
}

static void by_posix_memalign(void)
{
    void *memory = NULL;
    assert_int_equal(posix_memalign(&memory, 128, bytes), 0);
    assert_int_equal((uintptr_t)memory % 128, 0);
    keep(memory);
}

static void by_strdup(void)
{
    char text[] = "text";
    text[1] = bytes == 100 ? 'E' : 'e';
    keep(strdup(text));
}

static void by_mmap(void)
{
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(memory != MAP_FAILED);
    munmap(memory, bytes);
}

static void by_a_library(void)
{
    XXH64_state_t *hash = XXH64_createState();
    assert_non_null(hash);
    XXH64_freeState(hash);
}

static void by_libc(void)
{
    char *text = NULL;
    assert_true(asprintf(&text, "%zu", bytes) > 0);
    free(text);
}

#ifndef GR_SANITIZED
static void by_a_refused_call(void)
{
    void *memory = NULL;
    assert_int_equal(posix_memalign(&memory, bytes - bytes / 2 + 1, bytes), EINVAL);
    assert_null(memory);
}
#endif

static void allocations_are_told_apart(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        void (*allocate)(void);
        uint64_t ours, least, most; /* the libraries' */
    } table[] = {
        {"malloc", by_malloc, 1, 0, 0},
        {"calloc", by_calloc, 1, 0, 0},
        {"realloc", by_realloc, 1, 0, 0},
        {"aligned_alloc", by_aligned_alloc, 1, 0, 0},
        {"posix_memalign", by_posix_memalign, 1, 0, 0},
        {"strdup", by_strdup, 1, 0, 0},
        {"mmap", by_mmap, 1, 0, 0},
#ifndef GR_SANITIZED /* they abort */
        {"a refused call", by_a_refused_call, 1, 0, 0},
#endif
        {"a library", by_a_library, 0, 1, 1},
        {"libc", by_libc, 0, 1, 3},
    };
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        GrAllocCount before = gr_alloc_count();
        table[i].allocate();
        GrAllocCount after = gr_alloc_count();
        uint64_t ours = after.ours - before.ours, theirs = after.libraries - before.libraries;
#ifdef GR_SANITIZED
        assert_int_equal(ours + theirs, 0);
#else
        if (ours != table[i].ours || theirs < table[i].least || theirs > table[i].most)
            fail_msg("%s: %d of ours, %d of libraries", table[i].name, (int)ours, (int)theirs);
#endif
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(allocations_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT
 *
 * What every unit test includes: cmocka needs these headers before it, in this order.
 */
#ifndef GR_TESTS_UNIT_H
#define GR_TESTS_UNIT_H

/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include <stdio.h>
#include <stdlib.h>

/* A test, or a row of one, that cannot run here: said, and noted for the list that `tools/dev test`
 * prints and holds against the few reasons that are allowed. */
static inline void note_skip(const char *what, const char *why)
{
    const char *path = getenv("GR_SKIPS");
    FILE *list = path ? fopen(path, "a") : NULL;
    print_message("SKIP %s: %s\n", what, why);
    if (list) {
        fprintf(list, "%s: %s\n", what, why);
        fclose(list);
    }
}

/* ThreadSanitizer makes everything some thirty times slower: of long rows of cases that use one
 * thread, which it can say nothing about, the first so many will do. */
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define GR_WATCHES_THREADS 1
#endif
#endif
#ifndef GR_WATCHES_THREADS
#define GR_WATCHES_THREADS 0
#endif
#define CASES_TO_RUN(array, when_threads_are_watched)                                              \
    (GR_WATCHES_THREADS ? (size_t)(when_threads_are_watched) : COUNT_OF(array))

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#endif

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

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#endif

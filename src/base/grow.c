/* SPDX-License-Identifier: MIT */
#include "base/grow.h"

#include <limits.h>
#include <stdlib.h>

bool gr_grow(void **array, int *capacity, int needed, size_t size)
{
    if (needed <= *capacity)
        return true;
    int larger = *capacity ? *capacity : 64;
    while (larger < needed)
        larger = larger > INT_MAX / 2 ? needed : 2 * larger;
    void *moved = realloc(*array, (size_t)larger * size);
    if (!moved)
        return false;
    *array = moved;
    *capacity = larger;
    return true;
}

/* SPDX-License-Identifier: MIT
 *
 * Arrays that grow: for what is made before the fork and has no known end.
 */
#ifndef GR_BASE_GROW_H
#define GR_BASE_GROW_H

#include <stdbool.h>
#include <stddef.h>

/* Makes room for `needed` elements of `size` bytes in a malloc'd array, which may move; capacity is
 * doubled, from 64 on. False without memory: the array is as it was. */
bool gr_grow(void **array, int *capacity, int needed, size_t size);

#endif

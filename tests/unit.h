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

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#endif

/* SPDX-License-Identifier: MIT
 *
 * What LeakSanitizer, which comes with AddressSanitizer, must be told. Without it nothing happens.
 */
#ifndef GR_BASE_LEAK_CHECK_H
#define GR_BASE_LEAK_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#if defined(__SANITIZE_ADDRESS__)
#define GR_HAVE_LEAK_CHECK 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define GR_HAVE_LEAK_CHECK 1
#endif
#endif
#ifdef GR_HAVE_LEAK_CHECK
#include <sanitizer/lsan_interface.h>
#endif

/* It does not look into mapped memory by itself, and would take for lost what only that points to:
 * from here until forgotten it does. */
static inline void gr_leak_check_look_into(void *memory, size_t bytes)
{
#ifdef GR_HAVE_LEAK_CHECK
    __lsan_register_root_region(memory, bytes);
#else
    (void)memory, (void)bytes;
#endif
}

static inline void gr_leak_check_forget(void *memory, size_t bytes)
{
#ifdef GR_HAVE_LEAK_CHECK
    __lsan_unregister_root_region(memory, bytes);
#else
    (void)memory, (void)bytes;
#endif
}

/* For who is about to _exit, at which it would be silent: whether this process has leaked. */
static inline bool gr_leak_check_found(void)
{
#ifdef GR_HAVE_LEAK_CHECK
    return __lsan_do_recoverable_leak_check() != 0;
#else
    return false;
#endif
}

#endif

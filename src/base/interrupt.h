/* SPDX-License-Identifier: MIT
 *
 * A wish to stop, as a signal handler leaves it: long work looks at the flag now and then and ends
 * with GR_E_INTERRUPTED. Who has no flag passes NULL.
 */
#ifndef GR_BASE_INTERRUPT_H
#define GR_BASE_INTERRUPT_H

#include "base/error.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

typedef volatile sig_atomic_t GrInterrupt;

static inline bool gr_interrupt_seen(const GrInterrupt *flag)
{
    return flag && *flag;
}

/* The same as a callback, whose user pointer is the flag. */
static inline bool gr_interrupt_stops(void *flag)
{
    return gr_interrupt_seen(flag);
}

static inline int gr_interrupt_check(const GrInterrupt *flag, GrError *error)
{
    return gr_interrupt_seen(flag) ? gr_error_set(error, GR_E_INTERRUPTED, "interrupted") : GR_OK;
}

#endif

/* SPDX-License-Identifier: MIT
 *
 * The worker's side of a fork: its process group, signals, log and end.
 */
#ifndef GR_FARM_CHILD_H
#define GR_FARM_CHILD_H

#include "farm/pool.h"

#include <sys/types.h>

/* What a warning begins with in a log. */
#define GR_CHILD_WARNING "warning: "

/* Forks; in the child it runs the task and never returns. In the master it returns the child's
 * process id, or -1 with errno. The child's stdout, stderr and log go to `log_path`, emptied when
 * `attempt` is 0 and appended to after that. */
pid_t gr_child_start(const GrPool *pool, int task, int attempt, const char *log_path,
                     GrPulse *pulse);
/* Private memory of this process in bytes, 0 when the system does not tell. Allocates nothing. */
uint64_t gr_child_private_bytes(void);

#endif

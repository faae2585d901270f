/* SPDX-License-Identifier: MIT
 *
 * What a master can tell of a worker that died: the cause in words and the end of its log.
 */
#ifndef GR_FARM_POOL_WORDS_H
#define GR_FARM_POOL_WORDS_H

#include "base/text.h"

/* From a wait status; `stuck` (may be NULL) says why we killed it ourselves, `oom` that the kernel
 * killed something for memory meanwhile. "was killed by SIGSEGV", "left with exit status 1". */
void gr_pool_death_words(int status, const char *stuck, bool oom, char *text, size_t capacity);
/* Appends the last lines of a log, indented; control characters are made visible. */
void gr_pool_log_tail(const char *path, GrText *text);
/* How many processes the kernel has killed for memory so far; 0 when it does not tell. */
uint64_t gr_pool_oom_kills(void);
/* True when a folder's disk has next to nothing left. */
bool gr_pool_disk_is_full(const char *folder);

#endif

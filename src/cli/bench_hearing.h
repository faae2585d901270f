/* SPDX-License-Identifier: MIT
 *
 * How well beats are heard in pieces whose beats are known, and how long it takes to listen to a
 * song.
 */
#ifndef GR_CLI_BENCH_HEARING_H
#define GR_CLI_BENCH_HEARING_H

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"

/* Writes to `json`, or to `out` where that is NULL. */
int gr_bench_hearing(int rounds, GrJson *json, GrText *out, GrError *error);

#endif

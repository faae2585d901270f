/* SPDX-License-Identifier: MIT
 *
 * Measuring feedback: what one tick of it costs at 1080p on one core, band by band, for movements
 * from none to steep and for the presets.
 */
#ifndef GR_CLI_BENCH_FEEDBACK_H
#define GR_CLI_BENCH_FEEDBACK_H

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"

/* Writes one document's part, or lines if there is no `json`. */
int gr_bench_feedback(int rounds, GrJson *json, GrText *out, GrError *error);

#endif

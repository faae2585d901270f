/* SPDX-License-Identifier: MIT
 *
 * Measuring blend modes: what a layer costs in a chain of four over bands of 1920 columns that stay
 * in cache, as layers are composed (render/rows.h). Four layers in linear light make the rows light
 * and bytes again once; a quarter of that is part of each.
 */
#ifndef GR_CLI_BENCH_BLENDS_H
#define GR_CLI_BENCH_BLENDS_H

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"

/* Writes one document's part, or lines if there is no `json`. */
int gr_bench_blends(int rounds, GrJson *json, GrText *out, GrError *error);

#endif

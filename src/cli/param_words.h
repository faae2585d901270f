/* SPDX-License-Identifier: MIT
 *
 * A parameter in words: for `describe`, the reference and the schema.
 */
#ifndef GR_CLI_PARAM_WORDS_H
#define GR_CLI_PARAM_WORDS_H

#include "base/text.h"
#include "cli/view.h"

void gr_param_default_words(const GrParam *param, GrText *out); /* "0.5", "yes", "none" */
/* "0 to 1 turns", "one of circle, square"; nothing for colours, texts and bools. */
void gr_param_range_words(const GrParam *param, GrText *out);
/* How a parameter is written in an entry; NULL when it is written somewhere else. */
const char *gr_entry_param_name(const GrEntry *entry, const GrParam *param);

#endif

/* SPDX-License-Identifier: MIT
 *
 * `list signals SHOW --at TIME`: every signal's value at a moment of a show.
 */
#ifndef GR_CLI_LIST_MOMENT_H
#define GR_CLI_LIST_MOMENT_H

#include "cli/command.h"
#include "cli/settings.h"

/* `at` NULL: the start. `json`: one document, else lines of text. */
int gr_list_moment(const GrCommandInput *input, const char *show_path, const GrLoadArguments *load,
                   const char *at, bool json);

#endif

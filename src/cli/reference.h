/* SPDX-License-Identifier: MIT
 *
 * docs/scene-reference.md: everything that a show may hold, from the tables.
 */
#ifndef GR_CLI_REFERENCE_H
#define GR_CLI_REFERENCE_H

#include "base/text.h"

void gr_reference_write(GrText *out);

#endif

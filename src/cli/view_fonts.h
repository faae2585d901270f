/* SPDX-License-Identifier: MIT
 *
 * Fonts as a kind of the catalogues (cli/view.h): the stacks, and what this machine has.
 */
#ifndef GR_CLI_VIEW_FONTS_H
#define GR_CLI_VIEW_FONTS_H

#include "cli/view.h"

/* The built-in font and the stacks with their families. */
void gr_view_fonts(GrEntryVisit *visit, void *user);
/* The same with those families alone that are installed, then every family that is. */
void gr_view_fonts_here(GrEntryVisit *visit, void *user);

#endif

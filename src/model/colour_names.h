/* SPDX-License-Identifier: MIT
 *
 * The CSS colour names (CSS Color Module Level 4, section 6.1) and their packed values.
 */
#ifndef GR_MODEL_COLOUR_NAMES_H
#define GR_MODEL_COLOUR_NAMES_H

extern const unsigned gr_colour_values[]; /* 0xrrggbb, as many as gr_colour_names in colour.h */

#endif

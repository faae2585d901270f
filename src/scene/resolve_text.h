/* SPDX-License-Identifier: MIT
 *
 * Values as a show file writes them, such that the loader reads the same back.
 */
#ifndef GR_SCENE_RESOLVE_TEXT_H
#define GR_SCENE_RESOLVE_TEXT_H

#include "base/rational.h"
#include "base/text.h"
#include "model/colour.h"

/* Where a scalar stands: alone behind a key, or within [ ]. */
typedef enum GrYamlPlace { GR_YAML_BLOCK, GR_YAML_FLOW } GrYamlPlace;

/* A text that is UTF-8: in quotes where YAML, any version of it, would take it for something else,
 * and with $$ for each dollar. */
void gr_yaml_text(GrText *out, const char *text, GrYamlPlace place);
/* The fewest digits that give the same float. */
void gr_yaml_float(GrText *out, float value);
void gr_yaml_colour(GrText *out, GrColour colour, GrYamlPlace place);
/* Seconds, exact; one that is negative counts back from the start of what holds it. */
void gr_yaml_time(GrText *out, int64_t ns);
/* "24", "30000/1001" */
void gr_yaml_rate(GrText *out, GrRational rate);

#endif

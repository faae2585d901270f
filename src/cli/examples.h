/* SPDX-License-Identifier: MIT
 *
 * Examples made from the tables: of a parameter, of an entry, and of either in a whole show that
 * loads. A snippet is YAML on one line, "key: value", that stands in some mapping of a show.
 */
#ifndef GR_CLI_EXAMPLES_H
#define GR_CLI_EXAMPLES_H

#include "cli/view.h"

/* A value other than the default. */
void gr_example_value(const GrParam *param, GrText *out);
/* What a set's key or parameter is shown with: "fade_in: 500ms"; false when there is no such key.
 */
bool gr_example_key(const GrKeySet *set, const char *key, GrText *out);
/* "field: {rings: {count: 8, spacing: 0.3}}", or a command line. */
void gr_example_entry(const GrKind *kind, const GrEntry *entry, GrText *out);
/* The mapping in which the snippet of an entry stands; NULL when it is a command line. */
const GrKeySet *gr_example_part(const GrKind *kind, const GrEntry *entry);
/* The set and the key under which a set's mapping stands; NULL for the show itself. */
const GrKeySet *gr_example_home(const GrKeySet *set, const GrKey **key);
/* The least show that has the snippet (NULL: none) in a mapping of that set. In a list of scenes or
 * layers a plain one stands before and behind it, so that there is something to meet. */
void gr_example_show(const GrKeySet *set, const char *snippet, GrText *out);

#endif

/* SPDX-License-Identifier: MIT
 *
 * The JSON Schema (draft-07) of a show, made from the tables of keys, parameters and catalogues, so
 * that editors with the YAML language server complete keys and names and show help and ranges. It
 * takes whatever the loader takes; what only the loader can know (which names a show defines, what
 * an expression means, whether files exist and times meet) it lets pass.
 *
 * Definitions: "value.time" for a form, "part.scene" for a key set, "effect.rings" for an entry's
 * parameters, "name.palette" and "use.effect" for the names of a kind without and with parameters.
 */
#ifndef GR_CLI_SCHEMA_H
#define GR_CLI_SCHEMA_H

#include "base/json.h"
#include "cli/view.h"

void gr_schema_write(GrText *out);

/* For schema.c only (schema_values.c): */
enum { GR_SCHEMA_NAME = 128 };
/* The name of a definition: what has no place in a URI becomes '-'. */
void gr_schema_name(char out[GR_SCHEMA_NAME], const char *group, const char *name);
/* {"$ref": "#/definitions/..."} */
void gr_schema_ref(GrJson *json, const char *group, const char *name);
/* "anyOf" of an open object: whatever a key or a parameter takes. */
void gr_schema_shapes(GrJson *json, const GrShape *shapes);
void gr_schema_param(GrJson *json, const GrParam *param);
/* The definitions of forms, expressions and keyframes. */
void gr_schema_values(GrJson *json);
/* "description", "default" and "examples" of an open object. */
void gr_schema_about_key(GrJson *json, const GrKey *key);
void gr_schema_about_param(GrJson *json, const GrParam *param);
/* YAML on one line as JSON. */
void gr_schema_yaml(GrJson *json, const char *yaml);

#endif

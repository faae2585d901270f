/* SPDX-License-Identifier: MIT
 *
 * A small JSON writer into a GrText: commas, indentation and escapes are its business.
 */
#ifndef GR_BASE_JSON_H
#define GR_BASE_JSON_H

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum { GR_JSON_DEPTH = 32 };

typedef struct GrJson {
    GrText *out;
    int depth;
    bool has_items[GR_JSON_DEPTH];
    bool after_key;
    bool compact; /* one line */
} GrJson;

void gr_json_open_object(GrJson *json);
void gr_json_close_object(GrJson *json);
void gr_json_open_array(GrJson *json);
void gr_json_close_array(GrJson *json);
void gr_json_key(GrJson *json, const char *key);
void gr_json_string(GrJson *json, const char *value); /* NULL writes null */
void gr_json_int(GrJson *json, int64_t value);
void gr_json_number(GrJson *json, double value); /* NaN and infinities write null */
void gr_json_bool(GrJson *json, bool value);
/* A key and its value in one call. */
void gr_json_key_string(GrJson *json, const char *key, const char *value);
void gr_json_key_int(GrJson *json, const char *key, int64_t value);
void gr_json_key_number(GrJson *json, const char *key, double value);
void gr_json_key_bool(GrJson *json, const char *key, bool value);

#endif

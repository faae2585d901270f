/* SPDX-License-Identifier: MIT */
#include "base/json.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static void new_line(GrJson *json)
{
    if (json->compact)
        return;
    gr_text_puts(json->out, "\n");
    for (int i = 0; i < json->depth; i++)
        gr_text_puts(json->out, "  ");
}

static void before_value(GrJson *json)
{
    if (json->after_key) {
        json->after_key = false;
        return;
    }
    if (json->has_items[json->depth])
        gr_text_puts(json->out, ",");
    if (json->depth > 0)
        new_line(json);
    json->has_items[json->depth] = true;
}

static void open_container(GrJson *json, const char *bracket)
{
    before_value(json);
    gr_text_puts(json->out, bracket);
    assert(json->depth + 1 < GR_JSON_DEPTH);
    json->has_items[++json->depth] = false;
}

static void close_container(GrJson *json, const char *bracket)
{
    bool had_items = json->has_items[json->depth];
    json->depth--;
    if (had_items)
        new_line(json);
    gr_text_puts(json->out, bracket);
    if (json->depth == 0 && !json->compact)
        gr_text_puts(json->out, "\n");
}

void gr_json_open_object(GrJson *json)
{
    open_container(json, "{");
}

void gr_json_close_object(GrJson *json)
{
    close_container(json, "}");
}

void gr_json_open_array(GrJson *json)
{
    open_container(json, "[");
}

void gr_json_close_array(GrJson *json)
{
    close_container(json, "]");
}

static void write_quoted(GrText *out, const char *value)
{
    gr_text_puts(out, "\"");
    const char *end = value + strlen(value);
    for (const char *p = value; p < end;) {
        const char *start = p;
        int32_t code = gr_utf8_next(&p, end);
        if (code < 0)
            gr_text_puts(out, "\\ufffd");
        else if (code == '"' || code == '\\')
            gr_text_printf(out, "\\%c", (char)code);
        else if (code == '\n')
            gr_text_puts(out, "\\n");
        else if (code == '\t')
            gr_text_puts(out, "\\t");
        else if (code < 0x20 || code == 0x7f)
            gr_text_printf(out, "\\u%04x", (unsigned)code);
        else
            gr_text_append(out, start, (size_t)(p - start));
    }
    gr_text_puts(out, "\"");
}

void gr_json_key(GrJson *json, const char *key)
{
    before_value(json);
    write_quoted(json->out, key);
    gr_text_puts(json->out, json->compact ? ":" : ": ");
    json->after_key = true;
}

void gr_json_string(GrJson *json, const char *value)
{
    before_value(json);
    if (value)
        write_quoted(json->out, value);
    else
        gr_text_puts(json->out, "null");
}

void gr_json_int(GrJson *json, int64_t value)
{
    before_value(json);
    gr_text_printf(json->out, "%" PRId64, value);
}

void gr_json_number(GrJson *json, double value)
{
    before_value(json);
    if (isfinite(value))
        gr_text_printf(json->out, "%.9g", value);
    else
        gr_text_puts(json->out, "null");
}

void gr_json_bool(GrJson *json, bool value)
{
    before_value(json);
    gr_text_puts(json->out, value ? "true" : "false");
}

void gr_json_key_string(GrJson *json, const char *key, const char *value)
{
    gr_json_key(json, key);
    gr_json_string(json, value);
}

void gr_json_key_int(GrJson *json, const char *key, int64_t value)
{
    gr_json_key(json, key);
    gr_json_int(json, value);
}

void gr_json_key_number(GrJson *json, const char *key, double value)
{
    gr_json_key(json, key);
    gr_json_number(json, value);
}

void gr_json_key_bool(GrJson *json, const char *key, bool value)
{
    gr_json_key(json, key);
    gr_json_bool(json, value);
}

/* SPDX-License-Identifier: MIT */
#include "cli/schema.h"

#include <stdio.h>
#include <string.h>

/* What other code refers to by name, such as "effect": an entry is written in YAML by its name. */
static bool is_written(const GrKind *kind)
{
    return kind->part != NULL;
}

static void open_definition(GrJson *json, const char *group, const char *name,
                            const char *description)
{
    char key[GR_SCHEMA_NAME];
    gr_schema_name(key, group, name);
    gr_json_key(json, key);
    gr_json_open_object(json);
    gr_json_key_string(json, "description", description);
}

static void write_key(GrJson *json, const GrKey *key)
{
    gr_json_key(json, key->name);
    gr_json_open_object(json);
    gr_schema_about_key(json, key);
    gr_schema_shapes(json, key->shapes);
    gr_json_close_object(json);
}

static void write_param(GrJson *json, const GrParam *param, const char *name)
{
    gr_json_key(json, name);
    gr_json_open_object(json);
    gr_schema_about_param(json, param);
    gr_schema_param(json, param);
    gr_json_close_object(json);
}

static void write_properties(GrJson *json, const GrKeySet *set)
{
    gr_json_key(json, "properties");
    gr_json_open_object(json);
    for (const GrKey *key = set->keys; key && key->name; key++)
        write_key(json, key);
    for (int i = 0; set->params && i < set->params->count; i++) {
        const GrParam *param = &set->params->params[i];
        const char *name = gr_key_of_param(set, param);
        if (name)
            write_param(json, param, name);
    }
    gr_json_close_object(json);
}

static void write_required(GrJson *json, const GrKeySet *set)
{
    if (set->partial)
        return;
    gr_json_key(json, "required");
    gr_json_open_array(json);
    for (const GrKey *key = set->keys; key && key->name; key++)
        if (gr_key_is_required(key))
            gr_json_string(json, key->name);
    for (int i = 0; set->needs && set->needs[i]; i++)
        gr_json_string(json, set->needs[i]);
    gr_json_close_array(json);
}

static void write_own_keys(GrJson *json, const GrKeySet *set)
{
    char pattern[64];
    if (!set->own_prefix)
        return;
    snprintf(pattern, sizeof pattern, "^%s", set->own_prefix);
    gr_json_key(json, "patternProperties");
    gr_json_open_object(json);
    gr_json_key(json, pattern);
    gr_json_open_object(json);
    gr_json_key_string(json, "description", "Yours: a place for YAML anchors.");
    gr_json_close_object(json);
    gr_json_close_object(json);
}

/* The rest of an open object: a mapping with the keys and parameters of a set. */
static void write_mapping(GrJson *json, const GrKeySet *set)
{
    gr_json_key_string(json, "type", "object");
    write_properties(json, set);
    write_own_keys(json, set);
    write_required(json, set);
    gr_json_key_bool(json, "additionalProperties", false);
}

typedef struct Names {
    GrJson *json;
    const GrKind *kind;
} Names;

static bool write_entry_params(void *user, const GrEntry *entry)
{
    const Names *names = user;
    const GrKeySet set = {.params = entry->params};
    open_definition(names->json, names->kind->singular, entry->name, entry->summary);
    write_mapping(names->json, entry->keys ? entry->keys : &set);
    gr_json_close_object(names->json);
    return true;
}

static bool write_entry_name(void *user, const GrEntry *entry)
{
    const Names *names = user;
    gr_json_open_object(names->json);
    gr_json_key_string(names->json, "const", entry->name);
    gr_json_key_string(names->json, "description", entry->summary);
    gr_json_close_object(names->json);
    return true;
}

/* {NAME: {...}}; nothing behind the name is as good as no parameters. */
static bool write_entry_use(void *user, const GrEntry *entry)
{
    const Names *names = user;
    gr_json_key(names->json, entry->name);
    gr_json_open_object(names->json);
    gr_json_key_string(names->json, "description", entry->summary);
    gr_json_key(names->json, "anyOf");
    gr_json_open_array(names->json);
    gr_schema_ref(names->json, names->kind->singular, entry->name);
    gr_json_open_object(names->json);
    gr_json_key_string(names->json, "type", "null");
    gr_json_close_object(names->json);
    gr_json_close_array(names->json);
    gr_json_close_object(names->json);
    return true;
}

static void write_names(GrJson *json, const GrKind *kind)
{
    open_definition(json, "name", kind->singular, kind->summary);
    gr_json_key(json, "anyOf");
    gr_json_open_array(json);
    kind->visit(write_entry_name, &(Names){json, kind});
    gr_json_close_array(json);
    gr_json_close_object(json);
}

static void write_uses(GrJson *json, const GrKind *kind)
{
    Names names = {json, kind};
    open_definition(json, "use", kind->singular, kind->summary);
    gr_json_key(json, "oneOf");
    gr_json_open_array(json);
    gr_schema_ref(json, "name", kind->singular);
    gr_json_open_object(json);
    gr_json_key_string(json, "type", "object");
    gr_json_key(json, "properties");
    gr_json_open_object(json);
    kind->visit(write_entry_use, &names);
    gr_json_close_object(json);
    gr_json_key_int(json, "minProperties", 1);
    gr_json_key_int(json, "maxProperties", 1);
    gr_json_key_bool(json, "additionalProperties", false);
    gr_json_close_object(json);
    gr_json_close_array(json);
    gr_json_close_object(json);
    kind->visit(write_entry_params, &names);
}

static bool note_params(void *user, const GrEntry *entry)
{
    bool *any = user;
    *any = *any || entry->params || entry->keys;
    return !*any;
}

static void write_kind(GrJson *json, const GrKind *kind)
{
    bool has_params = false;
    write_names(json, kind);
    kind->visit(note_params, &has_params);
    if (has_params)
        write_uses(json, kind);
}

void gr_schema_write(GrText *out)
{
    GrJson json = {.out = out};
    gr_json_open_object(&json);
    gr_json_key_string(&json, "$schema", "http://json-schema.org/draft-07/schema#");
    gr_json_key_string(&json, "title", "glyphreel show");
    gr_json_key_string(&json, "$comment", "made by glyphreel " GR_VERSION);
    gr_json_key(&json, "allOf");
    gr_json_open_array(&json);
    gr_schema_ref(&json, "part", gr_key_sets[0]->name);
    gr_json_close_array(&json);
    gr_json_key(&json, "definitions");
    gr_json_open_object(&json);
    for (const GrKeySet *const *set = gr_key_sets; *set; set++) {
        open_definition(&json, "part", (*set)->name, (*set)->summary);
        write_mapping(&json, *set);
        gr_json_close_object(&json);
    }
    for (const GrKind *kind = gr_kinds; kind->name; kind++)
        if (is_written(kind))
            write_kind(&json, kind);
    gr_schema_values(&json);
    gr_json_close_object(&json);
    gr_json_close_object(&json);
}

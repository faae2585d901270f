/* SPDX-License-Identifier: MIT */
#include "cli/command.h"
#include "cli/list_moment.h"
#include "cli/view.h"

#include <string.h>

typedef struct ListArguments {
    GrLoadArguments load;
    const char *at;
    bool json;
} ListArguments;

static const GrOption options[] = {
    GR_OPT_TEXT(ListArguments, at, "at", NULL, "TIME",
                "which moment of SHOW: 12.5s, 1:02, bar 16 (0s)"),
    GR_LOAD_OPTIONS(ListArguments, load),
    GR_OPT_FLAG(ListArguments, json, "json", NULL, "one JSON document"),
};

enum { SHORT_NAMES = 18, LONG_NAMES = 36 };

typedef struct Listing {
    GrText *out;
    GrJson *json; /* NULL: plain text */
    int width;    /* of the column of names */
} Listing;

static bool list_entry(void *user, const GrEntry *entry)
{
    Listing *listing = user;
    if (!listing->json) {
        gr_text_printf(listing->out, "%-*s%s\n", listing->width, entry->name, entry->summary);
        return true;
    }
    gr_json_open_object(listing->json);
    gr_json_key_string(listing->json, "name", entry->name);
    if (entry->family)
        gr_json_key_string(listing->json, "family", entry->family);
    gr_json_key_string(listing->json, "summary", entry->summary);
    if (entry->detail)
        gr_json_key_string(listing->json, "detail", entry->detail);
    gr_json_close_object(listing->json);
    return true;
}

static void list_kinds(GrText *out, GrJson *json)
{
    if (json) {
        gr_json_key(json, "kinds");
        gr_json_open_array(json);
    }
    for (const GrKind *kind = gr_kinds; kind->name; kind++) {
        Listing listing = {out, json, SHORT_NAMES};
        list_entry(&listing, &(GrEntry){.name = kind->name, .summary = kind->summary});
    }
    if (json)
        gr_json_close_array(json);
}

static int run(const GrCommandInput *input)
{
    const ListArguments *arguments = input->values;
    GrJson writer = {.out = input->out};
    GrJson *json = arguments->json ? &writer : NULL;
    const char *name = input->parsed->positional_count ? input->parsed->positional[0] : NULL;
    const GrKind *kind = name ? gr_kind_find(name) : NULL;
    if (name && !kind) {
        const char *near = gr_kind_nearest(name);
        return gr_error_set(input->error, GR_E_USAGE,
                            near ? "there is no list of '%s'; did you mean '%s'?"
                                 : "there is no list of '%s' (glyphreel list shows the kinds)",
                            name, near);
    }
    bool of_show = input->parsed->positional_count > 1;
    if (of_show && strcmp(kind->name, "signals") != 0)
        return gr_error_set(input->error, GR_E_USAGE,
                            "%s are the same in every show: only signals are listed of one",
                            kind->name);
    if (!of_show && arguments->at)
        return gr_error_set(input->error, GR_E_USAGE,
                            "of which show? glyphreel list signals SHOW --at TIME");
    if (of_show)
        return gr_list_moment(input, input->parsed->positional[1], &arguments->load, arguments->at,
                              arguments->json);
    if (json) {
        gr_json_open_object(json);
        gr_json_key_int(json, "version", 1);
    }
    if (!kind) {
        list_kinds(input->out, json);
    } else {
        if (json) {
            gr_json_key(json, kind->name);
            gr_json_open_array(json);
        }
        if (kind->visit_here)
            kind->visit_here(list_entry, &(Listing){input->out, json, LONG_NAMES});
        else
            kind->visit(list_entry, &(Listing){input->out, json, SHORT_NAMES});
        if (json)
            gr_json_close_array(json);
    }
    if (json)
        gr_json_close_object(json);
    return GR_OK;
}

const GrCommand gr_command_list = {
    .name = "list",
    .summary = "list effects, shaders, palettes, blends, grids, profiles, ...",
    .usage = "[KIND [SHOW --at TIME]] [--json]",
    .about = "Lists what there is of a kind, or the kinds; with a show, the value of each signal "
             "and count\nat a moment.",
    .examples = "  glyphreel list\n"
                "  glyphreel list effects\n"
                "  glyphreel list palettes --json\n"
                "  glyphreel list fonts\n"
                "  glyphreel list signals show.yaml --at \"bar 16\"\n",
    .options = GR_OPTIONS(options),
    .values_size = sizeof(ListArguments),
    .most_positional = 2,
    .takes = {GR_TAKES_KIND, GR_TAKES_SHOW},
    .run = run,
};

/* SPDX-License-Identifier: MIT
 *
 * Things with names of the show's own.
 */
#include "scene/bind.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

enum { OWN_NAMES_MAX = 256 };

void gr_bind_composed(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    (void)b;
    (void)path;
    (void)value;
    (void)target;
}

/* Reads name -> thing by `bind`, which leaves a wrong one empty. */
static void bind_names(GrBinder *b, const char *path, const GrNode *map, const char *wants,
                       void (*bind)(GrBinder *, const char *, const GrNode *, GrOwnName *),
                       GrOwnNames *names)
{
    if (!gr_bind_want_map(b, path, map, wants))
        return;
    if (map->count > OWN_NAMES_MAX) {
        gr_bind_error(b, map, path, "holds %d names: at most %d are possible", map->count,
                      OWN_NAMES_MAX);
        return;
    }
    GrOwnName *list = GR_BIND_NEW(b, GrOwnName, map->count);
    int count = 0;
    for (int i = 0; list && i < map->count; i++) {
        const GrPair *pair = &map->pairs[i];
        char quoted[GR_QUOTE_CAPACITY], below[GR_BIND_PATH];
        if (pair->earlier) {
            gr_bind_error(b, pair->key, path, "'%s' is given twice, first on line %d",
                          gr_quote(quoted, pair->key->text), pair->earlier->line);
            continue;
        }
        snprintf(below, sizeof below, "%.40s.%.140s", path, gr_quote(quoted, pair->key->text));
        GrOwnName *own = &list[count];
        if (gr_bind_name(b, path, pair->key, &own->name)) {
            bind(b, below, pair->value, own);
            count++; /* a wrong one, too: its users are not to blame */
        }
    }
    *names = (GrOwnNames){list, list ? count : 0};
}

static void bind_ramp(GrBinder *b, const char *path, const GrNode *value, GrOwnName *own)
{
    gr_bind_colour_row(b, path, value, &own->colours, &own->colour_count);
}

static void bind_palette(GrBinder *b, const char *path, const GrNode *value, GrOwnName *own)
{
    GrGlyphSource source;
    GrPalette *palette = gr_bind_glyphs(b, path, value, &source);
    if (palette && source.of_font) {
        gr_bind_error(
            b, value, path,
            "a palette with a name belongs to no font: write `glyphs: {font: ...}` in the "
            "layer");
        palette = NULL;
    }
    if (palette)
        palette->name = own->name;
    own->palette = palette;
}

void gr_bind_own_colours(GrBinder *b, const char *path, const GrNode *node, void *target)
{
    (void)target;
    bind_names(b, path, node, "a mapping of names, {dusk: [0b1026, ff6f61]}", bind_ramp,
               &b->own_colours);
}

void gr_bind_own_palettes(GrBinder *b, const char *path, const GrNode *node, void *target)
{
    (void)target;
    bind_names(b, path, node, "a mapping of names, {dots: \" .:oO\"}", bind_palette,
               &b->own_palettes);
}

const GrOwnName *gr_bind_own(const GrOwnNames *names, const char *name)
{
    for (int i = 0; i < names->count; i++)
        if (strcmp(names->list[i].name, name) == 0)
            return &names->list[i];
    return NULL;
}

static const char *own_name_at(const void *names, int index)
{
    const GrOwnNames *own = names;
    return index < own->count ? own->list[index].name : NULL;
}

const char *gr_bind_nearest(const GrOwnNames *names, const char *name, const char *built_in)
{
    const char *near = gr_nearest_name(name, own_name_at, names);
    return near ? near : built_in;
}

static const GrKey style_keys[] = {
    {"scene", GR_IS(GR_A_PART("scene")), "nothing", "keys of a scene, for scenes that lack them",
     "{gain: 0.9, fade_in: 1s}", gr_bind_composed},
    {"layer", GR_IS(GR_A_PART("layer")), "nothing", "keys of a layer, for layers that lack them",
     "{palette: blocks, hue: {by: angle}}", gr_bind_composed},
    {"text", GR_IS(GR_A_PART("text")), "nothing",
     "keys of a layer of text or lyrics, for those that lack them", "{font: book, plate: yes}",
     gr_bind_composed},
    {"lyrics", GR_IS(GR_A_PART("text")), "nothing",
     "keys of a layer of lyrics, for those that lack them, before those of `text`",
     "{plate: yes, sung: ffb000, above_shaders: yes}", gr_bind_composed},
    {0},
};

const GrKeySet gr_style_keys = {
    .name = "style",
    .place = "style: of the show or a scene, an entry of styles:",
    .summary = "A look shared by many: it fills in what scenes and layers do not say themselves.",
    .keys = style_keys,
};

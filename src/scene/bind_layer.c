/* SPDX-License-Identifier: MIT */
#include "scene/bind.h"

#include "base/text.h"
#include "glyph/glyph_set.h"
#include "glyph/palette_text.h"
#include "scene/value_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct LayerDraft {
    GrLayer *layer;
    const GrNode *palette, *glyphs;
    GrGlyphSource source;
} LayerDraft;

enum { COLOURS_MAX = 256 };

static void bind_layer_name(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    gr_bind_name(b, path, value, &((LayerDraft *)target)->layer->name);
}

static const char *grid_name_at(const void *names, int index)
{
    return ((const GrGridSize *)names)[index].name;
}

static void bind_grid(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    GrGridSpec *grid = &((LayerDraft *)target)->layer->grid;
    const char *text;
    double px;
    if (!gr_bind_scalar(b, path, value, "a grid size like md, or a cell height in px", &text))
        return;
    if (gr_number_parse(text, &px)) {
        if (px < GR_CELL_PX_MIN || px > GR_CELL_PX_MAX)
            gr_bind_error(b, value, path, "%g is outside %d..%d px (of a frame 1080 high)", px,
                          GR_CELL_PX_MIN, GR_CELL_PX_MAX);
        else
            *grid = (GrGridSpec){.cell_px = (float)px};
        return;
    }
    const GrGridSize *named = gr_grid_size_find(text);
    if (named) {
        *grid = (GrGridSpec){.named = named};
        return;
    }
    char quoted[GR_QUOTE_CAPACITY];
    const char *near = gr_nearest_name(text, grid_name_at, gr_grid_sizes);
    gr_quote(quoted, text);
    if (near)
        gr_bind_error(b, value, path, "'%s' is no grid size; did you mean '%s'?", quoted, near);
    else
        gr_bind_error(b, value, path,
                      "'%s' is no grid size: write xs, sm, md, lg, xl, xxl or a cell height in px",
                      quoted);
}

static void bind_field(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    GrLayer *layer = ((LayerDraft *)target)->layer;
    GrFieldUse use;
    if (!gr_bind_field(b, path, value, &use))
        return;
    layer->effect = use.effect;
    layer->params = use.params;
    layer->params_animation = *use.animation;
}

static void bind_warps(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    gr_bind_warps(b, path, value, ((LayerDraft *)target)->layer);
}

static void bind_cells(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    gr_bind_cells(b, path, value, ((LayerDraft *)target)->layer);
}

static void bind_palette(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    LayerDraft *draft = target;
    const char *text;
    draft->palette = value;
    if (!gr_bind_scalar(b, path, value, "the name of a palette", &text))
        return;
    const GrOwnName *own = gr_bind_own(&b->own_palettes, text);
    const GrPalette *palette = own ? own->palette : gr_palette_find(text);
    if (own || palette) {
        draft->layer->palette = palette ? palette : draft->layer->palette;
        return;
    }
    char quoted[GR_QUOTE_CAPACITY];
    const char *near = gr_bind_nearest(&b->own_palettes, text, gr_palette_nearest(text));
    gr_quote(quoted, text);
    if (near)
        gr_bind_error(b, value, path, "there is no palette '%s'; did you mean '%s'?", quoted, near);
    else
        gr_bind_error(b, value, path,
                      "there is no palette '%s' (`glyphreel list palettes`); glyphs of your own go "
                      "under `glyphs:`",
                      quoted);
}

static void bind_glyphs(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    LayerDraft *draft = target;
    draft->glyphs = value;
    const GrPalette *palette = gr_bind_glyphs(b, path, value, &draft->source);
    if (palette)
        draft->layer->palette = palette;
}

static void bind_ramp(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    const char *text;
    char quoted[GR_QUOTE_CAPACITY];
    if (!gr_bind_scalar(b, path, value, "sorted, raw or print", &text))
        return;
    for (int i = 0; gr_ramp_order_names[i]; i++) {
        if (strcmp(text, gr_ramp_order_names[i]) == 0) {
            ((LayerDraft *)target)->layer->look.ramp_order = (GrRampOrder)i;
            return;
        }
    }
    gr_bind_error(b, value, path, "'%s' is none of sorted, raw and print", gr_quote(quoted, text));
}

static void bind_emoji(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    const char *text;
    char quoted[GR_QUOTE_CAPACITY];
    if (!gr_bind_scalar(b, path, value, "plain or colour", &text))
        return;
    if (strcmp(text, "plain") == 0 || strcmp(text, "colour") == 0)
        ((LayerDraft *)target)->layer->style.colour_emoji = text[0] == 'c';
    else
        gr_bind_error(b, value, path, "'%s' is neither plain nor colour", gr_quote(quoted, text));
}

enum { OVERSAMPLE_MAX = 4 };

static void bind_oversample(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    const char *text;
    double times;
    if (!gr_bind_scalar(b, path, value, "a whole number", &text))
        return;
    if (!gr_number_parse(text, &times) || times < 1 || times > OVERSAMPLE_MAX ||
        times != (double)(int)times)
        gr_bind_error(b, value, path, "wants a whole number from 1 to %d", OVERSAMPLE_MAX);
    else
        ((LayerDraft *)target)->layer->style.oversample = (int)times;
}

static void bind_font(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    gr_bind_font(b, path, value, &((LayerDraft *)target)->layer->font);
}

/* A bare name, which is a rule's, and no number or expression. */
static bool is_word(const GrNode *node)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
    return node->kind == GR_NODE_SCALAR && !node->text[strspn(node->text, letters)];
}

/* A field of its own is what the hue goes by, unless another rule is named. */
static void settle_hue_field(GrBinder *b, const char *path, const GrNode *hue, GrLayerLook *look)
{
    const GrNode *field = hue->kind == GR_NODE_MAP ? gr_node_find(hue, "field") : NULL;
    if (field && !gr_node_find(hue, "by"))
        look->hue_rule = GR_HUE_FIELD;
    if (field && look->hue_rule != GR_HUE_FIELD)
        gr_bind_warning(b, field, path, "field counts with `by: field` only");
    if (!field && look->hue_rule == GR_HUE_FIELD)
        gr_bind_error(b, hue, path, "the rule field needs a `field:` ({field: fbm})");
}

static void bind_hue(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    GrLayer *layer = ((LayerDraft *)target)->layer;
    GrLayerLook *look = &layer->look;
    const GrBindBlock block = {look, &layer->look_animation};
    const GrParam *base = gr_key_set_param(&gr_hue_keys, "base");
    const GrParam *rule = gr_key_set_param(&gr_hue_keys, "by");
    const char *text;
    if (value->kind == GR_NODE_MAP && !gr_bind_are_keyframes(value)) {
        gr_bind_map(b, path, value, &gr_hue_keys, NULL, &block);
        settle_hue_field(b, path, value, look);
        if (look->hue_rule == GR_HUE_FIXED && gr_node_find(value, "span"))
            gr_bind_warning(b, gr_node_find(value, "span"), path,
                            "span does nothing without a rule (`by: angle`)");
        return;
    }
    if (!gr_bind_are_keyframes(value) &&
        !gr_bind_scalar(b, path, value, "a number, a rule or {by: ..., base: ...}", &text))
        return;
    gr_bind_param(b, "", is_word(value) ? rule : base, value, &block);
    settle_hue_field(b, path, value, look);
}

static const char *ramp_name_at(const void *names, int index)
{
    return ((const GrColourRamp *)names)[index].name;
}

/* One name: a ramp's, or a colour's. */
static bool bind_colour_name(GrBinder *b, const char *path, const GrNode *value,
                             const GrColour **out, int *out_count)
{
    const char *text;
    GrColour colour;
    if (!gr_bind_scalar(b, path, value, "the name of a ramp or a list of colours", &text))
        return false;
    const GrColourRamp *ramp = gr_colour_ramp_find(text);
    int count = ramp ? ramp->count : 1;
    if (!ramp && !gr_colour_parse(text, &colour)) {
        char quoted[GR_QUOTE_CAPACITY];
        const char *near = gr_bind_nearest(&b->own_colours, text,
                                           gr_nearest_name(text, ramp_name_at, gr_colour_ramps));
        gr_quote(quoted, text);
        if (near)
            gr_bind_error(b, value, path, "'%s' is no colour ramp; did you mean '%s'?", quoted,
                          near);
        else
            gr_bind_error(b, value, path,
                          "'%s' is no colour ramp (`glyphreel list colours`) and no colour",
                          quoted);
        return false;
    }
    GrColour *colours = GR_BIND_NEW(b, GrColour, count);
    if (!colours)
        return false;
    for (int i = 0; ramp && i < count; i++)
        gr_colour_parse(ramp->stops[i], &colours[i]);
    if (!ramp)
        colours[0] = colour;
    *out = colours;
    *out_count = count;
    return true;
}

bool gr_bind_colour_row(GrBinder *b, const char *path, const GrNode *value, const GrColour **out,
                        int *out_count)
{
    if (value->kind == GR_NODE_MAP &&
        (gr_node_find(value, "harmony") || gr_node_find(value, "seed")))
        return gr_bind_harmony(b, path, value, out, out_count);
    if (value->kind != GR_NODE_LIST)
        return bind_colour_name(b, path, value, out, out_count);
    if (!value->count || value->count > COLOURS_MAX) {
        if (value->count || !value->incomplete)
            gr_bind_error(b, value, path, "holds %d colours: 1..%d are possible", value->count,
                          COLOURS_MAX);
        return false;
    }
    bool good = true;
    GrColour *colours = GR_BIND_NEW(b, GrColour, value->count);
    for (int i = 0; colours && i < value->count; i++)
        good = gr_bind_colour(b, path, value->items[i], &colours[i]) && good;
    *out = colours;
    *out_count = colours ? value->count : 0;
    return colours && good;
}

bool gr_bind_any_colours(GrBinder *b, const char *path, const GrNode *value, const GrColour **out,
                         int *out_count)
{
    const GrOwnName *own =
        value->kind == GR_NODE_SCALAR ? gr_bind_own(&b->own_colours, value->text) : NULL;
    if (!own)
        return gr_bind_colour_row(b, path, value, out, out_count);
    *out = own->colours;
    *out_count = own->colour_count;
    return own->colours != NULL;
}

static void bind_colours(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    GrLayer *layer = ((LayerDraft *)target)->layer;
    gr_bind_any_colours(b, path, value, &layer->colours, &layer->colour_count);
}

static void bind_layer_mask(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    gr_bind_masks(b, path, value, GR_MASK_OF_CELLS, &((LayerDraft *)target)->layer->masks);
}

static const char *const emoji_kinds[] = {"plain", "colour", NULL};

static const GrKey keys[] = {
    {"name", GR_IS(GR_A(NAME)), "layer 1, layer 2, ...",
     "unique in the scene; it seeds what is random in the layer", "stars", bind_layer_name},
    {"extends", GR_IS({.form = GR_FORM_NAME, .words = "name of a layer"}), "nothing",
     "what this layer lacks comes from that one: a named layer (`layers:` of the show), else a "
     "layer of the same scene; own keys win, mappings merge key by key",
     "stars", gr_bind_composed},
    {"grid", GR_IS(GR_A_NAME_OF("grid"), GR_A_NUMBER(GR_CELL_PX_MIN, GR_CELL_PX_MAX)), "md",
     "how fine the lattice is: xs sm md lg xl xxl, or the height of a cell in px of a frame 1080 "
     "high",
     "md", bind_grid},
    {"field", GR_IS(GR_A_USE_OF("effect"), GR_A(EXPRESSION)), GR_REQUIRED,
     "what moves: an effect by name (`glyphreel list effects`), one with its parameters, or an "
     "expression of the cells; a layer that has `cells` may do without",
     "{plasma: {speed: 2}}", bind_field},
    {"warp",
     GR_IS(GR_A_USE_OF("warp"),
           {.form = GR_FORM_LIST, .items = GR_IS(GR_A_USE_OF("warp")), .max = GR_WARPS_MAX}),
     "none", "what becomes of the field's picture, in this order (`glyphreel list warps`)",
     "[{twist: {amount: 0.2}}, kaleidoscope]", bind_warps},
    {"cells",
     GR_IS({.form = GR_FORM_USE_OF, .of = "cell", .words = "cell effect"},
           {.form = GR_FORM_LIST,
            .items = GR_IS({.form = GR_FORM_USE_OF, .of = "cell", .words = "cell effect"}),
            .max = GR_CELL_EFFECTS_MAX}),
     "none",
     "what becomes of the glyphs once they are painted, in this order (`glyphreel list cells`)",
     "[shake, {ticker: {text: \"on air\"}}]", bind_cells},
    {"palette", GR_IS(GR_A_NAME_OF("palette")), "dense",
     "the glyphs by name; `glyphreel list palettes`", "blocks", bind_palette},
    {"glyphs",
     GR_IS(GR_A(GLYPHS),
           {.form = GR_FORM_UNDER,
            .key = "file",
            .items = GR_IS(GR_A(FILE)),
            .words = "{file: name}"},
           {.form = GR_FORM_UNDER,
            .key = "font",
            .items = GR_IS(GR_A_WORD(gr_glyph_set_names)),
            .words = "{font: ascii, latin or all}"}),
     "the palette's",
     "glyphs of your own instead of a palette: in quotes, from a text file, or those that the "
     "layer's font has itself (ascii, latin, or all of them, thinned to 511 even steps of light)",
     "\" .:*#\"", bind_glyphs},
    {"ramp", GR_IS(GR_A_WORD(gr_ramp_order_names)), "sorted",
     "sorted: by how much ink each glyph has, dark to light; raw: in the order as written; print: "
     "sorted, and the colour keeps its full strength, so that the glyphs alone make the tone, as "
     "ink on paper does",
     "print", bind_ramp},
    {"font", GR_IS(GR_A(FONT)), "the show's fonts",
     "a family, a font file (relative to the show file), a stack or `builtin`", "DejaVu Sans Mono",
     bind_font},
    {"emoji", GR_IS(GR_A_WORD(emoji_kinds)), "plain",
     "how glyphs with colours of their own are drawn: plain, by their light, in the layer's "
     "colour; "
     "colour: in their own, as bright as the field wants",
     "colour", bind_emoji},
    {"oversample", GR_IS(GR_A_NUMBER(1, OVERSAMPLE_MAX)), "1",
     "draws letters that many times larger and scales them down: truer shapes and softer edges, "
     "less of the hinting that keeps small letters crisp",
     "3", bind_oversample},
    {"hue",
     GR_IS(GR_A_PARAM("hue", "base", "number"), GR_A_PARAM("hue", "by", "rule"),
           {.form = GR_FORM_PART, .of = "keyframes", .words = "keyframes"}, GR_A_PART("hue")),
     "0", "the colour: a place on the wheel in turns, or a rule by which it varies",
     "{by: angle, base: 0.5, span: 0.3, speed: 0.1}", bind_hue},
    {"colours",
     GR_IS({.form = GR_FORM_NAME_OF, .of = "colour", .words = "colour ramp"}, GR_A(COLOUR),
           {.form = GR_FORM_LIST, .items = GR_IS(GR_A(COLOUR)), .min = 1, .max = COLOURS_MAX},
           GR_A_PART("harmony")),
     "the colour wheel", "the colours that the hue passes through; `glyphreel list colours`",
     "[0b1026, 5d2e8c, ff6f61]", bind_colours},
    {"mask", GR_IS(GR_MASK_SHAPES), "none",
     "where the layer is seen: a shape (`glyphreel list masks`), letters, or a list of them",
     "{circle: {radius: 0.7, feather: 0.2}}", bind_layer_mask},
    {0},
};

const GrKeySet gr_layer_keys = {
    .name = "layer",
    .place = "an item of layers: of a scene",
    .summary = "A lattice of glyphs: a field decides which glyph and how bright, the hue its "
               "colour.",
    .keys = keys,
    .params = &gr_layer_params,
    .prefix = "",
    .partial = true,
    .setting = "layers:\n  stars: {grid: lg, field: plasma}\n",
};

void gr_bind_layer(GrBinder *b, const GrNode *node, GrLayer *layer)
{
    LayerDraft draft = {.layer = layer};
    b->letters_count = b->field_count = 0;
    layer->grid = (GrGridSpec){.named = gr_grid_size_find("md")};
    layer->style.oversample = 1;
    const GrPalette *dense = gr_palette_find("dense");
    layer->palette = dense ? dense : &gr_palettes[0];
    gr_param_defaults(&gr_layer_params, &layer->look);
    if (!gr_bind_want_map(b, "", node, "a mapping (field, palette, ... or text, or picture)"))
        return;
    if (gr_layer_key_set(node) == &gr_text_keys) {
        gr_bind_text_layer(b, node, layer);
        return;
    }
    if (gr_layer_key_set(node) == &gr_picture_keys) {
        gr_bind_picture_layer(b, node, layer);
        return;
    }
    const GrBindBlock block = {&layer->look, &layer->look_animation};
    gr_bind_map(b, "", node, &gr_layer_keys, &draft, &block);
    const GrNode *cells = gr_node_find(node, "cells");
    bool blank = cells ? cells->kind == GR_NODE_LIST && !cells->count
                       : gr_bind_lacks(node, &gr_layer_keys, "cells");
    if (blank && gr_bind_lacks(node, &gr_layer_keys, "field"))
        gr_bind_error(b, node, "", "has no `field:` (nor `text:`, `lyrics:` or `picture:`)");
    if (draft.palette && draft.glyphs)
        gr_bind_error(b, draft.glyphs, "glyphs", "stands beside a palette: only one can be");
    else
        gr_bind_settle_palette(b,
                               draft.glyphs    ? draft.glyphs
                               : draft.palette ? draft.palette
                                               : node,
                               draft.glyphs ? "glyphs" : "palette", layer, &draft.source);
    gr_bind_settle_masks(b, layer->font, &layer->masks);
    for (int i = 0; i < b->letters_count; i++)
        gr_bind_settle_stencil(b, &b->letters[i], layer->font);
    gr_bind_settle_fields(b, layer);
    gr_bind_settle_source(b, node, layer);
    if (layer->warp_count && !layer->effect && !layer->look.hue_field.count)
        gr_bind_warning(b, gr_node_find(node, "warp"), "warp", "does nothing without a field");
    if (cells)
        gr_bind_settle_cells(b, cells, layer);
    if (layer->look.opacity <= 0 && !gr_bind_is_animated(&layer->look_animation, "opacity"))
        gr_bind_warning(b, node, "opacity", "0 shows nothing");
    else if (layer->look.gain <= 0 && !layer->cell_count &&
             !gr_bind_is_animated(&layer->look_animation, "gain"))
        gr_bind_warning(b, node, "gain", "0 shows nothing");
}

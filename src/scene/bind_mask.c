/* SPDX-License-Identifier: MIT
 *
 * `mask:` of a layer and `where:` of a shader: a shape or a list of them. A text is a mapping of
 * its own; the other shapes are kinds by name.
 */
#include "scene/bind.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

enum { STENCIL_LETTERS = 1000 };

static const GrParam mask_params[] = {
    {.name = "size",
     .type = GR_PARAM_FLOAT,
     .offset = offsetof(GrMaskParams, size),
     .unit = "px",
     .max = 4000,
     .fixed = true,
     .example = "500",
     .help = "height of the letters' em; 0 is as large as fits"},
    GR_FIXED_FLOAT(GrMaskParams, x, "screen", 0, -64, 64, "where its middle is"),
    GR_FIXED_FLOAT(GrMaskParams, y, "screen", 0, -64, 64, "how high its middle is: -1 is the top"),
    GR_FIXED_FLOAT(GrMaskParams, width, "", 0, 0, 8,
                   "of the frame's width: longer lines wrap; 0 is no wrapping"),
    GR_FIXED_FLOAT(GrMaskParams, leading, "sizes", 1, 0.3, 8, "from line to line"),
    GR_FIXED_FLOAT(GrMaskParams, tracking, "em", 0, -0.5, 4, "more room between letters"),
    {.name = "align",
     .type = GR_PARAM_CHOICE,
     .offset = offsetof(GrMaskParams, align),
     .unit = "",
     .def = GR_TEXT_CENTRE,
     .choices = gr_text_sides,
     .choice_help = gr_text_side_help,
     .help = "of the lines among each other"},
    GR_FIXED_FLOAT(GrMaskParams, feather, "px", 0, 0, 100, "how soft its edge is"),
    {.name = "combine",
     .type = GR_PARAM_CHOICE,
     .offset = offsetof(GrMaskParams, combine),
     .unit = "",
     .choices = gr_mask_joins,
     .choice_help = gr_mask_join_help,
     .help = "how it is joined to the shapes before it in a list"},
    GR_BOOL(GrMaskParams, invert, 0, "what lies outside of it is seen instead"),
};
const GrParamTable gr_mask_params = GR_PARAM_TABLE(GrMaskParams, mask_params);

static void bind_text(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    GrMask *mask = target;
    mask->letters = value;
    gr_bind_lines(b, path, value, STENCIL_LETTERS, &mask->text);
}

static void bind_font(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    gr_bind_font(b, path, value, &((GrMask *)target)->font);
}

static const GrKey keys[] = {
    {"text", GR_IS(GR_A(TEXT), GR_A_LIST(GR_A(TEXT))), GR_REQUIRED,
     "letters through which the layer is seen", "RAIN", bind_text},
    {"font", GR_IS(GR_A(FONT)), "the layer's font", "the letters' own font", "DejaVu Sans:bold",
     bind_font},
    {0},
};

const GrKeySet gr_mask_keys = {
    .name = "mask",
    .place = "mask: of a layer, where: of a shader, or an item of such a list",
    .summary = "A stencil of letters; other shapes are written by name (`glyphreel list masks`).",
    .keys = keys,
    .params = &gr_mask_params,
    .prefix = "",
};

static void bind_file(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    gr_bind_picture_file(b, path, value, &((GrMask *)target)->file);
}

const GrKey gr_mask_image_keys[] = {
    {"file", GR_IS(GR_A(FILE)), GR_REQUIRED, "the picture", "cover.png", bind_file},
    {0},
};

GrKeySet gr_mask_kind_keys(const GrMaskKind *kind)
{
    return (GrKeySet){.name = kind->name,
                      .keys = kind->id == GR_MASK_IMAGE ? gr_mask_image_keys : NULL,
                      .params = &kind->params};
}

/* Defaults, the fields among them too. */
static bool begin_mask(GrBinder *b, const GrNode *node, const GrParamTable *table, GrMask *mask)
{
    const GrMaskParams *defaults = gr_bind_defaults(b, table);
    if (!defaults)
        return false;
    mask->place = gr_bind_place(node);
    mask->table = table;
    mask->params = *defaults;
    return true;
}

static bool bind_letters(GrBinder *b, const char *path, const GrNode *node, GrMask *mask)
{
    if (!begin_mask(b, node, &gr_mask_params, mask))
        return false;
    mask->id = GR_MASK_TEXT;
    const GrBindBlock block = {&mask->params, NULL};
    gr_bind_map(b, path, node, &gr_mask_keys, mask, &block);
    if (gr_bind_lacks(node, &gr_mask_keys, "text"))
        gr_bind_error(b, node, path, "has no `text:`");
    return mask->text != NULL;
}

/* {text: RAIN}, or several keys, which nothing but a text has side by side, or one of its others.
 */
static bool is_letters(const GrNode *node)
{
    if (node->kind != GR_NODE_MAP || node->count != 1)
        return node->kind == GR_NODE_MAP;
    const char *key = node->pairs[0].key->text;
    return gr_key_find(&gr_mask_keys, key) || gr_key_set_param(&gr_mask_keys, key);
}

static bool bind_mask(GrBinder *b, const char *path, const GrNode *node, GrMask *mask)
{
    const GrNode *name, *params;
    if (node->kind == GR_NODE_MAP && node->count > 1 && gr_mask_find(node->pairs[0].key->text)) {
        gr_bind_error(b, node, path, "several shapes are a list: [{circle: {x: 1}}, ring]");
        return false;
    }
    if (is_letters(node))
        return bind_letters(b, path, node, mask);
    if (!gr_bind_use(b, path, node, "mask", &name, &params))
        return false;
    const GrMaskKind *kind = gr_mask_find(name->text);
    if (!kind) {
        gr_bind_unknown(b, name, path, "mask", gr_mask_nearest(name->text));
        return false;
    }
    if (!begin_mask(b, node, &kind->params, mask))
        return false;
    mask->id = kind->id;
    const GrKeySet set = gr_mask_kind_keys(kind);
    const GrBindBlock block = {&mask->params, &mask->animation};
    if (params)
        gr_bind_map(b, kind->name, params, &set, mask, &block);
    if (kind->id == GR_MASK_IMAGE && (!params || !gr_node_find(params, "file")))
        gr_bind_error(b, node, path, "has no `file:`");
    return kind->id != GR_MASK_IMAGE || mask->file;
}

/* Where there is no layer of glyphs, fields get a grid of their own. Nobody steps what has a
 * history there, and letters would want a layer's font. */
static void make_host(GrBinder *b, const char *path, const GrNode *node, GrMasks *masks)
{
    int fields = 0;
    for (int i = 0; i < masks->count; i++)
        fields += masks->list[i].id == GR_MASK_FIELD;
    GrLayer *host = fields ? GR_BIND_NEW(b, GrLayer, 1) : NULL;
    if (!host)
        return;
    host->name = "mask";
    host->grid = (GrGridSpec){.named = gr_grid_size_find("md")};
    host->masks = *masks;
    gr_bind_settle_fields(b, host);
    for (int i = 0; i < host->field_count; i++) {
        const GrEffect *effect = host->fields[i]->effect;
        if (effect->state_bytes || effect->stencil) {
            gr_bind_error(b, node, path,
                          "%s has a history or letters: only a layer of glyphs can have it as its "
                          "mask",
                          effect->name);
            *masks = (GrMasks){0};
            return;
        }
    }
    masks->host = host;
}

void gr_bind_masks(GrBinder *b, const char *path, const GrNode *node, bool has_cells, GrMasks *out)
{
    bool listed = node->kind == GR_NODE_LIST;
    int count = listed ? node->count : 1;
    char outer[GR_BIND_SCOPE];
    if (listed && (!count || count > GR_MASKS_MAX)) {
        if (count || !node->incomplete)
            gr_bind_error(b, node, path, "holds %d shapes: 1..%d are possible", count,
                          GR_MASKS_MAX);
        return;
    }
    GrMask *list = GR_BIND_NEW(b, GrMask, count);
    memcpy(outer, b->scope, sizeof outer);
    for (int i = 0; list && i < count; i++) {
        if (listed)
            snprintf(b->scope, sizeof b->scope, "%.*s, %.32s %d", GR_BIND_SCOPE - 64, outer, path,
                     i + 1);
        out->count +=
            bind_mask(b, listed ? "" : path, listed ? node->items[i] : node, &list[out->count]);
    }
    memcpy(b->scope, outer, sizeof outer);
    out->list = out->count ? list : NULL;
    if (!has_cells)
        make_host(b, path, node, out);
}

void gr_bind_settle_masks(GrBinder *b, const char *layer_font, const GrMasks *masks)
{
    for (int i = 0; i < masks->count; i++) {
        GrMask *mask = (GrMask *)&masks->list[i]; /* ours until the show is bound */
        if (mask->letters)
            gr_bind_served(b, mask->letters, "mask.text", mask->font ? mask->font : layer_font,
                           &mask->text);
        mask->letters = NULL;
    }
}

GrStencilSpec gr_mask_stencil(const GrMask *mask)
{
    const GrMaskParams *p = &mask->params;
    return (GrStencilSpec){.kind = GR_STENCIL_TEXT,
                           .text = mask->text,
                           .font = mask->font,
                           .size = p->size,
                           .x = p->x,
                           .y = p->y,
                           .width = p->width,
                           .leading = p->leading,
                           .tracking = p->tracking,
                           .align = p->align,
                           .soft = p->feather};
}

/* Such an effect calls its parameters `text` and `font`. */
void gr_bind_settle_stencil(GrBinder *b, const GrLetters *letters, const char *layer_font)
{
    const GrEffect *effect = letters->effect;
    const GrNode *node = letters->node;
    const GrNode *own = node->kind == GR_NODE_MAP ? node->pairs[0].value : node;
    const GrNode *font = gr_node_find(own, "font"), *at = gr_node_find(own, "text");
    const GrParam *font_param = gr_param_find(&effect->params, "font");
    const GrParam *text_param = gr_param_find(&effect->params, "text");
    char path[GR_BIND_PATH], outer[GR_BIND_SCOPE];
    const char **font_slot = (const char **)(void *)((char *)letters->params + font_param->offset);
    const char **text_slot = (const char **)(void *)((char *)letters->params + text_param->offset);
    memcpy(outer, b->scope, sizeof outer);
    snprintf(b->scope, sizeof b->scope, "%s", letters->scope);
    snprintf(path, sizeof path, "%s.font", effect->name);
    if (!font || gr_bind_font(b, path, font, font_slot)) {
        snprintf(path, sizeof path, "%s.text", effect->name);
        at = at ? at : node;
        if (gr_bind_showable(b, path, at, *text_slot, STENCIL_LETTERS))
            gr_bind_served(b, at, path, *font_slot ? *font_slot : layer_font, text_slot);
    }
    memcpy(b->scope, outer, sizeof outer);
}

/* SPDX-License-Identifier: MIT
 *
 * `mask:` of a layer, `where:` of a shader, `of:` of a transition: a shape or a list of them. A
 * text is a mapping of its own; the other shapes are kinds by name, of which a group holds such a
 * list.
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
    GR_FLOAT(GrMaskParams, x, "screen", 0, -64, 64, "where its middle is"),
    GR_FLOAT(GrMaskParams, y, "screen", 0, -64, 64, "how high its middle is: -1 is the top"),
    GR_FLOAT_LIKE(GrMaskParams, scale, "", 1, 0, 1000, "20 * p^3",
                  "how large it has grown about its middle; 1 is its size"),
    GR_FLOAT_LIKE(GrMaskParams, angle, "turns", 0, -64, 64, "0.125",
                  "how far it is turned, clockwise"),
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
    GR_FLOAT_LIKE(GrMaskParams, feather, "px", 0, 0, 100, "30", "how soft its edge is"),
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
    .place = "mask: of a layer, where: of a shader, of: of the transition or the mask that are so "
             "written, or an item of such a list",
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

static void bind_members(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    (void)b;
    (void)path;
    *(const GrNode **)target = value; /* they go into the list behind it */
}

const GrKey gr_mask_group_keys[] = {
    {"of", GR_IS(GR_MASK_SHAPES), GR_REQUIRED,
     "its shapes; a list within a list is short for a group of a union",
     "[ring, {rect: {combine: subtract}}]", bind_members},
    {0},
};

GrKeySet gr_mask_kind_keys(const GrMaskKind *kind)
{
    return (GrKeySet){.name = kind->name,
                      .keys = kind->id == GR_MASK_IMAGE   ? gr_mask_image_keys
                              : kind->id == GR_MASK_GROUP ? gr_mask_group_keys
                                                          : NULL,
                      .params = &kind->params};
}

/* A mask that is being bound: room for all of its shapes. */
typedef struct Draft {
    GrMask *list;
    int count, depth;
    GrMaskOwner owner;
} Draft;

static const GrNode *members_of(const GrNode *node)
{
    bool named = node->kind == GR_NODE_MAP && node->count == 1 &&
                 strcmp(node->pairs[0].key->text, gr_mask_kinds[GR_MASK_GROUP].name) == 0;
    return named ? gr_node_find(node->pairs[0].value, "of") : NULL;
}

/* Shapes and groups of a list, or of one alone; beyond what is possible it need not be exact. */
static int count_shapes(const GrNode *list, int depth)
{
    bool listed = list->kind == GR_NODE_LIST;
    int count = 0;
    for (int i = 0; i < (listed ? list->count : 1) && count <= GR_MASKS_MAX; i++) {
        const GrNode *item = listed ? list->items[i] : list;
        const GrNode *members = item->kind == GR_NODE_LIST ? item : members_of(item);
        count += 1 + (members && depth < GR_MASKS_DEPTH ? count_shapes(members, depth + 1) : 0);
    }
    return count;
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
    const GrBindBlock block = {&mask->params, &mask->animation};
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

static void bind_list(GrBinder *b, const char *path, const GrNode *node, Draft *draft);

/* `members` NULL: what is wrong is said already. */
static bool bind_group(GrBinder *b, const char *path, const GrNode *members, Draft *draft,
                       GrMask *group)
{
    int before = draft->count;
    if (members && draft->depth + 1 == GR_MASKS_DEPTH) {
        gr_bind_error(b, members, path, "groups of masks within each other are at most %d deep",
                      GR_MASKS_DEPTH - 1);
    } else if (members) {
        draft->depth++;
        bind_list(b, path, members, draft);
        draft->depth--;
    }
    group->members = draft->count - before;
    return group->members > 0;
}

/* A list in a list. */
static bool bind_bare_group(GrBinder *b, const char *path, const GrNode *node, Draft *draft,
                            GrMask *group)
{
    const GrMaskKind *kind = &gr_mask_kinds[GR_MASK_GROUP];
    group->id = kind->id;
    return begin_mask(b, node, &kind->params, group) && bind_group(b, path, node, draft, group);
}

/* What opens in a transition opens with it. */
static void open_with_progress(GrBinder *b, const GrNode *node, const GrNode *params, GrMask *mask)
{
    const GrParam *open = gr_param_find(mask->table, "open");
    if (!open || (params && gr_node_find(params, "open")))
        return;
    GrNode progress = {.kind = GR_NODE_SCALAR,
                       .text = "p",
                       .source = node->source,
                       .line = node->line,
                       .column = node->column};
    const GrBindBlock block = {&mask->params, &mask->animation};
    gr_bind_expression(b, "open", open, &progress, &block);
}

static bool bind_kind(GrBinder *b, const char *path, const GrNode *node, Draft *draft, GrMask *mask)
{
    const GrNode *name, *params, *members = NULL;
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
    bool group = kind->id == GR_MASK_GROUP, image = kind->id == GR_MASK_IMAGE;
    const GrKeySet set = gr_mask_kind_keys(kind);
    const GrBindBlock block = {&mask->params, &mask->animation};
    if (params)
        gr_bind_map(b, kind->name, params, &set, group ? (void *)&members : mask, &block);
    if (draft->owner == GR_MASK_OF_TRANSITION)
        open_with_progress(b, node, params, mask);
    if ((group || image) && (!params || gr_bind_lacks(params, &set, group ? "of" : "file")))
        gr_bind_error(b, node, path, "has no `%s:`", group ? "of" : "file");
    if (group)
        return bind_group(b, "group.of", members, draft, mask);
    return !image || mask->file;
}

/* How shapes are joined, written as if it were one: {intersect: [circle, rect]}. */
static bool is_joint(const GrNode *node)
{
    if (node->kind != GR_NODE_MAP || node->count != 1)
        return false;
    const char *word = node->pairs[0].key->text;
    bool joins = strcmp(word, "invert") == 0;
    for (int i = 0; gr_mask_joins[i] && !joins; i++)
        joins = strcmp(word, gr_mask_joins[i]) == 0;
    return joins;
}

static bool bind_shape(GrBinder *b, const char *path, const GrNode *node, Draft *draft,
                       GrMask *mask)
{
    if (node->kind == GR_NODE_LIST)
        return bind_bare_group(b, path, node, draft, mask);
    if (is_joint(node)) {
        gr_bind_error(b, node, path,
                      "'%s' is no shape, but a word of shapes: [circle, {rect: {combine: "
                      "intersect}}], {circle: {invert: yes}}",
                      node->pairs[0].key->text);
        return false;
    }
    if (node->kind == GR_NODE_MAP && node->count > 1 && gr_mask_find(node->pairs[0].key->text)) {
        gr_bind_error(b, node, path, "several shapes are a list: [{circle: {x: 1}}, ring]");
        return false;
    }
    return is_letters(node) ? bind_letters(b, path, node, mask)
                            : bind_kind(b, path, node, draft, mask);
}

/* One shape, with those of a group behind it; what is wrong is left out. */
static void bind_mask(GrBinder *b, const char *path, const GrNode *node, Draft *draft)
{
    int at = draft->count++;
    if (bind_shape(b, path, node, draft, &draft->list[at]))
        return;
    memset(&draft->list[at], 0, (size_t)(draft->count - at) * sizeof *draft->list);
    draft->count = at;
}

/* A list, or one alone. */
static void bind_list(GrBinder *b, const char *path, const GrNode *node, Draft *draft)
{
    char outer[GR_BIND_SCOPE];
    if (node->kind != GR_NODE_LIST) {
        bind_mask(b, path, node, draft);
        return;
    }
    if (!node->count || node->count > GR_MASKS_LIST_MAX) {
        if (node->count || !node->incomplete)
            gr_bind_error(b, node, path, "holds %d shapes: 1..%d are possible", node->count,
                          GR_MASKS_LIST_MAX);
        return;
    }
    const char *what = draft->depth ? "mask" : path;
    memcpy(outer, b->scope, sizeof outer);
    for (int i = 0; i < node->count; i++) {
        snprintf(b->scope, sizeof b->scope, "%.*s, %.32s %d", GR_BIND_SCOPE - 64, outer, what,
                 i + 1);
        bind_mask(b, "", node->items[i], draft);
    }
    memcpy(b->scope, outer, sizeof outer);
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

void gr_bind_masks(GrBinder *b, const char *path, const GrNode *node, GrMaskOwner owner,
                   GrMasks *out)
{
    int most = count_shapes(node, 0);
    if (most > GR_MASKS_MAX) {
        gr_bind_error(b, node, path, "holds more than %d shapes and groups in all", GR_MASKS_MAX);
        return;
    }
    Draft draft = {.list = GR_BIND_NEW(b, GrMask, most + 1), .owner = owner};
    if (!draft.list)
        return;
    bind_list(b, path, node, &draft);
    *out = (GrMasks){.list = draft.count ? draft.list : NULL, .count = draft.count};
    if (owner != GR_MASK_OF_CELLS)
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

static bool follows_progress(const GrAnimation *animation)
{
    bool follows = false;
    for (int i = 0; i < animation->count && !follows; i++) {
        const GrAnimated *animated = &animation->list[i];
        follows = animated->expr && gr_expr_uses(animated->expr, GR_UNIFORM_P);
        for (int k = 0; animated->keys && k < animated->keys->count && !follows; k++)
            follows = animated->keys->keys[k].expr &&
                      gr_expr_uses(animated->keys->keys[k].expr, GR_UNIFORM_P);
    }
    return follows;
}

bool gr_masks_cover(const GrMasks *masks, int32_t says)
{
    bool follows = false;
    for (int i = 0; i < masks->count && !follows; i++)
        follows = follows_progress(&masks->list[i].animation);
    return says == GR_MASK_SAYS_COVER || (says == GR_MASK_SAYS_AUTO && follows);
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

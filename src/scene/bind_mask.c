/* SPDX-License-Identifier: MIT
 *
 * `mask:` of a layer. What its stencil is made of is the key that names it.
 */
#include "scene/bind.h"

#include <stdio.h>

enum { STENCIL_LETTERS = 1000 };

static const GrParam mask_params[] = {
    {.name = "size",
     .type = GR_PARAM_FLOAT,
     .offset = offsetof(GrMaskLook, size),
     .unit = "px",
     .max = 4000,
     .fixed = true,
     .example = "500",
     .help = "height of the letters' em; 0 is as large as fits"},
    GR_FIXED_FLOAT(GrMaskLook, x, "screen", 0, -64, 64, "where its middle is"),
    GR_FIXED_FLOAT(GrMaskLook, y, "screen", 0, -64, 64, "how high its middle is: -1 is the top"),
    GR_FIXED_FLOAT(GrMaskLook, width, "", 0, 0, 8,
                   "of the frame's width: longer lines wrap; 0 is no wrapping"),
    GR_FIXED_FLOAT(GrMaskLook, leading, "sizes", 1, 0.3, 8, "from line to line"),
    GR_FIXED_FLOAT(GrMaskLook, tracking, "em", 0, -0.5, 4, "more room between letters"),
    {.name = "align",
     .type = GR_PARAM_CHOICE,
     .offset = offsetof(GrMaskLook, align),
     .unit = "",
     .def = GR_TEXT_CENTRE,
     .choices = gr_text_sides,
     .choice_help = gr_text_side_help,
     .help = "of the lines among each other"},
    GR_FIXED_FLOAT(GrMaskLook, feather, "px", 0, 0, 100, "how soft its edge is"),
    GR_BOOL(GrMaskLook, invert, 0, "the layer is seen outside of it instead"),
};
const GrParamTable gr_mask_params = GR_PARAM_TABLE(GrMaskLook, mask_params);

static void bind_text(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    gr_bind_lines(b, path, value, STENCIL_LETTERS, &((GrMask *)target)->text);
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
    .place = "mask: of a layer",
    .summary = "A stencil: the layer is seen only through it.",
    .keys = keys,
    .params = &gr_mask_params,
    .prefix = "",
};

void gr_bind_mask(GrBinder *b, const char *path, const GrNode *node, const GrMask **out)
{
    if (!gr_bind_want_map(b, path, node, "a mapping like {text: RAIN}"))
        return;
    GrMask *mask = GR_BIND_NEW(b, GrMask, 1);
    if (!mask)
        return;
    mask->kind = GR_STENCIL_TEXT;
    gr_param_defaults(&gr_mask_params, &mask->look);
    const GrBindBlock block = {&mask->look, NULL};
    gr_bind_map(b, path, node, &gr_mask_keys, mask, &block);
    if (gr_bind_lacks(node, &gr_mask_keys, "text"))
        gr_bind_error(b, node, path, "has no `text:`");
    if (mask->text)
        *out = mask;
}

GrStencilSpec gr_mask_stencil(const GrMask *mask)
{
    const GrMaskLook *look = &mask->look;
    return (GrStencilSpec){.kind = mask->kind,
                           .text = mask->text,
                           .font = mask->font,
                           .size = look->size,
                           .x = look->x,
                           .y = look->y,
                           .width = look->width,
                           .leading = look->leading,
                           .tracking = look->tracking,
                           .align = look->align,
                           .soft = look->feather};
}

void gr_bind_settle_mask(GrBinder *b, const GrNode *node, GrLayer *layer)
{
    const GrNode *at = layer->mask ? gr_node_find(gr_node_find(node, "mask"), "text") : NULL;
    GrMask *mask = at ? GR_BIND_NEW(b, GrMask, 1) : NULL;
    if (!mask)
        return;
    *mask = *layer->mask;
    if (gr_bind_served(b, at, "mask.text", mask->font ? mask->font : layer->font, &mask->text))
        layer->mask = mask;
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

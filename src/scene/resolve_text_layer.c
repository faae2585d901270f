/* SPDX-License-Identifier: MIT
 *
 * Layers of text, of lyrics and of pictures, and masks.
 */
#include "scene/bind.h"
#include "scene/resolve_parts.h"

static void write_text(GrResolver *r, const char *key, const void *thing)
{
    const GrTextLayer *text = ((const GrLayer *)thing)->text;
    if (!text->file)
        gr_resolve_text(r, key, text->cues.list[0].text);
}

static void write_file(GrResolver *r, const char *key, const void *thing)
{
    gr_resolve_key(r, key);
    gr_resolve_file(r, ((const GrTextLayer *)thing)->file, GR_YAML_BLOCK);
    gr_resolve_end_line(r);
}

static void write_encoding(GrResolver *r, const char *key, const void *thing)
{
    const GrTextLayer *text = thing;
    if (text->encoding)
        gr_resolve_text(r, key, text->encoding);
}

static void write_offset(GrResolver *r, const char *key, const void *thing)
{
    int64_t offset_ns = ((const GrTextLayer *)thing)->offset_ns;
    gr_resolve_key(r, key);
    gr_text_puts(r->out, offset_ns < 0 ? "-" : "");
    gr_yaml_time(r->out, offset_ns < 0 ? -offset_ns : offset_ns);
    gr_resolve_end_line(r);
}

const GrKeyWriter gr_lyrics_writers[] = {
    {"file", write_file}, {"encoding", write_encoding}, {"offset", write_offset}, {0}};

static void write_lyrics(GrResolver *r, const char *key, const void *thing)
{
    const GrTextLayer *text = ((const GrLayer *)thing)->text;
    if (!text->file)
        return;
    gr_resolve_open(r, key);
    gr_resolve_keys(r, gr_lyrics_keys.keys, gr_lyrics_writers, text);
    gr_resolve_close(r);
}

static void write_name(GrResolver *r, const char *key, const void *thing)
{
    gr_resolve_text(r, key, ((const GrLayer *)thing)->name);
}

static void write_one_font(GrResolver *r, const char *key, const char *font)
{
    if (!font)
        return;
    gr_resolve_key(r, key);
    gr_resolve_font(r, font, GR_YAML_BLOCK);
    gr_resolve_end_line(r);
}

static void write_font(GrResolver *r, const char *key, const void *thing)
{
    write_one_font(r, key, ((const GrLayer *)thing)->font);
}

static void write_axes(GrResolver *r, const char *key, const void *thing)
{
    const GrTextLayer *text = ((const GrLayer *)thing)->text;
    const GrKeySet set = {.name = key, .params = &text->axes};
    if (!text->axes.count)
        return;
    gr_resolve_open(r, key);
    gr_resolve_params(r, &set, text->axis_values, &text->axes_animation);
    gr_resolve_close(r);
}

#define PART_WRITER(part)                                                                          \
    static void write_##part(GrResolver *r, const char *key, const void *thing)                    \
    {                                                                                              \
        const GrTextLayer *text = ((const GrLayer *)thing)->text;                                  \
        gr_resolve_open(r, key);                                                                   \
        gr_resolve_params(r, &gr_##part##_keys, &text->look, &text->look_animation);               \
        gr_resolve_close(r);                                                                       \
    }
PART_WRITER(outline)
PART_WRITER(shadow)
PART_WRITER(glow)
PART_WRITER(plate)

static void write_motion(GrResolver *r, const char *key, const void *thing)
{
    const GrTextLayer *text = ((const GrLayer *)thing)->text;
    const GrMotionKind *kind = text->motion;
    if (!kind->params.count) {
        gr_resolve_text(r, key, kind->name);
        return;
    }
    gr_resolve_open(r, key);
    gr_resolve_use(r, kind->name, &kind->params, &text->motion_params, &text->motion_animation);
    gr_resolve_close(r);
}

const GrKeyWriter gr_text_writers[] = {
    {"name", write_name},
    {"text", write_text},
    {"lyrics", write_lyrics},
    {"font", write_font},
    {"at", NULL},
    {"axes", write_axes},
    {"outline", write_outline},
    {"shadow", write_shadow},
    {"glow", write_glow},
    {"plate", write_plate},
    {"mask", gr_resolve_mask},
    {"motion", write_motion},
    {0},
};

void gr_resolve_text_layer(GrResolver *r, const GrLayer *layer)
{
    gr_resolve_keys(r, gr_text_keys.keys, gr_text_writers, layer);
    gr_resolve_params(r, &gr_text_keys, &layer->text->look, &layer->text->look_animation);
}

static void write_picture(GrResolver *r, const char *key, const void *thing)
{
    gr_resolve_key(r, key);
    gr_resolve_file(r, ((const GrLayer *)thing)->picture->file, GR_YAML_BLOCK);
    gr_resolve_end_line(r);
}

const GrKeyWriter gr_picture_writers[] = {
    {"picture", write_picture},
    {"name", write_name},
    {"at", NULL},
    {"size", NULL},
    {"mask", gr_resolve_mask},
    {0},
};

void gr_resolve_picture_layer(GrResolver *r, const GrLayer *layer)
{
    gr_resolve_keys(r, gr_picture_keys.keys, gr_picture_writers, layer);
    gr_resolve_params(r, &gr_picture_keys, &layer->picture->look, &layer->picture->look_animation);
}

static void write_mask_text(GrResolver *r, const char *key, const void *thing)
{
    gr_resolve_text(r, key, ((const GrMask *)thing)->text);
}

static void write_mask_font(GrResolver *r, const char *key, const void *thing)
{
    write_one_font(r, key, ((const GrMask *)thing)->font);
}

const GrKeyWriter gr_mask_writers[] = {{"text", write_mask_text}, {"font", write_mask_font}, {0}};

static void write_mask_file(GrResolver *r, const char *key, const void *thing)
{
    gr_resolve_key(r, key);
    gr_resolve_file(r, ((const GrMask *)thing)->file, GR_YAML_BLOCK);
    gr_resolve_end_line(r);
}

const GrKeyWriter gr_mask_image_writers[] = {{"file", write_mask_file}, {0}};

static void write_list(GrResolver *r, const char *key, const GrMask *list, int count);

static void write_members(GrResolver *r, const char *key, const void *thing)
{
    const GrMask *group = thing;
    write_list(r, key, group + 1, group->members);
}

const GrKeyWriter gr_mask_group_writers[] = {{"of", write_members}, {0}};

static void write_shape(GrResolver *r, const GrMask *mask)
{
    if (mask->id == GR_MASK_TEXT) {
        gr_resolve_keys(r, gr_mask_keys.keys, gr_mask_writers, mask);
        gr_resolve_params(r, &gr_mask_keys, &mask->params, &mask->animation);
        return;
    }
    const GrKeySet set = gr_mask_kind_keys(&gr_mask_kinds[mask->id]);
    gr_resolve_open(r, set.name);
    if (set.keys)
        gr_resolve_keys(r, set.keys,
                        mask->id == GR_MASK_GROUP ? gr_mask_group_writers : gr_mask_image_writers,
                        mask);
    gr_resolve_params(r, &set, &mask->params, &mask->animation);
    gr_resolve_close(r);
}

/* Groups with what is in them. */
static void write_list(GrResolver *r, const char *key, const GrMask *list, int count)
{
    gr_resolve_open(r, key);
    for (int i = 0; i < count; i += 1 + list[i].members) {
        gr_resolve_open_item(r);
        write_shape(r, &list[i]);
        gr_resolve_close(r);
    }
    gr_resolve_close(r);
}

void gr_resolve_masks(GrResolver *r, const char *key, const GrMasks *masks)
{
    if (masks->count)
        write_list(r, key, masks->list, masks->count);
}

void gr_resolve_mask(GrResolver *r, const char *key, const void *thing)
{
    gr_resolve_masks(r, key, &((const GrLayer *)thing)->masks);
}

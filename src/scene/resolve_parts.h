/* SPDX-License-Identifier: MIT
 *
 * What the parts of the writer of resolved shows share. Private to resolve*.c.
 */
#ifndef GR_SCENE_RESOLVE_PARTS_H
#define GR_SCENE_RESOLVE_PARTS_H

#include "scene/names.h"
#include "scene/resolve.h"
#include "scene/resolve_text.h"

typedef struct GrResolver {
    const GrShow *show;
    GrText *out;
    int depth;      /* of mappings and lists */
    bool item;      /* the next line begins an item of a list */
    GrNames vars;   /* the show's */
    bool *used;     /* of them, by expressions that were written */
    size_t vars_at; /* where in the text those that are used go */
    int code;       /* of the first failure */
    GrError *error;
} GrResolver;

/* Writes the lines of one key of a thing, or none when there is nothing to say. */
typedef void GrKeyWrite(GrResolver *r, const char *key, const void *thing);

typedef struct GrKeyWriter {
    const char *key;
    GrKeyWrite *write; /* NULL: what it says is in other keys */
} GrKeyWriter;

/* Lines. A key's line goes on until gr_resolve_end_line; gr_resolve_open ends it and begins what
 * is below the key, gr_resolve_close ends that. */
void gr_resolve_key(GrResolver *r, const char *key);
void gr_resolve_end_line(GrResolver *r);
void gr_resolve_open(GrResolver *r, const char *key);
void gr_resolve_close(GrResolver *r);
/* The next line begins an item of the list that is open, and those below belong to it. */
void gr_resolve_open_item(GrResolver *r);

/* "key: text" */
void gr_resolve_text(GrResolver *r, const char *key, const char *text);
void gr_resolve_time(GrResolver *r, const char *key, int64_t ns);
/* A file or font behind a key or in a list, by its whole path if it is a file. */
void gr_resolve_file(GrResolver *r, const char *path, GrYamlPlace place);
void gr_resolve_font(GrResolver *r, const char *name, GrYamlPlace place);

/* All keys of a set that have a writer; parameters of the set are not keys here. */
void gr_resolve_keys(GrResolver *r, const GrKey *keys, const GrKeyWriter *writers,
                     const void *thing);
/* All parameters of a set, from a block of values and what of it changes over time (or NULL). */
void gr_resolve_params(GrResolver *r, const GrKeySet *set, const void *values,
                       const GrAnimation *animation);
/* "name", or "name:" and its parameters below, as `field:` and `shaders:` take it. */
void gr_resolve_use(GrResolver *r, const char *name, const GrParamTable *params, const void *values,
                    const GrAnimation *animation);
/* "key: name", or the field with its parameters below the key. */
void gr_resolve_field(GrResolver *r, const char *key, const GrFieldUse *use);
void gr_resolve_expr(GrResolver *r, const GrExpr *expr, GrYamlPlace place);
void gr_resolve_background(GrResolver *r, const char *key, const GrBackground *background,
                           const GrAnimation *animation);

void gr_resolve_signals(GrResolver *r, const char *key, const GrOwnSignals *own);
/* The keys and parameters of a layer of text, and of a picture. */
void gr_resolve_text_layer(GrResolver *r, const GrLayer *layer);
void gr_resolve_picture_layer(GrResolver *r, const GrLayer *layer);
GrKeyWrite gr_resolve_mask; /* of a GrLayer */
void gr_resolve_masks(GrResolver *r, const char *key, const GrMasks *masks);
void gr_resolve_scene(GrResolver *r, const GrScene *scene);

/* By key; each ends with a NULL key. */
extern const GrKeyWriter gr_show_writers[], gr_audio_writers[], gr_scene_writers[],
    gr_layer_writers[], gr_transition_writers[], gr_keyframe_writers[], gr_signal_writers[],
    gr_text_writers[], gr_lyrics_writers[], gr_mask_writers[], gr_mask_image_writers[],
    gr_mask_group_writers[], gr_shader_writers[], gr_picture_writers[];

#endif

/* SPDX-License-Identifier: MIT
 *
 * `transition:` of a scene: by name, or with its parameters.
 */
#include "scene/bind.h"

#include "scene/value_text.h"

#include <string.h>

/* What the keys of one go into. */
typedef struct Draft {
    GrTransition *transition;
    GrMasks *masks;
} Draft;

static void bind_length(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    int64_t ns;
    if (!gr_bind_time(b, path, value, &ns))
        return;
    if (ns <= 0 && !b->lost)
        gr_bind_error(b, value, path, "a transition must last longer than 0 (`cut` takes no time)");
    else
        ((Draft *)target)->transition->length_ns = ns;
}

static void bind_mask(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    gr_bind_masks(b, path, value, GR_MASK_OF_TRANSITION, ((Draft *)target)->masks);
}

#define LENGTH                                                                                     \
    {                                                                                              \
        "length", GR_IS(GR_A(TIME)), "1s",                                                         \
            "how long both scenes are seen, from the new one's start on", "500ms", bind_length     \
    }

const GrKey gr_transition_keys[] = {LENGTH, {0}};
const GrKey gr_transition_mask_keys[] = {
    LENGTH,
    {"of", GR_IS(GR_MASK_SHAPES), GR_REQUIRED,
     "the mask: a shape (`glyphreel list masks`), letters, or a list of them; p is the "
     "transition's progress in it, and what can open does so with p unless `open` is given",
     "{field: {of: fbm}}", bind_mask},
    {0},
};

GrKeySet gr_transition_kind_keys(const GrTransitionKind *kind)
{
    return (GrKeySet){.name = kind->name,
                      .keys = kind->id == GR_TRANSITION_CUT    ? NULL
                              : kind->id == GR_TRANSITION_MASK ? gr_transition_mask_keys
                                                               : gr_transition_keys,
                      .params = &kind->params};
}

/* A field's whole range is the order in which places change. */
static void check_levels(GrBinder *b, const char *path, const GrNode *node,
                         const GrTransition *transition, const GrMasks *masks)
{
    GrMaskParams defaults;
    if (gr_masks_cover(masks, transition->params.by))
        return;
    for (int i = 0; i < masks->count; i++) {
        const GrMask *mask = &masks->list[i];
        if (mask->id != GR_MASK_FIELD)
            continue;
        gr_param_defaults(mask->table, &defaults);
        if (mask->params.level != defaults.level || mask->params.softness != defaults.softness)
            gr_bind_warning(b, node, path,
                            "level and softness of a field count only with `by: cover`: by order "
                            "all its values do");
    }
}

void gr_bind_transition(GrBinder *b, const char *path, const GrNode *node, GrScene *scene)
{
    const GrNode *name, *params;
    if (!gr_bind_use(b, path, node, "transition", &name, &params))
        return;
    const GrTransitionKind *kind = gr_transition_find(name->text);
    if (!kind)
        gr_bind_unknown(b, name, path, "transition", gr_transition_nearest(name->text));
    GrTransition *transition = kind ? GR_BIND_NEW(b, GrTransition, 1) : NULL;
    if (!transition)
        return;
    const GrKeySet set = gr_transition_kind_keys(kind);
    Draft draft = {transition, &scene->transition_masks};
    transition->kind = kind;
    transition->length_ns = GR_NS_PER_S;
    gr_param_defaults(&kind->params, &transition->params);
    const GrBindBlock block = {&transition->params, &scene->transition_animation};
    b->field_count = 0;
    if (params)
        gr_bind_map(b, kind->name, params, &set, &draft, &block);
    if (kind->id == GR_TRANSITION_MASK) {
        if (!params || gr_bind_lacks(params, &set, "of"))
            gr_bind_error(b, node, path, "has no `of:`, a mask");
        gr_bind_settle_masks(b, NULL, draft.masks);
        check_levels(b, path, node, transition, draft.masks);
    }
    double length_s = (double)transition->length_ns / (double)GR_NS_PER_S;
    gr_bind_check_keys(b, &scene->transition_animation, length_s);
    for (int i = 0; i < draft.masks->count; i++)
        gr_bind_check_keys(b, &draft.masks->list[i].animation, length_s);
    scene->transition = kind->id == GR_TRANSITION_CUT ? NULL : transition;
}

void gr_settle_transition(GrBinder *b, const GrNode *scene_node, GrScene *scene, bool first)
{
    const GrNode *at = gr_node_find(scene_node, "transition");
    int64_t length_ns = scene->end_ns - scene->start_ns;
    if (!scene->transition || length_ns <= 0)
        return; /* what is wrong is said already */
    if (first) {
        gr_bind_warning(b, at, "transition", "the first scene has none before it: it just begins");
        scene->transition = NULL;
        scene->transition_masks = (GrMasks){0};
        return;
    }
    if (scene->transition->length_ns <= length_ns)
        return;
    char wanted[GR_TIME_TEXT], whole[GR_TIME_TEXT];
    gr_bind_warning(b, at, "transition", "lasts %s, the scene only %s: it is cut to that",
                    gr_time_print(wanted, scene->transition->length_ns),
                    gr_time_print(whole, length_ns));
    GrTransition *shorter = GR_BIND_NEW(b, GrTransition, 1);
    if (!shorter)
        return;
    *shorter = *scene->transition;
    shorter->length_ns = length_ns;
    scene->transition = shorter;
}

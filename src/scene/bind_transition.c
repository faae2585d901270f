/* SPDX-License-Identifier: MIT
 *
 * `transition:` of a scene: by name, or with its parameters.
 */
#include "scene/bind.h"

#include "scene/value_text.h"

#include <string.h>

static void bind_transition_length(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    int64_t ns;
    if (!gr_bind_time(b, path, value, &ns))
        return;
    if (ns <= 0)
        gr_bind_error(b, value, path, "a transition must last longer than 0 (`cut` takes no time)");
    else
        ((GrTransition *)target)->length_ns = ns;
}

const GrKey gr_transition_keys[] = {
    {"length", GR_IS(GR_A(TIME)), "1s",
     "how long both scenes are seen, from the new one's start on", "500ms", bind_transition_length},
    {0},
};

void gr_bind_transition(GrBinder *b, const char *path, const GrNode *node, const GrTransition **out,
                        GrAnimation *animation)
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
    const GrKeySet set = {
        .name = kind->name,
        .keys = kind->id == GR_TRANSITION_CUT ? NULL : gr_transition_keys,
        .params = &kind->params,
    };
    transition->kind = kind;
    transition->length_ns = GR_NS_PER_S;
    gr_param_defaults(&kind->params, &transition->params);
    const GrBindBlock block = {&transition->params, animation};
    if (params)
        gr_bind_map(b, kind->name, params, &set, transition, &block);
    *out = kind->id == GR_TRANSITION_CUT ? NULL : transition;
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

/* SPDX-License-Identifier: MIT */
#include "scene/bind.h"

#include "base/hash.h"
#include "base/text.h"
#include "scene/timeline.h"
#include "scene/value_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void bind_scene_name(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    gr_bind_name(b, path, value, &((GrScene *)target)->name);
}

static void bind_scene_background(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    GrScene *scene = target;
    gr_bind_background(b, path, value, &scene->background, &scene->background_animation);
}

static void bind_fade_in(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    gr_bind_time(b, path, value, &((GrScene *)target)->fade_in_ns);
}

static void bind_fade_out(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    gr_bind_time_before_end(b, path, value, &((GrScene *)target)->fade_out_ns);
}

static void bind_scene_exposure(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    GrScene *scene = target;
    gr_bind_exposure(b, path, value, &scene->exposure, &scene->exposure_animation);
}

static void bind_scene_feedback(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    GrScene *scene = target;
    GrFeedback *feedback = GR_BIND_NEW(b, GrFeedback, 1);
    if (!feedback)
        return;
    gr_bind_feedback(b, path, value, feedback, &scene->feedback_animation);
    scene->feedback = feedback;
}

static void bind_scene_transition(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    gr_bind_transition(b, path, value, target);
}

void gr_bind_enter(GrBinder *b, const char *outer, const char *kind, const GrNode *node, int number)
{
    const GrNode *name = gr_node_find(node, "name");
    const char *gap = outer[0] ? ", " : "";
    char quoted[GR_QUOTE_CAPACITY];
    if (name && name->kind == GR_NODE_SCALAR && !gr_node_is_empty(name))
        snprintf(b->scope, sizeof b->scope, "%s%s%s '%s'", outer, gap, kind,
                 gr_quote(quoted, name->text));
    else
        snprintf(b->scope, sizeof b->scope, "%s%s%s %d", outer, gap, kind, number);
}

typedef struct Named {
    uint64_t hash;
    const char *name;
    const GrNode *node;
    int number;
} Named;

static int by_name(const void *left, const void *right)
{
    const Named *a = left, *b = right;
    if (a->hash != b->hash)
        return a->hash < b->hash ? -1 : 1;
    int order = strcmp(a->name, b->name);
    return order ? order : a->number - b->number;
}

/* Names seed randomness and choose scenes: equal ones are mistakes. */
static void check_names(GrBinder *b, const char *kind, Named *list, int count)
{
    for (int i = 0; i < count; i++)
        list[i].hash = gr_hash_string(list[i].name, 0);
    qsort(list, (size_t)count, sizeof *list, by_name);
    for (int i = 1; i < count; i++) {
        char quoted[GR_QUOTE_CAPACITY];
        if (strcmp(list[i].name, list[i - 1].name) != 0)
            continue;
        gr_bind_error(b, list[i].node, "",
                      "two %ss are named '%s', the first on line %d: names must differ", kind,
                      gr_quote(quoted, list[i].name), list[i - 1].node->line);
    }
}

static void bind_layers(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    GrScene *scene = target;
    char outer[GR_BIND_SCOPE];
    if (!gr_bind_want_list(b, path, value, "a list of layers (each starts with '- ')"))
        return;
    if (!value->count) {
        if (!value->incomplete)
            gr_bind_error(b, value, path, "is empty: a scene needs at least one layer");
        return;
    }
    GrLayer *layers = GR_BIND_NEW(b, GrLayer, value->count);
    Named *named = GR_BIND_NEW(b, Named, value->count);
    memcpy(outer, b->scope, sizeof outer);
    for (int i = 0; layers && named && i < value->count; i++) {
        const GrNode *item = value->items[i];
        GrLayer *layer = &layers[i];
        gr_bind_enter(b, outer, "layer", item, i + 1);
        layer->place = gr_bind_place(item);
        gr_bind_layer(b, item, layer);
        if (!layer->name) {
            char name[24];
            snprintf(name, sizeof name, "layer %d", i + 1);
            layer->name = gr_bind_keep(b, name);
        }
        named[i] = (Named){.name = layer->name, .node = item, .number = i};
    }
    memcpy(b->scope, outer, sizeof outer);
    if (named && layers)
        check_names(b, "layer", named, value->count);
    scene->layers = layers;
    scene->layer_count = layers ? value->count : 0;
}

static void bind_where(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    gr_bind_masks(b, path, value, GR_MASK_OF_PIXELS, &((GrShaderUse *)target)->where);
}

const GrKey gr_shader_keys[] = {
    {"where", GR_IS(GR_MASK_SHAPES), "everywhere",
     "where the shader works: a shape (`glyphreel list masks`), letters, or a list of them",
     "{circle: {radius: 0.7, feather: 0.3}}", bind_where},
    {0},
};

static bool bind_shader(GrBinder *b, const GrNode *item, GrShaderUse *use)
{
    const GrNode *name, *params;
    if (!gr_bind_use(b, "", item, "shader", &name, &params))
        return false;
    const GrShader *shader = gr_shader_find(name->text);
    if (!shader) {
        gr_bind_unknown(b, name, "", "shader", gr_shader_nearest(name->text));
        return false;
    }
    void *values = gr_bind_defaults(b, &shader->params);
    if (!values)
        return false;
    *use = (GrShaderUse){.place = gr_bind_place(item), .shader = shader, .params = values};
    const GrBindBlock block = {values, &use->animation};
    const GrKeySet set = {.name = shader->name, .keys = gr_shader_keys, .params = &shader->params};
    b->field_count = 0;
    if (params)
        gr_bind_map(b, shader->name, params, &set, use, &block);
    gr_bind_settle_masks(b, NULL, &use->where);
    return true;
}

static void bind_shaders(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    GrScene *scene = target;
    bool single = value->kind != GR_NODE_LIST && !gr_node_is_empty(value);
    char outer[GR_BIND_SCOPE];
    if (!single && !gr_bind_want_list(b, path, value, "a list of shaders, in their order"))
        return;
    int count = single ? 1 : value->count;
    GrShaderUse *uses = GR_BIND_NEW(b, GrShaderUse, count);
    memcpy(outer, b->scope, sizeof outer);
    for (int i = 0; uses && i < count; i++) {
        snprintf(b->scope, sizeof b->scope, "%s, shader %d", outer, i + 1);
        if (bind_shader(b, single ? value : value->items[i], &uses[scene->shader_count]))
            scene->shader_count++;
    }
    memcpy(b->scope, outer, sizeof outer);
    scene->shaders = uses;
}

static const GrKey keys[] = {
    {"name", GR_IS(GR_A(NAME)), "scene 1, scene 2, ...",
     "unique in the show; `--only` takes it, and it seeds what is random in the scene", "dawn",
     bind_scene_name},
    {"extends", GR_IS({.form = GR_FORM_NAME, .words = "name of a template or scene"}), "nothing",
     "what this scene lacks comes from that one, but its name, start, until and repeat: own keys "
     "win, mappings merge key by key, layers of the same name merge, others go on top",
     "verse", gr_bind_composed},
    {"style", GR_IS(GR_A(NAME), GR_A_PART("style")), "none",
     "keys for this scene and its layers that they lack; it beats the show's style",
     "{scene: {gain: 0.9}, layer: {grid: lg}}", gr_bind_composed},
    {"length", GR_IS(GR_A(TIME)), "what remains",
     "how long the scene lasts; scenes without it share what is left up to the next known place: a "
     "start, an until, or the end of the show",
     "8 bars", gr_bind_placed},
    {"start", GR_IS(GR_A(TIME)), "where the scene before it ends",
     "where the scene begins: a check where that is known anyway, else up to there the scenes "
     "before it share what is left",
     "bar 16", gr_bind_placed},
    {"until", GR_IS(GR_A(TIME)), "after its length", "where the scene ends, instead of a length",
     "section 2 - 1 beat", gr_bind_placed},
    {"repeat", GR_IS(GR_A_NUMBER(1, GR_SCENES_MAX)), "1",
     "how often the scene plays, one after the other: as drop, drop 2, drop 3", "4",
     gr_bind_placed},
    {"background", GR_IS(GR_A(COLOUR), GR_A(KEYFRAMES), GR_A_PART("background")), "the show's",
     "what is behind all layers of the scene", "05060a", bind_scene_background},
    {"fade_in", GR_IS(GR_A(TIME)), "0", "how long the scene takes to come out of black", "500ms",
     bind_fade_in},
    {"fade_out", GR_IS(GR_A(TIME)), "0", "how long it takes to go back to black", "1s",
     bind_fade_out},
    {"transition", GR_IS(GR_A_USE_OF("transition")), "cut",
     "how the scene comes in: both are seen from its start on; the older one stays as its fade_out "
     "left it",
     "{wipe: {length: 1s, angle: 0.1}}", bind_scene_transition},
    {"exposure", GR_IS(GR_A_PARAM("exposure", "mode", "mode"), GR_A_PART("exposure")), "auto",
     "the tone curve: auto, frame, off, or values of its own",
     "{black: 0.02, white: 0.9, gamma: 0.8}", bind_scene_exposure},
    {"feedback", GR_IS(GR_A_PARAM("feedback", "preset", "preset"), GR_A_PART("feedback")), "none",
     "mixes the older picture into the new one",
     "{zoom: 0.015, decay: 0.8, blend: screen, opacity: 0.4}", bind_scene_feedback},
    {"layers",
     GR_IS(GR_A_LIST(GR_A_PART("layer"), GR_A_PART("text"), GR_A_PART("picture"),
                     {.form = GR_FORM_NAME, .words = "named layer"})),
     GR_REQUIRED,
     "grids of glyphs, texts and pictures, the lowest first; a bare name is one of the show's "
     "`layers:`",
     "[{field: plasma}, {field: rings, blend: screen}]", bind_layers},
    {"below",
     GR_IS({.form = GR_FORM_NAME, .words = "named layer"},
           GR_A_LIST(GR_A_PART("layer"), GR_A_PART("text"), GR_A_PART("picture"),
                     {.form = GR_FORM_NAME, .words = "named layer"})),
     "nothing",
     "layers beneath those of `layers:` and those that `extends:` brings; one of these that has "
     "the "
     "same name moves there",
     "[{field: rings}]", gr_bind_composed},
    {"shaders",
     GR_IS(GR_A_USE_OF("shader"), GR_A_NAME_OF("mood"),
           {.form = GR_FORM_LIST,
            .items = GR_IS(GR_A_USE_OF("shader"), GR_A_NAME_OF("mood"),
                           {.form = GR_FORM_NAME, .words = "chain"})}),
     "none",
     "passes over the finished pixels, in this order; a bare name may be a mood or one of the "
     "show's "
     "chains, and stands for all that are in it",
     "[vignette, {bloom: {strength: 0.6}}]", bind_shaders},
    {0},
};

static const GrParam params[] = {
    GR_FLOAT(GrSceneLook, gain, "", 1, 0, 16, "brightness of the whole scene, after the exposure"),
};
const GrParamTable gr_scene_params = GR_PARAM_TABLE(GrSceneLook, params);

const GrKeySet gr_scene_keys = {
    .name = "scene",
    .place = "an item of scenes:",
    .summary = "A span of the show: layers of glyphs, then shaders over them.",
    .keys = keys,
    .params = &gr_scene_params,
    .partial = true,
    .setting = "length: 2min\nsections: [0s, 40s, 80s]\ntemplates:\n"
               "  verse: {layers: [{field: plasma}]}\n",
};

static void check_scene(GrBinder *b, const GrNode *node, const GrScene *scene)
{
    if (gr_bind_lacks(node, &gr_scene_keys, "layers"))
        gr_bind_error(b, node, "", "has no `layers:`: an empty scene shows nothing");
    int64_t fades = scene->fade_in_ns + scene->fade_out_ns,
            length = scene->end_ns - scene->start_ns;
    if (!b->lost && fades > length) {
        char fade_text[GR_TIME_TEXT], length_text[GR_TIME_TEXT];
        gr_bind_warning(b, node, "", "its fades last %s, the scene only %s",
                        gr_time_print(fade_text, fades), gr_time_print(length_text, length));
    }
    gr_bind_check_texts(b, node, scene);
    if (scene->look.gain <= 0 && !gr_bind_is_animated(&scene->look_animation, "gain"))
        gr_bind_warning(b, node, "gain", "0 shows nothing");
}

static void bind_scene(GrBinder *b, const GrSpan *span, GrScene *scene, bool first,
                       const GrShow *show)
{
    b->animated = false;
    b->again = span->again;
    scene->place = gr_bind_place(span->node);
    scene->start_ns = b->holder_start_ns = span->start_ns;
    scene->end_ns = b->holder_end_ns = span->end_ns;
    if (span->template)
        snprintf(b->scope, sizeof b->scope, "template '%.100s'", span->name);
    else
        gr_bind_enter(b, "", "scene", span->node, span->number);
    scene->background = show->background;
    if (b->background)
        gr_bind_background(b, "background", b->background, &scene->background,
                           &scene->background_animation);
    gr_param_defaults(&gr_scene_params, &scene->look);
    gr_exposure_defaults(&scene->exposure);
    if (gr_bind_want_map(b, "", span->node, "a mapping (name, length, layers, ...)")) {
        const GrBindBlock block = {&scene->look, &scene->look_animation};
        gr_bind_map(b, "", span->node, &gr_scene_keys, scene, &block);
        check_scene(b, span->node, scene);
    }
    scene->changes = b->animated;
    gr_settle_transition(b, span->node, scene, first);
    if (span->name || !scene->name) {
        char name[24];
        snprintf(name, sizeof name, "scene %d", span->number);
        scene->name = span->name ? span->name : gr_bind_keep(b, name);
    }
    b->again = false;
}

void gr_bind_scenes(GrBinder *b, const GrNode *list, const GrNode *templates, const GrNode *length,
                    GrShow *show)
{
    static const char path[] = "scenes";
    GrTimeline timeline;
    int errors = b->problems->error_count;
    if (!gr_bind_want_list(b, path, list, "a list of scenes (each starts with '- ')"))
        return;
    if (!list->count) {
        if (!list->incomplete)
            gr_bind_error(b, list, path, "is empty: a show needs at least one scene");
        return;
    }
    gr_timeline_lay(b, path, list, templates, length, &timeline);
    b->lost = !timeline.known;
    GrScene *scenes = GR_BIND_NEW(b, GrScene, timeline.count);
    Named *named = GR_BIND_NEW(b, Named, timeline.count);
    int bound = 0;
    show->length_ns = timeline.end_ns;
    for (int i = 0; scenes && named && i < timeline.count; i++) {
        /* What is wrong with a scene was said when it was bound first. */
        if (timeline.spans[i].again && b->problems->error_count > errors)
            continue;
        GrScene *scene = &scenes[bound];
        bind_scene(b, &timeline.spans[i], scene, bound == 0, show);
        named[bound] =
            (Named){.name = scene->name, .node = timeline.spans[i].node, .number = bound};
        bound++;
    }
    b->scope[0] = '\0';
    if (named && bound)
        check_names(b, "scene", named, bound);
    show->scenes = scenes;
    show->scene_count = bound;
    gr_timeline_finish(&timeline);
}

/* SPDX-License-Identifier: MIT */
#include "render/watch.h"

#include "base/hash.h"
#include "render/animate.h"
#include "scene/source.h"
#include "scene/value_text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Rounding on the way to an end of a range is not leaving it; whole numbers are rounded by half. */
static const double SLACK = 1e-4, WHOLE_SLACK = 0.5;

/* What is known of one changing parameter so far. */
typedef struct Watched {
    const GrAnimated *animated;
    const GrLayer *layer; /* whose look it is, or NULL */
    bool mixes;           /* it belongs to the scene's transition */
    double least, most;
    int64_t left_at; /* tick; -1: never */
    double left_to;
} Watched;

typedef struct Watch {
    GrScoreSource source;
    bool mixes; /* what is visited belongs to the transition */
    Watched *list;
    int count;
} Watch;

/* Calls `visit` for every list of changing parameters of a scene. */
typedef void Visit(Watch *watch, const GrAnimation *animation, const GrLayer *layer);

static void visit_masks(Watch *watch, const GrMasks *masks, Visit *visit)
{
    for (int i = 0; i < masks->count; i++)
        visit(watch, &masks->list[i].animation, NULL);
}

static void visit_scene(Watch *watch, const GrScene *scene, Visit *visit)
{
    watch->mixes = true;
    visit(watch, &scene->transition_animation, NULL);
    visit_masks(watch, &scene->transition_masks, visit);
    watch->mixes = false;
    visit(watch, &scene->exposure_animation, NULL);
    visit(watch, &scene->feedback_animation, NULL);
    visit(watch, &scene->look_animation, NULL);
    visit(watch, &scene->background_animation, NULL);
    for (int i = 0; i < scene->layer_count; i++) {
        visit_masks(watch, &scene->layers[i].masks, visit);
        const GrTextLayer *text = scene->layers[i].text;
        if (text) {
            visit(watch, &text->look_animation, NULL);
            visit(watch, &text->motion_animation, NULL);
            visit(watch, &text->axes_animation, NULL);
            continue;
        }
        if (scene->layers[i].picture) {
            visit(watch, &scene->layers[i].picture->look_animation, NULL);
            continue;
        }
        visit(watch, &scene->layers[i].params_animation, NULL);
        visit(watch, &scene->layers[i].look_animation, &scene->layers[i]);
    }
    for (int i = 0; i < scene->shader_count; i++) {
        visit(watch, &scene->shaders[i].animation, NULL);
        visit_masks(watch, &scene->shaders[i].where, visit);
    }
}

static void count_hearing(Watch *watch, const GrAnimation *animation, const GrLayer *layer)
{
    (void)layer;
    for (int i = 0; i < animation->count; i++) {
        const GrAnimated *animated = &animation->list[i];
        watch->count += animated->expr ? gr_expr_uses_signals(animated->expr)
                                       : gr_keyframes_use_signals(animated->keys);
    }
}

bool gr_watch_needs_hearing(const GrShow *show)
{
    Watch watch = {.count = 0};
    for (int i = 0; i < show->scene_count; i++)
        visit_scene(&watch, &show->scenes[i], count_hearing);
    return watch.count > 0;
}

static void count_all(Watch *watch, const GrAnimation *animation, const GrLayer *layer)
{
    (void)layer;
    watch->count += animation->count;
}

static void list_all(Watch *watch, const GrAnimation *animation, const GrLayer *layer)
{
    for (int i = 0; i < animation->count; i++)
        if (animation->list[i].param->type != GR_PARAM_COLOUR)
            watch->list[watch->count++] = (Watched){.animated = &animation->list[i],
                                                    .layer = layer,
                                                    .mixes = watch->mixes,
                                                    .least = INFINITY,
                                                    .most = -INFINITY,
                                                    .left_at = -1};
}

static void look(Watch *watch)
{
    int64_t ticks = gr_scene_tick_count(watch->source.scene, watch->source.show->tick);
    GrScoreSource mix_source = watch->source;
    mix_source.transition = watch->source.scene->transition;
    for (int64_t tick = 0; tick < ticks; tick++) {
        GrScore score, mix_score;
        gr_score_fill(&score, &watch->source, (GrSceneTime){tick, 0.0});
        bool mixed = mix_source.transition && score.moment.scene_s * (double)GR_NS_PER_S <
                                                  (double)mix_source.transition->length_ns;
        if (mixed)
            gr_score_fill(&mix_score, &mix_source, (GrSceneTime){tick, 0.0});
        for (int i = 0; i < watch->count; i++) {
            Watched *watched = &watch->list[i];
            const GrParam *param = watched->animated->param;
            if (watched->mixes && !mixed)
                continue;
            double value =
                (double)gr_animated_value(watched->animated, watched->mixes ? &mix_score : &score);
            double slack = param->type == GR_PARAM_INT ? WHOLE_SLACK : SLACK * (1.0 + fabs(value));
            watched->least = value < watched->least ? value : watched->least;
            watched->most = value > watched->most ? value : watched->most;
            if (watched->left_at < 0 &&
                (value < param->min - slack || value > param->max + slack)) {
                watched->left_at = tick;
                watched->left_to = value;
            }
        }
    }
}

static bool is_named(const Watched *watched, const char *name)
{
    return strcmp(watched->animated->param->name, name) == 0;
}

static void tell_range(const Watch *watch, const Watched *watched, GrProblems *problems)
{
    const GrParam *param = watched->animated->param;
    char when[GR_TIME_TEXT];
    double at_s = (double)watched->left_at / gr_rational_value(watch->source.show->tick);
    gr_time_print(when, (int64_t)(at_s * 1000.0 + 0.5) * (GR_NS_PER_S / 1000));
    gr_problem_at(problems, &watched->animated->place,
                  "%s: is %.3g at %s of the scene, outside %g..%g, and is held to that range (it "
                  "goes from %.3g to %.3g)",
                  watched->animated->path, watched->left_to, when, param->min, param->max,
                  watched->least, watched->most);
}

static void tell(const Watch *watch, GrProblems *problems)
{
    for (int i = 0; i < watch->count; i++) {
        const Watched *watched = &watch->list[i];
        bool dims = watched->layer && (is_named(watched, "opacity") || is_named(watched, "gain"));
        if (dims && watched->most <= 0.0)
            gr_problem_at(problems, &watched->animated->place,
                          "%s: is never above 0: the layer is never visible",
                          watched->animated->path);
        else if (watched->left_at >= 0)
            tell_range(watch, watched, problems);
    }
}

static int watch_scene(const GrShow *show, const GrHearing *hearing, const GrScene *scene,
                       GrProblems *problems, GrError *error)
{
    const float aspect = show->height ? (float)show->width / (float)show->height : 16.0f / 9.0f;
    Watch watch = {.source = {.show = show,
                              .hearing = hearing,
                              .scene = scene,
                              .seed = gr_hash_string(scene->name, show->seed),
                              .lots = show->seed,
                              .aspect = aspect}};
    visit_scene(&watch, scene, count_all);
    if (!watch.count)
        return GR_OK;
    size_t bytes = (size_t)watch.count * sizeof *watch.list;
    watch.list = malloc(bytes);
    if (!watch.list)
        return gr_error_memory(error, "a check", bytes);
    watch.count = 0;
    visit_scene(&watch, scene, list_all);
    look(&watch);
    tell(&watch, problems);
    free(watch.list);
    return GR_OK;
}

int gr_watch(const GrShow *show, const GrHearing *hearing, GrProblems *problems, GrError *error)
{
    int code = GR_OK;
    for (int i = 0; i < show->scene_count && !code; i++)
        if (show->scenes[i].changes)
            code = watch_scene(show, hearing, &show->scenes[i], problems, error);
    gr_problems_sort(problems);
    return code;
}

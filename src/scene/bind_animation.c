/* SPDX-License-Identifier: MIT
 *
 * Values that change over time: expressions and keyframes in the place of plain ones.
 */
#include "scene/bind.h"

#include "base/text.h"
#include "scene/expr.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { KEYFRAMES_MAX = 10000 };
/* Times of beats and bars are rounded. */
#define KEY_GRACE_S 1e-3

/* Adds one to the block's list, which grows by being copied: lists are short. They are in the order
 * of their table, so that the order in which a show names its keys means nothing. */
static bool add_animated(GrBinder *b, const char *path, const GrParam *param, const GrNode *node,
                         const GrBindBlock *block, const GrExpr *expr, const GrKeyframes *keys)
{
    GrAnimation *animation = block->animation;
    char whole[GR_BIND_SCOPE + GR_BIND_PATH + 4];
    GrAnimated *list = GR_BIND_NEW(b, GrAnimated, animation->count + 1);
    if (!list)
        return false;
    snprintf(whole, sizeof whole, "%s%s%s", b->scope, b->scope[0] ? ": " : "", path);
    const GrAnimated added = {.param = param,
                              .expr = expr,
                              .keys = keys,
                              .place = gr_bind_place(node),
                              .path = gr_bind_keep(b, whole)};
    int at = 0;
    for (; at < animation->count && animation->list[at].param < param; at++)
        list[at] = animation->list[at];
    list[at] = added;
    for (; at < animation->count; at++)
        list[at + 1] = animation->list[at];
    *animation = (GrAnimation){list, animation->count + 1};
    b->animated = true;
    return true;
}

bool gr_bind_is_animated(const GrAnimation *animation, const char *param)
{
    for (int i = 0; i < animation->count; i++)
        if (strcmp(animation->list[i].param->name, param) == 0)
            return true;
    return false;
}

static bool set_constant(GrBinder *b, const char *path, const GrParam *param, const GrNode *node,
                         float value, void *values)
{
    GrError error;
    /* An expression of whole numbers may miss one by a rounding. */
    double number = param->type == GR_PARAM_INT && fabs(value - rint(value)) < 1e-4
                        ? rint((double)value)
                        : (double)value;
    if (gr_param_set_number(param, "", number, values, &error) == GR_OK)
        return true;
    const char *message = strstr(error.message, ": "); /* behind ".name" */
    gr_bind_error(b, node, path, "%s", message ? message + 2 : error.message);
    return false;
}

bool gr_bind_expression(GrBinder *b, const char *path, const GrParam *param, const GrNode *node,
                        const GrBindBlock *block)
{
    const GrExpr *expr;
    float value;
    if (node->quoted && node->text[0] == '[') {
        gr_bind_error(b, node, path, "keyframes are a list: write them without quotes");
        return false;
    }
    if (!gr_bind_expr(b, path, node, false, &expr))
        return false;
    if (gr_expr_is_constant(expr, &value))
        return set_constant(b, path, param, node, value, block->values);
    return add_animated(b, path, param, node, block, expr, NULL);
}

static bool bind_ease(GrBinder *b, const char *path, const GrNode *node, GrEase *ease)
{
    const char *text;
    if (!gr_bind_scalar(b, path, node, "the name of an easing", &text))
        return false;
    if (gr_ease_find(text, ease))
        return true;
    gr_bind_unknown(b, node, path, "easing", gr_ease_nearest(text));
    return false;
}

static bool bind_key_value(GrBinder *b, const char *path, const GrParam *param, const GrNode *node,
                           GrKeyframe *key)
{
    if (param->type == GR_PARAM_COLOUR)
        return gr_bind_colour(b, path, node, &key->colour);
    if (!gr_bind_expr(b, path, node, false, &key->expr))
        return false;
    if (!gr_expr_is_constant(key->expr, &key->number))
        return true;
    key->expr = NULL;
    double value = (double)key->number;
    if (value >= param->min && value <= param->max)
        return true;
    gr_bind_error(b, node, path, "%g is outside %g..%g", value, param->min, param->max);
    return false;
}

static bool bind_key(GrBinder *b, const char *path, const GrParam *param, const GrNode *node,
                     GrKeyframe *key)
{
    int64_t ns;
    if (node->kind != GR_NODE_LIST || node->count < 2 || node->count > 3) {
        gr_bind_error(b, node, path,
                      "a key is [time, value] or [time, value, easing], like [4s, 2, out_cubic]");
        return false;
    }
    key->ease = GR_EASE_LINEAR;
    bool good = gr_bind_moment(b, path, node->items[0], &ns);
    key->time_s = good ? (double)ns / (double)GR_NS_PER_S : 0.0;
    good = bind_key_value(b, path, param, node->items[1], key) && good;
    return (node->count < 3 || bind_ease(b, path, node->items[2], &key->ease)) && good;
}

/* The first key that lies past the end of the scene, by more than times are rounded. */
static void warn_past_end(GrBinder *b, const char *path, const GrNode *list, const GrKeyframe *key)
{
    char own[GR_BIND_PATH];
    double end_s = (double)(b->holder_end_ns - b->holder_start_ns) / (double)GR_NS_PER_S;
    int i = 0;
    if (b->holder_end_ns < 0 || b->lost)
        return;
    while (i < list->count && key[i].time_s <= end_s + KEY_GRACE_S)
        i++;
    if (i == list->count)
        return;
    snprintf(own, sizeof own, "%s, key %d", path, i + 1);
    if (i && key[i - 1].time_s >= end_s)
        gr_bind_warning(b, list->items[i], own,
                        "is at %gs and never begun: the scene ends at %gs, before the key above it",
                        key[i].time_s, end_s);
    else
        gr_bind_warning(b, list->items[i], own, "is at %gs, but the scene ends at %gs: %s",
                        key[i].time_s, end_s,
                        i ? "the way to it is cut off there"
                          : "no other value than its own is ever seen");
}

void gr_bind_check_keys(GrBinder *b, const GrAnimation *animation, double end_s)
{
    double scene_s = (double)(b->holder_end_ns - b->holder_start_ns) / (double)GR_NS_PER_S;
    for (int i = 0; i < animation->count && !b->lost && !b->again; i++) {
        const GrAnimated *animated = &animation->list[i];
        double last_s = animated->keys ? animated->keys->keys[animated->keys->count - 1].time_s : 0;
        if (last_s > end_s + KEY_GRACE_S && last_s <= scene_s + KEY_GRACE_S)
            gr_problem_at(b->problems, &animated->place,
                          "%s: its last key is at %gs, but the transition ends at %gs",
                          animated->path, last_s, end_s);
    }
}

static bool bind_key_list(GrBinder *b, const char *path, const GrParam *param, const GrNode *list,
                          GrKeyframes *keys)
{
    char own[GR_BIND_PATH];
    bool good = true;
    if (!list->count || list->count > KEYFRAMES_MAX) {
        gr_bind_error(b, list, path, "holds %d keys: 1..%d are possible", list->count,
                      KEYFRAMES_MAX);
        return false;
    }
    GrKeyframe *key = GR_BIND_NEW(b, GrKeyframe, list->count);
    if (!key)
        return false;
    for (int i = 0; i < list->count; i++) {
        snprintf(own, sizeof own, "%s, key %d", path, i + 1);
        good = bind_key(b, own, param, list->items[i], &key[i]) && good;
        if (good && i && key[i].time_s < key[i - 1].time_s) {
            gr_bind_error(b, list->items[i], own, "is at %gs, before the key above it (%gs)",
                          key[i].time_s, key[i - 1].time_s);
            good = false;
        }
    }
    keys->keys = key;
    keys->count = list->count;
    if (good)
        warn_past_end(b, path, list, key);
    return good;
}

typedef struct KeysDraft {
    const GrNode *list;
    bool loop;
} KeysDraft;

static void bind_keys_key(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    if (gr_bind_want_list(b, path, value, "a list of keys: [[0s, 1], [2s, 3, out_cubic]]"))
        ((KeysDraft *)target)->list = value;
}

static void bind_loop_key(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    static const GrParam loop = GR_BOOL(KeysDraft, loop, 0, "");
    const char *text;
    GrError error;
    if (!gr_bind_scalar(b, path, value, "yes or no", &text))
        return;
    if (gr_param_set_text(&loop, "", text, target, &error))
        gr_bind_error(b, value, path, "'%s' is neither yes nor no", text);
}

static const GrKey keys[] = {
    {"keys", GR_IS(GR_A_LIST(GR_A(KEYFRAME))), GR_REQUIRED,
     "each [time, value] or [time, value, easing]; times count from the scene's start",
     "[[0s, 0], [2s, 1, out_cubic], [4s, 0]]", bind_keys_key},
    {"loop", GR_IS(GR_A(YES_NO)), "no", "begin again after the last key", "yes", bind_loop_key},
    {0},
};

const GrKeySet gr_keyframe_keys = {
    .name = "keyframes",
    .place = "in place of any number or colour that may change over time",
    .summary =
        "Values at times and how to get from one to the next. Short: the list of keys alone.",
    .keys = keys,
    .example = "{keys: [[0s, 0], [4s, 1, in_out_sine]], loop: yes}",
};

bool gr_bind_are_keyframes(const GrNode *node)
{
    if (node->kind == GR_NODE_MAP)
        return gr_node_find(node, "keys") != NULL;
    return node->kind == GR_NODE_LIST && node->count && node->items[0]->kind == GR_NODE_LIST;
}

bool gr_bind_keyframes(GrBinder *b, const char *path, const GrParam *param, const GrNode *node,
                       const GrBindBlock *block)
{
    KeysDraft draft = {.list = node};
    GrKeyframes *made;
    if (node->kind == GR_NODE_MAP) {
        draft.list = NULL;
        gr_bind_map(b, path, node, &gr_keyframe_keys, &draft, NULL);
    }
    made = draft.list ? GR_BIND_NEW(b, GrKeyframes, 1) : NULL;
    if (!made || !bind_key_list(b, path, param, draft.list, made))
        return false;
    made->loop = draft.loop;
    return add_animated(b, path, param, node, block, NULL, made);
}

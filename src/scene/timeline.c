/* SPDX-License-Identifier: MIT */
#include "scene/timeline_parts.h"

#include "base/hash.h"
#include "base/text.h"
#include "base/wide.h"
#include "scene/value_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A shorter rest of a cut is no scene of its own. */
static const int64_t least_cut_ns = GR_NS_PER_S / 1000;

void gr_timeline_enter(GrTimelineWork *w, const GrTimelineItem *item)
{
    gr_bind_enter(w->b, "", item->cut ? "cut" : "scene", item->node, item->number);
}

static void read_time(GrTimelineWork *w, const GrNode *map, const char *key, const char *path,
                      GrTimelineTime *out)
{
    out->node = gr_node_find(map, key);
    if (!out->node)
        return;
    out->wrong = !gr_bind_spec(w->b, path, out->node, &out->spec);
    w->wrong = w->wrong || out->wrong;
}

/* How often a scene plays; 1 when that is wrong, which is reported. */
static int read_repeat(GrTimelineWork *w, const GrNode *map)
{
    const GrNode *node = gr_node_find(map, "repeat");
    const char *text;
    char quoted[GR_QUOTE_CAPACITY];
    uint64_t times;
    if (!node)
        return 1;
    if (gr_bind_scalar(w->b, "repeat", node, "a whole number", &text)) {
        if (gr_u64_parse(text, &times) && times >= 1 && times <= GR_SCENES_MAX)
            return (int)times;
        gr_bind_error(w->b, node, "repeat", "'%s' is not a whole number in 1..%d",
                      gr_quote(quoted, text), GR_SCENES_MAX);
    }
    w->wrong = true;
    return 1;
}

static bool is_cut(const GrNode *item)
{
    return item->kind == GR_NODE_MAP && gr_node_find(item, "cut");
}

/* An item whose length cannot be read; what is wrong with it is said elsewhere. */
static void lose(GrTimelineWork *w, GrTimelineItem *item, const GrNode *at)
{
    item->length = (GrTimelineTime){.node = at, .wrong = true};
    w->wrong = true;
}

/* Its keys are bound as those of every mapping are; the times are read here. */
static void read_cut(GrTimelineWork *w, const GrNode *node, GrTimelineItem *item)
{
    const GrNode *cut = gr_node_find(node, "cut");
    item->cut = true;
    gr_timeline_enter(w, item);
    for (int i = 0; i < node->count; i++)
        if (strcmp(node->pairs[i].key->text, "cut") != 0)
            gr_bind_error(w->b, node->pairs[i].key, "",
                          "`cut:` stands alone in its item: times and names go inside it");
    w->wrong = w->wrong || node->count != 1;
    if (!gr_bind_want_map(w->b, "cut", cut, "a mapping like {every: 4 bars, from: [a, b]}")) {
        lose(w, item, node);
        return;
    }
    gr_bind_map(w->b, "cut", cut, &gr_cut_keys, item, NULL);
    read_time(w, cut, "every", "cut.every", &item->every);
    read_time(w, cut, "length", "cut.length", &item->length);
    read_time(w, cut, "start", "cut.start", &item->start);
    read_time(w, cut, "until", "cut.until", &item->until);
    item->from = gr_node_find(cut, "from");
    if (gr_bind_lacks(cut, &gr_cut_keys, "every"))
        gr_bind_error(w->b, cut, "cut", "has no `every:`: how long each scene shows");
    if (gr_bind_lacks(cut, &gr_cut_keys, "from"))
        gr_bind_error(w->b, cut, "cut", "has no `from:`: the scenes to show");
    w->wrong = w->wrong || !item->every.node || !item->from;
}

/* The items of one entry of the list: as many as a scene repeats. Only the first may carry its
 * start, only the last its end. */
static void read_scene(GrTimelineWork *w, const GrNode *node, int number, int times)
{
    GrTimelineItem item = {.node = node, .number = number, .copy = 1};
    gr_timeline_enter(w, &item);
    if (is_cut(node)) {
        read_cut(w, node, &item);
    } else if (node->kind == GR_NODE_MAP) {
        read_time(w, node, "length", "length", &item.length);
        read_time(w, node, "start", "start", &item.start);
        read_time(w, node, "until", "until", &item.until);
        if (!item.length.node && !gr_bind_lacks(node, &gr_scene_keys, "length"))
            lose(w, &item, node); /* it is misspelt */
    } else {
        lose(w, &item, node);
    }
    for (int i = 0; i < times; i++) {
        GrTimelineItem *copy = &w->items[w->count++];
        *copy = item;
        copy->copy = i + 1;
        if (i > 0)
            copy->start = (GrTimelineTime){0};
        if (i + 1 < times)
            copy->until = (GrTimelineTime){0};
    }
}

static bool too_many(GrTimelineWork *w, const GrNode *at, const char *path)
{
    w->b->scope[0] = '\0';
    gr_bind_error(w->b, at, path, "play more than %d scenes", GR_SCENES_MAX);
    w->wrong = true;
    return false;
}

static bool read_items(GrTimelineWork *w, const char *path, const GrNode *scenes)
{
    int *times = GR_BIND_NEW(w->b, int, scenes->count);
    int64_t total = 0;
    for (int i = 0; times && i < scenes->count; i++) {
        GrTimelineItem item = {.node = scenes->items[i], .number = i + 1};
        bool scene = item.node->kind == GR_NODE_MAP && !is_cut(item.node);
        gr_timeline_enter(w, &item);
        times[i] = scene ? read_repeat(w, item.node) : 1;
        total += times[i];
    }
    if (!times || total > GR_SCENES_MAX)
        return times && too_many(w, scenes, path);
    w->items = GR_BIND_NEW(w->b, GrTimelineItem, total);
    for (int i = 0; w->items && i < scenes->count; i++)
        read_scene(w, scenes->items[i], i + 1, times[i]);
    return w->items != NULL;
}

/* What a cut may name: templates by their keys, scenes by their names. */
typedef struct Names {
    const GrNode *templates, *scenes;
} Names;

static const char *scene_name(const GrNode *scene)
{
    const GrNode *name = gr_node_find(scene, "name");
    return name && name->kind == GR_NODE_SCALAR && !gr_node_is_empty(name) ? name->text : NULL;
}

static const char *name_at(const void *all, int index)
{
    const Names *names = all;
    int templates = names->templates ? names->templates->count : 0;
    if (index < templates)
        return names->templates->pairs[index].key->text;
    index -= templates;
    for (int i = 0; i < names->scenes->count; i++) {
        const char *name = scene_name(names->scenes->items[i]);
        if (name && index-- == 0)
            return name;
    }
    return NULL;
}

static const GrNode *find_named(const Names *names, const char *text, bool *template)
{
    const GrNode *found = names->templates ? gr_node_find(names->templates, text) : NULL;
    *template = found != NULL;
    for (int i = 0; !found && i < names->scenes->count; i++) {
        const char *name = scene_name(names->scenes->items[i]);
        if (name && strcmp(name, text) == 0)
            found = names->scenes->items[i];
    }
    return found;
}

typedef struct Builder {
    GrTimelineWork *work;
    GrTimeline *out;
    Names names;
    int capacity;
    int64_t values; /* nodes of all spans */
    int *played;    /* how often each entry of scenes:, then each template, was played */
} Builder;

/* Its counter, by where the node is written. */
static int *played_of(const Builder *t, const GrNode *node)
{
    const Names *names = &t->names;
    for (int i = 0; i < names->scenes->count; i++)
        if (names->scenes->items[i] == node)
            return &t->played[i];
    for (int i = 0; names->templates && i < names->templates->count; i++)
        if (names->templates->pairs[i].value == node)
            return &t->played[names->scenes->count + i];
    return NULL;
}

static bool add_span(Builder *t, GrSpan span)
{
    GrBinder *b = t->work->b;
    t->values += span.node->weight;
    if (t->out->count == GR_SCENES_MAX)
        return too_many(t->work, t->names.scenes, "scenes");
    if (t->values > GR_SCENE_VALUES_MAX) {
        b->scope[0] = '\0';
        gr_bind_error(b, t->names.scenes, "scenes", "hold more than %d values when all are played",
                      GR_SCENE_VALUES_MAX);
        t->work->wrong = true;
        return false;
    }
    if (t->out->count == t->capacity) {
        int capacity = t->capacity ? t->capacity * 2 : 64;
        GrSpan *spans = realloc(t->out->spans, (size_t)capacity * sizeof *spans);
        if (!spans) {
            b->failed = true;
            return false;
        }
        t->out->spans = spans;
        t->capacity = capacity;
    }
    t->out->spans[t->out->count++] = span;
    return true;
}

/* "drop", "drop 2": the copy'th playing of a scene; a name as any other, so it is held to their
 * length. */
static const char *copy_name(GrBinder *b, const char *base, int copy)
{
    char name[4 * GR_NAME_MAX + 32], number[16];
    if (copy < 2)
        return gr_bind_keep(b, base);
    int left = GR_NAME_MAX - snprintf(number, sizeof number, " %d", copy);
    const char *at = base, *end = base + strlen(base);
    while (at < end && left-- > 0)
        gr_utf8_next(&at, end);
    snprintf(name, sizeof name, "%.*s%s", (int)(at - base), base, number);
    return gr_bind_keep(b, name);
}

static bool add_scene(Builder *t, const GrTimelineItem *item)
{
    char numbered[24];
    const char *name = scene_name(item->node);
    GrSpan span = {.node = item->node,
                   .number = item->number,
                   .again = item->copy > 1,
                   .start_ns = item->start_ns,
                   .end_ns = item->end_ns};
    snprintf(numbered, sizeof numbered, "scene %d", item->number);
    if (item->copy > 1)
        span.name = copy_name(t->work->b, name ? name : numbered, item->copy);
    return add_span(t, span);
}

/* When the scene that shows at `at` gives way: on the grid of `every`, if that is bars or beats
 * alone. Negative when it cannot be had. */
static int64_t next_cut(GrTimelineWork *w, const GrTimelineItem *item, int64_t at)
{
    const GrTimeSpec *every = &item->every.spec;
    const GrMusic *music;
    GrError error;
    int64_t from = at, length;
    if (!gr_timeline_music(w, &item->every, "cut.every", &music))
        return -1;
    if (every->term_count == 1 && music) {
        double s = (double)at / (double)GR_NS_PER_S;
        bool bars = every->terms[0].unit == GR_TIME_BARS;
        double place = bars ? gr_music_bar_at(music, s) : gr_music_beat_at(music, s);
        double whole = (double)(int64_t)place;
        whole = whole > place ? whole - 1 : whole;
        if (every->terms[0].count >= 1) {
            s = bars ? gr_music_time_of_bar(music, whole) : gr_music_time_of_beat(music, whole);
            from = (int64_t)(s * (double)GR_NS_PER_S + (s < 0 ? -0.5 : 0.5));
        }
    }
    if (gr_time_length(every, from, music, &length, &error)) {
        gr_bind_error(w->b, item->every.node, "cut.every", "%s", error.message);
        return -1;
    }
    if (from + length > at)
        return from + length;
    gr_bind_error(w->b, item->every.node, "cut.every", "each scene must show longer than 0");
    return -1;
}

/* The scenes that a cut names; NULL when some are wrong. */
static const GrNode **cut_scenes(Builder *t, const GrTimelineItem *item, bool *templates)
{
    GrTimelineWork *w = t->work;
    bool list = item->from->kind == GR_NODE_LIST, good = true;
    int count = list ? item->from->count : 1;
    const GrNode **nodes = GR_BIND_NEW(w->b, const GrNode *, count);
    for (int i = 0; nodes && i < count; i++) {
        const GrNode *name = list ? item->from->items[i] : item->from;
        char quoted[GR_QUOTE_CAPACITY];
        const char *text;
        if (!gr_bind_scalar(w->b, "cut.from", name, "the name of a template or a scene", &text)) {
            good = false;
            continue;
        }
        nodes[i] = find_named(&t->names, text, &templates[i]);
        if (nodes[i]) { /* a template's key becomes the scene's name */
            good = (!templates[i] || gr_bind_name(w->b, "cut.from", name, &text)) && good;
            continue;
        }
        const char *near = gr_nearest_name(text, name_at, &t->names);
        gr_quote(quoted, text);
        if (near)
            gr_bind_error(w->b, name, "cut.from",
                          "no template or scene is named '%s'; did you mean '%s'?", quoted, near);
        else
            gr_bind_error(w->b, name, "cut.from",
                          "no template or scene is named '%s' (`templates:` at the top holds them)",
                          quoted);
        good = false;
    }
    if (!count)
        gr_bind_error(w->b, item->from, "cut.from", "is empty: it names the scenes to show");
    w->wrong = w->wrong || !good || !count;
    return good && count ? nodes : NULL;
}

static bool add_cut_scene(Builder *t, const GrTimelineItem *item, const GrNode *node,
                          const char *key, int64_t from, int64_t to)
{
    int *played = played_of(t, node);
    int copy = played ? ++*played : 1;
    GrSpan span = {.node = node,
                   .number = item->number,
                   .again = copy > 1,
                   .template = key != NULL,
                   .start_ns = from,
                   .end_ns = to};
    const char *name = scene_name(node);
    span.name = copy_name(t->work->b, name ? name : key ? key : "scene", copy);
    return add_span(t, span);
}

static void add_cut(Builder *t, const GrTimelineItem *item)
{
    GrTimelineWork *w = t->work;
    gr_timeline_enter(w, item);
    int count = item->from && item->from->kind == GR_NODE_LIST ? item->from->count : 1;
    bool *templates = item->from ? GR_BIND_NEW(w->b, bool, count) : NULL;
    const GrNode **nodes = templates ? cut_scenes(t, item, templates) : NULL;
    int64_t at = item->start_ns, end = item->end_ns;
    /* What a wrong timeline shows is never seen, but the scenes are bound to find their mistakes.
     */
    for (int i = 0; nodes && (w->wrong ? i < count : at < end); i++) {
        const GrNode *name =
            item->from->kind == GR_NODE_LIST ? item->from->items[i % count] : item->from;
        int64_t next = w->wrong ? at : next_cut(w, item, at);
        if (next < 0) {
            w->wrong = true;
            return;
        }
        next = !w->wrong && end - next < least_cut_ns ? end : next;
        if (!add_cut_scene(t, item, nodes[i % count], templates[i % count] ? name->text : NULL, at,
                           next))
            return;
        at = next;
    }
}

static void add_all(Builder *t)
{
    GrTimelineWork *w = t->work;
    /* A scene of its own is the first playing of its name, wherever it lies. */
    for (int i = 0; i < w->count; i++)
        if (!w->items[i].cut)
            t->played[w->items[i].number - 1] = w->items[i].copy;
    for (int i = 0; i < w->count && !w->b->failed; i++) {
        if (w->items[i].cut)
            add_cut(t, &w->items[i]);
        else if (!add_scene(t, &w->items[i]))
            return;
    }
}

void gr_timeline_lay(GrBinder *b, const char *path, const GrNode *scenes, const GrNode *templates,
                     const GrNode *length, GrTimeline *out)
{
    GrTimelineWork work = {.b = b, .length = length};
    Builder builder = {.work = &work, .out = out};
    memset(out, 0, sizeof *out);
    if (templates && templates->kind != GR_NODE_MAP)
        templates = NULL;
    builder.names = (Names){templates, scenes};
    builder.played = GR_BIND_NEW(b, int, scenes->count + (templates ? templates->count : 0));
    if (builder.played && read_items(&work, path, scenes)) {
        gr_timeline_place(&work);
        add_all(&builder);
    }
    b->scope[0] = '\0';
    if (out->count && !work.wrong)
        out->end_ns = out->spans[out->count - 1].end_ns;
    if (out->end_ns > GR_TIME_MAX_HOURS * 3600 * GR_NS_PER_S) {
        gr_bind_error(b, scenes, path, "last more than %d hours together", GR_TIME_MAX_HOURS);
        work.wrong = true;
    }
    out->known = !work.wrong;
}

void gr_timeline_finish(GrTimeline *timeline)
{
    free(timeline->spans);
    memset(timeline, 0, sizeof *timeline);
}

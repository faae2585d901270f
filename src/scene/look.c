/* SPDX-License-Identifier: MIT */
#include "scene/look.h"

#include "scene/value_text.h"

#include <string.h>

const GrRoleInfo gr_role_infos[GR_ROLE_COUNT + 1] = {
    {"intro", "how a song begins; carries its title", 10},
    {"verse", "where it walks along", 9},
    {"build", "rises towards a drop", 8},
    {"drop", "where it is strongest", 7},
    {"break", "where it falls back", 11},
    {"outro", "how it ends", 12},
    {0},
};

enum { AGAIN_MAX = 16 };

const GrLookFile *gr_look_file_find(const char *name)
{
    for (const GrLookFile *file = gr_look_files; file->name; file++)
        if (strcmp(file->name, name) == 0)
            return file;
    return NULL;
}

const char *gr_look_name_at(const void *unused, int index)
{
    (void)unused;
    return gr_look_files[index].name;
}

bool gr_look_is_path(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot && (strcmp(dot, ".yaml") == 0 || strcmp(dot, ".yml") == 0);
}

/* A mistake at a place of a look. */
static int wrong(GrProblems *problems, const GrNode *at, const char *what, const char *text)
{
    char quoted[GR_QUOTE_CAPACITY];
    gr_problem_add(problems, at->source, GR_PROBLEM_ERROR, GR_E_SHOW, at->line, at->column,
                   "x-look: %s%s%s%s", text ? "'" : "", text ? gr_quote(quoted, text) : "",
                   text ? "' " : "", what);
    return GR_E_SHOW;
}

/* A list, or one thing alone as a list of one. */
static int item_count(const GrNode *node)
{
    return !node ? 0 : node->kind == GR_NODE_LIST ? node->count : 1;
}

static const GrNode *item_at(const GrNode *node, int index)
{
    return node->kind == GR_NODE_LIST ? node->items[index] : node;
}

static int role_of(const char *name)
{
    for (int i = 0; i < GR_ROLE_COUNT; i++)
        if (strcmp(gr_role_infos[i].name, name) == 0)
            return i;
    return -1;
}

static int read_again(const GrNode *list, const GrNode *templates, GrArena *arena,
                      GrProblems *problems, GrLookScene *scene)
{
    int count = item_count(list);
    const char **names = count ? gr_arena_alloc(arena, (size_t)count * sizeof *names) : NULL;
    if (count > AGAIN_MAX)
        return wrong(problems, list, "are more than 16 variations", NULL);
    for (int i = 0; names && i < count; i++) {
        const GrNode *item = item_at(list, i);
        if (item->kind != GR_NODE_SCALAR || !gr_node_find(templates, item->text))
            return wrong(problems, item, "is no template", item->text);
        names[i] = item->text;
    }
    scene->again = names;
    scene->again_count = names ? count : 0;
    return GR_OK;
}

static int read_scene(const GrPair *pair, const GrNode *templates, GrArena *arena,
                      GrProblems *problems, GrLookScene *scene)
{
    static const char *const keys[] = {"as", "energy", "again", NULL};
    const GrNode *map = pair->value;
    double energy = 0.5;
    if (!gr_node_find(templates, pair->key->text))
        return wrong(problems, pair->key, "is no template", pair->key->text);
    if (map->kind != GR_NODE_MAP)
        return wrong(problems, map, "a scene is {as: [verse], energy: 0.5}", NULL);
    for (int i = 0; i < map->count; i++) {
        const char *key = map->pairs[i].key->text;
        if (!gr_nearest_string(key, keys) || strcmp(gr_nearest_string(key, keys), key) != 0)
            return wrong(problems, map->pairs[i].key, "is not one of as, energy, again", key);
    }
    *scene = (GrLookScene){.name = pair->key->text};
    const GrNode *as = gr_node_find(map, "as"), *number = gr_node_find(map, "energy");
    for (int i = 0; i < item_count(as); i++) {
        const GrNode *item = item_at(as, i);
        int role = item->kind == GR_NODE_SCALAR ? role_of(item->text) : -1;
        if (role < 0)
            return wrong(problems, item, "is no role: intro, verse, build, drop, break, outro",
                         item->text);
        scene->roles |= 1u << role;
    }
    if (!scene->roles)
        return wrong(problems, map, "has no role: as: [verse, break]", pair->key->text);
    if (number && (number->kind != GR_NODE_SCALAR || !gr_number_parse(number->text, &energy) ||
                   energy < 0 || energy > 1))
        return wrong(problems, number, "an energy is a number from 0 to 1", NULL);
    scene->energy = (float)energy;
    return read_again(gr_node_find(map, "again"), templates, arena, problems, scene);
}

static int read_transitions(const GrNode *map, GrProblems *problems, GrLook *look)
{
    for (int i = 0; map && i < map->count; i++) {
        const GrPair *pair = &map->pairs[i];
        int role = role_of(pair->key->text);
        if (strcmp(pair->key->text, "within") == 0)
            look->within = pair->value;
        else if (role < 0)
            return wrong(problems, pair->key, "is no role (or `within`)", pair->key->text);
        else
            look->into[role] = pair->value;
    }
    return GR_OK;
}

static int read_pace(const GrNode *pace, GrProblems *problems, double *out)
{
    *out = 1;
    if (pace && (pace->kind != GR_NODE_SCALAR || !gr_number_parse(pace->text, out) ||
                 !(*out >= 0.25 && *out <= 4)))
        return wrong(problems, pace, "a pace is a number from 0.25 to 4; 1 is the usual one", NULL);
    return GR_OK;
}

int gr_look_read(const char *name, const GrNode *root, GrArena *arena, GrProblems *problems,
                 GrLook *look)
{
    const GrNode *about = gr_node_find(root, "x-look"), *layers = gr_node_find(root, "layers");
    const GrNode *templates = gr_node_find(root, "templates");
    const GrNode *scenes = about ? gr_node_find(about, "scenes") : NULL;
    const GrNode *summary = about ? gr_node_find(about, "summary") : NULL;
    const GrNode *transitions = about ? gr_node_find(about, "transitions") : NULL;
    *look = (GrLook){.name = name, .summary = "", .root = root};
    if (!templates || templates->kind != GR_NODE_MAP || !scenes || scenes->kind != GR_NODE_MAP ||
        !scenes->count)
        return wrong(problems, root,
                     "a look has `templates:`, and `x-look: {scenes: ...}` says "
                     "what each is good for",
                     NULL);
    if (summary && summary->kind == GR_NODE_SCALAR)
        look->summary = summary->text;
    GrLookScene *list = gr_arena_alloc(arena, (size_t)scenes->count * sizeof *list);
    if (!list)
        return GR_E_SPACE;
    int code = read_pace(gr_node_find(about, "pace"), problems, &look->pace);
    for (int i = 0; i < scenes->count && !code; i++)
        code = read_scene(&scenes->pairs[i], templates, arena, problems, &list[i]);
    if (!code && transitions && transitions->kind != GR_NODE_MAP)
        code = wrong(problems, transitions, "transitions are {drop: [...], within: [...]}", NULL);
    if (!code)
        code = read_transitions(transitions, problems, look);
    look->scenes = list;
    look->scene_count = scenes->count;
    look->names_song = layers && gr_node_find(layers, "title");
    look->names_artist = layers && gr_node_find(layers, "artist");
    return code;
}

int gr_look_open(const GrLookFile *file, GrArena *arena, GrProblems *problems, GrLook *look)
{
    GrSource *source = gr_arena_alloc(arena, sizeof *source);
    GrError error;
    const GrNode *root;
    if (!source || gr_source_init(source, file->name, file->text, file->length, &error))
        return GR_E_SPACE;
    int code = gr_tree_parse(source, arena, problems, &root);
    if (!code)
        code = gr_look_read(file->name, root, arena, problems, look);
    gr_source_finish(source);
    return code;
}

void gr_look_describe(const GrLook *look, GrText *out)
{
    for (int i = 0; i < look->scene_count; i++) {
        const GrLookScene *scene = &look->scenes[i];
        gr_text_printf(out, "%s%s", i ? "; " : "", scene->name);
        for (int role = 0, count = 0; role < GR_ROLE_COUNT; role++)
            if (scene->roles & (1u << role))
                gr_text_printf(out, "%s%s", count++ ? ", " : ": ", gr_role_infos[role].name);
    }
}

void gr_look_show_text(const char *text, size_t length, GrText *out)
{
    const char *end = text + length;
    bool about = false;
    while (text < end) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        size_t line = (size_t)((stop ? stop + 1 : end) - text);
        if (strncmp(text, "x-look:", 7) == 0)
            about = true;
        else if (about && (*text == '#' || (*text >= 'a' && *text <= 'z')))
            about = false;
        if (!about)
            gr_text_append(out, text, line);
        text += line;
    }
}

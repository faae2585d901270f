/* SPDX-License-Identifier: MIT
 *
 * What the files of the stage COMPOSE share; for them alone. Nodes are never changed, for aliases
 * share them: what differs is made anew, what does not is taken over. A function that gives a node
 * gives NULL when there is none: the mistake is reported then, and either `code` is set (memory or
 * a limit, nothing goes on) or whoever holds the node leaves it out and is marked incomplete.
 */
#ifndef GR_SCENE_COMPOSE_PARTS_H
#define GR_SCENE_COMPOSE_PARTS_H

#include "base/text.h"
#include "scene/compose.h"
#include "scene/names.h"

typedef enum GrComposeState { GR_COMPOSE_NEW, GR_COMPOSE_OPEN, GR_COMPOSE_DONE } GrComposeState;

/* A thing with a name that may refer to others of its kind. */
typedef struct GrComposeEntry {
    const char *name;
    const GrNode *node;                /* as written */
    const GrNode *result;              /* when done; NULL: a mistake, reported */
    const struct GrComposeEntry *user; /* while open: who asked for it */
    GrComposeState state;
    bool used;
} GrComposeEntry;

typedef struct GrComposeTable {
    GrComposeEntry *entries;
    int count;
    bool unreadable; /* no name is told to be missing */
    GrNames names;
} GrComposeTable;

typedef struct GrComposeSet GrComposeSet; /* a parsed --set */

typedef struct GrComposer {
    const GrLoadOptions *options;
    GrSources *sources;
    GrArena *arena;
    GrProblems *problems;
    int code;
    size_t made_values, made_text;
    GrComposeTable vars, layers, chains, scenes; /* scenes: the templates, then the scenes */
    const GrNode *moods;                         /* name -> chain; NULL: not read yet */
    GrComposeSet *sets;
    int set_count;
    GrListening *listening;  /* the show's */
    const GrNode *look_vars; /* those of its look and of the director; NULL: none */
} GrComposer;

/* compose_nodes.c: reporting, making nodes */

void gr_compose_error(GrComposer *composer, const GrNode *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* GR_E_SPACE; returns NULL. */
void *gr_compose_no_memory(GrComposer *composer);
/* Zeroed memory of the arena, NULL without. */
void *gr_compose_alloc(GrComposer *composer, size_t count, size_t size);
#define GR_COMPOSE_NEW_ARRAY(composer, type, count)                                                \
    ((type *)gr_compose_alloc((composer), (size_t)(count), sizeof(type)))
/* "; did you mean 'x'?" or "", for a message. */
const char *gr_compose_hint(GrComposer *composer, const char *word, GrNameAt *name_at,
                            const void *names, char out[GR_QUOTE_CAPACITY + 24]);

/* A list or mapping in place of `like`, at its place. The arrays must be the arena's; NULL without
 * pairs. */
const GrNode *gr_compose_map(GrComposer *composer, const GrNode *like, GrPair *pairs, int count);
const GrNode *gr_compose_list(GrComposer *composer, const GrNode *like, const GrNode **items,
                              int count);
const GrNode *gr_compose_text(GrComposer *composer, const GrNode *like, const char *text,
                              size_t length);
const GrNode *gr_compose_incomplete(GrComposer *composer, const GrNode *node);
/* The mapping with another value for a key (whose node it has, or `key` is taken), or with the pair
 * added. */
const GrNode *gr_compose_with(GrComposer *composer, const GrNode *map, const GrNode *key,
                              const GrNode *value);
/* The mapping without some keys (NULL ends the list). */
const GrNode *gr_compose_without(GrComposer *composer, const GrNode *map, const char *const *keys);
/* Says so when the mapping holds one of these keys twice: for keys that the binder will not see. */
void gr_compose_once(GrComposer *composer, const GrNode *map, const char *const *keys);

/* Index of a key in a mapping, -1. */
int gr_compose_index(const GrNode *map, const char *key);
/* The text of a scalar that is not empty, else NULL. */
const char *gr_compose_word(const GrNode *node);
/* The value that a mapping has for `name`, as a word. */
const char *gr_compose_name(const GrNode *map);

/* compose_merge.c: one mapping over another */

/* The value of a key that both mappings have. */
typedef const GrNode *GrComposeCombine(GrComposer *composer, const char *key, const GrNode *over,
                                       const GrNode *under);
/* All keys of both. Without `combine` those of `over` win. */
const GrNode *gr_compose_union(GrComposer *composer, const GrNode *over, const GrNode *under,
                               GrComposeCombine *combine);
/* A scene or layer over what it builds on (see scene/compose.h). */
const GrNode *gr_compose_scene_over(GrComposer *composer, const GrNode *over, const GrNode *under);
const GrNode *gr_compose_layer_over(GrComposer *composer, const GrNode *over, const GrNode *under);
/* The key that cannot stand beside this one, or NULL. */
const char *gr_compose_rival(const char *key);

/* compose_table.c: things with names */

/* Reads a mapping name -> thing; a NULL map gives an empty table. Nothing is resolved. */
void gr_compose_table_init(GrComposer *composer, GrComposeTable *table, const GrNode *map,
                           const char *what);
void gr_compose_table_finish(GrComposeTable *table);
GrComposeEntry *gr_compose_table_find(const GrComposeTable *table, const char *name);
const char *gr_compose_table_name_at(const void *table, int index);
/* Opens an entry for `user` (NULL: nobody), whose depth is at most `deepest`; false after reporting
 * a cycle or the depth at `at`. The caller closes it with its result. */
bool gr_compose_enter(GrComposer *composer, GrComposeEntry *entry, const GrComposeEntry *user,
                      const GrNode *at, const char *what, int deepest);
void gr_compose_leave(GrComposeEntry *entry, const GrNode *result);

/* The steps, each from root to root; NULL when the show is beyond use. */

const GrNode *gr_compose_includes(GrComposer *composer, const GrNode *root);
/* What a file includes, under it: named things merge name by name. */
const GrNode *gr_compose_include_under(GrComposer *composer, const GrNode *over,
                                       const GrNode *under);
/* Includes the look that `style:` names, with scenes for a show that has none. Before vars. */
const GrNode *gr_compose_look(GrComposer *composer, const GrNode *root);
/* Reads --vars and puts it over the show's vars. */
const GrNode *gr_compose_vars_file(GrComposer *composer, const GrNode *root);
/* Replaces the vars everywhere. `declared`: the vars of the show itself, which --vars may name. */
const GrNode *gr_compose_vars(GrComposer *composer, const GrNode *root, const GrNode *declared);
/* The vars in a node that came later. */
const GrNode *gr_compose_expand(GrComposer *composer, const GrNode *node);
/* Completes the named layers; the root stays as it is. */
const GrNode *gr_compose_named_layers(GrComposer *composer, const GrNode *root);
/* Completes all that stands under `key`, "templates" or "scenes", without styles and chains. */
const GrNode *gr_compose_scenes(GrComposer *composer, const GrNode *root, const char *key);
const GrNode *gr_compose_styles(GrComposer *composer, const GrNode *root);
/* `on_top:` and `below:` of the show. */
const GrNode *gr_compose_on_top(GrComposer *composer, const GrNode *root);
/* The scene with what its `below:` says beneath its layers. */
const GrNode *gr_compose_below(GrComposer *composer, const GrNode *scene, const char *name);
const GrNode *gr_compose_chains(GrComposer *composer, const GrNode *root);
/* Reads the values of --set; false when nothing can go on. */
bool gr_compose_parse_sets(GrComposer *composer);
/* Applies the values of --set whose first key is one of `keys` (NULL ends the list), or with
 * `others` is none of them. */
const GrNode *gr_compose_sets(GrComposer *composer, const GrNode *root, const char *const *keys,
                              bool others);

/* compose_layers.c, of one scene's list: named layers in place of bare names; what layers extend.
 */
const GrNode *gr_compose_layer_list(GrComposer *composer, const GrNode *list);
const GrNode *gr_compose_layers_extend(GrComposer *composer, const GrNode *list);

/* Passes every template and scene through a step. */
typedef const GrNode *GrComposeSceneStep(GrComposer *composer, const GrNode *scene,
                                         const void *user);
const GrNode *gr_compose_each_scene(GrComposer *composer, const GrNode *root,
                                    GrComposeSceneStep *step, const void *user);

#endif

/* SPDX-License-Identifier: MIT
 *
 * A YAML text as a tree of our own: maps, lists and scalars with their places. YAML's own types
 * are not applied: a scalar is the text as it was written, and whoever reads it says what it wants.
 * Aliases share the node that they name, so memory is bounded by the file; how large the tree is
 * when every alias is followed is bounded, too. Merge keys (<<) are resolved.
 */
#ifndef GR_SCENE_TREE_H
#define GR_SCENE_TREE_H

#include "base/arena.h"
#include "scene/source.h"

#include <stdbool.h>

enum {
    GR_TREE_MAX_DEPTH = 64,
    GR_TREE_MAX_NODES = 250000, /* every alias followed */
    GR_TREE_MAX_ANCHORS = 1024,
};

typedef enum GrNodeKind { GR_NODE_SCALAR, GR_NODE_LIST, GR_NODE_MAP } GrNodeKind;

typedef struct GrNode GrNode;

typedef struct GrPair {
    const GrNode *key; /* a scalar */
    const GrNode *value;
    const GrNode *earlier; /* the same key, met before in this map; NULL: this is the first */
} GrPair;

struct GrNode {
    GrNodeKind kind;
    bool quoted;     /* written in quotes or as a block */
    bool open;       /* while the tree is built: an alias to it would hold itself */
    bool incomplete; /* a part of it could not be found, which is reported: what it lacks is no
                      * mistake of its own */
    int line, column;
    const GrSource *source;
    int count;        /* items of a list, pairs of a map */
    int weight;       /* nodes from here down, every alias followed */
    int height;       /* levels from here down */
    const char *text; /* of a scalar; terminated, holds no zero byte */
    union {
        const GrNode **items;
        GrPair *pairs;
    };
};

/* Parses the text. On failure the problems tell and the result is negative. The nodes live in the
 * arena and point to the source. */
int gr_tree_parse(const GrSource *source, GrArena *arena, GrProblems *problems,
                  const GrNode **root);

/* True for a scalar that holds nothing: `key:` with nothing behind it, ~ or null. */
bool gr_node_is_empty(const GrNode *node);
/* The value of a key, or NULL. */
const GrNode *gr_node_find(const GrNode *map, const char *key);
/* The column of a byte of a scalar's text; that of the scalar where the text does not stand as it
 * is in the file (escapes, folded lines). */
int gr_node_column(const GrNode *scalar, size_t offset);
/* "a list", "a mapping", "nothing", "a text" for messages. */
const char *gr_node_word(const GrNode *node);

/* One of libyaml's errors; any text may be NULL. */
typedef struct GrYamlMistake {
    const char *problem, *context; /* libyaml's own words */
    int line, column;
    int context_line, context_column; /* of what it was reading */
} GrYamlMistake;

/* Says it in words that tell a user what to change, and moves line and column to where that is
 * (scene/tree_words.c). */
void gr_yaml_explain(const GrSource *source, GrYamlMistake *mistake, char *out, size_t capacity);

#endif

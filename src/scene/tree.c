/* SPDX-License-Identifier: MIT */
#include "scene/tree.h"

#include "base/hash.h"
#include "base/text.h"
#include "scene/names.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

enum { NODES_A_BLOCK = 256, TEXT_BLOCK = 64 << 10, SMALL_MAP = 12 };

typedef struct Anchor {
    uint64_t hash;
    const char *name;
    GrNode *node;
} Anchor;

/* A collection that is not closed yet. */
typedef struct Frame {
    GrNode *node;
    int first; /* of its children in `children` */
} Frame;

typedef struct Builder {
    const GrSource *source;
    int first_column; /* characters before the YAML on the first line */
    GrArena *arena;
    GrProblems *problems;
    GrNode *nodes; /* what is left of the newest block */
    int nodes_left;
    char *texts;
    size_t texts_left;
    int node_count;
    Frame frames[GR_TREE_MAX_DEPTH];
    int depth;
    GrNode **children;
    int child_count, child_capacity;
    Anchor *anchors;
    int anchor_count;
    GrNode *root;
    int code;
} Builder;

static int line_of(const yaml_mark_t *mark)
{
    return (int)mark->line + 1;
}

/* libyaml counts from where the YAML begins, which is not where the source does. */
static int column_of(const Builder *b, const yaml_mark_t *mark)
{
    return (int)mark->column + 1 + (mark->line ? 0 : b->first_column);
}

static int fail(Builder *b, int line, int column, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static int fail(Builder *b, int line, int column, const char *format, ...)
{
    va_list arguments;
    if (line > b->source->line_count) /* libyaml puts the end on a line of its own */
        gr_source_place(b->source, b->source->length, &line, &column);
    va_start(arguments, format);
    gr_problem_addv(b->problems, b->source, GR_PROBLEM_ERROR, GR_E_SHOW, line, column, format,
                    arguments);
    va_end(arguments);
    return b->code = GR_E_SHOW;
}

static int out_of_memory(Builder *b)
{
    gr_problem_add(b->problems, b->source, GR_PROBLEM_ERROR, GR_E_SPACE, 0, 0, "out of memory");
    return b->code = GR_E_SPACE;
}

static GrNode *new_node(Builder *b, GrNodeKind kind, const yaml_mark_t *mark)
{
    int line = line_of(mark), column = column_of(b, mark);
    if (b->node_count >= GR_TREE_MAX_NODES) {
        fail(b, line, column, "more than %d values in one file", GR_TREE_MAX_NODES);
        return NULL;
    }
    if (!b->nodes_left) {
        b->nodes = GR_ARENA_NEW(b->arena, GrNode, NODES_A_BLOCK);
        if (!b->nodes) {
            out_of_memory(b);
            return NULL;
        }
        b->nodes_left = NODES_A_BLOCK;
    }
    GrNode *node = b->nodes++;
    b->nodes_left--;
    b->node_count++;
    *node = (GrNode){.kind = kind,
                     .source = b->source,
                     .line = line,
                     .column = column,
                     .weight = 1,
                     .height = 1};
    return node;
}

static const char *keep_text(Builder *b, const char *text, size_t length)
{
    char *copy;
    if (length + 1 > TEXT_BLOCK / 8) {
        copy = gr_arena_alloc(b->arena, length + 1);
    } else {
        if (b->texts_left < length + 1) {
            b->texts = gr_arena_alloc(b->arena, TEXT_BLOCK);
            b->texts_left = b->texts ? TEXT_BLOCK : 0;
        }
        copy = b->texts;
        if (copy) {
            b->texts += length + 1;
            b->texts_left -= length + 1;
        }
    }
    if (!copy) {
        out_of_memory(b);
        return NULL;
    }
    memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

static bool grow_children(Builder *b)
{
    if (b->child_count < b->child_capacity)
        return true;
    int capacity = b->child_capacity ? b->child_capacity * 2 : 256;
    GrNode **children = realloc(b->children, (size_t)capacity * sizeof(GrNode *));
    if (!children) {
        out_of_memory(b);
        return false;
    }
    b->children = children;
    b->child_capacity = capacity;
    return true;
}

/* Puts a finished or just opened node where it belongs. `mark` is where it stands, which for an
 * alias is not where its node was written. */
static int attach(Builder *b, GrNode *node, const yaml_mark_t *mark)
{
    if (!b->depth) {
        b->root = node;
        return GR_OK;
    }
    Frame *frame = &b->frames[b->depth - 1];
    bool is_key = frame->node->kind == GR_NODE_MAP && (b->child_count - frame->first) % 2 == 0;
    int line = line_of(mark), column = column_of(b, mark);
    if (is_key && node->kind != GR_NODE_SCALAR)
        return fail(b, line, column, "%s cannot be a key (text that starts with '%c' needs quotes)",
                    gr_node_word(node), node->kind == GR_NODE_MAP ? '{' : '[');
    if (frame->node->weight > GR_TREE_MAX_NODES - node->weight)
        return fail(b, line, column, "the aliases of this file expand to more than %d values",
                    GR_TREE_MAX_NODES);
    if (!node->open) /* an open one is counted when it is closed */
        frame->node->weight += node->weight;
    if (!grow_children(b))
        return b->code;
    b->children[b->child_count++] = node;
    return GR_OK;
}

static int remember_anchor(Builder *b, const yaml_char_t *name, GrNode *node)
{
    if (!name)
        return GR_OK;
    if (b->anchor_count == GR_TREE_MAX_ANCHORS)
        return fail(b, node->line, node->column, "more than %d anchors (&name) in one file",
                    GR_TREE_MAX_ANCHORS);
    if (!b->anchors)
        b->anchors = malloc(GR_TREE_MAX_ANCHORS * sizeof *b->anchors);
    const char *copy = keep_text(b, (const char *)name, strlen((const char *)name));
    if (!b->anchors || !copy)
        return out_of_memory(b);
    b->anchors[b->anchor_count++] = (Anchor){gr_hash_string(copy, 0), copy, node};
    return GR_OK;
}

static const char *anchor_name_at(const void *names, int index)
{
    const Builder *b = names;
    return index < b->anchor_count ? b->anchors[index].name : NULL;
}

static int on_alias(Builder *b, const yaml_event_t *event)
{
    const char *name = (const char *)event->data.alias.anchor;
    const yaml_mark_t *mark = &event->start_mark;
    int line = line_of(mark), column = column_of(b, mark);
    uint64_t hash = gr_hash_string(name, 0);
    char quoted[GR_QUOTE_CAPACITY];
    for (int i = b->anchor_count - 1; i >= 0; i--) {
        if (b->anchors[i].hash != hash || strcmp(b->anchors[i].name, name) != 0)
            continue;
        if (b->anchors[i].node->open)
            return fail(b, line, column, "the alias *%s stands inside what it names",
                        gr_quote(quoted, name));
        return attach(b, b->anchors[i].node, mark);
    }
    const char *near = gr_nearest_name(name, anchor_name_at, b);
    char hint[GR_QUOTE_CAPACITY];
    gr_quote(quoted, name);
    if (near)
        return fail(b, line, column, "nothing is named '%s'; did you mean '*%s'?", quoted,
                    gr_quote(hint, near));
    return fail(b, line, column,
                "nothing is named '%s': a text that starts with '*' needs quotes in YAML", quoted);
}

/* Tags of YAML itself (!!str) are harmless; others are text that lacks its quotes. */
static int check_tag(Builder *b, const yaml_char_t *tag, const yaml_mark_t *mark)
{
    if (!tag || strcmp((const char *)tag, "!") == 0 ||
        strncmp((const char *)tag, "tag:yaml.org,2002:", 18) == 0)
        return GR_OK;
    char quoted[GR_QUOTE_CAPACITY];
    return fail(b, line_of(mark), column_of(b, mark),
                "'%s': text that starts with '!' needs quotes in YAML",
                gr_quote(quoted, (const char *)tag));
}

static int on_scalar(Builder *b, const yaml_event_t *event)
{
    const yaml_mark_t *mark = &event->start_mark;
    if (check_tag(b, event->data.scalar.tag, mark))
        return b->code;
    const char *value = (const char *)event->data.scalar.value;
    size_t length = event->data.scalar.length;
    if (memchr(value, '\0', length))
        return fail(b, line_of(mark), column_of(b, mark), "a text cannot hold the character \\0");
    GrNode *node = new_node(b, GR_NODE_SCALAR, mark);
    if (!node)
        return b->code;
    node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    node->text = keep_text(b, value, length);
    if (!node->text || remember_anchor(b, event->data.scalar.anchor, node))
        return b->code;
    return attach(b, node, mark);
}

static int on_open(Builder *b, GrNodeKind kind, const yaml_char_t *anchor, const yaml_char_t *tag,
                   const yaml_mark_t *mark)
{
    if (check_tag(b, tag, mark))
        return b->code;
    if (b->depth == GR_TREE_MAX_DEPTH)
        return fail(b, line_of(mark), column_of(b, mark), "nested more than %d levels deep",
                    GR_TREE_MAX_DEPTH);
    GrNode *node = new_node(b, kind, mark);
    if (!node)
        return b->code;
    node->open = true;
    if (remember_anchor(b, anchor, node) || attach(b, node, mark))
        return b->code;
    b->frames[b->depth++] = (Frame){node, b->child_count};
    return GR_OK;
}

/* Marks the second and later of equal keys. Large maps use an index, so that time stays linear. */
static int mark_repeated_keys(Builder *b, GrNode *map)
{
    GrNames names;
    if (map->count <= SMALL_MAP) {
        for (int i = 1; i < map->count; i++)
            for (int j = 0; j < i && !map->pairs[i].earlier; j++)
                if (strcmp(map->pairs[i].key->text, map->pairs[j].key->text) == 0)
                    map->pairs[i].earlier = map->pairs[j].key;
        return GR_OK;
    }
    if (!gr_names_init(&names, map->count))
        return out_of_memory(b);
    for (int i = 0; i < map->count; i++) {
        int first = gr_names_add(&names, map->pairs[i].key->text, i);
        if (first != i)
            map->pairs[i].earlier = map->pairs[first].key;
    }
    gr_names_finish(&names);
    return GR_OK;
}

static bool is_merge_key(const GrNode *key)
{
    return !key->quoted && strcmp(key->text, "<<") == 0;
}

static void turn_round(GrPair *pairs, int count)
{
    for (int i = 0; i < count / 2; i++) {
        GrPair pair = pairs[i];
        pairs[i] = pairs[count - 1 - i];
        pairs[count - 1 - i] = pair;
    }
}

/* Adds the pairs of `from` whose keys the map lacks, from the last to the first. */
static int merge_map(Builder *b, const GrNode *key, const GrNode *from, GrPair *pairs, int *count)
{
    if (from->kind != GR_NODE_MAP)
        return fail(b, key->line, key->column, "<<: merges a mapping (or a list of them), not %s",
                    gr_node_word(from));
    int before = *count;
    for (int i = 0; i < from->count; i++) {
        bool have = from->pairs[i].earlier != NULL;
        for (int j = 0; j < *count && !have; j++)
            have = strcmp(pairs[j].key->text, from->pairs[i].key->text) == 0;
        if (!have)
            pairs[(*count)++] = from->pairs[i];
    }
    turn_round(pairs + before, *count - before);
    return GR_OK;
}

/* Replaces << by what it names. The map's own keys win, then the earlier of several maps; they come
 * in the other order, since of two that say the same (`at` and `x`) the later one counts. */
static int resolve_merges(Builder *b, GrNode *map)
{
    enum { LARGEST = 1024 }; /* keys of a map that merges: merging compares all with all */
    long total = 0;
    int merges = 0;
    for (int i = 0; i < map->count; i++) {
        const GrNode *value = map->pairs[i].value;
        if (!is_merge_key(map->pairs[i].key)) {
            total++;
            continue;
        }
        merges++;
        if (value->kind == GR_NODE_MAP)
            total += value->count;
        for (int j = 0; value->kind == GR_NODE_LIST && j < value->count; j++)
            total += value->items[j]->kind == GR_NODE_MAP ? value->items[j]->count : 0;
    }
    if (!merges)
        return GR_OK;
    if (total > LARGEST)
        return fail(b, map->line, map->column, "<< merges more than %d keys", LARGEST);
    GrPair *pairs = GR_ARENA_NEW(b->arena, GrPair, total);
    if (!pairs)
        return out_of_memory(b);
    int count = 0;
    for (int i = 0; i < map->count; i++)
        if (!is_merge_key(map->pairs[i].key))
            pairs[count++] = map->pairs[i];
    turn_round(pairs, count);
    for (int i = 0; i < map->count; i++) {
        const GrNode *key = map->pairs[i].key, *value = map->pairs[i].value;
        if (!is_merge_key(key))
            continue;
        int items = value->kind == GR_NODE_LIST ? value->count : 1;
        for (int j = 0; j < items; j++) {
            const GrNode *from = value->kind == GR_NODE_LIST ? value->items[j] : value;
            if (merge_map(b, key, from, pairs, &count))
                return b->code;
        }
    }
    turn_round(pairs, count);
    map->pairs = pairs;
    map->count = count;
    return GR_OK;
}

static int on_close(Builder *b, const yaml_mark_t *mark)
{
    Frame frame = b->frames[--b->depth];
    GrNode *node = frame.node, **children = b->children ? b->children + frame.first : NULL;
    int count = b->child_count - frame.first;
    if (node->kind == GR_NODE_LIST) {
        node->count = count;
        node->items = GR_ARENA_NEW(b->arena, const GrNode *, count);
        if (!node->items)
            return out_of_memory(b);
        for (int i = 0; i < count; i++)
            node->items[i] = children[i];
    } else {
        node->count = count / 2;
        node->pairs = GR_ARENA_NEW(b->arena, GrPair, node->count);
        if (!node->pairs)
            return out_of_memory(b);
        for (int i = 0; i < node->count; i++)
            node->pairs[i] = (GrPair){.key = children[2 * i], .value = children[2 * i + 1]};
        if (mark_repeated_keys(b, node) || resolve_merges(b, node))
            return b->code;
    }
    for (int i = 0; i < count; i++)
        if (children[i]->height >= node->height)
            node->height = children[i]->height + 1;
    b->child_count = frame.first;
    node->open = false;
    if (!b->depth)
        return GR_OK;
    GrNode *parent = b->frames[b->depth - 1].node;
    if (parent->weight > GR_TREE_MAX_NODES - node->weight)
        return fail(b, line_of(mark), column_of(b, mark),
                    "the aliases of this file expand to more than %d values", GR_TREE_MAX_NODES);
    parent->weight += node->weight;
    return GR_OK;
}

static int on_event(Builder *b, const yaml_event_t *event)
{
    const yaml_mark_t *mark = &event->start_mark;
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        if (b->root)
            return fail(b, line_of(mark), column_of(b, mark),
                        "a second YAML document starts here: a show is one document");
        return GR_OK;
    case YAML_ALIAS_EVENT:
        return on_alias(b, event);
    case YAML_SCALAR_EVENT:
        return on_scalar(b, event);
    case YAML_SEQUENCE_START_EVENT:
        return on_open(b, GR_NODE_LIST, event->data.sequence_start.anchor,
                       event->data.sequence_start.tag, mark);
    case YAML_MAPPING_START_EVENT:
        return on_open(b, GR_NODE_MAP, event->data.mapping_start.anchor,
                       event->data.mapping_start.tag, mark);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        return on_close(b, mark);
    default:
        return GR_OK;
    }
}

static int on_parser_error(Builder *b, const yaml_parser_t *parser)
{
    if (parser->error == YAML_MEMORY_ERROR)
        return out_of_memory(b);
    GrYamlMistake mistake = {.problem = parser->problem,
                             .context = parser->context,
                             .line = line_of(&parser->problem_mark),
                             .column = column_of(b, &parser->problem_mark),
                             .context_line = line_of(&parser->context_mark),
                             .context_column = column_of(b, &parser->context_mark)};
    if (parser->error == YAML_READER_ERROR)
        gr_source_place(b->source, b->source->yaml_start + parser->problem_offset, &mistake.line,
                        &mistake.column);
    char words[512];
    gr_yaml_explain(b->source, &mistake, words, sizeof words);
    return fail(b, mistake.line, mistake.column, "%s", words);
}

/* libyaml reads UTF-8 and UTF-16 and says little when it cannot; so the bytes are checked first. */
static int check_encoding(Builder *b)
{
    const unsigned char *bytes = (const unsigned char *)b->source->text;
    size_t length = b->source->length, bad;
    int line, column;
    if (length >= 2 &&
        ((bytes[0] == 0xff && bytes[1] == 0xfe) || (bytes[0] == 0xfe && bytes[1] == 0xff)))
        return fail(b, 1, 1, "the file is UTF-16: save it as UTF-8");
    if (!gr_utf8_valid(b->source->text, length, &bad)) {
        gr_source_place(b->source, bad, &line, &column);
        if (bytes[bad] == 0)
            return fail(b, line, column, "a zero byte: this is no text file");
        return fail(b, line, column, "byte 0x%02x is not UTF-8: save the file as UTF-8",
                    bytes[bad]);
    }
    for (size_t i = 0; i < length; i++) {
        if ((bytes[i] >= 0x20 && bytes[i] != 0x7f) || strchr("\t\n\r", bytes[i]))
            continue;
        gr_source_place(b->source, i, &line, &column);
        return fail(b, line, column, "control character 0x%02x: YAML does not allow it", bytes[i]);
    }
    return GR_OK;
}

/* Nothing behind the `=` of a --set. */
static GrNode *empty_node(Builder *b)
{
    GrNode *node = new_node(b, GR_NODE_SCALAR, &(yaml_mark_t){0});
    if (node)
        node->text = "";
    return node;
}

int gr_tree_parse(const GrSource *source, GrArena *arena, GrProblems *problems, const GrNode **root)
{
    Builder b = {.source = source, .arena = arena, .problems = problems};
    yaml_parser_t parser;
    int line;
    *root = NULL;
    if (check_encoding(&b))
        return b.code;
    gr_source_place(source, source->yaml_start, &line, &b.first_column);
    b.first_column--;
    if (!yaml_parser_initialize(&parser))
        return out_of_memory(&b);
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)source->text + source->yaml_start,
                                 source->length - source->yaml_start);
    for (bool done = false; !done && !b.code;) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parser, &event)) {
            on_parser_error(&b, &parser);
            break;
        }
        done = event.type == YAML_STREAM_END_EVENT;
        on_event(&b, &event);
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    free(b.children);
    free(b.anchors);
    if (!b.code && !b.root && source->role == GR_SOURCE_SET)
        b.root = empty_node(&b);
    else if (!b.code && (!b.root || gr_node_is_empty(b.root)) && source->role != GR_SOURCE_SET)
        fail(&b, 0, 0,
             source->role == GR_SOURCE_SHOW ? "the file is empty: a show has at least `scenes:`"
                                            : "the file is empty");
    if (!b.code)
        *root = b.root;
    return b.code;
}

bool gr_node_is_empty(const GrNode *node)
{
    return node->kind == GR_NODE_SCALAR && !node->quoted &&
           (!node->text[0] || strcmp(node->text, "~") == 0 || strcmp(node->text, "null") == 0);
}

const GrNode *gr_node_find(const GrNode *map, const char *key)
{
    for (int i = 0; map->kind == GR_NODE_MAP && i < map->count; i++)
        if (strcmp(map->pairs[i].key->text, key) == 0)
            return map->pairs[i].value;
    return NULL;
}

int gr_node_column(const GrNode *scalar, size_t offset)
{
    size_t length, quote = scalar->quoted ? 1 : 0;
    const char *rest = gr_source_rest(scalar->source, scalar->line, scalar->column, &length);
    if (length < quote + offset || memcmp(rest + quote, scalar->text, offset) != 0)
        return scalar->column;
    int column = scalar->column + (int)quote;
    for (const char *at = scalar->text, *end = at + offset; at < end; column++)
        gr_utf8_next(&at, end);
    return column;
}

const char *gr_node_word(const GrNode *node)
{
    if (node->kind == GR_NODE_LIST)
        return "a list";
    if (node->kind == GR_NODE_MAP)
        return "a mapping";
    return gr_node_is_empty(node) ? "nothing" : "a text";
}

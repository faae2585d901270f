/* SPDX-License-Identifier: MIT */
#include "base/files.h"
#include "scene/bind.h"
#include "scene/compose_parts.h"

#include <string.h>

static const char *const include_key[] = {"include", NULL};

/* The files that are being included, the innermost first. */
typedef struct Chain {
    const GrSource *source;
    const struct Chain *outer;
    int depth;
} Chain;

static const GrNode *combine_top(GrComposer *c, const char *key, const GrNode *over,
                                 const GrNode *under)
{
    static const char *const named[] = {"vars",     "signals",   "layers", "chains", "colours",
                                        "palettes", "templates", "styles", NULL};
    for (int i = 0; named[i]; i++)
        if (strcmp(key, named[i]) == 0 && over->kind == GR_NODE_MAP && under->kind == GR_NODE_MAP)
            return gr_compose_union(c, over, under, NULL);
    return over;
}

static void input_error(GrComposer *c, const GrNode *at, const char *message)
{
    char quoted[GR_QUOTE_CAPACITY];
    gr_problem_add(c->problems, at->source, GR_PROBLEM_ERROR, GR_E_INPUT, at->line, at->column,
                   "include: '%s': %s%s", gr_quote(quoted, at->text), message,
                   strchr(at->text, '$') ? " (vars do not count in include:)" : "");
}

/* False after reporting that the file is being included already. */
static bool check_circle(GrComposer *c, const GrNode *at, const char *path, const Chain *chain)
{
    const Chain *step = chain;
    while (step && strcmp(step->source->file, path) != 0 &&
           !gr_path_same_file(step->source->file, path))
        step = step->outer;
    if (!step)
        return true;
    GrText text = {0};
    const Chain *way[GR_INCLUDE_MAX_DEPTH + 1];
    int count = 0;
    for (const Chain *from = chain; count == 0 || way[count - 1] != step; from = from->outer)
        way[count++] = from;
    while (count-- > 0)
        gr_text_printf(&text, "%s -> ", gr_path_name(way[count]->source->file));
    gr_compose_error(c, at, "include: files include each other in a circle: %s%s",
                     gr_text_string(&text), gr_path_name(path));
    gr_text_finish(&text);
    return false;
}

static const GrNode *includes_of(GrComposer *c, const GrNode *root, const Chain *chain);

/* Reads a file that `at` names, with all that it includes in turn. */
static const GrNode *read_file(GrComposer *c, const GrNode *at, const Chain *chain)
{
    char path[GR_PATH_CAPACITY];
    GrError error;
    const GrSource *source;
    const GrNode *root;
    if (!gr_compose_word(at) || !at->text[0]) {
        gr_compose_error(c, at, "include: wants the name of a file, not %s", gr_node_word(at));
        return NULL;
    }
    if (gr_path_beside(gr_source_base(at->source), at->text, path, &error)) {
        input_error(c, at, error.message);
        return NULL;
    }
    if (!check_circle(c, at, path, chain))
        return NULL;
    const char *fault = gr_file_fault(path);
    if (fault) {
        input_error(c, at, fault);
        return NULL;
    }
    if (chain->depth == GR_INCLUDE_MAX_DEPTH) {
        gr_compose_error(c, at, "include: nested more than %d files deep", GR_INCLUDE_MAX_DEPTH);
        return NULL;
    }
    if (gr_sources_read(c->sources, GR_SOURCE_INCLUDE, path, &source, &error)) {
        size_t known = strlen(path);
        bool named = strncmp(error.message, path, known) == 0 && error.message[known] == ':';
        input_error(c, at, named ? error.message + known + 2 : error.message);
        return NULL;
    }
    if (gr_tree_parse(source, c->arena, c->problems, &root))
        return NULL;
    if (root->kind != GR_NODE_MAP) {
        gr_compose_error(c, root, "an included file is a mapping like a show, not %s",
                         gr_node_word(root));
        return NULL;
    }
    return includes_of(c, root, &(Chain){source, chain, chain->depth + 1});
}

static const GrNode *includes_of(GrComposer *c, const GrNode *root, const Chain *chain)
{
    const GrNode *list = gr_node_find(root, "include");
    if (!list)
        return root;
    const GrNode *under = NULL;
    bool failed = false;
    gr_compose_once(c, root, include_key);
    for (int i = 0; !c->code && i < (list->kind == GR_NODE_LIST ? list->count : 1); i++) {
        const GrNode *one = read_file(c, list->kind == GR_NODE_LIST ? list->items[i] : list, chain);
        failed = failed || !one;
        under = one && under ? gr_compose_union(c, one, under, combine_top) : one ? one : under;
    }
    const GrNode *own = gr_compose_without(c, root, include_key);
    if (failed || !own)
        return NULL;
    return under ? gr_compose_union(c, own, under, combine_top) : own;
}

const GrNode *gr_compose_include_under(GrComposer *c, const GrNode *over, const GrNode *under)
{
    return gr_compose_union(c, over, under, combine_top);
}

const GrNode *gr_compose_includes(GrComposer *c, const GrNode *root)
{
    return includes_of(c, root, &(Chain){root->source, NULL, 0});
}

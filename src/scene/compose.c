/* SPDX-License-Identifier: MIT */
#include "scene/compose.h"

#include "scene/compose_parts.h"

/* Keys whose --set counts before they are used, and all others. */
static const char *const set_vars[] = {"vars", NULL};
static const char *const set_named[] = {"layers", "chains", "styles", "style", NULL};
static const char *const set_templates[] = {"templates", NULL};
static const char *const set_early[] = {"vars",  "layers",    "chains", "styles",
                                        "style", "templates", NULL};

static const GrNode *read_all(GrComposer *c, const GrNode *root)
{
    root = gr_compose_includes(c, root);
    const GrNode *declared = root ? gr_node_find(root, "vars") : NULL;
    if (root)
        root = gr_compose_vars_file(c, root);
    if (root && !gr_compose_parse_sets(c))
        return NULL;
    if (root)
        root = gr_compose_sets(c, root, set_vars, false);
    if (root)
        root = gr_compose_look(c, root);
    return root ? gr_compose_vars(c, root, declared) : NULL;
}

/* Completes the scenes: once as the show stands, and again for what --set brought in, which finds
 * little to do. */
static const GrNode *complete(GrComposer *c, const GrNode *root, bool after_sets)
{
    root = gr_compose_named_layers(c, root);
    if (root)
        root = gr_compose_scenes(c, root, "templates");
    if (root && !after_sets)
        root = gr_compose_sets(c, root, set_templates, false);
    if (root)
        root = gr_compose_scenes(c, root, "scenes");
    if (root)
        root = gr_compose_on_top(c, root);
    if (root)
        root = gr_compose_styles(c, root);
    return root ? gr_compose_chains(c, root) : NULL;
}

/* The vars that are texts. */
static const GrExprVar *expression_vars(GrComposer *c, int *count)
{
    GrExprVar *vars = GR_COMPOSE_NEW_ARRAY(c, GrExprVar, c->vars.count);
    for (int i = 0; vars && i < c->vars.count; i++) {
        const GrNode *value = c->vars.entries[i].result;
        if (gr_compose_word(value))
            vars[(*count)++] = (GrExprVar){c->vars.entries[i].name, value->text};
    }
    return vars;
}

int gr_compose(const GrNode *root, const GrLoadOptions *options, GrSources *sources,
               GrListening *listening, GrArena *arena, GrProblems *problems, GrComposed *composed)
{
    static const char *const done[] = {"layers", "chains", "styles", "style",
                                       "on_top", "below",  NULL};
    GrComposer c = {.options = options,
                    .sources = sources,
                    .arena = arena,
                    .problems = problems,
                    .listening = listening};
    *composed = (GrComposed){.root = root};
    if (root->kind != GR_NODE_MAP)
        return GR_OK; /* the binder says so */
    gr_compose_once(&c, root, done);
    root = read_all(&c, root);
    if (root)
        root = gr_compose_sets(&c, root, set_named, false);
    if (root)
        root = complete(&c, root, false);
    const GrNode *before = root;
    if (root)
        root = gr_compose_sets(&c, root, set_early, true);
    if (root && root != before)
        root = complete(&c, root, true);
    if (root)
        root = gr_compose_without(&c, root, done);
    composed->vars = root ? expression_vars(&c, &composed->var_count) : NULL;
    composed->root = root;
    gr_compose_table_finish(&c.vars);
    gr_compose_table_finish(&c.layers);
    gr_compose_table_finish(&c.chains);
    gr_compose_table_finish(&c.scenes);
    return c.code ? c.code : composed->vars ? GR_OK : GR_E_SHOW;
}

/* SPDX-License-Identifier: MIT
 *
 * The stage between the tree and the binder: tree -> tree. What a show says indirectly is written
 * out: afterwards every scene, template and layer is complete, and no include, var, extends, style,
 * named layer or chain is left. The rules, in the order in which they apply:
 *
 * include    A file or a list of files at the top, relative to the file that includes. Keys of the
 *            including file win, then those of the later file in the list. The mappings of named
 *            things (vars signals layers chains colours palettes templates styles) merge name by
 *            name; `scenes` is a key like others, so an included file's count only without own
 * ones.
 * look       A `style:` of the show that is none of its `styles:` but a look (scene/look.h): its
 *            file counts as if it were included after all others, its own style is the show's, and
 *            a show without scenes gets those of the director (scene/direct.h).
 * --vars     Its names beat the show's vars. One that the show neither declares nor uses is warned
 *            of.
 * vars       A text that is just `$name` becomes what the var holds, of any kind; `${name}` inside
 *            a text becomes its text; `$$` is a dollar; any other `$` stands for itself. Keys are
 *            left alone. Vars may use vars.
 * extends    Of a scene: a template, else another scene; of a layer: a named layer, else one of the
 *            same scene. What the extending mapping lacks comes from the other, see merge below;
 *            `name` does not, nor do a scene's `start`, `until` and `repeat`. A scene's layers
 *            merge by name in the other's order; the others are put on top.
 * layers     A bare name in a scene's `layers:` is the named layer, called like that.
 * below      Of a scene: layers beneath those that it has otherwise; one of the same name moves
 * there and merges. on_top     Named layers over those of every scene and template, unless one
 * there has that name; `below` of the show puts them under. style      Of the scene, then of the
 * show: what scenes and layers still lack, merged as extends. chains     A bare name in `shaders:`
 * that is a chain becomes the chain's shaders.
 * --set      PATH=VALUE, in the given order, to what came out so far: so it reaches nothing that
 *            was copied from there, except that values of vars, styles, layers, chains and
 *            templates are set before these are used.
 *
 * merge: own keys win. Where both have a mapping, their keys merge in turn (one level deep);
 * `field`, `mask` and `transition` merge their parameters when both name the same one; other lists
 * and texts replace. Of keys that exclude each other (palette and glyphs; length and until) the own
 * one wins.
 */
#ifndef GR_SCENE_COMPOSE_H
#define GR_SCENE_COMPOSE_H

#include "scene/expr.h"
#include "scene/sources.h"
#include "scene/tree.h"

enum {
    GR_INCLUDE_MAX_DEPTH = 16,
    GR_VARS_MAX_DEPTH = 32, /* vars that use vars that use ... */
    GR_EXTENDS_MAX_DEPTH = 32,
    GR_COMPOSED_TEXT_MAX = 64 << 10, /* bytes of one text with its ${vars} */
};

typedef struct GrComposed {
    const GrNode *root;
    const GrExprVar *vars; /* those that are texts: expressions use them by their bare names */
    int var_count;
} GrComposed;

/* Composes the tree of the show. Mistakes are reported; GR_OK unless they leave nothing that is
 * worth binding. `listening` is the show's: a look hears the song. The result lives in the arena
 * and points to the sources. */
int gr_compose(const GrNode *root, const GrLoadOptions *options, GrSources *sources,
               GrListening *listening, GrArena *arena, GrProblems *problems, GrComposed *composed);

#endif

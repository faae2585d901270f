/* SPDX-License-Identifier: MIT
 *
 * `style:` with the name of a look: the look's file is included under the show, its own style is
 * one of the show's `styles:`, and where the show has no scenes the director makes them. All of
 * that is known only with the show's sound, so the keys that say what sounds are bound here for a
 * first time, to a show of their own; what is wrong with them is told when they are bound again.
 */
#include "scene/compose_parts.h"

#include "audio/hear.h"
#include "base/files.h"
#include "scene/bind.h"
#include "scene/direct.h"
#include "scene/look.h"
#include "scene/value_text.h"

#include <stdio.h>
#include <string.h>

enum { SILENT_S = 60 };

/* What the show says of itself, as far as it concerns its look. */
typedef struct Ask {
    const GrNode *root;  /* vars replaced, --set applied */
    const GrNode *style; /* the name */
    GrShow *show;        /* its sound, title, size and seed */
    double length_s;     /* negative: that of its sound */
    bool has_scenes;
} Ask;

/* The show's own values with their vars, as --set leaves them; what is wrong is told later. */
static const GrNode *peek_root(GrComposer *c, const GrNode *root)
{
    static const char *const asked[] = {"style", "audio",  "tempo",  "beats", "sections", "seed",
                                        "title", "artist", "length", "size",  "fps",      NULL};
    static const char *const unasked[] = {"signals",  "vars",       "scenes", "templates", "layers",
                                          "palettes", "background", "fonts",  "colours",   NULL};
    GrProblems unheard = {0};
    GrComposer peek = *c;
    peek.problems = &unheard;
    peek.vars = (GrComposeTable){0};
    const GrNode *declared = gr_node_find(root, "vars");
    const GrNode *seen = gr_compose_vars(&peek, root, declared);
    if (seen)
        seen = gr_compose_sets(&peek, seen, asked, false);
    if (seen)
        seen = gr_compose_without(&peek, seen, unasked);
    gr_compose_table_finish(&peek.vars);
    gr_problems_finish(&unheard);
    return seen;
}

/* The tree of the look that a name means; NULL without one, which is no mistake yet unless it was
 * reported. */
static const GrNode *read_look(GrComposer *c, const GrNode *style)
{
    const GrLookFile *file = gr_look_file_find(style->text);
    const GrSource *source;
    const GrNode *root;
    char path[GR_PATH_CAPACITY];
    GrError error;
    int code;
    if (file) {
        snprintf(path, sizeof path, "look %s", file->name);
        code = gr_sources_add(c->sources, GR_SOURCE_BUILT_IN, path, file->text, file->length,
                              &source, &error);
    } else {
        code = gr_path_beside(gr_source_base(style->source), style->text, path, &error);
        if (!code)
            code = gr_sources_read(c->sources, GR_SOURCE_INCLUDE, path, &source, &error);
    }
    if (code) {
        gr_problem_add(c->problems, style->source, GR_PROBLEM_ERROR, error.code, style->line,
                       style->column, "style: %s", error.message);
        return NULL;
    }
    return gr_tree_parse(source, c->arena, c->problems, &root) ? NULL : root;
}

/* Binds what sounds. */
static bool hear_show(GrComposer *c, Ask *ask)
{
    GrProblems unheard = {0};
    ask->show = GR_COMPOSE_NEW_ARRAY(c, GrShow, 1);
    if (!ask->show)
        return false;
    ask->show->sound.listening = c->listening;
    GrBinder binder = {.source = ask->root->source,
                       .problems = &unheard,
                       .arena = c->arena,
                       .rate = GR_DEFAULT_RATE,
                       .sound = &ask->show->sound,
                       .listen_s = -1,
                       .audio_override = c->options->audio,
                       .audio_wish = &c->options->sound,
                       .file = ask->root->source->file,
                       .fonts_unasked = true};
    gr_bind_show(&binder, ask->root, ask->show);
    gr_bind_fonts_finish(&binder);
    gr_problems_finish(&unheard);
    ask->length_s = binder.listen_s;
    if (c->options->seed_given)
        ask->show->seed = c->options->seed;
    return !binder.failed;
}

static bool hear_song(GrComposer *c, const Ask *ask, GrSong *song)
{
    GrSoundSpec *sound = &ask->show->sound;
    GrError error;
    if (gr_direct_hear(sound, ask->length_s, c->options->stop, c->options->user, song, &error)) {
        if (ask->root->source->role == GR_SOURCE_SONG)
            gr_problem_add(c->problems, NULL, GR_PROBLEM_ERROR, error.code, 0, 0, "%s",
                           error.message);
        else
            gr_problem_add(c->problems, ask->style->source, GR_PROBLEM_ERROR, error.code,
                           ask->style->line, ask->style->column, "style: %s: needs the music: %s",
                           ask->style->text, error.message);
        if (error.code == GR_E_INTERRUPTED)
            c->code = error.code;
        return false;
    }
    song->heard = sound->kind != GR_SOUND_NONE || ask->length_s >= 0;
    song->length_s = ask->length_s >= 0            ? ask->length_s
                     : song->music->duration_s > 0 ? song->music->duration_s
                                                   : SILENT_S;
    return true;
}

static void name_song(GrComposer *c, const Ask *ask, GrSong *song)
{
    GrSoundTags *tags = GR_COMPOSE_NEW_ARRAY(c, GrSoundTags, 1);
    const GrShow *show = ask->show;
    bool file = show->sound.kind == GR_SOUND_FILE;
    if (tags && file)
        gr_direct_tags(show->sound.path, tags);
    const GrNode *own = gr_node_find(ask->root, "title");
    song->title = own ? show->title : tags ? tags->title : "";
    song->artist = show->artist ? show->artist : tags ? tags->artist : "";
    double aspect = show->width ? (double)show->width / show->height : 16.0 / 9;
    gr_direct_fit(song, c->options->aspect > 0 ? c->options->aspect : aspect);
}

/* The director's part as a tree: vars, and scenes where the show has none. */
static const GrNode *direct(GrComposer *c, const Ask *ask, const GrLook *look)
{
    GrSong song = {0};
    GrDirection direction;
    GrText text = {0};
    const GrSource *source;
    const GrNode *root = NULL;
    GrError error;
    bool at_once = ask->show->sound.kind != GR_SOUND_FILE; /* nobody need listen */
    if ((!ask->has_scenes || at_once) && !hear_song(c, ask, &song))
        return NULL;
    name_song(c, ask, &song);
    if (!ask->has_scenes)
        gr_direct_write_names(&song, &text);
    gr_direct_write_tempo(&song, &text);
    gr_text_puts(&text, "vars:\n");
    gr_direct_write_vars(&song, &text);
    if (!ask->has_scenes) {
        if (gr_direct_lay(&song, look->pace, c->arena, &direction))
            return gr_compose_no_memory(c);
        gr_direct_cast(look, ask->show->seed, &direction);
        gr_direct_write_scenes(look, &song, &direction, &text);
    }
    const char *kept = gr_arena_copy_text(c->arena, gr_text_string(&text));
    char name[GR_PATH_CAPACITY];
    snprintf(name, sizeof name, "show of look %s", look->name);
    if (!kept || text.failed ||
        gr_sources_add(c->sources, GR_SOURCE_BUILT_IN, name, kept, strlen(kept), &source, &error))
        gr_compose_no_memory(c);
    else if (gr_tree_parse(source, c->arena, c->problems, &root))
        root = NULL;
    gr_text_finish(&text);
    return root;
}

/* The look without what is only about it; its `style:` becomes one of its `styles:`. */
static const GrNode *as_include(GrComposer *c, const GrNode *root, const GrNode *style)
{
    static const char *const about[] = {"style", "x-look", "scenes", "title", "artist", NULL};
    const GrNode *own = gr_node_find(root, "style"), *styles = gr_node_find(root, "styles");
    root = gr_compose_without(c, root, about);
    if (root && !own)
        own = gr_compose_map(c, root, NULL, 0);
    if (!root || !own)
        return NULL;
    GrNode *key = GR_COMPOSE_NEW_ARRAY(c, GrNode, 1);
    const GrNode *map = styles ? styles : gr_compose_map(c, root, NULL, 0);
    if (!key || !map)
        return NULL;
    *key = *style;
    key->text = "styles";
    map = gr_compose_with(c, map, style, own);
    return map ? gr_compose_with(c, root, key, map) : NULL;
}

const GrNode *gr_compose_look(GrComposer *c, const GrNode *root)
{
    Ask ask = {.root = peek_root(c, root), .has_scenes = gr_node_find(root, "scenes")};
    const GrNode *styles = ask.root ? gr_node_find(ask.root, "styles") : NULL;
    GrLook look;
    ask.style = ask.root ? gr_node_find(ask.root, "style") : NULL;
    const char *name = ask.style ? gr_compose_word(ask.style) : NULL;
    if (!name || (styles && gr_node_find(styles, name)) ||
        (!gr_look_file_find(name) && !gr_look_is_path(name)))
        return root; /* whoever applies styles knows what to say */
    const GrNode *tree = read_look(c, ask.style);
    if (!tree || gr_look_read(name, tree, c->arena, c->problems, &look) || !hear_show(c, &ask))
        return NULL;
    const GrNode *made = direct(c, &ask, &look);
    const GrNode *under = made ? as_include(c, tree, ask.style) : NULL;
    under = under ? gr_compose_include_under(c, made, under) : NULL;
    c->look_vars = under ? gr_node_find(under, "vars") : NULL;
    return under ? gr_compose_include_under(c, root, under) : NULL;
}

/* SPDX-License-Identifier: MIT */
#include "scene/bind.h"

#include "base/files.h"
#include "scene/value_text.h"

#include <stdio.h>
#include <string.h>

/* The scenes are bound last, wherever they stand: they build on the show's own values. */
typedef struct ShowDraft {
    GrShow *show;
    const GrNode *scenes;
} ShowDraft;

static void bind_title(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    const char *text;
    if (gr_bind_scalar(b, path, value, "a text", &text))
        ((ShowDraft *)target)->show->title = gr_bind_keep(b, text);
}

static void bind_size(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    GrShow *show = ((ShowDraft *)target)->show;
    const char *text;
    GrError error;
    if (gr_bind_scalar(b, path, value, "a size like 1920x1080", &text) &&
        gr_size_parse(text, &show->width, &show->height, &error))
        gr_bind_error(b, value, path, "%s", error.message);
}

/* Rates that broadcast means as a fraction of 1001. */
static void warn_broadcast_rate(GrBinder *b, const char *path, const GrNode *value)
{
    static const char *const rates[][2] = {{"23.976", "24000/1001"},
                                           {"23.98", "24000/1001"},
                                           {"29.97", "30000/1001"},
                                           {"59.94", "60000/1001"}};
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++)
        if (strcmp(value->text, rates[i][0]) == 0)
            gr_bind_warning(b, value, path, "%s is taken as it stands; the broadcast rate is %s",
                            rates[i][0], rates[i][1]);
}

static void bind_fps(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    const char *text;
    GrError error;
    if (!gr_bind_scalar(b, path, value, "a frame rate like 24 or 30000/1001", &text))
        return;
    if (gr_fps_parse(text, &((ShowDraft *)target)->show->fps, &error))
        gr_bind_error(b, value, path, "%s", error.message);
    else
        warn_broadcast_rate(b, path, value);
}

static void bind_tick(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    const char *text;
    GrError error;
    if (gr_bind_scalar(b, path, value, "ticks a second (24) or a length (1/24 s)", &text) &&
        gr_tick_parse(text, &((ShowDraft *)target)->show->tick, &error))
        gr_bind_error(b, value, path, "%s", error.message);
}

static void bind_seed(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    const char *text;
    char quoted[GR_QUOTE_CAPACITY];
    if (gr_bind_scalar(b, path, value, "a whole number", &text) &&
        !gr_u64_parse(text, &((ShowDraft *)target)->show->seed))
        gr_bind_error(b, value, path, "'%s' is not a whole number from 0 to 2^64 - 1",
                      gr_quote(quoted, text));
}

static void bind_show_background(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    GrShow *show = ((ShowDraft *)target)->show;
    GrAnimation animation;
    gr_bind_background(b, path, value, &show->background, &animation);
    b->background = animation.count ? value : NULL;
}

static void bind_show_audio(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    gr_bind_audio(b, path, value, &((ShowDraft *)target)->show->sound);
}

static void bind_fonts(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    GrShow *show = ((ShowDraft *)target)->show;
    int count = value->kind == GR_NODE_LIST ? value->count : 1, kept = 0;
    if (!count || value->kind == GR_NODE_MAP) {
        gr_bind_error(b, value, path, "wants a font's name or a list of them");
        return;
    }
    const char **names = GR_BIND_NEW(b, const char *, count);
    for (int i = 0; names && i < count; i++) {
        const GrNode *item = value->kind == GR_NODE_LIST ? value->items[i] : value;
        if (gr_bind_font(b, path, item, &names[kept]))
            kept++;
    }
    show->fonts = names;
    show->font_count = names ? kept : 0;
}

static void bind_show_scenes(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    (void)b;
    (void)path;
    ((ShowDraft *)target)->scenes = value;
}

static const GrKey keys[] = {
    {"title", "text", "the file's name", "what the finished file is called in players",
     "Night drive", bind_title},
    {"size", "width x height", "1920x1080",
     "pixels; -q and --size beat it, but its aspect stays under -q", "1920x1080", bind_size},
    {"fps", "frames a second", "24", "a number or a fraction; -q and --fps beat it", "30000/1001",
     bind_fps},
    {"tick", "ticks a second, or a length", "1/24 s",
     "the step of everything that has a history (simulations, falling code), whatever the frame "
     "rate: a number is ticks a second, with a unit it is the length of one",
     "1/24 s", bind_tick},
    {"seed", "whole number", "0", "another seed gives another course of all that is random", "7",
     bind_seed},
    {"background", "colour or mapping", "000000", "what is behind all layers",
     "{from: 05060a, to: 1a0b2e, angle: 0.25}", bind_show_background},
    {"audio", "file name or mapping", "no sound", "the sound that the show hears and plays",
     "{synth: {bpm: 120, bars: 12, style: drive}}", bind_show_audio},
    {"fonts", "name or list of names", "terminal",
     "families, font files (relative to the show file), stacks or `builtin`; for each glyph the "
     "first that has it serves",
     "[terminal, DejaVu Sans Mono, builtin]", bind_fonts},
    {"scenes", "list of scenes", "required", "the scenes, one after the other", "",
     bind_show_scenes},
    {0},
};

const GrKeySet gr_show_keys = {
    .name = "show",
    .place = "the top of the file",
    .summary = "The whole video: how it sounds, and its scenes one after the other.",
    .keys = keys,
};

/* The file's name without its folder and ending. */
static const char *title_of(GrBinder *b, const char *path)
{
    char title[GR_PATH_CAPACITY];
    snprintf(title, sizeof title, "%s", gr_path_name(path));
    char *dot = strrchr(title, '.');
    if (dot && dot != title)
        *dot = '\0';
    return gr_bind_keep(b, title);
}

void gr_bind_show(GrBinder *b, const GrNode *root, GrShow *show)
{
    static const char *const default_fonts[] = {"terminal"};
    ShowDraft draft = {.show = show};
    const GrNode *fps;
    show->path = b->file;
    show->title = title_of(b, b->file);
    show->tick = GR_DEFAULT_RATE;
    show->fonts = default_fonts;
    show->font_count = 1;
    gr_param_defaults(&gr_synth_params, &show->sound.synth);
    if (root->kind != GR_NODE_MAP) {
        gr_bind_error(b, root, "", "a show is a mapping with `scenes:` at its top, but this is %s",
                      gr_node_word(root));
        return;
    }
    /* Times in frames count this rate, wherever it stands in the file. A wrong one is reported
     * when its turn comes. */
    fps = gr_node_find(root, "fps");
    if (!fps || fps->kind != GR_NODE_SCALAR || gr_fps_parse(fps->text, &b->rate, NULL))
        b->rate = GR_DEFAULT_RATE;
    b->holder_end_ns = -1;
    gr_bind_map(b, "", root, &gr_show_keys, &draft, NULL);
    if (b->audio_override)
        gr_bind_audio_override(b, &show->sound);
    if (draft.scenes)
        gr_bind_scenes(b, "scenes", draft.scenes, show);
    else if (gr_bind_lacks(root, &gr_show_keys, "scenes"))
        gr_bind_error(b, root, "", "the show has no `scenes:`");
}

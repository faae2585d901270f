/* SPDX-License-Identifier: MIT */
#include "scene/bind.h"

#include "audio/hear.h"
#include "base/files.h"
#include "scene/beats_file.h"
#include "scene/value_text.h"

#include <stdio.h>
#include <string.h>

/* The scenes are bound last, wherever they stand: they build on the show's own values. */
typedef struct ShowDraft {
    GrShow *show;
    const GrNode *scenes, *templates, *length, *audio, *tempo, *beats, *sections, *signals,
        *background;
} ShowDraft;

static void bind_title(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    const char *text;
    if (!gr_bind_scalar(b, path, value, gr_forms[GR_FORM_TEXT].wants, &text))
        return;
    gr_bind_warn_comment(b, path, value);
    ((ShowDraft *)target)->show->title = gr_bind_keep(b, text);
}

static void bind_artist(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    const char *text;
    if (!gr_bind_scalar(b, path, value, gr_forms[GR_FORM_TEXT].wants, &text))
        return;
    gr_bind_warn_comment(b, path, value);
    ((ShowDraft *)target)->show->artist = gr_bind_keep(b, text);
}

static void bind_size(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    GrShow *show = ((ShowDraft *)target)->show;
    const char *text;
    GrError error;
    if (gr_bind_scalar(b, path, value, gr_forms[GR_FORM_SIZE].wants, &text) &&
        gr_size_parse(text, &show->width, &show->height, &error))
        gr_bind_error(b, value, path, "%s", error.message);
}

static void warn_broadcast_rate(GrBinder *b, const char *path, const GrNode *value)
{
    const char *meant = gr_fps_broadcast(value->text);
    if (meant)
        gr_bind_warning(b, value, path, "%s is taken as it stands; the broadcast rate is %s",
                        value->text, meant);
}

bool gr_bind_fps(GrBinder *b, const char *path, const GrNode *value, GrRational *rate)
{
    const char *text;
    GrError error;
    if (!gr_bind_scalar(b, path, value, gr_forms[GR_FORM_RATE].wants, &text))
        return false;
    if (gr_fps_parse(text, rate, &error)) {
        gr_bind_error(b, value, path, "%s", error.message);
        return false;
    }
    warn_broadcast_rate(b, path, value);
    return true;
}

static void bind_fps(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    gr_bind_fps(b, path, value, &((ShowDraft *)target)->show->fps);
}

static void bind_tick(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    const char *text;
    GrError error;
    if (gr_bind_scalar(b, path, value, gr_forms[GR_FORM_TICK].wants, &text) &&
        gr_tick_parse(text, &((ShowDraft *)target)->show->tick, &error))
        gr_bind_error(b, value, path, "%s", error.message);
}

static void bind_seed(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    const char *text;
    char quoted[GR_QUOTE_CAPACITY];
    if (gr_bind_scalar(b, path, value, gr_forms[GR_FORM_WHOLE].wants, &text) &&
        !gr_u64_parse(text, &((ShowDraft *)target)->show->seed))
        gr_bind_error(b, value, path, "'%s' is not a whole number from 0 to 2^64 - 1",
                      gr_quote(quoted, text));
}

/* Every scene without one binds it again, where it changes over time. */
static void bind_background(GrBinder *b, const GrNode *value, GrShow *show)
{
    GrAnimation animation;
    if (!value)
        return;
    gr_bind_background(b, "background", value, &show->background, &animation);
    b->background = animation.count ? value : NULL;
}

static void bind_show_audio(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    ((ShowDraft *)target)->audio = value;
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

/* These wait until the whole mapping is read: they build on each other. */
#define BIND_LATER(key)                                                                            \
    static void bind_show_##key(GrBinder *b, const char *path, const GrNode *value, void *target)  \
    {                                                                                              \
        (void)b;                                                                                   \
        (void)path;                                                                                \
        ((ShowDraft *)target)->key = value;                                                        \
    }
BIND_LATER(scenes)
BIND_LATER(templates)
BIND_LATER(length)
BIND_LATER(tempo)
BIND_LATER(beats)
BIND_LATER(sections)
BIND_LATER(signals)
BIND_LATER(background)

/* `tempo` and `beats` at the top mean what they mean in `audio:`. */
static void bind_rhythm(GrBinder *b, const ShowDraft *draft)
{
    GrSoundSpec *sound = &draft->show->sound;
    const char *const names[] = {"tempo", "beats"};
    const GrNode *const nodes[] = {draft->tempo, draft->beats};
    for (int i = 0; i < 2; i++)
        if (nodes[i] && draft->audio && gr_node_find(draft->audio, names[i]))
            gr_bind_error(b, nodes[i], names[i], "stands in `audio:` as well: leave one out");
    gr_bind_tempo(b, draft->tempo, "tempo", sound);
    gr_bind_beats(b, draft->beats, "beats", sound);
}

/* Where the parts of the song begin; bars and beats are those of the music. */
static void bind_sections(GrBinder *b, const GrNode *list, GrSoundSpec *sound)
{
    static const char path[] = "sections";
    if (!list || !gr_bind_want_list(b, path, list, "a list of times, like [0s, bar 17, bar 49]"))
        return;
    if (!list->count || list->count > GR_SECTIONS_MAX) {
        gr_bind_error(b, list, path, "holds %d times: 1..%d are possible", list->count,
                      GR_SECTIONS_MAX);
        return;
    }
    GrSection *sections = GR_BIND_NEW(b, GrSection, list->count);
    int64_t before = -1, ns;
    int count = 0;
    for (int i = 0; sections && i < list->count; i++) {
        GrTimeSpec spec;
        const GrNode *item = list->items[i];
        if (!gr_bind_spec(b, path, item, &spec))
            continue;
        if (spec.anchor == GR_TIME_SECTION)
            gr_bind_error(b, item, path, "'%s': a section cannot lie by a section", spec.text);
        else if (!gr_bind_moment(b, path, item, &ns))
            continue;
        else if (ns <= before)
            gr_bind_error(b, item, path, "'%s' does not come after the one before it", spec.text);
        else
            sections[count++] =
                (GrSection){.start_s = (double)(before = ns) / (double)GR_NS_PER_S, .label = ""};
    }
    sound->sections = sections;
    sound->section_count = count;
    b->music = NULL; /* whoever asks next sees these */
}

/* How long the show is, where that is known without music: so much of its sound is heard. */
static double plain_length_s(const GrBinder *b, const GrNode *length)
{
    GrTimeSpec spec;
    int64_t ns;
    if (!length || length->kind != GR_NODE_SCALAR ||
        gr_time_spec_parse(length->text, b->rate, &spec, NULL) || gr_time_needs_music(&spec) ||
        gr_time_length(&spec, 0, NULL, &ns, NULL))
        return -1;
    return (double)ns / (double)GR_NS_PER_S;
}

static const GrKey keys[] = {
    {"title", GR_IS(GR_A(TEXT)), "the file's name, or the song's in a look",
     "what the finished file is called in players, and a look's first scene says", "Night drive",
     bind_title},
    {"artist", GR_IS(GR_A(TEXT)), "nobody, or the song's in a look",
     "who it is by: in the finished file's tags, and in a look's first scene", "Anna B.",
     bind_artist},
    {"size", GR_IS(GR_A(SIZE)), "1920x1080",
     "pixels; -q and --size beat it, but its aspect stays under -q", "1920x1080", bind_size},
    {"fps", GR_IS(GR_A(RATE)), "24", "a number or a fraction; -q and --fps beat it", "30000/1001",
     bind_fps},
    {"tick", GR_IS(GR_A(TICK)), "1/24 s",
     "the step of everything that has a history (simulations, falling code), whatever the frame "
     "rate: a number is ticks a second, with a unit it is the length of one",
     "1/24 s", bind_tick},
    {"seed", GR_IS(GR_A(WHOLE)), "0", "another seed gives another course of all that is random",
     "7", bind_seed},
    {"background", GR_IS(GR_A(COLOUR), GR_A(KEYFRAMES), GR_A_PART("background")), "000000",
     "what is behind all layers", "{from: 05060a, to: 1a0b2e, angle: 0.25}", bind_show_background},
    {"audio", GR_IS(GR_A(FILE), GR_A_PART("audio")), "no sound",
     "the sound that the show hears and plays", "{synth: {bpm: 120, bars: 12, style: drive}}",
     bind_show_audio},
    {"fonts", GR_IS(GR_A(FONT), GR_A_LIST(GR_A(FONT))), "terminal",
     "families, font files (relative to the show file), stacks or `builtin`; for each glyph the "
     "first that has it serves",
     "[terminal, DejaVu Sans Mono, builtin]", bind_fonts},
    {"tempo", GR_IS(GR_A_NUMBER(GR_TEMPO_MIN, GR_TEMPO_MAX), GR_A_WORD(gr_tempo_words)),
     "heard in the file; 120 without sound",
     "the tempo, where you know it, or half or double of the one heard; the same as in `audio:`",
     "120", bind_show_tempo},
    {"beats", GR_IS(GR_A(FILE)), "heard in the file",
     "a beats file: where the beats are, one time in seconds a line (behind it * where a bar "
     "begins), or JSON {\"beats\": [...], \"downbeats\": [...]}; the same as in `audio:`",
     "song.beats.json", bind_show_beats},
    {"sections", GR_IS(GR_A_LIST(GR_A(TIME))), "found in the sound",
     "where the parts of the song begin; `section 1` is the first of them",
     "[0s, bar 17, bar 49, 3:10]", bind_show_sections},
    {"signals", GR_IS(GR_A_MAP({.form = GR_FORM_TEXT, .words = "expression"}, GR_A_PART("signal"))),
     "none",
     "signals of the show's own by name, for its expressions; each is a mapping or, short, what it "
     "is made of",
     "{kick: {from: \"band(40, 120)\", release: 120ms}, duck: 1 - kick}", bind_show_signals},
    {"length", GR_IS(GR_A(TIME)), "the last scene's end, or the sound's",
     "how long the show is: scenes without a length share what remains of it", "6s",
     bind_show_length},
    {"templates", GR_IS(GR_A_MAP(GR_A_PART("scene"))), "none",
     "scenes by name that play only where a cut names them; scenes extend them",
     "{calm: {layers: [{field: plasma}]}}", bind_show_templates},
    {"include", GR_IS(GR_A(FILE), GR_A_LIST(GR_A(FILE))), "nothing",
     "shows (or parts of one) to build on, relative to this file: own keys win, then the later "
     "file's; vars, layers, chains, colours, palettes, templates, styles and signals merge name by "
     "name",
     "[palettes.yaml, looks/night.yaml]", gr_bind_composed},
    {"vars", GR_IS(GR_A_MAP(GR_A(ANY))), "none",
     "values with a name: a text that is `$name` becomes the value, `${name}` inside a text its "
     "text, `$$` is a dollar; expressions use the bare name; `--vars FILE` beats them",
     "{accent: ff8800, loudness: 0.8, song: night.ogg}", gr_bind_composed},
    {"layers", GR_IS(GR_A_MAP(GR_A_PART("layer"), GR_A_PART("text"), GR_A_PART("picture"))), "none",
     "layers to use in scenes, by `extends:` or as a bare name in a scene's `layers:`",
     "{stars: {grid: lg, field: plasma}}", gr_bind_composed},
    {"on_top",
     GR_IS({.form = GR_FORM_NAME, .words = "name of a layer"},
           GR_A_LIST({.form = GR_FORM_NAME, .words = "name of a layer"})),
     "nothing",
     "layers of `layers:` that lie over every scene, such as lyrics or a logo; a scene that has "
     "one "
     "of that name keeps its own",
     "[words]", gr_bind_composed},
    {"below",
     GR_IS({.form = GR_FORM_NAME, .words = "name of a layer"},
           GR_A_LIST({.form = GR_FORM_NAME, .words = "name of a layer"})),
     "nothing",
     "layers of `layers:` that lie under every scene, such as a cover; a scene that has one of "
     "that name keeps its own",
     "[cover]", gr_bind_composed},
    {"chains",
     GR_IS(GR_A_MAP(GR_A_USE_OF("shader"),
                    {.form = GR_FORM_LIST,
                     .items = GR_IS(GR_A_USE_OF("shader"), GR_A_NAME_OF("mood"),
                                    {.form = GR_FORM_NAME, .words = "chain"})})),
     "none", "shaders that belong together: the bare name in a scene's `shaders:` stands for all",
     "{glow: [vignette, {bloom: {strength: 0.6}}]}", gr_bind_composed},
    {"colours",
     GR_IS(GR_A_MAP({.form = GR_FORM_NAME_OF, .of = "colour", .words = "colour ramp"}, GR_A(COLOUR),
                    GR_A_LIST(GR_A(COLOUR)), GR_A_PART("harmony"))),
     "none", "colour ramps of your own for `colours:` of layers",
     "{dusk: [0b1026, 5d2e8c, ff6f61], coral: {harmony: triadic, seed: ff6f61}}",
     gr_bind_own_colours},
    {"palettes",
     GR_IS(GR_A_MAP(GR_A(GLYPHS), {.form = GR_FORM_UNDER,
                                   .key = "file",
                                   .items = GR_IS(GR_A(FILE)),
                                   .words = "{file: name}"})),
     "none", "rows of glyphs of your own for `palette:` of layers", "{dots: \" .:oO\"}",
     gr_bind_own_palettes},
    {"styles", GR_IS(GR_A_MAP(GR_A_PART("style"))), "none",
     "styles by name for `style:` of the show and scenes",
     "{night: {scene: {gain: 0.9}, layer: {hue: angle}}}", gr_bind_composed},
    {"style", GR_IS(GR_A(NAME), GR_A_PART("style")), "none",
     "keys for all scenes and layers that lack them", "{layer: {palette: blocks, hue: angle}}",
     gr_bind_composed},
    {"scenes",
     GR_IS(GR_A_LIST(GR_A_PART("scene"),
                     {.form = GR_FORM_UNDER, .key = "cut", .items = GR_IS(GR_A_PART("cut"))})),
     GR_REQUIRED, "the scenes, one after the other", "[{length: 6s, layers: [{field: plasma}]}]",
     bind_show_scenes},
    {0},
};

const GrKeySet gr_show_keys = {
    .name = "show",
    .place = "the top of the file",
    .summary = "The whole video: how it sounds, and its scenes one after the other.",
    .keys = keys,
    .setting = "layers:\n  words: {text: NIGHT}\n  cover: {field: rings}\n",
    .own_prefix = "x-",
    .partial = true,
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
    b->show = show;
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
    b->listen_s = plain_length_s(b, draft.length);
    if (b->audio_override) {
        gr_bind_audio_override(b, &show->sound);
    } else {
        bind_rhythm(b, &draft);
    }
    gr_bind_soundtrack_wish(b, b->audio_override ? NULL : draft.audio, &show->sound);
    gr_bind_signals(b, draft.signals, &show->sound);
    if (!b->audio_override)
        bind_sections(b, draft.sections, &show->sound);
    bind_background(b, draft.background, show);
    if (draft.templates)
        gr_bind_want_map(b, "templates", draft.templates, "a mapping of scenes by name");
    if (draft.scenes)
        gr_bind_scenes(b, draft.scenes, draft.templates, draft.length, show);
    else if (gr_bind_lacks(root, &gr_show_keys, "scenes"))
        gr_bind_error(b, root, "", "the show has no `scenes:`");
    show->hears_all = b->whole_s > (double)show->length_ns / (double)GR_NS_PER_S + GR_HEAR_BEYOND_S;
}

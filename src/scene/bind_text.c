/* SPDX-License-Identifier: MIT
 *
 * Layers of text and of lyrics: what they say, in which font, and how they move.
 */
#include "scene/bind.h"

#include "base/files.h"
#include "base/text.h"
#include "glyph/lyrics.h"

#include <stdio.h>
#include <string.h>

enum { LONGEST_TEXT = 20000, AXES_MAX = 8, AXIS_LIMIT = 1000000 };

typedef struct TextDraft {
    GrLayer *layer;
    GrTextLayer *text;
    GrBindBlock look;
    const GrNode *content, *lyrics;
    bool has_words; /* the lyrics were read */
} TextDraft;

static bool add_line(GrBinder *b, const char *path, const GrNode *node, GrText *out)
{
    const char *text;
    if (!gr_bind_scalar(b, path, node, "a text", &text))
        return false;
    gr_bind_warn_comment(b, path, node);
    gr_text_puts(out, text);
    return true;
}

bool gr_bind_showable(GrBinder *b, const char *path, const GrNode *node, const char *text, int most)
{
    const char *at = text, *end = at + strlen(at);
    int count = 0;
    bool blank = true;
    while (at < end) {
        int32_t code = gr_utf8_next(&at, end);
        if (code < 0 || (code < 0x20 && code != '\n' && code != '\t') ||
            (code >= 0x7f && code < 0xa0)) {
            gr_bind_error(b, node, path, "a text cannot hold control characters");
            return false;
        }
        blank = blank && (code == ' ' || code == '\n' || code == '\t' || code == 0xa0);
        count++;
    }
    if (count > most)
        gr_bind_error(b, node, path, "has %d characters: at most %d are possible", count, most);
    else if (blank)
        gr_bind_error(b, node, path, "holds nothing but blanks: nothing would be seen");
    return count <= most && !blank;
}

bool gr_bind_lines(GrBinder *b, const char *path, const GrNode *node, int most, const char **out)
{
    GrText text = {0};
    bool good = true;
    if (node->kind == GR_NODE_LIST) {
        for (int i = 0; i < node->count && good; i++) {
            gr_text_puts(&text, i ? "\n" : "");
            good = add_line(b, path, node->items[i], &text);
        }
    } else {
        good = add_line(b, path, node, &text);
    }
    if (text.failed)
        gr_bind_no_memory(b);
    good = good && !text.failed && gr_bind_showable(b, path, node, gr_text_string(&text), most);
    if (good)
        *out = gr_bind_keep(b, gr_text_string(&text));
    gr_text_finish(&text);
    return good;
}

static void bind_text_name(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    gr_bind_name(b, path, value, &((TextDraft *)target)->layer->name);
}

static void bind_content(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    TextDraft *draft = target;
    const char *text;
    draft->content = value;
    GrCue *cue =
        gr_bind_lines(b, path, value, LONGEST_TEXT, &text) ? GR_BIND_NEW(b, GrCue, 1) : NULL;
    if (!cue)
        return;
    *cue = (GrCue){.start_ns = b->holder_start_ns, .end_ns = b->holder_end_ns, .text = text};
    draft->text->cues = (GrCues){cue, 1};
    draft->text->place = gr_bind_place(value);
}

typedef struct LyricsDraft {
    const GrNode *file;
    GrLyricsOptions options;
} LyricsDraft;

static void bind_lyrics_file(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    const char *text;
    if (gr_bind_scalar(b, path, value, gr_forms[GR_FORM_FILE].wants, &text))
        ((LyricsDraft *)target)->file = value;
}

static void bind_encoding(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    LyricsDraft *draft = target;
    const char *text;
    char quoted[GR_QUOTE_CAPACITY];
    if (!gr_bind_scalar(b, path, value, "the name of an encoding", &text))
        return;
    const char *near = gr_lyrics_encoding_nearest(text);
    gr_quote(quoted, text);
    if (gr_lyrics_encoding_known(text))
        draft->options.encoding = gr_bind_keep(b, text);
    else if (near)
        gr_bind_error(b, value, path, "there is no encoding '%s'; did you mean '%s'?", quoted,
                      near);
    else
        gr_bind_error(b, value, path, "there is no encoding '%s': UTF-8, windows-1252, Shift_JIS",
                      quoted);
}

/* A length, with a minus for sooner. */
static void bind_offset(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    int64_t *offset_ns = &((LyricsDraft *)target)->options.offset_ns;
    bool sooner = value->kind == GR_NODE_SCALAR && value->text[0] == '-';
    GrNode length = *value;
    length.text += sooner ? 1 : 0;
    if (gr_bind_time(b, path, &length, offset_ns) && sooner)
        *offset_ns = -*offset_ns;
}

static const GrKey lyrics_keys[] = {
    {"file", GR_IS(GR_A(FILE)), GR_REQUIRED,
     "an .srt, .vtt, .ass or .lrc file, or a film with a track of texts", "song.lrc",
     bind_lyrics_file},
    {"encoding", GR_IS(GR_A(TEXT)), "UTF-8, else a guess", "how its letters are written",
     "windows-1252", bind_encoding},
    {"offset", GR_IS(GR_A(TIME)), "0", "how much later all of it comes; -200ms is sooner", "200ms",
     bind_offset},
    {0},
};

const GrKeySet gr_lyrics_keys = {
    .name = "lyrics",
    .place = "lyrics: of a layer",
    .summary = "Where the words and their times come from. Short: the file.",
    .keys = lyrics_keys,
};

/* Says at the file's name what the reader mended. */
static void report_lyrics(GrBinder *b, const char *path, const GrNode *at, const char *file,
                          const GrLyricsReport *report)
{
    for (int i = 0; i < report->warning_count; i++) {
        const GrLyricsWarning *warning = &report->warnings[i];
        if (warning->line)
            gr_bind_warning(b, at, path, "%s:%d: %s", gr_path_name(file), warning->line,
                            warning->message);
        else
            gr_bind_warning(b, at, path, "%s: %s", gr_path_name(file), warning->message);
    }
    if (report->unsaid)
        gr_bind_warning(b, at, path, "%s: and %d more", gr_path_name(file), report->unsaid);
}

static bool read_lyrics(GrBinder *b, const char *path, const LyricsDraft *draft, GrTextLayer *text)
{
    GrLyricsReport report;
    GrError error;
    GrLyricsOptions options = draft->options;
    if (b->sound)
        options.begin_ns = b->sound->start_ns; /* their times are the song's */
    text->encoding = draft->options.encoding;
    text->offset_ns = draft->options.offset_ns;
    if (!gr_bind_file(b, path, draft->file, draft->file->text, "lyrics", &text->file))
        return false;
    int code = gr_lyrics_read(text->file, &options, b->arena, &text->cues, &report, &error);
    if (code == GR_E_SPACE)
        gr_bind_no_memory(b);
    else if (code)
        gr_bind_input_error(b, draft->file, path, "%s", error.message);
    else
        report_lyrics(b, path, draft->file, text->file, &report);
    return !code;
}

static void bind_lyrics(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    TextDraft *draft = target;
    LyricsDraft lyrics = {0};
    draft->lyrics = value;
    if (value->kind == GR_NODE_MAP) {
        gr_bind_map(b, path, value, &gr_lyrics_keys, &lyrics, NULL);
        if (gr_bind_lacks(value, &gr_lyrics_keys, "file"))
            gr_bind_error(b, value, path, "has no `file:`");
    } else {
        bind_lyrics_file(b, path, value, &lyrics);
    }
    if (!lyrics.file)
        return;
    draft->text->place = gr_bind_place(lyrics.file);
    draft->has_words = read_lyrics(b, path, &lyrics, draft->text);
}

static void bind_text_font(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    gr_bind_font(b, path, value, &((TextDraft *)target)->layer->font);
}

static void bind_at(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    static const char *const names[] = {"x", "y"};
    TextDraft *draft = target;
    if (!gr_bind_want_list(b, path, value, "a place [x, y] like [0, 0.4]"))
        return;
    if (value->count != 2) {
        gr_bind_error(b, value, path, "holds %d numbers: a place is [x, y]", value->count);
        return;
    }
    for (int i = 0; i < 2; i++)
        gr_bind_param(b, path, gr_param_find(&gr_text_params, names[i]), value->items[i],
                      &draft->look);
}

static bool is_axis_tag(const char *tag)
{
    size_t length = strlen(tag), good = 0;
    while (good < length && tag[good] > 0x20 && tag[good] < 0x7f)
        good++;
    return length == 4 && good == 4;
}

/* A table made for this text: one number per axis. */
static void bind_axes(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    GrTextLayer *text = ((TextDraft *)target)->text;
    if (!gr_bind_want_map(b, path, value, "a mapping of axes like {wght: 700}"))
        return;
    if (value->count > AXES_MAX) {
        gr_bind_error(b, value, path, "has %d axes: at most %d are possible", value->count,
                      AXES_MAX);
        return;
    }
    GrParam *params = GR_BIND_NEW(b, GrParam, value->count + 1);
    float *values = GR_BIND_NEW(b, float, value->count + 1);
    for (int i = 0; params && values && i < value->count; i++) {
        const GrNode *tag = value->pairs[i].key;
        char quoted[GR_QUOTE_CAPACITY];
        if (!is_axis_tag(tag->text)) {
            gr_bind_error(b, tag, path, "'%s' is no axis: a tag has four letters, like wght",
                          gr_quote(quoted, tag->text));
            return;
        }
        params[i] = (GrParam){.name = gr_bind_keep(b, tag->text),
                              .type = GR_PARAM_FLOAT,
                              .offset = (size_t)i * sizeof(float),
                              .unit = "",
                              .min = -AXIS_LIMIT,
                              .max = AXIS_LIMIT,
                              .help = ""};
    }
    if (!params || !values)
        return;
    text->axes = (GrParamTable){params, value->count, (size_t)value->count * sizeof(float)};
    text->axis_values = values;
    const GrBindBlock block = {values, &text->axes_animation};
    gr_bind_params(b, path, value, &text->axes, &block);
}

#define BIND_PART(part, number, there)                                                             \
    static void bind_##part(GrBinder *b, const char *path, const GrNode *value, void *target)      \
    {                                                                                              \
        gr_bind_text_part(b, path, value, &gr_##part##_keys, number, there,                        \
                          &((TextDraft *)target)->look);                                           \
    }
BIND_PART(outline, "width", 3.0f)
BIND_PART(shadow, "opacity", 0.7f)
BIND_PART(glow, "strength", 0.8f)
BIND_PART(plate, "opacity", 0.6f)

static void bind_motion(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    GrTextLayer *text = ((TextDraft *)target)->text;
    const GrNode *name, *params;
    if (!gr_bind_use(b, path, value, "motion", &name, &params))
        return;
    const GrMotionKind *kind = gr_motion_find(name->text);
    if (!kind) {
        gr_bind_unknown(b, name, path, "motion", gr_motion_nearest(name->text));
        return;
    }
    text->motion = kind;
    gr_param_defaults(&kind->params, &text->motion_params);
    const GrBindBlock block = {&text->motion_params, &text->motion_animation};
    gr_bind_params(b, kind->name, params, &kind->params, &block);
}

#define PART_KEY(part, def, help, example)                                                         \
    {                                                                                              \
#part, GR_IS(GR_A(YES_NO), GR_A_PART(#part)), def, help, example, bind_##part              \
    }

static void bind_text_mask(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    gr_bind_masks(b, path, value, GR_MASK_OF_PIXELS, &((TextDraft *)target)->layer->masks);
}

static const GrKey keys[] = {
    {"text", GR_IS(GR_A(TEXT), GR_A_LIST(GR_A(TEXT))), GR_REQUIRED,
     "what is written; \\n in double quotes, a block or a list makes lines", "\"NIGHT TRAIN\"",
     bind_content},
    {"lyrics", GR_IS(GR_A(FILE), GR_A_PART("lyrics")), "none",
     "words with times from a file, instead of a text; the times are the song's: where the show "
     "begins within it, they follow",
     "song.lrc", bind_lyrics},
    {"name", GR_IS(GR_A(NAME)), "layer 1, layer 2, ...",
     "unique in the scene; it seeds what is random in the layer", "title", bind_text_name},
    {"extends", GR_IS({.form = GR_FORM_NAME, .words = "name of a layer"}), "nothing",
     "what this layer lacks comes from that one, as in layers of glyphs", "title",
     gr_bind_composed},
    {"font", GR_IS(GR_A(FONT)), "the show's fonts",
     "a family, a font file (relative to the show file), a stack or `builtin`", "book",
     bind_text_font},
    {"at",
     GR_IS({.form = GR_FORM_LIST,
            .items = GR_IS(GR_A_PARAM("text", "x", "number or expression")),
            .min = 2,
            .max = 2}),
     "[0, 0]", "its place, x and y at once", "[0, 0.4]", bind_at},
    {"axes",
     GR_IS(GR_A_MAP(GR_A_NUMBER(-AXIS_LIMIT, AXIS_LIMIT), GR_A(EXPRESSION), GR_A(KEYFRAMES))),
     "as the font is made",
     "the axes of a variable font by their tags; one that changes over time does so in at most 32 "
     "steps",
     "{wght: 700}", bind_axes},
    PART_KEY(outline, "no", "a line around the letters", "{width: 4, colour: 000000}"),
    PART_KEY(shadow, "yes", "what the letters throw on what is behind them",
             "{x: 0.04, y: 0.06, blur: 0.1, opacity: 0.7}"),
    PART_KEY(glow, "no", "light around the letters", "{size: 30, strength: 0.6, colour: ff6f61}"),
    PART_KEY(plate, "no",
             "a soft plate behind the lines, dark unless the letters are: readable on anything",
             "{opacity: 0.6, padding: 0.4, blur: 12}"),
    {"mask", GR_IS(GR_MASK_SHAPES), "none",
     "where the text is seen: a shape (`glyphreel list masks`), letters, or a list of them",
     "{wipe_h: {open: \"t / 2\", feather: 0.3}}", bind_text_mask},
    {"motion", GR_IS(GR_A_USE_OF("motion")), "still", "how it comes, stays and goes",
     "{fade: {in: 1, out: 1}}", bind_motion},
    {0},
};

const GrKeySet gr_text_keys = {
    .name = "text",
    .place = "an item of layers: of a scene",
    .summary = "A text or lyrics, bound to no grid. Above all layers of glyphs it comes out in the "
               "colours as written; below one it is exposed with the picture.",
    .keys = keys,
    .params = &gr_text_params,
    .prefix = "",
    .partial = true,
    .instead = "lyrics",
    .setting = "layers:\n  title: {text: NIGHT}\n",
};

const GrKeySet *gr_layer_key_set(const GrNode *layer)
{
    bool text = gr_node_find(layer, "text") || gr_node_find(layer, "lyrics");
    return text                             ? &gr_text_keys
           : gr_node_find(layer, "picture") ? &gr_picture_keys
                                            : &gr_layer_keys;
}

/* Every letter has a font; where the reader is lenient, others are left out. */
static void check_letters(GrBinder *b, const TextDraft *draft)
{
    GrTextLayer *text = draft->text;
    const GrNode *at = draft->lyrics ? draft->lyrics : draft->content;
    const char *path = draft->lyrics ? "lyrics" : "text";
    GrCue *kept = GR_BIND_NEW(b, GrCue, text->cues.count + 1);
    GrError error;
    bool good = kept != NULL;
    for (int i = 0; i < text->cues.count && good; i++) {
        kept[i] = text->cues.list[i];
        good = gr_bind_served(b, at, path, draft->layer->font, &kept[i].text);
        /* The parts' bytes are the whole text's. */
        kept[i].part_count = kept[i].text == text->cues.list[i].text ? kept[i].part_count : 0;
        if (good && kept[i].part_count == 0 && gr_lyrics_guess_parts(&kept[i], b->arena, &error))
            gr_bind_error(b, at, path, "%s", error.message);
    }
    if (good)
        text->cues.list = kept;
}

/* Every axis is one of the fonts that are named: others would move nothing. */
static void check_axes(GrBinder *b, const GrNode *node, const TextDraft *draft)
{
    enum { KNOWN = 32 };
    GrTextAxis known[KNOWN];
    const GrParamTable *axes = &draft->text->axes;
    const GrNode *map = gr_node_find(node, "axes");
    const GrFonts *fonts =
        axes->count && !b->fonts_unasked ? gr_bind_chain(b, map, draft->layer->font) : NULL;
    int count = fonts ? gr_fonts_axes(fonts, known, KNOWN) : 0;
    count = count < KNOWN ? count : KNOWN;
    for (int i = 0; i < axes->count && fonts; i++) {
        const char *tag = axes->params[i].name;
        GrText list = {0};
        int at = 0;
        while (at < count && strcmp(known[at].tag, tag) != 0)
            at++;
        for (int k = 0; k < count; k++)
            gr_text_printf(&list, "%s%s", k ? ", " : "", known[k].tag);
        if (at == count && count)
            gr_bind_warning(b, map->pairs[i].key, "axes",
                            "the font has no axis '%s': nothing changes; it has %s", tag,
                            gr_text_string(&list));
        else if (at == count)
            gr_bind_warning(b, map->pairs[i].key, "axes",
                            "the font has no axis '%s': nothing changes; it is not variable", tag);
        gr_text_finish(&list);
    }
}

static void check_text(GrBinder *b, const GrNode *node, const TextDraft *draft)
{
    const GrTextLayer *text = draft->text;
    GrError error;
    if (draft->content && draft->lyrics)
        gr_bind_error(b, draft->lyrics, "lyrics", "stand beside a text: only one can be");
    if (text->look.opacity <= 0 && !gr_bind_is_animated(&text->look_animation, "opacity"))
        gr_bind_warning(b, node, "opacity", "0 shows nothing");
    if (text->look.features && gr_text_check_features(text->look.features, &error))
        gr_bind_error(b, gr_node_find(node, "features"), "features", "%s", error.message);
    check_letters(b, draft);
    gr_bind_settle_masks(b, draft->layer->font, &draft->layer->masks);
    check_axes(b, node, draft);
    int64_t end_ns = b->show->length_ns > 0 ? b->show->length_ns : b->holder_end_ns;
    int inside = 0; /* words of the whole song may be silent in a scene */
    for (int i = 0; i < text->cues.count; i++)
        inside += text->cues.list[i].start_ns < end_ns && text->cues.list[i].end_ns > 0;
    if (draft->has_words && !inside && !b->lost)
        gr_bind_warning(b, draft->lyrics, "lyrics",
                        "none of its cues falls into the show: nothing is seen");
}

/* Dark letters stand on a white plate, and turn red when they are sung, where nothing else is said:
 * the other colours are made for light ones. */
static void settle_dark_letters(const GrNode *node, GrTextLook *look)
{
    static const float DARK = 0.35f;
    static const GrColour paper = {1.0f, 1.0f, 1.0f}, red = {0.702f, 0.149f, 0.118f};
    const GrNode *plate = gr_node_find(node, "plate");
    if (gr_colour_luma(look->colour) >= DARK)
        return;
    if (!gr_node_find(node, "plate.colour") && !(plate && gr_node_find(plate, "colour")))
        look->plate_colour = paper;
    if (!gr_node_find(node, "sung"))
        look->sung = red;
}

void gr_bind_text_layer(GrBinder *b, const GrNode *node, GrLayer *layer)
{
    GrTextLayer *text = GR_BIND_NEW(b, GrTextLayer, 1);
    if (!text)
        return;
    TextDraft draft = {.layer = layer, .text = text, .look = {&text->look, &text->look_animation}};
    gr_param_defaults(&gr_text_params, &text->look);
    text->motion = &gr_motion_kinds[GR_MOTION_STILL];
    layer->text = text;
    gr_bind_map(b, "", node, &gr_text_keys, &draft, &draft.look);
    settle_dark_letters(node, &text->look);
    check_text(b, node, &draft);
}

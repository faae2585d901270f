/* SPDX-License-Identifier: MIT
 *
 * From the tree to the show. Each mapping of a show has a set of keys (scene/keys.h) whose bind
 * functions read one value each into the mapping's target; what concerns several keys is checked
 * after the mapping. A bind function that fails reports and leaves its target at the default, so
 * that all mistakes of a file come out at once.
 */
#ifndef GR_SCENE_BIND_H
#define GR_SCENE_BIND_H

#include "glyph/font.h"
#include "model/catalogue.h"
#include "model/cube.h"
#include "model/own_signal.h"
#include "scene/compose.h"
#include "scene/expr.h"
#include "scene/keys.h"
#include "scene/show.h"
#include "scene/time_spec.h"

enum {
    GR_BIND_PATH = 192,
    GR_BIND_SCOPE = 2 * GR_QUOTE_CAPACITY + 64,
    GR_NAME_MAX = 100,
    GR_TEMPO_MIN = 20,
    GR_TEMPO_MAX = 400
};
extern const char *const gr_tempo_words[]; /* half, double; NULL at the end */

typedef struct GrFontShelf GrFontShelf; /* of bind_font.c */
typedef struct GrToldGlyph GrToldGlyph; /* of bind_glyphs.c */

typedef struct GrReadFile GrReadFile;
struct GrReadFile {
    GrShowFile file;
    const GrReadFile *next;
};

/* Where the glyphs of a layer come from, when they are not written in the show. */
typedef struct GrGlyphSource {
    bool of_font;
    int set; /* GrGlyphSet */
} GrGlyphSource;

/* A palette or a row of colours with a name of the show's own (bind_named.c). */
typedef struct GrOwnName {
    const char *name;
    const GrPalette *palette;
    const GrColour *colours;
    int colour_count;
} GrOwnName;

typedef struct GrOwnNames {
    const GrOwnName *list; /* NULL: none */
    int count;
} GrOwnNames;

/* A field within a layer whose letters are looked for once the layer's font is known. */
typedef struct GrLetters {
    const GrNode *node;
    const GrEffect *effect;
    void *params;
    const char *scope;
} GrLetters;

enum {
    GR_FIELDS_MAX = 32, /* fields that a layer's field, warps and hue take as parameters, in all */
    GR_FIELDS_DEPTH = 4 /* of them within each other */
};

struct GrBinder {
    const GrSource *source; /* of the show file: for what is said about the show as a whole */
    GrProblems *problems;
    GrArena *arena;                /* the show's: everything that the show keeps is copied there */
    GrRational rate;               /* what a time in frames counts */
    const char *audio_override;    /* or NULL */
    const GrSoundWish *audio_wish; /* or NULL */
    /* What holds the times that are being bound: a scene, or the show, whose end is not known yet
     * (negative). On the show's clock. */
    int64_t holder_start_ns, holder_end_ns;
    GrSoundSpec *sound;        /* the show's; bound before its scenes */
    GrFilms *films;            /* the show's */
    double listen_s;           /* how long the show is known to be; negative: not known */
    const GrMusic *music;      /* once a time has needed it */
    bool music_failed;         /* and it could not be had; reported once */
    double whole_s;            /* of a sound that was heard to its end for it; 0: none was */
    bool lost;                 /* where scenes lie is not known: what depends on it is not judged */
    bool again;                /* a scene that was bound before: its warnings are known */
    const char *file;          /* the show's path, in the show's arena */
    char scope[GR_BIND_SCOPE]; /* "scene 'drop', layer 2", "" for the show itself */
    GrExprScope names;         /* of the show's own, in expressions; `cells` is not looked at */
    const GrShow *show;        /* the one that is bound: its fonts are known before its scenes */
    GrFontShelf *shelf;        /* fonts that were looked for, and open chains; NULL: none yet */
    const GrReadFile *read_files; /* that the show names, the latest first */
    GrToldGlyph *told_glyphs;     /* that no font has */
    bool lenient;                 /* what is missing is left out with a warning (scene/load.h) */
    bool fonts_unasked;           /* nobody is to draw: palettes are not looked for in fonts */
    GrOwnNames own_colours, own_palettes; /* they hide the built-in ones */
    const GrNode *background; /* the show's, when it changes over time: each scene's clock counts */
    GrLetters letters[GR_FIELDS_MAX + 1]; /* of the layer at hand */
    int letters_count;
    int field_count, field_depth; /* fields within it */
    bool animated;                /* something in the scene at hand changes over time */
    bool failed;                  /* memory ran out; reported once */
};

/* Where the values of a parameter table go. */
typedef struct GrBindBlock {
    void *values;
    GrAnimation *animation; /* for those that change over time; NULL: none may */
} GrBindBlock;

extern const GrKeySet gr_show_keys, gr_audio_keys, gr_synth_keys, gr_style_keys, gr_cut_keys,
    gr_scene_keys, gr_layer_keys, gr_hue_keys, gr_background_keys, gr_exposure_keys,
    gr_feedback_keys, gr_keyframe_keys, gr_signal_keys, gr_text_keys, gr_lyrics_keys,
    gr_harmony_keys, gr_outline_keys, gr_shadow_keys, gr_glow_keys, gr_plate_keys, gr_mask_keys,
    gr_picture_keys;
/* The alternatives of a mask. */
#define GR_MASK_LIST(words_, ...)                                                                  \
    {                                                                                              \
        .form = GR_FORM_LIST, .words = words_, .min = 1, .max = GR_MASKS_LIST_MAX,                 \
        .items = GR_IS(GR_A_USE_OF("mask"), GR_A_PART("mask"), __VA_ARGS__)                        \
    }
#define GR_MASK_SHAPES                                                                             \
    GR_A_USE_OF("mask"), GR_A_PART("mask"),                                                        \
        GR_MASK_LIST(                                                                              \
            "list of masks",                                                                       \
            GR_MASK_LIST("list",                                                                   \
                         GR_MASK_LIST("list", GR_MASK_LIST("list", {.form = GR_FORM_END}))))
extern const char *const gr_text_sides[], *const gr_text_side_help[]; /* by GrTextAlign */

/* Reports "SCOPE: PATH: message" at a node; the path may be "". */
void gr_bind_error(GrBinder *binder, const GrNode *at, const char *path, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void gr_bind_warning(GrBinder *binder, const GrNode *at, const char *path, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* The same as an error with GR_E_INPUT: a missing or unreadable file. */
void gr_bind_input_error(GrBinder *binder, const GrNode *at, const char *path, const char *format,
                         ...) __attribute__((format(printf, 4, 5)));

void gr_bind_no_memory(GrBinder *binder); /* reports GR_E_SPACE, once */
/* "there is no effect 'plasm'; did you mean 'plasma'?"; with no `near`, where all are listed. */
void gr_bind_unknown(GrBinder *binder, const GrNode *name, const char *path, const char *what,
                     const char *near);

/* Zeroed memory of the show's arena; NULL is reported once as GR_E_SPACE. */
void *gr_bind_alloc(GrBinder *binder, size_t count, size_t size);
#define GR_BIND_NEW(binder, type, count)                                                           \
    ((type *)gr_bind_alloc((binder), (size_t)(count), sizeof(type)))
const char *gr_bind_keep(GrBinder *binder, const char *text);
GrPlace gr_bind_place(const GrNode *node);

/* Binds every pair of a mapping: keys of the set to `target`, parameters to `block` (which may be
 * NULL where a set has none). */
void gr_bind_map(GrBinder *binder, const char *path, const GrNode *map, const GrKeySet *set,
                 void *target, const GrBindBlock *block);
/* Warns of parameters by which nothing changes, as their table says it (`with`, `below`). */
void gr_bind_warn_idle(GrBinder *binder, const char *path, const GrNode *map,
                       const GrParamTable *table, const GrBindBlock *block);
/* True when a mapping lacks a key and holds no misspelling of it, which is reported already. */
bool gr_bind_lacks(const GrNode *map, const GrKeySet *set, const char *key);
/* Parameters of a catalogue's entry; `map` may be empty or NULL. */
void gr_bind_params(GrBinder *binder, const char *path, const GrNode *map,
                    const GrParamTable *table, const GrBindBlock *block);

/* These report what is wrong and return false. `wants` completes "wants ...". */
bool gr_bind_want_map(GrBinder *binder, const char *path, const GrNode *node, const char *wants);
bool gr_bind_want_list(GrBinder *binder, const char *path, const GrNode *node, const char *wants);
bool gr_bind_scalar(GrBinder *binder, const char *path, const GrNode *node, const char *wants,
                    const char **text);
/* Warns when a plain text may have lost its end: ' #' starts a comment even in a row of glyphs. A
 * remark has a blank behind its '#'. */
void gr_bind_warn_comment(GrBinder *binder, const char *path, const GrNode *node);
/* How long a time is that starts where its holder starts, or that ends where its holder ends. */
bool gr_bind_time(GrBinder *binder, const char *path, const GrNode *node, int64_t *ns);
bool gr_bind_time_before_end(GrBinder *binder, const char *path, const GrNode *node, int64_t *ns);
/* When a time is, since the start of its holder: negative for `bar 3` in a scene that begins later.
 */
bool gr_bind_moment(GrBinder *binder, const char *path, const GrNode *node, int64_t *ns);
/* A time as it is written, not resolved yet. */
bool gr_bind_spec(GrBinder *binder, const char *path, const GrNode *node, GrTimeSpec *spec);
/* The show's music, heard when first asked for; NULL when it cannot be had, which is reported at
 * `at`. */
const GrMusic *gr_bind_music(GrBinder *binder, const GrNode *at, const char *path);
bool gr_bind_number(GrBinder *binder, const char *path, const GrNode *node, double *value);
bool gr_bind_colour(GrBinder *binder, const char *path, const GrNode *node, GrColour *colour);
/* An expression; a fault is reported at its own place in the text where that can be known. `cells`:
 * it may differ from cell to cell. */
bool gr_bind_expr(GrBinder *binder, const char *path, const GrNode *node, bool cells,
                  const GrExpr **expr);
/* Default parameters of a catalogue's entry, zeroed memory of the show's arena; NULL is reported.
 */
void *gr_bind_defaults(GrBinder *binder, const GrParamTable *table);
/* A name: not empty, at most GR_NAME_MAX characters, no control characters. */
bool gr_bind_name(GrBinder *binder, const char *path, const GrNode *node, const char **name);
/* The file that a text names, relative to the file where it is written: its whole path, kept, and
 * what it is ("font") for the show's list of files. A missing or unreadable one is an input error.
 */
bool gr_bind_file(GrBinder *binder, const char *path, const GrNode *node, const char *text,
                  const char *what, const char **whole);
/* Puts a file that is named elsewhere into that list. */
void gr_bind_keep_file(GrBinder *binder, const char *file, const char *what);
/* The same of a picture, which is read to see that it can be. */
bool gr_bind_picture_file(GrBinder *binder, const char *path, const GrNode *node,
                          const char **whole);
/* The same of a film, or the pattern of a sequence of pictures. */
bool gr_bind_film_file(GrBinder *binder, const char *path, const GrNode *node, const char **whole);
/* Goes through the film of an effect and begins it, once its parameters are bound; `map` has them,
 * or is NULL. */
void gr_bind_settle_film(GrBinder *binder, const GrEffect *effect, const GrNode *map,
                         const void *values);
/* A frame rate; warns of one that is only nearly a broadcast one. */
bool gr_bind_fps(GrBinder *binder, const char *path, const GrNode *node, GrRational *rate);
/* Finds whose colours the hue rule `source` takes, once a layer's fields are bound. */
void gr_bind_settle_source(GrBinder *binder, const GrNode *node, GrLayer *layer);
/* A family, a font file, a stack or `builtin`; a file comes out with its folder. What cannot be
 * opened is an input error; stacks and `builtin` are known without asking fontconfig. */
bool gr_bind_font(GrBinder *binder, const char *path, const GrNode *node, const char **name);
/* The open chain of a layer's own font (NULL: none) and the show's; NULL when it cannot be had. */
const GrFonts *gr_bind_chain(GrBinder *binder, const GrNode *at, const char *font);
void gr_bind_fonts_finish(GrBinder *binder);
/* Looks for every character of a text in the fonts that a layer would draw it with: layers, text
 * and cell effects all ask here. One that nothing has is an input error at its place in the text
 * (or at the node) and gives false; with `lenient` a warning, and *text becomes the text without.
 */
bool gr_bind_served(GrBinder *binder, const GrNode *at, const char *path, const char *font,
                    const char **text);
/* `plasma`, or a mapping of one key, {plasma: {speed: 2}}: the name's node and its parameters (NULL
 * without any). `what` is "field" or "shader". */
bool gr_bind_use(GrBinder *binder, const char *path, const GrNode *node, const char *what,
                 const GrNode **name, const GrNode **params);
/* The parameters behind such a name; what is none is reported with the one that may be meant. */
bool gr_bind_want_params(GrBinder *binder, const char *what, const GrNode *name,
                         const GrNode *value);

/* A list of such things, or one alone: `cells:` and `warp:` of a layer. */
typedef struct GrBindItems {
    const char *what; /* "warp" */
    int most;
    size_t size; /* of what one is bound to; false after reporting leaves it out */
    bool (*bind)(GrBinder *binder, const GrNode *item, void *use);
} GrBindItems;

/* Adds to *count; NULL without any. */
void *gr_bind_items(GrBinder *binder, const char *path, const GrNode *node,
                    const GrBindItems *chain, int *count);

/* Reads one value of a parameter table: a plain one, an expression or keyframes. For keys that may
 * also be written short (`hue: 0.6`), too. */
bool gr_bind_param(GrBinder *binder, const char *owner, const GrParam *param, const GrNode *node,
                   const GrBindBlock *block);
/* The parts of the above that change over time (bind_animation.c); `path` names the parameter. */
bool gr_bind_expression(GrBinder *binder, const char *path, const GrParam *param,
                        const GrNode *node, const GrBindBlock *block);
/* Whether a value looks like keyframes: a list of lists, or a mapping with `keys:`. */
bool gr_bind_are_keyframes(const GrNode *node);
bool gr_bind_keyframes(GrBinder *binder, const char *path, const GrParam *param, const GrNode *node,
                       const GrBindBlock *block);
/* Warns of keys of a transition that lie past its end; those past the scene's are told already. */
void gr_bind_check_keys(GrBinder *binder, const GrAnimation *animation, double end_s);
/* True when a parameter of a block changes over time. */
bool gr_bind_is_animated(const GrAnimation *animation, const char *param);

/* For keys that the stage COMPOSE has used up (scene/compose.h): nothing is left to read. */
GrKeyBind gr_bind_composed;
/* `colours:` and `palettes:` of the show; the target is not used. */
GrKeyBind gr_bind_own_colours, gr_bind_own_palettes;
/* A thing of the show's own by its name, or NULL. */
const GrOwnName *gr_bind_own(const GrOwnNames *names, const char *name);
/* The nearest name for a typo: the show's own, else the `built_in`. */
const char *gr_bind_nearest(const GrOwnNames *names, const char *name, const char *built_in);
/* A ramp, a colour, a list of colours or a harmony, without the show's own names; false after
 * reporting. */
bool gr_bind_colour_row(GrBinder *binder, const char *path, const GrNode *node,
                        const GrColour **colours, int *count);
/* The same, or one of the show's own names. */
bool gr_bind_any_colours(GrBinder *binder, const char *path, const GrNode *node,
                         const GrColour **colours, int *count);
bool gr_bind_row(GrBinder *binder, const char *path, const GrNode *node, GrColourRow *row);
/* A .cube file, read and checked; what is wrong with it is an input error. */
bool gr_bind_cube(GrBinder *binder, const char *path, const GrNode *node, const GrCube **cube);
/* `{harmony: triadic, seed: ff6f61}` as the list that it stands for (bind_look.c). */
bool gr_bind_harmony(GrBinder *binder, const char *path, const GrNode *node,
                     const GrColour **colours, int *count);
/* A palette made of a text of glyphs; NULL after reporting. */
GrPalette *gr_bind_glyph_row(GrBinder *binder, const char *path, const GrNode *node);
/* The same, or {file: ...}, or {font: ...}: that one is filled in by gr_bind_settle_palette. */
GrPalette *gr_bind_glyphs(GrBinder *binder, const char *path, const GrNode *node,
                          GrGlyphSource *source);
/* Once a layer's palette and font are known: fills in what its font has, thins what is more than a
 * ramp holds, and looks for every glyph in its fonts. */
void gr_bind_settle_palette(GrBinder *binder, const GrNode *at, const char *path, GrLayer *layer,
                            const GrGlyphSource *source);

/* The parts of a show. */
void gr_bind_background(GrBinder *binder, const char *path, const GrNode *node, GrBackground *out,
                        GrAnimation *animation);
void gr_bind_exposure(GrBinder *binder, const char *path, const GrNode *node, GrExposure *out,
                      GrAnimation *animation);
void gr_bind_feedback(GrBinder *binder, const char *path, const GrNode *node, GrFeedback *out,
                      GrAnimation *animation);
void gr_bind_audio(GrBinder *binder, const char *path, const GrNode *node, GrSoundSpec *sound);
/* What may stand in `audio:` or at the top; `node` may be NULL. */
void gr_bind_tempo(GrBinder *binder, const GrNode *node, const char *path, GrSoundSpec *sound);
void gr_bind_beats(GrBinder *binder, const GrNode *node, const char *path, GrSoundSpec *sound);
/* `signals:` of the show (NULL: none), which from then on are known in expressions. Before anything
 * listens to the sound. */
void gr_bind_signals(GrBinder *binder, const GrNode *map, GrSoundSpec *sound);
/* Puts the file that the caller named in place of the show's sound. */
void gr_bind_audio_override(GrBinder *binder, GrSoundSpec *sound);
/* What the command line says of the video's sound; `audio` is what the show says, NULL: nothing. */
void gr_bind_soundtrack_wish(GrBinder *binder, const GrNode *audio, GrSoundSpec *sound);
/* `transition:` of a scene; a cut is NULL. */
void gr_bind_transition(GrBinder *binder, const char *path, const GrNode *node, GrScene *scene);
/* Once it is known where the scene lies: the first one has no transition, none outlasts its scene,
 * so that never more than two scenes are seen at once. */
void gr_settle_transition(GrBinder *binder, const GrNode *scene_node, GrScene *scene, bool first);
/* Lays the list of scenes out and binds them; `templates` and `length` of the show may be NULL. */
void gr_bind_scenes(GrBinder *binder, const GrNode *scenes, const GrNode *templates,
                    const GrNode *length, GrShow *show);
/* For keys that the timeline has read before, as it had to. */
void gr_bind_placed(GrBinder *binder, const char *path, const GrNode *value, void *target);
/* Sets what messages call the thing at hand: "scene 'drop', layer 2". */
void gr_bind_enter(GrBinder *binder, const char *outer, const char *kind, const GrNode *node,
                   int number);
/* A field: an effect by name or with its parameters, or an expression. False after reporting. */
bool gr_bind_field(GrBinder *binder, const char *path, const GrNode *node, GrFieldUse *use);
/* Those of a parameter; `values` is its block's. */
bool gr_bind_fields(GrBinder *binder, const char *path, const GrParam *param, const GrNode *node,
                    void *values);
/* Once a layer is bound: gives every field within it its index. */
void gr_bind_settle_fields(GrBinder *binder, GrLayer *layer);
/* `warp:` of a layer. */
void gr_bind_warps(GrBinder *binder, const char *path, const GrNode *node, GrLayer *layer);
/* `cells:` of a layer. */
void gr_bind_cells(GrBinder *binder, const char *path, const GrNode *node, GrLayer *layer);
/* Once the layer's font is known: looks for every character of their texts in its fonts. */
void gr_bind_settle_cells(GrBinder *binder, const GrNode *node, GrLayer *layer);
void gr_bind_layer(GrBinder *binder, const GrNode *node, GrLayer *layer);
/* The keys of a layer of a list: those of a text or a picture where it has one. */
const GrKeySet *gr_layer_key_set(const GrNode *layer);
/* A layer with `text:` or `lyrics:`, and one with `picture:`. */
void gr_bind_text_layer(GrBinder *binder, const GrNode *node, GrLayer *layer);
void gr_bind_picture_layer(GrBinder *binder, const GrNode *node, GrLayer *layer);
/* What of a scene's texts cannot be read, once all of it is bound: warnings at their layers. */
void gr_bind_check_texts(GrBinder *binder, const GrNode *scene_node, const GrScene *scene);
/* A text or a list of its lines, kept; `most` characters. False after reporting. */
/* False after reporting what of a text cannot be shown, or that it has more than `most` letters. */
bool gr_bind_showable(GrBinder *binder, const char *path, const GrNode *node, const char *text,
                      int most);
bool gr_bind_lines(GrBinder *binder, const char *path, const GrNode *node, int most,
                   const char **text);
/* yes, no or a mapping with the keys of a set. Whether there is one at all is one of its numbers:
 * where that is not given, it becomes `there`. */
void gr_bind_text_part(GrBinder *binder, const char *path, const GrNode *node, const GrKeySet *set,
                       const char *number, float there, const GrBindBlock *block);
/* What a mask belongs to: a layer of glyphs, whose grid a field may use; something else; or a
 * transition, with which whatever can open does so unless the show says how far. */
typedef enum GrMaskOwner { GR_MASK_OF_CELLS, GR_MASK_OF_PIXELS, GR_MASK_OF_TRANSITION } GrMaskOwner;
/* `mask:` of a layer, `where:` of a shader, `of:` of a transition. */
void gr_bind_masks(GrBinder *binder, const char *path, const GrNode *node, GrMaskOwner owner,
                   GrMasks *out);
/* Once a layer's own font is known: whether its masks' letters, and those of the stencil that its
 * field asks for, can be drawn. */
void gr_bind_settle_masks(GrBinder *binder, const char *layer_font, const GrMasks *masks);
void gr_bind_settle_stencil(GrBinder *binder, const GrLetters *letters, const char *layer_font);
void gr_bind_show(GrBinder *binder, const GrNode *root, GrShow *show);

/* Defaults of a look, a gain and so on, for what the file does not say. */
void gr_exposure_defaults(GrExposure *exposure);

/* Adds the sound file's own bytes and everything else that a frame or a sample depends on. */
int gr_show_hash(GrShow *show, GrError *error);

#endif

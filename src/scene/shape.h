/* SPDX-License-Identifier: MIT
 *
 * What a value in a show may look like, as data: the words of `describe` and the reference, the
 * JSON Schema and the loader's "wants a time like 12.5s" come from here. A key has a list of
 * alternatives; what a catalogue lists is referred to by the singular name of its kind ("palette",
 * "effect"), a mapping by the name of its key set ("feedback").
 */
#ifndef GR_SCENE_SHAPE_H
#define GR_SCENE_SHAPE_H

#include "base/text.h"

typedef enum GrForm {
    GR_FORM_END, /* ends a list of alternatives */
    /* gr_forms has how these are written. */
    GR_FORM_TEXT,
    GR_FORM_NAME,
    GR_FORM_GLYPHS,
    GR_FORM_NUMBER, /* min..max */
    GR_FORM_WHOLE,
    GR_FORM_TIME,
    GR_FORM_COLOUR,
    GR_FORM_SIZE,
    GR_FORM_RATE,
    GR_FORM_TICK,
    GR_FORM_FILE,
    GR_FORM_FONT,
    GR_FORM_YES_NO,
    GR_FORM_EXPRESSION,
    GR_FORM_KEYFRAME,  /* one key */
    GR_FORM_KEYFRAMES, /* a list of them, or the part of that name */
    /* These refer to something else. */
    GR_FORM_WORD,    /* one of `choices` */
    GR_FORM_PARAM,   /* what the parameter `key` of the key set `of` takes */
    GR_FORM_NAME_OF, /* a name of the kind `of` */
    GR_FORM_USE_OF,  /* NAME or {NAME: {parameter: value}} of the kind `of` */
    GR_FORM_PART,    /* a mapping with the keys of the set `of` */
    GR_FORM_LIST,    /* each item is one of `items`; min..max of them (max 0: no limit) */
    GR_FORM_MAP,     /* names of the user's own; each value is one of `items` */
    GR_FORM_UNDER,   /* {key: ...}, a mapping of that one key, whose value is one of `items` */
    GR_FORM_NOTHING, /* the key alone, with nothing behind it */
    GR_FORM_ANY,
    GR_FORM_COUNT
} GrForm;

typedef struct GrShape GrShape;
struct GrShape {
    GrForm form;
    const char *of, *key;
    const char *words; /* instead of what follows from the form; NULL: that */
    const char *const *choices;
    const GrShape *items; /* ends with GR_FORM_END */
    double min, max;
};

/* GR_IS(GR_A(COLOUR), GR_A_PART("background")) is the list of alternatives of a key. */
#define GR_IS(...) ((const GrShape[]){__VA_ARGS__, {.form = GR_FORM_END}})
/* A form that needs no more than its name. */
#define GR_A(FORM)                                                                                 \
    {                                                                                              \
        .form = GR_FORM_##FORM                                                                     \
    }
#define GR_A_NUMBER(least, most)                                                                   \
    {                                                                                              \
        .form = GR_FORM_NUMBER, .min = (least), .max = (most)                                      \
    }
#define GR_A_WORD(words_)                                                                          \
    {                                                                                              \
        .form = GR_FORM_WORD, .choices = (words_)                                                  \
    }
#define GR_A_PARAM(set, key_, words_)                                                              \
    {                                                                                              \
        .form = GR_FORM_PARAM, .of = (set), .key = (key_), .words = (words_)                       \
    }
#define GR_A_NAME_OF(kind)                                                                         \
    {                                                                                              \
        .form = GR_FORM_NAME_OF, .of = (kind)                                                      \
    }
#define GR_A_USE_OF(kind)                                                                          \
    {                                                                                              \
        .form = GR_FORM_USE_OF, .of = (kind)                                                       \
    }
#define GR_A_PART(set)                                                                             \
    {                                                                                              \
        .form = GR_FORM_PART, .of = (set)                                                          \
    }
#define GR_A_LIST(...)                                                                             \
    {                                                                                              \
        .form = GR_FORM_LIST, .items = GR_IS(__VA_ARGS__), .min = 1                                \
    }
#define GR_A_MAP(...)                                                                              \
    {                                                                                              \
        .form = GR_FORM_MAP, .items = GR_IS(__VA_ARGS__)                                           \
    }

/* How a form is written. Names are NULL for the forms that refer to something else. */
typedef struct GrFormInfo {
    const char *name;    /* "time" */
    const char *wants;   /* "a time like 12.5s", behind the loader's "wants" */
    const char *pattern; /* of its text, a regular expression (ECMA 262); NULL: any text */
    bool number;         /* a bare number is one as well, if min..max (when they differ) */
    double min, max;
    const char *help;     /* sentences for the reference */
    const char *examples; /* YAML, a list in brackets */
} GrFormInfo;

extern const GrFormInfo gr_forms[GR_FORM_COUNT];

/* "colour or background mapping", "list of layers". */
void gr_shape_words(const GrShape *shapes, GrText *out);

#endif

/* SPDX-License-Identifier: MIT
 *
 * Parameter tables: one const table describes what a thing of a catalogue (or a part of a show)
 * takes. Validation, `list`, `describe`, reference docs and catalogue tests all read it. A table's
 * values live in a plain struct that the thing's own code reads; `offset` says where.
 */
#ifndef GR_MODEL_PARAM_H
#define GR_MODEL_PARAM_H

#include "base/error.h"
#include "base/rational.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum GrParamType {
    GR_PARAM_FLOAT,   /* float */
    GR_PARAM_INT,     /* int32_t */
    GR_PARAM_BOOL,    /* bool */
    GR_PARAM_CHOICE,  /* int32_t: index into choices */
    GR_PARAM_COLOUR,  /* GrColour */
    GR_PARAM_TEXT,    /* const char *, owned by the show's arena or static; NULL when not given */
    GR_PARAM_EXPR,    /* const GrExpr *, of cells; compiled by gr_params_init (scene/params.h) */
    GR_PARAM_FIELD,   /* GrFields; made by gr_params_init; def_text: effects or expressions */
    GR_PARAM_COLOURS, /* GrColourRow (model/colour.h) */
    GR_PARAM_CUBE,    /* const GrCube * (model/cube.h), read by the loader; NULL when not given */
    GR_PARAM_FPS,     /* GrRational, of frames a second; num 0 when not given */
} GrParamType;

/* Fields among the parameters of an effect or a warp (model/effect.h): one, or with `several` any
 * number of them; none where it is not given. */
typedef struct GrFieldUse GrFieldUse;
typedef struct GrFields {
    const GrFieldUse *list;
    int count;
} GrFields;

enum { GR_FIELDS_LIST_MAX = 12 };

typedef struct GrParam {
    const char *name;
    GrParamType type;
    size_t offset;
    const char *unit; /* "" for a bare number; "s", "turns", "screen", "px", "cells", "Hz", ... */
    double def, min, max;           /* numbers, bools (0, 1) and choices (index) */
    const char *def_text;           /* colours, texts and expressions; NULL: not given */
    const char *const *choices;     /* NULL-terminated */
    const char *const *choice_help; /* as long as choices, or NULL */
    /* A speed: multiplied by the time since the scene began. Where it changes over time, what is
     * stored is its mean since then, so that the product is the way that was made and never jumps.
     */
    bool rate;
    bool picture;     /* a text is the name of a picture's file: with its folder, once bound */
    bool film;        /* and that picture moves; of numbers: how a film's pictures are found */
    bool several;     /* a text may be a list of texts, a field one of fields */
    bool fixed;       /* decides what is made before the first picture: cannot change over time */
    bool fades;       /* a number of things: a fraction of one is there in part, so none pops up */
    const char *help; /* one sentence that lets a user guess right */
    const char *example; /* where one made of the default and the range would be silly; or NULL */
    /* What the check warns of, of parameters of the same table: this one does nothing unless
     * `with`, a choice, is that one; it is meant to be less than `below`, a number. NULL: neither.
     */
    const char *with, *below;
    int with_choice;
} GrParam;

/* Table entries. `S` is the struct, the name in YAML is the member's name. "px" is a pixel of a
 * frame whose short side is 1080, so that drafts look like finals. */
#define GR_FLOAT(S, member, unit_, def_, min_, max_, help_)                                        \
    {                                                                                              \
        .name = #member, .type = GR_PARAM_FLOAT, .offset = offsetof(S, member), .unit = unit_,     \
        .def = def_, .min = min_, .max = max_, .help = help_                                       \
    }
#define GR_RATE(S, member, unit_, def_, min_, max_, help_)                                         \
    {                                                                                              \
        .name = #member, .type = GR_PARAM_FLOAT, .offset = offsetof(S, member), .unit = unit_,     \
        .def = def_, .min = min_, .max = max_, .rate = true, .help = help_                         \
    }
/* How many there are of something. */
#define GR_COUNT(S, member, unit_, def_, min_, max_, help_)                                        \
    {                                                                                              \
        .name = #member, .type = GR_PARAM_FLOAT, .offset = offsetof(S, member), .unit = unit_,     \
        .def = def_, .min = min_, .max = max_, .fades = true, .help = help_                        \
    }
/* One whose example would be silly if it were made of the default and the range. */
#define GR_FLOAT_LIKE(S, member, unit_, def_, min_, max_, example_, help_)                         \
    {                                                                                              \
        .name = #member, .type = GR_PARAM_FLOAT, .offset = offsetof(S, member), .unit = unit_,     \
        .def = def_, .min = min_, .max = max_, .example = example_, .help = help_                  \
    }
/* Numbers that cannot change over time. */
#define GR_FIXED_FLOAT(S, member, unit_, def_, min_, max_, help_)                                  \
    {                                                                                              \
        .name = #member, .type = GR_PARAM_FLOAT, .offset = offsetof(S, member), .unit = unit_,     \
        .def = def_, .min = min_, .max = max_, .fixed = true, .help = help_                        \
    }
#define GR_FIXED_INT(S, member, unit_, def_, min_, max_, help_)                                    \
    {                                                                                              \
        .name = #member, .type = GR_PARAM_INT, .offset = offsetof(S, member), .unit = unit_,       \
        .def = def_, .min = min_, .max = max_, .fixed = true, .help = help_                        \
    }
#define GR_INT(S, member, unit_, def_, min_, max_, help_)                                          \
    {                                                                                              \
        .name = #member, .type = GR_PARAM_INT, .offset = offsetof(S, member), .unit = unit_,       \
        .def = def_, .min = min_, .max = max_, .help = help_                                       \
    }
#define GR_BOOL(S, member, def_, help_)                                                            \
    {                                                                                              \
        .name = #member, .type = GR_PARAM_BOOL, .offset = offsetof(S, member), .unit = "",         \
        .def = def_, .min = 0, .max = 1, .help = help_                                             \
    }
#define GR_CHOICE(S, member, choices_, def_, help_)                                                \
    {                                                                                              \
        .name = #member, .type = GR_PARAM_CHOICE, .offset = offsetof(S, member), .unit = "",       \
        .def = def_, .choices = choices_, .help = help_                                            \
    }
#define GR_COLOUR(S, member, def_, help_)                                                          \
    {                                                                                              \
        .name = #member, .type = GR_PARAM_COLOUR, .offset = offsetof(S, member), .unit = "",       \
        .def_text = def_, .help = help_                                                            \
    }
#define GR_COLOUR_LIKE(S, member, def_, example_, help_)                                           \
    {                                                                                              \
        .name = #member, .type = GR_PARAM_COLOUR, .offset = offsetof(S, member), .unit = "",       \
        .def_text = def_, .example = example_, .help = help_                                       \
    }
/* One that stands in for a colour that is otherwise known: not given, its `r` is -1. */
#define GR_COLOUR_OPTIONAL(S, member, example_, help_)                                             \
    {                                                                                              \
        .name = #member, .type = GR_PARAM_COLOUR, .offset = offsetof(S, member), .unit = "",       \
        .example = example_, .help = help_                                                         \
    }
#define GR_TEXT(S, member, def_, help_)                                                            \
    {                                                                                              \
        .name = #member, .type = GR_PARAM_TEXT, .offset = offsetof(S, member), .unit = "",         \
        .def_text = def_, .help = help_                                                            \
    }
/* A row of colours: a ramp's name, a list or a harmony. */
#define GR_COLOUR_ROW(S, member, def_, help_)                                                      \
    {                                                                                              \
        .name = #member, .type = GR_PARAM_COLOURS, .offset = offsetof(S, member), .unit = "",      \
        .def_text = def_, .example = "[0b1026, 5d2e8c, ff6f61]", .help = help_                     \
    }
/* A file of colours. */
#define GR_CUBE_FILE(S, member, example_, help_)                                                   \
    {                                                                                              \
        .name = #member, .type = GR_PARAM_CUBE, .offset = offsetof(S, member), .unit = "",         \
        .example = example_, .help = help_                                                         \
    }
/* A picture's file, or NULL. */
#define GR_PICTURE(S, member, example_, help_)                                                     \
    {                                                                                              \
        .name = #member, .type = GR_PARAM_TEXT, .offset = offsetof(S, member), .unit = "",         \
        .picture = true, .example = example_, .help = help_                                        \
    }
/* A film's file, or NULL. */
#define GR_FILM(S, member, example_, help_)                                                        \
    {                                                                                              \
        .name = #member, .type = GR_PARAM_TEXT, .offset = offsetof(S, member), .unit = "",         \
        .picture = true, .film = true, .fixed = true, .example = example_, .help = help_           \
    }
/* How many of a film's pictures are a second where its files do not say it, and which is first. */
#define GR_FILM_FPS(S, member, help_)                                                              \
    {                                                                                              \
        .name = #member, .type = GR_PARAM_FPS, .offset = offsetof(S, member), .unit = "",          \
        .def_text = "the show's", .film = true, .fixed = true, .example = "12", .help = help_      \
    }
#define GR_FILM_FIRST(S, member, help_)                                                            \
    {                                                                                              \
        .name = #member, .type = GR_PARAM_INT, .offset = offsetof(S, member), .unit = "",          \
        .def = -1, .min = -1, .max = 999999, .film = true, .fixed = true, .example = "1001",       \
        .help = help_                                                                              \
    }
/* Several texts, parted by `|`, or a list of them; a backslash before a `|` makes it a plain one.
 */
#define GR_TEXTS(S, member, def_, help_)                                                           \
    {                                                                                              \
        .name = #member, .type = GR_PARAM_TEXT, .offset = offsetof(S, member), .unit = "",         \
        .def_text = def_, .several = true, .help = help_                                           \
    }
#define GR_EXPR(S, member, def_, help_)                                                            \
    {                                                                                              \
        .name = #member, .type = GR_PARAM_EXPR, .offset = offsetof(S, member), .unit = "",         \
        .def_text = def_, .help = help_                                                            \
    }
/* Another field. */
#define GR_FIELD(S, member, def_, example_, help_)                                                 \
    {                                                                                              \
        .name = #member, .type = GR_PARAM_FIELD, .offset = offsetof(S, member), .unit = "",        \
        .def_text = def_, .example = example_, .help = help_                                       \
    }
/* Nearly every entry that reacts to sound has this one. */
#define GR_REACT(S)                                                                                \
    GR_FLOAT(S, react, "", 1, 0, 4, "how strongly it answers the sound by default; 0 is not at all")
/* One that says what of the sound does what. */
#define GR_REACT_TO(S, how)                                                                        \
    GR_FLOAT(S, react, "", 1, 0, 4, "how strongly it answers the sound (" how "); 0 is not at all")

typedef struct GrParamTable {
    const GrParam *params;
    int count;
    size_t size; /* of the struct */
} GrParamTable;

#define GR_PARAM_TABLE(S, array)                                                                   \
    {                                                                                              \
        .params = array, .count = (int)(sizeof(array) / sizeof((array)[0])), .size = sizeof(S)     \
    }

const char *gr_param_type_name(GrParamType type);
const GrParam *gr_param_find(const GrParamTable *table, const char *name);
/* The nearest name in the table for a typo, or NULL. */
const char *gr_param_nearest(const GrParamTable *table, const char *name);
/* Fills the struct with every default; expressions become NULL, fields none. */
void gr_param_defaults(const GrParamTable *table, void *values);

/* Setters check type and range and say what is allowed ("rings.count: 900 is outside 1..64"); the
 * caller adds file, line and column. `owner` is the first word of that message. */
int gr_param_set_number(const GrParam *param, const char *owner, double value, void *values,
                        GrError *error);
/* Text as a user wrote it, for every type: numbers, yes/no, choices, colours. The text is kept by
 * reference for GR_PARAM_TEXT. Expressions are not set here: they are compiled. */
int gr_param_set_text(const GrParam *param, const char *owner, const char *text, void *values,
                      GrError *error);
double gr_param_get_number(const GrParam *param, const void *values); /* numbers, bools, choices */
/* Of numbers, bools, choices and colours; of all else false. */
bool gr_param_is_default(const GrParam *param, const void *values);

typedef struct GrHash GrHash;
/* Feeds every value, by name and content, to a hash; of fields only how many there are. */
void gr_param_hash(const GrParamTable *table, const void *values, GrHash *hash);

#endif

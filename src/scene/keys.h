/* SPDX-License-Identifier: MIT
 *
 * Every key that a show file may hold, one table per mapping: what `describe` and the reference
 * print, what the check for unknown keys reads, and what the loader dispatches on. There is no
 * second list.
 */
#ifndef GR_SCENE_KEYS_H
#define GR_SCENE_KEYS_H

#include "model/mask.h"
#include "model/param.h"
#include "model/transition.h"
#include "scene/shape.h"

typedef struct GrBinder GrBinder;
typedef struct GrNode GrNode;

/* Reads one value (scene/bind.h); for the loader only. */
typedef void GrKeyBind(GrBinder *binder, const char *path, const GrNode *value, void *target);

#define GR_REQUIRED "required"

typedef struct GrKey {
    const char *name;
    const GrShape *shapes; /* what it takes: GR_IS(GR_A_TIME), scene/shape.h */
    const char *def;       /* what holds without it, in words, or GR_REQUIRED */
    const char *help;      /* one sentence */
    const char *example;   /* as it stands behind the colon in YAML, on one line */
    GrKeyBind *bind;
} GrKey;

typedef struct GrKeySet {
    const char *name;           /* "layer" */
    const char *place;          /* where it stands: "an item of scenes: layers:" */
    const char *summary;        /* one sentence */
    const GrKey *keys;          /* ends with a NULL name; NULL: none */
    const GrParamTable *params; /* further keys that are plain parameters; NULL: none */
    const char *prefix;         /* of those parameters that belong here: "hue." or "" */
    const char *const *needs;   /* parameters among those that must be given; NULL: none */
    const char *example;        /* behind the key where it stands; NULL: that key's own example */
    /* Lines for the top of a show that its examples count on, beside what is required; or NULL. */
    const char *setting;
    const char *own_prefix; /* keys that start so are the user's own and skipped; NULL: none are */
    /* A key that may stand where what is required stands; NULL: none. */
    const char *instead;
    bool partial; /* what it lacks may come from elsewhere: only the loader knows what is missing */
} GrKeySet;

/* show audio synth style scene cut layer hue background exposure feedback keyframes signal text
 * lyrics outline shadow glow plate mask harmony picture; NULL-terminated. */
extern const GrKeySet *const gr_key_sets[];

/* What transitions take besides their own parameters: every one, and one by a mask. */
extern const GrKey gr_transition_keys[], gr_transition_mask_keys[];
GrKeySet gr_transition_kind_keys(const GrTransitionKind *kind);
/* What every shader takes besides its own, and what masks that are images or groups do. */
extern const GrKey gr_shader_keys[], gr_mask_image_keys[], gr_mask_group_keys[];
GrKeySet gr_mask_kind_keys(const GrMaskKind *kind);

bool gr_key_is_required(const GrKey *key);
bool gr_param_is_required(const GrKeySet *set, const char *key);
/* Whether a key is one that a set leaves to the user ("x-anything" at the top of a show). */
bool gr_key_is_own(const GrKeySet *set, const char *key);
const GrKeySet *gr_key_set_find(const char *name);
const GrKey *gr_key_find(const GrKeySet *set, const char *name);
/* The key by which a parameter of set->params is written in this set, NULL when it belongs to
 * another one ("hue.span" is `span` of the set `hue`). */
const char *gr_key_of_param(const GrKeySet *set, const GrParam *param);
/* The parameter that a key stands for, or NULL. */
const GrParam *gr_key_set_param(const GrKeySet *set, const char *key);
/* All keys of a set by index, the keys first, then the parameters; NULL at the end. */
const char *gr_key_name_at(const void *set, int index);

#endif

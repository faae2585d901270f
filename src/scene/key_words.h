/* SPDX-License-Identifier: MIT
 *
 * What is meant by a key that a mapping does not take, where its letters do not tell: words that
 * other programs have for the same thing, and parameters that stand beside their effect instead of
 * below it. For messages only.
 */
#ifndef GR_SCENE_KEY_WORDS_H
#define GR_SCENE_KEY_WORDS_H

#include "scene/keys.h"

enum { GR_KEY_ADVICE = 240 };

/* A key of this set that the word stands for elsewhere ("duration": `length`), or NULL. */
const char *gr_key_meant(const GrKeySet *set, const char *word);

/* What to do about a key of a layer of glyphs that is an effect, or a parameter of the layer's
 * effect; false if it is neither. */
bool gr_key_advise_layer(const GrNode *layer, const char *word, char out[GR_KEY_ADVICE]);

#endif

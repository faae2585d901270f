/* SPDX-License-Identifier: MIT
 *
 * Moods: chains of shaders that make a look together, as what may stand in a scene's `shaders:`.
 * The loader puts them among the show's own `chains:`, which beat them.
 */
#ifndef GR_MODEL_MOOD_H
#define GR_MODEL_MOOD_H

typedef struct GrMood {
    const char *name, *summary;
    const char *chain; /* YAML on one line: a list of shaders */
} GrMood;

extern const GrMood gr_moods[]; /* sorted, ends with a NULL name */

#endif

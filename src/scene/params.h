/* SPDX-License-Identifier: MIT
 *
 * Default parameters of a catalogue's entry, for whoever has no show file: the expressions in them
 * have to be compiled and the fields in them looked up, which gr_param_defaults cannot do.
 */
#ifndef GR_SCENE_PARAMS_H
#define GR_SCENE_PARAMS_H

#include "base/arena.h"
#include "model/param.h"

/* Fills the struct with every default. Compiled expressions and fields live in the arena. */
int gr_params_init(const GrParamTable *table, void *values, GrArena *arena, GrError *error);

#endif

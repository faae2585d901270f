/* SPDX-License-Identifier: MIT
 *
 * Lookup of effects, shaders, cell effects and warps by name. The generated registry, the only code
 * that sees effects/ and shaders/, installs the tables of one SIMD level at start.
 */
#ifndef GR_MODEL_CATALOGUE_H
#define GR_MODEL_CATALOGUE_H

#include "model/cell_effect.h"
#include "model/effect.h"
#include "model/shader.h"
#include "model/warp.h"

typedef struct GrCatalogue {
    const GrEffect *const *effects; /* sorted by name, NULL-terminated */
    const GrShader *const *shaders;
    const GrCellEffect *const *cells;
    const GrWarp *const *warps;
} GrCatalogue;

void gr_catalogue_install(const GrCatalogue *catalogue);
const GrCatalogue *gr_catalogue(void); /* empty lists before an install */

const GrEffect *gr_effect_find(const char *name);
const GrShader *gr_shader_find(const char *name);
const GrCellEffect *gr_cell_effect_find(const char *name);
const GrWarp *gr_warp_find(const char *name);
const char *gr_effect_nearest(const char *name); /* for a "did you mean", or NULL */
const char *gr_shader_nearest(const char *name);
const char *gr_cell_effect_nearest(const char *name);
const char *gr_warp_nearest(const char *name);

#endif

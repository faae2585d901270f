/* SPDX-License-Identifier: MIT */
#include "model/catalogue.h"

#include "base/text.h"

#include <string.h>

static const GrEffect *const no_effects[] = {NULL};
static const GrShader *const no_shaders[] = {NULL};
static const GrCellEffect *const no_cells[] = {NULL};
static const GrWarp *const no_warps[] = {NULL};
static const GrCatalogue nothing = {no_effects, no_shaders, no_cells, no_warps};
static const GrCatalogue *current = &nothing;

void gr_catalogue_install(const GrCatalogue *catalogue)
{
    current = catalogue;
}

const GrCatalogue *gr_catalogue(void)
{
    return current;
}

const GrEffect *gr_effect_find(const char *name)
{
    for (const GrEffect *const *effect = current->effects; *effect; effect++)
        if (strcmp((*effect)->name, name) == 0)
            return *effect;
    return NULL;
}

const GrShader *gr_shader_find(const char *name)
{
    for (const GrShader *const *shader = current->shaders; *shader; shader++)
        if (strcmp((*shader)->name, name) == 0)
            return *shader;
    return NULL;
}

const GrCellEffect *gr_cell_effect_find(const char *name)
{
    for (const GrCellEffect *const *effect = current->cells; *effect; effect++)
        if (strcmp((*effect)->name, name) == 0)
            return *effect;
    return NULL;
}

const GrWarp *gr_warp_find(const char *name)
{
    for (const GrWarp *const *warp = current->warps; *warp; warp++)
        if (strcmp((*warp)->name, name) == 0)
            return *warp;
    return NULL;
}

static const char *effect_name_at(const void *names, int index)
{
    const GrEffect *effect = ((const GrEffect *const *)names)[index];
    return effect ? effect->name : NULL;
}

static const char *shader_name_at(const void *names, int index)
{
    const GrShader *shader = ((const GrShader *const *)names)[index];
    return shader ? shader->name : NULL;
}

static const char *cell_effect_name_at(const void *names, int index)
{
    const GrCellEffect *effect = ((const GrCellEffect *const *)names)[index];
    return effect ? effect->name : NULL;
}

static const char *warp_name_at(const void *names, int index)
{
    const GrWarp *warp = ((const GrWarp *const *)names)[index];
    return warp ? warp->name : NULL;
}

const char *gr_effect_nearest(const char *name)
{
    return gr_nearest_name(name, effect_name_at, current->effects);
}

const char *gr_shader_nearest(const char *name)
{
    return gr_nearest_name(name, shader_name_at, current->shaders);
}

const char *gr_cell_effect_nearest(const char *name)
{
    return gr_nearest_name(name, cell_effect_name_at, current->cells);
}

const char *gr_warp_nearest(const char *name)
{
    return gr_nearest_name(name, warp_name_at, current->warps);
}

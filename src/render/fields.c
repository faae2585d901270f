/* SPDX-License-Identifier: MIT */
#include "render/fields.h"

#include "render/kernels/kernels.h"

#include <string.h>

int gr_field_scratch_init(GrFieldScratch *scratch, GrArena *arena, const GrNeeds *needs,
                          GrError *error)
{
    float **const planes[] = {&scratch->x,       &scratch->y,     &scratch->r,
                              &scratch->a,       &scratch->value, &scratch->pick,
                              &scratch->of_warp, &scratch->light, &scratch->hue};
    size_t count = ((size_t)needs->cells + 31) / 16 * 16;
    scratch->own = gr_arena_alloc(arena, needs->field_scratch);
    bool missing = !scratch->own;
    for (int plane = 0; plane < 3 && needs->sources; plane++) {
        scratch->colour[plane] = GR_ARENA_NEW(arena, float, count);
        missing = missing || !scratch->colour[plane];
    }
    for (size_t i = 0; needs->nested && i < sizeof planes / sizeof *planes; i++) {
        *planes[i] = GR_ARENA_NEW(arena, float, count);
        missing = missing || !*planes[i];
    }
    return missing ? gr_error_memory(error, "fields", count * 36 + needs->field_scratch) : GR_OK;
}

/* What an effect is called with: the layer's own (`field` NULL) or one within. */
static GrFieldInput input_of(const GrFieldStage *stage, const GrFrozenField *field,
                             const GrGrid *grid)
{
    const GrFrozenLayer *layer = stage->layer;
    size_t own = field ? field->state_bytes : layer->own_state_bytes;
    char *state = stage->state, *scratch = stage->scratch->own;
    return (GrFieldInput){
        .grid = grid,
        .moment = &stage->score->moment,
        .params = gr_block_at(field ? &field->params : &layer->params, stage->score, stage->blocks),
        .seed = field ? field->seed : layer->seed,
        .state = own ? state + (field ? field->state_at : 0) : NULL,
        .scratch = scratch + (field ? field->scratch_at : 0),
        .stencil = field ? field->stencil : layer->stencil,
        .host = &stage->host,
        .particle_cap = layer->particle_cap,
    };
}

/* The film's picture of an effect that shows one. */
static void show_film(const GrFieldStage *stage, const GrFrozenField *field, GrFieldInput *input,
                      GrFilmPicture *picture)
{
    const GrEffect *effect = field ? field->use->effect : stage->layer->layer->effect;
    const GrFrozenFilm *film = field ? field->film : stage->layer->film;
    GrFilmSpec spec = {0};
    if (!film)
        return;
    effect->film(input->params, input->moment, &spec);
    gr_reels_show(stage->scratch->reels, film, film, &spec, picture);
    input->film = picture;
}

static void bend_plane(const GrGrid *grid, const float *from, float *to, bool nearest)
{
    const GrBend bend = {.from = from,
                         .to = to,
                         .x = grid->x,
                         .y = grid->y,
                         .cols = grid->cols,
                         .rows = grid->rows,
                         .aspect = grid->aspect,
                         .nearest = nearest};
    gr_kernels()->cell_bend(&bend);
}

/* A field on any coordinates: one that is bound to the grid is drawn there and then bent. */
static void draw(const GrFieldStage *stage, const GrFrozenField *field, const GrGrid *grid,
                 const GrFieldOutput *output)
{
    const GrEffect *effect = field ? field->use->effect : stage->layer->layer->effect;
    const GrFieldScratch *scratch = stage->scratch;
    bool elsewhere = grid->x != stage->layer->grid->x && gr_effect_is_bound(effect);
    GrFieldInput input = input_of(stage, field, elsewhere ? stage->layer->grid : grid);
    GrFilmPicture picture;
    show_film(stage, field, &input, &picture);
    if (!elsewhere) {
        effect->draw(&input, output);
        return;
    }
    const GrFieldOutput before = {scratch->value, scratch->pick, scratch->light};
    effect->draw(&input, &before);
    bend_plane(grid, before.value, output->value, false);
    if (!field && (effect->flags & GR_EFFECT_PICKS))
        bend_plane(grid, before.pick, output->pick, true);
    if (!field && (effect->flags & GR_EFFECT_LIGHTS))
        bend_plane(grid, before.light, output->light, false);
}

static void draw_within(const GrFieldHost *host, const GrFieldUse *use, const GrGrid *grid,
                        float *value)
{
    const GrFieldStage *stage = (const GrFieldStage *)(const void *)host; /* its first member */
    const GrFieldOutput output = {value, stage->scratch->pick, stage->scratch->light};
    draw(stage, &stage->layer->fields[use->index], grid, &output);
}

void gr_field_stage_begin(GrFieldStage *stage, const GrFrozenLayer *layer,
                          const GrFieldScratch *scratch, const GrScore *score, void *state,
                          void *blocks)
{
    *stage = (GrFieldStage){.host = {draw_within},
                            .layer = layer,
                            .scratch = scratch,
                            .score = score,
                            .state = state,
                            .blocks = blocks,
                            .grid = layer->grid};
}

void gr_field_stage_bend(GrFieldStage *stage)
{
    const GrFrozenLayer *layer = stage->layer;
    const GrFieldScratch *scratch = stage->scratch;
    const GrKernels *kernels = gr_kernels();
    const int count = layer->grid->count;
    if (!layer->layer->warp_count)
        return;
    stage->bent = *layer->grid;
    stage->bent.x = scratch->x;
    stage->bent.y = scratch->y;
    stage->bent.r = scratch->r;
    stage->bent.a = scratch->a;
    stage->grid = &stage->bent;
    memcpy(scratch->x, layer->grid->x, (size_t)count * sizeof(float));
    memcpy(scratch->y, layer->grid->y, (size_t)count * sizeof(float));
    memcpy(scratch->r, layer->grid->r, (size_t)count * sizeof(float));
    memcpy(scratch->a, layer->grid->a, (size_t)count * sizeof(float));
    for (int i = layer->layer->warp_count - 1; i >= 0; i--) {
        const GrFrozenWarp *warp = &layer->warps[i];
        if (warp->field)
            draw_within(&stage->host, warp->field, &stage->bent, scratch->of_warp);
        const GrWarpInput input = {
            .grid = layer->grid,
            .moment = &stage->score->moment,
            .params = gr_block_at(&warp->params, stage->score, stage->blocks),
            .field = warp->field ? scratch->of_warp : NULL,
        };
        warp->use->warp->apply(&input, scratch->x, scratch->y, count);
        kernels->cell_polar(scratch->x, scratch->y, scratch->r, scratch->a, count);
    }
}

void gr_field_stage_draw(const GrFieldStage *stage, const GrFieldOutput *output)
{
    draw(stage, NULL, stage->grid, output);
}

void gr_field_stage_draw_within(const GrFieldStage *stage, const GrFieldUse *use, float *value)
{
    draw_within(&stage->host, use, stage->grid, value);
}

void gr_field_stage_draw_flat(const GrFieldStage *stage, const GrFieldUse *use, float *value)
{
    draw_within(&stage->host, use, stage->layer->grid, value);
}

void gr_field_stage_colours(const GrFieldStage *stage)
{
    const GrFrozenLayer *layer = stage->layer;
    const GrFieldScratch *scratch = stage->scratch;
    const GrFieldUse *use = layer->layer->source;
    const GrFrozenField *field = use ? &layer->fields[use->index] : NULL;
    const GrEffect *effect = use ? use->effect : layer->layer->effect;
    bool elsewhere = stage->grid != layer->grid && gr_effect_is_bound(effect);
    GrFieldInput input = input_of(stage, field, elsewhere ? layer->grid : stage->grid);
    GrFilmPicture picture;
    show_film(stage, field, &input, &picture);
    float *const before[] = {scratch->value, scratch->pick, scratch->light};
    effect->colours(&input, elsewhere ? before : scratch->colour);
    for (int plane = 0; plane < 3 && elsewhere; plane++)
        bend_plane(stage->grid, before[plane], scratch->colour[plane], false);
}

void gr_field_stage_draw_masks(const GrFieldStage *stage, const GrFrozenMasks *masks,
                               float *const *planes)
{
    for (int i = 0, fields = 0; i < masks->count; i++)
        if (masks->list[i].mask->id == GR_MASK_FIELD)
            gr_field_stage_draw_flat(stage, masks->list[i].mask->params.of.list, planes[fields++]);
}

void gr_field_stage_plant(const GrFieldStage *stage)
{
    const GrFrozenLayer *layer = stage->layer;
    /* Fields stand in the list before those within them: whoever draws some as it begins finds
     * them planted. */
    for (int i = layer->layer->field_count - 1; i >= 0; i--) {
        const GrEffect *effect = layer->fields[i].use->effect;
        GrFieldInput input = input_of(stage, &layer->fields[i], layer->grid);
        if (layer->fields[i].state_bytes && effect->init)
            effect->init(&input);
    }
    if (layer->own_state_bytes && layer->layer->effect->init) {
        GrFieldInput input = input_of(stage, NULL, layer->grid);
        layer->layer->effect->init(&input);
    }
}

void gr_field_stage_step(const GrFieldStage *stage)
{
    const GrFrozenLayer *layer = stage->layer;
    if (layer->own_state_bytes && layer->layer->effect->step) {
        GrFieldInput input = input_of(stage, NULL, layer->grid);
        layer->layer->effect->step(&input);
    }
    for (int i = 0; i < layer->layer->field_count; i++) {
        const GrEffect *effect = layer->fields[i].use->effect;
        if (!layer->fields[i].state_bytes || !effect->step)
            continue;
        GrFieldInput input = input_of(stage, &layer->fields[i], layer->grid);
        effect->step(&input);
    }
}

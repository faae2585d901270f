/* SPDX-License-Identifier: MIT */
#include "render/cells.h"

#include "base/vmath.h"

#include <string.h>

static size_t slack_cells(int count)
{
    return ((size_t)count + 31) / 16 * 16;
}

int gr_cells_init(GrCells *cells, GrArena *arena, const GrNeeds *needs, int index, GrError *error)
{
    size_t count = slack_cells(needs->layer_cells[index]);
    int rows = needs->layer_rows[index];
    cells->glyph = GR_ARENA_NEW(arena, uint16_t, count);
    for (int plane = 0; plane < 3; plane++)
        cells->rgb[plane] = GR_ARENA_NEW(arena, uint8_t, count);
    cells->first = GR_ARENA_NEW(arena, int, rows + 1);
    cells->last = GR_ARENA_NEW(arena, int, rows + 1);
    cells->state = gr_arena_alloc(arena, needs->layer_state[index]);
    cells->steps = -1;
    for (int i = 0; i < needs->mask_planes; i++) {
        cells->mask_planes[i] = GR_ARENA_NEW(arena, float, count);
        if (!cells->mask_planes[i])
            return gr_error_memory(error, "masks", count * sizeof(float));
    }
    cells->own_wheel = needs->wheels ? GR_ARENA_NEW(arena, GrWheel, 1) : NULL;
    if ((needs->wheels && !cells->own_wheel) || !cells->glyph || !cells->rgb[0] || !cells->rgb[1] ||
        !cells->rgb[2] || !cells->first || !cells->last || !cells->state)
        return gr_error_memory(error, "a layer's cells", count * 5 + needs->layer_state[index]);
    return GR_OK;
}

int gr_cell_scratch_init(GrCellScratch *scratch, GrArena *arena, const GrNeeds *needs,
                         GrError *error)
{
    size_t count = slack_cells(needs->cells);
    scratch->value = GR_ARENA_NEW(arena, float, count);
    scratch->pick = GR_ARENA_NEW(arena, float, count);
    scratch->light = GR_ARENA_NEW(arena, float, count);
    scratch->level = GR_ARENA_NEW(arena, uint8_t, count);
    scratch->place = GR_ARENA_NEW(arena, uint16_t, count);
    scratch->source = needs->sources ? GR_ARENA_NEW(arena, uint32_t, count) : NULL;
    if (needs->sources && !scratch->source)
        return gr_error_memory(error, "fields", count * 4);
    if (!scratch->value || !scratch->pick || !scratch->light || !scratch->level || !scratch->place)
        return gr_error_memory(error, "fields", count * 15);
    return gr_field_scratch_init(&scratch->field, arena, needs, error);
}

void gr_cells_enter(GrCells *cells, const GrFrozenLayer *layer)
{
    cells->layer = layer;
    cells->steps = -1;
}

bool gr_cells_behind(const GrCells *cells, int64_t tick)
{
    return cells->layer->state_bytes && tick >= 0 && cells->steps <= tick;
}

void gr_cells_leap(GrCells *cells, int64_t tick)
{
    if (gr_cells_behind(cells, tick) && tick - cells->steps > 1)
        cells->steps =
            gr_milestones_load(&cells->layer->milestones, cells->steps, tick + 1, cells->state);
}

void gr_cells_step(GrCells *cells, const GrCellScratch *scratch, const GrScore *score, void *blocks)
{
    GrFieldStage stage;
    gr_field_stage_begin(&stage, cells->layer, &scratch->field, score, cells->state, blocks);
    if (cells->steps < 0) {
        memset(cells->state, 0, cells->layer->state_bytes);
        gr_field_stage_plant(&stage);
        cells->steps = 0;
    }
    gr_field_stage_step(&stage);
    cells->steps++;
    gr_milestones_keep(&cells->layer->milestones, cells->steps, cells->state);
}

static GrPlaces places_of(const GrCells *cells, const GrCellScratch *scratch, const GrWheel *wheel,
                          const GrMoment *moment)
{
    const GrFrozenLayer *layer = cells->layer;
    const GrLayerLook *look = cells->look;
    const GrGrid *grid = layer->grid;
    const bool by_field = look->hue_rule == GR_HUE_FIELD && look->hue_field.count;
    GrPlaces places = {.x = grid->x,
                       .y = grid->y,
                       .r = grid->r,
                       .a = grid->a,
                       .value = by_field ? scratch->field.hue : scratch->value,
                       .count = grid->count,
                       .rule = look->hue_rule,
                       .span = look->hue_span,
                       .scale = wheel->scale,
                       .t = moment->t};
    double base = (double)look->hue + (double)look->hue_speed * moment->scene_s;
    if (look->hue_rule == GR_HUE_CYCLE)
        base += (double)look->hue_span * moment->scene_s / 10.0;
    if (look->hue_rule == GR_HUE_CENTROID)
        base += (double)(look->hue_span * gr_signal(moment, GR_SIGNAL_CENTROID));
    if (look->hue_rule == GR_HUE_MONO ||
        (look->hue_rule == GR_HUE_TEMPERATURE && !layer->layer->colours)) {
        base = 0.0; /* heat and shades have no wheel to turn */
        places.span = 1.0f;
    }
    /* Wrapped over two units, the longest period of a table, while it is still a double. */
    places.base = (float)(base - 2.0 * (double)(int64_t)(base * 0.5));
    float dx = gr_cosf(look->hue_angle * GR_TAU), dy = gr_sinf(look->hue_angle * GR_TAU);
    float reach = 2.0f * (grid->aspect * gr_absf(dx) + gr_absf(dy));
    places.along_x = dx / reach;
    places.along_y = dy / reach;
    return places;
}

/* Glyphs with colours of their own are scaled by how bright their cell is; its hue is not theirs.
 */
static void keep_own_colours(GrCells *cells, const GrPaint *paint)
{
    const uint16_t *colour_of = cells->layer->atlas->colour_of;
    for (int i = 0; i < paint->count; i++) {
        if (!colour_of[paint->glyph[i]])
            continue;
        uint8_t level = paint->level[i];
        uint8_t shade = paint->pick ? level : paint->shade_of[level];
        for (int plane = 0; plane < 3; plane++)
            cells->rgb[plane][i] = shade;
    }
}

static void copy_cell(GrCells *cells, size_t to, size_t from, int glyph)
{
    cells->glyph[to] = (uint16_t)glyph;
    for (int plane = 0; plane < 3; plane++)
        cells->rgb[plane][to] = cells->rgb[plane][from];
}

/* Where some glyphs take two cells, these go in pairs: the even column decides, the odd one shows
 * the right half, or what is left's when its own glyph has no room. */
static void pair_up(GrCells *cells)
{
    const GrGrid *grid = cells->layer->grid;
    const uint8_t *columns = cells->layer->atlas->columns;
    for (int row = 0; row < grid->rows; row++) {
        size_t start = (size_t)row * (size_t)grid->cols;
        for (int col = 0; col < grid->cols; col += 2) {
            size_t left = start + (size_t)col;
            int glyph = cells->glyph[left];
            if (col + 1 == grid->cols) {
                cells->glyph[left] = (uint16_t)(columns[glyph] == 2 ? 0 : glyph);
            } else if (columns[glyph] == 2) {
                copy_cell(cells, left + 1, left, glyph + 1);
            } else if (columns[cells->glyph[left + 1]] == 2) {
                copy_cell(cells, left + 1, left, glyph);
            }
        }
    }
}

static void paint_blank(GrCells *cells)
{
    size_t count = (size_t)cells->layer->grid->count;
    memset(cells->glyph, 0, count * sizeof *cells->glyph);
    for (int plane = 0; plane < 3; plane++)
        memset(cells->rgb[plane], 0, count);
}

static void find_ink(GrCells *cells)
{
    const GrGrid *grid = cells->layer->grid;
    for (int row = 0; row < grid->rows; row++) {
        const uint16_t *glyph = cells->glyph + (size_t)row * (size_t)grid->cols;
        int first = 0, last = grid->cols;
        while (first < last && glyph[first] == 0)
            first++;
        while (last > first && glyph[last - 1] == 0)
            last--;
        cells->first[row] = first;
        cells->last[row] = last;
    }
}

/* Takes up how the layer looks now; returns its colours. */
static const GrWheel *take_look(GrCells *cells, const GrScore *score, void *blocks)
{
    const GrFrozenLayer *layer = cells->layer;
    cells->look = gr_block_at(&layer->look, score, blocks);
    cells->opacity = gr_opacity_of(cells->look->opacity);
    if (!gr_block_changes(&layer->look))
        return &layer->wheel;
    gr_wheel_init(cells->own_wheel, layer->layer, cells->look);
    return cells->own_wheel;
}

/* The colours of what the field shows, or NULL. */
static const uint32_t *take_source(const GrCells *cells, const GrCellScratch *scratch,
                                   const GrFieldStage *stage)
{
    const GrLayerLook *look = cells->look;
    if (look->hue_rule != GR_HUE_SOURCE || !scratch->source || !cells->layer->layer->has_source)
        return NULL;
    gr_field_stage_colours(stage);
    const float *const rgb[] = {scratch->field.colour[0], scratch->field.colour[1],
                                scratch->field.colour[2]};
    /* A layer's saturation counts from its default. */
    gr_kernels()->cell_colours(scratch->source, rgb, look->hue_vivid * look->saturation / 0.85f,
                               look->hue_lift, cells->layer->grid->count);
    return scratch->source;
}

/* Field, levels, colours, glyphs. */
static void paint_field(GrCells *cells, const GrCellScratch *scratch, const GrFieldStage *stage,
                        const GrWheel *wheel)
{
    const GrFrozenLayer *layer = cells->layer;
    const GrEffect *effect = layer->layer->effect;
    const GrKernels *kernels = gr_kernels();
    const GrFieldOutput output = {scratch->value, scratch->pick, scratch->light};
    gr_field_stage_draw(stage, &output);
    bool picks = effect->flags & GR_EFFECT_PICKS, lights = effect->flags & GR_EFFECT_LIGHTS;
    kernels->cell_levels(scratch->level, scratch->value, cells->look->gain, layer->grid->count);
    GrPlaces places = places_of(cells, scratch, wheel, &stage->score->moment);
    kernels->cell_places(scratch->place, &places);
    GrPaint paint = {
        .level = scratch->level,
        .place = scratch->place,
        .pick = picks ? scratch->pick : NULL,
        .light = lights ? scratch->light : NULL,
        .count = layer->grid->count,
        .glyph_of = layer->ramp.glyph_of,
        .shade_of = layer->ramp.shade_of,
        .glyphs = layer->ramp.glyphs,
        .glyph_count = layer->ramp.count,
        .own = take_source(cells, scratch, stage),
        .table = wheel->colour,
        .glyph = cells->glyph,
        .rgb = {cells->rgb[0], cells->rgb[1], cells->rgb[2]},
    };
    kernels->cell_paint(&paint);
    if (layer->ramp.has_colour)
        keep_own_colours(cells, &paint);
    if (layer->ramp.has_wide)
        pair_up(cells);
}

/* Cell effects see the layer's colours at full light, whatever the field says. */
static void find_full_light(GrCells *cells, const GrCellScratch *scratch, const GrScore *score,
                            const GrWheel *wheel)
{
    for (int i = 0; i < cells->layer->grid->count; i++)
        scratch->value[i] = 1.0f;
    GrPlaces places = places_of(cells, scratch, wheel, &score->moment);
    gr_kernels()->cell_places(scratch->place, &places);
}

static void run_chain(GrCells *cells, const GrCellScratch *scratch, const GrScore *score,
                      const GrWheel *wheel, void *blocks)
{
    const GrFrozenLayer *layer = cells->layer;
    const GrCellStage stage = {
        .grid = layer->grid,
        .atlas = layer->atlas,
        .ramp = &layer->ramp,
        .place = scratch->place,
        .colour = wheel->colour,
        .score = score,
        .blocks = blocks,
        .scratch = scratch->field.own,
        .has_wide = layer->has_wide,
    };
    const GrCellPlanes planes = {cells->glyph, {cells->rgb[0], cells->rgb[1], cells->rgb[2]}};
    gr_cell_chain_run(layer->cells, layer->layer->cell_count, &stage, &planes);
}

void gr_cells_draw(GrCells *cells, const GrCellScratch *scratch, const GrScore *score, void *blocks)
{
    const GrLayer *layer = cells->layer->layer;
    const GrWheel *wheel = take_look(cells, score, blocks);
    const GrFields *hue = &cells->look->hue_field;
    GrFieldStage stage;
    gr_field_stage_begin(&stage, cells->layer, &scratch->field, score, cells->state, blocks);
    gr_field_stage_bend(&stage);
    if (cells->look->hue_rule == GR_HUE_FIELD && hue->count)
        gr_field_stage_draw_within(&stage, hue->list, scratch->field.hue);
    if (layer->effect)
        paint_field(cells, scratch, &stage, wheel);
    else
        paint_blank(cells);
    if (layer->cell_count) {
        int rule = cells->look->hue_rule;
        if (!layer->effect || rule == GR_HUE_VALUE || rule == GR_HUE_MONO ||
            rule == GR_HUE_TEMPERATURE)
            find_full_light(cells, scratch, score, wheel);
        run_chain(cells, scratch, score, wheel, blocks);
    }
    gr_field_stage_draw_masks(&stage, &cells->layer->masks, cells->mask_planes);
    gr_mask_begin(&cells->mask, &cells->layer->masks, score, blocks, cells->mask_planes);
    find_ink(cells);
}

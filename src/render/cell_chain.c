/* SPDX-License-Identifier: MIT */
#include "render/cell_chain.h"

#include <string.h>

static const char *text_of(const GrCellUse *use, const GrParam *param)
{
    return *(const char *const *)(const void *)((const char *)use->params + param->offset);
}

const char *gr_cell_use_glyphs(const GrCellUse *use, int index)
{
    const GrParamTable *table = &use->effect->params;
    if (index == 0)
        return use->effect->glyphs ? use->effect->glyphs : "";
    for (int i = 0; i < table->count; i++) {
        if (table->params[i].type != GR_PARAM_TEXT || --index)
            continue;
        const char *text = text_of(use, &table->params[i]);
        return text ? text : "";
    }
    return NULL;
}

/* What a text is read into. */
typedef struct Draft {
    GrCellText *text;
    const GrAtlas *atlas, *shapes;
    uint16_t *glyph;
    uint8_t *columns;
    const uint8_t **shape;
    GrCellItem *items;
} Draft;

static void add_cell(Draft *draft, int glyph, int columns, int shape)
{
    int at = draft->text->count++;
    draft->glyph[at] = (uint16_t)glyph;
    draft->columns[at] = (uint8_t)columns;
    draft->shape[at] = shape > 0 ? gr_atlas_rows(draft->shapes, 0, 0, shape) : NULL;
}

/* Takes up the next character of a text, moving *cursor behind it. */
static void read_character(Draft *draft, const char **cursor)
{
    GrCluster cluster;
    if (gr_cluster_next(cursor, &cluster) <= 0)
        return;
    int glyph = gr_atlas_find(draft->atlas, cluster.text, cluster.length);
    int shape = draft->shapes ? gr_atlas_find(draft->shapes, cluster.text, cluster.length) : -1;
    int columns = glyph > 0 ? draft->atlas->columns[glyph] : 1;
    add_cell(draft, glyph > 0 ? glyph : 0, columns, shape);
    if (columns == 2)
        add_cell(draft, glyph + 1, 0, shape > 0 ? shape + 1 : -1);
}

static bool is_blank(uint16_t glyph)
{
    return glyph == 0 || glyph == GR_CELL_BREAK;
}

/* Ends the item that is being read; blanks alone are none. */
static void end_item(Draft *draft, int first)
{
    GrCellText *text = draft->text;
    int last = text->count;
    while (first < last && is_blank(draft->glyph[first]))
        first++;
    while (last > first && is_blank(draft->glyph[last - 1]))
        last--;
    if (last > first)
        draft->items[text->item_count++] = (GrCellItem){first, last - first};
}

/* `|` ends an item, a line break stays in it; a backslash takes the meaning of what follows. */
static void read_text(Draft *draft, const char *source)
{
    int first = 0;
    while (*source) {
        const char *before = source;
        if (source[0] == '\\' && (source[1] == '|' || source[1] == '\\')) {
            source++;
            read_character(draft, &source);
        } else if (*source == '|') {
            end_item(draft, first);
            first = draft->text->count;
            source++;
        } else if (*source == '\n') {
            add_cell(draft, GR_CELL_BREAK, 1, -1);
            source++;
        } else {
            read_character(draft, &source);
        }
        if (source == before)
            break; /* not UTF-8: the atlas would have complained */
    }
    end_item(draft, first);
}

int gr_cell_text_init(GrCellText *text, const char *source, const GrAtlas *atlas,
                      const GrAtlas *shapes, GrArena *arena, GrError *error)
{
    size_t room = 2 * strlen(source) + 2, items = 1;
    for (const char *c = source; *c; c++)
        items += *c == '|';
    Draft draft = {
        .text = text,
        .atlas = atlas,
        .shapes = shapes,
        .glyph = GR_ARENA_NEW(arena, uint16_t, room),
        .columns = GR_ARENA_NEW(arena, uint8_t, room),
        .shape = GR_ARENA_NEW(arena, const uint8_t *, room),
        .items = GR_ARENA_NEW(arena, GrCellItem, items),
    };
    if (!draft.glyph || !draft.columns || !draft.shape || !draft.items)
        return gr_error_memory(error, "a text", room);
    *text = (GrCellText){
        .glyph = draft.glyph, .columns = draft.columns, .shape = draft.shape, .items = draft.items};
    read_text(&draft, source);
    return GR_OK;
}

int gr_frozen_cell_init(GrFrozenCell *cell, const GrCellUse *use, const GrGrid *grid,
                        const GrAtlas *atlas, const GrAtlas *shapes, GrArena *arena, GrError *error)
{
    int count = 0;
    GrCellText own;
    cell->use = use;
    while (gr_cell_use_glyphs(use, count + 1))
        count++;
    cell->texts = GR_ARENA_NEW(arena, GrCellText, count + 1);
    if (!cell->texts)
        return gr_error_memory(error, "texts", sizeof(GrCellText));
    int code = gr_cell_text_init(&own, gr_cell_use_glyphs(use, 0), atlas, NULL, arena, error);
    for (int i = 0; i < count && !code; i++)
        code = gr_cell_text_init(&cell->texts[i], gr_cell_use_glyphs(use, i + 1), atlas,
                                 use->effect->shapes ? shapes : NULL, arena, error);
    cell->own = own.glyph;
    cell->scratch_bytes =
        use->effect->scratch_bytes ? use->effect->scratch_bytes(grid, use->params) : 0;
    return code;
}

/* A half of a wide glyph that has lost the other one is nothing. */
static void mend_halves(const GrCellStage *stage, const GrCellPlanes *planes)
{
    const uint8_t *columns = stage->atlas->columns;
    const int cols = stage->grid->cols;
    for (int row = 0; row < stage->grid->rows; row++) {
        uint16_t *glyph = planes->glyph + (size_t)row * (size_t)cols;
        for (int col = 0; col < cols; col++) {
            bool whole =
                columns[glyph[col]] == 2 && col + 1 < cols && glyph[col + 1] == glyph[col] + 1;
            if (whole)
                col++;
            else if (columns[glyph[col]] != 1)
                glyph[col] = 0;
        }
    }
}

/* Glyphs with colours of their own are scaled by how bright their cell is; its hue is not theirs.
 */
static void keep_own_colours(const GrCellStage *stage, const GrCellPlanes *planes)
{
    for (int i = 0; i < stage->grid->count; i++) {
        if (!stage->atlas->colour_of[planes->glyph[i]])
            continue;
        uint8_t most = planes->rgb[0][i];
        for (int plane = 1; plane < 3; plane++)
            most = planes->rgb[plane][i] > most ? planes->rgb[plane][i] : most;
        for (int plane = 0; plane < 3; plane++)
            planes->rgb[plane][i] = most;
    }
}

void gr_cell_chain_run(const GrFrozenCell *chain, int count, const GrCellStage *stage,
                       const GrCellPlanes *planes)
{
    for (int i = 0; i < count; i++) {
        const GrFrozenCell *cell = &chain[i];
        const GrCellInput input = {
            .grid = stage->grid,
            .moment = &stage->score->moment,
            .params = gr_block_at(&cell->params, stage->score, stage->blocks),
            .seed = cell->seed,
            .texts = cell->texts,
            .own = cell->own,
            .ramp = stage->ramp->glyphs,
            .ramp_count = stage->ramp->count,
            .place = stage->place,
            .colour = stage->colour,
            .scratch = stage->scratch,
        };
        cell->use->effect->apply(&input, planes);
    }
    if (stage->has_wide)
        mend_halves(stage, planes);
    if (stage->atlas->colour_count)
        keep_own_colours(stage, planes);
}

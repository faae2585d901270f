/* SPDX-License-Identifier: MIT */
#include "render/cell_chain.h"

#include "glyph/palette_text.h"

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

/* The glyph of a code point, -1 when the atlas has none. */
static int find_glyph(const GrAtlas *atlas, uint32_t code_point)
{
    int low = 0, high = atlas->glyph_count - 1;
    while (low <= high) {
        int middle = (low + high) / 2;
        if (atlas->code_points[middle] == code_point)
            return middle;
        if (atlas->code_points[middle] < code_point)
            low = middle + 1;
        else
            high = middle - 1;
    }
    return -1;
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

/* Takes up the next character of a text, moving *cursor behind it. */
static void read_character(Draft *draft, const char **cursor)
{
    int32_t code = gr_palette_next(cursor);
    int at = draft->text->count;
    if (code <= 0)
        return;
    int glyph = find_glyph(draft->atlas, (uint32_t)code);
    int shape = draft->shapes ? find_glyph(draft->shapes, (uint32_t)code) : -1;
    draft->glyph[at] = (uint16_t)(glyph > 0 ? glyph : 0);
    draft->columns[at] = 1;
    draft->shape[at] = shape > 0 ? gr_atlas_rows(draft->shapes, 0, 0, shape) : NULL;
    draft->text->count++;
}

/* Ends the item that is being read; blanks alone are none. */
static void end_item(Draft *draft, int first)
{
    GrCellText *text = draft->text;
    int last = text->count;
    while (first < last && !draft->glyph[first])
        first++;
    while (last > first && !draft->glyph[last - 1])
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
            draft->glyph[draft->text->count++] = GR_CELL_BREAK;
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
}

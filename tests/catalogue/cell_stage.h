/* SPDX-License-Identifier: MIT
 *
 * A stage for trying cell effects: cells in guarded memory, painted with a pattern, texts whose
 * glyphs are made up, and moments as stage.h makes them. Glyph g of a text is the character's code;
 * the letter w stands for a wide one of two halves.
 */
#ifndef GR_TESTS_CELL_STAGE_H
#define GR_TESTS_CELL_STAGE_H

#include "catalogue/stage.h"

#include "base/vmath.h"
#include "model/cell_effect.h"
#include "model/colour.h"

enum {
    CELLS_RAMP = 300, /* the palette's glyphs: the blank and 300 .. 304 */
    CELLS_RAMP_COUNT = 6,
    CELLS_WIDE = 400, /* left half; the right one follows */
    CELLS_GUARD = 64,
    CELLS_TEXTS = 4,
    CELLS_TEXT_ROOM = 2048,
    CELLS_PLACES = 16,
};

typedef struct CellText {
    uint16_t glyph[CELLS_TEXT_ROOM];
    uint8_t columns[CELLS_TEXT_ROOM];
    const uint8_t *shape[CELLS_TEXT_ROOM];
    GrCellItem items[64];
} CellText;

typedef struct CellStage {
    const GrCellEffect *effect;
    Stage clock; /* grid, moments, parameters */
    GrEffect as_effect;
    CellText texts[CELLS_TEXTS], own;
    GrCellText views[CELLS_TEXTS], own_view;
    uint16_t ramp[CELLS_RAMP_COUNT], *place, *glyph;
    uint32_t colour[CELLS_PLACES];
    uint8_t shape[GR_CELL_SHAPE_W * GR_CELL_SHAPE_H], *rgb[3], *memory[5];
    unsigned char *scratch;
    size_t scratch_bytes;
    int fill;   /* of the scratch before each frame */
    bool blank; /* nothing was painted */
} CellStage;

static inline void cells_text(CellText *text, GrCellText *view, const char *source,
                              const uint8_t *shape)
{
    int first = 0;
    *view = (GrCellText){text->glyph, text->columns, text->shape, 0, text->items, 0};
    for (const char *at = source;; at++) {
        bool escaped = *at == '\\';
        at += escaped;
        if (!*at || (*at == '|' && !escaped)) {
            if (view->count > first)
                text->items[view->item_count++] = (GrCellItem){first, view->count - first};
            first = view->count;
            if (!*at)
                return;
            continue;
        }
        int c = (uint8_t)*at, halves = *at == 'w' ? 2 : 1;
        for (int half = 0; half < halves; half++, view->count++) {
            text->glyph[view->count] = (uint16_t)(*at == 'w'    ? CELLS_WIDE + half
                                                  : *at == '\n' ? GR_CELL_BREAK
                                                  : *at == ' '  ? 0
                                                                : c);
            text->columns[view->count] = (uint8_t)(halves == 1 ? 1 : half ? 0 : 2);
            text->shape[view->count] = *at == ' ' ? NULL : shape;
        }
    }
}

/* Takes up the texts as the parameters have them. */
static inline void cells_texts(CellStage *stage)
{
    const GrParamTable *table = &stage->effect->params;
    int count = 0;
    for (int i = 0; i < table->count; i++) {
        if (table->params[i].type != GR_PARAM_TEXT)
            continue;
        const char *text = *(const char *const *)(const void *)((char *)stage->clock.params +
                                                                table->params[i].offset);
        cells_text(&stage->texts[count], &stage->views[count], text ? text : "",
                   stage->effect->shapes ? stage->shape : NULL);
        count++;
    }
}

static inline bool cells_open(CellStage *stage, const GrCellEffect *effect, int cols, int rows,
                              int width, int height)
{
    memset(stage, 0, sizeof *stage);
    stage->effect = effect;
    stage->as_effect = (GrEffect){.name = effect->name, .params = effect->params};
    if (!stage_open(&stage->clock, &stage->as_effect, cols, rows, width, height))
        return false;
    size_t count = (size_t)stage->clock.grid.count;
    for (int i = 0; i < 5; i++) {
        size_t bytes = count * (i < 2 ? sizeof(uint16_t) : 1) + 2 * CELLS_GUARD;
        stage->memory[i] = gr_aligned_alloc(bytes);
        memset(stage->memory[i], 0xa5, bytes);
    }
    stage->glyph = (uint16_t *)(void *)(stage->memory[0] + CELLS_GUARD);
    stage->place = (uint16_t *)(void *)(stage->memory[1] + CELLS_GUARD);
    for (int plane = 0; plane < 3; plane++)
        stage->rgb[plane] = stage->memory[2 + plane] + CELLS_GUARD;
    for (int i = 0; i < CELLS_RAMP_COUNT; i++)
        stage->ramp[i] = (uint16_t)(i ? CELLS_RAMP + i - 1 : 0);
    for (int i = 0; i < CELLS_PLACES; i++)
        stage->colour[i] = 0x406080u + (uint32_t)i * 0x070503u;
    for (int y = 0; y < GR_CELL_SHAPE_H; y++) /* a ring */
        for (int x = 0; x < GR_CELL_SHAPE_W; x++) {
            int dx = 2 * x - GR_CELL_SHAPE_W, dy = y - GR_CELL_SHAPE_H / 2, r = dx * dx + dy * dy;
            stage->shape[y * GR_CELL_SHAPE_W + x] = r > 300 && r < 900 ? 255 : 0;
        }
    cells_text(&stage->own, &stage->own_view, effect->glyphs ? effect->glyphs : "", NULL);
    cells_texts(stage);
    stage->fill = 0x5a;
    return true;
}

static inline void cells_close(CellStage *stage)
{
    for (int i = 0; i < 5; i++)
        gr_aligned_free(stage->memory[i]);
    gr_aligned_free(stage->scratch);
    stage_close(&stage->clock);
}

/* A pattern that drifts, with blank parts. */
static inline void cells_paint(CellStage *stage, double time_s)
{
    const GrGrid *grid = &stage->clock.grid;
    for (int i = 0; i < grid->count; i++) {
        float v = gr_sinf(5.0f * grid->x[i] + (float)time_s) * gr_cosf(4.0f * grid->y[i]);
        int level = stage->blank ? 0 : (int)(gr_unitf(v) * (CELLS_RAMP_COUNT - 0.01f));
        stage->glyph[i] = stage->ramp[level];
        stage->place[i] = (uint16_t)(i % CELLS_PLACES);
        for (int plane = 0; plane < 3; plane++)
            stage->rgb[plane][i] = (uint8_t)(level * (30 + 8 * plane));
    }
}

static inline void cells_draw(CellStage *stage, double time_s)
{
    const GrCellEffect *effect = stage->effect;
    size_t bytes =
        effect->scratch_bytes ? effect->scratch_bytes(&stage->clock.grid, stage->clock.params) : 0;
    if (!stage->scratch || bytes != stage->scratch_bytes) {
        gr_aligned_free(stage->scratch);
        stage->scratch = gr_aligned_alloc(bytes + CELLS_GUARD);
        stage->scratch_bytes = bytes;
    }
    memset(stage->scratch, stage->fill, bytes);
    memset(stage->scratch + bytes, 0xa5, CELLS_GUARD);
    stage_moment(&stage->clock, time_s);
    stage->clock.moment.beat_count = (int32_t)(time_s * 2.0);
    cells_paint(stage, time_s);
    const GrCellInput input = {
        .grid = &stage->clock.grid,
        .moment = &stage->clock.moment,
        .params = stage->clock.params,
        .seed = 0x5eed,
        .texts = stage->views,
        .own = stage->own.glyph,
        .ramp = stage->ramp,
        .ramp_count = CELLS_RAMP_COUNT,
        .place = stage->place,
        .colour = stage->colour,
        .scratch = stage->scratch,
    };
    effect->apply(&input,
                  &(GrCellPlanes){stage->glyph, {stage->rgb[0], stage->rgb[1], stage->rgb[2]}});
}

static inline bool cells_knows(const CellStage *stage, uint16_t glyph)
{
    return glyph == 0 || (glyph >= CELLS_RAMP && glyph < CELLS_RAMP + CELLS_RAMP_COUNT - 1) ||
           glyph == CELLS_WIDE || glyph == CELLS_WIDE + 1 || (glyph > 0x20 && glyph < 0x100) ||
           (stage->effect->glyphs && glyph < 0x7f);
}

/* What went wrong, in words, or NULL. */
static inline StageFault cells_inspect(const CellStage *stage)
{
    const GrGrid *grid = &stage->clock.grid;
    for (int i = 0; i < 5; i++) {
        size_t bytes = (size_t)grid->count * (i < 2 ? sizeof(uint16_t) : 1);
        for (int k = 0; k < CELLS_GUARD; k++)
            if (stage->memory[i][k] != 0xa5 || stage->memory[i][CELLS_GUARD + bytes + k] != 0xa5)
                return "wrote outside a plane";
    }
    for (int k = 0; k < CELLS_GUARD; k++)
        if (stage->scratch[stage->scratch_bytes + (size_t)k] != 0xa5)
            return "wrote behind the scratch";
    for (int i = 0; i < grid->count; i++)
        if (!cells_knows(stage, stage->glyph[i]))
            return "a glyph that is not in the atlas";
    return NULL;
}

static inline uint64_t cells_checksum(const CellStage *stage)
{
    size_t count = (size_t)stage->clock.grid.count;
    uint64_t sum = gr_hash_bytes(stage->glyph, count * sizeof(uint16_t), 0);
    for (int plane = 0; plane < 3; plane++)
        sum = gr_hash_bytes(stage->rgb[plane], count, sum);
    return sum;
}

/* Light of all cells that are not blank. */
static inline double cells_light(const CellStage *stage)
{
    double sum = 0.0;
    for (int i = 0; i < stage->clock.grid.count; i++)
        for (int plane = 0; plane < 3; plane++)
            sum += stage->glyph[i] ? stage->rgb[plane][i] : 0;
    return sum;
}

#endif

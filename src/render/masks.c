/* SPDX-License-Identifier: MIT */
#include "render/masks.h"

#include "base/vmath.h"

#include <string.h>

/* What a shape's rows start from: `middle` is a place of the form's own. */
static void place_form(GrMaskForm *form, const GrMaskParams *p)
{
    form->x = p->x;
    form->y = p->y;
}

static void turn_form(GrMaskForm *form, float turns)
{
    form->turn_x = gr_cosf(turns * GR_TAU);
    form->turn_y = gr_sinf(turns * GR_TAU);
}

static float half_of_edge(float size, float scale)
{
    return gr_minf(0.5f, size * scale);
}

static void form_box(GrMaskForm *form, const GrMaskParams *p)
{
    float side = 0.5f * p->width, rise = 0.5f * p->height, least = gr_minf(side, rise);
    place_form(form, p);
    turn_form(form, p->angle);
    form->figure = GR_FIGURE_BOX;
    form->c = gr_minf(p->corner, least);
    form->a = side - form->c;
    form->b = rise - form->c;
    form->bias = half_of_edge(least, form->scale);
}

static void form_gradient(GrMaskForm *form, const GrMaskParams *p, bool down, float unit)
{
    float way = p->to - p->from;
    form->figure = GR_FIGURE_SLOPE;
    form->turn_x = down ? 0.0f : 1.0f;
    form->turn_y = down ? 1.0f : 0.0f;
    form->a = p->from;
    form->scale = 1.0f / (gr_absf(way) < unit ? unit : way);
    form->ease = 0.0f;
}

static void form_glow(GrMaskForm *form, const GrMaskParams *p, float unit)
{
    float way = p->radius - p->inner;
    place_form(form, p);
    form->figure = GR_FIGURE_DISC;
    form->a = p->radius;
    form->scale = 1.0f / (gr_absf(way) < unit ? unit : way);
    form->bias = 0.0f;
    form->ease = 0.0f;
}

static void form_iris(GrMaskForm *form, const GrMaskParams *p, float soft, float aspect)
{
    float far_x = aspect + gr_absf(p->x), far_y = 1.0f + gr_absf(p->y);
    float reach = gr_sqrtf(far_x * far_x + far_y * far_y);
    place_form(form, p);
    form->figure = GR_FIGURE_DISC;
    form->a = p->open * (reach + soft) - 0.5f * soft;
}

static void form_wipe(GrMaskForm *form, float open, float turns, float soft, float aspect)
{
    turn_form(form, turns + 0.5f);
    float reach = aspect * gr_absf(form->turn_x) + gr_absf(form->turn_y);
    form->figure = GR_FIGURE_SLOPE;
    form->a = reach - open * (2.0f * reach + soft);
}

static void form_clock(GrMaskForm *form, const GrMaskParams *p)
{
    place_form(form, p);
    turn_form(form, p->angle + 0.5f * p->open);
    form->figure = GR_FIGURE_SECTOR;
    form->a = p->open * 0.5f * GR_TAU;
    if (p->open > 0.0f && p->open < 1.0f)
        return;
    form->scale = 0.0f;
    form->bias = p->open > 0.0f ? 1.0f : 0.0f;
}

static void form_dissolve(GrMaskForm *form, const GrMaskParams *p, float unit, float px)
{
    float softness = gr_maxf(p->softness, 0.001f);
    form->figure = GR_FIGURE_SPECKLE;
    form->turn_x = 1.0f / (p->cell * px * unit);
    form->a = p->open * (1.0f + softness);
    form->scale = 1.0f / softness;
    form->ease = 0.0f;
}

static void begin_form(GrMaskForm *form, GrMaskId id, const GrMaskParams *p, float unit,
                       const GrFrozenMasks *frozen)
{
    float aspect = (float)frozen->width / (float)frozen->height, soft = gr_maxf(p->feather, unit);
    int least = frozen->width < frozen->height ? frozen->width : frozen->height;
    form->scale = 1.0f / soft;
    form->bias = 0.5f;
    form->ease = 1.0f;
    switch (id) {
    case GR_MASK_CIRCLE:
        place_form(form, p);
        form->figure = GR_FIGURE_DISC;
        form->a = p->radius;
        form->bias = half_of_edge(p->radius, form->scale);
        break;
    case GR_MASK_RECT:
        form_box(form, p);
        break;
    case GR_MASK_RING:
        place_form(form, p);
        form->figure = GR_FIGURE_RING;
        form->a = p->radius;
        form->b = 0.5f * p->thickness;
        form->bias = half_of_edge(form->b, form->scale);
        break;
    case GR_MASK_GRADIENT_H:
    case GR_MASK_GRADIENT_V:
        form_gradient(form, p, id == GR_MASK_GRADIENT_V, unit);
        break;
    case GR_MASK_GRADIENT_RADIAL:
        form_glow(form, p, unit);
        break;
    case GR_MASK_IRIS:
        form_iris(form, p, soft, aspect);
        break;
    case GR_MASK_WIPE_H:
    case GR_MASK_WIPE_V:
        form_wipe(form, p->open, id == GR_MASK_WIPE_V ? 0.25f : 0.0f, soft, aspect);
        break;
    case GR_MASK_WIPE_ANGLE:
        form_wipe(form, p->open, p->angle, soft, aspect);
        break;
    case GR_MASK_CLOCK:
        form_clock(form, p);
        break;
    case GR_MASK_DISSOLVE:
        form_dissolve(form, p, unit, (float)least / 1080.0f);
        break;
    case GR_MASK_FIELD:
    case GR_MASK_IMAGE:
    case GR_MASK_GROUP:
    case GR_MASK_TEXT:
    case GR_MASK_COUNT:
        break;
    }
}

void gr_mask_begin(GrMaskNow *now, const GrFrozenMasks *frozen, const GrScore *score, void *blocks,
                   float *const *planes)
{
    int fields = 0;
    now->frozen = frozen;
    now->count = frozen->still ? 0 : frozen->count;
    now->unit = 2.0f / (float)frozen->height;
    for (int i = 0; i < now->count; i++) {
        const GrFrozenShape *shape = &frozen->list[i];
        const GrMaskParams *p = gr_block_at(&shape->params, score, blocks);
        GrShapeNow *to = &now->shape[i];
        *to = (GrShapeNow){.join = (GrMaskJoin)p->combine,
                           .members = shape->mask->members,
                           .invert = p->invert,
                           .picture = shape->picture};
        to->form.seed = shape->seed;
        begin_form(&to->form, shape->mask->id, p, now->unit, frozen);
        if ((to->cut = shape->cutout != NULL))
            gr_cutout_begin(&to->cutout, shape->cutout, p);
        if (shape->mask->id != GR_MASK_FIELD)
            continue;
        float softness = frozen->whole_fields ? 1.0f : gr_maxf(p->softness, 0.001f);
        to->cells = planes[fields++];
        to->low = frozen->whole_fields ? 0.0f : p->level - 0.5f * softness;
        to->scale = 1.0f / softness;
    }
}

static void draw_figure(const GrMaskNow *now, const GrShapeNow *shape, int y, int x0, int n,
                        uint16_t *row)
{
    const GrFrozenMasks *frozen = now->frozen;
    float aspect = (float)frozen->width / (float)frozen->height;
    GrMaskForm form = shape->form;
    form.x = ((float)x0 + 0.5f) * now->unit - aspect - form.x;
    form.y = ((float)y + 0.5f) * now->unit - 1.0f - form.y;
    form.step = now->unit;
    gr_kernels()->mask_row(row, &form, n);
}

static void draw_cells(const GrMaskNow *now, const GrShapeNow *shape, int y, int x0, int n,
                       uint16_t *row)
{
    const GrFrozenMasks *frozen = now->frozen;
    const GrGrid *grid = frozen->grid;
    float at = ((float)y + 0.5f) * (float)grid->rows / (float)frozen->height - 0.5f;
    at = gr_clampf(at, 0.0f, (float)(grid->rows - 1));
    int above = (int)at, below = above + 1 < grid->rows ? above + 1 : above;
    const GrMaskCells cells = {.above = shape->cells + (ptrdiff_t)above * grid->cols,
                               .below = shape->cells + (ptrdiff_t)below * grid->cols,
                               .down = at - (float)above,
                               .place = frozen->place + x0,
                               .low = shape->low,
                               .scale = shape->scale};
    gr_kernels()->mask_cells(row, &cells, n);
}

/* Where the row at hand goes. */
typedef struct Strip {
    int y, x0, n;
    uint16_t *const *scratch;
} Strip;

static const uint16_t *draw_shape(const GrMaskNow *now, const GrShapeNow *shape, const Strip *strip)
{
    uint16_t *row = strip->scratch[GR_MASKS_DEPTH];
    if (shape->picture)
        return shape->picture->cover + strip->y * shape->picture->stride + strip->x0;
    if (shape->cut)
        gr_cutout_row(&shape->cutout, strip->y, strip->x0, strip->n, row);
    else if (shape->cells)
        draw_cells(now, shape, strip->y, strip->x0, strip->n, row);
    else
        draw_figure(now, shape, strip->y, strip->x0, strip->n, row);
    return row;
}

/* The shapes of a list, `depth` lists within each other. */
static const uint16_t *join_shapes(const GrMaskNow *now, int first, int count, int depth,
                                   const Strip *strip)
{
    uint16_t *to = strip->scratch[depth];
    memset(to, now->shape[first].join == GR_MASK_UNION ? 0 : 255, (size_t)strip->n * sizeof *to);
    for (int i = first; i < first + count; i += 1 + now->shape[i].members) {
        const GrShapeNow *shape = &now->shape[i];
        const uint16_t *row = shape->members
                                  ? join_shapes(now, i + 1, shape->members, depth + 1, strip)
                                  : draw_shape(now, shape, strip);
        gr_kernels()->mask_join(to, row, shape->join, shape->invert, strip->n);
    }
    return to;
}

const uint16_t *gr_mask_row(const GrMaskNow *now, int y, int x0, int n, uint16_t *const *scratch)
{
    const GrStencil *still = now->frozen->still;
    const Strip strip = {y, x0, n, scratch};
    return still ? still->cover + y * still->stride + x0
                 : join_shapes(now, 0, now->count, 0, &strip);
}

void gr_mask_ink(const GrMaskNow *now, GrRowsInk *ink, const GrMaskScratch *scratch)
{
    if (!gr_mask_hides(now))
        return;
    const GrStencil *still = now->frozen->still;
    uint16_t *rows[GR_MASK_ROWS];
    memcpy(rows, scratch->row, sizeof rows);
    ink->mask = still ? still->cover + ink->y * still->stride + ink->x0 : rows[0];
    ink->mask_pitch = still ? still->stride : scratch->pitch;
    for (int i = 0; i < ink->rows && !still; i++, rows[0] += scratch->pitch)
        gr_mask_row(now, ink->y + i, ink->x0, ink->span, rows);
}

static bool may_change(const GrFrozenMasks *masks)
{
    for (int i = 0; i < masks->count; i++)
        if (gr_block_changes(&masks->list[i].params) || masks->list[i].mask->id == GR_MASK_FIELD)
            return true;
    return false;
}

bool gr_mask_rows_init(uint16_t *rows[GR_MASK_ROWS], GrArena *arena, int width)
{
    bool made = true;
    for (int i = 0; i < GR_MASK_ROWS; i++) {
        rows[i] = GR_ARENA_NEW(arena, uint16_t, gr_kernel_span(width));
        made = made && rows[i];
    }
    return made;
}

int gr_mask_bake(GrFrozenMasks *masks, GrArena *arena, GrError *error)
{
    const int width = masks->width, height = masks->height, span = gr_kernel_span(width);
    GrArena passing = {0};
    uint16_t *rows[GR_MASK_ROWS];
    GrMaskNow now;
    if (!masks->count || may_change(masks))
        return GR_OK;
    GrStencil *still = gr_stencil_new(arena, width, height, error);
    int code = still ? GR_OK : GR_E_SPACE;
    if (!code && !gr_mask_rows_init(rows, &passing, width))
        code = gr_error_memory(error, "a mask", (size_t)span * sizeof **rows * GR_MASK_ROWS);
    if (!code) {
        gr_mask_begin(&now, masks, NULL, NULL, NULL);
        for (int y = 0; y < height; y++)
            memcpy(still->cover + y * still->stride, gr_mask_row(&now, y, 0, span, rows),
                   (size_t)span * sizeof **rows);
        masks->still = still;
    }
    gr_arena_finish(&passing);
    return code;
}

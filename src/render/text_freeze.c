/* SPDX-License-Identifier: MIT
 *
 * Texts before the fork: which cues, in which shapes, where their inks reach.
 */
#include "render/text.h"

#include "base/text.h"
#include "base/vmath.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

/* Cues that are seen a little before they start, and neighbours that a stack shows. */
enum { NEIGHBOURS = 8 };
#define LEAD_NS 3000000000LL

static int fault(const GrLayer *layer, const GrScene *scene, int code, GrError *error)
{
    const GrPlace *place = layer->text->place.file ? &layer->text->place : &layer->place;
    gr_error_context(error, "scene '%s', %s", scene->name, layer->name);
    if (place->file)
        gr_error_context(error, "%s:%d:%d", place->file, place->line, place->column);
    return code;
}

/* Those that the scene may show. */
static void choose_cues(GrFrozenText *frozen)
{
    const GrCues *all = &frozen->text->cues;
    int first = 0, last = all->count;
    for (; first < last; first++)
        if (all->list[first].end_ns > frozen->scene->start_ns - LEAD_NS)
            break;
    while (last > first && all->list[last - 1].start_ns >= frozen->scene->end_ns + LEAD_NS)
        last--;
    first = first > NEIGHBOURS ? first - NEIGHBOURS : 0;
    last = last + NEIGHBOURS < all->count ? last + NEIGHBOURS : all->count;
    frozen->cues = (GrCues){all->list + first, last - first};
}

/* Where an axis goes in the course of the scene, and in how many steps it is followed. */
static int choose_steps(GrFrozenText *frozen, const GrScoreSource *source)
{
    const GrTextLayer *text = frozen->text;
    int count = text->axes.count, moving = text->axes_animation.count, levels = GR_TEXT_STEPS;
    for (int i = 0; i < count; i++)
        frozen->axis_low[i] = frozen->axis_high[i] = text->axis_values[i];
    int64_t ticks = moving ? gr_scene_tick_count(source->scene, source->show->tick) : 0;
    for (int64_t tick = 0; tick < ticks; tick++) {
        GrScore score;
        float at[GR_TEXT_AXES];
        gr_score_fill(&score, source, (GrSceneTime){tick, 0.0});
        gr_block_read(&frozen->axes, &score, at);
        for (int i = 0; i < count; i++) {
            frozen->axis_low[i] = tick ? gr_minf(frozen->axis_low[i], at[i]) : at[i];
            frozen->axis_high[i] = tick ? gr_maxf(frozen->axis_high[i], at[i]) : at[i];
        }
    }
    for (; levels > 1; levels--) {
        int all = 1;
        for (int i = 0; i < moving && all <= GR_TEXT_STEPS; i++)
            all *= levels;
        if (all <= GR_TEXT_STEPS)
            break;
    }
    int steps = 1;
    for (int i = 0; i < count; i++) {
        bool moves = frozen->axis_high[i] > frozen->axis_low[i];
        frozen->axis_levels[i] = moves ? levels : 1;
        steps *= frozen->axis_levels[i];
    }
    return steps;
}

/* The axes' values at a step. */
static void axes_at(const GrFrozenText *frozen, int step, GrAxisValue *out)
{
    const GrParamTable *axes = &frozen->text->axes;
    for (int i = 0; i < axes->count; i++) {
        int levels = frozen->axis_levels[i], level = step % levels;
        float low = frozen->axis_low[i], high = frozen->axis_high[i];
        step /= levels;
        snprintf(out[i].tag, sizeof out[i].tag, "%s", axes->params[i].name);
        out[i].value = levels > 1 ? low + (high - low) * (float)level / (float)(levels - 1) : low;
    }
}

static bool animates(const GrAnimation *animation, const char *param)
{
    for (int i = 0; i < animation->count; i++)
        if (strcmp(animation->list[i].param->name, param) == 0)
            return true;
    return false;
}

static GrTextStyle style_of(const GrFrozenText *frozen, const GrAxisValue *axes)
{
    const GrTextLook *look = &frozen->text->look;
    const GrAnimation *changes = &frozen->text->look_animation;
    float px = frozen->px, safe = 1.0f - 2.0f * gr_text_safe_box(frozen->width, frozen->height).x;
    bool shadow = look->shadow_opacity > 0.0f || animates(changes, "shadow.opacity");
    bool glow = look->glow_strength > 0.0f || animates(changes, "glow.strength");
    float width = look->width > 0.0f ? look->width : look->safe ? safe : 1.0f;
    return (GrTextStyle){.size_px = gr_clampf(look->size * px, 1.0f, 4096.0f),
                         .width_px = width * (float)frozen->width,
                         .leading = look->leading,
                         .tracking_em = look->tracking,
                         .align = (GrTextAlign)look->align,
                         .direction = (GrTextDirection)look->direction,
                         .language = look->language,
                         .features = look->features,
                         .axes = axes,
                         .axis_count = frozen->text->axes.count,
                         .colour_emoji = look->emoji,
                         .outline_px = look->outline_width * px,
                         .shadow_blur_px = shadow ? look->shadow_blur * look->size * px : -1.0f,
                         .glow_px = glow ? look->glow_size * px : 0.0f};
}

static void reach(GrTextRect *rect, const GrInk *ink, const GrMark *mark)
{
    int x = mark->x - ink->left, y = mark->y - ink->top;
    if (!ink->width || !ink->height)
        return;
    if (rect->x0 >= rect->x1)
        *rect = (GrTextRect){INT_MAX, INT_MAX, INT_MIN, INT_MIN};
    rect->x0 = x < rect->x0 ? x : rect->x0;
    rect->y0 = y < rect->y0 ? y : rect->y0;
    rect->x1 = x + ink->width > rect->x1 ? x + ink->width : rect->x1;
    rect->y1 = y + ink->height > rect->y1 ? y + ink->height : rect->y1;
}

/* Edges of two lines that differ by little become the outer one; whether they did. */
static bool share_edge(float *a, float *b, float near, float outer)
{
    bool differ = *a != *b && gr_absf(*a - *b) < near;
    *a = differ ? outer : *a;
    *b = differ ? outer : *b;
    return differ;
}

/* A plate whose edge jumps by a letter or two from line to line looks like a mistake. */
static void even_plates(const GrTextBlock *block, GrTextLineBox *boxes, float size)
{
    bool again = true;
    for (int pass = 0; pass < block->line_count && again; pass++) {
        again = false;
        for (int i = 0; i + 1 < block->line_count; i++) {
            GrTextLineBox *a = &boxes[i], *b = &boxes[i + 1];
            float near = 1.5f * size;
            if (share_edge(&a->plate_x0, &b->plate_x0, near, gr_minf(a->plate_x0, b->plate_x0)))
                again = true;
            if (share_edge(&a->plate_x1, &b->plate_x1, near, gr_maxf(a->plate_x1, b->plate_x1)))
                again = true;
        }
    }
}

static void find_boxes(GrFrozenText *frozen, const GrTextBlock *block, float size,
                       GrTextLineBox *boxes)
{
    for (int l = 0; l < block->line_count; l++) {
        const GrTextLine *line = &block->lines[l];
        GrTextLineBox *box = &boxes[l];
        *box = (GrTextLineBox){.plate_x0 = line->x0,
                               .plate_x1 = line->x1,
                               .plate_y0 = line->baseline - 0.80f * size,
                               .plate_y1 = line->baseline + 0.24f * size};
        const GrPiece *piece = &block->pieces[line->first_piece];
        for (int p = 0; p < line->piece_count; p++, piece++) {
            for (int m = 0; m < piece->mark_count; m++) {
                const GrMark *mark = &block->marks[piece->first_mark + m];
                for (int kind = 0; kind < GR_INK_KINDS; kind++) {
                    const GrInk *ink = gr_text_ink(frozen->set, (GrInkKind)kind, mark->ink);
                    if (!ink)
                        continue;
                    reach(&box->ink[kind], ink, mark);
                    frozen->stride = ink->stride > frozen->stride ? ink->stride : frozen->stride;
                    frozen->coloured = frozen->coloured || ink->rgb[0];
                }
            }
        }
    }
    even_plates(block, boxes, size);
}

static int make_strips(GrFrozenText *frozen, GrTextSet *set, const GrTextBlock *block,
                       GrTextLineBox *boxes, GrError *error)
{
    int code = GR_OK;
    for (int l = 0; l < block->line_count; l++) {
        for (int kind = 0; kind < GR_INK_KINDS && !code; kind++) {
            const GrTextRect *rect = &boxes[l].ink[kind];
            GrInk *strip = &boxes[l].strip[kind];
            code = gr_text_strip(set, block, l, (GrInkKind)kind, rect->x0, rect->y0, rect->x1,
                                 rect->y1, strip, error);
            frozen->stride = strip->stride > frozen->stride ? strip->stride : frozen->stride;
        }
    }
    return code;
}

int gr_text_check_served(const GrTextBlock *block, GrError *error)
{
    if (!block->missing_count)
        return GR_OK;
    const GrTextMissing *missing = &block->missing[0];
    char letter[5] = "";
    letter[gr_utf8_write(letter, missing->code_point)] = '\0';
    if (block->missing_count > 1)
        return gr_error_set(error, GR_E_INPUT,
                            "no font has '%s' (U+%04X), nor %d more of its letters", letter,
                            (unsigned)missing->code_point, block->missing_count - 1);
    return gr_error_set(error, GR_E_INPUT, "no font has '%s' (U+%04X)", letter,
                        (unsigned)missing->code_point);
}

static int make_block(GrFrozenText *frozen, const GrFonts *fonts, GrTextSet *set,
                      const GrTextStyle *style, GrTextStep *step, int cue, GrArena *arena,
                      GrError *error)
{
    GrTextBlock *block = &step->blocks[cue];
    const char *text = frozen->cues.list[cue].text;
    int code = gr_text_set_add(set, fonts, text, strlen(text), style, block, error);
    if (!code)
        code = gr_text_check_served(block, error);
    if (code)
        return code;
    step->boxes[cue] = GR_ARENA_NEW(arena, GrTextLineBox, block->line_count + 1);
    if (!step->boxes[cue])
        return gr_error_memory(error, "lines of text",
                               (size_t)block->line_count * sizeof(GrTextLineBox));
    find_boxes(frozen, block, style->size_px, step->boxes[cue]);
    return make_strips(frozen, set, block, step->boxes[cue], error);
}

static int make_step(GrFrozenText *frozen, const GrFonts *fonts, GrTextSet *set, int index,
                     GrArena *arena, GrError *error)
{
    static const float anchors[] = {0.0f, 0.5f, 0.0f, 1.0f};
    GrTextStep *step = &frozen->steps[index];
    GrAxisValue axes[GR_TEXT_AXES];
    axes_at(frozen, index, axes);
    const GrTextStyle style = style_of(frozen, axes);
    int count = frozen->cues.count, code = GR_OK;
    step->blocks = GR_ARENA_NEW(arena, GrTextBlock, count + 1);
    step->boxes = GR_ARENA_NEW(arena, GrTextLineBox *, count + 1);
    if (!step->blocks || !step->boxes)
        return gr_error_memory(error, "texts", (size_t)count * sizeof(GrTextBlock));
    for (int i = 0; i < count && !code; i++)
        code = make_block(frozen, fonts, set, &style, step, i, arena, error);
    const GrMotionTexts texts = {.cues = &frozen->cues,
                                 .blocks = step->blocks,
                                 .px = frozen->px,
                                 .anchor = anchors[frozen->text->look.anchor],
                                 .seed = frozen->seed};
    return code ? code
                : gr_motion_plan_make(&step->plan, frozen->text->motion,
                                      &frozen->text->motion_params, &texts, arena, error);
}

/* The most letters and lines that can be seen at once. */
static void measure(GrFrozenText *frozen)
{
    for (int s = 0; s < frozen->step_count; s++) {
        int pieces = 0, lines = 0, most_pieces = 0, most_lines = 0;
        for (int i = 0; i < frozen->cues.count; i++) {
            const GrTextBlock *block = &frozen->steps[s].blocks[i];
            pieces += block->piece_count;
            lines += block->line_count;
            most_pieces = block->piece_count > most_pieces ? block->piece_count : most_pieces;
            most_lines = block->line_count > most_lines ? block->line_count : most_lines;
        }
        pieces =
            pieces < GR_MOTION_SHOWN_MAX * most_pieces ? pieces : GR_MOTION_SHOWN_MAX * most_pieces;
        lines = lines < GR_MOTION_SHOWN_MAX * most_lines ? lines : GR_MOTION_SHOWN_MAX * most_lines;
        frozen->pieces = pieces > frozen->pieces ? pieces : frozen->pieces;
        frozen->lines = lines > frozen->lines ? lines : frozen->lines;
    }
}

static int init_blocks(GrFrozenText *frozen, const GrScoreSource *source, GrArena *arena,
                       size_t *bytes, GrError *error)
{
    const GrTextLayer *text = frozen->text;
    int code = gr_block_init(&frozen->look, &text->look, sizeof text->look, &text->look_animation,
                             source, arena, bytes, error);
    if (!code)
        code = gr_block_init(&frozen->motion, &text->motion_params, sizeof text->motion_params,
                             &text->motion_animation, source, arena, bytes, error);
    if (!code)
        code = gr_block_init(&frozen->axes, text->axis_values, text->axes.size,
                             &text->axes_animation, source, arena, bytes, error);
    return code;
}

int gr_text_freeze(GrFrozenText **out, const GrScoreSource *source, const GrLayer *layer,
                   GrTextWhen when, int width, int height, uint64_t seed, GrTextSet *set,
                   GrFontCabinet *cabinet, GrArena *arena, size_t *bytes, GrError *error)
{
    GrFonts *fonts;
    GrFrozenText *frozen = GR_ARENA_NEW(arena, GrFrozenText, 1);
    *out = frozen;
    if (!frozen)
        return gr_error_memory(error, "a text", sizeof *frozen);
    *frozen = (GrFrozenText){.text = layer->text,
                             .scene = source->scene,
                             .set = set,
                             .when = when,
                             .seed = seed,
                             .px = (float)(width < height ? width : height) / 1080.0f,
                             .width = width,
                             .height = height};
    int code = init_blocks(frozen, source, arena, bytes, error);
    if (!code)
        code = gr_font_cabinet_get(cabinet, layer->font, &fonts, error);
    if (code)
        return fault(layer, source->scene, code, error);
    choose_cues(frozen);
    frozen->step_count = choose_steps(frozen, source);
    frozen->steps = GR_ARENA_NEW(arena, GrTextStep, frozen->step_count);
    if (!frozen->steps)
        return gr_error_memory(error, "texts", sizeof(GrTextStep));
    for (int i = 0; i < frozen->step_count && !code; i++)
        code = make_step(frozen, fonts, set, i, arena, error);
    if (code)
        return fault(layer, source->scene, code, error);
    measure(frozen);
    return GR_OK;
}

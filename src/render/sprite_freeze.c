/* SPDX-License-Identifier: MIT
 *
 * What the freeze makes of a picture: its size in pixels, its levels, or its rows.
 */
#include "render/sprite.h"

#include "base/hash.h"
#include "base/vmath.h"
#include "media/picture_scale.h"

#include <string.h>

/* What moves is kept as a whole, so its largest level is no larger than four frames, or what is
 * small anyway. */
enum { SIDE_MAX = 4096, FRAMES_MAX = 4, AREA_SMALL = 1 << 23 };

/* Sides of what is shown, of which floats still know halves of pixels; and of the smallest level.
 */
enum { WHOLE_MAX = 1 << 22, SIDE_LEAST = 4 };

/* The box as the fit has it, in pixels, and what of the picture is in it. */
static GrPicturePart fit_box(GrFrozenSprite *sprite, const GrPicture *picture)
{
    const GrPictureLook *look = &sprite->picture->look;
    float unit = 0.5f * (float)sprite->height, aspect = picture->aspect;
    float box_w = look->width > 0.0f ? look->width * unit : (float)sprite->width;
    float box_h = look->height > 0.0f ? look->height * unit : (float)sprite->height;
    double width = picture->width, height = picture->height;
    GrPicturePart part = {0.0, 0.0, width, height};
    bool wide = aspect > box_w / box_h; /* wider than the box is */
    switch ((GrPictureFit)look->fit) {
    case GR_PICTURE_CONTAIN:
        box_h = wide ? box_w / aspect : box_h;
        box_w = wide ? box_w : box_h * aspect;
        break;
    case GR_PICTURE_COVER: {
        double kept = (double)(wide ? box_w / box_h / aspect : aspect * box_h / box_w);
        double cut = 0.5 * (1.0 - kept);
        part = wide ? (GrPicturePart){width * cut, 0.0, width * (1.0 - cut), height}
                    : (GrPicturePart){0.0, height * cut, width, height * (1.0 - cut)};
        break;
    }
    case GR_PICTURE_WIDTH:
        box_h = box_w / aspect;
        break;
    case GR_PICTURE_HEIGHT:
        box_w = box_h * aspect;
        break;
    case GR_PICTURE_STRETCH:
        break;
    }
    sprite->across = 0.5f * box_w;
    sprite->down = 0.5f * box_h;
    return part;
}

static bool moves(const GrAnimation *animation)
{
    static const char *const names[] = {"x", "y", "scale", "rotate"};
    for (int i = 0; i < animation->count; i++)
        for (size_t k = 0; k < sizeof names / sizeof *names; k++)
            if (strcmp(animation->list[i].param->name, names[k]) == 0)
                return true;
    return false;
}

/* The scales at which it is seen, by tick. */
static void find_scales(const GrFrozenSprite *sprite, const GrScoreSource *source, float *least,
                        float *most)
{
    GrScore score;
    GrPictureLook look;
    *least = *most = sprite->picture->look.scale;
    int64_t ticks = sprite->still ? -1 : gr_scene_tick_count(source->scene, source->show->tick);
    for (int64_t tick = 0; tick <= ticks; tick++) {
        gr_score_fill(&score, source, (GrSceneTime){tick, 0.0});
        gr_block_read(&sprite->look, &score, &look);
        *least = tick ? gr_minf(*least, look.scale) : look.scale;
        *most = tick ? gr_maxf(*most, look.scale) : look.scale;
    }
}

static int side_of(float pixels)
{
    return (int)gr_clampf(gr_roundf(pixels), 1.0f, (float)WHOLE_MAX);
}

/* Premultiplied, with empty texels around it. */
static int pack_level(GrSpriteLevel *level, const GrPicture *picture, GrArena *arena,
                      GrError *error)
{
    level->cols = level->stride = picture->width + 3;
    level->rows = picture->height + 3;
    size_t count = (size_t)level->stride * (size_t)level->rows;
    level->texels = GR_ARENA_NEW(arena, uint32_t, count);
    if (!level->texels)
        return gr_error_memory(error, "a picture", count * sizeof(uint32_t));
    for (int y = 0; y < picture->height; y++) {
        const uint8_t *from = picture->rgba + (size_t)y * (size_t)picture->width * 4;
        uint32_t *to = level->texels + (size_t)(y + 1) * (size_t)level->stride + 1;
        for (int x = 0; x < picture->width; x++, from += 4) {
            uint32_t alpha = from[3], word = alpha << 24;
            for (int c = 0; c < 3; c++)
                word |= (from[c] * alpha + 127) / 255 << (8 * c);
            to[x] = word;
        }
    }
    return GR_OK;
}

/* Ever smaller ones, down to the smallest that is seen. */
static int make_levels(GrFrozenSprite *sprite, const GrPicture *base, float least, GrArena *arena,
                       GrError *error)
{
    const GrPicturePart all = {0.0, 0.0, base->width, base->height};
    int code = pack_level(&sprite->level[0], base, arena, error);
    sprite->level_count = 1;
    for (int i = 1; i < GR_SPRITE_LEVELS && !code && !sprite->still; i++) {
        float share = gr_exp2f(-0.5f * (float)i);
        int width = side_of((float)base->width * share);
        int height = side_of((float)base->height * share);
        GrPicture smaller;
        if (width < SIDE_LEAST || height < SIDE_LEAST || sprite->most * share * 1.42f < least)
            break;
        code = gr_picture_scale(base, &all, &all, width, height, &smaller, error);
        sprite->level[i].width = width;
        sprite->level[i].height = height;
        code = code ? code : pack_level(&sprite->level[i], &smaller, arena, error);
        gr_picture_finish(&smaller);
        sprite->level_count += !code;
    }
    return code;
}

/* Where texels lie on pixels, colours need not have been multiplied by alpha and divided again. */
static void take_own_colours(const GrSpriteState *state, const GrPicture *base, int y,
                             GrPixel *const colour[3], int from, int to)
{
    const GrTexelWalk *walk = &state->sample;
    float u = walk->u - 1.0f, v = walk->v + (float)y - 1.0f;
    bool aligned = walk->du == 1.0f && walk->dv == 0.0f && state->down_u == 0.0f &&
                   state->down_v == 1.0f && u == gr_floorf(u) && v == gr_floorf(v);
    if (!aligned || v < 0.0f || v >= (float)base->height)
        return;
    int left = (int)u, row = (int)v;
    for (int x = from; x < to; x++) {
        int column = x + left;
        if (column < 0 || column >= base->width)
            continue;
        const uint8_t *own = base->rgba + 4 * ((size_t)row * (size_t)base->width + (size_t)column);
        for (int plane = 0; plane < 3; plane++)
            colour[plane][x] = own[plane];
    }
}

/* The rows of one that stands still, in their places. */
static int bake(GrFrozenSprite *sprite, const GrPicture *base, GrArena *arena, GrError *error)
{
    GrSpriteState state = {.frozen = sprite};
    int low = sprite->width, high = 0, from, to;
    size_t span = (size_t)gr_kernel_span(sprite->width);
    uint8_t *row = gr_arena_alloc(arena, 4 * (span + GR_KERNEL_STEP));
    if (!row)
        return gr_error_memory(error, "a picture", 4 * span);
    GrPixel *const colour[3] = {row + span, row + 2 * span, row + 3 * span};
    gr_sprite_aim(&state, sprite, &sprite->picture->look);
    for (int y = state.y0; y < state.y1; y++) {
        if (!gr_sprite_row(&state, y, colour, row, &from, &to))
            continue;
        low = from < low ? from : low;
        high = to > high ? to : high;
    }
    sprite->y0 = state.y0;
    sprite->y1 = low < high ? state.y1 : state.y0;
    sprite->x0 = low < high ? low : 0;
    sprite->x1 = low < high ? high : 0;
    sprite->pitch = sprite->x1 - sprite->x0;
    size_t bytes = (size_t)sprite->pitch * (size_t)(sprite->y1 - sprite->y0) + GR_KERNEL_STEP;
    sprite->cover = gr_arena_alloc(arena, bytes);
    for (int plane = 0; plane < 3; plane++)
        sprite->colour[plane] = gr_arena_alloc(arena, bytes);
    if (!sprite->cover || !sprite->colour[0] || !sprite->colour[1] || !sprite->colour[2])
        return gr_error_memory(error, "a picture", 4 * bytes);
    for (int y = sprite->y0; y < sprite->y1; y++) {
        ptrdiff_t at = (y - sprite->y0) * sprite->pitch;
        if (!gr_sprite_row(&state, y, colour, row, &from, &to))
            continue;
        take_own_colours(&state, base, y, colour, from, to);
        memcpy(sprite->cover + at + from - low, row + from, (size_t)(to - from));
        for (int plane = 0; plane < 3; plane++)
            memcpy(sprite->colour[plane] + at + from - low, colour[plane] + from,
                   (size_t)(to - from));
    }
    return GR_OK;
}

static int held(float side, int most)
{
    return (int)gr_clampf(side, 0.0f, (float)most);
}

/* What the frame shows of one that stands still. */
static void keep_seen(GrFrozenSprite *sprite, float most, GrPictureView *view)
{
    GrSpriteLevel *level = &sprite->level[0];
    GrSpriteState state = {.frozen = sprite};
    const GrTexelWalk *walk = &state.sample;
    float width = (float)sprite->width, height = (float)sprite->height;
    if (most > 0.0f) { /* whole pixels */
        sprite->across = 0.5f * (float)level->width / most;
        sprite->down = 0.5f * (float)level->height / most;
    }
    sprite->level_count = 1;
    gr_sprite_aim(&state, sprite, &sprite->picture->look);
    float u = walk->u + gr_minf(walk->du * width, 0.0f) + gr_minf(state.down_u * height, 0.0f);
    float v = walk->v + gr_minf(walk->dv * width, 0.0f) + gr_minf(state.down_v * height, 0.0f);
    float across = gr_absf(walk->du) * width + gr_absf(state.down_u) * height;
    float down = gr_absf(walk->dv) * width + gr_absf(state.down_v) * height;
    level->left = held(u - 3.0f, level->width - 1);
    level->top = held(v - 3.0f, level->height - 1);
    view->x = level->left;
    view->y = level->top;
    view->width = held(u + across + 3.0f, level->width) - level->left;
    view->height = held(v + down + 3.0f, level->height) - level->top;
    view->width = view->width > 1 ? view->width : 1;
    view->height = view->height > 1 ? view->height : 1;
}

/* What is kept of one that moves, as large as it becomes or as memory allows. */
static void keep_whole(GrFrozenSprite *sprite, GrPictureView *view)
{
    GrSpriteLevel *level = &sprite->level[0];
    float width = (float)level->width, height = (float)level->height;
    float area = (float)FRAMES_MAX * (float)sprite->width * (float)sprite->height;
    float share = gr_sqrtf(gr_maxf(area, (float)AREA_SMALL) / (width * height));
    share = gr_minf(share, (float)SIDE_MAX / gr_maxf(width, height));
    if (share < 1.0f) {
        level->width = side_of(width * share);
        level->height = side_of(height * share);
        sprite->most *= share;
    }
    *view = (GrPictureView){level->width, level->height, 0.0, 0.0, level->width, level->height};
}

/* Draws or scales it: `view` of what `part` of the picture becomes. */
static int make_view(const GrFrozenSprite *sprite, const GrPicturePart *part,
                     const GrPictureView *view, GrPicture *picture, GrPicture *base, GrError *error)
{
    double wide = part->x1 - part->x0, high = part->y1 - part->y0;
    double across = view->across / wide, down = view->down / high; /* pixels for each of its */
    if (picture->drawn) {
        const GrPictureView drawn = {.across = across * picture->width,
                                     .down = down * picture->height,
                                     .x = across * part->x0 + view->x,
                                     .y = down * part->y0 + view->y,
                                     .width = view->width,
                                     .height = view->height};
        return gr_picture_redraw(sprite->picture->file, &drawn, picture, error);
    }
    GrPicturePart seen = {part->x0 + view->x / across, part->y0 + view->y / down, 0.0, 0.0};
    seen.x1 = seen.x0 + view->width / across;
    seen.y1 = seen.y0 + view->height / down;
    return gr_picture_scale(picture, part, &seen, view->width, view->height, base, error);
}

/* The picture at the largest size at which it is seen, and what is drawn of it. */
static int make_base(GrFrozenSprite *sprite, const GrScoreSource *source, GrPicture *picture,
                     GrArena *arena, GrError *error)
{
    GrPicture scaled = {0};
    GrArena passing = {0};
    const GrPicturePart part = fit_box(sprite, picture);
    float least, most;
    find_scales(sprite, source, &least, &most);
    sprite->most = gr_maxf(most, 1.0e-6f);
    GrSpriteLevel *level = &sprite->level[0];
    level->width = side_of(2.0f * sprite->across * most);
    level->height = side_of(2.0f * sprite->down * most);
    GrPictureView view = {.across = level->width, .down = level->height};
    if (sprite->still)
        keep_seen(sprite, most, &view);
    else
        keep_whole(sprite, &view);
    int code = make_view(sprite, &part, &view, picture, &scaled, error);
    const GrPicture *base = picture->drawn ? picture : &scaled;
    if (!code)
        code = make_levels(sprite, base, least, sprite->still ? &passing : arena, error);
    if (!code && sprite->still)
        code = bake(sprite, base, arena, error);
    if (sprite->still)
        level->texels = NULL;
    gr_picture_finish(&scaled);
    gr_arena_finish(&passing);
    return code;
}

static int fault(const GrLayer *layer, int code, GrError *error)
{
    const GrPlace *place = &layer->picture->place;
    gr_error_context(error, "%s: picture", layer->name);
    if (place->file)
        gr_error_context(error, "%s:%d:%d", place->file, place->line, place->column);
    return code;
}

static uint64_t hash_of(const GrPicture *picture, uint64_t hash)
{
    return gr_hash_bytes(picture->rgba, (size_t)picture->width * (size_t)picture->height * 4, hash);
}

int gr_sprite_freeze(GrFrozenSprite **out, const GrScoreSource *source, const GrLayer *layer,
                     GrTextWhen when, int width, int height, GrArena *arena, size_t *bytes,
                     uint64_t *hash, GrError *error)
{
    GrFrozenSprite *sprite = GR_ARENA_NEW(arena, GrFrozenSprite, 1);
    const GrPictureLayer *picture = layer->picture;
    GrPicture read;
    if (!sprite)
        return gr_error_memory(error, "a picture", sizeof *sprite);
    sprite->picture = picture;
    sprite->when = when;
    sprite->width = width;
    sprite->height = height;
    sprite->still = !moves(&picture->look_animation);
    int code = gr_block_init(&sprite->look, &picture->look, sizeof picture->look,
                             &picture->look_animation, source, arena, bytes, error);
    if (code)
        return code;
    code = gr_picture_read(picture->file, &read, error);
    if (code)
        return fault(layer, code, error);
    code = make_base(sprite, source, &read, arena, error);
    *hash = code ? *hash : hash_of(&read, *hash);
    gr_picture_finish(&read);
    *out = sprite;
    return code ? fault(layer, code, error) : GR_OK;
}

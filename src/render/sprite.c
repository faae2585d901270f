/* SPDX-License-Identifier: MIT
 *
 * Pictures at a moment: where they are, and their rows.
 */
#include "render/sprite.h"

#include "base/blue_noise.h"
#include "base/vmath.h"

#include <string.h>

/* Half of a picture's sides, and of what it takes of the frame when it is turned, pixels. */
typedef struct Reach {
    float across, down, x, y;
} Reach;

static float kept_inside(float middle, float reach, float low, float high)
{
    return 2.0f * reach > high - low ? 0.5f * (low + high)
                                     : gr_clampf(middle, low + reach, high - reach);
}

static void place_middle(const GrFrozenSprite *frozen, const GrPictureLook *look, Reach reach,
                         float *x, float *y)
{
    float width = (float)frozen->width, height = (float)frozen->height;
    *x = 0.5f * (width + look->x * height);
    *y = 0.5f * height * (1.0f + look->y);
    if (look->safe) {
        GrTextSafe safe = gr_text_safe_box(frozen->width, frozen->height);
        *x = kept_inside(*x, reach.x, safe.x * width, (1.0f - safe.x) * width);
        *y = kept_inside(*y, reach.y, safe.top * height, (1.0f - safe.bottom) * height);
    }
    if (frozen->still && look->rotate == 0.0f) {
        *x = gr_roundf(*x - reach.across) + reach.across;
        *y = gr_roundf(*y - reach.down) + reach.down;
    }
}

static const GrSpriteLevel *level_for(const GrFrozenSprite *frozen, float scale)
{
    float smaller = 2.0f * gr_log2f(gr_maxf(frozen->most / scale, 1.0e-6f));
    int index = (int)gr_clampf(gr_roundf(smaller), 0.0f, (float)(frozen->level_count - 1));
    return &frozen->level[index];
}

void gr_sprite_aim(GrSpriteState *state, const GrFrozenSprite *frozen, const GrPictureLook *look)
{
    float across = frozen->across * look->scale, down = frozen->down * look->scale;
    float angle = (look->rotate - gr_floorf(look->rotate)) * GR_TAU;
    float cosine = look->rotate == 0.0f ? 1.0f : gr_cosf(angle);
    float sine = look->rotate == 0.0f ? 0.0f : gr_sinf(angle);
    Reach reach = {across, down, gr_absf(across * cosine) + gr_absf(down * sine),
                   gr_absf(across * sine) + gr_absf(down * cosine)};
    float x, y;
    state->y0 = state->y1 = 0;
    if (across < 0.25f || down < 0.25f)
        return; /* too small to be seen */
    place_middle(frozen, look, reach, &x, &y);
    const GrSpriteLevel *level = level_for(frozen, look->scale);
    float along = (float)level->width / (2.0f * across);
    float under = (float)level->height / (2.0f * down);
    state->sample = (GrTexelWalk){.texels = level->texels,
                                  .stride = level->stride,
                                  .cols = level->cols,
                                  .rows = level->rows,
                                  .du = cosine * along,
                                  .dv = -sine * under};
    state->down_u = sine * along;
    state->down_v = cosine * under;
    /* The middle of texel 0 is at 1, behind the empty one. */
    state->sample.u = 0.5f * (float)level->width - (float)level->left + 0.5f +
                      (0.5f - x) * state->sample.du + (0.5f - y) * state->down_u;
    state->sample.v = 0.5f * (float)level->height - (float)level->top + 0.5f +
                      (0.5f - x) * state->sample.dv + (0.5f - y) * state->down_v;
    float high = (float)frozen->height;
    state->y0 = (int)gr_floorf(gr_clampf(y - reach.y - 1.0f, 0.0f, high));
    state->y1 = (int)gr_floorf(gr_clampf(y + reach.y + 2.0f, 0.0f, high));
}

void gr_sprite_begin(GrSpriteState *state, const GrFrozenSprite *frozen, const GrScore *score,
                     void *blocks)
{
    state->frozen = frozen;
    state->look = gr_block_at(&frozen->look, score, blocks);
    state->gain.identity = true;
    if (frozen->still) {
        state->y0 = frozen->y0;
        state->y1 = frozen->y1;
    } else {
        gr_sprite_aim(state, frozen, state->look);
    }
}

void gr_sprite_light(GrSpriteState *state, float gain)
{
    gr_tone_curves_fixed(&state->gain, gr_tone_identity, gain);
}

/* Narrows low..high to where from + x * step lies within 0..last. */
static void narrow(float from, float step, float last, float *low, float *high)
{
    if (gr_absf(step) < 1.0e-6f) {
        *high = from <= 0.0f || from >= last ? *low - 1.0f : *high;
        return;
    }
    float a = -from / step, b = (last - from) / step;
    *low = gr_maxf(*low, gr_minf(a, b));
    *high = gr_minf(*high, gr_maxf(a, b));
}

bool gr_sprite_row(const GrSpriteState *state, int y, GrPixel *const colour[3], uint8_t *cover,
                   int *x0, int *x1)
{
    GrTexelWalk sample = state->sample;
    sample.u += (float)y * state->down_u;
    sample.v += (float)y * state->down_v;
    float low = 0.0f, high = (float)(state->frozen->width - 1);
    narrow(sample.u, sample.du, (float)(sample.cols - 2), &low, &high);
    narrow(sample.v, sample.dv, (float)(sample.rows - 2), &low, &high);
    if (low > high)
        return false;
    *x0 = (int)low & ~(GR_KERNEL_STEP - 1);
    *x1 = *x0 + gr_kernel_span((int)high + 1 - *x0);
    sample.u += (float)*x0 * sample.du;
    sample.v += (float)*x0 * sample.dv;
    GrPixel *const to[3] = {colour[0] + *x0, colour[1] + *x0, colour[2] + *x0};
    gr_kernels()->sample(to, cover + *x0, &sample, *x1 - *x0);
    return true;
}

/* A row of one that stands still into the scratch. */
static bool still_row(const GrFrozenSprite *frozen, int y, const GrSpriteScratch *scratch, int *x0,
                      int *x1)
{
    size_t n = (size_t)(frozen->x1 - frozen->x0);
    ptrdiff_t at = (y - frozen->y0) * frozen->pitch;
    *x0 = frozen->x0;
    *x1 = frozen->x1;
    memcpy(scratch->cover + *x0, frozen->cover + at, n);
    for (int plane = 0; plane < 3; plane++)
        memcpy(scratch->colour[plane] + *x0, frozen->colour[plane] + at, n);
    return n > 0;
}

void gr_sprite_band(const GrSpriteState *state, GrRows *band, const GrSpriteScratch *scratch)
{
    const GrFrozenSprite *frozen = state->frozen;
    const GrKernels *kernels = gr_kernels();
    uint32_t opacity = gr_opacity_of(state->look->opacity);
    int y0 = band->y0 < state->y0 ? state->y0 : band->y0;
    int y1 = band->y1 > state->y1 ? state->y1 : band->y1;
    for (int y = y0; y < y1 && opacity; y++) {
        int from, to;
        bool any = frozen->still
                       ? still_row(frozen, y, scratch, &from, &to)
                       : gr_sprite_row(state, y, scratch->colour, scratch->cover, &from, &to);
        int span = any ? to - from : 0;
        if (!any)
            continue;
        GrRowsInk ink = {.y = y,
                         .rows = 1,
                         .x0 = from,
                         .span = span,
                         .alpha = scratch->cover + from,
                         .opacity = opacity,
                         .picture = true};
        gr_mask_ink(&state->mask, &ink, &scratch->mask);
        for (int plane = 0; plane < 3; plane++) {
            ink.colour[plane] = scratch->colour[plane] + from;
            if (!state->gain.identity)
                kernels->curve(scratch->colour[plane] + from, &state->gain.channel[plane],
                               state->gain.fades ? gr_blue_noise_row(band->noise, y) : NULL, span);
        }
        gr_rows_blend(band, (GrBlend)state->look->blend, (GrLight)state->look->light, &ink);
    }
}

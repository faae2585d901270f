/* SPDX-License-Identifier: MIT */
#include "render/stencil.h"

#include "base/hash.h"
#include "base/vmath.h"
#include "glyph/text_block.h"
#include "render/kernels/kernels.h"
#include "render/text.h"

#include <stdlib.h>
#include <string.h>

/* How much of the frame a text that fits takes, and the size at which it is measured. */
static const float FIT_WIDTH = 0.92f, FIT_HEIGHT = 0.8f, MEASURED_PX = 200.0f;

/* Pixels along a side of what is cut to its ink. */
static const float CUT_SIDE = 16384.0f;

static int make_room(GrStencil *stencil, GrArena *arena, int width, int height, ptrdiff_t stride,
                     GrError *error)
{
    size_t words = (size_t)stride * (size_t)height;
    *stencil = (GrStencil){width, height, stride, GR_ARENA_NEW(arena, uint16_t, words)};
    return stencil->cover ? GR_OK
                          : gr_error_memory(error, "a stencil", words * sizeof *stencil->cover);
}

/* With slack for what kernels read of the last row. */
static int make_frame(GrStencil *stencil, GrArena *arena, int width, int height, GrError *error)
{
    ptrdiff_t stride = gr_kernel_span(width) + GR_KERNEL_STEP;
    int code = make_room(stencil, arena, width, height + 1, stride, error);
    stencil->height = height;
    return code;
}

GrStencil *gr_stencil_new(GrArena *arena, int width, int height, GrError *error)
{
    GrStencil *stencil = GR_ARENA_NEW(arena, GrStencil, 1);
    if (!stencil)
        gr_error_memory(error, "a stencil", sizeof *stencil);
    return stencil && !make_frame(stencil, arena, width, height, error) ? stencil : NULL;
}

static float px_of(const GrStencil *stencil)
{
    int width = stencil->width, height = stencil->height;
    return (float)(width < height ? width : height) / 1080.0f;
}

static int add_text(GrTextSet *set, const GrStencilSpec *spec, const GrFonts *fonts, float size_px,
                    float width_px, GrTextBlock *block, GrError *error)
{
    const GrTextStyle style = {.size_px = gr_clampf(size_px, 1.0f, 4096.0f),
                               .width_px = width_px,
                               .leading = spec->leading,
                               .tracking_em = spec->tracking,
                               .align = (GrTextAlign)spec->align,
                               .shadow_blur_px = -1.0f};
    int code = gr_text_set_add(set, fonts, spec->text, strlen(spec->text), &style, block, error);
    return code ? code : gr_text_check_served(block, error);
}

/* The text at `scale` times its size, or what fits. */
static int lay_out(GrTextSet *set, const GrStencil *stencil, const GrStencilSpec *spec,
                   const GrFonts *fonts, float scale, GrTextBlock *block, GrError *error)
{
    float width = scale * (float)stencil->width, height = scale * (float)stencil->height;
    float size = scale * spec->size * px_of(stencil), wrap = spec->width * width;
    if (size > 0.0f)
        return add_text(set, spec, fonts, size, wrap, block, error);
    int code = add_text(set, spec, fonts, MEASURED_PX, 0.0f, block, error);
    float ink_w = (float)(block->ink_right - block->ink_left);
    float ink_h = (float)(block->ink_bottom - block->ink_top);
    if (code || ink_w <= 0.0f || ink_h <= 0.0f)
        return code;
    float across = (spec->width > 0.0f ? spec->width : FIT_WIDTH) * width / ink_w;
    float down = FIT_HEIGHT * height / ink_h;
    return add_text(set, spec, fonts, MEASURED_PX * gr_minf(across, down), 0.0f, block, error);
}

static void draw_mark(const GrStencil *stencil, const GrInk *ink, int x, int y)
{
    for (int row = 0; row < ink->height; row++) {
        int to = y + row, from = x < 0 ? -x : 0;
        if (to < 0 || to >= stencil->height)
            continue;
        uint16_t *line = stencil->cover + to * stencil->stride;
        const uint8_t *cover = ink->cover + (ptrdiff_t)row * ink->stride;
        for (int i = from; i < ink->width && x + i < stencil->width; i++) {
            uint16_t own = (uint16_t)(cover[i] * 257);
            line[x + i] = own > line[x + i] ? own : line[x + i];
        }
    }
}

static void draw_marks(const GrStencil *stencil, const GrTextSet *set, const GrTextBlock *block,
                       int left, int top)
{
    for (int i = 0; i < block->mark_count; i++) {
        const GrMark *mark = &block->marks[i];
        const GrInk *ink = gr_text_ink(set, GR_INK_FILL, mark->ink);
        if (ink)
            draw_mark(stencil, ink, left + mark->x - ink->left, top + mark->y - ink->top);
    }
}

/* The middle of the ink, not of the line boxes, is at the place. */
static void draw_block(const GrStencil *stencil, const GrStencilSpec *spec, const GrTextSet *set,
                       const GrTextBlock *block)
{
    float width = (float)stencil->width, height = (float)stencil->height;
    float x =
        0.5f * (width + spec->x * height) - 0.5f * (float)(block->ink_left + block->ink_right);
    float y = 0.5f * height * (1.0f + spec->y) - 0.5f * (float)(block->ink_top + block->ink_bottom);
    int left = (int)gr_roundf(gr_clampf(x, -1.0e6f, 1.0e6f));
    int top = (int)gr_roundf(gr_clampf(y, -1.0e6f, 1.0e6f));
    draw_marks(stencil, set, block, left, top);
}

/* A mean over 2 * radius + 1 samples, `step` apart, in place. */
static void blur_line(uint16_t *line, ptrdiff_t step, int count, int radius, uint16_t *copy)
{
    int64_t sum = 0, window = 2 * radius + 1;
    for (int i = 0; i < count; i++)
        copy[i] = line[i * step];
    for (int i = 0; i < radius && i < count; i++)
        sum += copy[i];
    for (int i = 0; i < count; i++) {
        sum += i + radius < count ? copy[i + radius] : 0;
        sum -= i - radius - 1 >= 0 ? copy[i - radius - 1] : 0;
        line[i * step] = (uint16_t)((sum + window / 2) / window);
    }
}

/* Three means are close to a bell. */
static int blur(const GrStencil *stencil, float reach, GrError *error)
{
    int radius = (int)(reach / 3.0f + 0.5f);
    int longest = stencil->width > stencil->height ? stencil->width : stencil->height;
    size_t bytes = (size_t)longest * sizeof *stencil->cover;
    uint16_t *copy = radius > 0 ? malloc(bytes) : NULL;
    if (radius <= 0)
        return GR_OK;
    if (!copy)
        return gr_error_memory(error, "a blur", bytes);
    for (int pass = 0; pass < 3; pass++) {
        for (int y = 0; y < stencil->height; y++)
            blur_line(stencil->cover + y * stencil->stride, 1, stencil->width, radius, copy);
        for (int x = 0; x < stencil->width; x++)
            blur_line(stencil->cover + x, stencil->stride, stencil->height, radius, copy);
    }
    free(copy);
    return GR_OK;
}

int gr_stencil_create(GrStencil *stencil, const GrStencilSpec *spec, const GrFonts *fonts,
                      int width, int height, bool blurred, GrArena *arena, GrError *error)
{
    GrTextSet *set = NULL;
    GrTextBlock block;
    int code = make_frame(stencil, arena, width, height, error);
    if (!code)
        code = gr_text_set_create(&set, error);
    if (!code)
        code = lay_out(set, stencil, spec, fonts, 1.0f, &block, error);
    if (!code)
        draw_block(stencil, spec, set, &block);
    if (!code && blurred)
        code = blur(stencil, spec->soft * px_of(stencil), error);
    gr_text_set_destroy(set);
    return code;
}

/* The largest scale at which a text's ink is at most four frames, and no side of it a giant. */
static float largest_scale(const GrStencil *frame, const GrTextBlock *block)
{
    float across = gr_maxf((float)(block->ink_right - block->ink_left), 1.0f);
    float down = gr_maxf((float)(block->ink_bottom - block->ink_top), 1.0f);
    float area = 4.0f * (float)frame->width * (float)frame->height;
    return gr_minf(gr_sqrtf(area / (across * down)), CUT_SIDE / gr_maxf(across, down));
}

static float ink_of(const GrTextBlock *block)
{
    return (float)(block->ink_right - block->ink_left + block->ink_bottom - block->ink_top);
}

/* By how much a text became larger: letters of pixels come in whole ones, others to a rounding. */
static float scale_drawn(float ink, const GrTextBlock *block, float wanted)
{
    float off = ink_of(block) - wanted * ink;
    return gr_absf(off) > 2.0f + 2.0f * wanted && ink > 0.0f ? ink_of(block) / ink : wanted;
}

static int draw_cut(GrStencil *stencil, const GrTextSet *set, const GrTextBlock *block,
                    GrArena *arena, GrError *error)
{
    int width = block->ink_right - block->ink_left, height = block->ink_bottom - block->ink_top;
    width = width > 1 ? width : 1;
    height = height > 1 ? height : 1;
    int code = make_room(stencil, arena, width, height, width, error);
    if (!code)
        draw_marks(stencil, set, block, -block->ink_left, -block->ink_top);
    return code;
}

int gr_stencil_cut_text(GrStencil *stencil, const GrStencilSpec *spec, const GrFonts *fonts,
                        int width, int height, float scale, float *drawn_scale, GrArena *arena,
                        GrError *error)
{
    const GrStencil frame = {.width = width, .height = height};
    GrTextSet *set = NULL;
    GrTextBlock block;
    int code = gr_text_set_create(&set, error);
    if (!code)
        code = lay_out(set, &frame, spec, fonts, 1.0f, &block, error);
    float ink = code ? 0.0f : ink_of(&block);
    float wanted = code ? 1.0f : gr_minf(scale, largest_scale(&frame, &block));
    if (!code && wanted != 1.0f)
        code = lay_out(set, &frame, spec, fonts, wanted, &block, error);
    *drawn_scale = code ? wanted : scale_drawn(ink, &block, wanted);
    if (!code)
        code = draw_cut(stencil, set, &block, arena, error);
    gr_text_set_destroy(set);
    return code;
}

/* The mean of what counts of the picture's pixels in a rectangle of them, edges cut as they are. */
static uint16_t mean_of(const GrPicture *picture, float x0, float x1, float y0, float y1,
                        bool light)
{
    float sum = 0.0f, whole = (x1 - x0) * (y1 - y0);
    int left = (int)gr_floorf(gr_maxf(x0, 0.0f)), top = (int)gr_floorf(gr_maxf(y0, 0.0f));
    for (int y = top; y < picture->height && (float)y < y1; y++) {
        float down = gr_minf(y1, (float)(y + 1)) - gr_maxf(y0, (float)y);
        const uint8_t *row = picture->rgba + (size_t)y * (size_t)picture->width * 4;
        for (int x = left; x < picture->width && (float)x < x1; x++) {
            const uint8_t *p = row + (size_t)x * 4;
            float luma =
                (0.2126f * (float)p[0] + 0.7152f * (float)p[1] + 0.0722f * (float)p[2]) / 255.0f;
            float counts = light ? luma * (float)p[3] : (float)p[3];
            sum += counts * down * (gr_minf(x1, (float)(x + 1)) - gr_maxf(x0, (float)x));
        }
    }
    return (uint16_t)(gr_clampf(sum / whole * 257.0f, 0.0f, 65535.0f) + 0.5f);
}

int gr_stencil_sharpen(const char *file, int width, int height, GrPicture *picture,
                       GrPicturePlace *place, GrError *error)
{
    float down = 0.5f * place->size * (float)height, across = down * picture->aspect;
    if (!picture->drawn || down <= (float)picture->height)
        return GR_OK;
    const GrPictureView view = {
        .across = across,
        .down = down,
        .x = 0.5f * (across - (float)width - place->x * (float)height),
        .y = 0.5f * (down - (float)height - place->y * (float)height),
        .width = width,
        .height = height,
    };
    *place = (GrPicturePlace){.size = 2.0f};
    return gr_picture_redraw(file, &view, picture, error);
}

void gr_stencil_place_picture(GrStencil *stencil, const GrPicture *picture, float x, float y,
                              float size, bool light)
{
    float width = (float)stencil->width, height = (float)stencil->height;
    float step = 2.0f * (float)picture->height / (size * height); /* its pixels per ours */
    float left = 0.5f * (width + x * height) - 0.5f * (float)picture->width / step;
    float top = 0.5f * height * (1.0f + y) - 0.5f * (float)picture->height / step;
    for (int row = 0; row < stencil->height; row++) {
        float y0 = ((float)row - top) * step;
        for (int column = 0; column < stencil->width; column++) {
            float x0 = ((float)column - left) * step;
            stencil->cover[row * stencil->stride + column] =
                mean_of(picture, x0, x0 + step, y0, y0 + step, light);
        }
    }
}

int gr_stencil_cut_picture(GrStencil *stencil, const GrPicture *picture, int width, int height,
                           bool light, GrArena *arena, GrError *error)
{
    float across = (float)picture->width, down = (float)picture->height;
    float area = 4.0f * (float)width * (float)height;
    float step = gr_maxf(gr_sqrtf(across * down / area), gr_maxf(across, down) / CUT_SIDE);
    step = gr_maxf(step, 1.0f);
    int columns = (int)gr_maxf(across / step, 1.0f), rows = (int)gr_maxf(down / step, 1.0f);
    float step_x = across / (float)columns, step_y = down / (float)rows;
    int code = make_room(stencil, arena, columns, rows, columns, error);
    for (int y = 0; y < rows && !code; y++)
        for (int x = 0; x < columns; x++) {
            float left = (float)x * step_x, top = (float)y * step_y;
            stencil->cover[y * stencil->stride + x] =
                mean_of(picture, left, left + step_x, top, top + step_y, light);
        }
    return code;
}

int gr_stencil_sample(const GrStencil *stencil, const GrGrid *grid, GrArena *arena,
                      const float **out, GrError *error)
{
    float *cells = GR_ARENA_NEW(arena, float, grid->count + 32);
    if (!cells)
        return gr_error_memory(error, "a stencil's cells", (size_t)grid->count * sizeof(float));
    for (int cell = 0; cell < grid->count; cell++) {
        int col = cell % grid->cols, row = cell / grid->cols;
        int x0 = grid->col_edge[col], x1 = grid->col_edge[col + 1];
        int y0 = grid->row_edge[row], y1 = grid->row_edge[row + 1];
        int64_t sum = 0, pixels = (int64_t)(x1 - x0) * (y1 - y0);
        for (int y = y0; y < y1; y++)
            for (int x = x0; x < x1; x++)
                sum += stencil->cover[y * stencil->stride + x];
        cells[cell] = pixels ? (float)((double)sum / (65535.0 * (double)pixels)) : 0.0f;
    }
    *out = cells;
    return GR_OK;
}

/* The mean colour of a rectangle of the picture's pixels, each as much as it is covered. */
static void mean_colour(const GrPicture *picture, const float box[4], float out[3])
{
    float sum[3] = {0.0f}, cover = 0.0f;
    int left = (int)gr_floorf(gr_maxf(box[0], 0.0f)), top = (int)gr_floorf(gr_maxf(box[1], 0.0f));
    for (int y = top; y < picture->height && (float)y < box[3]; y++) {
        float down = gr_minf(box[3], (float)(y + 1)) - gr_maxf(box[1], (float)y);
        const uint8_t *row = picture->rgba + (size_t)y * (size_t)picture->width * 4;
        for (int x = left; x < picture->width && (float)x < box[2]; x++) {
            const uint8_t *p = row + (size_t)x * 4;
            float across = gr_minf(box[2], (float)(x + 1)) - gr_maxf(box[0], (float)x);
            float counts = (float)p[3] * down * across;
            for (int c = 0; c < 3; c++)
                sum[c] += counts * (float)p[c] * (1.0f / 255.0f);
            cover += counts;
        }
    }
    for (int c = 0; c < 3; c++)
        out[c] = cover > 0.0f ? sum[c] / cover : 0.0f;
}

int gr_stencil_sample_colours(const GrPicture *picture, float x, float y, float size,
                              const GrGrid *grid, GrArena *arena, const float *out[3],
                              GrError *error)
{
    float *planes[3], width = (float)grid->width, height = (float)grid->height;
    for (int c = 0; c < 3; c++) {
        out[c] = planes[c] = GR_ARENA_NEW(arena, float, grid->count + 32);
        if (!planes[c])
            return gr_error_memory(error, "a picture's colours", (size_t)grid->count * 4);
    }
    float step = 2.0f * (float)picture->height / (size * height);
    float left = 0.5f * (width + x * height) - 0.5f * (float)picture->width / step;
    float top = 0.5f * height * (1.0f + y) - 0.5f * (float)picture->height / step;
    for (int cell = 0; cell < grid->count; cell++) {
        int col = cell % grid->cols, row = cell / grid->cols;
        const float box[] = {((float)grid->col_edge[col] - left) * step,
                             ((float)grid->row_edge[row] - top) * step,
                             ((float)grid->col_edge[col + 1] - left) * step,
                             ((float)grid->row_edge[row + 1] - top) * step};
        float colour[3];
        mean_colour(picture, box, colour);
        for (int c = 0; c < 3; c++)
            planes[c][cell] = colour[c];
    }
    return GR_OK;
}

uint64_t gr_stencil_hash(const GrStencil *stencil, uint64_t seed)
{
    size_t words = (size_t)stencil->stride * (size_t)stencil->height;
    return gr_hash_bytes(stencil->cover, words * sizeof *stencil->cover, seed);
}

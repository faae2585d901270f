/* SPDX-License-Identifier: MIT */
#include "media/film_raster.h"

#include "base/log.h"
#include "media/av.h"
#include "media/colour_profile.h"
#include "media/film_colour.h"

#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>
#include <stdlib.h>
#include <string.h>

struct GrFilmReducer {
    const GrFilm *film;
    int factor;
    int cols, rows;         /* of the raster before it is turned */
    uint32_t *sums;         /* of a row of squares, by pixel */
    float *plane[4];        /* means of a row of squares: luma or red, ... */
    uint8_t *flat;          /* the raster before it is turned; NULL: it is upright */
    struct SwsContext *sws; /* to RGBA, for what is no plain luma and chroma */
    uint8_t *pixels;        /* as it gives them */
    int sws_width, sws_height;
    enum AVPixelFormat sws_format;
    /* Of the last picture, and most likely of the next one. */
    GrColourProfile *profile;
    uint64_t profile_hash;
};

/* One plane of a picture. */
typedef struct Plane {
    const uint8_t *data;
    ptrdiff_t stride;
    int width, height;
    int across, down; /* logarithms of how much coarser it is than the picture */
    bool wide;        /* two bytes a sample */
} Plane;

int gr_film_factor(const GrFilm *film, int rows)
{
    int height = film->turn.xx ? film->height : film->width;
    int factor = height / (rows > 0 ? rows : 1);
    return factor < 2 ? 1 : factor > 64 ? 64 : factor / 2 * 2;
}

static int squares(int pixels, int factor)
{
    return (pixels + factor - 1) / factor;
}

void gr_film_raster_size(const GrFilm *film, int factor, int *cols, int *rows)
{
    int across = squares(film->width, factor), down = squares(film->height, factor);
    *cols = film->turn.xx ? across : down;
    *rows = film->turn.xx ? down : across;
}

int gr_film_reducer_create(const GrFilm *film, int factor, GrFilmReducer **out, GrError *error)
{
    GrFilmReducer *reducer = calloc(1, sizeof *reducer);
    *out = NULL;
    if (!reducer)
        return gr_error_memory(error, "a film's pictures", sizeof *reducer);
    reducer->film = film;
    reducer->factor = factor;
    reducer->cols = squares(film->width, factor);
    reducer->rows = squares(film->height, factor);
    size_t row = (size_t)reducer->cols + 16;
    bool upright = gr_turn_is_upright(film->turn);
    reducer->sums = calloc((size_t)film->width, sizeof *reducer->sums);
    bool missing = !reducer->sums;
    for (int i = 0; i < 4; i++) {
        reducer->plane[i] = calloc(row, sizeof(float));
        missing = missing || !reducer->plane[i];
    }
    if (!upright)
        reducer->flat = calloc((size_t)reducer->cols * (size_t)reducer->rows, 4);
    if (missing || (!upright && !reducer->flat)) {
        gr_film_reducer_destroy(reducer);
        return gr_error_memory(error, "a film's pictures", row * 16);
    }
    *out = reducer;
    return GR_OK;
}

void gr_film_reducer_destroy(GrFilmReducer *reducer)
{
    if (!reducer)
        return;
    sws_freeContext(reducer->sws);
    gr_colour_profile_close(reducer->profile);
    for (int i = 0; i < 4; i++)
        free(reducer->plane[i]);
    free(reducer->sums);
    free(reducer->flat);
    free(reducer->pixels);
    free(reducer);
}

static void add_row(uint32_t *sums, const uint8_t *row, int count)
{
    for (int i = 0; i < count; i++)
        sums[i] += row[i];
}

static void add_wide_row(uint32_t *sums, const uint8_t *bytes, int count)
{
    const uint16_t *row = (const uint16_t *)(const void *)bytes;
    for (int i = 0; i < count; i++)
        sums[i] += row[i];
}

/* The samples of a plane that a square of the picture covers: at least one. */
static void span_of(int square, int factor, int coarser, int size, int *from, int *to)
{
    *from = (square * factor) >> coarser;
    *to = ((square + 1) * factor) >> coarser;
    *from = *from < size ? *from : size - 1;
    *to = *to > size ? size : *to;
    *to = *to > *from ? *to : *from + 1;
}

/* Means of a row of squares. */
static void mean_row(const GrFilmReducer *reducer, const Plane *plane, int row, float *out)
{
    int y0, y1, x0, x1, factor = reducer->factor;
    span_of(row, factor, plane->down, plane->height, &y0, &y1);
    memset(reducer->sums, 0, (size_t)plane->width * sizeof *reducer->sums);
    for (int y = y0; y < y1; y++) {
        const uint8_t *from = plane->data + (ptrdiff_t)y * plane->stride;
        if (plane->wide)
            add_wide_row(reducer->sums, from, plane->width);
        else
            add_row(reducer->sums, from, plane->width);
    }
    for (int i = 0; i < reducer->cols; i++) {
        uint32_t sum = 0;
        span_of(i, factor, plane->across, plane->width, &x0, &x1);
        for (int x = x0; x < x1; x++)
            sum += reducer->sums[x];
        out[i] = (float)sum / (float)((x1 - x0) * (y1 - y0));
    }
}

static inline uint8_t byte_of(float value)
{
    value = value > 0.0f ? value : 0.0f;
    value = value < 255.0f ? value : 255.0f;
    return (uint8_t)(int32_t)(value + 0.5f);
}

/* From means of luma and chroma (and alpha) to colours. */
static void colour_row(const GrFilmReducer *reducer, const GrYuvMatrix *m, bool alpha, uint8_t *out)
{
    const float *y = reducer->plane[0], *u = reducer->plane[1], *v = reducer->plane[2];
    const float *a = reducer->plane[3];
    for (int i = 0; i < reducer->cols; i++) {
        float light = m->y_scale * (y[i] - m->black), cb = u[i] - m->middle, cr = v[i] - m->middle;
        float cover = alpha ? a[i] * m->alpha_scale : 1.0f;
        float red = light + m->red_cr * cr;
        float green = light + m->green_cb * cb + m->green_cr * cr;
        float blue = light + m->blue_cb * cb;
        red = red < 0.0f ? 0.0f : red > 255.0f ? 255.0f : red;
        green = green < 0.0f ? 0.0f : green > 255.0f ? 255.0f : green;
        blue = blue < 0.0f ? 0.0f : blue > 255.0f ? 255.0f : blue;
        out[4 * i + 0] = byte_of(red * cover);
        out[4 * i + 1] = byte_of(green * cover);
        out[4 * i + 2] = byte_of(blue * cover);
        out[4 * i + 3] = byte_of(255.0f * cover);
    }
}

/* Planes of luma, chroma and perhaps alpha, 8 to 16 bits a sample in this machine's order. */
static bool is_plain(const AVPixFmtDescriptor *layout)
{
    if (!layout ||
        (layout->flags & (AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_BITSTREAM |
                          AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_FLOAT | AV_PIX_FMT_FLAG_BAYER)))
        return false;
    int depth = layout->comp[0].depth;
    if (depth < 8 || depth > 16 || (depth > 8 && (layout->flags & AV_PIX_FMT_FLAG_BE)))
        return false;
    for (int i = 0; i < layout->nb_components; i++) {
        const AVComponentDescriptor *c = &layout->comp[i];
        if (c->plane != i || c->depth != depth || c->shift || c->step != (depth > 8 ? 2 : 1))
            return false;
    }
    return true;
}

static Plane plane_of(const AVFrame *frame, const AVPixFmtDescriptor *layout, int index)
{
    bool chroma = layout->nb_components >= 3 && (index == 1 || index == 2);
    int across = chroma ? layout->log2_chroma_w : 0, down = chroma ? layout->log2_chroma_h : 0;
    return (Plane){.data = frame->data[index],
                   .stride = frame->linesize[index],
                   .width = (frame->width + (1 << across) - 1) >> across,
                   .height = (frame->height + (1 << down) - 1) >> down,
                   .across = across,
                   .down = down,
                   .wide = layout->comp[0].depth > 8};
}

static void reduce_plain(GrFilmReducer *reducer, const AVFrame *frame,
                         const AVPixFmtDescriptor *layout, uint8_t *rgba)
{
    const int count = layout->nb_components;
    GrYuvMatrix matrix = gr_film_matrix(frame, layout);
    Plane planes[4] = {{0}};
    /* Grey, and grey with alpha, have no chroma. */
    int slots[4] = {0, count == 2 ? 3 : 1, 2, 3};
    for (int i = 0; i < count; i++)
        planes[i] = plane_of(frame, layout, i);
    for (int i = 0; i < reducer->cols && count < 3; i++)
        reducer->plane[1][i] = reducer->plane[2][i] = matrix.middle;
    for (int row = 0; row < reducer->rows; row++) {
        for (int i = 0; i < count; i++)
            mean_row(reducer, &planes[i], row, reducer->plane[slots[i]]);
        colour_row(reducer, &matrix, count == 2 || count == 4,
                   rgba + (size_t)row * (size_t)reducer->cols * 4);
    }
}

/* Bytes of red, green, blue and perhaps alpha, beside each other. */
typedef struct Packed {
    const uint8_t *data;
    ptrdiff_t stride;
    int width, height;
    int step, at[4]; /* bytes of a pixel, and where in them each is */
    bool alpha;
} Packed;

/* Every pixel counts as much as it is covered. */
static inline void sum_square(const Packed *from, int step, bool alpha, const int span[4],
                              uint32_t sum[4])
{
    const int red = from->at[0], green = from->at[1], blue = from->at[2], cover = from->at[3];
    sum[0] = sum[1] = sum[2] = sum[3] = 0;
    for (int y = span[2]; y < span[3]; y++) {
        const uint8_t *at = from->data + y * from->stride + (ptrdiff_t)step * span[0];
        for (int x = span[0]; x < span[1]; x++, at += step) {
            uint32_t weight = alpha ? at[cover] : 1;
            sum[0] += at[red] * weight;
            sum[1] += at[green] * weight;
            sum[2] += at[blue] * weight;
            sum[3] += weight;
        }
    }
    for (int c = 0; c < 4 && !alpha; c++)
        sum[c] *= 255;
}

static void reduce_pixels(const GrFilmReducer *reducer, const Packed *from, uint8_t *rgba)
{
    int span[4], factor = reducer->factor;
    for (int row = 0; row < reducer->rows; row++) {
        span_of(row, factor, 0, from->height, &span[2], &span[3]);
        for (int col = 0; col < reducer->cols; col++) {
            uint32_t sum[4];
            span_of(col, factor, 0, from->width, &span[0], &span[1]);
            if (from->step == 3) /* the usual ones, with numbers that a compiler sees */
                sum_square(from, 3, false, span, sum);
            else
                sum_square(from, 4, from->alpha, span, sum);
            uint32_t count = (uint32_t)((span[1] - span[0]) * (span[3] - span[2]));
            uint8_t *to = rgba + 4 * ((size_t)row * (size_t)reducer->cols + (size_t)col);
            for (int c = 0; c < 3; c++)
                to[c] = (uint8_t)((sum[c] + 255 * count / 2) / (255 * count));
            to[3] = (uint8_t)((sum[3] + count / 2) / count);
        }
    }
}

static Packed packed_rgba(const uint8_t *pixels, int width, int height)
{
    return (Packed){pixels, 4 * (ptrdiff_t)width, width, height, 4, {0, 1, 2, 3}, true};
}

/* Whether a picture's bytes are such pixels as they are. */
static bool is_packed(const AVFrame *frame, const AVPixFmtDescriptor *layout, Packed *out)
{
    const uint64_t others = AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_BITSTREAM |
                            AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_PLANAR |
                            AV_PIX_FMT_FLAG_FLOAT | AV_PIX_FMT_FLAG_BAYER;
    if (!layout || !(layout->flags & AV_PIX_FMT_FLAG_RGB) || (layout->flags & others) ||
        layout->nb_components < 3)
        return false;
    *out = (Packed){frame->data[0],
                    frame->linesize[0],
                    frame->width,
                    frame->height,
                    layout->comp[0].step,
                    {0},
                    layout->nb_components == 4};
    for (int i = 0; i < layout->nb_components; i++) {
        const AVComponentDescriptor *c = &layout->comp[i];
        if (c->depth != 8 || c->shift || c->plane || c->step != out->step)
            return false;
        out->at[i] = c->offset;
    }
    return out->step == 4 || (out->step == 3 && !out->alpha);
}

static int lack_memory(const GrFilmReducer *reducer, GrError *error)
{
    const GrFilm *film = reducer->film;
    return gr_error_memory(error, film->path, (size_t)film->width * (size_t)film->height * 4);
}

/* Pixel for pixel: nothing is scaled, so that nothing but the order of bytes changes. */
static int to_pixels(GrFilmReducer *reducer, const AVFrame *frame, GrError *error)
{
    enum AVPixelFormat format = (enum AVPixelFormat)frame->format;
    int flags =
        SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT | SWS_FULL_CHR_H_INP | SWS_BITEXACT | SWS_AREA;
    if (!reducer->sws || reducer->sws_format != format || reducer->sws_width != frame->width ||
        reducer->sws_height != frame->height) {
        sws_freeContext(reducer->sws);
        free(reducer->pixels);
        reducer->sws = sws_getContext(frame->width, frame->height, format, frame->width,
                                      frame->height, AV_PIX_FMT_RGBA, flags, NULL, NULL, NULL);
        reducer->pixels = malloc((size_t)frame->width * (size_t)frame->height * 4 + 64);
        reducer->sws_format = format;
        reducer->sws_width = frame->width;
        reducer->sws_height = frame->height;
    }
    if (!sws_isSupportedInput(format))
        return gr_error_set(error, GR_E_INPUT, "%s: pixels of the kind %s cannot be read",
                            reducer->film->path,
                            av_get_pix_fmt_name(format) ? av_get_pix_fmt_name(format) : "unknown");
    if (!reducer->sws || !reducer->pixels)
        return lack_memory(reducer, error);
    const int *matrix = sws_getCoefficients(gr_film_sws_matrix(frame));
    sws_setColorspaceDetails(reducer->sws, matrix, frame->color_range == AVCOL_RANGE_JPEG, matrix,
                             1, 0, 1 << 16, 1 << 16);
    uint8_t *to[4] = {reducer->pixels, NULL, NULL, NULL};
    int stride[4] = {frame->width * 4, 0, 0, 0};
    int rows = sws_scale(reducer->sws, (const uint8_t *const *)frame->data, frame->linesize, 0,
                         frame->height, to, stride);
    if (rows == AVERROR(ENOMEM))
        return lack_memory(reducer, error);
    return rows == frame->height ? GR_OK
                                 : gr_error_set(error, GR_E_INPUT, "%s: a picture cannot be read",
                                                reducer->film->path);
}

/* Films whose size changes on the way are as large as they began. */
static int check_size(const GrFilmReducer *reducer, int width, int height, GrError *error)
{
    const GrFilm *film = reducer->film;
    if (width == film->width && height == film->height)
        return GR_OK;
    return gr_error_set(error, GR_E_INPUT, "%s: its size changes from %d x %d to %d x %d",
                        film->path ? film->path : "", film->width, film->height, width, height);
}

/* Told of the whole film, since its pictures will be alike in this. */
static int take_profile(GrFilmReducer *reducer, const AVFrame *frame, GrError *error)
{
    uint64_t hash = gr_colour_profile_hash(frame);
    GrError fault;
    if (hash == reducer->profile_hash)
        return GR_OK;
    gr_colour_profile_close(reducer->profile);
    int code = gr_colour_profile_open(frame, &reducer->profile, &fault);
    if (code == GR_E_SPACE)
        return gr_error_set(error, code, "%s", fault.message);
    reducer->profile_hash = hash;
    if (code)
        gr_log(GR_LOG_WARNING, "%s: a picture %s: it is taken as sRGB", reducer->film->path,
               fault.message);
    return GR_OK;
}

int gr_film_reduce(GrFilmReducer *reducer, const AVFrame *frame, uint8_t *rgba, GrError *error)
{
    const AVPixFmtDescriptor *layout = av_pix_fmt_desc_get((enum AVPixelFormat)frame->format);
    uint8_t *flat = reducer->flat ? reducer->flat : rgba;
    Packed packed;
    int code = check_size(reducer, frame->width, frame->height, error);
    if (!code && is_plain(layout)) {
        reduce_plain(reducer, frame, layout, flat);
    } else if (!code && is_packed(frame, layout, &packed)) {
        reduce_pixels(reducer, &packed, flat);
    } else if (!code) {
        code = to_pixels(reducer, frame, error);
        packed = packed_rgba(reducer->pixels, frame->width, frame->height);
        if (!code)
            reduce_pixels(reducer, &packed, flat);
    }
    code = code ? code : take_profile(reducer, frame, error);
    if (!code && reducer->profile)
        gr_colour_profile_apply_covered(reducer->profile, flat,
                                        (size_t)reducer->cols * (size_t)reducer->rows);
    if (!code && reducer->flat)
        gr_turn_pixels(reducer->film->turn, flat, reducer->cols, reducer->rows, rgba);
    return code;
}

int gr_film_reduce_rgba(GrFilmReducer *reducer, const uint8_t *pixels, int width, int height,
                        uint8_t *rgba, GrError *error)
{
    int code = check_size(reducer, width, height, error);
    const Packed packed = packed_rgba(pixels, width, height);
    if (!code)
        reduce_pixels(reducer, &packed, rgba);
    return code;
}

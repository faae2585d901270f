/* SPDX-License-Identifier: MIT */
#include "media/picture.h"

#include "media/av.h"
#include "media/colour_profile.h"
#include "media/picture_decode.h"
#include "media/picture_svg.h"

#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Grey or red, green and blue with 9 to 16 bits, which the scaler rounds up by half of a step. */
static bool is_deep(const AVPixFmtDescriptor *layout, const AVFrame *frame)
{
    const uint64_t others = AV_PIX_FMT_FLAG_FLOAT | AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_HWACCEL |
                            AV_PIX_FMT_FLAG_BITSTREAM | AV_PIX_FMT_FLAG_BAYER;
    bool plain = layout->nb_components <= 2 || (layout->flags & AV_PIX_FMT_FLAG_RGB);
    return plain && !(layout->flags & others) && layout->comp[0].depth > 8 &&
           layout->comp[0].depth <= 16 && frame->color_range != AVCOL_RANGE_MPEG;
}

/* Each number to the nearest code value. */
static int convert_deep(const AVFrame *frame, const AVPixFmtDescriptor *layout, GrPicture *picture)
{
    int width = frame->width, colours = layout->nb_components <= 2 ? 1 : 3;
    uint16_t *line = malloc((size_t)width * sizeof *line);
    if (!line)
        return AVERROR(ENOMEM);
    memset(picture->rgba, 255, (size_t)width * (size_t)frame->height * 4);
    for (int y = 0; y < frame->height; y++)
        for (int c = 0; c < layout->nb_components; c++) {
            uint8_t *to = picture->rgba + (size_t)y * (size_t)width * 4;
            uint32_t most = (1u << layout->comp[c].depth) - 1;
            int first = c < colours ? c : 3, last = c < colours && colours == 1 ? 2 : first;
            av_read_image_line(line, (const uint8_t **)(uintptr_t)frame->data, frame->linesize,
                               layout, 0, y, c, width, 0);
            for (int x = 0; x < width; x++)
                for (int k = first; k <= last; k++)
                    to[4 * x + k] = (uint8_t)((line[x] * 255u + most / 2) / most);
        }
    free(line);
    return 0;
}

static int convert(const AVFrame *frame, GrPicture *picture)
{
    int flags =
        SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT | SWS_FULL_CHR_H_INP | SWS_BITEXACT | SWS_BICUBIC;
    enum AVPixelFormat format = (enum AVPixelFormat)frame->format;
    const AVPixFmtDescriptor *layout = av_pix_fmt_desc_get(format);
    struct SwsContext *scaler =
        sws_getContext(frame->width, frame->height, format, frame->width, frame->height,
                       AV_PIX_FMT_RGBA, flags, NULL, NULL, NULL);
    picture->width = frame->width;
    picture->height = frame->height;
    picture->has_alpha = layout && (layout->flags & AV_PIX_FMT_FLAG_ALPHA);
    picture->rgba = malloc((size_t)frame->width * (size_t)frame->height * 4 + 64);
    if (!scaler || !picture->rgba) {
        sws_freeContext(scaler);
        return sws_isSupportedInput(format) ? AVERROR(ENOMEM) : AVERROR(EINVAL);
    }
    if (is_deep(layout, frame)) {
        sws_freeContext(scaler);
        return convert_deep(frame, layout, picture);
    }
    /* Pictures in luma and chroma are JPEG's, at full range, unless they say otherwise. */
    bool full = frame->color_range != AVCOL_RANGE_MPEG;
    const int *matrix = sws_getCoefficients(SWS_CS_ITU601);
    sws_setColorspaceDetails(scaler, matrix, full, matrix, 1, 0, 1 << 16, 1 << 16);
    uint8_t *to[4] = {picture->rgba, NULL, NULL, NULL};
    int stride[4] = {frame->width * 4, 0, 0, 0};
    int rows = sws_scale(scaler, (const uint8_t *const *)frame->data, frame->linesize, 0,
                         frame->height, to, stride);
    sws_freeContext(scaler);
    return rows == frame->height ? 0 : rows < 0 ? rows : AVERROR(EINVAL);
}

/* By its profile; without it, where that is of no use. */
static int to_srgb(const AVFrame *frame, GrPicture *picture)
{
    GrColourProfile *profile;
    GrError error;
    int code = gr_colour_profile_open(frame, &profile, &error);
    if (code == GR_E_SPACE)
        return AVERROR(ENOMEM);
    if (code)
        snprintf(picture->complaint, sizeof picture->complaint, "%s: it is taken as sRGB",
                 error.message);
    if (profile)
        gr_colour_profile_apply(profile, picture->rgba,
                                (size_t)picture->width * (size_t)picture->height);
    gr_colour_profile_close(profile);
    return 0;
}

/* A camera that was held upright says so beside the picture. */
static int turn_upright(GrTurn turn, GrPicture *picture)
{
    if (gr_turn_is_upright(turn))
        return 0;
    int width = picture->width, height = picture->height;
    uint8_t *turned = malloc((size_t)width * (size_t)height * 4 + 64);
    if (!turned)
        return AVERROR(ENOMEM);
    gr_turn_pixels(turn, picture->rgba, width, height, turned);
    free(picture->rgba);
    picture->rgba = turned;
    picture->width = turn.xx ? width : height;
    picture->height = turn.xx ? height : width;
    return 0;
}

int gr_picture_redraw(const char *path, const GrPictureView *view, GrPicture *picture,
                      GrError *error)
{
    gr_picture_finish(picture);
    return gr_svg_draw(path, view, picture, error);
}

static int read_raster(const char *path, bool strict, GrPicture *picture, GrError *error)
{
    AVFrame *frame = av_frame_alloc();
    if (!frame)
        return gr_error_memory(error, path, sizeof *frame);
    int code = gr_picture_decode(path, strict, frame, error);
    int result = code ? 0 : convert(frame, picture);
    if (!code && result >= 0)
        result = to_srgb(frame, picture);
    if (!code && result >= 0)
        result = turn_upright(gr_picture_turn(path, frame), picture);
    av_frame_free(&frame);
    if (result < 0)
        code = gr_av_error(error, result == AVERROR(ENOMEM) ? GR_E_SPACE : GR_E_INPUT, result,
                           "%s: cannot be read as a picture", path);
    if (code)
        gr_picture_finish(picture);
    return code;
}

int gr_picture_read(const char *path, GrPicture *picture, GrError *error)
{
    *picture = (GrPicture){0};
    if (!path || gr_svg_is(path))
        return gr_svg_draw(path, NULL, picture, error);
    int code = read_raster(path, true, picture, error);
    if (code == GR_E_INPUT) {
        code = read_raster(path, false, picture, error);
        if (!code)
            snprintf(picture->complaint, sizeof picture->complaint,
                     "is damaged: what can be read of the picture is shown");
    }
    if (!code)
        picture->aspect = (float)picture->width / (float)picture->height;
    return code;
}

void gr_picture_finish(GrPicture *picture)
{
    if (!picture)
        return;
    free(picture->rgba);
    *picture = (GrPicture){0};
}

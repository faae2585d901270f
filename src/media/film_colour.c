/* SPDX-License-Identifier: MIT */
#include "media/film_colour.h"

#include <libswscale/swscale.h>
#include <stdbool.h>
#include <string.h>

/* The weights of red and blue in luma, by ITU-T H.273. */
typedef struct Weights {
    float red, blue;
} Weights;

/* JPEG has a matrix and a range of its own, whatever the picture's size. */
static bool is_jpeg(const AVFrame *frame)
{
    const char *name = av_get_pix_fmt_name((enum AVPixelFormat)frame->format);
    return name && strncmp(name, "yuvj", 4) == 0;
}

static enum AVColorSpace space_of(const AVFrame *frame)
{
    switch (frame->colorspace) {
    case AVCOL_SPC_BT709:
    case AVCOL_SPC_SMPTE240M:
    case AVCOL_SPC_BT2020_NCL:
    case AVCOL_SPC_BT470BG:
    case AVCOL_SPC_SMPTE170M:
    case AVCOL_SPC_FCC:
        return frame->colorspace;
    case AVCOL_SPC_BT2020_CL:
        return AVCOL_SPC_BT2020_NCL;
    default: {
        bool large = frame->height >= 720 || frame->width >= 1280;
        return large && !is_jpeg(frame) ? AVCOL_SPC_BT709 : AVCOL_SPC_SMPTE170M;
    }
    }
}

static Weights weights_of(enum AVColorSpace space)
{
    switch (space) {
    case AVCOL_SPC_BT709:
        return (Weights){0.2126f, 0.0722f};
    case AVCOL_SPC_SMPTE240M:
        return (Weights){0.212f, 0.087f};
    case AVCOL_SPC_BT2020_NCL:
        return (Weights){0.2627f, 0.0593f};
    case AVCOL_SPC_FCC:
        return (Weights){0.30f, 0.11f};
    default:
        return (Weights){0.299f, 0.114f};
    }
}

static bool is_full(const AVFrame *frame, const AVPixFmtDescriptor *layout)
{
    if (frame->color_range != AVCOL_RANGE_UNSPECIFIED)
        return frame->color_range == AVCOL_RANGE_JPEG;
    return is_jpeg(frame) || layout->nb_components < 3;
}

GrYuvMatrix gr_film_matrix(const AVFrame *frame, const AVPixFmtDescriptor *layout)
{
    const Weights w = weights_of(space_of(frame));
    const bool full = is_full(frame, layout);
    const int depth = layout->comp[0].depth;
    const float unit = (float)(1 << (depth - 8)), most = (float)((1 << depth) - 1);
    const float y_scale = full ? 255.0f / most : 255.0f / (219.0f * unit);
    const float c_scale = full ? 255.0f / most : 255.0f / (224.0f * unit);
    const float green = 1.0f - w.red - w.blue;
    return (GrYuvMatrix){
        .y_scale = y_scale,
        .black = full ? 0.0f : 16.0f * unit,
        .middle = 128.0f * unit,
        .red_cr = c_scale * 2.0f * (1.0f - w.red),
        .green_cb = -c_scale * 2.0f * (1.0f - w.blue) * w.blue / green,
        .green_cr = -c_scale * 2.0f * (1.0f - w.red) * w.red / green,
        .blue_cb = c_scale * 2.0f * (1.0f - w.blue),
        .alpha_scale = 1.0f / most,
    };
}

int gr_film_sws_matrix(const AVFrame *frame)
{
    switch (space_of(frame)) {
    case AVCOL_SPC_BT709:
        return SWS_CS_ITU709;
    case AVCOL_SPC_SMPTE240M:
        return SWS_CS_SMPTE240M;
    case AVCOL_SPC_BT2020_NCL:
        return SWS_CS_BT2020;
    case AVCOL_SPC_FCC:
        return SWS_CS_FCC;
    default:
        return SWS_CS_ITU601;
    }
}

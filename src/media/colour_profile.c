/* SPDX-License-Identifier: MIT */
#include "media/colour_profile.h"

#include "base/hash.h"

#include <lcms2.h>
#include <libavutil/pixdesc.h>
#include <stdbool.h>
#include <stdlib.h>

enum {
    STEPS = 9, /* of each primary, where a profile is compared with sRGB */
    NEAR = 2,  /* code values by which the many profiles that mean sRGB differ */
    BLOCK = 256,
};

struct GrColourProfile {
    cmsHTRANSFORM transform;
    bool grey;
};

static const AVFrameSideData *side_of(const AVFrame *frame)
{
    const AVFrameSideData *side = av_frame_get_side_data(frame, AV_FRAME_DATA_ICC_PROFILE);
    return side && side->size ? side : NULL;
}

uint64_t gr_colour_profile_hash(const AVFrame *frame)
{
    const AVFrameSideData *side = side_of(frame);
    return side ? gr_hash_bytes(side->data, side->size, 1) : 0;
}

static bool is_grey(const AVFrame *frame)
{
    const AVPixFmtDescriptor *layout = av_pix_fmt_desc_get((enum AVPixelFormat)frame->format);
    return layout && layout->nb_components <= 2 && !(layout->flags & AV_PIX_FMT_FLAG_PAL);
}

/* What a profile cannot be used for, or NULL. */
static const char *fault_of(cmsHPROFILE profile, const AVFrame *frame)
{
    if (!profile)
        return "is damaged";
    cmsProfileClassSignature kind = cmsGetDeviceClass(profile);
    cmsColorSpaceSignature space = cmsGetColorSpace(profile);
    bool describes = kind == cmsSigInputClass || kind == cmsSigDisplayClass ||
                     kind == cmsSigOutputClass || kind == cmsSigColorSpaceClass;
    if (space == cmsSigCmykData)
        return "is for CMYK";
    bool fits = space == cmsSigRgbData || (space == cmsSigGrayData && is_grey(frame));
    return describes && fits ? NULL : "does not say what its colours are";
}

static void one_step(uint8_t rgba[4], int index)
{
    for (int c = 0; c < 3; c++, index /= STEPS)
        rgba[c] = (uint8_t)(index % STEPS * 255 / (STEPS - 1));
    rgba[3] = 255;
}

/* Whether colours stay what they are. */
static bool is_srgb(const GrColourProfile *profile)
{
    int count = profile->grey ? 256 : STEPS * STEPS * STEPS;
    for (int i = 0; i < count; i++) {
        uint8_t was[4] = {(uint8_t)i, (uint8_t)i, (uint8_t)i, 255}, is[4];
        if (!profile->grey)
            one_step(was, i);
        for (int c = 0; c < 4; c++)
            is[c] = was[c];
        gr_colour_profile_apply(profile, is, 1);
        for (int c = 0; c < 3; c++)
            if (abs(is[c] - was[c]) > NEAR)
                return false;
    }
    return true;
}

int gr_colour_profile_open(const AVFrame *frame, GrColourProfile **out, GrError *error)
{
    const AVFrameSideData *side = side_of(frame);
    *out = NULL;
    if (!side)
        return GR_OK;
    GrColourProfile *made = calloc(1, sizeof *made);
    if (!made)
        return gr_error_memory(error, "a colour profile", sizeof *made);
    cmsHPROFILE from = cmsOpenProfileFromMem(side->data, (cmsUInt32Number)side->size);
    cmsHPROFILE to = cmsCreate_sRGBProfile();
    const char *fault = fault_of(from, frame);
    int code = to ? GR_OK : gr_error_memory(error, "a colour profile", side->size);
    if (!code && !fault) {
        made->grey = cmsGetColorSpace(from) == cmsSigGrayData;
        made->transform = cmsCreateTransform(from, made->grey ? TYPE_GRAY_8 : TYPE_RGBA_8, to,
                                             made->grey ? TYPE_RGB_8 : TYPE_RGBA_8,
                                             INTENT_PERCEPTUAL, cmsFLAGS_COPY_ALPHA);
        fault = made->transform ? NULL : "is damaged";
    }
    if (!code && fault)
        code = gr_error_set(error, GR_E_INPUT, "has a colour profile that %s", fault);
    if (from)
        cmsCloseProfile(from);
    if (to)
        cmsCloseProfile(to);
    if (!code && !is_srgb(made))
        *out = made;
    else
        gr_colour_profile_close(made);
    return code;
}

static void apply_grey(const GrColourProfile *profile, uint8_t *rgba, size_t pixels)
{
    uint8_t grey[BLOCK], rgb[3 * BLOCK];
    for (size_t done = 0; done < pixels; done += BLOCK) {
        size_t count = pixels - done < BLOCK ? pixels - done : BLOCK;
        uint8_t *at = rgba + 4 * done;
        for (size_t i = 0; i < count; i++)
            grey[i] = at[4 * i];
        cmsDoTransform(profile->transform, grey, rgb, (cmsUInt32Number)count);
        for (size_t i = 0; i < count; i++)
            for (size_t c = 0; c < 3; c++)
                at[4 * i + c] = rgb[3 * i + c];
    }
}

void gr_colour_profile_apply(const GrColourProfile *profile, uint8_t *rgba, size_t pixels)
{
    if (profile->grey)
        apply_grey(profile, rgba, pixels);
    else
        cmsDoTransform(profile->transform, rgba, rgba, (cmsUInt32Number)pixels);
}

void gr_colour_profile_apply_covered(const GrColourProfile *profile, uint8_t *rgba, size_t pixels)
{
    for (uint8_t *at = rgba; at < rgba + 4 * pixels; at += 4)
        for (int c = 0; c < 3 && at[3] > 0 && at[3] < 255; c++) {
            int plain = (at[c] * 255 + at[3] / 2) / at[3];
            at[c] = (uint8_t)(plain > 255 ? 255 : plain);
        }
    gr_colour_profile_apply(profile, rgba, pixels);
    for (uint8_t *at = rgba; at < rgba + 4 * pixels; at += 4)
        for (int c = 0; c < 3 && at[3] < 255; c++)
            at[c] = (uint8_t)((at[c] * at[3] + 127) / 255);
}

void gr_colour_profile_close(GrColourProfile *profile)
{
    if (!profile)
        return;
    if (profile->transform)
        cmsDeleteTransform(profile->transform);
    free(profile);
}

/* SPDX-License-Identifier: MIT */
#include "media/container.h"

#include "base/files.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

const char *const gr_container_names[] = {"mp4", "mov", "mkv", "webm", NULL};

static const struct {
    const char *ending, *container;
} endings[] = {
    {"mp4", "mp4"}, {"m4v", "mp4"}, {"mov", "mov"}, {"mkv", "mkv"}, {"webm", "webm"},
};

const char *gr_container_for(const char *path)
{
    const char *ending = gr_path_extension(path);
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
        if (strcasecmp(ending, endings[i].ending) == 0)
            return endings[i].container;
    return NULL;
}

const char *gr_container_muxer(const char *container)
{
    if (strcmp(container, "mkv") == 0)
        return "matroska";
    for (int i = 0; gr_container_names[i]; i++)
        if (strcmp(container, gr_container_names[i]) == 0)
            return gr_container_names[i];
    return NULL;
}

const char *gr_container_codec(const char *container)
{
    return strcmp(container, "webm") == 0 ? "libvpx-vp9" : "libx264";
}

const char *gr_container_sound_codec(const char *container)
{
    static const char *const for_webm[] = {"libopus", "libvorbis", NULL};
    static const char *const for_others[] = {"aac", NULL};
    const char *const *names = strcmp(container, "webm") == 0 ? for_webm : for_others;
    for (; *names; names++)
        if (avcodec_find_encoder_by_name(*names))
            return *names;
    return NULL;
}

/* libavformat's table has these for QuickTime, but its muxer refuses them once it begins. */
static bool is_refused(const char *container, enum AVCodecID id)
{
    return strcmp(container, "mov") == 0 &&
           (id == AV_CODEC_ID_AV1 || id == AV_CODEC_ID_VP9 || id == AV_CODEC_ID_VP8);
}

static bool holds(const char *container, enum AVCodecID id)
{
    if (is_refused(container, id))
        return false;
    const char *muxer = gr_container_muxer(container);
    const AVOutputFormat *format = muxer ? av_guess_format(muxer, NULL, NULL) : NULL;
    return format && avformat_query_codec(format, id, FF_COMPLIANCE_NORMAL) == 1;
}

int gr_container_check(const char *container, const char *codec, GrError *error)
{
    const AVCodec *encoder = avcodec_find_encoder_by_name(codec);
    if (!encoder)
        return gr_error_set(error, GR_E_USAGE, "no encoder '%s'", codec);
    if (!gr_container_muxer(container))
        return gr_error_set(error, GR_E_USAGE,
                            "no container '%s'; there are mp4, mov, mkv and webm", container);
    if (holds(container, encoder->id))
        return GR_OK;
    char others[64] = "";
    size_t used = 0;
    for (int i = 0; gr_container_names[i]; i++)
        if (holds(gr_container_names[i], encoder->id))
            used += (size_t)snprintf(others + used, sizeof others - used, "%s%s",
                                     used ? " or " : "", gr_container_names[i]);
    return gr_error_set(error, GR_E_USAGE, "%s cannot hold what %s makes (%s)%s%s", container,
                        codec, avcodec_get_name(encoder->id), used ? "; use " : "", others);
}

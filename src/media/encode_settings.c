/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "media/av.h"
#include "media/container.h"
#include "media/encode_tune.h"

#include <errno.h>
#include <libavutil/pixdesc.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LIST_CAPACITY = 64, SIDE_MAX = 16384 };

static const enum AVPixelFormat *formats_of(const AVCodec *codec)
{
    return codec->pix_fmts;
}

static bool takes_our_pictures(const AVCodec *codec)
{
    const enum AVPixelFormat *format = formats_of(codec);
    while (format && *format != AV_PIX_FMT_NONE && *format != AV_PIX_FMT_YUV420P)
        format++;
    return format && *format == AV_PIX_FMT_YUV420P;
}

static bool is_hardware(const AVCodec *codec)
{
    return (codec->capabilities & (AV_CODEC_CAP_HARDWARE | AV_CODEC_CAP_HYBRID)) != 0 ||
           strstr(codec->name, "_omx") || strstr(codec->name, "_v4l2m2m") ||
           strstr(codec->name, "_mf");
}

static void list_containers(const AVCodec *codec, char *out, size_t capacity)
{
    size_t used = 0;
    out[0] = '\0';
    for (int i = 0; gr_container_names[i]; i++)
        if (!gr_container_check(gr_container_names[i], codec->name, NULL) && used < capacity)
            used += (size_t)snprintf(out + used, capacity - used, "%s%s", used ? " " : "",
                                     gr_container_names[i]);
}

static bool usable(const AVCodec *codec, GrEncoderInfo *info)
{
    if (!av_codec_is_encoder(codec) || codec->type != AVMEDIA_TYPE_VIDEO ||
        (codec->capabilities & AV_CODEC_CAP_EXPERIMENTAL) || !takes_our_pictures(codec))
        return false;
    info->name = codec->name;
    info->summary = codec->long_name ? codec->long_name : "";
    info->hardware = is_hardware(codec);
    /* libavcodec has many more that nobody would choose; they are still taken by name. */
    if (!info->hardware && !gr_encoder_kind(codec->name)->name)
        return false;
    list_containers(codec, info->containers, sizeof info->containers);
    if (!info->containers[0])
        return false;
    if (!info->hardware)
        return true;
    GrEncodeSettings settings = {.crf = -1, .width = 640, .height = 360, .fps = {24, 1}};
    snprintf(settings.codec, sizeof settings.codec, "%s", codec->name);
    return !gr_encode_settings_check(&settings, NULL) && !gr_encode_settings_try(&settings, NULL);
}

/* Encoders with a row of their own come in that order, then the rest of the hardware. */
static int rank(const GrEncoderInfo *info)
{
    const GrEncoderKind *first = gr_encoder_kind("libx264");
    const GrEncoderKind *kind = gr_encoder_kind(info->name);
    return kind->name ? (int)(kind - first) : INT_MAX;
}

int gr_encode_encoders(GrEncoderInfo *list, int capacity)
{
    int count = 0;
    void *cursor = NULL;
    const AVCodec *codec;
    while ((codec = av_codec_iterate(&cursor))) {
        GrEncoderInfo info;
        if (!usable(codec, &info))
            continue;
        int place = count < capacity ? count : capacity;
        count++;
        while (place > 0 && rank(&info) < rank(&list[place - 1])) {
            if (place < capacity)
                list[place] = list[place - 1];
            place--;
        }
        if (place < capacity)
            list[place] = info;
    }
    return count;
}

static int unknown_encoder(const char *name, GrError *error)
{
    GrEncoderInfo list[LIST_CAPACITY];
    const char *names[LIST_CAPACITY + 1] = {NULL};
    int count = gr_encode_encoders(list, LIST_CAPACITY);
    GrText text = {0};
    for (int i = 0; i < count && i < LIST_CAPACITY; i++) {
        names[i] = list[i].name;
        gr_text_printf(&text, "%s%s", i ? ", " : "", list[i].name);
    }
    const char *near = gr_nearest_string(name, names);
    int code = gr_error_set(error, GR_E_USAGE, "no video encoder '%s'%s%s%s; usable here: %s", name,
                            near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "",
                            gr_text_string(&text));
    gr_text_finish(&text);
    return code;
}

static int wrong_format(const AVCodec *codec, GrError *error)
{
    GrText text = {0};
    const enum AVPixelFormat *format = formats_of(codec);
    for (int i = 0; format && format[i] != AV_PIX_FMT_NONE; i++) {
        const char *name = av_get_pix_fmt_name(format[i]);
        gr_text_printf(&text, "%s%s", i ? " " : "", name ? name : "?");
    }
    int code = gr_error_set(error, GR_E_USAGE,
                            "encoder %s does not take yuv420p pictures, only %s; videos here are "
                            "4:2:0 of 8 bits: -c:v ffv1 into .mkv keeps all of them for a "
                            "program that makes the rest",
                            codec->name, text.length ? gr_text_string(&text) : "its device's own");
    gr_text_finish(&text);
    return code;
}

static int check_preset(GrEncodeSettings *settings, const GrEncoderKind *kind, GrError *error)
{
    if (!settings->preset[0]) {
        snprintf(settings->preset, sizeof settings->preset, "%s", kind->preset);
        return GR_OK;
    }
    if (!kind->presets)
        return GR_OK;
    if (!kind->presets[0])
        return gr_error_set(error, GR_E_USAGE, "encoder %s has no presets, but '%s' was asked for",
                            settings->codec, settings->preset);
    for (int i = 0; kind->presets[i]; i++)
        if (strcmp(kind->presets[i], settings->preset) == 0)
            return GR_OK;
    GrText text = {0};
    for (int i = 0; kind->presets[i]; i++)
        gr_text_printf(&text, "%s%s", i ? " " : "", kind->presets[i]);
    const char *near = gr_nearest_string(settings->preset, kind->presets);
    int code = gr_error_set(error, GR_E_USAGE, "encoder %s has no preset '%s'%s%s%s; it has: %s",
                            settings->codec, settings->preset, near ? "; did you mean '" : "",
                            near ? near : "", near ? "'?" : "", gr_text_string(&text));
    gr_text_finish(&text);
    return code;
}

static int check_numbers(GrEncodeSettings *settings, const GrEncoderKind *kind, GrError *error)
{
    if (!(settings->crf >= 0)) /* a NaN too */
        settings->crf = kind->crf;
    if (settings->crf < kind->crf_min || settings->crf > kind->crf_max)
        return gr_error_set(error, GR_E_USAGE, "crf %g is outside %g..%g of encoder %s",
                            settings->crf, kind->crf_min, kind->crf_max, settings->codec);
    /* The limits of libavcodec's own fields. */
    if (settings->bitrate < 0 || (settings->bitrate > 0 && settings->bitrate < 1000) ||
        settings->bitrate > 2000000000)
        return gr_error_set(error, GR_E_USAGE, "bitrate %lld is outside 1000..2000000000 bit/s",
                            (long long)settings->bitrate);
    int w = settings->width, h = settings->height;
    if ((w || h) && (w < 2 || h < 2 || w > SIDE_MAX || h > SIDE_MAX))
        return gr_error_set(error, GR_E_USAGE, "%dx%d is outside 2x2..%dx%d", w, h, SIDE_MAX,
                            SIDE_MAX);
    if (w % 2 || h % 2)
        return gr_error_set(error, GR_E_USAGE,
                            "%dx%d: a 4:2:0 video has even sides; the nearest even size is %dx%d",
                            w, h, w + w % 2, h + h % 2);
    char complaint[GR_RATE_TEXT];
    if (settings->fps.num && !gr_rate_usable(settings->fps))
        return gr_error_set(error, GR_E_USAGE, "%s", gr_rate_complaint(complaint, settings->fps));
    return GR_OK;
}

static int check_extra(const GrEncodeSettings *settings, GrError *error)
{
    AVDictionary *options = NULL;
    int result =
        settings->extra[0] ? av_dict_parse_string(&options, settings->extra, "=", ":", 0) : 0;
    av_dict_free(&options);
    if (result == AVERROR(ENOMEM))
        return gr_error_memory(error, "encoder options", sizeof settings->extra);
    if (result < 0)
        return gr_error_set(error, GR_E_USAGE, "encoder options '%s' are not key=value:key=value",
                            settings->extra);
    return GR_OK;
}

int gr_encode_settings_check(GrEncodeSettings *settings, GrError *error)
{
    gr_av_begin();
    if (!settings->codec[0])
        snprintf(settings->codec, sizeof settings->codec, "libx264");
    const AVCodec *codec = avcodec_find_encoder_by_name(settings->codec);
    if (!codec || codec->type != AVMEDIA_TYPE_VIDEO)
        return unknown_encoder(settings->codec, error);
    if (!takes_our_pictures(codec))
        return wrong_format(codec, error);
    const GrEncoderKind *kind = gr_encoder_kind(settings->codec);
    int code = check_preset(settings, kind, error);
    if (!code)
        code = check_numbers(settings, kind, error);
    if (!code)
        code = check_extra(settings, error);
    return code;
}

/* The child's whole life: its message, preceded by its code, goes through the pipe. */
static void try_in_child(const GrEncodeSettings *settings, int pipe_end)
{
    GrError error = {0};
    AVCodecContext *context = NULL;
    int code = gr_encode_open(settings, &context, &error);
    if (code) {
        char line[1200];
        int length = snprintf(line, sizeof line, "%d %.1100s", code, error.message);
        ssize_t wrote = write(pipe_end, line, (size_t)length);
        _exit(wrote == length ? 1 : 2);
    }
    _exit(0);
}

int gr_encode_settings_try(const GrEncodeSettings *settings, GrError *error)
{
    int ends[2];
    if (pipe(ends) < 0)
        return gr_error_errno(error, GR_E_INTERNAL, "a pipe");
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        try_in_child(settings, ends[1]);
    }
    int cause = errno;
    close(ends[1]);
    if (child < 0) {
        close(ends[0]);
        errno = cause;
        return gr_error_errno(error, GR_E_SPACE, "a process to try encoder %s", settings->codec);
    }
    char line[1200];
    size_t used = 0;
    ssize_t got;
    while (used + 1 < sizeof line &&
           ((got = read(ends[0], line + used, sizeof line - 1 - used)) > 0 ||
            (got < 0 && errno == EINTR)))
        used += got > 0 ? (size_t)got : 0;
    line[used] = '\0';
    close(ends[0]);
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return GR_OK;
    char *message = line;
    long code = strtol(line, &message, 10);
    if (code >= 0 || *message != ' ')
        return gr_error_set(error, GR_E_ENCODE, "encoder %s dies when it is opened at %dx%d",
                            settings->codec, settings->width, settings->height);
    return gr_error_set(error, (int)code, "%s", message + 1);
}

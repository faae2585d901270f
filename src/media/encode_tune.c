/* SPDX-License-Identifier: MIT */
#include "media/encode_tune.h"

#include "media/av.h"

#include <libavutil/opt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* MaxMBPS, MaxFS, MaxDpbMbs: ITU-T H.264 Table A-1. The rates are ours: 50 Mbit/s at 1080p and in
 * proportion to the area elsewhere, never above the level's MaxBR. */
static const GrH264Level h264_levels[] = {
    {31, 2400, 169, 108000, 18000, 14000},       /* 960x540 */
    {40, 4096, 256, 245760, 32768, 20000},       /* 1280x720 */
    {42, 8704, 263, 522240, 34816, 50000},       /* 1920x1080 */
    {50, 16384, 420, 589824, 110400, 90000},     /* 2560x1440 */
    {51, 36864, 543, 983040, 184320, 160000},    /* 3840x2160 to 30 fps */
    {52, 36864, 543, 2073600, 184320, 200000},   /* 3840x2160 to 60 fps */
    {60, 139264, 1055, 4177920, 696320, 240000}, /* 7680x4320 to 30 fps */
    {61, 139264, 1055, 8355840, 696320, 480000}, {62, 139264, 1055, 16711680, 696320, 800000},
};

const GrH264Level *gr_h264_level(int width, int height, GrRational fps, int64_t bitrate)
{
    enum { LAST = sizeof h264_levels / sizeof h264_levels[0] - 1 };
    int mb_w = (width + 15) / 16, mb_h = (height + 15) / 16;
    int64_t frame = (int64_t)mb_w * mb_h;
    int side = mb_w > mb_h ? mb_w : mb_h;
    int i = 0;
    for (; i < LAST; i++) {
        const GrH264Level *row = &h264_levels[i];
        if (frame <= row->max_frame_mbs && side <= row->max_side_mbs &&
            frame * fps.num <= row->max_mbs_per_s * fps.den &&
            bitrate <= (int64_t)row->kbit_per_s * 1000)
            break;
    }
    return &h264_levels[i];
}

static void set_text(AVDictionary **options, const char *key, const char *value)
{
    av_dict_set(options, key, value, 0);
}

static void set_int(AVDictionary **options, const char *key, int64_t value)
{
    av_dict_set_int(options, key, value, 0);
}

static void set_number(AVDictionary **options, const char *key, double value)
{
    char text[32];
    snprintf(text, sizeof text, "%.6g", value);
    av_dict_set(options, key, text, 0);
}

/* `fixed` and the user's own list in the encoder's own key=value language; later ones win. */
static void set_params(AVDictionary **options, const char *key, const char *fixed,
                       const char *extra)
{
    char text[1024];
    snprintf(text, sizeof text, "%s%s%s", fixed, extra[0] ? ":" : "", extra);
    av_dict_set(options, key, text, 0);
}

/* The same list as options of libavcodec. */
static void set_extra(AVDictionary **options, const char *extra)
{
    av_dict_parse_string(options, extra, "=", ":", 0);
}

static void set_rate(const GrEncodeSettings *settings, AVCodecContext *context,
                     AVDictionary **options)
{
    if (settings->bitrate > 0)
        context->bit_rate = settings->bitrate;
    else
        set_number(options, "crf", settings->crf);
}

/* How many reference frames the slow presets take, and how many the level's picture buffer holds.
 */
static int x264_references(const char *preset, const GrH264Level *level, int width, int height)
{
    static const struct {
        const char *preset;
        int references;
    } rows[] = {{"slow", 5}, {"slower", 8}, {"veryslow", 16}, {"placebo", 16}};
    int fits = level->max_dpb_mbs / (((width + 15) / 16) * ((height + 15) / 16));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (strcmp(rows[i].preset, preset) == 0)
            return rows[i].references < fits ? rows[i].references : fits > 1 ? fits : 1;
    return -1;
}

/* Presets with one reference never look at the fourth picture that x264 keeps for its pyramid of
 * B-frames: without it they give the same pictures and take as much less memory as one picture with
 * its quarter-pixel planes. */
static const char *x264_pyramid(const GrEncodeSettings *settings)
{
    static const char *const single[] = {"ultrafast", "superfast", "veryfast", NULL};
    for (int i = 0; single[i] && !strstr(settings->extra, "ref="); i++)
        if (strcmp(single[i], settings->preset) == 0)
            return ":b-pyramid=strict";
    return "";
}

static void tune_x264(const GrEncodeSettings *settings, AVCodecContext *context,
                      AVDictionary **options)
{
    const GrH264Level *level =
        gr_h264_level(settings->width, settings->height, settings->fps, settings->bitrate);
    set_text(options, "preset", settings->preset);
    set_rate(settings, context, options);
    set_int(options, "sc_threshold", 0);
    set_int(options, "rc-lookahead", 5);
    if (settings->bitrate > 0 || settings->crf > 0) { /* crf 0 is lossless: no level, no profile */
        context->level = level->level;
        context->rc_max_rate = (int64_t)level->kbit_per_s * 1000;
        context->rc_buffer_size = level->kbit_per_s * 1000; /* one second */
        /* By itself x264 takes a decoder's buffer for full at its start. It is not where another
         * segment ends: each would overspend, and the joined stream pass its level. */
        context->rc_initial_buffer_occupancy = context->rc_buffer_size / 2;
        context->refs = x264_references(settings->preset, level, settings->width, settings->height);
        set_text(options, "profile", "high");
    }
    char fixed[64];
    snprintf(fixed, sizeof fixed, "cpu-independent=1:stitchable=1%s", x264_pyramid(settings));
    set_params(options, "x264-params", fixed, settings->extra);
}

static void tune_x265(const GrEncodeSettings *settings, AVCodecContext *context,
                      AVDictionary **options)
{
    set_text(options, "preset", settings->preset);
    set_rate(settings, context, options);
    /* info=0: the stream header would name the CPU, and segments from two machines would differ. */
    set_params(options, "x265-params",
               "pools=none:frame-threads=1:wpp=0:lookahead-slices=0:info=0:scenecut=0:open-gop=0:"
               "rc-lookahead=10:log-level=warning",
               settings->extra);
}

static void tune_svt_av1(const GrEncodeSettings *settings, AVCodecContext *context,
                         AVDictionary **options)
{
    set_text(options, "preset", settings->preset);
    set_rate(settings, context, options);
    set_params(options, "svtav1-params", "lp=1:scd=0", settings->extra);
    setenv("SVT_LOG", "1", 0); /* errors only: it prints to stderr by itself */
}

static void tune_vpx(const GrEncodeSettings *settings, AVCodecContext *context,
                     AVDictionary **options)
{
    bool vp9 = strcmp(settings->codec, "libvpx-vp9") == 0;
    set_text(options, "cpu-used", settings->preset);
    set_text(options, "deadline", "good");
    set_rate(settings, context, options);
    if (settings->bitrate <= 0 && !vp9)
        context->bit_rate = 50000000; /* VP8 has no pure constant quality: crf under a ceiling */
    if (vp9)
        set_int(options, "row-mt", 0);
    set_extra(options, settings->extra);
}

static void tune_nvenc(const GrEncodeSettings *settings, AVCodecContext *context,
                       AVDictionary **options)
{
    const GrH264Level *level =
        gr_h264_level(settings->width, settings->height, settings->fps, settings->bitrate);
    set_text(options, "preset", settings->preset);
    set_text(options, "rc", "vbr");
    set_int(options, "no-scenecut", 1);
    if (settings->bitrate > 0)
        context->bit_rate = settings->bitrate;
    else
        set_number(options, "cq", settings->crf);
    context->rc_max_rate = (int64_t)level->kbit_per_s * 1000;
    context->rc_buffer_size = level->kbit_per_s * 1000;
    set_extra(options, settings->extra);
}

static void tune_ffv1(const GrEncodeSettings *settings, AVCodecContext *context,
                      AVDictionary **options)
{
    context->gop_size = 1;
    context->level = 3; /* the version with checksums in every slice */
    set_int(options, "slicecrc", 1);
    set_extra(options, settings->extra);
}

static bool has_option(const AVCodecContext *context, const char *name)
{
    return context->priv_data && av_opt_find(context->priv_data, name, NULL, 0, 0);
}

static void tune_any(const GrEncodeSettings *settings, AVCodecContext *context,
                     AVDictionary **options)
{
    if (settings->bitrate > 0) {
        context->bit_rate = settings->bitrate;
    } else if (has_option(context, "crf")) {
        set_number(options, "crf", settings->crf);
    } else {
        context->flags |= AV_CODEC_FLAG_QSCALE;
        context->global_quality = (int)(settings->crf * FF_QP2LAMBDA + 0.5);
    }
    /* The MPEG encoders refuse closed GOPs while they look for scene changes. */
    if (has_option(context, "sc_threshold"))
        set_int(options, "sc_threshold", 1000000000);
    if (settings->preset[0])
        set_text(options, has_option(context, "preset") ? "preset" : "speed", settings->preset);
    set_extra(options, settings->extra);
}

static const char *const x264_presets[] = {"ultrafast", "superfast", "veryfast", "faster",
                                           "fast",      "medium",    "slow",     "slower",
                                           "veryslow",  "placebo",   NULL};
static const char *const nvenc_presets[] = {"p1", "p2", "p3", "p4", "p5", "p6", "p7", NULL};
static const char *const svt_presets[] = {"0", "1", "2",  "3",  "4",  "5",  "6", "7",
                                          "8", "9", "10", "11", "12", "13", NULL};
static const char *const speed_presets[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", NULL};
static const char *const no_presets[] = {NULL};

static const GrEncoderKind kinds[] = {
    {"libx264", "veryfast", x264_presets, 18, 0, 51, 3, 0, tune_x264},
    {"libx265", "veryfast", x264_presets, 20, 0, 51, 3, 2, tune_x265},
    {"libsvtav1", "8", svt_presets, 28, 1, 63, 0, 0, tune_svt_av1},
    {"libvpx-vp9", "5", speed_presets, 24, 0, 63, 0, 0, tune_vpx},
    {"libvpx", "4", speed_presets, 10, 4, 63, 0, 0, tune_vpx},
    {"h264_nvenc", "p4", nvenc_presets, 20, 0, 51, 3, 0, tune_nvenc},
    {"hevc_nvenc", "p4", nvenc_presets, 22, 0, 51, 3, 0, tune_nvenc},
    {"av1_nvenc", "p4", nvenc_presets, 26, 0, 63, 0, 0, tune_nvenc},
    {"ffv1", "", no_presets, 0, 0, 63, 0, 0, tune_ffv1},
    {"mpeg4", "", no_presets, 3, 1, 31, 0, 0, tune_any},
    {"libxvid", "", no_presets, 3, 1, 31, 0, 0, tune_any},
    {"mpeg2video", "", no_presets, 3, 1, 31, 0, 0, tune_any},
    {NULL, "", NULL, 4, 0, 255, 0, 0, tune_any},
};

const GrEncoderKind *gr_encoder_kind(const char *name)
{
    const GrEncoderKind *kind = kinds;
    while (kind->name && strcmp(kind->name, name) != 0)
        kind++;
    return kind;
}

static void tune(const GrEncodeSettings *settings, AVCodecContext *context, AVDictionary **options)
{
    const GrEncoderKind *kind = gr_encoder_kind(settings->codec);
    context->width = settings->width;
    context->height = settings->height;
    context->pix_fmt = AV_PIX_FMT_YUV420P;
    context->sample_aspect_ratio = (AVRational){1, 1};
    context->framerate = gr_av_rational(settings->fps);
    context->time_base = av_inv_q(context->framerate);
    context->color_range = AVCOL_RANGE_MPEG;
    context->color_primaries = AVCOL_PRI_BT709;
    context->color_trc = AVCOL_TRC_BT709;
    context->colorspace = AVCOL_SPC_BT709;
    context->chroma_sample_location = AVCHROMA_LOC_CENTER; /* chroma is the mean of 2x2 pixels */
    context->thread_count = 1;
    context->gop_size = GR_GOP_FRAMES;
    context->max_b_frames = kind->b_frames;
    context->flags |=
        AV_CODEC_FLAG_GLOBAL_HEADER | AV_CODEC_FLAG_CLOSED_GOP | AV_CODEC_FLAG_BITEXACT;
    kind->tune(settings, context, options);
}

/* Options that nobody took. */
static int leftovers(const GrEncodeSettings *settings, const AVDictionary *options, GrError *error)
{
    const AVDictionaryEntry *entry = av_dict_get(options, "", NULL, AV_DICT_IGNORE_SUFFIX);
    if (!entry)
        return GR_OK;
    return gr_error_set(error, GR_E_USAGE, "encoder %s has no option '%s'", settings->codec,
                        entry->key);
}

/* Without a stream header outside the packets, containers cannot describe these; better said now
 * than after all frames are rendered. */
static bool lacks_header(const AVCodecContext *context)
{
    static const enum AVCodecID needing[] = {AV_CODEC_ID_H264, AV_CODEC_ID_HEVC,
                                             AV_CODEC_ID_AV1,  AV_CODEC_ID_MPEG4,
                                             AV_CODEC_ID_FFV1, AV_CODEC_ID_THEORA};
    for (size_t i = 0; i < sizeof needing / sizeof needing[0]; i++)
        if (needing[i] == context->codec_id)
            return context->extradata_size <= 0;
    return false;
}

/* Encoders do not say that memory is what they lack: whether there is room for some pictures does.
 */
static bool lacks_memory(const GrEncodeSettings *settings, int result)
{
    enum { BYTES_PER_PIXEL = 32 };
    if (result != AVERROR_EXTERNAL)
        return result == AVERROR(ENOMEM);
    void *room = av_malloc((size_t)settings->width * (size_t)settings->height * BYTES_PER_PIXEL);
    av_free(room);
    return !room;
}

int gr_encode_open(const GrEncodeSettings *settings, AVCodecContext **out, GrError *error)
{
    int code = GR_OK;
    AVDictionary *options = NULL;
    AVCodecContext *context = NULL;
    *out = NULL;
    gr_av_begin();
    const AVCodec *codec = avcodec_find_encoder_by_name(settings->codec);
    if (!codec)
        return gr_error_set(error, GR_E_USAGE, "no encoder '%s'", settings->codec);
    context = avcodec_alloc_context3(codec);
    if (!context)
        return gr_error_memory(error, settings->codec, sizeof *context);
    tune(settings, context, &options);
    int result = avcodec_open2(context, codec, &options);
    if (result < 0) {
        bool memory = lacks_memory(settings, result);
        code =
            gr_av_error(error, memory ? GR_E_SPACE : GR_E_ENCODE, memory ? AVERROR(ENOMEM) : result,
                        "encoder %s cannot be opened at %dx%d", settings->codec, settings->width,
                        settings->height);
        goto done;
    }
    code = leftovers(settings, options, error);
    if (!code && lacks_header(context))
        code = gr_error_set(error, GR_E_ENCODE,
                            "encoder %s gives no stream header here; its segments cannot be joined",
                            settings->codec);
    /* x264 and x265 only warn about parameters they do not know. */
    const char *heard = gr_av_heard();
    if (!code && (strstr(heard, "Error parsing option") || strstr(heard, "Unknown option") ||
                  strstr(heard, "Invalid value for")))
        code = gr_error_set(error, GR_E_USAGE, "encoder %s: %s", settings->codec, heard);
done:
    av_dict_free(&options);
    if (code)
        avcodec_free_context(&context);
    else
        *out = context;
    return code;
}

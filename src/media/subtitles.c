/* SPDX-License-Identifier: MIT */
#include "media/subtitles.h"

#include "media/av.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <stdbool.h>
#include <string.h>

static const int64_t longest_ns = 1000LL * 3600 * 1000000000; /* later is nonsense */

typedef struct Reader {
    const char *path;
    AVFormatContext *format;
    AVCodecContext *codec;
    AVPacket *packet;
    int stream;
    GrSubtitleSink *sink;
    void *user;
} Reader;

static int open_file(Reader *r, GrError *error)
{
    int result = gr_av_open(&r->format, r->path);
    return result < 0 ? gr_av_error(error, GR_E_INPUT, result, "%s", r->path) : GR_OK;
}

/* The streams' headers say enough: looking for more would decode the film. */
static int choose_stream(Reader *r, GrError *error)
{
    r->stream = -1;
    for (unsigned i = 0; i < r->format->nb_streams; i++) {
        AVStream *stream = r->format->streams[i];
        const AVCodecDescriptor *about = avcodec_descriptor_get(stream->codecpar->codec_id);
        bool text = stream->codecpar->codec_type == AVMEDIA_TYPE_SUBTITLE && about &&
                    (about->props & AV_CODEC_PROP_TEXT_SUB);
        bool better = r->stream < 0 ||
                      (!(r->format->streams[r->stream]->disposition & AV_DISPOSITION_DEFAULT) &&
                       (stream->disposition & AV_DISPOSITION_DEFAULT));
        if (text && better)
            r->stream = (int)i;
    }
    for (unsigned i = 0; i < r->format->nb_streams; i++)
        r->format->streams[i]->discard = (int)i == r->stream ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
    return r->stream >= 0 ? GR_OK
                          : gr_error_set(error, GR_E_INPUT, "%s: no track of texts", r->path);
}

static int open_decoder(Reader *r, GrError *error)
{
    const AVStream *stream = r->format->streams[r->stream];
    const AVCodec *codec = avcodec_find_decoder(stream->codecpar->codec_id);
    r->codec = codec ? avcodec_alloc_context3(codec) : NULL;
    r->packet = av_packet_alloc();
    if (!r->codec || !r->packet)
        return gr_error_set(error, GR_E_INPUT, "%s: its texts (%s) cannot be decoded", r->path,
                            avcodec_get_name(stream->codecpar->codec_id));
    int result = avcodec_parameters_to_context(r->codec, stream->codecpar);
    r->codec->pkt_timebase = stream->time_base;
    r->codec->thread_count = 1;
    if (result >= 0)
        result = avcodec_open2(r->codec, codec, NULL);
    return result < 0 ? gr_av_error(error, GR_E_INPUT, result, "%s", r->path) : GR_OK;
}

/* A decoded text is "order,layer,style,name,left,right,vertical,effect,words". */
static int hand_on(Reader *r, const AVSubtitle *subtitle, int64_t start_ns, int64_t end_ns,
                   GrError *error)
{
    for (unsigned i = 0; i < subtitle->num_rects; i++) {
        const char *text = subtitle->rects[i]->ass;
        for (int comma = 0; text && comma < 8; comma++) {
            text = strchr(text, ',');
            text += text != NULL;
        }
        int code = text ? r->sink(r->user, start_ns, end_ns, text, strlen(text), error) : GR_OK;
        if (code)
            return code;
    }
    return GR_OK;
}

static int take_packet(Reader *r, GrError *error)
{
    static const AVRational ns = {1, 1000000000};
    AVRational base = r->format->streams[r->stream]->time_base;
    AVSubtitle subtitle = {0};
    int found = 0, code = GR_OK;
    if (r->packet->pts == AV_NOPTS_VALUE)
        return GR_OK;
    int64_t start_ns = av_rescale_q(r->packet->pts, base, ns);
    int64_t length_ns = av_rescale_q(r->packet->duration, base, ns);
    if (start_ns < -longest_ns || start_ns > longest_ns || length_ns < 0 || length_ns > longest_ns)
        return GR_OK;
    int result = avcodec_decode_subtitle2(r->codec, &subtitle, &found, r->packet);
    if (result >= 0 && found) {
        code = hand_on(r, &subtitle, start_ns, start_ns + length_ns, error);
        avsubtitle_free(&subtitle);
    }
    return code;
}

int gr_subtitles_read(const char *path, GrSubtitleSink *sink, void *user, GrError *error)
{
    Reader r = {.path = path, .sink = sink, .user = user};
    int code = open_file(&r, error);
    if (!code)
        code = choose_stream(&r, error);
    if (!code)
        code = open_decoder(&r, error);
    while (!code && av_read_frame(r.format, r.packet) >= 0) {
        if (r.packet->stream_index == r.stream)
            code = take_packet(&r, error);
        av_packet_unref(r.packet);
    }
    av_packet_free(&r.packet);
    avcodec_free_context(&r.codec);
    avformat_close_input(&r.format);
    return code;
}

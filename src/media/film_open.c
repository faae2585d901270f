/* SPDX-License-Identifier: MIT */
#include "media/film_open.h"

#include "media/av.h"

#include <string.h>

/* What VP8 and VP9 cover lies in a second picture beside the first, which libav's own decoders do
 * not look at. */
static const AVCodec *decoder_with_cover(const AVStream *stream)
{
    const AVDictionaryEntry *entry = av_dict_get(stream->metadata, "alpha_mode", NULL, 0);
    if (!entry || strcmp(entry->value, "1") != 0)
        return NULL;
    if (stream->codecpar->codec_id == AV_CODEC_ID_VP9)
        return avcodec_find_decoder_by_name("libvpx-vp9");
    if (stream->codecpar->codec_id == AV_CODEC_ID_VP8)
        return avcodec_find_decoder_by_name("libvpx");
    return NULL;
}

static int choose_stream(GrFilmDemux *demux, const char *path, GrError *error)
{
    AVFormatContext *format = demux->format;
    int found = av_find_best_stream(format, AVMEDIA_TYPE_VIDEO, -1, -1, &demux->codec, 0);
    /* The cover of a song is no film. */
    if (found == AVERROR_STREAM_NOT_FOUND ||
        (found >= 0 && (format->streams[found]->disposition & AV_DISPOSITION_ATTACHED_PIC)))
        return gr_error_set(error, GR_E_INPUT, "%s: has no moving picture in it", path);
    if (found < 0 || !demux->codec)
        return gr_error_set(error, GR_E_INPUT, "%s: libav has no decoder for its picture", path);
    const AVCodec *covered = decoder_with_cover(format->streams[found]);
    demux->codec = covered ? covered : demux->codec;
    demux->stream = found;
    for (unsigned i = 0; i < format->nb_streams; i++)
        if ((int)i != found)
            format->streams[i]->discard = AVDISCARD_ALL;
    return GR_OK;
}

int gr_film_demux_open(GrFilmDemux *demux, const char *path, GrError *error)
{
    *demux = (GrFilmDemux){.stream = -1};
    int result = gr_av_open(&demux->format, path);
    if (result >= 0)
        result = avformat_find_stream_info(demux->format, NULL);
    int code = result < 0 ? gr_av_error(error, GR_E_INPUT, result,
                                        "%s: is not a film that can be read", path)
                          : choose_stream(demux, path, error);
    if (code)
        gr_film_demux_close(demux);
    return code;
}

void gr_film_demux_close(GrFilmDemux *demux)
{
    avformat_close_input(&demux->format);
    *demux = (GrFilmDemux){.stream = -1};
}

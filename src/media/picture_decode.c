/* SPDX-License-Identifier: MIT */
#include "media/picture_decode.h"

#include "base/files.h"
#include "media/av.h"
#include "media/picture_head.h"
#include "media/picture_webp.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_BYTES_MAX = 1 << 30 };

typedef struct Reader {
    AVFormatContext *demux;
    AVCodecContext *decoder;
    AVPacket *packet;
    AVFrame *frame; /* the caller's */
    int stream;
    bool drawn; /* an SVG that gr_svg_is did not take for one */
} Reader;

static int open_decoder(Reader *reader, bool strict)
{
    const AVCodec *codec = NULL;
    int found = av_find_best_stream(reader->demux, AVMEDIA_TYPE_VIDEO, -1, -1, &codec, 0);
    if (found < 0)
        return found;
    reader->stream = found;
    reader->drawn = codec && codec->id == AV_CODEC_ID_SVG; /* its alpha would come out wrong */
    if (reader->drawn)
        return AVERROR_INVALIDDATA;
    reader->decoder = avcodec_alloc_context3(codec);
    reader->packet = av_packet_alloc();
    if (!reader->decoder || !reader->packet)
        return AVERROR(ENOMEM);
    int result =
        avcodec_parameters_to_context(reader->decoder, reader->demux->streams[found]->codecpar);
    reader->decoder->thread_count = 1;
    reader->decoder->max_pixels = 2 * (int64_t)GR_PICTURE_PIXELS_MAX;
    reader->decoder->flags |= AV_CODEC_FLAG_BITEXACT;
    /* Decoders of other kinds then stumble over tags that they do not know. */
    if (strict && (codec->id == AV_CODEC_ID_PNG || codec->id == AV_CODEC_ID_MJPEG))
        reader->decoder->err_recognition |= AV_EF_CRCCHECK | AV_EF_BUFFER | AV_EF_EXPLODE;
    return result < 0 ? result : avcodec_open2(reader->decoder, codec, NULL);
}

static int read_frame(Reader *reader)
{
    for (;;) {
        int result = av_read_frame(reader->demux, reader->packet);
        if (result >= 0 && reader->packet->stream_index != reader->stream) {
            av_packet_unref(reader->packet);
            continue;
        }
        /* The end of the file drains the decoder. */
        int sent = avcodec_send_packet(reader->decoder, result >= 0 ? reader->packet : NULL);
        av_packet_unref(reader->packet);
        if (sent < 0 && sent != AVERROR_EOF)
            return sent;
        int got = avcodec_receive_frame(reader->decoder, reader->frame);
        if (got >= 0 || got != AVERROR(EAGAIN) || result < 0)
            return got;
    }
}

static bool is_animated_webp(const char *path)
{
    uint8_t head[64];
    FILE *file = fopen(path, "rb");
    size_t count = file ? fread(head, 1, sizeof head, file) : 0;
    if (file)
        fclose(file);
    return count > 34 && gr_picture_is_animated_webp(head, count);
}

/* As of other pictures that move. */
static int decode_first_frame(const char *path, AVFrame *frame)
{
    const AVCodec *codec = avcodec_find_decoder(AV_CODEC_ID_WEBP);
    AVCodecContext *decoder = codec ? avcodec_alloc_context3(codec) : NULL;
    AVPacket *packet = av_packet_alloc();
    char *data = NULL;
    uint8_t *still = NULL;
    size_t bytes, length = 0;
    int result = AVERROR_INVALIDDATA;
    if (decoder && packet && !gr_file_read(path, FILE_BYTES_MAX, &data, &bytes, NULL))
        still = gr_webp_first_frame((const uint8_t *)data, bytes, &length);
    if (still && (result = av_new_packet(packet, (int)length)) >= 0) {
        memcpy(packet->data, still, length);
        decoder->thread_count = 1;
        decoder->max_pixels = 2 * (int64_t)GR_PICTURE_PIXELS_MAX;
        decoder->flags |= AV_CODEC_FLAG_BITEXACT;
        result = avcodec_open2(decoder, codec, NULL);
        result = result < 0 ? result : avcodec_send_packet(decoder, packet);
        result = result < 0 ? result : avcodec_receive_frame(decoder, frame);
    }
    free(still);
    free(data);
    av_packet_free(&packet);
    avcodec_free_context(&decoder);
    return result;
}

static int check_size(const char *path, const AVFrame *frame, GrError *error)
{
    bool large = (int64_t)frame->width * frame->height > GR_PICTURE_PIXELS_MAX ||
                 frame->width > GR_PICTURE_SIDE_MAX || frame->height > GR_PICTURE_SIDE_MAX;
    return large ? gr_error_set(error, GR_E_INPUT,
                                "%s: %d x %d pixels: at most %d million are possible, and %d on a "
                                "side; make it smaller",
                                path, frame->width, frame->height, GR_PICTURE_PIXELS_MAX / 1000000,
                                GR_PICTURE_SIDE_MAX)
                 : GR_OK;
}

static bool is_damaged(const AVFrame *frame)
{
    return frame->decode_error_flags || (frame->flags & AV_FRAME_FLAG_CORRUPT);
}

int gr_picture_decode(const char *path, bool strict, AVFrame *frame, GrError *error)
{
    Reader reader = {.frame = frame};
    int result = gr_av_open(&reader.demux, path);
    if (result >= 0)
        result = open_decoder(&reader, strict);
    if (result >= 0)
        result = read_frame(&reader);
    if (result >= 0 && strict && is_damaged(frame))
        result = AVERROR_INVALIDDATA;
    av_packet_free(&reader.packet);
    avcodec_free_context(&reader.decoder);
    avformat_close_input(&reader.demux);
    bool animated = result < 0 && is_animated_webp(path);
    if (animated)
        result = decode_first_frame(path, frame);
    if (result >= 0)
        return check_size(path, frame, error);
    if (reader.drawn)
        return gr_error_set(error, GR_E_INPUT,
                            "%s: an SVG that does not begin as one in UTF-8: save it as plain SVG",
                            path);
    if (animated && result != AVERROR(ENOMEM))
        return gr_error_set(error, GR_E_INPUT,
                            "%s: an animated WebP whose first frame is not a whole picture: save "
                            "one frame of it, or all as GIF",
                            path);
    return gr_av_error(error, result == AVERROR(ENOMEM) ? GR_E_SPACE : GR_E_INPUT, result,
                       "%s: cannot be read as a picture", path);
}

GrTurn gr_picture_turn(const char *path, const AVFrame *frame)
{
    const AVFrameSideData *side = av_frame_get_side_data(frame, AV_FRAME_DATA_DISPLAYMATRIX);
    char *data;
    size_t bytes;
    if (side)
        return gr_turn_of(side->data, side->size);
    /* libav says it of JPEG alone. */
    if (gr_file_read(path, FILE_BYTES_MAX, &data, &bytes, NULL))
        return GR_UPRIGHT;
    GrPictureHead head = gr_picture_head((const uint8_t *)data, bytes);
    free(data);
    return gr_turn_of_orientation(head.orientation);
}

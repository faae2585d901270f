/* SPDX-License-Identifier: MIT */
#include "media/film_key.h"

/* Of ITU-T H.264, table 7-1 and annex D. */
enum { NAL_SEI = 6, SEI_RECOVERY_POINT = 6 };

/* One unit of supplemental information: true when it is a recovery point some frames away, that is
 * when recovery_frame_cnt, an Exp-Golomb number that begins with a 1 if it is 0, is not 0. */
static bool is_far_recovery(const uint8_t *sei, size_t size)
{
    size_t at = 1;
    while (at + 2 < size) {
        size_t type = 0, bytes = 0;
        for (; at < size && sei[at] == 255; at++)
            type += 255;
        type += at < size ? sei[at++] : 0;
        for (; at < size && sei[at] == 255; at++)
            bytes += 255;
        bytes += at < size ? sei[at++] : 0;
        if (type == SEI_RECOVERY_POINT && at < size)
            return !(sei[at] & 0x80);
        at += bytes;
    }
    return false;
}

/* Units behind their lengths, as MP4 and Matroska have them. */
static bool refreshes_sized(const uint8_t *data, size_t size, size_t prefix)
{
    for (size_t at = 0; at + prefix < size;) {
        size_t length = 0;
        for (size_t i = 0; i < prefix; i++)
            length = length << 8 | data[at + i];
        at += prefix;
        length = length < size - at ? length : size - at;
        if (length && (data[at] & 31) == NAL_SEI && is_far_recovery(data + at, length))
            return true;
        at += length;
    }
    return false;
}

/* Units behind start codes. */
static bool refreshes_marked(const uint8_t *data, size_t size)
{
    for (size_t at = 0; at + 4 < size; at++)
        if (data[at] == 0 && data[at + 1] == 0 && data[at + 2] == 1 &&
            (data[at + 3] & 31) == NAL_SEI && is_far_recovery(data + at + 3, size - at - 3))
            return true;
    return false;
}

bool gr_film_packet_is_key(const AVCodecParameters *parameters, const AVPacket *packet)
{
    if (!(packet->flags & AV_PKT_FLAG_KEY))
        return false;
    /* Pictures of these lie on those before, whatever their packets say. */
    if (parameters->codec_id == AV_CODEC_ID_GIF || parameters->codec_id == AV_CODEC_ID_APNG)
        return false;
    if (parameters->codec_id != AV_CODEC_ID_H264)
        return true;
    bool sized = parameters->extradata_size > 6 && parameters->extradata[0] == 1;
    size_t size = (size_t)packet->size;
    return sized ? !refreshes_sized(packet->data, size, (size_t)(parameters->extradata[4] & 3) + 1)
                 : !refreshes_marked(packet->data, size);
}

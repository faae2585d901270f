/* SPDX-License-Identifier: MIT
 *
 * Whether decoding can really begin at a packet, for the files of this room only. Containers and
 * parsers call those of H.264 key packets, too, that only begin a refresh: a picture comes together
 * over many packets, and what comes out until then is another one than in sequence.
 */
#ifndef GR_MEDIA_FILM_KEY_H
#define GR_MEDIA_FILM_KEY_H

#include <libavcodec/avcodec.h>
#include <stdbool.h>

bool gr_film_packet_is_key(const AVCodecParameters *parameters, const AVPacket *packet);

#endif

/* SPDX-License-Identifier: MIT
 *
 * The layout of a segment file, for its writer and its reader only. Every number is little-endian.
 *   header  "GRSEG\r\n\x1a", u32 version, i32 index, u64 plan, u64 key, i64 first, i64 count
 *   blocks  u32 tag, u32 bytes of payload, payload
 *     STRM  char codec[32], i32 reorder depth, i32 sample rate, six i32 of a copied sound,
 *           extradata                                          at most once, before any packet
 *     PCKT  i64 pts, i64 dts, i32 flags, i32 duration, i32 samples to skip at its start, at its
 *           end, data                                          of pictures: one per frame
 *     FRAM  u64 checksum, f32 mean luma, i32 maximum luma      of pictures: one per frame
 *     LGHT  any bytes, of the frame recorded before it         of pictures: at most one per frame
 *     DONE  u64 packets, u64 records, u64 XXH3 of every byte before it; ends the file
 */
#ifndef GR_MEDIA_SEGMENT_FORMAT_H
#define GR_MEDIA_SEGMENT_FORMAT_H

#include <stdint.h>

enum {
    VERSION = 4,
    MAGIC_BYTES = 8,
    HEADER_BYTES = MAGIC_BYTES + 4 + 4 + 4 * 8,
    BLOCK_BYTES = 8,
    STREAM_BYTES = 32 + 8 * 4,    /* and the extradata */
    PACKET_BYTES = 2 * 8 + 4 * 4, /* and the data */
    RECORD_BYTES = 16,
    DONE_BYTES = 24,
    CHECKSUM_BYTES = 8,
    BUFFER_BYTES = 1 << 18,
    READ_PADDING = 64, /* libav's parsers may read past the end of a packet */
    EXTRADATA_MAX = 1 << 20,
};

#define TAG(a, b, c, d)                                                                            \
    ((uint32_t)(a) | (uint32_t)(b) << 8 | (uint32_t)(c) << 16 | (uint32_t)(d) << 24)
static const uint32_t tag_stream = TAG('S', 'T', 'R', 'M'), tag_packet = TAG('P', 'C', 'K', 'T'),
                      tag_record = TAG('F', 'R', 'A', 'M'), tag_light = TAG('L', 'G', 'H', 'T'),
                      tag_done = TAG('D', 'O', 'N', 'E');

static const char magic[MAGIC_BYTES] = {'G', 'R', 'S', 'E', 'G', '\r', '\n', 0x1a};

static inline uint8_t *gr_segment_put(uint8_t *at, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        *at++ = (uint8_t)(value >> (8 * i));
    return at;
}

static inline uint64_t gr_segment_get(const uint8_t *at, int bytes)
{
    uint64_t value = 0;
    for (int i = bytes - 1; i >= 0; i--)
        value = value << 8 | at[i];
    return value;
}

#endif

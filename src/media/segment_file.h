/* SPDX-License-Identifier: MIT
 *
 * The segment file: a raw dump of ours with what the join and the verification need. Written to
 * NAME.part, flushed and renamed when complete, closed by a checksum; a file that is there is
 * whole. Holds encoder parameters (codec, extradata, reorder depth), packets, and one record per
 * frame (checksum of its planes, mean and maximum brightness, and a small raster of its light);
 * `hash:` and `null:` renders write records only. The sound of a show is written as such a file,
 * too: as many packets as it takes, and no records.
 */
#ifndef GR_MEDIA_SEGMENT_FILE_H
#define GR_MEDIA_SEGMENT_FILE_H

#include "base/error.h"

#include <stdint.h>

typedef struct GrSegmentHeader {
    uint64_t plan_hash;
    uint64_t segment_key; /* identity of the segment within the plan */
    int32_t index;
    int64_t first_frame, frame_count;
} GrSegmentHeader;

typedef struct GrFrameRecord {
    uint64_t checksum; /* of the R, G, B planes before encoding */
    float mean_luma;   /* code values 0..255 */
    int32_t max_luma;
} GrFrameRecord;

/* Of a sound that was copied from a file, what its decoder cannot do without. */
typedef struct GrCopiedStream {
    int32_t channels; /* 0: the sound was encoded */
    int32_t frame_samples, delay, profile, bits, bit_rate;
} GrCopiedStream;

typedef struct GrStreamInfo {
    /* libavcodec's name of the encoder, or of the codec of a copied sound; "" when the segment has
     * no packets */
    char codec[32];
    int32_t reorder_depth;
    const uint8_t *extradata;
    int32_t extradata_size;
    int32_t sample_rate; /* of sound, whose packets count time in samples; 0: pictures */
    GrCopiedStream copied;
} GrStreamInfo;

typedef struct GrPacketInfo {
    int64_t pts; /* frame index within the segment; of sound, the sample */
    int64_t dts;
    int32_t flags; /* AV_PKT_FLAG_* */
    int32_t size;
    const uint8_t *data;
    int32_t duration;             /* of sound: samples, with those that a player skips */
    int32_t skip_start, skip_end; /* samples of it that a player does not play */
} GrPacketInfo;

typedef struct GrSegmentWriter GrSegmentWriter;
typedef struct GrSegmentReader GrSegmentReader;

int gr_segment_writer_create(const char *path, const GrSegmentHeader *header, GrSegmentWriter **out,
                             GrError *error);
int gr_segment_writer_stream(GrSegmentWriter *writer, const GrStreamInfo *info, GrError *error);
int gr_segment_writer_packet(GrSegmentWriter *writer, const GrPacketInfo *packet, GrError *error);
int gr_segment_writer_record(GrSegmentWriter *writer, const GrFrameRecord *record, GrError *error);
/* The raster of the frame that was recorded last; a file may do without. */
int gr_segment_writer_light(GrSegmentWriter *writer, const uint8_t *light, int bytes,
                            GrError *error);
/* Completes, flushes to disk and renames. */
int gr_segment_writer_commit(GrSegmentWriter *writer, GrError *error);
/* Without a commit the .part file is removed. */
void gr_segment_writer_destroy(GrSegmentWriter *writer);

/* Opens and checks header, counts and checksum; GR_E_PLAN when it belongs to another plan. */
int gr_segment_reader_open(const char *path, uint64_t plan_hash, GrSegmentReader **out,
                           GrError *error);
/* The same without the checksum: for a file that this process has already opened. */
int gr_segment_reader_open_again(const char *path, uint64_t plan_hash, GrSegmentReader **out,
                                 GrError *error);
const GrSegmentHeader *gr_segment_reader_header(const GrSegmentReader *reader);
const GrStreamInfo *gr_segment_reader_stream(const GrSegmentReader *reader);
int64_t gr_segment_reader_packet_count(const GrSegmentReader *reader);
int gr_segment_reader_packet(GrSegmentReader *reader, int64_t index, GrPacketInfo *packet,
                             GrError *error);
const GrFrameRecord *gr_segment_reader_records(const GrSegmentReader *reader); /* frame_count */
/* The raster of a frame; GR_E_INPUT when the file has none of this size. */
int gr_segment_reader_light(GrSegmentReader *reader, int64_t index, uint8_t *light, int bytes,
                            GrError *error);
void gr_segment_reader_close(GrSegmentReader *reader);

#endif

/* SPDX-License-Identifier: MIT */
#include "media/segment_file.h"

#include "base/files.h"
#include "base/hash.h"
#include "media/segment_format.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct GrSegmentWriter {
    char path[GR_PATH_CAPACITY], part[GR_PATH_CAPACITY];
    int fd;
    GrHash *hash;
    uint8_t *buffer;
    size_t used;
    int64_t frame_count, packets, records;
    bool has_stream, is_sound, failed;
};

static int writer_flush(GrSegmentWriter *writer, GrError *error)
{
    for (size_t done = 0; done < writer->used;) {
        ssize_t wrote = write(writer->fd, writer->buffer + done, writer->used - done);
        if (wrote >= 0) {
            done += (size_t)wrote;
        } else if (errno != EINTR) {
            writer->failed = true;
            return gr_error_errno(error, GR_E_USAGE, "%s", writer->part);
        }
    }
    writer->used = 0;
    return GR_OK;
}

static int writer_add(GrSegmentWriter *writer, const void *data, size_t bytes, GrError *error)
{
    const uint8_t *from = data;
    if (bytes)
        gr_hash_add(writer->hash, from, bytes);
    while (bytes) {
        size_t room = BUFFER_BYTES - writer->used;
        size_t now = bytes < room ? bytes : room;
        memcpy(writer->buffer + writer->used, from, now);
        writer->used += now;
        from += now;
        bytes -= now;
        int code = writer->used == BUFFER_BYTES ? writer_flush(writer, error) : GR_OK;
        if (code)
            return code;
    }
    return GR_OK;
}

/* A block with a fixed part and a tail of any length. */
static int writer_block(GrSegmentWriter *writer, uint32_t tag, const uint8_t *fixed,
                        size_t fixed_bytes, const void *tail, size_t tail_bytes, GrError *error)
{
    uint8_t head[BLOCK_BYTES];
    gr_segment_put(gr_segment_put(head, tag, 4), fixed_bytes + tail_bytes, 4);
    int code = writer_add(writer, head, sizeof head, error);
    if (!code)
        code = writer_add(writer, fixed, fixed_bytes, error);
    if (!code)
        code = writer_add(writer, tail, tail_bytes, error);
    return code;
}

int gr_segment_writer_create(const char *path, const GrSegmentHeader *header, GrSegmentWriter **out,
                             GrError *error)
{
    int code = GR_OK;
    *out = NULL;
    GrSegmentWriter *writer = calloc(1, sizeof *writer);
    if (!writer)
        return gr_error_memory(error, "a segment writer", sizeof *writer);
    writer->fd = -1;
    writer->frame_count = header->frame_count;
    writer->buffer = malloc(BUFFER_BYTES);
    writer->hash = gr_hash_create();
    if (!writer->buffer || !writer->hash) {
        code = gr_error_memory(error, "a segment writer", BUFFER_BYTES);
        goto done;
    }
    int length = snprintf(writer->path, sizeof writer->path, "%s", path);
    if (length < 0 || length + (int)sizeof ".part" > (int)sizeof writer->part) {
        code = gr_error_set(error, GR_E_USAGE, "%s: the path is too long", path);
        goto done;
    }
    memcpy(writer->part, writer->path, (size_t)length);
    memcpy(writer->part + length, ".part", sizeof ".part");
    writer->fd = open(writer->part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (writer->fd < 0) {
        code = gr_error_errno(error, GR_E_USAGE, "%s", writer->part);
        goto done;
    }
    uint8_t bytes[HEADER_BYTES], *at = bytes;
    memcpy(at, magic, sizeof magic);
    at = gr_segment_put(at + sizeof magic, VERSION, 4);
    at = gr_segment_put(at, (uint32_t)header->index, 4);
    at = gr_segment_put(at, header->plan_hash, 8);
    at = gr_segment_put(at, header->segment_key, 8);
    at = gr_segment_put(at, (uint64_t)header->first_frame, 8);
    gr_segment_put(at, (uint64_t)header->frame_count, 8);
    code = writer_add(writer, bytes, sizeof bytes, error);
done:
    if (code)
        gr_segment_writer_destroy(writer);
    else
        *out = writer;
    return code;
}

int gr_segment_writer_stream(GrSegmentWriter *writer, const GrStreamInfo *info, GrError *error)
{
    if (writer->has_stream || writer->packets)
        return gr_error_set(error, GR_E_INTERNAL, "%s: a second stream header", writer->path);
    if (info->extradata_size < 0 || info->extradata_size > EXTRADATA_MAX)
        return gr_error_set(error, GR_E_ENCODE, "%s: %s gave %d bytes of stream header",
                            writer->path, info->codec, info->extradata_size);
    uint8_t fixed[STREAM_BYTES] = {0};
    memcpy(fixed, info->codec, strnlen(info->codec, sizeof info->codec - 1));
    const GrCopiedStream *copied = &info->copied;
    const int32_t numbers[] = {info->reorder_depth,   info->sample_rate, copied->channels,
                               copied->frame_samples, copied->delay,     copied->profile,
                               copied->bits,          copied->bit_rate};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        gr_segment_put(fixed + 32 + 4 * i, (uint32_t)numbers[i], 4);
    writer->has_stream = true;
    writer->is_sound = info->sample_rate > 0;
    return writer_block(writer, tag_stream, fixed, sizeof fixed, info->extradata,
                        (size_t)info->extradata_size, error);
}

int gr_segment_writer_packet(GrSegmentWriter *writer, const GrPacketInfo *packet, GrError *error)
{
    if (!writer->has_stream || packet->size < 0)
        return gr_error_set(error, GR_E_INTERNAL, "%s: a packet without its stream", writer->path);
    uint8_t fixed[PACKET_BYTES], *at = fixed;
    at = gr_segment_put(at, (uint64_t)packet->pts, 8);
    at = gr_segment_put(at, (uint64_t)packet->dts, 8);
    at = gr_segment_put(at, (uint32_t)packet->flags, 4);
    at = gr_segment_put(at, (uint32_t)packet->duration, 4);
    at = gr_segment_put(at, (uint32_t)packet->skip_start, 4);
    gr_segment_put(at, (uint32_t)packet->skip_end, 4);
    writer->packets++;
    return writer_block(writer, tag_packet, fixed, sizeof fixed, packet->data, (size_t)packet->size,
                        error);
}

int gr_segment_writer_record(GrSegmentWriter *writer, const GrFrameRecord *record, GrError *error)
{
    uint8_t fixed[RECORD_BYTES], *at = fixed;
    uint32_t mean;
    memcpy(&mean, &record->mean_luma, sizeof mean);
    at = gr_segment_put(at, record->checksum, 8);
    at = gr_segment_put(at, mean, 4);
    gr_segment_put(at, (uint32_t)record->max_luma, 4);
    writer->records++;
    return writer_block(writer, tag_record, fixed, sizeof fixed, NULL, 0, error);
}

int gr_segment_writer_light(GrSegmentWriter *writer, const uint8_t *light, int bytes,
                            GrError *error)
{
    if (!writer->records)
        return gr_error_set(error, GR_E_INTERNAL, "%s: light of no frame", writer->path);
    return writer_block(writer, tag_light, NULL, 0, light, (size_t)bytes, error);
}

int gr_segment_writer_commit(GrSegmentWriter *writer, GrError *error)
{
    if (writer->failed)
        return gr_error_set(error, GR_E_INTERNAL, "%s: completed after a failed write",
                            writer->path);
    int64_t records = writer->is_sound ? 0 : writer->frame_count;
    if (writer->records != records)
        return gr_error_set(error, GR_E_INTERNAL, "%s: %lld frames recorded, %lld expected",
                            writer->path, (long long)writer->records, (long long)records);
    if (writer->has_stream && !writer->is_sound && writer->packets != writer->frame_count)
        return gr_error_set(error, GR_E_ENCODE, "%s: the encoder gave %lld packets for %lld frames",
                            writer->path, (long long)writer->packets,
                            (long long)writer->frame_count);
    uint8_t done[BLOCK_BYTES + DONE_BYTES], *at = done;
    at = gr_segment_put(at, tag_done, 4);
    at = gr_segment_put(at, DONE_BYTES, 4);
    at = gr_segment_put(at, (uint64_t)writer->packets, 8);
    at = gr_segment_put(at, (uint64_t)writer->records, 8);
    int code = writer_add(writer, done, (size_t)(at - done), error);
    if (!code) {
        gr_segment_put(at, gr_hash_value(writer->hash), CHECKSUM_BYTES);
        code = writer_add(writer, at, CHECKSUM_BYTES, error);
    }
    if (!code)
        code = writer_flush(writer, error);
    if (code)
        return code;
    int fd = writer->fd;
    writer->fd = -1;
    if (close(fd) < 0)
        code = gr_error_errno(error, GR_E_USAGE, "%s", writer->part);
    else
        code = gr_file_flush_and_rename(writer->part, writer->path, error);
    if (code)
        unlink(writer->part);
    return code;
}

void gr_segment_writer_destroy(GrSegmentWriter *writer)
{
    if (!writer)
        return;
    if (writer->fd >= 0) {
        close(writer->fd);
        unlink(writer->part);
    }
    gr_hash_destroy(writer->hash);
    free(writer->buffer);
    free(writer);
}

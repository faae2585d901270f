/* SPDX-License-Identifier: MIT
 *
 * Layout, every number little-endian:
 *   header  "GRSEG\r\n\x1a", u32 version, i32 index, u64 plan, u64 key, i64 first, i64 count
 *   blocks  u32 tag, u32 bytes of payload, payload
 *     STRM  char codec[32], i32 reorder depth, i32 sample rate, extradata
 *                                                              at most once, before any packet
 *     PCKT  i64 pts, i64 dts, i32 flags, i32 duration, i32 samples to skip at its start, at its
 *           end, data                                          of pictures: one per frame
 *     FRAM  u64 checksum, f32 mean luma, i32 maximum luma      of pictures: one per frame
 *     DONE  u64 packets, u64 records, u64 XXH3 of every byte before it; ends the file
 */
#include "media/segment_file.h"

#include "base/files.h"
#include "base/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    VERSION = 2,
    MAGIC_BYTES = 8,
    HEADER_BYTES = MAGIC_BYTES + 4 + 4 + 4 * 8,
    BLOCK_BYTES = 8,
    STREAM_BYTES = 32 + 2 * 4,    /* and the extradata */
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
                      tag_record = TAG('F', 'R', 'A', 'M'), tag_done = TAG('D', 'O', 'N', 'E');

static const char magic[MAGIC_BYTES] = {'G', 'R', 'S', 'E', 'G', '\r', '\n', 0x1a};

static uint8_t *put(uint8_t *at, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        *at++ = (uint8_t)(value >> (8 * i));
    return at;
}

static uint64_t get(const uint8_t *at, int bytes)
{
    uint64_t value = 0;
    for (int i = bytes - 1; i >= 0; i--)
        value = value << 8 | at[i];
    return value;
}

/* Writing */

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
            return gr_error_errno(error, GR_E_INPUT, "%s", writer->part);
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
    put(put(head, tag, 4), fixed_bytes + tail_bytes, 4);
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
        code = gr_error_set(error, GR_E_INPUT, "%s: the path is too long", path);
        goto done;
    }
    memcpy(writer->part, writer->path, (size_t)length);
    memcpy(writer->part + length, ".part", sizeof ".part");
    writer->fd = open(writer->part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (writer->fd < 0) {
        code = gr_error_errno(error, GR_E_INPUT, "%s", writer->part);
        goto done;
    }
    uint8_t bytes[HEADER_BYTES], *at = bytes;
    memcpy(at, magic, sizeof magic);
    at = put(at + sizeof magic, VERSION, 4);
    at = put(at, (uint32_t)header->index, 4);
    at = put(at, header->plan_hash, 8);
    at = put(at, header->segment_key, 8);
    at = put(at, (uint64_t)header->first_frame, 8);
    put(at, (uint64_t)header->frame_count, 8);
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
    put(put(fixed + 32, (uint32_t)info->reorder_depth, 4), (uint32_t)info->sample_rate, 4);
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
    at = put(at, (uint64_t)packet->pts, 8);
    at = put(at, (uint64_t)packet->dts, 8);
    at = put(at, (uint32_t)packet->flags, 4);
    at = put(at, (uint32_t)packet->duration, 4);
    at = put(at, (uint32_t)packet->skip_start, 4);
    put(at, (uint32_t)packet->skip_end, 4);
    writer->packets++;
    return writer_block(writer, tag_packet, fixed, sizeof fixed, packet->data, (size_t)packet->size,
                        error);
}

int gr_segment_writer_record(GrSegmentWriter *writer, const GrFrameRecord *record, GrError *error)
{
    uint8_t fixed[RECORD_BYTES], *at = fixed;
    uint32_t mean;
    memcpy(&mean, &record->mean_luma, sizeof mean);
    at = put(at, record->checksum, 8);
    at = put(at, mean, 4);
    put(at, (uint32_t)record->max_luma, 4);
    writer->records++;
    return writer_block(writer, tag_record, fixed, sizeof fixed, NULL, 0, error);
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
    at = put(at, tag_done, 4);
    at = put(at, DONE_BYTES, 4);
    at = put(at, (uint64_t)writer->packets, 8);
    at = put(at, (uint64_t)writer->records, 8);
    int code = writer_add(writer, done, (size_t)(at - done), error);
    if (!code) {
        put(at, gr_hash_value(writer->hash), CHECKSUM_BYTES);
        code = writer_add(writer, at, CHECKSUM_BYTES, error);
    }
    if (!code)
        code = writer_flush(writer, error);
    if (code)
        return code;
    int fd = writer->fd;
    writer->fd = -1;
    if (close(fd) < 0)
        code = gr_error_errno(error, GR_E_INPUT, "%s", writer->part);
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

/* Reading */

typedef struct PacketPlace {
    int64_t pts, dts, offset;
    int32_t flags, size, duration, skip_start, skip_end;
} PacketPlace;

struct GrSegmentReader {
    char *path;
    int fd;
    int64_t file_bytes;
    GrSegmentHeader header;
    GrStreamInfo stream;
    uint8_t *extradata;
    PacketPlace *packets;
    int64_t packet_count, packet_capacity;
    GrFrameRecord *records;
    int64_t record_count, record_capacity;
    uint8_t *data;
    size_t data_capacity;
};

static int reader_get(GrSegmentReader *reader, int64_t offset, void *data, size_t bytes,
                      GrError *error)
{
    uint8_t *to = data;
    while (bytes) {
        ssize_t got = pread(reader->fd, to, bytes, (off_t)offset);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return gr_error_errno(error, GR_E_INPUT, "%s", reader->path);
        if (got == 0)
            return gr_error_set(error, GR_E_INPUT, "%s: cut short: ends at byte %lld", reader->path,
                                (long long)offset);
        to += got;
        offset += got;
        bytes -= (size_t)got;
    }
    return GR_OK;
}

static int damaged(const GrSegmentReader *reader, const char *what, GrError *error)
{
    return gr_error_set(error, GR_E_INPUT, "%s: a damaged segment file: %s", reader->path, what);
}

static int read_header(GrSegmentReader *reader, uint64_t plan_hash, GrError *error)
{
    uint8_t bytes[HEADER_BYTES];
    if (reader->file_bytes < (int64_t)sizeof bytes)
        return damaged(reader, "it is cut short", error);
    int code = reader_get(reader, 0, bytes, sizeof bytes, error);
    if (code)
        return code;
    if (memcmp(bytes, magic, sizeof magic) != 0)
        return gr_error_set(error, GR_E_INPUT, "%s: not a segment file", reader->path);
    const uint8_t *at = bytes + sizeof magic;
    if (get(at, 4) != VERSION)
        return gr_error_set(error, GR_E_PLAN,
                            "%s: segment format %llu, this program reads format %d", reader->path,
                            (unsigned long long)get(at, 4), VERSION);
    GrSegmentHeader *header = &reader->header;
    header->index = (int32_t)get(at + 4, 4);
    header->plan_hash = get(at + 8, 8);
    header->segment_key = get(at + 16, 8);
    header->first_frame = (int64_t)get(at + 24, 8);
    header->frame_count = (int64_t)get(at + 32, 8);
    if (header->plan_hash != plan_hash)
        return gr_error_set(
            error, GR_E_PLAN, "%s: belongs to another plan (%016llx, this one is %016llx)",
            reader->path, (unsigned long long)header->plan_hash, (unsigned long long)plan_hash);
    if (header->frame_count < 0)
        return damaged(reader, "its length", error);
    return GR_OK;
}

static int check_sum(GrSegmentReader *reader, GrError *error)
{
    int64_t end = reader->file_bytes - CHECKSUM_BYTES;
    if (end < HEADER_BYTES + BLOCK_BYTES + DONE_BYTES - CHECKSUM_BYTES)
        return damaged(reader, "it is cut short", error);
    int code = GR_OK;
    GrHash *hash = gr_hash_create();
    uint8_t *buffer = malloc(BUFFER_BYTES);
    uint8_t sum[CHECKSUM_BYTES];
    if (!hash || !buffer) {
        code = gr_error_memory(error, "a checksum", BUFFER_BYTES);
        goto done;
    }
    for (int64_t offset = 0; offset < end && !code;) {
        size_t now = end - offset < BUFFER_BYTES ? (size_t)(end - offset) : BUFFER_BYTES;
        code = reader_get(reader, offset, buffer, now, error);
        if (!code)
            gr_hash_add(hash, buffer, now);
        offset += (int64_t)now;
    }
    if (!code)
        code = reader_get(reader, end, sum, sizeof sum, error);
    if (!code && get(sum, CHECKSUM_BYTES) != gr_hash_value(hash))
        code = damaged(reader, "its checksum is wrong (was it cut short?)", error);
done:
    gr_hash_destroy(hash);
    free(buffer);
    return code;
}

static int read_stream(GrSegmentReader *reader, int64_t offset, int64_t bytes, GrError *error)
{
    uint8_t fixed[STREAM_BYTES];
    if (reader->extradata || bytes < STREAM_BYTES || bytes > STREAM_BYTES + EXTRADATA_MAX)
        return damaged(reader, "its stream header", error);
    size_t extra = (size_t)(bytes - STREAM_BYTES);
    reader->extradata = calloc(1, extra + READ_PADDING);
    if (!reader->extradata)
        return gr_error_memory(error, reader->path, extra);
    int code = reader_get(reader, offset, fixed, sizeof fixed, error);
    if (!code)
        code = reader_get(reader, offset + STREAM_BYTES, reader->extradata, extra, error);
    memcpy(reader->stream.codec, fixed, sizeof reader->stream.codec - 1);
    reader->stream.reorder_depth = (int32_t)get(fixed + 32, 4);
    reader->stream.sample_rate = (int32_t)get(fixed + 36, 4);
    reader->stream.extradata = reader->extradata;
    reader->stream.extradata_size = (int32_t)extra;
    return code;
}

static int read_packet_place(GrSegmentReader *reader, int64_t offset, int64_t bytes, GrError *error)
{
    uint8_t fixed[PACKET_BYTES];
    if (bytes < PACKET_BYTES || bytes > INT32_MAX || !reader->extradata)
        return damaged(reader, "a packet", error);
    if (reader->packet_count == reader->packet_capacity) {
        int64_t capacity = reader->packet_capacity ? reader->packet_capacity * 2 : 64;
        PacketPlace *larger = realloc(reader->packets, (size_t)capacity * sizeof *larger);
        if (!larger)
            return gr_error_memory(error, reader->path, (size_t)capacity * sizeof *larger);
        reader->packets = larger;
        reader->packet_capacity = capacity;
    }
    int code = reader_get(reader, offset, fixed, sizeof fixed, error);
    if (code)
        return code;
    PacketPlace *place = &reader->packets[reader->packet_count++];
    place->pts = (int64_t)get(fixed, 8);
    place->dts = (int64_t)get(fixed + 8, 8);
    place->flags = (int32_t)get(fixed + 16, 4);
    place->duration = (int32_t)get(fixed + 20, 4);
    place->skip_start = (int32_t)get(fixed + 24, 4);
    place->skip_end = (int32_t)get(fixed + 28, 4);
    place->offset = offset + PACKET_BYTES;
    place->size = (int32_t)(bytes - PACKET_BYTES);
    return GR_OK;
}

static int read_record(GrSegmentReader *reader, int64_t offset, int64_t bytes, GrError *error)
{
    uint8_t fixed[RECORD_BYTES];
    if (bytes != RECORD_BYTES || reader->record_count >= reader->record_capacity)
        return damaged(reader, "a frame record", error);
    int code = reader_get(reader, offset, fixed, sizeof fixed, error);
    if (code)
        return code;
    GrFrameRecord *record = &reader->records[reader->record_count++];
    uint32_t mean = (uint32_t)get(fixed + 8, 4);
    record->checksum = get(fixed, 8);
    memcpy(&record->mean_luma, &mean, sizeof mean);
    record->max_luma = (int32_t)get(fixed + 12, 4);
    return GR_OK;
}

static int check_end(GrSegmentReader *reader, int64_t offset, int64_t bytes, GrError *error)
{
    uint8_t fixed[DONE_BYTES];
    if (bytes != DONE_BYTES || offset + bytes != reader->file_bytes)
        return damaged(reader, "its end", error);
    int code = reader_get(reader, offset, fixed, sizeof fixed, error);
    if (code)
        return code;
    bool is_sound = reader->stream.sample_rate > 0;
    int64_t records = is_sound ? 0 : reader->header.frame_count;
    if (get(fixed, 8) != (uint64_t)reader->packet_count ||
        get(fixed + 8, 8) != (uint64_t)reader->record_count || reader->record_count != records ||
        (reader->extradata && !is_sound && reader->packet_count != records))
        return damaged(reader, "its counts do not agree", error);
    return GR_OK;
}

static int read_blocks(GrSegmentReader *reader, GrError *error)
{
    int64_t offset = HEADER_BYTES;
    for (;;) {
        uint8_t head[BLOCK_BYTES];
        int code = reader_get(reader, offset, head, sizeof head, error);
        if (code)
            return code;
        uint32_t tag = (uint32_t)get(head, 4);
        int64_t bytes = (int64_t)get(head + 4, 4);
        offset += BLOCK_BYTES;
        if (offset + bytes > reader->file_bytes)
            return damaged(reader, "a block passes its end", error);
        if (tag == tag_done)
            return check_end(reader, offset, bytes, error);
        if (tag == tag_stream)
            code = read_stream(reader, offset, bytes, error);
        else if (tag == tag_packet)
            code = read_packet_place(reader, offset, bytes, error);
        else if (tag == tag_record)
            code = read_record(reader, offset, bytes, error);
        else
            code = damaged(reader, "an unknown block", error);
        if (code)
            return code;
        offset += bytes;
    }
}

static int open_reader(const char *path, uint64_t plan_hash, bool check, GrSegmentReader **out,
                       GrError *error)
{
    int code = GR_OK;
    struct stat info;
    *out = NULL;
    GrSegmentReader *reader = calloc(1, sizeof *reader);
    if (!reader)
        return gr_error_memory(error, path, sizeof *reader);
    reader->fd = open(path, O_RDONLY | O_CLOEXEC);
    reader->path = strdup(path);
    if (!reader->path) {
        code = gr_error_memory(error, path, strlen(path));
        goto done;
    }
    if (reader->fd < 0 || fstat(reader->fd, &info) < 0) {
        code = gr_error_errno(error, GR_E_INPUT, "%s", path);
        goto done;
    }
    if (!S_ISREG(info.st_mode)) {
        code = gr_error_set(error, GR_E_INPUT, "%s: not a segment file", path);
        goto done;
    }
    reader->file_bytes = info.st_size;
    code = read_header(reader, plan_hash, error);
    if (!code && check)
        code = check_sum(reader, error);
    if (code)
        goto done;
    int64_t frames = reader->header.frame_count, most = reader->file_bytes / RECORD_BYTES;
    reader->record_capacity = frames < most ? frames : most;
    reader->records = calloc((size_t)reader->record_capacity + 1, sizeof *reader->records);
    if (!reader->records) {
        code = gr_error_memory(error, path, (unsigned long long)reader->record_capacity);
        goto done;
    }
    code = read_blocks(reader, error);
done:
    if (code)
        gr_segment_reader_close(reader);
    else
        *out = reader;
    return code;
}

int gr_segment_reader_open(const char *path, uint64_t plan_hash, GrSegmentReader **out,
                           GrError *error)
{
    return open_reader(path, plan_hash, true, out, error);
}

int gr_segment_reader_open_again(const char *path, uint64_t plan_hash, GrSegmentReader **out,
                                 GrError *error)
{
    return open_reader(path, plan_hash, false, out, error);
}

const GrSegmentHeader *gr_segment_reader_header(const GrSegmentReader *reader)
{
    return &reader->header;
}

const GrStreamInfo *gr_segment_reader_stream(const GrSegmentReader *reader)
{
    return &reader->stream;
}

int64_t gr_segment_reader_packet_count(const GrSegmentReader *reader)
{
    return reader->packet_count;
}

int gr_segment_reader_packet(GrSegmentReader *reader, int64_t index, GrPacketInfo *packet,
                             GrError *error)
{
    if (index < 0 || index >= reader->packet_count)
        return gr_error_set(error, GR_E_INTERNAL, "%s: no packet %lld", reader->path,
                            (long long)index);
    const PacketPlace *place = &reader->packets[index];
    size_t need = (size_t)place->size + READ_PADDING;
    if (need > reader->data_capacity) {
        uint8_t *larger = realloc(reader->data, need * 2);
        if (!larger)
            return gr_error_memory(error, reader->path, need * 2);
        reader->data = larger;
        reader->data_capacity = need * 2;
    }
    int code = reader_get(reader, place->offset, reader->data, (size_t)place->size, error);
    if (code)
        return code;
    memset(reader->data + place->size, 0, READ_PADDING);
    *packet = (GrPacketInfo){
        place->pts,   place->dts,      place->flags,      place->size,
        reader->data, place->duration, place->skip_start, place->skip_end,
    };
    return GR_OK;
}

const GrFrameRecord *gr_segment_reader_records(const GrSegmentReader *reader)
{
    return reader->records;
}

void gr_segment_reader_close(GrSegmentReader *reader)
{
    if (!reader)
        return;
    if (reader->fd >= 0)
        close(reader->fd);
    free(reader->path);
    free(reader->extradata);
    free(reader->packets);
    free(reader->records);
    free(reader->data);
    free(reader);
}

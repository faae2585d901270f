/* SPDX-License-Identifier: MIT */
#include "media/segment_file.h"

#include "base/files.h"
#include "base/hash.h"
#include "media/segment_format.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct LightPlace {
    int64_t offset, bytes;
} LightPlace;

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
    LightPlace *lights; /* by record */
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
    if (gr_segment_get(at, 4) != VERSION)
        return gr_error_set(error, GR_E_PLAN,
                            "%s: segment format %llu, this program reads format %d", reader->path,
                            (unsigned long long)gr_segment_get(at, 4), VERSION);
    GrSegmentHeader *header = &reader->header;
    header->index = (int32_t)gr_segment_get(at + 4, 4);
    header->plan_hash = gr_segment_get(at + 8, 8);
    header->segment_key = gr_segment_get(at + 16, 8);
    header->first_frame = (int64_t)gr_segment_get(at + 24, 8);
    header->frame_count = (int64_t)gr_segment_get(at + 32, 8);
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
    if (!code && gr_segment_get(sum, CHECKSUM_BYTES) != gr_hash_value(hash))
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
    GrCopiedStream *copied = &reader->stream.copied;
    int32_t *const numbers[] = {&reader->stream.reorder_depth,
                                &reader->stream.sample_rate,
                                &copied->channels,
                                &copied->frame_samples,
                                &copied->delay,
                                &copied->profile,
                                &copied->bits,
                                &copied->bit_rate};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        *numbers[i] = (int32_t)gr_segment_get(fixed + 32 + 4 * i, 4);
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
    place->pts = (int64_t)gr_segment_get(fixed, 8);
    place->dts = (int64_t)gr_segment_get(fixed + 8, 8);
    place->flags = (int32_t)gr_segment_get(fixed + 16, 4);
    place->duration = (int32_t)gr_segment_get(fixed + 20, 4);
    place->skip_start = (int32_t)gr_segment_get(fixed + 24, 4);
    place->skip_end = (int32_t)gr_segment_get(fixed + 28, 4);
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
    uint32_t mean = (uint32_t)gr_segment_get(fixed + 8, 4);
    record->checksum = gr_segment_get(fixed, 8);
    memcpy(&record->mean_luma, &mean, sizeof mean);
    record->max_luma = (int32_t)gr_segment_get(fixed + 12, 4);
    return GR_OK;
}

static int read_light_place(GrSegmentReader *reader, int64_t offset, int64_t bytes, GrError *error)
{
    if (reader->record_count == 0)
        return damaged(reader, "light of no frame", error);
    reader->lights[reader->record_count - 1] = (LightPlace){offset, bytes};
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
    if (gr_segment_get(fixed, 8) != (uint64_t)reader->packet_count ||
        gr_segment_get(fixed + 8, 8) != (uint64_t)reader->record_count ||
        reader->record_count != records ||
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
        uint32_t tag = (uint32_t)gr_segment_get(head, 4);
        int64_t bytes = (int64_t)gr_segment_get(head + 4, 4);
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
        else if (tag == tag_light)
            code = read_light_place(reader, offset, bytes, error);
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
    reader->lights = calloc((size_t)reader->record_capacity + 1, sizeof *reader->lights);
    if (!reader->records || !reader->lights) {
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

int gr_segment_reader_light(GrSegmentReader *reader, int64_t index, uint8_t *light, int bytes,
                            GrError *error)
{
    if (index < 0 || index >= reader->record_count || reader->lights[index].bytes != bytes)
        return gr_error_set(error, GR_E_INPUT, "%s: no light of frame %lld", reader->path,
                            (long long)index);
    return reader_get(reader, reader->lights[index].offset, light, (size_t)bytes, error);
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
    free(reader->lights);
    free(reader->data);
    free(reader);
}

/* SPDX-License-Identifier: MIT */
#include "media/media_helper.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>

static const GrSegmentHeader header = {HELPER_PLAN, 0xfeedfacecafebeef, 7, 4800, 3};

static int write_segment(const char *path, size_t packet_bytes, GrError *error)
{
    GrSegmentWriter *writer = NULL;
    uint8_t *data = malloc(packet_bytes);
    assert_non_null(data);
    for (size_t i = 0; i < packet_bytes; i++)
        data[i] = (uint8_t)(i * 31 + 7);
    GrStreamInfo stream = {"libx264", 2, (const uint8_t *)"\1\2\3", 3, 0, {0}};
    int code = gr_segment_writer_create(path, &header, &writer, error);
    if (!code)
        code = gr_segment_writer_stream(writer, &stream, error);
    for (int i = 0; i < 3 && !code; i++) {
        GrPacketInfo packet = {i, i - 2, i ? 0 : AV_PKT_FLAG_KEY, (int)packet_bytes - i, data, 0,
                               0, 0};
        GrFrameRecord record = {1000u + (unsigned)i, 12.5f + (float)i, 200 + i};
        const uint8_t light[3] = {(uint8_t)i, 7, 9};
        code = gr_segment_writer_record(writer, &record, error);
        if (!code && i != 1)
            code = gr_segment_writer_light(writer, light, 3, error);
        if (!code)
            code = gr_segment_writer_packet(writer, &packet, error);
    }
    if (!code)
        code = gr_segment_writer_commit(writer, error);
    gr_segment_writer_destroy(writer);
    free(data);
    return code;
}

static void what_is_written_is_read(void **state)
{
    (void)state;
    GrError error = {0};
    const size_t sizes[] = {3, 1000, 700000}; /* the last is larger than any buffer */
    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
        const char *path = helper_path("whole-%zu.seg", s);
        assert_done(write_segment(path, sizes[s], &error), error);
        assert_false(gr_path_exists(helper_path("whole-%zu.seg.part", s)));
        GrSegmentReader *reader;
        assert_done(gr_segment_reader_open(path, HELPER_PLAN, &reader, &error), error);
        const GrSegmentHeader *read = gr_segment_reader_header(reader);
        assert_true(read->plan_hash == header.plan_hash && read->index == header.index);
        assert_true(read->segment_key == header.segment_key);
        assert_true(read->first_frame == 4800 && read->frame_count == 3);
        const GrStreamInfo *stream = gr_segment_reader_stream(reader);
        assert_string_equal(stream->codec, "libx264");
        assert_int_equal(stream->reorder_depth, 2);
        assert_int_equal(stream->extradata_size, 3);
        assert_memory_equal(stream->extradata, "\1\2\3", 3);
        assert_int_equal(gr_segment_reader_packet_count(reader), 3);
        for (int i = 2; i >= 0; i--) {
            GrPacketInfo packet;
            int code;
            assert_done(gr_segment_reader_packet(reader, i, &packet, &error), error);
            assert_true(packet.pts == i && packet.dts == i - 2);
            assert_int_equal(packet.flags, i ? 0 : AV_PKT_FLAG_KEY);
            assert_int_equal(packet.size, (int)sizes[s] - i);
            for (int b = 0; b < packet.size; b++)
                if (packet.data[b] != (uint8_t)(b * 31 + 7))
                    fail_msg("packet %d, byte %d", i, b);
            const GrFrameRecord *record = &gr_segment_reader_records(reader)[i];
            assert_true(record->checksum == 1000u + (unsigned)i);
            assert_true(record->mean_luma == 12.5f + (float)i);
            assert_int_equal(record->max_luma, 200 + i);
            uint8_t light[3];
            code = gr_segment_reader_light(reader, i, light, 3, &error);
            assert_int_equal(code, i == 1 ? GR_E_INPUT : GR_OK);
            assert_true(code || (light[0] == i && light[1] == 7 && light[2] == 9));
            assert_int_equal(gr_segment_reader_light(reader, i, light, 2, &error), GR_E_INPUT);
        }
        GrPacketInfo packet;
        assert_refused(GR_E_INTERNAL, "no packet 3",
                       gr_segment_reader_packet(reader, 3, &packet, &error), error);
        gr_segment_reader_close(reader);
    }
}

static void records_alone_are_enough(void **state)
{
    (void)state;
    GrError error = {0};
    GrSegmentWriter *writer;
    GrSegmentReader *reader;
    const char *path = helper_path("records.seg");
    assert_done(gr_segment_writer_create(path, &header, &writer, &error), error);
    for (unsigned i = 0; i < 3; i++)
        assert_done(gr_segment_writer_record(writer, &(GrFrameRecord){i, 1, 2}, &error), error);
    assert_done(gr_segment_writer_commit(writer, &error), error);
    gr_segment_writer_destroy(writer);
    assert_done(gr_segment_reader_open(path, HELPER_PLAN, &reader, &error), error);
    assert_int_equal(gr_segment_reader_packet_count(reader), 0);
    assert_string_equal(gr_segment_reader_stream(reader)->codec, "");
    assert_true(gr_segment_reader_records(reader)[2].checksum == 2);
    gr_segment_reader_close(reader);
}

static void sound_has_any_number_of_packets(void **state)
{
    (void)state;
    GrError error = {0};
    GrSegmentWriter *writer;
    GrSegmentReader *reader;
    GrSegmentHeader long_one = header;
    GrStreamInfo stream = {"aac", 0, (const uint8_t *)"\x11\x90", 2, 48000, {0}};
    const uint8_t data[] = {5, 6, 7};
    const char *path = helper_path("sound.grs");
    long_one.frame_count = 100000; /* of video: says nothing about the size of the file */
    assert_done(gr_segment_writer_create(path, &long_one, &writer, &error), error);
    assert_done(gr_segment_writer_stream(writer, &stream, &error), error);
    for (int i = 0; i < 5; i++) {
        GrPacketInfo packet = {1024 * (i - 1), 1024 * (i - 1), 1, 3, data, 1000 + i, i, 10 * i};
        assert_done(gr_segment_writer_packet(writer, &packet, &error), error);
    }
    assert_done(gr_segment_writer_commit(writer, &error), error);
    gr_segment_writer_destroy(writer);
    assert_done(gr_segment_reader_open(path, HELPER_PLAN, &reader, &error), error);
    assert_int_equal(gr_segment_reader_stream(reader)->sample_rate, 48000);
    assert_int_equal(gr_segment_reader_header(reader)->frame_count, 100000);
    assert_int_equal(gr_segment_reader_packet_count(reader), 5);
    for (int i = 0; i < 5; i++) {
        GrPacketInfo packet;
        assert_done(gr_segment_reader_packet(reader, i, &packet, &error), error);
        assert_true(packet.pts == 1024 * (i - 1) && packet.dts == packet.pts);
        assert_int_equal(packet.duration, 1000 + i);
        assert_int_equal(packet.skip_start, i);
        assert_int_equal(packet.skip_end, 10 * i);
        assert_memory_equal(packet.data, data, 3);
    }
    gr_segment_reader_close(reader);

    assert_done(gr_segment_writer_create(path, &header, &writer, &error), error);
    assert_done(gr_segment_writer_stream(writer, &stream, &error), error);
    assert_done(gr_segment_writer_record(writer, &(GrFrameRecord){1, 1, 2}, &error), error);
    assert_refused(GR_E_INTERNAL, "1 frames recorded, 0 expected",
                   gr_segment_writer_commit(writer, &error), error);
    gr_segment_writer_destroy(writer);
}

static void only_complete_segments_appear(void **state)
{
    (void)state;
    GrError error = {0};
    GrSegmentWriter *writer;
    const char *path = helper_path("incomplete.seg");
    assert_done(gr_segment_writer_create(path, &header, &writer, &error), error);
    assert_true(gr_path_exists(helper_path("incomplete.seg.part")));
    assert_done(gr_segment_writer_record(writer, &(GrFrameRecord){1, 1, 2}, &error), error);
    assert_refused(GR_E_INTERNAL, "1 frames recorded, 3 expected",
                   gr_segment_writer_commit(writer, &error), error);
    gr_segment_writer_destroy(writer);
    assert_false(gr_path_exists(path));
    assert_false(gr_path_exists(helper_path("incomplete.seg.part")));
}

static void too_few_packets_are_refused(void **state)
{
    (void)state;
    GrError error = {0};
    GrSegmentWriter *writer;
    GrStreamInfo stream = {"libx264", 2, NULL, 0, 0, {0}};
    assert_done(gr_segment_writer_create(helper_path("few.seg"), &header, &writer, &error), error);
    assert_done(gr_segment_writer_stream(writer, &stream, &error), error);
    for (unsigned i = 0; i < 3; i++)
        assert_done(gr_segment_writer_record(writer, &(GrFrameRecord){i, 1, 2}, &error), error);
    assert_refused(GR_E_ENCODE, "0 packets for 3 frames", gr_segment_writer_commit(writer, &error),
                   error);
    gr_segment_writer_destroy(writer);
}

/* Every possible cut and every single flipped bit of a small segment is noticed. */
static void damage_is_noticed(void **state)
{
    (void)state;
    GrError error = {0};
    const char *path = helper_path("small.seg"), *broken = helper_path("broken.seg");
    assert_done(write_segment(path, 3, &error), error);
    char *data;
    size_t length;
    assert_done(gr_file_read(path, 1 << 20, &data, &length, &error), error);
    for (size_t i = 0; i < length * 2; i++) {
        size_t cut = i < length ? i : length;
        size_t flipped = i - length;
        if (i >= length)
            data[flipped] ^= (char)(1 << (flipped % 8));
        FILE *file = fopen(broken, "wb");
        assert_non_null(file);
        assert_int_equal(fwrite(data, 1, cut, file), cut);
        fclose(file);
        if (i >= length)
            data[flipped] ^= (char)(1 << (flipped % 8));
        GrSegmentReader *reader = NULL;
        error.message[0] = '\0';
        int code = gr_segment_reader_open(broken, HELPER_PLAN, &reader, &error);
        if (code != GR_E_INPUT && !(i >= length && flipped < 24 && code == GR_E_PLAN))
            fail_msg("%s %zu: code %d: %s", i < length ? "cut" : "flip", i < length ? cut : flipped,
                     code, error.message);
        assert_non_null(strstr(error.message, "broken.seg"));
        assert_null(reader);
    }
    free(data);
}

static void strangers_are_refused(void **state)
{
    (void)state;
    GrError error = {0};
    GrSegmentReader *reader;
    const char *path = helper_path("other.seg");
    assert_done(write_segment(path, 3, &error), error);
    assert_refused(GR_E_PLAN, "another plan", gr_segment_reader_open(path, 1, &reader, &error),
                   error);
    assert_done(gr_file_write_atomic(path, "RIFF....WAVEfmt and so on, long enough to be a header",
                                     53, &error),
                error);
    assert_refused(GR_E_INPUT, "not a segment file",
                   gr_segment_reader_open(path, HELPER_PLAN, &reader, &error), error);
    assert_refused(GR_E_INPUT, "No such file",
                   gr_segment_reader_open(helper_path("none.seg"), HELPER_PLAN, &reader, &error),
                   error);
    assert_refused(GR_E_INPUT, "not a segment file",
                   gr_segment_reader_open(helper_folder, HELPER_PLAN, &reader, &error), error);
    GrSegmentWriter *writer;
    assert_refused(GR_E_USAGE, "No such file",
                   gr_segment_writer_create(helper_path("no/folder.seg"), &header, &writer, &error),
                   error);
}

static void a_full_disk_leaves_nothing(void **state)
{
    (void)state;
    GrError error = {0};
    const char *folder = helper_path("small disk");
    assert_int_equal(mkdir(folder, 0700), 0);
    if (mount("none", folder, "tmpfs", 0, "size=256k") < 0) {
        note_skip("segment file on a full disk", "no right to mount");
        skip();
    }
    const char *path = helper_path("small disk/full.seg");
    int code = write_segment(path, 400000, &error);
    bool left = gr_path_exists(path) || gr_path_exists(helper_path("small disk/full.seg.part"));
    umount(folder);
    assert_refused(GR_E_SPACE, "full.seg", code, error);
    assert_false(left);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(records_alone_are_enough),
        cmocka_unit_test(sound_has_any_number_of_packets),
        cmocka_unit_test(only_complete_segments_appear),
        cmocka_unit_test(too_few_packets_are_refused),
        cmocka_unit_test(damage_is_noticed),
        cmocka_unit_test(strangers_are_refused),
        cmocka_unit_test(a_full_disk_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, helper_setup, helper_teardown);
}

/* SPDX-License-Identifier: MIT */
#include "audio/sounds.h"

#include "base/rational.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/channel_layout.h>

/* Ten seconds of a tone through one of libav's encoders, for the formats libsndfile does not write.
 * 1 when this libav has no such encoder. */
static int write_libav(const char *path, const char *encoder_name, double seconds)
{
    const AVCodec *encoder = avcodec_find_encoder_by_name(encoder_name);
    if (!encoder)
        return 1;
    AVFormatContext *format = NULL;
    assert_true(avformat_alloc_output_context2(&format, NULL, NULL, path) >= 0);
    AVStream *stream = avformat_new_stream(format, NULL);
    AVCodecContext *codec = avcodec_alloc_context3(encoder);
    codec->sample_rate = 48000;
    codec->sample_fmt = encoder->sample_fmts[0];
    codec->bit_rate = 128000;
    codec->thread_count = 1;
    codec->time_base = (AVRational){1, 48000};
    av_channel_layout_default(&codec->ch_layout, 1);
    if (format->oformat->flags & AVFMT_GLOBALHEADER)
        codec->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    assert_true(avcodec_open2(codec, encoder, NULL) >= 0);
    avcodec_parameters_from_context(stream->codecpar, codec);
    stream->time_base = codec->time_base;
    assert_true(avio_open(&format->pb, path, AVIO_FLAG_WRITE) >= 0);
    assert_true(avformat_write_header(format, NULL) >= 0);
    AVFrame *frame = av_frame_alloc();
    AVPacket *packet = av_packet_alloc();
    int size = codec->frame_size ? codec->frame_size : 1024;
    int64_t total = (int64_t)(seconds * 48000) / size * size;
    for (int64_t at = 0; at <= total; at += size) {
        if (at < total) {
            frame->nb_samples = size;
            frame->format = codec->sample_fmt;
            frame->pts = at;
            av_channel_layout_copy(&frame->ch_layout, &codec->ch_layout);
            assert_true(av_frame_get_buffer(frame, 0) >= 0);
            for (int i = 0; i < size; i++) {
                float x = sine_440(at + i, 48000);
                if (codec->sample_fmt == AV_SAMPLE_FMT_S16 ||
                    codec->sample_fmt == AV_SAMPLE_FMT_S16P)
                    ((int16_t *)frame->data[0])[i] = (int16_t)(x * 32767.0f);
                else if (codec->sample_fmt == AV_SAMPLE_FMT_S32P)
                    ((int32_t *)frame->data[0])[i] = (int32_t)(x * 2147480000.0f);
                else
                    ((float *)frame->data[0])[i] = x;
            }
        }
        assert_true(avcodec_send_frame(codec, at < total ? frame : NULL) >= 0);
        av_frame_unref(frame);
        while (avcodec_receive_packet(codec, packet) >= 0) {
            av_packet_rescale_ts(packet, codec->time_base, stream->time_base);
            assert_true(av_interleaved_write_frame(format, packet) >= 0);
        }
    }
    av_write_trailer(format);
    avio_closep(&format->pb);
    av_frame_free(&frame);
    av_packet_free(&packet);
    avcodec_free_context(&codec);
    avformat_free_context(format);
    return 0;
}

typedef struct Read {
    int code, rate, channels;
    int64_t frames;
    double power; /* mean square of the first channel */
    float first, highest;
    GrError error;
} Read;

static Read read_all(const char *path, int step)
{
    static float block[4096 * 2];
    Read read = {0};
    GrSoundSpec sound = {.kind = GR_SOUND_FILE, .path = path};
    GrSoundReader *reader;
    int got;
    warnings = 0;
    read.code = gr_sound_reader_open(&sound, &reader, &read.error);
    if (read.code)
        return read;
    read.rate = gr_sound_reader_rate(reader);
    read.channels = gr_sound_reader_channels(reader);
    while ((read.code = gr_sound_reader_read(reader, block, step, &got, &read.error)) == GR_OK &&
           got) {
        if (read.frames == 0)
            read.first = block[0];
        read.frames += got;
        for (int i = 0; i < got; i++) {
            float x = block[i * read.channels];
            read.power += (double)(x * x);
            read.highest = x > read.highest ? x : read.highest;
        }
    }
    read.power /= read.frames ? (double)read.frames : 1.0;
    gr_sound_reader_close(reader);
    return read;
}

static void expect_tone(const char *name, const Read *read, int rate, int channels, int64_t frames,
                        int64_t grace)
{
    if (read->code)
        fail_msg("%s: %s", name, read->error.message);
    int64_t off = read->frames - frames;
    if (read->rate != rate || read->channels != channels || off > grace || off < -grace)
        fail_msg("%s: %d channels at %d Hz, %lld frames", name, read->channels, read->rate,
                 (long long)read->frames);
    if (read->power < 0.11 || read->power > 0.16)
        fail_msg("%s: power %.4f", name, read->power);
    if (warnings)
        fail_msg("%s: %s", name, last_warning);
}

static void test_formats_of_libsndfile(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int format, rate, channels;
    } cases[] = {
        {"pcm16.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44100, 2},
        {"pcm24.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_24, 48000, 1},
        {"float.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 96000, 2},
        {"pcm8.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_U8, 8000, 1},
        {"high.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 192000, 2},
        {"big.rf64", SF_FORMAT_RF64 | SF_FORMAT_PCM_16, 44100, 1},
        {"a.w64", SF_FORMAT_W64 | SF_FORMAT_PCM_16, 22050, 2},
        {"a.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16, 44100, 2},
        {"a.caf", SF_FORMAT_CAF | SF_FORMAT_PCM_16, 32000, 1},
        {"a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 44100, 2},
        {"a.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, 44100, 2},
        {"six.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 6},
        {"three.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 48000, 3},
        {"eight.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 8},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *path = sound_path(cases[i].name);
        write_wave(path, cases[i].format, cases[i].rate, cases[i].channels, cases[i].rate,
                   sine_440);
        Read read = read_all(path, 4096);
        int channels = cases[i].channels > 2 ? 2 : cases[i].channels;
        expect_tone(cases[i].name, &read, cases[i].rate, channels, cases[i].rate, 0);
        Read again = read_all(path, 333);
        assert_int_equal(read.frames, again.frames);
        assert_true(read.power == again.power);
    }
}

static void test_formats_of_libav(void **state)
{
    (void)state;
    static const struct {
        const char *name, *encoder;
        int64_t grace; /* a codec's delay and its last block */
    } cases[] = {
        {"a.mp3", "libmp3lame", 4 * 1152},
        {"a.m4a", "aac", 4 * 1024},
        {"a.webm", "libopus", 2 * 960},
        {"a.mka", "pcm_s16le", 0},
        {"with:colon.mp3", "libmp3lame", 4 * 1152},
    };
    int made = 0;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char path[600];
        snprintf(path, sizeof path, "file:%s/%s", sounds_folder, cases[i].name);
        if (write_libav(path, cases[i].encoder, 2.0))
            continue;
        made++;
        Read read = read_all(path + strlen("file:"), 4096);
        expect_tone(cases[i].name, &read, 48000, 1, 96000, cases[i].grace + 1024);
    }
    assert_true(made >= 2); /* aac and pcm are libav's own */
}

static void test_cut_files_keep_what_is_there(void **state)
{
    (void)state;
    const char *whole = sound_path("whole"), *cut = sound_path("cut");
    static const struct {
        const char *name;
        int format; /* 0: libav */
        const char *encoder, *ending;
    } cases[] = {
        {"wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, NULL, ""},
        {"aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16, NULL, ""},
        {"flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, NULL, ""},
        {"ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, NULL, ""},
        {"mp3", 0, "libmp3lame", ".mp3"},
        {"mka", 0, "pcm_s16le", ".mka"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char from[600];
        snprintf(from, sizeof from, "%s%s", whole, cases[i].ending);
        if (cases[i].format)
            write_wave(from, cases[i].format, 48000, 1, 480000, sine_440);
        else if (write_libav(from, cases[i].encoder, 10.0))
            continue;
        cut_file(from, cut, 0.6);
        Read read = read_all(cut, 4096);
        if (read.code)
            fail_msg("%s: %s", cases[i].name, read.error.message);
        if (warnings != 1 || !strstr(last_warning, cut))
            fail_msg("%s: %d warnings; %s", cases[i].name, warnings, last_warning);
        if (read.frames < 200000 || read.frames > 320000 || read.power < 0.11)
            fail_msg("%s: %lld frames of power %.3f", cases[i].name, (long long)read.frames,
                     read.power);
    }
}

static void test_bad_files_are_named(void **state)
{
    (void)state;
    static const char text[] = "I am not a sound, whatever my name says.\nNor is this line.\n";
    const char *bad[4];
    bad[0] = sound_path("text.wav");
    write_bytes(bad[0], text, sizeof text - 1);
    bad[1] = sound_path("nothing.wav");
    write_bytes(bad[1], "", 0);
    bad[2] = sound_path("missing.wav");
    bad[3] = sounds_folder;
    static const char *const said[] = {"not a sound file", "empty", "No such file", "folder"};
    for (size_t i = 0; i < 4; i++) {
        Read read = read_all(bad[i], 4096);
        assert_int_equal(read.code, GR_E_INPUT);
        if (!strstr(read.error.message, bad[i]) || !strstr(read.error.message, said[i]))
            fail_msg("%s", read.error.message);
        GrHearing hearing;
        assert_int_equal(hear_file(bad[i], 1, gr_rational(24, 1), &hearing, &read.error),
                         GR_E_INPUT);
    }
    /* A header alone, and a header cut in two. */
    const char *head = sound_path("head.wav"), *cut = sound_path("cut.wav");
    write_wave(head, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 1, 0, silence);
    Read read = read_all(head, 4096);
    assert_int_equal(read.code, GR_OK);
    assert_int_equal(read.frames, 0);
    cut_file(head, cut, 0.4);
    read = read_all(cut, 4096);
    assert_int_equal(read.code, GR_E_INPUT);
    assert_non_null(strstr(read.error.message, cut));
}

/* Noise that begins like each format: an answer, never a crash. */
static void test_garbage(void **state)
{
    (void)state;
    static const char *const heads[] = {"RIFF\xff\xff\xff\x7fWAVEfmt ",
                                        "fLaC",
                                        "OggS",
                                        "FORM",
                                        "ID3\x04",
                                        "\x1a\x45\xdf\xa3",
                                        "\xff\xfb\x90\x64"};
    const char *path = sound_path("garbage");
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        unsigned char bytes[3000];
        uint32_t x = 12345u + (uint32_t)i;
        for (size_t k = 0; k < sizeof bytes; k++) {
            x = x * 1664525u + 1013904223u;
            bytes[k] = (unsigned char)(x >> 24);
        }
        memcpy(bytes, heads[i], strlen(heads[i]));
        write_bytes(path, bytes, sizeof bytes);
        Read read = read_all(path, 4096);
        assert_true(read.code == GR_OK || read.code == GR_E_INPUT);
        assert_true(read.frames < 10000000 && read.highest <= 16.0f);
    }
}

static float with_nan(int64_t frame, int rate)
{
    uint32_t bits = frame == 100 ? 0x7fc00000u : 0xff800000u; /* NaN, -infinity */
    float bad;
    memcpy(&bad, &bits, sizeof bad);
    return frame == 100 || frame == 200 ? bad : sine_440(frame, rate);
}

static void test_not_a_number_is_silence(void **state)
{
    (void)state;
    const char *path = sound_path("nan.wav");
    write_wave(path, SF_FORMAT_WAV | SF_FORMAT_FLOAT, 48000, 1, 48000, with_nan);
    Read read = read_all(path, 64);
    assert_int_equal(read.code, GR_OK);
    assert_int_equal(read.frames, 48000);
    assert_int_equal(warnings, 1);
    assert_true(read.power > 0.11 && read.power < 0.16);
}

/* Only front left speaks, or only the centre. */
static void test_downmix(void **state)
{
    (void)state;
    const char *path = sound_path("mix.wav");
    static const struct {
        int channel;
        bool left, right;
    } cases[] = {{0, true, false},  {1, false, true}, {2, true, true},
                 {3, false, false}, {4, true, false}, {5, false, true}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        float block[6 * 64] = {0}, out[2 * 64];
        for (int k = 0; k < 64; k++)
            block[6 * k + cases[i].channel] = 1.0f;
        SF_INFO info = {
            .samplerate = 48000, .channels = 6, .format = SF_FORMAT_WAV | SF_FORMAT_FLOAT};
        SNDFILE *file = sf_open(path, SFM_WRITE, &info);
        sf_writef_float(file, block, 64);
        sf_close(file);
        GrSoundSpec sound = {.kind = GR_SOUND_FILE, .path = path};
        GrSoundReader *reader;
        int got;
        assert_int_equal(gr_sound_reader_open(&sound, &reader, NULL), GR_OK);
        assert_int_equal(gr_sound_reader_read(reader, out, 64, &got, NULL), GR_OK);
        assert_int_equal(got, 64);
        assert_true((out[0] > 0.1f) == cases[i].left && (out[1] > 0.1f) == cases[i].right);
        assert_true(out[0] <= 1.0f && out[1] <= 1.0f);
        gr_sound_reader_close(reader);
    }
}

static float counting(int64_t frame, int rate)
{
    (void)rate;
    return (float)(frame % 20000) / 32768.0f;
}

/* From where the show begins: to the nearest frame, with silence before the sound. */
static void test_a_start(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int64_t start_ns, first, frames; /* which sample comes first; negative: silence */
    } cases[] = {
        {"from the beginning", 0, 0, 12000},
        {"a second later", GR_NS_PER_S, 8000, 4000},
        {"between two samples", 62500 + 125000 * 9, 10, 11990},
        {"the last one", 1499875000, 11999, 1},
        {"silence first", -GR_NS_PER_S / 4, -2000, 14000},
    };
    const char *path = sound_path("start.wav");
    write_wave(path, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 8000, 1, 12000, counting);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        GrSoundSpec sound = {.kind = GR_SOUND_FILE, .path = path, .start_ns = cases[i].start_ns};
        GrSoundReader *reader;
        float block[777];
        int64_t at = 0;
        print_message("case %s\n", cases[i].name);
        assert_int_equal(gr_sound_reader_open(&sound, &reader, NULL), GR_OK);
        assert_int_equal(gr_sound_reader_length(reader), cases[i].frames);
        for (int got = 1; got;) {
            assert_int_equal(gr_sound_reader_read(reader, block, 777, &got, NULL), GR_OK);
            for (int k = 0; k < got; k++, at++) {
                int64_t sample = cases[i].first + at;
                float want = sample < 0 ? 0.0f : counting(sample, 8000);
                assert_true(block[k] - want < 1e-4f && want - block[k] < 1e-4f);
            }
        }
        assert_int_equal(at, cases[i].frames);
        gr_sound_reader_close(reader);
    }
    GrSoundSpec late = {.kind = GR_SOUND_FILE, .path = path, .start_ns = 2 * GR_NS_PER_S};
    GrSoundReader *reader;
    GrError error = {0};
    float block[64];
    int got;
    assert_int_equal(gr_sound_reader_open(&late, &reader, &error), GR_OK);
    assert_int_equal(gr_sound_reader_read(reader, block, 64, &got, &error), GR_E_INPUT);
    assert_non_null(strstr(error.message, "ends at 1.50 s"));
    gr_sound_reader_close(reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_formats_of_libsndfile),
        cmocka_unit_test(test_formats_of_libav),
        cmocka_unit_test(test_cut_files_keep_what_is_there),
        cmocka_unit_test(test_bad_files_are_named),
        cmocka_unit_test(test_garbage),
        cmocka_unit_test(test_not_a_number_is_silence),
        cmocka_unit_test(test_downmix),
        cmocka_unit_test(test_a_start),
    };
    return cmocka_run_group_tests(tests, sounds_begin, sounds_end);
}

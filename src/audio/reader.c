/* SPDX-License-Identifier: MIT */
#include "audio/reader.h"
#include "audio/decoder.h"
#include "base/files.h"
#include "base/log.h"
#include "base/rational.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { BLOCK_FRAMES = 4096, MIN_RATE = 1000, MAX_RATE = 768000 };

struct GrSoundReader {
    GrDecoder decoder;
    char *name; /* for messages */
    int channels;
    float left[GR_DECODER_MAX_CHANNELS], right[GR_DECODER_MAX_CHANNELS];
    float *block;                              /* more than two channels pass through here */
    int64_t start_ns, silence_left, skip_left; /* frames before the show begins */
    int64_t given;
    bool finished, warned_samples, damaged;
};

/* Weights of the usual layouts, by their number of channels in the order of WAVE and of libav:
 * front left and right, centre, low frequency, back pair, side pair. The low-frequency channel is
 * left out as players do. */
static const float downmix_left[9][8] = {
    [3] = {1, 0, .7071f},
    [4] = {1, 0, .7071f, 0},
    [5] = {1, 0, .7071f, .7071f, 0},
    [6] = {1, 0, .7071f, 0, .7071f, 0},
    [7] = {1, 0, .7071f, 0, .5f, .7071f, 0},
    [8] = {1, 0, .7071f, 0, .7071f, 0, .7071f, 0},
};
static const float downmix_right[9][8] = {
    [3] = {0, 1, .7071f},
    [4] = {0, 1, 0, .7071f},
    [5] = {0, 1, .7071f, 0, .7071f},
    [6] = {0, 1, .7071f, 0, 0, .7071f},
    [7] = {0, 1, .7071f, 0, .5f, 0, .7071f},
    [8] = {0, 1, .7071f, 0, 0, .7071f, 0, .7071f},
};

/* Weights sum to one, so that a mix cannot clip. Layouts we do not know alternate left, right. */
static void choose_downmix(GrSoundReader *reader, int channels)
{
    float left_sum = 0, right_sum = 0;
    for (int c = 0; c < channels; c++) {
        reader->left[c] = channels <= 8 ? downmix_left[channels][c] : (float)(c % 2 == 0);
        reader->right[c] = channels <= 8 ? downmix_right[channels][c] : (float)(c % 2 == 1);
        left_sum += reader->left[c];
        right_sum += reader->right[c];
    }
    for (int c = 0; c < channels; c++) {
        reader->left[c] /= left_sum;
        reader->right[c] /= right_sum;
    }
}

static int check_path(const char *path, GrError *error)
{
    struct stat info;
    if (stat(path, &info) != 0)
        return gr_error_errno(error, GR_E_INPUT, "%s: cannot open the sound", path);
    if (S_ISDIR(info.st_mode))
        return gr_error_set(error, GR_E_INPUT, "%s: is a folder, not a sound file", path);
    if (!S_ISREG(info.st_mode))
        return gr_error_set(error, GR_E_INPUT, "%s: is not a regular file", path);
    if (info.st_size == 0)
        return gr_error_set(error, GR_E_INPUT, "%s: the sound file is empty (0 bytes)", path);
    return GR_OK;
}

static int open_file(const char *path, GrDecoder *decoder, GrError *error)
{
    int code = check_path(path, error);
    if (code)
        return code;
    if (gr_decoder_sndfile_knows(path) && gr_decoder_open_sndfile(path, decoder, error) == GR_OK)
        return GR_OK;
    return gr_decoder_open_libav(path, decoder, error);
}

int gr_sound_reader_open(const GrSoundSpec *sound, GrSoundReader **out, GrError *error)
{
    *out = NULL;
    if (sound->kind == GR_SOUND_NONE)
        return gr_error_set(error, GR_E_INTERNAL, "a show without sound has nothing to read");
    GrSoundReader *reader = calloc(1, sizeof *reader);
    if (!reader)
        return gr_error_memory(error, "a sound reader", sizeof *reader);
    reader->name = strdup(sound->kind == GR_SOUND_FILE ? sound->path : "the built-in synth");
    int code = sound->kind == GR_SOUND_FILE
                   ? open_file(sound->path, &reader->decoder, error)
                   : gr_decoder_open_synth(&sound->synth, &reader->decoder, error);
    if (code)
        goto done;
    const GrDecoder *decoder = &reader->decoder;
    if (decoder->rate < MIN_RATE || decoder->rate > MAX_RATE) {
        code = gr_error_set(error, GR_E_INPUT, "%s: a sample rate of %d Hz is outside %d..%d",
                            reader->name, decoder->rate, MIN_RATE, MAX_RATE);
        goto done;
    }
    reader->channels = decoder->channels > 2 ? 2 : decoder->channels;
    if (decoder->channels > 2) {
        size_t bytes = sizeof(float) * BLOCK_FRAMES * (size_t)decoder->channels;
        choose_downmix(reader, decoder->channels);
        reader->block = malloc(bytes);
        if (!reader->block)
            code = gr_error_memory(error, "a sound reader", bytes);
    }
    if (!code && !reader->name)
        code = gr_error_memory(error, "a file name", 1);
    reader->start_ns = sound->start_ns;
    reader->skip_left = gr_sound_start_frame(sound->start_ns, decoder->rate);
    reader->silence_left = reader->skip_left < 0 ? -reader->skip_left : 0;
done:
    if (code) {
        gr_sound_reader_close(reader);
        return code;
    }
    *out = reader;
    return GR_OK;
}

int gr_sound_reader_rate(const GrSoundReader *reader)
{
    return reader->decoder.rate;
}

int gr_sound_reader_channels(const GrSoundReader *reader)
{
    return reader->channels;
}

int64_t gr_sound_reader_length(const GrSoundReader *reader)
{
    int64_t length = reader->decoder.length;
    int64_t start = gr_sound_start_frame(reader->start_ns, reader->decoder.rate);
    return length < 0 ? length : length > start ? length - start : 0;
}

int64_t gr_sound_start_frame(int64_t start_ns, int rate)
{
    int64_t whole = start_ns / GR_NS_PER_S, part = start_ns % GR_NS_PER_S;
    int64_t scaled = part * rate, half = scaled < 0 ? -GR_NS_PER_S / 2 : GR_NS_PER_S / 2;
    return whole * rate + (scaled + half) / GR_NS_PER_S;
}

/* Floats in a file may be anything: what is not finite becomes silence, so that no later sum can
 * turn into a NaN. */
static void tame(GrSoundReader *reader, float *samples, int count)
{
    const float limit = 16.0f;
    int bad = 0;
    for (int i = 0; i < count; i++) {
        float x = samples[i];
        bool finite = x - x == 0.0f;
        float y = finite ? x : 0.0f;
        y = y > limit ? limit : y;
        samples[i] = y < -limit ? -limit : y;
        bad += !finite;
    }
    if (bad && !reader->warned_samples) {
        reader->warned_samples = true;
        gr_log(GR_LOG_WARNING, "%s: holds samples that are not numbers; they are played as silence",
               reader->name);
    }
}

static int read_mixed(GrSoundReader *reader, float *out, int frames, int *got, GrError *error)
{
    int channels = reader->decoder.channels;
    int ask = frames < BLOCK_FRAMES ? frames : BLOCK_FRAMES;
    int code = reader->decoder.read(reader->decoder.state, reader->block, ask, got, error);
    if (code)
        return code;
    tame(reader, reader->block, *got * channels);
    for (int i = 0; i < *got; i++) {
        const float *in = reader->block + (size_t)i * (size_t)channels;
        float left = 0, right = 0;
        for (int c = 0; c < channels; c++) {
            left += in[c] * reader->left[c];
            right += in[c] * reader->right[c];
        }
        out[2 * i] = left;
        out[2 * i + 1] = right;
    }
    return GR_OK;
}

/* At the end: what the file promised and did not hold. */
static int finish_reading(GrSoundReader *reader, GrError *error)
{
    reader->finished = true;
    const char *damage =
        reader->decoder.damage ? reader->decoder.damage(reader->decoder.state) : NULL;
    if (!damage)
        return GR_OK;
    double read_s = (double)reader->given / reader->decoder.rate;
    if (reader->given == 0)
        return gr_error_set(error, GR_E_INPUT, "%s: no sound could be read: %s", reader->name,
                            damage);
    reader->damaged = true;
    gr_log(GR_LOG_WARNING, "%s: %s; the %.2f s that could be read are used", reader->name, damage,
           read_s);
    return GR_OK;
}

static int read_some(GrSoundReader *reader, float *interleaved, int frames, int *got,
                     GrError *error)
{
    *got = 0;
    while (!reader->finished && *got < frames) {
        int part = 0, code;
        float *to = interleaved + (size_t)*got * (size_t)reader->channels;
        if (reader->block) {
            code = read_mixed(reader, to, frames - *got, &part, error);
        } else {
            code = reader->decoder.read(reader->decoder.state, to, frames - *got, &part, error);
            if (!code)
                tame(reader, to, part * reader->channels);
        }
        if (code)
            return code;
        *got += part;
        reader->given += part;
        if (part == 0 && (code = finish_reading(reader, error)) != GR_OK)
            return code;
    }
    return GR_OK;
}

/* Reads over what lies before the start. */
static int skip_start(GrSoundReader *reader, float *work, int frames, GrError *error)
{
    int code = GR_OK, got = 1;
    while (reader->skip_left > 0 && got && !code) {
        int want = reader->skip_left < frames ? (int)reader->skip_left : frames;
        code = read_some(reader, work, want, &got, error);
        reader->skip_left -= got;
    }
    if (!code && !got)
        code = gr_error_set(error, GR_E_INPUT,
                            "%s: ends at %.2f s, before the show would begin in it (start: %.2f s)",
                            reader->name, (double)reader->given / reader->decoder.rate,
                            (double)reader->start_ns / (double)GR_NS_PER_S);
    return code;
}

int gr_sound_reader_read(GrSoundReader *reader, float *interleaved, int frames, int *got,
                         GrError *error)
{
    *got = 0;
    int code = reader->skip_left > 0 ? skip_start(reader, interleaved, frames, error) : GR_OK;
    if (code)
        return code;
    if (reader->silence_left > 0) {
        *got = reader->silence_left < frames ? (int)reader->silence_left : frames;
        memset(interleaved, 0, sizeof(float) * (size_t)*got * (size_t)reader->channels);
        reader->silence_left -= *got;
        return GR_OK;
    }
    return read_some(reader, interleaved, frames, got, error);
}

bool gr_sound_reader_complained(const GrSoundReader *reader)
{
    return reader->warned_samples || reader->damaged;
}

void gr_sound_reader_close(GrSoundReader *reader)
{
    if (!reader)
        return;
    if (reader->decoder.close)
        reader->decoder.close(reader->decoder.state);
    free(reader->block);
    free(reader->name);
    free(reader);
}

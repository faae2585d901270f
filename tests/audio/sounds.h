/* SPDX-License-Identifier: MIT
 *
 * Sound files for the audio tests, made in a temporary folder.
 */
#ifndef TESTS_AUDIO_SOUNDS_H
#define TESTS_AUDIO_SOUNDS_H

#include "unit.h"

#include "audio/hear.h"
#include "audio/reader.h"
#include "base/files.h"
#include "base/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sndfile.h>

static char sounds_folder[256];
static int warnings;
static char last_warning[1024];

static inline void count_warnings(void *user, GrLogLevel level, const char *message)
{
    (void)user;
    if (level != GR_LOG_WARNING)
        return;
    warnings++;
    snprintf(last_warning, sizeof last_warning, "%s", message);
}

static inline int sounds_begin(void **state)
{
    const char *base = getenv("TMPDIR");
    (void)state;
    snprintf(sounds_folder, sizeof sounds_folder, "%s/gr-audio-XXXXXX", base ? base : "/tmp");
    gr_log_set_sink(count_warnings, NULL, GR_LOG_WARNING);
    return mkdtemp(sounds_folder) ? 0 : -1;
}

static inline int sounds_end(void **state)
{
    (void)state;
    return gr_folder_remove(sounds_folder, NULL);
}

/* A path in the temporary folder; up to four at a time. */
static inline const char *sound_path(const char *name)
{
    static char paths[4][512];
    static int next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", sounds_folder, name);
    return path;
}

/* One sample of a signal: frame index to value. */
typedef float Wave(int64_t frame, int rate);

static inline void write_wave(const char *path, int format, int rate, int channels, int64_t frames,
                              Wave *wave)
{
    enum { BLOCK = 4096 };
    static float block[BLOCK * 8];
    SF_INFO info = {.samplerate = rate, .channels = channels, .format = format};
    SNDFILE *file = sf_open(path, SFM_WRITE, &info);
    assert_non_null(file);
    for (int64_t at = 0; at < frames;) {
        int64_t part = frames - at < BLOCK ? frames - at : BLOCK;
        for (int64_t i = 0; i < part; i++)
            for (int c = 0; c < channels; c++)
                block[i * channels + c] = wave(at + i, rate);
        assert_int_equal(sf_writef_float(file, block, part), part);
        at += part;
    }
    sf_close(file);
}

static inline void write_synth(const char *path, const GrSynthSpec *spec)
{
    static float block[8192];
    GrSoundSpec sound = {.kind = GR_SOUND_SYNTH, .synth = *spec};
    GrSoundReader *reader;
    assert_int_equal(gr_sound_reader_open(&sound, &reader, NULL), GR_OK);
    SF_INFO info = {.samplerate = 48000, .channels = 2, .format = SF_FORMAT_WAV | SF_FORMAT_PCM_16};
    SNDFILE *file = sf_open(path, SFM_WRITE, &info);
    assert_non_null(file);
    int got;
    while (gr_sound_reader_read(reader, block, 4096, &got, NULL) == GR_OK && got)
        sf_writef_float(file, block, got);
    sf_close(file);
    gr_sound_reader_close(reader);
}

/* Keeps the first part of a file. */
static inline void cut_file(const char *from, const char *to, double share)
{
    char *data;
    size_t length;
    assert_int_equal(gr_file_read(from, 1u << 30, &data, &length, NULL), GR_OK);
    FILE *file = fopen(to, "wb");
    assert_non_null(file);
    size_t kept = (size_t)((double)length * share);
    assert_int_equal(fwrite(data, 1, kept, file), kept);
    fclose(file);
    free(data);
}

static inline void write_bytes(const char *path, const void *bytes, size_t length)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    fclose(file);
}

static inline int hear_file(const char *path, double seconds, GrRational fps, GrHearing *hearing,
                            GrError *error)
{
    GrSoundSpec sound = {.kind = GR_SOUND_FILE, .path = path};
    return gr_hear(&sound, (int64_t)(seconds * 1e9), fps, gr_rational(24, 1), NULL, NULL, hearing,
                   error);
}

static inline float sine_440(int64_t frame, int rate)
{
    /* A parabola on each half wave is near enough to a sine, and needs no libm. */
    double turns = (double)frame * 440.0 / rate;
    double part = turns - (double)(int64_t)turns;
    double half = part < 0.5 ? part : part - 0.5;
    double arch = 8.0 * half * (1.0 - 2.0 * half);
    return (float)(0.5 * (part < 0.5 ? arch : -arch));
}

static inline float silence(int64_t frame, int rate)
{
    (void)frame;
    (void)rate;
    return 0.0f;
}

#endif

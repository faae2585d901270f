/* SPDX-License-Identifier: MIT
 *
 * Pieces of the built-in synth whose beats are known, as they come from other hands: distorted,
 * compressed, under noise, through a lossy format, slowing down, changing tempo, with a rest.
 */
#ifndef TESTS_AUDIO_PIECES_H
#define TESTS_AUDIO_PIECES_H

#include "unit.h"

#include "audio/raster.h"
#include "audio/synth.h"
#include "base/arena.h"
#include "base/rng.h"
#include "base/vmath.h"

#include <stdlib.h>
#include <string.h>

#include <sndfile.h>

typedef enum PieceDamage {
    PIECE_CLEAN,
    PIECE_DISTORTED,
    PIECE_COMPRESSED,
    PIECE_NOISY,
    PIECE_VORBIS, /* 96 kbit/s */
    PIECE_DAMAGES
} PieceDamage;

typedef enum PieceShape {
    PIECE_STEADY,
    PIECE_CHANGES, /* its second half is at another tempo */
    PIECE_SLOWS,   /* from its middle on, to three quarters of its tempo */
    PIECE_RESTS,   /* four seconds of silence in its middle */
    PIECE_SHAPES
} PieceShape;

typedef struct Piece {
    float *samples; /* stereo */
    int64_t frames;
    double *beat_s; /* true beats */
    int beat_count;
    double tempo_bpm; /* of its first half */
} Piece;

static const char *const piece_damages[] = {"clean", "distorted", "compressed", "noisy", "vorbis"};
static const char *const piece_shapes[] = {"steady", "changes", "slows", "rests"};

static inline void piece_finish(Piece *piece)
{
    free(piece->samples);
    free(piece->beat_s);
    memset(piece, 0, sizeof *piece);
}

static inline Piece piece_of_synth(const GrSynthSpec *spec)
{
    Piece piece = {.frames = gr_synth_length(spec), .tempo_bpm = (double)spec->bpm};
    GrSynth *synth;
    assert_int_equal(gr_synth_create(spec, &synth, NULL), 0);
    piece.samples = malloc((size_t)piece.frames * 2 * sizeof(float));
    piece.beat_count = spec->bars * 4;
    piece.beat_s = malloc((size_t)piece.beat_count * sizeof(double));
    assert_non_null(piece.samples);
    assert_non_null(piece.beat_s);
    assert_int_equal(gr_synth_read(synth, piece.samples, (int)piece.frames), piece.frames);
    for (int i = 0; i < piece.beat_count; i++)
        piece.beat_s[i] = (double)i * 60.0 / (double)spec->bpm;
    gr_synth_destroy(synth);
    return piece;
}

static inline double piece_length_s(const Piece *piece)
{
    return (double)piece->frames / GR_SYNTH_RATE;
}

/* Another piece after a rest. */
static inline void piece_append(Piece *piece, Piece *other, double rest_s)
{
    int64_t rest = (int64_t)(rest_s * GR_SYNTH_RATE), at = piece->frames + rest;
    size_t frames = (size_t)(at + other->frames);
    piece->samples = realloc(piece->samples, frames * 2 * sizeof(float));
    piece->beat_s = realloc(piece->beat_s,
                            (size_t)(piece->beat_count + other->beat_count) * sizeof(double));
    assert_non_null(piece->samples);
    assert_non_null(piece->beat_s);
    memset(piece->samples + 2 * piece->frames, 0, (size_t)rest * 2 * sizeof(float));
    memcpy(piece->samples + 2 * at, other->samples, (size_t)other->frames * 2 * sizeof(float));
    for (int i = 0; i < other->beat_count; i++)
        piece->beat_s[piece->beat_count++] = other->beat_s[i] + (double)at / GR_SYNTH_RATE;
    piece->frames = (int64_t)frames;
    piece_finish(other);
}

/* Played ever slower from its middle on, as a tape is: `to` of its speed at its end. */
static inline void piece_slow(Piece *piece, double to)
{
    int64_t capacity = 2 * piece->frames, made = 0, half = piece->frames / 2;
    float *slow = malloc((size_t)capacity * 2 * sizeof(float));
    int beat = 0;
    assert_non_null(slow);
    for (double at = 0; at < (double)(piece->frames - 1) && made < capacity; made++) {
        int64_t i = (int64_t)at;
        float part = (float)(at - (double)i);
        for (int c = 0; c < 2; c++) {
            float a = piece->samples[2 * i + c], b = piece->samples[2 * i + 2 + c];
            slow[2 * made + c] = a + (b - a) * part;
        }
        while (beat < piece->beat_count && piece->beat_s[beat] * GR_SYNTH_RATE <= at)
            piece->beat_s[beat++] = (double)made / GR_SYNTH_RATE;
        double done = i > half ? (double)(i - half) / (double)half : 0.0;
        at += 1.0 - (1.0 - to) * done;
    }
    piece->beat_count = beat;
    free(piece->samples);
    piece->samples = slow;
    piece->frames = made;
}

static inline Piece piece_make(int style, float bpm, int bars, PieceShape shape)
{
    GrSynthSpec spec = {bpm, shape == PIECE_STEADY || shape == PIECE_SLOWS ? bars : bars / 2, style,
                        3};
    Piece piece = piece_of_synth(&spec);
    if (shape == PIECE_CHANGES || shape == PIECE_RESTS) {
        spec.bpm = shape == PIECE_CHANGES ? bpm * 1.12f : bpm;
        Piece second = piece_of_synth(&spec);
        piece_append(&piece, &second, shape == PIECE_RESTS ? 4.0 : 0.0);
    }
    if (shape == PIECE_SLOWS)
        piece_slow(&piece, 0.75);
    return piece;
}

/* A level that follows loud moments at once and quiet ones slowly, ironed out. */
static inline void piece_compress(Piece *piece)
{
    float level = 0.05f;
    for (int64_t i = 0; i < piece->frames; i++) {
        float a = gr_absf(piece->samples[2 * i]), b = gr_absf(piece->samples[2 * i + 1]);
        float now = a > b ? a : b;
        level += (now - level) * (now > level ? 0.02f : 0.0002f);
        float gain = 0.25f * gr_powf(level + 0.003f, -0.85f);
        for (int c = 0; c < 2; c++)
            piece->samples[2 * i + c] = gr_clampf(piece->samples[2 * i + c] * gain, -1.0f, 1.0f);
    }
}

typedef struct MemoryFile {
    char *at;
    sf_count_t length, place, capacity;
} MemoryFile;

static sf_count_t memory_length(void *user)
{
    return ((MemoryFile *)user)->length;
}

static sf_count_t memory_seek(sf_count_t offset, int whence, void *user)
{
    MemoryFile *file = user;
    file->place = offset + (whence == SEEK_CUR ? file->place : whence == SEEK_END ? file->length : 0);
    return file->place;
}

static sf_count_t memory_read(void *to, sf_count_t count, void *user)
{
    MemoryFile *file = user;
    count = count < file->length - file->place ? count : file->length - file->place;
    memcpy(to, file->at + file->place, (size_t)count);
    file->place += count;
    return count;
}

static sf_count_t memory_write(const void *from, sf_count_t count, void *user)
{
    MemoryFile *file = user;
    if (file->place + count > file->capacity) {
        file->capacity = 2 * (file->place + count);
        file->at = realloc(file->at, (size_t)file->capacity);
        assert_non_null(file->at);
    }
    memcpy(file->at + file->place, from, (size_t)count);
    file->place += count;
    file->length = file->place > file->length ? file->place : file->length;
    return count;
}

static sf_count_t memory_tell(void *user)
{
    return ((MemoryFile *)user)->place;
}

/* There and back through libsndfile. Vorbis's quality 0.1 comes to about 96 kbit/s in stereo. */
static inline void piece_encode(Piece *piece)
{
    SF_VIRTUAL_IO io = {memory_length, memory_seek, memory_read, memory_write, memory_tell};
    SF_INFO info = {.samplerate = GR_SYNTH_RATE,
                    .channels = 2,
                    .format = SF_FORMAT_OGG | SF_FORMAT_VORBIS};
    MemoryFile memory = {0};
    double quality = 0.1;
    SNDFILE *file = sf_open_virtual(&io, SFM_WRITE, &info, &memory);
    assert_non_null(file);
    sf_command(file, SFC_SET_VBR_ENCODING_QUALITY, &quality, sizeof quality);
    for (int64_t at = 0; at < piece->frames; at += 4096) {
        int64_t part = piece->frames - at < 4096 ? piece->frames - at : 4096;
        assert_int_equal(sf_writef_float(file, piece->samples + 2 * at, part), part);
    }
    sf_close(file);
    memory.place = 0;
    file = sf_open_virtual(&io, SFM_READ, &info, &memory);
    assert_non_null(file);
    int64_t got = sf_readf_float(file, piece->samples, piece->frames);
    memset(piece->samples + 2 * got, 0, (size_t)(piece->frames - got) * 2 * sizeof(float));
    sf_close(file);
    free(memory.at);
}

static inline void piece_damage(Piece *piece, PieceDamage damage)
{
    int64_t count = 2 * piece->frames;
    if (damage == PIECE_COMPRESSED)
        piece_compress(piece);
    if (damage == PIECE_VORBIS)
        piece_encode(piece);
    for (int64_t i = 0; i < count && damage == PIECE_DISTORTED; i++)
        piece->samples[i] = 0.5f * gr_tanhf(9.0f * piece->samples[i]);
    for (int64_t i = 0; i < count && damage == PIECE_NOISY; i++)
        piece->samples[i] += 0.12f * (gr_rng_unit(77u, (uint32_t)i, 5) - 0.5f);
}

static inline void piece_measure(const Piece *piece, GrRaster *raster)
{
    GrRasterMaker *maker;
    assert_int_equal(gr_raster_maker_create(GR_SYNTH_RATE, 2, NULL, raster, &maker, NULL), 0);
    assert_int_equal(gr_raster_maker_feed(maker, piece->samples, (int)piece->frames, NULL), 0);
    assert_int_equal(gr_raster_maker_end(maker, NULL), 0);
    gr_raster_maker_destroy(maker);
}

/* F-measure at 70 ms over a span. */
static inline double piece_f_measure(const double *found, int found_count, const double *truth,
                                     int truth_count, double from_s, double to_s)
{
    int hits = 0, wanted = 0, given = 0, at = 0;
    for (int i = 0; i < found_count; i++)
        given += found[i] >= from_s && found[i] < to_s;
    for (int i = 0; i < truth_count; i++) {
        if (truth[i] < from_s || truth[i] >= to_s)
            continue;
        wanted++;
        while (at < found_count && found[at] < truth[i] - 0.07)
            at++;
        if (at < found_count && found[at] <= truth[i] + 0.07) {
            hits++;
            at++;
        }
    }
    return wanted + given ? 2.0 * hits / (wanted + given) : 0.0;
}

#endif

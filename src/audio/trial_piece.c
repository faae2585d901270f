/* SPDX-License-Identifier: MIT */
#include "audio/trial_piece.h"
#include "audio/synth.h"
#include "base/rng.h"
#include "base/vmath.h"

#include <sndfile.h>
#include <stdlib.h>
#include <string.h>

const char *const gr_trial_damage_names[] = {"clean", "distorted", "compressed",
                                             "noisy", "vorbis",    NULL};
const char *const gr_trial_shape_names[] = {"steady", "changes", "slows", "rests", NULL};

enum { BEATS_A_BAR = 4, WRITE_FRAMES = 4096 };
static const float change = 1.12f;
static const double slowest = 0.75, rest_s = 4.0;
static double vorbis_quality = 0.1; /* about 96 kbit/s in stereo */

void gr_trial_piece_finish(GrTrialPiece *piece)
{
    free(piece->samples);
    free(piece->beat_s);
    memset(piece, 0, sizeof *piece);
}

double gr_trial_piece_length_s(const GrTrialPiece *piece)
{
    return (double)piece->frames / GR_SYNTH_RATE;
}

static int reserve(GrTrialPiece *piece, int64_t frames, int beats, GrError *error)
{
    size_t bytes = (size_t)frames * 2 * sizeof(float);
    float *samples = realloc(piece->samples, bytes);
    if (!samples)
        return gr_error_memory(error, "a piece", bytes);
    piece->samples = samples;
    double *beat_s = realloc(piece->beat_s, (size_t)beats * sizeof *beat_s);
    if (!beat_s)
        return gr_error_memory(error, "a piece", (size_t)beats * sizeof *beat_s);
    piece->beat_s = beat_s;
    return GR_OK;
}

/* What the synth plays, after a rest if there was something before. */
static int append(GrTrialPiece *piece, const GrSynthSpec *spec, double pause_s, GrError *error)
{
    GrSynth *synth = NULL;
    int beats = spec->bars * BEATS_A_BAR;
    int64_t rest = (int64_t)(pause_s * GR_SYNTH_RATE), at = piece->frames + rest;
    int64_t frames = gr_synth_length(spec);
    int code = reserve(piece, at + frames, piece->beat_count + beats, error);
    if (!code)
        code = gr_synth_create(spec, &synth, error);
    if (code)
        return code;
    memset(piece->samples + 2 * piece->frames, 0, (size_t)rest * 2 * sizeof(float));
    piece->frames = at + gr_synth_read(synth, piece->samples + 2 * at, (int)frames);
    for (int i = 0; i < beats; i++)
        piece->beat_s[piece->beat_count++] =
            (double)at / GR_SYNTH_RATE + (double)i * 60.0 / (double)spec->bpm;
    gr_synth_destroy(synth);
    return GR_OK;
}

/* Played ever slower from its middle on, as a tape is. */
static int slow_down(GrTrialPiece *piece, GrError *error)
{
    int64_t capacity = 2 * piece->frames, made = 0, half = piece->frames / 2;
    float *slow = malloc((size_t)capacity * 2 * sizeof(float));
    int beat = 0;
    if (!slow)
        return gr_error_memory(error, "a piece", (size_t)capacity * 2 * sizeof(float));
    for (double at = 0; at < (double)(piece->frames - 1) && made < capacity; made++) {
        int64_t i = (int64_t)at;
        float part = (float)(at - (double)i);
        for (int c = 0; c < 2; c++)
            slow[2 * made + c] =
                gr_lerpf(piece->samples[2 * i + c], piece->samples[2 * i + 2 + c], part);
        while (beat < piece->beat_count && piece->beat_s[beat] * GR_SYNTH_RATE <= at)
            piece->beat_s[beat++] = (double)made / GR_SYNTH_RATE;
        double done = i > half ? (double)(i - half) / (double)half : 0.0;
        at += 1.0 - (1.0 - slowest) * done;
    }
    piece->beat_count = beat;
    free(piece->samples);
    piece->samples = slow;
    piece->frames = made;
    return GR_OK;
}

/* A level that follows loud moments at once and quiet ones slowly, ironed out. */
static void compress(GrTrialPiece *piece)
{
    float level = 0.05f;
    for (int64_t i = 0; i < piece->frames; i++) {
        float *s = piece->samples + 2 * i, now = gr_maxf(gr_absf(s[0]), gr_absf(s[1]));
        level += (now - level) * (now > level ? 0.02f : 0.0002f);
        float gain = 0.25f * gr_powf(level + 0.003f, -0.85f);
        for (int c = 0; c < 2; c++)
            s[c] = gr_clampf(s[c] * gain, -1.0f, 1.0f);
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
    sf_count_t from = whence == SEEK_CUR ? file->place : whence == SEEK_END ? file->length : 0;
    file->place = from + offset;
    return file->place;
}

static sf_count_t memory_read(void *to, sf_count_t count, void *user)
{
    MemoryFile *file = user;
    sf_count_t left = file->length - file->place;
    count = count < left ? count : left;
    memcpy(to, file->at + file->place, (size_t)count);
    file->place += count;
    return count;
}

static sf_count_t memory_write(const void *from, sf_count_t count, void *user)
{
    MemoryFile *file = user;
    sf_count_t end = file->place + count;
    if (end > file->capacity) {
        char *more = realloc(file->at, (size_t)(2 * end));
        if (!more)
            return 0;
        file->at = more;
        file->capacity = 2 * end;
    }
    memcpy(file->at + file->place, from, (size_t)count);
    file->place = end;
    file->length = end > file->length ? end : file->length;
    return count;
}

static sf_count_t memory_tell(void *user)
{
    return ((MemoryFile *)user)->place;
}

static const SF_INFO vorbis = {
    .samplerate = GR_SYNTH_RATE, .channels = 2, .format = SF_FORMAT_OGG | SF_FORMAT_VORBIS};

/* In small parts: libvorbis keeps a block on the stack. Closes the file. */
static int encode(const GrTrialPiece *piece, SNDFILE *file, GrError *error)
{
    int64_t at = 0;
    if (!file)
        return gr_error_set(error, GR_E_INPUT, "a Vorbis file: %s", sf_strerror(NULL));
    sf_command(file, SFC_SET_VBR_ENCODING_QUALITY, &vorbis_quality, sizeof vorbis_quality);
    for (int64_t got = 1; got > 0 && at < piece->frames; at += got) {
        int64_t left = piece->frames - at;
        got = sf_writef_float(file, piece->samples + 2 * at,
                              left < WRITE_FRAMES ? left : WRITE_FRAMES);
    }
    sf_close(file);
    return at < piece->frames ? gr_error_set(error, GR_E_INPUT, "a Vorbis file: cannot write")
                              : GR_OK;
}

int gr_trial_piece_write(const GrTrialPiece *piece, const char *path, GrError *error)
{
    SF_INFO info = vorbis;
    return encode(piece, sf_open(path, SFM_WRITE, &info), error);
}

/* There and back. */
static int through_vorbis(GrTrialPiece *piece, GrError *error)
{
    SF_VIRTUAL_IO io = {memory_length, memory_seek, memory_read, memory_write, memory_tell};
    SF_INFO info = vorbis;
    MemoryFile memory = {0};
    SNDFILE *file = NULL;
    int code = encode(piece, sf_open_virtual(&io, SFM_WRITE, &info, &memory), error);
    memory.place = 0;
    if (!code)
        file = sf_open_virtual(&io, SFM_READ, &info, &memory);
    if (file) {
        int64_t got = sf_readf_float(file, piece->samples, piece->frames);
        memset(piece->samples + 2 * got, 0, (size_t)(piece->frames - got) * 2 * sizeof(float));
        sf_close(file);
    } else if (!code) {
        code = gr_error_set(error, GR_E_INPUT, "a Vorbis file: %s", sf_strerror(NULL));
    }
    free(memory.at);
    return code;
}

static int harm(GrTrialPiece *piece, GrTrialDamage damage, GrError *error)
{
    int64_t count = 2 * piece->frames;
    if (damage == GR_TRIAL_VORBIS)
        return through_vorbis(piece, error);
    if (damage == GR_TRIAL_COMPRESSED)
        compress(piece);
    for (int64_t i = 0; i < count && damage == GR_TRIAL_DISTORTED; i++)
        piece->samples[i] = 0.5f * gr_tanhf(9.0f * piece->samples[i]);
    for (int64_t i = 0; i < count && damage == GR_TRIAL_NOISY; i++)
        piece->samples[i] += 0.12f * (gr_rng_unit(77u, (uint32_t)i, 5) - 0.5f);
    return GR_OK;
}

int gr_trial_piece_create(const GrSynthSpec *spec, GrTrialShape shape, GrTrialDamage damage,
                          GrTrialPiece *piece, GrError *error)
{
    bool halves = shape == GR_TRIAL_CHANGES || shape == GR_TRIAL_RESTS;
    GrSynthSpec part = *spec;
    memset(piece, 0, sizeof *piece);
    part.bars = halves ? spec->bars / 2 : spec->bars;
    int code = append(piece, &part, 0.0, error);
    if (shape == GR_TRIAL_CHANGES)
        part.bpm *= change;
    if (!code && halves)
        code = append(piece, &part, shape == GR_TRIAL_RESTS ? rest_s : 0.0, error);
    if (!code && shape == GR_TRIAL_SLOWS)
        code = slow_down(piece, error);
    return code ? code : harm(piece, damage, error);
}

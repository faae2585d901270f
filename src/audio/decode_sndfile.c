/* SPDX-License-Identifier: MIT */
#include "audio/decoder.h"
#include "base/files.h"

#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct SndState {
    SNDFILE *file;
    int64_t promised, given; /* sample frames */
    char log[16384];
} SndState;

/* mp3 is left to libav although libsndfile reads it: its mp3 library writes to stderr. */
int gr_decoder_sndfile_knows(const char *path)
{
    static const char *const marks[] = {"RIFX", "RF64", "riff", "FORM", "fLaC",
                                        "OggS", ".snd", "caff", "NIST"};
    char head[12] = {0};
    FILE *file = fopen(path, "rb");
    if (!file)
        return 0;
    size_t got = fread(head, 1, sizeof head, file);
    fclose(file);
    if (got < sizeof head)
        return 0;
    if (memcmp(head, "RIFF", 4) == 0)
        return memcmp(head + 8, "WAVE", 4) == 0;
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (memcmp(head, marks[i], 4) == 0)
            return 1;
    return 0;
}

static int snd_read(void *state, float *interleaved, int frames, int *got, GrError *error)
{
    SndState *snd = state;
    (void)error;
    sf_count_t count = sf_readf_float(snd->file, interleaved, frames);
    *got = count > 0 ? (int)count : 0;
    snd->given += *got;
    return GR_OK;
}

/* A chunk that promises more bytes than the file has, as libsndfile reports it. Lengths near 2^31
 * and 2^32 are what programs write that stream to a pipe: those say nothing. */
static bool chunk_cut_short(const char *log, const char *chunk)
{
    const char *line = strstr(log, chunk);
    unsigned long long promised, there;
    if (!line || sscanf(line + strlen(chunk), " : %llu (should be %llu)", &promised, &there) != 2)
        return false;
    return promised > there && promised < 0x7ffff000ULL;
}

static const char *snd_damage(void *state)
{
    SndState *snd = state;
    int length = sf_command(snd->file, SFC_GET_LOG_INFO, snd->log, (int)sizeof snd->log);
    if (length <= 0)
        snd->log[0] = 0;
    if (snd->promised >= 0 && snd->given < snd->promised)
        return "it ends early or is damaged";
    if (strstr(snd->log, "ended unexpectedly") || chunk_cut_short(snd->log, "\ndata") ||
        chunk_cut_short(snd->log, " SSND"))
        return "it ends early";
    return NULL;
}

static void snd_close(void *state)
{
    SndState *snd = state;
    if (!snd)
        return;
    if (snd->file)
        sf_close(snd->file);
    free(snd);
}

int gr_decoder_open_sndfile(const char *path, GrDecoder *decoder, GrError *error)
{
    SndState *snd = calloc(1, sizeof *snd);
    if (!snd)
        return gr_error_memory(error, "a sound decoder", sizeof *snd);
    SF_INFO info = {0};
    snd->file = sf_open(path, SFM_READ, &info);
    if (!snd->file) {
        int code = gr_error_set(error, GR_E_INPUT, "%s: %s", path, sf_strerror(NULL));
        snd_close(snd);
        return code;
    }
    if (info.channels < 1 || info.channels > GR_DECODER_MAX_CHANNELS || info.samplerate < 1) {
        snd_close(snd);
        return gr_error_set(error, GR_E_INPUT, "%s: %d channels at %d Hz cannot be read", path,
                            info.channels, info.samplerate);
    }
    /* Integers become -1..1; floats stay as they are. */
    sf_command(snd->file, SFC_SET_NORM_FLOAT, NULL, SF_TRUE);
    snd->promised = info.frames >= 0 && info.frames < SF_COUNT_MAX ? info.frames : -1;
    *decoder = (GrDecoder){.state = snd,
                           .rate = info.samplerate,
                           .channels = info.channels,
                           .length = snd->promised,
                           .read = snd_read,
                           .damage = snd_damage,
                           .close = snd_close};
    return GR_OK;
}

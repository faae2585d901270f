/* SPDX-License-Identifier: MIT */
#include "audio/programme.h"

#include "audio/heard_store.h"
#include "audio/reader.h"

#include <ebur128.h>
#include <math.h>
#include <stdlib.h>

enum {
    MODES = EBUR128_MODE_I | EBUR128_MODE_LRA | EBUR128_MODE_S | EBUR128_MODE_TRUE_PEAK,
    LOOKS = 10, /* at the momentary loudness, a second: EBU Tech 3341 asks for that many */
    LONG = 5,   /* of them for one at the short-term loudness, whose every look is a sum over 3 s */
};

/* One block of samples, then what the meters say after it. */
static int take(ebur128_state *meter, const float *block, int frames, int64_t look, GrProgramme *p)
{
    double now = 0;
    if (ebur128_add_frames_float(meter, block, (size_t)frames))
        return GR_E_SPACE;
    if (!ebur128_loudness_momentary(meter, &now) && now > p->momentary)
        p->momentary = now;
    if (look % LONG == LONG - 1 && !ebur128_loudness_shortterm(meter, &now) && now > p->short_term)
        p->short_term = now;
    return GR_OK;
}

static int conclude(ebur128_state *meter, int channels, GrProgramme *p)
{
    double most = 0, peak = 0;
    for (int c = 0; c < channels; c++)
        if (!ebur128_true_peak(meter, (unsigned)c, &peak))
            most = peak > most ? peak : most;
    p->peak = most > 0 ? 20 * log10(most) : -HUGE_VAL;
    return ebur128_loudness_global(meter, &p->integrated) ||
                   ebur128_loudness_range(meter, &p->range)
               ? GR_E_SPACE
               : GR_OK;
}

static int measure(GrSoundReader *reader, GrHearStop *stop, void *user, GrProgramme *p,
                   GrError *error)
{
    const int rate = gr_sound_reader_rate(reader), channels = gr_sound_reader_channels(reader);
    const int frames = rate / LOOKS;
    float *block = malloc(sizeof *block * (size_t)frames * (size_t)channels);
    ebur128_state *meter = ebur128_init((unsigned)channels, (unsigned long)rate, MODES);
    int code = block && meter ? GR_OK : GR_E_SPACE, got = 1;
    if (!code && channels == 1) /* both sides play it */
        ebur128_set_channel(meter, 0, EBUR128_DUAL_MONO);
    for (int64_t look = 0; !code && got; look++) {
        if (stop && stop(user))
            code = gr_error_set(error, GR_E_INTERRUPTED, "interrupted");
        else
            code = gr_sound_reader_read(reader, block, frames, &got, error);
        if (!code && got && take(meter, block, got, look, p))
            code = gr_error_memory(error, "a loudness meter", 0);
    }
    if (!code && conclude(meter, channels, p))
        code = gr_error_memory(error, "a loudness meter", 0);
    if (code == GR_E_SPACE && (!block || !meter))
        gr_error_memory(error, "a loudness meter", 0);
    ebur128_destroy(&meter);
    free(block);
    return code;
}

int gr_listen_programme(const GrSoundSpec *sound, GrHearStop *stop, void *user,
                        GrProgramme *programme, GrError *error)
{
    GrHeardStore store;
    GrSoundReader *reader;
    gr_heard_store_begin(&store, sound, sound->listening, stop, user);
    if (gr_heard_load_part(&store, GR_HEARD_PROGRAMME, 0, programme))
        return GR_OK;
    *programme = (GrProgramme){-HUGE_VAL, 0, -HUGE_VAL, -HUGE_VAL, -HUGE_VAL};
    int code = gr_sound_reader_open(sound, &reader, error);
    if (code)
        return code;
    code = measure(reader, stop, user, programme, error);
    if (!code && !gr_sound_reader_complained(reader) && gr_heard_store_holds(&store))
        gr_heard_save_part(&store, GR_HEARD_PROGRAMME, 0, programme);
    gr_sound_reader_close(reader);
    return code;
}

/* SPDX-License-Identifier: MIT */
#include "audio/hear.h"
#include "audio/heard_store.h"
#include "audio/imagined.h"
#include "audio/listening.h"
#include "audio/own.h"
#include "audio/reader.h"
#include "audio/sonogram_maker.h"
#include "audio/tracks.h"

#include <stdlib.h>
#include <string.h>

enum { READ_FRAMES = 8192 };

typedef struct Heard {
    GrRaster raster;        /* stays empty when the sound was analysed before */
    GrLevels frames, ticks; /* `ticks` stays empty when both rates are the same */
} Heard;

/* Whatever wants to be fed in one pass; what is NULL does not. */
typedef struct Eaters {
    GrRasterMaker *raster;
    GrLevels *const *levels; /* two */
    GrSonogramMaker *sonogram;
    GrLoudnessMeter *meter;
} Eaters;

typedef struct Asker {
    GrHearStop *stop;
    void *user;
} Asker;

static int check_stop(const Asker *asker, GrError *error)
{
    return asker->stop && asker->stop(asker->user)
               ? gr_error_set(error, GR_E_INTERRUPTED, "interrupted")
               : GR_OK;
}

static bool same_rate(GrRational a, GrRational b)
{
    return a.num == b.num && a.den == b.den;
}

/* Frames that are needed to cover a duration. */
static int64_t frames_in(int64_t duration_ns, GrRational rate)
{
    int64_t count = gr_first_frame_at(duration_ns, rate);
    return count > 0 ? count : 0;
}

/* One pass over the sound, or over its first `most` samples. */
static int stream(GrSoundReader *reader, const Eaters *eaters, int64_t most, const Asker *asker,
                  int64_t *samples, GrError *error)
{
    int channels = gr_sound_reader_channels(reader), got = 1, code = GR_OK;
    float *block = malloc(sizeof *block * READ_FRAMES * (size_t)channels);
    if (!block)
        return gr_error_memory(error, "sound", READ_FRAMES * sizeof *block);
    *samples = 0;
    while (!code && got && *samples < most) {
        code = check_stop(asker, error);
        if (!code)
            code = gr_sound_reader_read(reader, block, READ_FRAMES, &got, error);
        if (!code && got && eaters->raster)
            code = gr_raster_maker_feed(eaters->raster, block, got, error);
        for (int i = 0; i < 2 && !code && eaters->levels[i]; i++)
            gr_levels_feed(eaters->levels[i], block, got);
        if (!code && eaters->sonogram)
            gr_sonogram_maker_feed(eaters->sonogram, block, got);
        if (!code && eaters->meter)
            code = gr_loudness_meter_feed(eaters->meter, block, got, error);
        *samples += code ? 0 : got;
    }
    if (!code && eaters->raster)
        code = gr_raster_maker_end(eaters->raster, error);
    for (int i = 0; i < 2 && eaters->levels[i]; i++)
        gr_levels_end(eaters->levels[i]);
    if (!code && eaters->sonogram)
        gr_sonogram_maker_end(eaters->sonogram);
    free(block);
    return code;
}

/* From the raster, which is used up, to everything that a listening keeps. */
static int analyse(GrListening *l, GrRaster *raster, const GrSoundSpec *sound, int64_t promised,
                   int64_t most, double show_s, const Asker *asker, GrError *error)
{
    l->rate = raster->rate;
    l->samples = raster->samples;
    l->stopped = raster->samples >= most;
    l->sound_s = gr_raster_duration_s(raster);
    bool cut = raster->samples >= most && promised > raster->samples;
    double until_s = show_s > l->sound_s ? show_s : l->sound_s;
    int code = l->known ? GR_OK
                        : gr_listening_judge(l, raster, sound,
                                             cut ? (double)promised / raster->rate : l->sound_s,
                                             until_s, error);
    if (!code)
        code = check_stop(asker, error);
    gr_curves_finish(&l->curves);
    if (!code)
        code = gr_curves_from_raster(raster, &l->curves, error);
    l->analysed = code == GR_OK;
    return code;
}

static const GrBandList *own_bands(const GrSoundSpec *sound)
{
    return sound->own ? &sound->own->bands : NULL;
}

/* Whoever listened before the show's own signals were known measured no bands for them. */
static bool was_analysed(const GrListening *l, const GrSoundSpec *sound)
{
    const GrBandList *bands = own_bands(sound);
    return l->analysed && (!bands || l->curves.band_count == bands->count);
}

/* What one pass over the sound is to give. */
typedef struct Wants {
    bool analysis;
    GrLevels *const *levels; /* two; NULL: not wanted */
    GrSonogram *sonogram;    /* or NULL */
    GrProgramme *programme;  /* or NULL */
    double show_s;
} Wants;

/* Opens the sound and does what is missing. *sound_is_clean: the reader had nothing to say of it.
 */
static int make(GrListening *l, const GrSoundSpec *sound, const Wants *wants, const Asker *asker,
                bool *sound_is_clean, GrError *error)
{
    GrSoundReader *reader;
    Eaters eaters = {.levels = wants->levels};
    GrRaster raster = {0};
    int64_t samples;
    int code = gr_sound_reader_open(sound, &reader, error);
    if (code)
        return code;
    int rate = gr_sound_reader_rate(reader), channels = gr_sound_reader_channels(reader);
    int64_t most = l->analysed ? l->samples : gr_heard_most(wants->show_s, rate);
    for (int i = 0; i < 2 && wants->levels[i] && !code; i++) {
        GrLevels *levels = wants->levels[i];
        code = gr_levels_init(levels, levels->rate, levels->count, rate, channels, error);
    }
    if (!code && wants->analysis)
        code = gr_raster_maker_create(rate, channels, own_bands(sound), &raster, &eaters.raster,
                                      error);
    if (!code && wants->sonogram)
        code = gr_sonogram_maker_create(wants->sonogram, rate, channels, &eaters.sonogram, error);
    if (!code && wants->programme)
        code = gr_loudness_meter_create(rate, channels, &eaters.meter, error);
    if (!code)
        code = stream(reader, &eaters, most, asker, &samples, error);
    if (!code && wants->programme)
        code = gr_loudness_meter_end(eaters.meter, wants->programme, error);
    if (!code && wants->analysis)
        code = analyse(l, &raster, sound, gr_sound_reader_length(reader), most, wants->show_s,
                       asker, error);
    gr_raster_maker_destroy(eaters.raster);
    gr_sonogram_maker_destroy(eaters.sonogram);
    gr_loudness_meter_destroy(eaters.meter);
    gr_raster_finish(&raster);
    *sound_is_clean = !gr_sound_reader_complained(reader);
    gr_sound_reader_close(reader);
    return code;
}

/* All but the analysis that is wanted, of what was analysed. */
static bool load(const GrHeardStore *store, const GrListening *l, const Wants *wants)
{
    bool all = true;
    for (int i = 0; i < 2 && wants->levels[i]; i++)
        all = all && gr_heard_load_part(store, GR_HEARD_LEVELS, l->samples, wants->levels[i]);
    if (wants->sonogram)
        all = all && gr_heard_load_part(store, GR_HEARD_SONOGRAM, l->samples, wants->sonogram);
    if (wants->programme)
        all = all && gr_heard_load_part(store, GR_HEARD_PROGRAMME, l->samples, wants->programme);
    for (int i = 0; i < 2 && wants->levels[i] && !all; i++) {
        free(wants->levels[i]->energy);
        free(wants->levels[i]->peak);
        wants->levels[i]->energy = wants->levels[i]->peak = NULL;
    }
    return all;
}

static void save(const GrHeardStore *store, const GrListening *l, const Wants *wants)
{
    if (wants->analysis)
        gr_heard_save(store, wants->show_s, l);
    for (int i = 0; i < 2 && wants->levels[i]; i++)
        gr_heard_save_part(store, GR_HEARD_LEVELS, l->samples, wants->levels[i]);
    if (wants->sonogram)
        gr_heard_save_part(store, GR_HEARD_SONOGRAM, l->samples, wants->sonogram);
    if (wants->programme)
        gr_heard_save_part(store, GR_HEARD_PROGRAMME, l->samples, wants->programme);
}

/* From the cache, or from the sound: the analysis if it is missing, and the levels and the sonogram
 * that are asked for. A sound that something is wrong with is not kept: that is told each time. */
static int hear_sound(GrListening *l, const GrSoundSpec *sound, const Wants *asked,
                      const Asker *asker, GrError *error)
{
    GrHeardStore store;
    Wants wants = *asked;
    bool clean;
    gr_heard_store_begin(&store, sound, l, asker->stop, asker->user);
    int code = check_stop(asker, error);
    if (code)
        return code;
    wants.analysis = !was_analysed(l, sound) && !gr_heard_load(&store, wants.show_s, l);
    if (!wants.analysis && load(&store, l, &wants))
        return GR_OK;
    code = make(l, sound, &wants, asker, &clean, error);
    if (!code && clean && gr_heard_store_holds(&store))
        save(&store, l, &wants);
    return code;
}

int gr_listen(const GrSoundSpec *sound, double show_s, GrHearStop *stop, void *user,
              const GrMusic **music, GrError *error)
{
    GrListening *l = sound->listening;
    GrLevels *const none[2] = {NULL, NULL};
    const Wants wants = {.levels = none, .show_s = show_s};
    Asker asker = {stop, user};
    int code = sound->kind == GR_SOUND_FILE ? GR_OK : gr_listening_know(l, sound, show_s, error);
    if (!code && !l->known)
        code = hear_sound(l, sound, &wants, &asker, error);
    *music = code ? NULL : gr_listening_music(l, sound);
    return code;
}

int gr_listen_loudness(const GrSoundSpec *sound, double show_s, GrHearStop *stop, void *user,
                       const float **loudness, int64_t *count, GrError *error)
{
    GrListening *l = sound->listening;
    GrLevels *const none[2] = {NULL, NULL};
    const Wants wants = {.levels = none, .show_s = show_s};
    Asker asker = {stop, user};
    int code = sound->kind == GR_SOUND_SYNTH ? gr_listening_know(l, sound, show_s, error) : GR_OK;
    if (!code && sound->kind != GR_SOUND_NONE && !was_analysed(l, sound))
        code = hear_sound(l, sound, &wants, &asker, error);
    *loudness = l->curves.loudness;
    *count = l->curves.count;
    return code;
}

/* Signals at both rates from what was heard. */
static int gather(const GrCurves *curves, double sound_s, bool silent, bool both,
                  const Heard *heard, const Asker *asker, GrHearing *out, GrError *error)
{
    int code = gr_track_gather(curves, silent ? NULL : &heard->frames, &out->beats, sound_s,
                               &out->at_frames, error);
    if (!code)
        code = check_stop(asker, error);
    if (!code && both)
        code = gr_track_gather(curves, silent ? NULL : &heard->ticks, &out->beats, sound_s,
                               &out->at_ticks, error);
    if (!code && !both) {
        size_t count = (size_t)out->at_frames.count;
        memcpy(out->at_ticks.frames, out->at_frames.frames, count * sizeof(GrSignals));
        memcpy(out->at_ticks.flow_s, out->at_frames.flow_s, (count + 1) * sizeof(double));
    }
    return code;
}

/* The show's own, of all the others. */
static int gather_own(const GrOwnSignals *own, const GrCurves *curves, double show_s,
                      const Asker *asker, GrHearing *out, GrError *error)
{
    GrOwnCurves made;
    GrMusic music = gr_hearing_music(out);
    const GrOwnSetting setting = {own, curves, &music, &out->sonogram, show_s};
    gr_own_pitches(&setting);
    int code = gr_own_curves_make(&setting, &made, error);
    if (code)
        return code;
    code = check_stop(asker, error);
    if (!code)
        code = gr_own_gather(&setting, &made, &out->at_frames, error);
    if (!code)
        code = gr_own_gather(&setting, &made, &out->at_ticks, error);
    gr_own_curves_finish(&made);
    return code;
}

/* A piece that is only imagined; its curves depend on the show's length. */
static int imagine(GrListening *l, const GrSoundSpec *sound, double show_s, GrCurves *curves,
                   GrSonogram *sonogram, GrError *error)
{
    int code = gr_listening_know(l, sound, show_s, error);
    if (!code && sonogram)
        gr_imagine_sonogram(l->kept.music.beats.tempo_bpm, sonogram);
    return code ? code
                : gr_curves_from_tempo(l->kept.music.beats.tempo_bpm, show_s, own_bands(sound),
                                       curves, error);
}

/* What is asked for, and where it goes. */
typedef struct Order {
    int64_t duration_ns;
    GrRational fps, ticks;
    double heard_s; /* how long the show is to those who listen; negative: as long as the sound */
    GrProgramme *programme; /* or NULL */
} Order;

static int hear(const GrSoundSpec *sound, const Order *order, const Asker *asker, GrHearing *out,
                GrError *error)
{
    Heard heard = {0};
    GrListening own = {0}, *l = sound->listening ? sound->listening : &own;
    GrCurves imagined = {0};
    memset(out, 0, sizeof *out);
    const GrRational fps = order->fps, ticks = order->ticks;
    bool silent = sound->kind == GR_SOUND_NONE, both = !same_rate(fps, ticks);
    double show_s = (double)order->duration_ns / (double)GR_NS_PER_S;
    GrLevels *const levels[2] = {&heard.frames, both ? &heard.ticks : NULL};
    const int64_t frame_count = frames_in(order->duration_ns, fps),
                  tick_count = frames_in(order->duration_ns, ticks);
    int code = sound->hears
                   ? gr_sonogram_create(&out->sonogram, ticks, tick_count, sound->hears, error)
                   : GR_OK;
    GrSonogram *sonogram = sound->hears ? &out->sonogram : NULL;
    const Wants wants = {.levels = levels,
                         .sonogram = sonogram,
                         .programme = order->programme,
                         .show_s = order->heard_s};
    heard.frames = (GrLevels){.rate = fps, .count = frame_count};
    heard.ticks = (GrLevels){.rate = ticks, .count = tick_count};
    if (!code && sound->kind == GR_SOUND_SYNTH)
        code = gr_listening_know(l, sound, show_s, error);
    if (!code)
        code = silent ? imagine(l, sound, show_s, &imagined, sonogram, error)
                      : hear_sound(l, sound, &wants, asker, error);
    /* Not before: hours of signals would stand beside all that an analysis needs. */
    if (!code)
        code = gr_signal_track_create(&out->at_frames, fps, frame_count, error);
    if (!code)
        code = gr_signal_track_create(&out->at_ticks, ticks, tick_count, error);
    if (!code)
        code = gr_listening_copy(l, sound, show_s, out, error);
    if (!code)
        code = check_stop(asker, error);
    if (!code)
        code = silent ? gather(&imagined, (double)imagined.count / RASTER_HZ, true, both, &heard,
                               asker, out, error)
                      : gather(&l->curves, l->sound_s, false, both, &heard, asker, out, error);
    if (!code && sound->own)
        code = gather_own(sound->own, silent ? &imagined : &l->curves, show_s, asker, out, error);
    gr_levels_finish(&heard.frames);
    gr_levels_finish(&heard.ticks);
    gr_curves_finish(&imagined);
    gr_listening_finish(&own);
    if (code)
        gr_hearing_finish(out);
    return code;
}

int gr_hear(const GrSoundSpec *sound, int64_t duration_ns, GrRational fps, GrRational ticks,
            GrHearStop *stop, void *user, GrHearing *out, GrError *error)
{
    const Order order = {duration_ns, fps, ticks, (double)duration_ns / (double)GR_NS_PER_S, NULL};
    const Asker asker = {stop, user};
    return hear(sound, &order, &asker, out, error);
}

int gr_hear_whole(const GrSoundSpec *sound, int64_t promised_ns, GrRational fps, GrRational ticks,
                  GrHearStop *stop, void *user, GrHearing *out, GrProgramme *programme,
                  GrError *error)
{
    const int64_t guess_ns = promised_ns > 0 ? promised_ns : 0;
    const Order order = {guess_ns, fps, ticks, -1, programme};
    const Asker asker = {stop, user};
    int code = hear(sound, &order, &asker, out, error);
    int64_t duration_ns = (int64_t)(out->duration_s * (double)GR_NS_PER_S);
    if (code || duration_ns == guess_ns)
        return code;
    gr_hearing_finish(out);
    return gr_hear(sound, duration_ns, fps, ticks, stop, user, out, error);
}

void gr_listen_tags(const GrSoundSpec *sound, GrHearStop *stop, void *user, GrSoundTags *tags)
{
    GrHeardStore store;
    gr_heard_store_begin(&store, sound, sound->listening, stop, user);
    if (gr_heard_load_part(&store, GR_HEARD_TAGS, 0, tags))
        return;
    gr_sound_tags(sound->path, tags);
    if (gr_heard_store_holds(&store))
        gr_heard_save_part(&store, GR_HEARD_TAGS, 0, tags);
}

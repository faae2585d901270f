/* SPDX-License-Identifier: MIT */
#include "audio/heard_store.h"

#include "audio/decoder.h"
#include "audio/tags.h"

#include "base/arena.h"
#include "base/cache.h"
#include "base/text.h"

#include <fftw3.h>
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <sndfile.h>
#include <stdlib.h>
#include <string.h>

enum {
    WHOLE_S = 400000, /* longer than any show: the sound is heard to its end */
    LABEL_MAX = 1000,
};

/* The sources of the analyser, as one number; the build makes it (tools/hash_sources.py). */
extern const uint64_t gr_analyser_version;

/* One description of a layout serves both ways: what is passed is written, or read. */
typedef struct Pass {
    GrText *out; /* NULL: reading */
    const char *data;
    size_t length, at;
    bool failed;
} Pass;

/* A member that is not passed below would come out of the cache as 0. */
_Static_assert(sizeof(GrBeats) == 72 && sizeof(GrSection) == 24, "pass_music() passes all of it");
_Static_assert(sizeof(GrMusic) == sizeof(GrBeats) + 24, "pass_music() passes all of it");
_Static_assert(sizeof(GrCurves) ==
                   (GR_SIGNAL_COUNT + GR_BANDS_MAX + 1) * sizeof(float *) + 2 * sizeof(GrNorm) + 16,
               "pass_curves() passes all of it");

static void pass(Pass *p, void *value, size_t bytes)
{
    if (p->out) {
        gr_text_append(p->out, value, bytes);
    } else if (!p->failed && bytes <= p->length - p->at) {
        memcpy(value, p->data + p->at, bytes);
        p->at += bytes;
    } else {
        p->failed = true;
    }
}
#define PASS(p, value) pass((p), &(value), sizeof(value))

/* Reading makes the memory, with room for one more. */
static void *pass_array(Pass *p, const void *from, int64_t count, size_t size,
                        void *(*allocate)(size_t))
{
    if (p->out) {
        gr_text_append(p->out, from, (size_t)count * size);
        return NULL;
    }
    if (p->failed || count < 0 || (size_t)count > (p->length - p->at) / size) {
        p->failed = true;
        return NULL;
    }
    void *memory = allocate((size_t)(count + 1) * size);
    p->failed |= !memory;
    if (memory) {
        memset((char *)memory + (size_t)count * size, 0, size);
        pass(p, memory, (size_t)count * size);
    }
    return memory;
}

static void pass_floats(Pass *p, float **curve, int64_t count)
{
    bool there = *curve != NULL;
    PASS(p, there);
    if (!there || p->failed)
        return;
    float *made = pass_array(p, *curve, count, sizeof **curve, malloc);
    if (!p->out)
        *curve = made;
}

static void pass_curves(Pass *p, GrCurves *curves)
{
    PASS(p, curves->count);
    PASS(p, curves->band_count);
    PASS(p, curves->rms);
    PASS(p, curves->peak);
    for (int s = 0; s < GR_SIGNAL_COUNT; s++)
        pass_floats(p, &curves->v[s], curves->count);
    for (int b = 0; b < GR_BANDS_MAX; b++)
        pass_floats(p, &curves->band[b], curves->count);
    pass_floats(p, &curves->loudness, curves->count);
    p->failed |= curves->band_count < 0 || curves->band_count > GR_BANDS_MAX;
}

static void pass_beats(Pass *p, GrListening *l)
{
    GrBeats *beats = &l->kept.music.beats;
    bool irregular = beats->downbeats != NULL;
    PASS(p, beats->count);
    PASS(p, beats->tempo_bpm);
    PASS(p, beats->first_downbeat);
    PASS(p, beats->downbeat_count);
    PASS(p, beats->confidence);
    PASS(p, beats->other_bpm);
    PASS(p, irregular);
    double *times =
        pass_array(p, beats->time_s, beats->count, sizeof *beats->time_s, gr_aligned_alloc);
    int *downbeats = irregular ? pass_array(p, beats->downbeats, beats->downbeat_count,
                                            sizeof *beats->downbeats, malloc)
                               : NULL;
    if (p->out)
        return;
    beats->time_s = l->kept.beat_memory = times;
    beats->downbeats = l->kept.downbeat_memory = downbeats;
}

static void pass_label(Pass *p, const char **label, GrArena *arena)
{
    int length = p->out ? (int)strlen(*label) : 0;
    PASS(p, length);
    if (p->out) {
        gr_text_append(p->out, *label, (size_t)length);
        return;
    }
    char *text =
        length >= 0 && length <= LABEL_MAX ? gr_arena_alloc(arena, (size_t)length + 1) : NULL;
    *label = text ? text : "";
    p->failed |= !text;
    if (text)
        pass(p, text, (size_t)length);
}

/* The sections that were found; those that a show or a beats file lists are not heard. */
static void pass_music(Pass *p, GrListening *l)
{
    PASS(p, l->kept.music.duration_s);
    pass_beats(p, l);
    PASS(p, l->kept.section_count);
    GrSection *sections = l->kept.section_memory;
    if (!p->out && !p->failed && l->kept.section_count >= 0 &&
        (size_t)l->kept.section_count <= p->length)
        sections = calloc((size_t)l->kept.section_count + 1, sizeof *sections);
    p->failed |= !p->out && !sections;
    for (int i = 0; i < l->kept.section_count && !p->failed; i++) {
        PASS(p, sections[i].start_s);
        PASS(p, sections[i].energy);
        PASS(p, sections[i].guess);
        pass_label(p, &sections[i].label, &l->kept.labels);
    }
    if (!p->out)
        l->kept.section_memory = sections;
}

static void pass_listening(Pass *p, void *thing)
{
    GrListening *l = thing;
    PASS(p, l->rate);
    PASS(p, l->samples);
    PASS(p, l->stopped);
    PASS(p, l->sound_s);
    PASS(p, l->kept.until_s);
    pass_music(p, l);
    pass_curves(p, &l->curves);
}

/* Passes all of something, which reading fills and writing reads. */
typedef void PassThing(Pass *p, void *thing);

/* All of an entry of the cache, or false. */
static bool fetch(GrDigest key, PassThing *pass_it, void *thing)
{
    char *data;
    size_t length;
    if (!gr_cache_load(key, &data, &length))
        return false;
    Pass p = {.data = data, .length = length};
    pass_it(&p, thing);
    free(data);
    return !p.failed && p.at == length;
}

static void put(GrDigest key, PassThing *pass_it, void *thing)
{
    GrText out = {0};
    Pass p = {.out = &out};
    pass_it(&p, thing);
    if (!out.failed)
        gr_cache_save(key, gr_text_string(&out), out.length);
    gr_text_finish(&out);
}

static void add(GrText *key, const void *data, size_t bytes)
{
    gr_text_append(key, data, bytes);
}
#define ADD(key, value) add((key), &(value), sizeof(value))

static bool is_same_file(const char *path, const struct stat *then)
{
    struct stat now;
    return stat(path, &now) == 0 && now.st_dev == then->st_dev && now.st_ino == then->st_ino &&
           now.st_size == then->st_size && now.st_mtim.tv_sec == then->st_mtim.tv_sec &&
           now.st_mtim.tv_nsec == then->st_mtim.tv_nsec;
}

/* libav is asked for its version only where it decodes: loading it takes longer than all that comes
 * out of the cache. */
static bool is_read_by_sndfile(const char *path)
{
    GrDecoder decoder = {0};
    GrError ignored;
    bool reads = gr_decoder_sndfile_knows(path) &&
                 gr_decoder_open_sndfile(path, &decoder, &ignored) == GR_OK;
    if (reads)
        decoder.close(decoder.state);
    return reads;
}

void gr_heard_store_begin(GrHeardStore *store, const GrSoundSpec *sound, GrListening *l,
                          GrHearStop *stop, void *user)
{
    GrContent *content = &l->content;
    *store = (GrHeardStore){.sound = sound};
    if (!gr_cache_used() || sound->kind == GR_SOUND_NONE)
        return;
    if (sound->kind == GR_SOUND_SYNTH) {
        content->digest = gr_digest_bytes(&sound->synth, sizeof sound->synth);
        content->known = true;
    } else if (!content->known || !is_same_file(sound->path, &content->file)) {
        content->asked = false;
        content->known = stat(sound->path, &content->file) == 0 && S_ISREG(content->file.st_mode) &&
                         gr_digest_file(sound->path, stop, user, &content->digest, NULL) == GR_OK;
    }
    if (sound->kind == GR_SOUND_FILE && content->known && !content->asked) {
        content->by_libav = !is_read_by_sndfile(sound->path);
        content->asked = true;
    }
    store->content = *content;
    store->usable = content->known;
}

bool gr_heard_store_holds(const GrHeardStore *store)
{
    const GrSoundSpec *sound = store->sound;
    return store->usable &&
           (sound->kind == GR_SOUND_SYNTH || is_same_file(sound->path, &store->content.file));
}

/* What every entry of a sound is made from. */
static void begin_key(const GrHeardStore *store, const char *what, GrText *key)
{
    unsigned av[] = {0, 0};
    const int kind = (int)store->sound->kind;
    if (store->content.by_libav) {
        av[0] = avcodec_version();
        av[1] = avformat_version();
    }
    ADD(key, gr_analyser_version);
    ADD(key, av);
    gr_text_printf(key, "%s %s %s %s ", __VERSION__, sf_version_string(), fftwf_version, what);
    ADD(key, kind);
    ADD(key, store->content.digest);
    if (store->sound->start_ns)
        ADD(key, store->sound->start_ns);
}

/* False without memory. */
static bool end_key(GrText *key, GrDigest *digest)
{
    bool made = !key->failed;
    *digest = gr_digest_bytes(gr_text_string(key), key->length);
    gr_text_finish(key);
    return made;
}

static void add_beat_list(const GrBeatList *list, GrText *key)
{
    ADD(key, list->count);
    add(key, list->time_s, (size_t)list->count * sizeof *list->time_s);
    ADD(key, list->tempo_bpm);
    ADD(key, list->downbeat_count);
    if (list->downbeats)
        add(key, list->downbeats, (size_t)list->downbeat_count * sizeof *list->downbeats);
}

/* Most shows hear the whole of a song and end with it: these share an entry, whatever their length.
 * Where that is not so the length counts. */
static bool listening_key(const GrHeardStore *store, const double *show_s, GrDigest *digest)
{
    GrText key = {0};
    const GrSoundSpec *sound = store->sound;
    const bool listed = sound->section_count || (sound->beats && sound->beats->section_count);
    begin_key(store, "listening", &key);
    ADD(&key, sound->tempo_bpm);
    ADD(&key, sound->tempo_octave);
    ADD(&key, sound->beat_shift);
    ADD(&key, sound->beat_offset_ns);
    ADD(&key, listed);
    if (sound->beats)
        add_beat_list(sound->beats, &key);
    gr_text_puts(&key, ";");
    if (sound->own)
        add(&key, sound->own->bands.list,
            (size_t)sound->own->bands.count * sizeof *sound->own->bands.list);
    gr_text_puts(&key, ";");
    if (show_s)
        ADD(&key, *show_s);
    return end_key(&key, digest);
}

int64_t gr_heard_most(double show_s, int rate)
{
    return (int64_t)((show_s < 0 ? WHOLE_S : show_s + GR_HEAR_BEYOND_S) * rate);
}

/* Hearing now would give the same. An entry that was stopped was found by its show's length. */
static bool answers(const GrListening *entry, double show_s, bool music)
{
    double until_s = show_s > entry->sound_s ? show_s : entry->sound_s;
    return (entry->stopped || entry->samples < gr_heard_most(show_s, entry->rate)) &&
           (!music || entry->kept.until_s == until_s);
}

/* Takes over what an entry has and the listening does not. */
static void adopt(GrListening *l, GrListening *entry)
{
    if (!l->known) {
        l->kept = entry->kept;
        entry->kept = (GrKeptMusic){0};
    }
    gr_curves_finish(&l->curves);
    l->curves = entry->curves;
    entry->curves = (GrCurves){0};
    l->rate = entry->rate;
    l->samples = entry->samples;
    l->stopped = entry->stopped;
    l->sound_s = entry->sound_s;
    l->known = l->analysed = true;
}

bool gr_heard_load(const GrHeardStore *store, double show_s, GrListening *l)
{
    const double *lengths[] = {NULL, &show_s};
    bool found = false;
    for (int i = 0; i < 2 && store->usable && !found; i++) {
        GrDigest key;
        GrListening entry = {0};
        found = listening_key(store, lengths[i], &key) && fetch(key, pass_listening, &entry) &&
                answers(&entry, show_s, !l->known);
        if (found)
            adopt(l, &entry);
        gr_listening_finish(&entry);
    }
    return found;
}

void gr_heard_save(const GrHeardStore *store, double show_s, const GrListening *l)
{
    GrListening copy = *l; /* passing writes to what it reads into */
    GrDigest key;
    bool synth = store->sound->kind == GR_SOUND_SYNTH; /* its music is not read back */
    bool common = !l->stopped && (synth || l->kept.until_s == l->sound_s);
    if (listening_key(store, common ? NULL : &show_s, &key))
        put(key, pass_listening, &copy);
}

static void pass_levels(Pass *p, void *thing)
{
    GrLevels *levels = thing;
    float **const curves[] = {&levels->energy, &levels->peak};
    for (int i = 0; i < 2; i++) {
        float *made = pass_array(p, *curves[i], levels->count, sizeof **curves[i], malloc);
        if (!p->out)
            *curves[i] = made;
    }
}

static void pass_sonogram(Pass *p, void *thing)
{
    GrSonogram *sonogram = thing;
    const size_t rows = (size_t)sonogram->rows;
    PASS(p, sonogram->wave_gain);
    if (sonogram->tones)
        pass(p, sonogram->tones, rows * GR_TONES);
    if (sonogram->pitches)
        pass(p, sonogram->pitches, rows * GR_PITCHES);
    if (sonogram->levels)
        pass(p, sonogram->levels, rows * GR_EARS);
    if (sonogram->wave) {
        pass(p, sonogram->wave, rows * GR_EARS * GR_WAVE_POINTS);
        pass(p, sonogram->wave_scale, rows);
    }
}

static void pass_programme(Pass *p, void *thing)
{
    GrProgramme *programme = thing;
    _Static_assert(sizeof *programme == 5 * sizeof(double), "all of it is numbers");
    pass(p, programme, sizeof *programme);
}

/* Words that libav finds, whichever release of it. */
static void pass_tags(Pass *p, void *thing)
{
    pass(p, thing, sizeof(GrSoundTags));
}

/* What depends on the raster that it was gathered for. */
typedef struct Gathered {
    GrRational rate;
    int64_t count;
    unsigned hears;
} Gathered;

static Gathered of_levels(const void *thing)
{
    const GrLevels *levels = thing;
    return (Gathered){levels->rate, levels->count, 0};
}

static Gathered of_sonogram(const void *thing)
{
    const GrSonogram *sonogram = thing;
    return (Gathered){sonogram->rate, sonogram->rows, sonogram->hears};
}

static const struct {
    const char *name;
    PassThing *pass;
    Gathered (*of)(const void *thing); /* NULL: of no raster */
    size_t size;
} parts[] = {
    [GR_HEARD_LEVELS] = {"levels", pass_levels, of_levels, sizeof(GrLevels)},
    [GR_HEARD_SONOGRAM] = {"sonogram", pass_sonogram, of_sonogram, sizeof(GrSonogram)},
    [GR_HEARD_PROGRAMME] = {"programme", pass_programme, NULL, sizeof(GrProgramme)},
    [GR_HEARD_TAGS] = {"tags of " LIBAVFORMAT_IDENT, pass_tags, NULL, sizeof(GrSoundTags)},
};

static bool part_key(const GrHeardStore *store, GrHeardPart part, int64_t samples,
                     const void *thing, GrDigest *digest)
{
    const Gathered of = parts[part].of ? parts[part].of(thing) : (Gathered){0};
    GrText key = {0};
    begin_key(store, parts[part].name, &key);
    ADD(&key, samples);
    ADD(&key, of.rate);
    ADD(&key, of.count);
    ADD(&key, of.hears);
    return end_key(&key, digest);
}

bool gr_heard_load_part(const GrHeardStore *store, GrHeardPart part, int64_t samples, void *thing)
{
    GrDigest key;
    return store->usable && part_key(store, part, samples, thing, &key) &&
           fetch(key, parts[part].pass, thing);
}

void gr_heard_save_part(const GrHeardStore *store, GrHeardPart part, int64_t samples,
                        const void *thing)
{
    union {
        GrLevels levels;
        GrSonogram sonogram;
        GrProgramme programme;
        GrSoundTags tags;
    } copy; /* passing writes to what it reads into */
    GrDigest key;
    memcpy(&copy, thing, parts[part].size);
    if (part_key(store, part, samples, thing, &key))
        put(key, parts[part].pass, &copy);
}

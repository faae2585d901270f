/* SPDX-License-Identifier: MIT */
#include "scene/bind.h"

#include "audio/reader.h"
#include "base/files.h"
#include "scene/beats_file.h"

#include <string.h>

enum { SHIFT_MOST = 8 };
const char *const gr_tempo_words[] = {"half", "double", NULL};

typedef struct AudioDraft {
    GrSoundSpec *sound;
    const GrNode *file, *synth, *start, *tempo, *beats, *shift, *offset;
} AudioDraft;

/* A file in which there is nothing to be heard is told at once, with its place. */
static void try_sound(GrBinder *b, const char *path, const GrNode *value, const GrSoundSpec *sound)
{
    GrSoundReader *reader = NULL;
    GrError error;
    if (b->fonts_unasked || sound->kind != GR_SOUND_FILE || b->audio_override)
        return;
    int code = gr_sound_reader_open(sound, &reader, &error);
    gr_sound_reader_close(reader);
    if (code == GR_E_SPACE)
        gr_bind_no_memory(b);
    else if (code)
        gr_bind_input_error(b, value, path, "%s", error.message);
}

static void bind_path(GrBinder *b, const char *path, const GrNode *value, GrSoundSpec *sound)
{
    const char *text;
    if (!gr_bind_scalar(b, path, value, "the name of a sound file", &text))
        return;
    if (!text[0]) {
        gr_bind_error(b, value, path, "the file name is empty");
        return;
    }
    if (b->audio_override)
        return;
    if (!gr_bind_file(b, path, value, text, "sound", &sound->path))
        return;
    sound->kind = GR_SOUND_FILE;
}

static void bind_file(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    AudioDraft *draft = target;
    draft->file = value;
    bind_path(b, path, value, draft->sound);
}

static void bind_synth(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    AudioDraft *draft = target;
    draft->synth = value;
    draft->sound->kind = GR_SOUND_SYNTH;
    if (gr_node_is_empty(value) ||
        !gr_bind_want_map(b, path, value, "a mapping like {bpm: 120, bars: 12}"))
        return;
    const GrBindBlock block = {.values = &draft->sound->synth};
    gr_bind_map(b, path, value, &gr_synth_keys, NULL, &block);
}

static void bind_start(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    (void)b;
    (void)path;
    ((AudioDraft *)target)->start = value;
}

static void bind_tempo(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    (void)b;
    (void)path;
    ((AudioDraft *)target)->tempo = value;
}

static void bind_beats(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    (void)b;
    (void)path;
    ((AudioDraft *)target)->beats = value;
}

/* A number of decibels. */
static bool bind_level(GrBinder *b, const char *path, const GrNode *value, int least, int most,
                       const char *unit, float *level)
{
    double db;
    if (!gr_bind_number(b, path, value, &db))
        return false;
    if (db < least || db > most) {
        gr_bind_error(b, value, path, "%g is outside %d..%d %s", db, least, most, unit);
        return false;
    }
    *level = (float)db;
    return true;
}

static void bind_loudness(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    GrSoundtrack *track = &((AudioDraft *)target)->sound->track;
    track->levelled =
        bind_level(b, path, value, GR_LOUDNESS_LEAST, GR_LOUDNESS_MOST, "LUFS", &track->loudness);
}

static void bind_peak(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    GrSoundtrack *track = &((AudioDraft *)target)->sound->track;
    track->limited = bind_level(b, path, value, GR_PEAK_LEAST, 0, "dBTP", &track->peak);
}

static void bind_codec(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    const char *text;
    if (!gr_bind_scalar(b, path, value, "encode or copy", &text))
        return;
    if (strcmp(text, gr_sound_codecs[0]) != 0 && strcmp(text, gr_sound_codecs[1]) != 0)
        gr_bind_error(b, value, path, "'%s' is neither encode nor copy", text);
    ((AudioDraft *)target)->sound->track.copied = strcmp(text, gr_sound_codecs[1]) == 0;
}

static void bind_sound_fade_in(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    gr_bind_time(b, path, value, &((AudioDraft *)target)->sound->track.fade_in_ns);
}

static void bind_sound_fade_out(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    gr_bind_time(b, path, value, &((AudioDraft *)target)->sound->track.fade_out_ns);
}

static void bind_shift(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    (void)b;
    (void)path;
    ((AudioDraft *)target)->shift = value;
}

static void bind_beat_offset(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    (void)b;
    (void)path;
    ((AudioDraft *)target)->offset = value;
}

/* What the synth plays is known better than anybody could write it down. */
static bool synth_knows(GrBinder *b, const GrNode *node, const char *path, const char *what,
                        const GrSoundSpec *sound)
{
    if (sound->kind == GR_SOUND_SYNTH)
        gr_bind_warning(b, node, path, "%s here: the synth's own counts", what);
    return sound->kind == GR_SOUND_SYNTH;
}

/* `half` or `double` of what is heard. */
static bool bind_octave(GrBinder *b, const GrNode *node, const char *path, GrSoundSpec *sound)
{
    if (node->kind != GR_NODE_SCALAR)
        return false;
    int octave = strcmp(node->text, gr_tempo_words[0]) == 0   ? -1
                 : strcmp(node->text, gr_tempo_words[1]) == 0 ? 1
                                                              : 0;
    if (octave && sound->kind == GR_SOUND_NONE)
        gr_bind_error(b, node, path, "'%s' of what? There is no sound to be heard", node->text);
    else if (octave && !synth_knows(b, node, path, "a tempo does nothing", sound))
        sound->tempo_octave = octave;
    return octave != 0;
}

void gr_bind_tempo(GrBinder *b, const GrNode *node, const char *path, GrSoundSpec *sound)
{
    double bpm;
    if (!node || bind_octave(b, node, path, sound) || !gr_bind_number(b, path, node, &bpm))
        return;
    if (bpm < GR_TEMPO_MIN || bpm > GR_TEMPO_MAX)
        gr_bind_error(b, node, path, "%g is outside %d..%d beats a minute", bpm, GR_TEMPO_MIN,
                      GR_TEMPO_MAX);
    else if (!synth_knows(b, node, path, "a tempo does nothing", sound))
        sound->tempo_bpm = (float)bpm;
}

void gr_bind_beats(GrBinder *b, const GrNode *node, const char *path, GrSoundSpec *sound)
{
    const char *text, *whole;
    if (!node || b->audio_override || !gr_bind_scalar(b, path, node, "the name of a file", &text))
        return;
    if (!text[0]) {
        gr_bind_error(b, node, path, "the file name is empty");
        return;
    }
    if (!gr_bind_file(b, path, node, text, "beats", &whole))
        return;
    const GrBeatList *list = gr_beats_file_read(whole, b->arena, b->problems);
    if (!synth_knows(b, node, path, "a beats file does nothing", sound))
        sound->beats = list && sound->start_ns
                           ? gr_beats_file_from(list, sound->start_ns, b->arena, b->problems)
                           : list;
}

/* A time by the clock, with a minus for the other way: beats cannot say where the beats are. */
static bool bind_signed_time(GrBinder *b, const char *path, const GrNode *node, int64_t *ns)
{
    GrTimeSpec spec;
    bool minus = node->kind == GR_NODE_SCALAR && node->text[0] == '-';
    GrNode length = *node;
    length.text += minus ? 1 : 0;
    if (!gr_bind_spec(b, path, &length, &spec))
        return false;
    if (gr_time_needs_music(&spec)) {
        gr_bind_error(b, node, path, "is a time in seconds or frames, like 20ms");
        return false;
    }
    if (!gr_bind_time(b, path, &length, ns))
        return false;
    *ns = minus ? -*ns : *ns;
    return true;
}

static void move_beats(GrBinder *b, const AudioDraft *draft)
{
    static const char path[] = "audio.beat_shift";
    double shift;
    GrSoundSpec *sound = draft->sound;
    if (!draft->shift || !gr_bind_number(b, path, draft->shift, &shift))
        return;
    if (!(shift >= -SHIFT_MOST && shift <= SHIFT_MOST))
        gr_bind_error(b, draft->shift, path, "%g is outside -%d..%d beats", shift, SHIFT_MOST,
                      SHIFT_MOST);
    else if (!synth_knows(b, draft->shift, path, "a shift does nothing", sound))
        sound->beat_shift = (float)shift;
}

static void delay_beats(GrBinder *b, const AudioDraft *draft)
{
    static const char path[] = "audio.beat_offset";
    GrSoundSpec *sound = draft->sound;
    int64_t offset_ns;
    if (draft->offset && bind_signed_time(b, path, draft->offset, &offset_ns) &&
        !synth_knows(b, draft->offset, path, "an offset does nothing", sound))
        sound->beat_offset_ns = offset_ns;
}

static void start_sound(GrBinder *b, const AudioDraft *draft)
{
    static const char path[] = "audio.start";
    GrSoundSpec *sound = draft->sound;
    int64_t start_ns;
    if (!draft->start || b->audio_override || (b->audio_wish && b->audio_wish->start) ||
        !bind_signed_time(b, path, draft->start, &start_ns))
        return;
    if (sound->kind == GR_SOUND_NONE)
        gr_bind_warning(b, draft->start, path, "does nothing without a file that is heard");
    else if (!synth_knows(b, draft->start, path, "a start does nothing", sound))
        sound->start_ns = start_ns;
}

/* What the command line says of where the sound starts. */
static void start_as_wished(GrBinder *b, GrSoundSpec *sound)
{
    const char *text = b->audio_wish ? b->audio_wish->start : NULL;
    const GrSource source = {.file = "--audio-start"};
    GrTimeSpec spec;
    GrError error;
    if (!text || sound->kind != GR_SOUND_FILE)
        return;
    bool minus = text[0] == '-';
    int code = gr_time_spec_parse(text + minus, b->rate, &spec, &error);
    if (!code && (gr_time_needs_music(&spec) || spec.anchor != GR_TIME_DURATION))
        code = gr_error_set(&error, GR_E_USAGE, "'%s' is no time in seconds, like 1:30", text);
    if (!code)
        code = gr_time_length(&spec, 0, NULL, &sound->start_ns, &error);
    if (code)
        gr_problem_add(b->problems, &source, GR_PROBLEM_ERROR, GR_E_USAGE, 0, 0, "%s",
                       error.message);
    else if (minus)
        sound->start_ns = -sound->start_ns;
}

/* What the command line wishes for in vain. A show with mistakes is not judged: its sound may be
 * one of them. */
static void tell_vain_wishes(GrBinder *b, const GrSoundSpec *sound)
{
    const GrSoundWish *wish = b->audio_wish;
    bool silent = sound->kind == GR_SOUND_NONE;
    if (!wish || b->problems->error_count)
        return;
    const struct {
        bool vain;
        const char *option, *lacks;
    } table[] = {
        {wish->start && sound->kind != GR_SOUND_FILE, "--audio-start", "sound file"},
        {wish->codec && strcmp(wish->codec, gr_sound_codecs[1]) == 0 && silent, "--audio-encoder",
         "sound"},
        {wish->levelled && silent, "--loudness", "sound"},
        {wish->limited && silent, "--peak", "sound"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const GrSource source = {.file = table[i].option, .role = GR_SOURCE_SET};
        if (table[i].vain)
            gr_problem_add(b->problems, &source, GR_PROBLEM_WARNING, GR_E_SHOW, 0, 0,
                           "does nothing: the show has no %s", table[i].lacks);
    }
}

void gr_bind_soundtrack_wish(GrBinder *b, const GrNode *audio, GrSoundSpec *sound)
{
    const GrSoundWish *wish = b->audio_wish;
    GrSoundtrack *track = &sound->track;
    if (wish && wish->levelled) {
        track->levelled = true;
        track->loudness = wish->loudness;
    }
    if (wish && wish->limited) {
        track->limited = true;
        track->peak = wish->peak;
    }
    if (wish && wish->codec)
        track->copied = strcmp(wish->codec, gr_sound_codecs[1]) == 0;
    const char *fault = NULL;
    if (track->copied && sound->kind == GR_SOUND_SYNTH)
        fault = "the synth plays: there is no file whose sound could be copied (codec: copy)";
    else if (track->copied &&
             (track->levelled || track->limited || track->fade_in_ns || track->fade_out_ns))
        fault = "a sound that is copied (codec: copy) stays as it is: loudness, peak, fade_in and "
                "fade_out need it encoded again";
    if (fault && audio)
        gr_bind_error(b, audio, "audio", "%s", fault);
    else if (fault)
        gr_problem_add(b->problems, b->source, GR_PROBLEM_ERROR, GR_E_SHOW, 0, 0, "audio: %s",
                       fault);
    tell_vain_wishes(b, sound);
}

static const GrKey audio_keys[] = {
    {"file", GR_IS(GR_A(FILE)), "no sound",
     "a sound or video file, relative to the show file: wav, flac, ogg, mp3, m4a, mp4 and more",
     "song.ogg", bind_file},
    {"synth", GR_IS(GR_A_PART("synth"), GR_A(NOTHING)), "no sound",
     "the built-in synth plays instead of a file", "{bpm: 120, bars: 12, style: drive}",
     bind_synth},
    {"start", GR_IS(GR_A(TIME)), "0",
     "where in the file the show begins: what is seen and heard of it follows; -2s begins with "
     "silence",
     "1:30", bind_start},
    {"tempo", GR_IS(GR_A_NUMBER(GR_TEMPO_MIN, GR_TEMPO_MAX), GR_A_WORD(gr_tempo_words)),
     "heard in the file; 120 without sound",
     "the tempo, where you know it, or half or double of the one that is heard; a number alone "
     "drives the beats of a silent show",
     "120", bind_tempo},
    {"beats", GR_IS(GR_A(FILE)), "heard in the file",
     "a beats file, relative to the show file: one time in seconds a line, or JSON; it beats what "
     "would be heard",
     "song.beats.json", bind_beats},
    {"codec", GR_IS(GR_A_WORD(gr_sound_codecs)), "encode",
     "copy takes the file's own sound into the video, not encoded again, where the container can "
     "hold it; it leaves no room for loudness, peak and fades",
     "copy", bind_codec},
    {"loudness", GR_IS(GR_A_NUMBER(GR_LOUDNESS_LEAST, GR_LOUDNESS_MOST)), "as it is",
     "the video's sound is made this loud, in LUFS over the whole show (EBU R 128): -14 for most "
     "sites; without `peak` no louder than true peaks of -1 dBTP allow",
     "-14", bind_loudness},
    {"peak", GR_IS(GR_A_NUMBER(GR_PEAK_LEAST, 0)), "no limiter",
     "a limiter keeps the true peaks of the video's sound below this, in dBTP", "-1", bind_peak},
    {"fade_in", GR_IS(GR_A(TIME)), "0", "how long the video's sound takes to come up", "500ms",
     bind_sound_fade_in},
    {"fade_out", GR_IS(GR_A(TIME)), "0", "how long it takes to go, up to the end of the show", "3s",
     bind_sound_fade_out},
    {"beat_shift", GR_IS(GR_A_NUMBER(-SHIFT_MOST, SHIFT_MOST)), "0",
     "moves beats, and bars with them, by so many beats: 0.5 if they are heard between the true "
     "ones, 1 if a bar begins a beat later",
     "0.5", bind_shift},
    {"beat_offset", GR_IS(GR_A(TIME)), "0",
     "how much later all beats are than they are heard; -20ms is sooner", "20ms", bind_beat_offset},
    {0},
};

const GrKeySet gr_audio_keys = {
    .name = "audio",
    .place = "audio: of the show",
    .summary = "What the show hears and what is heard with it. Short: the name of a file.",
    .keys = audio_keys,
};

const GrKeySet gr_synth_keys = {
    .name = "synth",
    .place = "audio: synth: of the show",
    .summary = "The built-in synth: drums, bass, chords and hats, the same every time.",
    .params = &gr_synth_params,
};

/* Of a mapping that gives the show nothing to hear. */
static void tell_unheard(GrBinder *b, const GrNode *node)
{
    static const char *const paths[] = {"audio.codec", "audio.loudness", "audio.peak",
                                        "audio.fade_in", "audio.fade_out"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        const GrNode *value = gr_node_find(node, strchr(paths[i], '.') + 1);
        if (value)
            gr_bind_warning(b, value, paths[i], "does nothing without a sound");
    }
}

void gr_bind_audio(GrBinder *b, const char *path, const GrNode *node, GrSoundSpec *sound)
{
    AudioDraft draft = {.sound = sound};
    if (node->kind == GR_NODE_SCALAR && !gr_node_is_empty(node)) {
        if (node->quoted || strcmp(node->text, "none") != 0)
            bind_path(b, path, node, sound);
        try_sound(b, path, node, sound);
        start_as_wished(b, sound);
        return;
    }
    if (!gr_bind_want_map(b, path, node,
                          "a file name, {file: ...}, {synth: {...}} or {tempo: ...}"))
        return;
    gr_bind_map(b, path, node, &gr_audio_keys, &draft, NULL);
    if (draft.file && draft.synth)
        gr_bind_error(b, node, path, "has a file and a synth: only one can play");
    else if (draft.file)
        try_sound(b, "audio.file", draft.file, sound);
    start_sound(b, &draft);
    start_as_wished(b, sound);
    gr_bind_tempo(b, draft.tempo, "audio.tempo", sound);
    gr_bind_beats(b, draft.beats, "audio.beats", sound);
    move_beats(b, &draft);
    delay_beats(b, &draft);
    if (!draft.file && !draft.synth && !b->audio_override)
        tell_unheard(b, node);
    if (!node->count)
        gr_bind_error(b, node, path, "is empty: write a file name, {synth: {...}} or {tempo: 120}");
}

void gr_bind_audio_override(GrBinder *b, GrSoundSpec *sound)
{
    const GrSource source = {.file = b->audio_override};
    const char *wrong = gr_file_fault(b->audio_override);
    if (wrong)
        gr_problem_add(b->problems, &source, GR_PROBLEM_ERROR, GR_E_INPUT, 0, 0, "%s", wrong);
    sound->kind = GR_SOUND_FILE;
    sound->path = gr_bind_keep(b, b->audio_override);
    if (sound->path)
        gr_bind_keep_file(b, sound->path, "sound");
    sound->start_ns = 0;
    start_as_wished(b, sound);
    sound->tempo_bpm = 0; /* the show's own was that of another song, */
    sound->tempo_octave = 0;
    sound->beat_shift = 0;
    sound->beat_offset_ns = 0;
    sound->beats = NULL; /* and so were its beats */
}

/* SPDX-License-Identifier: MIT */
#include "scene/bind.h"

#include <string.h>

typedef struct AudioDraft {
    GrSoundSpec *sound;
    const GrNode *file, *synth, *tempo;
} AudioDraft;

enum { TEMPO_MIN = 20, TEMPO_MAX = 400 };

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
    if (!gr_bind_file(b, path, value, text, &sound->path))
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

static void bind_tempo(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    AudioDraft *draft = target;
    double bpm;
    draft->tempo = value;
    if (!gr_bind_number(b, path, value, &bpm))
        return;
    if (bpm < TEMPO_MIN || bpm > TEMPO_MAX)
        gr_bind_error(b, value, path, "%g is outside %d..%d beats a minute", bpm, TEMPO_MIN,
                      TEMPO_MAX);
    else
        draft->sound->tempo_bpm = (float)bpm;
}

static const GrKey audio_keys[] = {
    {"file", "file name", "no sound",
     "a sound or video file, relative to the show file: wav, flac, ogg, mp3, m4a, mp4 and more",
     "song.ogg", bind_file},
    {"synth", "mapping", "no sound", "the built-in synth plays instead of a file",
     "{bpm: 120, bars: 12, style: drive}", bind_synth},
    {"tempo", "beats a minute", "heard in the file; 120 without sound",
     "the tempo, where you know it; alone, it drives the beats of a silent show", "120",
     bind_tempo},
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

void gr_bind_audio(GrBinder *b, const char *path, const GrNode *node, GrSoundSpec *sound)
{
    AudioDraft draft = {.sound = sound};
    if (node->kind == GR_NODE_SCALAR && !gr_node_is_empty(node)) {
        if (node->quoted || strcmp(node->text, "none") != 0)
            bind_path(b, path, node, sound);
        return;
    }
    if (!gr_bind_want_map(b, path, node,
                          "a file name, {file: ...}, {synth: {...}} or {tempo: ...}"))
        return;
    gr_bind_map(b, path, node, &gr_audio_keys, &draft, NULL);
    if (draft.file && draft.synth)
        gr_bind_error(b, node, path, "has a file and a synth: only one can play");
    if (draft.synth && draft.tempo) {
        gr_bind_warning(b, draft.tempo, path,
                        "tempo does nothing here: the synth's own bpm counts");
        sound->tempo_bpm = 0;
    }
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
    sound->tempo_bpm = 0; /* the show's own was that of another song */
}

/* SPDX-License-Identifier: MIT */
#include "scene/resolve_parts.h"

#include "scene/bind.h"
#include "scene/value_text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const GrKeyWriter *find_writer(const GrKeyWriter *writers, const char *key)
{
    while (writers->key && strcmp(writers->key, key) != 0)
        writers++;
    return writers->key ? writers : NULL;
}

void gr_resolve_keys(GrResolver *r, const GrKey *keys, const GrKeyWriter *writers,
                     const void *thing)
{
    for (const GrKey *key = keys; key->name; key++) {
        const GrKeyWriter *writer = find_writer(writers, key->name);
        if (writer && writer->write)
            writer->write(r, key->name, thing);
    }
}

GrKeyFate gr_resolve_fate(const GrKeySet *set, const char *key)
{
    const struct {
        const GrKey *keys;
        const GrKeyWriter *writers;
    } written[] = {{gr_show_keys.keys, gr_show_writers},
                   {gr_audio_keys.keys, gr_audio_writers},
                   {gr_scene_keys.keys, gr_scene_writers},
                   {gr_layer_keys.keys, gr_layer_writers},
                   {gr_keyframe_keys.keys, gr_keyframe_writers},
                   {gr_signal_keys.keys, gr_signal_writers},
                   {gr_transition_keys, gr_transition_writers},
                   {gr_transition_mask_keys, gr_transition_writers},
                   {gr_text_keys.keys, gr_text_writers},
                   {gr_lyrics_keys.keys, gr_lyrics_writers},
                   {gr_mask_keys.keys, gr_mask_writers},
                   {gr_mask_image_keys, gr_mask_image_writers},
                   {gr_mask_group_keys, gr_mask_group_writers},
                   {gr_shader_keys, gr_shader_writers},
                   {gr_picture_keys.keys, gr_picture_writers}};
    const GrKey *entry = gr_key_find(set, key);
    if (!entry && set == &gr_harmony_keys) /* the list of its colours is written */
        return GR_KEY_USED_UP;
    if (!entry)
        return gr_key_set_param(set, key) ? GR_KEY_WRITTEN : GR_KEY_FORGOTTEN;
    for (size_t i = 0; i < sizeof written / sizeof written[0]; i++) {
        const GrKeyWriter *writer =
            written[i].keys == set->keys ? find_writer(written[i].writers, key) : NULL;
        if (writer)
            return writer->write ? GR_KEY_WRITTEN : GR_KEY_USED_UP;
    }
    return entry->bind == gr_bind_composed || entry->bind == gr_bind_placed ? GR_KEY_USED_UP
                                                                            : GR_KEY_FORGOTTEN;
}

static void write_title(GrResolver *r, const char *key, const void *thing)
{
    gr_resolve_text(r, key, ((const GrShow *)thing)->title);
}

static void write_artist(GrResolver *r, const char *key, const void *thing)
{
    const char *artist = ((const GrShow *)thing)->artist;
    if (artist && artist[0])
        gr_resolve_text(r, key, artist);
}

static void write_size(GrResolver *r, const char *key, const void *thing)
{
    const GrShow *show = thing;
    if (!show->width)
        return;
    gr_resolve_key(r, key);
    gr_text_printf(r->out, "%dx%d\n", show->width, show->height);
}

static void write_fps(GrResolver *r, const char *key, const void *thing)
{
    const GrShow *show = thing;
    if (!show->fps.num)
        return;
    gr_resolve_key(r, key);
    gr_yaml_rate(r->out, show->fps);
    gr_resolve_end_line(r);
}

static void write_tick(GrResolver *r, const char *key, const void *thing)
{
    GrRational tick = ((const GrShow *)thing)->tick;
    gr_resolve_key(r, key);
    gr_yaml_rate(r->out, (GrRational){tick.den, tick.num});
    gr_text_puts(r->out, " s\n");
}

static void write_seed(GrResolver *r, const char *key, const void *thing)
{
    gr_resolve_key(r, key);
    gr_text_printf(r->out, "%" PRIu64 "\n", ((const GrShow *)thing)->seed);
}

static void write_background(GrResolver *r, const char *key, const void *thing)
{
    gr_resolve_background(r, key, &((const GrShow *)thing)->background, NULL);
}

static void write_file(GrResolver *r, const char *key, const void *thing)
{
    const GrSoundSpec *sound = thing;
    if (sound->kind != GR_SOUND_FILE)
        return;
    gr_resolve_key(r, key);
    gr_resolve_file(r, sound->path, GR_YAML_BLOCK);
    gr_resolve_end_line(r);
}

static void write_synth(GrResolver *r, const char *key, const void *thing)
{
    const GrSoundSpec *sound = thing;
    if (sound->kind != GR_SOUND_SYNTH)
        return;
    gr_resolve_open(r, key);
    gr_resolve_params(r, &gr_synth_keys, &sound->synth, NULL);
    gr_resolve_close(r);
}

static void write_signed_time(GrResolver *r, const char *key, int64_t ns)
{
    if (!ns)
        return;
    gr_resolve_key(r, key);
    gr_text_puts(r->out, ns < 0 ? "-" : "");
    gr_yaml_time(r->out, ns < 0 ? -ns : ns);
    gr_resolve_end_line(r);
}

static void write_start(GrResolver *r, const char *key, const void *thing)
{
    write_signed_time(r, key, ((const GrSoundSpec *)thing)->start_ns);
}

static void write_codec(GrResolver *r, const char *key, const void *thing)
{
    const GrSoundSpec *sound = thing;
    if (sound->kind == GR_SOUND_FILE)
        gr_resolve_text(r, key, gr_sound_codecs[sound->track.copied]);
}

static void write_tempo(GrResolver *r, const char *key, const void *thing)
{
    const GrSoundSpec *sound = thing;
    if (sound->tempo_octave)
        gr_resolve_text(r, key, gr_tempo_words[sound->tempo_octave > 0]);
    if (sound->tempo_bpm <= 0)
        return;
    gr_resolve_key(r, key);
    gr_yaml_float(r->out, sound->tempo_bpm);
    gr_resolve_end_line(r);
}

static void write_beats(GrResolver *r, const char *key, const void *thing)
{
    const GrSoundSpec *sound = thing;
    if (!sound->beats)
        return;
    gr_resolve_key(r, key);
    gr_resolve_file(r, sound->beats->path, GR_YAML_BLOCK);
    gr_resolve_end_line(r);
}

static void write_level(GrResolver *r, const char *key, bool there, float level)
{
    if (!there)
        return;
    gr_resolve_key(r, key);
    gr_yaml_float(r->out, level);
    gr_resolve_end_line(r);
}

static void write_loudness(GrResolver *r, const char *key, const void *thing)
{
    const GrSoundtrack *track = &((const GrSoundSpec *)thing)->track;
    write_level(r, key, track->levelled, track->loudness);
}

static void write_peak(GrResolver *r, const char *key, const void *thing)
{
    const GrSoundtrack *track = &((const GrSoundSpec *)thing)->track;
    write_level(r, key, track->limited, track->peak);
}

static void write_sound_fade_in(GrResolver *r, const char *key, const void *thing)
{
    int64_t ns = ((const GrSoundSpec *)thing)->track.fade_in_ns;
    if (ns)
        gr_resolve_time(r, key, ns);
}

static void write_sound_fade_out(GrResolver *r, const char *key, const void *thing)
{
    int64_t ns = ((const GrSoundSpec *)thing)->track.fade_out_ns;
    if (ns)
        gr_resolve_time(r, key, ns);
}

static void write_shift(GrResolver *r, const char *key, const void *thing)
{
    const GrSoundSpec *sound = thing;
    if (sound->beat_shift == 0.0f)
        return;
    gr_resolve_key(r, key);
    gr_yaml_float(r->out, sound->beat_shift);
    gr_resolve_end_line(r);
}

static void write_beat_offset(GrResolver *r, const char *key, const void *thing)
{
    write_signed_time(r, key, ((const GrSoundSpec *)thing)->beat_offset_ns);
}

const GrKeyWriter gr_audio_writers[] = {
    {"file", write_file},
    {"synth", write_synth},
    {"start", write_start},
    {"tempo", write_tempo},
    {"beats", write_beats},
    {"codec", write_codec},
    {"loudness", write_loudness},
    {"peak", write_peak},
    {"fade_in", write_sound_fade_in},
    {"fade_out", write_sound_fade_out},
    {"beat_shift", write_shift},
    {"beat_offset", write_beat_offset},
    {0},
};

static void write_audio(GrResolver *r, const char *key, const void *thing)
{
    const GrSoundSpec *sound = &((const GrShow *)thing)->sound;
    if (sound->kind == GR_SOUND_NONE && sound->tempo_bpm <= 0 && !sound->beats &&
        sound->beat_shift == 0.0f && !sound->beat_offset_ns) {
        gr_resolve_text(r, key, "none");
        return;
    }
    gr_resolve_open(r, key);
    gr_resolve_keys(r, gr_audio_keys.keys, gr_audio_writers, sound);
    gr_resolve_close(r);
}

static void write_fonts(GrResolver *r, const char *key, const void *thing)
{
    const GrShow *show = thing;
    gr_resolve_key(r, key);
    for (int i = 0; i < show->font_count; i++) {
        gr_text_puts(r->out, i ? ", " : "[");
        gr_resolve_font(r, show->fonts[i], GR_YAML_FLOW);
    }
    gr_text_puts(r->out, "]\n");
}

static void write_sections(GrResolver *r, const char *key, const void *thing)
{
    const GrSoundSpec *sound = &((const GrShow *)thing)->sound;
    if (!sound->section_count)
        return;
    gr_resolve_key(r, key);
    for (int i = 0; i < sound->section_count; i++) {
        gr_text_puts(r->out, i ? ", " : "[");
        gr_yaml_time(r->out, (int64_t)(sound->sections[i].start_s * (double)GR_NS_PER_S + 0.5));
    }
    gr_text_puts(r->out, "]\n");
}

static void write_signals(GrResolver *r, const char *key, const void *thing)
{
    gr_resolve_signals(r, key, ((const GrShow *)thing)->sound.own);
}

static void write_show_length(GrResolver *r, const char *key, const void *thing)
{
    const GrShow *show = thing;
    gr_resolve_key(r, key);
    gr_yaml_time(r->out, show->length_ns);
    /* A length that asks for beats has the sound heard as the show's own times did. */
    gr_text_puts(r->out,
                 show->hears_all ? " + 0 beats # the sound is heard to its end for them\n" : "\n");
}

/* Which are needed is known once the scenes are written. */
static void write_vars(GrResolver *r, const char *key, const void *thing)
{
    (void)key;
    (void)thing;
    r->vars_at = r->out->length;
}

static void write_scenes(GrResolver *r, const char *key, const void *thing)
{
    const GrShow *show = thing;
    gr_resolve_open(r, key);
    for (int i = 0; i < show->scene_count; i++)
        gr_resolve_scene(r, &show->scenes[i]);
    gr_resolve_close(r);
}

const GrKeyWriter gr_show_writers[] = {
    {"title", write_title},
    {"artist", write_artist},
    {"size", write_size},
    {"fps", write_fps},
    {"tick", write_tick},
    {"seed", write_seed},
    {"background", write_background},
    {"audio", write_audio},
    {"fonts", write_fonts},
    {"tempo", NULL}, /* in `audio:` */
    {"beats", NULL},
    {"sections", write_sections},
    {"length", write_show_length},
    {"signals", write_signals},
    {"templates", NULL}, /* as scenes where they play */
    {"vars", write_vars},
    {"colours", NULL}, /* in the layers that use them */
    {"palettes", NULL},
    {"scenes", write_scenes},
    {0},
};

static void put_vars(GrResolver *r)
{
    bool any = false;
    for (int i = 0; i < r->show->var_count; i++) {
        const GrExprVar *var = &r->show->vars[i];
        double number;
        if (!r->used[i])
            continue;
        if (!any)
            gr_resolve_open(r, "vars");
        any = true;
        gr_resolve_key(r, var->name);
        if (gr_number_parse(var->text, &number))
            gr_text_puts(r->out, var->text);
        else
            gr_yaml_text(r->out, var->text, GR_YAML_BLOCK);
        gr_resolve_end_line(r);
    }
    if (any)
        gr_resolve_close(r);
}

int gr_resolve(const GrShow *show, GrText *out, GrError *error)
{
    GrText text = {0};
    GrResolver r = {.show = show, .out = &text, .error = error};
    r.used = calloc((size_t)show->var_count + 1, sizeof *r.used);
    if (!r.used || !gr_names_init(&r.vars, show->var_count)) {
        r.code = gr_error_memory(error, "the show's vars", 0);
        goto done;
    }
    for (int i = 0; i < show->var_count; i++)
        gr_names_add(&r.vars, show->vars[i].name, i);
    gr_resolve_keys(&r, gr_show_keys.keys, gr_show_writers, show);
    if (r.code)
        goto done;
    gr_text_append(out, gr_text_string(&text), r.vars_at);
    r.out = out;
    put_vars(&r);
    gr_text_puts(out, gr_text_string(&text) + r.vars_at);
    if (text.failed || out->failed)
        r.code = gr_error_memory(error, "the resolved show", text.length);
done:
    gr_names_finish(&r.vars);
    free(r.used);
    gr_text_finish(&text);
    return r.code;
}

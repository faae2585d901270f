/* SPDX-License-Identifier: MIT
 *
 * The content hash of a show: everything that can change a pixel or a sample, by content and never
 * by address or place. Field by field, since structs have padding.
 */
#include "scene/bind.h"

#include "base/hash.h"
#include "glyph/font.h"
#include "media/sequence.h"
#include "model/own_signal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { READ_BYTES = 1 << 18, FORMAT = 3 /* changes when the same show comes to mean another */ };

/* What need not be read again. */
typedef struct Seen {
    const char *font; /* the file that was read last */
    const GrFilms *films;
} Seen;

static void add_float(GrHash *hash, float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    gr_hash_add_u64(hash, bits);
}

static void add_i64(GrHash *hash, int64_t value)
{
    gr_hash_add_u64(hash, (uint64_t)value);
}

static void add_colour(GrHash *hash, GrColour colour)
{
    add_float(hash, colour.r);
    add_float(hash, colour.g);
    add_float(hash, colour.b);
}

static void add_keyframes(GrHash *hash, const GrKeyframes *keys)
{
    add_i64(hash, keys->loop);
    add_i64(hash, keys->count);
    for (int i = 0; i < keys->count; i++) {
        const GrKeyframe *key = &keys->keys[i];
        add_i64(hash, (int64_t)(key->time_s * (double)GR_NS_PER_S));
        gr_hash_add_u64(hash, key->expr ? key->expr->hash : 0);
        add_float(hash, key->number);
        add_colour(hash, key->colour);
        add_i64(hash, key->ease);
    }
}

static void add_animation(GrHash *hash, const GrAnimation *animation)
{
    add_i64(hash, animation->count);
    for (int i = 0; i < animation->count; i++) {
        const GrAnimated *animated = &animation->list[i];
        gr_hash_add_string(hash, animated->param->name);
        if (animated->expr)
            gr_hash_add_u64(hash, animated->expr->hash);
        else
            add_keyframes(hash, animated->keys);
    }
}

static int add_file(GrHash *hash, const char *path, GrError *error)
{
    int code = GR_OK;
    char *buffer = malloc(READ_BYTES);
    int fd = buffer ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (!buffer) {
        code = gr_error_memory(error, "reading a file", READ_BYTES);
        goto done;
    }
    if (fd < 0) {
        code = gr_error_errno(error, GR_E_INPUT, "%s", path);
        goto done;
    }
    for (;;) {
        ssize_t got = read(fd, buffer, READ_BYTES);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            code = gr_error_errno(error, GR_E_INPUT, "%s", path);
        if (got <= 0)
            break;
        gr_hash_add(hash, buffer, (size_t)got);
    }
done:
    if (fd >= 0)
        close(fd);
    free(buffer);
    return code;
}

/* A font file counts by its bytes, wherever the show lies; another font by its name. Layers that
 * share a font follow each other: it is read once for all of them. */
static int add_font(GrHash *hash, const char *name, Seen *seen, GrError *error)
{
    bool is_file = name && gr_font_is_file(name);
    bool again = is_file && seen->font && strcmp(name, seen->font) == 0;
    gr_hash_add_string(hash, again ? "/again" : is_file ? "/file" : name);
    if (!is_file || again)
        return GR_OK;
    seen->font = name;
    return add_file(hash, name, error);
}

static void add_cues(GrHash *hash, const GrCues *cues, bool timed)
{
    add_i64(hash, cues->count);
    for (int i = 0; i < cues->count; i++) {
        const GrCue *cue = &cues->list[i];
        gr_hash_add_string(hash, cue->text);
        for (int p = 0; timed && p < cue->part_count; p++) {
            const GrCuePart *part = &cue->parts[p];
            add_i64(hash, part->start_ns);
            add_i64(hash, part->end_ns);
            add_i64(hash, part->byte_from);
            add_i64(hash, part->byte_to);
            add_i64(hash, part->word_start);
        }
        add_i64(hash, timed ? cue->start_ns : 0);
        add_i64(hash, timed ? cue->end_ns : 0);
        add_i64(hash, cue->row);
        add_i64(hash, cue->guessed);
    }
}

static void add_text(GrHash *hash, const GrTextLayer *text)
{
    add_cues(hash, &text->cues, text->file != NULL);
    gr_param_hash(&gr_text_params, &text->look, hash);
    add_animation(hash, &text->look_animation);
    gr_hash_add_string(hash, text->motion->name);
    gr_param_hash(&text->motion->params, &text->motion_params, hash);
    add_animation(hash, &text->motion_animation);
    gr_param_hash(&text->axes, text->axis_values, hash);
    add_animation(hash, &text->axes_animation);
}

static void add_cells(GrHash *hash, const GrLayer *layer)
{
    add_i64(hash, layer->cell_count);
    for (int i = 0; i < layer->cell_count; i++) {
        const GrCellUse *use = &layer->cells[i];
        gr_hash_add_string(hash, use->effect->name);
        gr_param_hash(&use->effect->params, use->params, hash);
        add_animation(hash, &use->animation);
    }
}

/* A film was read when it was opened. Nobody opens that of a show that is not drawn: a sequence
 * counts by its name then. */
static int add_film(GrHash *hash, const GrEffect *effect, const void *params, const Seen *seen,
                    GrError *error)
{
    const GrMoment moment = {0};
    GrFilmSpec spec = {0};
    effect->film(params, &moment, &spec);
    const GrFilm *film = gr_films_find(seen->films, &spec.source);
    if (!film && !gr_sequence_is(spec.source.file))
        return add_file(hash, spec.source.file, error);
    gr_hash_add_u64(hash, film ? film->digest.low : gr_hash_string(spec.source.file, 0));
    gr_hash_add_u64(hash, film ? film->digest.high : 0);
    return GR_OK;
}

/* The font of an effect's letters (model/effect.h) is a font like any other, a picture counts by
 * its bytes. */
static int add_field(GrHash *hash, const GrEffect *effect, const void *params, Seen *seen,
                     GrError *error)
{
    int code = GR_OK;
    gr_hash_add_string(hash, effect ? effect->name : "");
    for (int i = 0; effect && i < effect->params.count && !code; i++) {
        const GrParam *param = &effect->params.params[i];
        const void *value = (const char *)params + param->offset;
        if (param->film && param->picture && *(const char *const *)value)
            code = add_film(hash, effect, params, seen, error);
        else if (param->picture && *(const char *const *)value)
            code = add_file(hash, *(const char *const *)value, error);
        else if (effect->stencil && strcmp(param->name, "font") == 0)
            code = add_font(hash, *(const char *const *)value, seen, error);
        else
            gr_param_hash(&(GrParamTable){.params = param, .count = 1}, params, hash);
    }
    return code;
}

/* Fields within the layer, each at its place, and the warps that take some of them. */
static int add_warps_and_fields(GrHash *hash, const GrLayer *layer, Seen *seen, GrError *error)
{
    int code = GR_OK;
    add_i64(hash, layer->warp_count);
    for (int i = 0; i < layer->warp_count; i++) {
        const GrWarpUse *use = &layer->warps[i];
        gr_hash_add_string(hash, use->warp->name);
        gr_param_hash(&use->warp->params, use->params, hash);
        add_animation(hash, &use->animation);
    }
    for (int i = 0; i < layer->field_count && !code; i++) {
        const GrFieldUse *use = layer->fields[i];
        gr_hash_add_u64(hash, use->path);
        code = add_field(hash, use->effect, use->params, seen, error);
        add_animation(hash, use->animation);
    }
    return code;
}

/* A picture counts by its bytes; the fields among the parameters are the layer's, or the host's. */
static int add_masks(GrHash *hash, const GrMasks *masks, Seen *seen, GrError *error)
{
    int code = GR_OK;
    add_i64(hash, masks->count);
    for (int i = 0; i < masks->count && !code; i++) {
        const GrMask *mask = &masks->list[i];
        add_i64(hash, mask->id);
        add_i64(hash, mask->members);
        gr_hash_add_string(hash, mask->text);
        gr_param_hash(mask->table, &mask->params, hash);
        add_animation(hash, &mask->animation);
        code = mask->file ? add_file(hash, mask->file, error) : GR_OK;
        code = code ? code : add_font(hash, mask->font, seen, error);
    }
    return !code && masks->host ? add_warps_and_fields(hash, masks->host, seen, error) : code;
}

/* The picture counts by its bytes. */
static int add_picture(GrHash *hash, const GrLayer *layer, Seen *seen, GrError *error)
{
    const GrPictureLayer *picture = layer->picture;
    gr_param_hash(&gr_picture_params, &picture->look, hash);
    add_animation(hash, &picture->look_animation);
    int code = picture->file ? add_file(hash, picture->file, error) : GR_OK;
    return code ? code : add_masks(hash, &layer->masks, seen, error);
}

static int add_layer(GrHash *hash, const GrLayer *layer, Seen *seen, GrError *error)
{
    gr_hash_add_string(hash, layer->name);
    add_i64(hash, layer->text ? 1 : layer->picture ? 2 : 0);
    if (layer->picture)
        return add_picture(hash, layer, seen, error);
    if (layer->text) {
        add_text(hash, layer->text);
        int code = add_masks(hash, &layer->masks, seen, error);
        return code ? code : add_font(hash, layer->font, seen, error);
    }
    int code = add_masks(hash, &layer->masks, seen, error);
    gr_hash_add_string(hash, layer->grid.named ? layer->grid.named->name : "");
    add_float(hash, layer->grid.named ? 0 : layer->grid.cell_px);
    code = code ? code : add_field(hash, layer->effect, layer->params, seen, error);
    add_animation(hash, &layer->params_animation);
    code = code ? code : add_warps_and_fields(hash, layer, seen, error);
    add_cells(hash, layer);
    gr_hash_add_string(hash, layer->palette->glyphs);
    add_i64(hash, layer->colour_count);
    for (int i = 0; i < layer->colour_count; i++)
        add_colour(hash, layer->colours[i]);
    gr_param_hash(&gr_layer_params, &layer->look, hash);
    add_animation(hash, &layer->look_animation);
    add_i64(hash, layer->look.ramp_order);
    add_i64(hash, layer->style.colour_emoji);
    add_i64(hash, layer->style.oversample);
    return code ? code : add_font(hash, layer->font, seen, error);
}

static void add_transition(GrHash *hash, const GrTransition *transition)
{
    gr_hash_add_string(hash, transition ? transition->kind->name : "cut");
    if (!transition)
        return;
    add_i64(hash, transition->length_ns);
    gr_param_hash(&transition->kind->params, &transition->params, hash);
}

static int add_scene(GrHash *hash, const GrScene *scene, Seen *seen, GrError *error)
{
    gr_hash_add_string(hash, scene->name);
    add_i64(hash, scene->start_ns);
    add_i64(hash, scene->end_ns);
    gr_param_hash(&gr_background_params, &scene->background, hash);
    add_animation(hash, &scene->background_animation);
    add_i64(hash, scene->layer_count);
    int code = GR_OK;
    for (int i = 0; i < scene->layer_count && !code; i++)
        code = add_layer(hash, &scene->layers[i], seen, error);
    add_i64(hash, scene->shader_count);
    for (int i = 0; i < scene->shader_count && !code; i++) {
        code = add_masks(hash, &scene->shaders[i].where, seen, error);
        gr_hash_add_string(hash, scene->shaders[i].shader->name);
        gr_param_hash(&scene->shaders[i].shader->params, scene->shaders[i].params, hash);
        add_animation(hash, &scene->shaders[i].animation);
    }
    gr_param_hash(&gr_exposure_params, &scene->exposure, hash);
    add_animation(hash, &scene->exposure_animation);
    add_i64(hash, scene->feedback != NULL);
    if (scene->feedback)
        gr_param_hash(&gr_feedback_params, scene->feedback, hash);
    add_animation(hash, &scene->feedback_animation);
    gr_param_hash(&gr_scene_params, &scene->look, hash);
    add_animation(hash, &scene->look_animation);
    add_i64(hash, scene->fade_in_ns);
    add_i64(hash, scene->fade_out_ns);
    add_transition(hash, scene->transition);
    add_animation(hash, &scene->transition_animation);
    return code ? code : add_masks(hash, &scene->transition_masks, seen, error);
}

static void add_sections(GrHash *hash, const GrSection *sections, int count)
{
    add_i64(hash, count);
    for (int i = 0; i < count; i++)
        gr_hash_add(hash, &sections[i].start_s, sizeof sections[i].start_s);
}

static void add_beats(GrHash *hash, const GrBeatList *list)
{
    gr_hash_add(hash, list->time_s, (size_t)list->count * sizeof *list->time_s);
    add_i64(hash, list->downbeat_count);
    for (int i = 0; i < list->downbeat_count; i++)
        add_i64(hash, list->downbeats[i]);
    gr_hash_add(hash, &list->tempo_bpm, sizeof list->tempo_bpm);
    add_sections(hash, list->sections, list->section_count);
}

static void add_own_signals(GrHash *hash, const GrOwnSignals *own)
{
    add_i64(hash, own ? own->count : 0);
    for (int i = 0; own && i < own->count; i++) {
        const GrOwnSignal *signal = &own->list[i];
        gr_hash_add_string(hash, signal->name);
        gr_hash_add_u64(hash, signal->from->hash);
        gr_param_hash(&gr_own_signal_params, signal, hash);
        add_i64(hash, signal->triggers);
        add_float(hash, signal->threshold);
        add_float(hash, signal->lookahead);
    }
    for (int i = 0; own && i < own->bands.count; i++) {
        add_float(hash, own->bands.list[i].low_hz);
        add_float(hash, own->bands.list[i].high_hz);
        if (own->bands.list[i].pitch)
            add_i64(hash, own->bands.list[i].pitch);
    }
}

/* A show that leaves its sound as it is keeps the hash that it had without these keys. */
static void add_soundtrack(GrHash *hash, const GrSoundtrack *track)
{
    if (track->copied)
        gr_hash_add_string(hash, "copied");
    if (!track->levelled && !track->limited && !track->fade_in_ns && !track->fade_out_ns)
        return;
    gr_hash_add_string(hash, "soundtrack");
    add_i64(hash, track->levelled);
    add_float(hash, track->levelled ? track->loudness : 0);
    add_i64(hash, track->limited);
    add_float(hash, track->limited ? track->peak : 0);
    add_i64(hash, track->fade_in_ns);
    add_i64(hash, track->fade_out_ns);
}

static int add_sound(GrHash *hash, const GrSoundSpec *sound, GrError *error)
{
    add_i64(hash, sound->kind);
    add_float(hash, sound->tempo_bpm);
    add_i64(hash, sound->tempo_octave);
    add_float(hash, sound->beat_shift);
    add_i64(hash, sound->beat_offset_ns);
    add_i64(hash, sound->beats ? sound->beats->count : 0);
    if (sound->beats)
        add_beats(hash, sound->beats);
    add_sections(hash, sound->sections, sound->section_count);
    add_own_signals(hash, sound->own);
    add_soundtrack(hash, &sound->track);
    if (sound->start_ns) {
        gr_hash_add_string(hash, "start");
        add_i64(hash, sound->start_ns);
    }
    if (sound->kind == GR_SOUND_SYNTH)
        gr_param_hash(&gr_synth_params, &sound->synth, hash);
    if (sound->kind == GR_SOUND_FILE)
        return add_file(hash, sound->path, error);
    return GR_OK;
}

int gr_show_hash(GrShow *show, GrError *error)
{
    GrHash *hash = gr_hash_create();
    Seen seen = {.films = &show->films};
    if (!hash)
        return gr_error_memory(error, "a hash", 0);
    gr_hash_add_u64(hash, FORMAT);
    add_i64(hash, show->width);
    add_i64(hash, show->height);
    add_i64(hash, show->fps.num);
    add_i64(hash, show->fps.den);
    add_i64(hash, show->tick.num);
    add_i64(hash, show->tick.den);
    gr_hash_add_u64(hash, show->seed);
    gr_param_hash(&gr_background_params, &show->background, hash);
    add_i64(hash, show->font_count);
    int code = GR_OK;
    for (int i = 0; i < show->font_count && !code; i++)
        code = add_font(hash, show->fonts[i], &seen, error);
    add_i64(hash, show->scene_count);
    for (int i = 0; i < show->scene_count && !code; i++)
        code = add_scene(hash, &show->scenes[i], &seen, error);
    if (!code)
        code = add_sound(hash, &show->sound, error);
    show->content_hash = gr_hash_value(hash);
    gr_hash_destroy(hash);
    return code;
}

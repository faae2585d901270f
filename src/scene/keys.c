/* SPDX-License-Identifier: MIT */
#include "scene/keys.h"

#include "scene/bind.h"

#include <string.h>

const GrKeySet *const gr_key_sets[] = {
    &gr_show_keys,
    &gr_audio_keys,
    &gr_synth_keys,
    &gr_style_keys,
    &gr_scene_keys,
    &gr_cut_keys,
    &gr_layer_keys,
    &gr_hue_keys,
    &gr_background_keys,
    &gr_exposure_keys,
    &gr_feedback_keys,
    &gr_keyframe_keys,
    &gr_signal_keys,
    &gr_text_keys,
    &gr_lyrics_keys,
    &gr_outline_keys,
    &gr_shadow_keys,
    &gr_glow_keys,
    &gr_plate_keys,
    &gr_mask_keys,
    &gr_harmony_keys,
    &gr_picture_keys,
    NULL,
};

bool gr_key_is_required(const GrKey *key)
{
    return strcmp(key->def, GR_REQUIRED) == 0;
}

bool gr_param_is_required(const GrKeySet *set, const char *key)
{
    for (int i = 0; set->needs && set->needs[i]; i++)
        if (strcmp(set->needs[i], key) == 0)
            return true;
    return false;
}

bool gr_key_is_own(const GrKeySet *set, const char *key)
{
    return set->own_prefix && strncmp(key, set->own_prefix, strlen(set->own_prefix)) == 0;
}

const GrKeySet *gr_key_set_find(const char *name)
{
    for (int i = 0; gr_key_sets[i]; i++)
        if (strcmp(gr_key_sets[i]->name, name) == 0)
            return gr_key_sets[i];
    return NULL;
}

const GrKey *gr_key_find(const GrKeySet *set, const char *name)
{
    for (const GrKey *key = set->keys; key && key->name; key++)
        if (strcmp(key->name, name) == 0)
            return key;
    return NULL;
}

const char *gr_key_of_param(const GrKeySet *set, const GrParam *param)
{
    const char *prefix = set->prefix ? set->prefix : "";
    size_t length = strlen(prefix);
    if (strncmp(param->name, prefix, length) != 0 || strchr(param->name + length, '.'))
        return NULL;
    return param->name + length;
}

const GrParam *gr_key_set_param(const GrKeySet *set, const char *key)
{
    for (int i = 0; set->params && i < set->params->count; i++) {
        const char *name = gr_key_of_param(set, &set->params->params[i]);
        if (name && strcmp(name, key) == 0)
            return &set->params->params[i];
    }
    return NULL;
}

const char *gr_key_name_at(const void *names, int index)
{
    const GrKeySet *set = names;
    for (const GrKey *key = set->keys; key && key->name; key++)
        if (index-- == 0)
            return key->name;
    for (int i = 0; set->params && i < set->params->count; i++) {
        const char *name = gr_key_of_param(set, &set->params->params[i]);
        if (name && index-- == 0)
            return name;
    }
    return NULL;
}

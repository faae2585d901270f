/* SPDX-License-Identifier: MIT */
#include "scene/key_words.h"

#include "model/catalogue.h"
#include "scene/tree.h"

#include <stdio.h>
#include <string.h>

enum { MEANINGS = 3 };

/* The first of the meanings that a set takes counts. */
static const struct {
    const char *word, *meant[MEANINGS];
} words[] = {
    {"alpha", {"opacity"}},
    {"background_color", {"background"}},
    {"background_colour", {"background"}},
    {"bg", {"background"}},
    {"blend_mode", {"blend"}},
    {"brightness", {"gain"}},
    {"characters", {"glyphs"}},
    {"chars", {"glyphs"}},
    {"charset", {"glyphs"}},
    {"color", {"colours", "colour"}},
    {"duration", {"length"}},
    {"effect", {"field"}},
    {"effects", {"shaders"}},
    {"end", {"until"}},
    {"filters", {"shaders"}},
    {"font", {"fonts"}},
    {"font_size", {"size"}},
    {"fontsize", {"size"}},
    {"frame_rate", {"fps"}},
    {"framerate", {"fps"}},
    {"height", {"size"}},
    {"look", {"style"}},
    {"music", {"audio"}},
    {"name", {"title"}},
    {"pos", {"at"}},
    {"position", {"at"}},
    {"post", {"shaders"}},
    {"rate", {"fps"}},
    {"resolution", {"size"}},
    {"song", {"audio"}},
    {"sound", {"audio"}},
    {"start_time", {"start"}},
    {"stroke", {"outline"}},
    {"theme", {"style"}},
    {"title", {"name"}},
    {"where", {"mask"}},
    {"width", {"size"}},
};

const char *gr_key_meant(const GrKeySet *set, const char *word)
{
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        for (int j = 0; j < MEANINGS && words[i].meant[j]; j++)
            if (strcmp(words[i].word, word) == 0 &&
                (gr_key_find(set, words[i].meant[j]) || gr_key_set_param(set, words[i].meant[j])))
                return words[i].meant[j];
    return NULL;
}

/* The name of the effect that a layer's field uses; NULL where that cannot be told. */
static const char *effect_name(const GrNode *field)
{
    if (field && field->kind == GR_NODE_MAP && field->count == 1)
        return field->pairs[0].key->text;
    return field && field->kind == GR_NODE_SCALAR ? field->text : NULL;
}

bool gr_key_advise_layer(const GrNode *layer, const char *word, char out[GR_KEY_ADVICE])
{
    const GrNode *field = gr_node_find(layer, "field");
    const char *name = effect_name(field);
    const GrEffect *effect = name ? gr_effect_find(name) : NULL;
    if (effect && gr_param_find(&effect->params, word)) {
        snprintf(out, GR_KEY_ADVICE, "'%s' is a parameter of %s: write field: {%s: {%s: ...}}",
                 word, effect->name, effect->name, word);
        return true;
    }
    if (!gr_effect_find(word))
        return false;
    bool empty = name && !name[0];
    snprintf(out, GR_KEY_ADVICE,
             empty ? "'%s' is an effect: indent it further, below `field:`"
                   : "'%s' is an effect, no key: write field: {%s: {...}}",
             word, word);
    return true;
}

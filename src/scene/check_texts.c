/* SPDX-License-Identifier: MIT
 *
 * Texts that a scene shows but nobody can read.
 */
#include "scene/bind.h"

#include "base/vmath.h"

#include <string.h>

/* Below this ratio of luminances (WCAG 2, 1.4.3 wants 3 for large letters) a text is hardly seen.
 */
static const float LEAST_CONTRAST = 1.5f;

static float linear(float value)
{
    return value <= 0.04045f ? value / 12.92f : gr_powf((value + 0.055f) / 1.055f, 2.4f);
}

static float luminance(GrColour colour)
{
    return 0.2126f * linear(colour.r) + 0.7152f * linear(colour.g) + 0.0722f * linear(colour.b);
}

static float contrast(GrColour a, GrColour b)
{
    float one = luminance(a) + 0.05f, other = luminance(b) + 0.05f;
    return one > other ? one / other : other / one;
}

static bool is_animated_under(const GrAnimation *animation, const char *prefix)
{
    for (int i = 0; i < animation->count; i++)
        if (strncmp(animation->list[i].param->name, prefix, strlen(prefix)) == 0)
            return true;
    return false;
}

/* Whether the letters alone, without a plate, an outline or light, stand on the background. */
static bool is_bare(const GrScene *scene, int index)
{
    static const char *const helps[] = {"colour", "outline", "glow", "plate", "blend"};
    const GrTextLayer *text = scene->layers[index].text;
    const GrTextLook *look = &text->look;
    for (int i = 0; i < index; i++)
        if (!scene->layers[i].text)
            return false;
    for (size_t i = 0; i < sizeof helps / sizeof *helps; i++)
        if (is_animated_under(&text->look_animation, helps[i]))
            return false;
    return look->outline_width <= 0 && look->glow_strength <= 0 && look->plate_opacity <= 0 &&
           look->blend == GR_BLEND_NORMAL && !scene->background_animation.count;
}

static const GrShader *tearing_shader(const GrScene *scene)
{
    for (int i = 0; i < scene->shader_count; i++)
        if (scene->shaders[i].shader->tears)
            return scene->shaders[i].shader;
    return NULL;
}

static void check_text(GrBinder *b, const GrNode *at, const GrScene *scene, int index)
{
    const GrTextLook *look = &scene->layers[index].text->look;
    const GrShader *tearing = look->above_shaders ? NULL : tearing_shader(scene);
    if (tearing)
        gr_bind_warning(b, at, "",
                        "the shader %s takes this text apart: `above_shaders: yes` keeps it whole",
                        tearing->name);
    if (is_bare(scene, index) && contrast(look->colour, scene->background.from) < LEAST_CONTRAST &&
        contrast(look->colour, scene->background.to) < LEAST_CONTRAST)
        gr_bind_warning(b, at, "colour",
                        "is hardly seen on the background: a plate, an outline or another colour "
                        "helps");
}

void gr_bind_check_texts(GrBinder *b, const GrNode *scene_node, const GrScene *scene)
{
    const GrNode *layers = gr_node_find(scene_node, "layers");
    char outer[GR_BIND_SCOPE];
    memcpy(outer, b->scope, sizeof outer);
    for (int i = 0; i < scene->layer_count && layers && i < layers->count; i++) {
        if (!scene->layers[i].text)
            continue;
        gr_bind_enter(b, outer, "layer", layers->items[i], i + 1);
        check_text(b, layers->items[i], scene, i);
    }
    memcpy(b->scope, outer, sizeof outer);
}

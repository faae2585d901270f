/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a show file: loading must end, soon, without a fault, and either give a show that
 * keeps its promises, also when it is resolved, or say what is wrong. Sound files are named through
 * the override only.
 */
#include "base/text.h"
#include "fuzz/fuzz.h"
#include "model/own_signal.h"
#include "scene/fake_catalogue.h"
#include "scene/load.h"
#include "scene/resolve_again.h"

#include <stdlib.h>
#include <string.h>

static void require(bool promise)
{
    if (!promise)
        abort();
}

static void check_signals(const GrOwnSignals *own)
{
    require(own->count > 0 && own->count <= GR_OWN_SIGNALS_MAX);
    require(own->bands.count >= 0 && own->bands.count <= GR_BANDS_MAX);
    for (int i = 0; i < own->bands.count; i++)
        require(own->bands.list[i].low_hz < own->bands.list[i].high_hz);
    for (int i = 0; i < own->count; i++) {
        const GrOwnSignal *signal = &own->list[i];
        require(signal->name[0] && signal->from && signal->min < signal->max);
        for (int u = 0; u < signal->from->uniform_count; u++) {
            int uniform = signal->from->uniforms[u];
            require(uniform < GR_UNIFORM_BANDS + own->bands.count);
            require(uniform < GR_UNIFORM_OWN + i || uniform >= GR_UNIFORM_BANDS);
        }
    }
}

static void check_show(const GrShow *show)
{
    int64_t end = 0;
    require(show->scene_count > 0 && show->title && show->font_count > 0);
    for (int i = 0; i < show->scene_count; i++) {
        const GrScene *scene = &show->scenes[i];
        require(scene->start_ns == end && scene->end_ns > end && scene->name[0]);
        require(scene->layer_count > 0 && gr_show_scene_at(show, end) == i);
        require(scene->look.gain >= 0 && scene->look.gain <= 16);
        for (int j = 0; j < scene->layer_count; j++) {
            const GrLayer *layer = &scene->layers[j];
            require(layer->name[0]);
            if (layer->text) {
                require(layer->text->cues.count > 0 || layer->text->file);
                continue;
            }
            require(layer->effect ? layer->params != NULL : layer->cell_count > 0);
            require(layer->palette && (layer->grid.named || layer->grid.cell_px >= 1));
            require(layer->look.opacity >= 0 && layer->look.opacity <= 1);
        }
        for (int j = 0; j < scene->shader_count; j++)
            require(scene->shaders[j].shader && scene->shaders[j].params);
        end = scene->end_ns;
    }
    require(show->length_ns == end);
    if (show->sound.own)
        check_signals(show->sound.own);
    GrText resolved = {0};
    require(!resolve_again(show, &resolved, NULL));
    gr_text_finish(&resolved);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char path[] = "/nowhere/fuzz.yaml";
    static GrError error;
    GrShow *show;
    GrProblems problems = {0};
    GrText text = {0};
    fake_catalogue_install();
    const GrLoadOptions options = {.fonts_unasked = true}; /* which are slow, and not ours */
    int code =
        gr_show_load_text(path, (const char *)data, size, &options, &show, &problems, &error);
    require((code == 0) == (show != NULL) && (code < 0) == (problems.error_count > 0));
    for (int i = 0; i < problems.count; i++) {
        require(problems.list[i].message[0] && problems.list[i].line >= 0);
        gr_problem_render(&problems.list[i], &text);
    }
    require(gr_utf8_valid(gr_text_string(&text), text.length, NULL));
    if (show)
        check_show(show);
    gr_text_finish(&text);
    gr_show_destroy(show);
    gr_problems_finish(&problems);
    return 0;
}

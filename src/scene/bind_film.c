/* SPDX-License-Identifier: MIT
 *
 * Films, and whose colours the hue rule `source` takes.
 */
#include "scene/bind.h"

#include "media/film_raster.h"
#include "media/film_reader.h"
#include "media/sequence.h"

#include <stdio.h>
#include <stdlib.h>

/* Its first picture is decoded: a film of which nothing can be seen is told at once. */
static int try_first(const GrFilm *film, GrError *error)
{
    int cols, rows, factor = gr_film_factor(film, 16);
    GrFilmReader *reader = NULL;
    gr_film_raster_size(film, factor, &cols, &rows);
    uint8_t *raster = malloc((size_t)cols * (size_t)rows * 4);
    int code = raster ? gr_film_reader_open(film, factor, &reader, error)
                      : gr_error_memory(error, film->path, 0);
    if (!code)
        code = gr_film_reader_picture(reader, 0, raster, error);
    if (!code && gr_film_reader_damage(reader) == 0)
        code =
            gr_error_set(error, GR_E_INPUT, "%s: its first picture cannot be decoded", film->path);
    gr_film_reader_close(reader);
    free(raster);
    return code;
}

bool gr_bind_film_file(GrBinder *b, const char *path, const GrNode *value, const char **file)
{
    char beside[GR_PATH_CAPACITY];
    const char *text;
    GrSequenceName name;
    GrError error;
    if (!gr_bind_scalar(b, path, value, "the name of a film", &text))
        return false;
    if (gr_path_beside(gr_source_base(value->source), text, beside, &error) ||
        !gr_sequence_is(beside))
        return gr_bind_file(b, path, value, text, "film", file);
    if (gr_sequence_parse(beside, &name, &error)) {
        gr_bind_error(b, value, path, "'%s' %s", text, error.message);
        return false;
    }
    *file = gr_bind_keep(b, beside);
    gr_bind_keep_file(b, *file, "film");
    return true;
}

/* Goes through a film, once. */
static void open_film(GrBinder *b, const char *path, const GrNode *value,
                      const GrFilmSource *source, bool numbered)
{
    const GrSequenceSpec spec = {source->fps.num ? source->fps : b->rate, source->first,
                                 b->lenient};
    char words[128];
    const GrFilm *film;
    bool first;
    GrError error;
    int code = gr_films_open(b->films, source, numbered ? &spec : NULL, &film, &first, &error);
    if (!code && first)
        code = try_first(film, &error);
    if (code == GR_E_SPACE)
        gr_bind_no_memory(b);
    else if (code)
        gr_bind_input_error(b, value, path, "%s", error.message);
    const char *complaint = !code && first ? gr_film_complaint(film, words, sizeof words) : NULL;
    if (complaint)
        gr_bind_warning(b, value, path, "%s %s", source->file, complaint);
}

/* A resolved show writes down what is so by itself. */
static bool is_as_it_would_be(const GrParam *param, const void *values)
{
    const void *at = (const char *)values + param->offset;
    return param->type == GR_PARAM_INT && *(const int32_t *)at == (int32_t)param->def;
}

/* What only numbered pictures have. */
static void warn_of_no_use(GrBinder *b, const GrEffect *effect, const GrNode *map,
                           const void *values)
{
    char path[GR_BIND_PATH];
    for (int i = 0; i < effect->params.count; i++) {
        const GrParam *param = &effect->params.params[i];
        const GrNode *node = param->film && !param->picture ? gr_node_find(map, param->name) : NULL;
        snprintf(path, sizeof path, "%s.%s", effect->name, param->name);
        if (node && !is_as_it_would_be(param, values))
            gr_bind_warning(b, node, path,
                            "counts for numbered pictures (frames/shot_%%04d.png) only");
    }
}

void gr_bind_settle_film(GrBinder *b, const GrEffect *effect, const GrNode *map, const void *values)
{
    const GrMoment moment = {0};
    char path[GR_BIND_PATH];
    const GrNode *node = NULL;
    GrFilmSpec spec = {0};
    if (!effect->film || !map)
        return;
    effect->film(values, &moment, &spec);
    for (int i = 0; i < effect->params.count && !node; i++) {
        const GrParam *param = &effect->params.params[i];
        node = param->film && param->picture ? gr_node_find(map, param->name) : NULL;
        snprintf(path, sizeof path, "%s.%s", effect->name, param->name);
    }
    if (node && !spec.source.file) /* what is wrong with it was said */
        return;
    bool numbered = node && gr_sequence_is(spec.source.file);
    if (!numbered)
        warn_of_no_use(b, effect, map, values);
    if (node && b->films && !b->fonts_unasked)
        open_film(b, path, node, &spec.source, numbered);
}

/* The first field with colours of its own, from the outside in. */
static bool find_source(const GrEffect *effect, const void *params, const GrFieldUse *use,
                        const GrFieldUse **out)
{
    if (!effect)
        return false;
    *out = use;
    if (effect->colours)
        return true;
    for (int i = 0; i < effect->params.count; i++) {
        const GrParam *param = &effect->params.params[i];
        if (param->type != GR_PARAM_FIELD)
            continue;
        const GrFields *fields = (const void *)((const char *)params + param->offset);
        for (int k = 0; k < fields->count; k++)
            if (find_source(fields->list[k].effect, fields->list[k].params, &fields->list[k], out))
                return true;
    }
    return false;
}

void gr_bind_settle_source(GrBinder *b, const GrNode *node, GrLayer *layer)
{
    layer->has_source = find_source(layer->effect, layer->params, NULL, &layer->source);
    if (layer->look.hue_rule == GR_HUE_SOURCE && !layer->has_source && layer->effect) {
        const GrNode *hue = gr_node_find(node, "hue");
        gr_bind_error(b, hue ? hue : node, "hue",
                      "the rule source takes the colours of footage or of an image, and the "
                      "layer's field has none in it");
    }
}

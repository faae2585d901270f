/* SPDX-License-Identifier: MIT
 *
 * What the freeze makes of the films that fields show: how small their pictures become, and how
 * dark and bright they are. Levels are planned from a few pictures of what the scene shows, since
 * levels of each picture by itself would flicker.
 */
#include "render/frozen_parts.h"

#include "media/film_glance.h"
#include "media/film_raster.h"
#include "render/reels.h"

#include <stdlib.h>
#include <string.h>

enum {
    ROWS_PER_CELL = 3, /* of the raster, where a film fills the frame */
    LEVEL_SAMPLES = 8,
    LEVELS = 256,
};

/* How much of the light may lie below black and above white, and how near these may be. */
static const double BELOW = 0.01, ABOVE = 0.005;
static const int NEAREST = 64;

typedef struct Count {
    uint64_t of[LEVELS], all;
} Count;

static void count_raster(Count *count, const uint8_t *rgba, size_t texels)
{
    for (size_t i = 0; i < texels; i++, rgba += 4) {
        /* Weights of 54, 183 and 19 of 256 are BT.709's. */
        int light = (54 * rgba[0] + 183 * rgba[1] + 19 * rgba[2] + 128) >> 8;
        if (rgba[3] < 128)
            continue;
        count->of[light]++;
        count->all++;
    }
}

static void derive_levels(const Count *count, GrFrozenFilm *film)
{
    uint64_t below = (uint64_t)(BELOW * (double)count->all), sum = 0;
    uint64_t above = (uint64_t)(ABOVE * (double)count->all);
    int black = 0, white = LEVELS - 1;
    for (; count->all && black < LEVELS - 1 && sum + count->of[black] <= below; black++)
        sum += count->of[black];
    for (sum = 0; count->all && white > 0 && sum + count->of[white] <= above; white--)
        sum += count->of[white];
    if (white - black < NEAREST) {
        int middle = (white + black) / 2;
        black = middle < NEAREST / 2 ? 0 : middle - NEAREST / 2;
        white = black + NEAREST;
    }
    film->black = (float)black / 255.0f;
    film->white = (float)(white < LEVELS ? white : LEVELS - 1) / 255.0f;
}

/* Looks at what the scene shows of the film at the middles of equal spans. */
static int plan_levels(const GrFrozen *frozen, const GrScoreSource *source, const GrEffect *effect,
                       const GrBlock *params, GrFrozenFilm *out, GrError *error)
{
    const int64_t ticks = gr_scene_tick_count(source->scene, frozen->show->tick);
    const size_t texels = (size_t)out->cols * (size_t)out->rows;
    int64_t last = -1;
    Count count = {{0}, 0};
    uint8_t *raster = malloc(texels * 4);
    void *values = malloc(params->size + 64);
    int code = raster && values ? GR_OK : gr_error_memory(error, "a film's pictures", texels * 4);
    for (int i = 0; i < LEVEL_SAMPLES && !code; i++) {
        GrScore score;
        GrFilmSpec spec = {0};
        GrSceneTime time = {(2 * i + 1) * ticks / (2 * LEVEL_SAMPLES), 0.0};
        gr_score_fill(&score, source, time);
        if (gr_block_changes(params))
            gr_block_read(params, &score, values);
        else
            memcpy(values, params->values, params->size);
        effect->film(values, &score.moment, &spec);
        int64_t picture = gr_film_shown(out->film, &spec);
        picture = picture < 0 ? -1 : gr_film_glance(out->film, picture);
        if (picture < 0 || picture == last)
            continue;
        code = gr_film_glance_picture(out->film, out->factor, picture, raster, error);
        if (!code)
            count_raster(&count, raster, texels);
        last = picture;
    }
    derive_levels(&count, out);
    free(values);
    free(raster);
    return code;
}

static int find_film(GrFrozen *frozen, const GrFilmSource *source, const GrFilm **out,
                     GrError *error)
{
    *out = source->file ? gr_films_find(&frozen->show->films, source) : frozen->drawn_film;
    if (*out)
        return GR_OK;
    if (source->file)
        return gr_error_set(error, GR_E_INTERNAL, "%s: was not opened", source->file);
    int code = gr_film_open(NULL, &frozen->drawn_film, error);
    *out = frozen->drawn_film;
    return code;
}

int gr_frozen_add_film(GrFrozen *frozen, const GrScoreSource *source, const GrLayer *layer,
                       const GrEffect *effect, const GrBlock *params, const GrGrid *grid,
                       const GrFrozenFilm **out, GrError *error)
{
    GrNeeds *needs = &frozen->needs;
    *out = NULL;
    if (!effect->film)
        return GR_OK;
    GrFrozenFilm *film = GR_ARENA_NEW(&frozen->arena, GrFrozenFilm, 1);
    if (!film)
        return gr_error_memory(error, "a film", sizeof *film);
    GrScore score;
    GrFilmSpec spec = {0};
    gr_score_fill(&score, source, (GrSceneTime){0, 0.0});
    effect->film(params->values, &score.moment, &spec);
    int code = find_film(frozen, &spec.source, &film->film, error);
    if (!code) {
        film->factor = gr_film_factor(film->film, ROWS_PER_CELL * grid->rows);
        gr_film_raster_size(film->film, film->factor, &film->cols, &film->rows);
        code = plan_levels(frozen, source, effect, params, film, error);
    }
    if (code) {
        gr_error_context(error, "%s: %s", layer->name, effect->name);
        if (layer->place.file)
            gr_error_context(error, "%s:%d:%d", layer->place.file, layer->place.line,
                             layer->place.column);
        return code;
    }
    size_t bytes = (size_t)film->cols * (size_t)film->rows * 4;
    needs->film_bytes = bytes > needs->film_bytes ? bytes : needs->film_bytes;
    frozen->scene_films++;
    needs->films = frozen->scene_films > needs->films ? frozen->scene_films : needs->films;
    *out = film;
    return GR_OK;
}

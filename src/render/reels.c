/* SPDX-License-Identifier: MIT */
#include "render/reels.h"

#include "base/clock.h"
#include "base/log.h"
#include "media/film_glance.h"
#include "render/frozen_parts.h"

enum {
    REELS_MAX = 8,
    KEPT_MAX = 24,         /* pictures of a reel: films that run backwards need some */
    KEPT_BYTES = 24 << 20, /* of all reels */
};

typedef struct Kept {
    int64_t picture; /* -1: none */
    uint64_t used;
    uint8_t *rgba;
} Kept;

typedef struct Reel {
    const GrFilm *film;
    int factor;
    const void *key; /* of the field that used it last */
    GrFilmReader *reader;
    uint64_t used;
    int64_t shown; /* the picture that it made last */
    int64_t told;  /* the damage that was told; -1: none */
    Kept kept[KEPT_MAX];
} Reel;

struct GrReels {
    Reel reels[REELS_MAX];
    int count, kept;
    bool glances;
    uint64_t clock, ns;
    int fault; /* the code of what went wrong first */
    GrError error;
};

int gr_reels_create(GrReels **out, GrArena *arena, const GrNeeds *needs, bool glances,
                    GrError *error)
{
    *out = NULL;
    if (!needs->films)
        return GR_OK;
    GrReels *reels = *out = GR_ARENA_NEW(arena, GrReels, 1);
    if (!reels)
        return gr_error_memory(error, "films", sizeof *reels);
    int count = needs->films * (needs->mixes ? 2 : 1);
    reels->count = count < REELS_MAX ? count : REELS_MAX;
    size_t kept = KEPT_BYTES / (needs->film_bytes * (size_t)reels->count + 1);
    reels->kept = kept < 2 ? 2 : kept > KEPT_MAX ? KEPT_MAX : (int)kept;
    reels->glances = glances;
    for (int i = 0; i < reels->count; i++) {
        reels->reels[i].shown = reels->reels[i].told = -1;
        for (int k = 0; k < reels->kept; k++) {
            Kept *slot = &reels->reels[i].kept[k];
            slot->picture = -1;
            slot->rgba = gr_arena_alloc(arena, needs->film_bytes);
            if (!slot->rgba)
                return gr_error_memory(error, "a film's pictures", needs->film_bytes);
        }
    }
    return GR_OK;
}

/* A file that was there when the show was read and is not now. */
static void keep_fault(GrReels *reels, int code, const GrError *error)
{
    if (reels->fault)
        return;
    reels->fault = code;
    reels->error = *error;
}

static void close_reel(Reel *reel, int kept)
{
    gr_film_reader_close(reel->reader);
    reel->reader = NULL;
    reel->film = NULL;
    reel->key = NULL;
    reel->told = -1;
    reel->shown = -1;
    for (int i = 0; i < kept; i++)
        reel->kept[i].picture = -1;
}

void gr_reels_finish(GrReels *reels)
{
    for (int i = 0; reels && i < reels->count; i++)
        close_reel(&reels->reels[i], reels->kept);
}

static Kept *find_kept(const GrReels *reels, Reel *reel, int64_t picture)
{
    for (int i = 0; i < reels->kept; i++)
        if (reel->kept[i].picture == picture)
            return &reel->kept[i];
    return NULL;
}

static bool holds(const Reel *reel, const GrFrozenFilm *film)
{
    return reel->film == film->film && reel->factor == film->factor;
}

/* The one that has the picture already, the field's own, or whichever was used longest ago. */
static Reel *choose_reel(GrReels *reels, const GrFrozenFilm *film, const void *key, int64_t picture)
{
    Reel *oldest = &reels->reels[0];
    for (int i = 0; i < reels->count; i++)
        if (holds(&reels->reels[i], film) && find_kept(reels, &reels->reels[i], picture))
            return &reels->reels[i];
    for (int i = 0; i < reels->count; i++)
        if (holds(&reels->reels[i], film) && reels->reels[i].key == key)
            return &reels->reels[i];
    for (int i = 1; i < reels->count; i++)
        if (reels->reels[i].used < oldest->used)
            oldest = &reels->reels[i];
    return oldest;
}

static Kept *oldest_kept(const GrReels *reels, Reel *reel)
{
    Kept *oldest = &reel->kept[0];
    for (int i = 1; i < reels->kept; i++)
        if (reel->kept[i].used < oldest->used)
            oldest = &reel->kept[i];
    return oldest;
}

/* A film's once, a sequence's by each file. */
static void tell_damage(Reel *reel)
{
    char words[2048];
    int64_t damage = gr_film_reader_damage(reel->reader);
    if (damage < 0 || damage == reel->told || (reel->told >= 0 && !reel->film->sequence))
        return;
    gr_film_reader_damage_words(reel->reader, words, sizeof words);
    gr_log(GR_LOG_WARNING, "%s", words);
    reel->told = damage;
}

static Kept *make_picture(GrReels *reels, Reel *reel, int64_t picture)
{
    GrError error = {0};
    Kept *slot = oldest_kept(reels, reel);
    slot->picture = -1;
    int code = reels->glances
                   ? gr_film_glance_picture(reel->film, reel->factor, picture, slot->rgba, &error)
                   : gr_film_reader_picture(reel->reader, picture, slot->rgba, &error);
    if (code) {
        keep_fault(reels, error.code, &error);
        return NULL;
    }
    slot->picture = picture;
    slot->used = ++reels->clock;
    if (reels->glances)
        return slot;
    tell_damage(reel);
    return slot;
}

/* A film that runs backwards: those before the picture are made on the way to it, and kept. */
static Kept *make_backwards(GrReels *reels, Reel *reel, int64_t picture)
{
    const GrFilm *film = reel->film;
    int64_t key = film->packets[gr_film_key_for(film, picture, film->packet_count)].picture;
    int64_t from = picture - (reels->kept - 1);
    from = from > key ? from : key;
    for (from = from < 0 ? 0 : from; from < picture; from++)
        if (!find_kept(reels, reel, from))
            make_picture(reels, reel, from);
    return make_picture(reels, reel, picture);
}

static bool load(GrReels *reels, Reel *reel, const GrFrozenFilm *film)
{
    GrError error = {0};
    if (holds(reel, film))
        return true;
    close_reel(reel, reels->kept);
    int code = reels->glances
                   ? GR_OK
                   : gr_film_reader_open(film->film, film->factor, &reel->reader, &error);
    if (code) {
        keep_fault(reels, code, &error);
        return false;
    }
    reel->film = film->film;
    reel->factor = film->factor;
    return true;
}

static Kept *find_picture(GrReels *reels, const GrFrozenFilm *film, const void *key,
                          int64_t picture)
{
    Reel *reel = choose_reel(reels, film, key, picture);
    if (!load(reels, reel, film))
        return NULL;
    Kept *kept = find_kept(reels, reel, picture);
    bool back = !reels->glances && reel->shown >= 0 && picture < reel->shown &&
                picture + reels->kept >= reel->shown;
    if (!kept)
        kept = back ? make_backwards(reels, reel, picture) : make_picture(reels, reel, picture);
    reel->shown = picture;
    reel->key = key;
    reel->used = ++reels->clock;
    if (kept)
        kept->used = reels->clock;
    return kept;
}

void gr_reels_show(GrReels *reels, const GrFrozenFilm *film, const void *key,
                   const GrFilmSpec *spec, GrFilmPicture *out)
{
    uint64_t clock = gr_clock_ns();
    int64_t picture = gr_film_shown(film->film, spec);
    *out = (GrFilmPicture){.cols = film->cols,
                           .rows = film->rows,
                           .aspect = film->film->aspect,
                           .black = film->black,
                           .white = film->white};
    if (picture >= 0 && reels->glances)
        picture = gr_film_glance(film->film, picture);
    const Kept *kept = picture >= 0 ? find_picture(reels, film, key, picture) : NULL;
    out->rgba = kept ? kept->rgba : NULL;
    reels->ns += gr_clock_ns() - clock;
}

int gr_reels_fault(const GrReels *reels, GrError *error)
{
    return reels && reels->fault ? gr_error_set(error, reels->fault, "%s", reels->error.message)
                                 : GR_OK;
}

uint64_t gr_reels_ns(const GrReels *reels)
{
    return reels ? reels->ns : 0;
}

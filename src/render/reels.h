/* SPDX-License-Identifier: MIT
 *
 * A painter's films: a few decoders, opened when a field first shows a film and used in turn by all
 * fields, and the pictures that they made last. Which decoder makes a picture has no say in what it
 * looks like (media/film_reader.h).
 */
#ifndef GR_RENDER_REELS_H
#define GR_RENDER_REELS_H

#include "base/arena.h"
#include "media/film_reader.h"
#include "model/film.h"

struct GrFrozenFilm;
struct GrNeeds;

typedef struct GrReels GrReels;

/* Memory comes from the painter's arena. `glances`: near pictures do, for plans. *out is NULL where
 * the show has no films. */
int gr_reels_create(GrReels **out, GrArena *arena, const struct GrNeeds *needs, bool glances,
                    GrError *error);
/* Closes the decoders; the memory is the arena's. */
void gr_reels_finish(GrReels *reels);
/* The picture that a field shows, valid until its next call. `key` stands for the field. What
 * is damaged is logged and leaves what was there, or nothing. */
void gr_reels_show(GrReels *reels, const struct GrFrozenFilm *film, const void *key,
                   const GrFilmSpec *spec, GrFilmPicture *out);
/* What was wrong first with a film that was in order when the show was read; GR_OK: nothing. */
int gr_reels_fault(const GrReels *reels, GrError *error);
/* Time that was spent decoding and making pictures small, so far. */
uint64_t gr_reels_ns(const GrReels *reels);

#endif

/* SPDX-License-Identifier: MIT
 *
 * Beats that keep one tempo from the first to the last. Most music is made by machines or to a
 * click; where a straight grid stays with the onsets of every part of a track it replaces what was
 * found by following them, which may slip where little sounds. Only beat_path.c uses it.
 */
#ifndef GR_AUDIO_BEAT_GRID_H
#define GR_AUDIO_BEAT_GRID_H

#include <stdbool.h>
#include <stdint.h>

/* `pulse`: what is heard at each row and half a beat later. `freedom`: how far the grid's period
 * may be from *period, as a share. Replaces *period and the times, never by more of them; false:
 * there is no such grid, and nothing changed. */
bool gr_beat_grid(const float *pulse, int64_t count, double freedom, double *period, double *times,
                  int *found);

#endif

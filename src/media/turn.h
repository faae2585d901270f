/* SPDX-License-Identifier: MIT
 *
 * How a picture is turned before it is seen, by quarters and mirrors: what cameras write beside it.
 */
#ifndef GR_MEDIA_TURN_H
#define GR_MEDIA_TURN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* x' = xx * x + xy * y, y' = yx * x + yy * y. */
typedef struct GrTurn {
    int xx, xy, yx, yy;
} GrTurn;

#define GR_UPRIGHT ((GrTurn){1, 0, 0, 1})

/* Of libav's display matrix: nine numbers of 32 bits, or NULL. What is no turn of this kind counts
 * as upright. */
GrTurn gr_turn_of(const void *matrix, size_t bytes);
/* Of EXIF's orientation, 1 to 8. */
GrTurn gr_turn_of_orientation(int orientation);
bool gr_turn_is_upright(GrTurn turn);
/* From rows of `width` pixels of four bytes to the turned ones, which lie elsewhere. */
void gr_turn_pixels(GrTurn turn, const uint8_t *from, int width, int height, uint8_t *to);

#endif

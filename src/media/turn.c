/* SPDX-License-Identifier: MIT */
#include "media/turn.h"

#include <string.h>

static int sign(int32_t value)
{
    return (value > 0) - (value < 0);
}

GrTurn gr_turn_of(const void *matrix, size_t bytes)
{
    const int32_t *m = matrix;
    if (!m || bytes < 9 * sizeof *m)
        return GR_UPRIGHT;
    GrTurn turn = {sign(m[0]), sign(m[3]), sign(m[1]), sign(m[4])};
    bool quarter = !turn.xx && !turn.yy && turn.xy && turn.yx;
    bool half = turn.xx && turn.yy && !turn.xy && !turn.yx;
    return quarter || half ? turn : GR_UPRIGHT;
}

GrTurn gr_turn_of_orientation(int orientation)
{
    /* Exif 2.32, 4.6.4: which sides of the picture the first row and the first column are. */
    static const GrTurn turns[] = {{1, 0, 0, 1}, {-1, 0, 0, 1}, {-1, 0, 0, -1}, {1, 0, 0, -1},
                                   {0, 1, 1, 0}, {0, -1, 1, 0}, {0, -1, -1, 0}, {0, 1, -1, 0}};
    return orientation < 1 || orientation > 8 ? GR_UPRIGHT : turns[orientation - 1];
}

bool gr_turn_is_upright(GrTurn turn)
{
    return turn.xx == 1 && turn.yy == 1;
}

void gr_turn_pixels(GrTurn turn, const uint8_t *from, int width, int height, uint8_t *to)
{
    int to_width = turn.xx ? width : height, to_height = turn.xx ? height : width;
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++, from += 4) {
            int to_x = turn.xx * x + turn.xy * y, to_y = turn.yx * x + turn.yy * y;
            to_x += turn.xx + turn.xy < 0 ? to_width - 1 : 0;
            to_y += turn.yx + turn.yy < 0 ? to_height - 1 : 0;
            memcpy(to + 4 * ((size_t)to_y * (size_t)to_width + (size_t)to_x), from, 4);
        }
    }
}

/* SPDX-License-Identifier: MIT
 *
 * Coordinates that warps have moved, and fields that are moved once they are drawn.
 */
#include "base/vmath.h"
#include "model/warp.h"
#include "render/kernels/parts.h"

void polar_of_cells(float *restrict x, float *restrict y, float *restrict r, float *restrict a,
                    int count)
{
    const float far = (float)GR_WARP_FAR;
    for (int i = 0; i < count; i++) {
        float u = gr_clampf(x[i], -far, far), v = gr_clampf(y[i], -far, far);
        x[i] = u;
        y[i] = v;
        r[i] = gr_sqrtf(u * u + v * v);
        a[i] = gr_atan2f(v, u);
    }
}

/* A place on a line of `n` cells that runs there and back: 0 <= result <= n - 1. */
static inline float mirrored(float place, float n)
{
    float turn = gr_modf(place + 0.5f, 2.0f * n);
    float back = turn > n ? 2.0f * n - turn : turn;
    return gr_clampf(back - 0.5f, 0.0f, n - 1.0f);
}

void bend_cells(const GrBend *bend)
{
    const float *restrict from = bend->from, *restrict x = bend->x, *restrict y = bend->y;
    float *restrict to = bend->to;
    const int cols = bend->cols, rows = bend->rows, count = cols * rows;
    const float wide = (float)cols, high = (float)rows;
    const float per_x = 0.5f * wide / bend->aspect, per_y = 0.5f * high;
    const float half = bend->nearest ? 0.5f : 0.0f, soft = bend->nearest ? 0.0f : 1.0f;
    for (int i = 0; i < count; i++) {
        float u = mirrored((x[i] + bend->aspect) * per_x - 0.5f, wide) + half;
        float v = mirrored((y[i] + 1.0f) * per_y - 0.5f, high) + half;
        int col = (int)u, row = (int)v;
        float fu = soft * (u - (float)col), fv = soft * (v - (float)row);
        col = col > cols - 1 ? cols - 1 : col;
        row = row > rows - 1 ? rows - 1 : row;
        int right = col + 1 < cols ? 1 : 0, below = row + 1 < rows ? cols : 0;
        const float *at = from + (ptrdiff_t)row * cols + col;
        float top = gr_lerpf(at[0], at[right], fu);
        float bottom = gr_lerpf(at[below], at[below + right], fu);
        to[i] = gr_lerpf(top, bottom, fv);
    }
}

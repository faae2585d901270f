/* SPDX-License-Identifier: MIT
 *
 * Between the kernel files of one level: their functions, named by level, and small helpers.
 */
#ifndef GR_RENDER_KERNELS_PARTS_H
#define GR_RENDER_KERNELS_PARTS_H

#include "base/level.h"
#include "render/kernels/kernels.h"

#include <string.h>

/* Says that a loop's iterations are independent although its pointers may be equal. */
#if defined(__clang__)
#define PARALLEL_LOOP _Pragma("clang loop vectorize(assume_safety)")
#else
#define PARALLEL_LOOP _Pragma("GCC ivdep")
#endif

#define ALWAYS_INLINE inline __attribute__((always_inline))

#define ALIGNED(pointer) __builtin_assume_aligned((pointer), 64)

/* round(x / 255) for x <= 65025, exact, in 16 bits. */
static inline uint16_t div255(uint16_t x)
{
    uint16_t t = (uint16_t)(x + 128);
    return (uint16_t)((uint16_t)(t + (t >> 8)) >> 8);
}

/* The high half of a 16-bit product: x * of / 65536, rounded toward zero. */
static inline uint16_t high16(uint16_t x, uint16_t of)
{
    return (uint16_t)(((uint32_t)x * of) >> 16);
}

/* Whole steps only: lets loops be vectorised without a remainder. */
static inline int whole_steps(int n)
{
    return n & ~(GR_KERNEL_STEP - 1);
}

#define levels_of_cells GR_LEVEL_NAME(gr_kernel_cell_levels)
#define places_of_cells GR_LEVEL_NAME(gr_kernel_cell_places)
#define paint_cells     GR_LEVEL_NAME(gr_kernel_cell_paint)
#define polar_of_cells  GR_LEVEL_NAME(gr_kernel_cell_polar)
#define tint_cells      GR_LEVEL_NAME(gr_kernel_cell_colours)
#define bend_cells      GR_LEVEL_NAME(gr_kernel_cell_bend)
#define cover_lines     GR_LEVEL_NAME(gr_kernel_cover)
#define spread_cells    GR_LEVEL_NAME(gr_kernel_spread)
#define fade_alpha      GR_LEVEL_NAME(gr_kernel_fade)
#define ink_over_black  GR_LEVEL_NAME(gr_kernel_ink)
#define lay_over_black  GR_LEVEL_NAME(gr_kernel_lay_ink)
#define apply_curve     GR_LEVEL_NAME(gr_kernel_curve)
#define plan_of_patch   GR_LEVEL_NAME(gr_kernel_plan_patch)
#define sample_patch    GR_LEVEL_NAME(gr_kernel_patch)
#define between_lines   GR_LEVEL_NAME(gr_kernel_between)
#define stretch_line    GR_LEVEL_NAME(gr_kernel_stretch)
#define mix_echoes      GR_LEVEL_NAME(gr_kernel_mix)
#define fold_row        GR_LEVEL_NAME(gr_kernel_fold)
#define turn_row        GR_LEVEL_NAME(gr_kernel_backwards)
#define turn_hues       GR_LEVEL_NAME(gr_kernel_turn_hue)
#define weave_row       GR_LEVEL_NAME(gr_kernel_weave)
#define unweave_row     GR_LEVEL_NAME(gr_kernel_unweave)
#define yuv_rows        GR_LEVEL_NAME(gr_kernel_yuv)
#define sum_bytes       GR_LEVEL_NAME(gr_kernel_sum)
#define edge_row        GR_LEVEL_NAME(gr_kernel_edge)
#define lean_rows       GR_LEVEL_NAME(gr_kernel_lean)
#define plan_rescale    GR_LEVEL_NAME(gr_kernel_rescale_plan)
#define pile_rescaled   GR_LEVEL_NAME(gr_kernel_rescale)
#define sample_row      GR_LEVEL_NAME(gr_kernel_sample)
#define pile_up         GR_LEVEL_NAME(gr_kernel_pile)
#define mean_of_pile    GR_LEVEL_NAME(gr_kernel_pile_mean)
#define stamp_ink       GR_LEVEL_NAME(gr_kernel_stamp)
#define shift_ink       GR_LEVEL_NAME(gr_kernel_shift)
#define blend_flat      GR_LEVEL_NAME(gr_kernel_flat)
#define mask_alpha      GR_LEVEL_NAME(gr_kernel_mask)
#define bytes_of_mask   GR_LEVEL_NAME(gr_kernel_mask_bytes)
#define row_of_mask     GR_LEVEL_NAME(gr_kernel_mask_row)
#define cells_of_mask   GR_LEVEL_NAME(gr_kernel_mask_cells)
#define cutout_of_mask  GR_LEVEL_NAME(gr_kernel_mask_cutout)
#define join_masks      GR_LEVEL_NAME(gr_kernel_mask_join)
#define blend_kernels   GR_LEVEL_NAME(gr_kernel_blends)
#define lay_kernels     GR_LEVEL_NAME(gr_kernel_lays)
#define linear_kernels  GR_LEVEL_NAME(gr_kernel_linear_blends)
#define bytes_to_light  GR_LEVEL_NAME(gr_kernel_to_light)
#define light_to_bytes  GR_LEVEL_NAME(gr_kernel_from_light)
#define echo_kernels    GR_LEVEL_NAME(gr_kernel_echoes)

void levels_of_cells(uint8_t *level, const float *value, float gain, int count);
void places_of_cells(uint16_t *place, const GrPlaces *places);
void paint_cells(const GrPaint *paint);
void tint_cells(uint32_t *out, const float *const rgb[3], float vivid, float lift, int count);
void polar_of_cells(float *x, float *y, float *r, float *a, int count);
void bend_cells(const GrBend *bend);
void cover_lines(uint8_t *lines, ptrdiff_t pitch, const uint8_t *const *cells, const int *edge,
                 int count, int rows, int stride);
void spread_cells(GrPixel *line, const uint8_t *cells, const int *edge, int count);
void fade_alpha(uint8_t *alpha, uint16_t opacity, int n);
void ink_over_black(GrPixel *out, const GrPixel *ink, const uint8_t *alpha, int n);
void lay_over_black(GrPixel *const out[3], const GrPixel *const ink[3], const uint8_t *alpha,
                    const uint8_t *dither, int n);
void apply_curve(GrPixel *row, const GrCurve *curve, const uint8_t *dither, int n);
void plan_of_patch(GrPatchPlan *plan, const GrPatch *patch);
void sample_patch(const GrPatch *patch);
void between_lines(uint16_t *out, const uint16_t *top, const uint16_t *bottom, uint16_t fy, int n);
void stretch_line(uint16_t *out, const uint16_t *line, const GrStretch *stretch, int n);
void mix_echoes(uint16_t *a, const uint16_t *b, uint16_t weight_a, uint16_t weight_b, int n);
void turn_row(uint16_t *out, const uint16_t *row, int n);
void fold_row(uint16_t *out, const uint16_t *row, uint16_t straight, uint16_t reversed, int n,
              int made);
void turn_hues(uint16_t *out, const uint16_t *in, const int32_t turn[3], int n);
void weave_row(GrPixel *out, const GrPixel *const rgb[3], int n);
void unweave_row(GrPixel *const rgb[3], const GrPixel *in, int n);
void edge_row(uint8_t *mask, uint8_t *glow, uint8_t *core, const GrEdge *edge, int n);
void lean_rows(GrPixel *out, const GrPixel *top, const GrPixel *bottom, int part, int n);
void plan_rescale(GrRescale *rescale, int n);
void pile_rescaled(uint16_t *sum, const GrPixel *row, const GrRescale *rescale, int n);
void sample_row(GrPixel *const colour[3], uint8_t *cover, const GrTexelWalk *sample, int n);
void pile_up(uint16_t *sum, const GrPixel *row, int n);
void mean_of_pile(GrPixel *out, const uint16_t *sum, int shift, int n);
void yuv_rows(uint8_t *const y[2], uint8_t *u, uint8_t *v, const GrPixel *const above[3],
              const GrPixel *const under[3], int n);
uint64_t sum_bytes(const uint8_t *row, int n, int *maximum);
void blend_flat(GrPixel *const out[3], const GrPixel colour[3], const uint8_t *alpha,
                const uint8_t *dither, int n);
void stamp_ink(const GrStamp *stamp);
void shift_ink(uint8_t *out, const uint8_t *above, const uint8_t *row, int fx, int fy, int n);
void mask_alpha(uint8_t *alpha, const uint16_t *mask, uint32_t opacity, const uint8_t *dither,
                int n);
void bytes_of_mask(uint8_t *out, const uint16_t *mask, const uint8_t *dither, int n);
void row_of_mask(uint16_t *out, const GrMaskForm *form, int n);
void cells_of_mask(uint16_t *out, const GrMaskCells *cells, int n);
void cutout_of_mask(uint16_t *out, const GrMaskCutout *cutout, int n);
void join_masks(uint16_t *out, const uint16_t *row, GrMaskJoin join, bool invert, int n);
extern GrBlendKernel *const blend_kernels[GR_BLEND_COUNT];
extern const GrLay lay_kernels[GR_BLEND_COUNT];
extern GrLightKernel *const linear_kernels[GR_BLEND_COUNT];
void bytes_to_light(uint16_t *light, const GrPixel *const rgb[3], int n);
void light_to_bytes(GrPixel *const rgb[3], const uint16_t *light, const uint8_t *dither, int n);
extern GrEchoKernel *const echo_kernels[GR_ECHO_COUNT];

#endif

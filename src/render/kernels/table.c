/* SPDX-License-Identifier: MIT */
#include "render/kernels/parts.h"

#define TEXT_OF_(x) #x
#define TEXT_OF(x)  TEXT_OF_(x)

extern const GrKernels GR_LEVEL_NAME(gr_kernels);

const GrKernels GR_LEVEL_NAME(gr_kernels) = {
    .name = TEXT_OF(GR_LEVEL),
    .cell_levels = levels_of_cells,
    .cell_places = places_of_cells,
    .cell_paint = paint_cells,
    .cell_colours = tint_cells,
    .cell_polar = polar_of_cells,
    .cell_bend = bend_cells,
    .cover = cover_lines,
    .spread = spread_cells,
    .fade = fade_alpha,
    .ink = ink_over_black,
    .lay_ink = lay_over_black,
    .blend = blend_kernels,
    .blend_linear = linear_kernels,
    .lay = lay_kernels,
    .to_light = bytes_to_light,
    .from_light = light_to_bytes,
    .mask = mask_alpha,
    .mask_bytes = bytes_of_mask,
    .mask_row = row_of_mask,
    .mask_cells = cells_of_mask,
    .mask_cutout = cutout_of_mask,
    .mask_join = join_masks,
    .flat = blend_flat,
    .stamp = stamp_ink,
    .shift = shift_ink,
    .curve = apply_curve,
    .patch = sample_patch,
    .plan_patch = plan_of_patch,
#ifdef __AVX512BW__
    .fast_patches = true,
#endif
    .between = between_lines,
    .stretch = stretch_line,
    .mix = mix_echoes,
    .backwards = turn_row,
    .fold = fold_row,
    .turn_hue = turn_hues,
    .weave = weave_row,
    .unweave = unweave_row,
    .echo = echo_kernels,
    .edge = edge_row,
    .lean = lean_rows,
    .rescale_plan = plan_rescale,
    .rescale = pile_rescaled,
    .sample = sample_row,
    .pile = pile_up,
    .pile_mean = mean_of_pile,
    .yuv = yuv_rows,
    .sum = sum_bytes,
};

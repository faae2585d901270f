/* SPDX-License-Identifier: MIT
 *
 * What blend modes work out of one byte alone, for the level that looks whole bytes up; all other
 * levels calculate it.
 */
#ifndef GR_RENDER_KERNELS_BLEND_TABLES_H
#define GR_RENDER_KERNELS_BLEND_TABLES_H

#include <stdint.h>

typedef struct GrBlendTables {
    uint8_t share[2][256]; /* of 1..255: 65281 divided by it, lower and upper bytes apart */
    uint8_t soft[2][256];  /* of softlight, quarters of a code value up, and down */
} GrBlendTables;

/* Filled when a level is chosen (gr_render_use_level), const from then on. */
extern GrBlendTables gr_blend_tables;

/* Plain C's arithmetic makes them. */
void gr_kernel_fill_tables_none(GrBlendTables *tables);

#endif

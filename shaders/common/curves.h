/* SPDX-License-Identifier: MIT
 *
 * For shaders that are nothing but tables: they make them in begin(), the rest is here.
 */
#ifndef GR_SHADERS_COMMON_CURVES_H
#define GR_SHADERS_COMMON_CURVES_H

#include "base/level.h"
#include "table.h"

/* A frame's scratch. */
typedef struct GrCurves {
    GrTables tables;
    bool idle;     /* the tables change nothing */
    bool negative; /* they are 255 - x: no table is needed */
} GrCurves;

static size_t curves_bytes(const GrShaderInput *input)
{
    (void)input;
    return sizeof(GrCurves);
}

/* The same table for all channels, from the first. */
static inline void gr_curves_settle(GrCurves *curves, bool alike)
{
    for (int c = 1; alike && c < 3; c++)
        memcpy(curves->tables.of[c], curves->tables.of[0], sizeof curves->tables.of[0]);
    gr_tables_settle(&curves->tables);
    curves->idle = curves->negative = true;
    for (int c = 0; c < 3; c++) {
        curves->idle = curves->idle && gr_table_is_identity(curves->tables.of[c]);
        curves->negative = curves->negative && gr_table_is_negative(curves->tables.of[c]);
    }
}

static void negate_row(GrPixel *row, int span)
{
    row = GR_ALIGNED(row);
    for (int x = 0; x < span; x++)
        row[x] = (GrPixel)(255 - row[x]);
}

static void curves_apply(const GrShaderInput *input, GrPixel *r, GrPixel *g, GrPixel *b, int y)
{
    const GrCurves *curves = input->frame_scratch;
    (void)y;
    GrPixel *const rows[3] = {r, g, b};
    int span = gr_row_span(input->width);
    for (int c = 0; curves->negative && c < 3; c++)
        negate_row(rows[c], span);
    if (!curves->idle && !curves->negative)
        gr_tables_apply(&curves->tables, r, g, b, span);
}

/* The rest of a descriptor. */
#define GR_CURVES_SHADER                                                                           \
    .access = GR_ACCESS_POINT, .frame_scratch_bytes = curves_bytes, .begin = begin,                \
    .apply = curves_apply

#endif

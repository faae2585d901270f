/* SPDX-License-Identifier: MIT
 *
 * The inner loops of the renderer, compiled once per SIMD level and reached through one table. All
 * levels give the same bytes. Unless a comment says otherwise, pixel rows start on 64-byte
 * boundaries, `n` is a multiple of GR_KERNEL_STEP (callers round up: rows have slack), and rows do
 * not overlap, except that `out` and `below` may be the same row.
 */
#ifndef GR_RENDER_KERNELS_H
#define GR_RENDER_KERNELS_H

#include "base/cpu.h"
#include "model/blend.h"
#include "model/canvas.h"
#include "model/mask.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    GR_KERNEL_STEP = 64,
    GR_PLACES = 1024, /* entries of a layer's colour table */
    GR_PREPARED_BYTES = 4,
    GR_WARP_STEP = 32, /* a stretch may write this many samples past its end */
    GR_PATCH_REACH = 36,
    GR_PATCH_ROWS = 4,    /* that are read past what is needed, up to the last one that there is */
    GR_PATCH_PLAN = 3072, /* bytes */
    GR_CURVE_SEGMENTS = 16,
    GR_RESCALE_PARTS = 32, /* so that a pile of eight fits 16 bits */
    GR_LEAN_PARTS = 64,
};

/* Where each cell of a layer lies on its colour table: floor((base + span * number) * scale),
 * wrapped; `number` depends on the hue rule. */
typedef struct GrPlaces {
    const float *x, *y, *r, *a; /* of the grid */
    const float *value;
    int count; /* cells; arrays have slack up to a multiple of 16 */
    int rule;  /* GrHueRule */
    float base, span, scale;
    float along_x, along_y; /* direction of the gradient, scaled so that the frame spans 0..1 */
    float t;                /* drift of the plasma */
} GrPlaces;

/* From level and place to glyph and colour. */
typedef struct GrPaint {
    const uint8_t *level;  /* round(value * 255) */
    const uint16_t *place; /* 0 .. GR_PLACES - 1 */
    const float *pick;     /* NULL: the level picks the glyph */
    const float *light;    /* NULL: none */
    int count;
    const uint16_t *glyph_of; /* by level */
    const uint8_t *shade_of;  /* by level */
    const uint16_t *glyphs;   /* of the palette, blank first: with `pick` */
    int glyph_count;
    const uint32_t *own;   /* the colour of each cell, instead of the table's; NULL: none has one */
    const uint32_t *table; /* GR_PLACES colours: R, G, B from the low byte up */
    uint16_t *glyph;       /* results */
    uint8_t *rgb[3];
} GrPaint;

/* A piecewise-linear function of 0..255: base[x / 16] + slope[x / 16] * (x % 16) / 16. */
typedef struct GrPiecewise {
    uint8_t base[GR_CURVE_SEGMENTS], slope[GR_CURVE_SEGMENTS];
} GrPiecewise;

typedef enum GrCurveShape {
    GR_CURVE_IDENTITY,
    GR_CURVE_RISE,    /* rise(x - high) */
    GR_CURVE_AROUND,  /* around one pivot: floor + rise(x - high) - fall(low - x) */
    GR_CURVE_BETWEEN, /* the same, with middle(x - low) between low and high */
} GrCurveShape;

/* The tone curve of one channel. All differences and sums saturate at 0 and 255. */
typedef struct GrCurve {
    GrCurveShape shape;
    uint8_t low, high; /* levels of the background */
    uint8_t floor;     /* what becomes of `low` */
    GrPiecewise rise, fall, middle;
    uint8_t table[256]; /* all of it, for plain C */
} GrCurve;

/* A value of a curve, rounded by so many sixteenths. */
uint8_t gr_curve_at(const GrCurve *curve, uint8_t x, int rounding);

typedef enum GrEdgeShape {
    GR_EDGE_LINE,
    GR_EDGE_CIRCLE,
    GR_EDGE_DIAMOND,
    GR_EDGE_SQUARE,
    GR_EDGE_HEXAGON,
    GR_EDGE_HANDS
} GrEdgeShape;

/* An edge that travels over one row of pixels: a number grows from 0 to 1 over the frame (along a
 * line, outwards, or around), and what has a smaller one than `at` is covered. */
typedef struct GrEdge {
    GrEdgeShape shape;
    float x, y, step;     /* the row's first pixel from the shape's middle, pixel to pixel */
    float turn_x, turn_y; /* LINE: its direction; HANDS: where they start */
    float low, scale;     /* from screen units to the number */
    float repeat;         /* LINE, HANDS: how often it grows */
    float at;             /* a little below 0 or above 1 where softness and light need room */
    float unit;           /* screen units per unit of the number (HANDS: at radius 1) */
    float sign;           /* -1: what has a larger number is covered */
    float soft, reach;    /* 1 / width of the soft edge, 1 / reach of the light */
} GrEdge;

typedef enum GrMaskFigure {
    GR_FIGURE_DISC,
    GR_FIGURE_RING,
    GR_FIGURE_BOX,
    GR_FIGURE_SLOPE,
    GR_FIGURE_SECTOR,
    GR_FIGURE_SPECKLE
} GrMaskFigure;

/* One row of a figure of a mask, in screen units. */
typedef struct GrMaskForm {
    GrMaskFigure figure;
    float x, y, step;     /* the row's first pixel from the figure's middle, pixel to pixel */
    float turn_x, turn_y; /* BOX, SLOPE, SECTOR: its direction; SPECKLE: squares per unit */
    float a, b, c;        /* radius; half of the thickness; half sides, corner; half angle */
    float scale, bias;    /* from the way inside to 0..1 */
    float ease;           /* 1: the edge is soft at both ends as well; 0: straight */
    uint32_t seed;        /* SPECKLE */
} GrMaskForm;

/* One row of a mask that a field makes, between its cells. */
typedef struct GrMaskCells {
    const float *above, *below; /* rows of cells, with one more at the end */
    float down;                 /* how far from the one to the other */
    const int32_t *place;       /* of each pixel, in 1/256 cells */
    float low, scale;           /* from values to 0..1 */
} GrMaskCells;

/* A picture for masks: where the row's column 0 lies and what a column is, in texels. */
typedef struct GrMaskTexels {
    const uint16_t *texels;
    int32_t stride;
    float x, y, step_x, step_y;
    float most_x, most_y; /* the last texel that has one to its right and one below */
} GrMaskTexels;

/* One row of a mask that such pictures make: of one, or between two. */
typedef struct GrMaskCutout {
    GrMaskTexels of[2];
    int count, column; /* of pictures; the first pixel's */
    float mix, gain;   /* from the one to the other; how much steeper the edge becomes */
} GrMaskCutout;

/* out = below + alpha * (mode(below, ink) - below). `out` may be the row `ink` as well. Rounded by
 * 64 thresholds, which are not aligned; NULL: to the nearest, as modes that divide and softlight do
 * in any case. */
typedef void GrBlendKernel(GrPixel *out, const GrPixel *below, const GrPixel *ink,
                           const uint8_t *alpha, const uint8_t *dither, int n);
/* What a mode needs of a row of ink, made once where many rows share their ink: at most
 * GR_PREPARED_BYTES for each pixel. */
typedef void GrPrepareKernel(uint8_t *prepared, const GrPixel *ink, int n);
/* The same as GrBlendKernel on three rows that share their alpha; `out` is no row of ink. */
typedef void GrLayKernel(GrPixel *const out[3], const GrPixel *const below[3],
                         const uint8_t *const ink[3], const uint8_t *alpha, const uint8_t *dither,
                         int n);
typedef struct GrLay {
    GrPrepareKernel *prepare; /* NULL: the rows of ink are what `lay` reads */
    GrLayKernel *lay;
} GrLay;
/* Rows of light (kernels/light.h): for each block of GR_KERNEL_STEP pixels as many words of red, of
 * green and of blue. */
enum { GR_LIGHT_BLOCK = 3 * GR_KERNEL_STEP };
/* The same on rows of light: one row of ink for all of them, n whole steps; alpha times the mask,
 * which is not aligned (NULL: none), times the opacity, of GR_OPAQUE. */
typedef struct GrLightBlend {
    uint16_t *light;
    ptrdiff_t pitch; /* words */
    const GrPixel *ink[3];
    const uint8_t *alpha;
    const uint16_t *mask;
    ptrdiff_t alpha_pitch, mask_pitch; /* in their own elements */
    uint32_t opacity;
    int rows, n;
} GrLightBlend;
typedef void GrLightKernel(const GrLightBlend *blend);
/* shown = mode(now, echo * weight), as 16 bits into `history` and as 8 bits into `shown`. The
 * weights are of 65536; `keep` is what the modes normal and multiply leave of `now` alone. Where a
 * mode would not settle, the history takes the brighter of now and echo instead. A history that
 * goes `away` is not read again before it has left the caches: it may pass them by. */
typedef void GrEchoKernel(uint16_t *history, GrPixel *shown, const GrPixel *now,
                          const uint16_t *echo, uint16_t weight, uint16_t keep, bool away, int n);

/* Where the samples of a stretched line lie: sample i of block b between line[from[b] + i] and its
 * right neighbour, three samples on, or a pixel further where `further` is 0xffff. */
typedef struct GrStretch {
    int32_t *from; /* by GR_WARP_STEP samples */
    uint16_t *further, *fraction;
} GrStretch;

/* A picture of coverage that goes onto lines, nothing aligned. As many columns as make whole blocks
 * of 16 are read and written. */
typedef struct GrStamp {
    uint8_t *line;
    ptrdiff_t pitch; /* of the lines, and of those of colour */
    const uint8_t *ink;
    ptrdiff_t stride;
    int columns, rows;
    uint16_t alpha; /* of 256 */
    bool adds;      /* what is there and what comes add up; else the greater counts */
    /* Where the colour of the greater goes, and the colours, the same for every row; NULL: none.
     */
    GrPixel *colour[3];
    const GrPixel *tint[3];
} GrStamp;

/* A finished field seen at other coordinates, between its cells; beyond the edges it is mirrored.
 */
typedef struct GrBend {
    const float *from;
    float *to;
    const float *x, *y; /* where each cell looks, screen units within +-GR_WARP_FAR */
    int cols, rows;
    float aspect;
    bool nearest; /* whole cells: for numbers that name things */
} GrBend;

/* A row of a picture that lies anywhere: between texels of four bytes, R, G, B multiplied by alpha
 * and alpha, of which one column and row at the start and two at the end are empty. */
typedef struct GrTexelWalk {
    const uint32_t *texels;
    int stride, cols, rows; /* texels */
    float u, v, du, dv;     /* of the first pixel in texels, pixel to pixel */
} GrTexelWalk;

/* What a level works out once for all patches that are turned alike. */
typedef struct GrPatchPlan {
    _Alignas(64) unsigned char bytes[GR_PATCH_PLAN];
} GrPatchPlan;

/* A parallelogram of a woven picture, drawn as a rectangle of straight lines: places are in 2^-32
 * pixels from the first one. Pixel x of row y begins at top + y * stride + x * step, that of the
 * row below at bottom + the same. A step of -3 goes through the picture's mirror image: right
 * neighbours are left ones. */
typedef struct GrPatch {
    const uint16_t *top, *bottom;
    int32_t stride, step;
    int64_t x, y, dx, dy; /* of the first pixel, from one to the next */
    int64_t down_x, down_y;
    uint16_t *out;
    ptrdiff_t pitch; /* samples from row to row */
    int columns, rows;
    int32_t first_row, last_row; /* of the picture, from `top` on: what there is to read */
    const GrPatchPlan *plan;     /* NULL: none; it makes no difference but to time */
    /* What will be read after this: `asked` places in bytes from `ask_from`, a cache line each. The
     * levels that have something to gain from it ask for these lines while they draw. */
    const void *ask_from;
    const int32_t *ask;
    int asked;
    bool ask_near; /* into the nearest cache, too */
} GrPatch;

/* Where the pixels of a row lie in another row that has been enlarged or made smaller, and what
 * byte shuffles need: for each group of eight the pixel that its window begins at, for each pixel
 * the two bytes of the window that it lies between, and their weights. */
typedef struct GrRescale {
    uint32_t *place; /* in 1 / GR_RESCALE_PARTS pixels */
    uint16_t *from;
    uint8_t *pick, *weight; /* pairs */
    int windows;            /* of 16 pixels that it takes to see all of a group */
} GrRescale;

typedef struct GrKernels {
    const char *name;

    /* level = round(clamp(value * gain) * 255) */
    void (*cell_levels)(uint8_t *level, const float *value, float gain, int count);
    void (*cell_places)(uint16_t *place, const GrPlaces *places);
    void (*cell_paint)(const GrPaint *paint);
    /* Colours of 0..1 as bytes, R, G, B from the low one up: as colourful as `vivid` says, and lit
     * towards the brightest that they can be by `lift`. */
    void (*cell_colours)(uint32_t *out, const float *const rgb[3], float vivid, float lift,
                         int count);
    /* Distances and angles of coordinates that were moved, which are held to +-GR_WARP_FAR. */
    void (*cell_polar)(float *x, float *y, float *r, float *a, int count);
    void (*cell_bend)(const GrBend *bend);

    /* Copies `rows` rows of each cell's coverage side by side into lines of `pitch` bytes, cell i
     * at edge[i]. Writes up to `stride` bytes from a cell's edge on. */
    void (*cover)(uint8_t *lines, ptrdiff_t pitch, const uint8_t *const *cells, const int *edge,
                  int count, int rows, int stride);
    /* Spreads one colour value per cell over the cell's pixels; may write 63 bytes past the end. */
    void (*spread)(GrPixel *line, const uint8_t *cells, const int *edge, int count);
    /* alpha = alpha * opacity / 65536, rounded; in place. */
    void (*fade)(uint8_t *alpha, uint16_t opacity, int n);
    /* out = alpha * ink: over black. */
    void (*ink)(GrPixel *out, const GrPixel *ink, const uint8_t *alpha, int n);
    /* The same of three rows that share their alpha, rounded as a blend is. */
    void (*lay_ink)(GrPixel *const out[3], const GrPixel *const ink[3], const uint8_t *alpha,
                    const uint8_t *dither, int n);
    GrBlendKernel *const *blend;        /* GR_BLEND_COUNT, by mode: on sRGB values */
    const GrLay *lay;                   /* the same, for rows that share inks */
    GrLightKernel *const *blend_linear; /* on light */
    /* Rows to light and back, n whole steps; every code value comes back as itself, and what lies
     * between two is rounded, by 64 thresholds unless these are NULL. */
    void (*to_light)(uint16_t *light, const GrPixel *const rgb[3], int n);
    void (*from_light)(GrPixel *const rgb[3], const uint16_t *light, const uint8_t *dither, int n);

    /* Masks are words, 65535 shows all, and rows of them that are read are not aligned.
     * alpha = alpha * mask / 65535 * opacity / GR_OPAQUE, rounded by thresholds; in place. */
    void (*mask)(uint8_t *alpha, const uint16_t *mask, uint32_t opacity, const uint8_t *dither,
                 int n);
    /* A row of a mask as bytes. */
    void (*mask_bytes)(uint8_t *out, const uint16_t *mask, const uint8_t *dither, int n);
    void (*mask_row)(uint16_t *out, const GrMaskForm *form, int n);
    void (*mask_cells)(uint16_t *out, const GrMaskCells *cells, int n);
    void (*mask_cutout)(uint16_t *out, const GrMaskCutout *cutout, int n);
    /* Joins a row of a mask to what is there; inverted if wanted. */
    void (*mask_join)(uint16_t *out, const uint16_t *row, GrMaskJoin join, bool invert, int n);
    /* One colour over three rows, as the blend mode normal does. */
    void (*flat)(GrPixel *const out[3], const GrPixel colour[3], const uint8_t *alpha,
                 const uint8_t *dither, int n);
    void (*stamp)(const GrStamp *stamp);
    /* A row of a picture that is moved right by fx and down by fy of 256: reads one column before
     * both rows. Nothing aligned, any n. */
    void (*shift)(uint8_t *out, const uint8_t *above, const uint8_t *row, int fx, int fy, int n);

    /* Rounded by 64 thresholds unless these are NULL. */
    void (*curve)(GrPixel *row, const GrCurve *curve, const uint8_t *dither, int n);

    /* Woven rows have red, green and blue of a pixel side by side; n pixels. */
    void (*weave)(GrPixel *out, const GrPixel *const rgb[3], int n);
    void (*unweave)(GrPixel *const rgb[3], const GrPixel *in, int n);
    /* Bilinear; any size, nothing aligned. Reads up to GR_PATCH_REACH samples before and after what
     * it needs of a row, and writes as many past the end of each, from the first row to the last.
     */
    void (*patch)(const GrPatch *patch);
    /* For patches with these steps, right and down. */
    void (*plan_patch)(GrPatchPlan *plan, const GrPatch *patch);
    bool fast_patches; /* no slower than the two that follow where these would do */
    /* The same in two steps, where a picture is stretched but not turned. First one line between
     * two, */
    void (*between)(uint16_t *out, const uint16_t *top, const uint16_t *bottom, uint16_t fy, int n);
    /* then along it, n samples. Nothing aligned, any n; writes up to GR_WARP_STEP - 1 samples more.
     */
    void (*stretch)(uint16_t *out, const uint16_t *line, const GrStretch *stretch, int n);
    /* a = a * weight_a + b * weight_b, of 65536 each, their sum at most 65535. */
    void (*mix)(uint16_t *a, const uint16_t *b, uint16_t weight_a, uint16_t weight_b, int n);
    /* n pixels of a woven row from the last to the first; any n, nothing aligned. Reads and writes
     * up to two samples past the end. */
    void (*backwards)(uint16_t *out, const uint16_t *row, int n);
    /* The brighter of a woven row of n pixels and itself backwards, each with its weight of 65535:
     * the first `made` pixels; any n. Reads and writes up to two samples past the end. */
    void (*fold)(uint16_t *out, const uint16_t *row, uint16_t straight, uint16_t reversed, int n,
                 int made);
    /* Turns the colours of a woven row: what each channel takes of itself, of the next one and of
     * the last, in 1/8192, clamped. n samples, a multiple of three steps; reads two more on both
     * sides. */
    void (*turn_hue)(uint16_t *out, const uint16_t *in, const int32_t turn[3], int n);
    GrEchoKernel *const *echo; /* GR_ECHO_COUNT, by mode */

    /* How far a row is covered, how far it is lit, and the core of that light. */
    void (*edge)(uint8_t *mask, uint8_t *glow, uint8_t *core, const GrEdge *edge, int n);
    /* A row `part` / GR_LEAN_PARTS of the way from one to another. */
    void (*lean)(GrPixel *out, const GrPixel *top, const GrPixel *bottom, int part, int n);
    /* Fills in what follows from the places. */
    void (*rescale_plan)(GrRescale *rescale, int n);
    /* sum += GR_RESCALE_PARTS times the row at its places; reads up to 31 pixels after one. */
    void (*rescale)(uint16_t *sum, const GrPixel *row, const GrRescale *rescale, int n);
    /* sum += row: nothing aligned, any n. */
    void (*pile)(uint16_t *sum, const GrPixel *row, int n);
    /* out = sum / 2^shift, rounded. */
    void (*pile_mean)(GrPixel *out, const uint16_t *sum, int shift, int n);
    /* Colours of a picture's row and how much of it covers each pixel. */
    void (*sample)(GrPixel *const colour[3], uint8_t *cover, const GrTexelWalk *sample, int n);

    /* Two pixel rows to two rows of Y and one of U and V: BT.709, limited range, 2x2 box. y[1]
     * NULL: the first row of Y only; u NULL: no chroma. Results need no alignment. */
    void (*yuv)(uint8_t *const y[2], uint8_t *u, uint8_t *v, const GrPixel *const above[3],
                const GrPixel *const under[3], int n);
    /* Sum and maximum of n bytes, any n; the maximum is raised, not set. */
    uint64_t (*sum)(const uint8_t *row, int n, int *maximum);
} GrKernels;

/* The table of a level. Levels that are not built have none. */
extern const GrKernels gr_kernels_none;
#ifdef GR_HAVE_LEVEL_SSE2
extern const GrKernels gr_kernels_sse2;
#endif
#ifdef GR_HAVE_LEVEL_AVX2
extern const GrKernels gr_kernels_avx2;
#endif
#ifdef GR_HAVE_LEVEL_AVX512
extern const GrKernels gr_kernels_avx512;
#endif
#ifdef GR_HAVE_LEVEL_VBMI
extern const GrKernels gr_kernels_vbmi;
#endif

/* The table that gr_render_use_level chose; plain C before that. */
const GrKernels *gr_kernels(void);
/* NULL when this build or this machine lacks the level. */
const GrKernels *gr_kernels_for(GrCpuLevel level);

/* Three rows whose ink no other row has. */
static inline void gr_lay_once(const GrKernels *kernels, int mode, GrPixel *const out[3],
                               const GrPixel *const below[3], const GrPixel *const ink[3],
                               const uint8_t *alpha, const uint8_t *dither, int n)
{
    const GrLay *lay = &kernels->lay[mode];
    if (!lay->prepare) {
        lay->lay(out, below, ink, alpha, dither, n);
        return;
    }
    for (int plane = 0; plane < 3; plane++)
        kernels->blend[mode](out[plane], below[plane], ink[plane], alpha, dither, n);
}

static inline int gr_kernel_span(int n)
{
    return (n + GR_KERNEL_STEP - 1) & ~(GR_KERNEL_STEP - 1);
}

#endif

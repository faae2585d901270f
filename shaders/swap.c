/* SPDX-License-Identifier: MIT
 *
 * Swap: red, green and blue change places, wholly or in part. Whole pictures get another set of
 * colours while every light stays where and as bright as it was.
 */
#include "base/level.h"
#include "common/pixel.h"

#include <string.h>

typedef struct Params {
    int32_t order;
    float amount;
} Params;

static const char *const orders[] = {"rbg", "grb", "gbr", "brg", "bgr", NULL};
static const char *const order_help[] = {
    "green and blue change places",    "red and green change places",
    "each takes the next one's place", "each takes the place of the one before",
    "red and blue change places",      NULL};

static const GrParam params[] = {
    {.name = "order",
     .type = GR_PARAM_CHOICE,
     .offset = offsetof(Params, order),
     .unit = "",
     .def = 2,
     .choices = orders,
     .choice_help = order_help,
     .help = "what stands for red, green and blue"},
    GR_FLOAT(Params, amount, "", 1, 0, 1, "how much of it; between 0 and 1 both are mixed"),
};

static const uint8_t sources[5][3] = {{0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

static inline GrPixel mixed(GrPixel own, GrPixel other, uint16_t share)
{
    return (GrPixel)((uint16_t)((uint16_t)(own * (uint16_t)(256 - share)) +
                                (uint16_t)(other * share) + 128) >>
                     8);
}

static void apply(const GrShaderInput *input, GrPixel *r, GrPixel *g, GrPixel *b, int y)
{
    const Params *p = input->params;
    uint16_t share = (uint16_t)gr_to_int(gr_unitf(p->amount) * 256.0f);
    const uint8_t *from = sources[p->order < 0 || p->order > 4 ? 0 : p->order];
    int span = gr_row_span(input->width);
    (void)y;
    GrPixel *row[3] = {GR_ALIGNED(r), GR_ALIGNED(g), GR_ALIGNED(b)};
    if (share == 0)
        return;
    for (int start = 0; start < span; start += 64) {
        GrPixel kept[3][64];
        for (int c = 0; c < 3; c++)
            for (int x = 0; x < 64; x++)
                kept[c][x] = row[c][start + x];
        for (int c = 0; c < 3; c++) {
            const GrPixel *other = kept[from[c]];
            if (share == 256) {
                memcpy(row[c] + start, other, 64);
                continue;
            }
            for (int x = 0; x < 64; x++)
                row[c][start + x] = mixed(kept[c][x], other[x], share);
        }
    }
}

extern const GrShader GR_LEVEL_NAME(gr_shader_swap);
const GrShader GR_LEVEL_NAME(gr_shader_swap) = {
    .name = "swap",
    .family = "channels",
    .summary = "red, green and blue change places",
    .params = GR_PARAM_TABLE(Params, params),
    .access = GR_ACCESS_POINT,
    .apply = apply,
};

/* SPDX-License-Identifier: MIT
 *
 * Plates: a soft rounded box behind each line of a text, so that it can be read on anything.
 */
#include "render/text_coat.h"

/* How far inside of a rounded box a place is, negative outside; x and y from its middle. */
static float depth_in_box(float x, float y, float half_w, float half_h, float radius)
{
    float qx = gr_absf(x) - half_w + radius, qy = gr_absf(y) - half_h + radius;
    float ox = gr_maxf(qx, 0.0f), oy = gr_maxf(qy, 0.0f);
    return radius - gr_minf(gr_maxf(qx, qy), 0.0f) - gr_sqrtf(ox * ox + oy * oy);
}

static uint8_t plate_cover(float depth, float soft, float alpha)
{
    float share = gr_unitf(0.5f + depth / soft);
    return gr_text_level(share * share * (3.0f - 2.0f * share) * alpha);
}

typedef struct Plate {
    float x, y, half_w, half_h, radius, soft, alpha;
} Plate;

static Plate plate_of(const GrTextCoat *coat, const GrTextShown *shown, int line)
{
    const GrTextLook *look = coat->state->look;
    const GrTextLineBox *box = &shown->boxes[line];
    const GrTextSpan *span = &shown->spans[line];
    float px = coat->state->frozen->px, size = look->size * px;
    float soft = look->plate_blur * px;
    /* Most of the soft edge lies outside, so that the letters stand on all of the plate. */
    float pad = look->plate_padding * size + 0.6f * soft;
    float half_w = 0.5f * (box->plate_x1 - box->plate_x0) + pad + 0.15f * size;
    float half_h = 0.5f * (box->plate_y1 - box->plate_y0) + pad;
    return (Plate){.x = shown->x + span->mean_x + 0.5f * (box->plate_x0 + box->plate_x1),
                   .y = shown->y + span->mean_y + 0.5f * (box->plate_y0 + box->plate_y1),
                   .half_w = half_w,
                   .half_h = half_h,
                   .radius =
                       gr_minf(look->plate_radius * size + 0.7f * soft, gr_minf(half_w, half_h)),
                   .soft = gr_maxf(2.0f * soft, 1.0f),
                   .alpha = gr_unitf(coat->alpha * shown->alpha * span->plate)};
}

static GrTextRect plate_rect(const GrTextCoat *coat, const Plate *plate)
{
    float reach = 0.5f * plate->soft;
    GrTextRect rect = {gr_text_floor(plate->x - plate->half_w - reach),
                       gr_text_floor(plate->y - plate->half_h - reach),
                       gr_text_floor(plate->x + plate->half_w + reach) + 1,
                       gr_text_floor(plate->y + plate->half_h + reach) + 1};
    return gr_text_coat_clip(coat, rect);
}

static void put_plate(const GrTextCoat *coat, const Plate *plate)
{
    GrTextRect rect = plate_rect(coat, plate);
    /* Between its soft ends a row is even. */
    float inner = gr_maxf(plate->half_w - plate->radius - plate->soft, 0.0f);
    int even0 = gr_text_floor(plate->x - inner) + 1, even1 = gr_text_floor(plate->x + inner);
    for (int y = rect.y0; y < rect.y1; y++) {
        uint8_t *line = coat->scratch->cover + (y - coat->y0) * coat->scratch->pitch;
        float down = (float)y + 0.5f - plate->y;
        uint8_t even =
            plate_cover(depth_in_box(0.0f, down, plate->half_w, plate->half_h, plate->radius),
                        plate->soft, plate->alpha);
        for (int x = rect.x0; x < rect.x1; x++) {
            uint8_t cover = even;
            if (x < even0 || x >= even1)
                cover = plate_cover(depth_in_box((float)x + 0.5f - plate->x, down, plate->half_w,
                                                 plate->half_h, plate->radius),
                                    plate->soft, plate->alpha);
            line[x] = cover > line[x] ? cover : line[x];
        }
    }
}

void gr_text_plates(GrTextCoat *coat, GrRows *band)
{
    const GrTextState *state = coat->state;
    const GrTextLook *look = state->look;
    if (coat->alpha <= 0.0f)
        return;
    for (int pass = 0; pass < 2; pass++) {
        if (pass == 0)
            gr_text_coat_empty(coat);
        else
            gr_text_coat_clear(coat);
        for (int s = 0; s < state->shown_count; s++) {
            const GrTextShown *shown = &state->shown[s];
            for (int l = 0; l < shown->block->line_count; l++) {
                Plate plate = plate_of(coat, shown, l);
                GrTextRect rect = plate_rect(coat, &plate);
                if (plate.alpha <= 0.0f || shown->boxes[l].plate_x0 >= shown->boxes[l].plate_x1)
                    continue;
                if (pass == 0)
                    gr_text_coat_widen(coat, &rect);
                else
                    put_plate(coat, &plate);
            }
        }
    }
    gr_text_coat_colour(coat, look->plate_colour, GR_BLEND_NORMAL);
    gr_text_coat_blend(coat, band, GR_BLEND_NORMAL);
}

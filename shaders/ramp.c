/* SPDX-License-Identifier: MIT
 *
 * Ramp: a gradient map. Each brightness has a colour of its own, from a row of colours that the
 * shadows begin and the highlights end; between neighbours colours mix through OKLab, without grey
 * middles. `shift` slides the ramp along, round and round with a speed, there and back so that no
 * edge shows.
 */
#include "common/luma.h"
#include "model/colour.h"

typedef struct Params {
    GrColourRow colours;
    float gamma, shift, speed, amount;
} Params;

static const GrParam params[] = {
    GR_COLOUR_ROW(Params, colours, "05040f 3a1078 d8295f ff9a3c fff3d0",
                  "of the shadows first, of the highlights last"),
    GR_FLOAT(Params, gamma, "", 1.2, 0.2, 5, "above 1 the highlights' colours reach farther down"),
    GR_FLOAT(Params, shift, "turns", 0, -1, 1, "slides the colours along, there and back"),
    GR_RATE(Params, speed, "turns a second", 0, -4, 4, "how fast they slide on"),
    GR_FLOAT(Params, amount, "", 1, 0, 1, "how far towards the ramp"),
};

/* 0..1 of the row. */
static GrColour at_place(const GrColourRow *row, const GrOklab *mixed, float place)
{
    float step = place * (float)(row->count - 1);
    int first = (int)step;
    if (first >= row->count - 1)
        return row->list[row->count - 1];
    return gr_oklab_mix(mixed[first], mixed[first + 1], step - (float)first);
}

static void begin(const GrShaderInput *input)
{
    const Params *p = input->params;
    GrToned *toned = input->frame_scratch;
    float shift = gr_part_of((double)p->shift + (double)p->speed * input->moment->scene_s);
    float power = 1.0f / gr_clampf(p->gamma, 0.2f, 5.0f);
    GrOklab mixed[GR_RAMP_STOPS];
    for (int i = 0; i < p->colours.count; i++)
        mixed[i] = gr_oklab_from_colour(p->colours.list[i]);
    for (int i = 0; i < 256; i++) {
        /* A whole turn goes through the row and back. */
        float turn = gr_fractf(0.5f * gr_powf((float)i / 255.0f, power) + shift);
        GrColour colour = at_place(&p->colours, mixed, 1.0f - gr_absf(1.0f - 2.0f * turn));
        toned->tables.of[0][i] = gr_code_value(colour.r);
        toned->tables.of[1][i] = gr_code_value(colour.g);
        toned->tables.of[2][i] = gr_code_value(colour.b);
    }
    gr_toned_settle(toned, p->amount);
}

extern const GrShader GR_LEVEL_NAME(gr_shader_ramp);
const GrShader GR_LEVEL_NAME(gr_shader_ramp) = {
    .name = "ramp",
    .family = "colour",
    .summary = "a gradient map: each brightness has a colour of its own",
    .params = GR_PARAM_TABLE(Params, params),
    GR_TONED_SHADER,
};

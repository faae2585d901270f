/* SPDX-License-Identifier: MIT */
#include "media/film_drawn.h"

#include "base/rational.h"
#include "base/rng.h"
#include "base/vmath.h"
#include "model/expr_noise.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLS = GR_FILM_DRAWN_COLS, ROWS = GR_FILM_DRAWN_ROWS, RATE = 24, PICTURES = 240 };

static const float RADIUS = 0.72f, HAZE = 0.16f;

typedef struct Light {
    float r, g, b;
} Light;

int gr_film_drawn_describe(GrFilm *film, GrError *error)
{
    film->width = COLS;
    film->height = ROWS;
    film->turn = GR_UPRIGHT;
    film->aspect = (float)COLS / (float)ROWS;
    film->picture_count = film->packet_count = PICTURES;
    film->packets = calloc(PICTURES, sizeof *film->packets);
    film->packet = calloc(PICTURES, sizeof *film->packet);
    film->start_ns = calloc(PICTURES, sizeof *film->start_ns);
    if (!film->packets || !film->packet || !film->start_ns)
        return gr_error_memory(error, "a film", PICTURES * sizeof *film->packets);
    for (int64_t i = 0; i < PICTURES; i++) {
        film->packets[i] = (GrFilmPacket){.pts = i, .picture = i, .key = true};
        film->packet[i] = i;
        film->start_ns[i] = i * GR_NS_PER_S / RATE;
    }
    film->length_ns = PICTURES * GR_NS_PER_S / RATE;
    film->tolerance_ns = 1000;
    snprintf(film->codec, sizeof film->codec, "drawn");
    return GR_OK;
}

static Light mix(Light a, Light b, float share)
{
    return (Light){gr_lerpf(a.r, b.r, share), gr_lerpf(a.g, b.g, share), gr_lerpf(a.b, b.b, share)};
}

/* Mountains and seas on the ball of radius 1, 0..1. */
static float ground(float x, float y, float z)
{
    float sum = 0.0f, share = 0.55f, scale = 1.7f;
    for (int octave = 0; octave < 4; octave++) {
        sum += share * gr_noise_3(11.0f + (float)octave, scale * x, scale * y, scale * z);
        share *= 0.5f;
        scale *= 2.1f;
    }
    return sum;
}

static Light surface(float x, float y, float z, float turn)
{
    const Light deep = {0.02f, 0.10f, 0.36f}, shallow = {0.05f, 0.50f, 0.66f};
    const Light coast = {0.20f, 0.56f, 0.22f}, high = {0.82f, 0.56f, 0.28f}, ice = {1, 1, 1};
    float c = gr_cosf(turn), s = gr_sinf(turn);
    float land = ground(c * x + s * z, y, c * z - s * x);
    Light sea = mix(deep, shallow, gr_smoothstepf(0.36f, 0.54f, land));
    Light dry = mix(coast, high, gr_smoothstepf(0.56f, 0.70f, land));
    Light all = mix(sea, dry, gr_smoothstepf(0.53f, 0.55f, land));
    /* Clouds go round twice as fast, so that the film still ends where it began. */
    float c2 = gr_cosf(2.0f * turn), s2 = gr_sinf(2.0f * turn);
    float cloud = gr_noise_3(3.0f, 3.1f * (c2 * x + s2 * z), 5.4f * y, 3.1f * (c2 * z - s2 * x)) *
                  gr_noise_3(5.0f, 7.0f * (c2 * x + s2 * z), 9.0f * y, 7.0f * (c2 * z - s2 * x));
    all = mix(all, ice, 0.9f * gr_smoothstepf(0.30f, 0.44f, cloud));
    return mix(all, ice, gr_smoothstepf(0.80f, 0.90f, gr_absf(y) + 0.25f * (land - 0.5f)));
}

/* Where the ball is not: a little haze around it, and stars. */
static Light sky(int col, int row, float distance, float lit)
{
    float near = gr_unitf(1.0f - (distance - RADIUS) / HAZE), glow = near * near * near * lit;
    uint32_t star = gr_rng_u32(7, (uint32_t)col, (uint32_t)row);
    float bright = star % 131 == 0 ? 0.25f + 0.75f * (float)(star >> 16 & 255) / 255.0f : 0.0f;
    return (Light){0.01f + 0.30f * glow + bright, 0.015f + 0.55f * glow + bright,
                   0.04f + 0.95f * glow + bright};
}

static Light light_at(int col, int row, float turn)
{
    const float sun_x = -0.62f, sun_y = -0.38f, sun_z = 0.69f, lean = 0.38f;
    float x = (2.0f * ((float)col + 0.5f) - (float)COLS) / (float)ROWS;
    float y = (2.0f * ((float)row + 0.5f) - (float)ROWS) / (float)ROWS;
    float distance = gr_sqrtf(x * x + y * y);
    float facing = (x * sun_x + y * sun_y) / gr_maxf(distance, 0.01f);
    Light around = sky(col, row, distance, gr_unitf(0.45f + 0.7f * facing));
    if (distance >= RADIUS)
        return around;
    float bx = x / RADIUS, by = y / RADIUS;
    float bz = gr_sqrtf(gr_maxf(1.0f - bx * bx - by * by, 0.0f));
    float day = gr_unitf(0.06f + 1.05f * (bx * sun_x + by * sun_y + bz * sun_z));
    float c = gr_cosf(lean), s = gr_sinf(lean);
    Light of = surface(c * bx - s * by, s * bx + c * by, bz, turn);
    /* Air is seen at the rim. */
    float rim = (1.0f - bz) * (1.0f - bz), air = 0.5f * rim * gr_unitf(0.3f + facing);
    Light lit = {of.r * day + 0.35f * air, of.g * day + 0.6f * air, of.b * day + air};
    return mix(around, lit, gr_unitf((RADIUS - distance) * (float)ROWS * 0.5f));
}

static uint8_t byte_of(float value)
{
    return (uint8_t)(int32_t)(gr_unitf(gr_sqrtf(gr_unitf(value))) * 255.0f + 0.5f);
}

void gr_film_drawn_picture(int64_t picture, uint8_t *rgba)
{
    float turn = GR_TAU * (float)(int32_t)(picture % PICTURES) / (float)PICTURES;
    for (int row = 0; row < ROWS; row++) {
        for (int col = 0; col < COLS; col++, rgba += 4) {
            Light light = light_at(col, row, turn);
            rgba[0] = byte_of(light.r);
            rgba[1] = byte_of(light.g);
            rgba[2] = byte_of(light.b);
            rgba[3] = 255;
        }
    }
}

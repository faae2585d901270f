/* SPDX-License-Identifier: MIT
 *
 * Spectrogram: the sound as a landscape that scrolls. Time runs along one axis, tones along the
 * other, evenly by octaves; loud is bright. Newest on the right, at the bottom or at the top, or as
 * rings of light that leave the middle with deep tones at the top of each. What a place shows is
 * read from what was heard then, so that every frame stands for itself; before the first second of
 * a show what is to come is there, mirrored.
 */
#include "base/level.h"
#include "common/heard.h"
#include "common/motion.h"
#include "model/effect.h"

enum { LEFT, UP, DOWN, RINGS };

typedef struct Params {
    float span, contrast, low, high, fade, shine, size, spin;
    int32_t way;
} Params;

static const char *const ways[] = {"left", "up", "down", "rings", NULL};
static const char *const way_help[] = {"newest on the right, deep tones at the bottom",
                                       "newest at the bottom, deep tones on the left",
                                       "newest at the top, deep tones on the left",
                                       "newest in the middle, deep tones at the top", NULL};

static const GrParam params[] = {
    {.name = "way",
     .type = GR_PARAM_CHOICE,
     .offset = offsetof(Params, way),
     .unit = "",
     .def = LEFT,
     .choices = ways,
     .choice_help = way_help,
     .help = "where what was heard moves to"},
    GR_FLOAT(Params, span, "s", 5, 0.5, 60, "how much time is seen from the newest to the edge"),
    GR_FLOAT(Params, contrast, "", 2.1, 0.5, 8, "higher leaves only what is loud"),
    GR_FLOAT(Params, low, "Hz", 40, 40, 2000, "the deepest tone"),
    GR_FLOAT(Params, high, "Hz", 12000, 400, 16000, "the highest tone"),
    GR_FLOAT(Params, fade, "", 0.35, 0, 1, "how far it has darkened at the far edge"),
    GR_FLOAT(Params, shine, "", 0.6, 0, 1, "light of the newest, as it is written"),
    GR_FLOAT(Params, size, "screen", 0.08, 0, 0.8, "radius of the middle that rings leave"),
    GR_RATE(Params, spin, "turns/s", 0.02, -2, 2, "how fast the rings turn"),
};

/* Where cells of a row look: 0 newest .. 1 the edge, and a place among the tones. */
typedef struct Places {
    float *restrict age, *restrict tone;
} Places;

/* Tones that lie on the frame's edge end half a band inside. */
static inline float tone_of(float from, float to, float share)
{
    return gr_clampf(gr_lerpf(from, to, share) - 0.5f, 0.0f, (float)GR_TONES - 1.001f);
}

static void place_row(const GrFieldInput *input, int row, Places places)
{
    const Params *p = input->params;
    const GrGrid *grid = input->grid;
    const int first = row * grid->cols;
    const float from = gr_tone_place(p->low);
    const float to = gr_tone_place(gr_maxf(p->high, p->low * 1.5f));
    const float across = 0.5f / grid->aspect;
    const float turn = gr_phase(input->moment->scene_s * (double)p->spin + 0.25);
    const float far = gr_sqrtf(grid->aspect * grid->aspect + 1.0f) - p->size;
    const float *restrict x = grid->x + first, *restrict y = grid->y + first;
    const float *restrict r = grid->r + first, *restrict a = grid->a + first;
    for (int c = 0; c < grid->cols; c++) {
        float along = x[c] * across + 0.5f, down = y[c] * 0.5f + 0.5f;
        float turned = (a[c] + turn) * (1.0f / GR_TAU);
        float side = gr_absf(turned - gr_roundf(turned)) * 2.0f;
        float age = p->way == LEFT ? 1.0f - along : p->way == UP ? 1.0f - down : down;
        float share = p->way == LEFT ? 1.0f - down : along;
        places.age[c] = p->way == RINGS ? gr_maxf(r[c] - p->size, 0.0f) / far : age;
        places.tone[c] = tone_of(from, to, p->way == RINGS ? side : share);
    }
}

static inline float heard_at(const uint8_t *tones, GrHeardRow row, float tone)
{
    int32_t below = (int32_t)tone;
    float part = tone - (float)below;
    const uint8_t *here = tones + row.here * GR_TONES + below;
    const uint8_t *next = tones + row.next * GR_TONES + below;
    float a = gr_lerpf((float)here[0], (float)here[1], part);
    float b = gr_lerpf((float)next[0], (float)next[1], part);
    return gr_lerpf(a, b, row.part) * (1.0f / 255.0f);
}

static size_t scratch_bytes(const GrGrid *grid, const void *params_)
{
    (void)params_;
    return 2 * sizeof(float) * (size_t)grid->cols;
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    static const uint8_t silence[GR_TONES];
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const GrGrid *grid = input->grid;
    const Places places = {input->scratch, (float *)input->scratch + grid->cols};
    const bool heard = m->sonogram && m->sonogram->tones && m->sonogram->rows > 0;
    const uint8_t *tones = heard ? m->sonogram->tones : silence;
    const int32_t last = heard ? (int32_t)(m->sonogram->rows - 1) : 0;
    const int32_t now = heard ? (int32_t)m->sonogram_row : 0;
    const float ticks = p->span / m->tick_s, fade = p->fade;
    /* The light of writing is as wide on every grid. */
    const float edge = 1.0f / 0.02f;

    for (int row = 0; row < grid->rows; row++) {
        float *restrict v = output->value + row * grid->cols;
        place_row(input, row, places);
        for (int c = 0; c < grid->cols; c++) {
            float age = places.age[c];
            GrHeardRow at = gr_heard_mirrored(m->tick_part, now, age * ticks, last);
            float level = heard_at(tones, at, places.tone[c]);
            float loud = gr_powf(level, p->contrast) * 1.25f;
            float fresh = gr_exp2f(-age * edge) * p->shine;
            v[c] = gr_unitf(loud * (1.0f - fade * age) + fresh * (0.12f + 1.2f * level * level));
        }
    }
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_spectrogram);
const GrEffect GR_LEVEL_NAME(gr_effect_spectrogram) = {
    .name = "spectrogram",
    .family = "sound",
    .summary = "a scrolling landscape of everything that was heard: time along, tones across",
    .params = GR_PARAM_TABLE(Params, params),
    .hears = GR_HEARS_TONES,
    .scratch_bytes = scratch_bytes,
    .draw = draw,
};

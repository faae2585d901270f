/* SPDX-License-Identifier: MIT
 *
 * A small catalogue for tests of the loader, so that they depend on no real effect or shader: a few
 * of each kind, with a parameter of every type.
 */
#ifndef TESTS_SCENE_FAKE_CATALOGUE_H
#define TESTS_SCENE_FAKE_CATALOGUE_H

#include "model/catalogue.h"
#include "model/colour.h"
#include "model/expr.h"

typedef struct FakeRings {
    int32_t count;
    float width, period;
    bool soft;
    int32_t mode;
    GrColour tint;
    const char *label;
} FakeRings;

typedef struct FakePlasma {
    float speed;
} FakePlasma;

typedef struct FakeFormula {
    const GrExpr *value;
    float react;
} FakeFormula;

typedef struct FakeWord {
    const char *text, *font;
} FakeWord;

typedef struct FakeBloom {
    float strength, size;
} FakeBloom;

typedef struct FakeTicker {
    const char *text, *mark;
    float rows, speed;
    GrColour colour;
} FakeTicker;

static const char *const fake_modes[] = {"fill", "outline", "glow", NULL};

static const GrParam fake_rings_params[] = {
    GR_INT(FakeRings, count, "", 8, 1, 64, "how many"),
    GR_FLOAT(FakeRings, width, "screen", 0.1, 0, 2, "how wide"),
    GR_FLOAT(FakeRings, period, "s", 1, 0.1, 60, "how long"),
    GR_BOOL(FakeRings, soft, 0, "soft edges"),
    GR_CHOICE(FakeRings, mode, fake_modes, 0, "what is drawn"),
    GR_COLOUR(FakeRings, tint, "ff8800", "its colour"),
    GR_TEXT(FakeRings, label, "none", "its label"),
};
static const GrParam fake_plasma_params[] = {
    GR_FLOAT(FakePlasma, speed, "", 1, 0, 10, "how fast"),
};
static const GrParam fake_formula_params[] = {
    GR_EXPR(FakeFormula, value, "r", "what is drawn"),
    GR_REACT(FakeFormula),
};
static const GrParam fake_word_params[] = {
    GR_TEXT(FakeWord, text, "A", "its letters"),
    GR_TEXT(FakeWord, font, NULL, "their font"),
};
static const GrParam fake_bloom_params[] = {
    GR_FLOAT(FakeBloom, strength, "", 0.5, 0, 4, "how strong"),
    GR_FLOAT(FakeBloom, size, "px", 24, 1, 200, "how wide"),
};

static const GrParam fake_ticker_params[] = {
    GR_TEXTS(FakeTicker, text, "on air", "what runs"),
    GR_TEXT(FakeTicker, mark, NULL, "what stands between"),
    GR_FLOAT(FakeTicker, rows, "", 3, 0, 60, "how many"),
    GR_RATE(FakeTicker, speed, "cells/s", 9, -60, 60, "how fast"),
    GR_COLOUR_OPTIONAL(FakeTicker, colour, "ffd166", "of the text"),
};

static const GrEffect fake_plasma = {.name = "plasma",
                                     .family = "waves",
                                     .summary = "waves",
                                     .params = GR_PARAM_TABLE(FakePlasma, fake_plasma_params)};
static const GrEffect fake_formula = {.name = "formula",
                                      .family = "waves",
                                      .summary = "an expression",
                                      .params = GR_PARAM_TABLE(FakeFormula, fake_formula_params)};
static const GrEffect fake_rings = {.name = "rings",
                                    .family = "waves",
                                    .summary = "rings",
                                    .params = GR_PARAM_TABLE(FakeRings, fake_rings_params)};
static inline void fake_word_stencil(const void *params, GrStencilSpec *out)
{
    const FakeWord *word = params;
    *out = (GrStencilSpec){.text = word->text, .font = word->font};
}
static const GrEffect fake_word = {.name = "word",
                                   .family = "shapes",
                                   .summary = "a word",
                                   .params = GR_PARAM_TABLE(FakeWord, fake_word_params),
                                   .stencil = fake_word_stencil};
static const GrShader fake_shards = {.name = "shards",
                                     .family = "geometry",
                                     .summary = "splinters",
                                     .params = {.size = 1},
                                     .tears = true};
static const GrShader fake_bloom = {.name = "bloom",
                                    .family = "glow",
                                    .summary = "glow",
                                    .params = GR_PARAM_TABLE(FakeBloom, fake_bloom_params)};
typedef struct FakeHalftone {
    int32_t mode;
    float size, black, white;
    GrColour ink;
} FakeHalftone;
static const char *const fake_halftone_modes[] = {"print", "mono", NULL};
static const GrParam fake_halftone_params[] = {
    GR_CHOICE(FakeHalftone, mode, fake_halftone_modes, 0, "of what"),
    {.name = "size",
     .type = GR_PARAM_FLOAT,
     .offset = offsetof(FakeHalftone, size),
     .unit = "px",
     .def = 14,
     .min = 4,
     .max = 96,
     .with = "mode",
     .help = "of a dot"},
    {.name = "ink",
     .type = GR_PARAM_COLOUR,
     .offset = offsetof(FakeHalftone, ink),
     .unit = "",
     .def_text = "ffffff",
     .with = "mode",
     .with_choice = 1,
     .help = "of the dots"},
    {.name = "black",
     .type = GR_PARAM_FLOAT,
     .offset = offsetof(FakeHalftone, black),
     .unit = "",
     .def = 0.1,
     .max = 1,
     .below = "white",
     .help = "no dot"},
    GR_FLOAT(FakeHalftone, white, "", 0.8, 0, 1, "no paper"),
};
static const GrShader fake_halftone = {.name = "halftone",
                                       .family = "tone",
                                       .summary = "dots",
                                       .params =
                                           GR_PARAM_TABLE(FakeHalftone, fake_halftone_params)};
static const GrShader fake_vignette = {
    .name = "vignette", .family = "tone", .summary = "dark corners", .params = {.size = 1}};

static const GrCellEffect fake_shake = {
    .name = "shake", .family = "motion", .summary = "jolts", .params = {.size = 1}};
static const GrCellEffect fake_ticker = {.name = "ticker",
                                         .family = "text",
                                         .summary = "running text",
                                         .params = GR_PARAM_TABLE(FakeTicker, fake_ticker_params)};

typedef struct FakeMix {
    GrFields a, b, list;
    float amount;
} FakeMix;
static const GrParam fake_mix_params[] = {
    GR_FIELD(FakeMix, a, "plasma", "plasma", "the first"),
    GR_FIELD(FakeMix, b, NULL, "rings", "the second"),
    {.name = "list",
     .type = GR_PARAM_FIELD,
     .offset = offsetof(FakeMix, list),
     .unit = "",
     .several = true,
     .example = "[plasma]",
     .help = "more of them"},
    GR_FLOAT(FakeMix, amount, "", 1, 0, 4, "how much"),
};
static const GrEffect fake_mix = {.name = "mix",
                                  .family = "own",
                                  .summary = "two fields",
                                  .params = GR_PARAM_TABLE(FakeMix, fake_mix_params)};

typedef struct FakeTwist {
    float amount;
    GrFields field;
} FakeTwist;
static const GrParam fake_twist_params[] = {
    GR_FLOAT(FakeTwist, amount, "turns", 0.1, -4, 4, "how far"),
    GR_FIELD(FakeTwist, field, "plasma", "plasma", "by what"),
};
static const GrWarp fake_twist = {.name = "twist",
                                  .family = "bend",
                                  .summary = "twists",
                                  .params = GR_PARAM_TABLE(FakeTwist, fake_twist_params)};
static const GrWarp fake_flip = {
    .name = "flip", .family = "move", .summary = "flips", .params = {.size = 1}};

static inline void fake_catalogue_install(void)
{
    static const GrEffect *const effects[] = {&fake_formula, &fake_mix,  &fake_plasma,
                                              &fake_rings,   &fake_word, NULL};
    static const GrShader *const shaders[] = {&fake_bloom, &fake_halftone, &fake_vignette,
                                              &fake_shards, NULL};
    static const GrCellEffect *const cells[] = {&fake_shake, &fake_ticker, NULL};
    static const GrWarp *const warps[] = {&fake_flip, &fake_twist, NULL};
    static const GrCatalogue catalogue = {effects, shaders, cells, warps};
    gr_catalogue_install(&catalogue);
}

#endif

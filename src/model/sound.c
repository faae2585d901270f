/* SPDX-License-Identifier: MIT */
#include "model/sound.h"

const char *const gr_synth_style_names[] = {"drive", "half",  "breaks",  "ambient", "pulse",
                                            "rock",  "metal", "shuffle", NULL};

const char *const gr_sound_codecs[] = {"encode", "copy", NULL};

static const char *const style_help[] = {
    "synthwave: four on the floor, rolling bass, arpeggio",
    "half-time: long sub bass, rolling hats, dark pads",
    "broken beat: swung drums, electric piano, round bass",
    "wide pads, bells and sparse percussion",
    "minimal techno: kick, rumble, stabs, a slow filter",
    "rock: kick and snare, walls of distorted guitars, driving eighths",
    "metal: double kicks, palm-muted riffs, fast",
    "shuffle: a beat in three parts, walking bass, electric piano",
    NULL,
};

static const GrParam params[] = {
    GR_FLOAT(GrSynthSpec, bpm, "bpm", 120, 40, 240, "beats a minute"),
    GR_INT(GrSynthSpec, bars, "bars", 16, 1, 1024,
           "length in bars of four beats; the last one rings out"),
    {.name = "style",
     .type = GR_PARAM_CHOICE,
     .offset = offsetof(GrSynthSpec, style),
     .unit = "",
     .def = 0,
     .choices = gr_synth_style_names,
     .choice_help = style_help,
     .help = "kind of music: its drums, chords, sounds and arrangement"},
    GR_INT(GrSynthSpec, seed, "", 0, 0, 1000000,
           "another number gives another key, melody and fills in the same style"),
};

const GrParamTable gr_synth_params = GR_PARAM_TABLE(GrSynthSpec, params);

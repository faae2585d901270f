/* SPDX-License-Identifier: MIT */
#include "model/motion.h"

#include "base/text.h"

#include <string.h>

typedef GrMotionParams P;

#define THREE(with, UPPER, lower, how) "in_" #lower, "out_" #lower, "in_out_" #lower,
static const char *const ease_names[] = {"linear", GR_EASE_FAMILIES(THREE, ) NULL};
#undef THREE
static const char *const unit_names[] = {"line", "word", "syllable", "letter", NULL};
static const char *const from_names[] = {"around", "above", "below", "sides", NULL};

#define EASE(def_, help_)                                                                          \
    {                                                                                              \
        .name = "ease", .type = GR_PARAM_CHOICE, .offset = offsetof(P, ease), .unit = "",          \
        .def = def_, .choices = ease_names, .help = help_                                          \
    }
#define SEED GR_INT(P, seed, "", 0, 0, 1000000, "another number, another arrangement")
#define IN(def_)                                                                                   \
    GR_FLOAT(P, in, "s", def_, 0, 30, "how long it takes to come; a short text halves it")
#define OUT(def_) GR_FLOAT(P, out, "s", def_, 0, 30, "how long it takes to go, before its end")
#define STAGGER(def_)                                                                              \
    GR_FLOAT(P, stagger, "", def_, 0, 1, "how much later the last letter is; 0 is all at once")
#define LIT                                                                                        \
    GR_BOOL(P, sweep, 1, "it fills along its way; no is all of it at once"),                       \
        GR_FLOAT(P, soft, "px", 22, 0, 400, "width of the soft edge of the fill"),                 \
        GR_FLOAT(P, lift, "px", 7, -200, 200, "how far what is being sung is lifted"),             \
        GR_FLOAT(P, light, "", 0.35, 0, 1, "how much brighter it is while it is sung")

static const GrParam typewriter[] = {
    GR_FLOAT(P, rate, "letters/s", 18, 0.5, 500, "how fast it types, where it does not follow"),
    GR_FLOAT(P, jitter, "", 0.45, 0, 1, "how uneven the strokes are"),
    GR_BOOL(P, follow, 1, "each word is typed when it is sung, where the lyrics have its time"),
    GR_BOOL(P, caret, 1, "a caret shows where it types, and blinks when it is done"),
    OUT(0.25),
    SEED,
};

static const GrParam fade[] = {
    IN(0.5),
    OUT(0.5),
    GR_FLOAT(P, rise, "px", 26, -1000, 1000, "how far it rises as it comes"),
    STAGGER(0.45),
    EASE(GR_EASE_OUT_CUBIC, "how it comes to rest"),
};

static const GrParam flash[] = {
    GR_FLOAT(P, decay, "s", 0.32, 0.02, 4, "how long the light of a beat lasts"),
    GR_FLOAT(P, light, "", 0.9, 0, 1, "how white a beat makes it"),
    GR_FLOAT(P, pop, "", 0.07, -0.5, 1,
             "how far a beat drives the letters apart, of the text's size"),
    GR_FLOAT(P, dim, "", 0.62, 0, 1, "how strong it is between beats"),
    OUT(0.2),
    GR_REACT(P),
};

static const GrParam scatter[] = {
    GR_FLOAT(P, amount, "px", 620, 0, 4000, "how far away the letters come from"),
    GR_CHOICE(P, from, from_names, GR_MOTION_AROUND, "where they come from"),
    IN(1.1),
    OUT(0.8),
    STAGGER(0.5),
    EASE(GR_EASE_OUT_QUART, "how they come to rest"),
    SEED,
    GR_REACT(P),
};

static const GrParam wave[] = {
    GR_FLOAT(P, amplitude, "px", 16, 0, 1000, "how high the wave is"),
    GR_FLOAT(P, length, "px", 520, 10, 10000, "from one crest to the next"),
    GR_RATE(P, speed, "turns/s", 0.55, -20, 20, "how fast the crests travel along the text"),
    IN(0.4),
    OUT(0.4),
    GR_REACT(P),
};

static const GrParam karaoke[] = {
    GR_CHOICE(P, by, unit_names, GR_MOTION_WORD, "what is lit at a time"),
    LIT,
    GR_FLOAT(P, dim, "", 0.8, 0, 1, "how strong what is not yet sung is"),
    GR_FLOAT(P, ahead, "s", 1, 0, 30,
             "how early a line is there before it is sung, if there is room"),
    IN(0.35),
    OUT(0.35),
    GR_REACT(P),
};

static const GrParam stack[] = {
    GR_INT(P, before, "", 1, 0, 6, "how many earlier lines stay, each dimmer"),
    GR_INT(P, after, "", 2, 0, 6, "how many later lines are there already"),
    GR_FLOAT(P, dim, "", 0.42, 0, 1, "how strong a neighbour is; the next but one has its square"),
    GR_FIXED_FLOAT(P, gap, "px", 34, 0, 1000, "room between two texts"),
    GR_FLOAT(P, in, "s", 0.55, 0, 30, "how long the stack takes to move on"),
    EASE(GR_EASE_IN_OUT_CUBIC, "how it moves on"),
    GR_CHOICE(P, by, unit_names, GR_MOTION_LINE, "what is lit at a time, with the colour `sung`"),
    LIT,
    GR_REACT(P),
};

#define KIND(id, name, summary, table)                                                             \
    [GR_MOTION_##id] = {GR_MOTION_##id, name, summary, GR_PARAM_TABLE(P, table)}

const GrMotionKind gr_motion_kinds[] = {
    [GR_MOTION_STILL] = {GR_MOTION_STILL,
                         "still",
                         "none: the text is there from its start to its end",
                         {NULL, 0, sizeof(P)}},
    KIND(TYPEWRITER, "typewriter", "letter by letter, with an uneven hand and a caret", typewriter),
    KIND(FADE, "fade", "letters rise out of the dark, one after the other, and go", fade),
    KIND(FLASH, "flash", "every beat lights it up and drives its letters apart", flash),
    KIND(SCATTER, "scatter", "letters fly in from afar, gather, and fly apart at the end", scatter),
    KIND(WAVE, "wave", "a swell runs through the letters, higher with the bass", wave),
    KIND(KARAOKE, "karaoke", "what is sung fills with the colour `sung`, word by word", karaoke),
    KIND(STACK, "stack", "the lines before and after stand around it, dimmer, and scroll", stack),
    {.name = NULL},
};

static const char *name_at(const void *kinds, int index)
{
    return ((const GrMotionKind *)kinds)[index].name;
}

const GrMotionKind *gr_motion_find(const char *name)
{
    for (const GrMotionKind *kind = gr_motion_kinds; kind->name; kind++)
        if (strcmp(kind->name, name) == 0)
            return kind;
    return NULL;
}

const char *gr_motion_nearest(const char *name)
{
    return gr_nearest_name(name, name_at, gr_motion_kinds);
}

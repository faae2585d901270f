/* SPDX-License-Identifier: MIT */
#include "model/mood.h"

#include <stddef.h>

/* One shader a line, so that a chain can grow in its middle. */
const GrMood gr_moods[] = {
    {"broken",
     "a picture that is being lost: torn, misread, running; slipping guns, snow and a bar",
     "[{brightness: {amount: 0.8}}, "
     "{blocks: {share: 0.06, size: 70}}, "
     "{pixel_sort: {share: 0.16}}, "
     "{bands: {count: 5}}, "
     "{bend: {count: 1.5, height: 0.3, lean: 1.2, bits: 1}}, "
     "{posterize: {levels: 7, softness: 0.3, amount: 0.7}}, "
     "{saturation: {amount: 1.1}}, "
     "{chromatic: {shift: 14}}, "
     "{wobble: {amount: 0.1, waves: 3, speed: 0.8}}, "
     "{static: {amount: 0.07, size: 4, dropouts: 0.05, bar: 0.5, roll: 0.45}}, "
     "{scanlines: {strength: 0.3, period: 6, roll: 2}}, "
     "{vignette: {strength: 0.5}}]"},
    {"cinematic", "the wide screen: soft lights, teal shadows, amber lights, grain, bars",
     "[{bloom: {strength: 0.55, threshold: 0.5, size: 90}}, "
     "{saturation: {amount: 0.85}}, "
     "lut, "
     "{gamma: {gamma: 1, red: 0.8, blue: 1.1}}, "
     "{contrast: {amount: 0.2}}, "
     "{vignette: {strength: 0.5, softness: 0.85}}, "
     "{grain: {amount: 7}}, "
     "letterbox]"},
    {"clean", "nothing but polish: a little contrast and colour, corners held together",
     "[{contrast: {amount: 0.22}}, "
     "{saturation: {amount: 1.18}}, "
     "{bloom: {strength: 0.25, threshold: 0.6, size: 30}}, "
     "{vignette: {strength: 0.22}}]"},
    {"dreamy", "light that spills over everything, pale and rosy, without hard blacks",
     "[{soft_focus: {radius: 26, amount: 0.75}}, "
     "{bloom: {strength: 0.8, threshold: 0.2, size: 110}}, "
     "{gamma: {gamma: 1.1, red: 1.12, blue: 1.1}}, "
     "{tint: {tone: custom, colour: ffb4dc, amount: 0.28}}, "
     "{levels: {black: 0.02, white: 0.95, low: 0.04}}, "
     "{vignette: {strength: 0.25, softness: 1}}]"},
    {"glitch", "a bad signal: slices and colours slip on the beat, hue runs down the screen",
     "[{bands: {count: 9}}, "
     "{blocks: {share: 0.03, size: 60}}, "
     "{bloom: {strength: 0.4, threshold: 0.4, size: 30}}, "
     "{brightness: {amount: 0.4}}, "
     "{saturation: {amount: 1.35}}, "
     "{chromatic: {shift: 9}}, "
     "{rgb_split: {amount: 5}}, "
     "{wobble: {amount: 0.07, waves: 2.5, speed: 0.7}}, "
     "{static: {amount: 0.03, size: 4, dropouts: 0.035, bar: 0.35}}, "
     "{scanlines: {strength: 0.22}}]"},
    {"industrial", "steel and soot: hardly any colour, hard light, coarse grain",
     "[{saturation: {amount: 0.35}}, "
     "{tint: {tone: custom, colour: 8fa3ad, amount: 0.45}}, "
     "{brightness: {amount: 0.4}}, "
     "{edge_glow: {detail: 10, strength: 0.45, glow: 7, keep: 0.9}}, "
     "{contrast: {amount: 0.5, pivot: 0.3}}, "
     "{bloom: {strength: 0.35, threshold: 0.6, size: 40}}, "
     "{grain: {amount: 18, size: 3}}, "
     "{vignette: {strength: 0.65}}]"},
    {"psychedelic", "all colours at once, on their way around the wheel, in waves",
     "[{wave: {amount: 22, length: 0.9}}, "
     "{brightness: {amount: 0.7}}, "
     "{bloom: {strength: 0.9, threshold: 0.2, size: 80}}, "
     "{saturation: {amount: 1.6}}, "
     "{hue_rotate: {turn: 0, speed: 0.07}}, "
     "{wobble: {amount: 0.3, waves: 1, speed: 0.25}}, "
     "{chromatic: {shift: 6}}]"},
    {"retro", "an old tube in a dark room: warm, glowing, its beam and its glass",
     "[{brightness: {amount: 0.45}}, "
     "{bloom: {strength: 0.8, threshold: 0.35, size: 50}}, "
     "{tint: {tone: warm, amount: 0.5}}, "
     "{chromatic: {shift: 3}}, "
     "{grain: {amount: 6}}, "
     "{crt: {curvature: 0.09, scan: 0.5, edge: 0.55}}]"},
    {0},
};

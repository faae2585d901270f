/* SPDX-License-Identifier: MIT */
#include "scene/shape.h"

#include "base/rational.h"
#include "scene/value_text.h"

#include <string.h>

const GrFormInfo gr_forms[GR_FORM_COUNT] = {
    [GR_FORM_TEXT] = {"text", "a text", NULL, true, 0, 0,
                      "One line of any characters. What YAML would read as something else needs "
                      "quotes: a text that holds `: ` or ` #`, or starts with one of "
                      "`# & * ! | > % @ [ {` or a quote.",
                      "[Night drive, \"#1: the start\"]"},
    [GR_FORM_NAME] = {"name", "a name", NULL, true, 0, 0,
                      "1 to 100 characters of your choice, without line breaks.", "[drop, stars]"},
    [GR_FORM_GLYPHS] = {"glyphs", "a text of glyphs in quotes", NULL, true, 0, 0,
                        "Characters in quotes; a blank among them is the empty cell.",
                        "[\" .:*#\", \"01\"]"},
    [GR_FORM_NUMBER] = {"number", "a number", NULL, true, 0, 0,
                        "Decimals follow a point; a power of ten may stand behind: 1.5e-3.",
                        "[0.5, 12, -1]"},
    [GR_FORM_WHOLE] = {"whole number", "a whole number", "^[0-9]+$", true, 0,
                       18446744073709551615.0, "From 0 to 2^64 - 1.", "[0, 7]"},
    [GR_FORM_TIME] =
        {"time", "a time like 12.5s or 4 bars", NULL, true, 0, GR_TIME_MAX_HOURS * 3600.0,
         "A length: seconds (a bare number or `s`), `ms`, `min`, `h`, minutes:seconds, "
         "hours:minutes:seconds, `f` (frames of the show's own fps), `beats` or `bars` "
         "of the music. A moment: `bar 16`, `beat 33`, `section 2` (counted from 1), "
         "`start` or `end` (of the scene, for times in it), and any lengths added or "
         "taken away.",
         "[12.5s, 500ms, \"1:23.5\", 36f, 8 beats, 1/2 bar, bar 16, section 2 - 1 beat]"},
    [GR_FORM_COLOUR] = {"colour", "a colour like ff8800", "^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$",
                        true, 0, 0,
                        "Six hexadecimal digits (or three: `f80` is `ff8800`), or a CSS colour "
                        "name. With a `#` it needs quotes: in YAML that starts a comment.",
                        "[ff8800, orange, \"#05060a\"]"},
    [GR_FORM_SIZE] = {"width x height", "a size like 1920x1080", "^[0-9]+ *[xX\\u00d7] *[0-9]+$",
                      false, 0, 0, "Pixels, 16 to 16384 a side; a video needs even sides.",
                      "[1920x1080, 1080x1920]"},
    [GR_FORM_RATE] = {"frames a second", "a frame rate like 24 or 30000/1001",
                      "^[0-9]+(\\.[0-9]+|/[0-9]+)?$", true, GR_FPS_MIN, GR_FPS_MAX,
                      "A number from 1 to 240, or a fraction.", "[24, 60, 30000/1001]"},
    [GR_FORM_TICK] = {"ticks a second, or a length", "ticks a second (24) or a length (1/24 s)",
                      "^[0-9]+(\\.[0-9]+|/[0-9]+)?( *m?s)?$", true, 1, GR_TICK_MAX,
                      "A number is ticks a second; with a unit it is the length of one.",
                      "[24, 1/24 s, 40ms]"},
    [GR_FORM_FILE] = {"file name", "the name of a file", NULL, true, 0, 0,
                      "Relative to the file in which it is written.", "[song.ogg]"},
    [GR_FORM_FONT] = {"font name", "a font's name", NULL, true, 0, 0,
                      "A family that is installed, with a style if need be (`Inter:bold`), a font "
                      "file (relative to the show file), a stack "
                      "or `builtin`.",
                      "[DejaVu Sans Mono, terminal, builtin]"},
    [GR_FORM_YES_NO] = {"yes or no", "yes or no", NULL, false, 0, 0,
                        "`yes`, `true`, `on` or `1`; `no`, `false`, `off` or `0`.", "[yes, no]"},
    [GR_FORM_EXPRESSION] = {"expression", "an expression", "[-+*/%^<>=!?()&|0-9]", false, 0, 0,
                            "Arithmetic in place of a number, evaluated for every frame. Where the "
                            "number is in seconds, a time may stand as well.",
                            "[0.5 + 0.5*bass, \"if(beat_phase < 0.5, 1, 2)\"]"},
    [GR_FORM_KEYFRAME] = {"keyframe", "a key like [4s, 2, out_cubic]", NULL, false, 0, 0,
                          "A time and the value then, and the easing by which the value gets there "
                          "(linear without one): a list of two or three.",
                          "[[0s, 0.2], [4s, 1, out_cubic]]"},
    [GR_FORM_KEYFRAMES] =
        {"keyframes", "a list of keyframes", NULL, false, 0, 0,
         "A list of keyframes in place of a number or a colour; as a mapping it can "
         "begin again: see the part keyframes.",
         "[[[0s, 2], [4s, 10, out_cubic]]]"},
};

static void one_shape(const GrShape *shape, GrText *out)
{
    if (shape->words) {
        gr_text_puts(out, shape->words);
        return;
    }
    switch (shape->form) {
    case GR_FORM_NUMBER:
        gr_text_printf(out, "number from %g to %g", shape->min, shape->max);
        break;
    case GR_FORM_WORD:
        for (int i = 0; shape->choices[i]; i++)
            gr_text_printf(out, "%s%s",
                           i == 0                  ? ""
                           : shape->choices[i + 1] ? ", "
                                                   : " or ",
                           shape->choices[i]);
        break;
    case GR_FORM_NAME_OF:
    case GR_FORM_USE_OF:
        gr_text_puts(out, shape->of);
        break;
    case GR_FORM_PART:
        gr_text_printf(out, "%s mapping", shape->of);
        break;
    case GR_FORM_LIST:
        gr_text_puts(out, "list of ");
        for (const GrShape *item = shape->items; item->form; item++) {
            gr_text_puts(out, item == shape->items ? "" : item[1].form ? ", " : " or ");
            if (item->form == GR_FORM_PART)
                gr_text_puts(out, item->of);
            else
                one_shape(item, out);
            gr_text_puts(out, "s");
        }
        break;
    case GR_FORM_MAP:
        gr_text_puts(out, "mapping of names to ");
        gr_shape_words(shape->items, out);
        break;
    case GR_FORM_UNDER:
        gr_text_puts(out, shape->key);
        break;
    case GR_FORM_NOTHING:
        gr_text_puts(out, "nothing");
        break;
    case GR_FORM_ANY:
        gr_text_puts(out, "anything");
        break;
    default:
        gr_text_puts(out, gr_forms[shape->form].name);
    }
}

void gr_shape_words(const GrShape *shapes, GrText *out)
{
    for (const GrShape *shape = shapes; shape->form; shape++) {
        if (shape > shapes)
            gr_text_puts(out, shape[1].form ? ", " : " or ");
        one_shape(shape, out);
    }
}

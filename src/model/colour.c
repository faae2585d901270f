/* SPDX-License-Identifier: MIT */
#include "model/colour.h"

#include "base/vmath.h"
#include "model/colour_names.h"

#include <string.h>
#include <strings.h>

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

static GrColour from_packed(unsigned rgb)
{
    return (GrColour){(float)(rgb >> 16 & 255) / 255.0f, (float)(rgb >> 8 & 255) / 255.0f,
                      (float)(rgb & 255) / 255.0f};
}

static bool parse_hex(const char *text, GrColour *out)
{
    size_t length = strlen(text);
    if (length != 6 && length != 3)
        return false;
    unsigned packed = 0;
    for (const char *p = text; *p; p++) {
        int digit = hex_digit(*p);
        if (digit < 0)
            return false;
        packed = packed << 4 | (unsigned)digit;
        if (length == 3)
            packed = packed << 4 | (unsigned)digit;
    }
    *out = from_packed(packed);
    return true;
}

bool gr_colour_parse(const char *text, GrColour *out)
{
    if (parse_hex(text + (text[0] == '#'), out))
        return true;
    for (int i = 0; gr_colour_names[i]; i++) {
        if (strcasecmp(text, gr_colour_names[i]) == 0) {
            *out = from_packed(gr_colour_values[i]);
            return true;
        }
    }
    return false;
}

GrColour gr_colour_from_hsv(float hue_turns, float saturation, float value)
{
    float h = gr_fractf(hue_turns) * 6.0f;
    float channel[3];
    for (int i = 0; i < 3; i++) {
        /* Each channel is a trapezoid over the wheel, a third of a turn apart. */
        float at = gr_modf(h + 6.0f - 2.0f * (float)i, 6.0f);
        float ramp = gr_unitf(gr_absf(at - 3.0f) - 1.0f);
        channel[i] = value * (1.0f - saturation + saturation * ramp);
    }
    return (GrColour){channel[0], channel[1], channel[2]};
}

float gr_srgb_to_linear(float value)
{
    return value <= 0.04045f ? value / 12.92f : gr_powf((value + 0.055f) / 1.055f, 2.4f);
}

float gr_linear_to_srgb(float value)
{
    return value <= 0.0031308f ? value * 12.92f : 1.055f * gr_powf(value, 1.0f / 2.4f) - 0.055f;
}

static float cube_root(float x)
{
    return x < 0.0f ? -gr_powf(-x, 1.0f / 3.0f) : gr_powf(x, 1.0f / 3.0f);
}

GrOklab gr_oklab_from_colour(GrColour colour)
{
    float r = gr_srgb_to_linear(colour.r);
    float g = gr_srgb_to_linear(colour.g);
    float b = gr_srgb_to_linear(colour.b);
    float l = cube_root(0.4122214708f * r + 0.5363325363f * g + 0.0514459929f * b);
    float m = cube_root(0.2119034982f * r + 0.6806995451f * g + 0.1073969566f * b);
    float s = cube_root(0.0883024619f * r + 0.2817188376f * g + 0.6299787005f * b);
    return (GrOklab){0.2104542553f * l + 0.7936177850f * m - 0.0040720468f * s,
                     1.9779984951f * l - 2.4285922050f * m + 0.4505937099f * s,
                     0.0259040371f * l + 0.7827717662f * m - 0.8086757660f * s};
}

/* Linear light, possibly outside 0..1. */
static GrColour linear_from_oklab(GrOklab lab)
{
    float l = lab.l + 0.3963377774f * lab.a + 0.2158037573f * lab.b;
    float m = lab.l - 0.1055613458f * lab.a - 0.0638541728f * lab.b;
    float s = lab.l - 0.0894841775f * lab.a - 1.2914855480f * lab.b;
    l = l * l * l;
    m = m * m * m;
    s = s * s * s;
    return (GrColour){4.0767416621f * l - 3.3077115913f * m + 0.2309699292f * s,
                      -1.2684380046f * l + 2.6097574011f * m - 0.3413193965f * s,
                      -0.0041960863f * l - 0.7034186147f * m + 1.7076147010f * s};
}

static GrColour encode(GrColour linear)
{
    return (GrColour){gr_linear_to_srgb(gr_unitf(linear.r)), gr_linear_to_srgb(gr_unitf(linear.g)),
                      gr_linear_to_srgb(gr_unitf(linear.b))};
}

static bool fits(GrColour linear)
{
    const float slack = 1e-4f;
    return linear.r >= -slack && linear.g >= -slack && linear.b >= -slack &&
           linear.r <= 1.0f + slack && linear.g <= 1.0f + slack && linear.b <= 1.0f + slack;
}

GrOklch gr_oklch_from_colour(GrColour colour)
{
    GrOklab lab = gr_oklab_from_colour(colour);
    return (GrOklch){lab.l, gr_sqrtf(lab.a * lab.a + lab.b * lab.b),
                     gr_fractf(gr_atan2f(lab.b, lab.a) / GR_TAU)};
}

GrColour gr_colour_from_oklch(GrOklch oklch)
{
    float angle = gr_fractf(oklch.h) * GR_TAU;
    float along_a = gr_cosf(angle), along_b = gr_sinf(angle);
    float chroma = oklch.c > 0.0f ? oklch.c : 0.0f;
    GrColour linear = linear_from_oklab((GrOklab){oklch.l, chroma * along_a, chroma * along_b});
    if (fits(linear))
        return encode(linear);
    float low = 0.0f, high = chroma; /* `low` always fits */
    for (int i = 0; i < 16; i++) {
        float middle = 0.5f * (low + high);
        linear = linear_from_oklab((GrOklab){oklch.l, middle * along_a, middle * along_b});
        if (fits(linear))
            low = middle;
        else
            high = middle;
    }
    return encode(linear_from_oklab((GrOklab){oklch.l, low * along_a, low * along_b}));
}

GrColour gr_oklab_mix(GrOklab from, GrOklab to, float mix)
{
    return encode(linear_from_oklab((GrOklab){
        gr_lerpf(from.l, to.l, mix), gr_lerpf(from.a, to.a, mix), gr_lerpf(from.b, to.b, mix)}));
}

GrColour gr_colour_mix(GrColour a, GrColour b, float mix)
{
    return gr_oklab_mix(gr_oklab_from_colour(a), gr_oklab_from_colour(b), mix);
}

GrColour gr_colour_mix_hue(GrColour a, GrColour b, float mix)
{
    const float grey = 0.004f; /* chroma that no eye sees */
    if (mix == 0.0f || mix == 1.0f)
        return mix == 0.0f ? a : b;
    GrOklch from = gr_oklch_from_colour(a), to = gr_oklch_from_colour(b);
    from.h = from.c < grey ? to.h : from.h;
    to.h = to.c < grey ? from.h : to.h;
    float turn = to.h - from.h;
    turn -= gr_roundf(turn); /* -0.5 .. 0.5 */
    return gr_colour_from_oklch((GrOklch){gr_unitf(gr_lerpf(from.l, to.l, mix)),
                                          gr_lerpf(from.c, to.c, mix), from.h + turn * mix});
}

float gr_colour_luma(GrColour colour)
{
    return 0.2126f * colour.r + 0.7152f * colour.g + 0.0722f * colour.b;
}

const GrColourRamp gr_colour_ramps[] = {
    {"neon",
     "magenta, violet, electric blue, cyan",
     5,
     {"ff2d95", "b13bff", "4d5bff", "12c8ff", "3dffd0"}},
    {"pastel",
     "soft rose, peach, mint, sky, lilac",
     5,
     {"ffb3c6", "ffd8b5", "bdf2cf", "b6dcff", "d9c4ff"}},
    {"cyberpunk",
     "acid yellow, hot pink, deep violet, cyan",
     4,
     {"fcee0c", "ff2a6d", "7700d9", "05d9e8"}},
    {"vaporwave", "pink, lavender, teal, dusk orange", 4, {"ff71ce", "b967ff", "01cdfe", "ff9e64"}},
    {"earth", "clay, ochre, sand, moss", 4, {"9c4a2f", "d08b3e", "ead7a1", "7d8f4e"}},
    {"ice", "deep blue, glacier, white", 4, {"1c4e9c", "3f9be0", "9fe0ff", "f4fdff"}},
    {"blood", "near black, crimson, scarlet, ember", 4, {"4a0410", "b00a22", "ff2e2e", "ff9a5c"}},
    {"forest", "pine, fern, moss, sunlight", 4, {"0f4d33", "2f8f4e", "8ccf4d", "f2f3a0"}},
    {"mono_green", "a green phosphor terminal", 3, {"0b7a3b", "33ff7a", "d6ffe0"}},
    {"mono_amber", "an amber phosphor terminal", 3, {"a35200", "ffb000", "ffe9b0"}},
    {"ember",
     "coal, red heat, orange, white heat",
     5,
     {"5a0f0a", "c42a0b", "ff6a13", "ffb648", "fff1c9"}},
    {"dusk",
     "night blue, plum, rose, apricot",
     5,
     {"27337a", "6b3fa0", "c9478c", "ff7f6b", "ffd08a"}},
    {"deep_sea",
     "abyss blue, teal, foam, a spark of coral",
     5,
     {"0d3b8c", "0a7fb5", "19c6b8", "b8fff0", "ff8f7a"}},
    {"gold", "bronze, gold, pale gold", 3, {"9a5b1e", "f2b632", "fff0c2"}},
    {0},
};

const GrColourRamp *gr_colour_ramp_find(const char *name)
{
    for (const GrColourRamp *ramp = gr_colour_ramps; ramp->name; ramp++)
        if (strcmp(ramp->name, name) == 0)
            return ramp;
    return NULL;
}

bool gr_colour_row_parse(const char *text, GrColourRow *out)
{
    const GrColourRamp *ramp = gr_colour_ramp_find(text);
    char word[32];
    *out = (GrColourRow){0};
    for (; ramp && out->count < ramp->count; out->count++)
        if (!gr_colour_parse(ramp->stops[out->count], &out->list[out->count]))
            return false;
    for (text += ramp ? strlen(text) : strspn(text, " "); *text; out->count++) {
        size_t length = strcspn(text, " ");
        if (length >= sizeof word || out->count == GR_RAMP_STOPS)
            return false;
        memcpy(word, text, length);
        word[length] = '\0';
        if (!gr_colour_parse(word, &out->list[out->count]))
            return false;
        text += length + strspn(text + length, " ");
    }
    return out->count > 0;
}

/* SPDX-License-Identifier: MIT */
#include "base/vmath.h"
#include "model/colour.h"
#include "render/kernels/light.h"

static uint16_t word_near(double value)
{
    return (uint16_t)(value < 0.0 ? 0.0 : value > 65535.0 ? 65535.0 : value + 0.5);
}

static void put_word(GrCodeWords *words, int code, uint16_t word)
{
    words->word[code] = word;
    words->bytes[0][code] = (uint8_t)word;
    words->bytes[1][code] = (uint8_t)(word >> 8);
}

static void split_pieces(GrLightPieces *pieces)
{
    for (int i = 0; i < GR_LIGHT_PIECES; i++) {
        pieces->bytes[0][i] = (uint8_t)pieces->start[i];
        pieces->bytes[1][i] = (uint8_t)(pieces->start[i] >> 8);
        pieces->bytes[2][i] = (uint8_t)pieces->slope[i];
        pieces->bytes[3][i] = (uint8_t)(pieces->slope[i] >> 8);
    }
}

/* Sixteenths of a code value. */
static double code_at(double light)
{
    return 16.0 * 255.0 * (double)gr_linear_to_srgb((float)(light / 65535.0));
}

/* How far a piece is from the curve where it is farthest, before rounding. */
static double worst_of(const double *codes, int first, int last, int start, int slope)
{
    double worst = 0.0;
    for (int light = first; light <= last; light++) {
        int code = (start + (int)((uint32_t)(light * slope) >> 16)) >> 4;
        double off = code - codes[light - first] / 16.0;
        off = off < 0.0 ? -off : off;
        worst = off > worst ? off : worst;
    }
    return worst;
}

/* Long pieces are the better for some trials: codes are rounded at a few places only. */
static void try_pieces(GrLightPieces *pieces, int piece, int first, int last)
{
    enum { SLOPES = 4, LONGEST = 1 << GR_LIGHT_BRIGHT_DIGITS };
    double codes[LONGEST];
    for (int light = first; light <= last; light++)
        codes[light - first] = code_at(light);
    double best = 1e9;
    int start = pieces->start[piece], slope = pieces->slope[piece];
    for (int more = -SLOPES; more <= SLOPES; more++)
        for (int up = -1; up <= 1; up++) {
            int tried = start + up - more * (first + last) / 131072;
            double worst = worst_of(codes, first, last, tried, slope + more);
            if (worst >= best)
                continue;
            best = worst;
            pieces->start[piece] = (uint16_t)tried;
            pieces->slope[piece] = (uint16_t)(slope + more);
        }
}

/* The chord of a piece, moved up by half of what the curve rises above it. */
static void fill_code_piece(GrLightPieces *pieces, int piece, int first, int last)
{
    double low = code_at(first), high = code_at(last), most = 0.0;
    double slope = (high - low) / (last - first);
    for (int i = 1; i < 8; i++) {
        double at = first + (last - first) * (i / 8.0);
        double above = code_at(at) - low - slope * (at - first);
        most = above > most ? above : most;
    }
    double middle = 0.5 * (first + last);
    pieces->slope[piece] = word_near(65536.0 * slope);
    pieces->start[piece] =
        word_near(8.0 + 0.5 * (low + high + most) - pieces->slope[piece] * middle / 65536.0);
    const double far = 4.0;
    if (most > far)
        try_pieces(pieces, piece, first, last);
}

static void fill_codes(GrLightTables *tables)
{
    for (int first = 0, light = 1; light <= 65536; light++)
        if (light == 65536 || gr_light_piece((uint16_t)light) != gr_light_piece((uint16_t)first)) {
            fill_code_piece(&tables->code, gr_light_piece((uint16_t)first), first, light - 1);
            first = light;
        }
    split_pieces(&tables->code);
    for (int light = 0; light < 65536; light++)
        tables->code_of[light] = gr_code_of_light(&tables->code, (uint16_t)light, 0);
}

/* Where softlight leads under white ink: a cubic below a quarter and the root above. */
static double soft_at(double b)
{
    return 65535.0 * (b > 0.25 ? (double)gr_sqrtf((float)b) : ((16.0 * b - 12.0) * b + 4.0) * b);
}

/* Equally wide pieces, the slopes are rises over one. Chords are moved up by half of what the curve
 * rises above them, except for the first one: black stays black, and of the lines through it this
 * one is 0.4 code values off at most. */
static void fill_soft(GrLightTables *tables)
{
    GrLightPieces *pieces = &tables->soft;
    for (int i = 0; i < GR_LIGHT_PIECES; i++) {
        double first = soft_at(i / (double)GR_LIGHT_PIECES);
        double last = soft_at((i + 1) / (double)GR_LIGHT_PIECES);
        double above = soft_at((i + 0.5) / GR_LIGHT_PIECES) - 0.5 * (first + last);
        pieces->start[i] = word_near(i ? first + 0.5 * above : 0.0);
        pieces->slope[i] = word_near(i ? last - first : 3.873 * 65536.0 / GR_LIGHT_PIECES);
    }
    split_pieces(pieces);
}

/* For b / x with b <= x: b is shifted up by so many digits that x has 16 (by a product with a power
 * of two where there is no such instruction), and the quotient is that and its product with what
 * the inverse of the shifted x has above 1. Quotients are not below b where `up` is set, and else
 * not above b - (65535 - x). The inverse's last digits are how far to shift, where that may be: in
 * quotients that are not taken from white. */
static void put_quotient(GrQuotientWords *words, int code, double x, bool up)
{
    int whole = (int)x < x ? (int)x + 1 : (int)x, shift = 0;
    while ((whole << shift) < 32768)
        shift++;
    int inverse = (int)(65536.0 * (65535.0 / (x * (1 << shift)) - 1.0)) + up;
    inverse = inverse > 65535 ? 65535 : inverse;
    put_word(&words->inverse, code, (uint16_t)inverse);
    int of = GR_LIGHT_DIGITS + 1, told = inverse / of * of + shift;
    told += up && told < inverse ? of : !up && told > inverse ? -of : 0;
    put_word(&words->told, code, (uint16_t)(told < 65536 ? told : told - of));
    put_word(&words->digits, code, (uint16_t)shift);
    put_word(&words->power, code, (uint16_t)(1 << shift));
    put_word(&words->most, code, (uint16_t)(65535 >> shift));
    put_word(&words->least, code, (uint16_t)(65535 - whole));
}

/* What kernels/blend_linear.c wants of an ink that divides; k is its light. */
static void fill_quotients(GrLightTables *tables, int code, double k)
{
    bool dark = k < 32767.5;
    double rest = 65535.0 - k, twice = 2.0 * (dark ? k : rest);
    const double least = 2.0; /* an inverse of 1 has no digits to spare */
    put_quotient(&tables->quotient[GR_BLEND_COLORDODGE], code, rest < least ? least : rest, true);
    put_quotient(&tables->quotient[GR_BLEND_COLORBURN], code, k < least ? least : word_near(k),
                 false);
    GrQuotientWords *vivid = &tables->quotient[GR_BLEND_VIVIDLIGHT];
    put_quotient(vivid, code, twice < least ? least : twice, true);
    put_word(&vivid->dark, code, dark ? 65535 : 0);
}

void gr_light_tables_fill(GrLightTables *tables)
{
    for (int code = 0; code < 256; code++) {
        double light = 65535.0 * (double)gr_srgb_to_linear((float)code / 255.0f);
        put_word(&tables->light, code, word_near(light));
        fill_quotients(tables, code, light);
    }
    fill_codes(tables);
    fill_soft(tables);
}

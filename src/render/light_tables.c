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
        tables->code_of[light] = gr_code_of_light(&tables->code, (uint16_t)light);
}

/* What softlight adds to b under white ink, by b: of D(b) / b - 1, where D is a cubic below a
 * quarter and the root above. 16384 is 1. */
static double soft_at(double b)
{
    double root = b > 0.25 ? 1.0 / (double)gr_sqrtf((float)b) - 1.0 : 3.0 - (12.0 - 16.0 * b) * b;
    return 16384.0 * root;
}

/* The first half of the pieces is that; the second half is 1 - b, by which black ink makes 1 - b
 * grow. All 32 are equally wide, the slopes are falls over a piece. */
static void fill_soft(GrLightTables *tables)
{
    enum { HALF = GR_LIGHT_PIECES / 2 };
    GrLightPieces *pieces = &tables->soft;
    for (int i = 0; i < HALF; i++) {
        double first = soft_at(i / (double)HALF), last = soft_at((i + 1) / (double)HALF);
        double below = 0.5 * (first + last) - soft_at((i + 0.5) / HALF);
        double lower = last > 0.5 * below ? 0.5 * below : last;
        pieces->start[i] = word_near(first - lower);
        pieces->slope[i] = word_near(first - last);
        pieces->start[HALF + i] = (uint16_t)(16384 - 512 * i);
        pieces->slope[HALF + i] = 512;
    }
    split_pieces(pieces);
}

/* For b / x with b <= x, x in 0..65535: b is shifted up until x has 16 digits, by a product with a
 * power of two, and the quotient is that and its product with the second number. The third is as
 * much as can be shifted, the fifth how far. */
static void fill_quotient(GrCodeWords words[GR_LIGHT_INK_WORDS], int code, double x)
{
    x = x < 0.03 ? 0.03 : x; /* below every step that light takes */
    int whole = (int)x < x ? (int)x + 1 : (int)x, shift = 0;
    while ((whole << shift) < 32768)
        shift++;
    put_word(&words[0], code, word_near(65536.0 * (65535.0 / (x * (1 << shift)) - 1.0)));
    put_word(&words[1], code, (uint16_t)(1 << shift));
    put_word(&words[2], code, (uint16_t)(65535 >> shift));
    put_word(&words[4], code, (uint16_t)shift);
}

static void fill_pair(GrCodeWords words[2], int code, double word, bool mask)
{
    put_word(&words[0], code, word_near(word));
    put_word(&words[1], code, mask ? 65535 : 0);
}

/* What kernels/blend_linear.c wants of an ink's code value for each mode; k is its light. */
static void fill_ink(GrLightTables *tables, int code, double k)
{
    GrCodeWords(*ink)[GR_LIGHT_INK_WORDS] = tables->ink;
    const double middle = 32767.5;
    bool light = k > middle;
    double strength = light ? 2.0 * k - 65535.0 : 65535.0 - 2.0 * k;
    double twice = light ? 2.0 * (65535.0 - k) : 2.0 * k;
    double beyond = light ? k - middle : middle - k;
    for (int mode = 0; mode < GR_BLEND_COUNT; mode++)
        put_word(&ink[mode][0], code, word_near(k));
    put_word(&ink[GR_BLEND_MULTIPLY][0], code, word_near(65535.0 - k));
    put_word(&ink[GR_BLEND_HARDMIX][0], code, word_near(65535.0 - k));
    fill_pair(ink[GR_BLEND_OVERLAY], code, strength, light);
    fill_pair(ink[GR_BLEND_HARDLIGHT], code, strength, light);
    fill_pair(ink[GR_BLEND_SOFTLIGHT], code, strength, !light);
    fill_pair(ink[GR_BLEND_LINEARLIGHT], code, strength, light);
    fill_pair(ink[GR_BLEND_PINLIGHT], code, twice, light);
    fill_pair(ink[GR_BLEND_GRAIN_EXTRACT], code, beyond, !light);
    fill_pair(ink[GR_BLEND_GRAIN_MERGE], code, beyond, light);
    fill_quotient(ink[GR_BLEND_COLORDODGE], code, 65535.0 - k);
    fill_quotient(ink[GR_BLEND_COLORBURN], code, k);
    fill_quotient(ink[GR_BLEND_VIVIDLIGHT], code, twice);
    put_word(&ink[GR_BLEND_VIVIDLIGHT][3], code, light ? 0 : 65535);
}

void gr_light_tables_fill(GrLightTables *tables)
{
    for (int code = 0; code < 256; code++) {
        double light = 65535.0 * (double)gr_srgb_to_linear((float)code / 255.0f);
        put_word(&tables->light, code, word_near(light));
        fill_ink(tables, code, light);
    }
    fill_codes(tables);
    fill_soft(tables);
}

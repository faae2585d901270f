/* SPDX-License-Identifier: MIT
 *
 * Box drawing. Most characters are four arms from the middle of the cell, each absent, light, heavy
 * or double; a table holds the arms and one rule joins them. Strokes lie on whole pixels at the
 * same place in every cell of a size, so that neighbours connect.
 */
#include "glyph/rule_glyphs.h"

#include "base/vmath.h"

enum { NONE, LIGHT, HEAVY, DOUBLE };
enum { UP, RIGHT, DOWN, LEFT };

/* Arms of U+2500 to U+257F as up, right, down, left; an empty text is drawn in another way. */
static const char arms_table[128][5] = {
    "0101", "0202", "1010", "2020", "",     "",     "",     "",     "",     "",     "",     "",
    "0110", "0210", "0120", "0220", "0011", "0012", "0021", "0022", "1100", "1200", "2100", "2200",
    "1001", "1002", "2001", "2002", "1110", "1210", "2110", "1120", "2120", "2210", "1220", "2220",
    "1011", "1012", "2011", "1021", "2021", "2012", "1022", "2022", "0111", "0112", "0211", "0212",
    "0121", "0122", "0221", "0222", "1101", "1102", "1201", "1202", "2101", "2102", "2201", "2202",
    "1111", "1112", "1211", "1212", "2111", "1121", "2121", "2112", "2211", "1122", "1221", "2212",
    "1222", "2122", "2221", "2222", "",     "",     "",     "",     "0303", "3030", "0310", "0130",
    "0330", "0013", "0031", "0033", "1300", "3100", "3300", "1003", "3001", "3003", "1310", "3130",
    "3330", "1013", "3031", "3033", "0313", "0131", "0333", "1303", "3101", "3303", "1313", "3131",
    "3333", "",     "",     "",     "",     "",     "",     "",     "0001", "1000", "0100", "0010",
    "0002", "2000", "0200", "0020", "0201", "1020", "0102", "2010",
};

typedef struct Band {
    int from, to;
} Band;

/* Where the strokes of one direction lie across the cell. */
typedef struct Bands {
    Band light, heavy, first, second; /* the last two are the lines of a double stroke */
    int middle, length;
} Bands;

static int light_width(GrCell cell)
{
    /* An eighth of the cell's width, as stems of a text face are; judged by the narrower side so
     * that flat cells work too. */
    int width = cell.least_width > 0 ? cell.least_width : cell.width;
    int height = cell.least_height > 0 ? cell.least_height : cell.height;
    int side = width < height ? width : height;
    int stroke = (side + 4) / 8;
    return stroke > 0 ? stroke : 1;
}

static Bands bands_of(int length, int thin)
{
    int half = thin / 2 > 1 ? thin / 2 : 1;
    int start = (length - thin) / 2;
    Bands bands = {.light = {start, start + thin}, .length = length};
    bands.heavy = (Band){start - half, start + thin + half};
    bands.first = (Band){start - thin, start};
    bands.second = (Band){start + thin, start + 2 * thin};
    if (bands.first.from < 0 || bands.second.to > length) { /* no room for two lines */
        bands.first = bands.second = bands.light;
    }
    bands.middle = start + (thin + 1) / 2;
    return bands;
}

static Band band_of(const Bands *bands, int weight)
{
    return weight == HEAVY ? bands->heavy : bands->light;
}

static int stronger(int a, int b)
{
    return a > b ? a : b;
}

/* How far a single arm reaches, seen along its own axis with its edge at 0: past the middle to the
 * far side of the strokes that it meets, unless its own continuation covers that. `near` and `far`
 * are the crossing arms on the sides; `along` is the arm straight ahead. */
static int single_reach(const Bands *across, int side_a, int side_b, int along)
{
    if (along != NONE) {
        return across->middle;
    }
    if (side_a == DOUBLE || side_b == DOUBLE) {
        return side_a == side_b ? across->first.to : across->second.to;
    }
    if (side_a == NONE && side_b == NONE) {
        return across->middle;
    }
    return band_of(across, stronger(side_a, side_b)).to;
}

/* How far one line of a double arm reaches: up to the nearer crossing line when it turns to the
 * side on which it lies, to the farther one when it is the outside of a corner. */
static int double_reach(const Bands *across, int own_side, int other_side, int along)
{
    if (own_side == DOUBLE) {
        return across->first.to;
    }
    if (own_side == NONE && other_side == DOUBLE) {
        return across->second.to;
    }
    if (own_side != NONE || other_side != NONE) {
        return band_of(across, stronger(own_side, other_side)).to;
    }
    return along != NONE ? across->middle : across->light.to;
}

/* Mirrored bands: the cell seen from its other edge. */
static Bands mirrored(const Bands *bands)
{
    int n = bands->length;
    Bands m = *bands;
    m.light = (Band){n - bands->light.to, n - bands->light.from};
    m.heavy = (Band){n - bands->heavy.to, n - bands->heavy.from};
    m.first = (Band){n - bands->second.to, n - bands->second.from};
    m.second = (Band){n - bands->first.to, n - bands->first.from};
    m.middle = n - bands->middle;
    return m;
}

static void fill_arm(GrCell cell, int direction, Band band, int reach)
{
    switch (direction) {
    case UP:
        gr_cell_fill(cell, band.from, 0, band.to, reach, 255);
        break;
    case DOWN:
        gr_cell_fill(cell, band.from, cell.height - reach, band.to, cell.height, 255);
        break;
    case LEFT:
        gr_cell_fill(cell, 0, band.from, reach, band.to, 255);
        break;
    default:
        gr_cell_fill(cell, cell.width - reach, band.from, cell.width, band.to, 255);
        break;
    }
}

static void draw_arms(GrCell cell, const char *text)
{
    int thin = light_width(cell);
    Bands columns = bands_of(cell.width, thin), rows = bands_of(cell.height, thin);
    for (int direction = UP; direction <= LEFT; direction++) {
        int weight = text[direction] - '0';
        if (weight == NONE) {
            continue;
        }
        bool upright = direction == UP || direction == DOWN;
        int along = text[(direction + 2) % 4] - '0';
        /* The crossing arms towards the low and the high end of the axis across. */
        int low = text[upright ? LEFT : UP] - '0', high = text[upright ? RIGHT : DOWN] - '0';
        const Bands *own = upright ? &columns : &rows;
        Bands across = upright ? rows : columns;
        if (direction == DOWN || direction == RIGHT) {
            across = mirrored(&across);
        }
        if (weight == DOUBLE) {
            fill_arm(cell, direction, own->first, double_reach(&across, low, high, along));
            fill_arm(cell, direction, own->second, double_reach(&across, high, low, along));
        } else {
            int reach = single_reach(&across, low, high, along);
            fill_arm(cell, direction, band_of(own, weight), reach);
        }
    }
}

/* Where there is no room for whole pixels of dash and gap: each pixel by the share of it that
 * dashes cover. They take two thirds of the length. */
static uint8_t dash_share(int pixel, int count, int length)
{
    float pitch = (float)length / (float)count, share = 0.0f;
    for (int i = 0; i < count; i++) {
        float from = gr_maxf((float)i * pitch + pitch / 6.0f, (float)pixel);
        float to = gr_minf(((float)i + 1.0f) * pitch - pitch / 6.0f, (float)pixel + 1.0f);
        share += gr_maxf(to - from, 0.0f);
    }
    return (uint8_t)(gr_unitf(share) * 255.0f + 0.5f);
}

static void fill_along(GrCell cell, bool upright, int from, int to, Band band, uint8_t value)
{
    if (upright) {
        gr_cell_fill(cell, band.from, from, band.to, to, value);
    } else {
        gr_cell_fill(cell, from, band.from, to, band.to, value);
    }
}

static void draw_dashes(GrCell cell, int count, bool heavy, bool upright)
{
    int thin = light_width(cell);
    int length = upright ? cell.height : cell.width;
    Bands bands = bands_of(upright ? cell.width : cell.height, thin);
    Band band = heavy ? bands.heavy : bands.light;
    if (length < 2 * count) {
        for (int i = 0; i < length; i++) {
            fill_along(cell, upright, i, i + 1, band, dash_share(i, count, length));
        }
        return;
    }
    int gap = length / (count * 3);
    gap = gap > 0 ? gap : 1;
    for (int i = 0; i < count; i++) {
        int from = i * length / count + gap / 2;
        int to = (i + 1) * length / count - (gap - gap / 2);
        fill_along(cell, upright, from, to, band, 255);
    }
}

/* Distance from a quarter turn that comes from +v, bends with radius r and leaves to +u. */
static float arc_distance(float u, float v, float r)
{
    if (u < r && v < r) {
        return gr_absf(gr_sqrtf((u - r) * (u - r) + (v - r) * (v - r)) - r);
    }
    if (u >= r && v >= r) {
        return gr_minf(u, v);
    }
    return u >= r ? gr_absf(v) : gr_absf(u);
}

static void draw_arc(GrCell cell, bool to_right, bool to_bottom)
{
    int thin = light_width(cell);
    float width = (float)thin;
    float cx = (float)((cell.width - thin) / 2) + width / 2.0f;
    float cy = (float)((cell.height - thin) / 2) + width / 2.0f;
    float room_x = to_right ? (float)cell.width - cx : cx;
    float room_y = to_bottom ? (float)cell.height - cy : cy;
    /* The last pixel before the edge belongs to the straight part. */
    float radius = gr_maxf(gr_minf(room_x, room_y) - 1.0f, 0.0f);
    for (int y = 0; y < cell.height; y++) {
        for (int x = 0; x < cell.width; x++) {
            float u = (float)x + 0.5f - cx, v = (float)y + 0.5f - cy;
            float distance = arc_distance(to_right ? u : -u, to_bottom ? v : -v, radius);
            gr_cell_add(cell, x, y, width / 2.0f + 0.5f - distance);
        }
    }
}

static void draw_diagonals(GrCell cell, bool rising, bool falling)
{
    float w = (float)cell.width, h = (float)cell.height;
    float half = (float)light_width(cell) / 2.0f;
    float norm = 1.0f / gr_sqrtf(w * w + h * h);
    for (int y = 0; y < cell.height; y++) {
        for (int x = 0; x < cell.width; x++) {
            float px = (float)x + 0.5f, py = (float)y + 0.5f;
            float up = rising ? half + 0.5f - gr_absf(px * h + py * w - w * h) * norm : 0.0f;
            float down = falling ? half + 0.5f - gr_absf(px * h - py * w) * norm : 0.0f;
            gr_cell_add(cell, x, y, gr_maxf(up, down));
        }
    }
}

void gr_box_draw(uint32_t code_point, GrCell cell)
{
    const char *arms = arms_table[code_point - 0x2500];
    if (arms[0] != '\0') {
        draw_arms(cell, arms);
    } else if (code_point <= 0x250B) { /* triple and quadruple dashes */
        unsigned n = code_point - 0x2504;
        draw_dashes(cell, n < 4 ? 3 : 4, n & 1, n & 2);
    } else if (code_point <= 0x254F) { /* double dashes */
        unsigned n = code_point - 0x254C;
        draw_dashes(cell, 2, n & 1, n & 2);
    } else if (code_point <= 0x2570) {
        unsigned n = code_point - 0x256D; /* to the right and down, then clockwise */
        draw_arc(cell, n == 0 || n == 3, n < 2);
    } else {
        draw_diagonals(cell, code_point != 0x2572, code_point != 0x2571);
    }
}

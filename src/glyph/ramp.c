/* SPDX-License-Identifier: MIT
 *
 * Ramps. Value v should look v times as bright as value 1, so the pair of glyph and shade keeps
 * ink * shade = v * white. Two rules choose the glyph:
 *
 *   by ink: palettes that run from sparse to dense, without glyphs that are nearly as dense as a
 *   neighbour: the one whose ink is nearest to white * v^0.6, so that dark tones use dim glyphs
 *   that are not too sparse (fewer lonely bright dots, less sparkle in motion).
 *
 *   by rank: palettes whose glyphs are about equally dense (letters, katakana, digits): all glyphs
 *   share the levels evenly in order of ink, and brightness alone makes the tone.
 *
 * A glyph that could not become bright enough gives way to the next denser one.
 *
 * In print the shade is always full, as with ink on paper: the glyph whose ink is nearest to
 * white * v makes the tone alone.
 */
#include "base/vmath.h"
#include "glyph/atlas.h"

#include <stdlib.h>
#include <string.h>

const char *const gr_ramp_order_names[] = {"sorted", "raw", "print", NULL};

/* The exponent between value and ink when glyphs are chosen by ink. */
static const float ink_exponent = 0.6f;
/* Glyphs count as equally dense when all but the sparsest tenth have this share of the densest
 * one's ink. Measured: 0.33 for ASCII and sextants, 0.29 for runes, 0.41 and more for signs,
 * letters, katakana and digits. */
static const float equal_ink = 0.39f;
/* Where white lies among equally dense glyphs: the densest seventh can give value 1, so that bright
 * areas vary too and one dense outlier does not dim all others. */
static const float rank_white = 0.86f;
/* The least step of ink between two neighbours, of the mean one. */
static const float least_step = 0.25f;

typedef struct Entry {
    float ink;
    uint16_t glyph;
    int order; /* in the palette's text */
} Entry;

static int by_ink(const void *a, const void *b)
{
    const Entry *x = a, *y = b;
    if (x->ink != y->ink) {
        return x->ink < y->ink ? -1 : 1;
    }
    return x->order - y->order;
}

/* The palette's distinct glyphs that have ink, in the palette's order. */
static int read_entries(const GrAtlas *atlas, const GrPalette *palette, Entry *entries, int *count,
                        GrError *error)
{
    uint8_t *seen = calloc((size_t)atlas->glyph_count, 1);
    if (!seen) {
        return gr_error_memory(error, "a glyph ramp", (size_t)atlas->glyph_count);
    }
    const char *cursor = palette->glyphs;
    int code = 0, n = 0;
    GrCluster cluster = {0};
    int status;
    while ((status = gr_cluster_next(&cursor, &cluster)) != 0) {
        int glyph = status < 0 ? -1 : gr_atlas_find(atlas, cluster.text, cluster.length);
        if (glyph < 0) {
            code = gr_error_set(error, GR_E_INTERNAL, "the atlas was made without U+%04X '%.*s'",
                                (unsigned)cluster.first, (int)cluster.length, cluster.text);
            break;
        }
        if (!seen[glyph] && atlas->ink[glyph] > 0.0f) {
            seen[glyph] = 1;
            entries[n] = (Entry){.ink = atlas->ink[glyph], .glyph = (uint16_t)glyph, .order = n};
            n++;
        }
    }
    free(seen);
    *count = n;
    return code;
}

/* More glyphs than a ramp holds: evenly spread ones stay, the first and the last among them. */
static int thin(Entry *entries, int count, int limit)
{
    if (count <= limit) {
        return count;
    }
    for (int i = 0; i < limit; i++) {
        entries[i] = entries[(int64_t)i * (count - 1) / (limit - 1)];
    }
    return limit;
}

static uint8_t shade_for(float value, float white, float ink)
{
    return (uint8_t)(gr_unitf(value * white / ink) * 255.0f + 0.5f);
}

static int first_dense_enough(const Entry *entries, int count, float ink)
{
    int i = 0;
    while (i < count - 1 && entries[i].ink < ink) {
        i++;
    }
    return i;
}

static int nearest_in_ink(const Entry *entries, int count, float ink)
{
    int above = first_dense_enough(entries, count, ink);
    if (above > 0 && ink - entries[above - 1].ink < entries[above].ink - ink) {
        return above - 1;
    }
    return above;
}

/* Of glyphs that lie too near to each other in ink one stays: a change of glyph is a step of light
 * too. The one that goes is that whose neighbours are nearer to each other. */
static int even_out(Entry *entries, int count)
{
    while (count > 2) {
        float mean = (entries[count - 1].ink - entries[0].ink) / (float)(count - 1);
        int nearest = 0;
        for (int i = 1; i < count - 1; i++) {
            if (entries[i + 1].ink - entries[i].ink <
                entries[nearest + 1].ink - entries[nearest].ink) {
                nearest = i;
            }
        }
        if (entries[nearest + 1].ink - entries[nearest].ink >= mean * least_step) {
            break;
        }
        int gone = nearest;
        if (nearest == 0) {
            gone = 1;
        } else if (nearest < count - 2) {
            float below = entries[nearest + 1].ink - entries[nearest - 1].ink;
            float above = entries[nearest + 2].ink - entries[nearest].ink;
            gone = below <= above ? nearest : nearest + 1;
        }
        memmove(&entries[gone], &entries[gone + 1], (size_t)(count - gone - 1) * sizeof *entries);
        count--;
    }
    return count;
}

static float pair_levels(GrRamp *ramp, Entry *entries, int count)
{
    bool by_rank = entries[(count - 1) / 10].ink >= entries[count - 1].ink * equal_ink;
    count = by_rank ? count : even_out(entries, count);
    float white = entries[by_rank ? (int)((float)(count - 1) * rank_white + 0.5f) : count - 1].ink;
    for (int level = 1; level < GR_RAMP_LEVELS; level++) {
        float value = (float)level / (float)(GR_RAMP_LEVELS - 1);
        int least = first_dense_enough(entries, count, value * white);
        int chosen;
        if (by_rank) {
            chosen = (level - 1) * count / (GR_RAMP_LEVELS - 1);
        } else {
            chosen = nearest_in_ink(entries, count, white * gr_powf(value, ink_exponent));
        }
        chosen = chosen > least ? chosen : least;
        ramp->glyph_of[level] = entries[chosen].glyph;
        ramp->shade_of[level] = shade_for(value, white, entries[chosen].ink);
    }
    return white;
}

/* The palette's own order: levels are spread evenly over the glyphs, and white is what the last one
 * gives. Light stays linear as long as each glyph is dense enough for its share; one that is not is
 * drawn at full brightness. */
static float pair_raw(GrRamp *ramp, const Entry *entries, int count)
{
    float white = entries[count - 1].ink;
    for (int level = 1; level < GR_RAMP_LEVELS; level++) {
        float value = (float)level / (float)(GR_RAMP_LEVELS - 1);
        const Entry *entry = &entries[(level - 1) * count / (GR_RAMP_LEVELS - 1)];
        ramp->glyph_of[level] = entry->glyph;
        ramp->shade_of[level] = shade_for(value, white, entry->ink);
    }
    return white;
}

/* What is nearer to no ink at all than to the sparsest glyph stays blank. */
static float pair_print(GrRamp *ramp, Entry *entries, int count)
{
    count = even_out(entries, count);
    float white = entries[count - 1].ink;
    for (int level = 1; level < GR_RAMP_LEVELS; level++) {
        float ink = white * (float)level / (float)(GR_RAMP_LEVELS - 1);
        if (2.0f * ink < entries[0].ink) {
            continue;
        }
        ramp->glyph_of[level] = entries[nearest_in_ink(entries, count, ink)].glyph;
        ramp->shade_of[level] = 255;
    }
    return white;
}

static float pair(GrRamp *ramp, Entry *entries, int count, GrRampOrder order)
{
    switch (order) {
    case GR_RAMP_RAW:
        return pair_raw(ramp, entries, count);
    case GR_RAMP_PRINT:
        return pair_print(ramp, entries, count);
    case GR_RAMP_SORTED:
        break;
    }
    return pair_levels(ramp, entries, count);
}

int gr_ramp_create(GrRamp *ramp, const GrAtlas *atlas, const GrPalette *palette, GrRampOrder order,
                   GrError *error)
{
    memset(ramp, 0, sizeof *ramp);
    size_t room = strlen(palette->glyphs) + 1;
    Entry *entries = calloc(room, sizeof *entries);
    if (!entries) {
        return gr_error_memory(error, "a glyph ramp", room * sizeof *entries);
    }
    int count = 0;
    int code = read_entries(atlas, palette, entries, &count, error);
    if (code == 0) {
        ramp->count = 1; /* the blank, atlas glyph 0, which is also level 0 */
        if (count > 0) {
            if (order != GR_RAMP_RAW) {
                qsort(entries, (size_t)count, sizeof *entries, by_ink);
            }
            count = thin(entries, count, GR_RAMP_GLYPHS - 1);
            for (int i = 0; i < count; i++) {
                ramp->glyphs[ramp->count++] = entries[i].glyph;
                ramp->has_wide |= atlas->columns[entries[i].glyph] == 2;
                ramp->has_colour |= atlas->colour_of[entries[i].glyph] != 0;
            }
            ramp->white = pair(ramp, entries, count, order);
        }
    }
    free(entries);
    return code;
}

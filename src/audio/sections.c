/* SPDX-License-Identifier: MIT */
#include "audio/sections.h"

#include "audio/section_names.h"
#include "audio/song_bars.h"
#include "base/vmath.h"

#include <stdlib.h>
#include <string.h>

enum {
    KERNELS = 4,
    REACH = 16, /* bars on each side of the widest kernel */
    SPAN = 2 * REACH,
    PHRASE = 4, /* bars */
    LEAST_BARS = 4,
    LEAST_S = 7,     /* parts are at least so long, or LEAST_BARS if that is shorter */
    MOST_BARS = 96,  /* that a part may have before it is not asked how long it is */
    LEAST_STEP = 70, /* in the units of a distance: below it a change is no new part */
    UNIT = 256,      /* one, where shares are whole numbers */
};

/* Neighbours that sound alike must differ by so much to be two parts. */
static const float same_energy = 0.1f;

static const int kernels[KERNELS] = {2, 4, 8, REACH};

/* Strongest changes count no more than this many least ones. */
static const int64_t STRONGEST = 3;

typedef struct Search {
    const GrSongBars *bars;
    int32_t (*far)[SPAN]; /* [i][k]: from bar i to bar i + k */
    int64_t *novelty;     /* of the boundary before each bar */
    int64_t *best;        /* worth of the best parts that end before each bar */
    int *from;            /* where the last of them starts */
    int least_bars;
} Search;

static int32_t distance(const GrSongBars *bars, int i, int j)
{
    const int16_t *a = bars->feature[i], *b = bars->feature[j];
    int32_t sum = 0;
    for (int k = 0; k < BAR_FEATURES; k++)
        sum += a[k] > b[k] ? a[k] - b[k] : b[k] - a[k];
    return sum;
}

static int32_t far(const Search *s, int i, int j)
{
    return i <= j ? s->far[i][j - i] : s->far[j][i - j];
}

/* Mean distance of the pairs of two stretches of bars, the near ones counting more. */
static int64_t mean_far(const Search *s, int from_a, int step_a, int count_a, int from_b,
                        int step_b, int count_b)
{
    int64_t sum = 0, weights = 0;
    for (int i = 0; i < count_a; i++)
        for (int j = 0; j < count_b; j++) {
            int64_t weight = (int64_t)(count_a - i) * (count_b - j);
            int a = from_a + step_a * i, b = from_b + step_b * j;
            if (a == b)
                continue;
            sum += weight * far(s, a, b);
            weights += weight;
        }
    return weights ? sum / weights : 0;
}

/* How much more the bars on both sides differ from each other than among themselves. */
static int64_t novelty_at(const Search *s, int at, int kernel)
{
    int before = at < kernel ? at : kernel, left = s->bars->count - at;
    int after = left < kernel ? left : kernel;
    int64_t between = mean_far(s, at - 1, -1, before, at, 1, after);
    int64_t within_a = mean_far(s, at - 1, -1, before, at - 1, -1, before);
    int64_t within_b = mean_far(s, at, 1, after, at, 1, after);
    return 2 * between - within_a - within_b;
}

static void measure_novelty(Search *s)
{
    for (int i = 0; i < s->bars->count; i++)
        for (int k = 0; k < SPAN && i + k < s->bars->count; k++)
            s->far[i][k] = distance(s->bars, i, i + k);
    for (int at = 1; at < s->bars->count; at++) {
        for (int k = 0; k < KERNELS; k++)
            s->novelty[at] += novelty_at(s, at, kernels[k]);
        s->novelty[at] = s->novelty[at] > 0 ? s->novelty[at] / KERNELS : 0;
    }
}

/* What a change must be to count: a song of many small ones has its own scale. */
static int64_t least_novelty(const Search *s)
{
    int64_t sum = 0;
    for (int i = 1; i < s->bars->count; i++)
        sum += s->novelty[i];
    int64_t usual = sum * 3 / (2 * s->bars->count);
    return usual > LEAST_STEP ? usual : LEAST_STEP;
}

/* Parts are whole phrases as a rule. */
static int64_t length_worth(int bars)
{
    if (bars % PHRASE == 0)
        return bars % (2 * PHRASE) == 0 ? UNIT / 2 : UNIT / 3;
    return bars % 2 ? -UNIT * 3 / 4 : -UNIT / 4;
}

static int64_t start_worth(const Search *s, int at, int64_t least)
{
    int64_t over = (s->novelty[at] - least) * UNIT / least;
    return over < STRONGEST * UNIT ? over : STRONGEST * UNIT;
}

/* The parts that are worth most together, from those of all shorter songs. */
static void choose(Search *s, bool *starts)
{
    int count = s->bars->count;
    int64_t least = least_novelty(s);
    for (int to = 1; to <= count; to++) {
        s->best[to] = to >= s->least_bars || to == count ? length_worth(to) : INT32_MIN;
        s->from[to] = 0;
        for (int length = s->least_bars; length <= to - s->least_bars && length <= MOST_BARS;
             length++) {
            int from = to - length;
            int64_t worth = s->best[from] + start_worth(s, from, least) + length_worth(length);
            if (worth > s->best[to]) {
                s->best[to] = worth;
                s->from[to] = from;
            }
        }
    }
    for (int at = count; at > 0; at = s->from[at])
        starts[s->from[at]] = true;
}

static int least_bars(const GrSongBars *bars)
{
    double bar_s =
        (gr_song_bars_start_s(bars, bars->count) - gr_song_bars_start_s(bars, 0)) / bars->count;
    int least = LEAST_BARS;
    while (least > 1 && (least - 1) * bar_s >= LEAST_S)
        least--;
    return least;
}

/* Neighbours that sound alike and are as loud are one part. */
static int join(int *at, GrSection *sections, int count)
{
    int kept = count > 0;
    for (int i = 1; i < count; i++) {
        const GrSection *before = &sections[kept - 1];
        bool alike = strcmp(before->label, sections[i].label) == 0;
        if (alike && gr_absf(sections[i].energy - before->energy) < same_energy)
            continue;
        at[kept] = at[i];
        sections[kept++] = sections[i];
    }
    return kept;
}

static int keep(const GrSongBars *bars, const bool *starts, GrSection **sections, int *count,
                GrError *error)
{
    int parts = 0;
    for (int i = 0; i < bars->count; i++)
        parts += starts[i];
    int *at = calloc((size_t)parts, sizeof *at);
    *sections = calloc((size_t)parts, sizeof **sections);
    if (!at || !*sections) {
        free(at);
        return gr_error_memory(error, "sections", (size_t)parts * sizeof **sections);
    }
    *count = 0;
    for (int i = 0; i < bars->count; i++)
        if (starts[i]) {
            (*sections)[*count].start_s = i ? gr_song_bars_start_s(bars, i) : 0;
            at[(*count)++] = i;
        }
    gr_sections_name(bars, at, *sections, *count);
    int joined = join(at, *sections, *count);
    if (joined < *count) {
        *count = joined;
        gr_sections_name(bars, at, *sections, *count);
    }
    free(at);
    return GR_OK;
}

int gr_sections_find(const GrRaster *raster, const GrMusic *music, GrSection **sections, int *count,
                     GrError *error)
{
    GrSongBars bars;
    int code = gr_song_bars_measure(raster, music, &bars, error);
    if (code)
        return code;
    size_t room = (size_t)bars.count + 1;
    Search s = {.bars = &bars, .least_bars = least_bars(&bars)};
    bool *starts = calloc(room, sizeof *starts);
    s.far = calloc(room, sizeof *s.far);
    s.novelty = calloc(room, sizeof *s.novelty);
    s.best = calloc(room, sizeof *s.best);
    s.from = calloc(room, sizeof *s.from);
    if (starts && s.far && s.novelty && s.best && s.from) {
        measure_novelty(&s);
        choose(&s, starts);
        code = keep(&bars, starts, sections, count, error);
    } else {
        code = gr_error_memory(error, "sections", room * sizeof *s.far);
    }
    free(starts);
    free(s.far);
    free(s.novelty);
    free(s.best);
    free(s.from);
    gr_song_bars_finish(&bars);
    return code;
}

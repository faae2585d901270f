/* SPDX-License-Identifier: MIT */
#include "audio/beat_grid.h"
#include "audio/raster.h"
#include "base/rng.h"
#include "base/vmath.h"
#include "unit.h"

#include <string.h>

enum { BEATS_MAX = 320, ROWS_MAX = BEATS_MAX * 56, MARGIN = 8 };

static const double FREEDOM = 0.012;

/* Music whose beats are on a grid, while what a free path takes for beats is louder and anywhere.
 */
typedef struct Case {
    const char *name;
    int beats;
    float first, period; /* rows */
    float loud;          /* on the grid, where the path's are 1 */
    float late;          /* beats by which the last quarter comes later */
    bool found;
} Case;

static const Case cases[] = {
    {"as loud as the path", 60, 13.25f, 50.3f, 1.0f, 0.0f, true},
    {"hardly less loud", 60, 7.0f, 43.7f, 0.97f, 0.0f, true},
    {"clearly less loud, and too short to tell", 200, 13.0f, 50.0f, 0.74f, 0.0f, false},
    {"clearly less loud, but everywhere", 300, 13.0f, 50.2f, 0.74f, 0.0f, true},
    {"much less loud", 300, 13.0f, 50.0f, 0.5f, 0.0f, false},
    {"less loud, and its end is elsewhere", 300, 13.0f, 50.0f, 0.95f, 0.2f, false},
    {"too few", 7, 3.0f, 50.0f, 1.0f, 0.0f, false},
};

static float pulse[ROWS_MAX + MARGIN];

static void strike(double at, float loud)
{
    for (int i = (int)at - 2; i <= (int)at + 3; i++)
        if (i >= 0 && i < ROWS_MAX)
            pulse[i] = gr_maxf(pulse[i], loud * (1.0f - gr_absf((float)(i - at)) / 3.0f));
}

/* Returns how many beats the path has. */
static int play(const Case *c, double *times)
{
    memset(pulse, 0, sizeof pulse);
    for (int k = 0; k < c->beats; k++) {
        double late = 4 * k >= 3 * c->beats ? c->late : 0.0;
        double on = c->first + (k + late) * c->period;
        double off = on + (0.3 + 0.4 * gr_rng_u32(5, (uint32_t)k, 0) / 4294967296.0) * c->period;
        off = (double)(int)off;
        strike(on, c->loud);
        strike(off, c->loud < 1.0f ? 1.0f : 0.5f);
        times[k] = (c->loud < 1.0f ? off : (double)(int)(on + 0.5)) / RASTER_HZ;
    }
    return c->beats;
}

static void grids_are_found_where_they_are(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const Case *c = &cases[i];
        double times[BEATS_MAX], period = c->period * 1.004, given = period;
        int count = play(c, times), before = count;
        double first_time = times[0];
        bool found = gr_beat_grid(pulse, (int64_t)(c->beats * (double)c->period), FREEDOM, &period,
                                  times, &count);
        if (found != c->found)
            fail_msg("%s: %d", c->name, found);
        if (!found) {
            assert_true(period == given && count == before && times[0] == first_time);
            continue;
        }
        if (gr_absf((float)period - c->period) > 0.02f)
            fail_msg("%s: a period of %f rows, not %f", c->name, period, (double)c->period);
        assert_true(count >= c->beats - 1 && count <= before);
        for (int k = 0; k < count; k++)
            if (gr_absf((float)(times[k] * RASTER_HZ - (c->first + k * (double)c->period))) > 0.8f)
                fail_msg("%s: beat %d is at %f rows", c->name, k, times[k] * RASTER_HZ);
    }
}

/* Of a song in which nothing is heard, nothing is told: above all no period of 0. */
static void silence_has_no_grid(void **state)
{
    (void)state;
    double times[] = {0.1, 0.6, 1.1}, period = 50;
    int count = 3;
    memset(pulse, 0, sizeof pulse);
    assert_false(gr_beat_grid(pulse, ROWS_MAX, FREEDOM, &period, times, &count));
    assert_true(period == 50 && count == 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grids_are_found_where_they_are),
        cmocka_unit_test(silence_has_no_grid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT
 *
 * On the beat or between, where the snare alone tells, and tells another thing from some beat on.
 */
#include "audio/beat_phase.h"
#include "unit.h"

#include <math.h>
#include <string.h>

enum { BEATS = 360, STEP = 50, ROWS = (BEATS + 2) * STEP };

static const double HALF_S = 0.5 * STEP / RASTER_HZ;

static float curves[RASTER_RANGES][ROWS];

/* Halves are counted from the first beat: even ones are beats as they were found. */
typedef struct Case {
    const char *name;
    int beats;
    int first, later; /* the snare is heard at every fourth half from these on */
    int change;       /* the beat from which it is the later one */
    bool steady;
    int turn; /* the beat from which all come half a beat later; `beats`: none */
} Case;

static const Case cases[] = {
    {"on the beats throughout", BEATS, 2, 2, 0, false, BEATS},
    {"between them throughout", BEATS, 3, 3, 0, false, 0},
    {"between them from the middle on", BEATS, 2, 3, BEATS / 2, false, BEATS / 2},
    {"between them for the last third", BEATS, 2, 3, BEATS * 2 / 3, false, BEATS * 2 / 3},
    {"not for long enough", BEATS, 2, 3, BEATS - 20, false, BEATS},
    {"a few beats", 9, 3, 3, 0, false, 0},
    {"but the tempo is steady", BEATS, 2, 3, BEATS * 2 / 3, true, BEATS},
};

static int settle(const Case *c, double times[BEATS])
{
    GrOnsets onsets = {.count = ROWS};
    GrRaster raster = {.count = 0};
    GrError error = {0};
    int count = c->beats;
    memset(curves, 0, sizeof curves);
    for (int half = 0; half < 2 * c->beats; half++)
        if (half % 4 == (half / 2 < c->change ? c->first : c->later))
            curves[1][half * STEP / 2] = 1.0f;
    for (int r = 0; r < RASTER_RANGES; r++)
        onsets.range[r] = curves[r];
    for (int k = 0; k < c->beats; k++)
        times[k] = 2.0 * HALF_S * k;
    assert_int_equal(gr_beat_phase_settle(&raster, &onsets, c->steady, times, &count, &error), 0);
    return count;
}

static void turns_where_the_pattern_does(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const Case *c = &cases[i];
        double times[BEATS];
        int count = settle(c, times), turn = c->beats;
        for (int k = 0; k < count; k++) {
            double halves = times[k] / HALF_S;
            assert_true(fabs(halves - round(halves)) < 1e-9);
            bool later = (int)round(halves) % 2 != 0;
            if (later && turn == c->beats)
                turn = (int)round(halves) / 2;
            else if (!later && turn < c->beats)
                fail_msg("%s: turned from beat %d on, and back at %g", c->name, turn, halves / 2.0);
        }
        if (abs(turn - c->turn) > 2 || count < c->beats - 1)
            fail_msg("%s: %d beats, turned from beat %d on, not %d", c->name, count, turn, c->turn);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(turns_where_the_pattern_does)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

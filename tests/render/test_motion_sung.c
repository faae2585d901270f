/* SPDX-License-Identifier: MIT
 *
 * Motions that follow the words: karaoke and typewriter, which letters are there and how much of
 * each is filled.
 */
#include "motion_texts.h"

/* How much of a piece is filled: its mean over its columns. */
static float fill_of(const Fixture *f, int cue, int piece)
{
    const GrPiece *at = &f->blocks[cue].pieces[piece];
    float sum = 0.0f;
    for (int x = 0; x < LETTER; x++)
        sum += gr_pose_fill_at(&f->poses[piece], at, at->x0 + (float)x + 0.5f);
    return sum / LETTER;
}

static void test_karaoke_times(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        GrMotionUnit by;
        bool sweep;
        double at_s;
        float fill[10]; /* of w i n t e r _ s u n; the blank is not looked at */
    } rows[] = {
        {"before", GR_MOTION_WORD, true, 0.9, {0}},
        {"words: the whole word at one pace",
         GR_MOTION_WORD,
         true,
         2.25,
         {1, 1, 1, 0, 0, 0, 0, 0, 0, 0}},
        {"syllables: each at its own",
         GR_MOTION_SYLLABLE,
         true,
         3.0,
         {1, 1, 1, 0, 0, 0, 0, 0, 0, 0}},
        {"syllables: the second is quicker",
         GR_MOTION_SYLLABLE,
         true,
         3.334,
         {1, 1, 1, 1, 1, 0, 0, 0, 0, 0}},
        {"between words", GR_MOTION_WORD, true, 3.7, {1, 1, 1, 1, 1, 1, 0, 0, 0, 0}},
        {"after", GR_MOTION_WORD, true, 5.0, {1, 1, 1, 1, 1, 1, 0, 1, 1, 1}},
        {"words at once", GR_MOTION_WORD, false, 1.2, {1, 1, 1, 1, 1, 1, 0, 0, 0, 0}},
        {"syllables at once", GR_MOTION_SYLLABLE, false, 3.2, {1, 1, 1, 1, 1, 1, 0, 0, 0, 0}},
        {"syllables at once, before the second",
         GR_MOTION_SYLLABLE,
         false,
         2.9,
         {1, 1, 1, 0, 0, 0, 0, 0, 0, 0}},
        {"letters", GR_MOTION_LETTER, true, 1.5, {1, 0, 0, 0, 0, 0, 0, 0, 0, 0}},
        {"letters, later", GR_MOTION_LETTER, true, 4.5, {1, 1, 1, 1, 1, 1, 0, 1, 1, 0}},
        {"the line", GR_MOTION_LINE, true, 1.2, {1, 1, 1, 1, 1, 1, 0, 1, 1, 1}},
        {"the line, before", GR_MOTION_LINE, true, 0.9, {0}},
    };
    for (int rtl = 0; rtl < 2; rtl++) {
        Fixture *f = karaoke(rtl);
        for (size_t i = 0; i < COUNT_OF(rows); i++) {
            f->params.by = rows[i].by;
            f->params.sweep = rows[i].sweep;
            f->params.soft = 2.0f;
            pose_at(f, 0, rows[i].at_s);
            for (int p = 0; p < 10; p++)
                if (p != 6 && fabsf(fill_of(f, 0, p) - rows[i].fill[p]) > 0.06f)
                    fail_msg("%s: letter %d is filled by %g", rows[i].name, p,
                             (double)fill_of(f, 0, p));
        }
        finish(f);
    }
}

/* A letter that no part has, such as a bracket, goes with the whole line. */
static void test_karaoke_outside_of_parts(void **state)
{
    (void)state;
    static const GrMotionUnit units[] = {GR_MOTION_WORD, GR_MOTION_SYLLABLE};
    static const struct {
        double at_s;
        float fill;
    } rows[] = {{1.5, 0}, {2.0, 0}, {3.0, 0.25f}, {4.0, 0.5f}, {5.0, 0.75f}, {6.0, 1}, {6.5, 1}};
    for (size_t u = 0; u < COUNT_OF(units); u++) {
        Fixture *f = start();
        GrCue *cue = add_cue(f, "(oh) sun", 1 * S, 7 * S, false);
        add_part(cue, "oh", 2 * S, 3 * S, true);
        add_part(cue, "sun", 4 * S, 6 * S, true);
        plan(f, GR_MOTION_KARAOKE);
        f->params.by = units[u];
        f->params.soft = 0.1f;
        for (size_t i = 0; i < COUNT_OF(rows); i++) {
            pose_at(f, 0, rows[i].at_s);
            if (fabsf(fill_of(f, 0, 0) - rows[i].fill) > 0.01f)
                fail_msg("at %g: %g", rows[i].at_s, (double)fill_of(f, 0, 0));
        }
        finish(f);
    }
}

/* Over the whole cue: nothing is ever emptied, no letter before the one that is read before it, and
 * from the right where that is how it is read. */
static void test_karaoke_fills_on(void **state)
{
    (void)state;
    for (int rtl = 0; rtl < 2; rtl++) {
        Fixture *f = karaoke(rtl);
        float before[MOST] = {0};
        for (int t = 0; t <= 480; t++) {
            pose_at(f, 0, 0.5 + t * 0.01);
            for (int p = 0; p < 10; p++) {
                const GrPiece *piece = &f->blocks[0].pieces[p];
                float fill = fill_of(f, 0, p);
                assert_true(fill >= before[p] - 1e-4f);
                if (p > 0 && p != 6 && p != 7)
                    assert_true(fill <= fill_of(f, 0, p - 1) + 1e-4f);
                float left = gr_pose_fill_at(&f->poses[p], piece, piece->x0);
                float right = gr_pose_fill_at(&f->poses[p], piece, piece->x1);
                assert_true(rtl ? right >= left : left >= right);
                before[p] = fill;
            }
        }
        finish(f);
    }
}

static void test_karaoke_lifts_what_is_sung(void **state)
{
    (void)state;
    Fixture *f = karaoke(false);
    pose_at(f, 0, 1.4);
    assert_true(f->poses[0].dy < -5.0f && f->poses[0].light > 0.3f && f->poses[9].dy == 0.0f);
    assert_true(f->poses[9].alpha < 0.85f);
    assert_true(f->poses[9].alpha + f->poses[9].unsung == 1.0f);
    pose_at(f, 0, 4.85);
    assert_true(f->poses[0].dy == 0.0f && f->poses[0].light == 0.0f && f->poses[9].dy < -5.0f);
    assert_true(f->poses[0].alpha == 1.0f);
    finish(f);
}

static void test_karaoke_is_there_before(void **state)
{
    (void)state;
    GrMotionShown shown[GR_MOTION_SHOWN_MAX];
    Fixture *f = start();
    add_part(add_cue(f, "a", 5 * S, 6 * S, false), "a", 5 * S, 6 * S, true);
    add_part(add_cue(f, "b", 6 * S + S / 2, 8 * S, false), "b", 7 * S, 8 * S, true);
    plan(f, GR_MOTION_KARAOKE);
    static const struct {
        double at_s;
        int count, first;
    } rows[] = {{3.9, 0, 0},  {4.1, 1, 0}, {6.1, 1, 0}, {6.18, 0, 0},
                {6.25, 1, 1}, {7, 1, 1},   {8.2, 1, 1}, {8.4, 0, 0}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int count = gr_motion_shown(&f->plan, &f->params, rows[i].at_s, shown);
        if (count != rows[i].count || (count && shown[0].cue != rows[i].first))
            fail_msg("at %g: %d cues", rows[i].at_s, count);
    }
    pose_at(f, 0, 4.05);
    assert_true(f->poses[0].alpha < 0.1f);
    pose_at(f, 0, 4.9);
    assert_true(f->poses[0].alpha > 0.75f);
    finish(f);
}

/* The second voice does not come before the first. */
static void test_karaoke_in_two_rows(void **state)
{
    (void)state;
    GrMotionShown shown[GR_MOTION_SHOWN_MAX];
    Fixture *f = start();
    add_cue(f, "a", 5 * S, 8 * S, false);
    add_cue(f, "b", 5 * S + S / 2, 8 * S, false)->row = 1;
    plan(f, GR_MOTION_KARAOKE);
    assert_int_equal(gr_motion_shown(&f->plan, &f->params, 4.9, shown), 1);
    assert_int_equal(shown[0].cue, 0);
    assert_int_equal(gr_motion_shown(&f->plan, &f->params, 5.3, shown), 2);
    finish(f);
}

static int letters_there(const Fixture *f, int count)
{
    int there = 0;
    for (int p = 0; p < count; p++) {
        there += f->poses[p].alpha > 0.0f;
        assert_true(p == 0 || f->poses[p].alpha <= f->poses[p - 1].alpha);
    }
    return there;
}

static void test_typewriter(void **state)
{
    (void)state;
    Fixture *f = start();
    add_cue(f, "type this, then\nthat", 1 * S, 9 * S, false);
    plan(f, GR_MOTION_TYPEWRITER);
    int before = 0;
    for (int t = 0; t < 160; t++) {
        pose_at(f, 0, 1.0 + t * 0.05);
        int there = letters_there(f, 20);
        assert_true(there >= before && there <= before + 3);
        before = there;
    }
    pose_at(f, 0, 1.0);
    assert_int_equal(letters_there(f, 20), 0);
    assert_true(f->caret.alpha == 1.0f && f->caret.x0 < LETTER && f->caret.bottom < HEIGHT);
    pose_at(f, 0, 1.6);
    int there = letters_there(f, 20);
    assert_true(there > 5 && there < 14); /* eighteen a second, and a rest at the comma */
    assert_true(f->caret.x0 > (float)(there * LETTER) &&
                f->caret.x0 < (float)((there + 1) * LETTER));
    pose_at(f, 0, 8.0);
    assert_int_equal(letters_there(f, 20), 20);
    assert_true(f->caret.top > HEIGHT);
    f->params.caret = false;
    pose_at(f, 0, 1.6);
    assert_true(f->caret.alpha == 0.0f);
    float fresh = f->poses[3].light;
    f->params.seed = 5;
    pose_at(f, 0, 1.6);
    assert_true(f->poses[3].light != fresh); /* another hand */
    f->params.jitter = 0.0f;
    pose_at(f, 0, 1.0 + 4.5 / 18.0);
    assert_int_equal(letters_there(f, 20), 4); /* an even one */
    pose_at(f, 0, 1.0 + 8.3 / 18.0);
    assert_int_equal(letters_there(f, 20), 8);
    pose_at(f, 0, 1.0 + 8.95 / 18.0);
    assert_int_equal(letters_there(f, 20), 8);
    pose_at(f, 0, 8.95);
    assert_true(f->poses[3].alpha > 0.1f && f->poses[3].alpha < 0.3f);
    finish(f);
}

static void test_typewriter_in_a_hurry(void **state)
{
    (void)state;
    Fixture *f = start();
    add_cue(f, "so many words in so short a time", 0, S, false);
    plan(f, GR_MOTION_TYPEWRITER);
    pose_at(f, 0, 0.6);
    assert_int_equal(letters_there(f, 32), 32);
    finish(f);
}

static void test_typewriter_follows(void **state)
{
    (void)state;
    Fixture *f = karaoke(true);
    plan(f, GR_MOTION_TYPEWRITER);
    pose_at(f, 0, 2.9);
    assert_int_equal(letters_there(f, 6), 3);
    assert_true(f->caret.x1 <
                f->blocks[0].pieces[2].x0); /* to the left of what is read from there */
    pose_at(f, 0, 3.95);
    assert_true(f->poses[5].alpha == 1.0f && f->poses[7].alpha == 0.0f);
    f->params.follow = false;
    pose_at(f, 0, 2.9);
    assert_true(f->poses[9].alpha == 1.0f);
    finish(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_karaoke_times),
        cmocka_unit_test(test_karaoke_outside_of_parts),
        cmocka_unit_test(test_karaoke_fills_on),
        cmocka_unit_test(test_karaoke_lifts_what_is_sung),
        cmocka_unit_test(test_karaoke_is_there_before),
        cmocka_unit_test(test_karaoke_in_two_rows),
        cmocka_unit_test(test_typewriter),
        cmocka_unit_test(test_typewriter_in_a_hurry),
        cmocka_unit_test(test_typewriter_follows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

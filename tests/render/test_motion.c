/* SPDX-License-Identifier: MIT
 *
 * Motions: which cues are seen and where, and where their letters are. Karaoke and typewriter are
 * in test_motion_sung.c.
 */
#include "motion_texts.h"

static void test_fade(void **state)
{
    (void)state;
    Fixture *f = start();
    add_cue(f, "fade away", 0, 4 * S, false);
    plan(f, GR_MOTION_FADE);
    pose_at(f, 0, 0.0);
    assert_true(f->poses[0].alpha == 0.0f && f->poses[8].alpha == 0.0f && f->poses[0].dy == 26.0f);
    pose_at(f, 0, 0.2);
    assert_true(f->poses[0].alpha > 0.5f && f->poses[8].alpha == 0.0f);
    assert_true(f->poses[0].dy < f->poses[8].dy);
    for (double at_s = 0.5; at_s <= 3.5; at_s += 0.5) {
        pose_at(f, 0, at_s);
        for (int p = 0; p < 9; p++)
            assert_true(f->poses[p].alpha == 1.0f && f->poses[p].dy == 0.0f);
    }
    pose_at(f, 0, 3.75);
    assert_true(f->poses[0].alpha < 0.3f && f->poses[8].alpha > 0.9f);
    pose_at(f, 0, 4.0);
    assert_true(f->poses[8].alpha == 0.0f && f->poses[8].dy < 0.0f);
    finish(f);
}

static void test_flash(void **state)
{
    (void)state;
    Fixture *f = start();
    add_cue(f, "flash", 0, 4 * S, false);
    plan(f, GR_MOTION_FLASH);
    pose_at(f, 0, 1.0); /* on a beat, but deaf */
    assert_true(f->poses[0].alpha == 1.0f && f->poses[0].light == 0.0f && f->poses[0].dx == 0.0f);
    f->params.react = 1.0f;
    pose_at(f, 0, 2.0); /* the first beat of a bar */
    float first = f->poses[0].light;
    assert_true(first == 0.9f && f->poses[0].alpha == 1.0f);
    assert_true(f->poses[0].dx < -2.0f && f->poses[4].dx == -f->poses[0].dx &&
                f->poses[2].dx == 0.0f);
    pose_at(f, 0, 2.5);
    assert_true(f->poses[0].light > 0.5f * first && f->poses[0].light < 0.8f * first);
    pose_at(f, 0, 2.45);
    assert_true(f->poses[0].light < 0.1f && f->poses[0].alpha < 0.7f && f->poses[0].alpha > 0.6f);
    finish(f);
}

static void test_scatter(void **state)
{
    (void)state;
    Fixture *f = start();
    add_cue(f, "gather", 0, 6 * S, false);
    plan(f, GR_MOTION_SCATTER);
    pose_at(f, 0, 0.0);
    float far = 0.0f;
    for (int p = 0; p < 6; p++) {
        float distance = sqrtf(f->poses[p].dx * f->poses[p].dx + f->poses[p].dy * f->poses[p].dy);
        assert_true(f->poses[p].alpha == 0.0f && distance > 200.0f && distance < 621.0f);
        far += f->poses[p].dx;
    }
    f->params.seed = 3;
    pose_at(f, 0, 0.0);
    for (int p = 0; p < 6; p++)
        far -= f->poses[p].dx;
    assert_true(fabsf(far) > 1.0f);
    pose_at(f, 0, 3.0);
    for (int p = 0; p < 6; p++)
        assert_true(f->poses[p].alpha == 1.0f && f->poses[p].dx == 0.0f && f->poses[p].dy == 0.0f);
    pose_at(f, 0, 5.99);
    for (int p = 0; p < 6; p++)
        assert_true(f->poses[p].alpha < 0.1f &&
                    fabsf(f->poses[p].dx) + fabsf(f->poses[p].dy) > 150);
    f->params.from = GR_MOTION_ABOVE;
    pose_at(f, 0, 0.0);
    assert_true(f->poses[0].dy < -200.0f && fabsf(f->poses[0].dx) < -f->poses[0].dy);
    f->params.from = GR_MOTION_BELOW;
    pose_at(f, 0, 0.0);
    assert_true(f->poses[0].dy > 200.0f);
    f->params.from = GR_MOTION_SIDES;
    pose_at(f, 0, 0.0);
    assert_true(f->poses[0].dx < -200.0f && f->poses[5].dx > 200.0f);
    finish(f);
}

static void test_wave(void **state)
{
    (void)state;
    Fixture *f = start();
    add_cue(f, "the long swell runs", 0, 100 * S, false);
    plan(f, GR_MOTION_WAVE);
    float highest = 0.0f;
    for (int t = 0; t < 50; t++) {
        pose_at(f, 0, 2.0 + t * 0.05);
        highest = gr_maxf(highest, -f->poses[4].dy);
    }
    assert_true(highest > 15.5f && highest <= 16.0f);
    pose_at(f, 0, 2.0);
    float was = f->poses[3].dy;
    pose_at(f, 0, 2.0 + 1.0 / 0.55);
    assert_true(fabsf(f->poses[3].dy - was) < 0.01f); /* one turn later */
    /* A crest travels with the reading. */
    float travelled_s = 5.0f * LETTER / 520.0f / 0.55f;
    pose_at(f, 0, 2.0 + (double)travelled_s);
    assert_true(fabsf(f->poses[8].dy - was) < 0.01f);
    f->params.react = 1.0f;
    f->moment.signals.v[GR_SIGNAL_BASS] = 1.0f;
    pose_at(f, 0, 2.0);
    assert_true(f->poses[3].dy * was > was * was);
    finish(f);
}

static Fixture *stack(float anchor)
{
    Fixture *f = start();
    add_cue(f, "first", 5 * S, 7 * S, false);
    add_cue(f, "second\nhas two", 7 * S, 9 * S, false);
    add_cue(f, "third", 9 * S, 12 * S, false);
    add_cue(f, "fourth", 20 * S, 22 * S, false);
    f->texts.anchor = anchor;
    plan(f, GR_MOTION_STACK);
    return f;
}

static void test_stack(void **state)
{
    (void)state;
    static const struct {
        double at_s;
        int count, first;
        float alpha[3];
    } rows[] = {
        {1.0, 0, 0, {0}},
        {2.5, 2, 0, {0.21f, 0.0882f}}, /* half of it has come */
        {5.0, 3, 0, {1, 0.42f, 0.42f * 0.42f}},
        {7.0, 4, 0, {0.42f, 1, 0.42f}},
        {9.5, 3, 1, {0.42f, 1, 0.42f}},
        {15.0, 3, 1, {0.42f, 0.42f, 0.42f}}, /* a rest */
        {21.0, 2, 2, {0.42f, 1}},
        {22.6, 2, 2, {0.21f, 0.5f}}, /* half of it is gone */
        {23.3, 0, 0, {0}},
    };
    GrMotionShown shown[GR_MOTION_SHOWN_MAX];
    for (float anchor = 0.0f; anchor <= 1.0f; anchor += 0.5f) {
        Fixture *f = stack(anchor);
        for (size_t i = 0; i < COUNT_OF(rows); i++) {
            int count = gr_motion_shown(&f->plan, &f->params, rows[i].at_s, shown);
            if (count != rows[i].count || (count && shown[0].cue != rows[i].first))
                fail_msg("at %g: %d cues from %d", rows[i].at_s, count, shown[0].cue);
            for (int k = 0; k < count && k < 3; k++)
                if (fabsf(shown[k].alpha - rows[i].alpha[k]) > 0.01f)
                    fail_msg("at %g: cue %d has alpha %g", rows[i].at_s, shown[k].cue,
                             (double)shown[k].alpha);
            for (int k = 1; k < count; k++) { /* one under the other, with the gap between them */
                float above = shown[k - 1].dy + (1 - anchor) * f->blocks[shown[k - 1].cue].height;
                float below = shown[k].dy - anchor * f->blocks[shown[k].cue].height;
                assert_true(fabsf(below - above - 34.0f) < 0.01f);
            }
        }
        finish(f);
    }
}

/* The stack stands still, moves up only, and is in place when its line begins. */
static void test_stack_scrolls(void **state)
{
    (void)state;
    GrMotionShown shown[GR_MOTION_SHOWN_MAX];
    Fixture *f = stack(0.5f);
    f->params.before = f->params.after = 3;
    float before = 1e6f;
    for (int t = 0; t < 340; t++) {
        double at_s = 5.0 + t * 0.05;
        int count = gr_motion_shown(&f->plan, &f->params, at_s, shown);
        assert_true(count > 0);
        float first = shown[0].dy - f->plan.cues[shown[0].cue].stack_y;
        assert_true(first <= before + 1e-3f && first > before - 30.0f - (t == 0 ? 1e6f : 0.0f));
        before = first;
        for (int k = 0; k < count; k++)
            if (t % 40 == 0 && f->cues[shown[k].cue].start_ns == 5 * S + t * S / 20)
                assert_true(fabsf(shown[k].dy) < 1e-3f);
    }
    finish(f);
}

static void test_rows(void **state)
{
    (void)state;
    GrMotionShown shown[GR_MOTION_SHOWN_MAX];
    for (int bottom = 0; bottom < 2; bottom++) {
        Fixture *f = start();
        add_cue(f, "low", 0, 10 * S, false);
        add_cue(f, "high\nand wide", 1 * S, 5 * S, false)->row = 1;
        add_cue(f, "again", 6 * S, 8 * S, false)->row = 1;
        f->texts.anchor = (float)bottom;
        plan(f, GR_MOTION_STILL);
        assert_int_equal(gr_motion_shown(&f->plan, &f->params, 2.0, shown), 2);
        assert_true(shown[0].dy == 0.0f && shown[1].dy == (bottom ? -54.0f : 54.0f));
        assert_int_equal(gr_motion_shown(&f->plan, &f->params, 7.0, shown), 2);
        assert_int_equal(shown[1].cue, 2);
        assert_int_equal(gr_motion_shown(&f->plan, &f->params, 5.5, shown), 1);
        assert_int_equal(gr_motion_shown(&f->plan, &f->params, 10.0, shown), 0);
        finish(f);
    }
}

/* Every kind with each parameter at its ends: poses are numbers within their ranges. */
static void check_poses(const Fixture *f, const char *kind, const char *param)
{
    for (int p = 0; p < 10; p++) {
        const GrPose *pose = &f->poses[p];
        bool fine = pose->alpha >= 0 && pose->alpha <= 1 && pose->light >= 0 && pose->light <= 1 &&
                    fabsf(pose->dx) < 20000 && fabsf(pose->dy) < 20000 && pose->soft >= 0 &&
                    fabsf(pose->fill) < 1e8f;
        if (!fine)
            fail_msg("%s, %s: alpha %g light %g at %g %g, fill %g %g", kind, param,
                     (double)pose->alpha, (double)pose->light, (double)pose->dx, (double)pose->dy,
                     (double)pose->fill, (double)pose->soft);
    }
    assert_true(f->caret.alpha >= 0 && f->caret.alpha <= 1);
}

static void test_extremes(void **state)
{
    (void)state;
    GrMotionShown shown[GR_MOTION_SHOWN_MAX];
    for (const GrMotionKind *kind = gr_motion_kinds; kind->name; kind++)
        for (int k = 0; k < 2 * kind->params.count; k++) {
            const GrParam *param = &kind->params.params[k / 2];
            Fixture *f = karaoke(k % 3 == 0);
            plan(f, kind->id);
            f->params.react = k % 2 ? 4.0f : 0.0f;
            f->moment.signals.v[GR_SIGNAL_BASS] = f->moment.signals.v[GR_SIGNAL_BEAT_DECAY] = 1.0f;
            if (param->type != GR_PARAM_CHOICE)
                gr_param_set_number(param, "", k % 2 ? param->max : param->min, &f->params, NULL);
            for (double at_s = -1.0; at_s < 7.0; at_s += 0.13) {
                int count = gr_motion_shown(&f->plan, &f->params, at_s, shown);
                assert_true(count >= 0 && count <= 1);
                if (!count)
                    continue;
                f->moment.scene_s = f->moment.show_s = at_s;
                gr_motion_pose(&f->plan, &f->params, &f->moment, shown, f->poses, &f->caret);
                check_poses(f, kind->name, param->name);
            }
            finish(f);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fade),    cmocka_unit_test(test_flash),
        cmocka_unit_test(test_scatter), cmocka_unit_test(test_wave),
        cmocka_unit_test(test_stack),   cmocka_unit_test(test_stack_scrolls),
        cmocka_unit_test(test_rows),    cmocka_unit_test(test_extremes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

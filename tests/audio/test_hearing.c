/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "audio/trial.h"

#include <stdio.h>

static void print_row(const char *name, const GrTrialTally *t)
{
    if (t->count)
        print_message("%-11s%4d pieces  F %.3f  bars %.3f  tempo right %3.0f %%, named %3.0f %%\n",
                      name, t->count, gr_trial_mean_f(t), t->bars_f / t->count,
                      100.0 * t->right / t->count, 100.0 * t->named / t->count);
}

static void print_table(const GrTrialTable *table)
{
    char bpm[16];
    for (int i = 0; i < GR_TRIAL_STYLES; i++)
        print_row(gr_synth_style_names[i], &table->styles[i]);
    for (int i = 0; i < GR_TRIAL_DAMAGES; i++)
        print_row(gr_trial_damage_names[i], &table->damages[i]);
    for (int i = 0; i < GR_TRIAL_SHAPES; i++)
        print_row(gr_trial_shape_names[i], &table->shapes[i]);
    for (int i = 0; i < GR_TRIAL_TEMPI; i++) {
        snprintf(bpm, sizeof bpm, "%.0f bpm", (double)gr_trial_bpm[i]);
        print_row(bpm, &table->tempi[i]);
    }
    print_row("all", &table->all);
}

static void test_beats_are_heard(void **state)
{
    (void)state;
    GrTrial trials[GR_TRIAL_MOST];
    GrTrialTable table = {0};
    int count = gr_trial_list(false, trials);
    for (int i = 0; i < count; i++) {
        GrTrialResult result;
        assert_int_equal(gr_trial_run(&trials[i], &result, NULL), GR_OK);
        gr_trial_add(&table, &trials[i], &result);
        if (result.f < 0.9)
            print_message(
                "%s at %.0f, %s, %s: F %.3f, heard %.2f\n", gr_synth_style_names[trials[i].style],
                (double)gr_trial_bpm[trials[i].tempo], gr_trial_damage_names[trials[i].damage],
                gr_trial_shape_names[trials[i].shape], result.f, result.heard_bpm);
    }
    print_table(&table);
    assert_true(gr_trial_mean_f(&table.all) >= 0.95);
    for (int i = 0; i < GR_TRIAL_STYLES; i++)
        if (gr_trial_mean_f(&table.styles[i]) < 0.85)
            fail_msg("%s is heard too badly", gr_synth_style_names[i]);
    assert_int_equal(table.all.named, count);
    assert_true(table.all.bars_f / count >= 0.75);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_beats_are_heard)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
#include "audio/trial.h"
#include "audio/beats.h"
#include "audio/synth.h"
#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

const float gr_trial_bpm[GR_TRIAL_TEMPI] = {60, 75, 92, 110, 128, 150, 174, 190, 200};

enum { LENGTH_S = 45, SEED = 3 };
static const double skip_s = 5.0, within_s = 0.07, tempo_within = 0.01;

int gr_trial_list(bool whole, GrTrial trials[GR_TRIAL_MOST])
{
    int n = 0;
    for (int style = 0; style < GR_TRIAL_STYLES; style++) {
        for (int tempo = 0; tempo < GR_TRIAL_TEMPI; tempo++) {
            for (int d = 0; d < GR_TRIAL_DAMAGES; d++)
                if (whole ? d == 0 || tempo % 2 == 0
                          : tempo % 2 == 0 && d == (style + tempo / 2) % GR_TRIAL_DAMAGES)
                    trials[n++] = (GrTrial){style, tempo, GR_TRIAL_STEADY, (GrTrialDamage)d};
            for (int s = 1; s < GR_TRIAL_SHAPES; s++)
                if (whole ? tempo % 3 == 1 : tempo == 3 + (style + s) % 3)
                    trials[n++] = (GrTrial){style, tempo, (GrTrialShape)s, GR_TRIAL_CLEAN};
        }
    }
    return n;
}

/* Of beats within a span. */
static double f_measure(const double *found, int found_count, const double *truth, int truth_count,
                        double to_s)
{
    int hits = 0, wanted = 0, given = 0, at = 0;
    for (int i = 0; i < found_count; i++)
        given += found[i] >= skip_s && found[i] < to_s;
    for (int i = 0; i < truth_count; i++) {
        if (truth[i] < skip_s || truth[i] >= to_s)
            continue;
        wanted++;
        while (at < found_count && found[at] < truth[i] - within_s)
            at++;
        if (at < found_count && found[at] <= truth[i] + within_s) {
            hits++;
            at++;
        }
    }
    double f = wanted + given ? 2.0 * hits / (wanted + given) : 0.0;
    return f < 1.0 ? f : 1.0; /* a hit just outside of the span */
}

/* Every fourth, moved to the front. */
static int keep_downbeats(double *times, int count, int first)
{
    int n = 0;
    for (int i = first; i < count; i += GR_BEATS_A_BAR)
        times[n++] = times[i];
    return n;
}

static bool tempo_fits(const GrTrial *trial, double bpm)
{
    double share = bpm / (double)gr_trial_bpm[trial->tempo];
    double least = trial->shape == GR_TRIAL_SLOWS ? 0.75 : 1.0;
    double most = trial->shape == GR_TRIAL_CHANGES ? 1.12 : 1.0;
    return share > least * (1.0 - tempo_within) && share < most * (1.0 + tempo_within);
}

static void judge(const GrTrial *trial, GrTrialPiece *piece, const GrBeats *beats, double *times,
                  GrTrialResult *result)
{
    double until_s = gr_trial_piece_length_s(piece) - 1.0;
    result->f = f_measure(times, beats->count, piece->beat_s, piece->beat_count, until_s);
    int bars = keep_downbeats(times, beats->count, beats->first_downbeat);
    int true_bars = keep_downbeats(piece->beat_s, piece->beat_count, 0);
    result->bars_f = f_measure(times, bars, piece->beat_s, true_bars, until_s);
    result->heard_bpm = beats->tempo_bpm;
    result->right = result->named = tempo_fits(trial, beats->tempo_bpm);
    for (int i = 0; i < GR_OTHER_TEMPI; i++)
        result->named = result->named || tempo_fits(trial, beats->other_bpm[i]);
}

static int measure(const GrTrialPiece *piece, GrRaster *raster, GrError *error)
{
    GrRasterMaker *maker = NULL;
    int code = gr_raster_maker_create(GR_SYNTH_RATE, 2, NULL, raster, &maker, error);
    if (!code)
        code = gr_raster_maker_feed(maker, piece->samples, (int)piece->frames, error);
    if (!code)
        code = gr_raster_maker_end(maker, error);
    gr_raster_maker_destroy(maker);
    return code;
}

int gr_trial_run(const GrTrial *trial, GrTrialResult *result, GrError *error)
{
    float bpm = gr_trial_bpm[trial->tempo];
    const GrSynthSpec spec = {bpm, (int)(bpm * LENGTH_S / 480.0f) * 2, trial->style, SEED};
    GrTrialPiece piece;
    GrRaster raster = {0};
    GrBeats beats;
    double *times = NULL;
    memset(result, 0, sizeof *result);
    int code = gr_trial_piece_create(&spec, trial->shape, trial->damage, &piece, error);
    if (!code)
        code = measure(&piece, &raster, error);
    if (!code)
        code = gr_beats_find(&raster, 0, gr_trial_piece_length_s(&piece), &beats, &times, error);
    if (!code)
        judge(trial, &piece, &beats, times, result);
    gr_aligned_free(times);
    gr_raster_finish(&raster);
    gr_trial_piece_finish(&piece);
    return code;
}

static void tally(GrTrialTally *t, const GrTrialResult *result)
{
    t->f += result->f;
    t->bars_f += result->bars_f;
    t->count++;
    t->right += result->right;
    t->named += result->named;
}

void gr_trial_add(GrTrialTable *table, const GrTrial *trial, const GrTrialResult *result)
{
    tally(&table->all, result);
    tally(&table->styles[trial->style], result);
    tally(&table->tempi[trial->tempo], result);
    tally(&table->damages[trial->damage], result);
    tally(&table->shapes[trial->shape], result);
}

double gr_trial_mean_f(const GrTrialTally *tally)
{
    return tally->count ? tally->f / tally->count : 0.0;
}

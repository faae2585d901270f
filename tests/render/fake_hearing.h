/* SPDX-License-Identifier: MIT
 *
 * A made-up hearing for tests: smooth loudness, beats at 120 a minute.
 */
#ifndef GR_TEST_FAKE_HEARING_H
#define GR_TEST_FAKE_HEARING_H

#include "base/vmath.h"
#include "model/signal.h"

#include <stdlib.h>
#include <string.h>

static inline int fake_track(GrSignalTrack *track, GrRational rate, double length_s, GrError *error)
{
    int64_t count = (int64_t)(length_s * gr_rational_value(rate)) + 1;
    int code = gr_signal_track_create(track, rate, count, error);
    if (code)
        return code;
    track->flow_s[0] = 0.0;
    for (int64_t n = 0; n < count; n++) {
        float t = (float)gr_frame_start_s(n, rate), beat = gr_fractf(t * 2.0f);
        float *v = track->frames[n].v;
        for (int i = 0; i < GR_SIGNAL_COUNT; i++)
            v[i] = 0.5f + 0.4f * gr_sinf(t * (0.7f + 0.13f * (float)i) + (float)i);
        v[GR_SIGNAL_BEAT] = beat * (float)gr_rational_value(rate) < 2.0f ? 1.0f : 0.0f;
        v[GR_SIGNAL_BEAT_DECAY] = 1.0f - beat;
        v[GR_SIGNAL_BEAT_PHASE] = beat;
        v[GR_SIGNAL_BAR_PHASE] = gr_fractf(t * 0.5f);
        track->flow_s[n + 1] = track->flow_s[n] + (double)(0.5f + v[0]) / gr_rational_value(rate);
    }
    return GR_OK;
}

static inline int fake_hearing(GrHearing *hearing, double length_s, GrRational fps,
                               GrRational ticks, GrError *error)
{
    memset(hearing, 0, sizeof *hearing);
    int beats = (int)(length_s * 2.0) + 3;
    hearing->beat_memory = malloc((size_t)beats * sizeof(double));
    if (!hearing->beat_memory)
        return gr_error_memory(error, "beats", (unsigned long long)beats);
    for (int i = 0; i < beats; i++)
        hearing->beat_memory[i] = 0.5 * (i - 1);
    hearing->beats = (GrBeats){
        .count = beats, .time_s = hearing->beat_memory, .tempo_bpm = 120.0, .first_downbeat = 1};
    hearing->duration_s = length_s;
    int code = fake_track(&hearing->at_frames, fps, length_s, error);
    return code ? code : fake_track(&hearing->at_ticks, ticks, length_s, error);
}

#endif

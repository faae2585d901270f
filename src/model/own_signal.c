/* SPDX-License-Identifier: MIT */
#include "model/own_signal.h"

#include "base/hash.h"
#include "base/vmath.h"

static const GrParam params[] = {
    GR_FLOAT_LIKE(GrOwnSignal, attack, "s", 0, 0, 60, "30ms",
                  "how long a rise takes to come most of the way (63 %); 0 is at once"),
    GR_FLOAT_LIKE(GrOwnSignal, release, "s", 0, 0, 60, "120ms",
                  "how long a fall takes to come most of the way (63 %); 0 is at once"),
    GR_FLOAT_LIKE(GrOwnSignal, decay, "s", 0.25, 0, 60, "300ms",
                  "how long a trigger takes from 1 to 0, evenly; only with threshold"),
    GR_FLOAT_LIKE(GrOwnSignal, hold, "s", 0, 0, 60, "100ms",
                  "how long a trigger stays at 1 before it falls; only with threshold"),
    GR_FLOAT_LIKE(
        GrOwnSignal, smooth, "s", 0, 0, 60, "500ms",
        "averages softly over about this long, as much before as after, so that nothing lags"),
    GR_FLOAT_LIKE(GrOwnSignal, gain, "", 1, -100, 100, "1.2", "what the signal is multiplied by"),
    GR_FLOAT_LIKE(
        GrOwnSignal, curve, "", 1, 0.05, 20, "0.7",
        "exponent, after gain: below 1 lifts what is low, above 1 keeps only what is high"),
    GR_FLOAT_LIKE(GrOwnSignal, min, "", 0, -100, 100, "0.1", "what is lower becomes this"),
    GR_FLOAT_LIKE(GrOwnSignal, max, "", 1, -100, 100, "2", "what is higher becomes this"),
};

const GrParamTable gr_own_signal_params = GR_PARAM_TABLE(GrOwnSignal, params);

GrBand gr_mel_band(int number)
{
    /* 1127 ln(1 + f / 700) of 20 Hz and of 16 kHz. */
    const float lowest = 31.748f, step = (3564.5f - lowest) / GR_MEL_BANDS;
    float edge = lowest + (float)(number - 1) * step;
    return (GrBand){.low_hz = 700.0f * (gr_expf(edge / 1127.0f) - 1.0f),
                    .high_hz = 700.0f * (gr_expf((edge + step) / 1127.0f) - 1.0f)};
}

float gr_own_signal_finish(const GrOwnSignal *own, float value)
{
    value *= own->gain;
    if (own->curve != 1.0f)
        value = value < 0.0f ? -gr_powf(-value, own->curve) : gr_powf(value, own->curve);
    return gr_clampf(value, own->min, own->max);
}

float gr_own_signal_from(const GrOwnSignal *own, float *uniforms)
{
    uniforms[GR_UNIFORM_SEED] = gr_expr_seed(gr_hash_string(own->name, 0));
    return gr_expr_value(own->from, uniforms);
}

bool gr_own_signal_is_plain(const GrOwnSignal *own)
{
    return !own->triggers && own->attack == 0.0f && own->release == 0.0f && own->smooth == 0.0f &&
           own->lookahead == 0.0f;
}

bool gr_own_signal_is_instant(const GrOwnSignal *own)
{
    bool instant = gr_own_signal_is_plain(own);
    for (int i = 0; i < own->from->uniform_count; i++)
        instant = instant && own->from->uniforms[i] < GR_UNIFORM_BANDS;
    return instant;
}

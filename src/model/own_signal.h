/* SPDX-License-Identifier: MIT
 *
 * The signals that a show defines itself, as they are written: where each comes from and what is
 * done to it. audio/own.h works them out once the sound is heard.
 */
#ifndef GR_MODEL_OWN_SIGNAL_H
#define GR_MODEL_OWN_SIGNAL_H

#include "model/expr.h"
#include "model/param.h"

/* What is measured while the sound is heard: a band(low, high), mel(n), which is one as well, or a
 * pitch class, chroma(n). */
typedef struct GrBand {
    float low_hz, high_hz;
    int32_t pitch; /* 1 C .. 12 B; 0: the band counts */
} GrBand;

enum { GR_BAND_LOWEST_HZ = 1, GR_BAND_HIGHEST_HZ = 24000 };

/* Bands that are equally wide on the mel scale (D. O'Shaughnessy's formula), from 20 Hz to 16 kHz
 * and beside each other: 1 is the lowest. */
enum { GR_MEL_BANDS = 40 };
GrBand gr_mel_band(int number);

typedef struct GrBandList {
    int count;
    GrBand list[GR_BANDS_MAX];
} GrBandList;

/* What is done comes in this order: follow (attack, release), trigger, smooth, shift, then gain,
 * curve and limits. */
typedef struct GrOwnSignal {
    const char *name;
    const GrExpr *from;    /* of GR_UNIFORM_HEARD uniforms: bands follow the usual ones */
    float attack, release; /* s, time constants */
    bool triggers;         /* `threshold` is given */
    float threshold, hold, decay;
    float smooth;    /* s */
    float lookahead; /* s; negative: later */
    float gain, curve, min, max;
} GrOwnSignal;
extern const GrParamTable gr_own_signal_params; /* all but name, from, threshold and lookahead */

enum { GR_LOOKAHEAD_MAX_S = 10, GR_THRESHOLD_MAX = 1000 };

typedef struct GrOwnSignals {
    int count;
    const GrOwnSignal *list; /* each uses only those before it */
    GrBandList bands;        /* that any of them uses */
} GrOwnSignals;

/* Gain, curve and limits. */
float gr_own_signal_finish(const GrOwnSignal *own, float value);
/* What the expression gives, not finished. Sets GR_UNIFORM_SEED. */
float gr_own_signal_from(const GrOwnSignal *own, float *uniforms);
/* Nothing but an expression, gain, curve and limits. */
bool gr_own_signal_is_plain(const GrOwnSignal *own);
/* Plain, and of what every moment knows: it is worked out from the moment's other signals, so that
 * it is what the same expression would be in a parameter. */
bool gr_own_signal_is_instant(const GrOwnSignal *own);

/* A trigger that jumps up, and does not begin to rise before. */
static inline bool gr_own_signal_is_struck(const GrOwnSignal *own)
{
    return own->triggers && own->smooth == 0.0f;
}

#endif

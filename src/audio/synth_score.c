/* SPDX-License-Identifier: MIT */
#include "audio/synth_score.h"
#include "audio/synth.h"
#include "base/rng.h"
#include "base/vmath.h"

/* Where sections begin, as a share of the piece: quiet, rising, loud, a rest, louder, home. */
static const double section_share[SECTION_END] = {0.0, 0.12, 0.25, 0.50, 0.62, 0.70, 0.92};

static int clamp_int(int x, int low, int high)
{
    return x < low ? low : x > high ? high : x;
}

static void arrange(Score *score)
{
    int bars = score->spec.bars;
    int unit = bars >= 64 ? 8 : bars >= 32 ? 4 : bars >= 16 ? 2 : 1;
    int last = bars >= 3 ? bars - 1 : bars; /* one or two bars have no room for an end */
    for (int s = 0; s < SECTION_END; s++) {
        int bar = (int)(section_share[s] * bars / unit + 0.5) * unit;
        if (bars < 6)
            bar = s <= SECTION_DROP ? 0 : last;
        score->starts[s] = clamp_int(bar, 0, last);
    }
    score->starts[SECTION_END] = last;
    score->starts[SECTION_COUNT] = bars;
}

void score_init(Score *score, const GrSynthSpec *spec)
{
    score->spec = *spec;
    score->spec.bpm = gr_clampf(spec->bpm, 40.0f, 240.0f);
    score->spec.bars = clamp_int(spec->bars, 1, 1024);
    score->style = synth_style(spec->style);
    score->seed = gr_rng_mix((uint32_t)spec->seed * 2654435761u + 17u);
    score->transpose = spec->seed ? (int)(score->seed % 7u) - 3 : 0;
    score->step_samples = (double)GR_SYNTH_RATE * 15.0 / (double)score->spec.bpm;
    arrange(score);
}

SynthSection score_section(const Score *score, int bar)
{
    int section = SECTION_COUNT - 1;
    while (section > 0 && bar < score->starts[section])
        section--;
    return (SynthSection)section;
}

float score_level(const Score *score, SynthSection section, SynthPart part)
{
    return (float)(score->style->levels[section][part] - '0') * (1.0f / 9.0f);
}

float score_bright(const Score *score, double bar)
{
    SynthSection section = score_section(score, (int)bar);
    int first = score->starts[section], next = score->starts[section + 1];
    float from = score->style->bright[section], to = score->style->bright[section + 1];
    /* A loud section stays as open as it began; the others lead to what follows. */
    if (section == SECTION_DROP || section == SECTION_PEAK)
        return from;
    float done = next > first ? (float)((bar - first) / (next - first)) : 0.0f;
    return from + (to - from) * gr_unitf(done);
}

const SynthChord *score_chord(const Score *score, int bar)
{
    if (score_section(score, bar) == SECTION_END)
        return &score->style->chords[0];
    int index = bar / score->style->bars_per_chord % score->style->chord_count;
    return &score->style->chords[index];
}

int64_t score_step_sample(const Score *score, int64_t step)
{
    static const double thirds[4] = {0.0, 1.0 / 3.0, 2.0 / 3.0, 1.0 / 3.0};
    double late = step % 2 ? (double)score->style->swing : 0.0;
    late += (double)score->style->shuffle * thirds[step % 4];
    return (int64_t)(((double)step + late) * score->step_samples + 0.5);
}

int64_t score_length(const Score *score)
{
    return score_step_sample(score, (int64_t)score->spec.bars * STEPS_PER_BAR);
}

int score_note(const Score *score, const SynthChord *chord, int index, int octave)
{
    return score->style->key + score->transpose + chord->notes[index % CHORD_NOTES] +
           12 * (index / CHORD_NOTES + octave);
}

static bool chord_has(const SynthChord *chord, int above_bass)
{
    for (int i = 0; i < CHORD_NOTES; i++)
        if ((chord->notes[i] - chord->bass - above_bass + 48) % 12 == 0)
            return true;
    return false;
}

int score_bass_note(const Score *score, const SynthChord *chord, char degree)
{
    int root = score->style->key + score->transpose + chord->bass + 12 * score->style->bass_octave;
    if (degree == '8')
        return root + 12;
    if (degree == '7' && chord_has(chord, 10))
        return root + 10;
    if (degree == '5' || degree == '7')
        return root + 7;
    return root;
}

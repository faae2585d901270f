/* SPDX-License-Identifier: MIT */
#include "audio/synth.h"
#include "audio/decoder.h"
#include "audio/synth_score.h"
#include "audio/synth_space.h"
#include "base/arena.h"
#include "base/rng.h"
#include "base/vmath.h"

#include <stdlib.h>
#include <string.h>

enum { VOICES = 64, PAD_NOTES = 12, BUSES = 3 };

typedef enum Bus { BUS_DRUMS, BUS_BASS, BUS_MUSIC } Bus;

typedef struct PadNote {
    int note;          /* 0: free */
    uint32_t phase[3]; /* left, middle, right */
    uint32_t step[3];
    float level, target;
} PadNote;

typedef struct PlayedVoice {
    Voice voice;
    Bus bus;
} PlayedVoice;

struct GrSynth {
    Score score;
    int64_t length, now, next_step, next_step_at;
    PlayedVoice voices[VOICES];
    PadNote pad[PAD_NOTES];
    Filter pad_filter[2];
    float pad_level;
    float duck, duck_target, duck_fall; /* the kick's shadow */
    Echo echo;
    Reverb reverb;
    Master master;
    float block[2][SYNTH_BLOCK]; /* made, not yet read */
    int block_count, block_given;
};

/* The voice that is over, or else the one that has sounded longest. */
static void play(GrSynth *synth, Bus bus, VoiceKind kind, float hz, float velocity, float length_s,
                 float pan)
{
    PlayedVoice *slot = &synth->voices[0];
    for (int i = 0; i < VOICES; i++) {
        PlayedVoice *other = &synth->voices[i];
        if (voice_over(&other->voice)) {
            slot = other;
            break;
        }
        if (other->voice.age > slot->voice.age)
            slot = other;
    }
    double bar = (double)synth->now / (synth->score.step_samples * STEPS_PER_BAR);
    float bright = score_bright(&synth->score, bar);
    uint32_t noise = gr_rng_u32(synth->score.seed, (uint32_t)synth->now,
                                (uint32_t)kind * 977u + (uint32_t)(pan * 8.0f + 8.0f));
    slot->bus = bus;
    voice_start(&slot->voice, kind, hz, velocity, length_s, pan, bright, noise);
}

/* 0..1 of a pattern's digit at a step, a little different each time. */
static float hit(const GrSynth *synth, const char *pattern, int64_t step, uint32_t salt)
{
    char c = pattern[step % PATTERN_STEPS];
    if (c < '1' || c > '9')
        return 0.0f;
    float human = gr_rng_unit(synth->score.seed, (uint32_t)step, salt) - 0.5f;
    return (float)(c - '0') * (1.0f / 9.0f) * (1.0f + 0.14f * human);
}

static void hit_kick(GrSynth *synth, float strength)
{
    bool soft = synth->score.style->bass_voice == VOICE_BASS_DRONE;
    play(synth, BUS_DRUMS, soft ? VOICE_SOFT_KICK : VOICE_KICK, 50.0f,
         strength * synth->score.style->gain[PART_KICK], 0, 0);
    synth->duck_target = gr_unitf(strength);
}

/* The bar before a loud section rolls into it: eighths, then sixteenths, ever harder. */
static bool rolls(const GrSynth *synth, int bar)
{
    SynthSection now = score_section(&synth->score, bar);
    SynthSection next = score_section(&synth->score, bar + 1);
    return (now == SECTION_BUILD || now == SECTION_RISE) && next != now &&
           synth->score.style->gain[PART_SNARE] > 0;
}

static void play_drums(GrSynth *synth, int64_t step, int bar, int in_bar)
{
    const Score *score = &synth->score;
    const SynthStyle *style = score->style;
    SynthSection section = score_section(score, bar);
    float kick = score_level(score, section, PART_KICK) * hit(synth, style->kick, step, 1);
    float snare = score_level(score, section, PART_SNARE) * style->gain[PART_SNARE];
    float hat = score_level(score, section, PART_HAT) * style->gain[PART_HAT];
    float perc = score_level(score, section, PART_PERC) * style->gain[PART_PERC];
    bool roll = rolls(synth, bar);
    bool breath = roll && in_bar >= 14; /* a gap before the drop */
    if (kick > 0 && !breath && !(roll && in_bar >= 8))
        hit_kick(synth, kick);
    if (roll && !breath && (in_bar % 2 == 0 || in_bar >= 8))
        play(synth, BUS_DRUMS, VOICE_SNARE, 0,
             style->gain[PART_SNARE] * (0.2f + 0.045f * (float)in_bar), 0, 0);
    else if (snare * hit(synth, style->snare, step, 2) > 0)
        play(synth, BUS_DRUMS, VOICE_SNARE, 0, snare * hit(synth, style->snare, step, 2), 0, 0);
    if (snare * hit(synth, style->clap, step, 3) > 0 && !roll)
        play(synth, BUS_DRUMS, VOICE_CLAP, 0, snare * hit(synth, style->clap, step, 3), 0, 0.1f);
    /* The last half bar of every fourth: a fill on the snare's rim of the beat. */
    bool loud = section == SECTION_DROP || section == SECTION_PEAK;
    if (loud && bar % 4 == 3 && in_bar >= 11 && gr_rng_unit(score->seed, (uint32_t)step, 4) < 0.55f)
        play(synth, BUS_DRUMS, VOICE_SNARE, 0, snare * 0.45f, 0, -0.15f);
    if (hat * hit(synth, style->hat, step, 5) > 0 && !breath)
        play(synth, BUS_DRUMS, VOICE_HAT, 0, hat * hit(synth, style->hat, step, 5), 0, 0.25f);
    bool open = section != SECTION_INTRO && section != SECTION_BREAK && !breath;
    if (open && hat * hit(synth, style->open_hat, step, 6) > 0)
        play(synth, BUS_DRUMS, VOICE_OPEN_HAT, 0, hat * hit(synth, style->open_hat, step, 6), 0,
             -0.2f);
    float side = in_bar % 8 < 4 ? -0.5f : 0.5f;
    if (perc * hit(synth, style->perc, step, 7) > 0 && !breath)
        play(synth, BUS_DRUMS, style->perc_voice, 0, perc * hit(synth, style->perc, step, 7), 0,
             side);
}

/* How many steps a note at `step` is held: its own and the dashes behind it. */
static int held(const char *pattern, int64_t step)
{
    int count = 1;
    while (count < PATTERN_STEPS && pattern[(step + count) % PATTERN_STEPS] == '-')
        count++;
    return count;
}

/* Two takes, far left and far right. */
static void play_guitars(GrSynth *synth, int64_t step, const SynthChord *chord, float struck)
{
    const char *pattern = synth->score.style->keys;
    if (!(struck > 0))
        return;
    bool muted = pattern[step % PATTERN_STEPS] <= '5';
    float hz = synth_note_hz((float)score_bass_note(&synth->score, chord, '8'));
    float step_s = (float)(synth->score.step_samples / GR_SYNTH_RATE);
    float length_s = step_s * ((float)held(pattern, step) - 0.1f);
    for (int side = -1; side <= 1; side += 2)
        play(synth, BUS_MUSIC, muted ? VOICE_CHUG : VOICE_GUITAR, hz,
             muted ? 1.6f * struck : struck, length_s, 0.85f * (float)side);
}

static void play_notes(GrSynth *synth, int64_t step, int bar)
{
    const Score *score = &synth->score;
    const SynthStyle *style = score->style;
    const SynthChord *chord = score_chord(score, bar);
    SynthSection section = score_section(score, bar);
    float step_s = (float)(score->step_samples / GR_SYNTH_RATE);
    int at = (int)(step % PATTERN_STEPS);
    uint32_t choice = score->spec.seed ? score->seed >> 8 : 0;

    float bass = score_level(score, section, PART_BASS) * style->gain[PART_BASS];
    char degree = style->bass[at];
    if (bass > 0 && degree >= '0' && degree <= '9') {
        float hz = synth_note_hz((float)score_bass_note(score, chord, degree));
        float length_s = step_s * ((float)held(style->bass, step) - 0.12f);
        play(synth, BUS_BASS, style->bass_voice, hz, bass, length_s, 0);
    }

    float arp = score_level(score, section, PART_ARP) * style->gain[PART_ARP];
    const char *pattern = style->arp[choice % 3u];
    if (arp > 0 && pattern[at] != '.') {
        int note = score_note(score, chord, pattern[at] - '0', style->arp_octave);
        float human = 0.85f + 0.3f * gr_rng_unit(score->seed, (uint32_t)step, 8);
        play(synth, BUS_MUSIC, style->arp_voice, synth_note_hz((float)note), arp * human, 0,
             at % 2 ? 0.35f : -0.35f);
    }

    float keys = score_level(score, section, PART_KEYS) * style->gain[PART_KEYS];
    float struck = keys * hit(synth, style->keys, step, 9);
    if (style->keys_voice == VOICE_GUITAR) {
        play_guitars(synth, step, chord, struck);
        struck = 0;
    }
    for (int i = 0; struck > 0 && i < CHORD_NOTES; i++) {
        int note = score_note(score, chord, i, style->bass_voice == VOICE_BASS_SUB ? 1 : 0);
        play(synth, BUS_MUSIC, style->keys_voice, synth_note_hz((float)note), struck, 0,
             -0.4f + 0.2f * (float)i);
    }

    float lead = score_level(score, section, PART_LEAD) * style->gain[PART_LEAD];
    pattern = style->lead[choice / 3u % 2u];
    if (lead > 0 && pattern[at] >= '0' && pattern[at] <= '9') {
        int note = score_note(score, chord, pattern[at] - '0', style->lead_octave);
        float length_s = step_s * ((float)held(pattern, step) - 0.2f);
        play(synth, BUS_MUSIC, style->lead_voice, synth_note_hz((float)note), lead, length_s, 0);
    }
}

/* Notes that both chords share go on; the others change. */
static void play_chord(GrSynth *synth, int bar)
{
    const Score *score = &synth->score;
    const SynthChord *chord = score_chord(score, bar);
    for (int i = 0; i < PAD_NOTES; i++)
        synth->pad[i].target = 0.0f;
    for (int n = 0; n < CHORD_NOTES; n++) {
        int note = score_note(score, chord, n, 0);
        PadNote *slot = NULL, *quietest = &synth->pad[0];
        for (int i = 0; i < PAD_NOTES && !slot; i++) {
            if (synth->pad[i].note == note)
                slot = &synth->pad[i];
            bool free = synth->pad[i].target == 0.0f;
            if (free && (quietest->target > 0.0f || synth->pad[i].level < quietest->level))
                quietest = &synth->pad[i];
        }
        if (!slot) {
            static const float cents[3] = {-0.07f, 0.0f, 0.07f};
            slot = quietest;
            slot->note = note;
            slot->level = 0.0f;
            for (int v = 0; v < 3; v++) {
                slot->phase[v] = gr_rng_u32(score->seed, (uint32_t)note, (uint32_t)v);
                slot->step[v] = synth_phase_step(synth_note_hz((float)note + cents[v]));
            }
        }
        slot->target = 1.0f;
    }
}

static void play_bar(GrSynth *synth, int bar)
{
    const Score *score = &synth->score;
    SynthSection section = score_section(score, bar);
    bool first = score->starts[section] == bar;
    if (bar % score->style->bars_per_chord == 0 || first)
        play_chord(synth, bar);
    float crash = score->style->gain[PART_HAT] * 0.9f;
    bool loud = section == SECTION_DROP || section == SECTION_PEAK;
    if ((first && (loud || section == SECTION_END)) || (loud && bar % 8 == 0)) {
        play(synth, BUS_DRUMS, VOICE_CRASH, 0, crash, 0, -0.7f);
        play(synth, BUS_DRUMS, VOICE_CRASH, 0, crash, 0, 0.7f);
    }
    bool climbs = section == SECTION_RISE || section == SECTION_BUILD;
    int climb_from = score->starts[section + 1] - 2;
    climb_from = climb_from < score->starts[section] ? score->starts[section] : climb_from;
    if (climbs && bar == climb_from) {
        int bars = score->starts[section + 1] - bar;
        float length_s = (float)(score->step_samples * STEPS_PER_BAR * bars / GR_SYNTH_RATE);
        float loudness = section == SECTION_RISE ? 0.15f : 0.09f;
        play(synth, BUS_DRUMS, VOICE_RISER, 0, loudness, length_s, -0.6f);
        play(synth, BUS_DRUMS, VOICE_RISER, 0, loudness, length_s, 0.6f);
    }
}

static void play_end(GrSynth *synth, int bar)
{
    const Score *score = &synth->score;
    const SynthStyle *style = score->style;
    const SynthChord *chord = score_chord(score, bar);
    float bar_s = (float)(score->step_samples * STEPS_PER_BAR / GR_SYNTH_RATE);
    hit_kick(synth, score_level(score, SECTION_END, PART_KICK));
    float hz = synth_note_hz((float)score_bass_note(score, chord, '0'));
    play(synth, BUS_BASS, style->bass_voice, hz,
         score_level(score, SECTION_END, PART_BASS) * style->gain[PART_BASS], bar_s, 0);
    for (int i = 0; i < CHORD_NOTES; i++) {
        int note = score_note(score, chord, i, style->arp_octave);
        play(synth, BUS_MUSIC, style->arp_voice, synth_note_hz((float)note),
             0.7f * style->gain[PART_ARP], 0, -0.4f + 0.2f * (float)i);
    }
}

static void play_step(GrSynth *synth, int64_t step)
{
    int bar = (int)(step / STEPS_PER_BAR), in_bar = (int)(step % STEPS_PER_BAR);
    if (bar >= synth->score.spec.bars)
        return;
    if (in_bar == 0)
        play_bar(synth, bar);
    if (score_section(&synth->score, bar) == SECTION_END) {
        if (in_bar == 0)
            play_end(synth, bar);
        return;
    }
    play_drums(synth, step, bar, in_bar);
    play_notes(synth, step, bar);
}

static void render_voices(GrSynth *synth, float bus[BUSES][2][SYNTH_BLOCK], int count)
{
    float mono[SYNTH_BLOCK];
    for (int v = 0; v < VOICES; v++) {
        PlayedVoice *played = &synth->voices[v];
        if (voice_over(&played->voice))
            continue;
        voice_render(&played->voice, mono, count);
        float left = gr_minf(1.0f, 1.0f - played->voice.pan);
        float right = gr_minf(1.0f, 1.0f + played->voice.pan);
        float *to_left = bus[played->bus][0], *to_right = bus[played->bus][1];
        for (int i = 0; i < count; i++) {
            to_left[i] += left * mono[i];
            to_right[i] += right * mono[i];
        }
    }
}

static void render_pad(GrSynth *synth, float *left, float *right, int count)
{
    const Score *score = &synth->score;
    double bar = (double)synth->now / (score->step_samples * STEPS_PER_BAR);
    float loud = score_level(score, score_section(score, (int)bar), PART_PAD);
    float glide = 1.0f - gr_expf(-(float)count / (0.25f * GR_SYNTH_RATE));
    float level_end = synth->pad_level + (loud - synth->pad_level) * glide;
    float gain = score->style->gain[PART_PAD];
    float from = gain * synth->pad_level, to = gain * level_end;
    synth->pad_level = level_end;
    float middle[SYNTH_BLOCK] = {0};
    for (int n = 0; n < PAD_NOTES; n++) {
        PadNote *pad = &synth->pad[n];
        if (!pad->note)
            continue;
        float next = pad->level + (pad->target - pad->level) * glide;
        float a = from * pad->level, b = to * next;
        pad->level = next;
        synth_add_saw(left, count, &pad->phase[0], pad->step[0], a, b);
        synth_add_saw(middle, count, &pad->phase[1], pad->step[1], 0.6f * a, 0.6f * b);
        synth_add_saw(right, count, &pad->phase[2], pad->step[2], a, b);
        if (pad->target == 0.0f && next < 1e-4f)
            pad->note = 0;
    }
    /* A slow sweep, once in eight bars, keeps a long chord alive. */
    float sweep = gr_sinf(GR_TAU * gr_fractf((float)(bar * 0.125)));
    float open = 380.0f * gr_exp2f(3.8f * score_bright(score, bar) + 0.35f * sweep);
    FilterShape shape = filter_shape(open, 1.1f);
    Filter filter[2] = {synth->pad_filter[0], synth->pad_filter[1]};
    for (int i = 0; i < count; i++) {
        float band;
        left[i] = filter_low(&filter[0], &shape, left[i] + middle[i], &band);
        right[i] = filter_low(&filter[1], &shape, right[i] + middle[i], &band);
    }
    memcpy(synth->pad_filter, filter, sizeof filter);
}

/* 1 without a kick; falls in a few milliseconds when one comes and returns within a beat. */
static void render_duck(GrSynth *synth, float *gain, int count)
{
    for (int i = 0; i < count; i++) {
        synth->duck += (synth->duck_target - synth->duck) * 0.006f;
        synth->duck_target *= synth->duck_fall;
        gain[i] = 1.0f - synth->score.style->duck * synth->duck;
    }
}

/* The last bar rings out; a piece without room for that fades in its last quarter second. */
static void fade_out(const GrSynth *synth, float *left, float *right, int count)
{
    int64_t bar = (int64_t)(synth->score.step_samples * STEPS_PER_BAR);
    bool rings = score_section(&synth->score, synth->score.spec.bars - 1) == SECTION_END;
    int64_t fade = rings ? bar * 3 / 4 : GR_SYNTH_RATE / 4;
    if (synth->now + count <= synth->length - fade)
        return;
    for (int i = 0; i < count; i++) {
        int64_t remaining = synth->length - 1 - synth->now - i;
        float gain = gr_smoothstepf(0.0f, 1.0f, (float)remaining / (float)fade);
        left[i] *= gain;
        right[i] *= gain;
    }
}

static void mix(GrSynth *synth, float bus[BUSES][2][SYNTH_BLOCK], float pad[2][SYNTH_BLOCK],
                int count)
{
    const SynthStyle *style = synth->score.style;
    float duck[SYNTH_BLOCK], echo_in[2][SYNTH_BLOCK], echoed[2][SYNTH_BLOCK] = {{0}};
    float room_in[2][SYNTH_BLOCK], room[2][SYNTH_BLOCK] = {{0}};
    render_duck(synth, duck, count);
    for (int side = 0; side < 2; side++)
        for (int i = 0; i < count; i++)
            echo_in[side][i] = style->delay_send * bus[BUS_MUSIC][side][i];
    echo_run(&synth->echo, echo_in[0], echo_in[1], echoed[0], echoed[1], count);
    for (int side = 0; side < 2; side++) {
        for (int i = 0; i < count; i++) {
            float music = (bus[BUS_MUSIC][side][i] + echoed[side][i]) * (0.45f + 0.55f * duck[i]);
            float chords = pad[side][i] * duck[i];
            float drums = bus[BUS_DRUMS][side][i];
            float bass = bus[BUS_BASS][side][i] * (0.4f + 0.6f * duck[i]);
            room_in[side][i] = style->reverb_send * music + style->pad_reverb * chords +
                               0.08f * style->reverb_send * drums;
            synth->block[side][i] = drums + bass + music + chords;
        }
    }
    reverb_run(&synth->reverb, room_in[0], room_in[1], room[0], room[1], count);
    for (int side = 0; side < 2; side++)
        for (int i = 0; i < count; i++)
            synth->block[side][i] += room[side][i] * (0.5f + 0.5f * duck[i]);
    master_run(&synth->master, synth->block[0], synth->block[1], count);
    fade_out(synth, synth->block[0], synth->block[1], count);
}

/* Blocks end at multiples of SYNTH_BLOCK and at steps, whatever the reader asks for, so that every
 * way of reading gives the same bytes. */
static void render_block(GrSynth *synth)
{
    while (synth->now >= synth->next_step_at) {
        play_step(synth, synth->next_step++);
        synth->next_step_at = score_step_sample(&synth->score, synth->next_step);
    }
    int64_t end = (synth->now / SYNTH_BLOCK + 1) * SYNTH_BLOCK;
    end = end < synth->next_step_at ? end : synth->next_step_at;
    end = end < synth->length ? end : synth->length;
    int count = (int)(end - synth->now);
    float bus[BUSES][2][SYNTH_BLOCK] = {{{0}}}, pad[2][SYNTH_BLOCK] = {{0}};
    render_voices(synth, bus, count);
    render_pad(synth, pad[0], pad[1], count);
    mix(synth, bus, pad, count);
    synth->now = end;
    synth->block_count = count;
    synth->block_given = 0;
}

int gr_synth_create(const GrSynthSpec *spec, GrSynth **out, GrError *error)
{
    *out = NULL;
    GrSynth *synth = calloc(1, sizeof *synth);
    if (!synth)
        return gr_error_memory(error, "the synth", sizeof *synth);
    score_init(&synth->score, spec);
    synth->length = score_length(&synth->score);
    double beat_samples = 4.0 * synth->score.step_samples;
    synth->duck_fall = gr_expf(-1.0f / (float)(0.30 * beat_samples));
    synth->master.drive = synth->score.style->drive;
    double echo_s = 3.0 * synth->score.step_samples / GR_SYNTH_RATE;
    if (echo_init(&synth->echo, echo_s) != 0 ||
        reverb_init(&synth->reverb, synth->score.style->reverb_s) != 0) {
        gr_synth_destroy(synth);
        return gr_error_memory(error, "the synth's echo", (unsigned long long)(echo_s * 4e5));
    }
    *out = synth;
    return GR_OK;
}

int64_t gr_synth_length(const GrSynthSpec *spec)
{
    Score score;
    score_init(&score, spec);
    return score_length(&score);
}

int gr_synth_read(GrSynth *synth, float *interleaved, int frames)
{
    int given = 0;
    while (given < frames) {
        if (synth->block_given == synth->block_count) {
            if (synth->now >= synth->length)
                break;
            render_block(synth);
        }
        int i = synth->block_given++;
        interleaved[2 * given] = synth->block[0][i];
        interleaved[2 * given + 1] = synth->block[1][i];
        given++;
    }
    return given;
}

void gr_synth_destroy(GrSynth *synth)
{
    if (!synth)
        return;
    echo_finish(&synth->echo);
    reverb_finish(&synth->reverb);
    free(synth);
}

int gr_synth_beats(const GrSynthSpec *spec, double until_s, GrBeats *beats, double **memory,
                   GrError *error)
{
    Score score;
    score_init(&score, spec);
    double beat_s = 60.0 / (double)score.spec.bpm, end_s = (double)score.spec.bars * 4.0 * beat_s;
    end_s = until_s > end_s ? until_s : end_s;
    int64_t last = (int64_t)(end_s / beat_s) + 2;
    double *times = gr_aligned_alloc((size_t)(last + 2) * sizeof *times);
    if (!times)
        return gr_error_memory(error, "beats", (unsigned long long)last * sizeof *times);
    for (int64_t i = -1; i <= last; i++)
        times[i + 1] = (double)i * 60.0 / (double)score.spec.bpm;
    *beats = (GrBeats){.count = (int)(last + 2),
                       .time_s = times,
                       .tempo_bpm = (double)score.spec.bpm,
                       .first_downbeat = 1,
                       .confidence = 1.0f};
    *memory = times;
    return GR_OK;
}

int gr_synth_sections(const GrSynthSpec *spec, GrSection **sections, int *count, GrError *error)
{
    static const char *const names[SECTION_COUNT] = {"intro", "build", "drop",  "break",
                                                     "rise",  "peak",  "outro", "end"};
    static const GrGuess guesses[SECTION_COUNT] = {GR_GUESS_INTRO, GR_GUESS_BUILD, GR_GUESS_DROP,
                                                   GR_GUESS_BREAK, GR_GUESS_BUILD, GR_GUESS_DROP,
                                                   GR_GUESS_OUTRO, GR_GUESS_OUTRO};
    static const float energies[SECTION_COUNT] = {0.0f, 0.6f, 0.95f, 0.3f, 0.4f, 1.0f, 0.6f, 0.3f};
    Score score;
    score_init(&score, spec);
    *count = 0;
    *sections = calloc(SECTION_COUNT, sizeof **sections);
    if (!*sections)
        return gr_error_memory(error, "sections", SECTION_COUNT * sizeof **sections);
    for (int i = 0; i < SECTION_COUNT; i++)
        if (score.starts[i] < score.starts[i + 1]) /* short pieces lack some */
            (*sections)[(*count)++] =
                (GrSection){.start_s = (double)score.starts[i] * 240.0 / (double)score.spec.bpm,
                            .label = names[i],
                            .energy = energies[i],
                            .guess = guesses[i]};
    return GR_OK;
}

static int decoder_read(void *state, float *interleaved, int frames, int *got, GrError *error)
{
    (void)error;
    *got = gr_synth_read(state, interleaved, frames);
    return GR_OK;
}

static void decoder_close(void *state)
{
    gr_synth_destroy(state);
}

int gr_decoder_open_synth(const GrSynthSpec *spec, GrDecoder *decoder, GrError *error)
{
    GrSynth *synth;
    int code = gr_synth_create(spec, &synth, error);
    if (code)
        return code;
    *decoder = (GrDecoder){.state = synth,
                           .rate = GR_SYNTH_RATE,
                           .channels = 2,
                           .length = synth->length,
                           .read = decoder_read,
                           .close = decoder_close};
    return GR_OK;
}

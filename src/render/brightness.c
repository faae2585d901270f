/* SPDX-License-Identifier: MIT */
#include "render/brightness.h"

#include "render/frozen_parts.h"
#include "render/moments.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const double LEAST_MEAN = 8.0, MOST_MEAN = 180.0;

/* What a frame was meant to be. */
typedef struct Intent {
    bool faded;        /* black, or on the way there or back, as the show says */
    bool only_text;    /* no layers of glyphs */
    bool flashes;      /* a flash brings the scene in */
    double background; /* its mean, 0..255 */
} Intent;

static bool is_flash(const GrTransition *transition, double scene_s)
{
    return transition && transition->kind->id == GR_TRANSITION_FLASH &&
           gr_transition_part(transition, scene_s) < 1.0f;
}

static Intent intent_of(const GrFrozen *frozen, int scene, int64_t frame)
{
    const GrFrozenScene *of = &frozen->scenes[scene];
    GrSceneTime time =
        gr_scene_time_of_frame(of->scene, frozen->show->tick, frame, frozen->settings.fps);
    GrScore score;
    GrSceneLook look;
    GrBackground background;
    gr_score_fill(&score, &of->source, time);
    gr_block_read(&of->look, &score, &look);
    gr_block_read(&of->background, &score, &background);
    double fade = gr_fade_at(of->scene, score.moment.scene_s);
    Intent intent = {.faded = fade < 1.0 || look.gain <= 0.0f || gr_dim_at(frozen, frame) < 1.0f ||
                              (gr_block_changes(&of->look) && look.gain < 1.0f),
                     .only_text = true,
                     .flashes = is_flash(of->scene->transition, score.moment.scene_s)};
    for (int i = 0; i < of->scene->layer_count; i++)
        intent.only_text = intent.only_text && of->scene->layers[i].text;
    intent.background =
        127.5 * (double)(gr_colour_luma(background.from) + gr_colour_luma(background.to));
    return intent;
}

static bool is_dark(const Intent *intent, double mean)
{
    return mean < LEAST_MEAN && !intent->faded && !intent->only_text;
}

static bool is_bright(const Intent *intent, double mean)
{
    return mean > MOST_MEAN && intent->background <= MOST_MEAN && !intent->flashes;
}

void gr_dim_watch_begin(GrDimWatch *watch, const GrFrozen *frozen)
{
    *watch = (GrDimWatch){.frozen = frozen};
}

/* A frame of a selection stands for others, but not for those of the next scene. */
static int64_t frames_of(const GrFrozen *frozen, const GrDimRun *run)
{
    int64_t length =
        gr_frozen_scene_start(frozen, run->scene + 1) - gr_frozen_scene_start(frozen, run->scene);
    return run->count < length ? run->count : length;
}

bool gr_dim_watch_end(GrDimWatch *watch, GrDimRun *out)
{
    double frames = watch->run.count ? (double)frames_of(watch->frozen, &watch->run) : 0.0;
    double seconds = frames / gr_rational_value(watch->frozen->settings.fps);
    bool told = seconds > 1.0;
    if (told) {
        *out = watch->run;
        out->mean = watch->sum / (double)watch->run.count;
    }
    watch->run.count = 0;
    return told;
}

bool gr_dim_watch_add(GrDimWatch *watch, int64_t frame, int64_t stands_for, double mean,
                      GrDimRun *out)
{
    GrDimRun *run = &watch->run;
    int scene = gr_frozen_scene_of(watch->frozen, frame);
    bool dark = mean<LEAST_MEAN, bright = mean> MOST_MEAN;
    if (dark || bright) {
        Intent intent = intent_of(watch->frozen, scene, frame);
        dark = is_dark(&intent, mean);
        bright = is_bright(&intent, mean);
    }
    bool told = false;
    if (run->count && (scene != run->scene || !(run->bright ? bright : dark)))
        told = gr_dim_watch_end(watch, out);
    if (dark || bright) {
        if (!run->count) {
            *run = (GrDimRun){.scene = scene, .bright = bright, .first = frame};
            watch->sum = 0.0;
        }
        run->count += stands_for;
        watch->sum += mean * (double)stands_for;
    }
    return told;
}

/* Ways out, put one after the other. */
static void suggest(char words[GR_DIM_WORDS], const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void suggest(char words[GR_DIM_WORDS], const char *format, ...)
{
    size_t used = strlen(words);
    va_list arguments;
    va_start(arguments, format);
    if (used)
        used += (size_t)snprintf(words + used, GR_DIM_WORDS - used, ", or ");
    vsnprintf(words + used, GR_DIM_WORDS - used, format, arguments);
    va_end(arguments);
}

/* The gain at which a bright scene has the mean of a middle grey. */
static double lower_gain(const GrDimRun *run, double gain)
{
    double lower = floor(gain * 130.0 / fmax(run->mean, 1.0) * 20.0 + 0.5) / 20.0;
    return lower > 0.05 ? lower : 0.05;
}

void gr_dim_advice(const GrFrozen *frozen, const GrDimRun *run, char words[GR_DIM_WORDS])
{
    const GrScene *scene = &frozen->show->scenes[run->scene];
    double gain = (double)scene->look.gain;
    bool planned = scene->exposure.mode == GR_EXPOSURE_AUTO;
    bool own = scene->exposure.mode == GR_EXPOSURE_FIXED;
    bool off = run->bright ? gain > 1.0 : gain < 1.0;
    words[0] = '\0';
    if (off)
        suggest(words, "%s its gain (%.3g)", run->bright ? "lower" : "raise", gain);
    if (!planned)
        suggest(words, "set exposure: auto");
    if (off)
        return;
    if (planned && run->bright && scene->shader_count)
        suggest(words, "use less of its shaders");
    if (run->bright)
        suggest(words, "set gain: %.3g", lower_gain(run, gain));
    if (!run->bright && (planned || own) && scene->layer_count)
        suggest(words, "raise the gain of its layers");
    if (!run->bright && planned)
        suggest(words, "set exposure: {white: 0.5, gamma: 0.6}");
    if (planned && !run->bright && scene->shader_count)
        suggest(words, "use less of its shaders");
}

const char *gr_clock_print(char text[GR_CLOCK_TEXT], int64_t frame, GrRational fps)
{
    int64_t tenths = (int64_t)(gr_frame_start_s(frame, fps) * 10.0 + 0.5);
    int length = snprintf(text, GR_CLOCK_TEXT, "%lld:%02lld", (long long)(tenths / 600),
                          (long long)(tenths / 10 % 60));
    if (tenths % 10)
        snprintf(text + length, (size_t)(GR_CLOCK_TEXT - length), ".%d", (int)(tenths % 10));
    return text;
}

void gr_dim_print(const GrFrozen *frozen, const GrDimRun *run, char words[GR_DIM_WORDS])
{
    char from[GR_CLOCK_TEXT], to[GR_CLOCK_TEXT], advice[GR_DIM_WORDS];
    GrRational fps = frozen->settings.fps;
    int64_t end = run->first + run->count, next = gr_frozen_scene_start(frozen, run->scene + 1);
    end = end < next ? end : next;
    gr_clock_print(from, run->first, fps);
    gr_clock_print(to, end, fps);
    gr_dim_advice(frozen, run, advice);
    snprintf(words, GR_DIM_WORDS,
             "scene '%.80s' (%s%s%s) is very %s, mean brightness %.0f of 255: %.200s",
             frozen->show->scenes[run->scene].name, from, run->count > 1 ? "-" : "",
             run->count > 1 ? to : "", run->bright ? "bright" : "dark", run->mean, advice);
}

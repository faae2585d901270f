/* SPDX-License-Identifier: MIT
 *
 * The picture of an analysis. From above: the sections with how loud they are, the waveform, the
 * spectrum in octaves, onsets with the beats, and features, all over one axis of time. A section
 * that comes back has the colour that it had before.
 */
#include "audio/hear.h"
#include "audio/reader.h"
#include "cli/analysis.h"
#include "cli/plot_canvas.h"
#include "media/still.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const GrPlotInk ground = {13, 15, 22}, panel = {19, 22, 32}, paper = {236, 233, 224},
                       quiet = {134, 142, 162}, grid = {120, 130, 155}, beat_ink = {255, 214, 150};
static const GrPlotInk tints[] = {{92, 170, 255},  {255, 146, 96},  {126, 214, 150},
                                  {214, 146, 255}, {255, 208, 92},  {255, 122, 150},
                                  {96, 214, 214},  {176, 182, 200}, {190, 220, 110}};
enum { TINTS = sizeof tints / sizeof *tints };

/* From nothing to the loudest: dark blue, violet, red, yellow, near white. */
static const GrPlotInk heat[] = {{13, 15, 22},  {32, 24, 74},   {86, 30, 120},  {150, 42, 120},
                                 {212, 68, 88}, {246, 120, 62}, {253, 186, 86}, {253, 244, 210}};
enum { HEATS = sizeof heat / sizeof *heat };

enum { TWO_LINES_PX = 34 };

typedef struct Plot {
    GrPlotCanvas c;
    const GrAnalysis *a;
    double length_s;
    int left, width;   /* of every panel */
    int top, bottom;   /* of all panels */
    double stretch;    /* of their heights, so that they fill an upright picture */
    float *low, *high; /* of the waveform, a value for each column */
    float *body;       /* root of its mean square */
    float *curve;      /* being drawn */
    int *tint;         /* of each section */
} Plot;

static double px(const Plot *p, double units)
{
    return units * p->c.unit;
}

static double x_of(const Plot *p, double time_s)
{
    return p->left + time_s / p->length_s * p->width;
}

static double time_of(const Plot *p, int column)
{
    return p->length_s * column / p->width;
}

static GrPlotInk tint_at(const Plot *p, double time_s)
{
    int section = gr_music_section_at(p->a->music, time_s);
    return tints[section > 0 ? p->tint[section - 1] : 0];
}

/* Sections of one label share a tint; those without one have each their own. */
static void choose_tints(Plot *p)
{
    const GrMusic *music = p->a->music;
    int next = 0;
    for (int i = 0; i < music->section_count; i++) {
        p->tint[i] = -1;
        for (int k = 0; k < i && music->sections[i].label[0]; k++)
            if (strcmp(music->sections[i].label, music->sections[k].label) == 0)
                p->tint[i] = p->tint[k];
        if (p->tint[i] < 0)
            p->tint[i] = next++ % TINTS;
    }
}

/* One pass over the sound: the lowest and highest sample of every column. */
static int read_wave(Plot *p, GrError *error)
{
    enum { FRAMES = 8192 };
    GrSoundReader *reader;
    int code = gr_sound_reader_open(&p->a->sound, &reader, error), got = 1;
    if (code)
        return code;
    int channels = gr_sound_reader_channels(reader);
    double columns = p->width / (p->length_s * gr_sound_reader_rate(reader));
    float *block = malloc(sizeof *block * FRAMES * (size_t)channels);
    double *energy = calloc((size_t)p->width, sizeof *energy), each = 1 / columns;
    if (!block || !energy)
        code = gr_error_memory(error, "a plot", FRAMES);
    for (int64_t at = 0; !code && got; at += got) {
        code = gr_sound_reader_read(reader, block, FRAMES, &got, error);
        for (int i = 0; !code && i < got; i++) {
            int column = (int)((double)(at + i) * columns);
            column = column < p->width ? column : p->width - 1;
            for (int c = 0; c < channels; c++) {
                float x = block[i * channels + c];
                p->low[column] = x < p->low[column] ? x : p->low[column];
                p->high[column] = x > p->high[column] ? x : p->high[column];
                energy[column] += (double)(x * x) / (each * channels);
            }
        }
    }
    for (int i = 0; i < p->width && !code; i++)
        p->body[i] = (float)sqrt(energy[i]);
    free(energy);
    free(block);
    gr_sound_reader_close(reader);
    return code;
}

/* A signal for each column: the highest of what it covers, or the mean. */
static void take_signal(Plot *p, GrSignal signal, bool highest)
{
    const GrSignalTrack *track = &p->a->hearing.at_ticks;
    for (int i = 0; i < p->width; i++) {
        double from = time_of(p, i) * GR_ANALYSIS_TICKS, to = time_of(p, i + 1) * GR_ANALYSIS_TICKS;
        int64_t first = (int64_t)from, last = (int64_t)ceil(to);
        double sum = 0, most = 0, count = 0;
        for (int64_t n = first; (n < last || n == first) && n < track->count; n++, count++) {
            double value = (double)track->frames[n].v[signal];
            sum += value;
            most = value > most ? value : most;
        }
        p->curve[i] = (float)(highest ? most : count > 0 ? sum / count : 0);
    }
}

static void label_panel(Plot *p, GrPlotBox box, const char *name, const char *what, GrPlotInk ink)
{
    double right = box.x - px(p, 18), middle = box.y + box.height / 2.0;
    /* In a small picture letters stay legible, and the second line has no room. */
    bool second =
        what && p->c.unit > 0.55 &&
        gr_plot_text(&p->c, right, middle + px(p, 19), GR_PLOT_RIGHT, 14, quiet, right - 2, what);
    gr_plot_text(&p->c, right, middle + px(p, second ? -2 : 7), GR_PLOT_RIGHT, 20, ink, 0, name);
}

static GrPlotBox next_panel(Plot *p, int *y, double units, double gap)
{
    GrPlotBox box = {p->left, *y, p->width, (int)(px(p, units) * p->stretch + 0.5)};
    *y += box.height + (int)(px(p, gap) + 0.5);
    gr_plot_fill(&p->c, box, panel, 1);
    return box;
}

static void draw_sections(Plot *p, GrPlotBox box)
{
    const GrMusic *music = p->a->music;
    label_panel(p, box, "sections", "height: energy", paper);
    for (int i = 0; i < music->section_count; i++) {
        const GrSection *section = &music->sections[i];
        double end_s = gr_analysis_section_end(p->a, i);
        double from = x_of(p, section->start_s), to = x_of(p, end_s), gap = px(p, 1);
        double tall = gr_analysis_energy(p->a, section->start_s, end_s) * box.height;
        GrPlotInk ink = tints[p->tint[i]];
        GrPlotBox whole = {(int)(from + gap), box.y, (int)(to - gap) - (int)(from + gap),
                           box.height};
        gr_plot_fill(&p->c, whole, ink, 0.22);
        for (int x = whole.x; x < whole.x + whole.width; x++)
            gr_plot_column(&p->c, x, box.y + box.height - tall, box.y + box.height, ink, 0.5);
        char label[64], named[96];
        int bar = (int)(gr_music_bar_at(music, section->start_s) + 0.01) + 1;
        snprintf(label, sizeof label, "%d", i + 1);
        double x = from + px(p, 10), room = to - from - px(p, 16);
        bool two = box.height >= TWO_LINES_PX;
        double y = box.y + (two ? px(p, 27) : box.height / 2.0 + px(p, 9));
        const char *name = section->label[0] ? section->label : label;
        const char *guess = gr_guess_infos[section->guess].name;
        snprintf(named, sizeof named, "%.48s  %s", name, guess);
        if (!guess[0] || !gr_plot_text(&p->c, x, y, GR_PLOT_LEFT, 20, paper, room, named))
            gr_plot_text(&p->c, x, y, GR_PLOT_LEFT, 20, paper, room, name);
        snprintf(label, sizeof label, "bar %d", bar < 1 ? 1 : bar);
        if (two)
            gr_plot_text(&p->c, x, box.y + px(p, 47), GR_PLOT_LEFT, 14, paper, room, label);
    }
}

static void draw_wave(Plot *p, GrPlotBox box)
{
    float most = 1e-6f;
    label_panel(p, box, "waveform", "peaks, body", paper);
    for (int i = 0; i < p->width; i++) {
        most = p->high[i] > most ? p->high[i] : most;
        most = -p->low[i] > most ? -p->low[i] : most;
    }
    double middle = box.y + box.height / 2.0, tall = (box.height / 2.0 - px(p, 5)) / (double)most;
    for (int i = 0; i < p->width; i++) {
        GrPlotInk ink = tint_at(p, time_of(p, i));
        double body = (double)p->body[i] * tall;
        gr_plot_column(&p->c, box.x + i, middle - (double)p->high[i] * tall - 0.5,
                       middle - (double)p->low[i] * tall + 0.5, ink, 0.5);
        gr_plot_column(&p->c, box.x + i, middle - body, middle + body,
                       gr_plot_mix(ink, paper, 0.35), 0.85);
    }
}

static GrPlotInk heat_of(double value)
{
    double at = value * sqrt(value) * (HEATS - 1); /* the loudest stands out */
    int i = (int)at < HEATS - 1 ? (int)at : HEATS - 2;
    return gr_plot_mix(heat[i], heat[i + 1], at - i);
}

static void draw_spectrum(Plot *p, GrPlotBox box)
{
    static const struct {
        float hz;
        const char *name;
    } marks[] = {{50, "50"},   {100, "100"}, {200, "200"}, {500, "500"},
                 {1000, "1k"}, {2000, "2k"}, {5000, "5k"}, {10000, "10k"}};
    const GrSonogram *sonogram = &p->a->hearing.sonogram;
    float tones[GR_TONES];
    label_panel(p, box, "spectrum", "Hz, by octaves", paper);
    for (int i = 0; i < box.width; i++) {
        double row = time_of(p, i) * GR_ANALYSIS_TICKS;
        if (sonogram->rows == 0)
            break;
        gr_sonogram_tones(sonogram, row, tones);
        for (int y = 0; y < box.height; y++) {
            double at = (1 - (y + 0.5) / box.height) * GR_TONES - 0.5;
            int low = at > 0 ? (int)at : 0, high = low + 1 < GR_TONES ? low + 1 : low;
            double part = at > low ? at - low : 0;
            double value = (double)tones[low] * (1 - part) + (double)tones[high] * part;
            gr_plot_dot(&p->c, box.x + i, box.y + y, heat_of(value), 1);
        }
    }
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        double y = box.y + box.height * (1 - (double)gr_tone_place(marks[i].hz) / GR_TONES);
        for (int x = box.x; x < box.x + box.width; x++)
            gr_plot_column(&p->c, x, y - 0.5, y + 0.5, paper, 0.1);
        gr_plot_text(&p->c, box.x + box.width + px(p, 10), y + px(p, 5), GR_PLOT_LEFT, 14, quiet, 0,
                     marks[i].name);
    }
}

/* Beats where they do not stand closer than lines can; bars in any case but in an hour. */
static void draw_beats(Plot *p, GrPlotBox box)
{
    const GrBeats *beats = &p->a->music->beats;
    double beat_px = 60 / beats->tempo_bpm / p->length_s * p->width;
    double least_px = px(p, 3) > 3 ? px(p, 3) : 3;
    for (int i = 0; i < beats->count; i++) {
        double time_s = beats->time_s[i], bar = gr_music_bar_at(p->a->music, time_s);
        bool first = fabs(bar - floor(bar + 0.5)) < 1e-3;
        if (time_s < 0 || time_s >= p->length_s || (!first && beat_px < least_px) ||
            beat_px * GR_BEATS_A_BAR < least_px)
            continue;
        double x = x_of(p, time_s), width = px(p, 1.1) > 1 ? px(p, 1.1) : 1;
        int tall = first ? box.height : (int)px(p, 14);
        gr_plot_vertical(&p->c, x, width, box.y, tall, beat_ink, first ? 0.34 : 0.75);
        if (first)
            gr_plot_vertical(&p->c, x, width * 1.6, box.y, (int)px(p, 22), beat_ink, 0.95);
    }
}

static void draw_onsets(Plot *p, GrPlotBox box)
{
    label_panel(p, box, "onsets", "beats and bars", paper);
    take_signal(p, GR_SIGNAL_ONSET, true);
    GrPlotBox low = {box.x, box.y + (int)px(p, 26), box.width, box.height - (int)px(p, 26)};
    gr_plot_area(&p->c, low, p->curve, (GrPlotInk){96, 214, 214});
    draw_beats(p, box);
}

static void draw_features(Plot *p, int *y)
{
    static const struct {
        GrSignal signal;
        const char *name;
        int tint;
    } rows[] = {{GR_SIGNAL_RMS, "loudness", 7},        {GR_SIGNAL_BASS, "bass", 5},
                {GR_SIGNAL_MID, "middle", 4},          {GR_SIGNAL_HI, "treble", 0},
                {GR_SIGNAL_CENTROID, "brightness", 2}, {GR_SIGNAL_FLATNESS, "noise", 3}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        GrPlotBox box = next_panel(p, y, 45, 5);
        take_signal(p, rows[i].signal, false);
        label_panel(p, box, rows[i].name, NULL, tints[rows[i].tint]);
        gr_plot_area(&p->c, box, p->curve, tints[rows[i].tint]);
    }
}

/* Sections through all panels, and round times below them. */
static void draw_time(Plot *p)
{
    static const double steps[] = {0.1, 0.2, 0.5, 1,   2,   5,    10,  15,
                                   30,  60,  120, 300, 600, 1800, 3600};
    const GrMusic *music = p->a->music;
    double step = steps[0];
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        step = steps[i];
        if (step / p->length_s * p->width >= px(p, 90))
            break;
    }
    for (int i = 0; i * step <= p->length_s; i++) {
        double x = x_of(p, i * step);
        char text[32];
        gr_analysis_time(i * step, step < 1, text);
        gr_plot_vertical(&p->c, x, 1, p->top, p->bottom - p->top + (int)px(p, 7), grid, 0.28);
        gr_plot_text(&p->c, x, p->bottom + px(p, 26), GR_PLOT_MIDDLE, 16, quiet, 0, text);
    }
    for (int i = 1; i < music->section_count; i++)
        gr_plot_vertical(&p->c, x_of(p, music->sections[i].start_s), px(p, 1.6), p->top,
                         p->bottom - p->top, paper, 0.42);
}

/* Within half of the width, smaller if it must be. */
static void write_fitting(Plot *p, double x, double y, GrPlotSide side, double size, GrPlotInk ink,
                          const char *text)
{
    while (size > 10 && !gr_plot_text(&p->c, x, y, side, size, ink, p->width * 0.49, text))
        size -= 1;
}

static void draw_title(Plot *p)
{
    const GrAnalysis *a = p->a;
    GrText title = {0};
    char length[32], loudness[32] = "", facts[200];
    double y = px(p, 66), right = p->left + p->width;
    gr_analysis_title(a, &title);
    gr_analysis_time(a->music->duration_s, false, length);
    if (isfinite(a->programme.integrated))
        snprintf(loudness, sizeof loudness, "   ·   %.1f LUFS", a->programme.integrated);
    snprintf(facts, sizeof facts, "%s   ·   %.1f beats a minute   ·   %d bars   ·   %d section%s%s",
             length, a->music->beats.tempo_bpm, gr_analysis_bars(a), a->music->section_count,
             a->music->section_count == 1 ? "" : "s", loudness);
    write_fitting(p, right, y, GR_PLOT_RIGHT, 20, quiet, facts);
    write_fitting(p, p->left, y, GR_PLOT_LEFT, 40, paper, gr_text_string(&title));
    gr_text_finish(&title);
}

static void draw(Plot *p)
{
    int y = p->top;
    draw_title(p);
    draw_sections(p, next_panel(p, &y, 60, 10));
    draw_wave(p, next_panel(p, &y, 150, 10));
    draw_spectrum(p, next_panel(p, &y, 264, 10));
    draw_onsets(p, next_panel(p, &y, 106, 10));
    draw_features(p, &y);
    p->bottom = y - (int)px(p, 5);
    draw_time(p);
}

static int allocate(Plot *p, GrError *error)
{
    size_t columns = (size_t)p->width, sections = (size_t)p->a->music->section_count;
    float *all = calloc(4 * columns, sizeof *all);
    p->low = all;
    p->tint = calloc(sections + 1, sizeof *p->tint);
    if (!all || !p->tint)
        return gr_error_memory(error, "a plot", 4 * columns * sizeof *all);
    p->high = all + columns;
    p->body = all + 2 * columns;
    p->curve = all + 3 * columns;
    return GR_OK;
}

int gr_analysis_plot(const GrAnalysis *analysis, int width, int height, const char *path,
                     GrError *error)
{
    Plot p = {.a = analysis, .length_s = analysis->music->duration_s};
    p.length_s = p.length_s > 1e-3 ? p.length_s : 1e-3;
    int code = gr_plot_canvas_init(&p.c, width, height, ground, error);
    p.left = (int)px(&p, 168);
    p.width = width - p.left - (int)px(&p, 64);
    p.top = (int)px(&p, 100);
    p.stretch = (height / p.c.unit - 230) / 850; /* what is no panel, and all panels, in draw() */
    if (!code)
        code = allocate(&p, error);
    if (!code)
        code = read_wave(&p, error);
    if (!code) {
        choose_tints(&p);
        draw(&p);
        code = p.c.code ? p.c.code : gr_still_write(path, &p.c.canvas, error);
    }
    free(p.low);
    free(p.tint);
    gr_plot_canvas_finish(&p.c);
    return code;
}

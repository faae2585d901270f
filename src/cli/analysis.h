/* SPDX-License-Identifier: MIT
 *
 * What was heard of a song, for somebody to read: as text, as JSON, as a beats file, as a picture.
 */
#ifndef GR_CLI_ANALYSIS_H
#define GR_CLI_ANALYSIS_H

#include "audio/hear.h"
#include "audio/tags.h"
#include "base/text.h"
#include "model/signal.h"
#include "model/sound.h"

typedef struct GrAnalysis {
    GrSoundSpec sound;
    GrSoundTags tags;
    int rate, channels; /* of the file; more than two channels count as two */
    const GrMusic *music;
    const float *loudness; /* GR_LOUDNESS_HZ a second, 0..1 */
    int64_t loudness_count;
    GrProgramme programme;
    GrHearing hearing; /* at_frames: the features at the rate that was asked for; at_ticks and the
                        * sonogram (tones) GR_ANALYSIS_TICKS a second */
} GrAnalysis;

enum { GR_ANALYSIS_TICKS = 24, GR_ANALYSIS_VERSION = 2 };

/* `path` is kept. */
int gr_analysis_make(const char *path, double tempo_bpm, int feature_rate, bool (*stop)(void *user),
                     void *user, GrAnalysis *analysis, GrError *error);
void gr_analysis_finish(GrAnalysis *analysis);

/* "Title, Artist", or the file's name. */
void gr_analysis_title(const GrAnalysis *analysis, GrText *out);
/* "3:29", or with hundredths of a second "3:29.03". */
void gr_analysis_time(double time_s, bool hundredths, char text[32]);
/* Bars that begin within the sound. */
int gr_analysis_bars(const GrAnalysis *analysis);
double gr_analysis_section_end(const GrAnalysis *analysis, int section);
/* How loud a stretch is, 0..1 of the song. */
double gr_analysis_energy(const GrAnalysis *analysis, double start_s, double end_s);

void gr_analysis_write_text(const GrAnalysis *analysis, GrText *out);
void gr_analysis_write_json(const GrAnalysis *analysis, GrText *out);
/* For `audio: {beats: FILE}` (scene/beats_file.h): JSON, or a line for each beat. */
void gr_analysis_write_beats(const GrAnalysis *analysis, bool json, GrText *out);
int gr_analysis_plot(const GrAnalysis *analysis, int width, int height, const char *path,
                     GrError *error);

#endif

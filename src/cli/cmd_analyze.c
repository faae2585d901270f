/* SPDX-License-Identifier: MIT */
#include "base/files.h"
#include "cli/analysis.h"
#include "cli/command.h"
#include "media/still.h"

#include <stdio.h>
#include <string.h>

typedef struct AnalyzeArguments {
    const char *beats, *plot, *size;
    int rate;
    double tempo;
    bool json, overwrite, no_cache;
} AnalyzeArguments;

static const GrOption options[] = {
    GR_OPT_FLAG(AnalyzeArguments, json, "json", NULL, "one JSON document, with the features"),
    GR_OPT_INT(AnalyzeArguments, rate, "rate", NULL, "N", 1, 240,
               "features a second in the JSON (10)"),
    GR_OPT_TAKES(AnalyzeArguments, beats, "beats", NULL, "FILE", GR_TAKES_FILE,
                 "write the beats into a file to edit: JSON if it is called .json, else lines"),
    GR_OPT_TAKES(AnalyzeArguments, plot, "plot", NULL, "FILE", GR_TAKES_FILE,
                 "draw all that was heard into a picture (.png .jpg .webp)"),
    GR_OPT_TEXT(AnalyzeArguments, size, "size", NULL, "WxH", "of the picture (1920x1080)"),
    GR_OPT_NUMBER(AnalyzeArguments, tempo, "tempo", NULL, "BPM", 20, 400,
                  "beats at this tempo, where you know it"),
    GR_OPT_FLAG(AnalyzeArguments, overwrite, "yes", "y", "replace files that exist"),
    GR_NO_CACHE_OPTION(AnalyzeArguments, no_cache),
};

static void defaults(void *values)
{
    ((AnalyzeArguments *)values)->rate = 10;
}

static bool is_interrupted(void *user)
{
    (void)user;
    return gr_cli_interrupted != 0;
}

static int check_target(const char *path, const char *song, bool overwrite, GrError *error)
{
    if (path && gr_path_same_file(path, song))
        return gr_error_set(error, GR_E_USAGE, "%s is the song: it will not be overwritten", path);
    return path ? gr_settings_check_output(path, overwrite, error) : GR_OK;
}

static int check(const AnalyzeArguments *arguments, const char *song, int *width, int *height,
                 GrError *error)
{
    char rest;
    *width = 1920;
    *height = 1080;
    if (arguments->size &&
        (sscanf(arguments->size, "%5dx%5d%c", width, height, &rest) != 2 || *width < 480 ||
         *height < 270 || *width > GR_CANVAS_MAX_SIDE || *height > GR_CANVAS_MAX_SIDE))
        return gr_error_set(error, GR_E_USAGE,
                            "--size: '%s' is not like 1920x1080 (480x270 at least)",
                            arguments->size);
    int code = arguments->plot ? gr_still_check(arguments->plot, error) : GR_OK;
    if (!code)
        code = check_target(arguments->plot, song, arguments->overwrite, error);
    return code ? code : check_target(arguments->beats, song, arguments->overwrite, error);
}

static int write_beats(const GrAnalysis *analysis, const char *path, GrError *error)
{
    GrText text = {0};
    gr_analysis_write_beats(analysis, strcmp(gr_path_extension(path), "json") == 0, &text);
    int code = text.failed ? gr_error_memory(error, "beats", text.length)
                           : gr_file_write_atomic(path, gr_text_string(&text), text.length, error);
    gr_text_finish(&text);
    return code;
}

static int run(const GrCommandInput *input)
{
    const AnalyzeArguments *arguments = input->values;
    GrAnalysis analysis;
    int width, height;
    int code = check(arguments, input->parsed->positional[0], &width, &height, input->error);
    if (code)
        return code;
    gr_cli_use_cache(arguments->no_cache);
    gr_cli_catch_interrupts();
    code = gr_analysis_make(input->parsed->positional[0], arguments->tempo, arguments->rate,
                            is_interrupted, NULL, &analysis, input->error);
    if (!code && arguments->json)
        gr_analysis_write_json(&analysis, input->out);
    else if (!code)
        gr_analysis_write_text(&analysis, input->out);
    if (!code && arguments->beats)
        code = write_beats(&analysis, arguments->beats, input->error);
    if (!code && arguments->plot)
        code = gr_analysis_plot(&analysis, width, height, arguments->plot, input->error);
    gr_analysis_finish(&analysis);
    return code;
}

const GrCommand gr_command_analyze = {
    .name = "analyze",
    .summary = "say what is heard of a song: tempo, bars, sections; or draw it",
    .usage = "SONG [OPTION...]",
    .about = "Hears a song as a show would and tells what was found: tempo, beats and bars, "
             "the parts of the\nsong and what they may be for, its loudness by EBU R 128. A beats "
             "file can be edited "
             "and given to a\nshow (audio: {file: ..., beats: FILE}); the picture shows waveform, "
             "spectrum, onsets, beats, sections\nand features over one axis of time.",
    .examples = "  glyphreel analyze song.ogg\n"
                "  glyphreel analyze song.ogg --plot song.png\n"
                "  glyphreel analyze song.ogg --beats song.beats.json\n"
                "  glyphreel analyze song.ogg --json --rate 25 > song.json\n",
    .options = GR_OPTIONS(options),
    .values_size = sizeof(AnalyzeArguments),
    .least_positional = 1,
    .most_positional = 1,
    .takes = {GR_TAKES_FILE},
    .defaults = defaults,
    .run = run,
};

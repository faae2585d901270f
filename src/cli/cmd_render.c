/* SPDX-License-Identifier: MIT */
#include "cli/command.h"
#include "cli/progress.h"
#include "cli/settings.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

typedef struct RenderArguments {
    GrSettingArguments settings;
    const char *output, *from, *to, *only, *work_dir, *progress;
    const char *preset, *encoder, *bitrate, *encoder_options;
    const char *sound_codec;
    double crf, loudness, peak;
    int jobs, threads;
    bool overwrite, keep, json;
} RenderArguments;

static const GrOption options[] = {
    GR_OPT_TAKES(RenderArguments, output, "output", "o", "FILE", GR_TAKES_FILE,
                 "the video (.mp4 .mov .mkv .webm), hash:FILE for a checksum per frame, null:"),
    GR_SETTING_OPTIONS(RenderArguments, settings),
    GR_OPT_INT(RenderArguments, jobs, "jobs", "j", "N", 1, 1024, "workers at once"),
    GR_OPT_INT(RenderArguments, threads, "threads", NULL, "N", 1, 256,
               "threads inside each worker (the pictures are the same)"),
    GR_OPT_TEXT(RenderArguments, from, "from", NULL, "TIME", "start here: 12.5s, 1:02, bar 16"),
    GR_OPT_TEXT(RenderArguments, to, "to", NULL, "TIME", "stop before this"),
    GR_OPT_TEXT(RenderArguments, only, "only", NULL, "SCENE", "this scene alone"),
    GR_OPT_FLAG(RenderArguments, overwrite, "yes", "y", "replace the output if it exists"),
    GR_OPT_FLAG(RenderArguments, keep, "keep", NULL,
                "keep the work folder (as GLYPHREEL_KEEP=1 does)"),
    GR_OPT_TAKES(RenderArguments, work_dir, "work-dir", NULL, "DIR", GR_TAKES_FOLDER,
                 "where the work folder goes (beside the output otherwise)"),
    GR_OPT_CHOICE(RenderArguments, progress, "progress", NULL, gr_progress_names, "MODE",
                  "auto, line, plain, json, openjd or none"),
    GR_OPT_TEXT(RenderArguments, encoder, "encoder", "c:v", "NAME",
                "video encoder (libx264; glyphreel info lists them)"),
    GR_OPT_TEXT(RenderArguments, preset, "preset", NULL, "NAME", "the encoder's speed preset"),
    GR_OPT_NUMBER(RenderArguments, crf, "crf", NULL, "N", 0, 63,
                  "constant quality, less is better"),
    GR_OPT_TEXT(RenderArguments, bitrate, "bitrate", NULL, "N", "bits a second (8M, 800k) instead"),
    GR_OPT_TEXT(RenderArguments, encoder_options, "encoder-options", NULL, "K=V:K=V",
                "more options for the encoder, as it names them"),
    GR_OPT_CHOICE(RenderArguments, sound_codec, "audio-encoder", "c:a", gr_sound_codecs, "HOW",
                  "the sound: encode it, or copy the file's own where the container takes it"),
    GR_OPT_NUMBER(RenderArguments, loudness, "loudness", NULL, "LUFS", GR_LOUDNESS_LEAST,
                  GR_LOUDNESS_MOST, "make the sound this loud: -14 for most sites"),
    GR_OPT_NUMBER(RenderArguments, peak, "peak", NULL, "DBTP", GR_PEAK_LEAST, 0,
                  "keep the sound's true peaks below this"),
    GR_OPT_FLAG(RenderArguments, json, "json", NULL, "report as one JSON document"),
};

static const double not_given = 1; /* outside what either takes */

static void defaults(void *values)
{
    ((RenderArguments *)values)->crf = -1;
    ((RenderArguments *)values)->loudness = ((RenderArguments *)values)->peak = not_given;
}

static int parse_bitrate(const char *text, int64_t *bits, GrError *error)
{
    char *end;
    double value = strtod(text, &end);
    if (*end == 'k' || *end == 'K')
        value *= 1e3, end++;
    else if (*end == 'M')
        value *= 1e6, end++;
    if (end == text || *end || !(value >= 1000 && value <= 2e9))
        return gr_error_set(error, GR_E_USAGE,
                            "--bitrate: '%s' is not like 800k or 8M (1k to 2000M)", text);
    *bits = (int64_t)value;
    return GR_OK;
}

static int copy_option(char *to, size_t capacity, const char *from, const char *name,
                       GrError *error)
{
    if (from && strlen(from) >= capacity)
        return gr_error_set(error, GR_E_USAGE, "--%s: '%s' is too long", name, from);
    memcpy(to, from ? from : "", from ? strlen(from) + 1 : 1);
    return GR_OK;
}

static int read_encoding(const RenderArguments *arguments, GrEncodeSettings *encode, GrError *error)
{
    encode->crf = arguments->crf;
    if (arguments->bitrate && arguments->crf >= 0)
        return gr_error_set(error, GR_E_USAGE, "--crf and --bitrate exclude each other");
    int code =
        copy_option(encode->codec, sizeof encode->codec, arguments->encoder, "encoder", error);
    if (!code)
        code =
            copy_option(encode->preset, sizeof encode->preset, arguments->preset, "preset", error);
    if (!code)
        code = copy_option(encode->extra, sizeof encode->extra, arguments->encoder_options,
                           "encoder-options", error);
    if (!code && arguments->bitrate)
        code = parse_bitrate(arguments->bitrate, &encode->bitrate, error);
    return code;
}

static GrLoadArguments read_load(const RenderArguments *arguments)
{
    GrLoadArguments load = arguments->settings.load;
    load.sound.codec = arguments->sound_codec;
    load.sound.levelled = arguments->loudness < not_given;
    load.sound.loudness = (float)arguments->loudness;
    load.sound.limited = arguments->peak < not_given;
    load.sound.peak = (float)arguments->peak;
    return load;
}

static void write_findings(const GrReview *review, GrJson *json)
{
    gr_json_key(json, "findings");
    gr_json_open_array(json);
    for (int i = 0; i < review->count; i++) {
        const GrFinding *finding = &review->list[i];
        bool flashes = finding->kind >= GR_FINDING_FLASHES;
        gr_json_open_object(json);
        gr_json_key_string(json, "kind", gr_finding_names[finding->kind]);
        gr_json_key_string(json, "scene", finding->scene);
        gr_json_key_number(json, "from_s", finding->from_s);
        gr_json_key_number(json, "to_s", finding->to_s);
        if (flashes) {
            gr_json_key_number(json, "rate", finding->rate);
            gr_json_key_number(json, "area", finding->area);
            gr_json_key_number(json, "change", finding->change);
        } else {
            gr_json_key_number(json, "mean", finding->mean);
        }
        gr_json_key_string(json, "words", finding->words);
        gr_json_close_object(json);
    }
    gr_json_close_array(json);
    gr_json_key_int(json, "findings_left_out", review->left_out);
}

static void tell_findings(const GrReview *review)
{
    for (int i = 0; i < review->count; i++)
        gr_cli_note("glyphreel: %s\n", review->list[i].words);
    if (review->left_out)
        gr_cli_note("glyphreel: ... and %d more like these\n", review->left_out);
}

static void tell_warnings(const GrWarnings *warnings)
{
    for (int i = 0; i < warnings->count; i++)
        gr_cli_warn(warnings->list[i].text, warnings->list[i].times);
    if (warnings->left_out)
        gr_cli_note("glyphreel: ... and %d more warnings\n", warnings->left_out);
}

/* The master's and the workers'. */
static void write_warnings(const GrWarnings *warnings, int left_out, GrJson *json)
{
    gr_json_key(json, "warnings");
    gr_json_open_array(json);
    for (int i = 0; i < warnings->count; i++) {
        gr_json_open_object(json);
        gr_json_key_string(json, "words", warnings->list[i].text);
        gr_json_key_int(json, "times", warnings->list[i].times);
        gr_json_close_object(json);
    }
    gr_json_close_array(json);
    gr_json_key_int(json, "warnings_left_out", left_out);
}

static void write_report_json(const GrRenderReport *report, GrText *out)
{
    GrJson json = {.out = out};
    gr_json_open_object(&json);
    gr_json_key_int(&json, "version", 1);
    gr_json_key_string(&json, "output", report->target);
    gr_json_key_int(&json, "width", report->width);
    gr_json_key_int(&json, "height", report->height);
    gr_json_key_number(&json, "fps", gr_rational_value(report->fps));
    gr_json_key_int(&json, "frames", report->frames);
    gr_json_key_number(&json, "duration_s", report->duration_s);
    gr_json_key_number(&json, "elapsed_s", report->elapsed_s);
    gr_json_key_number(&json, "frames_per_s", report->frames_per_s);
    gr_json_key_string(&json, "profile", report->profile);
    gr_json_key_string(&json, "reason", report->reason);
    gr_json_key_int(&json, "workers", report->workers);
    gr_json_key_int(&json, "segments", report->segments);
    gr_json_key_int(&json, "segments_reused", report->segments_reused);
    gr_json_key_int(&json, "retries", report->retries);
    write_findings(&report->review, &json);
    write_warnings(&gr_cli_warnings, gr_cli_warnings.left_out + report->warnings.left_out, &json);
    gr_json_key_int(&json, "file_bytes", (int64_t)report->file_bytes);
    gr_json_key_int(&json, "peak_worker_bytes", (int64_t)report->peak_worker_bytes);
    gr_json_key_number(&json, "allocations_per_frame",
                       (double)report->allocations_per_frame_x1000 / 1000);
    gr_json_key(&json, "ms_per_frame");
    gr_json_open_object(&json);
    double frames = report->frames > 0 ? (double)report->frames : 1;
    for (int i = 0; i < GR_STAGE_COUNT; i++)
        gr_json_key_number(&json, gr_stage_names[i], (double)report->stage_ns[i] / 1e6 / frames);
    gr_json_key_number(&json, "encode", (double)report->encode_ns / 1e6 / frames);
    gr_json_close_object(&json);
    gr_json_close_object(&json);
}

static void write_report(const GrRenderReport *report, GrText *out)
{
    if (out)
        gr_text_printf(out, "%s\n", report->target);
    gr_cli_note(
        "glyphreel: %" PRId64 " frame%s, %.3f s of %dx%d at %.5g fps in %.1f s (%.1f fps, %d "
        "worker%s)%s",
        report->frames, report->frames == 1 ? "" : "s", report->duration_s, report->width,
        report->height, gr_rational_value(report->fps), report->elapsed_s, report->frames_per_s,
        report->workers, report->workers == 1 ? "" : "s", report->file_bytes ? "" : "\n");
    double bytes = (double)report->file_bytes;
    if (bytes > 0)
        gr_cli_note(bytes < 1e5 ? ", %.1f kB\n" : ", %.1f MB\n",
                    bytes < 1e5 ? bytes / 1e3 : bytes / 1e6);
}

static int run(const GrCommandInput *input)
{
    const RenderArguments *arguments = input->values;
    GrRenderReport report = {0};
    GrShow *show = NULL;
    uint64_t seed = arguments->settings.load.seed.value;
    GrProgressPrinter printer;
    const GrLoadArguments load = read_load(arguments);
    const char *keep = getenv("GLYPHREEL_KEEP");
    if (!arguments->output)
        return gr_error_set(input->error, GR_E_USAGE, "where to? -o FILE is missing");
    int mode = 0;
    for (int i = 0; arguments->progress && gr_progress_names[i]; i++)
        if (strcmp(arguments->progress, gr_progress_names[i]) == 0)
            mode = i;
    GrRenderJob job = {
        .target = arguments->output,
        .tool = GR_TOOL,
        .from = arguments->from,
        .to = arguments->to,
        .only = arguments->only,
        .seed = arguments->settings.load.seed.given ? &seed : NULL,
        .workers = arguments->jobs,
        .threads = arguments->threads,
        .work_dir = arguments->work_dir,
        .flash_limit = gr_settings_flash_limit(&arguments->settings),
        .overwrite = arguments->overwrite,
        .keep = arguments->keep || (keep && strcmp(keep, "1") == 0),
        .progress = gr_progress_show,
        .user = &printer,
        .interrupted = &gr_cli_interrupted,
    };
    int code = gr_settings_wish(&arguments->settings, &job.wish, input->error);
    if (!code)
        code = read_encoding(arguments, &job.encode, input->error);
    if (!code)
        code = gr_cli_load_show(input->parsed->positional[0], &load, &show, input->error);
    if (code)
        return code;
    job.show = show;
    gr_cli_catch_interrupts();
    gr_progress_begin(&printer, (GrProgressMode)mode, input->common->quiet);
    code = gr_render_job_run(&job, &report, input->error);
    gr_progress_end(&printer);
    tell_warnings(&report.warnings);
    tell_findings(&report.review);
    bool frames_to_stdout =
        strcmp(arguments->output, "hash:-") == 0; /* then nothing else goes there */
    if (!code && arguments->json && !frames_to_stdout)
        write_report_json(&report, input->out);
    else if (!code)
        write_report(&report, frames_to_stdout ? NULL : input->out);
    gr_show_destroy(show);
    return code;
}

const GrCommand gr_command_render = {
    .name = "render",
    .summary = "render a show, or a song alone, into a finished video",
    .usage = "SHOW|SONG -o OUT.mp4 [OPTION...]",
    .about = "Renders a show: hears its sound, plans, lets workers render segments side by side, "
             "joins them,\nadds the sound, verifies the file and names it. An interrupted render "
             "goes on where it\nstopped when the same command is run again. A song instead of a "
             "show is drawn in a "
             "look:\n--style names it (glyphreel list looks), --seed gives another variation.",
    .examples = "  glyphreel render show.yaml -o show.mp4\n"
                "  glyphreel render song.ogg -o video.mp4 --style neon --seed 2\n"
                "  glyphreel render show.yaml -o draft.mp4 -q draft --only drop\n"
                "  glyphreel render show.yaml -o tall.mp4 --aspect portrait -j 4\n"
                "  glyphreel render show.yaml -o loud.mp4 --loudness -14 --peak -1\n"
                "  glyphreel render song.mp3 -o video.mp4 -c:a copy\n"
                "  glyphreel render show.yaml -o hash:frames.txt --from 10s --to 12s\n",
    .options = GR_OPTIONS(options),
    .values_size = sizeof(RenderArguments),
    .least_positional = 1,
    .most_positional = 1,
    .takes = {GR_TAKES_FILE},
    .defaults = defaults,
    .run = run,
};

/* SPDX-License-Identifier: MIT */
#include "audio/hear.h"
#include "cli/command.h"
#include "cli/settings.h"
#include "render/watch.h"
#include "scene/resolve.h"

typedef struct CheckArguments {
    GrLoadArguments load;
    bool strict, json, resolved;
} CheckArguments;

static const GrOption options[] = {
    GR_LOAD_OPTIONS(CheckArguments, load),
    GR_OPT_FLAG(CheckArguments, strict, "strict", NULL, "warnings are errors (exit 3)"),
    GR_OPT_FLAG(CheckArguments, json, "json", NULL, "one JSON document"),
    GR_OPT_FLAG(CheckArguments, resolved, "resolved", NULL,
                "print the show with everything resolved, as a show file of its own; what is wrong "
                "goes to stderr"),
};

static void write_json(const GrProblems *problems, const GrShow *show, GrText *out)
{
    GrJson json = {.out = out};
    gr_json_open_object(&json);
    gr_json_key_int(&json, "version", 1);
    gr_json_key_int(&json, "errors", problems->error_count);
    gr_json_key_int(&json, "warnings", problems->warning_count);
    if (show) {
        gr_json_key_int(&json, "scenes", show->scene_count);
        gr_json_key_number(&json, "length_s", (double)show->length_ns / 1e9);
    }
    gr_json_key(&json, "problems");
    gr_json_open_array(&json);
    for (int i = 0; i < problems->count; i++) {
        const GrProblem *problem = &problems->list[i];
        gr_json_open_object(&json);
        bool wrong = problem->kind == GR_PROBLEM_ERROR;
        gr_json_key_string(&json, "kind", wrong ? "error" : "warning");
        gr_json_key_int(&json, "code", wrong ? -problem->code : 0);
        gr_json_key_string(&json, "file", problem->file);
        gr_json_key_int(&json, "line", problem->line);
        gr_json_key_int(&json, "column", problem->column);
        gr_json_key_string(&json, "message", problem->message);
        gr_json_close_object(&json);
    }
    gr_json_close_array(&json);
    gr_json_close_object(&json);
}

/* What only time tells: needs the sound where parameters follow it. */
static int watch(const GrShow *show, GrProblems *problems, GrError *error)
{
    GrHearing hearing = {0};
    GrRational fps = show->fps.num ? show->fps : show->tick;
    int code = GR_OK;
    if (gr_watch_needs_hearing(show)) {
        gr_cli_catch_interrupts();
        code = gr_hear(&show->sound, show->length_ns, fps, show->tick, gr_interrupt_stops,
                       (void *)&gr_cli_interrupted, &hearing, error);
    }
    if (!code)
        code = gr_watch(show, &hearing, problems, error);
    gr_hearing_finish(&hearing);
    return code;
}

static void write_words(const char *path, const GrProblems *problems, const GrShow *show, bool fine,
                        GrText *out)
{
    for (int i = 0; i < problems->count; i++)
        gr_problem_render(&problems->list[i], out);
    if (fine)
        gr_text_printf(out, "%s: fine, %d scene%s, %.3f s\n", path, show->scene_count,
                       show->scene_count == 1 ? "" : "s", (double)show->length_ns / 1e9);
}

static int run(const GrCommandInput *input)
{
    const CheckArguments *arguments = input->values;
    if (arguments->resolved && arguments->json)
        return gr_error_set(input->error, GR_E_USAGE, "--resolved and --json exclude each other");
    GrProblems problems = {0};
    GrShow *show = NULL;
    const char *path = input->parsed->positional[0];
    const GrLoadOptions wanted = gr_settings_load_options(&arguments->load);
    gr_cli_use_cache(arguments->load.no_cache);
    int code = gr_show_load(path, &wanted, &show, &problems, input->error);
    if (!code)
        code = watch(show, &problems, input->error);
    if (code && problems.error_count)
        gr_error_set(input->error, code, "%s: %d error%s", path, problems.error_count,
                     problems.error_count == 1 ? "" : "s");
    else if (!code && problems.warning_count && arguments->strict)
        code = gr_error_set(input->error, GR_E_SHOW, "%s: %d warning%s", path,
                            problems.warning_count, problems.warning_count == 1 ? "" : "s");
    if (arguments->resolved)
        gr_cli_tell_problems(&problems);
    else if (arguments->json)
        write_json(&problems, show, input->out);
    else
        write_words(path, &problems, show, code == GR_OK, input->out);
    if (arguments->resolved && !code)
        code = gr_resolve(show, input->out, input->error);
    gr_show_destroy(show);
    gr_problems_finish(&problems);
    return code;
}

const GrCommand gr_command_check = {
    .name = "check",
    .summary = "find every mistake in a show file",
    .usage = "SHOW [OPTION...]",
    .about = "Reads and checks a show without rendering. All mistakes are reported at once, with "
             "file, line\nand column; then whatever changes over time is followed through every "
             "scene, and what\nleaves its range or is never seen is a warning. In --json each has "
             "a `code`: the exit\nstatus that it leads to, 0 for a warning.\n\n"
             "--resolved prints the show as one without includes, vars, styles, templates and "
             "cuts: every\nscene with its start, length and frames, every parameter with its "
             "value, times in seconds.\nIt renders to the same frames. Files are named by their "
             "whole paths, so it may be kept\nanywhere; size and fps stay open where the show "
             "leaves them open.",
    .examples = "  glyphreel check show.yaml\n"
                "  glyphreel check show.yaml --strict && glyphreel render show.yaml -o show.mp4\n"
                "  glyphreel check show.yaml --vars song.json --resolved > song.yaml\n",
    .options = GR_OPTIONS(options),
    .values_size = sizeof(CheckArguments),
    .least_positional = 1,
    .most_positional = 1,
    .takes = {GR_TAKES_SHOW},
    .run = run,
};

/* SPDX-License-Identifier: MIT */
#include "cli/command.h"

typedef struct CheckArguments {
    const char *audio;
    bool strict;
} CheckArguments;

static const GrOption options[] = {
    GR_OPT_TEXT(CheckArguments, audio, "audio", NULL, "FILE", "use this sound instead"),
    GR_OPT_FLAG(CheckArguments, strict, "strict", NULL, "warnings are errors (exit 3)"),
};

static int run(const GrCommandInput *input)
{
    const CheckArguments *arguments = input->values;
    GrProblems problems = {0};
    GrShow *show = NULL;
    const char *path = input->parsed->positional[0];
    int code = gr_show_load(path, arguments->audio, &show, &problems, input->error);
    int warnings = problems.count - problems.error_count;
    for (int i = 0; !code && i < problems.count; i++) {
        const GrProblem *problem = &problems.list[i];
        gr_text_printf(input->out, "%s:%d:%d: warning: %s\n", problem->file, problem->line,
                       problem->column, problem->message);
    }
    if (!code && warnings && arguments->strict)
        code = gr_error_set(input->error, GR_E_SHOW, "%s: %d warning%s", path, warnings,
                            warnings == 1 ? "" : "s");
    if (!code)
        gr_text_printf(input->out, "%s: fine, %d scene%s, %.3f s\n", path, show->scene_count,
                       show->scene_count == 1 ? "" : "s", (double)show->length_ns / 1e9);
    gr_show_destroy(show);
    gr_problems_finish(&problems);
    return code;
}

const GrCommand gr_command_check = {
    .name = "check",
    .summary = "find every mistake in a show file",
    .usage = "SHOW [--strict]",
    .about = "Reads and checks a show without rendering. All mistakes are reported at once, with "
             "file, line\nand column.",
    .examples = "  glyphreel check show.yaml\n"
                "  glyphreel check show.yaml --strict && glyphreel render show.yaml -o show.mp4\n",
    .options = GR_OPTIONS(options),
    .values_size = sizeof(CheckArguments),
    .least_positional = 1,
    .most_positional = 1,
    .run = run,
};

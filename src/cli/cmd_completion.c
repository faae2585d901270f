/* SPDX-License-Identifier: MIT */
#include "cli/completion.h"

#include <string.h>

static const char *const shells[] = {"bash", "zsh", "fish", NULL};

static int run(const GrCommandInput *input)
{
    static void (*const write[])(GrText *) = {gr_completion_bash, gr_completion_zsh,
                                              gr_completion_fish};
    const char *shell = input->parsed->positional[0];
    for (int i = 0; shells[i]; i++) {
        if (strcmp(shells[i], shell) == 0) {
            write[i](input->out);
            return GR_OK;
        }
    }
    const char *near = gr_nearest_string(shell, shells);
    return gr_error_set(input->error, GR_E_USAGE,
                        near ? "'%s' is no shell known here; did you mean '%s'?"
                             : "'%s' is no shell known here: there are bash, zsh and fish",
                        shell, near);
}

const GrCommand gr_command_completion = {
    .name = "completion",
    .summary = "print a completion script for bash, zsh or fish",
    .usage = "bash|zsh|fish",
    .about = "Prints a script that completes commands, options, their values, shows and the names "
             "of\neffects, shaders and all else. Make it anew after an update.",
    .examples = "  eval \"$(glyphreel completion bash)\"      # in ~/.bashrc\n"
                "  glyphreel completion zsh > ~/.zfunc/_glyphreel   # a folder of $fpath\n"
                "  glyphreel completion fish > ~/.config/fish/completions/glyphreel.fish\n",
    .least_positional = 1,
    .most_positional = 1,
    .argument_words = shells,
    .run = run,
};

/* SPDX-License-Identifier: MIT */
#include "cli/completion.h"

#include <string.h>

static const struct {
    const char *name, *help;
    void (*write)(GrText *out);
} shells[] = {
    {"bash", "to be evaluated in ~/.bashrc", gr_completion_bash},
    {"zsh", "a file _glyphreel in a folder of $fpath", gr_completion_zsh},
    {"fish", "a file in ~/.config/fish/completions", gr_completion_fish},
};
enum { SHELLS = sizeof shells / sizeof *shells };

static bool shell_at(int index, GrArgument *argument)
{
    if (index >= SHELLS)
        return false;
    *argument = (GrArgument){.word = shells[index].name, .help = shells[index].help};
    return true;
}

static int run(const GrCommandInput *input)
{
    const char *shell = input->parsed->positional[0];
    for (int i = 0; i < SHELLS; i++) {
        if (strcmp(shells[i].name, shell) == 0) {
            shells[i].write(input->out);
            return GR_OK;
        }
    }
    const char *near = gr_command_nearest(&gr_command_completion, shell);
    return gr_error_set(input->error, GR_E_USAGE,
                        near ? "'%s' is no shell known here; did you mean '%s'?"
                             : "'%s' is no shell known here (glyphreel completion --help lists "
                               "them)",
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
    .argument_at = shell_at,
    .run = run,
};

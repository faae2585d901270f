/* SPDX-License-Identifier: MIT */
#include "cli/completion.h"

#include <string.h>

static void write_quoted(const char *option, const char *text, GrText *out)
{
    gr_text_printf(out, " %s '", option);
    gr_completion_escape(text, "'\\", out);
    gr_text_puts(out, "'");
}

/* What completes a value or an argument; `wants` is said when a value must follow. */
static void write_action(GrText *words, const char *takes, const char *wants, GrText *out)
{
    if (words->length) {
        gr_text_puts(out, wants);
        write_quoted("-a", gr_text_string(words), out);
    } else if (gr_completion_is(takes, GR_TAKES_FOLDER)) {
        gr_text_printf(out, "%s -a '(__fish_complete_directories)'", wants);
    } else if (gr_completion_is(takes, GR_TAKES_SHOW)) {
        gr_text_printf(out, "%s -k -a '(__fish_complete_suffix .yaml)'", wants);
    } else if (takes) {
        gr_text_printf(out, "%s -F", *wants ? " -r" : "");
    } else {
        gr_text_puts(out, wants);
    }
}

static void write_option(const GrCommand *command, const GrOption *option, GrText *out)
{
    GrText words = {0};
    gr_completion_value_words(option, &words);
    gr_text_printf(out, "complete -c glyphreel -n '__fish_seen_subcommand_from %s'", command->name);
    if (option->brief)
        gr_text_printf(out, option->brief[1] ? " -o %s" : " -s %s", option->brief);
    gr_text_printf(out, " -l %s", option->name);
    if (gr_completion_has_value(option))
        write_action(&words, option->takes, " -x", out);
    write_quoted("-d", option->help, out);
    gr_text_puts(out, "\n");
    gr_text_finish(&words);
}

void gr_completion_fish(GrText *out)
{
    gr_text_puts(out, "# fish completion for glyphreel, made by `glyphreel completion fish`.\n"
                      "complete -c glyphreel -f\n");
    for (const GrCommand *const *at = gr_commands; *at; at++) {
        const GrCommand *command = *at;
        gr_text_printf(out, "\ncomplete -c glyphreel -n __fish_use_subcommand -a %s",
                       command->name);
        write_quoted("-d", command->summary, out);
        gr_text_puts(out, "\n");
        gr_completion_options(command, write_option, out);
        if (!command->argument_at && !command->takes[0])
            continue;
        GrText words = {0};
        gr_completion_argument_words(command, &words);
        gr_text_printf(out, "complete -c glyphreel -n '__fish_seen_subcommand_from %s'",
                       command->name);
        write_action(&words, command->takes[0], "", out);
        gr_text_puts(out, "\n");
        gr_text_finish(&words);
    }
}

/* SPDX-License-Identifier: MIT */
#include "cli/completion.h"

#include <string.h>

static const char opening[] =
    "# bash completion for glyphreel, made by `glyphreel completion bash`.\n"
    "# shellcheck shell=bash\n\n"
    "_glyphreel_words() { mapfile -t COMPREPLY < <(compgen -W \"$1\" -- \"$cur\"); }\n"
    "_glyphreel_paths() { # _glyphreel_paths file|folder|show\n"
    "    compopt -o filenames 2>/dev/null\n"
    "    local path\n"
    "    COMPREPLY=()\n"
    "    while IFS= read -r path; do\n"
    "        case $1 in\n"
    "            folder) [ -d \"$path\" ] || continue ;;\n"
    "            show) [ -d \"$path\" ] || [[ $path == *.yaml || $path == *.yml ]] || continue ;;\n"
    "        esac\n"
    "        COMPREPLY+=(\"$path\")\n"
    "    done < <(compgen -f -- \"$cur\")\n"
    "}\n\n"
    "_glyphreel() {\n"
    "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} "
    "command=${COMP_WORDS[1]}\n"
    "    COMPREPLY=()\n"
    "    if [[ $cur == = ]]; then # --option=, which bash splits\n"
    "        cur=\n"
    "    elif [[ $prev == = ]] && [ \"$COMP_CWORD\" -ge 3 ]; then\n"
    "        prev=${COMP_WORDS[COMP_CWORD - 2]}\n"
    "    fi\n";

/* "render:-q | render:--quality)" and what completes the value. */
static void write_value(const GrCommand *command, const GrOption *option, GrText *out)
{
    GrText words = {0};
    if (!gr_completion_has_value(option))
        return;
    gr_text_puts(out, "        ");
    if (option->brief)
        gr_text_printf(out, "%s:-%s | ", command->name, option->brief);
    gr_text_printf(out, "%s:--%s) ", command->name, option->name);
    gr_completion_value_words(option, &words);
    if (words.length)
        gr_text_printf(out, "_glyphreel_words '%s'; ", gr_text_string(&words));
    else if (option->takes)
        gr_text_printf(out, "_glyphreel_paths %s; ", option->takes);
    gr_text_puts(out, "return ;;\n");
    gr_text_finish(&words);
}

static void write_option(const GrCommand *command, const GrOption *option, GrText *out)
{
    (void)command;
    if (option->brief)
        gr_text_printf(out, " -%s", option->brief);
    gr_text_printf(out, " --%s", option->name);
}

static void write_argument(const GrCommand *command, GrText *out)
{
    GrText words = {0};
    gr_completion_argument_words(command, &words);
    if (words.length)
        gr_text_printf(out, "        %s) _glyphreel_words '%s' ;;\n", command->name,
                       gr_text_string(&words));
    else if (command->takes[0])
        gr_text_printf(out, "        %s) _glyphreel_paths %s ;;\n", command->name,
                       command->takes[0]);
    gr_text_finish(&words);
}

void gr_completion_bash(GrText *out)
{
    gr_text_puts(out, opening);
    gr_text_puts(out, "    if [ \"$COMP_CWORD\" -eq 1 ] || [[ $command == help ]]; then\n"
                      "        _glyphreel_words 'help --help --version");
    for (const GrCommand *const *at = gr_commands; *at; at++)
        gr_text_printf(out, " %s", (*at)->name);
    gr_text_puts(out, "'\n        return\n    fi\n    case $command:$prev in\n");
    for (const GrCommand *const *at = gr_commands; *at; at++)
        gr_completion_options(*at, write_value, out);
    gr_text_puts(out, "    esac\n    if [[ $cur == -* ]]; then\n        case $command in\n");
    for (const GrCommand *const *at = gr_commands; *at; at++) {
        gr_text_printf(out, "            %s) _glyphreel_words '", (*at)->name);
        gr_completion_options(*at, write_option, out);
        gr_text_puts(out, "' ;;\n");
    }
    gr_text_puts(out, "        esac\n        return\n    fi\n    case $command in\n");
    for (const GrCommand *const *at = gr_commands; *at; at++)
        write_argument(*at, out);
    gr_text_puts(out, "    esac\n}\n\ncomplete -F _glyphreel glyphreel\n");
}

/* SPDX-License-Identifier: MIT */
#include "cli/completion.h"

#include <string.h>

/* Within '...' a quote is left and entered again; a colon or bracket would end a part of a spec. */
static void write_quoted(const char *text, GrText *out)
{
    for (; *text; text++) {
        if (*text == '\'')
            gr_text_puts(out, "'\\''");
        else
            gr_text_printf(out, "%s%c", strchr("[]:\\", *text) ? "\\" : "", *text);
    }
}

static void write_action(GrText *words, const char *takes, GrText *out)
{
    if (words->length)
        gr_text_printf(out, "(%s)", gr_text_string(words));
    else if (gr_completion_is(takes, GR_TAKES_FOLDER))
        gr_text_puts(out, "_files -/");
    else if (gr_completion_is(takes, GR_TAKES_SHOW))
        gr_text_puts(out, "_files -g \"*.(yaml|yml)\"");
    else if (takes)
        gr_text_puts(out, "_files");
}

static void write_name(const char *dashes, const char *name, const char *joined, GrText *out)
{
    gr_text_puts(out, dashes);
    gr_completion_escape(name, ":", out);
    gr_text_puts(out, joined);
}

/* '(-q --quality)'{-q+,--quality=}'[help]:PROFILE:(draft preview)' */
static void write_option(const GrCommand *command, const GrOption *option, GrText *out)
{
    bool value = gr_completion_has_value(option);
    GrText words = {0};
    (void)command;
    gr_completion_value_words(option, &words);
    gr_text_puts(out, "                ");
    if (option->kind == GR_OPTION_COUNT)
        gr_text_puts(out, "'*'");
    else
        gr_text_printf(out, "'(%s%s%s--%s)'", option->brief ? "-" : "",
                       option->brief ? option->brief : "", option->brief ? " " : "", option->name);
    if (option->brief) {
        gr_text_puts(out, "{");
        write_name("'-", option->brief, value ? "+'," : "',", out);
        write_name("'--", option->name, value ? "='}" : "'}", out);
    } else {
        write_name("'--", option->name, value ? "='" : "'", out);
    }
    gr_text_puts(out, "'[");
    write_quoted(option->help, out);
    gr_text_puts(out, "]");
    if (value) {
        gr_text_puts(out, ":");
        write_quoted(option->value, out);
        gr_text_puts(out, ":");
        write_action(&words, option->takes, out);
    }
    gr_text_puts(out, "' \\\n");
    gr_text_finish(&words);
}

static void write_command(const GrCommand *command, GrText *out)
{
    GrText words = {0};
    gr_completion_argument_words(command, &words);
    gr_text_printf(out, "        %s)\n            _arguments \\\n", command->name);
    gr_completion_options(command, write_option, out);
    if (command->most_positional) {
        gr_text_puts(out, "                '*:argument:");
        write_action(&words, command->takes[0], out);
        gr_text_puts(out, "'");
    }
    gr_text_puts(out, "\n            ;;\n");
    gr_text_finish(&words);
}

void gr_completion_zsh(GrText *out)
{
    gr_text_puts(out, "#compdef glyphreel\n"
                      "# zsh completion for glyphreel, made by `glyphreel completion zsh`.\n\n"
                      "_glyphreel() {\n"
                      "    local context state state_descr line curcontext=$curcontext\n"
                      "    typeset -A opt_args\n"
                      "    _arguments -C '1:command:->command' '*::argument:->argument'\n"
                      "    case $state in\n    command)\n        local -a commands\n"
                      "        commands=(\n");
    for (const GrCommand *const *at = gr_commands; *at; at++) {
        gr_text_printf(out, "            '%s:", (*at)->name);
        write_quoted((*at)->summary, out);
        gr_text_puts(out, "'\n");
    }
    gr_text_puts(out, "        )\n        _describe command commands\n        ;;\n    argument)\n"
                      "        case $words[1] in\n");
    for (const GrCommand *const *at = gr_commands; *at; at++)
        write_command(*at, out);
    gr_text_puts(out, "        esac\n        ;;\n    esac\n}\n\n"
                      "if [ \"$funcstack[1]\" = _glyphreel ]; then\n    _glyphreel \"$@\"\n"
                      "else\n    compdef _glyphreel glyphreel\nfi\n");
}

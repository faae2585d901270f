/* SPDX-License-Identifier: MIT */
#include "base/cache.h"
#include "base/cpu.h"
#include "base/log.h"
#include "cli/command.h"
#include "registry.h"
#include "render/frozen.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const GrCommand *const gr_commands[] = {
    &gr_command_render, &gr_command_frame,       &gr_command_sheet,
    &gr_command_check,  &gr_command_new,         &gr_command_analyze,
    &gr_command_plan,   &gr_command_list,        &gr_command_describe,
    &gr_command_info,   &gr_command_clean_cache, &gr_command_bench,
    &gr_command_schema, &gr_command_completion,  NULL,
};

GrInterrupt gr_cli_interrupted;
GrCpuLevel gr_cli_level;
GrWarnings gr_cli_warnings;
static bool quiet;

void gr_cli_note(const char *format, ...)
{
    if (quiet)
        return;
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
}

static void on_interrupt(int number)
{
    gr_cli_interrupted = number;
}

void gr_cli_catch_interrupts(void)
{
    static const int stopping[] = {SIGINT, SIGTERM, SIGHUP};
    /* The first asks for a clean stop; the same again takes its default action. */
    struct sigaction action = {.sa_handler = on_interrupt, .sa_flags = SA_RESETHAND}, before;
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof stopping / sizeof *stopping; i++)
        if (sigaction(stopping[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(stopping[i], &action, NULL); /* nohup and trap '' keep what they set */
    signal(SIGPIPE, SIG_IGN);                      /* a closed terminal must not cost a render */
    signal(SIGXFSZ, SIG_IGN); /* too large a file is an error like a full disk */
}

void gr_cli_warn(const char *text, int times)
{
    char often[24] = "";
    if (times > 1)
        snprintf(often, sizeof often, " (%d times)", times);
    if (gr_warnings_add(&gr_cli_warnings, text, times))
        gr_cli_note("glyphreel: warning: %s%s\n", text, often);
}

static void log_to_stderr(void *user, GrLogLevel level, const char *message)
{
    static const char *const words[] = {"error: ", "", "", "", "debug: "};
    (void)user;
    if (level == GR_LOG_WARNING)
        gr_cli_warn(message, 1); /* a sound is read more than once */
    else
        fprintf(stderr, "glyphreel: %s%s\n", words[level], message);
}

void gr_cli_tell_problems(const GrProblems *problems)
{
    GrText text = {0};
    for (int i = 0; i < problems->count; i++)
        if (problems->list[i].kind == GR_PROBLEM_ERROR || !quiet)
            gr_problem_render(&problems->list[i], &text);
    fputs(gr_text_string(&text), stderr);
    gr_text_finish(&text);
}

void gr_cli_use_cache(bool no_cache)
{
    char folder[GR_PATH_CAPACITY];
    gr_cache_use(!no_cache && gr_cache_place(folder) ? folder : NULL);
}

int gr_cli_load_show(const char *path, const GrLoadArguments *arguments, GrShow **show,
                     GrError *error)
{
    GrProblems problems = {0};
    const GrLoadOptions options = gr_settings_load_options(arguments);
    gr_cli_use_cache(arguments->no_cache);
    int code = gr_show_load(path, &options, show, &problems, error);
    gr_cli_tell_problems(&problems);
    if (code && problems.error_count)
        gr_error_set(error, code, "%s: %d error%s", path, problems.error_count,
                     problems.error_count == 1 ? "" : "s");
    gr_problems_finish(&problems);
    return code;
}

static const char *command_name_at(const void *names, int index)
{
    const GrCommand *command = ((const GrCommand *const *)names)[index];
    return command ? command->name : NULL;
}

static const GrCommand *find_command(const char *name)
{
    for (const GrCommand *const *command = gr_commands; *command; command++)
        if (strcmp((*command)->name, name) == 0)
            return *command;
    return NULL;
}

static void write_general_help(GrText *out)
{
    gr_text_puts(
        out,
        "glyphreel turns music, footage, pictures, mathematics and text into glyph-art videos.\n\n"
        "usage: glyphreel COMMAND [OPTION...] [ARGUMENT...]\n\ncommands:\n");
    for (const GrCommand *const *command = gr_commands; *command; command++)
        gr_text_printf(out, "  %-12s%s\n", (*command)->name, (*command)->summary);
    gr_text_puts(out, "\nwith every command:\n");
    gr_options_help(&gr_common_options, out);
    gr_text_puts(
        out, "\nexit status: 0 done, 2 usage or a place that cannot be written, 3 show invalid,"
             "\n  4 input missing, 5 plan mismatch, 6 encoder, 7 out of memory or disk, 8 worker "
             "died,"
             "\n  9 verification failed, 11 flashes (--flash-limit), 75 interrupted (run again "
             "to resume),"
             "\n  1 anything else"
             "\n\nexamples:\n"
             "  glyphreel render song.ogg -o video.mp4\n"
             "  glyphreel new song.ogg -o show.yaml\n"
             "  glyphreel render show.yaml -o show.mp4\n"
             "  glyphreel render show.yaml -o draft.mp4 -q draft\n"
             "  glyphreel frame show.yaml --at 12s -o still.png\n"
             "  glyphreel COMMAND --help\n");
}

static const char *word_at(const void *command, int index)
{
    GrArgument argument;
    return ((const GrCommand *)command)->argument_at(index, &argument) ? argument.word : NULL;
}

const char *gr_command_nearest(const GrCommand *command, const char *word)
{
    return gr_nearest_name(word, word_at, command);
}

static void write_arguments(const GrCommand *command, GrText *out)
{
    GrArgument argument;
    bool usual = command->argument_at(0, &argument) && argument.usual;
    gr_text_printf(out, "arguments%s:\n", usual ? " (*: when none is given)" : "");
    for (int i = 0; command->argument_at(i, &argument); i++)
        gr_text_printf(out, "%c %-14s%s\n", argument.usual ? '*' : ' ', argument.word,
                       argument.help);
    gr_text_puts(out, "\n");
}

static void write_command_help(const GrCommand *command, GrText *out)
{
    gr_text_printf(out, "usage: glyphreel %s %s\n\n%s\n\n", command->name, command->usage,
                   command->about);
    if (command->argument_at)
        write_arguments(command, out);
    if (command->options.count) {
        gr_text_puts(out, "options:\n");
        gr_options_help(&command->options, out);
        gr_text_puts(out, "\n");
    }
    gr_text_puts(out, "with every command:\n");
    gr_options_help(&gr_common_options, out);
    gr_text_printf(out, "\nexamples:\n%s", command->examples);
}

static int choose_level(const char *name, GrError *error)
{
    GrCpuLevel level = gr_cpu_best();
    if (name && strcmp(name, "auto") != 0) {
        for (int i = 0; i < GR_CPU_LEVELS; i++)
            if (strcmp(gr_cpu_level_names[i], name) == 0)
                level = (GrCpuLevel)i;
        if (!gr_cpu_usable(level))
            return gr_error_set(error, GR_E_USAGE, "--cpu: this machine or build has no %s", name);
    }
    gr_cli_level = level;
    gr_registry_install(level);
    gr_render_use_level(level);
    gr_log(GR_LOG_INFO, "SIMD level %s", gr_cpu_level_names[level]);
    return GR_OK;
}

static int check_positional(const GrCommand *command, const GrParsed *parsed, GrError *error)
{
    if (parsed->positional_count < command->least_positional)
        return gr_error_set(error, GR_E_USAGE, "%s what? usage: glyphreel %s %s", command->name,
                            command->name, command->usage);
    if (parsed->positional_count > command->most_positional)
        return gr_error_set(error, GR_E_USAGE,
                            "'%s' is one argument too many; usage: glyphreel %s "
                            "%s",
                            parsed->positional[command->most_positional], command->name,
                            command->usage);
    return GR_OK;
}

static int run_command(const GrCommand *command, int argc, char **argv, GrText *out, GrError *error)
{
    GrCommonArguments common = {0};
    GrParsed parsed;
    void *values = calloc(1, command->values_size ? command->values_size : 1);
    if (!values)
        return gr_error_memory(error, "the options", command->values_size);
    if (command->defaults)
        command->defaults(values);
    int code = gr_options_parse(argc, argv, &command->options, values, &common, &parsed, error);
    if (code)
        goto done;
    if (common.help) {
        write_command_help(command, out);
        goto done;
    }
    quiet = common.quiet;
    GrLogLevel limit = common.quiet          ? GR_LOG_WARNING /* kept for reports */
                       : common.verbose == 0 ? GR_LOG_NOTE
                       : common.verbose == 1 ? GR_LOG_INFO
                                             : GR_LOG_DEBUG;
    gr_log_set_sink(log_to_stderr, NULL, limit);
    code = choose_level(common.cpu, error);
    if (!code)
        code = check_positional(command, &parsed, error);
    if (!code)
        code = command->run(&(GrCommandInput){&parsed, &common, values, out, error});
done:
    free(values);
    return code;
}

static int dispatch(int argc, char **argv, GrText *out, GrError *error)
{
    const char *word = argc > 1 ? argv[1] : "--help";
    bool wants_help =
        strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0;
    if (wants_help && argc > 2 && find_command(argv[2])) {
        write_command_help(find_command(argv[2]), out);
        return GR_OK;
    }
    if (wants_help) {
        write_general_help(out);
        return argc > 1 ? GR_OK
                        : gr_error_set(error, GR_E_USAGE, "a command is needed (see above)");
    }
    if (strcmp(word, "--version") == 0) {
        gr_text_puts(out, GR_TOOL "\n");
        return GR_OK;
    }
    const GrCommand *command = find_command(word);
    if (!command) {
        const char *near = gr_nearest_name(word, command_name_at, gr_commands);
        return gr_error_set(error, GR_E_USAGE,
                            near ? "unknown command '%s'; did you mean '%s'?"
                                 : "unknown command '%s' (glyphreel --help lists them)",
                            word, near);
    }
    return run_command(command, argc - 1, argv + 1, out, error);
}

/* Everything that was printed must have arrived: a full disk or a closed stdout is an error. */
static int write_out(const GrText *out, GrError *error)
{
    size_t done = 0;
    while (done < out->length) {
        ssize_t wrote = write(STDOUT_FILENO, out->data + done, out->length - done);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote < 0)
            return gr_error_errno(error, GR_E_INTERNAL, "standard output");
        done += (size_t)wrote;
    }
    return out->failed ? gr_error_memory(error, "the output", 0) : GR_OK;
}

int main(int argc, char **argv)
{
    static GrError error;
    GrText out = {0};
    int code = dispatch(argc, argv, &out, &error);
    GrError late = {0};
    int written = write_out(&out, &late);
    gr_text_finish(&out);
    if (code)
        fprintf(stderr, "glyphreel: %s\n", error.message);
    else if (written)
        fprintf(stderr, "glyphreel: %s\n", late.message);
    return -(code ? code : written);
}

/* SPDX-License-Identifier: MIT
 *
 * A command of the program: one const descriptor in a file of its own. Only this room prints and
 * exits: results to stdout, the log and the progress to stderr.
 */
#ifndef GR_CLI_COMMAND_H
#define GR_CLI_COMMAND_H

#include "base/cpu.h"
#include "base/interrupt.h"
#include "base/json.h"
#include "cli/settings.h"
#include "farm/warnings.h"

/* Name and version, for tags and plans. */
#define GR_TOOL "glyphreel " GR_VERSION

typedef struct GrCommandInput {
    const GrParsed *parsed;
    const GrCommonArguments *common;
    const void *values; /* the command's own struct */
    GrText *out;        /* goes to stdout when the command is done, also when it failed */
    GrError *error;
} GrCommandInput;

/* A word that a command may be given, with a line about it. */
typedef struct GrArgument {
    const char *word, *help;
    bool usual; /* meant when none is given */
} GrArgument;

typedef struct GrCommand {
    const char *name, *summary;
    const char *usage; /* after "glyphreel NAME " */
    const char *about; /* a paragraph for --help */
    const char *examples;
    GrOptionTable options;
    size_t values_size;
    int least_positional, most_positional;
    const char *takes[2]; /* what the first argument is (GR_TAKES_... or NULL), and any later one */
    /* Or the words that are possible, one after the other, the usual ones first; false behind the
     * last. */
    bool (*argument_at)(int index, GrArgument *argument);
    /* Fills the values with what is not zero by default; may be NULL. */
    void (*defaults)(void *values);
    /* Returns 0 or a negative GrCode with the error filled. */
    int (*run)(const GrCommandInput *input);
} GrCommand;

extern const GrCommand gr_command_render, gr_command_frame, gr_command_sheet, gr_command_check,
    gr_command_plan, gr_command_list, gr_command_describe, gr_command_info, gr_command_bench,
    gr_command_schema, gr_command_completion, gr_command_new, gr_command_clean_cache,
    gr_command_analyze;
extern const GrCommand *const gr_commands[]; /* NULL-terminated, in the order of the help */

#define GR_OPTIONS(array)                                                                          \
    {                                                                                              \
        array, (int)(sizeof(array) / sizeof((array)[0]))                                           \
    }

/* Loads a show; errors come with source line and caret, warnings go to the log. */
int gr_cli_load_show(const char *path, const GrLoadArguments *arguments, GrShow **show,
                     GrError *error);
/* What a command that hears does first, unless it loads a show, which does it. */
void gr_cli_use_cache(bool no_cache);
/* Prints errors to stderr, and warnings unless --quiet. */
void gr_cli_tell_problems(const GrProblems *problems);
/* Prints to stderr at once, unless --quiet. */
void gr_cli_note(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Set by SIGINT and SIGTERM once gr_cli_catch_interrupts was called. */
void gr_cli_catch_interrupts(void);

/* The word of argument_at that a typo most likely meant; NULL: none. */
const char *gr_command_nearest(const GrCommand *command, const char *word);

/* Tells a warning to stderr, unless it was told before or --quiet. */
void gr_cli_warn(const char *text, int times);

extern GrInterrupt gr_cli_interrupted;
extern GrWarnings gr_cli_warnings; /* all that were given, told or not */
extern GrCpuLevel gr_cli_level;    /* the one in use */

#endif

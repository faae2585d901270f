/* SPDX-License-Identifier: MIT
 *
 * Shell completion, made from the tables of commands, options and catalogues. What a catalogue
 * lists is written into the script: completing starts no program.
 */
#ifndef GR_CLI_COMPLETION_H
#define GR_CLI_COMPLETION_H

#include "cli/command.h"

void gr_completion_bash(GrText *out);
void gr_completion_zsh(GrText *out);
void gr_completion_fish(GrText *out);

/* For those three only (completion.c): */
/* What an option's value or a command's argument can be, as words with blanks between them; nothing
 * when it is not a matter of words. */
void gr_completion_value_words(const GrOption *option, GrText *words);
void gr_completion_argument_words(const GrCommand *command, GrText *words);
bool gr_completion_is(const char *takes, const char *what);
/* Whether an option's value follows. */
bool gr_completion_has_value(const GrOption *option);

typedef void GrCompletionVisit(const GrCommand *command, const GrOption *option, GrText *out);
/* Every option of a command, its own first. */
void gr_completion_options(const GrCommand *command, GrCompletionVisit *visit, GrText *out);
/* Text with a backslash before each of `special`. */
void gr_completion_escape(const char *text, const char *special, GrText *out);

#endif

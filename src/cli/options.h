/* SPDX-License-Identifier: MIT
 *
 * Command-line options as data: one table per command is what the parser, the help and the shell
 * completion read. Mistakes are usage errors with a "did you mean".
 */
#ifndef GR_CLI_OPTIONS_H
#define GR_CLI_OPTIONS_H

#include "base/error.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

typedef enum GrOptionKind {
    GR_OPTION_FLAG,   /* bool */
    GR_OPTION_COUNT,  /* int, one more each time */
    GR_OPTION_TEXT,   /* const char * */
    GR_OPTION_TEXTS,  /* GrTexts, one more each time */
    GR_OPTION_INT,    /* int */
    GR_OPTION_NUMBER, /* double */
    GR_OPTION_U64,    /* GrOptionalU64 */
} GrOptionKind;

typedef struct GrOptionalU64 {
    bool given;
    unsigned long long value;
} GrOptionalU64;

enum { GR_TEXTS_MAX = 64 };

typedef struct GrTexts {
    const char *list[GR_TEXTS_MAX];
    int count;
} GrTexts;

typedef struct GrOption {
    const char *name;  /* "quality": --quality */
    const char *brief; /* "q" or "c:v": -q, -c:v; NULL if none */
    GrOptionKind kind;
    size_t offset;
    const char *value; /* how help names the value */
    double min, max;   /* of numbers; not checked when equal */
    const char *const *choices;
    const char *help;
    const char *takes; /* what completes the value besides choices: GR_TAKES_..., or NULL */
} GrOption;

/* What a value or an argument is, for the shell completion: one of these, or the name of a kind of
 * the catalogues ("profiles"). */
#define GR_TAKES_FILE   "file"
#define GR_TAKES_FOLDER "folder"
#define GR_TAKES_SHOW   "show"  /* a YAML file */
#define GR_TAKES_KIND   "kind"  /* of the catalogues */
#define GR_TAKES_ENTRY  "entry" /* of any kind, also as KIND/NAME */

#define GR_OPT_FLAG(S, member, name_, brief_, help_)                                               \
    {                                                                                              \
        .name = name_, .brief = brief_, .kind = GR_OPTION_FLAG, .offset = offsetof(S, member),     \
        .help = help_                                                                              \
    }
#define GR_OPT_TEXT(S, member, name_, brief_, value_, help_)                                       \
    {                                                                                              \
        .name = name_, .brief = brief_, .kind = GR_OPTION_TEXT, .offset = offsetof(S, member),     \
        .value = value_, .help = help_                                                             \
    }
#define GR_OPT_TEXTS(S, member, name_, brief_, value_, help_)                                      \
    {                                                                                              \
        .name = name_, .brief = brief_, .kind = GR_OPTION_TEXTS, .offset = offsetof(S, member),    \
        .value = value_, .help = help_                                                             \
    }
#define GR_OPT_TAKES(S, member, name_, brief_, value_, takes_, help_)                              \
    {                                                                                              \
        .name = name_, .brief = brief_, .kind = GR_OPTION_TEXT, .offset = offsetof(S, member),     \
        .value = value_, .takes = takes_, .help = help_                                            \
    }
#define GR_OPT_CHOICE(S, member, name_, brief_, choices_, value_, help_)                           \
    {                                                                                              \
        .name = name_, .brief = brief_, .kind = GR_OPTION_TEXT, .offset = offsetof(S, member),     \
        .value = value_, .choices = choices_, .help = help_                                        \
    }
#define GR_OPT_INT(S, member, name_, brief_, value_, min_, max_, help_)                            \
    {                                                                                              \
        .name = name_, .brief = brief_, .kind = GR_OPTION_INT, .offset = offsetof(S, member),      \
        .value = value_, .min = min_, .max = max_, .help = help_                                   \
    }
#define GR_OPT_NUMBER(S, member, name_, brief_, value_, min_, max_, help_)                         \
    {                                                                                              \
        .name = name_, .brief = brief_, .kind = GR_OPTION_NUMBER, .offset = offsetof(S, member),   \
        .value = value_, .min = min_, .max = max_, .help = help_                                   \
    }

typedef struct GrOptionTable {
    const GrOption *options;
    int count;
} GrOptionTable;

/* What every command takes. */
typedef struct GrCommonArguments {
    bool help, quiet;
    int verbose;
    const char *cpu;
} GrCommonArguments;
extern const GrOptionTable gr_common_options;

enum { GR_POSITIONAL_MAX = 64 };

typedef struct GrParsed {
    const char *positional[GR_POSITIONAL_MAX];
    int positional_count;
} GrParsed;

/* Parses argv[1..] against a command's table and the common one. */
int gr_options_parse(int argc, char **argv, const GrOptionTable *table, void *values,
                     GrCommonArguments *common, GrParsed *parsed, GrError *error);
void gr_options_help(const GrOptionTable *table, GrText *out);

#endif

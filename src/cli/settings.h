/* SPDX-License-Identifier: MIT
 *
 * The options that say how big, how fast and how good: shared by every command that draws.
 */
#ifndef GR_CLI_SETTINGS_H
#define GR_CLI_SETTINGS_H

#include "cli/options.h"
#include "farm/profile.h"

typedef struct GrSettingArguments {
    const char *quality, *size, *aspect, *fps, *audio;
    GrOptionalU64 seed;
} GrSettingArguments;

/* The rows of an option table for a struct S with a GrSettingArguments member. */
#define GR_SETTING_OPTIONS(S, m)                                                                   \
    GR_OPT_TEXT(S, m.quality, "quality", "q", "PROFILE",                                           \
                "draft, preview, production, max or auto (the default)"),                          \
        GR_OPT_TEXT(S, m.size, "size", NULL, "WxH", "frame size in pixels"),                       \
        GR_OPT_TEXT(S, m.aspect, "aspect", NULL, "SHAPE",                                          \
                    "landscape, portrait, square or ultrawide"),                                   \
        GR_OPT_TEXT(S, m.fps, "fps", NULL, "N[/D]", "frames a second: 24, 30000/1001"),            \
        GR_OPT_TEXT(S, m.audio, "audio", NULL, "FILE", "use this sound instead of the show's"),    \
    {                                                                                              \
        .name = "seed", .kind = GR_OPTION_U64, .offset = offsetof(S, m.seed), .value = "N",        \
        .help = "another variation of all that is random"                                          \
    }

int gr_settings_wish(const GrSettingArguments *arguments, GrWish *wish, GrError *error);

/* What a command that draws a picture does first: checks where it goes, reads the wish, loads the
 * show, and lets an interrupt end what follows. */
int gr_settings_begin_still(const GrSettingArguments *arguments, const char *show_path,
                            const char *output, bool overwrite, GrWish *wish, GrShow **show,
                            GrError *error);

#endif

/* SPDX-License-Identifier: MIT
 *
 * The options that say how big, how fast and how good: shared by every command that draws.
 */
#ifndef GR_CLI_SETTINGS_H
#define GR_CLI_SETTINGS_H

#include "cli/options.h"
#include "farm/profile.h"
#include "farm/review.h"
#include "scene/load.h"

/* What changes the show itself: for every command that loads one. */
typedef struct GrLoadArguments {
    const char *audio, *audio_start, *vars, *style;
    GrTexts sets;
    bool lenient, no_cache;
    GrOptionalU64 seed;        /* of commands that draw, as the next two: */
    const char *size, *aspect; /* a look's title fits the frame */
    bool fonts_unasked;        /* no option: of commands that do not draw */
    GrSoundWish sound;         /* no option: of commands that make a video */
} GrLoadArguments;

/* Of every command that hears. */
#define GR_NO_CACHE_OPTION(S, m)                                                                   \
    GR_OPT_FLAG(S, m, "no-cache", NULL, "hear the sound anew, and keep nothing of it")

/* The rows of an option table for a struct S with a GrLoadArguments member. */
#define GR_LOAD_OPTIONS(S, m)                                                                      \
    GR_OPT_TAKES(S, m.audio, "audio", NULL, "FILE", GR_TAKES_FILE,                                 \
                 "use this sound instead of the show's"),                                          \
        GR_OPT_TEXT(S, m.audio_start, "audio-start", NULL, "TIME",                                 \
                    "begin at this time of the sound file: 1:30; -2s begins with silence"),        \
        GR_OPT_TAKES(S, m.vars, "vars", NULL, "FILE", GR_TAKES_FILE,                               \
                     "values that beat the show's vars, in YAML or JSON: {name: value}"),          \
        GR_OPT_TAKES(S, m.style, "style", NULL, "LOOK", "looks",                                   \
                     "a look in place of the show's style; of a song without a show, its look"),   \
        GR_OPT_TEXTS(S, m.sets, "set", NULL, "PATH=VALUE",                                         \
                     "set a value of the show: scenes.drop.layers[0].speed=4; again for more"),    \
        GR_OPT_FLAG(S, m.lenient, "lenient", NULL,                                                 \
                    "leave out what is missing (glyphs, numbered pictures), with a warning"),      \
        GR_NO_CACHE_OPTION(S, m.no_cache)

typedef struct GrSettingArguments {
    const char *quality, *fps, *flash_limit;
    GrLoadArguments load;
} GrSettingArguments;

/* The rows of an option table for a struct S with a GrSettingArguments member. */
#define GR_SETTING_OPTIONS(S, m)                                                                   \
    GR_OPT_TAKES(S, m.quality, "quality", "q", "PROFILE", "profiles",                              \
                 "draft, preview, production, max or auto (the default)"),                         \
        GR_OPT_TEXT(S, m.load.size, "size", NULL, "WxH", "frame size in pixels"),                  \
        GR_OPT_TAKES(S, m.load.aspect, "aspect", NULL, "SHAPE", "aspects",                         \
                     "landscape, portrait, feed, square or ultrawide; 9:16, 4:5"),                 \
        GR_OPT_TEXT(S, m.fps, "fps", NULL, "N[/D]", "frames a second: 24, 30000/1001"),            \
        GR_OPT_CHOICE(S, m.flash_limit, "flash-limit", NULL, gr_flash_limit_names, "WHAT",         \
                      "more than three flashes a second: report them (the default), attenuate "    \
                      "(dim them) or fail (no file, exit 11)"),                                    \
        GR_LOAD_OPTIONS(S, m.load),                                                                \
    {                                                                                              \
        .name = "seed", .kind = GR_OPTION_U64, .offset = offsetof(S, m.load.seed), .value = "N",   \
        .help = "another variation of all that is random"                                          \
    }

/* What --flash-limit says; a still has nothing to fail on. */
GrFlashLimit gr_settings_flash_limit(const GrSettingArguments *arguments);

int gr_settings_wish(const GrSettingArguments *arguments, GrWish *wish, GrError *error);

/* As the loader takes them; points into the arguments. */
GrLoadOptions gr_settings_load_options(const GrLoadArguments *arguments);

/* A file that a command is to write can be made, and replaces none without -y: before any work. */
int gr_settings_check_output(const char *path, bool overwrite, GrError *error);

/* What a command that draws a picture does first: checks where it goes, reads the wish, loads the
 * show, and lets an interrupt end what follows. */
int gr_settings_begin_still(const GrSettingArguments *arguments, const char *show_path,
                            const char *output, bool overwrite, GrWish *wish, GrShow **show,
                            GrError *error);

#endif

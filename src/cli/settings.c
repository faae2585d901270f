/* SPDX-License-Identifier: MIT */
#include "cli/settings.h"

#include "base/files.h"
#include "base/log.h"
#include "cli/command.h"
#include "farm/target.h"
#include "media/still.h"
#include "scene/value_text.h"

#include <stdio.h>
#include <string.h>

GrFlashLimit gr_settings_flash_limit(const GrSettingArguments *arguments)
{
    GrFlashLimit limit = GR_FLASH_REPORT;
    for (int i = 0; arguments->flash_limit && gr_flash_limit_names[i]; i++)
        if (strcmp(arguments->flash_limit, gr_flash_limit_names[i]) == 0)
            limit = (GrFlashLimit)i;
    return limit;
}

int gr_settings_wish(const GrSettingArguments *arguments, GrWish *wish, GrError *error)
{
    memset(wish, 0, sizeof *wish);
    wish->quality = arguments->quality;
    wish->aspect = arguments->load.aspect;
    wish->dim_flashes = gr_settings_flash_limit(arguments) == GR_FLASH_ATTENUATE;
    if (arguments->load.size) {
        char rest;
        if (sscanf(arguments->load.size, "%5dx%5d%c", &wish->width, &wish->height, &rest) != 2 ||
            wish->width < 1 || wish->height < 1)
            return gr_error_set(error, GR_E_USAGE, "--size: '%s' is not like 1920x1080",
                                arguments->load.size);
        if (arguments->load.aspect)
            return gr_error_set(error, GR_E_USAGE, "--size and --aspect exclude each other");
    }
    if (arguments->fps) {
        char complaint[GR_RATE_TEXT];
        if (!gr_rational_parse(arguments->fps, &wish->fps))
            return gr_error_set(error, GR_E_USAGE, "--fps: '%s' is not like 24 or 30000/1001",
                                arguments->fps);
        if (!gr_rate_usable(wish->fps))
            return gr_error_set(error, GR_E_USAGE, "--fps: %s",
                                gr_rate_complaint(complaint, wish->fps));
        const char *meant = gr_fps_broadcast(arguments->fps);
        if (meant)
            gr_log(GR_LOG_WARNING, "--fps: %s is taken as it stands; the broadcast rate is %s",
                   arguments->fps, meant);
    }
    return GR_OK;
}

/* Width over height, 0 when the show decides; what is wrong is told by gr_settings_wish. */
static double aspect_of(const GrLoadArguments *arguments)
{
    int width, height;
    if (arguments->size && sscanf(arguments->size, "%5dx%5d", &width, &height) == 2 && height > 0)
        return (double)width / height;
    const GrAspect *aspect = arguments->aspect ? gr_aspect_find(arguments->aspect) : NULL;
    return aspect ? (double)aspect->w / aspect->h : 0;
}

GrLoadOptions gr_settings_load_options(const GrLoadArguments *arguments)
{
    GrSoundWish sound = arguments->sound;
    sound.start = arguments->audio_start;
    return (GrLoadOptions){.audio = arguments->audio,
                           .sound = sound,
                           .vars_file = arguments->vars,
                           .sets = arguments->sets.list,
                           .set_count = arguments->sets.count,
                           .style = arguments->style,
                           .seed_given = arguments->seed.given,
                           .seed = arguments->seed.value,
                           .aspect = aspect_of(arguments),
                           .lenient = arguments->lenient,
                           .fonts_unasked = arguments->fonts_unasked};
}

int gr_settings_check_output(const char *path, bool overwrite, GrError *error)
{
    int code = gr_file_check_place(path, error);
    if (!code && !overwrite && gr_path_exists(path))
        code = gr_error_set(error, GR_E_USAGE, "%s exists; -y replaces it", path);
    return code;
}

int gr_settings_begin_still(const GrSettingArguments *arguments, const char *show_path,
                            const char *output, bool overwrite, GrWish *wish, GrShow **show,
                            GrError *error)
{
    if (!output)
        return gr_error_set(error, GR_E_USAGE, "where to? -o FILE is missing");
    int code = gr_still_check(output, error);
    if (!code)
        code = gr_settings_check_output(output, overwrite, error);
    if (!code)
        code = gr_settings_wish(arguments, wish, error);
    if (!code)
        code = gr_cli_load_show(show_path, &arguments->load, show, error);
    if (!code)
        code = gr_target_check_inputs(output, *show, error);
    if (!code)
        gr_cli_catch_interrupts();
    return code;
}

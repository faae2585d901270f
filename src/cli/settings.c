/* SPDX-License-Identifier: MIT */
#include "cli/settings.h"

#include <stdio.h>
#include <string.h>

int gr_settings_wish(const GrSettingArguments *arguments, GrWish *wish, GrError *error)
{
    memset(wish, 0, sizeof *wish);
    wish->quality = arguments->quality;
    wish->aspect = arguments->aspect;
    if (arguments->size) {
        char rest;
        if (sscanf(arguments->size, "%5dx%5d%c", &wish->width, &wish->height, &rest) != 2 ||
            wish->width < 1 || wish->height < 1)
            return gr_error_set(error, GR_E_USAGE, "--size: '%s' is not like 1920x1080",
                                arguments->size);
        if (arguments->aspect)
            return gr_error_set(error, GR_E_USAGE, "--size and --aspect exclude each other");
    }
    if (arguments->fps) {
        if (!gr_rational_parse(arguments->fps, &wish->fps) || wish->fps.num < 1)
            return gr_error_set(error, GR_E_USAGE, "--fps: '%s' is not like 24 or 30000/1001",
                                arguments->fps);
        double fps = gr_rational_value(wish->fps);
        if (fps < 1 || fps > 240)
            return gr_error_set(error, GR_E_USAGE, "--fps: %g is outside 1..240", fps);
    }
    return GR_OK;
}

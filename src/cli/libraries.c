/* SPDX-License-Identifier: MIT */
#include "cli/libraries.h"

#include <fftw3.h>
#include <fontconfig/fontconfig.h>
#include <ft2build.h>
#include <hb.h>
#include <libavutil/avutil.h>
#include <sndfile.h>
#include <stdio.h>
#include <yaml.h>
#include FT_FREETYPE_H

const GrLibraryVersion *gr_library_versions(void)
{
    static char freetype[32], fontconfig[32];
    static GrLibraryVersion list[8];
    FT_Library library;
    FT_Int major = 0, minor = 0, patch = 0;
    if (!FT_Init_FreeType(&library)) {
        FT_Library_Version(library, &major, &minor, &patch);
        FT_Done_FreeType(library);
    }
    snprintf(freetype, sizeof freetype, "%d.%d.%d", major, minor, patch);
    int version = FcGetVersion();
    snprintf(fontconfig, sizeof fontconfig, "%d.%d.%d", version / 10000, version / 100 % 100,
             version % 100);
    int count = 0;
    list[count++] = (GrLibraryVersion){"FFmpeg", av_version_info()};
    list[count++] = (GrLibraryVersion){"FreeType", freetype};
    list[count++] = (GrLibraryVersion){"HarfBuzz", hb_version_string()};
    list[count++] = (GrLibraryVersion){"fontconfig", fontconfig};
    list[count++] = (GrLibraryVersion){"FFTW", fftwf_version};
    list[count++] = (GrLibraryVersion){"libsndfile", sf_version_string()};
    list[count++] = (GrLibraryVersion){"libyaml", yaml_get_version_string()};
    list[count] = (GrLibraryVersion){NULL, NULL};
    return list;
}

/* SPDX-License-Identifier: MIT */
#include "scene/show_time.h"

#include "audio/hear.h"
#include "scene/time_spec.h"

int gr_show_music(const GrShow *show, const GrMusic **music, GrError *error)
{
    double length_s = (double)show->length_ns / (double)GR_NS_PER_S;
    return gr_listen(&show->sound, length_s, NULL, NULL, music, error);
}

int gr_show_moment(const GrShow *show, const char *text, int64_t *ns, GrError *error)
{
    GrTimeSpec spec;
    GrTimeScope scope = {.start_ns = 0, .end_ns = show->length_ns};
    if (gr_time_spec_parse(text, show->fps, &spec, error))
        return error ? error->code = GR_E_USAGE : GR_E_USAGE;
    if (gr_time_needs_music(&spec)) {
        int code = gr_show_music(show, &scope.music, error);
        if (code)
            return code;
    }
    if (gr_time_moment(&spec, &scope, ns, error))
        return error ? error->code = GR_E_USAGE : GR_E_USAGE;
    return GR_OK;
}

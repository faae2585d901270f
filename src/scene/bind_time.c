/* SPDX-License-Identifier: MIT
 *
 * Times in a show, against what holds them, and the music that some of them need.
 */
#include "scene/bind.h"

#include "audio/hear.h"
#include "scene/value_text.h"

const GrMusic *gr_bind_music(GrBinder *b, const GrNode *at, const char *path)
{
    GrError error = {0};
    if (b->music || b->music_failed)
        return b->music;
    /* Without the listening the sound is not bound: memory ran out, which was said. */
    if (!b->sound->listening || gr_listen(b->sound, b->listen_s, NULL, NULL, &b->music, &error)) {
        b->music_failed = true;
        gr_bind_input_error(b, at, path, "needs the music: %s", error.message);
    } else if (b->listen_s < 0 && b->sound->kind == GR_SOUND_FILE) {
        b->whole_s = b->music->duration_s;
    }
    return b->music;
}

bool gr_bind_spec(GrBinder *b, const char *path, const GrNode *node, GrTimeSpec *spec)
{
    const char *text;
    GrError error;
    if (!gr_bind_scalar(b, path, node, gr_forms[GR_FORM_TIME].wants, &text))
        return false;
    if (gr_time_spec_parse(text, b->rate, spec, &error)) {
        gr_bind_error(b, node, path, "%s", error.message);
        return false;
    }
    return true;
}

typedef enum Meaning { LENGTH, LENGTH_BEFORE_END, MOMENT } Meaning;

static bool bind_as(GrBinder *b, const char *path, const GrNode *node, Meaning meaning, int64_t *ns)
{
    GrTimeSpec spec;
    GrError error;
    if (!gr_bind_spec(b, path, node, &spec))
        return false;
    GrTimeScope scope = {.start_ns = b->holder_start_ns, .end_ns = b->holder_end_ns};
    if (b->lost && (gr_time_needs_music(&spec) || spec.anchor != GR_TIME_DURATION)) {
        *ns = 0;
        return true;
    }
    if (gr_time_needs_music(&spec)) {
        scope.music = gr_bind_music(b, node, path);
        if (!scope.music)
            return false;
    }
    int code = meaning == LENGTH ? gr_time_length(&spec, scope.start_ns, scope.music, ns, &error)
               : meaning == MOMENT
                   ? gr_time_moment(&spec, &scope, ns, &error)
                   : gr_time_length_before(&spec, scope.end_ns, scope.music, ns, &error);
    if (code)
        gr_bind_error(b, node, path, "%s", error.message);
    return code == GR_OK;
}

bool gr_bind_time(GrBinder *b, const char *path, const GrNode *node, int64_t *ns)
{
    return bind_as(b, path, node, LENGTH, ns);
}

bool gr_bind_time_before_end(GrBinder *b, const char *path, const GrNode *node, int64_t *ns)
{
    return bind_as(b, path, node, LENGTH_BEFORE_END, ns);
}

bool gr_bind_moment(GrBinder *b, const char *path, const GrNode *node, int64_t *ns)
{
    if (!bind_as(b, path, node, MOMENT, ns))
        return false;
    *ns -= b->holder_start_ns;
    return true;
}

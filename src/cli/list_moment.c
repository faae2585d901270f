/* SPDX-License-Identifier: MIT */
#include "cli/list_moment.h"

#include "audio/hear.h"
#include "render/moments.h"
#include "scene/expr.h"
#include "scene/show_time.h"

#include <string.h>

typedef struct Writer {
    GrText *out;
    GrJson *json; /* NULL: plain text */
} Writer;

static void open_group(const Writer *w, const char *name)
{
    if (!w->json)
        return;
    gr_json_key(w->json, name);
    gr_json_open_object(w->json);
}

static void close_group(const Writer *w)
{
    if (w->json)
        gr_json_close_object(w->json);
}

static void write_value(const Writer *w, const char *name, float value)
{
    if (w->json)
        gr_json_key_number(w->json, name, (double)value);
    else
        gr_text_printf(w->out, "%-14s%.6g\n", name, (double)value);
}

/* A signal of the show's own hides a built-in one of that name. */
static bool is_hidden(const GrOwnSignals *own, const char *name)
{
    bool hidden = false;
    for (int k = 0; own && k < own->count && !hidden; k++)
        hidden = strcmp(own->list[k].name, name) == 0;
    return hidden;
}

static void write_moment(const Writer *w, const GrShow *show, const GrScene *scene,
                         const GrMoment *moment)
{
    float uniforms[GR_UNIFORM_COUNT];
    const GrOwnSignals *own = show->sound.own;
    gr_expr_uniforms(moment, uniforms);
    if (w->json) {
        gr_json_key_number(w->json, "time_s", moment->show_s);
        gr_json_key_string(w->json, "scene", scene->name);
    } else {
        gr_text_printf(w->out, "%.3f s, scene '%s'\n", moment->show_s, scene->name);
    }
    open_group(w, "counts");
    for (const GrExprVariable *at = gr_expr_variables; at->name; at++)
        if (at->kind == GR_EXPR_OF_TIME)
            write_value(w, at->name, uniforms[at->index]);
    close_group(w);
    open_group(w, "signals");
    for (int s = 0; s < GR_SIGNAL_COUNT; s++)
        if (!is_hidden(own, gr_signal_infos[s].name))
            write_value(w, gr_signal_infos[s].name, moment->signals.v[s]);
    close_group(w);
    open_group(w, "own");
    for (int k = 0; own && k < own->count; k++)
        write_value(w, own->list[k].name, moment->own[k]);
    close_group(w);
}

/* Exactly at the time, whatever frames there are: a rate of nanoseconds. */
static void fill_moment(const GrShow *show, const GrHearing *hearing, int64_t ns,
                        const GrScene *scene, GrMoment *moment)
{
    const GrRational nanoseconds = {GR_NS_PER_S, 1};
    gr_moment_fill(moment, show, hearing, scene,
                   gr_scene_time_of_frame(scene, show->tick, ns, nanoseconds));
}

int gr_list_moment(const GrCommandInput *input, const char *show_path, const GrLoadArguments *load,
                   const char *at, bool json)
{
    GrShow *show = NULL;
    GrHearing hearing = {0};
    GrMoment moment;
    int64_t ns = 0;
    GrLoadArguments undrawn = *load;
    undrawn.fonts_unasked = true;
    int code = gr_cli_load_show(show_path, &undrawn, &show, input->error);
    if (code)
        return code;
    gr_cli_catch_interrupts();
    if (at && (code = gr_show_moment(show, at, &ns, input->error)) != GR_OK)
        gr_error_context(input->error, "--at");
    if (!code && ns >= show->length_ns)
        code = gr_error_set(input->error, GR_E_USAGE, "--at %s: the show lasts %.3f s", at,
                            (double)show->length_ns / (double)GR_NS_PER_S);
    if (!code)
        code = gr_hear(&show->sound, show->length_ns, show->tick, show->tick, gr_interrupt_stops,
                       (void *)&gr_cli_interrupted, &hearing, input->error);
    if (!code) {
        GrJson writer = {.out = input->out};
        const Writer w = {input->out, json ? &writer : NULL};
        const GrScene *scene = &show->scenes[gr_show_scene_at(show, ns)];
        fill_moment(show, &hearing, ns, scene, &moment);
        if (json) {
            gr_json_open_object(&writer);
            gr_json_key_int(&writer, "version", 1);
        }
        write_moment(&w, show, scene, &moment);
        close_group(&w);
    }
    gr_hearing_finish(&hearing);
    gr_show_destroy(show);
    return code;
}

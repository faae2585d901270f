/* SPDX-License-Identifier: MIT
 *
 * The show's own signals.
 */
#include "scene/resolve_parts.h"

#include "model/own_signal.h"
#include "scene/bind.h"

static void write_from(GrResolver *r, const char *key, const void *thing)
{
    gr_resolve_key(r, key);
    gr_resolve_expr(r, ((const GrOwnSignal *)thing)->from, GR_YAML_BLOCK);
    gr_resolve_end_line(r);
}

static void write_threshold(GrResolver *r, const char *key, const void *thing)
{
    const GrOwnSignal *own = thing;
    if (!own->triggers)
        return;
    gr_resolve_key(r, key);
    gr_yaml_float(r->out, own->threshold);
    gr_resolve_end_line(r);
}

static void write_lookahead(GrResolver *r, const char *key, const void *thing)
{
    gr_resolve_key(r, key);
    gr_yaml_float(r->out, ((const GrOwnSignal *)thing)->lookahead);
    gr_text_puts(r->out, "s\n");
}

const GrKeyWriter gr_signal_writers[] = {
    {"from", write_from}, {"threshold", write_threshold}, {"lookahead", write_lookahead}, {0}};

void gr_resolve_signals(GrResolver *r, const char *key, const GrOwnSignals *own)
{
    if (!own)
        return;
    gr_resolve_open(r, key);
    for (int i = 0; i < own->count; i++) {
        gr_resolve_open(r, own->list[i].name);
        gr_resolve_keys(r, gr_signal_keys.keys, gr_signal_writers, &own->list[i]);
        gr_resolve_params(r, &gr_signal_keys, &own->list[i], NULL);
        gr_resolve_close(r);
    }
    gr_resolve_close(r);
}

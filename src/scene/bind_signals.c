/* SPDX-License-Identifier: MIT
 *
 * The show's own signals. All their expressions come first: they say which bands are to be
 * measured, and a time in beats may need the music, which is heard once.
 */
#include "scene/bind.h"

#include <stdio.h>
#include <string.h>

static void bind_threshold(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    GrOwnSignal *own = target;
    double number;
    if (!gr_bind_number(b, path, value, &number))
        return;
    if (!(number >= -GR_THRESHOLD_MAX && number <= GR_THRESHOLD_MAX)) {
        gr_bind_error(b, value, path, "%g is outside %d..%d", number, -GR_THRESHOLD_MAX,
                      GR_THRESHOLD_MAX);
        return;
    }
    own->triggers = true;
    own->threshold = (float)number;
}

/* A time that may be negative, which no other is. */
static void bind_lookahead(GrBinder *b, const char *path, const GrNode *value, void *target)
{
    const char *text;
    if (!gr_bind_scalar(b, path, value, "a time like 20ms", &text))
        return;
    GrNode time = *value;
    int64_t ns;
    bool later = text[0] == '-';
    if (later) {
        time.text++;
        time.column++;
    }
    if (!gr_bind_time(b, path, &time, &ns))
        return;
    if (ns > GR_LOOKAHEAD_MAX_S * GR_NS_PER_S)
        gr_bind_error(b, value, path, "'%s' is outside -%ds..%ds", text, GR_LOOKAHEAD_MAX_S,
                      GR_LOOKAHEAD_MAX_S);
    else
        ((GrOwnSignal *)target)->lookahead =
            (float)((double)(later ? -ns : ns) / (double)GR_NS_PER_S);
}

static const GrKey keys[] = {
    {"from", GR_IS({.form = GR_FORM_TEXT, .words = "expression"}), GR_REQUIRED,
     "what the signal is made of: other signals, own ones that stand above it, T (seconds of the "
     "show), band(low, high), the energy between two frequencies in Hz, mel(n), that in the nth of "
     "40 bands, and chroma(n), how much a note sounds (0 C .. 11 B)",
     "0.6*rms + 0.4*onset", gr_bind_composed},
    {"threshold", GR_IS(GR_A_NUMBER(-GR_THRESHOLD_MAX, GR_THRESHOLD_MAX)), "no trigger",
     "makes a trigger of it: 1 whenever `from` comes to reach this, then `hold` and `decay`", "0.6",
     bind_threshold},
    {"lookahead", GR_IS(GR_A(TIME), GR_A_NUMBER(-GR_LOOKAHEAD_MAX_S, GR_LOOKAHEAD_MAX_S)), "0s",
     "how much earlier the signal comes than the sound; negative: later", "20ms", bind_lookahead},
    {0},
};

const GrKeySet gr_signal_keys = {
    .name = "signal",
    .place = "an entry of signals: of the show",
    .summary = "A signal of the show's own, worked out over the whole sound before anything is "
               "drawn. Short: what it is made of. In this order: from, attack and release, "
               "threshold, smooth, lookahead, gain, curve, min and max.",
    .keys = keys,
    .params = &gr_own_signal_params,
};

static const GrNode *from_of(const GrNode *node)
{
    return node->kind == GR_NODE_MAP ? gr_node_find(node, "from") : node;
}

static bool bind_name(GrBinder *b, const GrNode *key)
{
    char quoted[GR_QUOTE_CAPACITY];
    gr_quote(quoted, key->text);
    if (!gr_expr_name_valid(key->text)) {
        gr_bind_error(b, key, "signals",
                      "'%s' cannot be a name in expressions: a letter, then letters, digits and _",
                      quoted);
        return false;
    }
    bool is_var = false;
    for (int i = 0; i < b->names.var_count; i++)
        is_var = is_var || strcmp(b->names.vars[i].name, key->text) == 0;
    if (is_var || gr_expr_name_taken(key->text))
        gr_bind_error(b, key, "signals", "'%s' %s: choose another name", quoted,
                      is_var ? "is one of the show's vars" : "means something in expressions");
    return !is_var && !gr_expr_name_taken(key->text);
}

/* Names and expressions of all. */
static void bind_sources(GrBinder *b, const GrNode *map, int count, GrOwnSignals *signals,
                         GrOwnSignal *list)
{
    const char **names = GR_BIND_NEW(b, const char *, count);
    char path[GR_BIND_PATH], quoted[GR_QUOTE_CAPACITY];
    if (!names)
        return;
    for (int i = 0; i < count; i++)
        names[i] = list[i].name = gr_bind_keep(b, map->pairs[i].key->text);
    b->names.own_signals = names;
    for (int i = 0; i < count && !b->failed; i++) {
        const GrPair *pair = &map->pairs[i];
        const GrNode *from = from_of(pair->value);
        if (pair->earlier) {
            gr_bind_error(b, pair->key, "signals", "'%s' is given twice, first on line %d",
                          gr_quote(quoted, pair->key->text), pair->earlier->line);
            continue;
        }
        if (!bind_name(b, pair->key))
            continue;
        snprintf(path, sizeof path, "signals.%s%s", gr_quote(quoted, pair->key->text),
                 from == pair->value ? "" : ".from");
        b->names.own_signal_count = i;
        b->names.later_signals = count - i;
        b->names.bands = &signals->bands;
        if (from)
            gr_bind_expr(b, path, from, false, &list[i].from);
        else if (gr_bind_lacks(pair->value, &gr_signal_keys, "from"))
            gr_bind_error(b, pair->value, path, "is missing: what is the signal made of?");
        b->names.bands = NULL;
    }
    b->names.own_signal_count = count;
    b->names.later_signals = 0;
}

/* What belongs to a trigger, without one. */
static void check_trigger(GrBinder *b, const char *path, const GrNode *map, const GrOwnSignal *own)
{
    static const char *const of_triggers[] = {"decay", "hold"};
    for (int i = 0; i < 2; i++) {
        const GrNode *value = gr_node_find(map, of_triggers[i]);
        char below[GR_BIND_PATH];
        snprintf(below, sizeof below, "%s.%s", path, of_triggers[i]);
        if (value && !own->triggers && gr_bind_lacks(map, &gr_signal_keys, "threshold"))
            gr_bind_warning(b, value, below,
                            "does nothing without `threshold:`; a level falls with `release:`");
    }
}

static void bind_shape(GrBinder *b, const GrPair *pair, GrOwnSignal *own)
{
    char path[GR_BIND_PATH], below[GR_BIND_PATH], quoted[GR_QUOTE_CAPACITY];
    if (pair->value->kind != GR_NODE_MAP || pair->earlier)
        return;
    snprintf(path, sizeof path, "signals.%s", gr_quote(quoted, pair->key->text));
    GrAnimation animation = {0};
    const GrBindBlock block = {.values = own, .animation = &animation};
    gr_bind_map(b, path, pair->value, &gr_signal_keys, own, &block);
    for (int i = 0; i < animation.count; i++) {
        snprintf(below, sizeof below, "%s.%s", path, animation.list[i].param->name);
        gr_bind_error(b, gr_node_find(pair->value, animation.list[i].param->name), below,
                      "cannot change over time; `from` can");
    }
    check_trigger(b, path, pair->value, own);
    if (own->min < own->max)
        return;
    const GrNode *min = gr_node_find(pair->value, "min"), *max = gr_node_find(pair->value, "max");
    snprintf(below, sizeof below, "%s.%s", path, min ? "min" : "max");
    gr_bind_error(b, min ? min : max, below, "min %g is not below max %g", (double)own->min,
                  (double)own->max);
}

void gr_bind_signals(GrBinder *b, const GrNode *map, GrSoundSpec *sound)
{
    static const char path[] = "signals";
    if (!map || !gr_bind_want_map(b, path, map, "a mapping like {kick: \"band(40, 120)\"}"))
        return;
    int count = map->count < GR_OWN_SIGNALS_MAX ? map->count : GR_OWN_SIGNALS_MAX;
    if (count < map->count)
        gr_bind_error(b, map->pairs[count].key, path, "%d signals: a show has at most %d",
                      map->count, GR_OWN_SIGNALS_MAX);
    GrOwnSignals *signals = GR_BIND_NEW(b, GrOwnSignals, 1);
    GrOwnSignal *list = GR_BIND_NEW(b, GrOwnSignal, count);
    if (!signals || !list || !count)
        return;
    for (int i = 0; i < count; i++)
        gr_param_defaults(&gr_own_signal_params, &list[i]);
    bind_sources(b, map, count, signals, list);
    for (int i = 0; i < signals->bands.count; i++)
        sound->hears |= signals->bands.list[i].pitch ? GR_HEARS_PITCHES : 0;
    signals->list = list;
    signals->count = count;
    sound->own = signals;
    for (int i = 0; i < count && !b->failed; i++)
        bind_shape(b, &map->pairs[i], &list[i]);
}

/* SPDX-License-Identifier: MIT */
#include "scene/timeline_parts.h"

#include "base/wide.h"
#include "scene/value_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NOT_ASKED = -1, NOT_KNOWN = -2, ROUNDS = 64 };

#define LONGEST_NS (GR_TIME_MAX_HOURS * 3600 * GR_NS_PER_S)

static bool has(const GrTimelineTime *time)
{
    return time->node != NULL;
}

bool gr_timeline_music(GrTimelineWork *w, const GrTimelineTime *time, const char *path,
                       const GrMusic **music)
{
    *music = NULL;
    if (!gr_time_needs_music(&time->spec))
        return true;
    *music = gr_bind_music(w->b, time->node, path);
    return *music != NULL;
}

static int64_t show_length(GrTimelineWork *w)
{
    GrBinder *b = w->b;
    int64_t ns;
    b->scope[0] = '\0';
    b->holder_start_ns = 0;
    b->holder_end_ns = -1;
    if (!gr_bind_time(b, "length", w->length, &ns))
        return NOT_KNOWN;
    if (ns > 0)
        return ns;
    gr_bind_error(b, w->length, "length", "a show must last longer than 0");
    return NOT_KNOWN;
}

/* What the show says, else the end of its sound. `at` is who asks. */
static int64_t show_end(GrTimelineWork *w, const GrNode *at, const char *path)
{
    GrBinder *b = w->b;
    if (w->show_end_ns != NOT_ASKED)
        return w->show_end_ns;
    w->show_end_ns = NOT_KNOWN;
    if (w->length) {
        char scope[GR_BIND_SCOPE];
        memcpy(scope, b->scope, sizeof scope);
        w->show_end_ns = show_length(w);
        memcpy(b->scope, scope, sizeof scope);
    } else if (b->sound->kind == GR_SOUND_NONE) {
        gr_bind_error(b, at, path,
                      "nothing says where the show ends: give the scene a length, or the show a "
                      "`length:` or a sound (`audio:`)");
    } else {
        const GrMusic *music = gr_bind_music(b, at, path);
        double s = music ? music->duration_s : 0;
        if (music && s > 0 && s * (double)GR_NS_PER_S < (double)LONGEST_NS)
            w->show_end_ns = (int64_t)(s * (double)GR_NS_PER_S + 0.5);
        else if (music)
            gr_bind_error(b, at, path, "the show's sound is %s", s > 0 ? "too long" : "empty");
    }
    return w->show_end_ns;
}

/* When a `start` or an `until` is; negative when that could not be had. */
static int64_t anchor_at(GrTimelineWork *w, const GrTimelineItem *item, const GrTimelineTime *time,
                         const char *path)
{
    GrTimeScope scope = {.start_ns = 0, .end_ns = -1};
    int64_t ns;
    GrError error;
    gr_timeline_enter(w, item);
    if (time->wrong || !gr_timeline_music(w, time, path, &scope.music))
        return NOT_KNOWN;
    if (time->spec.anchor == GR_TIME_END) {
        scope.end_ns = show_end(w, time->node, path);
        if (scope.end_ns < 0)
            return NOT_KNOWN;
    }
    if (gr_time_moment(&time->spec, &scope, &ns, &error)) {
        gr_bind_error(w->b, time->node, path, "%s", error.message);
        return NOT_KNOWN;
    }
    const GrMusic *music = w->b->music;
    if (music && music->duration_s > 0 &&
        (double)(ns - GR_GRACE_NS) > music->duration_s * (double)GR_NS_PER_S) {
        char when[GR_TIME_TEXT], end[GR_TIME_TEXT];
        gr_bind_warning(w->b, time->node, path, "%s lies after the end of the sound, %s",
                        gr_time_print(when, ns),
                        gr_time_print(end, (int64_t)(music->duration_s * (double)GR_NS_PER_S)));
    }
    return ns;
}

/* How long an item's `length` is from (or, `backwards`, up to) a moment; negative: not to be had.
 */
static int64_t length_at(GrTimelineWork *w, const GrTimelineItem *item, int64_t at, bool backwards)
{
    const GrTimelineTime *time = &item->length;
    const GrMusic *music;
    int64_t ns;
    GrError error;
    gr_timeline_enter(w, item);
    if (time->wrong || !gr_timeline_music(w, time, "length", &music))
        return -1;
    int code = backwards ? gr_time_length_before(&time->spec, at, music, &ns, &error)
                         : gr_time_length(&time->spec, at, music, &ns, &error);
    if (code)
        gr_bind_error(w->b, time->node, "length", "%s", error.message);
    else if (ns <= 0)
        gr_bind_error(w->b, time->node, "length", "a scene must last longer than 0");
    return code || ns <= 0 ? -1 : ns;
}

/* A name for an item in a message. */
static void name_of(const GrTimelineItem *item, char out[GR_QUOTE_CAPACITY])
{
    const GrNode *name = item->cut ? NULL : gr_node_find(item->node, "name");
    if (name && name->kind == GR_NODE_SCALAR && !gr_node_is_empty(name)) {
        char quoted[GR_QUOTE_CAPACITY];
        snprintf(out, GR_QUOTE_CAPACITY, "scene '%.100s'", gr_quote(quoted, name->text));
    } else {
        snprintf(out, GR_QUOTE_CAPACITY, "%s %d", item->cut ? "cut" : "scene", item->number);
    }
}

/* The boundary before items[at] is written down to be at `anchor`, but the items before it end at
 * `end`. Returns where to go on: a gap is judged by what was meant. */
static int64_t report_mismatch(GrTimelineWork *w, int at, int64_t anchor, int64_t end)
{
    GrBinder *b = w->b;
    char there[GR_TIME_TEXT], meets[GR_TIME_TEXT], off[GR_TIME_TEXT], name[GR_QUOTE_CAPACITY];
    const char *what = anchor > end ? "a gap" : "an overlap";
    gr_time_print(there, anchor);
    gr_time_print(meets, end);
    gr_time_print(off, llabs(anchor - end));
    if (at < w->count && has(&w->items[at].start)) {
        gr_timeline_enter(w, &w->items[at]);
        if (!at)
            gr_bind_error(b, w->items[at].start.node, "start",
                          "the first scene starts at 0s, not at %s", there);
        else {
            name_of(&w->items[at - 1], name);
            gr_bind_error(b, w->items[at].start.node, "start", "%s, but %s ends at %s: %s of %s",
                          there, name, meets, what, off);
        }
    } else {
        gr_timeline_enter(w, &w->items[at - 1]);
        gr_bind_error(b, w->items[at - 1].until.node, "until",
                      "%s, but by its length it ends at %s: %s of %s; leave one of them out", there,
                      meets, what, off);
    }
    return anchor > end ? anchor : end;
}

/* Items that all have a length, one after the other. Returns where they end; negative when one
 * could not be placed. */
static int64_t lay_forward(GrTimelineWork *w, int first, int end, int64_t at)
{
    for (int i = first; i < end; i++) {
        int64_t length = length_at(w, &w->items[i], at, false);
        if (length < 0 || at > LONGEST_NS)
            return NOT_KNOWN;
        w->items[i].start_ns = at;
        at += length;
        w->items[i].end_ns = at;
    }
    return at;
}

/* The same from the end: returns where they start. */
static int64_t lay_backward(GrTimelineWork *w, int first, int end, int64_t at)
{
    for (int i = end; i-- > first;) {
        int64_t length = length_at(w, &w->items[i], at, true);
        if (length < 0)
            return NOT_KNOWN;
        w->items[i].end_ns = at;
        at -= length;
        w->items[i].start_ns = at;
    }
    return at;
}

/* Lays items with a share of `share` for each that has no length; returns the end. */
static int64_t try_share(GrTimelineWork *w, int first, int end, int64_t from, int64_t share)
{
    int64_t at = from;
    for (int i = first; i < end; i++) {
        int64_t length = has(&w->items[i].length) ? length_at(w, &w->items[i], at, false) : share;
        if (length < 0)
            return NOT_KNOWN;
        w->items[i].start_ns = at;
        at += length;
        w->items[i].end_ns = at;
    }
    return at;
}

/* Between two moments, equal shares for those without a length, the first and the last of which are
 * such. A length in beats depends on where it lies, so the share is found in rounds. Returns
 * GR_OK, or 1 when nothing remains, negative when a length could not be had. */
static int lay_shared(GrTimelineWork *w, int first, int end, int64_t from, int64_t to)
{
    int sharers = 0;
    for (int i = first; i < end; i++)
        sharers += !has(&w->items[i].length);
    int64_t share = (to - from) / sharers, reached = 0;
    for (int round = 0; round < ROUNDS; round++) {
        if (share <= 0)
            return 1;
        reached = try_share(w, first, end, from, share);
        if (reached < 0)
            return -1;
        if (llabs(to - reached) < sharers)
            break;
        int64_t better = share + (to - reached) / sharers;
        share = better > 0 || share == 1 ? better : 1;
    }
    GrTimelineItem *last = &w->items[end - 1];
    last->end_ns = to;
    return last->end_ns > last->start_ns ? GR_OK : 1;
}

static void report_no_room(GrTimelineWork *w, int sharer, int64_t from, int64_t to)
{
    char start[GR_TIME_TEXT], end[GR_TIME_TEXT], before[2] = "";
    const GrTimelineItem *item = &w->items[sharer];
    if (to < 0) {
        before[0] = '-';
        to = -to;
    }
    gr_timeline_enter(w, item);
    gr_bind_error(w->b, has(&item->until) ? item->until.node : item->node,
                  has(&item->until) ? "until" : "",
                  "nothing remains for it: what is before it ends at %s, what comes then starts "
                  "at %s%s",
                  gr_time_print(start, from), before, gr_time_print(end, to));
}

/* A run of items, of which some have no length, between two known moments. */
static bool lay_run(GrTimelineWork *w, int first, int end, int64_t from, int64_t to)
{
    int left = first, right = end;
    while (has(&w->items[left].length))
        left++;
    while (has(&w->items[right - 1].length))
        right--;
    int64_t start = lay_forward(w, first, left, from);
    int64_t stop = lay_backward(w, right, end, to);
    if (start < 0 || (right < end && stop == NOT_KNOWN))
        return false;
    int code = lay_shared(w, left, right, start, stop);
    if (code > 0)
        report_no_room(w, left, start, stop);
    return code == GR_OK;
}

/* The first boundary after items[first] whose place is written down; w->count: none but the end. */
static int next_anchor(const GrTimelineWork *w, int first)
{
    int at = first + 1;
    while (at < w->count && !has(&w->items[at].start) && !has(&w->items[at - 1].until))
        at++;
    return at;
}

/* Where the boundary before items[at] is written down to be: -1 nowhere, NOT_KNOWN. */
static int64_t boundary_at(GrTimelineWork *w, int at)
{
    int64_t start = -1, until = -1;
    if (at > 0 && has(&w->items[at - 1].until))
        until = anchor_at(w, &w->items[at - 1], &w->items[at - 1].until, "until");
    if (at < w->count && has(&w->items[at].start))
        start = anchor_at(w, &w->items[at], &w->items[at].start, "start");
    if (start >= 0 && until >= 0 && llabs(start - until) > GR_GRACE_NS) {
        report_mismatch(w, at, start, until);
        w->wrong = true;
    }
    return start != -1 ? start : until;
}

static bool has_sharer(const GrTimelineWork *w, int first, int end)
{
    for (int i = first; i < end; i++)
        if (!has(&w->items[i].length))
            return true;
    return false;
}

/* One run, from `at` (negative: not known) to the boundary before items[end]; returns where it
 * ends. */
static int64_t place_run(GrTimelineWork *w, int first, int end, int64_t at)
{
    int64_t to = boundary_at(w, end);
    if (has_sharer(w, first, end)) {
        int sharer = first;
        while (has(&w->items[sharer].length))
            sharer++;
        if (to == -1 && at >= 0) {
            gr_timeline_enter(w, &w->items[sharer]);
            to = show_end(w, w->items[sharer].node, "");
        }
        bool laid = at >= 0 && to >= 0 && lay_run(w, first, end, at, to);
        w->wrong = w->wrong || !laid;
        return to;
    }
    /* Lengths are read even where nothing can be placed: their own mistakes come out. */
    int64_t reached = lay_forward(w, first, end, at < 0 ? 0 : at);
    if (at < 0 || reached < 0) {
        w->wrong = true;
        return to >= 0 ? to : NOT_KNOWN;
    }
    if (to >= 0 && llabs(to - reached) > GR_GRACE_NS) {
        reached = report_mismatch(w, end, to, reached);
        w->wrong = true;
    }
    w->wrong = w->wrong || to == NOT_KNOWN;
    return reached;
}

/* The show's own length, against where its scenes end. */
static void check_length(GrTimelineWork *w, int64_t end)
{
    char wanted[GR_TIME_TEXT], reached[GR_TIME_TEXT], off[GR_TIME_TEXT];
    int64_t length = show_end(w, w->length, "length");
    w->wrong = w->wrong || length < 0;
    if (length < 0 || llabs(length - end) <= GR_GRACE_NS)
        return;
    w->b->scope[0] = '\0';
    gr_bind_error(w->b, w->length, "length", "%s, but the scenes end at %s: %s of %s",
                  gr_time_print(wanted, length), gr_time_print(reached, end),
                  length > end ? "a gap" : "an overlap", gr_time_print(off, llabs(length - end)));
    w->wrong = true;
}

void gr_timeline_place(GrTimelineWork *w)
{
    int64_t at = 0;
    w->show_end_ns = NOT_ASKED;
    int64_t first = boundary_at(w, 0);
    if (first > GR_GRACE_NS)
        at = report_mismatch(w, 0, first, 0);
    w->wrong = w->wrong || first == NOT_KNOWN || first > GR_GRACE_NS;
    for (int i = 0, end; i < w->count; i = end) {
        end = next_anchor(w, i);
        at = place_run(w, i, end, at);
    }
    if (w->length && at >= 0)
        check_length(w, at);
}

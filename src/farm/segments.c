/* SPDX-License-Identifier: MIT */
#include "farm/segments.h"

#include <stdlib.h>
#include <string.h>

int64_t gr_segment_piece_frames(GrRational fps, bool history)
{
    int64_t seconds = history ? 4 : 2;
    /* Halves are rounded down, so that 30 and 30000/1001 are cut alike. */
    int64_t gops =
        (2 * seconds * fps.num + GR_GOP_FRAMES * fps.den - 1) / (2 * GR_GOP_FRAMES * fps.den);
    return (gops < 1 ? 1 : gops) * GR_GOP_FRAMES;
}

typedef struct Builder {
    int64_t *at;
    int count, capacity; /* ends written after at[0] */
    bool failed;
} Builder;

static void add_end(Builder *b, int64_t end)
{
    if (b->count + 1 >= b->capacity) {
        int capacity = b->capacity ? 2 * b->capacity : 64;
        int64_t *at = realloc(b->at, (size_t)capacity * sizeof *at);
        if (!at) {
            b->failed = true;
            return;
        }
        b->at = at;
        b->capacity = capacity;
    }
    b->at[++b->count] = end;
}

static bool begin(Builder *b, int64_t start)
{
    *b = (Builder){.count = -1};
    add_end(b, start);
    return !b->failed;
}

/* Ends a segment; one that would repeat idr_pic_id is split in two that do not. */
static void close_segment(Builder *b, int64_t end, bool last)
{
    int64_t length = end - b->at[b->count];
    if (!last && length > 1 && length % (2 * GR_GOP_FRAMES) == 1) {
        add_end(b, end - GR_GOP_FRAMES - 1);
    }
    if (!b->failed) {
        add_end(b, end);
    }
}

/* The ends of a scene's pieces. */
static void cut_scene(Builder *b, int64_t start, int64_t end, int64_t piece)
{
    for (int64_t at = start + piece; !b->failed && end - at >= GR_SEGMENT_REST_MIN; at += piece) {
        add_end(b, at);
    }
    if (!b->failed) {
        add_end(b, end);
    }
}

/* Very short scenes gather until they fill a GOP; a run that stays short joins the piece before it
 * or, at the start of the show, the piece after it. */
static void cut_show(Builder *b, const int64_t *starts, const bool *history, int scene_count,
                     GrRational fps)
{
    int64_t run = starts[0]; /* where the run of short scenes that is being gathered starts */
    for (int i = 0; i < scene_count && !b->failed; i++) {
        int64_t start = starts[i], end = starts[i + 1];
        if (end - start >= GR_SEGMENT_SCENE_MIN) {
            if (run < start && b->count > 0) {
                b->at[b->count] = start;
            }
            cut_scene(b, start, end, gr_segment_piece_frames(fps, history[i]));
            run = end;
        } else if (end - run >= GR_SEGMENT_SCENE_MIN) {
            add_end(b, end);
            run = end;
        }
    }
    int64_t end = starts[scene_count];
    if (!b->failed && run < end) {
        if (b->count > 0) {
            b->at[b->count] = end;
        } else {
            add_end(b, end);
        }
    }
}

/* Whoever is done early takes a small piece at the end. */
static void halve_last(Builder *b, const int64_t *starts, const bool *history, int scene_count)
{
    for (int i = 0; i < scene_count; i++) {
        if (history[i] && starts[i + 1] > b->at[b->count - 1]) {
            return;
        }
    }
    while (!b->failed && b->at[b->count] - b->at[b->count - 1] >= GR_GOP_FRAMES) {
        int64_t end = b->at[b->count], start = b->at[b->count - 1];
        b->at[b->count] = start + (end - start + 1) / 2;
        add_end(b, end);
    }
}

static int finish_builder(Builder *b, GrCuts *cuts, GrError *error)
{
    if (b->failed) {
        free(b->at);
        return gr_error_memory(error, "segments", (unsigned long long)b->capacity * 16);
    }
    cuts->at = b->at;
    cuts->count = b->count;
    return 0;
}

int gr_cuts_create(const int64_t *starts, const bool *history, int scene_count, GrRational fps,
                   GrCuts *cuts, GrError *error)
{
    Builder plain, builder;
    if (begin(&plain, starts[0])) {
        cut_show(&plain, starts, history, scene_count, fps);
    }
    if (!plain.failed && plain.count > 0) {
        halve_last(&plain, starts, history, scene_count);
    }
    if (begin(&builder, starts[0])) {
        for (int i = 1; i <= plain.count && !builder.failed; i++) {
            close_segment(&builder, plain.at[i], i == plain.count);
        }
    }
    builder.failed = builder.failed || plain.failed;
    free(plain.at);
    return finish_builder(&builder, cuts, error);
}

int gr_cuts_find(const GrCuts *cuts, int64_t frame)
{
    int low = 0, high = cuts->count - 1;
    while (low < high) {
        int middle = low + (high - low + 1) / 2;
        if (cuts->at[middle] <= frame) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    return low;
}

int gr_cuts_clip(const GrCuts *whole, int64_t first, int64_t end, GrCuts *part, GrError *error)
{
    Builder builder;
    if (begin(&builder, first)) {
        for (int i = gr_cuts_find(whole, first); i < whole->count && whole->at[i] < end; i++) {
            int64_t stop = whole->at[i + 1] < end ? whole->at[i + 1] : end;
            /* One frame alone cannot be split: it shares a segment with what follows. */
            if (stop < end && stop - builder.at[builder.count] == 1) {
                continue;
            }
            close_segment(&builder, stop, stop == end);
        }
    }
    return finish_builder(&builder, part, error);
}

void gr_cuts_finish(GrCuts *cuts)
{
    if (cuts) {
        free(cuts->at);
        *cuts = (GrCuts){0};
    }
}

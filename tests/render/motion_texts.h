/* SPDX-License-Identifier: MIT
 *
 * Texts whose motions are tried: blocks are made by hand, every letter is LETTER wide, lines are
 * HEIGHT apart.
 */
#ifndef GR_TEST_MOTION_TEXTS_H
#define GR_TEST_MOTION_TEXTS_H

#include "render/motion.h"

#include "unit.h"

#include <math.h>
#include <string.h>

enum { LETTER = 20, HEIGHT = 40, MOST = 64 };
#define S 1000000000LL

typedef struct Fixture {
    GrCue cues[4];
    GrCuePart parts[4][8];
    GrPiece pieces[4][MOST];
    GrTextLine lines[4][4];
    GrTextBlock blocks[4];
    GrCues list;
    GrMotionTexts texts;
    GrMotionParams params;
    GrMotionPlan plan;
    GrMoment moment;
    GrArena arena;
    GrPose poses[MOST];
    GrCaret caret;
} Fixture;

static const double beat_times[] = {-0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0};
static const GrBeats beats = {
    .count = 12, .time_s = beat_times, .tempo_bpm = 120, .first_downbeat = 1};

/* One byte of the text is one piece; in a line from the right the first letter is rightmost. */
static inline void lay_out(Fixture *f, int index, const char *text, bool rtl)
{
    GrTextBlock *block = &f->blocks[index];
    *block = (GrTextBlock){.pieces = f->pieces[index], .lines = f->lines[index], .rtl = rtl};
    const char *line = text;
    for (const char *at = text; *at; at++) {
        const char *stop = strchr(line, '\n');
        int column = (int)(at - line),
            columns = (int)(stop ? stop - line : (ptrdiff_t)strlen(line));
        int place = rtl ? columns - 1 - column : column;
        bool blank = *at == ' ' || *at == '\n';
        GrPiece *piece = &block->pieces[block->piece_count++];
        *piece = (GrPiece){.line = block->line_count,
                           .byte_from = (int)(at - text),
                           .byte_to = (int)(at - text) + 1,
                           .x0 = (float)(place * LETTER),
                           .x1 = (float)((place + (*at != '\n')) * LETTER),
                           .rtl = rtl,
                           .blank = blank};
        piece->mid_x = 0.5f * (piece->x0 + piece->x1);
        piece->mid_y = ((float)block->line_count + 0.5f) * HEIGHT;
        block->width = gr_maxf(block->width, (float)(columns * LETTER));
        if (*at == '\n' || !at[1]) {
            float top = (float)(block->line_count * HEIGHT);
            f->lines[index][block->line_count++] = (GrTextLine){.x1 = (float)(columns * LETTER),
                                                                .top = top,
                                                                .baseline = top + 0.8f * HEIGHT,
                                                                .bottom = top + HEIGHT,
                                                                .rtl = rtl};
            line = at + 1;
        }
    }
    block->height = (float)(block->line_count * HEIGHT);
}

static inline GrCue *add_cue(Fixture *f, const char *text, int64_t start_ns, int64_t end_ns,
                             bool rtl)
{
    int index = f->list.count++;
    f->cues[index] = (GrCue){.start_ns = start_ns,
                             .end_ns = end_ns,
                             .text = text,
                             .parts = f->parts[index],
                             .guessed = true};
    lay_out(f, index, text, rtl);
    return &f->cues[index];
}

static inline void add_part(GrCue *cue, const char *word, int64_t start_ns, int64_t end_ns,
                            bool word_start)
{
    GrCuePart *parts = (GrCuePart *)(uintptr_t)cue->parts;
    int from = cue->part_count ? parts[cue->part_count - 1].byte_to : 0;
    int at = (int)(strstr(cue->text + from, word) - cue->text);
    parts[cue->part_count++] =
        (GrCuePart){start_ns, end_ns, at, at + (int)strlen(word), word_start};
    cue->guessed = false;
}

static inline Fixture *start(void)
{
    Fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    f->list.list = f->cues;
    f->texts = (GrMotionTexts){&f->list, f->blocks, 1.0f, 0.5f, 7};
    f->moment = (GrMoment){.beats = &beats, .show_s = 0.0};
    return f;
}

static inline void finish(Fixture *f)
{
    gr_arena_finish(&f->arena);
    free(f);
}

/* Without an answer to the sound, so that what is tested is the motion alone. */
static inline void plan(Fixture *f, GrMotionId id)
{
    GrError error = {0};
    const GrMotionKind *kind = &gr_motion_kinds[id];
    memset(&f->params, 0, sizeof f->params);
    gr_param_defaults(&kind->params, &f->params);
    f->params.react = 0.0f;
    assert_int_equal(gr_motion_plan_make(&f->plan, kind, &f->params, &f->texts, &f->arena, &error),
                     0);
}

static inline void pose_at(Fixture *f, int cue, double at_s)
{
    GrMotionShown shown = {
        .cue = cue, .at_s = at_s - (double)f->cues[cue].start_ns * 1e-9, .alpha = 1};
    f->moment.show_s = f->moment.scene_s = at_s;
    gr_motion_pose(&f->plan, &f->params, &f->moment, &shown, f->poses, &f->caret);
}

/* "Win" "ter" are one word; "sun" follows. */
static inline Fixture *karaoke(bool rtl)
{
    Fixture *f = start();
    GrCue *cue = add_cue(f, "winter sun", 1 * S, 5 * S, rtl);
    add_part(cue, "win", 1 * S, 3 * S, true);
    add_part(cue, "ter", 3 * S, 3 * S + S / 2, false);
    add_part(cue, "sun", 4 * S, 5 * S, true);
    plan(f, GR_MOTION_KARAOKE);
    return f;
}

#endif

/* SPDX-License-Identifier: MIT */
#include "render/motion_parts.h"

#include <string.h>

enum {
    NEIGHBOURS = 64, /* how far off a cue can be that overlaps in time */
    ROWS = 16,
};
#define TAIL_NS 30000000000LL /* the longest that a cue is seen after its end */

static float advance(const GrPiece *piece)
{
    return gr_maxf(piece->x1 - piece->x0, 0.0f);
}

/* The part that a byte is in, or the last one before it. */
static int part_at(const GrCue *cue, int byte, int from)
{
    while (from + 1 < cue->part_count && cue->parts[from + 1].byte_from <= byte)
        from++;
    return from;
}

/* The pieces of one unit, from first up to last, each from its place to the next one's. */
static void place_in_unit(GrMotionPiece *pieces, const GrTextBlock *block, int first, int last,
                          bool word)
{
    float total = 0.0f, sum = 0.0f;
    for (int i = first; i < last; i++)
        total += block->pieces[i].blank ? 0.0f : advance(&block->pieces[i]);
    float scale = total > 0.0f ? 1.0f / total : 0.0f;
    for (int i = first; i < last; i++) {
        float from = sum * scale;
        sum += block->pieces[i].blank ? 0.0f : advance(&block->pieces[i]);
        float to = i + 1 == last && total > 0.0f ? 1.0f : sum * scale;
        *(word ? &pieces[i].word_from : &pieces[i].part_from) = from;
        *(word ? &pieces[i].word_to : &pieces[i].part_to) = to;
    }
}

static void place_pieces(GrMotionPiece *pieces, const GrCue *cue, const GrTextBlock *block)
{
    int part = -1, part_first = 0, word_first = 0;
    for (int i = 0; i < block->piece_count; i++) {
        int next = part_at(cue, block->pieces[i].byte_from, part);
        if (next != part) {
            bool word = false; /* a part without a letter of its own may have begun it */
            for (int p = part + 1; p <= next; p++)
                word |= cue->parts[p].word_start;
            place_in_unit(pieces, block, part_first, i, false);
            part_first = i;
            if (word) {
                place_in_unit(pieces, block, word_first, i, true);
                word_first = i;
            }
            part = next;
        }
        pieces[i].part = part;
    }
    place_in_unit(pieces, block, part_first, block->piece_count, false);
    place_in_unit(pieces, block, word_first, block->piece_count, true);
}

/* Forwards for the first part of each piece's word, backwards for the last. */
static void find_words(GrMotionPiece *pieces, const GrCue *cue, int count)
{
    for (int i = 0, part = 0, first = 0; i < count; i++) {
        for (; part < cue->part_count && part <= pieces[i].part; part++)
            first = cue->parts[part].word_start ? part : first;
        pieces[i].word_first = first;
    }
    int part = cue->part_count - 1, last = part;
    for (int i = count - 1; i >= 0; i--) {
        for (; part > pieces[i].part && part > 0; part--)
            last = cue->parts[part].word_start ? part - 1 : last;
        pieces[i].word_last = last;
    }
}

static bool overlap(const GrCue *a, const GrCue *b)
{
    return a->start_ns < b->end_ns && b->start_ns < a->end_ns;
}

/* Below the rows that it meets; above them where blocks stand on their feet. */
static float row_place(const GrMotionPlan *plan, const GrMotionCue *cues, int index, float gap)
{
    const GrMotionTexts *texts = &plan->texts;
    const GrCue *list = texts->cues->list;
    float anchor = texts->anchor, height = texts->blocks[index].height, place = 0.0f;
    bool up = anchor > 0.7f;
    for (int i = index - NEIGHBOURS; i <= index + NEIGHBOURS; i++) {
        if (i < 0 || i >= texts->cues->count || list[i].row >= list[index].row ||
            !overlap(&list[i], &list[index]))
            continue;
        float other = texts->blocks[i].height, y = cues[i].row_y;
        float below = y + (1.0f - anchor) * other + anchor * height + gap;
        float above = y - anchor * other - (1.0f - anchor) * height - gap;
        place = up ? gr_minf(place, above) : gr_maxf(place, below);
    }
    return place;
}

static void place_rows(const GrMotionPlan *plan, GrMotionCue *cues, float gap)
{
    const GrCues *list = plan->texts.cues;
    int rows = 0;
    for (int i = 0; i < list->count; i++)
        rows = list->list[i].row > rows ? list->list[i].row : rows;
    for (int row = 1; row <= rows; row++)
        for (int i = 0; i < list->count; i++)
            if (list->list[i].row == row)
                cues[i].row_y = row_place(plan, cues, i, gap);
}

static void place_stack(const GrMotionTexts *texts, GrMotionCue *cues, float gap)
{
    for (int i = 1; i < texts->cues->count; i++)
        cues[i].stack_y = cues[i - 1].stack_y +
                          (1.0f - texts->anchor) * texts->blocks[i - 1].height +
                          texts->anchor * texts->blocks[i].height + gap;
}

static void find_room(const GrCues *list, GrMotionCue *cues)
{
    int last[ROWS];
    memset(last, -1, sizeof last);
    for (int i = 0; i < list->count; i++) {
        const GrCue *cue = &list->list[i];
        int row = cue->row & (ROWS - 1), before = last[row];
        cues[i].room_before_s = cues[i].room_after_s = 1e6f;
        cues[i].first = i;
        if (before >= 0) {
            int64_t room_ns = cue->start_ns - list->list[before].end_ns;
            float room_s = gr_maxf((float)((double)room_ns * 1e-9), 0.0f);
            cues[i].room_before_s = cues[before].room_after_s = room_s;
        }
        if (row > 0 && i > 0) { /* not there before the one that it is sung against */
            int64_t later_ns = cue->start_ns - list->list[i - 1].start_ns;
            cues[i].room_before_s =
                gr_minf(cues[i].room_before_s, (float)((double)later_ns * 1e-9));
        }
        last[row] = i;
        for (int r = 0; r < ROWS; r++)
            if (last[r] >= 0 && list->list[last[r]].end_ns + TAIL_NS > cue->start_ns)
                cues[i].first = last[r] < cues[i].first ? last[r] : cues[i].first;
        /* The one before in its row is over when this one begins, but may still be leaving. */
        if (before >= 0 && before < cues[i].first)
            cues[i].first = before;
    }
}

static int count_letters(const GrTextBlock *block)
{
    int letters = 0;
    for (int i = 0; i < block->piece_count; i++)
        letters += !block->pieces[i].blank;
    return letters;
}

int gr_motion_plan_make(GrMotionPlan *plan, const GrMotionKind *kind, const GrMotionParams *params,
                        const GrMotionTexts *texts, GrArena *arena, GrError *error)
{
    int count = texts->cues->count;
    GrMotionCue *cues = GR_ARENA_NEW(arena, GrMotionCue, count);
    if (!cues)
        return gr_error_memory(error, "a motion", (size_t)count * sizeof *cues);
    *plan = (GrMotionPlan){kind, *texts, cues};
    for (int i = 0; i < count; i++) {
        const GrTextBlock *block = &texts->blocks[i];
        GrMotionPiece *pieces = GR_ARENA_NEW(arena, GrMotionPiece, block->piece_count + 1);
        if (!pieces)
            return gr_error_memory(error, "a motion", (size_t)block->piece_count * sizeof *pieces);
        place_pieces(pieces, &texts->cues->list[i], block);
        find_words(pieces, &texts->cues->list[i], block->piece_count);
        cues[i].pieces = pieces;
        cues[i].letter_count = count_letters(block);
    }
    find_room(texts->cues, cues);
    if (kind->id == GR_MOTION_STACK)
        place_stack(texts, cues, params->gap * texts->px);
    else
        place_rows(plan, cues, 14.0f * texts->px);
    return GR_OK;
}

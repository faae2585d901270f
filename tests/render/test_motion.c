/* SPDX-License-Identifier: MIT
 *
 * Motions: which cues are seen and where, and where their letters are. Blocks are made by hand:
 * every letter is LETTER wide, lines are HEIGHT apart.
 */
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
static void lay_out(Fixture *f, int index, const char *text, bool rtl)
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

static GrCue *add_cue(Fixture *f, const char *text, int64_t start_ns, int64_t end_ns, bool rtl)
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

static void add_part(GrCue *cue, const char *word, int64_t start_ns, int64_t end_ns,
                     bool word_start)
{
    GrCuePart *parts = (GrCuePart *)(uintptr_t)cue->parts;
    int from = cue->part_count ? parts[cue->part_count - 1].byte_to : 0;
    int at = (int)(strstr(cue->text + from, word) - cue->text);
    parts[cue->part_count++] =
        (GrCuePart){start_ns, end_ns, at, at + (int)strlen(word), word_start};
    cue->guessed = false;
}

static Fixture *start(void)
{
    Fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    f->list.list = f->cues;
    f->texts = (GrMotionTexts){&f->list, f->blocks, 1.0f, 0.5f, 7};
    f->moment = (GrMoment){.beats = &beats, .show_s = 0.0};
    return f;
}

static void finish(Fixture *f)
{
    gr_arena_finish(&f->arena);
    free(f);
}

/* Without an answer to the sound, so that what is tested is the motion alone. */
static void plan(Fixture *f, GrMotionId id)
{
    GrError error = {0};
    const GrMotionKind *kind = &gr_motion_kinds[id];
    memset(&f->params, 0, sizeof f->params);
    gr_param_defaults(&kind->params, &f->params);
    f->params.react = 0.0f;
    assert_int_equal(gr_motion_plan_make(&f->plan, kind, &f->params, &f->texts, &f->arena, &error),
                     0);
}

static void pose_at(Fixture *f, int cue, double at_s)
{
    GrMotionShown shown = {
        .cue = cue, .at_s = at_s - (double)f->cues[cue].start_ns * 1e-9, .alpha = 1};
    f->moment.show_s = f->moment.scene_s = at_s;
    gr_motion_pose(&f->plan, &f->params, &f->moment, &shown, f->poses, &f->caret);
}

/* How much of a piece is filled: its mean over its columns. */
static float fill_of(const Fixture *f, int cue, int piece)
{
    const GrPiece *at = &f->blocks[cue].pieces[piece];
    float sum = 0.0f;
    for (int x = 0; x < LETTER; x++)
        sum += gr_pose_fill_at(&f->poses[piece], at, at->x0 + (float)x + 0.5f);
    return sum / LETTER;
}

/* "Win" "ter" are one word; "sun" follows. */
static Fixture *karaoke(bool rtl)
{
    Fixture *f = start();
    GrCue *cue = add_cue(f, "winter sun", 1 * S, 5 * S, rtl);
    add_part(cue, "win", 1 * S, 3 * S, true);
    add_part(cue, "ter", 3 * S, 3 * S + S / 2, false);
    add_part(cue, "sun", 4 * S, 5 * S, true);
    plan(f, GR_MOTION_KARAOKE);
    return f;
}

static void test_karaoke_times(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        GrMotionUnit by;
        bool sweep;
        double at_s;
        float fill[10]; /* of w i n t e r _ s u n; the blank is not looked at */
    } rows[] = {
        {"before", GR_MOTION_WORD, true, 0.9, {0}},
        {"words: the whole word at one pace",
         GR_MOTION_WORD,
         true,
         2.25,
         {1, 1, 1, 0, 0, 0, 0, 0, 0, 0}},
        {"syllables: each at its own",
         GR_MOTION_SYLLABLE,
         true,
         3.0,
         {1, 1, 1, 0, 0, 0, 0, 0, 0, 0}},
        {"syllables: the second is quicker",
         GR_MOTION_SYLLABLE,
         true,
         3.334,
         {1, 1, 1, 1, 1, 0, 0, 0, 0, 0}},
        {"between words", GR_MOTION_WORD, true, 3.7, {1, 1, 1, 1, 1, 1, 0, 0, 0, 0}},
        {"after", GR_MOTION_WORD, true, 5.0, {1, 1, 1, 1, 1, 1, 0, 1, 1, 1}},
        {"words at once", GR_MOTION_WORD, false, 1.2, {1, 1, 1, 1, 1, 1, 0, 0, 0, 0}},
        {"syllables at once", GR_MOTION_SYLLABLE, false, 3.2, {1, 1, 1, 1, 1, 1, 0, 0, 0, 0}},
        {"syllables at once, before the second",
         GR_MOTION_SYLLABLE,
         false,
         2.9,
         {1, 1, 1, 0, 0, 0, 0, 0, 0, 0}},
        {"letters", GR_MOTION_LETTER, true, 1.5, {1, 0, 0, 0, 0, 0, 0, 0, 0, 0}},
        {"letters, later", GR_MOTION_LETTER, true, 4.5, {1, 1, 1, 1, 1, 1, 0, 1, 1, 0}},
        {"the line", GR_MOTION_LINE, true, 1.2, {1, 1, 1, 1, 1, 1, 0, 1, 1, 1}},
        {"the line, before", GR_MOTION_LINE, true, 0.9, {0}},
    };
    for (int rtl = 0; rtl < 2; rtl++) {
        Fixture *f = karaoke(rtl);
        for (size_t i = 0; i < COUNT_OF(rows); i++) {
            f->params.by = rows[i].by;
            f->params.sweep = rows[i].sweep;
            f->params.soft = 2.0f;
            pose_at(f, 0, rows[i].at_s);
            for (int p = 0; p < 10; p++)
                if (p != 6 && fabsf(fill_of(f, 0, p) - rows[i].fill[p]) > 0.06f)
                    fail_msg("%s: letter %d is filled by %g", rows[i].name, p,
                             (double)fill_of(f, 0, p));
        }
        finish(f);
    }
}

/* Over the whole cue: nothing is ever emptied, no letter before the one that is read before it, and
 * from the right where that is how it is read. */
static void test_karaoke_fills_on(void **state)
{
    (void)state;
    for (int rtl = 0; rtl < 2; rtl++) {
        Fixture *f = karaoke(rtl);
        float before[MOST] = {0};
        for (int t = 0; t <= 480; t++) {
            pose_at(f, 0, 0.5 + t * 0.01);
            for (int p = 0; p < 10; p++) {
                const GrPiece *piece = &f->blocks[0].pieces[p];
                float fill = fill_of(f, 0, p);
                assert_true(fill >= before[p] - 1e-4f);
                if (p > 0 && p != 6 && p != 7)
                    assert_true(fill <= fill_of(f, 0, p - 1) + 1e-4f);
                float left = gr_pose_fill_at(&f->poses[p], piece, piece->x0);
                float right = gr_pose_fill_at(&f->poses[p], piece, piece->x1);
                assert_true(rtl ? right >= left : left >= right);
                before[p] = fill;
            }
        }
        finish(f);
    }
}

static void test_karaoke_lifts_what_is_sung(void **state)
{
    (void)state;
    Fixture *f = karaoke(false);
    pose_at(f, 0, 1.4);
    assert_true(f->poses[0].dy < -5.0f && f->poses[0].light > 0.3f && f->poses[9].dy == 0.0f);
    assert_true(f->poses[9].alpha < 0.85f);
    pose_at(f, 0, 4.85);
    assert_true(f->poses[0].dy == 0.0f && f->poses[0].light == 0.0f && f->poses[9].dy < -5.0f);
    assert_true(f->poses[0].alpha == 1.0f);
    finish(f);
}

static void test_karaoke_is_there_before(void **state)
{
    (void)state;
    GrMotionShown shown[GR_MOTION_SHOWN_MAX];
    Fixture *f = start();
    add_part(add_cue(f, "a", 5 * S, 6 * S, false), "a", 5 * S, 6 * S, true);
    add_part(add_cue(f, "b", 6 * S + S / 2, 8 * S, false), "b", 7 * S, 8 * S, true);
    plan(f, GR_MOTION_KARAOKE);
    static const struct {
        double at_s;
        int count, first;
    } rows[] = {{3.9, 0, 0},  {4.1, 1, 0}, {6.1, 1, 0}, {6.18, 0, 0},
                {6.25, 1, 1}, {7, 1, 1},   {8.2, 1, 1}, {8.4, 0, 0}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int count = gr_motion_shown(&f->plan, &f->params, rows[i].at_s, shown);
        if (count != rows[i].count || (count && shown[0].cue != rows[i].first))
            fail_msg("at %g: %d cues", rows[i].at_s, count);
    }
    pose_at(f, 0, 4.05);
    assert_true(f->poses[0].alpha < 0.1f);
    pose_at(f, 0, 4.9);
    assert_true(f->poses[0].alpha > 0.75f);
    finish(f);
}

/* The second voice does not come before the first. */
static void test_karaoke_in_two_rows(void **state)
{
    (void)state;
    GrMotionShown shown[GR_MOTION_SHOWN_MAX];
    Fixture *f = start();
    add_cue(f, "a", 5 * S, 8 * S, false);
    add_cue(f, "b", 5 * S + S / 2, 8 * S, false)->row = 1;
    plan(f, GR_MOTION_KARAOKE);
    assert_int_equal(gr_motion_shown(&f->plan, &f->params, 4.9, shown), 1);
    assert_int_equal(shown[0].cue, 0);
    assert_int_equal(gr_motion_shown(&f->plan, &f->params, 5.3, shown), 2);
    finish(f);
}

static int letters_there(const Fixture *f, int count)
{
    int there = 0;
    for (int p = 0; p < count; p++) {
        there += f->poses[p].alpha > 0.0f;
        assert_true(p == 0 || f->poses[p].alpha <= f->poses[p - 1].alpha);
    }
    return there;
}

static void test_typewriter(void **state)
{
    (void)state;
    Fixture *f = start();
    add_cue(f, "type this, then\nthat", 1 * S, 9 * S, false);
    plan(f, GR_MOTION_TYPEWRITER);
    int before = 0;
    for (int t = 0; t < 160; t++) {
        pose_at(f, 0, 1.0 + t * 0.05);
        int there = letters_there(f, 20);
        assert_true(there >= before && there <= before + 3);
        before = there;
    }
    pose_at(f, 0, 1.0);
    assert_int_equal(letters_there(f, 20), 0);
    assert_true(f->caret.alpha == 1.0f && f->caret.x0 < LETTER && f->caret.bottom < HEIGHT);
    pose_at(f, 0, 1.6);
    int there = letters_there(f, 20);
    assert_true(there > 5 && there < 14); /* eighteen a second, and a rest at the comma */
    assert_true(f->caret.x0 > (float)(there * LETTER) &&
                f->caret.x0 < (float)((there + 1) * LETTER));
    pose_at(f, 0, 8.0);
    assert_int_equal(letters_there(f, 20), 20);
    assert_true(f->caret.top > HEIGHT);
    f->params.caret = false;
    pose_at(f, 0, 1.6);
    assert_true(f->caret.alpha == 0.0f);
    float fresh = f->poses[3].light;
    f->params.seed = 5;
    pose_at(f, 0, 1.6);
    assert_true(f->poses[3].light != fresh); /* another hand */
    f->params.jitter = 0.0f;
    pose_at(f, 0, 1.0 + 4.5 / 18.0);
    assert_int_equal(letters_there(f, 20), 4); /* an even one */
    pose_at(f, 0, 8.95);
    assert_true(f->poses[3].alpha > 0.1f && f->poses[3].alpha < 0.3f);
    finish(f);
}

static void test_typewriter_in_a_hurry(void **state)
{
    (void)state;
    Fixture *f = start();
    add_cue(f, "so many words in so short a time", 0, S, false);
    plan(f, GR_MOTION_TYPEWRITER);
    pose_at(f, 0, 0.6);
    assert_int_equal(letters_there(f, 32), 32);
    finish(f);
}

static void test_typewriter_follows(void **state)
{
    (void)state;
    Fixture *f = karaoke(true);
    plan(f, GR_MOTION_TYPEWRITER);
    pose_at(f, 0, 2.9);
    assert_int_equal(letters_there(f, 6), 3);
    assert_true(f->caret.x1 <
                f->blocks[0].pieces[2].x0); /* to the left of what is read from there */
    pose_at(f, 0, 3.95);
    assert_true(f->poses[5].alpha == 1.0f && f->poses[7].alpha == 0.0f);
    f->params.follow = false;
    pose_at(f, 0, 2.9);
    assert_true(f->poses[9].alpha == 1.0f);
    finish(f);
}

static void test_fade(void **state)
{
    (void)state;
    Fixture *f = start();
    add_cue(f, "fade away", 0, 4 * S, false);
    plan(f, GR_MOTION_FADE);
    pose_at(f, 0, 0.0);
    assert_true(f->poses[0].alpha == 0.0f && f->poses[8].alpha == 0.0f && f->poses[0].dy == 26.0f);
    pose_at(f, 0, 0.2);
    assert_true(f->poses[0].alpha > 0.5f && f->poses[8].alpha == 0.0f);
    assert_true(f->poses[0].dy < f->poses[8].dy);
    for (double at_s = 0.5; at_s <= 3.5; at_s += 0.5) {
        pose_at(f, 0, at_s);
        for (int p = 0; p < 9; p++)
            assert_true(f->poses[p].alpha == 1.0f && f->poses[p].dy == 0.0f);
    }
    pose_at(f, 0, 3.75);
    assert_true(f->poses[0].alpha < 0.3f && f->poses[8].alpha > 0.9f);
    pose_at(f, 0, 4.0);
    assert_true(f->poses[8].alpha == 0.0f && f->poses[8].dy < 0.0f);
    finish(f);
}

static void test_flash(void **state)
{
    (void)state;
    Fixture *f = start();
    add_cue(f, "flash", 0, 4 * S, false);
    plan(f, GR_MOTION_FLASH);
    pose_at(f, 0, 1.0); /* on a beat, but deaf */
    assert_true(f->poses[0].alpha == 1.0f && f->poses[0].light == 0.0f && f->poses[0].dx == 0.0f);
    f->params.react = 1.0f;
    pose_at(f, 0, 2.0); /* the first beat of a bar */
    float first = f->poses[0].light;
    assert_true(first == 0.9f && f->poses[0].alpha == 1.0f);
    assert_true(f->poses[0].dx < -2.0f && f->poses[4].dx == -f->poses[0].dx &&
                f->poses[2].dx == 0.0f);
    pose_at(f, 0, 2.5);
    assert_true(f->poses[0].light > 0.5f * first && f->poses[0].light < 0.8f * first);
    pose_at(f, 0, 2.45);
    assert_true(f->poses[0].light < 0.1f && f->poses[0].alpha < 0.7f && f->poses[0].alpha > 0.6f);
    finish(f);
}

static void test_scatter(void **state)
{
    (void)state;
    Fixture *f = start();
    add_cue(f, "gather", 0, 6 * S, false);
    plan(f, GR_MOTION_SCATTER);
    pose_at(f, 0, 0.0);
    float far = 0.0f;
    for (int p = 0; p < 6; p++) {
        float distance = sqrtf(f->poses[p].dx * f->poses[p].dx + f->poses[p].dy * f->poses[p].dy);
        assert_true(f->poses[p].alpha == 0.0f && distance > 200.0f && distance < 621.0f);
        far += f->poses[p].dx;
    }
    f->params.seed = 3;
    pose_at(f, 0, 0.0);
    for (int p = 0; p < 6; p++)
        far -= f->poses[p].dx;
    assert_true(fabsf(far) > 1.0f);
    pose_at(f, 0, 3.0);
    for (int p = 0; p < 6; p++)
        assert_true(f->poses[p].alpha == 1.0f && f->poses[p].dx == 0.0f && f->poses[p].dy == 0.0f);
    pose_at(f, 0, 5.99);
    for (int p = 0; p < 6; p++)
        assert_true(f->poses[p].alpha < 0.1f &&
                    fabsf(f->poses[p].dx) + fabsf(f->poses[p].dy) > 150);
    f->params.from = GR_MOTION_ABOVE;
    pose_at(f, 0, 0.0);
    assert_true(f->poses[0].dy < -200.0f && fabsf(f->poses[0].dx) < -f->poses[0].dy);
    f->params.from = GR_MOTION_BELOW;
    pose_at(f, 0, 0.0);
    assert_true(f->poses[0].dy > 200.0f);
    f->params.from = GR_MOTION_SIDES;
    pose_at(f, 0, 0.0);
    assert_true(f->poses[0].dx < -200.0f && f->poses[5].dx > 200.0f);
    finish(f);
}

static void test_wave(void **state)
{
    (void)state;
    Fixture *f = start();
    add_cue(f, "the long swell runs", 0, 100 * S, false);
    plan(f, GR_MOTION_WAVE);
    float highest = 0.0f;
    for (int t = 0; t < 50; t++) {
        pose_at(f, 0, 2.0 + t * 0.05);
        highest = gr_maxf(highest, -f->poses[4].dy);
    }
    assert_true(highest > 15.5f && highest <= 16.0f);
    pose_at(f, 0, 2.0);
    float was = f->poses[3].dy;
    pose_at(f, 0, 2.0 + 1.0 / 0.55);
    assert_true(fabsf(f->poses[3].dy - was) < 0.01f); /* one turn later */
    /* A crest travels with the reading. */
    float travelled_s = 5.0f * LETTER / 520.0f / 0.55f;
    pose_at(f, 0, 2.0 + (double)travelled_s);
    assert_true(fabsf(f->poses[8].dy - was) < 0.01f);
    f->params.react = 1.0f;
    f->moment.signals.v[GR_SIGNAL_BASS] = 1.0f;
    pose_at(f, 0, 2.0);
    assert_true(f->poses[3].dy * was > was * was);
    finish(f);
}

static Fixture *stack(float anchor)
{
    Fixture *f = start();
    add_cue(f, "first", 5 * S, 7 * S, false);
    add_cue(f, "second\nhas two", 7 * S, 9 * S, false);
    add_cue(f, "third", 9 * S, 12 * S, false);
    add_cue(f, "fourth", 20 * S, 22 * S, false);
    f->texts.anchor = anchor;
    plan(f, GR_MOTION_STACK);
    return f;
}

static void test_stack(void **state)
{
    (void)state;
    static const struct {
        double at_s;
        int count, first;
        float alpha[3];
    } rows[] = {
        {1.0, 0, 0, {0}},
        {5.0, 3, 0, {1, 0.42f, 0.42f * 0.42f}},
        {7.0, 4, 0, {0.42f, 1, 0.42f}},
        {9.5, 3, 1, {0.42f, 1, 0.42f}},
        {15.0, 3, 1, {0.42f, 0.42f, 0.42f}}, /* a rest */
        {21.0, 2, 2, {0.42f, 1}},
        {23.3, 0, 0, {0}},
    };
    GrMotionShown shown[GR_MOTION_SHOWN_MAX];
    for (float anchor = 0.0f; anchor <= 1.0f; anchor += 0.5f) {
        Fixture *f = stack(anchor);
        for (size_t i = 0; i < COUNT_OF(rows); i++) {
            int count = gr_motion_shown(&f->plan, &f->params, rows[i].at_s, shown);
            if (count != rows[i].count || (count && shown[0].cue != rows[i].first))
                fail_msg("at %g: %d cues from %d", rows[i].at_s, count, shown[0].cue);
            for (int k = 0; k < count && k < 3; k++)
                if (fabsf(shown[k].alpha - rows[i].alpha[k]) > 0.01f)
                    fail_msg("at %g: cue %d has alpha %g", rows[i].at_s, shown[k].cue,
                             (double)shown[k].alpha);
            for (int k = 1; k < count; k++) { /* one under the other, with the gap between them */
                float above = shown[k - 1].dy + (1 - anchor) * f->blocks[shown[k - 1].cue].height;
                float below = shown[k].dy - anchor * f->blocks[shown[k].cue].height;
                assert_true(fabsf(below - above - 34.0f) < 0.01f);
            }
        }
        finish(f);
    }
}

/* The stack stands still, moves up only, and is in place when its line begins. */
static void test_stack_scrolls(void **state)
{
    (void)state;
    GrMotionShown shown[GR_MOTION_SHOWN_MAX];
    Fixture *f = stack(0.5f);
    f->params.before = f->params.after = 3;
    float before = 1e6f;
    for (int t = 0; t < 340; t++) {
        double at_s = 5.0 + t * 0.05;
        int count = gr_motion_shown(&f->plan, &f->params, at_s, shown);
        assert_true(count > 0);
        float first = shown[0].dy - f->plan.cues[shown[0].cue].stack_y;
        assert_true(first <= before + 1e-3f && first > before - 30.0f - (t == 0 ? 1e6f : 0.0f));
        before = first;
        for (int k = 0; k < count; k++)
            if (t % 40 == 0 && f->cues[shown[k].cue].start_ns == 5 * S + t * S / 20)
                assert_true(fabsf(shown[k].dy) < 1e-3f);
    }
    finish(f);
}

static void test_rows(void **state)
{
    (void)state;
    GrMotionShown shown[GR_MOTION_SHOWN_MAX];
    for (int bottom = 0; bottom < 2; bottom++) {
        Fixture *f = start();
        add_cue(f, "low", 0, 10 * S, false);
        add_cue(f, "high\nand wide", 1 * S, 5 * S, false)->row = 1;
        add_cue(f, "again", 6 * S, 8 * S, false)->row = 1;
        f->texts.anchor = (float)bottom;
        plan(f, GR_MOTION_STILL);
        assert_int_equal(gr_motion_shown(&f->plan, &f->params, 2.0, shown), 2);
        assert_true(shown[0].dy == 0.0f && shown[1].dy == (bottom ? -54.0f : 54.0f));
        assert_int_equal(gr_motion_shown(&f->plan, &f->params, 7.0, shown), 2);
        assert_int_equal(shown[1].cue, 2);
        assert_int_equal(gr_motion_shown(&f->plan, &f->params, 5.5, shown), 1);
        assert_int_equal(gr_motion_shown(&f->plan, &f->params, 10.0, shown), 0);
        finish(f);
    }
}

/* Every kind with each parameter at its ends: poses are numbers within their ranges. */
static void check_poses(const Fixture *f, const char *kind, const char *param)
{
    for (int p = 0; p < 10; p++) {
        const GrPose *pose = &f->poses[p];
        bool fine = pose->alpha >= 0 && pose->alpha <= 1 && pose->light >= 0 && pose->light <= 1 &&
                    fabsf(pose->dx) < 20000 && fabsf(pose->dy) < 20000 && pose->soft >= 0 &&
                    fabsf(pose->fill) < 1e8f;
        if (!fine)
            fail_msg("%s, %s: alpha %g light %g at %g %g, fill %g %g", kind, param,
                     (double)pose->alpha, (double)pose->light, (double)pose->dx, (double)pose->dy,
                     (double)pose->fill, (double)pose->soft);
    }
    assert_true(f->caret.alpha >= 0 && f->caret.alpha <= 1);
}

static void test_extremes(void **state)
{
    (void)state;
    GrMotionShown shown[GR_MOTION_SHOWN_MAX];
    for (const GrMotionKind *kind = gr_motion_kinds; kind->name; kind++)
        for (int k = 0; k < 2 * kind->params.count; k++) {
            const GrParam *param = &kind->params.params[k / 2];
            Fixture *f = karaoke(k % 3 == 0);
            plan(f, kind->id);
            f->params.react = k % 2 ? 4.0f : 0.0f;
            f->moment.signals.v[GR_SIGNAL_BASS] = f->moment.signals.v[GR_SIGNAL_BEAT_DECAY] = 1.0f;
            if (param->type != GR_PARAM_CHOICE)
                gr_param_set_number(param, "", k % 2 ? param->max : param->min, &f->params, NULL);
            for (double at_s = -1.0; at_s < 7.0; at_s += 0.13) {
                int count = gr_motion_shown(&f->plan, &f->params, at_s, shown);
                assert_true(count >= 0 && count <= 1);
                if (!count)
                    continue;
                f->moment.scene_s = f->moment.show_s = at_s;
                gr_motion_pose(&f->plan, &f->params, &f->moment, shown, f->poses, &f->caret);
                check_poses(f, kind->name, param->name);
            }
            finish(f);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_karaoke_times),
        cmocka_unit_test(test_karaoke_fills_on),
        cmocka_unit_test(test_karaoke_lifts_what_is_sung),
        cmocka_unit_test(test_karaoke_is_there_before),
        cmocka_unit_test(test_karaoke_in_two_rows),
        cmocka_unit_test(test_typewriter),
        cmocka_unit_test(test_typewriter_in_a_hurry),
        cmocka_unit_test(test_typewriter_follows),
        cmocka_unit_test(test_fade),
        cmocka_unit_test(test_flash),
        cmocka_unit_test(test_scatter),
        cmocka_unit_test(test_wave),
        cmocka_unit_test(test_stack),
        cmocka_unit_test(test_stack_scrolls),
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_extremes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

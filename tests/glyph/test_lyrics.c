/* SPDX-License-Identifier: MIT
 *
 * Lyrics files: what is read from each format, what is mended and told, and that well-formed files
 * are read as libavformat reads them.
 */
#include "glyph/lyrics.h"

#include "base/files.h"
#include "base/text.h"
#include "unit.h"

#include <libavformat/avformat.h>
#include <string.h>
#include <unistd.h>

/* A cue is `start-end text`, in ms, with / for a new line and ^2 behind it in the second row; where
 * the file says when words are sung, [start-end word] for each, + before what goes on with one. A
 * warning is `!line part of it`. */
typedef struct Case {
    const char *name, *text, *expected, *encoding;
    size_t length; /* 0: of the string */
    int offset_ms;
} Case;

#define SRT(n, from, to, text) n "\n00:00:" from " --> 00:00:" to "\n" text "\n\n"

static const Case cases[] = {
    {"a plain file",
     SRT("1", "01,000", "02,500", "Hello\nworld") SRT("2", "03,000", "04,000", "Bye"),
     "1000-2500 Hello/world\n3000-4000 Bye\n", NULL, 0, 0},
    {"carriage returns, no blank line at the end, spaces",
     "1\r\n00:00:01,000 -->  00:00:02,000 \r\n  a \t b  \r\n\r\n2\r\n00:00:03,000 --> "
     "00:00:04,000\r\nc",
     "1000-2000 a b\n3000-4000 c\n", NULL, 0, 0},
    {"old Macs", "1\r00:00:01,000 --> 00:00:02,000\ra\r", "1000-2000 a\n", NULL, 0, 0},
    {"no counters, other fractions", "00:01.5 --> 00:02.25\na\n\n0:00:03,1234 --> 1:00:00\nb\n",
     "1500-2250 a\n3123-3600000 b\n", NULL, 0, 0},
    {"a blank line inside a text",
     SRT("1", "01,000", "02,000", "a\n\nb") SRT("2", "03,000", "04,000", "c"),
     "1000-2000 a/b\n3000-4000 c\n", NULL, 0, 0},
    {"a blank line and a number: perhaps a cue that has lost its time",
     SRT("1", "01,000", "02,000", "a\n\n7\nb") SRT("2", "03,000", "04,000", "c"),
     "!5 without a time below it\n1000-2000 a/7/b\n3000-4000 c\n", NULL, 0, 0},
    {"counters without a blank line before them",
     "1\n00:00:01,000 --> 00:00:02,000\na\n2\n00:00:03,000 --> 00:00:04,000\nb\n",
     "1000-2000 a\n3000-4000 b\n", NULL, 0, 0},
    {"tags",
     SRT("1", "01,000", "02,000",
         "<i>a</i> <FONT color=\"#fff\">b</font> {\\an8}c<br>d 1 < 2 > <x>"),
     "1000-2000 a b c/d 1 < 2 > <x>\n", NULL, 0, 0},
    {"entities", SRT("1", "01,000", "02,000", "a &amp; &#x41;&#66; &lt;i> &nope; &#0; &#xd800;"),
     "1000-2000 a & AB <i> &nope; &#0; &#xd800;\n", NULL, 0, 0},
    {"a time that cannot be read",
     SRT("1", "01,000", "02,000", "a") "2\nsoon --> later\nlost\n\n" SRT("3", "03,000", "04,000",
                                                                         "c"),
     "!6 cannot be read\n1000-2000 a\n3000-4000 c\n", NULL, 0, 0},
    {"minutes beyond an hour", "00:61:00,000 --> 00:62:00,000\na\n\n00:01 --> 00:02\nb\n",
     "!1 cannot be read\n1000-2000 b\n", NULL, 0, 0},
    {"unsorted", SRT("1", "05,000", "06,000", "late") SRT("2", "01,000", "02,000", "early"),
     "!6 starts before the cue above it\n1000-2000 early\n5000-6000 late\n", NULL, 0, 0},
    {"ends before it starts", SRT("1", "03,000", "01,500", "a"),
     "!2 ends 1.500 s before it starts\n1500-3000 a\n", NULL, 0, 0},
    {"no length", SRT("1", "01,000", "01,000", "four"), "!2 has no length\n1000-2260 four\n", NULL,
     0, 0},
    {"no length, and the next is near",
     SRT("1", "01,000", "01,000", "four") SRT("2", "01,700", "03,000", "next"),
     "!2 has no length\n1000-1700 four\n1700-3000 next\n", NULL, 0, 0},
    {"overlap",
     SRT("1", "01,000", "04,000", "a") SRT("2", "02,000", "05,000", "b")
         SRT("3", "04,000", "06,000", "c"),
     "!6 overlaps line 2 by 2.000 s\n!10 overlaps line 6 by 1.000 s: shown in row 1\n1000-4000 "
     "a\n2000-5000 b ^2\n4000-6000 c\n",
     NULL, 0, 0},
    {"an overlap that nobody meant",
     SRT("1", "01,000", "03,050", "a") SRT("2", "03,000", "04,000", "b"),
     "!2 ends 0.050 s after line 6 starts\n1000-3000 a\n3000-4000 b\n", NULL, 0, 0},
    {"twice the same", SRT("1", "01,000", "02,000", "a") SRT("2", "01,000", "02,000", "a"),
     "!6 is the same as line 2\n1000-2000 a\n", NULL, 0, 0},
    {"negative times", "-00:00:01,000 --> 00:00:01,000\na\n\n-00:00:03,000 --> -00:00:02,000\nb\n",
     "!1 before time 0: starts there\n!4 is over before time 0\n!4 starts before the cue\n0-1000 "
     "a\n",
     NULL, 0, 0},
    {"an offset", SRT("1", "01,000", "02,000", "a"), "1250-2250 a\n", NULL, 0, 250},
    {"no text", SRT("1", "01,000", "02,000", "<i></i>") SRT("2", "03,000", "04,000", "b"),
     "!2 without a text\n3000-4000 b\n", NULL, 0, 0},

    {"WebVTT",
     "WEBVTT - title\n\nSTYLE\n::cue { color: red }\n\nNOTE a --\n\nid\n00:01.000 --> 00:02.000 "
     "line:0\n"
     "<v Bob><c.loud>Hello</c>\n\nstray\n\n00:03.000 --> 00:04.000\nb\n",
     "1000-2000 Hello\n3000-4000 b\n", NULL, 0, 0},
    {"WebVTT: times of words, inside words too",
     "WEBVTT\n\n00:01.000 --> 00:05.000\nOne <00:02.000>ti<00:02.500>me <00:03.000><c>two</c>\n",
     "1000-5000 One time two [1000-2000 One] [2000-2500 ti] [2500-3000 +me] [3000-5000 two]\n",
     NULL, 0, 0},
    {"WebVTT: ruby", "WEBVTT\n\n00:01.000 --> 00:05.000\n<ruby>\u6f22<rt>kan</rt></ruby>\n",
     "1000-5000 \u6f22\n", NULL, 0, 0},

    {"ASS with karaoke",
     "[Script Info]\nTitle: x\n[V4+ Styles]\nFormat: Name, Text\n[Events]\n"
     "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
     "Comment: 0,0:00:00.00,0:00:05.00,D,,0,0,0,,no\n"
     "Dialogue: 0,0:00:01.00,0:00:03.00,D,,0,0,0,,{\\k20}{\\kf50\\c&HFF&}Win{\\K30}ter{\\ko40} "
     "rain, {\\k10}now\\N!\n",
     "1000-3000 Winter rain, now/! [1200-1700 Win] [1700-2000 +ter] [2000-2400 rain,] [2400-2469 "
     "now] [2469-2500 !]\n",
     NULL, 0, 0},
    {"ASS: other fields, drawings, escapes, absolute times",
     "[Events]\nFormat: Start, End, Text\nDialogue: 0:00:01.00,0:00:02.00,{\\p1}m 0 0 l 9 9{\\p0}\n"
     "Dialogue: 0:00:03.00,0:00:04.00,\\{a\\}\\h{\\kt50}{\\k20}b\\n{open\n",
     "3000-4000 {a}\u00a0b {open [3000-3500 {a}\u00a0] [3500-3544 +b] [3544-3700 {open]\n", NULL, 0,
     0},
    {"ASS: broken lines",
     "[Events]\nDialogue: 1,2\nDialogue: 0,soon,0:00:01.00,D,,0,0,0,,a\nDialogue: "
     "0,0:00:01.00,0:00:02.00,D,,0,0,0,,b\n",
     "!2 fewer fields\n!3 cannot be read\n1000-2000 b\n", NULL, 0, 0},

    {"LRC", "[ti:Rain]\n[00:01.00]First line\n[00:02.50]Second\n[00:04.00]\n[00:10.00]Last\n",
     "1000-2500 First line\n2500-4000 Second\n10000-14000 Last\n", NULL, 0, 0},
    {"LRC: one line at several times, unsorted", "[00:01.00][00:05.000]Again\n[00:03.00]Other\n",
     "1000-3000 Again\n3000-5000 Other\n5000-9000 Again\n", NULL, 0, 0},
    {"LRC: positive offsets come sooner", "[offset:+500]\n[00:01.00]a\n[00:02.00]b\n[00:03.00]\n",
     "500-1500 a\n1500-2500 b\n", NULL, 0, 0},
    {"LRC: a wrong offset", "[offset:soon]\n[00:01.00]a\n[00:02.00]\n",
     "!1 this offset\n1000-2000 a\n", NULL, 0, 0},
    {"LRC with times of words",
     "[00:01.00]<00:01.00>One <00:01.50>ti<00:01.75>me<00:02.25>\n[00:04:00]b\n[00:05]\n",
     "1000-2250 One time [1000-1500 One] [1500-1750 ti] [1750-2250 +me]\n4000-5000 b\n", NULL, 0,
     0},
    {"LRC with times of words, sung twice",
     "[00:01.00][00:11.00]<00:01.00>One <00:01.50>two<00:02.00>\n",
     "1000-2000 One two [1000-1500 One] [1500-2000 two]\n"
     "11000-12000 One two [11000-11500 One] [11500-12000 two]\n",
     NULL, 0, 0},
    {"LRC: brackets before words", "[00:01.00]One [00:01.50]two\n[00:02.00]\n",
     "1000-2000 One two [1000-1500 One] [1500-2000 two]\n", NULL, 0, 0},
    {"LRC: times of words that run backwards", "[00:01.00]<00:01.80>a <00:01.20>b\n[00:02.00]\n",
     "1000-2000 a b [1800-1800 a] [1800-2000 b]\n", NULL, 0, 0},
    {"LRC: a long rest is no line", "[00:01.00]ten letters\n[01:00.00]b\n[01:01.00]\n",
     "1000-5000 ten letters\n60000-61000 b\n", NULL, 0, 0},
    {"LRC: words without a time", "title\n[00:01.00]a\n[00:02.00]\n",
     "!1 without a time\n1000-2000 a\n", NULL, 0, 0},

    {"a signature", "\xef\xbb\xbf[00:01.00]a\n[00:02.00]\n", "1000-2000 a\n", NULL, 0, 0},
    {"control characters, a lone surrogate, broken UTF-8",
     "[00:01.00]a\x07\x1b[1m\x7f "
     "\xed\xa0\x80z\u00e4\u00f6\u00fc\u00e4\u00f6\xff\u00fc\n[00:02.00]\n",
     "!1 no text are left out\n1000-2000 a[1m z\u00e4\u00f6\u00fc\u00e4\u00f6\u00fc\n", NULL, 0, 0},
    {"overrides of direction stay, for the layout to obey",
     "[00:01.00]a \u202eb\u202c c\n[00:02.00]\n", "1000-2000 a \u202eb\u202c c\n", NULL, 0, 0},
    {"a named encoding", "[00:01.00]caf\xe9\n[00:02.00]\n", "1000-2000 caf\u00e9\n", "latin1", 0,
     0},
    {"Japanese by name", "[00:01.00]\x89\x4a\n[00:02.00]\n", "1000-2000 \u96e8\n", "shift_jis", 0,
     0},
    {"Windows' dashes in what calls itself Latin", "[00:01.00]caf\xe9 \x96 th\xe9\n[00:02.00]\n",
     "!0 is not UTF-8\n1000-2000 caf\u00e9 \u2013 th\u00e9\n", NULL, 0, 0},
    {"UTF-16", "\xff\xfe[\0000\0000\0:\0001\0]\0\x34\x04\n\0[\0000\0000\0:\0002\0]\0",
     "1000-2000 \u0434\n", NULL, 30, 0},
    {"UTF-16 without a signature, a lone surrogate in it",
     "\0[\0000\0000\0:\0000\0001\0]\0h\0i\xd8\0\0 \0t\0o\0 "
     "\0y\0o\0u\0\n\0[\0000\0000\0:\0000\0002\0]",
     "!0 by its zeros\n!1 no text\n1000-2000 hi to you\n", NULL, 50, 0},
};

static void write_cues(GrText *out, const GrCues *cues)
{
    for (int i = 0; i < cues->count; i++) {
        const GrCue *cue = &cues->list[i];
        gr_text_printf(out, "%lld-%lld ", (long long)(cue->start_ns / 1000000),
                       (long long)(cue->end_ns / 1000000));
        for (const char *at = cue->text; *at; at++)
            gr_text_append(out, *at == '\n' ? "/" : at, 1);
        if (cue->row)
            gr_text_printf(out, " ^%d", cue->row + 1);
        for (int p = 0; p < cue->part_count && !cue->guessed; p++) {
            const GrCuePart *part = &cue->parts[p];
            gr_text_printf(out, " [%lld-%lld %s%.*s]", (long long)(part->start_ns / 1000000),
                           (long long)(part->end_ns / 1000000), part->word_start ? "" : "+",
                           part->byte_to - part->byte_from, cue->text + part->byte_from);
        }
        gr_text_puts(out, "\n");
    }
}

/* The warnings that a case expects stand before its cues. */
static const char *check_warnings(const Case *c, const GrLyricsReport *report)
{
    const char *at = c->expected;
    int count = 0;
    for (; *at == '!'; count++) {
        char *words, part[200];
        long line = strtol(at + 1, &words, 10);
        const char *stop = strchr(words, '\n');
        snprintf(part, sizeof part, "%.*s", (int)(stop - words - 1), words + 1);
        if (count >= report->warning_count)
            fail_msg("%s: no warning of '%s'", c->name, part);
        if (report->warnings[count].line != line || !strstr(report->warnings[count].message, part))
            fail_msg("%s: warning %d is '%d: %s'", c->name, count, report->warnings[count].line,
                     report->warnings[count].message);
        at = stop + 1;
    }
    if (report->warning_count != count)
        fail_msg("%s: a warning too many: '%s'", c->name, report->warnings[count].message);
    return at;
}

/* What reading gives. */
typedef struct Reading {
    GrArena arena;
    GrCues cues;
    GrLyricsReport report;
    GrError error;
} Reading;

static int read_bytes(Reading *r, const char *bytes, size_t length, const GrLyricsOptions *options)
{
    return gr_lyrics_read_bytes("f", bytes, length, options, &r->arena, &r->cues, &r->report,
                                &r->error);
}

static int read_file(Reading *r, const char *path)
{
    return gr_lyrics_read(path, NULL, &r->arena, &r->cues, &r->report, &r->error);
}

static void test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const Case *c = &cases[i];
        GrLyricsOptions options = {c->encoding, c->offset_ms * 1000000LL, 0};
        Reading r = {0};
        GrText text = {0};
        if (read_bytes(&r, c->text, c->length ? c->length : strlen(c->text), &options))
            fail_msg("%s: %s", c->name, r.error.message);
        write_cues(&text, &r.cues);
        if (strcmp(gr_text_string(&text), check_warnings(c, &r.report)) != 0)
            fail_msg("%s:\n%s", c->name, gr_text_string(&text));
        gr_text_finish(&text);
        gr_arena_finish(&r.arena);
    }
}

static const struct {
    const char *name, *text;
    size_t length;
    const char *encoding, *message;
    int code;
} wrong[] = {
    {"empty", "", 0, NULL, "f: is empty", GR_E_INPUT},
    {"binary", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1", 24, NULL, "f: is not a text",
     GR_E_INPUT},
    {"prose", "Once upon a time\n", 17, NULL, "no lyrics in it", GR_E_INPUT},
    {"a header alone", "WEBVTT\n", 7, NULL, "no cue in it", GR_E_INPUT},
    {"only what cannot be read", "a --> b\nc\n", 10, NULL, "no cue in it: this time cannot be read",
     GR_E_INPUT},
    {"no such encoding", "[00:01.00]a\n", 12, "utf8x", "no encoding 'utf8x'; did you mean 'utf-8'?",
     GR_E_SHOW},
    {"no encoding at all", "[00:01.00]a\n", 12, "?", "no encoding '?'", GR_E_SHOW},
};

static void test_wrong(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        GrLyricsOptions options = {wrong[i].encoding, 0, 0};
        Reading r = {0};
        int code = read_bytes(&r, wrong[i].text, wrong[i].length, &options);
        if (code != wrong[i].code || !strstr(r.error.message, wrong[i].message) || r.cues.count)
            fail_msg("%s: %d %s", wrong[i].name, code, r.error.message);
        gr_arena_finish(&r.arena);
    }
}

static void test_paths(void **state)
{
    (void)state;
    Reading r = {0};
    assert_int_equal(read_file(&r, "/"), GR_E_INPUT);
    assert_non_null(strstr(r.error.message, "folder"));
    assert_int_equal(read_file(&r, "/dev/zero"), GR_E_INPUT);
    assert_int_equal(read_file(&r, "/nowhere.lrc"), GR_E_INPUT);
    gr_arena_finish(&r.arena);
}

/* Reads what a piece repeated `count` times makes. */
static int read_many(const char *head, const char *piece, int count, Reading *r)
{
    GrText text = {0};
    gr_text_puts(&text, head);
    for (int i = 0; i < count; i++)
        gr_text_puts(&text, piece);
    assert_false(text.failed);
    int code = read_bytes(r, text.data, text.length, NULL);
    gr_text_finish(&text);
    return code;
}

/* Sizes that nobody sings: a clear end, and soon (a time that is not linear would not end). */
static void test_floods(void **state)
{
    (void)state;
    static const struct {
        const char *name, *head, *piece;
        int count, code, cues, letters;
    } floods[] = {
        {"100,000 letters", "[00:01.00]", "word ", 25000, 0, 1, GR_LYRICS_MOST_LETTERS},
        {"100,000 letters of one word", "[00:01.00]", "wide", 25000, 0, 1, GR_LYRICS_MOST_LETTERS},
        {"combining marks", "[00:01.00]a", "\u0301", 100000, 0, 1, GR_LYRICS_MOST_LETTERS},
        {"Thai without a space", "[00:01.00]", "\u0e23\u0e16\u0e44\u0e1f", 25000, 0, 1,
         GR_LYRICS_MOST_LETTERS},
        {"blank lines", "00:01.000 --> 00:02.000\na", "\n", 8000000, 0, 1, 1},
        {"open braces", "[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,D,,0,0,0,,", "{a", 1000000, 0,
         1, GR_LYRICS_MOST_LETTERS},
        {"open tags", "00:01.000 --> 00:02.000\n", "<", 4000000, 0, 1, GR_LYRICS_MOST_LETTERS},
        {"stamps", "[00:01.00]", "<00:01.10>", 1000000, GR_E_INPUT, 0, 0},
        {"times of one line", "", "[00:01.00]", 1000000, GR_E_INPUT, 0, 0},
        {"too many cues", "", "[00:01]a\n", 110000, GR_E_INPUT, 0, 0},
        {"cues at one time", "", "[00:01]a\n[00:01]b\n", 40000, 0, GR_LYRICS_MOST_ROWS, 1},
    };
    for (size_t i = 0; i < COUNT_OF(floods); i++) {
        Reading r = {0};
        int code = read_many(floods[i].head, floods[i].piece, floods[i].count, &r);
        if (code != floods[i].code || (floods[i].cues && r.cues.count != floods[i].cues))
            fail_msg("%s: %d, %d cues, %s", floods[i].name, code, r.cues.count, r.error.message);
        int letters = 0;
        for (const char *at = r.cues.count ? r.cues.list[0].text : ""; *at; at++)
            letters += (*at & 0xc0) != 0x80 && *at != ' ';
        if (letters != floods[i].letters)
            fail_msg("%s: %d letters", floods[i].name, letters);
        gr_arena_finish(&r.arena);
    }
}

/* Words whose times nobody wrote: in order, within the cue, the longer ones longer. */
static void test_guesses(void **state)
{
    (void)state;
    static const char text[] =
        "[00:01.00]a longer word \u0e23\u0e16\u0e44\u0e1f\u0e01\u0e25\u0e32\u0e07 "
        "\u591c\u306e\u96fb\u8eca\u3002 don't\n[00:04.00]\n";
    static const char *const words[] = {"a",
                                        "longer",
                                        "word",
                                        "\u0e23\u0e16\u0e44\u0e1f",
                                        "\u0e01\u0e25\u0e32\u0e07",
                                        "\u591c",
                                        "\u306e",
                                        "\u96fb\u8eca\u3002",
                                        "don't"};
    Reading r = {0};
    assert_int_equal(read_bytes(&r, text, strlen(text), NULL), 0);
    const GrCue *cue = &r.cues.list[0];
    assert_true(cue->guessed && !r.report.word_times);
    assert_int_equal(cue->part_count, COUNT_OF(words));
    for (int i = 0; i < cue->part_count; i++) {
        const GrCuePart *part = &cue->parts[i];
        assert_int_equal(part->byte_to - part->byte_from, strlen(words[i]));
        assert_memory_equal(cue->text + part->byte_from, words[i], strlen(words[i]));
        assert_true(part->word_start && part->end_ns > part->start_ns);
        if (i > 0)
            assert_true(part->start_ns == cue->parts[i - 1].end_ns);
    }
    assert_true(cue->parts[1].end_ns - cue->parts[1].start_ns >
                cue->parts[0].end_ns - cue->parts[0].start_ns);
    assert_true(cue->parts[0].start_ns == cue->start_ns);
    assert_true(cue->parts[cue->part_count - 1].end_ns < cue->end_ns);
    gr_arena_finish(&r.arena);
}

/* The same for a text that no file gave times. */
static void test_guesses_of_texts(void **state)
{
    (void)state;
    GrArena arena = {0};
    GrError error = {0};
    GrCue cue = {.start_ns = 2000000000, .end_ns = 9000000000, .text = " one \n two"};
    assert_int_equal(gr_lyrics_guess_parts(&cue, &arena, &error), 0);
    assert_int_equal(cue.part_count, 2);
    assert_true(cue.guessed && cue.parts[0].start_ns == cue.start_ns);
    assert_true(cue.parts[1].byte_from == 7 && cue.parts[1].byte_to == 10);
    assert_true(cue.parts[1].end_ns > 3000000000 && cue.parts[1].end_ns < 5000000000);
    cue = (GrCue){.start_ns = 5, .end_ns = 2, .text = "a"};
    assert_int_equal(gr_lyrics_guess_parts(&cue, &arena, &error), 0);
    assert_true(cue.part_count == 1 && cue.parts[0].end_ns == 5);
    cue.text = "";
    assert_int_equal(gr_lyrics_guess_parts(&cue, &arena, &error), 0);
    assert_int_equal(cue.part_count, 0);
    gr_arena_finish(&arena);
}

static void test_facts(void **state)
{
    (void)state;
    static const char text[] = "[ti: Night Train ]\n[ar:Nobody]\n[al:x]\n[00:01.00]a\n";
    Reading r = {0};
    assert_int_equal(read_bytes(&r, text, strlen(text), NULL), 0);
    assert_string_equal(r.report.title, "Night Train");
    assert_string_equal(r.report.artist, "Nobody");
    assert_string_equal(r.report.encoding, "UTF-8");
    assert_int_equal(r.report.format, GR_LYRICS_LRC);
    assert_int_equal(r.report.warning_count, 0);
    gr_arena_finish(&r.arena);
}

/* The warnings of a very broken file do not fill the screen. */
static void test_many_warnings(void **state)
{
    (void)state;
    Reading r = {0};
    assert_int_equal(read_many("[00:01.00]a\n", "no time\n", 100, &r), 0);
    assert_int_equal(r.report.warning_count, GR_LYRICS_MOST_WARNINGS);
    assert_int_equal(r.report.unsaid, 100 - GR_LYRICS_MOST_WARNINGS);
    gr_arena_finish(&r.arena);
}

/* libavformat's opinion of well-formed files: the same cues at the same times, and for SubRip,
 * where it hands out the text as it stands, the same text. */
static const struct {
    const char *ending, *text;
    bool same_text;
} agreed[] = {
    {"srt",
     SRT("1", "01,000", "02,500", "Hello\nworld")
         SRT("2", "03,000", "04,120", "\u0434\u043e\u0436\u0434\u044c"),
     true},
    {"vtt", "WEBVTT\n\n00:01.000 --> 00:02.500\nHello\n\n01:00:03.000 --> 01:00:04.120\nyou\n",
     true},
    {"ass",
     "[Script Info]\nScriptType: v4.00+\n\n[Events]\n"
     "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
     "Dialogue: 0,0:00:01.00,0:00:02.50,D,,0,0,0,,Hello, world\n"
     "Dialogue: 0,0:00:03.00,0:00:04.12,D,,0,0,0,,you\n",
     false},
    {"lrc", "[00:01.00]Hello\n[00:02.50][00:05.12]you\n[00:03.00]again\n[00:06.00]\n", false},
};

static void agree(size_t index, const GrCues *cues, AVFormatContext *format)
{
    AVPacket *packet = av_packet_alloc();
    AVRational ns = {1, 1000000000};
    int count = 0;
    while (av_read_frame(format, packet) >= 0) {
        AVRational base = format->streams[0]->time_base;
        if (count == cues->count && packet->size <= 1)
            break; /* LRC's empty line at the end is a packet to it */
        assert_true(count < cues->count);
        const GrCue *cue = &cues->list[count++];
        assert_int_equal(av_rescale_q(packet->pts, base, ns), cue->start_ns);
        assert_int_equal(av_rescale_q(packet->pts + packet->duration, base, ns), cue->end_ns);
        if (agreed[index].same_text) {
            assert_int_equal(packet->size, strlen(cue->text));
            assert_memory_equal(packet->data, cue->text, strlen(cue->text));
        }
        av_packet_unref(packet);
    }
    assert_int_equal(count, cues->count);
    av_packet_free(&packet);
}

static void test_agreement(void **state)
{
    (void)state;
    av_log_set_level(AV_LOG_ERROR);
    for (size_t i = 0; i < COUNT_OF(agreed); i++) {
        char path[200];
        Reading r = {0};
        AVFormatContext *format = NULL;
        snprintf(path, sizeof path, "/tmp/glyphreel-lyrics-%d.%s", (int)getpid(), agreed[i].ending);
        assert_int_equal(
            gr_file_write_atomic(path, agreed[i].text, strlen(agreed[i].text), &r.error), 0);
        assert_int_equal(read_file(&r, path), 0);
        assert_int_equal(r.report.warning_count, 0);
        assert_int_equal(avformat_open_input(&format, path, NULL, NULL), 0);
        agree(i, &r.cues, format);
        avformat_close_input(&format);
        remove(path);
        gr_arena_finish(&r.arena);
    }
}

/* A film with an empty-handed first track of texts and a default one; nothing but texts in it. */
static void write_film(const char *path)
{
    AVFormatContext *format = NULL;
    assert_true(avformat_alloc_output_context2(&format, NULL, "matroska", path) >= 0);
    for (int i = 0; i < 2; i++) {
        AVStream *stream = avformat_new_stream(format, NULL);
        stream->codecpar->codec_type = AVMEDIA_TYPE_SUBTITLE;
        stream->codecpar->codec_id = AV_CODEC_ID_SUBRIP;
        stream->time_base = (AVRational){1, 1000};
        stream->disposition = i ? AV_DISPOSITION_DEFAULT : 0;
    }
    assert_true(avio_open(&format->pb, path, AVIO_FLAG_WRITE) >= 0);
    assert_true(avformat_write_header(format, NULL) >= 0);
    static const char *const texts[] = {"not this", "<i>Hello</i>,\nyou", "again"};
    for (int i = 0; i < 3; i++) {
        AVPacket *packet = av_packet_alloc();
        assert_int_equal(av_new_packet(packet, (int)strlen(texts[i])), 0);
        memcpy(packet->data, texts[i], strlen(texts[i]));
        packet->stream_index = i > 0;
        packet->pts = packet->dts = 1000 * i;
        packet->duration = 1500;
        assert_true(av_interleaved_write_frame(format, packet) >= 0);
        av_packet_free(&packet);
    }
    assert_true(av_write_trailer(format) >= 0);
    avio_closep(&format->pb);
    avformat_free_context(format);
}

/* What libavformat reads for us. */
static void test_tracks(void **state)
{
    (void)state;
    static const struct {
        const char *ending, *text, *expected; /* without a text: a film */
    } tracks[] = {
        {"mkv", NULL, "1000-2500 Hello,/you\n2000-3500 again ^2\n"},
        {"sub", "{0}{25}Hello|you\n{50}{75}again\n{100}{125}and\n{150}{175}again\n",
         "0-1042 Hello/you\n2085-3128 again\n4170-5213 and\n6256-7298 again\n"},
        {"txt", "Once upon a time\n", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(tracks); i++) {
        char path[200];
        Reading r = {0};
        GrText text = {0};
        snprintf(path, sizeof path, "/tmp/glyphreel-track-%d.%s", (int)getpid(), tracks[i].ending);
        if (tracks[i].text)
            assert_int_equal(
                gr_file_write_atomic(path, tracks[i].text, strlen(tracks[i].text), &r.error), 0);
        else
            write_film(path);
        int code = read_file(&r, path);
        write_cues(&text, &r.cues);
        if (strcmp(gr_text_string(&text), tracks[i].expected ? tracks[i].expected : "") != 0)
            fail_msg("%s: %s%s", tracks[i].ending, gr_text_string(&text), r.error.message);
        if (!tracks[i].expected)
            assert_non_null(strstr(r.error.message, "neither SubRip"));
        assert_int_equal(r.report.format, code ? GR_LYRICS_UNKNOWN : GR_LYRICS_TRACK);
        remove(path);
        gr_text_finish(&text);
        gr_arena_finish(&r.arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),     cmocka_unit_test(test_wrong),
        cmocka_unit_test(test_paths),     cmocka_unit_test(test_floods),
        cmocka_unit_test(test_guesses),   cmocka_unit_test(test_facts),
        cmocka_unit_test(test_agreement), cmocka_unit_test(test_many_warnings),
        cmocka_unit_test(test_tracks),    cmocka_unit_test(test_guesses_of_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a lyrics file. Reading must end, soon, without a fault, and either say what is wrong
 * or give cues that keep the promises of model/cue.h. A first line `#encoding NAME` names one.
 */
#include "base/text.h"
#include "fuzz/fuzz.h"
#include "glyph/lyrics.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void require(bool promise)
{
    if (!promise)
        abort();
}

static void check_parts(const GrCue *cue, int length)
{
    int64_t now = cue->start_ns;
    int byte = 0;
    for (int i = 0; i < cue->part_count; i++) {
        const GrCuePart *part = &cue->parts[i];
        require(part->byte_from >= byte && part->byte_to > part->byte_from);
        require(part->byte_to <= length);
        require(part->start_ns >= now && part->end_ns >= part->start_ns);
        require(part->end_ns <= cue->end_ns && (i > 0 || part->word_start));
        byte = part->byte_to;
        now = part->end_ns;
    }
}

static void check_text(const char *text)
{
    const char *at = text, *end = text + strlen(text);
    require(gr_utf8_valid(text, strlen(text), NULL));
    require(*text && !strchr(" \n", *text) && !strchr(" \n", end[-1]));
    while (at < end) {
        int32_t code = gr_utf8_next(&at, end);
        require(code == '\n' || (code >= ' ' && (code < 0x7f || code >= 0xa0)));
    }
}

static void check_cues(const GrCues *cues)
{
    int64_t row_end_ns[GR_LYRICS_MOST_ROWS] = {0}, start_ns = 0;
    for (int i = 0; i < cues->count; i++) {
        const GrCue *cue = &cues->list[i];
        require(cue->start_ns >= start_ns && cue->end_ns > cue->start_ns && cue->line > 0);
        require(cue->row >= 0 && cue->row < GR_LYRICS_MOST_ROWS);
        require(cue->start_ns >= row_end_ns[cue->row]);
        row_end_ns[cue->row] = cue->end_ns;
        start_ns = cue->start_ns;
        check_text(cue->text);
        check_parts(cue, (int)strlen(cue->text));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static GrError error;
    static const char mark[] = "#encoding ";
    const char *bytes = (const char *)data;
    char encoding[40] = "";
    GrLyricsOptions options = {NULL, size % 3 == 0 ? -700000000 : 0, size % 5 == 0 ? 900000000 : 0};
    GrArena arena = {0};
    GrCues cues;
    GrLyricsReport report;
    if (size > sizeof mark && memcmp(bytes, mark, sizeof mark - 1) == 0) {
        const char *stop = memchr(bytes, '\n', size);
        const char *name = bytes + sizeof mark - 1;
        if (stop && stop - name < (ptrdiff_t)sizeof encoding) {
            snprintf(encoding, sizeof encoding, "%.*s", (int)(stop - name), name);
            options.encoding = encoding;
            size -= (size_t)(stop + 1 - bytes);
            bytes = stop + 1;
        }
    }
    int code = gr_lyrics_read_bytes("f", bytes, size, &options, &arena, &cues, &report, &error);
    if (options.begin_ns == 0 || code != 0) /* else all of them may be over by then */
        require((code == 0) == (cues.count > 0));
    require(code == 0 || (code == error.code && error.message[0]));
    require(report.warning_count <= GR_LYRICS_MOST_WARNINGS);
    for (int i = 0; i < report.warning_count; i++)
        require(report.warnings[i].message[0] && report.warnings[i].line >= 0);
    check_cues(&cues);
    gr_arena_finish(&arena);
    return 0;
}

/* SPDX-License-Identifier: MIT */
#include "glyph/text_work.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/utf16.h>

static int open_iterator(UBreakIterator **iterator, UBreakIteratorType type, const char *language,
                         GrError *error)
{
    UErrorCode status = U_ZERO_ERROR;
    if (*iterator) {
        return 0;
    }
    *iterator = ubrk_open(type, language, NULL, 0, &status);
    if (U_FAILURE(status)) {
        *iterator = NULL;
        return gr_error_set(error, GR_E_INTERNAL, "ICU has no text breaks: %s",
                            u_errorName(status));
    }
    return 0;
}

static int open_iterators(GrTextWork *work, const char *language, GrError *error)
{
    language = language ? language : "";
    if (work->line_breaks &&
        strncmp(work->line_language, language, sizeof work->line_language - 1) != 0) {
        ubrk_close(work->line_breaks);
        work->line_breaks = NULL;
    }
    strncpy(work->line_language, language, sizeof work->line_language - 1);
    int code = open_iterator(&work->graphemes, UBRK_CHARACTER, "", error);
    if (code == 0) {
        code = open_iterator(&work->words, UBRK_WORD, "", error);
    }
    if (code == 0) {
        code = open_iterator(&work->line_breaks, UBRK_LINE, work->line_language, error);
    }
    return code;
}

/* Walks an iterator and the characters side by side; calls nothing, only finds the next boundary's
 * character. Returns false at the end. */
typedef struct Walk {
    UBreakIterator *iterator;
    const GrTextWork *work;
    int unit, character; /* where we are, in UTF-16 and in characters */
} Walk;

static bool walk(Walk *at)
{
    int next = ubrk_next(at->iterator);
    if (next == UBRK_DONE) {
        return false;
    }
    while (at->unit < next && at->character < at->work->chars.count) {
        at->unit += U16_LENGTH(at->work->chars.at[at->character].code_point);
        at->character++;
    }
    return true;
}

static int begin(Walk *at, UBreakIterator *iterator, const GrTextWork *work, GrError *error)
{
    UErrorCode status = U_ZERO_ERROR;
    ubrk_setText(iterator, work->utf16.at, work->utf16.count, &status);
    ubrk_first(iterator);
    *at = (Walk){.iterator = iterator, .work = work};
    return U_FAILURE(status) ? gr_error_set(error, GR_E_INTERNAL, "ICU cannot break a text: %s",
                                            u_errorName(status))
                             : 0;
}

static int mark_boundaries(GrTextWork *work, UBreakIterator *iterator, uint8_t flag, GrError *error)
{
    Walk at;
    int code = begin(&at, iterator, work, error);
    while (code == 0 && walk(&at)) {
        if (at.character < work->chars.count) {
            work->chars.at[at.character].flags |= flag;
        }
    }
    return code;
}

/* A word is what has letters, with the signs that touch it: an opening bracket goes with the word
 * after it, what closes with the word before. */
static int count_words(GrTextWork *work, GrError *error)
{
    Walk at;
    int code = begin(&at, work->words, work, error);
    int word = -1, from = 0;
    bool open = false, has_letters = false;
    while (code == 0 && walk(&at)) {
        bool blank = work->chars.at[from].flags & (GR_CHAR_BLANK | GR_CHAR_RETURN);
        bool letters = ubrk_getRuleStatus(work->words) >= UBRK_WORD_NONE_LIMIT;
        if (blank) {
            open = false;
        } else if (!open || (letters && has_letters)) {
            word++;
            open = true;
            has_letters = letters;
        } else {
            has_letters = has_letters || letters;
        }
        for (; from < at.character; from++) {
            work->chars.at[from].word = word < 0 ? 0 : word;
        }
    }
    return code;
}

int gr_text_find_breaks(GrTextWork *work, const char *language, GrError *error)
{
    int count = work->chars.count;
    work->utf16.count = 0;
    int code = open_iterators(work, language, error);
    if (code == 0) {
        code = GR_TEXT_GROW(work->utf16, 2 * count + 1, error);
    }
    if (code < 0 || count == 0) {
        return code;
    }
    for (int i = 0; i < count; i++) {
        U16_APPEND_UNSAFE(work->utf16.at, work->utf16.count, work->chars.at[i].code_point);
    }
    work->chars.at[0].flags |= GR_CHAR_GRAPHEME;
    code = mark_boundaries(work, work->graphemes, GR_CHAR_GRAPHEME, error);
    if (code == 0) {
        code = mark_boundaries(work, work->line_breaks, GR_CHAR_BREAK, error);
    }
    return code < 0 ? code : count_words(work, error);
}

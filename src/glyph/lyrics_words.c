/* SPDX-License-Identifier: MIT
 *
 * Words by white space, and by ICU's dictionaries where a script writes none between them.
 */
#include "base/grow.h"
#include "glyph/lyrics_draft.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

struct GrLyricsWords {
    UBreakIterator *iterator;
    UText utext;
    GrLyricsWord *list;
    int capacity;
};

GrLyricsWords *gr_lyrics_words_open(GrError *error)
{
    static const UText empty = UTEXT_INITIALIZER;
    UErrorCode status = U_ZERO_ERROR;
    GrLyricsWords *words = calloc(1, sizeof *words);
    if (!words) {
        gr_error_memory(error, "words", sizeof *words);
        return NULL;
    }
    words->utext = empty;
    words->iterator = ubrk_open(UBRK_WORD, "", NULL, 0, &status);
    if (U_SUCCESS(status))
        return words;
    gr_error_set(error, GR_E_INTERNAL, "ICU has no word breaks: %s", u_errorName(status));
    words->iterator = NULL;
    gr_lyrics_words_close(words);
    return NULL;
}

void gr_lyrics_words_close(GrLyricsWords *words)
{
    if (!words)
        return;
    if (words->iterator)
        ubrk_close(words->iterator);
    utext_close(&words->utext);
    free(words->list);
    free(words);
}

static bool space(int32_t code)
{
    return code == ' ' || code == '\n' || (code != 0xa0 && u_isUWhiteSpace(code));
}

static bool punctuation(int32_t code)
{
    return u_ispunct(code) || u_getCombiningClass(code) || u_charType(code) == U_FORMAT_CHAR;
}

static bool opens(int32_t code)
{
    int8_t type = u_charType(code);
    return type == U_START_PUNCTUATION || type == U_INITIAL_PUNCTUATION;
}

static bool unspaced(int32_t code)
{
    static const UScriptCode scripts[] = {USCRIPT_HAN,    USCRIPT_HIRAGANA, USCRIPT_KATAKANA,
                                          USCRIPT_THAI,   USCRIPT_LAO,      USCRIPT_KHMER,
                                          USCRIPT_MYANMAR};
    UErrorCode status = U_ZERO_ERROR;
    UScriptCode script = code < 0x0e00 ? USCRIPT_LATIN : uscript_getScript(code, &status);
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++)
        if (script == scripts[i])
            return true;
    return false;
}

/* Whether a new word may start between these two where ICU has a boundary: not within "don't-know",
 * nor before what closes or behind what opens. */
static bool splits(int32_t before, int32_t after)
{
    if (opens(before) || (punctuation(after) && !opens(after)))
        return false;
    return unspaced(before) || unspaced(after);
}

int gr_lyrics_letters(const char *from, const char *to)
{
    int letters = 0;
    while (from < to) {
        int32_t code = gr_utf8_next(&from, to);
        int8_t type = code < 0x80 ? 0 : u_charType(code);
        bool counts = code < 0x80 ? code > ' '
                                  : type != U_NON_SPACING_MARK && type != U_ENCLOSING_MARK &&
                                        type != U_FORMAT_CHAR && !u_isUWhiteSpace(code);
        letters += counts;
    }
    return letters;
}

static bool add(GrLyricsWords *words, int count, const char *text, int from, int to)
{
    if (!gr_grow((void **)&words->list, &words->capacity, count + 1, sizeof *words->list))
        return false;
    words->list[count] = (GrLyricsWord){from, to, gr_lyrics_letters(text + from, text + to)};
    return true;
}

int gr_lyrics_words_find(GrLyricsWords *words, const char *text, int length,
                         const GrLyricsWord **list)
{
    UErrorCode status = U_ZERO_ERROR;
    const char *at = text, *end = text + length;
    int32_t before = ' ';
    int count = 0, from = 0;
    utext_openUTF8(&words->utext, text, length, &status);
    ubrk_setUText(words->iterator, &words->utext, &status);
    while (at < end) {
        int offset = (int)(at - text);
        int32_t code = gr_utf8_next(&at, end);
        bool gap = space(code);
        bool split = !gap && !space(before) && splits(before, code) && U_SUCCESS(status) &&
                     ubrk_isBoundary(words->iterator, offset);
        if ((gap || split) && !space(before) && !add(words, count++, text, from, offset))
            return -1;
        if (!gap && (space(before) || split))
            from = offset;
        before = code;
    }
    if (!space(before) && !add(words, count++, text, from, length))
        return -1;
    *list = words->list;
    return count;
}

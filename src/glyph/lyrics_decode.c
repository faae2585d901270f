/* SPDX-License-Identifier: MIT */
#include "glyph/lyrics_draft.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>
#include <unicode/ustring.h>

/* What people write; ICU knows many more. */
static const char *const usual_names[] = {
    "utf-8",        "utf-16",       "utf-16le",     "utf-16be",     "utf-32",
    "us-ascii",     "latin1",       "iso-8859-1",   "iso-8859-2",   "iso-8859-5",
    "iso-8859-6",   "iso-8859-7",   "iso-8859-8",   "iso-8859-9",   "iso-8859-15",
    "windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254",
    "windows-1255", "windows-1256", "windows-1257", "windows-1258", "windows-874",
    "koi8-r",       "koi8-u",       "macintosh",    "shift_jis",    "euc-jp",
    "iso-2022-jp",  "gb18030",      "gbk",          "gb2312",       "big5",
    "big5-hkscs",   "euc-kr",       "euc-tw",       "cp437",        "cp850",
    "cp866",        "cp932",        "cp949",        "tis-620",      NULL};

bool gr_lyrics_encoding_known(const char *name)
{
    UErrorCode status = U_ZERO_ERROR;
    return name[0] && strlen(name) < 60 && ucnv_countAliases(name, &status) > 0 &&
           U_SUCCESS(status);
}

const char *gr_lyrics_encoding_nearest(const char *name)
{
    return gr_nearest_string(name, usual_names);
}

/* UTF-16 without a signature: nearly every other byte of what is mostly ASCII is 0. */
static const char *by_zeros(const char *bytes, size_t length)
{
    size_t zeros[2] = {0, 0}, looked = length < 65536 ? length : 65536;
    for (size_t i = 0; i < looked; i++)
        zeros[i & 1] += bytes[i] == 0;
    if (zeros[1] > looked / 6 && zeros[0] < zeros[1] / 8)
        return "UTF-16LE";
    if (zeros[0] > looked / 6 && zeros[1] < zeros[0] / 8)
        return "UTF-16BE";
    return NULL;
}

/* Written as UTF-8 writes what is allowed: wrong, but no other encoding has it. */
static bool lone_surrogate(const char *at, const char *end)
{
    const unsigned char *bytes = (const unsigned char *)at;
    return end - at >= 3 && bytes[0] == 0xed && (bytes[1] & 0xe0) == 0xa0 &&
           (bytes[2] & 0xc0) == 0x80;
}

/* A text in UTF-8 with a few broken places is UTF-8 all the same. */
static bool nearly_utf8(const char *bytes, size_t length)
{
    const char *at = bytes, *end = bytes + length;
    size_t good = 0, bad = 0;
    while (at < end) {
        bool wide = (unsigned char)*at >= 0x80;
        if (lone_surrogate(at, end)) {
            at += 3;
            good++;
            continue;
        }
        int32_t code = gr_utf8_next(&at, end);
        good += wide && code >= 0;
        bad += wide && code < 0;
    }
    return bad == 0 || good > bad * 4;
}

static void guess(GrLyricsWork *work, const char *bytes, size_t length, char name[64])
{
    enum { ENOUGH = 1 << 18 };
    UErrorCode status = U_ZERO_ERROR;
    UCharsetDetector *detector = ucsdet_open(&status);
    const char *found = NULL;
    int sure = 0;
    ucsdet_setText(detector, bytes, (int32_t)(length < ENOUGH ? length : ENOUGH), &status);
    const UCharsetMatch *match = U_SUCCESS(status) ? ucsdet_detect(detector, &status) : NULL;
    if (match && U_SUCCESS(status)) {
        found = ucsdet_getName(match, &status);
        sure = ucsdet_getConfidence(match, &status);
    }
    bool usable = U_SUCCESS(status) && found && gr_lyrics_encoding_known(found);
    /* Its bytes from 0x80 to 0x9f are control characters; what is meant there is Windows'. */
    if (!usable || strcmp(found, "ISO-8859-1") == 0 || strcmp(found, "UTF-8") == 0)
        found = "windows-1252";
    snprintf(name, 64, "%s", found);
    gr_lyrics_warn(work, 0, "is not UTF-8: read as %s, a guess (%d %% sure); `encoding:` says else",
                   name, usable ? sure : 0);
    if (detector)
        ucsdet_close(detector);
}

/* Which encoding; "" when these bytes are no text. */
static void choose(GrLyricsWork *work, const char *bytes, size_t length, char name[64])
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t skip = 0;
    const char *signature =
        ucnv_detectUnicodeSignature(bytes, (int32_t)(length < 16 ? length : 16), &skip, &status);
    if (signature && strncmp(signature, "UTF-", 4) == 0 && strcmp(signature, "UTF-7") != 0) {
        snprintf(name, 64, "%s", signature);
        return;
    }
    const char *wide = by_zeros(bytes, length);
    size_t controls = 0;
    for (size_t i = 0; i < length; i++)
        controls += (unsigned char)bytes[i] < 0x20 && !strchr("\t\n\r\f\v\x1b", bytes[i]);
    for (size_t i = 0; i < length; i++)
        controls += bytes[i] == 0 ? 4 : 0;
    if (wide) {
        snprintf(name, 64, "%s", wide);
        gr_lyrics_warn(work, 0, "has no signature: read as %s, by its zeros", wide);
    } else if (controls > 8 + length / 50)
        name[0] = '\0';
    else if (nearly_utf8(bytes, length))
        snprintf(name, 64, "UTF-8");
    else
        guess(work, bytes, length, name);
    work->report->encoding_guessed = name[0] && strcmp(name, "UTF-8") != 0;
}

static int convert(const char *name, const char *encoding, const char *bytes, size_t length,
                   char **out, size_t *size, GrError *error)
{
    UErrorCode status = U_ZERO_ERROR;
    int code = GR_OK;
    int32_t units = 0, written = 0;
    size_t room = length + 16;
    UConverter *converter = ucnv_open(encoding, &status);
    UChar *wide = malloc(room * sizeof *wide);
    char *text = NULL;
    if (U_SUCCESS(status) && wide)
        units = ucnv_toUChars(converter, wide, (int32_t)room, bytes, (int32_t)length, &status);
    if (status == U_BUFFER_OVERFLOW_ERROR && wide) { /* rare: more than one unit a byte */
        UChar *larger = realloc(wide, ((size_t)units + 1) * sizeof *wide);
        wide = larger ? larger : wide;
        status = larger ? U_ZERO_ERROR : U_MEMORY_ALLOCATION_ERROR;
        if (larger)
            units = ucnv_toUChars(converter, wide, units + 1, bytes, (int32_t)length, &status);
    }
    text = U_SUCCESS(status) ? malloc((size_t)units * 3 + 1) : NULL;
    if (text) {
        status = U_ZERO_ERROR;
        u_strToUTF8WithSub(text, units * 3 + 1, &written, wide, units, 0xfffd, NULL, &status);
    }
    if (!wide || (U_SUCCESS(status) && !text) || status == U_MEMORY_ALLOCATION_ERROR)
        code = gr_error_memory(error, name, length * 4);
    else if (U_FAILURE(status))
        code = gr_error_set(error, GR_E_INPUT, "%s: cannot be read as %s: %s", name, encoding,
                            u_errorName(status));
    free(wide);
    if (converter)
        ucnv_close(converter);
    if (code) {
        free(text);
        return code;
    }
    *out = text;
    *size = (size_t)written;
    return GR_OK;
}

/* In place: nothing gets longer. Lines stay what an editor calls lines. */
static size_t clean(GrLyricsWork *work, char *text, size_t size)
{
    const char *at = text, *end = text + size;
    char *out = text;
    int line = 1, told = 0;
    while (at < end) {
        const char *from = at;
        int32_t code = gr_utf8_next(&at, end);
        if (code == '\r') {
            at += at < end && *at == '\n';
            code = '\n';
        }
        bool nothing = (code < 0 && *from) || code == 0xfffd || (code & 0xfffe) == 0xfffe;
        nothing &= code != 0xfeff;
        if (nothing && told != line) {
            gr_lyrics_warn(work, line, "bytes that are no text are left out");
            told = line;
        }
        bool space = code == '\t' || code == '\v' || code == '\f' || code == 0x85 ||
                     code == 0x2028 || code == 0x2029;
        bool control = code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0xfeff;
        if (code == '\n' || space) {
            *out++ = space ? ' ' : '\n';
            line += code == '\n';
        } else if (!nothing && !control) {
            memmove(out, from, (size_t)(at - from));
            out += at - from;
        }
    }
    return (size_t)(out - text);
}

int gr_lyrics_decode(GrLyricsWork *work, const char *name, const char *bytes, size_t length,
                     const char *encoding, char **text, size_t *size, GrError *error)
{
    char chosen[64];
    int code = GR_OK;
    if (length == 0)
        return gr_error_set(error, GR_E_INPUT, "%s: is empty", name);
    if (encoding && !gr_lyrics_encoding_known(encoding)) {
        const char *near = gr_lyrics_encoding_nearest(encoding);
        return gr_error_set(error, GR_E_SHOW, "%s: there is no encoding '%s'%s%s%s", name, encoding,
                            near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
    }
    if (encoding)
        snprintf(chosen, sizeof chosen, "%s", encoding);
    else
        choose(work, bytes, length, chosen);
    if (!chosen[0])
        return gr_error_set(error, GR_E_INPUT, "%s: is not a text", name);
    if (strcmp(chosen, "UTF-8") == 0) {
        *text = malloc(length + 1);
        if (!*text)
            return gr_error_memory(error, name, length);
        memcpy(*text, bytes, length);
        *size = length;
    } else {
        code = convert(name, chosen, bytes, length, text, size, error);
    }
    if (code)
        return code;
    work->report->encoding = gr_arena_copy_text(work->arena, chosen);
    *size = clean(work, *text, *size);
    (*text)[*size] = '\0';
    return GR_OK;
}

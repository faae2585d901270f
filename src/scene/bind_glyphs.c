/* SPDX-License-Identifier: MIT
 *
 * Glyphs that a show brings itself, and the question whether any font has them.
 */
#include "scene/bind.h"

#include "base/files.h"
#include "glyph/atlas.h"
#include "glyph/font_missing.h"
#include "glyph/glyph_set.h"
#include "glyph/palette_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    DISTINCT_MAX = GR_RAMP_GLYPHS - 1,
    ROW_LONGEST = 4096,     /* characters of a row in the show */
    FILE_LONGEST = 1 << 18, /* bytes of a file of glyphs */
    MISSING_SHOWN = 8,
};

static int compare_clusters(const void *left, const void *right)
{
    const GrCluster *a = left, *b = right;
    return gr_cluster_compare(a->text, a->length, b->text, b->length);
}

static bool has_controls(const char *text)
{
    const char *end = text + strlen(text);
    int32_t code;
    while ((code = gr_utf8_next(&text, end)) > 0)
        if (code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x2028 || code == 0x2029)
            return true;
    return code < 0;
}

/* Checks a row of glyphs; the number of distinct ones, 0 when it is of no use (reported). */
static int count_glyphs(GrBinder *b, const char *path, const GrNode *value)
{
    GrCluster *clusters = GR_BIND_NEW(b, GrCluster, ROW_LONGEST + 1);
    int count = 0, distinct = 0;
    bool blank = true;
    const char *at = value->text;
    if (has_controls(at)) {
        gr_bind_error(b, value, path, "glyphs cannot be line breaks, tabs or control characters");
        return 0;
    }
    while (clusters && count <= ROW_LONGEST && gr_cluster_next(&at, &clusters[count]) > 0)
        blank = clusters[count++].first == ' ' && blank;
    if (count > ROW_LONGEST) {
        gr_bind_error(b, value, path, "more than %d characters", ROW_LONGEST);
        return 0;
    }
    if (blank) {
        gr_bind_error(b, value, path, "holds nothing but blanks: nothing would be seen");
        return 0;
    }
    qsort(clusters, (size_t)count, sizeof *clusters, compare_clusters);
    for (int i = 0; i < count; i++)
        distinct += i == 0 || compare_clusters(&clusters[i], &clusters[i - 1]) != 0;
    if (distinct > DISTINCT_MAX) {
        gr_bind_error(b, value, path, "has %d different glyphs; at most %d are possible", distinct,
                      DISTINCT_MAX);
        return 0;
    }
    return distinct;
}

static GrPalette *new_palette(GrBinder *b, const char *summary, const char *glyphs)
{
    GrPalette *palette = GR_BIND_NEW(b, GrPalette, 1);
    if (palette)
        *palette =
            (GrPalette){.name = "glyphs", .summary = summary, .glyphs = gr_bind_keep(b, glyphs)};
    return palette;
}

GrPalette *gr_bind_glyph_row(GrBinder *b, const char *path, const GrNode *value)
{
    const char *text;
    if (!gr_bind_scalar(b, path, value, gr_forms[GR_FORM_GLYPHS].wants, &text))
        return NULL;
    gr_bind_warn_comment(b, path, value);
    int distinct = count_glyphs(b, path, value);
    if (!distinct)
        return NULL;
    if (distinct == 1)
        gr_bind_warning(b, value, path, "there is only one glyph: only its brightness can vary");
    return new_palette(b, "written in the show", text);
}

/* The characters of a file without its line breaks and other controls; the line of a byte that is
 * not UTF-8, else 0. */
static int join_lines(const char *content, size_t length, GrText *out)
{
    const char *at = content, *end = content + length;
    int line = 1;
    while (at < end) {
        const char *from = at;
        int32_t code = gr_utf8_next(&at, end);
        if (code < 0)
            return line;
        line += code == '\n';
        if (code >= 0x20 && (code < 0x7f || code >= 0xa0) && code != 0x2028 && code != 0x2029 &&
            code != 0xfeff)
            gr_text_append(out, from, (size_t)(at - from));
    }
    return 0;
}

static GrPalette *bind_file(GrBinder *b, const char *path, const GrNode *value)
{
    const char *text, *whole;
    char *content = NULL, quoted[GR_QUOTE_CAPACITY];
    size_t length;
    GrError error;
    GrText glyphs = {0};
    GrPalette *palette = NULL;
    if (!gr_bind_scalar(b, path, value, gr_forms[GR_FORM_FILE].wants, &text) ||
        !gr_bind_file(b, path, value, text, "glyphs", &whole))
        return NULL;
    if (gr_file_read(whole, FILE_LONGEST, &content, &length, &error)) {
        gr_bind_input_error(b, value, path, "%s", error.message);
        return NULL;
    }
    int line = join_lines(content, length, &glyphs);
    const char *row = gr_text_string(&glyphs);
    if (line)
        gr_bind_input_error(b, value, path, "'%s': line %d is not UTF-8", gr_quote(quoted, text),
                            line);
    else if (!row[strspn(row, " ")])
        gr_bind_input_error(b, value, path, "'%s' holds no glyphs", gr_quote(quoted, text));
    else
        palette = new_palette(b, "from a file", row);
    gr_text_finish(&glyphs);
    free(content);
    return palette;
}

static bool bind_set(GrBinder *b, const char *path, const GrNode *value, GrGlyphSource *source)
{
    const char *text;
    char quoted[GR_QUOTE_CAPACITY];
    if (!gr_bind_scalar(b, path, value, "ascii, latin or all", &text))
        return false;
    for (int i = 0; gr_glyph_set_names[i]; i++)
        if (strcmp(gr_glyph_set_names[i], text) == 0) {
            *source = (GrGlyphSource){.of_font = true, .set = i};
            return true;
        }
    gr_bind_error(b, value, path, "'%s' is none of ascii, latin and all", gr_quote(quoted, text));
    return false;
}

GrPalette *gr_bind_glyphs(GrBinder *b, const char *path, const GrNode *value, GrGlyphSource *source)
{
    static const char wants[] = "glyphs in quotes, {file: glyphs.txt} or {font: ascii}";
    *source = (GrGlyphSource){0};
    if (value->kind != GR_NODE_MAP)
        return gr_bind_glyph_row(b, path, value);
    const GrPair *pair = value->count == 1 ? &value->pairs[0] : NULL;
    char below[GR_BIND_PATH];
    if (pair)
        snprintf(below, sizeof below, "%.150s.%.30s", path, pair->key->text);
    if (pair && strcmp(pair->key->text, "file") == 0)
        return bind_file(b, below, pair->value);
    if (!pair || strcmp(pair->key->text, "font") != 0)
        gr_bind_error(b, value, path, "wants %s", wants);
    else if (bind_set(b, below, pair->value, source))
        return new_palette(b, "of a font", " ");
    return NULL;
}

/* The column of a byte of a text where it is written as it stands; else that of its node. */
static int column_of(const GrNode *at, size_t byte)
{
    size_t length, text = at->kind == GR_NODE_SCALAR ? strlen(at->text) : 0;
    const char *rest = gr_source_rest(at->source, at->line, at->column, &length);
    size_t quote = at->quoted ? 1 : 0;
    if (!text || length < text + quote || memcmp(rest + quote, at->text, text) != 0)
        return at->column;
    int column = at->column + (int)quote;
    for (size_t i = 0; i < byte && i < text; i++)
        column += ((unsigned char)at->text[i] & 0xc0) != 0x80;
    return column;
}

/* Scenes and layers that share a style or extend each other share its glyphs, too: what is wrong
 * with one of them is said once. */
struct GrToldGlyph {
    const GrSource *source;
    int line, column;
    uint32_t code_point;
    GrToldGlyph *next;
};

static bool is_told(GrBinder *b, const GrNode *at, uint32_t code_point)
{
    for (const GrToldGlyph *told = b->told_glyphs; told; told = told->next)
        if (told->source == at->source && told->line == at->line && told->column == at->column &&
            told->code_point == code_point)
            return true;
    GrToldGlyph *told = GR_BIND_NEW(b, GrToldGlyph, 1);
    if (told) {
        *told = (GrToldGlyph){at->source, at->line, at->column, code_point, b->told_glyphs};
        b->told_glyphs = told;
    }
    return false;
}

/* What a look shows was not written by who renders: a song's title may hold anything. */
static bool is_lenient(const GrBinder *b, const GrNode *at)
{
    return b->lenient || at->source->role == GR_SOURCE_BUILT_IN;
}

static void tell_missing(GrBinder *b, const GrNode *at, const char *path, const char *text,
                         const GrMissing *missing)
{
    GrText words = {0};
    GrNode place = *at;
    if (at->kind == GR_NODE_SCALAR && strcmp(at->text, text) == 0)
        place.column = column_of(at, missing->byte);
    if (is_told(b, &place, missing->code_point))
        return;
    gr_text_puts(&words, "no font has ");
    gr_glyph_words(missing->code_point, &words);
    gr_text_puts(&words, ": ");
    gr_glyph_advice(missing->code_point, &words);
    if (is_lenient(b, at))
        gr_bind_warning(b, &place, path, "%s; it is left out", gr_text_string(&words));
    else
        gr_bind_input_error(b, &place, path, "%s", gr_text_string(&words));
    gr_text_finish(&words);
}

static bool is_missing(const GrMissing *list, int count, uint32_t code_point)
{
    for (int i = 0; i < count; i++)
        if (list[i].code_point == code_point)
            return true;
    return false;
}

static const char *without(GrBinder *b, const char *text, const GrMissing *list, int count)
{
    char *kept = gr_bind_alloc(b, strlen(text) + 1, 1);
    const char *at = text, *end = text + strlen(text);
    size_t length = 0;
    while (kept && at < end) {
        const char *from = at;
        int32_t code = gr_utf8_next(&at, end);
        if (code > 0 && is_missing(list, count, (uint32_t)code))
            continue;
        memcpy(kept + length, from, (size_t)(at - from));
        length += (size_t)(at - from);
    }
    return kept ? kept : text;
}

bool gr_bind_served(GrBinder *b, const GrNode *at, const char *path, const char *font,
                    const char **text)
{
    GrMissing missing[DISTINCT_MAX];
    int count = 0;
    GrError error;
    if (b->fonts_unasked)
        return true;
    const GrFonts *fonts = gr_bind_chain(b, at, font);
    if (!fonts)
        return false;
    if (gr_fonts_missing(fonts, *text, strlen(*text), missing, DISTINCT_MAX, &count, &error)) {
        gr_bind_input_error(b, at, path, "%s", error.message);
        return false;
    }
    for (int i = 0; i < count && i < MISSING_SHOWN; i++)
        tell_missing(b, at, path, *text, &missing[i]);
    int more = count - MISSING_SHOWN;
    if (more > 0 && is_lenient(b, at))
        gr_bind_warning(b, at, path, "%d more characters that no font has are left out", more);
    else if (more > 0)
        gr_bind_input_error(b, at, path, "%d more characters that no font has", more);
    if (count && is_lenient(b, at))
        *text = without(b, *text, missing, count < DISTINCT_MAX ? count : DISTINCT_MAX);
    return !count || is_lenient(b, at);
}

/* Fills in what a font has, and thins what is more than a ramp holds. */
static bool fill_in(GrBinder *b, const GrNode *at, const char *path, const char *font,
                    const GrGlyphSource *source, const char **text)
{
    GrText set = {0}, thinned = {0};
    GrError error;
    const GrFonts *fonts = b->fonts_unasked ? NULL : gr_bind_chain(b, at, font);
    int code = 0;
    if (!fonts) {
        *text = gr_palette_find("ascii")->glyphs;
        return b->fonts_unasked;
    }
    if (source->of_font)
        code = gr_glyph_set_read(fonts, source->set, &set, &error);
    const char *all = source->of_font ? gr_text_string(&set) : *text;
    if (!code)
        code = gr_glyphs_thin(fonts, all, DISTINCT_MAX, &thinned, &error);
    if (code)
        gr_bind_input_error(b, at, path, "%s", error.message);
    else if (!thinned.length)
        gr_bind_input_error(b, at, path, "the font has no such glyphs");
    else
        *text = gr_bind_keep(b, thinned.data);
    bool good = !code && thinned.length;
    gr_text_finish(&set);
    gr_text_finish(&thinned);
    return good;
}

static int character_count(const char *text)
{
    GrCluster cluster;
    int count = 0;
    while (gr_cluster_next(&text, &cluster) > 0)
        count++;
    return count;
}

void gr_bind_settle_palette(GrBinder *b, const GrNode *at, const char *path, GrLayer *layer,
                            const GrGlyphSource *source)
{
    const char *text = layer->palette->glyphs;
    if (!source->of_font && !gr_bind_served(b, at, path, layer->font, &text))
        return;
    if ((source->of_font || character_count(text) > DISTINCT_MAX) &&
        !fill_in(b, at, path, layer->font, source, &text))
        return;
    if (text == layer->palette->glyphs)
        return;
    if (!text[strspn(text, " ")]) {
        gr_bind_input_error(b, at, path, "nothing is left of it");
        return;
    }
    GrPalette *palette = new_palette(b, layer->palette->summary, text);
    if (palette)
        layer->palette = palette;
}
